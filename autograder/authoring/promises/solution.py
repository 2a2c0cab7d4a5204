"""A solution works wherever it stands, and touches nothing."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from autograder.authoring.promises.promise import promise, what_is_written
from autograder.authoring.sheets import PUBLIC_SEED
from autograder.authoring.trial import Broken, Trial, cases_of
from helpers.checking.check import check_sheet

SEEDS_OF_SOLUTIONS = range(6)


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
