"""What is wrong with one lesson: its release, hand-ins, grades, scores and pages."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from nbgrader.api import Grade, SubmittedAssignment, SubmittedNotebook

from autograder.authoring.lessons import Lesson, require_exercises
from autograder.classroom.checkup.finding import Finding, aside, some
from autograder.classroom.choice import is_released_otherwise
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.feedback import due_pages
from autograder.classroom.grade_class import State, former_report, standing_of, submitted
from autograder.classroom.identity import can_be_an_id, same, shown
from autograder.classroom.report.page import is_report_stale
from autograder.errors import CourseError
from helpers.course.notebook import exercise_name

SAME_SCORE = 1e-6
MADE = ("autograded", "feedback")  # folders that grading fills, a folder a student


class LessonCheckup:
    """The state of one lesson in a class folder."""

    def __init__(self, folder: ClassFolder, lesson: Lesson, gradebook) -> None:
        self._folder, self._lesson, self._gradebook = folder, lesson, gradebook
        self._is_released = folder.release_path(lesson).is_file()
        self._submitters, self._impossible = _submitters(folder, lesson)
        assignments = {assignment.name for assignment in gradebook.assignments}
        self._is_known = lesson.name in assignments
        rows = gradebook.submission_dicts(lesson.name) if self._is_known else []
        self._entries = {row["student"]: row for row in rows}
        reports = folder.report_path("", lesson).parent.glob("*.json")
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
        return f"Run `course grade {self._lesson.typed}{options}`."

    def _grade_again(self, students: list[str]) -> str:
        one_by_one = "".join(f" --student {shlex.quote(student)}" for student in students)
        return self._grade(f"{one_by_one} --again")

    def _release(self) -> Iterator[Finding]:
        if not self._is_released and (self._submitters or self._reported or self._entries):
            what = "reports" if self._reported else "submissions"
            yield self._finding(
                f"There are {what}, but it was never released here.",
                f"Run `course release {self._lesson.typed}`.",
            )
        if self._is_released and not self._is_known:
            yield self._finding(
                "It is released, but not in the gradebook.",
                f"Run `course release {self._lesson.typed} --again`.",
            )

        if self._is_released and self._cannot_be_graded:
            yield self._finding(self._cannot_be_graded, "Grades that there are stay as they are.")
        elif self._is_released and is_released_otherwise(
            self._folder, self._lesson, self._gradebook
        ):
            yield self._finding(
                "class.toml or source/ says other points or exercises than what was released.",
                f"Run `course release {self._lesson.typed} --again`.",
            )

    @cached_property
    def _cannot_be_graded(self) -> str:
        """Why what the class was given cannot be graded by what is installed, if so."""
        try:
            require_exercises(self._lesson, self._folder.release_notebook(self._lesson))
        except CourseError as error:
            return str(error)
        return ""

    def _run(self) -> Iterator[Finding]:
        if (self._folder.root / ".course" / f"{self._lesson.key}.seed").exists():
            yield self._finding("A run was interrupted, or is still going on.", self._grade())

    def _hand_ins(self) -> Iterator[Finding]:
        for name in self._impossible:
            yield self._finding(
                f"submitted/{name!a} cannot be a student's.",
                f"Rename the folder, or, if it is nobody's: {aside(Path('submitted', name))}",
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
                report = Path(".course", "reports", self._lesson.key, f"{student}.json")
                yield self._finding(
                    f"{shown(student)} has a report, but {place} is gone.",
                    f"Put it back; or, if it is nobody's: {aside(report)}",
                )
        known = {*map(same, self._entries.keys() | self._reported), *there}
        for made in MADE:
            places = (self._folder.root / made).glob(f"*/{self._lesson.name}")
            for student in sorted(path.parent.name for path in places):
                if same(student) not in known:
                    place = Path(made, student, self._lesson.name)
                    yield self._finding(f"{shown(str(place))} is of nobody.", aside(place))

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
                yield self._finding(f"{problem}: {some(students)}.", self._grade())

    def _scores(self) -> Iterator[Finding]:
        """Scores that cannot be, or that are not those of the report."""
        out_of_range, other, by_hand, open_ = set(), set(), set(), set()
        for student, row in self._entries.items():
            report = self._reports.get(student)
            if row["needs_manual_grade"] and not (report and report["state"] == "failed"):
                open_.add(student)
        for student, grade in self._all_grades():
            report = self._reports.get(student)
            earned = _earned(report, grade.cell.name)
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
                yield self._finding(f"{problem}: {some(names)}.", self._grade_again(names))
        for students, problem in (
            (by_hand, "Scores given by hand that are out of range"),
            (open_ - by_hand, "To be graded by hand"),
        ):
            if students:
                yield self._finding(
                    f"{problem}: {some(sorted(students))}.",
                    "Give the score in formgrader, under Manual Grading.",
                )

    def _all_grades(self) -> list[tuple[str, Grade]]:
        """Every score of the notebook with its student's id."""
        if not self._is_known:
            return []
        notebooks = self._gradebook.find_assignment(self._lesson.name).notebooks
        ids = [one.id for one in notebooks if one.name == self._lesson.module_name]
        return (
            self._gradebook.db.query(SubmittedAssignment.student_id, Grade)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .filter(SubmittedNotebook.notebook_id.in_(ids))
            .all()
        )

    def _pages(self) -> Iterator[Finding]:
        """Feedback that is older than the grade, once there is any."""
        if not any((self._folder.root / "feedback").glob(f"*/{self._lesson.name}/*.html")):
            return
        due = due_pages(self._folder, self._lesson, self._submitters)
        if due:
            yield self._finding(
                f"Feedback is missing or older than grades or comments: {some(due)}.",
                f"Run `course feedback {self._lesson.typed}`.",
            )

    def _class_report(self) -> Iterator[Finding]:
        if is_report_stale(self._folder, self._lesson):
            yield self._finding(
                f"reports/{self._lesson.name}.html is of older grades or students.",
                f"Run `course report {self._lesson.typed}`.",
            )


def _submitters(folder: ClassFolder, lesson: Lesson) -> tuple[list[str], list[str]]:
    """Who handed in something, and names of folders that cannot be students'."""
    possible = folder.submitters(lesson)
    names = {path.parent.name for path in (folder.root / "submitted").glob(f"*/{lesson.name}")}
    return possible, sorted(name for name in names if not can_be_an_id(name))


def _earned(report: dict | None, name: str) -> float | None:
    """What a cell of nbgrader's earned by the report."""
    if report is None:
        return None
    earned = {cell["name"]: cell["score"] for cell in report.get("own", [])}
    exercises = {entry["name"]: entry["score"] for entry in report["exercises"]}
    return earned[name] if name in earned else exercises.get(exercise_name(name))


def _is_within(score: float | None, most: float) -> bool:
    return score is None or 0.0 <= score <= most + SAME_SCORE


def _is_same(score: float | None, other: float) -> bool:
    return score is not None and abs(score - other) <= SAME_SCORE
