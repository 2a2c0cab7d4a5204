"""Right answers to lesson 9, written as people write them. Each is the text of a notebook cell.

np is imported in the notebook; whatever else a cell needs it imports by itself.
"""

VARIANTS: dict[str, list[str]] = {
    "he_initialize": [
        """
def he_initialize(shape, rng):
    fan_in = 1
    for side in shape[1:]:
        fan_in *= side
    return rng.standard_normal(shape) * (2.0 / fan_in) ** 0.5
""",
        """
import math

def he_initialize(shape, rng):
    w = rng.normal(size=shape)
    w *= math.sqrt(2 / w[0].size)
    return w
""",
        """
def he_initialize(shape, rng):
    std = np.sqrt(2) / np.sqrt(np.prod(shape) / shape[0])
    return np.array([rng.normal(scale=std) for _ in range(np.prod(shape))]).reshape(shape)
""",
    ],
    "initial_loss": [
        """
def initial_loss(classes):
    return -np.log(1 / classes)
""",
        """
import math

def initial_loss(classes):
    return math.log(classes)
""",
        """
def initial_loss(classes):
    scores = np.zeros((1, classes))
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return -np.log(p)[0, 0]
""",
    ],
    "convnet_loss_and_gradients": [
        """
import torch
import torch.nn.functional as F

def convnet_loss_and_gradients(params, X, y):
    p = {k: torch.tensor(v, requires_grad=True) for k, v in params.items()}
    h = F.conv2d(torch.tensor(X), p['W1'], p['b1'], padding='same')
    h = F.max_pool2d(F.relu(h), 2).flatten(1)
    loss = F.cross_entropy(F.linear(h, p['W2'], p['b2']), torch.tensor(y))
    loss.backward()
    return loss.item(), {k: v.grad.numpy() for k, v in p.items()}
""",
        """
def convnet_loss_and_gradients(params, X, y):
    # loops all the way
    W1, b1, W2, b2 = params['W1'], params['b1'], params['W2'], params['b2']
    N, C, H, W = X.shape
    F, _, k, _ = W1.shape
    K = len(b2)
    r = (k - 1) // 2
    Xp = np.zeros((N, C, H + 2 * r, W + 2 * r))
    Xp[:, :, r:r + H, r:r + W] = X
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    loss = 0.0
    for n in range(N):
        a = np.zeros((F, H, W))
        for f in range(F):
            for i in range(H):
                for j in range(W):
                    a[f, i, j] = np.sum(Xp[n, :, i:i + k, j:j + k] * W1[f]) + b1[f]
        h = a * (a > 0)
        pooled, where = np.zeros((F, H // 2, W // 2)), {}
        for f in range(F):
            for i in range(H // 2):
                for j in range(W // 2):
                    window = h[f, 2 * i:2 * i + 2, 2 * j:2 * j + 2]
                    m = np.argmax(window)
                    where[f, i, j] = 2 * i + m // 2, 2 * j + m % 2
                    pooled[f, i, j] = window.max()
        v = pooled.ravel()
        s = W2 @ v + b2
        s = s - s.max()
        log_sum = np.log(np.exp(s).sum())
        loss += log_sum - s[y[n]]
        ds = np.exp(s - log_sum)
        ds[y[n]] -= 1
        ds /= N
        grads['W2'] += np.outer(ds, v)
        grads['b2'] += ds
        dv = (W2.T @ ds).reshape(pooled.shape)
        for (f, i, j), (row, column) in where.items():
            if a[f, row, column] > 0:
                grads['b1'][f] += dv[f, i, j]
                patch = Xp[n, :, row:row + k, column:column + k]
                grads['W1'][f] += dv[f, i, j] * patch
    return loss / N, grads
""",
        """
from scipy.special import logsumexp
from helpers import networks

def convnet_loss_and_gradients(params, X, y):
    W1, b1, W2, b2 = params.values()
    n = len(y)
    pad = (W1.shape[2] - 1) // 2
    relu = np.clip(networks.conv_forward(X, W1, b1, pad), 0, None)
    pool = networks.max_pool_forward(relu)
    scores = np.einsum('nfhw,kfhw->nk', pool, W2.reshape(-1, *pool.shape[1:])) + b2
    logp = scores - logsumexp(scores, axis=1, keepdims=True)
    onehot = np.eye(len(b2))[y]
    loss = -(onehot * logp).sum() / n
    d = (np.exp(logp) - onehot) / n
    back = networks.max_pool_backward((d @ W2).reshape(pool.shape), relu)
    dx, dw, db = networks.conv_backward(np.where(relu > 0, back, 0), X, W1, pad)
    return loss, dict(W1=dw, b1=db, W2=d.T @ pool.reshape(n, -1), b2=d.sum(0))
""",
        """
from numpy.lib.stride_tricks import sliding_window_view

def convnet_loss_and_gradients(params, X, y):
    W1, b1, W2, b2 = [params[k] for k in ['W1', 'b1', 'W2', 'b2']]
    F, C, k, _ = W1.shape
    N, _, H, W = X.shape
    p = k // 2
    view = sliding_window_view(np.pad(X, [(0, 0), (0, 0), (p, p), (p, p)]), (k, k), (2, 3))
    a = np.tensordot(view, W1, ([1, 4, 5], [1, 2, 3])) + b1     # N H W F
    six = a.reshape(N, H // 2, 2, W // 2, 2, F)
    top = six.max(axis=(2, 4), keepdims=True)
    h = np.maximum(top, 0)
    flat = h[:, :, 0, :, 0].transpose(0, 3, 1, 2).reshape(N, -1)
    s = flat @ W2.T + b2
    s -= s.max(1, keepdims=True)
    lse = np.log(np.exp(s).sum(1))
    loss = (lse - s[range(N), y]).mean()
    ds = np.exp(s - lse[:, None])
    ds[range(N), y] -= 1
    ds /= N
    dh = (ds @ W2).reshape(N, F, H // 2, W // 2).transpose(0, 2, 3, 1)
    da = ((six == top) & (six > 0)) * dh[:, :, None, :, None]
    da = da.reshape(N, H, W, F)
    dW1 = np.tensordot(da, view, ([0, 1, 2], [0, 2, 3]))
    return loss, {'W1': dW1, 'b1': da.sum((0, 1, 2)), 'W2': ds.T @ flat, 'b2': ds.sum(0)}
""",
    ],
    "train_convnet": [
        """
from helpers import networks

def train_convnet(X, y, rng):
    # plain descent on the stand-in
    N, C, H, W = X.shape
    K, F, k = y.max() + 1, 16, 3
    params = {
        'W1': rng.normal(0, np.sqrt(2 / (C * k * k)), (F, C, k, k)),
        'b1': np.zeros(F),
        'W2': rng.normal(0, np.sqrt(2 / (F * H * W // 4)), (K, F * H * W // 4)),
        'b2': np.zeros(K),
    }
    for epoch in range(5):
        order = rng.permutation(N)
        for start in range(0, N, 20):
            batch = order[start:start + 20]
            loss, grads = networks.convnet_loss_and_gradients(params, X[batch], y[batch])
            params = {name: params[name] - 0.2 * grads[name] for name in params}
    return params
""",
        """
import torch
from torch import nn

def train_convnet(X, y, rng):
    torch.manual_seed(int(rng.integers(2 ** 31)))
    torch.set_num_threads(1)
    N, C, H, W = X.shape
    conv = nn.Conv2d(C, 16, 3, padding=1)
    fc = nn.Linear(16 * H * W // 4, int(y.max()) + 1)
    model = nn.Sequential(conv, nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), fc)
    images, labels = torch.tensor(X, dtype=torch.float32), torch.tensor(y)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for epoch in range(5):
        for batch in torch.randperm(N).split(25):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()
    names = ['W1', 'b1', 'W2', 'b2']
    return {n: p.detach() for n, p in zip(names, model.parameters())}
""",
        """
from helpers import networks

def train_convnet(X, y, rng):
    # filters of 5x5, Adam
    N, C, H, W = X.shape
    K, F = len(np.unique(y)), 12
    p = {
        'W1': rng.standard_normal((F, C, 5, 5)) * (2 / (25 * C)) ** 0.5,
        'b1': np.zeros(F),
        'W2': rng.standard_normal((K, F * (H // 2) * (W // 2))) * 0.1,
        'b2': np.zeros(K),
    }
    m = {k: 0 * v for k, v in p.items()}
    s = {k: 0 * v for k, v in p.items()}
    t = 0
    for epoch in range(5):
        order = rng.permutation(N)
        for batch in np.array_split(order, N // 25):
            t += 1
            _, g = networks.convnet_loss_and_gradients(p, X[batch], y[batch])
            for k in p:
                m[k] = 0.9 * m[k] + 0.1 * g[k]
                s[k] = 0.999 * s[k] + 0.001 * g[k] ** 2
                step = m[k] / (1 - 0.9 ** t) / (np.sqrt(s[k] / (1 - 0.999 ** t)) + 1e-8)
                p[k] = p[k] - 0.01 * step
    return p
""",
    ],
    "dropout_forward": [
        """
def dropout_forward(x, keep, rng, train):
    mask = np.ones_like(x)
    if train:
        mask[rng.random(x.shape) >= keep] = 0
        mask /= keep
    return x * mask, mask
""",
        """
def dropout_forward(x, keep, rng, train):
    if train:
        mask = np.where(rng.random(size=x.shape) < keep, 1 / keep, 0)
        out = np.where(mask > 0, x / keep, 0.0)
    else:
        mask, out = np.full_like(x, 1), x.copy()
    return out, mask
""",
        """
def dropout_forward(x, keep, rng, train):
    # one draw after the other comes to the same
    if not train:
        return [x, np.ones(x.shape, dtype=np.float32)]
    out, mask = np.zeros(x.shape), np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        if rng.random() < keep:
            out[place] = x[place] / keep
            mask[place] = 1 / keep
    return [out, mask]
""",
    ],
    "batchnorm_forward": [
        """
def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    # channels last, then everything is a matrix
    y = np.moveaxis(x, 1, -1)
    rows = y.reshape(-1, y.shape[-1])
    if train:
        m, v = rows.mean(0), rows.var(0)
        running_mean = running_mean + momentum * (m - running_mean)
        running_var = running_var + momentum * (rows.var(0, ddof=1) - running_var)
    else:
        m, v = running_mean, running_var
    out = (rows - m) * (gamma / np.sqrt(v + epsilon)) + beta
    return np.moveaxis(out.reshape(y.shape), -1, 1), running_mean, running_var
""",
        """
def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    out = np.empty(x.shape)
    new_mean, new_var = running_mean.copy(), running_var.copy()
    for c in range(x.shape[1]):
        values = x[:, c]
        n = values.size
        mean, var = running_mean[c], running_var[c]
        if train:
            mean = values.sum() / n
            squares = ((values - mean) ** 2).sum()
            var = squares / n
            new_mean[c] = (1 - momentum) * running_mean[c] + momentum * mean
            new_var[c] = (1 - momentum) * running_var[c] + momentum * squares / (n - 1)
        out[:, c] = gamma[c] * (values - mean) / (var + epsilon) ** 0.5 + beta[c]
    return out, new_mean, new_var
""",
        """
def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    x = x.astype(np.float32)
    axes = 0 if x.ndim == 2 else (0, 2, 3)
    row = lambda v: v if x.ndim == 2 else v[:, None, None]
    if not train:
        xhat = (x - row(running_mean)) / np.sqrt(row(running_var) + epsilon)
        return [row(gamma) * xhat + row(beta), running_mean, running_var]
    mu = np.mean(x, axes)
    xhat = (x - row(mu)) / np.sqrt(row(np.var(x, axes)) + epsilon)
    out = row(gamma) * xhat + row(beta)
    unbiased = np.var(x, axes, ddof=1)
    running_mean = running_mean * (1 - momentum) + mu * momentum
    running_var = running_var * (1 - momentum) + unbiased * momentum
    return [out.astype(np.float32), running_mean, running_var]
""",
    ],
    "batchnorm_backward": [
        """
def batchnorm_backward(dout, x, gamma, epsilon):
    # step by step through the graph, on a matrix with channels last
    shape = np.moveaxis(x, 1, -1).shape
    x2 = np.moveaxis(x, 1, -1).reshape(-1, len(gamma))
    d2 = np.moveaxis(dout, 1, -1).reshape(-1, len(gamma))
    N = len(x2)
    mu = x2.mean(0)
    xc = x2 - mu
    var = (xc ** 2).mean(0)
    std = np.sqrt(var + epsilon)
    xhat = xc / std
    dbeta = d2.sum(0)
    dgamma = (d2 * xhat).sum(0)
    dxhat = d2 * gamma
    dvar = (dxhat * xc).sum(0) * -0.5 * std ** -3
    dmu = (-dxhat / std).sum(0) + dvar * (-2 * xc).mean(0)
    dx = dxhat / std + dvar * 2 * xc / N + dmu / N
    return np.moveaxis(dx.reshape(shape), -1, 1), dgamma, dbeta
""",
        """
def batchnorm_backward(dout, x, gamma, epsilon):
    # the whole table of derivatives of each channel
    dx = np.empty(x.shape)
    dgamma, dbeta = [], []
    for c, g in enumerate(gamma):
        v, d = x[:, c].ravel(), dout[:, c].ravel()
        n = len(v)
        s = np.sqrt(v.var() + epsilon)
        z = (v - v.mean()) / s
        J = (np.eye(n) - 1 / n - np.outer(z, z) / n) / s
        dx[:, c] = (g * J @ d).reshape(x[:, c].shape)
        dgamma.append(z @ d)
        dbeta.append(d.sum())
    return dx, dgamma, dbeta
""",
        """
def batchnorm_backward(dout, x, gamma, epsilon):
    axes = tuple(i for i in range(x.ndim) if i != 1)
    N = np.prod([x.shape[i] for i in axes])
    inv = 1 / np.sqrt(x.var(axis=axes, keepdims=True) + epsilon)
    xhat = (x - x.mean(axis=axes, keepdims=True)) * inv
    g = np.expand_dims(gamma, axes)
    dxhat = dout * g
    total = N * dxhat - dxhat.sum(axes, keepdims=True)
    total -= xhat * (dxhat * xhat).sum(axes, keepdims=True)
    return inv / N * total, np.sum(dout * xhat, axes), np.sum(dout, axes)
""",
    ],
}
