"""What class.toml says that cannot be read, or that is of no lesson and no student."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.classroom.checkup.finding import Finding, some
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.dates.extensions import TABLE, Extensions
from autograder.classroom.dates.late_days import LateDays
from autograder.classroom.identity import by_key, same
from autograder.classroom.people.students import known_students
from autograder.errors import UsageError

ABOUT = "class.toml"


def settings(folder: ClassFolder, gradebook) -> Iterator[Finding]:
    try:
        LateDays.of(folder.settings)
        grouped = folder.grouped_lessons
        extensions = Extensions(folder).told
    except UsageError as error:
        yield Finding(ABOUT, str(error), "Mend this line.")
        return
    try:
        known = by_key(known_students(folder, gradebook))
    except UsageError:  # which is named as one of the roster
        return
    lessons = {*folder.lesson_names(), *(one.name for one in gradebook.assignments)}
    if others := sorted({*extensions, *grouped} - lessons):
        yield Finding(
            ABOUT,
            f"It names lessons that there are not: {some(others)}.",
            "Write each as it is called in release/.",
        )
    for lesson, spans in extensions.items():
        if nobody := [one for one in spans if same(one) not in known]:
            yield Finding(
                ABOUT,
                f'[{TABLE}."{lesson}"] names nobody of the class: {some(nobody)}.',
                "Write ids as roster.csv does.",
            )
