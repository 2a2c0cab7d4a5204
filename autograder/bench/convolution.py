"""Time lesson 8's convolution against four plain loops and against PyTorch, one thread each.

Seconds are of processor time, which other programs change little.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from autograder.errors import CourseError

BATCH = (32, 3, 32, 32)
FILTERS = (32, 3, 5, 5)
PADDING = 2
LOOPED, REPEATS = 3, 60  # how often the loops are timed, and how often the others


@dataclass(frozen=True)
class Figures:
    """Median seconds of one forward pass."""

    loops: float
    fast: float
    torch: float


def measure(looped: int = LOOPED, repeats: int = REPEATS) -> Figures:
    """Time all three in turn, so that a busy machine is as busy for one as for the others.

    Raises: CourseError where their results differ.
    """
    import torch
    from threadpoolctl import threadpool_limits
    from torch.nn import functional

    from autograder.exercises.fast_convolution.conv_forward_fast import conv_forward_fast

    rng = np.random.default_rng(0)
    x, w, b = rng.random(BATCH), rng.standard_normal(FILTERS), rng.standard_normal(FILTERS[0])
    tensors = [torch.from_numpy(array) for array in (x, w, b)]
    ways: dict[str, Callable] = {
        "loops": lambda: conv_forward_loops(x, w, b, padding=PADDING),
        "fast": lambda: conv_forward_fast(x, w, b, padding=PADDING),
        "torch": lambda: functional.conv2d(*tensors, padding=PADDING).numpy(),
    }
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            results = [way() for way in ways.values()]
            if not all(
                result.shape == results[0].shape and np.allclose(result, results[0])
                for result in results
            ):
                raise CourseError("The three layers do not agree, so their times say nothing.")
            seconds = {name: [] for name in ways}
            for number in range(repeats):
                for name in ways if number < looped else ("fast", "torch"):
                    start = time.process_time()
                    ways[name]()
                    seconds[name].append(time.process_time() - start)
    finally:
        torch.set_num_threads(threads)
    return Figures(**{name: statistics.median(taken) for name, taken in seconds.items()})


def conv_forward_loops(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, stride: int = 1, padding: int = 0
) -> np.ndarray:
    """The layer of lesson 6 in four loops: over images, filters, rows and columns.

    Shape: x (N, C, H, W); w (F, C, KH, KW); b (F,). Returns (N, F, OH, OW).
    """
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    kh, kw = w.shape[2:]
    rows, columns = (
        (side - k) // stride + 1 for side, k in zip(x.shape[2:], (kh, kw), strict=True)
    )
    out = np.zeros((len(x), len(w), rows, columns))
    for n in range(len(x)):
        for f in range(len(w)):
            for i in range(rows):
                for j in range(columns):
                    top, left = i * stride, j * stride
                    window = x[n, :, top : top + kh, left : left + kw]
                    out[n, f, i, j] = np.sum(window * w[f]) + b[f]
    return out


def table(figures: Figures) -> Any:
    """What to print."""
    import torch
    from rich.console import Group

    from autograder.console import score_table

    shapes = [" x ".join(map(str, shape)) for shape in (BATCH, FILTERS)]
    title = f"{shapes[0]} images, {shapes[1]} filters, float64, one thread"
    lines = score_table(title, ["", "seconds", "against conv_forward_fast"])
    for name, seconds in (
        ("four loops", figures.loops),
        ("conv_forward_fast", figures.fast),
        ("torch.nn.functional.conv2d", figures.torch),
    ):
        lines.add_row(name, f"{seconds:.4f}", f"{seconds / figures.fast:.2f}")
    return Group(
        lines,
        f"{figures.loops / figures.fast:.0f} times faster than the loops, and "
        f"{figures.fast / figures.torch:.2f} times as long as PyTorch.",
        f"{date.today()}, {platform.machine()}, {os.cpu_count()} cores, NumPy {np.__version__}, "
        f"torch {torch.__version__}",
    )
