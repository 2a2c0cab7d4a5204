"""Right answers to lesson 5, written as people write them. Each is the text of a notebook cell.

np is imported in the notebook; whatever else a cell needs it imports by itself.
"""

VARIANTS: dict[str, list[str]] = {
    "gradient_descent": [
        """
def gradient_descent(A, b, start, rate, steps):
    path = np.empty((steps + 1, len(start)))
    path[0] = start
    for i in range(steps):
        gradient = 0.5 * (A + A.T).dot(path[i]) - b
        path[i + 1] = path[i] - rate * gradient
    return path
""",
        """
def gradient_descent(A, b, start, rate, steps):
    d = len(start)
    x = [float(number) for number in start]
    path = [list(x)]
    while len(path) <= steps:
        slope = []
        for i in range(d):
            total = -b[i]
            for j in range(d):
                total += A[i][j] * x[j]
            slope.append(total)
        for i in range(d):
            x[i] -= rate * slope[i]
        path.append(list(x))
    return path
""",
        """
def gradient_descent(A, b, start, rate, steps):
    # closed form: the distance from the minimum shrinks by the same matrix in each step
    minimum = np.linalg.solve(A, b)
    shrink = np.eye(len(b)) - rate * np.asarray(A)
    powers = [np.linalg.matrix_power(shrink, i) for i in range(steps + 1)]
    return np.stack([minimum + power @ (start - minimum) for power in powers])
""",
    ],
    "largest_stable_rate": [
        """
def largest_stable_rate(A):
    return 2 / max(np.linalg.eig(A)[0])
""",
        """
def largest_stable_rate(A):
    return np.array(2.0) / np.linalg.norm(A, 2)
""",
        """
def largest_stable_rate(A):
    v = np.arange(1.0, len(A) + 1) + 0.1 * np.cos(np.arange(len(A)))
    for i in range(20000):
        v = A @ v
        v = v / np.sqrt((v ** 2).sum())
    return 2 / (v @ A @ v)
""",
        """
from scipy.linalg import eigh

def largest_stable_rate(A):
    *_, top = eigh(A, eigvals_only=True)
    return 2.0 * top ** -1
""",
        """
def largest_stable_rate(A):
    # bisection on: does every direction shrink?
    lo, hi = 0.0, 1e6
    for _ in range(100):
        rate = (lo + hi) / 2
        factors = np.abs(1 - rate * np.linalg.eigvalsh(A))
        lo, hi = (lo, rate) if factors.max() > 1 else (rate, hi)
    return lo
""",
    ],
    "minibatches": [
        """
def minibatches(n, size, rng):
    numbers = np.arange(n)
    rng.shuffle(numbers)
    batches = []
    while len(numbers) > 0:
        batches.append(numbers[:size])
        numbers = numbers[size:]
    return batches
""",
        """
def minibatches(n, size, rng):
    return np.split(rng.permutation(n), np.arange(size, n, size))
""",
        """
def minibatches(n, size, rng):
    order = np.argsort(rng.random(n))
    count = n // size
    batches = [order[i * size:(i + 1) * size] for i in range(count)]
    if n % size != 0:
        batches.append(order[count * size:])
    return batches
""",
        """
def minibatches(n, size, rng):
    left = list(range(n))
    out = []
    batch = []
    while left:
        batch.append(left.pop(int(rng.integers(len(left)))))
        if len(batch) == size:
            out.append(np.array(batch))
            batch = []
    if batch:
        out.append(np.array(batch))
    return tuple(out)
""",
        """
def minibatches(n, size, rng):
    import math
    order = rng.choice(n, n, replace=False).tolist()
    return [order[k * size:k * size + size] for k in range(math.ceil(n / size))]
""",
    ],
    "sgd_step": [
        """
def sgd_step(w, dw, rate):
    new = w.copy()
    new -= rate * dw
    return new
""",
        """
def sgd_step(w, dw, rate):
    return np.add(w, np.multiply(-rate, dw))
""",
        """
def sgd_step(w, dw, rate):
    out = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        out[i] = w[i] - dw[i] * rate
    return out
""",
    ],
    "momentum_step": [
        """
def momentum_step(w, dw, velocity, rate=0.01, momentum=0.9):
    v = velocity * momentum
    v -= rate * dw
    next_w = w + v
    return next_w, v
""",
        """
def momentum_step(w, dw, velocity, rate=0.01, momentum=0.9):
    w, velocity = w.copy(), velocity.copy()
    velocity *= momentum
    velocity -= dw * rate
    w += velocity
    return [w, velocity]
""",
        """
def momentum_step(w, dw, velocity, rate=0.01, momentum=0.9):
    new_w = w - rate * dw + momentum * velocity
    return new_w, new_w - w
""",
        """
def momentum_step(w, dw, velocity, rate=0.01, momentum=0.9):
    # as PyTorch does it, with a velocity that lacks the rate
    buffer = momentum * (-velocity / rate) + dw
    return w - rate * buffer, -rate * buffer
""",
    ],
    "rmsprop_step": [
        """
def rmsprop_step(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    square = square + (1 - decay) * (dw * dw - square)
    return w - rate / (square ** 0.5 + epsilon) * dw, square
""",
        """
def rmsprop_step(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    cache = square.copy()
    cache *= decay
    cache += (1 - decay) * np.square(dw)
    step = np.copy(dw)
    step /= np.sqrt(cache) + epsilon
    step *= -rate
    return (step + w, cache)
""",
        """
import math

def rmsprop_step(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    new_w, new_square = np.zeros(w.shape), np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        new_square[i] = decay * square[i] + (1 - decay) * dw[i] ** 2
        new_w[i] = w[i] - rate * dw[i] / (math.sqrt(new_square[i]) + epsilon)
    return [new_w, new_square]
""",
    ],
    "adadelta_step": [
        """
def adadelta_step(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    gsum = decay * square + (1 - decay) * dw * dw
    dx = -np.sqrt((delta + epsilon) / (gsum + epsilon)) * dw
    xsum = decay * delta + (1 - decay) * dx * dx
    return w + dx, gsum, xsum
""",
        """
def adadelta_step(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    def rms(x):
        return (x + epsilon) ** 0.5
    def mean(old, new):
        return old + (1 - decay) * (np.square(new) - old)
    square = mean(square, dw)
    change = rms(delta) / rms(square) * dw
    return [w - change, square, mean(delta, change)]
""",
        """
def adadelta_step(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    out = [np.zeros_like(w) for _ in range(3)]
    for i, g in np.ndenumerate(dw):
        s = decay * square[i] + (1 - decay) * g ** 2
        step = -g * np.sqrt(delta[i] + epsilon) / np.sqrt(s + epsilon)
        out[0][i] = w[i] + step
        out[1][i] = s
        out[2][i] = decay * delta[i] + (1 - decay) * step ** 2
    return tuple(out)
""",
    ],
    "adam_step": [
        """
def adam_step(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = m + (1 - beta1) * (dw - m)
    v = v + (1 - beta2) * (dw ** 2 - v)
    size = np.sqrt(v) / np.sqrt(1 - beta2 ** t) + epsilon
    return w - rate / (1 - np.power(beta1, t)) * m / size, m, v
""",
        """
def adam_step(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    config = {"m": m.copy(), "v": v.copy()}
    config["m"] *= beta1
    config["m"] += (1 - beta1) * dw
    config["v"] *= beta2
    config["v"] += (1 - beta2) * dw * dw
    mt = config["m"] / (1 - beta1 ** t)
    vt = config["v"] / (1 - beta2 ** t)
    next_w = w - rate * mt / (np.sqrt(vt) + epsilon)
    return [next_w, config["m"], config["v"]]
""",
        """
def adam_step(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    # the short form, with an epsilon that makes up for the order
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw ** 2
    root = (1 - beta2 ** t) ** 0.5
    return w - rate * root / (1 - beta1 ** t) * m / (np.sqrt(v) + epsilon * root), m, v
""",
        """
def adam_step(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    shape = w.shape
    rows = []
    for x, g, a, b in zip(w.ravel(), dw.ravel(), m.ravel(), v.ravel()):
        a = beta1 * a + (1 - beta1) * g
        b = beta2 * b + (1 - beta2) * g * g
        x = x - rate * (a / (1 - beta1 ** t)) / ((b / (1 - beta2 ** t)) ** 0.5 + epsilon)
        rows.append((x, a, b))
    return tuple(np.reshape(column, shape) for column in zip(*rows))
""",
    ],
    "train_two_layer": [
        """
import torch
from helpers import networks

torch.set_num_threads(1)  # such small products take longer on several

def train_two_layer(X, y, hidden, rng):
    params = [
        rng.normal(0, (2 / X.shape[1]) ** 0.5, (hidden, X.shape[1])),
        np.zeros(hidden),
        rng.normal(0, (2 / hidden) ** 0.5, (y.max() + 1, hidden)),
        np.zeros(y.max() + 1),
    ]
    for epoch in range(30):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 20):
            batch = order[start:start + 20]
            loss, grads = networks.loss_and_gradients(X[batch], y[batch], *params)
            params = [p - 0.2 * g for p, g in zip(params, grads)]
    return params
""",
        """
def train_two_layer(X, y, hidden, rng):
    # full batch, small random weights, many steps
    n, d = X.shape
    c = len(np.unique(y))
    W1 = 0.1 * rng.standard_normal((d, hidden))
    b1 = np.zeros((1, hidden))
    W2 = 0.1 * rng.standard_normal((hidden, c))
    b2 = np.zeros((1, c))
    lr = 0.5
    for i in range(400):
        z = X @ W1 + b1
        a = np.maximum(z, 0)
        s = a @ W2 + b2
        e = np.exp(s - s.max(1, keepdims=True))
        p = e / e.sum(1, keepdims=True)
        p[range(n), y] -= 1
        p /= n
        da = p @ W2.T
        da[z <= 0] = 0
        W2 -= lr * a.T @ p
        b2 -= lr * p.sum(0, keepdims=True)
        W1 -= lr * X.T @ da
        b1 -= lr * da.sum(0, keepdims=True)
    return W1.T, b1[0], W2.T, b2[0]
""",
        """
import torch
from helpers import networks

torch.set_num_threads(1)  # such small products take longer on several

def train_two_layer(X, y, hidden, rng):
    # Adam
    D, C = X.shape[1], int(y.max()) + 1
    w = [rng.normal(size=(hidden, D)) * 0.1, np.zeros(hidden)]
    w += [rng.normal(size=(C, hidden)) * 0.1, np.zeros(C)]
    m = [np.zeros_like(p) for p in w]
    v = [np.zeros_like(p) for p in w]
    t = 0
    for epoch in range(40):
        order = rng.permutation(len(y))
        for batch in np.array_split(order, max(1, len(y) // 32)):
            t += 1
            _, g = networks.loss_and_gradients(X[batch], y[batch], *w)
            for i in range(4):
                m[i] = 0.9 * m[i] + 0.1 * g[i]
                v[i] = 0.999 * v[i] + 0.001 * g[i] ** 2
                step = 0.01 * (m[i] / (1 - 0.9 ** t))
                w[i] = w[i] - step / (np.sqrt(v[i] / (1 - 0.999 ** t)) + 1e-8)
    return tuple(w)
""",
        """
import warnings
from sklearn.neural_network import MLPClassifier

def train_two_layer(X, y, hidden, rng):
    seed = int(rng.integers(1000))
    model = MLPClassifier(
        (hidden,), solver="sgd", learning_rate_init=0.1, batch_size=25, max_iter=40,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(X, y)
    (W1, W2), (b1, b2) = model.coefs_, model.intercepts_
    if W2.shape[1] == 1:  # of two classes it has one output: the log-odds of the second
        W2, b2 = np.hstack([0 * W2, W2]), np.concatenate([[0.0], b2])
    return W1.T, b1, W2.T, b2
""",
        """
def train_two_layer(X, y, hidden, rng):
    # one example at a time, in single precision
    X = X.astype(np.float32)
    D, C = X.shape[1], y.max() + 1
    W1 = (rng.standard_normal((hidden, D)) * np.sqrt(2 / D)).astype(np.float32)
    W2 = (rng.standard_normal((C, hidden)) * np.sqrt(2 / hidden)).astype(np.float32)
    b1, b2 = np.zeros(hidden, np.float32), np.zeros(C, np.float32)
    for epoch in range(10):
        for i in rng.permutation(len(X)):
            h = W1 @ X[i] + b1
            h *= h > 0
            s = W2 @ h + b2
            p = np.exp(s - s.max())
            p /= p.sum()
            p[y[i]] -= 1
            dh = (p @ W2) * (h > 0)
            W2 -= np.float32(0.02) * np.outer(p, h)
            b2 -= np.float32(0.02) * p
            W1 -= np.float32(0.02) * np.outer(dh, X[i])
            b1 -= np.float32(0.02) * dh
    return [W1, b1, W2, b2]
""",
    ],
}
