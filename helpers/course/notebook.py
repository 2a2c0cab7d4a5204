"""A notebook as plain data: reading one that somebody else wrote, and knowing its cells again."""

from __future__ import annotations

import json
import re
from typing import Any

from helpers.checking.texts import well_formed

MAX_BYTES = 20 << 20
MAX_CELLS = 2000
MAX_LISTS = 1_000_000  # each takes thirty times its room in the file
MAX_VALUES = 2_000_000  # and each value in them ten times
TEXTS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)  # to their end, or the file's
CELL_TYPES = ("code", "markdown", "raw")


class Unreadable(Exception):
    """A file that is no notebook. The text is for its author."""


def read_notebook(data: bytes) -> dict:
    """A notebook as plain JSON. Raises Unreadable, with a sentence, for anything else."""
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"The notebook is larger than {MAX_BYTES >> 20} MB: clear its outputs, save it."
        )
    if _lists(data) > MAX_LISTS and _lists(TEXTS.sub(b"", data)) > MAX_LISTS:
        raise Unreadable(
            f"The notebook holds over {MAX_LISTS:,} lists: clear its outputs, save it."
        )
    if data.count(b",") > MAX_VALUES and TEXTS.sub(b"", data).count(b",") > MAX_VALUES:
        raise Unreadable(
            f"The notebook holds over {MAX_VALUES:,} values: clear its outputs, save it."
        )
    try:
        notebook = json.loads(data)
    except (ValueError, RecursionError):
        raise Unreadable(
            "The file is not a notebook: it cannot be read as JSON. Open it in JupyterLab and save "
            "it again."
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


def _lists(data: bytes) -> int:
    return data.count(b"[") + data.count(b"{")


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


def text(cell: dict) -> str:
    """The source of a cell, which the format stores as a text or as a list of lines."""
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return well_formed(source) if isinstance(source, str) else ""


def grading_of(cell: Any) -> dict:
    """What nbgrader knows of a cell, whatever the cell is."""
    for key in ("metadata", "nbgrader"):
        cell = cell.get(key) if isinstance(cell, dict) else None
    return cell if isinstance(cell, dict) else {}


def grade_id(cell: Any) -> str | None:
    """nbgrader's name for a cell, where it has one."""
    name = grading_of(cell).get("grade_id")
    return name if isinstance(name, str) and name else None


def exercise_name(name: str) -> str:
    """The exercise that a cell belongs to, by nbgrader's name for the cell."""
    return name.removeprefix("check_")


def is_check(cell: dict) -> bool:
    """Whether a cell is the lesson's own, with points on it, and nothing for a student to write."""
    grading = grading_of(cell)
    return bool(grading.get("grade")) and not grading.get("solution")


def is_exercise(cell: dict) -> bool:
    """Whether a check cell is one of the course, and no test of a teacher's own."""
    is_named_so = is_check(cell) and (grade_id(cell) or "").startswith("check_")
    return is_named_so and ("check(" in text(cell) or not text(cell).strip())


def places(lesson: list[dict], cells: list[dict]) -> list[int | None]:
    """For each cell of somebody's copy, the index of the lesson's cell that it comes from.

    A cell is known by nbgrader's name for it, by its identity or, last, by its text. Copies of a
    cell have the same index, the original first. None: a cell that its owner added.
    """
    by_name = {grade_id(cell): i for i, cell in enumerate(lesson) if grade_id(cell)}
    by_identity = {cell.get("id"): i for i, cell in enumerate(lesson)}
    by_text = {
        (cell["cell_type"], text(cell)): i for i, cell in enumerate(lesson) if not grade_id(cell)
    }
    found = [_known(cell, by_name, by_identity) for cell in cells]
    taken = set(found)
    for i, cell in enumerate(cells):
        place = by_text.get((cell["cell_type"], text(cell)))
        if found[i] is None and place not in taken:
            found[i] = place
            taken.add(place)
    return found


def _known(cell: dict, by_name: dict[str, int], by_identity: dict[str, int]) -> int | None:
    identity = cell.get("id")
    by_id = by_identity.get(identity) if isinstance(identity, str) else None
    return by_name.get(grade_id(cell), by_id)
