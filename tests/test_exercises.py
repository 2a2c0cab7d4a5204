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
from helpers.checking.facts import FACTS, facts
from helpers.checking.probes import Outcome, same
from helpers.checking.torch_probes import TORCH_PROBES

from autograder import exercises
from autograder.authoring.exercise import Call, Drawn, Exercise
from autograder.authoring.lessons import points_of
from autograder.authoring.sheets import PUBLIC_SEED, answer_sheet, calls_of, case_for, hint_of
from autograder.authoring.source import cell_source
from helpers.checking import probes
from helpers.checking.check import check_sheet
from helpers.checking.compare import difference
from helpers.checking.ingredients import Tensor, made_call
from helpers.checking.judge import OWN_WORD, Sheet, describe_call
from helpers.checking.report import Report
from helpers.checking.values import decode, encode, plain
from helpers.paths import NOTEBOOKS

MODULES = {
    module.name: importlib.import_module(f"autograder.exercises.{module.name}")
    for module in pkgutil.iter_modules(exercises.__path__)
}
MODULE_OF = {e.name: name for name, module in MODULES.items() for e in module.EXERCISES}
EXERCISES = [exercise for module in MODULES.values() for exercise in module.EXERCISES]
WRITTEN = [exercise for exercise in EXERCISES if exercise.probe != "value"]
FUNCTIONS = [exercise for exercise in EXERCISES if exercise.probe == "function"]
MISTAKES = [(exercise, mistake) for exercise in EXERCISES for mistake in exercise.mistakes]

SOME_SEEDS = range(PUBLIC_SEED, PUBLIC_SEED + 2)
MANY_SEEDS = range(20)
FEW_SEEDS = range(2)  # where each call takes milliseconds, since it runs a network
COUNTABLE = {"pick_device"}  # its eight cases are all that there are
MOST_NUMBERS = 4000  # in the inputs and outputs of all calls of an exercise


def named(value):
    return getattr(value, "name", None) or getattr(value, "__name__", None)


def for_each(names: str, values: list):
    """A test for each of the values. All of an exercise run in one process, which draws its sheets
    once."""
    parameters = []
    for value in values:
        pair = value if isinstance(value, tuple) else (value,)
        marks = [pytest.mark.xdist_group(pair[0].name)]
        marks += [pytest.mark.thorough] if pair[0].probe in probes.TRAINED else []
        parameters.append(pytest.param(*pair, id="-".join(map(named, pair)), marks=marks))
    return pytest.mark.parametrize(names, parameters)


every_exercise = for_each("exercise", EXERCISES)
everything_written = for_each("exercise", WRITTEN)
every_function = for_each("exercise", FUNCTIONS)
every_mistake = for_each("exercise, mistake", MISTAKES)
every_wrong_function = for_each(
    "exercise, mistake", [pair for pair in MISTAKES if pair[0] in FUNCTIONS]
)
everything_wrong = for_each("exercise, mistake", [pair for pair in MISTAKES if pair[0] in WRITTEN])


@cache
def sheet(name: str, seed: int) -> Sheet:
    exercise = next(exercise for exercise in EXERCISES if exercise.name == name)
    return answer_sheet(exercise, seed, points=1.0)


@cache
def report_on(name: str, mistake: str, seed: int) -> Report:
    """What a student reads who made a mistake."""
    exercise = next(exercise for exercise in EXERCISES if exercise.name == name)
    function = next(m for m in exercise.mistakes if m.__name__ == mistake)
    return check_sheet(sheet(name, seed), answer_of(exercise, function))


def takes_long(exercise: Exercise) -> bool:
    """Whether a call runs a network or trains one."""
    return exercise.probe in {*probes.TRAINED, *TORCH_PROBES}


def seeds_for(exercise: Exercise, many: range) -> range:
    return FEW_SEEDS if takes_long(exercise) else many


def answer_of(exercise: Exercise, function):
    """What a student hands in: the function, or the value that it works out."""
    return function() if exercise.probe == "value" else function


def run(exercise: Exercise, function, case: Call) -> Outcome:
    outcome = probes.run(exercise.probe, function, case.args, case.kwargs)
    return facts(exercise.probe, outcome, case.exam)


def run_as_a_cell(source: str, names: dict) -> None:
    """Without this module's own __future__ import, which exec would take over."""
    exec(compile(source, "cell", "exec", dont_inherit=True), names)


def arrays_in(value) -> list[np.ndarray]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [array for item in value for array in arrays_in(item)]
    if isinstance(value, Tensor):
        return [value.array]
    if hasattr(value, "detach"):
        return [value.detach().numpy()]
    return [value] if isinstance(value, np.ndarray) else []


@every_exercise
def test_the_solution_passes_every_part(exercise):
    alone = replace(exercise, mistakes=())
    answer = answer_of(exercise, exercise.solution)
    for seed in seeds_for(exercise, range(6)):
        assert check_sheet(answer_sheet(alone, seed), answer).passed


@everything_written
def test_the_solution_changes_none_of_its_arguments(exercise):
    for part in sheet(exercise.name, PUBLIC_SEED).parts:
        assert not any(case.expected.changed for case in part.cases)


@everything_written
def test_the_solution_stands_alone_in_a_cell(exercise):
    module = inspect.getmodule(exercise.solution)
    cell = {name: value for name, value in vars(module).items() if inspect.ismodule(value)}
    run_as_a_cell(inspect.getsource(exercise.solution), cell)
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


@everything_written
def test_public_outcomes_told_in_their_order_earn_nothing(exercise):
    if exercise.probe in FACTS:  # the judge works these outcomes out from others
        return
    public, fresh = (sheet(exercise.name, seed).parts for seed in SOME_SEEDS)
    words = OWN_WORD.get(exercise.probe)
    for part, known in zip(fresh, public, strict=True):
        if words is not None and part.item == words:  # which counts with a right result only
            continue
        cases = [case.expected for case in part.cases]
        told = [[case.expected for case in known.cases]]
        told += [[outcome] * len(cases) for outcome in told[0]]
        for outcomes in told:
            pairs = zip(outcomes, cases, strict=True)
            assert any(difference(outcome, case, part.item) for outcome, case in pairs), part.title


@everything_written
def test_a_grading_draws_no_call_that_a_student_has_seen(exercise):
    if exercise.name in COUNTABLE:
        return
    seen = {key(call) for calls in calls_of(exercise, PUBLIC_SEED) for call in calls}
    for seed in set(seeds_for(exercise, MANY_SEEDS)) - {PUBLIC_SEED}:
        for part, calls in zip(exercise.parts, calls_of(exercise, seed), strict=True):
            fixed = sum(isinstance(case, Call) for case in part.cases)
            assert not seen & set(map(key, calls[fixed:])), part.title


def key(call: Call) -> bytes:
    return encode([call.args, call.kwargs])


def in_half_precision(value):
    if isinstance(value, (list, tuple)):
        return type(value)(map(in_half_precision, value))
    if isinstance(value, dict):
        return {key: in_half_precision(item) for key, item in value.items()}
    floating = isinstance(value, float) or getattr(value, "dtype", np.dtype(int)).kind == "f"
    return np.asarray(value, np.float16)[()] if floating else value


@everything_written
def test_half_precision_does_not_hide_a_mistake(exercise):
    for part in sheet(exercise.name, PUBLIC_SEED).parts:
        expected = [case.expected for case in part.cases]
        for name in {name for case in part.cases for name in case.mistakes}:
            made = [case.mistakes.get(name, case.expected) for case in part.cases]
            with np.errstate(over="ignore"):
                rough = [replace(o, value=in_half_precision(o.value)) for o in made]
            pairs = [*zip(made, rough, expected, strict=True)]
            if any(difference(whole, right, part.item) for whole, _, right in pairs):
                assert any(difference(half, right, part.item) for _, half, right in pairs), name


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
    for seed in SOME_SEEDS[: 1 if takes_long(exercise) else None]:
        report = report_on(exercise.name, mistake.__name__, seed)
        assert not report.passed
        assert report.mistake == mistake.__name__


@everything_wrong
def test_a_mistake_is_recognised_in_a_cell_of_its_own(exercise, mistake):
    module = inspect.getmodule(exercise.solution)
    cell = {name: value for name, value in vars(module).items() if inspect.ismodule(value)}
    run_as_a_cell(cell_source(mistake, exercise.name), cell)
    report = check_sheet(sheet(exercise.name, PUBLIC_SEED), cell[exercise.name])
    assert report.mistake == mistake.__name__


@every_wrong_function
def test_a_mistake_is_recognised_whatever_the_words_of_its_right_errors(exercise, mistake):
    @wraps(mistake)
    def answer(*args, **kwargs):
        expected = run(exercise, exercise.solution, Call(args, kwargs))
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
    report = report_on(exercise.name, mistake.__name__, PUBLIC_SEED)
    shown = next(part for part in report.parts if part.problem)
    assert exercise.name in shown.call
    assert shown.hint == hint_of(mistake)


@everything_written
def test_fixed_calls_alone_decide_what_a_mistake_fails(exercise):
    """So a student who passes a part at home passes it at grading, whatever is drawn there."""
    seeds = seeds_for(exercise, MANY_SEEDS)
    for part in exercise.parts:
        fixed = [case for case in part.cases if isinstance(case, Call)]
        passing = [m for m in exercise.mistakes if all(right(exercise, part, m, c) for c in fixed)]
        for seed in seeds:
            rng = np.random.default_rng(seed)
            for drawing in part.cases:
                if not isinstance(drawing, Drawn):
                    continue
                for _ in range(drawing.count):
                    case = drawing.draw(rng)
                    expected = expectation(exercise, case)
                    wrong = [m for m in passing if not right(exercise, part, m, case, expected)]
                    if wrong:
                        text = describe_call(sheet(exercise.name, PUBLIC_SEED), case)
                        pytest.fail(f"of {part.title!r} {named(wrong[0])} fails only {text}")


def right(exercise: Exercise, part, mistake, case: Call, expected: Outcome | None = None) -> bool:
    """Whether the mistake is right in this case. Equal to the last bit is the usual case, and it
    is found out without the probe, which would take most of the time."""
    expected = expected or expectation(exercise, case)
    if exercise.probe != "function":
        return difference(run(exercise, mistake, case), expected, part.item) is None
    args = copy.deepcopy(case.args)
    try:
        with np.errstate(all="ignore"):
            made_args, made_kwargs = made_call(args, copy.deepcopy(case.kwargs))
        value = mistake(*made_args, **made_kwargs)
        found, wanted = plain(value), expected.value
        if part.item is not None:
            found, wanted = found[part.item], wanted[part.item]
        if expected.kind == "returned" and same(found, wanted) and same(args, case.args):
            return True
    except Exception:
        pass
    return difference(run(exercise, mistake, case), expected, part.item) is None


def expectation(exercise: Exercise, case: Call) -> Outcome:
    if exercise.probe in probes.TRAINED:
        return case_for(replace(exercise, mistakes=()), case).expected
    return run(exercise, exercise.solution, case)


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
    written = encode(sheet(exercise.name, PUBLIC_SEED).to_data())
    read = Sheet.from_data(decode(written))
    assert encode(read.to_data()) == written
    first = exercise.mistakes[0]
    report = report_on(exercise.name, first.__name__, PUBLIC_SEED)
    assert check_sheet(read, answer_of(exercise, first)).text() == report.text()


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
        lambda *args, **kwargs: zeros_like(
            run(exercise, exercise.solution, Call(args, kwargs)).value
        )
    ),
    "always a ValueError": lambda exercise: always_raises(ValueError("does not fit")),
    "a table, else None": lambda exercise: table(exercise, nothing),
    "a table, else a ValueError": lambda exercise: table(exercise, always_raises(ValueError())),
    "a table, else zeros": lambda exercise: table(
        exercise, EMPTY_ANSWERS["zeros of the right shape"](exercise)
    ),
}


@everything_written
@pytest.mark.parametrize("kind", EMPTY_ANSWERS)
def test_an_empty_answer_earns_nothing_in_any_part(exercise, kind):
    report = check_sheet(sheet(exercise.name, SOME_SEEDS[-1]), EMPTY_ANSWERS[kind](exercise))
    assert [part.title for part in report.parts if part.passed] == []


@everything_written
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
