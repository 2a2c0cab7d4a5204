"""What several exercises of this lesson share."""

import numpy as np

from autograder.authoring.exercise import Call, call


def size_without_padding(rng: np.random.Generator) -> Call:
    kernel = int(rng.integers(2, 12))
    return call(kernel + int(rng.integers(1, 90)), kernel)


def size_that_needs_its_padding(rng: np.random.Generator) -> Call:
    """The filter is larger than the image, and fits into the padded one."""
    size, padding = (int(n) for n in rng.integers((1, 2), (12, 5)))
    return call(size, size + int(rng.integers(1, 2 * padding)), padding=padding)


def size_that_misses_the_border(rng: np.random.Generator) -> Call:
    kernel, stride, steps = (int(n) for n in rng.integers((2, 2, 1), (12, 6, 30)))
    left_over = int(rng.integers(1, stride))
    return call(kernel + steps * stride + left_over, kernel, stride=stride)


def size_below_the_kernel(rng: np.random.Generator) -> Call:
    size = int(rng.integers(1, 40))
    return call(size, size + int(rng.integers(1, 20)))


def numbers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Few digits, so that a failing call can be read. None is zero: zeros hide mistakes."""
    signs = rng.choice([-1.0, 1.0], shape)
    return signs * rng.integers(1, 40, shape) / 10


def counting(*shape: int) -> np.ndarray:
    """1, 2, 3 … in order: every number tells where it came from."""
    return np.arange(1.0, np.prod(shape) + 1).reshape(shape)


def frame(x, padding):
    """x with the zeros that it needs, for mistakes that are right up to there."""
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def places(x, w, stride, padding):
    """Rows and columns of the output."""
    return [(x.shape[k] + 2 * padding - w.shape[k]) // stride + 1 for k in (2, 3)]


def loop_over_outputs(padded, w, b, rows, columns, stride, window=None, at=None, by=np.multiply):
    """The plain loops on a padded image, with sizes, a stride down and one across, a window, the
    place of a window or a product that a mistake got wrong."""
    down, across = stride if isinstance(stride, tuple) else (stride, stride)
    kh, kw = window or w.shape[2:]
    out = np.zeros((len(padded), len(w), rows, columns))
    for n, f, i, j in np.ndindex(out.shape):
        row, column = at(i, j) if at else (i, j)
        seen = padded[n, :, row * down :, column * across :][:, :kh, :kw]
        out[n, f, i, j] = np.sum(by(seen, w[f])) + b[f]
    return out


def only_the_first(right, first):
    """The right output at the places that are filled in before a return, and zeros elsewhere."""
    out = np.zeros(right.shape)
    out[first] = right[first]
    return out


def stored(right, shape, at=lambda i, j: (i, j)):
    """The right maps, stored number by number in zeros of a shape, at places that may be wrong."""
    out = np.zeros(shape)
    for i, j in np.ndindex(right.shape[-2:]):
        out[..., *at(i, j)] = right[..., i, j]
    return out


def without(right, where):
    """The right output, with zeros at the places that are left out."""
    out = np.array(right)
    out[where] = 0
    return out


IMAGE = np.arange(9.0).reshape(1, 1, 3, 3)


FILTER = np.array([[[[0.0, 1.0], [2.0, 3.0]]]])


LINE = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0])
