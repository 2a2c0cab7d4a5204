"""Points in the plane, in classes.

Each function returns points (count, 2) and their labels (count,).
"""

from __future__ import annotations

import numpy as np


def rings(count: int = 300, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A disc of points, and a ring of points around it: no straight line separates the two.

    Shape: points (count, 2), about -1 to 1; labels (count,), int64, 0 inside and 1 outside.
    """
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 2
    radius = np.where(labels == 0, 0.4 * np.sqrt(rng.random(count)), rng.uniform(0.65, 1, count))
    angle = rng.uniform(-np.pi, np.pi, count)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]), labels


def spiral(count: int = 300, classes: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Points along the arms of a spiral, one arm a class, with a little noise.

    Shape: points (count, 2), about -1 to 1; labels (count,), int64, 0 to classes - 1.
    """
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % classes
    radius = rng.uniform(0.05, 1, count)
    angle = 2 * np.pi * labels / classes + 4 * radius + rng.normal(0, 0.15, count)
    return np.column_stack([radius * np.sin(angle), radius * np.cos(angle)]), labels


def xor(count: int = 200, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Points in the four quarters of the plane: 1 where exactly one of x and y is above 0.

    Shape: points (count, 2), -1 to 1, none close to an axis; labels (count,), int64.
    """
    rng = np.random.default_rng(seed)
    points = rng.uniform(0.08, 1, (count, 2)) * rng.choice([-1, 1], (count, 2))
    return points, ((points[:, 0] > 0) != (points[:, 1] > 0)).astype(np.int64)


def blobs(count: int = 150, classes: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Clouds of points around a circle, one a class: straight lines nearly separate them.

    Shape: points (count, 2), about -1.5 to 1.5; labels (count,), int64, 0 to classes - 1.
    """
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % classes
    angle = 2 * np.pi * labels / classes + np.pi / 2
    return np.column_stack([np.cos(angle), np.sin(angle)]) + rng.normal(0, 0.3, (count, 2)), labels
