"""Why a call raised an error: one fault raises in many dresses, depending on how it was written."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from helpers.checking.outcome import Outcome

# What differs between two people's messages of one error: shapes, names, numbers.
PARTICULARS = re.compile(r"\([\d, ]*\)|'[^']*'|\d+")
REFUSAL = "a check that the answer makes on purpose"
EMPTY = "an empty array"
OTHER_PARAMETERS = "other parameters"


class Reason(NamedTuple):
    """Why Python or NumPy raised. advice: what is true of every such error, and what to do."""

    name: str
    pattern: re.Pattern
    advice: str


# The first that fits a message counts.
REASONS = [
    Reason(name, re.compile(pattern), advice)
    for name, pattern, advice in [
        (
            "an axis that is not there",
            r"tuple index out of range|axis -?\d+ is out of bounds|too many indices"
            r"|(not enough|too many) values to unpack",
            "The code counts on another number of axes, or of values, than there are here: print "
            "the shape of the array that the failing line works on.",
        ),
        (
            EMPTY,
            r"\((\d+, *)*0(, *\d+)*,?\)|zero-size array|empty (sequence|slice|array)",
            "An array is empty where the error is raised: print the slices, or the sizes, of all "
            "that the failing line works on.",
        ),
        (
            "a size that is not whole",
            r"object cannot be interpreted as an integer|multiply sequence by non-int",
            "A size came out as a float: / gives one even where nothing is left over, // gives "
            "an int.",
        ),
        (
            "a place that is not whole",
            r"indices must be integers|only integers, slices",
            "An index came out as a float: / gives one even where nothing is left over, // gives "
            "an int.",
        ),
        (
            "an index out of bounds",
            r"out of bounds|index out of range",
            "An index goes beyond the end of its axis: print the index and the shape before the "
            "line that fails.",
        ),
        (
            "many truths for one question",
            r"truth value of an array",
            "An array holds many numbers where if, and, or or max wants a single one: add them up, "
            "or ask for each of them with np.where or np.maximum.",
        ),
        (
            "whole numbers that cannot take fractions",
            r"[Cc]annot cast ufunc",
            "An array of whole numbers cannot take fractions in place: make it an array of floats "
            "first.",
        ),
        (
            "an array where one number is wanted",
            r"only (length-1|0-dimensional|size-1) arrays|only integer scalar arrays"
            r"|must be real number, not (list|numpy.ndarray)",
            "An array stands where one number is wanted: functions of math take one number, "
            "functions of np take arrays, and a second argument may not be what it is taken for.",
        ),
        (
            "shapes that do not fit",
            r"broadcast|not aligned|mismatch in its core dimension|cannot reshape|does not match"
            r"|must match|inhomogeneous|cannot be multiplied|must be equal|same reduction dim"
            r"|invalid for input of size",
            "Two shapes do not fit together: print both before the line that fails.",
        ),
        (
            "None where a value is wanted",
            r"NoneType",
            "None is used where a value is wanted: is a return missing in a function, or does a "
            "line keep what a method such as sort or append gives back?",
        ),
        (
            "a name without a value",
            r"^name '\w+' is not defined|cannot access (local|free) variable",
            "A name is used that no line has given a value by then: look for its first use and "
            "for an if that skips it.",
        ),
        (
            OTHER_PARAMETERS,
            r"^\S+ takes \d+ positional|^\S+ missing \d+ required|unexpected keyword argument",
            "A function is called with other arguments than it takes: keep the parameters that "
            "the cell came with.",
        ),
    ]
]


def reason(outcome: Outcome) -> str:
    """Why it raised. Two errors of one reason may be of different classes and texts."""
    if not outcome.message or outcome.error == "AssertionError":
        return REFUSAL
    known = _known(outcome)
    return known.name if known else f"{outcome.error}: {PARTICULARS.sub('#', outcome.message)}"


def advice(outcome: Outcome) -> str:
    """What is true of every error of this reason, as a sentence; "" for one that is not known."""
    known = _known(outcome) if outcome.kind == "raised" else None
    return known.advice if known else ""


def is_refusal(outcome: Outcome) -> bool:
    """Whether it may have been raised on purpose: everybody words that in their own way."""
    return reason(outcome) == REFUSAL or (outcome.error == "ValueError" and not _known(outcome))


def is_empty(value: object) -> bool:
    """Whether a returned value holds an array without numbers."""
    values = value if isinstance(value, (list, tuple)) else (value,)
    return any(isinstance(array, np.ndarray) and array.size == 0 for array in values)


def _known(outcome: Outcome) -> Reason | None:
    return next((known for known in REASONS if known.pattern.search(outcome.message)), None)
