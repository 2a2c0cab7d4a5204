"""Time a student's page against nbgrader's own: one run, one core, the same graded notebooks."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.authoring.lessons import Lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.feedback import page_path, write_feedback
from autograder.classroom.grade_class import grade_class
from autograder.classroom.release import release
from autograder.rehearsal.simulate import simulate


def run_bench(lesson: Lesson, students: int) -> Any:
    """A table to print: processor time a page, and its size."""
    from autograder.console import console, score_table

    with tempfile.TemporaryDirectory(prefix="course-") as place, console.status("Grading"):
        folder = ClassFolder.create(Path(place) / "class")
        release(folder, lesson)
        simulate(folder, lesson, students)
        grade_class(folder, lesson)
        ours = _seconds(lambda: write_feedback(folder, lesson, again=True)) / students
        pages = [page_path(folder, s, lesson) for s in folder.submitters(lesson)]
        size = sum(page.stat().st_size for page in pages) / students
        make, stock_size = _nbgraders(folder, lesson), 0
        start = time.process_time()
        for student in folder.submitters(lesson):
            stock_size += len(make(student).encode()) / students
        stock = (time.process_time() - start) / students
    title = f"{lesson.name}: {students} pages, times less: {stock / ours:.0f}"
    table = score_table(title, ["", "nbgrader", "ours"])
    table.add_row("ms of processor time each", f"{1e3 * stock:.0f}", f"{1e3 * ours:.1f}")
    table.add_row("kB each", f"{stock_size / 1e3:.0f}", f"{size / 1e3:.0f}")
    return table


def _seconds(work: Callable[[], object]) -> float:
    """Processor seconds of the second time; the first reads templates and modules."""
    work()
    start = time.process_time()
    work()
    return time.process_time() - start


def _nbgraders(folder: ClassFolder, lesson: Lesson) -> Callable[[str], str]:
    """A function that makes a student's page with nbgrader's own step and exporter."""
    from nbconvert.exporters import HTMLExporter
    from nbgrader.converters import GenerateFeedback
    from traitlets.config import Config

    step = GenerateFeedback(coursedir=folder.nbgrader.coursedir, parent=folder.nbgrader)
    step.log.setLevel(logging.ERROR)
    step.update_config(Config(HTMLExporter={"template_name": "feedback"}))
    exporter = HTMLExporter(parent=step, config=step.config)
    for preprocessor in step.preprocessors:
        exporter.register_preprocessor(preprocessor)
    place = {"assignment": lesson.name, "notebook": lesson.module_name}
    place["db_url"] = folder.nbgrader.coursedir.db_url

    def make(student: str) -> str:
        path = str(folder.autograded_path(student, lesson))
        resources = {"unique_key": lesson.module_name, "nbgrader": {**place, "student": student}}
        return exporter.from_filename(path, resources=resources)[0]

    make(folder.submitters(lesson)[0])
    return make
