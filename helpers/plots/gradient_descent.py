"""Landscapes, and the paths of those who walk down in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import LightSource, LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from helpers.plots.landscapes import (
    Corner,
    Height,
    draw_map,
    draw_paths,
    landscape,
    levels_of,
    look_of,
)
from helpers.plots.style import (
    FILTER,
    FILTER_LABEL,
    INK,
    INPUT,
    OUTPUT,
    QUIET,
    WIDTH,
    WRONG,
    figure_of,
)

Curve = Callable[[np.ndarray], np.ndarray]  # from numbers to heights, of one shape

RELIEF = LinearSegmentedColormap.from_list(
    "relief", ["#3E7CA6", "#8FC1D4", "#D5E8D4", "#F3EBCF", "#DFC9A4", "#C7A982"]
)


def show_fog(height: Curve, place: float, low: float, high: float, title: str = "") -> None:
    """A hilly curve in the fog, and all that a ball on it can feel: the slope under it.

    height: from numbers to heights; place: where the ball lies, between low and high.
    """
    x = np.linspace(low, high, 400)
    y = np.asarray(height(x))
    up, slope = float(height(np.array(place))), _slope(height, place)
    reach, tall = 0.045 * (high - low), np.ptp(y)
    with figure_of(title, 3.1) as figure:
        ax = figure.subplots()
        ax.plot(x, y, color=QUIET, lw=1.4, ls=(0, (1, 2.5)), label="hidden in the fog")
        near = np.abs(x - place) <= 1.3 * reach
        ax.plot(x[near], y[near], color=INK, lw=3.2, label="what the ball can feel")
        tangent = np.array([place - 2.6 * reach, place + 2.6 * reach])
        words = f"slope {_number(slope)}"
        ax.plot(tangent, up + slope * (tangent - place), color=WRONG, lw=1.6, label=words)
        ax.plot(place, up, "o", color=FILTER, ms=15, mec=INK, zorder=5)
        toward = place - np.sign(slope) * 3.4 * reach
        arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.6, "shrinkA": 12, "shrinkB": 0}
        at = up + 0.17 * tall
        ax.annotate("", (toward, at), (place, at), arrowprops=arrow)
        ax.text((place + toward) / 2, at + 0.03 * tall, "downhill", ha="center", va="bottom")
        ax.set(xlabel="w, the number to choose", ylabel="loss", xlim=(low, high))
        ax.set_ylim(y.min() - 0.08 * tall, y.max() + 0.12 * tall)
        ax.spines[["top", "right"]].set_visible(False)
        ax.legend(frameon=False, fontsize=9, loc="upper center", ncols=3)


def show_walks(
    height: Curve,
    walks: Mapping[str, Sequence[float]],
    low: float,
    high: float,
    title: str = "",
    numbered: int = 4,
) -> None:
    """Paths on a curve, each in a panel of its own.

    height: from numbers to heights; walks: name and places of each; low, high: what is drawn;
    numbered: how many of the first places have their number beside them.
    """
    x = np.linspace(low, high, 300)
    y = np.asarray(height(x))
    width = WIDTH if len(walks) > 1 else 5.6
    with figure_of(title, 3.1, width) as figure:
        axes = figure.subplots(1, len(walks), squeeze=False, sharey=True)[0]
        for ax, (name, walk) in zip(axes, walks.items(), strict=True):
            ax.plot(x, y, color=QUIET, lw=1.6)
            places = np.asarray(walk, dtype=float)
            ups = np.asarray(height(places))
            ax.plot(places, ups, "-", color=FILTER, lw=1.2, clip_on=True)
            ax.plot(places, ups, "o", color=FILTER, mec=INK, mew=0.6, ms=6, zorder=4)
            ax.plot(places[0], ups[0], "o", color=INK, ms=7, zorder=5)
            last = np.full(2, np.inf)
            for step in range(min(numbered, len(places))):
                here = np.array([places[step] / (high - low), ups[step] / np.ptp(y)])
                if low <= places[step] <= high and np.abs(here - last).max() > 0.07:
                    side = 1 if places[step] >= 0 else -1
                    _word(ax, str(step), (places[step], ups[step]), (10 * side, 0))
                    last = here
            ax.set(title=name, xlabel="x", xlim=(low, high))
            ax.set_ylim(y.min() - 0.06 * np.ptp(y), y.max() + 0.05 * np.ptp(y))
            ax.spines[["top", "right"]].set_visible(False)
        axes[0].set_ylabel("height")


def show_bowl(
    height: Height,
    low: Corner,
    high: Corner,
    point: Corner | None = None,
    title: str = "One landscape, drawn in two ways",
) -> None:
    """A landscape as a surface, and as a map with lines of equal height.

    height: from x₁ and x₂ to heights; low, high: corners of what is drawn; point: a place to mark.
    """
    x, y, z = landscape(height, low, high, 81)
    levels = np.unique(np.round(levels_of(z, 7)))
    with figure_of(title, 3.7) as figure:
        left_place, right_place = figure.add_gridspec(1, 2, width_ratios=[1.3, 1])
        left = figure.add_subplot(left_place, projection="3d")
        left.plot_surface(x, y, z, cmap=RELIEF, lw=0, alpha=0.9, rstride=2, cstride=2)
        left.contour(x, y, z, levels=levels, colors=INK, linewidths=0.7, linestyles="solid")
        left.set(xlabel="x₁", ylabel="x₂", zlabel="height", title="from the side")
        left.locator_params(nbins=4)
        left.view_init(32, -58)
        left.set_box_aspect((1, 1, 0.62), zoom=0.95)
        right = figure.add_subplot(right_place)
        right.contourf(x, y, z, levels=60, cmap=RELIEF)
        lines = right.contour(
            x, y, z, levels=levels, colors=INK, linewidths=0.8, linestyles="solid"
        )
        right.clabel(lines, fontsize=8, fmt=lambda level: f"{level:.0f}".replace("-", "−"))
        right.set(xlabel="x₁", ylabel="x₂", title="from above", aspect="equal")
        if point is not None:
            right.plot(*point, "*", color=WRONG, mec=INK, ms=13, label="lowest point")
            right.legend(loc="upper right", fontsize=8.5, framealpha=0.95)


def show_paths(
    height: Height,
    paths: Mapping[str, np.ndarray],
    low: Corner,
    high: Corner,
    lowest: Corner | None = None,
    title: str = "",
    names: tuple[str, str] = ("x₁", "x₂"),
) -> None:
    """Paths on the map of one landscape.

    height: from x₁ and x₂ to heights; paths: name and (steps + 1, 2) of each, from the start on;
    low, high: corners of the map; lowest: where the lowest point is; names: of the axes.
    """
    wide, tall = high[0] - low[0], high[1] - low[1]
    with figure_of(title, float(np.clip(6.0 * tall / wide + 0.9, 2.9, 5.0))) as figure:
        ax = figure.subplots()
        draw_map(ax, height, low, high, lowest, names)
        draw_paths(ax, paths)
        ax.set_aspect("equal")
        _legend_at_the_right(figure, ax)


def show_paths_in_panels(
    panels: Mapping[str, tuple[Height, np.ndarray]],
    low: Corner,
    high: Corner,
    lowest: Corner | None = None,
    title: str = "",
) -> None:
    """One path a panel: the same walk at other rates, or in other landscapes.

    panels: for each title the landscape and the path (steps + 1, 2); the rest as in `show_paths`.
    """
    side = (WIDTH - 1.0) / len(panels) * (high[1] - low[1]) / (high[0] - low[0])
    with figure_of(title, min(side, 4.2) + 1.05) as figure:
        axes = figure.subplots(1, len(panels), squeeze=False, sharey=True)[0]
        for place, (ax, (name, (height, path))) in enumerate(
            zip(axes, panels.items(), strict=True)
        ):
            draw_map(ax, height, low, high, lowest, ("x₁", "x₂" if place == 0 else ""))
            path = np.asarray(path, dtype=float)
            ax.plot(*path.T, "-o", color=FILTER, mec=INK, mew=0.5, ms=4.5, lw=1.3, zorder=3)
            ax.plot(*path[0], "o", color=INK, ms=7, zorder=4)
            ax.set(title=name, aspect="equal")


def show_edge(
    rates: np.ndarray,
    distances: np.ndarray,
    edge: float,
    start: float,
    title: str = "Where the edge is",
) -> None:
    """How far from the lowest point a walk ends, for many learning rates.

    rates, distances: (N,); edge: the largest stable rate; start: the distance at the start.
    """
    with figure_of(title, 3.4, 6.8) as figure:
        ax = figure.subplots()
        distances = np.clip(distances, 1e-16, None)
        ax.plot(rates, distances, "o-", color=OUTPUT, ms=4, lw=1.4)
        ax.axvline(edge, color=WRONG, lw=1.8, ls="--", label=f"the edge, {edge:.4g}")
        ax.axhline(start, color=QUIET, lw=1.2, ls=":", label="distance at the start")
        ax.axvspan(edge, rates[-1], color=WRONG, alpha=0.08, lw=0)
        ax.set(yscale="log", xlabel="learning rate", ylabel="distance after the last step")
        ax.set_xlim(min(0, rates[0]), rates[-1])
        ax.spines[["top", "right"]].set_visible(False)
        ax.legend(frameon=False, loc="upper left", fontsize=9)


def show_batch_gradients(
    gradients: Mapping[str, np.ndarray],
    whole: np.ndarray,
    names: tuple[str, str],
    title: str = "",
) -> None:
    """Gradients of many batches, as arrows, a panel for each size of batch.

    gradients: name and (M, 2) of each size; whole: (2,), the gradient over all examples.
    """
    reach = 1.1 * max(np.abs(values).max() for values in gradients.values())
    with figure_of(title, 3.3) as figure:
        axes = figure.subplots(1, len(gradients), squeeze=False, sharex=True, sharey=True)[0]
        for place, (ax, (name, values)) in enumerate(zip(axes, gradients.items(), strict=True)):
            zero = np.zeros(len(values))
            style = {"angles": "xy", "scale_units": "xy", "scale": 1}
            ax.quiver(zero, zero, *values.T, color=INPUT, alpha=0.45, width=0.008, **style)
            ax.quiver(0, 0, *whole, color=WRONG, width=0.018, zorder=4, **style)
            ax.axhline(0, color=QUIET, lw=0.6)
            ax.axvline(0, color=QUIET, lw=0.6)
            ax.set(title=name, xlabel=names[0], aspect="equal")
            ax.set(xlim=(-reach, reach), ylim=(-reach, reach))
            if place == 0:
                ax.set_ylabel(names[1])
                ax.plot([], [], color=INPUT, alpha=0.6, lw=2, label="one batch")
                ax.plot([], [], color=WRONG, lw=3, label="all examples")
                ax.legend(loc="upper left", fontsize=8, framealpha=0.95)


def show_landscape_race(
    landscapes: Mapping[str, tuple[Height, Mapping[str, np.ndarray], Corner, Corner, Corner]],
    title: str = "",
) -> None:
    """The same walkers in several landscapes: their paths, and how high they are at each step.

    landscapes: for each name the height, the paths (name and (steps + 1, 2)), the two corners of
    the map, and the lowest point.
    """
    with figure_of(title, 6.2) as figure:
        axes = figure.subplots(2, len(landscapes), squeeze=False, height_ratios=[1.4, 1])
        for column, (name, (height, paths, low, high, lowest)) in enumerate(landscapes.items()):
            above, below = axes[:, column]
            draw_map(above, height, low, high, lowest, ("x₁", "x₂" if column == 0 else ""))
            above.set(title=name, aspect="auto")
            draw_paths(above, paths, markers=4)
            floor = float(height(*np.asarray(lowest, dtype=float)))
            for walker, path in paths.items():
                color, _, dash = look_of(walker, paths)
                rise = np.clip(height(*np.asarray(path).T) - floor, 1e-12, None)
                below.plot(rise, color=color, ls=dash, lw=1.6)
            below.set(yscale="log", xlabel="step")
            below.spines[["top", "right"]].set_visible(False)
        axes[1, 0].set_ylabel("height above the lowest point")
        handles, words = axes[0, 0].get_legend_handles_labels()
        figure.legend(handles, words, loc="outside lower center", ncols=len(words), frameon=False)


def show_sweep(
    rates: Sequence[float],
    losses: Mapping[str, Sequence[float]],
    levels: Mapping[str, float] | None = None,
    title: str = "",
    ylabel: str = "loss",
    top: float | None = None,
) -> None:
    """The loss that was reached with each learning rate; the lowest of each curve is ringed.

    losses: name and one number a rate (inf or nan where it diverged); levels: losses of those who
    have no rate; top: losses above it are drawn at the upper edge.
    """
    levels = levels or {}
    everyone = {**losses, **levels}
    with figure_of(title, 3.6, 7.2) as figure:
        ax = figure.subplots()
        for name, values in losses.items():
            color, marker, dash = look_of(name, everyone)
            values = np.nan_to_num(np.asarray(values, dtype=float), nan=np.inf, posinf=np.inf)
            best = int(np.argmin(values))
            shown = np.minimum(values, top) if top is not None else values
            ax.plot(rates, shown, color=color, marker=marker, ls=dash, ms=5, lw=1.6, label=name)
            ax.plot(rates[best], shown[best], "o", mfc="none", mec=WRONG, mew=1.8, ms=13, zorder=5)
        for name, value in levels.items():
            color, _, dash = look_of(name, everyone)
            ax.axhline(value, color=color, ls=dash, lw=1.6, label=f"{name} (no rate)")
        ax.plot([], [], "o", mfc="none", mec=WRONG, mew=1.8, ms=11, ls="none", label="lowest")
        ax.set(xscale="log", yscale="log", xlabel="learning rate", ylabel=ylabel)
        if top is not None:
            ax.set_ylim(None, 1.15 * top)
        _written_out(ax.xaxis, (1,))
        _written_out(ax.yaxis, (1, 2, 5))
        ax.spines[["top", "right"]].set_visible(False)
        _legend_at_the_right(figure, ax)


def show_race(
    losses: Mapping[str, Sequence[float]],
    accuracies: Mapping[str, Sequence[float]],
    title: str = "",
    unit: str = "epoch",
) -> None:
    """Loss and accuracy of several walkers, side by side.

    losses, accuracies (0 to 1): name and one number a `unit`, from the start on.
    """
    with figure_of(title, 3.7) as figure:
        left, right = figure.subplots(1, 2)
        for name in losses:
            color, marker, dash = look_of(name, losses)
            style = {"color": color, "marker": marker, "ls": dash, "ms": 4, "lw": 1.6}
            left.plot(losses[name], label=name, **style)
            right.plot(100 * np.asarray(accuracies[name]), **style)
        left.set(yscale="log", xlabel=unit, ylabel="mean cross-entropy, nats")
        left.set_title("loss on the training set")
        _written_out(left.yaxis, (1, 2, 5))
        right.set(xlabel=unit, ylabel="right, percent", title="accuracy on unseen examples")
        for ax in (left, right):
            ax.spines[["top", "right"]].set_visible(False)
        handles, words = left.get_legend_handles_labels()
        figure.legend(handles, words, loc="outside lower center", ncols=len(words), frameon=False)


def show_relief(
    height: Height,
    paths: Mapping[str, np.ndarray],
    low: Corner,
    high: Corner,
    lowest: Sequence[Corner] = (),
    title: str = "",
) -> None:
    """A large map of a landscape in relief, with light from the upper left, and paths on it.

    lowest: its lowest points; the rest as in `show_paths`. Heights are shown on a scale of their
    logarithm, so that the plains are not all of one colour.
    """
    x, y, z = landscape(height, low, high, 500)
    z = np.log1p(z - z.min())
    light = LightSource(azdeg=315, altdeg=50)
    tall = 6.4 * (high[1] - low[1]) / (high[0] - low[0])
    with figure_of(title, tall + 0.9, 7.2) as figure:
        ax = figure.subplots()
        scale = 90 / np.ptp(z)
        shaded = light.shade(z, RELIEF, blend_mode="soft", vert_exag=scale, fraction=0.7)
        box = (low[0], high[0], low[1], high[1])
        ax.imshow(shaded, extent=box, origin="lower", interpolation="bilinear", aspect="equal")
        ax.contour(x, y, z, levels=14, colors=INK, linewidths=0.45, alpha=0.55)
        draw_paths(ax, paths, thick=2.6, markers=10)
        if len(lowest):
            star = {"color": WRONG, "mec": INK, "ms": 17, "label": "lowest points"}
            ax.plot(*np.transpose(lowest), "*", ls="none", zorder=6, **star)
        ax.set(xlabel="x₁", ylabel="x₂", xlim=box[:2], ylim=box[2:])
        handles, words = ax.get_legend_handles_labels()
        figure.legend(handles, words, loc="outside lower center", ncols=3, frameon=False)


def _legend_at_the_right(figure: Figure, ax: Axes) -> None:
    """Beside the picture and below the title, where it covers neither."""
    handles, words = ax.get_legend_handles_labels()
    figure.legend(handles, words, loc="outside right center", frameon=False)


def _written_out(axis: Axis, digits: Sequence[int]) -> None:
    """Numbers on a logarithmic axis as 0.1 and 20, at the powers of ten times these digits."""
    axis.set_major_locator(LogLocator(subs=digits, numticks=20))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def _slope(height: Curve, place: float, h: float = 1e-5) -> float:
    return float(height(np.array(place + h)) - height(np.array(place - h))) / (2 * h)


def _number(value: float) -> str:
    """Two digits after the point, with a true minus sign."""
    return f"{value:.2f}".replace("-", "−")


def _word(ax: Axes, text: str, at: Corner, offset: Corner) -> None:
    words = {"textcoords": "offset points", "fontsize": 9, "ha": "center", "va": "center"}
    ax.annotate(text, at, offset, color=FILTER_LABEL, **words)
