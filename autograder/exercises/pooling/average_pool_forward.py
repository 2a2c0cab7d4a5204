"""average_pool_forward: the mean under each window, in every map of every image alone."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.pooling.shared import (
    ALL_TOGETHER,
    LECTURE,
    LEFT_OVER,
    NOT_SQUARE,
    OTHER_STRIDES,
    OTHER_WINDOWS,
    SEVERAL_MAPS,
    SIDE_BY_SIDE,
    hanging_over,
    image_for,
    images_of,
    largest,
    mean,
    numbers,
    places,
    pool,
    scattered,
    without,
)


def average_pool_forward(x, window, stride):
    """The mean under each window, in every map of every image alone.

    x: (N, C, H, W); window: (height, width); stride: an int, for both directions.
    Returns floats of the shape (N, C, OH, OW), also where x holds whole numbers, with
    sizes as pool_output_size gives them.
    """
    height, width = window
    rows = (x.shape[2] - height) // stride + 1
    columns = (x.shape[3] - width) // stride + 1
    out = np.zeros((*x.shape[:2], rows, columns))
    for i, j in np.ndindex(rows, columns):
        top, left = i * stride, j * stride
        patch = x[:, :, top : top + height, left : left + width]
        out[:, :, i, j] = patch.mean(axis=(2, 3))
    return out


def keeps_the_largest(x, window, stride):
    """You keep the largest number of each window. Average pooling asks all of them: take their
    mean."""
    return pool(x, window, (stride, stride), places(x, window, stride), largest)


def adds_without_dividing(x, window, stride):
    """You add the window up and stop there. A mean is the sum divided by how many numbers it
    has."""
    return average_pool_forward(x, window, stride) * (window[0] * window[1])


def divides_by_the_stride_squared(x, window, stride):
    """You divide by the stride twice. How many numbers a window holds is settled by its height and
    its width."""
    return adds_without_dividing(x, window, stride) / stride**2


def divides_by_four(x, window, stride):
    """You divide by 4, which is right for windows of 2 by 2. Other windows hold more or fewer
    numbers."""
    return adds_without_dividing(x, window, stride) / 4


def divides_by_the_height_squared(x, window, stride):
    """You divide by the height of the window twice, as if it were a square. Count the numbers that
    a window holds."""
    return adds_without_dividing(x, window, stride) / window[0] ** 2


def divides_by_height_plus_width(x, window, stride):
    """You divide by height plus width, which for 2 by 2 happens to be right. Draw a window of 2
    rows and 3 columns, and count its numbers."""
    return adds_without_dividing(x, window, stride) / (window[0] + window[1])


def averages_over_one_axis_only(x, window, stride):
    """You divide by one side of the window only: the rows are averaged and the columns still added
    up, or the other way round. A window holds height times width numbers."""
    return adds_without_dividing(x, window, stride) / window[0]


def averages_the_whole_batch(x, window, stride):
    """One mean is taken over all images and all maps. Each map of each image has its own: average
    over the two axes of the window."""
    return pool(x, window, (stride, stride), places(x, window, stride), np.mean)


def averages_the_channels_too(x, window, stride):
    """The maps of an image come out equal, because you average over the channels too. They show
    different things, so they stay apart."""
    sizes = places(x, window, stride)
    return pool(x, window, (stride, stride), sizes, lambda p: p.mean(axis=(1, 2, 3))[:, None])


def averages_the_images_too(x, window, stride):
    """All images come out equal, because you average over the batch too. Leave its axis out of the
    mean."""
    sizes = places(x, window, stride)
    return pool(x, window, (stride, stride), sizes, lambda p: p.mean(axis=(0, 2, 3)))


def averages_a_square_of_the_stride(x, window, stride):
    """Your windows are as large as the stride. That it often equals the window is a habit and no
    rule: take the sides from the argument window."""
    return average_pool_forward(x, (stride, stride), stride)


def averages_up_to_the_next_window(x, window, stride):
    """Your output has the right size, but each mean ends where the next window begins. Let a
    window reach as far as its height and width say."""
    step = (stride, stride)
    return pool(x, step, step, places(x, window, stride), mean)


def averages_two_by_two(x, window, stride):
    """Your windows are always 2 by 2, whatever the caller asks for. Height and width stand in the
    argument."""
    return average_pool_forward(x, (2, 2), stride)


def averages_side_by_side(x, window, stride):
    """Your windows lie side by side, and the stride is not used. It says how far it is from one
    start to the next."""
    sizes = [side // k for side, k in zip(x.shape[2:], window, strict=True)]
    return pool(x, window, window, sizes, mean)


def averages_steps_by_the_window(x, window, stride):
    """The size of your output is right, but the next window starts where the last one ends, and
    where windows overlap you run out of pixels. It starts one stride further on."""
    return pool(x, window, window, places(x, window, stride), mean)


def averages_as_wide_as_high(x, window, stride):
    """The window is taken to be as wide as it is high. Its pair holds both numbers, the height
    first."""
    return average_pool_forward(x, (window[0], window[0]), stride)


def averages_as_high_as_wide(x, window, stride):
    """The window is taken to be as high as it is wide. Its pair holds both numbers, and the width
    is the second."""
    return average_pool_forward(x, (window[1], window[1]), stride)


def averages_a_turned_window(x, window, stride):
    """Height and width of the window have changed places before you average. As in a shape, the
    height comes first."""
    return average_pool_forward(x, window[::-1], stride)


def averages_with_columns_from_the_height(x, window, stride):
    """The number of columns is worked out with the height of the window. Its width belongs
    there."""
    rows, _ = places(x, window, stride)
    columns = (x.shape[3] - window[0]) // stride + 1
    return pool(x, window, (stride, stride), (rows, columns), mean)


def averages_into_a_square(x, window, stride):
    """Your output is as wide as it is high, even for images that are not. Count the columns on
    their own."""
    rows, _ = places(x, window, stride)
    return pool(x, window, (stride, stride), (rows, rows), mean)


def averages_one_pixel_apart(x, window, stride):
    """Your output has the right size, but its windows start one pixel apart. Multiply i and j by
    the stride to find the corner of a window."""
    return pool(x, window, (1, 1), places(x, window, stride), mean)


def averages_at_every_pixel(x, window, stride):
    """You average at every pixel where the window fits, and the stride is not used. Skip the
    starts that lie between two strides."""
    return average_pool_forward(x, window, 1)


def averages_what_is_left_over(x, window, stride):
    """A last window hangs over the border, and you average what it still sees. Rows and columns
    that are too few for a whole window are left out."""
    return pool(x, window, (stride, stride), hanging_over(x, window, stride), mean)


def averages_beyond_the_image(x, window, stride):
    """A last window hangs over the border, and what lies outside counts as zeros in its mean. No
    window reaches beyond the image here."""
    sizes = hanging_over(x, window, stride)
    padded = np.pad(x, ((0, 0), (0, 0), (0, stride), (0, stride)))
    return pool(padded, window, (stride, stride), sizes, mean)


def average_sizes_from_the_stride_alone(x, window, stride):
    """Your output has as many places as the stride fits into the image, so the last windows can be
    cut off. Count only the places where a whole window fits."""
    sizes = [side // stride for side in x.shape[2:]]
    return pool(x, window, (stride, stride), sizes, mean)


def cuts_the_mean_to_the_type_of_x(x, window, stride):
    """For an image of whole numbers the means lose their fractions, because your output has the
    type of x. The mean of 1 and 2 is neither of them."""
    return average_pool_forward(x, window, stride).astype(x.dtype)


def rounds_every_mean_down(x, window, stride):
    """All your means are whole numbers, rounded down. A division can do that; the other one keeps
    the fraction."""
    return np.floor(average_pool_forward(x, window, stride))


def cuts_every_mean(x, window, stride):
    """Your output holds whole numbers only: every mean has lost its fraction, by int or in an
    array of ints. Let floats stay floats."""
    return average_pool_forward(x, window, stride).astype(int)


def averages_the_first_window_only(x, window, stride):
    """The first window is averaged and the others are zero. The loop ended after one round: see
    where the return stands."""
    out = np.zeros((*x.shape[:2], *places(x, window, stride)))
    out[:, :, 0, 0] = mean(x[:, :, : window[0], : window[1]])
    return out


def averages_in_blocks(x, window, stride):
    """A reshape into blocks means windows side by side, with nothing left over. For other strides
    cut each window out by itself."""
    blocks = [n for side, k in zip(x.shape[2:], window, strict=True) for n in (side // k, k)]
    return x.reshape(*x.shape[:2], *blocks).mean(axis=(3, 5))


def refuses_to_leave_pixels_out(x, window, stride):
    """You raise an error where the windows do not reach the border. Nothing is wrong there: these
    pixels count nowhere."""
    if any((side - k) % stride for side, k in zip(x.shape[2:], window, strict=True)):
        raise ValueError("The windows do not fit.")
    return average_pool_forward(x, window, stride)


def averages_a_float_number_of_windows(x, window, stride):
    """np.zeros and range are given a number that is not whole: / makes a float. How many windows
    there are is a matter of //."""
    rows, columns = ((side - k) / stride + 1 for side, k in zip(x.shape[2:], window, strict=True))
    return pool(x, window, (stride, stride), (rows, columns), mean)


def averages_a_window_of_one_number(x, window, stride):
    """The window is a pair (height, width), and you calculate with it as if it were one number.
    Unpack it first."""
    return np.zeros((x.shape[2] - window) // stride + 1)


def averages_with_a_pair_of_strides(x, window, stride):
    """The stride is one number, and you unpack it as if it were a pair. Both directions share
    it."""
    down, across = stride
    return pool(x, window, (down, across), places(x, window, down), mean)


def averages_at_the_pixel(x, window, stride):
    """Your index runs past the end of the output where the stride is larger than 1: you count in
    pixels where you store. Each window has one place there."""
    right = average_pool_forward(x, window, stride)
    out = np.zeros(right.shape)
    for i, j in np.ndindex(right.shape[2:]):
        out[:, :, i * stride, j * stride] = right[:, :, i, j]
    return out


def averages_into_turned_maps(x, window, stride):
    """Your index runs past the end where there are more rows than columns, or more columns than
    rows: they are exchanged in the shape of your output."""
    right = average_pool_forward(x, window, stride)
    out = np.zeros(right.swapaxes(2, 3).shape)
    for i, j in np.ndindex(right.shape[2:]):
        out[:, :, i, j] = right[:, :, i, j]
    return out


def averages_with_columns_of_the_image_height(x, window, stride):
    """The columns of your output are counted from the height of the image. Take the width, the
    last number of its shape."""
    rows, _ = places(x, window, stride)
    columns = (x.shape[2] - window[1]) // stride + 1
    return pool(x, window, (stride, stride), (rows, columns), mean)


def averages_squares_of_the_height(x, window, stride):
    """The size of your output is right, and each mean goes over a square with the height of the
    window. How far it reaches across is the second number of the pair."""
    return pool(x, (window[0], window[0]), (stride, stride), places(x, window, stride), mean)


def averages_squares_of_the_width(x, window, stride):
    """The size of your output is right, and each mean goes over a square with the width of the
    window. How far it reaches down is the first number of the pair."""
    return pool(x, (window[1], window[1]), (stride, stride), places(x, window, stride), mean)


def averages_along_the_diagonal(x, window, stride):
    """Your windows lie along the diagonal: the row of the place serves for its column as well. The
    second slice goes with j."""
    sizes = places(x, window, stride)
    return pool(x, window, (stride, stride), sizes, mean, at=lambda i, j: (i, i))


def averages_at_the_column_for_both(x, window, stride):
    """Your windows lie along the diagonal: the column of the place serves for its row as well. The
    first slice goes with i."""
    sizes = places(x, window, stride)
    return pool(x, window, (stride, stride), sizes, mean, at=lambda i, j: (j, j))


def averages_at_turned_places(x, window, stride):
    """The mean of place (i, j) is that of row j and column i in x. Square maps come out turned:
    take rows by i, columns by j."""
    sizes = places(x, window, stride)
    return pool(x, window, (stride, stride), sizes, mean, at=lambda i, j: (j, i))


def averages_turned_places(x, window, stride):
    """You store the mean of place (i, j) at [j, i]: square maps come out turned, and in others the
    index runs past the end."""
    right = average_pool_forward(x, window, stride)
    out = np.zeros(right.shape)
    for i, j in np.ndindex(right.shape[2:]):
        out[:, :, j, i] = right[:, :, i, j]
    return out


def averages_all_images_but_the_last(x, window, stride):
    """The output of the last image is zero, and so is that of a single image. Does the loop over
    the images end one too early?"""
    return without(average_pool_forward(x, window, stride), -1)


def averages_all_maps_but_the_last(x, window, stride):
    """The last map of each image is zero, and so is a single map. Does the loop over the maps end
    one too early?"""
    return without(average_pool_forward(x, window, stride), np.s_[:, -1])


def averages_all_rows_but_the_last(x, window, stride):
    """The last row of your output is zero, and all columns are filled in. Does the loop over the
    rows end one too early?"""
    return without(average_pool_forward(x, window, stride), np.s_[:, :, -1])


def averages_all_columns_but_the_last(x, window, stride):
    """The last column of your output is zero, and all rows are filled in. Does the loop over the
    columns end one too early?"""
    return without(average_pool_forward(x, window, stride), np.s_[:, :, :, -1])


def averages_all_but_the_last_windows(x, window, stride):
    """The last row and the last column of your output are zero. Do the loops end one too early?"""
    return without(averages_all_rows_but_the_last(x, window, stride), np.s_[:, :, :, -1])


def averages_into_the_corner(x, window, stride):
    """Your output has the size of x, and the means fill a corner of it. There is one place for each
    window, and no other."""
    right = average_pool_forward(x, window, stride)
    out = np.zeros(x.shape)
    out[:, :, : right.shape[2], : right.shape[3]] = right
    return out


def averages_with_the_one_divided(x, window, stride):
    """The stride divides the + 1 too, so windows are missing. It stands for the first window, which
    comes before any step."""
    sizes = [(side - k + 1) // stride for side, k in zip(x.shape[2:], window, strict=True)]
    return pool(x, window, (stride, stride), sizes, mean)


def averages_down_by_the_stride_only(x, window, stride):
    """From one column of your output to the next you move by one pixel. The stride holds across as
    well as down."""
    return pool(x, window, (stride, 1), places(x, window, stride), mean)


def averages_across_by_the_stride_only(x, window, stride):
    """From one row of your output to the next you move by one pixel. The stride holds down as well
    as across."""
    return pool(x, window, (1, stride), places(x, window, stride), mean)


def divides_by_the_width_only(x, window, stride):
    """You divide the sum by the width of the window only. A window has that many numbers in each of
    its rows."""
    return adds_without_dividing(x, window, stride) / window[1]


def middle_number_of_the_window(x, window, stride):
    """You take the number in the middle when a window is sorted. The mean adds all of them up and
    divides by how many there are."""
    sizes = places(x, window, stride)
    return pool(x, window, (stride, stride), sizes, lambda p: np.median(p, axis=(2, 3)))


def drops_axes_of_the_means(x, window, stride):
    """Axes of length 1 are lost. The output has four axes, even if there is one image, one map or
    one window."""
    return np.squeeze(average_pool_forward(x, window, stride))


def averages_the_first_image_only(x, window, stride):
    """The output of the first image is right and that of all others is zero. The return may stand
    inside the loop over the images."""
    out = np.zeros((*x.shape[:2], *places(x, window, stride)))
    out[0] = average_pool_forward(x, window, stride)[0]
    return out


def leaves_the_means_at_zero(x, window, stride):
    """Your output is still all zeros. Store the mean of each window at its place."""
    return np.zeros((*x.shape[:2], *places(x, window, stride)))


def image_of_whole_numbers(rng: np.random.Generator) -> Call:
    """The mean of the first window has a fraction: its sum is odd."""
    x = 2 * rng.integers(1, 20, (1, 1, 2, 4))
    x[..., 0] += 1
    x[..., 0, 0] += 1
    return call(x, (2, 2), 2)


EXERCISE = Exercise(
    solution=average_pool_forward,
    parts=[
        Part(
            "side by side",
            [
                *images_of(SIDE_BY_SIDE[:1]),
                call(LECTURE, (2, 2), 2),
                *images_of(SIDE_BY_SIDE[1:]),
                drawn(image_for(SIDE_BY_SIDE), 2),
            ],
        ),
        Part(
            "several maps",
            [
                *images_of([*SEVERAL_MAPS, *NOT_SQUARE]),
                drawn(image_for([*SEVERAL_MAPS, *NOT_SQUARE]), 2),
            ],
        ),
        Part("other windows", [*images_of(OTHER_WINDOWS), drawn(image_for(OTHER_WINDOWS), 2)]),
        Part("other strides", [*images_of(OTHER_STRIDES), drawn(image_for(OTHER_STRIDES), 2)]),
        Part("left-over pixels", [*images_of(LEFT_OVER), drawn(image_for(LEFT_OVER), 2)]),
        Part(
            "whole numbers in x",
            [
                call(np.array([[[[1, 2], [2, 2]]]]), (2, 2), 2),
                call(np.array([[[[3, 1, 6, 1], [2, 4, 7, 5]]]]), (2, 2), 2),
                drawn(image_of_whole_numbers, 2),
            ],
        ),
        Part(
            "all together",
            [
                *images_of(ALL_TOGETHER),
                call(7 - scattered(3, 2, 6, 5), (3, 2), 2),
                drawn(image_for(ALL_TOGETHER, numbers), 2),
            ],
        ),
    ],
    hints=[
        "Only one word differs from max pooling: what you do with each window.",
        "The mean goes over the last two axes of the windows, and the array that you fill in "
        "holds floats.",
    ],
)
