"""box_iou: how much each box of one list overlaps with each box of another."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.find_and_segment.shared import (
    area,
    boxes,
    covering,
    iou,
    iou_of_pixels,
    random_boxes,
    ratio,
    shared_area,
    sides_of_overlaps,
)


def box_iou(a, b):
    """Intersection over union of every box of a with every box of b.

    a: (N, 4); b: (M, 4): boxes (x0, y0, x1, y1), where x goes right and y goes down.
    The numbers are edges, in pixels: a box from 0 to 10 is 10 wide.
    Returns (N, M) floats from 0 to 1: 0 where the union has no area, and an empty
    array, (0, M) or (N, 0), where a or b holds no box.
    Raises ValueError where a box has x1 < x0 or y1 < y0.
    """
    if (a[:, 2:] < a[:, :2]).any() or (b[:, 2:] < b[:, :2]).any():
        raise ValueError("A box ends before it begins: its edges are x0, y0, x1, y1.")
    upper_left = np.maximum(a[:, None, :2], b[None, :, :2])
    lower_right = np.minimum(a[:, None, 2:], b[None, :, 2:])
    both = np.prod(np.maximum(lower_right - upper_left, 0), axis=2)
    area_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    area_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    either = area_a[:, None] + area_b[None, :] - both
    return np.divide(both, either, out=np.zeros(either.shape), where=either > 0)


def refuse_impossible(*lists):
    if any((some[:, 2:] < some[:, :2]).any() for some in lists):
        raise ValueError


def counts_pixels_instead_of_edges(a, b):
    """Your sides are longer by one, x1 - x0 + 1, as for first and last pixels. Here the numbers are
    edges: how wide is a box from 0 to 10?"""
    refuse_impossible(a, b)
    return iou_of_pixels(a, b)


def counts_pixels_in_the_overlap_only(a, b):
    """The sides of the overlap are longer by one, and those of the boxes are not. The numbers are
    edges: nothing has to be added."""
    refuse_impossible(a, b)
    both = np.prod(np.maximum(sides_of_overlaps(a, b) + 1, 0), axis=2)
    return ratio(both, covering(a, b) - both)


def multiplies_two_negative_sides(a, b):
    """Two boxes that are apart in both directions overlap here, since minus times minus is plus. A
    side below 0 is no side: cut each of them before you multiply."""
    refuse_impossible(a, b)
    both = np.maximum(np.prod(sides_of_overlaps(a, b), axis=2), 0)
    return ratio(both, covering(a, b) - both)


def cuts_no_side_at_zero(a, b):
    """Boxes that are apart get a number that is not 0. The side of an overlap comes out negative
    where there is a gap: what should it count as?"""
    refuse_impossible(a, b)
    both = np.prod(sides_of_overlaps(a, b), axis=2)
    return ratio(both, covering(a, b) - both)


def gaps_count_as_overlaps(a, b):
    """The gap between two boxes counts as what they share, as with abs. Where the later edge comes
    first there is no overlap: what should its side be?"""
    refuse_impossible(a, b)
    both = np.prod(np.abs(sides_of_overlaps(a, b)), axis=2)
    return ratio(both, covering(a, b) - both)


def one_direction_is_enough(a, b):
    """Boxes count as overlapping if they share a stretch of x or of y, and then one side is
    negative. They have to share both."""
    refuse_impossible(a, b)
    sides = sides_of_overlaps(a, b)
    both = np.where((sides > 0).any(axis=2), sides.prod(axis=2), 0)
    return ratio(both, covering(a, b) - both)


def counts_the_overlap_twice(a, b):
    """You divide by the sum of the two areas. What both boxes share lies in each of the areas, so
    that sum counts it twice: take it off once."""
    refuse_impossible(a, b)
    return ratio(shared_area(a, b), covering(a, b))


def takes_the_overlap_off_twice(a, b):
    """You divide by what lies in exactly one of the boxes. What they share is a part of their union
    too, and counts once."""
    refuse_impossible(a, b)
    both = shared_area(a, b)
    return ratio(both, covering(a, b) - 2 * both)


def doubles_the_overlap(a, b):
    """Twice the overlap over the sum of the areas is another measure, the Dice coefficient. Divide
    the overlap by the union, where everything counts once."""
    refuse_impossible(a, b)
    return ratio(2 * shared_area(a, b), covering(a, b))


def divides_by_the_smaller_area(a, b):
    """A small box inside a large one gets 1, since you divide by the smaller area. Divide by the
    union of both."""
    refuse_impossible(a, b)
    return ratio(shared_area(a, b), np.minimum(area(a)[:, None], area(b)[None]))


def divides_by_the_area_of_a(a, b):
    """This is the share of each box of a that is covered. The union treats both boxes alike."""
    refuse_impossible(a, b)
    return ratio(shared_area(a, b), area(a)[:, None] + 0 * area(b)[None])


def divides_by_the_area_of_b(a, b):
    """This is the share of each box of b that is covered. The union treats both boxes alike."""
    refuse_impossible(a, b)
    return ratio(shared_area(a, b), 0 * area(a)[:, None] + area(b)[None])


def divides_by_the_box_around_both(a, b):
    """You divide by the smallest box that holds both. Its corners may lie in neither of the two:
    the union is the sum of the areas without what was counted twice."""
    refuse_impossible(a, b)
    lower_right = np.maximum(a[:, None, 2:], b[None, :, 2:])
    upper_left = np.minimum(a[:, None, :2], b[None, :, :2])
    return ratio(shared_area(a, b), np.prod(lower_right - upper_left, axis=2))


def takes_the_box_around_for_the_overlap(a, b):
    """Your overlap reaches from the first left edge to the last right one, which is the box around
    both. What they share begins where the later one begins."""
    refuse_impossible(a, b)
    lower_right = np.maximum(a[:, None, 2:], b[None, :, 2:])
    upper_left = np.minimum(a[:, None, :2], b[None, :, :2])
    both = np.prod(lower_right - upper_left, axis=2)
    return ratio(both, covering(a, b) - both)


def does_not_divide(a, b):
    """This is the area of the overlap, in pixels. Divide it by the union, so that the size of the
    boxes makes no difference."""
    refuse_impossible(a, b)
    return shared_area(a, b).astype(float)


def takes_the_last_two_for_sizes(a, b):
    """The last two numbers are taken for a width and a height. They are the right and the lower
    edge: write x0, y0, x1, y1 beside the numbers."""
    refuse_impossible(a, b)
    sizes = np.array([[1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0], [0, 0, 0, 1]])
    return iou(a @ sizes, b @ sizes)


def takes_the_first_two_for_x(a, b):
    """The first two numbers are taken for x0 and x1. They are x0 and y0: write the four names
    beside the numbers."""
    refuse_impossible(a, b)
    return iou(a[:, [0, 2, 1, 3]], b[:, [0, 2, 1, 3]])


def pairs_row_by_row(a, b):
    """You compare the first box with the first, the second with the second. Every box of a is to
    meet every box of b: one of them needs another axis."""
    refuse_impossible(a, b)
    sides = np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2])
    both = np.prod(np.maximum(sides, 0), axis=1)
    return ratio(both, area(a) + area(b) - both)


def rows_for_the_boxes_of_b(a, b):
    """Your rows belong to b and your columns to a. The docstring has them the other way round:
    (N, M)."""
    return box_iou(a, b).T


def drops_an_axis_of_one(a, b):
    """An axis of length 1 has gone. A list of one box is still a list, and the answer has two
    axes."""
    return box_iou(a, b).squeeze()


def truncates_to_whole_numbers(a, b):
    """Your results have the number type of the boxes, and whole numbers have no fractions. Put them
    into an array of floats."""
    return box_iou(a, b).astype(a.dtype)


def cuts_edges_to_whole_numbers(a, b):
    """The edges lose their fractions before anything is worked out. They may lie between whole
    numbers."""
    return box_iou(np.trunc(a), np.trunc(b))


def a_union_of_one_at_least(a, b):
    """Your union is never below 1, and boxes may be so small. Only where it is 0 the quotient needs
    a case of its own."""
    refuse_impossible(a, b)
    both = shared_area(a, b)
    return both / np.maximum(covering(a, b) - both, 1)


def nan_for_boxes_without_area(a, b):
    """Two boxes without area are 0 / 0 here, which is no number. The docstring says what they
    get."""
    both = shared_area(a, b)
    refuse_impossible(a, b)
    return ratio(both, covering(a, b) - both, otherwise=np.nan)


def refuses_boxes_without_area(a, b):
    """A box without area is refused. It is a box still: only one that ends before it begins is
    none."""
    if (area(a) <= 0).any() or (area(b) <= 0).any():
        raise ValueError
    return box_iou(a, b)


def refuses_an_empty_list(a, b):
    """An empty list ends in an error. A picture may hold nothing: the answer then is an empty
    array, of two axes."""
    if len(a) == 0 or len(b) == 0:
        raise ValueError
    return box_iou(a, b)


def forgets_the_axis_of_an_empty_list(a, b):
    """Where a is empty, the axis of b is lost, as in np.array([]). Make the array of its full shape
    first, and fill it then."""
    return box_iou(a, b) if len(a) else np.zeros(0)


def empty_for_any_empty_list(a, b):
    """Where one of the lists is empty, an array of one axis comes back. It has two, of which one
    may have a length: (0, M) or (N, 0)."""
    found = box_iou(a, b)
    return found if found.size else np.zeros(0)


def refuses_nothing(a, b):
    """A box that ends before it begins gets a number like any other. Raise the error that the
    docstring names: such a box is a slip somewhere else, and would go unseen."""
    both = shared_area(a, b)
    return ratio(both, covering(a, b) - both)


def puts_the_edges_in_order(a, b):
    """You exchange edges that stand the wrong way round. The docstring wants an error: who hands
    such a box over has made a slip and should hear of it."""
    low = [np.minimum(box[:, :2], box[:, 2:]) for box in (a, b)]
    high = [np.maximum(box[:, :2], box[:, 2:]) for box in (a, b)]
    return iou(*(np.hstack(pair) for pair in zip(low, high, strict=True)))


def looks_at_the_area_of_a_box(a, b):
    """A box that is turned round in both directions has a positive area, and passes your check.
    Look at width and height one by one."""
    if (area(a) < 0).any() or (area(b) < 0).any():
        raise ValueError
    both = shared_area(a, b)
    return ratio(both, covering(a, b) - both)


def looks_at_the_boxes_of_a_only(a, b):
    """Impossible boxes are refused in a, and pass in b. Both lists come from somewhere, so check
    both."""
    refuse_impossible(a)
    both = shared_area(a, b)
    return ratio(both, covering(a, b) - both)


def looks_at_the_first_boxes_only(a, b):
    """An impossible box is refused only where it is the first of its list. Look at all of them."""
    refuse_impossible(a[:1], b[:1])
    return refuses_nothing(a, b)


def looks_at_widths_only(a, b):
    """A box is refused for its width, and never for its height. y1 < y0 is as impossible."""
    if (a[:, 2] < a[:, 0]).any() or (b[:, 2] < b[:, 0]).any():
        raise ValueError
    both = shared_area(a, b)
    return ratio(both, covering(a, b) - both)


def asserts_that_boxes_are_possible(a, b):
    """Impossible boxes are refused with another error than the docstring names: a failing assert,
    for one, raises an AssertionError. Ask with if, and raise the right one."""
    assert (a[:, 2:] >= a[:, :2]).all() and (b[:, 2:] >= b[:, :2]).all()
    return iou(a, b)


def none_for_impossible_boxes(a, b):
    """For an impossible box None comes back, or a message is printed and the function goes on.
    Raise the error that the docstring names."""
    impossible = (a[:, 2:] < a[:, :2]).any() or (b[:, 2:] < b[:, :2]).any()
    return None if impossible else iou(a, b)


def one_overlapping_pair(rng: np.random.Generator) -> Call:
    first = random_boxes(rng, 1, corner=20, side=12)
    middle = (first[:, :2] + first[:, 2:]) // 2
    corner = middle - rng.integers(1, 6, 2)
    return call(first, np.hstack([corner, middle + rng.integers(1, 7, 2)]))


def some_apart(rng: np.random.Generator) -> Call:
    """Two boxes: one is apart in both directions, and so near and so large that minus times minus
    shows; the other is the box itself, moved a little."""
    side = rng.integers(8, 13, 4)
    first = boxes((0, 0, *side[:2])) + rng.integers(0, 20)
    apart = first[:, 2:] + rng.integers(1, 4, 2)
    second = np.hstack([apart, apart + side[2:]])
    return call(first, np.vstack([second, first + rng.integers(1, 4)]))


def one_inside(rng: np.random.Generator) -> Call:
    outer = random_boxes(rng, 1, corner=20, side=6) * 2
    inner = outer + np.concatenate([rng.integers(0, 2, 2), -rng.integers(0, 2, 2)])
    return call(*((outer, inner) if rng.integers(2) else (inner, outer)))


def two_lists(rng: np.random.Generator) -> Call:
    n, m = (int(count) for count in rng.permutation([1, 2, 3, 4])[:2])
    return call(around_the_middle(rng, n), around_the_middle(rng, m))


def around_the_middle(rng, count):
    """Boxes of which each overlaps with each: gaps are an idea of their own."""
    return np.hstack([rng.integers(0, 5, (count, 2)), rng.integers(6, 11, (count, 2))]).astype(
        float
    )


def lists_with_points(rng: np.random.Generator) -> Call:
    """Boxes of which some have no width, no height, or neither, in the middle of the others."""
    a, b = around_the_middle(rng, 2), around_the_middle(rng, 3)
    a[0, [0, 2]] = 5
    b[0] = a[0]
    b[1] = (5, 5, 5, rng.integers(5, 9))
    return call(a, b)


def impossible_box(rng: np.random.Generator) -> Call:
    a, b = random_boxes(rng, 2, corner=20), random_boxes(rng, 3, corner=20)
    wrong = (a, b)[rng.integers(2)]
    wrong[-1, [int(rng.integers(2)) + np.array([0, 2])]] = wrong[-1, [2, 0]] + (1, -1)
    return call(a, b)


TEN = boxes((0, 0, 10, 10))


EXERCISE = Exercise(
    solution=box_iou,
    parts=[
        Part(
            "one box with one other",
            [
                call(boxes((0, 0, 2, 2)), boxes((1, 0, 3, 2))),
                call(TEN, boxes((1, 1, 11, 11))),
                call(boxes((3, 1, 9, 4)), boxes((5, 2, 7, 6))),
                call(np.array([[1, 2, 5, 4]]), np.array([[2, 1, 4, 6]])),
                call(boxes((0, 0, 0.5, 0.5)), boxes((0.25, 0, 0.75, 0.5))),
                call(boxes((0.5, 0.25, 3, 2.5)), boxes((1.75, 1, 4, 4.5))),
                drawn(one_overlapping_pair, 4),
            ],
        ),
        Part(
            "apart or touching",
            [
                call(boxes((0, 0, 2, 2)), boxes((2, 0, 4, 2))),
                call(boxes((0, 0, 2, 2)), boxes((3, 0, 5, 2))),
                call(boxes((0, 0, 2, 2)), boxes((0, 5, 2, 7))),
                call(TEN, boxes((11, 12, 21, 22))),
                call(boxes((11, 12, 21, 22)), boxes((0, 0, 10, 10), (12, 13, 22, 23))),
                drawn(some_apart, 4),
            ],
        ),
        Part(
            "one inside the other",
            [
                call(boxes((0, 0, 4, 4)), boxes((1, 1, 3, 3))),
                call(boxes((2, 3, 4, 4)), boxes((1, 2, 5, 7))),
                call(TEN, TEN),
                drawn(one_inside, 4),
            ],
        ),
        Part(
            "every box of a with every box of b",
            [
                call(boxes((0, 0, 4, 4)), boxes((0, 0, 4, 2), (2, 0, 6, 4))),
                call(boxes((0, 0, 4, 4), (0, 0, 4, 2), (1, 1, 2, 3)), boxes((0, 0, 2, 4))),
                call(
                    boxes((0, 0, 4, 4), (2, 2, 8, 5), (3, 0, 5, 6)),
                    boxes((1, 1, 5, 3), (4, 0, 6, 6)),
                ),
                call(boxes((0, 0, 4, 4), (2, 0, 6, 4)), boxes((1, 0, 4, 2), (3, 1, 7, 3))),
                drawn(two_lists, 4),
            ],
        ),
        Part(
            "no boxes, no area",
            [
                call(boxes((1, 1, 1, 1)), boxes((1, 1, 1, 1))),
                call(boxes((2, 0, 2, 5), (0, 0, 4, 4)), boxes((2, 0, 2, 5), (1, 2, 3, 2))),
                call(boxes(), boxes((0, 0, 2, 2), (1, 1, 4, 4))),
                call(boxes((0, 0, 2, 2), (1, 1, 4, 4), (0, 1, 2, 3)), boxes()),
                call(boxes((0, 0, 4, 5), (3, 0, 3, 2)), boxes((1, 1, 6, 4), (2, 1, 5, 1))),
                drawn(lists_with_points, 4),
            ],
        ),
        Part(
            "a box that ends before it begins",
            [
                call(boxes((3, 0, 1, 2)), boxes((0, 0, 2, 2))),
                call(boxes((0, 0, 2, 2)), boxes((0, 3, 2, 1))),
                call(boxes((0, 0, 2, 2)), boxes((0, 0, 2, 2), (5, 5, 1, 1))),
                call(boxes((0, 4, 3, 2)), boxes((1, 1, 2, 2))),
                call(boxes((0, 0, 4, 4)), boxes((1, 2, 3, 6))),
                drawn(impossible_box, 3),
                drawn(one_overlapping_pair, 2),
            ],
        ),
    ],
    hints=[
        "Where do the left edges of two boxes leave the left edge of what they share, and where do "
        "the right ones leave its right edge?",
        "The larger of the left edges, the smaller of the right ones; where the difference is "
        "negative, it is 0. The same for y.",
        "a[:, None, 0] is a column and b[None, :, 0] is a row: np.maximum of both has a number for "
        "every pair.",
    ],
)
