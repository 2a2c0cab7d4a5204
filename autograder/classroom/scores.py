"""What grading found, as scores, comments and penalties in nbgrader's gradebook."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from sqlalchemy.exc import NoResultFound

from autograder.authoring.lessons import Lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.kept_report import read_report
from autograder.classroom.lateness import Lateness, arrived
from autograder.classroom.rows import Entry, Grade, Notebook, Rows
from autograder.errors import CourseError
from autograder.grading.grade import Submission
from autograder.grading.own_cells import EMPTY, TEST, OwnCell
from helpers.checking.report import Report
from helpers.course.notebook import exercise_name

SAME_SCORE = 1e-9  # points


class Scores:
    """The scores of a lesson. Methods raise CourseError where the gradebook does not know it."""

    def __init__(self, folder: ClassFolder, lesson: Lesson, gradebook: Any) -> None:
        self._folder, self._lesson, self._db = folder, lesson, gradebook.db
        self.lateness = Lateness(folder, gradebook)

    def read(self, students: Iterable[str] | None = None) -> dict[str, Notebook]:
        """The submitted notebooks of the lesson by student. students: whose; all by default."""
        rows, released = self._rows()
        notebooks = {who: _copy_of(released, entry) for who, entry in rows.read(students).items()}
        return {who: notebook for who, notebook in notebooks.items() if notebook}

    @cached_property
    def exercise_of(self) -> dict[str, str]:
        """The exercise of each cell of the lesson, by nbgrader's id of the cell."""
        names = _names(*self._rows())
        return {cell_id: exercise_name(name) for cell_id, name in names.items()}

    def write(self, found: Mapping[str, Submission | None]) -> None:
        """Scores, comments and penalties for lateness of these students, or nothing at all.

        None is for scores that stay, and may have another penalty now. Raises CourseError where
        the class's plugin for lateness fails.
        """
        self._db.flush()  # what nbgrader's objects were given, which rows do not know of
        rows, released = self._rows()
        rows.add_students(found)
        entries, cells = rows.read(found), _names(rows, released)
        for student, submission in found.items():
            if submission:
                entry = rows.whole(student, entries.get(student), released)
                fill_in(_copy_of(released, entry), submission, cells, self._read_by(student))
                entries[student] = entry
        for entry in entries.values():
            entry.timestamp = arrived(self._folder, entry)
            self.lateness.extensions.enter(entry)
        rows.save(entries.values())
        for entry in entries.values():  # by a plugin that may look at what was just written
            for notebook in entry.notebooks:
                notebook.late_submission_penalty = self.lateness.penalty(notebook)
        rows.save(entries.values())
        self._db.commit()

    def _read_by(self, student: str) -> dict[str, str]:
        """What a person read of each cell of the teacher's own, as it was graded before."""
        report = read_report(self._folder.report_path(student, self._lesson)) or {}
        return {cell["name"]: cell["digest"] for cell in report.get("own", [])}

    def _rows(self) -> tuple[Rows, str]:
        """The assignment's, and the id of the released notebook that is the lesson."""
        try:
            rows = Rows(self._db, self._lesson.name)
            ids = {name: released for released, name in rows.released.items()}
            return rows, ids[self._lesson.module_name]
        except (NoResultFound, KeyError):
            raise CourseError(
                f"The gradebook does not know {self._lesson.name}: put a backup of it back, or run "
                f"`course release {self._lesson.typed} --again`."
            ) from None


def _copy_of(released: str, entry: Entry) -> Notebook | None:
    return next((one for one in entry.notebooks if one.notebook_id == released), None)


def _names(rows: Rows, released: str) -> dict[str, str]:
    """nbgrader's names of the cells of a notebook, by their ids."""
    return {cell.id: cell.name for cell in rows.cells if cell.notebook_id == released}


def fill_in(
    notebook: Notebook, submission: Submission, cells: Mapping[str, str], read: Mapping[str, str]
) -> None:
    """What grading found, into the rows of a notebook.

    cells: their names by their ids. read: digests of what the marks were given for that there are,
    by the names of cells of the teacher's own.
    """
    reports = {report.name: report for report in submission.reports}
    own = {cell.name: cell for cell in submission.own}
    for grade in notebook.grades:
        name = cells.get(grade.cell_id, "")
        if name in own:
            _mark(grade, own[name], read.get(name))
        elif report := reports.get(exercise_name(name)):
            _rescore(grade, checked_score(report), submission.state == "failed")
    for comment in notebook.comments:
        name = cells.get(comment.cell_id, "")
        report = reports.get(exercise_name(name))
        is_empty = report.unwritten if report else name in submission.unanswered
        comment.auto_comment = EMPTY if is_empty else None


def _mark(grade: Grade, cell: OwnCell, read: str | None) -> None:
    """What a teacher's own cell earned. A mark given by hand stays; of another answer than the one
    that was read, a person should look again."""
    if cell.kind == TEST and cell.score is not None:
        _rescore(grade, cell.score, failed=False)
        return
    grade.auto_score = cell.score
    if grade.manual_score is None:
        grade.needs_manual_grade = cell.score is None
    else:
        grade.needs_manual_grade |= cell.kind == TEST or cell.digest != read


def _rescore(grade: Grade, score: float, failed: bool) -> None:
    """A score given by hand stays; where the autograder now thinks otherwise, or failed, a person
    should look."""
    former, grade.auto_score = grade.auto_score, score
    differs = former is None or abs(former - score) > SAME_SCORE
    by_hand = grade.manual_score is not None
    grade.needs_manual_grade = failed or (by_hand and (differs or grade.needs_manual_grade))


def checked_score(report: Report) -> float:
    """The score as a finite number between 0 and the points, whatever went wrong before."""
    score = float(report.score)
    return min(max(score, 0.0), report.points) if math.isfinite(score) else 0.0
