"""Steps that score the next word of a caption, as a network does, without a network.

The words are numbers. Which one comes next depends on all that were told before.
"""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

MOST_WORDS = 100  # that a storyteller knows, and that a story has
LEVELS = 12  # so few that now and then two words have the same score


class State:
    """What a storyteller has to remember: its story, and the words told so far."""

    __slots__ = ("story", "told")

    def __init__(self, story: object, told: tuple[int, ...]) -> None:
        self.story, self.told = story, told

    def __bool__(self) -> bool:
        """False, as of a state of 0: whether there is one is another question."""
        return False

    def __repr__(self) -> str:
        return f"<state after {len(self.told)} words>"


def storyteller(seed: int, words: int) -> Callable[[Any, Any], tuple[np.ndarray, State]]:
    """`step(word, state)` of a story of its own: the scores (words,) of what may come next, and the
    new state. At the first call the state is None.

    Scores are steps of a half, of any sign, and some are equal.
    The step raises IndexError for a word that it does not know, TypeError for what is no whole
    number, and RuntimeError for a state of another story, and after 100 words.
    """
    story = object()

    def step(word: Any, state: Any) -> tuple[np.ndarray, State]:
        try:
            place = operator.index(word)
        except TypeError:
            raise TypeError(f"A word is an int. Got a {type(word).__name__}.") from None
        if not 0 <= place < words:
            raise IndexError(f"Word {place} is not known: the words are 0 to {words - 1}.")
        if state is not None and (type(state) is not State or state.story is not story):
            raise RuntimeError("This state is not one that the same step returned before.")
        told = (*(() if state is None else state.told), place)
        if len(told) > MOST_WORDS:
            raise RuntimeError(f"The story has {MOST_WORDS} words and nobody has ended it.")
        drawn = hashlib.shake_128(repr((seed, told)).encode()).digest(words + 1)
        levels = np.frombuffer(drawn, np.uint8).astype(float)
        scores = levels[:-1] % LEVELS - levels[-1] % (2 * LEVELS)
        return scores / 2, State(story, told)

    return step
