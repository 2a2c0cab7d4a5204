"""What is wrong in a class folder, and how to mend it."""

from __future__ import annotations

import re
import shlex
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbgrader.api import Grade, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import make_url

from autograder.class_folder import ClassFolder
from autograder.class_report import is_report_stale
from autograder.errors import CourseError, UsageError
from autograder.export import stale_exports
from autograder.feedback import due_pages
from autograder.grade_class import State, former_report, standing_of, submitted
from autograder.lessons import Lesson, all_lessons

SHOWN = 5
SAME_SCORE = 1e-6
HALF_WRITTEN = re.compile(r"\..+\.[a-z0-9_]{8}")  # as files.write_atomically names them
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
    found = [*_roster(folder), *_half_written(folder), *_reports_of_nothing(folder)]
    if not _has_gradebook(folder):
        lessons = [lesson for lesson in all_lessons() if folder.release_path(lesson).is_file()]
        return found + [_without_gradebook(lesson) for lesson in lessons]
    try:
        with folder.gradebook() as gradebook:
            found += _strangers(folder, gradebook)
            for lesson in all_lessons():
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


def _has_gradebook(folder: ClassFolder) -> bool:
    """Whether there is one: opening a missing file would make it."""
    url = make_url(folder.nbgrader.coursedir.db_url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


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


def _half_written(folder: ClassFolder) -> Iterator[Finding]:
    """Files that a killed run left before they had their names."""
    paths = [p for p in folder.root.rglob(".*") if p.is_file() and HALF_WRITTEN.fullmatch(p.name)]
    if paths:
        names = [str(path.relative_to(folder.root)) for path in paths]
        yield Finding("files", f"Half-written: {_some(names)}.", f"Run `rm {_quoted(names)}`.")


def _reports_of_nothing(folder: ClassFolder) -> Iterator[Finding]:
    known = {lesson.name for lesson in all_lessons()}
    for path in sorted((folder.root / ".course" / "reports").glob("*")):
        if path.name not in known:
            place = _quoted([f".course/reports/{path.name}"])
            yield Finding(
                path.name, "There are reports, but no such lesson.", f"Run `rm -r {place}`."
            )


def _strangers(folder: ClassFolder, gradebook) -> Iterator[Finding]:
    """Students that the roster does not list, if it lists any."""
    try:
        listed = set(folder.roster())
    except UsageError:
        return
    handed_in = {path.name for path in (folder.root / "submitted").glob("*") if path.is_dir()}
    graded = {student_id for (student_id,) in gradebook.db.query(Student.id)}
    for student in sorted(handed_in | graded) if listed else ():
        if student in listed:
            continue
        away = [f"rm -r {_quoted([f'submitted/{student}'])}"] if student in handed_in else []
        away += [_removal(student)] if student in graded else []
        yield Finding(
            "roster",
            f"{student} is not listed.",
            f"Add a line to roster.csv, or remove the student: `{'; '.join(away)}`.",
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

    def _run(self) -> Iterator[Finding]:
        if (self._folder.root / ".course" / f"{self._lesson.name}.seed").exists():
            yield self._finding("A run was interrupted, or is still going on.", self._grade())

    def _hand_ins(self) -> Iterator[Finding]:
        for name in self._impossible:
            yield self._finding(
                f"submitted/{name!a} cannot be a student's.", "Rename or delete the folder."
            )
        for student in self._submitters:
            content = self._submitted(student)
            if isinstance(content, str):
                yield self._finding(content, f"Put the notebook there. {self._grade()}")

    def _orphans(self) -> Iterator[Finding]:
        """What is left of submissions that are gone."""
        for student in sorted((self._entries.keys() | self._reported) - set(self._submitters)):
            place = f"submitted/{student}/{self._lesson.name}"
            if student in self._entries:
                yield self._finding(
                    f"{student} has a grade, but {place} is gone.",
                    f"Put it back, or remove the student: `{_removal(student)}`.",
                )
            else:
                report = f".course/reports/{self._lesson.name}/{student}.json"
                yield self._finding(
                    f"{student} has a report, but {place} is gone.",
                    f"Put it back, or run `rm {_quoted([report])}`.",
                )
        known = self._entries.keys() | self._reported | set(self._submitters)
        for made in MADE:
            places = (self._folder.root / made).glob(f"*/{self._lesson.name}")
            for student in sorted({path.parent.name for path in places} - known):
                place = f"{made}/{student}/{self._lesson.name}"
                yield self._finding(f"{place} is of nobody.", f"Run `rm -r {_quoted([place])}`.")

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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        possible = folder.submitters(lesson)
    names = {path.parent.name for path in (folder.root / "submitted").glob(f"*/{lesson.name}")}
    return possible, sorted(names - set(possible))


def _is_within(score: float | None, most: float) -> bool:
    return score is None or 0.0 <= score <= most + SAME_SCORE


def _is_same(score: float | None, other: float) -> bool:
    return score is not None and abs(score - other) <= SAME_SCORE


def _some(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _quoted(paths: list[str]) -> str:
    return " ".join(map(shlex.quote, paths))


def _removal(student: str) -> str:
    return f"nbgrader db student remove {shlex.quote(student)} --force"
