"""A hostile notebook earns nothing, learns nothing and disturbs nobody.

Every attack of the corpus in `tests/hostile` is really run, in the real sandbox, and after it an
honest notebook by the same worker. Limits of time are lowered, so that waiting for an attack to be
stopped does not take minutes; nothing else is changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import math
import os
import socket
import threading
from pathlib import Path

import psutil
import pytest
from conftest import memory_stays_below, printed, scores
from hostile import START, SUCCESS, Attack

from autograder.authoring.lessons import all_lessons, find_lesson
from autograder.authoring.sheets import PUBLIC_SEED, answer_sheet
from autograder.grading import grade, workers
from helpers.checking.kinds import FUNCTION
from helpers.checking.values import encode
from helpers.paths import ANSWERS, PROJECT

pytestmark = pytest.mark.thorough

NUMPY_LESSON = "06_convolution"
WHO = "import os; print(os.getppid())"
ELSEWHERE = "someone else's work"
FAMILIES = [
    importlib.import_module(f"hostile.{name}")
    for name in ("read", "write", "forge", "escape", "starve", "confuse", "outlive", "impersonate")
]
ATTACKS = [(family, attack) for family in FAMILIES for attack in family.ATTACKS]
LIMITS = {
    "CELL_CPU_SECONDS": 0.5,
    "CELL_WALL_SECONDS": 2.5,
    "CALL_CPU_SECONDS": 0.3,
    "CALL_WALL_SECONDS": 2.5,
}


@pytest.fixture(scope="session")
def worker(graded) -> list[str]:
    """The process that the honest notebooks of these tests come from; it stays the same."""
    return [printed(graded(cells=[WHO]))]


@pytest.fixture
def attack(graded, worker, monkeypatch):
    """Grade a hostile notebook, then an honest one: it gets full marks from the same worker."""

    def attack(answers=None, cells=(), lesson=START, limits=LIMITS):
        with monkeypatch.context() as patience:
            for name, seconds in limits.items():
                patience.setattr(workers if hasattr(workers, name) else grade, name, seconds)
            submission = graded(answers, cells, lesson)
        after = graded(cells=[WHO])
        before = worker.pop()
        worker.append(printed(after))
        assert after.score == 3
        assert printed(after) == before
        assert psutil.Process(int(before)).children(recursive=True) == []
        assert submission.state == "graded"
        assert all(math.isfinite(r.score) and 0 <= r.score <= r.points for r in submission.reports)
        return submission

    return attack


def everything_below(folder: Path) -> dict[str, str]:
    """What lies in a folder, with digests: two of these tell whether anything changed."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def class_of_others(tmp_path) -> Path:
    """A folder like that of a class, with the work of others."""
    for name in ("submitted/ann/00_start_here/start_here.ipynb", "gradebook.db", "release/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(ELSEWHERE)
        with contextlib.suppress(OSError):  # not every file system has attributes
            os.setxattr(tmp_path / name, "user.x", ELSEWHERE.encode())
    return tmp_path


@pytest.fixture
def none_of_its_business(class_of_others) -> list[str]:
    """The files and folders of a class, and what else holds answers."""
    places = [class_of_others, *class_of_others.rglob("*"), Path.home(), Path("/etc/passwd")]
    places += [Path("/tmp"), PROJECT, PROJECT / ".git", PROJECT / "autograder", ANSWERS]
    places += [*ANSWERS.glob("*.npz"), *sorted((PROJECT / "autograder").rglob("*.py"))]
    places += sorted((PROJECT / "notebooks").rglob("*.ipynb"))
    return [str(place) for place in places]


@pytest.fixture
def listeners(tmp_path_factory):
    """Sockets of a neighbour: their addresses, and after the test, that nobody came."""
    folder = tmp_path_factory.mktemp("sockets")
    tcp = socket.create_server(("127.0.0.1", 0))
    stream, datagrams = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX, 2)
    stream.bind(str(folder / "stream"))
    stream.listen()
    datagrams.bind(str(folder / "datagrams"))
    with tcp, stream, datagrams:
        yield {
            "port": tcp.getsockname()[1],
            "stream": stream.getsockname(),
            "datagrams": datagrams.getsockname(),
        }
        for listener in (tcp, stream, datagrams):
            listener.setblocking(False)
            with pytest.raises(BlockingIOError):
                listener.recv(1) if listener is datagrams else listener.accept()


@pytest.mark.parametrize(
    ("family", "hostile"),
    [pytest.param(f, a, id=f"{f.__name__.partition('.')[2]}: {a.name}") for f, a in ATTACKS],
)
def test_an_attack_achieves_nothing(
    attack, class_of_others, none_of_its_business, listeners, family, hostile: Attack
):
    cells = hostile.cells
    watched = [class_of_others]
    if hostile.targets:
        places = {"places": none_of_its_business, "grader": os.getpid()}
        cells = [cells[0], *(cell.format(**places, **listeners) for cell in cells[1:])]
        watched += [PROJECT / "helpers", ANSWERS]
    before = [everything_below(folder) for folder in watched]
    limits = {} if hostile.patient else LIMITS
    submission = attack(hostile.answers, cells, hostile.lesson, limits)

    points = find_lesson(hostile.lesson).points
    deserved = {**points, **dict.fromkeys(hostile.answers, 0)}
    if hostile.costs_the_rest:
        assert all(scores(submission)[name] == 0 for name in hostile.answers)
    else:
        assert scores(submission) == deserved
    assert ELSEWHERE not in printed(submission)
    assert hostile.says in printed(submission)
    assert SUCCESS not in printed(submission)
    assert hostile.prints in (None, printed(submission))
    assert [everything_below(folder) for folder in watched] == before
    assert only_text_besides_the_reports(submission)
    is_short = hostile.answers and hostile.lesson == START
    assert len(json.dumps(submission.notebook)) < (100_000 if is_short else 5_000_000)
    assert submission.memory_bytes < 4 << 30


def only_text_besides_the_reports(submission) -> bool:
    kinds = {
        output["output_type"]
        for cell in submission.notebook["cells"]
        if not cell["metadata"].get("nbgrader", {}).get("grade")
        for output in cell.get("outputs", [])
    }
    return kinds <= {"stream", "error"}


TORCH = {
    "import": "import torch",
    "importlib": "import importlib; torch = importlib.import_module('torch')",
    "without the refusal": "import sys; sys.meta_path.pop(0); import torch",
    "its files, by their path": """
import glob, importlib.util, sys, sysconfig
path = sysconfig.get_paths()["purelib"] + "/torch/__init__.py"
spec = importlib.util.spec_from_file_location("torch", path)
torch = importlib.util.module_from_spec(spec)
sys.modules["torch"] = torch
spec.loader.exec_module(torch)
""",
    "its library": """
import ctypes, sysconfig
ctypes.CDLL(sysconfig.get_paths()["purelib"] + "/torch/lib/libtorch_cpu.so")
import torch
""",
}


def test_calling_pytorch_in_a_numpy_lesson_earns_nothing(attack):
    points = find_lesson(NUMPY_LESSON).points
    answers = {}
    for way, name in zip(TORCH.values(), points, strict=False):
        # Any result will do: an answer that had torch would return, and be wrong.
        answers[name] = f"{way}\ndef {name}(*args, **kwargs): return torch.zeros(1)\n"
    submission = attack(answers, lesson=NUMPY_LESSON, limits={})
    assert scores(submission) == {**points, **dict.fromkeys(answers, 0)}
    problems = [r.parts[0].problem for r in submission.reports if r.name in answers]
    assert all("raised" in problem for problem in problems)
    assert "torch cannot be imported here" in problems[0]


def table_of(exercise, otherwise: str) -> str:
    """A function that knows every public case by heart, drawn ones too."""
    sheet = answer_sheet(exercise, PUBLIC_SEED)
    table = {}
    for part in sheet.parts:
        for case in part.cases:
            key = encode([case.args, case.kwargs]).hex()
            table[key] = encode(case.expected.to_data()).hex()
    return f"""
from helpers.checking.values import decode, encode
def {exercise.name}(*args, **kwargs):
    found = {table}.get(encode([args, kwargs]).hex())
    outcome = decode(bytes.fromhex(found)) if found else None
    if outcome is None:
        {otherwise}
    if outcome["kind"] == "raised":
        raise dict(vars(__import__("builtins")))[outcome["error"]]
    return outcome["value"]
"""


@pytest.mark.parametrize("otherwise", ["return 0", "raise ValueError"])
@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda lesson: lesson.name)
def test_a_table_of_the_public_answers_earns_nothing(attack, lesson, otherwise):
    exercises = [e for e in lesson.exercises if e.kind is FUNCTION]
    tables = {e.name: table_of(e, otherwise) for e in exercises}
    submission = attack(tables, lesson=lesson.name, limits={})
    passed = [
        (report.name, part.title)
        for report in submission.reports
        if report.name in tables
        for part in report.parts
        if part.passed
    ]
    assert not passed


def test_nothing_of_the_student_before_is_left(graded):
    leave = """
import os, sys, builtins
builtins.secret = sys.secret = os.environ["SECRET"] = "secret"
open("secret.txt", "w").write("secret")
os.mkdir("dir", 0o300); open("dir/secret", "w").write("secret")
"""
    look = "import os; print(os.listdir('.'), hasattr(sys, 'secret'), 'SECRET' in os.environ)"
    graded(cells=[leave])
    assert printed(graded(cells=["import sys\n" + look])) == "[] False False\n"


def test_many_cells_that_each_keep_to_the_limits_are_stopped_altogether(attack):
    limits = {"SUBMISSION_WALL_SECONDS": 2}
    submission = attack(cells=["import time; time.sleep(0.5)"] * 1000, limits=limits)
    assert submission.score == 3


def test_calls_that_each_keep_to_the_limits_are_stopped_altogether(attack):
    sleepy = "def add_one(x):\n    import time; time.sleep(0.5); return x + 1\n"
    submission = attack({"add_one": sleepy}, limits={"SUBMISSION_WALL_SECONDS": 1.5})
    assert "used up its time" in " ".join(submission.reports[0].text().split())
    assert "used up its" in submission.reports[1].note
    assert submission.score < 3


@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), 11)", "sum(iter(int, 1))"])
def test_what_was_right_before_the_process_was_lost_still_counts(attack, end):
    """An endless loop in C is not interrupted by the call's own limit."""
    ends = f"""
import os
import numpy as np
def add_one(x):
    if isinstance(x, np.ndarray): {end}
    return x + 1
"""
    submission = attack({"add_one": ends})
    assert [part.passed for part in submission.reports[0].parts] == [True, False]
    assert submission.score == 2.5


def test_a_result_is_judged_as_it_was_returned_whatever_becomes_of_it(attack):
    keeps = """
returned = []
def add_one(x):
    for array in returned: array -= 100
    result = np.asarray(x + 1)
    returned.append(result)
    return result
"""
    assert attack({"add_one": keeps}).score == 3


def test_what_a_notebook_prints_stays_small(attack):
    submission = attack(
        cells=["print('\\U0001f600' * 50_000_000)"] * 3 + ["print('x' * 10**5)"] * 99
    )
    assert submission.score == 3
    assert len(json.dumps(submission.notebook)) < 5_000_000


def test_answers_that_are_large_do_not_fill_the_memory_of_the_grader(attack):
    with memory_stays_below(500 << 20):
        attack({"mean_image": "def mean_image(images): return np.zeros(1_900_000)"})


HOSTILE_TEXT = "<script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31m\x1b]0;x\x07"


def test_what_is_printed_returned_or_raised_is_no_part_of_a_page(attack):
    submission = attack(
        {
            "add_one": f"def add_one(x):\n    print({HOSTILE_TEXT!r}); return {HOSTILE_TEXT!r}",
            "mean_image": f"def mean_image(x): raise ValueError({HOSTILE_TEXT!r})",
        },
        cells=[f"print({HOSTILE_TEXT!r})", f"raise ValueError({HOSTILE_TEXT!r})"],
    )
    for report in submission.reports:
        assert "<script" not in report.html()
        assert "<img" not in report.html()
    kinds = {
        kind
        for c in submission.notebook["cells"]
        for o in c.get("outputs", [])
        for kind in o.get("data", {})
    }
    assert kinds <= {"text/plain", "text/html"}


def test_the_page_made_of_a_notebook_runs_nothing_of_the_student(graded):
    from nbconvert.exporters import HTMLExporter
    from nbformat import from_dict

    submission = graded(
        {"add_one": f"def add_one(x): return {HOSTILE_TEXT!r}"},
        cells=[f"print({HOSTILE_TEXT!r})", f"raise ValueError({HOSTILE_TEXT!r})"],
    )
    page, _ = HTMLExporter().from_notebook_node(from_dict(submission.notebook))
    assert "alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


def test_pages_stay_quick_to_make_and_to_read(attack):
    submission = attack(cells=["# " + "[a](" * 100_000] * 20)
    sources = [cell["source"] for cell in submission.notebook["cells"]]
    assert submission.score == 3
    assert max(map(len, sources)) < 21_000
    assert sum(map(len, sources)) < 310_000


def test_a_report_is_text_that_any_file_can_hold(attack):
    half = "'\\ud800'"
    submission = attack(
        {"add_one": f"def add_one(x): raise ValueError({half})"}, cells=[f"print({half})"]
    )
    json.dumps(submission.notebook, ensure_ascii=False).encode()
    "".join(report.text() + report.html() for report in submission.reports).encode()


def test_graders_side_by_side_are_not_slowed_into_wrong_scores(graded):
    """Two threads: one grades what floods its grader, the other an honest notebook."""
    flood = "def add_one(x): return [[0.5] * 100] * 1000"
    results: list[float] = []
    hostile = threading.Thread(target=lambda: graded({"add_one": flood}))
    honest = threading.Thread(target=lambda: results.append(graded().score))
    for thread in (hostile, honest):
        thread.start()
    for thread in (hostile, honest):
        thread.join()
    assert results == [3]
