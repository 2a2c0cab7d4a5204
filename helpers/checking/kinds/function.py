"""A function that is called, one that gives indices, and one that gives a view of its argument."""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np

from helpers.checking.ingredients import made_call
from helpers.checking.kinds.kind import Kind
from helpers.checking.outcome import MESSAGE_CHARACTERS, Outcome
from helpers.checking.values import NotData, plain, same


def call_function(answer: Callable, args: tuple, kwargs: dict) -> Outcome:
    """Call the answer on copies of the inputs; notice which of them it changed."""
    own_args, own_kwargs = copy.deepcopy((args, kwargs))
    args_made, kwargs_made = made_call(own_args, own_kwargs)
    value = plain(answer(*args_made, **kwargs_made))
    if same((args, kwargs), (own_args, own_kwargs)):
        return Outcome("returned", value)
    changed = _changed((args, kwargs), (own_args, own_kwargs))
    return Outcome("returned", value, changed=changed)


def call_for_indices(answer: Callable, args: tuple, kwargs: dict) -> Outcome:
    """Call the answer as any function. What it returns are indices, which floats cannot be."""
    outcome = call_function(answer, args, kwargs)
    if isinstance(outcome.value, np.ndarray) and outcome.value.dtype.kind == "f":
        raise NotData(
            "an array of floats, and only ints are indices; np.array([]), np.zeros and np.ones "
            "make floats, unless dtype says otherwise"
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


def _changed(before: tuple, after: tuple) -> tuple[str, ...]:
    (args, kwargs), (args_after, kwargs_after) = before, after
    places = [str(i) for i, old in enumerate(args) if not same(old, args_after[i])]
    return (*places, *(name for name in kwargs if not same(kwargs[name], kwargs_after[name])))


FUNCTION = Kind("function", call_function)
INDICES = Kind("indices", call_for_indices)
VIEW = Kind("view", look_for_a_view)
