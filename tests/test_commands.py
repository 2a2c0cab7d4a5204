"""Commands: bad input is one sentence and exit code 2, and nothing is lost."""

from __future__ import annotations

import csv
import json
import re
import socket

import pytest
from typer.testing import CliRunner

from autograder import cli as instructor_cli
from autograder.authoring.lessons import find_lesson
from autograder.classroom.class_folder import ClassFolder
from helpers.course import cli as student_cli

START = find_lesson("start_here")


@pytest.fixture(scope="module", autouse=True)
def mounted():
    instructor_cli.add_commands(student_cli.app)


def course(*arguments, code: int = 0) -> str:
    """Run a command; check its exit code. Returns all that it printed, on one line."""
    result = CliRunner().invoke(student_cli.app, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return re.sub(r"\s+", " ", result.output).strip()


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "class"
    course("init", path)
    return path


@pytest.fixture
def released_in(class_folder, one_worker):
    """A class folder in which lesson 00 is released, and where grading starts no processes."""
    return class_folder.root


def is_one_sentence(text: str) -> bool:
    return "Traceback" not in text and text.endswith(".") and len(text) < 300


@pytest.mark.parametrize("command", ["release", "grade", "feedback", "report", "simulate"])
def test_an_unknown_lesson(folder, command):
    text = course(command, "convlution", "-f", folder, code=2)
    assert text == "No lesson is called 'convlution'. Did you mean convolution?"


@pytest.mark.parametrize("command", ["release", "grade", "feedback", "report", "simulate"])
def test_a_class_folder_that_is_none(tmp_path, command):
    text = course(command, "0", "-f", tmp_path, code=2)
    assert is_one_sentence(text)
    assert "is no class folder" in text


def test_a_roster_with_a_student_twice(folder):
    (folder / "roster.csv").write_text("id,first_name,last_name,email\nada,,,\nbob,,,\nada,,,\n")
    text = course("release", "0", "-f", folder, code=2)
    assert is_one_sentence(text)
    assert "line 4: the student ada is there twice" in text


@pytest.mark.parametrize("identity", ["", "../ada", ".hidden"])
def test_a_roster_with_an_id_that_cannot_be_one(folder, identity):
    (folder / "roster.csv").write_text(f"id,first_name\n{identity},Ada\n")
    assert "cannot be a student's id" in course("release", "0", "-f", folder, code=2)


def test_a_roster_without_ids(folder):
    (folder / "roster.csv").write_text("name\nAda\n")
    assert "has no column `id`" in course("release", "0", "-f", folder, code=2)


def test_a_submission_for_a_lesson_that_was_never_released(folder):
    path = folder / "submitted" / "ada" / START.name / START.notebook.name
    path.parent.mkdir(parents=True)
    path.write_bytes(START.notebook.read_bytes())
    text = course("grade", "0", "-f", folder, code=2)
    assert is_one_sentence(text)
    assert "was never released here" in text


def test_a_student_who_handed_in_nothing(released_in):
    text = course("grade", "0", "-f", released_in, "--student", "ada", code=2)
    assert is_one_sentence(text)
    assert "ada handed in nothing" in text


def test_a_port_in_use():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        text = course("lab", "--port", port, code=2)
    assert text == f"Port {port} is in use: try `course lab --port {port + 1}`."


def test_a_class_folder_is_never_made_over_another(folder):
    assert "is not empty" in course("init", folder, code=2)
    assert (folder / "roster.csv").exists()


def test_a_release_is_replaced_only_on_request(folder):
    course("release", "0", "-f", folder)
    text = course("release", "0", "-f", folder, code=2)
    assert "Pass --again to replace it: students who have it bring theirs up" in text
    course("release", "0", "-f", folder, "--again")


def test_a_report_before_any_grade(released_in):
    course("simulate", "0", "--students", 1, "-f", released_in)
    assert "is not graded yet" in course("report", "0", "-f", released_in, code=2)


def test_solve_never_writes_over_a_file(tmp_path):
    target = tmp_path / "mine.ipynb"
    target.write_text("mine")
    assert "exists already" in course("solve", "0", target, code=1)
    assert target.read_text() == "mine"


def test_a_student_who_is_missing_a_notebook_is_named(released_in):
    (released_in / "submitted" / "ada" / START.name).mkdir(parents=True)
    text = course("grade", "0", "-f", released_in)
    assert "1 unreadable" in text
    where = f"submitted/ada/{START.name}"
    assert f"{where} holds no notebook. Expected {START.notebook.name}." in text


def test_lab_copies_the_lessons_but_never_over_a_file(tmp_path):
    source, target = tmp_path / "notebooks", tmp_path / "work"
    (source / "00").mkdir(parents=True)
    (source / "00" / "a.ipynb").write_text("lesson")
    (source / "00" / "b.ipynb").write_text("lesson")
    (target / "00").mkdir(parents=True)
    (target / "00" / "a.ipynb").write_text("mine")
    assert student_cli.copy_lessons(source, target) == [target / "00" / "b.ipynb"]
    assert (target / "00" / "a.ipynb").read_text() == "mine"


def test_export_has_a_row_a_student_and_a_column_a_lesson(released_in, tmp_path):
    course("simulate", "0", "--students", 3, "-f", released_in)
    course("grade", "0", "-f", released_in)
    (released_in / "roster.csv").write_text("id,first_name,last_name,email\nada,Ada,=1+1,a@b.org\n")
    target = tmp_path / "grades.csv"
    course("export", target, "-f", released_in)
    rows = list(csv.DictReader(target.open()))
    assert [row["id"] for row in rows] == ["ada", "s001", "s002", "s003"]
    truth = json.loads((released_in / ".course" / "simulated" / f"{START.name}.json").read_text())
    assert float(rows[1][START.name]) == pytest.approx(truth["scores"]["s001"])
    assert rows[0][START.name] in ("", "0.0")
    assert rows[0]["last_name"] == "'=1+1"


def test_the_class_report_names_mistakes_and_needs_no_network(released_in):
    course("simulate", "0", "--students", 20, "-f", released_in)
    course("grade", "0", "-f", released_in)
    course("report", "0", "-f", released_in)
    page = (released_in / "reports" / f"{START.name}.html").read_text()
    assert "20 of 20" in page
    assert "What to teach again" in page
    assert any(m.__name__.replace("_", " ") in page for e in START.exercises for m in e.mistakes)
    assert "http" not in page


def test_doctor_says_what_the_sandbox_can_enforce(folder):
    text = CliRunner().invoke(student_cli.app, ["doctor", str(folder)]).output
    assert "Landlock" in text
    assert "class folder" in text
    assert ClassFolder.open(folder).roster() == {}
