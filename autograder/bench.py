"""Time this autograder against nbgrader's own: one run, one lesson, the same submissions.

Every submission holds right answers only, so that all three ways execute the same code:

- nbgrader: its own converter and preprocessors in its own course folder, a kernel a submission.
  Check cells are ordinary tests there, which judge by the same sheets; cells tagged `demo`, which
  ours does not execute at grading, are taken out, since nbgrader would.
- ours: `grade_class` with one worker, sandbox and records included.
- floor: a fork of a warm process that executes the same cells and ends; no checks, no records.

Each has a process of its own, pinned with its children to one and the same core, with one thread
for linear algebra. One more submission goes first and counts as start-up, paid once a run.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fnmatch import filter as matching
from importlib.metadata import version
from pathlib import Path
from typing import Any

from autograder.class_folder import ClassFolder, release
from autograder.errors import CourseError
from autograder.lessons import ANSWERS, Lesson, find_lesson

STOCK_SETTINGS = """\
c = get_config()  # noqa: F821
c.CourseDirectory.root = {root!r}
c.ClearSolutions.enabled = False
"""
STOCK_TEST = """\
from helpers.check import check_sheet, load_sheet

_report = check_sheet(load_sheet("{name}"), {name})
print(_report.text())
_report.score
"""
FIRST, OTHERS = "first", "s*"  # students' ids: who counts as start-up, and who is timed
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
IMPORTS = ("import helpers", "from helpers import check, data, hint, plots")
STARTS = 5  # of an interpreter, to time an import


def run_bench(lesson: Lesson, students: int) -> Any:
    """Tables to print. Raises CourseError where scores differ or right answers lack points."""
    from autograder.answers import compile_answers
    from autograder.cli import console

    core = min(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(prefix="course-") as place, console.status("") as status:
        status.update("Preparing two class folders")
        compile_answers(lesson, ANSWERS)
        ours, stock = (ClassFolder.create(Path(place) / name) for name in ("ours", "stock"))
        settings = STOCK_SETTINGS.format(root=str(stock.root))
        (stock.root / "nbgrader_config.py").write_text(settings)
        release(ours, lesson)
        release(stock, StockLesson(lesson.name, Path(place)))
        _hand_in(ours, lesson, students)
        _hand_in(stock, lesson, students)
        figures = {}
        for what in MEASUREMENTS:
            status.update(f"Measuring: {what}")
            figures[what] = _measure(what, lesson, stock if what == "nbgrader" else ours, core)
        _require_full_scores(lesson, students, {"nbgrader": stock, "ours": ours})
        status.update("Measuring: imports")
        imports = {statement: _import_seconds(statement) for statement in IMPORTS}
    return _tables(lesson, students, figures, imports)


@dataclass(frozen=True)
class StockLesson(Lesson):
    """A lesson with tests that nbgrader itself can run, and without demos.

    place: a folder to write its notebook to.
    """

    place: Path

    @property
    def notebook(self) -> Path:
        original = super().notebook
        notebook = json.loads(original.read_bytes())
        cells = [c for c in notebook["cells"] if "demo" not in c["metadata"].get("tags", [])]
        for cell in cells:
            grading = cell["metadata"].get("nbgrader", {})
            if grading.get("grade"):
                name = grading["grade_id"].removeprefix("check_")
                cell["source"] = STOCK_TEST.format(name=name)
        path = self.place / original.name
        path.write_text(json.dumps({**notebook, "cells": cells}))
        return path


def _hand_in(folder: ClassFolder, lesson: Lesson, students: int) -> None:
    """The released notebook with right answers, as many times as are timed, and the first."""
    from autograder.source import cell_source

    right = {exercise.name: cell_source(exercise.solution) for exercise in lesson.exercises}
    notebook = folder.release_notebook(lesson)
    for cell in notebook["cells"]:
        grading = cell["metadata"].get("nbgrader", {})
        if grading.get("solution"):
            cell["source"] = right[grading["grade_id"]]
    for student in (FIRST, *(f"s{number:03d}" for number in range(students))):
        path = folder.submission_path(student, lesson)
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook, indent=1))


def _require_full_scores(lesson: Lesson, students: int, folders: dict[str, ClassFolder]) -> None:
    """Both must have given full marks to all, or the times say nothing."""
    full = sum(lesson.points.values())
    for name, folder in folders.items():
        with folder.gradebook() as gradebook:
            scores = [row["score"] for row in gradebook.submission_dicts(lesson.name)]
        if scores != [full] * (students + 1):
            raise CourseError(
                f"The times cannot be compared: of {name}, {students + 1} right submissions got "
                f"{scores}, not {full:g} each."
            )


def _measure(what: str, lesson: Lesson, folder: ClassFolder, core: int) -> dict:
    """What the function in MEASUREMENTS returns; where it says when it began, also "start"."""
    started = time.perf_counter()
    arguments = [what, lesson.name, str(folder.root), str(core)]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "autograder.bench", *arguments],
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


def main() -> None:
    """`python -m autograder.bench WHAT LESSON FOLDER CORE` prints figures as JSON."""
    what, lesson, root, core = sys.argv[1:]
    os.sched_setaffinity(0, {int(core)})
    print(json.dumps(MEASUREMENTS[what](find_lesson(lesson), ClassFolder.open(Path(root)))))


def _timed(folder: ClassFolder, lesson: Lesson, grade: Callable[[str], None]) -> dict:
    """Seconds a submission, by the clock and of processor time.

    grade: grades the students whose ids match a pattern.
    """
    grade(FIRST)
    count = len(folder.submitters(lesson)) - 1
    began, processor = time.perf_counter(), _processor_seconds()
    grade(OTHERS)
    wall, processor = time.perf_counter() - began, _processor_seconds() - processor
    return {"began": began, "wall": wall / count, "processor": processor / count}


def measure_nbgrader(lesson: Lesson, folder: ClassFolder) -> dict:
    def grade(pattern: str) -> None:
        result = folder.nbgrader.autograde(lesson.name, pattern)
        if not result["success"]:
            raise CourseError((result.get("error") or result["log"]).strip().splitlines()[-1])

    return {**_timed(folder, lesson, grade), "memory": _peak_memory()}


def measure_ours(lesson: Lesson, folder: ClassFolder) -> dict:
    """With the grader's own memory after a quarter of the submissions, and after all."""
    from concurrent.futures import ThreadPoolExecutor

    from autograder.answers import PUBLIC_SEED
    from autograder.grade import stop_workers
    from autograder.grade_class import grade_class

    held = {}

    def progress(done: int, total: int) -> None:
        if done in (max(1, total // 4), total):
            held[done] = _memory("VmRSS")

    def grade(pattern: str) -> None:
        held.clear()
        students = matching(folder.submitters(lesson), pattern)
        settings = {"seed": PUBLIC_SEED, "progress": progress, "executor": executor}
        grade_class(folder, lesson, workers=1, students=students, **settings)

    with ThreadPoolExecutor(1) as executor:  # of one thread, so of one worker for both parts
        figures = _timed(folder, lesson, grade)
    stop_workers()
    return {**figures, "memory": _peak_memory(), "held": held}


def measure_floor(lesson: Lesson, folder: ClassFolder) -> dict:
    from autograder import worker
    from autograder.rebuild import Role, rebuild

    shell = worker.warm_up(lesson.uses_torch)
    submission = folder.submission_path(FIRST, lesson).read_bytes()
    cells = rebuild(folder.release_notebook(lesson), submission).cells
    sources = [cell.source for cell in cells if cell.role is Role.RUN]

    def grade(pattern: str) -> None:
        for _ in matching(folder.submitters(lesson), pattern):
            pid = os.fork()
            if pid == 0:
                outputs = [output for code in sources for output in worker.run_cell(shell, code)]
                os._exit(any(output["output_type"] == "error" for output in outputs))
            if os.waitpid(pid, 0)[1]:
                raise CourseError("A right answer could not be executed.")

    return {**_timed(folder, lesson, grade), "memory": _peak_memory()}


def measure_check(lesson: Lesson, folder: ClassFolder) -> dict:
    """Seconds for the first `check` of an exercise in a live process, from file to card."""
    from helpers.check import check_sheet, load_sheet

    seconds = []
    for exercise in lesson.exercises:
        answer = exercise.solution() if exercise.probe == "value" else exercise.solution
        began = time.perf_counter()
        check_sheet(load_sheet(exercise.name), answer).html()
        seconds.append(time.perf_counter() - began)
    return {"median": statistics.median(seconds), "slowest": max(seconds)}


MEASUREMENTS = {
    "nbgrader": measure_nbgrader,
    "ours": measure_ours,
    "floor": measure_floor,
    "check": measure_check,
}


def _processor_seconds() -> float:
    """Of this process, its children and theirs, those that ended included."""
    import psutil

    this = psutil.Process()
    return sum(sum(p.cpu_times()[:4]) for p in (this, *this.children(recursive=True)))


def _peak_memory() -> int:
    """Bytes of the largest process, this one or one that ended below it.

    For this one RUSAGE_SELF would not do: it begins with the peak of the process that started it.
    """
    return max(_memory("VmHWM"), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)


def _memory(field: str) -> int:
    """Bytes that this process holds (VmRSS) or held at most (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))


def _import_seconds(statement: str) -> float:
    """Median over some fresh interpreters."""
    code = f"import time; t = time.perf_counter(); {statement}; print(time.perf_counter() - t)"
    starts = [subprocess.check_output([sys.executable, "-c", code]) for _ in range(STARTS)]
    return statistics.median(map(float, starts))


def _tables(lesson: Lesson, students: int, figures: dict, imports: dict[str, float]) -> Any:
    from rich.console import Group

    from autograder.cli import score_table

    names = ["nbgrader", "ours", "floor"]
    title = f"{lesson.name}: {students} submissions, equal scores, one core"
    grading = score_table(title, ["", *names, "nbgrader/ours", "ours/floor"])
    for row, key, unit in (
        ("seconds each", "wall", 1),
        ("of processor time", "processor", 1),
        ("start-up, once", "start", 1),
        ("peak memory, MB", "memory", 1e6),
    ):
        stock, ours, floor = (figures[name][key] / unit for name in names)
        numbers = [f"{number:.3g}" for number in (stock, ours, floor)]
        grading.add_row(row, *numbers, f"{stock / ours:.1f}", f"{ours / floor:.1f}")
    others = score_table("One process", ["", ""])
    for which, seconds in figures["check"].items():
        others.add_row(f"check, {which} exercise", f"{seconds * 1e3:.1f} ms")
    for statement, seconds in imports.items():
        others.add_row(statement, f"{seconds * 1e3:.1f} ms")
    for done, memory in figures["ours"]["held"].items():
        others.add_row(f"grader's memory after {done}", f"{memory / 1e6:.1f} MB")
    facts = (
        f"{date.today()}, one core of {os.cpu_count()}, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, nbgrader {version('nbgrader')}"
    )
    return Group(grading, others, facts)


if __name__ == "__main__":
    main()
