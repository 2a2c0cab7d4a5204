"""cross_entropy: the mean of -log(probability of the right class), in nats, as a float."""

import math

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
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


def cross_entropy(scores, y):
    """The mean of -log(probability of the right class), in nats, as a float.

    scores: (N, C), any size: the loss stays finite for scores of 1000 and -1000.
    y: (N,), the right class of each row, ints from 0 to C - 1.
    """
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return float(np.mean(log_sums - shifted[np.arange(len(y)), y]))


def logarithms(scores):
    """The logarithm of the softmax of each row."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def logs_a_probability_of_zero(scores, y):
    """The loss is inf where the right class lies far behind: its probability is rounded to 0
    before the logarithm. Write log(a / b) as a difference, and no probability has to be made."""
    p = softmax(scores)
    return float(np.mean(-np.log(p[np.arange(len(y)), y])))


def sums_raw_exponentials(scores, y):
    """exp of a raw score of 1000 is inf and of -1000 is 0, and from then on nothing can be
    mended. Take the largest score of each row off its scores before exp; the loss stays the
    same."""
    log_sums = np.log(np.exp(scores).sum(axis=1))
    return float(np.mean(log_sums - scores[np.arange(len(y)), y]))


def logs_raw_probabilities(scores, y):
    """Probabilities are made from raw scores, where exp overflows, and then a logarithm is taken
    of what may be 0. Work with the logarithm all the way: shifted score minus the log of the sum
    of exponentials."""
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    return float(np.mean(-np.log(p[np.arange(len(y)), y])))


def multiplies_zero_by_infinity(scores, y):
    """One-hot times log p gives nan where a wrong class has probability 0: 0 times -inf is no
    number, and for the right class -inf stays. Work out log p from the shifted scores, as a
    difference, so that it is always finite."""
    with_zeros = one_hot(scores, y) * np.log(softmax(scores))
    return float(-with_zeros.sum() / len(y))


def _with_a_floor(scores, y, floor):
    """The loss where no probability counts as less than a floor."""
    return float(np.mean(-np.log(softmax(scores)[np.arange(len(y)), y] + floor)))


def adds_a_hundred_millionth(scores, y):
    """No row can cost more than 18.4 here, where it should cost 1000, because of a 1e-8 under the
    logarithm. With the log of the sum of exponentials, nothing has to be added."""
    return _with_a_floor(scores, y, 1e-8)


def stops_at_23(scores, y):
    """No row can cost more than 23.0 here, because of the 1e-10 under the logarithm. Take the
    logarithm before the probability is rounded: subtract logarithms, do not divide."""
    return _with_a_floor(scores, y, 1e-10)


def stops_at_27_6(scores, y):
    """No row can cost more than 27.6 here, because of the 1e-12 under the logarithm. That hides how
    wrong the scores are. Work out log p from the scores and not from p."""
    return _with_a_floor(scores, y, 1e-12)


def stops_at_34_5(scores, y):
    """No row can cost more than 34.5 here, because of the 1e-15 under the logarithm. The true loss
    grows with the gap between the scores, without an end; log p can be had without p."""
    return _with_a_floor(scores, y, 1e-15)


def stops_at_11_5(scores, y):
    """No row can cost more than 11.5 here, because 1e-5 is added to its probability or stands for
    a smaller one. The logarithm of the sum of exponentials is never that of 0: start from it."""
    return _with_a_floor(scores, y, 1e-5)


def stops_at_13_8(scores, y):
    """No row can cost more than 13.8 here, because of a 1e-6 that keeps the logarithm from 0. A
    row may cost 1000: take the logarithm of the fraction apart, and no p is needed."""
    p = softmax(scores)[np.arange(len(y)), y]
    return float(np.mean(-np.log(np.maximum(p, 1e-6))))


def stops_at_16_1(scores, y):
    """No row can cost more than 16.1 here, because of the 1e-7 under the logarithm. What the
    fraction loses by rounding, its logarithm keeps: a difference of two logarithms."""
    return _with_a_floor(scores, y, 1e-7)


def stops_at_20_7(scores, y):
    """No row can cost more than 20.7 here, because of the 1e-9 under the logarithm. The cost of a
    row far behind is about the gap between two scores: work it out from the scores."""
    return _with_a_floor(scores, y, 1e-9)


def stops_at_36_0(scores, y):
    """No row can cost more than 36 here, because of the 2.2e-16 under the logarithm, the eps of
    floats. The logarithm of a fraction is a difference, which never meets a 0."""
    return _with_a_floor(scores, y, np.finfo(float).eps)


def stops_at_36_8(scores, y):
    """No row can cost more than 36.8 here, because of the 1e-16 under the logarithm. Smaller floors
    only move the border; without a p there is no need of one."""
    return _with_a_floor(scores, y, 1e-16)


def stops_at_46_1(scores, y):
    """No row can cost more than 46.1 here, because of the 1e-20 under the logarithm. Do not repair
    a p that was rounded to 0: leave p out, and subtract two logarithms."""
    return _with_a_floor(scores, y, 1e-20)


def stops_at_69_1(scores, y):
    """No row can cost more than 69.1 here, because of the 1e-30 under the logarithm. It hides
    how far behind the right class is, which its score still tells."""
    return _with_a_floor(scores, y, 1e-30)


def stops_at_690_8(scores, y):
    """No row can cost more than 690.8 here, because of the 1e-300 under the logarithm. That is
    nearly the smallest float, and still a row may cost more: start from the scores and not from
    p."""
    return _with_a_floor(scores, y, 1e-300)


def stops_at_708_4(scores, y):
    """No row can cost more than 708.4 here, because the smallest float stands under the logarithm.
    A row may cost 1000: with a difference of logarithms nothing has to stand there."""
    return _with_a_floor(scores, y, np.finfo(float).tiny)


def logs_after_one_maximum(scores, y):
    """One maximum is taken for the whole batch, so that a row far below it is 0 / 0. Every row
    needs its own; and then the logarithm of a fraction is a difference, which is never log 0."""
    powers = np.exp(scores - scores.max())
    p = powers / powers.sum(axis=1, keepdims=True)
    return float(np.mean(-np.log(p[np.arange(len(y)), y])))


def logs_probabilities_one_by_one(scores, y):
    """math.exp ends in an error for 1000, and for -1000 it is 0, by which nothing can be divided.
    Shift each row before exp, and subtract logarithms in place of dividing."""
    costs = []
    for row, label in zip(scores, y, strict=True):
        powers = [math.exp(score) for score in row]
        costs.append(-math.log(powers[label] / sum(powers)))
    return sum(costs) / len(costs)


def sums_exponentials_one_by_one(scores, y):
    """math.exp ends in an error for 1000, and for -1000 it is 0, of which there is no logarithm.
    The formula is the right one: shift each row by its largest score before exp."""
    costs = []
    for row, label in zip(scores, y, strict=True):
        costs.append(math.log(sum(math.exp(score) for score in row)) - row[label])
    return float(sum(costs) / len(costs))


def adds_the_maximum_inside(scores, y):
    """The largest score of a row is added and not taken off before exp, and large scores become
    twice as large. With the right sign no exponential is above 1."""
    raised = scores + scores.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(raised).sum(axis=1))
    return float(np.mean(log_sums - raised[np.arange(len(y)), y]))


def cuts_scores_at_500(scores, y):
    """Scores above 500 are cut off, so that 1000 and 1001 cost the same, and a row of -1000 still
    has a sum of 0. Shift each row by its maximum: that keeps the differences."""
    cut = np.minimum(scores, 500)
    log_sums = np.log(np.exp(cut).sum(axis=1))
    return float(np.mean(log_sums - cut[np.arange(len(y)), y]))


def clips_scores_on_both_sides(scores, y):
    """Clipped scores have lost their differences: 1000 and 1001 become equal, and so do -1000 and
    -1001. Shift each row by its maximum, which keeps them."""
    return cross_entropy(np.clip(scores, -500, 500), y)


def a_maximum_for_the_batch(scores, y):
    """One maximum is taken for the whole batch. The exponentials of a row far below it are all 0,
    and log(0) is -inf. Every row needs its own maximum."""
    shifted = scores - scores.max()
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return float(np.mean(log_sums - shifted[np.arange(len(y)), y]))


def a_sum_for_the_batch(scores, y):
    """The probabilities of the whole batch add up to 1, since max and sum have no axis. The loss
    grows with the number of rows that way: each row is a question of its own, with its own sum."""
    shifted = scores - scores.max()
    p = np.exp(shifted) / np.exp(shifted).sum()
    return float(np.mean(-np.log(p[np.arange(len(y)), y])))


def a_maximum_for_each_class(scores, y):
    """The maximum is taken down the columns, so every class is shifted by another number, and that
    changes the probabilities. Take it along each row."""
    return sums_raw_exponentials(scores - scores.max(axis=0), y)


def averages_over_its_own_belief(scores, y):
    """The labels make no difference here: -log p is weighted by p itself. The weight is 1 for the
    right class and 0 for the others."""
    return float(-np.sum(softmax(scores) * logarithms(scores)) / len(y))


def lines_maxima_up_with_classes(scores, y):
    """The maxima of the rows are a vector of N numbers, and NumPy takes them for one a class. With
    N other than C it is an error, otherwise a wrong number. A column of N maxima is needed."""
    shifted = scores - scores.max(axis=1)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return float(np.mean(log_sums - shifted[np.arange(len(y)), y]))


def shifts_only_the_sum(scores, y):
    """The maximum was taken off inside the sum of exponentials, but not off the score of the right
    class, so the loss can even be negative. Take it off both, or add it again."""
    log_sums = np.log(np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1))
    return float(np.mean(log_sums - scores[np.arange(len(y)), y]))


def adds_up_the_batch(scores, y):
    """This is the sum over the rows. The loss is their mean: a batch twice as large must not cost
    twice as much."""
    return cross_entropy(scores, y) * len(y)


def counts_in_bits(scores, y):
    """This is the loss in bits, with the logarithm to base 2. In nats it is the natural one: two
    equal scores cost 0.693 and not 1."""
    return cross_entropy(scores, y) / np.log(2)


def takes_the_logarithm_to_base_ten(scores, y):
    """This is the logarithm to base 10. In nats it is the natural one: two equal scores cost 0.693
    and not 0.301."""
    return cross_entropy(scores, y) / np.log(10)


def averages_over_all_classes(scores, y):
    """The answer does not depend on y: all classes of a row enter. Only the probability of the
    right class counts, one number a row."""
    return float(-logarithms(scores).mean())


def a_yes_or_no_for_each_class(scores, y):
    """Here each class is asked by itself, right or not, with log(1 - p) for the wrong ones. That
    is binary cross-entropy. The probabilities of a row already share a total of 1, so -log p of
    the right class is the whole cost."""
    p = softmax(scores)
    right = np.eye(scores.shape[1])[y]
    return float(-np.mean(right * np.log(p) + (1 - right) * np.log(1 - p)))


def adds_the_wrong_classes_to_the_cost(scores, y):
    """The wrong classes cost something too, -log(1 - p) each. They are already in the loss: they
    are what the probability of the right class is divided by."""
    p = softmax(scores)
    right = np.eye(scores.shape[1])[y]
    costs = right * np.log(p) + (1 - right) * np.log(1 - p)
    return float(-costs.sum() / len(y))


def divides_by_the_classes_too(scores, y):
    """The loss is divided by the number of classes as well, perhaps by a mean over an array with
    zeros for the wrong classes. Those are no costs: divide by the number of rows alone."""
    return cross_entropy(scores, y) / scores.shape[1]


def squares_the_distance(scores, y):
    """This is the squared distance between probabilities and right answers, the Brier score. It
    is never above 2, however wrong the scores. Cross-entropy takes a logarithm."""
    p = softmax(scores)
    return float(np.sum((p - np.eye(scores.shape[1])[y]) ** 2) / len(y))


def pairs_every_row_with_every_label(scores, y):
    """[:, y] picks, for every row, the columns of all labels: N times N numbers. Each row has one
    label, so row numbers and labels have to be given in pairs."""
    return float(-logarithms(scores)[:, y].mean())


def picks_rows_by_label(scores, y):
    """p[y] picks rows: it takes the labels for numbers of images. A label says which column, and
    every row has its own."""
    return float(-logarithms(scores)[y].mean())


def a_negative_loss(scores, y):
    """The loss is negative. The logarithm of a probability is 0 or below: a minus belongs in
    front."""
    return -cross_entropy(scores, y)


def leaves_out_the_logarithm(scores, y):
    """This is the mean probability of the right class, without the logarithm. What is asked for
    grows beyond any bound when that probability goes to 0."""
    return float(np.mean(softmax(scores)[np.arange(len(y)), y]))


def costs_what_is_missing_to_one(scores, y):
    """A row costs 1 - p here, at most 1. -log p is near that for a p close to 1, and grows
    without an end for a p close to 0."""
    return float(np.mean(1 - softmax(scores)[np.arange(len(y)), y]))


def takes_the_logarithm_of_the_mean(scores, y):
    """The probabilities are averaged first and the logarithm is taken afterwards. It is the other
    way round: every row has its -log p, and these are averaged."""
    return float(-np.log(np.mean(softmax(scores)[np.arange(len(y)), y])))


def a_loss_for_each_row(scores, y):
    """These are the costs of the rows, an array. The loss is one number, their mean."""
    return -logarithms(scores)[np.arange(len(y)), y]


def counts_classes_from_one(scores, y):
    """y - 1 is taken as the class, and class 0 becomes the last one. Classes count from 0 here,
    as columns do."""
    return cross_entropy(scores, (y - 1) % scores.shape[1])


def takes_scores_for_probabilities(scores, y):
    """The logarithm is taken of the scores themselves, which may be negative. First they have to
    become probabilities, by softmax."""
    return float(np.mean(-np.log(scores[np.arange(len(y)), y])))


def negates_the_right_score(scores, y):
    """The mean of minus the right score: this is half of the loss. The other half is the logarithm
    of the sum that softmax divides by."""
    return float(-np.mean(scores[np.arange(len(y)), y]))


def applies_softmax_twice(scores, y):
    """Softmax has been applied twice: what goes into the second one is between 0 and 1 already,
    so the loss cannot come near 0, however good the scores are. Once is enough."""
    return cross_entropy(softmax(scores), y)


def normalises_over_the_batch(scores, y):
    """The probabilities add up to 1 down the columns, over the images. They have to do so along
    each row, over the classes."""
    return float(-np.mean(logarithms(scores.T).T[np.arange(len(y)), y]))


def shifts_the_scores_of_the_caller(scores, y):
    """The scores of the caller were changed, by `-=` or by writing into them. The gradient will
    need them as they were: keep what you make of them in a new array."""
    scores -= scores.max(axis=1, keepdims=True)
    return cross_entropy(scores, y)


def wraps_the_loss_in_an_array(scores, y):
    """The number is right and comes back in an array of one number. The loss is a float, without
    brackets round it."""
    return np.array([cross_entropy(scores, y)])


def costs_what_the_best_class_costs(scores, y):
    """The labels make no difference here: every row costs -log of its largest probability. The
    probability of the right class is asked for, and it is often another one."""
    return float(-logarithms(scores).max(axis=1).mean())


def forgets_the_right_score(scores, y):
    """This is the logarithm of the sum of exponentials alone. It is half of the loss: the score of
    the right class is taken off it."""
    return float(cross_entropy(scores, y) + np.mean(scores[np.arange(len(y)), y]))


def adds_the_right_score(scores, y):
    """The score of the right class is added here. A better score makes the loss smaller, so it is
    taken off the logarithm of the sum."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return float(np.mean(log_sums + shifted[np.arange(len(y)), y]))


def shifts_only_the_right_score(scores, y):
    """The maximum is taken off the score of the right class and not inside the sum of
    exponentials. Take it off both: make the shifted scores first, and use only them."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(scores).sum(axis=1))
    return float(np.mean(log_sums - shifted[np.arange(len(y)), y]))


def takes_no_logarithm_of_the_sum(scores, y):
    """The logarithm of the sum of exponentials is missing: it is the sum itself that the right
    score is taken off."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return float(np.mean(np.exp(shifted).sum(axis=1) - shifted[np.arange(len(y)), y]))


def adds_up_the_costs_of_all_classes(scores, y):
    """The labels make no difference here: -log p of all classes is added up. Only the right class
    of each row costs something."""
    return float(-logarithms(scores).sum() / len(y))


def exponentiates_the_loss(scores, y):
    """This is e to the power of the loss, the perplexity. The loss itself is asked for."""
    return float(np.exp(cross_entropy(scores, y)))


def squares_what_is_missing_to_one(scores, y):
    """A row costs (1 - p)² here, at most 1. -log p grows without an end for a p close to 0."""
    return float(np.mean((1 - softmax(scores)[np.arange(len(y)), y]) ** 2))


def replaces_infinity(scores, y):
    """Where the right class lies far behind, infinity was replaced by the largest float. The cost
    is about the gap between two scores: subtract logarithms, and nothing is infinite."""
    p = softmax(scores)[np.arange(len(y)), y]
    return float(np.mean(np.nan_to_num(-np.log(p))))


def divides_by_the_classes_alone(scores, y):
    """The number of classes has a part in your mean. The costs of the rows are divided by how many
    rows there are, and by nothing else."""
    return cross_entropy(scores, y) * len(y) / scores.shape[1]


def divides_the_loss_by_n_twice(scores, y):
    """The mean is divided by the number of rows once more. Either add up and divide, or take the
    mean."""
    return cross_entropy(scores, y) / len(y)


def costs_of_the_first_row(scores, y):
    """This is what the first row costs. Does a return stand inside the loop over the rows? Add up
    the costs of all, and return their mean after the loop."""
    return cross_entropy(scores[:1], y[:1])


def costs_of_the_last_row(scores, y):
    """This is what the last row costs. Inside the loop, a plain = forgets the rows before: add to
    what is there, and divide at the end."""
    return cross_entropy(scores[-1:], y[-1:])


def divides_the_last_cost_by_n(scores, y):
    """Only the cost of the last row is divided by N, and the others are lost. Inside the loop, add
    to what is there: += and not =."""
    return cross_entropy(scores[-1:], y[-1:]) / len(y)


def averages_the_squared_distance(scores, y):
    """This is the mean of squared distances between probabilities and right answers. It hardly
    grows where the answer is very wrong. Cross-entropy takes a logarithm."""
    return float(np.mean((softmax(scores) - one_hot(scores, y)) ** 2))


def multiplies_by_the_labels(scores, y):
    """The labels themselves are multiplied with the logarithms, as if y were one-hot. A label is
    the number of a column: it says which logarithm to take."""
    return float(-np.sum(y * logarithms(scores)) / len(y))


def multiplies_by_the_label_of_the_row(scores, y):
    """Each row is multiplied by its label, so that class 0 costs nothing. A label is no quantity
    but a place: pick the one logarithm that stands there."""
    return float(-np.sum(y[:, None] * logarithms(scores)) / len(y))


def takes_the_largest_label_for_the_number_of_classes(scores, y):
    """Your one-hot rows do not have a place for each class: they are as long as the largest label
    asks for, or as there are rows. The columns of the scores say how many classes there are."""
    one_hot_rows = np.eye(y.max() + 1)[y]
    return float(-np.sum(one_hot_rows * logarithms(scores)) / len(y))


def one_class_far_behind(rng: np.random.Generator) -> Call:
    scores = several_rows(rng)
    scores[:, 0] = -1000 - rng.integers(0, 500)
    return call(scores, np.zeros(len(scores), int))


EXERCISE = Exercise(
    solution=cross_entropy,
    parts=[
        Part(
            "one row",
            [
                call(matrix([0, 0]), labels(0)),
                call(matrix([1, 2, 4]), labels(1)),
                call(matrix([-2.85, 0.86, 0.28]), labels(2)),
                drawn(with_labels(one_row), 3),
            ],
        ),
        Part(
            "several rows",
            [
                call(matrix([1, 2, 4], [0, 3, 0]), labels(1, 0)),
                call(matrix([1, 2, 0], [0, -1, 1], [3, 1, 1], [0, 0, 2]), labels(1, 0, 1, 2)),
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
                call(matrix([400, 401]), labels(0)),
                drawn(with_labels(one_large_row), 4),
            ],
        ),
        Part(
            "a right class far behind",
            [
                call(matrix([0, -1000]), labels(1)),
                call(matrix([1000, 1, 999], [1000, 2, 1]), labels(1, 1)),
                drawn(one_class_far_behind, 3),
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
        "With two equal scores the right class has probability 1/2, and the loss is log 2, "
        "0.693. Only one number of each row enters: that of its right class.",
        "The logarithm of a quotient is a difference. So -log p is the logarithm of the row's "
        "sum of exponentials, minus the score of the right class; no p is needed.",
        "Shift each row by its maximum first. scores[np.arange(len(y)), y] picks one score "
        "from each row.",
    ],
)
