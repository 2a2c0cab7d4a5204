"""What is wrong in a class folder, and how to mend it."""

from __future__ import annotations

import os
import shlex
import stat
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbgrader.api import Grade, Student, SubmittedAssignment, SubmittedNotebook

from autograder.authoring.lessons import Lesson, require_exercises
from autograder.classroom.aside import HALF_WRITTEN, KEPT, aside_path, pasted_path
from autograder.classroom.class_folder import ClassFolder, free_path
from autograder.classroom.export import stale_exports
from autograder.classroom.feedback import due_pages
from autograder.classroom.grade_class import State, former_report, standing_of, submitted
from autograder.classroom.identity import (
    alike,
    by_key,
    can_be_an_id,
    clean,
    escaped,
    looks,
    pasted,
    same,
    shown,
)
from autograder.classroom.report.page import is_report_stale
from autograder.classroom.targets import FOLDERS
from autograder.errors import CourseError, UsageError

SHOWN = 5
SAME_SCORE = 1e-6
MADE = ("autograded", "feedback")  # folders that grading fills, a folder a student


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. about: a lesson, or another part of the folder.

    remedy: one sentence, with the command where there is one.
    """

    about: str
    problem: str
    remedy: str


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
    found += _reports_of_nothing(folder)
    lessons, damaged = _lessons(folder)
    found += damaged
    if not folder.has_gradebook:
        released = [lesson for lesson in lessons if folder.release_path(lesson).is_file()]
        return found + [_without_gradebook(lesson) for lesson in released]
    try:
        with folder.gradebook() as gradebook:
            found += _identities(folder, gradebook)
            for lesson in lessons:
                found += _of_lesson(folder, lesson, gradebook)
            found += _exports(folder, gradebook)
    except CourseError as error:
        found.append(_as_finding("gradebook", error))
    return found


def _of_lesson(folder: ClassFolder, lesson: Lesson, gradebook) -> list[Finding]:
    found = []
    try:
        found += _Checkup(folder, lesson, gradebook).findings()
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


def _without_gradebook(lesson: Lesson) -> Finding:
    commands = f"course release {lesson.name} --again; course grade {lesson.name} --again"
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
    """The lessons as the class was given them, and what was kept of them and is damaged."""
    lessons, found = [], []
    for name in folder.lesson_names():
        try:
            lessons.append(folder.given_lesson(name))
        except CourseError as error:
            found.append(Finding(name, str(error), "Grades that there are stay as they are."))
    return lessons, found


def _half_written(folder: ClassFolder) -> Iterator[Finding]:
    """Files that a killed run left before they had their names."""
    paths = [p for p in folder.root.rglob(".*") if p.is_file() and HALF_WRITTEN.fullmatch(p.name)]
    paths = [path for path in paths if aside_path(folder) not in path.parents]
    if paths:
        places = [path.relative_to(folder.root) for path in paths]
        yield Finding("files", f"Half-written: {_some(list(map(str, places)))}.", _aside(*places))


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
            f"if it is nobody's: {_aside(place)}",
        )


def _entries(path: Path) -> list[str]:
    return os.listdir(path) if path.is_dir() else []


def _reports_of_nothing(folder: ClassFolder) -> Iterator[Finding]:
    known = set(folder.lesson_names())
    for path in sorted((folder.root / ".course" / "reports").glob("*")):
        if path.name not in known:
            place = _aside(path.relative_to(folder.root))
            yield Finding(path.name, "There are reports, but no such lesson.", place)


def _identities(folder: ClassFolder, gradebook) -> Iterator[Finding]:
    """Who is not listed in the roster, if it lists any, and who looks like whom."""
    try:
        roster = folder.roster()
    except UsageError:
        return
    listed = set(roster)
    handed_in = {path.name for path in (folder.root / "submitted").glob("*") if path.is_dir()}
    handed_in = set(filter(can_be_an_id, handed_in))
    graded = {student_id for (student_id,) in gradebook.db.query(Student.id)}
    yield from _twins(listed)
    known = listed or _first_of_each(handed_in | graded)
    exact, close = by_key(sorted(known)), {**_by_details(roster), **by_key(sorted(known), alike)}
    for student in sorted((handed_in | graded) - known):
        if twin := exact.get(same(student)):
            yield Finding(
                "roster",
                f"{shown(student)} is {shown(twin)}, written in another way.",
                f"Run {_join(twin, student)}.",
            )
        elif twin := close.get(alike(student)):
            what = f"is not listed and looks like {shown(twin)}, who is."
            yield Finding(
                "roster",
                f"{shown(student)} {what if listed else f'looks like {shown(twin)}.'}",
                f"If they are one student, run {_join(twin, student)}; if not, list both in "
                "roster.csv.",
            )
        elif listed:
            away = f"; or, if it is nobody's: {_aside(Path('submitted', student))}"
            yield Finding(
                "roster",
                f"{shown(student)} is not listed.",
                f"Add a line to roster.csv{away if student in handed_in else '.'}",
            )
    if new := sorted(listed - graded - set(filter(exact.get, graded))):
        yield Finding(
            "roster",
            f"Listed, and not yet in the gradebook: {_some(new)}.",
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


class _Checkup:
    """The state of one lesson in a class folder."""

    def __init__(self, folder: ClassFolder, lesson: Lesson, gradebook) -> None:
        self._folder, self._lesson, self._gradebook = folder, lesson, gradebook
        self._is_released = folder.release_path(lesson).is_file()
        self._submitters, self._impossible = _submitters(folder, lesson)
        assignments = {assignment.name for assignment in gradebook.assignments}
        self._is_known = lesson.name in assignments
        rows = gradebook.submission_dicts(lesson.name) if self._is_known else []
        self._entries = {row["student"]: row for row in rows}
        reports = (folder.root / ".course" / "reports" / lesson.name).glob("*.json")
        self._reported = {path.stem for path in reports}

    @cached_property
    def _reports(self) -> dict[str, dict | None]:
        """The reports by student; None for one that cannot be read."""
        names = sorted(self._reported)
        return {name: former_report(self._folder, self._lesson, name) for name in names}

    def findings(self) -> Iterator[Finding]:
        yield from self._release()
        yield from self._run()
        yield from self._hand_ins()
        yield from self._orphans()
        if self._is_released:
            if not self._cannot_be_graded:
                yield from self._grades()
            yield from self._scores()
            yield from self._pages()
            yield from self._class_report()

    def _finding(self, problem: str, remedy: str) -> Finding:
        return Finding(self._lesson.name, problem, remedy)

    def _grade(self, options: str = "") -> str:
        return f"Run `course grade {self._lesson.name}{options}`."

    def _grade_again(self, students: list[str]) -> str:
        one_by_one = "".join(f" --student {shlex.quote(student)}" for student in students)
        return self._grade(f"{one_by_one} --again")

    def _release(self) -> Iterator[Finding]:
        if not self._is_released and (self._submitters or self._reported or self._entries):
            what = "reports" if self._reported else "submissions"
            yield self._finding(
                f"There are {what}, but it was never released here.",
                f"Run `course release {self._lesson.name}`.",
            )
        if self._is_released and not self._is_known:
            yield self._finding(
                "It is released, but not in the gradebook.",
                f"Run `course release {self._lesson.name} --again`.",
            )

        if self._is_released and self._cannot_be_graded:
            yield self._finding(self._cannot_be_graded, "Grades that there are stay as they are.")

    @cached_property
    def _cannot_be_graded(self) -> str:
        """Why what the class was given cannot be graded by what is installed, if so."""
        try:
            require_exercises(self._lesson, self._folder.release_notebook(self._lesson))
        except CourseError as error:
            return str(error)
        return ""

    def _run(self) -> Iterator[Finding]:
        if (self._folder.root / ".course" / f"{self._lesson.name}.seed").exists():
            yield self._finding("A run was interrupted, or is still going on.", self._grade())

    def _hand_ins(self) -> Iterator[Finding]:
        for name in self._impossible:
            yield self._finding(
                f"submitted/{name!a} cannot be a student's.",
                f"Rename the folder, or, if it is nobody's: {_aside(Path('submitted', name))}",
            )
        for student in self._submitters:
            content = self._submitted(student)
            if isinstance(content, str):
                yield self._finding(content, f"Put the notebook there. {self._grade()}")

    def _orphans(self) -> Iterator[Finding]:
        """What is left of submissions that are gone."""
        there = set(map(same, self._submitters))
        for student in sorted(self._entries.keys() | self._reported):
            place = f"submitted/{shown(student)}/{self._lesson.name}"
            if same(student) in there:
                continue
            if student in self._entries:
                yield self._finding(
                    f"{shown(student)} has a grade, but {place} is gone.",
                    "Put it back from a backup; the grade stays as it is.",
                )
            else:
                report = Path(".course", "reports", self._lesson.name, f"{student}.json")
                yield self._finding(
                    f"{shown(student)} has a report, but {place} is gone.",
                    f"Put it back; or, if it is nobody's: {_aside(report)}",
                )
        known = {*map(same, self._entries.keys() | self._reported), *there}
        for made in MADE:
            places = (self._folder.root / made).glob(f"*/{self._lesson.name}")
            for student in sorted(path.parent.name for path in places):
                if same(student) not in known:
                    place = Path(made, student, self._lesson.name)
                    yield self._finding(f"{shown(str(place))} is of nobody.", _aside(place))

    def _submitted(self, student: str) -> bytes | str:
        return submitted(self._folder, self._lesson, student)

    def _grades(self) -> Iterator[Finding]:
        """Grades that are missing, or of something that has changed since."""
        if not self._is_known:
            return
        standing = standing_of(self._folder, self._lesson, self._gradebook, self._submitters)
        for problem, students in standing.items():
            if problem == State.NEWER.value:  # one that is gone is named above
                students = [s for s in students if isinstance(self._submitted(s), bytes)]
            if students:
                yield self._finding(f"{problem}: {_some(students)}.", self._grade())

    def _scores(self) -> Iterator[Finding]:
        """Scores that cannot be, or that are not those of the report."""
        out_of_range, other, by_hand, open_ = set(), set(), set(), set()
        for student, row in self._entries.items():
            report = self._reports.get(student)
            if row["needs_manual_grade"] and not (report and report["state"] == "failed"):
                open_.add(student)
        for student, grade in self._all_grades():
            report = self._reports.get(student)
            expected = {e["name"]: e["score"] for e in report["exercises"]} if report else {}
            earned = expected.get(grade.cell.name.removeprefix("check_"))
            if not _is_within(grade.auto_score, grade.cell.max_score):
                out_of_range.add(student)
            elif earned is not None and not _is_same(grade.auto_score, earned):
                other.add(student)
            if not _is_within(grade.manual_score, grade.cell.max_score):
                by_hand.add(student)
        for students, problem in (
            (out_of_range, "Scores out of range"),
            (other - out_of_range, "Scores in the gradebook that are not those of the report"),
        ):
            if students:
                names = sorted(students)
                yield self._finding(f"{problem}: {_some(names)}.", self._grade_again(names))
        for students, problem in (
            (by_hand, "Scores given by hand that are out of range"),
            (open_ - by_hand, "To be graded by hand"),
        ):
            if students:
                yield self._finding(
                    f"{problem}: {_some(sorted(students))}.",
                    "Give the score in formgrader, under Manual Grading.",
                )

    def _all_grades(self) -> list[tuple[str, Grade]]:
        """Every score of the lesson with its student's id."""
        if not self._is_known:
            return []
        assignment = self._gradebook.find_assignment(self._lesson.name)
        return (
            self._gradebook.db.query(SubmittedAssignment.student_id, Grade)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .filter(SubmittedAssignment.assignment_id == assignment.id)
            .all()
        )

    def _pages(self) -> Iterator[Finding]:
        """Feedback that is older than the grade, once there is any."""
        if not any((self._folder.root / "feedback").glob(f"*/{self._lesson.name}/*.html")):
            return
        due = due_pages(self._folder, self._lesson, self._submitters)
        if due:
            yield self._finding(
                f"Feedback is missing or older than grades or comments: {_some(due)}.",
                f"Run `course feedback {self._lesson.name}`.",
            )

    def _class_report(self) -> Iterator[Finding]:
        if is_report_stale(self._folder, self._lesson):
            yield self._finding(
                f"reports/{self._lesson.name}.html is of older grades or students.",
                f"Run `course report {self._lesson.name}`.",
            )


def _submitters(folder: ClassFolder, lesson: Lesson) -> tuple[list[str], list[str]]:
    """Who handed in something, and names of folders that cannot be students'."""
    possible = folder.submitters(lesson)
    names = {path.parent.name for path in (folder.root / "submitted").glob(f"*/{lesson.name}")}
    return possible, sorted(name for name in names if not can_be_an_id(name))


def _is_within(score: float | None, most: float) -> bool:
    return score is None or 0.0 <= score <= most + SAME_SCORE


def _is_same(score: float | None, other: float) -> bool:
    return score is not None and abs(score - other) <= SAME_SCORE


def _some(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _aside(*places: Path) -> str:
    """How to move files or folders of the class folder out of the way."""
    paths = " ".join(map(pasted_path, places))
    return f"Run `course aside {_options_end(*map(str, places))}{paths}`."


def _join(student: str, other: str) -> str:
    names = shown(student), shown(other)
    return f"`course join {_options_end(*names)}{pasted(names)}`"


def _options_end(*words: str) -> str:
    return "-- " if any(word.startswith("-") for word in words) else ""
