"""Boxes, a label for each pixel, and joints: what a network finds, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from helpers import shapes
from helpers.plots.style import (
    FILTER,
    INK,
    INPUT,
    OUTPUT,
    PAPER,
    QUIET,
    WIDTH,
    WRONG,
    blank_axes,
    figure_of,
)

# Colour, width and dashes of a box, by what it is.
ROLES = {
    "thing": (INPUT, 1.8, "-"),
    "anchor": (FILTER, 1.4, "-"),
    "middle": (FILTER, 0, "-"),  # a dot in the middle of the box, not its edges
    "left out": (PAPER, 0.9, (0, (2, 2))),
    "guess": (PAPER, 0.8, "-"),
    "found": (OUTPUT, 2.0, "-"),
    "wrong": (WRONG, 2.0, (0, (3, 1.5))),
}
# Background, then a colour for each class; their names stand in the pictures too.
CLASS_COLORS = ListedColormap(
    [
        "#F2F2F2", "#F0E442", "#D55E00", "#56B4E9", "#0072B2", "#8C564B",
        "#CC79A7", "#7B3294", "#222222", "#009E73", "#E69F00",
    ]
)  # fmt: skip
LIMBS = ((0, 1), (1, 2), (1, 3), (1, 4), (4, 5), (4, 6))  # between joints of a stick figure


def show_certainty(page: np.ndarray, certain: np.ndarray, title: str = "What is where?") -> None:
    """A page, and beside it how certain a network is at each place that something stands there.

    page: (H, W), 1 where there is ink; certain: (h, w), from 0 to 1, each number in the middle of
    the window that it belongs to.
    """
    margins = [(a - b) / 2 for a, b in zip(page.shape, certain.shape, strict=True)]
    (top, left), (height, width) = margins, page.shape
    with figure_of(title, WIDTH / 2 * height / width + 0.6) as figure:
        for ax, name in zip(figure.subplots(1, 2), ("the page", "how certain"), strict=True):
            _picture(ax, page if name == "the page" else 0.18 * page)
            ax.set(title=name, xlabel="x", ylabel="y" if name == "the page" else "")
        extent = left, width - left, height - top, top
        look = {"cmap": "Greens", "alpha": np.sqrt(certain), "vmin": 0, "vmax": 1}
        ax.imshow(certain, extent=extent, interpolation="nearest", **look)
        ax.set(xlim=(0, width), ylim=(height, 0))


def show_overlap(
    first: Sequence[float], second: Sequence[float], title: str = "How much do two boxes overlap?"
) -> None:
    """Two boxes on a grid of pixels, and what they share.

    first, second: (x0, y0, x1, y1).
    """
    edges = np.array([first, second], dtype=float)
    low, high = edges.min() - 1, edges.max() + 1
    with figure_of(title, 4.0, 5.6) as figure:
        ax = figure.subplots()
        shared = np.append(edges[:, :2].max(axis=0), edges[:, 2:].min(axis=0))
        if (shared[2:] > shared[:2]).all():
            _box(ax, shared, facecolor=OUTPUT, alpha=0.35, lw=0)
            middle = (shared[:2] + shared[2:]) / 2
            ax.text(*middle, "in both", ha="center", va="center", color=INK)
        for box, color, style, name, side in (
            (edges[0], INPUT, "-", "a", 0),
            (edges[1], FILTER, "--", "b", 1),
        ):
            _box(ax, box, fill=False, edgecolor=color, lw=2.6, ls=style)
            words = f"{name}: ({', '.join(f'{edge:g}' for edge in box)})"
            across, upright, off = ("right", "top", -5) if side else ("left", "bottom", 5)
            look = {"textcoords": "offset points", "ha": across, "va": upright, "color": INK}
            ax.annotate(words, box[2 * side :][:2], (0, off), **look)
        ax.set(xlim=(low, high), ylim=(high, low), aspect="equal", xlabel="x", ylabel="y")
        ax.set_xticks(np.arange(np.ceil(low), high + 1))
        ax.set_yticks(np.arange(np.ceil(low), high + 1))
        ax.grid(color="#DDDDDD", lw=0.6)
        ax.set_axisbelow(True)


def show_boxes(
    images: Sequence[np.ndarray],
    boxes: Sequence[Mapping[str, np.ndarray]],
    names: Sequence[Sequence[str]] | None = None,
    titles: Sequence[str] | None = None,
    title: str = "",
    columns: int | None = None,
) -> None:
    """Pictures with boxes on them.

    images: each (H, W), 1 where there is ink, or (H, W, 3). boxes: for each picture what its boxes
    are, a key of `ROLES`, and the boxes, (N, 4), as (x0, y0, x1, y1). names: for each picture a
    text for each of its boxes, in their order; "" for none.
    """
    columns = columns or min(len(images), 4)
    rows = -(-len(images) // columns)
    side, fontsize = (WIDTH - 0.2) / columns, 10 if columns < 3 else 7.5
    height = rows * (min(side, 4.2) + (0.25 if titles else 0.05))
    with figure_of(title, height + (0.4 if title else 0.1)) as figure:
        axes = figure.subplots(rows, columns, squeeze=False)
        for place, ax in enumerate(axes.flat):
            ax.axis("off")
            if place >= len(images):
                continue
            _picture(ax, images[place])
            _leave_room(ax)
            texts = iter(names[place]) if names is not None else iter(())
            for role, some in boxes[place].items():
                for box in np.reshape(some, (-1, 4)):
                    _draw_box(ax, box, role, next(texts, ""), images[place].shape, fontsize)
            if titles:
                ax.set_title(titles[place])
        shown = dict.fromkeys(role for of_one in boxes for role in of_one if role != "guess")
        if len(shown) > 1:
            _name_roles(figure, shown)


def show_precision_recall(
    curves: Mapping[str, tuple[np.ndarray, np.ndarray]],
    title: str = "Surer first",
    found: str = "things",
) -> None:
    """Precision against recall, from the surest detection to the most doubtful one.

    curves: name to recall and precision, (N,) each; found: what was looked for, in the plural.
    """
    with figure_of(title, 3.4, 5.6) as figure:
        ax = figure.subplots()
        colors = zip((OUTPUT, FILTER, INPUT), ("-", "--", ":"), strict=True)
        for (name, (recall, precision)), (color, style) in zip(
            curves.items(), colors, strict=False
        ):
            ax.plot(recall, precision, color=color, ls=style, lw=2.2, label=name)
            if len(curves) < 3:  # more areas would hide each other
                ax.fill_between(recall, precision, color=color, alpha=0.12, lw=0)
        ax.set(xlabel=f"recall: share of the {found} found", ylabel="precision")
        ax.set(xlim=(0, 1.01), ylim=(0, 1.03))
        ax.spines[["top", "right"]].set_visible(False)
        if len(curves) > 1:
            ax.legend(frameon=False, loc="lower left")


def show_laid_down(
    size: int, layers: Sequence[tuple[int, int, int, int]], sides: Sequence[int]
) -> None:
    """What a transposed convolution does along one direction, one panel a layer.

    Each pixel of the input lays down a filter (orange). Green are the pixels of the output, with
    how many filters lie on each; what the padding cuts off is hatched.

    layers: kernel, stride, padding, output padding; sides: the size of each output, in pixels.
    """
    longest = max((size - 1) * stride + kernel + extra for kernel, stride, _, extra in layers)
    unit = (WIDTH - 0.3) / (len(layers) * (longest + 1))
    with figure_of("Each pixel lays down a filter", unit * (size + 4.2) + 0.5) as figure:
        axes = figure.subplots(1, len(layers), squeeze=False)[0]
        for ax, (kernel, stride, padding, extra), side in zip(axes, layers, sides, strict=True):
            blank_axes(figure, (-0.5, longest + 0.5), (size + 2.4, -1.8), ax)
            words = f"kernel {kernel}, stride {stride}, padding {padding}, output padding {extra}"
            ax.text(longest / 2, -1, words, ha="center", va="center", fontsize=9)
            total = (size - 1) * stride + kernel + extra
            counts = np.zeros(total, dtype=int)
            for pixel in range(size):
                start = pixel * stride
                counts[start : start + kernel] += 1
                frame = Rectangle((start + 0.05, pixel), kernel - 0.1, 0.75, facecolor=FILTER)
                ax.add_patch(frame)
                ax.text(start + kernel / 2, pixel + 0.38, pixel, ha="center", va="center")
            for place, count in enumerate(counts):
                kept = padding <= place < padding + side
                ax.add_patch(
                    Rectangle(
                        (place + 0.05, size + 0.5),
                        0.9,
                        0.9,
                        facecolor=OUTPUT if kept else PAPER,
                        edgecolor=QUIET,
                        hatch=None if kept else "/////",
                        lw=0 if kept else 0.8,
                    )
                )
                if kept:
                    words = {"ha": "center", "va": "center", "color": "white", "fontsize": 9}
                    ax.text(place + 0.5, size + 0.95, count, **words)
            ax.text(padding + side / 2, size + 1.9, f"{side} pixels", ha="center", va="center")


def show_encoder_decoder(side: int = 48, early: bool = True) -> None:
    """The network of the lesson that labels pixels: down, up again, early maps carried across."""
    down = [(side, 16), (side // 2, 32), (side // 4, 64), (side // 8, 64)]
    up = [(side // 4, 64), (side // 2, 16), (side, 16)]
    with figure_of("Down to know what, up again to know where", 3.3) as figure:
        ax = blank_axes(figure, (-0.9, 10.2), (4.15, -0.7))
        ax.set_aspect("auto")
        places = [(k, k) for k in range(4)] + [(4 + k, 2 - k) for k in range(3)]
        for number, ((x, y), (size, depth)) in enumerate(zip(places, [*down, *up], strict=True)):
            color = INPUT if number < 3 else FILTER
            x = 1.35 * x
            ax.add_patch(Rectangle((x, y), 0.95, 0.62, facecolor=color, alpha=0.9, lw=0))
            words = f"{size}×{size}\n{depth} maps"
            text = "white" if number < 3 else "black"
            ax.text(x + 0.475, y + 0.31, words, ha="center", va="center", color=text, fontsize=8)
            if number:
                before = 1.35 * places[number - 1][0] + 0.475, places[number - 1][1] + 0.31
                start = before[0], before[1] + (0.33 if number < 4 else -0.33)
                end = (x - 0.03, y + 0.31)
                arrow = {"arrowstyle": "->", "color": INK, "lw": 1.1}
                ax.annotate("", end, start, arrowprops=arrow)
        arrow = {"arrowstyle": "->", "color": OUTPUT, "lw": 2.2, "ls": "-"}
        for level in range(3):
            if level < 2 and not early:
                continue
            left, right = 1.35 * level + 0.98, 1.35 * (6 - level) - 0.04
            ax.annotate("", (right, level + 0.2), (left, level + 0.2), arrowprops=arrow)
            words = "added" if level == 2 else "early maps, beside the others"
            ax.text((left + right) / 2, level + 0.1, words, ha="center", va="bottom", fontsize=8.5)
        ax.text(9.25, 0.31, "11 scores\nfor each pixel", ha="left", va="center", color=OUTPUT)
        ax.text(-0.15, 0.31, "picture", ha="right", va="center", color=INPUT)
        ax.text(0.6, 3.3, "stored, stays as it is", color=INPUT, ha="center")
        ax.text(7.6, 3.3, "learned here", color="#9A6A00", ha="center")


def show_labels(
    images: Sequence[np.ndarray],
    labels: Mapping[str, Sequence[np.ndarray]],
    title: str = "",
    corners: Sequence[tuple[int, int, int, int]] | None = None,
) -> None:
    """Pictures, and labels for their pixels: a row of pictures, then a row for each set of labels.

    images: each (H, W, 3); labels: name to label maps (H, W), ints, one for each picture: 0 is the
    background and k + 1 the class k of `shapes.CLASSES`. corners: row from, row to, column from and
    column to of the part of each picture that is shown.
    """
    rows, columns = 1 + len(labels), len(images)
    with figure_of(title, rows * (WIDTH - 0.5) / columns + 0.9) as figure:
        axes = figure.subplots(rows, columns, squeeze=False)
        for column in range(columns):
            part = (slice(None), slice(None))
            if corners is not None:
                top, bottom, left, right = corners[column]
                part = slice(top, bottom), slice(left, right)
            axes[0, column].imshow(np.clip(images[column][part], 0, 1), interpolation="nearest")
            for row, maps in enumerate(labels.values(), start=1):
                _label_map(axes[row, column], maps[column][part], named=corners is None)
        for ax in axes.flat:
            ax.set(xticks=[], yticks=[])
        for ax, name in zip(axes[:, 0], ["picture", *labels], strict=True):
            ax.set_ylabel(name)
        _name_classes(figure, [maps[k] for maps in labels.values() for k in range(columns)])


def show_joint_maps(
    image: np.ndarray, maps: np.ndarray, names: Sequence[str], title: str = "A map for each joint"
) -> None:
    """A picture, and the maps that say where its key points are.

    image: (H, W, 3); maps: (K, h, w), laid over the picture; names: K texts.
    """
    count = len(maps) + 1
    columns = min(count, 4)
    rows = -(-count // columns)
    with figure_of(title, rows * (WIDTH / columns + 0.15) + 0.5) as figure:
        axes = list(figure.subplots(rows, columns, squeeze=False).flat)
        for ax in axes:
            ax.axis("off")
        _picture(axes[0], image)
        axes[0].set_title("the picture", color=INPUT)
        height, width = image.shape[:2]
        for ax, one, name in zip(axes[1:], maps, names, strict=False):
            ax.imshow(one, cmap="viridis", vmin=0, vmax=1, extent=(0, width, height, 0))
            ax.set_title(name)


def show_joints(
    images: Sequence[np.ndarray],
    found: Mapping[str, np.ndarray],
    target: np.ndarray,
    radius: float,
    title: str = "",
) -> None:
    """Stick figures as they were found, a row for each way of finding them.

    images: N pictures (H, W, 3); found: name to joints (N, 7, 2); target: the true ones, (N, 7, 2).
    A joint farther from its target than the radius is marked by a cross, and a line to the target.
    """
    rows, columns = len(found), len(images)
    with figure_of(title, rows * (WIDTH - 0.3) / columns + 0.45) as figure:
        axes = figure.subplots(rows, columns, squeeze=False)
        for row, (name, joints) in enumerate(found.items()):
            for ax, image, points, true in zip(axes[row], images, joints, target, strict=True):
                _picture(ax, image)
                ax.set(xticks=[], yticks=[], xlim=(0, image.shape[1]), ylim=(image.shape[0], 0))
                for pair in LIMBS:
                    ax.plot(*points[list(pair)].T, color=OUTPUT, lw=1.6)
                for point, place in zip(points, true, strict=True):
                    near = np.hypot(*(point - place)) <= radius
                    color, mark = (PAPER, "o") if near else (WRONG, "X")
                    if not near:
                        ax.plot(*np.array([point, place]).T, color=WRONG, lw=1.6)
                    ax.plot(*point, mark, color=color, ms=4 if near else 7, mec=INK, mew=0.6)
            axes[row, 0].set_ylabel(name)


def show_all(
    images: Sequence[np.ndarray],
    boxes: Sequence[np.ndarray],
    names: Sequence[Sequence[str]],
    labels: Sequence[np.ndarray],
    title: str = "",
) -> None:
    """Pictures above; below what was found in them: a colour for each pixel, and named boxes.

    images: each (H, W, 3); boxes: for each picture (N, 4); names: for each N texts; labels: for
    each (H, W), as in `show_labels`.
    """
    columns = len(images)
    with figure_of(title, 2 * WIDTH / columns + 0.6) as figure:
        axes = figure.subplots(2, columns, squeeze=False)
        for column, image in enumerate(images):
            above, below = axes[:, column]
            _picture(above, image)
            gray = np.repeat(image.mean(axis=2, keepdims=True), 3, axis=2) * 0.6 + 0.3
            colors = CLASS_COLORS(labels[column])[..., :3]
            inside = (labels[column] > 0)[..., None]
            _picture(below, np.where(inside, 0.25 * gray + 0.75 * colors, gray))
            for box, name in zip(boxes[column], names[column], strict=True):
                _draw_box(below, box, "found", name, image.shape)
            for ax in (above, below):
                _leave_room(ax)
                ax.axis("off")


def _picture(ax: Axes, image: np.ndarray) -> None:
    """Pixel (i, j) from x = j to j + 1 and from y = i to i + 1, as boxes count."""
    height, width = image.shape[:2]
    shown = 1 - image if image.ndim == 2 else np.clip(image, 0, 1)
    extent = (0, width, height, 0)
    ax.imshow(shown, cmap="gray", vmin=0, vmax=1, interpolation="nearest", extent=extent)


def _leave_room(ax: Axes) -> None:
    """So that lines along the edge of a picture are seen in all their width."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    room = right / 80
    ax.set(xlim=(left - room, right + room), ylim=(bottom + room, top - room))


def _box(ax: Axes, box: Sequence[float], **look: object) -> None:
    x0, y0, x1, y1 = box
    ax.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, **look))


def _draw_box(
    ax: Axes, box: np.ndarray, role: str, name: str, shape: Sequence[int], fontsize: float = 7.5
) -> None:
    color, width, style = ROLES[role]
    if role == "middle":
        ax.plot(*(box[:2] + box[2:]) / 2, "o", color=color, ms=4, mec=INK, mew=0.5)
        return
    if role == "guess":  # reads on light and on dark ground
        _box(ax, box, fill=False, edgecolor=INK, lw=1.8)
    _box(ax, box, fill=False, edgecolor=color, lw=width, ls=style)
    if name:
        x, y = np.clip(box[0], 0, shape[1]), np.clip(box[1], 0, shape[0])
        look = {"facecolor": color, "edgecolor": "none", "pad": 1.2}
        ink = INK if color in (PAPER, FILTER) else "white"
        ax.text(x, y, name, va="center", color=ink, fontsize=fontsize, bbox=look, clip_on=True)


def _name_roles(figure: Figure, roles: Sequence[str]) -> None:
    handles = []
    for role in roles:
        color, width, style = ROLES[role]
        edge = QUIET if color == PAPER else color
        if role == "middle":
            look = {"marker": "o", "ls": "", "color": color, "mec": INK, "mew": 0.5, "ms": 4}
            handles.append(Line2D([], [], label=role, **look))
            continue
        handles.append(Patch(fill=False, edgecolor=edge, lw=width, ls=style, label=role))
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), frameon=False)


def _label_map(ax: Axes, labels: np.ndarray, named: bool) -> None:
    """named: with the name of each class in the middle of its pixels, where there are some."""
    last = len(shapes.CLASSES)
    ax.imshow(labels, cmap=CLASS_COLORS, vmin=-0.5, vmax=last + 0.5, interpolation="nearest")
    for label in np.unique(labels[labels > 0]) if named else ():
        rows, columns = np.nonzero(labels == label)
        if len(rows) < 25:
            continue
        look = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.8, "pad": 0.8}
        middle = np.median(columns), np.median(rows)
        name = shapes.CLASSES[label - 1]
        ax.text(*middle, name, ha="center", va="center", fontsize=7, bbox=look, clip_on=True)


def _name_classes(figure: Figure, labels: Sequence[np.ndarray]) -> None:
    there = sorted({int(label) for one in labels for label in np.unique(one)})
    names = ["background", *shapes.CLASSES]
    handles = [Patch(facecolor=CLASS_COLORS(k), edgecolor=QUIET, label=names[k]) for k in there]
    columns = min(len(handles), 6)
    figure.legend(handles=handles, loc="outside lower center", ncols=columns, frameon=False)
