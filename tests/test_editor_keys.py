"""What JupyterLab's keys do to answer and check cells: an answer that is still there counts.

The functions below do to a notebook what the keys do. A cell that changes its type, and one that
others are merged into, keeps its metadata and gets a new id. Of a cell that is split the last part
keeps the id, and each part has the metadata. Pasted cells keep theirs.
Source: NotebookActions of JupyterLab 4.6; a test of these in Chromium is in test_browser.py.
"""

from __future__ import annotations

import copy
import itertools
import json

import pytest
from conftest import START, handed_in, scores
from test_rebuild import RELEASE, checks, run_sources

from autograder.authoring.lessons import find_lesson
from autograder.grading.failures import Failures
from autograder.grading.grade import fresh_seed, grade
from autograder.grading.rebuild import rebuild

FIRST, FIRST_CHECK, DEMO = 2, 3, 4  # of RELEASE
ANSWER = "import math\n\ndef first(): ..."
_ids = itertools.count()


@pytest.fixture
def mine():
    notebook = copy.deepcopy(RELEASE)
    notebook["cells"][FIRST]["source"] = ANSWER
    notebook["cells"][FIRST + 3]["source"] = "def second(): ..."
    return notebook


def new(cell, **changes):
    return {**copy.deepcopy(cell), "id": f"new-{next(_ids)}", **changes}


def change_type(notebook, at, kind):
    notebook["cells"][at] = new(notebook["cells"][at], cell_type=kind)


def split(notebook, at, *texts):
    """Ctrl-Shift-minus: texts are the parts."""
    cell = notebook["cells"][at]
    parts = [new(cell, source=text) for text in texts[:-1]]
    notebook["cells"][at : at + 1] = [*parts, {**cell, "source": texts[-1]}]


def merge(notebook, first, last, active):
    """Shift-M on cells from the first to the last, with the cursor in the active one."""
    cells = notebook["cells"][first : last + 1]
    source = "\n\n".join(cell["source"] for cell in cells)
    notebook["cells"][first : last + 1] = [new(notebook["cells"][active], source=source)]


def paste_copy(notebook, at, below):
    """C, then V on another cell. Returns the copy, to be written in."""
    copied = new(notebook["cells"][at])
    notebook["cells"].insert(below + 1, copied)
    return copied


def gives_first(notebook):
    """Whether the code that is run defines the first exercise, before it is asked for."""
    cells = rebuild(RELEASE, json.dumps(notebook).encode()).cells
    asked = next(i for i, cell in enumerate(cells) if cell.exercise == "first")
    defined = [i for i, c in enumerate(cells[:asked]) if "def first" in c.source]
    runs = [i for i in defined if cells[i].role.value == "run"]
    undone = any(
        c.source == "stub" and c.role.value == "run" for c in cells[max(runs, default=0) :]
    )
    return bool(runs) and not undone


@pytest.mark.parametrize("kind", ["markdown", "raw", "code"])
def test_m_r_and_y_change_the_type_of_an_answer_and_it_counts(mine, kind):
    change_type(mine, FIRST, kind)
    assert gives_first(mine)


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_m_and_r_change_the_type_of_a_check_cell_and_it_is_the_lessons_again(mine, kind):
    change_type(mine, FIRST_CHECK, kind)
    assert checks(mine) == ["first", "second"]
    assert gives_first(mine)


@pytest.mark.parametrize(
    "parts",
    [
        ("import math", "def first(): ..."),
        ("", ANSWER),
        (ANSWER, ""),
        ("import math", "", "def first(): ..."),
    ],
)
def test_a_split_answer_counts(mine, parts):
    split(mine, FIRST, *parts)
    assert gives_first(mine)
    assert sum(source.count("import math") for source in run_sources(mine)) == 1


def test_a_stub_that_is_split_off_does_not_undo_the_answer(mine):
    split(mine, FIRST, ANSWER, "stub")
    assert gives_first(mine)


@pytest.mark.parametrize("active", [FIRST, FIRST_CHECK])
def test_an_answer_merged_with_its_check_counts(mine, active):
    merge(mine, FIRST, FIRST_CHECK, active)
    assert checks(mine) == ["first", "second"]
    assert gives_first(mine)


def test_an_answer_merged_into_a_picture_or_the_imports_counts(mine):
    into_imports = copy.deepcopy(mine)
    merge(into_imports, FIRST - 1, FIRST, FIRST - 1)
    assert gives_first(into_imports)
    value = copy.deepcopy(mine)
    value["cells"][FIRST + 3]["source"] = "second = 30730"
    merge(value, DEMO, DEMO + 1, DEMO)
    assert any("second = 30730" in source for source in run_sources(value))


def test_an_answer_merged_into_a_text_is_no_code_and_the_report_says_so(mine):
    merge(mine, 0, FIRST, 0)
    assert not gives_first(mine)
    cells = rebuild(RELEASE, json.dumps(mine).encode()).cells
    assert Failures(cells)._why_missing("first") == (
        "a text cell defines it: put that into a code cell"
    )


@pytest.mark.parametrize("below", [0, FIRST, FIRST_CHECK, 6])
def test_an_answer_in_a_pasted_copy_counts_wherever_it_stands(mine, below):
    mine["cells"][FIRST]["source"] = "stub"
    paste_copy(mine, FIRST, below)["source"] = ANSWER
    assert gives_first(mine)


@pytest.mark.parametrize("below", [0, FIRST, 6])
def test_a_pasted_stub_does_not_undo_the_answer(mine, below):
    paste_copy(mine, FIRST, below)["source"] = "stub"
    assert gives_first(mine)


def test_an_answer_that_was_cut_and_pasted_elsewhere_counts(mine):
    mine["cells"].append(mine["cells"].pop(FIRST))
    assert gives_first(mine)


def test_a_check_cell_that_was_cut_pasted_or_copied_is_asked_once_in_its_place(mine):
    paste_copy(mine, FIRST_CHECK, 0)
    mine["cells"].append(mine["cells"].pop(FIRST_CHECK))
    assert checks(mine) == ["first", "second"]
    assert gives_first(mine)


def test_collapsing_clearing_and_attaching_change_nothing(mine):
    cell = mine["cells"][FIRST]
    cell["metadata"] |= {"jupyter": {"source_hidden": True}, "collapsed": True, "scrolled": True}
    cell |= {"outputs": [], "execution_count": None, "attachments": {"a.png": {"image/png": ""}}}
    assert gives_first(mine)


def test_undone_keys_leave_new_ids_and_the_answer_counts(mine):
    change_type(mine, FIRST, "markdown")
    change_type(mine, FIRST, "code")
    mine["cells"][FIRST_CHECK] = new(mine["cells"][FIRST_CHECK])
    assert gives_first(mine)


def test_really_graded_answers_turned_into_text_earn_their_points(graded):
    """Both of lesson 00, one as Markdown, one as raw text."""
    notebook, kinds = handed_in({}), iter(["markdown", "raw"])
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["cell_type"] = next(kinds)
    lesson = find_lesson(START)
    release = json.loads(lesson.notebook.read_bytes())
    done = grade(lesson, release, json.dumps(notebook).encode(), fresh_seed())
    assert scores(done) == {"add_one": 1.0, "mean_image": 2.0}
