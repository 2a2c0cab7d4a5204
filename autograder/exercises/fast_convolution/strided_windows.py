"""strided_windows: all the windows of a batch of images, as a view: no number is copied."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.fast_convolution.shared import (
    counting,
    divided,
    numbers,
    places,
    refuse_a_rest,
)
from helpers.checking.kinds import VIEW


def strided_windows(x, kernel, stride=1):
    """All the windows of a batch of images, as a view: no number is copied.

    x: (N, C, H, W), of any type of numbers, which may be a view itself; kernel: (height,
    width); stride: an int, for both directions.
    Returns (N, C, OH, OW, height, width). Rows and columns left over are not looked at.
    """
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(2, 3))
    return windows[:, :, ::stride, ::stride]


def copies_every_window(x, kernel, stride=1):
    """The windows are right, but copied: after 1 was added to every number of x they still showed
    the old ones. Loops that fill an array copy, and so do most reshapes and an index made of
    arrays. Slices and new strides look at x itself."""
    return strided_windows(x, kernel, stride).copy()


def ignores_the_stride_of_windows(x, kernel, stride=1):
    """There is a window at every pixel, whatever the stride. The step belongs on the axes of the
    places, 2 and 3."""
    return strided_windows(x, kernel)


def steps_down_the_rows_only(x, kernel, stride=1):
    """The windows step down by `stride` rows, but sideways by one pixel. Both directions take the
    same step."""
    return strided_windows(x, kernel)[:, :, ::stride]


def steps_sideways_only(x, kernel, stride=1):
    """Sideways the windows are `stride` apart, but there is one at every row. The axis of the rows
    needs the step too."""
    return strided_windows(x, kernel)[:, :, :, ::stride]


def divides_for_the_number_of_windows(x, kernel, stride=1):
    """A shape has to be made of ints, and / makes floats, even of 4 / 2. Count the windows with
    //."""
    rows, columns = divided(x.shape[2:], kernel, stride)
    return np.zeros((*x.shape[:2], rows, columns, *kernel))


def refuses_what_is_left_over(x, kernel, stride=1):
    """Images of which a row or a column is left over are refused. They are allowed: what no whole
    window reaches is not looked at."""
    refuse_a_rest(x.shape[2:], kernel, stride, 0)
    return strided_windows(x, kernel, stride)


def keeps_the_first_windows(x, kernel, stride=1):
    """There are as many windows as there should be, but they lie one pixel apart. The distance
    between two windows has to grow with the stride too."""
    rows, columns = places(x.shape[2:], kernel, stride)
    return strided_windows(x, kernel)[:, :, :rows, :columns]


def keeps_the_first_windows_of_a_row(x, kernel, stride=1):
    """Down the image the windows are `stride` apart, along a row they are neighbours, though as
    many as there should be. Their distance grows in both directions."""
    columns = places(x.shape[2:], kernel, stride)[1]
    return strided_windows(x, kernel)[:, :, ::stride, :columns]


def steps_before_the_windows(x, kernel, stride=1):
    """You leave pixels out first and cut windows from what remains. A window looks at neighbours
    in x: only the places where windows start are `stride` apart."""
    return strided_windows(x[:, :, ::stride, ::stride], kernel)


def spreads_the_pixels_of_a_window(x, kernel, stride=1):
    """The stride has gone into the windows: their pixels lie apart, while the windows themselves
    are neighbours. Which two of the six axes should take the larger step?"""
    rows, columns = places(x.shape[2:], kernel, stride)
    image, channel, down, right = x.strides
    return np.lib.stride_tricks.as_strided(
        x,
        (*x.shape[:2], rows, columns, *kernel),
        (image, channel, down, right, down * stride, right * stride),
    )


def strides_inside_the_windows(x, kernel, stride=1):
    """The step is taken inside each window, where it leaves pixels out. Of the six axes, two are
    for the places: the step belongs there."""
    return strided_windows(x, kernel)[..., ::stride, ::stride]


def counts_numbers_for_bytes(x, kernel, stride=1):
    """The numbers are not those of x, and look like noise: strides of an array are counted in
    bytes, and yours are counted in numbers. x.strides has them in the right unit."""
    rows, columns = places(x.shape[2:], kernel, stride)
    image, channel, down, right = (step // x.itemsize for step in x.strides)
    return np.lib.stride_tricks.as_strided(
        x,
        (*x.shape[:2], rows, columns, *kernel),
        (image, channel, down * stride, right * stride, down, right),
    )


def works_strides_out_from_the_shape(x, kernel, stride=1):
    """Your strides follow from the shape, as if all numbers of x lay side by side. An x that is a
    view itself lies in memory in another way: x.strides knows how."""
    rows, columns = places(x.shape[2:], kernel, stride)
    right = x.itemsize
    down = right * x.shape[3]
    channel = down * x.shape[2]
    return np.lib.stride_tricks.as_strided(
        x,
        (*x.shape[:2], rows, columns, *kernel),
        (channel * x.shape[1], channel, down * stride, right * stride, down, right),
    )


def puts_the_pixels_before_the_places(x, kernel, stride=1):
    """The axes of a window come before those of its place. The docstring has the place first:
    row and column of windows, then the height and width of one."""
    return strided_windows(x, kernel, stride).transpose(0, 1, 4, 5, 2, 3)


def puts_the_channels_into_the_windows(x, kernel, stride=1):
    """The channels have moved behind the places, as if they belonged to a window. Here they stay
    axis 1, next to the images."""
    return strided_windows(x, kernel, stride).transpose(0, 2, 3, 1, 4, 5)


def lays_windows_on_their_side(x, kernel, stride=1):
    """Rows and columns inside each window have changed places. The last axis goes along a row of
    the image."""
    return strided_windows(x, kernel, stride).swapaxes(4, 5)


def numbers_the_places_by_columns(x, kernel, stride=1):
    """Rows and columns of windows have changed places. Axis 2 goes down the image, axis 3 along
    it."""
    return strided_windows(x, kernel, stride).swapaxes(2, 3)


def takes_the_width_first(x, kernel, stride=1):
    """The two numbers of the kernel have changed places: a pair is (height, width), and the height
    goes with axis 2 of x."""
    return strided_windows(x, kernel[::-1], stride)


def cuts_square_windows(x, kernel, stride=1):
    """Every window is as wide as it is high. The kernel has a second number."""
    return strided_windows(x, (kernel[0], kernel[0]), stride)


def takes_the_height_for_the_width(x, kernel, stride=1):
    """There are as many windows as there should be, and each is as wide as it is high. kernel[1] is
    the width."""
    rows, columns = places(x.shape[2:], kernel, stride)
    out = np.zeros((*x.shape[:2], rows, columns, kernel[0], kernel[0]))
    for i, j in np.ndindex(rows, columns):
        top, left = i * stride, j * stride
        out[:, :, i, j] = x[:, :, top : top + kernel[0], left : left + kernel[0]]
    return out


def names_no_axis(x, kernel, stride=1):
    """sliding_window_view wants to know which axes the window slides along. Without axis it expects
    a window with as many sides as x has axes."""
    return np.lib.stride_tricks.sliding_window_view(x, kernel)[:, :, ::stride, ::stride]


def puts_the_places_on_one_axis(x, kernel, stride=1):
    """The windows stand in one long line. The docstring asks for a grid of them, rows and columns
    as two axes, and merging the two cannot be done without a copy."""
    windows = strided_windows(x, kernel, stride)
    return windows.reshape(*x.shape[:2], -1, *kernel)


def forgets_the_last_place(x, kernel, stride=1):
    """In each direction the last window is missing. The number of steps is one less than the
    number of places: the place before the first step counts as well."""
    return strided_windows(x, kernel, stride)[:, :, :-1, :-1]


def slides_over_all_axes(x, kernel, stride=1):
    """Two axes of length 1 are left over between the places and the pixels. Let the windows slide
    along the rows and columns of x only, and not along images and channels."""
    return strided_windows(x, kernel, stride)[:, :, :, :, None, None]


def slides_over_channels_and_rows(x, kernel, stride=1):
    """Your windows reach over channels and rows, axes 1 and 2 of x. Axes are counted from 0: which
    two are the rows and the columns?"""
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(1, 2))
    return windows[:, :, ::stride, ::stride]


def slides_along_columns_first(x, kernel, stride=1):
    """The first number of the kernel goes along the columns of x. It is the height: name the axis
    of the rows first."""
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(3, 2))
    return windows[:, :, ::stride, ::stride]


def windows_of_the_first_image(x, kernel, stride=1):
    """Every image shows the windows of the first. The axis of the images needs its own stride,
    x.strides[0]."""
    first = np.broadcast_to(x[:1], x.shape)
    return strided_windows(first, kernel, stride)


def windows_of_the_first_channel(x, kernel, stride=1):
    """Every channel shows the windows of the first. The axis of the channels needs its own stride,
    x.strides[1]."""
    first = np.broadcast_to(x[:, :1], x.shape)
    return strided_windows(first, kernel, stride)


def windows_without_axes_of_one(x, kernel, stride=1):
    """Axes of length 1 are gone. One image, one channel or one row of windows keeps its axis: six
    axes come back, whatever their lengths."""
    return np.squeeze(strided_windows(x, kernel, stride))


def turns_each_window_round(x, kernel, stride=1):
    """Each window is turned by half a circle. Its first number is the pixel at its upper left."""
    return strided_windows(x, kernel, stride)[..., ::-1, ::-1]


def windows_of_one_image(rng: np.random.Generator) -> Call:
    height, width = rng.integers(3, 5, 2).tolist()
    return call(numbers(rng, 1, 1, height, width), ((2, 2), (2, 3), (3, 2))[rng.integers(3)])


def windows_of_a_batch(rng: np.random.Generator) -> Call:
    images, channels = rng.integers(2, 4, 2).tolist()
    return call(numbers(rng, images, channels, 3, 3), (2, 2))


def windows_with_stride(rng: np.random.Generator) -> Call:
    height, width = rng.integers(4, 7, 2).tolist()
    return call(numbers(rng, 1, 1, height, width), (2, 2), stride=2)


def windows_of_any_kind(rng: np.random.Generator) -> Call:
    """As many places as pixels in a window, or more: a mistake never leaves the memory of x."""
    sides, kernel = ((4, 6), (2, 3)) if rng.integers(2) else ((7, 5), (3, 2))
    return call(numbers(rng, 2, 2, *sides), kernel, stride=2)


EXERCISE = Exercise(
    solution=strided_windows,
    parts=[
        Part(
            "one image",
            [
                call(counting(1, 1, 3, 3), (2, 2)),
                call(counting(1, 1, 2, 4), (2, 2)),
                call(counting(1, 1, 4, 2), (2, 2)),
                call(counting(1, 1, 3, 4), (2, 3)),
                call(counting(1, 1, 4, 3), (3, 2)),
                call(counting(1, 1, 3, 3).astype(np.float32), (2, 2)),
                drawn(windows_of_one_image, 2),
            ],
            item=0,
        ),
        Part(
            "images and channels",
            [
                call(counting(1, 2, 2, 3), (2, 2)),
                call(counting(2, 1, 3, 2), (2, 2)),
                call(counting(2, 3, 3, 3), (2, 2)),
                call(counting(2, 2, 3, 3) / 2, (1, 2)),
                drawn(windows_of_a_batch, 2),
            ],
            item=0,
        ),
        Part(
            "stride",
            [
                call(counting(1, 1, 4, 4), (2, 2), stride=2),
                call(counting(1, 1, 4, 4), (2, 2), stride=3),
                call(counting(1, 1, 5, 5), (2, 2), stride=2),
                call(counting(1, 1, 4, 6), (2, 2), stride=2),
                drawn(windows_with_stride, 2),
            ],
            item=0,
        ),
        Part(
            "all together, and nothing copied",
            [
                call(counting(1, 1, 3, 3), (2, 2)),
                call(np.arange(12).reshape(1, 1, 3, 4), (2, 2), stride=1),
                call(counting(2, 2, 4, 6), (2, 3), stride=2),
                call(counting(2, 2, 7, 5), (3, 2), stride=2),
                drawn(windows_of_any_kind, 2),
            ],
            item=1,  # what the windows show after x has changed
        ),
    ],
    hints=[
        "NumPy can look at the same memory in another shape. Which function of "
        "np.lib.stride_tricks makes windows, and which of the four axes should it slide along?",
        "First all windows, one pixel apart: (N, C, H − height + 1, W − width + 1, height, "
        "width). A slice with a step then keeps every stride-th one, and a slice copies "
        "nothing.",
    ],
    kind=VIEW,
)
