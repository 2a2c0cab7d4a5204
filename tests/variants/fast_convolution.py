"""Right answers to lesson 8, each written in another way."""

VARIANTS = {
    "strided_windows": [
        """
def strided_windows(x, kernel, stride=1):
    N, C, H, W = x.shape
    KH, KW = kernel
    OH = (H - KH) // stride + 1
    OW = (W - KW) // stride + 1
    sn, sc, sh, sw = x.strides
    return np.lib.stride_tricks.as_strided(
        x, shape=(N, C, OH, OW, KH, KW), strides=(sn, sc, sh * stride, sw * stride, sh, sw)
    )
""",
        """
from numpy.lib.stride_tricks import sliding_window_view as view

def strided_windows(x, kernel, stride=1):
    lines = view(view(x, kernel[0], -2), kernel[1], -2)
    return lines[..., ::stride, ::stride, :, :]
""",
        """
def strided_windows(x, kernel, stride=1):
    kernel = (1, 1, *kernel)
    v = np.lib.stride_tricks.sliding_window_view(x, kernel)[:, :, ::stride, ::stride]
    return v[..., 0, 0, :, :]
""",
        """
def strided_windows(x, kernel, stride=1):
    # shape and strides one after the other
    shape = list(x.shape[:2])
    shape += [len(range(0, s - k + 1, stride)) for s, k in zip(x.shape[2:], kernel)]
    steps = list(x.strides) + list(x.strides[2:])
    steps[2] *= stride
    steps[3] *= stride
    return np.lib.stride_tricks.as_strided(x, shape + list(kernel), steps, writeable=False)
""",
    ],
    "im2col": [
        """
def im2col(x, kernel, stride=1, padding=0):
    N, C, H, W = x.shape
    KH, KW = kernel
    OH = (H + 2 * padding - KH) // stride + 1
    OW = (W + 2 * padding - KW) // stride + 1
    out = [[[] for _ in range(C * KH * KW)] for _ in range(N)]
    for n in range(N):
        for c in range(C):
            for u in range(KH):
                for v in range(KW):
                    for i in range(OH):
                        for j in range(OW):
                            row, col = i * stride + u - padding, j * stride + v - padding
                            inside = 0 <= row < H and 0 <= col < W
                            out[n][(c * KH + u) * KW + v].append(x[n, c, row, col] if inside else 0)
    return out
""",
        """
def im2col(x, kernel, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    tops = range(0, x.shape[2] - kernel[0] + 1, stride)
    lefts = range(0, x.shape[3] - kernel[1] + 1, stride)
    windows = [x[:, :, i:i + kernel[0], j:j + kernel[1]] for i in tops for j in lefts]
    return np.stack([window.reshape(len(x), -1) for window in windows], axis=-1)
""",
        """
def im2col(x, kernel, stride=1, padding=0):
    # one index array for channels, rows and columns
    C, (KH, KW) = x.shape[1], kernel
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    OH = (x.shape[2] - KH) // stride + 1
    OW = (x.shape[3] - KW) // stride + 1
    k = np.repeat(np.arange(C), KH * KW).reshape(-1, 1)
    i = np.tile(np.repeat(np.arange(KH), KW), C).reshape(-1, 1)
    j = np.tile(np.arange(KW), KH * C).reshape(-1, 1)
    i = i + stride * np.repeat(np.arange(OH), OW)
    j = j + stride * np.tile(np.arange(OW), OH)
    return x[:, k, i, j]
""",
        """
def im2col(x, kernel, stride=1, padding=0):
    N, C, H, W = x.shape
    h, w = kernel
    framed = np.zeros((N, C, H + 2 * padding, W + 2 * padding), np.float32)
    framed[:, :, padding:H + padding, padding:W + padding] = x
    OH, OW = 1 + (H + 2 * padding - h) // stride, 1 + (W + 2 * padding - w) // stride
    cols = np.empty((N, C, h, w, OH, OW), np.float32)
    for u in range(h):
        for v in range(w):
            end_u, end_v = u + stride * (OH - 1) + 1, v + stride * (OW - 1) + 1
            cols[:, :, u, v] = framed[:, :, u:end_u:stride, v:end_v:stride]
    return cols.reshape(N, C * h * w, OH * OW)
""",
        """
def im2col(x, kernel, stride=1, padding=0):
    view = np.lib.stride_tricks.sliding_window_view
    filter = np.pad(x, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    windows = view(filter, kernel, (2, 3))[:, :, ::stride, ::stride]
    str = np.einsum("ncijuv->ncuvij", windows)
    print(str.shape)
    return str.reshape(str.shape[0], str.shape[1] * str.shape[2] * str.shape[3], -1)
""",
    ],
    "col2im": [
        """
def col2im(columns, shape, kernel, stride=1, padding=0):
    N, C, H, W = shape
    KH, KW = kernel
    OW = (W + 2 * padding - KW) // stride + 1
    image = np.zeros(shape)
    for n in range(N):
        for k in range(columns.shape[1]):
            c, rest = divmod(k, KH * KW)
            u, v = divmod(rest, KW)
            for l in range(columns.shape[2]):
                i, j = divmod(l, OW)
                row, col = i * stride + u - padding, j * stride + v - padding
                if 0 <= row < H and 0 <= col < W:
                    image[n, c, row, col] += columns[n, k, l]
    return image
""",
        """
def col2im(columns, shape, kernel, stride=1, padding=0):
    N, C, H, W = shape
    KH, KW = kernel
    OH = (H + 2 * padding - KH) // stride + 1
    OW = (W + 2 * padding - KW) // stride + 1
    k = np.repeat(np.arange(C), KH * KW).reshape(-1, 1)
    i = np.tile(np.repeat(np.arange(KH), KW), C).reshape(-1, 1)
    j = np.tile(np.arange(KW), KH * C).reshape(-1, 1)
    i = i + stride * np.repeat(np.arange(OH), OW)
    j = j + stride * np.tile(np.arange(OW), OH)
    padded = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    np.add.at(padded, (slice(None), k, i, j), columns)
    if padding == 0:
        return padded
    return padded[:, :, padding:-padding, padding:-padding]
""",
        """
def col2im(columns, shape, kernel, stride=1, padding=0):
    N, C, H, W = shape
    padded = np.zeros((N, C, H + 2 * padding, W + 2 * padding), np.float32)
    at = 0
    for i in range(0, H + 2 * padding - kernel[0] + 1, stride):
        for j in range(0, W + 2 * padding - kernel[1] + 1, stride):
            window = columns[:, :, at].reshape(N, C, *kernel)
            padded[:, :, i:i + kernel[0], j:j + kernel[1]] += window
            at += 1
    return padded[:, :, padding:padding + H, padding:padding + W]
""",
        """
def col2im(columns, shape, kernel, stride=1, padding=0):
    # where every number goes, then one count with weights
    N, C, H, W = shape
    pixel = np.arange(1, N * C * H * W + 1).reshape(shape)
    pixel = np.pad(pixel, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    pixel = np.lib.stride_tricks.sliding_window_view(pixel, kernel, (2, 3))
    pixel = pixel[:, :, ::stride, ::stride].transpose(0, 1, 4, 5, 2, 3)
    total = np.bincount(pixel.ravel(), columns.ravel(), N * C * H * W + 1)
    return total[1:].reshape(shape)
""",
        """
def col2im(columns, shape, kernel, stride=1, padding=0):
    # the transpose of a matrix of zeros and ones
    N, C, H, W = shape
    basis = np.eye(H * W).reshape(H * W, H, W)
    basis = np.pad(basis, ((0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(basis, kernel, (1, 2))
    windows = windows[:, ::stride, ::stride].transpose(0, 3, 4, 1, 2).reshape(H * W, -1)
    return (columns.reshape(N * C, -1) @ windows.T).reshape(shape)
""",
    ],
    "conv_forward_fast": [
        """
def conv_forward_fast(x, w, b, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    view = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    out = np.tensordot(view[:, :, ::stride, ::stride], w, axes=((1, 4, 5), (1, 2, 3)))
    return (out + b).transpose(0, 3, 1, 2)
""",
        """
def conv_forward_fast(x, w, b, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    view = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    view = view[:, :, ::stride, ::stride]
    return np.einsum("ncijuv,fcuv->nfij", view, w, optimize=True) + b[None, :, None, None]
""",
        """
def conv_forward_fast(x, w, b, stride=1, padding=0):
    # the filters by the columns of all images side by side
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH, OW = (H + 2 * padding - KH) // stride + 1, (W + 2 * padding - KW) // stride + 1
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    i = np.tile(np.repeat(np.arange(KH), KW), C)[:, None] + stride * np.repeat(np.arange(OH), OW)
    j = np.tile(np.arange(KW), KH * C)[:, None] + stride * np.tile(np.arange(OW), OH)
    k = np.repeat(np.arange(C), KH * KW)[:, None]
    cols = x[:, k, i, j].transpose(1, 2, 0).reshape(C * KH * KW, -1)
    res = w.reshape(F, -1) @ cols + b.reshape(-1, 1)
    return res.reshape(F, OH, OW, N).transpose(3, 0, 1, 2)
""",
        """
def conv_forward_fast(x, w, b, stride=1, padding=0):
    # no columns: a product for each pixel of the filter
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH, OW = (H + 2 * padding - KH) // stride + 1, (W + 2 * padding - KW) // stride + 1
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    out = np.zeros((N, F, OH * OW))
    for u, v in np.ndindex(KH, KW):
        seen = xp[:, :, u:u + stride * OH:stride, v:v + stride * OW:stride]
        out += w[:, :, u, v] @ seen.reshape(N, C, -1)
    return (out + b.reshape(1, F, 1)).reshape(N, F, OH, OW)
""",
        """
def conv_forward_fast(x, w, b, stride=1, padding=0):
    x, w, b = x.astype("float32"), w.astype("float32"), b.astype("float32")
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    maps = []
    for image in x:
        rows = [
            image[:, i:i + w.shape[2], j:j + w.shape[3]].ravel()
            for i in range(0, x.shape[2] - w.shape[2] + 1, stride)
            for j in range(0, x.shape[3] - w.shape[3] + 1, stride)
        ]
        height = len(range(0, x.shape[2] - w.shape[2] + 1, stride))
        maps.append((np.array(rows) @ w.reshape(len(w), -1).T + b).T.reshape(len(w), height, -1))
    return maps
""",
        """
from scipy.signal import oaconvolve

def conv_forward_fast(x, w, b, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))[:, None]
    full = oaconvolve(x.astype(float), w[None, :, ::-1, ::-1, ::-1], "valid", axes=(2, 3, 4))
    return full[:, :, 0, ::stride, ::stride] + b[:, None, None]
""",
    ],
    "conv_backward_fast": [
        """
from numpy.lib.stride_tricks import sliding_window_view

def conv_backward_fast(dout, x, w, stride=1, padding=0):
    # dx as a full convolution of dout, spread out, with the rotated filters
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    spread = np.zeros((N, F, xp.shape[2] - KH + 1, xp.shape[3] - KW + 1))
    spread[:, :, ::stride, ::stride][:, :, :dout.shape[2], :dout.shape[3]] = dout
    dw = np.einsum("nfij,ncuvij->fcuv", spread, sliding_window_view(xp, spread.shape[2:], (2, 3)))
    full = np.pad(spread, ((0, 0), (0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1)))
    rotated = w[:, :, ::-1, ::-1]
    dxp = np.einsum("nfijuv,fcuv->ncij", sliding_window_view(full, (KH, KW), (2, 3)), rotated)
    return dxp[:, :, padding:padding + H, padding:padding + W], dw, dout.sum((0, 2, 3))
""",
        """
def conv_backward_fast(dout, x, w, stride=1, padding=0):
    # index arrays, all images side by side, and np.add.at
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH, OW = dout.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    i = np.tile(np.repeat(np.arange(KH), KW), C)[:, None] + stride * np.repeat(np.arange(OH), OW)
    j = np.tile(np.arange(KW), KH * C)[:, None] + stride * np.tile(np.arange(OW), OH)
    k = np.repeat(np.arange(C), KH * KW)[:, None]
    cols = xp[:, k, i, j].transpose(1, 2, 0).reshape(C * KH * KW, -1)
    flat = dout.transpose(1, 2, 3, 0).reshape(F, -1)
    dw = (flat @ cols.T).reshape(w.shape)
    dcols = (w.reshape(F, -1).T @ flat).reshape(C * KH * KW, OH * OW, N).transpose(2, 0, 1)
    dxp = np.zeros(xp.shape)
    np.add.at(dxp, (slice(None), k, i, j), dcols)
    dx = dxp if padding == 0 else dxp[:, :, padding:-padding, padding:-padding]
    return dx, dw, np.sum(dout, axis=(0, 2, 3))
""",
        """
def conv_backward_fast(dout, x, w, stride=1, padding=0):
    dout, x, w = (np.asarray(a, np.float32) for a in (dout, x, w))
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for u in range(w.shape[2]):
        for v in range(w.shape[3]):
            rows = np.arange(dout.shape[2])[:, None] * stride + u
            cols = np.arange(dout.shape[3]) * stride + v
            dw[:, :, u, v] = np.tensordot(dout, xp[:, :, rows, cols], ((0, 2, 3), (0, 2, 3)))
            dxp[:, :, rows, cols] += np.einsum("nfij,fc->ncij", dout, w[:, :, u, v])
    dx = dxp[:, :, padding:padding + x.shape[2], padding:padding + x.shape[3]]
    return [dx, dw, dout.sum((0, 2, 3))]
""",
        """
def conv_backward_fast(dout, x, w, stride=1, padding=0):
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(len(w))
    for n, f, i, j in np.ndindex(dout.shape):
        g = dout[n, f, i, j]
        db[f] += g
        for c, u, v in np.ndindex(w.shape[1:]):
            row, col = i * stride + u - padding, j * stride + v - padding
            if 0 <= row < x.shape[2] and 0 <= col < x.shape[3]:
                dx[n, c, row, col] += g * w[f, c, u, v]
                dw[f, c, u, v] += g * x[n, c, row, col]
    return dx, dw, db
""",
    ],
    "conv_multiply_adds": [
        """
def conv_multiply_adds(shape, filters, kernel, stride=1, padding=0):
    count = 0
    N, C, H, W = shape
    for top in range(0, H + 2 * padding - kernel[0] + 1, stride):
        for left in range(0, W + 2 * padding - kernel[1] + 1, stride):
            count += N * C * filters * kernel[0] * kernel[1]
    return count
""",
        """
import math

def conv_multiply_adds(shape, filters, kernel, stride=1, padding=0):
    out = [math.floor((s + 2 * padding - k) / stride) + 1 for s, k in zip(shape[2:], kernel)]
    return math.prod([shape[0], shape[1], filters, *kernel, *out])
""",
        """
from functools import reduce

def conv_multiply_adds(shape, filters, kernel, stride=1, padding=0):
    side = lambda i: np.int64((shape[2 + i] + 2 * padding - kernel[i]) // stride + 1)
    return reduce(lambda a, b: a * b, [filters, side(0), side(1), *kernel], shape[0] * shape[1])
""",
        """
def conv_multiply_adds(shape, filters, kernel, stride=1, padding=0):
    sizes = np.array(shape[2:]) + 2 * padding
    places = len(range(0, sizes[0] - kernel[0] + 1, stride))
    places *= len(range(0, sizes[1] - kernel[1] + 1, stride))
    weights = filters * shape[1] * kernel[0] * kernel[1]
    return shape[0] * places * weights
""",
    ],
}
