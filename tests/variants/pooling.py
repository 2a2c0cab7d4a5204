"""Right answers to lesson 7, written as people write them. Each is the text of a notebook cell.

np is imported in the notebook; whatever else a cell needs it imports by itself.
"""

VARIANTS: dict[str, list[str]] = {
    "pool_output_size": [
        """
def pool_output_size(size, window, stride):
    if window > size:
        raise ValueError("the window is too big!")
    count = 0
    for start in range(0, size, stride):
        if start + window <= size:
            count += 1
    return count
""",
        """
import math

def pool_output_size(size, window, stride):
    steps = (size - window) / stride
    if steps < 0:
        raise ValueError
    return math.floor(steps) + 1
""",
        """
def pool_output_size(size: int, window: int, stride: int) -> int:
    places = len(range(0, size - window + 1, stride))
    if not places:
        raise ValueError(f"{size=} {window=}")
    return places
""",
        """
def pool_output_size(size, window, stride):
    if size < window: raise ValueError('no')
    return (size - window + stride) // stride
""",
        """
class WindowTooLarge(ValueError):
    pass

def pool_output_size(size, window, stride):
    line = np.arange(size)
    try:
        views = np.lib.stride_tricks.sliding_window_view(line, window)
    except ValueError as error:
        raise WindowTooLarge(window) from error
    return np.int64(len(views[::stride]))
""",
    ],
    "max_pool_forward": [
        """
def max_pool_forward(x, window, stride):
    N, C, H, W = x.shape
    ph, pw = window
    OH = 1 + (H - ph) // stride
    OW = 1 + (W - pw) // stride
    out = np.zeros((N, C, OH, OW))
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    best = -np.inf
                    for a in range(ph):
                        for b in range(pw):
                            if x[n, c, i * stride + a, j * stride + b] > best:
                                best = x[n, c, i * stride + a, j * stride + b]
                    out[n, c, i, j] = best
    return out
""",
        """
from numpy.lib.stride_tricks import sliding_window_view

def max_pool_forward(x, window, stride):
    views = sliding_window_view(x, window, axis=(2, 3))[:, :, ::stride, ::stride]
    return views.max((-1, -2))
""",
        """
def max_pool_forward(x, window, stride):
    h, w = window
    H, W = x.shape[-2:]
    rows = [x[:, :, i:i + h].max(2) for i in range(0, H - h + 1, stride)]
    rows = np.stack(rows, 2)
    columns = [rows[..., j:j + w].max(-1) for j in range(0, W - w + 1, stride)]
    return np.stack(columns, -1)
""",
        """
def max_pool_forward(x, window, stride):
    # the maximum of shifted copies: one shift for each place in the window
    oh, ow = [(s - k) // stride + 1 for s, k in zip(x.shape[2:], window)]
    result = None
    for a in range(window[0]):
        for b in range(window[1]):
            shifted = x[:, :, a::stride, b::stride][:, :, :oh, :ow]
            result = shifted.copy() if result is None else np.maximum(result, shifted)
    return result
""",
        """
def max_pool_forward(x, window, stride):
    maps = x.astype(np.float32)
    out = []
    for image in maps:
        channels = []
        for map in image:
            rows = []
            i = 0
            while i + window[0] <= len(map):
                row = []
                j = 0
                while j + window[1] <= len(map[0]):
                    row.append(max(map[i:i + window[0], j:j + window[1]].flatten().tolist()))
                    j += stride
                rows.append(row)
                i += stride
            channels.append(rows)
        out.append(channels)
    return out
""",
        """
from scipy.ndimage import maximum_filter

def max_pool_forward(x, window, stride):
    # at row i the filter sees the rows from i - h // 2 on
    h, w = window
    best = maximum_filter(x, size=(1, 1, h, w))
    inside = best[:, :, h // 2:x.shape[2] - (h - 1) // 2, w // 2:x.shape[3] - (w - 1) // 2]
    return inside[:, :, ::stride, ::stride]
""",
    ],
    "max_pool_backward": [
        """
def max_pool_backward(dout, x, window, stride):
    N, C, H, W = x.shape
    _, _, OH, OW = dout.shape
    dx = np.zeros_like(x, dtype=float)
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    bi, bj = i * stride, j * stride
                    for a in range(i * stride, i * stride + window[0]):
                        for b in range(j * stride, j * stride + window[1]):
                            if x[n, c, a, b] > x[n, c, bi, bj]:
                                bi, bj = a, b
                    dx[n, c, bi, bj] += dout[n, c, i, j]
    return dx
""",
        """
def max_pool_backward(dout, x, window, stride):
    (h, w), (N, C, OH, OW) = window, dout.shape
    views = np.lib.stride_tricks.sliding_window_view(x, window, axis=(2, 3))
    views = views[:, :, ::stride, ::stride]
    where = views.reshape(N, C, OH, OW, h * w).argmax(axis=-1)
    a, b = np.divmod(where, w)
    n, c, i, j = np.indices(dout.shape)
    dx = np.zeros(x.shape)
    np.add.at(dx, (n, c, i * stride + a, j * stride + b), dout)
    return dx
""",
        """
def max_pool_backward(dout, x, window, stride):
    N, C, H, W = x.shape
    dx = np.zeros(N * C * H * W)
    flat = np.arange(N * C * H * W).reshape(x.shape)
    for n, c, i, j in np.ndindex(*dout.shape):
        rows = slice(i * stride, i * stride + window[0])
        cols = slice(j * stride, j * stride + window[1])
        k = flat[n, c, rows, cols].ravel()[np.argmax(x[n, c, rows, cols])]
        dx[k] += dout[n, c, i, j]
    return dx.reshape(x.shape)
""",
        """
def max_pool_backward(dout, x, window, stride):
    dx = 0.0 * x
    for n in range(x.shape[0]):
        for c in range(x.shape[1]):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    r, s = i * stride, j * stride
                    patch = x[n, c, r:r + window[0], s:s + window[1]]
                    ties = np.argwhere(patch == np.max(patch))
                    first = ties[0]
                    mask = np.zeros(patch.shape)
                    mask[tuple(first)] = 1
                    dx[n, c, r:r + window[0], s:s + window[1]] += mask * dout[n, c, i, j]
    return dx
""",
        """
import torch

def max_pool_backward(dout, x, window, stride):
    leaf = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    out = torch.nn.functional.max_pool2d(leaf, tuple(window), stride)
    out.backward(torch.tensor(dout))
    return leaf.grad.numpy()
""",
        """
def max_pool_backward(dout, x, window, stride):
    # the first of equal ones: subtract a little more the later a pixel comes
    h, w = window
    dx = np.zeros(x.shape, dtype=np.float32)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            patch = x[:, :, i * stride:i * stride + h, j * stride:j * stride + w]
            flat = patch.reshape(len(x), -1, h * w)
            top = flat.max(axis=2, keepdims=True)
            mask = (flat == top) & (np.cumsum(flat == top, axis=2) == 1)
            sent = mask.reshape(patch.shape) * dout[:, :, i, j][..., np.newaxis, np.newaxis]
            dx[:, :, i * stride:i * stride + h, j * stride:j * stride + w] += sent
    return dx
""",
    ],
    "average_pool_forward": [
        """
def average_pool_forward(x, window, stride):
    N, C, H, W = x.shape
    ph, pw = window
    OH, OW = (H - ph) // stride + 1, (W - pw) // stride + 1
    out = np.empty((N, C, OH, OW))
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    total = 0
                    for a in range(ph):
                        for b in range(pw):
                            total = total + x[n, c, i * stride + a, j * stride + b]
                    out[n, c, i, j] = total / ph / pw
    return out
""",
        """
average_pool_forward = lambda x, window, stride: np.lib.stride_tricks.sliding_window_view(
    x, window, axis=(2, 3))[:, :, ::stride, ::stride].mean(axis=(4, 5))
average_pool_forward.__name__ = "average_pool_forward"
""",
        """
def average_pool_forward(x, window, stride):
    # summed areas: each window is four numbers of a running sum
    h, w = window
    area = np.pad(x.cumsum(2).cumsum(3), ((0, 0), (0, 0), (1, 0), (1, 0)))
    total = area[:, :, h:, w:] - area[:, :, :-h, w:] - area[:, :, h:, :-w] + area[:, :, :-h, :-w]
    return total[:, :, ::stride, ::stride] / (h * w)
""",
        """
def average_pool_forward(x, window, stride):
    def averaging(size, k):
        n = (size - k) // stride + 1
        m = np.zeros((n, size))
        for i in range(n):
            m[i, i * stride:i * stride + k] = 1 / k
        return m
    down = averaging(x.shape[2], window[0])
    across = averaging(x.shape[3], window[1])
    return np.einsum("ih,nchw,jw->ncij", down, x, across)
""",
        """
import torch

def average_pool_forward(x, window, stride):
    t = torch.from_numpy(np.ascontiguousarray(x)).float()
    return torch.nn.functional.avg_pool2d(t, tuple(window), stride).numpy()
""",
    ],
    "average_pool_backward": [
        """
def average_pool_backward(dout, x, window, stride):
    dx = np.zeros(x.shape)
    N, C, OH, OW = dout.shape
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    for a in range(window[0]):
                        for b in range(window[1]):
                            g = dout[n, c, i, j] / (window[0] * window[1])
                            dx[n, c, i * stride + a, j * stride + b] += g
    return dx
""",
        """
def average_pool_backward(dout, x, window, stride):
    h, w = window
    oh, ow = dout.shape[2:]
    dx = np.zeros_like(x, dtype=np.float64)
    for a in range(h):
        for b in range(w):
            dx[:, :, a:a + oh * stride:stride, b:b + ow * stride:stride][:, :, :oh, :ow] += dout
    return dx / h / w
""",
        """
def average_pool_backward(dout, x, window, stride):
    def averaging(size, k, n):
        starts = np.arange(n)[:, None] * stride
        places = np.arange(size)
        return ((places >= starts) & (places < starts + k)) / k
    down = averaging(x.shape[2], window[0], dout.shape[2])
    across = averaging(x.shape[3], window[1], dout.shape[3])
    return down.T @ dout @ across
""",
        """
def average_pool_backward(dout, x, window, stride):
    # a full correlation of the spread-out gradients with a window of ones
    h, w = window
    n, c, oh, ow = dout.shape
    spread = np.zeros((n, c, x.shape[2] + h - 1, x.shape[3] + w - 1), np.float32)
    for i in range(oh):
        for j in range(ow):
            spread[:, :, h - 1 + i * stride, w - 1 + j * stride] = dout[:, :, i, j]
    views = np.lib.stride_tricks.sliding_window_view(spread, (h, w), axis=(2, 3))
    return views.mean(axis=(-1, -2))
""",
        """
def average_pool_backward(dout, x, window, stride):
    dx = [[[[0.0] * x.shape[3] for _ in range(x.shape[2])] for _ in m] for m in x]
    for (n, c, i, j), value in np.ndenumerate(dout):
        for a in range(i * stride, i * stride + window[0]):
            for b in range(j * stride, j * stride + window[1]):
                dx[n][c][a][b] += float(value) / window[0] / window[1]
    return dx
""",
    ],
    "global_average_pool": [
        """
def global_average_pool(x):
    return x.reshape(x.shape[0], x.shape[1], -1).mean(-1)
""",
        """
def global_average_pool(x):
    return np.einsum("nchw->nc", x) / (x.shape[2] * x.shape[3])
""",
        """
def global_average_pool(x):
    out = []
    for image in x:
        out.append([])
        for channel in image:
            s, count = 0.0, 0
            for row in channel:
                for v in row:
                    s, count = s + v, count + 1
            out[-1].append(s / count)
    return out
""",
        """
def global_average_pool(x):
    return np.mean(np.mean(x.astype("float32"), 3), 2)
""",
        """
def global_average_pool(x):
    return np.average(x, axis=(-2, -1), weights=np.ones(x.shape))
""",
    ],
    "receptive_field": [
        """
def receptive_field(layers):
    # from the end to the start: how many pixels does it take to make r numbers?
    r = 1
    for kernel, stride in reversed(layers):
        r = (r - 1) * stride + kernel
    return r
""",
        """
def receptive_field(layers):
    seen = {0}
    for kernel, stride in layers[::-1]:
        seen = {place * stride + k for place in seen for k in range(kernel)}
    return len(seen)
""",
        """
import math

def receptive_field(layers):
    strides = [s for _, s in layers]
    return 1 + sum((k - 1) * math.prod(strides[:i]) for i, (k, _) in enumerate(layers))
""",
        """
def receptive_field(layers):
    if not layers:
        return 1
    (kernel, stride), *rest = layers
    return kernel + (receptive_field(rest) - 1) * stride
""",
        """
def receptive_field(layers):
    kernels, strides = np.array(layers).T
    jumps = np.concatenate([[1], np.cumprod(strides)[:-1]])
    return 1 + np.sum((kernels - 1) * jumps)
""",
        """
def receptive_field(layers):
    first, last = 0, 0
    for kernel, stride in reversed(layers):
        first *= stride
        last = last * stride + kernel - 1
    return last - first + 1
""",
    ],
    "fc_as_conv": [
        """
def fc_as_conv(W, shape):
    C, H, Wd = shape
    filters = np.zeros((W.shape[0], C, H, Wd))
    for m in range(W.shape[0]):
        for c in range(C):
            for i in range(H):
                for j in range(Wd):
                    filters[m, c, i, j] = W[m, c * H * Wd + i * Wd + j]
    return filters
""",
        """
def fc_as_conv(W, shape):
    return np.stack([row.reshape(shape) for row in W])
""",
        """
def fc_as_conv(W, shape):
    return np.array(W, dtype=np.float32).reshape((-1,) + tuple(shape)).tolist()
""",
        """
def fc_as_conv(W, shape):
    # what each pixel is multiplied by: feed in images with a single one
    pixels = int(np.prod(shape))
    images = np.eye(pixels).reshape(pixels, *shape)
    return np.einsum("md,dchw->mchw", W, images)
""",
        """
def fc_as_conv(W, shape):
    copy = W.copy()
    copy.shape = (len(W), *shape)
    return copy
""",
    ],
}
