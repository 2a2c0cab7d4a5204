"""The same engine behind nbgrader's own commands: `nbgrader autograde` in a class folder.

Instead of cleaning the submitted notebook and executing it in a kernel, the exporter that reads
it grades it; nbgrader's own preprocessors then save the scores.
"""

from __future__ import annotations

import json
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter

from autograder.answers import engine_digest
from autograder.arrival import arrival
from autograder.class_folder import ClassFolder, read_plain_file
from autograder.errors import CourseError
from autograder.grade import fresh_seed, grade
from autograder.grade_class import submission_digest
from autograder.rebuild import Unreadable
from autograder.record import Fingerprint, write_report


def configure(c: Any, settings: str) -> None:
    """Settings for a class folder. c: nbgrader's configuration; settings: path of the file."""
    root = Path(settings).parent.resolve()
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.course_id = root.name  # for the exchange, and Postgres takes none without
    c.ClearSolutions.enabled = False
    c.ExchangeFactory.collect = "autograder.arrival.Collect"
    c.ZipCollectApp.collector_plugin = "autograder.arrival.CollectFromZip"
    c.Autograde.exporter_class = "autograder.nbgrader_plugin.GradingExporter"
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = [
        "nbgrader.preprocessors.SaveAutoGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
    ]


@lru_cache(1)
def run_seed() -> int:
    """One seed for everything that this process grades."""
    return fresh_seed()


class GradingExporter(NotebookExporter):
    """Reads submissions by grading them, and any other notebook as it is."""

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any):
        if not getattr(self.parent, "_sanitizing", False):
            return super().from_filename(filename, resources=resources, **kwargs)
        try:
            return self._graded(filename, resources)
        except CourseError as error:  # nobody's work can be graded: one sentence, not one for each
            _forget_copies(Path(self.parent._format_dest(**_who(resources))))
            self.log.error("%s", error)
            raise SystemExit(1) from None

    def _graded(self, filename: str, resources: Any):
        folder = ClassFolder.open(Path(self.parent.coursedir.root))
        lesson = folder.lesson(resources["nbgrader"]["assignment"])
        try:
            submitted: bytes | str = read_plain_file(
                folder.root / filename, folder.root / "submitted"
            )
        except Unreadable as error:
            submitted = str(error)
        release = folder.release_notebook(lesson)
        submission = grade(lesson, release, submitted, run_seed())
        if submission.state == "failed":
            self.log.error(submission.reason)
        student = resources["nbgrader"]["student"]
        with folder.gradebook() as gradebook:  # nbgrader took the time from a student's file
            entry = gradebook.find_submission(lesson.name, student)
            entry.timestamp = arrival(folder, lesson.name, student)
            gradebook.db.commit()
        fingerprint = Fingerprint(submission_digest(submitted), engine_digest(lesson, release))
        write_report(folder, lesson, student, submission, fingerprint)
        notebook = nbformat.from_dict(submission.notebook)
        return json.dumps(notebook, indent=1), self._init_resources(resources)


def _who(resources: Any) -> dict[str, str]:
    place = resources["nbgrader"]
    return {"assignment_id": place["assignment"], "student_id": place["student"]}


def _forget_copies(place: Path) -> None:
    """Take back nbgrader's copies of what was handed in: it would take them for a graded folder."""
    if place.is_dir() and not list(place.glob("*.ipynb")):
        shutil.rmtree(place)
