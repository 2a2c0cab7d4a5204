"""average_precision: one number for a detector, whatever the score from which it speaks up."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def average_precision(scores, correct, boxes):
    """One number for all thresholds of a detector, a float from 0 to 1.

    scores, correct: (N,), the score of each detection and whether it is right, bools;
    boxes: how many things there are to be found, 1 or more.
    From the best score to the lowest, of equal scores the smaller index first: at each
    right detection the precision so far is noted, the share of right ones among all up
    to there and with it. The result is the sum of what was noted, divided by `boxes`,
    so a thing that is never found counts as 0; without detections it is 0.
    """
    right = correct[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    return float(precision[right].sum() / boxes)


def falling(scores):
    return np.argsort(-scores, kind="stable")


def curve(scores, correct):
    """Whether each is right, from the best score to the lowest, and the precision so far."""
    right = correct[falling(scores)]
    return right, np.cumsum(right) / np.arange(1, len(right) + 1)


def total_by(right, boxes):
    """The right result for an order that is another one."""
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    return float(precision[right].sum() / boxes)


def divides_by_the_hits(scores, correct, boxes):
    """You divide by the number of right detections, so things that are never found cost nothing.
    Divide by the number of things that there are."""
    right, precision = curve(scores, correct)
    return float(precision[right].sum() / max(1, right.sum()))


def mean_at_all_detections(scores, correct, boxes):
    """You note the precision at every detection and take the mean. It is noted at right ones only,
    and divided by the number of things."""
    _, precision = curve(scores, correct)
    return float(precision.sum() / max(1, len(precision)))


def notes_at_every_detection(scores, correct, boxes):
    """You note the precision at wrong detections too. Only a right one adds to the sum."""
    return float(curve(scores, correct)[1].sum() / boxes)


def divides_by_all_detections(scores, correct, boxes):
    """You divide by the number of detections. Divide by the number of things that there are."""
    right, precision = curve(scores, correct)
    return float(precision[right].sum() / max(1, len(right)))


def lowest_score_first(scores, correct, boxes):
    """You begin with the lowest score. The surest detection comes first: argsort goes upwards."""
    return total_by(correct[np.argsort(scores, kind="stable")], boxes)


def order_as_given(scores, correct, boxes):
    """Each detection keeps the place at which it came. Put into the order of the scores, the best
    first, what you know of them."""
    return total_by(correct, boxes)


def turns_equal_detections_round(scores, correct, boxes):
    """Of equal scores the larger index comes first here, as when an ascending order is turned
    round. The smaller one should: sort the negative scores."""
    return total_by(correct[np.argsort(scores, kind="stable")[::-1]], boxes)


def equal_scores_at_once(scores, correct, boxes):
    """Detections of equal score are counted all at once, as if none came first. The smaller index
    comes first, one after the other."""
    right, precision = curve(scores, correct)
    ranked = scores[falling(scores)]
    last = np.searchsorted(-ranked, -ranked, side="right") - 1
    return float(precision[last][right].sum() / boxes)


def precision_at_the_end(scores, correct, boxes):
    """This is the precision of all detections together. It has to be noted on the way, at each
    right one."""
    return float(correct.mean()) if len(correct) else 0.0


def share_of_things_found(scores, correct, boxes):
    """This is the share of things that were found: the wrong detections between them make no
    difference to it. Note the precision at each right one."""
    return float(correct.sum() / boxes)


def one_over_the_place(scores, correct, boxes):
    """You note 1 over the place in the list. The precision counts all right ones up to there, not
    just the last."""
    right = correct[falling(scores)]
    return float((right / np.arange(1, len(right) + 1)).sum() / boxes)


def precision_before_each(scores, correct, boxes):
    """You note the precision before the right detection. It counts itself as well."""
    right = correct[falling(scores)]
    before = np.cumsum(right) - right
    return float((before / np.maximum(1, np.arange(len(right))))[right].sum() / boxes)


def places_begin_at_zero(scores, correct, boxes):
    """The right ones so far are divided by the index, which begins at 0. The first detection is one
    detection: add 1."""
    right = correct[falling(scores)]
    return float((np.cumsum(right) / np.maximum(1, np.arange(len(right))))[right].sum() / boxes)


def best_precision_from_here_on(scores, correct, boxes):
    """You take the best precision from there on, which smooths the curve, as one well-known contest
    did. Here the precision at the right detection itself is noted."""
    right, precision = curve(scores, correct)
    smooth = np.maximum.accumulate(precision[::-1])[::-1]
    return float(smooth[right].sum() / boxes)


def eleven_places(scores, correct, boxes):
    """You look at eleven recalls from 0 to 1, as one well-known contest did in its first years.
    Every right detection counts here, at its own recall."""
    right, precision = curve(scores, correct)
    recall = np.cumsum(right) / boxes
    best = [precision[recall >= t / 10].max(initial=0) for t in range(11)]
    return float(np.mean(best))


def area_by_trapezia(scores, correct, boxes):
    """You take the area under straight lines between the points of the curve. Here each right
    detection is a step, as high as its own precision."""
    right, precision = curve(scores, correct)
    recall = np.append(0.0, np.cumsum(right) / boxes)
    precision = np.append(1.0, precision)
    return float((np.diff(recall) * (precision[1:] + precision[:-1]) / 2).sum())


def does_not_divide_by_boxes(scores, correct, boxes):
    """This is the sum of what was noted. Divide it by the number of things."""
    return average_precision(scores, correct, 1)


def result_in_percent(scores, correct, boxes):
    """Your result goes from 0 to 100. It should be a share, from 0 to 1."""
    return 100 * average_precision(scores, correct, boxes)


def what_was_noted(scores, correct, boxes):
    """You return the precision at each right detection. Add these up and divide by the number of
    things."""
    right, precision = curve(scores, correct)
    return precision[right]


def nan_without_detections(scores, correct, boxes):
    """Without detections your result is no number, the mean of nothing. Nothing was found: it is
    0."""
    return average_precision(scores, correct, boxes) if len(scores) else np.nan


def refuses_no_detections(scores, correct, boxes):
    """Without detections an error is raised. A detector may stay silent: it has found nothing, and
    gets 0."""
    if len(scores) == 0:
        raise ValueError
    return average_precision(scores, correct, boxes)


def one_without_detections(scores, correct, boxes):
    """Without detections you give 1, since nothing was wrong. Nothing was found either: it is
    0."""
    return average_precision(scores, correct, boxes) if len(scores) else 1.0


def none_without_detections(scores, correct, boxes):
    """Without detections None comes back. Nothing was found: it is 0."""
    return average_precision(scores, correct, boxes) if len(scores) else None


def different(rng: np.random.Generator, count: int) -> np.ndarray:
    return rng.choice(np.arange(5, 100), count, replace=False) / 100


def falling_scores(rng: np.random.Generator, count: int) -> np.ndarray:
    return np.sort(different(rng, count))[::-1].copy()


def some_right(rng: np.random.Generator, count: int) -> np.ndarray:
    """At least one right and one wrong."""
    return rng.permutation([True, False, *(rng.random(count - 2) < 0.5)]).astype(bool)


def in_order_already(rng: np.random.Generator) -> Call:
    count = int(rng.integers(4, 9))
    correct = some_right(rng, count)
    return call(falling_scores(rng, count), correct, int(correct.sum()))


def all_are_right(rng: np.random.Generator) -> Call:
    count = int(rng.integers(2, 9))
    return call(falling_scores(rng, count), np.ones(count, bool), count + int(rng.integers(0, 9)))


def some_never_found(rng: np.random.Generator) -> Call:
    count = int(rng.integers(4, 9))
    correct = some_right(rng, count)
    more = int(rng.integers(1, 7))
    return call(falling_scores(rng, count), correct, int(correct.sum()) + more)


def in_any_order(rng: np.random.Generator) -> Call:
    count = int(rng.integers(5, 9))
    correct = some_right(rng, count)
    return call(different(rng, count), correct, int(correct.sum()))


def with_equal_scores(rng: np.random.Generator) -> Call:
    """Three detections, since np.argsort alone keeps so few equal scores in their order on any
    machine."""
    scores = np.repeat(rng.integers(5, 99, 2), (2, 1))[rng.permutation(3)] / 100
    correct = some_right(rng, 3)
    return call(scores, correct, int(correct.sum() + rng.integers(0, 6)))


def given(*answers: int) -> np.ndarray:
    return np.array(answers, dtype=bool)


EXERCISE = Exercise(
    solution=average_precision,
    parts=[
        Part(
            "all right",
            [
                call(np.array([0.9, 0.7]), given(1, 1), 2),
                call(np.array([0.6]), given(1), 1),
                call(np.array([0.9, 0.8, 0.4]), given(1, 1, 1), 4),
                drawn(all_are_right, 4),
            ],
        ),
        Part(
            "right and wrong ones",
            [
                call(np.array([0.9, 0.7]), given(0, 1), 1),
                call(np.array([0.9, 0.7, 0.6]), given(1, 0, 1), 2),
                call(np.array([0.9, 0.7, 0.6, 0.5, 0.3]), given(0, 1, 1, 0, 1), 3),
                call(np.array([0.75, 0.5]), given(0, 0), 3),
                drawn(in_order_already, 4),
            ],
        ),
        Part(
            "things that are never found",
            [
                call(np.array([0.9, 0.7]), given(1, 0), 2),
                call(np.array([0.9, 0.7, 0.6]), given(0, 1, 1), 5),
                call(np.zeros(0), given(), 3),
                drawn(some_never_found, 4),
            ],
        ),
        Part(
            "order",
            [
                call(np.array([0.3, 0.8]), given(0, 1), 1),
                call(np.array([0.2, 0.9, 0.5, 0.7]), given(1, 0, 0, 1), 2),
                call(np.array([0.5, 0.1, 0.9, 0.3, 0.7]), given(1, 1, 0, 1, 0), 3),
                drawn(in_any_order, 4),
            ],
        ),
        Part(
            "equal scores",
            [
                call(np.array([0.5, 0.5]), given(0, 1), 1),
                call(np.array([0.5, 0.5]), given(1, 0), 1),
                call(np.array([0.25, 0.75, 0.75]), given(1, 0, 1), 2),
                call(np.array([0.5, 0.5, 0.5]), given(0, 1, 1), 3),
                drawn(with_equal_scores, 5),
            ],
        ),
    ],
    hints=[
        "Go through the detections by hand, the best score first, and count: how many so far, how "
        "many of them right?",
        "np.cumsum of the sorted `correct` counts the right ones so far; their places are "
        "np.arange(1, N + 1).",
        "precision[right] chooses the precisions at right detections; their sum is divided by "
        "`boxes`.",
    ],
)
