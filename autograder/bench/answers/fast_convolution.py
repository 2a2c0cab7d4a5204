# %% conv_multiply_adds · wrong · forgets_the_depth
# The channels of the input are forgotten: each number of the output is taken to need only
# height * width multiply-adds.
def conv_multiply_adds(shape, filters, kernel, stride=1, padding=0):
    N, C, H, W = shape
    KH, KW = kernel
    OH = (H + 2 * padding - KH) // stride + 1
    OW = (W + 2 * padding - KW) // stride + 1
    return N * filters * OH * OW * KH * KW


# %% conv_multiply_adds · wrong · forgets_the_batch
# Counts the work for a single image; the number of images N is not multiplied in.
def conv_multiply_adds(shape, filters, kernel, stride=1, padding=0):
    _, channels, h, w = shape
    places = 1
    for side, k in ((h, kernel[0]), (w, kernel[1])):
        places *= (side + 2 * padding - k) // stride + 1
    return places * filters * channels * kernel[0] * kernel[1]


# %% conv_multiply_adds · wrong · counts_two_for_each_pair
# Multiplications and additions are counted separately, so the result is twice as large.
def conv_multiply_adds(shape, filters, kernel, stride=1, padding=0):
    N, C, H, W = shape
    KH, KW = kernel
    OH = (H + 2 * padding - KH) // stride + 1
    OW = (W + 2 * padding - KW) // stride + 1
    one_number = C * KH * KW
    multiplications = N * filters * OH * OW * one_number
    additions = N * filters * OH * OW * one_number
    return multiplications + additions


# %% conv_multiply_adds · wrong · a_float_with_parts_of_windows
# Divides with / and never rounds down: the result is a float, and too large where the stride
# leaves pixels over.
def conv_multiply_adds(shape, filters, kernel, stride=1, padding=0):
    n, c, h, w = shape
    kh, kw = kernel
    oh = (h + 2 * padding - kh) / stride + 1
    ow = (w + 2 * padding - kw) / stride + 1
    return n * c * filters * oh * ow * kh * kw


# %% conv_multiply_adds · wrong · counts_the_biases
# One more operation is counted for each number of the output, for its bias, which should not
# count.
def conv_multiply_adds(shape, filters, kernel, stride=1, padding=0):
    N, C, H, W = shape
    oh = (H - kernel[0] + 2 * padding) // stride + 1
    ow = (W - kernel[1] + 2 * padding) // stride + 1
    outputs = N * filters * oh * ow
    return outputs * (C * kernel[0] * kernel[1] + 1)


# %% conv_multiply_adds · right
# Counts the starts of the windows with ranges and multiplies everything in one product.
def conv_multiply_adds(shape, filters, kernel, stride=1, padding=0):
    import math

    starts = [
        len(range(-padding, side + padding - k + 1, stride))
        for side, k in zip(shape[2:], kernel)
    ]
    return math.prod([*shape[:2], *kernel, *starts, filters])


# %% strided_windows · wrong · ignores_the_stride_of_windows
# The stride is applied to the first two axes, images and channels, instead of to the axes of the
# window places.
def strided_windows(x, kernel, stride=1):
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(2, 3))
    return windows[::stride, ::stride]


# %% strided_windows · wrong · copies_every_window
# The windows are right, but ascontiguousarray copies all the numbers: the result is no view of x.
def strided_windows(x, kernel, stride=1):
    view = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(2, 3))
    return np.ascontiguousarray(view[:, :, ::stride, ::stride])


# %% strided_windows · wrong · works_strides_out_from_the_shape
# The strides are computed from the shape and the item size, as if x lay row by row in memory; for
# an x that is itself a view (transposed, or a part of a larger array) the wrong numbers are read.
def strided_windows(x, kernel, stride=1):
    N, C, H, W = x.shape
    KH, KW = kernel
    OH = (H - KH) // stride + 1
    OW = (W - KW) // stride + 1
    e = x.itemsize
    steps = (C * H * W * e, H * W * e, stride * W * e, stride * e, W * e, e)
    return np.lib.stride_tricks.as_strided(x, (N, C, OH, OW, KH, KW), steps)


# %% strided_windows · wrong · keeps_the_first_windows
# In as_strided the steps from window to window are those from pixel to pixel, without the stride:
# for strides above 1 the number of windows is right, but they stand one pixel apart.
def strided_windows(x, kernel, stride=1):
    from numpy.lib.stride_tricks import as_strided

    n, c, h, w = x.shape
    kh, kw = kernel
    shape = (n, c, (h - kh) // stride + 1, (w - kw) // stride + 1, kh, kw)
    sn, sc, sh, sw = x.strides
    return as_strided(x, shape=shape, strides=(sn, sc, sh, sw, sh, sw), writeable=False)


# %% strided_windows · wrong · puts_the_pixels_before_the_places
# The axes of the result are in the order (N, C, height, width, OH, OW): the pixels of the window
# stand before the places.
def strided_windows(x, kernel, stride=1):
    w = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(2, 3))
    w = w[:, :, ::stride, ::stride]
    return w.transpose(0, 1, 4, 5, 2, 3)


# %% strided_windows · right
# One direction at a time: a view along the rows, thinned out, then along the columns.
def strided_windows(x, kernel, stride=1):
    slide = np.lib.stride_tricks.sliding_window_view
    down = slide(x, kernel[0], axis=2)[:, :, ::stride]
    both = slide(down, kernel[1], axis=3)[:, :, :, ::stride]
    return both


# %% im2col · wrong · reshapes_without_moving_axes
# The windows (N, C, OH, OW, KH, KW) are reshaped without a transpose first, so numbers of places
# and of window pixels are mixed up.
def im2col(x, kernel, stride=1, padding=0):
    p = padding
    x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    win = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(2, 3))
    win = win[:, :, ::stride, ::stride]
    N, C, OH, OW, KH, KW = win.shape
    return win.reshape(N, C * KH * KW, OH * OW)


# %% im2col · wrong · windows_as_rows
# Windows become rows and not columns: the result is (N, L, C·height·width).
def im2col(x, kernel, stride=1, padding=0):
    N, C, H, W = x.shape
    KH, KW = kernel
    xp = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    xp[:, :, padding:padding + H, padding:padding + W] = x
    cols = []
    for i in range(0, H + 2 * padding - KH + 1, stride):
        for j in range(0, W + 2 * padding - KW + 1, stride):
            cols.append(xp[:, :, i:i + KH, j:j + KW].reshape(N, -1))
    return np.stack(cols, axis=1)


# %% im2col · wrong · channels_last_in_a_column
# Within a column the channel runs fastest (all channels of the first pixel, then of the second):
# the transpose puts C behind height and width.
def im2col(x, kernel, stride=1, padding=0):
    kh, kw = kernel
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = np.lib.stride_tricks.sliding_window_view(xp, (kh, kw), axis=(2, 3))
    v = v[:, :, ::stride, ::stride]
    n, c, oh, ow = v.shape[:4]
    return v.transpose(0, 4, 5, 1, 2, 3).reshape(n, kh * kw * c, oh * ow)


# %% im2col · wrong · windows_column_by_column
# The windows are counted column by column (the loop over columns is the outer one) instead of row
# by row, so the columns of the matrix stand in another order.
def im2col(x, kernel, stride=1, padding=0):
    N, C, H, W = x.shape
    kh, kw = kernel
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    oh = (H + 2 * padding - kh) // stride + 1
    ow = (W + 2 * padding - kw) // stride + 1
    out = np.zeros((N, C * kh * kw, oh * ow))
    k = 0
    for j in range(ow):
        for i in range(oh):
            r, s = i * stride, j * stride
            out[:, :, k] = padded[:, :, r:r + kh, s:s + kw].reshape(N, C * kh * kw)
            k += 1
    return out


# %% im2col · wrong
# The frame is put around the channels and rows instead of rows and columns (the pairs of np.pad
# stand one place too early); right without padding.
def im2col(x, kernel, stride=1, padding=0):
    height, width = kernel
    frame = ((0, 0), (padding, padding), (padding, padding), (0, 0))
    x = np.pad(x, frame)
    w = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(2, 3))
    w = w[:, :, ::stride, ::stride]
    N, C, OH, OW = w.shape[:4]
    return w.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * height * width, OH * OW)


# %% im2col · right
# Row by row of the matrix: each is the padded image, shifted and thinned out.
def im2col(x, kernel, stride=1, padding=0):
    kh, kw = kernel
    n, c = x.shape[:2]
    xp = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    oh = (xp.shape[2] - kh) // stride + 1
    ow = (xp.shape[3] - kw) // stride + 1
    rows = []
    for ch in range(c):
        for u in range(kh):
            for v in range(kw):
                shifted = xp[:, ch, u::stride, v::stride][:, :oh, :ow]
                rows.append(shifted.reshape(n, oh * ow))
    return np.array(rows).swapaxes(0, 1)


# %% conv_forward_fast · wrong · bias_for_every_place
# The bias is added as (F,) to (N, F, L), so it runs along the windows instead of the filters: a
# ValueError unless L happens to be F (or F is 1).
def im2col(x, kernel, stride, padding):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(2, 3))
    v = v[:, :, ::stride, ::stride]
    N, C, OH, OW, KH, KW = v.shape
    return v.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * KH * KW, OH * OW)


def conv_forward_fast(x, w, b, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH = (H + 2 * padding - KH) // stride + 1
    OW = (W + 2 * padding - KW) // stride + 1
    cols = im2col(x, (KH, KW), stride, padding)
    out = w.reshape(F, -1) @ cols + b
    return out.reshape(N, F, OH, OW)


# %% conv_forward_fast · wrong · scrambles_the_filters
# The filters are turned into (F, K) by reshape(-1, F).T, which does not give one filter a row: the
# weights of different filters are mixed up (unless F is 1).
def conv_forward_fast(x, w, b, stride=1, padding=0):
    N, C, H, W = x.shape
    F, C, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    win = np.lib.stride_tricks.sliding_window_view(xp, (KH, KW), axis=(2, 3))
    win = win[:, :, ::stride, ::stride]
    OH, OW = win.shape[2], win.shape[3]
    columns = win.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * KH * KW, OH * OW)
    rows = w.reshape(-1, F).T
    return (rows @ columns).reshape(N, F, OH, OW) + b[:, None, None]


# %% conv_forward_fast · wrong · reshapes_places_into_filters
# The product has the shape (N, L, F), and reshape to (N, F, OH, OW) does not exchange the axes: the
# numbers of different filters are mixed up.
def conv_forward_fast(x, w, b, stride=1, padding=0):
    n, c, h, wd = x.shape
    f, _, kh, kw = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    oh = (h + 2 * padding - kh) // stride + 1
    ow = (wd + 2 * padding - kw) // stride + 1
    windows = np.zeros((n, oh * ow, c * kh * kw))
    for i in range(oh):
        for j in range(ow):
            piece = padded[:, :, i * stride:i * stride + kh, j * stride:j * stride + kw]
            windows[:, i * ow + j] = piece.reshape(n, -1)
    result = windows @ w.reshape(f, -1).T + b
    return result.reshape(n, f, oh, ow)


# %% conv_forward_fast · wrong
# OH and OW are worked out without the padding, so for a padding above 0 the last reshape fails with
# a ValueError.
def conv_forward_fast(x, w, b, stride=1, padding=0):
    N, C, H, W = x.shape
    F, C, KH, KW = w.shape
    OH = (H - KH) // stride + 1
    OW = (W - KW) // stride + 1
    xp = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    v = np.lib.stride_tricks.sliding_window_view(xp, (KH, KW), axis=(2, 3))
    v = v[:, :, ::stride, ::stride]
    cols = v.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * KH * KW, -1)
    Y = w.reshape(F, C * KH * KW) @ cols + b.reshape(F, 1)
    return Y.reshape(N, F, OH, OW)


# %% conv_forward_fast · wrong · swaps_the_sides_of_the_maps
# Rows and columns of the output are exchanged in the last reshape, (N, F, OW, OH): right only where
# the output is square.
def conv_forward_fast(x, w, b, stride=1, padding=0):
    F, C, KH, KW = w.shape
    N = len(x)
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    OH = (xp.shape[2] - KH) // stride + 1
    OW = (xp.shape[3] - KW) // stride + 1
    out = []
    for image in xp:
        cols = np.empty((C * KH * KW, OH * OW))
        for i in range(OH):
            for j in range(OW):
                block = image[:, i * stride:i * stride + KH, j * stride:j * stride + KW]
                cols[:, i * OW + j] = block.ravel()
        out.append(w.reshape(F, -1) @ cols + b[:, None])
    return np.array(out).reshape(N, F, OW, OH)


# %% conv_forward_fast · right
# All images in a single product of two matrices, with windows as rows.
def conv_forward_fast(x, w, b, stride=1, padding=0):
    F, C, KH, KW = w.shape
    frame = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    view = np.lib.stride_tricks.sliding_window_view(frame, (C, KH, KW), axis=(1, 2, 3))
    view = view[:, 0, ::stride, ::stride]
    N, OH, OW = view.shape[:3]
    flat = view.reshape(N * OH * OW, C * KH * KW)
    scores = flat @ w.reshape(F, C * KH * KW).T + b
    return scores.reshape(N, OH, OW, F).transpose(0, 3, 1, 2)


# %% col2im · wrong · last_window_wins
# Numbers are written with = in place of +=, so where windows overlap only the last one counts.
def col2im(columns, shape, kernel, stride=1, padding=0):
    N, C, H, W = shape
    KH, KW = kernel
    OH = (H + 2 * padding - KH) // stride + 1
    OW = (W + 2 * padding - KW) // stride + 1
    out = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    for i in range(OH):
        for j in range(OW):
            block = columns[:, :, i * OW + j].reshape(N, C, KH, KW)
            out[:, :, i * stride:i * stride + KH, j * stride:j * stride + KW] = block
    return out[:, :, padding:padding + H, padding:padding + W]


# %% col2im · wrong · crops_up_to_minus_padding
# The frame is cut with padding:-padding, which leaves an empty array for a padding of 0.
def col2im(columns, shape, kernel, stride=1, padding=0):
    N, C, H, W = shape
    kh, kw = kernel
    oh = (H + 2 * padding - kh) // stride + 1
    ow = (W + 2 * padding - kw) // stride + 1
    parts = columns.reshape(N, C, kh, kw, oh, ow)
    image = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    for u in range(kh):
        for v in range(kw):
            image[:, :, u:u + stride * oh:stride, v:v + stride * ow:stride] += parts[:, :, u, v]
    return image[:, :, padding:-padding, padding:-padding]


# %% col2im · wrong · averages_where_windows_meet
# The sums are divided by how many windows met at each pixel, which gives their mean; the numbers
# should be added up only.
def col2im(columns, shape, kernel, stride=1, padding=0):
    N, C, H, W = shape
    KH, KW = kernel
    PH, PW = H + 2 * padding, W + 2 * padding
    total, count = np.zeros((N, C, PH, PW)), np.zeros((N, C, PH, PW))
    k = 0
    for r in range(0, PH - KH + 1, stride):
        for c in range(0, PW - KW + 1, stride):
            total[:, :, r:r + KH, c:c + KW] += columns[:, :, k].reshape(N, C, KH, KW)
            count[:, :, r:r + KH, c:c + KW] += 1
            k += 1
    mean = total / np.maximum(count, 1)
    return mean[:, :, padding:padding + H, padding:padding + W]


# %% col2im · wrong · first_window_wins
# += with arrays of places: where several numbers belong to one pixel only one of them is added.
# np.add.at would be needed.
def col2im(columns, shape, kernel, stride=1, padding=0):
    N, C, H, W = shape
    kh, kw = kernel
    oh = (H + 2 * padding - kh) // stride + 1
    ow = (W + 2 * padding - kw) // stride + 1
    c, u, v, i, j = np.indices((C, kh, kw, oh, ow)).reshape(5, C * kh * kw, oh * ow)
    padded = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    padded[:, c, i * stride + u, j * stride + v] += columns
    return padded[:, :, padding:padding + H, padding:padding + W]


# %% col2im · wrong · reads_channels_last
# Each column is taken apart as (KH, KW, C), channel fastest, but it holds channel after channel:
# right for one channel only.
def col2im(columns, shape, kernel, stride=1, padding=0):
    N, C, H, W = shape
    KH, KW = kernel
    out = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    OW = (W + 2 * padding - KW) // stride + 1
    for k in range(columns.shape[2]):
        row, col = (k // OW) * stride, (k % OW) * stride
        block = columns[:, :, k].reshape(N, KH, KW, C).transpose(0, 3, 1, 2)
        out[:, :, row:row + KH, col:col + KW] += block
    return out[:, :, padding:H + padding, padding:W + padding]


# %% col2im · right
# Flat places of all numbers in the padded image and np.bincount, image by image.
def col2im(columns, shape, kernel, stride=1, padding=0):
    N, C, H, W = shape
    kh, kw = kernel
    ph, pw = H + 2 * padding, W + 2 * padding
    numbers = np.arange(C * ph * pw).reshape(C, ph, pw)
    places = np.lib.stride_tricks.sliding_window_view(numbers, kernel, axis=(1, 2))
    places = places[:, ::stride, ::stride].transpose(0, 3, 4, 1, 2).ravel()
    out = np.empty((N, C, ph, pw))
    for n in range(N):
        sums = np.bincount(places, weights=columns[n].ravel(), minlength=C * ph * pw)
        out[n] = sums.reshape(C, ph, pw)
    return out[:, :, padding:ph - padding, padding:pw - padding]


# %% conv_backward_fast · wrong · dw_of_the_first_image
# dw is worked out for the first image only; the contributions of the other images of the batch
# are not added.
def conv_backward_fast(dout, x, w, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH, OW = dout.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = np.lib.stride_tricks.sliding_window_view(xp, (KH, KW), axis=(2, 3))
    v = v[:, :, ::stride, ::stride]
    X = v.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * KH * KW, OH * OW)
    G = dout.reshape(N, F, OH * OW)
    dw = (G @ X.swapaxes(1, 2))[0].reshape(w.shape)
    db = G.sum(axis=(0, 2))
    dX = (w.reshape(F, -1).T @ G).reshape(N, C, KH, KW, OH, OW)
    dxp = np.zeros(xp.shape)
    for u in range(KH):
        for k in range(KW):
            dxp[:, :, u:u + stride * OH:stride, k:k + stride * OW:stride] += dX[:, :, u, k]
    return dxp[:, :, padding:padding + H, padding:padding + W], dw, db


# %% conv_backward_fast · wrong · makes_filters_of_images_everywhere
# dout.reshape(F, -1) does not move the axis of the images behind that of the filters, so for more
# than one image dw and dx are mixed up; db is summed over the wrong numbers too.
def conv_backward_fast(dout, x, w, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH, OW = dout.shape[2:]
    p, s = padding, stride
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    win = np.lib.stride_tricks.sliding_window_view(xp, (KH, KW), axis=(2, 3))[:, :, ::s, ::s]
    cols = win.transpose(1, 4, 5, 0, 2, 3).reshape(C * KH * KW, N * OH * OW)
    g = dout.reshape(F, -1)
    dw = (g @ cols.T).reshape(w.shape)
    db = g.sum(axis=1)
    dcols = (w.reshape(F, -1).T @ g).reshape(C, KH, KW, N, OH, OW)
    dxp = np.zeros(xp.shape)
    for u in range(KH):
        for v in range(KW):
            dxp[:, :, u:u + s * OH:s, v:v + s * OW:s] += dcols[:, u, v].transpose(1, 0, 2, 3)
    return dxp[:, :, p:p + H, p:p + W], dw, db


# %% conv_backward_fast · wrong · means_over_the_images
# dw and db are divided by the number of images; dout already is the gradient of the loss, so the
# contributions should only be added up. dx is right.
def conv_backward_fast(dout, x, w, stride=1, padding=0):
    N, C, H, W = x.shape
    F, C, KH, KW = w.shape
    N, F, OH, OW = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp = np.zeros(xp.shape)
    dw = np.zeros(w.shape)
    for u in range(KH):
        for v in range(KW):
            rows = slice(u, u + stride * OH, stride)
            cols = slice(v, v + stride * OW, stride)
            dw[:, :, u, v] = np.einsum("nfij,ncij->fc", dout, xp[:, :, rows, cols]) / N
            dxp[:, :, rows, cols] += np.einsum("nfij,fc->ncij", dout, w[:, :, u, v])
    db = dout.sum(axis=(2, 3)).mean(axis=0)
    return dxp[:, :, padding:padding + H, padding:padding + W], dw, db


# %% conv_backward_fast · wrong
# The columns of x are made without stride and padding (the two are not handed to im2col), so dw is
# wrong or its matrix product crashes, unless the stride is 1 and the padding 0.
def im2col(x, kernel, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(2, 3))[:, :, ::stride, ::stride]
    return v.transpose(0, 1, 4, 5, 2, 3).reshape(len(x), x.shape[1] * kernel[0] * kernel[1], -1)


def col2im(columns, shape, kernel, stride=1, padding=0):
    N, C, H, W = shape
    KH, KW = kernel
    out = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    OW = (W + 2 * padding - KW) // stride + 1
    for k in range(columns.shape[2]):
        a, b = k // OW * stride, k % OW * stride
        out[:, :, a:a + KH, b:b + KW] += columns[:, :, k].reshape(N, C, KH, KW)
    return out[:, :, padding:padding + H, padding:padding + W]


def conv_backward_fast(dout, x, w, stride=1, padding=0):
    N, F = dout.shape[:2]
    kernel = w.shape[2:]
    G = dout.reshape(N, F, -1)
    X = im2col(x, kernel)
    dw = np.sum(G @ X.swapaxes(1, 2), axis=0).reshape(w.shape)
    db = G.sum(axis=2).sum(axis=0)
    dx = col2im(w.reshape(F, -1).T @ G, x.shape, kernel, stride, padding)
    return dx, dw, db


# %% conv_backward_fast · wrong
# W transposed is made with reshape(-1, F), which does not exchange rows and columns: dx is wrong
# unless F is 1. dw and db are right.
def conv_backward_fast(dout, x, w, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH, OW = dout.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = np.lib.stride_tricks.sliding_window_view(xp, (KH, KW), axis=(2, 3))
    v = v[:, :, ::stride, ::stride]
    X = v.transpose(0, 1, 4, 5, 2, 3).reshape(N, -1, OH * OW)
    G = dout.reshape(N, F, OH * OW)
    dw = np.einsum("nfl,nkl->fk", G, X).reshape(w.shape)
    db = dout.sum(axis=(0, 2, 3))
    dcols = w.reshape(-1, F) @ G
    dxp = np.zeros(xp.shape)
    for k in range(OH * OW):
        i, j = k // OW * stride, k % OW * stride
        dxp[:, :, i:i + KH, j:j + KW] += dcols[:, :, k].reshape(N, C, KH, KW)
    dx = dxp[:, :, padding:padding + H, padding:padding + W]
    return dx, dw, db


# %% conv_backward_fast · right
# dout is stretched by the stride; dx is then a full correlation with the turned filters and dw a
# correlation of x with dout, both with window views and einsum.
def conv_backward_fast(dout, x, w, stride=1, padding=0):
    slide = np.lib.stride_tricks.sliding_window_view
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH, OW = dout.shape[2:]
    PH, PW = H + 2 * padding, W + 2 * padding
    wide = np.zeros((N, F, PH + KH - 1, PW + KW - 1))
    here = (..., slice(KH - 1, KH - 1 + stride * OH, stride),
            slice(KW - 1, KW - 1 + stride * OW, stride))
    wide[here] = dout
    turned = w[:, :, ::-1, ::-1]
    full = np.einsum("nfijuv,fcuv->ncij", slide(wide, (KH, KW), axis=(2, 3)), turned)
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    places = slide(xp, (KH, KW), axis=(2, 3))[:, :, ::stride, ::stride]
    dw = np.einsum("nfij,ncijuv->fcuv", dout, places)
    return full[:, :, padding:padding + H, padding:padding + W], dw, dout.sum((0, 2, 3))


# %% conv_multiply_adds · wrong · cuts_parts_of_windows_at_the_end
# Divides with / instead of //, so the number of places is a fraction where rows or columns are left
# over, and only the final product is cut down to an int.
def conv_multiply_adds(shape, filters, kernel, stride=1, padding=0):
    N, C, H, W = shape
    KH, KW = kernel
    OH = (H + 2 * padding - KH) / stride + 1
    OW = (W + 2 * padding - KW) / stride + 1
    return int(N * filters * OH * OW * C * KH * KW)


# %% conv_multiply_adds · wrong
# Counts the places at stride 1 and divides their number by stride². That is not the number of
# places at a larger stride: the + 1 must be added after the division of each side.
def conv_multiply_adds(shape, filters, kernel, stride=1, padding=0):
    n, c, h, w = shape
    kh, kw = kernel
    places = (h + 2 * padding - kh + 1) * (w + 2 * padding - kw + 1)
    places = places // stride**2
    return n * filters * places * c * kh * kw


# %% strided_windows · wrong · strides_inside_the_windows
# The stride thins out the last two axes, the pixels inside each window, instead of the two axes
# that count the windows.
def strided_windows(x, kernel, stride=1):
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(2, 3))
    return windows[..., ::stride, ::stride]


# %% strided_windows · wrong · works_strides_out_from_the_shape
# The strides are worked out from the shape, as if x lay row by row in memory. For x that is itself
# a view (cropped, transposed, every second pixel) the windows hold the wrong numbers.
def strided_windows(x, kernel, stride=1):
    N, C, H, W = x.shape
    h, w = kernel
    item = x.itemsize
    shape = (N, C, (H - h) // stride + 1, (W - w) // stride + 1, h, w)
    strides = (C * H * W * item, H * W * item, stride * W * item, stride * item, W * item, item)
    return np.lib.stride_tricks.as_strided(x, shape, strides, writeable=False)


# %% im2col · wrong · channels_last_in_a_column
# In a column the channel runs fastest (row, column, channel) instead of slowest: the channels of a
# pixel stand together. Right for one channel.
def im2col(x, kernel, stride=1, padding=0):
    h, w = kernel
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = np.lib.stride_tricks.sliding_window_view(xp, kernel, axis=(2, 3))[:, :, ::stride, ::stride]
    N, C, OH, OW = v.shape[:4]
    return v.transpose(0, 4, 5, 1, 2, 3).reshape(N, h * w * C, OH * OW)


# %% im2col · wrong · images_side_by_side
# Makes one matrix for the whole batch, (C·h·w, N·L) with the columns of all images side by side (as
# in some other courses), instead of one matrix for each image.
def im2col(x, kernel, stride=1, padding=0):
    N, C, H, W = x.shape
    h, w = kernel
    xp = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    columns = []
    for n in range(N):
        for i in range(0, H + 2 * padding - h + 1, stride):
            for j in range(0, W + 2 * padding - w + 1, stride):
                columns.append(xp[n, :, i : i + h, j : j + w].flatten())
    return np.array(columns).T


# %% im2col · right
# Fills the matrix row by row: each row is the whole picture, shifted.
def im2col(x, kernel, stride=1, padding=0):
    N, C, H, W = x.shape
    h, w = kernel
    OH = (H + 2 * padding - h) // stride + 1
    OW = (W + 2 * padding - w) // stride + 1
    framed = np.zeros((N, C, H + 2 * padding, W + 2 * padding), dtype=x.dtype)
    framed[:, :, padding : padding + H, padding : padding + W] = x
    rows = np.empty((N, C, h, w, OH, OW), dtype=x.dtype)
    for u, v in np.ndindex(h, w):
        rows[:, :, u, v] = framed[
            :, :, u : u + (OH - 1) * stride + 1 : stride, v : v + (OW - 1) * stride + 1 : stride
        ]
    return rows.reshape(N, -1, OH * OW)


# %% conv_forward_fast · wrong · scrambles_the_filters
# The filters are brought to (F, K) by reshape(K, F) and a transpose, which mixes the weights of
# different filters. Right for a single filter.
def conv_forward_fast(x, w, b, stride=1, padding=0):
    F, C, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = np.lib.stride_tricks.sliding_window_view(xp, (KH, KW), axis=(2, 3))
    v = v[:, :, ::stride, ::stride]
    N, _, OH, OW = v.shape[:4]
    columns = v.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * KH * KW, OH * OW)
    rows = w.reshape(-1, F).T
    out = rows @ columns + b.reshape(F, 1)
    return out.reshape(N, F, OH, OW)


# %% conv_forward_fast · wrong · swaps_the_sides_of_the_maps
# OH and OW are exchanged in the last reshape: maps that are not square have the wrong shape, and
# their numbers wrap at the wrong place.
def conv_forward_fast(x, w, b, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH = (H + 2 * padding - KH) // stride + 1
    OW = (W + 2 * padding - KW) // stride + 1
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    cols = np.zeros((N, C * KH * KW, OH * OW))
    for i in range(OH):
        for j in range(OW):
            part = xp[:, :, i * stride : i * stride + KH, j * stride : j * stride + KW]
            cols[:, :, i * OW + j] = part.reshape(N, -1)
    out = w.reshape(F, -1) @ cols
    out += b[:, None]
    return out.reshape(N, F, OW, OH)


# %% col2im · wrong · averages_where_windows_meet
# Pixels where several windows meet get the mean of the numbers instead of their sum, so that the
# images of im2col come back.
def col2im(columns, shape, kernel, stride=1, padding=0):
    N, C, H, W = shape
    h, w = kernel
    big = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    hits = np.zeros(big.shape)
    k = 0
    for i in range(0, H + 2 * padding - h + 1, stride):
        for j in range(0, W + 2 * padding - w + 1, stride):
            big[:, :, i : i + h, j : j + w] += columns[:, :, k].reshape(N, C, h, w)
            hits[:, :, i : i + h, j : j + w] += 1
            k += 1
    big = big / np.maximum(hits, 1)
    return big[:, :, padding : padding + H, padding : padding + W]


# %% col2im · wrong
# The frame is cut off with padding:H and padding:W, where the end should be padding + H and padding
# + W: the images lose rows and columns. Right without a padding.
def col2im(columns, shape, kernel, stride=1, padding=0):
    N, C, H, W = shape
    h, w = kernel
    OH = (H + 2 * padding - h) // stride + 1
    OW = (W + 2 * padding - w) // stride + 1
    parts = columns.reshape(N, C, h, w, OH, OW)
    image = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    for u in range(h):
        for v in range(w):
            image[:, :, u : u + stride * OH : stride, v : v + stride * OW : stride] += parts[
                :, :, u, v
            ]
    return image[:, :, padding:H, padding:W]


# %% col2im · right
# Numbers the pixels of the padded image, makes windows of the numbers, and counts with weights.
def col2im(columns, shape, kernel, stride=1, padding=0):
    N, C, H, W = shape
    height, width = H + 2 * padding, W + 2 * padding
    numbers = np.arange(C * height * width).reshape(C, height, width)
    places = np.lib.stride_tricks.sliding_window_view(numbers, kernel, axis=(1, 2))
    places = places[:, ::stride, ::stride].transpose(0, 3, 4, 1, 2).ravel()
    images = [
        np.bincount(places, weights=one.ravel(), minlength=numbers.size).reshape(numbers.shape)
        for one in columns
    ]
    return np.array(images)[:, :, padding : padding + H, padding : padding + W]


# %% conv_backward_fast · wrong · dw_as_a_mean_over_the_images
# dw is the mean over the images of the batch instead of their sum. dx and db are right.
def conv_backward_fast(dout, x, w, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH, OW = dout.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    v = np.lib.stride_tricks.sliding_window_view(xp, (KH, KW), axis=(2, 3))
    v = v[:, :, ::stride, ::stride]
    columns = v.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * KH * KW, OH * OW)
    G = dout.reshape(N, F, OH * OW)
    db = G.sum(axis=(0, 2))
    dw = (G @ columns.swapaxes(1, 2)).mean(axis=0).reshape(w.shape)
    dcolumns = (w.reshape(F, -1).T @ G).reshape(N, C, KH, KW, OH, OW)
    dxp = np.zeros(xp.shape)
    for u in range(KH):
        for s in range(KW):
            dxp[:, :, u : u + stride * OH : stride, s : s + stride * OW : stride] += dcolumns[
                :, :, u, s
            ]
    return dxp[:, :, padding : padding + H, padding : padding + W], dw, db


# %% conv_backward_fast · wrong · one_db_for_each_image
# db is summed over rows and columns only and stays (N, F), with the images not added up.
def conv_backward_fast(dout, x, w, stride=1, padding=0):
    p = padding
    F, C, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    windows = np.lib.stride_tricks.sliding_window_view(xp, (KH, KW), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    dw = np.tensordot(dout, windows, axes=([0, 2, 3], [0, 2, 3]))
    db = dout.sum(axis=(2, 3))
    spread = np.tensordot(dout, w, axes=([1], [0]))  # (N, OH, OW, C, KH, KW)
    dxp = np.zeros(xp.shape)
    for u in range(KH):
        for v in range(KW):
            part = spread[..., u, v].transpose(0, 3, 1, 2)
            OH, OW = part.shape[2:]
            dxp[:, :, u : u + stride * OH : stride, v : v + stride * OW : stride] += part
    dx = dxp[:, :, p : p + x.shape[2], p : p + x.shape[3]]
    return dx, dw, db
