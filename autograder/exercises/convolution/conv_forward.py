"""conv_forward: A convolutional layer: every filter over every image."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.convolution.conv_output_size import conv_output_size
from autograder.exercises.convolution.shared import FILTER, IMAGE, counting, frame, numbers


def conv_forward(x, w, b, stride=1, padding=0):
    """A convolutional layer: every filter over every image.

    x: (N, C, H, W); w: (F, C, KH, KW); b: (F,).
    Returns (N, F, OH, OW) with OH = (H + 2 padding - KH) // stride + 1,
    and OW likewise from W and KW.
    """
    side = (padding, padding)
    padded = np.pad(x, ((0, 0), (0, 0), side, side))
    kh, kw = w.shape[2:]
    rows = (padded.shape[2] - kh) // stride + 1
    columns = (padded.shape[3] - kw) // stride + 1
    out = np.zeros((len(x), len(w), rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            window = padded[:, :, top : top + kh, left : left + kw]
            out[:, :, i, j] = np.einsum("nchw,fchw->nf", window, w) + b
    return out


def loop_over_outputs(padded, w, b, rows, columns, stride):
    """The plain loops on a padded image, with sizes that a mistake got wrong."""
    kh, kw = w.shape[2:]
    out = np.zeros((len(padded), len(w), rows, columns))
    for n, f, i, j in np.ndindex(out.shape):
        top, left = i * stride, j * stride
        out[n, f, i, j] = np.sum(padded[n, :, top : top + kh, left : left + kw] * w[f]) + b[f]
    return out


def places(x, w, stride, padding):
    """Rows and columns of the output."""
    return [(x.shape[k] + 2 * padding - w.shape[k]) // stride + 1 for k in (2, 3)]


def needs_padding_to_start(x, w, b, stride=1, padding=0):
    """The error names a variable that has no value yet where it is used. If it gets one under an
    if, padding 0 goes past it: padding with 0 pixels is allowed, so there is no need to ask."""
    if padding:
        padded = frame(x, padding)
    return conv_forward(padded, w, b, stride)


def output_as_wide_as_high(x, w, b, stride=1, padding=0):
    """The width of your output is a copy of its height. Work it out from the width of the image
    and of the filters."""
    rows, _ = places(x, w, stride, padding)
    return loop_over_outputs(frame(x, padding), w, b, rows, rows, stride)


def width_from_the_filter_height(x, w, b, stride=1, padding=0):
    """The width of your output is worked out with the height of the filters. It goes with their
    width, the last axis of w."""
    rows, _ = places(x, w, stride, padding)
    columns = (x.shape[3] + 2 * padding - w.shape[2]) // stride + 1
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def swaps_height_and_width(x, w, b, stride=1, padding=0):
    """Height and width have changed places in your output. Rows are counted from H and KH,
    columns from W and KW."""
    columns, rows = places(x, w, stride, padding)
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def index_with_the_wrong_row_length(x, w, b, stride=1, padding=0):
    """In a flat image the pixel below is one width further on. Your index multiplies the row by
    the height, which square images hide."""
    padded = frame(x, padding)
    height = padded.shape[2]
    kh, kw = w.shape[2:]
    rows, columns = places(x, w, stride, padding)
    i = (np.arange(rows)[:, None] * stride + np.arange(kh)) * height
    j = np.arange(columns)[:, None] * stride + np.arange(kw)
    flat = i[:, None, :, None] + j[None, :, None, :]
    seen = padded.reshape(*padded.shape[:2], -1)[:, :, flat]
    return np.einsum("ncijhw,fchw->nfij", seen, w) + b[:, None, None]


def rounds_the_output_size(x, w, b, stride=1, padding=0):
    """round() adds a window that hangs over the border where the steps do not end at it. Leave
    the rest out: the size is rounded down."""
    rows, columns = (round((x.shape[k] + 2 * padding - w.shape[k]) / stride) + 1 for k in (2, 3))
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def pads_rows_by_one_above(x, w, b, stride=1, padding=0):
    """Above the image you always pad one row, whatever the padding, which is right for padding 1
    only. Look at the pair of numbers for the rows."""
    padded = np.pad(x, ((0, 0), (0, 0), (1, padding), (padding, padding)))
    return loop_over_outputs(padded, w, b, *places(x, w, stride, padding), stride)


def filters_are_three_by_three(x, w, b, stride=1, padding=0):
    """A reshape asks for more or fewer numbers than there are; the error tells both counts. Take
    every side from x.shape and w.shape: filters need not be 3 by 3."""
    rows = w.reshape(len(w), x.shape[1] * 9)
    return conv_forward(x, rows.reshape(len(w), x.shape[1], 3, 3), b, stride, padding)


def divides_to_find_the_place(x, w, b, stride=1, padding=0):
    """An index has to be a whole number, and dividing with / makes a float. Loop over the places
    of the output, and multiply by the stride to find where their windows start."""
    padded = frame(x, padding)
    kh, kw = w.shape[2:]
    out = np.zeros((len(x), len(w), *places(x, w, stride, padding)))
    for top in range(0, padded.shape[2] - kh + 1, stride):
        for left in range(0, padded.shape[3] - kw + 1, stride):
            window = padded[:, :, top : top + kh, left : left + kw]
            value = np.einsum("nchw,fchw->nf", window, w) + b
            out[:, :, top / stride, left / stride] = value
    return out


def fills_the_shape(x, w, b, stride=1, padding=0):
    """What you fill in is a tuple, and a tuple never changes. If it is the shape of the output,
    make an array of zeros from it first."""
    out = (len(x), len(w), *places(x, w, stride, padding))
    out[0] = conv_forward(x, w, b, stride, padding)[0]
    return out


def returns_the_shape(x, w, b, stride=1, padding=0):
    """What comes back is the shape of the output. Return the array that has this shape."""
    return (len(x), len(w), *places(x, w, stride, padding))


def flips_every_filter(x, w, b, stride=1, padding=0):
    """Your filters are turned by half a circle. What networks call a convolution does not flip:
    multiply window and filter as they are."""
    return conv_forward(x, w[:, :, ::-1, ::-1], b, stride, padding)


def windows_without_stride(x, w, b, stride=1, padding=0):
    """The output has the right size, but its windows lie one pixel apart. The window of row i
    starts i strides from the top."""
    rows, columns = places(x, w, stride, padding)
    return conv_forward(x, w, b, 1, padding)[:, :, :rows, :columns]


def stride_without_effect(x, w, b, stride=1, padding=0):
    """The stride has no effect on your output. It sets how far the filter moves, and so how many
    windows there are."""
    return conv_forward(x, w, b, 1, padding)


def strides_down_only(x, w, b, stride=1, padding=0):
    """Your filter strides down the rows but visits every column. The stride holds in both
    directions."""
    return conv_forward(x, w, b, 1, padding)[:, :, ::stride]


def padding_without_effect(x, w, b, stride=1, padding=0):
    """The padding has no effect on your output. Frame the images with zeros before the filter
    starts."""
    return conv_forward(x, w, b, stride)


def leaves_out_the_bias(x, w, b, stride=1, padding=0):
    """The biases are missing: each filter adds its own to every pixel of its map."""
    return conv_forward(x, w, np.zeros(len(w)), stride, padding)


def adds_the_bias_for_each_channel(x, w, b, stride=1, padding=0):
    """The bias is added once for every channel. Add up the channels first, and the bias once
    after that."""
    return conv_forward(x, w, b * x.shape[1], stride, padding)


def adds_biases_along_the_width(x, w, b, stride=1, padding=0):
    """NumPy lines b up with the last axis, so its numbers go to the columns of the output. They
    belong to axis 1, the filters: give b two more axes behind its own."""
    return conv_forward(x, w, np.zeros(len(w)), stride, padding) + b


def reads_one_channel(x, w, b, stride=1, padding=0):
    """Only the first channel counts here. A filter has a slice for each channel, and the sum runs
    over all of them."""
    return conv_forward(x[:, :1], w[:, :1], b, stride, padding)


def pads_images_and_channels(x, w, b, stride=1, padding=0):
    """np.pad with one number pads all four axes, so your batch begins with an image of zeros.
    Images and channels need a pair of zeros each."""
    padded = np.pad(x, padding)[: len(x)]
    return loop_over_outputs(padded, w, b, *places(x, w, stride, padding), stride)


def pads_the_far_corner(x, w, b, stride=1, padding=0):
    """All of the padding lies below and on the right, which shifts the image. Give each of the
    four sides its share."""
    padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))
    return conv_forward(padded, w, b, stride)


def pads_with_the_border(x, w, b, stride=1, padding=0):
    """The padding repeats the pixels at the border instead of zeros. See which mode np.pad is
    given."""
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    return conv_forward(np.pad(x, sides, mode="edge"), w, b, stride)


def cuts_off_fractions(x, w, b, stride=1, padding=0):
    """Fractions are cut off where the image holds whole numbers, because the output got the type
    of the image. Make it an array of floats."""
    return conv_forward(x, w, b, stride, padding).astype(x.dtype)


def skips_the_last_windows(x, w, b, stride=1, padding=0):
    """The last row and column of each map stay zero. See where your loops end: the last window
    touches the border."""
    out = conv_forward(x, w, b, stride, padding)
    out[:, :, -1], out[:, :, :, -1] = 0, 0
    return out


def averages_each_window(x, w, b, stride=1, padding=0):
    """You take the mean of the products. A filter adds them up."""
    return conv_forward(x, w / w[0].size, b, stride, padding)


def first_bias_for_all(x, w, b, stride=1, padding=0):
    """Every filter gets the bias of the first one. Filter f has its own, at place f of b."""
    return conv_forward(x, w, np.full(len(w), b[0]), stride, padding)


def first_filter_for_all(x, w, b, stride=1, padding=0):
    """Every map comes from the first filter, and only the biases differ. Map f belongs to filter
    f."""
    return conv_forward(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding)


def keeps_the_last_channel(x, w, b, stride=1, padding=0):
    """Only the last channel is left in your output, as if each channel wiped out the one before.
    A filter adds all of its channels up."""
    return conv_forward(x[:, -1:], w[:, -1:], b, stride, padding)


def turns_the_maps_over(x, w, b, stride=1, padding=0):
    """Rows and columns of your maps have changed places. The window of place (i, j) starts in row
    i · stride and in column j · stride."""
    return conv_forward(x, w, b, stride, padding).swapaxes(2, 3)


def puts_filters_behind(x, w, b, stride=1, padding=0):
    """The numbers are right, with the filters along the last axis. The docstring has them behind
    the images."""
    return conv_forward(x, w, b, stride, padding).transpose(0, 2, 3, 1)


def cuts_windows_as_wide_as_high(x, w, b, stride=1, padding=0):
    """The height of the filters serves for their width as well. Cut each window to KH rows and KW
    columns."""
    padded = frame(x, padding)
    kh = w.shape[2]
    rows, _ = places(x, w, stride, padding)
    columns = (padded.shape[3] - kh) // stride + 1
    out = np.zeros((len(x), len(w), rows, columns))
    for n, f, i, j in np.ndindex(out.shape):
        top, left = i * stride, j * stride
        out[n, f, i, j] = np.sum(padded[n, :, top : top + kh, left : left + kh] * w[f]) + b[f]
    return out


def returns_after_the_first_image(x, w, b, stride=1, padding=0):
    """The maps of the first image are filled in, those of the others are zero. Does the loop over
    the images end, or does a return end it?"""
    out = conv_forward(x, w, b, stride, padding)
    out[1:] = 0
    return out


def first_image_for_all(x, w, b, stride=1, padding=0):
    """All images of the batch get the maps of the first one. Take image n where you fill in the
    maps of image n."""
    return conv_forward(np.repeat(x[:1], len(x), axis=0), w, b, stride, padding)


def counts_the_padding_twice(x, w, b, stride=1, padding=0):
    """Your output has more places than the array has windows, so the two disagree about the
    padding. It belongs once into the array, and once, for both sides, into the formula."""
    padded = frame(x, padding)
    return loop_over_outputs(padded, w, b, *places(padded, w, stride, padding), stride)


def adds_the_padding_to_the_output(x, w, b, stride=1, padding=0):
    """OH and OW are off once stride and padding meet. The padding belongs to the image before the
    stride divides: look at the docstring for its place in the formula."""
    rows, columns = ((x.shape[k] - w.shape[k]) // stride + 1 + 2 * padding for k in (2, 3))
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def pads_at_stride_one_only(x, w, b, stride=1, padding=0):
    """With a stride your padding gets lost. The two have nothing to do with each other: pad
    first, whatever the stride."""
    return conv_forward(x, w, b, stride, 0 if stride > 1 else padding)


def one_channel_with_a_stride(x, w, b, stride=1, padding=0):
    """With a stride only the first channel counts. Windows reach through all channels, wherever
    they start."""
    if stride > 1:
        x, w = x[:, :1], w[:, :1]
    return conv_forward(x, w, b, stride, padding)


def insists_on_a_fit(x, w, b, stride=1, padding=0):
    """An error comes up where the windows do not end at the border. Pixels that no whole window
    reaches are left out: OH and OW are rounded down, as libraries do it."""
    for k in (2, 3):
        conv_output_size(x.shape[k], w.shape[k], stride, padding)
    return conv_forward(x, w, b, stride, padding)


def divides_into_a_float_shape(x, w, b, stride=1, padding=0):
    """Shapes and ranges take whole numbers only, and were given something else. OH and OW made
    with / are floats even where nothing is left over."""
    rows, columns = ((x.shape[k] + 2 * padding - w.shape[k]) / stride + 1 for k in (2, 3))
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def stores_a_window_of_products(x, w, b, stride=1, padding=0):
    """An array is put where one number belongs. The products of a window are added up, over rows,
    columns and channels, before they are stored."""
    out = np.zeros((len(x), len(w), *places(x, w, stride, padding)))
    for n, f, i, j in np.ndindex(out.shape):
        window = frame(x, padding)[n, :, i * stride :, j * stride :]
        out[n, f, i, j] = window[:, : w.shape[2], : w.shape[3]] * w[f] + b[f]
    return out


def counts_steps_for_places(x, w, b, stride=1, padding=0):
    """Your maps lack their last row and column: OH and OW count the steps of the filter, without
    the place where it starts. Compare with the formula in the docstring."""
    rows, columns = (n - 1 for n in places(x, w, stride, padding))
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def counts_one_side_of_the_padding(x, w, b, stride=1, padding=0):
    """With padding your output is too small: OH and OW have to count the zeros on both sides of
    the image."""
    rows, columns = ((x.shape[k] + padding - w.shape[k]) // stride + 1 for k in (2, 3))
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def rounds_the_shape_up(x, w, b, stride=1, padding=0):
    """Your maps have room for windows that hang over the border. Only whole windows count, so OH
    and OW are rounded down."""
    rows, columns = (-((w.shape[k] - x.shape[k] - 2 * padding) // stride) + 1 for k in (2, 3))
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def multiplies_windows_of_another_shape(x, w, b, stride=1, padding=0):
    """Two arrays meet here whose shapes do not fit; the error names both. A window has to be as
    large as its filter: it starts at i · stride and ends KH rows later, inside the padded image."""
    padded = frame(x, padding)
    out = np.zeros((len(x), len(w), *places(x, w, stride, padding)))
    for n, f in np.ndindex(out.shape[:2]):
        out[n, f] = np.sum(padded[n] * w[f]) + b[f]
    return out


def plain_filter(rng: np.random.Generator) -> Call:
    side, kernel = (int(n) for n in rng.integers((3, 2), (5, 4)))
    return call(numbers(rng, 1, 1, side, side), numbers(rng, 1, 1, kernel, kernel), np.zeros(1))


def many_filters(rng: np.random.Generator) -> Call:
    n, c, f, side = (int(n) for n in rng.integers((1, 2, 2, 2), (3, 4, 4, 4)))
    return call(numbers(rng, n, c, side, side), numbers(rng, f, c, 2, 2), numbers(rng, f))


def sides_that_differ(rng: np.random.Generator) -> Call:
    height, width = (3, 5) if rng.integers(2) else (5, 3)
    kernel = ((2, 2), (2, 3), (3, 1))[rng.integers(3)]
    return call(numbers(rng, 1, 1, height, width), numbers(rng, 1, 1, *kernel), np.zeros(1))


def filter_with_stride(rng: np.random.Generator) -> Call:
    stride = int(rng.integers(2, 4))
    side = 2 + stride + int(rng.integers(0, stride))
    return call(
        numbers(rng, 1, 1, side, side), numbers(rng, 1, 1, 2, 2), np.zeros(1), stride=stride
    )


def filter_with_padding(rng: np.random.Generator) -> Call:
    side, padding = (int(n) for n in rng.integers((2, 1), (5, 3)))
    return call(
        numbers(rng, 1, 1, side, side), numbers(rng, 1, 1, 3, 3), np.zeros(1), padding=padding
    )


def filter_on_whole_numbers(rng: np.random.Generator) -> Call:
    return call(rng.integers(1, 100, (1, 1, 3, 3)), numbers(rng, 1, 1, 2, 2), np.zeros(1))


def layer_of_any_kind(rng: np.random.Generator) -> Call:
    """Two images, three channels, two filters, no square, a stride and a padding."""
    height, width = (4, 6) if rng.integers(2) else (5, 3)
    kernel = (2, 3) if rng.integers(2) else (3, 2)
    return call(
        numbers(rng, 2, 3, height, width),
        numbers(rng, 2, 3, *kernel),
        numbers(rng, 2),
        stride=2,
        padding=int(rng.integers(1, 3)),
    )


NO_BIAS = np.zeros(1)


EXERCISE = Exercise(
    solution=conv_forward,
    parts=[
        Part(
            "one filter, any shape",
            [
                call(counting(1, 1, 2, 2), FILTER, NO_BIAS),
                call(IMAGE, FILTER, NO_BIAS),
                call(counting(1, 1, 2, 4), FILTER, NO_BIAS),
                call(counting(1, 1, 4, 2), FILTER, NO_BIAS),
                call(counting(1, 1, 3, 3), np.array([[[[1.0, 0.0, -2.0]]]]), NO_BIAS),
                call(counting(1, 1, 5, 3), counting(1, 1, 3, 2), NO_BIAS),
                drawn(plain_filter, 2),
                drawn(sides_that_differ, 2),
            ],
        ),
        Part(
            "channels and filters",
            [
                call(counting(1, 2, 2, 2), counting(1, 2, 2, 2), np.array([100.0])),
                call(
                    counting(1, 1, 2, 2),
                    np.array([[[[1.0, 0.0], [0.0, 2.0]]], [[[0.0, 3.0], [1.0, 0.0]]]]),
                    np.array([100.0, 200.0]),
                ),
                call(counting(2, 2, 3, 3), counting(2, 2, 2, 2), np.array([100.0, 200.0])),
                call(
                    counting(2, 3, 3, 3),
                    counting(4, 3, 2, 2),
                    np.array([10.0, 20.0, 30.0, 40.0]),
                ),
                drawn(many_filters, 3),
            ],
        ),
        Part(
            "stride",
            [
                call(counting(1, 1, 4, 4), FILTER, NO_BIAS, stride=2),
                call(counting(1, 1, 4, 4), FILTER, NO_BIAS, stride=3),
                call(counting(1, 1, 5, 5), FILTER, NO_BIAS, stride=2),
                drawn(filter_with_stride, 3),
            ],
        ),
        Part(
            "padding",
            [
                call(counting(1, 1, 2, 2), counting(1, 1, 3, 3), NO_BIAS, padding=1),
                call(counting(1, 1, 2, 2), counting(1, 1, 3, 3), NO_BIAS, padding=2),
                drawn(filter_with_padding, 3),
            ],
        ),
        Part(
            "whole numbers",
            [
                call(
                    np.array([[[[1, 2], [3, 4]]]]),
                    np.array([[[[0.5, 0.0], [0.0, 0.25]]]]),
                    NO_BIAS,
                ),
                call(
                    np.arange(9).reshape(1, 1, 3, 3),
                    np.array([[[[0.5, 0.0], [0.0, 0.25]]]]),
                    NO_BIAS,
                ),
                drawn(filter_on_whole_numbers, 2),
            ],
        ),
        Part(
            "all together",
            [
                call(counting(1, 1, 3, 3), counting(1, 1, 3, 3), NO_BIAS, stride=2, padding=1),
                call(counting(1, 1, 2, 5), FILTER, NO_BIAS, stride=3, padding=1),
                call(
                    counting(2, 3, 4, 6),
                    counting(2, 3, 2, 3),
                    np.array([100.0, 200.0]),
                    stride=2,
                    padding=1,
                ),
                call(
                    counting(2, 3, 5, 3),
                    counting(2, 3, 3, 2),
                    np.array([100.0, 200.0]),
                    stride=2,
                    padding=2,
                ),
                drawn(layer_of_any_kind, 2),
            ],
        ),
    ],
    hints=[
        "Begin with loops, however many: over images, filters, rows and columns of the output. "
        "They are allowed to be slow.",
        "Pad first, work out OH and OW, make an array of zeros of shape (N, F, OH, OW), then "
        "fill it in.",
        "Place (i, j) of the output looks at the window that starts at row i · stride and "
        "column j · stride of the padded image, through all channels.",
        "For image n and filter f: multiply the window, shape (C, KH, KW), with w[f], add "
        "everything up, and add b[f] once.",
    ],
)
