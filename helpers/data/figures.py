"""Stick figures, drawn from a seed, and where their joints are."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

JOINTS = ("head", "neck", "left hand", "right hand", "hip", "left foot", "right foot")
SIDE = 32  # pixels
MARGIN = 1.5  # pixels between every joint and the edge
ZOOM = 4  # drawn this many times larger, then averaged down: smooth edges
NOISE = 0.05
# Pairs of places along `_skeleton`: torso, arms, legs.
_BONES = ((1, 4), (1, 7), (7, 2), (1, 8), (8, 3), (4, 9), (9, 5), (4, 10), (10, 6))


def stick_figures(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Pictures of one figure each, in light lines on a dark ground, and its seven joints.

    Left and right are those of the picture, and points lie as in `helpers.shapes`: pixel (i, j) has
    its middle at x = j + 0.5, y = i + 0.5. A seed gives the same figures each time, and the first
    ones of a larger count are those of a smaller one.

    Shape: images (count, 32, 32, 3), float64 in [0, 1]; joints (count, 7, 2), x and y in pixels, in
    the order of `JOINTS`.
    """
    rng = np.random.default_rng(seed)
    images, joints = np.empty((count, SIDE, SIDE, 3)), np.empty((count, len(JOINTS), 2))
    for image, points in zip(images, joints, strict=True):
        places, length = _skeleton(rng)
        points[:] = places[: len(JOINTS)]
        image[:] = _draw(places, length, rng)
    return images, joints


def _skeleton(rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """The joints, then elbows and knees, (11, 2); and the length of the torso, in pixels."""
    while True:
        hip = SIDE * rng.uniform((0.3, 0.45), (0.7, 0.65))
        length, lean = SIDE * rng.uniform(0.2, 0.3), rng.normal(0, 0.2)
        up = np.array([np.sin(lean), -np.cos(lean)])
        neck = hip + length * up
        head = neck + 0.45 * length * up
        limbs = []
        for start, half, angles, bend in (
            (neck, 0.5 * length, (0.2, 2.6), (0.0, 1.2)),
            (hip, 0.6 * length, (0.05, 0.8), (-0.6, 0.0)),
        ):
            for side in (-1, 1):
                angle = rng.uniform(*angles)
                middle = start + half * _off_down(side * angle)
                limbs += [middle, middle + half * _off_down(side * (angle + rng.uniform(*bend)))]
        elbows_and_hands, knees_and_feet = limbs[:4], limbs[4:]
        places = np.array([
            head, neck, *elbows_and_hands[1::2], hip, *knees_and_feet[1::2],
            *elbows_and_hands[::2], *knees_and_feet[::2],
        ])  # fmt: skip
        joints = places[: len(JOINTS)]
        if joints.min() >= MARGIN and joints.max() <= SIDE - MARGIN:
            return places, length


def _off_down(angle: float) -> np.ndarray:
    """One pixel away, so many radians off straight down; to the right where that is positive."""
    return np.array([np.sin(angle), np.cos(angle)])


def _draw(places: np.ndarray, length: float, rng: np.random.Generator) -> np.ndarray:
    """(32, 32, 3), with a colour of its own for each part of the body."""
    ground = rng.integers(10, 80, 3)
    picture = Image.new("RGB", (SIDE * ZOOM, SIDE * ZOOM), tuple(ground.tolist()))
    brush = ImageDraw.Draw(picture)
    color = tuple(rng.integers(150, 256, 3).tolist())
    points = [tuple(point) for point in np.rint(places * ZOOM).astype(int).tolist()]
    for first, second in _BONES:
        brush.line((points[first], points[second]), fill=color, width=round(1.4 * ZOOM))
    x, y = points[0]
    radius = round(0.3 * length * ZOOM)
    brush.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)
    image = np.asarray(picture.reduce(ZOOM)) / 255.0
    return np.clip(image + rng.normal(0, NOISE, image.shape), 0, 1)
