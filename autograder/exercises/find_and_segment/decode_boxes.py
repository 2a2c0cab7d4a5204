"""decode_boxes: boxes from offsets, as a network guesses them for its anchors."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.find_and_segment.encode_boxes import encode_boxes
from autograder.exercises.find_and_segment.shared import boxes, middle_and_sides, random_boxes


def decode_boxes(offsets, anchors):
    """Boxes from offsets, as a network guesses them: encode_boxes undone.

    offsets: (N, 4), as (tx, ty, tw, th); anchors: (N, 4), as (x0, y0, x1, y1). The
    middle of a box lies tx widths of the anchor to the right of the anchor's middle,
    and ty of its heights below it; its width is that of the anchor times e to the power
    of tw, its height likewise with th. Returns boxes (N, 4), floats (x0, y0, x1, y1).
    """
    units = anchors[:, 2:] - anchors[:, :2]
    middles = (anchors[:, :2] + anchors[:, 2:]) / 2 + offsets[:, :2] * units
    halves = units * np.exp(offsets[:, 2:]) / 2
    return np.hstack([middles - halves, middles + halves])


def around(middle, sides):
    """Boxes (N, 4) around middles (N, 2), with sides (N, 2)."""
    return np.hstack([middle - sides / 2, middle + sides / 2])


def pieces(offsets, anchors):
    """The right middle and sides of the boxes, then those of the anchors, (N, 2) each."""
    start, unit = middle_and_sides(anchors)
    return start + offsets[:, :2] * unit, unit * np.exp(offsets[:, 2:]), start, unit


def adds_the_shift_in_pixels(offsets, anchors):
    """The shift is added as it comes, as if it were in pixels. Its unit is a side of the anchor."""
    _, sides, start, _ = pieces(offsets, anchors)
    return around(start + offsets[:, :2], sides)


def shift_in_sides_of_the_new_box(offsets, anchors):
    """The shift is multiplied by the sides of the new box. Its unit is a side of the anchor."""
    _, sides, start, _ = pieces(offsets, anchors)
    return around(start + offsets[:, :2] * sides, sides)


def takes_the_shift_off(offsets, anchors):
    """Your boxes move the wrong way. With a positive tx the box lies to the right of its anchor."""
    _, sides, start, unit = pieces(offsets, anchors)
    return around(start - offsets[:, :2] * unit, sides)


def starts_at_the_corner(offsets, anchors):
    """The shift starts at the upper left corner of the anchor. It goes from middle to middle."""
    _, sides, _, unit = pieces(offsets, anchors)
    return around(anchors[:, :2] + offsets[:, :2] * unit, sides)


def shifts_the_corner(offsets, anchors):
    """You move the upper left corner, and let the box grow from there. It is the middle that moves,
    and the box grows to all sides of it."""
    _, sides, _, unit = pieces(offsets, anchors)
    corner = anchors[:, :2] + offsets[:, :2] * unit
    return np.hstack([corner, corner + sides])


def begins_the_box_at_its_middle(offsets, anchors):
    """The middle of the box has become its upper left corner. Half of each side lies before the
    middle, half behind it."""
    middle, sides, *_ = pieces(offsets, anchors)
    return np.hstack([middle, middle + sides])


def goes_a_whole_side_from_the_middle(offsets, anchors):
    """A whole side goes to either side of the middle, so your boxes are twice as large: half it."""
    middle, sides, *_ = pieces(offsets, anchors)
    return around(middle, 2 * sides)


def leaves_the_exponential_out(offsets, anchors):
    """The sides are multiplied by tw and th themselves. These are logarithms: undo them first."""
    middle, _, _, unit = pieces(offsets, anchors)
    return around(middle, unit * offsets[:, 2:])


def one_and_the_offset(offsets, anchors):
    """A side grows by the share tw, which is near e to the power of tw for small numbers only."""
    middle, _, _, unit = pieces(offsets, anchors)
    return around(middle, unit * (1 + offsets[:, 2:]))


def adds_the_size_offset(offsets, anchors):
    """tw and th are added to the sides, in pixels. They are logarithms of ratios: undo those, and
    multiply."""
    middle, _, _, unit = pieces(offsets, anchors)
    return around(middle, unit + offsets[:, 2:])


def exponential_without_the_anchor(offsets, anchors):
    """The exponential alone is taken for the side. It is a ratio: how many sides of the anchor."""
    middle, *_ = pieces(offsets, anchors)
    return around(middle, np.exp(offsets[:, 2:]))


def cuts_large_sizes_off(offsets, anchors):
    """A box that should grow more than 62.5 times does not here, since tw and th are cut off at the
    logarithm of 1000 / 16, as in well-known code. The docstring has no such limit."""
    return decode_boxes(np.minimum(offsets, [np.inf] * 2 + [np.log(62.5)] * 2), anchors)


def powers_of_two(offsets, anchors):
    """Your sides are the anchor's times a power of 2. The logarithm was the natural one: np.exp
    undoes it."""
    middle, _, _, unit = pieces(offsets, anchors)
    return around(middle, unit * 2.0 ** offsets[:, 2:])


def powers_of_ten(offsets, anchors):
    """Your sides are the anchor's times a power of 10. It is a power of e that is asked for."""
    middle, _, _, unit = pieces(offsets, anchors)
    return around(middle, unit * 10.0 ** offsets[:, 2:])


def moves_x_by_heights(offsets, anchors):
    """tx is multiplied by the height of the anchor and ty by its width. Widths go with x."""
    _, sides, start, unit = pieces(offsets, anchors)
    return around(start + offsets[:, :2] * unit[:, ::-1], sides)


def grows_widths_from_heights(offsets, anchors):
    """Widths come from the anchor's heights, or the reverse. Each side grows from its own."""
    middle, _, _, unit = pieces(offsets, anchors)
    return around(middle, unit[:, ::-1] * np.exp(offsets[:, 2:]))


def width_everywhere(offsets, anchors):
    """The anchor's width is the unit of everything. ty and th go with its height."""
    _, _, start, unit = pieces(offsets, anchors)
    unit = unit[:, [0, 0]]
    return around(start + offsets[:, :2] * unit, unit * np.exp(offsets[:, 2:]))


def moves_y_by_widths(offsets, anchors):
    """ty is multiplied by the width of the anchor. Its unit is the height."""
    _, sides, start, unit = pieces(offsets, anchors)
    return around(start + offsets[:, :2] * unit[:, :1], sides)


def half_the_side_for_the_middle(offsets, anchors):
    """Half a side of the anchor is taken for its middle. The middle lies half a side beyond the
    corner: add x0, and y0."""
    _, sides, _, unit = pieces(offsets, anchors)
    return around(unit / 2 + offsets[:, :2] * unit, sides)


def ends_one_pixel_early(offsets, anchors):
    """The right and the lower edge lie one pixel too early, as in code where they are last pixels.
    Here they are edges."""
    return decode_boxes(offsets, anchors) - np.array([0, 0, 1, 1])


def anchors_one_pixel_longer(offsets, anchors):
    """The sides of the anchors are longer by one, x1 - x0 + 1. The numbers are edges: an anchor
    from 0 to 10 is 10 wide."""
    start, unit = middle_and_sides(anchors + np.array([0, 0, 1, 1]))
    return around(start + offsets[:, :2] * unit, unit * np.exp(offsets[:, 2:]))


def returns_middles_and_sides(offsets, anchors):
    """You return middle and sides of each box. Its edges are wanted, (x0, y0, x1, y1)."""
    return np.hstack(pieces(offsets, anchors)[:2])


def returns_corners_and_sides(offsets, anchors):
    """You return a corner and the sides of each box. The other corner is wanted, not the sides."""
    middle, sides, *_ = pieces(offsets, anchors)
    return np.hstack([middle - sides / 2, sides])


def scales_of_another_detector(offsets, anchors):
    """The offsets are multiplied by 0.1 and 0.2 first, as one well-known detector does. The
    docstring has no such numbers."""
    return decode_boxes(offsets * np.array([0.1, 0.1, 0.2, 0.2]), anchors)


def edges_in_rows(offsets, anchors):
    """Your array is (4, N), a row for each edge. Each box has a row of its own: put the edges
    together along axis 1."""
    return decode_boxes(offsets, anchors).T


def whole_pixels(offsets, anchors):
    """Your boxes lose their fractions, as in an array of ints. A network's guess hardly ever falls
    on whole pixels: make the array of floats."""
    return decode_boxes(offsets, anchors).astype(int)


def edges_of_the_anchors_type(offsets, anchors):
    """With anchors of ints your edges lose their fractions. Make the array of floats."""
    return decode_boxes(offsets, anchors).astype(anchors.dtype)


def drops_the_axis_of_one_box(offsets, anchors):
    """An axis of length 1 has gone. A list of one box is still a list, of shape (1, 4)."""
    return decode_boxes(offsets, anchors).squeeze()


def square_anchors(rng: np.random.Generator, count: int) -> np.ndarray:
    corner = rng.integers(10, 50, (count, 2))
    return np.hstack([corner, corner + 4 * rng.integers(2, 9, (count, 1))]).astype(float)


def hundredths(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Offsets from -0.9 to 0.9, none of them 0."""
    return rng.choice([-1, 1], shape) * rng.integers(10, 91, shape) / 100


def moved(rng: np.random.Generator) -> Call:
    count = int(rng.integers(1, 4))
    offsets = np.hstack([hundredths(rng, count, 2), np.zeros((count, 2))])
    return call(offsets, square_anchors(rng, count))


def resized(rng: np.random.Generator) -> Call:
    """The same factor for both sides."""
    count = int(rng.integers(1, 4))
    offsets = np.hstack([np.zeros((count, 2)), np.repeat(hundredths(rng, count, 1), 2, axis=1)])
    return call(offsets, square_anchors(rng, count))


def of_two_sides(rng: np.random.Generator) -> Call:
    anchors = square_anchors(rng, 1)
    anchors[0, 3 if rng.integers(2) else 2] += 20
    return call(hundredths(rng, 1, 4), anchors)


def encoded(rng: np.random.Generator) -> Call:
    """The offsets of whole-numbered boxes."""
    count = int(rng.integers(2, 5))
    pair = [random_boxes(rng, count, corner=40, side=30) for _ in range(2)]
    return call(encode_boxes(*pair), pair[1])


ANCHOR = boxes((0, 0, 10, 10))
TWO_ANCHORS = boxes((10, 8, 26, 20), (2, 2, 8, 7))
SQUARES = boxes((20, 30, 24, 34), (20, 19, 28, 27))


EXERCISE = Exercise(
    solution=decode_boxes,
    parts=[
        Part(
            "shift",
            [
                call(np.array([[0.5, 0, 0, 0]]), ANCHOR),
                call(np.array([[0, -0.75, 0, 0]]), ANCHOR),
                call(np.array([[0.25, 0.5, 0, 0], [-0.5, 2, 0, 0]]), SQUARES),
                drawn(moved, 4),
            ],
        ),
        Part(
            "size",
            [
                call(np.array([[0, 0, 0.5, 0.5]]), ANCHOR),
                call(np.array([[0, 0, -2.25, -2.25]]), boxes((8, 8, 12, 12))),
                call(np.zeros((1, 4)), SQUARES[:1]),
                call(np.array([[0, 0, 5, 5]]), SQUARES[1:]),
                call(np.array([[0, 0, 1, 1], [0, 0, -0.25, -0.25]]), SQUARES),
                drawn(resized, 4),
            ],
        ),
        Part(
            "width and height that differ",
            [
                call(np.array([[0.5, 0.5, 0, 0]]), boxes((0, 0, 20, 10))),
                call(np.array([[0, 0, 0.5, -1]]), boxes((0, 0, 10, 20))),
                call(np.array([[-0.25, 0.75, 0.25, 0.5]]), boxes((10, 8, 26, 20))),
                drawn(of_two_sides, 4),
            ],
        ),
        Part(
            "there and back",
            [
                call(encode_boxes(boxes((12, 6, 20, 30), (1, 2, 4, 9)), TWO_ANCHORS), TWO_ANCHORS),
                call(encode_boxes(boxes((5, 7, 6, 9)), ANCHOR), ANCHOR),
                call(np.array([[1, 0, 1, 2], [0, -1, 0, -1]]), TWO_ANCHORS.astype(int)),
                drawn(encoded, 4),
            ],
        ),
    ],
    hints=[
        "Undo encode_boxes step by step, from the end: what undoes a logarithm, what undoes a "
        "division?",
        "With the anchor's middle and sides you get the middle and the sides of the box; then half "
        "a side to each side of the middle.",
        "np.hstack([middle - half, middle + half]) makes two arrays (N, 2) into boxes.",
    ],
)
