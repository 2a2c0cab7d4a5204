"""Answers cross between processes as data: whole, and whatever the bytes are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays, scalar_dtypes

from helpers.checking.outcome import Outcome
from helpers.checking.values import DTYPES, NotData, decode, encode, plain, same

NUMBERS = scalar_dtypes().filter(lambda dtype: dtype.name in DTYPES and dtype.isnative)
ARRAYS = arrays(NUMBERS, array_shapes(min_dims=0, min_side=0, max_dims=4, max_side=4))
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text()
VALUES = st.recursive(
    LEAVES | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_what_is_encoded_comes_back_to_the_last_bit(value):
    assert same(decode(encode(value)), value)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_from_anywhere_are_a_value_or_a_value_error(data):
    try:
        decode(data)
    except ValueError:
        pass


@settings(max_examples=150, deadline=None)
@given(VALUES, st.data())
def test_changed_bytes_are_a_value_or_a_value_error(value, data):
    changed = bytearray(encode(value))
    for _ in range(3):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    try:
        decode(bytes(changed))
    except ValueError:
        pass


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_any_value_is_an_outcome_or_a_value_error(value):
    try:
        Outcome.from_data(value)
    except ValueError:
        pass


@pytest.mark.parametrize(
    "value",
    [object(), (i for i in range(3)), {1, 2}, b"bytes", np.array([object()]), np.array(["text"])],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_data_is_refused(value):
    with pytest.raises(NotData):
        plain(value)


def test_a_list_that_holds_itself_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(NotData):
        plain(endless)


def test_what_changes_later_is_kept_as_it_was():
    import torch

    array = np.zeros(2)
    kept = plain([array, (array[:1],), {"a": torch.from_numpy(array)}])
    array += 1
    assert same(kept, [np.zeros(2), (np.zeros(1),), {"a": np.zeros(2)}])


def test_a_tensor_becomes_an_array():
    import torch

    tensor = torch.ones(2, 3, requires_grad=True)
    assert same(plain(tensor), np.ones((2, 3), np.float32))


def test_a_number_that_lies_about_itself_becomes_the_number():
    class Liar(float):
        def __eq__(self, other):
            return True

        __hash__ = float.__hash__

    assert type(plain(Liar(2.0))) is float
