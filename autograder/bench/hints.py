"""How well wrong answers are told which mistake they are: verdicts and names, by exercise.

The answers in `answers/` were written by somebody who had not seen the known mistakes, most of them
wrong, each with its true diagnosis. A cell of such a file begins with a line

    # %% conv_forward · wrong · leaves_out_the_bias, adds_the_bias_twice

with the exercise, whether the answer is wrong or right, and for a wrong one the names that are true
of it, where there are any. The comment below says what is wrong.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autograder.authoring.lessons import Lesson
from autograder.errors import CourseError
from helpers.checking.check import check_sheet, load_sheet
from helpers.checking.report import Report

ANSWERS = Path(__file__).with_name("answers")
CELL = re.compile(r"^# %% (?P<exercise>\w+) · (?P<verdict>wrong|right)(?: · (?P<names>[\w, ]+))?$")
CHANGED = "changed its input"
COLUMNS = {
    "right_passed": "right",
    "right_refused": "refused",
    "wrong_passed": "passed",
    "true_name": "named",
    "false_name": "misnamed",
    "sentence": "sentence",
    "nothing": "neither",
}


@dataclass(frozen=True)
class Answer:
    """An answer to an exercise, as a student wrote it.

    names: the mistakes that are true of it; diagnosis: what is wrong, or in which way it is right.
    """

    exercise: str
    is_right: bool
    names: frozenset[str]
    diagnosis: str
    source: str


@dataclass(frozen=True)
class Said:
    """What was said of an answer, and in how many seconds. kind: a key of COLUMNS."""

    answer: Answer
    report: Report
    is_trained: bool
    seconds: float

    @property
    def sentence(self) -> str:
        """What the report says of the cause, besides the call that fails."""
        texts = [part.hint for part in self.report.parts]
        texts += [part.problem for part in self.report.parts if CHANGED in part.problem]
        return next(filter(None, texts), "")

    @property
    def kind(self) -> str:
        if self.answer.is_right:
            return "right_passed" if self.report.passed else "right_refused"
        if self.report.passed:
            return "wrong_passed"
        if self.report.mistake:
            return "true_name" if self.report.mistake in self.answer.names else "false_name"
        return "sentence" if self.sentence else "nothing"


def answers_to(lesson: Lesson) -> list[Answer]:
    """The answers that are kept for a lesson.

    Raises CourseError where there are none, or a cell does not say what it is.
    """
    path = ANSWERS / f"{lesson.module_name}.py"
    if not path.is_file():
        raise CourseError(f"There are no answers to {lesson.name}: {path} is missing.")
    return [*_cells(path)]


def _cells(path: Path) -> Iterator[Answer]:
    before, *cells = re.split(r"^(?=# %%)", path.read_text("utf-8"), flags=re.MULTILINE)
    for cell in cells:
        first, _, source = cell.partition("\n")
        match = CELL.match(first)
        if before.strip() or not match:
            raise CourseError(
                f"{path} has a cell that begins with {first!r}: expected `# %% exercise · wrong` "
                "or `· right`, and for a wrong one the names that are true of it."
            )
        comment = re.match(r"(?:# .*\n)*", source)[0]
        names = re.split(r",\s*", match["names"]) if match["names"] else ()
        yield Answer(
            match["exercise"],
            match["verdict"] == "right",
            frozenset(names),
            " ".join(line.removeprefix("# ") for line in comment.splitlines()),
            source,
        )


def judged(lesson: Lesson, trained: bool = True) -> Iterator[Said]:
    """What `check` says of each answer to a lesson, by the compiled answers.

    Each runs in a cell of its own, beside right answers to the other exercises of the lesson.
    trained: also of what trains networks, which takes seconds each.
    """
    for answer in answers_to(lesson):
        sheet = load_sheet(answer.exercise)
        if sheet.kind.trains and not trained:
            continue
        names: dict[str, Any] = {"np": np}
        names |= {e.name: e.solution for e in lesson.exercises if e.kind.is_called}
        exec(compile(answer.source, "cell", "exec", dont_inherit=True), names)
        began = time.perf_counter()
        report = check_sheet(sheet, names[answer.exercise])
        yield Said(answer, report, sheet.kind.trains, time.perf_counter() - began)


def table(said: Iterable[Said]) -> Any:
    """How many answers were said what, a row for each exercise."""
    from rich.table import Column, Table

    counts: dict[str, dict[str, int]] = {}
    for one in said:
        row = counts.setdefault(one.answer.exercise, dict.fromkeys(COLUMNS, 0))
        row[one.kind] += 1
    made = Table(Column("exercise", no_wrap=True), *COLUMNS.values())
    for exercise, row in counts.items():
        made.add_row(exercise, *(str(count or "–") for count in row.values()))
    total = {kind: sum(row[kind] for row in counts.values()) for kind in COLUMNS}
    made.add_section()
    made.add_row("all", *map(str, total.values()))
    return made


def times(said: Iterable[Said]) -> str:
    """How long `check` took, besides trainings."""
    seconds = [one.seconds for one in said if not one.is_trained]
    if not seconds:
        return ""
    median, longest = 1000 * statistics.median(seconds), 1000 * max(seconds)
    return f"check answered in {median:.0f} ms (median), {longest:.0f} ms at most."


def details(said: Iterable[Said]) -> str:
    """Each answer that was not told its own mistake by name, and what was said of it instead."""
    lines = []
    for one in said:
        if one.kind not in ("true_name", "right_passed"):
            lines += [
                f"{one.answer.exercise}: {COLUMNS[one.kind]} {one.report.mistake}".rstrip(),
                f"    is:   {one.answer.diagnosis}",
                f"    said: {one.sentence or '–'}",
            ]
    return "\n".join(lines)
