"""Whatever a teacher makes with nbgrader in a class folder is released, graded and returned.

Solutions, hidden tests and mark schemes stay with the teacher; tests of their own are run in the
sandbox and give partial credit as nbgrader has it; what a person marks waits for the mark.
"""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path

import pytest
from conftest import START, needs_sandbox

from autograder.authoring.lessons import find_lesson
from autograder.authoring.source import solve
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.explain import explanation
from autograder.classroom.feedback import write_feedback
from autograder.classroom.files_beside import MOST_FILES, source_files, student_files
from autograder.classroom.grade_class import digest_of_submission, grade_class
from autograder.classroom.record import together
from autograder.classroom.release import release
from autograder.errors import CourseError, UsageError
from autograder.grading import workers
from autograder.grading.confinement import SCRATCH_FILES
from autograder.grading.own_cells import judged
from autograder.grading.worker import run_cell, warm_up
from helpers.checking.outcome import Outcome

HIDDEN = "### BEGIN HIDDEN TESTS\nassert double(-3) == -6\n### END HIDDEN TESTS"
SCHEME = "Draw a plan.\n=== BEGIN MARK SCHEME ===\none point a room\n=== END MARK SCHEME ==="
DOUBLE = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
PICTURE = base64.b64encode(b"\x89PNG, or so it says").decode()
PARTIAL = (
    "points = 0\nif double(1) == 2: points += 0.5\nif double('a') == 'aa': points += 1\npoints"
)


def cell(
    name: str, source: str, kind: str = "code", points: float | None = None, **grading
) -> dict:
    """A cell as nbgrader's toolbar makes one."""
    settings = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False}
    settings |= {"locked": False, "task": False, **grading}
    if points is not None:
        settings["points"] = points
    made = {"cell_type": kind, "id": name, "source": source, "metadata": {"nbgrader": settings}}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def answer(name: str, source: str) -> dict:
    return cell(name, source, solution=True)


def a_test(name: str, source: str, points: float) -> dict:
    return cell(name, source, points=points, grade=True, locked=True)


def written(name: str, source: str, points: float, kind: str = "markdown") -> dict:
    return cell(name, source, kind, points, grade=True, solution=True)


def task(name: str, source: str, points: float) -> dict:
    return cell(name, source, "markdown", points, task=True, locked=True)


def notebook(*cells: dict) -> dict:
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    metadata = {"kernelspec": kernel}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}


HOMEWORK = {
    "numbers": notebook(
        answer("double", DOUBLE),
        a_test("visible", f"assert double(2) == 4\n{HIDDEN}", 2),
        a_test("partial", PARTIAL, 1.5),
        a_test("of_files", "assert double(int(open('data/two.txt').read())) == 4", 1),
        a_test("of_theirs", "import mine\nassert double(mine.ONE) == 2", 1),
    ),
    "words": notebook(
        written("why", "Because it is even.", 3),
        written("drawn", "plot_it()", 2, kind="code"),
        task("plan", SCHEME, 4),
    ),
}


def hand_in(folder: ClassFolder, student: str, name: str, **answers: str | dict) -> None:
    """Hand in the released notebooks with some cells changed, and with cells of one's own."""
    for path in (folder.root / "release" / name).glob("*.ipynb"):
        content = json.loads(path.read_bytes())
        for one in content["cells"]:
            change = answers.get(one["metadata"].get("nbgrader", {}).get("grade_id"), {})
            one |= change if isinstance(change, dict) else {"source": change}
        target = folder.root / "submitted" / student / name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(content))


@pytest.fixture(scope="module")
def homework(tmp_path_factory, executor) -> ClassFolder:
    """An assignment of two notebooks, released, handed in by four, and graded."""
    needs_sandbox()
    folder = ClassFolder.create(tmp_path_factory.mktemp("own") / "class")
    for file, content in HOMEWORK.items():
        path = folder.root / "source" / "hw" / f"{file}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    (folder.root / "source" / "hw" / "data").mkdir()
    (folder.root / "source" / "hw" / "data" / "two.txt").write_text("2")
    release(folder, folder.notebooks("hw")[0])
    hand_in(
        folder,
        "ada",
        "hw",
        double="def double(x): return 2 * x",
        why={"source": "It <b>is</b> ![even](attachment:a.png)", "attachments": {
            "a.png": {"image/png": PICTURE}, "b.html": {"text/html": "<script>"}}},
        drawn="import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    )  # fmt: skip
    hand_in(folder, "bob", "hw", double="def double(x): return abs(2 * x)")
    hand_in(folder, "eve", "hw", double="def double(x):\n    while True: pass")
    hand_in(folder, "kim", "hw", double="def double(x): return x + x")
    (folder.root / "submitted" / "kim" / "hw" / "words.ipynb").unlink()
    (folder.root / "submitted" / "kim" / "hw" / "mine.py").write_text("ONE = 1")
    with pytest.MonkeyPatch.context() as patience:
        patience.setattr(workers, "CELL_CPU_SECONDS", 0.5)
        for one in folder.notebooks("hw"):
            grade_class(folder, one, executor=executor)
    return folder


def grades(folder: ClassFolder, name: str, student: str) -> dict[str, tuple[float | None, bool]]:
    """What nbgrader has of each cell: the score of grading, and whether it waits for a person."""
    with folder.gradebook() as gradebook:
        notebooks = gradebook.find_submission(name, student).notebooks
        found = [grade for one in notebooks for grade in one.grades]
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in found}


def released_text(folder: ClassFolder, name: str) -> str:
    return "".join(p.read_text() for p in (folder.root / "release" / name).glob("*.ipynb"))


def test_solutions_hidden_tests_and_mark_schemes_are_not_released(homework):
    text = released_text(homework, "hw")
    assert "return 2 * x" not in text
    assert "double(-3)" not in text
    assert "Because it is even" not in text
    assert "a room" not in text
    assert "YOUR CODE HERE" in text


def test_hidden_tests_count_and_parts_of_points_too(homework):
    assert grades(homework, "hw", "ada")["visible"] == (2.0, False)
    assert grades(homework, "hw", "bob")["visible"] == (0.0, False)
    assert grades(homework, "hw", "ada")["partial"] == (1.5, False)
    assert grades(homework, "hw", "bob")["partial"] == (0.0, False)  # it raises on a text


def test_files_beside_the_notebook_are_there(homework):
    kim, bob = (grades(homework, "hw", student) for student in ("kim", "bob"))
    assert (homework.root / "release" / "hw" / "data" / "two.txt").exists()
    assert (kim["of_files"], kim["of_theirs"]) == ((1.0, False), (1.0, False))
    assert (bob["of_files"], bob["of_theirs"]) == ((1.0, False), (0.0, False))


def test_a_loop_costs_the_tests_that_meet_it(homework):
    assert grades(homework, "hw", "eve")["visible"] == (0.0, False)
    own = homework.reports(homework.notebooks("hw")[0])["eve"]["own"]
    assert "did not end" in own[0]["problem"]


def test_what_a_person_marks_waits_and_what_is_empty_does_not(homework):
    ada, bob = (grades(homework, "hw", student) for student in ("ada", "bob"))
    assert (ada["why"], ada["drawn"], ada["plan"]) == ((None, True),) * 3
    assert (bob["why"], bob["drawn"], bob["plan"]) == ((0.0, False), (0.0, False), (None, True))


def test_a_notebook_that_was_not_handed_in_counts_nothing_and_the_other_does(homework):
    kim = grades(homework, "hw", "kim")
    assert kim["visible"] == (2.0, False)
    assert {kim[name] for name in ("why", "drawn", "plan")} == {(0.0, False)}


def test_text_pictures_and_plots_are_kept_for_who_marks(homework):
    path = homework.root / "autograded" / "ada" / "hw" / "words.ipynb"
    why, drawn, plan = json.loads(path.read_bytes())["cells"]
    assert "![even](attachment:a.png)" in why["source"]
    assert why["attachments"] == {"a.png": {"image/png": PICTURE}}
    assert drawn["outputs"][-1]["data"]["image/png"].startswith("iVBOR")
    assert "a room" in plan["source"]


def test_no_tag_of_a_student_acts_in_the_page_of_who_marks(homework):
    path = homework.root / "autograded" / "ada" / "hw" / "words.ipynb"
    assert "<b>" not in path.read_text()
    assert "<script>" not in path.read_text()


def test_everybody_gets_a_page_for_each_notebook(homework):
    for one in homework.notebooks("hw"):
        write_feedback(homework, one)
    pages = homework.root / "feedback" / "ada" / "hw"
    assert {"numbers.html", "words.html"} <= {path.name for path in pages.glob("*.html")}


def test_it_is_nbgraders_command_that_grades_alike(homework):
    before = grades(homework, "hw", "ada")
    result = homework.nbgrader.autograde("hw", "ada", force=True)
    assert result["success"], result["error"] or result["log"]
    assert grades(homework, "hw", "ada") == before


@pytest.mark.parametrize(
    ("value", "score"),
    [("", 5), ("2.5", 2.5), ("0", 0), ("'done'", 5), ("5", 5)]
    + [(odd, None) for odd in ("7", "-1", "nan", "inf", "1e400")],
)
def test_what_a_test_gives_counts_between_nothing_and_its_points(value, score):
    """What cannot be waits for a person: nbgrader would fail, or give all points."""
    assert judged(5.0, [], None, value).score == score


def test_a_test_that_raises_or_warns_gives_nothing():
    warning = {"output_type": "stream", "name": "stderr", "text": "careful"}
    assert judged(5.0, [warning], None, "").score == 0
    assert judged(5.0, [], Outcome("raised", error="AssertionError"), "5").score == 0


def mark(folder: ClassFolder, name: str, student: str, cell_name: str, points: float) -> None:
    """Give points as formgrader does."""
    with folder.gradebook() as gradebook:
        for one in gradebook.find_submission(name, student).notebooks:
            for grade in one.grades:
                if grade.name == cell_name:
                    grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()


@pytest.fixture
def lesson_with_more(class_folder, executor) -> ClassFolder:
    """A lesson that a teacher added a written answer, a task and a test to; one handed in."""
    needs_sandbox()
    path = class_folder.root / "source" / START / "start_here.ipynb"
    content = json.loads(path.read_bytes())
    more = [
        written("essay", "Why?", 5),
        task("plan", SCHEME, 1),
        a_test("check_of_mine", "assert add_one(1) == 2", 2),
    ]
    content["cells"] += more
    path.write_text(json.dumps(content))
    release(class_folder, find_lesson(START), again=True)
    return class_folder


def solved(folder: ClassFolder, essay: str) -> None:
    """Hand in the solved lesson with an essay."""
    lesson = find_lesson(START)
    right = {c["metadata"]["nbgrader"]["grade_id"]: c["source"] for c in solve(lesson)["cells"]
             if c["metadata"].get("nbgrader", {}).get("solution")}  # fmt: skip
    hand_in(folder, "ada", START, essay=essay, **right)


def test_written_answers_and_tests_count_beside_ours(lesson_with_more, executor):
    folder, lesson = lesson_with_more, lesson_with_more.lesson(START)
    solved(folder, "Because.")
    grade_class(folder, lesson, executor=executor)
    found = grades(folder, START, "ada")
    assert found["essay"] == (None, True)
    assert found["plan"] == (None, True)
    assert found["check_of_mine"] == (2.0, False)
    assert found["check_add_one"][0] > 0
    mark(folder, START, "ada", "essay", 4)
    mark(folder, START, "ada", "plan", 1)
    with folder.gradebook() as gradebook:
        ours = sum(lesson.points.values())
        assert gradebook.find_submission(START, "ada").score == ours + 2 + 4 + 1


def test_a_mark_stays_until_the_answer_is_another(lesson_with_more, executor):
    folder, lesson = lesson_with_more, lesson_with_more.lesson(START)
    solved(folder, "Because.")
    grade_class(folder, lesson, executor=executor)
    mark(folder, START, "ada", "essay", 4)
    grade_class(folder, lesson, executor=executor, again=True)
    assert grades(folder, START, "ada")["essay"] == (None, False)
    solved(folder, "For another reason.")
    grade_class(folder, lesson, executor=executor)
    assert grades(folder, START, "ada")["essay"] == (None, True)


def test_another_file_of_a_students_own_is_graded_anew(homework):
    numbers = homework.notebooks("hw")[0]
    path = homework.root / "submitted" / "bob" / "hw" / "mine.py"
    before = digest_of_submission(homework, numbers, "bob")
    path.write_text("ONE = 1")
    assert digest_of_submission(homework, numbers, "bob") != before
    path.unlink()


def test_of_many_files_as_many_are_there_at_grading_as_a_submission_may_have(homework):
    numbers = homework.notebooks("hw")[0]
    theirs, ours = (homework.root / place for place in ("submitted/mal/hw", "source/hw"))
    for place in (theirs / "many", ours / "many"):
        place.mkdir(parents=True)
        for i in range(MOST_FILES):
            (place / str(i)).touch()
    assert len(student_files(homework, numbers, "mal")) == MOST_FILES - 2  # and two folders
    with pytest.raises(CourseError, match="too many"):
        source_files(homework, numbers)
    assert 2 * MOST_FILES < SCRATCH_FILES
    for place in (theirs.parent, ours / "many"):
        shutil.rmtree(place)


def test_files_of_a_student_stand_in_the_way_of_none_of_the_lessons():
    theirs = {"data": 1, "two.txt/x": 1, "same": 1, "data2": 1, "more/x": 1}
    ours = {"data/a": 2, "two.txt": 2, "same": 2, "more/y": 2}
    assert together(theirs, ours) == {"data2": 1, "more/x": 1, **ours}


def test_an_assignment_that_is_released_is_not_replaced_in_silence(homework):
    with pytest.raises(UsageError, match="released already"):
        release(homework, homework.notebooks("hw")[0])


def test_an_assignment_in_another_language_is_named(class_folder):
    content = notebook(written("why", "x", 1))
    content["metadata"]["kernelspec"] = {"name": "ir", "language": "R", "display_name": "R"}
    path = class_folder.root / "source" / "stats" / "one.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(content))
    with pytest.raises(Exception, match="written in R"):
        release(class_folder, class_folder.notebooks("stats")[0])


def test_doctor_finds_nothing_wrong_with_it(homework):
    from autograder.classroom.checkup.folder import findings

    problems = [one.problem for one in findings(homework) if one.about.startswith("hw")]
    known = ("To be graded by hand", "submitted/kim", "Feedback is missing")
    assert [p for p in problems if not p.startswith(known)] == []


def test_a_class_folder_may_hold_an_assignment_with_the_files_it_needs(class_folder):
    assert Path(class_folder.root, "source").is_dir()
    with pytest.raises(UsageError, match="No lesson"):
        class_folder.notebooks("nothing_of_the_kind")


def test_a_folder_without_a_notebook_is_called_so_and_names_of_ones_own_are_among_the_others(
    homework,
):
    (homework.root / "source" / "notes").mkdir()
    with pytest.raises(UsageError, match="source/notes holds no notebook"):
        homework.notebooks("notes")
    with pytest.raises(UsageError, match="Did you mean hw"):
        homework.notebooks("hww")


def test_a_name_with_a_blank_is_said_to_people_and_typed_in_commands(class_folder):
    path = class_folder.root / "source" / "Homework 1" / "part a.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook(written("why", "x", 1))))
    (one,) = class_folder.notebooks("Homework 1")
    with pytest.raises(UsageError, match="`course grade 'Homework 1'`"):
        explanation(class_folder, one, "ada")
    assert one.title == "Homework 1, part a"


@pytest.fixture
def shell():
    """What runs cells in a worker. No other test should take this process for a notebook's."""
    made = warm_up(torch=False)
    yield made
    type(made).clear_instance()


def test_a_test_that_raises_leaves_the_rest_of_it_out_and_its_value_is_what_is_shown(shell):
    """As in a kernel: a count below a failed assertion is no count, a text is no number."""
    usual = "%matplotlib inline\n%config InlineBackend.figure_format = 'svg'\n!pip install numpy\n"
    assert "raised" not in run_cell(shell, usual + "count = 0", goes_on=False)
    assert "raised" in run_cell(shell, "assert False\ncount += 1", "test", goes_on=False)
    assert run_cell(shell, "count", "test", goes_on=False)["value"] == "0"
    assert run_cell(shell, "'1.5'", "test", goes_on=False)["value"] == "'1.5'"
    run_cell(shell, "assert False\ncount += 1")
    assert run_cell(shell, "count", "test", goes_on=False)["value"] == "1"
