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
    """The loss is too large by the margin, as it is where the right class is compared with itself:
    that difference of 0 costs the whole margin. Only wrong classes cost something."""
    return hinge_loss(scores, y, margin) + max(0, margin)


def takes_one_off_for_the_right_class(scores, y, margin=1.0):
    """With a margin other than 1 the loss is off by the difference, as it is where the right class
    costs its margin and 1 is taken off at the end. Leave the right class out from the start."""
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
    """The costs are divided by the number of classes too, as some libraries do. Within a row they
    are added up; the mean is over the rows alone."""
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
    """The loss is right, and the scores of the caller were written over. Leave the right classes
    out by changing an array of your own, such as the costs."""
    loss = hinge_loss(scores, y, margin)
    scores[np.arange(len(y)), y] = -np.inf
    return loss


def leaves_out_level_classes(scores, y, margin=1.0):
    """A wrong class that is level with the right one costs nothing here, though it should cost the
    margin. Leave the right class out by its place, the label, and not by its score or its cost."""
    costs = hinge_costs(scores, y, margin)
    return float(np.sum(costs[lead_of_each_class(scores, y) != 0]) / len(y))


def averages_all_with_the_right_class(scores, y, margin=1.0):
    """This is a mean over all classes, the right one among them, which costs its margin. Set the
    right classes to 0, add up within each row, and take the mean over the rows alone."""
    return (hinge_loss(scores, y, margin) + max(0, margin)) / scores.shape[1]


def divides_the_costs_by_the_classes_alone(scores, y, margin=1.0):
    """The number of classes has a part in your loss. The costs of all rows are divided by how many
    rows there are, and by nothing else."""
    return hinge_loss(scores, y, margin) * len(y) / scores.shape[1]


def divides_the_hinge_by_n_twice(scores, y, margin=1.0):
    """The costs are divided by the number of rows twice. Either add up all and divide once, or take
    the mean of what each row costs."""
    return hinge_loss(scores, y, margin) / len(y)


def adds_the_margin_outside(scores, y, margin=1.0):
    """The margin is added after the max, so every wrong class costs it, however far behind. It
    belongs inside: what is missing to the margin is what costs."""
    costs = np.maximum(0, lead_of_each_class(scores, y)) + margin
    return float(np.sum(costs * (1 - one_hot(scores, y))) / len(y))


def takes_absolute_differences(scores, y, margin=1.0):
    """Classes far behind cost much here, since the sign of the difference is lost. They should cost
    nothing: max(0, ...) cuts off, and abs() turns round."""
    costs = np.abs(lead_of_each_class(scores, y) + margin)
    return float(np.sum(costs * (1 - one_hot(scores, y))) / len(y))


def compares_with_the_highest_score(scores, y, margin=1.0):
    """Each class is compared with the highest score of its row. Compare it with the score of the
    right class, which the label picks."""
    costs = np.maximum(0, scores - scores.max(axis=1, keepdims=True) + margin)
    return float(np.sum(costs * (1 - one_hot(scores, y))) / len(y))


def hinge_of_the_right_score_alone(scores, y, margin=1.0):
    """Only the score of the right class has a part in this, as in the hinge loss of two classes.
    Here it is compared with the score of each wrong class."""
    return float(np.mean(np.maximum(0, margin - scores[np.arange(len(y)), y])))


def costs_of_the_first_image(scores, y, margin=1.0):
    """This is what the first row costs. Does a return stand inside the loop over the rows? Add up
    all, and divide after the loop."""
    return hinge_loss(scores[:1], y[:1], margin)


def costs_of_the_last_image(scores, y, margin=1.0):
    """This is what the last row costs. The total has to be set to 0 once, before the loop over the
    rows, and to grow by += in it."""
    return hinge_loss(scores[-1:], y[-1:], margin)


def divides_the_costs_of_the_last_image(scores, y, margin=1.0):
    """Only the costs of the last row are divided by N, and the others are lost. Set the total to 0
    once, before the loop over the rows."""
    return hinge_loss(scores[-1:], y[-1:], margin) / len(y)


def wraps_the_hinge_in_an_array(scores, y, margin=1.0):
    """The number is right and comes back in an array of one number. The loss is a float, without
    an array round it."""
    return np.array([hinge_loss(scores, y, margin)])


def asks_python_for_the_larger(scores, y, margin=1.0):
    """Python cannot say of a whole array whether it is larger than 0, neither in max nor after if.
    np.maximum compares number by number."""
    rows = np.arange(len(y))
    costs = max(0, scores - scores[rows, y][:, None] + margin)
    costs[rows, y] = 0
    return float(costs.sum() / len(y))


def hands_numbers_to_np_max(scores, y, margin=1.0):
    """An array stands where a whole number is needed, as the second argument of np.max is the
    number of an axis. Of two arrays, number by number, np.maximum takes the larger."""
    rows = np.arange(len(y))
    costs = np.max(0, scores - scores[rows, y][:, None] + margin)
    costs[rows, y] = 0
    return float(costs.sum() / len(y))


def knows_only_classes_up_to_the_largest_label(scores, y, margin=1.0):
    """The number of classes is taken from the labels, and classes above the largest of them cost
    nothing. The columns of the scores say how many classes there are."""
    return hinge_loss(scores[:, : y.max() + 1], y, margin)


def takes_the_margin_off_once(scores, y, margin=1.0):
    """The right class costs the margin in every row, and you take it off once for the whole batch.
    Leave the right class out from the start."""
    return hinge_loss(scores, y, margin) + margin - margin / len(y)


def adds_the_margin_twice(scores, y, margin=1.0):
    """The margin is added twice. A wrong class costs its score, minus that of the right one, plus
    the margin once."""
    return hinge_loss(scores, y, 2 * margin)


def takes_right_scores_off_in_place(scores, y, margin=1.0):
    """The loss is right, and the scores of the caller were changed, as `-=` does, which writes into
    their array. A difference with - is a new one."""
    loss = hinge_loss(scores, y, margin)
    scores -= scores[np.arange(len(y)), y][:, None]
    return loss


def asks_python_for_the_larger_in_a_row(scores, y, margin=1.0):
    """Python cannot say of a whole row whether it is larger than 0, neither in max nor after if.
    np.maximum compares number by number; or go through the classes one by one."""
    costs = [max(0, row - row[label] + margin) for row, label in zip(scores, y, strict=True)]
    return float(np.sum(costs) / len(y) - margin)


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
                call(matrix([2], [-1]), labels(0, 0)),
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
