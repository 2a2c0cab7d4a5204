"""One page on a lesson for the instructor: what to teach again, who needs help, what to look at."""

from __future__ import annotations

import hashlib
import json
import statistics
from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from autograder.authoring.lessons import Lesson
from autograder.authoring.sheets import what_counts
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.lateness import arrived, seconds_late
from autograder.classroom.made_from import MADE_FROM, made_from
from autograder.classroom.report.figures import (
    excerpt,
    exercise_success,
    ideas,
    score_histogram,
    seconds_histogram,
    share_of,
    similar,
    slowest,
    stuck,
)
from autograder.classroom.unnamed import unnamed_groups, written_cells
from autograder.errors import UsageError
from helpers.course.files import write_atomically
from helpers.plots import style

SHOWN_IDEAS = 10
COLOURS = {
    "bar": style.INPUT,
    "bar_on_dark": style.CLASSES[4][0],
    "right": style.OUTPUT,
    "partly": style.FILTER,
    "wrong": style.WRONG,
}


def write_class_report(folder: ClassFolder, lesson: Lesson) -> Path:
    """Write reports/<lesson>.html. Raises UsageError where something waits, and nothing is graded.

    What a lesson's notebooks hold is their authors', so every text of it is escaped.
    """
    release = folder.release_notebook(lesson)
    reports, submitters = folder.reports(lesson), folder.submitters(lesson)
    if submitters and not reports:
        raise UsageError(f"{lesson.name} is not graded yet: run `course grade {lesson.name}`.")
    roster = folder.roster()
    if folder.has_gradebook:
        with folder.gradebook() as gradebook:
            folder.enrol(gradebook)
    graded = {s: report for s, report in reports.items() if report["state"] == "graded"}
    cells = {student: written_cells(folder, lesson, student, release) for student in graded}
    exercises = exercise_success(graded.values())
    named, unnamed = ideas(graded, cells)
    groups = unnamed_groups(graded, cells)
    page = _template().render(
        lesson=lesson.name,
        notebook=lesson.module_name,
        colours=COLOURS,
        names={s: _full_name(details) for s, details in roster.items() if _full_name(details)},
        pages=_feedback_pages(folder, lesson, reports),
        expected=len({*roster, *submitters, *reports}),
        handed_in=len({*submitters, *reports}),
        graded=len(graded),
        points=max((report["points"] for report in reports.values()), default=0),
        shares=sorted(share_of(report) for report in graded.values()),
        median=statistics.median([share_of(r) for r in graded.values()] or [0]),
        mean=statistics.fmean([share_of(r) for r in graded.values()] or [0]),
        scores=score_histogram([share_of(report) for report in graded.values()]),
        exercises=exercises,
        hardest=min(exercises, key=lambda e: e.whole / e.of, default=None),
        ideas=named[:SHOWN_IDEAS],
        rarer=named[SHOWN_IDEAS:],
        unnamed=unnamed,
        groups=groups[:SHOWN_IDEAS],
        smaller=groups[SHOWN_IDEAS:],
        grouped={group.exercise for group in groups},
        excerpt=excerpt,
        stuck=stuck(reports, roster, submitters, _late(folder, lesson)),
        seconds=seconds_histogram(graded),
        total_seconds=sum(report["cpu_seconds"] for report in reports.values()),
        slowest=slowest(graded),
        similar=similar(lesson, release, cells),
    )
    path = report_page(folder, lesson)
    path.parent.mkdir(exist_ok=True)
    write_atomically(path, page + MADE_FROM.format(_made_from(folder, lesson)))
    return path


def report_page(folder: ClassFolder, lesson: Lesson) -> Path:
    return folder.root / "reports" / f"{lesson.key}.html"


def is_report_stale(folder: ClassFolder, lesson: Lesson) -> bool:
    """Whether there is a report, and what it was made from has changed."""
    page = report_page(folder, lesson)
    return page.exists() and made_from(page) != _made_from(folder, lesson)


def _made_from(folder: ClassFolder, lesson: Lesson) -> str:
    """A digest of all that the report is made from."""
    reports = folder.reports(lesson)
    data = [
        reports,
        folder.roster(),
        folder.submitters(lesson),
        _late(folder, lesson),
        sorted(_feedback_pages(folder, lesson, reports)),
        what_counts(folder.release_notebook(lesson)),
    ]
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def _late(folder: ClassFolder, lesson: Lesson) -> dict[str, float]:
    """Seconds after the due date by student."""
    from nbgrader.api import MissingEntry

    if not folder.has_gradebook:
        return {}
    with folder.gradebook() as gradebook:
        try:
            assignment = gradebook.find_assignment(lesson.name)
        except MissingEntry:
            return {}
        late = {
            entry.student_id: seconds_late(entry, arrived(folder, entry))
            for entry in assignment.submissions
        }
    return {student: seconds for student, seconds in late.items() if seconds > 0}


def _full_name(details: dict[str, str | None]) -> str:
    return " ".join(filter(None, (details.get("first_name"), details.get("last_name"))))


def _feedback_pages(folder: ClassFolder, lesson: Lesson, students: Iterable[str]) -> set[str]:
    """Those whose feedback page lies where nbgrader puts it."""
    page = Path(lesson.name, f"{lesson.module_name}.html")
    return {student for student in students if (folder.root / "feedback" / student / page).exists()}


def _template():
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return templates.get_template("page.html")
