"""A function that draws an action by a generator, judged by how often it draws each."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checking.ingredients import Generator
from helpers.checking.kinds.kind import Kind
from helpers.checking.outcome import Outcome
from helpers.checking.values import NotData, same

DRAWS = 1000  # by the generator whose shares count
COMPARED = 100  # of them, which two more generators make as well
WITHIN = 0.08  # five standard deviations of a share of DRAWS, or more
OUTSIDE = 1 << 30  # stands for any action from there on
BY_RNG = "actions drawn from rng"


def draw_actions(answer: Callable, args: tuple, kwargs: dict) -> Outcome:
    """The answer draws actions. Returns DRAWS of them by a generator a, and COMPARED of them by b,
    which has the same seed, and by c, which has another. The three take turns in no order that
    counting would find, so chance can only come from the generator that is given.

    args: the values of the actions and more, and at the end a Generator.
    """
    *given, seed = args
    own = copy.deepcopy(given)
    sources = {"a": seed.make(), "b": seed.make(), "c": Generator(seed.seed + 1).make()}
    turns = np.random.default_rng([seed.seed, DRAWS]).permutation(list("abc" * COMPARED))
    drawn: dict[str, list] = {name: [] for name in sources}
    for name in [*turns, *"a" * (DRAWS - COMPARED)]:
        drawn[name].append(_index(answer(*own, sources[name])))
    changed = tuple(str(i) for i, old in enumerate(given) if not same(old, own[i]))
    return Outcome("returned", tuple(map(np.array, drawn.values())), changed=changed)


def _index(action: Any) -> int:
    """Raises NotData for what is no index."""
    if isinstance(action, (bool, np.bool_)) or not isinstance(action, (int, np.integer)):
        raise NotData(f"an action of type {type(action).__name__}, not an int")
    return max(-1, min(int(action), OUTSIDE))


def facts_of_shares(value: Any, exam: dict) -> tuple[str, np.ndarray]:
    """A sentence on where chance came from, and the share of each action, in the order of the
    exam's shares.

    value: the actions by the generators a, b and c of `draw_actions`. exam: the right "shares".
    """
    if not isinstance(value, tuple) or [_count(one) for one in value] != [DRAWS, *2 * [COMPARED]]:
        raise NotData("something else than actions")
    a, b, c = value
    count = len(exam["shares"])
    outside = a[(a < 0) | (a >= count)]
    if outside.size:
        raise NotData(f"the action {outside[0]}, and there are {count}, counted from 0")
    is_certain = np.max(exam["shares"]) == 1
    if not np.array_equal(a[:COMPARED], b):
        chance = "other actions for a generator of the same seed"
    elif np.array_equal(a[:COMPARED], c) and np.ptp(a) and not is_certain:
        chance = "the same actions for a generator of another seed"
    else:
        chance = BY_RNG
    return chance, np.bincount(a.astype(int), minlength=count) / DRAWS


def _count(actions: Any) -> int:
    """How many they are, or -1 where they are no list of indices."""
    is_array = isinstance(actions, np.ndarray) and actions.ndim == 1
    return len(actions) if is_array and actions.dtype.kind in "iu" else -1


SHARES = Kind("shares", draw_actions, facts_of_shares)
