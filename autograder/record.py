"""Write what grading found into nbgrader's gradebook and the class folder."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from autograder.class_folder import ClassFolder, read_plain_file
from autograder.files import write_atomically
from autograder.grade import Submission
from autograder.lessons import Lesson
from autograder.rebuild import Unreadable
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

    def record(self, student: str, submission: Submission, digest: str) -> None:
        self.write_scores(student, submission)
        self.write_notebook(student, submission)
        write_report(self.folder, self.lesson, student, submission, digest)

    def write_scores(self, student: str, submission: Submission) -> None:
        """Every score of the lesson, or none. Scores given by hand stay."""
        timestamp = as_time(self._arrival(student))
        details = {"timestamp": timestamp} if timestamp else {}
        self.gradebook.update_or_create_student(student)
        with self.gradebook.db.no_autoflush:
            self.gradebook.update_or_create_submission(self.lesson.name, student, **details)
        notebook = self.gradebook.find_submission_notebook(
            self.lesson.module_name, self.lesson.name, student
        )
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

    def write_notebook(self, student: str, submission: Submission) -> None:
        path = self.folder.autograded_path(student, self.lesson)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(submission.notebook, indent=1, ensure_ascii=False) + "\n")
        arrival = self._arrival(student)
        if arrival is not None:
            write_atomically(path.with_name("timestamp.txt"), arrival)

    def _arrival(self, student: str) -> bytes | None:
        """What a collector wrote into timestamp.txt, if it is there and a file."""
        path = self.folder.submission_path(student, self.lesson).with_name("timestamp.txt")
        try:
            return read_plain_file(path, self.folder.root / "submitted")[:TIMESTAMP_BYTES]
        except Unreadable:
            return None


def as_time(text: bytes | None) -> datetime | None:
    """A time as nbgrader's collectors write it; None for anything else."""
    from nbgrader.utils import parse_utc

    try:
        return parse_utc(text.decode().strip()) if text and text.strip() else None
    except (ValueError, OverflowError):
        return None


def checked_score(report: Report) -> float:
    """The score as a finite number between 0 and the points, whatever went wrong before."""
    score = float(report.score)
    return min(max(score, 0.0), report.points) if math.isfinite(score) else 0.0


def write_report(
    folder: ClassFolder, lesson: Lesson, student: str, submission: Submission, digest: str
) -> None:
    path = folder.report_path(student, lesson)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, json.dumps(as_data(submission, digest), indent=1, ensure_ascii=False))


def as_data(submission: Submission, digest: str) -> dict:
    """A submission's report without the notebook, as it is kept with the grade."""
    return {
        "state": submission.state,
        "reason": submission.reason,
        "score": submission.score,
        "points": sum(report.points for report in submission.reports),
        "seed": submission.seed,
        "cpu_seconds": round(submission.cpu_seconds, 4),
        "memory_bytes": submission.memory_bytes,
        "digest": digest,
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
