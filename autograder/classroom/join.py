"""Make one student of two whose ids were written in two ways: work moves, nothing is deleted."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from nbgrader.api import MissingEntry, Student

from autograder.classroom.aside import STUDENTS, aside_path, keep_grade, moved
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.dates.extensions import join_extensions
from autograder.classroom.identity import is_named, shown
from autograder.errors import UsageError

BY_LESSON = ("reports", "arrivals")  # of .course, with a file a student for each lesson


def join(folder: ClassFolder, student: str, word: str) -> list[str]:
    """Give a student all that is kept under another id. Returns a sentence for what needs a look.

    Where both have work or a grade in a lesson, the student's own stays, and the other's moves to
    .course/aside. word: the other id, or how `doctor` writes it. Raises UsageError for ids that
    nobody has, and for one that the roster lists.
    """
    listed = folder.roster()
    with folder.gradebook() as gradebook:
        graded = {student_id for (student_id,) in gradebook.db.query(Student.id)}
        names = {*_names(folder), *graded}
        others = [name for name in names if is_named(name, word)]
        if student not in {*names, *listed}:
            raise UsageError(f"No student has the id {shown(student)}: name the one that is right.")
        if not others or others == [student]:
            raise UsageError(f"There is nothing of a student {word}.")
        (other, *_) = sorted(others, key=lambda name: name != word)
        if other in listed:
            raise UsageError(
                f"roster.csv lists {shown(other)} as a student: take that line out first, if it is "
                f"the same as {shown(student)}."
            )
        told = [*_join_files(folder, student, other), *join_extensions(folder, student, other)]
        if other in graded:
            told += _join_grades(folder, gradebook, student, other)
    return told


def _names(folder: ClassFolder) -> set[str]:
    """The ids that folders and files are named after."""
    paths = [path for tree in STUDENTS for path in (folder.root / tree).glob("*")]
    files = [path for kind in BY_LESSON for path in (folder.root / ".course" / kind).glob("*/*")]
    return {path.name for path in paths} | {path.stem for path in files}


def _join_files(folder: ClassFolder, student: str, other: str) -> Iterator[str]:
    for tree in STUDENTS:
        place = folder.root / tree / other
        for path in sorted(place.glob("*")) if place.is_dir() and not place.is_symlink() else []:
            if not _give(folder, path, folder.root / tree / student / path.name):
                yield _both(tree, path.name, student)
        if place.is_dir() and not os.listdir(place):
            place.rmdir()
    for kind in BY_LESSON:
        for lesson in sorted((folder.root / ".course" / kind).glob("*")):
            for path in [p for p in lesson.glob("*") if p.stem == other]:
                _give(folder, path, path.with_name(f"{student}{path.suffix}"))


def _give(folder: ClassFolder, path: Path, target: Path) -> bool:
    """Move to where it is the student's; where the student has such a thing already, aside."""
    if os.path.lexists(target) and not os.path.samefile(path, target):
        moved(path, aside_path(folder) / path.relative_to(folder.root))
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    os.rename(path, target)
    return True


def _both(tree: str, lesson: str, student: str) -> str:
    return f"Both have {lesson} in {tree}/: that of {shown(student)} stays, the other is aside."


def _join_grades(folder: ClassFolder, gradebook, student: str, other: str) -> Iterator[str]:
    old = gradebook.find_student(other)
    names = {n: getattr(old, n) for n in ("first_name", "last_name", "email") if getattr(old, n)}
    try:
        new = gradebook.find_student(student)
    except MissingEntry:
        new = gradebook.add_student(student)
    for name, text in names.items():
        if not getattr(new, name):
            setattr(new, name, text)
    taken = {entry.assignment_id: entry for entry in new.submissions}
    for entry in list(old.submissions):
        if entry.assignment_id not in taken:
            entry.student = new
            continue
        mine = taken[entry.assignment_id]
        mine.extension = mine.extension or entry.extension
        path = keep_grade(folder, entry)
        yield f"Both have a grade in {entry.assignment.name}: the other's is kept in {path}."
        gradebook.remove_submission(entry.assignment.name, other)
    gradebook.db.commit()
    gradebook.remove_student(other)
