"""Few numbers, captions, pictures drawn from words, and what style is made of.

Pictures are (H, W, 3) in [0, 1].
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle

from helpers.plots.style import (
    FILTER,
    FILTER_LABEL,
    INK,
    INPUT,
    OUTPUT,
    PAPER,
    QUIET,
    WIDTH,
    WRONG,
    blank_axes,
    draw_picture,
    figure_of,
)

# A colour for each digit, all of them dark enough for a thin numeral on white.
DIGIT_COLORS = (
    "#222222", "#0072B2", "#D55E00", "#009E73", "#7B3294",
    "#B8860B", "#CC4C92", "#3B9BD0", "#8C564B", "#6B8E23",
)  # fmt: skip
VERDICTS = {"right": (OUTPUT, "✓"), "nearly": (FILTER_LABEL, "≈"), "wrong": (WRONG, "✗")}


def show_numerals(
    maps: Mapping[str, np.ndarray], digits: np.ndarray, title: str = "Two numbers for each digit"
) -> None:
    """Maps of digits, side by side: each digit stands where its two numbers are, as a numeral.

    maps: name to points (N, 2); digits: (N,), from 0 to 9. The middle 99 % of each map are shown.
    """
    side = WIDTH / len(maps)
    with figure_of(title, side + 0.4) as figure:
        axes = figure.subplots(1, len(maps), squeeze=False)[0]
        for ax, (name, points) in zip(axes, maps.items(), strict=True):
            low, high = np.quantile(points, [0.005, 0.995], axis=0)
            room = 0.06 * (high - low)
            look = {"ha": "center", "va": "center", "fontsize": 7.5, "clip_on": True}
            for (x, y), digit in zip(points, digits, strict=True):
                ax.text(x, y, str(digit), color=DIGIT_COLORS[digit], **look)
            (left, bottom), (right, top) = low - room, high + room
            ax.set(xlim=(left, right), ylim=(bottom, top), title=name)
            ax.set(xlabel="first number", ylabel="second number" if ax is axes[0] else "")
            ax.tick_params(length=2)


def show_plane(
    pictures: np.ndarray, x: Sequence[float], y: Sequence[float], title: str = ""
) -> None:
    """Pictures made from two numbers, each at the place of its numbers.

    pictures: (len(y), len(x), h, w), 1 where there is ink; x, y: the numbers, evenly spaced,
    rising.
    """
    room = ((0, 0), (0, 0), (1, 1), (1, 1))
    pictures = np.pad(np.asarray(pictures)[::-1], room)
    count, (high, wide) = pictures.shape[:2], pictures.shape[2:]
    sheet = pictures.transpose(0, 2, 1, 3).reshape(count[0] * high, -1)
    dx, dy = (x[1] - x[0]) / 2, (y[1] - y[0]) / 2
    height = (WIDTH - 0.7) * count[0] * high / (count[1] * wide)
    with figure_of(title, height + 0.9) as figure:
        ax = figure.subplots()
        extent = x[0] - dx, x[-1] + dx, y[0] - dy, y[-1] + dy
        look = {"cmap": "gray_r", "vmin": 0, "vmax": 1, "interpolation": "nearest"}
        ax.imshow(sheet, extent=extent, aspect="auto", **look)
        ax.set(xlabel="first number", ylabel="second number")
        ax.tick_params(length=2)


def show_unrolled(
    words: Sequence[str], title: str = "One step, again and again: the same weights each time"
) -> None:
    """A recurrent net that writes a caption: what goes into each step, and what comes out.

    words: of the caption, without signs for start and end.
    """
    fed, chosen = ["start", *words], [*words, "end"]
    count, gap = len(fed), 2.2
    with figure_of(title, 3.5) as figure:
        ax = blank_axes(figure, (-0.9, gap * count - 1.3), (-3.35, 2.1))
        ax.set_aspect("auto")
        middle, wide = gap * (count - 1) / 2, gap * (count - 1) + 1.2
        _plate(ax, middle, -2.8, wide, "picture, as numbers", INPUT, "white")
        for step, (word, said) in enumerate(zip(fed, chosen, strict=True)):
            x = gap * step
            _plate(ax, x, 0, 1.2, "step", FILTER, "black")
            _arrow(ax, (x - 0.15, -1.35), (x - 0.15, -0.5))
            _arrow(ax, (x + 0.4, -2.3), (x + 0.4, -0.5))
            _arrow(ax, (x, 0.5), (x, 1.35))
            dim = {"style": "italic"} if word == "start" else {}
            ax.text(x - 0.15, -1.65, word, color=INPUT, ha="center", va="center", **dim)
            dim = {"style": "italic"} if said == "end" else {}
            ax.text(x, 1.7, said, color=OUTPUT, ha="center", va="center", **dim)
            if step:
                _arrow(ax, (x - gap + 0.65, 0), (x - 0.65, 0))
                ax.text(x - 0.8, 0.25, "h", color=INK, ha="center", va="center", fontsize=9)
                look = {"arrowstyle": "->", "color": QUIET, "lw": 1.1, "ls": (0, (3, 2))}
                start, end = (x - gap + 0.5, 1.5), (x - 0.5, -1.5)
                ax.annotate("", end, start, arrowprops=look)


def show_captions(
    images: Sequence[np.ndarray],
    said: Sequence[str],
    verdicts: Sequence[str] | None = None,
    title: str = "",
    columns: int = 4,
) -> None:
    """Pictures, and below each what is said about it, in the colour of how right that is.

    verdicts: "right", "nearly" or "wrong" for each; None where nobody judges.
    """
    rows = -(-len(images) // columns)
    cell = (WIDTH - 0.2) / columns
    with figure_of(title, rows * (cell + 0.42) + 0.4) as figure:
        axes = list(figure.subplots(rows, columns, squeeze=False).flat)
        for ax in axes[len(images) :]:
            ax.axis("off")
        for place, (ax, image, words) in enumerate(zip(axes, images, said, strict=False)):
            color, mark = VERDICTS[verdicts[place]] if verdicts is not None else (INK, "")
            draw_picture(ax, image, 0, 1)
            _bare(ax)
            lines = textwrap.fill(f"{mark} {words}".strip(), 27)
            lines += "\n" * (1 - lines.count("\n"))
            ax.set_xlabel(lines, color=color, fontsize=8.5, labelpad=3)


def show_word_table(
    pictures: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    title: str = "",
    marked: Sequence[tuple[int, int]] = (),
    mark: str = "",
) -> None:
    """A table of pictures, one for each pair of words.

    pictures: (R, C, H, W, 3); rows, columns: their words. marked: row and column of pairs that get
    a dashed frame; mark: what the frame means.
    """
    cell = (WIDTH - 0.8) / len(columns)
    with figure_of(title, cell * len(rows) + 0.75 + 0.3 * bool(mark)) as figure:
        ax = figure.subplots()
        high, wide = pictures.shape[2:4]
        sheet = np.asarray(pictures).transpose(0, 2, 1, 3, 4)
        sheet = sheet.reshape(len(rows) * high, len(columns) * wide, 3)
        extent = (0, len(columns), len(rows), 0)
        ax.imshow(np.clip(sheet, 0, 1), interpolation="nearest", extent=extent)
        look = {"fill": False, "edgecolor": WRONG, "lw": 1.8, "ls": (0, (3, 1.5))}
        for row, column in marked:
            ax.add_patch(Rectangle((column + 0.03, row + 0.03), 0.94, 0.94, **look))
        ax.set_xticks(np.arange(len(columns)) + 0.5, columns)
        ax.set_yticks(np.arange(len(rows)) + 0.5, rows)
        ax.xaxis.tick_top()
        ax.tick_params(length=0, labelsize=9.5)
        ax.spines[:].set_visible(False)
        if mark:
            ax.set_xlabel(mark, color=WRONG)


def show_shares(
    shares: Mapping[str, Sequence[float]], names: Sequence[str], title: str = ""
) -> None:
    """Bars, from 0 to 100 %, of what each layer contributes to a sum.

    shares: name to a share for each layer, which sum to 1; names: of the layers.
    """
    with figure_of(title, 3.0) as figure:
        ax = figure.subplots()
        width = 0.8 / len(shares)
        colors = (OUTPUT, INPUT, FILTER, QUIET)
        for place, (name, values) in enumerate(shares.items()):
            x = np.arange(len(names)) + (place - (len(shares) - 1) / 2) * width
            ax.bar(x, 100 * np.asarray(values), width * 0.92, color=colors[place % 4], label=name)
        ax.set_xticks(np.arange(len(names)), names)
        ax.set(ylabel="share of the style loss, %", ylim=(0, None))
        ax.spines[["top", "right"]].set_visible(False)
        if len(shares) > 1:
            ax.legend(frameon=False)


def _plate(ax: Axes, x: float, y: float, wide: float, words: str, color: str, ink: str) -> None:
    corner = (x - wide / 2, y - 0.45)
    look = {"boxstyle": "round,pad=0,rounding_size=0.12", "facecolor": color, "edgecolor": PAPER}
    ax.add_patch(FancyBboxPatch(corner, wide, 0.9, **look))
    ax.text(x, y, words, ha="center", va="center", color=ink, fontsize=9)


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": INK, "lw": 1.2})


def _bare(ax: Axes) -> None:
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
