"""An answer that is not there at grading is told why: by its own cell's error, and what to do."""

from __future__ import annotations

import json
import time

import pytest
from conftest import handed_in, printed, scores

from autograder.authoring.lessons import find_lesson
from autograder.grading.failures import ONLY_THE_NOTEBOOK, Failures
from autograder.grading.grade import fresh_seed, grade
from autograder.grading.rebuild import Cell, Role
from helpers.checking.check import load_sheet
from helpers.checking.outcome import Outcome

START = "00_start_here"
RIGHT = "def add_one(x):\n    return x + 1\n"


def report(submission, exercise: str = "add_one"):
    return next(r for r in submission.reports if r.name == exercise)


def problem(submission, exercise: str = "add_one") -> str:
    return next(part.problem for part in report(submission, exercise).parts if not part.passed)


def test_a_file_of_ones_own_that_the_answer_comes_from(graded):
    submission = graded({"add_one": "from my_tools import add_one"})
    assert problem(submission) == (
        "is not defined, since its cell raised ModuleNotFoundError: No module named 'my_tools' "
        "(line 1: from my_tools import add_one)"
    )
    assert report(submission).advice == ONLY_THE_NOTEBOOK
    assert scores(submission)["mean_image"] == 2


def test_a_file_of_ones_own_that_the_answer_uses(graded):
    uses = "import my_tools\ndef add_one(x):\n    return my_tools.add(x, 1)\n"
    submission = graded({"add_one": uses})
    assert problem(submission).startswith(
        "raised NameError: name 'my_tools' is not defined, since the cell that defines it raised "
        "ModuleNotFoundError: No module named 'my_tools' (line 1: import my_tools)"
    )
    assert report(submission).advice == ONLY_THE_NOTEBOOK
    assert ONLY_THE_NOTEBOOK in " ".join(report(submission).text().split())


@pytest.mark.parametrize(
    "cell",
    [
        "table = open('numbers.csv').read()\ndef add_one(x):\n    return x + len(table)\n",
        "def add_one(x):\n    return x + len(open('numbers.csv').read())\n",
        "import numpy as np\ndef add_one(x):\n    return x + np.loadtxt('numbers.csv')\n",
    ],
)
def test_a_file_of_ones_own_that_is_read(graded, cell):
    submission = graded({"add_one": cell})
    assert "raised FileNotFoundError" in problem(submission)
    assert report(submission).advice == ONLY_THE_NOTEBOOK


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("def add_one(x)\n    return x + 1", "SyntaxError: expected ':' (line 1: def add_one(x))"),
        ("@undefined\n" + RIGHT, "NameError: name 'undefined' is not defined (line 1: @undefined)"),
        ("add_one = 1 / 0", "ZeroDivisionError: division by zero (line 1: add_one = 1 / 0)"),
        ("if [][0]:\n    def add_one(x): return x + 1", "IndexError: list index out of range"),
    ],
)
def test_whatever_its_cell_raised(graded, cell, words):
    assert f"is not defined, since its cell raised {words}" in problem(graded({"add_one": cell}))


def test_what_stands_below_an_error_is_graded(graded):
    assert graded({"add_one": "import my_tools\n1 / 0\n" + RIGHT}).score == 3


def test_a_cell_that_was_stopped(graded, monkeypatch):
    monkeypatch.setattr("autograder.grading.workers.CELL_CPU_SECONDS", 0.3)
    submission = graded({"add_one": "while True: pass\nadd_one = (lambda x: x + 1)"})
    assert problem(submission) == (
        "is not defined, since its cell did not end within 0.3 seconds of computing"
    )


def test_an_answer_in_a_cell_of_ones_own_that_fails(graded):
    both = RIGHT + "from nowhere import mean_image"
    submission = graded({"mean_image": "", "add_one": both})
    assert "its cell raised ModuleNotFoundError: No module named 'nowhere'" in problem(
        submission, "mean_image"
    )


def test_a_name_that_an_earlier_cell_should_have_defined(graded):
    uses = "def mean_image(images):\n    return RATE * images.mean(axis=0)\n"
    answers = {"add_one": RIGHT + "RATE = open('rate.txt').read()", "mean_image": uses}
    assert problem(graded(answers), "mean_image").startswith(
        "raised NameError: name 'RATE' is not defined, since the cell that defines it raised "
        "FileNotFoundError"
    )


def test_an_answer_whose_cell_is_text_and_no_python():
    notebook = handed_in({"add_one": "This is it:\n\ndef add_one(x):\n    return x + 1"})
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "add_one":
            cell["cell_type"] = "markdown"
    release = json.loads(find_lesson(START).notebook.read_bytes())
    submission = grade(find_lesson(START), release, json.dumps(notebook).encode(), fresh_seed())
    assert "its cell holds text: make it a code cell again" in problem(submission)


def test_an_answer_that_is_nowhere(graded):
    assert problem(graded({"add_one": ""})) == (
        "is not defined, since no code cell of the notebook defines it"
    )


def test_an_error_that_costs_nothing_is_no_reason(graded):
    submission = graded({"add_one": RIGHT + "1 / 0"})
    assert "division by zero" in printed(submission)
    assert submission.score == 3


def test_what_a_process_says_of_why_is_not_believed(graded):
    claim = "{'kind': 'missing', 'message': 'the grader broke'}"
    cell = f"""
from helpers.checking import outcome
outcome.Outcome.to_data = lambda self: {claim}
{RIGHT}"""
    assert "the grader broke" not in problem(graded({"add_one": cell}))


def test_a_long_cell_is_looked_through_quickly(graded):
    cell = "import " * 300_000 + "\n" * 300_000 + "from " * 300_000
    assert "its cell raised SyntaxError" in problem(graded({"add_one": cell}))


def test_so_is_a_cell_of_many_lines_at_every_call():
    failures = Failures([Cell(Role.RUN, "ab\n" * 3_000_000, {"cell_type": "code"})])
    failures.note(0, "did not end")
    start = time.thread_time()
    for _ in range(10):
        failures.explain(Outcome("missing"), load_sheet("add_one"))
    assert time.thread_time() - start < 2
