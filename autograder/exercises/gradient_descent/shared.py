"""What several exercises of this lesson share."""

import numpy as np

from helpers.checking.ingredients import Generator


def either_sign(rng: np.random.Generator, *shape: int, low: float, high: float) -> np.ndarray:
    """Numbers above 0 and below it, none of them nearer to 0 than low."""
    return (rng.choice([-1, 1], shape) * rng.uniform(low, high, shape)).round(3)


def some_shape(rng: np.random.Generator) -> tuple[int, ...]:
    return ((3,), (2, 3), (4, 2), (2, 1, 2))[rng.integers(4)]


def bowl(rng: np.random.Generator, d: int) -> np.ndarray:
    """A symmetric matrix with curvatures above 0 and something beside its diagonal."""
    A = rng.integers(-2, 3, (d, d)) / 2 + np.triu(np.ones((d, d)))
    return (A @ A.T).round(3) + np.eye(d)


def some_generator(rng: np.random.Generator) -> Generator:
    return Generator(int(rng.integers(2**31)))
