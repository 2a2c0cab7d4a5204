# %% correlate2d · wrong · leaves_the_last_windows_empty
# The loops stop one position too early in both directions, so the last row and the last column
# of the output stay 0; its shape and the other numbers are right.
def correlate2d(image, kernel):
    H, W = image.shape
    KH, KW = kernel.shape
    out = np.zeros((H - KH + 1, W - KW + 1))
    for i in range(H - KH):
        for j in range(W - KW):
            window = image[i:i + KH, j:j + KW]
            out[i, j] = np.sum(window * kernel)
    return out


# %% correlate2d · wrong · flips_the_kernel
# The kernel is turned by 180 degrees before it slides: this is convolution in the mathematical
# sense, not cross-correlation.
def correlate2d(image, kernel):
    flipped = np.flip(kernel)
    kh, kw = flipped.shape
    rows = image.shape[0] - kh + 1
    cols = image.shape[1] - kw + 1
    result = np.zeros((rows, cols))
    for r in range(rows):
        for c in range(cols):
            result[r, c] = (image[r:r+kh, c:c+kw] * flipped).sum()
    return result


# %% correlate2d · wrong · takes_the_kernel_height_for_both
# Window and output are sized by the rows of the kernel in both directions, so it works for
# square kernels only; others give a ValueError from broadcasting or a wrong shape.
def correlate2d(image, kernel):
    k = kernel.shape[0]
    h, w = image.shape
    out = np.zeros((h - k + 1, w - k + 1))
    for y in range(h - k + 1):
        for x in range(w - k + 1):
            out[y, x] = np.sum(image[y:y + k, x:x + k] * kernel)
    return out


# %% correlate2d · wrong · keeps_the_type_of_the_image
# The output has the dtype of the image, so with an image of whole numbers and a kernel with
# fractions every result is cut to a whole number.
def correlate2d(image, kernel):
    oh = image.shape[0] - kernel.shape[0] + 1
    ow = image.shape[1] - kernel.shape[1] + 1
    activation_map = np.empty((oh, ow), dtype=image.dtype)
    for i in range(oh):
        for j in range(ow):
            total = 0
            for u in range(kernel.shape[0]):
                for v in range(kernel.shape[1]):
                    total += image[i + u, j + v] * kernel[u, v]
            activation_map[i, j] = total
    return activation_map


# %% correlate2d · wrong · multiplies_as_matrices
# Takes the matrix product of window and kernel instead of multiplying number by number; kernels
# that are not square crash, square ones give other sums.
def correlate2d(image, kernel):
    H, W = image.shape
    KH, KW = kernel.shape
    out = np.zeros((H - KH + 1, W - KW + 1))
    for i in range(H - KH + 1):
        for j in range(W - KW + 1):
            out[i, j] = np.sum(image[i:i + KH, j:j + KW] @ kernel)
    return out


# %% correlate2d · right
# A weighted sum of shifted images, one for each weight of the kernel.
def correlate2d(image, kernel):
    H, W = image.shape
    KH, KW = kernel.shape
    bottom, right = H - KH + 1, W - KW + 1
    out = np.zeros((bottom, right))
    for (u, v), weight in np.ndenumerate(kernel):
        out = out + weight * image[u:u + bottom, v:v + right]
    return out


# %% conv_output_size · wrong · forgets_the_plus_one
# The + 1 for the first window is missing: it counts the steps, not the places.
def conv_output_size(size, kernel, stride=1, padding=0):
    n = size + 2 * padding
    if kernel > n:
        raise ValueError("the filter is larger than the padded image")
    if (n - kernel) % stride != 0:
        raise ValueError("the filter does not fit")
    return (n - kernel) // stride


# %% conv_output_size · wrong · rounds_down_in_silence
# Rounds down where the steps do not end at the border, instead of raising a ValueError. A filter
# larger than the image is rejected correctly.
def conv_output_size(size, kernel, stride=1, padding=0):
    if size + 2 * padding < kernel:
        raise ValueError(f"filter {kernel} is larger than the padded image")
    return (size + 2 * padding - kernel) // stride + 1


# %% conv_output_size · wrong · returns_a_float_size
# The division is /, so the right number comes back as a float (5.0) and not as an int.
def conv_output_size(size, kernel, stride=1, padding=0):
    out = (size + 2 * padding - kernel) / stride + 1
    if out < 1 or out != round(out):
        raise ValueError("This filter does not fit on this image.")
    return out


# %% conv_output_size · wrong · pads_one_side
# The padding is added once instead of once at each end.
def conv_output_size(size, kernel, stride=1, padding=0):
    padded = size + padding
    if kernel > padded or (padded - kernel) % stride:
        raise ValueError("does not fit")
    return (padded - kernel) // stride + 1


# %% conv_output_size · wrong · fits_a_filter_larger_than_the_image
# A filter larger than the padded image is not checked, so where the division has no remainder
# it returns 0 or a negative number instead of raising ValueError.
def conv_output_size(size, kernel, stride=1, padding=0):
    steps, rest = divmod(size + 2 * padding - kernel, stride)
    if rest:
        raise ValueError(f"{rest} pixels are left over at stride {stride}")
    return steps + 1


# %% conv_output_size_floor · wrong · stretches_every_weight
# The span of the spread-out filter is kernel * dilation; it should be dilation * (kernel - 1) + 1.
# At dilation 1 the two are equal.
def conv_output_size_floor(size, kernel, stride=1, padding=0, dilation=1):
    span = kernel * dilation
    padded = size + 2 * padding
    if span > padded:
        raise ValueError("the filter is too large")
    return (padded - span) // stride + 1


# %% conv_output_size_floor · wrong · skips_dilation_pixels
# Takes the dilation as the number of pixels left out between two weights, so the span becomes
# kernel + (kernel - 1) * dilation: too large by kernel - 1, even at the default dilation.
def conv_output_size_floor(size, kernel, stride=1, padding=0, dilation=1):
    holes = (kernel - 1) * dilation
    spread = kernel + holes
    free = size + 2 * padding - spread
    if free < 0:
        raise ValueError("Filter with its holes is larger than the image")
    return free // stride + 1


# %% conv_output_size_floor · wrong · insists_on_the_border
# Still raises a ValueError where pixels are left over at the far border; libraries leave them out.
def conv_output_size_floor(size, kernel, stride=1, padding=0, dilation=1):
    reach = dilation * (kernel - 1) + 1
    if reach > size + 2 * padding:
        raise ValueError("filter too large")
    if (size + 2 * padding - reach) % stride != 0:
        raise ValueError("filter does not fit")
    return (size + 2 * padding - reach) // stride + 1


# %% conv_output_size_floor · wrong · measures_the_filter_undilated
# The check for too large a filter uses the kernel without its dilation, so a filter that is too
# large only when spread out gives a number of 0 or less and no ValueError.
def conv_output_size_floor(size, kernel, stride=1, padding=0, dilation=1):
    if kernel > size + 2 * padding:
        raise ValueError("kernel larger than image")
    effective = kernel + (kernel - 1) * (dilation - 1)
    return int(np.floor((size + 2 * padding - effective) / stride)) + 1


# %% conv_output_size_floor · right
# Counts the possible starts with the length of a range.
def conv_output_size_floor(size, kernel, stride=1, padding=0, dilation=1):
    last_weight = (kernel - 1) * dilation
    starts = range(0, size + 2 * padding - last_weight, stride)
    if len(starts) == 0:
        raise ValueError(f"A filter spanning {last_weight + 1} pixels does not fit into the image.")
    return len(starts)


# %% zero_pad · wrong · frames_the_batch_too
# np.pad gets a single number and pads all four axes, so images and channels of zeros are added.
def zero_pad(x, padding):
    return np.pad(x, padding)


# %% zero_pad · wrong · pads_bottom_and_right_only
# The new array has the right size, but the images are put into its upper left corner, so all the
# zeros are at the right and at the bottom.
def zero_pad(x, padding):
    N, C, H, W = x.shape
    out = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    out[:, :, :H, :W] = x
    return out


# %% zero_pad · wrong · fills_a_slice_that_ends_at_minus_zero
# The slice padding:-padding is empty for a padding of 0, so that case crashes with a ValueError.
def zero_pad(x, padding):
    n, c, h, w = x.shape
    framed = np.zeros((n, c, h + 2 * padding, w + 2 * padding), dtype=x.dtype)
    framed[:, :, padding:-padding, padding:-padding] = x
    return framed


# %% zero_pad · wrong
# Treats the array as channels last: the channel and the row axis get the frame, the columns none.
def zero_pad(x, padding):
    return np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))


# %% zero_pad · wrong · repeats_the_border
# The frame repeats the pixels of the border (mode "edge") instead of being zero.
def zero_pad(x, padding):
    p = padding
    return np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)], mode="edge")


# %% zero_pad · right
# Strips of zeros, joined above and below, then left and right.
def zero_pad(x, padding):
    n, c, h, w = x.shape
    strip = np.zeros((n, c, padding, w), dtype=x.dtype)
    taller = np.concatenate([strip, x, strip], axis=2)
    side = np.zeros((n, c, h + 2 * padding, padding), dtype=x.dtype)
    return np.concatenate([side, taller, side], axis=3)


# %% same_padding · wrong · halves_any_filter
# An even kernel is not rejected: it gives kernel // 2 instead of a ValueError.
def same_padding(kernel):
    return kernel // 2


# %% same_padding · wrong · returns_a_float_padding
# Divides with /, so the padding comes back as a float (1.0) instead of an int.
def same_padding(kernel):
    if kernel % 2 == 0:
        raise ValueError("an even filter has no middle pixel")
    return (kernel - 1) / 2


# %% same_padding · wrong · pads_for_both_sides_at_once
# Returns the padding of both sides together, kernel - 1, instead of the half for each side.
def same_padding(kernel):
    if kernel % 2 == 0:
        raise ValueError("kernel has to be odd")
    return kernel - 1


# %% same_padding · wrong · returns_the_error_for_even_filters
# The ValueError for an even kernel is returned as a value, not raised.
def same_padding(kernel):
    if kernel % 2 == 0:
        return ValueError("Even kernels have no same padding.")
    else:
        return int((kernel - 1) / 2)


# %% same_padding · wrong · returns_a_float_padding
# Two slips: an even kernel raises an AssertionError and no ValueError, and the padding of an odd
# one is a float.
def same_padding(kernel):
    assert kernel % 2 == 1, "kernel must be odd"
    return (kernel - 1) / 2


# %% layers_until_gone · wrong · stops_one_layer_early
# Stops when the image is exactly as large as the filter, although one more layer fits there: one
# too few whenever the sizes meet exactly.
def layers_until_gone(size, kernel):
    layers = 0
    while size > kernel:
        size = size - kernel + 1
        layers += 1
    return layers


# %% layers_until_gone · wrong · ends_the_loop_with_a_return, counts_at_most_one_layer
# The return stands inside the loop, so it ends after the first layer: 1 where the filter fits, and
# None where it does not.
def layers_until_gone(size, kernel):
    count = 0
    while size >= kernel:
        size = size - (kernel - 1)
        count += 1
        return count


# %% layers_until_gone · wrong · shrinks_by_the_whole_filter
# Each layer takes away kernel pixels instead of kernel - 1, so too few layers are counted.
def layers_until_gone(size, kernel):
    count = 0
    while size >= kernel:
        size -= kernel
        count += 1
    return count


# %% layers_until_gone · wrong · looks_one_layer_ahead
# (size - kernel) // (kernel - 1) counts the further layers after the first one; the + 1 is missing.
def layers_until_gone(size, kernel):
    if size < kernel:
        return 0
    return (size - kernel) // (kernel - 1)


# %% layers_until_gone · wrong
# Rounds (size - 1) / (kernel - 1) to the nearest whole number instead of down, so a layer that
# no longer fits is counted in where the fraction is above a half.
def layers_until_gone(size, kernel):
    lost = kernel - 1
    return int(round((size - 1) / lost))


# %% layers_until_gone · right
# A closed formula without a loop.
def layers_until_gone(size, kernel):
    return max(size - 1, 0) // (kernel - 1)


# %% correlate1d · wrong · moves_by_one
# The stride decides how many numbers there are but not where the windows start: window i starts
# at sample i and not at i * stride.
def correlate1d(signal, kernel, stride=1, padding=0):
    signal = np.pad(signal, padding)
    K = len(kernel)
    n = (len(signal) - K) // stride + 1
    out = np.zeros(n)
    for i in range(n):
        out[i] = signal[i:i + K] @ kernel
    return out


# %% correlate1d · wrong · zeros_once_in_front
# The zeros are added at the beginning only, so the output is too short when padding is not 0.
def correlate1d(signal, kernel, stride=1, padding=0):
    padded = np.concatenate([np.zeros(padding), signal])
    K = kernel.size
    values = []
    for start in range(0, padded.size - K + 1, stride):
        values.append(np.dot(padded[start:start + K], kernel))
    return np.array(values)


# %% correlate1d · wrong · turns_the_kernel_round
# np.convolve turns the kernel round, so this is a true convolution and not a correlation.
def correlate1d(signal, kernel, stride=1, padding=0):
    padded = np.pad(signal, (padding, padding))
    return np.convolve(padded, kernel, mode="valid")[::stride]


# %% correlate1d · wrong
# The number of outputs is worked out from the length without padding, so the last windows are
# missing when padding is not 0.
def correlate1d(signal, kernel, stride=1, padding=0):
    L, K = len(signal), len(kernel)
    x = np.zeros(L + 2 * padding)
    x[padding:padding + L] = signal
    count = (L - K) // stride + 1
    return np.array([np.sum(x[i * stride:i * stride + K] * kernel) for i in range(count)])


# %% correlate1d · wrong
# The windows start at every stride-th sample up to the very end, so the last ones leave the signal:
# an IndexError unless the kernel has a single weight (or the stride happens to skip those starts).
def correlate1d(signal, kernel, stride=1, padding=0):
    s = np.pad(signal, padding)
    k = len(kernel)
    result = []
    for start in range(0, len(s), stride):
        acc = 0.0
        for t in range(k):
            acc = acc + s[start + t] * kernel[t]
        result.append(acc)
    return np.array(result)


# %% correlate1d · right
# np.correlate at stride 1, of which every stride-th number is kept.
def correlate1d(signal, kernel, stride=1, padding=0):
    frame = np.zeros(padding)
    longer = np.hstack((frame, signal, frame))
    return np.correlate(longer, kernel, "valid")[::stride]


# %% conv_parameter_count · wrong · forgets_the_depth
# A filter is counted as kernel x kernel weights; the depth of the input is left out.
def conv_parameter_count(filters, kernel, depth, bias=True):
    weights = filters * kernel * kernel
    if bias:
        weights += filters
    return weights


# %% conv_parameter_count · wrong · one_bias_for_the_layer
# Counts one bias for the whole layer instead of one for each filter.
def conv_parameter_count(filters, kernel, depth, bias=True):
    return filters * kernel ** 2 * depth + int(bias)


# %% conv_parameter_count · wrong · always_counts_a_bias
# The argument bias is ignored: the biases count also where bias is False.
def conv_parameter_count(filters, kernel, depth, bias=True):
    per_filter = kernel * kernel * depth + 1
    return filters * per_filter


# %% conv_parameter_count · wrong · a_bias_for_each_slice
# Gives each filter a bias for every channel of the input instead of a single one.
def conv_parameter_count(filters, kernel, depth, bias=True):
    one_slice = kernel * kernel
    if bias:
        one_slice = one_slice + 1
    return filters * depth * one_slice


# %% conv_parameter_count · wrong · a_filter_of_one_row
# The filter has only kernel weights for each channel, as if it were one-dimensional: the square
# is missing.
def conv_parameter_count(filters, kernel, depth, bias=True):
    n = filters * (kernel * depth)
    return n + filters if bias else n


# %% conv_parameter_count · right
# The product of the shape of the weight array, and the filters once more for the biases.
def conv_parameter_count(filters, kernel, depth, bias=True):
    from math import prod

    shapes = [(filters, depth, kernel, kernel)]
    if bias:
        shapes.append((filters,))
    return sum(prod(shape) for shape in shapes)


# %% conv_forward · wrong · adds_the_bias_for_each_channel
# The bias is added once per channel, since the addition stands in the loop over channels.
def conv_forward(x, w, b, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    OH = (H + 2 * padding - KH) // stride + 1
    OW = (W + 2 * padding - KW) // stride + 1
    out = np.zeros((N, F, OH, OW))
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    for c in range(C):
                        patch = xp[n, c, i * stride:i * stride + KH, j * stride:j * stride + KW]
                        out[n, f, i, j] += np.sum(patch * w[f, c]) + b[f]
    return out


# %% conv_forward · wrong · cuts_off_fractions
# The output is made with the dtype of x, so whole-number images cut the results to whole numbers.
def conv_forward(x, w, b, stride=1, padding=0):
    N, C, H, W = x.shape
    F, C, KH, KW = w.shape
    x_pad = np.zeros((N, C, H + 2 * padding, W + 2 * padding), dtype=x.dtype)
    x_pad[:, :, padding:padding + H, padding:padding + W] = x
    OH = (H + 2 * padding - KH) // stride + 1
    OW = (W + 2 * padding - KW) // stride + 1
    out = np.zeros((N, F, OH, OW), dtype=x.dtype)
    for i in range(OH):
        for j in range(OW):
            si, sj = i * stride, j * stride
            window = x_pad[:, :, si:si + KH, sj:sj + KW]
            for f in range(F):
                out[:, f, i, j] = (window * w[f]).sum(axis=(1, 2, 3)) + b[f]
    return out


# %% conv_forward · wrong · windows_without_stride
# The windows always move by one pixel: stride is used for the size of the output only.
def conv_forward(x, w, b, stride=1, padding=0):
    n_img, n_ch, height, width = x.shape
    n_fil, _, kh, kw = w.shape
    pad = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    x = np.pad(x, pad)
    oh = (height + 2 * padding - kh) // stride + 1
    ow = (width + 2 * padding - kw) // stride + 1
    y = np.zeros((n_img, n_fil, oh, ow))
    for n in range(n_img):
        for f in range(n_fil):
            for i in range(oh):
                for j in range(ow):
                    y[n, f, i, j] = np.sum(x[n, :, i:i + kh, j:j + kw] * w[f]) + b[f]
    return y


# %% conv_forward · wrong · counts_the_padding_twice
# x is padded first and its new sides are then enlarged by 2 * padding once more, so for a padding
# above 0 the last windows run over the border and broadcasting fails with a ValueError.
def conv_forward(x, w, b, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    N, C, H, W = x.shape
    F, C, KH, KW = w.shape
    OH = (H + 2 * padding - KH) // stride + 1
    OW = (W + 2 * padding - KW) // stride + 1
    out = np.zeros((N, F, OH, OW))
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    r, s = i * stride, j * stride
                    out[n, f, i, j] = np.sum(x[n, :, r:r + KH, s:s + KW] * w[f]) + b[f]
    return out


# %% conv_forward · wrong · width_from_the_filter_height
# The width of the output is worked out with the rows of the filter, KH, in place of its columns,
# KW: right for square filters only.
def conv_forward(x, w, b, stride=1, padding=0):
    N, C, H, W = x.shape
    F, C, KH, KW = w.shape
    P, S = padding, stride
    xp = np.pad(x, ((0, 0), (0, 0), (P, P), (P, P)))
    OH, OW = [(side + 2 * P - KH) // S + 1 for side in (H, W)]
    out = np.zeros((N, F, OH, OW))
    for i in range(OH):
        for j in range(OW):
            window = xp[:, :, i * S:i * S + KH, j * S:j * S + KW]
            out[:, :, i, j] = np.tensordot(window, w, axes=([1, 2, 3], [1, 2, 3])) + b
    return out


# %% conv_forward · right
# A window view with steps, and one einsum over channel, row and column of the filter.
def conv_forward(x, w, b, stride=1, padding=0):
    kh, kw = w.shape[2:]
    framed = np.pad(x, [(0, 0), (0, 0)] + [(padding, padding)] * 2)
    views = np.lib.stride_tricks.sliding_window_view(framed, (kh, kw), axis=(2, 3))
    views = views[:, :, ::stride, ::stride]
    return np.einsum("ncijuv,fcuv->nfij", views, w) + b.reshape(1, -1, 1, 1)


# %% pointwise_conv · wrong · adds_biases_to_columns
# b is added without being reshaped, so it runs along the last axis, the columns, instead of the
# filters: a ValueError from broadcasting unless the width happens to be F (or F is 1).
def pointwise_conv(x, w, b):
    return np.einsum("nchw,fc->nfhw", x, w[:, :, 0, 0]) + b


# %% pointwise_conv · wrong
# tensordot puts the filters first, (F, N, H, W), and reshape to (N, F, H, W) does not move axes:
# with more than one image the maps land in the wrong places.
def pointwise_conv(x, w, b):
    N, C, H, W = x.shape
    F = w.shape[0]
    out = np.tensordot(w.reshape(F, C), x, axes=(1, 1))
    return out.reshape(N, F, H, W) + b[:, None, None]


# %% pointwise_conv · wrong · squeezes_the_weights
# np.squeeze also removes the filter or the channel axis when F or C is 1, and then einsum crashes
# with a ValueError.
def pointwise_conv(x, w, b):
    weights = np.squeeze(w)
    out = np.einsum("fc,nchw->nfhw", weights, x)
    return out + b[None, :, None, None]


# %% pointwise_conv · wrong · leaves_the_bias_out
# The bias is forgotten.
def pointwise_conv(x, w, b):
    last = np.moveaxis(x, 1, -1)
    y = last @ w[:, :, 0, 0].T
    return np.moveaxis(y, -1, 1)


# %% pointwise_conv · wrong · reshapes_the_weights_and_leaves_filters_last
# Two slips: w is turned from (F, C) to (C, F) by a reshape, which is no transpose and mixes up the
# weights, and the filters are left as the last axis, (N, H, W, F).
def pointwise_conv(x, w, b):
    N, C, H, W = x.shape
    F = w.shape[0]
    pixels = x.transpose(0, 2, 3, 1)
    return pixels @ w.reshape(C, F) + b


# %% conv_backward · wrong · overwrites_the_weights_gradient
# dw is overwritten at each place of the output (= in place of +=), so only the last place counts.
# dx and db are right.
def conv_backward(dout, x, w, stride=1, padding=0):
    N, C, H, W = x.shape
    F, C, KH, KW = w.shape
    _, _, OH, OW = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp = np.zeros(xp.shape)
    dw = np.zeros(w.shape)
    db = dout.sum(axis=(0, 2, 3))
    for i in range(OH):
        for j in range(OW):
            r, c = i * stride, j * stride
            g = dout[:, :, i, j]
            window = xp[:, :, r:r + KH, c:c + KW]
            dw = np.tensordot(g, window, axes=(0, 0))
            dxp[:, :, r:r + KH, c:c + KW] += np.tensordot(g, w, axes=(1, 0))
    dx = dxp[:, :, padding:padding + H, padding:padding + W]
    return dx, dw, db


# %% conv_backward · wrong · crops_from_padding_to_minus_padding
# The frame is cut off with padding:-padding, which is empty for a padding of 0: dx then has no
# rows and no columns.
def conv_backward(dout, x, w, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    p = padding
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dxp, dw, db = np.zeros(xp.shape), np.zeros(w.shape), np.zeros(F)
    for n in range(N):
        for f in range(F):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    g = dout[n, f, i, j]
                    a, b = i * stride, j * stride
                    db[f] += g
                    dw[f] += g * xp[n, :, a:a + KH, b:b + KW]
                    dxp[n, :, a:a + KH, b:b + KW] += g * w[f]
    return dxp[:, :, p:-p, p:-p], dw, db


# %% conv_backward · wrong · swaps_dx_and_dw
# The three gradients are right but returned in the order dw, dx, db.
def conv_backward(dout, x, w, stride=1, padding=0):
    N, C, H, W = x.shape
    F, C, KH, KW = w.shape
    N, F, OH, OW = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp = np.zeros_like(xp, dtype=float)
    dw = np.zeros_like(w, dtype=float)
    db = np.zeros(F)
    for f in range(F):
        db[f] = np.sum(dout[:, f])
        for i in range(OH):
            for j in range(OW):
                i0, j0 = i * stride, j * stride
                for n in range(N):
                    dw[f] += dout[n, f, i, j] * xp[n, :, i0:i0 + KH, j0:j0 + KW]
                    dxp[n, :, i0:i0 + KH, j0:j0 + KW] += dout[n, f, i, j] * w[f]
    dx = dxp[:, :, padding:H + padding, padding:W + padding]
    return dw, dx, db


# %% conv_backward · wrong · sends_dx_back_without_stride
# In dx the windows start at i, j instead of i * stride, j * stride, so dx is wrong for strides
# above 1; dw and db are right.
def conv_backward(dout, x, w, stride=1, padding=0):
    N, C, H, W = x.shape
    F, C, KH, KW = w.shape
    OH, OW = dout.shape[2:]
    P, S = padding, stride
    x_pad = np.pad(x, ((0, 0), (0, 0), (P, P), (P, P)))
    dx_pad = np.zeros(x_pad.shape)
    dw = np.zeros(w.shape)
    for i in range(OH):
        for j in range(OW):
            patch = x_pad[:, :, i * S:i * S + KH, j * S:j * S + KW]
            dw += np.einsum("nf,ncuv->fcuv", dout[:, :, i, j], patch)
            dx_pad[:, :, i:i + KH, j:j + KW] += np.einsum("nf,fcuv->ncuv", dout[:, :, i, j], w)
    db = dout.sum(axis=(0, 2, 3))
    return dx_pad[:, :, P:P + H, P:P + W], dw, db


# %% conv_backward · wrong · bias_gradient_for_each_image
# db is summed over rows and columns but not over the images, so it has the shape (N, F) instead
# of (F,).
def conv_backward(dout, x, w, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp = np.zeros(xp.shape)
    dw = np.zeros(w.shape)
    db = dout.sum(axis=2).sum(axis=2)
    for n in range(N):
        for f in range(F):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    rows = slice(i * stride, i * stride + KH)
                    cols = slice(j * stride, j * stride + KW)
                    dw[f] += dout[n, f, i, j] * xp[n, :, rows, cols]
                    dxp[n, :, rows, cols] += dout[n, f, i, j] * w[f]
    return dxp[:, :, padding:padding + H, padding:padding + W], dw, db


# %% conv_backward · right
# One round for each weight position of the filter, with strided slices of the padded image.
def conv_backward(dout, x, w, stride=1, padding=0):
    n, c, h, wid = x.shape
    kh, kw = w.shape[2:]
    oh, ow = dout.shape[2:]
    frame = np.zeros((n, c, h + 2 * padding, wid + 2 * padding))
    inner = (slice(None), slice(None), slice(padding, padding + h), slice(padding, padding + wid))
    frame[inner] = x
    back, dw = np.zeros(frame.shape), np.zeros(w.shape)
    for u in range(kh):
        for v in range(kw):
            at = (..., slice(u, u + stride * oh, stride), slice(v, v + stride * ow, stride))
            dw[:, :, u, v] = np.einsum("nfij,ncij->fc", dout, frame[at])
            back[at] += np.einsum("nfij,fc->ncij", dout, w[:, :, u, v])
    return back[inner], dw, np.einsum("nfij->f", dout)


# %% correlate2d · wrong · multiplies_as_matrices
# The window is multiplied with the kernel as matrices (@), whose entries are then added up, instead
# of entry by entry. It crashes for kernels that are not square.
def correlate2d(image, kernel):
    KH, KW = kernel.shape
    rows = image.shape[0] - KH + 1
    cols = image.shape[1] - KW + 1
    out = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            window = image[i : i + KH, j : j + KW]
            out[i, j] = (window @ kernel).sum()
    return out


# %% correlate2d · wrong · keeps_the_type_of_the_image
# The output has the number type of the image. For an image of whole numbers and a kernel of
# fractions every result is cut down to a whole number.
def correlate2d(image, kernel):
    H, W = image.shape
    h, w = kernel.shape
    out = np.zeros_like(image)[: H - h + 1, : W - w + 1]
    for i in range(H - h + 1):
        for j in range(W - w + 1):
            out[i, j] = np.sum(image[i : i + h, j : j + w] * kernel)
    return out


# %% correlate2d · right
# Loops over the weights of the kernel and adds up shifted copies of the image.
def correlate2d(image, kernel):
    (H, W), (KH, KW) = image.shape, kernel.shape
    out = np.zeros((H - KH + 1, W - KW + 1))
    for (u, v), weight in np.ndenumerate(kernel):
        out += weight * image[u : H - KH + 1 + u, v : W - KW + 1 + v]
    return out


# %% conv_output_size · wrong · looks_for_a_remainder_of_the_whole_size
# Tests whether the stride divides the padded size instead of the way that the filter has left,
# padded size minus kernel: it raises where the filter fits and passes where it does not.
def conv_output_size(size, kernel, stride=1, padding=0):
    padded = size + 2 * padding
    if kernel > padded:
        raise ValueError("The filter is larger than the image.")
    if padded % stride != 0:
        raise ValueError("The stride does not fit.")
    return (padded - kernel) // stride + 1


# %% conv_output_size · wrong · returns_the_error
# Where the filter does not fit, a ValueError is returned instead of raised.
def conv_output_size(size, kernel, stride=1, padding=0):
    way = size + 2 * padding - kernel
    if way < 0 or way % stride:
        return ValueError(f"a filter of {kernel} does not fit {size} pixels at stride {stride}")
    return way // stride + 1


# %% conv_output_size_floor · wrong · widens_one_gap
# A dilation d widens the filter to kernel + d - 1. Each of the kernel - 1 gaps grows, so it should
# be d · (kernel - 1) + 1; equal only for dilation 1 or filters of two weights.
def conv_output_size_floor(size, kernel, stride=1, padding=0, dilation=1):
    span = kernel + dilation - 1
    if span > size + 2 * padding:
        raise ValueError("filter larger than image")
    return (size + 2 * padding - span) // stride + 1


# %% conv_output_size_floor · wrong · measures_the_filter_undilated
# The check for a filter that is too large uses kernel, not its span with dilation: where only the
# spread-out filter is too large, 0 or a negative number comes back without an error.
def conv_output_size_floor(size, kernel, stride=1, padding=0, dilation=1):
    total = size + padding + padding
    if kernel > total:
        raise ValueError(f"kernel {kernel} does not fit into {total} pixels")
    span = (kernel - 1) * dilation + 1
    return (total - span) // stride + 1


# %% zero_pad · wrong · fills_a_slice_that_ends_at_minus_zero
# The images are put in with the slice padding:-padding, which is empty for a padding of 0 and makes
# the assignment crash. For a positive padding it is right.
def zero_pad(x, padding):
    N, C, H, W = x.shape
    out = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    out[:, :, padding:-padding, padding:-padding] = x
    return out


# %% zero_pad · wrong · pads_bottom_and_right_only
# All zeros are added behind: 2 · padding below and to the right, none above and to the left. The
# shape is right, the images stand in the upper left corner.
def zero_pad(x, padding):
    n, c, h, w = x.shape
    framed = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    framed[:, :, :h, :w] = x
    return framed


# %% same_padding · wrong · asserts_an_odd_filter
# For an even kernel an assert fails, which is an AssertionError and not the ValueError asked for.
def same_padding(kernel):
    assert kernel % 2 == 1, "kernel must be odd"
    return kernel // 2


# %% layers_until_gone · wrong · forgets_the_pixel_that_stays
# Divides the size by what each layer takes away, kernel - 1, as if the image might shrink to 0. One
# layer too many where the size is a multiple of kernel - 1 (for kernel 2, at every size).
def layers_until_gone(size, kernel):
    return size // (kernel - 1)


# %% layers_until_gone · right
# Recursive: one layer, and then as many as the smaller image survives.
def layers_until_gone(size, kernel):
    if size < kernel:
        return 0
    return 1 + layers_until_gone(size - kernel + 1, kernel)


# %% correlate1d · wrong
# The stride picks every stride-th sample of the signal before the kernel slides, so the kernel
# covers samples that lie apart. The windows should move by the stride, not be thinned out.
def correlate1d(signal, kernel, stride=1, padding=0):
    padded = np.pad(signal, padding)
    padded = padded[::stride]
    K = len(kernel)
    return np.array([np.dot(padded[i : i + K], kernel) for i in range(len(padded) - K + 1)])


# %% correlate1d · wrong · cuts_the_fractions_of_the_signal
# The padded signal is an array of whole numbers, so every fraction of the signal is cut off before
# the products.
def correlate1d(signal, kernel, stride=1, padding=0):
    L, K = len(signal), len(kernel)
    padded = np.zeros(L + 2 * padding, dtype=int)
    padded[padding : padding + L] = signal
    out = np.zeros((L + 2 * padding - K) // stride + 1)
    for i in range(len(out)):
        for k in range(K):
            out[i] += padded[i * stride + k] * kernel[k]
    return out


# %% correlate1d · right
# NumPy's convolution with the kernel turned round, of which every stride-th number is kept.
def correlate1d(signal, kernel, stride=1, padding=0):
    framed = np.concatenate([np.zeros(padding), signal, np.zeros(padding)])
    everywhere = np.convolve(framed, kernel[::-1], mode="valid")
    return everywhere[::stride]


# %% conv_parameter_count · wrong · one_bias_for_the_layer
# True counts as 1, so one single bias is added for the whole layer instead of one for each filter.
def conv_parameter_count(filters, kernel, depth, bias=True):
    return filters * depth * kernel**2 + int(bias)


# %% conv_parameter_count · wrong
# In the branch without a bias the depth is forgotten; with a bias the count is right.
def conv_parameter_count(filters, kernel, depth, bias=True):
    if bias:
        return filters * (kernel * kernel * depth + 1)
    else:
        return filters * kernel * kernel


# %% conv_forward · wrong
# In the einsum the two axes inside the window are exchanged for the filter: every filter is applied
# transposed. Filters that are not square crash (ValueError).
def conv_forward(x, w, b, stride=1, padding=0):
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    KH, KW = w.shape[2:]
    view = np.lib.stride_tricks.sliding_window_view(padded, (KH, KW), axis=(2, 3))
    view = view[:, :, ::stride, ::stride]
    return np.einsum("nchwuv,fcvu->nfhw", view, w) + b[None, :, None, None]


# %% conv_forward · wrong
# The loops over the window starts end at the size of the unpadded image: with a padding, the last
# rows and columns of the output are never computed and hold only the bias.
def conv_forward(x, w, b, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH = (H + 2 * padding - KH) // stride + 1
    OW = (W + 2 * padding - KW) // stride + 1
    xp = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    xp[:, :, padding : padding + H, padding : padding + W] = x
    out = np.zeros((N, F, OH, OW))
    for r in range(0, H - KH + 1, stride):
        for c in range(0, W - KW + 1, stride):
            block = xp[:, :, r : r + KH, c : c + KW]
            for f in range(F):
                out[:, f, r // stride, c // stride] = (block * w[f]).sum(axis=(1, 2, 3))
    return out + b.reshape(1, F, 1, 1)


# %% conv_forward · right
# Loops over the weights of a window instead of over the output; @ on the channel axis.
def conv_forward(x, w, b, stride=1, padding=0):
    N, C, H, W = x.shape
    F, KH, KW = w.shape[0], w.shape[2], w.shape[3]
    rows = (H + 2 * padding - KH) // stride + 1
    cols = (W + 2 * padding - KW) // stride + 1
    big = np.zeros((N, H + 2 * padding, W + 2 * padding, C))
    big[:, padding : padding + H, padding : padding + W] = np.moveaxis(x, 1, -1)
    out = np.broadcast_to(np.asarray(b, dtype=float), (N, rows, cols, F)).copy()
    for u in range(KH):
        for v in range(KW):
            part = big[:, u : u + stride * rows : stride, v : v + stride * cols : stride]
            out += part[:, :rows, :cols] @ w[:, :, u, v].T
    return out.transpose(0, 3, 1, 2)


# %% pointwise_conv · wrong · reshapes_both_ways
# x is reshaped to rows of C numbers without moving the channel axis to the end first, so the rows
# mix neighbouring pixels instead of the channels of one pixel.
def pointwise_conv(x, w, b):
    N, C, H, W = x.shape
    F = w.shape[0]
    pixels = x.reshape(-1, C)
    out = pixels @ w.reshape(F, C).T + b
    return out.reshape(N, F, H, W)


# %% pointwise_conv · wrong · squeezes_the_weights
# np.squeeze removes every axis of length 1 of w, also that of a single filter or a single channel,
# so layers with F = 1 or C = 1 crash.
def pointwise_conv(x, w, b):
    matrix = np.squeeze(w)
    out = np.einsum("fc,nchw->nfhw", matrix, x)
    return out + b[:, None, None]


# %% conv_backward · wrong · averages_over_the_batch
# dw and db are divided by the number of images. The gradients of the images add up; a mean is in
# dout already.
def conv_backward(dout, x, w, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp = np.zeros(xp.shape)
    dw = np.zeros(w.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            r, c = i * stride, j * stride
            g = dout[:, :, i, j]
            dw += np.tensordot(g, xp[:, :, r : r + KH, c : c + KW], axes=(0, 0))
            dxp[:, :, r : r + KH, c : c + KW] += np.tensordot(g, w, axes=(1, 0))
    dx = dxp[:, :, padding : padding + H, padding : padding + W]
    return dx, dw / N, dout.sum(axis=(0, 2, 3)) / N


# %% conv_backward · wrong · sends_dx_back_without_stride
# dx is the convolution of dout, padded by KH - 1 and KW - 1, with the flipped filters, which holds
# at stride 1 only: at larger strides the shapes do not match and it crashes.
def conv_backward(dout, x, w, stride=1, padding=0):
    p = padding
    KH, KW = w.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    windows = np.lib.stride_tricks.sliding_window_view(xp, (KH, KW), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    dw = np.einsum("nfij,ncijuv->fcuv", dout, windows)
    db = np.einsum("nfij->f", dout)
    spread = np.pad(dout, ((0, 0), (0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1)))
    views = np.lib.stride_tricks.sliding_window_view(spread, (KH, KW), axis=(2, 3))
    dxp = np.einsum("nfijuv,fcuv->ncij", views, w[:, :, ::-1, ::-1])
    dx = np.zeros(x.shape)
    dx[...] = dxp[:, :, p : p + x.shape[2], p : p + x.shape[3]]
    return dx, dw, db


# %% conv_backward · right
# One number of dout at a time, in a loop over all of its places.
def conv_backward(dout, x, w, stride=1, padding=0):
    H, W = x.shape[2:]
    KH, KW = w.shape[2:]
    frame = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    xp = np.pad(x.astype(float), frame)
    dxp, dw, db = np.zeros_like(xp), np.zeros(w.shape), np.zeros(w.shape[0])
    for (n, f, i, j), g in np.ndenumerate(dout):
        rows = slice(i * stride, i * stride + KH)
        cols = slice(j * stride, j * stride + KW)
        db[f] += g
        dw[f] += g * xp[n, :, rows, cols]
        dxp[n, :, rows, cols] += g * w[f]
    return dxp[:, :, padding : H + padding, padding : W + padding], dw, db
