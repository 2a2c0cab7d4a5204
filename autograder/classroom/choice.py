"""Which exercises a class does and what they are worth, as class.toml says.

[points.06_convolution] has a line an exercise, as in `zero_pad = 3`; [leave_out] a list of
exercises a lesson. Both are applied to every release, whoever makes it, and never to source/.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from autograder.classroom.settings import Settings
from autograder.errors import UsageError
from helpers.course.notebook import (
    exercise_name,
    grade_id,
    grading_of,
    is_exercise,
    read_notebook,
    text,
)

if TYPE_CHECKING:
    from autograder.authoring.lessons import Lesson
    from autograder.classroom.class_folder import ClassFolder

POINTS, LEFT_OUT = "points", "leave_out"
PRACTICE = "# Practice: your class leaves this exercise out, so it earns no points.\n"


@dataclass(frozen=True)
class Choice:
    """What was chosen for one lesson. points: by exercise, or cell of a teacher's own."""

    points: dict[str, float] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


def choice(settings: Settings, lesson_name: str) -> Choice:
    """Raises UsageError where a line of class.toml cannot be meant so."""
    points = settings.table(POINTS).get(lesson_name, {})
    left_out = settings.table(LEFT_OUT).get(lesson_name, [])
    if not isinstance(points, dict) or not all(map(_are_points, points.values())):
        raise UsageError(
            f"{settings.path}, [{POINTS}.{lesson_name}]: each line should be an exercise and its "
            "points, as in zero_pad = 3."
        )
    if not isinstance(left_out, list) or not all(isinstance(name, str) for name in left_out):
        raise UsageError(
            f"{settings.path}, [{LEFT_OUT}]: {lesson_name} should be a list of exercises, as in "
            f'{lesson_name} = ["zero_pad"].'
        )
    return Choice({name: float(value) for name, value in points.items()}, frozenset(left_out))


def _are_points(value: object) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and value >= 0


def chosen(notebook: dict, made: Choice, counted: Iterable[str] = ()) -> dict:
    """The notebook as the class does it: what is left out stays as practice, without points.

    counted: exercises that students were graded on already. nbgrader lets none of these go, so
    one that is left out gets no points instead.
    """
    notebook = deepcopy(notebook)
    for cell in notebook["cells"]:
        grading, name = grading_of(cell), exercise_name(grade_id(cell) or "")
        if not (grading.get("grade") or grading.get("task")):
            continue
        if is_exercise(cell) and name in made.left_out and name not in counted:
            cell["source"] = PRACTICE + text(cell)
            del cell["metadata"]["nbgrader"]
        elif is_exercise(cell) and name in made.left_out:
            grading["points"] = 0.0
        elif name in made.points or grade_id(cell) in made.points:
            grading["points"] = made.points.get(name, made.points.get(grade_id(cell)))
    return notebook


def counted_exercises(gradebook, lesson_name: str) -> set[str]:
    """The exercises of a lesson that somebody has a grade in."""
    from nbgrader.api import MissingEntry

    try:
        assignment = gradebook.find_assignment(lesson_name)
    except MissingEntry:
        return set()
    if not assignment.submissions:
        return set()
    cells = [cell for notebook in assignment.notebooks for cell in notebook.grade_cells]
    return {exercise_name(cell.name) for cell in cells}


def set_points(folder: ClassFolder, name: str, exercise: str, points: float) -> None:
    """Write what an exercise is worth into class.toml."""
    if not _are_points(points):
        raise UsageError(f"{points:g} is no number of points: name 0 or more.")
    _require_known(folder, name, exercise)
    with folder.settings.edited() as document:
        document.setdefault(POINTS, {}).setdefault(name, {})[exercise] = _plain(points)


def leave_out(folder: ClassFolder, name: str, exercises: Iterable[str], back: bool = False) -> None:
    """Leave exercises out, or take them back in, in class.toml."""
    exercises = list(exercises)
    for exercise in exercises:
        _require_known(folder, name, exercise, ours=True)
    left_out = set(choice(folder.settings, name).left_out)
    left_out = left_out - {*exercises} if back else left_out | {*exercises}
    with folder.settings.edited() as document:
        document.setdefault(LEFT_OUT, {})[name] = sorted(left_out)


def is_released_otherwise(folder: ClassFolder, lesson: Lesson, gradebook) -> bool:
    """Whether class.toml says other points or exercises than those of a lesson's release."""
    path = folder.root / "source" / lesson.name / lesson.notebook.name
    if not path.is_file():
        return False
    made = choice(folder.settings, lesson.name)
    counted = counted_exercises(gradebook, lesson.name)
    now = chosen(read_notebook(path.read_bytes()), made, counted)
    return worth(now) != worth(folder.release_notebook(lesson))


def worth(notebook: dict) -> dict[str, float]:
    """The points of each exercise and of each cell of a teacher's own."""
    return {
        name: float(grading_of(cell)["points"])
        for cell in notebook["cells"]
        if (name := _name(cell)) is not None
    }


def _plain(points: float) -> float | int:
    return int(points) if points == int(points) else points


def points_in(folder: ClassFolder, name: str) -> dict[str, float | None]:
    """What each exercise and each cell of the teacher's own is worth; None for those left out."""
    made, found = choice(folder.settings, name), {}
    for notebook in _sources(folder, name):
        found |= worth(chosen(notebook, made))
        for cell in notebook["cells"]:
            if is_exercise(cell) and exercise_name(grade_id(cell)) in made.left_out:
                found[exercise_name(grade_id(cell))] = None
    return found


def _name(cell: dict) -> str | None:
    """The name by which people know a cell with points."""
    grading = grading_of(cell)
    if not (grading.get("grade") or grading.get("task")):
        return None
    return exercise_name(grade_id(cell)) if is_exercise(cell) else grade_id(cell)


def _sources(folder: ClassFolder, name: str) -> list[dict]:
    """The notebooks of an assignment as they stand in source/, or else in the lesson."""
    found = []
    for lesson in folder.notebooks(name):
        path = folder.root / "source" / name / lesson.notebook.name
        found.append(read_notebook((path if path.is_file() else lesson.notebook).read_bytes()))
    return found


def _require_known(folder: ClassFolder, name: str, exercise: str, ours: bool = False) -> None:
    cells = [cell for notebook in _sources(folder, name) for cell in notebook["cells"]]
    names = [_name(cell) for cell in cells if is_exercise(cell) or not ours]
    known = sorted(filter(None, names))
    if exercise not in known:
        close = difflib.get_close_matches(exercise, known, 1)
        meant = f"Did you mean {close[0]}?" if close else f"There are {', '.join(known)}."
        raise UsageError(f"{name} has no exercise called {exercise!r}. {meant}")
