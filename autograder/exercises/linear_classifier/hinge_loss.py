"""hinge_loss: the multiclass hinge loss, a float: the mean over the rows of what each row costs."""

import numpy as np

from autograder.authoring.exercise import Exercise, Part, call, drawn
from autograder.exercises.linear_classifier.shared import (
    hinge_costs,
    hinge_with_a_margin,
    labels,
    lead_of_each_class,
    matrix,
    off_the_kink,
    one_hot,
    one_row,
    several_rows,
    square,
)


def hinge_loss(scores, y, margin=1.0):
    """The multiclass hinge loss, a float: the mean over the rows of what each row costs.

    A row costs, for each wrong class j, max(0, its score - score of the right class + margin),
    all wrong classes added up.
    scores: (N, C); y: (N,), ints from 0 to C - 1.
    """
    rows = np.arange(len(y))
    costs = np.maximum(0, scores - scores[rows, y][:, None] + margin)
    costs[rows, y] = 0
    return float(costs.sum() / len(y))


def counts_the_right_class(scores, y, margin=1.0):
    """The loss is too large by the margin: the right class is compared with itself as well, and
    that difference of 0 costs the whole margin. Only wrong classes cost something."""
    return hinge_loss(scores, y, margin) + max(0, margin)


def takes_one_off_for_the_right_class(scores, y, margin=1.0):
    """You let the right class cost its margin and take 1 off at the end. The margin is an argument
    and need not be 1. Leave the right class out from the start."""
    return hinge_loss(scores, y, margin) + margin - 1


def turns_the_difference_round(scores, y, margin=1.0):
    """The two scores stand the wrong way round: good scores cost much here. The cost grows when
    the wrong class gets the higher score."""
    costs = np.maximum(0, margin - lead_of_each_class(scores, y))
    return float(np.sum(costs * (1 - one_hot(scores, y))) / len(y))


def leaves_out_the_margin(scores, y, margin=1.0):
    """The margin is missing: as soon as the right class is level with the others, nothing is left
    to pay, and for scores that are all 0 the loss is 0. The right class should lead by the
    margin."""
    return hinge_loss(scores, y, 0.0)


def always_takes_a_margin_of_one(scores, y, margin=1.0):
    """The margin that was given makes no difference: 1 is written where its name should stand."""
    return hinge_loss(scores, y)


def subtracts_the_margin(scores, y, margin=1.0):
    """The margin is subtracted, so a wrong class may lead by that much and cost nothing. It is
    the right class that should lead: a margin makes the cost larger."""
    return hinge_loss(scores, y, -margin)


def pays_for_the_worst_class_only(scores, y, margin=1.0):
    """A row pays for its most expensive class only. That loss was published too, by Crammer and
    Singer; here the costs of all wrong classes are added up."""
    return float(hinge_costs(scores, y, margin).max(axis=1).mean())


def averages_over_the_classes(scores, y, margin=1.0):
    """The costs are averaged over the classes too, as some libraries do. Within a row they are
    added up; the mean is over the rows alone."""
    return hinge_loss(scores, y, margin) / scores.shape[1]


def averages_over_the_wrong_classes(scores, y, margin=1.0):
    """The costs are divided by the number of wrong classes. Within a row the docstring adds them
    up, and only over the rows there is a mean."""
    return hinge_loss(scores, y, margin) / (scores.shape[1] - 1)


def adds_up_the_costs_of_the_batch(scores, y, margin=1.0):
    """The costs of all rows are added up. The loss is their mean: divide by how many rows there
    are."""
    return hinge_loss(scores, y, margin) * len(y)


def squares_the_costs(scores, y, margin=1.0):
    """The costs are squared. The squared hinge loss exists, but here a cost is max(0, ...) as it
    is."""
    return float(np.sum(hinge_costs(scores, y, margin) ** 2) / len(y))


def lets_costs_be_negative(scores, y, margin=1.0):
    """Classes far behind lower the loss here, since their cost is negative. A class that is far
    enough behind costs 0 and pays nothing back: the max is missing."""
    costs = (lead_of_each_class(scores, y) + margin) * (1 - one_hot(scores, y))
    return float(costs.sum() / len(y))


def cuts_off_after_adding_up(scores, y, margin=1.0):
    """The wrong classes of a row are added up first, and the negative total is cut off afterwards.
    So one class far behind pays for another. Every class has its own max(0, ...)."""
    costs = (lead_of_each_class(scores, y) + margin) * (1 - one_hot(scores, y))
    return float(np.maximum(0, costs.sum(axis=1)).mean())


def adds_up_class_numbers(scores, y, margin=1.0):
    """The numbers of the classes are added up, from argmax, and not what they cost. argmax says
    where the largest cost is; the loss needs how large the costs are."""
    return float(hinge_costs(scores, y, margin).argmax(axis=1).mean())


def counts_classes_that_cost(scores, y, margin=1.0):
    """This is how many classes cost something. Add up what they cost."""
    return float(np.sum(hinge_costs(scores, y, margin) > 0) / len(y))


def a_cost_for_each_row(scores, y, margin=1.0):
    """These are the costs of the rows, an array. One number is asked for: take their mean."""
    return hinge_costs(scores, y, margin).sum(axis=1)


def lines_right_scores_up_with_classes(scores, y, margin=1.0):
    """The scores of the right classes are a vector with a number a row, and NumPy lines it up with
    the columns: an error, or the wrong scores where N and C are equal. Make it a column first."""
    rows = np.arange(len(y))
    costs = np.maximum(0, scores - scores[rows, y] + margin)
    costs[rows, y] = 0
    return float(costs.sum() / len(y))


def compares_with_every_label(scores, y, margin=1.0):
    """scores[:, y] holds, for every row, the scores of the labels of all rows: N times N numbers.
    Each row has one right class: row numbers and labels go in pairs."""
    costs = np.maximum(0, scores - scores[:, y] + margin)
    costs[np.arange(len(y)), y] = 0
    return float(costs.sum() / len(y))


def right_class_one_to_the_left(scores, y, margin=1.0):
    """The column to the left of the right class is taken for the right one, as if classes counted
    from 1. They count from 0, as columns do."""
    return hinge_loss(scores, (y - 1) % scores.shape[1], margin)


def overwrites_the_right_scores(scores, y, margin=1.0):
    """The scores of the right classes were written over in the caller's array. Leave these classes
    out by changing your own array of costs."""
    loss = hinge_loss(scores, y, margin)
    scores[np.arange(len(y)), y] = -np.inf
    return loss


EXERCISE = Exercise(
    solution=hinge_loss,
    parts=[
        Part(
            "one row",
            [
                call(matrix([0, 0, 0]), labels(0)),
                call(matrix([3, 1, 5.5]), labels(0)),
                call(matrix([1, 2, 4]), labels(1)),
                drawn(off_the_kink(one_row), 3),
            ],
        ),
        Part(
            "several rows",
            [
                call(matrix([3, 1, 5.5], [0.5, 3, 0]), labels(0, 1)),
                call(matrix([1, 2, 0], [0, -1, 1], [3, 1, 1], [0, 0, 2]), labels(1, 0, 1, 2)),
                drawn(off_the_kink(several_rows), 3),
            ],
        ),
        Part(
            "as many rows as classes",
            [
                call(matrix([1, 3], [2, 0.5]), labels(0, 0)),
                call(matrix([0.5, 2, 4], [0, 3, 0], [-1, 0, 1]), labels(1, 0, 0)),
                drawn(off_the_kink(square), 3),
            ],
        ),
        Part(
            "another margin",
            [
                call(matrix([0, 0, 0]), labels(0), margin=2.0),
                call(matrix([3, 1, 5.5], [0.5, 3, 0]), labels(0, 1), margin=0.5),
                call(matrix([1, 2, 0], [0, -1, 3]), labels(1, 0), margin=4.0),
                drawn(hinge_with_a_margin, 3),
            ],
        ),
    ],
    hints=[
        "Scores [3, 1, 5.5] with right class 0 cost max(0, 1 - 3 + 1) + max(0, 5.5 - 3 + 1), "
        "which is 3.5. A batch costs the mean of its rows.",
        "Pick the score of the right class of every row, as in cross_entropy, and make it a "
        "column, so that it lines up with the rows.",
        "Work out the costs of all classes at once with np.maximum, then set those of the "
        "right classes to 0 and add up.",
    ],
)
