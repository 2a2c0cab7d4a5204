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
            path = page_path(folder, student, lesson)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, _page(folder, lesson, student, marks.get(student)))
            beside = folder.autograded_path(student, lesson).parent
            copy_files(plain_files(beside, beside, PAGES), path.parent, PAGES)
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


def _page(folder: ClassFolder, lesson: Lesson, student: str, marks: dict[str, list] | None) -> str:
    """The page on a graded notebook, with a digest of what it was made from at its end.

    So a page is known to be old wherever it lies, and whoever made it: `course feedback`,
    `nbgrader generate_feedback` or formgrader.

    Raises: Unreadable for what is no notebook, and CourseError where there are no marks.
    """
    path = folder.autograded_path(student, lesson)
    if marks is None:
        raise CourseError(f"the gradebook has no entry: run `course grade {lesson.typed}`")
    report = read_report(folder.report_path(student, lesson))
    own = Marks.of(marks, lesson.module_name)
    page = student_page(read_notebook(path.read_bytes()), own, report, lesson, student)
    return page + MADE_FROM.format(page_digest(path, marks))


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


class FeedbackExporter(Exporter):
    """Makes the same pages for nbgrader's own command and for formgrader."""

    file_extension = ".html"

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any):
        folder, place = ClassFolder.open(Path(self.parent.coursedir.root)), resources["nbgrader"]
        lesson = _lesson_of(folder, place["assignment"], place["notebook"])
        with folder.gradebook() as gradebook:
            marks = marks_of(gradebook, lesson.name, place["student"])
        page = _page(folder, lesson, place["student"], marks.get(place["student"]))
        return page, self._init_resources(resources)


def _lesson_of(folder: ClassFolder, assignment: str, notebook: str) -> Lesson:
    """The lesson, or the notebook of a teacher's own, that nbgrader calls so."""
    is_lesson = assignment in folder.lesson_names()
    is_ours = is_lesson and notebook == Lesson(assignment).module_name
    return Lesson(assignment) if is_ours else Lesson(assignment, file=notebook)
