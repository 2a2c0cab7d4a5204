"""Mistakes are recognised, and told in words that help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.authoring.promises.promise import functions, promise, what_is_written
from autograder.authoring.sheets import PUBLIC_SEED, hint_of
from autograder.authoring.source import cell_source
from autograder.authoring.trial import Broken, Trial
from helpers.checking.compare import difference
from helpers.checking.reasons import OTHER_PARAMETERS, reason

FEWEST_MISTAKES, FEWEST_HINTS = 3, 2


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
    yield from _not_recognised_in(trial, PUBLIC_SEED)


@promise(lambda trial: trial.is_written and not trial.takes_long, slow=True)
def a_mistake_is_recognised_at_grading(trial: Trial) -> Iterator[Broken]:
    """A mistake is recognised by calls that are drawn for a grading."""
    yield from _not_recognised_in(trial, trial.seed_of_grading)


def _not_recognised_in(trial: Trial, seed: int) -> Iterator[Broken]:
    for mistake in trial.exercise.mistakes:
        report = trial.made(mistake, seed).report
        if report.passed:
            yield trial.broken("it passes every part", mistake, seed=seed)
        elif report.unwritten:
            yield trial.broken("it is still to be written", mistake)
        elif report.mistake != mistake.__name__:
            yield _not_recognised(trial, mistake, report, "", seed)


@promise(what_is_written)
def a_mistake_fails_by_what_it_does(trial: Trial) -> Iterator[Broken]:
    """A mistake fails by what it does, not since a function is called with other parameters."""
    for mistake in trial.exercise.mistakes:
        outcomes = [one for part in trial.made(mistake, PUBLIC_SEED).outcomes for one in part]
        for outcome in outcomes:
            if outcome.kind == "raised" and reason(outcome) == OTHER_PARAMETERS:
                yield trial.broken(f"it raises {outcome.error}: {outcome.message}", mistake)
                break


@promise(what_is_written, slow=True)
def a_mistake_is_recognised_in_a_cell(trial: Trial) -> Iterator[Broken]:
    """A mistake is recognised in a cell of its own."""
    seed = trial.seed_of_grading
    for mistake in trial.exercise.mistakes:
        answer = trial.in_a_cell(cell_source(mistake, trial.name))
        report = trial.report_again(trial.make(answer, trial.sheet(seed)), mistake, seed)
        if report.mistake != mistake.__name__:
            yield _not_recognised(trial, mistake, report, "in a cell of its own ", seed)


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
        report = trial.report_again(outcomes, mistake, PUBLIC_SEED)
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
        shown = next((part for part in report.parts if part.call), None)
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
