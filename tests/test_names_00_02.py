"""Wrong answers to lessons 0 to 2 are told which mistake they are, whatever they look like.

Each stands here as a student writes it, with the name that its report has to give.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from autograder.authoring.lessons import find_lesson
from autograder.authoring.sheets import PUBLIC_SEED, answer_sheets
from helpers.checking.check import check_sheet

pytestmark = pytest.mark.thorough

LESSONS = ("start_here", "linear_classifier", "image_features")
PASSES = "passes"
NO_NAME = ""
ANSWERS = []


def told(exercise: str, mistake: str) -> Callable[[Callable], Callable]:
    """mistake: the name that the report gives; NO_NAME for a wrong answer that must get none,
    PASSES for a right one."""

    def add(answer: Callable) -> Callable:
        ANSWERS.append(pytest.param(exercise, answer, mistake, id=f"{exercise}-{len(ANSWERS)}"))
        return answer

    return add


@pytest.fixture(scope="module")
def sheets():
    return {
        name: sheet
        for lesson in LESSONS
        for name, sheet in answer_sheets(find_lesson(lesson), PUBLIC_SEED).items()
    }


# add_one


@told("add_one", "appends_a_one")
def _(x):
    return np.array([*np.ravel(x), 1])


@told("add_one", "expects_an_array")
def _(x):
    result = []
    for value in x:
        result.append(value + 1)
    return np.array(result)


@told("add_one", "counts_in_place")
def _(x):
    if isinstance(x, np.ndarray):
        x[...] = x + 1
        return x
    return x + 1


@told("add_one", "doubles_x")
def _(x):
    return 2 * x


@told("add_one", "cuts_off_the_fraction")
def _(x):
    whole = np.asarray(x).astype(int)
    return whole + 1.0


# mean_image


@told("mean_image", "stores_the_mean_in_the_type_of_the_images")
def _(images):
    mean = np.zeros_like(images[0])
    mean[...] = images.sum(axis=0) / len(images)
    return mean


@told("mean_image", "sums_in_bytes")
def _(images):
    return sum(images) / images.shape[0]


@told("mean_image", "expects_three_axes")
def _(images):
    n, h, w = images.shape
    mean = np.zeros((h, w))
    for k in range(n):
        mean += images[k]
    return mean / n


@told("mean_image", "leaves_the_first_image_out")
def _(images):
    total = np.zeros(images.shape[1:])
    for k in range(1, len(images)):
        total += images[k]
    return total / len(images)


@told("mean_image", "squeezes_the_batch")
def _(images):
    return images.squeeze().astype(float).mean(0)


@told("mean_image", "divides_by_all_numbers_of_the_batch")
def _(images):
    return images.astype(float).sum(0) / np.prod(images.shape)


@told("mean_image", "halves_again_and_again")
def _(images):
    result = 1.0 * images[0]
    for k in range(1, images.shape[0]):
        result = 0.5 * result + 0.5 * images[k]
    return result


@told("mean_image", PASSES)
def _(images):
    return sum(image.astype(float) / len(images) for image in images)


@told("mean_image", "adds_floats_to_bytes")
def _(images):
    mean = np.zeros(images.shape[1:], images.dtype)
    for image in images:
        mean += image / images.shape[0]
    return mean


@told("mean_image", "averages_the_pixels_too")
def _(images):
    return images.reshape(-1, *images.shape[3:]).mean(axis=0)


@told("mean_image", "keeps_the_last_image")
def _(images):
    for image in images:
        mean = image / len(images)
    return mean


@told("mean_image", "returns_in_the_first_turn")
def _(images):
    total = np.zeros(images[0].shape)
    for image in images:
        total += image
        return total / len(images)


# flatten_images


@told("flatten_images", "asks_for_a_size_that_does_not_fit")
def _(images):
    flat = np.zeros((images.shape[0], 784))
    for k, image in enumerate(images):
        flat[k] = image.reshape(784)
    return flat


@told("flatten_images", "stacks_the_rows_of_all_images")
def _(images):
    return np.concatenate([np.atleast_2d(image) for image in images])


@told("flatten_images", "joins_the_images")
def _(images):
    return np.concatenate(list(images))


@told("flatten_images", "returns_inside_the_loop")
def _(images):
    for image in images:
        return image.ravel()


@told("flatten_images", "makes_columns_of_the_images")
def _(images):
    return np.stack([image.reshape(-1, 1) for image in images])


@told("flatten_images", "images_in_columns")
def _(images):
    return np.column_stack([image.ravel() for image in images])


@told("flatten_images", "multiplies_three_sides")
def _(images):
    h, w, c = images.shape[1], images.shape[2], images.shape[3]
    return images.reshape(len(images), h * w * c)


@told("flatten_images", PASSES)
def _(images):
    return [image.flatten() for image in images]


@told("flatten_images", "multiplies_all_sides")
def _(images):
    count = 1
    for side in images.shape:
        count *= side
    return images.reshape(len(images), count)


# linear_scores


@told("linear_scores", "reshapes_the_weights")
def _(X, W, b):
    c, d = W.shape
    return np.dot(X, W.reshape(d, c)) + b


@told("linear_scores", "multiplies_without_transposing")
def _(X, W, b):
    return b + X @ W


@told("linear_scores", "adds_the_bias_down_the_column")
def _(X, W, b):
    return (W.dot(X.T) + b).T


@told("linear_scores", "squeezes_the_scores")
def _(X, W, b):
    return np.squeeze(np.einsum("nd,cd->nc", X, W) + b)


@told("linear_scores", "scores_the_last_image")
def _(X, W, b):
    for x in X:
        scores = [row @ x + bias for row, bias in zip(W, b, strict=True)]
    return np.array(scores)


@told("linear_scores", "fills_the_first_row_only")
def _(X, W, b):
    scores = np.zeros((X.shape[0], W.shape[0]))
    for n in range(X.shape[0]):
        for c in range(W.shape[0]):
            scores[n, c] = np.sum(X[n] * W[c]) + b[c]
        return scores


@told("linear_scores", "scores_of_the_type_of_the_images")
def _(X, W, b):
    scores = np.empty((len(X), len(W)), X.dtype)
    scores[:] = X @ W.T + b
    return scores


@told("linear_scores", "keeps_the_last_product")
def _(X, W, b):
    scores = np.zeros((len(X), len(W)))
    for n, c in np.ndindex(scores.shape):
        for d in range(X.shape[1]):
            scores[n, c] = X[n, d] * W[c, d]
        scores[n, c] += b[c]
    return scores


@told("linear_scores", "adds_the_bias_at_every_number")
def _(X, W, b):
    scores = np.zeros((len(X), len(W)))
    for n, c in np.ndindex(scores.shape):
        for d in range(X.shape[1]):
            scores[n, c] += X[n, d] * W[c, d] + b[c]
    return scores


# append_bias


@told("append_bias", "joins_a_flat_array_of_ones")
def _(X):
    return np.append(X, 1, axis=1)


@told("append_bias", "ones_in_a_row")
def _(X):
    return np.concatenate([X, np.ones((1, X.shape[0]))], axis=1)


@told("append_bias", "calls_append_on_the_array")
def _(X):
    for row in X:
        row.append(1)
    return X


@told("append_bias", "overwrites_the_last_column_of_the_caller")
def _(X):
    for row in X:
        row[-1] = 1.0
    return X


@told("append_bias", "a_column_of_zeros")
def _(X):
    wider = np.zeros((X.shape[0], X.shape[1] + 1))
    wider[:, :-1] = X
    return wider


@told("append_bias", PASSES)
def _(X):
    return np.array([[*row, 1.0] for row in X])


# accuracy


@told("accuracy", "counts_right_rows")
def _(scores, y):
    right = 0.0
    for row, label in zip(scores, y, strict=True):
        if np.argmax(row) == label:
            right += 1
    return right


@told("accuracy", "counts_right_rows")
def _(scores, y):
    return (scores.argmax(1) == y).sum()


@told("accuracy", "takes_labels_for_one_hot_rows")
def _(scores, y):
    guessed, right = np.argmax(scores, axis=1), np.argmax(y, axis=1)
    return (guessed == right).mean()


@told("accuracy", "compares_every_row_with_every_label")
def _(scores, y):
    best = scores.argmax(1).reshape(-1, 1)
    return float((best == y).sum() / best.size / y.size)


@told("accuracy", "looks_at_the_first_row_only")
def _(scores, y):
    for row, label in zip(scores, y, strict=True):
        return 1.0 if row.argmax() == label else 0.0


@told("accuracy", "all_or_nothing")
def _(scores, y):
    return (scores.argmax(1) == y).sum() // len(y)


@told("accuracy", "divides_by_all_scores")
def _(scores, y):
    return (scores.argmax(1) == y).sum() / scores.size


# softmax


@told("softmax", "raw_exponentials_and_a_flat_sum")
def _(scores):
    e = np.exp(scores)
    return e / np.sum(e, 1)


@told("softmax", "raw_exponentials_and_sums_of_columns")
def _(scores):
    return np.exp(scores) / np.sum(np.exp(scores), axis=0)


@told("softmax", "one_maximum_and_sums_of_columns")
def _(x):
    e_x = np.exp(x - np.max(x))
    return e_x / e_x.sum(axis=0)


@told("softmax", "softmax_of_each_column")
def _(scores):
    e = np.exp(scores - np.max(scores, axis=0))
    return e / e.sum(axis=0)


@told("softmax", "divides_exponentials_one_by_one")
def _(scores):
    result = np.zeros(scores.shape)
    for n, row in enumerate(scores):
        total = 0.0
        for s in row:
            total += math.exp(s)
        for c, s in enumerate(row):
            result[n, c] = math.exp(s) / total
    return result


@told("softmax", "exponentials_of_raw_scores")
def _(scores):
    result = np.zeros_like(scores)
    for n in range(len(scores)):
        result[n] = np.exp(scores[n]) / np.sum(np.exp(scores[n]))
    return result


@told("softmax", "adds_the_largest_score")
def _(scores):
    e = np.exp(scores + np.max(scores, axis=1).reshape(-1, 1))
    return e / e.sum(axis=1).reshape(-1, 1)


@told("softmax", "squeezes_the_probabilities")
def _(scores):
    e = np.exp(scores - scores.max(1)[:, None])
    return np.squeeze(e / e.sum(1)[:, None])


@told("softmax", "clips_the_scores")
def _(scores):
    e = np.exp(np.minimum(np.maximum(scores, -700), 700))
    return e / e.sum(1, keepdims=True)


@told("softmax", "never_divides")
def _(scores):
    e = np.exp(scores - scores.max(1, keepdims=True))
    return e / e.max(1, keepdims=True)


@told("softmax", NO_NAME)
def _(scores):
    e = np.nan_to_num(np.exp(scores))
    return e / e.sum(1, keepdims=True)


@told("softmax", NO_NAME)
def _(scores):
    e = np.exp(scores)
    total = e.sum(1, keepdims=True)
    return np.where(np.isinf(total), 1, e / total)


@told("softmax", "lays_the_probabilities_in_columns")
def _(scores):
    return np.column_stack(
        [np.exp(row - row.max()) / np.exp(row - row.max()).sum() for row in scores]
    )


# cross_entropy


def probabilities(scores):
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def of_the_right_class(p, y):
    return np.array([row[label] for row, label in zip(p, y, strict=True)])


@told("cross_entropy", "wraps_the_loss_in_an_array")
def _(scores, y):
    z = scores - scores.max(axis=1, keepdims=True)
    return np.array([(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]).mean()])


@told("cross_entropy", "logs_a_probability_of_zero")
def _(scores, y):
    return -np.log(of_the_right_class(probabilities(scores), y)).sum() / len(y)


@told("cross_entropy", "cuts_scores_at_500")
def _(scores, y):
    e = np.exp(np.where(scores > 500, 500.0, scores))
    return np.mean(np.log(e.sum(1)) - np.minimum(scores, 500)[np.arange(len(y)), y])


@told("cross_entropy", "logs_after_one_maximum")
def _(scores, y):
    e = np.exp(scores - np.max(scores))
    p = e / np.sum(e, axis=1).reshape(-1, 1)
    return -np.sum(np.log(p[range(len(y)), y])) / len(y)


@told("cross_entropy", "stops_at_46_1")
def _(scores, y):
    return np.mean(-np.log(probabilities(scores)[range(len(y)), y] + 1e-20))


@told("cross_entropy", "stops_at_34_5")
def _(scores, y):
    return -np.mean(np.log(of_the_right_class(probabilities(scores), y) + 1e-15))


@told("cross_entropy", "stops_at_23")
def _(scores, y):
    return -np.mean(np.log(np.clip(probabilities(scores), 1e-10, 1)[range(len(y)), y]))


@told("cross_entropy", "stops_at_16_1")
def _(scores, y):
    p = np.clip(probabilities(scores), 1e-7, 1 - 1e-7)
    return -np.mean(np.log(p[range(len(y)), y]))


@told("cross_entropy", "stops_at_69_1")
def _(scores, y):
    return np.mean(-np.log(np.maximum(of_the_right_class(probabilities(scores), y), 1e-30)))


@told("cross_entropy", "logs_probabilities_one_by_one")
def _(scores, y):
    loss = 0
    for n in range(scores.shape[0]):
        total = sum(math.exp(s) for s in scores[n])
        loss -= math.log(math.exp(scores[n, y[n]]) / total)
    return loss / scores.shape[0]


@told("cross_entropy", "costs_what_the_best_class_costs")
def _(scores, y):
    shifted = scores - scores.max(1, keepdims=True)
    return np.log(np.exp(shifted).sum(1)).mean()


@told("cross_entropy", "divides_by_the_classes_too")
def _(scores, y):
    z = scores - scores.max(1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(1, keepdims=True))
    right = np.zeros_like(scores)
    right[np.arange(len(y)), y] = log_p[np.arange(len(y)), y]
    return -np.mean(right)


@told("cross_entropy", "costs_of_the_last_row")
def _(scores, y):
    for row, label in zip(scores, y, strict=True):
        z = row - row.max()
        loss = np.log(np.exp(z).sum()) - z[label]
    return loss


@told("cross_entropy", "shifts_the_scores_of_the_caller")
def _(scores, y):
    for row in scores:
        row -= row.max()
    return np.mean(np.log(np.exp(scores).sum(1)) - scores[np.arange(len(y)), y])


@told("cross_entropy", "multiplies_by_the_labels")
def _(scores, y):
    z = scores - scores.max(1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(1, keepdims=True))
    return -(log_p * y).sum() / scores.shape[0]


@told("cross_entropy", "exponentiates_the_loss")
def _(scores, y):
    z = scores - scores.max(1, keepdims=True)
    return np.exp((np.log(np.exp(z).sum(1)) - of_the_right_class(z, y)).mean())


@told("cross_entropy", "squares_what_is_missing_to_one")
def _(scores, y):
    return np.mean((of_the_right_class(probabilities(scores), y) - 1) ** 2)


@told("cross_entropy", "adds_up_the_costs_of_all_classes")
def _(scores, y):
    z = scores - scores.max(1, keepdims=True)
    return (np.log(np.exp(z).sum(1, keepdims=True)) - z).sum() / len(y)


@told("cross_entropy", "replaces_infinity")
def _(scores, y):
    costs = -np.log(of_the_right_class(probabilities(scores), y))
    costs[np.isinf(costs)] = np.finfo(float).max
    return costs.mean()


@told("cross_entropy", "stops_at_708_4")
def _(scores, y):
    p = of_the_right_class(probabilities(scores), y)
    return -np.mean(np.log(np.maximum(p, np.finfo(float).tiny)))


@told("cross_entropy", "a_maximum_for_each_class")
def _(scores, y):
    z = scores - np.max(scores, axis=0)
    return np.mean(np.log(np.sum(np.exp(z), axis=1)) - of_the_right_class(z, y))


@told("cross_entropy", NO_NAME)
def _(scores, y):
    p = of_the_right_class(probabilities(scores), y)
    return np.mean(-p * np.log(p))


# cross_entropy_gradient


@told("cross_entropy_gradient", "shifts_the_scores_in_place")
def _(scores, y):
    scores -= scores.max(axis=1, keepdims=True)
    g = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    g[np.arange(len(y)), y] -= 1
    return g / len(y)


@told("cross_entropy_gradient", "gradient_for_the_largest_label")
def _(scores, y):
    right = np.zeros((len(y), max(y) + 1))
    right[np.arange(len(y)), y] = 1
    return (probabilities(scores) - right) / len(y)


@told("cross_entropy_gradient", "divides_by_a_probability_of_zero")
def _(scores, y):
    p = probabilities(scores)
    g = np.zeros_like(p)
    for n, label in enumerate(y):
        for c in range(p.shape[1]):
            slope = p[n, label] * ((c == label) - p[n, c])
            g[n, c] = -slope / p[n, label] / len(y)
    return g


@told("cross_entropy_gradient", "gradient_with_a_little_in_the_sum")
def _(scores, y):
    e = np.exp(scores)
    g = e / (np.sum(e, 1)[:, None] + 1e-10)
    g[range(len(y)), y] -= 1
    return g / scores.shape[0]


@told("cross_entropy_gradient", "divides_by_all_numbers")
def _(scores, y):
    g = probabilities(scores)
    g[range(len(y)), y] -= 1
    return g / g.size


@told("cross_entropy_gradient", "takes_one_off_whole_rows")
def _(scores, y):
    g = probabilities(scores)
    g[y] = g[y] - 1
    return g / len(y)


@told("cross_entropy_gradient", "gradient_of_the_first_row_only")
def _(scores, y):
    g = np.zeros(scores.shape)
    for n, label in enumerate(y):
        g[n] = probabilities(scores[n : n + 1])[0] / len(y)
        g[n, label] -= 1 / len(y)
        return g


@told("cross_entropy_gradient", "returns_probabilities_undivided")
def _(scores, y):
    return probabilities(scores)


@told("cross_entropy_gradient", "adds_one_at_the_right_class")
def _(scores, y):
    return (np.eye(scores.shape[1])[y] + probabilities(scores)) / len(scores)


# linear_gradients


def slopes_of_scores(X, W, b, y):
    g = probabilities(X @ W.T + b)
    g[np.arange(len(y)), y] -= 1
    return g / len(y)


@told("linear_gradients", "keeps_the_last_image_only")
def _(X, W, b, y):
    for x, g in zip(X, slopes_of_scores(X, W, b, y), strict=True):
        dW, db = np.outer(g, x), g
    return dW, db


@told("linear_gradients", "keeps_the_last_image_in_dw")
def _(X, W, b, y):
    g = slopes_of_scores(X, W, b, y)
    for n in range(len(X)):
        dW = g[n][:, None] * X[n]
    return dW, g.sum(0)


@told("linear_gradients", "keeps_the_first_image_only")
def _(X, W, b, y):
    dW, db = np.zeros_like(W), np.zeros_like(b)
    for x, g in zip(X, slopes_of_scores(X, W, b, y), strict=True):
        dW += np.outer(g, x)
        db += g
        return dW, db


@told("linear_gradients", "counts_the_classes_in_the_labels")
def _(X, W, b, y):
    right = np.eye(len(set(range(y.max() + 1))))[y]
    g = (probabilities(X @ W.T + b) - right) / len(X)
    return g.T @ X, g.sum(0)


@told("linear_gradients", "weights_in_columns")
def _(X, W, b, y):
    p = probabilities(X.dot(W) + b)
    p[range(len(y)), y] -= 1
    return X.T.dot(p) / len(y), p.sum(0) / len(y)


@told("linear_gradients", "squeezes_both_gradients")
def _(X, W, b, y):
    g = slopes_of_scores(X, W, b, y)
    return np.squeeze(g.T @ X), np.squeeze(g.sum(0))


@told("linear_gradients", "gradients_of_raw_and_flat_sums")
def _(X, W, b, y):
    e = np.exp(X @ W.T + b)
    g = e / e.sum(1)
    g[np.arange(len(y)), y] -= 1
    return (g / len(y)).T @ X, (g / len(y)).sum(0)


@told("linear_gradients", PASSES)
def _(X, W, b, y):
    g = slopes_of_scores(X, W, b, y)
    return sum(np.outer(*pair) for pair in zip(g, X, strict=True)), g.T @ np.ones(len(X))


@told("linear_gradients", "keeps_the_last_image_in_db")
def _(X, W, b, y):
    dW = np.zeros(W.shape)
    for x, g in zip(X, slopes_of_scores(X, W, b, y), strict=True):
        dW += np.outer(g, x)
        db = g
    return dW, db


@told("linear_gradients", "returns_the_loss_too")
def _(X, W, b, y):
    g = slopes_of_scores(X, W, b, y)
    z = X @ W.T + b
    z -= z.max(1, keepdims=True)
    loss = np.mean(np.log(np.exp(z).sum(1)) - of_the_right_class(z, y))
    return loss, g.T @ X, g.sum(0)


@told("linear_gradients", "multiplies_without_turning")
def _(X, W, b, y):
    g = slopes_of_scores(X, W, b, y)
    return g @ X, g.sum(0)


# l2_penalty


@told("l2_penalty", "halves_by_whole_numbers")
def _(W, strength):
    return 1 // 2 * strength * (W * W).sum(), W * strength


@told("l2_penalty", "squares_the_weights_of_the_caller")
def _(W, strength):
    W *= W
    return strength / 2 * W.sum(), strength * W


@told("l2_penalty", "divides_both_by_the_rows")
def _(W, strength):
    rows = W.shape[0]
    return strength * (W * W).sum() / (2 * rows), strength / rows * W


@told("l2_penalty", "multiplies_w_by_itself_as_a_matrix")
def _(W, strength):
    return strength / 2 * np.sum(W @ W), strength * W


@told("l2_penalty", "returns_the_gradient_alone")
def _(W, strength):
    return W * strength


@told("l2_penalty", "adds_up_nothing")
def _(W, strength):
    return strength * np.square(W) / 2, strength * W


@told("l2_penalty", "expects_a_matrix")
def _(W, strength):
    return strength / 2 * np.trace(W @ W.T), strength * W


@told("l2_penalty", "loops_over_two_axes")
def _(W, strength):
    rows, columns = W.shape[0], W.shape[1]
    squares = 0
    for i in range(rows):
        for j in range(columns):
            squares += W[i][j] * W[i][j]
    return strength / 2 * squares, strength * W


# hinge_loss


@told("hinge_loss", "leaves_out_level_classes")
def _(scores, y, margin=1.0):
    costs = np.maximum(0, scores - scores[range(len(y)), y].reshape(-1, 1) + margin)
    costs[costs == margin] = 0
    return costs.sum() / len(y)


@told("hinge_loss", "averages_all_with_the_right_class")
def _(scores, y, margin=1.0):
    return np.mean(np.maximum(0, scores - of_the_right_class(scores, y)[:, None] + margin))


@told("hinge_loss", "asks_python_for_the_larger_in_a_row")
def _(scores, y, margin=1.0):
    total = 0
    for row, label in zip(scores, y, strict=True):
        total += max(0, row - row[label] + margin).sum() - margin
    return total / len(y)


@told("hinge_loss", "costs_of_the_last_image")
def _(scores, y, margin=1.0):
    for row, label in zip(scores, y, strict=True):
        total = 0
        for c, score in enumerate(row):
            if c != label:
                total += max(0, score - row[label] + margin)
    return total


@told("hinge_loss", "adds_the_margin_outside")
def _(scores, y, margin=1.0):
    total = 0
    for row, label in zip(scores, y, strict=True):
        total += sum(max(0, s - row[label]) + margin for c, s in enumerate(row) if c != label)
    return total / len(y)


@told("hinge_loss", "takes_right_scores_off_in_place")
def _(scores, y, margin=1.0):
    scores -= of_the_right_class(scores, y)[:, None]
    costs = np.maximum(0, scores + margin)
    costs[np.arange(len(y)), y] = 0
    return costs.sum(1).mean()


@told("hinge_loss", "knows_only_classes_up_to_the_largest_label")
def _(scores, y, margin=1.0):
    total = 0
    for row, label in zip(scores, y, strict=True):
        for c in range(max(y) + 1):
            total += max(0, row[c] - row[label] + margin) if c != label else 0
    return total / len(y)


@told("hinge_loss", "hands_numbers_to_np_max")
def _(scores, y, margin=1.0):
    costs = np.max(0, scores - of_the_right_class(scores, y)[:, None] + margin)
    return costs.sum() / len(y) - margin


@told("hinge_loss", PASSES)
def _(scores, y, margin=1.0):
    total = 0.0
    for row, label in zip(scores, y, strict=True):
        others = np.delete(row, label) - row[label] + margin
        total += others[others > 0].sum()
    return total / len(y)


# hinge_gradient


@told("hinge_gradient", "recognises_the_right_class_by_its_cost")
def _(scores, y, margin=1.0):
    n = np.arange(len(scores))
    right = scores[n, y].copy()
    s = scores.copy()
    s[n, y] -= margin
    g = (s - right[:, None] + margin > np.finfo(float).eps).astype(float)
    g[n, y] = -g.sum(axis=1)
    return g / len(scores)


@told("hinge_gradient", "leaves_out_every_class_that_is_level")
def _(scores, y, margin=1.0):
    n = np.arange(len(scores))
    m = scores - scores[n, y][:, None] + margin
    m[m == margin] = 0
    g = (m > 0).astype(float)
    g[n, y] -= g.sum(axis=1)
    return g / len(scores)


@told("hinge_gradient", "adds_a_one_to_the_pull")
def _(scores, y, margin=1.0):
    g = np.zeros(scores.shape)
    for n, label in enumerate(y):
        for c in range(scores.shape[1]):
            if scores[n, c] - scores[n, label] + margin > 0:
                g[n, c] = 1
        g[n, label] -= g[n].sum() - 1
    return g / len(y)


@told("hinge_gradient", "slopes_of_the_first_row_only")
def _(scores, y, margin=1.0):
    g = np.zeros(scores.shape)
    for n, label in enumerate(y):
        for c in range(scores.shape[1]):
            if c != label and scores[n, c] - scores[n, label] + margin > 0:
                g[n, c] += 1 / len(y)
                g[n, label] -= 1 / len(y)
        break
    return g


@told("hinge_gradient", "takes_right_scores_off_the_callers")
def _(scores, y, margin=1.0):
    n = np.arange(len(y))
    scores -= scores[n, y][:, None]
    g = (scores + margin > 0).astype(float)
    g[n, y] = 0
    g[n, y] = -g.sum(1)
    return g / len(y)


@told("hinge_gradient", PASSES)
def _(scores, y, margin=1.0):
    g = np.zeros(scores.shape)
    for n, label in enumerate(y):
        for c in set(range(scores.shape[1])) - {label}:
            if scores[n, c] - scores[n, label] > -margin:
                g[n, c] += 1 / len(y)
                g[n, label] -= 1 / len(y)
    return g


@told("hinge_gradient", "keeps_slopes_as_true_and_false")
def _(scores, y, margin=1.0):
    n = np.arange(len(y))
    g = scores - scores[n, y][:, None] + margin > 0
    g[n, y] = False
    g[n, y] = -g.sum(1)
    return g / len(y)


@told("hinge_gradient", "slope_without_a_margin")
def _(scores, y, margin=1.0):
    n = np.arange(len(y))
    g = 1.0 * (scores > scores[n, y][:, None])
    g[n, y] -= g.sum(1)
    return g / len(y)


# perceptron_predict and perceptron_update


@told("perceptron_predict", "asks_an_array_for_one_truth")
def _(x, w, b):
    if x * w + b > 0:
        return 1
    return 0


@told("perceptron_predict", "adds_the_bias_to_the_inputs")
def _(x, w, b):
    return int(sum(weight * (number + b) for weight, number in zip(w, x, strict=True)) > 0)


@told("perceptron_predict", "takes_the_bias_for_a_threshold")
def _(x, w, b):
    return 1 if np.dot(w, x) - b > 0 else 0


@told("perceptron_predict", "uses_the_first_input_only")
def _(x, w, b):
    total = b
    for weight, number in zip(w, x, strict=True):
        total += weight * number
        return int(total > 0)


@told("perceptron_update", "returns_nothing_where_it_is_right")
def _(x, target, w, b, rate):
    error = target - int(x @ w + b > 0)
    if error != 0:
        return w + rate * error * x, b + rate * error


@told("perceptron_update", "steps_until_it_is_right")
def _(x, target, w, b, rate):
    while (error := target - int(x @ w + b > 0)) != 0:
        w, b = w + rate * error * x, b + rate * error
    return w, b


@told("perceptron_update", "predicts_minus_one_for_zero")
def _(x, target, w, b, rate):
    guess = -1 if x @ w + b <= 0 else 1
    return w + rate * (target - guess) * x, b + rate * (target - guess)


@told("perceptron_update", "predicts_again_for_the_bias")
def _(x, target, w, b, rate):
    w = w + rate * (target - int(x @ w + b > 0)) * x
    b = b + rate * (target - int(x @ w + b > 0))
    return w, b


@told("perceptron_update", "learns_at_exactly_zero")
def _(x, target, w, b, rate):
    label = 1 if target == 1 else -1
    if label * (np.dot(w, x) + b) <= 0:
        w, b = w + rate * label * x, b + rate * label
    return w, b


@told("perceptron_update", "bias_moves_along_itself")
def _(x, target, w, b, rate):
    error = target - (1 if x @ w + b > 0 else 0)
    return w + rate * error * x, b + rate * error * b


@told("perceptron_update", "updates_two_weights")
def _(x, target, w, b, rate):
    error = target - int(x[0] * w[0] + x[1] * w[1] + b > 0)
    first, second = w[0] + rate * error * x[0], w[1] + rate * error * x[1]
    return [first, second], b + rate * error


@told("perceptron_predict", "returns_a_sign_as_an_int")
def _(x, w, b):
    total = w @ x + b
    return (total > 0) * 1 - (total < 0) * 1


# color_histogram


@told("color_histogram", "gives_a_border_to_the_lower_bin")
def _(image, bins):
    pixels = image.reshape(-1, 3)
    index = np.clip(np.ceil(pixels * bins).astype(int) - 1, 0, bins - 1)
    return np.concatenate([np.bincount(index[:, c], minlength=bins) for c in range(3)]) / len(
        pixels
    )


@told("color_histogram", "joins_counts_and_borders")
def _(image, bins):
    return (
        np.hstack([np.histogram(image[..., c], bins, (0, 1)) for c in range(3)])
        / image[..., 0].size
    )


@told("color_histogram", "counts_red_alone")
def _(image, bins):
    for c in range(3):
        counts, _ = np.histogram(image[:, :, c], bins=bins, range=(0, 1))
        return counts / counts.sum()


@told("color_histogram", "adds_up_the_three_colours")
def _(image, bins):
    total = 0
    for c in range(3):
        total = total + np.histogram(image[:, :, c], bins=bins, range=(0, 1))[0]
    return total / (image.size / 3)


@told("color_histogram", "counts_between_too_few_borders")
def _(image, bins):
    parts = [np.histogram(image[:, :, c], np.linspace(0, 1, bins))[0] for c in range(3)]
    return np.concatenate(parts) / image[:, :, 0].size


@told("color_histogram", PASSES)
def _(image, bins):
    index = np.minimum((image.reshape(-1, 3) * bins).astype(int), bins - 1)
    return np.mean(index[:, :, None] == np.arange(bins), axis=0).ravel()


@told("color_histogram", "takes_floats_for_indices")
def _(image, bins):
    counts = np.zeros((3, bins))
    for row in image:
        for pixel in row:
            for c in range(3):
                counts[c, np.floor(pixel[c] * bins)] += 1
    return counts.ravel() / (len(image) * len(image[0]))


@told("color_histogram", "cuts_bytes_at_256")
def _(image, bins):
    parts = [np.histogram(image[:, :, c] * 255, bins, (0, 256))[0] for c in range(3)]
    return np.concatenate(parts) / image[:, :, 0].size


@told("color_histogram", "gives_white_a_bin_of_its_own")
def _(image, bins):
    edges = np.linspace(0, 1, bins + 1)
    index = np.digitize(image.reshape(-1, 3), edges) - 1
    return np.concatenate([np.bincount(index[:, c], minlength=bins) / len(index) for c in range(3)])


@told("color_histogram", "has_no_bin_for_white")
def _(image, bins):
    counts = [[0] * bins for _ in range(3)]
    counts = np.array(counts, dtype=float)
    for row in image:
        for pixel in row:
            for c, shade in enumerate(pixel):
                counts[c][math.floor(shade * bins)] += 1
    return np.concatenate(counts) / image[:, :, 0].size


# image_gradients


@told("image_gradients", "returns_gx_only")
def _(gray):
    gx = np.zeros(gray.shape)
    gx[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    return gx


@told("image_gradients", "cuts_the_border_off")
def _(gray):
    height, width = gray.shape
    gx = np.zeros((max(height - 2, 0), max(width - 2, 0)))
    gy = np.zeros(gx.shape)
    for i in range(1, height - 1):
        for j in range(1, width - 1):
            gx[i - 1, j - 1] = (gray[i, j + 1] - gray[i, j - 1]) / 2
            gy[i - 1, j - 1] = (gray[i + 1, j] - gray[i - 1, j]) / 2
    return gx, gy


@told("image_gradients", "asks_for_a_pixel_beyond_the_border")
def _(gray):
    gx, gy = np.zeros_like(gray), np.zeros_like(gray)
    for j in range(gray.shape[1]):
        gx[:, j] = 0.5 * (gray[:, j + 1] - gray[:, j - 1])
    for i in range(gray.shape[0]):
        gy[i] = 0.5 * (gray[i + 1] - gray[i - 1])
    return gx, gy


@told("image_gradients", "hands_a_single_row_to_np_gradient")
def _(gray):
    gx, gy = np.gradient(gray, axis=1), np.gradient(gray, axis=0)
    gx[:, 0] = gx[:, -1] = gy[0] = gy[-1] = 0
    return gx, gy


@told("image_gradients", "pads_a_single_row")
def _(gray):
    def along_rows(picture):
        return np.pad((picture[:, 2:] - picture[:, :-2]) / 2, ((0, 0), (1, 1)))

    return along_rows(gray), along_rows(gray.T).T


@told("image_gradients", "halves_the_next_step")
def _(gray):
    gx, gy = np.zeros_like(gray), np.zeros_like(gray)
    gx[:, :-1] = np.diff(gray, axis=1) / 2
    gy[:-1] = np.diff(gray, axis=0) / 2
    return gx, gy


@told("image_gradients", "does_not_halve")
def _(gray):
    gx, gy = np.zeros_like(gray), np.zeros_like(gray)
    gx[:, 1:-1] = gray[:, 2:] - gray[:, :-2]
    gy[1:-1] = gray[2:] - gray[:-2]
    return np.array([gx, gy])


@told("image_gradients", "weighs_three_rows")
def _(gray):
    p = np.pad(gray, 1, mode="symmetric")
    right_minus_left, below_minus_above = p[:, 2:] - p[:, :-2], p[2:] - p[:-2]
    gx = right_minus_left[:-2] + 2 * right_minus_left[1:-1] + right_minus_left[2:]
    gy = below_minus_above[:, :-2] + 2 * below_minus_above[:, 1:-1] + below_minus_above[:, 2:]
    return gx, gy


@told("image_gradients", "copies_gradients_to_the_border")
def _(gray):
    gx, gy = np.zeros_like(gray), np.zeros_like(gray)
    gx[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[1:-1] = (gray[2:] - gray[:-2]) / 2
    if gray.shape[1] > 1:
        gx = np.pad(gx[:, 1:-1], ((0, 0), (1, 1)), mode="edge") if gray.shape[1] > 2 else gx
    if gray.shape[0] > 2:
        gy = np.pad(gy[1:-1], ((1, 1), (0, 0)), mode="edge")
    return gx, gy


@told("image_gradients", "wraps_round_at_the_first_pixel")
def _(gray):
    height, width = gray.shape
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    for i in range(height):
        for j in range(width - 1):
            gx[i, j] = (gray[i, j + 1] - gray[i, j - 1]) / 2
    for i in range(height - 1):
        for j in range(width):
            gy[i, j] = (gray[i + 1, j] - gray[i - 1, j]) / 2
    return gx, gy


# orientation_histogram


@told("orientation_histogram", "lets_the_remainder_reach_pi")
def _(magnitude, angle, bins=9):
    result = np.zeros(bins)
    for m, a in zip(magnitude.ravel(), angle.ravel(), strict=True):
        result[int((a % np.pi) * bins / np.pi)] += m
    return result


@told("orientation_histogram", "makes_a_bin_for_pi")
def _(magnitude, angle, bins=9):
    index = (np.mod(angle, np.pi) / np.pi * bins).astype(int)
    return np.bincount(index.flatten(), magnitude.flatten(), bins)


@told("orientation_histogram", "puts_a_hair_below_zero_into_the_first_bin")
def _(magnitude, angle, bins=9):
    result = [0.0] * bins
    for m, a in zip(magnitude.flatten(), angle.flatten(), strict=True):
        while a < 0:
            a += math.pi
        while a >= math.pi:
            a -= math.pi
        result[min(int(a / math.pi * bins), bins - 1)] += m
    return result


@told("orientation_histogram", "loses_a_hair_below_zero")
def _(magnitude, angle, bins=9):
    folded, width = angle % np.pi, np.pi / bins
    return np.array(
        [magnitude[(folded >= k * width) & (folded < (k + 1) * width)].sum() for k in range(bins)]
    )


@told("orientation_histogram", "gives_an_angle_to_the_bin_below")
def _(magnitude, angle, bins=9):
    index = np.ceil(np.asarray(angle) * bins / np.pi).astype(int) - 1
    return np.bincount((index % bins).ravel(), magnitude.ravel(), bins)


@told("orientation_histogram", "loops_over_rows_and_columns")
def _(magnitude, angle, bins=9):
    result = np.zeros(bins)
    height, width = magnitude.shape[0], magnitude.shape[1]
    for i in range(height):
        for j in range(width):
            result[min(int(angle[i][j] % np.pi / (np.pi / bins)), bins - 1)] += magnitude[i][j]
    return result


@told("orientation_histogram", "hands_negative_bins_to_bincount")
def _(magnitude, angle, bins=9):
    index = np.floor(angle.ravel() * bins / np.pi).astype(np.int64)
    return np.bincount(index, magnitude.ravel(), bins)


@told("orientation_histogram", "subtracts_pi_and_drops_angles_below_zero")
def _(magnitude, angle, bins=9):
    folded = angle.copy()
    folded[folded >= np.pi] -= np.pi
    return np.histogram(folded, bins=bins, range=(0, np.pi), weights=magnitude)[0]


@told("orientation_histogram", "counts_angles_without_their_sign")
def _(magnitude, angle, bins=9):
    positive = np.where(angle < 0, -angle, angle)
    return np.histogram(positive, bins, (0, np.pi), weights=magnitude)[0]


@told("orientation_histogram", PASSES)
def _(magnitude, angle, bins=9):
    return np.histogram(np.mod(angle, np.pi), bins, (0, np.pi), weights=magnitude)[0]


@told("orientation_histogram", "hands_floats_for_indices")
def _(magnitude, angle, bins=9):
    result = np.zeros(bins)
    index = np.floor(np.mod(angle, np.pi) / np.pi * bins)
    for k, m in zip(index.ravel(), magnitude.ravel(), strict=True):
        result[k] += m
    return result


@told("orientation_histogram", "divides_a_full_turn")
def _(magnitude, angle, bins=9):
    return np.histogram(np.degrees(angle) % 360, bins, (0, 360), weights=magnitude)[0]


@told("orientation_histogram", "adds_pi_once_and_runs_over")
def _(magnitude, angle, bins=9):
    result = np.zeros(bins)
    for m, a in zip(magnitude.ravel(), angle.ravel(), strict=True):
        if a < 0:
            a += math.pi
        result[int(a * bins / math.pi)] += m
    return result


# hog_cells and hog_length


def magnitude_and_angle(gray):
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[1:-1] = (gray[2:] - gray[:-2]) / 2
    return np.sqrt(gx**2 + gy**2), np.arctan2(gy, gx) % np.pi


@told("hog_cells", "divides_sides_with_a_slash")
def _(gray, cell=8, bins=9):
    m, a = magnitude_and_angle(gray)
    rows, columns = gray.shape[0] / cell, gray.shape[1] / cell
    result = []
    for i in range(rows):
        for j in range(columns):
            here = np.s_[i * cell : (i + 1) * cell, j * cell : (j + 1) * cell]
            result.append(np.histogram(a[here], bins, (0, np.pi), weights=m[here])[0])
    return np.array(result).reshape(rows, columns, bins)


@told("hog_cells", "reshapes_what_does_not_fit")
def _(gray, cell=8, bins=9):
    m, a = magnitude_and_angle(gray)
    rows, columns = gray.shape[0] // cell, gray.shape[1] // cell
    votes = m[..., None] * (
        np.minimum(a / np.pi * bins, bins - 1).astype(int)[..., None] == range(bins)
    )
    return votes.reshape(rows, cell, columns, cell, bins).sum(axis=(1, 3))


@told("hog_cells", "fills_the_first_row_of_cells_only")
def _(gray, cell=8, bins=9):
    m, a = magnitude_and_angle(gray)
    result = np.zeros((gray.shape[0] // cell, gray.shape[1] // cell, bins))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            here = np.s_[i * cell : (i + 1) * cell, j * cell : (j + 1) * cell]
            result[i, j] = np.histogram(a[here], bins, (0, np.pi), weights=m[here])[0]
        return result


@told("hog_cells", "loses_the_axis_of_a_single_cell")
def _(gray, cell=8, bins=9):
    m, a = magnitude_and_angle(gray)
    rows, columns = gray.shape[0] // cell, gray.shape[1] // cell
    result = np.zeros((rows, columns, bins))
    for i, j in np.ndindex(rows, columns):
        here = np.s_[i * cell : (i + 1) * cell, j * cell : (j + 1) * cell]
        result[i, j] = np.histogram(a[here], bins, (0, np.pi), weights=m[here])[0]
    return np.squeeze(result)


@told("hog_length", "always_nine_numbers_a_cell")
def _(height, width, cell=8, bins=9):
    return 9 * int(height / cell) * int(width / cell)


@told("hog_length", "adds_the_bins")
def _(height, width, cell=8, bins=9):
    cells = (height // cell) * (width // cell)
    return bins + cells


@told("hog_cells", "cuts_columns_for_rows")
def _(gray, cell=8, bins=9):
    m, a = magnitude_and_angle(gray)
    result = np.zeros((gray.shape[0] // cell, gray.shape[1] // cell, bins))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            here = np.s_[cell * j : cell * j + cell, cell * i : cell * i + cell]
            result[i, j] = np.histogram(a[here], bins, (0, np.pi), weights=m[here])[0]
    return result


@told("hog_cells", "leaves_the_last_cells_out")
def _(gray, cell=8, bins=9):
    m, a = magnitude_and_angle(gray)
    result = []
    for top in range(0, gray.shape[0] - cell, cell):
        row = []
        for left in range(0, gray.shape[1] - cell, cell):
            here = np.s_[top : top + cell, left : left + cell]
            row.append(np.histogram(a[here], bins, (0, np.pi), weights=m[here])[0])
        result.append(row)
    return np.array(result)


# polar_features


@told("polar_features", "hands_arrays_to_math")
def _(points):
    x, y = points[:, 0], points[:, 1]
    return np.array([[math.sqrt(x**2 + y**2), math.atan2(y, x)]])


@told("polar_features", "gives_the_negative_axis_minus_pi")
def _(points):
    r, theta = np.hypot(*points.T), np.arctan2(points[:, 1], points[:, 0])
    return np.column_stack([r, (theta + np.pi) % (2 * np.pi) - np.pi])


@told("polar_features", "turns_clockwise")
def _(points):
    return np.array([[math.hypot(x, y), -math.atan2(y, x)] for x, y in points])


@told("polar_features", "appends_to_the_points")
def _(points):
    return np.array([[x, y, math.hypot(x, y), math.atan2(y, x)] for x, y in points])


@told("polar_features", "returns_the_distances_alone")
def _(points):
    return (points**2).sum(axis=1) ** 0.5


@told("polar_features", "unpacks_points_for_columns")
def _(points):
    x, y = points
    return np.array([np.sqrt(x**2 + y**2), np.arctan2(y, x)]).T


@told("polar_features", "takes_rows_for_columns")
def _(points):
    x = points[0]
    y = points[1]
    return np.column_stack([np.hypot(x, y), np.arctan2(y, x)])


# standardize


@told("standardize", "adds_one_trillionth")
def _(train, other):
    scale = np.maximum(train.std(0), 1e-12)
    return (train - train.mean(0)) / scale, (other - train.mean(0)) / scale


@told("standardize", "adds_a_hundred_thousandth_to_the_variance")
def _(train, other):
    mu, var = train.mean(0), train.var(0)
    return (train - mu) / (var + 1e-5) ** 0.5, (other - mu) / (var + 1e-5) ** 0.5


@told("standardize", "changes_train_in_place")
def _(train, other):
    mean, std = train.mean(0), np.where(train.std(0) == 0, 1, train.std(0))
    train[:] = train - mean
    return train / std, (other - mean) / std


@told("standardize", "divides_by_the_span")
def _(train, other):
    mean, span = train.mean(0), np.ptp(train, axis=0)
    span = np.where(span == 0, 1, span)
    return (train - mean) / span, (other - mean) / span


@told("standardize", "swaps_the_roles_of_the_sets")
def _(train, other):
    mean, std = other.mean(0), other.std(0)
    std[other.max(0) == other.min(0)] = 1
    return (train - mean) / std, (other - mean) / std


@told("standardize", "loses_an_axis_of_one")
def _(train, other):
    mean, std = train.mean(0), train.std(0)
    std[std == 0] = 1
    return np.squeeze((train - mean) / std), np.squeeze((other - mean) / std)


@told("standardize", "only_scales_the_other_set")
def _(train, other):
    train = train - train.mean(0)
    scale = np.where(train.std(0) > 0, train.std(0), 1)
    return train / scale, (other - train.mean(0)) / scale


@told("standardize", "cuts_results_to_whole_numbers")
def _(train, other):
    mean, scale = train.mean(0), np.where(train.std(0) > 0, train.std(0), 1)
    new_train, new_other = np.zeros_like(train), np.zeros_like(other)
    new_train[:] = (train - mean) / scale
    new_other[:] = (other - mean) / scale
    return new_train, new_other


@pytest.mark.parametrize("exercise, answer, mistake", ANSWERS)
def test_an_answer_is_told_its_mistake(sheets, exercise, answer, mistake):
    report = check_sheet(sheets[exercise], answer)
    if mistake == PASSES:
        assert report.passed, report.text()
    else:
        assert not report.passed
        assert report.mistake == mistake, report.text()
