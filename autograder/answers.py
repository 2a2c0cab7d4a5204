"""Answer sheets: an exercise's calls for one seed, with what solution and mistakes make of them.

Compiled for a public seed they are the files in data/answers that `check` reads; for a fresh
seed they are what a grading run compares with.
"""

from __future__ import annotations

import copy
import io
import traceback
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from autograder.exercise import Call, Exercise
from autograder.files import write_atomically
from autograder.lessons import Lesson
from helpers import probes
from helpers.compare import difference, hashed
from helpers.judge import Case, Sheet, SheetPart
from helpers.probes import Outcome
from helpers.values import encode

PUBLIC_SEED = 0


def answer_sheet(exercise: Exercise, seed: int, lesson: str = "", points: float = 1.0) -> Sheet:
    """The exercise drawn from a seed. Every exercise has its own stream of random numbers."""
    rng = np.random.default_rng([seed, zlib.crc32(exercise.name.encode())])
    if exercise.probe == "value":
        parts = (_value_part(exercise, rng),)
    else:
        parts = tuple(
            SheetPart(part.title, tuple(_case(exercise, c) for c in part.calls(rng)), part.item)
            for part in exercise.parts
        )
    return Sheet(
        exercise.name,
        lesson,
        points,
        exercise.probe,
        parts,
        {mistake.__name__: hint_of(mistake) for mistake in exercise.mistakes},
        tuple(exercise.hints),
    )


@lru_cache(32)
def answer_sheets(lesson: Lesson, seed: int) -> dict[str, Sheet]:
    """The sheets of all exercises of a lesson by name, with the points of its notebook."""
    return {
        exercise.name: answer_sheet(exercise, seed, lesson.name, lesson.points[exercise.name])
        for exercise in lesson.exercises
    }


def compile_answers(lesson: Lesson, folder: Path) -> Path:
    """Write the file that `check` reads for a lesson. Returns its path."""
    sheets = answer_sheets(lesson, PUBLIC_SEED)
    blobs = {
        name: np.frombuffer(encode(sheet.to_data()), np.uint8) for name, sheet in sheets.items()
    }
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **blobs)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{lesson.module_name}.npz"
    write_atomically(path, buffer.getvalue())
    return path


def hint_of(mistake: Callable) -> str:
    """The docstring of a mistake as one paragraph."""
    return " ".join((mistake.__doc__ or "").split())


def _case(exercise: Exercise, case: Call) -> Case:
    expected = _outcome(exercise.solution, case)
    mistakes = {}
    for mistake in exercise.mistakes:
        outcome = _outcome(mistake, case)
        if outcome.changed or difference(outcome, expected):
            mistakes[mistake.__name__] = outcome
    return Case(case.args, case.kwargs, expected, mistakes)


def _outcome(function: Callable, case: Call) -> Outcome:
    """The outcome without what only its author wrote: prints, lines, words of errors."""
    outcome = probes.run("function", function, case.args, case.kwargs)
    if outcome.kind == "raised" and _raises_on_purpose(function, case):
        outcome = replace(outcome, message="")
    return replace(outcome, line="", printed="")


def _raises_on_purpose(function: Callable, case: Call) -> bool:
    """Whether the error comes from a raise in the exercises, and not from a line that fails."""
    try:
        function(*copy.deepcopy(case.args), **copy.deepcopy(case.kwargs))
    except Exception as error:
        innermost = traceback.extract_tb(error.__traceback__)[-1]
        return (
            innermost.line.startswith("raise")
            and innermost.filename == function.__code__.co_filename
        )
    return False


def _value_part(exercise: Exercise, rng: np.random.Generator) -> SheetPart:
    salt = rng.bytes(8).hex()

    def outcome(function: Callable) -> Outcome:
        return Outcome("hashed", {"salt": salt, "hash": hashed(function(), salt)})

    mistakes = {mistake.__name__: outcome(mistake) for mistake in exercise.mistakes}
    return SheetPart("the value", (Case((), {}, outcome(exercise.solution), mistakes),))
