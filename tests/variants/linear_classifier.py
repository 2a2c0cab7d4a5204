"""Right answers to lesson 1, written as people write them. Each is the text of a notebook cell.

np is imported in the notebook; whatever else a cell needs it imports by itself.
"""

VARIANTS: dict[str, list[str]] = {
    "flatten_images": [
        """
def flatten_images(images):
    n = images.shape[0]
    D = int(np.prod(images.shape[1:]))
    return np.reshape(images, (n, D))
""",
        """
def flatten_images(images):
    out = []
    for img in images:
        out.append(img.flatten())
    return np.array(out)
""",
        """
def flatten_images(images):
    while images.ndim > 2:
        *rest, last, fastest = images.shape
        images = images.reshape(*rest, last * fastest)
    return images
""",
        """
def flatten_images(images):
    return [list(image.flat) for image in images]
""",
        """
flatten_images = lambda images: np.stack([np.ravel(i) for i in images]).astype(np.float32)
""",
    ],
    "linear_scores": [
        """
def linear_scores(X, W, b):
    N, D = X.shape
    C = W.shape[0]
    scores = np.zeros((N, C))
    for n in range(N):
        for c in range(C):
            for d in range(D):
                scores[n, c] += X[n, d] * W[c, d]
            scores[n, c] += b[c]
    return scores
""",
        """
def linear_scores(X, W, b):
    return np.einsum("nd,cd->nc", X, W) + b[None, :]
""",
        """
def linear_scores(X, W, b):
    scores = [W.dot(x) + b for x in X]
    return scores
""",
        """
def linear_scores(X, W, b):
    extended = np.c_[X, np.ones(X.shape[0])]
    return extended @ np.column_stack((W, b)).T
""",
        """
def linear_scores(X, W, b):
    X, W, b = (np.asarray(a, dtype=np.float32) for a in (X, W, b))
    return (W @ X.T + b[:, np.newaxis]).T
""",
        """
import torch

def linear_scores(X, W, b):
    X, W, b = (torch.tensor(a, dtype=torch.float64) for a in (X, W, b))
    return torch.nn.functional.linear(X, W, b)
""",
    ],
    "append_bias": [
        """
def append_bias(X):
    return np.c_[X, np.ones(len(X))]
""",
        """
def append_bias(X):
    N, D = X.shape
    out = np.ones((N, D + 1))
    out[:, :D] = X
    return out
""",
        """
def append_bias(X):
    return np.pad(X, ((0, 0), (0, 1)), constant_values=1)
""",
        """
def append_bias(X):
    return [[*row, 1] for row in X]
""",
        """
def append_bias(X):
    return np.insert(X, X.shape[1], 1.0, axis=1)
""",
    ],
    "softmax": [
        """
def softmax(scores):
    p = np.zeros_like(scores, dtype=float)
    for n, row in enumerate(scores):
        biggest = max(row)
        total = 0
        for s in row:
            total += np.exp(s - biggest)
        for c, s in enumerate(row):
            p[n, c] = np.exp(s - biggest) / total
    return p
""",
        """
def softmax(scores):
    e = np.exp(scores.T - scores.max(1))
    return (e / e.sum(0)).T
""",
        """
from scipy.special import logsumexp

def softmax(scores):
    return np.exp(scores - logsumexp(scores, axis=1)[:, None])
""",
        """
def softmax(scores):
    gaps = scores[:, None, :] - scores[:, :, None]
    return 1 / np.exp(np.minimum(gaps, 700)).sum(axis=2)
""",
        """
def softmax(scores):
    x = scores.astype(np.float32)
    x = x - np.max(x, axis=-1).reshape(-1, 1)
    np.exp(x, out=x)
    x /= x.sum(axis=1)[:, None]
    return x
""",
        """
import math

def softmax(scores):
    table = []
    for row in scores.tolist():
        powers = [math.exp(s - max(row)) for s in row]
        table.append([power / sum(powers) for power in powers])
    return table
""",
    ],
    "cross_entropy": [
        """
def cross_entropy(scores, y):
    loss = 0.0
    N = scores.shape[0]
    for i in range(N):
        s = scores[i] - np.max(scores[i])
        loss += np.log(np.sum(np.exp(s))) - s[y[i]]
    return loss / N
""",
        """
from scipy.special import log_softmax

def cross_entropy(scores, y):
    return -np.take_along_axis(log_softmax(scores, axis=1), y[:, None], axis=1).mean()
""",
        """
def cross_entropy(scores, y):
    log_sum = np.logaddexp.reduce(scores, axis=1)
    onehot = np.eye(scores.shape[1])[y]
    return np.mean(log_sum - (scores * onehot).sum(1))
""",
        """
def cross_entropy(scores, y):
    right = scores[range(len(y)), y].reshape(-1, 1)
    lead = scores - right
    top = lead.max(axis=1)
    return np.array(np.average(top + np.log(np.exp(lead - top[:, None]).sum(axis=1))))
""",
        """
import torch
import torch.nn.functional as F

def cross_entropy(scores, y):
    return F.cross_entropy(torch.tensor(scores), torch.tensor(y)).item()
""",
        """
def cross_entropy(scores, y):
    str = scores.astype(np.float32)
    str -= str.max(axis=1, keepdims=True)
    print("shifted")
    return sum(np.log(np.exp(s).sum()) - s[label] for s, label in zip(str, y)) / len(y)
""",
    ],
    "cross_entropy_gradient": [
        """
def cross_entropy_gradient(scores, y):
    N, C = scores.shape
    grad = np.zeros((N, C))
    for n in range(N):
        e = np.exp(scores[n] - scores[n].max())
        p = e / e.sum()
        for c in range(C):
            grad[n, c] = (p[c] - (1 if c == y[n] else 0)) / N
    return grad
""",
        """
from scipy.special import softmax as probabilities

def cross_entropy_gradient(scores, y):
    onehot = np.arange(scores.shape[1]) == y[:, None]
    return (probabilities(scores, axis=1) - onehot) / y.size
""",
        """
import torch

def cross_entropy_gradient(scores, y):
    s = torch.tensor(scores, requires_grad=True)
    torch.nn.functional.cross_entropy(s, torch.tensor(y)).backward()
    return s.grad
""",
        """
def cross_entropy_gradient(scores, y):
    p = np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))
    np.subtract.at(p, (np.arange(len(y)), y), 1)
    return np.multiply(p, 1 / len(p))
""",
        """
def cross_entropy_gradient(scores, y):
    z = np.float32(scores) - np.float32(scores).max(1)[:, None]
    p = np.exp(z) / np.exp(z).sum(1)[:, None]
    target = np.zeros(p.shape)
    target[range(len(y)), y] = 1.0
    return (p - target) / len(y)
""",
    ],
    "linear_gradients": [
        """
def linear_gradients(X, W, b, y):
    dW, db = np.zeros(W.shape), np.zeros(b.shape)
    N = len(X)
    for x, label in zip(X, y):
        s = W @ x + b
        p = np.exp(s - s.max())
        p = p / p.sum()
        p[label] -= 1
        for c in range(len(b)):
            dW[c] += p[c] * x / N
            db[c] += p[c] / N
    return dW, db
""",
        """
def linear_gradients(X, W, b, y):
    scores = np.einsum("nd,cd->nc", X, W) + b
    scores -= scores.max(axis=1, keepdims=True)
    P = np.exp(scores)
    P /= P.sum(axis=1, keepdims=True)
    G = (P - np.eye(len(b))[y]) / len(y)
    return [np.einsum("nc,nd->cd", G, X), np.ones(len(X)) @ G]
""",
        """
import torch

def linear_gradients(X, W, b, y):
    X, W, b = (torch.tensor(a, dtype=torch.float64) for a in (X, W, b))
    W.requires_grad_()
    b.requires_grad_()
    loss = torch.nn.functional.cross_entropy(X @ W.T + b, torch.tensor(y))
    return torch.autograd.grad(loss, (W, b))
""",
        """
def linear_gradients(X, W, b, y):
    ones = np.ones((len(X), 1))
    A, V = np.hstack([X, ones]), np.column_stack([W, b])
    z = A @ V.T
    p = np.exp(z - np.logaddexp.reduce(z, axis=1)[:, None])
    p[np.arange(len(y)), y] -= 1
    dV = (A.T @ p).T / len(y)
    return dV[:, :-1], dV[:, -1]
""",
    ],
    "l2_penalty": [
        """
def l2_penalty(W, strength):
    penalty = 0
    for weight in W.flatten():
        penalty += weight * weight
    return strength * penalty / 2, W * strength
""",
        """
def l2_penalty(W, strength):
    return strength / 2 * np.linalg.norm(W) ** 2, strength * W
""",
        """
def l2_penalty(W, strength):
    w = W.ravel()
    return 0.5 * strength * w.dot(w), np.multiply(strength, W).tolist()
""",
        """
import torch

def l2_penalty(W, strength):
    W = torch.tensor(W, dtype=torch.float32, requires_grad=True)
    penalty = strength * W.square().sum() / 2
    penalty.backward()
    return penalty.item(), W.grad
""",
    ],
    "hinge_loss": [
        """
def hinge_loss(scores, y, margin=1.0):
    N, C = scores.shape
    loss = 0
    for i in range(N):
        for j in range(C):
            if j == y[i]:
                continue
            m = scores[i, j] - scores[i, y[i]] + margin
            if m > 0:
                loss += m
    return loss / N
""",
        """
def hinge_loss(scores, y, margin=1.0):
    right = np.take_along_axis(scores, y[:, None], 1)
    return np.maximum(scores - right + margin, 0).sum(axis=1).mean() - margin
""",
        """
import torch

def hinge_loss(scores, y, margin=1.0):
    loss = torch.nn.MultiMarginLoss(margin=margin)(torch.tensor(scores), torch.tensor(y))
    return loss.item() * scores.shape[1]
""",
        """
def hinge_loss(scores, y, margin=1.0):
    mask = np.eye(scores.shape[1], dtype=bool)[y]
    wrong = scores[~mask].reshape(len(y), -1).astype(np.float32)
    right = scores[mask].astype(np.float32)
    return np.clip(wrong - right[:, None] + margin, 0, None).sum() / len(y)
""",
    ],
    "hinge_gradient": [
        """
def hinge_gradient(scores, y, margin=1.0):
    N, C = scores.shape
    grad = np.zeros((N, C))
    for i in range(N):
        for j in range(C):
            if j != y[i] and scores[i, j] - scores[i, y[i]] + margin > 0:
                grad[i, j] += 1
                grad[i, y[i]] -= 1
    grad /= N
    return grad
""",
        """
def hinge_gradient(scores, y, margin=1.0):
    right = np.eye(scores.shape[1])[y]
    s_y = np.sum(scores * right, axis=1, keepdims=True)
    mask = (scores > s_y - margin) * (1 - right)
    return (mask - right * mask.sum(1, keepdims=True)) / len(scores)
""",
        """
def hinge_gradient(scores, y, margin=1.0):
    out = []
    for row, label in zip(scores.tolist(), y):
        costly = [s - row[label] > -margin for s in row]
        costly[label] = False
        slopes = [float(c) for c in costly]
        slopes[label] = -float(sum(costly))
        out.append([slope / len(y) for slope in slopes])
    return out
""",
        """
import torch

def hinge_gradient(scores, y, margin=1.0):
    s, t = torch.tensor(scores, requires_grad=True), torch.tensor(y)
    costs = torch.relu(s - s.gather(1, t[:, None]) + margin)
    costs = costs.scatter(1, t[:, None], 0.0)
    (costs.sum() / len(t)).backward()
    return s.grad
""",
    ],
    "accuracy": [
        """
def accuracy(scores, y):
    correct = 0
    for s, label in zip(scores, y):
        if np.argmax(s) == label:
            correct += 1
    return correct / len(y)
""",
        """
def accuracy(scores, y):
    best = np.argsort(-scores, axis=1, kind="stable")[:, 0]
    return np.count_nonzero(best == y) / y.size
""",
        """
from sklearn.metrics import accuracy_score

def accuracy(scores, y):
    return accuracy_score(y, scores.argmax(axis=-1))
""",
        """
def accuracy(scores, y):
    def first_of_the_highest(row):
        return row.index(max(row))
    hits = [first_of_the_highest(row) == label for row, label in zip(scores.tolist(), y.tolist())]
    return np.array(sum(hits) / len(hits))
""",
    ],
    "perceptron_predict": [
        """
def perceptron_predict(x, w, b):
    total = b
    for i in range(len(x)):
        total += w[i] * x[i]
    if total > 0:
        return 1
    return 0
""",
        """
def perceptron_predict(x, w, b):
    return np.where(np.dot(w, x) > -b, 1, 0)
""",
        """
def perceptron_predict(x, w, b):
    return (np.inner(x, w) + b > 0).astype(np.int32)
""",
        """
def perceptron_predict(x, w, b):
    return int(np.heaviside(sum(w * x) + b, 0))
""",
    ],
    "perceptron_update": [
        """
def perceptron_update(x, target, w, b, rate):
    prediction = 1 if np.dot(w, x) + b > 0 else 0
    if prediction == target:
        return w, b
    if target == 1:
        return w + rate * x, b + rate
    return w - rate * x, b - rate
""",
        """
def perceptron_update(x, target, w, b, rate):
    w = w.copy()
    y = int(np.sum(w * x) + b > 0)
    for i in range(len(w)):
        w[i] = w[i] + rate * (target - y) * x[i]
    b = b + rate * (target - y)
    return [w, b]
""",
        """
def perceptron_update(x, target, w, b, rate):
    v, z = np.append(w, b), np.append(x, 1)
    v = v + rate * (target - (v @ z > 0)) * z
    return v[:-1], v[-1]
""",
        """
def perceptron_update(x, target, w, b, rate):
    error = target - np.heaviside(w.dot(x) + b, 0.0)
    return (w + np.outer(rate * error, x)[0]).tolist(), np.asarray(b + rate * error)
""",
    ],
}
