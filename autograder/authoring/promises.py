"""What holds for every exercise, so that its grades and its hints can be trusted.

A promise is a function that yields the places where an exercise breaks it; the first line of its
docstring is what `course verify` prints. The course's own tests ask the same functions.
"""

from __future__ import annotations

import ast
import copy
import inspect
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.authoring.empty_answers import EMPTY_ANSWERS, always_raises
from autograder.authoring.exercise import Call, Drawn
from autograder.authoring.lessons import points_of
from autograder.authoring.sheets import PUBLIC_SEED, calls_of, hint_of
from autograder.authoring.source import cell_source
from autograder.authoring.trial import SOME_SEEDS, Broken, Trial, arrays_in, cases_of
from helpers.checking.check import check_sheet
from helpers.checking.compare import difference
from helpers.checking.sheet import Sheet
from helpers.checking.values import decode, encode

FEWEST_MISTAKES, FEWEST_HINTS = 3, 2
MOST_NUMBERS = 4000  # in the inputs and outputs of all calls of an exercise
SEEDS_OF_SOLUTIONS = range(6)


@dataclass(frozen=True)
class Promise:
    """A function that yields the places where one exercise breaks it; where it is about all of a
    lesson together, it takes a list of trials.

    holds_for: whether it is about exercises of this kind. runs: whether it runs answers, and so
    needs a solution, and time where they are trained.
    """

    function: Callable[..., Iterator[Broken]]
    holds_for: Callable[[Trial], bool]
    runs: bool
    together: bool = False

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def title(self) -> str:
        return inspect.getdoc(self.function).partition("\n")[0].rstrip(".")


PROMISES: list[Promise] = []


def everything(trial: Trial) -> bool:
    return True


def what_is_written(trial: Trial) -> bool:
    return trial.is_written


def functions(trial: Trial) -> bool:
    return trial.is_function


def promise(
    holds_for: Callable[[Trial], bool] = everything, runs: bool = True, together: bool = False
) -> Callable:
    """Adds a function to the promises, in the order in which they stand here."""

    def add(function: Callable) -> Callable:
        PROMISES.append(Promise(function, holds_for, runs, together))
        return function

    return add


# The solution.


@promise()
def the_solution_works(trial: Trial) -> Iterator[Broken]:
    """The solution returns in each call, or raises an error on purpose."""
    if not trial.is_written:
        trial.exercise.answer_of(trial.exercise.solution)
        return
    for part, case in cases_of(trial.bare_sheet(PUBLIC_SEED)):
        expected = case.expected
        if expected.error == "NotImplementedError":
            yield trial.broken("it is still to be written")
            return
        on_purpose = expected.kind == "raised" and not expected.message
        if expected.kind not in ("returned", "scored", "hashed") and not on_purpose:
            what = f"{expected.error or expected.kind}: {expected.message}"
            yield trial.broken(f"it fails, {what}", "", part, case, PUBLIC_SEED)


@promise()
def the_solution_passes(trial: Trial) -> Iterator[Broken]:
    """The solution passes every part, whatever is drawn."""
    for seed in trial.seeds(SEEDS_OF_SOLUTIONS):
        report = check_sheet(
            trial.bare_sheet(seed), trial.exercise.answer_of(trial.exercise.solution)
        )
        if not report.passed:
            yield trial.broken_report("the solution does not pass", report, seed=seed)


@promise(what_is_written)
def the_solution_changes_no_argument(trial: Trial) -> Iterator[Broken]:
    """The solution changes none of its arguments."""
    for part, case in cases_of(trial.sheet(PUBLIC_SEED)):
        if case.expected.changed:
            names = " and ".join(case.expected.changed)
            yield trial.broken(f"the solution changes {names}", "", part, case, PUBLIC_SEED)


@promise(what_is_written)
def the_solution_stands_alone(trial: Trial) -> Iterator[Broken]:
    """The solution passes as a cell of its own, where only imports stand before it."""
    answer = trial.in_a_cell(inspect.getsource(trial.exercise.solution))
    report = check_sheet(trial.bare_sheet(PUBLIC_SEED), answer)
    if not report.passed:
        yield trial.broken_report("alone in a cell the solution fails", report, seed=PUBLIC_SEED)


# The notebook.


@promise(what_is_written, runs=False)
def the_stub_is_as_the_solution(trial: Trial) -> Iterator[Broken]:
    """The notebook has one stub for it, with the solution's signature and docstring."""
    stubs = [
        definition
        for cell in trial.notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == trial.name
        for definition in ast.parse("".join(cell["source"])).body
        if isinstance(definition, (ast.FunctionDef, ast.ClassDef)) and definition.name == trial.name
    ]
    if len(stubs) != 1:
        yield trial.broken(
            f"the notebook has {len(stubs)} stubs, expected one: a cell with the grade_id "
            f"{trial.name} that defines it"
        )
        return
    solution = ast.parse(inspect.getsource(trial.exercise.solution)).body[0]
    if ast.get_docstring(solution) != ast.get_docstring(stubs[0]):
        yield trial.broken("the notebook's docstring is not the solution's")
    if isinstance(solution, ast.FunctionDef):
        has, wanted = (ast.unparse(definition.args) for definition in (stubs[0], solution))
        if has != wanted:
            yield trial.broken(f"the notebook's stub takes ({has}), the solution ({wanted})")


@promise(runs=False)
def the_notebook_gives_points(trial: Trial) -> Iterator[Broken]:
    """The notebook gives points for it."""
    if points_of(trial.notebook).get(trial.name, 0) <= 0:
        yield trial.broken(f"no points stand in a cell with the grade_id check_{trial.name}")


# Mistakes, hints and their words.


@promise(runs=False)
def there_is_enough_to_tell(trial: Trial) -> Iterator[Broken]:
    """It knows three mistakes and two hints at least."""
    mistakes, hints = len(trial.exercise.mistakes), len(trial.exercise.hints)
    if mistakes < FEWEST_MISTAKES:
        yield trial.broken(f"it knows {mistakes} mistakes, expected {FEWEST_MISTAKES} or more")
    if hints < FEWEST_HINTS:
        yield trial.broken(f"it has {hints} hints, expected {FEWEST_HINTS} or more")


@promise(runs=False, together=True)
def mistakes_have_their_own_names(trials: Sequence[Trial]) -> Iterator[Broken]:
    """Every mistake has a name of its own in the lesson."""
    names = Counter(m.__name__ for trial in trials for m in trial.exercise.mistakes)
    for trial in trials:
        for mistake in trial.exercise.mistakes:
            if names[mistake.__name__] > 1:
                yield trial.broken("another mistake of the lesson has this name", mistake)


@promise(runs=False, together=True)
def texts_are_for_one_place(trials: Sequence[Trial]) -> Iterator[Broken]:
    """Every hint is written for one place."""
    count = Counter(text for trial in trials for _, text in _texts(trial))
    for trial in trials:
        for mistake, text in _texts(trial):
            if count[text] > 1:
                yield trial.broken(f"another place says the same: {text}", mistake)


@promise(runs=False)
def texts_keep_calm(trial: Trial) -> Iterator[Broken]:
    """Hints are whole sentences, without an exclamation mark."""
    for mistake, text in _texts(trial):
        if "!" in text:
            yield trial.broken(f"an exclamation mark stands in: {text}", mistake)
        if not text.endswith((".", "?")):
            yield trial.broken(f"it does not end as a sentence does: {text}", mistake)


def _texts(trial: Trial) -> Iterator[tuple[Callable | str, str]]:
    """What a student may read, and the mistake that it is said to."""
    yield from (("", hint) for hint in trial.exercise.hints)
    yield from ((mistake, hint_of(mistake)) for mistake in trial.exercise.mistakes)


@promise()
def a_mistake_is_recognised(trial: Trial) -> Iterator[Broken]:
    """A mistake fails, and is recognised by its own name."""
    for mistake in trial.exercise.mistakes:
        for seed in trial.first_seeds:
            report = trial.made(mistake, seed).report
            if report.passed:
                yield trial.broken("it passes every part", mistake, seed=seed)
            elif report.unwritten:
                yield trial.broken("it is still to be written", mistake)
            elif report.mistake != mistake.__name__:
                yield _not_recognised(trial, mistake, report, "", seed)


@promise(what_is_written)
def a_mistake_is_recognised_in_a_cell(trial: Trial) -> Iterator[Broken]:
    """A mistake is recognised in a cell of its own."""
    for mistake in trial.exercise.mistakes:
        answer = trial.in_a_cell(cell_source(mistake, trial.name))
        report = trial.report_again(trial.make(answer, trial.sheet(PUBLIC_SEED)), mistake)
        if report.mistake != mistake.__name__:
            yield _not_recognised(trial, mistake, report, "in a cell of its own ", PUBLIC_SEED)


@promise(functions)
def a_mistake_is_recognised_in_other_words(trial: Trial) -> Iterator[Broken]:
    """A mistake is recognised whatever the words of its right errors."""
    sheet = trial.sheet(PUBLIC_SEED)
    for mistake in trial.exercise.mistakes:
        outcomes = [
            [
                replace(outcome, message="in other words")
                if outcome.kind == case.expected.kind == "raised"
                and outcome.error == case.expected.error
                else outcome
                for outcome, case in zip(made, part.cases, strict=False)
            ]
            for made, part in zip(
                trial.made(mistake, PUBLIC_SEED).outcomes, sheet.parts, strict=False
            )
        ]
        report = trial.report_again(outcomes, mistake)
        if report.mistake != mistake.__name__:
            yield _not_recognised(
                trial, mistake, report, "with other words in its errors ", PUBLIC_SEED
            )


def _not_recognised(trial: Trial, mistake: Callable, report: Any, where: str, seed: int) -> Broken:
    found = f"taken for {report.mistake}" if report.mistake else "not recognised"
    return trial.broken_report(f"{where}it is {found}", report, mistake, seed)


@promise()
def a_report_shows_what_to_do(trial: Trial) -> Iterator[Broken]:
    """A report on a mistake shows a call, and the mistake's own hint."""
    for mistake in trial.exercise.mistakes:
        report = trial.made(mistake, PUBLIC_SEED).report
        shown = next((part for part in report.parts if part.problem), None)
        if shown is None or trial.name not in shown.call:
            yield trial.broken_report("no call is shown", report, mistake, PUBLIC_SEED)
        elif shown.hint != hint_of(mistake):
            yield trial.broken_report("its hint is not shown", report, mistake, PUBLIC_SEED)


@promise(what_is_written)
def half_precision_hides_nothing(trial: Trial) -> Iterator[Broken]:
    """A mistake that fails a part fails it in half precision too."""
    for part in trial.sheet(PUBLIC_SEED).parts:
        expected = [case.expected for case in part.cases]
        for name in {name: None for case in part.cases for name in case.mistakes}:
            made = [case.mistakes.get(name, case.expected) for case in part.cases]
            with np.errstate(over="ignore"):
                rough = [replace(o, value=_in_half_precision(o.value)) for o in made]
            if any(map(difference, made, expected, [part.item] * len(made))) and not any(
                map(difference, rough, expected, [part.item] * len(made))
            ):
                yield trial.broken("half precision hides it", name, part, seed=PUBLIC_SEED)


def _in_half_precision(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(map(_in_half_precision, value))
    if isinstance(value, dict):
        return {key: _in_half_precision(item) for key, item in value.items()}
    floating = isinstance(value, float) or getattr(value, "dtype", np.dtype(int)).kind == "f"
    return np.asarray(value, np.float16)[()] if floating else value


# Fixed and drawn calls.


@promise(what_is_written)
def fixed_calls_decide(trial: Trial) -> Iterator[Broken]:
    """Fixed calls alone decide what a mistake fails: who passes at home passes at grading."""
    for place, part in enumerate(trial.exercise.parts):
        passing = [
            mistake
            for mistake in trial.exercise.mistakes
            if trial.right_in_all_fixed_calls(mistake, place)
        ]
        drawings = [case for case in part.cases if isinstance(case, Drawn)]
        for seed in trial.seeds():
            rng = np.random.default_rng(seed)
            for case in (d.draw(rng) for d in drawings for _ in range(d.count)):
                expected = trial.expectation(case)
                for mistake in [*passing]:
                    if not trial.is_right(mistake, part, case, expected):
                        yield trial.broken("it fails only a drawn call", mistake, part, case, seed)
                        passing.remove(mistake)


@promise(lambda trial: trial.is_written and not trial.is_countable)
def a_grading_draws_what_nobody_has_seen(trial: Trial) -> Iterator[Broken]:
    """A grading draws no call that a student finds at home."""
    seen = {_key(call) for calls in trial.public_calls for call in calls}
    for seed in set(trial.seeds()) - {PUBLIC_SEED}:
        calls_by_part = calls_of(trial.exercise, seed)
        for part, calls in zip(trial.exercise.parts, calls_by_part, strict=True):
            fixed = sum(isinstance(case, Call) for case in part.cases)
            for call in calls[fixed:]:
                if _key(call) in seen:
                    yield trial.broken("drawn at home and at grading", "", part, call, seed)


def _key(call: Call) -> bytes:
    return encode([call.args, call.kwargs])


@promise(functions)
def all_calls_are_small(trial: Trial) -> Iterator[Broken]:
    """All calls together are small: seven nested loops are a right answer too."""
    cases = [case for _, case in cases_of(trial.sheet(PUBLIC_SEED))]
    held = arrays_in([[*case.args, *case.kwargs.values(), case.expected.value] for case in cases])
    count = sum(array.size for array in held)
    if count >= MOST_NUMBERS:
        yield trial.broken(f"its calls hold {count} numbers, expected fewer than {MOST_NUMBERS}")


@promise()
def the_compiled_sheet_is_the_sheet(trial: Trial) -> Iterator[Broken]:
    """The compiled sheet says the same as the sheet."""
    written = encode(trial.sheet(PUBLIC_SEED).to_data())
    read = Sheet.from_data(decode(written))
    if encode(read.to_data()) != written:
        yield trial.broken("the sheet changes where it is written and read", seed=PUBLIC_SEED)
    for mistake in trial.exercise.mistakes[:1]:
        report = check_sheet(read, trial.exercise.answer_of(mistake))
        if report.text() != trial.made(mistake, PUBLIC_SEED).report.text():
            yield trial.broken_report("compiled, it says something else", report, mistake)


# Answers without thought.


@promise(what_is_written)
def a_stub_is_unwritten(trial: Trial) -> Iterator[Broken]:
    """A stub is called unwritten, not wrong."""
    stub = always_raises(NotImplementedError("Write me."))
    report = check_sheet(trial.bare_sheet(PUBLIC_SEED), stub)
    if not report.unwritten or report.score:
        yield trial.broken_report("a stub is not called unwritten", report, seed=PUBLIC_SEED)


@promise(what_is_written)
def empty_answers_earn_nothing(trial: Trial) -> Iterator[Broken]:
    """Answers without thought earn nothing in any part."""
    for name, make in EMPTY_ANSWERS.items():
        report = check_sheet(trial.bare_sheet(SOME_SEEDS[-1]), make(trial))
        for part in report.parts:
            if part.passed:
                yield Broken(trial.name, f"passed by: {name}", "", part.title, "", SOME_SEEDS[-1])


@promise(lambda trial: trial.is_written and not trial.is_told_in_facts)
def outcomes_by_heart_earn_nothing(trial: Trial) -> Iterator[Broken]:
    """Outcomes that everybody has at home earn nothing when they are told again."""
    public, fresh = (trial.sheet(seed).parts for seed in SOME_SEEDS)
    for part, known in zip(fresh, public, strict=True):
        if trial.own_word is not None and part.item == trial.own_word:
            continue
        cases = [case.expected for case in part.cases]
        told = [[case.expected for case in known.cases]]
        told += [[outcome] * len(cases) for outcome in told[0]]
        for outcomes in told:
            if not any(map(difference, outcomes, cases, [part.item] * len(cases))):
                yield trial.broken("passed by outcomes known at home", "", part, seed=SOME_SEEDS[1])


@promise(lambda trial: trial.is_function and trial.has_arrays)
def who_changes_an_argument_is_told_so(trial: Trial) -> Iterator[Broken]:
    """Who changes an argument is told exactly that."""

    def overwrites(*args, **kwargs):
        result = copy.deepcopy(trial.exercise.solution(*args, **kwargs))
        for array in arrays_in(args):
            array[...] = 77
        return result

    report = check_sheet(trial.sheet(PUBLIC_SEED), overwrites)
    problems = [part.problem for part in report.parts if part.problem]
    if not problems or not all(problem.startswith("changed its input") for problem in problems):
        yield trial.broken_report("who overwrites arrays is not told so", report, seed=PUBLIC_SEED)
