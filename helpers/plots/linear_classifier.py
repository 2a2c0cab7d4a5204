"""Linear classifiers: scores, half-spaces, templates, and how they come about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, ListedColormap
from matplotlib.patches import Rectangle

from helpers.plots.points import draw_points
from helpers.plots.style import (
    CLASSES,
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
    figure_of,
    short,
)

REACH = 4.0  # the half-spaces are drawn from -REACH to REACH
DASHES = ["-", "--", ":", "-."]


def show_scores_by_hand(
    W: np.ndarray, x: np.ndarray, b: np.ndarray, names: Sequence[str], title: str = ""
) -> None:
    """W x + b with all its numbers: a row of weights and a bias for each class.

    W: (C, D); x: (D,), the image as a vector; b: (C,); names: of the classes.
    """
    W, x, b = np.asarray(W), np.asarray(x), np.asarray(b)
    classes, size = W.shape
    scores = [float(sum(row * x)) + float(bias) for row, bias in zip(W, b, strict=True)]
    tall = max(classes, size)
    x_image, x_bias = size + 1.1, size + 3.2
    x_score = x_bias + 2.1
    with figure_of(title or "A score for each class: W x + b", 0.36 * tall + 1.5) as figure:
        ax = blank_axes(figure, (-2.2, x_score + 1.2), (tall + 0.3, -0.9))
        top = (tall - classes) / 2
        for row, name in enumerate(names):
            ax.text(-0.3, top + row + 0.5, name, ha="right", va="center")
            for column in range(size):
                _cell(ax, column, top + row, W[row, column], FILTER)
            _cell(ax, x_bias, top + row, b[row], FILTER)
            _cell(ax, x_score, top + row, scores[row], OUTPUT)
        for row in range(size):
            _cell(ax, x_image, (tall - size) / 2 + row, x[row], INPUT)
        for place, sign in ((size + 0.55, "×"), (x_bias - 0.55, "+"), (x_score - 0.55, "=")):
            ax.text(place, tall / 2, sign, ha="center", va="center", fontsize=14)
        for place, y, name, color in (
            (size / 2, top, "W, the weights", FILTER_LABEL),
            (x_image + 0.5, (tall - size) / 2, "x", INPUT),
            (x_bias + 0.5, top, "b", FILTER_LABEL),
            (x_score + 0.5, top, "scores", OUTPUT),
        ):
            ax.text(place, y - 0.4, name, ha="center", va="center", color=color)


def show_half_spaces(
    lines: Sequence[tuple[Sequence[float], float]], titles: Sequence[str], title: str = ""
) -> None:
    """Where w·x + b is above zero (green) and below (purple), a panel for each pair of w and b.

    The line between them is where it is zero. The arrow is w.
    """
    side = WIDTH / len(lines)
    with figure_of(title, side + 0.5) as figure:
        axes = figure.subplots(1, len(lines), squeeze=False)[0]
        grid = np.linspace(-REACH, REACH, 241)
        across, up = np.meshgrid(grid, grid)
        for place, (ax, (w, b), name) in enumerate(zip(axes, lines, titles, strict=True)):
            w = np.asarray(w, dtype=float)
            scores = w[0] * across + w[1] * up + b
            box = (-REACH, REACH, -REACH, REACH)
            sides = ListedColormap([NEGATIVE, OUTPUT])
            ax.imshow(
                scores > 0, extent=box, origin="lower", cmap=sides, alpha=0.22, vmin=0, vmax=1
            )
            ax.contour(across, up, scores, [0.0], colors=INK, linewidths=1.8)
            foot = -b * w / (w @ w)
            ax.annotate(
                "",
                xy=foot + w,
                xytext=foot,
                arrowprops={"arrowstyle": "-|>", "color": FILTER, "lw": 2.5, "shrinkA": 0},
            )
            ax.plot(0, 0, "+", color=INK, ms=9)
            for text, sign, color in (("above 0", 1, OUTPUT), ("below 0", -1, NEGATIVE)):
                spot = _clear_spot(scores, across, up, sign)
                ax.text(*spot, text, ha="center", va="center", color=color, fontsize=9)
            ax.set(title=name, xlabel="$x_1$", ylabel="$x_2$" if place == 0 else "", aspect="equal")
            ax.set_xticks([-4, -2, 0, 2, 4])
            ax.set_yticks([-4, -2, 0, 2, 4])


def show_evidence(image: np.ndarray, template: np.ndarray, title: str = "") -> None:
    """An image, a template, and their products, pixel by pixel: what the score is made of.

    image, template: (H, W).
    """
    image, template = np.asarray(image, dtype=float), np.asarray(template, dtype=float)
    products = image * template
    pictures = [
        (image, INPUT_MAP, "the image", INPUT),
        (template, FILTER_MAP, "the template", FILTER_LABEL),
        (products, OUTPUT_MAP, _minus(f"the products, sum {products.sum():.2f}"), OUTPUT),
    ]
    with figure_of(title, WIDTH / 3 + 0.6) as figure:
        for ax, (picture, colors, name, ink) in zip(figure.subplots(1, 3), pictures, strict=True):
            _draw_signed(ax, picture, colors)
            ax.set_title(name, color=ink)
            _plain(ax)
            ax.set_xlabel("column")
            ax.set_ylabel("row" if picture is image else "")


def show_templates(
    W: np.ndarray,
    shape: tuple[int, ...],
    names: Sequence[str],
    title: str = "",
    columns: int = 5,
) -> None:
    """Each row of weights, folded back into an image.

    W: (C, D), a row a class, without biases; shape: of an image, (H, W) or (H, W, 3), D numbers in
    all; names: of the classes. Grey templates are white at zero, orange above, purple below. In
    colour, zero is middle grey. Each template has a scale of its own.
    """
    templates = np.asarray(W, dtype=float).reshape(-1, *shape)
    columns = min(columns, len(templates))
    rows = -(-len(templates) // columns)
    cell = min((WIDTH - 0.3) / columns, 2.6)
    height = rows * (cell * shape[0] / shape[1] + 0.28) + 0.35
    with figure_of(title, height, max(columns * cell + 0.3, 5.5)) as figure:
        axes = figure.subplots(rows, columns, squeeze=False).flat
        for place, ax in enumerate(axes):
            if place >= len(templates):
                ax.axis("off")
                continue
            _draw_signed(ax, templates[place], FILTER_MAP)
            ax.set_title(names[place])
            _plain(ax)


def show_template_rows(
    rows: Mapping[str, np.ndarray],
    shape: tuple[int, ...],
    names: Sequence[str],
    title: str = "",
    one_scale: bool = False,
) -> None:
    """Templates of several classifiers under each other, as of `show_templates`.

    rows: W (C, D) for each name of a classifier; one_scale: the same colours for the same weights
    everywhere, so that small templates are pale.
    """
    top = max(float(np.abs(W).max()) for W in rows.values()) if one_scale else None
    cell = (WIDTH - 1.0) / len(names)
    with figure_of(title, len(rows) * (cell + 0.02) + 0.62) as figure:
        grid = figure.subplots(len(rows), len(names), squeeze=False)
        for axes, (label, W) in zip(grid, rows.items(), strict=True):
            axes[0].set_ylabel(label, rotation=0, ha="right", va="center")
            for ax, template in zip(axes, np.asarray(W, dtype=float), strict=True):
                _draw_signed(ax, template.reshape(shape), FILTER_MAP, top=top)
                _plain(ax)
        for ax, name in zip(grid[0], names, strict=True):
            ax.set_title(name)


def show_probabilities(
    scores: np.ndarray, probabilities: np.ndarray, names: Sequence[str], title: str = ""
) -> None:
    """The scores of one image, and the probabilities that were made of them, as bars.

    scores, probabilities: (C,); names: of the classes.
    """
    scores, probabilities = np.asarray(scores, dtype=float), np.asarray(probabilities, dtype=float)
    places = np.arange(len(names))
    with figure_of(title, 0.24 * len(names) + 1.4) as figure:
        left, right = figure.subplots(1, 2, sharey=True)
        left.barh(places, scores, color=[OUTPUT if s >= 0 else NEGATIVE for s in scores])
        left.axvline(0, color=INK, lw=0.8)
        right.barh(places, probabilities, color=OUTPUT)
        right.set(xlim=(0, 1.12), xlabel="probability", xticks=[0, 0.25, 0.5, 0.75, 1])
        left.set(xlabel="score", ylabel="class", yticks=places, yticklabels=names)
        left.margins(x=0.16)
        left.invert_yaxis()
        for place, (score, share) in enumerate(zip(scores, probabilities, strict=True)):
            side = "left" if score >= 0 else "right"
            left.text(score, place, _minus(f" {score:.1f} "), va="center", ha=side, fontsize=8)
            right.text(share, place, f" {share:.3f}", va="center", fontsize=8)
        for ax in (left, right):
            ax.spines[["top", "right"]].set_visible(False)


def show_curves(
    x: np.ndarray,
    curves: Mapping[str, np.ndarray],
    title: str = "",
    names: tuple[str, str] = ("x", "y"),
    marks: Sequence[tuple[float, float, str]] = (),
) -> None:
    """Curves over a common axis.

    x: (N,); curves: name and (N,) of each; names: of the axes; marks: x, y and a text for points
    to look at.
    """
    with figure_of(title, 3.2, 6.4) as figure:
        ax = figure.subplots()
        for number, (name, y) in enumerate(curves.items()):
            color = [OUTPUT, INPUT, FILTER, NEGATIVE][number % 4]
            ax.plot(x, y, color=color, lw=2.2, ls=DASHES[number % 4], label=name)
        for across, up, text in marks:
            ax.plot(across, up, "o", color=WRONG, zorder=3)
            ax.annotate(text, (across, up), (8, 6), textcoords="offset points", fontsize=9)
        ax.set(xlabel=names[0], ylabel=names[1])
        ax.spines[["top", "right"]].set_visible(False)
        if len(curves) > 1:
            ax.legend(frameon=False)


def show_progress(
    losses: Sequence[float],
    accuracies: Mapping[str, Sequence[float]],
    title: str = "",
    level: tuple[float, str] | None = None,
) -> None:
    """How the loss falls and the accuracy rises, step by step.

    losses: one before each step; accuracies: name and one number a step for each set of images,
    0 to 1; level: an accuracy to compare with, and its name.
    """
    with figure_of(title, 3.3) as figure:
        left, right = figure.subplots(1, 2)
        left.plot(losses, color=OUTPUT, lw=2.2)
        left.set(title="loss", xlabel="step", ylabel="mean cross-entropy, nats", ylim=(0, None))
        for (name, values), color, dash in zip(
            accuracies.items(), (INPUT, WRONG), DASHES, strict=False
        ):
            right.plot(100 * np.asarray(values), color=color, lw=2, ls=dash, label=name)
        if level:
            right.axhline(100 * level[0], color=QUIET, lw=1.2, ls=":", label=level[1])
        right.set(title="accuracy", xlabel="step", ylabel="images right, %", ylim=(0, 101))
        right.legend(loc="lower right", fontsize=8.5)
        for ax in (left, right):
            ax.spines[["top", "right"]].set_visible(False)


def show_line_steps(
    points: np.ndarray,
    labels: np.ndarray,
    history: Sequence[tuple[np.ndarray, float]],
    seen: Sequence[int],
    title: str = "",
    columns: int = 4,
) -> None:
    """A line that learns: one panel for each pair of w and b, with the class 1 side tinted.

    points: (N, 2); labels: (N,), 0 or 1; history: w and b after each step; seen: which point each
    step looked at, ringed.
    """
    points, labels = np.asarray(points, dtype=float), np.asarray(labels)
    rows = -(-len(history) // columns)
    side = WIDTH / columns
    low, high = points.min(axis=0) - 0.6, points.max(axis=0) + 0.6
    with figure_of(title, rows * (side + 0.25) + 0.4) as figure:
        axes = figure.subplots(rows, columns, squeeze=False).flat
        across, up = np.meshgrid(*(np.linspace(low[i], high[i], 241) for i in (0, 1)))
        for number, ax in enumerate(axes):
            if number >= len(history):
                ax.axis("off")
                continue
            w, b = history[number]
            scores = w[0] * across + w[1] * up + b
            draw_points(ax, points, labels)
            box = (low[0], high[0], low[1], high[1])
            colors = ListedColormap([CLASSES[0][0], CLASSES[1][0]])
            ax.imshow(
                scores > 0, extent=box, origin="lower", cmap=colors, alpha=0.22, vmin=0, vmax=1
            )
            if scores.min() < 0 < scores.max():
                ax.contour(across, up, scores, [0.0], colors=INK, linewidths=1.5)
            ax.plot(*points[seen[number]], "o", ms=15, mfc="none", mec=WRONG, mew=2)
            ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal")
            ax.set_xticks([0, 1])
            ax.set_yticks([0, 1])
            ax.set_title(_minus(f"w = ({short(w[0])}, {short(w[1])}), b = {short(b)}"), fontsize=9)
            ax.set_xlabel("$x_1$" if number + columns >= len(history) else "")
            ax.set_ylabel("$x_2$" if number % columns == 0 else "")


def show_templates_and_mistakes(
    W: np.ndarray,
    shape: tuple[int, int],
    images: np.ndarray,
    labels: Sequence[int],
    guesses: Sequence[int],
    names: Sequence[str],
    title: str = "",
) -> None:
    """Ten templates, large, and under them images that they get wrong.

    W: (10, D); shape: of an image; images: (N, H, W), at most ten are shown; labels, guesses: what
    each is and what it was taken for; names: of the classes. The templates are drawn smoothly.
    """
    cell = (WIDTH - 0.2) / 5
    with figure_of("", 2 * cell + 2.7) as figure:
        figure.get_layout_engine().set(w_pad=0.02, h_pad=0.03, hspace=0.02)
        upper, lower = figure.subfigures(2, 1, height_ratios=[2 * cell + 1.0, 1.6])
        upper.suptitle(title)
        for ax, row, name in zip(upper.subplots(2, 5).flat, W, names, strict=True):
            _draw_signed(ax, np.asarray(row, dtype=float).reshape(shape), FILTER_MAP, "bicubic")
            ax.set_title(name, fontsize=11)
            _plain(ax)
        lower.suptitle("Unseen digits that they get wrong", fontsize=11)
        for ax, image, label, guess in zip(
            lower.subplots(1, 10), images, labels, guesses, strict=False
        ):
            ax.imshow(image, cmap="gray", interpolation="nearest")
            ax.set_title(f"{names[label]}", fontsize=9)
            ax.set_xlabel(f"taken\nfor {names[guess]}", fontsize=8.5, color=WRONG)
            _plain(ax)


def _draw_signed(
    ax: Axes,
    picture: np.ndarray,
    colors: Colormap,
    interpolation: str = "nearest",
    top: float | None = None,
) -> None:
    """A map with a sign, its largest value in full colour; in RGB, with zero as middle grey."""
    top = top or float(np.abs(picture).max()) or 1.0
    if picture.ndim == 3:
        ax.imshow(np.clip(0.5 + 0.5 * picture / top, 0, 1), interpolation=interpolation)
    else:
        ax.imshow(picture, cmap=colors, vmin=-top, vmax=top, interpolation=interpolation)


def _plain(ax: Axes) -> None:
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_edgecolor("#CCCCCC")


def _cell(ax: Axes, x: float, y: float, value: float, color: str) -> None:
    below = value < 0
    fill = NEGATIVE if below else color
    ink = "black" if fill == FILTER else "white"
    ax.add_patch(Rectangle((x, y), 1, 1, facecolor=fill, edgecolor=PAPER, lw=1.5))
    ax.text(x + 0.5, y + 0.5, _minus(short(value)), ha="center", va="center", color=ink)


def _clear_spot(
    scores: np.ndarray, across: np.ndarray, up: np.ndarray, sign: int
) -> tuple[float, float]:
    """A place well inside one half of the picture, for a word."""
    inside = (np.abs(across) < REACH - 1.3) & (np.abs(up) < REACH - 0.7)
    best = np.argmax(np.where(inside, sign * scores, -np.inf))
    return float(across.flat[best]), float(up.flat[best])


def _minus(text: str) -> str:
    """Numbers with a proper minus sign."""
    return text.replace("-", "−")
