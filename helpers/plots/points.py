"""Points in the plane, the classes they belong to, and the regions that a classifier makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from helpers.plots.style import CLASSES, INK, WIDTH, figure_of

GRID = 240  # points along each side, at which the regions are computed
Predict = Callable[[np.ndarray], np.ndarray]


def show_points(
    points: np.ndarray,
    labels: np.ndarray,
    predict: Predict | None = None,
    title: str = "",
    names: tuple[str, str] = ("x", "y"),
    classes: Sequence[str] = (),
) -> None:
    """Points with a colour and a marker for each class.

    points: (N, 2); labels: (N,), whole numbers from 0; predict: from points (M, 2) to labels (M,),
    tints the regions of the plane; names: of the axes; classes: their names for the legend.
    """
    show_points_in_panels([(points, labels, predict)], [""], title, names, classes)


def show_points_in_panels(
    panels: Sequence[tuple[np.ndarray, np.ndarray, Predict | None]],
    titles: Sequence[str],
    title: str = "",
    names: tuple[str, str] | Sequence[tuple[str, str]] = ("x", "y"),
    classes: Sequence[str] = (),
) -> None:
    """Several pictures as of `show_points`, side by side.

    panels: points, labels and predict (or None) of each; names: of the axes, for all the panels or
    a pair for each.
    """
    pairs = [names] * len(panels) if isinstance(names[0], str) else list(names)
    columns = min(len(panels), 4)
    rows = -(-len(panels) // columns)
    side = min(WIDTH / columns, 4.2)
    with figure_of(title, rows * side + 0.5, max(columns * side, 5.0)) as figure:
        axes = figure.subplots(rows, columns, squeeze=False)
        for ax in axes.flat[len(panels) :]:
            ax.axis("off")
        for ax, panel, name, pair in zip(axes.flat, panels, titles, pairs, strict=False):
            draw_points(ax, *panel)
            ax.set(title=name, xlabel=pair[0], ylabel=pair[1])
        if classes:
            handles = axes.flat[0].get_legend_handles_labels()[0]
            axes.flat[0].legend(handles, classes, loc="best", fontsize=8, framealpha=0.9)


def draw_points(
    ax: Axes, points: np.ndarray, labels: np.ndarray, predict: Predict | None = None
) -> None:
    """Points of several classes in given axes, over the regions of `predict`."""
    points, labels = np.asarray(points, dtype=float), np.asarray(labels).astype(int)
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.08 * (high - low) + 1e-9
    low, high = low - margin, high + margin
    if predict is not None:
        draw_regions(ax, predict, low, high)
    size = 34 if len(points) < 60 else 16 if len(points) < 600 else 7
    for number in np.unique(labels):
        color, marker = CLASSES[number % len(CLASSES)]
        chosen = points[labels == number]
        ax.scatter(
            *chosen.T,
            s=size,
            color=color,
            marker=marker,
            edgecolor="white",
            linewidth=0.5,
            label=f"class {number}",
            zorder=3,
        )
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    ax.spines[["top", "right"]].set_visible(False)


def draw_regions(ax: Axes, predict: Predict, low: Sequence[float], high: Sequence[float]) -> None:
    """Tint each place between the corners `low` and `high` with the colour of its class."""
    x, y = np.meshgrid(np.linspace(low[0], high[0], GRID), np.linspace(low[1], high[1], GRID))
    found = np.asarray(predict(np.column_stack([x.ravel(), y.ravel()]))).reshape(x.shape)
    colors = ListedColormap([color for color, _ in CLASSES])
    box = (low[0], high[0], low[1], high[1])
    ax.imshow(
        found.astype(int) % len(CLASSES),
        extent=box,
        origin="lower",
        aspect="auto",
        cmap=colors,
        vmin=0,
        vmax=len(CLASSES) - 1,
        alpha=0.22,
        interpolation="nearest",
    )
    for number in np.unique(found)[1:]:
        ax.contour(x, y, (found >= number).astype(float), [0.5], colors=INK, linewidths=1)
