"""A function that writes a caption word by word with a step that is given to it."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from helpers.checking.compare import show
from helpers.checking.ingredients import Storyteller, made_call
from helpers.checking.kinds.kind import Kind
from helpers.checking.outcome import Outcome
from helpers.checking.values import NotData, as_numbers, plain


def tell_a_story(answer: Callable, args: tuple, kwargs: dict) -> Outcome:
    """The answer writes a caption. Returns it, and the words that the step was asked with.

    args: a Storyteller and more.
    """
    asked: list[int] = []
    values, named = made_call(args, kwargs)
    noted = [
        _noting(value, asked) if isinstance(given, Storyteller) else value
        for given, value in zip(args, values, strict=True)
    ]
    return Outcome("returned", plain((answer(*noted, **named), asked)))


def _noting(step: Callable, asked: list[int]) -> Callable:
    """The same step, which notes the words that it was asked with."""

    def noting(word: Any, state: Any) -> Any:
        result = step(word, state)
        asked.append(operator.index(word))
        return result

    return noting


def facts_of_story(value: Any, exam: None) -> tuple[list[int], list[int]]:
    """The words of the caption, and those with which the step was asked for them: one for each, and
    at least the first. Who asks once more and drops the scores does no harm.

    value: the caption and all words that the step was asked with.
    """
    if not isinstance(value, tuple) or len(value) != 2:
        raise NotData("something else than a caption")
    words, asked = map(_as_words, value)
    return words, asked[: max(1, len(words))]


def _as_words(value: Any) -> list[int]:
    if value is None or isinstance(value, (bool, int, float)):
        raise NotData(f"{value!r}, not a list of words")
    array = as_numbers(value)
    if array.ndim != 1:
        raise NotData(f"numbers of shape {array.shape}, not a list of words")
    if array.size and array.dtype.kind not in "iu":
        raise NotData(f"{show(array)} of type {array.dtype.name}, and only ints are words")
    return [int(word) for word in array]


STORY = Kind("story", tell_a_story, facts_of_story, own_word=1)
