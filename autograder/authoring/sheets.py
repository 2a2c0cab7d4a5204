"""Answer sheets: an exercise's calls for one seed, with what solution and mistakes make of them.

Compiled for a public seed they are the files in data/answers that `check` reads; for a fresh
seed they are what a grading run compares with.
"""

from __future__ import annotations

import hashlib
import inspect
import io
import json
import os
import traceback
import zlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, lru_cache
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from autograder.authoring.exercise import Call, Exercise
from autograder.authoring.lessons import Lesson, demos_of, points_of
from autograder.authoring.signature import signature_of
from autograder.authoring.source import package_of
from autograder.errors import CourseError
from autograder.machine import cores
from helpers.checking.compare import difference, hashed
from helpers.checking.kinds import Kind
from helpers.checking.kinds.pytorch import warm_up
from helpers.checking.kinds.shares import WITHIN
from helpers.checking.outcome import Outcome
from helpers.checking.run import outcome_of
from helpers.checking.sheet import Case, Sheet, SheetPart, Signature
from helpers.checking.values import decode, encode
from helpers.course.files import write_atomically
from helpers.course.notebook import text
from helpers.paths import ANSWERS, PROJECT

PUBLIC_SEED = 0
ENGINE = "-engine"  # in a file of answers, where no exercise can have this name
ENGINE_CODE = (
    "autograder/authoring",
    "autograder/grading",
    "autograder/errors.py",
    "autograder/machine.py",
    "autograder/packs.py",
    "helpers",
)
# What lies there, and no grade depends on.
APART = (
    "autograder/authoring/checklist.py",
    "autograder/authoring/drafts.py",
    "autograder/authoring/empty_answers.py",
    "autograder/authoring/new.py",
    "autograder/authoring/promises",
    "autograder/authoring/trial.py",
    "helpers/course/cli.py",
    "helpers/course/update.py",
    "helpers/widgets",
)
UNREADABLE = (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error)  # files of answers
SAME_SHARE = 0.12  # of right predictions, by which two wrong trainings may differ

Run = Callable[[Kind, Callable, tuple, dict], Outcome]


def answer_sheet(
    exercise: Exercise, seed: int, lesson: str = "", points: float = 1.0, run: Run = outcome_of
) -> Sheet:
    """The exercise drawn from a seed, without the drawn calls of the public seed.

    run: makes each call, once for all parts that share it, first of the solution, then of the
    mistakes; for who wants to see what came of it. Parts that share a training share its case, so
    that an answer is trained once for all of them too.
    """
    if exercise.torch:
        warm_up()
    if not exercise.kind.is_called:
        parts = (_value_part(exercise, _rng(exercise, seed)),)
    else:
        calls_by_part = calls_of(exercise, seed)
        cases = {id(c): c for calls in calls_by_part for c in calls}  # parts may share a call
        cases = {key: case_for(exercise, call, run) for key, call in cases.items()}
        own_case = (lambda case: case) if exercise.kind.trains else replace  # a copy
        parts = tuple(
            SheetPart(part.title, tuple(own_case(cases[id(call)]) for call in calls), part.item)
            for part, calls in zip(exercise.parts, calls_by_part, strict=True)
        )
    return Sheet(
        exercise.name,
        lesson,
        points,
        exercise.kind,
        parts,
        {mistake.__name__: hint_of(mistake) for mistake in exercise.mistakes},
        tuple(exercise.hints),
        exercise.torch,
        _signature(exercise, parts),
    )


def _signature(exercise: Exercise, parts: Sequence[SheetPart]) -> Signature:
    values = (c.expected.value for part in parts for c in part.cases)
    returned = next((value for value in values if value is not None), None)
    count = len(returned) if isinstance(returned, tuple) else 1
    return signature_of(exercise.solution, count)


def calls_of(exercise: Exercise, seed: int) -> list[list[Call]]:
    """The calls of each part. A grading seed draws none that a student finds in the public file."""

    def key(call: Call) -> bytes:
        return encode([call.args, call.kwargs])

    rng = _rng(exercise, seed)
    shared: dict[int, list[Call]] | None = {} if exercise.kind.trains else None
    if seed == PUBLIC_SEED:
        return [part.calls(rng, shared=shared) for part in exercise.parts]
    public = {key(call) for calls in calls_of(exercise, PUBLIC_SEED) for call in calls}
    return [part.calls(rng, lambda call: key(call) in public, shared) for part in exercise.parts]


def _rng(exercise: Exercise, seed: int) -> np.random.Generator:
    """Every exercise has its own stream of random numbers."""
    return np.random.default_rng([seed, zlib.crc32(exercise.name.encode())])


@lru_cache(32)
def answer_sheets(lesson: Lesson, seed: int) -> dict[str, Sheet]:
    """The sheets of all exercises of a lesson by name, with the points of its notebook, or of one
    point where only a class's own notebook says how many there are.

    Raises CourseError where the exercises cannot be used, as those of another version.
    """
    points = lesson.points if not lesson.version and lesson.notebook.is_file() else {}
    try:
        sheets = _sheets(lesson, seed, points)
        for sheet in sheets.values():
            _require_a_solution_that_works(sheet)
    except CourseError:
        raise
    except Exception as error:
        raise lesson.unusable(error) from error
    return sheets


def _sheets(lesson: Lesson, seed: int, points: dict[str, float]) -> dict[str, Sheet]:
    return {
        exercise.name: answer_sheet(exercise, seed, lesson.name, points.get(exercise.name, 1.0))
        for exercise in lesson.exercises
    }


def _require_a_solution_that_works(sheet: Sheet) -> None:
    """Raises ValueError where a solution is not written, or fails by what it uses: whoever fails
    alike would pass."""
    for outcome in (case.expected for part in sheet.parts for case in part.cases):
        if outcome.kind == "raised" and outcome.error == "NotImplementedError":
            raise ValueError(f"the solution of {sheet.name} is not written yet")
        is_meant = outcome.kind == "raised" and not outcome.message
        if outcome.kind not in ("returned", "scored", "hashed") and not is_meant:
            raise ValueError(f"the solution of {sheet.name} fails: {outcome.message}")


def compile_lessons(lessons: Sequence[Lesson], folder: Path) -> list[Path]:
    """Write the files that `check` reads, but for those that are up to date: as many at a time as
    there are cores. Returns their paths.

    Raises CourseError, before any is written, where `check` could not tell two exercises apart.
    """
    _require_names_of_their_own(lessons, folder)
    due = [one for one in lessons if _engine_of(_answers_path(one, folder)) != _engine(one)]
    if len(due) > 1 and cores() > 1:
        one_thread = {"initializer": os.putenv, "initargs": ("OMP_NUM_THREADS", "1")}
        workers = min(len(due), cores())
        with ProcessPoolExecutor(workers, get_context("spawn"), **one_thread) as pool:
            # The last lessons take longest.
            list(pool.map(compile_answers, reversed(due), repeat(folder)))
    return [compile_answers(lesson, folder) for lesson in lessons]


def _require_names_of_their_own(lessons: Sequence[Lesson], folder: Path) -> None:
    """No exercise may be called like one of another lesson, nor like one whose answers still lie
    there from before."""
    homes: dict[Path, Lesson] = {}
    owners: dict[str, str] = {}
    for lesson in lessons:
        path = _answers_path(lesson, folder)
        if (other := homes.setdefault(path, lesson)) is not lesson:
            raise CourseError(
                f"Two lessons are called {lesson.module_name}, in {other.notebook.parent} and in "
                f"{lesson.notebook.parent}: rename one of them."
            )
        is_compiled = _engine_of(path) == _engine(lesson)
        names = _exercises_in(path) if is_compiled else [e.name for e in lesson.exercises]
        for name in names:
            if (owner := owners.setdefault(name, lesson.name)) != lesson.name:
                raise CourseError(
                    f"Two exercises are called {name}, one in {owner} and one in {lesson.name}: "
                    "rename one of them, since `check` finds an exercise by its name."
                )
    for path in sorted({*folder.glob("*.npz")} - {*homes}):
        for name in owners.keys() & {*_exercises_in(path)}:
            raise CourseError(
                f"{path} holds answers of {name}, too, and belongs to no lesson that is here: "
                f"delete it, or `check` may take it for that of {owners[name]}."
            )


def _answers_path(lesson: Lesson, folder: Path) -> Path:
    return folder / f"{lesson.module_name}.npz"


def compile_answers(lesson: Lesson, folder: Path) -> Path:
    """Write the file that `check` reads for a lesson, unless it is up to date. Returns its path."""
    path, engine = _answers_path(lesson, folder), _engine(lesson)
    if _engine_of(path) == engine:
        return path
    sheets = answer_sheets(lesson, PUBLIC_SEED).values()
    content = _packed([replace(sheet, demos=lesson.demos) for sheet in sheets], engine)
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(path, content)
    return path


def answers_as_given(lesson: Lesson, release: dict) -> bytes:
    """The file that `check` reads, with the points of a class's release, and without any where the
    class leaves an exercise out."""
    points, demos = points_of(release), demos_of(release)
    sheets = _compiled(lesson).values()
    given = [replace(s, points=points.get(s.name, 0.0), demos=demos) for s in sheets]
    return _packed(given, _engine(lesson))


def _compiled(lesson: Lesson) -> dict[str, Sheet]:
    """The sheets that `check` compares with, from the file where there is one."""
    path = _answers_path(lesson, ANSWERS)
    if lesson.version or _engine_of(path) != _engine(lesson):
        return answer_sheets(lesson, PUBLIC_SEED)
    with np.load(path, allow_pickle=False) as answers:
        return {n: Sheet.from_data(decode(answers[n].tobytes())) for n in _exercises_in(path)}


def _packed(sheets: Iterable[Sheet], engine: str) -> bytes:
    blobs = {sheet.name: np.frombuffer(encode(sheet.to_data()), np.uint8) for sheet in sheets}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **blobs, **{ENGINE: np.array(engine)})
    return buffer.getvalue()


def engine_digest(lesson: Lesson, release: dict) -> str:
    """Of all that a grade depends on but the submission: release, exercises, autograder."""
    digest = hashlib.sha256(json.dumps(what_counts(release), sort_keys=True).encode())
    for _, source in lesson.exercise_sources:
        digest.update(source.encode())
    digest.update(_code())
    return digest.hexdigest()


def what_counts(release: dict) -> list:
    """Of a release, what a grade depends on: running it leaves outputs, counts and kernels."""
    return [
        [
            cell["cell_type"],
            text(cell),
            cell["metadata"].get("nbgrader", {}),
            cell["metadata"].get("tags", []),
        ]
        for cell in release["cells"]
    ]


def engine_files() -> list[Path]:
    """The code that every grade depends on: what asks and judges, and what cells can import."""
    return sorted(_modules(ENGINE_CODE) - _modules(APART))


def _modules(names: Iterable[str]) -> set[Path]:
    """The modules of these names, and those in folders of these names."""
    places = [PROJECT / name for name in names]
    inside = {file for place in places for file in place.rglob("*.py")}
    return inside | {place for place in places if place.suffix == ".py"}


@cache
def _code() -> bytes:
    """A digest of the modules that this process runs. They are read once, as Python reads them."""
    digest = hashlib.sha256()
    for path in engine_files():
        digest.update(path.read_bytes())
    return digest.digest()


def _engine(lesson: Lesson) -> str:
    """What a lesson's answers are made with now."""
    return engine_digest(lesson, json.loads(lesson.notebook.read_bytes()))


def _engine_of(path: Path) -> str:
    """What compiled answers were made with; "" where there are none that can be read."""
    try:
        with np.load(path) as file:
            return str(file[ENGINE])
    except UNREADABLE:
        return ""


def _exercises_in(path: Path) -> list[str]:
    """The exercises that there are compiled answers for; none where they cannot be read."""
    try:
        with np.load(path) as file:
            return [name for name in file.files if name != ENGINE]
    except UNREADABLE:
        return []


def hint_of(mistake: Callable) -> str:
    """The docstring of a mistake as one paragraph."""
    return " ".join((mistake.__doc__ or "").split())


def case_for(exercise: Exercise, case: Call, run: Run = outcome_of) -> Case:
    """A call with what the solution and the mistakes make of it."""
    names = list(inspect.signature(exercise.solution).parameters)
    expected = _outcome(exercise.kind, exercise.solution, case, run).with_names(names)
    if case.exam is not None:
        expected = _scored(expected, case, case.at_least)
    mistakes = {}
    for mistake in exercise.mistakes:
        outcome = _outcome(exercise.kind, mistake, case, run).with_names(names)
        if outcome.changed or difference(outcome, expected):
            scored = case.exam is not None and outcome.kind == "returned"
            mistakes[mistake.__name__] = _scored(outcome, case) if scored else outcome
    return Case(case.args, case.kwargs, expected, mistakes, case.exam)


def _scored(outcome: Outcome, case: Call, at_least: float | None = None) -> Outcome:
    """The outcome with, in place of its share of right predictions, the shares that count as the
    same: `at_least` and more, or those close to its own. Where it has a share for each action,
    those around the exam's, or around its own."""
    *others, share = outcome.value
    if "shares" in case.exam:
        near = {"shares": case.exam["shares"], "within": WITHIN}
        if at_least is None:
            near = {"shares": share, "within": 1.5 * WITHIN}  # both were drawn
        return replace(outcome, kind="scored", value=(*others, near))
    low, high = max(0.0, share - SAME_SHARE), share + SAME_SHARE
    if share < case.at_least:
        high = min(high, case.at_least - SAME_SHARE / 100)
    low, high = (low, high) if at_least is None else (at_least, 1.0)
    is_game = "games" in case.exam
    of = {"games": case.exam["games"]} if is_game else {"examples": len(case.exam["labels"])}
    exam = {**of, "at least": low, "at most": high}
    return replace(outcome, kind="scored", value=(*others, exam))


def _outcome(kind: Kind, function: Callable, case: Call, run: Run) -> Outcome:
    """The outcome without what only its author wrote: prints, lines, words of errors."""
    outcome = kind.measured(run(kind, function, case.args, case.kwargs), case.exam)
    if outcome.kind == "raised" and _raises_on_purpose(kind, function, case):
        outcome = replace(outcome, message="")
    return replace(outcome, line="", printed="")


def _raises_on_purpose(kind: Kind, function: Callable, case: Call) -> bool:
    """Whether the error comes from a raise in the exercises, and not from a line that fails."""
    try:
        kind.run(function, case.args, case.kwargs)
    except Exception as error:
        innermost = traceback.extract_tb(error.__traceback__)[-1]
        *_, (frame, _) = traceback.walk_tb(error.__traceback__)
        home = str(frame.f_globals.get("__name__"))
        return innermost.line.startswith("raise") and home.startswith(
            package_of(function.__module__)
        )
    return False


def _value_part(exercise: Exercise, rng: np.random.Generator) -> SheetPart:
    salt = rng.bytes(8).hex()

    def outcome(function: Callable) -> Outcome:
        return Outcome("hashed", {"salt": salt, "hash": hashed(function(), salt)})

    mistakes = {mistake.__name__: outcome(mistake) for mistake in exercise.mistakes}
    return SheetPart("the value", (Case((), {}, outcome(exercise.solution), mistakes),))
