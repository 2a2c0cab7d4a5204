"""Classes of PyTorch modules, and functions that train, measure or change a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.checking.ingredients import made_call
from helpers.checking.kinds.kind import Kind
from helpers.checking.kinds.pytorch import (
    draw_weights,
    need_module,
    number,
    returned,
    seeded,
    single,
)
from helpers.checking.typed import literal
from helpers.checking.values import NotData

if TYPE_CHECKING:
    import torch
    from torch import nn


def build_module(answer: type, args: tuple, kwargs: dict) -> tuple[int, Any]:
    """The answer is a class of modules. Returns how many parameters a new one has, and what it
    makes of images with weights drawn from a seed.

    args: the seed, and a Tensor of images.
    """
    import torch

    seed, images = args
    with seeded():
        module = answer()
    need_module(module)
    count = sum(parameter.numel() for parameter in module.parameters())
    draw_weights(module.parameters(), seed)
    module.eval()
    with torch.no_grad():
        return count, module(images.make())


def train_module(answer: Callable, args: tuple, kwargs: dict) -> tuple[Any, list, dict]:
    """The answer makes a model better. Returns what it returns, the parameters of the model
    afterwards, and its running averages.

    args: a Model, a Loader, an Optimizer and more.
    """
    values, named = made_call(args, kwargs)
    with seeded():
        result = single(number(answer(*values, **named)))
    model = values[0]
    averages = {
        name: buffer for name, buffer in model.named_buffers() if buffer.is_floating_point()
    }
    return result, list(model.parameters()), averages


def evaluate_module(answer: Callable, args: tuple, kwargs: dict) -> tuple[Any, Any, str]:
    """The answer measures a model. Returns the loss, the accuracy, and how the model was called.

    args: a Model, a Loader and more.
    """
    import torch

    values, named = made_call(args, kwargs)
    model = values[0]
    seen = set()

    def watch(module: nn.Module, inputs: tuple) -> None:
        seen.add((module.training, torch.is_grad_enabled()))

    model.register_forward_pre_hook(watch)
    before = [value.clone() for value in model.state_dict().values()]
    with seeded():
        result = answer(*values, **named)
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        raise NotData("something else than a loss and an accuracy")
    modes = "training mode" if any(training for training, _ in seen) else "evaluation mode"
    gradients = "with" if any(recorded for _, recorded in seen) else "without"
    same = all(map(torch.equal, before, model.state_dict().values()))
    sentence = (
        f"{modes}, {gradients} recording gradients, the model is {'' if same else 'not '}as it was"
    )
    if not seen:
        sentence = "the model was not called"
    loss, accuracy = (single(number(value)) for value in result)
    return loss, accuracy, sentence


def step_in_mixed_precision(answer: Callable, args: tuple, kwargs: dict) -> tuple[Any, list, str]:
    """The answer makes one step. Returns the loss, the parameters afterwards, and the precision
    that layers, parameters and loss had. bfloat16 has few digits: numbers come in half precision.

    args: a Model, in which gradients of an earlier step are left, Tensors of images and labels, and
    an Optimizer.
    """
    import torch

    values, named = made_call(args, kwargs)
    model = values[0]
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    dtypes = set()

    def watch(module: nn.Module, inputs: tuple, output: torch.Tensor) -> None:
        dtypes.add(_dtype(output))

    for module in model.modules():
        if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
            module.register_forward_hook(watch)
    loss = single(number(answer(*values, **named)))
    kept = {_dtype(parameter) for parameter in model.parameters()}
    layers, parameters = (" and ".join(sorted(names)) or "nothing" for names in (dtypes, kept))
    sentence = f"layers in {layers}, parameters in {parameters}, loss in {_precision(loss)}"
    rough = [
        parameter.detach().float().numpy().astype(np.float16) for parameter in model.parameters()
    ]
    return np.float16(loss) if isinstance(loss, float) else loss, rough, sentence


def change_layout(answer: Callable, args: tuple, kwargs: dict) -> tuple[tuple, tuple]:
    """The answer changes how model and images lie in memory. Returns how the images lie with their
    numbers, and how the filters lie with the scores that the model gives to the images.

    args: a Model and a Tensor of images.
    """
    import torch

    values, named = made_call(args, kwargs)
    before = values[1].clone()
    result = answer(*values, **named)
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        raise NotData("something else than a model and images")
    model, images = result
    need_module(model)
    if not isinstance(images, torch.Tensor):
        raise NotData("images that are no tensor")
    filters = {_layout(p) for p in model.parameters() if p.dim() == 4}
    with torch.no_grad():
        scores = model.eval()(before)
    shape = f"shape {tuple(images.shape)}, {_layout(images)}"
    return (shape, images), (" and ".join(sorted(filters)), scores)


def _dtype(tensor: torch.Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def _precision(loss: Any) -> str:
    """How many digits a number that was computed has: hardly ever are all that bfloat16 lacks 0."""
    import torch

    if not isinstance(loss, float):
        return "no number"
    return "bfloat16" if torch.tensor(loss).bfloat16().item() == loss else "float32"


def _layout(tensor: torch.Tensor) -> str:
    import torch

    if tensor.is_contiguous(memory_format=torch.channels_last):
        return "channels last in memory"
    return "channels first in memory" if tensor.is_contiguous() else "in no order in memory"


def _typed_module(name: str, args: tuple, kwargs: dict) -> str:
    seed, images = args
    return f"{name}()({literal(images)}) with weights drawn from the seed {seed}"


MODULE = Kind("module", returned(build_module), typed=_typed_module, own_word=0)
TRAINING = Kind("training", returned(train_module))
EVALUATION = Kind("evaluation", returned(evaluate_module), own_word=2)
MIXED_PRECISION = Kind("mixed precision", returned(step_in_mixed_precision), own_word=2)
LAYOUT = Kind("layout", returned(change_layout))
