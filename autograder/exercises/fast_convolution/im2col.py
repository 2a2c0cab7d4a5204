"""im2col: every window of a batch of images as a column."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.fast_convolution.shared import (
    counting,
    divided,
    frame,
    lay_out,
    numbers,
    places,
    refuse_a_rest,
)
from autograder.exercises.fast_convolution.strided_windows import strided_windows


def im2col(x, kernel, stride=1, padding=0):
    """Every window of a batch of images as a column.

    x: (N, C, H, W); kernel: (height, width); stride, padding: ints, for both directions.
    Returns (N, C·height·width, L), L the number of windows, row by row. In a column the channels
    follow each other, each window row by row. Rows and columns left over are not looked
    at.
    Source: as torch.nn.functional.unfold.
    """
    side = (padding, padding)
    padded = np.pad(x, ((0, 0), (0, 0), side, side))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    images, channels, rows, columns, height, width = windows.shape
    # The pixel of a window comes before its place: (N, C, height, width, OH, OW).
    pixels_first = windows.transpose(0, 1, 4, 5, 2, 3)
    return pixels_first.reshape(images, channels * height * width, rows * columns)


def _cut(x, kernel, stride=1, padding=0):
    """All windows of padded images, (N, C, OH, OW, KH, KW)."""
    return strided_windows(frame(x, padding), kernel, stride)


def channels_last_in_a_column(x, kernel, stride=1, padding=0):
    """In your columns the channels of one pixel stand together. The docstring has all of the
    window in the first channel, then all of it in the next."""
    return lay_out(_cut(x, kernel, stride, padding), (0, 4, 5, 1, 2, 3))


def windows_column_by_column(x, kernel, stride=1, padding=0):
    """Your columns take the windows in the order down the image first. L counts them as one
    reads: along a row of places, then on to the next row."""
    return lay_out(_cut(x, kernel, stride, padding), (0, 1, 4, 5, 3, 2))


def pixels_column_by_column(x, kernel, stride=1, padding=0):
    """Inside a column the window is read downwards. It is read row by row: its second number is
    the right-hand neighbour of the first."""
    return lay_out(_cut(x, kernel, stride, padding), (0, 1, 5, 4, 2, 3))


def windows_as_rows(x, kernel, stride=1, padding=0):
    """Your windows are rows, and the docstring asks for columns: a window runs along axis 1, and
    axis 2 says which window it is."""
    return im2col(x, kernel, stride, padding).swapaxes(1, 2)


def reshapes_rows_into_columns(x, kernel, stride=1, padding=0):
    """You have a window in every row, and a reshape gives that the shape of columns: so numbers of
    several windows share a column. Rows become columns by exchanging the two axes."""
    columns = im2col(x, kernel, stride, padding)
    return columns.swapaxes(1, 2).reshape(columns.shape)


def reshapes_without_moving_axes(x, kernel, stride=1, padding=0):
    """The shape is right, and the numbers are mixed up: reshape cuts the same sequence at other
    places and moves nothing. Bring the axes into the order of the docstring first."""
    return lay_out(_cut(x, kernel, stride, padding), (0, 1, 2, 3, 4, 5))


def stride_without_effect_on_columns(x, kernel, stride=1, padding=0):
    """The number of your columns does not depend on the stride. With stride 2, about every fourth
    window is left."""
    return im2col(x, kernel, 1, padding)


def takes_windows_one_pixel_apart(x, kernel, stride=1, padding=0):
    """You have the right number of columns, filled with windows that lie one pixel apart. The
    stride also says where each of them starts."""
    rows, columns = places(x.shape[2:], kernel, stride, padding)
    return lay_out(_cut(x, kernel, 1, padding)[:, :, :rows, :columns])


def strides_along_one_direction(x, kernel, stride=1, padding=0):
    """You step over rows, but take every column of the image. The stride holds for both."""
    return lay_out(_cut(x, kernel, 1, padding)[:, :, ::stride])


def strides_sideways_only(x, kernel, stride=1, padding=0):
    """Sideways the windows are `stride` apart, but there is one at every row. Going down takes the
    same step."""
    return lay_out(_cut(x, kernel, 1, padding)[:, :, :, ::stride])


def exchanges_stride_and_padding(x, kernel, stride=1, padding=0):
    """The stride serves as padding and the padding as stride, so that padding 0 makes a step of 0.
    Is their order the same wherever you pass them on, or do they have names there?"""
    return im2col(x, kernel, stride=padding, padding=stride)


def columns_without_padding(x, kernel, stride=1, padding=0):
    """The padding changes nothing here. Windows are cut from the image with its frame of
    zeros."""
    return im2col(x, kernel, stride)


def pads_under_an_if(x, kernel, stride=1, padding=0):
    """Without padding a variable has no value where it is used; the error names it. Padding with 0
    pixels is allowed, so np.pad needs no if before it."""
    if padding:
        padded = frame(x, padding)
    return im2col(padded, kernel, stride)


def pads_every_axis(x, kernel, stride=1, padding=0):
    """There are more images and channels than before: one number for np.pad goes to all four
    axes. Only the last two get a frame."""
    return im2col(np.pad(x, padding), kernel, stride)


def pads_below_and_right(x, kernel, stride=1, padding=0):
    """All the zeros lie below the image and to its right. A frame has four sides, each as wide as
    `padding`."""
    padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))
    return im2col(padded, kernel, stride)


def pads_half_a_frame(x, kernel, stride=1, padding=0):
    """With padding, the last windows of each direction are missing: zeros lie before the image and
    not behind it, or only one side is counted. A side grows by the padding twice."""
    return im2col(np.pad(x, ((0, 0), (0, 0), (padding, 0), (padding, 0))), kernel, stride)


def pads_by_one_pixel(x, kernel, stride=1, padding=0):
    """The frame is one pixel wide, whatever is asked. Its width is an argument, and 0 is a width
    too."""
    return im2col(x, kernel, stride, 1)


def pads_by_one_pixel_at_most(x, kernel, stride=1, padding=0):
    """With padding 2 the frame should be two pixels wide, and yours is one. Does your pad read the
    number, or only whether there is one?"""
    return im2col(x, kernel, stride, min(padding, 1))


def pads_the_rows_only(x, kernel, stride=1, padding=0):
    """There are zeros above and below, and none at the sides. Columns get a frame like rows."""
    return im2col(np.pad(x, ((0, 0), (0, 0), (padding, padding), (0, 0))), kernel, stride)


def pads_with_copies_of_the_border(x, kernel, stride=1, padding=0):
    """The frame repeats pixels of the image. Outside of the image there is nothing, and for a
    convolution nothing is 0."""
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    return im2col(np.pad(x, sides, mode="edge"), kernel, stride)


def images_side_by_side(x, kernel, stride=1, padding=0):
    """All images share one matrix, one after the other along the columns. Here the batch stays an
    axis of its own, the first."""
    columns = im2col(x, kernel, stride, padding)
    return columns.transpose(1, 0, 2).reshape(columns.shape[1], -1)


def images_in_one_column(x, kernel, stride=1, padding=0):
    """Each column runs through all images, one below the other. Images stay apart, on an axis of
    their own."""
    columns = im2col(x, kernel, stride, padding)
    return columns.reshape(-1, columns.shape[2])


def images_interleaved(x, kernel, stride=1, padding=0):
    """Your matrix has one window of each image in turn, a layout that some courses use. The
    docstring asks for three axes, with the images as the first."""
    columns = im2col(x, kernel, stride, padding)
    return columns.transpose(1, 2, 0).reshape(columns.shape[1], -1)


def columns_of_the_first_image(x, kernel, stride=1, padding=0):
    """Every image has the columns of the first one. Which index of x picks the image?"""
    return im2col(np.repeat(x[:1], len(x), axis=0), kernel, stride, padding)


def columns_of_the_last_image(x, kernel, stride=1, padding=0):
    """The columns of one image come back, the last of the batch. In a loop over the images each
    needs a place of its own in the result."""
    return im2col(x[-1:], kernel, stride, padding)


def columns_of_one_channel(x, kernel, stride=1, padding=0):
    """The columns hold one channel. A window reaches through all of them, so its column has a
    stretch for each."""
    return im2col(x[:, :1], kernel, stride, padding)


def adds_the_channels_up(x, kernel, stride=1, padding=0):
    """The channels have been added together. Adding is the work of the matrix product that comes
    later; a column keeps all the numbers of its window."""
    return im2col(x.sum(axis=1, keepdims=True), kernel, stride, padding)


def drops_a_batch_of_one(x, kernel, stride=1, padding=0):
    """A single image comes back without its axis. squeeze takes away every axis of length 1, and a
    batch may hold one image."""
    return np.squeeze(im2col(x, kernel, stride, padding))


def square_windows_in_columns(x, kernel, stride=1, padding=0):
    """The height of the kernel serves as its width too. Take both of its numbers."""
    return im2col(x, (kernel[0], kernel[0]), stride, padding)


def kernel_the_other_way_round(x, kernel, stride=1, padding=0):
    """Height and width of the kernel are exchanged. Its first number counts rows."""
    return im2col(x, kernel[::-1], stride, padding)


def flat_index_with_the_height(x, kernel, stride=1, padding=0):
    """In a flat image, the start of row r is found at r times the length of a row. Your index
    multiplies by the number of rows, and only square images forgive that."""
    padded = frame(x, padding)
    height = padded.shape[2]
    rows, columns = places(x.shape[2:], kernel, stride, padding)
    top, left = (stride * np.indices((rows, columns))).reshape(2, 1, -1)
    down, right = np.indices(kernel).reshape(2, -1, 1)
    flat = padded.reshape(*x.shape[:2], -1)
    seen = flat[:, :, (top + down) * height + left + right]
    return seen.reshape(len(x), -1, rows * columns)


def counts_places_with_the_height(x, kernel, stride=1, padding=0):
    """The window in row i and column j of the places is not number i · OH + j. How many windows
    come before the first one of row i, when a row of places is OW long?"""
    rows, columns = places(x.shape[2:], kernel, stride, padding)
    windows = _cut(x, kernel, stride, padding)
    out = np.zeros((len(x), x.shape[1] * kernel[0] * kernel[1], rows * columns))
    for i, j in np.ndindex(rows, columns):
        out[:, :, i * rows + j] = windows[:, :, i, j].reshape(len(x), -1)
    return out


def steps_through_the_places(x, kernel, stride=1, padding=0):
    """With a stride some of your columns stay zero: the loops take steps of `stride` through the
    places, of which there are fewer already. Visit every place, and multiply to find its
    window."""
    rows, columns = places(x.shape[2:], kernel, stride, padding)
    windows = _cut(x, kernel, 1, padding)
    out = np.zeros((len(x), x.shape[1] * kernel[0] * kernel[1], rows * columns))
    starts = [(i, j) for i in range(0, rows, stride) for j in range(0, columns, stride)]
    for k, (i, j) in enumerate(starts):
        out[:, :, k] = windows[:, :, i, j].reshape(len(x), -1)
    return out


def counts_places_of_the_bare_image(x, kernel, stride=1, padding=0):
    """With padding the windows at the far end are missing. The loops have to go on to the border of
    the padded image."""
    rows, columns = places(x.shape[2:], kernel, stride)
    return lay_out(_cut(x, kernel, stride, padding)[:, :, :rows, :columns])


def stops_before_the_last_start(x, kernel, stride=1, padding=0):
    """Windows that end exactly at the border are missing. The last start is the size minus the
    kernel, and a range leaves its end out."""
    padded = frame(x, padding)
    return lay_out(strided_windows(padded[:, :, :-1, :-1], kernel, stride))


def makes_places_by_division(x, kernel, stride=1, padding=0):
    """Sizes and ranges take whole numbers only, and yours come from /, which makes floats even
    where nothing is left over. // counts whole windows."""
    rows, columns = divided(x.shape[2:], kernel, stride, padding)
    return np.zeros((len(x), x.shape[1] * kernel[0] * kernel[1], rows * columns))


def insists_that_windows_fit(x, kernel, stride=1, padding=0):
    """Rows or columns that are left over end in an error. They belong to no window, and the others
    are cut as ever: round the number of places down."""
    refuse_a_rest(x.shape[2:], kernel, stride, padding)
    return im2col(x, kernel, stride, padding)


def cuts_columns_as_wide_as_high(x, kernel, stride=1, padding=0):
    """The places are right, but each window is as wide as it is high, and does not fit into its
    column. Its width is the second number of the kernel."""
    padded = frame(x, padding)
    rows, columns = places(x.shape[2:], kernel, stride, padding)
    out = np.zeros((len(x), x.shape[1], kernel[0], kernel[1], rows, columns))
    for i, j in np.ndindex(rows, columns):
        top, left = i * stride, j * stride
        window = padded[:, :, top : top + kernel[0], left : left + kernel[0]]
        out[..., i, j] = window.reshape(out.shape[:4])
    return out.reshape(len(x), -1, rows * columns)


def fills_the_first_column(x, kernel, stride=1, padding=0):
    """The first window of each image is right and the other columns are zero. Does the loop end
    after one round, at a return, or does it write to the same place in every round?"""
    columns = im2col(x, kernel, stride, padding)
    return columns * (np.arange(columns.shape[2]) == 0)


def fills_the_columns_of_one_image(x, kernel, stride=1, padding=0):
    """The columns of the first image are right, those of the others zero. How far is your return
    indented, and does an index stand still?"""
    columns = im2col(x, kernel, stride, padding)
    columns[1:] = 0
    return columns


def columns_of_whole_numbers(x, kernel, stride=1, padding=0):
    """Numbers of x lose what stands behind the point. An array made with dtype=int stores no
    fractions."""
    return im2col(x, kernel, stride, padding).astype(int)


def reshapes_channels_into_places(x, kernel, stride=1, padding=0):
    """One channel is right. With more, all places of the first channel lie before those of the
    second, and a reshape takes them for windows. Move the channels behind the places first."""
    windows = _cut(x, kernel, stride, padding)
    size = x.shape[1] * kernel[0] * kernel[1]
    return windows.reshape(len(x), -1, size).swapaxes(1, 2)


def leaves_the_channels_apart(x, kernel, stride=1, padding=0):
    """The channels have an axis of their own. In a column they follow each other: axis 1 is
    channels times height times width."""
    columns = im2col(x, kernel, stride, padding)
    return columns.reshape(*x.shape[:2], -1, columns.shape[2])


def windows_before_images(x, kernel, stride=1, padding=0):
    """The windows are axis 0, as a list of them gives it. The images come first, then the numbers
    of a window, then the windows."""
    return im2col(x, kernel, stride, padding).transpose(2, 0, 1)


def an_axis_more_for_each_image(x, kernel, stride=1, padding=0):
    """There is an axis of length 1 behind the images. If each has gone through alone, as a batch of
    one, join the results along that axis."""
    return im2col(x, kernel, stride, padding)[:, None]


def cuts_from_images_that_do_not_fit(x, kernel, stride=1, padding=0):
    """With padding, what you cut does not fit where you put it. Is the frame put round rows and
    columns alone, and are the windows cut from the images that have it?"""
    rows, columns = places(x.shape[2:], kernel, stride, padding)
    out = np.zeros((len(x), x.shape[1] * kernel[0] * kernel[1], rows * columns))
    for k, (i, j) in enumerate(np.ndindex(rows, columns)):
        top, left = i * stride, j * stride
        window = x[:, :, top : top + kernel[0], left : left + kernel[1]]
        out[:, :, k] = window.reshape(len(x), -1)
    return out


def windows_upside_down(x, kernel, stride=1, padding=0):
    """Each column has its window in reverse order. Nothing is flipped here: the pixel at the upper
    left comes first."""
    return lay_out(_cut(x, kernel, stride, padding)[..., ::-1, ::-1])


def leaves_the_axes_apart(x, kernel, stride=1, padding=0):
    """The numbers stand in the right order, on too many axes. Channel, row and column of a window
    become one axis; so do the row and the column of its place."""
    return _cut(x, kernel, stride, padding).transpose(0, 1, 4, 5, 2, 3)


def columns_of_one_image(rng: np.random.Generator) -> Call:
    sides = ((3, 4), (4, 3))[rng.integers(2)]
    return call(numbers(rng, 1, 1, *sides), ((2, 2), (2, 3), (3, 2))[rng.integers(3)])


def columns_of_a_batch(rng: np.random.Generator) -> Call:
    images, channels = ((2, 3), (3, 2))[rng.integers(2)]
    return call(numbers(rng, images, channels, 3, 3), (2, 2))


def columns_with_stride(rng: np.random.Generator) -> Call:
    height, width = rng.integers(4, 7, 2).tolist()
    return call(numbers(rng, 1, 1, height, width), (2, 2), stride=2)


def columns_with_padding(rng: np.random.Generator) -> Call:
    height, width = rng.integers(2, 4, 2).tolist()
    return call(numbers(rng, 1, 1, height, width), (2, 2), padding=int(rng.integers(1, 3)))


def columns_of_any_kind(rng: np.random.Generator) -> Call:
    sides, kernel = ((3, 6), (2, 3)) if rng.integers(2) else ((5, 4), (3, 2))
    return call(numbers(rng, 2, 2, *sides), kernel, stride=2, padding=1)


# Two images and channels, no square, a stride and a padding, with and without a rest.
ANY_COLUMNS = [
    call(counting(2, 2, 3, 6) / 2, (2, 3), stride=2, padding=1),
    call(counting(2, 2, 5, 4), (3, 2), stride=2, padding=1),
]


EXERCISE = Exercise(
    solution=im2col,
    parts=[
        Part(
            "one channel",
            [
                call(counting(1, 1, 3, 3), (2, 2)),
                call(counting(1, 1, 2, 4), (2, 2)),
                call(counting(1, 1, 4, 2), (2, 2)),
                call(counting(1, 1, 3, 4), (2, 3)),
                call(counting(1, 1, 4, 3), (3, 2)),
                call(counting(2, 1, 2, 3), (2, 2)),
                call(counting(1, 1, 1, 1) / 2, (1, 1)),
                call(counting(1, 1, 3, 4) / 4, (1, 2)),
                drawn(columns_of_one_image, 2),
            ],
        ),
        Part(
            "several channels",
            [
                call(counting(1, 2, 2, 3), (2, 2)),
                call(counting(2, 3, 3, 3) / 2, (2, 2)),
                drawn(columns_of_a_batch, 2),
            ],
        ),
        Part(
            "stride",
            [
                call(counting(1, 1, 4, 4), (2, 2), stride=2),
                call(counting(1, 1, 5, 5), (2, 2), stride=3),
                call(counting(1, 1, 5, 6) / 2, (2, 2), stride=2),
                drawn(columns_with_stride, 2),
            ],
        ),
        Part(
            "padding",
            [
                call(counting(1, 1, 2, 2), (2, 2), padding=1),
                call(counting(1, 1, 2, 3) / 2, (2, 2), padding=1),
                call(counting(1, 1, 2, 2), (2, 2), padding=2),
                drawn(columns_with_padding, 2),
            ],
        ),
        Part("all together", [*ANY_COLUMNS, drawn(columns_of_any_kind, 2)]),
    ],
    hints=[
        "Pad with zeros and cut the windows as in the exercise before; the function of NumPy "
        "for it may be used here too. What shape do you have, and what shape is asked for?",
        "reshape never changes the order of the numbers, so the axes have to stand in the "
        "right order before it. Write down the six axes that you have, and the six that you "
        "need.",
        "Needed are (N, C, height, width, OH, OW). transpose brings them into this order; "
        "reshape then merges three axes into one, and two into another.",
    ],
)
