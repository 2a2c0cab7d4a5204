"""Who is in a class: those whom the roster lists, who handed in, or who have a grade."""

from __future__ import annotations

import difflib
from typing import Any

from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.identity import alike, same, shown
from autograder.errors import UsageError

SHOWN = 10


def class_ids(folder: ClassFolder) -> set[str]:
    """All ids of the class, as the roster writes them where it lists them."""
    if not folder.has_gradebook:
        return known_students(folder, None)
    with folder.gradebook() as gradebook:
        return known_students(folder, gradebook)


def known_students(folder: ClassFolder, gradebook: Any | None) -> set[str]:
    """The same with a gradebook that is open already, or without one."""
    from nbgrader.api import Student

    graded = {one for (one,) in gradebook.db.query(Student.id)} if gradebook else set()
    found = {*graded, *folder.all_who_handed_in()}
    return {*folder.roster(), *folder.student_ids(found)}


def find_student(folder: ClassFolder, text: str, known: set[str]) -> str:
    """The student whom a person means by an id. Raises UsageError, with those of near names."""
    student = folder.student_id(text)
    if student in known:
        return student
    near = _near(folder, text, known)
    more = f" Did you mean {' or '.join(map(shown, near))}?" if near else " See `course students`."
    raise UsageError(f"No student of this class has the id {shown(text)}.{more}")


def some(names: list[str]) -> str:
    """Names for a sentence, which many would fill."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def full_name(details: dict[str, str | None]) -> str:
    return " ".join(filter(None, (details.get("first_name"), details.get("last_name"))))


def _near(folder: ClassFolder, text: str, known: set[str]) -> list[str]:
    """Up to three students whose id, name or email looks like a text, the nearest first."""
    words: dict[str, set[str]] = {}
    roster = folder.roster()
    for student in known:
        details = roster.get(student, {})
        for word in (student, full_name(details), details.get("email") or ""):
            if word:
                words.setdefault(alike(word), set()).add(student)
    close = difflib.get_close_matches(alike(text), sorted(words), 3)
    found = dict.fromkeys(student for word in close for student in sorted(words[word]))
    return [student for student in found if same(student) != same(text)][:3]
