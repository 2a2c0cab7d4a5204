"""What `course bench grading` times, each in a process of its own, which prints its figures.

`python -m autograder.bench.measurements WHAT LESSON FOLDER`; WHAT is a key of MEASUREMENTS.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from fnmatch import filter as matching
from pathlib import Path
from typing import Any

from autograder.authoring.lessons import Lesson, find_lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.errors import CourseError
from autograder.grading.rebuild import Role, rebuild
from helpers.checking.run import outcome_of
from helpers.checking.sheet import Sheet

FIRST, OTHERS = ("first0", "first1"), "s*"  # who counts as start-up of two workers; who is timed
SMALLEST = 10  # submissions after which memory is looked at


def main() -> None:
    """Print the figures as JSON."""
    what, lesson, root = sys.argv[1:]
    if what in ON_ONE_CORE:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(json.dumps(MEASUREMENTS[what](find_lesson(lesson), ClassFolder.open(Path(root)))))


def _timed(folder: ClassFolder, lesson: Lesson, grade: Callable[[str], None]) -> dict:
    """Seconds a submission, by the clock and of processor time.

    grade: grades the students whose ids match a pattern.
    """
    grade("first?")
    count = len(folder.submitters(lesson)) - len(FIRST)
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


def measure_one_worker(lesson: Lesson, folder: ClassFolder) -> dict:
    with ThreadPoolExecutor(1) as executor:
        return _timed_ours(lesson, folder, executor, 1)


def measure_two_workers(lesson: Lesson, folder: ClassFolder) -> dict:
    with ThreadPoolExecutor(2) as executor:
        return _timed_ours(lesson, folder, executor, 2)


def measure_dask(lesson: Lesson, folder: ClassFolder) -> dict:
    with _dask() as (executor, at_a_time):
        return _timed_ours(lesson, folder, executor, at_a_time)


@contextmanager
def _dask() -> Iterator[tuple[Executor, int]]:
    """Two workers of a cluster on this machine."""
    from distributed import LocalCluster

    from autograder.classroom.cluster import cluster, keeping_few_messages

    with (
        keeping_few_messages(),
        LocalCluster(2, threads_per_worker=1, dashboard_address=None) as local,
        cluster(local.scheduler_address) as running,
    ):
        yield running


def _timed_ours(lesson: Lesson, folder: ClassFolder, executor: Executor, workers: int) -> dict:
    from autograder.authoring.sheets import PUBLIC_SEED
    from autograder.classroom.grade_class import grade_class

    def grade(pattern: str) -> None:
        students = matching(folder.submitters(lesson), pattern)
        settings = {"seed": PUBLIC_SEED, "executor": executor, "again": True}
        grade_class(folder, lesson, workers, students, **settings)

    return {**_timed(folder, lesson, grade), "memory": _peak_memory()}


def measure_cells(lesson: Lesson, folder: ClassFolder) -> dict:
    """A fork of a warm process executes the cells of a submission."""
    return _timed_steps(lesson, folder, lambda shell, sheet: None)


def measure_calls(lesson: Lesson, folder: ClassFolder) -> dict:
    """The same, and every call of the checks."""

    def call(shell: Any, sheet: Sheet) -> None:
        for case in sheet.cases:
            outcome_of(sheet.kind, shell.user_ns[sheet.name], case.args, case.kwargs)

    return _timed_steps(lesson, folder, call)


def _timed_steps(lesson: Lesson, folder: ClassFolder, check: Callable[[Any, Sheet], None]) -> dict:
    from autograder.grading import worker

    shell = worker.warm_up(lesson.uses_torch)
    cells, sheets = _cells_and_sheets(lesson, folder)

    def run() -> None:
        for cell in cells:
            if cell.role is Role.RUN:
                if any(
                    o["output_type"] == "error"
                    for o in worker.run_cell(shell, cell.source)["outputs"]
                ):
                    os._exit(1)
            elif cell.role is Role.CHECK:
                check(shell, sheets[cell.exercise])

    def grade(pattern: str) -> None:
        for _ in matching(folder.submitters(lesson), pattern):
            pid = os.fork()
            if pid == 0:
                run()
                os._exit(0)
            if os.waitpid(pid, 0)[1]:
                raise CourseError("A right answer could not be executed.")

    return {**_timed(folder, lesson, grade), "memory": _peak_memory()}


def measure_sandbox(lesson: Lesson, folder: ClassFolder) -> dict:
    """The same in the sandbox, every call asked for by a message and answered by another."""
    from autograder.authoring.sheets import PUBLIC_SEED
    from autograder.grading.grade import questions
    from autograder.grading.workers import worker_for

    worker = worker_for(lesson.uses_torch, sandbox=True)
    cells, sheets = _cells_and_sheets(lesson, folder)
    asked = questions(lesson, PUBLIC_SEED)

    def grade(pattern: str) -> None:
        for _ in matching(folder.submitters(lesson), pattern):
            session = worker.start()
            for cell in cells:
                if cell.role is Role.RUN:
                    session.run(cell.source)
                elif cell.role is Role.CHECK:
                    sheet = sheets[cell.exercise]
                    call = session.caller(sheet.kind, asked[sheet.name])
                    for case in sheet.cases:
                        call(case)
                    session.settle()
            worker.end(session)

    figures = {**_timed(folder, lesson, grade), "memory": _peak_memory()}
    worker.stop()
    return figures


def _cells_and_sheets(lesson: Lesson, folder: ClassFolder) -> tuple[tuple, dict[str, Sheet]]:
    from autograder.authoring.sheets import PUBLIC_SEED, answer_sheets

    submission = folder.submission_path(FIRST[0], lesson).read_bytes()
    cells = rebuild(folder.release_notebook(lesson), submission).cells
    return cells, answer_sheets(lesson, PUBLIC_SEED)


def measure_recording(lesson: Lesson, folder: ClassFolder) -> dict:
    """What is left where the same submission, graded before, comes back at once."""
    from autograder.authoring.sheets import PUBLIC_SEED
    from autograder.grading.grade import grade

    right = folder.read_submission(FIRST[0], lesson)
    submission = grade(lesson, folder.release_notebook(lesson), right, PUBLIC_SEED)

    class AtOnce(Executor):
        def submit(self, *_: Any) -> Future:
            done = Future()
            done.set_result(submission)
            return done

    return _timed_ours(lesson, folder, AtOnce(), 1)


def measure_long_run(lesson: Lesson, folder: ClassFolder) -> dict:
    """On two workers of a Dask cluster, after 10, 100 ... submissions: the bytes that the grader
    holds ("memory"), and the processor seconds of each since the last of these ("processor")."""
    from autograder.authoring.sheets import PUBLIC_SEED
    from autograder.classroom.grade_class import grade_class

    found: dict[int, dict] = {}
    last = 0, 0.0

    def progress(done: int, total: int) -> None:
        nonlocal last
        if done >= SMALLEST and (done == total or str(done).strip("0") == "1"):
            now = done, _processor_seconds()
            each = (now[1] - last[1]) / (now[0] - last[0])
            found[done] = {"memory": held_memory("VmRSS"), "processor": each}
            last = now

    with _dask() as (executor, at_a_time):
        last = 0, _processor_seconds()
        settings = {"seed": PUBLIC_SEED, "progress": progress, "executor": executor}
        grade_class(folder, lesson, at_a_time, **settings)
    return found


def measure_restart(lesson: Lesson, folder: ClassFolder) -> dict:
    """Seconds from the start of a run that was killed half-way to its next grade."""
    shutil.rmtree(folder.root / ".course" / "reports")
    reports = folder.root / ".course" / "reports" / lesson.name
    half = len(folder.submitters(lesson)) // 2
    command = [sys.executable, "-c", "from helpers.course.cli import main; main()"]
    command += ["grade", lesson.name, "-f", str(folder.root), "--workers", "2", "--yes"]

    def started() -> subprocess.Popen:
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)

    def wait_for(count: int) -> int:
        while (there := len(list(reports.glob("[!.]*.json")))) < count:
            time.sleep(0.005)
        return there

    run = started()
    wait_for(half)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    there, began = wait_for(0), time.perf_counter()
    run = started()
    wait_for(there + 1)
    seconds = time.perf_counter() - began
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    return {"done": there, "seconds": seconds}


def measure_check(lesson: Lesson, folder: ClassFolder) -> dict:
    """Seconds for the first `check` of an exercise in a live process, from file to card."""
    from helpers.checking.check import check_sheet, load_sheet

    seconds = []
    for exercise in lesson.exercises:
        answer = exercise.answer_of(exercise.solution)
        began = time.perf_counter()
        check_sheet(load_sheet(exercise.name), answer).html()
        seconds.append(time.perf_counter() - began)
    return {"median": statistics.median(seconds), "slowest": max(seconds)}


RECORDERS = ("recording with SQLite", "recording with Postgres")
MEASUREMENTS = {
    "nbgrader": measure_nbgrader,
    "1 worker": measure_one_worker,
    "2 workers": measure_two_workers,
    "2 on Dask": measure_dask,
    "cells": measure_cells,
    "and calls": measure_calls,
    "in the sandbox": measure_sandbox,
    **dict.fromkeys(RECORDERS, measure_recording),
    "the long run": measure_long_run,
    "restart": measure_restart,
    "check": measure_check,
}
GRADERS = ("1 worker", "2 workers", "2 on Dask")
STEPS = ("cells", "and calls", "in the sandbox", "1 worker")
ON_ONE_CORE = (*STEPS, "check")


def _processor_seconds() -> float:
    """Of this process, its children and theirs, those that ended included."""
    import psutil

    this = psutil.Process()
    return sum(sum(p.cpu_times()[:4]) for p in (this, *this.children(recursive=True)))


def _peak_memory() -> int:
    """Bytes of the largest process, this one or one that ended below it.

    For this one RUSAGE_SELF would not do: it begins with the peak of the process that started it.
    """
    return max(held_memory("VmHWM"), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)


def held_memory(field: str) -> int:
    """Bytes that this process holds (VmRSS) or held at most (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))


if __name__ == "__main__":
    main()
