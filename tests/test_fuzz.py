"""Whatever bytes arrive, the grader ends in a definite state: by chance here, by coverage by hand.

`python -m tests.fuzz` goes on from here for as long as one likes.
"""

from __future__ import annotations

import json
import tracemalloc

import pytest
from fuzz.targets import GAP, TARGETS, have_a_conversation, judge_an_outcome, seeds
from hypothesis import given, settings
from hypothesis import strategies as st

EVERY_TARGET = pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
WORDS = st.sampled_from(
    ["~", "array", "scalar", "tuple", "dict", "complex", "items", "keys", "dtype", "shape",
     "float64", "int8", "kind", "returned", "raised", "scored", "value", "bases", "changed", "id",
     "outputs", "output_type", "cells", "cell_type", "code", "source", "metadata", "worksheets",
     "generator", "function", "tensor", "loader", "model", "optimizer", "work"]
)  # fmt: skip
TREES = st.recursive(
    LEAVES | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=25,
)


def test_good_bytes_are_read():
    """So that the others below do get past the door."""
    for name, target in TARGETS.items():
        assert seeds(name)
        for data in seeds(name):
            try:
                target(data)
            except AssertionError:  # a right outcome passes, as it should
                assert name == "judge_an_outcome"


@EVERY_TARGET
@settings(max_examples=50, deadline=None)
@given(data=st.binary(min_size=1, max_size=300))
def test_any_bytes_lead_to_a_definite_state(target, data):
    target(data)


@EVERY_TARGET
@settings(max_examples=80, deadline=None)
@given(tree=TREES, arrays=st.binary(max_size=40))
def test_any_json_leads_to_a_definite_state(target, tree, arrays):
    first = b"" if target.__name__ in ("read_value", "read_a_notebook") else b"?"
    target(first + json.dumps(tree).encode() + GAP + arrays)


@EVERY_TARGET
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_changed_bytes_lead_to_a_definite_state(target, data):
    good = bytearray(data.draw(st.sampled_from(seeds(target.__name__))))
    for _ in range(4):
        good[data.draw(st.integers(1, len(good) - 1))] = data.draw(st.integers(0, 255))
    try:
        target(bytes(good))
    except AssertionError:
        if target is not judge_an_outcome:  # what was changed may not matter
            raise


@pytest.mark.parametrize(
    "claim",
    [
        b'{"~": "array", "dtype": "float64", "shape": [2000000000, 2000000000]}',
        b'{"~": "array", "dtype": "float64", "shape": [2000000000, 0, 2000000000]}',
        b'{"~": "array", "dtype": "int8", "shape": [0' + b", 2147483648" * 63 + b"]}",
        b'{"~": "generator", "items": [' + b"9" * 4000 + b"]}",
        b"[" * 10_000,
        b"[1e999999999, " + b"9" * 4000 + b"]",
    ],
    ids=lambda claim: claim[:60].decode(),
)
def test_a_message_that_claims_to_be_large_takes_no_memory(claim):
    tracemalloc.start()
    have_a_conversation(b"?" + claim)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 << 20
