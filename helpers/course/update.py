"""A newer version of a lesson, with everything in it that its owner wrote in the old one.

Three notebooks are compared: a student's, the new lesson and, where it was kept, the lesson as it
was when the student got it. The last tells what the student wrote from what the lesson changed.
"""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass
from pathlib import Path

from helpers.course.files import write_atomically
from helpers.course.notebook import (
    CELL_TYPES,
    Unreadable,
    grade_id,
    grading_of,
    is_check,
    places,
    read_notebook,
    text,
)

HEADING = {
    "cell_type": "markdown",
    "id": "from-your-earlier-copy",
    "metadata": {},
    "source": "## From your earlier copy\n\nCells of yours that the newer lesson has no place for.",
}
IDENTITY = re.compile(r"[a-zA-Z0-9_-]{1,64}")
END = -2  # in place of a cell of the lesson: what stands below the heading


@dataclass(frozen=True)
class Updated:
    """What became of one notebook. backup: the old one, where a new one was written.

    homeless: how many cells were moved to the end of it.
    """

    backup: Path | None = None
    homeless: int = 0


def update(path: Path, lesson: Path, original: Path) -> Updated:
    """Bring a student's notebook up to its lesson. Nothing is written where nothing changes.

    The pictures beside a notebook are not merged: the newest take their place.

    original: where the lesson lies as the student got it; the new one takes its place. Raises
    Unreadable where the notebook is damaged, and OSError where a file cannot be read or written;
    the notebook is then as it was.
    """
    newest = lesson.read_bytes()
    base = original.read_bytes() if original.exists() else None
    if base == newest:
        return Updated()
    old = path.read_bytes()
    is_notebook = path.suffix == ".ipynb"
    content, homeless = _merged(old, newest, base) if is_notebook else (newest, 0)
    done = Updated()
    if content != old and (is_notebook or old != base):
        done = Updated(_free_name(path), homeless)
        write_atomically(done.backup, old)
    if content != old:
        write_atomically(path, content)
    original.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(original, newest)
    return done


def _merged(old: bytes, newest: bytes, base: bytes | None) -> tuple[bytes, int]:
    """A student's notebook brought up to its lesson, and how many cells found no place in it."""
    mine = _whole(read_notebook(old))
    merged = merge(mine, json.loads(newest), _lesson(base))
    if merged == mine:
        return old, 0
    try:
        content = (json.dumps(merged, indent=1, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        raise Unreadable("It holds halves of characters, which no file can hold.") from None
    return content, _below_heading(merged) - _below_heading(mine)


def merge(mine: dict, new: dict, base: dict | None = None) -> dict:
    """The new lesson with the student's answers, changes and own cells in it.

    base: the lesson that the student's notebook was made from. Without it, whatever differs from
    the new lesson is taken for the student's. Own cells stay behind the cell of the lesson that
    they followed. What has no place is kept at the end, below a heading.
    """
    cells, lesson = mine["cells"], new["cells"]
    kept: dict[int, dict] = {}
    own: dict[int, list[dict]] = {-1: [], END: []}
    homeless: list[dict] = []
    heading = HEADING
    anchor, found = -1, set()
    for cell, place, old in zip(cells, places(lesson, cells), _originals(cells, base), strict=True):
        if place is None and heading is HEADING and _is_heading(cell):
            heading, anchor = cell, END
        elif place is not None and place not in found:
            found.add(place)
            anchor = anchor if anchor == END else place
            if _stays(cell, lesson[place], old):
                kept[place] = cell
            elif not _same(cell, old) and text(cell).strip():
                homeless.append(cell)
        elif old is None:
            own.setdefault(anchor, []).append(cell)
        elif not _same(cell, old) and text(cell).strip():
            homeless.append(cell)

    names = {cell.get("id") for cell in lesson} | {HEADING["id"]}
    sources = [text(cell) for group in own.values() for cell in group]
    merged = [_renamed(cell, names) for cell in own[-1]]
    for i, cell in enumerate(lesson):
        if i in kept:
            merged.append({**kept[i], "id": cell["id"], "metadata": _metadata(kept[i], cell)})
        elif i not in found and _is_answered(cell, sources):
            merged.append({**cell, "source": ""})  # the stub would undo the answer
        else:
            merged.append(cell)
        merged += [_renamed(other, names) for other in own.get(i, [])]
    homeless = own[END] + homeless
    if homeless or heading is not HEADING:
        merged += [{**heading, "metadata": {}}, *(_renamed(cell, names) for cell in homeless)]
    return {
        **mine,
        "metadata": {**new["metadata"], **mine.get("metadata", {})},
        "nbformat_minor": max(new["nbformat_minor"], mine.get("nbformat_minor", 0)),
        "cells": merged,
    }


def _lesson(data: bytes | None) -> dict | None:
    """The lesson as it was, if it was kept and can still be read."""
    try:
        return read_notebook(data) if data is not None else None
    except Unreadable:
        return None


def _is_heading(cell: dict) -> bool:
    return cell.get("id") == HEADING["id"] and cell["cell_type"] == "markdown"


def _originals(cells: list[dict], base: dict | None) -> list[dict | None]:
    """For each cell the cell of the old lesson that it is, changed or not; None for a new one.

    Where only the text is the same, the cell may be the student's own, and is taken for it.
    """
    lesson = base["cells"] if base else []
    originals: list[dict | None] = []
    found: set[int] = set()
    for cell, place in zip(cells, places(lesson, cells), strict=True):
        old = None if place is None or place in found else lesson[place]
        is_known = old is not None and (
            cell.get("id") == old.get("id") or grade_id(cell) == grade_id(old) is not None
        )
        originals.append(old if is_known else None)
        found |= {place} - {None}
    return originals


def _stays(cell: dict, ours: dict, old: dict | None) -> bool:
    """Whether a student's cell takes the place of the lesson's cell that it was made from."""
    if _same(cell, ours):
        return True
    if cell["cell_type"] != ours["cell_type"] or is_check(ours) or _same(cell, old):
        return False
    return bool(grading_of(ours).get("solution")) or _same(ours, old)


def _same(cell: dict, other: dict | None) -> bool:
    """Whether two cells say the same."""
    if other is None or cell["cell_type"] != other["cell_type"]:
        return False
    return text(cell) == text(other)


def _is_answered(answer: dict, sources: list[str]) -> bool:
    """Whether a student deleted an answer cell and wrote the answer into a cell of their own."""
    name = grade_id(answer)
    if name is None or not grading_of(answer).get("solution"):
        return False
    definition = re.compile(rf"^(def|class)\s+{re.escape(name)}\b|^{re.escape(name)}\s*=", re.M)
    return any(definition.search(source) for source in sources)


def _metadata(cell: dict, ours: dict) -> dict:
    """What nbgrader is to know is the lesson's; how a student folded a cell is theirs."""
    theirs = {k: v for k, v in cell.get("metadata", {}).items() if k != "nbgrader"}
    return {**theirs, **ours["metadata"]}


def _renamed(cell: dict, names: set[str]) -> dict:
    """A student's own cell under an identity that no other cell has; it is added to the names."""
    identity = cell.get("id")
    if not isinstance(identity, str) or not IDENTITY.fullmatch(identity) or identity in names:
        identity = next(name for i in itertools.count(1) if (name := f"own-{i}") not in names)
    names.add(identity)
    metadata = cell.get("metadata", {})
    if "nbgrader" in metadata:  # a copy of a cell of the lesson is none, and may be deleted
        lessons = ("nbgrader", "deletable", "editable")
        metadata = {k: v for k, v in metadata.items() if k not in lessons}
    return {**cell, "id": identity, "metadata": metadata}


def _whole(notebook: dict) -> dict:
    """The notebook. Raises Unreadable where it is damaged in a way that could lose a cell."""
    if notebook.get("nbformat") != 4:
        raise Unreadable("It is of an older format. Open it in JupyterLab and save it.")
    for number, cell in enumerate(notebook["cells"], start=1):
        lines = cell.get("source") if isinstance(cell, dict) else None
        lines = [lines] if isinstance(lines, str) else lines
        fits = isinstance(lines, list) and all(isinstance(line, str) for line in lines)
        if not fits or cell.get("cell_type") not in CELL_TYPES:
            raise Unreadable(f"Its cell {number} is damaged. Open it in JupyterLab and save it.")
        if not isinstance(cell.get("metadata", {}), dict):
            raise Unreadable(f"Its cell {number} is damaged. Open it in JupyterLab and save it.")
    if not isinstance(notebook.get("metadata", {}), dict):
        raise Unreadable("Its metadata are damaged. Open it in JupyterLab and save it.")
    return notebook


def _below_heading(notebook: dict) -> int:
    """How many cells stand at the end, below the heading."""
    cells = notebook["cells"]
    return len(list(itertools.dropwhile(lambda cell: not _is_heading(cell), cells))[1:])


def _free_name(path: Path) -> Path:
    """A name for the old notebook, beside the new one."""
    names = (f"{path.stem}_before_update_{i}{path.suffix}" for i in itertools.count(1))
    return next(other for name in names if not (other := path.with_name(name)).exists())
