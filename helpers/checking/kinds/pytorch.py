"""What several kinds of exercise with PyTorch use."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.checking.outcome import Outcome
from helpers.checking.values import NotData, plain

if TYPE_CHECKING:
    import torch
    from torch import nn


def returned(trial: Callable[..., Any]) -> Callable[..., Outcome]:
    """The trial of an answer on copies of the inputs, with its value as an outcome."""
    return lambda answer, *call: Outcome("returned", plain(trial(answer, *copy.deepcopy(call))))


@cache
def warm_up() -> None:
    """Load what PyTorch loads only when it is first used, which takes as long as a call may take.

    The first step of the first optimizer is the worst, and the first operation on shapes alone. No
    backward pass, which may start threads.
    """
    import torch
    from torch.nn import grad  # noqa: F401
    from torch.utils.data import DataLoader  # noqa: F401

    from helpers.checking import operations  # noqa: F401

    weight = torch.zeros(1, requires_grad=True)
    weight.grad = torch.zeros(1)
    torch.optim.SGD([weight], lr=0.1).step()
    torch.empty(1, device="meta").add(1)


def need_module(module: Any) -> None:
    """Raises NotData for anything but a module of PyTorch."""
    from torch import nn

    if not isinstance(module, nn.Module):
        raise NotData(f"an object of type {type(module).__name__}, not an nn.Module")


@contextmanager
def seeded() -> Iterator[None]:
    """What is drawn inside, by dropout for instance, is the same each time."""
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(0)  # of the CPU alone: far quicker than for all
        yield


def draw_weights(parameters: Iterable[nn.Parameter], seed: int) -> None:
    """Weights that depend on how many outputs and numbers a parameter has, and on how many of the
    same sizes come before it, but not on whether a layer is called linear or convolution."""
    import torch

    count: dict[tuple, int] = {}
    for parameter in parameters:
        size = (len(parameter) if parameter.dim() else 1, parameter.numel())
        count[size] = count.get(size, 0) + 1
        rng = np.random.default_rng([seed, *size, count[size]])
        numbers = rng.standard_normal(size[1]) / np.sqrt(size[1] / size[0])
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(numbers).reshape(parameter.shape))


def draw_averages(buffers: Iterable[tuple[str, torch.Tensor]], seed: int) -> None:
    """Running averages, each with its name, that are drawn in the same way; variances are around 1
    and never close to 0."""
    import torch

    count: dict[tuple, int] = {}
    for name, buffer in buffers:
        if not buffer.is_floating_point():
            continue
        size = (buffer.numel(), int("var" in name))
        count[size] = count.get(size, 0) + 1
        rng = np.random.default_rng([seed, *size, count[size], 0])
        numbers = rng.uniform(0.5, 1.5, size[0]) if size[1] else rng.normal(0, 0.5, size[0])
        with torch.no_grad():
            buffer.copy_(torch.from_numpy(numbers).reshape(buffer.shape))


def number(value: Any) -> Any:
    """Raises NotData for a tensor that keeps alive everything that it was computed from."""
    if getattr(value, "requires_grad", False):
        raise NotData("a tensor that still carries its graph, which .item() would leave behind")
    return value


def single(value: Any) -> Any:
    """The number in a tensor that holds no other; anything else as it is."""
    return value.item() if getattr(value, "shape", None) == () else value
