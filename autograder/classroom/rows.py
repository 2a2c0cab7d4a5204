"""Rows of nbgrader's tables: the submissions of an assignment, read and written many at a time.

nbgrader's own objects fetch each sum and each relation by a query of its own, which takes longer
than grading does. The rows here bear the names that the objects do, so that what works out a
penalty takes either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar

from nbgrader import api
from nbgrader.api import new_uuid
from sqlalchemy import Table, bindparam, insert, select, update

STUDENTS, ASSIGNMENTS = api.Student.__table__, api.Assignment.__table__
RELEASED, CELLS = api.Notebook.__table__, api.BaseCell.__table__
GRADED, COMMENTED = ("GradeCell", "TaskCell"), ("SolutionCell", "TaskCell")  # types of cells


class Row:
    """columns: those of the table that are kept; ours: those of them that grading may change, so
    that what a person writes at the same time stays."""

    table: ClassVar[Table]
    columns: ClassVar[tuple[str, ...]]
    ours: ClassVar[tuple[str, ...]]
    stored: dict[str, Any] | None = None  # ours, as the table has them; None for a new row

    def values(self, columns: tuple[str, ...]) -> dict[str, Any]:
        return {column: getattr(self, column) for column in columns}


@dataclass
class Grade(Row):
    table = api.Grade.__table__
    columns = (
        "id",
        "notebook_id",
        "cell_id",
        "auto_score",
        "manual_score",
        "extra_credit",
        "needs_manual_grade",
    )
    ours = ("auto_score", "needs_manual_grade")

    id: str
    notebook_id: str
    cell_id: str
    auto_score: float | None = None
    manual_score: float | None = None
    extra_credit: float | None = None
    needs_manual_grade: bool = True

    @property
    def score(self) -> float:
        """What it counts: a score given by hand goes before that of grading."""
        score = self.auto_score if self.manual_score is None else self.manual_score
        return (score or 0.0) + (self.extra_credit or 0.0)


@dataclass
class Comment(Row):
    table = api.Comment.__table__
    columns = ("id", "notebook_id", "cell_id", "auto_comment")
    ours = ("auto_comment",)

    id: str
    notebook_id: str
    cell_id: str
    auto_comment: str | None = None


@dataclass
class Notebook(Row):
    """A submitted notebook. notebook_id: of the released one that it is a copy of."""

    table = api.SubmittedNotebook.__table__
    columns = ("id", "assignment_id", "notebook_id", "late_submission_penalty")
    ours = ("late_submission_penalty",)

    id: str
    assignment: Entry = field(repr=False)
    notebook_id: str
    name: str
    late_submission_penalty: float | None = None
    grades: list[Grade] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)

    @property
    def assignment_id(self) -> str:
        return self.assignment.id

    @property
    def score(self) -> float:
        return sum(grade.score for grade in self.grades)


@dataclass
class Entry(Row):
    """A submission. assignment: with its id, name and due date."""

    table = api.SubmittedAssignment.__table__
    columns = ("id", "assignment_id", "student_id", "timestamp", "extension")
    ours = ("timestamp", "extension")

    id: str
    assignment: Any
    student_id: str
    timestamp: datetime | None = None
    extension: timedelta | None = None
    notebooks: list[Notebook] = field(default_factory=list)

    @property
    def assignment_id(self) -> str:
        return self.assignment.id

    def rows(self) -> Iterator[Row]:
        """Of the submission and of all that belongs to it."""
        yield self
        for notebook in self.notebooks:
            yield from (notebook, *notebook.grades, *notebook.comments)


class Rows:
    """The submissions of one assignment, as they are in one transaction.

    db: the session of nbgrader's gradebook. Raises sqlalchemy.exc.NoResultFound where the gradebook
    does not know the assignment.
    """

    def __init__(self, db: Any, assignment: str) -> None:
        self._db = db
        query = select(*ASSIGNMENTS.c["id", "name", "duedate"])
        self.assignment = db.execute(query.where(ASSIGNMENTS.c.name == assignment)).one()

    @cached_property
    def released(self) -> dict[str, str]:
        """The names of the assignment's notebooks, by their ids."""
        of_this = RELEASED.c.assignment_id == self.assignment.id
        found = self._db.execute(select(*RELEASED.c["id", "name"]).where(of_this))
        return {row.id: row.name for row in found}

    @cached_property
    def cells(self) -> list[Any]:
        """What is graded or commented on in these notebooks: id, name, type, notebook_id."""
        query = select(*CELLS.c["id", "name", "type", "notebook_id"])
        return list(self._db.execute(query.where(CELLS.c.notebook_id.in_(list(self.released)))))

    def read(self, students: Iterable[str] | None = None) -> dict[str, Entry]:
        """Submissions by student. students: whose; all by default."""
        these = Entry.table.c.assignment_id == self.assignment.id
        if students is not None:
            these &= Entry.table.c.student_id.in_(list(students))
        their_notebooks = Notebook.table.c.assignment_id.in_(select(Entry.table.c.id).where(these))
        ids = select(Notebook.table.c.id).where(their_notebooks)
        entries, notebooks = {}, {}
        for row in self._select(Entry, these):
            entries[row.id] = Entry(row.id, self.assignment, *row[2:])
        # Another program may add a submission between two of these queries.
        for row in self._select(Notebook, their_notebooks):
            if entry := entries.get(row.assignment_id):
                name = self.released.get(row.notebook_id, "")
                notebooks[row.id] = Notebook(row.id, entry, row.notebook_id, name, *row[3:])
                entry.notebooks.append(notebooks[row.id])
        for row in self._select(Grade, Grade.table.c.notebook_id.in_(ids)):
            if notebook := notebooks.get(row.notebook_id):
                notebook.grades.append(Grade(*row))
        for row in self._select(Comment, Comment.table.c.notebook_id.in_(ids)):
            if notebook := notebooks.get(row.notebook_id):
                notebook.comments.append(Comment(*row))
        for entry in entries.values():
            _note_what_is_stored(entry.rows())
        return {entry.student_id: entry for entry in entries.values()}

    def _select(self, kind: type[Row], these: Any) -> Any:
        return self._db.execute(select(*kind.table.c[kind.columns]).where(these))

    def whole(self, student: str, entry: Entry | None, notebook_id: str) -> Entry:
        """The submission, with every row that nbgrader makes for this notebook of the assignment;
        where there is none yet a new one, with those for all its notebooks."""
        needed = [notebook_id] if entry else [*self.released]
        entry = entry or Entry(new_uuid(), self.assignment, student)
        there = {notebook.notebook_id: notebook for notebook in entry.notebooks}
        for released in needed:
            if released not in there:
                there[released] = Notebook(new_uuid(), entry, released, self.released[released])
                entry.notebooks.append(there[released])
            self._complete(there[released])
        return entry

    def _complete(self, notebook: Notebook) -> None:
        cells = [cell for cell in self.cells if cell.notebook_id == notebook.notebook_id]
        graded = {grade.cell_id for grade in notebook.grades}
        commented = {comment.cell_id for comment in notebook.comments}
        for cell in cells:
            if cell.type in GRADED and cell.id not in graded:
                notebook.grades.append(Grade(new_uuid(), notebook.id, cell.id))
            if cell.type in COMMENTED and cell.id not in commented:
                notebook.comments.append(Comment(new_uuid(), notebook.id, cell.id))

    def add_students(self, ids: Iterable[str]) -> None:
        """Those whom the gradebook does not know yet."""
        known = set(self._db.scalars(select(STUDENTS.c.id).where(STUDENTS.c.id.in_(list(ids)))))
        if new := [{"id": student} for student in ids if student not in known]:
            self._db.execute(insert(STUDENTS), new)

    def save(self, entries: Iterable[Entry]) -> None:
        """Write what is new, and of the rest what of ours has changed. Commits nothing."""
        rows = [row for entry in entries for row in entry.rows()]
        for kind in (Entry, Notebook, Grade, Comment):
            of_kind = [row for row in rows if type(row) is kind]
            new = [row.values(kind.columns) for row in of_kind if row.stored is None]
            changed = [
                {"row": row.id, **row.values(kind.ours)}
                for row in of_kind
                if row.stored not in (None, row.values(kind.ours))
            ]
            if new:
                self._db.execute(insert(kind.table), new)
            if changed:
                where = kind.table.c.id == bindparam("row")
                self._db.execute(update(kind.table).where(where), changed)
        _note_what_is_stored(rows)


def _note_what_is_stored(rows: Iterable[Row]) -> None:
    for row in rows:
        row.stored = row.values(row.ours)
