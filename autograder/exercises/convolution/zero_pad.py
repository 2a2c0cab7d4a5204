"""zero_pad: images with a frame of zeros around each channel."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.convolution.shared import counting, numbers


def zero_pad(x, padding):
    """Images with a frame of zeros around each channel.

    x: (N, C, H, W); padding: pixels added on every side, 0 or more.
    Returns (N, C, H + 2 padding, W + 2 padding).
    """
    side = (padding, padding)
    return np.pad(x, ((0, 0), (0, 0), side, side))


def frames_the_batch_too(x, padding):
    """Zeros are added along all four axes, so that there are more images and more channels too.
    np.pad also takes a pair of its own for each axis."""
    return np.pad(x, padding)


def fills_a_slice_that_ends_at_minus_zero(x, padding):
    """The slice padding:-padding is empty where padding is 0, because -0 is just 0. Say where it
    ends by counting from its start: how far does the image reach?"""
    n, c, h, w = x.shape
    out = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    out[:, :, padding:-padding, padding:-padding] = x
    return out


def makes_an_array_only_if_padding(x, padding):
    """The error names a variable that was used before any line gave it a value. If that line
    stands under an if, remember padding 0: a frame of no pixels needs no case of its own."""
    if padding:
        padded = zero_pad(x, padding)
    return padded


def frames_one_pixel(x, padding):
    """The frame is one pixel wide whatever is asked for. Use the argument wherever you count
    pixels."""
    return zero_pad(x, 1)


def pads_top_by_one_pixel(x, padding):
    """Above the image there is always one row of zeros, and below it there are `padding`. The
    two numbers for the rows should be the same."""
    return np.pad(x, ((0, 0), (0, 0), (1, padding), (padding, padding)))


def pads_bottom_and_right_only(x, padding):
    """All zeros are at the bottom and on the right. A frame goes all the way round: half of them
    belong above and on the left."""
    return np.pad(x, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))


def pads_columns_only(x, padding):
    """The frame is missing above and below. Rows need it just as columns do."""
    return np.pad(x, ((0, 0), (0, 0), (0, 0), (padding, padding)))


def repeats_the_border(x, padding):
    """The frame repeats the pixels of the border. It should be zeros, which np.pad takes if it is
    told nothing else."""
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), mode="edge")


def adds_padding_once(x, padding):
    """The image grows at both ends of each axis, so by twice the padding. The last rows and
    columns of your frame are missing."""
    return zero_pad(x, padding)[:, :, : x.shape[2] + padding, : x.shape[3] + padding]


def frames_a_square(x, padding):
    """You take the width from the height, which only square images forgive. Read the two from
    their own axes of x.shape."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, h + 2 * padding, h + 2 * padding))
    out[:, :, padding : padding + h, padding : padding + w] = x
    return out


def pads_behind_along_all_axes(x, padding):
    """np.pad takes this pair as (before, after), for all four axes. Give it four pairs, one for
    each axis, of which two are (0, 0)."""
    return np.pad(x, (0, padding))


def frames_with_ones(x, padding):
    """The frame is made of ones, and the docstring asks for zeros."""
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    return np.pad(x, sides, constant_values=1)


def pads_rows_only(x, padding):
    """There are new rows above and below, and no new columns. The frame has a left and a right
    side as well."""
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (0, 0)))


def swaps_the_sides_of_the_frame(x, padding):
    """Height and width have changed places in the new array. x.shape ends with the height, then
    the width."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, w + 2 * padding, h + 2 * padding))
    out[:, :, padding : padding + h, padding : padding + w] = x
    return out


def leaves_the_frame_empty(x, padding):
    """The size is right and everything is zero: the images have not been put into the frame."""
    return np.zeros_like(zero_pad(x, padding))


def pads_images_and_channels_instead(x, padding):
    """The new zeros lie along the wrong axes: you have more images and more channels, of the old
    size. Height and width are the last two axes."""
    return np.pad(x, ((padding, padding), (padding, padding), (0, 0), (0, 0)))


def fills_all_but_one_pixel(x, padding):
    """The slice 1:-1 leaves a frame of one pixel, which is right for padding 1 only. Where the
    image begins and ends depends on the argument."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    out[:, :, 1:-1, 1:-1] = x
    return out


def frames_a_square_of_the_width(x, padding):
    """The new height is made from the width. Each of the two grows from its own side of the
    image."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, w + 2 * padding, w + 2 * padding))
    out[:, :, padding : padding + h, padding : padding + w] = x
    return out


def pairs_for_two_axes(x, padding):
    """np.pad wants as many pairs as x has axes, and x has four. For the axes that keep their
    length the pair is (0, 0)."""
    return np.pad(x, ((padding, padding), (padding, padding)))


def pads_top_and_left_only(x, padding):
    """All zeros are at the top and on the left. A frame goes all the way round: half of them belong
    below and on the right."""
    return np.pad(x, ((0, 0), (0, 0), (2 * padding, 0), (2 * padding, 0)))


def pads_bottom_and_right_once(x, padding):
    """The zeros above and on the left are missing. Each of the four sides gets as many as the
    argument says."""
    return np.pad(x, ((0, 0), (0, 0), (0, padding), (0, padding)))


def wipes_out_the_image(x, padding):
    """With padding 0 the image itself is set to zero: the slice that begins at -padding begins at
    0, since -0 is 0. Leave out nothing but what is new."""
    return zero_pad(x, padding) if padding else np.zeros(x.shape)


def makes_no_room_for_the_frame(x, padding):
    """Your array is as large as x, so there is no room for a frame. Height and width grow by twice
    the padding: make an array of that shape first."""
    out = np.zeros_like(x)
    out[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]] = x
    return out


def starts_at_one_pixel(x, padding):
    """The image begins in row 1 and column 1 whatever the padding. It begins `padding` rows and
    columns inside the frame."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    out[:, :, 1 : h + 1, 1 : w + 1] = x
    return out


def mirrors_the_image(x, padding):
    """The frame repeats what is near the border. It should be zeros: see which mode np.pad is
    given."""
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), mode="symmetric")


def frames_in_whole_numbers(x, padding):
    """The pixels have lost their fractions: your array holds whole numbers. Let it have the type of
    x, or floats."""
    return zero_pad(x, padding).astype(int)


def frames_the_first_image_only(x, padding):
    """From the second image on all is zero. The loop over the images ends too early, or it is
    missing."""
    out = zero_pad(x, padding)
    out[1:] = 0
    return out


def frames_the_first_channel_only(x, padding):
    """From the second channel on all is zero. The loop over the channels ends too early, or it is
    missing."""
    out = zero_pad(x, padding)
    out[:, 1:] = 0
    return out


def drops_axes_behind_the_frame(x, padding):
    """Axes of length 1 are missing. One image and one channel keep their axes: do without
    squeeze."""
    return np.squeeze(zero_pad(x, padding))


def square_image_and_padding(rng: np.random.Generator, paddings: tuple[int, ...]) -> Call:
    side = int(rng.integers(2, 5))
    return call(numbers(rng, 1, 1, side, side), int(rng.choice(paddings)))


def wide_or_tall_image_to_pad(rng: np.random.Generator) -> Call:
    height, more = (int(n) for n in rng.integers((1, 1), (4, 3)))
    sides = (height, height + more) if rng.integers(2) else (height + more, height)
    return call(numbers(rng, 1, 1, *sides), int(rng.integers(1, 4)))


def batch_to_pad(rng: np.random.Generator) -> Call:
    n, c, side, padding = (int(n) for n in rng.integers((1, 2, 2, 1), (4, 4, 4, 4)))
    return call(numbers(rng, n, c, side, side), padding)


EXERCISE = Exercise(
    solution=zero_pad,
    parts=[
        Part(
            "padding 1",
            [
                call(np.array([[[[5.0]]]]), 1),
                call(counting(1, 1, 2, 2) / 2, 1),
                drawn(lambda rng: square_image_and_padding(rng, (1,)), 3),
            ],
        ),
        Part(
            "padding 2 and more",
            [
                call(np.array([[[[5.0]]]]), 2),
                call(counting(1, 1, 2, 2) / 2, 3),
                drawn(lambda rng: square_image_and_padding(rng, (2, 3)), 3),
            ],
        ),
        Part(
            "padding 0",
            [
                call(np.array([[[[5.0]]]]), 0),
                call(counting(1, 1, 2, 2) / 2, 0),
                call(counting(1, 1, 3, 3), 1),
                drawn(lambda rng: square_image_and_padding(rng, (0,)), 2),
                drawn(lambda rng: square_image_and_padding(rng, (1,)), 2),
            ],
        ),
        Part(
            "not square",
            [
                call(counting(1, 1, 1, 3), 1),
                call(counting(1, 1, 3, 2) / 2, 1),
                call(counting(1, 1, 2, 3), 2),
                drawn(wide_or_tall_image_to_pad, 3),
            ],
        ),
        Part(
            "images and channels",
            [
                call(counting(1, 2, 2, 2) / 2, 1),
                call(counting(2, 3, 2, 2), 2),
                drawn(batch_to_pad, 3),
            ],
        ),
    ],
    hints=[
        "Only two of the four axes grow. By how much, if the frame is on both sides?",
        "Either make an array of zeros of the new shape and put x into its middle, or let "
        "np.pad do it.",
        "np.pad takes a pair (before, after) for each axis: (0, 0) for images and channels.",
    ],
)
