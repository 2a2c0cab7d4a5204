"""Feedback pages for students, made by nbgrader from the autograded notebooks."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

from autograder.class_folder import ClassFolder
from autograder.errors import CourseError
from autograder.lessons import Lesson


def write_feedback(folder: ClassFolder, lesson: Lesson, again: bool = False) -> int:
    """Make the pages that are missing or older than the grade. Returns how many were made.

    A page takes nbgrader half a second of a core, so every core makes some.
    """
    folder.release_notebook(lesson)
    with folder.gradebook() as gradebook:
        folder.enrol(gradebook)
    students = [
        student for student in folder.submitters(lesson) if again or is_due(folder, student, lesson)
    ]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        problems = pool.map(_write_page, repeat(folder.root), repeat(lesson.name), students)
        for student, problem in zip(students, problems, strict=True):
            if problem:
                raise CourseError(f"nbgrader could not make the feedback of {student}: {problem}")
    return len(students)


def _write_page(root: Path, lesson: str, student: str) -> str:
    """Make one page. Returns what went wrong, or an empty text."""
    result = _opened(root).nbgrader.generate_feedback(lesson, student, force=True)
    return "" if result["success"] else result["log"].strip().splitlines()[-1]


@lru_cache(1)
def _opened(root: Path) -> ClassFolder:
    return ClassFolder.open(root)


def is_due(folder: ClassFolder, student: str, lesson: Lesson) -> bool:
    """Whether a student is graded and has no page, or one from before the grade."""
    graded = folder.autograded_path(student, lesson)
    page = folder.root / "feedback" / student / lesson.name / f"{lesson.module_name}.html"
    if not graded.exists():
        return False
    return not page.exists() or page.stat().st_mtime < graded.stat().st_mtime
