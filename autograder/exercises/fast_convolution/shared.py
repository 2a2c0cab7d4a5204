"""What several exercises of this lesson share."""

import numpy as np


def numbers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Few digits, so that a failing call can be read. None is zero: zeros hide mistakes."""
    signs = rng.choice([-1.0, 1.0], shape)
    return signs * rng.integers(1, 40, shape) / 10


def counting(*shape: int) -> np.ndarray:
    """1, 2, 3 … in order: every number tells where it came from."""
    return np.arange(1.0, np.prod(shape) + 1).reshape(shape)


def places(sides, kernel, stride=1, padding=0):
    """Rows and columns of windows in an image of these sides."""
    return [(s + 2 * padding - k) // stride + 1 for s, k in zip(sides, kernel, strict=True)]


def divided(sides, kernel, stride=1, padding=0):
    """Rows and columns of windows as / gives them, floats."""
    return [(s + 2 * padding - k) / stride + 1 for s, k in zip(sides, kernel, strict=True)]


def refuse_a_rest(sides, kernel, stride, padding):
    """Raises ValueError where windows do not end at the border."""
    for side, k in zip(sides, kernel, strict=True):
        if (side + 2 * padding - k) % stride:
            raise ValueError("The windows do not end at the border.")


def frame(x, padding):
    """x with the zeros that it needs, for mistakes that are right up to there."""
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def lay_out(windows, axes=(0, 1, 4, 5, 2, 3)):
    """Windows as columns, by an order of the axes that need not be the right one."""
    images, channels, rows, columns, height, width = windows.shape
    return windows.transpose(axes).reshape(images, channels * height * width, rows * columns)


def put_back(windows, height, width, stride, last_wins=False, first_wins=False):
    """Windows (N, C, KH, KW, OH, OW) in an array of zeros, added up unless one of them wins.

    stride: one number, or a pair for rows and columns.
    """
    down, right = stride if isinstance(stride, tuple) else (stride, stride)
    total = np.zeros((*windows.shape[:2], height, width))
    kh, kw, oh, ow = windows.shape[2:]
    order = list(np.ndindex(oh, ow))
    for i, j in reversed(order) if first_wins else order:
        place = np.s_[:, :, i * down : i * down + kh, j * right : j * right + kw]
        here = windows[:, :, :, :, i, j]
        total[place] = here if last_wins or first_wins else total[place] + here
    return total


def apart(columns, shape, kernel, stride, padding):
    """Columns as windows (N, C, KH, KW, OH, OW)."""
    return columns.reshape(*shape[:2], *kernel, *places(shape[2:], kernel, stride, padding))


def inner(padded, shape, padding):
    """The image inside its frame."""
    return padded[:, :, padding : padding + shape[2], padding : padding + shape[3]]


EDGE = np.array([[[[1.0, 2.0], [3.0, -1.0]]]])
