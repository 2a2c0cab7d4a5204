"""What lesson 14 needs to find things with: pages of digits, a loop, parts of networks.

Pictures are (N, C, H, W), float32 in [0, 1]; boxes are (x0, y0, x1, y1), edges in pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from helpers import data, shapes
from helpers.shapesnet import ShapesNet

JOINTS = len(data.JOINTS)


def digit_page(
    digits: np.ndarray, rng: np.random.Generator, side: int = 64
) -> tuple[np.ndarray, np.ndarray]:
    """Digits at places drawn by chance, at least one pixel apart.

    digits: (K, h, h). Returns the page (side, side), and row and column of the top left pixel of
    each digit, (K, 2), int64.
    """
    page, places = np.zeros((side, side)), np.empty((0, 2), dtype=np.int64)
    size = digits.shape[1]
    for digit in digits:
        while True:
            place = rng.integers(0, side - size + 1, 2)
            if np.all(np.abs(places - place).max(axis=1) > size):
                break
        row, column = place
        page[row : row + size, column : column + size] = digit
        places = np.concatenate([places, place[None]])
    return page, places


def fit(
    network: nn.Module,
    count: int,
    loss_of: Callable[[Tensor], Tensor],
    *,
    epochs: int,
    peak_rate: float,
    batch_size: int = 32,
    seed: int = 0,
) -> None:
    """Train by Adam, whatever the loss, at a rate that rises to a peak and falls again.

    count: of the examples. loss_of: the loss of a batch, given the numbers of its examples, (B,),
    int64. seed: of the order of the examples. The network is in evaluation mode afterwards.
    """
    from tqdm.auto import tqdm

    order = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(network.parameters())
    steps = epochs * -(-count // batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, peak_rate, total_steps=steps, cycle_momentum=False
    )
    network.train()
    with tqdm(total=steps, unit="step") as bar:
        for epoch in range(1, epochs + 1):
            for chosen in torch.randperm(count, generator=order).split(batch_size):
                loss = loss_of(chosen)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                schedule.step()
                bar.set_postfix_str(f"epoch {epoch}, loss {loss.item():.3f}", refresh=False)
                bar.update()
    network.eval()


def block(inputs: int, outputs: int) -> nn.Sequential:
    """A 3×3 convolution that keeps the size, batch normalisation and ReLU."""
    convolution = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU())


def three_maps(network: ShapesNet, pictures: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The maps of ShapesNet before its first pooling, before its second, and at its end.

    Shape: (N, 3, H, W) to (N, 16, H, W), (N, 32, H/2, W/2) and (N, 64, H/4, W/4). Nothing is
    recorded for a gradient.
    """
    parts = network.features[:6], network.features[6:10], network.features[10:]
    found: list[list[Tensor]] = [[], [], []]
    with torch.no_grad():
        for maps in pictures.split(100):
            for part, of_part in zip(parts, found, strict=True):
                maps = part(maps)
                of_part.append(maps)
    first, second, third = (torch.cat(of_part) for of_part in found)
    return first, second, third


def twice_as_large(maps: Tensor) -> Tensor:
    """Maps (N, C, H, W) to (N, C, 2H, 2W), blended between neighbours."""
    return functional.interpolate(maps, scale_factor=2, mode="bilinear", align_corners=False)


def trunk(width: int = 16) -> tuple[nn.Sequential, nn.Sequential]:
    """The first layers of a net for joints: maps at half size, and at an eighth of it.

    Shape: (N, 3, H, W) to (N, width, H/2, W/2), and on to (N, 2 width, H/8, W/8).
    """
    early = nn.Sequential(block(3, width), nn.MaxPool2d(2), block(width, width))
    deep = [nn.MaxPool2d(2), block(width, 2 * width), nn.MaxPool2d(2)]
    return early, nn.Sequential(*deep, block(2 * width, 2 * width), block(2 * width, 2 * width))


class JointMaps(nn.Module):
    """Pictures (N, 3, 32, 32) to a map for each joint at half size, (N, 7, 16, 16)."""

    def __init__(self, width: int = 16) -> None:
        super().__init__()
        self.early, self.deep = trunk(width)
        self.thin = nn.Conv2d(2 * width, width, 1)
        self.maps = nn.Sequential(block(2 * width, width), nn.Conv2d(width, JOINTS, 1))

    def forward(self, pictures: Tensor) -> Tensor:
        early = self.early(pictures)
        deep = twice_as_large(twice_as_large(self.thin(self.deep(early))))
        return self.maps(torch.cat([early, deep], dim=1))


def joint_numbers(width: int = 16) -> nn.Sequential:
    """A net from pictures (N, 3, 32, 32) to x and y of each joint, (N, 14), by a full layer."""
    return nn.Sequential(*trunk(width), nn.Flatten(), nn.Linear(2 * width * 4 * 4, 2 * JOINTS))


def class_map(scene: shapes.Scene) -> np.ndarray:
    """The label of each pixel of a scene, (H, W), int64: 0 is the background, k + 1 class k."""
    labels = np.zeros(scene.image.shape[:2], dtype=np.int64)
    for thing in scene.things:
        labels[thing.mask] = shapes.CLASSES.index(thing.name) + 1
    return labels


def at_edges(labels: np.ndarray) -> np.ndarray:
    """Which pixels of (N, H, W) have another label than one of their four neighbours, bool."""
    edges = np.zeros(labels.shape, dtype=bool)
    for axis in (1, 2):
        change = np.diff(labels, axis=axis) != 0
        before, after = [(0, 0)] * 3, [(0, 0)] * 3
        before[axis], after[axis] = (0, 1), (1, 0)
        edges |= np.pad(change, before) | np.pad(change, after)
    return edges


def near_the_middle(anchors: np.ndarray, boxes: Sequence) -> np.ndarray:
    """Which box each anchor should learn, by a rule without IoU.

    A box gets the anchors whose side is nearest to its own, within 8 pixels of its middle along
    both directions.

    anchors: (A, 4), squares; boxes: (B, 4). Returns (A,), int64: the number of a box, or -1.
    """
    matches = np.full(len(anchors), -1)
    middles, sides = (anchors[:, :2] + anchors[:, 2:]) / 2, anchors[:, 2] - anchors[:, 0]
    for number, box in enumerate(np.asarray(boxes, dtype=float).reshape(-1, 4)):
        unlike = np.abs(np.log(sides**2 / np.prod(box[2:] - box[:2])))
        close = np.abs(middles - (box[:2] + box[2:]) / 2).max(axis=1) < 8
        matches[close & (unlike == unlike.min())] = number
    return matches
