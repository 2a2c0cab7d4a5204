"""Scores as Moodle imports them."""

from __future__ import annotations

from nbgrader.api import Gradebook

from autograder.classroom.export.scores import UNSAFE, ScoresExporter, harmless, shown_score


class MoodleExporter(ScoresExporter):
    """What Moodle's import of grades from CSV takes: a row an existing user, a column a lesson.

    Moodle gives the grades of a row without an identifier to the student of the row before, and
    stops at a user whom it does not know. So `email` is there only where everybody has one, and
    students without any score are left out. "-" is Moodle's word for no grade.
    Source: gradeimport_csv of Moodle 4.
    """

    kind = "moodle"
    default_target = "moodle.csv"
    takes_texts = False
    advice = (
        "In Moodle: Grades, Import, CSV file. Map from `email` to `Email address`, or from `id` to "
        "`ID number` or `Username`, whichever your ids are; then each column to its grade item, "
        "which needs the same maximum grade, or to a new one. Of a lesson, map either the "
        "exercises or their sum: Moodle would count both."
    )

    def rows(self, gradebook: Gradebook) -> list[list]:
        lessons, scores = self.lessons(gradebook), self.scores(gradebook)
        shown = self.columns(gradebook, scores)
        students = [
            student
            for student in self.students(gradebook)
            if any((student.id, lesson) in scores for lesson in lessons)
        ]
        unsafe = [s.id for s in students if harmless(s.id) != s.id]
        self.note(UNSAFE, unsafe)
        students = [student for student in students if student.id not in unsafe]
        columns = ["id", "first_name", "last_name"]
        if students and all(s.email and harmless(s.email) == s.email for s in students):
            columns.insert(1, "email")
        table = [[*columns, *(harmless(column.title) for column in shown)]]
        for student in students:
            who = [harmless(getattr(student, column) or "") for column in columns]
            results = [shown_score(column.cells.get(student.id, "-")) for column in shown]
            table.append([*who, *results])
        return table
