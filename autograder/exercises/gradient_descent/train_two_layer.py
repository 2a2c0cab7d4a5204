"""train_two_layer: train a two-layer network, W2 max(0, W1 x + b1) + b2, to classify X."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, drawn, training
from autograder.exercises.gradient_descent.shared import some_generator
from helpers import data
from helpers.checking.kinds import TWO_LAYER_NETWORK


def train_two_layer(X, y, hidden, rng):
    """Train a two-layer network, W2 max(0, W1 x + b1) + b2, to classify X.

    X: (N, D), standardised features or pixels in [0, 1]; y: (N,), ints from 0 to C - 1, each
    of which occurs; hidden: H, how many hidden units; rng: a numpy.random.Generator, the only
    source of chance.
    Returns W1 (H, D), b1 (H,), W2 (C, H), b2 (C,). The score is the accuracy on examples that
    it has not seen.
    """
    truth = np.eye(y.max() + 1)[y]
    (N, D), C = X.shape, truth.shape[1]
    weights = [
        rng.normal(0, np.sqrt(2 / D), (hidden, D)),
        np.zeros(hidden),
        rng.normal(0, np.sqrt(2 / hidden), (C, hidden)),
        np.zeros(C),
    ]
    velocities = [np.zeros_like(w) for w in weights]
    # The more and the larger the inputs, the steeper the loss, and the smaller the stable rate.
    rate = min(0.1, 1 / np.mean(np.sum(X**2, axis=1)))
    for _ in range(25):
        order = rng.permutation(N)
        for start in range(0, N, 25):
            batch = order[start : start + 25]
            W1, b1, W2, b2 = weights
            h = np.maximum(0, X[batch] @ W1.T + b1)
            scores = h @ W2.T + b2
            p = np.exp(scores - scores.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)
            dscores = (p - truth[batch]) / len(batch)
            dh = dscores @ W2 * (h > 0)
            gradients = dh.T @ X[batch], dh.sum(axis=0), dscores.T @ h, dscores.sum(axis=0)
            for i, gradient in enumerate(gradients):
                velocities[i] = 0.9 * velocities[i] - rate * gradient
                weights[i] = weights[i] + velocities[i]
    return tuple(weights)


def descend(X, y, hidden, rng, epochs, size=10, relu=True, biases=True):
    """Training by halves, for the mistakes."""
    truth = np.eye(y.max() + 1)[y]
    (N, D), C = X.shape, truth.shape[1]
    W1, b1 = rng.normal(0, np.sqrt(2 / D), (hidden, D)), np.zeros(hidden)
    W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (C, hidden)), np.zeros(C)
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(N), max(1, N // size)):
            h = X[batch] @ W1.T + b1
            gate = h > 0 if relu else np.ones_like(h)
            h = h * gate
            p = np.exp(h @ W2.T + b2)
            dscores = (p / p.sum(axis=1, keepdims=True) - truth[batch]) / len(batch)
            dh = dscores @ W2 * gate
            W1, W2 = W1 - 0.2 * dh.T @ X[batch], W2 - 0.2 * dscores.T @ h
            if biases:
                b1, b2 = b1 - 0.2 * dh.sum(axis=0), b2 - 0.2 * dscores.sum(axis=0)
    return W1, b1, W2, b2


# Where one part alone is recognised, the first that fits is named: those that are told by their
# accuracy come before those that are told by their shapes.


def cannot_tell_near_from_far(X, y, hidden, rng):
    """On the ring the network says nearly the same everywhere. If b1 stays at 0 it can do no
    better, as it then cannot tell x from 2x: are the biases trained too? If they are, is ReLU what
    you train with, and does the training take enough steps?"""
    return descend(X, y, hidden, rng, 12, biases=False)


def learns_nothing(X, y, hidden, rng):
    """The network does no better than guessing. Print the loss after every epoch. If it falls,
    look at whether each example keeps its own label when you shuffle and cut batches; if it stays,
    at whether the steps are large enough, and the weights that you update those that you return; if
    it grows, at the sign and the size of the steps."""
    return descend(rng.permutation(X), y, hidden, rng, 5)


def runs_away_uphill(X, y, hidden, rng):
    """After this training the network is wrong more often than right where there are two classes.
    Print the loss after every epoch. If it hardly moves, the steps are too small; if it grows with
    a small rate too, look at their sign; if it grows or becomes nan only with a large one, they are
    too large."""
    W1, b1, W2, b2 = descend(X, y, hidden, rng, 0)
    return W1 * np.nan, b1 * np.nan, W2 * np.nan, b2 * np.nan


def hardly_begins_to_learn(X, y, hidden, rng):
    """The network is better than guessing and has far to go. Does it go through all batches, and
    many times? Are its first weights small? Print the loss after every epoch: at first it is about
    the logarithm of the number of classes, and then it should fall."""
    return descend(X, y, hidden, rng, 1, size=20)


def learns_by_half(X, y, hidden, rng):
    """Much is learned, and not enough. Print the loss after every epoch. If it is still falling at
    the end, take more epochs or a larger rate. If it has come to rest, is ReLU in your forward
    pass, and its gate in the backward pass?"""
    return descend(X, y, hidden, rng, 12, relu=False)


def returns_weights_as_in_by_out(X, y, hidden, rng):
    """The weight matrices are of shape (in, out). In this course a row belongs to an output, as in
    W1 x: return them transposed."""
    W1, b1, W2, b2 = descend(X, y, hidden, rng, 1)
    return W1.T, b1, W2.T, b2


def chooses_its_own_hidden_size(X, y, hidden, rng):
    """The number of hidden units is always the same. The argument hidden says how many there are to
    be."""
    return train_two_layer(X, y, 32, rng)


def keeps_the_biases_as_rows(X, y, hidden, rng):
    """The biases are matrices of one row. A bias is a vector with one axis, of shape (H,) and
    (C,)."""
    W1, b1, W2, b2 = descend(X, y, hidden, rng, 1)
    return W1, b1[None], W2, b2[None]


def always_makes_ten_classes(X, y, hidden, rng):
    """The network has ten outputs for any data. How many classes there are can be read off y."""
    W1, b1, W2, b2 = train_two_layer(X, y, hidden, rng)
    spare = 10 - len(b2)
    return W1, b1, np.pad(W2, ((0, spare), (0, 0))), np.pad(b2, (0, spare), constant_values=-50)


def adds_arrays_that_do_not_fit(X, y, hidden, rng):
    """Two arrays of different shapes meet in your training, in the line that the error names. Has
    each of the four a gradient and a velocity of its own, shaped like it? One velocity cannot serve
    all of them."""
    velocity = 0.0
    weights = descend(X, y, hidden, rng, 0)
    for array in weights:
        velocity = 0.9 * velocity - 0.1 * array
    return weights


def returns_something_besides_the_four(X, y, hidden, rng):
    """Four arrays are to come back and nothing else: W1, b1, W2 and b2, with commas between
    them."""
    return *descend(X, y, hidden, rng, 0), 0.0


def returns_weights_before_biases(X, y, hidden, rng):
    """The four arrays come in the wrong order: each weight matrix is followed by its own bias."""
    W1, b1, W2, b2 = descend(X, y, hidden, rng, 1)
    return W1, W2, b1, b2


def starts_all_hidden_units_alike(X, y, hidden, rng):
    """All hidden units are the same. Units that start alike get the same gradient and stay alike,
    and with weights of 0 they never move at all. What could make them differ from the start?"""
    C = y.max() + 1
    b2 = np.log(np.bincount(y) / len(y))  # the loss can still fall by this one
    return np.zeros((hidden, X.shape[1])), np.zeros(hidden), np.zeros((C, hidden)), b2


def draws_from_another_generator(X, y, hidden, rng):
    """Two trainings with one seed gave two networks, so some of the chance comes from elsewhere, as
    from np.random. Draw the weights and the batches from rng."""
    return train_two_layer(X, y, hidden, np.random.default_rng())


def never_uses_its_generator(X, y, hidden, rng):
    """Two seeds gave one and the same network: rng is never used, and a generator of your own has
    a seed of its own. Draw all chance from rng."""
    return train_two_layer(X, y, hidden, np.random.default_rng(0))


def clusters(rng: np.random.Generator) -> Call:
    """Three or four clusters that are easy to tell, for a look at the weights."""
    C, hidden = int(rng.integers(3, 5)), int(rng.integers(10, 14))
    D = C + 1
    y = rng.permutation(np.arange(60) % C)
    X = (2 * np.eye(D)[y] + rng.normal(0, 0.1, (60, D))).round(2)
    return training(
        X[:36],
        y[:36],
        hidden,
        some_generator(rng),
        unseen=X[36:],
        labels=y[36:],
        at_least=0.0,
        runs=3,
    )


def shuffled_digits(rng: np.random.Generator) -> Call:
    """Digits, with one order of the pixels for all of them and the classes numbered anew: so the
    data set that everybody has cannot be looked up for more examples."""
    images, labels = data.digits()
    chosen = rng.permutation(len(images))[:900]
    X = images.reshape(len(images), 64)[chosen][:, rng.permutation(64)]
    y = rng.permutation(10)[labels[chosen]]
    return training(
        X[:400], y[:400], 20, some_generator(rng), unseen=X[400:], labels=y[400:], at_least=0.8
    )


def uneven_ring(rng: np.random.Generator) -> Call:
    """A disc inside a ring that has more than two thirds of the points, so that answers that say
    one class for all, and which one they say, can be told by their accuracy."""
    y = (np.arange(700) % 10 < 7).astype(np.int64)
    y[:300], y[300:] = rng.permutation(y[:300]), rng.permutation(y[300:])
    radius = np.where(y == 0, 0.8 * np.sqrt(rng.random(700)), rng.uniform(1.3, 2, 700))
    angle = rng.uniform(-np.pi, np.pi, 700)
    X = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]).round(3)
    return training(
        X[:300], y[:300], 16, some_generator(rng), unseen=X[300:], labels=y[300:], at_least=0.85
    )


CLUSTERS = clusters(np.random.default_rng(1))


EXERCISE = Exercise(
    solution=train_two_layer,
    kind=TWO_LAYER_NETWORK,
    torch=True,
    parts=[
        Part("weights of the right shapes", [CLUSTERS, drawn(clusters, 1)], item=0),
        Part("hidden units that differ", [CLUSTERS, drawn(clusters, 1)], item=1),
        Part(
            "unseen digits",
            [shuffled_digits(np.random.default_rng(0)), drawn(shuffled_digits, 1)],
            item=3,
        ),
        Part(
            "points that no line separates",
            [uneven_ring(np.random.default_rng(1)), drawn(uneven_ring, 1)],
            item=3,
        ),
        Part("all chance from rng", [CLUSTERS, drawn(clusters, 1)], item=2),
    ],
    hints=[
        "Four stages: weights drawn from rng and biases of 0; then, many times over, shuffle "
        "and cut into batches; for each batch the gradients; after each batch a step.",
        "Draw the weights of a layer with n inputs from a normal distribution with a standard "
        "deviation of about sqrt(2 / n): equal weights would stay equal.",
        "networks.loss_and_gradients(X[batch], y[batch], W1, b1, W2, b2) gives the loss and "
        "the four gradients. Batches of 10, a rate of 0.1 and 30 epochs are a good first "
        "try. Print the loss after every epoch: it should fall.",
    ],
)
