"""One member of a group hands in, and every member has the grade; nobody's work is lost."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta

import pytest
from conftest import handed_in
from test_commands import course, mounted  # noqa: F401

from autograder.authoring.lessons import find_lesson
from autograder.classroom.arrival import arrival, note_arrival
from autograder.classroom.checkup.folder import findings
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.lateness import Lateness
from autograder.classroom.people.groups import one_of_each, share_hand_ins
from autograder.classroom.people.students import class_ids

START = find_lesson("start_here")
HERE = START.name
NOON = datetime(2026, 3, 1, 12)
HOUR = timedelta(hours=1)


@pytest.fixture
def folder(tmp_path):
    """Two in team Red, one in Blue and one in none; lesson 00 is handed in together."""
    folder = ClassFolder.create(tmp_path / "class")
    lines = ["id,group", "ada,Red", "bob,Red", "cyd,Blue", "dan,", ""]
    (folder.root / "roster.csv").write_text("\n".join(lines))
    (folder.root / "class.toml").write_text(f'[groups]\ntogether = ["{HERE}"]\n')
    return folder


def hand_in(folder, name, text, time=None):
    path = folder.root / "submitted" / name / HERE / START.notebook.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    if time:
        note_arrival(folder, HERE, name, time)


def work(folder) -> dict[str, str]:
    """What each has in submitted/."""
    return {
        student: folder.submission_path(student, START).read_text()
        for student in folder.submitters(START)
    }


def test_what_one_hands_in_is_the_work_of_all_with_its_arrival(folder):
    hand_in(folder, "bob", "red", NOON)
    (folder.root / "submitted" / "bob" / HERE / "data.csv").write_text("1")
    assert share_hand_ins(folder, START) == []
    assert work(folder) == {"ada": "red", "bob": "red"}
    assert arrival(folder, HERE, "ada") == NOON
    assert (folder.root / "submitted" / "ada" / HERE / "data.csv").read_text() == "1"


def test_a_class_that_says_nothing_shares_nothing(folder):
    (folder.root / "class.toml").unlink()
    hand_in(folder, "bob", "red", NOON)
    assert share_hand_ins(folder, START) == []
    assert work(folder) == {"bob": "red"}


@pytest.mark.parametrize("name", ["dan", "../source", "../release/../source", ".", "/tmp"])
def test_a_group_called_as_a_student_or_a_place_is_gets_nothing_from_there(folder, name):
    (folder.root / "roster.csv").write_text(f"id,group\nada,{name}\nbob,{name}\ncyd,\ndan,\n")
    hand_in(folder, "ada", "theirs", NOON)
    hand_in(folder, "dan", "his", NOON + HOUR)
    secret = folder.root / "source" / HERE / START.notebook.name
    secret.parent.mkdir(parents=True)
    secret.write_text("solved")
    assert share_hand_ins(folder, START) == []
    assert work(folder) == {"ada": "theirs", "bob": "theirs", "dan": "his"}
    assert secret.read_text() == "solved"


def test_of_two_hand_ins_the_newest_counts_for_all_the_other_is_kept_and_it_is_said(folder):
    hand_in(folder, "ada", "older", NOON)
    hand_in(folder, "bob", "newer", NOON + HOUR)
    (said,) = share_hand_ins(folder, START)
    assert said.startswith(
        f"{HERE}: ada, bob of group Red handed in apart, and what bob handed in last counts"
    )
    assert work(folder) == {"ada": "newer", "bob": "newer"}
    kept = folder.root / ".course" / "aside" / "submitted" / "ada" / HERE / START.notebook.name
    assert kept.read_text() == "older"
    assert arrival(folder, HERE, "ada") == NOON + HOUR
    assert share_hand_ins(folder, START) == []


def test_work_of_a_members_own_that_comes_later_counts_for_all(folder):
    hand_in(folder, "bob", "first", NOON)
    share_hand_ins(folder, START)
    hand_in(folder, "ada", "second", NOON + HOUR)
    share_hand_ins(folder, START)
    assert work(folder) == {"ada": "second", "bob": "second"}
    hand_in(folder, "ada", "third", NOON + 2 * HOUR)
    share_hand_ins(folder, START)
    assert work(folder) == {"ada": "third", "bob": "third"}


def test_a_group_may_hand_in_under_its_own_name_and_is_no_student(folder):
    hand_in(folder, "Red", "red", NOON)
    assert folder.submitters(START) == []
    assert class_ids(folder) == {"ada", "bob", "cyd", "dan"}
    share_hand_ins(folder, START)
    assert work(folder) == {"ada": "red", "bob": "red"}
    assert not (folder.root / "submitted" / "Red" / HERE).exists()


def test_no_link_of_a_student_is_followed(folder, tmp_path):
    (tmp_path / "secret").write_text("secret")
    hand_in(folder, "bob", "red", NOON)
    place = folder.root / "submitted" / "bob" / HERE
    (place / "link.txt").symlink_to(tmp_path / "secret")
    (place / "deep").symlink_to(tmp_path)
    share_hand_ins(folder, START)
    assert [path.name for path in (folder.root / "submitted" / "ada" / HERE).iterdir()] == [
        START.notebook.name
    ]


def test_members_are_not_compared_with_each_other(folder):
    cells = {"ada": {"x": "1"}, "bob": {"x": "1"}, "cyd": {"x": "1"}, "dan": {}}
    assert [*one_of_each(folder, HERE, cells)] == ["ada", "cyd", "dan"]


@pytest.mark.thorough
@pytest.mark.usefixtures("one_worker")
def test_every_member_has_the_grade_the_page_and_the_longest_extension(folder, released, tmp_path):
    made = released(tmp_path / "real")
    for name in ("roster.csv", "class.toml"):
        shutil.copy(folder.root / name, made.root)
    hand_in(made, "bob", json.dumps(handed_in({})), NOON)
    course("due", "0", "2026-03-01 11:00 UTC", "-f", made.root)
    course("extend", "0", "ada", "2h", "-f", made.root)
    course("grade", "0", "-f", made.root)
    course("feedback", "0", "-f", made.root)
    with made.gradebook() as gradebook:
        entries = gradebook.assignment_submissions(HERE)
        assert {(e.student_id, e.score, e.extension) for e in entries} == {
            ("ada", 3.0, 2 * HOUR),
            ("bob", 3.0, 2 * HOUR),
        }
        assert not any(Lateness(made, gradebook).seconds(entry) for entry in entries)
    said = course("explain", "0", "ada", "-f", made.root)
    assert "Handed in by bob, for all of the group." in said
    assert (made.root / "feedback" / "ada" / HERE / "start_here.html").is_file()
    assert [one.problem for one in findings(made) if "cyd" not in one.problem] == []
