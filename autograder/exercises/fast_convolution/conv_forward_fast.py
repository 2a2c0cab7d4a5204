"""conv_forward_fast: the convolution layer of lesson 6 as a matrix product."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.fast_convolution.im2col import (
    cuts_columns_as_wide_as_high,
    cuts_from_images_that_do_not_fit,
    exchanges_stride_and_padding,
    flat_index_with_the_height,
    im2col,
    images_interleaved,
    makes_places_by_division,
    reshapes_channels_into_places,
    reshapes_rows_into_columns,
    reshapes_without_moving_axes,
    windows_column_by_column,
)
from autograder.exercises.fast_convolution.shared import (
    EDGE,
    counting,
    frame,
    numbers,
    places,
    refuse_a_rest,
)


def conv_forward_fast(x, w, b, stride=1, padding=0):
    """The convolution layer of lesson 6 as a matrix product.

    x: (N, C, H, W), floats or whole numbers; w: (F, C, KH, KW); b: (F,);
    stride, padding: ints, for both directions.
    Returns (N, F, OH, OW), floats. Rows and columns left over are not looked at.
    """
    side = (padding, padding)
    padded = np.pad(x, ((0, 0), (0, 0), side, side))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    oh, ow = windows.shape[2:4]
    # Windows become columns, filters become rows.
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(len(x), -1, oh * ow)
    rows = w.reshape(len(w), -1)
    out = rows @ columns + b[:, None]
    return out.reshape(len(x), len(w), oh, ow)


def sized(x, w, stride, padding):
    """Rows and columns of the output."""
    return places(x.shape[2:], w.shape[2:], stride, padding)


def layer_of(columns, x, w, b, stride, padding):
    """The layer from columns that a mistake has filled."""
    out = w.reshape(len(w), -1) @ columns + b[:, None]
    return out.reshape(len(x), len(w), *sized(x, w, stride, padding))


def all_columns(x, w, stride, padding):
    """One matrix for the whole batch, (C·KH·KW, N·L)."""
    columns = im2col(x, w.shape[2:], stride, padding)
    return columns.transpose(1, 0, 2).reshape(columns.shape[1], -1)


def reshapes_filters_into_images(x, w, b, stride=1, padding=0):
    """The matrix product has the filters first and the images behind them, and your reshape takes
    the one for the other. Give it the axes that the product has, then move the images to the
    front."""
    out = w.reshape(len(w), -1) @ all_columns(x, w, stride, padding) + b[:, None]
    return out.reshape(len(x), len(w), *sized(x, w, stride, padding))


def reshapes_interleaved_images(x, w, b, stride=1, padding=0):
    """The columns of your product take the images in turn, place by place, but your reshape has
    the images first. Reshape to the order that the columns have, then move the axes."""
    columns = images_interleaved(x, w.shape[2:], stride, padding)
    out = w.reshape(len(w), -1) @ columns + b[:, None]
    return out.reshape(len(x), len(w), *sized(x, w, stride, padding))


def takes_images_for_the_last_axis(x, w, b, stride=1, padding=0):
    """The columns of your product begin with all places of the first image, but the reshape has
    the images last. Name the axes in the order in which the columns were joined."""
    out = w.reshape(len(w), -1) @ all_columns(x, w, stride, padding) + b[:, None]
    return out.reshape(len(w), *sized(x, w, stride, padding), len(x)).transpose(3, 0, 1, 2)


def takes_interleaved_images_for_whole_ones(x, w, b, stride=1, padding=0):
    """Your columns take one window of each image in turn, and the reshape expects whole images one
    after the other. The images are the last axis of what you have."""
    columns = images_interleaved(x, w.shape[2:], stride, padding)
    out = w.reshape(len(w), -1) @ columns + b[:, None]
    return out.reshape(len(w), len(x), *sized(x, w, stride, padding)).swapaxes(0, 1)


def mixes_images_into_columns(x, w, b, stride=1, padding=0):
    """One matrix for all images is made by moving the axis of the images behind the weights, and
    then reshaping. Your reshape takes the numbers as they lie, so columns of different images are
    mixed."""
    columns = im2col(x, w.shape[2:], stride, padding)
    out = w.reshape(len(w), -1) @ columns.reshape(columns.shape[1], -1) + b[:, None]
    return out.reshape(len(w), len(x), *sized(x, w, stride, padding)).swapaxes(0, 1)


def mixes_images_and_filters(x, w, b, stride=1, padding=0):
    """Images are mixed twice: reshape moves nothing, neither when the columns of the batch become
    one matrix nor when the product becomes maps. Or leave the images an axis of their own, and @
    multiplies one after the other."""
    columns = im2col(x, w.shape[2:], stride, padding)
    out = w.reshape(len(w), -1) @ columns.reshape(columns.shape[1], -1) + b[:, None]
    return out.reshape(len(x), len(w), *sized(x, w, stride, padding))


def takes_images_for_filters(x, w, b, stride=1, padding=0):
    """In your product the images come first, and the reshape expects the filters there. Reshape in
    the order that the axes have, (N, F, ...), and nothing is left to exchange."""
    out = conv_forward_fast(x, w, b, stride, padding)
    return out.reshape(len(w), len(x), *out.shape[2:]).swapaxes(0, 1)


def adds_the_images_up(x, w, b, stride=1, padding=0):
    """Each image has the maps of all images together. The product sums over the pixels of a window,
    and over no images."""
    total = conv_forward_fast(x.sum(axis=0, keepdims=True), w, b, stride, padding)
    return np.repeat(total, len(x), axis=0)


def maps_of_the_first_image_alone(x, w, b, stride=1, padding=0):
    """The maps of the first image come back, and no others. Is there an index 0 where all images
    should be, or a return inside a loop?"""
    return conv_forward_fast(x[:1], w, b, stride, padding)


def maps_of_the_last_image(x, w, b, stride=1, padding=0):
    """The maps of one image come back, the last of the batch. Every image has a place of its own in
    the result."""
    return conv_forward_fast(x[-1:], w, b, stride, padding)


def pads_only_where_asked(x, w, b, stride=1, padding=0):
    """At padding 0 a name is used that was given no value, because the line that would do so
    stands under an if. Let padding 0 take the same way: np.pad then adds nothing."""
    if padding > 0:
        padded = frame(x, padding)
    return conv_forward_fast(padded, w, b, stride)


def pads_the_output(x, w, b, stride=1, padding=0):
    """You put the zeros round the finished maps. They belong round the images, so that the filters
    look at the border as well."""
    return frame(conv_forward_fast(x, w, b, stride), padding)


def reshapes_places_into_filters(x, w, b, stride=1, padding=0):
    """In your product the places come before the filters, and reshape does not exchange them. Move
    the axis of the filters in front of the places first."""
    out = conv_forward_fast(x, w, b, stride, padding)
    return out.transpose(0, 2, 3, 1).reshape(out.shape)


def scrambles_the_filters(x, w, b, stride=1, padding=0):
    """A filter has become a mixture of several. reshape to (…, F) does not turn w over: make each
    filter a row with reshape(F, -1), and turn the matrix only if the product needs the filters as
    columns."""
    rows = w.reshape(-1, len(w)).T
    return conv_forward_fast(x, rows.reshape(w.shape), b, stride, padding)


def filters_with_channels_last(x, w, b, stride=1, padding=0):
    """Columns and filters do not list their numbers in the same order: one has the channels of a
    pixel together, the other has channel after channel. Both must be flattened alike."""
    rows = w.transpose(0, 2, 3, 1).reshape(len(w), -1)
    return conv_forward_fast(x, rows.reshape(w.shape), b, stride, padding)


def filters_column_by_column(x, w, b, stride=1, padding=0):
    """Either the filters or the windows are flattened column by column, and the other row by row.
    The third number of one has to meet the third number of the other."""
    rows = w.swapaxes(2, 3).reshape(w.shape)
    return conv_forward_fast(x, rows, b, stride, padding)


def fills_the_maps_downwards(x, w, b, stride=1, padding=0):
    """The maps are filled column by column. The places of a map follow each other as one reads,
    row after row."""
    columns = windows_column_by_column(x, w.shape[2:], stride, padding)
    return layer_of(columns, x, w, b, stride, padding)


def multiplies_unmoved_windows(x, w, b, stride=1, padding=0):
    """What you multiply has the shape of columns, but not their numbers: a reshape alone does not
    bring the pixels of a window together along one axis. Move the axes first."""
    columns = reshapes_without_moving_axes(x, w.shape[2:], stride, padding)
    return layer_of(columns, x, w, b, stride, padding)


def multiplies_windows_in_rows(x, w, b, stride=1, padding=0):
    """Your windows became rows first, and a reshape gave these the shape of columns, which mixes
    windows. Exchange the two axes instead."""
    columns = reshapes_rows_into_columns(x, w.shape[2:], stride, padding)
    return layer_of(columns, x, w, b, stride, padding)


def takes_square_windows_for_filters(x, w, b, stride=1, padding=0):
    """A window is as wide here as the filter is high, and does not fit the filter. KH and KW are
    two numbers of w.shape."""
    columns = cuts_columns_as_wide_as_high(x, w.shape[2:], stride, padding)
    return layer_of(columns, x, w, b, stride, padding)


def multiplies_windows_of_mixed_channels(x, w, b, stride=1, padding=0):
    """One channel is right. With more, windows of one channel each become rows, and the channels of
    a window do not meet: move the channels behind the places before you reshape."""
    columns = reshapes_channels_into_places(x, w.shape[2:], stride, padding)
    return layer_of(columns, x, w, b, stride, padding)


def windows_that_do_not_fit(x, w, b, stride=1, padding=0):
    """With padding, windows do not fit where you put them. The frame goes round rows and columns
    alone, and all windows are cut from the images that have it."""
    columns = cuts_from_images_that_do_not_fit(x, w.shape[2:], stride, padding)
    return layer_of(columns, x, w, b, stride, padding)


def swaps_the_sides_of_the_maps(x, w, b, stride=1, padding=0):
    """Your maps have as many rows as there should be columns. OH, from the heights, comes before
    OW in the shape."""
    out = conv_forward_fast(x, w, b, stride, padding)
    return out.reshape(*out.shape[:2], out.shape[3], out.shape[2])


def turns_every_map(x, w, b, stride=1, padding=0):
    """Each map is turned over: its rows stand as columns. Axis 2 of the output goes down the
    image."""
    return conv_forward_fast(x, w, b, stride, padding).swapaxes(2, 3)


def maps_as_wide_as_high(x, w, b, stride=1, padding=0):
    """The last reshape asks for a number of places that is not there. The width of a map is counted
    from the widths of image and filter, and is not its height."""
    rows = sized(x, w, stride, padding)[0]
    return conv_forward_fast(x, w, b, stride, padding).reshape(len(x), len(w), rows, rows)


def reshapes_filters_into_places(x, w, b, stride=1, padding=0):
    """In your product the filters come before the places, and the reshape expects them last.
    Reshape to (N, F, OH, OW), the order that is there already."""
    out = conv_forward_fast(x, w, b, stride, padding)
    n, f, oh, ow = out.shape
    return out.reshape(n, oh, ow, f).transpose(0, 3, 1, 2)


def leaves_the_product_turned(x, w, b, stride=1, padding=0):
    """The product comes back as it is, with the filters last and the places in one line. Bring the
    filters in front, then give the places their two axes."""
    out = conv_forward_fast(x, w, b, stride, padding)
    return out.reshape(*out.shape[:2], -1).swapaxes(1, 2)


def leaves_the_maps_flat(x, w, b, stride=1, padding=0):
    """The numbers are right, in one long line for each map. Give the places their two axes back,
    OH and OW."""
    out = conv_forward_fast(x, w, b, stride, padding)
    return out.reshape(*out.shape[:2], -1)


def leaves_the_filters_behind(x, w, b, stride=1, padding=0):
    """The axis of the filters is the last of your output. It belongs behind the images, as axis
    1."""
    return conv_forward_fast(x, w, b, stride, padding).transpose(0, 2, 3, 1)


def leaves_the_filters_in_front(x, w, b, stride=1, padding=0):
    """Filters come first in your output, and images second. Exchange the two axes."""
    return conv_forward_fast(x, w, b, stride, padding).swapaxes(0, 1)


def leaves_off_the_bias(x, w, b, stride=1, padding=0):
    """The product is right and the biases are missing. Each is added to the whole map of its
    filter."""
    return conv_forward_fast(x, w, np.zeros(len(w)), stride, padding)


def bias_for_every_place(x, w, b, stride=1, padding=0):
    """b meets the places instead of the filters: NumPy lines shapes up from the right. Give b an
    axis of length 1 behind its own, so that it reaches along a row of the product."""
    columns = im2col(x, w.shape[2:], stride, padding)
    out = w.reshape(len(w), -1) @ columns + b
    return out.reshape(len(x), len(w), *sized(x, w, stride, padding))


def bias_for_every_column_of_a_map(x, w, b, stride=1, padding=0):
    """b is added along the width of the maps, the last axis. Shaped (F, 1, 1) it would belong to
    the filters."""
    return conv_forward_fast(x, w, np.zeros(len(w)), stride, padding) + b


def bias_for_every_image(x, w, b, stride=1, padding=0):
    """The biases meet the axis of the images: they stand along axis 0. The filters are axis 1 of
    the output."""
    return conv_forward_fast(x, w, 0 * b, stride, padding) + b[:, None, None, None]


def all_biases_in_every_map(x, w, b, stride=1, padding=0):
    """Each map gets the biases of all filters. To the map of a filter only its own bias is
    added."""
    return conv_forward_fast(x, w, np.full(len(w), b.sum()), stride, padding)


def multiplies_the_bias(x, w, b, stride=1, padding=0):
    """You multiply by the bias. It is added to the sum of the products."""
    return conv_forward_fast(x, w, 0 * b, stride, padding) * b[:, None, None]


def subtracts_the_bias(x, w, b, stride=1, padding=0):
    """The bias is subtracted. The layer of lesson 6 adds it."""
    return conv_forward_fast(x, w, -b, stride, padding)


def one_bias_for_all_filters(x, w, b, stride=1, padding=0):
    """All filters share one bias here. b has a number for each of them."""
    return conv_forward_fast(x, w, np.full(len(w), b[0]), stride, padding)


def bias_for_every_pixel_of_a_window(x, w, b, stride=1, padding=0):
    """The bias is in the sum as often as a filter has weights. Add it once, when the product is
    done."""
    return conv_forward_fast(x, w, b * w[0].size, stride, padding)


def flips_filters_and_multiplies(x, w, b, stride=1, padding=0):
    """The filters are turned by half a circle before they become rows. The convolution of lesson 6
    takes them as they are."""
    return conv_forward_fast(x, w[:, :, ::-1, ::-1], b, stride, padding)


def product_without_stride(x, w, b, stride=1, padding=0):
    """The stride makes no difference to your output. It decides which windows become columns."""
    return conv_forward_fast(x, w, b, 1, padding)


def neighbouring_windows_with_a_stride(x, w, b, stride=1, padding=0):
    """The maps have the right size, made of windows that lie one pixel apart. Start the windows
    `stride` pixels from each other."""
    rows, columns = sized(x, w, stride, padding)
    return conv_forward_fast(x, w, b, 1, padding)[:, :, :rows, :columns]


def stride_for_the_rows(x, w, b, stride=1, padding=0):
    """Only the rows of windows are `stride` apart; sideways every window is taken. There are two
    directions."""
    return conv_forward_fast(x, w, b, 1, padding)[:, :, ::stride]


def stride_for_the_columns(x, w, b, stride=1, padding=0):
    """Only sideways the windows are `stride` apart. Rows are stepped over in the same way."""
    return conv_forward_fast(x, w, b, 1, padding)[:, :, :, ::stride]


def stride_for_padding(x, w, b, stride=1, padding=0):
    """Stride and padding have changed places on their way to where windows are cut, so that
    padding 0 makes a step of 0. Pass them on by name."""
    columns = exchanges_stride_and_padding(x, w.shape[2:], stride, padding)
    return layer_of(columns, x, w, b, padding, stride)


def product_without_padding(x, w, b, stride=1, padding=0):
    """The padding makes no difference to your output. Put the frame of zeros round the images
    before any window is cut."""
    return conv_forward_fast(x, w, b, stride)


def pads_the_batch(x, w, b, stride=1, padding=0):
    """np.pad with a single number also adds images, and channels that no filter has. Name a pair
    for each of the four axes."""
    return conv_forward_fast(np.pad(x, padding), w, b, stride)


def pads_the_lower_right(x, w, b, stride=1, padding=0):
    """The images have moved to the upper left of their frame. Put half of the zeros before them
    and half behind."""
    padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))
    return conv_forward_fast(padded, w, b, stride)


def frame_of_one_pixel(x, w, b, stride=1, padding=0):
    """Your images get one row and one column of zeros on each side, whatever the padding. It may
    be 0, or 2."""
    return conv_forward_fast(x, w, b, stride, 1)


def frame_of_one_pixel_at_most(x, w, b, stride=1, padding=0):
    """Padding 2 gives the maps of padding 1. The frame is as wide as the number says."""
    return conv_forward_fast(x, w, b, stride, min(padding, 1))


def frame_above_and_below(x, w, b, stride=1, padding=0):
    """Rows of zeros are added and no columns. The frame goes all round the image."""
    rows = np.pad(x, ((0, 0), (0, 0), (padding, padding), (0, 0)))
    return conv_forward_fast(rows, w, b, stride)


def frame_of_copied_pixels(x, w, b, stride=1, padding=0):
    """The frame repeats pixels of the image. np.pad puts zeros unless a mode is named."""
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    return conv_forward_fast(np.pad(x, sides, mode="edge"), w, b, stride)


def index_by_the_height(x, w, b, stride=1, padding=0):
    """Your indices into the flat image multiply the row by the height. One row further down is one
    width further on."""
    columns = flat_index_with_the_height(x, w.shape[2:], stride, padding)
    return layer_of(columns, x, w, b, stride, padding)


def one_channel_of_each_filter(x, w, b, stride=1, padding=0):
    """The first channel is all that counts here. Rows and columns of the product are C·KH·KW
    long, so that the sum runs over the channels too."""
    return conv_forward_fast(x[:, :1], w[:, :1], b, stride, padding)


def one_filter_for_all_maps(x, w, b, stride=1, padding=0):
    """All maps come from the first filter. Each filter is a row of its own in the product."""
    return conv_forward_fast(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding)


def maps_of_the_first_image(x, w, b, stride=1, padding=0):
    """Each image got the maps of the first. The product has to be made with the columns of every
    image."""
    return conv_forward_fast(np.repeat(x[:1], len(x), axis=0), w, b, stride, padding)


def averages_the_products(x, w, b, stride=1, padding=0):
    """You divide by the number of weights. A matrix product adds up, and so does a filter."""
    return conv_forward_fast(x, w / w[0].size, b, stride, padding)


def output_of_the_images_type(x, w, b, stride=1, padding=0):
    """An image of whole numbers gives whole numbers here: the fractions are cut off on the way.
    The array that takes the results should hold floats."""
    return conv_forward_fast(x, w, b, stride, padding).astype(x.dtype)


def weights_of_the_images_type(x, w, b, stride=1, padding=0):
    """An image of whole numbers makes your weights whole numbers too, so fractions of w are lost
    before they are used. Turn the image into floats rather than the weights into ints."""
    return conv_forward_fast(x, w.astype(x.dtype), b, stride, padding)


def refuses_a_rest(x, w, b, stride=1, padding=0):
    """Rows that are left over lead to an error here. The docstring leaves them out: the last
    window is the last one that fits as a whole."""
    refuse_a_rest(x.shape[2:], w.shape[2:], stride, padding)
    return conv_forward_fast(x, w, b, stride, padding)


def sizes_of_maps_by_division(x, w, b, stride=1, padding=0):
    """OH and OW were made with / and are floats, which no shape and no range takes. Divide with
    //, which rounds down as well."""
    return makes_places_by_division(x, w.shape[2:], stride, padding)


def whole_numbers_in_the_maps(x, w, b, stride=1, padding=0):
    """The output holds whole numbers even where x holds floats. An array that is filled later
    needs a type with fractions: leave dtype out, or name float."""
    return conv_forward_fast(x, w, b, stride, padding).astype(int)


def maps_of_one_image_only(x, w, b, stride=1, padding=0):
    """The maps of the first image are right and those of the others are zero. Does every round of
    a loop write to its own image, and does the return stand behind the loop?"""
    out = conv_forward_fast(x, w, b, stride, padding)
    out[1:] = 0
    return out


def map_of_one_filter_only(x, w, b, stride=1, padding=0):
    """The first map is right and the others are zero. Every filter writes a map of its own."""
    out = conv_forward_fast(x, w, b, stride, padding)
    out[:, 1:] = 0
    return out


def last_starts_left_out(x, w, b, stride=1, padding=0):
    """Your maps are one row and one column too small wherever the windows end at the border. That
    last window fits: count it."""
    return conv_forward_fast(frame(x, padding)[:, :, :-1, :-1], w, b, stride)


def squeezes_the_output(x, w, b, stride=1, padding=0):
    """Axes of length 1 are gone: one image, one filter or one row is still an axis. Reshape to the
    four sizes instead of squeezing."""
    return np.squeeze(conv_forward_fast(x, w, b, stride, padding))


def one_product(rng: np.random.Generator) -> Call:
    sides, kernel = (((3, 4), (2, 3)), ((4, 3), (3, 2)), ((3, 5), (2, 2)))[rng.integers(3)]
    return call(numbers(rng, 1, 1, *sides), numbers(rng, 1, 1, *kernel), np.zeros(1))


def product_of_a_batch(rng: np.random.Generator) -> Call:
    n, f, c = ((2, 3, 2), (3, 2, 4), (2, 4, 3))[rng.integers(3)]
    return call(numbers(rng, n, c, 3, 3), numbers(rng, f, c, 2, 2), numbers(rng, f))


def product_with_stride(rng: np.random.Generator) -> Call:
    height, width = rng.integers(4, 7, 2).tolist()
    return call(numbers(rng, 1, 1, height, width), numbers(rng, 1, 1, 2, 2), np.zeros(1), stride=2)


def product_with_padding(rng: np.random.Generator) -> Call:
    height, width = rng.integers(2, 4, 2).tolist()
    padding = int(rng.integers(1, 3))
    x, w = numbers(rng, 1, 1, height, width), numbers(rng, 1, 1, 2, 2)
    return call(x, w, np.zeros(1), padding=padding)


def product_of_whole_numbers(rng: np.random.Generator) -> Call:
    """On the diagonal only: what the order of a filter does is tested elsewhere."""
    weights = np.diag(rng.choice([0.25, 0.5, 0.75], 2))[None, None]
    return call(2 * rng.integers(0, 100, (1, 1, 3, 3)) + 1, weights, np.zeros(1))


def product_of_any_kind(rng: np.random.Generator) -> Call:
    """Two images, three filters and two channels, no square, a stride and a padding."""
    sides, kernel = ((4, 7), (2, 3)) if rng.integers(2) else ((6, 3), (3, 2))
    return call(
        numbers(rng, 2, 2, *sides),
        numbers(rng, 3, 2, *kernel),
        numbers(rng, 3),
        stride=2,
        padding=1,
    )


NO_BIAS = np.zeros(1)


HALVES = np.array([[[[0.5, 0.0], [0.0, 0.25]]]])


EXERCISE = Exercise(
    solution=conv_forward_fast,
    parts=[
        Part(
            "one filter",
            [
                call(counting(1, 1, 2, 2), EDGE, NO_BIAS),
                call(counting(1, 1, 3, 3), EDGE, NO_BIAS),
                call(counting(1, 1, 2, 4), EDGE, NO_BIAS),
                call(counting(1, 1, 4, 3), EDGE, NO_BIAS),
                call(counting(1, 1, 3, 4), counting(1, 1, 2, 3), NO_BIAS),
                call(counting(1, 1, 4, 3), counting(1, 1, 3, 2), NO_BIAS),
                call(counting(1, 1, 2, 3), EDGE / 4, NO_BIAS),
                drawn(one_product, 2),
            ],
        ),
        Part(
            "images, channels, filters",
            [
                call(counting(1, 2, 2, 2), counting(1, 2, 2, 2), np.array([100.0])),
                call(counting(1, 1, 2, 2), counting(2, 1, 2, 2), np.array([100.0, 200.0])),
                call(counting(2, 1, 3, 3), counting(2, 1, 2, 2), np.array([100.0, 200.0])),
                # As many filters as places, as columns of a map: b fits along these too.
                call(counting(1, 1, 2, 3), counting(2, 1, 2, 2), np.array([100.0, 200.0])),
                call(
                    counting(1, 1, 3, 3),
                    counting(4, 1, 2, 2) / 2,
                    np.array([100.0, 200.0, 300.0, 400.0]),
                ),
                call(counting(2, 2, 3, 3), counting(3, 2, 2, 2), np.array([1.0, 20.0, 300.0])),
                drawn(product_of_a_batch, 2),
            ],
        ),
        Part(
            "stride",
            [
                call(counting(1, 1, 4, 4), EDGE, NO_BIAS, stride=2),
                call(counting(1, 1, 5, 5), EDGE, NO_BIAS, stride=3),
                call(counting(1, 1, 5, 6), EDGE / 4, NO_BIAS, stride=2),
                drawn(product_with_stride, 2),
            ],
        ),
        Part(
            "padding",
            [
                call(counting(1, 1, 2, 2), EDGE, NO_BIAS, padding=1),
                call(counting(1, 1, 2, 3), EDGE / 4, NO_BIAS, padding=1),
                call(counting(1, 1, 2, 2), EDGE, NO_BIAS, padding=2),
                drawn(product_with_padding, 2),
            ],
        ),
        Part(
            "whole numbers",
            [
                call(np.array([[[[1, 2], [3, 4]]]]), HALVES, NO_BIAS),
                call(np.arange(1, 10).reshape(1, 1, 3, 3), HALVES, NO_BIAS),
                drawn(product_of_whole_numbers, 2),
            ],
        ),
        Part(
            "all together",
            [
                call(counting(1, 1, 2, 5), EDGE / 4, NO_BIAS, stride=3, padding=1),
                call(
                    counting(2, 2, 4, 6),
                    counting(3, 2, 2, 3),
                    np.array([100.0, 200.0, 300.0]),
                    stride=2,
                    padding=1,
                ),
                call(
                    counting(2, 2, 6, 3),
                    counting(3, 2, 3, 2),
                    np.array([100.0, 200.0, 300.0]),
                    stride=2,
                    padding=1,
                ),
                drawn(product_of_any_kind, 2),
            ],
        ),
    ],
    hints=[
        "A number of the output is a filter times a window, added up. If windows are columns "
        "and filters are rows, which operation makes all these sums at once?",
        "The filters as a matrix are (F, C·KH·KW), the columns (N, C·KH·KW, L). @ multiplies "
        "the last two axes and does so for every image.",
        "The product is (N, F, L). Add b along axis 1, with an axis of length 1 behind it, and "
        "reshape L into OH and OW.",
    ],
)
