"""Who did not think is told so, and earns nothing."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from autograder.authoring.empty_answers import EMPTY_ANSWERS, always_raises
from autograder.authoring.promises.promise import promise, what_is_written
from autograder.authoring.sheets import PUBLIC_SEED
from autograder.authoring.trial import SOME_SEEDS, Broken, Trial, arrays_in
from helpers.checking.check import check_sheet
from helpers.checking.compare import difference


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
    public, fresh = (trial.bare_sheet(seed).parts for seed in SOME_SEEDS)
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
