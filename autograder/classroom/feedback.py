"""Feedback pages for students, made by nbgrader's own exporter from the autograded notebooks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from functools import lru_cache
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbgrader.converters import GenerateFeedback
from traitlets.config import Config

from autograder.authoring.lessons import Lesson
from autograder.classroom.arrival import FOR_FEEDBACK
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.gradebook import open_gradebook
from autograder.classroom.made_from import MADE_FROM, made_from
from autograder.classroom.record import copy_files, plain_files
from autograder.errors import CourseError
from autograder.machine import cores
from helpers.course.files import write_atomically
from helpers.course.notebook import text

PAGES = ["*.html"]  # which nothing that a student handed in may pass for


def write_feedback(folder: ClassFolder, lesson: Lesson, again: bool = False) -> int:
    """Make the pages that are missing, or made from what has changed. Returns how many were made.

    A page takes nbgrader half a second of a core, so every core makes some. What goes wrong with
    one keeps no other from being made.

    Raises: CourseError with the reasons, at the end.
    """
    folder.release_notebook(lesson)
    with folder.gradebook() as gradebook:
        folder.enrol(gradebook)
    students = [s for s in folder.submitters(lesson) if is_graded(folder, s, lesson)]
    if not again:
        students = due_pages(folder, lesson, students)
    if not students:
        return 0
    workers, root = min(len(students), cores()), folder.root
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            problems = list(pool.map(_write_page, repeat(root), repeat(lesson.name), students))
    except BrokenExecutor as error:
        raise CourseError(
            "A process that made pages is gone, perhaps for want of memory: run the same command "
            "again, it goes on from here."
        ) from error
    failed: dict[str, list[str]] = {}
    for student, problem in zip(students, problems, strict=True):
        if problem:
            failed.setdefault(problem, []).append(student)
    if failed:
        count = sum(map(len, failed.values()))
        reasons = "; ".join(f"{', '.join(who)}: {problem}" for problem, who in failed.items())
        raise CourseError(
            f"{count} of {len(students)} pages could not be made, the others are there. nbgrader "
            f"says of {reasons}."
        )
    return len(students)


def is_graded(folder: ClassFolder, student: str, lesson: Lesson) -> bool:
    return folder.autograded_path(student, lesson).exists()


def page_path(folder: ClassFolder, student: str, lesson: Lesson) -> Path:
    return folder.root / "feedback" / student / lesson.name / f"{lesson.module_name}.html"


def due_pages(folder: ClassFolder, lesson: Lesson, students: Iterable[str]) -> list[str]:
    """Those of these students who are graded and have no page of what there is to say now."""
    graded = [student for student in students if is_graded(folder, student, lesson)]
    if not graded:
        return []
    with folder.gradebook() as gradebook:
        marks = marks_of(gradebook, lesson.name)
    return [
        student
        for student in graded
        if made_from(page_path(folder, student, lesson))
        != page_digest(folder.autograded_path(student, lesson), marks.get(student))
    ]


def page_digest(notebook: Path, marks: list | None) -> str:
    """Of all that a page is made from: the graded notebook, marks, and the files beside it."""
    try:
        cells = json.loads(notebook.read_bytes())["cells"]
        shown = [
            [c["cell_type"], text(c), c["metadata"].get("nbgrader"), c.get("outputs")]
            for c in cells
        ]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        shown = None
    place = notebook.parent
    files = {name: path.lstat().st_size for name, path in plain_files(place, place, []).items()}
    secrets = [(place / name).read_bytes().hex() for name in FOR_FEEDBACK if name in files]
    made_from = json.dumps([shown, marks, files, secrets], sort_keys=True)
    return hashlib.sha256(made_from.encode()).hexdigest()


def marks_of(gradebook: Any, lesson_name: str, student: str | None = None) -> dict[str, list]:
    """Scores, points, comments and penalties of a lesson as pages show them, by student."""
    from nbgrader.api import (
        Assignment,
        BaseCell,
        Comment,
        Grade,
        SubmittedAssignment,
        SubmittedNotebook,
    )

    def rows(*columns: Any, of: Any = None) -> list:
        query = gradebook.db.query(SubmittedAssignment.student_id, *columns)
        query = query.join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        query = query.join(
            SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id
        )
        if of is not None:
            query = query.join(of, of.notebook_id == SubmittedNotebook.id)
            query = query.join(BaseCell, BaseCell.id == of.cell_id)
        query = query.filter(Assignment.name == lesson_name)
        return query.filter(SubmittedAssignment.student_id == student) if student else query

    marks: dict[str, list] = {}
    for found in (
        rows(BaseCell.name, Grade.score, Grade.max_score, of=Grade),
        rows(BaseCell.name, Comment.comment, of=Comment),
        rows(SubmittedNotebook.notebook_id, SubmittedNotebook.late_submission_penalty),
    ):
        for who, *mark in found:
            marks.setdefault(who, []).append(mark)
    return {who: sorted(marks[who], key=repr) for who in marks}


class FeedbackExporter(HTMLExporter):
    """nbgrader's page, with a digest of what it was made from at its end.

    So a page is known to be old wherever it lies, and whoever made it: `course feedback`,
    `nbgrader generate_feedback` or formgrader.
    """

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any):
        place = resources["nbgrader"]
        with open_gradebook(place["db_url"], self.parent.coursedir.course_id) as gradebook:
            marks = marks_of(gradebook, place["assignment"], place["student"])
        digest = page_digest(Path(filename), marks.get(place["student"]))
        page, resources = super().from_filename(filename, resources=resources, **kwargs)
        return page + MADE_FROM.format(digest), resources


def _write_page(root: Path, lesson: str, student: str) -> str:
    """Make the pages of one student. Returns what went wrong, or an empty text.

    nbgrader's own command looks for a student's folder by a pattern, which ids like [a] are not,
    and tells its log alone why it failed.
    """
    try:
        _Pages.of(root).write(lesson, student)
    except CourseError as error:
        return str(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}".strip().splitlines()[0].rstrip(".")
    return ""


class _Pages:
    """nbgrader's step, with its exporter, for one class folder."""

    @classmethod
    @lru_cache(1)
    def of(cls, root: Path) -> _Pages:
        return cls(ClassFolder.open(root))

    def __init__(self, folder: ClassFolder) -> None:
        api = folder.nbgrader
        self._folder = folder
        self._step = GenerateFeedback(coursedir=api.coursedir, parent=api)
        self._step.update_config(Config(HTMLExporter={"template_name": "feedback"}))
        exporter = self._step.exporter_class(parent=self._step, config=self._step.config)
        for preprocessor in self._step.preprocessors:
            exporter.register_preprocessor(preprocessor)
        self._exporter = exporter

    def write(self, lesson: str, student: str) -> None:
        source = self._folder.root / "autograded" / student / lesson
        target = self._folder.root / "feedback" / student / lesson
        with self._folder.gradebook() as gradebook:
            known = {notebook.name for notebook in gradebook.find_assignment(lesson).notebooks}
        target.mkdir(parents=True, exist_ok=True)
        for notebook in sorted(source.glob("*.ipynb")):
            if notebook.stem in known:
                place = {
                    "student": student,
                    "assignment": lesson,
                    "notebook": notebook.stem,
                    "db_url": self._folder.nbgrader.coursedir.db_url,
                }
                names = {"unique_key": notebook.stem, "output_files_dir": f"{notebook.stem}_files"}
                resources = {**names, "nbgrader": place}
                page, _ = self._exporter.from_filename(str(notebook), resources=resources)
                write_atomically(target / f"{notebook.stem}.html", page)
        copy_files(plain_files(source, source, PAGES), target, PAGES)
        self._step.set_permissions(lesson, student)
