"""One picture of the whole course: a panel a lesson, drawn by what its reader wrote in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from helpers import data
from helpers.course.answers import NoAnswer, answer_in, forgiving
from helpers.plots.journey_panels import PANELS
from helpers.plots.style import INK, OUTPUT, QUIET, STYLE, figure_of

COLUMNS = 3
SIDE = 1.8  # inches, of a panel: the fonts can be read on a phone
DPI = 200  # 1,080 pixels wide
NO_TICKS = {"xticks": [], "yticks": []}  # where there are no axes: matplotlib takes its time
LOADING_SECONDS, PANEL_SECONDS = 5.0, 2.0  # of computing


def show_journey(folder: str | Path | None = None) -> None:
    """A panel for each lesson, drawn by a function that the reader wrote in it.

    The notebooks are found around the folder that is worked in, else in work/. Where a function is
    not written yet, or cannot be used, an empty frame says so. Nothing is written anywhere.

    folder: where the lessons lie, each in a folder of its own, as in work/.
    """
    place = Path(folder) if folder is not None else None
    data.digits(), data.photo("cat")  # their libraries are loaded before anybody's time counts
    panels = [_panel(lesson, name, paint, place) for lesson, name, paint in PANELS]
    rows = -(-(len(panels) + 1) // COLUMNS)
    with figure_of("ConvNets, by hand", rows * (SIDE + 0.22) + 0.3, COLUMNS * SIDE) as figure:
        figure.set_dpi(DPI)
        axes = list(figure.subplots(rows, COLUMNS, subplot_kw=NO_TICKS).flat)
        for ax in axes:
            ax.axis("off")
            ax.set_box_aspect(1)
        for ax, (lesson, name, _), panel in zip(axes, PANELS, panels, strict=False):
            number, is_drawn = lesson.partition("_")[0], not isinstance(panel, str)
            look = {"fontsize": 8, "loc": "left", "pad": 3, "color": INK if is_drawn else QUIET}
            ax.set_title(f"{number}  {name}", **look)
            if is_drawn:
                ax.imshow(panel)
            else:
                _frame(ax, int(number), panel)
        drawn = sum(not isinstance(panel, str) for panel in panels)
        _summary(axes[len(panels)], drawn, len(panels))


def _panel(
    lesson: str, name: str, paint: Callable[[Axes, Callable], None], folder: Path | None
) -> np.ndarray | str:
    """A panel as pixels (H, W, 4), on a canvas of its own, or why there is none."""
    try:
        with forgiving(LOADING_SECONDS):
            answer = answer_in(lesson, name, folder)
        with forgiving(PANEL_SECONDS), plt.rc_context(STYLE):
            canvas = FigureCanvasAgg(Figure(figsize=(SIDE, SIDE), dpi=1.5 * DPI))
            ax = canvas.figure.add_axes((0, 0, 1, 1), **NO_TICKS)
            ax.axis("off")
            paint(ax, answer)
            canvas.draw()
            return np.asarray(canvas.buffer_rgba()).copy()
    except NoAnswer as reason:
        return str(reason)


def _frame(ax: Axes, number: int, reason: str) -> None:
    look = {"facecolor": "#F6F6F6", "edgecolor": "#D0D0D0", "linestyle": (0, (4, 3))}
    ax.add_patch(FancyBboxPatch((0.03, 0.03), 0.94, 0.94, "round,pad=0,rounding_size=0.06", **look))
    ax.text(0.5, 0.56, number, ha="center", va="center", fontsize=32, color="#D0D0D0")
    ax.text(0.5, 0.2, reason, ha="center", va="center", fontsize=7.5, color=QUIET)
    ax.set(xlim=(0, 1), ylim=(0, 1))


def _summary(ax: Axes, drawn: int, count: int) -> None:
    """The last panel: how many of the others are drawn."""
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.text(0.5, 0.62, drawn, ha="center", va="center", fontsize=52, color=OUTPUT)
    words = f"of {count} pictures are\ndrawn by my own code"
    ax.text(0.5, 0.24, words, ha="center", va="center", fontsize=9)
    for end, color in ((1, "#E4E4E4"), (drawn / count, OUTPUT)):
        ax.plot([0.05, 0.05 + 0.9 * end], [0.03, 0.03], color=color, lw=4)
