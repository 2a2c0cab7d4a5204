"""Errors count as evidence by why they were raised, whatever their class and their words."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.authoring.lessons import find_lesson
from autograder.authoring.sheets import PUBLIC_SEED, answer_sheets
from helpers.checking.check import check_sheet
from helpers.checking.outcome import Outcome, raised
from helpers.checking.reasons import REASONS, REFUSAL, advice, reason


def from_raising(function) -> Outcome:
    with pytest.raises(Exception) as caught:
        function()
    return raised(caught.value)


def half() -> float:
    return 3 / 1


def unset() -> int:
    if half() < 0:
        size = 1
    return size


BY_REASON = {
    "an empty array": [
        lambda: np.zeros((2, 2)).__setitem__(slice(None), np.zeros((2, 2))[:, 0:-0]),
        lambda: np.zeros((0, 2)).max(),
        lambda: max([]),
    ],
    "a size that is not whole": [
        lambda: np.zeros((half(), 2)),
        lambda: range(half()),
        lambda: [0] * half(),
    ],
    "a place that is not whole": [
        lambda: np.zeros(3)[half()],
        lambda: [1, 2][half()],
        lambda: np.zeros(3)[0 : half()],
    ],
    "an index out of bounds": [lambda: np.zeros(3)[7], lambda: [1][7]],
    "an axis that is not there": [
        lambda: np.zeros(3).shape[1],
        lambda: np.zeros(3)[0, 0],
        lambda: np.zeros(3).sum(axis=1),
        lambda: [a for a, b in [(1, 2, 3)]],
    ],
    "shapes that do not fit": [
        lambda: np.zeros(3) + np.zeros(2),
        lambda: np.zeros((2, 3)) @ np.zeros((2, 3)),
        lambda: np.dot(np.zeros((2, 3)), np.zeros((2, 3))),
        lambda: np.zeros(3).reshape(2, 2),
        lambda: np.concatenate([np.zeros((2, 2)), np.zeros((3, 3))]),
    ],
    "many truths for one question": [lambda: max(np.zeros(2), np.zeros(2)), lambda: not np.ones(2)],
    "whole numbers that cannot take fractions": [
        lambda: np.zeros(2, int).__iadd__(0.5),
        lambda: np.zeros(2, int).__imul__(0.5),
    ],
    "an array where one number is wanted": [
        lambda: __import__("math").exp(np.zeros(2)),
        lambda: np.max(np.zeros(2), np.zeros(2)),
    ],
    "None where a value is wanted": [lambda: None + 1, lambda: None.shape],
    "a name without a value": [lambda: never_defined, unset],  # noqa: F821
    "other parameters": [lambda: half(1), lambda: unset(1, 2)],
    REFUSAL: [lambda: exec("assert half() < 0, 'it does not fit'", globals())],
}


@pytest.mark.parametrize("name", BY_REASON)
def test_errors_of_one_reason_are_told_by_it_in_every_dress(name):
    assert [reason(from_raising(function)) for function in BY_REASON[name]] == [name] * len(
        BY_REASON[name]
    )


def test_every_reason_is_tried_here_and_has_its_advice():
    assert {known.name for known in REASONS} | {REFUSAL} == {*BY_REASON}
    for known in REASONS:
        assert known.advice.endswith((".", "?"))
        assert advice(from_raising(BY_REASON[known.name][0])) == known.advice


def report_on(lesson: str, name: str, answer):
    return check_sheet(answer_sheets(find_lesson(lesson), PUBLIC_SEED)[name], answer)


def test_an_input_counts_by_its_place_whatever_the_answer_calls_it():
    def relu_backward(d, values):
        d[values <= 0] = 0
        return d

    report = report_on("backpropagation", "relu_backward", relu_backward)
    assert report.mistake == "writes_into_dout"
    assert "changed its input dout" in " ".join(report.text().split())


def test_who_changes_another_input_besides_made_the_mistake_too():
    def relu_backward(dout, x):
        dout[x <= 0] = 0
        x[:] = 1
        return dout

    assert report_on("backpropagation", "relu_backward", relu_backward).mistake
