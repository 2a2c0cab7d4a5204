"""What students write acts on nobody's terminal: it can only be read."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys

import pytest
from conftest import START, handed_in

from autograder.authoring.lessons import find_lesson
from autograder.classroom.grade_class import grade_class
from helpers.checking.texts import printable

ACTS = "\x1b]0;PWNED\x07\x1b[2J\x1b[31mFAKE: all graded\u202edlrow\u2066\x9b31m\r"
LESSON = find_lesson(START)


def on_a_terminal(*arguments: str) -> str:
    """What the `course` command writes to a real terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from helpers.course.cli import main; main()", *arguments]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        parts = []
        try:
            while part := os.read(ours, 1 << 16):
                parts.append(part)
        except OSError:  # Linux's way to say that nobody writes any more
            pass
        process.wait()
    os.close(ours)
    return b"".join(parts).decode()


def acts(text: str) -> bool:
    """Whether anything of the student's got through; line ends and our own colours may."""
    return any(sign in text for sign in ("\x1b]0", "\x07", "\x1b[2J", "\u202e", "\u2066", "\x9b"))


@pytest.fixture(scope="module")
def folder(released, tmp_path_factory, executor):
    """A class in which answers, errors, file names and ids try to act."""
    folder = released(tmp_path_factory.mktemp("terminal") / "class")
    raises = f"""
error = type("E{ACTS.encode("unicode_escape").decode()}", (ValueError,), {{}})
def add_one(x):
    print({ACTS!r})
    raise error({ACTS!r})
"""
    for student, answers in {
        "ann": {"add_one": raises},
        "bob": {"add_one": f"def add_one(x): return {ACTS!r}"},
        "cyd": {"add_one": f"raise ValueError({ACTS!r})", "mean_image": f"{ACTS!r} = 1"},
        "dan\x1b]0;PWNED\x07": {},
    }.items():
        path = folder.submission_path(student, LESSON)
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(handed_in(answers)))
    place = folder.submission_path("eve", LESSON).parent
    place.mkdir(parents=True)
    (place / "\x1b]0;PWNED\x07\x1b[2J.ipynb").symlink_to("/etc/passwd")
    grade_class(folder, LESSON, seed=1, executor=executor)
    return folder


@pytest.mark.thorough
@pytest.mark.parametrize("student", ["ann", "bob", "cyd", "eve"])
def test_explaining_a_grade(folder, student):
    text = on_a_terminal("explain", START, student, "-f", str(folder.root))
    assert "points" in text
    assert not acts(text)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "command", [("grade", START, "--again"), ("export",), ("feedback", START), ("report", START)]
)
def test_every_command_that_names_students(folder, command, monkeypatch):
    monkeypatch.chdir(folder.root)
    text = on_a_terminal(*command, "-f", str(folder.root))
    assert "Traceback" not in text
    assert not acts(text)


@pytest.mark.thorough
def test_doctor_on_odd_names(folder):
    text = on_a_terminal("doctor", str(folder.root))
    assert "PWNED" in text
    assert not acts(text)


def test_what_acts_is_shown_instead():
    assert printable(ACTS).startswith(r"\x1b]0;PWNED\x07\x1b[2J\x1b[31mFAKE: all graded\u202edlrow")
    assert not acts(printable(ACTS))


def test_ordinary_text_stays_as_it_is():
    text = "Zoë, 名前, naïve café\n\tπ ≈ 3.14 👩‍🔬 שלום"
    assert printable(text) == text


def test_a_warning_is_a_sentence_without_a_line_of_code(class_folder):
    (class_folder.root / "submitted" / "..x" / START).mkdir(parents=True)
    text = on_a_terminal("export", str(class_folder.root / "x.csv"), "-f", str(class_folder.root))
    assert "submitted/'..x' is left out: no student can have this id." in text
    assert "UserWarning" not in text
