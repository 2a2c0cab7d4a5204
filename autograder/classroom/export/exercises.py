"""What a lesson's score is made of, exercise by exercise, as columns of a table."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbgrader.api import Grade, Gradebook, Notebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import func
from sqlalchemy.orm import joinedload

from autograder.classroom.class_folder import ClassFolder
from helpers.course.notebook import exercise_name, grade_id


@dataclass(frozen=True)
class Column:
    """Scores or texts by student, of those who have any."""

    title: str
    cells: Mapping[str, float | str]


def columns_of(
    folder: ClassFolder, gradebook: Gradebook, lesson: str, with_texts: bool
) -> list[Column]:
    """A column for each part of a lesson that has points, in the order of the notebook.

    An exercise's column holds what counts: a mark given by hand goes before the autograder's. Such
    marks stand in columns of their own as well, where the autograder gave a score too; then follow
    points beyond and the penalty for lateness.

    with_texts: also a column that names what still waits for a mark.
    """
    grades = _grades(gradebook, lesson)
    order = _order(folder, lesson)
    keys = sorted({key for _, key, _ in grades}, key=lambda key: (order.get(key, len(order)), key))
    twice = Counter(exercise_name(name) for _, name in keys)
    columns, waiting = [], {}
    for key in keys:
        notebook, name = key[0], exercise_name(key[1])
        title = f"{lesson}: {f'{notebook} ' * (twice[name] > 1)}{name}"
        of_cell = {student: grade for student, its, grade in grades if its == key}
        columns.append(Column(title, {who: _score(grade) for who, grade in of_cell.items()}))
        by_hand = {
            who: grade.manual_score
            for who, grade in of_cell.items()
            if None not in (grade.manual_score, grade.auto_score)
        }
        columns += [Column(f"{title}, by hand", by_hand)] if by_hand else []
        for who, grade in of_cell.items():
            waiting.setdefault(who, []).extend([name] * grade.needs_manual_grade)
    beyond = Counter({who: 0.0 for who, _, _ in grades})
    for who, _, grade in grades:
        beyond[who] += grade.extra_credit or 0.0
    columns += [Column(f"{lesson}: extra credit", beyond)] if any(beyond.values()) else []
    late = penalties(gradebook)
    costs = {who: late.get((who, lesson), 0.0) for who in beyond}
    columns.append(Column(f"{lesson}: penalty for lateness", costs))
    if with_texts and any(waiting.values()):
        named = {who: ", ".join(names) for who, names in waiting.items()}
        columns.append(Column(f"{lesson}: waits for a mark", named))
    return columns


def _grades(gradebook: Gradebook, lesson: str) -> Sequence[tuple[str, tuple[str, str], Any]]:
    """Each grade of a lesson with its student, and the notebook and name of its cell."""
    query = (
        gradebook.db.query(SubmittedAssignment.student_id, Notebook.name, Grade)
        .select_from(Grade)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .filter(SubmittedAssignment.assignment_id == gradebook.find_assignment(lesson).id)
        .options(joinedload(Grade.cell))
    )
    return [(who, (notebook, grade.cell.name), grade) for who, notebook, grade in query]


def _score(grade: Any) -> float:
    """What counts of a grade, without points beyond."""
    return grade.score - (grade.extra_credit or 0.0)


def penalties(gradebook: Gradebook) -> dict[tuple[str, str], float]:
    """What lateness costs, by student and lesson, where it costs anything."""
    query = (
        gradebook.db.query(SubmittedAssignment, func.sum(SubmittedNotebook.late_submission_penalty))
        .join(SubmittedNotebook)
        .filter(SubmittedNotebook.late_submission_penalty > 0)
        .group_by(SubmittedAssignment.id)
    )
    return {(s.student_id, s.assignment.name): penalty for s, penalty in query}


def _order(folder: ClassFolder, lesson: str) -> dict[tuple[str, str], int]:
    """Where each cell stands in what was released: nbgrader's tables do not say."""
    keys: list[tuple[str, str]] = []
    for path in sorted((folder.root / "release" / lesson).glob("*.ipynb")):
        try:
            cells = json.loads(path.read_bytes())["cells"]
            keys += [(path.stem, name) for cell in cells if (name := grade_id(cell))]
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return {key: place for place, key in enumerate(keys)}
