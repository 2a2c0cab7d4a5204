"""Conditions on the arguments of a call: "padding is 0", "the kernel is not square".

What they say of the calls is read off, so it is true. What could mislead is a coincidence: the
less a condition means, the more calls must speak for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from helpers.checking.patterns.calls import OneCall, is_numeric

# Calls that must speak for a condition, and as many against it, by what it is about.
BRANCH, SIZE, CONTENT, COINCIDENCE = 2, 3, 4, 5
IN_PAIRS = 3
MOST_PAIRS = 2  # that separate equally well: more of them are chance
RIGHT_OF_EITHER = 0.25  # of all calls: where most fail, some "or" fits by chance
GAP = 10.0  # factor between magnitudes on both sides of a threshold
ERROR = "it"  # what a condition on errors is about
MOST_LOOKED_AT = 64  # numbers, for what compares each with each

Truth = np.ndarray  # one bool for each call


@dataclass(frozen=True)
class Condition:
    """What is so in some calls and not in others.

    about: what it is about, an argument or an axis; text: what is so; holds: one bool for each
    call; calls: how many must speak for it, and as many against; is_other: whether it says that an
    argument is not its default.
    """

    about: str
    text: str
    holds: Truth
    calls: int = BRANCH
    is_other: bool = False

    @property
    def phrase(self) -> str:
        """Completes "exactly where ..."."""
        return f"{self.about} {self.text}"

    def separates(self, these: Truth, others: Truth) -> bool:
        """Whether it holds in all of these calls and in none of the others."""
        return (
            bool(self.holds[these].all())
            and not self.holds[others].any()
            and min(these.sum(), others.sum()) >= self.calls
        )


def conditions(calls: Sequence[OneCall]) -> list[Condition]:
    """All conditions that hold in some calls and not in all, each set of calls as often as it can
    be described."""
    found = []
    for make in (_settings, _sizes, _geometry, _kinds_of_numbers, _results, _contents):
        for condition in make(calls):
            if condition.holds.any() and not condition.holds.all():
                found.append(condition)
    return found


def separating(found: Sequence[Condition], these: Truth, others: Truth) -> str:
    """The phrase for what holds in all of these calls and in none of the others; "" without one."""
    fitting = [condition for condition in found if condition.separates(these, others)]
    if fitting:
        least = min(condition.calls for condition in fitting)
        fitting = [condition for condition in fitting if condition.calls == least]
        return _together(fitting)
    return _in_pairs(found, these, others)


def _together(fitting: Sequence[Condition]) -> str:
    """One phrase for conditions that hold in the same calls."""
    settings = [condition.about for condition in fitting if condition.is_other]
    if len(settings) > 2:
        return f"settings other than the defaults are given: {', '.join(settings)}"
    first = fitting[0]
    others = (other.phrase for other in fitting if other.about != first.about)
    other = next(others, "")
    return f"{first.phrase}, which are also the calls where {other}" if other else first.phrase


def _in_pairs(found: Sequence[Condition], these: Truth, others: Truth) -> str:
    """Two conditions of which one or both must hold; not where more than one or two pairs fit."""
    if min(these.sum(), others.sum()) < IN_PAIRS:
        return ""
    alone: dict[bytes, list[Condition]] = {}
    for condition in found:
        if condition.calls == BRANCH:
            alone.setdefault(condition.holds.tobytes(), []).append(condition)
    # One that cannot be told from a condition on something else would be half the truth.
    clear = [same[0] for same in alone.values() if len({one.about for one in same}) == 1]
    phrases = []
    for one, other in combinations(clear, 2):
        if _in_either(one.holds, other.holds, these, others):
            phrases.append(f"{one.phrase} or {other.phrase}")
        elif _in_both(one.holds, other.holds, these, others):
            phrases.append(f"{one.phrase} and {other.phrase}")
        if len(phrases) > MOST_PAIRS:
            return ""
    return phrases[0] if phrases else ""


def _in_either(one: Truth, other: Truth, these: Truth, others: Truth) -> bool:
    return (
        not (one | other)[others].any()
        and bool((one | other)[these].all())
        and min((one & ~other)[these].sum(), (other & ~one)[these].sum()) >= BRANCH
        and others.sum() >= RIGHT_OF_EITHER * len(others)
    )


def _in_both(one: Truth, other: Truth, these: Truth, others: Truth) -> bool:
    return (
        bool((one & other)[these].all())
        and not (one & other)[others].any()
        and min((one & ~other)[others].sum(), (other & ~one)[others].sum()) >= BRANCH
    )


def one_sided(
    found: Sequence[Condition], fails: Truth, fewest: int, share: float
) -> Condition | None:
    """A condition in all calls of which an answer is right, while it is wrong in most others."""
    fitting = [
        condition
        for condition in found
        if condition.calls == BRANCH
        and condition.about != ERROR  # to raise an error as it should is easily right
        and condition.holds.sum() >= fewest
        and not fails[condition.holds].any()
        and fails[~condition.holds].mean() >= share
    ]
    return max(fitting, key=lambda condition: condition.holds.sum(), default=None)


def _settings(calls: Sequence[OneCall]) -> Iterator[Condition]:
    """Arguments that are one number."""
    defaults = calls[0].signature.defaults
    for name in calls[0].settings:
        values = [call.settings.get(name) for call in calls]
        if None in values:
            continue
        numbers = np.array(values, float)
        if all(isinstance(value, bool) for value in values):
            yield Condition(name, "is True", numbers == 1)
            yield Condition(name, "is False", numbers == 0)
            continue
        if isinstance(defaults.get(name), (int, float)):
            is_default = numbers == defaults[name]
            other = f"is not {defaults[name]:g}"
            yield Condition(name, other, ~is_default, is_other=True)
            yield Condition(name, f"is {defaults[name]:g}", is_default)
        for number in (0, 1):
            if defaults.get(name) != number:
                yield Condition(name, f"is {number}", numbers == number)
                yield Condition(name, f"is not {number}", numbers != number)
        yield Condition(name, "is more than 1", numbers > 1)
        yield Condition(name, "is below 0", numbers < 0)
        yield Condition(name, "is above 0", numbers > 0)
        if all(isinstance(value, int) for value in values):
            yield Condition(name, "is even", numbers % 2 == 0, SIZE)
            yield Condition(name, "is odd", numbers % 2 == 1, SIZE)
            yield from _from_some_number_on(name, numbers)


def _from_some_number_on(name: str, numbers: np.ndarray) -> Iterator[Condition]:
    for number in sorted(set(numbers[numbers > 2].astype(int).tolist())):
        yield Condition(name, f"is {number} or more", numbers >= number, SIZE)


def _sizes(calls: Sequence[OneCall]) -> Iterator[Condition]:
    """How long axes are, and how many there are."""
    for name in calls[0].arrays:
        axes = np.array([call.arrays[name].ndim if name in call.arrays else -1 for call in calls])
        for count in sorted({*axes.tolist()}) if (axes >= 0).all() else ():
            are = "axis" if count == 1 else "axes"
            yield Condition(name, f"has {count} {are}", axes == count)
        if (axes >= 0).all() and not calls[0].signature.axes.get(name):
            ones = [1 in call.arrays[name].shape for call in calls]
            yield Condition(f"an axis of {name}", "has length 1", np.array(ones), SIZE)
    names = [axis for axis in calls[0].lengths if all(axis in call.lengths for call in calls)]
    lengths = {name: np.array([call.lengths[name] for call in calls]) for name in names}
    for name, length in lengths.items():
        yield Condition(name, "is 1", length == 1)
        yield Condition(name, "is more than 1", length > 1)
        yield Condition(name, "is odd", length % 2 == 1, SIZE)
        yield Condition(name, "is even", length % 2 == 0, SIZE)
        yield from _from_some_number_on(name, length)
    for one, other in combinations(names, 2):
        are_equal = lengths[one] == lengths[other]
        yield Condition(one, f"is not {other}", ~are_equal, COINCIDENCE)
        yield Condition(one, f"is {other}", are_equal, COINCIDENCE)
    for name, value in calls[0].arguments.items():
        if isinstance(value, list) and all(isinstance(c.arguments[name], list) for c in calls):
            counts = np.array([len(call.arguments[name]) for call in calls])
            yield Condition(name, "has one entry", counts == 1)
            yield Condition(name, "has more than one entry", counts > 1)
            yield Condition(name, "has more than two entries", counts > 2)


def _geometry(calls: Sequence[OneCall]) -> Iterator[Condition]:
    """Images, windows, and how windows lie on images."""
    for name in calls[0].signature.axes:
        sides = [call.sides(name) for call in calls]
        if None in sides:
            continue
        height, width = np.array(sides).T
        yield Condition(name, "is not as high as wide", height != width)
        yield Condition(name, "is as high as wide", height == width, SIZE)
        yield Condition(name, "is wider than high", width > height, CONTENT)
        yield Condition(name, "is higher than wide", height > width, CONTENT)
    windows = [_windows(call) for call in calls]
    if None in windows:
        return
    size, window, step, frame = (np.array(part) for part in zip(*windows, strict=True))
    overlap = (step[:, None] < window).any(axis=1)
    left_over = ((size + 2 * frame[:, None] - window) % step[:, None] != 0).any(axis=1)
    yield Condition("windows", "overlap", overlap)
    yield Condition("no windows", "overlap", ~overlap)
    yield Condition("windows", "have gaps between them", (step[:, None] > window).any(axis=1))
    yield Condition("numbers", "are left over at the border", left_over)
    yield Condition("no numbers", "are left over at the border", ~left_over)
    wide = (frame[:, None] >= window).any(axis=1)
    yield Condition("padding", "is as large as the window", wide)


def _windows(call: OneCall) -> tuple | None:
    """Sides of the image and of the window, stride and padding, where a call has windows."""
    if not {"stride", "kernel", "window"} & call.arguments.keys():
        return None
    image = _sides(call, ("x", "image", "signal", "shape", "size"))
    window = _sides(call, ("w", "kernel", "window"))
    if image is None or window is None or len(image) != len(window):
        return None
    stride, padding = call.settings.get("stride", 1), call.settings.get("padding", 0)
    return image, window, max(1, int(stride)), int(padding)


def _sides(call: OneCall, names: Sequence[str]) -> tuple[int, ...] | None:
    """Height and width, or the one length, of the first of these arguments that a call has."""
    for name in names:
        value = call.arguments.get(name)
        if (sides := call.sides(name)) is not None:
            return sides
        if isinstance(value, np.ndarray) and value.ndim == 1:
            return value.shape
        if isinstance(value, tuple) and len(value) == 2 and all(type(n) is int for n in value):
            return value
        if type(value) is int:
            return (value,)
    return None


def _kinds_of_numbers(calls: Sequence[OneCall]) -> Iterator[Condition]:
    for name in calls[0].arrays:
        if not all(name in call.arrays for call in calls):
            continue
        whole = np.array([call.arrays[name].dtype.kind in "iub" for call in calls])
        yield Condition(name, "holds whole numbers (of dtype int)", whole)
        yield Condition(name, "holds floats", ~whole)


def _results(calls: Sequence[OneCall]) -> Iterator[Condition]:
    expected = [call.case.expected for call in calls]
    errors = np.array([outcome.kind == "raised" for outcome in expected])
    name = next((outcome.error for outcome in expected if outcome.kind == "raised"), "")
    yield Condition(ERROR, f"should raise {name}", errors)
    values = [outcome.value for outcome in expected]
    if all(is_numeric(value) and value.ndim > 1 for value in values):
        square = np.array([value.shape[-2] == value.shape[-1] for value in values])
        yield Condition("the result", "is not as high as wide", ~square, SIZE)
        yield Condition("the result", "is as high as wide", square, SIZE)
    if all(isinstance(value, (int, float)) for value in values):
        numbers = np.array(values, float)
        yield Condition("the expected result", "is 0", numbers == 0, SIZE)
        yield Condition("the expected result", "is not 0", numbers != 0, SIZE)
        yield Condition("the expected result", "is below 0", numbers < 0, SIZE)
        yield Condition("the expected result", "is not a whole number", numbers % 1 != 0, SIZE)


def _contents(calls: Sequence[OneCall]) -> Iterator[Condition]:
    for name in calls[0].arrays:
        if not all(name in call.arrays and call.arrays[name].size for call in calls):
            continue
        arrays = [call.arrays[name] for call in calls]

        def where(test: Callable[[np.ndarray], bool], arrays: list = arrays) -> Truth:
            return np.array([bool(test(array)) for array in arrays])

        zero, below = where(lambda a: (a == 0).any()), where(lambda a: (a < 0).any())
        yield Condition(name, "holds a 0", zero, CONTENT)
        yield Condition(name, "holds no 0", ~zero, CONTENT)
        yield Condition(name, "holds numbers below 0", below, CONTENT)
        yield Condition(name, "holds no numbers below 0", ~below, CONTENT)
        yield Condition(name, "holds equal numbers", where(_has_equal), CONTENT)
        yield from _thresholds(name, np.array([_largest(array) for array in arrays]))


def _has_equal(array: np.ndarray) -> bool:
    return array.size <= MOST_LOOKED_AT and len(np.unique(array)) < array.size


def _largest(array: np.ndarray) -> float:
    with np.errstate(all="ignore"):
        return float(np.abs(array.astype(float)).max())


def _thresholds(name: str, largest: np.ndarray) -> Iterator[Condition]:
    """Numbers far larger than in all other calls."""
    ordered = np.unique(largest[np.isfinite(largest)])
    for below, above in pairwise(ordered):
        if below == 0:
            yield Condition(name, "is not 0 everywhere", largest > 0)
            yield Condition(name, "is 0 everywhere", largest == 0)
        elif above >= GAP * below:
            text = f"is {above:g} or more (elsewhere at most {below:g})"
            yield Condition(f"the largest number in {name}", text, largest >= above)
