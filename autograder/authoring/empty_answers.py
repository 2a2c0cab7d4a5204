"""Answers without thought: each must earn nothing in any part of any exercise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.authoring.exercise import Call
from autograder.authoring.trial import Trial


def _zeros_like(value: Any) -> Any:
    """Zeros in the shape of the right answer: the most plausible ones."""
    if isinstance(value, (list, tuple)):
        return type(value)(_zeros_like(item) for item in value)
    return np.zeros_like(value) if isinstance(value, np.ndarray) else 0


def _right_zeros(trial: Trial) -> Callable:
    solution = trial.exercise.solution
    return lambda *args, **kwargs: _zeros_like(trial.outcome(solution, Call(args, kwargs)).value)


def always_raises(error: Exception) -> Callable:
    def answer(*args, **kwargs):
        raise error

    return answer


def _nothing(*args, **kwargs) -> None:
    return None


def _table(trial: Trial, otherwise: Callable) -> Callable:
    """A table of the fixed calls, which everybody who has the home edition can make."""
    known = {
        repr((case.args, case.kwargs))
        for part in trial.exercise.parts
        for case in part.cases
        if isinstance(case, Call)
    }

    def answer(*args, **kwargs):
        if repr((args, kwargs)) in known:
            return trial.exercise.solution(*args, **kwargs)
        return otherwise(*args, **kwargs)

    return answer


EMPTY_ANSWERS: dict[str, Callable[[Trial], Callable]] = {
    "None": lambda trial: _nothing,
    "0": lambda trial: lambda *args, **kwargs: 0,
    "1": lambda trial: lambda *args, **kwargs: 1,
    "the first argument": lambda trial: lambda *args, **kwargs: args[0],
    "everything it is given": lambda trial: lambda *args, **kwargs: [*args, *kwargs.values()],
    "an empty array": lambda trial: lambda *args, **kwargs: np.array([]),
    "a single zero": lambda trial: lambda *args, **kwargs: np.zeros(1),
    "zeros like the first argument": lambda trial: lambda *args, **kwargs: np.zeros_like(args[0]),
    "zeros of the right shape": _right_zeros,
    "always a ValueError": lambda trial: always_raises(ValueError("does not fit")),
    "a table, else None": lambda trial: _table(trial, _nothing),
    "a table, else a ValueError": lambda trial: _table(trial, always_raises(ValueError())),
    "a table, else zeros": lambda trial: _table(trial, _right_zeros(trial)),
}
