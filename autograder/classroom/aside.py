"""Where things go that are in the way: out of sight, and never deleted."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from nbgrader.api import MissingEntry

from autograder.classroom.class_folder import ClassFolder, free_path
from autograder.classroom.identity import is_named, pasted, same, shown
from autograder.errors import UsageError
from helpers.course.files import write_atomically

HALF_WRITTEN = re.compile(r"\..+\.[a-z0-9_]{8}")  # as files.write_atomically names them
STUDENTS = ("submitted", "autograded", "feedback")  # a folder a student in each
# Of .course, with a file or folder a lesson; an archive, in the last.
KEPT = ("reports", "arrivals", "simulated", "released", "unmatched")


def aside_path(folder: ClassFolder) -> Path:
    return folder.root / ".course" / "aside"


def move_aside(folder: ClassFolder, text: str) -> Path:
    """Move a file or a folder to .course/aside, with the folders it lies in. Returns its new path.

    With all the work of somebody whom the roster does not list go their grades, into files there.

    text: its path from the class folder on, as `pasted_path` writes it. Raises UsageError for what
    is not there, and for what a class folder cannot do without.
    """
    place = _find(folder.root, text)
    parts = place.relative_to(folder.root).parts
    is_somebodys = len(parts) > 1 and parts[0] in STUDENTS
    is_kept = len(parts) > 2 and parts[0] == ".course" and parts[1] in KEPT
    if not (is_somebodys or is_kept or HALF_WRITTEN.fullmatch(place.name)):
        raise UsageError(
            f"{text} stays where it is: what can be moved aside lies below {', '.join(STUDENTS)} "
            "or in .course."
        )
    target = moved(place, aside_path(folder).joinpath(*parts))
    if parts[:-1] == ("submitted",) and folder.is_stranger(place.name) and folder.has_gradebook:
        _put_grades_aside(folder, folder.student_id(place.name))
    return target


def _put_grades_aside(folder: ClassFolder, student: str) -> None:
    """Else every export would list a student who is nobody."""
    if same(student) in map(same, os.listdir(folder.root / "submitted")):
        return
    with folder.gradebook() as gradebook:
        try:
            entries = list(gradebook.find_student(student).submissions)
        except MissingEntry:
            return
        for entry in entries:
            keep_grade(folder, entry)
        gradebook.remove_student(student)


def keep_grade(folder: ClassFolder, entry) -> Path:
    """Keep all that the gradebook has of a submission in a file of its own. Returns its path."""
    name = f"{entry.student_id}.{entry.assignment.name}.json"
    path = aside_path(folder) / "gradebook" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        path = free_path(path)
    write_atomically(path, json.dumps(_as_data(entry), indent=1, default=str))
    return path


def _as_data(entry) -> dict:
    return {
        "submission": entry.to_dict(),
        "extension": entry.extension,
        "scores": [g.to_dict() for notebook in entry.notebooks for g in notebook.grades],
        "comments": [c.to_dict() for notebook in entry.notebooks for c in notebook.comments],
    }


def moved(place: Path, target: Path) -> Path:
    """Move to the target, or beside it where something lies there. Links are not followed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if os.path.lexists(target):
        target = free_path(target)
    os.rename(place, target)
    return target


def _find(root: Path, text: str) -> Path:
    place = root
    for part in Path(text).parts:
        entries = os.listdir(place) if place.is_dir() and not place.is_symlink() else []
        exact = [name for name in entries if name == part]
        found = exact or [name for name in entries if is_named(name, part)]
        if not found:
            raise UsageError(f"{text} is not in {root}: name it from there on, as `doctor` does.")
        place = place / found[0]
    return place


def pasted_path(path: Path) -> str:
    """A path as it can be pasted into a shell: names that hold what nobody sees are escaped."""
    return pasted(["/".join(map(shown, path.parts))])
