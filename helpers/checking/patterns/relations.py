"""Relations between what came back and what was expected: "twice the expected", "without b".

Each is a phrase that completes "it is ...". A relation is found where the same phrase is true of
every wrong call.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np

from helpers.checking.compare import close
from helpers.checking.patterns.calls import OneCall, as_array

ONCE = {
    2.0: "twice the expected",
    0.5: "half of the expected",
    -1.0: "the negative of the expected",
}
WEIGHTS = "w"  # what is moved where one value alone comes back
LARGEST_DENOMINATOR = 20
NEAR = 1e-5  # relative, of a factor and what it is called by
MOST_AXES = 4  # of which all orders are tried


def relations(call: OneCall, place: int, got: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    """What holds of one returned value in one call, the most special first."""
    if got.shape != expected.shape:
        yield from _other_shapes(got, expected)
        return
    if not got.size:
        return
    got, expected = got.astype(float), expected.astype(float)
    if not np.isfinite(got).all() or not np.isfinite(expected).all() or is_equal(got, expected):
        return
    yield from _all_zero(got, expected)
    yield from _factors(call, got, expected)
    yield from _offsets(call, got, expected)
    yield from _arguments(call, place, got, expected)
    yield from _signs(got, expected)
    yield from _orders(got, expected)
    yield from _whole_numbers(got, expected)


def is_equal(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two arrays agree within the tolerance of the checker."""
    return a.shape == b.shape and bool(close(a, b).all())


def _all_zero(got: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    if not got.any() and expected.any():
        yield "0 everywhere" if got.ndim else "0"


def _factors(call: OneCall, got: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    factor = _factor(got, expected)
    if factor is not None:
        yield from (f"{name} the expected" for name in _named(call, factor))
        if factor in ONCE:
            yield ONCE[factor]
        elif factor != 1:
            yield f"{_number(factor)} times the expected"


def _factor(got: np.ndarray, expected: np.ndarray) -> float | None:
    """The one number that the expected was multiplied by, rounded; None without one."""
    if not expected.any():
        return None
    largest = np.unravel_index(np.abs(expected).argmax(), expected.shape)
    factor = float(got[largest] / expected[largest])
    if factor == 0 or not is_equal(got, factor * expected):
        return None
    return float(f"{factor:.6g}")


def _number(factor: float) -> str:
    """A factor as one reads it: 1/3 and not 0.333333."""
    fraction = Fraction(factor).limit_denominator(LARGEST_DENOMINATOR)
    is_fraction = fraction.denominator > 1 and math.isclose(fraction, factor, rel_tol=1e-6)
    return str(fraction) if is_fraction else f"{factor:g}"


def _named(call: OneCall, factor: float) -> Iterator[str]:
    """Names of a factor: the length of an axis, an argument, or one divided by it."""
    lengths = call.lengths.items()
    areas = {f"{one}·{other}": a * b for (one, a), (other, b) in combinations(lengths, 2)}
    for name, number in {**call.lengths, **_numbers(call), **areas}.items():
        if number and _is_close(factor, number):
            yield f"{name} times"
        if number and _is_close(factor, 1 / number):
            yield f"1 / ({name}) times" if name in areas else f"1 / {name} times"
        if 0 < number < 1 and _is_close(factor, 1 - number):
            yield f"(1 - {name}) times"


def _is_close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=NEAR)


def _numbers(call: OneCall) -> dict[str, float]:
    return {k: v for k, v in call.settings.items() if not isinstance(v, bool)}


def _offsets(call: OneCall, got: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    offset = float((got - expected).flat[0])
    if offset == 0 or not is_equal(got, expected + offset):
        return
    for name, number in {**call.lengths, **_numbers(call)}.items():
        if number and _is_close(abs(offset), abs(number)):
            yield f"the expected {'plus' if offset * number > 0 else 'minus'} {name}"
    yield f"{abs(offset):.6g} {'more' if offset > 0 else 'less'} than the expected"


def _arguments(call: OneCall, place: int, got: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    """An argument that is missing, or in it once too often, or that the result was moved from."""
    for name, array in call.arrays.items():
        if array.dtype.kind == "b" or not array.size or not array.any():
            continue
        if is_equal(got, array.astype(float)):
            yield f"{name} itself"
        if not _can_be_added(array, expected):
            continue
        argument = array.astype(float)
        if is_equal(got, expected - argument):
            yield f"the expected without {name} being added"
        if is_equal(got, expected + argument):
            yield f"the expected with {name} added once more"
        if array.shape != expected.shape:
            continue
        if is_equal(got, expected * argument):
            yield f"the expected times {name}"
        if (argument != 0).all() and is_equal(got, expected / argument):
            yield f"the expected divided by {name}"
        if name in (*call.signature.returns[place : place + 1], WEIGHTS):
            yield from _steps(call, name, got - argument, expected - argument)


def _can_be_added(array: np.ndarray, expected: np.ndarray) -> bool:
    try:
        return np.broadcast_shapes(array.shape, expected.shape) == expected.shape
    except ValueError:
        return False


def _steps(call: OneCall, name: str, got: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    factor = _factor(got, expected)
    if factor is None or factor == 1:
        return
    for words in _named(call, factor):
        yield f"as far from {name} as {words} the expected step"
    if factor == -1:
        yield f"as far from {name} as expected, but in the opposite direction"
    else:
        yield f"as far from {name} as {_number(factor)} times the expected step"


def _signs(got: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    if expected.min() < 0:
        if is_equal(got, np.abs(expected)):
            yield "the expected without its sign"
        if is_equal(got, np.maximum(expected, 0)):
            yield "the expected with 0 in place of what is negative"
    if expected.max() > 0 and is_equal(got, np.minimum(expected, 0)):
        yield "the expected with 0 in place of what is positive"
    if is_equal(got, 1 - expected):
        yield "1 minus the expected"
    if expected.all() and is_equal(got, 1 / expected):
        yield "1 divided by the expected"


def _orders(got: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    for axis in range(got.ndim):
        if is_equal(got, np.flip(expected, axis)):
            yield "the expected in reverse order" + _along(axis, got.ndim)
    yield from _axis_orders(got, expected)
    if is_equal(np.sort(got, None), np.sort(expected, None)):
        yield "the expected numbers in another order"
    elif (
        _is_telling(expected)
        and np.isclose(got.sum(), expected.sum())
        and np.abs(got - expected).max() > FAR_OFF * np.abs(expected).max()
    ):
        yield "an array with the right sum, but with numbers in the wrong places"


FAR_OFF = 0.01  # of the largest number: what differs by less is in its place


def _is_telling(array: np.ndarray) -> bool:
    """Whether the sum of all numbers is one that others would not have: shares add up to 1, and
    slopes of shares to 0."""
    total, rows = array.sum(), len(array) if array.ndim else 1
    return abs(total) > 0.01 * np.abs(array).sum() and not np.isclose(total, (1, rows)).any()


def _along(axis: int, axes: int) -> str:
    return f" along axis {axis}" if axes > 1 else ""


def _axis_orders(got: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    if not 2 <= expected.ndim <= MOST_AXES or got.ndim != expected.ndim:
        return
    for order in permutations(range(expected.ndim)):
        if order != tuple(range(expected.ndim)) and is_equal(got, expected.transpose(order)):
            if expected.ndim == 2:
                yield "the expected, transposed"
            else:
                yield f"the expected with its axes in the order {order}"


def _whole_numbers(got: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    if (got % 1).any() or not (expected % 1).any():
        return
    for words, function in (("cut off", np.trunc), ("rounded down", np.floor)):
        if is_equal(got, function(expected)):
            yield f"the expected {words} to whole numbers"
    if is_equal(got, np.round(expected)):
        yield "the expected rounded to whole numbers"


def _other_shapes(got: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    if not got.size or not expected.size:
        return
    if is_equal(got.squeeze(), expected.squeeze()):
        yield "the expected, but for an axis of length 1"
    yield from _axis_orders(got, expected)
    if got.size == expected.size and is_equal(got.ravel(), expected.ravel()):
        yield "the expected numbers in another shape"
    yield from _sums(got, expected)
    if got.ndim == expected.ndim:
        yield from _parts(got, expected)


def _sums(got: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    for axis in range(expected.ndim):
        along = f" over axis {axis}" if expected.ndim > 1 else ""
        if is_equal(got, np.asarray(expected.sum(axis))):
            yield f"the expected, summed up{along}"
        if is_equal(got, np.asarray(expected.mean(axis))):
            yield f"the mean of the expected{along}"
    for axis in range(got.ndim):
        along = f" over axis {axis}" if got.ndim > 1 else ""
        if is_equal(np.asarray(got.sum(axis)), expected):
            yield f"not yet summed up{along}"
        if is_equal(np.asarray(got.mean(axis)), expected):
            yield f"not yet averaged{along}"


def _parts(got: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    """The expected with numbers missing at borders, or with more numbers round it."""
    for whole, part, words in (
        (expected, got, "the expected without"),
        (got, expected, "the expected and, besides,"),
    ):
        margins = _margins(whole, part)
        if margins:
            yield f"{words} {margins}"


def _margins(whole: np.ndarray, part: np.ndarray) -> str:
    """What stands in an array beyond another, which is a part of it; "" where it is none."""
    extra = np.subtract(whole.shape, part.shape)
    if (extra < 0).any():
        return ""
    starts = {"what comes last": np.zeros_like(extra), "what comes first": extra}
    if not (extra % 2).any():
        starts = {"its border": extra // 2, **starts}
    for words, start in starts.items():
        here = tuple(slice(s, s + n) for s, n in zip(start, part.shape, strict=True))
        if is_equal(whole[here], part):
            axes = [str(axis) for axis, more in enumerate(extra) if more]
            along = f" along {'axes' if len(axes) > 1 else 'axis'} {' and '.join(axes)}"
            return words + (along if whole.ndim > 1 else "")
    return ""


def other_value(call: OneCall, got: np.ndarray, place: int) -> Iterator[str]:
    """Which other of several returned values was expected to be this."""
    for other, name in enumerate(call.signature.returns):
        expected = as_array(call.case.expected.value[other])
        if other != place and expected is not None and is_equal(got, expected):
            yield f"what {name} should be"
