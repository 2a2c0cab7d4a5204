"""Every exercise of every lesson keeps every promise of `autograder.authoring.promises`."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from autograder.authoring.exercise import Call
from autograder.authoring.lessons import all_lessons
from autograder.authoring.promises import PROMISES, Promise
from autograder.authoring.promises.mistakes import (
    mistakes_have_their_own_names,
    texts_are_for_one_place,
)
from autograder.authoring.sheets import PUBLIC_SEED
from autograder.authoring.trial import Trial
from helpers.checking.compare import difference

TRIALS_OF = {
    lesson.name: [
        Trial(exercise, notebook)
        for notebook in [json.loads(lesson.notebook.read_bytes())]
        for exercise in lesson.exercises
    ]
    for lesson in all_lessons()
}
TRIALS = [trial for trials in TRIALS_OF.values() for trial in trials]
OF_ONE = [promise for promise in PROMISES if not promise.together]


def for_each(trials: Iterable[Trial]) -> pytest.MarkDecorator:
    """A test for each. All of an exercise run in one process, which draws its sheets once."""
    return pytest.mark.parametrize(
        "trial",
        [pytest.param(t, id=t.name, marks=pytest.mark.xdist_group(t.name)) for t in trials],
    )


def broken(trial: Trial, promises: Iterable[Promise]) -> str:
    """All places where promises are broken, a paragraph each."""
    return "\n".join(
        f"{promise.title}. {place}"
        for promise in promises
        if promise.holds_for(trial)
        for place in promise.function(trial)
    )


def is_slow(promise: Promise, trial: Trial) -> bool:
    return promise.slow or (trial.is_trained and promise.runs)


@for_each(TRIALS)
def test_an_exercise_keeps_its_promises(trial):
    assert broken(trial, [promise for promise in OF_ONE if not is_slow(promise, trial)]) == ""


@pytest.mark.thorough
@for_each(TRIALS)
def test_an_exercise_keeps_its_slow_promises(trial):
    assert broken(trial, [promise for promise in OF_ONE if is_slow(promise, trial)]) == ""


@pytest.mark.parametrize("lesson", TRIALS_OF)
def test_mistakes_have_their_own_names_in_a_lesson(lesson):
    assert [*map(str, mistakes_have_their_own_names(TRIALS_OF[lesson]))] == []


def test_texts_are_for_one_place_in_the_course():
    assert [*map(str, texts_are_for_one_place(TRIALS))] == []


@for_each([trial for trial in TRIALS if trial.is_function])
def test_a_call_without_guards_is_right_where_a_run_is(trial):
    for part, on_sheet in zip(trial.exercise.parts, trial.sheet(PUBLIC_SEED).parts, strict=True):
        case = on_sheet.cases[-1]
        call = Call(case.args, case.kwargs)
        for mistake in trial.exercise.mistakes:
            found = difference(trial.outcome(mistake, call), case.expected, part.item)
            is_right = trial.is_right(mistake, part, call, case.expected)
            assert is_right == (found is None), mistake.__name__
