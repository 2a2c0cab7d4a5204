"""Lesson 8, fast convolution: solutions, test cases and known mistakes."""

import numpy as np

from autograder.exercise import Call, Exercise, Part, call, drawn


def numbers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Few digits, so that a failing call can be read. None is zero: zeros hide mistakes."""
    signs = rng.choice([-1.0, 1.0], shape)
    return signs * rng.integers(1, 40, shape) / 10


def counting(*shape: int) -> np.ndarray:
    """1, 2, 3 … in order: every number tells where it came from."""
    return np.arange(1.0, np.prod(shape) + 1).reshape(shape)


def squares(*shape: int) -> np.ndarray:
    """1, 4, 9 … for sums: moving numbers about in a sum of 1, 2, 3 … may leave it as it is."""
    return counting(*shape) ** 2


def places(sides, kernel, stride=1, padding=0):
    """Rows and columns of windows in an image of these sides."""
    return [(s + 2 * padding - k) // stride + 1 for s, k in zip(sides, kernel, strict=True)]


def frame(x, padding):
    """x with the zeros that it needs, for mistakes that are right up to there."""
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def strided_windows(x, kernel, stride=1):
    """All the windows of a batch of images, as a view: no number is copied.

    x: (N, C, H, W); kernel: (height, width); stride: an int, for both directions.
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
    """There is a window at every pixel, whatever the stride. Of all the windows one pixel apart,
    which ones does a step of `stride` reach?"""
    return strided_windows(x, kernel)


def steps_down_the_rows_only(x, kernel, stride=1):
    """The windows step down by `stride` rows, but sideways by one pixel. Both directions take the
    same step."""
    return strided_windows(x, kernel)[:, :, ::stride]


def keeps_the_first_windows(x, kernel, stride=1):
    """There are as many windows as there should be, but they lie one pixel apart. The distance
    between two windows has to grow with the stride too."""
    rows, columns = places(x.shape[2:], kernel, stride)
    return strided_windows(x, kernel)[:, :, :rows, :columns]


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


def im2col(x, kernel, stride=1, padding=0):
    """Every window of a batch of images as a column.

    x: (N, C, H, W); kernel: (height, width); stride, padding: ints, for both directions.
    Returns (N, C·height·width, L), L the number of windows, row by row. In a column the channels
    follow each other, each window row by row.
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


def cut(x, kernel, stride=1, padding=0):
    """All windows of padded images, (N, C, OH, OW, KH, KW), for mistakes that come later."""
    return strided_windows(frame(x, padding), kernel, stride)


def lay_out(windows, axes=(0, 1, 4, 5, 2, 3)):
    """Windows as columns, by an order of the axes that need not be the right one."""
    images, channels, rows, columns, height, width = windows.shape
    return windows.transpose(axes).reshape(images, channels * height * width, rows * columns)


def channels_last_in_a_column(x, kernel, stride=1, padding=0):
    """In your columns the channels of one pixel stand together. The docstring has all of the
    window in the first channel, then all of it in the next."""
    return lay_out(cut(x, kernel, stride, padding), (0, 4, 5, 1, 2, 3))


def windows_column_by_column(x, kernel, stride=1, padding=0):
    """Your columns take the windows in the order down the image first. L counts them as one
    reads: along a row of places, then on to the next row."""
    return lay_out(cut(x, kernel, stride, padding), (0, 1, 4, 5, 3, 2))


def pixels_column_by_column(x, kernel, stride=1, padding=0):
    """Inside a column the window is read downwards. It is read row by row: its second number is
    the right-hand neighbour of the first."""
    return lay_out(cut(x, kernel, stride, padding), (0, 1, 5, 4, 2, 3))


def windows_as_rows(x, kernel, stride=1, padding=0):
    """Your windows are rows, and the docstring asks for columns: a window runs along axis 1, and
    axis 2 says which window it is."""
    return im2col(x, kernel, stride, padding).swapaxes(1, 2)


def reshapes_without_moving_axes(x, kernel, stride=1, padding=0):
    """The shape is right, and the numbers are mixed up: reshape cuts the same sequence at other
    places and moves nothing. Bring the axes into the order of the docstring first."""
    return lay_out(cut(x, kernel, stride, padding), (0, 1, 2, 3, 4, 5))


def stride_without_effect_on_columns(x, kernel, stride=1, padding=0):
    """The number of your columns does not depend on the stride. With stride 2, about every fourth
    window is left."""
    return im2col(x, kernel, 1, padding)


def takes_windows_one_pixel_apart(x, kernel, stride=1, padding=0):
    """You have the right number of columns, filled with windows that lie one pixel apart. The
    stride also says where each of them starts."""
    rows, columns = places(x.shape[2:], kernel, stride, padding)
    return lay_out(cut(x, kernel, 1, padding)[:, :, :rows, :columns])


def strides_along_one_direction(x, kernel, stride=1, padding=0):
    """You step over rows, but take every column of the image. The stride holds for both."""
    return lay_out(cut(x, kernel, 1, padding)[:, :, ::stride])


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
    """Two sides of the image got zeros, and two did not, so windows are missing. Rows and columns
    are padded before and after."""
    return im2col(np.pad(x, ((0, 0), (0, 0), (padding, 0), (padding, 0))), kernel, stride)


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
    windows = cut(x, kernel, stride, padding)
    out = np.zeros((len(x), x.shape[1] * kernel[0] * kernel[1], rows * columns))
    for i, j in np.ndindex(rows, columns):
        out[:, :, i * rows + j] = windows[:, :, i, j].reshape(len(x), -1)
    return out


def steps_through_the_places(x, kernel, stride=1, padding=0):
    """With a stride some of your columns stay zero: the loops take steps of `stride` through the
    places, of which there are fewer already. Visit every place, and multiply to find its
    window."""
    rows, columns = places(x.shape[2:], kernel, stride, padding)
    windows = cut(x, kernel, 1, padding)
    out = np.zeros((len(x), x.shape[1] * kernel[0] * kernel[1], rows * columns))
    starts = [(i, j) for i in range(0, rows, stride) for j in range(0, columns, stride)]
    for k, (i, j) in enumerate(starts):
        out[:, :, k] = windows[:, :, i, j].reshape(len(x), -1)
    return out


def counts_places_of_the_bare_image(x, kernel, stride=1, padding=0):
    """With padding the windows at the far end are missing. The loops have to go on to the border of
    the padded image."""
    rows, columns = places(x.shape[2:], kernel, stride)
    return lay_out(cut(x, kernel, stride, padding)[:, :, :rows, :columns])


def stops_before_the_last_start(x, kernel, stride=1, padding=0):
    """Windows that end exactly at the border are missing. The last start is the size minus the
    kernel, and a range leaves its end out."""
    padded = frame(x, padding)
    return lay_out(strided_windows(padded[:, :, :-1, :-1], kernel, stride))


def windows_upside_down(x, kernel, stride=1, padding=0):
    """Each column has its window in reverse order. Nothing is flipped here: the pixel at the upper
    left comes first."""
    return lay_out(cut(x, kernel, stride, padding)[..., ::-1, ::-1])


def leaves_the_axes_apart(x, kernel, stride=1, padding=0):
    """The numbers stand in the right order, on too many axes. Channel, row and column of a window
    become one axis; so do the row and the column of its place."""
    return cut(x, kernel, stride, padding).transpose(0, 1, 4, 5, 2, 3)


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


def put_back(windows, height, width, stride, last_wins=False, first_wins=False):
    """Windows (N, C, KH, KW, OH, OW) in an array of zeros, added up unless one of them wins."""
    total = np.zeros((*windows.shape[:2], height, width))
    kh, kw, oh, ow = windows.shape[2:]
    order = list(np.ndindex(oh, ow))
    for i, j in reversed(order) if first_wins else order:
        place = np.s_[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
        here = windows[:, :, :, :, i, j]
        total[place] = here if last_wins or first_wins else total[place] + here
    return total


def apart(columns, shape, kernel, stride, padding):
    """Columns as windows (N, C, KH, KW, OH, OW)."""
    return columns.reshape(*shape[:2], *kernel, *places(shape[2:], kernel, stride, padding))


def with_frame(columns, shape, kernel, stride, padding):
    """What col2im has before it takes the frame off."""
    n, c, h, w = shape
    return col2im(columns, (n, c, h + 2 * padding, w + 2 * padding), kernel, stride)


def inner(padded, shape, padding):
    """The image inside its frame."""
    return padded[:, :, padding : padding + shape[2], padding : padding + shape[3]]


def crops_up_to_minus_padding(columns, shape, kernel, stride=1, padding=0):
    """Without padding an empty array comes back: a slice from 0 to -0 holds nothing. An end that
    is counted from the front works for every padding."""
    padded = with_frame(columns, shape, kernel, stride, padding)
    return padded[:, :, padding:-padding, padding:-padding]


def crops_a_frame_of_one(columns, shape, kernel, stride=1, padding=0):
    """One pixel is cut off on every side, whatever the padding is. The width of the frame is an
    argument."""
    return with_frame(columns, shape, kernel, stride, padding)[:, :, 1:-1, 1:-1]


def returns_the_frame_too(columns, shape, kernel, stride=1, padding=0):
    """The frame of padding is still there. `shape` is the shape of the images without it, and of
    what should come back."""
    return with_frame(columns, shape, kernel, stride, padding)


def crops_from_the_corner(columns, shape, kernel, stride=1, padding=0):
    """The size is right, but it is cut from the corner of the frame. The image starts `padding`
    rows down and as many columns in."""
    return inner(with_frame(columns, shape, kernel, stride, padding), shape, 0)


def crops_twice_above(columns, shape, kernel, stride=1, padding=0):
    """What you cut off lies all above and on the left. The frame has a lower and a right side
    too."""
    return inner(with_frame(columns, shape, kernel, stride, padding), shape, 2 * padding)


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


def conv_forward_fast(x, w, b, stride=1, padding=0):
    """The convolution layer of lesson 6 as a matrix product.

    x: (N, C, H, W); w: (F, C, KH, KW); b: (F,); stride, padding: ints, for both directions.
    Returns (N, F, OH, OW). Rows and columns left over are not looked at.
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
    filter a row first, and turn the matrix after that."""
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
    for side, k in zip(x.shape[2:], w.shape[2:], strict=True):
        if (side + 2 * padding - k) % stride:
            raise ValueError("The windows do not end at the border.")
    return conv_forward_fast(x, w, b, stride, padding)


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


def conv_backward_fast(dout, x, w, stride=1, padding=0):
    """The backward pass of conv_forward_fast, without a loop over windows.

    dout: (N, F, OH, OW); x: (N, C, H, W); w: (F, C, KH, KW).
    Returns dx (shaped like x), dw (shaped like w) and db (F,).
    """
    n, c, height, width = x.shape
    f, _, kh, kw = w.shape
    oh, ow = dout.shape[2:]
    side = (padding, padding)
    padded = np.pad(x, ((0, 0), (0, 0), side, side))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kh * kw, oh * ow)
    dmaps = dout.reshape(n, f, oh * ow)

    dw = (dmaps @ columns.swapaxes(1, 2)).sum(axis=0).reshape(w.shape)
    db = dout.sum(axis=(0, 2, 3))

    # The gradient of the columns goes back to where they came from, and adds up there.
    dwindows = (w.reshape(f, -1).T @ dmaps).reshape(n, c, kh, kw, oh, ow)
    dpadded = np.zeros(padded.shape)
    for i, j in np.ndindex(kh, kw):
        rows = slice(i, i + stride * oh, stride)
        cols = slice(j, j + stride * ow, stride)
        dpadded[:, :, rows, cols] += dwindows[:, :, i, j]
    dx = dpadded[:, :, padding : padding + height, padding : padding + width]
    return dx, dw, db


def dcolumns_of(dout, w):
    """The gradient of the columns."""
    return w.reshape(len(w), -1).T @ dout.reshape(*dout.shape[:2], -1)


def with_dx_by(put_columns_back, dout, x, w, stride, padding):
    """All three gradients, dx by a mistake in putting the columns back."""
    _, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    dcolumns = dcolumns_of(dout, w)
    return put_columns_back(dcolumns, x.shape, w.shape[2:], stride, padding), dw, db


def with_dw_by(make_columns, dout, x, w, stride, padding):
    """All three gradients, dw by a mistake in making the columns."""
    dx, _, db = conv_backward_fast(dout, x, w, stride, padding)
    columns = make_columns(x, w.shape[2:], stride, padding)
    dw = (dout.reshape(*dout.shape[:2], -1) @ columns.swapaxes(1, 2)).sum(axis=0)
    return dx, dw.reshape(w.shape), db


def dx_from_padding_to_minus_padding(dout, x, w, stride=1, padding=0):
    """dx holds nothing where there is no padding: the slice 0:-0 is empty. Say where the image
    ends, counted from the start."""
    return with_dx_by(crops_up_to_minus_padding, dout, x, w, stride, padding)


def goes_back_only_with_padding(dout, x, w, stride=1, padding=0):
    """At padding 0 the error says that a name has no value yet. If it gets one under an if, take
    the if away: a frame of width 0 is a frame too."""
    if padding:
        padded = frame(x, padding)
    dx, dw, db = conv_backward_fast(dout, padded, w, stride)
    return inner(dx, x.shape, padding), dw, db


def dx_without_its_outer_pixels(dout, x, w, stride=1, padding=0):
    """dx loses one pixel on each side, padding or not. Cut off as much as was put on."""
    return with_dx_by(crops_a_frame_of_one, dout, x, w, stride, padding)


def dx_with_its_frame(dout, x, w, stride=1, padding=0):
    """dx is as large as the padded images. The frame is nobody's input: keep what lies inside."""
    return with_dx_by(returns_the_frame_too, dout, x, w, stride, padding)


def dx_from_the_corner_of_the_frame(dout, x, w, stride=1, padding=0):
    """dx has its size, but is shifted: you cut it out at the corner of the padded array. How far
    in does the image begin?"""
    return with_dx_by(crops_from_the_corner, dout, x, w, stride, padding)


def dx_of_the_last_window(dout, x, w, stride=1, padding=0):
    """A pixel of dx that several windows used has only what the last one sent. Storing with =
    forgets the others, and += with an array of indices does the same where a pixel stands in it
    twice."""
    return with_dx_by(last_window_wins, dout, x, w, stride, padding)


def dx_of_the_first_window(dout, x, w, stride=1, padding=0):
    """A pixel of dx that several windows used has only what the first one sent. If you add with
    an array of indices, each pixel is written once, however often it is named; if you store with
    =, look there."""
    return with_dx_by(first_window_wins, dout, x, w, stride, padding)


def dx_as_a_mean_of_windows(dout, x, w, stride=1, padding=0):
    """dx takes a mean where windows overlap. A pixel that was used more often has more to answer
    for: add up."""
    return with_dx_by(averages_where_windows_meet, dout, x, w, stride, padding)


def dx_at_stride_one(dout, x, w, stride=1, padding=0):
    """In dx the windows return to neighbouring places, whatever the stride was. Forward they
    came from places `stride` apart."""
    return with_dx_by(puts_windows_one_pixel_apart, dout, x, w, stride, padding)


def dx_as_far_as_windows_reach(dout, x, w, stride=1, padding=0):
    """dx is smaller than x where the windows left rows or columns over. They have gradient 0 and
    a place in dx: build it in the shape of x."""
    return with_dx_by(as_large_as_the_windows_reach, dout, x, w, stride, padding)


def dx_with_channels_last(dout, x, w, stride=1, padding=0):
    """In dx the channels are mixed with the pixels. Rows of w list channel after channel, so the
    gradient of a column comes in the same order: channels, then height, then width."""
    return with_dx_by(reads_channels_last, dout, x, w, stride, padding)


def dx_with_the_filters_turned(dout, x, w, stride=1, padding=0):
    """For dx the filters are turned round. That belongs to the formula with a full convolution; a
    product with the transposed matrix takes the rows of the forward pass."""
    return with_dx_by(puts_windows_back_turned, dout, x, w, stride, padding)


def dx_into_images_without_a_frame(dout, x, w, stride=1, padding=0):
    """dx is added up in an array without room for the padding, and windows do not fit. Begin with
    zeros in the shape of the padded images."""
    return with_dx_by(adds_into_images_without_a_frame, dout, x, w, stride, padding)


def dx_with_images_mixed(dout, x, w, stride=1, padding=0):
    """In dx the images are mixed. The product with one matrix for the whole batch has the images
    behind the weights, and reshape does not bring them to the front."""
    _, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    dcolumns = dcolumns_of(dout, w)
    mixed = dcolumns.swapaxes(0, 1).reshape(dcolumns.shape)
    return col2im(mixed, x.shape, w.shape[2:], stride, padding), dw, db


def leaves_dx_in_columns(dout, x, w, stride=1, padding=0):
    """dx is still in columns. Put every column back to where its window was, as col2im does."""
    _, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dcolumns_of(dout, w), dw, db


def dw_from_columns_without_padding(dout, x, w, stride=1, padding=0):
    """The columns for dw come from the images without their frame, so there are too few for dout.
    The forward pass multiplied the columns of the padded images."""
    padded = columns_without_padding(x, w.shape[2:], stride, padding)
    dx, _, db = conv_backward_fast(dout, x, w, stride, padding)
    dw = (dout.reshape(*dout.shape[:2], -1) @ padded.swapaxes(1, 2)).sum(axis=0)
    return dx, dw.reshape(w.shape), db


def dw_from_neighbouring_windows(dout, x, w, stride=1, padding=0):
    """The columns for dw come from windows one pixel apart. Make the same columns as the forward
    pass, stride and all."""
    return with_dw_by(takes_windows_one_pixel_apart, dout, x, w, stride, padding)


def dw_with_channels_last(dout, x, w, stride=1, padding=0):
    """dw has the right shape, with channels and pixels mixed. The last reshape can only give the
    order that the columns have: channel after channel."""
    return with_dw_by(channels_last_in_a_column, dout, x, w, stride, padding)


def dw_with_images_mixed(dout, x, w, stride=1, padding=0):
    """For dw, columns of different images are mixed: reshaping (N, C·KH·KW, L) moves nothing. Move
    the images behind the weights first, in the order in which dout has them."""
    dx, _, db = conv_backward_fast(dout, x, w, stride, padding)
    columns = im2col(x, w.shape[2:], stride, padding)
    columns = columns.reshape(columns.shape[1], -1)
    return dx, (dout.swapaxes(0, 1).reshape(len(w), -1) @ columns.T).reshape(w.shape), db


def dw_turned_round(dout, x, w, stride=1, padding=0):
    """Each filter in dw is turned by half a circle. Nothing was flipped on the way forward, so
    nothing is flipped here."""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx, dw[:, :, ::-1, ::-1], db


def dw_reshaped_before_it_is_turned(dout, x, w, stride=1, padding=0):
    """Your product for dw has the weights of a column down its rows and the filters across, and
    reshape mixes the two. Transpose it first."""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx, dw.reshape(len(w), -1).T.reshape(w.shape), db


def leaves_dw_in_rows(dout, x, w, stride=1, padding=0):
    """dw is a matrix still. A gradient has the shape of what it belongs to: fold each row back
    into a filter."""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx, dw.reshape(len(w), -1), db


def leaves_dw_for_every_image(dout, x, w, stride=1, padding=0):
    """dw has an axis too many, that of the images. They all used the same filters, so their shares
    are added up."""
    dx, _, db = conv_backward_fast(dout, x, w, stride, padding)
    columns = im2col(x, w.shape[2:], stride, padding)
    dw = dout.reshape(*dout.shape[:2], -1) @ columns.swapaxes(1, 2)
    return dx, dw.reshape(len(x), *w.shape), db


def dw_of_the_first_image(dout, x, w, stride=1, padding=0):
    """Only the first image of the batch counts for dw. Every image has used the filters."""
    dx, _, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx, conv_backward_fast(dout[:1], x[:1], w, stride, padding)[1], db


def dw_of_the_last_image(dout, x, w, stride=1, padding=0):
    """Only the last image of the batch is left in dw. In a loop over images it has to collect,
    and not begin anew each time."""
    dx, _, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx, conv_backward_fast(dout[-1:], x[-1:], w, stride, padding)[1], db


def makes_filters_of_images(dout, x, w, stride=1, padding=0):
    """dout.reshape(F, …) takes the numbers as they lie, image after image, so maps of different
    filters land in one row. Both dx and dw suffer: the filters have to become the first axis
    before you reshape."""
    n, f = dout.shape[:2]
    mixed = dout.reshape(f, n, *dout.shape[2:]).swapaxes(0, 1)
    dx, dw, _ = conv_backward_fast(mixed, x, w, stride, padding)
    return dx, dw, dout.sum(axis=(0, 2, 3))


def makes_filters_of_images_everywhere(dout, x, w, stride=1, padding=0):
    """All three gradients come from a matrix in which maps of different filters share a row:
    dout begins with the images, and reshape does not exchange axes. Move the filters to the front,
    then flatten the rest."""
    n, f = dout.shape[:2]
    mixed = dout.reshape(f, n, *dout.shape[2:]).swapaxes(0, 1)
    return conv_backward_fast(mixed, x, w, stride, padding)


def one_db_for_each_image(dout, x, w, stride=1, padding=0):
    """db has a row for each image. Axis 0 belongs into the sum as well."""
    dx, dw, _ = conv_backward_fast(dout, x, w, stride, padding)
    return dx, dw, dout.sum(axis=(2, 3))


def one_db_for_each_place(dout, x, w, stride=1, padding=0):
    """db is summed over the batch and still has maps. One bias serves all places of a map: sum
    over rows and columns too."""
    dx, dw, _ = conv_backward_fast(dout, x, w, stride, padding)
    return dx, dw, dout.sum(axis=0)


def one_db_for_the_layer(dout, x, w, stride=1, padding=0):
    """db is a single number. There is a bias for each filter, and axis 1 must survive the sum."""
    dx, dw, _ = conv_backward_fast(dout, x, w, stride, padding)
    return dx, dw, dout.sum()


def db_with_axes_of_one(dout, x, w, stride=1, padding=0):
    """db has axes of length 1 that b does not have. Its shape is (F,)."""
    dx, dw, _ = conv_backward_fast(dout, x, w, stride, padding)
    return dx, dw, dout.sum(axis=(0, 2, 3), keepdims=True)


def db_with_one_axis_too_many(dout, x, w, stride=1, padding=0):
    """db is a matrix with a single column or row. Leave keepdims out of this sum, or flatten what
    it gives."""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx, dw, db[:, None]


def db_as_a_mean(dout, x, w, stride=1, padding=0):
    """db is a mean over images and places. If the loss is a mean, dout knows it already; here
    everything is added."""
    dx, dw, _ = conv_backward_fast(dout, x, w, stride, padding)
    return dx, dw, dout.mean(axis=(0, 2, 3))


def means_over_the_images(dout, x, w, stride=1, padding=0):
    """dw and db are divided by the number of images. A layer knows nothing of the loss, and the
    1/N of a mean is inside dout."""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx, dw / len(x), db / len(x)


def divides_all_by_the_images(dout, x, w, stride=1, padding=0):
    """All three gradients are divided by the number of images. dout comes from the loss, and a
    loss that is a mean has divided already."""
    return tuple(gradient / len(x) for gradient in conv_backward_fast(dout, x, w, stride, padding))


def dw_as_a_mean_over_the_images(dout, x, w, stride=1, padding=0):
    """dw is a mean over the batch where db is a sum. Both are sums: what is to be averaged was
    averaged in the loss."""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx, dw / len(x), db


def starts_with_dw(dout, x, w, stride=1, padding=0):
    """dw comes back first and dx second. x is the first input, so its gradient leads."""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dw, dx, db


def starts_with_db(dout, x, w, stride=1, padding=0):
    """The order is db, dw, dx. The docstring has it the other way: dx, dw, db."""
    return conv_backward_fast(dout, x, w, stride, padding)[::-1]


def whole_numbers_in_dx(dout, x, w, stride=1, padding=0):
    """dx is cut to whole numbers where x has whole numbers: an array made like x gets its type
    too. Name float, or give np.zeros the shape alone."""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx.astype(x.dtype), dw, db


def adds_floats_to_an_image_of_ints(dout, x, w, stride=1, padding=0):
    """NumPy refuses to add fractions to an array of ints. np.zeros_like(x) made it one; dx holds
    floats whatever x holds."""
    true_dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    dx = np.zeros_like(x)
    dx += true_dx
    return dx, dw, db


def makes_columns_of_dx_without_dout(dout, x, w, stride=1, padding=0):
    """dx is the same for every dout. The columns of dx are the transposed filters times dout, not
    the filters alone."""
    _, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return conv_backward_fast(np.ones_like(dout), x, w, stride, padding)[0], dw, db


def sums_columns_for_dw(dout, x, w, stride=1, padding=0):
    """dw is the same for every dout and every filter. Each column counts as much as the loss feels
    its place: multiply by dout before you add."""
    dx, _, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx, conv_backward_fast(np.ones_like(dout), x, w, stride, padding)[1], db


def sends_back_the_first_filter(dout, x, w, stride=1, padding=0):
    """dx comes from the first filter alone. A pixel went into the maps of all filters, and the
    matrix product adds over them."""
    _, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return conv_backward_fast(dout[:, :1], x, w[:1], stride, padding)[0], dw, db


def only_db_is_done(dout, x, w, stride=1, padding=0):
    """db is done; dx and dw hold zeros. dw is dout times the columns, and dx begins with the
    transposed filters times dout."""
    return np.zeros(x.shape), np.zeros(w.shape), dout.sum(axis=(0, 2, 3))


def dmap_call(rng, shape, filters, kernel, stride=1, padding=0) -> Call:
    """A drawn dout for a layer of these sizes; arguments left at their defaults are not named."""
    n, c, *sides = shape
    named = {k: v for k, v in (("stride", stride), ("padding", padding)) if v != (k == "stride")}
    return call(
        numbers(rng, n, filters, *places(sides, kernel, stride, padding)),
        numbers(rng, *shape),
        numbers(rng, filters, c, *kernel),
        **named,
    )


def gradients_of_one_filter(rng: np.random.Generator) -> Call:
    sides, kernel = (((3, 4), (2, 2)), ((4, 3), (3, 2)), ((3, 4), (2, 3)))[rng.integers(3)]
    return dmap_call(rng, (1, 1, *sides), 1, kernel)


def gradients_of_a_batch(rng: np.random.Generator) -> Call:
    n, f, c = ((2, 3, 2), (2, 4, 3), (3, 2, 2))[rng.integers(3)]
    return dmap_call(rng, (n, c, 2, 3), f, (2, 2))


def gradients_with_stride_and_padding(rng: np.random.Generator) -> Call:
    """Two images and filters, no square, a stride and a padding, and a row left over or not."""
    sides, kernel = (((3, 5), (2, 3)), ((5, 4), (3, 2)), ((4, 5), (2, 3)))[rng.integers(3)]
    return dmap_call(rng, (2, 2, *sides), 2, kernel, stride=2, padding=1)


def gradients_of_whole_numbers(rng: np.random.Generator) -> Call:
    """A single place: what windows and filters do to each other is tested elsewhere."""
    dout = np.array([[[[round(0.5 + 0.1 * int(rng.integers(1, 5)), 1)]]]])
    return call(dout, 1 + rng.integers(0, 20, (1, 1, 2, 2)), numbers(rng, 1, 1, 2, 2))


def conv_multiply_adds(shape, filters, kernel, stride=1, padding=0):
    """How many multiplications, each with its addition, a convolution layer needs, as an int.

    shape: (N, C, H, W), of the input; filters: how many; kernel: (height, width); stride, padding:
    ints, for both directions. Products with zeros of the padding count; biases do not.
    """
    images, channels, height, width = shape
    oh = (height + 2 * padding - kernel[0]) // stride + 1
    ow = (width + 2 * padding - kernel[1]) // stride + 1
    outputs = images * filters * oh * ow
    return outputs * channels * kernel[0] * kernel[1]


def outputs_and_weights(shape, filters, kernel, stride, padding):
    """Numbers in the output, and weights of a filter."""
    rows, columns = places(shape[2:], kernel, stride, padding)
    return shape[0] * filters * rows * columns, shape[1] * kernel[0] * kernel[1]


def forgets_the_batch(shape, filters, kernel, stride=1, padding=0):
    """This is the count for one image. The layer works on all images of the batch."""
    return conv_multiply_adds((1, *shape[1:]), filters, kernel, stride, padding)


def forgets_the_filters(shape, filters, kernel, stride=1, padding=0):
    """This is the count for one filter. Each filter goes over the image once."""
    return conv_multiply_adds(shape, 1, kernel, stride, padding)


def forgets_the_depth(shape, filters, kernel, stride=1, padding=0):
    """Your filters have one channel. A filter is as deep as the input, so each number of the output
    needs products from all channels."""
    return conv_multiply_adds((shape[0], 1, *shape[2:]), filters, kernel, stride, padding)


def forgets_batch_and_filters(shape, filters, kernel, stride=1, padding=0):
    """You count one filter on one image. How many numbers are there in the output of the whole
    layer?"""
    return conv_multiply_adds((1, *shape[1:]), 1, kernel, stride, padding)


def works_at_every_pixel(shape, filters, kernel, stride=1, padding=0):
    """You count a window for each pixel of the input. There is one for each number of the output,
    whose sides depend on kernel, stride and padding."""
    _, weights = outputs_and_weights(shape, filters, kernel, stride, padding)
    return shape[0] * filters * shape[2] * shape[3] * weights


def works_at_every_padded_pixel(shape, filters, kernel, stride=1, padding=0):
    """You count a window for each pixel of the padded image. A kernel of 3 on 5 pixels has 3
    places, not 5."""
    _, weights = outputs_and_weights(shape, filters, kernel, stride, padding)
    height, width = shape[2] + 2 * padding, shape[3] + 2 * padding
    return shape[0] * filters * height * width * weights


def counts_without_stride(shape, filters, kernel, stride=1, padding=0):
    """The stride does not change your count. With stride 2 there are about half as many places in
    each direction."""
    return conv_multiply_adds(shape, filters, kernel, 1, padding)


def counts_without_padding(shape, filters, kernel, stride=1, padding=0):
    """The padding does not change your count. It makes room for more places of the filter."""
    return conv_multiply_adds(shape, filters, kernel, stride)


def pads_one_side_of_the_count(shape, filters, kernel, stride=1, padding=0):
    """Your image has grown by the padding once in each direction. Zeros are put on both sides."""
    larger = (*shape[:2], shape[2] + padding, shape[3] + padding)
    return conv_multiply_adds(larger, filters, kernel, stride)


def counts_two_for_each_pair(shape, filters, kernel, stride=1, padding=0):
    """Twice as many as asked for: you count the additions on their own. A multiplication with its
    addition is one here."""
    return 2 * conv_multiply_adds(shape, filters, kernel, stride, padding)


def counts_the_biases(shape, filters, kernel, stride=1, padding=0):
    """One too many for each number of the output: adding the bias is no multiplication, and is
    left out here."""
    outputs, weights = outputs_and_weights(shape, filters, kernel, stride, padding)
    return outputs * (weights + 1)


def counts_one_bias_for_each_filter(shape, filters, kernel, stride=1, padding=0):
    """Your count is too large by the number of filters. The biases are left out, however they are
    counted."""
    return conv_multiply_adds(shape, filters, kernel, stride, padding) + filters


def counts_the_weights(shape, filters, kernel, stride=1, padding=0):
    """This is the number of weights. Each of them is used again at every place and in every image,
    and every use is a multiplication."""
    return outputs_and_weights(shape, filters, kernel, stride, padding)[1] * filters


def counts_the_outputs(shape, filters, kernel, stride=1, padding=0):
    """This is how many numbers come out. How many products does one of them take?"""
    return outputs_and_weights(shape, filters, kernel, stride, padding)[0]


def one_addition_less(shape, filters, kernel, stride=1, padding=0):
    """You count one less for each number of the output, as if the first product were free. To add
    k products up from 0 takes k additions, one with each multiplication."""
    outputs, weights = outputs_and_weights(shape, filters, kernel, stride, padding)
    return outputs * (weights - 1)


def kernels_are_square(shape, filters, kernel, stride=1, padding=0):
    """Your kernel has its height on both sides. Take its width from the second number."""
    return conv_multiply_adds(shape, filters, (kernel[0], kernel[0]), stride, padding)


def kernel_with_width_first(shape, filters, kernel, stride=1, padding=0):
    """Height and width of the kernel have changed places, so the number of places is off. Both
    shape and kernel name the height before the width."""
    return conv_multiply_adds(shape, filters, kernel[::-1], stride, padding)


def output_is_square(shape, filters, kernel, stride=1, padding=0):
    """You multiply the height of the output by itself. Its width is worked out from the width of
    the image and of the kernel."""
    rows, _ = places(shape[2:], kernel, stride, padding)
    weights = shape[1] * kernel[0] * kernel[1]
    return shape[0] * filters * rows * rows * weights


def one_side_of_the_kernel(shape, filters, kernel, stride=1, padding=0):
    """Only one side of the kernel is among your factors. A window has height times width pixels in
    each channel."""
    return conv_multiply_adds(shape, filters, kernel, stride, padding) // kernel[1]


def leaves_out_zeros_of_the_frame(shape, filters, kernel, stride=1, padding=0):
    """You leave products with the zeros of the padding out. A matrix product does them like any
    other, and so they count."""
    inside = frame(np.ones((1, 1, *shape[2:]), int), padding)
    used = int(strided_windows(inside, kernel, stride).sum())
    return shape[0] * shape[1] * filters * used


def counts_steps_of_the_kernel(shape, filters, kernel, stride=1, padding=0):
    """The number of places is too small by one in each direction: the kernel stands somewhere
    before its first step."""
    rows, columns = places(shape[2:], kernel, stride, padding)
    weights = shape[1] * kernel[0] * kernel[1]
    return shape[0] * filters * (rows - 1) * (columns - 1) * weights


def rounds_places_up(shape, filters, kernel, stride=1, padding=0):
    """You count a last window that hangs over the border. What is left over at the end is not
    looked at, so round down."""
    rows, columns = (
        -(-(side + 2 * padding - k) // stride) + 1
        for side, k in zip(shape[2:], kernel, strict=True)
    )
    return shape[0] * filters * rows * columns * shape[1] * kernel[0] * kernel[1]


def rounds_places_to_the_nearest(shape, filters, kernel, stride=1, padding=0):
    """round() goes up where half a step is left over, and counts a window that does not fit. Use
    the division that always rounds down."""
    rows, columns = (
        round((side + 2 * padding - k) / stride) + 1
        for side, k in zip(shape[2:], kernel, strict=True)
    )
    return shape[0] * filters * rows * columns * shape[1] * kernel[0] * kernel[1]


def adds_one_before_the_stride(shape, filters, kernel, stride=1, padding=0):
    """The first place is counted before the stride divides, so with a stride it gets lost. Divide
    the way that the kernel can go, and add the first place after that."""
    rows, columns = (
        (side + 2 * padding - k + 1) // stride for side, k in zip(shape[2:], kernel, strict=True)
    )
    return shape[0] * filters * rows * columns * shape[1] * kernel[0] * kernel[1]


def adds_the_channels_to_the_pixels(shape, filters, kernel, stride=1, padding=0):
    """You add the number of channels to the pixels of the kernel. Each channel has all of these
    pixels: multiply."""
    outputs, _ = outputs_and_weights(shape, filters, kernel, stride, padding)
    return outputs * (shape[1] + kernel[0] * kernel[1])


def adds_the_sides_of_the_kernel(shape, filters, kernel, stride=1, padding=0):
    """You add the sides of the kernel. A window of 3 by 4 pixels holds 12 of them."""
    outputs, _ = outputs_and_weights(shape, filters, kernel, stride, padding)
    return outputs * shape[1] * (kernel[0] + kernel[1])


def a_count_with_a_point(shape, filters, kernel, stride=1, padding=0):
    """The number is right, and it is a float. A count is an int: divide with the operator that
    rounds down to whole numbers."""
    return float(conv_multiply_adds(shape, filters, kernel, stride, padding))


def a_float_with_parts_of_windows(shape, filters, kernel, stride=1, padding=0):
    """Your sizes keep their fractions, so parts of windows are counted, and the result is a float.
    A division that rounds down solves both."""
    rows, columns = (
        (side + 2 * padding - k) / stride + 1 for side, k in zip(shape[2:], kernel, strict=True)
    )
    return shape[0] * filters * rows * columns * shape[1] * kernel[0] * kernel[1]


def cuts_parts_of_windows_at_the_end(shape, filters, kernel, stride=1, padding=0):
    """You make the result an int at the end, but parts of windows have been counted on the way.
    Round each side of the output down before you multiply."""
    return int(a_float_with_parts_of_windows(shape, filters, kernel, stride, padding))


def count_of_one_filter(rng: np.random.Generator) -> Call:
    height, width, kh, channels = rng.integers((5, 40, 2, 2), (40, 90, 5, 6)).tolist()
    return call((1, channels, height, width), 1, (kh, kh + 1))


def count_of_a_batch(rng: np.random.Generator) -> Call:
    n, f = rng.permutation([2, 3, 5, 7])[:2].tolist()
    height, width, kernel = rng.integers((5, 40, 2), (40, 90, 5)).tolist()
    return call((n, 1, height, width), f, (kernel, kernel))


def count_with_stride(rng: np.random.Generator) -> Call:
    """A row is left over, so that rounding matters, as in a fixed call."""
    rows, columns = rng.integers(3, 90, 2).tolist()
    return call((1, 1, 2 * rows + 2, 2 * columns + 1), 1, (3, 3), stride=2)


def count_with_padding(rng: np.random.Generator) -> Call:
    height, width, padding = rng.integers((5, 40, 1), (40, 90, 3)).tolist()
    return call((1, 1, height, width), 1, (3, 3), padding=padding)


def count_of_any_layer(rng: np.random.Generator) -> Call:
    n, c, f = rng.permutation([2, 3, 5, 7])[:3].tolist()
    rows, columns = rng.integers((4, 9), (9, 14)).tolist()
    return call((n, c, 2 * rows, 2 * columns), f, (3, 4), stride=2, padding=1)


EDGE = np.array([[[[1.0, 2.0], [3.0, -1.0]]]])
NO_BIAS = np.zeros(1)
HALVES = np.array([[[[0.5, 0.0], [0.0, 0.25]]]])
# Two images and channels, no square, a stride and a padding, with and without a rest.
ANY_COLUMNS = [
    call(counting(2, 2, 3, 6), (2, 3), stride=2, padding=1),
    call(counting(2, 2, 5, 4), (3, 2), stride=2, padding=1),
]
GRADIENTS = [
    call(np.array([[[[2.0]]]]), counting(1, 1, 2, 2), EDGE),
    call(counting(1, 1, 2, 2), counting(1, 1, 3, 3), EDGE),
    call(np.array([[[[1.0]], [[10.0]]]]), counting(1, 1, 2, 2), counting(2, 1, 2, 2)),
    call(np.array([[[[1.0]]], [[[10.0]]]]), counting(2, 1, 2, 2), EDGE),
    call(counting(2, 3, 2, 3), counting(2, 2, 3, 5), counting(3, 2, 2, 3)),
    drawn(gradients_of_one_filter, 1),
    drawn(gradients_of_a_batch, 1),
]
GRADIENTS_WITH_STRIDE_AND_PADDING = [
    call(counting(1, 1, 2, 2), counting(1, 1, 4, 4), EDGE, stride=2),
    call(np.array([[[[2.0]]]]), counting(1, 1, 3, 3), EDGE, stride=2),
    call(counting(1, 1, 3, 3), counting(1, 1, 2, 2), EDGE, padding=1),
    call(counting(1, 1, 4, 4), counting(1, 1, 1, 1), EDGE, padding=2),
    call(counting(1, 1, 2, 2), counting(1, 1, 5, 5), counting(1, 1, 3, 3), stride=2),
    call(
        counting(2, 2, 2, 3),
        counting(2, 2, 3, 5),
        counting(2, 2, 2, 3),
        stride=2,
        padding=1,
    ),
    call(
        counting(2, 2, 3, 3),
        counting(2, 2, 5, 4),
        counting(2, 2, 3, 2),
        stride=2,
        padding=1,
    ),
    drawn(gradients_with_stride_and_padding, 2),
]

EXERCISES = [
    Exercise(
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
        mistakes=[
            copies_every_window,
            ignores_the_stride_of_windows,
            steps_down_the_rows_only,
            keeps_the_first_windows,
            steps_before_the_windows,
            spreads_the_pixels_of_a_window,
            strides_inside_the_windows,
            counts_numbers_for_bytes,
            puts_the_pixels_before_the_places,
            puts_the_channels_into_the_windows,
            lays_windows_on_their_side,
            numbers_the_places_by_columns,
            takes_the_width_first,
            cuts_square_windows,
            puts_the_places_on_one_axis,
            forgets_the_last_place,
            slides_over_all_axes,
            turns_each_window_round,
        ],
        hints=[
            "NumPy can look at the same memory in another shape. Which function of "
            "np.lib.stride_tricks makes windows, and which of the four axes should it slide along?",
            "First all windows, one pixel apart: (N, C, H − height + 1, W − width + 1, height, "
            "width). A slice with a step then keeps every stride-th one, and a slice copies "
            "nothing.",
        ],
        probe="view",
    ),
    Exercise(
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
                    drawn(columns_of_one_image, 2),
                ],
            ),
            Part(
                "several channels",
                [
                    call(counting(1, 2, 2, 3), (2, 2)),
                    call(counting(2, 3, 3, 3), (2, 2)),
                    drawn(columns_of_a_batch, 2),
                ],
            ),
            Part(
                "stride",
                [
                    call(counting(1, 1, 4, 4), (2, 2), stride=2),
                    call(counting(1, 1, 5, 5), (2, 2), stride=3),
                    call(counting(1, 1, 5, 6), (2, 2), stride=2),
                    drawn(columns_with_stride, 2),
                ],
            ),
            Part(
                "padding",
                [
                    call(counting(1, 1, 2, 2), (2, 2), padding=1),
                    call(counting(1, 1, 2, 3), (2, 2), padding=1),
                    call(counting(1, 1, 2, 2), (2, 2), padding=2),
                    drawn(columns_with_padding, 2),
                ],
            ),
            Part("all together", [*ANY_COLUMNS, drawn(columns_of_any_kind, 2)]),
        ],
        mistakes=[
            channels_last_in_a_column,
            windows_column_by_column,
            pixels_column_by_column,
            windows_as_rows,
            reshapes_without_moving_axes,
            stride_without_effect_on_columns,
            takes_windows_one_pixel_apart,
            strides_along_one_direction,
            columns_without_padding,
            pads_under_an_if,
            pads_every_axis,
            pads_below_and_right,
            pads_half_a_frame,
            pads_with_copies_of_the_border,
            images_side_by_side,
            images_in_one_column,
            images_interleaved,
            columns_of_the_first_image,
            columns_of_one_channel,
            adds_the_channels_up,
            drops_a_batch_of_one,
            square_windows_in_columns,
            kernel_the_other_way_round,
            flat_index_with_the_height,
            counts_places_with_the_height,
            steps_through_the_places,
            counts_places_of_the_bare_image,
            stops_before_the_last_start,
            windows_upside_down,
            leaves_the_axes_apart,
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
    ),
    Exercise(
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
                    call(np.ones((1, 4, 4)), (1, 1, 3, 3), (2, 2)),
                    call(squares(1, 4, 4), (1, 1, 3, 3), (2, 2)),
                    call(squares(1, 4, 6), (1, 1, 3, 4), (2, 2)),
                    drawn(overlapping_windows, 2),
                ],
            ),
            Part(
                "images and channels",
                [
                    call(counting(1, 8, 2), (1, 2, 2, 4), (2, 2), stride=2),
                    call(counting(2, 4, 2), (2, 1, 2, 4), (2, 2), stride=2),
                    call(counting(2, 12, 2), (2, 3, 2, 4), (2, 2), stride=2),
                    drawn(windows_of_several_images, 2),
                ],
            ),
            Part(
                "pixels that no window used",
                [
                    call(squares(1, 4, 1), (1, 1, 3, 3), (2, 2), stride=2),
                    call(squares(1, 9, 4), (1, 1, 6, 5), (3, 3), stride=2),
                    drawn(windows_with_a_rest, 2),
                ],
            ),
            Part(
                "padding",
                [
                    call(squares(1, 4, 4), (1, 1, 1, 1), (2, 2), padding=1),
                    call(squares(1, 4, 9), (1, 1, 2, 2), (2, 2), padding=1),
                    call(squares(1, 4, 20), (1, 1, 1, 2), (2, 2), padding=2),
                    drawn(windows_with_a_frame, 2),
                ],
            ),
            Part(
                "all together",
                [
                    call(squares(2, 12, 6), (2, 2, 3, 6), (2, 3), stride=2, padding=1),
                    call(squares(2, 12, 6), (2, 2, 4, 5), (3, 2), stride=2, padding=1),
                    drawn(windows_put_back_anyhow, 2),
                ],
            ),
        ],
        mistakes=[
            crops_up_to_minus_padding,
            crops_a_frame_of_one,
            returns_the_frame_too,
            crops_from_the_corner,
            crops_twice_above,
            last_window_wins,
            first_window_wins,
            averages_where_windows_meet,
            largest_where_windows_meet,
            puts_windows_one_pixel_apart,
            counts_places_without_stride,
            counts_places_without_padding,
            adds_into_images_without_a_frame,
            reshapes_columns_into_images,
            reads_places_with_the_height,
            leaves_out_the_last_windows,
            takes_places_before_pixels,
            as_large_as_the_windows_reach,
            reads_channels_last,
            reads_windows_downwards,
            reads_pixels_downwards,
            reads_rows_as_windows,
            puts_windows_back_turned,
            fills_the_first_image,
            fills_the_first_channel,
            adds_all_images_together,
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
    ),
    Exercise(
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
                    drawn(one_product, 2),
                ],
            ),
            Part(
                "images, channels, filters",
                [
                    call(counting(1, 2, 2, 2), counting(1, 2, 2, 2), np.array([100.0])),
                    call(counting(1, 1, 2, 2), counting(2, 1, 2, 2), np.array([100.0, 200.0])),
                    call(counting(2, 1, 3, 3), counting(2, 1, 2, 2), np.array([100.0, 200.0])),
                    call(counting(2, 2, 3, 3), counting(3, 2, 2, 2), np.array([1.0, 20.0, 300.0])),
                    drawn(product_of_a_batch, 2),
                ],
            ),
            Part(
                "stride",
                [
                    call(counting(1, 1, 4, 4), EDGE, NO_BIAS, stride=2),
                    call(counting(1, 1, 5, 5), EDGE, NO_BIAS, stride=3),
                    call(counting(1, 1, 5, 6), EDGE, NO_BIAS, stride=2),
                    drawn(product_with_stride, 2),
                ],
            ),
            Part(
                "padding",
                [
                    call(counting(1, 1, 2, 2), EDGE, NO_BIAS, padding=1),
                    call(counting(1, 1, 2, 3), EDGE, NO_BIAS, padding=1),
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
                    call(counting(1, 1, 2, 5), EDGE, NO_BIAS, stride=3, padding=1),
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
        mistakes=[
            reshapes_filters_into_images,
            reshapes_interleaved_images,
            takes_images_for_the_last_axis,
            takes_interleaved_images_for_whole_ones,
            mixes_images_into_columns,
            mixes_images_and_filters,
            pads_only_where_asked,
            pads_the_output,
            reshapes_places_into_filters,
            scrambles_the_filters,
            filters_with_channels_last,
            filters_column_by_column,
            fills_the_maps_downwards,
            multiplies_unmoved_windows,
            swaps_the_sides_of_the_maps,
            turns_every_map,
            maps_as_wide_as_high,
            leaves_the_maps_flat,
            leaves_the_filters_behind,
            leaves_the_filters_in_front,
            leaves_off_the_bias,
            bias_for_every_place,
            bias_for_every_column_of_a_map,
            one_bias_for_all_filters,
            bias_for_every_pixel_of_a_window,
            flips_filters_and_multiplies,
            product_without_stride,
            neighbouring_windows_with_a_stride,
            stride_for_the_rows,
            product_without_padding,
            pads_the_batch,
            pads_the_lower_right,
            index_by_the_height,
            one_channel_of_each_filter,
            one_filter_for_all_maps,
            maps_of_the_first_image,
            averages_the_products,
            output_of_the_images_type,
            weights_of_the_images_type,
            refuses_a_rest,
            last_starts_left_out,
            squeezes_the_output,
        ],
        hints=[
            "A number of the output is a filter times a window, added up. If windows are columns "
            "and filters are rows, which operation makes all these sums at once?",
            "The filters as a matrix are (F, C·KH·KW), the columns (N, C·KH·KW, L). @ multiplies "
            "the last two axes and does so for every image.",
            "The product is (N, F, L). Add b along axis 1, with an axis of length 1 behind it, and "
            "reshape L into OH and OW.",
        ],
    ),
    Exercise(
        solution=conv_backward_fast,
        parts=[
            Part("dx", GRADIENTS, item=0),
            Part("dx, stride, padding", GRADIENTS_WITH_STRIDE_AND_PADDING, item=0),
            Part("dw", GRADIENTS, item=1),
            Part("dw, stride, padding", GRADIENTS_WITH_STRIDE_AND_PADDING, item=1),
            Part("db", GRADIENTS, item=2),
            Part(
                "whole numbers",
                [
                    call(np.array([[[[0.5]]]]), np.array([[[[2, 1], [1, 1]]]]), EDGE),
                    call(np.array([[[[0.75]]]]), np.array([[[[1, 2], [3, 4]]]]), EDGE),
                    drawn(gradients_of_whole_numbers, 2),
                ],
            ),
        ],
        mistakes=[
            dx_from_padding_to_minus_padding,
            goes_back_only_with_padding,
            dx_without_its_outer_pixels,
            dx_with_its_frame,
            dx_from_the_corner_of_the_frame,
            dx_of_the_last_window,
            dx_of_the_first_window,
            dx_as_a_mean_of_windows,
            dx_at_stride_one,
            dx_as_far_as_windows_reach,
            dx_with_channels_last,
            dx_with_the_filters_turned,
            dx_into_images_without_a_frame,
            dx_with_images_mixed,
            leaves_dx_in_columns,
            dw_from_columns_without_padding,
            dw_from_neighbouring_windows,
            dw_with_channels_last,
            dw_with_images_mixed,
            dw_turned_round,
            dw_reshaped_before_it_is_turned,
            leaves_dw_in_rows,
            leaves_dw_for_every_image,
            dw_of_the_first_image,
            dw_of_the_last_image,
            makes_filters_of_images,
            makes_filters_of_images_everywhere,
            one_db_for_each_image,
            one_db_for_each_place,
            one_db_for_the_layer,
            db_with_axes_of_one,
            db_with_one_axis_too_many,
            db_as_a_mean,
            means_over_the_images,
            divides_all_by_the_images,
            dw_as_a_mean_over_the_images,
            starts_with_dw,
            starts_with_db,
            whole_numbers_in_dx,
            adds_floats_to_an_image_of_ints,
            makes_columns_of_dx_without_dout,
            sums_columns_for_dw,
            sends_back_the_first_filter,
            only_db_is_done,
        ],
        hints=[
            "Forward it was rows @ columns, a linear layer for each place. What are the gradients "
            "of such a product, for its first factor and for its second?",
            "Flatten dout to (N, F, L). dw is dout times the transposed columns, added up over the "
            "images; the columns get the transposed rows times dout.",
            "The gradient of the columns goes back into images where the columns came from, and "
            "adds up where windows overlap: that is col2im, with the frame cut off at the end.",
        ],
    ),
    Exercise(
        solution=conv_multiply_adds,
        parts=[
            Part(
                "one filter, one image",
                [
                    call((1, 1, 3, 3), 1, (2, 2)),
                    call((1, 1, 5, 9), 1, (2, 3)),
                    call((1, 3, 3, 4), 1, (2, 2)),
                    drawn(count_of_one_filter, 2),
                ],
            ),
            Part(
                "images and filters",
                [
                    call((1, 1, 3, 4), 5, (2, 2)),
                    call((7, 1, 3, 4), 1, (2, 2)),
                    call((2, 1, 5, 9), 5, (3, 3)),
                    drawn(count_of_a_batch, 2),
                ],
            ),
            Part(
                "stride",
                [
                    call((1, 1, 5, 7), 1, (3, 3), stride=2),
                    call((1, 1, 6, 9), 1, (3, 3), stride=2),
                    call((1, 1, 8, 9), 1, (3, 3), stride=2),
                    drawn(count_with_stride, 2),
                ],
            ),
            Part(
                "padding",
                [
                    call((1, 1, 5, 7), 1, (3, 3), padding=1),
                    call((1, 1, 5, 7), 1, (3, 3), padding=2),
                    drawn(count_with_padding, 2),
                ],
            ),
            Part(
                "all together",
                [
                    call((2, 3, 8, 10), 5, (3, 4), stride=2, padding=1),
                    call((1, 3, 227, 227), 96, (11, 11), stride=4),
                    call((32, 3, 32, 32), 32, (5, 5), padding=2),
                    drawn(count_of_any_layer, 2),
                ],
            ),
        ],
        mistakes=[
            forgets_the_batch,
            forgets_the_filters,
            forgets_the_depth,
            forgets_batch_and_filters,
            works_at_every_pixel,
            works_at_every_padded_pixel,
            counts_without_stride,
            counts_without_padding,
            pads_one_side_of_the_count,
            counts_two_for_each_pair,
            counts_the_biases,
            counts_one_bias_for_each_filter,
            counts_the_weights,
            counts_the_outputs,
            one_addition_less,
            kernels_are_square,
            kernel_with_width_first,
            output_is_square,
            one_side_of_the_kernel,
            leaves_out_zeros_of_the_frame,
            counts_steps_of_the_kernel,
            rounds_places_up,
            rounds_places_to_the_nearest,
            adds_one_before_the_stride,
            adds_the_channels_to_the_pixels,
            adds_the_sides_of_the_kernel,
            a_count_with_a_point,
            a_float_with_parts_of_windows,
            cuts_parts_of_windows_at_the_end,
        ],
        hints=[
            "How many numbers come out of the layer, and how many products does each of them take?",
            "Out come N · filters · OH · OW numbers, with OH and OW as in lesson 6, rounded down. "
            "Each is a sum over a window through all channels.",
        ],
    ),
]
