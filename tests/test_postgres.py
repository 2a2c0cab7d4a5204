"""The gradebook may lie in Postgres: same scores, same commands."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import needs_sandbox

from autograder.authoring.lessons import find_lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.grade_class import grade_class
from autograder.classroom.release import release
from autograder.rehearsal.simulate import simulate, simulated

pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("postgres")]  # one server

START = find_lesson("start_here")
STUDENTS = 6
PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/bin"))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of its own on this machine. Gives the address of an empty database."""
    initdb = shutil.which("initdb", path=f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    if initdb is None:
        pytest.skip("Postgres is not installed on this machine")
    owner = {"user": "postgres"} if os.geteuid() == 0 else {}  # it refuses to run as root
    place = tmp_path_factory.mktemp("postgres")
    if owner:
        shutil.chown(place, "postgres")
        for folder in list(place.parents)[:3]:
            folder.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "check": True, "cwd": place, **owner}
    subprocess.run([initdb, "--auth=trust", "--username=course", "-D", place / "data"], **quiet)
    settings = f"-c listen_addresses=127.0.0.1 -p {port} -c fsync=off -k {place}"
    control = [Path(initdb).with_name("pg_ctl"), "-D", place / "data", "-w"]
    subprocess.run([*control, "-o", settings, "-l", place / "log", "start"], **quiet)
    try:
        yield f"postgresql+psycopg://course@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)


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
