"""What several kinds of exercise with PyTorch use."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from helpers.checking.outcome import Outcome
from helpers.checking.values import NotData, plain

if TYPE_CHECKING:
    pass


def returned(trial: Callable[..., Any]) -> Callable[..., Outcome]:
    """The trial of an answer on copies of the inputs, with its value as an outcome."""
    return lambda answer, *call: Outcome("returned", plain(trial(answer, *copy.deepcopy(call))))


@cache
def warm_up() -> None:
    """Load what PyTorch loads only when it is first used, which takes as long as a call may take.

    The first step of the first optimizer is the worst. No backward pass, which may start threads.
    """
    import torch
    from torch.nn import grad  # noqa: F401
    from torch.utils.data import DataLoader  # noqa: F401

    weight = torch.zeros(1, requires_grad=True)
    weight.grad = torch.zeros(1)
    torch.optim.SGD([weight], lr=0.1).step()


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


def number(value: Any) -> Any:
    """Raises NotData for a tensor that keeps alive everything that it was computed from."""
    if getattr(value, "requires_grad", False):
        raise NotData("a tensor that still carries its graph, which .item() would leave behind")
    return value


def single(value: Any) -> Any:
    """The number in a tensor that holds no other; anything else as it is."""
    return value.item() if getattr(value, "shape", None) == () else value
