"""Who is not listed in the roster, and who looks like whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from nbgrader.api import Student

from autograder.classroom.checkup.finding import Finding, aside, join, some
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.identity import (
    alike,
    by_key,
    clean,
    escaped,
    looks,
    same,
    shown,
)
from autograder.errors import UsageError


def identities(folder: ClassFolder, gradebook) -> Iterator[Finding]:
    """Who is not listed in the roster, if it lists any, and who looks like whom."""
    try:
        roster = folder.roster()
    except UsageError:
        return
    listed = set(roster)
    handed_in = folder.all_who_handed_in()
    graded = {student_id for (student_id,) in gradebook.db.query(Student.id)}
    yield from _twins(listed)
    known = listed or _first_of_each(handed_in | graded)
    exact, close = by_key(sorted(known)), {**_by_details(roster), **by_key(sorted(known), alike)}
    for student in sorted((handed_in | graded) - known):
        if twin := exact.get(same(student)):
            yield Finding(
                "roster",
                f"{shown(student)} is {shown(twin)}, written in another way.",
                f"Run {join(twin, student)}.",
            )
        elif twin := close.get(alike(student)):
            what = f"is not listed and looks like {shown(twin)}, who is."
            yield Finding(
                "roster",
                f"{shown(student)} {what if listed else f'looks like {shown(twin)}.'}",
                f"If they are one student, run {join(twin, student)}; if not, list both in "
                "roster.csv.",
            )
        elif listed:
            away = f"; or, if it is nobody's: {aside(Path('submitted', student))}"
            yield Finding(
                "roster",
                f"{shown(student)} is not listed.",
                f"Add a line to roster.csv{away if student in handed_in else '.'}",
            )
    if new := sorted(listed - graded - set(filter(exact.get, graded))):
        yield Finding(
            "roster",
            f"Listed, and not yet in the gradebook: {some(new)}.",
            "The next grade, report, feedback or export enters them.",
        )


def _by_details(roster: dict[str, dict[str, str | None]]) -> dict[str, str]:
    """Students by names and addresses that hand-ins may be called after, where one alone fits."""
    found: dict[str, set[str]] = {}
    for student, details in roster.items():
        first, last = details["first_name"] or "", details["last_name"] or ""
        for text in (details["email"] or "", f"{first} {last}", f"{last} {first}"):
            if clean(text):
                found.setdefault(alike(text), set()).add(student)
    return {key: min(students) for key, students in found.items() if len(students) == 1}


def _first_of_each(names: Iterable[str]) -> set[str]:
    """Of names that look alike one each, that with nothing hidden in it before others."""
    order = sorted(names, key=lambda name: (name != clean(name), name))
    return set(by_key(order, alike).values())


def _twins(listed: Iterable[str]) -> Iterator[Finding]:
    """Students of the roster whom nobody could tell apart."""
    first = by_key(sorted(listed), looks)
    for student in sorted(listed):
        twin = first[looks(student)]
        if twin != student:
            yield Finding(
                "roster",
                f"{shown(twin)} and {shown(student)} ({escaped(twin)} and {escaped(student)}) are "
                "both listed and look alike.",
                "If they are one student, take one line out of roster.csv, and this says how to "
                "join their work.",
            )
