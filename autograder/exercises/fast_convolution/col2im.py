"""col2im: columns put back where their windows were; numbers that meet at a pixel are added up."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.fast_convolution.shared import (
    apart,
    counting,
    divided,
    frame,
    inner,
    numbers,
    places,
    put_back,
    refuse_a_rest,
)


def squares(*shape: int) -> np.ndarray:
    """1, 4, 9 … for sums: moving numbers about in a sum of 1, 2, 3 … may leave it as it is."""
    return counting(*shape) ** 2


def col2im(columns, shape, kernel, stride=1, padding=0):
    """Columns put back where their windows were; numbers that meet at a pixel are added up.

    columns: (N, C·height·width, L), as im2col gives them; shape: (N, C, H, W), of the images
    without padding; kernel: (height, width); stride, padding: ints, for both directions.
    Returns (N, C, H, W).
    Source: as torch.nn.functional.fold.
    """
    n, c, h, w = shape
    kh, kw = kernel
    oh = (h + 2 * padding - kh) // stride + 1
    ow = (w + 2 * padding - kw) // stride + 1
    windows = columns.reshape(n, c, kh, kw, oh, ow)
    padded = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    # One pixel of all windows at a time: no two windows have it at the same place.
    for i, j in np.ndindex(kh, kw):
        rows = slice(i, i + stride * oh, stride)
        cols = slice(j, j + stride * ow, stride)
        padded[:, :, rows, cols] += windows[:, :, i, j]
    return padded[:, :, padding : padding + h, padding : padding + w]


def _with_frame(columns, shape, kernel, stride, padding):
    """What col2im has before it takes the frame off."""
    n, c, h, w = shape
    return col2im(columns, (n, c, h + 2 * padding, w + 2 * padding), kernel, stride)


def crops_up_to_minus_padding(columns, shape, kernel, stride=1, padding=0):
    """Without padding an empty array comes back: a slice from 0 to -0 holds nothing. An end that
    is counted from the front works for every padding."""
    padded = _with_frame(columns, shape, kernel, stride, padding)
    return padded[:, :, padding:-padding, padding:-padding]


def crops_a_frame_of_one(columns, shape, kernel, stride=1, padding=0):
    """One pixel is cut off on every side, whatever the padding is. The width of the frame is an
    argument."""
    return _with_frame(columns, shape, kernel, stride, padding)[:, :, 1:-1, 1:-1]


def crops_behind_a_frame_of_one(columns, shape, kernel, stride=1, padding=0):
    """You cut the image out from row 1 and column 1 on. It begins where the frame ends, and the
    frame is `padding` wide."""
    return inner(_with_frame(columns, shape, kernel, stride, padding), shape, 1)


def returns_the_frame_too(columns, shape, kernel, stride=1, padding=0):
    """The frame of padding is still there. `shape` is the shape of the images without it, and of
    what should come back."""
    return _with_frame(columns, shape, kernel, stride, padding)


def crops_from_the_corner(columns, shape, kernel, stride=1, padding=0):
    """The size is right, but it is cut from the corner of the frame. The image starts `padding`
    rows down and as many columns in."""
    return inner(_with_frame(columns, shape, kernel, stride, padding), shape, 0)


def crops_twice_above(columns, shape, kernel, stride=1, padding=0):
    """What you cut off lies all above and on the left. The frame has a lower and a right side
    too."""
    return inner(_with_frame(columns, shape, kernel, stride, padding), shape, 2 * padding)


def last_window_wins(columns, shape, kernel, stride=1, padding=0):
    """Where windows meet, one number is left, that of the later window. With = it replaces the
    others; += does the same where one array of indices names a pixel twice. Look at np.add.at, or
    at loops that never meet a pixel twice in one step."""
    windows = apart(columns, shape, kernel, stride, padding)
    sides = (side + 2 * padding for side in shape[2:])
    return inner(put_back(windows, *sides, stride, last_wins=True), shape, padding)


def first_window_wins(columns, shape, kernel, stride=1, padding=0):
    """Where windows meet, one number is left, that of the earlier window. A step that stores with
    =, or += with an array of indices that holds a pixel twice, forgets what was there. All that
    meet have to be added."""
    windows = apart(columns, shape, kernel, stride, padding)
    sides = (side + 2 * padding for side in shape[2:])
    return inner(put_back(windows, *sides, stride, first_wins=True), shape, padding)


def averages_where_windows_meet(columns, shape, kernel, stride=1, padding=0):
    """Where windows meet you divide by their number. That would undo im2col, but here they are
    added up: a pixel that was used four times gets four gradients."""
    total = col2im(columns, shape, kernel, stride, padding)
    count = col2im(np.ones_like(columns), shape, kernel, stride, padding)
    return total / np.maximum(count, 1)


def largest_where_windows_meet(columns, shape, kernel, stride=1, padding=0):
    """Where windows meet the largest number is left. They are added up, all of them."""
    padded = np.full(frame(np.zeros(shape), padding).shape, -np.inf)
    windows = apart(columns, shape, kernel, stride, padding)
    kh, kw, oh, ow = windows.shape[2:]
    for i, j in np.ndindex(oh, ow):
        place = np.s_[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
        padded[place] = np.maximum(padded[place], windows[:, :, :, :, i, j])
    return inner(np.where(np.isinf(padded), 0.0, padded), shape, padding)


def slices_on_to_the_border(columns, shape, kernel, stride=1, padding=0):
    """A pixel of the windows goes to as many places as there are windows. A slice that has a step
    and no end runs on to the border: let it end behind the last window."""
    windows = apart(columns, shape, kernel, stride, padding)
    total = frame(np.zeros(shape), padding)
    for i, j in np.ndindex(*kernel):
        total[:, :, i::stride, j::stride] += windows[:, :, i, j]
    return inner(total, shape, padding)


def puts_rows_one_pixel_apart(columns, shape, kernel, stride=1, padding=0):
    """Rows of windows go back one pixel apart, columns `stride` apart. Both directions take the
    same step."""
    windows = apart(columns, shape, kernel, stride, padding)
    sides = (side + 2 * padding for side in shape[2:])
    return inner(put_back(windows, *sides, (1, stride)), shape, padding)


def puts_columns_one_pixel_apart(columns, shape, kernel, stride=1, padding=0):
    """Sideways the windows go back one pixel apart, downwards `stride`. They were cut with the same
    step in both directions."""
    windows = apart(columns, shape, kernel, stride, padding)
    sides = (side + 2 * padding for side in shape[2:])
    return inner(put_back(windows, *sides, (stride, 1)), shape, padding)


def puts_windows_one_pixel_apart(columns, shape, kernel, stride=1, padding=0):
    """The windows go back one pixel apart. They came from places that are `stride` pixels apart,
    and have to return to these."""
    windows = apart(columns, shape, kernel, stride, padding)
    sides = (side + 2 * padding for side in shape[2:])
    return inner(put_back(windows, *sides, 1), shape, padding)


def counts_places_without_stride(columns, shape, kernel, stride=1, padding=0):
    """With a stride, your reshape asks for more windows than there are columns. How many places
    are there when the kernel steps by `stride`?"""
    windows = apart(columns, shape, kernel, 1, padding)
    sides = (side + 2 * padding for side in shape[2:])
    return inner(put_back(windows, *sides, 1), shape, padding)


def counts_places_by_division(columns, shape, kernel, stride=1, padding=0):
    """OH and OW are floats here, since they were made with /, and no shape, slice or range takes a
    float. Divide with //."""
    return np.zeros((*shape[:2], *divided(shape[2:], kernel, stride, padding)))


def insists_on_windows_up_to_the_border(columns, shape, kernel, stride=1, padding=0):
    """You refuse images of which a row or column is left over. im2col has made columns of them,
    so they have to go back: count the windows that fit."""
    refuse_a_rest(shape[2:], kernel, stride, padding)
    return col2im(columns, shape, kernel, stride, padding)


def counts_places_without_padding(columns, shape, kernel, stride=1, padding=0):
    """With padding, your reshape asks for fewer windows than there are columns. They were cut from
    images with their frame, so count the places there."""
    windows = columns.reshape(*shape[:2], *kernel, *places(shape[2:], kernel, stride))
    return put_back(windows, *shape[2:], stride)


def adds_into_images_without_a_frame(columns, shape, kernel, stride=1, padding=0):
    """With padding, windows hang over the border of your array. Let it have the frame while they
    are added, and take the frame off afterwards."""
    windows = apart(columns, shape, kernel, stride, padding)
    oh, ow = windows.shape[4:]
    images = np.zeros(shape)
    for i, j in np.ndindex(*kernel):
        rows = slice(i, i + stride * oh, stride)
        cols = slice(j, j + stride * ow, stride)
        images[:, :, rows, cols] += windows[:, :, i, j]
    return images


def reshapes_columns_into_images(columns, shape, kernel, stride=1, padding=0):
    """A reshape to the shape of the images moves no number, and where windows overlap there are
    more numbers than pixels. Each column has to be laid where its window was, and added."""
    return columns.reshape(shape)


def reads_places_with_the_height(columns, shape, kernel, stride=1, padding=0):
    """The column of the place in row i and column j is not number i · OH + j. A row of places is
    OW long."""
    rows, cols = places(shape[2:], kernel, stride, padding)
    mixed = np.empty((*columns.shape[:2], rows, cols))
    for i, j in np.ndindex(rows, cols):
        mixed[:, :, i, j] = columns[:, :, i * rows + j]
    return col2im(mixed.reshape(columns.shape), shape, kernel, stride, padding)


def leaves_out_the_last_windows(columns, shape, kernel, stride=1, padding=0):
    """Windows that end at the border never come back, and the columns after them go to the wrong
    places. A range leaves its end out: let it go one further than the last start."""
    n, c, h, w = shape
    padded = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    k = 0
    for top in range(0, h + 2 * padding - kernel[0], stride):
        for left in range(0, w + 2 * padding - kernel[1], stride):
            here = columns[:, :, k].reshape(n, c, *kernel)
            padded[:, :, top : top + kernel[0], left : left + kernel[1]] += here
            k += 1
    return inner(padded, shape, padding)


def takes_places_before_pixels(columns, shape, kernel, stride=1, padding=0):
    """Your reshape has the places before the pixels of a window, as strided_windows has them. In
    columns the pixels come first: axis 1 is split into channels, height and width, and axis 2
    into places."""
    n, c = shape[:2]
    rows, cols = places(shape[2:], kernel, stride, padding)
    windows = columns.reshape(n, c, rows, cols, *kernel).transpose(0, 1, 4, 5, 2, 3)
    return col2im(windows.reshape(columns.shape), shape, kernel, stride, padding)


def as_large_as_the_windows_reach(columns, shape, kernel, stride=1, padding=0):
    """The image ends where the last window ends. Rows and columns that no window reaches belong
    to it as well, and stay 0: take the size from `shape`."""
    rows, cols = places(shape[2:], kernel, stride, padding)
    windows = apart(columns, shape, kernel, stride, padding)
    reach = ((rows - 1) * stride + kernel[0], (cols - 1) * stride + kernel[1])
    return inner(put_back(windows, *reach, stride), shape, padding)


def reads_channels_last(columns, shape, kernel, stride=1, padding=0):
    """You take a column apart as if the channels of a pixel stood together. They follow each
    other, each with its whole window."""
    n, c = shape[:2]
    windows = columns.reshape(n, *kernel, c, -1).transpose(0, 3, 1, 2, 4)
    return col2im(windows.reshape(columns.shape), shape, kernel, stride, padding)


def reads_windows_downwards(columns, shape, kernel, stride=1, padding=0):
    """You take the columns for windows in the order down the image. They are in reading order, a
    row of places after the other."""
    rows, cols = places(shape[2:], kernel, stride, padding)
    windows = columns.reshape(*columns.shape[:2], cols, rows).swapaxes(2, 3)
    return col2im(windows.reshape(columns.shape), shape, kernel, stride, padding)


def reads_pixels_downwards(columns, shape, kernel, stride=1, padding=0):
    """You fill each window down its columns. In a column of im2col it lies row by row."""
    n, c = shape[:2]
    windows = columns.reshape(n, c, kernel[1], kernel[0], -1).swapaxes(2, 3)
    return col2im(windows.reshape(columns.shape), shape, kernel, stride, padding)


def reads_rows_as_windows(columns, shape, kernel, stride=1, padding=0):
    """You take the rows of `columns` for windows. Axis 1 runs through a window, axis 2 from
    window to window: bring them into this order before you reshape, or keep it."""
    windows = columns.swapaxes(1, 2).reshape(columns.shape)
    return col2im(windows, shape, kernel, stride, padding)


def puts_windows_back_turned(columns, shape, kernel, stride=1, padding=0):
    """Each window goes back turned by half a circle. Its first number belongs to its upper left
    corner."""
    n, c = shape[:2]
    windows = columns.reshape(n, c, kernel[0] * kernel[1], -1)[:, :, ::-1]
    return col2im(windows.reshape(columns.shape), shape, kernel, stride, padding)


def puts_back_the_first_window(columns, shape, kernel, stride=1, padding=0):
    """Only the first window has come back. A return inside the loop ends it after one round."""
    first = columns * (np.arange(columns.shape[2]) == 0)
    return col2im(first, shape, kernel, stride, padding)


def takes_the_kernel_the_other_way_round(columns, shape, kernel, stride=1, padding=0):
    """Height and width of the kernel have changed places. Its first number is the height, which
    goes with the rows of the image."""
    return col2im(columns, shape, kernel[::-1], stride, padding)


def puts_back_square_windows(columns, shape, kernel, stride=1, padding=0):
    """You put windows back that are as wide as they are high. The kernel has two numbers."""
    return col2im(columns, shape, (kernel[0], kernel[0]), stride, padding)


def exchanges_the_sides_of_the_image(columns, shape, kernel, stride=1, padding=0):
    """Height and width of the image have changed places. shape is (N, C, H, W): rows come before
    columns."""
    turned = (*shape[:2], shape[3], shape[2])
    return col2im(columns, turned, kernel, stride, padding)


def adds_up_whole_numbers(columns, shape, kernel, stride=1, padding=0):
    """Your images hold whole numbers, and fractions are lost on the way into them. Make the array
    of zeros with floats."""
    return col2im(np.trunc(columns), shape, kernel, stride, padding).astype(int)


def fills_the_first_image(columns, shape, kernel, stride=1, padding=0):
    """The first image is right and the others are zero. Do all images get their columns, or does
    a return end the loop early?"""
    images = col2im(columns, shape, kernel, stride, padding)
    images[1:] = 0
    return images


def fills_the_first_channel(columns, shape, kernel, stride=1, padding=0):
    """The first channel is right and the others are zero. A column has a stretch for each
    channel."""
    images = col2im(columns, shape, kernel, stride, padding)
    images[:, 1:] = 0
    return images


def adds_all_images_together(columns, shape, kernel, stride=1, padding=0):
    """All images get the sum over the batch. Numbers meet at a pixel of one image, never across
    images."""
    images = col2im(columns, shape, kernel, stride, padding)
    return np.repeat(images.sum(axis=0, keepdims=True), len(images), axis=0)


def column_call(rng, shape, kernel, stride=1, padding=0) -> Call:
    """Drawn columns for images of this shape; arguments left at their defaults are not named."""
    n, c, *sides = shape
    count = int(np.prod(places(sides, kernel, stride, padding)))
    named = {k: v for k, v in (("stride", stride), ("padding", padding)) if v != (k == "stride")}
    return call(numbers(rng, n, c * kernel[0] * kernel[1], count), shape, kernel, **named)


def tiles(rng: np.random.Generator) -> Call:
    """Windows side by side: as many rows as columns, or not."""
    rows, cols = rng.integers(2, 4, 2).tolist()
    return column_call(rng, (1, 1, 2 * rows, 2 * cols), (2, 2), stride=2)


def overlapping_windows(rng: np.random.Generator) -> Call:
    sides = ((2, 4), (4, 3), (3, 5))[rng.integers(3)]
    return column_call(rng, (1, 1, *sides), (2, 2))


def windows_of_several_images(rng: np.random.Generator) -> Call:
    images, channels = ((2, 3), (3, 2))[rng.integers(2)]
    return column_call(rng, (images, channels, 2, 4), (2, 2), stride=2)


def windows_with_a_rest(rng: np.random.Generator) -> Call:
    """Steps that leave out a row, a column or both, and windows that overlap."""
    sides = ((6, 5), (5, 6), (6, 6))[rng.integers(3)]
    return column_call(rng, (1, 1, *sides), (3, 3), stride=2)


def windows_with_a_frame(rng: np.random.Generator) -> Call:
    sides = ((1, 2), (2, 3), (3, 2))[rng.integers(3)]
    return column_call(rng, (1, 1, *sides), (2, 2), padding=int(rng.integers(1, 3)))


def windows_put_back_anyhow(rng: np.random.Generator) -> Call:
    sides, kernel = ((3, 6), (2, 3)) if rng.integers(2) else ((4, 5), (3, 2))
    return column_call(rng, (2, 2, *sides), kernel, stride=2, padding=1)


EXERCISE = Exercise(
    solution=col2im,
    parts=[
        Part(
            "windows side by side",
            [
                call(counting(1, 4, 1), (1, 1, 2, 2), (2, 2)),
                call(counting(1, 4, 4) / 2, (1, 1, 4, 4), (2, 2), stride=2),
                call(counting(1, 6, 2), (1, 1, 2, 6), (2, 3), stride=3),
                call(counting(1, 4, 6), (1, 1, 4, 6), (2, 2), stride=2),
                drawn(tiles, 2),
            ],
        ),
        Part(
            "windows that meet",
            [
                call(squares(1, 2, 2), (1, 1, 1, 3), (1, 2)),
                call(squares(1, 2, 6), (1, 1, 3, 3), (1, 2)),
                call(np.ones((1, 4, 4)), (1, 1, 3, 3), (2, 2)),
                call(squares(1, 4, 4), (1, 1, 3, 3), (2, 2)),
                call(squares(1, 4, 6) / 4, (1, 1, 3, 4), (2, 2)),
                drawn(overlapping_windows, 2),
            ],
        ),
        Part(
            "images and channels",
            [
                call(counting(1, 8, 2), (1, 2, 2, 4), (2, 2), stride=2),
                call(counting(2, 4, 2), (2, 1, 2, 4), (2, 2), stride=2),
                call(counting(2, 12, 2) / 2, (2, 3, 2, 4), (2, 2), stride=2),
                drawn(windows_of_several_images, 2),
            ],
        ),
        Part(
            "pixels that no window used",
            [
                call(squares(1, 4, 1), (1, 1, 3, 3), (2, 2), stride=2),
                call(squares(1, 9, 4) / 4, (1, 1, 6, 5), (3, 3), stride=2),
                drawn(windows_with_a_rest, 2),
            ],
        ),
        Part(
            "padding",
            [
                call(squares(1, 4, 4), (1, 1, 1, 1), (2, 2), padding=1),
                call(squares(1, 4, 9) / 4, (1, 1, 2, 2), (2, 2), padding=1),
                call(squares(1, 4, 20), (1, 1, 1, 2), (2, 2), padding=2),
                drawn(windows_with_a_frame, 2),
            ],
        ),
        Part(
            "all together",
            [
                call(squares(2, 12, 6) / 4, (2, 2, 3, 6), (2, 3), stride=2, padding=1),
                call(squares(2, 12, 6), (2, 2, 4, 5), (3, 2), stride=2, padding=1),
                drawn(windows_put_back_anyhow, 2),
            ],
        ),
    ],
    hints=[
        "It is im2col backwards, with one thing added. On paper, a 3×3 image and a 2×2 kernel: "
        "which pixel do all four windows share, and what does it get?",
        "Undo the reshape first: (N, C, height, width, OH, OW). Then make zeros as large as "
        "the padded images, and take the frame off at the very end.",
        "Loop over the pixels of a window, (i, j), and not over windows. Those pixels came "
        "from rows i, i + stride, i + 2·stride …, a slice with a step in which no pixel occurs "
        "twice, so += works.",
    ],
)
