"""Work that a student handed in is found where it plainly is; what is in doubt is no silent 0."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from conftest import handed_in
from test_commands import course, mounted  # noqa: F401

from autograder.authoring.lessons import find_lesson
from autograder.classroom.checkup.folder import findings
from helpers.course.notebook import Unreadable

START = find_lesson("start_here")
NAME = START.notebook.name
RELEASED = START.notebook.read_bytes()
WORK = json.dumps(handed_in({})).encode()
OTHER_WORK = json.dumps(handed_in({"add_one": "def add_one(x): return 2"})).encode()
OF_ANOTHER_LESSON = json.dumps(handed_in({}, lesson="06_convolution")).encode()


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def own_notebook(*sources: str) -> bytes:
    cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


@pytest.fixture
def place(class_folder):
    """Where a student's work belongs."""
    made = class_folder.submission_path("ada", START).parent
    made.mkdir(parents=True)
    return made


def put(place, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)


@pytest.mark.parametrize(
    "files",
    [
        {"mine.ipynb": WORK},
        {"start_here (1).ipynb": WORK},
        {"start_here.ipynb.txt": WORK},
        {"START_HERE.IPYNB": WORK},
        {"homework/start_here.ipynb": WORK},
        {NAME: b"", "start_here-Copy1.ipynb": WORK},
        {NAME: RELEASED, "start_here (1).ipynb": WORK},
        {NAME: OF_ANOTHER_LESSON, "right.ipynb": WORK},
        {"a.ipynb": WORK, "copy of a.ipynb": WORK},
        {"a.ipynb": WORK, "Untitled.ipynb": own_notebook("print('scratch')")},
        {"work.zip": zipped(**{"work/start_here.ipynb": WORK, "__MACOSX/._start_here.ipynb": b""})},
        {"work.ZIP": zipped(**{"mine.ipynb": WORK})},
    ],
    ids=lambda files: ", ".join(files),
)
def test_a_right_notebook_is_taken_and_that_is_said(class_folder, place, files):
    put(place, files)
    taken = class_folder.hand_in("ada", START)
    assert taken.data == WORK
    assert "was taken, since" in taken.note


@pytest.mark.parametrize(
    "files",
    [
        {NAME: WORK},
        {NAME: WORK, "Untitled.ipynb": own_notebook("print('scratch')")},
        {NAME: WORK, f".ipynb_checkpoints/{NAME}": OTHER_WORK, ".hidden.ipynb": OTHER_WORK},
        {NAME: WORK, "start_here-Copy1.ipynb": RELEASED, "notes.txt": b"mine"},
    ],
    ids=lambda files: ", ".join(files),
)
def test_nothing_is_said_where_nothing_is_in_doubt(class_folder, place, files):
    put(place, files)
    taken = class_folder.hand_in("ada", START)
    assert (taken.name, taken.data, taken.note) == (NAME, WORK, "")


def test_other_work_beside_the_notebook_is_named(class_folder, place):
    put(place, {NAME: WORK, "start_here-Copy1.ipynb": OTHER_WORK})
    taken = class_folder.hand_in("ada", START)
    assert taken.data == WORK
    assert "start_here-Copy1.ipynb beside it is not looked at" in taken.note


def test_a_notebook_of_ones_own_that_holds_an_answer_counts(class_folder, place):
    mine = own_notebook("def add_one(x):\n    return x + 1")
    put(place, {"Untitled.ipynb": mine})
    assert class_folder.hand_in("ada", START).data == mine


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "holds no notebook. Expected start_here.ipynb."),
        ({"work.pdf": b"%PDF"}, "holds no notebook, but work.pdf. Expected"),
        ({"timestamp.txt": b""}, "holds no notebook. Expected"),
        ({"a.ipynb": WORK, "b.ipynb": OTHER_WORK}, "holds a.ipynb, b.ipynb. Expected"),
        ({NAME: OF_ANOTHER_LESSON}, "start_here.ipynb holds no cell of this lesson"),
        ({"x.ipynb": OF_ANOTHER_LESSON}, "holds x.ipynb, which holds no cell of this lesson."),
        ({"work.zip": b"PK, and nothing"}, "holds no notebook, but work.zip. Expected"),
        ({"a.zip": zipped(**{"b.zip": zipped(**{NAME: WORK})})}, "holds no notebook, but a.zip."),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_in_doubt_is_named(class_folder, place, files, sentence):
    put(place, files)
    with pytest.raises(Unreadable) as raised:
        class_folder.hand_in("ada", START)
    assert sentence in str(raised.value)


def test_links_are_not_followed(class_folder, place, tmp_path):
    put(tmp_path / "elsewhere", {NAME: WORK})
    (place / "folder").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Unreadable, match="holds no notebook"):
        class_folder.hand_in("ada", START)
    (place / "mine.ipynb").symlink_to(tmp_path / "elsewhere" / NAME)
    with pytest.raises(Unreadable, match="is a link"):
        class_folder.hand_in("ada", START)


def test_grade_says_what_was_taken_what_is_in_doubt_and_what_lies_elsewhere(
    class_folder, place, one_worker
):
    put(place, {"mine.ipynb": WORK})
    submitted = class_folder.root / "submitted"
    put(submitted / "bob" / START.name, {"a.ipynb": WORK, "b.ipynb": OTHER_WORK})
    put(submitted / START.name / "eve", {NAME: WORK})
    with pytest.warns(UserWarning, match="/eve is not looked at: it belongs into submitted/eve/00"):
        text = course("grade", "0", "-f", class_folder.root)
    assert "1 graded, 1 unreadable" in text
    assert "mine.ipynb was taken, since there is no start_here.ipynb" in text
    assert f"bob: submitted/bob/{START.name} holds a.ipynb, b.ipynb." in text
    assert any("holds a.ipynb, b.ipynb" in finding.problem for finding in findings(class_folder))
    assert class_folder.reports(START)["ada"]["score"] == 3.0


@pytest.mark.parametrize(
    "where",
    ["eve/start_here/x.ipynb", "eve/00/x.ipynb", "eve/00_Start_Here/x.ipynb", f"eve/{NAME}"],
)
def test_folders_of_nearly_the_right_name_are_pointed_out(class_folder, where):
    put(class_folder.root / "submitted", {where: WORK})
    with pytest.warns(UserWarning, match="is not looked at: it belongs into submitted/eve/00"):
        assert class_folder.submitters(START) == []
