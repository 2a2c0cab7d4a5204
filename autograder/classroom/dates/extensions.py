"""More time for a student: class.toml says it before there is any work, and nbgrader's gradebook.

nbgrader keeps an extension with a submission, and to its pages a submission in the gradebook is
one that was handed in. So class.toml has the word, also for who has handed in nothing yet, and what
it says is entered in the gradebook once a submission is there. Of students whom it does not name,
what the gradebook says counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.dates.times import as_written, parse_span, span_in_words
from autograder.classroom.identity import same, shown
from autograder.classroom.people.groups import mates
from autograder.classroom.settings import Settings
from autograder.classroom.targets import read_record
from autograder.errors import UsageError
from helpers.course.files import write_atomically

TABLE = "extensions"
ENTERED = "extensions.json"  # below .course/: seconds that came into the gradebook from class.toml


class Extensions:
    """Those of a class, as they are now.

    told: what class.toml says, by lesson and student. Raises UsageError for what is no time.
    """

    def __init__(self, folder: ClassFolder) -> None:
        self._folder = folder
        self.told = _told(folder.settings)
        self._by_key = {
            lesson: {same(student): span for student, span in spans.items()}
            for lesson, spans in self.told.items()
        }
        self._entered = read_record(folder.root / ".course" / ENTERED)
        self._mates: dict[str, dict[str, list[str]]] = {}

    def of(self, lesson: str, student: str, entry: Any | None = None) -> timedelta | None:
        """The student's own, or the longest of those who hand in with them.

        entry: the student's submission in the gradebook.
        """
        spans = [self._told(lesson, one) for one in self._group(lesson, student)]
        if spans[0] is None and entry is not None and not self._came_from_us(lesson, entry):
            spans[0] = entry.extension
        return max((span for span in spans if span is not None), default=None)

    def enter(self, entry: Any) -> None:
        """Make the gradebook say what counts; it is the caller who commits."""
        lesson, student = entry.assignment.name, entry.student_id
        span = self.of(lesson, student, entry)
        is_ours = any(self._told(lesson, one) is not None for one in self._group(lesson, student))
        seconds = span.total_seconds() if is_ours and span is not None else None
        if self._entered.get(lesson, {}).get(student) != seconds:
            self._entered.setdefault(lesson, {})[student] = seconds
            path = self._folder.root / ".course" / ENTERED
            write_atomically(path, json.dumps(self._entered, indent=1))
        entry.extension = span or None

    def _told(self, lesson: str, student: str) -> timedelta | None:
        return self._by_key.get(lesson, {}).get(same(student))

    def _group(self, lesson: str, student: str) -> list[str]:
        """A student, and then the others of their group."""
        if lesson not in self._mates:
            self._mates[lesson] = mates(self._folder, lesson)
        return [student, *self._mates[lesson].get(student, [])]

    def _came_from_us(self, lesson: str, entry: Any) -> bool:
        """Whether class.toml once said what the gradebook says."""
        seconds = self._entered.get(lesson, {}).get(entry.student_id)
        return entry.extension is not None and entry.extension.total_seconds() == seconds


def _told(settings: Settings) -> dict[str, dict[str, timedelta]]:
    found: dict[str, dict[str, timedelta]] = {}
    for lesson, students in settings.table(TABLE).items():
        if not isinstance(students, dict):
            raise UsageError(
                f"{settings.path}: {TABLE} are written a lesson at a time, as in "
                f'[{TABLE}."06_convolution"].'
            )
        found[lesson] = {}
        for student, span in students.items():
            try:
                found[lesson][student] = parse_span(span)
            except UsageError as error:
                where = f'{settings.path}, [{TABLE}."{lesson}"], {student}'
                raise UsageError(f"{where}: {error}") from None
    return found


def write_extensions(folder: ClassFolder, lesson: str, spans: dict[str, timedelta | None]) -> None:
    """Write into class.toml what students get, in place of what it says; None takes it out."""
    import tomlkit

    with folder.settings.edited() as document:
        tables = document.setdefault(TABLE, tomlkit.table(is_super_table=True))
        table = tables.setdefault(lesson, tomlkit.table())
        for student, span in spans.items():
            names = _names_in(table, student)
            for name in names if span is None else names[1:]:
                del table[name]
            if span is not None:
                table[names[0] if names else student] = as_written(span)
        if not table:
            del tables[lesson]
        if not tables:
            del document[TABLE]


def join_extensions(folder: ClassFolder, student: str, other: str) -> Iterator[str]:
    """Give a student what class.toml says of another id of theirs; yields what needs a look."""
    told = Extensions(folder).told
    for lesson, spans in told.items():
        theirs = _names_in(spans, other)
        if not theirs:
            continue
        write_extensions(folder, lesson, {other: None})
        if _names_in(spans, student):
            span = span_in_words(spans[theirs[0]].total_seconds())
            yield (
                f"Both have an extension in {lesson}: that of {shown(student)} stays, that of "
                f"{shown(other)} was {span}."
            )
        else:
            write_extensions(folder, lesson, {student: spans[theirs[0]]})
    path = folder.root / ".course" / ENTERED
    entered = read_record(path)
    for students in entered.values():
        if other in students:
            students.setdefault(student, students.pop(other))
    if entered:
        write_atomically(path, json.dumps(entered, indent=1))


def _names_in(table: Iterable[str], student: str) -> list[str]:
    return [name for name in table if same(name) == same(student)]
