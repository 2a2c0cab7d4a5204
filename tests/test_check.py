"""`check` in a student's notebook: it tells the truth, quickly, and holds no answer."""

from __future__ import annotations

import ast
import inspect
import io
import json
import re
import shutil
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch
from nbclient import NotebookClient

from autograder.authoring.lessons import all_lessons, find_lesson
from autograder.authoring.sheets import compile_answers
from autograder.authoring.source import solve
from helpers import networks
from helpers.checking import check as check_module
from helpers.checking.check import CheckFailed, NoAnswers, check, failing_call, hint, load_sheet
from helpers.checking.values import encode
from helpers.paths import ANSWERS, NOTEBOOKS, PROJECT

LESSON = find_lesson("start_here")


@pytest.fixture(autouse=True)
def answers(tmp_path_factory, monkeypatch):
    """Compiled answers in a folder of their own."""
    folder = tmp_path_factory.getbasetemp() / "answers"
    if not folder.exists():
        compile_answers(LESSON, folder)
    monkeypatch.setattr(check_module, "ANSWERS", folder)
    monkeypatch.delenv(check_module.GRADING, raising=False)
    monkeypatch.setattr(check_module, "_hints_shown", {})
    return folder


def add_one(x):
    return x + 1


def test_a_right_answer_passes(capsys):
    check(add_one)
    assert capsys.readouterr().out.startswith("add_one   2 of 2 parts   1 / 1 point")


def test_a_wrong_answer_raises_so_that_every_tool_sees_it(capsys):
    wrong = eval("lambda x: x")
    wrong.__name__ = "add_one"
    with pytest.raises(CheckFailed, match="2 of 2 parts are not right yet"):
        check(wrong)
    assert "What comes back is x itself." in capsys.readouterr().out


def test_its_traceback_is_one_line():
    assert CheckFailed("one line")._render_traceback_() == ["one line"]


def test_a_name_that_is_no_exercise_is_answered_with_the_nearest_one():
    def ad_one(x):
        return x

    with pytest.raises(NoAnswers, match="Did you mean add_one"):
        check(ad_one)


def test_a_function_in_quotes_is_explained():
    with pytest.raises(CheckFailed, match=r"check\(add_one\), without quotes"):
        check("add_one", 3)


def test_without_answers_it_says_how_to_get_them(monkeypatch, tmp_path):
    monkeypatch.setattr(check_module, "ANSWERS", tmp_path)
    with pytest.raises(NoAnswers, match="make lab"):
        check(add_one)


def a_sheet(**other) -> bytes:
    """A file of answers in which something is not what it should be."""
    return packed(encode({**load_sheet("add_one").to_data(), **other}))


def packed(data: bytes) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, add_one=np.frombuffer(data, np.uint8))
    return buffer.getvalue()


def pickled() -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, add_one=np.array([print], object))
    return buffer.getvalue()


def with_a_header(shape: tuple) -> bytes:
    buffer, header = io.BytesIO(), io.BytesIO()
    fields = {"descr": "|u1", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(header, fields)
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("add_one.npy", header.getvalue())
    return buffer.getvalue()


DAMAGED = {
    "empty": lambda: b"",
    "no archive": lambda: b"nothing",
    "cut off": lambda: a_sheet()[:-100],
    "changed": lambda: a_sheet().replace(b"\x00", b"\x01"),
    "a pickle": pickled,
    "a terabyte": lambda: with_a_header((1 << 40,)),
    "a bomb": lambda: packed(bytes(200 << 20)),
    "an array of something else": lambda: packed(b"something else"),
    "a value that is no sheet": lambda: packed(encode([1, 2])),
    "a sheet with another name": lambda: a_sheet(name="mean_image"),
    "a sheet without parts": lambda: a_sheet(parts=None),
    "a sheet with more": lambda: a_sheet(more=1),
    "a kind that there is not": lambda: a_sheet(probe="eval"),
}


@pytest.mark.parametrize("damaged", DAMAGED.values(), ids=DAMAGED)
def test_a_file_of_answers_that_cannot_be_read_is_named(damaged, monkeypatch, tmp_path):
    content = damaged()
    monkeypatch.setattr(check_module, "ANSWERS", tmp_path)
    (tmp_path / "start_here.npz").write_bytes(content)
    with pytest.raises(NoAnswers, match=r"start_here.npz .* cannot be read. .*zip"):
        check(add_one)


def test_a_damaged_file_takes_no_other_along(answers, monkeypatch, tmp_path):
    for path in answers.iterdir():
        shutil.copy(path, tmp_path)
    (tmp_path / "backpropagation.npz").write_bytes(b"")
    monkeypatch.setattr(check_module, "ANSWERS", tmp_path)
    check(add_one)


def test_damaged_answers_are_compiled_anew(answers, tmp_path):
    good = (answers / "start_here.npz").read_bytes()
    for damaged in (b"", b"nothing", good[:-100], good[: len(good) // 2]):
        (tmp_path / "start_here.npz").write_bytes(damaged)
        compile_answers(LESSON, tmp_path)
        assert (tmp_path / "start_here.npz").read_bytes() == good


def test_hints_come_one_at_a_time_and_the_last_one_stays(capsys):
    count = len(LESSON.exercises[0].hints)
    for _ in range(count + 1):
        hint(add_one)
    shown = capsys.readouterr().out.split("Hint ")[1:]
    assert [text.partition(":")[0] for text in shown[:count]] == [
        f"{i + 1} of {count}" for i in range(count)
    ]
    assert shown[-1] == shown[-2]
    assert max(len(line) for text in shown for line in text.splitlines()) <= 88


NAMES = {
    "np": np,
    "torch": torch,
    "F": torch.nn.functional,
    "relu": torch.relu,
    "networks": networks,
}
WITH_PYTORCH = [
    "def add_one(x): return torch.add(x, 1)",
    "def add_one(x): return F.relu(x) + 1",
    "def add_one(x): return relu(x) + 1",
    "def add_one(x):\n    import torch as t\n    return x + 1",
    "def add_one(x):\n    from torch import nn\n    return x + 1",
    "def one(x): return torch.ones(1)\ndef add_one(x): return x + one(x)",
    "def add_one(x): return sum(torch.ones(1) for _ in x)",
    "def add_one(x): return networks.predicted_classes(x, x, x, x, x)",
    "from helpers.networks import conv_forward\ndef add_one(x): return conv_forward(x, x, x)",
    "import torch\n@torch.no_grad()\ndef add_one(x): return x + 1",
]


@pytest.mark.parametrize("source", WITH_PYTORCH)
def test_pytorch_is_refused_where_grading_refuses_it(source):
    names = dict(NAMES, __name__="__main__")
    exec(source, names)
    with pytest.raises(CheckFailed, match="uses PyTorch"):
        check(names["add_one"])


def test_numpy_is_no_pytorch():
    names = dict(NAMES, __name__="__main__")
    exec("def one(): return np.ones(1)[0]\ndef add_one(x): return np.add(x, one())", names)
    check(names["add_one"])


def test_an_attribute_is_no_variable_of_that_name():
    names = dict(NAMES, __name__="__main__", full=torch.nn.Linear(1, 1))
    exec("def add_one(x): return np.add(x, np.full(1, 1)[0])", names)
    check(names["add_one"])


def test_the_failing_call_can_be_had():
    def mean_image(images):
        return images[0]

    args, kwargs = failing_call(mean_image)
    assert args[0].ndim == 3
    assert kwargs == {}


def test_at_grading_it_is_silent(monkeypatch, capsys):
    monkeypatch.setenv(check_module.GRADING, "1")
    check(eval("lambda add_one: None"))
    hint("nothing")
    assert failing_call(add_one) == ((), {})
    assert capsys.readouterr().out == ""


def test_the_answers_hold_no_code(compiled):
    """No line of a solution or of a mistake, though the texts of the hints are there."""
    for lesson in all_lessons():
        with np.load(ANSWERS / f"{lesson.module_name}.npz") as file:
            content = b"".join(file[name].tobytes() for name in file.files).decode("latin-1")
        told = json.dumps(json.loads(lesson.notebook.read_bytes()))  # what students read anyway
        for exercise in lesson.exercises:
            for function in (exercise.solution, *exercise.mistakes):
                for line in _code_lines(function):
                    assert line not in content or line in told, line


def _code_lines(function) -> list[str]:
    """The lines of a function but for its first and its docstring's."""
    source = textwrap.dedent(inspect.getsource(function))
    nodes = [
        n for n in ast.walk(ast.parse(source)) if isinstance(n, (ast.FunctionDef, ast.ClassDef))
    ]
    docstrings = [node.body[0] for node in nodes if ast.get_docstring(node) is not None]
    told = {number for d in docstrings for number in range(d.lineno, d.end_lineno + 1)}
    lines = {
        n: line.strip() for n, line in enumerate(source.splitlines(), 1) if n not in {1, *told}
    }
    return [line for line in lines.values() if len(line) > 12]


@pytest.mark.parametrize("module", ["torch", "matplotlib", "skimage", "sklearn", "autograder"])
def test_importing_helpers_loads_nothing_heavy(module):
    code = f"import sys, helpers; from helpers import check; assert {module!r} not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PROJECT)


def test_helpers_never_import_the_autograder():
    for path in (PROJECT / "helpers").rglob("*.py"):
        lines = path.read_text().splitlines()
        imports = [line for line in lines if line.strip().startswith(("import ", "from "))]
        assert not any("autograder" in line for line in imports), path


def run_all(notebook: dict) -> nbformat.NotebookNode:
    """Run All, as JupyterLab does it: on from cells whose tag allows an error."""
    node = nbformat.reads(json.dumps(notebook), as_version=4)
    NotebookClient(node, timeout=120, resources={"metadata": {"path": str(PROJECT)}}).execute()
    return node


def check_outputs(node: nbformat.NotebookNode) -> dict[str, list]:
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id", ""): cell for cell in node.cells}
    return {name: cell.outputs for name, cell in cells.items() if name.startswith("check_")}


@pytest.fixture
def compiled():
    if not any((PROJECT / "data" / "answers").glob("*.npz")):
        pytest.skip("the answers are not compiled: run `course compile`")


def test_run_all_goes_on_through_a_notebook_without_answers(compiled):
    node = run_all(json.loads(LESSON.notebook.read_bytes()))
    for outputs in check_outputs(node).values():
        assert [o.output_type for o in outputs] == ["display_data", "error"]
        assert outputs[1].traceback == [outputs[1].evalue]


def test_run_all_of_a_solved_notebook_passes_every_check(compiled):
    node = run_all(solve(LESSON))
    for outputs in check_outputs(node).values():
        assert [o.output_type for o in outputs] == ["display_data"]
        assert "course-card passed" in outputs[0].data["text/html"]


def test_nbgrader_validate_tells_the_truth(compiled, tmp_path: Path):
    notebooks = {"solved": solve(LESSON), "unsolved": json.loads(LESSON.notebook.read_bytes())}
    for name, notebook in notebooks.items():
        (tmp_path / f"{name}.ipynb").write_text(json.dumps(notebook))
    names = [f"{name}.ipynb" for name in notebooks]
    command = [sys.executable, "-m", "nbgrader", "validate", *names]
    result = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    said = re.findall("Success!|The following", result.stdout + result.stderr)
    assert said[0] == "Success!"
    assert set(said[1:]) == {"The following"}


def test_every_lesson_folder_has_one_notebook_and_one_module():
    for lesson in all_lessons():
        assert lesson.notebook.exists()
        assert {exercise.name for exercise in lesson.exercises} == set(lesson.points)
    assert all_lessons()[0].notebook.parent.parent == NOTEBOOKS


@pytest.fixture
def two_lessons(answers, tmp_path, monkeypatch):
    """Answers of two lessons that have exercises of the same names."""
    for name in ("start_here", "another"):
        shutil.copy(answers / "start_here.npz", tmp_path / f"{name}.npz")
    monkeypatch.setattr(check_module, "ANSWERS", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_of_two_exercises_of_a_name_that_of_the_notebooks_lesson_is_checked(
    two_lessons, monkeypatch
):
    with pytest.raises(NoAnswers, match="is an exercise of another and of start_here, and this"):
        load_sheet("add_one")
    of_lesson = check_module._of_this_lesson
    taken = {"start_here": "its sheet", "another": "another sheet"}
    monkeypatch.setenv("JPY_SESSION_NAME", "work/00_start_here/start_here.ipynb")
    assert of_lesson("add_one", taken) == "its sheet"
    monkeypatch.setenv("JPY_SESSION_NAME", "work/17_another/renamed.ipynb")
    (two_lessons / "17_another").mkdir()
    monkeypatch.chdir(two_lessons / "17_another")
    assert of_lesson("add_one", taken) == "another sheet"
    assert load_sheet("add_one").name == "add_one"
