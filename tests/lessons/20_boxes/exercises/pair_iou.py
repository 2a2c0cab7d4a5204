"""pair_iou: how much two boxes overlap."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn

from .shared import random_box


def pair_iou(a, b):
    """Intersection over union of two boxes, a float from 0 to 1.

    a, b: (4,), the corners x1, y1, x2, y2 with x1 < x2 and y1 < y2.
    """
    left, top = max(a[0], b[0]), max(a[1], b[1])
    right, bottom = min(a[2], b[2]), min(a[3], b[3])
    both = max(0, right - left) * max(0, bottom - top)
    either = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both
    return both / either


def counts_the_overlap_twice(a, b):
    """The overlap lies in both areas, so their sum counts it twice. Take it away once."""
    width = max(0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0, min(a[3], b[3]) - max(a[1], b[1]))
    areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    return width * height / areas


def multiplies_two_negative_sides(a, b):
    """Boxes that are apart in both directions have an overlap here: two negative sides have a
    positive product. A side below 0 is no side."""
    both = (min(a[2], b[2]) - max(a[0], b[0])) * (min(a[3], b[3]) - max(a[1], b[1]))
    either = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both
    return both / either


def divides_by_the_first_box(a, b):
    """This is the share of the first box that is covered. The union is asked for, which treats
    both boxes alike."""
    width = max(0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0, min(a[3], b[3]) - max(a[1], b[1]))
    return width * height / ((a[2] - a[0]) * (a[3] - a[1]))


def takes_corners_for_sizes(a, b):
    """The last two numbers are a corner, not a width and a height."""
    width = max(0, min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]))
    height = max(0, min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]))
    return width * height / (a[2] * a[3] + b[2] * b[3] - width * height)


def random_pair(rng: np.random.Generator) -> Call:
    return call(random_box(rng), random_box(rng))


def random_pair_apart(rng: np.random.Generator) -> Call:
    return call(random_box(rng), random_box(rng, place=rng.integers(13, 16, size=2)))


EXERCISE = Exercise(
    solution=pair_iou,
    parts=[
        Part(
            "boxes that overlap",
            [
                call(np.array([0.0, 0.0, 2.0, 2.0]), np.array([1.0, 0.0, 3.0, 2.0])),
                call(np.array([1.0, 2.0, 5.0, 4.0]), np.array([2.0, 1.0, 4.0, 6.0])),
                drawn(random_pair, 8),
            ],
        ),
        Part(
            "boxes that are apart",
            [
                call(np.array([0.0, 0.0, 1.0, 1.0]), np.array([2.0, 3.0, 4.0, 4.0])),
                call(np.array([0.0, 0.0, 1.0, 1.0]), np.array([2.0, 0.0, 4.0, 1.0])),
                drawn(random_pair_apart, 8),
            ],
        ),
    ],
    hints=[
        "Where do the left sides of the two boxes leave the left side of their overlap?",
        "The larger of the left sides, the smaller of the right ones; the same for top and bottom.",
    ],
)
