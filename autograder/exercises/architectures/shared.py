"""What several exercises of this lesson share."""

import numpy as np
from torch import nn

from autograder.authoring.exercise import Call, call
from helpers.checking.ingredients import Tensor

MOST_PICTURES = 1000  # in a batch: empty ones take no memory


def empty_pictures(rng: np.random.Generator) -> Call:
    """A batch for a net that is drawn up without numbers."""
    return call((int(rng.integers(3, MOST_PICTURES)), 3, 224, 224))


def maps_of(rng: np.random.Generator, *shape: int) -> Tensor:
    return Tensor(rng.standard_normal(shape).astype(np.float32))


def some_seed(rng: np.random.Generator) -> int:
    return int(rng.integers(1, 10**6))


class AlwaysDrops(nn.Module):
    """Dropout that knows no mode, for the mistakes."""

    def forward(self, x):
        return nn.functional.dropout(x)


def full_layers(widths: tuple, bends: tuple, drops: tuple) -> nn.Sequential:
    """Fully connected layers, for the mistakes.

    widths: of what comes in and of what each gives; bends: after which a ReLU follows; drops:
    before which numbers are dropped in whatever mode.
    """
    layers: list[nn.Module] = []
    for place in range(len(widths) - 1):
        layers += [AlwaysDrops()] if place in drops else []
        layers.append(nn.Linear(*widths[place : place + 2]))
        layers += [nn.ReLU()] if place in bends else []
    return nn.Sequential(*layers)
