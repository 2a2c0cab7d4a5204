"""In what way an answer is wrong, as a short digest: answers that are wrong alike have the same."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from helpers.checking.compare import difference, hashed
from helpers.checking.outcome import Outcome
from helpers.checking.sheet import Case, SheetPart
from helpers.checking.values import NotData, as_numbers, count_items

DIGITS = 16  # of the digest, hexadecimal
MOST_ITEMS = 20_000  # of a value whose items are looked at
MOST_CHARACTERS = 1000
STEP, SMALLEST = 1e-3, 1e-4  # of rounding, by the largest number, which counts as no less
SHIFT = 1 / math.pi  # so that no number that people choose lies on the border of a step
FREQUENCIES = (1.0, math.sqrt(2), math.sqrt(3))


def symptoms(
    parts: Sequence[SheetPart],
    tried: Sequence[Sequence[tuple[Case, Outcome]]],
    is_over: Callable[[], bool],
) -> str:
    """A digest of all cases that failed: which, and what came of each but for its words.

    Numbers are rounded, so that what two people worked out in different orders is the same. "" for
    an answer that is right, not all written, missing, or had to be stopped, and where patience is
    over.
    """
    if any(_says_nothing(outcome) for pairs in tried for _, outcome in pairs):
        return ""
    digest, is_wrong = hashlib.sha256(), False
    for i, (part, pairs) in enumerate(zip(parts, tried, strict=True)):
        for j, (case, outcome) in enumerate(pairs):
            if difference(outcome, case.expected, part.item) is None:
                continue
            is_wrong = True
            for piece in (i, j, *_of_outcome(outcome, case.expected, part.item)):
                digest.update(f"{piece}\0".encode(errors="replace"))
            if is_over():
                return ""
    return digest.hexdigest()[:DIGITS] if is_wrong else ""


def _says_nothing(outcome: Outcome) -> bool:
    is_unwritten = outcome.kind == "raised" and outcome.error == "NotImplementedError"
    return outcome.is_last or is_unwritten or outcome.kind == "missing"


def _of_outcome(outcome: Outcome, expected: Outcome, item: int | None) -> Iterator[str]:
    """Trained answers are only known to fall short: no two trainings give the same numbers."""
    yield outcome.kind
    yield outcome.error
    yield from outcome.changed
    if outcome.kind != "returned" or expected.kind == "scored":
        return
    if expected.kind == "hashed" and count_items(outcome.value) == 1:
        yield hashed(outcome.value, "")
    else:
        yield from _of_value(_looked_at(outcome.value, expected, item))


def _looked_at(value: Any, expected: Outcome, item: int | None) -> Any:
    several = all(isinstance(one, (tuple, list)) for one in (value, expected.value))
    if item is None or not several or len(value) != len(expected.value):
        return value
    return value[item]


def _of_value(value: Any) -> Iterator[str]:
    """Of what is large, only its form."""
    if isinstance(value, str):
        yield value[:MOST_CHARACTERS]
        return
    is_small = count_items(value) <= MOST_ITEMS
    try:
        if is_small:
            yield from _of_numbers(as_numbers(value))
            return
    except NotData:
        pass
    yield type(value).__name__
    yield str(np.shape(value) if isinstance(value, np.ndarray) else count_items(value))
    if is_small and isinstance(value, dict):
        value = [each for key in sorted(value) for each in (key, value[key])]
    if is_small and isinstance(value, (list, tuple)):
        for item in value:
            yield from _of_value(item)


def _of_numbers(array: np.ndarray) -> Iterator[str]:
    """The shape, where numbers are not finite, and a few rounded sums of all others, each with
    weights of its own. A sum lies near the border of a step seldom, one of many numbers often."""
    yield f"{'truth' if array.dtype.kind == 'b' else 'numbers'} {array.shape}"
    if array.dtype.kind == "c":
        array = np.stack([array.real, array.imag])
    with np.errstate(all="ignore"):
        try:
            numbers = array.astype(float).ravel()
        except (OverflowError, TypeError, ValueError):  # whole numbers beyond all doubles
            return
    finite = np.isfinite(numbers)
    if not finite.all():
        yield hashlib.sha256(np.packbits(finite)).hexdigest()
        yield hashlib.sha256(np.packbits(numbers == np.inf)).hexdigest()
        numbers = np.where(finite, numbers, 0.0)
    largest = float(np.abs(numbers).max(initial=SMALLEST))
    power = math.floor(math.log2(largest) + SHIFT)
    scaled = np.ldexp(numbers, -power) / math.sqrt(max(1, numbers.size))
    places = np.arange(1, numbers.size + 1)
    yield f"times 2 to the {power}"
    for frequency in FREQUENCIES:
        yield str(math.floor(scaled @ np.cos(frequency * places) / STEP + SHIFT))
