"""Calls decide, are enough, are small, and are drawn anew."""

from __future__ import annotations

import inspect
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.authoring.exercise import Call, Drawn
from autograder.authoring.promises.promise import functions, promise, what_is_written
from autograder.authoring.sheets import PUBLIC_SEED, calls_of
from autograder.authoring.trial import Broken, Trial, arrays_in, cases_of
from helpers.checking.check import check_sheet
from helpers.checking.compare import difference
from helpers.checking.sheet import Case, Sheet, SheetPart
from helpers.checking.values import decode, encode

FEWEST_CALLS = 2  # on each side of an argument's default
MOST_NUMBERS = 4000  # in the inputs and outputs of all calls of an exercise


@promise(what_is_written, slow=True)
def fixed_calls_decide(trial: Trial) -> Iterator[Broken]:
    """Fixed calls alone decide what a mistake fails: who passes at home passes at grading."""
    for place, part in enumerate(trial.exercise.parts):
        passing = [
            mistake
            for mistake in trial.exercise.mistakes
            if trial.right_in_all_fixed_calls(mistake, place)
        ]
        drawings = [case for case in part.cases if isinstance(case, Drawn)]
        for seed in trial.seeds():
            rng = np.random.default_rng(seed)
            for case in (d.draw(rng) for d in drawings for _ in range(d.count)):
                expected = trial.expectation(case)
                for mistake in [*passing]:
                    if not trial.is_right(mistake, part, case, expected):
                        yield trial.broken("it fails only a drawn call", mistake, part, case, seed)
                        passing.remove(mistake)


@promise(functions)
def an_axis_of_one_counts(trial: Trial) -> Iterator[Broken]:
    """A result that drops an axis of length one fails, wherever its length is free."""
    lengths: dict[tuple[int | None, int, int], set[int]] = defaultdict(set)
    caught = set()
    for part, case in trial.fixed_cases:
        for item, array in _arrays_returned(case.expected.value):
            for axis, length in enumerate(array.shape):
                place = (item, array.ndim, axis)
                lengths[place].add(length)
                if length == 1 and _is_wrong_without(part, case, item, axis):
                    caught.add(place)
    for (item, ndim, axis), seen in lengths.items():
        is_free = len(seen) > 1 and math.gcd(*seen) == 1  # 3·bins is never 1
        if is_free and (item, ndim, axis) not in caught:
            value = "the result" if item is None else f"value {item + 1}"
            where = f"axis {axis} of {value} with {ndim} axes"
            yield trial.broken(f"no fixed call fails who drops {where} where its length is 1")


def _arrays_returned(value: Any) -> list[tuple[int | None, np.ndarray]]:
    """The arrays among returned values, with their place where there are several."""
    values = [(None, value)] if not isinstance(value, tuple) else [*enumerate(value)]
    return [(item, array) for item, array in values if isinstance(array, np.ndarray)]


def _is_wrong_without(part: SheetPart, case: Case, item: int | None, axis: int) -> bool:
    """Whether the expected outcome would be wrong without an axis of one of its arrays."""
    if item is None:
        value = case.expected.value.squeeze(axis)
    else:
        value = tuple(
            array.squeeze(axis) if place == item else array
            for place, array in enumerate(case.expected.value)
        )
    return difference(replace(case.expected, value=value), case.expected, part.item) is not None


@promise(functions)
def both_sides_of_a_default_are_tried(trial: Trial) -> Iterator[Broken]:
    """Two fixed calls give each argument its default, and two give it another value."""
    signature = inspect.signature(trial.exercise.solution)
    given = [signature.bind(*case.args, **case.kwargs) for _, case in trial.fixed_cases]
    for name, parameter in signature.parameters.items():
        if parameter.default is parameter.empty:
            continue
        others = sum(
            bound.arguments.get(name, parameter.default) != parameter.default for bound in given
        )
        for count, which in ((others, "another value than"), (len(given) - others, "")):
            if count < FEWEST_CALLS:
                what = f"{name} {which} its default".replace("  ", " ")
                yield trial.broken(f"{count} fixed calls give {what}, expected {FEWEST_CALLS}")


@promise(lambda trial: trial.is_written and not trial.is_countable)
def a_grading_draws_what_nobody_has_seen(trial: Trial) -> Iterator[Broken]:
    """A grading draws no call that a student finds at home."""
    seen = {_key(call) for calls in trial.public_calls for call in calls}
    for seed in set(trial.seeds()) - {PUBLIC_SEED}:
        calls_by_part = calls_of(trial.exercise, seed)
        for part, calls in zip(trial.exercise.parts, calls_by_part, strict=True):
            fixed = sum(isinstance(case, Call) for case in part.cases)
            for call in calls[fixed:]:
                if _key(call) in seen:
                    yield trial.broken("drawn at home and at grading", "", part, call, seed)


def _key(call: Call) -> bytes:
    return encode([call.args, call.kwargs])


@promise(functions)
def all_calls_are_small(trial: Trial) -> Iterator[Broken]:
    """All calls together are small: seven nested loops are a right answer too."""
    cases = [case for _, case in cases_of(trial.sheet(PUBLIC_SEED))]
    held = arrays_in([[*case.args, *case.kwargs.values(), case.expected.value] for case in cases])
    count = sum(array.size for array in held)
    if count >= MOST_NUMBERS:
        yield trial.broken(f"its calls hold {count} numbers, expected fewer than {MOST_NUMBERS}")


@promise()
def the_compiled_sheet_is_the_sheet(trial: Trial) -> Iterator[Broken]:
    """The compiled sheet says the same as the sheet."""
    written = encode(trial.sheet(PUBLIC_SEED).to_data())
    read = Sheet.from_data(decode(written))
    if encode(read.to_data()) != written:
        yield trial.broken("the sheet changes where it is written and read", seed=PUBLIC_SEED)
    for mistake in trial.exercise.mistakes[:1]:
        report = check_sheet(read, trial.exercise.answer_of(mistake))
        if report.text() != trial.made(mistake, PUBLIC_SEED).report.text():
            yield trial.broken_report("compiled, it says something else", report, mistake)
