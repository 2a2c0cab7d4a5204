"""Where the sandbox is not to be had, each command works or says in a sentence what does; and a
student's own files hide neither the course nor a library."""

from __future__ import annotations

import os
import platform
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from test_commands import course, is_one_sentence, mounted  # noqa: F401

from autograder.console import in_one_sentence
from autograder.grading import confinement, scratch
from helpers.course.cli import _environment, hiding_files

UNIX = ("fork", "wait4", "getuid", "geteuid", "sched_setscheduler", "sched_getaffinity",
        "O_NOFOLLOW", "O_NONBLOCK", "sysconf", "killpg", "setsid", "getpriority")  # fmt: skip


@pytest.fixture(params=["Darwin", "Windows"])
def other_system(request, monkeypatch, class_folder):
    """A class folder on a system that lacks what Linux has. Holds the system's name."""
    course("simulate", "0", "--students", 1, "-f", class_folder.root)
    is_windows = request.param == "Windows"
    monkeypatch.setattr(sys, "platform", "win32" if is_windows else "darwin")
    monkeypatch.setattr(platform, "system", lambda: request.param)
    monkeypatch.setattr(platform, "mac_ver", lambda: ("15.1", ("", "", ""), "arm64"))
    for name in UNIX if is_windows else ("sched_setscheduler", "sched_getaffinity"):
        monkeypatch.delattr(os, name)
    if is_windows:
        monkeypatch.setattr(scratch, "fcntl", None)
        monkeypatch.setitem(sys.modules, "resource", None)
    confinement.readable.cache_clear()
    yield request.param
    confinement.readable.cache_clear()


def test_grade_says_what_cannot_be_done_and_where_it_can(other_system, class_folder):
    text = course("grade", "0", "-f", class_folder.root, code=1)
    assert "Traceback" not in text
    assert "cannot be confined on" in text
    assert "as in WSL, a container or on a server" in text
    assert ("--no-sandbox" in text) is (other_system == "Darwin")  # where it would help


def test_grading_without_a_sandbox_says_where_it_cannot_be_done_either(other_system, class_folder):
    if other_system != "Windows":
        pytest.skip("there it can")
    text = course("grade", "0", "-f", class_folder.root, "--no-sandbox", code=1)
    assert "This system cannot run submissions, with a sandbox or without" in text
    assert "Traceback" not in text


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("release", "0", "--again"), 0),
        (("simulate", "0", "--students", "2"), 0),
        (("export", "grades.csv"), 0),
        (("export", "grades.csv", "--by", "exercise"), 0),
        (("feedback", "0"), 0),
        (("report", "0"), 2),  # nothing is graded yet
        (("explain", "0", "s001"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_all_else_works_there(other_system, class_folder, command, code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = course(*command, "-f", class_folder.root, code=code)
    assert "Traceback" not in text


def test_doctor_names_what_is_missing_there(other_system, class_folder):
    text = course("doctor", class_folder.root, code=1)
    assert "not Linux on x86-64 or aarch64" in text


def test_what_nobody_thought_of_is_a_sentence_too(other_system, capsys):
    @in_one_sentence
    def command():
        os.fork_and_exec()

    with pytest.raises(Exception) as ended:
        command()
    assert ended.value.exit_code == 1
    said = capsys.readouterr().err
    assert is_one_sentence(said.strip())
    assert "run the command on Linux, as in WSL, a container or on a server" in said


@pytest.mark.thorough
def test_a_folder_helpers_beside_the_notebook_does_not_hide_the_course(tmp_path, monkeypatch):
    (tmp_path / "helpers").mkdir()
    (tmp_path / "helpers" / "__init__.py").write_text("raise SystemExit('hidden')")
    (tmp_path / "mine.py").write_text("value = 7")
    source = "from helpers import check\nimport mine\nprint(mine.value)"
    cell = nbformat.v4.new_code_cell(source)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    for name, value in _environment().items():
        monkeypatch.setenv(name, value)
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert cell.outputs[-1].text == "7\n"


def test_files_that_hide_a_library_from_a_notebook_are_named(tmp_path):
    (tmp_path / "06_convolution").mkdir()
    (tmp_path / "06_convolution" / "convolution.ipynb").touch()
    for name in ("numpy.py", "random.py", "mine.py", "torch.txt"):
        (tmp_path / "06_convolution" / name).touch()
    assert [path.name for path in hiding_files(tmp_path)] == ["numpy.py", "random.py"]
