"""Speed: work shared by many, clocks, memory layouts, number formats, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from helpers.plots.style import (
    FILTER,
    FILTER_LABEL,
    INK,
    INPUT,
    NEGATIVE,
    OUTPUT,
    PAPER,
    QUIET,
    WIDTH,
    WRONG,
    blank_axes,
    figure_of,
    short,
)

LINES = [(INPUT, "o"), (FILTER, "s"), (OUTPUT, "^"), (NEGATIVE, "D"), (INK, "v")]
CHANNELS = [("red", WRONG), ("green", OUTPUT), ("blue", INPUT)]  # of a picture, told apart
GRID = "#E4E4E4"
EARLY_TO_LATE = LinearSegmentedColormap.from_list("early to late", ["#E3F1FA", INPUT, "#062B45"])
FORMATS = [  # bits for the exponent, and for the digits behind the point
    ("float32", 8, 23),
    ("float16", 5, 10),
    ("bfloat16", 8, 7),
]


def show_rounds(
    side: int = 8,
    workers: Sequence[int] = (1, 8, 64),
    title: str = "64 numbers, none of which waits for another",
) -> None:
    """The numbers of a matrix product, each with the round in which it is computed. A drawing.

    side: rows and columns of the product; workers: how many numbers are computed at a time.
    """
    places = np.arange(side * side).reshape(side, side)
    with figure_of(title, 3.2) as figure:
        axes = np.atleast_1d(figure.subplots(1, len(workers)))
        for ax, many in zip(axes, workers, strict=True):
            rounds = places // many + 1
            ax.imshow(np.sqrt(rounds), cmap=EARLY_TO_LATE, vmin=0, vmax=side)
            for (i, j), number in np.ndenumerate(rounds):
                ink = "white" if number > 12 else "black"
                ax.text(j, i, number, ha="center", va="center", fontsize=8, color=ink)
            last = rounds.max()
            ax.set_title(
                f"{many} worker{'s' if many > 1 else ''}: {last} round{'s' if last > 1 else ''}"
            )
            ax.set(xticks=[], yticks=[], xlabel="column of the product")
        axes[0].set_ylabel("row of the product")


def show_rates(
    sizes: Sequence[float],
    rates: Mapping[str, Sequence[float]],
    xlabel: str,
    ylabel: str,
    title: str = "Small work is slow work",
) -> None:
    """How fast work goes, against how much of it is asked for at once.

    sizes: rising; rates: for each kind of work, a rate for each size, or for the first few. Both
    scales go in factors.
    """
    with figure_of(title, 3.6) as figure:
        ax = figure.subplots()
        for (name, values), (color, marker) in zip(rates.items(), LINES, strict=False):
            known = sizes[: len(values)]
            ax.plot(known, values, color=color, marker=marker, lw=1.8, ms=5, label=name)
        ax.set(xscale="log", yscale="log", xlabel=xlabel, ylabel=ylabel)
        ax.set_xticks(sizes, [_plain(size) for size in sizes], minor=False)
        ax.set_xticks([], minor=True)
        every = [value for values in rates.values() for value in values]
        _plain_scale(ax, "y", every)
        ax.set_ylim(min(every) / 1.4, max(every) * 1.4)
        _tidy(ax, "y")
        ax.legend(fontsize=9, frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))


def show_timeline(title: str = "A clock that does not wait, and one that does") -> None:
    """Three pieces of work handed to a GPU, and two ways to stop the clock. A drawing."""
    launch, work, gap = 0.5, 2.4, 0.12
    ends = [0.5 + launch * (n + 1) + gap * n for n in range(3)]
    begin = ends[0]
    done = begin + 3 * (work + gap) - gap
    with figure_of(title, 4.3) as figure:
        for ax, waits in zip(figure.subplots(2, 1), (False, True), strict=True):
            ax.set(xlim=(-1.6, done + 1.6), ylim=(-1.15, 3.1))
            ax.axis("off")
            ax.text(-0.2, 1.55, "Python", ha="right", va="center")
            ax.text(-0.2, 0.45, "GPU", ha="right", va="center")
            for n, end in enumerate(ends):
                _box(ax, end - launch, 1.2, launch, 0.7, INPUT, str(n + 1))
                _box(ax, begin + n * (work + gap), 0.1, work, 0.7, OUTPUT, f"work {n + 1}")
            stop = done if waits else ends[-1]
            if waits:
                width = done - ends[-1] - gap
                _box(ax, ends[-1] + gap, 1.2, width, 0.7, "#DDDDDD", "synchronize: wait", INK)
            color = OUTPUT if waits else WRONG
            for x, word in ((0.5, "start"), (stop, "stop")):
                ax.plot([x, x], [-0.15, 2.3], color=color, lw=1.6, ls=(0, (4, 2)), zorder=0.5)
                ax.text(x, 2.45, word, ha="center", va="bottom", color=color, fontsize=10)
            arrow = {"arrowstyle": "<->", "color": color, "lw": 1.4, "shrinkA": 0, "shrinkB": 0}
            ax.annotate("", (stop, -0.4), (0.5, -0.4), arrowprops=arrow)
            words = "what was to be measured" if waits else "measured: only the asking"
            place = (0.5 + stop) / 2 if waits else 0.5
            how = {"ha": "center" if waits else "left", "va": "top", "color": color}
            ax.text(place, -0.55, words, **how)
        arrow = {"arrowstyle": "-|>", "color": QUIET, "lw": 1.2}
        figure.axes[1].annotate("", (done + 1.4, -1.05), (-1.2, -1.05), arrowprops=arrow)
        figure.axes[1].text(-1.2, -0.95, "time", va="bottom", fontsize=9)


def show_layouts(
    row: int = 0,
    column: int = 1,
    shape: tuple[int, int] = (2, 3),
    title: str = "The same picture, twice in memory",
) -> None:
    """A picture of three channels, and its numbers in memory in both orders.

    row, column: the pixel that is marked; shape: (height, width), at most 6 pixels or so.
    Raises: ValueError for a pixel outside the picture.
    """
    height, width = shape
    if not (0 <= row < height and 0 <= column < width):
        raise ValueError(f"There is no pixel at row {row}, column {column} of {height}x{width}.")
    numbers = np.arange(3 * height * width).reshape(3, height, width)
    count = numbers.size
    orders = {"channels first": numbers, "channels last": numbers.transpose(1, 2, 0)}
    unit = WIDTH / (count + 1.0)
    top = height + 2.6
    with figure_of(title, unit * (top + 6.6) + 0.4) as figure:
        ax = blank_axes(figure, (-0.5, count + 0.5), (top + 5.6, -1.0))
        step = (count - 3 * width) / 2
        for channel, (name, _) in enumerate(CHANNELS):
            left = channel * (width + step)
            ax.text(left + width / 2, -0.45, f"channel {name}", ha="center", va="center")
            for i, j in np.ndindex(shape):
                marked = (i, j) == (row, column)
                _number(ax, left + j, i, numbers[channel, i, j], channel, marked)
        strides = {"channels first": (height * width, width, 1), "channels last": (1, 3 * width, 3)}
        for line, (name, order) in enumerate(orders.items()):
            y = top + 3.6 * line
            c, h, w = strides[name]
            words = f"{name}: to the next channel {c}, to the next row {h}, to the next column {w}"
            ax.text(0, y - 0.6, words, ha="left", va="center", fontsize=9.5)
            for place, value in enumerate(order.ravel()):
                channel, rest = divmod(int(value), height * width)
                marked = divmod(rest, width) == (row, column)
                _number(ax, place, y, int(value), channel, marked)
            ax.text(0, y + 1.35, "start of memory", ha="left", va="center", fontsize=8.5)
        words = f"row {row}, column {column} is marked: its three numbers"
        ax.text(count / 2, height + 0.7, words, ha="center", va="center", fontsize=9.5)


def show_number_formats(title: str = "What the bits of a number are used for") -> None:
    """The sign, the exponent and the digits of three kinds of numbers, bit by bit."""
    with figure_of(title, 2.9) as figure:
        ax = blank_axes(figure, (-6.2, 33), (6.6, -1.4))
        ax.set_aspect("auto")
        for line, (name, exponent, digits) in enumerate(FORMATS):
            y = 2.2 * line
            ax.text(
                -0.5, y + 0.55, f"{name}\n{1 + exponent + digits} bits", ha="right", va="center"
            )
            start = 0
            for many, color in ((1, QUIET), (exponent, FILTER), (digits, INPUT)):
                for bit in range(many):
                    at = (start + bit + 0.04, y)
                    ax.add_patch(Rectangle(at, 0.92, 1.1, facecolor=color, lw=0))
                if many > 1:
                    ink = "black" if color == FILTER else "white"
                    ground = {"facecolor": color, "edgecolor": "none", "pad": 1.5}
                    middle = {"ha": "center", "va": "center", "fontsize": 10, "bbox": ground}
                    ax.text(start + many / 2, y + 0.55, many, color=ink, weight="bold", **middle)
                start += many
        for x, word, color in (
            (0, "sign", INK),
            (4, "exponent: how large or small", FILTER_LABEL),
            (15, "digits behind the point: how exact", INPUT),
        ):
            ax.text(x, -0.75, word, color=color, ha="left", va="center", fontsize=9.5)


def show_rounding(
    values: Sequence[float],
    rounded: Sequence[float],
    step: float,
    title: str = "Between two neighbours there is nothing",
) -> None:
    """Numbers above a line, and the place on the line that each is rounded to.

    values: before; rounded: after, on a grid of this step.
    """
    values, rounded = np.asarray(values, float), np.asarray(rounded, float)
    first, last = 1.0, max(values.max(), rounded.max())
    ticks = np.arange(round((last - first) / step) + 2) * step + first
    with figure_of(title, 2.5) as figure:
        ax = figure.subplots()
        ax.plot(ticks, np.zeros(len(ticks)), "|", color=INPUT, ms=18, mew=2)
        ax.axhline(0, color=INPUT, lw=1)
        for value, place in zip(values, rounded, strict=True):
            color = OUTPUT if value == place else WRONG
            arrow = {"arrowstyle": "-|>", "color": color, "lw": 1.5, "shrinkA": 0, "shrinkB": 1}
            ax.plot(value, 1, "o", color=color, ms=6)
            ax.annotate("", (place, 0.12), (value, 0.93), arrowprops=arrow)
        names = [f"1 + {round((value - 1) / step * 2)}/{round(2 / step)}" for value in values]
        for value, name in zip(values, names, strict=True):
            ax.text(value, 1.14, name, ha="center", va="bottom", fontsize=9)
        labels = [f"{tick:.8g}" for tick in ticks]
        ax.set_xticks(ticks, labels)
        ax.set(ylim=(-0.5, 1.6), yticks=[], xlabel="numbers that bfloat16 has")
        ax.set_xlim(first - 0.7 * step, ticks[-1] + 0.7 * step)
        ax.spines[["top", "right", "left"]].set_visible(False)


def show_switches(
    rates: Mapping[str, float],
    title: str = "One option off at a time",
    stored: Mapping[str, Mapping[str, float]] | None = None,
    where: str = "this machine",
) -> None:
    """Images a second with everything on, and without each option in turn.

    rates: the first is the one that the others are compared with; stored: figures of the same kind
    by the name of the hardware that they were measured on, drawn beside.
    """
    panels = {where: rates, **(stored or {})}
    names = list(rates)
    with figure_of(title, 0.42 * len(names) + 1.3) as figure:
        axes = np.atleast_1d(figure.subplots(1, len(panels), sharey=True))
        for ax, (place, values) in zip(axes, panels.items(), strict=True):
            top = max(values.values())
            for line, name in enumerate(names):
                if name not in values:
                    continue
                color = OUTPUT if line == 0 else FILTER
                ax.barh(line, values[name], color=color, height=0.62)
                words = f"{values[name]:,.0f}"
                if line:
                    words += f" (×{values[name] / values[names[0]]:.2f})"
                at = (values[name] + 0.015 * top, line)
                ax.text(*at, words, va="center", fontsize=9)
            room = 1.36 if len(panels) == 1 else 1.75  # for the words beside the bars
            ax.set(xlim=(0, room * top), ylim=(len(names) - 0.5, -0.5))
            ax.set(xlabel="images a second", title=place if len(panels) > 1 else "")
            ax.set_yticks(range(len(names)), names)
            ax.xaxis.set_major_locator(_few_ticks())
            ax.xaxis.set_major_formatter("{x:,.0f}")
            ax.spines[["top", "right"]].set_visible(False)


def show_speedups(
    workers: Sequence[int],
    curves: Mapping[str, Sequence[float]],
    title: str = "What stays serial sets the limit",
) -> None:
    """How many times faster a program gets with more workers, one curve a program."""
    with figure_of(title, 3.7) as figure:
        ax = figure.subplots()
        ax.plot(workers, workers, color=QUIET, ls=(0, (4, 2)), lw=1.2, label="all of it (ideal)")
        for (name, values), (color, marker) in zip(curves.items(), LINES, strict=False):
            ax.plot(workers, values, color=color, marker=marker, lw=1.8, ms=4.5, label=name)
        ax.set_xscale("log", base=2)
        ax.set_yscale("log", base=2)
        ax.set_xticks(workers, [str(many) for many in workers])
        high = int(np.ceil(np.log2(max(workers))))
        ax.set_yticks([2**n for n in range(high + 1)], [str(2**n) for n in range(high + 1)])
        ax.set(xlabel="workers", ylabel="times as fast as one")
        _tidy(ax, "y")
        legend = {"title": "can be spread", "loc": "upper left", "bbox_to_anchor": (1.0, 1.0)}
        ax.legend(fontsize=9, title_fontsize=9, frameon=False, **legend)


def show_agreement(
    whole: np.ndarray,
    others: Mapping[str, np.ndarray],
    title: str = "Each number of a gradient, against that of the whole batch",
) -> None:
    """Gradients held against the whole batch's: equal ones lie on the line.

    whole: (D,); others: (D,) each, by name, one panel each.
    """
    low, high = float(whole.min()), float(whole.max())
    rim = 0.12 * (high - low)
    with figure_of(title, 3.2) as figure:
        axes = np.atleast_1d(figure.subplots(1, len(others), sharex=True, sharey=True))
        for ax, (name, values) in zip(axes, others.items(), strict=True):
            ax.plot([low - rim, high + rim], [low - rim, high + rim], color=QUIET, lw=1)
            near = np.allclose(values, whole, rtol=1e-4, atol=1e-6)
            color = OUTPUT if near else WRONG
            ax.plot(whole, values, ".", color=color, ms=3, alpha=0.35)
            gap = np.abs(values - whole).max()
            ax.set_title(f"{name}\nlargest difference {gap:.1g}")
            ax.set_xlabel("whole batch")
            ax.spines[["top", "right"]].set_visible(False)
        axes[0].set_ylabel("its own number")


def show_budgets(
    seconds: Sequence[float],
    accuracies: Sequence[float],
    chance: float,
    title: str = "What a second is worth",
) -> None:
    """The share of unseen images that is classified rightly, against the seconds of training."""
    with figure_of(title, 3.0) as figure:
        ax = figure.subplots()
        ax.plot(seconds, accuracies, "o-", color=OUTPUT, lw=1.8, ms=6)
        ax.axhline(chance, color=QUIET, ls=(0, (4, 2)), lw=1.2)
        ax.text(max(seconds), chance + 0.015, "guessing", ha="right", va="bottom", color=INK)
        for x, y in zip(seconds, accuracies, strict=True):
            ax.annotate(f"{y:.0%}", (x, y), (0, 8), textcoords="offset points", ha="center")
        ax.set(xlabel="seconds of training", ylabel="unseen images right", ylim=(0, 1))
        ax.set_xticks(seconds, [short(value) for value in seconds])
        ax.set_xlim(0, 1.08 * max(seconds))
        ax.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
        _tidy(ax, "y")


def show_known(
    images: np.ndarray,
    known: Mapping[str, np.ndarray],
    title: str = "What was learned, and when",
    columns: int = 6,
) -> None:
    """The same pictures in several panels: in colour what is known, faded what is not.

    images: (N, H, W, 3), from 0 to 1; known: for each panel's title (N,) bools.
    """
    rows = -(-len(images) // columns)
    height, width = images.shape[1:3]
    panels = len(known)
    side = (WIDTH - 0.3) / panels
    with figure_of(title, side * rows * height / (columns * width) + 1.0) as figure:
        axes = np.atleast_1d(figure.subplots(1, panels))
        for ax, (name, flags) in zip(axes, known.items(), strict=True):
            rim = 2
            tall, wide = height + 2 * rim, width + 2 * rim
            wall = np.ones((rows * tall, columns * wide, 3))
            for number, (image, flag) in enumerate(zip(images, flags, strict=True)):
                top, left = tall * (number // columns), wide * (number % columns)
                shown = image if flag else 0.82 + 0.13 * image.mean(axis=2, keepdims=True)
                wall[top + rim : top + rim + height, left + rim : left + rim + width] = shown
            ax.imshow(wall, interpolation="nearest")
            ax.axis("off")
            ax.set_title(name)


def _number(ax: Axes, x: float, y: float, value: int, channel: int, marked: bool) -> None:
    """One number in a cell of its channel's colour, its top left corner at (x, y)."""
    color = CHANNELS[channel][1]
    face = {"facecolor": color, "alpha": 1.0 if marked else 0.25, "lw": 0}
    ax.add_patch(Rectangle((x + 0.03, y + 0.03), 0.94, 0.94, **face))
    if marked:
        ax.add_patch(Rectangle((x + 0.03, y + 0.03), 0.94, 0.94, fill=False, ec=INK, lw=2))
    ink = "white" if marked else "black"
    ax.text(x + 0.5, y + 0.5, value, ha="center", va="center", fontsize=9, color=ink)


def _box(
    ax: Axes,
    x: float,
    y: float,
    width: float,
    height: float,
    color: str,
    word: str,
    ink: str = PAPER,
) -> None:
    ax.add_patch(Rectangle((x, y), width, height, facecolor=color, lw=0))
    ax.text(x + width / 2, y + height / 2, word, ha="center", va="center", color=ink, fontsize=9.5)


def _tidy(ax: Axes, axis: str) -> None:
    ax.grid(True, which="major", axis=axis, color=GRID, lw=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)


def _plain(value: float) -> str:
    """4096 and 0.25 as they are written, without powers of ten."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.3g}"


def _plain_scale(ax: Axes, axis: str, values: Sequence[float]) -> None:
    """Marks at powers of ten and, where the values span few of them, at 2 and 5 times."""
    from matplotlib.ticker import LogLocator, NullFormatter, NullLocator

    wide = np.log10(max(values) / min(values)) > 2.2
    side = getattr(ax, f"{axis}axis")
    side.set_major_locator(LogLocator(subs=(1.0,) if wide else (1.0, 2.0, 5.0)))
    side.set_major_formatter(lambda value, _: _plain(value))
    side.set_minor_locator(NullLocator())
    side.set_minor_formatter(NullFormatter())


def _few_ticks() -> object:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(4)
