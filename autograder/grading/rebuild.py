"""The notebook that is graded: the released one, with a student's cells put in their places.

What stands in the student's metadata counts for nothing. Cells may be deleted, duplicated, moved,
retyped or unlocked: the order, the tags, the check cells and the points are the release's.
"""

from __future__ import annotations

import ast
from collections.abc import Set
from dataclasses import dataclass
from enum import Enum

from autograder.grading.harmless import harmless_markdown
from autograder.grading.pictures import attached_pictures
from helpers.course.notebook import (
    CELL_TYPES,
    exercise_name,
    grade_id,
    grading_of,
    is_check,
    is_exercise,
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
    TEST = "test"  # a teacher's own, executed as it stands, since it is its own judge


@dataclass(frozen=True)
class Cell:
    """A cell of the rebuilt notebook.

    exercise: for check cells, its name. is_answered: for answers that a person marks, whether
    there is anything but what was released; it may stand elsewhere where the cell was deleted.
    """

    role: Role
    source: str
    data: dict
    exercise: str = ""
    is_answered: bool = False


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
    names = {exercise_name(grade_id(cell)) for cell in ours if is_exercise(cell)}
    for cell, place in zip(theirs, places(ours, theirs), strict=True):
        if place is not None and place in placed and _is_better(cell, placed[place], ours[place]):
            cell, placed[place] = placed[place], cell
        if place is not None and is_check(ours[place]) and _gives(cell["source"], names):
            extra.setdefault(anchor, []).append(cell)  # an answer that was merged into it
            place = None if place in placed else place
        elif place is None or (place in placed and not is_check(ours[place])):
            is_stub = place is not None and _is_stub(cell, ours[place])
            extra.setdefault(anchor, []).extend([] if is_stub else [cell])
        if place is not None and place not in placed:
            placed[place] = cell
            anchor = place

    cells = [_extra(cell) for cell in extra.get(-1, [])]
    for i, cell in enumerate(ours):
        if submission is None:
            cells.append(_template(cell, {**cell, "source": text(cell)}, names))
        else:
            cells.append(_template(cell, placed.get(i), names))
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
            if pictures := attached_pictures(cell):
                clean["attachments"] = pictures
            cells.append(clean)
    return cells


def _template(ours: dict, theirs: dict | None, names: Set[str]) -> Cell:
    """A cell of the release with the student's text, where they may write it.

    names: of the exercises, by which an answer is known where it does not belong.
    """
    grading = grading_of(ours)
    data = dict(ours)
    if is_exercise(ours):
        return Cell(Role.CHECK, text(ours), data, exercise_name(grading["grade_id"]))
    if is_check(ours) and ours["cell_type"] == "code":
        return Cell(Role.TEST, text(ours), data)
    is_answered = theirs is None or _is_answer(theirs, ours)
    if ours["cell_type"] != "code":
        if not grading.get("solution"):
            return Cell(Role.TEXT, text(ours), data)
        data["source"] = text(ours)
        if theirs is not None and is_answered:
            data |= harmless_markdown(theirs["source"], theirs.get("attachments", {}))
        return Cell(Role.TEXT, data["source"], data, is_answered=is_answered)
    if grading.get("locked") and not grading.get("solution"):
        return Cell(Role.RUN, text(ours), data)
    # A deleted stub must not be run: it would undo a definition made elsewhere.
    unchanged = "" if grading.get("solution") else text(ours)
    source = unchanged if theirs is None else theirs["source"]
    data["source"] = source
    holds_code = _gives(source, names) or _defines(source)
    if theirs is not None and theirs["cell_type"] != "code" and not holds_code:
        return Cell(Role.SKIPPED, source, data, is_answered=is_answered)
    is_demo = "demo" in ours["metadata"].get("tags", [])
    if is_demo and (source == text(ours) or not holds_code):
        return Cell(Role.SKIPPED, source, data)
    return Cell(Role.RUN, source, data, is_answered=is_answered)


def _is_better(copy: dict, first: dict, ours: dict) -> bool:
    """Whether a copy of a cell to be written is where the answer stands."""
    if not grading_of(ours).get("solution"):
        return False
    if ours["cell_type"] == "code":
        return _is_stub(first, ours) and not _is_stub(copy, ours)
    return _is_answer(copy, ours) and not _is_answer(first, ours)


def _is_stub(theirs: dict, ours: dict) -> bool:
    """Whether nothing was written into a copy of an answer cell; run, it would undo an answer."""
    is_code = ours["cell_type"] == "code" and grading_of(ours).get("solution")
    return bool(is_code) and theirs["source"].strip() in ("", text(ours).strip())


def _is_answer(theirs: dict, ours: dict) -> bool:
    is_new_picture = theirs.get("attachments", {}) not in ({}, attached_pictures(ours))
    return is_new_picture or theirs["source"].strip() != text(ours).strip()


def _extra(cell: dict) -> Cell:
    """A cell of the student's own. Text is shown as it was typed, indented like code, but where it
    has pictures.

    Whoever grades reads it in their browser, where a script or a link in it must not act.
    """
    source, is_code = cell["source"], cell["cell_type"] == "code"
    if is_code:
        return Cell(Role.RUN, source, {"cell_type": "code", "metadata": {}, "source": source})
    if cell.get("attachments"):
        data = harmless_markdown(source, cell["attachments"])
        data |= {"cell_type": "markdown", "metadata": {}}
        return Cell(Role.TEXT, data["source"], data)
    lines = source[:MAX_PARSED].splitlines()  # no page shows as much, and lines take more memory
    source = "".join(f"    {line}\n" for line in lines)
    return Cell(Role.TEXT, source, {"cell_type": "markdown", "metadata": {}, "source": source})


def _defines(source: str) -> bool:
    """Whether a demo that a student changed now holds something that answers may rely on."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    return any(isinstance(node, kinds) for node in _statements(source))


def _gives(source: str, names: Set[str]) -> bool:
    """Whether code, in whatever cell, is the answer to one of these exercises."""
    for node in _statements(source):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        given = {getattr(node, "name", ""), *(getattr(one, "id", "") for one in targets)}
        if given & names:
            return True
    return False


def _statements(source: str) -> list[ast.stmt]:
    """Those of a text at its top; none where it is too long, or no Python."""
    if len(source) > MAX_PARSED:
        return []
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
