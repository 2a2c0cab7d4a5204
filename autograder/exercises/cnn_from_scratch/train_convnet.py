"""train_convnet: train a small ConvNet, that of convnet_loss_and_gradients, to classify images."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, drawn, training
from autograder.exercises.cnn_from_scratch.shared import some_generator
from helpers import data, networks
from helpers.checking.kinds import CONVNET


def train_convnet(X, y, rng):
    """Train a small ConvNet, that of convnet_loss_and_gradients, to classify images.

    X: (N, C, H, W), pixels of about -1 to 1, H and W even; y: (N,), ints from 0 to
    K - 1, each of which occurs; rng: a numpy.random.Generator, source of all chance.
    Returns params: a dict of W1 (F, C, k, k), b1 (F,), W2 (K, F * H/2 * W/2), b2 (K,).
    F and k, which is odd, are for you to choose. The score is the accuracy on images
    that it has not seen.
    """
    (N, C, H, W), K = X.shape, y.max() + 1
    F, k, size, epochs = 16, 3, 25, 8
    n, flat = C * k * k, F * H * W // 4
    params = [
        rng.normal(0, np.sqrt(2 / n), (F, n)),
        np.zeros(F),
        rng.normal(0, np.sqrt(2 / flat), (K, flat)),
        np.zeros(K),
    ]
    velocities = [np.zeros_like(p) for p in params]
    truth = np.eye(K)[y]

    # Columns as in lesson 8, made once. The four places of a pooling window come first, so that
    # pooling is a maximum over the first axis: (4, N, H/2 * W/2, n).
    side = (k // 2, k // 2)
    padded = np.pad(X, ((0, 0), (0, 0), side, side))
    columns = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))
    columns = columns.transpose(0, 2, 3, 1, 4, 5).reshape(N, H // 2, 2, W // 2, 2, n)
    columns = columns.transpose(2, 4, 0, 1, 3, 5).reshape(4, N, -1, n)

    step, steps = 0, epochs * -(-N // size)
    for _ in range(epochs):
        order = rng.permutation(N)
        for start in range(0, N, size):
            batch = order[start : start + size]
            seen = columns[:, batch]
            W1, b1, W2, b2 = params

            maps = seen @ W1.T + b1
            winner = maps.argmax(axis=0)[None]
            pooled = np.take_along_axis(maps, winner, axis=0)[0]
            active = np.maximum(0, pooled).swapaxes(1, 2).reshape(len(batch), flat)
            scores = active @ W2.T + b2
            p = np.exp(scores - scores.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)

            dscores = (p - truth[batch]) / len(batch)
            dpooled = (dscores @ W2).reshape(len(batch), F, -1).swapaxes(1, 2) * (pooled > 0)
            dmaps = np.zeros(maps.shape)
            np.put_along_axis(dmaps, winner, dpooled[None], axis=0)
            dmaps = dmaps.reshape(-1, F)
            grads = dmaps.T @ seen.reshape(-1, n), dmaps.sum(0), dscores.T @ active, dscores.sum(0)

            rate = 0.1 * (1 - step / steps)  # smaller and smaller steps
            step += 1
            for i, gradient in enumerate(grads):
                velocities[i] = 0.9 * velocities[i] - rate * gradient
                params[i] = params[i] + velocities[i]
    W1, b1, W2, b2 = params
    return {"W1": W1.reshape(F, C, k, k), "b1": b1, "W2": W2, "b2": b2}


def barely(X, y, rng, count, epochs=2, rate=0.1):
    """A network that learned a few images for a few epochs, for the mistakes."""
    K, F = y.max() + 1, 8
    flat = F * X.shape[2] * X.shape[3] // 4
    params = {
        "W1": rng.normal(0, np.sqrt(2 / (9 * X.shape[1])), (F, X.shape[1], 3, 3)),
        "b1": np.zeros(F),
        "W2": rng.normal(0, np.sqrt(1 / flat), (K, flat)),
        "b2": np.zeros(K),
    }
    X, y = X[:count], y[:count]
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(len(X)), max(1, len(X) // 25)):
            _, grads = networks.convnet_loss_and_gradients(params, X[batch], y[batch])
            params = {name: params[name] - rate * grads[name] for name in params}
    return params


# Where one part alone is recognised, the first that fits is named: those that are told by their
# accuracy come before those that are told by their shapes.


def runs_away(X, y, rng):
    """Nothing is learned that helps: the parameters are nan, or far off, or where they began. Print
    the loss after every epoch. If it grows, take smaller steps, and look at the sign of the step;
    if it hardly changes, take larger steps, and more of them."""
    return {name: array * np.nan for name, array in barely(X, y, rng, 0).items()}


def learns_from_shuffled_labels(X, y, rng):
    """The network knows hardly more than which classes are frequent. Print the loss after every
    epoch. If it falls, do images and labels go through the same shuffling? If it stays, are the
    parameters that you update those that you return, and are the steps large enough?"""
    params = barely(X, y, rng, 0)
    return {**params, "W2": 0 * params["W2"], "b2": np.log(np.bincount(y) / len(y))}


def has_hardly_begun(X, y, rng):
    """A little is learned, and far from enough. Print the loss after every epoch: it should come
    down to a small part of its first value. If it falls slowly, take larger steps, and more of
    them; if it jumps up and down, smaller ones."""
    return barely(X, y, rng, 40 * (y.max() + 1), epochs=1, rate=0.05)


def only_begins_to_learn(X, y, rng):
    """The network is better than guessing, and has far to go. Does each epoch go through all of the
    batches, and are there enough epochs? The loss should fall well below its first value."""
    return barely(X, y, rng, 40 * (y.max() + 1), epochs=2, rate=0.05)


def stops_too_early(X, y, rng):
    """Much is learned, and not enough. If the loss still falls at the end, take more epochs or
    larger steps; if it has come to rest, more filters."""
    return barely(X, y, rng, 400, epochs=5)


def returns_flat_filters(X, y, rng):
    """W1 is a matrix. Filters have four axes, (F, C, k, k): give them their shape back before you
    return them."""
    params = barely(X, y, rng, 0)
    return {**params, "W1": params["W1"].reshape(len(params["W1"]), -1)}


def returns_the_last_weights_as_in_by_out(X, y, rng):
    """W2 is of shape (in, out). In this course a row belongs to a class: return it transposed."""
    params = barely(X, y, rng, 0)
    return {**params, "W2": params["W2"].T}


def returns_biases_as_rows(X, y, rng):
    """The biases are matrices of one row. A bias is a vector, (F,) and (K,)."""
    params = barely(X, y, rng, 0)
    return {**params, "b1": params["b1"][None], "b2": params["b2"][None]}


def trains_without_padding(X, y, rng):
    """W2 is made for smaller maps. The convolution is padded, so that the maps are as large as the
    images, and after pooling they are half as high and half as wide."""
    params = barely(X, y, rng, 0)
    F, (H, W) = len(params["b1"]), X.shape[2:]
    return {**params, "W2": params["W2"][:, : F * ((H - 2) // 2) * ((W - 2) // 2)]}


def forgets_to_pool(X, y, rng):
    """W2 is as wide as for maps that were not pooled. Windows of 2×2 leave a quarter of the
    numbers."""
    params = barely(X, y, rng, 0)
    return {**params, "W2": np.repeat(params["W2"], 4, axis=1)}


def always_makes_ten_outputs(X, y, rng):
    """The network has ten outputs for any data. y says how many classes there are."""
    params = train_convnet(X, y, rng)
    spare = 10 - len(params["b2"])
    W2 = np.pad(params["W2"], ((0, spare), (0, 0)))
    return {**params, "W2": W2, "b2": np.pad(params["b2"], (0, spare), constant_values=-50)}


def returns_a_list_of_arrays(X, y, rng):
    """What comes back is no dict. Return the params, and nothing beside them: a dict with the keys
    W1, b1, W2 and b2."""
    return list(barely(X, y, rng, 0).values())


def starts_all_filters_alike(X, y, rng):
    """All filters are the same. Filters that start alike get the same gradient and stay alike, and
    from zeros they never move. What makes them differ from the start?"""
    params = barely(X, y, rng, 0, epochs=0)
    W2 = 0 * params["W2"]
    b2 = np.log(np.bincount(y) / len(y))
    return {"W1": 0 * params["W1"], "b1": params["b1"], "W2": W2, "b2": b2}


def draws_from_elsewhere(X, y, rng):
    """The same seed gives another network each time: filters, weights or batches are not drawn from
    rng, but from np.random or a generator of your own."""
    return train_convnet(X, y, np.random.default_rng())


def always_starts_from_one_seed(X, y, rng):
    """Whatever the seed of rng, one network comes out: your chance has a seed of its own. Take the
    numbers from rng."""
    return train_convnet(X, y, np.random.default_rng(0))


def small_scenes(rng: np.random.Generator) -> Call:
    """Images of two channels and of three or four classes, for a look at the parameters."""
    K = int(rng.integers(3, 5))
    y = rng.permutation(np.arange(90) % K)
    X = rng.normal(0, 0.3, (90, 2, 4, 6))
    X[np.arange(90), y % 2, y // 2] += 1
    X = X.round(2)
    seen, unseen = slice(60), slice(60, None)
    return training(
        X[seen],
        y[seen],
        some_generator(rng),
        unseen=X[unseen],
        labels=y[unseen],
        at_least=0.0,
        runs=3,
    )


def stripes(rng: np.random.Generator) -> Call:
    """Stripes that lie, stand or lean, each moved by chance, so that every pixel is bright as often
    as it is dark in each class. A fifth, three tenths and a half of them, so that answers of one
    class for all can be told by their accuracy."""
    seen, count = 200, 600
    y = np.searchsorted([2, 5, 10], np.arange(count) % 10, side="right")
    y[:seen], y[seen:] = rng.permutation(y[:seen]), rng.permutation(y[seen:])
    down, right = np.array([[1.0, 0.0], [0.0, 1.0], [0.7, 0.7]])[y].T[:, :, None, None]
    rows, columns = np.mgrid[:6, :8]
    phase = rng.uniform(0, 2 * np.pi, (count, 1, 1))
    waves = np.sin(np.pi / 2 * (down * rows + right * columns) + phase)
    X = (waves + rng.normal(0, 0.3, waves.shape))[:, None].round(2)
    return training(
        X[:seen], y[:seen], some_generator(rng), unseen=X[seen:], labels=y[seen:], at_least=0.9
    )


def turned_digits(rng: np.random.Generator) -> Call:
    """Digits, all of them turned or mirrored alike and the classes numbered anew: so the data set
    that everybody has cannot be looked up for more examples."""
    images, labels = data.digits()
    chosen = rng.permutation(len(images))[:1500]
    X, y = images[chosen], rng.permutation(10)[labels[chosen]]
    X = np.rot90(X if rng.integers(2) else X.swapaxes(1, 2), rng.integers(4), axes=(1, 2))
    X = np.ascontiguousarray(X)[:, None]
    return training(
        X[:900], y[:900], some_generator(rng), unseen=X[900:], labels=y[900:], at_least=0.92
    )


SMALL_SCENES = small_scenes(np.random.default_rng(1))


EXERCISE = Exercise(
    solution=train_convnet,
    kind=CONVNET,
    torch=True,
    parts=[
        Part("parameters of the right shapes", [SMALL_SCENES, drawn(small_scenes, 1)], item=0),
        Part("filters that differ", [SMALL_SCENES, drawn(small_scenes, 1)], item=1),
        Part(
            "stripes that no linear classifier tells apart",
            [stripes(np.random.default_rng(1)), drawn(stripes, 1)],
            item=3,
        ),
        Part(
            "unseen digits",
            [turned_digits(np.random.default_rng(0)), drawn(turned_digits, 1)],
            item=3,
        ),
        Part("all chance from rng", [SMALL_SCENES, drawn(small_scenes, 1)], item=2),
    ],
    hints=[
        "Four stages again: first parameters, drawn as by he_initialize, with biases of 0; "
        "epochs of shuffled batches; loss and gradients of each batch; a step for each of the "
        "four arrays.",
        "params is a dict, so one line makes the step: "
        "{name: params[name] - rate * grads[name] for name in params}.",
        "16 filters of 3×3, batches of 20 and a rate of 0.1, with momentum or for more epochs "
        "without, are a good first try. Smaller steps toward the end make the result steadier.",
    ],
)
