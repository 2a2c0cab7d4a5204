"""Scores for other systems."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from autograder.class_folder import ClassFolder
from autograder.files import write_atomically


def write_scores(folder: ClassFolder, target: Path) -> int:
    """A row a student, a column a lesson. Returns how many students there are."""
    with folder.gradebook() as gradebook:
        lessons = sorted(assignment.name for assignment in gradebook.assignments)
        scores = {
            (row["student"], lesson): row["score"]
            for lesson in lessons
            for row in gradebook.submission_dicts(lesson)
        }
        students = sorted(gradebook.students, key=lambda student: student.id)
        rows = [
            [s.id, s.last_name or "", s.first_name or "", s.email or ""]
            + [scores.get((s.id, lesson), "") for lesson in lessons]
            for s in students
        ]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["id", "last_name", "first_name", "email", *lessons])
    writer.writerows([_harmless(value) for value in row] for row in rows)
    write_atomically(target, buffer.getvalue())
    return len(rows)


def _harmless(value: object) -> object:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
