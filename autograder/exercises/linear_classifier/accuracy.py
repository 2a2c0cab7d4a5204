"""accuracy: the share of rows, 0 to 1, in which the right class has the highest score."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.linear_classifier.shared import different_sizes, labels, matrix, one_hot


def accuracy(scores, y):
    """The share of rows, 0 to 1, in which the right class has the highest score.

    scores: (N, C); y: (N,), ints from 0 to C - 1. Of equal scores the first counts.
    Returns a float.
    """
    return float(np.mean(scores.argmax(axis=1) == y))


def best_row_of_each_class(scores, y):
    """The maximum is taken down the columns: the best image for each class. What is wanted is the
    best class for each image, along the rows."""
    return float(np.mean(scores.argmax(axis=0) == y))


def counts_right_rows(scores, y):
    """This is how many rows are right. A share is that number divided by how many rows there
    are."""
    return float(np.sum(scores.argmax(axis=1) == y))


def returns_a_percentage(scores, y):
    """This is a percentage. The docstring asks for a share from 0 to 1."""
    return 100 * accuracy(scores, y)


def returns_the_share_of_errors(scores, y):
    """This is the share of the rows that are wrong. The two add up to 1; the right ones are asked
    for."""
    return 1 - accuracy(scores, y)


def compares_scores_with_labels(scores, y):
    """The highest score of each row is compared with the label. A label is the number of a class,
    so ask where the highest score stands, not how high it is."""
    return float(np.mean(scores.max(axis=1) == y))


def takes_the_lowest_score(scores, y):
    """The class with the lowest score is taken for the answer. It is the highest that counts."""
    return float(np.mean(scores.argmin(axis=1) == y))


def takes_the_last_of_equals(scores, y):
    """Of equal scores the last one wins here, as it does after sorting upwards. The docstring lets
    the first one count."""
    last = scores.shape[1] - 1 - scores[:, ::-1].argmax(axis=1)
    return float(np.mean(last == y))


def counts_every_tie_as_right(scores, y):
    """A row counts as right as soon as no score is higher than that of the right class. Where
    several are equal only the first is the answer, so that a classifier that gives every class the
    same score does not win everywhere."""
    right = scores[np.arange(len(y)), y]
    return float(np.mean(right == scores.max(axis=1)))


def counts_no_tie_as_right(scores, y):
    """A row with equal highest scores never counts as right here. The first of them is the answer,
    and where it is the right class, the row is right."""
    right = one_hot(scores, y) == 1
    others = np.where(right, -np.inf, scores).max(axis=1)
    return float(np.mean(scores[np.arange(len(y)), y] > others))


def right_or_wrong_for_each_row(scores, y):
    """This says of each row whether it is right. One number is asked for, the share of those that
    are."""
    return scores.argmax(axis=1) == y


def all_or_nothing(scores, y):
    """Only 1 or 0 comes out: 1 if every row is right, otherwise 0. Either all rows are compared at
    once, or the share is cut off to a whole number by // or int(). A part of them may be right."""
    return float(np.array_equal(scores.argmax(axis=1), y))


def one_best_place_in_the_batch(scores, y):
    """argmax without an axis gives a single place in the whole batch, counted through all rows.
    Every row has a highest score of its own."""
    return float(np.mean(scores.argmax() == y))


def divides_by_the_number_of_classes(scores, y):
    """The number of right rows is divided by the number of classes. A share of the rows is meant:
    divide by N."""
    return float(np.sum(scores.argmax(axis=1) == y) / scores.shape[1])


def calls_the_first_class_one(scores, y):
    """The predicted classes count from 1 and the labels from 0. The place that argmax gives is the
    class, and nothing has to be added."""
    return float(np.mean(scores.argmax(axis=1) + 1 == y))


def counts_wrong_rows(scores, y):
    """This is how many rows are wrong. The share of those that are right is asked for."""
    return float(np.sum(scores.argmax(axis=1) != y))


def divides_by_all_scores(scores, y):
    """The number of right rows is divided by how many scores there are. Each row counts once:
    divide by the number of rows."""
    return accuracy(scores, y) / scores.shape[1]


def rounds_the_share(scores, y):
    """The share is rounded to two digits. Leave it as the division gives it: who prints it may
    round."""
    return round(accuracy(scores, y), 2)


def compares_every_row_with_every_label(scores, y):
    """The predictions are a column and the labels are not, so NumPy compares every row with every
    label: N times N answers. Leave keepdims out, and there are N."""
    return float(np.mean(scores.argmax(axis=1, keepdims=True) == y))


def takes_labels_for_one_hot_rows(scores, y):
    """What you take argmax of along axis 1 has one axis only. y has: it holds the number of the
    right class for each row, and no argmax is needed to find it. So has a single row of scores."""
    return float(np.mean(scores.argmax(axis=1) == y.argmax(axis=1)))


def counts_positive_scores(scores, y):
    """A row counts as right where the score of its right class is above 0. What counts is whether
    it is the highest of its row, whatever its sign."""
    return float(np.mean(scores[np.arange(len(y)), y] > 0))


def looks_at_the_first_row_only(scores, y):
    """Only the first row decides. Does a return stand inside the loop over the rows? Count first,
    and return the share after the loop."""
    return accuracy(scores[:1], y[:1])


def looks_at_the_last_row_only(scores, y):
    """Only the last row decides. The count has to begin at 0 once, before the loop, and grow in
    it by +=."""
    return accuracy(scores[-1:], y[-1:])


def divides_by_one_less_than_rows(scores, y):
    """The number of right rows is divided by one less than there are rows. Divide by how many
    there are."""
    return float(np.sum(scores.argmax(axis=1) == y) / np.float64(len(y) - 1))


def squeezes_the_scores_of_one_row(scores, y):
    """A batch of one row has lost its first axis, and with it the axis of the classes has become
    another one. Leave squeeze out: N may be 1."""
    return float(np.mean(scores.squeeze().argmax(axis=1) == y))


def writes_into_the_scores(scores, y):
    """The share is right, and the scores of the caller were changed on the way. Leave them as they
    are: they may be needed once more."""
    share = accuracy(scores, y)
    scores[np.arange(len(y)), y] = -np.inf
    return share


def takes_no_score_below_zero(scores, y):
    """Where no score of a row is above 0, class 0 is the answer here, as it is if the search for
    the highest score begins with 0. Begin with the first score of the row."""
    return accuracy(np.maximum(scores, 0), y)


def never_counts_the_last_row(scores, y):
    """The last row never counts as right. Does the loop over the rows end one too early? range
    leaves out its end by itself."""
    return float(np.sum(scores[:-1].argmax(axis=1) == y[:-1]) / len(y))


def some_right_some_wrong(rng: np.random.Generator, n: int, c: int) -> Call:
    """No two scores of a row are equal; the first row is right and the last one wrong."""
    scores = rng.permuted(np.tile(np.arange(c) - 1.5, (n, 1)), axis=1)
    y = rng.integers(c, size=n)
    y[0], y[-1] = scores[0].argmax(), scores[-1].argmin()
    return call(scores, y)


def accuracy_of_several_rows(rng: np.random.Generator) -> Call:
    return some_right_some_wrong(rng, *different_sizes(rng, 2))


def accuracy_of_a_square(rng: np.random.Generator) -> Call:
    return some_right_some_wrong(rng, *different_sizes(rng, 1) * 2)


def accuracy_with_equal_scores(rng: np.random.Generator) -> Call:
    scores, y = some_right_some_wrong(rng, *different_sizes(rng, 2)).args
    return call(np.maximum(scores, 0.5), y)


EXERCISE = Exercise(
    solution=accuracy,
    parts=[
        Part(
            "several rows",
            [
                call(matrix([1, 3, 2], [4, 0, 1]), labels(1, 0)),
                call(matrix([1, 3, 2], [4, 0, 1], [0, 1, 2], [5, 3, 9]), labels(1, 2, 2, 2)),
                call(matrix([-1, -2], [-3, -1], [-4, -5]), labels(1, 1, 1)),
                drawn(accuracy_of_several_rows, 3),
            ],
        ),
        Part(
            "as many rows as classes",
            [
                call(matrix([1, 3, 2], [4, 0, 1], [0, 7, 2]), labels(1, 0, 2)),
                call(
                    matrix([1, 3, 2, 0], [4, 0, 1, 2], [0, 1, 2, 7], [5, 3, 1, 4]),
                    labels(1, 2, 2, 0),
                ),
                call(matrix([1, 3, 2], [4, 5, 1], [0, 7, 2]), labels(0, 1, 0)),
                call(matrix([-1, -2], [-3, -1]), labels(1, 1)),
                drawn(accuracy_of_a_square, 3),
            ],
        ),
        Part(
            "equal scores",
            [
                call(matrix([1, 1], [0, 2], [3, 3]), labels(1, 1, 1)),
                call(matrix([2, 2, 0], [5, 1, 5], [0, 3, 3], [1, 1, 1]), labels(0, 0, 1, 2)),
                call(matrix([3, 1, 3]), labels(0)),
                drawn(accuracy_with_equal_scores, 3),
            ],
        ),
    ],
    hints=[
        "np.argmax gives the place of the largest number, and of equal ones the first. Along "
        "which axis do the classes lie?",
        "Compare the predicted classes with y: True counts as 1 and False as 0, so the mean "
        "of the comparison is the share.",
    ],
)
