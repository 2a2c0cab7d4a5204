"""Lesson 7, pooling: solutions, test cases and known mistakes."""

from collections.abc import Callable, Sequence

import numpy as np

from autograder.exercise import Call, Exercise, Part, call, drawn

Layer = tuple[tuple[int, int, int, int], tuple[int, int], int]  # shape of x, window, stride


def pool_output_size(size, window, stride):
    """Side of the output of a pooling layer, in pixels, as an int.

    size, window, stride: ints, along one direction of the image. Pixels that are left
    over at the end, too few for another window, are not looked at.
    Raises ValueError where the window is larger than the image.
    """
    if window > size:
        raise ValueError(f"A window of {window} pixels does not fit {size} pixels.")
    return (size - window) // stride + 1


def divides_by_the_window(size, window, stride):
    """You count how often the window fits side by side. Windows start one stride apart, so they
    may overlap or leave gaps: count the places where one can start."""
    pool_output_size(size, window, stride)
    return size // window


def divides_by_the_stride(size, window, stride):
    """Dividing the whole size by the stride counts starts close to the end, where the window hangs
    over it. How far can the first pixel of a window go?"""
    pool_output_size(size, window, stride)
    return size // stride


def divides_and_rounds_up(size, window, stride):
    """This is the size divided by the stride and rounded up: some libraries do that, and pad the
    image for it. Here nothing is padded, and a window starts only where all of it fits."""
    pool_output_size(size, window, stride)
    return -(-size // stride)


def forgets_the_first_window(size, window, stride):
    """You count the steps from one window to the next. There is one window more than there are
    steps: a window as large as the image takes none."""
    return pool_output_size(size, window, stride) - 1


def adds_one_too_early(size, window, stride):
    """The one for the first window is divided as well. Count the steps first, and add the window
    at the start after that."""
    pool_output_size(size, window, stride)
    return (size - window + 1) // stride


def ignores_the_stride(size, window, stride):
    """The stride makes no difference to your answer. Windows that start two pixels apart are about
    half as many."""
    return pool_output_size(size, window, 1)


def exchanges_window_and_stride(size, window, stride):
    """Window and stride have changed places, which goes unseen while they are equal. Which of them
    says how far the windows lie apart?"""
    pool_output_size(size, window, stride)
    return (size - stride) // window + 1


def counts_a_window_that_hangs_over(size, window, stride):
    """Rounding up counts a last window that is not all inside. Pixels that are too few for a
    window are left out."""
    pool_output_size(size, window, stride)
    return -(-(size - window) // stride) + 1


def rounds_to_the_nearest(size, window, stride):
    """round() goes up where more than half a step is left, and then counts a window that does not
    fit. A step is taken or it is not."""
    pool_output_size(size, window, stride)
    return round((size - window) / stride) + 1


def returns_a_float_size(size, window, stride):
    """Your size is a float, and no array can have 2.0 rows. Two of the division signs exist for
    numbers in Python; one of them stays with ints."""
    return float(pool_output_size(size, window, stride))


def keeps_the_fraction(size, window, stride):
    """Your size is not whole where pixels are left over, and it is a float elsewhere. Windows are
    counted in whole numbers: leave the rest out."""
    pool_output_size(size, window, stride)
    return (size - window) / stride + 1


def refuses_left_over_pixels(size, window, stride):
    """You raise an error where pixels are left over. Pooling leaves them out in silence; only a
    window larger than the image is refused."""
    if (size - window) % stride:
        raise ValueError("The windows do not end at the border.")
    return pool_output_size(size, window, stride)


def refuses_nothing(size, window, stride):
    """A window larger than the image gets a size too, and it is zero or less. Nothing can be
    pooled there: raise the error that the docstring names."""
    return (size - window) // stride + 1


def size_zero_for_a_large_window(size, window, stride):
    """For a window that is too large you give the size 0. The docstring asks for an error, which
    nobody can overlook."""
    return max(0, (size - window) // stride + 1)


def none_for_a_large_window(size, window, stride):
    """For a window that is too large, None comes back. Printing a message or returning None lets
    the caller go on: raise an error."""
    return None if window > size else (size - window) // stride + 1


def asserts_that_the_window_fits(size, window, stride):
    """A failing assert raises an AssertionError, and the docstring promises another kind of error.
    Test with if, and raise that one."""
    assert window <= size
    return (size - window) // stride + 1


def refuses_a_window_of_the_same_size(size, window, stride):
    """A window exactly as large as the image is refused here. It fits in one place, so the size
    is 1."""
    if window >= size:
        raise ValueError("The window is too large.")
    return (size - window) // stride + 1


def windows_side_by_side(rng: np.random.Generator) -> Call:
    window = int(rng.integers(2, 8))
    return call(window * int(rng.integers(2, 30)), window, window)


def windows_that_overlap(rng: np.random.Generator) -> Call:
    window = int(rng.integers(3, 9))
    stride = int(rng.integers(1, window))
    return call(window + stride * int(rng.integers(1, 30)), window, stride)


def windows_with_gaps(rng: np.random.Generator) -> Call:
    window = int(rng.integers(1, 6))
    stride = window + int(rng.integers(1, 5))
    return call(window + stride * int(rng.integers(1, 20)), window, stride)


def pixels_left_over(rng: np.random.Generator) -> Call:
    window, stride, steps = (int(n) for n in rng.integers((2, 2, 1), (9, 6, 20)))
    return call(window + stride * steps + int(rng.integers(1, stride)), window, stride)


def window_too_large(rng: np.random.Generator) -> Call:
    size = int(rng.integers(1, 20))
    return call(size, size + int(rng.integers(1, 20)), 1)


def window_of_the_same_size(rng: np.random.Generator) -> Call:
    size = int(rng.integers(4, 20))
    return call(size, size, int(rng.integers(1, 4)))


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


def places(x, window, stride):
    """Rows and columns of the output."""
    return [(side - k) // stride + 1 for side, k in zip(x.shape[2:], window, strict=True)]


def hanging_over(x, window, stride):
    """Rows and columns where a last window may hang over the border."""
    return [-(-(side - k) // stride) + 1 for side, k in zip(x.shape[2:], window, strict=True)]


def pool(x, window, step, sizes, reduce):
    """The plain loops, for mistakes: the step is a pair, and the sizes may be wrong. A window that
    hangs over the border loses what lies outside.

    reduce: makes (N, C) of the windows (N, C, height, width).
    """
    out = np.zeros((*x.shape[:2], *sizes))
    for i, j in np.ndindex(*sizes):
        top, left = i * step[0], j * step[1]
        out[:, :, i, j] = reduce(x[:, :, top : top + window[0], left : left + window[1]])
    return out


def largest(patch):
    return patch.max(axis=(2, 3))


def mean(patch):
    return patch.mean(axis=(2, 3))


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


def scattered(*shape: int) -> np.ndarray:
    """1.5, 2.5, 3.5 … in a scattered order: no two are equal, and none is whole."""
    order = np.argsort(np.arange(np.prod(shape)) * 0.618 % 1)
    return (order + 1.5).reshape(shape)


def distinct(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Positive numbers from 1.1 on, all different: ties and signs are ideas of their own."""
    return (rng.permutation(int(np.prod(shape))) + 11.0).reshape(shape) / 10


def numbers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Few digits, so that a failing call can be read. None is zero: zeros hide mistakes."""
    signs = rng.choice([-1.0, 1.0], shape)
    return signs * rng.integers(1, 40, shape) / 10


def images_of(layers: Sequence[Layer]) -> list[Call]:
    """Fixed calls of a forward pass, one for each layer."""
    return [call(scattered(*shape), window, stride) for shape, window, stride in layers]


def image_for(
    layers: Sequence[Layer], fill: Callable[..., np.ndarray] = distinct
) -> Callable[[np.random.Generator], Call]:
    """A drawn call of a forward pass: one of the layers, with other numbers in the image."""

    def draw(rng: np.random.Generator) -> Call:
        shape, window, stride = layers[rng.integers(len(layers))]
        return call(fill(rng, *shape), window, stride)

    return draw


def below_zero(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return -distinct(rng, *shape)


def far_below_zero(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return -distinct(rng, *shape) - 1000


def max_pool_backward(dout, x, window, stride):
    """The backward pass of max_pool_forward.

    dout: (N, C, OH, OW), the gradient of its output; x: (N, C, H, W), as it went in.
    Each gradient goes to the largest number of its window; of equal ones the first
    counts, row by row. A pixel that wins several windows gets the sum.
    Returns dx, floats of the shape of x.
    """
    height, width = window
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        patch = x[n, c, top : top + height, left : left + width]
        row, column = np.unravel_index(patch.argmax(), patch.shape)
        dx[n, c, top + row, left + column] += dout[n, c, i, j]
    return dx


def windows(dout, window, step):
    """For each number of dout: its index, and the index of its window in x."""
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * step[0], j * step[1]
        yield (n, c, i, j), (n, c, slice(top, top + window[0]), slice(left, left + window[1]))


def send_back(dout, x, window, step, local):
    """The plain loops of a backward pass, for mistakes: the step is a pair.

    local: the gradient of a window's number with respect to its pixels, given the pixels.
    """
    dx = np.zeros(x.shape)
    for place, pixels in windows(dout, window, step):
        dx[pixels] += dout[place] * local(x[pixels])
    return dx


def winner(patch):
    """1 at the first of the largest numbers, 0 elsewhere."""
    mask = np.zeros(patch.shape)
    mask[np.unravel_index(patch.argmax(), patch.shape)] = 1
    return mask


def overwrites_the_window(dout, x, window, stride):
    """Each window writes its zeros over what earlier windows have left. Where windows overlap,
    what they send back has to be added."""
    dx = np.zeros(x.shape)
    for place, pixels in windows(dout, window, (stride, stride)):
        dx[pixels] = dout[place] * winner(x[pixels])
    return dx


def overwrites_at_the_winner(dout, x, window, stride):
    """A pixel that wins several windows keeps the gradient of the last one only. What it gets from
    each of them adds up."""
    dx = np.zeros(x.shape)
    for place, pixels in windows(dout, window, (stride, stride)):
        won = winner(x[pixels]) == 1
        dx[pixels][won] = dout[place]
    return dx


def all_equal_ones_get_all_of_it(dout, x, window, stride):
    """Where the largest number stands in a window several times, each of them gets the whole
    gradient, so more comes back than was sent. Choose one of them: the first, row by row."""
    return send_back(dout, x, window, (stride, stride), lambda p: (p == p.max()).astype(float))


def shares_among_equal_ones(dout, x, window, stride):
    """Where the largest number stands in a window several times, the gradient is shared. That is
    one way to do it; here the first of them, row by row, takes all."""
    return send_back(
        dout, x, window, (stride, stride), lambda p: (p == p.max()) / np.sum(p == p.max())
    )


def last_of_equal_ones_wins(dout, x, window, stride):
    """Of equal numbers the last one wins in your answer. If you compare one by one, a number that
    is only as large as the best so far must not replace it."""
    return send_back(dout, x, window, (stride, stride), lambda p: winner(p[::-1, ::-1])[::-1, ::-1])


def goes_down_the_columns(dout, x, window, stride):
    """Of equal numbers you take the first one column by column. Go through a window row by row, as
    one reads."""
    return send_back(dout, x, window, (stride, stride), lambda p: winner(p.T).T)


def keeps_whole_numbers_only(dout, x, window, stride):
    """dx loses its fractions where x holds whole numbers, because it was made with the type of x.
    A gradient is a float whatever the image is made of."""
    dx = np.zeros_like(x)
    for place, pixels in windows(dout, window, (stride, stride)):
        dx[pixels][winner(x[pixels]) == 1] += dout[place].astype(dx.dtype)
    return dx


def dx_in_whole_numbers(dout, x, window, stride):
    """All of your dx is in whole numbers, so gradients lose their fractions. Make it an array of
    floats."""
    dx = np.zeros(x.shape, int)
    for place, pixels in windows(dout, window, (stride, stride)):
        dx[pixels][winner(x[pixels]) == 1] += int(dout[place])
    return dx


def adds_floats_to_whole_numbers(dout, x, window, stride):
    """dx has the type of x here, and where that is a whole number NumPy refuses to add floats to
    it. Make dx an array of floats."""
    dx = np.zeros_like(x)
    for place, pixels in windows(dout, window, (stride, stride)):
        dx[pixels] += dout[place] * winner(x[pixels])
    return dx


def spreads_over_the_window(dout, x, window, stride):
    """You spread each gradient evenly over its window, which is what average pooling does. Only
    one pixel decided the maximum, so only that one gets it."""
    return send_back(dout, x, window, (stride, stride), lambda p: np.ones(p.shape) / p.size)


def whole_window_gets_it(dout, x, window, stride):
    """Every pixel of a window gets its gradient. The pixels that did not win made no difference to
    the output: changing them a little changes nothing."""
    return send_back(dout, x, window, (stride, stride), lambda p: np.ones(p.shape))


def counts_the_place_in_the_whole_map(dout, x, window, stride):
    """argmax counts within the window, and you use its number to count through the whole map. Turn
    it into a row and a column of the window first, then add where the window starts."""
    dx = np.zeros(x.shape)
    for place, pixels in windows(dout, window, (stride, stride)):
        dx[place[:2]].flat[x[pixels].argmax()] += dout[place]
    return dx


def forgets_where_the_window_starts(dout, x, window, stride):
    """Row and column of the winner count from the corner of its window, and you use them as if
    they counted from the corner of the map. Add where the window starts."""
    dx = np.zeros(x.shape)
    for place, pixels in windows(dout, window, (stride, stride)):
        row, column = np.unravel_index(x[pixels].argmax(), x[pixels].shape)
        dx[*place[:2], row, column] += dout[place]
    return dx


def counts_from_the_place_in_the_output(dout, x, window, stride):
    """You add the place in the output to the place in the window. In x the window starts at that
    place times the stride."""
    dx = np.zeros(x.shape)
    for place, pixels in windows(dout, window, (stride, stride)):
        row, column = np.unravel_index(x[pixels].argmax(), x[pixels].shape)
        n, c, i, j = place
        dx[n, c, i + row, j + column] += dout[place]
    return dx


def sends_to_the_winners_of_all_maps(dout, x, window, stride):
    """Each map gets gradients at the places where other maps have their winners. With arrays of
    rows and columns, : means every map for every winner: index images and channels too."""
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        patch = x[:, :, top : top + window[0], left : left + window[1]]
        row, column = np.divmod(patch.reshape(*x.shape[:2], -1).argmax(axis=2), window[1])
        dx[:, :, top + row, left + column] += dout[:, :, i, j]
    return dx


def splits_the_index_by_the_height(dout, x, window, stride):
    """You split the index in the window by its height. The rows of a window are as long as it is
    wide, so the width tells in which row an index lies."""
    dx = np.zeros(x.shape)
    for place, pixels in windows(dout, window, (stride, stride)):
        row, column = divmod(x[pixels].argmax(), window[0])
        n, c, i, j = place
        dx[n, c, i * stride + row, j * stride + column] += dout[place]
    return dx


def takes_the_height_for_the_row_length(dout, x, window, stride):
    """Your index into the flat map multiplies the row by the height of the map. A row is one width
    long, which square maps hide."""
    dx = np.zeros(x.shape)
    for place, pixels in windows(dout, window, (stride, stride)):
        row, column = np.unravel_index(x[pixels].argmax(), x[pixels].shape)
        n, c, i, j = place
        flat = (i * stride + row) * x.shape[2] + j * stride + column
        dx[n, c].flat[flat] += dout[place]
    return dx


def multiplies_by_the_winner(dout, x, window, stride):
    """The gradient is multiplied by the largest number itself. If that pixel grows by a little,
    the output grows by just as much: the local gradient is 1."""
    return send_back(dout, x, window, (stride, stride), lambda p: winner(p) * p)


def marks_the_winners_only(dout, x, window, stride):
    """You count how often each pixel wins, and dout plays no part. The chain rule multiplies by
    it."""
    return max_pool_backward(np.ones(dout.shape), x, window, stride)


def sends_the_first_gradient_only(dout, x, window, stride):
    """Only the first number of dout comes back. A return inside the loops ends all of them: look
    at how far it is indented."""
    first = np.zeros(dout.shape)
    first[0, 0, 0, 0] = dout[0, 0, 0, 0]
    return max_pool_backward(first, x, window, stride)


def sends_back_the_first_window_of_each_map(dout, x, window, stride):
    """In each map only the first window sends its gradient back. Does the loop over the windows
    come to its end?"""
    first = np.zeros(dout.shape)
    first[:, :, 0, 0] = dout[:, :, 0, 0]
    return max_pool_backward(first, x, window, stride)


def sends_back_for_the_first_image(dout, x, window, stride):
    """dx is zero from the second image on. The loop over the images ends too early, or it is
    missing."""
    dx = np.zeros(x.shape)
    dx[:1] = max_pool_backward(dout[:1], x[:1], window, stride)
    return dx


def goes_back_without_the_stride(dout, x, window, stride):
    """Going back, your windows lie one pixel apart whatever the stride. A gradient belongs to the
    window that the forward pass looked at."""
    return send_back(dout, x, window, (1, 1), winner)


def goes_back_by_the_window(dout, x, window, stride):
    """Going back, your windows lie side by side whatever the stride. They have to lie where they
    lay in the forward pass, overlaps and gaps included."""
    return send_back(dout, x, window, window, winner)


def goes_back_with_the_stride_down_only(dout, x, window, stride):
    """Going back, your windows move by the stride from row to row, but by one pixel from column to
    column. Both directions have the same stride."""
    return send_back(dout, x, window, (stride, 1), winner)


def goes_back_with_the_stride_across_only(dout, x, window, stride):
    """Going back, your windows move by the stride from column to column, but by one pixel from row
    to row. The rows were as far apart as the columns."""
    return send_back(dout, x, window, (1, stride), winner)


def searches_as_far_as_the_stride(dout, x, window, stride):
    """You look for the winner in a square as large as the stride. The window may reach further or
    less far: its sides stand in the argument window."""
    return send_back(dout, x, (stride, stride), (stride, stride), winner)


def searches_two_by_two(dout, x, window, stride):
    """You look for the winner among 2 by 2 pixels, whatever the window. Read its height and width
    from the argument."""
    return send_back(dout, x, (2, 2), (stride, stride), winner)


def searches_as_wide_as_high(dout, x, window, stride):
    """You look for the winner in a square with the height of the window. Its width is the second
    number of the pair."""
    return send_back(dout, x, (window[0], window[0]), (stride, stride), winner)


def searches_as_high_as_wide(dout, x, window, stride):
    """You look for the winner in a square with the width of the window. Its height is the first
    number of the pair."""
    return send_back(dout, x, (window[1], window[1]), (stride, stride), winner)


def searches_in_a_turned_window(dout, x, window, stride):
    """You look for the winner in a window that is as wide as it should be high. The pair is
    (height, width)."""
    return send_back(dout, x, window[::-1], (stride, stride), winner)


def dx_as_large_as_the_windows(dout, x, window, stride):
    """Your dx ends where the last window ends. Pixels that no window saw have gradient 0, and dx
    has the shape of x."""
    height, width = ((n - 1) * stride + k for n, k in zip(dout.shape[2:], window, strict=True))
    return max_pool_backward(dout, x, window, stride)[:, :, :height, :width]


def one_winner_for_all_channels(dout, x, window, stride):
    """You compare with the largest number of all channels, so most windows have no winner at all.
    Every map has its own."""
    dx = np.zeros(x.shape)
    for place, pixels in windows(dout, window, (stride, stride)):
        n, _, rows, columns = pixels
        dx[pixels] += dout[place] * (x[pixels] == x[n, :, rows, columns].max())
    return dx


def one_winner_for_all_images(dout, x, window, stride):
    """You compare with the largest number of all images, so windows of other images have no
    winner. Every image has its own."""
    dx = np.zeros(x.shape)
    for place, pixels in windows(dout, window, (stride, stride)):
        _, c, rows, columns = pixels
        dx[pixels] += dout[place] * (x[pixels] == x[:, c, rows, columns].max())
    return dx


def one_winner_for_all_maps(dout, x, window, stride):
    """You compare with one number for all images and channels, so most windows have no winner.
    max without axes looks at everything it gets: take one map at a time, or name the axes."""
    dx = np.zeros(x.shape)
    for place, pixels in windows(dout, window, (stride, stride)):
        _, _, rows, columns = pixels
        dx[pixels] += dout[place] * (x[pixels] == x[:, :, rows, columns].max())
    return dx


def one_winner_for_the_whole_map(dout, x, window, stride):
    """You compare with the largest number of the whole map. Each window has a winner of its own,
    though it may be small elsewhere."""
    dx = np.zeros(x.shape)
    for place, pixels in windows(dout, window, (stride, stride)):
        dx[pixels] += dout[place] * (x[pixels] == x[place[:2]].max())
    return dx


def divides_by_the_batch(dout, x, window, stride):
    """dx is divided by the number of images. The loss has done that already, and it is in dout."""
    return max_pool_backward(dout, x, window, stride) / len(x)


def no_winner_below_zero(dout, x, window, stride):
    """A window without positive numbers sends nothing back. Its largest number wins all the same:
    do not start the search from 0."""
    return send_back(dout, x, window, (stride, stride), lambda p: winner(p) * (p.max() > 0))


def first_pixel_wins_below_zero(dout, x, window, stride):
    """Where all numbers are negative, the first pixel of the window gets the gradient. A search
    that starts from 0 never finds a winner there; start from a number of the window."""
    return send_back(dout, x, window, (stride, stride), lambda p: winner(np.maximum(p, 0)))


def largest_distance_from_zero_wins(dout, x, window, stride):
    """The number furthest from zero wins in your answer, whatever its sign. Compare the numbers as
    they are."""
    return send_back(dout, x, window, (stride, stride), lambda p: winner(np.abs(p)))


def smallest_wins(dout, x, window, stride):
    """The smallest number of a window gets its gradient. The forward pass let the largest one
    through."""
    return send_back(dout, x, window, (stride, stride), lambda p: winner(-p))


def adds_to_the_image(dout, x, window, stride):
    """dx begins as a copy of x, so the pixels themselves are still in it. Begin with zeros."""
    return x + max_pool_backward(dout, x, window, stride)


def drops_axes_of_dx(dout, x, window, stride):
    """Axes of length 1 are missing in dx. It has the shape of x, whatever that is."""
    return np.squeeze(max_pool_backward(dout, x, window, stride))


def output_of(shape: tuple[int, int, int, int], window: tuple[int, int], stride: int) -> list[int]:
    """The shape of what a pooling layer makes of an image of this shape."""
    sizes = ((side - k) // stride + 1 for side, k in zip(shape[2:], window, strict=True))
    return [*shape[:2], *sizes]


def alternating(*shape: int) -> np.ndarray:
    """0.5, -1.5, 2.5, -3.5 …: fractions of both signs."""
    places = np.arange(np.prod(shape))
    return ((places + 0.5) * (-1.0) ** places).reshape(shape)


def turned(*shape: int) -> np.ndarray:
    """The same numbers from the last to the first."""
    return np.flip(scattered(*shape))


def in_steps(*shape: int) -> np.ndarray:
    """Numbers from 3 down, a few of each, scattered: most windows hold equal ones."""
    return 3 - scattered(*shape) // 6


def gradients_of(
    layers: Sequence[Layer], fill: Callable[..., np.ndarray] = scattered
) -> list[Call]:
    """Fixed calls of a backward pass, one for each layer."""
    return [call(alternating(*output_of(*layer)), fill(*layer[0]), *layer[1:]) for layer in layers]


def gradient_for(
    layers: Sequence[Layer], fill: Callable[..., np.ndarray] = distinct
) -> Callable[[np.random.Generator], Call]:
    """A drawn call of a backward pass: one of the layers, with other numbers."""

    def draw(rng: np.random.Generator) -> Call:
        shape, window, stride = layers[rng.integers(len(layers))]
        dout = numbers(rng, *output_of(shape, window, stride))
        return call(dout, fill(rng, *shape), window, stride)

    return draw


def whole_numbers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Positive ints, all different."""
    return rng.permutation(int(np.prod(shape))).reshape(shape) + 2


def after_relu(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Few different numbers, and many zeros, as behind a ReLU."""
    return np.maximum(0, rng.integers(-2, 3, shape)).astype(float)


def both_signs(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Few different numbers, so that some are equal."""
    return rng.integers(-6, 4, shape) / 2


def average_pool_forward(x, window, stride):
    """The mean under each window, in every map of every image alone.

    x: (N, C, H, W); window: (height, width); stride: an int, for both directions.
    Returns (N, C, OH, OW), with sizes as pool_output_size gives them.
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


def image_of_whole_numbers(rng: np.random.Generator) -> Call:
    """The mean of the first window has a fraction: its sum is odd."""
    x = 2 * rng.integers(1, 20, (1, 1, 2, 4))
    x[..., 0] += 1
    x[..., 0, 0] += 1
    return call(x, (2, 2), 2)


def average_pool_backward(dout, x, window, stride):
    """The backward pass of average_pool_forward.

    dout: (N, C, OH, OW), the gradient of its output; x: (N, C, H, W), as it went in.
    Returns dx, floats of the shape of x.
    """
    height, width = window
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        share = dout[n, c, i, j] / (height * width)
        dx[n, c, top : top + height, left : left + width] += share
    return dx


def even(patch):
    """The gradient of a mean with respect to each of its numbers."""
    return np.ones(patch.shape) / patch.size


def share_back(dout, x, window, step, size):
    """dx where every pixel of a window gets its gradient divided by a size that may be wrong."""
    return send_back(dout, x, window, step, lambda p: np.ones(p.shape) / size)


def gives_all_of_it_to_each(dout, x, window, stride):
    """Every pixel of a window gets the whole gradient. In a mean each pixel has only its share of
    the say: by what does the mean divide?"""
    return share_back(dout, x, window, (stride, stride), 1)


def overwrites_shares(dout, x, window, stride):
    """Where windows overlap, the later one wipes out the share that the earlier one left. A pixel
    gets a share from every window that it lies in, and they add up."""
    dx = np.zeros(x.shape)
    for place, pixels in windows(dout, window, (stride, stride)):
        dx[pixels] = dout[place] * even(x[pixels])
    return dx


def averages_the_shares(dout, x, window, stride):
    """A pixel that lies in several windows gets the mean of their shares. Gradients that come back
    on several ways are added."""
    dx = send_back(dout, x, window, (stride, stride), even)
    seen = send_back(np.ones(dout.shape), x, window, (stride, stride), lambda p: np.ones(p.shape))
    return dx / np.maximum(1, seen)


def sends_it_to_the_largest(dout, x, window, stride):
    """The largest pixel of each window gets all of its gradient, as in max pooling. A mean listens
    to all pixels alike."""
    return send_back(dout, x, window, (stride, stride), winner)


def gives_the_largest_its_share_only(dout, x, window, stride):
    """One pixel of each window gets a share, and the others get nothing. In a mean all pixels
    count alike, so all of them get the same."""
    return send_back(dout, x, window, (stride, stride), lambda p: winner(p) / p.size)


def gives_the_corner_its_share_only(dout, x, window, stride):
    """Only the pixel in the top left corner of each window gets anything. The share goes to every
    pixel of the window."""
    return share_back(dout, x, (1, 1), (stride, stride), window[0] * window[1])


def multiplies_by_the_pixels(dout, x, window, stride):
    """The shares are multiplied by the pixels. A mean is linear: its gradient is the same whatever
    the pixels are."""
    return send_back(dout, x, window, (stride, stride), lambda p: p * even(p))


def multiplies_by_the_mean(dout, x, window, stride):
    """You multiply each gradient by the mean of its window. The mean is what went forward; what
    counts here is how much it grows with one pixel."""
    return send_back(dout, x, window, (stride, stride), lambda p: np.full(p.shape, p.mean()))


def shares_by_the_stride(dout, x, window, stride):
    """You divide by the square of the stride. The share depends on how many pixels a window holds,
    and the stride says nothing about that."""
    return share_back(dout, x, window, (stride, stride), stride**2)


def shares_by_four(dout, x, window, stride):
    """You divide by 4 whatever the window. A larger window leaves each of its pixels a smaller
    share."""
    return share_back(dout, x, window, (stride, stride), 4)


def shares_by_the_height_squared(dout, x, window, stride):
    """You divide by the square of the window's height. A window of 2 by 3 has six pixels: use both
    of its sides."""
    return share_back(dout, x, window, (stride, stride), window[0] ** 2)


def shares_by_height_plus_width(dout, x, window, stride):
    """You divide by the sum of height and width. How many pixels lie in a window of 2 rows and 3
    columns?"""
    return share_back(dout, x, window, (stride, stride), window[0] + window[1])


def shares_by_the_map(dout, x, window, stride):
    """You divide by the number of pixels of the whole map. The mean was taken over one window, so
    its size counts."""
    return share_back(dout, x, window, (stride, stride), x.shape[2] * x.shape[3])


def shares_by_the_batch(dout, x, window, stride):
    """The shares are divided by the number of images as well. Images do not mix in a pooling
    layer, so their number plays no part."""
    return average_pool_backward(dout, x, window, stride) / len(x)


def adds_the_channels_together(dout, x, window, stride):
    """All maps of an image get the same gradient, added up over the channels. What comes back to a
    map was made from that map alone."""
    total = np.repeat(dout.sum(axis=1, keepdims=True), dout.shape[1], axis=1)
    return average_pool_backward(total, x, window, stride)


def forgets_the_gradient(dout, x, window, stride):
    """dout has no effect on your dx. A share is a part of the number that came back, so begin with
    that number."""
    return average_pool_backward(np.ones(dout.shape), x, window, stride)


def shares_one_pixel_apart(dout, x, window, stride):
    """The windows of your backward pass start one pixel apart. They start one stride apart, as
    they did going forward."""
    return send_back(dout, x, window, (1, 1), even)


def shares_side_by_side(dout, x, window, stride):
    """The windows of your backward pass lie side by side, and the stride is not used. Let them
    start where they started going forward."""
    return send_back(dout, x, window, window, even)


def shares_in_a_square_of_the_stride(dout, x, window, stride):
    """You spread each gradient over a square as large as the stride. It goes to all the pixels
    under the window, and to no others."""
    return send_back(dout, x, (stride, stride), (stride, stride), even)


def shares_up_to_the_next_window(dout, x, window, stride):
    """Your shares have the right size, but they go to the pixels up to where the next window
    starts. They go to all the pixels under the window, however far it reaches."""
    return share_back(dout, x, (stride, stride), (stride, stride), window[0] * window[1])


def shares_as_wide_as_high(dout, x, window, stride):
    """You spread each gradient as far across as the window is high. How far it reaches across is
    the second number of the pair."""
    return send_back(dout, x, (window[0], window[0]), (stride, stride), even)


def shares_as_high_as_wide(dout, x, window, stride):
    """You spread each gradient as far down as the window is wide. How far it reaches down is the
    first number of the pair."""
    return send_back(dout, x, (window[1], window[1]), (stride, stride), even)


def shares_in_a_turned_window(dout, x, window, stride):
    """You spread each gradient over a window with its height and width exchanged. Rows take the
    first number of the pair, columns the second."""
    return send_back(dout, x, window[::-1], (stride, stride), even)


def blows_up_each_number(dout, x, window, stride):
    """You blow up every number of dout to a block of its own. That fits where windows lie side by
    side and nothing is left over; elsewhere dx gets the wrong shape."""
    return np.kron(dout, np.ones(window)) / (window[0] * window[1])


def shape_of_the_windows(dout, x, window, stride):
    """Your dx reaches only as far as the windows do. Behind the last window there may be pixels
    more: their gradient is 0, and dx includes them."""
    height, width = ((n - 1) * stride + k for n, k in zip(dout.shape[2:], window, strict=True))
    return average_pool_backward(dout, x, window, stride)[:, :, :height, :width]


def shares_cut_to_whole_numbers(dout, x, window, stride):
    """For an image of whole numbers the shares lose their fractions, because dx has the type of x.
    zeros_like copies the type along with the shape."""
    dx = np.zeros_like(x)
    for place, pixels in windows(dout, window, (stride, stride)):
        dx[pixels] += (dout[place] * even(x[pixels])).astype(dx.dtype)
    return dx


def shares_in_whole_numbers(dout, x, window, stride):
    """All of your dx is in whole numbers, and most shares are fractions. It has to be made of
    floats, whatever x is made of."""
    dx = np.zeros(x.shape, int)
    for place, pixels in windows(dout, window, (stride, stride)):
        dx[pixels] += (dout[place] * even(x[pixels])).astype(int)
    return dx


def adds_shares_to_whole_numbers(dout, x, window, stride):
    """For an image of whole numbers your dx holds whole numbers too, and NumPy refuses to add a
    fraction to them. Say which type dx shall have."""
    dx = np.zeros_like(x)
    for place, pixels in windows(dout, window, (stride, stride)):
        dx[pixels] += dout[place] * even(x[pixels])
    return dx


def shares_the_first_gradient_only(dout, x, window, stride):
    """Only the first number of dout is shared out. The loops end after their first round: what
    stands at the end of the innermost one?"""
    first = np.zeros(dout.shape)
    first[0, 0, 0, 0] = dout[0, 0, 0, 0]
    return average_pool_backward(first, x, window, stride)


def global_average_pool(x):
    """The mean of every map.

    x: (N, C, H, W).
    Returns (N, C).
    """
    return x.mean(axis=(2, 3))


def keeps_axes_of_length_one(x):
    """The means are right, with two axes of length 1 behind them. Let the mean take these axes
    away."""
    return x.mean(axis=(2, 3), keepdims=True)


def one_mean_for_all(x):
    """All pixels of all images are averaged to one number. Name the axes that shall disappear: the
    rows and the columns."""
    return x.mean()


def one_mean_for_each_image(x):
    """You have one mean for each image. Its maps were made by different filters: each keeps a mean
    of its own."""
    return x.mean(axis=(1, 2, 3))


def one_mean_for_each_channel(x):
    """You have one mean for each channel, taken over all images. The axis of the images must not
    disappear."""
    return x.mean(axis=(0, 2, 3))


def averages_the_rows_only(x):
    """Only the last axis is averaged, so there is still a number for each row. Two axes have to
    disappear."""
    return x.mean(axis=3)


def averages_the_columns_only(x):
    """Only the rows are averaged away, so there is still a number for each column. The last axis
    has to disappear as well."""
    return x.mean(axis=2)


def averages_the_first_two_axes(x):
    """You average over images and channels, and a picture is left. It is the pixels of a map that
    are averaged."""
    return x.mean(axis=(0, 1))


def takes_the_channels_for_the_last_axis(x):
    """You average as if the channels were the last axis. In these batches they come right behind
    the images, so rows and columns are the last two."""
    return x.mean(axis=(1, 2))


def adds_up_each_map(x):
    """You add up each map. Divide by how many pixels it has, so that a large map counts no more
    than a small one."""
    return x.sum(axis=(2, 3))


def largest_of_each_map(x):
    """You take the largest number of each map. Its mean is asked for."""
    return x.max(axis=(2, 3))


def divides_by_the_map_height_squared(x):
    """You divide by the square of the height, as if every map were a square. Count the pixels of a
    map of 2 rows and 3 columns."""
    return x.sum(axis=(2, 3)) / x.shape[2] ** 2


def divides_by_the_map_width_squared(x):
    """You divide by the square of the width, as if every map were a square. The height has its
    part in the number of pixels."""
    return x.sum(axis=(2, 3)) / x.shape[3] ** 2


def channels_before_images(x):
    """Your result is (C, N): it has a row for each channel. A row for each image is asked for."""
    return x.mean(axis=(2, 3)).T


def all_means_in_one_row(x):
    """The means stand in a single row, those of all images one after the other. Each image has a
    row of its own."""
    return x.mean(axis=(2, 3)).ravel()


def divides_by_the_whole_image(x):
    """You divide the sum of a map by the number of pixels of all maps of its image. Only its own
    pixels count."""
    return x.sum(axis=(2, 3)) / x[0].size


def averages_over_the_channels_only(x):
    """You average over the channels, so a number for each pixel is left. It is the pixels that
    shall disappear."""
    return x.mean(axis=1).reshape(len(x), -1)


def squeezes_the_batch(x):
    """An axis of length 1 is lost. A batch of one image and an image of one map still have their
    axes: do without squeeze."""
    return np.squeeze(x.mean(axis=(2, 3)))


def rounds_the_means_down(x):
    """Your means are whole numbers: a division that rounds down or an array of ints takes their
    fractions. Keep them as floats."""
    return np.floor(x.mean(axis=(2, 3)))


def maps_of_one_image(rng: np.random.Generator) -> Call:
    return call(distinct(rng, 1, int(rng.integers(2, 4)), 2, 3))


def maps_of_several_images(rng: np.random.Generator) -> Call:
    n, c = (int(n) for n in rng.choice([2, 3, 4], 2, replace=False))
    return call(distinct(rng, n, c, 2, 3))


def maps_of_whole_numbers(rng: np.random.Generator) -> Call:
    """No map has a whole mean: of its four numbers one is odd."""
    x = 2 * rng.integers(1, 20, (2, 3, 2, 2))
    x[..., 0, 0] += 1
    return call(x)


def receptive_field(layers):
    """How many pixels of the input, along one direction, one number at the end depends
    on.

    layers: a list of pairs (kernel, stride), the first layer first; pooling windows
    count as kernels.
    Returns an int.
    """
    field, jump = 1, 1  # jump: input pixels from one number to its neighbour
    for kernel, stride in layers:
        field += (kernel - 1) * jump
        jump *= stride
    return field


def adds_the_kernels(layers):
    """You add the kernels up. Neighbouring windows share pixels: the second layer of 3 on 3 sees
    5, because its windows overlap in the first."""
    return sum(kernel for kernel, _ in layers)


def forgets_the_strides(layers):
    """The strides make no difference to your answer. After a layer with stride 2, neighbours lie
    two input pixels apart, so each further step reaches twice as far."""
    return 1 + sum(kernel - 1 for kernel, _ in layers)


def counts_its_own_stride(layers):
    """A layer's own stride already enlarges what that layer sees. It moves the windows apart only
    for the layers behind it."""
    field, jump = 1, 1
    for kernel, stride in layers:
        jump *= stride
        field += (kernel - 1) * jump
    return field


def remembers_one_stride_only(layers):
    """Each layer takes only the stride of the layer before it into account. All the strides
    before it work together: what do two layers of stride 2 make?"""
    field, jump = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * jump
        jump = stride
    return field


def adds_the_strides(layers):
    """You add up the strides of the earlier layers. Two steps of 2 pixels, each made of steps of 2
    pixels, reach further than that: strides multiply."""
    field, jump = 1, 0
    for kernel, stride in layers:
        field += (kernel - 1) * max(1, jump)
        jump += stride
    return field


def adds_strides_to_the_jump(layers):
    """The distance between neighbours grows by each stride in your answer. After a stride of 1 it
    has to be what it was, and after a stride of 2 twice as much: what do you do with it?"""
    field, jump = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * jump
        jump += stride
    return field


def multiplies_by_its_own_stride_only(layers):
    """Each layer's kernel is multiplied by its own stride. How far apart its pixels lie was
    settled by the layers before it, by all of them together."""
    return 1 + sum((kernel - 1) * stride for kernel, stride in layers)


def own_stride_after_the_first_layer(layers):
    """From the second layer on you multiply by the layer's own stride. That stride moves the
    windows of this layer apart; its pixels were moved apart by the strides before it."""
    return layers[0][0] + sum((kernel - 1) * stride for kernel, stride in layers[1:])


def multiplies_by_the_last_stride_of_all(layers):
    """You multiply by all the strides for every layer. The first layer steps over single pixels:
    only the strides before a layer count for it."""
    jump = int(np.prod([stride for _, stride in layers]))
    return 1 + sum((kernel - 1) * jump for kernel, _ in layers)


def rounds_even_kernels(layers):
    """Your answer is wrong where a kernel is even, as if it reached equally far to both sides. A
    kernel of 2 reaches over one step."""
    field, jump = 1, 1
    for kernel, stride in layers:
        field += kernel // 2 * 2 * jump
        jump *= stride
    return field


def multiplies_by_all_strides_at_the_end(layers):
    """You multiply the result by all the strides. Each layer's steps were put in input pixels
    already, and after the last layer nothing is left to do."""
    return receptive_field(layers) * int(np.prod([stride for _, stride in layers]))


def multiplies_the_kernels(layers):
    """You multiply the kernels. Each layer adds to what the one before it sees, and it adds less
    where windows overlap."""
    return int(np.prod([kernel for kernel, _ in layers]))


def goes_through_the_layers_backwards(layers):
    """Your answer is that of the same layers in reverse order. Following the pixels from the input
    to the end and counting back from the end need different formulas: see which one you use."""
    return receptive_field(layers[::-1])


def counts_the_whole_kernel_each_time(layers):
    """Each layer adds its whole kernel, times the distance of its pixels. One of these pixels was
    counted before: a kernel of 3 reaches over 2 steps."""
    field, jump = 1, 1
    for kernel, stride in layers:
        field += kernel * jump
        jump *= stride
    return field


def adds_kernels_times_strides(layers):
    """Your answer is the sum of all kernels, each times the strides before it. A kernel of 3
    reaches over 2 steps, and only one pixel in all is counted besides."""
    field, jump = 0, 1
    for kernel, stride in layers:
        field += kernel * jump
        jump *= stride
    return field


def forgets_the_pixel_itself(layers):
    """Your answer is one too small everywhere: it counts steps. Before any layer a number already
    depends on one pixel, its own."""
    return receptive_field(layers) - 1


def counts_pixels_of_an_area(layers):
    """You count the pixels of a square. Along one direction there are as many as its side."""
    return receptive_field(layers) ** 2


def last_layer_only(layers):
    """You return the kernel of the last layer. Its inputs are numbers that depend on several
    pixels themselves."""
    return layers[-1][0]


def first_layer_only(layers):
    """You return the kernel of the first layer. Every further layer looks at several numbers of
    the one before, and so sees more."""
    return layers[0][0]


def leaves_out_the_pooling(layers):
    """Layers whose stride equals their kernel add nothing in your answer. A pooling window looks
    at several pixels, so it counts as a kernel."""
    field, jump = 1, 1
    for kernel, stride in layers:
        if kernel != stride:
            field += (kernel - 1) * jump
        jump *= stride
    return field


def leaves_out_the_last_layer(layers):
    """The last layer is missing in your answer. One number at the end lies behind it, and depends
    on all that its kernel covers."""
    return receptive_field(layers[:-1])


def returns_the_jump(layers):
    """Your answer is the product of all strides, which says how far apart neighbours lie at the
    end. How far one of them sees is another number."""
    return int(np.prod([stride for _, stride in layers]))


def returns_all_the_fields(layers):
    """You return a number for each layer. Only the last one is asked for."""
    return [receptive_field(layers[: i + 1]) for i in range(len(layers))]


def returns_a_float_field(layers):
    """The number is right, but it is a float. A count is an int; np.prod of an empty list, for
    one, gives 1.0."""
    return float(receptive_field(layers))


def draw_layers(rng: np.random.Generator, strides: Sequence[int]) -> list[tuple[int, int]]:
    """No kernel is smaller than its stride: else some pixels in between would not be seen."""
    return [(int(rng.integers(max(2, stride), 6)), int(stride)) for stride in strides]


def one_layer(rng: np.random.Generator) -> Call:
    kernel = int(rng.integers(3, 15))
    return call([(kernel, int(rng.integers(1, kernel)))])


def layers_of_stride_one(rng: np.random.Generator) -> Call:
    return call(draw_layers(rng, [1] * int(rng.integers(2, 6))))


def layers_with_one_stride(rng: np.random.Generator) -> Call:
    stride = int(rng.integers(2, 4))
    return call(draw_layers(rng, ([stride, 1], [1, stride, 1], [stride, 1, 1])[rng.integers(3)]))


def layers_with_strides(rng: np.random.Generator) -> Call:
    return call(draw_layers(rng, rng.integers(2, 4, int(rng.integers(3, 5)))))


def network(rng: np.random.Generator) -> Call:
    return call(draw_layers(rng, [1, 2, 1, 2, *rng.integers(1, 4, 3), 1]))


def fc_as_conv(W, shape):
    """A fully connected layer as filters that are as large as its input.

    W: (M, C·H·W), the weights of a layer that gets flattened maps; shape: (C, H, W),
    their shape.
    Returns (M, C, H, W).
    """
    return W.reshape(len(W), *shape)


def counts_columns_first(W, shape):
    """Your reshape fills the filters in another order than the maps were flattened in: with order
    F the first axis runs fastest. Flattening takes row by row, map by map."""
    return W.reshape(len(W), *shape, order="F")


def takes_the_columns_of_w(W, shape):
    """Your filters are cut across the rows of W. Row m of W holds all the weights of score m:
    every filter is made from one row."""
    return W.T.reshape(len(W), *shape)


def turns_w_first(W, shape):
    """You reshape W transposed, so your filters stand along the last axis. The rows of W are the
    filters: leave W as it is, and the first axis stays M."""
    return W.T.reshape(*shape, len(W))


def thinks_the_channels_were_last(W, shape):
    """The shape is right, but you take the channels to have been the last axis when the maps were
    flattened. They come first here: the first H·W weights of a row belong to channel 0."""
    c, h, width = shape
    return W.reshape(len(W), h, width, c).transpose(0, 3, 1, 2)


def channels_at_the_end(W, shape):
    """The channels are the last axis of your filters. PyTorch and this course have them before
    rows and columns."""
    c, h, width = shape
    return W.reshape(len(W), c, h, width).transpose(0, 2, 3, 1)


def reads_the_channels_as_the_last_axis(W, shape):
    """You give the filters the axes rows, columns, channels. The shape begins with C: channels
    come before rows and columns, in the maps and in the filters."""
    c, h, width = shape
    return W.reshape(len(W), h, width, c)


def exchanges_height_and_width(W, shape):
    """Height and width of your filters have changed places. The shape is (C, H, W), and the
    filters take its numbers in that order."""
    c, h, width = shape
    return W.reshape(len(W), c, width, h)


def turns_the_filters_over(W, shape):
    """Your filters are as wide as they should be high. A reshape is all it takes; no axes need to
    be exchanged after it."""
    return W.reshape(len(W), *shape).swapaxes(2, 3)


def reads_down_the_columns(W, shape):
    """The shape is right, but you fill your filters column by column. Flattened maps are stored
    row by row."""
    c, h, width = shape
    return W.reshape(len(W), c, width, h).swapaxes(2, 3)


def channels_before_filters(W, shape):
    """Filters and channels have changed places. One filter for each row of W: that is the first
    axis."""
    return W.reshape(len(W), *shape).swapaxes(0, 1)


def numbers_the_channels_first(W, shape):
    """The shape is right, but you deal the rows of W out to channels before filters. All the
    weights of a row belong to one filter."""
    return W.reshape(shape[0], len(W), *shape[1:]).swapaxes(0, 1)


def flips_the_filters(W, shape):
    """You turn each filter by half a circle. What networks call a convolution multiplies without
    turning, so weight and pixel keep their places."""
    return W.reshape(len(W), *shape)[:, :, ::-1, ::-1]


def filters_of_one_pixel(W, shape):
    """You make filters of one pixel, with a channel for each weight. The layer gets maps that are
    not flattened: a filter covers all of their rows and columns."""
    return W[:, :, None, None]


def puts_all_channels_in_a_row(W, shape):
    """Filters and channels share one axis in what you return. A filter has a slice for each
    channel: the axes are M, C, H, W."""
    return W.reshape(-1, *shape[1:])


def flattens_to_the_shape_of_w(W, shape):
    """W comes back in the shape that it had. Give every row the shape of the maps."""
    return W.reshape(len(W), -1)


def makes_the_first_filter_only(W, shape):
    """You return a single filter, made from the first row of W. Every row makes one."""
    return W[0].reshape(shape)


def first_row_for_every_filter(W, shape):
    """All your filters come from the first row of W. Filter m comes from row m."""
    return np.repeat(W[:1].reshape(1, *shape), len(W), axis=0)


def leaves_the_filters_out(W, shape):
    """You give all of W the shape of one filter, which goes well only where there is a single
    score. The axis of the filters comes before that shape."""
    return W.reshape(shape)


def squares_the_maps(W, shape):
    """You work out the side of a map as if it were square. Maps may be wider than high: shape
    holds both sides."""
    side = int(np.sqrt(W.shape[1] // shape[0]))
    return W.reshape(len(W), shape[0], side, side)


def squeezes_the_filters(W, shape):
    """Axes of length 1 are lost. A layer with one score has one filter, and one channel is still
    an axis: keep all four."""
    return np.squeeze(W.reshape(len(W), *shape))


def layer_to_turn(*shapes: tuple[int, int, int, int]) -> Callable[[np.random.Generator], Call]:
    """A drawn call with one of these shapes (M, C, H, W)."""

    def draw(rng: np.random.Generator) -> Call:
        m, *shape = shapes[rng.integers(len(shapes))]
        return call(distinct(rng, m, int(np.prod(shape))), tuple(shape))

    return draw


def weights_of(m: int, *shape: int) -> Call:
    """A fixed call: the weights count from 1.5 on, in a scattered order."""
    return call(scattered(m, int(np.prod(shape))), shape)


LECTURE = np.array(
    [[[[1.0, 1.0, 2.0, 4.0], [5.0, 6.0, 7.0, 8.0], [3.0, 2.0, 1.0, 0.0], [1.0, 2.0, 3.0, 4.0]]]]
)

SIDE_BY_SIDE = [((1, 1, 2, 2), (2, 2), 2), ((1, 1, 4, 4), (2, 2), 2)]
SEVERAL_MAPS = [
    ((1, 2, 2, 2), (2, 2), 2),
    ((2, 1, 2, 2), (2, 2), 2),
    ((2, 3, 4, 4), (2, 2), 2),
    ((3, 2, 4, 4), (2, 2), 2),
]
NOT_SQUARE = [
    ((1, 1, 2, 4), (2, 2), 2),
    ((1, 1, 4, 2), (2, 2), 2),
    ((1, 1, 4, 6), (2, 2), 2),
    ((1, 1, 6, 4), (2, 2), 2),
]
OTHER_WINDOWS = [
    ((1, 1, 1, 4), (1, 2), 2),
    ((1, 1, 4, 1), (2, 1), 2),
    ((1, 1, 2, 6), (2, 3), 3),
    ((1, 1, 6, 2), (3, 2), 3),
    ((1, 1, 6, 6), (3, 3), 3),
    ((1, 1, 4, 6), (2, 3), 2),
    ((1, 1, 6, 5), (3, 2), 1),
]
OVERLAPS = [
    ((1, 1, 3, 3), (2, 2), 1),
    ((1, 1, 5, 5), (3, 3), 2),
]
OTHER_STRIDES = [
    *OVERLAPS,
    ((1, 1, 5, 5), (2, 2), 3),
    ((1, 1, 6, 6), (2, 2), 4),
]
LEFT_OVER = [
    ((1, 1, 3, 3), (2, 2), 2),
    ((1, 1, 5, 5), (2, 2), 2),
    ((1, 1, 7, 7), (3, 3), 3),
    ((1, 1, 8, 8), (3, 3), 3),
]
ALL_TOGETHER = [
    ((1, 1, 4, 6), (2, 3), 2),
    ((2, 3, 5, 8), (2, 3), 2),
    ((3, 2, 6, 5), (3, 2), 2),
    ((1, 2, 7, 5), (2, 2), 3),
    ((2, 2, 5, 5), (3, 3), 2),
]
# Backward, a window that is not square and not alone overlaps or leaves gaps: one row of them does
# neither.
ROWS_OF_WINDOWS = [
    ((1, 1, 1, 2), (1, 2), 2),
    ((1, 1, 2, 3), (2, 3), 3),
    ((1, 1, 3, 2), (3, 2), 3),
    ((1, 1, 2, 6), (2, 3), 3),
    ((1, 1, 6, 2), (3, 2), 3),
    ((1, 1, 3, 3), (3, 3), 3),
]
GOING_BACK = [
    ((1, 1, 4, 6), (2, 3), 2),
    ((1, 2, 5, 8), (2, 3), 2),
    ((2, 1, 6, 5), (3, 2), 2),
    ((2, 2, 5, 4), (3, 2), 1),
    ((1, 2, 6, 5), (2, 2), 3),
]
GAPS = [
    ((1, 1, 3, 3), (2, 2), 2),
    ((1, 1, 5, 5), (2, 2), 3),
    ((1, 1, 7, 6), (2, 2), 4),
]
LE_NET = [(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)]
ALEX_NET = [(11, 4), (3, 2), (5, 1), (3, 2), (3, 1), (3, 1), (3, 1), (3, 2)]

EXERCISES = [
    Exercise(
        solution=pool_output_size,
        parts=[
            Part(
                "side by side",
                [call(4, 2, 2), call(9, 3, 3), call(224, 2, 2), drawn(windows_side_by_side, 3)],
            ),
            Part(
                "windows that overlap",
                [call(3, 2, 1), call(5, 3, 2), call(55, 3, 2), drawn(windows_that_overlap, 3)],
            ),
            Part(
                "gaps between windows",
                [call(4, 1, 3), call(7, 2, 5), call(10, 2, 4), drawn(windows_with_gaps, 3)],
            ),
            Part(
                "pixels left over",
                [
                    call(5, 2, 2),
                    call(6, 2, 3),
                    call(7, 2, 3),
                    call(6, 3, 2),
                    call(112, 3, 2),
                    drawn(pixels_left_over, 3),
                ],
            ),
            Part(
                "too large a window",
                [
                    call(3, 3, 1),
                    call(3, 3, 2),
                    call(2, 3, 1),
                    call(1, 3, 1),
                    call(2, 5, 1),
                    drawn(window_too_large, 5),
                    drawn(window_of_the_same_size, 5),
                ],
            ),
        ],
        mistakes=[
            divides_by_the_window,
            divides_by_the_stride,
            divides_and_rounds_up,
            forgets_the_first_window,
            adds_one_too_early,
            ignores_the_stride,
            exchanges_window_and_stride,
            counts_a_window_that_hangs_over,
            rounds_to_the_nearest,
            returns_a_float_size,
            keeps_the_fraction,
            refuses_left_over_pixels,
            refuses_nothing,
            size_zero_for_a_large_window,
            none_for_a_large_window,
            asserts_that_the_window_fits,
            refuses_a_window_of_the_same_size,
        ],
        hints=[
            "Draw a line of 7 pixels, put a window of 3 at its start and move it by 2. In how many "
            "places can it stand?",
            "The start of a window can move from 0 to size - window. Which of these numbers are "
            "multiples of the stride?",
            "Divide size - window by the stride, leave the remainder out, and count the first "
            "window too. Before that, raise ValueError where the window is larger than the image.",
        ],
    ),
    Exercise(
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
                    call(-scattered(1, 1, 2, 2) - 1000, (2, 2), 2),
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
        mistakes=[
            one_maximum_for_the_batch,
            maximum_over_the_channels,
            maximum_over_the_images,
            starts_from_zero,
            starts_from_minus_one,
            averages_the_window,
            smallest_of_the_window,
            adds_the_window_up,
            largest_without_the_sign,
            place_of_the_largest,
            corner_of_each_window,
            first_column_of_each_window,
            first_row_of_each_window,
            windows_one_pixel_short,
            takes_the_stride_for_the_window,
            ends_a_window_where_the_next_begins,
            windows_of_two_by_two,
            takes_the_window_for_the_stride,
            steps_by_the_window,
            counts_windows_side_by_side,
            height_of_the_window_for_both,
            width_of_the_window_for_both,
            turns_the_window,
            columns_from_the_window_height,
            output_as_wide_as_high,
            exchanges_rows_and_columns,
            output_size_from_the_stride_alone,
            lets_a_window_hang_over,
            pads_what_is_left_over,
            starts_windows_up_to_the_border,
            windows_one_pixel_apart,
            stride_without_effect,
            strides_down_only,
            strides_across_only,
            last_windows_stay_zero,
            output_one_row_short,
            stops_before_the_last_start,
            writes_whole_blocks,
            counts_rows_by_the_height,
            cuts_the_image_into_blocks,
            reduces_the_blocks_themselves,
            returns_after_the_first_window,
            first_window_of_the_first_map,
            returns_after_the_first_image,
            first_map_for_all,
            drops_axes_of_length_one,
            puts_channels_last,
            puts_channels_first,
            turns_the_maps_over,
            insists_on_a_fit,
            cuts_off_fractions,
        ],
        hints=[
            "Work out how many rows and columns the output has, then loop over its places. Loops "
            "over images and channels are allowed too.",
            "Place (i, j) of the output looks at the window that starts in row i · stride and "
            "column j · stride.",
            "Cut that window out with two slices. With all images and channels at once it is a "
            "batch of shape (N, C, height, width), and the maximum goes over its last two axes.",
        ],
    ),
    Exercise(
        solution=max_pool_backward,
        parts=[
            Part(
                "one window",
                [
                    call(np.array([[[[0.5]]]]), np.array([[[[1.5, 2.5], [4.5, 3.5]]]]), (2, 2), 2),
                    call(np.array([[[[-2.5]]]]), np.array([[[[2.5, 4.5], [3.5, 1.5]]]]), (2, 2), 2),
                    call(np.array([[[[7.0]]]]), np.array([[[[4.5, 1.5], [2.5, 3.5]]]]), (2, 2), 2),
                    drawn(gradient_for(SIDE_BY_SIDE[:1]), 2),
                ],
            ),
            Part(
                "several windows",
                [
                    call(np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), LECTURE, (2, 2), 2),
                    *gradients_of([*SIDE_BY_SIDE[1:], *SEVERAL_MAPS, *NOT_SQUARE]),
                    drawn(gradient_for([*SEVERAL_MAPS, *NOT_SQUARE]), 2),
                ],
            ),
            Part(
                "other windows",
                [
                    *gradients_of(ROWS_OF_WINDOWS),
                    *gradients_of(ROWS_OF_WINDOWS, turned),
                    drawn(gradient_for(ROWS_OF_WINDOWS), 2),
                ],
            ),
            Part(
                "windows that overlap",
                [
                    call(
                        np.array([[[[0.5, 1.5], [2.5, 3.5]]]]),
                        np.array([[[[1.0, 2.0, 3.0], [4.0, 9.0, 5.0], [6.0, 7.0, 8.0]]]]),
                        (2, 2),
                        1,
                    ),
                    call(
                        np.array([[[[0.5, 1.5], [2.5, 3.5]]]]),
                        np.array([[[[2.0, 8.0, 3.0], [4.0, 1.0, 9.0], [6.0, 7.0, 5.0]]]]),
                        (2, 2),
                        1,
                    ),
                    *gradients_of(OVERLAPS),
                    drawn(gradient_for(OVERLAPS), 2),
                ],
            ),
            Part(
                "equal numbers",
                [
                    call(np.array([[[[2.5]]]]), np.full((1, 1, 2, 2), 3.0), (2, 2), 2),
                    call(np.array([[[[2.5]]]]), np.array([[[[1.0, 4.0], [4.0, 1.0]]]]), (2, 2), 2),
                    call(
                        np.array([[[[0.5, 1.5], [2.5, 3.5]]]]),
                        np.array([[[[0.0, 0, 1, 0], [0, 0, 0, 1], [0, 1, 0, 3], [2, 2, 3, 3]]]]),
                        (2, 2),
                        2,
                    ),
                    drawn(gradient_for(SIDE_BY_SIDE, after_relu), 2),
                ],
            ),
            Part(
                "whole numbers in x",
                [
                    call(np.array([[[[0.5]]]]), np.array([[[[1, 2], [4, 3]]]]), (2, 2), 2),
                    call(np.array([[[[-1.5]]]]), np.array([[[[4, 2], [1, 3]]]]), (2, 2), 2),
                    drawn(gradient_for(SIDE_BY_SIDE[:1], whole_numbers), 2),
                ],
            ),
            Part("left over and gaps", [*gradients_of(GAPS), drawn(gradient_for(GAPS), 2)]),
            Part(
                "negative numbers",
                [
                    call(
                        np.array([[[[2.5]]]]), np.array([[[[-4.5, -2.5], [-0.5, -1.5]]]]), (2, 2), 2
                    ),
                    call(np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), -scattered(1, 1, 4, 4), (2, 2), 2),
                    call(np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), -turned(1, 1, 4, 4), (2, 2), 2),
                    drawn(gradient_for(SIDE_BY_SIDE, below_zero), 2),
                ],
            ),
            Part(
                "all together",
                [
                    *gradients_of(GOING_BACK),
                    *gradients_of(GOING_BACK, in_steps),
                    drawn(gradient_for(GOING_BACK, both_signs), 2),
                ],
            ),
        ],
        mistakes=[
            overwrites_the_window,
            overwrites_at_the_winner,
            all_equal_ones_get_all_of_it,
            shares_among_equal_ones,
            last_of_equal_ones_wins,
            goes_down_the_columns,
            keeps_whole_numbers_only,
            dx_in_whole_numbers,
            adds_floats_to_whole_numbers,
            spreads_over_the_window,
            whole_window_gets_it,
            counts_the_place_in_the_whole_map,
            forgets_where_the_window_starts,
            counts_from_the_place_in_the_output,
            sends_to_the_winners_of_all_maps,
            splits_the_index_by_the_height,
            takes_the_height_for_the_row_length,
            multiplies_by_the_winner,
            marks_the_winners_only,
            sends_the_first_gradient_only,
            sends_back_the_first_window_of_each_map,
            sends_back_for_the_first_image,
            goes_back_without_the_stride,
            goes_back_by_the_window,
            goes_back_with_the_stride_down_only,
            goes_back_with_the_stride_across_only,
            searches_as_far_as_the_stride,
            searches_two_by_two,
            searches_as_wide_as_high,
            searches_as_high_as_wide,
            searches_in_a_turned_window,
            dx_as_large_as_the_windows,
            one_winner_for_all_channels,
            one_winner_for_all_images,
            one_winner_for_all_maps,
            one_winner_for_the_whole_map,
            divides_by_the_batch,
            no_winner_below_zero,
            first_pixel_wins_below_zero,
            largest_distance_from_zero_wins,
            smallest_wins,
            adds_to_the_image,
            drops_axes_of_dx,
        ],
        hints=[
            "Change a pixel that is not the largest of its window by a little: what happens to the "
            "output? And if it is the largest?",
            "Begin with zeros, floats in the shape of x. Loop over the numbers of dout: from which "
            "window of x was each of them made?",
            "Give argmax one window of one map: it returns the place of the first largest number, "
            "counted row by row. np.unravel_index turns it into a row and a column of the window; "
            "add where the window starts, and add the gradient there.",
        ],
    ),
    Exercise(
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
        mistakes=[
            keeps_the_largest,
            adds_without_dividing,
            divides_by_the_stride_squared,
            divides_by_four,
            divides_by_the_height_squared,
            divides_by_height_plus_width,
            averages_over_one_axis_only,
            averages_the_whole_batch,
            averages_the_channels_too,
            averages_the_images_too,
            averages_a_square_of_the_stride,
            averages_up_to_the_next_window,
            averages_two_by_two,
            averages_side_by_side,
            averages_steps_by_the_window,
            averages_as_wide_as_high,
            averages_as_high_as_wide,
            averages_a_turned_window,
            averages_with_columns_from_the_height,
            averages_into_a_square,
            averages_one_pixel_apart,
            averages_at_every_pixel,
            averages_what_is_left_over,
            averages_beyond_the_image,
            average_sizes_from_the_stride_alone,
            cuts_the_mean_to_the_type_of_x,
            rounds_every_mean_down,
            cuts_every_mean,
            averages_the_first_window_only,
            averages_in_blocks,
            refuses_to_leave_pixels_out,
        ],
        hints=[
            "Only one word differs from max pooling: what you do with each window.",
            "The mean goes over the last two axes of the windows, and the array that you fill in "
            "holds floats.",
        ],
    ),
    Exercise(
        solution=average_pool_backward,
        parts=[
            Part(
                "one window",
                [
                    *gradients_of(SIDE_BY_SIDE[:1]),
                    call(np.array([[[[-6.0]]]]), np.array([[[[2.0, 4.0], [3.0, 1.0]]]]), (2, 2), 2),
                    drawn(gradient_for(SIDE_BY_SIDE[:1]), 2),
                ],
            ),
            Part(
                "several windows",
                [
                    call(np.array([[[[4.0, 8.0], [12.0, 16.0]]]]), LECTURE, (2, 2), 2),
                    *gradients_of([*SIDE_BY_SIDE[1:], *SEVERAL_MAPS, *NOT_SQUARE]),
                    drawn(gradient_for([*SEVERAL_MAPS, *NOT_SQUARE]), 2),
                ],
            ),
            Part(
                "other windows",
                [*gradients_of(ROWS_OF_WINDOWS), drawn(gradient_for(ROWS_OF_WINDOWS), 2)],
            ),
            Part(
                "windows that overlap",
                [*gradients_of(OVERLAPS), drawn(gradient_for(OVERLAPS), 2)],
            ),
            Part(
                "whole numbers in x",
                [
                    call(np.array([[[[2.0]]]]), np.array([[[[1, 2], [4, 3]]]]), (2, 2), 2),
                    call(np.array([[[[-6.0]]]]), np.array([[[[4, 2], [1, 3]]]]), (2, 2), 2),
                    drawn(gradient_for(SIDE_BY_SIDE[:1], whole_numbers), 2),
                ],
            ),
            Part("left over and gaps", [*gradients_of(GAPS), drawn(gradient_for(GAPS), 2)]),
            Part(
                "all together",
                [*gradients_of(GOING_BACK), drawn(gradient_for(GOING_BACK, numbers), 2)],
            ),
        ],
        mistakes=[
            gives_all_of_it_to_each,
            overwrites_shares,
            averages_the_shares,
            sends_it_to_the_largest,
            gives_the_largest_its_share_only,
            gives_the_corner_its_share_only,
            multiplies_by_the_pixels,
            multiplies_by_the_mean,
            shares_by_the_stride,
            shares_by_four,
            shares_by_the_height_squared,
            shares_by_height_plus_width,
            shares_by_the_map,
            shares_by_the_batch,
            adds_the_channels_together,
            forgets_the_gradient,
            shares_one_pixel_apart,
            shares_side_by_side,
            shares_in_a_square_of_the_stride,
            shares_up_to_the_next_window,
            shares_as_wide_as_high,
            shares_as_high_as_wide,
            shares_in_a_turned_window,
            blows_up_each_number,
            shape_of_the_windows,
            shares_cut_to_whole_numbers,
            shares_in_whole_numbers,
            adds_shares_to_whole_numbers,
            shares_the_first_gradient_only,
        ],
        hints=[
            "The mean of four numbers is a quarter of each of them added up. If one of them grows "
            "by 1, how much does the mean grow?",
            "Begin with zeros, floats in the shape of x, and loop over the numbers of dout. Which "
            "pixels of dx does each of them belong to?",
            "Every pixel under the window gets dout divided by height times width, added to what "
            "other windows have left there. For all maps at once, give dout[:, :, i, j] two more "
            "axes of length 1.",
        ],
    ),
    Exercise(
        solution=global_average_pool,
        parts=[
            Part(
                "one image",
                [
                    call(np.array([[[[1.5, 2.0, 6.0]]]])),
                    call(scattered(1, 2, 2, 3)),
                    call(scattered(1, 3, 3, 2)),
                    drawn(maps_of_one_image, 2),
                ],
            ),
            Part(
                "several images",
                [
                    call(scattered(2, 1, 2, 3)),
                    call(scattered(3, 2, 2, 3)),
                    call(scattered(2, 3, 2, 3)),
                    drawn(maps_of_several_images, 2),
                ],
            ),
            Part(
                "whole numbers in x",
                [
                    call(np.array([[[[1, 2], [2, 2]], [[4, 4], [7, 2]]]])),
                    call(np.array([[[[1, 2], [2, 2]]], [[[4, 4], [7, 2]]]])),
                    call(
                        np.array(
                            [
                                [[[1, 2], [2, 2]], [[4, 4], [7, 2]], [[9, 2], [2, 2]]],
                                [[[3, 8], [2, 2]], [[4, 0], [7, 6]], [[2, 2], [2, 5]]],
                            ]
                        )
                    ),
                    drawn(maps_of_whole_numbers, 2),
                ],
            ),
        ],
        mistakes=[
            keeps_axes_of_length_one,
            one_mean_for_all,
            one_mean_for_each_image,
            one_mean_for_each_channel,
            averages_the_rows_only,
            averages_the_columns_only,
            averages_the_first_two_axes,
            takes_the_channels_for_the_last_axis,
            adds_up_each_map,
            largest_of_each_map,
            divides_by_the_map_height_squared,
            divides_by_the_map_width_squared,
            channels_before_images,
            all_means_in_one_row,
            divides_by_the_whole_image,
            averages_over_the_channels_only,
            squeezes_the_batch,
            rounds_the_means_down,
        ],
        hints=[
            "Which axes of (N, C, H, W) shall disappear, and which stay?",
            "mean takes a pair of axes: axis=(…, …).",
        ],
    ),
    Exercise(
        solution=receptive_field,
        parts=[
            Part(
                "one layer",
                [call([(5, 1)]), call([(3, 2)]), call([(4, 3)]), drawn(one_layer, 3)],
            ),
            Part(
                "stride 1",
                [
                    call([(3, 1), (3, 1)]),
                    call([(3, 1), (3, 1), (3, 1)]),
                    call([(2, 1), (5, 1)]),
                    call([(5, 1), (2, 1), (2, 1)]),
                    drawn(layers_of_stride_one, 3),
                ],
            ),
            Part(
                "one longer stride",
                [
                    call([(3, 2), (3, 1)]),
                    call([(2, 2), (3, 1)]),
                    call([(3, 1), (2, 2), (3, 1)]),
                    call([(3, 3), (2, 1), (4, 1)]),
                    drawn(layers_with_one_stride, 3),
                ],
            ),
            Part(
                "several strides",
                [
                    call([(2, 2), (2, 2), (2, 2)]),
                    call([(3, 2), (3, 2), (3, 2)]),
                    call([(4, 3), (2, 2), (3, 3)]),
                    call([(5, 2), (3, 3), (4, 2), (3, 3)]),
                    drawn(layers_with_strides, 3),
                ],
            ),
            Part("whole networks", [call(LE_NET), call(ALEX_NET), drawn(network, 3)]),
        ],
        mistakes=[
            adds_the_kernels,
            forgets_the_strides,
            counts_its_own_stride,
            remembers_one_stride_only,
            adds_the_strides,
            adds_strides_to_the_jump,
            multiplies_by_its_own_stride_only,
            own_stride_after_the_first_layer,
            multiplies_by_the_last_stride_of_all,
            rounds_even_kernels,
            multiplies_by_all_strides_at_the_end,
            multiplies_the_kernels,
            goes_through_the_layers_backwards,
            counts_the_whole_kernel_each_time,
            adds_kernels_times_strides,
            forgets_the_pixel_itself,
            counts_pixels_of_an_area,
            last_layer_only,
            first_layer_only,
            leaves_out_the_pooling,
            leaves_out_the_last_layer,
            returns_the_jump,
            returns_all_the_fields,
            returns_a_float_field,
        ],
        hints=[
            "Begin with two layers of 3 with stride 1, and draw which pixels the last number sees. "
            "Why are they not 6?",
            "A layer with kernel 3 adds two steps to what is seen. How many input pixels long is a "
            "step, after a layer with stride 2?",
            "Keep two numbers: how many pixels are seen, and how many input pixels it is from one "
            "number to its neighbour. Each layer adds kernel - 1 such distances to the first, and "
            "then multiplies the second by its stride.",
        ],
    ),
    Exercise(
        solution=fc_as_conv,
        parts=[
            Part(
                "one score",
                [
                    weights_of(1, 2, 2, 2),
                    weights_of(1, 3, 2, 4),
                    weights_of(1, 2, 3, 2),
                    drawn(layer_to_turn((1, 3, 2, 4), (1, 2, 3, 2)), 2),
                ],
            ),
            Part(
                "one channel",
                [
                    weights_of(1, 1, 2, 3),
                    weights_of(2, 1, 2, 2),
                    weights_of(3, 1, 2, 3),
                    weights_of(2, 1, 3, 2),
                    drawn(layer_to_turn((3, 1, 2, 3), (2, 1, 3, 2)), 2),
                ],
            ),
            Part(
                "scores and channels",
                [
                    weights_of(2, 2, 2, 2),
                    weights_of(2, 3, 4, 2),
                    weights_of(4, 3, 2, 3),
                    drawn(layer_to_turn((2, 3, 4, 2), (4, 3, 2, 3)), 2),
                ],
            ),
        ],
        mistakes=[
            counts_columns_first,
            takes_the_columns_of_w,
            turns_w_first,
            thinks_the_channels_were_last,
            channels_at_the_end,
            reads_the_channels_as_the_last_axis,
            exchanges_height_and_width,
            turns_the_filters_over,
            reads_down_the_columns,
            channels_before_filters,
            numbers_the_channels_first,
            flips_the_filters,
            filters_of_one_pixel,
            puts_all_channels_in_a_row,
            flattens_to_the_shape_of_w,
            makes_the_first_filter_only,
            first_row_for_every_filter,
            leaves_the_filters_out,
            squares_the_maps,
            squeezes_the_filters,
        ],
        hints=[
            "Row m of W and filter m hold the same weights. Only their shape differs.",
            "A reshape reads and fills row by row, and so were the maps flattened. No axes need to "
            "be moved.",
            "W.reshape takes the new shape: first the number of rows, then the three numbers of "
            "shape.",
        ],
    ),
]
