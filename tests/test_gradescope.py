"""The zip for Gradescope, unpacked as Gradescope does it and really run."""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

import jsonschema
import numpy as np
import pytest
from conftest import START, handed_in, needs_sandbox
from test_house import FILES, imports_of, is_in, statements

from autograder.authoring.lessons import all_lessons, find_lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.errors import UsageError
from autograder.grading.confinement import NoSandbox
from autograder.publishing import gradescope, on_gradescope
from helpers.paths import PROJECT

LESSON = find_lesson(START)
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "simple_format", "html", "md", "ansi"]}
POINTS = {"type": "number", "minimum": 0}
TEST = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "score", "max_score", "status", "output"],
    "properties": {
        "name": {"type": "string"},
        "name_format": FORMAT,
        "number": {"type": "string"},
        "score": POINTS,
        "max_score": POINTS,
        "status": {"enum": ["passed", "failed"]},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "tags": {"type": "array", "items": {"type": "string"}},
        "visibility": VISIBILITY,
        "extra_data": {"type": "object"},
    },
}
RESULTS = {
    "type": "object",
    "additionalProperties": False,
    "required": ["score", "tests"],
    "properties": {
        "score": POINTS,
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "leaderboard": {"type": "array"},
        "tests": {"type": "array", "items": TEST},
    },
}
THIEF = """\
import contextlib, pathlib
import numpy as np
place = pathlib.Path({place!r})
with contextlib.suppress(OSError):
    (place / "results" / "results.json").write_text('{{"score": 3.0}}')
for path in [place / "source/autograder/exercises/start_here/add_one.py", *place.rglob("*.py")]:
    with contextlib.suppress(OSError):
        source = path.read_text()
        if "def mean_image" in source:
            exec(source[source.index("def mean_image"):].partition("\\n\\n\\n")[0])
            break
"""


@pytest.fixture(scope="module")
def unpacked(released, tmp_path_factory):
    """A folder like /autograder, as it is before somebody hands in."""
    place = tmp_path_factory.mktemp("autograder")
    gradescope.make_zip(released(place / "class"), LESSON, place / "upload.zip")
    with zipfile.ZipFile(place / "upload.zip") as archive:
        archive.extractall(place / "source")
    shutil.copy(place / "source" / "run_autograder", place)
    for name in ("submission", "results"):
        (place / name).mkdir()
    return place


@pytest.fixture
def place(unpacked, tmp_path):
    return shutil.copytree(unpacked, tmp_path / "autograder")


def hand_in(place, answers=None, name=LESSON.notebook.name):
    path = place / "submission" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(handed_in(answers or {})))


def results(place):
    """The results, which follow the format of Gradescope."""
    found = json.loads((place / "results" / "results.json").read_text())
    jsonschema.validate(found, RESULTS)
    assert found["score"] == pytest.approx(sum(test["score"] for test in found["tests"]))
    return found


def graded_in(place):
    """Run in this process, which has a worker already. Returns exit code and results."""
    needs_sandbox()
    return on_gradescope.run(place), results(place)


def test_its_programs_are_at_the_top_and_may_be_run(unpacked):
    with zipfile.ZipFile(unpacked / "upload.zip") as archive:
        for name in ("setup.sh", "run_autograder"):
            assert archive.getinfo(name).external_attr >> 16 & 0o111
            assert archive.read(name).startswith(b"#!/usr/bin/env bash\n")
            subprocess.run(["bash", "-n"], input=archive.read(name), check=True)


def test_its_set_up_installs_what_it_holds_in_pinned_versions(unpacked):
    assert "-r requirements.txt" in (unpacked / "source" / "setup.sh").read_text()
    assert "numpy==" in (unpacked / "source" / "requirements.txt").read_text()
    assert (unpacked / "source" / "pyproject.toml").exists()


def required(text):
    return {re.match(r"[\w-]+", line)[0] for line in text.splitlines() if "==" in line}


def test_it_installs_what_grading_imports_and_nothing_else(unpacked):
    """As their sources say, for whatever students' cells can import of `helpers`."""
    found, waiting = set(), {"autograder.publishing.on_gradescope", "autograder.grading.worker"}
    waiting |= {name for name in FILES if is_in(name, "helpers") and not is_in(name, COURSE)}
    while waiting:
        found |= waiting
        waiting = {other for name in waiting for other in imports_of(name)} - found
    named = {name for module in found for name in libraries_in(FILES[module].read_text())}
    theirs = {one for name in named for one in packages_distributions().get(name, [])}
    ours = required((PROJECT / "requirements.txt").read_text())
    needed = {name.lower() for name in theirs} & ours
    assert required((unpacked / "source" / "requirements.txt").read_text()) == needed - {"torch"}


def libraries_in(source):
    for node in statements(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.thorough
def test_it_runs_where_nothing_else_is_installed(place):
    """What nothing in the zip requires, by itself or through others, cannot be imported here."""
    needed, waiting = set(), required((place / "source" / "requirements.txt").read_text())
    while waiting:
        needed |= waiting
        names = {re.match(r"[\w.-]+", text)[0] for name in waiting for text in requires_of(name)}
        waiting = {normal(name) for name in names} - needed
    tops = packages_distributions().items()
    hidden = {top for top, of in tops if not {normal(name) for name in of} & needed}
    hidden -= {"autograder", "helpers"}
    assert {"torch", "nbgrader", "sqlalchemy", "jupyterlab", "typer"} <= hidden
    (place / "source" / "sitecustomize.py").write_text(HIDES.format(hidden=sorted(hidden)))
    hand_in(place)
    done = subprocess.run(["bash", place / "run_autograder"], text=True, capture_output=True,
                          env={**os.environ, "PYTHON": sys.executable}, cwd="/")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert results(place)["score"] == 3.0, done.stdout


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def requires_of(name):
    try:
        found = requires(name) or []
    except PackageNotFoundError:  # one for another system
        return []
    return [text for text in found if "extra ==" not in text]


HIDES = """\
import sys
class Hides:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {hidden}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Hides())
"""
COURSE = "helpers.course.cli"


def test_pytorch_is_installed_where_the_lesson_uses_it():
    release = {"cells": []}
    for name, uses in {"06_convolution": False, "10_pytorch_cnn": True}.items():
        text = gradescope._requirements(find_lesson(name), release)
        assert ("torch" in required(text)) is uses


def test_it_holds_the_solutions_of_no_other_lesson(unpacked):
    exercises = unpacked / "source" / "autograder" / "exercises"
    others = {lesson.module_name for lesson in all_lessons()} - {LESSON.module_name}
    assert others
    assert not others & {path.stem for path in exercises.iterdir()}


def test_a_lesson_that_was_never_released_makes_no_zip(tmp_path):
    folder = ClassFolder.create(tmp_path / "class")
    with pytest.raises(UsageError, match="was never released here"):
        gradescope.make_zip(folder, LESSON, tmp_path / "upload.zip")


def test_really_run_it_gives_a_thief_what_their_own_work_deserves(place):
    """They wrote one answer, and take the other from wherever they can find it."""
    hand_in(place, {"mean_image": THIEF.format(place=str(place))})
    command = [place / "run_autograder"]
    os.chmod(command[0], 0o755)
    done = subprocess.run(command, env={**os.environ, "PYTHON": sys.executable}, text=True,
                          capture_output=True, cwd="/")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Student code is confined")
    scores = {test["name"]: test["score"] for test in results(place)["tests"]}
    assert scores == {"add_one": 1.0, "mean_image": 0.0}


def test_the_thief_would_succeed_without_a_sandbox(place):
    namespace = {}
    exec(THIEF.format(place=str(place)), namespace)
    assert namespace["mean_image"](np.ones((2, 3, 3))).shape == (3, 3)
    assert (place / "results" / "results.json").read_text() == '{"score": 3.0}'


def test_everything_right_is_full_marks(place):
    hand_in(place)
    code, found = graded_in(place)
    assert (code, found["score"]) == (0, 3.0)
    assert {test["status"] for test in found["tests"]} == {"passed"}


def test_a_mistake_is_explained_as_check_does_and_gives_no_solution_away(place):
    mistake = LESSON.exercises[0].mistakes[0]
    source = inspect.getsource(mistake).replace(mistake.__name__, "add_one")
    hand_in(place, {"add_one": source})
    _, found = graded_in(place)
    assert found["tests"][0]["status"] == "failed"
    assert "✗" in found["tests"][0]["output"]
    body = inspect.getsource(LESSON.exercises[0].solution).rpartition('"""')[2].strip()
    assert body not in json.dumps(found)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "holds no notebook. Expected start_here.ipynb."),
        ({"start_here.ipynb": "PK"}, "cannot be read as JSON"),
        ({"a.ipynb": "{}", "b.ipynb": "{}"}, "holds a.ipynb, b.ipynb. Expected start_here.ipynb."),
    ],
)
def test_what_cannot_be_read_gets_no_points_and_a_sentence(place, files, sentence):
    for name, text in files.items():
        (place / "submission" / name).write_text(text)
    code, found = graded_in(place)
    assert (code, found["score"]) == (0, 0.0)
    assert sentence in found["output"]


def test_a_link_in_the_place_of_a_notebook_is_not_followed(place):
    (place / "submission" / "start_here.ipynb").symlink_to(place / "source" / "release.ipynb")
    assert "is a link" in graded_in(place)[1]["output"]


def test_a_notebook_of_another_name_or_in_a_folder_is_found(place):
    hand_in(place, name="folder/mine.ipynb")
    assert graded_in(place)[1]["score"] == 3.0


def test_the_notebook_with_the_lessons_name_is_taken_where_there_are_several(place):
    (place / "submission" / "draft.ipynb").write_text("{}")
    hand_in(place)
    assert graded_in(place)[1]["score"] == 3.0


@pytest.fixture
def unconfined(monkeypatch):
    """A machine without a sandbox. Holds whether submissions were to be confined."""
    asked = []

    def refuse():
        raise NoSandbox("no Landlock")

    def grade(name, release, submission, seed, sandbox, files):
        asked.append(sandbox)
        return on_gradescope.not_graded(name, release, "", seed)

    monkeypatch.setattr(on_gradescope, "require", refuse)
    monkeypatch.setattr(on_gradescope, "grade", grade)
    return asked


def test_where_nothing_confines_nothing_is_run_and_everybody_is_told(place, unconfined, capsys):
    hand_in(place)
    assert on_gradescope.run(place) == 1
    assert results(place)["output"].startswith("Not graded: this machine cannot confine")
    assert results(place)["score"] == 0
    assert "so nothing is graded: that takes Linux" in capsys.readouterr().out
    assert unconfined == []


def test_without_a_sandbox_it_is_run_only_where_the_zip_says_so(place, unconfined, capsys):
    hand_in(place)
    settings = json.dumps({"lesson": LESSON.name, "sandbox": False})
    (place / "source" / "lesson.json").write_text(settings)
    on_gradescope.run(place)
    assert unconfined == [False]
    assert "NOT CONFINED" in capsys.readouterr().out


def test_the_readme_says_what_is_safe_and_what_is_not(class_folder, unpacked, tmp_path):
    gradescope.make_zip(class_folder, LESSON, tmp_path / "open.zip", sandbox=False)
    with zipfile.ZipFile(tmp_path / "open.zip") as archive:
        assert b"then nothing is safe" in archive.read("README.md")
        assert not json.loads(archive.read("lesson.json"))["sandbox"]
    readme = (unpacked / "source" / "README.md").read_text()
    assert "nothing is graded" in readme
    assert "worth 3 points" in readme
