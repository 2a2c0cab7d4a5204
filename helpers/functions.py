"""Functions of an array that give one number, to take the gradient of.

Every one takes an array of any shape and returns a float.
"""

from __future__ import annotations

import numpy as np


def sum_of_squares(x: np.ndarray) -> float:
    """A bowl: the sum of x². Its gradient is 2x."""
    return float(np.sum(np.square(x)))


def sum_of_cubes(x: np.ndarray) -> float:
    """The sum of x³. Its gradient is 3x²."""
    return float(np.sum(np.asarray(x) ** 3))


def wave(x: np.ndarray) -> float:
    """The sum of sin x. Its gradient is cos x."""
    return float(np.sum(np.sin(x)))


def product(x: np.ndarray) -> float:
    """All elements multiplied. Each one's gradient is the product of the others."""
    return float(np.prod(x))


def soft_maximum(x: np.ndarray) -> float:
    """log Σ exp x, a little above the largest element. Its gradient adds up to 1."""
    from scipy.special import logsumexp

    return float(logsumexp(x))


def uneven_bowl(x: np.ndarray) -> float:
    """The squares added up, the first once, the second twice, the third three times, and so on."""
    squares = np.ravel(np.square(x))
    return float(np.arange(1, squares.size + 1) @ squares)


FUNCTIONS = {
    function.__name__: function
    for function in (sum_of_squares, sum_of_cubes, wave, product, soft_maximum, uneven_bowl)
}
