"""Convolution: a window that slides, with its numbers and on real pictures and sounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import hsv_to_rgb
from matplotlib.patches import Polygon, Rectangle

from helpers.plots.style import (
    FILTER,
    FILTER_LABEL,
    INK,
    INPUT,
    LABELS,
    NEGATIVE,
    OUTPUT,
    PAPER,
    QUIET,
    ROLES,
    WIDTH,
    WRONG,
    blank_axes,
    draw_kernel,
    draw_picture,
    figure_of,
    pixel_axes,
    short,
)

KERNEL_SIDE = 0.5  # inches, of the filters above the maps of show_filtered
SLANT = 0.3  # how steeply the blocks of show_volumes run back


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


def show_volumes(
    shapes: Sequence[tuple[int, int, int]],
    steps: Sequence[str] = (),
    windows: Sequence[int] = (),
    title: str = "Images in, images out",
) -> None:
    """Blocks of numbers, from the input to the last layer, seen from their side.

    shapes: (channels, height, width) of each block; steps: what happens between two of them;
    windows: side of the filter of each step, in pixels, drawn through the whole depth of the block
    with the one number that it gives.
    """
    tallest = max(height for _, height, _ in shapes)
    gap, x = (2.6 if len(shapes) < 3 else 1.9), 0.0
    blocks = []
    for channels, height, width in shapes:
        block = _Block(
            x, 0.18 + 0.09 * channels**0.8, 2.6 * height / tallest, 1.25 * width / tallest
        )
        blocks.append(block)
        x += block.thick + block.deep + gap
    with figure_of(title, 3.5) as figure:
        ax = blank_axes(figure, (-0.9, x - gap + 0.4), (4.45, -0.25))
        for place, (block, shape) in enumerate(zip(blocks, shapes, strict=True)):
            color = INPUT if place == 0 else OUTPUT
            block.draw(ax, color)
            channels, height, width = shape
            block.label(ax, *shape)
            middle = block.x + (block.thick + block.deep) / 2
            ax.text(
                middle,
                3.82,
                f"{height}×{width}×{channels}",
                ha="center",
                va="center",
                color=color,
                fontsize=11,
            )
            name = "input" if place == 0 else f"layer {place}"
            ax.text(middle, 4.2, name, ha="center", va="center", color=QUIET, fontsize=9)
        for place, step in enumerate(steps):
            here, there = blocks[place], blocks[place + 1]
            start, end = here.x + here.thick + here.deep, there.x
            if place < len(windows):
                side = windows[place]
                _, height, width = shapes[place]
                at = 0.3, 0.3 + 0.25 * place  # clear of the number that came out before
                corners = here.patch(*at, max(side / width, 0.05), max(side / height, 0.05))
                here.draw_filter(ax, corners)
                _, height, width = shapes[place + 1]
                goal = there.patch(*at, max(1 / width, 0.05), max(1 / height, 0.05))
                for corner in corners[1:3]:
                    ax.plot(
                        [corner[0], goal[0][0]],
                        [corner[1], goal[0][1]],
                        color=FILTER_LABEL,
                        lw=0.8,
                        zorder=3,
                    )
                ax.add_patch(Polygon(goal, facecolor=PAPER, edgecolor=INK, lw=0.8, zorder=4))
            else:
                ax.annotate(
                    "",
                    (end - 0.15, 1.9),
                    (start + 0.15, 1.9),
                    arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1.2},
                )
            ax.text(
                (start + end) / 2,
                0.75 if place < len(windows) else 1.75,
                step,
                ha="center",
                va="bottom",
                color=FILTER_LABEL,
                fontsize=9.5,
            )


def show_filtered(
    image: np.ndarray,
    kernels: Mapping[str, np.ndarray],
    outputs: Sequence[np.ndarray],
    title: str = "One photograph, seen through filters",
) -> None:
    """A picture and what filters make of it, with the numbers of each filter above its map.

    image: (H, W); kernels: name to (KH, KW); outputs: the map of each kernel, in their order.
    Where the weights of a filter add up to 0, green is above zero and purple below.
    """
    count = len(kernels) + 1
    columns = min(3, count)
    rows = -(-count // columns)
    tall = ((WIDTH - 0.6) / columns - 0.1) * image.shape[0] / image.shape[1]
    side = KERNEL_SIDE / tall
    with figure_of(title, rows * (tall + KERNEL_SIDE + 0.15) + 0.7) as figure:
        axes = figure.subplots(rows, columns, squeeze=False)
        for ax in axes.flat[count:]:
            ax.axis("off")
        draw_picture(axes.flat[0], image, 0, 1)
        axes.flat[0].set_title("input", color=INPUT, loc="left", y=1.0)
        panels = zip(axes.flat[1:], kernels.items(), outputs, strict=False)
        for ax, (name, kernel), output in panels:
            if abs(np.sum(kernel)) < 1e-9:
                top = float(np.quantile(np.abs(output), 0.995)) or 1.0
                draw_picture(ax, output, -top, top, "output")
            else:
                draw_picture(ax, np.clip(output, 0, 1), 0, 1)
            ax.set_title(name, color=OUTPUT, loc="left", y=1.0)
            wide = side * image.shape[0] / image.shape[1]
            above = ax.inset_axes((1 - wide, 1.03, wide, side))
            small = max(np.shape(kernel)) <= 3
            draw_kernel(above, np.asarray(kernel, dtype=float), numbers=small, fontsize=8)
        for place, ax in enumerate(axes.flat[:count]):
            pixel_axes(ax, first_row=place + columns >= count, first_column=place % columns)


def show_filters(
    filters: Sequence[np.ndarray], titles: Sequence[str] | None = None, title: str = "Filters"
) -> None:
    """Filters with their numbers, orange above zero and purple below.

    filters: each (KH, KW).
    """
    titles = list(titles) if titles is not None else [f"filter {n}" for n in range(len(filters))]
    columns = min(len(filters), 5)
    rows = -(-len(filters) // columns)
    with figure_of(title, rows * (min(WIDTH / columns, 2.2) + 0.35) + 0.6) as figure:
        axes = figure.subplots(rows, columns, squeeze=False)
        for place, ax in enumerate(axes.flat):
            if place >= len(filters):
                ax.axis("off")
                continue
            draw_kernel(ax, np.asarray(filters[place], dtype=float))
            ax.set_title(titles[place])
            ax.set_xlabel("column")
            ax.set_ylabel("row" if place % columns == 0 else "")


def show_signals(
    signals: Sequence[np.ndarray],
    titles: Sequence[str],
    roles: Sequence[str] | None = None,
    rate: int | None = None,
    title: str = "Signals",
) -> None:
    """Signals under each other, along the same time.

    signals: each (L,); roles: "input", "filter" or "output" for the colour of each, by default
    one input and then outputs; rate: samples a second, for an axis in seconds.
    """
    roles = list(roles) if roles is not None else ["input"] + ["output"] * (len(signals) - 1)
    scale, unit = (1 / rate, "time, seconds") if rate else (1, "sample")
    longest = max(len(signal) for signal in signals) * scale
    with figure_of(title, 1.35 * len(signals) + 0.9) as figure:
        axes = figure.subplots(len(signals), 1, squeeze=False, sharex=True)[:, 0]
        for ax, signal, name, role in zip(axes, signals, titles, roles, strict=True):
            few = len(signal) <= 60
            ax.plot(
                np.arange(len(signal)) * scale,
                signal,
                color=ROLES[role],
                lw=1.4 if few else 0.7,
                marker="o" if few else None,
                markersize=4,
            )
            ax.axhline(0, color=QUIET, lw=0.6)
            ax.set_xlim(0 if not few else -0.5 * scale, longest)
            ax.set_title(name, loc="left", fontsize=10)
            ax.set_ylabel("amplitude", fontsize=9)
            ax.spines[["top", "right"]].set_visible(False)
        axes[-1].set_xlabel(unit)


def show_learning(
    losses: Sequence[float],
    filters: Mapping[str, np.ndarray],
    title: str = "A filter that learns",
) -> None:
    """The loss over the steps, and filters beside it.

    losses: one number a step; filters: name to (KH, KW).
    """
    with figure_of(title, 2.9) as figure:
        axes = figure.subplots(1, 1 + len(filters), width_ratios=[2.0] + [1] * len(filters))
        axes[0].plot(losses, color=OUTPUT, lw=1.8)
        axes[0].set_yscale("log")
        axes[0].set_xlabel("step")
        axes[0].set_ylabel("loss")
        axes[0].set_title("loss")
        axes[0].spines[["top", "right"]].set_visible(False)
        for ax, (name, values) in zip(axes[1:], filters.items(), strict=True):
            draw_kernel(ax, np.asarray(values, dtype=float), decimals=1)
            ax.set_title(name)
            ax.set_xlabel("column")
        axes[1].set_ylabel("row")


def show_directions(
    across: np.ndarray, down: np.ndarray, title: str = "Drawn by the direction of its edges"
) -> None:
    """A drawing of the edges: the colour says which way an edge faces, the strength how clear.

    across, down: (H, W), how the brightness changes to the right and downwards.
    """
    strength = np.hypot(across, down)
    strength = np.clip(strength / (np.quantile(strength, 0.985) or 1), 0, 1) ** 0.7
    facing = (np.arctan2(down, across) / (2 * np.pi)) % 1
    picture = hsv_to_rgb(np.stack([facing, np.full_like(facing, 0.75), strength], axis=-1))
    with figure_of(title, 0.86 * WIDTH * across.shape[0] / across.shape[1] + 0.6) as figure:
        ax = figure.subplots()
        ax.imshow(picture, interpolation="bilinear")
        pixel_axes(ax, first_row=True, first_column=0)
        around = np.linspace(-1, 1, 161)
        x, y = np.meshgrid(around, around)
        ring = (np.hypot(x, y) < 1) & (np.hypot(x, y) > 0.45)
        wheel = hsv_to_rgb(
            np.stack(
                [(np.arctan2(y, x) / (2 * np.pi)) % 1, np.full_like(x, 0.75), np.ones_like(x)],
                axis=-1,
            )
        )
        key = ax.inset_axes((0.02, 0.02, 0.13, 0.13 * across.shape[1] / across.shape[0]))
        key.imshow(np.dstack([wheel, ring.astype(float)]))
        key.text(80, 80, "brighter\nthis way", ha="center", va="center", color="white", fontsize=6)
        key.axis("off")


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


@dataclass(frozen=True)
class _Block:
    """A box seen from its side: thick as its channels are many, slanting back along its width."""

    x: float
    thick: float
    tall: float
    deep: float  # how far to the right the width of the image reaches
    floor: float = 3.1

    def draw(self, ax: Axes, color: str) -> None:
        rise = SLANT * self.deep
        left, right, back = self.x, self.x + self.thick, self.x + self.thick + self.deep
        top = self.floor - self.tall
        front = [(left, top), (right, top), (right, self.floor), (left, self.floor)]
        lid = [(left, top), (left + self.deep, top - rise), (back, top - rise), (right, top)]
        for corners, alpha in ((front, 0.9), (self.patch(0, 0, 1, 1), 0.45), (lid, 0.65)):
            ax.add_patch(Polygon(corners, facecolor=PAPER, edgecolor="none"))
            ax.add_patch(Polygon(corners, facecolor=color, alpha=alpha, edgecolor=PAPER, lw=1))

    def label(self, ax: Axes, channels: int, height: int, width: int) -> None:
        """How many numbers lie along each of the three edges that meet at the floor."""
        right, style = self.x + self.thick, {"fontsize": 8, "color": INK}
        ax.text(
            self.x - 0.15,
            self.floor - self.tall / 2,
            f"{height} rows",
            ha="center",
            va="center",
            rotation=90,
            zorder=5,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
            **style,
        )
        depth = f"{channels} channel" + ("" if channels == 1 else "s")
        if self.thick > 0.8:
            ax.text(
                self.x + self.thick / 2, self.floor + 0.22, depth, ha="center", va="center", **style
            )
        else:
            ax.text(right, self.floor + 0.22, depth, ha="right", va="center", **style)
        ax.text(
            right + 0.5 * self.deep + 0.2,
            self.floor - 0.5 * SLANT * self.deep + 0.15,
            f"{width} columns",
            ha="center",
            va="center",
            rotation=np.degrees(np.arctan(SLANT)),
            **style,
        )

    def draw_filter(self, ax: Axes, corners: list[tuple]) -> None:
        """A filter behind `corners`, a part of the side: it runs through the whole depth."""
        far = [(x - self.thick, y) for x, y in corners]
        front = [corners[0], corners[3], far[3], far[0]]
        lid = [corners[0], corners[1], far[1], far[0]]
        for face in (front, lid):
            ax.add_patch(Polygon(face, facecolor=FILTER, alpha=0.6, lw=0))
            ax.add_patch(Polygon(face, fill=False, edgecolor=INK, lw=0.7, ls=(0, (2, 1.5))))
        ax.add_patch(Polygon(corners, facecolor=FILTER, edgecolor=INK, lw=0.8))

    def patch(self, left: float, top: float, wide: float, tall: float) -> list[tuple]:
        """Corners of a part of the side that shows rows and columns, in shares of that side."""
        x, y = self.x + self.thick, self.floor - self.tall
        return [
            (x + u * self.deep, y + v * self.tall - SLANT * u * self.deep)
            for u, v in (
                (left, top),
                (left + wide, top),
                (left + wide, top + tall),
                (left, top + tall),
            )
        ]
