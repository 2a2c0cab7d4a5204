"""Convolution: filters on real pictures and sounds, and the blocks of numbers between layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import hsv_to_rgb
from matplotlib.patches import Polygon

from helpers.plots.style import (
    FILTER,
    FILTER_LABEL,
    INK,
    INPUT,
    OUTPUT,
    PAPER,
    QUIET,
    ROLES,
    WIDTH,
    blank_axes,
    draw_kernel,
    draw_picture,
    figure_of,
    pixel_axes,
)

KERNEL_SIDE = 0.5  # inches, of the filters above the maps of show_filtered
SLANT = 0.3  # how steeply the blocks of show_volumes run back


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
