"""One page on a lesson for the instructor: what to teach again, who needs help, what to look at."""

from __future__ import annotations

import hashlib
import json
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.lessons import Lesson
from autograder.authoring.sheets import what_counts
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.made_from import MADE_FROM, made_from
from autograder.classroom.pages.template import render
from autograder.classroom.people.groups import one_of_each
from autograder.classroom.report.figures import (
    duration,
    excerpt,
    exercise_success,
    ideas,
    score_histogram,
    seconds_histogram,
    several,
    similar,
    slowest,
    stuck,
)
from autograder.classroom.report.gathered import Gathered, full_name, gather
from autograder.classroom.report.standings import Standing
from autograder.classroom.unnamed import unnamed_groups, written_cells
from autograder.errors import UsageError
from helpers.course.files import write_atomically

SHOWN_IDEAS = 10
SHOWN_ROWS = 50  # of the table by student; a longer one is folded


def write_class_report(folder: ClassFolder, lesson: Lesson) -> Path:
    """Write reports/<lesson>.html. Raises UsageError where something waits, and nothing is graded.

    What a lesson's notebooks hold is their authors', so every text of it is escaped.
    """
    release = folder.release_notebook(lesson)
    if folder.has_gradebook:
        with folder.gradebook() as gradebook:
            folder.enrol(gradebook)
    found = gather(folder, lesson)
    if found.submitters and not found.reports:
        raise UsageError(f"{lesson.name} is not graded yet: run `course grade {lesson.typed}`.")
    graded, rows = found.graded, found.standings()
    cells = {student: written_cells(folder, lesson, student, release) for student in graded}
    exercises = exercise_success(graded.values())
    named, unnamed = ideas(graded, cells)
    groups = unnamed_groups(graded, cells)
    least = several(len(graded))
    often = [idea for idea in named if len(idea.students) >= least][:SHOWN_IDEAS]
    shares = [_understood(row) for row in rows if row.student in graded]
    waiting = [row for row in rows if row.waits]
    page = render(
        "lesson.html",
        lesson=lesson.name,
        title=lesson.title,
        notebook=lesson.module_name,
        names={s: name for s, details in found.roster.items() if (name := full_name(details))},
        pages=_feedback_pages(folder, lesson, found.reports),
        roster=found.roster,
        expected=len(found.students),
        handed_in=len({*found.submitters, *found.reports}),
        graded=len(graded),
        points=max((row.points for row in rows), default=0),
        shares=sorted(shares),
        median=statistics.median(shares or [0]),
        mean=statistics.fmean(shares or [0]),
        scores=score_histogram([min(share, 1.0) for share in shares]),
        exercises=exercises,
        hardest=min(exercises, key=lambda e: e.whole / e.of, default=None),
        least=least,
        ideas=often,
        rarer=named[len(often) :],
        unnamed=unnamed,
        groups=groups[:SHOWN_IDEAS],
        smaller=groups[SHOWN_IDEAS:],
        grouped={group.exercise for group in groups},
        excerpt=excerpt,
        stuck=stuck(found.reports, found.roster, found.submitters, found.late, found.is_due),
        rows=_sorted_rows(rows),
        columns=_columns(rows),
        own=_own_cells(rows, {exercise.name for exercise in exercises}),
        are_shown=len(rows) <= SHOWN_ROWS,
        by_hand=[row for row in rows if row.by_hand],
        waiting=waiting,
        duration=duration,
        seconds=seconds_histogram(graded),
        total_seconds=sum(report["cpu_seconds"] for report in found.reports.values()),
        slowest=slowest(graded),
        similar=similar(lesson, release, one_of_each(folder, lesson.name, cells)),
    )
    path = report_page(folder, lesson)
    path.parent.mkdir(exist_ok=True)
    write_atomically(path, page + MADE_FROM.format(_made_from(folder, found)))
    return path


def report_page(folder: ClassFolder, lesson: Lesson) -> Path:
    return folder.root / "reports" / f"{lesson.key}.html"


def is_report_stale(folder: ClassFolder, lesson: Lesson) -> bool:
    """Whether there is a report, and what it was made from has changed."""
    page = report_page(folder, lesson)
    return page.exists() and made_from(page) != _made_from(folder, gather(folder, lesson))


def _made_from(folder: ClassFolder, found: Gathered) -> str:
    """A digest of all that the report is made from."""
    data = [
        found.reports,
        found.roster,
        found.submitters,
        found.marks,
        found.late,
        found.is_due,
        sorted(_feedback_pages(folder, found.lesson, found.reports)),
        what_counts(folder.release_notebook(found.lesson)),
    ]
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Row:
    """A row of the table by student, and its place in the table's other orders."""

    standing: Standing
    by_score: int
    by_lateness: int


def _sorted_rows(rows: Sequence[Standing]) -> list[Row]:
    """The rows by student; where each stands among the lowest scores, and among the latest."""
    scores = sorted(rows, key=lambda row: (row.has_score, row.score))
    latest = sorted(rows, key=lambda row: -row.late)
    ranks = [{row.student: rank for rank, row in enumerate(order)} for order in (scores, latest)]
    return [Row(row, *(rank[row.student] for rank in ranks)) for row in rows]


def _columns(rows: Iterable[Standing]) -> list[str]:
    """What there are marks on, in the order of the notebook."""
    return list(dict.fromkeys(name for row in rows for name in row.marks))


@dataclass(frozen=True)
class OwnCell:
    """How a class did on a cell of the teacher's own."""

    name: str
    points: float
    mean: float | None
    right: int
    partly: int
    wrong: int
    waits: int


def _own_cells(rows: Sequence[Standing], exercises: set[str]) -> list[OwnCell]:
    """Those that are no exercise of ours: written answers, tests and tasks."""
    found = []
    for name in _columns(rows):
        those = [row for row in rows if name in row.marks and row.has_score]
        if name in exercises or not those:
            continue
        kinds = Counter(row.kind(name) for row in those)
        scores = [row.marks[name].score for row in those if row.kind(name) != "waits"]
        counts = (kinds[kind] for kind in ("right", "partly", "wrong", "waits"))
        mean = statistics.fmean(scores) if scores else None
        found.append(OwnCell(name, those[0].marks[name].points, mean, *counts))
    return found


def _understood(row: Standing) -> float:
    """The share of the points before what lateness costs, which says nothing of understanding."""
    return row.earned / row.points if row.points else 0.0


def _feedback_pages(folder: ClassFolder, lesson: Lesson, students: Iterable[str]) -> set[str]:
    """Those whose feedback page lies where nbgrader puts it."""
    page = Path(lesson.name, f"{lesson.module_name}.html")
    return {student for student in students if (folder.root / "feedback" / student / page).exists()}
