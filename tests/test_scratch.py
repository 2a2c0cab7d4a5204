"""What grading needs for a while leaves nothing behind, even where it is killed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

import pytest

from autograder.grading.scratch import PLACE, Scratch, renew

HOLD = """
import sys, time
from autograder.grading.scratch import Scratch
print(Scratch().path, flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)


@pytest.fixture
def other():
    """The folder of another process, and that process."""
    process = subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True)
    with process:
        yield process.stdout.readline().strip(), process
        process.kill()


def test_a_folder_is_gone_when_its_owner_is_done(tmp_path):
    with Scratch() as folder:
        renew(folder / PLACE)
        (folder / PLACE / "file").write_text("x")
        os.makedirs(folder / PLACE / "deep" / "er", 0o300)
        assert [path.name for path in tmp_path.iterdir()] == [folder.name]
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path, other):
    folder, process = other
    process.kill()
    process.wait()
    assert os.path.isdir(folder)
    with Scratch() as own:
        assert not os.path.exists(folder)
        assert own.is_dir()


def test_what_a_living_process_uses_stays(other):
    folder, _ = other
    with Scratch():
        assert os.path.isdir(folder)


def test_a_link_or_a_folder_of_that_name_that_is_none_of_ours_stays(tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "course-scratch-link").symlink_to(tmp_path / "theirs")
    (tmp_path / "course-scratch-strange").mkdir()
    (tmp_path / "theirs" / "file").write_text("x")
    with Scratch():
        pass
    assert (tmp_path / "theirs" / "file").read_text() == "x"
    assert (tmp_path / "course-scratch-strange").is_dir()


def test_each_submission_gets_a_folder_that_is_new(tmp_path):
    place = tmp_path / PLACE
    renew(place)
    first = place.stat().st_ino
    kept = os.open(place, os.O_RDONLY)  # so that the number is not given to another at once
    (place / "file").write_text("x")
    renew(place)
    assert place.stat().st_ino != first
    assert list(place.iterdir()) == []
    os.close(kept)
