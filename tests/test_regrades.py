"""A grade can be repeated to the last digit, explained, and is not changed unseen."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest
from conftest import repeatable
from typer.testing import CliRunner

from autograder.authoring.lessons import find_lesson
from autograder.classroom import grade_class as grade_class_module
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.explain import explanation
from autograder.classroom.grade_class import grade_class
from autograder.cli import add_commands
from autograder.errors import UsageError
from autograder.rehearsal.simulate import Answer, Pool, Student, handed_in
from helpers.course.cli import app

pytestmark = pytest.mark.usefixtures("one_worker")

START = find_lesson("start_here")
ALL_IN_ONE = """\
def mean_image(images):
    return np.mean(images)
"""


@pytest.fixture(scope="module")
def graded_class(released, tmp_path_factory, executor):
    """s0 has everything right, s1 the mean of all pixels; both are graded."""
    folder = released(tmp_path_factory.mktemp("regrades") / "class")
    right = Pool(START).right
    hand_in(folder, "s0", right)
    hand_in(folder, "s1", {**right, "mean_image": Answer(ALL_IN_ONE, 0.5)})
    grade_class(folder, START, executor=executor)
    return folder


@pytest.fixture
def folder(graded_class, tmp_path):
    """A copy of it, to be changed."""
    shutil.copytree(graded_class.root, tmp_path / "class")
    return ClassFolder.open(tmp_path / "class")


@pytest.fixture
def another_engine(monkeypatch):
    """As if the exercises had been changed since: what costs s1 its points does so no more."""
    strict = grade_class_module.grade

    def generous(*job):
        submission = strict(*job)
        reports = tuple(
            replace(report, parts=tuple(replace(part, passed=True) for part in report.parts))
            for report in submission.reports
        )
        return replace(submission, reports=reports)

    monkeypatch.setattr(grade_class_module, "grade", generous)
    monkeypatch.setattr(grade_class_module, "engine_digest", lambda *_: "another")


def hand_in(folder: ClassFolder, student: str, answers: dict[str, Answer]) -> None:
    path = folder.submission_path(student, START)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(handed_in(folder.release_notebook(START), Student("right", answers)))


def course(*arguments: str):
    """Run a command."""
    if not any(command.name == "grade" for command in app.registered_commands):
        add_commands(app)
    return CliRunner().invoke(app, arguments)


def scores(folder: ClassFolder) -> dict[str, float]:
    with folder.gradebook() as gradebook:
        return {row["student"]: row["score"] for row in gradebook.submission_dicts(START.name)}


def test_a_grade_that_is_made_again_has_the_same_seed_and_is_the_same(folder):
    before = repeatable(folder.reports(START)["s1"])
    summary = grade_class(folder, START, students=["s1"], again=True)
    assert summary.states == {"graded": 1}
    assert repeatable(folder.reports(START)["s1"]) == before


def test_what_is_handed_in_anew_gets_other_numbers(folder):
    before = folder.reports(START)["s1"]["seed"]
    hand_in(folder, "s1", Pool(START).right)
    grade_class(folder, START)
    assert folder.reports(START)["s1"]["seed"] != before
    assert scores(folder)["s1"] == 3.0


def test_versions_and_limits_are_kept_with_the_grade(folder):
    report = folder.reports(START)["s0"]
    assert report["versions"].keys() >= {"python", "numpy", "torch"}
    assert report["limits"]["call_cpu_seconds"] > 0


def test_changed_scores_are_shown_before_any_is_written(folder, another_engine):
    before, seen = scores(folder), []

    def agree(changes):
        seen.extend(changes)
        assert scores(folder) == before
        return True

    grade_class(folder, START, agree=agree)
    assert [(change.student, change.after) for change in seen] == [("s1", 3.0)]
    assert seen[0].exercises.keys() == {"mean_image"}
    assert scores(folder) == {"s0": 3.0, "s1": 3.0}


def test_without_consent_changed_scores_stay_as_they_were_and_are_asked_about_again(
    folder, another_engine
):
    before = scores(folder)
    for _ in range(2):
        summary = grade_class(folder, START, agree=lambda changes: False)
        assert summary.held_back == 1
        assert scores(folder) == before


def test_scores_that_stay_need_no_consent(folder, another_engine):
    grade_class(folder, START, agree=lambda changes: False)
    assert grade_class(folder, START, agree=lambda changes: False).skipped == 1


def test_the_command_shows_who_gains_and_writes_nothing_where_nobody_can_answer(
    folder, another_engine
):
    before = scores(folder)
    result = course("grade", "00", "-f", str(folder.root))
    assert result.exit_code == 1
    assert "1 gain, 0 lose." in result.stdout
    assert "1 changed scores were not written" in result.stderr
    assert scores(folder) == before


def test_with_yes_they_are_written(folder, another_engine):
    result = course("grade", "00", "-f", str(folder.root), "--yes")
    assert result.exit_code == 0
    assert scores(folder)["s1"] == 3.0


def test_a_report_that_cannot_be_read_is_made_again(folder):
    folder.report_path("s1", START).write_text("{")
    summary = grade_class(folder, START)
    assert summary.states == {"graded": 1}
    assert json.loads(folder.report_path("s1", START).read_text())["score"] < 3


def test_an_explanation_names_the_call_the_mistake_and_how_to_repeat_the_grade(folder):
    text = explanation(folder, START, "s1")
    report = folder.reports(START)["s1"]
    failed = next(p for e in report["exercises"] for p in e["parts"] if not p["passed"])
    assert failed["problem"] and failed["hint"]
    shown = " ".join(text.split())
    assert " ".join(failed["problem"].split()) in shown
    assert " ".join(failed["hint"].split()) in shown
    assert str(report["seed"]) in text
    assert "course grade 00_start_here --student s1 --again" in text


def test_an_explanation_says_where_a_person_gave_points(folder):
    with folder.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook(START.module_name, START.name, "s1")
        grade = next(g for g in notebook.grades if g.cell.name == "check_mean_image")
        grade.manual_score = 1.75
        gradebook.db.commit()
    assert "mean_image: 1.75 points were given by hand" in explanation(folder, START, "s1")


def test_an_explanation_says_that_something_else_lies_there_now(folder):
    hand_in(folder, "s1", Pool(START).right)
    assert "this grade is of an earlier one" in explanation(folder, START, "s1")


def test_who_has_no_grade_is_told_so(folder):
    with pytest.raises(UsageError, match="s7 has no grade in 00_start_here"):
        explanation(folder, START, "s7")
