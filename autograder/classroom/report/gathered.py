"""All that a class folder and its gradebook say of one notebook, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from autograder.authoring.lessons import Lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.lateness import Lateness
from autograder.classroom.report.standings import Standing, standings
from autograder.classroom.student_page.marks import marks_of


@dataclass(frozen=True)
class Gathered:
    """late: seconds by student, of those who were. is_due: whether what is not there is missed."""

    lesson: Lesson
    roster: dict[str, dict]
    submitters: list[str]
    reports: dict[str, dict]
    marks: dict[str, dict]
    late: dict[str, float]
    is_due: bool

    @property
    def students(self) -> list[str]:
        """All of whom there is anything to say: listed, or with work, or with a grade."""
        return sorted({*self.roster, *self.submitters, *self.reports})

    @property
    def graded(self) -> dict[str, dict]:
        return {s: report for s, report in self.reports.items() if report["state"] == "graded"}

    def standings(self) -> list[Standing]:
        name = self.lesson.module_name
        return standings(self.students, name, self.reports, self.marks, self.late, self.submitters)


def gather(folder: ClassFolder, lesson: Lesson) -> Gathered:
    """Raises UsageError for a bad roster, and CourseError for a gradebook that cannot be used."""
    marks, late, due = _of_gradebook(folder, lesson)
    is_due = due is None or due <= datetime.now(UTC).replace(tzinfo=None)
    roster, submitters = folder.roster(), folder.submitters(lesson)
    return Gathered(lesson, roster, submitters, folder.reports(lesson), marks, late, is_due)


def _of_gradebook(folder: ClassFolder, lesson: Lesson) -> tuple[dict, dict, datetime | None]:
    """Marks and seconds after the due date by student, and the due date."""
    from nbgrader.api import MissingEntry

    if not folder.has_gradebook:
        return {}, {}, None
    with folder.gradebook() as gradebook:
        try:
            assignment = gradebook.find_assignment(lesson.name)
        except MissingEntry:
            return {}, {}, None
        lateness = Lateness(folder, gradebook)
        seconds = {entry.student_id: lateness.seconds(entry) for entry in assignment.submissions}
        late = {student: late for student, late in seconds.items() if late > 0}
        return marks_of(gradebook, lesson.name), late, assignment.duedate


def full_name(details: dict[str, str | None]) -> str:
    return " ".join(filter(None, (details.get("first_name"), details.get("last_name"))))
