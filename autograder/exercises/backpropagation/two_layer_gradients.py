"""two_layer_gradients: mean cross-entropy of a two-layer network with ReLU, and all its
gradients.
"""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def two_layer_gradients(X, y, W1, b1, W2, b2):
    """Mean cross-entropy of a two-layer network with ReLU, and all its gradients.

    X: (N, D); y: (N,), ints from 0 to C - 1; W1: (H, D); b1: (H,); W2: (C, H); b2: (C,).
    Returns the loss, a float, then dW1, db1, dW2, db2, each shaped like its parameter.
    """
    N = len(X)
    before = X @ W1.T + b1
    hidden = np.maximum(0, before)
    scores = hidden @ W2.T + b2

    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), y].mean()

    dscores = np.exp(log_p)
    dscores[np.arange(N), y] -= 1
    dscores /= N
    dW2, db2 = dscores.T @ hidden, dscores.sum(axis=0)
    dbefore = (dscores @ W2) * (before > 0)
    dW1, db1 = dbefore.T @ X, dbefore.sum(axis=0)
    return float(loss), dW1, db1, dW2, db2


def forgets_the_gate(X, y, W1, b1, W2, b2):
    """The gradient passes hidden units that were switched off. On its way back through ReLU it is
    stopped wherever the number before ReLU was not above 0."""
    loss, _, _, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    hidden = np.maximum(0, X @ W1.T + b1)
    p = np.exp(hidden @ W2.T + b2 - (hidden @ W2.T + b2).max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(X)), y] -= 1
    dbefore = p @ W2 / len(X)
    return loss, dbefore.T @ X, dbefore.sum(axis=0), dW2, db2


def gates_by_the_gradient(X, y, W1, b1, W2, b2):
    """On the way back through ReLU, the sign of the gradient decides what passes. It is the number
    before ReLU that says whether the gate was open."""
    loss, _, _, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    scores = np.maximum(0, X @ W1.T + b1) @ W2.T + b2
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(X)), y] -= 1
    dbefore = np.maximum(0, p @ W2 / len(X))
    return loss, dbefore.T @ X, dbefore.sum(axis=0), dW2, db2


def forgets_relu_altogether(X, y, W1, b1, W2, b2):
    """There is no ReLU in this network, neither forwards nor backwards, so its two layers are one
    linear layer in the end."""
    N = len(X)
    hidden = X @ W1.T + b1
    scores = hidden @ W2.T + b2
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dscores = (np.exp(log_p) - np.eye(len(b2))[y]) / N
    dhidden = dscores @ W2
    return (
        float(-log_p[np.arange(N), y].mean()),
        dhidden.T @ X,
        dhidden.sum(axis=0),
        dscores.T @ hidden,
        dscores.sum(axis=0),
    )


def applies_relu_to_the_scores(X, y, W1, b1, W2, b2):
    """The scores go through ReLU as well. They must be free to be negative: ReLU stands between the
    two layers only."""
    N = len(X)
    before = X @ W1.T + b1
    hidden = np.maximum(0, before)
    scores = np.maximum(0, hidden @ W2.T + b2)
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dscores = (np.exp(log_p) - np.eye(len(b2))[y]) / N * (scores > 0)
    dbefore = (dscores @ W2) * (before > 0)
    return (
        float(-log_p[np.arange(N), y].mean()),
        dbefore.T @ X,
        dbefore.sum(axis=0),
        dscores.T @ hidden,
        dscores.sum(axis=0),
    )


def pairs_every_row_with_every_label(X, y, W1, b1, W2, b2):
    """[:, y] takes the columns y of every row, so each row is judged by the labels of all the
    others. Each row has one label: give a row number with each of them."""
    N = len(X)
    before = X @ W1.T + b1
    hidden = np.maximum(0, before)
    scores = hidden @ W2.T + b2
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dscores = np.exp(log_p)
    dscores[:, y] -= 1
    dbefore = (dscores / N @ W2) * (before > 0)
    return (
        float(-log_p[:, y].mean()),
        dbefore.T @ X,
        dbefore.sum(axis=0),
        dscores.T @ hidden / N,
        dscores.sum(axis=0) / N,
    )


def adds_up_instead_of_averaging(X, y, W1, b1, W2, b2):
    """Loss and gradients are sums over the examples. The loss is a mean: twice the examples must
    not mean twice the loss."""
    return tuple(len(X) * value for value in two_layer_gradients(X, y, W1, b1, W2, b2))


def averages_the_loss_only(X, y, W1, b1, W2, b2):
    """The loss is a mean, and its gradients are those of the sum. What you divide by on the way
    forward you divide by on the way back."""
    loss, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, *(len(X) * gradient for gradient in gradients)


def divides_the_gradients_twice(X, y, W1, b1, W2, b2):
    """The gradients are divided by the number of examples twice over. Derive them from the loss
    that you return, and the 1/N comes in once."""
    loss, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, *(gradient / len(X) for gradient in gradients)


def never_subtracts_the_truth(X, y, W1, b1, W2, b2):
    """The probabilities go back as they are. The gradient of the scores is smaller by 1 at the
    right class, which is how the network learns what was right."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    N, hidden = len(X), np.maximum(0, X @ W1.T + b1)
    truth = np.eye(len(b2))[y] / N
    gate = (truth @ W2) * (hidden > 0)
    return (
        loss,
        dW1 + gate.T @ X,
        db1 + gate.sum(axis=0),
        dW2 + truth.T @ hidden,
        db2 + truth.sum(0),
    )


def turns_all_gradients_round(X, y, W1, b1, W2, b2):
    """All gradients have the wrong sign: a step against them makes the loss larger. For the scores
    it is the probabilities minus the truth, and not the other way round."""
    loss, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, *(-gradient for gradient in gradients)


def overflows_in_softmax(X, y, W1, b1, W2, b2):
    """For scores around 1000 exp is inf, and what comes after it is nan. Take the largest score of
    each row away first, as in lesson 1."""
    N = len(X)
    hidden = np.maximum(0, X @ W1.T + b1)
    p = np.exp(hidden @ W2.T + b2)
    p /= p.sum(axis=1, keepdims=True)
    dscores = (p - np.eye(len(b2))[y]) / N
    dbefore = (dscores @ W2) * (hidden > 0)
    return (
        float(-np.log(p[np.arange(N), y]).mean()),
        dbefore.T @ X,
        dbefore.sum(axis=0),
        dscores.T @ hidden,
        dscores.sum(axis=0),
    )


def takes_one_maximum_for_all_rows(X, y, W1, b1, W2, b2):
    """The largest score of the whole batch is taken away from every row. A row whose scores all lie
    far below it has nothing but zeros left after exp: each row needs its own largest."""
    N = len(X)
    before = X @ W1.T + b1
    hidden = np.maximum(0, before)
    scores = hidden @ W2.T + b2
    shifted = scores - scores.max()
    sums = np.exp(shifted).sum(axis=1, keepdims=True)
    dscores = (np.exp(shifted) / sums - np.eye(len(b2))[y]) / N
    dbefore = (dscores @ W2) * (before > 0)
    return (
        float(-(shifted - np.log(sums))[np.arange(N), y].mean()),
        dbefore.T @ X,
        dbefore.sum(axis=0),
        dscores.T @ hidden,
        dscores.sum(axis=0),
    )


def shares_one_probability_among_all_rows(X, y, W1, b1, W2, b2):
    """The exponentials are divided by their sum over the whole batch, so that all rows share one
    probability of 1. Every example has probabilities of its own: add up along its row."""
    N = len(X)
    before = X @ W1.T + b1
    hidden = np.maximum(0, before)
    scores = hidden @ W2.T + b2
    p = np.exp(scores - scores.max())
    p /= p.sum()
    dscores = (p - np.eye(len(b2))[y]) / N
    dbefore = (dscores @ W2) * (before > 0)
    return (
        float(-np.log(p[np.arange(N), y]).mean()),
        dbefore.T @ X,
        dbefore.sum(axis=0),
        dscores.T @ hidden,
        dscores.sum(axis=0),
    )


def takes_the_log_of_zero(X, y, W1, b1, W2, b2):
    """Where the right class has no chance at all, exp gives 0 and the loss is the log of it. The
    log of a softmax can be written without ever taking the log of a probability."""
    _, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    scores = np.maximum(0, X @ W1.T + b1) @ W2.T + b2
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return float(-np.log(p[np.arange(len(X)), y]).mean()), *gradients


def puts_a_floor_under_the_log(X, y, W1, b1, W2, b2):
    """The 1e-8 keeps the log away from 0, and hides how wrong the network is: no example can cost
    more than 18.4, where it should be thousands. Written as the log of a sum of exponentials, less
    the right score, the loss needs no such number."""
    _, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    scores = np.maximum(0, X @ W1.T + b1) @ W2.T + b2
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return float(-np.log(p[np.arange(len(X)), y] + 1e-8).mean()), *gradients


def puts_a_lower_floor_under_the_log(X, y, W1, b1, W2, b2):
    """The log never sees less than 1e-12, so no example can cost more than 27.6. That hides a loss
    in the thousands. The log of a softmax is the score less the log of a sum of exponentials, with
    the largest score taken away first."""
    _, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    scores = np.maximum(0, X @ W1.T + b1) @ W2.T + b2
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return float(-np.log(p[np.arange(len(X)), y] + 1e-12).mean()), *gradients


def feeds_dW2_what_came_before_relu(X, y, W1, b1, W2, b2):
    """dW2 is worked out with the numbers from before ReLU. What the second layer got were the
    numbers after it."""
    loss, dW1, db1, _, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    before = X @ W1.T + b1
    scores = np.maximum(0, before) @ W2.T + b2
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True) - np.eye(len(b2))[y]
    return loss, dW1, db1, p.T @ before / len(X), db2


def averages_the_bias_gradients(X, y, W1, b1, W2, b2):
    """db1 and db2 are means over the examples. The 1/N of the loss has come along already: add up
    over the examples."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, dW1, db1 / len(X), dW2, db2 / len(X)


def transposes_the_weight_gradients(X, y, W1, b1, W2, b2):
    """dW1 and dW2 are lying on their side. Each has the shape of its weights, (out, in)."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, dW1.T, db1, dW2.T, db2


def returns_the_gradients_backwards(X, y, W1, b1, W2, b2):
    """The gradients come back in the order in which they were found. The docstring has those of
    the first layer first."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, dW2, db2, dW1, db1


def network(rng: np.random.Generator, n: int, inputs: int, hidden: int, classes: int) -> Call:
    """Some hidden units are off and some on."""
    X = rng.normal(size=(n, inputs)).round(2)
    y = rng.permutation(np.arange(n) % classes)
    W1, b1 = rng.normal(size=(hidden, inputs)).round(2), rng.normal(size=hidden).round(2)
    W2, b2 = rng.normal(size=(classes, hidden)).round(2), rng.normal(size=classes).round(2)
    return call(X, y, W1, b1, W2, b2)


def small_network(rng: np.random.Generator) -> Call:
    sizes = (int(size) for size in rng.permutation([2, 3, 4]))
    return network(rng, 5, *sizes)


def network_with_huge_scores(rng: np.random.Generator) -> Call:
    """Some rows are thousands above the others, and all but the first have the worst class."""
    X, _, W1, b1, W2, b2 = network(rng, 4, 3, 4, 3).args
    b1, W2 = np.abs(b1) + 0.5, 1000 * W2
    X[:2] *= [[0.0], [3.0]]
    scores = np.maximum(0, X @ W1.T + b1) @ W2.T + b2
    y = scores.argmin(axis=1)
    y[0] = scores[0].argmax()
    return call(X, y, W1, b1, W2, b2)


HAND_NETWORK = call(
    np.array([[1.0, 2.0]]),
    np.array([0]),
    np.array([[1.0, 0.0], [0.0, -1.0], [1.0, 1.0]]),
    np.array([0.0, 1.0, -1.0]),
    np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 1.0]]),
    np.array([0.0, 0.5]),
)


WIDER_NETWORK = network(np.random.default_rng(4), 6, 3, 5, 4)


HUGE_NETWORK = network_with_huge_scores(np.random.default_rng(1))


NETWORKS = [HAND_NETWORK, WIDER_NETWORK, drawn(small_network, 4)]


EXERCISE = Exercise(
    solution=two_layer_gradients,
    parts=[
        Part("the loss", [*NETWORKS, HUGE_NETWORK, drawn(network_with_huge_scores, 1)], item=0),
        Part("dW1", NETWORKS, item=1),
        Part("db1", NETWORKS, item=2),
        Part("dW2", NETWORKS, item=3),
        Part("db2", NETWORKS, item=4),
        Part(
            "all of it, with large scores too",
            [*NETWORKS[:2], HUGE_NETWORK, drawn(network_with_huge_scores, 3)],
        ),
    ],
    hints=[
        "Write the forward pass first and give every intermediate result a name. Then go "
        "through its lines from the last to the first, with one gradient for each name.",
        "The gradient of the scores is the probabilities, less 1 at the right class, divided "
        "by N. From there on it is two affine backward passes with a ReLU gate between them.",
        "dW2 needs what the second layer got, which is the output of ReLU; dW1 needs the "
        "gradient of what was there before ReLU.",
    ],
)
