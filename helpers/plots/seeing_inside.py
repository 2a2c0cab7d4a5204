"""What goes on inside a network: its maps, what excites it, where it looks, what it takes as alike.

Pictures are (H, W, 3) in [0, 1]; stacks of them for a network are (N, 3, H, W), as it takes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from helpers.plots.style import (
    INPUT,
    OUTPUT,
    PAPER,
    WIDTH,
    WRONG,
    blank_axes,
    draw_picture,
    figure_of,
)

DIM = 0.28  # of the light, where a map is 0
GAP = 1  # pixels between the patches of a unit


def show_rows(
    rows: Mapping[str, Sequence[np.ndarray]],
    titles: Sequence[str] = (),
    title: str = "",
    right: Mapping[str, Sequence[bool]] | None = None,
    captions: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Rows of pictures, the name of each row on its left.

    rows: for each name its pictures, (H, W, 3), or maps (H, W), each with a scale of its own from
    white at 0 to green. titles: above the columns. right: for rows named in it, whether each
    picture is right; those that are get a green frame, the others a dashed vermillion one.
    captions: a line below each picture of the rows named in it.
    """
    right, captions = right or {}, captions or {}
    columns = max(len(pictures) for pictures in rows.values())
    cell = (WIDTH - 1.2) / columns
    small = 8 if columns > 8 else 10
    below = sum(0.12 + 0.14 * (1 + max(words, key=len).count("\n")) for words in captions.values())
    height = len(rows) * (cell + 0.06) + below + 0.45 + 0.25 * bool(len(titles))
    with figure_of(title, height) as figure:
        grid = figure.subplots(len(rows), columns, squeeze=False)
        for axes, (name, pictures) in zip(grid, rows.items(), strict=True):
            axes[0].set_ylabel(name, rotation=0, ha="right", va="center", labelpad=8)
            for place, ax in enumerate(axes):
                _bare(ax)
                if place >= len(pictures):
                    ax.axis("off")
                    continue
                _draw(ax, pictures[place])
                if name in right:
                    _frame(ax, right[name][place])
                if name in captions:
                    ax.set_xlabel(captions[name][place], fontsize=min(small, 9), labelpad=2)
        for ax, text in zip(grid[0], titles, strict=False):
            ax.set_title(text, fontsize=small)


def show_layer_maps(
    picture: np.ndarray, layers: Mapping[str, np.ndarray], title: str = "Early and late maps"
) -> None:
    """A picture, and maps of it from several layers, a row for each.

    picture: (H, W, 3); layers: for each name its maps (F, h, w), all rows equally many. Each layer
    has one scale, from white at 0 to green.
    """
    count = max(len(maps) for maps in layers.values())
    cell = (WIDTH - 1.0) / (count + 2.4)
    with figure_of(title, len(layers) * (cell + 0.32) + 0.7) as figure:
        figure.get_layout_engine().set(h_pad=0.14)  # for the names, which take no room themselves
        grid = figure.add_gridspec(len(layers), count + 1, width_ratios=[2.2] + [1] * count)
        left = figure.add_subplot(grid[:, 0])
        draw_picture(left, picture, 0, 1)
        left.set_title("the picture", color=INPUT)
        _bare(left)
        for row, (name, maps) in enumerate(layers.items()):
            top = float(maps.max()) or 1.0
            for place, one in enumerate(maps):
                ax = figure.add_subplot(grid[row, place + 1])
                draw_picture(ax, one, -top, top, "output")
                _bare(ax)
                if place == 0:
                    place_of_name = {"xy": (0, 1), "xycoords": "axes fraction", "xytext": (0, 4)}
                    words = {"textcoords": "offset points", "color": OUTPUT, "va": "bottom"}
                    ax.annotate(name, **place_of_name, **words).set_in_layout(False)


def show_patches(
    units: Mapping[str, np.ndarray], title: str = "What excites a unit", columns: int = 4
) -> None:
    """For each unit the patches that excite it most, as a square; the strongest is upper left.

    units: for each name its patches (k, 3, size, size), k a square number.
    """
    rows = -(-len(units) // columns)
    cell = (WIDTH - 0.3) / columns
    with figure_of(title, rows * (cell + 0.2) + 0.5) as figure:
        axes = figure.subplots(rows, columns, squeeze=False).flat
        for ax in axes:
            ax.axis("off")
        for ax, (name, patches) in zip(figure.axes, units.items(), strict=False):
            ax.imshow(np.clip(_mosaic(np.asarray(patches, dtype=float)), 0, 1), "gray")
            ax.set_title(name, fontsize=10)


def show_where(
    pictures: Sequence[np.ndarray],
    maps: Sequence[np.ndarray],
    titles: Sequence[str],
    title: str = "Where it looked",
    columns: int | None = None,
) -> None:
    """Pictures, lit where a map is high; a cross marks the highest place.

    pictures: (H, W, 3); maps: (h, w) for each, evenly spread over its picture. What is below 0 is
    as dark as 0. titles: above each.
    """
    columns = columns or len(pictures)
    rows = -(-len(pictures) // columns)
    cell = min((WIDTH - 0.2) / columns, 2.4)
    with figure_of(title, rows * (cell + 0.26) + 0.5) as figure:
        axes = figure.subplots(rows, columns, squeeze=False).flat
        for ax in axes:
            ax.axis("off")
        for ax, picture, light, text in zip(figure.axes, pictures, maps, titles, strict=False):
            _spotlight(ax, picture, np.asarray(light, dtype=float))
            ax.set_title(text, fontsize=10)


def show_islands(
    points: np.ndarray, pictures: Sequence[np.ndarray], title: str = "What lies beside what"
) -> None:
    """Pictures, each where its point lies.

    points: (N, 2), of any scale; pictures: N of them, (H, W, 3). Only neighbourhoods mean
    something, so there are no axes.
    """
    size, wide, high = 32, 1180, 700  # of a thumbnail and of the sheet, in pixels
    sheet = np.ones((high, wide, 3))
    low, high_end = points.min(axis=0), points.max(axis=0)
    corners = (points - low) / (high_end - low) * (wide - size, high - size)
    for (x, y), picture in zip(np.rint(corners).astype(int), pictures, strict=True):
        step = np.arange(size) * picture.shape[0] // size
        sheet[y : y + size, x : x + size] = picture[step][:, step]
    with figure_of(title, WIDTH * high / wide + 0.4) as figure:
        ax = blank_axes(figure, (0, wide), (high, 0))
        ax.imshow(np.clip(sheet, 0, 1), extent=(0, wide, high, 0), interpolation="antialiased")


def show_grown(
    start: np.ndarray,
    grown: Sequence[np.ndarray],
    names: Sequence[str],
    title: str = "Grown out of one picture",
) -> None:
    """A picture, large, and what became of it when it was changed towards each class.

    start: (H, W, 3); grown: as many pictures as names.
    """
    rows, columns = 2, -(-len(grown) // 2)
    cell = (WIDTH - 0.3) / (columns + 1.5)
    with figure_of(title, rows * (cell + 0.28) + 0.5) as figure:
        grid = figure.add_gridspec(rows, columns + 1, width_ratios=[1.5] + [1] * columns)
        left = figure.add_subplot(grid[:, 0])
        draw_picture(left, start, 0, 1)
        left.set_title("it began as this", color=INPUT)
        _bare(left)
        for place, (picture, name) in enumerate(zip(grown, names, strict=True)):
            ax = figure.add_subplot(grid[place // columns, place % columns + 1])
            draw_picture(ax, picture, 0, 1)
            ax.set_title(name, color=OUTPUT, fontsize=10)
            _bare(ax)


def _draw(ax: Axes, picture: np.ndarray) -> None:
    picture = np.asarray(picture, dtype=float)
    top = float(np.abs(picture).max()) or 1.0
    draw_picture(ax, picture, -top, top, "output")


def _bare(ax: Axes) -> None:
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)


def _frame(ax: Axes, right: bool) -> None:
    high, wide = ax.images[0].get_array().shape[:2]
    color, dash = (OUTPUT, "-") if right else (WRONG, (0, (3, 1.5)))
    look = {"fill": False, "edgecolor": color, "ls": dash, "lw": 2.6, "clip_on": False}
    ax.add_patch(Rectangle((-0.5, -0.5), wide, high, **look))


def _mosaic(patches: np.ndarray) -> np.ndarray:
    """(k, 3, size, size) to one picture of as many rows of patches as columns."""
    side = round(len(patches) ** 0.5)
    room = ((0, 0), (0, 0), (0, GAP), (0, GAP))
    tiles = np.pad(patches[: side * side], room, constant_values=1.0)
    channels, high, wide = tiles.shape[1:]
    tiles = tiles.reshape(side, side, channels, high, wide).transpose(0, 3, 1, 4, 2)
    return tiles.reshape(side * high, side * wide, channels)[:-GAP, :-GAP]


def _spotlight(ax: Axes, picture: np.ndarray, light: np.ndarray) -> None:
    from PIL import Image

    high, wide = picture.shape[:2]
    shares = (np.clip(light, 0, None) / (light.max() if light.max() > 0 else 1.0)) ** 0.7
    smooth = Image.fromarray(shares.astype(np.float32)).resize((wide, high), Image.BILINEAR)
    bright = DIM + (1 - DIM) * np.asarray(smooth)[..., None]
    draw_picture(ax, picture * bright, 0, 1)
    row, column = np.unravel_index(np.argmax(light), light.shape)
    x = (column + 0.5) * wide / light.shape[1] - 0.5
    y = (row + 0.5) * high / light.shape[0] - 0.5
    for color, width in ((PAPER, 3.4), (WRONG, 1.8)):
        ax.plot(x, y, "x", color=color, ms=8, mew=width)
