"""encode_boxes: boxes as offsets from anchors, which a network can learn."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.find_and_segment.shared import boxes, middle_and_sides, random_boxes


def encode_boxes(boxes, anchors):
    """Boxes as offsets from anchors, which a network can learn (Girshick et al., 2014).

    boxes, anchors: (N, 4), as (x0, y0, x1, y1): row n of boxes belongs to row n of
    anchors.
    Returns offsets (N, 4), floats (tx, ty, tw, th): how far the middle of the box lies
    to the right of the anchor's middle, in widths of the anchor; how far below it, in
    heights of the anchor; the natural logarithm of the box's width divided by the
    anchor's; the same of the heights.
    """
    middles, sides = (boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]
    starts, units = (anchors[:, :2] + anchors[:, 2:]) / 2, anchors[:, 2:] - anchors[:, :2]
    return np.hstack([(middles - starts) / units, np.log(sides / units)])


def parts_of(boxes, anchors):
    """Middle and sides of the boxes, then of the anchors, (N, 2) each."""
    return *middle_and_sides(boxes), *middle_and_sides(anchors)


def shift_in_pixels(boxes, anchors):
    """Your shift is in pixels. Measured in widths and heights of the anchor, it is about the same
    for small things and large ones."""
    middle, sides, start, unit = parts_of(boxes, anchors)
    return np.hstack([middle - start, np.log(sides / unit)])


def shift_in_sides_of_the_box(boxes, anchors):
    """Your shift is divided by the sides of the box. Whoever decodes it knows the anchor only: that
    is the unit."""
    middle, sides, start, unit = parts_of(boxes, anchors)
    return np.hstack([(middle - start) / sides, np.log(sides / unit)])


def shift_times_the_sides(boxes, anchors):
    """Your shift is multiplied by the sides of the anchor. How many of them fit into it?"""
    middle, sides, start, unit = parts_of(boxes, anchors)
    return np.hstack([(middle - start) * unit, np.log(sides / unit)])


def shift_of_the_corners(boxes, anchors):
    """You measure from corner to corner. The shift goes from the middle of the anchor to the middle
    of the box."""
    _, sides, _, unit = parts_of(boxes, anchors)
    return np.hstack([(boxes[:, :2] - anchors[:, :2]) / unit, np.log(sides / unit)])


def from_the_corner_of_the_anchor(boxes, anchors):
    """You measure from the upper left corner of the anchor to the middle of the box. Begin at the
    anchor's middle."""
    middle, sides, _, unit = parts_of(boxes, anchors)
    return np.hstack([(middle - anchors[:, :2]) / unit, np.log(sides / unit)])


def shift_the_other_way(boxes, anchors):
    """Your shift has the wrong sign: it goes from the box to the anchor. A box to the right of its
    anchor has a positive one."""
    return encode_boxes(boxes, anchors) * np.array([-1, -1, 1, 1])


def box_and_anchor_exchanged(boxes, anchors):
    """Box and anchor have changed places in shift and sizes. You know the anchor, and say from
    there where the box is."""
    return encode_boxes(anchors, boxes)


def anchor_over_box(boxes, anchors):
    """Your ratio is upside down: a box that is larger than its anchor has a positive logarithm."""
    return encode_boxes(boxes, anchors) * np.array([1, 1, -1, -1])


def forgets_the_logarithm(boxes, anchors):
    """Your sizes are plain ratios, without the logarithm. It makes twice as large and half as large
    equally far from 0."""
    middle, sides, start, unit = parts_of(boxes, anchors)
    return np.hstack([(middle - start) / unit, sides / unit])


def difference_of_sides_as_a_share(boxes, anchors):
    """By how much the box is larger, as a share of the anchor, is near the logarithm of the ratio
    for small changes only. Take the logarithm."""
    middle, sides, start, unit = parts_of(boxes, anchors)
    return np.hstack([(middle - start) / unit, sides / unit - 1])


def logarithm_of_the_side_alone(boxes, anchors):
    """You take the logarithm of the box's side, without the anchor. It is the ratio of the two that
    counts."""
    middle, sides, start, unit = parts_of(boxes, anchors)
    return np.hstack([(middle - start) / unit, np.log(sides)])


def logarithm_of_base_two(boxes, anchors):
    """Your logarithm has base 2. The natural one is asked for, which np.exp undoes."""
    return encode_boxes(boxes, anchors) / np.array([1, 1, np.log(2), np.log(2)])


def logarithm_of_base_ten(boxes, anchors):
    """Your logarithm has base 10. The natural one is asked for, whose base is e."""
    return encode_boxes(boxes, anchors) / np.array([1, 1, np.log(10), np.log(10)])


def x_with_the_height(boxes, anchors):
    """x is divided by the height of the anchor and y by its width. Widths go with x."""
    middle, sides, start, unit = parts_of(boxes, anchors)
    return np.hstack([(middle - start) / unit[:, ::-1], np.log(sides / unit)])


def width_over_height(boxes, anchors):
    """Widths are divided by heights of the anchor, or the other way round. Width over width, height
    over height."""
    middle, sides, start, unit = parts_of(boxes, anchors)
    return np.hstack([(middle - start) / unit, np.log(sides / unit[:, ::-1])])


def width_for_all(boxes, anchors):
    """Everything is divided by the width of the anchor, as if anchors were square. y and the height
    go with its height."""
    middle, sides, start, unit = parts_of(boxes, anchors)
    return np.hstack([(middle - start) / unit[:, :1], np.log(sides / unit[:, :1])])


def shift_in_widths_only(boxes, anchors):
    """The shift downwards is divided by the width of the anchor. It goes with its height."""
    middle, sides, start, unit = parts_of(boxes, anchors)
    return np.hstack([(middle - start) / unit[:, :1], np.log(sides / unit)])


def lower_right_for_middle(boxes, anchors):
    """Corner plus side is the other corner. Half of the side leads to the middle."""
    _, sides, _, unit = parts_of(boxes, anchors)
    return np.hstack([(boxes[:, 2:] - anchors[:, 2:]) / unit, np.log(sides / unit)])


def half_a_side_for_middle(boxes, anchors):
    """Half of a side is no place. The middle lies half a side beyond the corner: add x0, and
    y0."""
    _, sides, _, unit = parts_of(boxes, anchors)
    return np.hstack([(sides - unit) / 2 / unit, np.log(sides / unit)])


def shift_twice_as_large(boxes, anchors):
    """Your shift is doubled. A middle is half the sum of two edges, and the unit a whole side."""
    return encode_boxes(boxes, anchors) * np.array([2, 2, 1, 1])


def middles_lose_their_halves(boxes, anchors):
    """Your middles are whole numbers, as with //. They may lie between two: divide with a single
    slash."""
    _, sides, _, unit = parts_of(boxes, anchors)
    middle, start = ((some[:, :2] + some[:, 2:]) // 2 for some in (boxes, anchors))
    return np.hstack([(middle - start) / unit, np.log(sides / unit)])


def one_more_for_each_side(boxes, anchors):
    """Your sides are longer by one, x1 - x0 + 1, as in code that counts pixels. The numbers are
    edges: a box from 0 to 10 is 10 wide."""
    last = np.array([0, 0, 1, 1])
    return encode_boxes(boxes + last, anchors + last)


def takes_corners_and_sides(boxes, anchors):
    """The last two numbers are taken for width and height. They are the right and the lower
    edge."""
    sizes = np.array([[1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0], [0, 0, 0, 1]])
    return encode_boxes(boxes @ sizes, anchors @ sizes)


def scales_as_another_detector(boxes, anchors):
    """Your shifts are divided by 0.1 and your sizes by 0.2, as one well-known detector does. The
    docstring has no such numbers."""
    return encode_boxes(boxes, anchors) / np.array([0.1, 0.1, 0.2, 0.2])


def y_before_x(boxes, anchors):
    """Your numbers stand as ty, tx, th, tw. x comes first, and width before height."""
    return encode_boxes(boxes, anchors)[:, [1, 0, 3, 2]]


def numbers_in_rows(boxes, anchors):
    """Your array is (4, N), a row for each of the four numbers. Each box has a row of its own: put
    them together along axis 1."""
    return encode_boxes(boxes, anchors).T


def truncates_offsets(boxes, anchors):
    """Your offsets have the number type of the boxes, and whole numbers have no fractions. Put them
    into an array of floats."""
    return encode_boxes(boxes, anchors).astype(boxes.dtype)


def drops_the_axis_of_one_pair(boxes, anchors):
    """With a single box its axis has gone. A list of one is still a list: (1, 4)."""
    return encode_boxes(boxes, anchors).squeeze()


def moved_only(rng: np.random.Generator) -> Call:
    """Boxes as large as their anchors, which are square."""
    count, side = int(rng.integers(1, 4)), int(rng.choice([4, 8, 16, 20]))
    corner = rng.integers(0, 50, (count, 2))
    anchors = np.hstack([corner, corner + side]).astype(float)
    return call(anchors + np.tile(rng.choice(SHIFTS, (count, 2)), 2), anchors)


def resized_only(rng: np.random.Generator) -> Call:
    """Boxes around the middle of their anchors, which are square."""
    count, side = int(rng.integers(1, 4)), 2 * int(rng.integers(2, 12))
    anchors = np.tile(rng.integers(20, 50, (count, 2)), 2) + np.array([0, 0, side, side])
    more = rng.choice([-1, 1, 2, 3, 5], (count, 1)) * np.array([-1, -1, 1, 1])
    return call((anchors + more).astype(float), anchors.astype(float))


def not_square(rng: np.random.Generator) -> Call:
    anchors = random_boxes(rng, 1, corner=40, side=3) * 4
    anchors[0, 3 if rng.integers(2) else 2] += 20
    corner = anchors[:, :2] + rng.choice(SHIFTS, (1, 2))
    return call(np.hstack([corner, corner + rng.integers(3, 30, (1, 2))]), anchors)


def several_pairs(rng: np.random.Generator) -> Call:
    count = int(rng.integers(2, 5))
    pair = (random_boxes(rng, count, corner=40, side=30) for _ in range(2))
    return call(*(some.astype(int) for some in pair))


SHIFTS = np.array([-5, -3, -2, -1, 1, 2, 3, 5])
ANCHOR = boxes((0, 0, 10, 10))


EXERCISE = Exercise(
    solution=encode_boxes,
    parts=[
        Part(
            "shift",
            [
                call(boxes((5, 0, 15, 10)), ANCHOR),
                call(boxes((0, -2, 10, 8)), ANCHOR),
                call(boxes((7, 11, 11, 15), (6, 6, 10, 10)), boxes((8, 8, 12, 12), (6, 9, 10, 13))),
                drawn(moved_only, 4),
            ],
        ),
        Part(
            "size",
            [
                call(boxes((-5, -5, 15, 15)), ANCHOR),
                call(boxes((3, 2, 7, 8)), ANCHOR),
                call(ANCHOR, ANCHOR),
                call(
                    boxes((19, 29, 25, 35), (22, 21, 26, 25)),
                    boxes((20, 30, 24, 34), (20, 19, 28, 27)),
                ),
                drawn(resized_only, 4),
            ],
        ),
        Part(
            "width and height that differ",
            [
                call(boxes((5, 5, 25, 15)), boxes((0, 0, 20, 10))),
                call(boxes((0, 0, 20, 5)), boxes((0, 0, 10, 20))),
                call(boxes((12, 6, 20, 30)), boxes((10, 8, 26, 20))),
                drawn(not_square, 4),
            ],
        ),
        Part(
            "whole numbers and others",
            [
                call(
                    np.array([[0, 0, 10, 10], [2, 3, 10, 7]]),
                    np.array([[0, 0, 8, 16], [0, 0, 5, 4]]),
                ),
                call(np.array([[1, 2, 4, 9]]), np.array([[2, 2, 8, 7]])),
                call(ANCHOR / 16 + 0.75, ANCHOR / 8 + 0.125),
                call(
                    np.array([[12, 6, 20, 30], [1, 2, 4, 9], [5, 5, 25, 15]]),
                    np.array([[10, 8, 26, 20], [2, 2, 8, 7], [30, 0, 34, 9]]),
                ),
                drawn(several_pairs, 4),
            ],
        ),
    ],
    hints=[
        "Work out middle and sides first, of boxes and of anchors: four arrays of shape (N, 2).",
        "The shift of the middle is divided by the anchor's sides, and so are the sides of the "
        "box, before the logarithm.",
        "np.hstack([shift, sizes]) puts two arrays (N, 2) side by side.",
    ],
)
