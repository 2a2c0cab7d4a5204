"""A class is graded against what it was given, whatever course is installed by then."""

from __future__ import annotations

import inspect
import json
import pickle
import re
import shutil
import sys
import zipfile

import pytest
from conftest import handed_in
from test_commands import course, mounted  # noqa: F401
from typer.testing import CliRunner

from autograder.authoring import lessons
from autograder.authoring.lessons import Lesson, find_lesson
from autograder.authoring.source import answer_source
from autograder.classroom.checkup.folder import findings
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.explain import explanation
from autograder.classroom.grade_class import former_report, grade_class
from autograder.classroom.release import release
from autograder.classroom.released import given
from autograder.errors import CourseError
from helpers.course import cli as student_cli

pytestmark = pytest.mark.usefixtures("one_worker")

START = find_lesson("start_here")
HERE = START.name


@pytest.fixture(scope="module")
def _graded(released, tmp_path_factory, executor):
    folder = released(tmp_path_factory.mktemp("given") / "class")
    path = folder.submission_path("ada", START)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(handed_in({"mean_image": ""})))
    grade_class(folder, START, executor=executor)
    return folder


@pytest.fixture
def folder(_graded, tmp_path):
    """A class in which ada is graded in lesson 00: one exercise right, the other not written."""
    return ClassFolder.open(shutil.copytree(_graded.root, tmp_path / "class"))


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A course with lesson 00 alone, to be changed: its folders of notebooks and of exercises."""
    notebooks, exercises = tmp_path / "notebooks", tmp_path / "exercises"
    shutil.copytree(START.notebook.parent, notebooks / HERE)
    shutil.copytree(lessons.EXERCISES / "start_here", exercises / "start_here")
    monkeypatch.setattr("autograder.exercises.__path__", [str(exercises)])
    monkeypatch.setattr(lessons, "NOTEBOOKS", notebooks)
    monkeypatch.setattr(lessons, "EXERCISES", exercises)
    for name in [
        name for name in sys.modules if name.startswith("autograder.exercises.start_here")
    ]:
        monkeypatch.delitem(sys.modules, name)
    return notebooks, exercises


def change_everywhere(installed, old, new):
    for path in [*installed[0].rglob("*.ipynb"), *installed[1].rglob("*.py")]:
        path.write_text(path.read_text().replace(old, new))
        path.rename(path.with_name(path.name.replace(old, new)))


def rename_an_exercise(installed):
    change_everywhere(installed, "add_one", "plus_one")


def change_a_solution(installed):
    path = installed[1] / "start_here" / "add_one.py"
    path.write_text(path.read_text().replace("return x + 1", "return x + 2", 1))


def rename_the_lesson(installed):
    shutil.move(installed[0] / HERE, installed[0] / "01_begin")
    shutil.move(
        installed[0] / "01_begin" / "start_here.ipynb", installed[0] / "01_begin/begin.ipynb"
    )
    shutil.move(installed[1] / "start_here", installed[1] / "begin")


def number_the_lesson_anew(installed):
    shutil.move(installed[0] / HERE, installed[0] / "01_start_here")


def remove_the_lesson(installed):
    shutil.rmtree(installed[0] / HERE)
    shutil.rmtree(installed[1] / "start_here")


NEWER = (
    rename_an_exercise,
    change_a_solution,
    rename_the_lesson,
    number_the_lesson_anew,
    remove_the_lesson,
)


@pytest.mark.parametrize("change", NEWER)
def test_no_grade_is_stale_and_new_work_is_graded_as_it_was(folder, installed, change, executor):
    before = former_report(folder, START, "ada")
    change(installed)
    lesson = folder.lesson("start_here")
    assert findings(folder) == []
    path = folder.submission_path("bob", lesson)
    path.parent.mkdir(parents=True)
    path.write_bytes(folder.submission_path("ada", lesson).read_bytes())
    summary = grade_class(folder, lesson, executor=executor)
    assert (summary.skipped, summary.states) == (1, {"graded": 1})
    bob = former_report(folder, lesson, "bob")
    assert bob["score"] == before["score"] == 1.0
    assert bob["fingerprint"] == before["fingerprint"]
    assert "ada, 00_start_here: 1 of 3 points" in explanation(folder, lesson, "ada")


@pytest.mark.parametrize("change", [rename_an_exercise, remove_the_lesson])
def test_reports_exports_and_gradescope_go_on(folder, installed, change, tmp_path):
    change(installed)
    course("report", "start_here", "-f", folder.root)
    target = tmp_path / "grades.csv"
    course("export", target, "--lesson", "0", "-f", folder.root)
    assert re.search(r"^ada,.*,1$", target.read_text(), re.MULTILINE)
    course("gradescope", HERE, tmp_path / "zip.zip", "-f", folder.root)
    with zipfile.ZipFile(tmp_path / "zip.zip") as archive:
        sources = given(folder.given_path(HERE)).lesson.exercise_sources
        for name in ("start_here/__init__", "start_here/add_one", "start_here/mean_image"):
            text = archive.read(f"autograder/exercises/{name}.py").decode()
            assert text == dict(sources)[name.removesuffix("/__init__").replace("/", ".")]


def test_a_lesson_travels_with_its_exercises(folder, installed):
    change_a_solution(installed)
    lesson = pickle.loads(pickle.dumps(folder.lesson(HERE)))
    solution = lesson.exercises[0].solution
    assert solution(1) == 2
    assert START.exercises[0].solution(1) == 3
    assert "return x + 1" in inspect.getsource(solution)
    assert "def add_one" in answer_source(lesson.exercises[0], solution)


def test_exercises_that_use_other_lessons_keep_those_too(folder, installed):
    for name, files in {
        "third": {"__init__": "", "numbers": "ONE = 1\n"},
        "other": {"__init__": "from ..third.numbers import ONE\nfrom .two import TWO\n",
                  "two": "TWO = 2\n"},
        "start_here": {"__init__": "from .own import EXERCISES\n",
                       "own": "from autograder.exercises import other as o\n"
                              "EXERCISES = [o.ONE, o.TWO]\n"},
    }.items():  # fmt: skip
        shutil.rmtree(installed[1] / name, ignore_errors=True)
        (installed[1] / name).mkdir()
        for stem, text in files.items():
            (installed[1] / name / f"{stem}.py").write_text(text)
    lesson = Lesson(HERE)
    assert [name for name, _ in lesson.exercise_sources] == [
        "start_here", "start_here.own", "other", "other.two", "third", "third.numbers",
    ]  # fmt: skip
    kept = Lesson(HERE, lesson.exercise_sources)
    for path in installed[1].rglob("*.py"):
        path.write_text("")
    assert kept.exercises == [1, 2]


def test_exercises_that_were_kept_as_one_module_are_still_used(folder):
    spoil_the_kept(folder, ONE_MODULE)
    exercise, _ = folder.lesson(HERE).exercises
    assert exercise.solution(1) == 2
    assert "def add_one" in answer_source(exercise, exercise.solution)


def test_a_folder_without_kept_exercises_uses_the_installed(folder, installed):
    folder.given_path(HERE).unlink()
    assert folder.lesson("0") == START
    assert findings(folder) == []


SLOW = pytest.param("feedback", marks=pytest.mark.thorough)  # it starts processes
COMMANDS = ("grade", "explain", "report", "export", "gradescope", "release", "doctor", SLOW)


def run(command, folder, tmp_path):
    arguments = {
        "explain": [HERE, "ada"],
        "export": [str(tmp_path / "grades.csv"), "--lesson", HERE],
        "gradescope": [HERE, str(tmp_path / "zip.zip")],
        "release": [HERE, "--again"],
    }.get(command, [HERE])
    if command == "doctor":
        return CliRunner().invoke(student_cli.app, ["doctor", str(folder.root)])
    return CliRunner().invoke(student_cli.app, [command, *arguments, "-f", str(folder.root)])


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("change", [rename_an_exercise, remove_the_lesson])
def test_without_them_what_cannot_be_done_is_one_sentence(
    folder, installed, change, command, tmp_path
):
    folder.given_path(HERE).unlink()
    change(installed)
    result = run(command, folder, tmp_path)
    assert isinstance(result.exception, SystemExit) or result.exception is None
    if command in ("grade", "gradescope", "release", "doctor"):
        assert result.exit_code
        assert "nstall the version" in re.sub(r"\s+", " ", result.output)


def spoil_the_kept(folder, text):
    path = folder.given_path(HERE)
    kept = json.loads(path.read_bytes())
    kept["exercises"] = [["start_here", text]]
    path.write_text(json.dumps(kept))


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("text", ["from autograder.gone import it", "("])
def test_exercises_that_a_newer_course_cannot_use_are_one_sentence(folder, command, text, tmp_path):
    spoil_the_kept(folder, text)
    result = run(command, folder, tmp_path)
    assert isinstance(result.exception, SystemExit) or result.exception is None
    if command in ("grade", "gradescope", "doctor"):
        assert "was released with version" in re.sub(r"\s+", " ", result.output)
    if command == "release":
        assert findings(folder) == []


ONE_MODULE = """
from autograder.authoring.exercise import Exercise, Part, call, drawn
def add_one(x): return x + 1
def mean_image(x): return x
PART = Part("one", [call(1), drawn(lambda rng: call(2), 1)])
EXERCISES = [Exercise(f, [PART], mistakes=()) for f in (add_one, mean_image)]
"""
USES_WHAT_IS_GONE = "import math" + ONE_MODULE.replace("return x + 1", "return math.gone(x)")


def test_exercises_that_load_and_cannot_be_asked_any_more_are_one_sentence(folder):
    spoil_the_kept(folder, USES_WHAT_IS_GONE)
    text = course("grade", HERE, "--again", "-f", folder.root, code=1)
    assert "the solution of add_one fails: module 'math' has no attribute 'gone'" in text


OLD_MODULE = """
from autograder.exercise import Exercise, Part, call, drawn
from helpers.ingredients import Tensor
def add_one(x): return x + 1
def adds_nothing(x):
    'Nothing was added.'
    return x
PART = Part("one", [call(1), drawn(lambda rng: call(2), 1)])
def mean_image(): return 3
EXERCISES = [
    Exercise(add_one, parts=[PART], mistakes=[adds_nothing], probe="function"),
    Exercise(mean_image, mistakes=[], probe="value"),
]
"""


def test_exercises_that_were_kept_before_modules_moved_are_graded_as_before(folder):
    spoil_the_kept(folder, OLD_MODULE)
    course("grade", HERE, "--again", "--yes", "-f", folder.root)
    assert former_report(folder, folder.lesson(HERE), "ada")["score"] == 1.0


def test_nbgraders_own_command_says_so_too_and_leaves_nothing_half_done(folder, executor):
    spoil_the_kept(folder, "from autograder.gone import it")
    shutil.rmtree(folder.root / "autograded" / "ada")
    result = folder.nbgrader.autograde(HERE, "ada", force=True)
    assert not result["success"]
    assert "was released with version" in result["log"]
    assert "Traceback" not in result["log"]
    assert not (folder.root / "autograded" / "ada" / HERE).exists()


def test_a_damaged_file_of_what_was_given_is_named_and_made_anew(folder):
    folder.given_path(HERE).write_text("{")
    with pytest.raises(CourseError, match="is damaged: put a backup of it back, or make it anew"):
        folder.lesson(HERE)
    assert [finding.about for finding in findings(folder)] == [HERE]
    release(folder, START, again=True)
    assert findings(folder) == []
