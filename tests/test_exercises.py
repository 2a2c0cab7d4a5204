"""Promises about every exercise of every lesson."""

from __future__ import annotations

import ast
import copy
import importlib
import inspect
import json
import pkgutil
from collections import Counter
from dataclasses import replace
from functools import cache, wraps
from pathlib import Path

import numpy as np
import pytest

from autograder import exercises
from autograder.answers import PUBLIC_SEED, answer_sheet, hint_of
from autograder.exercise import Call, Drawn, Exercise
from autograder.lessons import NOTEBOOKS, points_of
from autograder.source import cell_source
from helpers import probes
from helpers.check import check_sheet
from helpers.compare import difference
from helpers.judge import Sheet, describe_call
from helpers.probes import Outcome, same
from helpers.values import decode, encode

MODULES = {
    module.name: importlib.import_module(f"autograder.exercises.{module.name}")
    for module in pkgutil.iter_modules(exercises.__path__)
}
MODULE_OF = {e.name: name for name, module in MODULES.items() for e in module.EXERCISES}
EXERCISES = [exercise for module in MODULES.values() for exercise in module.EXERCISES]
FUNCTIONS = [exercise for exercise in EXERCISES if exercise.probe == "function"]
MISTAKES = [(exercise, mistake) for exercise in EXERCISES for mistake in exercise.mistakes]

SOME_SEEDS = range(PUBLIC_SEED, PUBLIC_SEED + 3)
MANY_SEEDS = range(200)
MOST_NUMBERS = 4000  # in the inputs and outputs of all calls of an exercise


def named(value):
    return getattr(value, "name", None) or getattr(value, "__name__", None)


every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=named)
every_function = pytest.mark.parametrize("exercise", FUNCTIONS, ids=named)
every_mistake = pytest.mark.parametrize("exercise, mistake", MISTAKES, ids=named)
every_wrong_function = pytest.mark.parametrize(
    "exercise, mistake", [pair for pair in MISTAKES if pair[0] in FUNCTIONS], ids=named
)


@cache
def sheet(name: str, seed: int) -> Sheet:
    exercise = next(exercise for exercise in EXERCISES if exercise.name == name)
    return answer_sheet(exercise, seed, points=1.0)


def answer_of(exercise: Exercise, function):
    """What a student hands in: the function, or the value that it works out."""
    return function() if exercise.probe == "value" else function


def run(function, case: Call) -> Outcome:
    return probes.run("function", function, case.args, case.kwargs)


def arrays_in(value) -> list[np.ndarray]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [array for item in value for array in arrays_in(item)]
    return [value] if isinstance(value, np.ndarray) else []


@every_exercise
def test_the_solution_passes_every_part(exercise):
    alone = replace(exercise, mistakes=())
    answer = answer_of(exercise, exercise.solution)
    for seed in range(20):
        assert check_sheet(answer_sheet(alone, seed), answer).passed


@every_function
def test_the_solution_changes_none_of_its_arguments(exercise):
    for part in sheet(exercise.name, PUBLIC_SEED).parts:
        assert not any(case.expected.changed for case in part.cases)


@every_function
def test_the_solution_stands_alone_in_a_cell(exercise):
    module = MODULES[MODULE_OF[exercise.name]]
    cell = {name: value for name, value in vars(module).items() if inspect.ismodule(value)}
    exec(inspect.getsource(exercise.solution), cell)
    assert check_sheet(sheet(exercise.name, PUBLIC_SEED), cell[exercise.name]).passed


@every_exercise
def test_the_solution_looks_like_its_stub(exercise):
    notebook = notebook_of(exercise)
    stubs = [
        function
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == exercise.name
        for function in ast.parse("".join(cell["source"])).body
        if isinstance(function, (ast.FunctionDef, ast.ClassDef)) and function.name == exercise.name
    ]
    if exercise.probe == "value":
        return
    assert len(stubs) == 1, f"{exercise.name} has {len(stubs)} stubs"
    solution = ast.parse(inspect.getsource(exercise.solution)).body[0]
    assert ast.get_docstring(solution) == ast.get_docstring(stubs[0])
    if isinstance(solution, ast.FunctionDef):
        assert ast.unparse(solution.args) == ast.unparse(stubs[0].args)


@every_exercise
def test_the_notebook_gives_points_for_it(exercise):
    assert points_of(notebook_of(exercise)).get(exercise.name, 0) > 0


def notebook_of(exercise: Exercise) -> dict:
    module = MODULE_OF[exercise.name]
    paths = list(NOTEBOOKS.glob(f"*/{module}.ipynb"))
    if not paths:
        pytest.skip(f"the notebook of {module} is not written yet")
    return json.loads(Path(paths[0]).read_bytes())


@every_mistake
def test_a_mistake_fails_and_is_recognised_by_its_own_name(exercise, mistake):
    for seed in SOME_SEEDS:
        report = check_sheet(sheet(exercise.name, seed), answer_of(exercise, mistake))
        assert not report.passed
        assert report.mistake == mistake.__name__


@every_wrong_function
def test_a_mistake_is_recognised_in_a_cell_of_its_own(exercise, mistake):
    module = MODULES[MODULE_OF[exercise.name]]
    cell = {name: value for name, value in vars(module).items() if inspect.ismodule(value)}
    exec(cell_source(mistake, exercise.name), cell)
    report = check_sheet(sheet(exercise.name, PUBLIC_SEED), cell[exercise.name])
    assert report.mistake == mistake.__name__


@every_wrong_function
def test_a_mistake_is_recognised_whatever_the_words_of_its_right_errors(exercise, mistake):
    @wraps(mistake)
    def answer(*args, **kwargs):
        expected = run(exercise.solution, Call(args, kwargs))
        try:
            return mistake(*args, **kwargs)
        except Exception as error:
            if expected.error == type(error).__name__:
                raise type(error)("in other words") from error
            raise

    report = check_sheet(sheet(exercise.name, PUBLIC_SEED), answer)
    assert report.mistake == mistake.__name__


@every_mistake
def test_a_report_on_a_mistake_shows_a_call_and_what_to_do(exercise, mistake):
    report = check_sheet(sheet(exercise.name, PUBLIC_SEED), answer_of(exercise, mistake))
    shown = next(part for part in report.parts if part.problem)
    assert shown.call.startswith(exercise.name)
    assert shown.hint == hint_of(mistake)


@every_function
def test_fixed_calls_alone_decide_what_a_mistake_fails(exercise):
    """So a student who passes a part at home passes it at grading, whatever is drawn there."""
    for part in exercise.parts:
        fixed = [case for case in part.cases if isinstance(case, Call)]
        passing = [m for m in exercise.mistakes if all(right(exercise, part, m, c) for c in fixed)]
        for seed in MANY_SEEDS:
            rng = np.random.default_rng(seed)
            for drawing in part.cases:
                if not isinstance(drawing, Drawn):
                    continue
                for _ in range(drawing.count):
                    case = drawing.draw(rng)
                    expected = run(exercise.solution, case)
                    wrong = [m for m in passing if not right(exercise, part, m, case, expected)]
                    if wrong:
                        text = describe_call(sheet(exercise.name, PUBLIC_SEED), case)
                        pytest.fail(f"of {part.title!r} {named(wrong[0])} fails only {text}")


def right(exercise: Exercise, part, mistake, case: Call, expected: Outcome | None = None) -> bool:
    """Whether the mistake is right in this case. Equal to the last bit is the usual case, and it
    is found out without the probe, which would take most of the time."""
    expected = expected or run(exercise.solution, case)
    args = copy.deepcopy(case.args)
    try:
        value = mistake(*args, **case.kwargs)
        found, wanted = (value, expected.value)
        if part.item is not None:
            found, wanted = value[part.item], expected.value[part.item]
        if expected.kind == "returned" and same(found, wanted) and same(args, case.args):
            return True
    except Exception:
        pass
    return difference(run(mistake, case), expected, part.item) is None


@every_exercise
def test_there_are_enough_mistakes_and_hints(exercise):
    assert len(exercise.mistakes) >= 3
    assert len(exercise.hints) >= 2


def test_every_text_is_written_for_one_place():
    texts = [hint_of(mistake) for _, mistake in MISTAKES]
    texts += [hint for exercise in EXERCISES for hint in exercise.hints]
    assert [text for text, count in Counter(texts).items() if count > 1] == []


def test_every_mistake_has_a_name_of_its_own():
    for module in MODULES.values():
        names = [m.__name__ for exercise in module.EXERCISES for m in exercise.mistakes]
        assert [name for name, count in Counter(names).items() if count > 1] == []


def test_texts_keep_calm():
    for exercise in EXERCISES:
        for text in [*exercise.hints, *map(hint_of, exercise.mistakes)]:
            assert "!" not in text
            assert text.endswith((".", "?"))


@every_exercise
def test_the_compiled_sheet_is_the_sheet(exercise):
    written = sheet(exercise.name, PUBLIC_SEED)
    read = Sheet.from_data(decode(encode(written.to_data())))
    for mistake in exercise.mistakes:
        answer = answer_of(exercise, mistake)
        assert check_sheet(read, answer).text() == check_sheet(written, answer).text()


def zeros_like(value):
    """Zeros in the shape of the right answer: the most plausible ones."""
    if isinstance(value, (list, tuple)):
        return type(value)(zeros_like(item) for item in value)
    return np.zeros_like(value) if isinstance(value, np.ndarray) else 0


def always_raises(error):
    def answer(*args, **kwargs):
        raise error

    return answer


def table(exercise: Exercise, otherwise):
    """A table of the fixed calls, which everybody who has the home edition can make."""
    known = {
        repr((case.args, case.kwargs)): case
        for part in exercise.parts
        for case in part.cases
        if isinstance(case, Call)
    }

    def answer(*args, **kwargs):
        if repr((args, kwargs)) in known:
            return exercise.solution(*args, **kwargs)
        return otherwise(*args, **kwargs)

    return answer


def nothing(*args, **kwargs):
    return None


EMPTY_ANSWERS = {
    "None": lambda exercise: nothing,
    "0": lambda exercise: lambda *args, **kwargs: 0,
    "1": lambda exercise: lambda *args, **kwargs: 1,
    "the first argument": lambda exercise: lambda *args, **kwargs: args[0],
    "everything it is given": lambda exercise: lambda *args, **kwargs: [*args, *kwargs.values()],
    "an empty array": lambda exercise: lambda *args, **kwargs: np.array([]),
    "a single zero": lambda exercise: lambda *args, **kwargs: np.zeros(1),
    "zeros like the first argument": lambda exercise: lambda *a, **k: np.zeros_like(a[0]),
    "zeros of the right shape": lambda exercise: (
        lambda *args, **kwargs: zeros_like(run(exercise.solution, Call(args, kwargs)).value)
    ),
    "always a ValueError": lambda exercise: always_raises(ValueError("does not fit")),
    "a table, else None": lambda exercise: table(exercise, nothing),
    "a table, else a ValueError": lambda exercise: table(exercise, always_raises(ValueError())),
    "a table, else zeros": lambda exercise: table(
        exercise, EMPTY_ANSWERS["zeros of the right shape"](exercise)
    ),
}


@every_function
@pytest.mark.parametrize("kind", EMPTY_ANSWERS)
def test_an_empty_answer_earns_nothing_in_any_part(exercise, kind):
    for seed in SOME_SEEDS:
        report = check_sheet(sheet(exercise.name, seed), EMPTY_ANSWERS[kind](exercise))
        assert [part.title for part in report.parts if part.passed] == []


@every_function
def test_a_stub_is_called_unwritten_and_not_wrong(exercise):
    stub = always_raises(NotImplementedError("Write me."))
    report = check_sheet(sheet(exercise.name, PUBLIC_SEED), stub)
    assert report.unwritten
    assert report.score == 0


@every_function
def test_who_changes_an_argument_is_told_exactly_that(exercise):
    if not any(
        arrays_in(case.args) for part in sheet(exercise.name, 0).parts for case in part.cases
    ):
        pytest.skip("it takes no arrays")

    def overwrites(*args, **kwargs):
        result = copy.deepcopy(exercise.solution(*args, **kwargs))
        for array in arrays_in(args):
            array[...] = 77
        return result

    report = check_sheet(sheet(exercise.name, PUBLIC_SEED), overwrites)
    problems = [part.problem for part in report.parts if part.problem]
    assert problems
    assert all(problem.startswith("changed its input") for problem in problems)


@every_function
def test_all_calls_together_are_small(exercise):
    """Seven nested loops in plain Python are a right answer too, and must not meet a limit."""
    cases = [case for part in sheet(exercise.name, PUBLIC_SEED).parts for case in part.cases]
    arrays = arrays_in([[*case.args, *case.kwargs.values(), case.expected.value] for case in cases])
    assert sum(array.size for array in arrays) < MOST_NUMBERS
