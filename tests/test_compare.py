"""What counts as equal, and the sentence where it is not."""

from __future__ import annotations

import re

import numpy as np
import pytest

from helpers.checking.compare import TOLERANCES, close, difference, hashed
from helpers.checking.outcome import Outcome

WIDE = np.ones((2, 5))
MATRIX = np.arange(12.0).reshape(3, 4)


def returned(value, **details) -> Outcome:
    return Outcome("returned", value, **details)


def sentence(answer, expected, item=None) -> str:
    found = difference(returned(answer), returned(expected), item)
    return "" if found is None else found.sentence


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (np.int64(3), 3),
        (np.array(3), 3),
        (3, 3.0),
        (np.float32(0.1), 0.1),
        (np.array(2.5), 2.5),
        (MATRIX.tolist(), MATRIX),
        (MATRIX.astype(np.float32) / 3, MATRIX / 3),
        (MATRIX.astype(int), MATRIX),
        (MATRIX.T.copy().T, MATRIX),
        (MATRIX + 1e-12, MATRIX),
        ([1, 2], (1, 2)),
        (np.array([1, 2]), [1, 2]),
        ([MATRIX, [1.0]], (MATRIX, np.ones(1))),
        (float("nan"), float("nan")),
        ({"a": [1.0]}, {"a": np.ones(1)}),
        ("text", "text"),
        (None, None),
        (np.True_, True),
    ],
)
def test_a_right_answer_in_another_form_is_right(answer, expected):
    assert sentence(answer, expected) == ""


@pytest.mark.parametrize(
    ("answer", "expected", "part"),
    [
        (30, 32, "returned 30, expected 32"),
        (5.0, 5, "returned 5.0, a float; expected the int 5"),
        (True, 1, "returned True, expected 1"),
        (None, 2.0, "returned None, expected 2.0"),
        ("2", 2.0, "returned '2', expected 2.0"),
        (np.ones((3, 1)), np.ones(3), "returned shape (3, 1), expected shape (3,)"),
        ([1, 4], [1], "returned [1, 4], expected [1]"),
        (2.0, MATRIX, "returned the single number 2.0, expected an array of shape (3, 4)"),
        ([[1.0], [1.0, 2.0]], np.ones((2, 2)), "rows of different lengths"),
        (np.where(MATRIX == 5, np.nan, MATRIX), MATRIX, "returned nan at 1 of 12 places"),
        (MATRIX + (MATRIX == 6), MATRIX, "differs at 1 of 12 places: [1, 2] is 7.0, expected 6.0"),
        (MATRIX, (MATRIX, MATRIX), "returned one array of shape (3, 4), expected 2 values"),
        (WIDE, (WIDE, WIDE), "returned one array of shape (2, 5), expected 2 values"),
        ((MATRIX, MATRIX + 1), (MATRIX, MATRIX), "value 2: "),
        ({"b": 1}, {"a": 1}, "expected the keys ['a']"),
        (float("inf"), 1.0, "returned inf, expected 1.0"),
    ],
)
def test_a_wrong_answer_gets_a_sentence(answer, expected, part):
    assert part in sentence(answer, expected)


def test_an_answer_is_held_to_its_own_precision():
    assert sentence(np.float32(1 / 3 + 1e-5), 1 / 3) == ""
    assert sentence(1 / 3 + 1e-5, 1 / 3) != ""


def test_doubles_may_come_from_single_precision():
    assert sentence(float(np.float32(1 / 3)), 1 / 3) == ""


def test_sums_that_nearly_cancel_may_be_added_in_any_order():
    large = np.array([1e8, 1e-9])
    assert sentence(large + np.array([0, 1e-8]), large) == ""


def test_small_numbers_are_not_lost_beside_zero():
    assert sentence(np.array([1.1e-6]), np.array([1e-6])) != ""


def test_one_of_several_values_can_be_looked_at_alone():
    assert sentence((MATRIX, None, "?"), (MATRIX, 1, 2), item=0) == ""
    assert sentence((MATRIX, None, 2), (MATRIX, 1, 2), item=1) != ""


def test_several_values_may_come_stacked_in_one_array():
    both = (np.zeros(2), np.ones(2))
    assert difference(returned(np.array([[5.0, 5.0], [1.0, 1.0]])), returned(both), item=1) is None
    assert difference(returned(np.zeros(())), returned(both), item=1) is not None


def test_one_value_where_several_are_expected_is_told_by_their_number():
    both = (np.zeros(2), np.ones(2))
    found = difference(returned(np.zeros(2)), returned(both), item=0)
    assert found.sentence == "returned [0., 0.], expected 2 values"


def test_the_picture_shows_the_last_two_dimensions_where_they_first_differ():
    wrong = np.zeros((2, 3, 4))
    wrong[1, 2, 3] = 1
    found = difference(returned(wrong), returned(np.zeros((2, 3, 4))))
    assert found.place == "[1, :, :]"
    assert found.grid.shape == (3, 4)
    assert np.argwhere(found.grid).tolist() == [[2, 3]]


def test_an_expected_error_may_be_a_subclass_but_no_other():
    expected = Outcome("raised", error="ValueError")
    subclass = Outcome("raised", error="DoesNotFit", bases=("ValueError", "Exception"))
    other = Outcome("raised", error="TypeError", bases=("Exception",), message="no")
    assert difference(subclass, expected) is None
    assert (
        difference(other, expected).sentence
        == "raised TypeError: no, expected it to raise ValueError"
    )
    assert (
        difference(returned(2), expected).sentence == "returned 2, expected it to raise ValueError"
    )


def test_a_changed_input_is_named_even_where_the_values_are_right():
    found = difference(returned(2, changed=("x",)), returned(2))
    assert found.sentence.startswith("changed its input x")


def test_a_plain_value_is_compared_by_its_hash_alone():
    expected = Outcome("hashed", {"salt": "s", "hash": hashed(30730, "s")})
    for right in (30730, 30730.0, np.int64(30730), np.array([30730])):
        assert difference(returned(right), expected) is None
    assert "30730" not in difference(returned(3), expected).sentence


NEARLY = {
    "numbers": (1.0, 1.0 + 4e-6),
    "numbers near 0": (0.0, 2e-8),
    "small arrays": (np.array([2.0, -4.0]), np.array([2.00001, -4.0])),
    "arrays of 0 and nearly 0": (np.zeros(2), np.array([-1e-7, 0.0])),
    "a place of a large array": (np.zeros(50), np.full(50, 1e-7)),
    "large numbers": (12345678.0, 12345778.0),
}


@pytest.mark.parametrize("expected, answer", NEARLY.values(), ids=NEARLY)
def test_two_that_differ_are_never_shown_alike(expected, answer):
    shown = re.search(r"(?:returned|is) (.*), expected (.*)", sentence(answer, expected))
    got, wanted = shown.groups()
    assert got != wanted
    assert "-0.," not in got


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int64", "uint8", "bool"])
def test_closeness_is_that_of_numpy(dtype):
    rng = np.random.default_rng(0)
    odd = [0, 1, 1 + 1e-7, 1 + 1e-5, 1.02, -1, 5, 200, np.nan, np.inf, -np.inf, 1e-9]
    for shape in [(), (5,), (2, 3)] * 50:
        answer, expected = (rng.choice(odd, size=shape) for _ in range(2))
        if np.dtype(dtype).kind != "f":
            answer, expected = map(np.nan_to_num, (answer.clip(0, 9), expected.clip(0, 9)))
        answer, expected = answer.astype(dtype), expected.astype(dtype)
        finite = np.abs(expected[np.isfinite(expected)])
        relative, cancelling = TOLERANCES.get(dtype, TOLERANCES["float64"])
        absolute = cancelling * max(1e-2, float(finite.max(initial=0)))
        wanted = np.isclose(answer, expected, rtol=relative, atol=absolute, equal_nan=True)
        assert np.array_equal(close(answer, expected), wanted)
