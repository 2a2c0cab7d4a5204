"""linear_scores: A score for each class, for every image of a batch."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.linear_classifier.shared import (
    counting,
    different_sizes,
    layer,
    layer_for_a_batch,
    layer_for_one_image,
    layer_of_one_size,
    matrix,
    vector,
)


def linear_scores(X, W, b):
    """A score for each class, for every image of a batch.

    X: (N, D), one row per image, any number type; W: (C, D), one row per class; b: (C,).
    Returns (N, C): row n holds W x + b for the image x = X[n].
    """
    return X @ W.T + b


def forgets_the_bias(X, W, b):
    """The bias makes no difference to this answer. With X full of zeros, every row of the scores
    must be b."""
    return X @ W.T


def multiplies_without_transposing(X, W, b):
    """Write the shapes under the symbols: (N, D) times (C, D) does not fit. Where C and D are
    equal it runs, and adds up down the columns of W, though each class is a row."""
    return X @ W + b


def weights_in_front(X, W, b):
    """In W x the x is one column, but X holds its images in rows: (C, D) times (N, D) fits only
    by chance. Which order of the two, and which transpose, gives (N, C)?"""
    return W @ X + b


def transposes_both(X, W, b):
    """Both arrays were transposed until the shapes agreed: (D, N) times (D, C) fits only where N
    and D are equal, and then it mixes the images. The axis to sum over is D in both."""
    return X.T @ W.T + b


def scores_in_columns(X, W, b):
    """The scores are right, but lie the wrong way round: this is (C, N), a column an image. Every
    row of X, an image, has to become a row of scores."""
    return W @ X.T + b[:, None]


def transposed_scores_plus_bias(X, W, b):
    """The product is (C, N), one column an image, and to that b does not fit: it has a number a
    class, which here is a row. Arrange the product so that it is (N, C)."""
    return W @ X.T + b


def adds_the_bias_down_the_column(X, W, b):
    """The bias is added image by image instead of class by class: it changes with the row of the
    scores. Each class, a column of them, needs its own number."""
    return X @ W.T + b[:, None]


def adds_the_bias_at_every_number(X, W, b):
    """The bias is added once for each of the D numbers of an image. It belongs after the sum: one
    bias a score."""
    return X @ W.T + X.shape[1] * b


def subtracts_the_bias(X, W, b):
    """The bias is subtracted. A class with a large bias starts with a higher score."""
    return X @ W.T - b


def adds_every_bias(X, W, b):
    """Every score gets the sum of all biases. Class c has its own one, b[c]."""
    return X @ W.T + b.sum()


def returns_the_best_class(X, W, b):
    """This is the number of the best class of each image. That is the prediction; here the scores
    of all classes are asked for."""
    return np.argmax(X @ W.T + b, axis=1)


def scores_the_first_image(X, W, b):
    """Only the first image has got scores. X is a batch: one row of scores for each of its rows,
    in a batch of one as well."""
    return W @ X[0] + b


def squeezes_the_scores(X, W, b):
    """An axis of length 1 has gone: N may be 1, and so may C, and the scores still have two axes.
    Leave squeeze out."""
    return (X @ W.T + b).squeeze()


def scores_of_the_type_of_the_images(X, W, b):
    """The scores have lost their fractions, as in an array of ints, or of the type of X, which may
    hold whole numbers. Store them as floats."""
    return (X @ W.T + b).astype(X.dtype)


def multiplies_element_by_element(X, W, b):
    """* multiplies number by number and adds nothing up, which fits only by chance. The product of
    matrices is written @."""
    return X * W + b


def reshapes_the_weights(X, W, b):
    """The rows of W were not turned into columns, so each score mixes the weights of several
    classes. reshape only cuts the numbers in other places; .T exchanges rows and columns."""
    return X @ W.reshape(W.shape[::-1]) + b


def adds_the_bias_to_the_images(X, W, b):
    """The bias is added to the numbers of an image, before the product. It has a number for each
    class: add it to the scores."""
    return (X + b) @ W.T


def multiplies_by_the_bias(X, W, b):
    """The scores are multiplied by the bias. It is added."""
    return X @ W.T * b


def keeps_the_last_product(X, W, b):
    """Only the last product of each sum is there: in the loop over the numbers of an image, = puts
    each in place of the one before. Add them up with +=."""
    return X[:, -1:] * W[:, -1] + b


def scores_the_last_image(X, W, b):
    """Only the last image has got scores: the loop puts each row in place of the one before. Keep a
    row for each image."""
    return W @ X[-1] + b


def fills_the_first_row_only(X, W, b):
    """Only the first row holds scores, and the others are 0. Does a return or a break stand inside
    the loop over the images?"""
    scores = np.zeros((len(X), len(W)))
    scores[0] = W @ X[0] + b
    return scores


def returns_shares_of_one(X, W, b):
    """These are probabilities. The scores themselves are asked for, before any softmax."""
    powers = np.exp(X @ W.T + b - (X @ W.T + b).max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def cuts_off_negative_scores(X, W, b):
    """Negative scores have become 0. A score may be of any size and sign: leave it as it is."""
    return np.maximum(0, X @ W.T + b)


def one_score_for_an_image(X, W, b):
    """The scores of all classes are added up. Each image has one for each class."""
    return (X @ W.T + b).sum(axis=1)


def layer_without_bias(rng: np.random.Generator) -> Call:
    X, W, b = layer(rng, *different_sizes(rng, 3))
    return call(X, W, 0 * b)


def layer_with_as_many_images_as_classes(rng: np.random.Generator) -> Call:
    n, d = different_sizes(rng, 2)
    return call(*layer(rng, n, d, n))


def layer_for_whole_numbers(rng: np.random.Generator) -> Call:
    X, W, b = layer(rng, *different_sizes(rng, 3))
    return call((5 * X).astype(int), W, b)


EXERCISE = Exercise(
    solution=linear_scores,
    parts=[
        Part(
            "weights",
            [
                call(matrix([2, 3]), matrix([1, 0], [0, 1], [2, -1]), vector(0, 0, 0)),
                call(
                    matrix([1, 2, 0], [0, 1, -1]),
                    matrix([1, 0, 2], [0, 1, 0], [3, -1, 1], [1, 1, 1]),
                    vector(0, 0, 0, 0),
                ),
                drawn(layer_without_bias, 3),
            ],
        ),
        Part(
            "bias",
            [
                call(matrix([2, 3]), matrix([1, 0], [0, 1], [2, -1]), vector(1, 2, -1)),
                call(
                    matrix([1, 2, 0], [0, 1, -1]),
                    matrix([1, 0, 2], [0, 1, 0], [3, -1, 1], [1, 1, 1]),
                    vector(0.5, -1, 2, 3),
                ),
                call(matrix([1, 2], [0, 3]), matrix([2, -1]), vector(0.5)),
                drawn(layer_for_one_image, 1),
                drawn(layer_for_a_batch, 3),
            ],
        ),
        Part(
            "as many images as classes",
            [
                call(matrix([1, 2, 0], [0, 1, -1]), counting(2, 3), vector(10, 20)),
                call(counting(3, 2), matrix([1, 0], [2, 1], [0, -1]), vector(1, 2, -4)),
                drawn(layer_with_as_many_images_as_classes, 3),
            ],
        ),
        Part(
            "square arrays",
            [
                call(matrix([1, 2], [3, 5]), matrix([0, 1], [2, -1]), vector(10, 20)),
                call(
                    matrix([1, 2, 0], [0, 1, -1], [4, 0, 3]),
                    matrix([1, 0, 2], [0, 1, 0], [3, -1, 1]),
                    vector(1, 2, -4),
                ),
                drawn(layer_of_one_size, 3),
            ],
        ),
        Part(
            "whole numbers",
            [
                call(
                    np.array([[1, 3], [2, 5], [4, 4]]),
                    matrix([0.5, 0], [0.25, -1]),
                    vector(0.5, 0.25),
                ),
                drawn(layer_for_whole_numbers, 3),
            ],
        ),
    ],
    hints=[
        "Do one image and one class by hand: multiply, add up, add the bias. Which row of X "
        "and which row of W did you use?",
        "A product of matrices adds up over the last axis of the first array and the first "
        "axis of the second. D has to be both.",
        "(N, D) times (D, C) gives (N, C). W.T is (D, C), and b, with C numbers, lines up with "
        "the last axis by itself.",
    ],
)
