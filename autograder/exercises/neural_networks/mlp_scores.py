"""mlp_scores: scores of a network with any number of layers, and ReLU between each two of them."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.neural_networks.shared import grid, three_sizes, weights
from autograder.exercises.neural_networks.sigmoid import sigmoid


def mlp_scores(X, layers):
    """Scores of a network with any number of layers, and ReLU between each two of them.

    X: (N, D); layers: a list of pairs (W, b), the first layer first; W is (out, in), b is (out,).
    Returns (N, C), the output of the last layer, to which no ReLU is applied.
    """
    hidden = X
    for W, b in layers[:-1]:
        hidden = np.maximum(0, hidden @ W.T + b)
    W, b = layers[-1]
    return hidden @ W.T + b


def ends_every_layer_with_a_relu(X, layers):
    """The last layer is followed by a ReLU as well, so that no score is below 0. ReLU stands
    between two layers, and after the last one there is no other."""
    return np.maximum(0, mlp_scores(X, layers))


def bends_nowhere(X, layers):
    """There is no ReLU at all, so the whole chain is one linear layer, however long it is."""
    for W, b in layers:
        X = X @ W.T + b
    return X


def bends_after_the_last_layer_only(X, layers):
    """The only ReLU is the one after the last layer, where none belongs. It is wanted between the
    layers."""
    return np.maximum(0, bends_nowhere(X, layers))


def leaves_out_the_last_relu(X, layers):
    """The ReLU before the last layer is missing. Of L layers the first L - 1 are followed by
    one."""
    for i, (W, b) in enumerate(layers):
        X = X @ W.T + b
        if i < len(layers) - 2:
            X = np.maximum(0, X)
    return X


def leaves_out_the_first_relu(X, layers):
    """The first layer has no ReLU after it, and the others between layers have. If the loop asks
    whether it is at the first layer, let it ask about the last one."""
    for i, (W, b) in enumerate(layers):
        X = X @ W.T + b
        if 0 < i < len(layers) - 1:
            X = np.maximum(0, X)
    return X


def bends_all_but_the_first(X, layers):
    """The condition points at the wrong end: every layer but the first is followed by a ReLU, and
    it should be every layer but the last."""
    for i, (W, b) in enumerate(layers):
        X = X @ W.T + b
        if i > 0:
            X = np.maximum(0, X)
    return X


def bends_before_every_layer(X, layers):
    """A ReLU is applied before each layer, the first one included, and the input loses its
    negative numbers. It has none in front of it."""
    return mlp_scores(np.maximum(0, X), layers)


def returns_after_the_first_layer(X, layers):
    """Only the first layer is applied, with a ReLU. A return inside the loop ends it in its first
    round: it belongs behind the loop, as far left as the word for."""
    W, b = layers[0]
    return np.maximum(0, X @ W.T + b)


def leaves_out_the_first_layer(X, layers):
    """The first layer of the list is never applied. Places are counted from 0, so layers[1:]
    begins at the second."""
    if len(layers) == 1:
        return X.copy()
    return mlp_scores(X, layers[1:])


def leaves_out_the_last_layer(X, layers):
    """The last layer is missing: its inputs come back, after their ReLU. It has no ReLU, and still
    it has to be applied."""
    for W, b in layers[:-1]:
        X = np.maximum(0, X @ W.T + b)
    return X


def first_and_last_layer_only(X, layers):
    """The first and the last layer are applied, and nothing in between. However many there are,
    each takes what the one before it gives."""
    if len(layers) == 1:
        return mlp_scores(X, layers)
    return mlp_scores(X, [layers[0], layers[-1]])


def starts_every_layer_from_x(X, layers):
    """Every layer is applied to X itself, so only the last one counts. A layer takes what the one
    before it gave."""
    W, b = layers[-1]
    return X @ W.T + b


def gives_x_to_every_hidden_layer(X, layers):
    """Every hidden layer is applied to X, so of them only the last one counts, and without one
    there is nothing to go on with. Give the loop's variable to the layer, and let it be X at
    first."""
    for W, b in layers[:-1]:
        hidden = np.maximum(0, X @ W.T + b)
    W, b = layers[-1]
    return hidden @ W.T + b


def compares_pairs_of_arrays(X, layers):
    """Whether two pairs of arrays are equal is no question with one answer: NumPy compares all
    their numbers. Find the last layer by its place in the list."""
    for W, b in layers:
        X = X @ W.T + b
        if (W, b) != layers[-1]:
            X = np.maximum(0, X)
    return X


def unpacks_three_layers(X, layers):
    """This is written for three layers, and a list of any other length does not fit the three
    names. Let a loop go over the list."""
    (W1, b1), (W2, b2), (W3, b3) = layers
    return mlp_scores(X, [(W1, b1), (W2, b2), (W3, b3)])


def unpacks_two_layers(X, layers):
    """This is written for exactly two layers: a list of one or three does not fit the two names.
    Go through the list with a loop, however long it is."""
    (W1, b1), (W2, b2) = layers
    return mlp_scores(X, [(W1, b1), (W2, b2)])


def reads_two_places_of_the_list(X, layers):
    """You read the places 0 and 1 of the list and no others. It may have one layer, or ten: let a
    loop read all of it."""
    (W1, b1), (W2, b2) = layers[0], layers[1]
    return mlp_scores(X, [(W1, b1), (W2, b2)])


def takes_the_largest_of_every_layer(X, layers):
    """np.max(…, 0) looks for the largest number along axis 0, and the examples are gone. A ReLU
    compares each number with 0, and NumPy has another function for that."""
    for W, b in layers[:-1]:
        X = np.max(X @ W.T + b, 0)
    W, b = layers[-1]
    return X @ W.T + b


def takes_the_layer_for_an_axis(X, layers):
    """np.max(0, …) takes the 0 for the array, and what comes next for the number of an axis. The
    larger of two, place by place, comes from another function."""
    for W, b in layers[:-1]:
        X = np.max(0, X @ W.T + b)
    W, b = layers[-1]
    return X @ W.T + b


def asks_once_about_a_layer(X, layers):
    """Python's max, and an if, need one answer for a whole layer, in which each number has its own.
    Let NumPy compare place by place."""
    for W, b in layers[:-1]:
        X = max(0, X @ W.T + b)
    W, b = layers[-1]
    return X @ W.T + b


def drops_the_axes_of_one(X, layers):
    """With one example or one score an axis is lost, as squeeze loses it. The scores are (N, C),
    whatever N and C are."""
    return np.squeeze(mlp_scores(X, layers))


def returns_the_scores_of_the_first_example(X, layers):
    """The scores of the first example come back, and no others. Does a return stand in a loop over
    the examples? A batch needs no such loop."""
    return mlp_scores(X[:1], layers)[0]


def goes_through_the_layers_backwards(X, layers):
    """The layers are applied from the last to the first. The list begins at the input."""
    return mlp_scores(X, layers[::-1])


def multiplies_by_weights_untransposed(X, layers):
    """W is (out, in) and X is (N, in): for the two to meet, W has to be transposed. Only square
    layers hide that."""
    return mlp_scores(X, [(W.T, b) for W, b in layers])


def reshapes_the_weights(X, layers):
    """The shapes fit and the numbers do not: reshape keeps the order of the weights, where a
    transpose makes columns of rows."""
    return mlp_scores(X, [(W.reshape(W.shape[::-1]).T, b) for W, b in layers])


def has_no_biases(X, layers):
    """The biases are missing in every layer. Each pair of the list brings one."""
    return mlp_scores(X, [(W, 0 * b) for W, b in layers])


def last_layer_without_bias(X, layers):
    """The bias of the last layer is missing. It has no ReLU, but it has a bias."""
    *hidden, (W, b) = layers
    return mlp_scores(X, [*hidden, (W, 0 * b)])


def hidden_layers_without_bias(X, layers):
    """Only the last layer adds its bias. The layers before it have their own, inside the ReLU."""
    *hidden, last = layers
    return mlp_scores(X, [*[(W, 0 * b) for W, b in hidden], last])


def biases_after_the_relu(X, layers):
    """The biases of the hidden layers are added after the ReLU. Inside it they decide where the
    unit switches on."""
    for W, b in layers[:-1]:
        X = np.maximum(0, X @ W.T) + b
    W, b = layers[-1]
    return X @ W.T + b


def knows_two_layers_at_most(X, layers):
    """From the third layer on nothing is applied. The list may have any length, so go through all
    of it."""
    if len(layers) < 3:
        return mlp_scores(X, layers)
    return np.maximum(0, mlp_scores(X, layers[:2]))


def applies_the_last_layer_again(X, layers):
    """The last layer is applied twice: once by the loop, with a ReLU, and once after it. The loop
    should end one layer earlier."""
    return mlp_scores(X, [*layers, layers[-1]])


def takes_the_layers_out_of_the_list(X, layers):
    """The scores are right, but pop takes layers out of the caller's list, so the network is no
    longer whole after one call. Go through the list without changing it."""
    while len(layers) > 1:
        W, b = layers.pop(0)
        X = np.maximum(0, X @ W.T + b)
    W, b = layers.pop()
    return X @ W.T + b


def returns_what_every_layer_gives(X, layers):
    """A list of what every layer gives comes back. Only what the last one gives is asked for."""
    return [mlp_scores(X, layers[: i + 1]) for i in range(len(layers))]


def bends_every_layer_with_a_sigmoid(X, layers):
    """Between your layers stands a sigmoid. In this network it is ReLU."""
    for W, b in layers[:-1]:
        X = sigmoid(X @ W.T + b)
    W, b = layers[-1]
    return X @ W.T + b


def bends_every_layer_with_a_tanh(X, layers):
    """Between your layers stands a tanh. The docstring says ReLU."""
    for W, b in layers[:-1]:
        X = np.tanh(X @ W.T + b)
    W, b = layers[-1]
    return X @ W.T + b


def bends_after_the_first_layer_only(X, layers):
    """The first layer is followed by a ReLU and no other is. Every layer but the last has one
    behind it."""
    for i, (W, b) in enumerate(layers):
        X = X @ W.T + b
        if i == 0 and len(layers) > 1:
            X = np.maximum(0, X)
    return X


def puts_the_weights_before_the_batch(X, layers):
    """W comes first in your products, which is for examples in columns. Here each example is a
    row, so X comes first, and W is transposed."""
    for W, b in layers[:-1]:
        X = np.maximum(0, W @ X + b)
    W, b = layers[-1]
    return W @ X + b


def applies_the_last_hidden_layer_again(X, layers):
    """After the loop, W and b are still those of the last layer that it went through. Take the last
    pair out of the list before you use it."""
    for W, b in layers[:-1]:
        X = np.maximum(0, X @ W.T + b)
    return X @ W.T + b


def ends_in_probabilities(X, layers):
    """The rows add up to 1: a softmax is applied to the scores. The network ends with the scores,
    as the last layer gives them."""
    scores = mlp_scores(X, layers)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def stack(sizes: list[int], start: int = 0, bias: bool = True) -> list:
    """Layers of small whole numbers, as many as sizes has steps. No score is below 0."""
    layers = []
    for i in range(len(sizes) - 1):
        W = grid(sizes[i + 1], sizes[i], start + 3 * i)
        b = grid(1, sizes[i + 1], start + 5 * i + 4)[0] * bias
        layers.append((W, b))
    W, b = layers[-1]
    layers[-1] = np.abs(W), np.abs(b)
    return layers


def any_sign(layers: list, start: int = 0) -> list:
    """The same layers with a last one that makes scores of both signs."""
    *hidden, (W, b) = layers
    return [*hidden, (grid(*W.shape, start), b)]


def random_layers(rng: np.random.Generator, sizes: list[int], bias: bool) -> list:
    """Layers of which the hidden ones have both signs and the last one makes no score below 0."""
    shapes = [(sizes[i + 1], sizes[i]) for i in range(len(sizes) - 1)]
    layers = [(weights(rng, *shape), weights(rng, shape[0]) * bias) for shape in shapes]
    W, b = layers[-1]
    layers[-1] = np.abs(W), np.abs(b)
    return layers


def one_layer(rng: np.random.Generator) -> Call:
    n, d, c = three_sizes(rng)
    return call(np.abs(weights(rng, n, d)), random_layers(rng, [d, c], bias=False))


def two_layers(rng: np.random.Generator) -> Call:
    n, d, c = three_sizes(rng)
    return call(weights(rng, n, d), random_layers(rng, [d, 6, c], bias=False))


def many_layers(rng: np.random.Generator) -> Call:
    n, d, c = three_sizes(rng)
    sizes = [d, *(int(h) for h in rng.integers(5, 7, size=rng.integers(2, 4))), c]
    return call(weights(rng, n, d), random_layers(rng, sizes, bias=False))


def layers_with_biases(rng: np.random.Generator) -> Call:
    n, d, c = three_sizes(rng)
    return call(weights(rng, n, d), random_layers(rng, [d, 6, 5, c], bias=True))


def layers_of_one_size(rng: np.random.Generator) -> Call:
    size = int(rng.integers(2, 5))
    sizes = [size] * int(rng.integers(3, 6))
    return call(weights(rng, int(rng.integers(2, 5)), size), random_layers(rng, sizes, bias=True))


def layers_of_any_sign(rng: np.random.Generator) -> Call:
    n, d, c = three_sizes(rng)
    *hidden, (W, b) = random_layers(rng, [d, 6, 5, c], bias=True)
    return call(weights(rng, n, d), [*hidden, (weights(rng, *W.shape), weights(rng, *b.shape))])


EXERCISE = Exercise(
    solution=mlp_scores,
    parts=[
        Part(
            "one layer",
            [
                call(
                    np.array([[1.0, 2.0]]),
                    [(np.array([[1.0, 3.0], [2.0, 1.0], [0.0, 5.0]]), np.zeros(3))],
                ),
                call(np.abs(grid(2, 3)), stack([3, 4], bias=False)),
                drawn(one_layer, 3),
            ],
        ),
        Part(
            "two layers",
            [
                call(
                    np.array([[1.0, 2.0]]),
                    [
                        (np.array([[1.0, 1.0], [1.0, -1.0], [-3.0, 1.0]]), np.zeros(3)),
                        (np.array([[2.0, 3.0, 1.0]]), np.zeros(1)),
                    ],
                ),
                call(grid(3, 2), stack([2, 4, 3], bias=False)),
                drawn(two_layers, 3),
            ],
        ),
        Part(
            "many layers",
            [
                call(
                    np.array([[1.0, 2.0]]),
                    [
                        (np.array([[1.0, 1.0], [1.0, -1.0], [-3.0, 4.0]]), np.zeros(3)),
                        (np.array([[2.0, 3.0, -1.0], [-1.0, 2.0, 0.0]]), np.zeros(2)),
                        (np.array([[3.0, 1.0]]), np.zeros(1)),
                    ],
                ),
                call(grid(3, 2), stack([2, 5, 4, 3], bias=False)),
                call(grid(2, 3), stack([3, 4, 5, 4, 2], bias=False)),
                drawn(many_layers, 3),
            ],
        ),
        Part(
            "with biases",
            [
                call(
                    np.array([[1.0, 2.0]]),
                    [
                        (np.array([[1.0, 1.0], [1.0, -1.0]]), np.array([-2.0, -1.0])),
                        (np.array([[2.0, 3.0]]), np.array([10.0])),
                    ],
                ),
                call(grid(3, 2), stack([2, 4, 5, 3])),
                drawn(layers_with_biases, 3),
            ],
        ),
        Part(
            "sizes alike",
            [
                call(grid(1, 2), stack([2, 2, 2])),
                call(grid(3, 2), stack([2, 2, 2, 2], 1)),
                call(grid(3, 3), stack([3, 3, 3, 3], 2)),
                drawn(layers_of_one_size, 3),
            ],
        ),
        Part(
            "scores of any sign",
            [
                call(
                    np.array([[1.0, 2.0]]),
                    [(np.array([[1.0, -3.0], [2.0, 1.0]]), np.array([1.0, -2.0]))],
                ),
                call(grid(3, 2), any_sign(stack([2, 4, 3]), 4)),
                call(grid(3, 2), any_sign(stack([2, 5, 4, 3]), 4)),
                drawn(layers_of_any_sign, 3),
            ],
        ),
    ],
    hints=[
        "One variable holds what goes into the next layer. At first that is X.",
        "A loop over the pairs: for W, b in layers. How does it know that it is at the last "
        "one, which has no ReLU behind it?",
        "layers[:-1] are all layers but the last, layers[-1] is the last. Loop over the first, "
        "with a ReLU each, and apply the other one after the loop.",
    ],
)
