"""Feedback pages for students, made by nbgrader from the autograded notebooks."""

from __future__ import annotations

from autograder.class_folder import ClassFolder
from autograder.errors import CourseError
from autograder.lessons import Lesson


def write_feedback(folder: ClassFolder, lesson: Lesson, again: bool = False) -> int:
    """Make the pages that are missing or older than the grade. Returns how many were made."""
    folder.release_notebook(lesson)
    students = [
        student
        for student in folder.submitters(lesson)
        if again or _is_due(folder, student, lesson)
    ]
    for student in students:
        result = folder.nbgrader.generate_feedback(lesson.name, student, force=True)
        if not result["success"]:
            raise CourseError(f"nbgrader could not make the feedback of {student}: {result['log']}")
    return len(students)


def _is_due(folder: ClassFolder, student: str, lesson: Lesson) -> bool:
    graded = folder.autograded_path(student, lesson)
    page = folder.root / "feedback" / student / lesson.name / f"{lesson.module_name}.html"
    if not graded.exists():
        return False
    return not page.exists() or page.stat().st_mtime < graded.stat().st_mtime
