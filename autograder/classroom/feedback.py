"""Feedback pages for students, from the graded notebooks and what the gradebook says of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbgrader.converters import GenerateFeedback

from autograder.authoring.lessons import Lesson
from autograder.classroom.arrival import FOR_FEEDBACK
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.kept_report import read_report
from autograder.classroom.made_from import MADE_FROM, made_from
from autograder.classroom.record import copy_files, plain_files
from autograder.classroom.student_page.marks import Marks, marks_of
from autograder.classroom.student_page.page import student_page
from autograder.errors import CourseError
from helpers.course.files import write_atomically
from helpers.course.notebook import Unreadable, read_notebook, text

PAGES = ["*.html"]  # which nothing that a student handed in may pass for


def write_feedback(folder: ClassFolder, lesson: Lesson, again: bool = False) -> int:
    """Make the pages that are missing, or made from what has changed. Returns how many were made.

    What goes wrong with one keeps no other from being made.

    Raises: CourseError with the reasons, at the end.
    """
    folder.release_notebook(lesson)
    with folder.gradebook() as gradebook:
        folder.enrol(gradebook)
        marks = marks_of(gradebook, lesson.name)
    students = [s for s in folder.submitters(lesson) if is_graded(folder, s, lesson)]
    if not again:
        students = _due(folder, lesson, students, marks)
    step = GenerateFeedback(coursedir=folder.nbgrader.coursedir, parent=folder.nbgrader)
    failed: dict[str, list[str]] = {}
    for student in students:
        try:
            _write_pages(folder, lesson, student, marks.get(student))
            step.set_permissions(lesson.name, student)
        except (CourseError, Unreadable, OSError) as error:
            failed.setdefault(str(error).rstrip("."), []).append(student)
    if failed:
        count = sum(map(len, failed.values()))
        reasons = "; ".join(f"{', '.join(who)}: {problem}" for problem, who in failed.items())
        raise CourseError(
            f"{count} of {len(students)} pages could not be made, the others are there. {reasons}."
        )
    return len(students)


def _write_pages(
    folder: ClassFolder, lesson: Lesson, student: str, marks: dict[str, list] | None
) -> None:
    """Make the pages of one student, and put what else lies beside the notebooks beside them."""
    source = folder.autograded_path(student, lesson).parent
    target = page_path(folder, student, lesson).parent
    target.mkdir(parents=True, exist_ok=True)
    for notebook in _notebooks(source, marks):
        write_atomically(target / f"{notebook.stem}.html", _page(folder, notebook, marks))
    copy_files(plain_files(source, source, PAGES), target, PAGES)


def _notebooks(source: Path, marks: dict[str, list] | None) -> list[Path]:
    """The graded notebooks in a student's folder, as far as the gradebook knows them."""
    known = None if marks is None else {name for name, _ in marks["penalties"]}
    found = sorted(source.glob("*.ipynb"))
    return [notebook for notebook in found if known is None or notebook.stem in known]


def _page(folder: ClassFolder, notebook: Path, marks: dict[str, list] | None) -> str:
    """The page on a graded notebook, with a digest of what it was made from at its end.

    So a page is known to be old wherever it lies, and whoever made it: `course feedback`,
    `nbgrader generate_feedback` or formgrader.

    Raises: Unreadable for what is no notebook, and CourseError where there are no marks.
    """
    *_, student, assignment, _ = notebook.parts
    if marks is None:
        raise CourseError(f"the gradebook has no entry: run `course grade {assignment}`")
    lesson = Lesson(assignment)
    report = read_report(folder.report_path(student, lesson))
    content = read_notebook(notebook.read_bytes())
    name = notebook.stem
    page = student_page(content, name, Marks.of(marks, name), report, lesson, student)
    return page + MADE_FROM.format(page_digest(notebook, marks))


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
        return _due(folder, lesson, graded, marks_of(gradebook, lesson.name))


def _due(folder: ClassFolder, lesson: Lesson, graded: list[str], marks: dict) -> list[str]:
    def is_due(student: str) -> bool:
        pages = page_path(folder, student, lesson).parent
        source = folder.autograded_path(student, lesson).parent
        return any(
            made_from(pages / f"{notebook.stem}.html") != page_digest(notebook, marks.get(student))
            for notebook in _notebooks(source, marks.get(student))
        )

    return [student for student in graded if is_due(student)]


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


class FeedbackExporter(Exporter):
    """Makes the same pages for nbgrader's own command and for formgrader."""

    file_extension = ".html"

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any):
        folder, place = ClassFolder.open(Path(self.parent.coursedir.root)), resources["nbgrader"]
        with folder.gradebook() as gradebook:
            marks = marks_of(gradebook, place["assignment"], place["student"])
        page = _page(folder, Path(filename), marks.get(place["student"]))
        return page, self._init_resources(resources)
