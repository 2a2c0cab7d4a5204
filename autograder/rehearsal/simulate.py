"""Fill a class folder with students whose scores are known beforehand.

Their answers are drawn from solutions, known mistakes, stubs, crashes, loops and cheats. What each
must get follows from the answers alone: it is worked out in this process, without the sandbox.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autograder.authoring.exercise import Exercise
from autograder.authoring.lessons import Lesson, points_of, require_exercises
from autograder.authoring.sheets import PUBLIC_SEED, answer_sheets
from autograder.authoring.source import answer_source
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.identity import shown
from autograder.errors import UsageError
from autograder.rehearsal.cheats import (
    CHEATS,
    CRASHES,
    LOOPS,
    as_bytes,
    claims_points,
    duplicates_checks,
    is_no_notebook,
)
from helpers.checking.check import check_sheet
from helpers.course.files import write_atomically
from helpers.course.notebook import grading_of

UNKNOWN = ""  # the digest of a notebook from before digests were kept


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


def simulate(folder: ClassFolder, lesson: Lesson, count: int, seed: int = 0) -> dict[str, float]:
    """Hand in `count` notebooks of a released lesson. Returns the score that each must get.

    The scores are kept in the folder, for `course demo` and tests to compare with. Raises
    UsageError in a folder that has students of its own.
    """
    release = folder.release_notebook(lesson)
    require_exercises(lesson, release)
    rng = np.random.default_rng([seed, zlib.crc32(lesson.name.encode())])
    pool = Pool(lesson, points_of(release))
    kinds = _kinds(count, rng)
    students = {f"s{i:03d}": pool.student(kind, rng) for i, kind in enumerate(kinds, start=1)}
    notebooks = {student_id: handed_in(release, one) for student_id, one in students.items()}
    made = _made(folder)
    _require_no_others(folder, made)
    _require_unchanged(folder, lesson, made, notebooks)
    truth = {
        student_id: 0.0 if student.damage_costs_everything else pool.score(student)
        for student_id, student in students.items()
    }
    kept = {
        "scores": truth,
        "kinds": dict(zip(truth, kinds, strict=True)),
        "digests": {student_id: _digest(notebook) for student_id, notebook in notebooks.items()},
    }
    path = _kept_path(folder, lesson.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, json.dumps(kept, indent=1))
    new = [student_id for student_id in students if student_id not in folder.roster()]
    if new:
        write_atomically(folder.root / "roster.csv", folder.roster_file.with_students(new))
    for student_id, notebook in notebooks.items():
        path = folder.submission_path(student_id, lesson)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, notebook)
    return truth


def simulated(folder: ClassFolder, lesson: Lesson) -> dict[str, dict]:
    """What `simulate` kept: scores, kinds and digests of the notebooks, by student."""
    return json.loads(_kept_path(folder, lesson.name).read_bytes())


def _kept_path(folder: ClassFolder, lesson_name: str) -> Path:
    return folder.root / ".course" / "simulated" / f"{lesson_name}.json"


def _made(folder: ClassFolder) -> dict[str, dict[str, str]]:
    """Digests of the notebooks that were made up here, by lesson and student."""
    paths = _kept_path(folder, "").parent.glob("*.json")
    kept = {path.stem: json.loads(path.read_bytes()) for path in paths}
    return {
        name: one.get("digests", dict.fromkeys(one["scores"], UNKNOWN))
        for name, one in kept.items()
    }


def _require_no_others(folder: ClassFolder, made: dict[str, dict[str, str]]) -> None:
    """Raises UsageError where the folder has a student who was not made up here."""
    own = {student for digests in made.values() for student in digests}
    handed_in = {path.name for path in (folder.root / "submitted").glob("*") if path.is_dir()}
    if others := sorted({*folder.roster(), *handed_in} - own):
        more = f" and {len(others) - 1} more" if others[1:] else ""
        raise UsageError(
            f"{folder.root} has real students, as {shown(others[0])}{more}, and made-up ones would "
            "mix with them: make a folder of their own with `course init`, and release there."
        )


def _require_unchanged(
    folder: ClassFolder,
    lesson: Lesson,
    made: dict[str, dict[str, str]],
    notebooks: dict[str, bytes],
) -> None:
    """Raises UsageError where a notebook that would be replaced is not as it was made up."""
    digests = made.get(lesson.name, {})
    for student_id, notebook in notebooks.items():
        path = folder.submission_path(student_id, lesson)
        there = path.read_bytes() if path.exists() else notebook
        if there != notebook and digests.get(student_id) not in (UNKNOWN, _digest(there)):
            raise UsageError(
                f"{path} was changed by somebody, and would be replaced: move it away first."
            )


def _digest(notebook: bytes) -> str:
    return hashlib.sha256(notebook).hexdigest()


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
    """All answers that simulated students choose from.

    points: of the exercises that are in the release; by default those of the lesson's notebook.
    """

    def __init__(self, lesson: Lesson, points: dict[str, float] | None = None) -> None:
        points = lesson.points if points is None else points
        self._sheets = answer_sheets(lesson, PUBLIC_SEED)
        self._exercises = {e.name: e for e in lesson.exercises if e.name in points}
        self._points = points
        self.right = {
            name: Answer(answer_source(exercise, exercise.solution), 1.0)
            for name, exercise in self._exercises.items()
        }
        self.mistaken = {
            name: [self._mistaken(exercise, mistake) for mistake in exercise.mistakes]
            for name, exercise in self._exercises.items()
        }

    def _mistaken(self, exercise: Exercise, mistake: Callable) -> Answer:
        answer = exercise.answer_of(mistake)
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
            damage = [None, None, claims_points, duplicates_checks, is_no_notebook]
            chosen = damage[rng.integers(len(damage))]
            return Student(kind, answers, chosen, chosen is is_no_notebook)
        return Student(kind, answers)


def handed_in(release: dict, student: Student) -> bytes:
    """The release with a student's answers in it, as the bytes of a notebook."""
    notebook = json.loads(json.dumps(release))
    for cell in notebook["cells"]:
        grading = grading_of(cell)
        if grading.get("solution") and grading["grade_id"] in student.answers:
            cell["source"] = student.answers[grading["grade_id"]].source
    return student.damage(notebook) if student.damage else as_bytes(notebook)
