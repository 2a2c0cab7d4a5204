"""Judge an answer: hold what it returned against an answer sheet.

One function, two places: `check` calls it in the notebook on a compiled sheet with a public
seed, grading calls it outside the sandbox on a sheet with a fresh one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from helpers.compare import difference, one_line
from helpers.probes import Outcome
from helpers.report import PartReport, Report

LITERAL_ELEMENTS = 30
# What differs between two people's messages of one error: shapes, names, numbers.
PARTICULARS = re.compile(r"\([\d, ]*\)|'[^']*'|\d+")


@dataclass(frozen=True)
class Case:
    """One call with its expected outcome, and what each known mistake would have made of it.

    mistakes: outcomes by the mistake's name; a mistake that is right here is left out.
    """

    args: tuple
    kwargs: dict
    expected: Outcome
    mistakes: dict[str, Outcome] = field(default_factory=dict)


@dataclass(frozen=True)
class SheetPart:
    """A part of an exercise. item: it looks at this one of the returned values only."""

    title: str
    cases: tuple[Case, ...]
    item: int | None = None


@dataclass(frozen=True)
class Sheet:
    """An exercise for one seed: calls, expected outcomes, the texts of mistakes and hints."""

    name: str
    lesson: str
    points: float
    probe: str
    parts: tuple[SheetPart, ...]
    mistakes: dict[str, str]
    hints: tuple[str, ...]

    def to_data(self) -> dict:
        def case(c: Case) -> dict:
            mistakes = {name: outcome.to_data() for name, outcome in c.mistakes.items()}
            expected = c.expected.to_data()
            return dict(args=c.args, kwargs=c.kwargs, expected=expected, mistakes=mistakes)

        parts = [
            dict(title=p.title, item=p.item, cases=[case(c) for c in p.cases]) for p in self.parts
        ]
        return {**vars(self), "parts": parts}

    @classmethod
    def from_data(cls, data: dict) -> Sheet:
        def case(c: dict) -> Case:
            mistakes = {name: Outcome.from_data(o) for name, o in c["mistakes"].items()}
            return Case(c["args"], c["kwargs"], Outcome.from_data(c["expected"]), mistakes)

        parts = [
            SheetPart(p["title"], tuple(case(c) for c in p["cases"]), p["item"])
            for p in data["parts"]
        ]
        return cls(**{**data, "parts": tuple(parts)})


def judge(sheet: Sheet, run_case: Callable[[Case], Outcome]) -> Report:
    """Run every case, compare, and name the mistake where it is a known one.

    run_case: makes the call on the student's answer; in the notebook directly, at grading by
    asking the sandbox.
    """
    tried = [[(case, run_case(case)) for case in part.cases] for part in sheet.parts]
    failures = [
        first_failure(pairs, part.item) for part, pairs in zip(sheet.parts, tried, strict=True)
    ]
    everything = [pair for pairs in tried for pair in pairs]
    unwritten = all(outcome.unwritten for _, outcome in everything)
    is_wrong = any(failures) and not unwritten
    whole = recognise(sheet, everything) if is_wrong else None
    parts = []
    explained = {None} if unwritten else set()
    for part, pairs, failed in zip(sheet.parts, tried, failures, strict=True):
        mistake = (whole or recognise(sheet, pairs, part.item)) if is_wrong and failed else None
        # One thing at a time: the first failure, and after it only mistakes not yet named.
        if failed is None or (explained and mistake in {None, *explained}):
            parts.append(PartReport(part.title, failed is None))
            continue
        case, outcome, found = failed
        explained.add(mistake)
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
                hint=sheet.mistakes[mistake] if mistake else "",
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


def first_failure(pairs: list[tuple[Case, Outcome]], item: int | None):
    """The first case that is not as expected, its outcome and the difference, or None."""
    for case, outcome in pairs:
        found = difference(outcome, case.expected, item)
        if found:
            return case, outcome, found
    return None


def recognise(
    sheet: Sheet, pairs: list[tuple[Case, Outcome]], item: int | None = None
) -> str | None:
    """The known mistake that would have returned the same in every one of these cases.

    item: look at this one of the returned values only. A mistake that never differs from the
    solution here, or only agrees in raising some error where the solution returns, is not
    evidence enough.
    """
    for name in sheet.mistakes:
        if any(_is_evidence(case, name, item) for case, _ in pairs) and all(
            _agrees(outcome, case, name, item) for case, outcome in pairs
        ):
            return name
    return None


def _is_evidence(case: Case, name: str, item: int | None) -> bool:
    mistake = case.mistakes.get(name)
    if mistake is None or (mistake.kind == "raised" and not mistake.message):
        return False
    return bool(mistake.changed or difference(mistake, case.expected, item))


def _agrees(outcome: Outcome, case: Case, name: str, item: int | None) -> bool:
    """Where the mistake is right here, any right answer agrees: errors may be worded freely."""
    if name not in case.mistakes:
        return difference(outcome, case.expected, item) is None
    return _same(outcome, case.mistakes[name], item)


def _same(outcome: Outcome, other: Outcome, item: int | None) -> bool:
    kind = "returned" if other.kind == "hashed" else other.kind
    if len(outcome.changed) != len(other.changed) or outcome.kind != kind:
        return False
    if kind == "raised":
        return outcome.error == other.error and (
            PARTICULARS.sub("#", outcome.message) == PARTICULARS.sub("#", other.message)
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
    values = [*case.args, *case.kwargs.values()]
    if sum(np.size(v) for v in values if isinstance(v, np.ndarray)) > LITERAL_ELEMENTS:
        shapes = [_literal(v) for v in case.args] + [
            f"{k}={_literal(v)}" for k, v in case.kwargs.items()
        ]
        return f"{sheet.name}({', '.join(shapes)})"
    args = [_literal(v, full=True) for v in case.args]
    args += [f"{k}={_literal(v, full=True)}" for k, v in case.kwargs.items()]
    return f"{sheet.name}({', '.join(args)})"


def _literal(value: Any, full: bool = False) -> str:
    if not isinstance(value, np.ndarray):
        return repr(value)
    if not full:
        return f"<{' x '.join(map(str, value.shape))} array>"
    text = np.array2string(
        value, separator=", ", threshold=LITERAL_ELEMENTS + 1, floatmode="unique"
    )
    dtype = "" if value.dtype.kind in "fib" and value.dtype.itemsize in (1, 8) else value.dtype.name
    return f"np.array({one_line(text)}{f', dtype={dtype!r}' if dtype else ''})"
