"""The colours and the pieces that every picture is made of.

Colour means the same everywhere: blue is what goes in, orange is a filter (what is learned),
green is what comes out, vermillion is what to look at or what went wrong. Weights and outputs
below zero are purple. The palette is that of Okabe and Ito (2008), which people with
any kind of colour vision can tell apart.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

INPUT = "#0072B2"  # blue
FILTER = "#E69F00"  # orange; text on it is black
OUTPUT = "#009E73"  # green
WRONG = "#D55E00"  # vermillion
NEGATIVE = "#7B3294"  # purple
INK = "#222222"
FILTER_LABEL = "#9A6A00"  # FILTER, dark enough for words on white
QUIET = "#8A8A8A"
PAPER = "#FFFFFF"
LABELS = {INPUT: INPUT, FILTER: FILTER_LABEL, OUTPUT: OUTPUT, QUIET: INK}

WIDTH = 8.0  # inches; with DPI, 960 pixels: as wide as a cell of JupyterLab
DPI = 120

STYLE = {
    "axes.edgecolor": QUIET,
    "axes.facecolor": PAPER,
    "axes.labelcolor": INK,
    "axes.labelsize": 10,
    "axes.titlecolor": INK,
    "axes.titlesize": 11,
    "figure.dpi": DPI,
    "figure.facecolor": PAPER,
    "figure.titlesize": 12.5,
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "savefig.facecolor": PAPER,
    "text.color": INK,
    "xtick.color": INK,
    "xtick.labelsize": 9,
    "ytick.color": INK,
    "ytick.labelsize": 9,
}

# White at zero, purple below, the colour of the thing above.
FILTER_MAP = LinearSegmentedColormap.from_list("filter", [NEGATIVE, "#FFFFFF", FILTER])
OUTPUT_MAP = LinearSegmentedColormap.from_list("output", [NEGATIVE, "#FFFFFF", OUTPUT])
INPUT_MAP = LinearSegmentedColormap.from_list("input", [NEGATIVE, "#FFFFFF", INPUT])
CLASSES = [  # colour and marker of the points of each class
    (INPUT, "o"),
    (FILTER, "s"),
    (OUTPUT, "^"),
    (NEGATIVE, "D"),
    ("#56B4E9", "v"),
    (WRONG, "P"),
]
ROLES = {"input": INPUT, "filter": FILTER, "output": OUTPUT}
MAPS = {"input": INPUT_MAP, "filter": FILTER_MAP, "output": OUTPUT_MAP}


@contextmanager
def figure_of(title: str, height: float, width: float = WIDTH) -> Iterator[Figure]:
    """A figure in the style of the course, shown when the block ends."""
    with plt.rc_context(STYLE):
        figure = plt.figure(figsize=(width, height), layout="constrained")
        try:
            yield figure
            if title:
                figure.suptitle(title)
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", message=".*non-interactive.*")
                plt.show()
        finally:
            plt.close(figure)


def blank_axes(
    figure: Figure, x: tuple[float, float], y: tuple[float, float], ax: Axes | None = None
) -> Axes:
    """Axes without marks, in which a cell is one unit wide and high."""
    ax = ax if ax is not None else figure.subplots()
    ax.set(xlim=x, ylim=y, aspect="equal")
    ax.axis("off")
    return ax


def limits(images: Sequence[np.ndarray], signed: bool) -> tuple[float, float]:
    """Darkest and brightest value to show; symmetric about zero for maps with a sign."""
    if not images:
        return 0.0, 1.0
    low = min(float(image.min()) for image in images)
    high = max(float(image.max()) for image in images)
    if signed:
        high = max(abs(low), abs(high)) or 1.0
        low = -high
    return low, high


def draw_picture(
    ax: Axes, image: np.ndarray, low: float, high: float, role: str | None = None
) -> None:
    if image.ndim == 3:
        ax.imshow(np.clip(image, 0, 1), interpolation="nearest")
    else:
        cmap = MAPS[role] if role else "gray"
        ax.imshow(image, cmap=cmap, vmin=low, vmax=high, interpolation="nearest")


def pixel_axes(ax: Axes, first_row: bool, first_column: int) -> None:
    """Label rows and columns where a picture stands at the edge of the figure."""
    ax.locator_params(nbins=4, integer=True)
    ax.tick_params(length=2)
    ax.set_xlabel("column" if first_row else "")
    ax.set_ylabel("row" if first_column == 0 else "")
    if not first_row:
        ax.set_xticklabels([])
    if first_column:
        ax.set_yticklabels([])


def draw_kernel(
    ax: Axes,
    kernel: np.ndarray,
    decimals: int | None = None,
    numbers: bool = True,
    fontsize: float = 9,
) -> None:
    """A filter as a grid of coloured cells, with its numbers where there is room."""
    top = float(np.abs(kernel).max()) or 1.0
    ax.imshow(kernel, cmap=FILTER_MAP, vmin=-top, vmax=top, interpolation="nearest")
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_edgecolor(FILTER)
    for line in range(1, kernel.shape[0]):
        ax.axhline(line - 0.5, color=PAPER, lw=0.8)
    for line in range(1, kernel.shape[1]):
        ax.axvline(line - 0.5, color=PAPER, lw=0.8)
    if numbers and max(kernel.shape) <= 5:
        for (i, j), value in np.ndenumerate(kernel):
            text = short(value) if decimals is None else f"{value:.{decimals}f}"
            if decimals is not None and float(text) == 0:
                text = text.lstrip("-")
            color = "black" if value > -0.6 * top else "white"
            ax.text(j, i, text, ha="center", va="center", fontsize=fontsize, color=color)


def short(value: float) -> str:
    """A number in few characters: 3, -1, 0.11."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.2g}"
