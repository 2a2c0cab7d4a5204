"""The notebook that is graded: the released one, with a student's cells put in their places.

What stands in the student's metadata counts for nothing. Cells may be deleted, duplicated, moved,
retyped or unlocked: the order, the tags, the check cells and the points are the release's.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import Enum

from helpers.course.notebook import (
    CELL_TYPES,
    exercise_name,
    grade_id,
    grading_of,
    is_check,
    places,
    read_notebook,
    text,
)
from helpers.course.notebook import MAX_BYTES as MAX_BYTES
from helpers.course.notebook import Unreadable as Unreadable

MAX_PARSED = 100_000  # characters; read as Python, text takes 400 times as much memory


class Role(Enum):
    """What a cell of the rebuilt notebook is for."""

    TEXT = "text"
    RUN = "run"  # executed at grading
    SKIPPED = "skipped"  # pictures, timings and training: not executed at grading
    CHECK = "check"  # the grader's place: it asks for the exercise's function here


@dataclass(frozen=True)
class Cell:
    """A cell of the rebuilt notebook. exercise: for check cells, its name."""

    role: Role
    source: str
    data: dict
    exercise: str = ""


@dataclass(frozen=True)
class Rebuilt:
    """The cells in the order of the release, and the notebook that they belong to."""

    cells: tuple[Cell, ...]
    notebook: dict


def rebuild(release: dict, submission: bytes | None) -> Rebuilt:
    """Put a submission into the release. None gives the release as it is.

    Raises Unreadable where the submission is no notebook.
    """
    theirs = [] if submission is None else _student_cells(read_notebook(submission))
    ours = release["cells"]
    placed: dict[int, dict] = {}
    extra: dict[int, list[dict]] = {}
    anchor = -1
    for cell, place in zip(theirs, places(ours, theirs), strict=True):
        if place is not None and place not in placed:
            placed[place] = cell
            anchor = place
        elif place is None or not is_check(ours[place]):
            extra.setdefault(anchor, []).append(cell)

    cells = [_extra(cell) for cell in extra.get(-1, [])]
    for i, cell in enumerate(ours):
        if submission is None:
            cells.append(_template(cell, {**cell, "source": text(cell)}))
        else:
            cells.append(_template(cell, placed.get(i)))
        cells += [_extra(other) for other in extra.get(i, [])]
    notebook = {key: value for key, value in release.items() if key != "cells"}
    return Rebuilt(tuple(cells), notebook)


def _student_cells(notebook: dict) -> list[dict]:
    """The cells with nothing in them but what is of the right type."""
    cells = []
    for cell in notebook["cells"]:
        if isinstance(cell, dict) and cell.get("cell_type") in CELL_TYPES:
            clean = {"cell_type": cell["cell_type"], "source": text(cell), "metadata": {}}
            if isinstance(cell.get("id"), str):
                clean["id"] = cell["id"]
            if grade_id(cell):
                clean["metadata"] = {"nbgrader": {"grade_id": grade_id(cell)}}
            cells.append(clean)
    return cells


def _template(ours: dict, theirs: dict | None) -> Cell:
    """A cell of the release with the student's text, where they may write it."""
    grading = grading_of(ours)
    data = dict(ours)
    if is_check(ours):
        return Cell(Role.CHECK, text(ours), data, exercise_name(grading["grade_id"]))
    if ours["cell_type"] != "code":
        return Cell(Role.TEXT, text(ours), data)
    # A deleted stub must not be run: it would undo a definition made elsewhere.
    unchanged = "" if grading.get("solution") else text(ours)
    source = unchanged if theirs is None else theirs["source"]
    data["source"] = source
    if theirs is not None and theirs["cell_type"] != "code":
        return Cell(Role.SKIPPED, source, data)
    is_demo = "demo" in ours["metadata"].get("tags", [])
    if is_demo and (source == text(ours) or not _defines(source)):
        return Cell(Role.SKIPPED, source, data)
    return Cell(Role.RUN, source, data)


def _extra(cell: dict) -> Cell:
    """A cell of the student's own. Text is shown as it was typed, indented like code.

    Whoever grades reads it in their browser, where a script or a link in it must not act.
    """
    source, is_code = cell["source"], cell["cell_type"] == "code"
    if is_code:
        return Cell(Role.RUN, source, {"cell_type": "code", "metadata": {}, "source": source})
    lines = source[:MAX_PARSED].splitlines()  # no page shows as much, and lines take more memory
    source = "".join(f"    {line}\n" for line in lines)
    return Cell(Role.TEXT, source, {"cell_type": "markdown", "metadata": {}, "source": source})


def _defines(source: str) -> bool:
    """Whether a demo that a student changed now holds something that answers may rely on."""
    if len(source) > MAX_PARSED:
        return False
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    return any(isinstance(node, kinds) for node in body)
