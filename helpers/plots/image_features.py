"""Features: what is measured in an image before a classifier sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import FancyBboxPatch

from helpers.plots.style import (
    FILTER,
    INK,
    INPUT,
    OUTPUT,
    PAPER,
    WIDTH,
    WRONG,
    blank_axes,
    draw_picture,
    figure_of,
    pixel_axes,
)

CHANNELS = (("red", WRONG), ("green", OUTPUT), ("blue", INPUT))
PLAIN = "#E4E4E4"  # made by people, not learned
HOG_HEIGHT = 6.6  # inches, at most, of the stars of show_hog


def show_sound_and_row(
    samples: np.ndarray,
    rate: int,
    image: np.ndarray,
    row: int,
    title: str = "A signal along a line, a signal on a grid",
) -> None:
    """A sound, a picture, and one row of the picture drawn as if it were a sound.

    samples: (L,), `rate` of them a second; image: (H, W), grey; row: which one to draw.
    """
    with figure_of(title, 4.2) as figure:
        axes = figure.subplot_mosaic([["sound", "picture"], ["row", "picture"]])
        sound, brightness, picture = axes["sound"], axes["row"], axes["picture"]
        sound.plot(np.arange(len(samples)) / rate, samples, color=INPUT, lw=0.7)
        sound.set(xlim=(0, len(samples) / rate), xlabel="time, seconds", ylabel="air pressure")
        sound.set_title("a sound: a number for each moment")
        brightness.plot(image[row], color=INPUT, lw=1.2)
        brightness.set(xlim=(0, image.shape[1] - 1), ylim=(0, 1))
        brightness.set(xlabel="column", ylabel="brightness")
        brightness.set_title(f"row {row} of the picture", color=WRONG)
        for ax in (sound, brightness):
            ax.spines[["top", "right"]].set_visible(False)
        draw_picture(picture, image, 0, 1)
        picture.axhline(row, color=WRONG, lw=1.6)
        picture.set_title("a picture: a number for each pixel")
        pixel_axes(picture, first_row=True, first_column=0)


def show_color_histograms(
    images: Sequence[np.ndarray],
    histograms: Sequence[np.ndarray],
    titles: Sequence[str],
    title: str = "Pictures and their colour histograms",
) -> None:
    """Pictures, and under each the histogram of its shades of red, green and blue.

    images: each (H, W, 3) in [0, 1]; histograms: each (3·bins,), red, green, blue.
    """
    histograms = [np.asarray(histogram, dtype=float) for histogram in histograms]
    top = 1.08 * max(histogram.max() for histogram in histograms)
    tall = max(image.shape[0] / image.shape[1] for image in images)
    picture = (WIDTH - 0.6) / len(images) * tall
    with figure_of(title, picture + 2.6) as figure:
        axes = figure.subplots(2, len(images), squeeze=False, height_ratios=[picture, 1.7])
        for column, (above, below) in enumerate(axes.T):
            draw_picture(above, np.asarray(images[column]), 0, 1)
            above.set_title(titles[column])
            pixel_axes(above, first_row=True, first_column=column)
            bins = len(histograms[column]) // 3
            for number, (name, color) in enumerate(CHANNELS):
                places = np.arange(number * bins, (number + 1) * bins)
                below.bar(places, histograms[column][places], width=0.9, color=color)
                below.text(
                    places.mean(), top, name, ha="center", va="bottom", color=color, fontsize=9
                )
            below.set(ylim=(0, top), xlim=(-1, 3 * bins), xticks=[0, bins - 1, 3 * bins - 1])
            below.set_xlabel("number in the vector")
            below.set_ylabel("share of the pixels" if column == 0 else "")
            below.spines[["top", "right"]].set_visible(False)
            if column:
                below.set_yticklabels([])


def show_gradients(
    image: np.ndarray,
    gx: np.ndarray,
    gy: np.ndarray,
    title: str = "Arrows point to where it gets brighter",
) -> None:
    """A small grey picture, and the gradient of its brightness as an arrow at every pixel.

    image, gx, gy: (H, W), at most about 30 pixels a side for the arrows to be seen. The longest
    arrow is two pixels long; where next to nothing changes there is none.
    """
    gx, gy = np.asarray(gx, dtype=float), np.asarray(gy, dtype=float)
    strength = np.hypot(gx, gy)
    scale = 2 / (strength.max() or 1.0)
    side = min(0.62 * WIDTH, 5.4)
    with figure_of(title, side * image.shape[0] / image.shape[1] + 0.8) as figure:
        ax = figure.subplots()
        draw_picture(ax, np.asarray(image, dtype=float), 0, 1)
        row, column = np.nonzero(strength > 0.08 * strength.max())
        ax.quiver(
            column,
            row,
            gx[row, column] * scale,
            gy[row, column] * scale,
            color=WRONG,
            angles="xy",
            scale_units="xy",
            scale=1,
            width=0.004,
            headwidth=3.5,
            headlength=4,
            headaxislength=4,
            minlength=0,
            pivot="middle",
        )
        pixel_axes(ax, first_row=True, first_column=0)


def show_orientations(
    patches: Sequence[np.ndarray],
    histograms: Sequence[np.ndarray],
    titles: Sequence[str],
    title: str = "How much edge in each direction",
) -> None:
    """Small grey pictures, and under each its histogram of edge directions.

    patches: each (H, W); histograms: each (bins,), over directions from 0° to 180°.
    """
    histograms = [np.asarray(histogram, dtype=float) for histogram in histograms]
    top = 1.1 * max(max(histogram.max() for histogram in histograms), 1e-12)
    with figure_of(title, (WIDTH - 0.6) / len(patches) + 2.4) as figure:
        axes = figure.subplots(2, len(patches), squeeze=False, height_ratios=[1.2, 1])
        for column, (above, below) in enumerate(axes.T):
            draw_picture(above, np.asarray(patches[column], dtype=float), 0, 1)
            above.set_title(titles[column])
            pixel_axes(above, first_row=True, first_column=column)
            step = 180 / len(histograms[column])
            middles = (np.arange(len(histograms[column])) + 0.5) * step
            below.bar(middles, histograms[column], width=0.86 * step, color=OUTPUT)
            below.set(xlim=(0, 180), ylim=(0, top), xticks=[0, 45, 90, 135, 180])
            below.set_xlabel("direction, degrees")
            below.set_ylabel("edge" if column == 0 else "")
            below.tick_params(axis="x", labelsize=8)
            below.spines[["top", "right"]].set_visible(False)
            if column:
                below.set_yticklabels([])


def show_hog(
    cells: np.ndarray,
    image: np.ndarray | None = None,
    title: str = "Every cell: how much edge in each direction",
) -> None:
    """Histograms of edge directions as stars, one a cell: a stroke lies along the edges it counts.

    cells: (rows, columns, bins), histograms over directions of the gradient from 0 to π; image:
    (H, W), grey, shown pale behind the stars. The longer and darker a stroke, the more edge.
    """
    cells = np.asarray(cells, dtype=float)
    rows, columns = cells.shape[:2]
    pale = image is not None
    side = image.shape[0] // rows if pale else 1
    cell_inches = min(0.92 * WIDTH / columns, HOG_HEIGHT / rows)
    width = max(cell_inches * columns + 0.8, 5.0)
    with figure_of(title, cell_inches * rows + 0.8, width) as figure:
        ax = figure.subplots()
        if pale:
            ax.imshow(0.45 + 0.55 * np.asarray(image), cmap="gray", vmin=0, vmax=1)
        ax.set_aspect("equal")
        draw_stars(ax, cells, side, thickness=0.4 + 8 * cell_inches)
        unit = "" if pale else ", in cells"
        ax.set(xlim=(-0.5, columns * side - 0.5), ylim=(rows * side - 0.5, -0.5))
        ax.set(xlabel=f"column{unit}", ylabel=f"row{unit}")


def draw_stars(ax: Axes, cells: np.ndarray, side: float, thickness: float) -> None:
    """A stroke for each bin of each cell, through its middle; thickness: in points, at most."""
    bins = cells.shape[2]
    strength = np.clip(cells / (np.quantile(cells.max(axis=2), 0.92) or 1.0), 0, 1)
    row, column, number = np.nonzero(strength > 0.04)
    weight = strength[row, column, number]
    facing = (number + 0.5) * np.pi / bins  # of the gradient; the edge runs across it
    along = np.stack([-np.sin(facing), np.cos(facing)], axis=1)
    middle = (np.stack([column, row], axis=1) + 0.5) * side - 0.5
    reach = along * (0.56 * side * np.sqrt(weight))[:, None]
    strokes = LineCollection(
        np.stack([middle - reach, middle + reach], axis=1),
        colors=INK,
        linewidths=thickness * (0.2 + 0.8 * weight),
        alpha=np.clip(0.15 + weight, 0, 1),
        capstyle="round",
    )
    ax.add_collection(strokes)


def show_pipelines(title: str = "Who makes the features?") -> None:
    """From an image to scores in two ways: with features that people chose, and with learned ones.

    Orange is learned from examples, grey is chosen by people.
    """
    rows = [
        ("features by hand", "features\nchosen by people", PLAIN),
        ("a network", "features\nlearned", FILTER),
    ]
    with figure_of(title, 2.5) as figure:
        ax = blank_axes(figure, (-1.5, 12.4), (3.95, 0.15))
        for line, (name, features, color) in enumerate(rows):
            y = 1.0 + 2.1 * line
            ax.text(-1.45, y, name, va="center", fontsize=10.5)
            boxes = [
                ("image", INPUT, "white"),
                (features, color, "black"),
                ("linear classifier\nlearned", FILTER, "black"),
                ("scores", OUTPUT, "white"),
            ]
            x = 1.2
            for place, (text, face, ink) in enumerate(boxes):
                wide = 1.5 if place in (0, 3) else 2.9
                box = FancyBboxPatch(
                    (x, y - 0.65), wide, 1.3, "round,pad=0,rounding_size=0.15", facecolor=face, lw=0
                )
                ax.add_patch(box)
                ax.text(x + wide / 2, y, text, ha="center", va="center", color=ink, fontsize=9.5)
                x += wide
                if place < len(boxes) - 1:
                    arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.2}
                    ax.annotate("", (x + 0.7, y), (x + 0.05, y), arrowprops=arrow)
                x += 0.75


def show_accuracies(
    accuracies: Mapping[str, Mapping[str, float]],
    chance: float,
    title: str = "Images classified correctly",
) -> None:
    """Accuracies as bars, a group for each way of describing images.

    accuracies: for each description, the accuracy (0 to 1) on each kind of test image; chance: what
    guessing gets.
    """
    kinds = list(next(iter(accuracies.values())))
    strengths = np.linspace(1.0, 0.3, len(kinds)) if len(kinds) > 1 else [1.0]
    with figure_of(title, 0.9 + len(accuracies) * (0.24 * len(kinds) + 0.3)) as figure:
        ax = figure.subplots()
        for place, (kind, strength) in enumerate(zip(kinds, strengths, strict=True)):
            values = [100 * row[kind] for row in accuracies.values()]
            y = np.arange(len(accuracies)) + (place - (len(kinds) - 1) / 2) * 0.8 / len(kinds)
            height = 0.74 / len(kinds)
            ax.barh(y, values, height, color=OUTPUT, alpha=strength, label=kind)
            for value, at in zip(values, y, strict=True):
                label = {"va": "center", "fontsize": 9}
                label |= {"bbox": {"facecolor": PAPER, "edgecolor": "none", "pad": 0.6}}
                ax.text(value + 0.8, at, f"{value:.1f}", **label)
        ax.axvline(100 * chance, color=WRONG, lw=1.2, ls="--", label="guessing", zorder=0.5)
        ax.set(yticks=range(len(accuracies)), yticklabels=list(accuracies), xlim=(0, 106))
        ax.set(xticks=range(0, 101, 20))
        ax.invert_yaxis()
        ax.set_xlabel("right, percent")
        ax.spines[["top", "right"]].set_visible(False)
        handles, names = ax.get_legend_handles_labels()
        order = sorted(range(len(names)), key=lambda place: names[place] == "guessing")
        handles, names = [handles[n] for n in order], [names[n] for n in order]
        place = {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0)}
        ax.legend(handles, names, fontsize=9, frameon=False, **place)
