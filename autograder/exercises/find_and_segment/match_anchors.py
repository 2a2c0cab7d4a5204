"""match_anchors: which box each anchor should learn."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.find_and_segment.shared import (
    boxes,
    iou,
    iou_of_pixels,
    random_boxes,
)
from helpers.checking.kinds import INDICES


def match_anchors(anchors, boxes, low=0.4, high=0.5):
    """Which box each anchor should learn, if any.

    anchors: (A, 4), boxes: (B, 4), all as (x0, y0, x1, y1); low, high: IoUs. The best
    box of an anchor is the one with which its IoU is largest; of equals, the first.
    From `high` on the anchor gets the index of that box; from `low` on, but below
    `high`, it gets -2, which says that it is left out of the training; below `low` it
    gets -1, the background.
    Then each box, in order, takes the one anchor with which its IoU is largest, however
    small that is, 0 too, and whatever that anchor had before; of equals, the first. So
    of two boxes that take the same anchor the later one has it.
    Returns matches (A,), int64; all of them -1 where there are no boxes.
    """
    matches = np.full(len(anchors), -1)
    if len(boxes) == 0:
        return matches
    upper_left = np.maximum(anchors[:, None, :2], boxes[None, :, :2])
    lower_right = np.minimum(anchors[:, None, 2:], boxes[None, :, 2:])
    both = np.prod(np.maximum(lower_right - upper_left, 0), axis=2)
    area_a = np.prod(anchors[:, 2:] - anchors[:, :2], axis=1)
    area_b = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    overlap = both / (area_a[:, None] + area_b[None, :] - both)

    best = overlap.max(axis=1)
    matches[best >= low] = -2
    matches[best >= high] = overlap.argmax(axis=1)[best >= high]
    matches[overlap.argmax(axis=0)] = np.arange(len(boxes))
    return matches


def by_anchor(overlap, low, high):
    """What each anchor gets before the boxes take theirs, (A,)."""
    if overlap.shape[1] == 0:
        return np.full(len(overlap), -1)
    best = overlap.max(axis=1)
    return np.where(best >= high, overlap.argmax(axis=1), np.where(best >= low, -2, -1))


def with_rescue(matches, overlap):
    """The same after each box has taken its best anchor."""
    matches = matches.copy()
    for k in range(overlap.shape[1]):
        matches[overlap[:, k].argmax()] = k
    return matches


def match(overlap, low, high):
    """The right matches for any overlaps (A, B), for mistakes in those."""
    return with_rescue(by_anchor(overlap, low, high), overlap)


def no_box_takes_its_best_anchor(anchors, boxes, low=0.4, high=0.5):
    """A box that no anchor fits well gets none, and will never be learned. Each box takes its
    best anchor, however small the IoU, and this is the rule with the last word."""
    return by_anchor(iou(anchors, boxes), low, high)


def thresholds_overwrite_what_a_box_took(anchors, boxes, low=0.4, high=0.5):
    """What a box took is overwritten where the anchor reaches `low` with some box. Which of the two
    rules has the last word in the docstring?"""
    overlap = iou(anchors, boxes)
    first = by_anchor(overlap, low, high)
    return np.where(first == -1, with_rescue(first, overlap), first)


def good_anchors_keep_their_box(anchors, boxes, low=0.4, high=0.5):
    """A box takes its best anchor only if no other box has it by the threshold. The docstring lets
    it take that anchor whatever it had before."""
    overlap = iou(anchors, boxes)
    first = by_anchor(overlap, low, high)
    return np.where(first >= 0, first, with_rescue(first, overlap))


def rescues_only_boxes_without_an_anchor(anchors, boxes, low=0.4, high=0.5):
    """Only boxes that are still without an anchor take their best one. Each box takes it, also one
    that has others."""
    overlap = iou(anchors, boxes)
    matches = by_anchor(overlap, low, high)
    for k, anchor in enumerate(overlap.argmax(axis=0)):
        if k not in matches:
            matches[anchor] = k
    return matches


def rescued_anchors_keep_their_own_best_box(anchors, boxes, low=0.4, high=0.5):
    """An anchor that a box takes is given the box that the anchor itself likes best, which may be
    another one. It belongs to the box that took it."""
    if len(boxes) == 0:
        return np.full(len(anchors), -1)
    overlap = iou(anchors, boxes)
    matches, taken = by_anchor(overlap, low, high), overlap.argmax(axis=0)
    matches[taken] = overlap.argmax(axis=1)[taken]
    return matches


def rescues_only_from_low_on(anchors, boxes, low=0.4, high=0.5):
    """A box takes its best anchor only where the IoU is not below `low`. Small boxes reach that
    nowhere: the last step asks for no threshold."""
    overlap = iou(anchors, boxes)
    matches = by_anchor(overlap, low, high)
    for k, anchor in enumerate(overlap.argmax(axis=0)):
        if overlap[anchor, k] >= low:
            matches[anchor] = k
    return matches


def first_box_has_a_shared_anchor(anchors, boxes, low=0.4, high=0.5):
    """Where two boxes take the same anchor, the first one has it here. The docstring gives it to
    the later one."""
    overlap = iou(anchors, boxes)
    matches = by_anchor(overlap, low, high)
    for k, anchor in reversed([*enumerate(overlap.argmax(axis=0))]):
        matches[anchor] = k
    return matches


def anchors_never_change_hands(anchors, boxes, low=0.4, high=0.5):
    """An anchor that has a box keeps it, be it by the threshold or since an earlier box took it.
    The docstring lets a box take its best anchor whatever that had before."""
    overlap = iou(anchors, boxes)
    matches = by_anchor(overlap, low, high)
    for k, anchor in enumerate(overlap.argmax(axis=0)):
        if matches[anchor] < 0:
            matches[anchor] = k
    return matches


def only_background_is_taken(anchors, boxes, low=0.4, high=0.5):
    """A box takes only an anchor that is background, none that is left out or has a box. The
    docstring lets it take its best anchor whatever that had before."""
    overlap = iou(anchors, boxes)
    matches = by_anchor(overlap, low, high)
    for k, anchor in enumerate(overlap.argmax(axis=0)):
        if matches[anchor] == -1:
            matches[anchor] = k
    return matches


def only_where_both_like_each_other_best(anchors, boxes, low=0.4, high=0.5):
    """A box takes its best anchor only where it is also the best box of that anchor. It takes it
    whatever the anchor likes better."""
    overlap = iou(anchors, boxes)
    matches = by_anchor(overlap, low, high)
    for k, anchor in enumerate(overlap.argmax(axis=0)):
        if overlap[anchor].argmax() == k:
            matches[anchor] = k
    return matches


def passes_over_a_box_that_meets_no_anchor(anchors, boxes, low=0.4, high=0.5):
    """A box that meets no anchor takes none here. All its IoUs are 0, so they are equal, and the
    docstring says which of equals it takes."""
    overlap = iou(anchors, boxes)
    meets = overlap.any(axis=0)
    matches = by_anchor(overlap, low, high)
    matches[overlap.argmax(axis=0)[meets]] = np.flatnonzero(meets)
    return matches


def thresholds_and_takes_in_one_loop(anchors, boxes, low=0.4, high=0.5):
    """What an earlier box took is lost again where the anchor fits a later box better. Be done with
    the thresholds of all boxes before the first of them takes its anchor."""
    overlap = iou(anchors, boxes)
    matches, best = np.full(len(anchors), -1), np.zeros(len(anchors))
    for k, column in enumerate(overlap.T):
        better, best = column > best, np.maximum(best, column)
        matches[better & (column >= low)] = -2
        matches[better & (column >= high)] = k
        matches[column.argmax()] = k
    return matches


def an_anchor_of_its_own_for_each_box(anchors, boxes, low=0.4, high=0.5):
    """A box whose best anchor was taken by an earlier box takes the next best. The docstring lets
    it take the best one all the same, from whoever had it."""
    overlap = iou(anchors, boxes)
    matches, free = by_anchor(overlap, low, high), np.ones(len(anchors), dtype=bool)
    for k in range(len(boxes)):
        anchor = np.where(free, overlap[:, k], -1).argmax()
        matches[anchor], free[anchor] = k, False
    return matches


def takes_all_of_equal_anchors(anchors, boxes, low=0.4, high=0.5):
    """Where several anchors fit a box equally well, it takes all of them. It takes one, the first
    of them."""
    overlap = iou(anchors, boxes)
    matches = by_anchor(overlap, low, high)
    for k in range(len(boxes)):
        matches[overlap[:, k] == overlap[:, k].max()] = k
    return matches


def takes_the_last_of_equal_anchors(anchors, boxes, low=0.4, high=0.5):
    """Where several anchors fit a box equally well, it takes the last one. It should be the first,
    which is what argmax finds."""
    overlap = iou(anchors, boxes)
    matches = by_anchor(overlap, low, high)
    matches[len(anchors) - 1 - overlap[::-1].argmax(axis=0)] = np.arange(len(boxes))
    return matches


def last_of_equal_boxes(anchors, boxes, low=0.4, high=0.5):
    """Where an anchor fits two boxes equally well, it gets the later one. It should be the first,
    which is what argmax finds."""
    if len(boxes) == 0:
        return np.full(len(anchors), -1)
    overlap = iou(anchors, boxes)
    best = by_anchor(overlap, low, high)
    last = len(boxes) - 1 - overlap[:, ::-1].argmax(axis=1)
    return with_rescue(np.where(best >= 0, last, best), overlap)


def first_box_that_is_good_enough(anchors, boxes, low=0.4, high=0.5):
    """An anchor gets the first box that reaches `high`, though a later one may fit better. Look for
    the largest IoU first, and compare that one."""
    if len(boxes) == 0:
        return np.full(len(anchors), -1)
    overlap = iou(anchors, boxes)
    best = by_anchor(overlap, low, high)
    return with_rescue(np.where(best >= 0, (overlap >= high).argmax(axis=1), best), overlap)


def last_box_that_is_good_enough(anchors, boxes, low=0.4, high=0.5):
    """An anchor gets the last box that reaches `high`, though an earlier one may fit better. Look
    for the largest IoU first, and compare that one."""
    overlap = iou(anchors, boxes)
    matches = by_anchor(overlap, low, high)
    for k, column in enumerate(overlap.T):
        matches[column >= high] = k
    return with_rescue(matches, overlap)


def low_is_never_asked_for(anchors, boxes, low=0.4, high=0.5):
    """An anchor that shares anything with a box is left out. Below `low` it is background: there
    are two thresholds to ask for."""
    return match(iou(anchors, boxes), np.nextafter(0, 1), high)


def the_band_is_background(anchors, boxes, low=0.4, high=0.5):
    """All anchors below `high` are background here. Those between `low` and `high` are neither a
    yes nor a no, and have a number of their own."""
    return match(iou(anchors, boxes), high, high)


def the_band_gets_its_box(anchors, boxes, low=0.4, high=0.5):
    """Anchors between `low` and `high` get their best box. They are neither a yes nor a no, and
    have a number of their own."""
    return match(iou(anchors, boxes), low, low)


def band_and_background_exchanged(anchors, boxes, low=0.4, high=0.5):
    """Your -1 and -2 have changed places. -1 is the background, and -2 is left out."""
    matches = match(iou(anchors, boxes), low, high)
    return np.where((matches < 0) & (len(boxes) > 0), -3 - matches, matches)


def exactly_at_a_threshold_is_below(anchors, boxes, low=0.4, high=0.5):
    """An IoU of exactly `low` or `high` counts as below here. From a threshold on means that the
    threshold itself counts."""
    return match(iou(anchors, boxes), np.nextafter(low, 1), np.nextafter(high, 1))


def exactly_high_is_not_enough(anchors, boxes, low=0.4, high=0.5):
    """An IoU of exactly `high` gets no box here. From `high` on means that `high` itself
    counts."""
    return match(iou(anchors, boxes), low, np.nextafter(high, 1))


def exactly_low_is_background(anchors, boxes, low=0.4, high=0.5):
    """An IoU of exactly `low` is background here. From `low` on means that `low` itself counts."""
    return match(iou(anchors, boxes), np.nextafter(low, 1), high)


def boxes_count_from_one(anchors, boxes, low=0.4, high=0.5):
    """Your boxes count from 1 and the background is 0, as where classes are numbered so. Here boxes
    count from 0, and the background is -1."""
    matches = match(iou(anchors, boxes), low, high)
    return np.where(matches >= -1, matches + 1, matches)


def thresholds_of_the_docstring(anchors, boxes, low=0.4, high=0.5):
    """Your thresholds are always 0.4 and 0.5. They are arguments, and may be others."""
    return match(iou(anchors, boxes), 0.4, 0.5)


def a_number_for_each_box(anchors, boxes, low=0.4, high=0.5):
    """You return one number for each box, its anchor. One for each anchor is wanted: which axis of
    the overlaps should the largest be found along?"""
    overlap = iou(anchors, boxes)
    return overlap.argmax(axis=0) if overlap.size else np.zeros(len(boxes), int)


def largest_along_the_other_axis(anchors, boxes, low=0.4, high=0.5):
    """The thresholds are asked of one number for each box, the largest of a column. Each anchor
    needs a number of its own: print the shapes, with two anchors and three boxes."""
    matches, overlap = np.full(len(anchors), -1), iou(anchors, boxes)
    if len(boxes) == 0:
        return matches
    best = overlap.max(axis=0)
    matches[best >= low] = -2
    matches[best >= high] = overlap.argmax(axis=0)[best >= high]
    return with_rescue(matches, overlap)


def counts_pixels_in_the_overlap(anchors, boxes, low=0.4, high=0.5):
    """Your sides are longer by one, x1 - x0 + 1, which makes the IoU too large. The numbers are
    edges."""
    return match(iou_of_pixels(anchors, boxes), low, high)


def box_zero_without_boxes(anchors, boxes, low=0.4, high=0.5):
    """Where there are no boxes your anchors get box 0, which does not exist. All of them are
    background."""
    if len(boxes) == 0:
        return np.zeros(len(anchors), int)
    return match(iou(anchors, boxes), low, high)


def left_out_without_boxes(anchors, boxes, low=0.4, high=0.5):
    """Where there are no boxes your anchors get -2, and nothing is learned from the picture. All of
    them are background."""
    matches = match(iou(anchors, boxes), low, high)
    return matches if len(boxes) else matches - 1


def floats_for_matches(anchors, boxes, low=0.4, high=0.5):
    """Your numbers are floats, as those of np.ones and np.zeros, and nothing can be looked up at
    place 2.0. Make the array of ints."""
    matches = match(iou(anchors, boxes), low, high)
    return matches.astype(float) if len(boxes) else matches


def floats_where_there_are_no_boxes(anchors, boxes, low=0.4, high=0.5):
    """Where there are no boxes your numbers are floats, as those of np.ones and np.zeros. Make them
    ints there as well: they are indices of boxes."""
    matches = match(iou(anchors, boxes), low, high)
    return matches if len(boxes) else matches.astype(float)


def largest_of_no_boxes(anchors, boxes, low=0.4, high=0.5):
    """Without boxes your code looks for the largest of no numbers, which fails. Ask for them first:
    all anchors are background then."""
    overlap = iou(anchors, boxes)
    return with_rescue(
        np.where(overlap.max(axis=1) < low, -1, by_anchor(overlap, low, high)), overlap
    )


def nothing_without_boxes(anchors, boxes, low=0.4, high=0.5):
    """Where there are no boxes an empty array comes back. The anchors are still there, one number
    for each."""
    return match(iou(anchors, boxes), low, high) if len(boxes) else np.zeros(0, int)


def refuses_a_picture_without_boxes(anchors, boxes, low=0.4, high=0.5):
    """Without boxes an error is raised. There may be pictures of nothing: all their anchors are
    background."""
    if len(boxes) == 0:
        raise ValueError
    return match(iou(anchors, boxes), low, high)


def clear_matches(rng: np.random.Generator) -> Call:
    """A grid of anchors, and boxes that are some of them, moved by a pixel."""
    some = rng.choice(6, int(rng.integers(2, 5)), replace=False)
    return call(GRID, GRID[some] + rng.integers(0, 2, (len(some), 1)))


def some_between(rng: np.random.Generator) -> Call:
    """Anchors of twenty times 4 that share some rows with a box: shares of 2/5 are left out, since
    0.4 is not exact."""
    shared = rng.choice([3, 6, 7, 9, 10, 11, 13, 15], 4, replace=False)
    bands = [(0, 0, 4, int(rows)) for rows in rng.permutation([20, *shared])]
    place = 5 * rng.integers(1, 9)
    thresholds = [(), (0.25, 0.5), (0.25, 0.75)][rng.integers(3)]
    return call(boxes(*bands) + place, boxes((0, 0, 4, 20)) + place, *thresholds)


def small_boxes(rng: np.random.Generator) -> Call:
    """A grid of anchors, and in each of two cells a small box, in a third one two of them."""
    cells = rng.choice(6, 3, replace=False)[[0, 1, 2, 2]]
    corner = GRID[rng.permutation(cells), :2] + rng.integers(1, 4, (4, 2))
    return call(GRID, np.hstack([corner, corner + rng.integers(1, 4, (4, 2))]))


def equal_anchors(rng: np.random.Generator) -> Call:
    """Small boxes half way between two anchors side by side, in each of two rows."""
    x, half = 8 * rng.integers(1, 3, 2), rng.integers(1, 3, 2)
    y = np.array([0, 8]) + rng.integers(0, 5, 2)
    found = np.stack([x - half, y, x + half, y + rng.integers(2, 4, 2)], axis=1)
    return call(GRID, found[rng.permutation(2)].astype(float))


def no_boxes(rng: np.random.Generator) -> Call:
    return call(random_boxes(rng, int(rng.integers(2, 10)), corner=50), boxes())


GRID = boxes(*[(x, y, x + 8, y + 8) for y in (0, 8) for x in (0, 8, 16)])


CELL = boxes((0, 0, 4, 4), (4, 0, 8, 4), (8, 0, 12, 4))


EXERCISE = Exercise(
    solution=match_anchors,
    kind=INDICES,
    parts=[
        Part(
            "clear cases",
            [
                call(CELL[:2], boxes((4, 0, 8, 3))),
                call(CELL[:1], boxes((0, 1, 4, 4))),
                call(CELL, boxes((8, 0, 11, 4), (0, 0, 4, 3))),
                call(CELL, boxes((1, 0, 5, 4))),
                call(CELL[:2] / 8, boxes((0.5, 0, 1, 0.375))),
                call(
                    boxes((0, 0, 4, 3), (0, 0, 4, 4), (0, 0, 4, 5)),
                    boxes((0, 0, 4, 3), (0, 0, 4, 4)),
                ),
                call(
                    boxes((0, 0, 4, 3), (0, 0, 4, 4), (0, 0, 4, 5)),
                    boxes((0, 0, 4, 4), (0, 0, 4, 3)),
                ),
                drawn(clear_matches, 4),
            ],
        ),
        Part(
            "neither yes nor no",
            [
                call(boxes((0, 0, 10, 10), (0, 0, 9, 5), (0, 0, 10, 3)), boxes((0, 0, 10, 10))),
                call(boxes((0, 0, 4, 2), (0, 0, 4, 4)), boxes((0, 0, 4, 4))),
                call(boxes((0, 0, 3, 1), (0, 0, 3, 3)), boxes((0, 0, 3, 3))),
                call(
                    boxes((0, 0, 8, 1), (0, 0, 8, 2), (0, 0, 8, 3), (0, 0, 8, 8), (0, 0, 8, 4)),
                    boxes((0, 0, 8, 8)),
                    0.25,
                    0.375,
                ),
                call(
                    boxes((0, 0, 8, 5), (0, 0, 8, 2), (0, 0, 8, 6), (0, 0, 8, 8), (0, 0, 8, 1)),
                    boxes((0, 0, 8, 8)),
                    low=0.25,
                    high=0.75,
                ),
                drawn(some_between, 4),
            ],
        ),
        Part(
            "a box without a good anchor",
            [
                call(CELL[:2], boxes((5, 1, 6, 2))),
                call(10 * CELL[:2], boxes((40, 0, 76, 20))),
                call(CELL, boxes((8, 0, 11, 4), (1, 1, 2, 3), (5, 0, 8, 3))),
                call(CELL, boxes((4, 0, 8, 3), (9, 0, 11, 2), (9, 1, 10, 2), (4, 3, 6, 4))),
                call(CELL[:2], boxes((0, 0, 2, 3), (1, 1, 3, 2))),
                call(boxes((0, 0, 4, 2), (0, 0, 4, 4)), boxes((0, 0, 4, 4), (0, 0, 4, 3))),
                call(boxes((0, 0, 4, 4), (0, 0, 4, 5)), boxes((0, 0, 4, 5), (0, 0, 4, 3))),
                call(boxes((0, 0, 4, 4), (0, 0, 4, 5)), boxes((0, 0, 4, 3), (0, 0, 4, 5))),
                call(boxes((0, 0, 10, 10), (0, 0, 4, 10)), boxes((0, 0, 4, 5), (5, 5, 8, 9))),
                call(CELL[:2], boxes((20, 0, 24, 4))),
                call(CELL, boxes((4, 0, 8, 3), (9, 9, 12, 12))),
                drawn(small_boxes, 4),
            ],
        ),
        Part(
            "of equals, the first",
            [
                call(CELL[:2], boxes((3, 1, 5, 2))),
                call(CELL, boxes((6, 1, 10, 3), (3, 0, 5, 4))),
                call(
                    boxes((0, 0, 4, 3), (0, 0, 4, 4), (8, 0, 12, 4)),
                    boxes((0, 0, 4, 4), (0, 0, 4, 4)),
                ),
                drawn(equal_anchors, 4),
            ],
        ),
        Part(
            "no boxes",
            [call(CELL[:1], boxes()), call(CELL, boxes()), drawn(no_boxes, 4)],
        ),
    ],
    hints=[
        "Make the table of all IoUs first, a row for each anchor and a column for each box.",
        "The largest of each row decides between three numbers; then the largest of each column "
        "gives that box its anchor.",
        "overlap.argmax(axis=1) is the best box of each anchor, overlap.argmax(axis=0) the best "
        "anchor of each box.",
    ],
)
