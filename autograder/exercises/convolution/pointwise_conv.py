"""pointwise_conv: A 1x1 convolution, without loops: the same linear layer at every pixel."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.convolution.shared import LINE, counting, numbers


def pointwise_conv(x, w, b):
    """A 1x1 convolution, without loops: the same linear layer at every pixel.

    x: (N, C, H, W); w: (F, C, 1, 1); b: (F,).
    Returns (N, F, H, W).
    """
    return np.einsum("nchw,fc->nfhw", x, w[:, :, 0, 0]) + b[:, None, None]


def takes_the_weights_transposed(x, w, b):
    """Filters and channels of w have changed places. The first axis of w counts the filters, and
    it is the second one that is summed away."""
    return pointwise_conv(x, w.transpose(1, 0, 2, 3), b)


def reshapes_the_weights(x, w, b):
    """Your weights are brought from (F, C) to (C, F) by reshape, which moves no number and mixes up
    the filters. Transpose them."""
    f, c = w.shape[:2]
    return pointwise_conv(x, w.reshape(c, f).T[:, :, None, None], b)


def reshapes_the_weights_and_leaves_filters_last(x, w, b):
    """Two things: reshape brings your weights from (F, C) to (C, F) without moving a number, so
    transpose them; and your maps lie along the last axis, not where the channels of x were."""
    return reshapes_the_weights(x, w, b).transpose(0, 2, 3, 1)


def scrambles_the_pixels(x, w, b):
    """reshape never moves numbers, so your rows of C numbers are not pixels. Bring the channels
    to the last axis first, and back afterwards."""
    n, c, h, width = x.shape
    scores = x.reshape(-1, c) @ w[:, :, 0, 0].T
    return scores.reshape(n, len(w), h, width) + b[:, None, None]


def leaves_filters_last(x, w, b):
    """The numbers are right and the axes are not: your maps lie along the last axis. They belong
    where the channels of x were."""
    return pointwise_conv(x, w, b).transpose(0, 2, 3, 1)


def puts_filters_first(x, w, b):
    """Your output has the filters before the images, which is how tensordot and @ leave it. Move
    the axes into the order that the docstring gives."""
    return pointwise_conv(x, w, b).transpose(1, 0, 2, 3)


def leaves_the_bias_out(x, w, b):
    """A linear layer adds a bias too. Each filter has one number in b, the same for all of its
    pixels."""
    return pointwise_conv(x, w, np.zeros(len(w)))


def adds_biases_to_columns(x, w, b):
    """b is added along the last axis, so each column gets a bias, not each map. Shape b so that
    its axis lines up with the filters."""
    return pointwise_conv(x, w, np.zeros(len(w))) + b


def drops_the_batch_of_one(x, w, b):
    """A batch of one image is still a batch. Something takes away its axis: squeeze removes every
    axis of length 1, so do without it."""
    return np.squeeze(pointwise_conv(x, w, b))


def weighs_without_adding_up(x, w, b):
    """The channels are weighted but never added up, so they are all still there. Each output
    pixel is the sum over the channels."""
    return x[:, None] * w[None] + b[:, None, None, None]


def averages_the_channels(x, w, b):
    """You take the mean over the channels. A linear layer takes the sum."""
    return pointwise_conv(x, w / w.shape[1], b)


def adds_biases_to_rows(x, w, b):
    """Each row gets a bias, not each map: with one new axis, b lines up with the rows. It takes
    as many new axes as there are behind the filters."""
    return pointwise_conv(x, w, np.zeros(len(w))) + b[:, None]


def adds_biases_to_images(x, w, b):
    """Each image gets a bias, not each map: b has one new axis too many and lines up with the
    first axis. The filters are the second one."""
    return pointwise_conv(x, w, np.zeros(len(w))) + b[:, None, None, None]


def first_bias_for_every_map(x, w, b):
    """Every map gets the bias of the first filter. Map f has its own, at place f of b."""
    return pointwise_conv(x, w, np.full(len(w), b[0]))


def multiplies_rows_for_channels(x, w, b):
    """@ sums over the last axis on its left and the last but one on its right. Print both shapes:
    those two have to be the channels, so reshape or move axes first."""
    return w[:, :, 0, 0] @ x + b[:, None, None]


def reshapes_the_way_back(x, w, b):
    """Each pixel is right on its own, but reshape puts them into wrong places: it never moves an
    axis. Move the filters from the end back to axis 1."""
    n, _, h, width = x.shape
    scores = np.moveaxis(x, 1, -1) @ w[:, :, 0, 0].T + b
    return scores.reshape(n, len(w), h, width)


def reshapes_both_ways(x, w, b):
    """reshape cuts the numbers as they lie in memory, so your rows of C are not pixels, and the
    maps you make of them are not maps. Axes have to be moved, before the product and after it."""
    n, c, h, width = x.shape
    return (x.reshape(-1, c) @ w[:, :, 0, 0].T + b).reshape(n, len(w), h, width)


def squeezes_the_weights(x, w, b):
    """An array has fewer axes here than its letters say. squeeze removes every axis of length 1,
    also that of a single filter or channel: name the two axes that should go."""
    return np.einsum("nchw,fc->nfhw", x, np.squeeze(w)) + b[:, None, None]


def squeezes_weights_for_tensordot(x, w, b):
    """With a single filter or channel an axis is missing that you count on. squeeze takes away
    every axis of length 1: index the last two axes of w instead."""
    scores = np.tensordot(x, np.squeeze(w), ([1], [1])).transpose(0, 3, 1, 2)
    return scores + b[:, None, None]


def adds_the_images_up(x, w, b):
    """The images of the batch are added up, so one comes out. Their letter or axis has to be on
    both sides: only the channels disappear."""
    return pointwise_conv(x, w, b - b).sum(axis=0) + b[:, None, None]


def adds_the_filters_up(x, w, b):
    """All maps are equal, and each is the sum of what all filters say. The filters stay apart: they
    are the second axis of what comes out."""
    return pointwise_conv(x, np.repeat(w.sum(axis=0, keepdims=True), len(w), axis=0), b)


def turns_the_pixels_over(x, w, b):
    """Rows and columns have changed places in your maps. Whatever else you move, h comes before w
    in the end."""
    return pointwise_conv(x, w, b).swapaxes(2, 3)


def first_filter_for_every_map(x, w, b):
    """Every map comes from the first filter, and only the biases differ. Map f belongs to w[f]."""
    return pointwise_conv(x, np.repeat(w[:1], len(w), axis=0), b)


def one_pixel(rng: np.random.Generator) -> Call:
    c, f = (int(n) for n in rng.integers((2, 2), (5, 5)))
    return call(numbers(rng, 1, c, 1, 1), numbers(rng, f, c, 1, 1), np.zeros(f))


def one_image(rng: np.random.Generator) -> Call:
    c, f, height = (int(n) for n in rng.integers((2, 2, 2), (4, 4, 4)))
    return call(numbers(rng, 1, c, height, height + 1), numbers(rng, f, c, 1, 1), np.zeros(f))


def several_images(rng: np.random.Generator) -> Call:
    n, c, f = (int(n) for n in rng.integers((2, 2, 2), (4, 4, 4)))
    return call(numbers(rng, n, c, 3, 2), numbers(rng, f, c, 1, 1), np.zeros(f))


def image_and_biases(rng: np.random.Generator) -> Call:
    n, c, f = (int(n) for n in rng.integers((2, 2, 2), (4, 4, 4)))
    return call(numbers(rng, n, c, 2, 3), numbers(rng, f, c, 1, 1), numbers(rng, f))


def one_filter_or_channel(rng: np.random.Generator) -> Call:
    """Three, but for one of them."""
    n, c, f = ((3, 3, 1), (3, 1, 3), (1, 3, 3))[rng.integers(3)]
    return call(numbers(rng, n, c, 2, 4), numbers(rng, f, c, 1, 1), numbers(rng, f))


EXERCISE = Exercise(
    solution=pointwise_conv,
    parts=[
        Part(
            "one pixel",
            [
                call(
                    np.array([[[[1.0]], [[2.0]]]]),
                    np.array([[[[3.0]], [[4.0]]], [[[5.0]], [[7.0]]]]),
                    np.zeros(2),
                ),
                call(counting(1, 2, 1, 1), counting(3, 2, 1, 1), np.zeros(3)),
                drawn(one_pixel, 3),
            ],
        ),
        Part(
            "one image",
            [
                call(counting(1, 2, 1, 2), counting(2, 2, 1, 1), np.zeros(2)),
                call(counting(1, 3, 2, 3), counting(2, 3, 1, 1), np.zeros(2)),
                drawn(one_image, 3),
            ],
        ),
        Part(
            "several images",
            [
                call(counting(2, 2, 2, 1), counting(2, 2, 1, 1), np.zeros(2)),
                call(counting(3, 2, 3, 2), counting(4, 2, 1, 1), np.zeros(4)),
                drawn(several_images, 3),
            ],
        ),
        Part(
            "biases",
            [
                call(counting(2, 2, 1, 2), counting(2, 2, 1, 1), np.array([100.0, 200.0])),
                call(counting(2, 2, 1, 2), counting(3, 2, 1, 1), np.array([100.0, 200.0, 300.0])),
                drawn(image_and_biases, 3),
            ],
        ),
        Part(
            "one filter or channel",
            [
                call(counting(1, 2, 1, 2), counting(1, 2, 1, 1), np.array([100.0])),
                call(counting(2, 1, 2, 3), counting(2, 1, 1, 1), np.array([100.0, 200.0])),
                call(counting(2, 1, 1, 2), counting(1, 1, 1, 1), np.array([100.0])),
                call(counting(1, 3, 2, 2), counting(3, 3, 1, 1), np.zeros(3) + LINE[:3]),
                drawn(one_filter_or_channel, 4),
            ],
        ),
    ],
    hints=[
        "At one pixel this is the linear layer of lesson 1: F scores from C numbers.",
        "The weights are a matrix in disguise: w[:, :, 0, 0] is (F, C).",
        "np.einsum says in letters which axis meets which: channels are in both and disappear, "
        "images, rows and columns stay.",
    ],
)
