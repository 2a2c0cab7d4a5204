"""What several exercises of this lesson share."""

import numpy as np
import torch

from helpers.checking.ingredients import Model, Tensor


def looked_into(name: str, rng: np.random.Generator) -> Model:
    """A model that is no longer trained, in double precision."""
    return Model(name, int(rng.integers(1, 10**6)), training=False, double=True)


def picture(rng: np.random.Generator, *shape: int) -> Tensor:
    """Numbers between 0 and 1 with few digits, so that a failing call can be read."""
    return Tensor(rng.integers(5, 96, shape) / 100)


def winner_of(model: Model, image: Tensor) -> int:
    """The class with the highest score."""
    with torch.no_grad():
        return int(model.make()(image.make()[None])[0].argmax())


def slope(model, image, of):
    """The gradient of a number made of the scores (K,) of an image, for mistakes."""
    x = image.detach().clone().requires_grad_()
    return torch.autograd.grad(of(model(x[None])[0]), x)[0]
