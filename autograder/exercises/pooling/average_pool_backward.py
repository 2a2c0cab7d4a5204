"""average_pool_backward: the backward pass of average_pool_forward."""

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
    gradient_for,
    gradients_of,
    hanging_over,
    numbers,
    send_back,
    visit,
    whole_numbers,
    windows,
    winner,
    without,
)


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


def shares_among_windows_in_floats(dout, x, window, stride):
    """range is given a number that is not whole: / makes a float. Ask dout.shape how many rows and
    columns of windows there are."""
    rows = (x.shape[2] - window[0]) / stride + 1
    return average_pool_backward(dout[:, :, : len(range(rows))], x, window, stride)


def refuses_to_share_where_pixels_are_left(dout, x, window, stride):
    """You raise an error where the windows do not reach the border. The pixels behind them get the
    gradient 0, and that is all."""
    if any((side - k) % stride for side, k in zip(x.shape[2:], window, strict=True)):
        raise ValueError("The windows do not fit.")
    return average_pool_backward(dout, x, window, stride)


def shares_with_columns_of_the_image_height(dout, x, window, stride):
    """The height of x decides how many columns of windows you visit. It is the last number of
    dout.shape that tells."""
    columns = (x.shape[2] - window[1]) // stride + 1
    return visit(dout, x, window, stride, (dout.shape[2], columns), even)


def shares_along_the_diagonal(dout, x, window, stride):
    """You share out along the diagonal: the row of the place serves for its column as well. Where a
    window starts across goes with j."""
    return send_back(dout, x, window, (stride, stride), even, at=lambda i, j: (i, i))


def shares_at_the_column_for_both(dout, x, window, stride):
    """You share out along the diagonal: the column of the place serves for its row as well. Where a
    window starts down goes with i."""
    return send_back(dout, x, window, (stride, stride), even, at=lambda i, j: (j, j))


def shares_for_as_many_columns_as_rows(dout, x, window, stride):
    """You visit a square of windows, with as many columns as rows. The output need not have been
    square."""
    return visit(dout, x, window, stride, (dout.shape[2], dout.shape[2]), even)


def shares_for_windows_side_by_side(dout, x, window, stride):
    """The size of x divided by that of the window says how many windows fit side by side, and you
    visit that many. Visit one window for each number in a map of dout."""
    rows, columns = (side // k for side, k in zip(x.shape[2:], window, strict=True))
    return visit(dout, x, window, stride, (rows, columns), even)


def shares_for_windows_that_hang_over(dout, x, window, stride):
    """Your index runs past the end of dout where pixels are left over. No window was there in the
    forward pass: round the number of windows down."""
    sizes = hanging_over(x, window, stride)
    return visit(dout, x, window, stride, sizes, even)


def leaves_the_last_windows_out(dout, x, window, stride):
    """The windows of the last row and the last column share nothing out. range ends before its end
    by itself: nothing has to be subtracted."""
    rows, columns = dout.shape[2] - 1, dout.shape[3] - 1
    return visit(dout, x, window, stride, (rows, columns), even)


def leaves_the_last_image_out(dout, x, window, stride):
    """The last image shares nothing out, and a single image nothing at all. Does the loop over the
    images end one too early?"""
    return average_pool_backward(without(dout, -1), x, window, stride)


def leaves_the_last_map_out(dout, x, window, stride):
    """The last map of each image shares nothing out, and a single map nothing at all. Does the loop
    over the maps end one too early?"""
    return average_pool_backward(without(dout, np.s_[:, -1]), x, window, stride)


def leaves_the_last_row_out(dout, x, window, stride):
    """The last row of windows shares nothing out, though all columns are visited. Does the loop
    over the rows end one too early?"""
    return average_pool_backward(without(dout, np.s_[:, :, -1]), x, window, stride)


def leaves_the_last_column_out(dout, x, window, stride):
    """The last column of windows shares nothing out, though all rows are visited. Does the loop
    over the columns end one too early?"""
    return average_pool_backward(without(dout, np.s_[:, :, :, -1]), x, window, stride)


def shares_dout_at_the_pixel(dout, x, window, stride):
    """Your index runs past the end of dout where the stride is larger than 1. Its places are
    counted one by one; only in x a window starts at the place times the stride."""
    dx = np.zeros(x.shape)
    for (n, c, i, j), pixels in windows(dout, window, (stride, stride)):
        dx[pixels] += dout[n, c, i * stride, j * stride] * even(x[pixels])
    return dx


def shares_dout_turned(dout, x, window, stride):
    """The window of row i and column j gets what stands in row j and column i of dout. Keep their
    order."""
    dx = np.zeros(x.shape)
    for (n, c, i, j), pixels in windows(dout, window, (stride, stride)):
        dx[pixels] += dout[n, c, j, i] * even(x[pixels])
    return dx


def shares_down_by_the_stride_only(dout, x, window, stride):
    """Your windows move by one pixel from column to column, and by the stride from row to row. Both
    move by the stride."""
    return send_back(dout, x, window, (stride, 1), even)


def shares_across_by_the_stride_only(dout, x, window, stride):
    """Your windows move by one pixel from row to row, and by the stride from column to column. Both
    move by the stride."""
    return send_back(dout, x, window, (1, stride), even)


def shares_by_the_width_squared(dout, x, window, stride):
    """You divide by the square of the window's width. Its height is the other side of the area."""
    return share_back(dout, x, window, (stride, stride), window[1] ** 2)


def shares_by_the_height_only(dout, x, window, stride):
    """You divide by the height of the window only. It has that many rows, and several pixels in
    each."""
    return share_back(dout, x, window, (stride, stride), window[0])


def shares_by_the_width_only(dout, x, window, stride):
    """You divide by the width of the window only. It has that many columns, and several pixels in
    each."""
    return share_back(dout, x, window, (stride, stride), window[1])


def shares_on_top_of_the_image(dout, x, window, stride):
    """The pixels of x are still in your dx: it began as a copy of x. A sum of shares begins at
    zero."""
    return x + average_pool_backward(dout, x, window, stride)


def collects_shares_in_x(dout, x, window, stride):
    """Your dx is x itself under a second name, and the caller's image changes with it. Make a new
    array of zeros for the shares."""
    x += average_pool_backward(dout, x, window, stride).astype(x.dtype)
    return x


def drops_axes_of_the_shares(dout, x, window, stride):
    """Axes of length 1 are lost in your dx. Without squeeze it keeps all four axes of x."""
    return np.squeeze(average_pool_backward(dout, x, window, stride))


def shares_for_the_first_image_only(dout, x, window, stride):
    """All images but the first get nothing. The loop over the images ends too early, or a return
    ends it."""
    dx = np.zeros(x.shape)
    dx[0] = average_pool_backward(dout, x, window, stride)[0]
    return dx


def shares_nothing(dout, x, window, stride):
    """All of dx is still zero. For each number of dout, add its share to the pixels of its
    window."""
    return np.zeros(x.shape)


EXERCISE = Exercise(
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
    hints=[
        "The mean of four numbers is a quarter of each of them added up. If one of them grows "
        "by 1, how much does the mean grow?",
        "Begin with zeros, floats in the shape of x, and loop over the numbers of dout. Which "
        "pixels of dx does each of them belong to?",
        "Every pixel under the window gets dout divided by height times width, added to what "
        "other windows have left there. For all maps at once, give dout[:, :, i, j] two more "
        "axes of length 1.",
    ],
)
