"""Where things go that are in the way: out of sight, and never deleted."""

from __future__ import annotations

import os
import re
from pathlib import Path

from autograder.class_folder import ClassFolder, free_path
from autograder.errors import UsageError
from autograder.identity import is_named, pasted, shown

HALF_WRITTEN = re.compile(r"\..+\.[a-z0-9_]{8}")  # as files.write_atomically names them
STUDENTS = ("submitted", "autograded", "feedback")  # a folder a student in each
KEPT = (
    "reports",
    "arrivals",
    "simulated",
    "released",
)  # of .course, with a file or folder a lesson


def aside_path(folder: ClassFolder) -> Path:
    return folder.root / ".course" / "aside"


def move_aside(folder: ClassFolder, text: str) -> Path:
    """Move a file or a folder to .course/aside, with the folders it lies in. Returns its new path.

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
    return moved(place, aside_path(folder).joinpath(*parts))


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
