"""Sets of places in a result: "where x is 0", "every row but the last"."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from helpers.checking.patterns.calls import Tried

Places = tuple[str, np.ndarray, bool]  # what they are called, which they are, whether by position


def places(call: Tried, expected: np.ndarray) -> Iterator[Places]:
    """Sets of places in a value of this shape, each with a phrase that completes "the numbers"."""
    if not expected.ndim or expected.size < 2:
        return
    for name, array in call.arrays.items():
        if array.shape == expected.shape:
            yield f"where {name} is 0", array == 0, False
            yield f"where {name} is below 0", array < 0, False
            yield f"where {name} is above 0", array > 0, False
            yield f"where {name} is not above 0", array <= 0, False
            yield f"where {name} is not below 0", array >= 0, False
    numbers = np.asarray(expected, float)
    yield "that should be nan or infinite", ~np.isfinite(numbers), False
    yield "that should be 0", numbers == 0, False
    yield "that should not be 0", numbers != 0, False
    yield "that should be below 0", numbers < 0, False
    yield "that should be above 0", numbers > 0, False
    yield from _by_position(expected)


def _by_position(expected: np.ndarray) -> Iterator[Places]:
    named = [(0, "number")] if expected.ndim == 1 else [(-2, "row"), (-1, "column")]
    if expected.ndim > 2:
        named.append((0, "entry along axis 0"))
    for axis, word in named:
        if expected.shape[axis] < 2:
            continue
        for where, place in (("first", 0), ("last", -1)):
            one = np.zeros(expected.shape, bool)
            np.moveaxis(one, axis, 0)[place] = True
            yield f"in the {where} {word}", one, True
            yield f"in every {word} but the {where}", ~one, True
