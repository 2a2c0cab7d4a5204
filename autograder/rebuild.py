"""The notebook that is graded: the released one, with a student's cells put in their places.

What stands in the student's metadata counts for nothing. Cells may be deleted, duplicated, moved,
retyped or unlocked: the order, the tags, the check cells and the points are the release's.
"""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from enum import Enum
from typing import Any

from helpers.values import well_formed

MAX_BYTES = 20 << 20
MAX_CELLS = 2000
MAX_PARSED = 100_000  # characters; read as Python, text takes 400 times as much memory


class Unreadable(Exception):
    """A submission that is no notebook. The text is for its author."""


class Role(Enum):
    """What a cell of the rebuilt notebook is for."""

    TEXT = "text"
    RUN = "run"  # executed at grading
    DEMO = "demo"  # pictures, timings and training: not executed at grading
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
    by_answer = {_grade_id(cell): i for i, cell in enumerate(ours) if _grade_id(cell)}
    by_id = {cell["id"]: i for i, cell in enumerate(ours) if not _grade_id(cell)}
    by_source = {
        (cell["cell_type"], text(cell)): i for i, cell in enumerate(ours) if not _grade_id(cell)
    }
    placed: dict[int, dict] = {}
    extra: dict[int, list[dict]] = {}
    anchor = -1
    for cell in theirs:
        place = by_answer.get(_grade_id(cell))
        if place is None:
            place = by_id.get(cell.get("id"))
        if place is None:
            place = by_source.get((cell["cell_type"], text(cell)))
        if place is not None and place not in placed:
            placed[place] = cell
            anchor = place
        elif place is None or not _is_check(ours[place]):
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


def read_notebook(data: bytes) -> dict:
    """A notebook as plain JSON. Raises Unreadable, with a sentence, for anything else."""
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"The notebook is larger than {MAX_BYTES >> 20} MB: clear its outputs and hand it in "
            "again."
        )
    try:
        notebook = json.loads(data)
    except (ValueError, RecursionError):
        raise Unreadable(
            "The file is not a notebook: it cannot be read as JSON. Open it in JupyterLab, save "
            "it, and hand it in again."
        ) from None
    if not isinstance(notebook, dict):
        raise Unreadable("The file is not a notebook: it holds JSON, but no cells.")
    if isinstance(notebook.get("worksheets"), list):
        notebook = _from_version_3(notebook)
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("The file is not a notebook: it holds JSON, but no cells.")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"The notebook has more than {MAX_CELLS} cells.")
    return notebook


def text(cell: dict) -> str:
    """The source of a cell, which the format stores as a text or as a list of lines."""
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return well_formed(source) if isinstance(source, str) else ""


def _from_version_3(notebook: dict) -> dict:
    sheets = [sheet for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
    lists = [sheet["cells"] for sheet in sheets if isinstance(sheet.get("cells"), list)]
    cells = [cell for cells in lists for cell in cells]
    return {
        "cells": [
            {**cell, "source": cell.get("source", cell.get("input", ""))}
            for cell in cells
            if isinstance(cell, dict)
        ]
    }


def _student_cells(notebook: dict) -> list[dict]:
    """The cells with nothing in them but what is of the right type."""
    cells = []
    for cell in notebook["cells"]:
        if isinstance(cell, dict) and cell.get("cell_type") in ("code", "markdown", "raw"):
            clean = {"cell_type": cell["cell_type"], "source": text(cell), "metadata": {}}
            if isinstance(cell.get("id"), str):
                clean["id"] = cell["id"]
            if isinstance(_grade_id(cell), str):
                clean["metadata"] = {"nbgrader": {"grade_id": _grade_id(cell)}}
            cells.append(clean)
    return cells


def _grade_id(cell: dict) -> Any:
    for key in ("metadata", "nbgrader", "grade_id"):
        cell = cell.get(key) if isinstance(cell, dict) else None
    return cell


def _is_check(cell: dict) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("grade"))


def _template(ours: dict, theirs: dict | None) -> Cell:
    """A cell of the release with the student's text, where they may write it."""
    grading = ours["metadata"].get("nbgrader", {})
    data = dict(ours)
    if grading.get("grade") and not grading.get("solution"):
        return Cell(Role.CHECK, text(ours), data, grading["grade_id"].removeprefix("check_"))
    if ours["cell_type"] != "code":
        return Cell(Role.TEXT, text(ours), data)
    # A deleted stub must not be run: it would undo a definition made elsewhere.
    unchanged = "" if grading.get("solution") else text(ours)
    source = unchanged if theirs is None else theirs["source"]
    data["source"] = source
    if theirs is not None and theirs["cell_type"] != "code":
        return Cell(Role.DEMO, source, data)
    is_demo = "demo" in ours["metadata"].get("tags", [])
    if is_demo and (source == text(ours) or not _defines(source)):
        return Cell(Role.DEMO, source, data)
    return Cell(Role.RUN, source, data)


def _extra(cell: dict) -> Cell:
    """A cell of the student's own. Text is shown as it was typed, indented like code.

    Whoever grades reads it in their browser, where a script or a link in it must not act.
    """
    source, is_code = cell["source"], cell["cell_type"] == "code"
    if is_code:
        return Cell(Role.RUN, source, {"cell_type": "code", "metadata": {}, "source": source})
    source = "".join(f"    {line}\n" for line in source.splitlines())
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
