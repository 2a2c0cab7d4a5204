"""cross_entropy_gradient: how the mean cross-entropy changes with each score."""

import math

import numpy as np

from autograder.authoring.exercise import Exercise, Part, call, drawn
from autograder.exercises.linear_classifier.shared import (
    labels,
    large_and_small_rows,
    matrix,
    one_hot,
    one_large_row,
    one_row,
    several_rows,
    square,
    with_labels,
)
from autograder.exercises.linear_classifier.softmax import softmax


def cross_entropy_gradient(scores, y):
    """How the mean cross-entropy changes with each score.

    scores: (N, C), any size, 1000 and -1000 too; y: (N,), ints from 0 to C - 1.
    Returns (N, C), the gradient of cross_entropy(scores, y).
    """
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    gradient = powers / powers.sum(axis=1, keepdims=True)
    gradient[np.arange(len(y)), y] -= 1
    return gradient / len(y)


def gradient_of_the_sum(scores, y):
    """This is the gradient of the sum of the costs. The loss is their mean, so each row has only
    its share in it: one part in N."""
    return cross_entropy_gradient(scores, y) * len(y)


def divides_by_n_twice(scores, y):
    """The gradient is divided by N twice. The mean divides once, and its gradient does too."""
    return cross_entropy_gradient(scores, y) / len(y)


def divides_by_all_numbers(scores, y):
    """The gradient is divided by the number of classes as well. The loss is a mean over the rows,
    not over all scores."""
    return cross_entropy_gradient(scores, y) / scores.shape[1]


def returns_probabilities_undivided(scores, y):
    """These are the probabilities, and two steps are missing: 1 comes off at the right class of
    each row, and all is divided by the number of rows."""
    return returns_the_probabilities(scores, y) * len(y)


def returns_the_probabilities(scores, y):
    """These are the probabilities, and y has no part in them. At the right class something is still
    to be taken off: a row of the gradient adds up to 0."""
    return softmax(scores) / len(y)


def turns_the_sign_of_the_gradient(scores, y):
    """Every sign is turned round. Raising the score of the right class lowers the loss, so the
    gradient is negative there."""
    return -cross_entropy_gradient(scores, y)


def takes_one_off_whole_columns(scores, y):
    """[:, y] takes 1 off in whole columns, for every row, and once only where a label repeats.
    Each row has one place to change: pair the row numbers with the labels."""
    gradient = softmax(scores)
    gradient[:, y] -= 1
    return gradient / len(y)


def gradient_of_raw_exponentials(scores, y):
    """The probabilities inside turn nan for scores of 1000 or -1000. Shift each row by its largest
    score before exp, as in softmax; the gradient stays the same."""
    powers = np.exp(scores)
    return (powers / powers.sum(axis=1, keepdims=True) - one_hot(scores, y)) / len(y)


def gradient_with_one_maximum(scores, y):
    """The shift inside exp uses the largest score of the batch, and rows far below it turn nan.
    The maximum is to be taken along each row."""
    powers = np.exp(scores - scores.max())
    return (powers / powers.sum(axis=1, keepdims=True) - one_hot(scores, y)) / len(y)


def gradient_with_one_sum(scores, y):
    """The probabilities of the whole batch add up to 1 here, since max and sum have no axis. Each
    row needs its own, so that a row of the gradient adds up to 0."""
    powers = np.exp(scores - scores.max())
    return (powers / powers.sum() - one_hot(scores, y)) / len(y)


def gradient_divides_by_flat_sums(scores, y):
    """The sums of the rows form a vector, not a column, so NumPy lines them up with the classes:
    an error, or wrong numbers where N and C are equal."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1) - one_hot(scores, y)) / len(y)


def gradient_over_the_batch(scores, y):
    """The probabilities in this gradient add up to 1 down the columns. Classes lie along the
    rows, so each row of probabilities has to."""
    return (softmax(scores.T).T - one_hot(scores, y)) / len(y)


def subtracts_the_labels_themselves(scores, y):
    """The label is taken off every probability of its row, as if the number of a class were a
    quantity. It is a place: only the probability at that place changes, by 1."""
    return (softmax(scores) - y[:, None]) / len(y)


def divides_only_the_one(scores, y):
    """Only the 1 that is taken off is divided by N. The probabilities belong to the mean as
    well: divide the whole gradient."""
    return softmax(scores) - one_hot(scores, y) / len(y)


def divides_only_the_probabilities(scores, y):
    """The probabilities are divided by N, and the whole 1 is taken off after that. It belongs to
    the mean as well: take it off first, then divide."""
    return softmax(scores) / len(y) - one_hot(scores, y)


def takes_two_off(scores, y):
    """At the right class the 1 is taken off twice. Perhaps it gets its turn once in a line for
    all classes and once in a line of its own."""
    return (softmax(scores) - 2 * one_hot(scores, y)) / len(y)


def changes_the_right_class_only(scores, y):
    """At the right classes the gradient is right, and elsewhere it is 0. A higher score of a wrong
    class raises the loss as well, as much as that class is believed in."""
    return cross_entropy_gradient(scores, y) * one_hot(scores, y)


def differentiates_by_the_probability(scores, y):
    """-1 / p is how the loss changes with the probability of the right class. Go one step further,
    to the scores: each of them moves all probabilities of its row."""
    return -one_hot(scores, y) / softmax(scores) / len(y)


def multiplies_by_the_slope_again(scores, y):
    """p minus one-hot already is the gradient with respect to the scores. The slope of softmax,
    p (1 - p), is contained in it and must not be multiplied in once more."""
    p = softmax(scores)
    return (p - one_hot(scores, y)) * p * (1 - p) / len(y)


def subtracts_from_the_scores(scores, y):
    """The 1 is taken off the scores. Take it off the probabilities: without softmax the gradient
    of a good score would be large."""
    return (scores - one_hot(scores, y)) / len(y)


def gradient_with_classes_from_one(scores, y):
    """The 1 is taken off one class too far to the left, as if the classes counted from 1. They
    count from 0, and class 0 is the first column."""
    return cross_entropy_gradient(scores, (y - 1) % scores.shape[1])


def averages_the_rows_of_the_gradient(scores, y):
    """One row is left, the mean of all. Every image has its own scores, and so its own row in the
    gradient: the shape stays (N, C)."""
    return cross_entropy_gradient(scores, y).sum(axis=0)


def writes_the_gradient_into_the_scores(scores, y):
    """The gradient was worked out in the array of the caller, and the scores are gone. Begin with a
    new array."""
    scores[:] = cross_entropy_gradient(scores, y)
    return scores


def takes_one_off_whole_rows(scores, y):
    """p[y] is a row: the label was taken for the number of an image, and 1 is taken off all the
    classes of that row. Each row has one place to change: row number and label in pairs."""
    gradient = softmax(scores)
    gradient[y] -= 1
    return gradient / len(y)


def takes_one_off_every_class(scores, y):
    """1 is taken off every probability. Only the right class of each row is that far from what it
    should be: p minus one-hot has a single 1 in each row."""
    return (softmax(scores) - 1) / len(y)


def puts_minus_one_at_the_right_class(scores, y):
    """At the right class stands -1, and its probability is gone. Take 1 off what is there: nearly
    nothing is left to do where p is nearly 1."""
    right = one_hot(scores, y)
    return (softmax(scores) * (1 - right) - right) / len(y)


def turns_the_right_class_round(scores, y):
    """The wrong classes are right, and the right class has the sign of 1 - p. It is p - 1, which
    is negative: a better score lowers the loss."""
    return np.abs(cross_entropy_gradient(scores, y))


def gradient_divided_by_the_classes_alone(scores, y):
    """The number of classes has a part in your gradient. The loss is a mean over the rows, so each
    row is divided by how many rows there are, and by nothing else."""
    return cross_entropy_gradient(scores, y) * len(y) / scores.shape[1]


def gradient_of_the_first_row_only(scores, y):
    """Only the first row has its gradient, and the others are 0. Does a return or a break stand
    inside the loop over the rows?"""
    gradient = cross_entropy_gradient(scores, y)
    gradient[1:] = 0
    return gradient


def gradient_with_an_axis_less(scores, y):
    """An axis of length 1 has gone. A batch of one row, or scores of one class, still have two
    axes, and the gradient has the shape of the scores."""
    return cross_entropy_gradient(scores, y).squeeze()


def gradient_of_softmax_without_a_shape(scores, y):
    """Both the maxima and the sums of the rows are plain vectors, which NumPy lines up with the
    classes. Keep both columns, with keepdims."""
    powers = np.exp(scores - scores.max(axis=1))
    return (powers / powers.sum(axis=1) - one_hot(scores, y)) / len(y)


def gradient_of_raw_and_flat_sums(scores, y):
    """The sums of the rows are a vector, which NumPy lines up with the classes: keep them a column.
    After that, see to exp of 1000, which is inf."""
    with np.errstate(over="ignore"):
        powers = np.exp(scores)
    return (powers / powers.sum(axis=1) - one_hot(scores, y)) / len(y)


def gradient_of_exponentials_one_by_one(scores, y):
    """math.exp ends in an error for 1000, and for -1000 it is 0, by which nothing can be divided.
    Shift each row by its largest score first, as in softmax."""
    rows = [[math.exp(score) for score in row] for row in scores]
    p = np.array([[power / sum(row) for power in row] for row in rows])
    return (p - one_hot(scores, y)) / len(y)


def leaves_out_the_probabilities(scores, y):
    """Only the right classes have a gradient, -1, whatever the scores. The logarithm of the sum has
    a slope too, and that is where the probabilities come in."""
    return -one_hot(scores, y) / len(y)


def returns_the_loss(scores, y):
    """This is the loss. Its gradient is asked for, an array with the shape of the scores: by how
    much the loss changes with each of them."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return float(np.mean(log_sums - shifted[np.arange(len(y)), y]))


def gradient_with_a_maximum_for_each_class(scores, y):
    """Inside exp the maximum is taken down the columns, so every class is shifted by another
    number. Take it along each row."""
    powers = np.exp(scores - scores.max(axis=0))
    return (powers / powers.sum(axis=1, keepdims=True) - one_hot(scores, y)) / len(y)


def adds_one_at_the_right_class(scores, y):
    """At the right class 1 is added. It is taken off: a better score there lowers the loss."""
    return (softmax(scores) + one_hot(scores, y)) / len(y)


def lays_the_gradient_in_columns(scores, y):
    """The gradient is right and lies the wrong way round: each column is an image. It has the shape
    of the scores."""
    return cross_entropy_gradient(scores, y).T


def gradient_with_the_maximum_added(scores, y):
    """The largest score of a row is added inside exp and not taken off, and large scores become
    twice as large. Turn that sign round."""
    powers = np.exp(scores + scores.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1, keepdims=True) - one_hot(scores, y)) / len(y)


def gradient_with_a_little_in_the_sum(scores, y):
    """A small number in the sum hides 0 / 0: a row of -1000 gets probabilities of 0, and 1000 is
    still too much for exp. Shift the row first; then its sum is never below 1."""
    powers = np.exp(scores)
    return (powers / (powers.sum(axis=1, keepdims=True) + 1e-8) - one_hot(scores, y)) / len(y)


def gradient_of_clipped_scores(scores, y):
    """Clipped scores have lost their differences, and with them their probabilities: 1000 and 1001
    are equal then. Shift each row by its maximum instead."""
    return cross_entropy_gradient(np.clip(scores, -500, 500), y)


def divides_by_a_probability_of_zero(scores, y):
    """The gradient goes by way of 1 / p, and where the probability of the right class is rounded
    to 0 that makes nan. Shorten the fraction on paper: p minus one-hot divides by nothing."""
    p = softmax(scores)
    right = p[np.arange(len(y)), y][:, None]
    return (p - one_hot(scores, y)) * right / right / len(y)


def gradient_for_the_largest_label(scores, y):
    """Your one-hot rows do not have a place for each class: they may be as long as the largest
    label asks for. They need as many places as the scores have columns."""
    return (softmax(scores) - np.eye(y.max() + 1)[y]) / len(y)


def fills_columns_up_to_the_largest_label(scores, y):
    """The classes above the largest label have no gradient. A class that is right in no row has
    its probabilities all the same: the columns of the scores say how many classes there are."""
    gradient = cross_entropy_gradient(scores, y)
    gradient[:, y.max() + 1 :] = 0
    return gradient


def shifts_the_scores_in_place(scores, y):
    """The gradient is right, and the scores of the caller were changed, as `-=` does, which writes
    into their array. Work in a new one."""
    gradient = cross_entropy_gradient(scores, y)
    scores -= scores.max(axis=1, keepdims=True)
    return gradient


EXERCISE = Exercise(
    solution=cross_entropy_gradient,
    parts=[
        Part(
            "one row",
            [
                call(matrix([0, 0]), labels(0)),
                call(matrix([1, 2, 4]), labels(1)),
                drawn(with_labels(one_row), 3),
            ],
        ),
        Part(
            "several rows",
            [
                call(matrix([1, 2, 4], [0, 3, 0]), labels(1, 0)),
                call(matrix([1, 2, 0], [0, -1, 1], [3, 1, 1], [0, 0, 2]), labels(1, 0, 1, 2)),
                call(matrix([8], [5]), labels(0, 0)),
                drawn(with_labels(several_rows), 3),
            ],
        ),
        Part(
            "as many rows as classes",
            [
                call(matrix([1, 3], [2, 1]), labels(1, 1)),
                call(matrix([1, 2, 4], [0, 3, 0], [-1, 0, 1]), labels(0, 1, 1)),
                drawn(with_labels(square), 3),
            ],
        ),
        Part(
            "large scores",
            [
                call(matrix([1000, 1001]), labels(0)),
                call(matrix([-1000, -1001, -1000]), labels(2)),
                call(matrix([1000, 0, -1000]), labels(1)),
                drawn(with_labels(one_large_row), 4),
            ],
        ),
        Part(
            "large and small rows",
            [
                call(matrix([1000, 1001, 1000], [0, 1, 2]), labels(0, 1)),
                call(matrix([1, 2], [1001, 1000], [-1000, -1001]), labels(0, 1, 1)),
                drawn(with_labels(large_and_small_rows), 3),
            ],
        ),
    ],
    hints=[
        "Write the loss of one row as log of the sum of exponentials, minus the score of the "
        "right class, and differentiate the two terms one by one.",
        "The first term gives the probabilities. The second gives a 1 less, in one place of "
        "the row.",
        "Probabilities [0.2, 0.3, 0.5] with right class 1 give [0.2, -0.7, 0.5] for a batch "
        "of one. The mean then divides by the number of rows.",
    ],
)
