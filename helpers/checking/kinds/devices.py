"""Functions that name a device or time its work, on simulated devices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from helpers.checking.ingredients import made_call
from helpers.checking.kinds.kind import Kind
from helpers.checking.kinds.pytorch import number, returned
from helpers.checking.simulated_time import devices, simulation
from helpers.checking.values import NotData


def find_device(answer: Callable, args: tuple, kwargs: dict) -> str:
    """The answer names a device. Returns its type.

    kwargs: whether there is CUDA, and whether there is MPS.
    """
    import torch

    with devices(**kwargs):
        device = answer(*args)
    if not isinstance(device, torch.device):
        raise NotData(f"{device!r}, not a torch.device")
    return device.type


def time_work(answer: Callable, args: tuple, kwargs: dict) -> tuple[Any, int]:
    """The answer times work on a simulated device, by a simulated clock. Returns what it returns
    and how often it called for the work.

    args: Work, a Tensor of images, and more.
    """
    values, named = made_call(args, kwargs)
    with simulation(answer, cuda=args[0].on_gpu) as clock:
        result = number(answer(*values, **named))
    return result, clock.calls


DEVICE = Kind("device", returned(find_device))
TIMING = Kind("timing", returned(time_work))
