"""Landscapes in the plane, as a map, and the paths of those who walk down in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from helpers.plots.style import FILTER, INK, INPUT, NEGATIVE, OUTPUT, PAPER, QUIET, WRONG

GRID = 161  # points along each side, at which a landscape is computed
Height = Callable[[np.ndarray, np.ndarray], np.ndarray]  # of x₁ and x₂, arrays of one shape
Corner = tuple[float, float]

LOOKS = [  # colour, marker and dashes of each path, in the order of their names
    (INK, "o", "-"),
    (INPUT, "s", (0, (6, 1.2))),
    (OUTPUT, "^", (0, (4, 1, 1, 1))),
    (NEGATIVE, "D", (0, (2, 1))),
    (FILTER, "v", "-"),
    ("#56B4E9", "P", (0, (6, 1, 1, 1))),
]
WALKERS = ("plain", "momentum", "RMSProp", "Adadelta", "Adam")  # always in the same looks
LOW_AND_HIGH = LinearSegmentedColormap.from_list("heights", ["#FFFFFF", "#E3E8EC", "#C3CCD4"])


def draw_map(
    ax: Axes,
    height: Height,
    low: Corner,
    high: Corner,
    lowest: Corner | None,
    names: tuple[str, str],
) -> None:
    """Lines of equal height, and a star at the lowest point."""
    x, y, z = landscape(height, low, high)
    levels = levels_of(z)
    ax.contourf(x, y, z, levels=levels, cmap=LOW_AND_HIGH, extend="both")
    ax.contour(x, y, z, levels=levels, colors=QUIET, linewidths=0.6, linestyles="solid")
    if lowest is not None:
        ax.plot(*lowest, "*", color=WRONG, mec=INK, mew=0.6, ms=11, ls="none", zorder=6)
    ax.set(xlabel=names[0], ylabel=names[1], xlim=(low[0], high[0]), ylim=(low[1], high[1]))


def draw_paths(
    ax: Axes, paths: Mapping[str, np.ndarray], thick: float = 1.6, markers: int | None = None
) -> None:
    """Paths with a colour, a marker and dashes each. markers: about how many; None for all."""
    for name, path in paths.items():
        color, marker, dash = look_of(name, paths)
        path = np.asarray(path, dtype=float)
        every = 1 if markers is None else max(1, (len(path) - 1) // markers)
        size = 2.5 if len(path) > 150 and markers is None else 4 + thick / 2
        ax.plot(*path.T, color=PAPER, lw=thick + 1.4, alpha=0.7, zorder=2.9)
        ax.plot(*path.T, color=color, ls=dash, lw=thick, zorder=3)
        marks = {"color": color, "marker": marker, "ms": size, "mec": PAPER, "mew": 0.25}
        ax.plot(*path[::every].T, ls="none", zorder=3.1, **marks)
        ax.plot([], [], color=color, ls=dash, lw=thick, marker=marker, ms=size + 1, label=name)
    for start in {tuple(np.asarray(path, dtype=float)[0]) for path in paths.values()}:
        ax.plot(*start, "o", color=PAPER, mec=INK, mew=1.6, ms=9, zorder=7)


def look_of(name: str, everyone: Mapping[str, object]) -> tuple:
    """Colour, marker and dashes: those that belong to the name, or by its place."""
    if name in WALKERS:
        return LOOKS[WALKERS.index(name)]
    others = [other for other in everyone if other not in WALKERS]
    first = 0 if len(others) == len(everyone) else len(WALKERS)
    return LOOKS[(first + others.index(name)) % len(LOOKS)]


def landscape(
    height: Height, low: Corner, high: Corner, grid: int = GRID
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    across, up = (np.linspace(low[n], high[n], grid) for n in (0, 1))
    x, y = np.meshgrid(across, up)
    return x, y, np.asarray(height(x, y), dtype=float)


def levels_of(z: np.ndarray, count: int = 9) -> np.ndarray:
    """Heights of the lines: closer together near the ground, so that the ground is not empty."""
    return z.min() + (z.max() - z.min()) * np.linspace(0.06, 0.97, count) ** 2
