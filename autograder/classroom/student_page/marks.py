"""What nbgrader's gradebook says of submissions: scores, comments, and what lateness costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

ENOUGH = 1e-9  # points
KINDS = {
    "right": "right",
    "partly": "partly right",
    "wrong": "not right yet",
    "unwritten": "not written",
    "waits": "waits for a mark",
}


@dataclass(frozen=True)
class Mark:
    """Points on one cell. by_hand: a person's, which goes before that of grading."""

    points: float
    graded: float | None = None
    by_hand: float | None = None
    extra: float = 0.0
    waits: bool = False

    @property
    def score(self) -> float:
        """With extra credit, as nbgrader counts it."""
        score = self.graded if self.by_hand is None else self.by_hand
        return 0.0 if score is None else score + self.extra

    @property
    def is_by_hand(self) -> bool:
        return self.by_hand is not None or bool(self.extra)

    def kind(self, is_unwritten: bool = False) -> str:
        """One of KINDS. is_unwritten: whether there was no answer to be graded."""
        if self.waits:
            return "waits"
        if self.points and self.score >= self.points - ENOUGH:
            return "right"
        if self.score > 0:
            return "partly"
        return "unwritten" if is_unwritten else "wrong"


@dataclass(frozen=True)
class Marks:
    """Those of one notebook, and comments, by the name of their cell. penalty: in points."""

    marks: dict[str, Mark]
    comments: dict[str, str]
    penalty: float = 0.0

    @classmethod
    def of(cls, rows: dict[str, list[list]], notebook: str) -> Marks:
        """rows: of a student, from `marks_of`. notebook: its name, without .ipynb."""
        own = {kind: [row[1:] for row in rows[kind] if row[0] == notebook] for kind in rows}
        marks = {
            name: Mark(points, graded, by_hand, extra or 0.0, bool(waits))
            for name, points, graded, by_hand, extra, waits in own.get("marks", [])
        }
        comments = {name: text for name, text in own.get("comments", []) if text}
        return cls(marks, comments, sum(penalty or 0.0 for (penalty,) in own.get("penalties", [])))

    @property
    def points(self) -> float:
        return sum(mark.points for mark in self.marks.values())

    @property
    def score(self) -> float:
        return max(0.0, sum(mark.score for mark in self.marks.values()) - self.penalty)


def marks_of(
    gradebook: Any, assignment: str, student: str | None = None
) -> dict[str, dict[str, list[list]]]:
    """All that pages show of an assignment, as plain data, by student. See `Marks.of`."""
    from nbgrader.api import (
        Assignment,
        BaseCell,
        Comment,
        Grade,
        Notebook,
        SubmittedAssignment,
        SubmittedNotebook,
    )

    def rows(*columns: Any, of: Any = None) -> list:
        query = gradebook.db.query(SubmittedAssignment.student_id, Notebook.name, *columns)
        query = query.join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        query = query.join(
            SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id
        )
        query = query.join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        if of is not None:
            query = query.join(of, of.notebook_id == SubmittedNotebook.id)
            query = query.join(BaseCell, BaseCell.id == of.cell_id)
        query = query.filter(Assignment.name == assignment)
        return query.filter(SubmittedAssignment.student_id == student) if student else query

    score = (Grade.max_score, Grade.auto_score, Grade.manual_score, Grade.extra_credit)
    found = {
        "marks": rows(BaseCell.name, *score, Grade.needs_manual_grade, of=Grade),
        "comments": rows(BaseCell.name, Comment.comment, of=Comment),
        "penalties": rows(SubmittedNotebook.late_submission_penalty),
    }
    marks: dict[str, dict[str, list[list]]] = {}
    for kind, entries in found.items():
        for who, *row in entries:
            marks.setdefault(who, {}).setdefault(kind, []).append(row)
    return {
        who: {kind: sorted(entries, key=repr) for kind, entries in kinds.items()}
        for who, kinds in marks.items()
    }
