"""A mistake is named only where nothing that the answer got right speaks against it."""

from __future__ import annotations

import numpy as np
import pytest
from torch import nn

from autograder.authoring.lessons import find_lesson
from autograder.authoring.sheets import PUBLIC_SEED, answer_sheets
from autograder.exercises.convolution.conv_backward import conv_backward
from helpers.checking.check import check_sheet
from helpers.checking.judge import judge
from helpers.checking.kinds import FUNCTION
from helpers.checking.outcome import Outcome
from helpers.checking.report import Report
from helpers.checking.sheet import Case, Sheet, SheetPart


def report_on(lesson: str, name: str, answer) -> Report:
    return check_sheet(answer_sheets(find_lesson(lesson), PUBLIC_SEED)[name], answer)


def with_another(place: int, change):
    """conv_backward, right but for one of the values that it returns."""

    def answer(dout, x, w, stride=1, padding=0):
        values = list(conv_backward(dout, x, w, stride, padding))
        values[place] = change(values[place])
        return tuple(values)

    return answer


ANSWERS = {
    "dx alone is zero": (
        "convolution",
        "conv_backward",
        with_another(0, np.zeros_like),
        "zeros_but_for_the_bias",
    ),
    "db loses its axis": (
        "convolution",
        "conv_backward",
        with_another(2, np.squeeze),
        "one_bias_gradient_for_all",
    ),
}


@pytest.mark.parametrize("lesson, name, answer, refuted", ANSWERS.values(), ids=ANSWERS)
def test_a_name_that_a_right_part_refutes_is_not_given(lesson, name, answer, refuted):
    report = report_on(lesson, name, answer)
    assert any(part.passed for part in report.parts)
    assert report.mistake != refuted


def sheet(*parts: dict[str, int]) -> Sheet:
    """Parts of one call each, which is right at 0, and what mistakes make of it, by name."""

    def case(mistakes: dict[str, int]) -> Case:
        made = {name: Outcome("returned", value) for name, value in mistakes.items()}
        return Case((), {}, Outcome("returned", 0), made)

    made = [SheetPart(f"part {i}", (case(part),)) for i, part in enumerate(parts)]
    names = {name: f"{name}." for part in parts for name in part}
    return Sheet("answer", "", 1.0, FUNCTION, tuple(made), names, ())


def named(sheet: Sheet, *values: int) -> str:
    outcomes = iter([Outcome("returned", value) for value in values])
    return judge(sheet, lambda case: next(outcomes)).mistake


def test_of_two_that_fit_a_part_the_more_special_is_named():
    both = sheet({"everywhere": 1, "here": 1}, {"everywhere": 1}, {})
    assert named(both, 1, 2, 2) == "here"
    assert named(both, 1, 1, 0) == "everywhere"
    assert named(both, 1, 0, 0) == "here"


def test_of_two_that_raise_for_one_reason_that_which_says_the_same_is_named():
    message = "shapes (2,) and (3,) are not aligned; before them {}"
    made = {
        name: Outcome("raised", error="ValueError", message=message.format(name))
        for name in ("anything", "flat", "thin")
    }
    case = Case((), {}, Outcome("returned", 0), made)
    part = SheetPart("part", (case,))
    on_sheet = Sheet("answer", "", 1.0, FUNCTION, (part,), dict.fromkeys(made, ""), ())
    for said, name in [("flat", "flat"), ("thin", "thin"), ("nothing", "anything")]:
        raised = Outcome("raised", error="RuntimeError", message=message.format(said))
        assert judge(on_sheet, lambda case, raised=raised: raised).mistake == name


def test_a_mistake_that_would_be_wrong_where_the_answer_is_right_was_not_made():
    one = sheet({"everywhere": 1}, {"everywhere": 1})
    assert named(one, 1, 1) == "everywhere"
    assert named(one, 1, 0) == ""


def test_a_part_that_counts_with_another_is_not_shown_as_wrong():
    class LeNet5(nn.Module):
        """Of the right size, but with the largest of four numbers in place of their mean."""

        def __init__(self):
            super().__init__()
            self.maps = nn.Sequential(nn.Conv2d(1, 6, 5), nn.Tanh(), nn.MaxPool2d(2))
            self.more = nn.Sequential(nn.Conv2d(6, 16, 5), nn.Tanh(), nn.MaxPool2d(2))
            self.scores = nn.Sequential(
                nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh()
            )
            self.last = nn.Linear(84, 10)

        def forward(self, x):
            return self.last(self.scores(self.more(self.maps(x))))

    report = report_on("pytorch_cnn", "LeNet5", LeNet5)
    parameters, *scores = report.text().splitlines()[1:]
    assert parameters.lstrip().startswith("· 61,706 parameters")
    assert parameters.endswith("counts as soon as a result is right")
    assert scores[0].lstrip().startswith("✗")
    assert report.score == 0
