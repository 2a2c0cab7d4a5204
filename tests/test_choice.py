"""A class's points and choice of exercises, as class.toml says, reach whatever is made of it."""

from __future__ import annotations

import json
import zipfile

import pytest
from conftest import START, needs_sandbox
from test_commands import course, mounted  # noqa: F401
from test_own_assignments import answer, hand_in

from autograder.authoring.lessons import points_of
from autograder.authoring.sheets import answers_as_given
from autograder.classroom.checkup.folder import findings
from autograder.classroom.choice import choice, leave_out, set_points
from autograder.classroom.grade_class import grade_class
from autograder.classroom.release import release
from autograder.errors import UsageError
from autograder.publishing import bundle
from helpers.checking import check as checking

CHECK = "check_mean_image"


def released(folder) -> dict:
    return folder.release_notebook(folder.lesson(START))


def released_again(folder) -> dict:
    release(folder, folder.lesson(START), again=True)
    return released(folder)


def source(folder):
    return folder.root / "source" / START / "start_here.ipynb"


def test_points_are_those_of_class_toml_and_source_stays_as_it_was(class_folder):
    before = source(class_folder).read_bytes()
    set_points(class_folder, START, "add_one", 2.5)
    assert points_of(released_again(class_folder)) == {"add_one": 2.5, "mean_image": 2.0}
    assert source(class_folder).read_bytes() == before
    with class_folder.gradebook() as gradebook:
        assert gradebook.find_assignment(START).max_score == 4.5


def test_what_is_left_out_stays_as_practice_without_points(class_folder):
    leave_out(class_folder, START, ["mean_image"])
    notebook = released_again(class_folder)
    assert points_of(notebook) == {"add_one": 1.0}
    text = "".join(map(str, (cell["source"] for cell in notebook["cells"])))
    assert "def mean_image" in text
    assert "earns no points" in text
    assert "YOUR CODE HERE" not in text


def test_taking_a_line_back_brings_the_lessons_own_back(class_folder):
    leave_out(class_folder, START, ["mean_image"])
    set_points(class_folder, START, "add_one", 5)
    released_again(class_folder)
    leave_out(class_folder, START, ["mean_image"], back=True)
    with class_folder.settings.edited() as document:
        del document["points"]
    assert points_of(released_again(class_folder)) == {"add_one": 1.0, "mean_image": 2.0}


def test_nbgraders_own_command_and_formgraders_button_release_alike(class_folder):
    leave_out(class_folder, START, ["mean_image"])
    assert class_folder.nbgrader.generate_assignment(START, force=True)["success"]
    assert points_of(released(class_folder)) == {"add_one": 1.0}


def test_a_file_that_a_person_wrote_keeps_its_comments(class_folder):
    path = class_folder.settings.path
    path.write_text("# Agreed in May.\n[points.00_start_here]\nadd_one = 4  # it is long\n")
    set_points(class_folder, START, "mean_image", 1)
    assert "# Agreed in May." in path.read_text()
    assert "# it is long" in path.read_text()
    assert choice(class_folder.settings, START).points == {"add_one": 4.0, "mean_image": 1.0}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[points.00_start_here]\nadd_one = 'much'", "an exercise and its points"),
        ("[points.00_start_here]\nadd_one = -1", "an exercise and its points"),
        ("[points.00_start_here]\nadd_one = nan", "an exercise and its points"),
        ("[leave_out]\n00_start_here = 'add_one'", "a list of exercises"),
        ("leave_out = 3", "should be a table"),
        ("[points", "cannot be read"),
    ],
)
def test_a_line_that_cannot_be_meant_is_named(class_folder, text, words):
    class_folder.settings.path.write_text(text)
    with pytest.raises(UsageError, match=words):
        choice(class_folder.settings, START)


def test_an_exercise_that_there_is_not_is_refused_with_the_one_that_is_meant(class_folder):
    with pytest.raises(UsageError, match="Did you mean mean_image"):
        set_points(class_folder, START, "mean_imag", 3)


def test_commands_say_what_to_do_next(class_folder):
    where = ["-f", class_folder.root]
    text = course("points", "0", "add_one", "3", *where)
    assert "course release 00_start_here --again" in text
    course("leave-out", "0", "mean_image", *where)
    assert "left out" in course("points", "0", *where)
    assert "Name the points too" in course("points", "0", "add_one", *where, code=2)


def test_doctor_knows_a_release_from_before(class_folder):
    set_points(class_folder, START, "add_one", 3)
    assert any("than what was released" in one.problem for one in findings(class_folder))
    released_again(class_folder)
    assert not [one for one in findings(class_folder) if "released" in one.problem]


def test_grading_asks_for_nothing_that_is_left_out(class_folder, executor):
    needs_sandbox()
    leave_out(class_folder, START, ["mean_image"])
    set_points(class_folder, START, "add_one", 3)
    released_again(class_folder)
    hand_in(class_folder, "ada", START, add_one="def add_one(x): return x + 1")
    grade_class(class_folder, class_folder.lesson(START), executor=executor)
    (report,) = class_folder.reports(class_folder.lesson(START)).values()
    assert (report["score"], report["points"]) == (3.0, 3.0)
    assert [exercise["name"] for exercise in report["exercises"]] == ["add_one"]


def test_an_exercise_that_was_graded_gets_no_points_instead(class_folder, executor):
    needs_sandbox()
    hand_in(class_folder, "ada", START, add_one="def add_one(x): return x + 1")
    grade_class(class_folder, class_folder.lesson(START), executor=executor)
    leave_out(class_folder, START, ["mean_image"])
    assert points_of(released_again(class_folder)) == {"add_one": 1.0, "mean_image": 0.0}


def test_check_at_home_shows_the_classs_points(class_folder):
    leave_out(class_folder, START, ["mean_image"])
    set_points(class_folder, START, "add_one", 3)
    notebook = released_again(class_folder)
    path = class_folder.root / "start_here.npz"
    path.write_bytes(answers_as_given(class_folder.lesson(START), notebook))
    worth = {name: checking._load(path, 0, name).points for name in ("add_one", "mean_image")}
    assert worth == {"add_one": 3.0, "mean_image": 0.0}
    report = checking.check_sheet(checking._load(path, 0, "mean_image"), lambda images: 0)
    assert "practice, no points" in report.text()


@pytest.mark.thorough
def test_the_students_zip_is_of_the_class(class_folder, tmp_path):
    set_points(class_folder, START, "add_one", 3)
    own = class_folder.root / "source" / "hw" / "hw.ipynb"
    own.parent.mkdir()
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}}
    own.write_text(
        json.dumps({**notebook, "cells": [answer("a", "### BEGIN SOLUTION\n1\n### END SOLUTION")]})
    )
    release(class_folder, class_folder.notebooks("hw")[0])
    released_again(class_folder)
    bundle.make_bundle(tmp_path / "course.zip", class_folder)
    with zipfile.ZipFile(tmp_path / "course.zip") as archive:
        lesson = json.loads(archive.read(f"{bundle.TOP}/notebooks/{START}/start_here.ipynb"))
        homework = archive.read(f"{bundle.TOP}/notebooks/hw/hw.ipynb").decode()
        names = archive.namelist()
    assert points_of(lesson)["add_one"] == 3.0
    assert "YOUR CODE HERE" in homework
    assert len(names) == len(set(names))
