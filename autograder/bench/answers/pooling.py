# %% pool_output_size · wrong · forgets_the_first_window
# The window that starts at 0 is not counted: the + 1 is missing.
def pool_output_size(size, window, stride):
    if window > size:
        raise ValueError("window is larger than the image")
    return (size - window) // stride


# %% pool_output_size · wrong · refuses_left_over_pixels
# Raises a ValueError where pixels are left over at the end; they should simply not be looked at.
def pool_output_size(size, window, stride):
    if window > size:
        raise ValueError("window too large")
    if (size - window) % stride != 0:
        raise ValueError(f"window {window} with stride {stride} does not fit {size} pixels")
    return (size - window) // stride + 1


# %% pool_output_size · wrong · counts_a_window_that_hangs_over
# Rounds up instead of down, so an incomplete window at the end is counted too.
def pool_output_size(size, window, stride):
    import math

    if size < window:
        raise ValueError("The window does not fit into the image.")
    return math.ceil((size - window) / stride) + 1


# %% pool_output_size · wrong · refuses_a_window_of_the_same_size
# The comparison is >= in place of >: a window exactly as large as the image, which fits once,
# raises the ValueError.
def pool_output_size(size, window, stride):
    if window >= size:
        raise ValueError(f"a window of {window} is larger than {size} pixels")
    return int((size - window) / stride + 1)


# %% pool_output_size · wrong · divides_by_the_stride
# Divides the size by the stride and ignores the window. That agrees with the rule where the windows
# lie side by side, and otherwise by chance only.
def pool_output_size(size, window, stride):
    if window > size:
        raise ValueError("window larger than image")
    return size // stride


# %% pool_output_size · right
# Walks along the image and counts the windows that end inside it.
def pool_output_size(size, window, stride):
    places, end = 0, window
    while end <= size:
        places += 1
        end += stride
    if not places:
        raise ValueError(f"{size} pixels are too few for a window of {window}.")
    return places


# %% max_pool_forward · wrong · ends_a_window_where_the_next_begins
# The windows are cut with the stride as their side (to (i + 1) * stride) instead of with the size
# of the window, so overlapping or spaced windows are wrong.
def max_pool_forward(x, window, stride):
    N, C, H, W = x.shape
    wh, ww = window
    OH = (H - wh) // stride + 1
    OW = (W - ww) // stride + 1
    out = np.zeros((N, C, OH, OW))
    for i in range(OH):
        for j in range(OW):
            part = x[:, :, i * stride:(i + 1) * stride, j * stride:(j + 1) * stride]
            out[:, :, i, j] = part.max(axis=(2, 3))
    return out


# %% max_pool_forward · wrong · starts_from_zero
# The search for the largest number begins at 0, so a window with negative numbers only gives 0.
def max_pool_forward(x, window, stride):
    n, c, h, w = x.shape
    oh = (h - window[0]) // stride + 1
    ow = (w - window[1]) // stride + 1
    result = np.zeros((n, c, oh, ow))
    for a in range(n):
        for b in range(c):
            for i in range(oh):
                for j in range(ow):
                    best = 0
                    for u in range(window[0]):
                        for v in range(window[1]):
                            value = x[a, b, i * stride + u, j * stride + v]
                            if value > best:
                                best = value
                    result[a, b, i, j] = best
    return result


# %% max_pool_forward · wrong · one_maximum_for_the_batch
# max() without axes takes the largest number over all images and all maps, so every map of the
# batch gets the same numbers.
def max_pool_forward(x, window, stride):
    N, C, H, W = x.shape
    KH, KW = window
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, OH, OW))
    for i in range(OH):
        for j in range(OW):
            r, c = i * stride, j * stride
            out[:, :, i, j] = x[:, :, r:r + KH, c:c + KW].max()
    return out


# %% max_pool_forward · wrong · turns_the_window
# Height and width of the window are exchanged: window is unpacked as (width, height).
def max_pool_forward(x, window, stride):
    N, C, H, W = x.shape
    width, height = window
    OH = (H - height) // stride + 1
    OW = (W - width) // stride + 1
    out = np.empty((N, C, OH, OW))
    for row in range(OH):
        for col in range(OW):
            top, left = row * stride, col * stride
            cut = x[:, :, top:top + height, left:left + width]
            out[:, :, row, col] = np.max(cut, axis=(2, 3))
    return out


# %% max_pool_forward · wrong · cuts_the_image_into_blocks
# Cuts the maps into tiles with a reshape. That works only where the windows lie side by side
# (both sides equal to the stride) and nothing is left over; otherwise a ValueError, or wrong tiles.
def max_pool_forward(x, window, stride):
    N, C, H, W = x.shape
    h, w = window
    tiles = x.reshape(N, C, H // h, h, W // w, w)
    return tiles.max(axis=5).max(axis=3)


# %% max_pool_forward · right
# The running maximum over shifted and thinned-out copies of the images, one for each pixel of
# the window.
def max_pool_forward(x, window, stride):
    kh, kw = window
    oh = 1 + (x.shape[2] - kh) // stride
    ow = 1 + (x.shape[3] - kw) // stride
    best = None
    for u in range(kh):
        for v in range(kw):
            here = x[:, :, u::stride, v::stride][:, :, :oh, :ow]
            best = here if best is None else np.maximum(best, here)
    return best.copy()


# %% max_pool_backward · wrong · all_equal_ones_get_all_of_it
# The mask window == maximum gives every tied pixel the full gradient, instead of the first one
# only.
def max_pool_backward(dout, x, window, stride):
    N, C, H, W = x.shape
    KH, KW = window
    dx = np.zeros(x.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            r, c = i * stride, j * stride
            part = x[:, :, r:r + KH, c:c + KW]
            mask = part == part.max(axis=(2, 3), keepdims=True)
            dx[:, :, r:r + KH, c:c + KW] += mask * dout[:, :, i, j][:, :, None, None]
    return dx


# %% max_pool_backward · wrong · overwrites_at_the_winner
# The gradient is written with = and not added, so a pixel that wins several windows keeps only
# the gradient of the last one.
def max_pool_backward(dout, x, window, stride):
    N, C, OH, OW = dout.shape
    dx = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    top, left = i * stride, j * stride
                    patch = x[n, c, top:top + window[0], left:left + window[1]]
                    u, v = np.unravel_index(np.argmax(patch), patch.shape)
                    dx[n, c, top + u, left + v] = dout[n, c, i, j]
    return dx


# %% max_pool_backward · wrong · keeps_whole_numbers_only
# dx is made with zeros_like(x), so for whole-number x it holds whole numbers and the fractions of
# the gradients are cut off.
def max_pool_backward(dout, x, window, stride):
    height, width = window
    dx = np.zeros_like(x)
    N, C, OH, OW = dout.shape
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    a = i * stride
                    b = j * stride
                    place = x[n, c, a:a + height, b:b + width].argmax()
                    row, col = np.unravel_index(place, (height, width))
                    dx[n, c, a + row, b + col] += dout[n, c, i, j]
    return dx


# %% max_pool_backward · wrong · last_of_equal_ones_wins
# Searches with >=, so of equal numbers the last one gets the gradient instead of the first.
def max_pool_backward(dout, x, window, stride):
    dx = np.zeros(x.shape)
    N, C, OH, OW = dout.shape
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    best, where = -np.inf, None
                    for r in range(i * stride, i * stride + window[0]):
                        for s in range(j * stride, j * stride + window[1]):
                            if x[n, c, r, s] >= best:
                                best = x[n, c, r, s]
                                where = (r, s)
                    dx[n, c, where[0], where[1]] += dout[n, c, i, j]
    return dx


# %% max_pool_backward · wrong · forgets_where_the_window_starts
# The place of the winner is counted inside the window, and the start of the window is never
# added: all gradients land in the upper left corner of the map.
def max_pool_backward(dout, x, window, stride):
    N, C, OH, OW = dout.shape
    dx = np.zeros(x.shape, dtype=float)
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    win = x[n, c, i*stride:i*stride + window[0], j*stride:j*stride + window[1]]
                    idx = np.unravel_index(win.argmax(), window)
                    dx[n, c][idx] += dout[n, c, i, j]
    return dx


# %% max_pool_backward · right
# Without loops over places: argmax over flattened window views, then np.add.at.
def max_pool_backward(dout, x, window, stride):
    kh, kw = window
    view = np.lib.stride_tricks.sliding_window_view(x, window, axis=(2, 3))
    view = view[:, :, ::stride, ::stride]
    winner = view.reshape(*view.shape[:4], kh * kw).argmax(axis=-1)
    n, c, i, j = np.indices(winner.shape)
    dx = np.zeros(x.shape)
    np.add.at(dx, (n, c, i * stride + winner // kw, j * stride + winner % kw), dout)
    return dx


# %% average_pool_forward · wrong · adds_without_dividing
# Keeps the sum of each window; the division by the number of its pixels is missing.
def average_pool_forward(x, window, stride):
    N, C, H, W = x.shape
    KH, KW = window
    OH = (H - KH) // stride + 1
    OW = (W - KW) // stride + 1
    out = np.zeros((N, C, OH, OW))
    for i in range(OH):
        for j in range(OW):
            si, sj = i * stride, j * stride
            out[:, :, i, j] = x[:, :, si:si + KH, sj:sj + KW].sum(axis=(2, 3))
    return out


# %% average_pool_forward · wrong · cuts_the_mean_to_the_type_of_x
# The output takes over the dtype of x, so the means of whole numbers are cut to whole numbers.
def average_pool_forward(x, window, stride):
    N, C, H, W = x.shape
    oh = (H - window[0]) // stride + 1
    ow = (W - window[1]) // stride + 1
    means = np.zeros_like(x, shape=(N, C, oh, ow))
    for i in range(oh):
        for j in range(ow):
            w = x[:, :, i * stride:i * stride + window[0], j * stride:j * stride + window[1]]
            means[:, :, i, j] = w.mean(axis=(2, 3))
    return means


# %% average_pool_forward · wrong · divides_by_the_height_squared
# Divides by the height of the window squared, which is the number of its pixels only if it is
# square.
def average_pool_forward(x, window, stride):
    n, c, h, w = x.shape
    k = window[0]
    OH, OW = (h - window[0]) // stride + 1, (w - window[1]) // stride + 1
    out = np.zeros((n, c, OH, OW))
    for i in range(OH):
        for j in range(OW):
            total = np.zeros((n, c))
            for u in range(window[0]):
                for v in range(window[1]):
                    total += x[:, :, i * stride + u, j * stride + v]
            out[:, :, i, j] = total / k ** 2
    return out


# %% average_pool_forward · wrong · averages_the_channels_too
# The mean is taken over the channels as well (axes 1, 2, 3), so all maps of an image get the same
# numbers.
def average_pool_forward(x, window, stride):
    N, C, H, W = x.shape
    KH, KW = window
    out = np.zeros((N, C, (H - KH) // stride + 1, (W - KW) // stride + 1))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            block = x[:, :, i * stride:i * stride + KH, j * stride:j * stride + KW]
            out[:, :, i, j] = block.mean(axis=(1, 2, 3))[:, None]
    return out


# %% average_pool_forward · wrong · averages_a_float_number_of_windows
# The sides of the output are divided with /, so they are floats and np.zeros crashes with a
# TypeError.
def average_pool_forward(x, window, stride):
    N, C, H, W = x.shape
    kh, kw = window
    OH = (H - kh) / stride + 1
    OW = (W - kw) / stride + 1
    out = np.zeros((N, C, OH, OW))
    for i in range(OH):
        for j in range(OW):
            r, c = i * stride, j * stride
            out[:, :, i, j] = np.mean(x[:, :, r:r + kh, c:c + kw], axis=(2, 3))
    return out


# %% average_pool_forward · right
# An integral image: the sum of every window from four corners of the summed-up maps.
def average_pool_forward(x, window, stride):
    kh, kw = window
    table = np.zeros(x.shape[:2] + (x.shape[2] + 1, x.shape[3] + 1))
    table[:, :, 1:, 1:] = np.cumsum(np.cumsum(x, axis=2, dtype=float), axis=3)
    sums = table[:, :, kh:, kw:] - table[:, :, :-kh, kw:]
    sums = sums - table[:, :, kh:, :-kw] + table[:, :, :-kh, :-kw]
    return sums[:, :, ::stride, ::stride] / (kh * kw)


# %% average_pool_backward · wrong · gives_all_of_it_to_each
# Every pixel of the window gets the whole gradient: it is not divided by the number of pixels.
def average_pool_backward(dout, x, window, stride):
    N, C, OH, OW = dout.shape
    dx = np.zeros(x.shape)
    for i in range(OH):
        for j in range(OW):
            r, c = i * stride, j * stride
            dx[:, :, r:r + window[0], c:c + window[1]] += dout[:, :, i, j][:, :, None, None]
    return dx


# %% average_pool_backward · wrong · overwrites_shares
# The shares are written with = instead of added, so where windows overlap only the last one
# counts.
def average_pool_backward(dout, x, window, stride):
    h, w = window
    dx = np.zeros(x.shape)
    for n in range(x.shape[0]):
        for c in range(x.shape[1]):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    share = dout[n, c, i, j] / (h * w)
                    dx[n, c, i * stride:i * stride + h, j * stride:j * stride + w] = share
    return dx


# %% average_pool_backward · wrong
# dout[:, :, i, j] of shape (N, C) is added to a (N, C, height, width) slice without new axes:
# broadcasting runs along height and width, which crashes or mixes up images and maps.
def average_pool_backward(dout, x, window, stride):
    KH, KW = window
    dx = np.zeros(x.shape)
    _, _, OH, OW = dout.shape
    for i in range(OH):
        for j in range(OW):
            i0, j0 = i * stride, j * stride
            dx[:, :, i0:i0 + KH, j0:j0 + KW] += dout[:, :, i, j] / (KH * KW)
    return dx


# %% average_pool_backward · wrong · shares_by_the_stride
# Divides by stride * stride in place of the pixels of the window: right only where the window is
# a square as wide as the stride.
def average_pool_backward(dout, x, window, stride):
    dx = np.zeros(x.shape, dtype=float)
    kh, kw = window
    share = dout / (stride * stride)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            for u in range(kh):
                for v in range(kw):
                    dx[:, :, i * stride + u, j * stride + v] += share[:, :, i, j]
    return dx


# %% average_pool_backward · wrong · adds_shares_to_whole_numbers
# dx takes the dtype of x, so with whole-number x the += of a fraction into an integer array raises
# a UFuncTypeError (a TypeError).
def average_pool_backward(dout, x, window, stride):
    dx = np.zeros_like(x)
    area = window[0] * window[1]
    N, C, OH, OW = dout.shape
    for i in range(OH):
        for j in range(OW):
            rows = slice(i * stride, i * stride + window[0])
            cols = slice(j * stride, j * stride + window[1])
            dx[:, :, rows, cols] += dout[:, :, i, j, None, None] / area
    return dx


# %% global_average_pool · wrong · one_mean_for_all
# The mean of everything: images and maps are averaged together into a single number.
def global_average_pool(x):
    return np.mean(x)


# %% global_average_pool · wrong · keeps_axes_of_length_one
# keepdims leaves two axes of length 1: the shape is (N, C, 1, 1) instead of (N, C).
def global_average_pool(x):
    return x.mean(axis=(2, 3), keepdims=True)


# %% global_average_pool · wrong · takes_the_channels_for_the_last_axis
# Averages axes 1 and 2, as if the channels came last: the shape is (N, W).
def global_average_pool(x):
    n, h, w, c = x.shape
    return x.sum(axis=(1, 2)) / (h * w)


# %% global_average_pool · wrong · divides_by_the_map_height_squared
# The sum is divided by the height squared, which is right for square maps only.
def global_average_pool(x):
    N, C, H, W = x.shape
    out = np.zeros((N, C))
    for n in range(N):
        for c in range(C):
            out[n, c] = np.sum(x[n, c]) / H ** 2
    return out


# %% global_average_pool · wrong · largest_of_each_map
# Takes the largest number of every map: global max pooling.
def global_average_pool(x):
    flat = x.reshape(x.shape[0], x.shape[1], -1)
    return flat.max(axis=2)


# %% global_average_pool · right
# A matrix product of the flattened maps with equal weights.
def global_average_pool(x):
    n, c, h, w = x.shape
    equal = np.full(h * w, 1.0 / (h * w))
    return x.reshape(n, c, h * w) @ equal


# %% receptive_field · wrong · counts_the_whole_kernel_each_time
# Adds the whole kernel instead of kernel - 1 for each layer, so neighbouring windows seem to share
# no pixels.
def receptive_field(layers):
    r, d = 1, 1
    for kernel, stride in layers:
        r += kernel * d
        d *= stride
    return r


# %% receptive_field · wrong · counts_its_own_stride
# The distance is multiplied by the stride before the layer's own kernel is added, so a stride
# already widens its own layer.
def receptive_field(layers):
    seen = 1
    jump = 1
    for k, s in layers:
        jump = jump * s
        seen = seen + (k - 1) * jump
    return seen


# %% receptive_field · wrong · forgets_the_strides
# The strides are not used at all: every layer adds kernel - 1 pixels.
def receptive_field(layers):
    total = 1
    for layer in layers:
        total += layer[0] - 1
    return total


# %% receptive_field · wrong · remembers_one_stride_only
# The distance is replaced by the stride of the last layer instead of being multiplied by it, so
# strides of earlier layers are forgotten.
def receptive_field(layers):
    field, distance = 1, 1
    for (kernel, stride) in layers:
        field += (kernel - 1) * distance
        distance = stride
    return field


# %% receptive_field · wrong · goes_through_the_layers_backwards
# The rule r = (r - 1) * stride + kernel is the one that goes from the last layer back to the first;
# here it goes through the layers from the first to the last.
def receptive_field(layers):
    r = 1
    for kernel, stride in layers:
        r = (r - 1) * stride + kernel
    return r


# %% receptive_field · right
# Backwards from the one number at the end: how many numbers each layer needs of the one before.
def receptive_field(layers):
    needed = 1
    for kernel, stride in layers[::-1]:
        needed = stride * (needed - 1) + kernel
    return needed


# %% fc_as_conv · wrong · thinks_the_channels_were_last
# Each row is read as channels last, (H, W, C), and the channels are then moved to the front; the
# maps were flattened channel after channel.
def fc_as_conv(W, shape):
    C, H, width = shape
    filters = W.reshape(len(W), H, width, C)
    return filters.transpose(0, 3, 1, 2)


# %% fc_as_conv · wrong · exchanges_height_and_width
# Height and width are exchanged: the shape is (M, C, W, H), so maps that are not square get a
# wrong shape.
def fc_as_conv(W, shape):
    c, h, w = shape
    return np.reshape(W, (-1, c, w, h))


# %% fc_as_conv · wrong · counts_columns_first
# order="F" fills the first axis fastest, so the weights are not read row by row and end up at
# other places.
def fc_as_conv(W, shape):
    M = W.shape[0]
    return W.reshape((M,) + tuple(shape), order="F")


# %% fc_as_conv · wrong
# The shape is set on W itself, so the caller's array is changed from (M, C·H·W) to (M, C, H, W).
# The returned values are right.
def fc_as_conv(W, shape):
    W.shape = (W.shape[0], *shape)
    return W


# %% fc_as_conv · wrong · leaves_the_filters_out
# reshape gets the shape of one filter only, without the M rows: a ValueError unless M is 1, and
# then the first axis is missing.
def fc_as_conv(W, shape):
    C, H, w = shape
    return W.reshape(C, H, w)


# %% fc_as_conv · right
# Number by number, with the place of each weight in its row worked out by hand.
def fc_as_conv(W, shape):
    channels, height, width = shape
    filters = np.empty((len(W), channels, height, width), dtype=W.dtype)
    for c in range(channels):
        for i in range(height):
            for j in range(width):
                filters[:, c, i, j] = W[:, (c * height + i) * width + j]
    return filters


# %% pool_output_size · wrong · divides_by_the_stride
# Divides the size by the stride and leaves the window out of the count. Right where window and
# stride are equal; overlapping windows give too many, windows smaller than the stride too few.
def pool_output_size(size, window, stride):
    if window > size:
        raise ValueError("The window does not fit into the image.")
    return size // stride


# %% pool_output_size · wrong · counts_a_window_that_hangs_over
# Rounds up, so pixels that are left over at the end get a window of their own, which does not fit.
def pool_output_size(size, window, stride):
    if size < window:
        raise ValueError(f"window {window} is larger than {size} pixels")
    steps = (size - window) / stride
    return int(np.ceil(steps)) + 1


# %% max_pool_forward · wrong · cuts_the_image_into_blocks
# The windows are made by a reshape into blocks, which works only for windows that lie side by side
# (stride equal to height and width) and fill the map; otherwise reshape crashes, or the stride is
# ignored.
def max_pool_forward(x, window, stride):
    N, C, H, W = x.shape
    h, w = window
    blocks = x.reshape(N, C, H // h, h, W // w, w)
    return blocks.max(axis=(3, 5))


# %% max_pool_forward · wrong · one_maximum_for_the_batch
# .max() without axes gives one number for the windows of all images and all maps together, so all
# images and maps get the same output. Right for a batch of one image with one map.
def max_pool_forward(x, window, stride):
    N, C, H, W = x.shape
    height, width = window
    OH = (H - height) // stride + 1
    OW = (W - width) // stride + 1
    out = np.zeros((N, C, OH, OW))
    for i in range(OH):
        for j in range(OW):
            part = x[:, :, i * stride : i * stride + height, j * stride : j * stride + width]
            out[:, :, i, j] = part.max()
    return out


# %% max_pool_forward · right
# Compares shifted copies of the maps, one for each place inside the window.
def max_pool_forward(x, window, stride):
    H, W = x.shape[2:]
    h, w = window
    best = None
    for u in range(h):
        for v in range(w):
            shifted = x[:, :, u : H - h + u + 1 : stride, v : W - w + v + 1 : stride]
            best = shifted.copy() if best is None else np.fmax(best, shifted)
    return best


# %% max_pool_backward · wrong · shares_among_equal_ones
# Where several pixels of a window are equally large, the gradient is shared equally among them,
# instead of going to the first alone.
def max_pool_backward(dout, x, window, stride):
    dx = np.zeros(x.shape)
    h, w = window
    N, C, OH, OW = dout.shape
    for i in range(OH):
        for j in range(OW):
            r, c = i * stride, j * stride
            part = x[:, :, r : r + h, c : c + w]
            winners = part == part.max(axis=(2, 3), keepdims=True)
            share = winners / winners.sum(axis=(2, 3), keepdims=True)
            dx[:, :, r : r + h, c : c + w] += share * dout[:, :, i, j][:, :, None, None]
    return dx


# %% max_pool_backward · wrong · splits_the_index_by_the_height
# The place of the winner is unravelled with (width, height) instead of (height, width): for windows
# that are not square it lands on a wrong pixel (or outside, an IndexError).
def max_pool_backward(dout, x, window, stride):
    height, width = window
    dx = np.zeros(x.shape)
    for n in range(dout.shape[0]):
        for c in range(dout.shape[1]):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    top, left = i * stride, j * stride
                    cut = x[n, c, top : top + height, left : left + width]
                    r, s = np.unravel_index(np.argmax(cut), (width, height))
                    dx[n, c, top + r, left + s] += dout[n, c, i, j]
    return dx


# %% max_pool_backward · right
# All winners at once by argmax over a window view; np.add.at adds where several meet.
def max_pool_backward(dout, x, window, stride):
    N, C, OH, OW = dout.shape
    view = np.lib.stride_tricks.sliding_window_view(x, window, axis=(2, 3))
    view = view[:, :, ::stride, ::stride].reshape(N, C, OH, OW, -1)
    place = view.argmax(axis=-1)
    n, c, i, j = np.indices(dout.shape)
    dx = np.zeros(x.shape)
    rows = i * stride + place // window[1]
    cols = j * stride + place % window[1]
    np.add.at(dx, (n, c, rows, cols), dout)
    return dx


# %% average_pool_forward · wrong · divides_by_the_stride_squared
# The sum is divided by stride · stride instead of by the number of pixels in the window: right only
# where height · width equals stride².
def average_pool_forward(x, window, stride):
    N, C, H, W = x.shape
    h, w = window
    out = np.zeros((N, C, (H - h) // stride + 1, (W - w) // stride + 1))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            part = x[:, :, i * stride : i * stride + h, j * stride : j * stride + w]
            out[:, :, i, j] = part.sum(axis=(2, 3)) / stride**2
    return out


# %% average_pool_forward · wrong · cuts_the_mean_to_the_type_of_x
# The output has the number type of x: for maps of whole numbers every mean is cut down.
def average_pool_forward(x, window, stride):
    height, width = window
    rows = (x.shape[2] - height) // stride + 1
    cols = (x.shape[3] - width) // stride + 1
    result = np.empty(x.shape[:2] + (rows, cols), dtype=x.dtype)
    for r in range(rows):
        for c in range(cols):
            y0, x0 = r * stride, c * stride
            result[:, :, r, c] = np.mean(x[:, :, y0 : y0 + height, x0 : x0 + width], axis=(2, 3))
    return result


# %% average_pool_backward · wrong
# dout[:, :, i, j] of shape (N, C) is added to windows of shape (N, C, h, w) without new axes. It
# crashes for most sizes; where it broadcasts, images and maps are taken for rows and columns.
def average_pool_backward(dout, x, window, stride):
    h, w = window
    dx = np.zeros(x.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            share = dout[:, :, i, j] / (h * w)
            dx[:, :, i * stride : i * stride + h, j * stride : j * stride + w] += share
    return dx


# %% average_pool_backward · wrong · averages_the_shares
# Where windows overlap, the sum of shares is divided by the number of windows that cover the pixel,
# so the mean of the shares comes back instead of their sum.
def average_pool_backward(dout, x, window, stride):
    h, w = window
    dx = np.zeros(x.shape)
    count = np.zeros(x.shape)
    N, C, OH, OW = dout.shape
    for i in range(OH):
        for j in range(OW):
            rows = slice(i * stride, i * stride + h)
            cols = slice(j * stride, j * stride + w)
            dx[:, :, rows, cols] += dout[:, :, i : i + 1, j : j + 1] / (h * w)
            count[:, :, rows, cols] += 1
    return dx / np.maximum(count, 1)


# %% global_average_pool · wrong
# After the first mean the array has three axes only, so the second mean over axis 3 raises an
# AxisError; it would have to be axis 2 again.
def global_average_pool(x):
    rows = x.mean(axis=2)
    return rows.mean(axis=3)


# %% global_average_pool · wrong · keeps_axes_of_length_one
# The averaged axes are kept: (N, C, 1, 1), as PyTorch's layer gives, instead of (N, C).
def global_average_pool(x):
    return np.mean(x, axis=(2, 3), keepdims=True)


# %% receptive_field · wrong · goes_back_over_a_stride_too_many
# Goes back from the last layer with r · stride + kernel instead of (r - 1) · stride + kernel: r
# numbers span r - 1 strides. Each step back makes the field too large by the stride of the layer.
def receptive_field(layers):
    r = 1
    for kernel, stride in layers[::-1]:
        r = r * stride + kernel
    return r


# %% receptive_field · wrong · adds_strides_less_one
# The strides are added instead of multiplied: the distance after two layers of stride 2 is taken to
# be 3 (1 + 1 + 1), not 4.
def receptive_field(layers):
    field = 1
    distance = 1
    for kernel, stride in layers:
        field += (kernel - 1) * distance
        distance += stride - 1
    return field


# %% receptive_field · right
# Backwards from one number at the end: n numbers with a stride span (n - 1) · stride + kernel.
def receptive_field(layers):
    n = 1
    stack = list(layers)
    while stack:
        kernel, stride = stack.pop()
        n = (n - 1) * stride + kernel
    return int(n)


# %% fc_as_conv · wrong · asks_for_what_a_value_lacks
# W is overwritten by the width in the line that takes the shape apart, so W.reshape is called on an
# int: AttributeError.
def fc_as_conv(W, shape):
    M = W.shape[0]
    C, H, W = shape
    return W.reshape(M, C, H, W)


# %% fc_as_conv · wrong · thinks_the_channels_were_last
# Takes the maps for flattened with the channels last (row, column, channel) and moves the channels
# to the front after the reshape. Shape right, numbers in the wrong places for more than one
# channel.
def fc_as_conv(W, shape):
    C, height, width = shape
    filters = W.reshape(len(W), height, width, C)
    return filters.transpose(0, 3, 1, 2)
