"""Pictures of a training in PyTorch: the loop, the network at work while it learns, its answers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from helpers.plots.style import (
    DPI,
    FILTER,
    INK,
    INPUT,
    OUTPUT,
    OUTPUT_MAP,
    PAPER,
    QUIET,
    STYLE,
    WIDTH,
    WRONG,
    blank_axes,
    figure_of,
)

if TYPE_CHECKING:
    import torch

    from helpers.training import Progress

ANSWERS = 3  # of a network that are shown for an image, the likeliest first
WATCHED = 4  # images whose answers are shown while a network trains


def show_loop(title: str = "What happens to every batch, in this order") -> None:
    """The steps of a training loop as a circle of boxes. A drawing."""
    steps = [
        ("a batch", "images, labels", INPUT),
        ("forward", "scores = model(images)", OUTPUT),
        ("loss", "how wrong, one number", OUTPUT),
        ("zero_grad", "forget old gradients", QUIET),
        ("backward", "a gradient for\nevery parameter", FILTER),
        ("step", "the optimizer moves\nevery parameter", FILTER),
    ]
    wide, high = 2.5, 1.25
    places = [(0.0, 0.0), (3.3, 0.0), (6.6, 0.0), (6.6, 2.2), (3.3, 2.2), (0.0, 2.2)]
    with figure_of(title, 3.3) as figure:
        ax = blank_axes(figure, (-0.4, 9.5), (3.8, -0.4))
        for (name, words, color), (x, y) in zip(steps, places, strict=True):
            look = {"boxstyle": "round,pad=0.05", "fc": PAPER, "ec": color, "lw": 2}
            ax.add_patch(FancyBboxPatch((x, y), wide, high, **look))
            middle = x + wide / 2
            ax.text(middle, y + 0.32, name, ha="center", va="center", weight="bold")
            ax.text(middle, y + 0.82, words, ha="center", va="center", fontsize=9)
        arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.5}
        ends = [((wide + 0.1, 0.62), (3.2, 0.62)), ((3.4 + wide, 0.62), (6.5, 0.62))]
        ends += [((6.6 + wide / 2, high + 0.1), (6.6 + wide / 2, 2.1))]
        ends += [((6.5, 2.82), (3.4 + wide, 2.82)), ((3.2, 2.82), (wide + 0.1, 2.82))]
        ends += [((wide / 2, 2.1), (wide / 2, high + 0.1))]
        for start, end in ends:
            ax.annotate("", end, start, arrowprops=arrow)


def show_answers(
    images: np.ndarray,
    chances: np.ndarray,
    labels: Sequence[int],
    names: Sequence[str],
    title: str = "The three likeliest answers",
    columns: int = 4,
    answers: int = ANSWERS,
) -> None:
    """Images, and under each the likeliest classes as bars, the right one in green.

    images: (N, H, W, 3) in [0, 1]; chances: (N, K), each row adding up to 1; labels: (N,); answers:
    how many bars an image has.
    """
    rows = -(-len(images) // columns)
    with figure_of(title, (1.45 + 0.3 * answers) * rows + 0.4) as figure:
        heights = [1.6, answers / 3] * rows
        grid = figure.add_gridspec(2 * rows, columns, height_ratios=heights)
        for place, (image, chance, label) in enumerate(zip(images, chances, labels, strict=True)):
            row, column = divmod(place, columns)
            picture = figure.add_subplot(grid[2 * row, column])
            bars = figure.add_subplot(grid[2 * row + 1, column])
            _answer(picture, bars, image, chance, int(label), names, answers)


class LivePicture:
    """A picture that is drawn anew in its place while a network trains.

    images: (M, C, H, W), pixels in [-0.5, 0.5], of which nothing is learned; the maps of the first
    are drawn, and the answers for the first four. labels: (M,). names: of the classes.
    """

    def __init__(
        self, images: torch.Tensor, labels: torch.Tensor, names: Sequence[str], title: str = ""
    ) -> None:
        self._images, self._labels = images[:WATCHED], labels[:WATCHED].tolist()
        self._names, self._title = names, title
        self._steps: list[int] = []
        self._losses: list[float] = []
        self._ends: list[int] = []  # the steps that ended an epoch
        self._handle: Any = None

    def draw(self, progress: Progress) -> None:
        """Draw where the training stands. The model is left as it was."""
        self._steps.append(progress.step)
        self._losses.append(progress.loss)
        with plt.rc_context(STYLE):
            figure = Figure(figsize=(WIDTH, 8.2), layout="constrained")
            self._paint(figure, progress)
            buffer = io.BytesIO()
            figure.savefig(buffer, format="png", dpi=DPI)
        self._show(buffer.getvalue())

    def _paint(self, figure: Figure, progress: Progress) -> None:
        from helpers import training

        maps = _maps(progress.model, self._images[:1])
        heights = [2.6, 0.55, *[0.75] * len(maps), 1.25, 0.8]
        grid = figure.add_gridspec(len(heights), 1, height_ratios=heights)
        self._curves(figure, grid[0].subgridspec(1, 2), progress)
        _filters(figure.add_subplot(grid[1]), progress.model)
        for place, (sentence, stack) in enumerate(maps):
            _row_of_maps(figure.add_subplot(grid[2 + place]), sentence, stack)
        scores = training.predict(progress.model, self._images).double()
        chances = scores.softmax(1).numpy()
        pictures = (self._images + 0.5).permute(0, 2, 3, 1).numpy()
        top, bottom = (grid[-2 + i].subgridspec(1, WATCHED) for i in range(2))
        for i, (image, chance, label) in enumerate(
            zip(pictures, chances, self._labels, strict=True)
        ):
            axes = figure.add_subplot(top[i]), figure.add_subplot(bottom[i])
            _answer(*axes, image, chance, label, self._names)
        speed = progress.images_seen / max(progress.seconds, 1e-9)
        figure.suptitle(
            f"{self._title + ': ' if self._title else ''}epoch {progress.epoch}, "
            f"{progress.images_seen:,} images seen, {progress.seconds:.1f} s of training, "
            f"{speed:,.0f} images a second",
            fontsize=11,
        )

    def _curves(self, figure: Figure, grid: Any, progress: Progress) -> None:
        history = progress.history
        if len(history.train_loss) > len(self._ends):
            self._ends.append(progress.step)
        ends = self._ends
        left, right = figure.add_subplot(grid[0]), figure.add_subplot(grid[1])
        left.plot(self._steps, self._losses, color=INPUT, lw=1.3, label="training, lately")
        if history.validation_loss:
            style = {"color": OUTPUT, "ls": "--", "marker": "o", "ms": 4}
            left.plot(ends, history.validation_loss, **style, label="validation")
        left.set(xlabel="step", ylabel="cross-entropy, nats", xlim=(0, progress.steps))
        left.set_ylim(0, 1.05 * max([*self._losses, *history.validation_loss]))
        right.plot(ends, history.train_accuracy, color=INPUT, marker="s", ms=4, label="training")
        if history.validation_accuracy:
            style = {"color": OUTPUT, "ls": "--", "marker": "o", "ms": 4}
            right.plot(ends, history.validation_accuracy, **style, label="validation")
        right.set(xlabel="step", ylabel="share right", xlim=(0, progress.steps), ylim=(0, 1))
        for ax in (left, right):
            ax.spines[["top", "right"]].set_visible(False)
            ax.legend(frameon=False, fontsize=8, loc="upper right" if ax is left else "lower right")

    def _show(self, png: bytes) -> None:
        from IPython import get_ipython
        from IPython.display import Image, display

        if get_ipython() is None:
            return
        picture = Image(png, width=round(WIDTH * DPI))
        if self._handle is None:
            self._handle = display(picture, display_id=True)
        else:
            self._handle.update(picture)


def _maps(model: torch.nn.Module, image: torch.Tensor) -> list[tuple[str, np.ndarray]]:
    """For every convolution a sentence, and its maps (F, H, W) cut off at 0 as ReLU does."""
    from torch import nn

    from helpers import training

    layers = {name: m for name, m in model.named_modules() if isinstance(m, nn.Conv2d)}
    found = []
    for name, output in training.activations(model, image).items():
        layer = layers.get(name)
        if layer is None:
            continue
        stack = output[0].clamp(min=0).numpy()
        count, depth, high, wide = layer.weight.shape
        parameters = layer.weight.numel() + count
        found.append(
            (
                f"{count} maps of {stack.shape[1]}×{stack.shape[2]}, up to {stack.max():.1f}; "
                f"filters {count}·{high}·{wide}·{depth} + {count} = {parameters:,} parameters",
                stack,
            )
        )
    return found


def _filters(ax: Axes, model: torch.nn.Module) -> None:
    """The filters of the first convolution in colour; grey is 0, each has a scale of its own."""
    from torch import nn

    first = next(m for m in model.modules() if isinstance(m, nn.Conv2d))
    weights = first.weight.detach().numpy()
    top = np.abs(weights).max(axis=(1, 2, 3), keepdims=True)
    colours = 0.5 + weights / (2 * np.where(top > 0, top, 1))
    tiles = np.pad(colours, ((0, 0), (0, 0), (0, 0), (0, 1)), constant_values=1)
    row = np.concatenate([tile.transpose(1, 2, 0) for tile in tiles], axis=1)
    ax.imshow(row, interpolation="nearest")
    ax.set_title(f"the {len(weights)} filters of the first layer", fontsize=9, loc="left")
    ax.axis("off")


def _row_of_maps(ax: Axes, sentence: str, stack: np.ndarray) -> None:
    gap = max(1, stack.shape[2] // 8)
    top = float(stack.max()) or 1.0
    tiles = np.pad(stack, ((0, 0), (0, 0), (0, gap)), constant_values=np.nan)
    row, between = np.concatenate(tiles, axis=1), OUTPUT_MAP.copy()
    between.set_bad("#D9D9D9")
    ax.imshow(row, cmap=between, vmin=-top, vmax=top, interpolation="nearest")
    ax.set_title(sentence, fontsize=9, loc="left")
    ax.axis("off")


def _answer(
    picture: Axes,
    bars: Axes,
    image: np.ndarray,
    chance: np.ndarray,
    label: int,
    names: Sequence[str],
    answers: int = ANSWERS,
) -> None:
    picture.imshow(np.clip(image, 0, 1), interpolation="nearest")
    picture.set_title(names[label], fontsize=9)
    picture.axis("off")
    best = np.argsort(-chance)[:answers]
    for place, k in enumerate(best):
        color = OUTPUT if k == label else WRONG
        hatch = "" if k == label else "///"
        bars.barh(place, chance[k], 0.8, color=color, hatch=hatch, edgecolor=PAPER, alpha=0.6)
        weight = "bold" if k == label else "normal"
        words = f"{names[k]} {chance[k]:.0%}"
        bars.text(0.02, place, words, va="center", fontsize=8, color=INK, weight=weight)
    bars.set(xlim=(0, 1), ylim=(answers - 0.45, -0.55))
    bars.set_xticks([])
    bars.set_yticks([])
    bars.spines[["top", "right", "bottom"]].set_visible(False)
