"""A function that cuts shuffled indices into batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checking.ingredients import Generator
from helpers.checking.kinds.kind import Kind
from helpers.checking.outcome import Outcome
from helpers.checking.values import NotData, as_numbers, plain


def cut_into_batches(answer: Callable, args: tuple, kwargs: dict) -> Outcome:
    """The answer cuts range(n) into shuffled batches. Returns what it gives for the generators a,
    b and c, a list of calls for each: a and b have the same seed, c has another.

    args: n, the size of a batch, and a Generator; kwargs: turns, which of the three the calls get,
    one after the other, as in "abacb". So who counts calls learns nothing.
    """
    *numbers, seed = args
    sources = {"a": seed.make(), "b": seed.make(), "c": Generator(seed.seed + 1).make()}
    calls: dict[str, list] = {name: [] for name in sources}
    for name in kwargs["turns"]:
        calls[name].append(answer(*numbers, sources[name]))
    return Outcome("returned", plain(tuple(calls.values())))


def facts_of_batches(value: Any, exam: None) -> tuple[list[int], np.ndarray, str]:
    """The sizes, all the indices in rising order, and a sentence on the chance that made them.

    value: the batches of every call with the generators a, b and c of `cut_into_batches`.
    """
    if not isinstance(value, tuple) or len(value) != 3 or not all(map(_is_list, value)):
        raise NotData("something else than batches")
    a, b, c = ([_index_arrays(batches) for batches in calls] for calls in value)
    if (len(a), len(b), len(c)) != (2, 2, 1):
        raise NotData("something else than batches")
    batches = a[0]
    sizes = [len(batch) for batch in batches]
    order = np.concatenate([*batches, np.zeros(0, int)])
    if order.dtype.kind not in "iu":
        chance = "indices that are not ints"
    elif np.array_equal(order, np.arange(len(order))):
        chance = "indices in rising order"
    elif len(sizes) > 1 and min(sizes) > 1 and all(np.ptp(b) == len(b) - 1 for b in batches):
        chance = "neighbours that stay together in one batch"
    elif _same_order(batches, a[1]):
        chance = "the same order at every call"
    elif _same_order(batches, c[0]):
        chance = "the same order for a generator of another seed"
    elif not all(map(_same_order, a, b)):
        chance = "another order for a generator of the same seed"
    else:
        chance = "a new order at every call, drawn from rng"
    return sizes, np.sort(order), chance


def _index_arrays(batches: Any) -> list[np.ndarray]:
    """Raises NotData where these are not batches of numbers."""
    try:
        arrays = [as_numbers(batch) for batch in batches]
    except (TypeError, NotData) as error:
        raise NotData("something else than a list of index arrays") from error
    if not all(array.ndim == 1 and array.dtype.kind in "iuf" for array in arrays):
        raise NotData("something else than a list of index arrays")
    return arrays


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _same_order(batches: list[np.ndarray], others: list[np.ndarray]) -> bool:
    return len(batches) == len(others) and all(map(np.array_equal, batches, others))


BATCHES = Kind("batches", cut_into_batches, facts_of_batches)
