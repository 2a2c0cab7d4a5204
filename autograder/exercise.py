"""What an exercise is: a solution, the calls that test it, and the mistakes that people make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Call:
    """One call of the function under test."""

    args: tuple
    kwargs: dict


def call(*args: Any, **kwargs: Any) -> Call:
    """A fixed call: it isolates one idea, and is small enough to check by hand."""
    return Call(args, kwargs)


@dataclass(frozen=True)
class Drawn:
    """Calls drawn at random: other ones at home and at each grading."""

    draw: Callable[[np.random.Generator], Call]
    count: int


def drawn(draw: Callable[[np.random.Generator], Call], count: int) -> Drawn:
    """`count` calls made by `draw(rng)`."""
    return Drawn(draw, count)


@dataclass(frozen=True)
class Part:
    """One idea of an exercise, tested by fixed calls and then by drawn ones.

    The fixed calls decide which known mistakes fail; the drawn ones see to it that a table of
    the fixed answers earns nothing. Cases go from small to large: the first failing one is shown.

    item: index of the one returned value that this part looks at, where there are several.
    """

    title: str
    cases: Sequence[Call | Drawn]
    item: int | None = None

    def __post_init__(self) -> None:
        kinds = {type(case) for case in self.cases}
        if kinds != {Call, Drawn}:
            raise ValueError(f"The part {self.title!r} needs both fixed and drawn calls.")

    def calls(self, rng: np.random.Generator) -> Iterator[Call]:
        for case in self.cases:
            if isinstance(case, Call):
                yield case
            else:
                yield from (case.draw(rng) for _ in range(case.count))


@dataclass(frozen=True)
class Exercise:
    """One function that a student writes, or one value that they work out.

    solution: a function; for a plain value, one without arguments that returns it, and
    probe="value".
    mistakes: wrong solutions; the docstring of each is what its author needs to hear.
    hints: from the first nudge to nearly the answer.
    """

    solution: Callable
    parts: Sequence[Part] = ()
    mistakes: Sequence[Callable] = field(default_factory=tuple)
    hints: Sequence[str] = ()
    probe: str = "function"

    def __post_init__(self) -> None:
        if not self.parts and self.probe != "value":
            raise ValueError(f"{self.name} has no parts.")
        silent = [mistake.__name__ for mistake in self.mistakes if not mistake.__doc__]
        if silent:
            raise ValueError(f"{', '.join(silent)} in {self.name} has no docstring to show.")

    @property
    def name(self) -> str:
        return self.solution.__name__
