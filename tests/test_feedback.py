"""Every student who is graded gets a page, whatever their id, and one failure costs no other."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from typer.testing import CliRunner

from autograder.authoring.lessons import find_lesson
from autograder.authoring.source import solve
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.feedback import due_pages, page_path, write_feedback
from autograder.classroom.grade_class import grade_class
from autograder.cli import add_commands
from autograder.errors import CourseError
from helpers.course.cli import app

pytestmark = pytest.mark.usefixtures("one_worker")

START = find_lesson("start_here")
ODD = [
    "[a]",
    "b*c",
    "d?",
    "e\\f",
    "g{h}",
    "i+(j",
    "k$^|",
    "[bold]u",
    "'; ü %s",
]


@pytest.fixture(scope="module")
def graded(released, tmp_path_factory, executor):
    folder = released(tmp_path_factory.mktemp("pages") / "class")
    for student in ODD:
        path = folder.submission_path(student, START)
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(solve(START)))
        (path.parent / f"{START.module_name}.html").write_text("a page of the student's own")
    grade_class(folder, START, executor=executor)
    return folder


@pytest.fixture
def folder(graded, tmp_path):
    shutil.copytree(graded.root, tmp_path / "class")
    return ClassFolder.open(tmp_path / "class")


def course(*arguments: str, code: int = 0) -> str:
    if not any(command.name == "grade" for command in app.registered_commands):
        add_commands(app)
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return re.sub(r"\s+", " ", result.output)


def test_every_id_that_can_be_graded_gets_a_page_and_every_command_takes_it(folder):
    assert write_feedback(folder, START) == len(ODD)
    for student in map(folder.student_id, ODD):
        assert "Everything is right." in page_path(folder, student, START).read_text()
    assert due_pages(folder, START, ODD) == []
    assert write_feedback(folder, START) == 0
    place = ("-f", folder.root)
    assert f"{len(ODD)} skipped" in course("grade", "0", *place)
    for student in ODD:
        assert "3 of 3 points" in course("explain", "0", student, *place)
    course("report", "0", *place)
    course("export", folder.root / "grades.csv", *place)
    assert "nothing to mend" in course("doctor", folder.root)


def test_what_goes_wrong_with_one_is_told_and_the_others_have_their_pages(
    folder,
):
    folder.autograded_path("d?", START).write_text("{}")
    with folder.gradebook() as gradebook:
        gradebook.remove_submission(START.name, "[a]")
    with pytest.raises(CourseError) as error:
        write_feedback(folder, START)
    said = str(error.value)
    assert said.startswith(f"2 of {len(ODD)} pages could not be made, the others are there.")
    assert "[a]: " in said and "d?: " in said
    assert "KeyError" not in said
    assert len(due_pages(folder, START, ODD)) == 2


def test_a_page_stays_until_the_new_one_is_there(folder):
    write_feedback(folder, START)
    before = page_path(folder, "d?", START).read_bytes()
    folder.autograded_path("d?", START).write_text("{}")
    with pytest.raises(CourseError):
        write_feedback(folder, START)
    assert page_path(folder, "d?", START).read_bytes() == before
