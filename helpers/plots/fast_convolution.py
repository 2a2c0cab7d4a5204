"""Fast convolution: where numbers lie in memory, windows as columns, and how long it all takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import hsv_to_rgb
from matplotlib.patches import Rectangle

from helpers.plots.style import (
    FILTER,
    FILTER_LABEL,
    INK,
    INPUT,
    NEGATIVE,
    OUTPUT,
    PAPER,
    QUIET,
    WIDTH,
    WRONG,
    blank_axes,
    draw_picture,
    figure_of,
    pixel_axes,
    short,
)

STRIPES = ("#0072B2", "#56B4E9")  # neighbouring rows of an array, told apart in memory
ROW_STEP, COLUMN_STEP = WRONG, INK  # the arrows of show_memory
WAYS = [  # colour, marker and dashes of each way to compute the same thing
    (WRONG, "x", (0, (4, 2))),
    (OUTPUT, "o", "-"),
    (NEGATIVE, "s", "-"),
    (INK, "^", "-"),
]


def show_costs(
    nanoseconds: Mapping[str, float], title: str = "How long one multiply-add takes"
) -> None:
    """Times as points on a scale on which every step to the right is ten times as long.

    nanoseconds: for each way of computing, the time of one multiplication with its addition.
    """
    names, values = list(nanoseconds), list(nanoseconds.values())
    with figure_of(title, 0.4 * len(values) + 1.2) as figure:
        ax = figure.subplots()
        ax.plot(values, names, "o", color=OUTPUT, ms=9)
        for place, value in enumerate(values):
            ax.text(value * 1.3, place, f"{value:.2g}", va="center", fontsize=10)
        ax.set(xscale="log", xlim=(min(values) / 3, max(values) * 6))
        ax.set(ylim=(len(values) - 0.5, -0.5))
        ax.xaxis.set_major_formatter("{x:g}")
        ax.set_xlabel("nanoseconds, on a scale of tens")
        ax.grid(True, which="major", color="#E4E4E4", lw=0.8)
        ax.set_axisbelow(True)
        ax.spines[["top", "right"]].set_visible(False)


def show_memory(
    array: np.ndarray,
    row: int = 0,
    column: int = 0,
    window: tuple[int, int] = (1, 1),
    title: str = "An array, and the same numbers in memory",
) -> None:
    """A small array, the row of memory behind it, and the way to one of its numbers.

    array: (H, W), at most 4 by 6 numbers or so; row, column: the number that the arrows lead to;
    window: (height, width), of a window that starts there and is marked in both pictures.
    """
    array = np.ascontiguousarray(array)
    height, width = array.shape
    tall, wide = window
    if row < 0 or column < 0 or row + tall > height or column + wide > width:
        raise ValueError(
            f"A {tall}x{wide} window at row {row}, column {column} leaves the {height}x{width} "
            "array. Choose a smaller row or column."
        )
    inside = np.zeros(array.shape, dtype=bool)
    inside[row : row + tall, column : column + wide] = True
    count, down, right = array.size, *array.strides
    start = (count - width) / 2  # the array stands above the middle of its memory
    line = height + 2.1  # where the memory is drawn
    unit = WIDTH / (count + 1.6)
    with figure_of(title, unit * (line + 3.0) + 0.45) as figure:
        ax = blank_axes(figure, (-0.8, count + 0.8), (line + 2.2, -0.8))
        for (i, j), value in np.ndenumerate(array):
            strong = bool(inside[i, j])
            _cell(ax, start + j, i, value, STRIPES[i % 2], strong)
            _cell(ax, i * width + j, line, value, STRIPES[i % 2], strong)
            byte = {"ha": "center", "va": "center", "fontsize": 7.5, "color": INK}
            ax.text(i * width + j + 0.5, line + 1.35, (i * width + j) * array.itemsize, **byte)
        for i in range(height):
            ax.text(start - 0.3, i + 0.5, i, ha="center", va="center", color=QUIET, fontsize=8)
        for j in range(width):
            ax.text(start + j + 0.5, -0.3, j, ha="center", va="center", color=QUIET, fontsize=8)
        ax.text(start - 0.7, height / 2, "row", ha="center", va="center", rotation=90, fontsize=9)
        ax.text(start + width / 2, -0.75, "column", ha="center", va="center", fontsize=9)
        ax.text(count / 2, line + 1.95, "byte at which it starts", ha="center", va="center")
        corner = (start + column, row)
        ax.add_patch(Rectangle(corner, wide, tall, fill=False, edgecolor=FILTER, lw=3))
        for i in range(tall):
            corner = ((row + i) * width + column, line)
            ax.add_patch(Rectangle(corner, wide, 1, fill=False, edgecolor=FILTER, lw=3))
        place = 0.5
        for count_of, step, color in ((row, width, ROW_STEP), (column, 1, COLUMN_STEP)):
            for _ in range(count_of):
                _hop(ax, place, place + step, line - 0.1, color)
                place += step
        path = f"{row}·{down} + {column}·{right} = {row * down + column * right}"
        words = f"row {row}, column {column}:\n{path} bytes from the start"
        ax.text(start + width + 0.8, height / 2, words, va="center", fontsize=9.5)
        ax.text(
            start - 1.4,
            height / 2,
            f"strides ({down}, {right}):\n{down} bytes to the next row,\n"
            f"{right} to the next column",
            ha="right",
            va="center",
            fontsize=9.5,
        )


def show_im2col(
    image: np.ndarray,
    kernels: Sequence[np.ndarray],
    title: str = "Windows become columns, filters become rows",
) -> None:
    """A convolution as one matrix product, with all its numbers.

    image: (H, W), small; kernels: each (KH, KW), at most two or three. Stride 1, no padding.
    """
    image, kernels = np.asarray(image), [np.asarray(kernel) for kernel in kernels]
    tall, wide = kernels[0].shape
    windows = np.lib.stride_tricks.sliding_window_view(image, (tall, wide))
    rows, columns = windows.shape[:2]
    matrix = windows.reshape(rows * columns, tall * wide).T
    weights = np.array([kernel.ravel() for kernel in kernels])
    result = weights @ matrix
    length, places = matrix.shape
    x_row = wide + 1.2
    x_columns = x_row + length + 1.2
    x_result = x_columns + places + 1.2
    x_map = x_result + places + 1.2
    right = x_map + columns
    top = 0.0  # of the image and its windows
    below = image.shape[0] + 2.2  # of the matrices
    pitch = max(tall, rows) + 0.8
    middle = below + max(length, pitch * len(kernels) - 0.8) / 2
    head = middle - length / 2  # of the columns
    base = middle + max(length, pitch * len(kernels) - 0.8) / 2
    spread = wide + 0.9
    x_windows = x_columns + places / 2 - (spread * places - 0.9) / 2
    with figure_of(title, WIDTH * (base + 2.7) / (right + 0.8) + 0.35) as figure:
        ax = blank_axes(figure, (-0.4, right + 0.4), (base + 1.2, -1.5))
        label = {"ha": "center", "va": "center", "fontsize": 9.5}
        _grid(ax, image, 0.6, top, INPUT)
        ax.text(0.6 + image.shape[1] / 2, top - 0.6, "image", color=INPUT, **label)
        for place in range(places):
            x = x_windows + place * spread
            _grid(ax, windows[divmod(place, columns)], x, top + 0.5, INPUT)
            ax.text(x + wide / 2, top - 0.1, f"window {place}", color=INPUT, **label)
            ax.annotate(
                "",
                (x_columns + place + 0.5, head - 0.05),
                (x + wide / 2, top + 0.55 + tall),
                arrowprops={"arrowstyle": "-|>", "color": QUIET, "lw": 1.1},
            )
        ax.annotate(
            "",
            (x_windows - 0.3, top + 0.5 + tall / 2),
            (0.8 + image.shape[1], top + 0.5 + tall / 2),
            arrowprops={"arrowstyle": "-|>", "color": QUIET, "lw": 1.1},
        )
        _grid(ax, matrix, x_columns, head, INPUT)
        for number in range(len(kernels)):
            center = middle + (number - (len(kernels) - 1) / 2) * pitch
            _grid(ax, kernels[number], 0, center - tall / 2, FILTER)
            _grid(ax, weights[number : number + 1], x_row, center - 0.5, FILTER)
            _grid(ax, result[number : number + 1], x_result, center - 0.5, OUTPUT)
            _grid(ax, result[number].reshape(rows, columns), x_map, center - rows / 2, OUTPUT)
            for x in (x_row - 0.6, x_map - 0.6):
                ax.text(x, center, "→", fontsize=14, ha="center", va="center", color=QUIET)
        ax.text(x_columns - 0.6, middle, "@", fontsize=15, ha="center", va="center")
        ax.text(x_result - 0.6, middle, "=", fontsize=15, ha="center", va="center")
        foot = base + 0.7
        for x, width, word, color in (
            (0, wide, "filters", FILTER_LABEL),
            (x_row, length, "one row a filter", FILTER_LABEL),
            (x_columns, places, "one column a window", INPUT),
            (x_result, places, "one row a map", OUTPUT),
            (x_map, columns, "maps", OUTPUT),
        ):
            ax.text(x + width / 2, foot, word, color=color, **label)


def show_folding(
    columns: np.ndarray, stride: int = 1, title: str = "Numbers that meet are added up"
) -> None:
    """Columns of a signal laid back where their windows were, and the sum at each place.

    columns: (K, L), a window of K samples in each of L columns.
    """
    columns = np.asarray(columns)
    size, places = columns.shape
    total = stride * (places - 1) + size
    starts = stride * np.arange(places)
    covered = starts[:, None] + np.arange(size)  # the places of the signal under each window
    sums = np.bincount(covered.ravel(), columns.T.ravel(), total)
    left = places + 3.4  # where the signal starts, right of the columns
    right = left + total
    unit = min(0.42, WIDTH / (right + 3.2))
    with figure_of(title, unit * (places + 4.0) + 0.6) as figure:
        ax = blank_axes(figure, (-0.6, right + 2.6), (places + 2.1, -1.7))
        label = {"ha": "center", "va": "center", "fontsize": 9.5}
        top = (places - size) / 2
        _grid(ax, columns, 0, top, INPUT)
        ax.text(places / 2, top - 0.5, "columns", color=INPUT, **label)
        ax.text(places + 1.7, places / 2, "→", ha="center", va="center", fontsize=16, color=QUIET)
        for pixel in range(total):
            ax.text(left + pixel + 0.5, -0.45, pixel, color=QUIET, fontsize=8, ha="center")
        ax.text(left + total / 2, -1.15, "place in the signal", **label)
        for place in range(places):
            _grid(ax, columns[None, :, place], left + place * stride, place, INPUT)
            ax.text(right + 0.4, place + 0.5, f"window {place}", va="center", fontsize=9.5)
        ax.plot([left, right], [places + 0.3] * 2, color=INK, lw=1.2)
        _grid(ax, sums[None], left, places + 0.6, OUTPUT)
        ax.text(right + 0.4, places + 1.1, "sum", va="center", color=OUTPUT, fontsize=9.5)


def show_times(
    sizes: Sequence[float],
    seconds: Mapping[str, Sequence[float]],
    xlabel: str,
    title: str = "The race",
    estimated: Sequence[str] = (),
) -> None:
    """How the time grows with the size, for several ways of computing the same thing.

    Both scales go in steps of factors, so that a straight line is a power of the size.
    sizes: of the problem, in rising order; seconds: for each way, a time for each size; estimated:
    the ways whose times were not measured, drawn with dashes.
    """
    with figure_of(title, 3.9) as figure:
        ax = figure.subplots()
        looks = [look for look in WAYS if look[2] == "-"]
        for name, times in seconds.items():
            color, marker, dashes = WAYS[0] if name in estimated else looks.pop(0)
            words = f"{name} (estimated)" if name in estimated else name
            ax.plot(sizes, times, color=color, marker=marker, ls=dashes, lw=1.8, ms=5, label=words)
        ax.set(xscale="log", yscale="log", xlabel=xlabel, ylabel="seconds")
        ax.set_xticks(sizes, [short(size) for size in sizes], minor=False)
        ax.set_xticks([], minor=True)
        ax.yaxis.set_major_formatter("{x:g}")
        ax.grid(True, which="major", axis="y", color="#E4E4E4", lw=0.8)
        ax.spines[["top", "right"]].set_visible(False)
        place = {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0)}
        ax.legend(fontsize=9, frameon=False, **place)


def show_memory_and_time(
    names: Sequence[str],
    megabytes: Sequence[float],
    milliseconds: Sequence[float],
    title: str = "Memory against time",
) -> None:
    """What each way of doing the same work needs of both, as a path of points.

    names, megabytes, milliseconds: one of each for every way, joined in their order.
    """
    with figure_of(title, 3.6) as figure:
        ax = figure.subplots()
        ax.plot(megabytes, milliseconds, color=OUTPUT, marker="o", lw=1.4, ms=6)
        for name, x, y in zip(names, megabytes, milliseconds, strict=True):
            box = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5, "alpha": 0.85}
            below = {"xytext": (0, -18), "textcoords": "offset points", "ha": "center"}
            ax.annotate(name, (x, y), **below, fontsize=9, bbox=box)
        ax.set(xscale="log", xlabel="peak memory, MB, on a scale of tens")
        ax.set(ylabel="time, milliseconds", ylim=(0, 1.25 * max(milliseconds)))
        ax.set_xlim(min(megabytes) / 1.6, max(megabytes) * 1.6)
        ax.xaxis.set_major_formatter("{x:g}")
        ax.spines[["top", "right"]].set_visible(False)


def show_filter_bank(
    picture: np.ndarray,
    filters: np.ndarray,
    maps: np.ndarray,
    title: str = "One picture, many filters at once",
) -> None:
    """A wall of maps, each with its filter in the corner; the hue says which way a filter looks.

    picture: (H, W) or (H, W, 3), pixels from 0 to 1; filters: (R, D, KH, KW), R sizes in D
    directions; maps: (R, D, H, W). A map is bright where its filter answers, with either sign.
    """
    rows, columns = filters.shape[:2]
    tall = maps.shape[2] / maps.shape[3]
    side = (WIDTH - 0.2) / columns
    wall = rows * side * tall
    with figure_of(title, wall + 3.3) as figure:
        figure.get_layout_engine().set(w_pad=0.015, h_pad=0.015, wspace=0, hspace=0)
        upper, lower = figure.subfigures(2, 1, height_ratios=(2.7, wall + 0.2))
        views = upper.subplots(1, 2)
        draw_picture(views[0], picture, 0, 1)
        strength = np.abs(maps) / np.quantile(np.abs(maps), 0.985, axis=(2, 3), keepdims=True)
        strength = np.clip(strength, 0, 1)
        together = strength.max(axis=0)  # (D, H, W)
        hues = np.arange(columns) / columns
        views[1].imshow(_colored(together.max(axis=0), hues[together.argmax(axis=0)]))
        views[0].set_title("input", color=INPUT)
        views[1].set_title("the strongest of all maps, pixel by pixel", color=OUTPUT)
        for place, ax in enumerate(views):
            pixel_axes(ax, first_row=True, first_column=place)
        axes = lower.subplots(rows, columns)
        for (row, column), ax in np.ndenumerate(axes):
            ax.imshow(_colored(strength[row, column], np.float64(hues[column])), aspect="auto")
            ax.axis("off")
            corner = ax.inset_axes((0.02, 0.98 - 0.3 / tall, 0.3, 0.3 / tall))
            kernel = filters[row, column]
            top = np.abs(kernel).max()
            corner.imshow(kernel, cmap="gray", vmin=-top, vmax=top)
            corner.set(xticks=[], yticks=[])
            for spine in corner.spines.values():
                spine.set_edgecolor(PAPER)


def _colored(strength: np.ndarray, hue: np.ndarray) -> np.ndarray:
    """(H, W, 3): black where the strength is 0, the colour of the hue where it is 1."""
    hue = np.broadcast_to(hue, strength.shape)
    return hsv_to_rgb(np.stack([hue, np.full(strength.shape, 0.7), strength], axis=-1))


def _hop(ax: Axes, start: float, end: float, y: float, color: str) -> None:
    """An arrow that jumps over the cells between two places of a row."""
    bend = -0.32 if end - start > 1 else -0.75
    ax.annotate(
        "",
        (end, y),
        (start, y),
        arrowprops={
            "arrowstyle": "-|>",
            "color": color,
            "lw": 1.4,
            "shrinkA": 0,
            "shrinkB": 0,
            "connectionstyle": f"arc3,rad={bend}",
        },
    )


def _cell(ax: Axes, x: float, y: float, value: float, color: str, strong: bool) -> None:
    """One number in a cell, its top left corner at (x, y); pale where it is not strong."""
    face = {"facecolor": color, "alpha": 1 if strong else 0.25, "lw": 0}
    ax.add_patch(Rectangle((x + 0.03, y + 0.03), 0.94, 0.94, **face))
    text = "white" if strong and color != STRIPES[1] else "black"
    at = {"ha": "center", "va": "center", "fontsize": 9}
    ax.text(x + 0.5, y + 0.5, short(value), color=text, **at)


def _grid(ax: Axes, numbers: np.ndarray, x: float, y: float, color: str) -> None:
    """A grid of numbers, its top left corner at (x, y); below zero they stand on purple."""
    for (i, j), value in np.ndenumerate(numbers):
        face = NEGATIVE if value < 0 and color != INPUT else color
        ax.add_patch(Rectangle((x + j + 0.03, y + i + 0.03), 0.94, 0.94, facecolor=face, lw=0))
        text = "black" if face == FILTER else "white"
        at = {"ha": "center", "va": "center", "fontsize": 9}
        ax.text(x + j + 0.5, y + i + 0.5, short(value), color=text, **at)
