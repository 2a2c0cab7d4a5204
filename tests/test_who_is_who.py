"""One student stays one and two stay two, however an id is written; joining deletes nothing."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess

import pytest
from conftest import handed_in
from test_commands import course, mounted  # noqa: F401

from autograder.authoring.lessons import find_lesson
from autograder.classroom.checkup.folder import findings
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.export import export_scores
from autograder.classroom.grade_class import grade_class
from autograder.classroom.identity import alike, can_be_an_id, clean, looks, same

START = find_lesson("start_here")
HERE = START.name
CAFÉ, CAFE_AND_ACCENT = "café", "cafe\u0301"


def hand_in(folder, name, answers=None):
    """Into a folder of exactly this name."""
    path = folder.root / "submitted" / name / HERE / START.notebook.name
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(handed_in(answers or {})))


def list_students(folder, *ids):
    (folder.root / "roster.csv").write_text("\n".join(["id", *ids, ""]))


def mend(folder):
    """Paste every command that is named into a shell's reading of words, and run it."""
    for finding in findings(folder):
        for command in re.findall(r"`([^`]+)`", finding.remedy):
            words = subprocess.run(
                ["bash", "-c", f"printf '%s\\0' {command}"], capture_output=True, check=True
            ).stdout.decode().split("\0")[:-1]  # fmt: skip
            assert words == shlex.split(command)
            if words[1] in ("join", "aside"):
                course(words[1], "-f", folder.root, *words[2:])


def everything(folder):
    paths = [path for path in folder.root.rglob("*") if path.is_file()]
    return sorted(path.read_bytes() for path in paths if path.name != "gradebook.db")


def exported(folder, tmp_path):
    lines = export_scores(folder, tmp_path / "grades.csv").target.read_text().splitlines()[1:]
    return {line.split(",")[0]: line.split(",")[-1] for line in lines}


def first_is_quick(cases):
    """The cases as parameters, all but the first of them thorough."""
    marks = [(), *[pytest.mark.thorough] * (len(cases) - 1)]
    pairs = zip(cases.items(), marks, strict=True)
    return [pytest.param(case, id=name, marks=mark) for (name, case), mark in pairs]


SAME = {
    "composed": CAFE_AND_ACCENT,
    "blank behind": f"{CAFÉ} ",
    "no-break blank": f"\u00a0{CAFÉ}",
    "no width": "ca\u200bfé",
    "a mark of direction": f"\u200e{CAFÉ}",
}


@pytest.mark.parametrize("name", first_is_quick(SAME))
def test_an_id_that_nobody_can_tell_apart_is_the_one_of_the_roster(
    class_folder, name, tmp_path, executor
):
    list_students(class_folder, CAFÉ)
    hand_in(class_folder, name)
    assert class_folder.submitters(START) == [CAFÉ]
    grade_class(class_folder, START, executor=executor)
    assert exported(class_folder, tmp_path) == {CAFÉ: "3"}
    before = everything(class_folder)
    assert "written in another way" in findings(class_folder)[0].problem
    mend(class_folder)
    assert everything(class_folder) == before
    assert [path.name for path in (class_folder.root / "submitted").iterdir()] == [CAFÉ]
    assert "roster" not in {finding.about for finding in findings(class_folder)}
    assert grade_class(class_folder, START, executor=executor).skipped == 1


def test_a_command_knows_a_student_however_the_id_is_typed(class_folder, one_worker):
    list_students(class_folder, CAFÉ)
    hand_in(class_folder, CAFÉ)
    typed = f" {CAFE_AND_ACCENT}"
    course("grade", "0", "--student", typed, "-f", class_folder.root)
    assert f"{CAFÉ}, {HERE}: 3 of 3" in course("explain", "0", typed, "-f", class_folder.root)


ALIKE = {
    "a Cyrillic letter": ("ada", "аda"),
    "capitals": ("ada", "Ada"),
    "no accent": (CAFÉ, "cafe"),
    "wide digits": ("s101", "s１０１"),
    "leading zeros": ("0042", "42"),
    "a blank": ("ada lovelace", "ada_lovelace"),
    "an address": ("ada@uni.org", "ada"),
}


@pytest.mark.parametrize(("listed", "name"), ALIKE.values(), ids=ALIKE.keys())
def test_who_only_looks_like_another_is_named_and_never_joined_unasked(class_folder, listed, name):
    list_students(class_folder, listed)
    hand_in(class_folder, name)
    assert class_folder.submitters(START) == [name]
    found = [finding for finding in findings(class_folder) if finding.about == "roster"]
    assert any(f"is not listed and looks like {listed}" in finding.problem for finding in found)
    course("join", listed, name, "-f", class_folder.root)
    assert class_folder.submitters(START) == [listed]


@pytest.mark.parametrize("name", ["ada", "Ada Lovelace", "lovelaceada"])
def test_work_that_is_called_after_a_students_name_or_address_is_likely_theirs(class_folder, name):
    roster = 'ID,Student,Email\n101,"Lovelace, Ada",ada@uni.org\n102,"Babbage, Charles",\n'
    (class_folder.root / "roster.csv").write_text(roster)
    hand_in(class_folder, name)
    (found, _) = [f for f in findings(class_folder) if f.about == "roster"]
    assert f"{name} is not listed and looks like 101, who is." == found.problem


def test_students_who_are_both_listed_and_cannot_be_told_apart_are_named(class_folder):
    list_students(class_folder, "ada", "аda", "bob")
    (found, _) = [f for f in findings(class_folder) if f.about == "roster"]
    assert "are both listed and look alike" in found.problem
    assert "\\u0430da" in found.problem


def test_two_folders_of_one_student_are_never_two_students(class_folder, tmp_path, executor):
    list_students(class_folder, CAFÉ)
    hand_in(class_folder, CAFÉ)
    hand_in(class_folder, CAFE_AND_ACCENT, {"add_one": ""})
    with pytest.warns(UserWarning, match="it is the same student as"):
        grade_class(class_folder, START, executor=executor)
    assert exported(class_folder, tmp_path) == {CAFÉ: "3"}
    before = everything(class_folder)
    text = course("join", CAFÉ, "cafe\\u0301", "-f", class_folder.root)
    assert f"Both have {HERE} in submitted/" in text
    assert everything(class_folder) == before
    assert class_folder.submitters(START) == [CAFÉ]


def test_without_a_roster_two_of_one_kind_are_named(class_folder):
    hand_in(class_folder, CAFÉ)
    hand_in(class_folder, CAFE_AND_ACCENT)
    assert "written in another way" in findings(class_folder)[0].problem


def give_points_by_hand(folder, student):
    with folder.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook(START.module_name, HERE, student)
        notebook.grades[0].manual_score = 0.75
        gradebook.db.commit()


def by_hand(folder, student):
    with folder.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook(START.module_name, HERE, student)
        return notebook.grades[0].manual_score


def test_points_given_by_hand_move_with_the_work(class_folder, tmp_path, executor):
    hand_in(class_folder, "Ada")
    grade_class(class_folder, START, executor=executor)
    give_points_by_hand(class_folder, "Ada")
    list_students(class_folder, "ada")
    mend(class_folder)
    assert by_hand(class_folder, "ada") == 0.75
    assert [*exported(class_folder, tmp_path)] == ["ada"]
    assert {f.about for f in findings(class_folder)} <= {HERE}


def test_where_both_have_a_grade_the_others_is_kept_in_a_file(class_folder, tmp_path, executor):
    hand_in(class_folder, "Ada")
    hand_in(class_folder, "ada")
    grade_class(class_folder, START, executor=executor)
    give_points_by_hand(class_folder, "Ada")
    list_students(class_folder, "ada")
    text = course("join", "ada", "Ada", "-f", class_folder.root)
    assert "Both have a grade" in text
    (kept,) = (class_folder.root / ".course" / "aside" / "gradebook").iterdir()
    assert 0.75 in [score["manual_score"] for score in json.loads(kept.read_bytes())["scores"]]
    assert exported(class_folder, tmp_path) == {"ada": "3"}


def test_who_the_roster_lists_is_joined_to_nobody(class_folder):
    list_students(class_folder, "ada", "Ada")
    hand_in(class_folder, "Ada")
    assert "take that line out first" in course(
        "join", "ada", "Ada", "-f", class_folder.root, code=2
    )
    assert "nothing of a student" in course("join", "ada", "eve", "-f", class_folder.root, code=2)


HARD = ["it's", 'a "b"', "a b", "[a]", "-rf", "--all", "$HOME", "a;b", "a&b", "*", "ada\u202e"]


@pytest.mark.thorough
@pytest.mark.parametrize("name", HARD)
def test_what_is_advised_is_safe_to_paste(class_folder, name):
    list_students(class_folder, "somebody", f"{name}x")
    hand_in(class_folder, name)
    hand_in(class_folder, f"{name} x")
    before = everything(class_folder)
    mend(class_folder)
    assert everything(class_folder) == before
    assert (class_folder.root / "roster.csv").exists()
    assert not [path for path in (class_folder.root / "submitted").iterdir() if path.name == name]


def test_who_is_put_aside_takes_the_grades_along(class_folder, tmp_path, executor):
    list_students(class_folder, "somebody")
    hand_in(class_folder, "somebody")
    hand_in(class_folder, "nobody")
    grade_class(class_folder, START, executor=executor)
    give_points_by_hand(class_folder, "nobody")
    for _ in range(3):
        mend(class_folder)
    assert findings(class_folder) == []
    assert exported(class_folder, tmp_path) == {"somebody": "3"}
    (kept,) = (class_folder.root / ".course" / "aside" / "gradebook").iterdir()
    assert 0.75 in [score["manual_score"] for score in json.loads(kept.read_bytes())["scores"]]


def test_who_is_listed_keeps_the_grade_when_a_hand_in_is_put_aside(
    class_folder, tmp_path, executor
):
    list_students(class_folder, "somebody")
    hand_in(class_folder, "somebody")
    grade_class(class_folder, START, executor=executor)
    course("aside", "submitted/somebody", "-f", class_folder.root)
    assert exported(class_folder, tmp_path) == {"somebody": "3"}


@pytest.mark.parametrize(
    "path", ["roster.csv", "submitted", "gradebook.db", ".course", "../x", "."]
)
def test_what_a_class_needs_is_not_moved_aside(class_folder, path):
    course("aside", path, "-f", class_folder.root, code=2)
    assert ClassFolder.open(class_folder.root).roster() == {}


def test_a_second_thing_that_is_moved_aside_lies_beside_the_first(class_folder):
    for text in ("first", "second"):
        place = class_folder.root / "autograded" / "nobody"
        place.mkdir()
        (place / "a").write_text(text)
        course("aside", "autograded/nobody", "-f", class_folder.root)
    aside = class_folder.root / ".course" / "aside" / "autograded"
    assert sorted(path.read_text() for path in aside.glob("*/a")) == ["first", "second"]


def test_what_tells_ids_apart():
    assert same("Ada") != same("ada")
    assert same("Ada@Uni.org") == same("ada@uni.org")
    assert same("a  b ") == same("a b")
    assert looks("ａda") == looks("аdа") == looks("ADA") == "ada"
    assert alike("0") == "0"
    assert clean("\ufeff a\u00ad ") == "a"
    assert not any(map(can_be_an_id, ["", " ", "\u200b", ".a", "a/b", "\udcff", "é" * 65]))


def test_an_arrival_is_found_whichever_way_the_id_is_written(class_folder):
    path = class_folder.arrival_path(CAFE_AND_ACCENT, HERE)
    path.parent.mkdir(parents=True)
    path.write_text("2026-01-01 00:00:00")
    assert class_folder.arrival_path(CAFÉ, HERE) == path


def test_a_late_enrolment_is_in_every_export_and_nobody_leaves(class_folder, tmp_path):
    list_students(class_folder, "ada", "bob")
    assert [*exported(class_folder, tmp_path)] == ["ada", "bob"]
    (class_folder.root / "roster.csv").write_text("id;first name\nbob;Bob\ncyd;Cyd\n")
    assert [*exported(class_folder, tmp_path)] == ["ada", "bob", "cyd"]
    with class_folder.gradebook() as gradebook:
        assert gradebook.find_student("bob").first_name == "Bob"
    (class_folder.root / "roster.csv").write_text("id;first name\nbob;\n")
    exported(class_folder, tmp_path)
    with class_folder.gradebook() as gradebook:
        assert gradebook.find_student("bob").first_name == "Bob"


def test_a_class_folder_is_its_owners_alone(tmp_path):
    (tmp_path / "class").mkdir(mode=0o755)
    folder = ClassFolder.create(tmp_path / "class")
    assert folder.root.stat().st_mode & 0o777 == 0o700
    shutil.copytree(folder.root, tmp_path / "old")
    (tmp_path / "old").chmod(0o755)
    (found,) = findings(ClassFolder.open(tmp_path / "old"))
    assert found.remedy == f"Run `chmod 700 {tmp_path / 'old'}`."
