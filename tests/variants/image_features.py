"""Right answers to lesson 2, written as people write them. Each is the text of a notebook cell.

np is imported in the notebook; whatever else a cell needs it imports by itself.
"""

VARIANTS: dict[str, list[str]] = {
    "polar_features": [
        """
import math

def polar_features(points):
    out = []
    for x, y in points:
        out.append([math.sqrt(x * x + y * y), math.atan2(y, x)])
    return out
""",
        """
def polar_features(points):
    z = points @ np.array([1, 1j])
    return np.column_stack((abs(z), np.angle(z)))
""",
        """
def polar_features(points):
    r = np.linalg.norm(points, axis=1, keepdims=True)
    half = np.arccos(points[:, :1] / r)
    theta = np.where(points[:, 1:] < 0, -half, half)
    return np.hstack([r, theta])
""",
        """
def polar_features(points):
    points = points.astype(np.float32)
    r = np.sqrt((points ** 2).sum(1))
    t = np.arctan2(*points.T[::-1])
    return np.vstack([r, t]).T
""",
        """
def polar_features(points):
    polar = np.empty(points.shape)
    for i in range(points.shape[0]):
        x, y = points[i]
        polar[i, 0] = (x ** 2 + y ** 2) ** 0.5
        if x == 0:
            polar[i, 1] = np.pi / 2 if y > 0 else -np.pi / 2
        else:
            polar[i, 1] = np.arctan(y / x)
            if x < 0 and y >= 0:
                polar[i, 1] += np.pi
            elif x < 0:
                polar[i, 1] -= np.pi
    return polar
""",
    ],
    "standardize": [
        """
def standardize(train, other):
    mean = np.mean(train, axis=0)
    std = np.std(train, axis=0)
    std[std == 0] = 1
    return (train - mean) / std, (other - mean) / std
""",
        """
from sklearn.preprocessing import StandardScaler

def standardize(train, other):
    scaler = StandardScaler().fit(train)
    return scaler.transform(train), scaler.transform(other)
""",
        """
def standardize(train, other):
    N, D = train.shape
    a, b = np.zeros(train.shape), np.zeros(other.shape)
    for d in range(D):
        column = [train[n, d] for n in range(N)]
        mean = sum(column) / N
        variance = sum((value - mean) ** 2 for value in column) / N
        scale = variance ** 0.5 or 1
        for n in range(N):
            a[n, d] = (train[n, d] - mean) / scale
        for m in range(len(other)):
            b[m, d] = (other[m, d] - mean) / scale
    return [a, b]
""",
        """
def standardize(train, other):
    train, other = np.array(train, dtype=float), np.array(other, dtype=float)
    mu = train.mean(0)
    train -= mu
    other -= mu
    sigma = np.sqrt((train * train).mean(0))
    for x in (train, other):
        np.divide(x, sigma, out=x, where=sigma != 0)
    return train, other
""",
        """
def standardize(train, other):
    mean, std = train.mean(axis=0, keepdims=True), train.std(axis=0, keepdims=True)
    safe = std + (std == 0)
    return tuple(((x - mean) / safe).tolist() for x in (train, other))
""",
    ],
    "color_histogram": [
        """
def color_histogram(image, bins):
    H, W, _ = image.shape
    hist = np.zeros(3 * bins)
    for i in range(H):
        for j in range(W):
            for c in range(3):
                k = int(image[i, j, c] * bins)
                if k == bins:
                    k -= 1
                hist[c * bins + k] += 1 / (H * W)
    return hist
""",
        """
def color_histogram(image, bins):
    index = np.clip((image * bins).astype(int), 0, bins - 1).reshape(-1, 3)
    return np.concatenate([np.bincount(index[:, c], minlength=bins) for c in range(3)]) / len(index)
""",
        """
def color_histogram(image, bins):
    index = np.minimum(np.floor(image * bins), bins - 1)
    one_hot = index[..., None] == np.arange(bins)
    return one_hot.mean(axis=(0, 1)).ravel()
""",
        """
def color_histogram(image, bins):
    out = []
    for c in range(3):
        density, edges = np.histogram(image[:, :, c], bins=bins, range=(0.0, 1.0), density=True)
        out.extend(density * np.diff(edges))
    return out
""",
        """
def color_histogram(image, bins):
    edges = np.linspace(0, 1, bins + 1)
    edges[-1] += 1
    hist = np.zeros((3, bins), dtype=np.float32)
    for k, (low, high) in enumerate(zip(edges, edges[1:])):
        hist[:, k] = ((image >= low) & (image < high)).sum(axis=(0, 1))
    return (hist / hist.sum(axis=1, keepdims=True)).flatten()
""",
        """
def color_histogram(image, bins):
    index = np.digitize(image, np.linspace(0, 1, bins + 1)[1:-1]) + bins * np.arange(3)
    hist = np.zeros(3 * bins)
    np.add.at(hist, index, 1)
    return hist / image[:, :, 0].size
""",
    ],
    "image_gradients": [
        """
def image_gradients(gray):
    H, W = gray.shape
    gx, gy = np.zeros((H, W)), np.zeros((H, W))
    for i in range(H):
        for j in range(W):
            if 0 < j < W - 1:
                gx[i, j] = 0.5 * (gray[i, j + 1] - gray[i, j - 1])
            if 0 < i < H - 1:
                gy[i, j] = 0.5 * (gray[i + 1, j] - gray[i - 1, j])
    return gx, gy
""",
        """
def image_gradients(gray):
    gx = (np.roll(gray, -1, axis=1) - np.roll(gray, 1, axis=1)) / 2
    gy = (np.roll(gray, -1, axis=0) - np.roll(gray, 1, axis=0)) / 2
    gx[:, 0] = gx[:, -1] = 0
    gy[0] = gy[-1] = 0
    return [gx, gy]
""",
        """
from scipy.ndimage import correlate1d

def image_gradients(gray):
    gx = correlate1d(gray, [-0.5, 0, 0.5], axis=1)
    gy = correlate1d(gray, [-0.5, 0, 0.5], axis=0)
    gx[:, [0, -1]] = 0
    gy[[0, -1], :] = 0
    return gx, gy
""",
        """
def image_gradients(gray):
    def along_rows(picture):
        inner = (picture[:, 2:] - picture[:, :-2]) / 2
        return np.pad(inner, ((0, 0), (1, 1)))[:, : picture.shape[1]]

    return along_rows(gray), along_rows(gray.T).T
""",
        """
def image_gradients(gray):
    gray = gray.astype(np.float32)
    gx, gy = np.zeros_like(gray), np.zeros_like(gray)
    for j in range(1, gray.shape[1] - 1):
        gx[:, j] = gray[:, j + 1] / 2 - gray[:, j - 1] / 2
    for i in range(1, gray.shape[0] - 1):
        gy[i] = gray[i + 1] / 2 - gray[i - 1] / 2
    return np.stack([gx, gy])
""",
        """
def image_gradients(gray):
    gy, gx = (g[1:-1, 1:-1] for g in np.gradient(np.pad(gray, 1)))
    gx[:, [0, -1]], gy[[0, -1]] = 0, 0
    return gx, gy
""",
    ],
    "orientation_histogram": [
        """
def orientation_histogram(magnitude, angle, bins=9):
    return np.histogram(angle % np.pi, bins=bins, range=(0, np.pi), weights=magnitude)[0]
""",
        """
import math

def orientation_histogram(magnitude, angle, bins=9):
    hist = [0.0] * bins
    for m, a in zip(magnitude.flatten(), angle.flatten()):
        while a >= math.pi:
            a -= math.pi
        while a < 0:
            a += math.pi
        hist[min(int(a / math.pi * bins), bins - 1)] += m
    return hist
""",
        """
def orientation_histogram(magnitude, angle, bins=9):
    degrees = np.rad2deg(angle) % 180
    width = 180 / bins
    hist = np.zeros(bins)
    np.add.at(hist, np.minimum(degrees // width, bins - 1).astype(int), magnitude)
    return hist
""",
        """
def orientation_histogram(magnitude, angle, bins=9):
    angle = np.mod(angle, np.pi)
    out = np.zeros(bins)
    for k in range(bins):
        is_below = (angle < (k + 1) * np.pi / bins) | (k == bins - 1)
        inside = (angle >= k * np.pi / bins) & is_below
        out[k] = magnitude[inside].sum()
    return out
""",
        """
def orientation_histogram(magnitude, angle, bins=9):
    borders = np.linspace(0, np.pi, bins + 1)
    index = np.searchsorted(borders[:-1], (angle % np.pi).ravel(), side="right") - 1
    one_hot = np.eye(bins, dtype=np.float32)[index]
    return np.float32(magnitude).ravel() @ one_hot
""",
    ],
    "hog_cells": [
        """
def hog_cells(gray, cell=8, bins=9):
    H, W = gray.shape
    out = np.zeros((H // cell, W // cell, bins))
    for i in range(H // cell * cell):
        for j in range(W // cell * cell):
            gx = (gray[i, j + 1] - gray[i, j - 1]) / 2 if 0 < j < W - 1 else 0
            gy = (gray[i + 1, j] - gray[i - 1, j]) / 2 if 0 < i < H - 1 else 0
            theta = np.arctan2(gy, gx) % np.pi
            out[i // cell, j // cell, int(theta // (np.pi / bins))] += np.sqrt(gx**2 + gy**2)
    return out
""",
        """
def hog_cells(gray, cell=8, bins=9):
    gx, gy = np.zeros_like(gray), np.zeros_like(gray)
    gx[:, 1:-1] = gray[:, 2:] - gray[:, :-2]
    gy[1:-1] = gray[2:] - gray[:-2]
    m, a = np.sqrt(gx * gx + gy * gy) / 2, np.degrees(np.arctan2(gy, gx)) % 180
    rows, cols = gray.shape[0] // cell, gray.shape[1] // cell
    votes = m[..., None] * ((a * bins / 180).astype(int)[..., None] == np.arange(bins))
    votes = votes[: rows * cell, : cols * cell].reshape(rows, cell, cols, cell, bins)
    return votes.sum(axis=(1, 3))
""",
        """
def gradients(g):
    gx, gy = np.zeros(g.shape), np.zeros(g.shape)
    gx[:, 1:-1] = (g[:, 2:] - g[:, :-2]) / 2
    gy[1:-1] = (g[2:] - g[:-2]) / 2
    return gx, gy

def hog_cells(gray, cell=8, bins=9):
    gx, gy = gradients(gray)
    z = gx + 1j * gy
    mag, ang = np.abs(z), np.angle(z) % np.pi
    result = []
    for top in range(0, gray.shape[0] - cell + 1, cell):
        row = []
        for left in range(0, gray.shape[1] - cell + 1, cell):
            a = ang[top:top + cell, left:left + cell]
            m = mag[top:top + cell, left:left + cell]
            row.append(np.histogram(a, bins, (0, np.pi), weights=m)[0])
        result.append(row)
    return np.array(result)
""",
        """
def hog_cells(gray, cell=8, bins=9):
    gray = gray.astype(np.float32)
    gx, gy = np.zeros_like(gray), np.zeros_like(gray)
    gx[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[1:-1] = (gray[2:] - gray[:-2]) / 2
    with np.errstate(all="ignore"):
        angle = np.where(gx == 0, np.pi / 2, np.arctan(gy / gx))
    angle[angle < 0] += np.pi
    k = np.clip((angle / np.pi * bins).astype(int), 0, bins - 1)
    i, j = np.indices(gray.shape) // cell
    full = np.zeros((i.max() + 1, j.max() + 1, bins), np.float32)
    np.add.at(full, (i, j, k), np.hypot(gx, gy))
    return full[: gray.shape[0] // cell, : gray.shape[1] // cell]
""",
    ],
    "hog_length": [
        """
def hog_length(height, width, cell=8, bins=9):
    return int(height / cell) * int(width / cell) * bins
""",
        """
def hog_length(height, width, cell=8, bins=9):
    count = 0
    for top in range(0, height - cell + 1, cell):
        for left in range(0, width - cell + 1, cell):
            count += bins
    return count
""",
        """
import math

def hog_length(height, width, cell=8, bins=9):
    return math.prod([*(math.floor(side / cell) for side in (height, width)), bins])
""",
        """
def hog_length(height, width, cell=8, bins=9):
    return np.zeros((height // cell, width // cell, bins)).size
""",
        """
def hog_length(height, width, cell=8, bins=9):
    rows, _ = divmod(height, cell)
    columns, _ = divmod(width, cell)
    return np.prod([rows, columns, bins])
""",
    ],
}
