"""What a promise is."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autograder.authoring.trial import Broken, Trial


@dataclass(frozen=True)
class Promise:
    """A function that yields the places where one exercise breaks it; where it is about all of a
    lesson together, it takes a list of trials.

    holds_for: whether it is about exercises of this kind. runs: whether it runs answers, and so
    needs a solution, and time where they are trained. slow: whether it runs so many that only
    thorough tests do it.
    """

    function: Callable[..., Iterator[Broken]]
    holds_for: Callable[[Trial], bool]
    runs: bool
    together: bool = False
    slow: bool = False

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def title(self) -> str:
        return inspect.getdoc(self.function).partition("\n")[0].rstrip(".")


DECLARED: list[Promise] = []


def everything(trial: Trial) -> bool:
    return True


def what_is_written(trial: Trial) -> bool:
    return trial.is_written


def functions(trial: Trial) -> bool:
    return trial.is_function


def promise(
    holds_for: Callable[[Trial], bool] = everything,
    runs: bool = True,
    together: bool = False,
    slow: bool = False,
) -> Callable:
    """Declares a function to be a promise."""

    def add(function: Callable) -> Callable:
        DECLARED.append(Promise(function, holds_for, runs, together, slow))
        return function

    return add
