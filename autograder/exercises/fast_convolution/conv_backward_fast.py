"""conv_backward_fast: the backward pass of conv_forward_fast, without a loop over windows."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.fast_convolution.col2im import (
    adds_into_images_without_a_frame,
    as_large_as_the_windows_reach,
    averages_where_windows_meet,
    col2im,
    counts_places_by_division,
    crops_a_frame_of_one,
    crops_behind_a_frame_of_one,
    crops_from_the_corner,
    crops_up_to_minus_padding,
    first_window_wins,
    last_window_wins,
    puts_columns_one_pixel_apart,
    puts_rows_one_pixel_apart,
    puts_windows_back_turned,
    puts_windows_one_pixel_apart,
    reads_channels_last,
    returns_the_frame_too,
)
from autograder.exercises.fast_convolution.im2col import (
    channels_last_in_a_column,
    columns_without_padding,
    exchanges_stride_and_padding,
    im2col,
    pixels_column_by_column,
    takes_windows_one_pixel_apart,
)
from autograder.exercises.fast_convolution.shared import (
    EDGE,
    counting,
    frame,
    inner,
    numbers,
    places,
    refuse_a_rest,
)


def conv_backward_fast(dout, x, w, stride=1, padding=0):
    """The backward pass of conv_forward_fast, without a loop over windows.

    dout: (N, F, OH, OW), floats; x: (N, C, H, W); w: (F, C, KH, KW); x and w may hold
    whole numbers. stride, padding: those of the forward pass.
    Returns dx (shaped like x), dw (shaped like w) and db (F,), floats. Rows and columns
    of x that were left over have the gradient 0.
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


def dx_behind_a_frame_of_one(dout, x, w, stride=1, padding=0):
    """dx is cut out from row 1 and column 1 on, whatever the padding. Where does the image begin
    in a frame of width 0, or of width 2?"""
    return with_dx_by(crops_behind_a_frame_of_one, dout, x, w, stride, padding)


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


def dx_on_top_of_x(dout, x, w, stride=1, padding=0):
    """x itself is still in dx: the gradients were added to a copy of the images. Begin with
    zeros."""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx + x, dw, db


def goes_back_with_a_frame_of_one(dout, x, w, stride=1, padding=0):
    """Only padding 1 works: the frame that you make has this width, whatever the argument says. For
    0 and 2 the windows are not those of dout."""
    return conv_backward_fast(dout, x, w, stride, 1)


def dx_as_a_mean_of_windows(dout, x, w, stride=1, padding=0):
    """dx takes a mean where windows overlap. A pixel that was used more often has more to answer
    for: add up."""
    return with_dx_by(averages_where_windows_meet, dout, x, w, stride, padding)


def dx_at_stride_one(dout, x, w, stride=1, padding=0):
    """In dx the windows return to neighbouring places, whatever the stride was. Forward they
    came from places `stride` apart."""
    return with_dx_by(puts_windows_one_pixel_apart, dout, x, w, stride, padding)


def dx_with_neighbouring_rows(dout, x, w, stride=1, padding=0):
    """In dx the windows return to rows that follow each other, and only sideways to places `stride`
    apart. Both directions had the same step."""
    return with_dx_by(puts_rows_one_pixel_apart, dout, x, w, stride, padding)


def dx_with_neighbouring_columns(dout, x, w, stride=1, padding=0):
    """In dx the stride moves windows down, but sideways they return one pixel apart. It holds for
    columns as well."""
    return with_dx_by(puts_columns_one_pixel_apart, dout, x, w, stride, padding)


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


def dx_of_the_first_image(dout, x, w, stride=1, padding=0):
    """dx is right for the first image and zero for the others. Each image gets what its own dout
    sends: does an index stand still, or does a return end the loop?"""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    dx[1:] = 0
    return dx, dw, db


def dx_with_filters_column_by_column(dout, x, w, stride=1, padding=0):
    """In dx each filter lies on its side: its rows stand as columns. Flatten w row by row, and put
    windows back in the same order."""
    _, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    turned = w.swapaxes(2, 3).reshape(w.shape)
    return conv_backward_fast(dout, x, turned, stride, padding)[0], dw, db


def divides_for_the_number_of_places(dout, x, w, stride=1, padding=0):
    """OH and OW come from / and are floats, so shapes and ranges refuse them. dout.shape has both
    numbers, or divide with //."""
    return with_dx_by(counts_places_by_division, dout, x, w, stride, padding)


def insists_on_a_fit_going_back(dout, x, w, stride=1, padding=0):
    """An image with rows or columns left over is refused. The forward pass took it, so its gradient
    exists: what no window reached gets 0."""
    refuse_a_rest(x.shape[2:], w.shape[2:], stride, padding)
    return conv_backward_fast(dout, x, w, stride, padding)


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


def dw_turned_on_its_side(dout, x, w, stride=1, padding=0):
    """Rows and columns of each filter have changed places in dw. The columns of x list a window row
    by row, as w lies."""
    return with_dw_by(pixels_column_by_column, dout, x, w, stride, padding)


def columns_with_stride_for_padding(dout, x, w, stride=1, padding=0):
    """Stride and padding have changed places where you cut the windows again, so that padding 0
    becomes a step of 0. Pass both by name."""
    return with_dw_by(exchanges_stride_and_padding, dout, x, w, stride, padding)


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


def db_summed_over_the_filters(dout, x, w, stride=1, padding=0):
    """db has a number for each image. Axis 0 of dout are the images, axis 1 the filters: keep
    axis 1 out of the sum."""
    dx, dw, _ = conv_backward_fast(dout, x, w, stride, padding)
    return dx, dw, dout.sum(axis=(1, 2, 3))


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


def db_without_its_axis(dout, x, w, stride=1, padding=0):
    """db of a single filter is a bare number. Its shape is (F,), also where F is 1: no squeeze."""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx, dw, np.squeeze(db)


def dw_without_axes_of_one(dout, x, w, stride=1, padding=0):
    """dw has fewer axes than w where a side of w is 1. Shape it like w instead of squeezing it."""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx, np.squeeze(dw), db


def db_of_the_first_image(dout, x, w, stride=1, padding=0):
    """db has what the first image sends. Every image used the biases, so all of the batch is added
    up."""
    dx, dw, _ = conv_backward_fast(dout, x, w, stride, padding)
    return dx, dw, dout[0].sum(axis=(1, 2))


def leaves_db_at_zero(dout, x, w, stride=1, padding=0):
    """db is still zeros. A bias is added to every number of its map: what does all of dout there
    send back to it?"""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx, dw, 0 * db


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


def returns_db_before_dw(dout, x, w, stride=1, padding=0):
    """dw and db have changed places: the filters come before the biases."""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx, db, dw


def returns_dx_alone(dout, x, w, stride=1, padding=0):
    """dx comes back alone. The filters and the biases are learned, so their gradients are needed
    too."""
    return conv_backward_fast(dout, x, w, stride, padding)[0]


def forgets_to_return_db(dout, x, w, stride=1, padding=0):
    """Two gradients come back. The third is that of the biases."""
    return conv_backward_fast(dout, x, w, stride, padding)[:2]


def overwrites_dout(dout, x, w, stride=1, padding=0):
    """dout is another array after your call. Who gave it to you may still need it: give what you
    compute a name, or work on a copy."""
    result = conv_backward_fast(dout, x, w, stride, padding)
    dout += 1
    return result


def adds_the_gradient_into_x(dout, x, w, stride=1, padding=0):
    """x is another array after your call. An assignment makes no copy, and neither does reshape:
    let dx begin with zeros of its own."""
    result = conv_backward_fast(dout, x, w, stride, padding)
    x += 1
    return result


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


def whole_numbers_in_dw(dout, x, w, stride=1, padding=0):
    """Where w holds whole numbers, dw loses its fractions: it was made with the type of w. A
    gradient is a float all the same."""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx, dw.astype(w.dtype), db


def adds_floats_to_filters_of_ints(dout, x, w, stride=1, padding=0):
    """zeros_like(w) has the type of w, and NumPy adds no fractions to whole numbers. dw needs an
    array of floats."""
    dx, true_dw, db = conv_backward_fast(dout, x, w, stride, padding)
    dw = np.zeros_like(w)
    dw += true_dw
    return dx, dw, db


def whole_numbers_in_dx_and_dw(dout, x, w, stride=1, padding=0):
    """dx and dw are cut to whole numbers where x or w has whole numbers. zeros_like copies the
    type too: ask for floats."""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx.astype(x.dtype), dw.astype(w.dtype), db


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


def leaves_dw_at_zero(dout, x, w, stride=1, padding=0):
    """dx and db are done, and dw holds zeros still. It is dout times the transposed columns."""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return dx, 0 * dw, db


def leaves_dx_at_zero(dout, x, w, stride=1, padding=0):
    """dw and db are done, and dx holds zeros still. The transposed filters times dout give the
    gradient of the columns, which goes back to where they came from."""
    dx, dw, db = conv_backward_fast(dout, x, w, stride, padding)
    return 0 * dx, dw, db


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


GRADIENTS = [
    call(np.array([[[[2.0]]]]), counting(1, 1, 2, 2), EDGE),
    call(counting(1, 1, 2, 2), counting(1, 1, 3, 3), EDGE),
    call(np.array([[[[1.0]], [[10.0]]]]), counting(1, 1, 2, 2), counting(2, 1, 2, 2)),
    call(np.array([[[[1.0]]], [[[10.0]]]]), counting(2, 1, 2, 2), EDGE),
    call(counting(2, 3, 2, 3), counting(2, 2, 3, 5), counting(3, 2, 2, 3)),
    call(counting(1, 2, 2, 3), counting(1, 1, 2, 3), counting(2, 1, 1, 1)),
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


EXERCISE = Exercise(
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
                call(np.array([[[[0.5]]]]), EDGE / 2, np.array([[[[3, 1], [1, 2]]]])),
                call(
                    np.array([[[[0.25]]]]),
                    np.array([[[[2, 1], [1, 3]]]]),
                    np.array([[[[3, 1], [1, 1]]]]),
                ),
                drawn(gradients_of_whole_numbers, 2),
            ],
        ),
    ],
    hints=[
        "Forward it was rows @ columns, a linear layer for each place. What are the gradients "
        "of such a product, for its first factor and for its second?",
        "Flatten dout to (N, F, L). dw is dout times the transposed columns, added up over the "
        "images; the columns get the transposed rows times dout.",
        "The gradient of the columns goes back into images where the columns came from, and "
        "adds up where windows overlap: that is col2im, with the frame cut off at the end.",
    ],
)
