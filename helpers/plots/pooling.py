"""Pooling: windows side by side, who wins them, and how far a number sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from helpers.plots.style import (
    CLASSES,
    FILTER,
    INK,
    INPUT,
    OUTPUT,
    OUTPUT_MAP,
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

WINDOW_COLORS = [color for color, _ in CLASSES[:4]] + [WRONG, "#56B4E9"]
PITCH = 0.9  # height of a window in show_pool_steps, in pixels


def show_pooling(
    image: np.ndarray,
    output: Sequence[Sequence[float | None]],
    window: tuple[int, int] = (2, 2),
    stride: int = 2,
    title: str = "Each window leaves one number",
) -> None:
    """A map of numbers with its windows in colour, and the number that each of them leaves.

    image: (H, W); output: (OH, OW), its numbers, None for a question mark; window: (height, width);
    stride: an int. Windows that overlap are drawn as frames.
    """
    image = np.asarray(image, dtype=float)
    (height, width), (tall, wide) = image.shape, window
    rows, columns = len(output), len(output[0])
    overlap = stride < max(window)
    start = width + 2.2
    bottom = max(height, rows)
    unit = min(0.55, (WIDTH - 0.4) / (start + columns + 1.2))
    with figure_of(title, unit * (bottom + 1.7) + 0.5, 6.4) as figure:
        ax = blank_axes(figure, (-1.1, start + columns + 0.3), (bottom + 0.3, -1.3))
        for (i, j), value in np.ndenumerate(image):
            _cell(ax, j, i, value, "#E7E7E7" if not overlap else "#CFE3F1")
        top = (bottom - rows) / 2
        for number, (i, j) in enumerate(np.ndindex(rows, columns)):
            color = WINDOW_COLORS[number % len(WINDOW_COLORS)]
            value, row, column = output[i][j], i * stride, j * stride
            if overlap:
                inset = 0.05 + 0.09 * (number % 3)
                frame = (column + inset, row + inset), wide - 2 * inset, tall - 2 * inset
                ax.add_patch(Rectangle(*frame, fill=False, edgecolor=color, lw=2.4))
            else:
                for (u, v), pixel in np.ndenumerate(
                    image[row : row + tall, column : column + wide]
                ):
                    _cell(ax, column + v, row + u, pixel, color, alpha=0.3)
                ax.add_patch(
                    Rectangle((column, row), wide, tall, fill=False, edgecolor=color, lw=2)
                )
            _cell(ax, start + j, top + i, value, color, alpha=0.3)
        ax.text(width / 2, -0.9, "input", ha="center", va="center", color=INPUT)
        ax.text(width / 2, -0.4, "column", ha="center", va="center", color=INPUT, fontsize=9)
        ax.text(
            -0.4,
            height / 2,
            "row",
            ha="center",
            va="center",
            color=INPUT,
            rotation=90,
            fontsize=9,
        )
        ax.text(start - 1.1, bottom / 2, "→", ha="center", va="center", fontsize=17)
        ax.text(start + columns / 2, top - 0.5, "output", ha="center", va="center", color=OUTPUT)


def show_pool_steps(size: int, window: int, strides: Sequence[int]) -> None:
    """Where a pooling window can stand along one direction, one panel a stride.

    Blue are the pixels; a line below them is one place of the window and gives one number. Pixels
    that no window reaches are hatched. size, window: pixels.
    """
    starts = [[n for n in range(0, size, stride) if n + window <= size] for stride in strides]
    lines = max(len(places) for places in starts)
    unit = min(0.42, (WIDTH - 0.4) / ((size + 3.2) * len(strides)))
    with figure_of(
        f"A window of {window} on {size} pixels", unit * (PITCH * lines + 3.3) + 0.5
    ) as figure:
        axes = figure.subplots(1, len(strides), squeeze=False)[0]
        for ax, stride, places in zip(axes, strides, starts, strict=True):
            blank_axes(figure, (-0.4, size + 2.6), (PITCH * lines + 1.6, -1.7), ax)
            ax.text(size / 2, -1.2, f"stride {stride}", ha="center", va="center", fontsize=11)
            ax.text(size / 2, -0.4, "pixel no.", ha="center", va="center", color=INPUT, fontsize=9)
            ax.text(
                size + 1.5, 0.5, "output\nno.", ha="center", va="center", color=OUTPUT, fontsize=9
            )
            seen = {pixel for start in places for pixel in range(start, start + window)}
            for pixel in range(size):
                used = pixel in seen
                ax.add_patch(
                    Rectangle(
                        (pixel + 0.04, 0.04),
                        0.92,
                        0.92,
                        facecolor=INPUT if used else PAPER,
                        edgecolor=INPUT if used else QUIET,
                        hatch=None if used else "////",
                        lw=0 if used else 1,
                    )
                )
                _text(ax, pixel + 0.5, 0.5, pixel, "white" if used else INK, box=not used)
            for line, start in enumerate(places):
                y = 1.4 + PITCH * line
                ax.add_patch(Rectangle((start + 0.06, y), window - 0.12, 0.7, color=FILTER))
                ax.add_patch(Rectangle((size + 1.04, y), 0.92, 0.7, color=OUTPUT))
                _text(ax, size + 1.5, y + 0.35, line, "white")


def show_winners(
    image: np.ndarray, wins: np.ndarray, title: str = "Who won, and how many windows"
) -> None:
    """A map, and how many windows each of its pixels has won.

    image, wins: (H, W). Pixels that won nothing carry no number.
    """
    image, wins = np.asarray(image, dtype=float), np.asarray(wins)
    top = float(image.max()) or 1.0
    height = (WIDTH - 0.8) / 2 * image.shape[0] / image.shape[1]
    with figure_of(title, height + 1.1) as figure:
        left, right = figure.subplots(1, 2)
        draw_picture(left, image, -top, top, "output")
        right.imshow(image, cmap=OUTPUT_MAP, vmin=-3.5 * top, vmax=3.5 * top)
        for (i, j), count in np.ndenumerate(wins):
            if count:
                right.add_patch(Rectangle((j - 0.46, i - 0.46), 0.92, 0.92, facecolor=WRONG, lw=0))
                right.text(j, i, short(count), ha="center", va="center", color="white", fontsize=8)
        left.set_title("what went in")
        right.set_title("how many windows each pixel won")
        for place, ax in enumerate((left, right)):
            pixel_axes(ax, first_row=True, first_column=place)


def show_reach(stacks: Mapping[str, Sequence[tuple[int, int]]]) -> None:
    """What one number at the end looks at, layer by layer, along one direction.

    stacks: name to a list of layers, (kernel, stride) each, the first layer at the bottom. Filled
    marks are the numbers that the one at the top depends on.
    """
    tallest = max(len(layers) for layers in stacks.values())
    with figure_of("What one number at the end depends on", 0.75 * tallest + 1.5) as figure:
        widths = []
        traced = []
        for layers in stacks.values():
            needed = [{0}]
            for kernel, stride in reversed(layers):
                below = {stride * place + step for place in needed[-1] for step in range(kernel)}
                needed.append(below)
            traced.append(needed[::-1])  # the input first
            widths.append(max(needed[-1]) + 3)
        axes = figure.subplots(1, len(stacks), squeeze=False, width_ratios=widths)[0]
        for panel, (ax, name, needed) in enumerate(zip(axes, stacks, traced, strict=True)):
            _draw_reach(ax, name, stacks[name], needed, tallest, panel == 0)


def show_fields(
    image: np.ndarray, fields: Mapping[str, int], title: str = "What one number sees"
) -> None:
    """Squares around the middle of a picture, as large as the receptive fields of some layers.

    image: (H, W) or (H, W, 3); fields: name to side, in pixels.
    """
    image = np.asarray(image, dtype=float)
    height, width = image.shape[:2]
    shown = min(4.6, 5.4 * height / width)
    with figure_of(title, shown + 0.9) as figure:
        ax = figure.subplots()
        draw_picture(ax, image, float(image.min()), float(image.max()))
        pixel_axes(ax, first_row=True, first_column=0)
        for number, (name, side) in enumerate(fields.items()):
            color = WINDOW_COLORS[(number + 1) % len(WINDOW_COLORS)]
            corner = (width - side) / 2 - 0.5, (height - side) / 2 - 0.5
            for edge, line in ((PAPER, 4.2), (color, 2.4)):
                frame = Rectangle(
                    corner, side, side, fill=False, edgecolor=edge, lw=line, clip_on=False
                )
                ax.add_patch(frame)
            frame.set_label(f"{name}: {side}×{side}")
        ax.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), frameon=False)


def show_chain(
    steps: Sequence[tuple[str, tuple[int, ...]]], title: str = "A whole ConvNet on one line"
) -> None:
    """A network from its input to its scores, with the shape after each step.

    steps: name and shape of each, (C, H, W) for maps and (M,) for a vector, the input first. Of
    many maps only a few are drawn, and small sides are drawn larger than they are.
    """
    heights = [
        0.36 * shape[1] ** 0.55 if len(shape) == 3 else 0.3 * shape[0] ** 0.42 for _, shape in steps
    ]
    shrunk = min(1.0, 2.6 / max(heights))
    with figure_of(title, 2.7) as figure:
        ax = figure.subplots()
        x = 0.0
        for place, ((name, shape), height) in enumerate(zip(steps, heights, strict=True)):
            color, tall = INPUT if place == 0 else OUTPUT, shrunk * height
            if len(shape) == 3:
                sheets, wide = min(shape[0], 6), tall * shape[2] / shape[1]
            else:
                sheets, wide = 1, 0.16
            room = wide + 0.11 * (sheets - 1)
            size = "×".join(str(n) for n in (*shape[1:], shape[0]))
            needed = max(0.95, 0.15 * max(len(name), len(size)) - 0.1)
            beside = max(0.0, needed - room) / 2  # labels need room beside thin blocks
            x += beside
            for sheet in range(sheets):
                corner = x + 0.11 * sheet, -tall / 2 - 0.07 * sheet + 0.035 * (sheets - 1)
                ax.add_patch(Rectangle(corner, wide, tall, facecolor=color, edgecolor=PAPER, lw=1))
            middle = x + room / 2
            ax.text(middle, 1.75, name, ha="center", va="center", fontsize=9, color=INK)
            ax.text(middle, -1.75, size, ha="center", va="center", fontsize=9, color=color)
            x += room + beside
            if place < len(steps) - 1:
                arrow = {"arrowstyle": "-|>", "color": QUIET, "lw": 1.2}
                start = x - beside + 0.08
                following = steps[place + 1][1]
                ax.annotate(
                    "", (x + 0.42 + 0.3 * (len(following) == 1), 0), (start, 0), arrowprops=arrow
                )
                x += 0.45
        ax.set(xlim=(-0.1, x + 0.1), ylim=(-2.1, 2.1), aspect="equal")
        ax.axis("off")


def show_score_maps(
    canvas: np.ndarray, maps: Mapping[str, np.ndarray], side: int, title: str = "Maps of scores"
) -> None:
    """A picture and maps of scores, each score in the middle of the window that it belongs to.

    canvas: (H, W); maps: name to (H - side + 1, W - side + 1); side: of the window, in pixels.
    Scores above zero are green, below zero purple.
    """
    canvas = np.asarray(canvas, dtype=float)
    height, width = canvas.shape
    columns = 2 if len(maps) > 1 else 1
    rows = -(-(len(maps) + 1) // columns)
    tall = ((WIDTH - 0.8) / columns - 0.1) * height / width
    with figure_of(title, rows * (tall + 0.35) + 0.8) as figure:
        axes = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
        axes = list(axes.flat)
        for ax in axes[len(maps) + 1 :]:
            ax.axis("off")
        first, *others = axes[: len(maps) + 1]
        first.imshow(1 - canvas, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        first.set_title("the canvas", color=INPUT)
        for ax, (name, scores) in zip(others, maps.items(), strict=True):
            top = float(np.abs(scores).max()) or 1.0
            left = (side - 1) / 2 - 0.5
            extent = left, left + scores.shape[1], left + scores.shape[0], left
            ax.imshow(scores, cmap=OUTPUT_MAP, vmin=-top, vmax=top, extent=extent)
            ax.set_title(name, color=OUTPUT)
        for place, ax in enumerate((first, *others)):
            ax.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
            ax.set_xlabel("column" if place + columns > len(maps) else "")
            ax.set_ylabel("row" if place % columns == 0 else "")


def show_found(
    canvas: np.ndarray,
    found: Sequence[tuple[int, int, str]],
    right: Sequence[bool],
    side: int,
    title: str = "Found",
) -> None:
    """A picture with a box around everything that was found in it.

    canvas: (H, W), 1 where there is ink; found: row, column (of the top left pixel) and name of
    each; right: whether it is what it was taken for; side: of the boxes, in pixels. Boxes are
    green where they are right, dashed vermillion where they are not.
    """
    canvas = np.asarray(canvas, dtype=float)
    height, width = canvas.shape
    with figure_of(title, (WIDTH - 0.7) * height / width + 0.9) as figure:
        ax = figure.subplots()
        ax.imshow(1 - canvas, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        for (row, column, name), is_right in zip(found, right, strict=True):
            color = OUTPUT if is_right else WRONG
            ax.add_patch(
                Rectangle(
                    (column - 0.5, row - 0.5),
                    side,
                    side,
                    fill=False,
                    edgecolor=color,
                    lw=1.8,
                    ls="-" if is_right else (0, (3, 1.5)),
                )
            )
            ax.text(
                column - 0.5,
                row - 0.5,
                name,
                ha="left",
                va="center",
                color="white",
                fontsize=9,
                bbox={"facecolor": color, "edgecolor": "none", "pad": 1.5},
            )
        pixel_axes(ax, first_row=True, first_column=0)


def _draw_reach(
    ax: Axes,
    name: str,
    layers: Sequence[tuple[int, int]],
    needed: Sequence[set[int]],
    tallest: int,
    named: bool,
) -> None:
    """One stack of layers: a row of dots a layer, lines from each number to what it reads."""
    count = max(needed[0]) + 3  # pixels of the input, one spare at each end
    places = [{n: float(n) for n in range(-1, count - 1)}]  # where the dots of a row stand
    for kernel, stride in layers:
        below = places[-1]
        row = {}
        for n in range(-count, count):
            reads = [stride * n + step for step in range(kernel)]
            if all(place in below for place in reads):
                row[n] = (below[reads[0]] + below[reads[-1]]) / 2
        places.append(row)
    for level, row in enumerate(places):
        for n, x in row.items():
            dark = n in needed[level]
            if level and dark:
                kernel, stride = layers[level - 1]
                for step in range(kernel):
                    x_below = places[level - 1][stride * n + step]
                    ax.plot([x, x_below], [level, level - 1], color=QUIET, lw=1, zorder=1)
            color = INPUT if level == 0 else OUTPUT
            ax.plot(
                x,
                level,
                "s" if level == 0 else "o",
                ms=9,
                color=color if dark else PAPER,
                mec=color,
                mew=1.2 if dark else 0.6,
                alpha=1 if dark else 0.5,
                zorder=2,
            )
        if level:
            kernel, stride = layers[level - 1]
            text = f"{kernel}, {stride}"
            ax.text(count - 1.2, level - 0.5, text, va="center", fontsize=9)
    ax.text(
        count - 1.2, len(layers) - 0.05, "kernel,\nstride", va="center", fontsize=8, color=QUIET
    )
    ax.set(xlim=(-1.8, count + 0.9), ylim=(-0.6, tallest + 0.6))
    ax.axis("off")
    ax.set_title(name, fontsize=10)
    if named:
        ax.text(-1.5, 0, "input", rotation=90, va="center", ha="right", color=INPUT, fontsize=9)


def _cell(
    ax: Axes, x: float, y: float, value: float | None, color: str, alpha: float = 1.0
) -> None:
    """A number in a tinted cell, its top left corner at (x, y); None is a question mark."""
    ax.add_patch(Rectangle((x + 0.03, y + 0.03), 0.94, 0.94, facecolor=PAPER, lw=0))
    ax.add_patch(Rectangle((x + 0.03, y + 0.03), 0.94, 0.94, facecolor=color, alpha=alpha, lw=0))
    text = "?" if value is None else f"{value:.4g}"
    ax.text(x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=11)


def _text(ax: Axes, x: float, y: float, value: object, color: str, box: bool = False) -> None:
    ground = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.8} if box else None
    ax.text(x, y, value, ha="center", va="center", color=color, fontsize=9, bbox=ground)
