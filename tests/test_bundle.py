"""The students' zip: everything that a lesson needs, and no answer."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.authoring.lessons import all_lessons, find_lesson
from autograder.authoring.source import cell_source, solve
from autograder.publishing.bundle import make_bundle
from helpers.paths import PROJECT

LESSON = find_lesson("convolution")


pytestmark = pytest.mark.xdist_group("bundle")


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """The zip, unpacked where nothing of the project lies."""
    folder = tmp_path_factory.mktemp("student")
    make_bundle(folder / "course.zip")
    with zipfile.ZipFile(folder / "course.zip") as archive:
        archive.extractall(folder)
    return folder / "convnet-course"


def test_it_holds_the_lessons_and_what_they_import(unpacked):
    for lesson in all_lessons():
        assert (unpacked / "notebooks" / lesson.name / lesson.notebook.name).exists()
        assert (unpacked / "data" / "answers" / f"{lesson.module_name}.npz").exists()
    assert (unpacked / "helpers" / "checking" / "check.py").exists()
    for ending in ("py", "js", "css"):
        assert (unpacked / "helpers" / "widgets" / f"frame.{ending}").exists()
    assert (unpacked / "requirements.txt").read_text().endswith("-e .\n")


def test_its_readme_names_only_what_it_holds(unpacked):
    readme = (unpacked / "README.md").read_text()
    assert "course lab" in readme
    assert "00_start_here" in readme
    for missing in ("make ", "course compile", ".github", "autograder", "tests"):
        assert missing not in readme


def test_it_holds_no_autograder_and_no_tests(unpacked):
    assert not (unpacked / "autograder").exists()
    assert not (unpacked / "tests").exists()


def test_no_file_in_it_holds_a_line_of_a_solution_or_of_a_mistake(unpacked):
    """Lines long enough to be nobody else's. Notebooks may show what another lesson asks for."""
    texts = (".py", ".md", ".toml", ".txt", ".js")
    content = "\n".join(p.read_text() for p in unpacked.rglob("*") if p.suffix in texts)
    for lesson in all_lessons():
        for exercise in lesson.exercises:
            for function in (exercise.solution, *exercise.mistakes):
                body = inspect.getsource(function).partition('"""')[2].partition('"""')[2]
                for line in map(str.strip, body.splitlines()):
                    assert len(line) < 40 or line not in content, line


@pytest.fixture(scope="module")
def worked_through(unpacked) -> dict[str, list]:
    """The outputs of lesson 06's checks: some exercises solved, one wrong, the rest untouched."""
    path = unpacked / "notebooks" / LESSON.name / LESSON.notebook.name
    solved = {cell["id"]: cell for cell in solve(LESSON)["cells"]}
    notebook = json.loads(path.read_bytes())
    mistake = next(
        m
        for exercise in LESSON.exercises
        for m in exercise.mistakes
        if exercise.name == "same_padding"
    )
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in ("conv_output_size", "correlate2d", "conv_forward"):
            cell["source"] = solved[cell["id"]]["source"]
        if name == "same_padding":
            cell["source"] = cell_source(mistake, name)
    # Only what a check needs: pictures are looked at elsewhere.
    notebook["cells"] = [
        cell for cell in notebook["cells"] if "demo" not in cell["metadata"].get("tags", [])
    ]
    here = f"import helpers; assert helpers.__file__.startswith({str(unpacked)!r})"
    node = nbformat.reads(json.dumps(notebook), as_version=4)
    node.cells.insert(0, nbformat.v4.new_code_cell(here))
    kernel = {**os.environ, "PYTHONPATH": str(unpacked)}
    client = NotebookClient(node, timeout=120, resources={"metadata": {"path": str(path.parent)}})
    client.execute(env=kernel)
    grade_ids = [cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in node.cells]
    return dict(zip(grade_ids, (cell.get("outputs") for cell in node.cells), strict=True))


@pytest.mark.parametrize("name", ["conv_output_size", "correlate2d", "conv_forward"])
def test_right_answers_pass_in_it(worked_through, name):
    outputs = worked_through[f"check_{name}"]
    assert "course-card passed" in outputs[0].data["text/html"]


def test_a_known_mistake_is_named_in_it(worked_through):
    card, error = worked_through["check_same_padding"]
    assert "course-card failed" in card.data["text/html"]
    assert error.ename == "CheckFailed"


def test_an_untouched_exercise_is_not_written_yet_in_it(worked_through):
    assert "Not written yet" in worked_through["check_conv_backward"][0].data["text/plain"]


def test_its_course_command_works_without_the_autograder(unpacked):
    code = f"""
import sys
sys.path = [path for path in sys.path if path != {str(PROJECT)!r}]
sys.meta_path = [finder for finder in sys.meta_path if "editable" not in repr(finder)]
sys.argv = ["course", "--help"]
from helpers.course.cli import main
main()
"""
    result = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=unpacked,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
    )
    assert "lab" in result.stdout
    assert "grade" not in result.stdout.replace("autograder", "")
