"""What several exercises of this lesson share."""

import numpy as np

from autograder.authoring.exercise import Call, call
from helpers.checking.ingredients import Loader, Tensor


def some_seed(rng: np.random.Generator) -> int:
    return int(rng.integers(1, 10**6))


def scores_of(rng: np.random.Generator, count: int, channels: int) -> Call:
    images = rng.standard_normal((count, channels, 32, 32)).astype(np.float32)
    return call(some_seed(rng), Tensor(images))


def batches(rng: np.random.Generator, count: int, size: int) -> Loader:
    """Images as the models of helpers.models take them. Labels of one class are never all."""
    images = rng.standard_normal((count, 2, 4, 4)).astype(np.float32)
    labels = rng.integers(0, 3, count)
    labels[:2] = rng.permutation(3)[:2]
    return Loader(images, labels, size)


MODELS_WITHOUT_MEMORY = ("linear", "hidden layer", "convolution", "partly frozen")
