"""The calls of a sheet as patterns are looked for in: arguments by name, results as arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from helpers.checking.compare import difference
from helpers.checking.ingredients import Tensor
from helpers.checking.outcome import Outcome
from helpers.checking.sheet import Case, Sheet, Signature
from helpers.checking.values import encode

MOST_NUMBERS = 20_000  # in a value that a pattern is looked for in
SIDES = {("H", "W"), ("KH", "KW"), ("OH", "OW"), ("height", "width")}


@dataclass(frozen=True, eq=False)
class OneCall:
    """One call, what it should have given and what came of it.

    wrong: for each returned value whether it is wrong; for all where nothing was returned.
    """

    signature: Signature
    case: Case
    outcome: Outcome
    wrong: tuple[bool, ...]

    @property
    def fails(self) -> bool:
        return any(self.wrong)

    @property
    def raises(self) -> bool:
        return self.outcome.kind == "raised" and self.fails

    @property
    def returns(self) -> bool:
        """Whether results can be held against each other: nothing was changed or raised."""
        return (
            self.outcome.kind == self.case.expected.kind == "returned" and not self.outcome.changed
        )

    @cached_property
    def arguments(self) -> dict[str, Any]:
        """By parameter, defaults filled in, tensors as arrays."""
        given = dict(zip(self.signature.parameters, self.case.args, strict=False))
        found = {**self.signature.defaults, **given, **self.case.kwargs}
        return {k: v.array if isinstance(v, Tensor) else v for k, v in found.items()}

    @cached_property
    def arrays(self) -> dict[str, np.ndarray]:
        """The arguments that are arrays of numbers."""
        return {name: v for name, v in self.arguments.items() if is_numeric(v)}

    @cached_property
    def settings(self) -> dict[str, bool | int | float]:
        """The arguments that are one number."""
        return {
            name: value
            for name, value in self.arguments.items()
            if isinstance(value, (bool, int, float))
        }

    @cached_property
    def lengths(self) -> dict[str, int]:
        """By the name of an axis its length, as N and C."""
        found: dict[str, int] = {}
        for name in self.signature.axes:
            for axis, length in self._axes(name):
                if axis.isidentifier():
                    found.setdefault(axis, length)
        return found

    def _axes(self, name: str) -> list[tuple[str, int]]:
        """The axes of an argument with their lengths; a tuple of ints is itself a shape."""
        value = self.arguments.get(name)
        shape = value.shape if isinstance(value, np.ndarray) else value
        if not isinstance(shape, tuple) or not all(type(length) is int for length in shape):
            return []
        fitting = [axes for axes in self.signature.axes[name] if len(axes) == len(shape)]
        return [*zip(fitting[0], shape, strict=True)] if fitting else []

    def sides(self, name: str) -> tuple[int, int] | None:
        """Height and width of an argument that has both."""
        if name not in self.signature.axes or len(axes := self._axes(name)) < 2:
            return None
        (tall, height), (wide, width) = axes[-2:]
        return (height, width) if (tall, wide) in SIDES else None

    def value(self, place: int) -> tuple[np.ndarray, np.ndarray] | None:
        """What was returned and what was expected as one of the values, where both are numbers."""
        returned, expected = self.outcome.value, self.case.expected.value
        if len(self.wrong) > 1:
            if not isinstance(returned, (list, tuple)) or len(returned) != len(self.wrong):
                return None
            returned, expected = returned[place], expected[place]
        got, wanted = as_array(returned), as_array(expected)
        return None if got is None or wanted is None else (got, wanted)


def is_numeric(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind in "biuf"


def as_array(value: Any) -> np.ndarray | None:
    """A number, an array or a list of numbers as an array; None where it is none, or too large."""
    if isinstance(value, (list, tuple)):
        if not all(isinstance(item, (bool, int, float, np.generic)) for item in value):
            return None
        value = np.array(value)
    if isinstance(value, (bool, int, float, np.generic)):
        value = np.asarray(value)
    return value if is_numeric(value) and value.size <= MOST_NUMBERS else None


def different_calls(
    sheet: Sheet,
    tried: Sequence[Sequence[tuple[Case, Outcome]]],
    is_over: Callable[[], bool],
) -> list[OneCall]:
    """Every call once, however many parts make it; none where the time for it has run out."""
    seen: dict[bytes, OneCall] = {}
    count = len(sheet.signature.returns)
    for pairs in tried:
        for case, outcome in pairs:
            if is_over():
                return []
            items = range(count) if isinstance(case.expected.value, tuple) and count else (None,)
            wrong = tuple(difference(outcome, case.expected, item) is not None for item in items)
            wrong = wrong if len(wrong) > 1 or not count else wrong * count
            key = encode([case.args, case.kwargs])
            seen.setdefault(key, OneCall(sheet.signature, case, outcome, wrong))
    return [*seen.values()]
