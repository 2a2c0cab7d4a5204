"""Right answers to lesson 6, written as people write them. Each is the text of a notebook cell.

np is imported in the notebook; whatever else a cell needs it imports by itself.
"""

VARIANTS: dict[str, list[str]] = {
    "conv_output_size": [
        """
def conv_output_size(size, kernel, stride=1, padding=0):
    padded = size + padding + padding
    places = 0
    start = 0
    while start + kernel <= padded:
        places += 1
        last = start + kernel
        start += stride
    if places == 0 or last != padded:
        raise ValueError("does not fit")
    return places
""",
        """
import math

def conv_output_size(size, kernel, stride=1, padding=0):
    exact = (size - kernel + 2 * padding) / stride + 1
    if exact < 1 or not math.isclose(exact, math.floor(exact)):
        raise ValueError(f"{exact} is not a size!")
    return int(exact)
""",
        """
class DoesNotFit(ValueError):
    pass

def conv_output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    steps, left = divmod(size + 2 * padding - kernel, stride)
    if left != 0 or steps < 0:
        raise DoesNotFit(size, kernel)
    return np.int64(steps + 1)
""",
        """
def conv_output_size(size, kernel, stride=1, padding=0):
    N, F, S, P = size, kernel, stride, padding
    starts = list(range(0, N + 2 * P - F + 1, S))
    if not starts or starts[-1] + F < N + 2 * P:
        raise ValueError
    return len(starts)
""",
    ],
    "conv_output_size_floor": [
        """
def conv_output_size_floor(size, kernel, stride=1, padding=0, dilation=1):
    if dilation * (kernel - 1) >= size + 2 * padding:
        raise ValueError("too large")
    return int(np.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1))
""",
        """
def conv_output_size_floor(size, kernel, stride=1, padding=0, dilation=1):
    weights = range(0, kernel * dilation, dilation)
    reach = weights[-1] + 1
    places = [i for i in range(0, size + 2 * padding, stride) if i + reach <= size + 2 * padding]
    assert isinstance(places, list)
    if len(places) < 1:
        raise ValueError("The filter is too large.")
    return len(places)
""",
        """
def conv_output_size_floor(size, kernel, stride=1, padding=0, dilation=1):
    def spread(k, d):
        return k + (k - 1) * (d - 1)
    room = size + 2 * padding - spread(kernel, dilation)
    print("room:", room)
    if room < 0:
        raise ValueError(room)
    return (room - room % stride) // stride + 1
""",
    ],
    "same_padding": [
        """
def same_padding(kernel):
    if not kernel & 1:
        raise ValueError("even")
    return kernel >> 1
""",
        """
same_padding = lambda kernel: {1: kernel // 2}[kernel % 2] if kernel % 2 else int("even")
same_padding.__name__ = "same_padding"
""",
        """
def same_padding(kernel):
    for padding in range(kernel):
        if 2 * padding == kernel - 1:
            return padding
    raise ValueError("no padding is the same on both sides")
""",
        """
def same_padding(kernel):
    half = (kernel - 1) / 2
    if half != round(half):
        raise ValueError("no such padding")
    return np.array(round(half))
""",
    ],
    "layers_until_gone": [
        """
def layers_until_gone(size, kernel):
    return 0 if size < kernel else 1 + layers_until_gone(size - kernel + 1, kernel)
""",
        """
def layers_until_gone(size, kernel):
    return (size - 1) // (kernel - 1)
""",
        """
import math

def layers_until_gone(size, kernel):
    return max(0, math.ceil((size - kernel + 1) / (kernel - 1)))
""",
        """
def layers_until_gone(size, kernel):
    sizes = [size]
    while sizes[-1] - kernel + 1 > 0:
        sizes.append(sizes[-1] - kernel + 1)
    return len(sizes) - 1
""",
    ],
    "conv_parameter_count": [
        """
def conv_parameter_count(filters, kernel, depth, bias=True):
    return filters * kernel ** 2 * depth + filters * bias
""",
        """
from functools import reduce

def conv_parameter_count(filters, kernel, depth, bias=True):
    weights = reduce(lambda a, b: a * b, (filters, depth, kernel, kernel))
    if bias is False:
        return weights
    return weights + filters
""",
        """
def conv_parameter_count(filters, kernel, depth, bias=True):
    w = np.empty((filters, depth, kernel, kernel))
    b = np.empty(filters if bias else 0)
    return w.size + b.size
""",
        """
def conv_parameter_count(filters, kernel, depth, bias=True):
    return np.prod([filters, kernel, kernel, depth]) + (filters if bias else 0)
""",
    ],
    "zero_pad": [
        """
def zero_pad(x, padding):
    N, C, H, W = x.shape
    out = np.zeros((N, C, H + 2 * padding, W + 2 * padding), dtype=x.dtype)
    out[:, :, padding:padding + H, padding:padding + W] = x
    return out
""",
        """
def zero_pad(x, padding):
    if padding == 0:
        return x
    out = np.zeros(x.shape[:2] + tuple(side + 2 * padding for side in x.shape[2:]))
    out[..., padding:-padding, padding:-padding] = x
    return out
""",
        """
def zero_pad(x, padding):
    rows = np.zeros((*x.shape[:2], padding, x.shape[3]))
    x = np.concatenate([rows, x, rows], axis=2)
    columns = np.zeros((*x.shape[:3], padding))
    return np.concatenate([columns, x, columns], axis=3)
""",
        """
def zero_pad(x, padding):
    x = x.tolist()
    for image in x:
        for c, channel in enumerate(image):
            width = len(channel[0]) + 2 * padding
            image[c] = (
                [[0] * width] * padding
                + [[0] * padding + row + [0] * padding for row in channel]
                + [[0] * width] * padding
            )
    return x
""",
        """
def zero_pad(x, padding):
    return np.pad(x, [(0, 0)] * 2 + [(padding, padding)] * 2, "constant", constant_values=0)
""",
    ],
    "correlate1d": [
        """
def correlate1d(signal, kernel, stride=1, padding=0):
    return np.convolve(np.pad(signal, padding), kernel[::-1], mode="valid")[::stride]
""",
        """
def correlate1d(signal, kernel, stride=1, padding=0):
    zeros = [0.0] * padding
    signal = zeros + list(signal) + zeros
    out = []
    for start in range(0, len(signal) - len(kernel) + 1, stride):
        total = 0.0
        for k in range(len(kernel)):
            total += signal[start + k] * kernel[k]
        out.append(total)
    return out
""",
        """
from scipy.signal import correlate

def correlate1d(signal, kernel, stride=1, padding=0):
    signal = np.concatenate((np.zeros(padding), signal, np.zeros(padding)))
    return correlate(signal, kernel, mode="valid", method="direct")[::stride]
""",
        """
def correlate1d(signal, kernel, stride=1, padding=0):
    L, K = len(signal), len(kernel)
    out = np.zeros((L + 2 * padding - K) // stride + 1)
    for i in range(len(out)):
        for k in range(K):
            at = i * stride + k - padding
            if 0 <= at < L:
                out[i] += signal[at] * kernel[k]
    return out
""",
        """
def correlate1d(signal, kernel, stride=1, padding=0):
    signal = np.pad(np.float32(signal), (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(signal, len(kernel))
    return windows[::stride] @ np.float32(kernel)
""",
    ],
    "correlate2d": [
        """
def correlate2d(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows, kernel)
""",
        """
from scipy import signal

def correlate2d(image, kernel):
    return signal.correlate2d(image, kernel, mode="valid")
""",
        """
def correlate2d(image, kernel):
    H, W = image.shape
    KH, KW = kernel.shape
    out = np.zeros((H - KH + 1, W - KW + 1))
    for a in range(KH):
        for b in range(KW):
            out += kernel[a, b] * image[a:a + H - KH + 1, b:b + W - KW + 1]
    return out
""",
        """
def correlate2d(image, kernel):
    str, id = image.shape
    filter = kernel.ravel()
    return [
        [
            float(np.dot(image[i:i + kernel.shape[0], j:j + kernel.shape[1]].ravel(), filter))
            for j in range(id - kernel.shape[1] + 1)
        ]
        for i in range(str - kernel.shape[0] + 1)
    ]
""",
        """
from scipy.ndimage import correlate

def correlate2d(image, kernel):
    kh, kw = kernel.shape
    full = correlate(image.astype(float), kernel, mode="constant", origin=(-(kh // 2), -(kw // 2)))
    return full[:image.shape[0] - kh + 1, :image.shape[1] - kw + 1]
""",
    ],
    "conv_forward": [
        """
def conv_forward(x, w, b, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH = (H + 2 * padding - KH) // stride + 1
    OW = (W + 2 * padding - KW) // stride + 1
    out = np.zeros((N, F, OH, OW))
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    total = b[f]
                    for c in range(C):
                        for u in range(KH):
                            for v in range(KW):
                                row, col = i * stride + u - padding, j * stride + v - padding
                                if 0 <= row < H and 0 <= col < W:
                                    total += x[n, c, row, col] * w[f, c, u, v]
                    out[n, f, i, j] = total
    return out
""",
        """
from numpy.lib.stride_tricks import sliding_window_view

def conv_forward(x, w, b, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijuv,fcuv->nfij", windows, w, optimize=True) + b.reshape(1, -1, 1, 1)
""",
        """
def im2col(x, kh, kw, stride):
    N, C, H, W = x.shape
    rows = [
        x[:, :, i:i + kh, j:j + kw].reshape(N, -1)
        for i in range(0, H - kh + 1, stride)
        for j in range(0, W - kw + 1, stride)
    ]
    return np.stack(rows, axis=1)

def conv_forward(x, w, b, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    columns = im2col(x, w.shape[2], w.shape[3], stride)
    out = columns @ w.reshape(w.shape[0], -1).T + b
    height = 1 + (x.shape[2] - w.shape[2]) // stride
    return out.transpose(0, 2, 1).reshape(x.shape[0], w.shape[0], height, -1)
""",
        """
from scipy.signal import correlate

def conv_forward(x, w, b, stride=1, padding=0):
    out = []
    for image in x:
        image = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
        maps = [correlate(image, f, "valid", "direct")[0, ::stride, ::stride] for f in w]
        out.append([m + bias for m, bias in zip(maps, b)])
    return np.array(out)
""",
        """
def conv_forward(x, w, b, stride=1, padding=0):
    x, w, b = (a.astype(np.float32) for a in (x, w, b))
    N, _, H, W = x.shape
    F, _, HH, WW = w.shape
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    H_out = 1 + (H + 2 * padding - HH) // stride
    W_out = 1 + (W + 2 * padding - WW) // stride
    out = np.empty((N, F, H_out, W_out), np.float32)
    for n, f, i, j in np.ndindex(out.shape):
        window = padded[n, :, i * stride:i * stride + HH, j * stride:j * stride + WW]
        out[n, f, i, j] = (window * w[f]).sum() + b[f]
    return out
""",
        """
import warnings

def conv_forward(x, w, b, stride=1, padding=0):
    warnings.warn("slow")
    print("shapes", x.shape, w.shape)
    N, C, H, W = x.shape
    framed = np.zeros((H + 2 * padding, W + 2 * padding, C, N))
    framed[padding:padding + H, padding:padding + W] = x.transpose(2, 3, 1, 0)
    OH, OW = [(s - k) // stride + 1 for s, k in zip(framed.shape, w.shape[2:])]
    out = np.zeros((OH, OW, len(w), N)) + b[:, None]
    for u in range(w.shape[2]):
        for v in range(w.shape[3]):
            shifted = framed[u:u + stride * OH:stride, v:v + stride * OW:stride][:OH, :OW]
            out += np.tensordot(shifted, w[:, :, u, v], axes=(2, 1)).swapaxes(2, 3)
    return out.transpose(3, 2, 0, 1)
""",
    ],
    "conv_backward": [
        """
def conv_backward(dout, x, w, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    dx, dw, db = np.zeros((N, C, H, W)), np.zeros(w.shape), np.zeros(F)
    for n in range(N):
        for f in range(F):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    g = dout[n, f, i, j]
                    db[f] += g
                    for c in range(C):
                        for u in range(KH):
                            for v in range(KW):
                                row, col = i * stride + u - padding, j * stride + v - padding
                                if 0 <= row < H and 0 <= col < W:
                                    dx[n, c, row, col] += g * w[f, c, u, v]
                                    dw[f, c, u, v] += g * x[n, c, row, col]
    return dx, dw, db
""",
        """
from numpy.lib.stride_tricks import sliding_window_view

def conv_backward(dout, x, w, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    # dout with zeros between its pixels, as large as at stride 1
    spread = np.zeros((N, F, xp.shape[2] - KH + 1, xp.shape[3] - KW + 1))
    spread[:, :, ::stride, ::stride][:, :, :dout.shape[2], :dout.shape[3]] = dout
    dw = np.einsum("nfij,ncuvij->fcuv", spread, sliding_window_view(xp, spread.shape[2:], (2, 3)))
    full = np.pad(spread, ((0, 0), (0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1)))
    rotated = w[:, :, ::-1, ::-1]
    dxp = np.einsum("nfijuv,fcuv->ncij", sliding_window_view(full, (KH, KW), (2, 3)), rotated)
    return dxp[:, :, padding:padding + H, padding:padding + W], dw, dout.sum((0, 2, 3))
""",
        """
def conv_backward(dout, x, w, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH, OW = dout.shape[2:]
    pad = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    xp = np.pad(x, pad).astype(float)
    dxp = np.zeros_like(xp)
    flat = w.reshape(F, -1)
    dw = np.zeros_like(flat, dtype=float)
    for i in range(OH):
        for j in range(OW):
            where = np.s_[:, :, i * stride:i * stride + KH, j * stride:j * stride + KW]
            d = dout[:, :, i, j]
            dw += d.T @ xp[where].reshape(N, -1)
            dxp[where] += (d @ flat).reshape(N, C, KH, KW)
    dx = dxp
    if padding > 0:
        dx = dxp[:, :, padding:-padding, padding:-padding]
    ones = np.ones(N * OH * OW)
    db = dout.transpose(1, 0, 2, 3).reshape(F, -1) @ ones
    return [dx, dw.reshape(w.shape), db]
""",
        """
def conv_backward(dout, x, w, stride=1, padding=0):
    dout, x, w = (np.asarray(a, np.float32) for a in (dout, x, w))
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for u in range(w.shape[2]):
        for v in range(w.shape[3]):
            rows = np.arange(dout.shape[2]) * stride + u
            cols = np.arange(dout.shape[3]) * stride + v
            seen = xp[:, :, rows[:, None], cols]
            dw[:, :, u, v] = np.einsum("nfij,ncij->fc", dout, seen)
            dxp[:, :, rows[:, None], cols] += np.einsum("nfij,fc->ncij", dout, w[:, :, u, v])
    dx = dxp[:, :, padding:padding + x.shape[2], padding:padding + x.shape[3]]
    return dx, dw, dout.sum((0, 2, 3))
""",
        """
def conv_backward(dout, x, w, stride=1, padding=0):
    # the layer is linear, so each gradient is a matrix product with an explicit matrix
    def forward(x, w):
        x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
        out = np.zeros((len(x), len(w)) + dout.shape[2:])
        for i in range(out.shape[2]):
            for j in range(out.shape[3]):
                a, b = i * stride, j * stride
                window = x[:, :, a:a + w.shape[2], b:b + w.shape[3]]
                out[:, :, i, j] = np.tensordot(window, w, ((1, 2, 3), (1, 2, 3)))
        return out

    dx = np.zeros(x.shape)
    for n in range(len(x)):
        basis = np.eye(x[n].size).reshape(-1, *x.shape[1:])
        dx[n] = (forward(basis, w) * dout[n]).sum((1, 2, 3)).reshape(x.shape[1:])
    dw = np.zeros(w.shape)
    for f in range(len(w)):
        basis = np.eye(w[f].size).reshape(-1, *w.shape[1:])
        dw[f] = (forward(x, basis) * dout[:, [f]]).sum((0, 2, 3)).reshape(w.shape[1:])
    return dx, dw, dout.sum(axis=0).sum(axis=-1).sum(axis=-1)
""",
    ],
    "pointwise_conv": [
        """
def pointwise_conv(x, w, b):
    return (np.moveaxis(x, 1, -1) @ w[:, :, 0, 0].T + b).transpose(0, 3, 1, 2)
""",
        """
def pointwise_conv(x, w, b):
    out = np.tensordot(w.squeeze((2, 3)), x, axes=(1, 1)).swapaxes(0, 1)
    return out + b.reshape(-1, 1, 1)
""",
        """
def pointwise_conv(x, w, b):
    N, C, H, W = x.shape
    scores = w.reshape(len(w), C) @ x.reshape(N, C, H * W) + b[None, :, None]
    return scores.reshape(N, -1, H, W)
""",
        """
def pointwise_conv(x, w, b):
    return (x[:, None] * w[None]).sum(axis=2) + b[:, np.newaxis, np.newaxis]
""",
        """
score = lambda image, weights, bias: image @ weights + bias
pixel = np.vectorize(score, signature="(c),(c),()->()")

def pointwise_conv(x, w, b):
    pixels = x.transpose(0, 2, 3, 1)[:, None]
    return pixel(pixels, w[:, None, None, :, 0, 0], b[:, None, None]).tolist()
""",
    ],
}
