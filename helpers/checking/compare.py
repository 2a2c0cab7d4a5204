"""Is an outcome the expected one? If not, one sentence that says how it differs."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.checking.outcome import Outcome
from helpers.checking.typed import one_line
from helpers.checking.values import NotData, RaggedRows, as_numbers, count_items, same

# Relative tolerance by the precision of the answer; the second number, times the largest expected
# magnitude, allows for sums that nearly cancel and were added up in another order. Doubles may
# have been computed in single precision on the way. Half precision is for where it is expected.
TOLERANCES = {"float16": (1e-2, 1e-2), "float32": (1e-4, 1e-5), "float64": (2e-6, 1e-6)}
GRID_SIDE = 12
SHOWN_IN_FULL = 8  # elements
SHOWN_CHARACTERS = 80
MORE_DIGITS = (0, 3, 6, 12)
MINUS_ZERO = re.compile(r"-0\.0*(?!\d)")


@dataclass(frozen=True)
class Difference:
    """How an outcome differs from the expected one.

    text: starts with a verb, as in "returned 30, expected 32"; or a function that makes it, since
    most differences are never shown.
    grid: for arrays of two dimensions or more the last two where they first differ, True where
    wrong; `place` says which slice it is.
    """

    text: str | Callable[[], str]
    grid: np.ndarray | None = None
    place: str = ""

    @property
    def sentence(self) -> str:
        return self.text if isinstance(self.text, str) else self.text()


def difference(answer: Outcome, expected: Outcome, item: int | None = None) -> Difference | None:
    """None where the outcome is as expected.

    item: look only at this one of several returned values.
    """
    if answer.kind == "missing":
        why = f", since {answer.message}" if answer.message else ": run the cell that defines it"
        return Difference(f"is not defined{why}")
    if answer.kind == "not data":
        return Difference(f"returned {answer.message}, expected {_describe(expected, item)}")
    if answer.is_last:
        return Difference(answer.message)
    if answer.kind == "raised":
        if expected.kind == "raised" and expected.error in (answer.error, *answer.bases):
            return None
        line = f" ({answer.line})" if answer.line else ""
        message = answer.message.rstrip(" .")
        message = f": {message}" if message else ""
        return Difference(
            f"raised {answer.error}{message}{line}, expected {_describe(expected, item)}"
        )
    if expected.kind == "raised":
        return Difference(f"returned {show(answer.value)}, expected {_describe(expected, item)}")
    if answer.changed:
        names = " and ".join(answer.changed)
        return Difference(
            f"changed its input {names}: work on a copy, the caller still needs the original"
        )
    if expected.kind == "hashed":
        return _hash_difference(answer.value, expected.value)
    if expected.kind == "scored":
        return _score_difference(answer.value, expected.value, item)
    if item is None:
        return _difference(answer.value, expected.value)
    count = len(expected.value)
    if not _holds(answer.value, expected.value):
        return Difference(f"returned {_as_one(answer.value)}, expected {count} values")
    return _difference(answer.value[item], expected.value[item])


def _holds(value: Any, expected: tuple | list) -> bool:
    """Whether a value holds as many as expected: a tuple, a list, or their stack as one array."""
    if isinstance(value, np.ndarray):
        items = [item for item in expected if isinstance(item, (np.ndarray, int, float))]
        is_stack = value.ndim > 0 and all(value.shape[1:] == np.shape(item) for item in items)
        return is_stack and len(items) == len(value) == len(expected)
    return isinstance(value, (tuple, list)) and len(value) == len(expected)


def _as_one(value: Any) -> str:
    """A value in words where several were expected."""
    return show(value).replace("an array", "one array", 1)


def _difference(answer: Any, expected: Any) -> Difference | None:
    if isinstance(expected, (tuple, list)) and _is_nested(expected):
        return _sequence_difference(answer, expected)
    if _are_lists_of_numbers(answer, expected) and len(answer) != len(expected):
        return Difference(f"returned {show(answer)}, expected {show(expected)}")
    if isinstance(expected, (np.ndarray, tuple, list)):
        return _array_difference(answer, np.asarray(expected))
    if isinstance(expected, dict):
        if not isinstance(answer, dict) or answer.keys() != expected.keys():
            return Difference(f"returned {show(answer)}, expected the keys {list(expected)}")
        for key, value in expected.items():
            found = _difference(answer[key], value)
            if found:
                return _at(f"at {key!r}", found)
        return None
    return _scalar_difference(answer, expected)


def _at(where: str, found: Difference) -> Difference:
    return Difference(lambda: f"{where} {found.sentence}", found.grid, found.place)


def _is_nested(expected: tuple | list) -> bool:
    """Whether a list holds more than numbers, so that it is compared item by item."""
    return not all(isinstance(item, (bool, int, float, complex, np.generic)) for item in expected)


def _are_lists_of_numbers(*values: Any) -> bool:
    return all(isinstance(value, list) and not _is_nested(value) for value in values)


def _sequence_difference(answer: Any, expected: tuple | list) -> Difference | None:
    if not _holds(answer, expected):
        if _are_texts(answer) and _are_texts(expected):
            return _where_they_part(answer, expected)
        return Difference(f"returned {_as_one(answer)}, expected {len(expected)} values")
    for i, (got, wanted) in enumerate(zip(answer, expected, strict=True)):
        found = _difference(got, wanted)
        if found:
            return _at(f"value {i + 1}:", found)
    return None


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) for v in value)


def _where_they_part(answer: list[str], expected: list[str]) -> Difference:
    """The first difference of two lists of texts, one of which is longer."""
    for i, (got, wanted) in enumerate(zip(answer, expected, strict=False)):
        if got != wanted:
            return _at(f"value {i + 1}:", _scalar_difference(got, wanted))
    counts = f"returned {len(answer)} values, expected {len(expected)}"
    if len(answer) < len(expected):
        return Difference(f"{counts}: {show(expected[len(answer)])} should come next")
    return Difference(f"{counts}: {show(answer[len(expected)])} is one too many")


def _scalar_difference(answer: Any, expected: Any) -> Difference | None:
    wrong = Difference(lambda: "returned {}, expected {}".format(*_told_apart(answer, expected)))
    if expected is None or isinstance(expected, str):
        return None if type(answer) is type(expected) and answer == expected else wrong
    if isinstance(answer, np.ndarray) and answer.shape == ():
        answer = answer[()]
    if isinstance(answer, (str, type(None), list, tuple, dict, np.ndarray)):
        return wrong
    if isinstance(expected, (bool, np.bool_)):
        return None if isinstance(answer, (bool, np.bool_)) and answer == expected else wrong
    if isinstance(answer, (bool, np.bool_)):
        return wrong
    if isinstance(expected, (int, np.integer)):
        if isinstance(answer, (int, np.integer)):
            return None if int(answer) == int(expected) else wrong
        kind = type(answer).__name__
        return Difference(f"returned {show(answer)}, a {kind}; expected the int {expected}")
    return None if close(answer, expected).all() else wrong


def _array_difference(answer: Any, expected: np.ndarray) -> Difference | None:
    if same(answer, expected):  # to the last bit, as most are
        return None
    if isinstance(answer, (list, tuple)):
        try:
            answer = as_numbers(answer)
        except RaggedRows as error:
            return Difference(f"returned {error}, expected {show(expected)}")
        except NotData:
            pass
    if not isinstance(answer, (np.ndarray, np.generic)) or answer.dtype.kind not in "biufc":
        if isinstance(answer, (int, float, complex)):
            return Difference(
                f"returned the single number {show(answer)}, expected {show(expected)}"
            )
        return Difference(f"returned {show(answer)}, expected {show(expected)}")
    if answer.shape != expected.shape:
        return Difference(f"returned shape {answer.shape}, expected shape {expected.shape}")
    wrong = ~close(answer, expected)
    if not wrong.any():
        return None
    return Difference(lambda: _array_sentence(answer, expected, wrong), *_slice(wrong))


def _array_sentence(answer: np.ndarray, expected: np.ndarray, wrong: np.ndarray) -> str:
    places = f"{wrong.sum()} of {wrong.size} places" if wrong.size > 1 else "its one place"
    strange = np.isnan(answer) & ~np.isnan(expected)
    if strange.any():
        return f"returned nan at {strange.sum()} of {wrong.size} places, expected numbers"
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    index = f"[{', '.join(map(str, first))}]"
    if wrong.size <= SHOWN_IN_FULL:
        return "returned {}, expected {}".format(*_told_apart(answer, expected))
    got, wanted = _told_apart(answer[first], expected[first])
    return f"differs at {places}: {index} is {got}, expected {wanted}"


def close(answer: Any, expected: Any) -> np.ndarray:
    """Element by element, within the tolerance of the answer's precision."""
    answer = np.asarray(answer)
    if answer.dtype.kind not in "biufc":  # whole numbers of more than 64 bits
        try:
            answer = answer.astype(float)
        except (OverflowError, TypeError, ValueError):
            return np.zeros(np.shape(expected), bool)
    precision = answer.dtype.name
    expected = np.asarray(expected)
    if (
        precision == "float16" != expected.dtype.name
    ):  # three digits, and any number is nearly right
        precision = "float64"
    precision = {"complex64": "float32"}.get(precision, precision)
    relative, cancelling = TOLERANCES.get(precision, TOLERANCES["float64"])
    close = answer == expected
    if close.all():
        return close
    # The rest is np.isclose, which takes three times as long over arrays as small as these.
    expected = expected.astype(np.result_type(expected, 1.0), copy=False)
    finite, magnitudes = np.isfinite(expected), np.abs(expected)
    largest = float(magnitudes.max(initial=0.0, where=finite))
    absolute = cancelling * max(1e-2, largest)
    with np.errstate(all="ignore"):
        near = np.abs(answer - expected) <= absolute + relative * magnitudes
        return close | near & finite | np.isnan(answer) & np.isnan(expected)


def _slice(wrong: np.ndarray) -> tuple[np.ndarray | None, str]:
    """The last two dimensions where an array of two or more first differs, at most 12 by 12."""
    if wrong.ndim < 2 or wrong.size <= SHOWN_IN_FULL:
        return None, ""
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    leading = first[:-2]
    grid = wrong[leading][:GRID_SIDE, :GRID_SIDE]
    if not grid.any():
        return None, ""
    return grid, f"[{', '.join([*map(str, leading), ':', ':'])}]"


def _describe(expected: Outcome, item: int | None) -> str:
    if expected.kind == "raised":
        return f"it to raise {expected.error}"
    if expected.kind == "hashed":
        return "a number or a text"
    if expected.kind == "scored":
        kinds = {"shares": "actions", "games": "a trained model"}
        return next((kinds[key] for key in expected.value[-1] if key in kinds), "trained weights")
    return show(expected.value if item is None else expected.value[item])


def _told_apart(answer: Any, expected: Any) -> tuple[str, str]:
    """Both as a student reads them, with as many digits as it takes to see that they differ."""
    for more in MORE_DIGITS:
        got, wanted = show(answer, more), show(expected, more)
        if MINUS_ZERO.sub("0.", got) != MINUS_ZERO.sub("0.", wanted):
            break
    return got, wanted


def show(value: Any, more: int = 0) -> str:
    """A value as a student reads it: small ones in full, large ones by their shape.

    more: digits than usual.
    """
    if isinstance(value, np.ndarray):
        if value.size > SHOWN_IN_FULL:
            return f"an array of shape {value.shape}"
        text = np.array2string(value, precision=4 + more, separator=", ", suppress_small=True)
        return one_line(text)
    if isinstance(value, (float, np.floating)):
        return _number(value, more)
    if isinstance(value, np.generic):
        return str(value)
    if isinstance(value, tuple) and len(value) > 1:
        items = (_beginning(v) if isinstance(v, tuple) else show(v) for v in value[:6])
        return f"({', '.join(items)})"
    return _beginning(value)


def _beginning(value: Any) -> str:
    """A value as one would type it, up to SHOWN_CHARACTERS. What comes after is not looked at."""
    text = ""
    for piece in _pieces(value):
        text += piece
        if len(text) > SHOWN_CHARACTERS:
            return text[: SHOWN_CHARACTERS - 3] + "..."
    return text


def _pieces(value: Any) -> Iterator[str]:
    if isinstance(value, (list, tuple)):
        yield "[" if isinstance(value, list) else "("
        for i, item in enumerate(value):
            yield ", " if i else ""
            yield from _pieces(item)
        yield "]" if isinstance(value, list) else ",)" if len(value) == 1 else ")"
    elif isinstance(value, dict):
        yield "{"
        for i, (key, item) in enumerate(value.items()):
            yield f"{', ' if i else ''}{key!r}: "
            yield from _pieces(item)
        yield "}"
    elif isinstance(value, np.ndarray) and value.size > SHOWN_IN_FULL:
        yield show(value)
    else:
        yield repr(value)


def _number(value: float | np.floating, more: int) -> str:
    value = float(value)
    return repr(round(value, 6 + more)) if abs(value) < 1e6 else f"{value:.{6 + more}g}"


def hashed(value: Any, salt: str) -> str:
    """A salted hash of a plain value, so that a file of answers does not tell it.

    Numbers agree if their first nine digits do: 3, 3.0 and np.int64(3) are one answer.
    """
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.reshape(())[()]
    number = (int, float, np.integer, np.floating)
    if isinstance(value, number) and not isinstance(value, bool):
        with contextlib.suppress(OverflowError):
            value = f"{float(value):.9g}"
    return hashlib.sha256(f"{salt}:{value}".encode()).hexdigest()


def _hash_difference(answer: Any, expected: dict) -> Difference | None:
    if count_items(answer) == 1 and hashed(answer, expected["salt"]) == expected["hash"]:
        return None
    return Difference(f"is {show(answer)}, which is not the answer")


def _score_difference(answer: Any, expected: tuple, item: int | None) -> Difference | None:
    """Facts about a trained answer one by one; of its predictions the share that is right."""
    if not isinstance(answer, tuple) or len(answer) != len(expected):
        return Difference(f"returned {show(answer)}, expected trained weights")
    for place, (got, wanted) in enumerate(zip(answer, expected, strict=True)):
        if item is not None and place != item:
            continue
        found = _exam(got, wanted) if isinstance(wanted, dict) else _difference(got, wanted)
        if found:
            return found
    return None


def _exam(share: Any, exam: dict) -> Difference | None:
    """share: of right predictions, or of each action; of a known mistake, from where to where it
    may lie."""
    if "shares" in exam:
        return _shares_difference(share["shares"] if isinstance(share, dict) else share, exam)
    if isinstance(share, dict):
        share = min(share["at most"], exam["at most"])
    if exam["at least"] <= share <= exam["at most"]:
        return None
    did = "is right for {:.0%} of {examples} unseen examples, expected at least {at least:.0%}"
    if "games" in exam:
        did = "wins {:.0%} of {games} games, expected at least {at least:.0%}"
    return Difference(did.format(share, **exam))


def _shares_difference(shares: np.ndarray, exam: dict) -> Difference | None:
    """How often each action was chosen, against how often it should be."""
    if np.all(np.abs(shares - exam["shares"]) <= exam["within"]):
        return None
    chosen, wanted = (
        ", ".join(f"{share:.0%}" for share in one) for one in (shares, exam["shares"])
    )
    return Difference(f"chose the actions in {chosen} of the calls, expected about {wanted}")
