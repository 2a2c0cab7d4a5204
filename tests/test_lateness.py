"""Lateness is counted from when a submission arrived, whatever its author writes into files."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from autograder.authoring.lessons import find_lesson
from autograder.classroom.arrival import arrival
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.grade_class import grade_class
from autograder.rehearsal.simulate import Pool, Student, handed_in

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.usefixtures("one_worker"),
    pytest.mark.xdist_group("lateness"),  # whose class and exchange are made once
]

START = find_lesson("start_here")
HOUR = timedelta(hours=1)
SETTINGS = """
c.Exchange.root = {exchange!r}
c.ExchangeCollect.check_owner = False
c.LateSubmissionPlugin.penalty_method = "zero"
c.FileNameCollectorPlugin.named_regexp = (
    r".*/(?P<student_id>\\w+)_(?P<timestamp>[0-9T]+)_(?P<file_id>.*)"
)
"""


@pytest.fixture(scope="module")
def folder(released, tmp_path_factory):
    """A class with an exchange, in which work that is late gets no points."""
    place = tmp_path_factory.mktemp("lateness")
    made = released(place / "class")
    (place / "exchange").mkdir(mode=0o777)
    (place / "exchange").chmod(0o777)
    with (made.root / "nbgrader_config.py").open("a") as file:
        file.write(SETTINGS.format(exchange=str(place / "exchange")))
    nbgrader(made.root, "release_assignment", START.name)
    return made


def nbgrader(folder, *arguments: str) -> None:
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    command = [sys.executable, "-m", "nbgrader", *arguments]
    result = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={**os.environ, "PATH": path}
    )
    assert result.returncode == 0, result.stderr


def solved(folder: ClassFolder) -> bytes:
    return handed_in(folder.release_notebook(START), Student("right", Pool(START).right))


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def due(folder: ClassFolder, time: datetime | None) -> None:
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_assignment(START.name, duedate=time)


def score(folder: ClassFolder, student: str) -> float:
    """What is left of a score after the penalty for lateness."""
    with folder.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook(START.module_name, START.name, student)
        return notebook.score - (notebook.late_submission_penalty or 0.0)


@pytest.fixture(scope="module")
def forged(folder, tmp_path_factory):
    """A submission made with nbgrader, then dated back by its author in every place there is."""
    home = tmp_path_factory.mktemp("student")
    (home / "nbgrader_config.py").write_text((folder.root / "nbgrader_config.py").read_text())
    (home / START.name).mkdir()
    (home / START.name / START.notebook.name).write_bytes(solved(folder))
    config = home / "nbgrader_config.py"
    config.write_text(
        f"c = get_config()\nc.Exchange.root = {str(folder.root.parent / 'exchange')!r}\n"
        f"c.CourseDirectory.course_id = {folder.root.name!r}\n"
    )
    nbgrader(home, "submit", START.name)
    inbound = folder.root.parent / "exchange" / folder.root.name / "inbound"
    (submitted,) = inbound.iterdir()
    past = "2020-01-01 00:00:00.000000 UTC"
    student, lesson, _, secret = submitted.name.split("+")
    moved = submitted.rename(inbound / f"{student}+{lesson}+{past}+{secret}")
    (moved / "timestamp.txt").chmod(0o644)
    (moved / "timestamp.txt").write_text(past)
    for path in (*moved.iterdir(), moved):
        os.utime(path, (0, 0))
    before = now()
    nbgrader(folder.root, "collect", START.name)
    return student, before


def test_a_submission_cannot_be_dated_back_in_the_exchange(folder, forged):
    student, before = forged
    assert before - HOUR < arrival(folder, START.name, student) <= now()


def test_what_is_late_loses_what_the_plugin_says(folder, forged):
    student, _ = forged
    due(folder, now() - HOUR)
    grade_class(folder, START, students=[student])
    assert score(folder, student) == 0.0


def test_a_later_due_date_gives_the_points_back(folder, forged):
    student, _ = forged
    due(folder, now() + HOUR)
    grade_class(folder, START, students=[student], again=True)
    assert score(folder, student) == 3.0


def test_a_file_that_a_student_hands_in_says_nothing_about_its_arrival(folder):
    place = folder.submission_path("s1", START).parent
    place.mkdir(parents=True)
    folder.submission_path("s1", START).write_bytes(solved(folder))
    (place / "timestamp.txt").write_text("2020-01-01 00:00:00 UTC")
    grade_class(folder, START, students=["s1"])
    assert arrival(folder, START.name, "s1") is None


def test_nbgraders_own_autograde_counts_from_the_same_arrival(folder, forged):
    student, _ = forged
    due(folder, now() - HOUR)
    nbgrader(folder.root, "autograde", START.name, "--student", student, "--force")
    assert score(folder, student) == 0.0
    due(folder, now() + HOUR)


def test_an_archive_of_a_learning_platform_tells_the_arrival_in_its_file_names(folder):
    archive = folder.root / "downloaded" / START.name / "archive" / "all.zip"
    archive.parent.mkdir(parents=True)
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(f"s2_20260301T123000_{START.notebook.name}", solved(folder))
    nbgrader(folder.root, "zip_collect", START.name)
    assert arrival(folder, START.name, "s2") == datetime(2026, 3, 1, 12, 30)
