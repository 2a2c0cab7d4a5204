"""Sets of places in a result: "where x is 0", "every row but the last"."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from helpers.checking.patterns.calls import OneCall

Places = tuple[str, np.ndarray]  # what they are called, and which they are


def places(call: OneCall, expected: np.ndarray) -> Iterator[Places]:
    """Sets of places in a value of this shape, each with a phrase that completes "exactly"."""
    if not expected.ndim or expected.size < 2:
        return
    for name, array in call.arrays.items():
        if array.shape == expected.shape:
            yield f"the numbers where {name} is 0 are", array == 0
            yield f"the numbers where {name} is below 0 are", array < 0
            yield f"the numbers where {name} is above 0 are", array > 0
            yield f"the numbers where {name} is not above 0 are", array <= 0
            yield f"the numbers where {name} is not below 0 are", array >= 0
    numbers = np.asarray(expected, float)
    yield "the numbers that should be nan or infinite are", ~np.isfinite(numbers)
    yield "the numbers that should be 0 are", numbers == 0
    yield "the numbers that should be below 0 are", numbers < 0
    yield from _by_position(expected)


def _by_position(expected: np.ndarray) -> Iterator[Places]:
    named = [(0, "number")] if expected.ndim == 1 else [(-2, "row"), (-1, "column")]
    if expected.ndim > 2:
        named.append((0, "part along axis 0"))
    for axis, word in named:
        if expected.shape[axis] < 2:
            continue
        for where, place in (("first", 0), ("last", -1)):
            one = np.zeros(expected.shape, bool)
            np.moveaxis(one, axis, 0)[place] = True
            yield f"the {where} {word} is", one
            yield f"every {word} but the {where} is", ~one
