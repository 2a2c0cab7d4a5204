"""conv_backward: gradients of a loss with respect to the inputs of a convolutional layer."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.convolution.shared import FILTER, counting, frame, numbers, without


def conv_backward(dout, x, w, stride=1, padding=0):
    """Gradients of a loss with respect to the inputs of a convolutional layer.

    dout: (N, F, OH, OW), the gradient of the loss with respect to the output;
    x: (N, C, H, W); w: (F, C, KH, KW).
    Returns dx, dw, db, floats of the shapes of x, w and the bias (F,), also where x or w
    hold whole numbers.
    """
    side = (padding, padding)
    padded = np.pad(x, ((0, 0), (0, 0), side, side))
    height, width = x.shape[2:]
    kh, kw = w.shape[2:]
    dpadded = np.zeros(padded.shape)
    dw = np.zeros(w.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        rows = slice(i * stride, i * stride + kh)
        columns = slice(j * stride, j * stride + kw)
        here = dout[:, :, i, j]
        dpadded[:, :, rows, columns] += np.einsum("nf,fchw->nchw", here, w)
        dw += np.einsum("nf,nchw->fchw", here, padded[:, :, rows, columns])
    dx = dpadded[:, :, padding : padding + height, padding : padding + width]
    return dx, dw, dout.sum(axis=(0, 2, 3))


def windows(dout, w, stride):
    """For each place of the output its gradients (N, F), and the rows and columns it looked at."""
    kh, kw = w.shape[2:]
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        yield dout[:, :, i, j], slice(top, top + kh), slice(left, left + kw)


def visited(dout, rows, columns):
    """dout as loops over so many rows and columns find it, with zeros where they do not come."""
    found = np.zeros(dout.shape)
    for i, j in np.ndindex(rows, columns):
        found[:, :, i, j] = dout[:, :, i, j]
    return found


def crops_from_padding_to_minus_padding(dout, x, w, stride=1, padding=0):
    """dx is empty without padding, because the slice 0:-0 ends where it begins. Say how far the
    image reaches instead of how much to leave off at the end."""
    dx, dw, db = conv_backward(dout, frame(x, padding), w, stride)
    return dx[:, :, padding:-padding, padding:-padding], dw, db


def crops_one_pixel(dout, x, w, stride=1, padding=0):
    """You always cut one pixel off each side of dx. How much there is to cut is in the
    arguments, and it may be nothing."""
    dx, dw, db = conv_backward(dout, frame(x, padding), w, stride)
    return dx[:, :, 1:-1, 1:-1], dw, db


def needs_padding_to_go_back(dout, x, w, stride=1, padding=0):
    """A variable is used here that no line has given a value, and the error names it. If it is
    made under an if, let padding 0 go the same way as any other."""
    if padding:
        padded = frame(x, padding)
    dx, dw, db = conv_backward(dout, padded, w, stride)
    return dx[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]], dw, db


def gradient_as_large_as_the_windows(dout, x, w, stride=1, padding=0):
    """You work out the size of dx from dout, but windows need not reach the far border. Pixels
    that no window saw have gradient 0, and dx has the shape of x."""
    height, width = ((dout.shape[k] - 1) * stride + w.shape[k] for k in (2, 3))
    seen = frame(x, padding)[:, :, :height, :width]
    dx, dw, db = conv_backward(dout, seen, w, stride)
    return dx[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]], dw, db


def right_for_stride_one_only(dout, x, w, stride=1, padding=0):
    """Going back, your windows lie one pixel apart whatever the stride. Each gradient must return
    to the window that the forward pass looked at."""
    return conv_backward(dout, x, w, 1, padding)


def zeros_but_for_the_bias(dout, x, w, stride=1, padding=0):
    """db is right; dx and dw are still zeros. In each window, dx collects the filter and dw
    collects the pixels, both times dout."""
    return np.zeros(x.shape), np.zeros(w.shape), dout.sum(axis=(0, 2, 3))


def keeps_the_frame(dout, x, w, stride=1, padding=0):
    """Your dx still has the frame of padding round it. The caller never saw that frame: give back
    the part that is the image."""
    return conv_backward(dout, frame(x, padding), w, stride)


def overwrites_where_windows_overlap(dout, x, w, stride=1, padding=0):
    """Where windows overlap, the later one wipes out what the earlier one left in dx. A pixel
    seen by several windows gets the sum of what they send back."""
    _, dw, db = conv_backward(dout, x, w, stride, padding)
    dpadded = np.zeros(frame(x, padding).shape)
    for here, rows, columns in windows(dout, w, stride):
        dpadded[:, :, rows, columns] = np.einsum("nf,fchw->nchw", here, w)
    dx = dpadded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return dx, dw, db


def keeps_the_last_filter_only(dout, x, w, stride=1, padding=0):
    """Only the last filter reaches dx. Every filter looked at the pixel, so every filter sends a
    share back, and they add up."""
    _, dw, db = conv_backward(dout, x, w, stride, padding)
    return conv_backward(dout[:, -1:], x, w[-1:], stride, padding)[0], dw, db


def overwrites_the_weights_gradient(dout, x, w, stride=1, padding=0):
    """dw holds what the last window made of it. The same weights worked at every place, so add
    up what all the places say."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    for here, rows, columns in windows(dout, w, stride):
        dw = np.einsum("nf,nchw->fchw", here, frame(x, padding)[:, :, rows, columns])
    return dx, dw, db


def weights_gradient_of_the_last_image(dout, x, w, stride=1, padding=0):
    """dw comes from the last image of the batch alone. All images used the same weights: add up
    over the batch as well."""
    dx, _, db = conv_backward(dout, x, w, stride, padding)
    return dx, conv_backward(dout[-1:], x[-1:], w, stride, padding)[1], db


def windows_of_the_image_without_padding(dout, x, w, stride=1, padding=0):
    """For dw you cut the windows from x without its padding, so they are not the ones that the
    forward pass saw. Pad first, as it did."""
    dx, _, db = conv_backward(dout, x, w, stride, padding)
    dw = np.zeros(w.shape)
    for here, rows, columns in windows(dout, w, stride):
        for n, f in np.ndindex(here.shape):
            dw[f] += here[n, f] * x[n, :, rows, columns]
    return dx, dw, db


def rotates_the_filters(dout, x, w, stride=1, padding=0):
    """On the way into dx your filters are the wrong way round. The formula with a full
    convolution takes them turned by 180 degrees; adding to windows one by one takes them as
    they are."""
    _, dw, db = conv_backward(dout, x, w, stride, padding)
    return conv_backward(dout, x, w[:, :, ::-1, ::-1], stride, padding)[0], dw, db


def swaps_dx_and_dw(dout, x, w, stride=1, padding=0):
    """dx and dw have changed places. The docstring gives the order: that of the inputs."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dw, dx, db


def bias_gradient_for_each_pixel(dout, x, w, stride=1, padding=0):
    """db is summed over the images only. A bias was added to every pixel of its map, so rows and
    columns are summed as well."""
    dx, dw, _ = conv_backward(dout, x, w, stride, padding)
    return dx, dw, dout.sum(axis=0)


def bias_gradient_for_each_image(dout, x, w, stride=1, padding=0):
    """db has a number for each image and filter. The images of a batch share their biases, so
    they are summed over too."""
    dx, dw, _ = conv_backward(dout, x, w, stride, padding)
    return dx, dw, dout.sum(axis=(2, 3))


def bias_gradient_as_a_mean(dout, x, w, stride=1, padding=0):
    """db is a mean here. A loss that averages has already put its 1/N into dout, so a layer only
    adds up."""
    dx, dw, _ = conv_backward(dout, x, w, stride, padding)
    return dx, dw, dout.mean(axis=(0, 2, 3))


def one_bias_gradient_for_all(dout, x, w, stride=1, padding=0):
    """db is one number for the whole layer. Each filter has a bias, so leave the axis of the
    filters out of the sum."""
    dx, dw, _ = conv_backward(dout, x, w, stride, padding)
    return dx, dw, dout.sum()


def averages_over_the_batch(dout, x, w, stride=1, padding=0):
    """You divide by the number of images. That division belongs to the loss, and dout is its
    gradient already: a layer only adds up."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx, dw / len(x), db / len(x)


def adds_floats_to_an_integer_gradient(dout, x, w, stride=1, padding=0):
    """zeros_like(x) has the type of x, and where the image holds whole numbers no float can be
    added to it. Gradients are floats whatever the image is made of."""
    true_dx, dw, db = conv_backward(dout, x, w, stride, padding)
    dx = np.zeros_like(x)
    dx += true_dx
    return dx, dw, db


def cuts_the_gradient_to_integers(dout, x, w, stride=1, padding=0):
    """dx loses its fractions where the image holds whole numbers, since it was made with the type
    of x. Make room for floats."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx.astype(x.dtype), dw, db


def own_loops(dout, x, w, stride, padding, at_dx, at_dw):
    """dx and dw by the plain loops. at_dx and at_dw say what to do at each step, given the sum so
    far, a number of dout, the window of the image and the filter."""
    dpadded, dw = np.zeros(frame(x, padding).shape), np.zeros(w.shape)
    padded = frame(x, padding)
    for here, rows, columns in windows(dout, w, stride):
        for n, f in np.ndindex(here.shape):
            part, seen = dpadded[n, :, rows, columns], padded[n, :, rows, columns]
            dpadded[n, :, rows, columns] = at_dx(part, here[n, f], seen, w[f])
            dw[f] = at_dw(dw[f], here[n, f], seen, w[f])
    dx = dpadded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return dx, dw, dout.sum(axis=(0, 2, 3))


def with_windows(dout, x, w, stride, padding, window=None, at=lambda i, j: (i, j), padded=None):
    """dx and dw by the plain loops, with windows of another height and width than the filters, at
    other places, or on an image that was padded in another way."""
    padded = frame(x, padding) if padded is None else padded
    kh, kw = window or w.shape[2:]
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        top, left = (stride * start for start in at(i, j))
        pixels = (n, slice(None), slice(top, top + kh), slice(left, left + kw))
        dpadded[pixels] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[pixels]
    dx = dpadded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return dx, dw, dout.sum(axis=(0, 2, 3))


def adds_filters(total, g, window, weights):
    return total + g * weights


def adds_windows(total, g, window, weights):
    return total + g * window


def adds_floats_to_integer_weights(dout, x, w, stride=1, padding=0):
    """zeros_like(w) has the type of w, and where the weights are whole numbers no float can be
    added to it. Make dw an array of floats."""
    dx, true_dw, db = conv_backward(dout, x, w, stride, padding)
    dw = np.zeros_like(w)
    dw += true_dw
    return dx, dw, db


def adds_floats_to_both_integer_gradients(dout, x, w, stride=1, padding=0):
    """zeros_like copies the type too: where x or w holds whole numbers, no float can be added to
    its gradient. Make room for floats in dx and in dw."""
    true_dx, true_dw, db = conv_backward(dout, x, w, stride, padding)
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    dx += true_dx
    dw += true_dw
    return dx, dw, db


def cuts_the_weights_gradient_to_integers(dout, x, w, stride=1, padding=0):
    """dw loses its fractions where the weights are whole numbers, since it was made with the type
    of w. A gradient is no whole number even then."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx, dw.astype(w.dtype), db


def cuts_both_gradients_to_integers(dout, x, w, stride=1, padding=0):
    """zeros_like copies the type as well as the shape, so whole numbers in x or w leave no room
    for the fractions of dx or dw. Ask for floats in both."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx.astype(x.dtype), dw.astype(w.dtype), db


def keeps_only_the_last_step_of_dx(dout, x, w, stride=1, padding=0):
    """Each step of your loops overwrites dx where its window lies: what other windows and other
    filters left there is gone. All of them add to it."""
    return own_loops(dout, x, w, stride, padding, lambda t, g, s, f: g * f, adds_windows)


def keeps_only_the_last_step_of_dw(dout, x, w, stride=1, padding=0):
    """Each step of your loops overwrites dw, so only the last place of the last image is left in
    it. A filter worked at all places of all images."""
    return own_loops(dout, x, w, stride, padding, adds_filters, lambda t, g, s, f: g * s)


def exchanges_window_and_filter(dout, x, w, stride=1, padding=0):
    """Window and filter have changed places: dx collects what you meant for dw, and dw what you
    meant for dx. In a product, each factor's gradient is the other factor."""
    return own_loops(dout, x, w, stride, padding, adds_windows, adds_filters)


def forgets_dout_in_both(dout, x, w, stride=1, padding=0):
    """dx and dw do not depend on dout here. The chain rule multiplies by it: a place that the
    loss hardly feels sends hardly anything back."""
    ones = np.ones_like(dout)
    return (*conv_backward(ones, x, w, stride, padding)[:2], dout.sum(axis=(0, 2, 3)))


def forgets_dout_in_dx(dout, x, w, stride=1, padding=0):
    """dx adds up filters without asking how much the loss feels each place. Multiply by that
    number of dout."""
    _, dw, db = conv_backward(dout, x, w, stride, padding)
    return conv_backward(np.ones_like(dout), x, w, stride, padding)[0], dw, db


def forgets_dout_in_dw(dout, x, w, stride=1, padding=0):
    """dw adds up windows without asking how much the loss feels each place. Multiply by that
    number of dout."""
    dx, _, db = conv_backward(dout, x, w, stride, padding)
    return dx, conv_backward(np.ones_like(dout), x, w, stride, padding)[1], db


def keeps_the_top_left_of_the_frame(dout, x, w, stride=1, padding=0):
    """You cut dx to the right size, but from the corner of the padded gradient. The image lies
    `padding` rows and columns further in."""
    dx, dw, db = conv_backward(dout, frame(x, padding), w, stride)
    return dx[:, :, : x.shape[2], : x.shape[3]], dw, db


def cuts_both_frames_off_above(dout, x, w, stride=1, padding=0):
    """You cut all of the padding away above and on the left. Half of it lies below and on the
    right."""
    dx, dw, db = conv_backward(dout, frame(x, padding), w, stride)
    return dx[:, :, 2 * padding :, 2 * padding :], dw, db


def keeps_the_first_filter_only(dout, x, w, stride=1, padding=0):
    """Only the first filter reaches dx. The other maps were made from the same pixels, and the
    loss felt them too."""
    _, dw, db = conv_backward(dout, x, w, stride, padding)
    return conv_backward(dout[:, :1], x, w[:1], stride, padding)[0], dw, db


def returns_the_bias_first(dout, x, w, stride=1, padding=0):
    """The three gradients come back in reverse order. The caller takes them in the order of the
    docstring."""
    return conv_backward(dout, x, w, stride, padding)[::-1]


def sends_nothing_back_with_both(dout, x, w, stride=1, padding=0):
    """With a stride and a padding your dx stays zero. Nothing new happens there: the windows
    start i · stride rows down in the padded image."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return (np.zeros(x.shape) if padding and stride > 1 else dx), dw, db


def leaves_dx_at_zero(dout, x, w, stride=1, padding=0):
    """dx is still zero. Add to the pixels of each window what the filter
    says there, times dout, and return the array that you added to."""
    return np.zeros(x.shape), *conv_backward(dout, x, w, stride, padding)[1:]


def leaves_dw_at_zero(dout, x, w, stride=1, padding=0):
    """dw is still zero. Add up, over all places and images, the window that
    a filter looked at, times dout."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx, 0 * dw, db


def leaves_db_at_zero(dout, x, w, stride=1, padding=0):
    """db is still zero. The bias was added at every place, so it collects
    the gradients of all places."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx, dw, 0 * db


def leaves_all_gradients_at_zero(dout, x, w, stride=1, padding=0):
    """All three gradients are still zero. Add to them at each place of the output: dx and dw in
    its window, db by what stands there in dout."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return 0 * dx, 0 * dw, 0 * db


def wipes_out_the_unpadded_image(dout, x, w, stride=1, padding=0):
    """Without padding dw is zero: something sets a slice of the image that begins at -padding to
    zero, and -0 is 0. Pad in a way that leaves the image alone where padding is 0."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx, (dw if padding else 0 * dw), db


def returns_two_gradients(dout, x, w, stride=1, padding=0):
    """Two gradients come back, and a layer has three inputs: x, w and the bias. Return db too."""
    return conv_backward(dout, x, w, stride, padding)[:2]


def returns_dx_alone(dout, x, w, stride=1, padding=0):
    """Only dx comes back. The weights and biases are what learns: give back all three."""
    return conv_backward(dout, x, w, stride, padding)[0]


def drops_axes_of_db(dout, x, w, stride=1, padding=0):
    """The gradient of a single bias comes back without its axis. One filter has an array of one
    bias: do without squeeze, and db has the shape (F,)."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx, dw, np.squeeze(db)


def drops_axes_of_the_gradients(dout, x, w, stride=1, padding=0):
    """Axes of length 1 are missing in your gradients. Each has the shape of what it belongs to,
    whatever that is: do without squeeze."""
    return tuple(map(np.squeeze, conv_backward(dout, x, w, stride, padding)))


def keeps_all_axes_of_db(dout, x, w, stride=1, padding=0):
    """The numbers of db are right, and it has four axes. b has one, so leave out keepdims."""
    dx, dw, _ = conv_backward(dout, x, w, stride, padding)
    return dx, dw, dout.sum(axis=(0, 2, 3), keepdims=True)


def counts_db_for_each_channel(dout, x, w, stride=1, padding=0):
    """db is added up once for each channel of the image. A filter adds its bias once, whatever
    its depth: take db out of the loop over the channels."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx, dw, db * x.shape[1]


def keeps_the_last_number_for_db(dout, x, w, stride=1, padding=0):
    """db holds the gradient of the last place of the last image. A bias worked at all places of
    all images: add their gradients up."""
    dx, dw, _ = conv_backward(dout, x, w, stride, padding)
    return dx, dw, dout[-1, :, -1, -1]


def visits_every_pixel_of_the_image(dout, x, w, stride=1, padding=0):
    """Your loops visit every pixel of the image, so they leave dout or the padded image. There is
    one window for each number of dout: loop over OH and OW."""
    return conv_backward(visited(dout, *x.shape[2:]), x, w, stride, padding)


def counts_windows_in_floats(dout, x, w, stride=1, padding=0):
    """range and np.zeros take whole numbers only, and were given something else: / makes a float.
    How many rows and columns there are, the shape of dout tells."""
    rows = (x.shape[2] + 2 * padding - w.shape[2]) / stride + 1
    return conv_backward(dout[:, :, : len(range(rows))], x, w, stride, padding)


def crops_from_one_pixel_on(dout, x, w, stride=1, padding=0):
    """You cut dx out from row 1 and column 1 on, which is right for padding 1 only. The image
    starts `padding` rows and columns inside the padded one."""
    height, width = x.shape[2:]
    dx, dw, db = conv_backward(dout, frame(x, padding), w, stride)
    return dx[:, :, 1 : 1 + height, 1 : 1 + width], dw, db


def pads_below_and_on_the_right(dout, x, w, stride=1, padding=0):
    """All of your padding lies below and on the right, so the windows are not those of the forward
    pass. Pad all four sides, and cut dx out of the middle."""
    sides = ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding))
    dx, dw, db = conv_backward(dout, np.pad(x, sides), w, stride)
    return dx[:, :, : x.shape[2], : x.shape[3]], dw, db


def pads_x_below_and_on_the_right_for_dw(dout, x, w, stride=1, padding=0):
    """For dw all of the padding of x lies below and on the right, so the windows are not those of
    the forward pass. Pad all four sides."""
    dx, _, db = conv_backward(dout, x, w, stride, padding)
    return dx, pads_below_and_on_the_right(dout, x, w, stride, padding)[1], db


def pads_x_above_and_on_the_left(dout, x, w, stride=1, padding=0):
    """For dw all of the padding of x lies above and on the left, so the windows are not those of
    the forward pass. Pad all four sides."""
    dx, _, db = conv_backward(dout, x, w, stride, padding)
    padded = np.pad(x, ((0, 0), (0, 0), (2 * padding, 0), (2 * padding, 0)))
    return dx, conv_backward(dout, padded, w, stride)[1], db


def pads_one_end_only(dout, x, w, stride=1, padding=0):
    """With padding some windows are cut short, so shapes do not fit. Has x its zeros on all four
    sides, `padding` of them on each, and the array for dx as well?"""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, 0), (padding, 0)))
    return with_windows(dout, x, w, stride, padding, padded=padded)


def collects_dx_without_the_frame(dout, x, w, stride=1, padding=0):
    """Your array for dx is as large as x, so the windows that lie on the frame do not fit into it.
    Make it as large as the padded image, and cut the frame off at the end."""
    dx = np.zeros(x.shape)
    for here, rows, columns in windows(dout, w, stride):
        for n, f in np.ndindex(here.shape):
            dx[n, :, rows, columns] += here[n, f] * w[f]
    dx = dx[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return dx, *conv_backward(dout, x, w, stride, padding)[1:]


def adds_dx_to_the_image(dout, x, w, stride=1, padding=0):
    """dx begins as a copy of x, so the pixels themselves are still in it. A sum begins at zero."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return x + dx, dw, db


def clips_windows_to_the_image(dout, x, w, stride=1, padding=0):
    """An error comes up where a window lies wholly in the padding: what is left of it inside the
    image is nothing. Collect dx in an array as large as the padded image, and cut it afterwards."""
    dx = np.zeros(x.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        starts = (i * stride - padding, j * stride - padding)
        sides = [*zip(starts, x.shape[2:], w.shape[2:], strict=True)]
        pixels = (slice(max(0, start), min(size, start + k)) for start, size, k in sides)
        weights = (slice(max(0, -start), min(k, size - start)) for start, size, k in sides)
        dx[n, :, *pixels] += dout[n, f, i, j] * w[f][:, *weights]
    return dx, *conv_backward(dout, x, w, stride, padding)[1:]


def refuses_much_padding(dout, x, w, stride=1, padding=0):
    """You raise an error where the padding is as large as the filter. There are windows then that
    see zeros only, and nothing is wrong with them."""
    if padding >= min(w.shape[2:]):
        raise ValueError("There is too much padding.")
    return conv_backward(dout, x, w, stride, padding)


def refuses_what_no_window_reaches(dout, x, w, stride=1, padding=0):
    """You raise an error where the windows do not end at the border. The forward pass left these
    pixels out, so their gradient is 0."""
    if any((x.shape[k] + 2 * padding - w.shape[k]) % stride for k in (2, 3)):
        raise ValueError("The windows do not end at the border.")
    return conv_backward(dout, x, w, stride, padding)


def visits_windows_of_the_unpadded_image(dout, x, w, stride=1, padding=0):
    """With padding your loops end too early: they count the places from the image as it is before
    the padding. The shape of dout says how many rows and columns there are."""
    rows, columns = (max(0, (x.shape[k] - w.shape[k]) // stride + 1) for k in (2, 3))
    seen = dout[:, :, :rows, :columns]
    return *conv_backward(seen, x, w, stride, padding)[:2], dout.sum(axis=(0, 2, 3))


def visits_as_many_columns_as_rows(dout, x, w, stride=1, padding=0):
    """Your loops visit as many columns as there are rows, which fits square maps only. Take OH and
    OW from dout.shape, each at its own place."""
    sent = visited(dout, dout.shape[2], dout.shape[2])
    return *conv_backward(sent, x, w, stride, padding)[:2], dout.sum(axis=(0, 2, 3))


def cuts_windows_by_the_filter_height(dout, x, w, stride=1, padding=0):
    """The height of the filters serves for the width of your windows too. Columns end KW after the
    column where they start."""
    return with_windows(dout, x, w, stride, padding, (w.shape[2], w.shape[2]))


def cuts_windows_by_the_filter_width(dout, x, w, stride=1, padding=0):
    """The width of the filters serves for the height of your windows too. Rows end KH after the
    row where they start."""
    return with_windows(dout, x, w, stride, padding, (w.shape[3], w.shape[3]))


def cuts_turned_windows(dout, x, w, stride=1, padding=0):
    """Your windows are as wide as the filters are high, and as high as they are wide. The shape of
    w is (F, C, KH, KW)."""
    return with_windows(dout, x, w, stride, padding, w.shape[:1:-1])


def row_serves_for_the_column_going_back(dout, x, w, stride=1, padding=0):
    """The row of the place serves for its column as well: your windows lie along the diagonal. The
    columns of a window start at j · stride."""
    return with_windows(dout, x, w, stride, padding, at=lambda i, j: (i, i))


def column_serves_for_the_row_going_back(dout, x, w, stride=1, padding=0):
    """The column of the place serves for its row as well: your windows lie along the diagonal. The
    rows of a window start at i · stride."""
    return with_windows(dout, x, w, stride, padding, at=lambda i, j: (j, j))


def visits_turned_windows(dout, x, w, stride=1, padding=0):
    """dout at (i, j) goes back to the window of (j, i). Rows go with i, columns with j, as they
    did in the forward pass."""
    return with_windows(dout, x, w, stride, padding, at=lambda i, j: (j, i))


def crops_up_to_the_image_height(dout, x, w, stride=1, padding=0):
    """With padding your dx is too small: it ends in row H and column W of the padded image. It
    starts `padding` further in, and so it ends there too."""
    height, width = x.shape[2:]
    dx, dw, db = conv_backward(dout, frame(x, padding), w, stride)
    return dx[:, :, padding:height, padding:width], dw, db


def crops_as_wide_as_high(dout, x, w, stride=1, padding=0):
    """You cut dx out as wide as it is high. Take the width of the image, the last number of its
    shape."""
    end = padding + x.shape[2]
    dx, dw, db = conv_backward(dout, frame(x, padding), w, stride)
    return dx[:, :, padding:end, padding:end], dw, db


def crops_the_width_for_the_height(dout, x, w, stride=1, padding=0):
    """Height and width have changed places where you cut dx out. The shape of x is (N, C, H, W)."""
    height, width = x.shape[2:]
    dx, dw, db = conv_backward(dout, frame(x, padding), w, stride)
    return dx[:, :, padding : padding + width, padding : padding + height], dw, db


def forgets_the_filter_in_dx(dout, x, w, stride=1, padding=0):
    """Every pixel of a window gets all of dout, whatever weight lay on it. Multiply by the
    filter."""
    _, dw, db = conv_backward(dout, x, w, stride, padding)
    return conv_backward(dout, x, np.ones(w.shape), stride, padding)[0], dw, db


def forgets_the_window_in_dw(dout, x, w, stride=1, padding=0):
    """Every weight gets all of dout, whatever pixel it lay on. Multiply by the window of the padded
    image."""
    dx, _, db = conv_backward(dout, x, w, stride, padding)
    total = dout.sum(axis=(0, 2, 3))[:, None, None, None]
    return dx, np.broadcast_to(total, w.shape).copy(), db


def sends_dx_back_without_stride(dout, x, w, stride=1, padding=0):
    """dx takes no notice of the stride. Row i of dout belongs to the window that starts at row i ·
    stride: add it there, or, in a full convolution, put stride - 1 zeros between the numbers of
    dout first."""
    dx = conv_backward(dout, x, w, 1, padding)[0]
    return dx, *conv_backward(dout, x, w, stride, padding)[1:]


def collects_dw_without_stride(dout, x, w, stride=1, padding=0):
    """For dw your windows lie one pixel apart whatever the stride. They are those of dx: row i
    starts at i · stride."""
    dx, _, db = conv_backward(dout, x, w, stride, padding)
    return dx, conv_backward(dout, x, w, 1, padding)[1], db


def uses_the_growing_dw(dout, x, w, stride=1, padding=0):
    """What dx collects is dout times dw, as far as dw has come. It is dout times the filter: see
    whether w or dw stands in that line."""
    padded, dw = frame(x, padding), np.zeros(w.shape)
    dpadded = np.zeros(padded.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows = slice(i * stride, i * stride + w.shape[2])
        columns = slice(j * stride, j * stride + w.shape[3])
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * dw[f]
    dx = dpadded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return dx, dw, dout.sum(axis=(0, 2, 3))


def sends_dx_to_all_images(dout, x, w, stride=1, padding=0):
    """Every image gets what belongs to all of them. Add to image n alone: its index is missing
    where you add to dx."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return np.repeat(dx.sum(axis=0, keepdims=True), len(x), axis=0), dw, db


def adds_dw_to_all_filters(dout, x, w, stride=1, padding=0):
    """All filters get the same gradient, the sum of what belongs to each. Add to filter f alone:
    its index is missing where you add to dw."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx, np.repeat(dw.sum(axis=0, keepdims=True), len(w), axis=0), db


def turns_dw_round(dout, x, w, stride=1, padding=0):
    """Each slice of dw is turned by 180 degrees, as convolve2d leaves it. The first weight of a
    filter saw the first pixel of each window."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx, dw[:, :, ::-1, ::-1], db


def averages_all_gradients(dout, x, w, stride=1, padding=0):
    """All three gradients are divided by the number of images. The loss has divided already, and
    dout came from it."""
    return tuple(gradient / len(x) for gradient in conv_backward(dout, x, w, stride, padding))


def sends_nothing_back_from_the_last_image(dout, x, w, stride=1, padding=0):
    """The last image of a batch sends nothing back, and a single image nothing at all. range leaves
    out its end by itself: loop over range(N)."""
    return conv_backward(without(dout, -1), x, w, stride, padding)


def sends_nothing_back_from_the_last_filter(dout, x, w, stride=1, padding=0):
    """The last filter sends nothing back, and a single filter nothing at all. range leaves out its
    end by itself: loop over range(F)."""
    return conv_backward(without(dout, np.s_[:, -1]), x, w, stride, padding)


def sends_nothing_back_from_the_last_row(dout, x, w, stride=1, padding=0):
    """The last row of dout sends nothing back. The loop over the rows ends one too early: range
    leaves out its end by itself."""
    return conv_backward(without(dout, np.s_[:, :, -1]), x, w, stride, padding)


def sends_nothing_back_from_the_last_column(dout, x, w, stride=1, padding=0):
    """The last column of dout sends nothing back. The loop over the columns ends one too early:
    range leaves out its end by itself."""
    return conv_backward(without(dout, np.s_[:, :, :, -1]), x, w, stride, padding)


def goes_back_through_the_first_number(dout, x, w, stride=1, padding=0):
    """Only the first number of dout goes back. A return inside the loops ends all of them: look
    how far it is indented."""
    first = np.zeros(dout.shape)
    first[0, 0, 0, 0] = dout[0, 0, 0, 0]
    return conv_backward(first, x, w, stride, padding)


def goes_back_through_the_first_image(dout, x, w, stride=1, padding=0):
    """Only the first image sends anything back. Does the loop over the images end, or does a
    return end it?"""
    first = np.zeros(dout.shape)
    first[0] = dout[0]
    return conv_backward(first, x, w, stride, padding)


def gradient_call(rng, n, f, c, sides, kernel, stride=1, padding=0) -> Call:
    """A drawn dout for a layer of these sizes; arguments left at their defaults are not named."""
    outputs = (
        (side + 2 * padding - k) // stride + 1 for side, k in zip(sides, kernel, strict=True)
    )
    named = {k: v for k, v in (("stride", stride), ("padding", padding)) if v != (k == "stride")}
    return call(
        numbers(rng, n, f, *outputs),
        numbers(rng, n, c, *sides),
        numbers(rng, f, c, *kernel),
        **named,
    )


def plain_gradient(rng: np.random.Generator) -> Call:
    n, f, c, height, width = (int(n) for n in rng.integers((1, 1, 1, 3, 3), (3, 4, 4, 5, 5)))
    kernel = ((2, 2), (2, 3), (3, 2))[rng.integers(3)]
    return gradient_call(rng, n, f, c, (height, width), kernel)


def gradient_with_stride(rng: np.random.Generator) -> Call:
    stride, kernel = (int(n) for n in rng.integers((2, 2), (4, 4)))
    sides = [kernel + stride + int(rest) for rest in rng.integers(0, stride, 2)]
    return gradient_call(rng, 1, 1, 1, sides, (kernel, kernel), stride=stride)


def gradient_with_padding(rng: np.random.Generator) -> Call:
    padding = int(rng.integers(1, 3))
    sides = rng.integers(2, 5, 2).tolist()
    return gradient_call(rng, 1, 1, 1, sides, (3, 3), padding=padding)


def gradient_of_any_layer(rng: np.random.Generator) -> Call:
    """Two of everything, three channels, no square, a stride and a padding."""
    sides, kernel = ((3, 5), (2, 3)) if rng.integers(2) else ((5, 4), (3, 2))
    return gradient_call(rng, 2, 2, 3, sides, kernel, stride=2, padding=1)


def gradient_of_whole_numbers(rng: np.random.Generator) -> Call:
    """A single place: what windows and filters do to each other is tested elsewhere."""
    dout = np.array([[[[round(0.5 + 0.1 * int(rng.integers(1, 5)), 1)]]]])
    return call(dout, rng.integers(1, 20, (1, 1, 2, 2)), numbers(rng, 1, 1, 2, 2))


STRIDED_AND_PADDED = [
    call(counting(1, 1, 2, 2), counting(1, 1, 4, 4), FILTER, stride=2),
    call(np.array([[[[2.0]]]]), counting(1, 1, 3, 3), FILTER, stride=2),
    call(counting(1, 1, 2, 2), counting(1, 1, 2, 2), counting(1, 1, 3, 3), padding=1),
    call(counting(1, 1, 3, 3), counting(1, 1, 1, 1), counting(1, 1, 3, 3), padding=2),
    call(counting(1, 1, 5, 6), counting(1, 1, 1, 2), np.array([[[[3.0]]]]), padding=2),
    call(
        counting(1, 1, 2, 2),
        counting(1, 1, 3, 3),
        counting(1, 1, 3, 3),
        stride=2,
        padding=1,
    ),
    call(
        counting(2, 2, 2, 3),
        counting(2, 3, 3, 5),
        counting(2, 3, 2, 3),
        stride=2,
        padding=1,
    ),
    drawn(gradient_with_stride, 1),
    drawn(gradient_with_padding, 1),
    drawn(gradient_of_any_layer, 1),
]


EXERCISE = Exercise(
    solution=conv_backward,
    parts=[
        Part(
            "dx",
            [
                call(np.array([[[[2.0]]]]), counting(1, 1, 2, 2), FILTER),
                call(np.array([[[[2.0]]]]), counting(1, 1, 2, 1), counting(1, 1, 2, 1)),
                call(counting(1, 1, 2, 2), counting(1, 1, 3, 3), FILTER),
                call(
                    np.array([[[[1.0]], [[10.0]]]]),
                    counting(1, 1, 2, 2),
                    counting(2, 1, 2, 2),
                ),
                call(counting(2, 3, 2, 3), counting(2, 2, 3, 5), counting(3, 2, 2, 3)),
                drawn(plain_gradient, 2),
            ],
            item=0,
        ),
        Part("dx, stride, padding", STRIDED_AND_PADDED, item=0),
        Part(
            "dw",
            [
                call(np.array([[[[2.0]]]]), counting(1, 1, 2, 2), FILTER),
                call(counting(1, 1, 2, 2), counting(1, 1, 3, 3), FILTER),
                call(np.array([[[[1.0]]], [[[10.0]]]]), counting(2, 1, 2, 2), FILTER),
                call(counting(2, 3, 2, 3), counting(2, 2, 3, 5), counting(3, 2, 2, 3)),
                drawn(plain_gradient, 2),
            ],
            item=1,
        ),
        Part("dw, stride, padding", STRIDED_AND_PADDED, item=1),
        Part(
            "db",
            [
                call(counting(1, 1, 2, 2), counting(1, 1, 3, 3), FILTER),
                call(counting(1, 1, 2, 1), counting(1, 1, 3, 2), FILTER),
                call(
                    np.array([[[[1.0]], [[10.0]]], [[[2.0]], [[20.0]]]]),
                    counting(2, 1, 2, 2),
                    counting(2, 1, 2, 2),
                ),
                call(counting(2, 3, 2, 3), counting(2, 2, 3, 5), counting(3, 2, 2, 3)),
                drawn(plain_gradient, 2),
            ],
            item=2,
        ),
        Part(
            "whole numbers",
            [
                call(np.array([[[[0.5]]]]), np.array([[[[2, 1], [1, 1]]]]), counting(1, 1, 2, 2)),
                call(
                    np.array([[[[0.5]]]]),
                    np.array([[[[2, 1], [1, 1]]]]),
                    np.array([[[[1, 2], [3, 4]]]]),
                ),
                call(np.array([[[[0.5]]]]), np.array([[[[0.5, 1.5]]]]), np.array([[[[1, 2]]]])),
                drawn(gradient_of_whole_numbers, 2),
            ],
        ),
    ],
    hints=[
        "Start with db: a bias was added to every pixel of its map in every image. Which axes "
        "of dout does that sum over?",
        "Take the loops of the forward pass, window by window. Forward, a number of the output "
        "was the sum of window times filter: what does it owe to each pixel, and what to each "
        "weight?",
        "For every place of the output: the window of dx gets dout · filter added, and dw gets "
        "dout · window added.",
        "Add into a padded array of zeros, as large as the padded x, and cut the frame off "
        "when all is added.",
    ],
)
