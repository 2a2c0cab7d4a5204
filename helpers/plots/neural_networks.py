"""Neural networks: units and layers, activation functions, and what hidden units make of points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.patches import Circle

from helpers.plots.points import Predict, draw_points
from helpers.plots.style import (
    CLASSES,
    FILTER,
    FILTER_LABEL,
    INK,
    INPUT,
    OUTPUT,
    OUTPUT_MAP,
    PAPER,
    QUIET,
    WIDTH,
    WRONG,
    blank_axes,
    figure_of,
    short,
)

FLAT = 0.01  # a slope smaller than this in size counts as flat
MOST_UNITS = 6  # of one layer, that show_network draws before it leaves some out
Curve = Callable[[np.ndarray], np.ndarray]


def show_neuron(
    inputs: Sequence[float],
    weights: Sequence[float],
    bias: float,
    output: float,
    activation: str = "max(0, z)",
) -> None:
    """One unit with its numbers: inputs times weights, added up with the bias, then bent.

    inputs, weights: as many of one as of the other; output: what the activation function makes of
    the sum; activation: its name or formula, written into its box.
    """
    total = sum(x * w for x, w in zip(inputs, weights, strict=True)) + bias
    height = 1.3 * len(inputs)
    middle = height / 2
    with figure_of("One unit, with numbers", 3.0) as figure:
        ax = blank_axes(figure, (-0.9, 10.4), (height + 0.5, -0.75))
        for place, (x, w) in enumerate(zip(inputs, weights, strict=True)):
            y = (place + 0.5) * 1.3
            ax.plot([0.45, 4.2], [y, middle], color=FILTER, lw=1 + 1.2 * abs(w), zorder=1)
            _disc(ax, (0, y), 0.45, INPUT, short(x))
            share = 0.45
            ax.text(
                0.45 + share * 3.75,
                y + share * (middle - y),
                f"× {short(w)}",
                ha="center",
                va="center",
                color=FILTER_LABEL,
                bbox=dict(facecolor=PAPER, edgecolor="none", pad=1.5),
            )
        _disc(ax, (4.7, middle), 0.72, PAPER, short(total), edge=INK)
        _arrow(ax, (5.42, middle), (6.25, middle))
        ax.text(
            7.25,
            middle,
            activation,
            ha="center",
            va="center",
            bbox=dict(facecolor=PAPER, edgecolor=INK, boxstyle="round,pad=0.5"),
        )
        _arrow(ax, (8.25, middle), (9.2, middle))
        _disc(ax, (9.75, middle), 0.5, OUTPUT, short(output))
        ax.text(0, -0.35, "inputs", ha="center", va="center", color=INPUT)
        ax.text(2.1, -0.35, "weights", ha="center", va="center", color=FILTER_LABEL)
        ax.text(
            4.7,
            middle - 1.2,
            f"sum, with\nbias {short(bias)}",
            ha="center",
            va="center",
        )
        ax.text(7.25, middle - 1.0, "activation", ha="center", va="center")
        ax.text(9.75, middle - 1.0, "output", ha="center", va="center", color=OUTPUT)


def show_network(sizes: Sequence[int], title: str = "") -> None:
    """A fully connected network: a disc for each number, a line for each weight.

    sizes: how many numbers there are at each stage, the inputs first. Of a large stage only some
    discs are drawn, with dots between them.
    """
    stages = [_stage(size) for size in sizes]
    tallest = 2 * max(max(stage[-1], 0) for stage in stages) + 1
    gap = 3.4
    right = gap * (len(sizes) - 1)
    with figure_of(title, 0.42 * tallest + 1.2) as figure:
        ax = blank_axes(figure, (-1.3, right + 1.3), (tallest / 2 + 1.0, -tallest / 2 - 0.8))
        for layer, (left_stage, right_stage) in enumerate(pairwise(stages)):
            for y in left_stage:
                for other in right_stage:
                    if y is not None and other is not None:
                        ends = [layer * gap, (layer + 1) * gap], [y, other]
                        ax.plot(*ends, color=FILTER, lw=0.9, alpha=0.8, zorder=1)
            ax.text(
                (layer + 0.5) * gap,
                tallest / 2 + 0.5,
                f"{sizes[layer]:,} × {sizes[layer + 1]:,}\nweights",
                ha="center",
                va="center",
                color=FILTER_LABEL,
                fontsize=9,
            )
        for place, (size, stage) in enumerate(zip(sizes, stages, strict=True)):
            first, last = place == 0, place == len(sizes) - 1
            color = INPUT if first else OUTPUT if last else PAPER
            for y in stage:
                if y is not None:
                    _disc(ax, (place * gap, y), 0.36, color, edge=INK if color == PAPER else color)
            if None in stage:
                ax.text(place * gap, 0, "⋮", ha="center", va="center", fontsize=14)
            kind = "input" if first else "output" if last else "hidden unit"
            ax.text(
                place * gap,
                -tallest / 2 - 0.45,
                f"{size:,} {kind}{'' if size == 1 else 's'}",
                ha="center",
                va="center",
                color=INPUT if first else OUTPUT if last else INK,
                fontsize=9,
            )


def show_activations(functions: Mapping[str, Curve] | None = None, slopes: bool = True) -> None:
    """Activation functions and their slopes, and where they go flat.

    functions: by name, each from an array (M,) to an array (M,). One that is not written yet gets
    an empty panel. Without any, the six of the lesson are drawn, maxout by an example.
    slopes: whether to draw the slope too, and to tint where it is smaller than FLAT.
    """
    functions = functions or _from_pytorch()
    x = np.linspace(-6, 6, 1201)
    columns = min(3, len(functions))
    rows = -(-len(functions) // columns)
    title = "Activation functions, their slopes, and where they are flat"
    with figure_of(title if slopes else "Activation functions", 2.35 * rows + 0.7) as figure:
        axes = figure.subplots(rows, columns, squeeze=False, sharex=True)
        for ax in axes.flat[len(functions) :]:
            ax.axis("off")
        for place, (ax, (name, function)) in enumerate(
            zip(axes.flat, functions.items(), strict=False)
        ):
            ax.axhline(0, color=QUIET, lw=0.7)
            ax.axvline(0, color=QUIET, lw=0.7)
            ax.set(title=name, xlim=(-6, 6), ylim=(-1.5, 3.2), xticks=[-5, 0, 5])
            ax.spines[["top", "right"]].set_visible(False)
            if place + columns >= len(functions):
                ax.set_xlabel("input z")
            if place % columns == 0:
                ax.set_ylabel("output")
            try:
                y = np.asarray(function(x), dtype=float)
            except NotImplementedError:
                ax.text(0, 1.6, "not written yet", color=WRONG, ha="center", bbox=dict(color=PAPER))
                continue
            ax.plot(x, y, color=OUTPUT, lw=2.4, label="the function")
            if slopes:
                slope = np.gradient(y, x)
                flat = np.abs(slope) < FLAT
                ax.plot(x, _without_jumps(slope), color=INK, lw=1.4, ls="--", label="its slope")
                ax.fill_between(
                    x, -1.5, 3.2, where=flat, color=WRONG, alpha=0.17, lw=0, label="flat"
                )
        if slopes and axes.flat[0].get_legend_handles_labels()[1]:
            axes.flat[0].legend(loc="upper left", fontsize=8, framealpha=0.9)


def show_folds(
    points: np.ndarray,
    labels: np.ndarray,
    W1: np.ndarray,
    b1: np.ndarray,
    predict: Predict | None = None,
    title: str = "A line for each hidden unit",
    names: tuple[str, str] = ("x", "y"),
    units: Sequence[str] = (),
) -> None:
    """Where hidden ReLU units begin to answer: the lines on which their weighted sum is 0.

    points: (N, 2); labels: (N,); W1: (H, 2); b1: (H,). The short arrows point to the side on which
    a unit answers; a line that lies outside the picture is left out.
    predict: tints the regions of the plane; units: their names, "unit 1" and so on without any.
    """
    units = units or [f"unit {number + 1}" for number in range(len(W1))]
    with figure_of(title, 4.6, 5.6) as figure:
        ax = figure.subplots()
        draw_points(ax, points, labels, predict)
        ax.set(xlabel=names[0], ylabel=names[1], aspect="equal")
        box = np.array([ax.get_xlim(), ax.get_ylim()])
        for unit, weights, bias in zip(units, np.asarray(W1, float), b1, strict=True):
            _fold(ax, weights, float(bias), box, unit)
        ax.set(xlim=box[0], ylim=box[1])


def show_hidden_space(
    features: np.ndarray,
    labels: np.ndarray,
    weights: Sequence[float],
    bias: float,
    title: str = "The same points, as the hidden units see them",
    view: tuple[float, float] = (18, 35),
) -> None:
    """Points in the space of three hidden units, with the plane on which a score of them is 0.

    features: (N, 3), what the units answer; weights: (3,); view: elevation and direction from
    which to look, in degrees.
    """
    features, labels = np.asarray(features, dtype=float), np.asarray(labels).astype(int)
    weights = np.asarray(weights, dtype=float)
    top = features.max(axis=0)
    with figure_of(title, 4.8, 6.0) as figure:
        ax = figure.add_subplot(projection="3d")
        grid = np.linspace(0, 1, 60)
        along = int(np.argmax(np.abs(weights) * top))  # the axis that the plane is solved for
        first, second = (axis for axis in range(3) if axis != along)
        a, b = np.meshgrid(grid * top[first], grid * top[second])
        height = -(weights[first] * a + weights[second] * b + bias) / weights[along]
        height[(height < 0) | (height > top[along])] = np.nan
        sheet = [a, b, height]
        surface = [sheet[(first, second, along).index(axis)] for axis in range(3)]
        ax.plot_surface(*surface, color=QUIET, alpha=0.35, lw=0)
        for number in np.unique(labels):
            color, marker = CLASSES[number % len(CLASSES)]
            ax.scatter(
                *features[labels == number].T,
                color=color,
                marker=marker,
                s=20,
                edgecolor=PAPER,
                linewidth=0.4,
                depthshade=False,
                label=f"class {number}",
            )
        ax.set(xlabel="unit 1", ylabel="unit 2", zlabel="unit 3")
        ax.view_init(*view)
        ax.legend(loc="upper right", fontsize=8)


def show_score_surface(
    score: Curve,
    low: float = -0.25,
    high: float = 1.25,
    title: str = "The score over the plane",
    names: tuple[str, str] = ("x", "y"),
    view: tuple[float, float] = (28, -62),
) -> None:
    """A score as a landscape over the square from `low` to `high`.

    score: from points (M, 2) to scores (M,) or (M, 1); view: elevation and direction from which to
    look, in degrees.
    """
    line = np.linspace(low, high, 61)
    x, y = np.meshgrid(line, line)
    z = np.asarray(score(np.column_stack([x.ravel(), y.ravel()]))).reshape(x.shape)
    with figure_of(title, 4.6, 6.4) as figure:
        ax = figure.add_subplot(projection="3d")
        ax.plot_surface(x, y, z, cmap=OUTPUT_MAP, vmin=-z.max(), vmax=z.max(), lw=0)
        ax.plot_wireframe(x, y, z, color=INK, lw=0.25, rstride=3, cstride=3)
        ax.locator_params(nbins=4)
        ax.set(xlabel=names[0], ylabel=names[1], zlabel="score")
        ax.view_init(*view)
        ax.set_box_aspect((1, 1, 0.6), zoom=0.9)


def show_regions(
    points: np.ndarray,
    labels: np.ndarray,
    predicts: Mapping[str, Predict],
    title: str = "",
    names: tuple[str, str] = ("x", "y"),
) -> None:
    """The regions that several classifiers make of the same points, in one row.

    points: (N, 2); labels: (N,); predicts: by name, each from points (M, 2) to labels (M,). Under
    the name stands the share of the points that fall into a region of their own class.
    """
    side = WIDTH / len(predicts)
    with figure_of(title, side + 1.05) as figure:
        axes = figure.subplots(1, len(predicts), squeeze=False)[0]
        for place, (ax, (name, predict)) in enumerate(zip(axes, predicts.items(), strict=True)):
            draw_points(ax, points, labels, predict)
            if len(predicts) > 3:  # small panels, small points
                for dots in ax.collections:
                    if isinstance(dots, PathCollection):
                        dots.set_sizes([9])
            right = np.mean(np.asarray(predict(points)) == labels)
            ax.set(xlabel=names[0], ylabel=names[1] if place == 0 else "", aspect="equal")
            ax.set_title(f"{name}\n{right:.0%} right", fontsize=10)
            ax.locator_params(nbins=3)
            if place:
                ax.set_yticklabels([])


def _disc(
    ax: Axes,
    center: tuple[float, float],
    radius: float,
    color: str,
    text: str = "",
    edge: str | None = None,
) -> None:
    ax.add_patch(Circle(center, radius, facecolor=color, edgecolor=edge or color, lw=1.4, zorder=2))
    ax.text(*center, text, ha="center", va="center", color=INK if color == PAPER else PAPER)


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    ax.annotate("", end, start, arrowprops=dict(arrowstyle="->", color=INK, lw=1.4))


def _stage(size: int) -> list[float | None]:
    """Heights of the discs of a stage, around 0; None where dots stand for those left out."""
    if size <= MOST_UNITS:
        return [place - (size - 1) / 2 for place in range(size)]
    return [-2.5, -1.5, None, 1.5, 2.5]


def _without_jumps(slope: np.ndarray) -> np.ndarray:
    """The slope with a gap where it jumps, so that no upright line joins the two sides."""
    gaps = slope.copy()
    jump = np.abs(np.diff(slope)) > 0.05
    gaps[:-1][jump] = np.nan
    gaps[1:][jump] = np.nan
    return gaps


def _fold(ax: Axes, weights: np.ndarray, bias: float, box: np.ndarray, name: str) -> None:
    """The line weights · point + bias = 0 inside the box, and a named arrow to its positive side.

    The line is dark: the points of a class may be as orange as a weight.
    """
    length = float(np.hypot(*weights))
    if length == 0:
        return
    normal = weights / length
    middle = box.mean(axis=1)
    foot = middle - normal * (normal @ middle + bias / length)
    along = np.array([-normal[1], normal[0]])
    reach = float(np.ptp(box, axis=1).max())
    steps = foot + np.linspace(-reach, reach, 2001)[:, None] * along
    inside = np.all((steps > box[:, 0]) & (steps < box[:, 1]), axis=1)
    if not inside.any():
        return
    seen = steps[inside]
    ax.plot(*seen[[0, -1]].T, color=FILTER_LABEL, lw=2.2, zorder=4)
    start = seen[len(seen) // 5]
    arrow = dict(arrowstyle="-|>", color=FILTER_LABEL, lw=1.6, shrinkA=0, shrinkB=0)
    ax.annotate("", start + 0.09 * reach * normal, start, arrowprops=arrow, zorder=5)
    ax.text(
        *(start - 0.08 * reach * normal),
        name,
        ha="center",
        va="center",
        color=FILTER_LABEL,
        bbox=dict(facecolor=PAPER, edgecolor="none", alpha=0.8, pad=1.0),
        zorder=6,
    )


def _from_pytorch() -> dict[str, Curve]:
    import torch
    from torch.nn import functional

    def drawn(function: Callable) -> Curve:
        return lambda x: function(torch.from_numpy(x)).numpy()

    return {
        "sigmoid": drawn(torch.sigmoid),
        "tanh": drawn(torch.tanh),
        "ReLU": drawn(functional.relu),
        "leaky ReLU, slope 0.1": drawn(lambda x: functional.leaky_relu(x, 0.1)),
        "ELU": drawn(functional.elu),
        "maxout of two lines": lambda x: np.interp(x, [-6, 1, 6], [2.25, -0.2, 2.8]),
    }
