"""Right answers to lesson 12, written as people write them. Each is the text of a notebook cell.

np is imported in the notebook; whatever else a cell needs it imports by itself.
"""

VARIANTS: dict[str, list[str]] = {
    "inception_parameter_count": [
        """
def inception_parameter_count(depth, ones, before_threes, threes, before_fives, fives,
                              after_pool, fives_size=5, norm=False):
    def conv(inputs, outputs, k=1):
        weights = k * k * inputs * outputs
        return weights + (2 * outputs if norm else outputs)
    total = conv(depth, ones)
    total += conv(depth, before_threes) + conv(before_threes, threes, 3)
    total += conv(depth, before_fives) + conv(before_fives, fives, fives_size)
    total += conv(depth, after_pool)
    return total
""",
        """
def inception_parameter_count(depth, ones, before_threes, threes, before_fives, fives,
                              after_pool, fives_size=5, norm=False):
    # all 1x1 layers that read the input are one wide 1x1 layer
    thin = ones + before_threes + before_fives + after_pool
    w = depth * thin + 9 * before_threes * threes + fives_size ** 2 * before_fives * fives
    b = thin + threes + fives
    if norm:
        b *= 2
    return w + b
""",
        """
def inception_parameter_count(depth, ones, before_threes, threes, before_fives, fives,
                              after_pool, fives_size=5, norm=False):
    inputs = np.array([depth, depth, before_threes, depth, before_fives, depth])
    outputs = np.array([ones, before_threes, threes, before_fives, fives, after_pool])
    sizes = np.array([1, 1, 3, 1, fives_size, 1])
    return int(np.sum(sizes ** 2 * inputs * outputs) + (1 + norm) * outputs.sum())
""",
        """
from math import prod

def inception_parameter_count(depth, ones, before_threes, threes, before_fives, fives,
                              after_pool, fives_size=5, norm=False):
    shapes = [(ones, depth, 1, 1), (before_threes, depth, 1, 1), (threes, before_threes, 3, 3),
              (before_fives, depth, 1, 1), (fives, before_fives, fives_size, fives_size),
              (after_pool, depth, 1, 1)]
    return sum(map(prod, shapes)) + sum(s[0] for s in shapes) * (2 if norm else 1)
""",
    ],
    "multiply_adds": [
        """
import torch
from torch import nn

def multiply_adds(model, shape):
    total = 0

    def hook(layer, x, y):
        nonlocal total
        if isinstance(layer, nn.Conv2d):
            n, c, h, w = y.shape
            kh, kw = layer.kernel_size
            total += c * h * w * kh * kw * layer.in_channels // layer.groups
        else:
            total += layer.in_features * layer.out_features

    handles = []
    for layer in model.modules():
        if type(layer) in (nn.Conv2d, nn.Linear):
            handles.append(layer.register_forward_hook(hook))
    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            device = next(model.parameters()).device
            model(torch.empty((1,) + tuple(shape), device=device))
    finally:
        for h in handles:
            h.remove()
        model.train(was_training)
    return total
""",
        """
import copy
import torch
from torch import nn

def multiply_adds(model, shape):
    # a copy without numbers: nothing to undo
    model = copy.deepcopy(model).to("meta").eval()
    counts = []
    for layer in model.modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            layer.register_forward_hook(
                lambda l, i, o: counts.append(l.weight.numel() * o[0, 0].numel()))
    model(torch.zeros(1, *shape, device="meta"))
    return sum(counts)
""",
        """
import torch
from torch.utils.flop_counter import FlopCounterMode

def multiply_adds(model, shape):
    training = model.training
    x = torch.zeros(1, *shape).to(next(model.parameters()))
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model.eval()(x)
    model.train(training)
    return counter.get_total_flops() // 2
""",
        """
import torch
from torch.nn.modules.module import register_module_forward_hook

def multiply_adds(model, shape):
    # one hook for all layers that there are, while the model runs
    counts = [0]
    def count(layer, given, made):
        if isinstance(layer, torch.nn.Conv2d):
            counts[0] += made.shape[2] * made.shape[3] * layer.weight.nelement()
        elif isinstance(layer, torch.nn.Linear):
            counts[0] += layer.weight.nelement()
    modes = {m: m.training for m in model.modules()}
    handle = register_module_forward_hook(count)
    model.eval()
    with torch.no_grad():
        model(torch.rand(1, *shape, device=[p for p in model.parameters()][0].device))
    handle.remove()
    for m, mode in modes.items():
        m.training = mode
    return int(counts[0])
""",
    ],
    "top_k_accuracy": [
        """
def top_k_accuracy(scores, y, k=5):
    n, c = scores.shape
    if k < 1 or k > c:
        raise ValueError("k must be between 1 and the number of classes")
    hits = 0
    for i in range(n):
        ranking = sorted(range(c), key=lambda j: (-scores[i, j], j))
        if y[i] in ranking[:k]:
            hits += 1
    return hits / n
""",
        """
def top_k_accuracy(scores, y, k=5):
    if k not in range(1, scores.shape[1] + 1):
        raise ValueError(k)
    own = scores[np.arange(len(y)), y][:, None]
    before = np.arange(scores.shape[1]) < y[:, None]
    rank = np.sum((scores > own) | ((scores == own) & before), axis=1)
    return np.mean(rank < k)
""",
        """
def top_k_accuracy(scores, y, k=5):
    if not 0 < k <= len(scores[0]):
        raise ValueError("bad k")
    left = np.array(scores, dtype=float)
    right = np.zeros(len(y), dtype=bool)
    for _ in range(k):  # the best guess, then the best of the others
        guess = left.argmax(axis=1)
        right |= guess == y
        left[np.arange(len(y)), guess] = -np.inf
    return float(right.sum() / len(right))
""",
        """
def top_k_accuracy(scores, y, k=5):
    if k < 1:
        raise ValueError("k is too small")
    if k > scores.shape[1]:
        raise ValueError("k is too large")
    c = scores.shape[1]
    # read from its end, an ascending order has the last of equals first: so turn the classes round
    order = np.argsort(scores[:, ::-1], axis=1, kind="mergesort")[:, ::-1]
    return float(np.mean([t in row for t, row in zip(y, c - 1 - order[:, :k])]))
""",
    ],
    "merge_batchnorm": [
        """
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    new_w, new_b = np.zeros(w.shape), np.zeros(b.shape)
    for f in range(len(w)):
        std = (var[f] + epsilon) ** 0.5
        new_w[f] = w[f] * gamma[f] / std
        new_b[f] = gamma[f] * (b[f] - mean[f]) / std + beta[f]
    return new_w, new_b
""",
        """
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    k = gamma * (var + epsilon) ** -0.5
    return np.einsum("f,fchw->fchw", k, w), beta + k * b - k * mean
""",
        """
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    scale = (gamma / np.sqrt(var + epsilon)).reshape(-1, 1, 1, 1)
    w = scale * w
    b = scale.ravel() * (b - mean) + beta
    return [w, b]
""",
        """
def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    # by what the two layers do: the bias from x = 0, the filters from what is left
    norm = lambda z: gamma * (z - mean) / np.sqrt(var + epsilon) + beta
    bias = norm(b)
    flat = w.reshape(len(w), -1).T
    return (norm(flat + b) - bias).T.reshape(w.shape), bias
""",
    ],
}
