"""Games of Catch, what a player expects of its moves, and tones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from helpers.plots.style import (
    FILTER,
    FILTER_MAP,
    INK,
    INPUT,
    NEGATIVE,
    OUTPUT,
    PAPER,
    QUIET,
    WIDTH,
    WRONG,
    figure_of,
    short,
)

GROUND = "#F0F0F0"
TRAIL = "#9CC7E0"  # the ball one step before
BASKET = 3  # columns
# What the values of left, stay and right are drawn in.
MOVES = (("left", NEGATIVE, "<"), ("stay", INPUT, "o"), ("right", FILTER, ">"))
HIGHEST_PITCH = 2000  # hertz, of what is shown of a tone


def show_games(
    pictures: Sequence[np.ndarray], titles: Sequence[str] = (), title: str = "", columns: int = 10
) -> None:
    """Steps of games of Catch: the ball blue, pale where it was a step before, the basket green.

    A ball that was caught is not seen any more; one that was missed is vermillion.

    pictures: each (2, H, W), now and before, as of `Catch.pictures`; titles: above each of them.
    """
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    height = rows * ((WIDTH - 0.2) / columns + 0.3 * bool(len(titles))) + 0.45 * bool(title)
    with figure_of(title, height) as figure:
        axes = figure.subplots(rows, columns, squeeze=False)
        for place, ax in enumerate(axes.flat):
            ax.axis("off")
            if place < len(pictures):
                _draw_game(ax, pictures[place])
                if place < len(titles):
                    ax.set_title(titles[place], fontsize=9)


def show_values(
    pictures: Sequence[np.ndarray],
    values: np.ndarray,
    moves: Sequence[int],
    sure: Sequence[float] | None = None,
    title: str = "What each move is worth",
) -> None:
    """A game of Catch step by step, and below it the value of each move.

    pictures: T of them, each (2, H, W), before each move; values: (T, 3), of left, stay and right;
    moves: (T,), the index of the move that was made, which is ringed; sure: (T,), what the move of
    somebody who wins for certain is worth, dashed.
    """
    steps = np.arange(len(pictures))
    with figure_of(title, 3.9) as figure:
        grid = figure.add_gridspec(2, len(pictures), height_ratios=[1, 3.1])
        for step in steps:
            ax = figure.add_subplot(grid[0, step])
            ax.axis("off")
            _draw_game(ax, pictures[step])
        ax = figure.add_subplot(grid[1, :])
        ax.axhline(0, color=QUIET, lw=0.6)
        if sure is not None:
            ax.plot(steps, sure, color=OUTPUT, ls="--", lw=1.2, label="a win for certain")
        for move, (name, color, marker) in enumerate(MOVES):
            style = {"color": color, "marker": marker, "ms": 6, "lw": 1.6}
            ax.plot(steps, values[:, move], label=name, **style)
        ringed = values[steps, np.asarray(moves)]
        ring = {"s": 150, "facecolor": "none", "edgecolor": INK, "lw": 1.4, "zorder": 3}
        ax.scatter(steps, ringed, **ring, label="made")
        low, high = min(-1.2, values.min() - 0.15), max(1.2, values.max() + 0.15)
        ax.set(xlim=(-0.5, len(steps) - 0.5), ylim=(low, high))
        ax.set(xlabel="steps before this move", ylabel="value of the move")
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.spines[["top", "right"]].set_visible(False)
        ax.legend(frameon=False, ncols=5, fontsize=9, loc="lower left")


def show_news(rounds: Sequence[np.ndarray], title: str = "News runs backwards") -> None:
    """How values of the steps of one game change, round after round.

    rounds: for each round the value before each step, (T,), from 0 to 1.
    """
    table = np.array(rounds)
    with figure_of(title, 0.38 * len(table) + 1.1, 6.4) as figure:
        ax = figure.subplots()
        ax.imshow(table, cmap=FILTER_MAP, vmin=-1, vmax=1, aspect="auto")
        for (row, step), value in np.ndenumerate(table):
            ax.text(step, row, short(value), ha="center", va="center", fontsize=9, color="black")
        ax.set(xlabel="step of the game", ylabel="after round")
        ax.set_xticks(range(table.shape[1]))
        ax.set_yticks(range(len(table)), range(1, len(table) + 1))


def show_tones(
    sounds: Sequence[np.ndarray],
    names: Sequence[str],
    rate: int,
    title: str = "Four melodies, and the pitches in them",
) -> None:
    """Sounds as samples along time, and below each how loud every pitch is at every moment.

    sounds: each (L,), `rate` samples a second; names: one for each.
    """
    with figure_of(title, 4.2) as figure:
        grid = figure.subplots(2, len(sounds), sharex=True, sharey="row", squeeze=False)
        for (upper, lower), samples, name in zip(grid.T, sounds, names, strict=True):
            upper.plot(np.arange(len(samples)) / rate, samples, color=INPUT, lw=0.5)
            upper.set_title(name, fontsize=10)
            upper.spines[["top", "right"]].set_visible(False)
            _draw_pitches(lower, samples, rate)
            lower.set_xlabel("time, seconds")
        grid[0, 0].set_ylabel("amplitude")
        grid[1, 0].set_ylabel("pitch, hertz")


def _draw_game(ax: Axes, picture: np.ndarray) -> None:
    """picture: (2, H, W), now and before."""
    now, before = picture
    rows, columns = now.shape
    ax.set(xlim=(-0.1, columns + 0.1), ylim=(rows + 0.1, -0.1), aspect="equal")
    edge = {"facecolor": GROUND, "edgecolor": QUIET, "lw": 0.6, "clip_on": False}
    ax.add_patch(Rectangle((0, 0), columns, rows, **edge))
    for picture, color in ((before, TRAIL), (now, INPUT)):
        _fill(ax, np.argwhere(picture[:-1] > 0), color)
    bottom = np.flatnonzero(now[-1])
    if len(bottom) > BASKET:  # a ball that was missed lies at one end
        fell = np.flatnonzero(before[-2])[0]
        ball = min(bottom[0], bottom[-1], key=lambda column: abs(column - fell))
        _fill(ax, [(rows - 1, ball)], WRONG)
        bottom = bottom[bottom != ball]
    _fill(ax, [(rows - 1, column) for column in bottom], OUTPUT)


def _fill(ax: Axes, cells: Iterable[Sequence[int]], color: str) -> None:
    for row, column in cells:
        ax.add_patch(Rectangle((column, row), 1, 1, facecolor=color, edgecolor=PAPER, lw=0.4))


def _draw_pitches(ax: Axes, samples: np.ndarray, rate: int, window: int = 256) -> None:
    starts = np.arange(0, len(samples) - window + 1, 32)
    pieces = np.stack([samples[start : start + window] for start in starts]) * np.hanning(window)
    loud = np.abs(np.fft.rfft(pieces, 2 * window, axis=1)).T
    shown = np.fft.rfftfreq(2 * window, 1 / rate) <= HIGHEST_PITCH
    extent = (0, len(samples) / rate, 0, HIGHEST_PITCH)
    ax.imshow(loud[shown], cmap="Blues", origin="lower", aspect="auto", extent=extent)
