"""Scores reach other systems in the form that these take, and no cell is a formula."""

from __future__ import annotations

import csv
import os
import subprocess
import sys

import pytest
from nbgrader.apps.exportapp import ExportApp

from autograder.authoring.lessons import find_lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.export import CanvasExporter, export_scores, stale_exports
from autograder.classroom.export.scores import harmless
from autograder.errors import CourseError

START = find_lesson("start_here")
ROSTER = """\
id,first_name,last_name,email
ada,Ada,Lovelace,ada@example.org
bob,=HYPERLINK("x"),-Bobby,bob@example.org
eve,Eve,Étoile,
"""
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,00_start_here (901),Other (902),Current Score
,,,,,Manual Posting,,
    Points Possible,,,,,3.00,10.00,(read only)
"Lovelace, Ada",11,S-1,ada,"Biology, A",1.00,9.00,
"Bobby, Bob",12,S-2,bob@example.org,Biology,,8.00,
"Noir, Eve",13,S-3,eve,Biology,2.50,7.00,
"Student, Test",14,,9f8e,Biology,,,
"""


@pytest.fixture
def folder(class_folder):
    """A class in which ada has 3 points, bob 4/3, less 2/3 for lateness, and eve nothing."""
    (class_folder.root / "canvas.csv").write_text(CANVAS)
    with class_folder.gradebook() as gradebook:
        for row in csv.DictReader(ROSTER.splitlines()):
            gradebook.add_student(row.pop("id"), **row)
    hand_in(class_folder, "ada", {"check_add_one": 1.0, "check_mean_image": 2.0})
    late = {"check_add_one": 0.0, "check_mean_image": 4 / 3}
    hand_in(class_folder, "bob", late, penalty=2 / 3)
    return class_folder


def hand_in(folder, student, scores, penalty=0.0):
    with folder.gradebook() as gradebook, gradebook.db.no_autoflush:
        gradebook.update_or_create_submission(START.name, student)
        notebook = gradebook.find_submission_notebook(START.module_name, START.name, student)
        for grade in notebook.grades:
            grade.auto_score, grade.needs_manual_grade = scores[grade.cell.name], False
        notebook.late_submission_penalty = penalty
        gradebook.db.commit()


def written(folder, kind, **settings):
    """The rows of the file, and what was said about it."""
    target = folder.root / "out.csv"
    done = export_scores(folder, target, kind, **settings)
    with target.open(newline="") as file:
        return list(csv.reader(file)), " ".join(done.notes)


def test_csv_has_a_row_a_student_and_takes_off_late_penalties(folder):
    rows, _ = written(folder, "csv")
    assert rows[0] == ["id", "last_name", "first_name", "email", START.name]
    scores = {row[0]: row[-1] for row in rows[1:]}
    assert scores.pop("bob") == "0.6666666667"
    assert scores == {"ada": "3", "eve": ""}


@pytest.mark.parametrize("kind", ["csv", "canvas", "moodle"])
def test_no_cell_is_a_formula(folder, kind):
    text = CANVAS.replace('"Bobby, Bob"', "=1+1")
    (folder.root / "canvas.csv").write_text(text)
    for row in written(folder, kind)[0]:
        assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in row)
        assert not any(cell.startswith("-") and cell != "-" for cell in row)


@pytest.mark.parametrize(
    "sign", ["=", "+", "-", "@", "\t", "\r", "\n", *"\uff1d\uff0b\uff0d\uff20"]
)
def test_no_sign_begins_a_formula_also_none_of_full_width(sign):
    assert harmless(f"{sign}A1") == f"'{sign}A1"


def test_canvas_gets_its_own_ids_and_the_points_of_the_assignment(folder):
    rows, _ = written(folder, "canvas")
    assert rows == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "00_start_here (901)"],
        ["    Points Possible", "", "", "", "", "3"],
        ["Lovelace, Ada", "11", "S-1", "ada", "Biology, A", "3"],
        ["Bobby, Bob", "12", "S-2", "bob@example.org", "Biology", "0.6666666667"],
        ["Noir, Eve", "13", "S-3", "eve", "Biology", "2.50"],
    ]


def test_what_somebody_typed_into_canvas_is_not_erased_by_a_blank(folder):
    assert written(folder, "canvas")[0][-1][-1] == "2.50"


def test_an_assignment_of_another_name_is_named_in_the_settings(folder):
    (folder.root / "canvas.csv").write_text(CANVAS.replace("00_start_here (", "Week 0 ("))
    settings = folder.root / "nbgrader_config.py"
    named = f'c.CanvasExporter.assignments = {{"{START.name}": "Week 0"}}\n'
    settings.write_text(settings.read_text() + named)
    rows, notes = written(ClassFolder.open(folder.root), "canvas")
    assert rows[0][-1] == "Week 0 (901)"
    assert notes == ""


def test_an_assignment_that_canvas_lacks_is_said_to_be_new(folder):
    (folder.root / "canvas.csv").write_text(CANVAS.replace("00_start_here (", "Week 0 ("))
    rows, notes = written(folder, "canvas")
    assert rows[0][-1] == START.name
    assert f"the import makes an assignment of each: {START.name}" in notes


def test_a_student_whom_canvas_does_not_know_is_left_out_and_named(folder):
    (folder.root / "canvas.csv").write_text(CANVAS.replace(",ada,", ",lovelace,"))
    rows, notes = written(folder, "canvas")
    assert "11" not in [row[1] for row in rows]
    assert "not in canvas.csv: ada." in notes


def test_a_student_who_could_be_either_of_two_in_canvas_is_left_out_and_named(folder):
    (folder.root / "canvas.csv").write_text(CANVAS.replace("S-3,eve", "S-3,ada"))
    _, notes = written(folder, "canvas")
    assert "not in canvas.csv: ada, eve." in notes


def test_canvas_files_of_other_languages_are_read(folder):
    text = CANVAS.replace(", ", " ").replace('"', "").replace(",", ";").replace("3.00", "3,00")
    (folder.root / "canvas.csv").write_text("\ufeff" + text)
    assert written(folder, "canvas")[0][2][1:4] == ["11", "S-1", "ada"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "Export Entire Gradebook"),
        ("", "is no gradebook as Canvas exports it"),
        ("id,score\nada,3\n", "is no gradebook as Canvas exports it"),
        (CANVAS.replace("3.00", "100"), "is worth 100 points in Canvas and 3 here"),
        (CANVAS.replace("Other", START.name), "has several assignments called 00_start_here"),
    ],
)
def test_a_canvas_file_that_cannot_be_right_is_refused_and_nothing_written(
    folder, content, sentence
):
    path = folder.root / "canvas.csv"
    path.unlink() if content is None else path.write_text(content)
    with pytest.raises(CourseError, match=sentence):
        written(folder, "canvas")
    assert not (folder.root / "out.csv").exists()


def test_moodle_gets_only_rows_with_an_identifier_and_a_grade(folder):
    rows, _ = written(folder, "moodle")
    assert rows[0] == ["id", "email", "first_name", "last_name", START.name]
    assert [row[:2] for row in rows[1:]] == [["ada", "ada@example.org"], ["bob", "bob@example.org"]]


def test_moodle_gets_its_own_word_for_no_grade(folder):
    with folder.gradebook() as gradebook:
        gradebook.add_assignment("another")
        gradebook.add_notebook("another", "another")
    rows, _ = written(folder, "moodle")
    assert [row[-2:] for row in rows[:2]] == [[START.name, "another"], ["3", "-"]]


def test_moodle_gets_no_email_where_one_is_missing(folder):
    hand_in(folder, "eve", {"check_add_one": 0.0, "check_mean_image": 0.0})
    rows, _ = written(folder, "moodle")
    assert rows[0] == ["id", "first_name", "last_name", START.name]
    assert rows[-1] == ["eve", "Eve", "Étoile", "0"]


def test_an_id_that_a_spreadsheet_takes_for_a_formula_is_left_out_and_named(folder):
    with folder.gradebook() as gradebook:
        gradebook.add_student("=cmd|x")
    hand_in(folder, "=cmd|x", {"check_add_one": 1.0, "check_mean_image": 2.0})
    rows, notes = written(folder, "moodle")
    assert len(rows) == 3
    assert "=cmd|x" in notes


def test_what_still_needs_a_grade_by_hand_is_named(folder):
    with folder.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook(START.module_name, START.name, "bob")
        notebook.grades[0].needs_manual_grade = True
        gradebook.db.commit()
    assert f"still need a grade by hand: bob {START.name}." in written(folder, "csv")[1]


def test_another_format_or_lesson_is_refused(folder):
    with pytest.raises(CourseError, match="one of csv, canvas, moodle"):
        written(folder, "excel")
    with pytest.raises(CourseError, match="is not in the gradebook"):
        written(folder, "csv", lessons=["06_convolution"])


def test_nbgrader_export_writes_the_same_file(folder):
    written(folder, "canvas")
    exporter = "--exporter=autograder.classroom.export.CanvasExporter"
    command = [sys.executable, "-m", "nbgrader", "export", exporter, "--to", "theirs.csv"]
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    subprocess.run(command, cwd=folder.root, check=True, env={**os.environ, "PATH": path})
    assert (folder.root / "theirs.csv").read_text() == (folder.root / "out.csv").read_text()


def test_nbgrader_export_ends_with_the_same_sentence(folder, capsys):
    (folder.root / "canvas.csv").unlink()
    exporter = CanvasExporter(parent=ExportApp(config=folder.config))
    with folder.gradebook() as gradebook, pytest.raises(SystemExit) as ended:
        exporter.export(gradebook)
    assert ended.value.code == 1
    assert "Export Entire Gradebook" in capsys.readouterr().err


def mark(folder, student, cell, **marks):
    """A person's marks on a cell of somebody's notebook."""
    with folder.gradebook() as gradebook:
        grade = gradebook.find_grade(cell, START.module_name, START.name, student)
        for name, value in marks.items():
            setattr(grade, name, value)
        gradebook.db.commit()


def by_exercise(folder, kind="csv"):
    """The columns of the lesson, as dicts by student, without the lesson's name."""
    header, *rows = written(folder, kind, by="exercise")[0]
    at = {title.removeprefix(f"{START.name}: "): i for i, title in enumerate(header)}
    return {title: {row[0]: row[i] for row in rows} for title, i in at.items()}


def test_by_exercise_each_has_a_column_in_the_order_of_the_lesson_before_their_sum(folder):
    header = written(folder, "csv", by="exercise")[0][0]
    names = ["add_one", "mean_image", "penalty for lateness"]
    assert header[4:] == [*(f"{START.name}: {name}" for name in names), START.name]
    columns = by_exercise(folder)
    assert columns["mean_image"] == {"ada": "2", "bob": "1.3333333333", "eve": ""}
    assert columns["penalty for lateness"] == {"ada": "0", "bob": "0.6666666667", "eve": ""}
    assert columns[START.name]["bob"] == "0.6666666667"


def test_by_exercise_a_mark_given_by_hand_counts_and_is_shown_beside(folder):
    mark(folder, "bob", "check_add_one", manual_score=0.5, extra_credit=0.25)
    columns = by_exercise(folder)
    assert columns["add_one"] == {"ada": "1", "bob": "0.5", "eve": ""}
    assert columns["add_one, by hand"] == {"ada": "", "bob": "0.5", "eve": ""}
    assert columns["extra credit"] == {"ada": "0", "bob": "0.25", "eve": ""}
    parts = ("add_one", "mean_image", "extra credit")
    total = sum(float(columns[part]["bob"]) for part in parts)
    total -= float(columns["penalty for lateness"]["bob"])
    assert float(columns[START.name]["bob"]) == pytest.approx(total)


def test_by_exercise_it_is_named_what_waits_for_a_mark(folder):
    mark(folder, "ada", "check_add_one", needs_manual_grade=True)
    assert by_exercise(folder)["waits for a mark"] == {"ada": "add_one", "bob": "", "eve": ""}


def test_moodle_gets_a_grade_item_an_exercise_and_no_texts(folder):
    mark(folder, "ada", "check_add_one", needs_manual_grade=True)
    columns = by_exercise(folder, "moodle")
    assert columns["add_one"] == {"ada": "1", "bob": "0"}
    assert "waits for a mark" not in columns


def test_canvas_is_given_no_assignment_an_exercise(folder):
    with pytest.raises(CourseError, match="Canvas would make an assignment of each exercise"):
        written(folder, "canvas", by="exercise")
    with pytest.raises(CourseError, match="one of lesson, exercise"):
        written(folder, "csv", by="part")


def test_the_same_sum_made_of_other_scores_is_a_stale_export(folder):
    written(folder, "csv", by="exercise")
    with folder.gradebook() as gradebook:
        assert not stale_exports(folder, gradebook)
    mark(folder, "ada", "check_add_one", manual_score=0.5, extra_credit=0.5)
    with folder.gradebook() as gradebook:
        (command,) = stale_exports(folder, gradebook).values()
    assert " --by exercise" in command
