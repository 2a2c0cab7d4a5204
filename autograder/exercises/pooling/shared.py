"""What several exercises of this lesson share."""

from collections.abc import Callable, Sequence

import numpy as np

from autograder.authoring.exercise import Call, call

Layer = tuple[tuple[int, int, int, int], tuple[int, int], int]  # shape of x, window, stride


def places(x, window, stride):
    """Rows and columns of the output."""
    return [(side - k) // stride + 1 for side, k in zip(x.shape[2:], window, strict=True)]


def hanging_over(x, window, stride):
    """Rows and columns where a last window may hang over the border."""
    return [-(-(side - k) // stride) + 1 for side, k in zip(x.shape[2:], window, strict=True)]


def pool(x, window, step, sizes, reduce, at=lambda i, j: (i, j)):
    """The plain loops, for mistakes: the step is a pair, and the sizes may be wrong. A window that
    hangs over the border loses what lies outside.

    reduce: makes (N, C) of the windows (N, C, height, width). at: where the window of a place is.
    """
    out = np.zeros((*x.shape[:2], *sizes))
    for i, j in np.ndindex(*sizes):
        row, column = at(i, j)
        top, left = row * step[0], column * step[1]
        out[:, :, i, j] = reduce(x[:, :, top : top + window[0], left : left + window[1]])
    return out


def largest(patch):
    return patch.max(axis=(2, 3))


def mean(patch):
    return patch.mean(axis=(2, 3))


def scattered(*shape: int) -> np.ndarray:
    """1.5, 2.5, 3.5 … in a scattered order: no two are equal, and none is whole."""
    order = np.argsort(np.arange(np.prod(shape)) * 0.618 % 1)
    return (order + 1.5).reshape(shape)


def distinct(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Positive numbers from 1.1 on, all different: ties and signs are ideas of their own."""
    return (rng.permutation(int(np.prod(shape))) + 11.0).reshape(shape) / 10


def numbers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Few digits, so that a failing call can be read. None is zero: zeros hide mistakes."""
    signs = rng.choice([-1.0, 1.0], shape)
    return signs * rng.integers(1, 40, shape) / 10


def images_of(layers: Sequence[Layer]) -> list[Call]:
    """Fixed calls of a forward pass, one for each layer."""
    return [call(scattered(*shape), window, stride) for shape, window, stride in layers]


def image_for(
    layers: Sequence[Layer], fill: Callable[..., np.ndarray] = distinct
) -> Callable[[np.random.Generator], Call]:
    """A drawn call of a forward pass: one of the layers, with other numbers in the image."""

    def draw(rng: np.random.Generator) -> Call:
        shape, window, stride = layers[rng.integers(len(layers))]
        return call(fill(rng, *shape), window, stride)

    return draw


def below_zero(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return -distinct(rng, *shape)


def windows(dout, window, step, at=lambda i, j: (i, j)):
    """For each number of dout: its index, and the index of its window in x."""
    for n, c, i, j in np.ndindex(dout.shape):
        row, column = at(i, j)
        top, left = row * step[0], column * step[1]
        yield (n, c, i, j), (n, c, slice(top, top + window[0]), slice(left, left + window[1]))


def send_back(dout, x, window, step, local, at=lambda i, j: (i, j)):
    """The plain loops of a backward pass, for mistakes: the step is a pair, and the windows may
    lie elsewhere.

    local: the gradient of a window's number with respect to its pixels, given the pixels.
    """
    dx = np.zeros(x.shape)
    for place, pixels in windows(dout, window, step, at):
        dx[pixels] += dout[place] * local(x[pixels])
    return dx


def visit(dout, x, window, stride, sizes, local):
    """The plain loops of a backward pass over so many rows and columns of windows, for mistakes in
    their number. Raises IndexError where dout has fewer.

    local: as of send_back.
    """
    dx = np.zeros(x.shape)
    for place, pixels in windows(np.zeros((*x.shape[:2], *sizes)), window, (stride, stride)):
        dx[pixels] += local(x[pixels]) * dout[place]
    return dx


def without(right, where):
    """The right array, with zeros at the places that are left out."""
    out = np.array(right)
    out[where] = 0
    return out


def winner(patch):
    """1 at the first of the largest numbers, 0 elsewhere."""
    mask = np.zeros(patch.shape)
    mask[np.unravel_index(patch.argmax(), patch.shape)] = 1
    return mask


def output_of(shape: tuple[int, int, int, int], window: tuple[int, int], stride: int) -> list[int]:
    """The shape of what a pooling layer makes of an image of this shape."""
    sizes = ((side - k) // stride + 1 for side, k in zip(shape[2:], window, strict=True))
    return [*shape[:2], *sizes]


def alternating(*shape: int) -> np.ndarray:
    """0.5, -1.5, 2.5, -3.5 …: fractions of both signs."""
    places = np.arange(np.prod(shape))
    return ((places + 0.5) * (-1.0) ** places).reshape(shape)


def gradients_of(
    layers: Sequence[Layer], fill: Callable[..., np.ndarray] = scattered
) -> list[Call]:
    """Fixed calls of a backward pass, one for each layer."""
    return [call(alternating(*output_of(*layer)), fill(*layer[0]), *layer[1:]) for layer in layers]


def gradient_for(
    layers: Sequence[Layer], fill: Callable[..., np.ndarray] = distinct
) -> Callable[[np.random.Generator], Call]:
    """A drawn call of a backward pass: one of the layers, with other numbers."""

    def draw(rng: np.random.Generator) -> Call:
        shape, window, stride = layers[rng.integers(len(layers))]
        dout = numbers(rng, *output_of(shape, window, stride))
        return call(dout, fill(rng, *shape), window, stride)

    return draw


def whole_numbers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Positive ints, all different."""
    return rng.permutation(int(np.prod(shape))).reshape(shape) + 2


LECTURE = np.array(
    [[[[1.0, 1.0, 2.0, 4.0], [5.0, 6.0, 7.0, 8.0], [3.0, 2.0, 1.0, 0.0], [1.0, 2.0, 3.0, 4.0]]]]
)


SIDE_BY_SIDE = [((1, 1, 2, 2), (2, 2), 2), ((1, 1, 4, 4), (2, 2), 2)]


SEVERAL_MAPS = [
    ((1, 2, 2, 2), (2, 2), 2),
    ((2, 1, 2, 2), (2, 2), 2),
    ((2, 3, 4, 4), (2, 2), 2),
    ((3, 2, 4, 4), (2, 2), 2),
]


NOT_SQUARE = [
    ((1, 1, 2, 4), (2, 2), 2),
    ((1, 1, 4, 2), (2, 2), 2),
    ((1, 1, 4, 6), (2, 2), 2),
    ((1, 1, 6, 4), (2, 2), 2),
]


OTHER_WINDOWS = [
    ((1, 1, 1, 4), (1, 2), 2),
    ((1, 1, 4, 1), (2, 1), 2),
    ((1, 1, 2, 6), (2, 3), 3),
    ((1, 1, 6, 2), (3, 2), 3),
    ((1, 1, 6, 6), (3, 3), 3),
    ((1, 1, 4, 6), (2, 3), 2),
    ((1, 1, 6, 5), (3, 2), 1),
]


OVERLAPS = [
    ((1, 1, 3, 3), (2, 2), 1),
    ((1, 1, 5, 5), (3, 3), 2),
]


OTHER_STRIDES = [
    *OVERLAPS,
    ((1, 1, 5, 5), (2, 2), 3),
    ((1, 1, 6, 6), (2, 2), 4),
]


LEFT_OVER = [
    ((1, 1, 3, 3), (2, 2), 2),
    ((1, 1, 5, 5), (2, 2), 2),
    ((1, 1, 7, 7), (3, 3), 3),
    ((1, 1, 8, 8), (3, 3), 3),
]


ALL_TOGETHER = [
    ((1, 1, 4, 6), (2, 3), 2),
    ((2, 3, 5, 8), (2, 3), 2),
    ((3, 2, 6, 5), (3, 2), 2),
    ((1, 2, 7, 5), (2, 2), 3),
    ((2, 2, 5, 5), (3, 3), 2),
]


# Backward, a window that is not square and not alone overlaps or leaves gaps: one row of them does
# neither.
ROWS_OF_WINDOWS = [
    ((1, 1, 1, 2), (1, 2), 2),
    ((1, 1, 2, 1), (2, 1), 2),
    ((1, 1, 2, 3), (2, 3), 3),
    ((1, 1, 3, 2), (3, 2), 3),
    ((1, 1, 2, 6), (2, 3), 3),
    ((1, 1, 6, 2), (3, 2), 3),
    ((1, 1, 3, 3), (3, 3), 3),
]


GOING_BACK = [
    ((1, 1, 4, 6), (2, 3), 2),
    ((1, 2, 5, 8), (2, 3), 2),
    ((2, 1, 6, 5), (3, 2), 2),
    ((2, 2, 5, 4), (3, 2), 1),
    ((1, 2, 6, 5), (2, 2), 3),
]


GAPS = [
    ((1, 1, 3, 3), (2, 2), 2),
    ((1, 1, 5, 5), (2, 2), 3),
    ((1, 1, 7, 6), (2, 2), 4),
]
