"""Functions that look into a model, which must be left as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from helpers.checking.ingredients import made_call
from helpers.checking.kinds.kind import Kind
from helpers.checking.kinds.pytorch import returned, seeded
from helpers.checking.values import plain, same

if TYPE_CHECKING:
    import torch
    from torch import nn

AS_IT_WAS = "the model is as it was"


def look_inside(answer: Callable, args: tuple, kwargs: dict) -> tuple[Any, str]:
    """The answer works something out with a model. Returns what it returns, and a sentence on the
    first thing that is afterwards not as it was, in the model or in a tensor that came with it.

    args: a Model or Layers, Tensors and more.
    """
    import torch

    with seeded():
        values, named = made_call(args, kwargs)
        model, tensors = values[0], [v for v in (*values, *named.values()) if torch.is_tensor(v)]
        before = _state(model, tensors)
        recorded = torch.is_grad_enabled()
        try:
            result = answer(*values, **named)
            after = _state(model, tensors)
        finally:
            torch.set_grad_enabled(recorded)
    changes = [sentence for sentence in before if not same(before[sentence], after[sentence])]
    if getattr(result, "requires_grad", False):
        changes.append("what was returned still carries its graph")
    return result, (changes or [AS_IT_WAS])[0]


def _state(model: nn.Module, tensors: list[torch.Tensor]) -> dict[str, Any]:
    """What must stay, by the sentence that says that it did not; the gravest first."""
    import torch

    parameters, layers = list(model.parameters()), list(model.modules())
    return {
        "the weights have changed": _numbers(parameters),
        "the running averages have changed": _numbers(model.buffers()),
        "the numbers of an input have changed": _numbers(tensors),
        "a layer is another one": list(model.named_modules()),
        "a hook is still there": [*map(_count_hooks, [*layers, *parameters, *tensors, torch])],
        "the model is in another mode": [layer.training for layer in layers],
        "a layer is not set as it was": [_settings(layer) for layer in layers],
        "gradients are left in the parameters": _numbers(p.grad for p in parameters),
        "a gradient is left in an input": _numbers(tensor.grad for tensor in tensors),
        "not the same parameters ask for gradients": [p.requires_grad for p in parameters],
        "an input asks for gradients": [tensor.requires_grad for tensor in tensors],
        "recording of gradients is switched off": torch.is_grad_enabled(),
    }


def _numbers(tensors: Any) -> list:
    """Copies of their numbers. A tensor on the device meta has none."""
    return [None if t is None or t.is_meta else plain(t) for t in tensors]


def _count_hooks(owner: Any) -> int:
    """How many hooks hang on a layer or a tensor, or in PyTorch itself on all layers."""
    import torch

    if torch.is_tensor(owner):
        kinds = (owner._backward_hooks, getattr(owner, "_post_accumulate_grad_hooks", None))
    else:
        place = vars(torch.nn.modules.module if owner is torch else owner)
        kinds = [value for name, value in place.items() if name.endswith("_hooks")]
    return sum(len(kind) for kind in kinds if isinstance(kind, dict))


def _settings(layer: nn.Module) -> dict[str, Any]:
    """What is kept in a layer besides parameters, such as inplace."""
    return {
        name: value for name, value in vars(layer).items() if name[:1] != "_" and name != "training"
    }


INSPECTION = Kind("inspection", returned(look_inside), own_word=1)
