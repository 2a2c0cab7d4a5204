"""A newer lesson with everything in it that a teacher changed in the one before.

Text, points and other settings of a cell are merged one by one. A teacher also takes cells out,
which is how exercises are chosen, adds some and moves them: all of that stays.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.course.notebook import grade_id, grading_of, places, text

GRADING = ("grade", "solution", "locked", "task")  # what nbgrader takes for False where it is not
NOT_WRITTEN = ("schema_version", "checksum", "cell_type")  # nbgrader keeps these up by itself
SHOWN_CHARACTERS = 40
NOTHING = object()

Field = tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """The merged notebook. both: the cells that both had changed; there the teacher's stayed."""

    notebook: dict
    both: tuple[str, ...] = ()


def merge(mine: dict, new: dict, base: dict) -> Merged:
    """The teacher's notebook, which was made from the lesson `base`, brought up to `new`."""
    were = dict(enumerate(base["cells"]))
    news = _known(new["cells"], base["cells"], "new")
    mines = _known(mine["cells"], base["cells"], "mine", also=news)
    both, cells = [], {}
    for key in dict.fromkeys([*news, *mines]):
        in_mine, in_new, was = mines.get(key), news.get(key), were.get(key)
        if in_mine is None and was is not None:  # the teacher took it out
            both += [_title(was)] if differ(was, in_new) else []
        elif in_mine is None:
            cells[key] = in_new
        elif in_new is None and was is None:
            cells[key] = in_mine
        elif in_new is None and differ(in_mine, was):  # the lesson took it out
            cells[key] = in_mine
            both.append(_title(in_mine))
        elif in_new is not None:
            cells[key], conflict = _merged_cell(in_mine, in_new, was or {})
            both += [_title(in_mine)] if conflict else []
    order, moved = (list(mines), list(news)), _order(mines, were) != _order(were, mines)
    first, second = order if moved else order[::-1]
    metadata, _ = _merged(mine.get("metadata", {}), new["metadata"], base["metadata"])
    minor = max(new.get("nbformat_minor", 0), mine.get("nbformat_minor", 0))
    placed = [cells[key] for key in _interleaved(first, second) if key in cells]
    notebook = {**new, "metadata": metadata, "nbformat_minor": minor, "cells": placed}
    return Merged(notebook, tuple(dict.fromkeys(both)))


def differ(cell: dict, other: dict) -> bool:
    """Whether somebody wrote something into one of two cells that is not in the other."""
    return _fields(cell) != _fields(other)


def differences(notebook: dict, other: dict) -> list[str]:
    """The cells that are in one of two notebooks and not so in the other."""
    known = _known(notebook["cells"], other["cells"], "own")
    theirs = dict(enumerate(other["cells"]))
    pairs = [(known.get(key), theirs.get(key)) for key in {**known, **theirs}]
    return [_title(a or b) for a, b in pairs if a is None or b is None or differ(a, b)]


def _known(
    cells: list[dict], base: list[dict], owner: str, also: dict[Hashable, dict] | None = None
) -> dict[Hashable, dict]:
    """The cells by the place in the old lesson that they come from, others by a name of their own.

    also: cells of the new lesson, which somebody may have put into their own already.
    """
    known: dict[Hashable, dict] = {}
    others = {key: cell for key, cell in (also or {}).items() if not isinstance(key, int)}
    new_places = places(list(others.values()), cells)
    for i, (cell, place) in enumerate(zip(cells, places(base, cells), strict=True)):
        new_place = new_places[i]
        key: Hashable = (owner, i)
        if place is not None and place not in known:
            key = place
        elif place is None and new_place is not None and [*others][new_place] not in known:
            key = [*others][new_place]
        known[key] = cell
    return known


def _order(cells: Iterable[Hashable], others: Iterable[Hashable]) -> list[Hashable]:
    """The keys that both have, in the order of the first."""
    kept = set(others)
    return [key for key in cells if key in kept]


def _interleaved(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[Hashable]:
    """The first order, with what only the second has behind what stands before it there."""
    order, before = list(first), -1
    for key in second:
        if key in order:
            before = order.index(key)
        else:
            before += 1
            order.insert(before, key)
    return order


def _merged_cell(mine: dict, new: dict, base: dict) -> tuple[dict, bool]:
    """One cell, and whether both had changed the same of it."""
    if not differ(mine, base):
        return new, False
    if not differ(new, base):
        return mine, False
    fields, conflict = _merged(_fields(mine), _fields(new), _fields(base))
    metadata: dict[str, Any] = {}
    for field in NOT_WRITTEN:
        if field in grading_of(new):
            fields["metadata", "nbgrader", field] = grading_of(new)[field]
    cell = {key: value for key, value in new.items() if key not in ("metadata", "attachments")}
    for (first, *rest), value in fields.items():
        if not rest:
            cell[first] = value
        elif rest[0] == "nbgrader" and len(rest) > 1:
            metadata.setdefault("nbgrader", {})[rest[1]] = value
        else:
            metadata[rest[0]] = value
    cell["metadata"] = metadata
    if cell["cell_type"] == "code":
        cell.setdefault("outputs", [])
        cell.setdefault("execution_count", None)
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
    return cell, conflict


def _merged(mine: dict, new: dict, base: dict) -> tuple[dict, bool]:
    """Entry by entry: the new one, but mine where I changed it; and whether both changed one."""
    merged, conflict = {}, False
    for key in {**new, **mine}:
        ours, theirs, was = (d.get(key, NOTHING) for d in (mine, new, base))
        value = theirs if ours == was else ours
        conflict |= ours != was and theirs != was and ours != theirs
        if value is not NOTHING:
            merged[key] = value
    return merged, conflict


def _fields(cell: dict) -> dict[Field, Any]:
    """All of a cell that a person may have written or set, by the way to it."""
    if not cell:
        return {}
    fields: dict[Field, Any] = {("cell_type",): cell["cell_type"], ("source",): text(cell)}
    if cell.get("attachments"):
        fields["attachments",] = cell["attachments"]
    for key, value in cell.get("metadata", {}).items():
        if key != "nbgrader":
            fields["metadata", key] = value
    grading = grading_of(cell)
    if grading:
        settings = {**dict.fromkeys(GRADING, False), **grading}
        for key in settings.keys() - set(NOT_WRITTEN):
            fields["metadata", "nbgrader", key] = settings[key]
    return fields


def _title(cell: dict) -> str:
    """A cell as a person finds it: nbgrader's name for it, or how it begins."""
    first = next((line for line in text(cell).splitlines() if line.strip()), "an empty cell")
    cut = first if len(first) <= SHOWN_CHARACTERS else first[:SHOWN_CHARACTERS] + "…"
    return grade_id(cell) or f"“{cut.strip()}”"
