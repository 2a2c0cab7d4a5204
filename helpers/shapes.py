"""Colour scenes drawn from a seed: a picture, and everything that is true of it.

One set serves every task of the course: `images` for classification, and `scene` for boxes,
masks, key points and captions. Nothing is downloaded, and a seed gives the same picture each time.

Coordinates: x goes right and y goes down, in pixels. The pixel in row i and column j covers x from
j to j + 1 and y from i to i + 1, so `image[int(y), int(x)]` is the pixel under the point (x, y).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

# fmt: off
CLASSES = (
    "star", "heart", "moon", "fish", "house", "flower", "mushroom", "ladybird", "ball", "gift",
)

# The key points of each class, and where they lie in its drawing, which fills the circle of
# radius 1 around (0, 0). Left and right are those of the picture.
KEYPOINTS = {
    "star": {"top": (0, -0.86), "right": (0.82, -0.27), "lower right": (0.5, 0.7),
             "lower left": (-0.5, 0.7), "left": (-0.82, -0.27)},
    "heart": {"dip": (0, -0.36), "right lobe": (0.5, -0.68), "tip": (0, 0.74),
              "left lobe": (-0.5, -0.68), "middle": (0, 0.05)},
    "moon": {"upper horn": (0.58, -0.74), "upper back": (-0.22, -0.62), "back": (-0.46, 0),
             "lower back": (-0.22, 0.62), "lower horn": (0.58, 0.74)},
    "fish": {"nose": (0.9, 0), "eye": (0.56, -0.12), "middle": (0.07, 0),
             "upper tail": (-0.8, -0.36), "lower tail": (-0.8, 0.36)},
    "house": {"peak": (0, -0.76), "right eave": (0.72, -0.08), "lower right": (0.54, 0.7),
              "lower left": (-0.54, 0.7), "left eave": (-0.72, -0.08)},
    "flower": {"top petal": (0, -0.8), "right petal": (0.76, -0.25), "lower right": (0.47, 0.65),
               "lower left": (-0.47, 0.65), "left petal": (-0.76, -0.25)},
    "mushroom": {"top": (0, -0.76), "right rim": (0.84, 0), "right foot": (0.24, 0.72),
                 "left foot": (-0.24, 0.72), "left rim": (-0.84, 0)},
    "ladybird": {"head": (0, -0.84), "right wing": (0.7, 0.1), "rear": (0, 0.84),
                 "left wing": (-0.7, 0.1), "middle": (0, 0.1)},
    "ball": {"top": (0, -0.8), "right of band": (0.82, 0), "bottom": (0, 0.8),
             "left of band": (-0.82, 0), "middle": (0, 0.17)},
    "gift": {"knot": (0, -0.38), "upper right": (0.68, -0.38), "lower right": (0.58, 0.66),
             "lower left": (-0.58, 0.66), "upper left": (-0.68, -0.38)},
}

# Near the palette of Okabe and Ito (2008).
COLORS = {
    "red": (204, 51, 17), "orange": (238, 146, 24), "yellow": (244, 222, 70),
    "green": (0, 158, 115), "blue": (0, 114, 178), "pink": (224, 135, 178),
}
CREAM, BROWN, INK, WHITE = (255, 246, 222), (108, 64, 44), (43, 38, 48), (255, 255, 255)
SHADOW, MIST = (20, 20, 40, 70), (255, 255, 255, 36)  # red, green, blue, opacity

# Upper sky, lower sky, ground.
BACKGROUNDS = np.array([
    ((126, 187, 226), (212, 234, 244), (139, 179, 118)),  # a meadow by day
    ((244, 181, 150), (252, 228, 190), (190, 140, 120)),  # sunset
    ((33, 42, 78), (82, 90, 132), (40, 58, 70)),  # night
    ((170, 214, 208), (228, 243, 236), (226, 207, 160)),  # a beach
    ((193, 183, 220), (234, 226, 240), (160, 158, 190)),  # a lilac morning
    ((196, 214, 228), (232, 238, 242), (250, 251, 252)),  # snow
    ((70, 96, 92), (128, 150, 138), (66, 82, 62)),  # a forest
    ((120, 104, 96), (176, 158, 142), (92, 74, 66)),  # earth
], dtype=float)
# fmt: on

# What captions call small and large: the longer side of the box, as a share of the picture's side.
SMALL, LARGE = 1 / 3, 2 / 3
ZOOM = 4  # drawn this many times larger, then averaged down: smooth edges
MAX_TILT = 25  # degrees
CONTRAST = 90  # least distance, in RGB of 0 to 255, between a thing and what is behind it

Fill = float | tuple[int, int, int]


@dataclass(frozen=True)
class Thing:
    """One thing in a scene, as far as it is seen: what another thing covers does not count.

    name: one of `CLASSES`. color: one of `COLORS`.
    box: (x0, y0, x1, y1), tight around the mask; column x1 and row y1 are the first outside.
    mask: (H, W), bool; a pixel is the thing's where more than half of its area is.
    keypoints: (5, 2), x and y of the points that `KEYPOINTS[name]` names; NaN where covered.
    """

    name: str
    color: str
    box: tuple[int, int, int, int]
    mask: np.ndarray
    keypoints: np.ndarray


@dataclass(frozen=True)
class Scene:
    """A picture and what is in it.

    image: (H, W, 3), float64 in [0, 1].
    things: back to front; no two masks share a pixel.
    label: the class, as an index of `CLASSES`, of the thing whose mask has most pixels.
    caption: begins with that thing, then says where it is from each of the others.
    """

    image: np.ndarray
    things: tuple[Thing, ...]
    label: int
    caption: str


class Drawing(NamedTuple):
    """Polygons within the circle of radius 1 around (0, 0), from back to front.

    Each is its points, (n, 2), and its fill: RGB, or how much lighter (to 1) or darker (to -1)
    than the colour of the thing.
    """

    solid: Sequence[tuple[np.ndarray, Fill]]  # together they make the outline
    details: Sequence[tuple[np.ndarray, Fill]]  # drawn on top, within it


class Plan(NamedTuple):
    """What is to be drawn, and where: `points @ matrix + center` takes a drawing to its place."""

    name: str
    color: str
    matrix: np.ndarray  # (2, 2)
    center: np.ndarray  # (2,), in pixels


def scene(seed: int, size: int = 32, things: int = 1) -> Scene:
    """A scene with one to three things in it.

    size: pixels a side. The same seed gives the same scene at every size.
    Raises: ValueError for a size below 32, or for fewer things than one or more than three.
    """
    if not 1 <= things <= 3:
        raise ValueError(f"A scene holds 1 to 3 things. Got {things}.")
    rng = np.random.default_rng(seed)
    names = [CLASSES[k] for k in rng.integers(len(CLASSES), size=things)]
    plans = _plan(names, size, rng)
    image, owner, points = _draw(plans, size, rng)
    seen = tuple(_thing(plans[k], owner == k + 1, points[k]) for k in range(things))
    by_area = sorted(seen, key=lambda thing: -thing.mask.sum())
    return Scene(image, seen, CLASSES.index(by_area[0].name), _caption(by_area, size))


def images(count: int, seed: int = 0, size: int = 32) -> tuple[np.ndarray, np.ndarray]:
    """Pictures of one thing each, for classification; every class equally often, in mixed order.

    Shape: images (count, size, size, 3), float64 in [0, 1]; labels (count,), int64, indices of
    `CLASSES`.
    Raises: ValueError for a size below 32.
    """
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(count, dtype=np.int64) % len(CLASSES))
    pictures = np.empty((count, size, size, 3))
    for picture, label in zip(pictures, labels, strict=True):
        picture[:] = _draw(_plan([CLASSES[label]], size, rng), size, rng)[0]
    return pictures, labels


def _thing(plan: Plan, owned: np.ndarray, points: np.ndarray) -> Thing:
    """owned: (ZOOM * size, ZOOM * size), where the thing is seen; points: its key points there."""
    size = len(owned) // ZOOM
    mask = owned.reshape(size, ZOOM, size, ZOOM).mean(axis=(1, 3)) > 0.5
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    x, y = points.astype(int).T
    keypoints = np.where(owned[y, x, None], points / ZOOM, np.nan)
    return Thing(plan.name, plan.color, box, mask, keypoints)


def _plan(names: Sequence[str], size: int, rng: np.random.Generator) -> list[Plan]:
    """Colours, all different; sizes; places that overlap a little at most; stretch and tilt."""
    if size < 32:
        raise ValueError(f"The pictures are 32 pixels a side or more. Got {size}.")
    count = len(names)
    low, high = (0.24, 0.42) if count == 1 else (0.14, 0.28)
    first, second = np.triu_indices(count, 1)
    while True:
        radii = rng.uniform(low, high, count)
        centers = rng.uniform(radii[:, None] + 0.02, 0.98 - radii[:, None], (count, 2))
        distance = np.linalg.norm(centers[first] - centers[second], axis=1)
        if np.all(distance > 0.75 * (radii[first] + radii[second])):
            break
    plans = []
    for k, color in enumerate(rng.permutation(list(COLORS))[:count]):
        stretch = radii[k] * rng.uniform(0.86, 1.0, (2, 1))
        if names[k] in ("fish", "moon") and rng.random() < 0.5:  # faces the other way
            stretch[0] *= -1
        tilt = np.radians(rng.uniform(-MAX_TILT, MAX_TILT))
        turn = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
        plans.append(Plan(names[k], str(color), size * stretch * turn, size * centers[k]))
    return plans


def _draw(
    plans: Sequence[Plan], size: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """The picture, (size, size, 3); whose each pixel is, k for the k-th thing, and each thing's key
    points, both ZOOM times larger.
    """
    picture = _background(plans, size * ZOOM, rng)
    owner = Image.new("L", picture.size)
    brush, marker = ImageDraw.Draw(picture, "RGBA"), ImageDraw.Draw(owner)
    pen = round(size * ZOOM / 42)
    joint = "curve" if size > 64 else None  # slow, and seen in large pictures only
    points = []
    for k, plan in enumerate(plans, start=1):
        matrix, center = plan.matrix * ZOOM, plan.center * ZOOM
        color = np.clip(np.array(COLORS[plan.color]) + rng.integers(-14, 15, 3), 0, 255)
        solid, details = (
            [(_corners(xy @ matrix + center), _shade(color, fill)) for xy, fill in polygons]
            for polygons in DRAWINGS[plan.name]
        )
        for xy, _ in solid:
            brush.polygon([value + pen for value in xy], fill=SHADOW)
        for xy, _ in solid:
            brush.line(xy + xy[:4], fill=_shade(color, -0.55), width=pen, joint=joint)
            marker.line(xy + xy[:4], fill=k, width=pen)
            marker.polygon(xy, fill=k)
        for xy, fill in solid + details:
            brush.polygon(xy, fill=fill)
        points.append(np.array([*KEYPOINTS[plan.name].values()]) @ matrix + center)
    noise = rng.normal(0.0, rng.uniform(0.005, 0.02), (size, size, 3))
    image = np.clip(np.asarray(picture.reduce(ZOOM)) / 255.0 + noise, 0.0, 1.0)
    return image, np.asarray(owner), points


def _background(plans: Sequence[Plan], side: int, rng: np.random.Generator) -> Image.Image:
    """A sky, a hill, soft specks of light: never in the colour of a thing."""
    fills = np.array([COLORS[plan.color] for plan in plans])
    apart = np.linalg.norm(BACKGROUNDS[:, :, None] - fills, axis=3).min(axis=(1, 2))
    sky, haze, ground = rng.choice(BACKGROUNDS[apart > CONTRAST])
    height = np.linspace(0, 1, 5)[:, None, None]
    grid = sky * (1 - height) + haze * height + rng.normal(0, 6, (5, 5, 1))
    small = Image.fromarray(np.clip(grid, 0, 255).astype(np.uint8))
    picture = small.resize((side, side), Image.Resampling.BICUBIC)
    brush = ImageDraw.Draw(picture, "RGBA")
    for x, y, radius in rng.uniform((0, 0, 0.02), (1, 0.9, 0.12), (rng.integers(3, 8), 3)) * side:
        brush.ellipse((x - radius, y - radius, x + radius, y + radius), fill=MIST)
    if rng.random() < 0.75:
        x = np.linspace(0, 1, 13)
        hill = rng.uniform(0.55, 0.9) + 0.06 * np.sin(rng.uniform(2, 7) * x + rng.uniform(0, 6))
        edge = np.column_stack([[*x, 1, 0], [*hill, 1, 1]]) * side
        brush.polygon(_corners(edge), fill=tuple(ground.astype(int).tolist()))
    return picture


def _corners(points: np.ndarray) -> list[int]:
    """x0, y0, x1, y1, ...: whole numbers, so that rounding is the same on every machine."""
    return np.rint(points).astype(int).ravel().tolist()


def _shade(color: np.ndarray, fill: Fill) -> tuple[int, ...]:
    if isinstance(fill, tuple):
        return fill
    target = np.array(WHITE if fill > 0 else INK)
    return tuple((color + abs(fill) * (target - color)).astype(int).tolist())


def _caption(things: Sequence[Thing], size: int) -> str:
    first, *others = things
    places = [f"{_relation(first, other)} {_phrase(other, size)}" for other in others]
    return " ".join([_phrase(first, size), " and ".join(places)]).strip()


def _phrase(thing: Thing, size: int) -> str:
    x0, y0, x1, y1 = thing.box
    side = max(x1 - x0, y1 - y0) / size
    words = ["small"] * (side < SMALL) + ["large"] * (side > LARGE) + [thing.color, thing.name]
    return ("an " if words[0][0] in "aeiou" else "a ") + " ".join(words)


def _relation(thing: Thing, other: Thing) -> str:
    """Along the direction in which the middles of the two boxes are farther apart."""
    dx, dy = (thing.box[k] + thing.box[k + 2] - other.box[k] - other.box[k + 2] for k in range(2))
    if abs(dx) > abs(dy):
        return "left of" if dx < 0 else "right of"
    return "above" if dy < 0 else "below"


def _arc(x, y, rx, ry=None, start=0.0, stop=360.0) -> np.ndarray:
    """Points on an ellipse from one angle to another, in degrees: 0 is right, 90 is down."""
    angle = np.radians(np.linspace(start, stop, 28))
    return np.column_stack([x + rx * np.cos(angle), y + (ry or rx) * np.sin(angle)])


def _box(x0, y0, x1, y1) -> np.ndarray:
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


def _star(inner: float) -> np.ndarray:
    """A star with five tips: the first tip is the top one, and a notch follows each tip."""
    angle = np.radians(36 * np.arange(10))
    radius = np.where(np.arange(10) % 2, inner, 1)
    return np.column_stack([radius * np.sin(angle), -radius * np.cos(angle)])


def _drawings() -> dict[str, Drawing]:
    # fmt: off
    t = np.linspace(0, 2 * np.pi, 40)
    height = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    heart = np.column_stack([16 * np.sin(t) ** 3, -height - 2.5]) / 17
    star, petals = _star(0.47), 0.56 * _star(1)[::2]
    rim, bite = _arc(0.15, 0, 0.9, 0.9, 51.2, 308.8), _arc(0.55, 0, 0.72, 0.72, 283.2, 76.8)
    tail = np.array([(-0.4, 0), (-0.88, -0.46), (-0.74, 0), (-0.88, 0.46)])
    fin = np.array([(-0.25, -0.36), (-0.1, -0.72), (0.2, -0.62), (0.4, -0.36)])
    roof, window = np.array([(-0.86, 0.02), (0, -0.9), (0.86, 0.02)]), _box(0.26, 0.16, 0.48, 0.42)
    foot = np.array([(-0.24, 0), (0.24, 0), (0.34, 0.72), (0.2, 0.86), (-0.2, 0.86), (-0.34, 0.72)])
    cap = np.concatenate([_arc(0, 0, 0.96, 0.84, 180, 360), _arc(0, 0, 0.96, 0.22, 0, 180)])
    spots = [(s * x, y) for s in (-1, 1) for x, y in ((0.36, -0.3), (0.48, 0.16), (0.3, 0.56))]
    band = np.concatenate([_arc(0, -0.24, 0.9, 0.2, 180, 0), _arc(0, 0.2, 0.9, 0.2, 0, 180)])
    bow = np.array([(0, -0.42), (0.2, -0.84), (0.52, -0.84), (0.5, -0.5)])
    return {
        "star": Drawing(
            [(star, 0)], [(np.array([(0, 0), *star[k : k + 2]]), -0.2) for k in range(0, 10, 2)]),
        "heart": Drawing([(heart, 0)], [(_arc(-0.46, -0.42, 0.2, 0.15), 0.6)]),
        "moon": Drawing([(np.concatenate([rim, bite]), 0)], [
            (_arc(x, y, r), -0.25)
            for x, y, r in ((-0.5, -0.18, 0.13), (-0.3, 0.36, 0.1), (-0.06, -0.6, 0.09))]),
        "fish": Drawing([(tail, -0.25), (fin, -0.25), (_arc(0.2, 0, 0.76, 0.5), 0)], [
            (_arc(-0.2, 0, 0.07, 0.38), 0.6), (_arc(0.07, 0, 0.08, 0.44), 0.6),
            (_arc(0.56, -0.12, 0.16), WHITE), (_arc(0.6, -0.12, 0.09), INK)]),
        "house": Drawing(
            [(_box(0.38, -0.82, 0.6, -0.3), -0.3), (_box(-0.62, 0, 0.62, 0.78), 0.62), (roof, 0)],
            [(_box(-0.15, 0.3, 0.15, 0.78), -0.55), (window, -0.55), (window * (-1, 1), -0.55)]),
        "flower": Drawing([(_arc(x, y, 0.38), 0) for x, y in petals], [
            *((_arc(x, y, 0.2), 0.35) for x, y in petals),
            (_arc(0, 0, 0.3), BROWN), (_arc(-0.06, -0.06, 0.14), CREAM)]),
        "mushroom": Drawing([(foot, CREAM), (cap, 0)], [
            (_arc(x, y, 0.19, 0.15), CREAM)
            for x, y in ((0, -0.52), (-0.55, -0.2), (0.55, -0.2), (0, -0.05))]),
        "ladybird": Drawing([(_arc(0, -0.62, 0.36), INK), (_arc(0, 0.1, 0.8, 0.82), 0)], [
            (_box(-0.045, -0.72, 0.045, 0.92), INK), *((_arc(x, y, 0.16), INK) for x, y in spots),
            (_arc(-0.17, -0.82, 0.08), WHITE), (_arc(0.17, -0.82, 0.08), WHITE)]),
        "ball": Drawing(
            [(_arc(0, 0, 0.93), 0)], [(band, CREAM), (_arc(-0.34, -0.55, 0.2, 0.13), 0.6)]),
        "gift": Drawing(
            [(bow, CREAM), (bow * (-1, 1), CREAM), (_box(-0.66, -0.3, 0.66, 0.74), 0),
             (_box(-0.76, -0.46, 0.76, -0.14), -0.2)],
            [(_box(-0.15, -0.46, 0.15, 0.74), CREAM), (_box(-0.66, 0.2, 0.66, 0.44), CREAM)]),
    }
    # fmt: on


DRAWINGS = _drawings()
