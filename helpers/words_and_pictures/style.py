"""Paint one picture in the style of another, by filters that nobody trained.

Style is how the maps of a network go together, whatever lies where: their Gram matrices. Nine
layers of random filters are enough for it, three sizes at three scales, and nothing is stored.

Pictures to look at are (H, W, 3), as photographs are; tensors are (1, 3, H, W). Both in [0, 1].

Sources: Gatys, Ecker and Bethge 2016; Ustyuzhaninov et al. 2017 (random filters hold texture).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

SIZES = 3, 5, 7  # of the filters
SCALES = 3  # halved in between
LAYERS = tuple(f"{size}×{size} at 1/{2**k}" for k in range(SCALES) for size in SIZES)
FILTERS = 48  # in each layer
SEED = 0
FLATTENED = 0.8  # share of a filter's mean that is taken off, so that edges count beside brightness
GAIN = 6.0  # how strong the maps are, and so how much style counts beside content
RATE = 0.02  # of Adam

# Of the swirl: where it is stirred (x, y), how far that reaches, and by how many radians; its
# colours, blue and gold.
STIRRED = (
    (0.3, 0.3, 0.22, 4.0),
    (0.72, 0.62, 0.25, -4.5),
    (0.75, 0.18, 0.12, 4),
    (0.2, 0.8, 0.15, -4),
)
DARK = np.array([(0.05, 0.14, 0.42), (0.80, 0.50, 0.08)])
LIGHT = np.array([(0.42, 0.66, 0.90), (1.00, 0.92, 0.50)])

Gram = Callable[[Tensor], Tensor]
StyleLoss = Callable[[list[Tensor], list[Tensor]], Tensor]
Variation = Callable[[Tensor], Tensor]
Features = Callable[[Tensor], list[Tensor]]


def features(image: Tensor) -> list[Tensor]:
    """What nine layers of random filters see, named by `LAYERS`: each looks at the picture itself.

    Shape: (1, 3, H, W) to nine of (1, 48, h, w): three of full size, three at half, three at a
    quarter.
    """
    maps = []
    for scale in range(SCALES):
        smaller = functional.avg_pool2d(image, 2**scale) if scale else image
        for filters in _filters():
            inside = filters.shape[-1] // 2
            padded = functional.pad(smaller, (inside,) * 4, mode="reflect")
            maps.append(functional.conv2d(padded, filters).relu())
    return maps


def swirl(size: int) -> np.ndarray:
    """A style drawn in code: bands of blue and yellow, stirred in four places.

    Shape: (size, size, 3), float64 in [0, 1].
    """
    y, x = np.mgrid[:size, :size] / size
    for middle_x, middle_y, reach, turn in STIRRED:
        right, down = x - middle_x, y - middle_y
        angle = turn * np.exp(-(right**2 + down**2) / reach**2)
        x = middle_x + right * np.cos(angle) - down * np.sin(angle)
        y = middle_y + right * np.sin(angle) + down * np.cos(angle)
    band = 0.5 + 0.5 * np.sin(2 * np.pi * (9 * y + 0.25 * np.sin(4 * np.pi * x)))[..., None]
    yellow = np.clip(0.5 + 1.2 * np.sin(2 * np.pi * (1.5 * y + 0.1 * x)), 0, 1)[..., None]
    dark, light = (blue + yellow * (gold - blue) for blue, gold in (DARK, LIGHT))
    return dark + band * (light - dark)


def restyle(
    image: np.ndarray,
    style: np.ndarray,
    *,
    style_loss: StyleLoss,
    gram_matrix: Gram,
    total_variation: Variation,
    weights: Sequence[float] | None = None,
    steps: int = 60,
    content: float = 0.05,
    variation: float = 0.02,
    features: Features = features,
    on_step: Callable[[int, np.ndarray], None] | None = None,
) -> np.ndarray:
    """The image, changed by Adam until its style is nearer to the other's; (H, W, 3) in [0, 1].

    image, style: (H, W, 3) and (h, w, 3). style_loss, gram_matrix, total_variation: the functions
    of lesson 15, in PyTorch. weights: one for each layer of `LAYERS`; None is 1 for all. content:
    how much the last maps should stay as they are. variation: how much neighbours should be alike.
    features: what looks at the pictures, here or in another network: from (1, 3, H, W) to a list of
    maps. on_step: called after each step with its number, from 1, and the image so far.
    Raises: ValueError unless there are as many weights as maps.
    """
    with torch.no_grad():
        targets = [gram_matrix(maps) for maps in features(_as_tensor(style))]
        weights = [1.0] * len(targets) if weights is None else list(weights)
        if len(weights) != len(targets):
            raise ValueError(
                f"There is one weight for each of {len(targets)} layers. Got {len(weights)}."
            )
        painted = _as_tensor(image)
        seen = features(painted)[-1]
    painted.requires_grad_()
    optimizer = torch.optim.Adam([painted], RATE)
    for step in range(1, steps + 1):
        maps = features(painted)
        loss = content * functional.mse_loss(maps[-1], seen)
        loss = loss + variation * total_variation(painted) / painted.numel()
        for weight, of_layer, target in zip(weights, maps, targets, strict=True):
            loss = loss + weight * style_loss([of_layer], [target])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            painted.clamp_(0, 1)
        if on_step is not None:
            on_step(step, _as_image(painted))
    return _as_image(painted)


@cache
def _filters() -> list[Tensor]:
    """(48, 3, size, size) for each size: what they see of noise is as large for every size."""
    draw = torch.Generator().manual_seed(SEED)
    filters = []
    for size in SIZES:
        drawn = torch.randn(FILTERS, 3, size, size, generator=draw) * (2 / (3 * size**2)) ** 0.5
        filters.append(GAIN * (drawn - FLATTENED * drawn.mean(dim=(2, 3), keepdim=True)))
    return filters


def _as_tensor(image: np.ndarray) -> Tensor:
    return torch.from_numpy(np.asarray(image).transpose(2, 0, 1)[None].astype(np.float32))


def _as_image(tensor: Tensor) -> np.ndarray:
    return tensor.detach()[0].permute(1, 2, 0).numpy().astype(float)
