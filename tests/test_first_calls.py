"""No answer pays for what is loaded only once: it is loaded before the clock starts."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import printed

from autograder.authoring.lessons import all_lessons
from autograder.authoring.source import solve
from helpers.paths import PROJECT

BEFORE = "\nimport sys; before = set(sys.modules)"
AFTER = "print('loaded', sorted(set(sys.modules) - before))"


@pytest.mark.thorough
@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda lesson: lesson.name)
def test_no_call_of_a_solution_loads_a_module_at_grading(graded, lesson):
    cells = solve(lesson)["cells"]
    first = next(cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("solution"))
    answers = {first["metadata"]["nbgrader"]["grade_id"]: "".join(first["source"]) + BEFORE}
    submission = graded(answers, cells=[AFTER], lesson=lesson.name)
    assert submission.score == sum(lesson.points.values())
    assert printed(submission).endswith("loaded []\n")


def in_a_fresh_notebook(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PROJECT)


def test_at_home_the_first_call_loads_no_part_of_pytorch_by_itself():
    in_a_fresh_notebook("""
import sys
from helpers.checking import check
from helpers.checking.kinds import FUNCTION
from helpers.checking.sheet import Case, Sheet, SheetPart
from helpers.checking.outcome import Outcome

def step(w):
    before = set(sys.modules)
    import torch
    from torch.nn import grad
    p = torch.zeros(2, requires_grad=True)
    (p * p).sum().backward()
    torch.optim.Adam([p]).step()
    assert set(sys.modules) == before
    return w

part = SheetPart("a step", (Case((1,), {}, Outcome("returned", 1)),))
sheet = Sheet("step", "", 1.0, FUNCTION, (part,), {}, (), torch=True)
assert check.check_sheet(sheet, step).passed, check.check_sheet(sheet, step).text()
""")


def test_at_home_an_exercise_without_pytorch_does_not_wait_for_it():
    in_a_fresh_notebook("""
import sys
from helpers.checking import check
from helpers.checking.kinds import FUNCTION
from helpers.checking.sheet import Case, Sheet, SheetPart
from helpers.checking.outcome import Outcome

part = SheetPart("a sum", (Case((1,), {}, Outcome("returned", 2)),))
sheet = Sheet("add_one", "", 1.0, FUNCTION, (part,), {}, ())
assert check.check_sheet(sheet, lambda x: x + 1).passed
assert "torch" not in sys.modules
""")
