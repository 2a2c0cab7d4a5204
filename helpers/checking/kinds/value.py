"""A plain value that is worked out."""

from __future__ import annotations

from typing import Any

from helpers.checking.kinds.kind import Kind
from helpers.checking.outcome import Outcome
from helpers.checking.values import plain


def read_value(answer: Any, args: tuple, kwargs: dict) -> Outcome:
    """The answer is a plain value: a number or a text."""
    if answer is None:
        raise NotImplementedError("The value is still None.")
    return Outcome("returned", plain(answer))


VALUE = Kind("value", read_value, typed=lambda name, args, kwargs: name, is_called=False)
