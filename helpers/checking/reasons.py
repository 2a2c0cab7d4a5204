"""Why a call raised an error: one fault raises in many dresses, depending on how it was written."""

from __future__ import annotations

import re

import numpy as np

from helpers.checking.outcome import Outcome

# What differs between two people's messages of one error: shapes, names, numbers.
PARTICULARS = re.compile(r"\([\d, ]*\)|'[^']*'|\d+")
REFUSAL = "a check that the answer makes on purpose"
EMPTY = "an empty array"
REASONS = {
    EMPTY: r"\((\d+, *)*0(, *\d+)*,?\)|zero-size array|empty (sequence|slice|array)",
    "a size that is not whole": r"object cannot be interpreted as an integer"
    r"|can't multiply sequence by non-int",
    "a place that is not whole": r"indices must be integers|only integers, slices",
    "an index out of bounds": r"out of bounds|index out of range",
    "an axis that is not there": r"tuple index out of range|axis \d+ is out of bounds"
    r"|too many indices|not enough values to unpack|too many values to unpack",
    "shapes that do not fit": r"broadcast|not aligned|mismatch in its core dimension"
    r"|cannot reshape|does not match|must match|inhomogeneous",
}
_PATTERNS = {reason: re.compile(pattern) for reason, pattern in REASONS.items()}
_FIRST = ("an axis that is not there", EMPTY)  # where several patterns fit a message


def reason(outcome: Outcome) -> str:
    """Why it raised. Two errors of one reason may be of different classes and texts."""
    if not outcome.message or outcome.error == "AssertionError":
        return REFUSAL
    for name in (*_FIRST, *_PATTERNS):
        if _PATTERNS[name].search(outcome.message):
            return name
    return f"{outcome.error}: {PARTICULARS.sub('#', outcome.message)}"


def is_refusal(outcome: Outcome) -> bool:
    """Whether it may have been raised on purpose: everybody words that in their own way."""
    return reason(outcome) == REFUSAL or (
        outcome.error == "ValueError" and reason(outcome) not in REASONS
    )


def is_empty(value: object) -> bool:
    """Whether a returned value holds an array without numbers."""
    values = value if isinstance(value, (list, tuple)) else (value,)
    return any(isinstance(array, np.ndarray) and array.size == 0 for array in values)
