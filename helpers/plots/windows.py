"""A window that slides over pixels: its numbers, its steps, and the pixels under it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from helpers.plots.style import (
    FILTER,
    INK,
    INPUT,
    LABELS,
    NEGATIVE,
    OUTPUT,
    PAPER,
    QUIET,
    WIDTH,
    WRONG,
    blank_axes,
    figure_of,
    short,
)


def show_window(
    image: np.ndarray, kernel: np.ndarray, row: int = 0, column: int = 0, bias: float = 0
) -> None:
    """One step of a sliding filter, with all its numbers.

    image: (H, W) or, for a filter with depth, (C, H, W); kernel: (KH, KW) or (C, KH, KW);
    row, column: the top left pixel of the window; bias: added once, at the end. Weights below zero
    are purple.
    """
    image, kernel = np.asarray(image), np.asarray(kernel)
    deep = image.ndim == 3
    images, kernels = (image, kernel) if deep else (image[None], kernel[None])
    (channels, height, width), (tall, wide) = images.shape, kernels.shape[1:]
    windows = images[:, row : row + tall, column : column + wide]
    if windows.shape != kernels.shape or row < 0 or column < 0:
        raise ValueError(
            f"A {tall}x{wide} window at row {row}, column {column} leaves the {height}x{width} "
            "image. Choose a smaller row or column."
        )
    products = windows * kernels
    x_window = width + 1.0
    x_kernel = x_window + wide + 1
    x_products = x_kernel + wide + 1
    x_sum = x_products + wide + 1.4
    x_total = x_sum + 2.6
    right = x_total + 1.6 if deep or bias else x_sum + 1.4
    pitch = height + 0.9
    bottom = pitch * channels - 0.5
    inside = np.zeros((height, width), dtype=bool)
    inside[row : row + tall, column : column + wide] = True
    unit = min(0.34, WIDTH / (right + 1.4))
    with figure_of("", unit * (bottom + 2.6) + 0.35) as figure:
        ax = blank_axes(figure, (-1.4, right), (bottom + 0.2, -2.1))
        ax.set_title(f"The window at row {row}, column {column} gives one number of the output")
        for place in range(width):
            ax.text(place + 0.5, -0.3, place, ha="center", va="center", color=QUIET, fontsize=8)
        ax.text(width / 2, -1.05, "input, column", ha="center", va="center", color=INPUT)
        for channel in range(channels):
            top = channel * pitch
            middle, center = top + (height - tall) / 2, top + height / 2
            _numbers(ax, images[channel], 0, top, INPUT, strong=inside)
            ax.add_patch(
                Rectangle((column, top + row), wide, tall, fill=False, edgecolor=FILTER, lw=3)
            )
            for place in range(height):
                ax.text(
                    -0.3,
                    top + place + 0.5,
                    place,
                    ha="center",
                    va="center",
                    color=QUIET,
                    fontsize=8,
                )
            side = f"channel {channel}, row" if deep else "row"
            ax.text(
                -1.0, center, side, ha="center", va="center", color=INPUT, rotation=90, fontsize=9
            )
            for x, numbers, color, name in (
                (x_window, windows[channel], INPUT, "window"),
                (x_kernel, kernels[channel], FILTER, "filter"),
                (x_products, products[channel], QUIET, "products"),
            ):
                _numbers(ax, numbers, x, middle, color, strong=np.ones((tall, wide), dtype=bool))
                if channel == 0:
                    ax.text(
                        x + wide / 2,
                        middle - 0.5,
                        name,
                        ha="center",
                        va="center",
                        color=LABELS[color],
                    )
            for x, sign in ((x_kernel - 0.5, "×"), (x_products - 0.5, "="), (x_sum - 0.7, "→")):
                ax.text(x, center, sign, ha="center", va="center", fontsize=15)
            alone = not deep and not bias
            _number_cell(
                ax, x_sum, center - 0.5, products[channel].sum(), OUTPUT if alone else "#E4E4E4"
            )
            if channel == 0:
                ax.text(
                    x_sum + 0.5,
                    center - 1,
                    "sum",
                    ha="center",
                    va="center",
                    color=OUTPUT if alone else INK,
                )
        if right > x_total:
            center = bottom / 2 - 0.2
            ax.plot(
                [x_sum + 1.3] * 2, [height / 2 - 0.5, bottom - height / 2 + 0.1], color=QUIET, lw=1
            )
            ax.text(x_total - 0.6, center, "→", ha="center", va="center", fontsize=15)
            _number_cell(ax, x_total, center - 0.5, products.sum() + bias, OUTPUT)
            ax.text(x_total + 0.5, center - 1, "output", ha="center", va="center", color=OUTPUT)
            ax.text(
                x_total + 0.5,
                center + 1.05,
                f"with bias\n{short(bias)}",
                ha="center",
                va="center",
                fontsize=9,
            )


def show_steps(
    size: int,
    kernel: int,
    stride: int | Sequence[int] = 1,
    padding: int = 0,
    dilation: int = 1,
) -> None:
    """Where a filter can stand along one direction of an image, one line for each place.

    Blue are the pixels, hatched grey the zeros of the padding, orange the pixels that a weight
    touches. The numbers are positions, counted from 0. Vermillion is the step that leaves the
    image. size, kernel, padding: pixels; stride: one number, or several to compare.
    """
    strides = [stride] if isinstance(stride, int) else list(stride)
    total = size + 2 * padding
    walks = [_walk(total, kernel, step, dilation) for step in strides]
    lines = max(len(walk) for walk in walks)
    right = max([total] + [walk[-1][-1] + 1 for walk in walks if walk])
    unit = min(0.42, (WIDTH - 0.4) / ((right + 3.2) * len(strides)))
    title = f"A filter of {kernel} on {size} pixels"
    zeros = "1 zero" if padding == 1 else f"{padding} zeros"
    title += f", {zeros} at each end" if padding else ""
    title += f", dilation {dilation}" if dilation > 1 else ""
    with figure_of(title, unit * (lines + 3.1) + 0.5) as figure:
        axes = figure.subplots(1, len(strides), squeeze=False)[0]
        for ax, step, walk in zip(axes, strides, walks, strict=True):
            blank_axes(figure, (-0.4, right + 2.6), (lines + 1.5, -1.6), ax)
            ax.text(total / 2, -1.15, f"stride {step}", ha="center", va="center", fontsize=11)
            ax.text(
                total / 2, -0.35, "pixel no.", ha="center", va="center", color=INPUT, fontsize=9
            )
            ax.text(
                right + 1.5,
                0.5,
                "output\nno.",
                ha="center",
                va="center",
                color=OUTPUT,
                fontsize=9,
                linespacing=0.95,
            )
            for center in (padding / 2, total - padding / 2) if padding else ():
                ax.text(center, -0.35, "pad", ha="center", va="center", fontsize=8)
            for pixel in range(total):
                real = padding <= pixel < total - padding
                ax.add_patch(
                    Rectangle(
                        (pixel + 0.04, 0.04),
                        0.92,
                        0.92,
                        facecolor=INPUT if real else "#EEEEEE",
                        edgecolor=INPUT if real else "#B0B0B0",
                        hatch=None if real else "....",
                        lw=0,
                    )
                )
                ax.text(
                    pixel + 0.5,
                    0.5,
                    pixel - padding if real else "",
                    ha="center",
                    va="center",
                    color="white",
                    fontsize=9,
                )
            for line, pixels in enumerate(walk):
                fits = pixels[-1] < total
                _window_line(ax, pixels, line + 1.4, fits)
                if fits:
                    ax.add_patch(
                        Rectangle((right + 1.04, line + 1.44), 0.92, 0.82, facecolor=OUTPUT)
                    )
                    ax.text(
                        right + 1.5,
                        line + 1.86,
                        line,
                        ha="center",
                        va="center",
                        color="white",
                        fontsize=9,
                    )


def show_pixel_windows(size: int, kernel: int, row: int, column: int) -> None:
    """Every window that one pixel takes part in, and the weight that it meets there.

    size, kernel: sides of the square image and of the square filter, in pixels, at stride 1.
    """
    starts = [
        (top, left)
        for top in range(size - kernel + 1)
        for left in range(size - kernel + 1)
        if 0 <= row - top < kernel and 0 <= column - left < kernel
    ]
    columns = min(5, len(starts))
    rows = -(-len(starts) // columns)
    windows = "window" if len(starts) == 1 else "windows"
    title = f"The pixel at row {row}, column {column} takes part in {len(starts)} {windows}"
    with figure_of(title, rows * 1.85 + 0.7, max(5.0, columns * WIDTH / 5)) as figure:
        figure.get_layout_engine().set(h_pad=0.1)
        axes = figure.subplots(rows, columns, squeeze=False)
        for place, ax in enumerate(axes.flat):
            if place >= len(starts):
                ax.axis("off")
                continue
            top, left = starts[place]
            blank_axes(figure, (-0.1, size + 0.1), (size + 0.1, -0.1), ax)
            for i in range(size):
                for j in range(size):
                    inside = top <= i < top + kernel and left <= j < left + kernel
                    ax.add_patch(
                        Rectangle(
                            (j + 0.05, i + 0.05),
                            0.9,
                            0.9,
                            facecolor=FILTER if inside else "#CFE3F1",
                            lw=0,
                        )
                    )
            ax.add_patch(Rectangle((column + 0.05, row + 0.05), 0.9, 0.9, facecolor=INPUT))
            ax.set_title(
                f"output ({top}, {left})\nweight ({row - top}, {column - left})", fontsize=9
            )


def _numbers(
    ax: Axes, numbers: np.ndarray, x: float, y: float, color: str, strong: np.ndarray
) -> None:
    """A grid of numbers, its top left corner at (x, y); cells not strong are pale."""
    for (i, j), value in np.ndenumerate(numbers):
        pale = not strong[i, j]
        face = NEGATIVE if color == FILTER and value < 0 else {QUIET: "#E4E4E4"}.get(color, color)
        text = "black" if pale or face in (FILTER, "#E4E4E4") else "white"
        ax.add_patch(
            Rectangle(
                (x + j + 0.03, y + i + 0.03),
                0.94,
                0.94,
                facecolor=face,
                alpha=0.18 if pale else 1,
                lw=0,
            )
        )
        ax.text(
            x + j + 0.5,
            y + i + 0.5,
            short(value),
            ha="center",
            va="center",
            color=text,
            fontsize=10,
        )


def _number_cell(ax: Axes, x: float, y: float, value: float, color: str) -> None:
    """One number in a filled cell, its top left corner at (x, y)."""
    color = NEGATIVE if color == OUTPUT and value < 0 else color
    ax.add_patch(Rectangle((x, y), 1, 1, facecolor=color, lw=0))
    text = "white" if color in (OUTPUT, NEGATIVE) else "black"
    ax.text(x + 0.5, y + 0.5, short(value), ha="center", va="center", color=text)


def _walk(total: int, kernel: int, stride: int, dilation: int) -> list[list[int]]:
    """The pixels under the filter at each step, until it stands at the border or beyond it."""
    walk = [[weight * dilation for weight in range(kernel)]]
    while walk[-1][-1] < total - 1:
        walk.append([pixel + stride for pixel in walk[-1]])
    return walk


def _window_line(ax: Axes, pixels: Sequence[int], y: float, fits: bool) -> None:
    """The pixels that a filter touches at one place, as a line of cells."""
    color = FILTER if fits else WRONG
    if pixels[-1] - pixels[0] >= len(pixels):
        ax.plot([pixels[0] + 0.5, pixels[-1] + 0.5], [y + 0.45] * 2, color=color, lw=1.5, zorder=1)
    for pixel in pixels:
        ax.add_patch(
            Rectangle(
                (pixel + 0.04, y + 0.04),
                0.92,
                0.82,
                facecolor=color if fits else PAPER,
                edgecolor=color,
                hatch=None if fits else "////",
                lw=1,
                zorder=2,
            )
        )
