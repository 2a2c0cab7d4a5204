"""non_maximum_suppression: of boxes that overlap much, only the one with the best score."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.find_and_segment.shared import (
    area,
    boxes,
    iou,
    iou_of_pixels,
    random_boxes,
    ratio,
    shared_area,
)
from helpers.checking.kinds import INDICES


def non_maximum_suppression(boxes, scores, threshold):
    """Of boxes that overlap much, only the one with the best score.

    boxes: (N, 4), as (x0, y0, x1, y1); scores: (N,), any numbers; threshold: an IoU,
    from 0 to 1.
    From the best score to the lowest, a box is kept unless its IoU with one that was
    kept is above the threshold: exactly the threshold is not. Of equal scores the
    smaller index comes first. Returns kept (K,), int64: the indices of the boxes that
    were kept, in the order in which they were kept; (0,) where there are no boxes.
    """
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    kept = np.zeros(0, dtype=np.int64)
    for i in np.argsort(-scores, kind="stable"):
        upper_left = np.maximum(boxes[kept, :2], boxes[i, :2])
        lower_right = np.minimum(boxes[kept, 2:], boxes[i, 2:])
        both = np.prod(np.maximum(lower_right - upper_left, 0), axis=1)
        if not (both > threshold * (areas[kept] + areas[i] - both)).any():
            kept = np.append(kept, i)
    return kept


def falling(scores):
    return np.argsort(-scores, kind="stable")


def keep(order, too_close):
    """The indices that are kept, visited in this order.

    too_close: (N, N), whether the box of a row, once it is kept, pushes out the box of a column.
    """
    kept = []
    for i in order:
        if not any(too_close[k, i] for k in kept):
            kept.append(i)
    return np.array(kept, dtype=np.int64)


def lowest_score_comes_first(boxes, scores, threshold):
    """You begin with the lowest score, so the worst of each group of boxes stays. argsort goes
    upwards: which end do you need?"""
    return keep(np.argsort(scores, kind="stable"), iou(boxes, boxes) > threshold)


def keeps_the_order_of_the_boxes(boxes, scores, threshold):
    """The boxes are visited as they come, and the first of each group stays. The score says which
    is the best of them."""
    return keep(range(len(boxes)), iou(boxes, boxes) > threshold)


def sorts_by_the_lower_edge(boxes, scores, threshold):
    """You visit the boxes by their lower edge, as much public code does that knows no scores. Here
    the best score comes first."""
    return keep(falling(boxes[:, 3]), iou(boxes, boxes) > threshold)


def suppressed_boxes_suppress(boxes, scores, threshold):
    """A box that has been taken away still takes others away. Only who was kept may push others
    out: try three boxes in a row, of which only neighbours overlap."""
    close = iou(boxes, boxes) > threshold
    order = falling(scores)
    return np.array([i for n, i in enumerate(order) if not close[order[:n], i].any()], int)


def keeps_the_best_one_only(boxes, scores, threshold):
    """Only the box with the best score of all comes back. A picture may hold several things: go on
    with those that are left."""
    return falling(scores)[:1]


def only_the_best_one_suppresses(boxes, scores, threshold):
    """Only the best box of all pushes others out, then all that are left stay. The best of those is
    the next one to push others out, and so on."""
    order = falling(scores)
    return order[~(iou(boxes, boxes)[order[:1], order] > threshold) | (order == order[:1])]


def compares_with_the_last_one_only(boxes, scores, threshold):
    """Each box is compared with the one that was kept last. One that was kept long before may be
    in its way as well."""
    close, kept = iou(boxes, boxes) > threshold, []
    for i in falling(scores):
        if not kept or not close[kept[-1], i]:
            kept.append(i)
    return np.array(kept, int)


def the_threshold_itself_is_too_much(boxes, scores, threshold):
    """A box whose IoU is exactly the threshold has to go here. Only what is above it goes."""
    return keep(falling(scores), iou(boxes, boxes) >= threshold)


def turns_equal_scores_round(boxes, scores, threshold):
    """Of equal scores the larger index comes first here, as when an ascending order is turned
    round. Sort so that the smaller one does: what order do the negative scores have?"""
    return keep(np.argsort(scores, kind="stable")[::-1], iou(boxes, boxes) > threshold)


def places_in_the_sorted_list(boxes, scores, threshold):
    """These are places in your sorted list. The caller wants to know which of their boxes are kept:
    look up the index that stands at the place."""
    order = falling(scores)
    kept = non_maximum_suppression(boxes[order], -np.arange(len(order)), threshold)
    return kept


def loses_the_place_of_the_best(boxes, scores, threshold):
    """Places are counted among the others, without the best box, and looked up in a list that
    begins with it: so each is one too early."""
    order, kept, table = falling(scores), [], iou(boxes, boxes)
    while len(order):
        kept.append(order[0])
        order = order[np.flatnonzero(table[order[0], order[1:]] <= threshold)]
    return np.array(kept, int)


def takes_boxes_out_of_the_list(boxes, scores, threshold):
    """You take boxes out of the list that you are going through, so whatever comes after one of
    them is skipped. Go through a copy, or collect what stays in a new list."""
    close, left, kept = iou(boxes, boxes) > threshold, [*falling(scores)], []
    while left:
        kept.append(left.pop(0))
        for i in left:
            if close[kept[-1], i]:
                left.remove(i)
    return np.array(kept, int)


def takes_kept_boxes_out_again(boxes, scores, threshold):
    """The list that you go through loses boxes on the way, so one is skipped that should go, and
    later takes out a better one. Compare with those that were kept, and take none of them back."""
    close, left = iou(boxes, boxes) > threshold, [*falling(scores)]
    for i in left:
        for j in left:
            if i != j and close[i, j]:
                left.remove(j)
    return np.array(left, int)


def scores_of_zero_or_less_never_come_up(boxes, scores, threshold):
    """A box with a score of 0 or less is never kept, as where such a score marks what is done with.
    Scores may be any numbers: only their order counts."""
    kept = non_maximum_suppression(boxes, scores, threshold)
    return kept[scores[kept] > 0]


def sorts_the_indices_that_are_kept(boxes, scores, threshold):
    """The right boxes, and in the order of their indices. The docstring wants the best one
    first."""
    return np.sort(non_maximum_suppression(boxes, scores, threshold))


def returns_the_boxes_themselves(boxes, scores, threshold):
    """You return the boxes. Their indices are asked for, with which the caller can look up scores
    and classes as well."""
    return boxes[non_maximum_suppression(boxes, scores, threshold)]


def says_of_each_box_whether_it_stays(boxes, scores, threshold):
    """You say of each box whether it stays. The indices of those that stay are asked for, the best
    one first."""
    stays = np.zeros(len(boxes), dtype=bool)
    stays[non_maximum_suppression(boxes, scores, threshold)] = True
    return stays


def one_pixel_more_on_each_side(boxes, scores, threshold):
    """Your sides are longer by one, x1 - x0 + 1, which makes the IoU too large. The numbers are
    edges: a box from 0 to 10 is 10 wide."""
    return keep(falling(scores), iou_of_pixels(boxes, boxes) > threshold)


def divides_by_the_smaller_of_both(boxes, scores, threshold):
    """The overlap is divided by the smaller area, so what lies inside another box always goes. The
    IoU divides by the union of both."""
    areas = area(boxes)
    share = ratio(shared_area(boxes, boxes), np.minimum(areas[:, None], areas))
    return keep(falling(scores), share > threshold)


def divides_by_the_area_of_the_next(boxes, scores, threshold):
    """The overlap is divided by the area of the box that may have to go, as in some well-known
    code. The IoU divides by the union of both."""
    share = ratio(shared_area(boxes, boxes), area(boxes)[None])
    return keep(falling(scores), share > threshold)


def divides_by_the_area_of_the_kept(boxes, scores, threshold):
    """The overlap is divided by the area of the box that was kept. The IoU divides by the union of
    both."""
    share = ratio(shared_area(boxes, boxes), area(boxes)[:, None])
    return keep(falling(scores), share > threshold)


def divides_by_both_areas(boxes, scores, threshold):
    """The overlap is divided by the sum of both areas, where what they share counts twice. Take it
    off once, as in the IoU of before."""
    areas = area(boxes)
    share = ratio(shared_area(boxes, boxes), areas[:, None] + areas)
    return keep(falling(scores), share > threshold)


def always_takes_one_half(boxes, scores, threshold):
    """Your threshold is always 0.5. It is an argument, and may be stricter or looser."""
    return keep(falling(scores), iou(boxes, boxes) > 0.5)


def drops_scores_below_the_threshold(boxes, scores, threshold):
    """Boxes with a score below the threshold have to go here. The threshold is for overlaps: a box
    that stands alone is kept, however low its score."""
    kept = non_maximum_suppression(boxes, scores, threshold)
    return kept[scores[kept] >= threshold]


def fails_without_boxes(boxes, scores, threshold):
    """Without boxes there is no best one, and your code asks for it. A picture may hold nothing:
    return an empty array then."""
    return np.append(scores.argmax(), non_maximum_suppression(boxes, scores, threshold)[1:])


def refuses_no_boxes(boxes, scores, threshold):
    """Without boxes an error is raised, on purpose or by a function that wants at least one. A
    picture may hold nothing: return an empty array then."""
    if len(boxes) == 0:
        raise ValueError
    return non_maximum_suppression(boxes, scores, threshold)


def floats_without_boxes(boxes, scores, threshold):
    """Without boxes your indices are floats, as in an array that is made of an empty list. Say
    which type its numbers have: only ints are indices."""
    return non_maximum_suppression(boxes, scores, threshold) if len(boxes) else np.zeros(0)


def floats_for_indices(boxes, scores, threshold):
    """These are the right numbers, and floats. Nothing can be looked up at place 2.0: keep the
    indices apart from numbers with fractions, in an array or a list of ints."""
    kept = non_maximum_suppression(boxes, scores, threshold)
    return kept.astype(float) if len(boxes) else kept


def spread(rng: np.random.Generator, count: int) -> np.ndarray:
    """Boxes in a row, none of which touches the next."""
    found = random_boxes(rng, count, corner=2, side=5)
    found[:, [0, 2]] += 8 * np.arange(count)[:, None]
    return found


def different(rng: np.random.Generator, count: int) -> np.ndarray:
    """Scores in hundredths, no two of them equal."""
    return rng.choice(np.arange(5, 100), count, replace=False) / 100


def two_that_overlap(rng: np.random.Generator) -> Call:
    first = random_boxes(rng, 1, corner=9, side=9) * 4
    second = first + rng.integers(-1, 2, 4)
    alone = first + 100
    place = rng.permutation(3)
    return call(np.vstack([first, second, alone])[place], different(rng, 3), 0.375)


def several_groups(rng: np.random.Generator) -> Call:
    """Three places with two boxes each, which overlap by more than a half."""
    first = spread(rng, 3) * 4
    found = np.vstack([first, first + rng.integers(-1, 2, (3, 4))])
    place = rng.permutation(6)
    return call(found[place], different(rng, 6), (0.25, 0.375)[rng.integers(2)])


def a_chain(rng: np.random.Generator) -> Call:
    """Boxes in a row, of which neighbours share two thirds of their width and others less than a
    half. Their scores fall along the row, so that every second one is kept."""
    count, side = int(rng.integers(3, 6)), int(rng.integers(1, 4))
    left = 2 * np.arange(count)[:, None] + rng.integers(0, 20)
    found = np.hstack([left, 0 * left, left + 6, 0 * left + side]).astype(float)
    scores = np.sort(different(rng, count))[::-1]
    place = rng.permutation(count)
    return call(found[place], scores[place], 0.375)


def equal_scores(rng: np.random.Generator) -> Call:
    """Three boxes, since np.argsort alone keeps so few equal scores in their order on any machine:
    two that overlap, and a third one that overlaps with both or stands alone."""
    first = spread(rng, 1) * 4
    found = np.vstack([first, first + rng.integers(-1, 2, (2, 4))])
    found[2] += rng.choice([0, 100])
    scores = np.repeat(rng.integers(30, 99, 2), (2, 1))[rng.permutation(3)] / 100
    return call(found[rng.permutation(3)], scores, 0.25)


def at_the_threshold(rng: np.random.Generator) -> Call:
    """Pairs whose IoU is exactly the threshold, and pairs just above."""
    quarters = int(rng.integers(1, 4))
    first = boxes((0, 0, 8, 8), (20, 0, 28, 8)) + rng.integers(0, 9)
    inside = first.copy()
    inside[0, 2] = inside[0, 0] + 2 * quarters
    inside[1, 2] = inside[1, 0] + 2 * quarters + 1
    place = rng.permutation(4)
    return call(np.vstack([first, inside])[place], different(rng, 4), quarters / 4)


def none_of_which_overlap(rng: np.random.Generator) -> Call:
    count = int(rng.integers(2, 5))
    found, scores = spread(rng, count), np.sort(different(rng, count))
    scores[:2] = scores[1::-1]
    return call(found[::-1].copy(), scores, (0.5, 0.75)[rng.integers(2)])


TWO = boxes((0, 0, 4, 4), (1, 0, 5, 4))
THREE = boxes((0, 0, 4, 4), (1, 0, 5, 4), (0, 1, 4, 5))
ROW = boxes((0, 0, 6, 2), (2, 0, 8, 2), (4, 0, 10, 2))


EXERCISE = Exercise(
    solution=non_maximum_suppression,
    kind=INDICES,
    parts=[
        Part(
            "two boxes, one thing",
            [
                call(TWO, np.array([0.9, 0.6]), 0.5),
                call(TWO, np.array([0.6, 0.9]), 0.5),
                call(TWO, np.array([0.6, 0.9]), 0.75),
                call(boxes((0, 0, 3, 3), (0, 0, 3, 1)), np.array([0.6, 0.9]), 0.375),
                call(boxes((3, 0, 9, 6), (0, 1, 6, 8)), np.array([0.9, 0.8]), 0.375),
                call(boxes((0, 0, 4, 4), (1, 1, 3, 3)), np.array([0.9, 0.8]), 0.375),
                call(TWO / 8, np.array([0.9, 0.8]), 0.5),
                call(
                    boxes((3, 0, 9, 6), (4, 1, 10, 6), (12, 0, 13, 3)),
                    np.array([0.9, 0.7, 0.8]),
                    0.375,
                ),
                call(
                    boxes((12, 1, 16, 5), (0, 0, 8, 8), (1, 1, 8, 8)),
                    np.array([0.9, 0.3, 0.7]),
                    0.375,
                ),
                drawn(two_that_overlap, 4),
            ],
        ),
        Part(
            "the best one first",
            [
                call(
                    boxes((0, 0, 2, 2), (4, 0, 6, 3), (8, 0, 9, 2)), np.array([0.2, 0.9, 0.5]), 0.5
                ),
                call(boxes((0, 3, 9, 9), (10, 1, 14, 5)), np.array([0.7, 0.8]), 0.25),
                call(boxes((0, 3, 9, 9), (10, 1, 14, 5)), np.array([-2.0, 0.0]), 0.25),
                call(THREE, np.array([0.5, 0.25, 0.75]), 0.25),
                call(
                    np.vstack([TWO + 9, TWO, TWO + 24]),
                    np.array([0.25, 0.125, 0.75, 0.875, 0.375, 0.5]),
                    0.375,
                ),
                call(
                    np.vstack([TWO[:1], TWO + 20, TWO[1:], TWO + 40])[::-1],
                    np.array([0.25, 0.375, 0.125, 0.75, 0.625, 0.875]),
                    0.25,
                ),
                drawn(several_groups, 4),
            ],
        ),
        Part(
            "three in a row",
            [
                call(ROW, np.array([0.9, 0.8, 0.7]), 0.375),
                call(ROW[[1, 2, 0]], np.array([0.5, 0.25, 0.75]), 0.375),
                call(
                    boxes((6, 0, 12, 3), (2, 0, 8, 3), (4, 0, 10, 3), (0, 0, 6, 3)),
                    np.array([0.3, 0.6, 0.5, 0.9]),
                    0.375,
                ),
                drawn(a_chain, 4),
            ],
        ),
        Part(
            "equal scores",
            [
                call(TWO, np.array([0.5, 0.5]), 0.5),
                call(THREE, np.array([0.5, 0.75, 0.75]), 0.25),
                call(
                    boxes((0, 0, 2, 2), (4, 0, 6, 3), (8, 0, 9, 2)), np.array([0.5, 0.75, 0.5]), 0.5
                ),
                call(np.vstack([TWO, TWO[:1] + 9]), np.array([0.5, 0.75, 0.75]), 0.25),
                call(np.vstack([TWO, TWO[:1] + 9])[[0, 2, 1]], np.array([0.5, 0.5, 0.5]), 0.25),
                call(np.vstack([TWO[:1] + 9, TWO]), np.array([0.5, 0.5, 0.5]), 0.25),
                drawn(equal_scores, 5),
            ],
        ),
        Part(
            "an IoU of exactly the threshold",
            [
                call(boxes((0, 0, 4, 4), (0, 0, 4, 2)), np.array([0.6, 0.9]), 0.5),
                call(boxes((0, 0, 4, 4), (0, 0, 4, 3)), np.array([0.6, 0.9]), 0.5),
                call(TWO[[0, 0]], np.array([0.6, 0.9]), 1.0),
                call(boxes((0, 0, 4, 4), (4, 0, 6, 4), (3, 3, 6, 5)), np.array([3.0, 2, 1]), 0.0),
                call(
                    boxes((0, 0, 8, 8), (20, 0, 28, 8), (0, 0, 2, 8), (20, 0, 23, 8)),
                    np.array([0.375, 0.875, 0.75, 0.5]),
                    0.25,
                ),
                call(
                    boxes((0, 0, 8, 8), (20, 0, 28, 8), (0, 0, 6, 8), (20, 0, 27, 8)),
                    np.array([0.875, 0.5, 0.375, 0.75]),
                    0.75,
                ),
                drawn(at_the_threshold, 4),
            ],
        ),
        Part(
            "no boxes, or one",
            [
                call(boxes(), np.zeros(0), 0.5),
                call(boxes((1, 2, 3, 4)), np.array([0.5]), 0.5),
                call(
                    boxes((8, 0, 9, 3), (0, 0, 2, 2), (4, 0, 6, 2)),
                    np.array([0.25, 0.5, 0.75]),
                    0.5,
                ),
                drawn(none_of_which_overlap, 4),
            ],
        ),
    ],
    hints=[
        "Which box is certain to be kept? Which ones can go because of it, and what is left to do "
        "with the others?",
        "Visit the boxes by falling score. Keep one if its IoU with each of those that you have "
        "kept so far is at most the threshold.",
        "np.argsort(-scores, kind='stable') gives that order, and leaves equal scores as they are.",
    ],
)
