"""Right answers to lesson 3, written as people write them. Each is the text of a notebook cell.

np is imported in the notebook; whatever else a cell needs it imports by itself.
"""

VARIANTS: dict[str, list[str]] = {
    "sigmoid": [
        """
from scipy.special import expit

def sigmoid(x):
    return expit(x)
""",
        """
def sigmoid(x):
    return 0.5 * (1 + np.tanh(x / 2))
""",
        """
def sigmoid(x):
    out = np.empty(x.shape)
    positive = x >= 0
    out[positive] = 1 / (1 + np.exp(-x[positive]))
    e = np.exp(x[~positive])
    out[~positive] = e / (1 + e)
    return out
""",
        """
import math

def sigmoid(x):
    def one(v):
        if v < 0:
            return 1 - one(-v)
        return 1 / (1 + math.exp(-v))
    return np.vectorize(one, otypes=[float])(x)
""",
        """
def sigmoid(x):
    z = np.clip(x, -500, 500).astype(float)
    return 1 / (1 + np.exp(-z))
""",
        """
sigmoid = lambda str: np.exp(-np.logaddexp(0, -str))
sigmoid.__name__ = "sigmoid"
""",
        """
def sigmoid(x):
    x = x.astype(np.float32)
    print(x.min(), x.max())
    e = np.exp(-abs(x))
    return np.where(x < 0, e, 1.0) / (e + 1.0)
""",
        """
import math

def sigmoid(x):
    if x.ndim > 0:
        return [sigmoid(row) for row in x]
    x = float(x)
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0
""",
    ],
    "tanh": [
        """
def tanh(x):
    def sig(z):
        e = np.exp(-np.abs(z))
        return np.where(z < 0, e / (1 + e), 1 / (1 + e))
    return sig(2 * x) - sig(-2 * x)
""",
        """
def tanh(x):
    return np.tanh(x)
""",
        """
from scipy.special import expit as sigmoid

def tanh(x):
    return 2 * (sigmoid(x + x) - 0.5)
""",
        """
def tanh(x):
    e = np.exp(-2.0 * np.absolute(x))
    return np.sign(x) * (1 - e) / (1 + e)
""",
        """
import math

def tanh(x):
    flat = [math.tanh(v) for v in x.ravel()]
    return np.array(flat).reshape(x.shape)
""",
    ],
    "relu": [
        """
def relu(x):
    return x * (x > 0)
""",
        """
def relu(x):
    return np.clip(x, 0, None)
""",
        """
def relu(x):
    y = x.copy()
    y[y < 0] = 0
    return y
""",
        """
def relu(x):
    return (x + np.abs(x)) / 2
""",
        """
relu = np.vectorize(lambda v: max(0, v), otypes=[float])
relu.__name__ = "relu"
""",
        """
def relu(x):
    if isinstance(x, np.ndarray):
        return [relu(v) for v in x]
    return x if x > 0 else 0.0
""",
    ],
    "leaky_relu": [
        """
def leaky_relu(x, slope=0.1):
    return np.maximum(0, x) + slope * np.minimum(0, x)
""",
        """
def leaky_relu(x, slope=0.1):
    out = x.astype(float)
    out[out < 0] *= slope
    return out
""",
        """
def leaky_relu(x, slope=0.1):
    factor = np.ones(x.shape)
    factor[x <= 0] = slope
    return factor * x
""",
        """
def leaky_relu(x, slope=0.1):
    out = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        out[place] = x[place] if x[place] > 0 else slope * x[place]
    return out
""",
        """
def leaky_relu(x, slope=0.1):
    a = (1 + slope) / 2
    b = (1 - slope) / 2
    return a * x + b * abs(x)
""",
    ],
    "elu": [
        """
def elu(x, alpha=1.0):
    return np.where(x > 0, x, alpha * (np.exp(x) - 1))
""",
        """
def elu(x, alpha=1.0):
    return np.maximum(x, 0) + alpha * np.expm1(np.minimum(x, 0))
""",
        """
def elu(x, alpha=1.0):
    y = np.array(x, dtype=float)
    neg = y < 0
    y[neg] = alpha * np.exp(y[neg]) - alpha
    return y
""",
        """
import math

def elu(x, alpha=1.0):
    def f(v):
        return float(v) if v >= 0 else alpha * (math.exp(v) - 1)
    return np.array([f(v) for v in x.flatten()]).reshape(x.shape)
""",
        """
from scipy.special import expm1

def elu(x, alpha=1.0):
    return np.select([x > 0, x <= 0], [x, alpha * expm1(np.clip(x, -np.inf, 0))])
""",
    ],
    "maxout": [
        """
def maxout(x, W1, b1, W2, b2):
    first = np.einsum("nd,md->nm", x, W1) + b1
    second = np.einsum("nd,md->nm", x, W2) + b2
    return np.where(first > second, first, second)
""",
        """
def maxout(x, W1, b1, W2, b2):
    N, M = len(x), len(W1)
    out = np.zeros((N, M))
    for n in range(N):
        for m in range(M):
            out[n, m] = max(x[n] @ W1[m] + b1[m], x[n] @ W2[m] + b2[m])
    return out
""",
        """
def maxout(x, W1, b1, W2, b2):
    pieces = np.stack([W1 @ x.T + b1[:, None], W2 @ x.T + b2[:, None]])
    return pieces.max(axis=0).T
""",
        """
def maxout(x, W1, b1, W2, b2):
    second = np.dot(x, W2.transpose()) + b2
    gap = np.dot(x, (W1 - W2).T) + (b1 - b2)
    return second + np.maximum(gap, 0)
""",
        """
def maxout(x, W1, b1, W2, b2):
    W, b = np.vstack([W1, W2]), np.hstack([b1, b2])
    return np.max((x @ W.T + b).reshape(len(x), 2, -1), axis=1).tolist()
""",
    ],
    "two_layer_scores": [
        """
def two_layer_scores(X, W1, b1, W2, b2):
    rows = []
    for x in X:
        h = W1 @ x + b1
        h[h < 0] = 0
        rows.append(W2 @ h + b2)
    return np.array(rows)
""",
        """
def two_layer_scores(X, W1, b1, W2, b2):
    ones = np.ones((X.shape[0], 1))
    A = np.c_[X, ones] @ np.c_[W1, b1].T
    return np.c_[A * (A > 0), ones] @ np.c_[W2, b2].T
""",
        """
def two_layer_scores(X, W1, b1, W2, b2):
    hidden = np.clip(W1 @ X.T + b1.reshape(-1, 1), 0, np.inf)
    return (W2 @ hidden + b2.reshape(-1, 1)).T
""",
        """
def two_layer_scores(X, W1, b1, W2, b2):
    X, W1, b1, W2, b2 = [a.astype(np.float32) for a in (X, W1, b1, W2, b2)]
    hidden = np.maximum(np.einsum("hd,nd->nh", W1, X) + b1, 0)
    return np.einsum("ch,nh->nc", W2, hidden) + b2
""",
        """
def two_layer_scores(X, W1, b1, W2, b2):
    (N, D), H, C = X.shape, len(W1), len(W2)
    out = [[0.0] * C for _ in range(N)]
    for n in range(N):
        h = []
        for j in range(H):
            s = b1[j]
            for d in range(D):
                s += W1[j, d] * X[n, d]
            h.append(s if s > 0 else 0)
        for c in range(C):
            out[n][c] = sum(W2[c][j] * h[j] for j in range(H)) + b2[c]
    return out
""",
    ],
    "mlp_scores": [
        """
def mlp_scores(X, layers):
    for i, (W, b) in enumerate(layers):
        X = X @ W.T + b
        if i < len(layers) - 1:
            X = np.maximum(X, 0)
    return X
""",
        """
def mlp_scores(X, layers):
    W, b = layers[0]
    out = X @ W.T + b
    if len(layers) == 1:
        return out
    return mlp_scores(out * (out > 0), layers[1:])
""",
        """
def mlp_scores(X, layers):
    out = X.T
    todo = list(layers)
    while todo:
        W, b = todo.pop(0)
        out = W @ out + b[:, None]
        if todo:
            out[out < 0] = 0
    return out.T
""",
        """
from functools import reduce

def mlp_scores(X, layers):
    step = lambda h, layer: np.maximum(h, 0) @ layer[0].T + layer[1]
    (W, b), *rest = layers
    return reduce(step, rest, np.dot(X, W.T) + b)
""",
        """
import torch

def mlp_scores(X, layers):
    tensor = torch.from_numpy(X.copy())
    for number, (W, b) in enumerate(layers, start=1):
        tensor = torch.nn.functional.linear(tensor, torch.tensor(W), torch.tensor(b))
        if number != len(layers):
            tensor = torch.relu(tensor)
    return tensor
""",
    ],
    "merge_linear_layers": [
        """
def merge_linear_layers(W1, b1, W2, b2):
    W = np.einsum("ch,hd->cd", W2, W1)
    b = np.einsum("ch,h->c", W2, b1) + b2
    return [W, b]
""",
        """
def merge_linear_layers(W1, b1, W2, b2):
    def both(x):
        return W2 @ (W1 @ x + b1) + b2
    D = W1.shape[1]
    b = both(np.zeros(D))
    W = np.stack([both(e) - b for e in np.eye(D)], axis=1)
    return W, b
""",
        """
def merge_linear_layers(W1, b1, W2, b2):
    H, D = W1.shape
    first = np.block([[W1, b1[:, None]], [np.zeros((1, D)), np.ones((1, 1))]])
    together = np.c_[W2, b2] @ first
    return together[:, :-1], together[:, -1]
""",
        """
def merge_linear_layers(W1, b1, W2, b2):
    W = [[sum(W2[c][h] * W1[h][d] for h in range(len(b1))) for d in range(W1.shape[1])]
         for c in range(len(b2))]
    b = [b2[c] + sum(W2[c] * b1) for c in range(len(b2))]
    return W, b
""",
        """
def merge_linear_layers(W1, b1, W2, b2):
    return (W1.T @ W2.T).T, (b1 @ W2.T) + b2
""",
    ],
    "count_weights": [
        """
def count_weights(sizes):
    return int(np.dot(sizes[:-1], sizes[1:]))
""",
        """
from itertools import pairwise

def count_weights(sizes):
    return sum(a * b for a, b in pairwise(sizes))
""",
        """
def count_weights(sizes):
    if len(sizes) < 2:
        return 0
    return sizes[0] * sizes[1] + count_weights(sizes[1:])
""",
        """
def count_weights(sizes):
    total = 0
    for before, after in zip(sizes, sizes[1:]):
        total += np.zeros((after, before)).size
    return np.int64(total)
""",
    ],
    "count_mlp_parameters": [
        """
def count_mlp_parameters(sizes):
    sizes = np.array(sizes)
    return np.sum(sizes[:-1] * sizes[1:]) + np.sum(sizes[1:])
""",
        """
def count_mlp_parameters(sizes):
    weights = biases = 0
    for i in range(1, len(sizes)):
        weights += sizes[i - 1] * sizes[i]
        biases += sizes[i]
    return weights + biases
""",
        """
def count_mlp_parameters(sizes):
    layers = [(np.empty((m, n)), np.empty(m)) for n, m in zip(sizes[:-1], sizes[1:])]
    return sum(W.size + b.size for W, b in layers)
""",
        """
import torch

def count_mlp_parameters(sizes):
    net = torch.nn.Sequential(*[torch.nn.Linear(n, m) for n, m in zip(sizes, sizes[1:])])
    return sum(p.numel() for p in net.parameters())
""",
    ],
}
