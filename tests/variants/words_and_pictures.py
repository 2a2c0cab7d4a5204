"""Right answers to lesson 15, written as people write them. Each is the text of a notebook cell.

np is imported in the notebook; whatever else a cell needs it imports by itself.
"""

VARIANTS: dict[str, list[str]] = {
    "autoencoder_loss": [
        """
from torch.nn import functional as F

def autoencoder_loss(x, reconstruction):
    return F.mse_loss(reconstruction, x, reduction="sum") / x.shape[0]
""",
        """
def autoencoder_loss(x, reconstruction):
    difference = x - reconstruction
    axes = tuple(range(1, difference.dim()))
    return (difference ** 2).sum(dim=axes).mean()
""",
        """
import torch

def autoencoder_loss(x, reconstruction):
    per_image = []
    for a, b in zip(x, reconstruction):
        d = (b - a).reshape(-1)
        per_image.append(torch.dot(d, d))
    return torch.stack(per_image).mean()
""",
        """
def autoencoder_loss(x, reconstruction):
    n = len(x)
    total = 0
    for i in range(n):
        total += (reconstruction[i].detach() * 0 + reconstruction[i] - x[i]).pow(2).sum() / n
    return total
""",
    ],
    "pca_reconstruct": [
        """
def pca_reconstruct(train, other, components):
    M, D = train.shape
    if components > M or components > D:
        raise ValueError(f"only {min(M, D)} components")
    mu = train.mean(0)
    cov = (train - mu).T @ (train - mu) / M
    values, vectors = np.linalg.eigh(cov)      # ascending
    W = vectors[:, ::-1][:, :components]
    return (other - mu) @ W @ W.T + mu
""",
        """
def pca_reconstruct(train, other, components):
    if components > min(train.shape[0], train.shape[1]):
        raise ValueError
    m = np.mean(train, axis=0, keepdims=True)
    U, S, Vt = np.linalg.svd((train - m).T)    # columns of U are the directions now
    out = np.repeat(m, len(other), axis=0)
    for k in range(components):
        d = U[:, k]
        out = out + np.outer((other - m) @ d, d)
    return out
""",
        """
class TooMany(ValueError):
    pass

def pca_reconstruct(train, other, components):
    if components > min(train.shape):
        raise TooMany("too many")
    mean = train.mean(axis=0)
    rest = train - mean
    result = np.tile(mean, (other.shape[0], 1)).astype(float)
    covariance = np.cov(train, rowvar=False).reshape(train.shape[1], train.shape[1])
    values, vectors = np.linalg.eig(covariance)
    order = np.argsort(-values.real)
    for place in order[:components]:
        v = vectors[:, place].real
        for n in range(other.shape[0]):
            result[n] += ((other[n] - mean) @ v) * v
    return result
""",
        """
def pca_reconstruct(train, other, components):
    # least squares onto the directions
    if components > min(train.shape):
        raise ValueError("no")
    mean = train.mean(axis=0)
    V = np.linalg.svd(train - mean, full_matrices=True)[2][:components]
    coefficients = np.linalg.lstsq(V.T, (other - mean).T, rcond=None)[0]
    return (V.T @ coefficients).T + mean
""",
    ],
    "rnn_step": [
        """
def rnn_step(x, h, Wx, Wh, b):
    both = np.concatenate([x, h], axis=1)
    W = np.concatenate([Wx, Wh], axis=1)
    return np.tanh(both @ W.T + b[None, :])
""",
        """
def rnn_step(x, h, Wx, Wh, b):
    N, H = h.shape
    out = np.empty((N, H))
    for n in range(N):
        for i in range(H):
            a = b[i]
            for d in range(x.shape[1]):
                a += Wx[i, d] * x[n, d]
            for j in range(H):
                a += Wh[i, j] * h[n, j]
            out[n, i] = 1 - 2 / (np.exp(2 * a) + 1)  # of infinity as well
    return out
""",
        """
def rnn_step(x, h, Wx, Wh, b):
    return np.tanh(np.einsum("nd,hd->nh", x, Wx) + np.einsum("nj,hj->nh", h, Wh) + b)
""",
        """
def rnn_step(x, h, Wx, Wh, b):
    return np.tanh((Wx @ x.T + Wh @ h.T + b[:, None]).T).astype(np.float32)
""",
    ],
    "greedy_caption": [
        """
def greedy_caption(step, start, end, length):
    result = [start]
    state = None
    for _ in range(length):
        scores, state = step(result[-1], state)
        best = scores.argmax()
        if best == end:
            break
        result.append(best)
    return result[1:]
""",
        """
def greedy_caption(step, start, end, length):
    # asks once more than it has to
    words = []
    scores, state = step(start, None)
    word = int(np.argmax(scores))
    while word != end and len(words) < length:
        words.append(word)
        scores, state = step(word, state)
        word = int(np.argmax(scores))
    return words
""",
        """
def greedy_caption(step, start, end, length):
    def rest(word, state, left):
        if left == 0:
            return []
        scores, state = step(word, state)
        scores = list(scores)
        best = scores.index(max(scores))
        return [] if best == end else [best] + rest(best, state, left - 1)
    return rest(start, None, length)
""",
        """
def greedy_caption(step, start, end, length):
    out = np.zeros(length, dtype=int)
    word, state, n = np.int64(start), None, 0
    while n < length:
        scores, state = step(word, state)
        best = 0
        for k in range(len(scores)):
            if scores[k] > scores[best]:
                best = k
        if best == end:
            return out[:n].tolist()
        out[n] = word = best
        n += 1
    return list(out)
""",
    ],
    "caption_loss": [
        """
import torch.nn.functional as F

def caption_loss(scores, words, end):
    targets = words.clone()
    for n in range(len(words)):
        ended = False
        for t in range(words.shape[1]):
            if ended:
                targets[n, t] = -100
            if words[n, t] == end:
                ended = True
    return F.cross_entropy(scores.flatten(0, 1), targets.flatten())
""",
        """
import torch

def caption_loss(scores, words, end):
    logs = torch.log_softmax(scores, dim=-1)
    total, count = 0, 0
    for n in range(words.shape[0]):
        for t in range(words.shape[1]):
            total = total - logs[n, t, words[n, t]]
            count += 1
            if words[n, t] == end:
                break
    return total / count
""",
        """
import torch
from torch import nn

def caption_loss(scores, words, end):
    N, T, V = scores.shape
    is_end = words == end
    before = torch.cat([torch.zeros(N, 1, dtype=torch.bool), is_end[:, :-1]], dim=1)
    mask = (before.cumsum(dim=1) == 0).float()
    losses = nn.CrossEntropyLoss(reduction="none")(scores.reshape(-1, V), words.reshape(-1))
    return (losses * mask.reshape(-1)).sum() / mask.sum()
""",
        """
import torch

def caption_loss(scores, words, end):
    T = words.shape[1]
    is_end = (words == end)
    length = torch.where(is_end.any(1), is_end.int().argmax(1) + 1, torch.tensor(T))
    mask = torch.arange(T)[None] < length[:, None]
    chosen = torch.gather(scores, 2, words[..., None]).squeeze(-1)
    return (torch.logsumexp(scores, 2) - chosen)[mask].mean()
""",
    ],
    "caption_match": [
        """
def caption_match(predicted, target):
    p = [w for w in predicted.lower().split() if w != "a" and w != "an"]
    t = [w for w in target.lower().split() if w != "a" and w != "an"]
    if p == t:
        return "right"
    if abs(len(p) - len(t)) > 1:
        return "wrong"
    if len(p) == len(t):
        return "nearly" if sum(a != b for a, b in zip(p, t)) == 1 else "wrong"
    long, short = (p, t) if len(p) > len(t) else (t, p)
    for i in range(len(long)):
        if long[:i] + long[i + 1:] == short:
            return "nearly"
    return "wrong"
""",
        """
def caption_match(predicted, target):
    def words(text):
        return tuple(w for w in text.lower().split() if w not in {"a", "an"})

    p, t = words(predicted), words(target)
    start = 0
    while start < min(len(p), len(t)) and p[start] == t[start]:
        start += 1
    p, t = p[start:], t[start:]
    while p and t and p[-1] == t[-1]:
        p, t = p[:-1], t[:-1]
    if not p and not t:
        return "right"
    return "nearly" if len(p) <= 1 and len(t) <= 1 else "wrong"
""",
        """
import re

def caption_match(predicted, target):
    a, b = (re.sub(r"\\b(a|an)\\b", " ", s.lower()).split() for s in (predicted, target))
    d = np.zeros((len(a) + 1, len(b) + 1), int)
    d[:, 0] = np.arange(len(a) + 1)
    d[0] = np.arange(len(b) + 1)
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            kept = d[i - 1, j - 1] + (a[i - 1] != b[j - 1])
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, kept)
    return ["right", "nearly", "wrong"][min(d[-1, -1], 2)]
""",
        """
from functools import lru_cache

def caption_match(predicted, target):
    p, t = ([w for w in s.casefold().split() if w not in "a an".split()]
            for s in (predicted, target))

    @lru_cache(None)
    def edits(i, j):
        if i == len(p):
            return len(t) - j
        if j == len(t):
            return len(p) - i
        if p[i] == t[j]:
            return edits(i + 1, j + 1)
        return 1 + min(edits(i + 1, j), edits(i, j + 1), edits(i + 1, j + 1))

    n = edits(0, 0)
    return "right" if n == 0 else "nearly" if n == 1 else "wrong"
""",
    ],
    "add_noise": [
        """
import math

def add_noise(image, noise, signal_rate):
    if signal_rate < 0 or signal_rate > 1:
        raise ValueError(f"signal rate {signal_rate}")
    noise_rate = math.sqrt(1 - signal_rate * signal_rate)
    return image * signal_rate + noise * noise_rate
""",
        """
def add_noise(image, noise, signal_rate):
    if abs(signal_rate - 0.5) > 0.5:
        raise ValueError
    angle = np.arccos(signal_rate)
    return np.cos(angle) * image + np.sin(angle) * noise
""",
        """
def add_noise(image, noise, signal_rate):
    s = float(signal_rate)
    if not (s >= 0 and s <= 1):
        raise ValueError("0 to 1")
    out = np.array(image, dtype=float)
    out *= s
    out += (1 - s ** 2) ** 0.5 * noise
    return out
""",
    ],
    "denoise_step": [
        """
def denoise_step(noisy, predicted_noise, rates):
    now, nxt = rates
    if now <= 0:
        raise ValueError("only noise")
    x0 = (noisy - (1 - now ** 2) ** 0.5 * predicted_noise) / now
    return nxt * x0 + (1 - nxt ** 2) ** 0.5 * predicted_noise
""",
        """
def denoise_step(noisy, predicted_noise, rates):
    # one factor for each of the two
    now, nxt = (float(r) for r in rates)
    if not now:
        raise ValueError
    n_now, n_next = np.sin(np.arccos(now)), np.sin(np.arccos(nxt))
    return nxt / now * noisy + (n_next - nxt / now * n_now) * predicted_noise
""",
        """
def add_noise(image, noise, signal_rate):
    return signal_rate * image + np.sqrt(1 - signal_rate ** 2) * noise

def denoise_step(noisy, predicted_noise, rates):
    if rates[0] == 0:
        raise ValueError("nothing left")
    clean = (noisy - add_noise(np.zeros_like(noisy), predicted_noise, rates[0])) / rates[0]
    return add_noise(clean, predicted_noise, rates[1])
""",
    ],
    "guided_noise": [
        """
def guided_noise(with_words, without_words, scale):
    return scale * with_words + (1 - scale) * without_words
""",
        """
def guided_noise(with_words, without_words, scale):
    if scale == 0:
        return without_words
    if scale == 1:
        return with_words
    return with_words + (scale - 1) * (with_words - without_words)
""",
        """
def guided_noise(with_words, without_words, scale):
    out = np.empty_like(with_words)
    for place in np.ndindex(with_words.shape):
        a, b = without_words[place], with_words[place]
        out[place] = a + scale * (b - a)
    return out
""",
    ],
    "gram_matrix": [
        """
import torch

def gram_matrix(features):
    N, C, H, W = features.size()
    f = features.view(N, C, H * W)
    return torch.bmm(f, f.transpose(1, 2)).div(H * W)
""",
        """
import torch

def gram_matrix(features):
    h, w = features.shape[-2:]
    return torch.einsum("nchw,ndhw->ncd", features, features) / (h * w)
""",
        """
import torch

def gram_matrix(features):
    out = []
    for image in features:
        rows = [[(a * b).mean() for b in image] for a in image]
        out.append(torch.stack([torch.stack(row) for row in rows]))
    return torch.stack(out)
""",
        """
def gram_matrix(features):
    return (features[:, :, None] * features[:, None]).mean(dim=(-2, -1))
""",
    ],
    "style_loss": [
        """
import torch

def gram_matrix(features):
    f = features.flatten(2)
    return f @ f.mT / f.shape[-1]

def style_loss(features, targets):
    return sum(((gram_matrix(f) - t.detach()) ** 2).mean() for f, t in zip(features, targets))
""",
        """
import torch
import torch.nn.functional as F

def style_loss(features, targets):
    total = torch.zeros(())
    for i in range(len(features)):
        _, c, h, w = features[i].shape
        f = features[i].reshape(c, h * w)
        total = total + F.mse_loss((f @ f.T / (h * w))[None], targets[i])
    return total
""",
        """
import torch

def style_loss(features, targets):
    losses = []
    for f, t in zip(features, targets):
        g = torch.einsum("nchw,ndhw->ncd", f, f) / (f.shape[2] * f.shape[3])
        d = g - t
        losses.append((d * d).sum() / d.numel())
    return torch.stack(losses).sum()
""",
    ],
    "total_variation": [
        """
import torch

def total_variation(image):
    return torch.diff(image, dim=2).abs().sum() + torch.diff(image, dim=3).abs().sum()
""",
        """
def total_variation(image):
    N, C, H, W = image.shape
    total = 0 * image.sum()
    for i in range(H):
        for j in range(W):
            if j + 1 < W:
                total = total + (image[:, :, i, j] - image[:, :, i, j + 1]).abs().sum()
            if i + 1 < H:
                total = total + (image[:, :, i, j] - image[:, :, i + 1, j]).abs().sum()
    return total
""",
        """
import torch
import torch.nn.functional as F

def total_variation(image):
    # a border that repeats the edge differs from it by nothing
    right = F.pad(image, (0, 1, 0, 0), mode="replicate")[..., 1:] - image
    below = F.pad(image, (0, 0, 0, 1), mode="replicate")[..., 1:, :] - image
    return torch.sum(torch.abs(right) + torch.abs(below))
""",
        """
def total_variation(image):
    d = image[..., 1:] - image[..., :-1]
    e = (image.transpose(2, 3)[..., 1:] - image.transpose(2, 3)[..., :-1])
    return d.clamp(min=0).sum() - d.clamp(max=0).sum() + e.norm(p=1)
""",
    ],
}
