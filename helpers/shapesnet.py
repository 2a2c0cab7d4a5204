"""Two small networks that know the things of `helpers.shapes`, one of them with stored weights.

What ImageNet's networks are for everybody, ShapesNet is for the lessons: trained once to classify,
and then looked into, or reused for boxes, masks and captions. Since it ends in the mean of each
map, it takes pictures of any size from 8 pixels a side. Pictures are (N, 3, H, W), float32 in
[0, 1].

    python -m helpers.shapesnet    # trains it anew from its seed, twice, and stores both weights

The second time it learns from pictures that are moved against it at every step, which takes a few
minutes: lesson 13 shows what becomes of it.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from helpers import shapes, training

STORED = Path(__file__).with_suffix(".npz")
STORED_ROBUST = STORED.with_stem("shapesnet_robust")
CLASSES = len(shapes.CLASSES)
LEARNED_FROM, SEED = 3000, 0  # the pictures of this seed
REACH = 2.0  # how far a picture is moved in `train_robust`; one of medium grey is 28 long
TRIES = 3  # steps in which it is moved

Network = TypeVar("Network", bound=nn.Module)


class ShapesNet(nn.Module):
    """Five convolutions with batch normalisation, the mean of each map, and ten scores.

    features: (N, 3, H, W) to maps (N, 64, H/4, W/4). head: (N, 64) to scores (N, 10). 63,674
    parameters.
    """

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            *_normalised(3, 16),
            *_normalised(16, 16),
            nn.MaxPool2d(2),
            *_normalised(16, 32),
            nn.MaxPool2d(2),
            *_normalised(32, 64),
            *_normalised(64, 64),
        )
        self.head = nn.Linear(64, CLASSES)

    def forward(self, pictures: Tensor) -> Tensor:
        return self.head(self.features(pictures).mean(dim=(2, 3)))


class PlainNet(nn.Sequential):
    """Three convolutions without normalisation: quick to train, and often wrong.

    Pictures (N, 3, 32, 32) to scores (N, 10). 90,602 parameters.
    """

    def __init__(self) -> None:
        super().__init__(
            *_block(3, 16, 5),
            *_block(16, 32, 3),
            *_block(32, 64, 3),
            nn.Flatten(),
            nn.Linear(64 * 4 * 4, 64),
            nn.ReLU(),
            nn.Linear(64, CLASSES),
        )


def pictures(count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Pictures of one thing each, (count, 3, 32, 32), and their classes, (count,), int64."""
    images, labels = shapes.images(count, seed)
    return as_pictures(images), torch.from_numpy(labels)


def as_pictures(images: np.ndarray) -> Tensor:
    """Images (N, H, W, 3) in [0, 1], as `helpers.shapes` draws them, for the network."""
    return torch.from_numpy(images.transpose(0, 3, 1, 2).astype(np.float32))


def train(
    seed: int = SEED, epochs: int = 6, stock: tuple[Tensor, Tensor] | None = None
) -> ShapesNet:
    """A new ShapesNet, trained with Adam; it is in evaluation mode afterwards.

    seed: of its first weights and of the order of the pictures. stock: pictures and classes to
    learn from; None draws those of the stored weights.
    """
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        network = ShapesNet()
    stock = stock or pictures(LEARNED_FROM, SEED)
    training.fit(network, *stock, epochs=epochs, peak_rate=0.005, seed=seed)
    return network.eval()


def train_robust(
    seed: int = SEED, epochs: int = 15, stock: tuple[Tensor, Tensor] | None = None
) -> ShapesNet:
    """A new ShapesNet that learned from pictures moved so that its loss rises.

    How far a picture is moved, the root of the sum of squares over its pixels, grows to `REACH` in
    the first half of the training. The arguments are those of `train`.

    Source: Madry et al. 2018, section 2.
    """
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        network = ShapesNet()
    images, labels = stock or pictures(LEARNED_FROM, SEED)
    draw = torch.Generator().manual_seed(seed)
    batches = [
        chosen
        for _ in range(epochs)
        for chosen in torch.randperm(len(images), generator=draw).split(64)
    ]
    optimizer = torch.optim.Adam(network.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, 0.005, total_steps=len(batches), cycle_momentum=False
    )
    for step, chosen in enumerate(batches):
        reach = REACH * min(1.0, 2 * step / len(batches))
        moved = _moved(network, images[chosen], labels[chosen], reach, draw)
        loss = functional.cross_entropy(network(moved), labels[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return network.eval()


def load() -> ShapesNet:
    """ShapesNet with its stored weights, in evaluation mode."""
    return restore(ShapesNet(), STORED)


def load_robust() -> ShapesNet:
    """The ShapesNet of `train_robust`, with its stored weights, in evaluation mode."""
    return restore(ShapesNet(), STORED_ROBUST)


def restore(network: Network, path: Path) -> Network:
    """The network, with the weights that `store` wrote to a file; in evaluation mode."""
    with np.load(path, allow_pickle=False) as stored:
        weights = {name: torch.from_numpy(stored[name]) for name in stored.files}
    network.load_state_dict(weights)  # which makes float32 of float16
    return network.eval()


def store(network: nn.Module, path: Path) -> None:
    """Write the weights of a network to a file, as float16; the network keeps its own."""
    weights = copy.deepcopy(network).half().state_dict()
    np.savez(path, **{name: value.numpy() for name, value in weights.items()})


def _moved(
    network: ShapesNet, images: Tensor, labels: Tensor, reach: float, draw: torch.Generator
) -> Tensor:
    """Images after a few steps up the loss, from anywhere within reach, and still within it."""
    noise = torch.randn(images.shape, generator=draw)
    way = torch.rand(len(images), 1, 1, 1, generator=draw) * reach * _unit(noise)
    for _ in range(TRIES):
        moved = (images + way).clamp(0, 1).requires_grad_()
        loss = functional.cross_entropy(network(moved), labels)
        way = way + 1.5 * reach / TRIES * _unit(torch.autograd.grad(loss, moved)[0])
        way = way * (reach / _length(way)).clamp(max=1)
    return (images + way).clamp(0, 1)


def _length(images: Tensor) -> Tensor:
    return images.flatten(1).norm(dim=1).clamp(min=1e-12).view(-1, 1, 1, 1)


def _unit(images: Tensor) -> Tensor:
    return images / _length(images)


def _normalised(inputs: int, outputs: int) -> tuple[nn.Module, ...]:
    convolution = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
    return convolution, nn.BatchNorm2d(outputs), nn.ReLU()


def _block(inputs: int, outputs: int, size: int) -> tuple[nn.Module, ...]:
    return nn.Conv2d(inputs, outputs, size, padding=size // 2), nn.ReLU(), nn.MaxPool2d(2)


if __name__ == "__main__":
    store(train(), STORED)
    store(train_robust(), STORED_ROBUST)
