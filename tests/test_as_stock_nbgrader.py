"""An assignment of a teacher's own earns here what it earns in a stock nbgrader course.

The same source and the same submissions, graded by nbgrader in a kernel and by us in the sandbox:
scores, comments, and what waits for a person are equal, cell by cell.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import needs_sandbox
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from test_own_assignments import (
    HOMEWORK,
    a_test,
    answer,
    cell,
    hand_in,
    notebook,
    task,
    written,
)
from traitlets.config import Config

from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.grade_class import grade_class
from autograder.classroom.release import release

pytestmark = pytest.mark.thorough

ONE = "def one():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"
SETUP = "%matplotlib inline\nimport sys, warnings\nimport numpy as np\nLIMIT = 1"
# A test a line: how a cell may say what it gives. All are worth 2 points.
GIVES = {
    "nothing": "assert one() == LIMIT",
    "half": "0.5",
    "integer": "1",
    "zero": "0",
    "with_semicolon": "0.5;",
    "with_comment": "0.5  # of two",
    "negative_zero": "-0.0",
    "true": "one() == 1",
    "none": "None",
    "quoted": "'1.5'",
    "of_numpy": "np.float64(0.5)",
    "array": "np.array(0.5)",
    "array_of_one": "np.array([0.5])",
    "list": "[0.5]",
    "printed": "print(0.5)",
    "printed_then_given": "print('careful')\n1",
    "assigned": "score = 0.5",
    "branch": "if True:\n    0.5",
    "displayed": "display(0.5)",
    "stderr": "print('careful', file=sys.stderr)",
    "stderr_and_points": "print('careful', file=sys.stderr)\n1",
    "warns": "warnings.warn('careful')",
    "raises": "assert one() == 2, 'two'",
    "leaves": "sys.exit()",
    "broken": "assert one( == 1",
    "magic": "%time one()",
    "of_a_magic": "%%time\nassert one() == 1",
    "of_the_shell": "get_ipython().run_line_magic('who', '')",
    "awaits": "import asyncio\nawait asyncio.sleep(0)\n0.5",
    "of_former": "assert score == 0.5",
    "of_random": "import random; random.seed(1); assert random.random() < 1",
    "last_value": "one()\n_ == 1",
    "plots": "import matplotlib.pyplot as plt\nplt.plot([1]); plt.show()",
    "plots_in_the_end": "plt.plot([1])",
    "hidden": "one()\n### BEGIN HIDDEN TESTS\nassert one() < 1\n### END HIDDEN TESTS",
    "hidden_value": "assert one() == 1\n### BEGIN HIDDEN TESTS\n0.25\n### END HIDDEN TESTS",
    "empty": "",
    "repr_is_a_number": "class A:\n    def __repr__(self): return '1.5'\nA()",
}  # fmt: skip
ASSIGNMENT = {
    **HOMEWORK,
    "kinds of tests": notebook(
        cell("setup", SETUP, locked=True),
        answer("one", ONE),
        *(a_test(name, source, 2) for name, source in GIVES.items()),
    ),
    "kinds of answers": notebook(
        written("text", "Because.", 1),
        written("code", "def one():\n    return 1", 2, kind="code"),
        answer("free", "x = 1"),
        a_test("last", "assert x == 1", 1),
        task("more", "Do something.", 0),
        written("nothing_to_gain", "", 0),
    ),
}
RIGHT = {
    "double": "def double(x): return 2 * x",
    "one": "def one(): return 1",
    "text": "An answer",
    "code": "y = 2",
    "free": "x = 1",
}


# nbgrader puts a deleted test back and leaves its score to a person; here it is run.
DELETED = ("visible", "raises", "half", "last")


def nobody_edits(path: Path) -> None:
    pass


def delete(*names: str) -> Callable[[Path], None]:
    """What a student does who deletes cells."""

    def edit(path: Path) -> None:
        content = json.loads(path.read_bytes())
        keep = [c for c in content["cells"] if c["metadata"]["nbgrader"]["grade_id"] not in names]
        path.write_text(json.dumps({**content, "cells": keep}))

    return edit


def take_away(path: Path) -> None:
    if path.stem == "numbers":
        path.unlink()


STUDENTS: dict[str, tuple[dict, Callable[[Path], None]]] = {
    "all_right": (RIGHT, nobody_edits),
    "nothing": ({}, nobody_edits),
    "wrong": ({**RIGHT, "double": "def double(x): return x", "one": "def one(): return 2"},
              nobody_edits),
    "broken": ({**RIGHT, "double": "def double(x) return x", "one": "raise ValueError"},
               nobody_edits),
    "edits_tests": ({**RIGHT, "visible": "pass", "raises": "2", "of_files": "!rm *"},
                    nobody_edits),
    "deletes_tests": (RIGHT, delete(*DELETED, "more")),
    "deletes_answers": (RIGHT, delete("double", "one", "text", "code", "free")),
    "one_notebook_short": (RIGHT, take_away),
    "turns_cells": ({**RIGHT, "text": {"cell_type": "raw", "source": "mine"}}, nobody_edits),
    "blanks": ({**RIGHT, "text": "", "code": ""}, nobody_edits),
}  # fmt: skip


def stock(root: Path) -> ClassFolder:
    """A course folder that nothing of ours is set in, in the form that the helpers read."""

    class Stock(ClassFolder):
        @property
        def config(self) -> Config:
            config = Config()
            config.CourseDirectory.root, config.CourseDirectory.course_id = str(root), root.name
            return config

        @property
        def nbgrader(self) -> NbGraderAPI:
            return NbGraderAPI(CourseDirectory(config=self.config), config=self.config)

    for name in ("source", "release", "autograded", "feedback"):
        (root / name).mkdir(parents=True)
    return Stock(root)


def outcome(folder: ClassFolder, student: str) -> dict[tuple[str, str], Any]:
    """Of each cell of a student: what grading gave, whether it waits, and the comment."""
    with folder.gradebook() as gradebook:
        notebooks = gradebook.find_submission("hw", student).notebooks
        found: dict = {(one.name, g.name): [g.auto_score, g.needs_manual_grade, g.score]
                       for one in notebooks for g in one.grades}  # fmt: skip
        for one in notebooks:
            for comment in one.comments:
                found.setdefault((one.name, comment.name), []).append(comment.auto_comment)
        return found


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def both(tmp_path_factory, executor, monkeypatch_module) -> tuple[ClassFolder, ClassFolder]:
    """The assignment in a stock course and in a class folder, graded in both."""
    needs_sandbox()
    programs = Path(sys.executable).parent  # among them alembic, which nbgrader calls
    monkeypatch_module.setenv("PATH", os.pathsep.join([str(programs), os.environ["PATH"]]))
    place = tmp_path_factory.mktemp("both")
    theirs, ours = stock(place / "stock"), ClassFolder.create(place / "class")
    source = ours.root / "source" / "hw"
    (source / "data").mkdir(parents=True)
    (source / "data" / "two.txt").write_text("2")
    for name, content in ASSIGNMENT.items():
        (source / f"{name}.ipynb").write_text(json.dumps(content))
    shutil.copytree(source, theirs.root / "source" / "hw")
    made = theirs.nbgrader.generate_assignment("hw")
    assert made["success"], made["log"]
    release(ours, ours.notebooks("hw")[0])
    for student, (answers, edit) in STUDENTS.items():
        hand_in(ours, student, "hw", **answers)
        for path in (ours.root / "submitted" / student / "hw").glob("*.ipynb"):
            edit(path)
    shutil.copytree(ours.root / "submitted", theirs.root / "submitted")
    for student in STUDENTS:
        done = theirs.nbgrader.autograde("hw", student)
        assert done["success"], done["log"]
    for one in ours.notebooks("hw"):
        grade_class(ours, one, executor=executor)
    return theirs, ours


def test_the_release_is_the_same(both):
    for name in ASSIGNMENT:
        theirs, ours = (
            json.loads((one.root / "release" / "hw" / f"{name}.ipynb").read_bytes())["cells"]
            for one in both
        )
        assert [c["source"] for c in ours] == [c["source"] for c in theirs]
        assert [c["metadata"] for c in ours] == [c["metadata"] for c in theirs]


@pytest.mark.parametrize("student", STUDENTS)
def test_scores_comments_and_what_waits_are_the_same(both, student):
    theirs, ours = (outcome(one, student) for one in both)
    if student == "deletes_tests":
        ran = {name: ours.pop((notebook, name)) for notebook, name in [*ours] if name in DELETED}
        theirs = {key: value for key, value in theirs.items() if key[1] not in DELETED}
        assert [ran[name][0] for name in DELETED] == [2, 0, 0.5, 1]
    differing = {key: (theirs.get(key), ours.get(key)) for key in theirs.keys() | ours.keys()
                 if theirs.get(key) != ours.get(key)}  # fmt: skip
    assert differing == {}
