"""What is wrong in a class folder, and how to mend it."""

from __future__ import annotations

import os
import shlex
import stat
import warnings
from collections.abc import Iterator
from pathlib import Path

from autograder.authoring.lessons import Lesson
from autograder.classroom.aside import HALF_WRITTEN, KEPT, aside_path
from autograder.classroom.checkup.finding import Finding, aside, some
from autograder.classroom.checkup.identities import identities
from autograder.classroom.checkup.lesson import LessonCheckup
from autograder.classroom.checkup.settings import settings
from autograder.classroom.class_folder import ClassFolder, free_path
from autograder.classroom.export import stale_exports
from autograder.classroom.identity import shown
from autograder.classroom.report.term import is_term_report_stale
from autograder.classroom.targets import FOLDERS
from autograder.errors import CourseError, UsageError


def findings(folder: ClassFolder) -> list[Finding]:
    """All that is wrong in a class folder; nothing is changed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they say is found here as well
        try:
            _ = folder.config
        except CourseError as error:
            return [_as_finding("settings", error)]
        return _findings(folder)


def _findings(folder: ClassFolder) -> list[Finding]:
    found = [*_roster(folder), *_readers(folder), *_half_written(folder), *_no_folders(folder)]
    found += _misplaced(folder)
    lessons, damaged = _lessons(folder)
    found += _reports_of_nothing(folder, {lesson.key for lesson in lessons})
    found += _unmatched(folder)
    found += damaged
    if not folder.has_gradebook:
        released = [lesson for lesson in lessons if folder.release_path(lesson).is_file()]
        return found + [_without_gradebook(lesson) for lesson in released]
    try:
        with folder.gradebook() as gradebook:
            found += identities(folder, gradebook)
            found += settings(folder, gradebook)
            for lesson in lessons:
                found += _of_lesson(folder, lesson, gradebook)
            found += _exports(folder, gradebook)
        found += _term_report(folder)
    except CourseError as error:
        found.append(_as_finding("gradebook", error))
    return found


def _of_lesson(folder: ClassFolder, lesson: Lesson, gradebook) -> list[Finding]:
    found = []
    try:
        found += LessonCheckup(folder, lesson, gradebook).findings()
    except CourseError as error:
        found.append(_as_finding(lesson.name, error))
    return found


def _as_finding(about: str, error: CourseError) -> Finding:
    """An error names what happened before its colon, and what to do after it."""
    problem, _, remedy = str(error).partition(": ")
    return Finding(about, f"{problem}.", remedy[:1].upper() + remedy[1:])


def _exports(folder: ClassFolder, gradebook) -> Iterator[Finding]:
    for target, command in stale_exports(folder, gradebook).items():
        yield Finding("export", f"{target} is of older scores or students.", f"Run `{command}`.")


def _term_report(folder: ClassFolder) -> Iterator[Finding]:
    if is_term_report_stale(folder):
        problem = "reports/index.html is of older grades or students."
        yield Finding("report", problem, "Run `course report`.")


def _without_gradebook(lesson: Lesson) -> Finding:
    commands = f"course release {lesson.typed} --again; course grade {lesson.typed} --again"
    return Finding(
        lesson.name,
        "It is released, and the gradebook is gone.",
        f"Put a backup of gradebook.db back, or run `{commands}`.",
    )


def _roster(folder: ClassFolder) -> Iterator[Finding]:
    try:
        folder.roster()
    except UsageError as error:
        yield Finding("roster", str(error), "Mend this line of roster.csv.")


def _readers(folder: ClassFolder) -> Iterator[Finding]:
    """Whether others on this machine may look into the folder."""
    shared = folder.config.get("CourseDirectory", {}).get("groupshared") is True
    others = stat.S_IRWXO if shared else stat.S_IRWXO | stat.S_IRWXG
    if os.name == "posix" and folder.root.stat().st_mode & others:
        yield Finding(
            "class folder",
            "Other users of this machine can read everybody's work and grades.",
            f"Run `chmod {'o-rwx' if shared else '700'} {shlex.quote(str(folder.root))}`.",
        )


def _lessons(folder: ClassFolder) -> tuple[list[Lesson], list[Finding]]:
    """The lessons as the class was given them, the notebooks of a teacher's own, and what was kept
    of them and is damaged."""
    lessons, found = [], []
    for name in folder.assignment_names():
        try:
            lessons += folder.notebooks(name)
        except CourseError as error:
            found.append(Finding(name, str(error), "Grades that there are stay as they are."))
    return lessons, found


def _half_written(folder: ClassFolder) -> Iterator[Finding]:
    """Files that a killed run left before they had their names."""
    paths = [p for p in folder.root.rglob(".*") if p.is_file() and HALF_WRITTEN.fullmatch(p.name)]
    paths = [path for path in paths if aside_path(folder) not in path.parents]
    if paths:
        places = [path.relative_to(folder.root) for path in paths]
        yield Finding("files", f"Half-written: {some(list(map(str, places)))}.", aside(*places))


def _no_folders(folder: ClassFolder) -> Iterator[Finding]:
    """Files that lie where folders belong, so that nothing can be written there or found."""
    for place in [*map(Path, FOLDERS), *(Path(".course", kind) for kind in KEPT)]:
        path = folder.root / place
        if os.path.lexists(path) and not path.is_dir():
            away = free_path(path).relative_to(folder.root)
            yield Finding(
                "files",
                f"{place} is no folder, and one belongs there.",
                f"Run `mv -n {place} {away} && mkdir {place}`.",
            )


def _misplaced(folder: ClassFolder) -> Iterator[Finding]:
    """Work that no command looks at, since it lies beside where hand-ins belong."""
    submitted = folder.root / "submitted"
    known = {*folder.lesson_names(), *_entries(folder.root / "source")}
    known |= {*_entries(folder.root / "release")}
    students = sorted(submitted.glob("[!.]*"))
    inside = [path for one in students if not one.is_symlink() for path in one.glob("[!.]*")]
    for path in (*students, *inside):
        is_students = path.parent == submitted
        if path.is_dir() and (is_students or path.name in known):
            continue
        place = path.relative_to(folder.root)
        yield Finding(
            "hand-ins",
            f"{shown(str(place))} is not looked at.",
            "Put what is a student's into submitted/ID/LESSON, as release/ names the lesson; or, "
            f"if it is nobody's: {aside(place)}",
        )


def _entries(path: Path) -> list[str]:
    return os.listdir(path) if path.is_dir() else []


def _reports_of_nothing(folder: ClassFolder, known: set[str]) -> Iterator[Finding]:
    known = known | set(folder.lesson_names())
    for path in sorted((folder.root / ".course" / "reports").glob("*")):
        if path.name not in known:
            place = aside(path.relative_to(folder.root))
            yield Finding(path.name, "There are reports, but no such lesson.", place)


def _unmatched(folder: ClassFolder) -> Iterator[Finding]:
    """Files of archives that `course collect` knew no student for."""
    for place in sorted((folder.root / ".course" / "unmatched").glob("*")):
        names = sorted(str(p.relative_to(place)) for p in place.rglob("*") if p.is_file())
        if names:
            where = place.relative_to(folder.root)
            yield Finding(
                "hand-ins",
                f"{shown(place.name)} held files of nobody, now in {shown(str(where))}: "
                f"{some(list(map(shown, names)))}.",
                "Add who they are to roster.csv and run `course collect` with the archive again; "
                f"or, if they are nobody's: {aside(where)}",
            )
