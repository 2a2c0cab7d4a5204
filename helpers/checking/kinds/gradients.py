"""Functions of tensors through which PyTorch has to find gradients."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from helpers.checking.ingredients import made_call
from helpers.checking.kinds.function import changed_inputs
from helpers.checking.kinds.kind import Kind
from helpers.checking.outcome import Outcome
from helpers.checking.typed import typed_gradient
from helpers.checking.values import plain

if TYPE_CHECKING:
    import torch

NO_GRADIENT = "no gradient: the result is no tensor that remembers how it was computed"


def call_for_gradients(answer: Callable, args: tuple, kwargs: dict) -> Outcome:
    """Call the answer as any function. Returns what it returns, or where tensors ask for gradients
    these: of the sum of what it returns, an array, or a list where several tensors ask."""
    import torch

    own_args, own_kwargs = copy.deepcopy((args, kwargs))
    values, named = made_call(own_args, own_kwargs)
    learned = [tensor for tensor in _tensors_in([values, *named.values()]) if tensor.requires_grad]
    with torch.enable_grad():  # whatever an earlier call has switched off
        result = answer(*values, **named)
        value = plain(_gradients(result, learned) if learned else result)
    changed = changed_inputs((args, kwargs), (own_args, own_kwargs))
    is_number = getattr(value, "shape", None) == ()
    return Outcome("returned", value[()] if is_number else value, changed=changed)


def _gradients(result: Any, learned: list[torch.Tensor]) -> Any:
    import torch

    if not torch.is_tensor(result) or not result.requires_grad:
        return None if plain(result) is None else NO_GRADIENT
    found = torch.autograd.grad(result.sum(), learned, allow_unused=True)
    return found[0] if len(found) == 1 else [*found]


def _tensors_in(value: Any) -> Iterator[torch.Tensor]:
    import torch

    if torch.is_tensor(value):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _tensors_in(item)


DIFFERENTIABLE = Kind("differentiable", call_for_gradients, typed=typed_gradient)
