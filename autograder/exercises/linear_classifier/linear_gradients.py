"""linear_gradients: how the mean cross-entropy of a linear classifier changes with its weights
and biases.
"""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.linear_classifier.cross_entropy import cross_entropy
from autograder.exercises.linear_classifier.cross_entropy_gradient import (
    cross_entropy_gradient,
    divides_by_a_probability_of_zero,
    divides_only_the_one,
    divides_only_the_probabilities,
    gradient_divides_by_flat_sums,
    gradient_for_the_largest_label,
    gradient_of_raw_and_flat_sums,
    gradient_of_raw_exponentials,
    gradient_over_the_batch,
    gradient_with_one_maximum,
    subtracts_from_the_scores,
    takes_one_off_whole_columns,
    takes_one_off_whole_rows,
    turns_the_right_class_round,
)
from autograder.exercises.linear_classifier.shared import (
    different_sizes,
    labels,
    layer,
    layer_for_a_batch,
    layer_for_one_image,
    layer_of_one_size,
    matrix,
    vector,
)
from autograder.exercises.linear_classifier.softmax import softmax


def linear_gradients(X, W, b, y):
    """How the mean cross-entropy of a linear classifier changes with its weights and biases.

    X: (N, D); W: (C, D); b: (C,); y: (N,), ints from 0 to C - 1. The scores may be of any size,
    1000 and -1000 too.
    Returns dW (C, D) and db (C,).
    """
    scores = X @ W.T + b
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    dscores = powers / powers.sum(axis=1, keepdims=True)
    dscores[np.arange(len(y)), y] -= 1
    dscores /= len(y)
    return dscores.T @ X, dscores.sum(axis=0)


def _gradient_of_scores(X, W, b, y):
    """How the mean cross-entropy changes with each score of the linear classifier."""
    return cross_entropy_gradient(X @ W.T + b, y)


def dw_with_a_row_a_number(X, W, b, y):
    """dW lies the wrong way round: it has a row for each number of an image. A gradient has the
    shape of what it belongs to, and W has a row for each class."""
    dW, db = linear_gradients(X, W, b, y)
    return dW.T, db


def sums_the_gradients_of_the_batch(X, W, b, y):
    """This is N times too large in a batch of N: it belongs to the sum of the costs, and the loss
    is their mean."""
    dW, db = linear_gradients(X, W, b, y)
    return dW * len(y), db * len(y)


def divides_dw_and_db_by_n_twice(X, W, b, y):
    """There is one division by N too many. The mean asks for one, in the gradient of the scores;
    from there on the layer adds up over the batch and divides no more."""
    dW, db = linear_gradients(X, W, b, y)
    return dW / len(y), db / len(y)


def divides_dw_by_n_again(X, W, b, y):
    """dW is divided by N once more than it should be. The gradient of the scores holds the 1/N of
    the mean already."""
    dW, db = linear_gradients(X, W, b, y)
    return dW / len(y), db


def a_bias_gradient_for_each_image(X, W, b, y):
    """db still has an axis for the images. All images use the same biases, so what they want of a
    bias is added up, and that axis goes."""
    dscores = _gradient_of_scores(X, W, b, y)
    return dscores.T @ X, dscores


def keeps_the_axis_of_the_sum(X, W, b, y):
    """db has two axes, (1, C). A gradient has the shape of its parameter, and b is a plain vector:
    leave keepdims out."""
    dW, db = linear_gradients(X, W, b, y)
    return dW, db[None]


def sums_the_bias_gradient_of_the_batch(X, W, b, y):
    """db lacks the 1/N of the mean. Divide the gradient of the scores by N once, before you make dW
    and db of it."""
    dW, db = linear_gradients(X, W, b, y)
    return dW, db * len(y)


def averages_the_bias_gradient(X, W, b, y):
    """db is a mean over the images of something that holds the 1/N already. That divides by N
    twice: add up instead."""
    dscores = _gradient_of_scores(X, W, b, y)
    return dscores.T @ X, dscores.mean(axis=0)


def one_gradient_for_all_biases(X, W, b, y):
    """db is a single number, the sum over images and classes. There is one bias a class: add up
    over the images alone."""
    dscores = _gradient_of_scores(X, W, b, y)
    return dscores.T @ X, dscores.sum()


def adds_up_over_the_classes(X, W, b, y):
    """db is added up along the wrong axis: over the classes, which leaves a number an image, and
    that number is always 0. The biases belong to the classes."""
    dscores = _gradient_of_scores(X, W, b, y)
    return dscores.T @ X, dscores.sum(axis=1)


def adds_up_dw_for_db(X, W, b, y):
    """db is made by adding up dW over the numbers of an image. A bias is a weight whose input is
    always 1, so the pixels have no part in its gradient."""
    dW, _ = linear_gradients(X, W, b, y)
    return dW, dW.sum(axis=1)


def leaves_the_bias_gradient_zero(X, W, b, y):
    """db is 0, so the biases would never be learned. They move the scores as the weights do, with
    an input that is always 1."""
    dW, db = linear_gradients(X, W, b, y)
    return dW, np.zeros_like(db)


def goes_on_from_the_probabilities(X, W, b, y):
    """The right answers y are not used: the gradient goes on from the probabilities themselves.
    At the right class of each row 1 has to be taken off them first."""
    dscores = softmax(X @ W.T + b) / len(y)
    return dscores.T @ X, dscores.sum(axis=0)


def climbs_uphill(X, W, b, y):
    """The sign is turned round: going against these numbers would raise the loss. Probability minus
    one-hot, in this order."""
    dW, db = linear_gradients(X, W, b, y)
    return -dW, -db


def scores_without_the_bias(X, W, b, y):
    """b has no part in this answer. It belongs to the scores, and through them to the
    probabilities on which both gradients depend."""
    return linear_gradients(X, W, 0 * b, y)


def returns_db_first(X, W, b, y):
    """The two gradients come back in the other order. First dW, then db, as their parameters stand
    in the call."""
    dW, db = linear_gradients(X, W, b, y)
    return db, dW


def returns_dw_alone(X, W, b, y):
    """Only one array comes back. Two are asked for, dW and db, separated by a comma after
    return."""
    return linear_gradients(X, W, b, y)[0]


def returns_dx_for_dw(X, W, b, y):
    """The first array says how the loss changes with the pixels: it has a row an image. For the
    weights, multiply the gradient of the scores with X and not with W."""
    dscores = _gradient_of_scores(X, W, b, y)
    return dscores @ W, dscores.sum(axis=0)


def takes_whole_columns_off(X, W, b, y):
    """Inside, [:, y] takes 1 off in whole columns of the probabilities. Only one place of each row
    belongs to its label."""
    scores = X @ W.T + b
    dscores = takes_one_off_whole_columns(scores, y)
    return dscores.T @ X, dscores.sum(axis=0)


def gradients_of_raw_exponentials(X, W, b, y):
    """Large pixels or weights make large scores, and for those exp overflows: nan. Shift each row
    of the scores by its largest one first."""
    dscores = gradient_of_raw_exponentials(X @ W.T + b, y)
    return dscores.T @ X, dscores.sum(axis=0)


def gradients_with_one_maximum(X, W, b, y):
    """One maximum for the whole batch is taken off the scores. Where another image has far lower
    scores, all its exponentials are 0 and its probabilities nan: a maximum a row is needed."""
    dscores = gradient_with_one_maximum(X @ W.T + b, y)
    return dscores.T @ X, dscores.sum(axis=0)


def takes_a_step_already(X, W, b, y):
    """These are the parameters after a step of descent, W - dW and b - db. The gradients
    themselves are asked for; how long the step is, somebody else decides."""
    dW, db = linear_gradients(X, W, b, y)
    return W - dW, b - db


def keeps_the_last_image_only(X, W, b, y):
    """Only the last image has a part in dW and db: in the loop over the images, = forgets those
    before it. Set both to 0 once, before the loop, and add with +=."""
    last = _gradient_of_scores(X, W, b, y)[-1:]
    return last.T @ X[-1:], last.sum(axis=0)


def keeps_the_last_image_in_dw(X, W, b, y):
    """dW holds only what the last image contributes, as if = stood in the loop where += belongs.
    All images use the same weights, so their contributions add up."""
    dscores = _gradient_of_scores(X, W, b, y)
    return dscores[-1:].T @ X[-1:], dscores.sum(axis=0)


def gradients_of_the_last_image(X, W, b, y):
    """These are the gradients for the last image alone, as if it were the batch. Add up over all
    images what each contributes, and divide by N."""
    return linear_gradients(X[-1:], W, b, y[-1:])


def keeps_the_first_image_only(X, W, b, y):
    """Only the first image has a part in dW and db. Does a return or a break stand inside the loop
    over the images?"""
    first = _gradient_of_scores(X, W, b, y)[:1]
    return first.T @ X[:1], first.sum(axis=0)


def gradients_of_the_first_image(X, W, b, y):
    """These are the gradients for the first image alone. Go on to the others, add up what each
    contributes, and divide by N."""
    return linear_gradients(X[:1], W, b, y[:1])


def keeps_the_last_image_in_db(X, W, b, y):
    """db holds only what the last image contributes, as if = stood in the loop where += belongs.
    All images use the same biases, so their contributions add up."""
    dscores = _gradient_of_scores(X, W, b, y)
    return dscores.T @ X, dscores[-1]


def sums_dw_of_the_batch(X, W, b, y):
    """dW lacks the 1/N of the mean. Divide the gradient of the scores by N once, and both gradients
    get it from there."""
    dW, db = linear_gradients(X, W, b, y)
    return dW * len(y), db


def divides_inside_the_loop(X, W, b, y):
    """The division by N stands inside the loop over the images, so what the first ones contribute
    is divided again and again. Divide once, after the loop."""
    dW, db = np.zeros(W.shape), np.zeros(b.shape)
    for x, row in zip(X, _gradient_of_scores(X, W, b, y) * len(y), strict=True):
        dW, db = (dW + np.outer(row, x)) / len(y), (db + row) / len(y)
    return dW, db


def multiplies_without_turning(X, W, b, y):
    """The gradient of the scores is (N, C) and X is (N, D): their product fits only by chance. N is
    to be summed away, so it has to be the last axis of the first one."""
    dscores = _gradient_of_scores(X, W, b, y)
    return dscores @ X, dscores.sum(axis=0)


def goes_on_from_the_scores(X, W, b, y):
    """The gradient goes on from the scores themselves. Between them and the loss lie softmax and
    the logarithm: the gradient of the scores is probability minus one-hot."""
    dscores = (X @ W.T + b) / len(y)
    return dscores.T @ X, dscores.sum(axis=0)


def takes_one_off_the_scores(X, W, b, y):
    """The 1 is taken off the scores, as it would be for a squared error. Take it off their
    probabilities."""
    dscores = subtracts_from_the_scores(X @ W.T + b, y)
    return dscores.T @ X, dscores.sum(axis=0)


def turns_the_right_classes_round(X, W, b, y):
    """Inside, the right class has the sign of 1 - p, when it should be p - 1."""
    dscores = turns_the_right_class_round(X @ W.T + b, y)
    return dscores.T @ X, dscores.sum(axis=0)


def divides_by_the_numbers_of_an_image(X, W, b, y):
    """The gradients are divided by how many numbers an image has. The loss is a mean over the
    images: divide by how many of them there are."""
    dW, db = sums_the_gradients_of_the_batch(X, W, b, y)
    return dW / X.shape[1], db / X.shape[1]


def leaves_dw_zero(X, W, b, y):
    """dW is 0, so the weights would never be learned. Each of them touches a score, with a number
    of the image for its slope."""
    dW, db = linear_gradients(X, W, b, y)
    return np.zeros_like(dW), db


def returns_the_loss_too(X, W, b, y):
    """Three values come back, the loss before the gradients. Two are asked for: dW and db."""
    return cross_entropy(X @ W.T + b, y), *linear_gradients(X, W, b, y)


def squeezes_both_gradients(X, W, b, y):
    """An axis of length 1 has gone. Where there is one class, or one number an image, dW still has
    two axes and db one: a gradient has the shape of its parameter."""
    dW, db = linear_gradients(X, W, b, y)
    return dW.squeeze(), db.squeeze()


def scores_of_untransposed_weights(X, W, b, y):
    """The scores are made by X @ W, which fits only where W is square. Here W has a row for each
    class: go back to your linear_scores."""
    dscores = cross_entropy_gradient(X @ W + b, y)
    return dscores.T @ X, dscores.sum(axis=0)


def weights_in_columns(X, W, b, y):
    """Scores X @ W and dW = X.T @ g belong to a W with a column for each class. In this course W
    has a row for each class, so both products are the other way round."""
    dscores = cross_entropy_gradient(X @ W + b, y)
    return X.T @ dscores, dscores.sum(axis=0)


def gradients_of_flat_sums(X, W, b, y):
    """Inside, the sums of the rows are a vector, which NumPy lines up with the classes: an error,
    or wrong probabilities where N and C are equal. Keep them a column."""
    dscores = gradient_divides_by_flat_sums(X @ W.T + b, y)
    return dscores.T @ X, dscores.sum(axis=0)


def gradients_of_raw_and_flat_sums(X, W, b, y):
    """Inside, the sums of the rows are a vector, which NumPy lines up with the classes: keep them a
    column. After that, shift each row before exp, or large scores make nan."""
    dscores = gradient_of_raw_and_flat_sums(X @ W.T + b, y)
    return dscores.T @ X, dscores.sum(axis=0)


def gradients_over_the_batch(X, W, b, y):
    """Inside, the probabilities add up to 1 down the columns. Classes lie along the rows, so each
    row has to."""
    dscores = gradient_over_the_batch(X @ W.T + b, y)
    return dscores.T @ X, dscores.sum(axis=0)


def takes_whole_rows_off(X, W, b, y):
    """Inside, p[y] takes 1 off in whole rows: the label was taken for the number of an image. Only
    one place of each row belongs to its label."""
    dscores = takes_one_off_whole_rows(X @ W.T + b, y)
    return dscores.T @ X, dscores.sum(axis=0)


def divides_only_the_one_hot(X, W, b, y):
    """Inside, only the 1 that is taken off is divided by N, and the probabilities are not. Take
    the 1 off first, and then divide."""
    dscores = divides_only_the_one(X @ W.T + b, y)
    return dscores.T @ X, dscores.sum(axis=0)


def gradients_of_the_probabilities_by_n(X, W, b, y):
    """Inside, the probabilities are divided by N before the whole 1 is taken off. Take the 1 off
    first, and then divide."""
    dscores = divides_only_the_probabilities(X @ W.T + b, y)
    return dscores.T @ X, dscores.sum(axis=0)


def divides_by_the_classes_as_well(X, W, b, y):
    """Both gradients are divided by the number of classes as well. The loss is a mean over the
    images alone."""
    dW, db = linear_gradients(X, W, b, y)
    return dW / len(b), db / len(b)


def counts_the_classes_in_the_labels(X, W, b, y):
    """The number of classes is taken from the largest label, and a class may be right for no image.
    The rows of W say how many classes there are."""
    dscores = gradient_for_the_largest_label(X @ W.T + b, y)
    return dscores.T @ X, dscores.sum(axis=0)


def fills_rows_up_to_the_largest_label(X, W, b, y):
    """The classes above the largest label have no gradient. A class that is right for no image
    should still sink: the rows of W say how many classes there are."""
    dW, db = linear_gradients(X, W, b, y)
    dW[y.max() + 1 :], db[y.max() + 1 :] = 0, 0
    return dW, db


def gradients_by_way_of_one_over_p(X, W, b, y):
    """The gradient goes by way of 1 / p, and where the probability of the right class is rounded
    to 0 both results are nan. Probability minus one-hot divides by nothing."""
    dscores = divides_by_a_probability_of_zero(X @ W.T + b, y)
    return dscores.T @ X, dscores.sum(axis=0)


def returns_the_gradient_of_the_scores(X, W, b, y):
    """The first array is the gradient of the scores, with a row for each image. One step is left:
    from the scores to the weights, by a product with X."""
    dscores = _gradient_of_scores(X, W, b, y)
    return dscores, dscores.sum(axis=0)


def changes_the_weights_of_the_caller(X, W, b, y):
    """The gradients are right, and W and b were changed on the way. A step is not asked for; if you
    only keep your results in them, make new arrays."""
    dW, db = linear_gradients(X, W, b, y)
    W -= dW
    b -= db
    return dW, db


def adds_ones_to_the_batch(X, W, b, y):
    """dW has one column too many: it holds db as well, as the bias trick has it. Here they are two
    arrays, dW shaped like W."""
    dW, db = linear_gradients(X, W, b, y)
    return np.hstack([dW, db[:, None]]), db


def with_layer_labels(draw):
    """The same layer with a random label for each image."""

    def labelled(rng: np.random.Generator) -> Call:
        X, W, b = draw(rng).args
        return call(X, W, b, rng.integers(len(b), size=len(X)))

    return labelled


def layer_with_large_scores(rng: np.random.Generator) -> Call:
    """The right class is far behind in every row, so that no gradient is 0."""
    X, W, b = layer(rng, *different_sizes(rng, 3))
    X, W = 100 * X, 10 * W
    return call(X, W, b, (X @ W.T + b).argmin(axis=1))


EXERCISE = Exercise(
    solution=linear_gradients,
    parts=[
        Part(
            "dW of one image",
            [
                call(matrix([1, 2]), matrix([0, 0], [0, 0]), vector(0, 0), labels(0)),
                call(
                    matrix([1, 2]),
                    matrix([1, 0], [0, 1], [1, -1]),
                    vector(0, 1, 2),
                    labels(1),
                ),
                call(matrix([3]), matrix([1], [2]), vector(0, 1), labels(0)),
                call(matrix([1, 2]), matrix([3, 4]), vector(1), labels(0)),
                drawn(with_layer_labels(layer_for_one_image), 3),
            ],
            item=0,
        ),
        Part(
            "db of one image",
            [
                call(matrix([1, 2]), matrix([0, 0], [0, 0]), vector(0, 0), labels(0)),
                call(
                    matrix([1, 2]),
                    matrix([1, 0], [0, 1], [1, -1]),
                    vector(0, 1, 2),
                    labels(1),
                ),
                call(matrix([3]), matrix([1], [2]), vector(0, 1), labels(0)),
                call(matrix([1, 2]), matrix([3, 4]), vector(1), labels(0)),
                drawn(with_layer_labels(layer_for_one_image), 3),
            ],
            item=1,
        ),
        Part(
            "dW of a batch",
            [
                call(
                    matrix([1, 2], [0, 1], [3, -1]),
                    matrix([1, 0], [0, 1], [1, -1], [0, 0]),
                    vector(0, 1, 2, 0),
                    labels(1, 2, 1),
                ),
                drawn(with_layer_labels(layer_for_a_batch), 3),
            ],
            item=0,
        ),
        Part(
            "db of a batch",
            [
                call(
                    matrix([1, 2], [0, 1], [3, -1]),
                    matrix([1, 0], [0, 1], [1, -1], [0, 0]),
                    vector(0, 1, 2, 0),
                    labels(1, 2, 1),
                ),
                drawn(with_layer_labels(layer_for_a_batch), 3),
            ],
            item=1,
        ),
        Part(
            "square arrays",
            [
                call(
                    matrix([1, 2], [3, -1]),
                    matrix([0, 1], [1, -1]),
                    vector(0.5, 1),
                    labels(1, 1),
                ),
                call(
                    matrix([1, 2, 0], [0, 1, -1], [2, 0, 1]),
                    matrix([1, 0, 2], [0, 1, 0], [1, -1, 1]),
                    vector(0, 1, -1),
                    labels(1, 0, 1),
                ),
                drawn(with_layer_labels(layer_of_one_size), 3),
            ],
        ),
        Part(
            "large scores",
            [
                call(
                    matrix([10, 0]),
                    matrix([100, 0], [-100, 0], [100, 1]),
                    vector(0, 1, 2),
                    labels(1),
                ),
                call(
                    matrix([10, 1], [0, 1], [-10, 2]),
                    matrix([100, 2], [100, 1]),
                    vector(0, 1),
                    labels(0, 0, 1),
                ),
                drawn(layer_with_large_scores, 3),
            ],
        ),
    ],
    hints=[
        "First the gradient of the scores, (N, C): your cross_entropy_gradient gives it for "
        "the scores of linear_scores.",
        "The weight W[c, d] touches the score of class c through number d of every image. So "
        "add up, over the images, the gradient of that score times that number.",
        "That sum over images is a product of two matrices: (C, N) times (N, D) gives (C, D). "
        "The bias has 1 in place of the number of the image.",
    ],
)
