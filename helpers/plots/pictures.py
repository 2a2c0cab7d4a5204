"""Pictures, small arrays of numbers, and what they differ in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from helpers.plots.style import (
    FILTER,
    INPUT,
    MAPS,
    NEGATIVE,
    OUTPUT,
    WIDTH,
    WRONG,
    blank_axes,
    draw_picture,
    figure_of,
    limits,
    pixel_axes,
    short,
)


def show_images(
    images: Sequence[np.ndarray],
    titles: Sequence[str] | None = None,
    title: str = "",
    columns: int | None = None,
    signed: bool = False,
) -> None:
    """Pictures side by side.

    images: each (H, W) grey or (H, W, 3) in colour. Colours are taken from 0 to 1; grey runs from
    the darkest to the brightest pixel of all the pictures, so that they can be compared.
    signed: show maps with negative numbers, white at zero, green above, purple below.
    """
    images = [np.asarray(image, dtype=float) for image in images]
    titles = list(titles) if titles is not None else [""] * len(images)
    columns = columns or min(len(images), 5)
    rows = -(-len(images) // columns)
    shape = max((image.shape[:2] for image in images), key=lambda pair: pair[0] / pair[1])
    cell = (WIDTH - 0.6) / columns - 0.1
    height = min(cell, 3.6) * shape[0] / shape[1] + (0.3 if any(titles) else 0.1)
    gray = [image for image in images if image.ndim == 2]
    low, high = limits(gray, signed)
    with figure_of(title, rows * height + (0.85 if title else 0.5)) as figure:
        axes = figure.subplots(rows, columns, squeeze=False)
        for place, ax in enumerate(axes.flat):
            if place >= len(images):
                ax.axis("off")
                continue
            draw_picture(ax, images[place], low, high, "output" if signed else None)
            ax.set_title(titles[place])
            pixel_axes(ax, first_row=place + columns >= len(images), first_column=place % columns)


def show_color_key() -> None:
    """What the colours mean in every diagram of the course."""
    meanings = [
        (INPUT, "white", "input", "what goes in"),
        (FILTER, "black", "filter", "what is learned"),
        (OUTPUT, "white", "output", "what comes out"),
        (NEGATIVE, "white", "below zero", "negative numbers"),
        (WRONG, "white", "look here", "or: this is wrong"),
    ]
    with figure_of("Colours mean the same in every diagram", 1.5) as figure:
        ax = blank_axes(figure, (-0.05, 5.05), (1.45, 0))
        for column, (color, text, name, meaning) in enumerate(meanings):
            ax.add_patch(Rectangle((column + 0.05, 0.1), 0.9, 0.75, facecolor=color))
            ax.text(column + 0.5, 0.475, name, ha="center", va="center", color=text, fontsize=12)
            ax.text(column + 0.5, 1.12, meaning, ha="center", va="center")
        ax.set_aspect("auto")


def show_numbers(
    arrays: Sequence[np.ndarray],
    titles: Sequence[str] | None = None,
    title: str = "",
    role: str = "output",
) -> None:
    """Small arrays as grids of coloured numbers, side by side.

    arrays: each (H, W); role: "input", "filter" or "output", for the colour above zero; purple is
    below. All the arrays share one scale.
    """
    arrays = [np.asarray(array, dtype=float) for array in arrays]
    titles = list(titles) if titles is not None else [""] * len(arrays)
    low, high = limits(arrays, True)
    tallest = max(array.shape[0] / array.shape[1] for array in arrays)
    height = min((WIDTH - 0.6) / len(arrays), 3.2) * tallest
    with figure_of(title, height + 1.15) as figure:
        axes = figure.subplots(1, len(arrays), squeeze=False)[0]
        for place, (ax, array) in enumerate(zip(axes, arrays, strict=True)):
            ax.imshow(array, cmap=MAPS[role], vmin=low, vmax=high, interpolation="nearest")
            for (i, j), value in np.ndenumerate(array):
                dark = abs(value) > 0.6 * high and role != "filter"
                ax.text(
                    j,
                    i,
                    short(value),
                    ha="center",
                    va="center",
                    fontsize=9,
                    color="white" if dark else "black",
                )
            ax.set_title(titles[place])
            pixel_axes(ax, first_row=True, first_column=place)


def show_difference(
    first: np.ndarray,
    second: np.ndarray,
    titles: Sequence[str] = ("first", "second", "difference"),
    title: str = "Are they the same?",
) -> None:
    """Two maps and where they differ.

    first, second: (H, W), of one shape.
    """
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    low, high = limits([first, second], True)
    gap = np.abs(first - second)
    height = ((WIDTH - 0.6) / 3 - 0.1) * first.shape[0] / first.shape[1]
    with figure_of(title, height + 1.15) as figure:
        axes = figure.subplots(1, 3)
        draw_picture(axes[0], first, low, high, "output")
        draw_picture(axes[1], second, low, high, "output")
        wrong = LinearSegmentedColormap.from_list("wrong", ["#FFFFFF", WRONG])
        axes[2].imshow(gap, cmap=wrong, vmin=0, vmax=max(gap.max(), 1e-12), interpolation="nearest")
        for place, ax in enumerate(axes):
            ax.set_title(titles[place])
            pixel_axes(ax, first_row=True, first_column=place)
        worst = gap.max()
        axes[2].set_title(
            f"{titles[2]}, at most {worst:.2g}" if worst > 1e-9 else f"{titles[2]}: none"
        )
