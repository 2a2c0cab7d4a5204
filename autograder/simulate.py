"""Fill a class folder with students whose scores are known beforehand.

Their answers are drawn from solutions, known mistakes, stubs, crashes, loops and cheats. What each
must get follows from the answers alone: it is worked out in this process, without the sandbox.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autograder.answers import PUBLIC_SEED, answer_sheets
from autograder.class_folder import ROSTER_COLUMNS, ClassFolder
from autograder.exercise import Exercise
from autograder.lessons import Lesson
from autograder.source import answer_source
from helpers.checking.check import check_sheet
from helpers.files import write_atomically
from helpers.notebook import text


@dataclass(frozen=True)
class Answer:
    """A cell that a student wrote, and the share of the points that it deserves."""

    source: str
    share: float


@dataclass(frozen=True)
class Student:
    """One simulated student. damage: what happens to the finished notebook, if anything."""

    kind: str
    answers: dict[str, Answer]
    damage: Callable[[dict], bytes] | None = None
    damage_costs_everything: bool = False


LOOPS = """\
def {name}(*args, **kwargs):
    while True:
        pass
"""
CRASHES = [
    "def {name}(*args, **kwargs):\n    return undefined_name\n",
    "def {name}(*args, **kwargs)\n    return 1\n",
    "raise RuntimeError('this cell never worked')\n",
    "import os\nos._exit(1)\n",
]
CHEATS = [
    # patches what a test might compare with
    """\
import builtins
np.allclose = np.array_equal = np.isclose = lambda *args, **kwargs: True
np.testing.assert_allclose = lambda *args, **kwargs: None
def {name}(*args, **kwargs):
    return None
""",
    # equals everything
    """\
class Anything:
    def __eq__(self, other): return True
    def __array__(self, *args, **kwargs): return np.zeros(())
    def __float__(self): return 1.0
def {name}(*args, **kwargs):
    return Anything()
""",
    # replaces the check
    """\
import helpers.checking.check, helpers.judge
check = helpers.checking.check.check = lambda *args: print("all parts passed")
helpers.judge.judge = lambda *args: None
def {name}(*args, **kwargs):
    return 0
""",
    # looks for the answer in the project and beside it
    """\
def {name}(*args, **kwargs):
    import autograder.exercises as answers
    return getattr(answers, "{name}")(*args, **kwargs)
""",
    # answers in place of the grader's channel
    """\
import os
for fd in range(3, 64):
    try:
        os.write(fd, b"all parts passed")
    except OSError:
        pass
def {name}(*args, **kwargs):
    return 0
""",
    # ends the process from within a call
    """\
def {name}(*args, **kwargs):
    import os
    os._exit(0)
""",
]


def _claims_points(notebook: dict) -> bytes:
    """Unlocks the check cells, raises their points and claims to have passed."""
    for cell in notebook["cells"]:
        grading = cell["metadata"].get("nbgrader", {})
        if grading.get("grade"):
            grading.update(points=100, locked=False)
            cell["source"] = "100.0"
    return _as_bytes(notebook)


def _duplicates_checks(notebook: dict) -> bytes:
    """Copies every check cell, identity included."""
    cells = []
    for cell in notebook["cells"]:
        cells += [cell, cell] if cell["metadata"].get("nbgrader", {}).get("grade") else [cell]
    return _as_bytes({**notebook, "cells": cells})


def _is_no_notebook(notebook: dict) -> bytes:
    return b"PK\x03\x04 this is a Word document"


def simulate(folder: ClassFolder, lesson: Lesson, count: int, seed: int = 0) -> dict[str, float]:
    """Hand in `count` notebooks of a released lesson. Returns the score that each must get.

    The scores are kept in the folder, for `course demo` and tests to compare with.
    """
    release = folder.release_notebook(lesson)
    rng = np.random.default_rng([seed, zlib.crc32(lesson.name.encode())])
    pool = Pool(lesson)
    kinds = _kinds(count, rng)
    truth, roster = {}, folder.roster()
    for number, kind in enumerate(kinds, start=1):
        student_id = f"s{number:03d}"
        student = pool.student(kind, rng)
        path = folder.submission_path(student_id, lesson)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, handed_in(release, student))
        truth[student_id] = 0.0 if student.damage_costs_everything else pool.score(student)
        roster.setdefault(student_id, dict.fromkeys(ROSTER_COLUMNS[1:]))
    lines = [",".join(ROSTER_COLUMNS)]
    lines += [",".join([key, *(v or "" for v in row.values())]) for key, row in roster.items()]
    write_atomically(folder.root / "roster.csv", "\n".join(lines) + "\n")
    kept = {"scores": truth, "kinds": dict(zip(truth, kinds, strict=True))}
    path = folder.root / ".course" / "simulated" / f"{lesson.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, json.dumps(kept, indent=1))
    return truth


def simulated(folder: ClassFolder, lesson: Lesson) -> dict[str, dict]:
    """What `simulate` kept: scores and kinds by student."""
    path = folder.root / ".course" / "simulated" / f"{lesson.name}.json"
    return json.loads(path.read_bytes())


KINDS = {
    "right": 0.3,
    "mistaken": 0.4,
    "half done": 0.12,
    "crash": 0.06,
    "loop": 0.04,
    "hostile": 0.08,
}


def _kinds(count: int, rng: np.random.Generator) -> list[str]:
    """Kinds of students in their proportions, each at least once where there is room."""
    drawn = rng.choice(list(KINDS), size=max(0, count - len(KINDS)), p=list(KINDS.values()))
    kinds = [*KINDS, *map(str, drawn)][:count]
    return [kinds[i] for i in rng.permutation(len(kinds))]


class Pool:
    """All answers that simulated students choose from."""

    def __init__(self, lesson: Lesson) -> None:
        self._sheets = answer_sheets(lesson, PUBLIC_SEED)
        self._exercises = {exercise.name: exercise for exercise in lesson.exercises}
        self._points = lesson.points
        self.right = {
            name: Answer(answer_source(exercise, exercise.solution), 1.0)
            for name, exercise in self._exercises.items()
        }
        self.mistaken = {
            name: [self._mistaken(exercise, mistake) for mistake in exercise.mistakes]
            for name, exercise in self._exercises.items()
        }

    def _mistaken(self, exercise: Exercise, mistake: Callable) -> Answer:
        answer = mistake() if exercise.probe == "value" else mistake
        share = check_sheet(self._sheets[exercise.name], answer).share
        return Answer(answer_source(exercise, mistake, exercise.name), share)

    def score(self, student: Student) -> float:
        return sum(self._points[name] * answer.share for name, answer in student.answers.items())

    def student(self, kind: str, rng: np.random.Generator) -> Student:
        names = list(self._exercises)
        answers = dict(self.right)
        some = rng.choice(names, size=rng.integers(1, max(2, len(names) // 3)), replace=False)
        one = str(rng.choice(names))
        if kind == "mistaken":
            for name in some:
                answers[name] = self.mistaken[name][rng.integers(len(self.mistaken[name]))]
        if kind == "half done":
            for name in names[rng.integers(len(names)) :]:
                del answers[name]
        if kind == "loop":
            answers[one] = Answer(LOOPS.format(name=one), 0.0)
        if kind == "crash":
            answers[one] = Answer(str(rng.choice(CRASHES)).format(name=one), 0.0)
        if kind == "hostile":
            answers[one] = Answer(str(rng.choice(CHEATS)).format(name=one), 0.0)
            damage = [None, None, _claims_points, _duplicates_checks, _is_no_notebook]
            chosen = damage[rng.integers(len(damage))]
            return Student(kind, answers, chosen, chosen is _is_no_notebook)
        return Student(kind, answers)


def handed_in(release: dict, student: Student) -> bytes:
    """The release with a student's answers in it, as the bytes of a notebook."""
    notebook = json.loads(json.dumps(release))
    for cell in notebook["cells"]:
        grading = cell["metadata"].get("nbgrader", {})
        if grading.get("solution") and grading["grade_id"] in student.answers:
            cell["source"] = student.answers[grading["grade_id"]].source
    return student.damage(notebook) if student.damage else _as_bytes(notebook)


def solve(lesson: Lesson) -> dict:
    """The lesson's notebook with the solutions in its answer cells. No cell may raise any more."""
    notebook = json.loads(lesson.notebook.read_bytes())
    exercises = {exercise.name: exercise for exercise in lesson.exercises}
    for cell in notebook["cells"]:
        grading = cell["metadata"].get("nbgrader", {})
        if grading.get("solution"):
            exercise = exercises[grading["grade_id"]]
            cell["source"] = answer_source(exercise, exercise.solution)
        tags = cell["metadata"].get("tags", [])
        cell["metadata"]["tags"] = [tag for tag in tags if tag != "raises-exception"]
    return notebook


def _as_bytes(notebook: dict) -> bytes:
    for cell in notebook["cells"]:
        cell["source"] = text(cell)
    return json.dumps(notebook, indent=1).encode()
