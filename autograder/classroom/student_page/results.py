"""What became of each cell with points: its mark, its report, and what a person said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup
from nbconvert.filters import strip_ansi

from autograder.authoring.lessons import Lesson
from autograder.classroom.kept_report import as_report
from autograder.classroom.safe_markdown import to_html
from autograder.classroom.student_page.marks import KINDS, Mark, Marks
from autograder.grading.own_cells import EMPTY
from helpers.checking.report import Report
from helpers.course.notebook import exercise_name, grade_id, grading_of, text

SHOWN_CHARACTERS = 20_000  # of an output


@dataclass(frozen=True)
class Result:
    """One exercise, test, written answer or task.

    problem: why a test of the teacher's own failed. code, words: the answers that it is about.
    comments: a person's, on these answers and on the cell itself.
    """

    name: str
    mark: Mark
    report: Report | None = None
    problem: str = ""
    code: str = ""
    words: Markup | str = ""
    comments: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """One of KINDS."""
        if self.report is not None and not self.mark.points and self.report.passed:
            return "right"  # practice
        unwritten = self.report.unwritten if self.report is not None else self.problem == EMPTY
        return self.mark.kind(unwritten)

    @property
    def says(self) -> str:
        return KINDS[self.state]

    @property
    def body(self) -> Markup:
        """The report on it, as far as it is not all right."""
        shown = self.report is not None and not self.report.passed and self.state != "unwritten"
        return Markup(self.report.body()) if shown else Markup("")

    @property
    def first_problem(self) -> str:
        """The title of the first part that is wrong."""
        parts = self.report.parts if self.report else ()
        return next((part.title for part in parts if not part.passed and not part.waits), "")

    @property
    def said(self) -> tuple[str, ...]:
        """The comments, without nbgrader's own where the page says the same."""
        return tuple(c for c in self.comments if self.state != "unwritten" or c != EMPTY)


@dataclass
class _Answers:
    """Answers since the last cell with points, with what a person said of them."""

    cells: list[dict] = field(default_factory=list)
    are_used: bool = False

    def add(self, cell: dict) -> None:
        if self.are_used:
            self.cells, self.are_used = [], False
        self.cells.append(cell)


def results(cells: list[dict], marks: Marks, report: dict | None, lesson: Lesson) -> list[Result]:
    """Those of a graded notebook's cells, in their order. report: as it was kept, if it was."""
    kept = report or {"exercises": []}
    reports = {entry["name"]: as_report(entry, lesson) for entry in kept["exercises"]}
    own = {entry["name"]: entry for entry in kept.get("own", [])}
    return list(_results(cells, marks, reports, own))


def _results(
    cells: list[dict], marks: Marks, reports: Mapping[str, Report], own: Mapping[str, dict]
) -> Iterator[Result]:
    answers = _Answers()
    by_name = {grade_id(cell): cell for cell in cells if grading_of(cell).get("solution")}
    for cell in cells:
        name, grading = grade_id(cell), grading_of(cell)
        is_answer = bool(grading.get("solution") or grading.get("task"))
        if is_answer:
            answers.add(cell)
        if name not in marks.marks:
            continue
        exercise = exercise_name(name)
        found = reports.get(exercise)
        if is_answer:
            about, is_new = [cell], True
        elif found and exercise in by_name:
            about, is_new = [by_name[exercise]], True
        else:
            about, is_new = answers.cells, not answers.are_used
        answers.are_used = True
        written = [one for one in about if grading_of(one).get("solution")]
        yield Result(
            exercise if found else name,
            marks.marks[name],
            found,
            "" if found else own.get(name, {}).get("problem", "") or _error(cell),
            "\n\n\n".join(text(one) for one in written if one["cell_type"] == "code"),
            Markup("").join(_words(one) for one in written if one["cell_type"] == "markdown"),
            tuple(_comments(about, marks)) if is_new else (),
        )


def _comments(cells: list[dict], marks: Marks) -> Iterator[str]:
    for cell in cells:
        if comment := marks.comments.get(grade_id(cell) or ""):
            yield comment


def _words(cell: dict) -> Markup:
    return Markup(to_html(text(cell), cell.get("attachments")))


def _error(cell: dict) -> str:
    """The error that a cell ended in, in a line."""
    for output in cell.get("outputs", []):
        if output.get("output_type") == "error":
            said = f"{output.get('ename', '')}: {output.get('evalue', '')}"
            return strip_ansi(said)[:SHOWN_CHARACTERS].strip(": ")
    return ""
