"""How each student of a class stands in an assignment, cell by cell, as the gradebook has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from autograder.classroom.student_page.marks import Mark, Marks
from autograder.grading.own_cells import EMPTY
from helpers.course.notebook import exercise_name


@dataclass(frozen=True)
class Standing:
    """A student's scores. late: seconds. points: of all that the student can have.

    marks: by the exercise, or by the teacher's own name of the cell.
    """

    student: str
    state: str = "missing"
    marks: Mapping[str, Mark] = field(default_factory=dict)
    unwritten: frozenset[str] = frozenset()
    penalty: float = 0.0
    late: float = 0.0

    @property
    def points(self) -> float:
        return sum(mark.points for mark in self.marks.values())

    @property
    def earned(self) -> float:
        """With marks by hand and extra credit, before what lateness costs."""
        return sum(mark.score for mark in self.marks.values())

    @property
    def score(self) -> float:
        return max(0.0, self.earned - self.penalty)

    @property
    def share(self) -> float:
        """Of the points, between 0 and, with extra credit, more than 1."""
        return self.score / self.points if self.points else 0.0

    @property
    def has_score(self) -> bool:
        return bool(self.marks) and self.state not in ("missing", "waiting")

    @property
    def by_hand(self) -> list[str]:
        return [name for name, mark in self.marks.items() if mark.is_by_hand]

    @property
    def waits(self) -> list[str]:
        """What a person still has to mark."""
        if self.state == "failed":
            return []
        return [name for name, mark in self.marks.items() if mark.waits]

    def kind(self, name: str) -> str:
        """How one cell went; empty where the student has no such cell."""
        mark = self.marks.get(name)
        return "" if mark is None else mark.kind(name in self.unwritten)


def standings(
    students: Iterable[str],
    notebook: str,
    reports: Mapping[str, dict],
    marks: Mapping[str, dict],
    late: Mapping[str, float],
    submitters: Iterable[str],
) -> list[Standing]:
    """Those of these students in a notebook. reports and marks: by student, as they are kept.

    A grade that the gradebook does not have is taken from its report. Practice is left out.
    """
    handed_in = {*submitters}
    found = []
    for student in students:
        report = reports.get(student)
        state = report["state"] if report else "waiting" if student in handed_in else "missing"
        entries = report["exercises"] if report else []
        in_book = Marks.of(marks.get(student, {}), notebook)
        ours = {entry["name"]: Mark(entry["points"], entry["score"]) for entry in entries}
        own = dict(ours)  # in the order of the lesson
        for cell, mark in in_book.marks.items():
            exercise = exercise_name(cell)
            own[exercise if exercise in ours else cell] = mark
        own = {name: mark for name, mark in own.items() if mark.points}
        if state == "missing" and any(m.is_by_hand or m.graded for m in own.values()):
            state = "graded"  # by a person, on paper perhaps
        unwritten = {entry["name"] for entry in entries if entry["unwritten"]}
        if report:
            unwritten |= {one["name"] for one in report.get("own", []) if one["problem"] == EMPTY}
        seconds = late.get(student, 0.0)
        found.append(Standing(student, state, own, frozenset(unwritten), in_book.penalty, seconds))
    return found
