"""What more than one file of tests uses: hand in a notebook, and see it graded for real."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence

import pytest

from autograder.authoring.lessons import find_lesson
from autograder.authoring.source import solve
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
def _released(tmp_path_factory) -> ClassFolder:
    """Releasing takes nbgrader a second, so it is done once."""
    folder = ClassFolder.create(tmp_path_factory.mktemp("released") / "class")
    release(folder, find_lesson(START))
    return folder


@pytest.fixture
def class_folder(_released, tmp_path) -> ClassFolder:
    """A class folder of one's own, with an empty roster, in which lesson 00 is released."""
    shutil.copytree(_released.root, tmp_path / "class")
    return ClassFolder.open(tmp_path / "class")


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
