"""What more than one file of tests uses: hand in a notebook, and see it graded for real."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest

from autograder.grade import Submission, fresh_seed, grade
from autograder.lessons import find_lesson
from autograder.sandbox import NoSandbox, require
from autograder.simulate import solve

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


@pytest.fixture(scope="session")
def graded() -> Callable[..., Submission]:
    """`graded(answers, cells, lesson)` grades such a notebook in the real sandbox.

    All of a test process's submissions go through one worker. Skips where there is no sandbox.
    """
    try:
        require()
    except NoSandbox as error:
        pytest.skip(str(error))

    def graded(
        answers: dict[str, str] | None = None, cells: Sequence[str] = (), lesson: str = START
    ) -> Submission:
        notebook = handed_in(answers or {}, cells, lesson)
        release = json.loads(find_lesson(lesson).notebook.read_bytes())
        return grade(lesson, release, json.dumps(notebook).encode(), fresh_seed())

    return graded


def scores(submission: Submission) -> dict[str, float]:
    """The score of each exercise."""
    return {report.name: report.score for report in submission.reports}


def printed(submission: Submission) -> str:
    """All that the cells of a submission printed or raised, but not the reports."""
    outputs = [o for cell in submission.notebook["cells"] for o in cell.get("outputs", [])]
    return "".join(o.get("text", o.get("evalue", "")) for o in outputs)
