"""A linear classifier that is trained, judged by its accuracy on features nobody has seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.checking.kinds.function import call_function
from helpers.checking.kinds.kind import Kind
from helpers.checking.kinds.weights import MOST_UNITS
from helpers.checking.values import NotData, as_numbers


def facts_of_probe(value: Any, exam: dict) -> tuple[str, str, float]:
    """The shapes of W and b, whether all of their numbers are finite, and the share of the exam's
    examples that they classify correctly.

    value: W (C, D) and b (C,).
    """
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise NotData("something else than W and b")
    try:
        W, b = (as_numbers(array) for array in value)
    except NotData as error:
        raise NotData("W and b that are no arrays of numbers") from error
    if not all(array.dtype.kind in "iuf" for array in (W, b)):
        raise NotData("W and b that are no arrays of numbers")
    shapes = f"W {W.shape}, b {b.shape}"
    if not all(np.isfinite(array).all() for array in (W, b)):
        return shapes, "numbers that are not finite", 0.0
    fits = b.ndim == 1 and W.shape == (*b.shape, exam["unseen"].shape[1])
    if not fits or not 0 < len(b) <= MOST_UNITS:
        return shapes, "finite", 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        scores = exam["unseen"] @ W.T.astype(float) + b.astype(float)
    return shapes, "finite", float(np.mean(scores.argmax(axis=1) == exam["labels"]))


LINEAR_PROBE = Kind("linear probe", call_function, facts_of_probe)
