"""Judge an answer: hold what it returned against an answer sheet.

One function, two places: `check` calls it in the notebook on a compiled sheet with a public
seed, grading calls it outside the sandbox on a sheet with a fresh one.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from helpers.checking.compare import Difference, difference, one_line
from helpers.checking.facts import facts
from helpers.checking.ingredients import Loader, Tensor
from helpers.checking.probes import Outcome
from helpers.checking.report import PartReport, Report
from helpers.checking.torch_probes import SCENE

LITERAL_ELEMENTS = 30
NOT_CALLED = Outcome("stopped", message="was not called, since an earlier call did not end")
# What the process of an answer can say; other kinds are for what the judge itself worked out.
KINDS = frozenset({"returned", "raised", "missing", "not data", "stopped"})
TOO_LONG = Outcome("stopped", message="returned what takes too long to be compared")
NO_KIND = Outcome("stopped", message="disturbed the grader's messages")
# Values that the process of an answer says about itself, by probe: nobody outside can look them up.
OWN_WORD = {"module": 0, "evaluation": 2, "mixed precision": 2, "timed classifier": 1}
WORDS_ALONE = Difference("counts only with a result that is right")
# What differs between two people's messages of one error: shapes, names, numbers.
PARTICULARS = re.compile(r"\([\d, ]*\)|'[^']*'|\d+")


class Patience:
    """How long judging may go on, in seconds of computing by the thread that judges."""

    def __init__(self, seconds: float = math.inf) -> None:
        self._end = time.thread_time() + seconds

    def is_over(self) -> bool:
        return time.thread_time() > self._end


@dataclass(frozen=True)
class Case:
    """One call with its expected outcome, and what each known mistake would have made of it.

    mistakes: outcomes by the mistake's name; a mistake that is right here is left out.
    exam: for what is trained, "unseen" examples and their "labels", which stay with the judge.
    """

    args: tuple
    kwargs: dict
    expected: Outcome
    mistakes: dict[str, Outcome] = field(default_factory=dict)
    exam: dict | None = None


@dataclass(frozen=True)
class SheetPart:
    """A part of an exercise. item: it looks at this one of the returned values only."""

    title: str
    cases: tuple[Case, ...]
    item: int | None = None


@dataclass(frozen=True)
class Sheet:
    """An exercise for one seed: calls, expected outcomes, the texts of mistakes and hints.

    torch: whether answers may use PyTorch.
    """

    name: str
    lesson: str
    points: float
    probe: str
    parts: tuple[SheetPart, ...]
    mistakes: dict[str, str]
    hints: tuple[str, ...]
    torch: bool = False

    def to_data(self) -> dict:
        def case(c: Case) -> dict:
            mistakes = {name: outcome.to_data() for name, outcome in c.mistakes.items()}
            expected = c.expected.to_data()
            return {**vars(c), "expected": expected, "mistakes": mistakes}

        parts = [
            dict(title=p.title, item=p.item, cases=[case(c) for c in p.cases]) for p in self.parts
        ]
        return {**vars(self), "parts": parts}

    @classmethod
    def from_data(cls, data: dict) -> Sheet:
        def case(c: dict) -> Case:
            mistakes = {name: Outcome.from_data(o) for name, o in c["mistakes"].items()}
            expected = Outcome.from_data(c["expected"])
            return Case(**{**c, "expected": expected, "mistakes": mistakes})

        parts = [
            SheetPart(p["title"], tuple(case(c) for c in p["cases"]), p["item"])
            for p in data["parts"]
        ]
        return cls(**{**data, "parts": tuple(parts)})


def judge(
    sheet: Sheet, run_case: Callable[[Case], Outcome], patience: Patience | None = None
) -> Report:
    """Run every case, compare, and name the mistake where it is a known one.

    run_case: makes the call on the student's answer; in the notebook directly, at grading by
    asking the sandbox. patience: when it is over, what is left counts as wrong, and no mistake is
    looked for any more.
    """
    patience = patience or Patience()
    tried = _try_all(sheet, run_case, patience)
    failures = [
        first_failure(pairs, part.item) for part, pairs in zip(sheet.parts, tried, strict=True)
    ]
    failures = _without_mere_words(sheet, tried, failures)
    everything = [pair for pairs in tried for pair in pairs]
    unwritten = all(outcome.unwritten for _, outcome in everything)
    is_wrong = any(failures) and not unwritten
    whole = None
    if is_wrong:
        whole = recognise(sheet, everything, patience) or resembles(sheet, everything, patience)
    parts, shown, named = [], unwritten, unwritten
    for part, pairs, failed in zip(sheet.parts, tried, failures, strict=True):
        mistake, is_found = None, failed is not None and failed[2] is not WORDS_ALONE
        if is_found and not named:
            mistake = whole or recognise(sheet, pairs, patience, part.item)
        # One thing at a time: the first failure, and the first of which the mistake is known.
        if not is_found or (shown and mistake is None):
            parts.append(PartReport(part.title, failed is None))
            continue
        case, outcome, found = failed
        shown, named = True, mistake is not None
        parts.append(
            PartReport(
                part.title,
                passed=False,
                call=describe_call(sheet, case),
                problem=found.sentence,
                grid=found.grid,
                place=found.place,
                printed=outcome.printed,
                mistake=mistake or "",
                hint=sheet.mistakes[mistake] if mistake else general_hint(case, outcome),
            )
        )
    return Report(
        sheet.name,
        sheet.lesson,
        sheet.points,
        tuple(parts),
        unwritten=unwritten,
        hints=len(sheet.hints),
    )


def _try_all(
    sheet: Sheet, run_case: Callable[[Case], Outcome], patience: Patience
) -> list[list[tuple[Case, Outcome]]]:
    """Cases with their outcomes, by part. After one that had to be stopped no other is run."""
    stopped = False
    tried = []
    for part in sheet.parts:
        pairs = []
        for case in part.cases:
            outcome = NOT_CALLED if stopped else run_case(case)
            outcome = outcome if outcome.kind in KINDS else NO_KIND
            outcome = TOO_LONG if patience.is_over() else facts(sheet.probe, outcome, case.exam)
            stopped |= outcome.kind == "stopped"
            pairs.append((case, outcome))
        tried.append(pairs)
    return tried


def _without_mere_words(sheet: Sheet, tried: list, failures: list) -> list:
    """The failures, and where no number is right, the parts too that rest on a process's word."""
    if sheet.probe not in OWN_WORD:
        return failures
    own = [part.item == OWN_WORD[sheet.probe] for part in sheet.parts]
    numbers = [
        failed
        for part, failed, is_own in zip(sheet.parts, failures, own, strict=True)
        if not is_own and not _is_text(part)
    ]
    if not all(numbers):
        return failures
    return [
        failed or ((*pairs[0], WORDS_ALONE) if is_own else None)
        for failed, is_own, pairs in zip(failures, own, tried, strict=True)
    ]


def _is_text(part: SheetPart) -> bool:
    expected = part.cases[0].expected
    several = isinstance(expected.value, tuple) and part.item is not None
    return several and isinstance(expected.value[part.item], str)


def general_hint(case: Case, outcome: Outcome) -> str:
    """What helps in any exercise where no known mistake was recognised."""
    if outcome.kind == "returned" and outcome.value is None and case.expected.value is not None:
        return (
            "Nothing comes back from the function: end it with return. What it prints, no other "
            "code can use."
        )
    if outcome.kind == "stopped" and outcome.message.startswith("did not end"):
        return "Does a loop in it ever end? Print what it counts, and watch."
    return ""


def first_failure(pairs: list[tuple[Case, Outcome]], item: int | None):
    """The first case that is not as expected, its outcome and the difference, or None."""
    for case, outcome in pairs:
        found = difference(outcome, case.expected, item)
        if found:
            return case, outcome, found
    return None


def recognise(
    sheet: Sheet, pairs: list[tuple[Case, Outcome]], patience: Patience, item: int | None = None
) -> str | None:
    """The known mistake that would have returned the same in every one of these cases.

    item: look at this one of the returned values only. A mistake that never differs from the
    solution here is not evidence; nor, among a few cases, is one that only raises an error: many
    roads lead there.
    """
    is_part = len(pairs) < sum(len(part.cases) for part in sheet.parts)
    for name in sheet.mistakes:
        if patience.is_over():
            break
        if any(_is_evidence(case, name, item, is_part) for case, _ in pairs) and all(
            _agrees(outcome, case, name, item) for case, outcome in pairs
        ):
            return name
    return None


def resembles(sheet: Sheet, pairs: list[tuple[Case, Outcome]], patience: Patience) -> str | None:
    """The one known mistake that returns the same wherever it and the answer return at all.

    So an answer is recognised that, besides, checks its inputs less or more than the mistake does.
    """
    found = {}
    for name in sheet.mistakes:
        if patience.is_over():
            return None
        both = [
            (case, outcome)
            for case, outcome in pairs
            if _returns(case.expected)
            and _returns(case.mistakes.get(name, case.expected))
            and outcome.kind == "returned"
        ]
        evidence = sum(_is_evidence(case, name, None, False) for case, _ in both)
        if evidence > 1 and all(_agrees(outcome, case, name, None) for case, outcome in both):
            found[name] = evidence
    best = [name for name in found if found[name] == max(found.values())]
    return best[0] if len(best) == 1 else None


def _returns(outcome: Outcome) -> bool:
    return outcome.kind in ("returned", "scored")


def _is_evidence(case: Case, name: str, item: int | None, is_part: bool) -> bool:
    mistake = case.mistakes.get(name)
    if mistake is None or (mistake.kind == "raised" and is_part):
        return False
    return bool(mistake.changed or difference(mistake, case.expected, item))


def _agrees(outcome: Outcome, case: Case, name: str, item: int | None) -> bool:
    """Where the mistake is right here, any right answer agrees: errors may be worded freely."""
    is_right = difference(outcome, case.expected, item) is None
    mistake = case.mistakes.get(name)
    if mistake is None:
        return is_right
    # 5 and 5.0 are one number, and only one of them is a size.
    is_right_too = difference(mistake, case.expected, item) is None
    return is_right == is_right_too and _same(outcome, mistake, item)


def _same(outcome: Outcome, other: Outcome, item: int | None) -> bool:
    """An error without a message was raised on purpose: everybody words it in their own way."""
    kind = "returned" if other.kind in ("hashed", "scored") else other.kind
    if outcome.changed != other.changed or outcome.kind != kind:
        return False
    if kind == "raised":
        return outcome.error == other.error and (
            not other.message
            or PARTICULARS.sub("#", outcome.message) == PARTICULARS.sub("#", other.message)
        )
    if kind == "not data":
        return outcome.message == other.message
    several = isinstance(other.value, (tuple, list))
    unchanged = Outcome(**{**vars(outcome), "changed": ()})
    return kind == "returned" and difference(unchanged, other, item if several else None) is None


def describe_call(sheet: Sheet, case: Case) -> str:
    """The call as one would type it, arrays in full where they are small enough to be read."""
    if sheet.probe == "value":
        return sheet.name
    if sheet.probe == "formula":
        return _describe_formula(sheet, case)
    if sheet.probe == "module":
        seed, images = case.args
        return f"{sheet.name}()({_literal(images)}) with weights drawn from the seed {seed}"
    kwargs = {key: value for key, value in case.kwargs.items() if key not in SCENE}
    full = _elements([*case.args, *kwargs.values()]) <= LITERAL_ELEMENTS
    args = [_literal(v, full) for v in case.args]
    args += [f"{k}={_literal(v, full)}" for k, v in kwargs.items()]
    scene = [f"{k}={v}" for k, v in case.kwargs.items() if k in SCENE and isinstance(v, bool)]
    return f"{sheet.name}({', '.join(args)})" + (f" where {', '.join(scene)}" if scene else "")


def _describe_formula(sheet: Sheet, case: Case) -> str:
    """The graph as one would build it, then its result and the gradient of each input."""
    inputs = [f"{name} = {sheet.name}({number!r})" for name, number in case.kwargs.items()]
    *steps, last = case.args[0].split("; ")
    end = [
        "result.backward()",
        ", ".join(["result.data", *(f"{name}.grad" for name in case.kwargs)]),
    ]
    return "; ".join([*inputs, *steps, f"result = {last}", *end])


def _elements(value: Any) -> int:
    """How many numbers stand in arrays."""
    if isinstance(value, (Tensor, Loader)):
        return _elements(list(vars(value).values()))
    if isinstance(value, dict):
        return _elements(list(value.values()))
    if isinstance(value, (list, tuple)):
        return sum(map(_elements, value))
    return value.size if isinstance(value, np.ndarray) else 0


def _literal(value: Any, full: bool = False) -> str:
    if isinstance(value, (list, tuple)) and _elements(value):
        items = ", ".join(_literal(item, full) for item in value)
        return f"[{items}]" if isinstance(value, list) else f"({items}{',' * (len(value) == 1)})"
    if isinstance(value, dict):
        items = ", ".join(f"{key!r}: {_literal(item, full)}" for key, item in value.items())
        return f"{{{items}}}"
    if isinstance(value, Tensor):
        text = _literal(value.array, full)
        text = text.replace("np.array", "torch.tensor", 1).replace(" array>", " tensor>")
        text = text.replace(", dtype='float32')", ")")  # which is what torch.tensor makes
        return re.sub(r"dtype='(\w+)'", r"dtype=torch.\1", text)
    if isinstance(value, Loader):
        pair = ", ".join(_literal(Tensor(array), full) for array in (value.images, value.labels))
        return f"DataLoader(TensorDataset({pair}), {value.batch_size})"
    if not isinstance(value, np.ndarray):
        return repr(value)
    if not full:
        return f"<{' x '.join(map(str, value.shape))} array>"
    text = np.array2string(
        value, separator=", ", threshold=LITERAL_ELEMENTS + 1, floatmode="unique"
    )
    dtype = "" if value.dtype.kind in "fib" and value.dtype.itemsize in (1, 8) else value.dtype.name
    return f"np.array({one_line(text)}{f', dtype={dtype!r}' if dtype else ''})"
