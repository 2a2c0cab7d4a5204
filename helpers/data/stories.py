"""Galaxies, road signs and tissue, drawn from a seed: pictures whose labels have a catch.

The first pictures of a larger count are those of a smaller one with the same seed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

GALAXIES = ("round", "edge-on", "turning left", "turning right")
GALAXY_SIDE = 32  # pixels
ROAD_SIGNS = ("arrow left", "arrow right", "no entry", "triangle up", "triangle down")
SIGN_SIDE = 24  # pixels
SIGN_NOISE = 0.06
TISSUE_SIDE = 24  # pixels
SPOTS = 0.04  # share of the pictures of tissue that hold one

ZOOM = 4  # signs are drawn this many times larger, then averaged down: smooth edges
BLUE, RED, WHITE = (20, 70, 190), (200, 30, 35), (245, 245, 245)


def galaxies(count: int, seed: int = 0, noise: float = 0.35) -> tuple[np.ndarray, np.ndarray]:
    """Galaxies of four kinds, at any angle: no side is up. The mirror makes one spiral the other.

    Spirals are called by the way one turns who walks outwards along an arm.

    noise: standard deviation of what is added to each pixel, where the middle of a galaxy is
    about 1 and the sky is 0.

    Shape: images (count, 32, 32), float64; labels (count,), int64, as indices of `GALAXIES`.
    """
    return _drawn(count, seed, (GALAXY_SIDE,) * 2, lambda rng: _galaxy(noise, rng))


def road_signs(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Road signs of five kinds, tilted, in poor light. Mirrors and half turns change what they say.

    Shape: images (count, 24, 24, 3), float64 in [0, 1]; labels (count,), int64, as indices of
    `ROAD_SIGNS`.
    """
    return _drawn(count, seed, (SIGN_SIDE, SIGN_SIDE, 3), _road_sign)


def tissue(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Cloudy pictures such as a scanner takes; about one in 25 holds a faint bright spot.

    Shape: images (count, 24, 24), float64 in [0, 1]; labels (count,), int64, 1 where there is a
    spot.
    """
    return _drawn(count, seed, (TISSUE_SIDE,) * 2, _tissue)


def _drawn(
    count: int,
    seed: int,
    shape: tuple[int, ...],
    draw: Callable[[np.random.Generator], tuple[np.ndarray, int]],
) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    images, labels = np.empty((count, *shape)), np.empty(count, dtype=np.int64)
    for number in range(count):
        images[number], labels[number] = draw(rng)
    return images, labels


def _galaxy(noise: float, rng: np.random.Generator) -> tuple[np.ndarray, int]:
    kind = int(rng.integers(len(GALAXIES)))
    spiral = kind >= 2
    narrow = rng.uniform(*((0.75, 1.0), (0.2, 0.35), (0.7, 1.0), (0.7, 1.0))[kind])
    x, y, angle = *rng.uniform(-0.1, 0.1, 2), rng.uniform(0, 2 * np.pi)
    twist = rng.uniform(3.2, 4.5)

    places = (np.arange(GALAXY_SIDE) + 0.5) / GALAXY_SIDE * 2 - 1
    right, down = places[None, :] - x, places[:, None] - y
    along = np.cos(angle) * right + np.sin(angle) * down
    across = (np.cos(angle) * down - np.sin(angle) * right) / narrow
    radius, direction = np.hypot(along, across), np.arctan2(across, along)

    light = 0.9 * np.exp(-radius / 0.18)
    if spiral:
        turn = 2 * twist * radius * (1 if kind == 2 else -1)
        arms = np.maximum(0, np.cos(2 * direction + turn)) ** 1.5
        light += 0.6 * np.exp(-((radius / 0.75) ** 2)) * arms * np.minimum(1, radius / 0.15)
    else:
        light += 0.35 * np.exp(-((radius / 0.5) ** 2))
    return light + noise * rng.standard_normal(light.shape), kind


def _road_sign(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    kind = int(rng.integers(len(ROAD_SIGNS)))
    radius, tilt = rng.uniform(7, 10.5), np.deg2rad(rng.uniform(-12, 12))
    middle = SIGN_SIDE / 2 + rng.uniform(-1.5, 1.5, 2)
    turned = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])

    picture = Image.new("RGB", (SIGN_SIDE * ZOOM,) * 2, tuple(rng.integers(60, 200, 3).tolist()))
    brush = ImageDraw.Draw(picture)

    def fill(corners: np.ndarray, color: tuple[int, int, int]) -> None:
        """A polygon in the sign's own directions, where the sign has radius 1."""
        points = (middle + radius * np.asarray(corners) @ turned) * ZOOM
        brush.polygon([tuple(point) for point in points.tolist()], fill=color)

    if kind <= 2:
        fill(_CIRCLE, RED if kind == 2 else BLUE)
    if kind <= 1:
        fill(_ARROW * ((1, 1) if kind else (-1, 1)), WHITE)
    elif kind == 2:
        fill(_BAR, WHITE)
    else:
        upright = _TRIANGLE * ((1, 1) if kind == 3 else (1, -1))
        fill(upright, RED)
        fill(0.55 * upright, WHITE)
    image = np.asarray(picture.reduce(ZOOM)) / 255.0 * rng.uniform(0.5, 1)
    return np.clip(image + rng.normal(0, SIGN_NOISE, image.shape), 0, 1), kind


# Corners of what a sign shows, x to the right and y down.
_AROUND = np.linspace(0, 2 * np.pi, 40, endpoint=False)
_CIRCLE = np.stack([np.cos(_AROUND), np.sin(_AROUND)], axis=1)
_ARROW_HALF = ((-0.65, 0.15), (0.05, 0.15), (0.05, 0.5), (0.7, 0))
_ARROW = np.array([*_ARROW_HALF, *((x, -y) for x, y in _ARROW_HALF[2::-1])])
_BAR = np.array([(-0.7, -0.2), (0.7, -0.2), (0.7, 0.2), (-0.7, 0.2)])
_TRIANGLE = np.array([(0, -1), (0.87, 0.5), (-0.87, 0.5)])


def _tissue(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    from scipy.ndimage import gaussian_filter

    ill = int(rng.random() < SPOTS)
    side = TISSUE_SIDE
    clouds = 0.9 * gaussian_filter(rng.standard_normal((side, side)), 2.2, mode="wrap")
    image = 0.5 + clouds + 0.04 * rng.standard_normal((side, side))
    row, column = rng.uniform(5, side - 5, 2)
    strength, radius = rng.uniform(0.25, 0.45), rng.uniform(1.5, 3)
    if ill:
        places = np.arange(side) + 0.5
        squared = (places[:, None] - row) ** 2 + (places - column) ** 2
        image += strength * np.exp(-squared / radius**2)
    return np.clip(image, 0, 1), ill
