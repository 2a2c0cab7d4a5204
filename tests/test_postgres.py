"""The gradebook may lie in Postgres: same scores, same commands."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from conftest import needs_sandbox

from autograder.authoring.lessons import find_lesson
from autograder.bench.postgres import own_server
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.grade_class import grade_class
from autograder.classroom.release import release
from autograder.rehearsal.simulate import simulate, simulated

pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("postgres")]  # one server

START = find_lesson("start_here")
STUDENTS = 6


@pytest.fixture(scope="module")
def server():
    """The address of an empty database, on a server of this machine."""
    with own_server() as address:
        if address is None:
            pytest.skip("Postgres is not installed on this machine")
        yield address


@pytest.fixture(scope="module")
def folder(server, tmp_path_factory):
    """A graded class whose gradebook lies on the server."""
    needs_sandbox()
    made = ClassFolder.create(tmp_path_factory.mktemp("class") / "class", server)
    release(made, START)
    simulate(made, START, STUDENTS)
    grade_class(made, START)
    return made


def test_every_student_gets_the_score_they_deserve(folder):
    with folder.gradebook() as gradebook:
        rows = gradebook.submission_dicts(START.name)
    found = {row["student"]: row["score"] for row in rows}
    assert found == pytest.approx(simulated(folder, START)["scores"])


def test_no_other_gradebook_is_made(folder):
    assert not list(folder.root.glob("*.db"))


def test_a_second_run_skips_what_is_graded(folder):
    assert grade_class(folder, START).skipped == STUDENTS


def test_nbgraders_own_commands_use_it_too(folder):
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    command = [sys.executable, "-m", "nbgrader", "export", "--to", "all.csv"]
    subprocess.run(command, cwd=folder.root, check=True, env={**os.environ, "PATH": path})
    lines = (folder.root / "all.csv").read_text().splitlines()
    assert len(lines) == STUDENTS + 1
