"""fc_as_conv: A fully connected layer as filters that are as large as its input."""

from collections.abc import Callable

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.pooling.shared import distinct, scattered


def fc_as_conv(W, shape):
    """A fully connected layer as filters that are as large as its input.

    W: (M, C·H·W), the weights of a layer that gets flattened maps; shape: (C, H, W),
    their shape.
    Returns (M, C, H, W).
    """
    return W.reshape(len(W), *shape)


def counts_columns_first(W, shape):
    """Your reshape fills the filters in another order than the maps were flattened in: with order
    F the first axis runs fastest. Flattening takes row by row, map by map."""
    return W.reshape(len(W), *shape, order="F")


def takes_the_columns_of_w(W, shape):
    """Your filters are cut across the rows of W. Row m of W holds all the weights of score m:
    every filter is made from one row."""
    return W.T.reshape(len(W), *shape)


def turns_w_first(W, shape):
    """You reshape W transposed, so your filters stand along the last axis. The rows of W are the
    filters: leave W as it is, and the first axis stays M."""
    return W.T.reshape(*shape, len(W))


def thinks_the_channels_were_last(W, shape):
    """The shape is right, but you take the channels to have been the last axis when the maps were
    flattened. They come first here: the first H·W weights of a row belong to channel 0."""
    c, h, width = shape
    return W.reshape(len(W), h, width, c).transpose(0, 3, 1, 2)


def channels_at_the_end(W, shape):
    """The channels are the last axis of your filters. PyTorch and this course have them before
    rows and columns."""
    c, h, width = shape
    return W.reshape(len(W), c, h, width).transpose(0, 2, 3, 1)


def reads_the_channels_as_the_last_axis(W, shape):
    """You give the filters the axes rows, columns, channels. The shape begins with C: channels
    come before rows and columns, in the maps and in the filters."""
    c, h, width = shape
    return W.reshape(len(W), h, width, c)


def exchanges_height_and_width(W, shape):
    """Height and width of your filters have changed places. The shape is (C, H, W), and the
    filters take its numbers in that order."""
    c, h, width = shape
    return W.reshape(len(W), c, width, h)


def turns_the_filters_over(W, shape):
    """Your filters are as wide as they should be high. A reshape is all it takes; no axes need to
    be exchanged after it."""
    return W.reshape(len(W), *shape).swapaxes(2, 3)


def reads_down_the_columns(W, shape):
    """The shape is right, but you fill your filters column by column. Flattened maps are stored
    row by row."""
    c, h, width = shape
    return W.reshape(len(W), c, width, h).swapaxes(2, 3)


def channels_before_filters(W, shape):
    """Filters and channels have changed places. One filter for each row of W: that is the first
    axis."""
    return W.reshape(len(W), *shape).swapaxes(0, 1)


def numbers_the_channels_first(W, shape):
    """The shape is right, but you deal the rows of W out to channels before filters. All the
    weights of a row belong to one filter."""
    return W.reshape(shape[0], len(W), *shape[1:]).swapaxes(0, 1)


def flips_the_filters(W, shape):
    """You turn each filter by half a circle. What networks call a convolution multiplies without
    turning, so weight and pixel keep their places."""
    return W.reshape(len(W), *shape)[:, :, ::-1, ::-1]


def filters_of_one_pixel(W, shape):
    """You make filters of one pixel, with a channel for each weight. The layer gets maps that are
    not flattened: a filter covers all of their rows and columns."""
    return W[:, :, None, None]


def puts_all_channels_in_a_row(W, shape):
    """Filters and channels share one axis in what you return. A filter has a slice for each
    channel: the axes are M, C, H, W."""
    return W.reshape(-1, *shape[1:])


def flattens_to_the_shape_of_w(W, shape):
    """W comes back in the shape that it had. Give every row the shape of the maps."""
    return W.reshape(len(W), -1)


def makes_the_first_filter_only(W, shape):
    """You return a single filter, made from the first row of W. Every row makes one."""
    return W[0].reshape(shape)


def first_row_for_every_filter(W, shape):
    """All your filters come from the first row of W. Filter m comes from row m."""
    return np.repeat(W[:1].reshape(1, *shape), len(W), axis=0)


def leaves_the_filters_out(W, shape):
    """You give all of W the shape of one filter: with several scores that is an error, and with a
    single one the axis of the filters is missing. That axis comes before the shape."""
    return W.reshape(shape)


def squares_the_maps(W, shape):
    """You work out the side of a map as if it were square. Maps may be wider than high: shape
    holds both sides."""
    side = int(np.sqrt(W.shape[1] // shape[0]))
    return W.reshape(len(W), shape[0], side, side)


def squeezes_the_filters(W, shape):
    """Axes of length 1 are lost. A layer with one score has one filter, and one channel is still
    an axis: keep all four."""
    return np.squeeze(W.reshape(len(W), *shape))


def rows_upside_down(W, shape):
    """Your filters come in reverse order. Filter m is made from row m."""
    return W[::-1].reshape(len(W), *shape)


def filters_for_one_channel(W, shape):
    """Your filters have one channel, as high as all of them together. The maps have several: give
    each row the shape (C, H, W)."""
    return W.reshape(len(W), 1, -1, shape[2])


def asks_for_what_a_value_lacks(W, shape):
    """A value is asked for what it does not have; the message says which value, and what. After a
    line C, H, W = shape, for one, W is the width, and a number has no reshape."""
    m = len(W)
    c, h, W = shape
    return W.reshape(m, c, h, W)


def layer_to_turn(*shapes: tuple[int, int, int, int]) -> Callable[[np.random.Generator], Call]:
    """A drawn call with one of these shapes (M, C, H, W)."""

    def draw(rng: np.random.Generator) -> Call:
        m, *shape = shapes[rng.integers(len(shapes))]
        return call(distinct(rng, m, int(np.prod(shape))), tuple(shape))

    return draw


def weights_of(m: int, *shape: int) -> Call:
    """A fixed call: the weights count from 1.5 on, in a scattered order."""
    return call(scattered(m, int(np.prod(shape))), shape)


EXERCISE = Exercise(
    solution=fc_as_conv,
    parts=[
        Part(
            "one score",
            [
                weights_of(1, 2, 2, 2),
                weights_of(1, 3, 2, 4),
                weights_of(1, 2, 3, 2),
                drawn(layer_to_turn((1, 3, 2, 4), (1, 2, 3, 2)), 2),
            ],
        ),
        Part(
            "one channel",
            [
                weights_of(1, 1, 2, 3),
                weights_of(2, 1, 1, 2),
                weights_of(2, 1, 2, 1),
                weights_of(2, 1, 2, 2),
                weights_of(3, 1, 2, 3),
                weights_of(2, 1, 3, 2),
                drawn(layer_to_turn((3, 1, 2, 3), (2, 1, 3, 2)), 2),
            ],
        ),
        Part(
            "scores and channels",
            [
                weights_of(2, 2, 2, 2),
                weights_of(2, 3, 4, 2),
                weights_of(4, 3, 2, 3),
                drawn(layer_to_turn((2, 3, 4, 2), (4, 3, 2, 3)), 2),
            ],
        ),
    ],
    hints=[
        "Row m of W and filter m hold the same weights. Only their shape differs.",
        "A reshape reads and fills row by row, and so were the maps flattened. No axes need to "
        "be moved.",
        "W.reshape takes the new shape: first the number of rows, then the three numbers of shape.",
    ],
)
