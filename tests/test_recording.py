"""What is recorded in one go is what nbgrader's objects would be given one by one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from autograder.authoring.lessons import find_lesson
from autograder.classroom import record as record_module
from autograder.classroom import scores as scores_module
from autograder.classroom.arrival import note_arrival
from autograder.classroom.record import Fingerprint, Recorder
from autograder.classroom.scores import Scores
from autograder.errors import CourseError
from autograder.grading.grade import Submission
from helpers.checking.report import PartReport, Report

START = find_lesson("start_here")
PLACE = START.module_name, START.name
POINTS = START.points
NOON = datetime(2026, 3, 1, 12)
BY_HAND = 0.25


def submission(*right: str, state: str = "graded", unwritten: bool = False) -> Submission:
    """With full points for the exercises that are named, and none for the others."""
    reports = [
        Report(name, START.name, points, (PartReport("all", name in right),), unwritten)
        for name, points in POINTS.items()
    ]
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return Submission(state, "", tuple(reports), notebook, seed=1)


ALL = submission(*POINTS)
NONE = submission()
FAILED = submission(state="failed")
BLANK = submission(unwritten=True)


@pytest.fixture
def gradebook(class_folder):
    with class_folder.gradebook() as gradebook:
        yield gradebook


@pytest.fixture
def scores(class_folder, gradebook):
    return Scores(class_folder, START, gradebook)


def grade(gradebook, student="ada"):
    """The grade of the first exercise."""
    return gradebook.find_grade("check_add_one", *PLACE, student)


def comment(gradebook, student="ada"):
    return gradebook.find_comment("add_one", *PLACE, student)


def score(gradebook, student="ada") -> float:
    return gradebook.find_submission(START.name, student).score


def enter(gradebook, student):
    """A submission as nbgrader enters it."""
    gradebook.add_student(student)
    with gradebook.db.no_autoflush:
        gradebook.add_submission(START.name, student)


def give(gradebook, points=BY_HAND, extra=None, look=False):
    row = grade(gradebook)
    row.manual_score, row.extra_credit, row.needs_manual_grade = points, extra, look
    gradebook.db.commit()


def test_a_first_grade_makes_every_row_that_nbgrader_makes(scores, gradebook):
    enter(gradebook, "bob")
    scores.write({"ada": ALL})
    ours, theirs = (gradebook.find_submission_notebook(*PLACE, who) for who in ("ada", "bob"))
    for rows in ("grades", "comments"):
        cells = [sorted(row.cell_id for row in getattr(one, rows)) for one in (ours, theirs)]
        assert cells[0] == cells[1]
    assert ours.flagged is theirs.flagged is False
    assert ours.score == ours.max_score
    assert not ours.needs_manual_grade


# What was given by hand before, what grading finds after full marks, and who should look at it.
LOOKS = [
    ("nothing by hand", {}, NONE, False),
    ("the same again", {"points": BY_HAND}, ALL, False),
    ("the same again, unseen", {"points": BY_HAND, "look": True}, ALL, True),
    ("another score", {"points": BY_HAND}, NONE, True),
    ("no grade", {}, FAILED, True),
    ("no grade, by hand", {"points": BY_HAND}, FAILED, True),
    ("a look that was asked for", {"points": None, "look": True}, ALL, False),
]


@pytest.mark.parametrize(
    ("given", "found", "look"), [c[1:] for c in LOOKS], ids=[c[0] for c in LOOKS]
)
def test_a_person_is_asked_where_grading_and_a_person_differ(scores, gradebook, given, found, look):
    scores.write({"ada": ALL})
    if given:
        give(gradebook, **given)
    scores.write({"ada": found})
    row = grade(gradebook)
    assert row.needs_manual_grade is look
    assert row.manual_score == given.get("points")
    assert row.auto_score == found.reports[0].score


def test_a_first_grade_is_seen_as_another_where_a_person_was_first(scores, gradebook):
    enter(gradebook, "ada")
    give(gradebook)
    scores.write({"ada": ALL})
    assert grade(gradebook).needs_manual_grade


def test_extra_credit_and_comments_by_hand_stay(scores, gradebook):
    scores.write({"ada": BLANK})
    assert comment(gradebook).auto_comment == "No response."
    give(gradebook, points=None, extra=0.5)
    comment(gradebook).manual_comment = "See me."
    scores.write({"ada": ALL})
    assert (comment(gradebook).auto_comment, comment(gradebook).manual_comment) == (None, "See me.")
    assert score(gradebook) == sum(POINTS.values()) + 0.5


def test_what_a_person_writes_while_a_run_writes_stays(
    scores, gradebook, monkeypatch, class_folder
):
    scores.write({"ada": NONE})

    def meanwhile(*arguments):
        with class_folder.gradebook() as other:
            give(other)
        return real(*arguments)

    real = scores_module.fill_in
    monkeypatch.setattr(scores_module, "fill_in", meanwhile)
    scores.write({"ada": ALL})
    assert (grade(gradebook).manual_score, grade(gradebook).auto_score) == (BY_HAND, 1.0)


def late(class_folder, gradebook, student="ada"):
    gradebook.update_or_create_assignment(START.name, duedate=NOON)
    note_arrival(class_folder, START.name, student, NOON + timedelta(hours=1))


LOSES_HALF = """
from nbgrader.plugins import BasePlugin

class Half(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        gradebook = self.parent.gradebook
        assert gradebook.find_submission({lesson!r}, student_id).score == score
        return score / 2
"""


@pytest.fixture
def half(class_folder, tmp_path, monkeypatch):
    """Work that is late loses half of what the plugin itself finds in the gradebook."""
    (tmp_path / "halving.py").write_text(LOSES_HALF.format(lesson=START.name))
    monkeypatch.syspath_prepend(tmp_path)
    settings = class_folder.root / "nbgrader_config.py"
    settings.write_text(
        settings.read_text() + '\nc.AssignLatePenalties.plugin_class = "halving.Half"\n'
    )


def test_the_plugin_for_lateness_sees_the_scores_it_takes_from(
    half, scores, gradebook, class_folder
):
    late(class_folder, gradebook)
    scores.write({"ada": ALL, "bob": ALL})
    penalty = {
        who: gradebook.find_submission_notebook(*PLACE, who).late_submission_penalty
        for who in ("ada", "bob")
    }
    assert penalty == {"ada": sum(POINTS.values()) / 2, "bob": None}
    assert gradebook.find_submission(START.name, "ada").timestamp == NOON + timedelta(hours=1)


def test_points_given_by_hand_can_be_lost_too(half, scores, gradebook, class_folder):
    scores.write({"ada": ALL})
    give(gradebook, extra=1.0)
    late(class_folder, gradebook)
    scores.write({"ada": None})
    by_hand = sum(POINTS.values()) - POINTS["add_one"] + BY_HAND + 1.0
    assert score(gradebook) == by_hand
    notebook = gradebook.find_submission_notebook(*PLACE, "ada")
    assert notebook.late_submission_penalty == by_hand / 2


def test_a_penalty_alone_makes_no_grades(scores, gradebook):
    scores.write({"ada": ALL})
    gradebook.db.delete(grade(gradebook))
    scores.write({"ada": None})
    assert len(gradebook.find_submission_notebook(*PLACE, "ada").grades) == len(POINTS) - 1


def test_of_several_all_are_written_or_none(scores, gradebook, monkeypatch):
    broken = replace(ALL, reports=(None,))
    with pytest.raises(AttributeError):
        scores.write({"ada": ALL, "bob": broken})
    gradebook.db.rollback()
    assert gradebook.students == []


@pytest.fixture
def recorder(class_folder, gradebook, monkeypatch):
    monkeypatch.setattr(record_module, "TOGETHER_SECONDS", 60)
    return Recorder(class_folder, START, gradebook)


PRINT = Fingerprint("submission", "engine")


def test_few_wait_and_many_are_written(recorder, class_folder, monkeypatch):
    monkeypatch.setattr(record_module, "TOGETHER", 3)
    for i, done in enumerate([0, 0, 3, 3]):
        recorder.record(f"s{i}", ALL, PRINT)
        assert len(class_folder.reports(START)) == done


def test_what_waits_is_written_after_a_while(recorder, class_folder, monkeypatch):
    recorder.record("ada", ALL, PRINT)
    monkeypatch.setattr(record_module, "TOGETHER_SECONDS", 0)
    recorder.record("bob", ALL, PRINT)
    assert list(class_folder.reports(START)) == ["ada", "bob"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, CourseError])
def test_what_waits_is_written_however_a_run_ends(recorder, class_folder, error):
    with pytest.raises(error), recorder:
        recorder.record("ada", ALL, PRINT)
        raise error
    assert list(class_folder.reports(START)) == ["ada"]


def test_no_report_says_done_before_its_scores_and_notebook_are_there(
    recorder, class_folder, monkeypatch
):
    seen = []

    def write_report(folder, lesson, student, *rest):
        with folder.gradebook() as other:
            notebook = json.loads(folder.autograded_path(student, lesson).read_bytes())
            seen.append((student, score(other, student), notebook["nbformat"]))

    monkeypatch.setattr(record_module, "write_report", write_report)
    with recorder:
        recorder.record("ada", ALL, PRINT)
        recorder.record("bob", NONE, PRINT)
    assert sorted(seen) == [("ada", 3.0, 4), ("bob", 0.0, 4)]


def test_where_scores_cannot_be_written_no_report_is(recorder, class_folder, monkeypatch):
    def fail(*_):
        raise CourseError("No.")

    monkeypatch.setattr(Scores, "write", fail)
    with pytest.raises(CourseError), recorder:
        recorder.record("ada", ALL, PRINT)
    assert class_folder.reports(START) == {}
    assert not class_folder.autograded_path("ada", START).exists()
