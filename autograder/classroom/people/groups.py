"""Students who hand in together: each gets the group's newest work, and so its grade and page.

nbgrader knows no groups. So what one member handed in, or the group under its own name, is copied
to the others before it is graded, with the time of its arrival. What is a copy is noted, so that
work of a member's own that comes later is one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from autograder.authoring.lessons import Lesson
from autograder.classroom.arrival import arrival, may_be_copied, note_arrival
from autograder.classroom.aside import aside_path, moved
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.identity import can_be_an_id, same, shown
from autograder.classroom.targets import read_record
from helpers.course.files import write_atomically


def mates(folder: ClassFolder, lesson: str) -> dict[str, list[str]]:
    """The others of a student's group, by student."""
    return {
        student: [other for other in members if other != student]
        for members in folder.groups(lesson).values()
        for student in members
    }


def one_of_each(
    folder: ClassFolder, lesson: str, work: Mapping[str, dict[str, str]]
) -> dict[str, dict[str, str]]:
    """What each wrote, without those whose group is there already: they are alike of course."""
    others, left_out = mates(folder, lesson), set()
    for student in work:
        if student not in left_out:
            left_out.update(others.get(student, []))
    return {student: cells for student, cells in work.items() if student not in left_out}


def share_hand_ins(folder: ClassFolder, lesson: Lesson) -> list[str]:
    """Give every member of a group the newest of what the group handed in.

    What a member had is kept aside. Returns a sentence for each group that handed in several.
    """
    told, students = [], set(map(same, folder.roster()))
    for group, members in folder.groups(lesson.name).items():
        shared = _Shared(folder, lesson.name)
        # Where students name their groups, one may be called as a student or a place is.
        is_free = can_be_an_id(group) and same(group) not in students
        names = [group] * is_free + members
        own = [one for name in names if (one := shared.own(name))]
        if not own:
            continue
        newest = max(own, key=lambda one: one.time)
        if len({one.digest for one in own}) > 1:
            names = ", ".join(shown(one.name) for one in own)
            told.append(
                f"{lesson.name}: {names} of group {shown(group)} handed in apart, and what "
                f"{shown(newest.name)} handed in last counts for all. The rest is kept in "
                f"{aside_path(folder).relative_to(folder.root)}."
            )
        for student in members:
            shared.give(newest, student)
        if is_free and (under_its_name := shared.own(group)):
            shared.put_aside(under_its_name)  # or it passes for a student
    return told


def handed_in_by(folder: ClassFolder, lesson: str, student: str) -> str | None:
    """Who handed in what a student has by their group; None where it is the student's own."""
    return _Shared(folder, lesson).source(student)


@dataclass(frozen=True)
class _HandIn:
    """name: of a student, or of a group that handed in under its own."""

    folder: ClassFolder
    name: str
    lesson: str

    @cached_property
    def path(self) -> Path:
        return self.folder.submission_folder(self.name, self.lesson)

    @property
    def is_there(self) -> bool:
        return self.path.is_dir() and not self.path.is_symlink()

    @cached_property
    def arrived(self) -> datetime | None:
        return arrival(self.folder, self.lesson, self.name)

    @cached_property
    def time(self) -> datetime:
        """Of arrival; where nobody noted it, the date of the newest file."""
        if self.arrived:
            return self.arrived
        newest = max((path.lstat().st_mtime for path in _files(self.path)), default=0.0)
        return datetime.fromtimestamp(newest, UTC).replace(tzinfo=None)

    @cached_property
    def digest(self) -> str:
        total = hashlib.sha256()
        for path in _files(self.path):
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").digest()
            total.update(str(path.relative_to(self.path)).encode(errors="replace") + content)
        return total.hexdigest()


class _Shared:
    """The copies of one lesson, by student: digests, and whose work it is, in .course/groups."""

    def __init__(self, folder: ClassFolder, lesson: str) -> None:
        self._folder, self._lesson = folder, lesson
        self._record = folder.root / ".course" / "groups" / f"{lesson}.json"
        self._copies = read_record(self._record)

    def own(self, name: str) -> _HandIn | None:
        """What somebody handed in; None for nothing, or a copy."""
        found = _HandIn(self._folder, name, self._lesson)
        return found if found.is_there and not self.source(name) else None

    def source(self, name: str) -> str | None:
        """Whose work somebody's is a copy of; None for no copy."""
        found, copy = _HandIn(self._folder, name, self._lesson), self._copies.get(name)
        is_copy = copy is not None and found.is_there and found.digest == copy["digest"]
        return copy["of"] if is_copy else None

    def give(self, newest: _HandIn, student: str) -> None:
        old = _HandIn(self._folder, student, self._lesson)
        if newest.path == old.path or (old.is_there and old.digest == newest.digest):
            return
        if self.source(student):
            shutil.rmtree(old.path)
        self.put_aside(old)
        _copy(newest.path, old.path)
        if newest.arrived:
            note_arrival(self._folder, self._lesson, student, newest.arrived)
        self._copies[student] = {"digest": newest.digest, "of": newest.name}
        self._record.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self._record, json.dumps(self._copies, indent=1))

    def put_aside(self, old: _HandIn) -> None:
        """Move what was handed in to .course/aside, and the note of its arrival."""
        for path in (old.path, self._folder.arrival_path(old.name, self._lesson)):
            if os.path.lexists(path):
                moved(path, aside_path(self._folder) / path.relative_to(self._folder.root))


def _files(place: Path) -> Iterator[Path]:
    """The plain files below a folder, in one order. Links are not followed."""
    for folder, folders, names in os.walk(place):
        folders.sort()
        for path in (Path(folder, name) for name in sorted(names)):
            if stat.S_ISREG(path.lstat().st_mode):
                yield path


def _copy(source: Path, target: Path) -> None:
    """Copy a folder, with no link but a notebook, so that it is named when it is graded."""

    def left_out(folder: str, names: list[str]) -> set[str]:
        return {name for name in names if not may_be_copied(Path(folder, name))}

    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, target, symlinks=True, ignore=left_out)
