"""What several exercises of this lesson share."""

import numpy as np

from helpers.checking.ingredients import Tensor


def numbers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Floats of both signs with few digits, none of them 0, which sums of single precision keep."""
    return (rng.integers(1, 9, shape) * rng.choice([-1, 1], shape)) / 4


def tensor(rng: np.random.Generator, *shape: int, learned: bool = False) -> Tensor:
    """The same in single precision. learned: whether it asks for gradients."""
    return Tensor(numbers(rng, *shape).astype(np.float32), learned)


def tensor_of(rows: list, learned: bool = False) -> Tensor:
    """A tensor by its numbers."""
    return Tensor(np.array(rows, dtype=np.float32), learned)


def some(rng: np.random.Generator, low: int, high: int) -> int:
    """A whole number from low to high, both of them among those."""
    return int(rng.integers(low, high + 1))
