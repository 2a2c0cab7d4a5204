"""What more than one file of tests uses: hand in a notebook, and see it graded for real.

Starting a worker and releasing a lesson take seconds each, so that a test process has one worker,
and a lesson is released once in a run of the tests.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock

from autograder.authoring.lessons import Lesson, find_lesson
from autograder.authoring.source import solve
from autograder.bench.measurements import held_memory
from autograder.classroom import grade_class as grade_class_module
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.release import release
from autograder.grading.confinement import NoSandbox
from autograder.grading.grade import Submission, fresh_seed, grade
from autograder.grading.sandbox import require

START = "00_start_here"


def handed_in(answers: dict[str, str], cells: Sequence[str] = (), lesson: str = START) -> dict:
    """The notebook of a student who solved a lesson, but for the answers that are given here.

    answers: what stands in an answer cell, by exercise. cells: code that the student adds at the
    end.
    """
    notebook = solve(find_lesson(lesson))
    for cell in notebook["cells"]:
        grading = cell["metadata"].get("nbgrader", {})
        if grading.get("solution"):
            cell["source"] = answers.get(grading["grade_id"], cell["source"])
    for i, source in enumerate(cells):
        cell = {"cell_type": "code", "id": f"own-{i}", "metadata": {}, "source": source}
        notebook["cells"].append({**cell, "execution_count": None, "outputs": []})
    return notebook


def needs_sandbox() -> None:
    """Skips where student code cannot be confined."""
    try:
        require()
    except NoSandbox as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def executor() -> Iterator[Executor]:
    """One thread, and so one worker, for what a test process grades by `grade_class`.

    Skips where there is no sandbox.
    """
    needs_sandbox()
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture
def one_worker(executor, monkeypatch) -> None:
    """Whatever grades a class, `course grade` too, does so in the one worker of a test process."""

    @contextlib.contextmanager
    def shared(given: Executor | None, *_: object) -> Iterator[Executor]:
        yield given or executor

    monkeypatch.setattr(grade_class_module, "_executor", shared)


@pytest.fixture(scope="session")
def graded() -> Callable[..., Submission]:
    """`graded(answers, cells, lesson)` grades such a notebook in the real sandbox.

    All of a test process's submissions go through one worker. Skips where there is no sandbox.
    """
    needs_sandbox()

    def graded(
        answers: dict[str, str] | None = None, cells: Sequence[str] = (), lesson: str = START
    ) -> Submission:
        notebook = handed_in(answers or {}, cells, lesson)
        found = find_lesson(lesson)
        release = json.loads(found.notebook.read_bytes())
        return grade(found, release, json.dumps(notebook).encode(), fresh_seed())

    return graded


@pytest.fixture(scope="session")
def once_a_run(tmp_path_factory) -> Callable[[str, Callable[[Path], object]], Path]:
    """`once_a_run(name, make)` is a folder that `make(path)` made, once for all test processes.

    Nobody may change what is in it.
    """
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def once_a_run(name: str, make: Callable[[Path], object]) -> Path:
        path, half_made = base / name, base / f"{name}.half"
        with FileLock(base / f"{name}.lock"):
            if not path.exists():
                shutil.rmtree(half_made, ignore_errors=True)  # of a process that failed
                make(half_made)
                half_made.rename(path)
        return path

    return once_a_run


@pytest.fixture(scope="session")
def released(once_a_run) -> Callable[..., ClassFolder]:
    """`released(place, lesson)` is a new class folder with an empty roster and one lesson."""
    start = find_lesson(START)

    def made(lesson: Lesson) -> Path:
        # nbgrader knows a course by the name of its folder: a copy of another name is a new one.
        make = lambda path: release(ClassFolder.create(path / "class"), lesson)  # noqa: E731
        return once_a_run(f"released-{lesson.name}", make) / "class"

    def released(place: Path, lesson: Lesson = start) -> ClassFolder:
        return ClassFolder.open(shutil.copytree(made(lesson), place))

    made(start)  # before a test changes what is installed
    return released


@pytest.fixture
def class_folder(released, tmp_path) -> ClassFolder:
    """A class folder of one's own, with an empty roster, in which lesson 00 is released."""
    return released(tmp_path / "class")


@contextlib.contextmanager
def memory_stays_below(limit: int) -> Iterator[None]:
    """What happens inside takes at most so many bytes more, whatever ran here before."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins again where memory is now
    before = held_memory("VmHWM")
    yield
    assert held_memory("VmHWM") - before < limit


def scores(submission: Submission) -> dict[str, float]:
    """The score of each exercise."""
    return {report.name: report.score for report in submission.reports}


def printed(submission: Submission) -> str:
    """All that the cells of a submission printed or raised, but not the reports."""
    outputs = [o for cell in submission.notebook["cells"] for o in cell.get("outputs", [])]
    return "".join(o.get("text", o.get("evalue", "")) for o in outputs)


def repeatable(report: dict) -> dict:
    """What must be equal when a grade is repeated: all but when it was made, and how costly."""
    measured = ("graded_at", "cpu_seconds", "memory_bytes")
    return {key: value for key, value in report.items() if key not in measured}
