"""max_pool_forward: the largest number under each window, in every map of every image alone."""

import numpy as np

from autograder.authoring.exercise import Exercise, Part, call, drawn
from autograder.exercises.pooling.shared import (
    ALL_TOGETHER,
    LECTURE,
    LEFT_OVER,
    NOT_SQUARE,
    OTHER_STRIDES,
    OTHER_WINDOWS,
    SEVERAL_MAPS,
    SIDE_BY_SIDE,
    below_zero,
    distinct,
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


def max_pool_forward(x, window, stride):
    """The largest number under each window, in every map of every image alone.

    x: (N, C, H, W); window: (height, width); stride: an int, for both directions.
    Returns (N, C, OH, OW), with sizes as pool_output_size gives them.
    """
    height, width = window
    rows = (x.shape[2] - height) // stride + 1
    columns = (x.shape[3] - width) // stride + 1
    out = np.zeros((*x.shape[:2], rows, columns), x.dtype)
    for i, j in np.ndindex(rows, columns):
        top, left = i * stride, j * stride
        patch = x[:, :, top : top + height, left : left + width]
        out[:, :, i, j] = patch.max(axis=(2, 3))
    return out


def one_maximum_for_the_batch(x, window, stride):
    """One maximum is taken over all images and all maps. Images and maps keep their own numbers:
    take the maximum over the two axes of the window only."""
    return pool(x, window, (stride, stride), places(x, window, stride), np.max)


def maximum_over_the_channels(x, window, stride):
    """The maps of an image come out equal, since the maximum is taken over the channels too.
    Pooling treats each map alone."""
    sizes = places(x, window, stride)
    return pool(x, window, (stride, stride), sizes, lambda p: p.max(axis=(1, 2, 3))[:, None])


def maximum_over_the_images(x, window, stride):
    """All images come out equal, since the maximum is taken over the batch too. What one image
    shows must not change another."""
    sizes = places(x, window, stride)
    return pool(x, window, (stride, stride), sizes, lambda p: p.max(axis=(0, 2, 3)))


def starts_from_zero(x, window, stride):
    """Where all numbers are negative you return 0, which is not among them. If you keep the
    largest number so far, what must it be before the first comparison?"""
    return np.maximum(0, max_pool_forward(x, window, stride))


def starts_from_minus_one(x, window, stride):
    """You return -1 where all numbers are smaller than that. A search for the largest may start
    only from one of the numbers themselves, or from minus infinity."""
    return np.maximum(-1, max_pool_forward(x, window, stride))


def averages_the_window(x, window, stride):
    """You return the mean of each window. Max pooling keeps one number of the window as it is."""
    return pool(x, window, (stride, stride), places(x, window, stride), mean)


def smallest_of_the_window(x, window, stride):
    """You return the smallest number of each window. Turn the comparison round."""
    return -max_pool_forward(-x, window, stride)


def adds_the_window_up(x, window, stride):
    """You add the numbers of each window up. Only one of them is kept here."""
    sizes = places(x, window, stride)
    return pool(x, window, (stride, stride), sizes, lambda p: p.sum(axis=(2, 3)))


def largest_without_the_sign(x, window, stride):
    """You drop the signs before you compare. A negative number is small, however far it lies from
    zero."""
    return max_pool_forward(np.abs(x), window, stride)


def place_of_the_largest(x, window, stride):
    """You return where in the window the largest number stands. Return the number itself."""
    sizes = places(x, window, stride)
    return pool(
        x, window, (stride, stride), sizes, lambda p: p.reshape(*p.shape[:2], -1).argmax(axis=2)
    )


def corner_of_each_window(x, window, stride):
    """You return the number in the top left corner of each window and look at no other. Compare
    all the numbers under the window."""
    sizes = places(x, window, stride)
    return pool(x, window, (stride, stride), sizes, lambda p: p[:, :, 0, 0])


def first_column_of_each_window(x, window, stride):
    """Only the first column of each window is looked at. A maximum over one axis leaves the other
    one still to do."""
    sizes = places(x, window, stride)
    return pool(x, window, (stride, stride), sizes, lambda p: p[:, :, :, 0].max(axis=2))


def first_row_of_each_window(x, window, stride):
    """Only the first row of each window is looked at. The window goes on below it, for as many
    rows as it is high."""
    sizes = places(x, window, stride)
    return pool(x, window, (stride, stride), sizes, lambda p: p[:, :, 0].max(axis=2))


def windows_one_pixel_short(x, window, stride):
    """Your windows lack their last row and their last column. A slice leaves out its end by
    itself, so nothing needs to be taken off."""
    smaller = (window[0] - 1, window[1] - 1)
    return pool(x, smaller, (stride, stride), places(x, window, stride), largest)


def takes_the_stride_for_the_window(x, window, stride):
    """Your windows are as large as the stride, and the argument window changes nothing. The stride
    says how far apart windows start, the window how far each of them reaches."""
    return max_pool_forward(x, (stride, stride), stride)


def ends_a_window_where_the_next_begins(x, window, stride):
    """The size of your output is right, but each window ends where the next one begins. A window
    ends its own height and width after its start."""
    step = (stride, stride)
    return pool(x, step, step, places(x, window, stride), largest)


def windows_of_two_by_two(x, window, stride):
    """Your windows are always 2 by 2. Take their height and width from the argument."""
    return max_pool_forward(x, (2, 2), stride)


def takes_the_window_for_the_stride(x, window, stride):
    """Your windows lie side by side, and the argument stride changes nothing. The next window
    starts one stride further on, even if it then overlaps the last one."""
    sizes = [side // k for side, k in zip(x.shape[2:], window, strict=True)]
    return pool(x, window, window, sizes, largest)


def steps_by_the_window(x, window, stride):
    """The size of your output is right, but from one window to the next you step by its own height
    and width, which may lead out of the image. Step by the stride."""
    return pool(x, window, window, places(x, window, stride), largest)


def counts_windows_side_by_side(x, window, stride):
    """You work out the size of the output as the size of the image divided by that of the window.
    The stride belongs into it: it decides how many windows there are."""
    sizes = [side // k for side, k in zip(x.shape[2:], window, strict=True)]
    return pool(x, window, (stride, stride), sizes, largest)


def height_of_the_window_for_both(x, window, stride):
    """The height of the window serves for its width as well. Windows need not be square: the
    second number of the pair is the width."""
    return max_pool_forward(x, (window[0], window[0]), stride)


def width_of_the_window_for_both(x, window, stride):
    """The width of the window serves for its height as well. The first number of the pair is the
    height."""
    return max_pool_forward(x, (window[1], window[1]), stride)


def turns_the_window(x, window, stride):
    """Height and width of the window have changed places. A pair is always (height, width), as in
    the shape of an image."""
    return max_pool_forward(x, window[::-1], stride)


def columns_from_the_window_height(x, window, stride):
    """You count the columns of the output with the height of the window. Columns go with widths:
    that of the image and that of the window."""
    rows, _ = places(x, window, stride)
    columns = (x.shape[3] - window[0]) // stride + 1
    return pool(x, window, (stride, stride), (rows, columns), largest)


def output_as_wide_as_high(x, window, stride):
    """The output has as many columns as rows, whatever the image. Work the columns out from the
    widths of image and window."""
    rows, _ = places(x, window, stride)
    return pool(x, window, (stride, stride), (rows, rows), largest)


def exchanges_rows_and_columns(x, window, stride):
    """The numbers of rows and columns of your output have changed places. Rows are counted down
    the height of the image, columns along its width."""
    return pool(x, window, (stride, stride), places(x, window, stride)[::-1], largest)


def output_size_from_the_stride_alone(x, window, stride):
    """You work out the size of the output as the size of the image divided by the stride, so the
    last windows may hang over the border. A window counts only where all of it is inside."""
    sizes = [side // stride for side in x.shape[2:]]
    return pool(x, window, (stride, stride), sizes, largest)


def lets_a_window_hang_over(x, window, stride):
    """Your output has a last window that hangs over the border and sees what is left there.
    Left-over rows and columns are not looked at: round the size down."""
    return pool(x, window, (stride, stride), hanging_over(x, window, stride), largest)


def pads_what_is_left_over(x, window, stride):
    """You fill the image up with zeros so that another window fits. Left-over rows and columns are
    not looked at, and a zero would win over negative numbers."""
    sizes = hanging_over(x, window, stride)
    padded = np.pad(x, ((0, 0), (0, 0), (0, stride), (0, stride)))
    return pool(padded, window, (stride, stride), sizes, largest)


def starts_windows_up_to_the_border(x, window, stride):
    """Your windows start at every stride up to the border, so the last ones are cut off there. The
    last start is the one from which a whole window still fits."""
    sizes = [-(-side // stride) for side in x.shape[2:]]
    return pool(x, window, (stride, stride), sizes, largest)


def windows_one_pixel_apart(x, window, stride):
    """The size of your output is right, but its windows start one pixel apart. The window of row i
    starts i strides below the first."""
    return pool(x, window, (1, 1), places(x, window, stride), largest)


def stride_without_effect(x, window, stride):
    """The stride changes nothing in your output. It sets how far apart the windows start, and so
    how many of them there are."""
    return max_pool_forward(x, window, 1)


def strides_down_only(x, window, stride):
    """From column to column your windows move by one pixel, from row to row by the stride. It
    holds in both directions."""
    return pool(x, window, (stride, 1), places(x, window, stride), largest)


def strides_across_only(x, window, stride):
    """From row to row your windows move by one pixel, from column to column by the stride. Rows
    need it as well."""
    return pool(x, window, (1, stride), places(x, window, stride), largest)


def last_windows_stay_zero(x, window, stride):
    """The last row and the last column of your output stay zero. See where your loops end: range
    leaves its last number out by itself."""
    out = np.array(max_pool_forward(x, window, stride))
    out[:, :, -1], out[:, :, :, -1] = 0, 0
    return out


def output_one_row_short(x, window, stride):
    """A row and a column are missing in your output. You count the steps between windows; the
    first window comes before the first step."""
    rows, columns = places(x, window, stride)
    return max_pool_forward(x, window, stride)[:, :, : rows - 1, : columns - 1]


def stops_before_the_last_start(x, window, stride):
    """The last window is missing wherever it ends exactly at the border. Your range stops just
    before the place where that window starts."""
    sizes = [-(-(side - k) // stride) for side, k in zip(x.shape[2:], window, strict=True)]
    return pool(x, window, (stride, stride), sizes, largest)


def writes_whole_blocks(x, window, stride):
    """You write each maximum into a whole block of the output. The output has one place for each
    window: count its places, and find the window of each."""
    rows, columns = places(x, window, stride)
    out = np.zeros((*x.shape[:2], rows, columns))
    for i in range(0, rows, stride):
        for j in range(0, columns, stride):
            patch = x[:, :, i : i + window[0], j : j + window[1]]
            out[:, :, i : i + window[0], j : j + window[1]] = patch.max(axis=(2, 3), keepdims=True)
    return out


def counts_rows_by_the_height(x, window, stride):
    """In a flat map the pixel below is one width further on. Your index goes one height further,
    which square maps hide."""
    rows, columns = places(x, window, stride)
    flat = x.reshape(*x.shape[:2], -1)
    out = np.zeros((*x.shape[:2], rows, columns))
    for i, j in np.ndindex(rows, columns):
        down = (i * stride + np.arange(window[0])) * x.shape[2]
        across = j * stride + np.arange(window[1])
        out[:, :, i, j] = flat[:, :, (down[:, None] + across).ravel()].max(axis=2)
    return out


def cuts_the_image_into_blocks(x, window, stride):
    """Your reshape cuts the image into blocks that lie side by side. That works where the stride
    equals the window and nothing is left over; windows can lie otherwise too."""
    blocks = [n for side, k in zip(x.shape[2:], window, strict=True) for n in (side // k, k)]
    return x.reshape(*x.shape[:2], *blocks).max(axis=(3, 5))


def reduces_the_blocks_themselves(x, window, stride):
    """You cut the image into blocks and take the maximum over the axes that count the blocks. It
    goes over the axes inside a block; print the shape after the reshape and name each axis."""
    blocks = [n for side, k in zip(x.shape[2:], window, strict=True) for n in (side // k, k)]
    return x.reshape(*x.shape[:2], *blocks).max(axis=(2, 4))


def returns_after_the_first_window(x, window, stride):
    """Only the first window is pooled, and the rest of your output is zero. See how far return is
    indented."""
    out = np.zeros((*x.shape[:2], *places(x, window, stride)))
    out[:, :, 0, 0] = largest(x[:, :, : window[0], : window[1]])
    return out


def first_window_of_the_first_map(x, window, stride):
    """A single number of your output is filled in: the first one of the first map. A return inside
    the loops ends all of them at once."""
    out = np.zeros((*x.shape[:2], *places(x, window, stride)))
    out[0, 0, 0, 0] = x[0, 0, : window[0], : window[1]].max()
    return out


def returns_after_the_first_image(x, window, stride):
    """Only the first image is pooled, and the output of all others is zero. The return may stand
    inside the loop over the images."""
    out = np.zeros((*x.shape[:2], *places(x, window, stride)))
    out[0] = max_pool_forward(x, window, stride)[0]
    return out


def first_map_for_all(x, window, stride):
    """Every map of your output comes from the first map of its image. Map c of the output belongs
    to map c of the input."""
    return np.repeat(max_pool_forward(x, window, stride)[:, :1], x.shape[1], axis=1)


def drops_axes_of_length_one(x, window, stride):
    """Axes of length 1 are missing in what you return. One image is still a batch, and one window
    is still a map: keep all four axes."""
    return np.squeeze(max_pool_forward(x, window, stride))


def puts_channels_last(x, window, stride):
    """The numbers are right, with the channels along the last axis. They stay where they are in
    x, behind the images."""
    return max_pool_forward(x, window, stride).transpose(0, 2, 3, 1)


def puts_channels_first(x, window, stride):
    """Images and channels have changed places in your output. It begins with the axes of x: images
    first, then channels."""
    return max_pool_forward(x, window, stride).swapaxes(0, 1)


def turns_the_maps_over(x, window, stride):
    """Rows and columns of your maps have changed places. Place (i, j) of the output belongs to the
    window i strides down and j strides across."""
    return max_pool_forward(x, window, stride).swapaxes(2, 3)


def insists_on_a_fit(x, window, stride):
    """You raise an error where rows or columns are left over. They are no reason to stop: pool
    what the windows reach."""
    if any((side - k) % stride for side, k in zip(x.shape[2:], window, strict=True)):
        raise ValueError("The windows do not fit.")
    return max_pool_forward(x, window, stride)


def cuts_off_fractions(x, window, stride):
    """Your output holds whole numbers only: fractions are cut off. Make it an array of floats, or
    give it the type of x."""
    return max_pool_forward(x, window, stride).astype(int)


def counts_places_in_floats(x, window, stride):
    """np.zeros and range take whole numbers only, and were given something else: / makes a float
    even where nothing is left over. Divide with the operator that stays with ints."""
    rows, columns = ((side - k) / stride + 1 for side, k in zip(x.shape[2:], window, strict=True))
    return pool(x, window, (stride, stride), (rows, columns), largest)


def divides_to_find_the_place(x, window, stride):
    """An index has to be a whole number, and dividing with / makes a float. Loop over the places
    of the output, and multiply by the stride to find their windows."""
    out = np.zeros((*x.shape[:2], *places(x, window, stride)))
    for i, j in np.ndindex(out.shape[2:]):
        top, left = i * stride, j * stride
        patch = x[:, :, top : top + window[0], left : left + window[1]]
        out[:, :, top / stride, left / stride] = largest(patch)
    return out


def stores_at_the_pixel(x, window, stride):
    """With a stride your index runs past the end of the output: you store at the pixel where the
    window starts. The output has one place for each window, counted one by one."""
    out = np.zeros((*x.shape[:2], *places(x, window, stride)))
    right = max_pool_forward(x, window, stride)
    for i, j in np.ndindex(out.shape[2:]):
        out[:, :, i * stride, j * stride] = right[:, :, i, j]
    return out


def takes_the_window_for_a_number(x, window, stride):
    """You calculate with the window as if it were a number, and it is a pair (height, width). Take
    the two apart first."""
    return np.zeros((x.shape[2] - window) // stride + 1)


def takes_the_stride_for_a_pair(x, window, stride):
    """You take the stride apart as if it were a pair. It is one number, for both directions."""
    down, across = stride
    return pool(x, window, (down, across), places(x, window, down), largest)


def room_for_turned_maps(x, window, stride):
    """An index runs past the end where the numbers of rows and columns differ: the array for your
    output has them exchanged. Its shape ends with the rows, then the columns."""
    right = max_pool_forward(x, window, stride)
    out = np.zeros(right.swapaxes(2, 3).shape)
    for i, j in np.ndindex(right.shape[2:]):
        out[:, :, i, j] = right[:, :, i, j]
    return out


def stores_row_and_column_turned(x, window, stride):
    """Place [j, i] of your output gets what belongs to [i, j]: square maps come out turned, and in
    others the index runs past the end. Store at the row first, then the column."""
    right = max_pool_forward(x, window, stride)
    out = np.zeros(right.shape)
    for i, j in np.ndindex(right.shape[2:]):
        out[:, :, j, i] = right[:, :, i, j]
    return out


def columns_from_the_image_height(x, window, stride):
    """You count the columns of the output with the height of the image. They go with its width, the
    last number of x.shape."""
    rows, _ = places(x, window, stride)
    columns = (x.shape[2] - window[1]) // stride + 1
    return pool(x, window, (stride, stride), (rows, columns), largest)


def reads_the_image_width_first(x, window, stride):
    """You take the width of the image for its height. The shape of x is (N, C, H, W), which square
    images do not show."""
    sizes = [(side - k) // stride + 1 for side, k in zip(x.shape[:1:-1], window, strict=True)]
    return pool(x, window, (stride, stride), sizes, largest)


def cuts_windows_as_wide_as_high(x, window, stride):
    """The size of your output is right, but its windows are as wide as they are high. Columns end
    one width after their start."""
    sizes = places(x, window, stride)
    return pool(x, (window[0], window[0]), (stride, stride), sizes, largest)


def cuts_windows_as_high_as_wide(x, window, stride):
    """The size of your output is right, but its windows are as high as they are wide. Rows end one
    height after their start."""
    sizes = places(x, window, stride)
    return pool(x, (window[1], window[1]), (stride, stride), sizes, largest)


def cuts_turned_windows(x, window, stride):
    """The size of your output is right, but height and width change places where you cut the
    windows out. Rows take the height, columns the width."""
    return pool(x, window[::-1], (stride, stride), places(x, window, stride), largest)


def row_serves_for_the_column(x, window, stride):
    """Your windows lie along the diagonal: both of their slices go with i. Across, a window starts
    at j · stride."""
    sizes = places(x, window, stride)
    return pool(x, window, (stride, stride), sizes, largest, at=lambda i, j: (i, i))


def column_serves_for_the_row(x, window, stride):
    """Your windows lie along the diagonal: both of their slices go with j. Down, a window starts at
    i · stride."""
    sizes = places(x, window, stride)
    return pool(x, window, (stride, stride), sizes, largest, at=lambda i, j: (j, j))


def cuts_windows_at_turned_places(x, window, stride):
    """For place (i, j) your window starts at row j · stride and column i · stride. Square maps come
    out turned, and in others the windows run out of the image."""
    sizes = places(x, window, stride)
    return pool(x, window, (stride, stride), sizes, largest, at=lambda i, j: (j, i))


def makes_maps_as_large_as_the_image(x, window, stride):
    """The maxima are right, but your output is as large as x, with zeros behind them. Its shape is
    (N, C, OH, OW)."""
    right = max_pool_forward(x, window, stride)
    out = np.zeros(x.shape)
    out[:, :, : right.shape[2], : right.shape[3]] = right
    return out


def adds_the_one_before_dividing(x, window, stride):
    """Your output is too small, since the stride divides the + 1 as well. It counts the first
    window, after the division."""
    sizes = [(side - k + 1) // stride for side, k in zip(x.shape[2:], window, strict=True)]
    return pool(x, window, (stride, stride), sizes, largest)


def counts_places_without_stride(x, window, stride):
    """With a stride your windows run out of the image: there are as many places as at stride 1.
    Divide the way that a window can go by the stride."""
    return pool(x, window, (stride, stride), places(x, window, 1), largest)


def skips_places_by_the_stride(x, window, stride):
    """With a stride most places of your output stay zero: the loops over its places take steps of
    the stride. Visit every place; only in the image a step is as long as the stride."""
    right = max_pool_forward(x, window, stride)
    out = np.zeros(right.shape)
    out[:, :, ::stride, ::stride] = right[:, :, ::stride, ::stride]
    return out


def returns_after_the_first_map(x, window, stride):
    """Only the first map of the first image is pooled. The return stands inside the loop over the
    channels: see how far it is indented."""
    out = np.zeros((*x.shape[:2], *places(x, window, stride)))
    out[0, 0] = max_pool_forward(x, window, stride)[0, 0]
    return out


def first_row_of_each_map(x, window, stride):
    """Only the first row of each map is filled in, and the others are zero. The return stands
    inside the loop over the rows."""
    out = np.zeros((*x.shape[:2], *places(x, window, stride)))
    out[:, :, 0] = max_pool_forward(x, window, stride)[:, :, 0]
    return out


def first_image_for_all(x, window, stride):
    """All images of your output are equal to the first. Take image n where you pool image n."""
    return np.repeat(max_pool_forward(x[:1], window, stride), len(x), axis=0)


def last_image_stays_zero(x, window, stride):
    """The output of the last image is zero, and a single image gets none. range leaves its end out
    by itself: loop over range(N)."""
    return without(max_pool_forward(x, window, stride), -1)


def last_map_stays_zero(x, window, stride):
    """The last map of each image is zero, and a single map is never pooled. range leaves its end
    out by itself: loop over range(C)."""
    return without(max_pool_forward(x, window, stride), np.s_[:, -1])


def last_row_stays_zero(x, window, stride):
    """The last row of your output is zero, and its columns are all there. The loop over the rows
    ends one too early."""
    return without(max_pool_forward(x, window, stride), np.s_[:, :, -1])


def last_column_stays_zero(x, window, stride):
    """The last column of your output is zero, and its rows are all there. The loop over the columns
    ends one too early."""
    return without(max_pool_forward(x, window, stride), np.s_[:, :, :, -1])


def leaves_the_output_at_zero(x, window, stride):
    """The shape is right and every number is zero: nothing has been stored. Put the largest number
    of each window into its place."""
    return np.zeros((*x.shape[:2], *places(x, window, stride)))


def far_below_zero(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return -distinct(rng, *shape) * 1e6


EXERCISE = Exercise(
    solution=max_pool_forward,
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
        Part("several maps", [*images_of(SEVERAL_MAPS), drawn(image_for(SEVERAL_MAPS), 2)]),
        Part("images not square", [*images_of(NOT_SQUARE), drawn(image_for(NOT_SQUARE), 2)]),
        Part("other windows", [*images_of(OTHER_WINDOWS), drawn(image_for(OTHER_WINDOWS), 2)]),
        Part("other strides", [*images_of(OTHER_STRIDES), drawn(image_for(OTHER_STRIDES), 2)]),
        Part("left-over pixels", [*images_of(LEFT_OVER), drawn(image_for(LEFT_OVER), 2)]),
        Part(
            "negative numbers",
            [
                call(np.array([[[[-4.5, -0.5], [-2.5, -1.5]]]]), (2, 2), 2),
                call(-LECTURE - 0.5, (2, 2), 2),
                call(-1e6 * scattered(1, 1, 2, 2), (2, 2), 2),
                drawn(image_for(SIDE_BY_SIDE, below_zero), 1),
                drawn(image_for(SIDE_BY_SIDE, far_below_zero), 1),
            ],
        ),
        Part(
            "all together",
            [
                *images_of(ALL_TOGETHER),
                call(-scattered(2, 3, 5, 8), (2, 3), 2),
                call(7 - scattered(3, 2, 6, 5), (3, 2), 2),
                drawn(image_for(ALL_TOGETHER, numbers), 2),
            ],
        ),
    ],
    hints=[
        "Work out how many rows and columns the output has, then loop over its places. Loops "
        "over images and channels are allowed too.",
        "Place (i, j) of the output looks at the window that starts in row i · stride and "
        "column j · stride.",
        "Cut that window out with two slices. With all images and channels at once it is a "
        "batch of shape (N, C, height, width), and the maximum goes over its last two axes.",
    ],
)
