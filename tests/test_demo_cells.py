"""What only a demo cell defines is missing at grading: `check` refuses an answer that uses it."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.authoring.lessons import find_lesson
from helpers.checking.globals_used import digest_of, from_demos_alone
from helpers.course.notebook import text
from helpers.paths import ANSWERS, PROJECT

LESSON = find_lesson("start_here")
CELLS = [c for c in json.loads(LESSON.notebook.read_bytes())["cells"] if c["cell_type"] == "code"]
IMPORTS = text(CELLS[0])
PHOTO = next(text(cell) for cell in CELLS if text(cell).startswith("photo ="))  # a demo
USES_PHOTO = "def add_one(x):\n    assert photo.ndim == 3\n    return x + 1"
WIDE = "def wide():\n    return photo.shape[1]\n\n\n"
BESIDE = WIDE + "def add_one(x):\n    assert wide()\n    return x + 1"
AT_HOME = {
    "by itself": ([PHOTO, USES_PHOTO], "photo"),
    "by a function beside it": ([PHOTO, BESIDE], "photo"),
    "its own, too": ([PHOTO, "photo = np.zeros((1, 1, 3))", USES_PHOTO], ""),
    "a demo that was changed": ([PHOTO + "\ncat = 1", USES_PHOTO], ""),
    "a name inside the answer": (
        [PHOTO, "def add_one(x):\n    photo = x + 1\n    return photo"],
        "",
    ),
    "an import": ([PHOTO, "def add_one(x):\n    return np.add(x, 1)"], ""),
}

pytestmark = pytest.mark.xdist_group("demo cells")


@pytest.fixture(scope="module")
def said():
    """What `check` says of each answer, in a kernel of its own."""
    if not (ANSWERS / "start_here.npz").is_file():
        pytest.skip("the answers are not compiled: run `course compile`")
    outputs = {}
    for name, (cells, _) in AT_HOME.items():
        sources = [IMPORTS, *cells, "check(add_one)"]
        book = nbformat.v4.new_notebook(cells=[*map(nbformat.v4.new_code_cell, sources)])
        place = {"metadata": {"path": str(PROJECT)}}
        NotebookClient(book, timeout=60, resources=place, allow_errors=True).execute()
        outputs[name] = json.dumps(book.cells[-1].outputs)
    return outputs


@pytest.mark.parametrize("name", AT_HOME)
def test_an_answer_may_not_lean_on_a_demo_alone(name, said):
    _, refused = AT_HOME[name]
    if refused:
        assert f"add_one uses {refused}, which is made in a demo cell" in said[name]
    else:
        assert "2 of 2 parts" in said[name]


def test_the_demos_of_a_lesson_are_known_by_their_texts():
    assert digest_of(PHOTO) in LESSON.demos
    assert digest_of(IMPORTS) not in LESSON.demos


def test_outside_of_a_notebook_no_name_is_from_a_demo():
    assert from_demos_alone(lambda: PHOTO, LESSON.demos) == []
