"""Files that a person names to be written: what somebody else wrote there is never lost."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from autograder.classroom.class_folder import ClassFolder, free_path
from autograder.errors import UsageError
from helpers.course.files import OWNER_READS, write_atomically

FOLDERS = ("source", "release", "submitted", "autograded", "feedback", ".course")
FILES = ("roster.csv", "class.toml", "nbgrader_config.py", "gradebook.db", "canvas.csv")


def write_target(folder: ClassFolder, path: Path, content: bytes | str) -> Path | None:
    """Write a file of scores or solutions, for its owner alone.

    Returns where another now is that lay there and was not made so by us.

    Raises UsageError where the file would take the place of one that the class works with.
    """
    path = path.resolve()
    _require_no_part(folder, path)
    data = content.encode() if isinstance(content, str) else content
    record = folder.root / ".course" / "written.json"
    digests = read_record(record)
    there = path.read_bytes() if path.exists() else data
    kept = None
    if there != data and _digest(there) != digests.get(str(path)):
        kept = free_path(path)
        os.rename(path, kept)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, data, OWNER_READS)
    write_atomically(record, json.dumps({**digests, str(path): _digest(data)}, indent=1))
    return kept


def back_up(folder: ClassFolder, path: Path, content: bytes) -> Path:
    """Keep what a file of the folder held, in a place like its own below .course/backups. Returns
    where."""
    backup = free_path(folder.root / ".course" / "backups" / path.relative_to(folder.root))
    backup.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(backup, content)
    return backup


def read_record(path: Path) -> dict:
    """What was noted in a file of ours; nothing where it is not there or damaged."""
    try:
        record = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _require_no_part(folder: ClassFolder, path: Path) -> None:
    parts = path.relative_to(folder.root).parts if folder.root in path.parents else ()
    if parts and (parts[0] in FOLDERS or parts[-1] in FILES):
        raise UsageError(f"{path} is a part of the class folder: name another file.")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
