"""A newer lesson comes to a student without the loss of anything that they wrote."""

from __future__ import annotations

import copy
import json
import re

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from helpers.course import cli
from helpers.course.notebook import text
from helpers.course.update import HEADING, merge


def cell(identity, source, kind="code", grading=None):
    data = {"cell_type": kind, "id": identity, "metadata": {}, "source": source}
    if grading:
        data["metadata"] = {"nbgrader": {**grading, "schema_version": 3, "task": False}}
    if kind == "code":
        data.update(outputs=[], execution_count=None)
    return data


def answer(name, source="raise NotImplementedError"):
    grading = {"grade_id": name, "solution": True, "grade": False, "locked": False}
    return cell(f"{name}-answer", source, grading=grading)


def check(name):
    grading = {"grade_id": f"check_{name}", "solution": False, "grade": True, "locked": True}
    return cell(f"{name}-check", f"check({name})", grading={**grading, "points": 1})


def notebook(*cells):
    metadata = {"kernelspec": {"display_name": "Python 3", "name": "python3"}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}


OLD = notebook(
    cell("title", "# Lesson", "markdown"),
    cell("imports", "import numpy as np"),
    answer("first"),
    check("first"),
    cell("between", "Now the second.", "markdown"),
    answer("second"),
    check("second"),
)
NEW = notebook(
    cell("title", "# A better lesson", "markdown"),
    cell("imports", "import numpy as np"),
    cell("picture", "show()"),
    answer("first", "raise NotImplementedError('better')"),
    check("first"),
    answer("third"),
    check("third"),
)


@pytest.fixture
def mine():
    return copy.deepcopy(OLD)


def index(notebook, identity):
    return next(i for i, cell in enumerate(notebook["cells"]) if cell["id"] == identity)


def sources(notebook):
    return [text(cell) for cell in notebook["cells"]]


def below_heading(notebook):
    return sources(notebook)[index(notebook, HEADING["id"]) + 1 :]


def merged(mine, base=OLD):
    """The merged notebook, which is valid, and stays as it is when merged again."""
    result = merge(mine, NEW, base)
    nbformat.validate(nbformat.from_dict(result))
    assert merge(result, NEW, NEW if base else None) == result
    return result


def test_an_untouched_notebook_becomes_the_new_lesson(mine):
    assert merged(mine) == NEW


def test_an_answer_stays_in_its_place_in_the_new_lesson(mine):
    mine["cells"][2]["source"] = "def first(): ..."
    assert merged(mine)["cells"][index(NEW, "first-answer")]["source"] == "def first(): ..."


def test_an_untouched_stub_becomes_the_new_stub(mine):
    assert "better" in merged(mine)["cells"][index(NEW, "first-answer")]["source"]


def test_a_cell_of_ones_own_stays_behind_the_cell_that_it_followed(mine):
    mine["cells"].insert(2, cell("mine", "import math"))
    result = merged(mine)
    assert result["cells"][index(result, "imports") + 1]["source"] == "import math"


def test_a_changed_cell_of_the_lesson_stays_where_the_lesson_left_it_alone(mine):
    mine["cells"][1]["source"] = "import numpy as np\nimport math"
    assert sources(merged(mine))[1] == "import numpy as np\nimport math"


def test_where_both_changed_a_cell_the_students_is_kept_at_the_end(mine):
    mine["cells"][0]["source"] = "# My notes"
    result = merged(mine)
    assert sources(result)[0] == "# A better lesson"
    assert below_heading(result) == ["# My notes"]


def test_an_answer_to_an_exercise_that_is_gone_is_kept_at_the_end_as_a_plain_cell(mine):
    mine["cells"][5]["source"] = "def second(): ..."
    result = merged(mine)
    assert below_heading(result) == ["def second(): ..."]
    assert "nbgrader" not in result["cells"][-1]["metadata"]


def test_an_edited_check_is_the_lessons_again_and_what_was_written_is_kept(mine):
    mine["cells"][3]["source"] = "check(first)\nprint(first(3))"
    result = merged(mine)
    assert result["cells"][index(result, "first-check")]["source"] == "check(first)"
    assert below_heading(result) == ["check(first)\nprint(first(3))"]


def test_ones_own_cell_that_says_what_a_deleted_cell_of_the_lesson_said_stays(mine):
    mine["cells"][4] = cell("mine", "Now the second.", "markdown")
    assert "Now the second." in sources(merged(mine))


def test_what_was_the_lessons_own_and_is_gone_does_not_stay(mine):
    assert "Now the second." not in sources(merged(mine))


def test_without_the_old_lesson_nothing_is_taken_for_the_lessons_own(mine):
    mine["cells"][5]["source"] = "def second(): ..."
    everything = sources(merged(mine, base=None))
    assert {"# Lesson", "Now the second.", "def second(): ..."} <= set(everything)


def test_outputs_of_what_did_not_change_stay(mine):
    printed = {"output_type": "stream", "name": "stdout", "text": "3"}
    mine["cells"][1]["outputs"] = [printed]
    mine["cells"][3]["outputs"] = [printed]
    result = merged(mine)
    assert result["cells"][1]["outputs"] == [printed]
    assert result["cells"][index(result, "first-check")]["outputs"] == [printed]


def test_a_deleted_stub_does_not_come_back_over_an_answer_in_another_cell(mine):
    mine["cells"][2] = cell("elsewhere", "def first():\n    return 1")
    result = merged(mine)
    assert result["cells"][index(result, "first-answer")]["source"] == ""


def test_a_deleted_answer_cell_comes_back_where_there_is_no_answer(mine):
    del mine["cells"][2]
    assert merged(mine) == NEW


def test_a_copy_of_an_answer_cell_is_not_graded_and_can_be_deleted(mine):
    twin = copy.deepcopy(mine["cells"][3])
    twin["source"] = "check(first)  # again"
    twin["metadata"]["deletable"] = False
    mine["cells"].insert(4, twin)
    result = merged(mine)
    found = result["cells"][index(result, "first-check") + 1]
    assert (found["source"], found["metadata"]) == ("check(first)  # again", {})


IDS = st.sampled_from(["title", "imports", "first-answer", "first-check", "own-1", "a", "b", "ä?"])
NAMES = st.sampled_from(["first", "check_first", "second", "fourth"])
WORDS = st.sampled_from(["x", "y", "import numpy as np", "# Lesson", "def first(): ...", "Grüße\n"])
CELLS = st.builds(
    lambda kind, identity, source, name: {
        "cell_type": kind,
        **({"id": identity} if identity else {}),
        "metadata": {"nbgrader": {"grade_id": name}} if name else {},
        "source": source,
        **({"outputs": [], "execution_count": None} if kind == "code" else {}),
    },
    st.sampled_from(["code", "markdown", "raw"]),
    st.none() | IDS | st.just(HEADING["id"]),
    WORDS | st.text(max_size=5) | st.lists(WORDS, max_size=2),
    st.none() | NAMES,
)
LESSON_CELLS = st.permutations([*OLD["cells"], *NEW["cells"][2:3], *NEW["cells"][5:]])
LESSONS = st.tuples(LESSON_CELLS, st.integers(0, 10), st.sets(st.integers(0, 10))).map(
    lambda drawn: notebook(
        *[
            {**c, "source": c["source"] + " newer" * (i in drawn[2])}
            for i, c in enumerate(drawn[0][: drawn[1]])
        ]
    )
)


@st.composite
def histories(draw):
    """An old lesson, a student's copy of it after some work, and a new lesson."""
    old, new = draw(LESSONS), draw(LESSONS)
    cells = copy.deepcopy(old["cells"])
    for _ in range(draw(st.integers(0, 5))):
        place = draw(st.integers(0, len(cells)))
        what = draw(st.sampled_from(["insert", "edit", "delete", "move", "copy"]))
        if what == "insert" or not cells:
            cells.insert(place, draw(CELLS))
            continue
        place = min(place, len(cells) - 1)
        if what == "edit":
            cells[place]["source"] = draw(WORDS)
        elif what == "delete":
            del cells[place]
        elif what == "move":
            cells.insert(draw(st.integers(0, len(cells))), cells.pop(place))
        else:
            cells.insert(draw(st.integers(0, len(cells))), copy.deepcopy(cells[place]))
    return old, {**copy.deepcopy(old), "cells": cells}, new


@settings(max_examples=120, deadline=None)
@given(histories(), st.booleans())
def test_no_text_of_a_student_is_ever_lost_and_a_second_update_changes_nothing(history, is_known):
    old, mine, new = history
    before = copy.deepcopy((mine, new))
    result = merge(mine, new, old if is_known else None)
    lessons_own = {(c["cell_type"], text(c)) for c in old["cells"]} if is_known else set()
    theirs = {(c["cell_type"], text(c)) for c in mine["cells"] if text(c).strip()} - lessons_own
    assert theirs <= {(c["cell_type"], text(c)) for c in result["cells"]}
    assert merge(result, new, new if is_known else None) == result
    assert (mine, new) == before
    identities = [c["id"] for c in result["cells"]]
    assert len(set(identities)) == len(identities)
    graded = [c["metadata"]["nbgrader"]["grade_id"] for c in result["cells"]
              if "nbgrader" in c["metadata"]]  # fmt: skip
    assert len(set(graded)) == len(graded)


@settings(max_examples=60, deadline=None)
@given(histories(), st.lists(CELLS, max_size=3))
def test_a_cell_of_ones_own_is_never_lost_even_if_it_says_what_the_lesson_said(history, added):
    old, mine, new = history
    added = [{**c, "id": f"mine-{i}", "metadata": {}} for i, c in enumerate(added)]
    mine = {**mine, "cells": [*mine["cells"], *added]}
    result = sources(merge(mine, new, old))
    for said in {text(c) for c in added if text(c).strip()}:
        assert said in result


@pytest.fixture
def student(tmp_path, monkeypatch):
    """`student(*arguments, code=0)` runs `course` where one lesson was copied and then renewed."""
    lessons, work = tmp_path / "notebooks", tmp_path / "work"
    (lessons / "00_start").mkdir(parents=True)
    (lessons / "00_start" / "start.ipynb").write_text(json.dumps(OLD))
    monkeypatch.setattr(cli, "NOTEBOOKS", lessons)
    cli.copy_lessons(lessons, work)
    (lessons / "00_start" / "start.ipynb").write_text(json.dumps(NEW))

    def run(code=0):
        result = CliRunner().invoke(cli.app, ["update", str(work)])
        assert result.exit_code == code, result.output
        return re.sub(r"\s+", " ", result.output)

    run.path = work / "00_start" / "start.ipynb"
    return run


def files(folder):
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*.*")}


def test_the_old_notebook_is_kept_beside_the_new_one(student):
    old = student.path.read_bytes()
    assert "start_before_update_1.ipynb" in student()
    assert (student.path.parent / "start_before_update_1.ipynb").read_bytes() == old
    assert json.loads(student.path.read_bytes()) == NEW


def test_a_second_update_writes_nothing(student):
    student()
    before = files(student.path.parent)
    assert "Nothing to bring up to date" in student()
    assert files(student.path.parent) == before


def test_a_second_newer_lesson_never_takes_the_place_of_the_first_backup(student):
    student()
    (cli.NOTEBOOKS / "00_start" / "start.ipynb").write_text(json.dumps(OLD))
    assert "start_before_update_2.ipynb" in student()


def test_a_notebook_that_is_the_new_lesson_already_is_not_written(student):
    student.path.write_text(json.dumps(NEW))
    before = files(student.path.parent)
    student()
    assert files(student.path.parent) == before


@pytest.mark.parametrize(
    "content",
    [
        "no notebook",
        '{"cells": 3}',
        json.dumps({"nbformat": 3, "worksheets": [{"cells": []}]}),
        json.dumps(notebook({"cell_type": "code", "id": "a"})),
        json.dumps(notebook({"cell_type": "new", "source": "x"})),
        json.dumps(notebook(cell("a", "\ud800"))),
    ],
)
def test_a_broken_notebook_is_named_and_left_alone(student, content):
    student.path.write_text(content)
    before = files(student.path.parent)
    assert f"{student.path.name} is left as it is." in student(code=1)
    assert files(student.path.parent) == before


def test_a_notebook_whose_lesson_is_not_newer_is_left_as_its_owner_arranged_it(student):
    student()
    arranged = json.loads(student.path.read_bytes())
    arranged["cells"].reverse()
    student.path.write_text(json.dumps(arranged))
    before = files(student.path.parent)
    assert "Nothing to bring up to date" in student()
    assert files(student.path.parent) == before


def test_a_lesson_that_is_new_is_copied(student):
    (cli.NOTEBOOKS / "01_next").mkdir()
    (cli.NOTEBOOKS / "01_next" / "next.ipynb").write_text(json.dumps(OLD))
    assert "01_next: new." in student()
