"""Pictures of a whole ConvNet: what stands where, how it trains, what it has learned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, NullFormatter

from helpers.plots.style import (
    FILTER,
    FILTER_LABEL,
    FILTER_MAP,
    INK,
    INPUT,
    INPUT_MAP,
    NEGATIVE,
    OUTPUT,
    OUTPUT_MAP,
    PAPER,
    QUIET,
    WIDTH,
    WRONG,
    blank_axes,
    draw_picture,
    figure_of,
)

LOOKS = [(OUTPUT, "o", "-"), (INPUT, "s", "--"), (FILTER, "^", "-."), (NEGATIVE, "D", ":")]


def show_convnet(
    image: np.ndarray,
    filters: np.ndarray,
    maps: np.ndarray,
    pooled: np.ndarray,
    scores: np.ndarray,
    title: str = "A whole ConvNet, every number a square",
) -> None:
    """A ConvNet and one image on its way through it; every number is a square of the same size.

    The maps stand in two columns, each beside its filter.

    image: (H, W), 1 where there is ink; filters: (F, h, w); maps: (F, H, W), after ReLU;
    pooled: (F, H/2, W/2); scores: (K,), the highest of them is framed.
    """
    side_by_side = 2
    rows = -(-len(filters) // side_by_side)
    high, wide = maps.shape[1:]
    kernel, pitch = filters.shape[-1], high + 1.6
    middle = (rows * pitch - 1.6) / 2
    of_filters, of_maps = wide + 4.5, wide + kernel + 5.3
    of_pooled = of_filters + side_by_side * (wide + kernel + 3) + 4
    of_scores = of_pooled + side_by_side * (wide / 2 + 1.6) + 3.5
    with figure_of(title, WIDTH * (2 * middle + 7.5) / (of_scores + 5.5)) as figure:
        ax = blank_axes(figure, (-0.5, of_scores + 4), (2 * middle + 3.6, -3.4))
        _squares(ax, image, (0, middle - image.shape[0] / 2), INPUT_MAP, np.max(image))
        for place in range(len(filters)):
            row, column = divmod(place, side_by_side)
            y, x = row * pitch, column * (wide + kernel + 3)
            top = (of_filters + x, y + (high - kernel) / 2)
            _squares(ax, filters[place], top, FILTER_MAP, np.abs(filters).max())
            _squares(ax, maps[place], (of_maps + x, y), OUTPUT_MAP, np.max(maps))
            top = (of_pooled + column * (wide / 2 + 1.6), y + high / 4)
            _squares(ax, pooled[place], top, OUTPUT_MAP, np.max(maps))
        top = middle - len(scores) * 0.9
        for name, score in enumerate(scores):
            y = top + 1.8 * name
            best = name == int(np.argmax(scores))
            _squares(ax, np.array([[score]]), (of_scores, y), OUTPUT_MAP, np.abs(scores).max())
            if best:
                frame = Rectangle(
                    (of_scores - 0.3, y - 0.3), 1.6, 1.6, fill=False, ec=WRONG, lw=2, zorder=4
                )
                ax.add_patch(frame)
            weight = "bold" if best else "normal"
            ax.text(of_scores + 2.3, y + 0.5, name, ha="center", va="center", weight=weight)
        count = len(filters)
        half = (wide + kernel + 3) * side_by_side / 2 - 1.3
        notes = [
            (wide / 2, "the image", f"{image.shape[0]}×{image.shape[1]}", INPUT),
            (
                of_filters + half,
                "maps, each with its filter",
                f"{high}×{wide}×{count}; filters {kernel}×{kernel}",
                OUTPUT,
            ),
            (
                of_pooled + wide / 2 + 0.8,
                "pooled",
                f"{high // 2}×{wide // 2}×{count}",
                OUTPUT,
            ),
            (of_scores + 0.9, "scores", str(len(scores)), OUTPUT),
        ]
        for x, name, shape, color in notes:
            ax.text(x, -2, name, ha="center", va="center", color=color)
            ax.text(x, 2 * middle + 2, shape, ha="center", va="center", color=INK, fontsize=9)
        gaps = [(wide, of_filters), (of_filters + 2 * half, of_pooled)]
        gaps.append((of_pooled + wide + 2, of_scores))
        for start, end in gaps:
            arrow = {"arrowstyle": "-|>", "color": QUIET, "lw": 1.4}
            ax.annotate("", (end - 0.8, middle), (start + 0.8, middle), arrowprops=arrow)


def show_sizes(
    sizes: Mapping[str, Sequence[float]], title: str = "How large the numbers are, layer by layer"
) -> None:
    """The typical size of the numbers after every layer of some deep networks.

    sizes: for each network its name and one number a layer, the input first.
    """
    with figure_of(title, 3.5, 7.2) as figure:
        ax = figure.subplots()
        for (name, values), (color, marker, dash) in zip(sizes.items(), LOOKS, strict=False):
            ax.plot(values, color=color, marker=marker, ls=dash, lw=1.8, ms=5, label=name)
        ax.set(yscale="log", xlabel="layer", ylabel="root of the mean square")
        ax.set_xticks(range(len(next(iter(sizes.values())))))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        ax.spines[["top", "right"]].set_visible(False)
        ax.legend(frameon=False, fontsize=9, loc="lower left")


def show_epochs(
    losses: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    title: str = "Training loss and validation loss",
) -> None:
    """Two losses after every epoch, a panel for each way of training.

    losses: name and a pair of sequences, the loss on the training images and on the validation
    images. The lowest validation loss of each panel is ringed.
    """
    top = 2.6
    with figure_of(title, 3.3) as figure:
        axes = figure.subplots(1, len(losses), sharey=True, squeeze=False)[0]
        for ax, (name, (learned, kept)) in zip(axes, losses.items(), strict=True):
            epochs = np.arange(1, len(learned) + 1)
            shown = [np.minimum(np.nan_to_num(values, nan=top), top) for values in (learned, kept)]
            ax.plot(epochs, shown[0], color=INPUT, lw=2, label="training")
            ax.plot(epochs, shown[1], color=OUTPUT, lw=2, ls="--", label="validation")
            best = int(np.argmin(shown[1]))
            ring = {"mfc": "none", "mec": WRONG, "mew": 1.8, "ms": 11, "ls": "none"}
            ax.plot(best + 1, shown[1][best], "o", label="lowest validation loss", **ring)
            ax.set(title=name, xlabel="epoch", ylim=(0, top))
            ax.spines[["top", "right"]].set_visible(False)
        axes[0].set_ylabel("mean cross-entropy, nats")
        handles, words = axes[0].get_legend_handles_labels()
        figure.legend(handles, words, loc="outside lower center", ncols=3, frameon=False)


def show_before_and_after(
    before: np.ndarray, after: np.ndarray, title: str = "Filters before and after training"
) -> None:
    """Small filters in two rows, as they were drawn and as they have become.

    before, after: (F, h, w). Each row has one scale of its own.
    """
    with figure_of(title, 2 * (WIDTH - 1) / len(before) + 0.9) as figure:
        axes = figure.subplots(2, len(before))
        for row, (name, filters) in enumerate([("before", before), ("after", after)]):
            top = np.abs(filters).max()
            for place, (ax, kernel) in enumerate(zip(axes[row], filters, strict=True)):
                ax.imshow(kernel, cmap=FILTER_MAP, vmin=-top, vmax=top, interpolation="nearest")
                for (i, j), value in np.ndenumerate(kernel):
                    color = PAPER if value < -0.6 * top else "black"
                    text = f"{value:.1f}".replace("-0.0", "0.0")
                    ax.text(j, i, text, ha="center", va="center", fontsize=8, color=color)
                ax.set_xticks([])
                ax.set_yticks([])
                if row == 0:
                    ax.set_title(str(place), fontsize=10)
            axes[row, 0].set_ylabel(name)


def show_feature_maps(
    images: np.ndarray, maps: np.ndarray, title: str = "What the last layer gets to see"
) -> None:
    """Images, and beside each all of its maps; green is above zero.

    images: (N, H, W), 1 where there is ink; maps: (N, F, h, w). A map has the scale of its column.
    """
    count = maps.shape[1]
    with figure_of(title, (WIDTH - 0.8) / (count + 1) * len(images) + 0.9) as figure:
        axes = figure.subplots(len(images), count + 1, squeeze=False)
        for row, (image, stack) in enumerate(zip(images, maps, strict=True)):
            draw_picture(axes[row, 0], 1 - image, 0, 1)
            for place in range(count):
                top = float(maps[:, place].max()) or 1.0
                draw_picture(axes[row, place + 1], stack[place], -top, top, "output")
        for ax in axes.flat:
            ax.set_xticks([])
            ax.set_yticks([])
        axes[0, 0].set_title("image", fontsize=10)
        for place in range(count):
            axes[0, place + 1].set_title(f"map {place}", fontsize=10)


def show_normalized(
    before: np.ndarray,
    after: np.ndarray,
    names: Sequence[str],
    title: str = "A batch before and after normalisation",
) -> None:
    """The numbers of a batch, a line for each feature and a dot for each example.

    before, after: (N, D); names: of the D features. The mean of each line is marked.
    """
    with figure_of(title, 0.45 * len(names) + 1.7) as figure:
        axes = figure.subplots(1, 2)
        panels = [("before", before, INPUT), ("after", after, OUTPUT)]
        for ax, (name, numbers, color) in zip(axes, panels, strict=True):
            for line, column in enumerate(np.asarray(numbers, dtype=float).T):
                ax.axhline(line, color=QUIET, lw=0.6, zorder=0)
                ax.plot(column, np.full(len(column), line), "o", color=color, ms=5, alpha=0.55)
                ax.plot(column.mean(), line, "|", color=INK, ms=18, mew=2)
            ax.set(title=name, xlabel="value", ylim=(len(names) - 0.5, -0.5))
            ax.set_yticks(range(len(names)), names if ax is axes[0] else [""] * len(names))
            ax.tick_params(axis="y", length=0)
            ax.spines[["top", "right", "left"]].set_visible(False)


def show_roads(title: str = "Three roads from one number to everything that is computed") -> None:
    """How one number of a batch acts on the normalised numbers: directly, by mean, by spread."""
    boxes = {
        "x": (0.9, 2.0, "one number\nof the batch", INPUT),
        "mean": (4.2, 0.55, "the mean", PAPER),
        "spread": (4.2, 3.45, "the spread", PAPER),
        "all": (7.9, 2.0, "all normalised\nnumbers", OUTPUT),
    }
    roads = [("x", "all", "1. directly: only its own"), ("x", "mean", ""), ("mean", "all", "")]
    roads += [("x", "spread", ""), ("spread", "all", "")]
    with figure_of(title, 3.2) as figure:
        ax = blank_axes(figure, (-0.3, 9.3), (4.3, -0.4))
        drawn = {}
        for key, (x, y, name, color) in boxes.items():
            text = INK if color == PAPER else PAPER
            look = {"boxstyle": "round,pad=0.5", "facecolor": color, "edgecolor": INK}
            drawn[key] = ax.text(x, y, name, ha="center", va="center", color=text, bbox=look)
        for start, end, note in roads:
            (x0, y0), (x1, y1) = boxes[start][:2], boxes[end][:2]
            ends = {"patchA": drawn[start].get_bbox_patch(), "patchB": drawn[end].get_bbox_patch()}
            arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.6, "shrinkA": 4, "shrinkB": 4}
            ax.annotate("", (x1, y1), (x0, y0), arrowprops=arrow | ends)
            if note:
                ax.text(4.3, y0 - 0.22, note, ha="center", va="center", fontsize=9)
        ax.text(4.2, -0.2, "2. through the mean: all of them", ha="center", fontsize=9)
        ax.text(4.2, 4.2, "3. through the spread: all of them", ha="center", fontsize=9)


def show_learning_rates(
    rates: Sequence[float],
    accuracies: Mapping[str, Sequence[float]],
    chance: float,
    title: str = "Which learning rates work?",
) -> None:
    """The accuracy that was reached with each learning rate.

    accuracies: name and one number a rate, 0 to 1; chance: what guessing gets.
    """
    with figure_of(title, 3.5, 7.2) as figure:
        ax = figure.subplots()
        for (name, values), (color, marker, dash) in zip(accuracies.items(), LOOKS, strict=False):
            percent = 100 * np.asarray(values)
            ax.plot(rates, percent, color=color, marker=marker, ls=dash, lw=1.8, ms=5, label=name)
        ax.axhline(100 * chance, color=WRONG, lw=1.2, ls=":", label="guessing")
        ax.set(xscale="log", ylim=(0, 103), xlabel="learning rate", ylabel="right, percent")
        ax.set_xticks(list(rates), [f"{rate:g}" for rate in rates])
        ax.xaxis.set_minor_formatter(NullFormatter())
        ax.spines[["top", "right"]].set_visible(False)
        figure.legend(loc="outside lower center", ncols=len(accuracies) + 1, frameon=False)


def show_reading(
    sheet: np.ndarray, read: np.ndarray, right: np.ndarray, title: str = "Read in one pass"
) -> None:
    """A sheet of handwriting, and below every digit what was read there.

    sheet: (H, W), 1 where there is ink; read, right: (rows, columns), the names and whether they
    are true. What is wrong is framed.
    """
    rows, columns = read.shape
    high, wide = sheet.shape[0] / rows, sheet.shape[1] / columns
    with figure_of(title, (WIDTH - 0.3) * sheet.shape[0] / sheet.shape[1] + 0.5) as figure:
        ax = blank_axes(figure, (-2, sheet.shape[1] - 2), (sheet.shape[0], -2))
        ax.imshow(1 - sheet, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        for row in range(1, rows):
            ax.axhline(high * row - 1, color=QUIET, lw=0.6)
        for (row, column), name in np.ndenumerate(read):
            good = right[row, column]
            below = (wide * column + 0.3 * wide, high * row + 0.8 * high)
            color = OUTPUT if good else WRONG
            ax.text(*below, name, ha="center", va="center", fontsize=9, color=color, weight="bold")
            if not good:
                frame = (wide * column - 1.5, high * row - 1.2), 0.85 * wide, high
                ax.add_patch(Rectangle(*frame, fill=False, ec=WRONG, lw=1.8))


def _squares(
    ax: Axes, numbers: np.ndarray, corner: tuple[float, float], cmap: object, top: float
) -> None:
    """A grid of coloured unit squares with its upper left corner at `corner`."""
    (x, y), (height, width) = corner, numbers.shape
    top = float(top) or 1.0
    extent = (x, x + width, y + height, y)
    ax.imshow(
        numbers, cmap=cmap, vmin=-top, vmax=top, extent=extent, interpolation="nearest", zorder=2
    )
    color = FILTER_LABEL if cmap is FILTER_MAP else QUIET
    ax.add_patch(Rectangle((x, y), width, height, fill=False, ec=color, lw=0.9, zorder=3))
