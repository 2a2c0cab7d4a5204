"""A student's page: the score, what to do next, the reports, and last the notebook itself."""

from __future__ import annotations

from autograder.authoring.lessons import Lesson
from autograder.classroom.pages.template import render
from autograder.classroom.student_page.cells import shown_cells
from autograder.classroom.student_page.marks import KINDS, Marks
from autograder.classroom.student_page.results import results


def student_page(
    notebook: dict, marks: Marks, report: dict | None, lesson: Lesson, student: str
) -> str:
    """The page as HTML, which needs no network and runs nothing.

    notebook: as it was graded. report: the one that was kept with the grade, None where none was.
    """
    found = results(notebook["cells"], marks, report, lesson)
    told = {comment for result in found for comment in result.comments}
    return render(
        "student.html",
        assignment=lesson.title,
        notebook=lesson.module_name,
        student=student,
        marks=marks,
        reason=report["reason"] if report else "",
        results=found,
        other_comments=[text for text in marks.comments.values() if text not in told],
        groups={state: [one for one in found if one.state == state] for state in KINDS},
        by_hand=[one for one in found if one.mark.by_hand is not None],
        extra=sum(one.mark.extra for one in found),
        cells=shown_cells(notebook["cells"]),
        places={f"check_{one.name}" if one.report else one.name: one.name for one in found},
    )
