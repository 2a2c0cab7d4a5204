"""A lesson goes round nbgrader's whole circle, with our step or nbgrader's wherever one can stand.

Release, fetch, submit, collect, grade, feedback, release_feedback, fetch_feedback: what a student
fetches at the end is what the class was told.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory
from traitlets.config import Config

from autograder.authoring.lessons import find_lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.feedback import due_pages, write_feedback
from autograder.classroom.grade_class import grade_class
from autograder.rehearsal.simulate import Answer, Pool, Student, handed_in

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.usefixtures("one_worker"),
    pytest.mark.xdist_group("circle"),  # whose class and exchange are made once
]

START = find_lesson("start_here")
HOUR = timedelta(hours=1)
SETTINGS = """
c.Exchange.root = {exchange!r}
c.ExchangeCollect.check_owner = False
c.LateSubmissionPlugin.penalty_method = "zero"
"""
STUDENTS = ("ada", "bob", "eve")
PLUS_TWO = "def add_one(x):\n    return x + 2\n"


class Circle:
    """A class, its exchange and its students' homes."""

    def __init__(self, place: Path, released: Callable[[Path], ClassFolder]) -> None:
        self.place = place
        self.exchange = place / "exchange"
        self.exchange.mkdir()
        self.exchange.chmod(0o777)
        self.folder = released(place / "class")
        with (self.folder.root / "nbgrader_config.py").open("a") as file:
            file.write(SETTINGS.format(exchange=str(self.exchange)))
        (self.folder.root / "roster.csv").write_text("id\nada\nbob\n")
        succeeds(self.folder.nbgrader.release_assignment(START.name))

    def nbgrader(self, *arguments: str) -> None:
        """One of nbgrader's own commands in the class folder."""
        path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
        command = [sys.executable, "-m", "nbgrader", *arguments]
        result = subprocess.run(
            command,
            cwd=self.folder.root,
            capture_output=True,
            text=True,
            env={**os.environ, "PATH": path},
        )
        assert result.returncode == 0, result.stderr

    def at_home(self, student: str, step: str, name: str = START.name) -> None:
        """A step of nbgrader's exchange as a student takes it. name: of the assignment."""
        home = self.place / student
        home.mkdir(exist_ok=True)
        config = Config()
        config.CourseDirectory.course_id = self.folder.root.name
        config.CourseDirectory.student_id = student
        config.CourseDirectory.assignment_id = name
        config.Exchange.root = str(self.exchange)
        config.Exchange.cache = str(home / "cache")
        config.Exchange.assignment_dir = str(home)
        make = getattr(ExchangeFactory(config=config), step)
        coursedir, authenticator = CourseDirectory(config=config), Authenticator(config=config)
        make(coursedir=coursedir, authenticator=authenticator, config=config).start()

    def submit(self, student: str, **answers: str) -> None:
        place = self.place / student / START.name
        if not place.exists():
            self.at_home(student, "FetchAssignment")
        given = {name: Answer(source, 0) for name, source in answers.items()}
        made = Student("some", {**Pool(START).right, **given})
        released = self.folder.release_notebook(START)
        (place / START.notebook.name).write_bytes(handed_in(released, made))
        (place / "measured.csv").write_text(f"{student},1\n")
        self.at_home(student, "Submit")

    def collect(self) -> None:
        succeeds(self.folder.nbgrader.collect(START.name, update=True))

    def due(self, time: datetime) -> None:
        with self.folder.gradebook() as gradebook:
            gradebook.update_or_create_assignment(START.name, duedate=time)

    def extend(self, student: str, time: timedelta) -> None:
        with self.folder.gradebook() as gradebook:
            gradebook.update_or_create_submission(START.name, student, extension=time)

    def give_by_hand(self, student: str, exercise: str, score: float, comment: str) -> None:
        """What formgrader does when these are typed in."""
        place = START.module_name, START.name, student
        with self.folder.gradebook() as gradebook:
            grade = gradebook.find_grade(f"check_{exercise}", *place)
            grade.manual_score, grade.needs_manual_grade = score, False
            gradebook.find_comment(exercise, *place).manual_comment = comment
            gradebook.db.commit()

    def fetch(self, student: str) -> str:
        """The words of the newest page that a student fetches, on one line."""
        self.at_home(student, "FetchFeedback")
        fetched = self.place / student / START.name / "feedback"
        pages = sorted(fetched.glob(f"*/{START.module_name}.html"))
        words = re.sub(r"(?s)<(style|script).*?</\1>|<[^>]+>", " ", pages[-1].read_text())
        return " ".join(words.split())


def succeeds(result: dict) -> None:
    assert result["success"], result


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@pytest.fixture(scope="module")
def collected(released, tmp_path_factory):
    """Three students handed in an hour late, one of them in the roster only now, dan by mail."""
    circle = Circle(tmp_path_factory.mktemp("circle"), released)
    for student in STUDENTS:
        circle.submit(student, **({"add_one": PLUS_TWO} if student == "bob" else {}))
    (circle.folder.root / "roster.csv").write_text("id\nada\nbob\neve\n")
    (of_bob,) = (circle.exchange / "class" / "inbound").glob("bob+*")
    (of_bob / "settings.py").symlink_to(circle.folder.root / "nbgrader_config.py")
    (of_bob / "endless").symlink_to("/dev/zero")
    os.mkfifo(of_bob / "waits")
    circle.collect()
    by_mail = circle.folder.submission_path("dan", START)
    by_mail.parent.mkdir(parents=True)
    by_mail.write_bytes(circle.folder.submission_path("ada", START).read_bytes())
    circle.due(now() - HOUR)
    return circle


def odd(folder: str, names: list[str]) -> list[str]:
    """What only the first collection is tried with."""
    return [name for name in names if name in ("settings.py", "endless", "waits")]


def copied(circle: Circle, place: Path) -> Circle:
    """The same class at the same stage; its exchange is under the same path."""
    for name in ("class", "exchange", *STUDENTS):
        shutil.rmtree(circle.place / name)
        shutil.copytree(place / name, circle.place / name, ignore=odd)
    return circle


@pytest.fixture(scope="module")
def kept(collected, tmp_path_factory):
    place = tmp_path_factory.mktemp("kept")
    for name in ("class", "exchange", *STUDENTS):
        shutil.copytree(collected.place / name, place / name, ignore=odd)
    return place


@pytest.fixture
def circle(collected, kept):
    return copied(collected, kept)


def test_what_is_no_plain_file_stays_in_the_exchange(circle):
    place = circle.folder.submission_path("bob", START).parent
    assert {path.name for path in place.iterdir()} == {
        START.notebook.name,
        "measured.csv",
        "submission_secret.txt",
        "timestamp.txt",
    }


def course_grade(circle: Circle) -> None:
    grade_class(circle.folder, START)


def nbgrader_autograde(circle: Circle) -> None:
    circle.nbgrader("autograde", START.name, "--force")


def button_autograde(circle: Circle) -> None:
    for student in circle.folder.submitters(START):
        succeeds(circle.folder.nbgrader.autograde(START.name, student))


def course_feedback(circle: Circle) -> None:
    write_feedback(circle.folder, START)


def nbgrader_feedback(circle: Circle) -> None:
    circle.nbgrader("generate_feedback", START.name, "--force")


def button_feedback(circle: Circle) -> None:
    succeeds(circle.folder.nbgrader.generate_feedback(START.name))


def button_release(circle: Circle) -> None:
    succeeds(circle.folder.nbgrader.release_feedback(START.name))


def nbgrader_release(circle: Circle) -> None:
    circle.nbgrader("release_feedback", START.name)


@pytest.mark.parametrize(
    ("grade", "feedback", "publish", "grade_again", "feedback_again"),
    [
        (course_grade, course_feedback, nbgrader_release, nbgrader_autograde, button_feedback),
        (nbgrader_autograde, course_feedback, button_release, course_grade, nbgrader_feedback),
        (button_autograde, nbgrader_feedback, button_release, course_grade, course_feedback),
    ],
)
def test_what_a_student_fetches_is_what_the_class_was_told(
    circle, grade, feedback, publish, grade_again, feedback_again
):
    grade(circle)
    feedback(circle)
    publish(circle)
    assert "(Score: 0.0 / 3.0)" in circle.fetch("ada")  # all are late

    seeds = {who: report["seed"] for who, report in circle.folder.reports(START).items()}
    for student in STUDENTS:
        circle.extend(student, 2 * HOUR)
    circle.give_by_hand("bob", "add_one", 0.5, "Nearly.")
    circle.submit("eve", add_one=PLUS_TWO)
    circle.collect()
    grade_again(circle)
    feedback_again(circle)
    publish(circle)

    assert "(Score: 3.0 / 3.0)" in circle.fetch("ada")
    bob = circle.fetch("bob")
    assert "(Score: 2.5 / 3.0)" in bob
    assert "Nearly." in bob
    assert "(Score: 2.0 / 3.0)" in circle.fetch("eve")
    reports = circle.folder.reports(START)
    assert {who for who in STUDENTS if reports[who]["seed"] != seeds[who]} == {"eve"}
    assert due_pages(circle.folder, START, STUDENTS) == []
    assert grade_class(circle.folder, START).states == {}
    for student in STUDENTS:
        data = circle.folder.autograded_path(student, START).with_name("measured.csv")
        assert data.read_text() == f"{student},1\n"
        assert circle.folder.nbgrader.get_submission(START.name, student)["autograded"]
