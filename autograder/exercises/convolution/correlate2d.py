"""correlate2d: slide a kernel over an image and take dot products."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.convolution.shared import (
    FILTER,
    IMAGE,
    counting,
    numbers,
    stored,
    without,
)


def correlate2d(image, kernel):
    """Slide a kernel over an image and take dot products. The kernel is not flipped.

    image: (H, W); kernel: (KH, KW).
    Returns floats of the shape (H - KH + 1, W - KW + 1), also where the image or the
    kernel holds whole numbers.
    """
    kh, kw = kernel.shape
    rows, columns = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = np.sum(image[i : i + kh, j : j + kw] * kernel)
    return out


def slide(image, kernel, rows, columns, kh, kw, at=lambda i, j: (i, j)):
    """Windows of kh by kw at rows by columns places: for mistakes that take these from the wrong
    side, and so read past the border or not far enough."""
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = at(i, j)
            out[i, j] = np.sum(image[top : top + kh, left : left + kw] * kernel)
    return out


def sizes(image, kernel):
    """Rows and columns of the output."""
    return image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1


def takes_the_width_from_the_height(image, kernel):
    """Your output is square though the image is not. Columns are counted from the width of the
    image and of the kernel."""
    kh, kw = kernel.shape
    rows = image.shape[0] - kh + 1
    return slide(image, kernel, rows, rows, kh, kw)


def counts_columns_with_the_kernel_height(image, kernel):
    """The number of columns of your output is taken from the height of the kernel. A kernel need
    not be square: columns go with its width."""
    kh, kw = kernel.shape
    return slide(image, kernel, image.shape[0] - kh + 1, image.shape[1] - kh + 1, kh, kw)


def cuts_square_windows(image, kernel):
    """Your windows are as wide as the kernel is high. Cut each side of the window to its own side
    of the kernel."""
    kh, kw = kernel.shape
    return slide(image, kernel, image.shape[0] - kh + 1, image.shape[1] - kw + 1, kh, kh)


def counts_rows_with_the_height(image, kernel):
    """In a flat image a row is as long as the image is wide, so a pixel one row further down is
    one width further on, not one height."""
    height, width = image.shape
    kh, kw = kernel.shape
    i, j = np.arange(height - kh + 1)[:, None, None, None], np.arange(width - kw + 1)[:, None, None]
    flat = (i + np.arange(kh)[:, None]) * height + j + np.arange(kw)
    return np.sum(np.asarray(image).reshape(-1)[flat] * kernel, axis=(2, 3))


def flips_the_kernel(image, kernel):
    """Your kernel is turned by half a circle, as scipy.signal.convolve2d does it. Networks leave
    out the flip: the kernel's top left weight meets the window's top left pixel."""
    return correlate2d(image, kernel[::-1, ::-1])


def stops_one_window_early(image, kernel):
    """The last row and the last column are missing: the difference of two sides is the number of
    steps, and there is one more place than steps."""
    return correlate2d(image, kernel)[:-1, :-1]


def leaves_the_last_windows_empty(image, kernel):
    """The last row and column of your output were never filled in. The loops end one window
    early: range already stops before its end."""
    out = correlate2d(image, kernel)
    out[-1], out[:, -1] = 0, 0
    return out


def leaves_the_last_row_empty(image, kernel):
    """The last row of your output was never filled in, and the columns are all there. The loop over
    the rows ends one too early."""
    return without(correlate2d(image, kernel), -1)


def leaves_the_last_column_empty(image, kernel):
    """The last column of your output was never filled in, and the rows are all there. The loop over
    the columns ends one too early."""
    return without(correlate2d(image, kernel), np.s_[:, -1])


def multiplies_as_matrices(image, kernel):
    """@ is the matrix product, which mixes rows with columns. Here each weight meets one pixel:
    multiply element by element, then add up."""
    kh, kw = kernel.shape
    out = correlate2d(image, kernel)
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.sum(image[i : i + kh, j : j + kw] @ kernel)
    return out


def takes_the_mean(image, kernel):
    """This divides by the number of weights. Add the products up and leave it at that."""
    return correlate2d(image, kernel) / kernel.size


def multiplies_the_whole_image(image, kernel):
    """What you multiply with the kernel has another shape than the kernel. Print the shape of the
    window at each place: it needs the kernel's rows and columns, at the border too."""
    out = np.zeros((image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1))
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.sum(image * kernel)
    return out


def keeps_the_type_of_the_image(image, kernel):
    """Fractions are cut off where the pixels are whole numbers, because the output has the type of
    the image. Make it an array of floats."""
    return correlate2d(image, kernel).astype(image.dtype)


def turns_the_output_over(image, kernel):
    """Rows and columns of your output have changed places. The first index of the output goes
    with the first index of the image."""
    return correlate2d(image, kernel).T


def ends_windows_at_the_kernel_size(image, kernel):
    """Your windows start at (i, j) and always end at the same pixel, so they get smaller and
    smaller. The end of a slice moves on with its start."""
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.sum(image[i:kh, j:kw] * kernel)
    return out


def cuts_windows_one_too_large(image, kernel):
    """Inside the image your windows are one row and one column larger than the kernel. A slice
    stops before its end, so nothing needs to be added there."""
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.sum(image[i : i + kh + 1, j : j + kw + 1] * kernel)
    return out


def centres_its_windows(image, kernel):
    """Some window has another shape than the kernel: print (i, j) and both shapes where it goes
    wrong. A slice that begins at a negative index, or ends outside the image, is cut short."""
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for i, j in np.ndindex(out.shape):
        top, left = i - kh // 2, j - kw // 2
        out[i, j] = np.sum(image[top : top + kh, left : left + kw] * kernel)
    return out


def unpacks_the_width_first(image, kernel):
    """The shape of an image is (height, width), and yours is read the other way round. So there
    are too many windows along one side and too few along the other."""
    width, height = image.shape
    kh, kw = kernel.shape
    return slide(image, kernel, height - kh + 1, width - kw + 1, kh, kw)


def unpacks_the_kernel_width_first(image, kernel):
    """The shape of a kernel is (height, width), and yours is read the other way round. A square
    kernel hides it."""
    kw, kh = kernel.shape
    return slide(image, kernel, image.shape[0] - kh + 1, image.shape[1] - kw + 1, kh, kw)


def fills_a_corner_of_the_output(image, kernel):
    """The numbers are right, but your output is as large as the image, with zeros where no window
    fits. The docstring gives the shape to start with."""
    out = np.zeros(image.shape)
    small = correlate2d(image, kernel)
    out[: small.shape[0], : small.shape[1]] = small
    return out


def frames_for_the_same_size(image, kernel):
    """Your output is as large as the image, as if there were zeros around it: mode="same" in
    SciPy. Here only windows count that lie inside the image, which SciPy calls "valid"."""
    (height, width), (kh, kw) = image.shape, kernel.shape
    full = frames_for_the_full_size(image, kernel)
    return full[kh // 2 : kh // 2 + height, kw // 2 : kw // 2 + width]


def frames_for_the_full_size(image, kernel):
    """Your output is larger than the image, because windows that hang over the border count too:
    that is mode="full", which SciPy takes if it is told nothing else."""
    kh, kw = kernel.shape
    return correlate2d(np.pad(image, ((kh - 1, kh - 1), (kw - 1, kw - 1))), kernel)


def turns_the_kernel_over(image, kernel):
    """Rows and columns of the kernel have changed places. Its first axis lies along the first
    axis of the image."""
    kh, kw = kernel.shape
    return slide(image, kernel.T, image.shape[0] - kh + 1, image.shape[1] - kw + 1, kh, kw)


def returns_inside_the_loops(image, kernel):
    """Only the first place of the output is filled in, then the function returns. Look how far
    the return is indented: it belongs behind both loops."""
    out = np.zeros_like(correlate2d(image, kernel))
    out[0, 0] = correlate2d(image, kernel)[0, 0]
    return out


def returns_after_the_first_row(image, kernel):
    """The first row of the output is filled in, and no other. Look how far the return is
    indented: it belongs behind the outer loop."""
    out = correlate2d(image, kernel)
    out[1:] = 0
    return out


def stores_products_without_adding(image, kernel):
    """One place of the output holds one number, and an array is put there. Add the products up
    before you store them."""
    out = np.zeros((image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1))
    for i, j in np.ndindex(out.shape):
        out[i, j] = image[i : i + kernel.shape[0], j : j + kernel.shape[1]] * kernel
    return out


def forgets_to_move_on(image, kernel):
    """Every place of your output shows the window in the top left corner. The window has to start
    at the row and column of the place."""
    out = correlate2d(image, kernel)
    return np.full_like(out, out[0, 0])


def takes_the_kernel_height_for_both(image, kernel):
    """The height of the kernel serves for its width as well. kernel.shape has two numbers, the
    height first: use both."""
    kh = kernel.shape[0]
    return slide(image, kernel, image.shape[0] - kh + 1, image.shape[1] - kh + 1, kh, kh)


def reads_a_square_of_the_kernel(image, kernel):
    """You count rows and columns of the kernel by its height: of a wide kernel you leave weights
    out, of a tall one you look for columns that it has not got."""
    kh = kernel.shape[0]
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kh + 1))
    for i, j, u, v in np.ndindex(*out.shape, kh, kh):
        out[i, j] += image[i + u, j + v] * kernel[u, v]
    return out


def takes_the_kernel_width_for_both(image, kernel):
    """The width of the kernel serves for its height as well. kernel.shape has two numbers, the
    height first: use both."""
    kw = kernel.shape[1]
    return slide(image, kernel, image.shape[0] - kw + 1, image.shape[1] - kw + 1, kw, kw)


def takes_the_height_from_the_width(image, kernel):
    """The height of your output is a copy of its width. Rows are counted from the height of the
    image and of the kernel."""
    kh, kw = kernel.shape
    columns = image.shape[1] - kw + 1
    return slide(image, kernel, columns, columns, kh, kw)


def cuts_windows_as_high_as_wide(image, kernel):
    """Your windows are as high as the kernel is wide. Each side of a window goes with its own side
    of the kernel."""
    kh, kw = kernel.shape
    return slide(image, kernel, image.shape[0] - kh + 1, image.shape[1] - kw + 1, kw, kw)


def puts_a_window_at_every_pixel(image, kernel):
    """Your windows start at every pixel, so the last ones reach beyond the image and have another
    shape than the kernel. The last place is where the kernel still fits."""
    return slide(image, kernel, *image.shape, *kernel.shape)


def takes_the_row_for_both(image, kernel):
    """The row of the place serves for its column as well: your windows lie along the diagonal. Let
    the second slice start at the column."""
    return slide(image, kernel, *sizes(image, kernel), *kernel.shape, at=lambda i, j: (i, i))


def takes_the_column_for_both(image, kernel):
    """The column of the place serves for its row as well: your windows lie along the diagonal. Let
    the first slice start at the row."""
    return slide(image, kernel, *sizes(image, kernel), *kernel.shape, at=lambda i, j: (j, j))


def exchanges_the_starts(image, kernel):
    """Your windows start at row j and column i: a square output comes out turned, and in others
    they run out of the image. Rows go with i."""
    return slide(image, kernel, *sizes(image, kernel), *kernel.shape, at=lambda i, j: (j, i))


def stores_the_last_product(image, kernel):
    """Each place holds the last product of its window, as if each product wiped out the one before.
    = stores, += adds."""
    last = np.zeros(kernel.shape)
    last[-1, -1] = kernel[-1, -1]
    return correlate2d(image, last)


def adds_pixels_without_weights(image, kernel):
    """You add up the pixels of each window, and the kernel plays no part. Multiply each pixel by
    its weight first."""
    return correlate2d(image, np.ones(kernel.shape))


def leaves_out_the_last_weights(image, kernel):
    """The last row and the last column of the kernel are never used. See where your loops over it
    end: range leaves out its end by itself."""
    shorter = np.array(kernel, float)
    shorter[-1], shorter[:, -1] = 0, 0
    return correlate2d(image, shorter)


def takes_the_height_of_the_image_for_both(image, kernel):
    """You count columns by the height of the image. They go with its width, the second number of
    its shape."""
    kh, kw = kernel.shape
    return slide(image, kernel, image.shape[0] - kh + 1, image.shape[0] - kw + 1, kh, kw)


def takes_the_width_of_the_image_for_both(image, kernel):
    """You count rows by the width of the image. They go with its height, the first number of its
    shape."""
    kh, kw = kernel.shape
    return slide(image, kernel, image.shape[1] - kh + 1, image.shape[1] - kw + 1, kh, kw)


def makes_room_for_a_turned_output(image, kernel):
    """An index runs past the end where the image is not square: rows and columns are exchanged in
    the shape of your output. Rows come first."""
    right = correlate2d(image, kernel)
    return stored(right, right.T.shape)


def stores_places_turned(image, kernel):
    """You store at [j, i] what belongs to [i, j]: a square output comes out turned, and in others
    the index runs past the end. The row comes first."""
    right = correlate2d(image, kernel)
    return stored(right, right.shape, lambda i, j: (j, i))


def counts_in_floats(image, kernel):
    """range and np.zeros take whole numbers only, and were given something else. A size is made
    with + and -, and where it is halved with //."""
    rows = (image.shape[0] - kernel.shape[0]) / 1 + 1
    return correlate2d(image, kernel)[: len(range(rows))]


def stops_one_row_early(image, kernel):
    """The last row of your output is missing, and all columns are there. Both sides have one place
    more than the kernel has steps."""
    return correlate2d(image, kernel)[:-1]


def stops_one_column_early(image, kernel):
    """The last column of your output is missing, and all rows are there. Both sides have one place
    more than the kernel has steps."""
    return correlate2d(image, kernel)[:, :-1]


def flips_the_kernel_upside_down(image, kernel):
    """The rows of your kernel come in reverse order. Nothing is flipped here."""
    return correlate2d(image, kernel[::-1])


def flips_the_kernel_sideways(image, kernel):
    """The columns of your kernel come in reverse order. Nothing is flipped here."""
    return correlate2d(image, kernel[:, ::-1])


def goes_on_adding(image, kernel):
    """Each place of your output holds the sum of all windows up to it. Begin at zero again for
    every place."""
    right = correlate2d(image, kernel)
    return np.cumsum(right).reshape(right.shape)


def returns_the_last_number(image, kernel):
    """Only the number of the last window comes back. Every window has one: store each at its place
    and return them all."""
    return float(correlate2d(image, kernel)[-1, -1])


def largest_product_of_the_window(image, kernel):
    """You keep the largest product of each window. A dot product adds all of them up."""
    kh, kw = kernel.shape
    out = correlate2d(image, kernel)
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.max(image[i : i + kh, j : j + kw] * kernel)
    return out


def makes_an_output_of_whole_numbers(image, kernel):
    """Your output has no fractions, whatever goes in. Make it an array of floats."""
    return correlate2d(image, kernel).astype(int)


def keeps_the_type_of_the_kernel(image, kernel):
    """Fractions are cut off where the weights are whole numbers, because the output has the type of
    the kernel. Pixels have fractions too: make it floats."""
    return correlate2d(image, kernel).astype(kernel.dtype)


def drops_axes_of_the_output(image, kernel):
    """An axis of length 1 is missing in your output. One row or one place is still a grid: do
    without squeeze."""
    return np.squeeze(correlate2d(image, kernel))


def leaves_the_grid_at_zero(image, kernel):
    """The shape is right and every number is zero: nothing has been stored. Put the sum of each
    window into its place."""
    return 0 * correlate2d(image, kernel)


def square_image(rng: np.random.Generator) -> Call:
    side, kernel = (int(n) for n in rng.integers((3, 2), (6, 4)))
    return call(numbers(rng, side, side), numbers(rng, kernel, kernel))


def wide_or_tall_image(rng: np.random.Generator) -> Call:
    sides = (int(rng.integers(2, 4)), int(rng.integers(4, 7)))
    return call(numbers(rng, *sides[:: rng.choice([-1, 1])]), numbers(rng, 2, 2))


def wide_or_tall_kernel(rng: np.random.Generator) -> Call:
    sides = (int(rng.integers(1, 3)), int(rng.integers(3, 5)))
    return call(numbers(rng, 5, 5), numbers(rng, *sides[:: rng.choice([-1, 1])]))


def kernel_as_large_as_the_image(rng: np.random.Generator) -> Call:
    side = int(rng.integers(2, 5))
    return call(numbers(rng, side, side), numbers(rng, side, side))


def image_of_whole_numbers(rng: np.random.Generator) -> Call:
    return call(rng.integers(0, 256, (4, 4)), np.diag(numbers(rng, 2)))


EXERCISE = Exercise(
    solution=correlate2d,
    parts=[
        Part(
            "a square image",
            [
                call(IMAGE[0, 0], FILTER[0, 0]),
                call(counting(2, 2) / 8, FILTER[0, 0]),
                call(counting(4, 4) / 4, np.array([[1.0, 0.0], [0.0, -2.0]])),
                drawn(square_image, 3),
            ],
        ),
        Part(
            "a wide or tall image",
            [
                call(counting(2, 4), FILTER[0, 0]),
                call(counting(4, 2), FILTER[0, 0]),
                call(counting(3, 5) / 4, np.array([[1.0, 0.0], [0.0, -2.0]])),
                drawn(wide_or_tall_image, 3),
            ],
        ),
        Part(
            "a wide or tall kernel",
            [
                call(counting(3, 3) / 4, np.array([[1.0, 0.0, -2.0]])),
                call(counting(3, 3), np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 3.0]])),
                call(counting(4, 4), np.array([[1.0, 0.0, 2.0], [0.0, 4.0, 0.0]])),
                drawn(wide_or_tall_kernel, 3),
            ],
        ),
        Part(
            "a kernel just fits in",
            [
                call(counting(2, 2), FILTER[0, 0]),
                call(counting(3, 3) / 2, counting(3, 3)),
                drawn(kernel_as_large_as_the_image, 3),
            ],
        ),
        Part(
            "whole numbers",
            [
                call(np.array([[1, 2], [3, 4]]), np.array([[0.5, 0.0], [0.0, 0.25]])),
                call(np.arange(9).reshape(3, 3), np.array([[0.5, 0.0], [0.0, 0.25]])),
                call(np.array([[0.5, 1.5], [2.5, 3.5]]), np.array([[1, 0], [-2, 2]])),
                drawn(image_of_whole_numbers, 3),
            ],
        ),
    ],
    hints=[
        "How many rows does the output have, and how many columns? Make an array of zeros of "
        "that shape first.",
        "Two loops, over the rows and the columns of the output. Each place looks at one "
        "window of the image, image[i:…, j:…].",
        "The window begins at row i and column j and is as large as the kernel. Multiply the "
        "two element by element and add up.",
    ],
)
