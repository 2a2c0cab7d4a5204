"""Judge an answer: hold what it returned against an answer sheet.

One function, two places: `check` calls it in the notebook on a compiled sheet with a public
seed, grading calls it outside the sandbox on a sheet with a fresh one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from helpers.checking.compare import Difference, difference
from helpers.checking.ingredients import Generator
from helpers.checking.outcome import Outcome
from helpers.checking.patterns import in_common
from helpers.checking.reasons import advice
from helpers.checking.recognition import Tried, known_mistake, mistake_of_part
from helpers.checking.report import PartReport, Report
from helpers.checking.sheet import Case, Sheet, SheetPart
from helpers.checking.symptoms import symptoms

PATTERN_SECONDS = 0.2  # of computing, for what has no name
NOT_CALLED = Outcome("stopped", message="was not called, since an earlier call did not end")
# What the process of an answer can say; other kinds are for what the judge itself worked out.
SAID = frozenset({"returned", "raised", "missing", "not data", "endless", "stopped"})
TOO_LONG = Outcome("stopped", message="returned what takes too long to be compared")
NO_KIND = Outcome("stopped", message="interfered with the grader's messages")
WORDS_ALONE = Difference("counts as soon as a result is right")


class Failure(NamedTuple):
    """A case that is not as expected."""

    case: Case
    outcome: Outcome
    difference: Difference


class Patience:
    """How long judging may go on, in seconds of computing by the thread that judges."""

    def __init__(self, seconds: float = math.inf) -> None:
        self._end = time.thread_time() + seconds

    def is_over(self) -> bool:
        return time.thread_time() > self._end


def judge(
    sheet: Sheet,
    run_case: Callable[[Case], Outcome],
    patience: Patience | None = None,
    run_again: Callable[[Case], Outcome] | None = None,
) -> Report:
    """Run every case, compare, and name the mistake where it is a known one.

    run_case: makes the call on the student's answer, each once and in their order; in the notebook
    directly, at grading by asking the sandbox. patience: when it is over, what is left counts as
    wrong, and no mistake is looked for any more. run_again: makes a call once more, where that can
    be done.
    """
    patience = patience or Patience()
    tried = [pairs for _, pairs in try_all(sheet, run_case, patience)]
    failures = [
        first_failure(pairs, part.item) for part, pairs in zip(sheet.parts, tried, strict=True)
    ]
    failures = _without_mere_words(sheet, tried, failures)
    unwritten = all(outcome.unwritten for pairs in tried for _, outcome in pairs)
    shown = {} if unwritten else _to_be_shown(sheet, tried, failures, patience)
    pattern = ""
    if shown and not any(shown.values()):
        if run_again:
            pattern = _on_chance(sheet, failures[min(shown)], run_again)
        pattern = pattern or _pattern(sheet, tried, patience)
    parts = tuple(
        _explained(sheet, part, failures[i], shown[i], pattern)
        if i in shown
        else _unexplained(part, failures[i])
        for i, part in enumerate(sheet.parts)
    )
    report = Report(
        sheet.name, sheet.lesson, sheet.points, parts, unwritten, hints=len(sheet.hints)
    )
    if report.mistake or report.passed:
        return report
    return replace(report, symptoms=symptoms(sheet.parts, tried, patience.is_over))


def try_all(
    sheet: Sheet, run_case: Callable[[Case], Outcome], patience: Patience | None = None
) -> Iterator[tuple[SheetPart, list[Tried]]]:
    """Each part with its cases and their outcomes. A case that parts share is run once; after one
    that had to be stopped no other is run."""
    patience = patience or Patience()
    stopped = False
    made: dict[int, Outcome] = {}
    for part in sheet.parts:
        pairs = []
        for case in part.cases:
            if id(case) not in made:
                outcome = NOT_CALLED if stopped else run_case(case)
                outcome = outcome if outcome.kind in SAID else NO_KIND
                outcome = outcome.with_names(sheet.signature.parameters)
                is_over = patience.is_over()
                made[id(case)] = TOO_LONG if is_over else sheet.kind.measured(outcome, case.exam)
                stopped |= made[id(case)].is_last
            pairs.append((case, made[id(case)]))
        yield part, pairs


def first_failure(pairs: list[Tried], item: int | None) -> Failure | None:
    """The first case that is not as expected."""
    for case, outcome in pairs:
        found = difference(outcome, case.expected, item)
        if found:
            return Failure(case, outcome, found)
    return None


def _without_mere_words(
    sheet: Sheet, tried: list[list[Tried]], failures: list[Failure | None]
) -> list[Failure | None]:
    """The failures, and where no number is right, the parts too that rest on a process's word."""
    if sheet.kind.own_word is None:
        return failures
    own = [part.item == sheet.kind.own_word for part in sheet.parts]
    numbers = [
        failed
        for part, failed, is_own in zip(sheet.parts, failures, own, strict=True)
        if not is_own and not _is_text(part)
    ]
    if not all(numbers):
        return failures
    return [
        failed or (Failure(*pairs[0], WORDS_ALONE) if is_own else None)
        for failed, is_own, pairs in zip(failures, own, tried, strict=True)
    ]


def _is_text(part: SheetPart) -> bool:
    expected = part.cases[0].expected
    several = isinstance(expected.value, tuple) and part.item is not None
    return several and isinstance(expected.value[part.item], str)


def _to_be_shown(
    sheet: Sheet, tried: list[list[Tried]], failures: list[Failure | None], patience: Patience
) -> dict[int, str | None]:
    """By its index each part that is explained, with the known mistake where there is one.

    One thing at a time: the first failure, and the first of which the mistake is known.
    """
    found = [i for i, f in enumerate(failures) if f and f.difference is not WORDS_ALONE]
    if not found:
        return {}
    whole = known_mistake(sheet, tried, patience.is_over)
    shown: dict[int, str | None] = {}
    for i in found:
        mistake = whole or mistake_of_part(sheet, i, tried, patience.is_over)
        if mistake or not shown:
            shown[i] = mistake
        if mistake:
            break
    return shown


def _on_chance(sheet: Sheet, failed: Failure, run_again: Callable[[Case], Outcome]) -> str:
    """What a second call says of an answer that is to draw all chance from an argument."""
    case, outcome, _ = failed
    draws = any(isinstance(arg, Generator) for arg in case.args)
    if not draws or sheet.kind.facts or outcome.kind != "returned":
        return ""
    again = run_again(case)
    if again.kind != "returned" or not difference(again, outcome):
        return ""
    return (
        "The same call with a generator of the same seed returns something else the second time. "
        "Draw all chance from the generator that you are given, none from np.random."
    )


def _pattern(sheet: Sheet, tried: list[list[Tried]], patience: Patience) -> str:
    """What the wrong calls have in common, where results can be compared number by number."""
    if not sheet.kind.is_called or sheet.kind.facts or sheet.kind.trains:
        return ""
    limit = Patience(PATTERN_SECONDS)
    return in_common(sheet, tried, lambda: limit.is_over() or patience.is_over())


def _unexplained(part: SheetPart, failed: Failure | None) -> PartReport:
    waits = failed is not None and failed.difference is WORDS_ALONE
    return PartReport(
        part.title, failed is None, problem=failed.difference.sentence if waits else ""
    )


def _explained(
    sheet: Sheet, part: SheetPart, failed: Failure, mistake: str | None, pattern: str
) -> PartReport:
    """The report on a part that failed, with its call and what helps."""
    case, outcome, found = failed
    hint = sheet.mistakes[mistake] if mistake else general_hint(case, outcome, pattern)
    return PartReport(
        part.title,
        False,
        call=describe_call(sheet, case),
        problem=found.sentence,
        grid=found.grid,
        place=found.place,
        printed=outcome.printed,
        mistake=mistake or "",
        hint=hint,
        abridged=sheet.kind.abridges(case.args, case.kwargs),
    )


def describe_call(sheet: Sheet, case: Case) -> str:
    """The call as one would type it."""
    return sheet.kind.typed(sheet.name, case.args, case.kwargs)


def general_hint(case: Case, outcome: Outcome, pattern: str) -> str:
    """What helps in any exercise where no known mistake was recognised.

    pattern: what the wrong calls have in common, where that was found.
    """
    if outcome.kind == "returned" and outcome.value is None and case.expected.value is not None:
        return (
            "Nothing comes back from the function: end it with return. What it prints, no other "
            "code can use."
        )
    if outcome.kind == "endless":
        return "Does a loop in it ever end? Print what it counts, and watch."
    return f"{pattern} {advice(outcome)}".strip()
