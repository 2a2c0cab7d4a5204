"""Cells with points that are a teacher's own, and what they earn by nbgrader's rules.

A test is run and judges itself, a written answer or a task waits for a person.
Source: determine_grade of nbgrader 0.9.6.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.grading.rebuild import Cell, Rebuilt, Role
from helpers.checking.outcome import Outcome
from helpers.course.notebook import grade_id, grading_of, is_exercise, text

TEST, WRITTEN, TASK = "test", "written", "task"
EMPTY = "No response."  # in nbgrader's words


@dataclass(frozen=True)
class Tested:
    """What became of a test. score: None where a person should look at it."""

    score: float | None
    problem: str = ""


@dataclass(frozen=True)
class OwnCell:
    """A cell of a teacher's own, as it was graded.

    kind: a "test", a "written" answer or a "task". score: None where it waits for a person.
    digest: of what the person would read, by which a mark is known to be of something else.
    """

    name: str
    kind: str
    points: float
    score: float | None
    problem: str = ""
    digest: str = ""


def own_cells(
    rebuilt: Rebuilt, tested: Mapping[str, Tested], lost: Tested | None = None
) -> tuple[OwnCell, ...]:
    """All of a notebook. lost: what they get where the notebook could not be graded."""
    cells = _with_points(rebuilt)
    everything = _digest([cell.data for cell in rebuilt.cells]) if cells else ""
    found = []
    for cell in cells:
        name, points = grade_id(cell.data), float(grading_of(cell.data)["points"])
        kind = _kind(cell)
        if lost:
            result = lost
        elif kind == TEST:
            result = tested.get(name, Tested(0.0, "The test was not run."))
        elif kind == WRITTEN and not cell.is_answered and grading_of(cell.data).get("solution"):
            result = Tested(0.0, EMPTY)
        else:
            result = Tested(None)
        read = {TEST: "", WRITTEN: _digest([cell.data]), TASK: everything}[kind]
        found.append(OwnCell(name, kind, points, result.score, result.problem, read))
    return tuple(found)


def unanswered(rebuilt: Rebuilt) -> tuple[str, ...]:
    """Names of the answer cells that are as they were released."""
    cells = [cell for cell in rebuilt.cells if grading_of(cell.data).get("solution")]
    return tuple(grade_id(cell.data) for cell in cells if not cell.is_answered)


def may_use_torch(release: dict) -> bool:
    """Whether there are such cells in a release, and its code says the name of PyTorch."""
    code = [text(cell) for cell in release["cells"] if cell["cell_type"] == "code"]
    return any("torch" in source for source in code) and any(map(_has_points, release["cells"]))


def is_read_by_a_person(rebuilt: Rebuilt) -> bool:
    """Whether somebody will mark something in it, and wants to see what was drawn."""
    return any(_kind(cell) != TEST for cell in _with_points(rebuilt))


def judged(points: float, outputs: list[dict], raised: Outcome | None, value: str) -> Tested:
    """What a test earned: nothing where it raises or warns, the number that its last line gives,
    or all of its points.

    value: the text of what the last line gave, empty for nothing.
    """
    if raised:
        message = f": {raised.message}" if raised.message else ""
        return Tested(0.0, f"The test raised {raised.error}{message}".rstrip(".") + ".")
    if any(output.get("name") == "stderr" for output in outputs):
        return Tested(0.0, "The test printed a warning or an error.")
    if not value:
        return Tested(points)
    try:
        score = float(value)
    except ValueError:  # a text, say, is no partial credit
        return Tested(points)
    if math.isfinite(score) and 0.0 <= score <= points:
        return Tested(score, "" if score == points else "The test gave a part of its points.")
    return Tested(
        None, f"The test gave {score:g} of {points:g} points: somebody should look at it."
    )


def _with_points(rebuilt: Rebuilt) -> list[Cell]:
    return [cell for cell in rebuilt.cells if _has_points(cell.data)]


def _has_points(cell: dict) -> bool:
    """Whether a cell has points and is a teacher's own."""
    grading = grading_of(cell)
    return bool(grading.get("grade") or grading.get("task")) and not is_exercise(cell)


def _kind(cell: Cell) -> str:
    if cell.role is Role.TEST:
        return TEST
    return TASK if grading_of(cell.data).get("task") else WRITTEN


def _digest(cells: list[dict]) -> str:
    read = json.dumps([list(_read(cell)) for cell in cells])
    return hashlib.sha256(read.encode()).hexdigest()[:16]


def _read(cell: dict) -> Iterator:
    yield from (cell["source"], cell.get("attachments", {}))
