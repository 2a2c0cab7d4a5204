"""A function that is called, one that gives indices, and one that gives a view of its argument."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checking.compare import show
from helpers.checking.ingredients import made_call
from helpers.checking.kinds.kind import Kind
from helpers.checking.outcome import MESSAGE_CHARACTERS, Outcome
from helpers.checking.values import NotData, as_numbers, plain, same


def call_function(answer: Callable, args: tuple, kwargs: dict) -> Outcome:
    """Call the answer on copies of the inputs; notice which of them it changed."""
    own_args, own_kwargs = copy.deepcopy((args, kwargs))
    args_made, kwargs_made = made_call(own_args, own_kwargs)
    value = plain(answer(*args_made, **kwargs_made))
    changed = changed_inputs((args, kwargs), (own_args, own_kwargs))
    return Outcome("returned", value, changed=changed)


def call_for_indices(answer: Callable, args: tuple, kwargs: dict) -> Outcome:
    """Call the answer as any function. What it returns are indices, which floats cannot be, even
    where they are whole; what is no index anyhow may have another name."""
    outcome = call_function(answer, args, kwargs)
    if _are_whole_floats(outcome.value):
        raise NotData(
            f"{show(as_numbers(outcome.value))} of type float, and only ints are indices "
            "(np.array([]), np.zeros and np.ones make floats unless dtype says otherwise)"
        )
    return outcome


def look_for_a_view(answer: Callable, args: tuple, kwargs: dict) -> Outcome:
    """The answer gives another view of its first argument. Returns the view, and what one shows of
    an argument that is itself a view, after every number of that has grown by 1."""
    x, *others = copy.deepcopy(args)
    before = plain(answer(x, *others, **kwargs))
    if not same(x, args[0]):
        return Outcome("returned", (before, None), changed=("0",))
    apart = np.zeros((*x.shape[:-1], 2 * x.shape[-1]), x.dtype)[..., ::2]
    apart[...] = x
    try:
        view = answer(apart, *others, **kwargs)
        apart += 1
        after = plain(view)
    except Exception as error:  # which leaves what the first view showed as it is
        after = f"{type(error).__name__} where x is itself a view: {error}"[:MESSAGE_CHARACTERS]
    return Outcome("returned", (before, after))


def _are_whole_floats(value: Any) -> bool:
    """An array without any number is one of floats, too, and an empty list is not."""
    try:
        array = as_numbers(value)
    except NotData:
        return False
    is_float = array.dtype.kind == "f" and (isinstance(value, np.ndarray) or array.size > 0)
    return is_float and np.array_equal(array, np.rint(array))


def changed_inputs(before: tuple, after: tuple) -> tuple[str, ...]:
    """Which inputs of a call are not as they were, by place or keyword.

    before, after: args and kwargs, which may hold ingredients.
    """
    if same(before, after):
        return ()
    (args, kwargs), (args_after, kwargs_after) = before, after
    places = [str(i) for i, old in enumerate(args) if not same(old, args_after[i])]
    return (*places, *(name for name in kwargs if not same(kwargs[name], kwargs_after[name])))


FUNCTION = Kind("function", call_function)
INDICES = Kind("indices", call_for_indices)
VIEW = Kind("view", look_for_a_view)
