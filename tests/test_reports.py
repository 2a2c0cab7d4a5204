"""The report shows the smallest call that fails, and says what is wrong before what to do."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.authoring.exercise import Exercise, Part, call, drawn
from autograder.authoring.sheets import answer_sheet
from helpers.checking.check import check_sheet
from helpers.checking.judge import describe_call
from helpers.checking.kinds import VALUE


def double(x):
    """Twice x."""
    return 2 * x


def halves(x):
    """That is half of it."""
    return x / 2


def adds_one(x):
    """Adding is not doubling."""
    return x + 1


def rows(rng):
    return call(rng.random((5, 6)))


@pytest.fixture
def sheet():
    exercise = Exercise(
        solution=double,
        parts=[
            Part("a number", [call(3.0), drawn(lambda rng: call(rng.random()), 3)]),
            Part("a picture", [call(np.ones((3, 4))), drawn(rows, 2)]),
        ],
        mistakes=[halves, adds_one],
        hints=["Add it to itself."],
    )
    return answer_sheet(exercise, seed=1, points=2.0)


def test_a_right_answer_needs_no_words(sheet):
    report = check_sheet(sheet, double)
    assert report.passed
    assert report.text().splitlines() == [
        "double   2 of 2 parts   2 / 2 points",
        "  ✓ a number",
        "  ✓ a picture",
    ]


def test_a_known_mistake_is_named_once_with_the_smallest_call(sheet):
    report = check_sheet(sheet, halves)
    assert report.mistake == "halves"
    assert report.text().splitlines()[1:3] == [
        "  ✗ a number                double(3.0) returned 1.5, expected 6.0",
        "                            That is half of it.",
    ]
    assert report.text().count("half of it") == 1
    assert report.text().splitlines()[-1] == "  hint(double) shows a hint."


def test_an_unknown_mistake_still_shows_call_and_values(sheet):
    report = check_sheet(sheet, lambda x: 2 * x + 7)
    assert report.mistake == ""
    assert "double(3.0) returned 13.0, expected 6.0" in report.text()


def test_parts_earn_equal_shares(sheet):
    def right_for_numbers_only(x):
        return 2 * x if np.ndim(x) == 0 else x

    report = check_sheet(sheet, right_for_numbers_only)
    assert [part.passed for part in report.parts] == [True, False]
    assert report.score == 1.0


def test_an_array_that_differs_gets_a_picture(sheet):
    def wrong_corner(x):
        y = np.multiply(x, 2)
        if np.ndim(y):
            y[0, 0] = -1
        return y

    report = check_sheet(sheet, wrong_corner)
    lines = report.text().splitlines()
    assert "x . . ." in lines[lines.index(" " * 28 + "Where it differs, in [:, :]:") + 1]
    assert "1 of 12 cells differ" in report.html()


def test_a_stub_is_told_that_it_is_not_written(sheet):
    def stub(x):
        raise NotImplementedError("Write me.")

    report = check_sheet(sheet, stub)
    assert report.unwritten
    assert report.score == 0.0
    assert "Not written yet" in report.text()
    assert "NotImplementedError: " not in report.text()


def test_an_error_in_the_answer_is_shown_without_the_checkers_own_lines(sheet):
    def crashes(x):
        return [][1]

    text = check_sheet(sheet, crashes).text()
    assert "raised IndexError: list index out of range" in text
    assert "run.py" not in text
    assert "function.py" not in text


def test_what_the_answer_prints_is_shown_for_the_failing_call_only(sheet):
    def prints(x):
        print("x is", x)
        return x

    text = check_sheet(sheet, prints).text()
    assert text.count("x is") == 1
    assert "x is 3.0" in text


def test_what_a_student_returns_cannot_become_part_of_the_page(sheet):
    report = check_sheet(sheet, lambda x: "<script>alert(1)</script>")
    assert "<script>" not in report.html()
    assert "&lt;script&gt;" in report.html()


def test_a_table_of_the_seen_answers_earns_nothing_with_other_numbers(sheet):
    seen = {repr(case.args): case.expected.value for part in sheet.parts for case in part.cases}
    exercise = Exercise(
        solution=double,
        parts=[Part("a number", [call(3.0), drawn(lambda rng: call(rng.random()), 3)])],
        mistakes=(),
        hints=[],
    )
    other = answer_sheet(exercise, seed=2)
    assert check_sheet(other, lambda x: seen.get(repr((x,)), 0.0)).score == 0.0


def test_a_value_is_checked_without_the_file_telling_it():
    def weights():
        return 30730

    def without_biases():
        """The biases are missing."""
        return 30720

    exercise = Exercise(solution=weights, mistakes=[without_biases], kind=VALUE)
    sheet = answer_sheet(exercise, seed=1)
    assert "30730" not in repr(sheet.to_data())
    assert check_sheet(sheet, 30730).passed
    assert check_sheet(sheet, 30720).mistake == "without_biases"
    assert not check_sheet(sheet, 5).passed


def test_an_answer_that_returns_nothing_is_told_so(sheet):
    def prints(x):
        print(2 * x)

    assert "Nothing comes back from the function" in check_sheet(sheet, prints).text()


@pytest.fixture
def picky_sheet():
    """An exercise that refuses negative numbers."""

    def root(x):
        if x < 0:
            raise ValueError("no root")
        return x**0.5

    def squares(x):
        """The square is the other way."""
        if x < 0:
            raise ValueError("no square")
        return x**2

    def refuses_zero(x):
        """Zero has a root too."""
        if x <= 0:
            raise ValueError("too small")
        return x**0.5

    exercise = Exercise(
        solution=root,
        parts=[
            Part("roots", [call(4.0), call(9.0), drawn(lambda rng: call(rng.random()), 2)]),
            Part("small", [call(-1.0), call(0.0), drawn(lambda rng: call(-rng.random()), 2)]),
        ],
        mistakes=[squares, refuses_zero],
    )
    return answer_sheet(exercise, seed=1)


def test_a_mistake_is_recognised_where_the_answer_also_lacks_a_check(picky_sheet):
    assert check_sheet(picky_sheet, lambda x: x**2).mistake == "squares"


def test_an_error_that_is_raised_on_purpose_may_be_worded_freely(picky_sheet):
    def answer(x):
        if x > 0:
            return x**0.5
        raise ValueError("only positive numbers, please")

    assert check_sheet(picky_sheet, answer).mistake == "refuses_zero"


def test_an_answer_that_only_raises_is_not_taken_for_a_mistake(picky_sheet):
    def answer(x):
        raise ValueError

    assert check_sheet(picky_sheet, answer).mistake == ""


def test_an_answer_that_never_ends_is_stopped_and_told_so(sheet):
    def loops(x):
        while True:
            pass

    text = check_sheet(sheet, loops).text()
    assert "did not end within 2 seconds of computing" in text
    assert "Does a loop in it ever end?" in text


def test_what_passed_before_a_loop_is_kept(sheet):
    def loops_on_arrays(x):
        while np.ndim(x):
            pass
        return 2 * x

    assert [part.passed for part in check_sheet(sheet, loops_on_arrays).parts] == [True, False]


def test_a_call_with_arrays_in_a_list_can_be_pasted():
    def count(layers):
        return sum(W.size for W, b in layers)

    def pairs(rng):
        return call([(rng.normal(size=(9, 9)), np.zeros(9))])

    layers = [(np.array([[1.0, 2.0]]), np.array([0.5]))]
    exercise = Exercise(count, [Part("pairs", [call(layers), drawn(pairs, 1)])], mistakes=())
    sheet = answer_sheet(exercise, seed=1)
    small, large = (describe_call(sheet, case) for case in sheet.parts[0].cases)
    assert small == "count([(np.array([[1., 2.]]), np.array([0.5]))])"
    assert eval(small, {"count": count, "np": np}) == 2
    assert large == "count([(<9 x 9 array>, <9 array>)])"
