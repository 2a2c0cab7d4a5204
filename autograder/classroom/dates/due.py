"""Due dates and extensions as commands set and show them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Any

from nbgrader.api import MissingEntry

from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.dates.extensions import write_extensions
from autograder.classroom.dates.times import (
    date_in_words,
    parse_date,
    parse_span,
    span_in_words,
    zone_called,
)
from autograder.classroom.identity import same, shown
from autograder.classroom.lateness import Lateness
from autograder.classroom.people.students import find_student, known_students, some
from autograder.errors import UsageError

NONE = "none"


def set_due(folder: ClassFolder, lesson: str, text: str) -> list[str]:
    """Set when a lesson is due, also before it is released; `none` takes the date away.

    Returns sentences: the date, who is late by it, and what to run. Raises UsageError.
    """
    date = None if text.strip().lower() == NONE else parse_date(text, zone_of(folder))
    folder.require_gradebook()
    with folder.gradebook() as gradebook:
        assignment = gradebook.update_or_create_assignment(lesson, duedate=date)
        lateness = Lateness(folder, gradebook)
        lines = [_due_in_words(folder, lesson, date)]
        late, unknown = late_students(folder, lateness, assignment)
        if late:
            names = [f"{shown(who)} ({span_in_words(late[who])})" for who in sorted(late)]
            lines.append(f"Late by it: {some(names)}.")
        if date and unknown:
            names = list(map(shown, sorted(unknown)))
            lines.append(f"Nobody noted when these arrived, so they are in time: {some(names)}.")
        lines += _stale(lateness, assignment)
    return lines


def due_lines(folder: ClassFolder, lesson: str) -> list[str]:
    """When a lesson is due, and who has more time."""
    folder.require_gradebook()
    with folder.gradebook() as gradebook:
        date = _duedate(gradebook, lesson)
        lines = [_due_in_words(folder, lesson, date)]
        spans = extensions_of(folder, gradebook, lesson)
        for student, span in sorted(spans.items()):
            lines.append(_extension_in_words(student, span, date, zone_of(folder)))
    return lines


def all_due_lines(folder: ClassFolder) -> list[str]:
    """The lessons that have a date, in the order of dates."""
    folder.require_gradebook()
    with folder.gradebook() as gradebook:
        dates = [(one.duedate, one.name) for one in gradebook.assignments if one.duedate]
    return [_due_in_words(folder, lesson, date) for date, lesson in sorted(dates)] or [
        "No lesson has a due date: `course due LESSON DATE` gives it one."
    ]


def extend(folder: ClassFolder, lesson: str, students: Iterable[str], text: str) -> list[str]:
    """Give students so much more time for a lesson, in place of what they had; 0 takes it away.

    text: days or hours. Returns sentences, as `set_due` does. Raises UsageError.
    """
    span = parse_span(text)
    folder.require_gradebook()
    with folder.gradebook() as gradebook:
        known = known_students(folder, gradebook)
        chosen = [find_student(folder, one, known) for one in students]
        write_extensions(folder, lesson, dict.fromkeys(chosen, span or None))
        lateness = Lateness(folder, gradebook)
        assignment = _assignment(gradebook, lesson)
        for student in chosen:
            _enter(lateness, assignment, student, is_taken=not span)
        gradebook.db.commit()
        date = assignment.duedate if assignment else None
        counts = [(one, lateness.extensions.of(lesson, one) or timedelta()) for one in chosen]
        zone = zone_of(folder)
        lines = [_extension_in_words(student, span, date, zone) for student, span in counts]
        if date is None:
            lines.append(f"{lesson} has no due date yet: set it with `course due {lesson} DATE`.")
        lines += _stale(lateness, assignment) if assignment else []
    return lines


def _enter(lateness: Lateness, assignment: Any | None, student: str, is_taken: bool) -> None:
    """Into the gradebook too, where the student's work is there already.

    is_taken: also one that was set there and not by us.
    """
    for entry in assignment.submissions if assignment else []:
        if same(entry.student_id) == same(student):
            if is_taken:
                entry.extension = None
            lateness.extensions.enter(entry)


def extensions_of(folder: ClassFolder, gradebook: Any, lesson: str) -> dict[str, timedelta]:
    """All extensions that count in a lesson, by student."""
    extensions = Lateness(folder, gradebook).extensions
    assignment = _assignment(gradebook, lesson)
    entries = {one.student_id: one for one in assignment.submissions} if assignment else {}
    told = folder.student_ids(extensions.told.get(lesson, {}))
    spans = {
        student: extensions.of(lesson, student, entries.get(student))
        for student in {*told, *entries, *folder.roster()}
    }
    return {student: span for student, span in spans.items() if span}


def late_students(
    folder: ClassFolder, lateness: Lateness, assignment: Any
) -> tuple[dict[str, float], set[str]]:
    """Of those who handed in: seconds by who was late, and of whom no arrival is known."""
    entries = {entry.student_id: entry for entry in assignment.submissions}
    there = folder.student_ids(folder.handed_in(assignment.name))
    late, unknown = {}, set()
    for student in {*entries, *there}:
        entry = entries.get(student)
        if lateness.arrival_of(assignment, student, entry) is None:
            unknown.add(student)
        elif seconds := lateness.seconds_of(assignment, student, entry):
            late[student] = seconds
    return late, unknown


def zone_of(folder: ClassFolder) -> tzinfo | None:
    """The zone that formgrader shows dates in, if the class set one; None is the machine's.

    Raises UsageError where the class's settings name none that there is.
    """
    name = folder.config.get("NbGraderAPI", {}).get("timezone")
    try:
        return zone_called(name) if name else None
    except ValueError:
        raise UsageError(
            f"There is no time zone {name!r}: mend NbGraderAPI.timezone in nbgrader_config.py."
        ) from None


def _stale(lateness: Lateness, assignment: Any) -> Iterator[str]:
    notebooks = [notebook for entry in assignment.submissions for notebook in entry.notebooks]
    count = sum(map(lateness.is_stale, notebooks))
    if count:
        what = "1 grade is" if count == 1 else f"{count} grades are"
        yield f"{what} of other dates: run `course grade {shlex.quote(assignment.name)}`."


def _assignment(gradebook: Any, lesson: str) -> Any | None:
    try:
        return gradebook.find_assignment(lesson)
    except MissingEntry:
        return None


def _duedate(gradebook: Any, lesson: str) -> datetime | None:
    assignment = _assignment(gradebook, lesson)
    return assignment.duedate if assignment else None


def _due_in_words(folder: ClassFolder, lesson: str, date: datetime | None) -> str:
    if date is None:
        return f"{lesson} has no due date."
    return f"{lesson} is due {date_in_words(date, zone_of(folder))}."


def _extension_in_words(
    student: str, span: timedelta, date: datetime | None, zone: tzinfo | None
) -> str:
    until = f"until {date_in_words(date + span, zone)}" if date else ""
    if not span:
        return f"{shown(student)} has no extension{until and f', and time {until}'}."
    return (
        f"{shown(student)} has {span_in_words(span.total_seconds())} more{until and f', {until}'}."
    )
