"""One page over all lessons: who falls behind, which mistakes come back, and what still waits."""

from __future__ import annotations

import hashlib
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from autograder.authoring.lessons import Lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.grade_class import standing_of
from autograder.classroom.made_from import MADE_FROM, made_from
from autograder.classroom.pages.template import render
from autograder.classroom.report.figures import ExerciseSuccess, exercise_success, several
from autograder.classroom.report.gathered import Gathered, full_name, gather
from autograder.classroom.report.page import report_page
from autograder.classroom.report.standings import Standing
from autograder.errors import CourseError, UsageError
from helpers.course.files import write_atomically

LOW, MIDDLE = 0.5, 0.8  # shares of the points, at which a score's colour changes
OFTEN_MISSING = 2  # assignments that are due and not there: who misses more falls behind
TREND = 0.25  # of the points, from the earlier assignments to the last two
SHOWN = 10  # mistakes, and exercises


@dataclass(frozen=True)
class Column:
    """One notebook of an assignment. page: whether its own report is there to link to."""

    found: Gathered
    page: bool
    problems: dict[str, list[str]]

    @property
    def name(self) -> str:
        return self.found.lesson.title

    @cached_property
    def by_student(self) -> dict[str, Standing]:
        return {one.student: one for one in self.found.standings()}

    @property
    def shares(self) -> list[float]:
        return [one.share for one in self.by_student.values() if one.has_score]

    @property
    def mean(self) -> float | None:
        return statistics.fmean(self.shares) if self.shares else None

    @property
    def handed_in(self) -> int:
        return len({*self.found.submitters, *self.found.reports})

    @property
    def to_mark(self) -> list[str]:
        return [student for student, one in self.by_student.items() if one.waits]


@dataclass(frozen=True)
class Row:
    """One student. cells: a standing an assignment. reasons: why they fall behind, if they do.

    rank: among the lowest scores.
    """

    student: str
    cells: tuple[Standing, ...]
    reasons: tuple[str, ...]
    rank: int = 0

    @property
    def trend(self) -> str:
        """An arrow, where the last two scores are much lower or higher than those before."""
        found = _trend([one.share for one in self.cells if one.has_score])
        return "" if abs(found) < TREND else "↘" if found < 0 else "↗"

    @property
    def share(self) -> float | None:
        """Of all points of what they handed in."""
        points = sum(one.points for one in self.cells if one.has_score)
        return sum(one.score for one in self.cells if one.has_score) / points if points else None


@dataclass(frozen=True)
class Returning:
    """A mistake of one name in several exercises. again: who made it in more than one."""

    name: str
    places: dict[str, int]
    students: int
    again: tuple[str, ...]


def write_term_report(folder: ClassFolder) -> Path:
    """Write reports/index.html. Raises UsageError where nothing is graded."""
    if folder.has_gradebook:
        with folder.gradebook() as gradebook:
            folder.enrol(gradebook)
    columns = _columns(folder)
    if not any(column.found.reports for column in columns):
        raise UsageError("Nothing is graded yet: run `course grade` for a lesson first.")
    path = term_page(folder)
    path.parent.mkdir(exist_ok=True)
    write_atomically(path, _page(columns) + MADE_FROM.format(_digest(columns)))
    return path


def term_page(folder: ClassFolder) -> Path:
    return folder.root / "reports" / "index.html"


def is_term_report_stale(folder: ClassFolder) -> bool:
    """Whether there is a page over all lessons, and it would now be another."""
    path = term_page(folder)
    return path.exists() and made_from(path) != _digest(_columns(folder))


def _digest(columns: Sequence[Column]) -> str:
    """Of all that the page shows, but for links: a lesson's report makes no grade older."""
    page = _page([replace(column, page=False) for column in columns])
    return hashlib.sha256(page.encode()).hexdigest()


def _columns(folder: ClassFolder) -> list[Column]:
    """The notebooks that were released, in the order of their names."""
    names = [
        name for name in folder.assignment_names() if (folder.root / "release" / name).is_dir()
    ]
    return [_column(folder, lesson) for name in names for lesson in folder.notebooks(name)]


def _column(folder: ClassFolder, lesson: Lesson) -> Column:
    found = gather(folder, lesson)
    return Column(found, report_page(folder, lesson).exists(), _problems(folder, found))


def _problems(folder: ClassFolder, found: Gathered) -> dict[str, list[str]]:
    """Whose grades are not of what lies in the folder now; doctor says more where none can be."""
    if not folder.has_gradebook or not found.submitters:
        return {}
    try:
        with folder.gradebook() as gradebook:
            return standing_of(folder, found.lesson, gradebook, found.submitters)
    except CourseError:
        return {}


def _page(columns: Sequence[Column]) -> str:
    rows = _rows(columns)
    names = {s: full_name(details) for c in columns for s, details in c.found.roster.items()}
    exercises = [(c, one) for c in columns for one in exercise_success(c.found.graded.values())]
    return render(
        "term.html",
        names={student: name for student, name in names.items() if name},
        pages=set(),
        columns=columns,
        rows=rows,
        behind=sorted((r for r in rows if r.reasons), key=lambda r: (-len(r.reasons), r.rank)),
        mean=statistics.fmean([row.share for row in rows if row.share is not None] or [0]),
        waiting=[c for c in columns if c.to_mark or c.problems],
        returning=_returning(columns)[:SHOWN],
        hardest=_hardest(exercises)[:SHOWN],
        tint=_tint,
    )


def _rows(columns: Sequence[Column]) -> list[Row]:
    students = sorted({student for column in columns for student in column.found.students})
    rows = []
    for student in students:
        cells = tuple(c.by_student.get(student, Standing(student)) for c in columns)
        rows.append(Row(student, cells, tuple(_reasons(columns, cells))))
    order = sorted(rows, key=lambda row: (row.share is not None, row.share or 0.0))
    ranks = {row.student: rank for rank, row in enumerate(order)}
    return [Row(row.student, row.cells, row.reasons, ranks[row.student]) for row in rows]


def _reasons(columns: Sequence[Column], cells: Sequence[Standing]) -> Iterable[str]:
    """Why a student falls behind, of work that is due, that others handed in, and all marked."""
    due = [one for c, one in zip(columns, cells, strict=True) if c.found.is_due and c.handed_in]
    missing = [one for one in due if one.state == "missing"]
    shares = [one.share for one in due if one.has_score and not one.waits]
    if len(missing) >= OFTEN_MISSING or (missing and len(missing) == len(due)):
        yield f"{len(missing)} of {len(due)} not handed in"
    if shares and statistics.fmean(shares) < LOW:
        yield f"{100 * statistics.fmean(shares):.0f} % of the points on average"
    if _trend(shares) <= -TREND:
        before, now = statistics.fmean(shares[:-2]), statistics.fmean(shares[-2:])
        yield f"from {100 * before:.0f} % to {100 * now:.0f} % in the last two"


def _trend(shares: Sequence[float]) -> float:
    """How far the mean of the last two lies above that of those before; 0 for too few."""
    return statistics.fmean(shares[-2:]) - statistics.fmean(shares[:-2]) if shares[2:] else 0.0


def _returning(columns: Sequence[Column]) -> list[Returning]:
    """Mistakes of several students in several exercises, those that were made again first."""
    made: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for column in columns:
        for student, report in column.found.graded.items():
            for entry in report["exercises"]:
                for name in {part["mistake"] for part in entry["parts"]} - {""}:
                    made[name][f"{column.name}: {entry['name']}"].add(student)
    least = several(max((len(column.found.graded) for column in columns), default=0))
    found = []
    for name, places in made.items():
        times = Counter(student for students in places.values() for student in students)
        if len(places) > 1 and len(times) >= least:
            again = tuple(sorted(student for student, count in times.items() if count > 1))
            counts = {place: len(students) for place, students in places.items()}
            found.append(Returning(name.replace("_", " "), counts, len(times), again))
    return sorted(found, key=lambda one: (-len(one.again), -one.students, one.name))


def _hardest(
    exercises: Iterable[tuple[Column, ExerciseSuccess]],
) -> list[tuple[Column, ExerciseSuccess]]:
    missed = [(column, one) for column, one in exercises if one.whole < one.of]
    return sorted(missed, key=lambda pair: pair[1].whole / pair[1].of)


def _tint(share: float) -> str:
    return "low" if share < LOW else "middle" if share < MIDDLE else "high"
