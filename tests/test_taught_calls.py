"""What the lessons teach students to call does no harm at grading, wherever in a cell it stands."""

from __future__ import annotations

import pytest
from conftest import printed, scores

RIGHT = """
def add_one(x):
    return x + 1
"""
ADVICE = """
from helpers import check, failing_call, hint
check(add_one)
hint(add_one)
args, kwargs = failing_call(add_one)
add_one(*args, **kwargs)
first, *others = args
print(first.shape)
"""
CALLS = {
    "data": """
from helpers import data
data.photo("cat", size=32), data.digits(), data.sound(), data.letters("AB", count=4)
data.rings(), data.blobs(), data.spiral(30, classes=3, seed=0)
""",
    "plots": """
import matplotlib.pyplot as plt
from helpers import data, plots
plots.show_images(data.digits()[0][:3], ["a", "b", "c"], "title", 3)
for _ in range(30): plt.figure(); plt.plot([1, 2])
plt.show()
""",
    "widgets": """
from helpers import widgets
explorer = widgets.ConvolutionExplorer()
explorer.state
""",
    "one widget": "from helpers.widgets import HalfSpaces\nHalfSpaces()",
    "display": """
from IPython.display import Audio, HTML, Markdown, clear_output, display
display(HTML("<b>x</b>"), Markdown("x")); clear_output()
display(Audio([0.0, 0.5], rate=8000))
get_ipython().run_line_magic("timeit", "-n1 -r1 1 + 1")
""",
    "magics": "%matplotlib inline\n%time sum(range(9))\n%load_ext autoreload\n%pip list",
    "magics that are not there": "%matplotlib widget\n%no_magic",
    "a shell": "!ls\nfiles = !ls\nfiles[0]",
    "questions": "name = input('your name? ')\nprint(name.upper())",
    "a bar of progress": "from tqdm.auto import tqdm\nfor _ in tqdm(range(3)): pass",
    "a pause": "import time; time.sleep(0.1)",
    "a file": "open('notes.txt', 'w').write('x'); open('notes.txt').read()",
    "a file of one's own": "from my_functions import nothing\nnothing(3)\nopen('my_data.csv')",
    "an assertion": "assert add_one(1) == 3, 'not yet'",
    "an answer that is not written": "import nowhere, numpy as np\nraise NotImplementedError",
    "PyTorch": """
import torch, numpy as np
import torch.nn.functional as F
from torch import nn, optim as o
from torch.nn import *
class Net(nn.Module): pass
x = torch.zeros(3)
F.relu(x)
""",
    "networks": """
from helpers import networks, training, speedrun, models, shapes, distributed_demo
networks.predicted_classes(*[np.eye(3)] * 5)
""",
}


@pytest.mark.parametrize("where", ["{0}{1}", "{1}{0}"], ids=["above", "below"])
def test_check_hint_and_failing_call_cost_nothing_in_an_answer_cell(graded, where):
    submission = graded({"add_one": where.format(ADVICE, RIGHT)}, cells=[ADVICE])
    assert submission.score == 3
    assert "PASSED" not in printed(submission)


@pytest.mark.parametrize("calls", CALLS.values(), ids=CALLS)
def test_a_call_costs_nothing_above_or_below_a_definition_or_beside_it(graded, calls):
    for source in (f"{calls}\n{RIGHT}", f"{RIGHT}\n{calls}"):
        assert graded({"add_one": source}, cells=[calls]).score == 3


def test_of_a_cell_that_fails_more_than_once_the_first_error_is_shown(graded):
    submission = graded(cells=["print(1)\n1 / 0\nprint(2)\nnowhere\nprint(3)"])
    assert printed(submission) == "1\n2\n3\ndivision by zero"


@pytest.mark.parametrize("end", ["while True: pass", "import os; os._exit(0)"])
def test_a_cell_that_does_not_end_still_defines_what_it_defines(graded, monkeypatch, end):
    monkeypatch.setattr("autograder.grading.workers.CELL_CPU_SECONDS", 0.3)
    submission = graded({"add_one": f"import numpy as np\nk = 1\n{RIGHT.replace('1', 'k')}\n{end}"})
    assert submission.score == 3
    assert "Only its definitions were kept" in printed(submission)


def test_a_definition_that_does_not_end_is_left_out(graded, monkeypatch):
    monkeypatch.setattr("autograder.grading.workers.CELL_CPU_SECONDS", 0.3)
    endless = f"def add_one(x, y=sum(iter(int, 1))): return x + 1\n{RIGHT}"
    submission = graded({"add_one": endless})
    assert scores(submission) == {"add_one": 0, "mean_image": 2}
    assert "It was left out" in printed(submission)


def test_a_name_in_place_of_a_hidden_library_says_why_when_it_is_used(graded):
    submission = graded({"add_one": "import torch\ndef add_one(x): return torch.add(x, 1)"})
    assert "torch cannot be imported here" in submission.reports[0].parts[0].problem
    assert printed(submission) == ""


@pytest.mark.parametrize(
    "definition",
    [
        "def add_one(x: torch.Tensor) -> torch.Tensor: return x + 1",
        "def add_one(x: torch.Tensor | None): return x + 1",
        "def add_one(x: Optional[torch.Tensor], *rest: list[torch.Tensor]): return x + 1",
        "def add_one(x, dtype=torch.float32): return x + 1",
        "dtype = torch.float32\ndef add_one(x): return x + 1",
        "device: torch.device = torch.device('cpu')\ndef add_one(x): return x + 1",
    ],
)
def test_a_library_that_a_definition_only_names_costs_nothing(graded, definition):
    imports = "import torch\nfrom typing import Optional"
    assert graded({"add_one": f"{imports}\n{definition}"}).score == 3


@pytest.mark.parametrize("use", ["x * torch.pi", "isinstance(x, torch.Tensor)", "x @ torch.E[0]"])
def test_whatever_is_done_with_a_part_of_it_says_why(graded, use):
    submission = graded({"add_one": f"import torch\ndef add_one(x): return {use}"})
    assert "torch cannot be imported here" in submission.reports[0].parts[0].problem


def test_a_file_that_a_cell_writes_can_be_imported_and_hides_no_library(graded):
    write = "open('numpy.py', 'w').write('')\nopen('mine.py', 'w').write('one = 1')\n"
    source = f"{write}from mine import one\ndef add_one(x): return x + one"
    assert graded({"add_one": source}).score == 3


@pytest.mark.parametrize("block", ["%%time", "%%capture", "if True:", "with open('x', 'w'):"])
def test_so_it_does_wherever_the_import_stands(graded, block):
    lines = "import math, torch\n" + RIGHT.strip()
    source = lines if block.startswith("%") else lines.replace("\n", "\n    ")
    indent = "" if block.startswith("%") else "    "
    assert graded({"add_one": f"{block}\n{indent}{source}"}).score == 3


def test_who_can_do_without_a_library_does(graded):
    tries = "try: import torch\nexcept ImportError: torch = None\n"
    source = f"{tries}def add_one(x): return x + 1 if torch is None else torch.add(x, 1)"
    assert graded({"add_one": source}).score == 3
