"""The same engine behind nbgrader's own commands: `nbgrader autograde` in a class folder.

Instead of cleaning the submitted notebook and executing it in a kernel, the exporter that reads
it grades and records it, as `course grade` does.
"""

from __future__ import annotations

import json
import re
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor

from autograder.authoring.sheets import engine_digest
from autograder.classroom.arrival import arrival
from autograder.classroom.choice import choice, chosen, counted_exercises
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.files_beside import source_files, with_files
from autograder.classroom.grade_class import job_for, plan_for
from autograder.classroom.record import write_report
from autograder.classroom.scores import Scores
from autograder.errors import CourseError
from autograder.grading.grade import fresh_seed, grade
from autograder.grading.sandbox import require
from helpers.course.notebook import grade_id, text

CHECKED = re.compile(r"""^check\(["']?(\w+)""", re.MULTILINE)  # an exercise of the course


def configure(c: Any, settings: str) -> None:
    """Settings for a class folder. c: nbgrader's configuration; settings: path of the file."""
    root = Path(settings).parent.resolve()
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.course_id = root.name  # for the exchange, and Postgres takes none without
    steps = GenerateAssignment.class_traits()["preprocessors"].default()
    c.GenerateAssignment.preprocessors = [
        ClassChoice,
        *(ClearOwnSolutions if step is ClearSolutions else step for step in steps),
    ]
    c.ExchangeFactory.collect = "autograder.classroom.arrival.Collect"
    c.ExchangeFactory.release_feedback = "autograder.classroom.arrival.ReleaseFeedback"
    c.ZipCollectApp.collector_plugin = "autograder.classroom.arrival.CollectFromZip"
    c.Autograde.exporter_class = "autograder.nbgrader_plugin.GradingExporter"
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = []
    c.GenerateFeedback.exporter_class = "autograder.classroom.feedback.FeedbackExporter"


class ClassChoice(NbGraderPreprocessor):
    """Gives exercises the points that class.toml says, and leaves out those that it leaves out."""

    def preprocess(self, nb: Any, resources: Any):
        folder = ClassFolder.open(Path(self.config.CourseDirectory.root))
        name = _assignment(resources)
        with folder.gradebook() as gradebook:
            counted = counted_exercises(gradebook, name)
        return chosen(nb, choice(folder.settings, name), counted), resources


class ClearOwnSolutions(ClearSolutions):
    """nbgrader's step for a teacher's own answer cells. Those of our exercises hold no solution."""

    def preprocess(self, nb: Any, resources: Any):
        self._ours = {name for cell in nb.cells for name in CHECKED.findall(text(cell))}
        return super().preprocess(nb, resources)

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int):
        if grade_id(cell) in self._ours:
            return cell, resources
        return super().preprocess_cell(cell, resources, cell_index)


@lru_cache(1)
def run_seed() -> int:
    """One seed for everything that this process grades."""
    return fresh_seed()


class GradingExporter(NotebookExporter):
    """Reads submissions by grading them, and any other notebook as it is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._graded: dict[str, tuple] = {}

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any):
        """nbgrader asks twice: for a submission, and for what it wrote of the answer."""
        try:
            return self._read(filename, resources, **kwargs)
        except CourseError as error:  # nobody's work can be graded: one sentence, not one for each
            _forget_copies(Path(self.parent._format_dest(**_who(resources))))
            self.log.error("%s", error)
            raise SystemExit(1) from None

    def _read(self, filename: str, resources: Any, **kwargs: Any):
        folder = ClassFolder.open(Path(self.parent.coursedir.root))
        student, name = (resources["nbgrader"][key] for key in ("student", "notebook"))
        if not getattr(self.parent, "_sanitizing", False):
            if (student, name) in self._graded:  # now its notebook is there, and so it is done
                write_report(folder, *self._graded.pop((student, name)))
            return super().from_filename(filename, resources=resources, **kwargs)
        notebooks = folder.notebooks(_assignment(resources))
        lesson = next(one for one in notebooks if one.module_name == name)
        release = folder.release_notebook(lesson)
        require(*folder.private)
        with folder.gradebook() as gradebook:
            scores = Scores(folder, lesson, gradebook)
            entries = scores.read()
            files = source_files(folder, lesson)
            engine = with_files(engine_digest(lesson, release), files)
            plan = plan_for(folder, lesson, student, engine, True, entries)
            job = job_for(folder, lesson, release, None, run_seed(), True, files, plan)
            submission = grade(*job)
            if submission.state == "failed":
                self.log.error(submission.reason)
            # nbgrader took the time of arrival from a student's file.
            entry = gradebook.find_submission(lesson.name, student)
            entry.timestamp = arrival(folder, lesson.name, student)
            scores.write({student: submission})
        self._graded[student, name] = lesson, student, submission, plan.fingerprint
        notebook = nbformat.from_dict(submission.notebook)
        return json.dumps(notebook, indent=1), self._init_resources(resources)


def _assignment(resources: Any) -> str:
    return resources["nbgrader"]["assignment"]


def _who(resources: Any) -> dict[str, str]:
    place = resources["nbgrader"]
    return {"assignment_id": place["assignment"], "student_id": place["student"]}


def _forget_copies(place: Path) -> None:
    """Take back nbgrader's copies of what was handed in: it would take them for a graded folder."""
    if place.is_dir() and not list(place.glob("*.ipynb")):
        shutil.rmtree(place)
