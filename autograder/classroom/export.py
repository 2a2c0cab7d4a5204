"""Scores for other systems, by nbgrader's plugins for exports.

`course export --format canvas` is
`nbgrader export --exporter=autograder.classroom.export.CanvasExporter`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import logging
import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.plugins import ExportPlugin
from sqlalchemy import func
from traitlets import Dict, Unicode

from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.grade_class import standing_of
from autograder.classroom.targets import read_record, write_target
from autograder.errors import CourseError, UsageError
from helpers.course.files import write_atomically

FORMULA = re.compile(r"[=+\-@\t\r\n]")
NUMBER = re.compile(r"[+-]?[\d.,]+%?|-")
IDENTITIES = ("ID", "SIS User ID", "SIS Login ID")  # columns that Canvas knows a student by
SHOWN = 5
UNSAFE = "Left out, since a spreadsheet would take their ids for formulas"
RECORDS = "exports.json"  # below .course/: kind, lessons, students and digest of each, by path
POINTS_ROW = "    Points Possible"  # as Canvas writes it; its importer knows the row by it

_silent = logging.getLogger(f"{__name__}.silent")
_silent.addHandler(logging.NullHandler())
_silent.propagate = False


class ScoresExporter(ExportPlugin):
    """A row a student, a column a lesson: late penalties are taken off, no score is left blank."""

    default_target = "grades.csv"
    header_rows = 1
    advice = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.notes: list[str] = []
        self.count = 0  # of students in the file

    def export(self, gradebook: Gradebook) -> None:
        """Write the file, whole or not at all. Raises CourseError where that cannot be right."""
        folder = ClassFolder(Path(self.config.CourseDirectory.root))
        try:
            folder.enrol(gradebook)
            rows = self.rows(gradebook)
            content = as_csv(rows)
            former = write_target(folder, self.target, content)
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
        folder = ClassFolder(Path(self.config.CourseDirectory.root))
        kind = next((kind for kind, exporter in FORMATS.items() if type(self) is exporter), None)
        if kind is None:
            return
        record = {"kind": kind, "lessons": list(map(str, self.assignment)),
                  "students": list(map(str, self.student)), "digest": digest(content)}  # fmt: skip
        records = {**_records(folder), str(self.target.absolute()): record}
        path = folder.root / ".course" / RECORDS
        path.parent.mkdir(exist_ok=True)
        write_atomically(path, json.dumps(records, indent=1))

    @property
    def target(self) -> Path:
        return Path(self.to or self.default_target)

    def rows(self, gradebook: Gradebook) -> list[list]:
        """The table, with its header."""
        lessons, scores = self.lessons(gradebook), self.scores(gradebook)
        table = [["id", "last_name", "first_name", "email", *lessons]]
        for student in self.students(gradebook):
            who = [student.id, student.last_name, student.first_name, student.email]
            results = [_number(scores.get((student.id, lesson), "")) for lesson in lessons]
            table.append([*(harmless(value or "") for value in who), *results])
        return table

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
        penalties, scores, unfinished = _penalties(gradebook), {}, []
        for lesson in self.lessons(gradebook):
            for row in gradebook.submission_dicts(lesson):
                key = row["student"], lesson
                scores[key] = max(0.0, row["score"] - penalties.get(key, 0.0))
                unfinished += [" ".join(key)] * bool(row["needs_manual_grade"])
        self.note("These still need a grade by hand", unfinished)
        self._note_older_states(gradebook)
        return scores

    def _note_older_states(self, gradebook: Gradebook) -> None:
        """Say whose scores are not of what lies in the folder, why, and what mends it."""
        folder = ClassFolder(Path(self.config.CourseDirectory.root))
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
                    self.note(f"{name}, to be mended by `course grade {name}`: {problem}", students)

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


class MoodleExporter(ScoresExporter):
    """What Moodle's import of grades from CSV takes: a row an existing user, a column a lesson.

    Moodle gives the grades of a row without an identifier to the student of the row before, and
    stops at a user whom it does not know. So `email` is there only where everybody has one, and
    students without any score are left out. "-" is Moodle's word for no grade.
    Source: gradeimport_csv of Moodle 4.
    """

    default_target = "moodle.csv"
    advice = (
        "In Moodle: Grades, Import, CSV file. Map from `email` to `Email address`, or from `id` to "
        "`ID number` or `Username`, whichever your ids are; then each lesson to its grade item, "
        "which needs the same maximum grade, or to a new one."
    )

    def rows(self, gradebook: Gradebook) -> list[list]:
        lessons, scores = self.lessons(gradebook), self.scores(gradebook)
        students = [
            student
            for student in self.students(gradebook)
            if any((student.id, lesson) in scores for lesson in lessons)
        ]
        unsafe = [s.id for s in students if harmless(s.id) != s.id]
        self.note(UNSAFE, unsafe)
        students = [student for student in students if student.id not in unsafe]
        columns = ["id", "first_name", "last_name"]
        if students and all(s.email and harmless(s.email) == s.email for s in students):
            columns.insert(1, "email")
        table = [[*columns, *lessons]]
        for student in students:
            who = [harmless(getattr(student, column) or "") for column in columns]
            results = [_number(scores.get((student.id, lesson), "-")) for lesson in lessons]
            table.append([*who, *results])
        return table


class CanvasExporter(ScoresExporter):
    """What Canvas's import of the gradebook takes: a file like the one that Canvas exports.

    Canvas knows students and assignments again by ids of its own. They come from canvas.csv in
    the class folder, which is the gradebook as exported from Canvas. An assignment is a lesson's
    if it has the lesson's name, or the one in `assignments`; Canvas makes those that it lacks.
    Source: gradebook_importer.rb and gradebook_exporter.rb of Canvas LMS.
    """

    default_target = "canvas_import.csv"
    header_rows = 2
    advice = "In Canvas: Grades, Import, Upload file. Canvas shows every change before it makes it."

    gradebook_file = Unicode("canvas.csv", help="the gradebook as exported from Canvas").tag(
        config=True
    )
    assignments = Dict(help="lesson: the name of its assignment in Canvas").tag(config=True)

    def rows(self, gradebook: Gradebook) -> list[list]:
        header, points, entries = self._canvas()
        width = header.index("Section") + 1
        lessons, scores = self.lessons(gradebook), self.scores(gradebook)
        columns = {lesson: self._column(lesson, header) for lesson in lessons}
        for lesson, at in columns.items():
            if at is not None and _as_number(points[at]) != round(lessons[lesson], 2):
                raise CourseError(
                    f"{header[at]} is worth {points[at].strip() or 'no'} points in Canvas and "
                    f"{lessons[lesson]:g} here: change it in Canvas and export canvas.csv again."
                )
        titles = [lesson if at is None else header[at] for lesson, at in columns.items()]
        table = [[*header[:width], *titles]]
        table.append([POINTS_ROW, *[""] * (width - 1), *map(_number, lessons.values())])
        missing, unsafe = [], []
        for student in self.students(gradebook):
            entry = _entry(student, header, entries)
            if entry is None:
                missing.append(student.id)
            elif any(harmless(entry[i]) != entry[i] for i in _identities(header)):
                unsafe.append(student.id)
            else:
                # A blank would erase what somebody typed into Canvas.
                there = ["" if at is None else harmless(entry[at]) for at in columns.values()]
                ours = [scores.get((student.id, lesson)) for lesson in lessons]
                both = zip(there, ours, strict=True)
                results = [old if score is None else _number(score) for old, score in both]
                table.append([*map(harmless, entry[:width]), *results])
        new = [lesson for lesson, at in columns.items() if at is None]
        self.note("Not in Canvas yet; the import makes an assignment of each", new)
        self.note(f"Left out, since they are not in {self.gradebook_file}", missing)
        self.note(UNSAFE, unsafe)
        return table

    def _canvas(self) -> tuple[list[str], list[str], list[list[str]]]:
        """Header, row of points, and rows of students of the file that Canvas exported."""
        path = Path(self.config.CourseDirectory.root) / self.gradebook_file
        if not path.is_file():
            raise UsageError(
                f"{path} is missing. In Canvas: Grades, Export, Export Entire Gradebook; put the "
                "file there under this name, since it holds the ids that Canvas goes by."
            )
        text = path.read_text(encoding="utf-8-sig")
        first = text.partition("\n")[0]
        delimiter = ";" if first.count(";") > first.count(",") else ","
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(row)]
        header = rows[0] if rows else []
        points = next((row for row in rows if "Points Possible" in row[0]), None)
        if "ID" not in header or "Section" not in header or points is None:
            raise UsageError(
                f"{path} is no gradebook as Canvas exports it: no columns `ID` and `Section`, or "
                "no row `Points Possible`."
            )
        padded = [row + [""] * (len(header) - len(row)) for row in rows]
        students = [row for row in padded[1:] if row[header.index("ID")].strip()]
        return header, points + [""] * (len(header) - len(points)), students

    def _column(self, lesson: str, header: list[str]) -> int | None:
        """Where the assignment of a lesson stands: `title (id)` in the header."""
        wanted = self.assignments.get(lesson, lesson)
        titles = [re.sub(r"\s\(\d+\)$", "", column) for column in header]
        found = [i for i, title in enumerate(titles) if wanted in (title, header[i])]
        if len(found) > 1:
            raise UsageError(f"{self.gradebook_file} has several assignments called {wanted}.")
        if not found and lesson in self.assignments:
            raise UsageError(f"{self.gradebook_file} has no assignment called {wanted}.")
        return found[0] if found else None


def _identities(header: list[str]) -> list[int]:
    student = header[: header.index("Section")]
    return [i for i, column in enumerate(student) if column in IDENTITIES]


def _entry(student: Any, header: list[str], entries: list[list[str]]) -> list[str] | None:
    """The row of a student in Canvas's file, found by their id in Canvas, in the roster, or email.

    None where no row, or more than one, is theirs.
    """
    for known in filter(None, (student.lms_user_id, student.id, student.email)):
        found = [e for e in entries if known in (e[i].strip() for i in _identities(header))]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def harmless(text: str) -> str:
    """A text that a spreadsheet does not take for a formula. Numbers stay as they are."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def _number(score: float | str) -> str:
    """A score without digits that only rounding made; a text as it is."""
    return score if isinstance(score, str) else f"{round(score, 10):.12g}"


def _as_number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _penalties(gradebook: Gradebook) -> dict[tuple[str, str], float]:
    """What lateness costs, by student and lesson, where it costs anything."""
    query = (
        gradebook.db.query(SubmittedAssignment, func.sum(SubmittedNotebook.late_submission_penalty))
        .join(SubmittedNotebook)
        .filter(SubmittedNotebook.late_submission_penalty > 0)
        .group_by(SubmittedAssignment.id)
    )
    return {(s.student_id, s.assignment.name): penalty for s, penalty in query}


FORMATS = {"csv": ScoresExporter, "canvas": CanvasExporter, "moodle": MoodleExporter}


def as_csv(rows: list[list]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def stale_exports(folder: ClassFolder, gradebook: Gradebook) -> dict[str, str]:
    """Exports that would now be other files: the command that writes each anew, by its path."""
    stale = {}
    for target, record in _records(folder).items():
        if not Path(target).is_file():
            continue
        try:
            exporter = FORMATS[record["kind"]](
                config=folder.config,
                assignment=list(record["lessons"]),
                student=list(record["students"]),
                log=_silent,
            )
            same = digest(as_csv(exporter.rows(gradebook))) == record["digest"]
            lessons = "".join(f" --lesson {shlex.quote(name)}" for name in record["lessons"])
        except (CourseError, KeyError, TypeError):
            continue
        if not same:
            format_ = f" --format {record['kind']}" * (record["kind"] != "csv")
            where = f" -f {shlex.quote(str(folder.root))}"
            stale[target] = f"course export {shlex.quote(target)}{format_}{lessons}{where}"
    return stale


def _records(folder: ClassFolder) -> dict[str, dict]:
    """What is known of exports from this folder, by path."""
    return read_record(folder.root / ".course" / RECORDS)


def export_scores(
    folder: ClassFolder, target: Path | None = None, kind: str = "csv", lessons: Sequence[str] = ()
) -> ScoresExporter:
    """Write scores as one of FORMATS. Returns the exporter, which knows where they are.

    Raises UsageError for another kind, and CourseError where the file cannot be right.
    """
    if kind not in FORMATS:
        raise UsageError(f"There is no format {kind!r}: it is one of {', '.join(FORMATS)}.")
    exporter = FORMATS[kind](config=folder.config, to=str(target or ""), assignment=list(lessons))
    folder.require_gradebook()
    with folder.gradebook() as gradebook:
        exporter.export(gradebook)
    return exporter
