"""One thing that is wrong in a class folder, and how the sentences on it are put."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.aside import pasted_path
from autograder.classroom.identity import pasted, shown

SHOWN = 5


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. about: a lesson, or another part of the folder.

    remedy: one sentence, with the command where there is one.
    """

    about: str
    problem: str
    remedy: str


def some(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def aside(*places: Path) -> str:
    """How to move files or folders of the class folder out of the way."""
    paths = " ".join(map(pasted_path, places))
    return f"Run `course aside {_options_end(*map(str, places))}{paths}`."


def join(student: str, other: str) -> str:
    names = shown(student), shown(other)
    return f"`course join {_options_end(*names)}{pasted(names)}`"


def _options_end(*words: str) -> str:
    return "-- " if any(word.startswith("-") for word in words) else ""
