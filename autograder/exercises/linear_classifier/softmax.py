"""softmax: probabilities of the classes from scores, row by row."""

import math

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.linear_classifier.shared import (
    large_and_small_rows,
    matrix,
    one_hot,
    one_large_row,
    one_row,
    several_rows,
    square,
)


def softmax(scores):
    """Probabilities of the classes from scores, row by row.

    scores: (N, C), any size: rows with 1000 and -1000 in them must work too.
    Returns (N, C), each row positive or zero and adding up to 1.
    """
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def exponentials_of_raw_scores(scores):
    """exp(1000) is too large for a float and exp(-1000) too small, so inf / inf or 0 / 0 comes
    out as nan. The same number taken off all scores of a row changes no probability: which number
    keeps every exponential at 1 or below?"""
    powers = np.exp(scores)
    return powers / powers.sum(axis=1, keepdims=True)


def shifts_by_the_largest_of_all(scores):
    """The largest score of the whole batch is taken off everywhere. A row that lies far below it
    becomes 0 / 0. Each row needs a largest score of its own."""
    powers = np.exp(scores - scores.max())
    return powers / powers.sum(axis=1, keepdims=True)


def shifts_by_the_largest_of_each_class(scores):
    """The maximum is taken over the images, so every class is shifted by another number, and that
    changes the probabilities. Only one number for a whole row cancels out."""
    powers = np.exp(scores - scores.max(axis=0))
    return powers / powers.sum(axis=1, keepdims=True)


def probabilities_down_the_columns(scores):
    """Here each column adds up to 1. The classes lie along a row: print the sum of each row, and
    choose the axis that makes it 1."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=0)


def one_sum_for_the_batch(scores):
    """The whole batch adds up to 1, because max and sum without an axis go over everything. Each
    image has probabilities of its own: both run over the classes of one row."""
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def one_sum_after_a_shift_of_each_row(scores):
    """The maximum is taken along each row, and the sum over the whole batch. The sum needs the same
    axis: every row has to add up to 1."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum()


def divides_by_a_flat_sum(scores):
    """The sums of the rows are a plain vector, which NumPy lines up with the columns. That fails,
    or, with as many rows as classes, divides by the wrong sums. Keep the sums a column."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1)


def subtracts_a_flat_maximum(scores):
    """The maxima of the rows are a plain vector, which NumPy lines up with the columns. That
    fails, or, with as many rows as classes, shifts by the wrong maxima. Keep them a column."""
    powers = np.exp(scores - scores.max(axis=1))
    return powers / powers.sum(axis=1, keepdims=True)


def flat_maximum_and_flat_sum(scores):
    """Both the maxima and the sums of the rows are plain vectors, which NumPy lines up with the
    columns. It fails, or goes wrong in silence where N and C are equal. Both need to stay
    columns."""
    powers = np.exp(scores - scores.max(axis=1))
    return powers / powers.sum(axis=1)


def shifts_its_input(scores):
    """The caller's scores were shifted in place by `-=`. They are still needed as they were: make a
    new array."""
    scores -= scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    return powers / powers.sum(axis=1, keepdims=True)


def returns_logarithms(scores):
    """These are logarithms of probabilities, all of them 0 or below. The probabilities themselves
    are asked for."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def never_divides(scores):
    """The ratios are right, but a row does not add up to 1 yet. Divide each exponential by the sum
    of its row."""
    return np.exp(scores - scores.max(axis=1, keepdims=True))


def divides_the_scores_themselves(scores):
    """The scores are divided by their sum without exp. Scores may be negative, and then so are
    these shares. exp makes them positive first."""
    return scores / scores.sum(axis=1, keepdims=True)


def a_sigmoid_for_each_score(scores):
    """This squeezes every score by itself into 0 to 1, and a row does not add up to 1. In softmax
    the classes share: when one score rises, the other probabilities fall."""
    return 1 / (1 + np.exp(-scores))


def divides_by_the_largest_score(scores):
    """The scores are divided by the largest one. That changes the ratios of their exponentials;
    taking a number off all of them does not."""
    powers = np.exp(scores / scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def favours_the_smallest_score(scores):
    """The smallest score gets the largest probability: look at the sign inside exp."""
    powers = np.exp(scores.max(axis=1, keepdims=True) - scores)
    return powers / powers.sum(axis=1, keepdims=True)


def shifts_by_the_smallest_score(scores):
    """A smallest score is taken off, so what stays is 0 or more, and exp of 2000 is inf. Take off
    the number that leaves nothing of a row above 0."""
    powers = np.exp(scores - scores.min(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def shifts_by_the_mean_score(scores):
    """The mean of a row is taken off, which is right for the ratios, but a score far above the
    mean still makes exp overflow. Which other number of the row is never exceeded?"""
    powers = np.exp(scores - scores.mean(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def shifts_by_the_largest_size(scores):
    """In a row of -1000 all your exponentials are 0, as they are where the largest absolute value
    is taken off. Leave the signs in, and take off the largest score of the row itself."""
    powers = np.exp(scores - np.abs(scores).max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def turns_nan_into_zero(scores):
    """nan_to_num puts a 0 where inf / inf or 0 / 0 came out, and then the row does not add up to 1.
    Do not let exp overflow in the first place: only the differences within a row matter."""
    powers = np.exp(scores)
    return np.nan_to_num(powers / powers.sum(axis=1, keepdims=True))


def clips_the_scores(scores):
    """Clipping makes different scores equal: 1000 and 1001 are then the same, and so are their
    probabilities. Shifting a row keeps the differences, on which alone softmax depends."""
    powers = np.exp(np.clip(scores, -500, 500))
    return powers / powers.sum(axis=1, keepdims=True)


def adds_a_little_to_the_sum(scores):
    """A small number in the sum hides 0 / 0, and the row of -1000 then adds up to 0. exp(1000)
    still overflows. Shift the row first; after that its sum is never below 1."""
    powers = np.exp(scores)
    return powers / (powers.sum(axis=1, keepdims=True) + 1e-8)


def softmax_of_each_column(scores):
    """This is the softmax of each column, over the images. The classes lie along a row: both the
    maximum and the sum belong to axis 1."""
    return softmax(scores.T).T


def one_maximum_and_sums_of_columns(scores):
    """This is the formula for a single vector, and here it adds up each column. Every row has a
    maximum and a sum of its own, both along axis 1."""
    powers = np.exp(scores - scores.max())
    return powers / powers.sum(axis=0)


def raw_exponentials_and_sums_of_columns(scores):
    """Here each column adds up to 1, and exp of a large score is inf besides. First choose the axis
    that makes each row add up to 1, then shift each row before exp."""
    powers = np.exp(scores)
    return powers / powers.sum(axis=0)


def raw_exponentials_and_one_sum(scores):
    """The whole batch adds up to 1, and exp of a large score is inf besides. First let each row
    have a sum of its own, then shift each row before exp."""
    powers = np.exp(scores)
    return powers / powers.sum()


def raw_exponentials_and_a_flat_sum(scores):
    """The sums of the rows are a plain vector, which NumPy lines up with the columns. Keep them a
    column first; after that, see to exp of 1000, which is inf."""
    with np.errstate(over="ignore"):
        powers = np.exp(scores)
    return powers / powers.sum(axis=1)


def raw_exponentials_alone(scores):
    """These are exponentials of the scores. Divide each row by its sum; then see to exp of 1000,
    which is inf."""
    return np.exp(scores)


def divides_exponentials_one_by_one(scores):
    """math.exp ends in an error for 1000, and for -1000 it is 0, by which nothing can be divided.
    Shift each row before exp, so that its largest exponential is 1."""
    rows = [[math.exp(score) for score in row] for row in scores]
    return np.array([[power / sum(row) for power in row] for row in rows])


def shifts_above_the_line_only(scores):
    """The largest score is taken off in the numerator and not in the sum, so a row no longer adds
    up to 1. Make the exponentials once, of shifted scores, and divide those by their sum."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / np.exp(scores).sum(axis=1, keepdims=True)


def shifts_below_the_line_only(scores):
    """The largest score is taken off in the sum and not in the numerator, so a row no longer adds
    up to 1. Make the exponentials once, of shifted scores, and divide those by their sum."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.exp(scores) / powers.sum(axis=1, keepdims=True)


def adds_the_largest_score(scores):
    """The largest score of a row is added and not taken off, which makes large scores twice as
    large. With the right sign no exponential is above 1."""
    powers = np.exp(scores + scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def cuts_off_large_scores_only(scores):
    """Large scores are cut off, which makes 999 and 1000 equal, and in a row of -1000 all the
    exponentials are still 0. Shifting a row helps in both cases and changes no probability."""
    powers = np.exp(np.minimum(scores, 500))
    return powers / powers.sum(axis=1, keepdims=True)


def powers_of_two(scores):
    """These are powers of 2, so the differences between scores count for too little. Softmax
    takes powers of e: np.exp."""
    powers = 2.0 ** (scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def all_to_the_largest_score(scores):
    """The class with the largest score gets 1 and the others 0. Softmax lets all classes share: a
    score that is a little smaller has a probability that is a little smaller."""
    return one_hot(scores, scores.argmax(axis=1)).astype(float)


def lays_the_probabilities_in_columns(scores):
    """The probabilities are right and lie the wrong way round: each column is an image. The answer
    has the shape of the scores."""
    return softmax(scores).T


def squeezes_the_probabilities(scores):
    """An axis of length 1 has gone: a batch of one row, or scores of one class, still have two
    axes. Leave squeeze out."""
    return softmax(scores).squeeze()


def only_the_first_row(scores):
    """Only the first row has its probabilities. Does a return or a break stand inside the loop over
    the rows?"""
    probabilities = np.zeros(scores.shape)
    probabilities[0] = softmax(scores[:1])[0]
    return probabilities


def probabilities_of_the_first_image(scores):
    """One row comes back for the whole batch. Every image has a row of its own, a batch of one
    image too."""
    return softmax(scores[:1])[0]


def alone(draw):
    def unlabelled(rng: np.random.Generator) -> Call:
        return call(draw(rng))

    return unlabelled


EXERCISE = Exercise(
    solution=softmax,
    parts=[
        Part(
            "one row",
            [
                call(matrix([0, 0])),
                call(matrix([1, 2])),
                call(matrix([1, 2, 4])),
                drawn(alone(one_row), 3),
            ],
        ),
        Part(
            "several rows",
            [
                call(matrix([1, 2, 4], [0, 3, 0])),
                call(matrix([1, 2], [0, -1], [3, 1])),
                call(matrix([3], [-2])),
                drawn(alone(several_rows), 3),
            ],
        ),
        Part(
            "as many rows as classes",
            [
                call(matrix([1, 3], [2, 0])),
                call(matrix([1, 2, 4], [0, 3, 0], [-1, 0, 1])),
                drawn(alone(square), 3),
            ],
        ),
        Part(
            "large scores",
            [
                call(matrix([1000, 1000])),
                call(matrix([999, 1000])),
                call(matrix([-1000, -1001])),
                call(matrix([1000, 0, -1000])),
                drawn(alone(one_large_row), 4),
            ],
        ),
        Part(
            "large and small rows",
            [
                call(matrix([1000, 999, 1000], [1, 2, 4])),
                call(matrix([1, 2], [1001, 1000], [-1000, -1001])),
                drawn(alone(large_and_small_rows), 3),
            ],
        ),
    ],
    hints=[
        "Two steps: exp makes every number positive, and dividing by the sum of its row makes "
        "the row add up to 1.",
        "With axis=1 a sum goes along each row. With keepdims=True it stays a column of shape "
        "(N, 1) and lines up with the rows.",
        "softmax of [1000, 1001] is softmax of [0, 1]. Subtract from each row its largest "
        "score before exp.",
    ],
)
