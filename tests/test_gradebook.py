"""A gradebook that cannot be used ends a command in one sentence, and the next run goes on."""

from __future__ import annotations

import errno
import json
import sqlite3

import pytest
from conftest import needs_sandbox
from typer.testing import CliRunner

from autograder.authoring.lessons import find_lesson
from autograder.authoring.source import solve
from autograder.classroom import grade_class as grade_class_module
from autograder.classroom import gradebook as gradebook_module
from autograder.classroom.checkup.folder import findings
from autograder.classroom.grade_class import grade_class
from autograder.classroom.gradebook import patient
from autograder.cli import add_commands
from autograder.errors import CourseError
from helpers.course.cli import app

START = find_lesson("start_here")


@pytest.fixture
def folder(class_folder, monkeypatch):
    """A class of one, whom nobody graded yet; nobody waits long for a lock."""
    monkeypatch.setattr(gradebook_module, "BUSY_SECONDS", 0.1)
    path = class_folder.submission_path("ada", START)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(solve(START)))
    return class_folder


@pytest.fixture
def locked(folder):
    """Another program writes to the database, and does not end."""
    with sqlite3.connect(folder.root / "gradebook.db", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield folder


def course(*arguments: str) -> str:
    """A command that fails. Returns what it said."""
    if not any(command.name == "grade" for command in app.registered_commands):
        add_commands(app)
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return " ".join(result.output.split())


@pytest.mark.parametrize(
    "command",
    [("grade", "0"), ("explain", "0", "ada"), ("feedback", "0"), ("report", "0"), ("export",)],
)
def test_a_lock_that_stays_is_one_sentence_in_every_command(locked, command):
    needs_sandbox()
    place = locked.root / ".course" / "reports" / START.name
    place.mkdir(parents=True, exist_ok=True)
    (place / "ada.json").write_text(json.dumps(REPORT))
    autograded = locked.autograded_path("ada", START)
    autograded.parent.mkdir(parents=True)
    autograded.write_text(START.notebook.read_text())
    said = course(*command, "-f", locked.root)
    assert "The gradebook is locked by another program" in said
    assert said.endswith("then run the same command again: it goes on from here.")


REPORT = {
    "state": "graded", "reason": "", "score": 0, "points": 0, "graded_at": "", "seed": 1,
    "versions": {}, "fingerprint": {"submission": "", "engine": ""}, "cpu_seconds": 0,
    "memory_bytes": 0, "exercises": [],
}  # fmt: skip


def test_a_lock_that_ends_is_waited_for(folder):
    assert patient("sqlite:////class/gradebook.db") == "sqlite:////class/gradebook.db?timeout=0.1"
    assert patient("sqlite:///a.db?timeout=9") == "sqlite:///a.db?timeout=9"
    assert patient("postgresql://a:b@host/name") == "postgresql://a:b@host/name"


def test_a_lock_in_the_midst_of_a_run_writes_nothing_by_halves(folder, executor, monkeypatch):
    stopped = []
    monkeypatch.setattr(grade_class_module, "stop_workers", lambda: stopped.append("all"))
    other = sqlite3.connect(folder.root / "gradebook.db", isolation_level=None)

    def lock(done: int, total: int) -> None:
        if not other.in_transaction:
            other.execute("BEGIN IMMEDIATE")

    with pytest.raises(CourseError, match="is locked"):
        grade_class(folder, START, workers=1, progress=lock)
    assert stopped == ["all"]
    assert folder.reports(START) == {}
    other.execute("ROLLBACK")
    grade_class(folder, START, executor=executor)
    with folder.gradebook() as gradebook:
        assert [row["score"] for row in gradebook.submission_dicts(START.name)] == [3.0]


def damaged(path):
    path.write_bytes(path.read_bytes()[:4096] + b"no database" * 1000)


def no_database(path):
    path.write_bytes(b"no database" * 1000)


def older(path):
    with sqlite3.connect(path) as database:
        database.execute("ALTER TABLE student DROP COLUMN lms_user_id")


def emptied(path):
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (damaged, "is damaged: put a backup of it back"),
        (no_database, "is damaged: put a backup of it back"),
        (older, "run `nbgrader db upgrade` in the class folder"),
        (emptied, "does not know 00_start_here: put a backup of it back"),
    ],
)
def test_a_gradebook_that_is_not_what_it_was_is_named(folder, spoil, sentence):
    spoil(folder.root / "gradebook.db")
    assert sentence in course("grade", "0", "-f", folder.root)


def test_doctor_names_it_as_well(folder):
    no_database(folder.root / "gradebook.db")
    (found,) = findings(folder)
    assert (found.about, found.problem) == ("gradebook", "The gradebook is damaged.")
    assert found.remedy == "Put a backup of it back."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("attempt to write a readonly database", "may not be written to: give yourself the right"),
        ("database or disk is full", "the disk is full or failing: make room"),
        ("unable to open database file", "cannot be opened: see that it and its folder are there"),
        ("connection refused", "cannot be used (connection refused): see that its server runs"),
    ],
)
def test_other_reasons_are_told_in_words(words, sentence):
    assert sentence in gradebook_module.reason(sqlite3.OperationalError(words))


def test_a_full_disk_is_one_sentence(folder, monkeypatch):
    def full(path, *_):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr("autograder.classroom.targets.write_atomically", full)
    said = course("export", "-f", folder.root)
    assert "grades.csv: No space left on device." in said
    assert said.endswith("then run the same command again: it goes on from here.")
