"""max_pool_backward: the backward pass of max_pool_forward."""

import numpy as np

from autograder.authoring.exercise import Exercise, Part, call, drawn
from autograder.exercises.pooling.shared import (
    GAPS,
    GOING_BACK,
    LECTURE,
    NOT_SQUARE,
    OVERLAPS,
    ROWS_OF_WINDOWS,
    SEVERAL_MAPS,
    SIDE_BY_SIDE,
    below_zero,
    gradient_for,
    gradients_of,
    scattered,
    send_back,
    visit,
    whole_numbers,
    windows,
    winner,
    without,
)


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


def counts_windows_in_floats(dout, x, window, stride):
    """range takes whole numbers only, and was given something else: / makes a float. How many rows
    and columns of windows there are, the shape of dout tells."""
    rows = (x.shape[2] - window[0]) / stride + 1
    return max_pool_backward(dout[:, :, : len(range(rows))], x, window, stride)


def divides_to_find_the_gradient(dout, x, window, stride):
    """An index has to be a whole number, and dividing with / makes a float. Loop over the places
    of dout, and multiply by the stride to find their windows."""
    dx = np.zeros(x.shape)
    for (n, c, i, j), pixels in windows(dout, window, (stride, stride)):
        top, left = i * stride, j * stride
        dx[pixels] += dout[n, c, top / stride, left / stride] * winner(x[pixels])
    return dx


def insists_on_windows_that_fit(dout, x, window, stride):
    """You raise an error where rows or columns are left over. The forward pass did not look at
    them, so their gradient is 0."""
    if any((side - k) % stride for side, k in zip(x.shape[2:], window, strict=True)):
        raise ValueError("The windows do not fit.")
    return max_pool_backward(dout, x, window, stride)


def row_serves_for_the_column_going_back(dout, x, window, stride):
    """Going back, your windows lie along the diagonal: i stands in both of their slices. Across, a
    window starts at j · stride."""
    return send_back(dout, x, window, (stride, stride), winner, at=lambda i, j: (i, i))


def column_serves_for_the_row_going_back(dout, x, window, stride):
    """Going back, your windows lie along the diagonal: j stands in both of their slices. Down, a
    window starts at i · stride."""
    return send_back(dout, x, window, (stride, stride), winner, at=lambda i, j: (j, j))


def visits_turned_windows(dout, x, window, stride):
    """What stands in row i and column j of dout goes to the window of row j and column i. Keep
    their order."""
    return send_back(dout, x, window, (stride, stride), winner, at=lambda i, j: (j, i))


def exchanges_row_and_column_of_the_winner(dout, x, window, stride):
    """Row and column of the winner have changed places: a winner to the right sends its gradient
    below. unravel_index and divmod give the row first."""
    dx = np.zeros(x.shape)
    for (n, c, i, j), pixels in windows(dout, window, (stride, stride)):
        row, column = divmod(x[pixels].argmax(), window[1])
        dx[n, c, i * stride + column, j * stride + row] += dout[n, c, i, j]
    return dx


def sends_it_to_the_corner(dout, x, window, stride):
    """The gradient goes to the first pixel of each window. Add the row and the column of the winner
    to where the window starts."""
    return send_back(dout, x, (1, 1), (stride, stride), winner)


def counts_columns_from_the_image_height(dout, x, window, stride):
    """The columns that you visit are counted from the height of the image. Their number stands in
    the shape of dout, behind the number of rows."""
    columns = (x.shape[2] - window[1]) // stride + 1
    return visit(dout, x, window, stride, (dout.shape[2], columns), winner)


def visits_as_many_columns_as_rows(dout, x, window, stride):
    """You visit as many columns of windows as rows. dout need not be square: its last number is
    that of the columns."""
    return visit(dout, x, window, stride, (dout.shape[2], dout.shape[2]), winner)


def visits_turned_places(dout, x, window, stride):
    """The numbers of rows and columns have changed places in your loops. The shape of dout is
    (N, C, OH, OW)."""
    return visit(dout, x, window, stride, (dout.shape[3], dout.shape[2]), winner)


def visits_windows_side_by_side(dout, x, window, stride):
    """You visit as many windows as fit side by side, the size of x divided by that of the window.
    There are as many as dout has numbers in a map."""
    rows, columns = (side // k for side, k in zip(x.shape[2:], window, strict=True))
    return visit(dout, x, window, stride, (rows, columns), winner)


def counts_windows_by_the_stride(dout, x, window, stride):
    """You visit as many windows as the stride fits into x, also those that hang over the border.
    There are as many as dout has numbers in a map."""
    rows, columns = (side // stride for side in x.shape[2:])
    return visit(dout, x, window, stride, (rows, columns), winner)


def goes_back_through_windows_that_hang_over(dout, x, window, stride):
    """An index runs past the end of dout where rows or columns are left over: you visit windows
    that hang over the border. The forward pass left them out."""
    rows, columns = (
        -(-(side - k) // stride) + 1 for side, k in zip(x.shape[2:], window, strict=True)
    )
    return visit(dout, x, window, stride, (rows, columns), winner)


def starts_at_every_stride_of_x(dout, x, window, stride):
    """An index runs past the end of dout: you start a window at every stride up to the border. The
    last start is the one from which a whole window still fits."""
    rows, columns = (-(-side // stride) for side in x.shape[2:])
    return visit(dout, x, window, stride, (rows, columns), winner)


def skips_the_last_windows(dout, x, window, stride):
    """The last row and column of dout send nothing back. See where your loops end: range leaves
    its last number out by itself."""
    return visit(dout, x, window, stride, (dout.shape[2] - 1, dout.shape[3] - 1), winner)


def ends_before_the_last_start(dout, x, window, stride):
    """Windows that end exactly at the border send nothing back. Your range stops just before the
    place where they start."""
    rows, columns = (-(-(side - k) // stride) for side, k in zip(x.shape[2:], window, strict=True))
    return visit(dout, x, window, stride, (rows, columns), winner)


def reads_dout_at_the_pixel(dout, x, window, stride):
    """An index runs past the end of dout: you read it at the pixel where a window starts. dout has
    one number for each window, counted one by one."""
    dx = np.zeros(x.shape)
    for (n, c, i, j), pixels in windows(dout, window, (stride, stride)):
        dx[pixels] += dout[n, c, i * stride, j * stride] * winner(x[pixels])
    return dx


def reads_dout_turned(dout, x, window, stride):
    """You read dout at [j, i] where the window is that of [i, j]. The row comes first there too."""
    dx = np.zeros(x.shape)
    for (n, c, i, j), pixels in windows(dout, window, (stride, stride)):
        dx[pixels] += dout[n, c, j, i] * winner(x[pixels])
    return dx


def dx_of_the_shape_of_dout(dout, x, window, stride):
    """dx is too small: it was made with the shape of dout. A gradient has the shape of what it
    belongs to, and dx belongs to x."""
    dx = np.zeros(dout.shape)
    for (n, c, i, j), pixels in windows(dout, window, (stride, stride)):
        row, column = divmod(x[pixels].argmax(), window[1])
        dx[n, c, i * stride + row, j * stride + column] += dout[n, c, i, j]
    return dx


def winners_count_in_other_windows(dout, x, window, stride):
    """A pixel that wins one window gets the gradients of all windows that it lies in, since you
    mark the winners of all windows first. Who wins is decided window by window."""
    won = np.zeros(x.shape)
    for _, pixels in windows(dout, window, (stride, stride)):
        won[pixels] = np.maximum(won[pixels], winner(x[pixels]))
    dx = np.zeros(x.shape)
    for place, pixels in windows(dout, window, (stride, stride)):
        dx[pixels] += dout[place] * won[pixels]
    return dx


def collects_in_x(dout, x, window, stride):
    """dx is x under another name, so all that you add changes the image of the caller. An
    assignment copies nothing: begin with an array of zeros."""
    dx = max_pool_backward(dout, x, window, stride)
    x += dx.astype(x.dtype)
    return x


def sends_back_for_the_first_map(dout, x, window, stride):
    """Only the first map of the first image gets gradients. The return stands inside the loop over
    the channels: see how far it is indented."""
    dx = np.zeros(x.shape)
    dx[0, 0] = max_pool_backward(dout, x, window, stride)[0, 0]
    return dx


def last_image_sends_nothing_back(dout, x, window, stride):
    """The last image sends nothing back, and a single image nothing at all. range leaves its end
    out by itself: loop over range(N)."""
    return max_pool_backward(without(dout, -1), x, window, stride)


def last_map_sends_nothing_back(dout, x, window, stride):
    """The last map of each image sends nothing back, and a single map nothing at all. range leaves
    its end out by itself: loop over range(C)."""
    return max_pool_backward(without(dout, np.s_[:, -1]), x, window, stride)


def last_row_sends_nothing_back(dout, x, window, stride):
    """The last row of windows sends nothing back, though all columns are visited. The loop over the
    rows ends one too early."""
    return max_pool_backward(without(dout, np.s_[:, :, -1]), x, window, stride)


def last_column_sends_nothing_back(dout, x, window, stride):
    """The last column of windows sends nothing back, though all rows are visited. The loop over the
    columns ends one too early."""
    return max_pool_backward(without(dout, np.s_[:, :, :, -1]), x, window, stride)


def leaves_dx_at_zero(dout, x, window, stride):
    """dx has the right shape and is zero everywhere. Add each number of dout to it, at the place of
    the largest number of its window."""
    return np.zeros(x.shape)


def turned(*shape: int) -> np.ndarray:
    """The same numbers from the last to the first."""
    return np.flip(scattered(*shape))


def in_steps(*shape: int) -> np.ndarray:
    """Numbers from 3 down, a few of each, scattered: most windows hold equal ones."""
    return 3 - scattered(*shape) // 6


def after_relu(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Few different numbers, and many zeros, as behind a ReLU."""
    return np.maximum(0, rng.integers(-2, 3, shape)).astype(float)


def both_signs(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Few different numbers, so that some are equal."""
    return rng.integers(-6, 4, shape) / 2


EXERCISE = Exercise(
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
                call(np.array([[[[2.5]]]]), np.array([[[[-4.5, -2.5], [-0.5, -1.5]]]]), (2, 2), 2),
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
    hints=[
        "Change a pixel that is not the largest of its window by a little: what happens to the "
        "output? And if it is the largest?",
        "Begin with zeros, floats in the shape of x. Loop over the numbers of dout: from which "
        "window of x was each of them made?",
        "Give argmax one window of one map: it returns the place of the first largest number, "
        "counted row by row. np.unravel_index turns it into a row and a column of the window; "
        "add where the window starts, and add the gradient there.",
    ],
)
