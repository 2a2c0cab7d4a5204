"""Scores as Canvas imports them."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from traitlets import Dict, Unicode

from autograder.classroom.export.scores import UNSAFE, ScoresExporter, harmless, shown_score
from autograder.errors import CourseError, UsageError

IDENTITIES = ("ID", "SIS User ID", "SIS Login ID")  # columns that Canvas knows a student by
POINTS_ROW = "    Points Possible"  # as Canvas writes it; its importer knows the row by it


class CanvasExporter(ScoresExporter):
    """What Canvas's import of the gradebook takes: a file like the one that Canvas exports.

    Canvas knows students and assignments again by ids of its own. They come from canvas.csv in
    the class folder, which is the gradebook as exported from Canvas. An assignment is a lesson's
    if it has the lesson's name, or the one in `assignments`; Canvas makes those that it lacks.
    Source: gradebook_importer.rb and gradebook_exporter.rb of Canvas LMS.
    """

    kind = "canvas"
    default_target = "canvas_import.csv"
    header_rows = 2
    advice = "In Canvas: Grades, Import, Upload file. Canvas shows every change before it makes it."

    gradebook_file = Unicode("canvas.csv", help="the gradebook as exported from Canvas").tag(
        config=True
    )
    assignments = Dict(help="lesson: the name of its assignment in Canvas").tag(config=True)

    def rows(self, gradebook: Gradebook) -> list[list]:
        if self.by == "exercise":
            raise UsageError(
                "Canvas would make an assignment of each exercise: export a column a lesson for "
                "it, or `--by exercise` as csv."
            )
        path = Path(self.config.CourseDirectory.root) / self.gradebook_file
        header, points, entries = canvas_gradebook(path)
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
        table.append([POINTS_ROW, *[""] * (width - 1), *map(shown_score, lessons.values())])
        missing, unsafe = [], []
        for student in self.students(gradebook):
            entry = canvas_entry(student, header, entries)
            if entry is None:
                missing.append(student.id)
            elif any(harmless(entry[i]) != entry[i] for i in _identities(header)):
                unsafe.append(student.id)
            else:
                # A blank would erase what somebody typed into Canvas.
                there = ["" if at is None else harmless(entry[at]) for at in columns.values()]
                ours = [scores.get((student.id, lesson)) for lesson in lessons]
                both = zip(there, ours, strict=True)
                results = [old if score is None else shown_score(score) for old, score in both]
                table.append([*map(harmless, entry[:width]), *results])
        new = [lesson for lesson, at in columns.items() if at is None]
        self.note("Not in Canvas yet; the import makes an assignment of each", new)
        self.note(f"Left out, since they are not in {self.gradebook_file}", missing)
        self.note(UNSAFE, unsafe)
        return table

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


def canvas_gradebook(path: Path) -> tuple[list[str], list[str], list[list[str]]]:
    """Header, row of points, and rows of students of the file that Canvas exported.

    Raises UsageError where it is not there, or no such file.
    """
    if not path.is_file():
        raise UsageError(
            f"{path} is missing. In Canvas: Grades, Export, Export Entire Gradebook; put the file "
            "there under this name, since it holds the ids that Canvas goes by."
        )
    text = path.read_text(encoding="utf-8-sig")
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(row)]
    header = rows[0] if rows else []
    points = next((row for row in rows if "Points Possible" in row[0]), None)
    if "ID" not in header or "Section" not in header or points is None:
        raise UsageError(
            f"{path} is no gradebook as Canvas exports it: no columns `ID` and `Section`, or no "
            "row `Points Possible`."
        )
    padded = [row + [""] * (len(header) - len(row)) for row in rows]
    students = [row for row in padded[1:] if row[header.index("ID")].strip()]
    return header, points + [""] * (len(header) - len(points)), students


def _identities(header: list[str]) -> list[int]:
    student = header[: header.index("Section")]
    return [i for i, column in enumerate(student) if column in IDENTITIES]


def canvas_entry(student: Any, header: list[str], entries: list[list[str]]) -> list[str] | None:
    """The row of a student in Canvas's file, found by their id in Canvas, in the roster, or email.

    None where no row, or more than one, is theirs.
    """
    for known in filter(None, (student.lms_user_id, student.id, student.email)):
        found = [e for e in entries if known in (e[i].strip() for i in _identities(header))]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _as_number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
