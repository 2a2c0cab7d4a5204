"""What each panel of the journey shows: a lesson, one of its exercises, and how that draws.

Each draws within axes that fill the panel, with the reader's function in the place of ours. What
comes back is not trusted: `_numbers` takes it, or raises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Polygon, Rectangle

from helpers import data
from helpers.course.answers import NoAnswer
from helpers.plots.image_features import draw_stars
from helpers.plots.points import draw_points
from helpers.plots.style import (
    FILTER,
    FILTER_MAP,
    INK,
    INPUT,
    INPUT_MAP,
    NEGATIVE,
    OUTPUT,
    OUTPUT_MAP,
    PAPER,
    WRONG,
)

ROUND = LinearSegmentedColormap.from_list("round", [INPUT, NEGATIVE, WRONG, FILTER, OUTPUT, INPUT])
MOVES = ((2, 0), (-2, 0), (0, 2), (0, -2))


def averages(ax: Axes, mean_image: Callable) -> None:
    """The average of each digit."""
    images, labels = data.digits()
    means = [_numbers(mean_image(images[labels == n]), (8, 8)) for n in range(9)]
    _picture(ax, _mosaic(means, 3, gap=1, edge=0), "bicubic", cmap="gray_r", vmin=0, vmax=1)


def templates(ax: Axes, linear_gradients: Callable) -> None:
    """The ten templates that a linear classifier learns."""
    images, labels = data.digits()
    X, y = images[:1300].reshape(-1, 64), labels[:1300]
    W, b = np.zeros((10, 64)), np.zeros(10)
    for _ in range(60):
        dW, db = linear_gradients(X, W, b, y)
        W, b = W - _numbers(dW, W.shape), b - _numbers(db, b.shape)
    tiles = [tile / np.abs(tile).max() for tile in W[:9].reshape(-1, 8, 8)]
    _picture(ax, _mosaic(tiles, 3, gap=1, edge=0), "bicubic", cmap=FILTER_MAP, vmin=-1, vmax=1)


def stars(ax: Axes, hog_cells: Callable) -> None:
    """A photograph drawn from its edges."""
    cells = _numbers(hog_cells(_gray("cat", 200), cell=5), (40, 40, 9))
    draw_stars(ax, cells, 1.0, thickness=2.2)
    ax.set(xlim=(-0.5, 39.5), ylim=(39.5, -0.5), aspect="equal")


def folds(ax: Axes, two_layer_scores: Callable) -> None:
    """A photograph as a function of the place: a sheet, folded six hundred times."""
    picture = data.photo("cat", size=60)
    line = np.linspace(-1, 1, 60)
    places = np.stack(np.meshgrid(line, line), axis=2).reshape(-1, 2)
    rng = np.random.default_rng(0)
    W1 = rng.normal(size=(600, 2))
    b1 = -np.sum(W1 * rng.uniform(-1, 1, (600, 2)), axis=1)
    hidden = np.maximum(0, places @ W1.T + b1)
    A = hidden.T @ hidden + 0.02 * np.eye(600)
    middle = picture.reshape(-1, 3).mean(axis=0)
    W2 = np.linalg.solve(A, hidden.T @ (picture.reshape(-1, 3) - middle)).T
    scores = two_layer_scores(places, W1, b1, W2, middle)
    _picture(ax, _numbers(scores, (len(places), 3)).reshape(60, 60, 3))


def spiral(ax: Axes, two_layer_gradients: Callable) -> None:
    """The regions that a network finds in a spiral."""
    X, y = data.spiral(300, classes=3, seed=0)
    rng = np.random.default_rng(0)
    params = [rng.normal(size=(60, 2)), np.zeros(60), rng.normal(0, 0.18, (3, 60)), np.zeros(3)]
    for _ in range(400):
        _, *gradients = two_layer_gradients(X, y, *params)
        steps = zip(params, gradients, strict=True)
        params = [p - _numbers(g, p.shape) for p, g in steps]
    W1, b1, W2, b2 = params

    def classify(places: np.ndarray) -> np.ndarray:
        return (np.maximum(0, places @ W1.T + b1) @ W2.T + b2).argmax(axis=1)

    draw_points(ax, X, y, classify)


def rolling(ax: Axes, momentum_step: Callable) -> None:
    """Sixty balls roll into a bowl."""
    for angle in np.arange(60) * np.pi / 30:
        w, velocity = np.array([np.cos(angle), np.sin(angle)]), np.zeros(2)
        path = [w]
        for _ in range(60):
            slope = np.array([1.0, 3.0]) * w
            w, velocity = momentum_step(w, slope, velocity, rate=0.02, momentum=0.9)
            w, velocity = _numbers(w, (2,)), _numbers(velocity, (2,))
            path.append(w)
        ax.plot(*np.transpose(path), lw=0.9, color=ROUND(angle / (2 * np.pi)))
    ax.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05))


def edges(ax: Axes, conv_forward: Callable) -> None:
    """Where a photograph gets brighter to the right, and where darker."""
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4
    image = _gray("camera", 98)[None, None]
    found = _numbers(conv_forward(image, sobel[None, None], np.zeros(1)), (1, 1, 96, 96))[0, 0]
    _picture(ax, found, cmap=OUTPUT_MAP, vmin=-0.3, vmax=0.3)


def tiles(ax: Axes, max_pool_forward: Callable) -> None:
    """A cup of coffee in tiles, each as bright as the brightest of its pixels."""
    cup = data.photo("coffee", size=240).transpose(2, 0, 1)[None]
    pooled = _numbers(max_pool_forward(cup, (6, 6), 6), (1, 3, 40, 40))
    _picture(ax, pooled[0].transpose(1, 2, 0))


def fur(ax: Axes, conv_forward_fast: Callable) -> None:
    """Which way the fur lies: the colour of the strongest of eight striped filters."""
    angles = np.arange(8) * np.pi / 8
    down, right = np.mgrid[-6:7, -6:7]
    fading = np.exp(-(down**2 + right**2) / 18)
    along = [np.cos(a) * right + np.sin(a) * down for a in angles]
    filters = np.array([fading * np.cos(2 * np.pi * z / 6) for z in along])
    filters -= filters.mean(axis=(1, 2), keepdims=True)
    image = _gray("cat", 156)[None, None]
    maps = conv_forward_fast(image, filters[:, None], np.zeros(8))
    maps = np.abs(_numbers(maps, (1, 8, 144, 144))[0])
    strength = maps.max(axis=0) / np.quantile(maps.max(axis=0), 0.97)
    colors = colormaps["hsv"](maps.argmax(axis=0) / 8)[..., :3]
    _picture(ax, colors * np.clip(strength, 0, 1)[..., None] ** 0.7)


def drops(ax: Axes, dropout_forward: Callable) -> None:
    """A portrait of which half of the ink is dropped."""
    ink = 1 - _gray("astronaut", 280)[8:148, 60:200]
    out, _ = dropout_forward(ink, 0.5, np.random.default_rng(0), True)
    _picture(ax, _numbers(out, ink.shape), cmap=INPUT_MAP, vmin=-2, vmax=2)


def copies(ax: Axes, shift_and_flip: Callable) -> None:
    """Sixteen pictures out of one."""
    import torch

    picture = torch.tensor(data.photo("cat", size=40).transpose(2, 0, 1), dtype=torch.float32)
    rng = np.random.default_rng(3)
    dx, dy = (torch.tensor(rng.integers(-9, 10, 16)) for _ in range(2))
    flip = torch.tensor(rng.random(16) < 0.5)
    out = shift_and_flip(picture.repeat(16, 1, 1, 1), dx, dy, flip)
    images = _numbers(out, (16, 3, 40, 40)).transpose(0, 2, 3, 1)
    _picture(ax, _mosaic(list(images), 4, gap=1))


def workers(ax: Axes, speedup: Callable) -> None:
    """What more workers are worth, for programs of which more and more can be shared."""
    counts = np.unique(np.geomspace(1, 1000, 40).astype(int))
    shares = 1 - np.geomspace(0.5, 0.001, 24)
    for place, share in enumerate(shares):
        curve = [_numbers(speedup(float(share), int(count)), ()) for count in counts]
        ax.plot(counts, curve, color=colormaps["viridis"](place / 24), lw=1.6)
    ax.set(xscale="log", yscale="log", xlim=(1, 1000), ylim=(0.9, 600))


def depth(ax: Axes, ResNet18: Callable) -> None:
    """The maps of ResNet-18, from the image to the last ones: smaller, and more and more."""
    import torch
    from torch import nn

    sizes: list[tuple[int, int]] = []
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        model = ResNet18().eval()
        for module in model.modules():
            if isinstance(module, nn.Conv2d) and module.kernel_size != (1, 1):
                module.register_forward_hook(lambda _, __, out: sizes.append(out.shape[1:3]))
        model(torch.zeros(1, 3, 64, 64))
    if not sizes:
        raise NoAnswer("has no layers to draw")
    x = 0.0
    for place, (channels, side) in enumerate(sizes[:40]):
        width, lean = 0.9 * np.log2(channels) - 4, 0.35 * side
        low, high = -side / 2, side / 2
        front = [(x, low), (x + width, low), (x + width, high), (x, high)]
        top = [
            (x, high),
            (x + width, high),
            (x + width + lean, high + lean),
            (x + lean, high + lean),
        ]
        right = [front[1], front[2], top[2], (x + width + lean, low + lean)]
        for corners, light in ((right, -0.14), (top, 0.14), (front, 0)):
            color = colormaps["YlGnBu"](0.2 + 0.7 * place / len(sizes) + light)
            ax.add_patch(Polygon(corners, facecolor=color, edgecolor=PAPER, lw=0.5))
        x += width + 0.9
    ax.set(xlim=(-3, x + 3), ylim=(-18, 29))


def grown(ax: Axes, ascend_input: Callable) -> None:
    """A star, grown out of a red ball by a robust network."""
    from helpers import shapes, shapesnet

    ball = shapesnet.as_pictures(shapes.scene(412).image[None])[0]
    star = shapes.CLASSES.index("star")
    out = ascend_input(shapesnet.load_robust(), ball, star, 30, 0.6)
    _picture(ax, _numbers(out, (3, 32, 32)).transpose(1, 2, 0))


def boxes(ax: Axes, box_iou: Callable) -> None:
    """Boxes around things, the brighter the more they overlap with the true one, and the best."""
    from helpers import shapes

    scene = shapes.scene(20, size=64, things=3)
    rng = np.random.default_rng(0)
    true = np.array([thing.box for thing in scene.things], dtype=float)
    tried = np.repeat(true, 16, axis=0)
    tried += rng.normal(0, 0.14, tried.shape) * (tried[:, 2:] - tried[:, :2]).repeat(2, axis=1)
    overlap = _numbers(box_iou(tried, true), (len(tried), len(true)))
    ax.imshow(scene.image, extent=(0, 64, 64, 0))
    for box, shares in zip(tried, overlap, strict=True):
        _box(ax, box, ec=PAPER, lw=0.9, alpha=float(np.clip(shares.max(), 0, 1)) ** 2)
    for number in overlap.argmax(axis=0):
        _box(ax, tried[number], ec=FILTER, lw=3)
    ax.set(xlim=(0, 64), ylim=(64, 0))


def dissolving(ax: Axes, add_noise: Callable) -> None:
    """A cat on its way to noise, from left to right."""
    picture = data.photo("cat", size=120) * 2 - 1
    noise = np.random.default_rng(0).normal(size=picture.shape)
    out = np.empty_like(picture)
    for left in range(0, 120, 10):
        part = np.s_[:, left : left + 10]
        rate = float(np.cos(np.pi / 2 * (left / 110) ** 2))
        mixed = add_noise(picture[part], noise[part], max(0.0, rate))
        out[part] = _numbers(mixed, picture[part].shape)
    _picture(ax, out / 2 + 0.5)


def treasure(ax: Axes, td_targets: Callable) -> None:
    """How far it is to a treasure in a maze: values that spread from move to move."""
    side = 21
    free = _maze(side, np.random.default_rng(5))
    value = np.zeros((side, side))
    goal = (side - 2, side - 2)
    for _ in range(160):
        around = np.pad(np.where(free, value, 0), 1)
        moves = [around[1:-1, 2:], around[1:-1, :-2], around[2:, 1:-1], around[:-2, 1:-1]]
        next_values = np.stack(moves, axis=2).reshape(-1, 4)
        reward, done = np.zeros(side * side), np.zeros(side * side, dtype=bool)
        reward[np.ravel_multi_index(goal, free.shape)] = 1.0
        done[np.ravel_multi_index(goal, free.shape)] = True
        targets = _numbers(td_targets(reward, next_values, done, 0.97), (side * side,))
        value = np.where(free, targets.reshape(side, side), 0)
    shown = colormaps["magma"](0.12 + 0.88 * np.clip(value, 0, 1))[..., :3]
    shown[~free] = (0.96, 0.96, 0.96)
    _picture(ax, shown)
    ax.plot(*goal[::-1], marker="*", ms=13, color=INK, mec=PAPER)


# A lesson, an exercise of it, and what that draws.
PANELS: Sequence[tuple[str, str, Callable[[Axes, Callable], None]]] = (
    ("00_start_here", "mean_image", averages),
    ("01_linear_classifier", "linear_gradients", templates),
    ("02_image_features", "hog_cells", stars),
    ("03_neural_networks", "two_layer_scores", folds),
    ("04_backpropagation", "two_layer_gradients", spiral),
    ("05_gradient_descent", "momentum_step", rolling),
    ("06_convolution", "conv_forward", edges),
    ("07_pooling", "max_pool_forward", tiles),
    ("08_fast_convolution", "conv_forward_fast", fur),
    ("09_cnn_from_scratch", "dropout_forward", drops),
    ("10_pytorch_cnn", "shift_and_flip", copies),
    ("11_on_a_gpu", "speedup", workers),
    ("12_architectures", "ResNet18", depth),
    ("13_seeing_inside", "ascend_input", grown),
    ("14_find_and_segment", "box_iou", boxes),
    ("15_words_and_pictures", "add_noise", dissolving),
    ("16_learning_to_play", "td_targets", treasure),
)


def _numbers(value: Any, shape: tuple[int, ...] | None = None) -> np.ndarray:
    """What somebody's function returned, as finite floats. Raises NoAnswer for anything else."""
    value = value.detach().numpy() if hasattr(value, "detach") else value
    value = np.asarray(value, dtype=float)
    if shape is not None and value.shape != shape:
        raise NoAnswer("gives another shape")
    if not np.isfinite(value).all():
        raise NoAnswer("gives no finite numbers")
    return value


def _gray(name: str, size: int) -> np.ndarray:
    return data.to_gray(data.photo(name, size=size))


def _picture(ax: Axes, image: np.ndarray, smooth: str = "nearest", **look: Any) -> None:
    image = np.clip(image, 0, 1) if image.ndim == 3 else image
    ax.imshow(image, interpolation=smooth, aspect="auto", **look)


def _box(ax: Axes, box: np.ndarray, **look: Any) -> None:
    x0, y0, x1, y1 = box
    ax.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, **look))


def _mosaic(
    images: Sequence[np.ndarray], columns: int, gap: int = 0, edge: float = 1
) -> np.ndarray:
    """Images of one shape in rows, with edges of some brightness around them."""
    around = ((gap, gap), (gap, gap)) + ((0, 0),) * (images[0].ndim - 2)
    framed = [np.pad(image, around, constant_values=edge) for image in images]
    rows = [framed[i : i + columns] for i in range(0, len(framed), columns)]
    return np.concatenate([np.concatenate(row, axis=1) for row in rows])


def _maze(side: int, rng: np.random.Generator) -> np.ndarray:
    """Where one can walk, (side, side), an odd number: a maze with a few walls broken."""
    free = np.zeros((side, side), dtype=bool)
    way, free[1, 1] = [(1, 1)], True
    while way:
        row, column = way[-1]
        steps = [(row + a, column + b, row + a // 2, column + b // 2) for a, b in MOVES]
        steps = [s for s in steps if 0 < s[0] < side and 0 < s[1] < side and not free[s[0], s[1]]]
        if not steps:
            way.pop()
            continue
        to_row, to_column, wall_row, wall_column = steps[rng.integers(len(steps))]
        free[wall_row, wall_column] = free[to_row, to_column] = True
        way.append((to_row, to_column))
    broken = rng.integers(1, side - 1, (14, 2))
    free[tuple(broken.T)] = True
    return free
