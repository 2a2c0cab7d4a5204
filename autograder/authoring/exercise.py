"""What an exercise is: a solution, the calls that test it, and the mistakes that people make."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.authoring.mistakes import QUESTION, mistakes_beside
from helpers.checking.ingredients import Tensor
from helpers.checking.kinds import FUNCTION, Kind

TRIES = 50


@dataclass(frozen=True)
class Call:
    """One call of the function under test.

    exam: where the answer is trained, "unseen" examples and their "labels", neither of which its
    process gets, or how many "games" are played; at_least: the share of them that it has to
    classify correctly, or to win. Where the answer draws, the right "shares" of what it may draw.
    """

    args: tuple
    kwargs: dict
    exam: dict | None = None
    at_least: float = 0.0


def call(*args: Any, **kwargs: Any) -> Call:
    """A fixed call: it isolates one idea, and is small enough to check by hand."""
    return Call(args, kwargs)


def training(
    *args: Any, unseen: np.ndarray, labels: np.ndarray, at_least: float, runs: int = 1
) -> Call:
    """A call that trains, scored by its accuracy on unseen examples.

    runs: how often to train, to see whether the seed decides.
    """
    scene = {"runs": runs} if runs > 1 else {}
    return Call(args, scene, {"unseen": unseen, "labels": labels}, at_least)


def training_a_model(
    *args: Any,
    unseen: np.ndarray,
    labels: np.ndarray,
    classes: int,
    at_least: float,
    runs: int = 1,
) -> Call:
    """A call that trains a PyTorch model, scored by its accuracy on unseen images.

    The images are given to the model when it is trained, their labels never. runs: how often to
    train, to see whether the seed decides.
    """
    scene = {"unseen": Tensor(unseen), "runs": runs}
    return Call(args, scene, {"labels": labels, "classes": classes}, at_least)


@dataclass(frozen=True)
class Drawn:
    """Calls drawn at random: other ones at home and at each grading."""

    draw: Callable[[np.random.Generator], Call]
    count: int

    def draw_unless(self, known: Callable[[Call], bool], rng: np.random.Generator) -> Call:
        """A call that is not known, or after TRIES any: some questions have few answers."""
        for _ in range(TRIES):
            call = self.draw(rng)
            if not known(call):
                break
        return call


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

    def calls(
        self,
        rng: np.random.Generator,
        known: Callable[[Call], bool] = lambda call: False,
        shared: dict[int, list[Call]] | None = None,
    ) -> list[Call]:
        """The fixed calls, then the drawn ones in an order by chance: a place tells nothing.

        known: tells which calls students can look up. Those are drawn again. shared: what parts
        before this one drew, by the Drawn, where parts that have one in common share its calls.
        """
        fixed = [case for case in self.cases if isinstance(case, Call)]
        calls: list[Call] = []
        for kind in (case for case in self.cases if isinstance(case, Drawn)):
            made = shared.get(id(kind)) if shared else None
            if made is None:
                made = [kind.draw_unless(known, rng) for _ in range(kind.count)]
            if shared is not None:
                shared[id(kind)] = made
            calls += made
        return fixed + [calls[i] for i in rng.permutation(len(calls))]


@dataclass(frozen=True)
class Exercise:
    """One function that a student writes, or one value that they work out.

    solution: a function or a class; for a plain value, a function without arguments that returns
    it, and kind=VALUE.
    mistakes: wrong solutions; the docstring of each is what its author needs to hear. By default
    they are collected from the module of the solution: every other public function defined there
    that has its parameters, or where it is a class, every other public class. Where several fit
    an answer, the first one names it.
    hints: from the first nudge to nearly the answer.
    kind: how the answer is tried, see `helpers.checking.kinds`.
    torch: whether the answer may use PyTorch; if not, it is tried in a process without it.
    """

    solution: Callable
    parts: Sequence[Part] = ()
    mistakes: Sequence[Callable] | None = None
    hints: Sequence[str] = ()
    kind: Kind = FUNCTION
    torch: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.kind, Kind):
            raise TypeError(f"{self.kind!r} is no kind of exercise: see helpers.checking.kinds.")
        if not self.parts and self.kind.is_called:
            raise ValueError(f"{self.name} has no parts.")
        if self.mistakes is None:
            object.__setattr__(self, "mistakes", mistakes_beside(self.solution))
        silent = [mistake.__name__ for mistake in self.mistakes if not mistake.__doc__]
        if silent:
            raise ValueError(
                f"{', '.join(silent)} in {self.name} has no docstring to show: write what its "
                "author needs to hear, or begin the name of a helper with an underscore."
            )
        drafts = [m.__name__ for m in self.mistakes if QUESTION in " ".join(m.__doc__.split())]
        if drafts:
            raise ValueError(
                f"{', '.join(drafts)} in {self.name} still asks {QUESTION!r} Write what its "
                "author needs to hear."
            )

    @property
    def name(self) -> str:
        return self.solution.__name__

    def answer_of(self, function: Callable) -> Any:
        """What is checked of a solution or a mistake: itself, or the value that it works out."""
        return function if self.kind.is_called else function()


def in_order(lesson: str, *names: str) -> list[Exercise]:
    """The exercises of a lesson, each of which is a module of its package.

    lesson: the name of the package; names: of the exercises, in the order of the notebook.
    """
    return [importlib.import_module(f"{lesson}.{name}").EXERCISE for name in names]
