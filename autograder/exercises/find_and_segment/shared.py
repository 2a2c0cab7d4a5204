"""What several exercises of this lesson share."""

import numpy as np


def boxes(*rows: tuple) -> np.ndarray:
    """Boxes (N, 4) of floats; without any rows (0, 4)."""
    return np.array(rows, dtype=float).reshape(-1, 4)


def random_boxes(rng: np.random.Generator, count: int, corner: int = 6, side: int = 6):
    """Boxes with whole numbers for edges, so that equal overlaps are exactly equal, whatever the
    order in which they are worked out. Sides go from 2 to `side`."""
    upper_left = rng.integers(0, corner + 1, (count, 2))
    return np.hstack([upper_left, upper_left + rng.integers(2, side + 1, (count, 2))]).astype(float)


def sides_of_overlaps(a, b):
    """Width and height (N, M, 2) of what each box of a shares with each of b, below 0 where they
    are apart."""
    return np.minimum(a[:, None, 2:], b[None, :, 2:]) - np.maximum(a[:, None, :2], b[None, :, :2])


def shared_area(a, b):
    """The area (N, M) that each box of a shares with each box of b."""
    return np.prod(np.maximum(sides_of_overlaps(a, b), 0), axis=2)


def area(box):
    return np.prod(box[..., 2:] - box[..., :2], axis=-1)


def covering(a, b):
    """The areas (N, M) of both boxes together, where what they share counts twice."""
    return area(a)[:, None] + area(b)[None]


def ratio(over, under, otherwise=0.0):
    """A quotient, and another value where it would be divided by 0."""
    return np.where(under == 0, otherwise, over / np.where(under == 0, 1, under))


def iou(a, b):
    """The right IoU (N, M), for mistakes that lie elsewhere."""
    both = shared_area(a, b)
    return ratio(both, covering(a, b) - both)


def iou_of_pixels(a, b):
    """The IoU of boxes that are taken for first and last pixels: each side is longer by 1."""
    last = np.array([0, 0, 1, 1])
    return iou(a + last, b + last)


def middle_and_sides(some):
    """Middles (N, 2) and sides (N, 2) of boxes."""
    return (some[:, :2] + some[:, 2:]) / 2, some[:, 2:] - some[:, :2]
