"""What several exercises of this lesson share."""

import numpy as np

from helpers.checking.ingredients import Generator


def some_generator(rng: np.random.Generator) -> Generator:
    return Generator(int(rng.integers(2**31)))


def numbers(rng: np.random.Generator, *shape: int, scale: float = 1.0) -> np.ndarray:
    """Numbers of both signs, none of them 0, with three digits after the dot."""
    return (rng.choice([-1, 1], shape) * rng.uniform(0.1, 2, shape) * scale).round(3)


def channels(values, x):
    """Numbers (C,), so that they meet the channels of x."""
    return values.reshape(-1, *[1] * (x.ndim - 2))


def of_batch(x, ddof=0):
    """Mean and variance of each channel."""
    axes = (0, *range(2, x.ndim))
    return x.mean(axis=axes), x.var(axis=axes, ddof=ddof)
