"""hinge_gradient: how the multiclass hinge loss changes with each score."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.linear_classifier.shared import (
    different_sizes,
    hinge_costs,
    hinge_with_a_margin,
    labels,
    lead_of_each_class,
    matrix,
    no_round_numbers,
    off_the_kink,
    one_hot,
    one_row,
    several_rows,
    square,
)


def hinge_gradient(scores, y, margin=1.0):
    """How the multiclass hinge loss changes with each score.

    scores: (N, C); y: (N,), ints from 0 to C - 1. A wrong class whose cost is exactly 0 adds
    nothing.
    Returns (N, C), the gradient of hinge_loss(scores, y, margin).
    """
    rows = np.arange(len(y))
    costs = scores - scores[rows, y][:, None] + margin
    gradient = (costs > 0).astype(float)
    gradient[rows, y] = 0
    gradient[rows, y] = -gradient.sum(axis=1)
    return gradient / len(y)


def _costly_classes(scores, y, margin=1.0):
    """1 for the wrong classes that cost something, 0 for all others."""
    return (hinge_costs(scores, y, margin) > 0).astype(float)


def pulls_the_right_class_once(scores, y, margin=1.0):
    """The right class gets -1 whether one class costs something or several. It stands in the cost
    of each of them, so each of them pulls it once."""
    costly = _costly_classes(scores, y, margin)
    some = costly.any(axis=1, keepdims=True)
    return (costly - one_hot(scores, y) * some) / len(y)


def pulls_the_right_class_in_every_row(scores, y, margin=1.0):
    """The right class gets -1 in every row, even where no wrong class costs anything. Count the
    classes of the row that do; there may be none."""
    return (_costly_classes(scores, y, margin) - one_hot(scores, y)) / len(y)


def pulls_for_all_wrong_classes(scores, y, margin=1.0):
    """The right class is pulled by all C - 1 wrong ones, which is true only at the start, when the
    scores are near 0. Later some are far enough behind: count those that still cost something."""
    costly, right = _costly_classes(scores, y, margin), one_hot(scores, y)
    return (costly - right * (scores.shape[1] - 1)) / len(y)


def counts_itself_in_the_pull(scores, y, margin=1.0):
    """At the right class the gradient is too low by one part in N, as if its own margin, which is
    above 0, were counted among the costs. Leave the right class out before you count."""
    costly, right = _costly_classes(scores, y, margin), one_hot(scores, y)
    return (costly - right * (costly.sum(axis=1, keepdims=True) + 1)) / len(y)


def uses_the_cost_as_the_slope(scores, y, margin=1.0):
    """The costs themselves stand in the gradient. The slope of max(0, m) is 1 wherever m is above
    0, however large m is: it matters which classes cost something and not how much."""
    costs, right = hinge_costs(scores, y, margin), one_hot(scores, y)
    return (costs - right * costs.sum(axis=1, keepdims=True)) / len(y)


def uses_the_slope_of_the_square(scores, y, margin=1.0):
    """This is the gradient of the squared hinge loss, with twice the cost for a slope. Here
    nothing is squared: the slope of max(0, m) is either 0 or 1."""
    costs, right = hinge_costs(scores, y, margin), one_hot(scores, y)
    return 2 * (costs - right * costs.sum(axis=1, keepdims=True)) / len(y)


def counts_a_cost_of_zero(scores, y, margin=1.0):
    """A wrong class whose cost is exactly 0 takes part here. At the kink the docstring decides: it
    adds nothing. Look at > and >=."""
    costly = lead_of_each_class(scores, y) + margin >= 0
    costly = costly * (1 - one_hot(scores, y))
    return (costly - one_hot(scores, y) * costly.sum(axis=1, keepdims=True)) / len(y)


def slope_of_the_sum(scores, y, margin=1.0):
    """These are the slopes of the sum over the batch. The loss is a mean, and a row has only one
    part in N of it."""
    return hinge_gradient(scores, y, margin) * len(y)


def slope_divided_by_n_twice(scores, y, margin=1.0):
    """The division by N happens twice. The mean asks for one."""
    return hinge_gradient(scores, y, margin) / len(y)


def slope_divided_by_the_classes(scores, y, margin=1.0):
    """The gradient is divided by the number of classes as well. The costs within a row are added
    up, so nothing there is divided."""
    return hinge_gradient(scores, y, margin) / scores.shape[1]


def forgets_to_pull_the_right_class(scores, y, margin=1.0):
    """The wrong classes are right, and the right class stays 0. Its score stands in the costs too,
    with a minus: when it rises, they all fall."""
    return _costly_classes(scores, y, margin) / len(y)


def pulls_the_right_class_alone(scores, y, margin=1.0):
    """Only the right class has a slope here. A wrong class that costs something would cost more if
    its own score rose."""
    return hinge_gradient(scores, y, margin) * one_hot(scores, y)


def pushes_where_its_own_margin_is_positive(scores, y, margin=1.0):
    """Only the right class changes, by its own margin, which is always above 0: that is the class
    compared with itself. Each wrong class that costs something has +1, and takes 1 from the right
    one."""
    return one_hot(scores, y) / len(y)


def turns_the_slope_round(scores, y, margin=1.0):
    """All signs are turned round. Where a wrong class costs something, a higher score of it costs
    more, so its slope is positive."""
    return -hinge_gradient(scores, y, margin)


def slope_without_a_margin(scores, y, margin=1.0):
    """The margin is missing: classes that are behind, but by less than the margin, still cost
    something and have a slope."""
    return hinge_gradient(scores, y, 0.0)


def slope_at_a_margin_of_one(scores, y, margin=1.0):
    """Which classes cost something is decided with a margin of 1, whatever is given. Use the
    argument."""
    return hinge_gradient(scores, y)


def slope_with_the_difference_turned_round(scores, y, margin=1.0):
    """The classes are chosen by the difference the wrong way round: those that cost something are
    the ones with high scores, not with low ones."""
    costly = (margin - lead_of_each_class(scores, y) > 0) * (1 - one_hot(scores, y))
    return (costly - one_hot(scores, y) * costly.sum(axis=1, keepdims=True)) / len(y)


def slope_of_the_worst_class(scores, y, margin=1.0):
    """Only the most expensive class of a row has a slope. The loss adds up the costs of all wrong
    classes, and each of them that is above 0 has its part."""
    costs = hinge_costs(scores, y, margin)
    costly = np.eye(scores.shape[1])[costs.argmax(axis=1)] * (costs > 0)
    return (costly - one_hot(scores, y) * costly.sum(axis=1, keepdims=True)) / len(y)


def pulls_whole_columns(scores, y, margin=1.0):
    """[:, y] writes into whole columns, for every row. A row has one right class: index with row
    numbers and labels in pairs."""
    costly = _costly_classes(scores, y, margin)
    gradient = costly.copy()
    for label, count in zip(y, costly.sum(axis=1), strict=True):
        gradient[:, label] = -count
    return gradient / len(y)


def recognises_the_right_class_by_its_cost(scores, y, margin=1.0):
    """The right class is left out only where its own cost comes out as 0. Rounding makes it a
    little more than 0 for some scores, and then it is counted. You know where it stands: set that
    place to 0 by its label."""
    rows = np.arange(len(y))
    shifted = scores.copy()
    shifted[rows, y] -= margin
    gradient = (shifted - scores[rows, y][:, None] + margin > np.finfo(float).eps).astype(float)
    gradient[rows, y] = -gradient.sum(axis=1)
    return gradient / len(y)


def leaves_out_every_class_that_is_level(scores, y, margin=1.0):
    """A wrong class that is level with the right one is left out as well, since its cost is the
    margin too. Leave the right class out by its place, the label, and not by what it costs."""
    lead = lead_of_each_class(scores, y)
    costly = (lead + margin > 0) & (lead != 0)
    return (costly - one_hot(scores, y) * costly.sum(axis=1, keepdims=True)) / len(y)


def leaves_a_one_at_the_right_class(scores, y, margin=1.0):
    """The right class has slope +1, as if it cost its own margin, and the pull of the others is
    missing. Its slope is minus the number of wrong classes that cost something."""
    return (_costly_classes(scores, y, margin) + one_hot(scores, y)) / len(y)


def adds_a_one_to_the_pull(scores, y, margin=1.0):
    """At the right class the gradient is too high by one part in N: its own 1, for a cost that it
    does not have, stayed there. Its slope is minus the count of the wrong classes alone."""
    return hinge_gradient(scores, y, margin) + one_hot(scores, y) / len(y)


def keeps_slopes_as_true_and_false(scores, y, margin=1.0):
    """A comparison gives an array of True and False, which cannot hold -2: whatever you write into
    it becomes True. Turn it into floats first."""
    costly = _costly_classes(scores, y, margin)
    return (costly + one_hot(scores, y) * costly.any(axis=1, keepdims=True)) / len(y)


def multiplies_slopes_by_the_margin(scores, y, margin=1.0):
    """The slopes are multiplied by the margin. It says which classes cost something, and the slope
    of each of those is 1."""
    return hinge_gradient(scores, y, margin) * margin


def pushes_the_right_class_up(scores, y, margin=1.0):
    """The wrong classes are right, and the right class has the wrong sign: where its score rises,
    each cost falls."""
    return np.abs(hinge_gradient(scores, y, margin))


def slope_divided_by_the_classes_alone(scores, y, margin=1.0):
    """The number of classes has a part in your slopes. The loss is a mean over the rows: divide by
    how many there are, and by nothing else."""
    return hinge_gradient(scores, y, margin) * len(y) / scores.shape[1]


def slopes_of_the_first_row_only(scores, y, margin=1.0):
    """Only the first row has slopes, and the others are 0. Does a return or a break stand inside
    the loop over the rows?"""
    gradient = hinge_gradient(scores, y, margin)
    gradient[1:] = 0
    return gradient


def adds_up_the_slopes_of_the_rows(scores, y, margin=1.0):
    """One row comes back, all rows added up. Every row has its own slopes: the gradient has the
    shape of the scores."""
    return hinge_gradient(scores, y, margin).sum(axis=0)


def knows_no_class_above_the_largest_label(scores, y, margin=1.0):
    """The number of classes is taken from the labels, and the last classes may be the right one of
    no row. The columns of the scores say how many there are."""
    gradient = np.zeros(scores.shape)
    count = y.max() + 1
    gradient[:, :count] = hinge_gradient(scores[:, :count], y, margin)
    return gradient


def lines_right_scores_up_with_columns(scores, y, margin=1.0):
    """The scores of the right classes are a vector, and NumPy lines it up with the columns: an
    error, or the wrong scores where N and C are equal. Make it a column first."""
    rows = np.arange(len(y))
    costly = (scores - scores[rows, y] + margin > 0).astype(float)
    costly[rows, y] = 0
    costly[rows, y] = -costly.sum(axis=1)
    return costly / len(y)


def takes_right_scores_off_the_callers(scores, y, margin=1.0):
    """The slopes are right, and the scores of the caller were changed, as `-=` does. A difference
    with - is a new array."""
    gradient = hinge_gradient(scores, y, margin)
    scores -= scores[np.arange(len(y)), y][:, None]
    return gradient


def sets_right_scores_aside(scores, y, margin=1.0):
    """The slopes are right, and the scores of the right classes were written over in the array of
    the caller. Write into an array of your own."""
    gradient = hinge_gradient(scores, y, margin)
    scores[np.arange(len(y)), y] = -np.inf
    return gradient


def hinge_at_the_kink(rng: np.random.Generator) -> Call:
    """Scores in whole numbers, and in the first row one cost is exactly 0 and another is not."""
    n, c = different_sizes(rng, 2)
    scores = rng.integers(-2, 3, size=(n, c + 1)).astype(float)
    scores[0, :3] = scores[0, 0] - [0, 1, -1]
    return call(scores, np.r_[0, rng.integers(c + 1, size=n - 1)])


EXERCISE = Exercise(
    solution=hinge_gradient,
    parts=[
        Part(
            "one row",
            [
                call(matrix([0, 0, 0]), labels(0)),
                call(matrix([3, 1, 5.5]), labels(0)),
                call(matrix([3, 1, 5.5, 4.5]), labels(3)),
                call(matrix([1, 0.5, -2]), labels(0)),
                drawn(off_the_kink(one_row), 3),
            ],
        ),
        Part(
            "several rows",
            [
                call(matrix([3, 1, 5.5], [0.5, 3, 0]), labels(0, 1)),
                call(
                    matrix([1, 2.5, 0], [0, -1.5, 1.5], [3, 1.5, 1], [0, 0, 2]),
                    labels(1, 0, 1, 0),
                ),
                call(matrix([2], [-1]), labels(0, 0)),
                drawn(off_the_kink(several_rows), 3),
            ],
        ),
        Part(
            "as many rows as classes",
            [
                call(matrix([1, 3], [2, 0.5]), labels(0, 0)),
                call(matrix([1, 3], [5, 0.5]), labels(0, 0)),
                call(matrix([1, 2.5, 4], [0, 3, 0], [-1, 0.5, 1]), labels(1, 0, 0)),
                drawn(off_the_kink(square), 3),
            ],
        ),
        Part(
            "another margin",
            [
                call(matrix([0, 1, 0.5]), labels(1), margin=2.0),
                call(matrix([3, 3.75, 2.25], [0.5, 3, 0]), labels(0, 1), margin=0.5),
                call(matrix([1, 2, 2], [0, -1, 3]), labels(1, 0), margin=4.0),
                drawn(hinge_with_a_margin, 3),
            ],
        ),
        Part(
            "a cost of exactly 0",
            [
                call(matrix([1, 2, 4]), labels(1)),
                call(matrix([1, 0, 2], [0, 1, 0], [0, 0, 0.5]), labels(0, 1, 0)),
                drawn(hinge_at_the_kink, 3),
            ],
        ),
        Part(
            "scores that are no round numbers",
            [
                call(matrix([-3.6, -5.1, -4.1]), labels(0)),
                call(matrix([0.7, -3.1, -2.3], [-3.6, 1.2, -4.7]), labels(1, 0)),
                drawn(no_round_numbers, 3),
            ],
        ),
    ],
    hints=[
        "Raise one score of [3, 1, 5.5] a little, right class 0: the loss of 3.5 rises with "
        "the last score, falls with the first, and the second has no part in it.",
        "Each wrong class that costs something has slope 1, and each of them gives the right "
        "class -1. How many of them are in the row?",
        "Make an array that is 1.0 where the cost is above 0, and 0 at the right classes; put "
        "minus the sum of each row there; divide by the number of rows.",
    ],
)
