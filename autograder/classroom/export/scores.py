"""Scores for a spreadsheet; the exporters for other systems are made from this one."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Enum

from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.export.exercises import Column, columns_of, penalties
from autograder.classroom.grade_class import standing_of
from autograder.classroom.targets import read_record, write_target
from autograder.errors import CourseError, UsageError
from helpers.course.files import write_atomically

FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")  # the last four of full width
NUMBER = re.compile(r"[+-]?[\d.,]+%?|-")
SHOWN = 5
UNSAFE = "Left out, since a spreadsheet would take their ids for formulas"
RECORDS = "exports.json"  # below .course/: what each was made of, and its digest, by path
BY = ("lesson", "exercise")


class ScoresExporter(ExportPlugin):
    """A row a student, a column a lesson: late penalties are taken off, no score is left blank.

    By exercise, the columns that a lesson's score is the sum of stand before it.
    """

    kind = "csv"
    default_target = "grades.csv"
    header_rows = 1
    advice = ""
    takes_texts = True  # beside scores

    by = Enum(BY, "lesson", help="what has a column of its own").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.notes: list[str] = []
        self.count = 0  # of students in the file

    def export(self, gradebook: Gradebook) -> None:
        """Write the file, whole or not at all. Raises CourseError where that cannot be right."""
        try:
            self._folder.enrol(gradebook)
            rows = self.rows(gradebook)
            content = as_csv(rows)
            former = write_target(self._folder, self.target, content)
        except CourseError as error:
            if self.parent is None:
                raise
            self.parent.fail("%s", error)  # nbgrader's way to end a command
        self.note(
            "What lay there and was changed by somebody is kept", [str(former)][: bool(former)]
        )
        self._keep_record(content)
        self.count = len(rows) - self.header_rows

    def _keep_record(self, content: str) -> None:
        """What was written where, so that `course doctor` knows when it is of older scores."""
        folder = self._folder
        if "kind" not in vars(type(self)):  # a teacher's own, which nothing here can make again
            return
        record = {"kind": self.kind, "by": self.by, "lessons": list(map(str, self.assignment)),
                  "students": list(map(str, self.student)), "digest": digest(content)}  # fmt: skip
        records = {**records_of(folder), str(self.target.absolute()): record}
        path = folder.root / ".course" / RECORDS
        path.parent.mkdir(exist_ok=True)
        write_atomically(path, json.dumps(records, indent=1))

    @property
    def target(self) -> Path:
        return Path(self.to or self.default_target)

    def rows(self, gradebook: Gradebook) -> list[list]:
        """The table, with its header."""
        columns = self.columns(gradebook, self.scores(gradebook))
        titles = [harmless(column.title) for column in columns]
        table = [["id", "last_name", "first_name", "email", *titles]]
        for student in self.students(gradebook):
            who = [student.id, student.last_name, student.first_name, student.email]
            results = [shown_score(column.cells.get(student.id, "")) for column in columns]
            table.append([*(harmless(value or "") for value in who), *results])
        return table

    def columns(self, gradebook: Gradebook, scores: dict[tuple[str, str], float]) -> list[Column]:
        """What stands behind a student's name, lesson by lesson. scores: by student and lesson."""
        columns = []
        for lesson in self.lessons(gradebook):
            if self.by == "exercise":
                columns += columns_of(self._folder, gradebook, lesson, self.takes_texts)
            total = {who: score for (who, name), score in scores.items() if name == lesson}
            columns.append(Column(lesson, total))
        return columns

    @property
    def _folder(self) -> ClassFolder:
        return ClassFolder(Path(self.config.CourseDirectory.root))

    def lessons(self, gradebook: Gradebook) -> dict[str, float]:
        """The points of each lesson that is asked for, by name."""
        points = {a.name: a.max_score for a in gradebook.assignments if a.notebooks}
        asked = [str(name) for name in self.assignment] or sorted(points)
        unknown = sorted(set(asked) - set(points))
        if unknown:
            raise UsageError(f"{', '.join(unknown)} is not in the gradebook: release it first.")
        return {name: points[name] for name in asked}

    def students(self, gradebook: Gradebook) -> list[Any]:
        asked = {str(name) for name in self.student}
        found = [s for s in gradebook.students if not asked or s.id in asked]
        return sorted(found, key=lambda student: student.id)

    def scores(self, gradebook: Gradebook) -> dict[tuple[str, str], float]:
        """Scores by student and lesson, less what lateness costs."""
        costs, scores, unfinished = penalties(gradebook), {}, []
        for lesson in self.lessons(gradebook):
            for row in gradebook.submission_dicts(lesson):
                key = row["student"], lesson
                scores[key] = max(0.0, row["score"] - costs.get(key, 0.0))
                unfinished += [" ".join(key)] * bool(row["needs_manual_grade"])
        self.note("These still need a grade by hand", unfinished)
        self._note_older_states(gradebook)
        return scores

    def _note_older_states(self, gradebook: Gradebook) -> None:
        """Say whose scores are not of what lies in the folder, why, and what mends it."""
        folder = self._folder
        self._note_unknown_lessons(folder, gradebook)
        asked = {str(name) for name in self.student}
        for name in self.lessons(gradebook):
            if name not in folder.assignment_names():
                continue
            for lesson in folder.notebooks(name):
                if not folder.release_path(lesson).is_file():
                    continue
                submitters = [s for s in folder.submitters(lesson) if not asked or s in asked]
                standing = standing_of(folder, lesson, gradebook, submitters)
                for problem, students in standing.items():
                    remedy = f"to be mended by `course grade {lesson.typed}`"
                    self.note(f"{name}, {remedy}: {problem}", students)

    def _note_unknown_lessons(self, folder: ClassFolder, gradebook: Gradebook) -> None:
        """Say what was released and has no column, since the gradebook is not what it was."""
        known = {assignment.name for assignment in gradebook.assignments}
        lessons = [folder.given_lesson(name) for name in folder.lesson_names() if name not in known]
        released = [lesson.name for lesson in lessons if folder.release_path(lesson).is_file()]
        if not self.assignment:
            self.note("Released, but not in the gradebook: see `course doctor`", released)

    def note(self, sentence: str, names: Sequence[str]) -> None:
        """Say something about students or lessons, if there are any."""
        if names:
            more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            self.notes.append(f"{sentence}: {', '.join(names[:SHOWN])}{more}.")
            self.log.warning(self.notes[-1])


def harmless(text: str) -> str:
    """A text that a spreadsheet does not take for a formula. Numbers stay as they are."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def shown_score(score: float | str) -> str:
    """A score without digits that only rounding made; a text as what no spreadsheet runs."""
    return harmless(score) if isinstance(score, str) else f"{round(score, 10):.12g}"


def as_csv(rows: list[list]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def records_of(folder: ClassFolder) -> dict[str, dict]:
    """What is known of exports from this folder, by path."""
    return read_record(folder.root / ".course" / RECORDS)
