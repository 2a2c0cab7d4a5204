"""The page over all lessons says who falls behind, which mistakes come back and what waits."""

from __future__ import annotations

import json
import re
import shutil
from datetime import datetime, timedelta

import pytest

from autograder.authoring.lessons import Lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.report.term import is_term_report_stale, write_term_report
from autograder.errors import UsageError

LONG_AGO = datetime(2020, 1, 1)
NAMES = ("00_start_here", "01_linear_classifier", "02_image_features", "03_neural_networks")


class Term:
    """A class folder with reports of several lessons in it, as grading leaves them."""

    def __init__(self, folder: ClassFolder) -> None:
        self.folder = folder

    def release(self, name: str, due: datetime | None = LONG_AGO) -> None:
        (self.folder.root / "release" / name).mkdir(parents=True)
        with self.folder.gradebook() as gradebook:
            gradebook.update_or_create_assignment(name, duedate=due)

    def grade(self, name: str, student: str, share: float, mistake: str = "") -> None:
        passed = [i < round(4 * share) for i in range(4)]
        parts = [
            {"title": f"part {i}", "passed": right, "call": "", "problem": "", "hint": ""}
            | {"mistake": "" if right else mistake}
            for i, right in enumerate(passed)
        ]
        entry = {"name": f"exercise_{name[:2]}", "points": 4.0, "score": 4 * share}
        entry |= {"unwritten": False, "note": "", "mistake": mistake, "parts": parts}
        report = {"state": "graded", "reason": "", "score": 4 * share, "points": 4.0}
        report |= {"cpu_seconds": 0.1, "exercises": [entry]}
        path = self.folder.report_path(student, Lesson(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(report))
        (self.folder.root / "submitted" / student / name).mkdir(parents=True)

    def text(self) -> str:
        source = write_term_report(self.folder).read_text()
        words = re.sub(r"(?s)<style.*?</style>|<!--.*?-->|<[^>]+>", " ", source)
        return " ".join(words.split())

    def between(self, start: str, end: str) -> str:
        return self.text().partition(start)[2].partition(end)[0]


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> ClassFolder:
    folder = ClassFolder.create(tmp_path_factory.mktemp("terms") / "empty")
    with folder.gradebook():
        return folder


@pytest.fixture
def term(empty, tmp_path) -> Term:
    shutil.copytree(empty.root, tmp_path / "class")
    return Term(ClassFolder.open(tmp_path / "class"))


@pytest.fixture
def four(term) -> Term:
    """Four lessons: ada is good, bob falls, cyd never came, dan is weak in all."""
    (term.folder.root / "roster.csv").write_text("id,first_name\nada,Ada\nbob,\ncyd,Cyd\ndan,\n")
    for number, name in enumerate(NAMES):
        term.release(name)
        term.grade(name, "ada", 1.0)
        term.grade(name, "bob", 1.0 if number < 2 else 0.5, "wrong_axis")
        term.grade(name, "dan", 0.25, "wrong_axis")
    return term


def test_who_falls_behind_is_named_with_the_reason(four):
    behind = four.between("Who falls behind", "Students and lessons")
    assert "cyd (Cyd) 4 of 4 not handed in" in behind
    assert "dan 25 % of the points on average" in behind
    assert "bob from 100 % to 50 % in the last two" in behind
    assert "ada" not in behind


def test_each_student_has_a_number_a_lesson_and_one_in_all(four):
    table = four.between("Students and lessons", "Assignments")
    assert "ada (Ada) 100 100 100 100 100" in table
    assert "bob 100 100 50 50 ↘ 75" in table
    assert "cyd (Cyd) – – – –" in table


def test_what_is_not_due_yet_is_not_missed(four):
    later = datetime.now() + timedelta(days=9)
    four.release("04_backpropagation", due=later)
    four.grade("04_backpropagation", "ada", 1.0)
    assert "4 of 4 not handed in" in four.between("Who falls behind", "Students and lessons")


def test_mistakes_that_come_back_are_named_with_who_made_them_again(four):
    mistakes = four.between("Mistakes that come back", "Hardest exercises")
    assert "wrong axis 00_start_here: exercise_00 (1)" in mistakes
    assert "02_image_features: exercise_02 (2)" in mistakes
    assert "2 bob , dan" in mistakes


def test_the_hardest_exercises_stand_first(four):
    hardest = four.text().partition("Hardest exercises")[2]
    places = [hardest.index(name) for name in ("exercise_02", "exercise_03", "exercise_00")]
    assert places == sorted(places)
    assert "exercise_02 02_image_features 1 of 3 part 2" in hardest


def test_what_a_person_still_has_to_mark_waits(four):
    with four.folder.gradebook() as gradebook:
        gradebook.add_student("ada")
        gradebook.add_notebook("start_here", NAMES[0])
        gradebook.add_grade_cell("why", "start_here", NAMES[0], max_score=4, cell_type="markdown")
        with gradebook.db.no_autoflush:
            gradebook.add_submission(NAMES[0], "ada")
    waits = four.between("What still waits", "Students and lessons")
    assert "00_start_here: answers to mark by hand in formgrader, of ada (Ada)" in waits
    assert "50… 100" in four.between("Students and lessons", "Assignments")


def test_a_page_over_nothing_is_refused_with_what_to_do(term):
    with pytest.raises(UsageError, match="run `course grade`"):
        write_term_report(term.folder)


def test_a_page_is_old_once_a_score_has_changed_and_not_for_a_link(four):
    write_term_report(four.folder)
    (four.folder.root / "reports" / f"{NAMES[0]}.html").write_text("a report")
    assert not is_term_report_stale(four.folder)
    path = four.folder.report_path("ada", Lesson(NAMES[0]))
    report = json.loads(path.read_text())
    report["exercises"][0]["score"] = 1.0
    path.write_text(json.dumps(report))
    assert is_term_report_stale(four.folder)
