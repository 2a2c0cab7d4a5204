"""Write what grading found into nbgrader's gradebook and the class folder."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from autograder.arrival import arrival
from autograder.class_folder import ClassFolder, read_plain_file
from autograder.grade import Submission, limits
from autograder.lessons import Lesson
from autograder.rebuild import Unreadable
from helpers.files import write_atomically
from helpers.report import Report

TIMESTAMP_BYTES = 100


@dataclass
class Recorder:
    """The one writer of a grading run.

    Scores go first, in one transaction, then the notebook, then the report with the digest of
    what was graded. Only the last says "done", so a run that was killed in between does that
    submission again.
    """

    folder: ClassFolder
    lesson: Lesson
    gradebook: Any

    @cached_property
    def exercise_of(self) -> dict[str, str]:
        """The exercise of each cell of the release, by nbgrader's id of the cell."""
        notebook = self.gradebook.find_notebook(self.lesson.module_name, self.lesson.name)
        cells = [*notebook.grade_cells, *notebook.solution_cells]
        return {cell.id: cell.name.removeprefix("check_") for cell in cells}

    def record(self, student: str, submission: Submission, fingerprint: Fingerprint) -> None:
        self.write_scores(student, submission)
        self.write_notebook(student, submission)
        write_report(self.folder, self.lesson, student, submission, fingerprint)

    def write_scores(self, student: str, submission: Submission) -> None:
        """Every score of the lesson, or none. Scores given by hand stay."""
        self.gradebook.update_or_create_student(student)
        with self.gradebook.db.no_autoflush:
            entry = self.gradebook.update_or_create_submission(self.lesson.name, student)
            entry.timestamp = arrival(self.folder, self.lesson.name, student)
        notebook = self.gradebook.find_submission_notebook(
            self.lesson.module_name, self.lesson.name, student
        )
        notebook.late_submission_penalty = None
        reports = {report.name: report for report in submission.reports}
        for grade in notebook.grades:
            report = reports.get(self.exercise_of.get(grade.cell_id))
            if report is None:
                continue
            grade.auto_score = checked_score(report)
            by_hand = grade.manual_score is not None
            grade.needs_manual_grade = by_hand or submission.state == "failed"
        for comment in notebook.comments:
            report = reports.get(self.exercise_of.get(comment.cell_id))
            unwritten = report is not None and report.unwritten
            comment.auto_comment = "No response." if unwritten else None
        self.gradebook.db.commit()
        if entry.total_seconds_late > 0:
            self._assign_penalty(student)

    def _assign_penalty(self, student: str) -> None:
        """What the class's plugin for late submissions takes off."""
        from nbformat.v4 import new_notebook
        from nbgrader.preprocessors import AssignLatePenalties

        place = {
            "notebook": self.lesson.module_name,
            "assignment": self.lesson.name,
            "student": student,
            "db_url": self.folder.nbgrader.coursedir.db_url,
        }
        step = AssignLatePenalties(config=self.folder.config)
        step.preprocess(new_notebook(), {"nbgrader": place})

    def write_notebook(self, student: str, submission: Submission) -> None:
        path = self.folder.autograded_path(student, self.lesson)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(submission.notebook, indent=1, ensure_ascii=False) + "\n")
        timestamp = self._timestamp(student)
        if timestamp is not None:
            write_atomically(path.with_name("timestamp.txt"), timestamp)

    def _timestamp(self, student: str) -> bytes | None:
        """The file by which nbgrader sees whether something newer was handed in, if it is there."""
        path = self.folder.submission_path(student, self.lesson).with_name("timestamp.txt")
        try:
            return read_plain_file(path, self.folder.root / "submitted")[:TIMESTAMP_BYTES]
        except Unreadable:
            return None


def checked_score(report: Report) -> float:
    """The score as a finite number between 0 and the points, whatever went wrong before."""
    score = float(report.score)
    return min(max(score, 0.0), report.points) if math.isfinite(score) else 0.0


@dataclass(frozen=True)
class Fingerprint:
    """What a grade belongs to: digests of the submission, and of all else that it depends on."""

    submission: str
    engine: str


def write_report(
    folder: ClassFolder,
    lesson: Lesson,
    student: str,
    submission: Submission,
    fingerprint: Fingerprint,
) -> None:
    path = folder.report_path(student, lesson)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = as_data(submission, fingerprint)
    write_atomically(path, json.dumps(data, indent=1, ensure_ascii=False))


def as_data(submission: Submission, fingerprint: Fingerprint) -> dict:
    """A submission's report without the notebook, as it is kept with the grade."""
    return {
        "state": submission.state,
        "reason": submission.reason,
        "score": submission.score,
        "points": sum(report.points for report in submission.reports),
        "graded_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": submission.seed,
        "versions": submission.versions,
        "limits": limits(),
        "fingerprint": asdict(fingerprint),
        "cpu_seconds": round(submission.cpu_seconds, 4),
        "memory_bytes": submission.memory_bytes,
        "exercises": [_exercise(report) for report in submission.reports],
    }


def _exercise(report: Report) -> dict:
    return {
        "name": report.name,
        "points": report.points,
        "score": checked_score(report),
        "mistake": report.mistake,
        "unwritten": report.unwritten,
        "note": report.note,
        "parts": [
            {
                "title": part.title,
                "passed": part.passed,
                "call": part.call,
                "problem": part.problem,
                "mistake": part.mistake,
                "hint": part.hint,
            }
            for part in report.parts
        ],
    }
