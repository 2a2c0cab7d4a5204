"""A simulated clock and simulated devices: what is about time or hardware can be tried exactly.

While a simulation runs, time.perf_counter, time.time and time.process_time tell its time, and
torch.cuda, torch.mps and torch.accelerator speak of its devices.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

START = 1000.0  # what the clock shows at first: it has no meaning
LOOK_SECONDS = 1e-6  # a look at the clock takes time too, so that no loop waits for ever
BACKWARD_SECONDS = 0.01  # of a backward pass
CLOCKS = ("perf_counter", "time", "process_time")


@dataclass
class Simulation:
    """now: what the clock shows, in seconds; pending: work that the GPU has not finished."""

    now: float = START
    pending: float = 0.0
    calls: int = 0

    def look(self) -> float:
        self.now += LOOK_SECONDS
        return self.now

    def finish(self) -> None:
        self.now += self.pending
        self.pending = 0.0

    def timed(self, backward: Callable) -> Callable:
        """The same, and the clock goes on."""

        def run(*args: Any, **kwargs: Any) -> Any:
            self.now += BACKWARD_SECONDS
            return backward(*args, **kwargs)

        return run


@dataclass(frozen=True)
class Work:
    """A function of a batch that takes a simulated device so many seconds, at its first call more.

    slower: by so many seconds each call after the second takes longer than the one before.
    On a GPU a call only hands the work over: it returns at once, and the GPU works on.
    """

    seconds: float
    first_seconds: float
    on_gpu: bool
    slower: float = 0.0

    def __post_init__(self) -> None:
        numbers = (self.seconds, self.first_seconds, self.slower)
        if not all(type(number) is float for number in numbers):
            raise TypeError("seconds are floats")

    def make(self) -> Callable:
        return step_of(self)

    def __repr__(self) -> str:
        place = "a simulated GPU" if self.on_gpu else "the processor"
        slower = f", {self.slower} s more at each call" if self.slower else ""
        return f"<{self.seconds} s of work on {place}, at first {self.first_seconds} s{slower}>"


_running: list[Simulation] = []


@contextlib.contextmanager
def simulation(answer: Callable, cuda: bool = False) -> Iterator[Simulation]:
    """Simulate while the block runs. answer: its own names for the clock are turned, too.

    cuda: whether there is a GPU. A backward pass takes BACKWARD_SECONDS.
    """
    import torch

    clock = Simulation()
    names = getattr(answer, "__globals__", {})
    real = {getattr(time, name) for name in CLOCKS}
    own = {key: clock.look for key, value in names.items() if _is_one_of(value, real)}
    nanoseconds = lambda: int(clock.look() * 1e9)  # noqa: E731
    with contextlib.ExitStack() as stack:
        for name in CLOCKS:
            stack.enter_context(patch.object(time, name, clock.look))
        stack.enter_context(patch.object(time, "perf_counter_ns", nanoseconds))
        stack.enter_context(patch.dict(names, own))
        for name in ("backward", "grad"):
            timed = clock.timed(getattr(torch.autograd, name))
            stack.enter_context(patch.object(torch.autograd, name, timed))
        stack.enter_context(devices(cuda, mps=False, finish=clock.finish))
        _running.append(clock)
        try:
            yield clock
        finally:
            _running.remove(clock)


@contextlib.contextmanager
def devices(cuda: bool, mps: bool, finish: Callable[[], None] = lambda: None) -> Iterator[None]:
    """PyTorch, built for both, finds these devices while the block runs.

    finish: is called where somebody waits for the GPU.
    """
    import torch

    current = torch.device("cuda" if cuda else "mps") if cuda or mps else None

    def synchronize(*_: Any, **__: Any) -> None:
        if not cuda:
            raise AssertionError("there is no CUDA here to wait for")
        finish()

    answers = [
        (torch.cuda, "is_available", cuda),
        (torch.cuda, "device_count", int(cuda)),
        (torch.backends.cuda, "is_built", True),
        (torch.mps, "is_available", mps),
        (torch.mps, "device_count", int(mps)),
        (torch.backends.mps, "is_available", mps),
        (torch.backends.mps, "is_built", True),
        (torch.accelerator, "is_available", cuda or mps),
        (torch.accelerator, "device_count", int(cuda or mps)),
        (torch.accelerator, "current_accelerator", current),
    ]
    with contextlib.ExitStack() as stack:
        for place, name, answer in answers:
            says = lambda *_, answer=answer, **__: answer  # noqa: E731
            stack.enter_context(patch.object(place, name, says))
        for place in (torch.cuda, torch.accelerator):
            stack.enter_context(patch.object(place, "synchronize", synchronize))
        yield


def step_of(work: Work) -> Callable:
    """The function of a batch that does this work."""

    def step(images: Any) -> None:
        if not _running:
            return
        clock = _running[-1]
        seconds = work.seconds + work.slower * (clock.calls - 1)
        seconds = seconds if clock.calls else work.first_seconds
        clock.calls += 1
        if work.on_gpu:
            clock.pending += seconds
        else:
            clock.now += seconds

    return step


def _is_one_of(value: Any, functions: set) -> bool:
    try:
        return value in functions
    except TypeError:  # what has no hash is none of them
        return False
