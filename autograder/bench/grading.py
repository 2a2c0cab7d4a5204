"""Time this autograder against nbgrader's own: one run, one lesson, the same submissions.

Every submission holds right answers only, so that all ways execute the same code:

- nbgrader: its own converter and preprocessors in its own course folder, a kernel a submission.
  Check cells are ordinary tests there, which judge by the same sheets; cells tagged `demo`, which
  ours does not execute at grading, are taken out, since nbgrader would.
- ours: `grade_class` with one worker, with two, and on two workers of a Dask cluster.
- steps: what a submission costs in a process of its own, each with all of the one before: cells
  executed in a fork of a warm process; the calls of the checks made too; the same in the sandbox,
  asked for by messages. What is left to `ours` is judging and keeping records.
- recording: what is left of `ours` where an executor gives back at once what was graded before.

Each has a process of its own, with one thread for linear algebra. What uses one worker is pinned to
one core, the rest may use all. Two more submissions go first and count as start-up, paid once a
run.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from autograder.authoring.lessons import Lesson
from autograder.bench import measurements
from autograder.bench.measurements import FIRST, GRADERS, MEASUREMENTS, RECORDERS, STEPS
from autograder.bench.postgres import own_server
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.release import release
from autograder.errors import CourseError
from helpers.course.notebook import exercise_name, grading_of
from helpers.paths import ANSWERS

STOCK_SETTINGS = """\
c = get_config()  # noqa: F821
c.CourseDirectory.root = {root!r}
c.ClearSolutions.enabled = False
"""
STOCK_TEST = """\
from helpers.checking.check import check_sheet, load_sheet

_report = check_sheet(load_sheet("{name}"), {name})
print(_report.text())
_report.score
"""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
IMPORTS = ("import helpers", "from helpers import check, data, hint, plots")
STARTS = 5  # of an interpreter, to time an import


def run_bench(lesson: Lesson, students: int, largest: int) -> Any:
    """Tables to print. Raises CourseError where scores differ or right answers lack points.

    students: to be timed; largest: how many are recorded, and graded in the long run, whose cost
    is looked at after each power of ten.
    """
    from autograder.authoring.sheets import compile_answers
    from autograder.console import console

    with (
        tempfile.TemporaryDirectory(prefix="course-") as place,
        own_server() as server,
        console.status("") as status,
    ):
        status.update("Preparing class folders")
        compile_answers(lesson, ANSWERS)
        ours, stock, large = (
            ClassFolder.create(Path(place) / name) for name in ("ours", "stock", "large")
        )
        with_sqlite, with_postgres = RECORDERS
        databases = {with_sqlite: None} | ({with_postgres: server} if server else {})
        recorded = {
            what: ClassFolder.create(Path(place) / what.split()[-1], address)
            for what, address in databases.items()
        }
        settings = STOCK_SETTINGS.format(root=str(stock.root))
        (stock.root / "nbgrader_config.py").write_text(settings)
        release(stock, StockLesson(lesson.name, place=Path(place)))
        _hand_in(stock, lesson, students)
        counts = [
            (ours, students),
            (large, largest),
            *((one, largest) for one in recorded.values()),
        ]
        for folder, count in counts:
            release(folder, lesson)
            _hand_in(folder, lesson, count)
        others = {"nbgrader": stock, "the long run": large, "restart": large, **recorded}
        figures = {}
        for what in MEASUREMENTS:
            if what in RECORDERS and what not in recorded:
                continue
            status.update(f"Measuring: {what}")
            folder = others.get(what, ours)
            figures[what] = _measure(what, lesson, folder)
            if what in (*GRADERS, "nbgrader"):
                _require_full_scores(lesson, students, what, folder)
        status.update("Measuring: imports")
        imports = {statement: _import_seconds(statement) for statement in IMPORTS}
    return _tables(lesson, students, figures, imports)


@dataclass(frozen=True)
class StockLesson(Lesson):
    """A lesson with tests that nbgrader itself can run, and without demos.

    place: a folder to write its notebook to.
    """

    place: Path = Path()

    @property
    def notebook(self) -> Path:
        original = super().notebook
        notebook = json.loads(original.read_bytes())
        cells = [c for c in notebook["cells"] if "demo" not in c["metadata"].get("tags", [])]
        for cell in cells:
            grading = grading_of(cell)
            if grading.get("grade"):
                name = exercise_name(grading["grade_id"])
                cell["source"] = STOCK_TEST.format(name=name)
        path = self.place / original.name
        path.write_text(json.dumps({**notebook, "cells": cells}))
        return path


def _hand_in(folder: ClassFolder, lesson: Lesson, students: int) -> None:
    """The released notebook with right answers, as many times as are timed, and the first."""
    from autograder.authoring.source import answer_source

    right = {
        exercise.name: answer_source(exercise, exercise.solution) for exercise in lesson.exercises
    }
    notebook = folder.release_notebook(lesson)
    for cell in notebook["cells"]:
        grading = grading_of(cell)
        if grading.get("solution"):
            cell["source"] = right[grading["grade_id"]]
    for student in (*FIRST, *(f"s{number:03d}" for number in range(students))):
        path = folder.submission_path(student, lesson)
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook, indent=1))


def _require_full_scores(lesson: Lesson, students: int, what: str, folder: ClassFolder) -> None:
    """All must have full marks, or the times say nothing."""
    full = sum(lesson.points.values())
    with folder.gradebook() as gradebook:
        scores = [row["score"] for row in gradebook.submission_dicts(lesson.name)]
    if scores != [full] * (students + len(FIRST)):
        raise CourseError(
            f"The times cannot be compared: of {what}, {len(scores)} right submissions got "
            f"{scores}, not {full:g} each."
        )


def _measure(what: str, lesson: Lesson, folder: ClassFolder) -> dict:
    """What the function in MEASUREMENTS returns; where it says when it began, also "start"."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-P", "-m", measurements.__name__, what, lesson.name, folder.root],
        env={**os.environ, **ONE_THREAD},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        last = " ".join(done.stderr.strip().splitlines()[-1:])
        raise CourseError(f"The measurement of {what} failed: {last}")
    figures = json.loads(done.stdout.splitlines()[-1])
    if "began" in figures:
        figures["start"] = figures["began"] - started
    return figures


def _import_seconds(statement: str) -> float:
    """Median over some fresh interpreters."""
    code = f"import time; t = time.perf_counter(); {statement}; print(time.perf_counter() - t)"
    starts = [subprocess.check_output([sys.executable, "-c", code]) for _ in range(STARTS)]
    return statistics.median(map(float, starts))


def _tables(lesson: Lesson, students: int, figures: dict, imports: dict[str, float]) -> Any:
    from rich.console import Group

    from autograder.console import score_table

    columns = ["nbgrader", *GRADERS]
    title = f"{lesson.name}: {students} submissions, equal scores"
    grading = score_table(title, ["", *columns])
    for row, key, unit in (
        ("seconds each", "wall", 1),
        ("of processor time", "processor", 1),
        ("start-up, once", "start", 1),
        ("largest process, MB", "memory", 1e6),
    ):
        grading.add_row(row, *(f"{figures[name][key] / unit:.3g}" for name in columns))
    for row, key in (("times faster", "wall"), ("times less processor time", "processor")):
        stock = figures["nbgrader"][key]
        grading.add_row(row, *(f"{stock / figures[name][key]:.1f}" for name in columns))

    steps = score_table("Where the processor time goes, on one core", ["", "ms each", "added"])
    before = None
    for name in STEPS:
        seconds = figures[name]["processor"]
        added = "" if before is None else f"{seconds / before - 1:+.0%}"
        steps.add_row("all of it" if name == "1 worker" else name, f"{1e3 * seconds:.1f}", added)
        before = seconds

    others = score_table("Alone", ["", ""])
    for what in filter(figures.get, RECORDERS):
        each = figures[what]["processor"]
        others.add_row(what, f"{1 / figures[what]['wall']:.0f} a second, {1e3 * each:.1f} ms each")
    for done, then in figures["the long run"].items():
        others.add_row(f"processor time each, up to {done}", f"{1e3 * then['processor']:.1f} ms")
        others.add_row(f"grader's memory after {done}", f"{then['memory'] / 1e6:.1f} MB")
    restart = figures["restart"]
    others.add_row(f"restart after a kill, {restart['done']} done", f"{restart['seconds']:.1f} s")
    for which, seconds in figures["check"].items():
        others.add_row(f"check, {which} exercise", f"{seconds * 1e3:.1f} ms")
    for statement, seconds in imports.items():
        others.add_row(statement, f"{seconds * 1e3:.1f} ms")
    facts = (
        f"{date.today()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, nbgrader {version('nbgrader')}"
    )
    return Group(grading, steps, others, facts)
