"""The graded notebook is the release with the student's cells in it, whatever they did to them."""

from __future__ import annotations

import copy
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.grading.rebuild import Role, Unreadable, rebuild


def markdown(identity, source):
    return {"cell_type": "markdown", "id": identity, "metadata": {}, "source": source}


def code(identity, source, grading=None, tags=()):
    metadata = {"tags": list(tags)} if tags else {}
    if grading:
        metadata["nbgrader"] = grading
    return {
        "cell_type": "code",
        "id": identity,
        "metadata": metadata,
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def answer(name):
    return code(f"{name}-answer", "stub", {"grade_id": name, "solution": True, "grade": False})


def check(name):
    grading = {"grade_id": f"check_{name}", "solution": False, "grade": True, "points": 2}
    return code(f"{name}-check", f"check({name})", grading)


RELEASE = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [
        markdown("title", "# A lesson"),
        code("imports", "import numpy as np"),
        answer("first"),
        check("first"),
        code("picture", "plots.show(first)", tags=["demo"]),
        answer("second"),
        check("second"),
    ],
}


@pytest.fixture
def mine():
    """A student's copy with both answers written."""
    notebook = copy.deepcopy(RELEASE)
    notebook["cells"][2]["source"] = "def first(): ..."
    notebook["cells"][5]["source"] = "def second(): ..."
    return notebook


def rebuilt(notebook):
    return rebuild(RELEASE, json.dumps(notebook).encode()).cells


def run_sources(notebook):
    return [cell.source for cell in rebuilt(notebook) if cell.role is Role.RUN]


def checks(notebook):
    return [cell.exercise for cell in rebuilt(notebook) if cell.role is Role.CHECK]


def test_answers_go_into_their_places(mine):
    assert run_sources(mine) == ["import numpy as np", "def first(): ...", "def second(): ..."]
    assert checks(mine) == ["first", "second"]


def test_demos_are_not_run(mine):
    assert Role.SKIPPED in {cell.role for cell in rebuilt(mine)}


def test_a_demo_that_now_holds_a_definition_is_run(mine):
    mine["cells"][4]["source"] = "def helper(): ..."
    assert "def helper(): ..." in run_sources(mine)


def test_an_import_added_to_a_cell_of_the_lesson_counts(mine):
    mine["cells"][1]["source"] = "import numpy as np\nimport math"
    assert run_sources(mine)[0] == "import numpy as np\nimport math"


def test_extra_cells_stay_where_they_were_put(mine):
    mine["cells"].insert(2, code("mine", "helper = 1"))
    mine["cells"].insert(0, code("mine-too", "top = 1"))
    assert run_sources(mine)[:3] == ["top = 1", "import numpy as np", "helper = 1"]


def test_a_deleted_check_cell_comes_back(mine):
    del mine["cells"][3]
    assert checks(mine) == ["first", "second"]


def test_an_edited_check_cell_is_the_lessons_again(mine):
    mine["cells"][3]["source"] = "2.0"
    mine["cells"][3]["metadata"]["nbgrader"]["points"] = 100
    cell = next(cell for cell in rebuilt(mine) if cell.exercise == "first")
    assert cell.source == "check(first)"
    assert cell.data["metadata"]["nbgrader"]["points"] == 2


def test_a_duplicated_check_cell_counts_once(mine):
    mine["cells"].insert(3, copy.deepcopy(mine["cells"][3]))
    assert checks(mine) == ["first", "second"]


def test_a_copy_of_an_answer_cell_is_an_extra_cell(mine):
    again = copy.deepcopy(mine["cells"][2])
    again["source"] = "def first(): better"
    mine["cells"].insert(3, again)
    assert run_sources(mine)[1:3] == ["def first(): ...", "def first(): better"]


def test_a_definition_outside_a_deleted_answer_cell_is_not_undone_by_the_stub(mine):
    mine["cells"][2] = code("elsewhere", "def first(): ...")
    assert "stub" not in run_sources(mine)
    assert "def first(): ..." in run_sources(mine)


def test_moved_cells_run_in_the_order_of_the_lesson(mine):
    mine["cells"] = mine["cells"][::-1]
    assert run_sources(mine) == ["import numpy as np", "def first(): ...", "def second(): ..."]


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_an_answer_turned_into_text_is_run_and_other_text_is_not(mine, kind):
    mine["cells"][2]["cell_type"] = mine["cells"][5]["cell_type"] = kind
    mine["cells"][5]["source"] = "I did not understand this one."
    assert run_sources(mine) == ["import numpy as np", "def first(): ..."]
    assert "I did not understand this one." in [cell.source for cell in rebuilt(mine)]


def test_an_answer_pointed_at_another_exercise_answers_that_one(mine):
    mine["cells"][2]["metadata"]["nbgrader"]["grade_id"] = "second"
    places = {cell.data["metadata"].get("nbgrader", {}).get("grade_id"): cell.source
              for cell in rebuilt(mine)}  # fmt: skip
    assert places["second"] == "def first(): ..."
    assert places["first"] == ""


def test_cells_without_identities_are_found_by_their_text(mine):
    for cell in mine["cells"]:
        del cell["id"]
    assert run_sources(mine) == ["import numpy as np", "def first(): ...", "def second(): ..."]


def test_a_notebook_of_the_third_format_is_read(mine):
    for cell in mine["cells"]:
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
    old = {"nbformat": 3, "metadata": {}, "worksheets": [{"cells": mine["cells"]}]}
    assert run_sources(old) == ["import numpy as np", "def first(): ...", "def second(): ..."]


def test_without_a_submission_it_is_the_release():
    assert [cell.source for cell in rebuild(RELEASE, None).cells][2] == "stub"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "cannot be read as JSON"),
        (b"PK\x03\x04", "cannot be read as JSON"),
        (b"\xff\xfe", "cannot be read as JSON"),
        (b"[" * 100_000, "cannot be read as JSON"),
        (b"[]", "holds JSON, but no cells"),
        (b'{"cells": 3}', "holds JSON, but no cells"),
        (b" " * (21 << 20), "larger than 20 MB"),
        (b'{"cells": [' + b"{}," * 3000 + b"{}]}", "more than 2000 cells"),
    ],
    ids=lambda value: repr(value[:12]),
)
def test_what_is_no_notebook_gets_a_sentence(data, sentence):
    with pytest.raises(Unreadable, match=sentence):
        rebuild(RELEASE, data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["cells", "cell_type", "source", "metadata", "nbgrader", "grade_id", "id",
                         "code", "worksheets", "input"]), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_any_json_is_rebuilt_or_unreadable(value):
    try:
        cells = rebuild(RELEASE, json.dumps({"cells": value}).encode()).cells
    except Unreadable:
        return
    assert [cell.exercise for cell in cells if cell.role is Role.CHECK] == ["first", "second"]


def test_text_of_many_lines_takes_little_memory():
    cells = [markdown("mine", "\n" * 2_000_000)]
    data = json.dumps({"cells": cells}).encode()
    tracemalloc.start()
    rebuild(RELEASE, data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 << 20
