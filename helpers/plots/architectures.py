"""Famous networks: a competition, blocks, layer by layer, one chart of all, and a race."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from helpers.plots.style import (
    FILTER,
    FILTER_LABEL,
    INK,
    INPUT,
    OUTPUT,
    PAPER,
    QUIET,
    WRONG,
    blank_axes,
    figure_of,
)

DASHES = ["-", (0, (5, 2)), (0, (1.5, 1.5))]
MARKERS = ["o", "s", "^"]
MOST_NATS = 3.6  # of the axis: a deep network may begin above log 10


def show_competition(
    results: Sequence[tuple[int, str, float, bool]],
    level: tuple[float, str],
    title: str = "Top-5 error of the best entry of each year",
) -> None:
    """A competition over the years, as bars.

    results: year, name, error in per cent, and whether it was a ConvNet; level: an error to compare
    with, and whose it is.
    """
    number = {"weight": "bold", "zorder": 3}
    with figure_of(title, 3.9) as figure:
        ax = figure.subplots()
        for year, name, error, convnet in results:
            look = {"color": OUTPUT} if convnet else {"color": PAPER, "ec": QUIET, "hatch": "///"}
            ax.bar(year, error, 0.72, **look)
            is_low = error < level[0]  # above the bar the line might cross the number
            at, side = (error - 0.3, "top") if is_low else (error + 0.6, "bottom")
            ax.text(year, at, f"{error:g}", ha="center", va=side, **number)
            ax.text(year, -3.6, name, ha="center", va="top", fontsize=8.5)
        ax.axhline(level[0], color=WRONG, lw=1.4, ls="--")
        ax.text(results[-1][0] + 0.5, level[0] + 1.2, level[1], ha="right", color=WRONG)
        ax.bar(0, 0, color=PAPER, ec=QUIET, hatch="///", label="features by hand")
        ax.bar(0, 0, color=OUTPUT, label="a ConvNet")
        years = [year for year, *_ in results]
        ax.set(xticks=years, xlim=(min(years) - 0.6, max(years) + 0.6), ylim=(0, 31))
        ax.set_ylabel("wrong in five guesses, per cent")
        ax.spines[["top", "right"]].set_visible(False)
        ax.legend(frameon=False, loc="upper right")


def show_branches(
    depth: int,
    ones: int,
    before_threes: int,
    threes: int,
    before_fives: int,
    fives: int,
    after_pool: int,
    title: str = "Four branches, side by side",
) -> None:
    """The block of GoogLeNet, with how many maps go along every way. A drawing.

    depth: maps that go in; the others: maps that each of the six convolutions makes.
    """
    ways = [
        [("1×1", ones)],
        [("1×1", before_threes), ("3×3", threes)],
        [("1×1", before_fives), ("5×5", fives)],
        [("max 3×3", depth), ("1×1", after_pool)],
    ]
    with figure_of(title, 3.5) as figure:
        ax = blank_axes(figure, (-0.1, 10.6), (4.75, -0.15))
        _box(ax, 0, 1.75, "input", f"{depth} maps", INPUT)
        for place, way in enumerate(ways):
            y, x = 1.15 * place + 0.02, [3.0, 5.6][-len(way) :]
            ax.plot([1.75, 2.6], [2.2, y + 0.43], color=QUIET, lw=1.5)
            ax.plot([2.6, x[-1]], [y + 0.43, y + 0.43], color=QUIET, lw=1.5, zorder=0)
            for at, (name, maps) in zip(x, way, strict=True):
                color = QUIET if name.startswith("max") else FILTER
                _arrow(ax, (at - 0.4, y + 0.43), (at - 0.05, y + 0.43))
                _box(ax, at, y, name, f"{maps} maps", color)
            _arrow(ax, (7.35, y + 0.43), (8.4, 2.2))
        total = ones + threes + fives + after_pool
        _box(ax, 8.5, 1.75, "joined", f"{total} maps", OUTPUT)


def show_shortcuts(title: str = "Two layers, and a way around them") -> None:
    """A plain block, a residual block, and one where the shape changes. A drawing."""
    layers = ["conv 3×3", "norm, ReLU", "conv 3×3", "norm"]
    with figure_of(title, 4.4) as figure:
        axes = figure.subplots(1, 3)
        names = ["plain", "residual, same shape", "residual, new shape"]
        for panel, (ax, name) in enumerate(zip(axes, names, strict=True)):
            blank_axes(figure, (-1.4, 3.5), (7.0, -0.75), ax)
            ax.set_title(name, x=1.4 / 4.9)  # above the layers, not above the way around them
            ax.text(0, -0.5, "x", ha="center", va="center", color=INPUT, weight="bold")
            _arrow(ax, (0, -0.28), (0, 0.08))
            for place, layer in enumerate(layers):
                color = FILTER if layer.startswith("conv") else QUIET
                words = f"{layer}, stride 2" if panel == 2 and not place else layer
                _bar(ax, 0, 0.1 + 1.1 * place, words, color)
                if place < 3:
                    _arrow(ax, (0, 0.72 + 1.1 * place), (0, 1.18 + 1.1 * place))
                elif panel:
                    _arrow(ax, (0, 4.02), (0, 4.58))
                else:
                    ax.plot([0, 0], [4.02, 5.3], color=QUIET, lw=1.5)
            if panel:
                ax.plot(0, 4.95, "o", ms=17, mfc=PAPER, mec=WRONG, mew=1.8)
                ax.text(0, 4.94, "+", ha="center", va="center", fontsize=13, weight="bold")
                ax.plot([0.1, 2.3, 2.3], [-0.15, -0.15, 4.95], color=WRONG, lw=2)
                _arrow(ax, (2.3, 4.95), (0.42, 4.95), WRONG)
                words = ["", "x as it is", "conv 1×1,\nstride 2,\nnorm"][panel]
                around = {"fc": PAPER, "ec": WRONG if panel == 2 else PAPER, "pad": 3}
                ax.text(2.3, 2.2, words, ha="center", va="center", fontsize=9, bbox=around)
            _arrow(ax, (0, 5.2), (0, 5.55))
            _bar(ax, 0, 5.55, "ReLU", QUIET)
            _arrow(ax, (0, 6.15), (0, 6.6))
            ax.text(0, 6.8, "out", ha="center", va="center", color=OUTPUT, weight="bold")


def show_layers(layers: Mapping[str, tuple[int, int]], title: str) -> None:
    """Where the parameters of a network are and where its work is, layer by layer.

    layers: name to parameters and multiply-adds, the first layer first.
    """
    parameters = np.array([counts[0] for counts in layers.values()]) / 1e6
    work = np.array([counts[1] for counts in layers.values()]) / 1e9
    with figure_of(title, 0.24 * len(layers) + 1.2) as figure:
        axes = figure.subplots(1, 2, sharey=True)
        panels = [(parameters, FILTER, "millions of parameters")]
        panels += [(work, OUTPUT, "billions of multiply-adds")]
        for ax, (values, color, label) in zip(axes, panels, strict=True):
            ax.barh(range(len(values)), values, 0.75, color=color)
            for place, value in enumerate(values):
                words = f"{value:.2f}" if value >= 0.01 else f"{value:.4f}"
                ax.text(value + 0.01 * max(values), place, words, va="center", fontsize=8)
            ax.set(xlabel=label, xlim=(0, 1.14 * max(values)))
            ax.set_yticks(range(len(values)), list(layers))
            ax.spines[["top", "right"]].set_visible(False)
        axes[0].invert_yaxis()


def show_nets(
    nets: Mapping[str, tuple[float, float]], title: str = "Few parameters is not little work"
) -> None:
    """Networks in one chart: what they hold and what they do.

    nets: name to parameters and multiply-adds of one image. Both scales go in factors.
    """
    with figure_of(title, 4.2, 7.0) as figure:
        ax = figure.subplots()
        for name, (parameters, work) in nets.items():
            ax.plot(parameters / 1e6, work / 1e9, "o", ms=11, color=OUTPUT)
            words = f"{name}\n{parameters / 1e6:.1f} M, {work / 1e9:.2f} G"
            crowded = any(
                1 < beside / parameters < 3 and 0.5 < above / work < 2
                for beside, above in nets.values()
            )
            side = {"ha": "left", "va": "center", "xytext": (10, 0)}
            if parameters > 60e6:
                side |= {"ha": "right", "xytext": (-10, 0)}
            elif crowded:
                side = {"ha": "center", "va": "top", "xytext": (0, -9)}
            at = parameters / 1e6, work / 1e9
            ax.annotate(words, at, **side, textcoords="offset points", fontsize=9)
        ax.set(xscale="log", yscale="log", xlim=(4, 220), ylim=(0.4, 28))
        ax.set_xticks([5, 10, 20, 50, 100, 200], ["5", "10", "20", "50", "100", "200"])
        ax.set_yticks([0.5, 1, 2, 5, 10, 20], ["0.5", "1", "2", "5", "10", "20"])
        ax.minorticks_off()
        ax.grid(color="#E4E4E4", lw=0.8)
        ax.set_axisbelow(True)
        ax.set_xlabel("parameters, millions")
        ax.set_ylabel("multiply-adds of one image, billions")
        ax.spines[["top", "right"]].set_visible(False)


def show_depth_race(
    losses: Mapping[tuple[int, bool], Sequence[float]],
    title: str = "The same layers, with and without an addition",
) -> None:
    """How the loss falls in networks of several depths, plain and residual.

    losses: (depth, residual) to the training loss of every step, in nats; the same depths for both.
    """
    depths = sorted({depth for depth, _ in losses})
    with figure_of(title, 3.9) as figure:
        axes = figure.subplots(1, 2, sharey=True)
        for ax, residual in zip(axes, (False, True), strict=True):
            color = OUTPUT if residual else WRONG
            for place, depth in enumerate(depths):
                curve = _smooth(np.asarray(losses[depth, residual], dtype=float))
                steps = np.arange(1, len(curve) + 1)
                shade = [0.45, 0.7, 1.0][place % 3]
                look = {"color": color, "alpha": shade, "lw": 2.2, "ls": DASHES[place % 3]}
                every = max(1, len(curve) // 6)
                look |= {"marker": MARKERS[place % 3], "ms": 5, "markevery": every}
                ax.plot(steps, curve, label=f"{depth} layers", **look)
            ax.axhline(np.log(10), color=QUIET, lw=1, ls=(0, (4, 2)))
            ax.set_title("plain" if not residual else "residual: + x around every two layers")
            ax.set(xlabel="step", ylim=(0, MOST_NATS))
            ax.spines[["top", "right"]].set_visible(False)
            ax.legend(frameon=False, loc="center right" if residual else "lower left")
        axes[1].text(len(curve), np.log(10) + 0.05, "guessing, log 10", ha="right", fontsize=8.5)
        axes[0].set_ylabel("training loss, nats")


def _smooth(curve: np.ndarray, many: int = 5) -> np.ndarray:
    """The mean of the last few numbers, of fewer at the beginning."""
    sums = np.concatenate([[0.0], np.cumsum(curve)])
    ends = np.arange(1, len(curve) + 1)
    starts = np.maximum(0, ends - many)
    return (sums[ends] - sums[starts]) / (ends - starts)


def _box(ax: Axes, x: float, y: float, name: str, words: str, color: str) -> None:
    """A box of 1.7 by 0.86 with two lines in it, its top left corner at (x, y)."""
    look = {"boxstyle": "round,pad=0.02", "fc": PAPER, "ec": color, "lw": 2}
    ax.add_patch(FancyBboxPatch((x, y), 1.7, 0.86, **look))
    ax.text(x + 0.85, y + 0.27, name, ha="center", va="center", weight="bold", fontsize=10)
    ink = FILTER_LABEL if color == FILTER else INK
    ax.text(x + 0.85, y + 0.63, words, ha="center", va="center", fontsize=9, color=ink)


def _bar(ax: Axes, x: float, y: float, words: str, color: str) -> None:
    """A flat box around the middle x, 0.6 high, its top at y."""
    look = {"boxstyle": "round,pad=0.02", "fc": PAPER, "ec": color, "lw": 2}
    ax.add_patch(FancyBboxPatch((x - 1.3, y), 2.6, 0.6, **look))
    ax.text(x, y + 0.3, words, ha="center", va="center", fontsize=9)


def _arrow(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], color: str = QUIET
) -> None:
    look = {"arrowstyle": "-|>", "mutation_scale": 11, "lw": 1.5, "color": color}
    ax.add_patch(FancyArrowPatch(start, end, shrinkA=0, shrinkB=0, **look))
