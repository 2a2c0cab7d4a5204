"""conv_forward: A convolutional layer: every filter over every image."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.convolution.conv_output_size import conv_output_size
from autograder.exercises.convolution.shared import (
    FILTER,
    IMAGE,
    counting,
    frame,
    loop_over_outputs,
    numbers,
    only_the_first,
    places,
    stored,
    without,
)


def conv_forward(x, w, b, stride=1, padding=0):
    """A convolutional layer: every filter over every image.

    x: (N, C, H, W); w: (F, C, KH, KW); b: (F,).
    Returns floats of the shape (N, F, OH, OW), also where x or w hold whole numbers,
    with OH = (H + 2 padding - KH) // stride + 1, and OW likewise from W and KW.
    """
    if x.shape[1] != w.shape[1]:
        raise ValueError(f"Filters of depth {w.shape[1]} do not fit images of {x.shape[1]}.")
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
    padded, kh = frame(x, padding), w.shape[2]
    rows, columns = ((side - kh) // stride + 1 for side in padded.shape[2:])
    return loop_over_outputs(padded, w, b, rows, columns, stride, (kh, kh))


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


def fills_the_frame_up_to_minus_padding(x, w, b, stride=1, padding=0):
    """Without padding there is no room for the image: -0 is 0, so the slice padding:-padding ends
    where it begins. Say where the image ends by counting from its start."""
    padded = np.zeros_like(frame(x, padding))
    padded[:, :, padding:-padding, padding:-padding] = x
    return conv_forward(padded, w, b, stride)


def wipes_out_what_it_does_not_pad(x, w, b, stride=1, padding=0):
    """Without padding your filters see nothing but zeros, so only the biases are left. Is a slice
    that begins at -padding set to zero? -0 is 0, and there it begins."""
    return conv_forward(x if padding else np.zeros(x.shape), w, b, stride, padding)


def cuts_windows_from_the_unpadded_image(x, w, b, stride=1, padding=0):
    """With padding some window is smaller than its filter. OH and OW count zeros that are not in
    the array: the windows are cut from the padded image, with zeros on all four sides."""
    return loop_over_outputs(x, w, b, *places(x, w, stride, padding), stride)


def pads_by_one_pixel(x, w, b, stride=1, padding=0):
    """You pad by one pixel whatever is asked for. How many there are, none or several, stands in
    the argument padding."""
    return conv_forward(x, w, b, stride, 1)


def frames_with_one_pixel(x, w, b, stride=1, padding=0):
    """OH and OW count with the padding, and the frame of your image is always one pixel wide. Take
    its width from the argument too."""
    return loop_over_outputs(frame(x, 1), w, b, *places(x, w, stride, padding), stride)


def pads_the_end_only(x, w, b, stride=1, padding=0):
    """You pad below and on the right only, so the windows start in the image and not in the
    padding. Each of the four sides gets as many zeros as the argument says."""
    padded = np.pad(x, ((0, 0), (0, 0), (0, padding), (0, padding)))
    return conv_forward(padded, w, b, stride)


def indices_beyond_turned_maps(x, w, b, stride=1, padding=0):
    """An index runs past the end where OH and OW differ: the array that you fill has changed its
    rows and columns. Its shape ends with OH, then OW."""
    right = conv_forward(x, w, b, stride, padding)
    return stored(right, right.swapaxes(2, 3).shape)


def loops_over_turned_places(x, w, b, stride=1, padding=0):
    """Where OH and OW differ, your loops leave the image or the output: i counts up to OW and j up
    to OH. Rows go with OH, columns with OW."""
    out = np.zeros((len(x), len(w), *places(x, w, stride, padding)))
    for j, i in np.ndindex(out.shape[2:]):
        window = frame(x, padding)[:, None, :, i * stride :, j * stride :]
        window = window[..., : w.shape[2], : w.shape[3]]
        out[:, :, i, j] = np.sum(window * w, axis=(2, 3, 4)) + b
    return out


def stores_row_and_column_turned(x, w, b, stride=1, padding=0):
    """Place [j, i] of your output gets what belongs to place [i, j]: square maps come out turned,
    and in others the index runs past the end. Rows come first where you store as well."""
    right = conv_forward(x, w, b, stride, padding)
    return stored(right, right.shape, lambda i, j: (j, i))


def stores_at_the_pixel(x, w, b, stride=1, padding=0):
    """With a stride your index runs past the end of the output: you store at the pixel where the
    window starts. Places are counted one by one, and the pixel is the place times the stride."""
    right = conv_forward(x, w, b, stride, padding)
    return stored(right, right.shape, lambda i, j: (i * stride, j * stride))


def skips_places_by_the_stride(x, w, b, stride=1, padding=0):
    """With a stride most places of your output stay zero: the loops over its places take steps of
    the stride. Visit every place, and let its window start at the place times the stride."""
    out = np.zeros((len(x), len(w), *places(x, w, stride, padding)))
    out[:, :, ::stride, ::stride] = conv_forward(x, w, b, stride, padding)[:, :, ::stride, ::stride]
    return out


def takes_places_for_pixels(x, w, b, stride=1, padding=0):
    """With a stride most places of your output stay zero, and others show a window that lies
    elsewhere. A loop over places moves by 1, and the place times the stride is the pixel."""
    out = np.zeros((len(x), len(w), *places(x, w, stride, padding)))
    near = windows_without_stride(x, w, b, stride, padding)
    out[:, :, ::stride, ::stride] = near[:, :, ::stride, ::stride]
    return out


def cuts_windows_by_the_height(x, w, b, stride=1, padding=0):
    """OH and OW are right, but your windows are as wide as the filter is high. Columns end KW
    after the column where they start."""
    sizes, kh = places(x, w, stride, padding), w.shape[2]
    return loop_over_outputs(frame(x, padding), w, b, *sizes, stride, (kh, kh))


def cuts_windows_by_the_width(x, w, b, stride=1, padding=0):
    """OH and OW are right, but your windows are as high as the filter is wide. Rows end KH after
    the row where they start."""
    sizes, kw = places(x, w, stride, padding), w.shape[3]
    return loop_over_outputs(frame(x, padding), w, b, *sizes, stride, (kw, kw))


def takes_the_filter_width_for_both(x, w, b, stride=1, padding=0):
    """The width of the filters serves for their height as well. Rows, of the output and of a
    window, go with KH."""
    padded, kw = frame(x, padding), w.shape[3]
    rows, columns = ((side - kw) // stride + 1 for side in padded.shape[2:])
    return loop_over_outputs(padded, w, b, rows, columns, stride, (kw, kw))


def output_as_high_as_wide(x, w, b, stride=1, padding=0):
    """The height of your output is a copy of its width. Work it out from the height of the image
    and of the filters."""
    _, columns = places(x, w, stride, padding)
    return loop_over_outputs(frame(x, padding), w, b, columns, columns, stride)


def reads_the_image_width_first(x, w, b, stride=1, padding=0):
    """You take the width of the image for its height: the shape of x is (N, C, H, W). Square
    images hide it."""
    padded = frame(x, padding)
    rows, columns = ((padded.shape[5 - k] - w.shape[k]) // stride + 1 for k in (2, 3))
    return loop_over_outputs(padded, w, b, rows, columns, stride)


def reads_the_filter_width_first(x, w, b, stride=1, padding=0):
    """You take the width of the filters for their height: the shape of w is (F, C, KH, KW).
    Square filters hide it."""
    padded = frame(x, padding)
    rows, columns = ((padded.shape[k] - w.shape[5 - k]) // stride + 1 for k in (2, 3))
    return loop_over_outputs(padded, w, b, rows, columns, stride, w.shape[:1:-1])


def rows_without_stride(x, w, b, stride=1, padding=0):
    """The stride holds from column to column only: your windows lie one pixel below each other.
    Multiply the row of the place by the stride too."""
    sizes = places(x, w, stride, padding)
    return loop_over_outputs(frame(x, padding), w, b, *sizes, (1, stride))


def columns_without_stride(x, w, b, stride=1, padding=0):
    """The stride holds from row to row only: your windows lie one pixel beside each other.
    Multiply the column of the place by the stride too."""
    sizes = places(x, w, stride, padding)
    return loop_over_outputs(frame(x, padding), w, b, *sizes, (stride, 1))


def loops_over_the_image(x, w, b, stride=1, padding=0):
    """Your loops visit every pixel of the image, so they leave it or the output. Visit the places
    of the output: OH rows and OW columns."""
    out = np.zeros((len(x), len(w), *places(x, w, stride, padding)))
    for n, f, i, j in np.ndindex(len(x), len(w), *x.shape[2:]):
        seen = frame(x, padding)[n, :, i * stride :, j * stride :]
        out[n, f, i, j] = np.sum(seen[:, : w.shape[2], : w.shape[3]] * w[f]) + b[f]
    return out


def counts_places_without_stride(x, w, b, stride=1, padding=0):
    """With a stride your windows run out of the image: OH and OW are those of stride 1. The stride
    divides the way that the filter can go."""
    return loop_over_outputs(frame(x, padding), w, b, *places(x, w, 1, padding), stride)


def counts_places_by_the_stride_alone(x, w, b, stride=1, padding=0):
    """You divide the size of the image by the stride, so the last windows reach beyond it. Take
    the filter off first: its last place is KH rows before the end."""
    padded = frame(x, padding)
    rows, columns = (side // stride for side in padded.shape[2:])
    return loop_over_outputs(padded, w, b, rows, columns, stride)


def adds_the_one_before_dividing(x, w, b, stride=1, padding=0):
    """With a stride your maps are too small, since the stride divides the + 1 as well. It counts
    the place where the filter starts, after the division."""
    rows, columns = ((x.shape[k] + 2 * padding - w.shape[k] + 1) // stride for k in (2, 3))
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def stops_before_the_last_start(x, w, b, stride=1, padding=0):
    """The last row and column of a map stay zero where their windows end exactly at the border.
    The last window starts at H - KH, and range leaves out its end."""
    out = conv_forward(x, w, b, stride, padding)
    for axis, k in ((2, 2), (3, 3)):
        if (x.shape[k] + 2 * padding - w.shape[k]) % stride == 0:
            np.moveaxis(out, axis, 0)[-1] = 0
    return out


def adds_the_bias_for_each_product(x, w, b, stride=1, padding=0):
    """The bias is added to every product of a window, and so counts many times. Close the bracket
    of the sum before you add it."""
    return conv_forward(x, w, b * w[0].size, stride, padding)


def adds_biases_along_the_rows(x, w, b, stride=1, padding=0):
    """With one new axis b lines up with the rows of the output. It belongs to the filters, and
    behind them are two axes."""
    return conv_forward(x, w, np.zeros(len(w)), stride, padding) + b[:, None]


def adds_all_filters_up(x, w, b, stride=1, padding=0):
    """Each map is the sum of what all filters say. Multiply the window with one of them: the
    first axis of w counts the filters."""
    every = np.repeat(w.sum(axis=0, keepdims=True), len(w), axis=0)
    return conv_forward(x, every, b, stride, padding)


def adds_all_images_up(x, w, b, stride=1, padding=0):
    """All images of the batch are added up, so each gets the same maps. Take one image at a time,
    or leave the first axis out of the sum."""
    every = np.repeat(x.sum(axis=0, keepdims=True), len(x), axis=0)
    return conv_forward(every, w, b, stride, padding)


def multiplies_windows_as_matrices(x, w, b, stride=1, padding=0):
    """@ and np.dot make matrix products, which mix rows with columns. Here each weight meets one
    pixel: multiply element by element with *."""
    sizes = places(x, w, stride, padding)
    return loop_over_outputs(frame(x, padding), w, b, *sizes, stride, by=np.matmul)


def keeps_the_last_product(x, w, b, stride=1, padding=0):
    """A number of your output is the last product of its window, as if each product wiped out the
    one before. All of them are added up: = stores, += adds."""
    last = np.zeros(w.shape)
    last[:, -1, -1, -1] = w[:, -1, -1, -1]
    return conv_forward(x, last, b, stride, padding)


def adds_up_without_the_filter(x, w, b, stride=1, padding=0):
    """You add up the pixels of each window, and the filter plays no part. Multiply each pixel by
    the weight that lies on it first."""
    return conv_forward(x, np.ones(w.shape), b, stride, padding)


def row_serves_for_the_column(x, w, b, stride=1, padding=0):
    """The row of the place serves for its column as well: your windows lie along the diagonal. The
    second slice starts at j · stride."""
    sizes = places(x, w, stride, padding)
    return loop_over_outputs(frame(x, padding), w, b, *sizes, stride, at=lambda i, j: (i, i))


def column_serves_for_the_row(x, w, b, stride=1, padding=0):
    """The column of the place serves for its row as well: your windows lie along the diagonal. The
    first slice starts at i · stride."""
    sizes = places(x, w, stride, padding)
    return loop_over_outputs(frame(x, padding), w, b, *sizes, stride, at=lambda i, j: (j, j))


def cuts_windows_at_turned_places(x, w, b, stride=1, padding=0):
    """The window of place (i, j) starts in row j and column i of your image: square maps come out
    turned, and in others the windows run out of the image. Rows go with i."""
    sizes = places(x, w, stride, padding)
    return loop_over_outputs(frame(x, padding), w, b, *sizes, stride, at=lambda i, j: (j, i))


def makes_maps_as_large_as_the_image(x, w, b, stride=1, padding=0):
    """The numbers are right, but your maps are as large as the image, with zeros where no window
    fits. Make an array with OH rows and OW columns."""
    right = conv_forward(x, w, b, stride, padding)
    return stored(right, (*right.shape[:2], *x.shape[2:]))


def flips_channels_too(x, w, b, stride=1, padding=0):
    """Your filters run backwards in all directions, the channels too, as scipy.signal.convolve
    does it with three axes. Multiply window and filter as they are."""
    return conv_forward(x, w[:, ::-1, ::-1, ::-1], b, stride, padding)


def takes_channels_for_filters(x, w, b, stride=1, padding=0):
    """You take the second axis of w for the filters. It is the first: w is (F, C, KH, KW), and
    filter f is w[f]."""
    turned = w.swapaxes(0, 1)
    biases = np.resize(b, len(turned))
    return loop_over_outputs(
        frame(x, padding), turned, biases, *places(x, w, stride, padding), stride
    )


def leaves_filters_before_images(x, w, b, stride=1, padding=0):
    """The numbers are right, with the filters before the images, as tensordot leaves them. The
    docstring has the images first."""
    return conv_forward(x, w, b, stride, padding).swapaxes(0, 1)


def cuts_off_fractions_always(x, w, b, stride=1, padding=0):
    """Your output has no fractions, whatever goes in. If you give its array a type, let it be
    float."""
    return conv_forward(x, w, b, stride, padding).astype(int)


def cuts_off_fractions_for_whole_weights(x, w, b, stride=1, padding=0):
    """Fractions are cut off where the weights are whole numbers, because the output got the type
    of w. Pixels and biases have fractions even then: make it floats."""
    return conv_forward(x, w, b, stride, padding).astype(w.dtype)


def drops_axes_of_length_one(x, w, b, stride=1, padding=0):
    """Axes of length 1 are missing in your output. One image is still a batch, and one filter
    still makes a map: keep all four axes."""
    return np.squeeze(conv_forward(x, w, b, stride, padding))


def returns_after_the_first_number(x, w, b, stride=1, padding=0):
    """A single number of your output is filled in. A return inside the loops ends all of them:
    it belongs behind the outermost."""
    return only_the_first(conv_forward(x, w, b, stride, padding), (0, 0, 0, 0))


def ends_after_the_first_row(x, w, b, stride=1, padding=0):
    """Only the first row of the first map is filled in. Look how far the return is indented: it
    stands inside the loop over the rows."""
    return only_the_first(conv_forward(x, w, b, stride, padding), (0, 0, 0))


def returns_after_the_first_map(x, w, b, stride=1, padding=0):
    """Only the first map of the first image is filled in. Look how far the return is indented: it
    stands inside the loop over the filters."""
    return only_the_first(conv_forward(x, w, b, stride, padding), (0, 0))


def fills_the_first_window_only(x, w, b, stride=1, padding=0):
    """In each map only the first place is filled in. The loops over the places end after one
    round: see where the return stands."""
    return only_the_first(conv_forward(x, w, b, stride, padding), np.s_[:, :, 0, 0])


def sees_zeros_only(x, w, b, stride=1, padding=0):
    """Only the biases are left in your output, whatever the image. It has not been put into the
    padded array, or the slices of your windows hold nothing."""
    return conv_forward(np.zeros(x.shape), w, b, stride, padding)


def leaves_out_the_last_image(x, w, b, stride=1, padding=0):
    """The maps of the last image are zero, and a single image gets none. range leaves out its end
    by itself: loop over range(N)."""
    return without(conv_forward(x, w, b, stride, padding), -1)


def leaves_out_the_last_filter(x, w, b, stride=1, padding=0):
    """The map of the last filter is zero, and a single filter makes none. range leaves out its end
    by itself: loop over range(F)."""
    return without(conv_forward(x, w, b, stride, padding), np.s_[:, -1])


def leaves_out_the_last_row(x, w, b, stride=1, padding=0):
    """The last row of each map is zero, and its columns are all there. The loop over the rows ends
    one too early: range leaves out its end by itself."""
    return without(conv_forward(x, w, b, stride, padding), np.s_[:, :, -1])


def leaves_out_the_last_column(x, w, b, stride=1, padding=0):
    """The last column of each map is zero, and its rows are all there. The loop over the columns
    ends one too early: range leaves out its end by itself."""
    return without(conv_forward(x, w, b, stride, padding), np.s_[:, :, :, -1])


def stays_at_the_first_window(x, w, b, stride=1, padding=0):
    """Every place of a map shows the first window. The slices have to start at the row and the
    column of the place."""
    out = conv_forward(x, w, b, stride, padding)
    return np.broadcast_to(out[:, :, :1, :1], out.shape).copy()


def leaves_the_output_at_zero(x, w, b, stride=1, padding=0):
    """The shape is right and every number is zero: nothing has been stored. Add up window times
    filter at each place, and put the sum there."""
    return np.zeros((len(x), len(w), *places(x, w, stride, padding)))


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
                call(counting(1, 1, 5, 3) / 4, counting(1, 1, 3, 2), NO_BIAS),
                call(-counting(1, 1, 1, 2), np.array([[[[0.5]]]]), NO_BIAS),
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
                    np.array([-100.5, 200.0]),
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
                call(-counting(1, 1, 5, 5) / 4, FILTER, NO_BIAS, stride=3),
                drawn(filter_with_stride, 3),
            ],
        ),
        Part(
            "padding",
            [
                call(counting(1, 1, 2, 2), counting(1, 1, 3, 3), NO_BIAS, padding=1),
                call(-counting(1, 1, 2, 2) / 4, counting(1, 1, 3, 3), NO_BIAS, padding=2),
                call(counting(1, 1, 1, 2), np.array([[[[3.0]]]]), NO_BIAS, padding=2),
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
                    np.array([[[[0.5, 0.0], [0.0, -0.25]]]]),
                    NO_BIAS,
                ),
                call(
                    np.array([[[[0.5, 1.5], [2.5, 3.5]]]]), np.array([[[[1, 0], [2, 3]]]]), NO_BIAS
                ),
                call(np.array([[[[1, 2]]]]), np.array([[[[3, 4]]]]), np.array([0.5])),
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
                    -counting(2, 3, 5, 3) / 4,
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
