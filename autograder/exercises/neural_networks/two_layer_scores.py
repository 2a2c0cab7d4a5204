"""two_layer_scores: scores of a network with one hidden layer and ReLU after it."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.neural_networks.leaky_relu import leaky_relu
from autograder.exercises.neural_networks.shared import grid, three_sizes, weights
from autograder.exercises.neural_networks.sigmoid import sigmoid


def two_layer_scores(X, W1, b1, W2, b2):
    """Scores of a network with one hidden layer and ReLU after it.

    X: (N, D); W1: (H, D); b1: (H,); W2: (C, H); b2: (C,).
    Returns (N, C): W2 max(0, W1 x + b1) + b2 for every row x of X.
    """
    hidden = np.maximum(0, X @ W1.T + b1)
    return hidden @ W2.T + b2


def leaves_the_weights_untransposed(X, W1, b1, W2, b2):
    """The formula has x as a column, and here examples are rows: (N, D) meets (H, D), so a
    transpose is missing. Where all sizes are equal no error tells you."""
    return np.maximum(0, X @ W1 + b1) @ W2 + b2


def reshapes_instead_of_transposing(X, W1, b1, W2, b2):
    """reshape gives the weights the shape of a transpose and leaves their order as it is, so most
    of them meet the wrong number. Rows have to become columns."""
    hidden = np.maximum(0, X @ W1.reshape(W1.shape[::-1]) + b1)
    return hidden @ W2.reshape(W2.shape[::-1]) + b2


def multiplies_as_in_the_formula(X, W1, b1, W2, b2):
    """W1 X is right for examples in columns. In X they are rows, so either transpose X before and
    the scores after, or turn the product round."""
    return W2 @ np.maximum(0, W1 @ X + b1) + b2


def has_no_relu(X, W1, b1, W2, b2):
    """Nothing bends between the two layers, so together they are one linear layer. Set what is
    negative to 0 after the first."""
    return (X @ W1.T + b1) @ W2.T + b2


def ends_with_a_relu(X, W1, b1, W2, b2):
    """There is a ReLU after the last layer too, so no score is ever below 0. Scores are free to be
    negative."""
    return np.maximum(0, two_layer_scores(X, W1, b1, W2, b2))


def relu_at_the_end_only(X, W1, b1, W2, b2):
    """The ReLU stands after the second layer. It belongs between the two; the scores come out as
    they are."""
    return np.maximum(0, (X @ W1.T + b1) @ W2.T + b2)


def relu_on_the_input(X, W1, b1, W2, b2):
    """The ReLU is applied to the input, before the first layer. It belongs after that layer."""
    return (np.maximum(0, X) @ W1.T + b1) @ W2.T + b2


def relu_on_the_weights(X, W1, b1, W2, b2):
    """The ReLU is applied to the weights W1 and not to what they make of x. Multiply first."""
    return (X @ np.maximum(0, W1).T + b1) @ W2.T + b2


def bias_after_the_relu(X, W1, b1, W2, b2):
    """The bias b1 is added after the ReLU, where it can no longer decide which units are on. It
    belongs inside the maximum."""
    return (np.maximum(0, X @ W1.T) + b1) @ W2.T + b2


def leaves_the_first_bias_out(X, W1, b1, W2, b2):
    """b1 is missing: it shifts every hidden unit before the ReLU."""
    return np.maximum(0, X @ W1.T) @ W2.T + b2


def leaves_the_second_bias_out(X, W1, b1, W2, b2):
    """b2 is missing: it is added to the scores, after everything else."""
    return np.maximum(0, X @ W1.T + b1) @ W2.T


def leaves_both_biases_out(X, W1, b1, W2, b2):
    """Both biases are missing. For an input of zeros all your scores are 0, whatever b1 and b2
    are."""
    return np.maximum(0, X @ W1.T) @ W2.T


def returns_the_hidden_layer(X, W1, b1, W2, b2):
    """These are the H hidden numbers. The second layer makes scores of them."""
    return np.maximum(0, X @ W1.T + b1)


def returns_scores_in_columns(X, W1, b1, W2, b2):
    """The scores are right, and stand in columns, (C, N). Every example has its row."""
    return two_layer_scores(X, W1, b1, W2, b2).T


def drops_the_batch_of_one(X, W1, b1, W2, b2):
    """With a single example, or a single class, an axis is missing. A batch of one is still a
    batch: (1, C)."""
    return np.squeeze(two_layer_scores(X, W1, b1, W2, b2))


def first_example_for_all(X, W1, b1, W2, b2):
    """Every row has the scores of the first example. Each row of X has its own."""
    return two_layer_scores(np.broadcast_to(X[:1], X.shape), W1, b1, W2, b2)


def first_example_alone(X, W1, b1, W2, b2):
    """The scores of the first example come back, and no others. A return inside a loop ends it in
    its first round; with a batch as a matrix no loop is needed."""
    return W2 @ np.maximum(0, W1 @ X[0] + b1) + b2


def returns_the_best_class(X, W1, b1, W2, b2):
    """This is the class with the highest score, one number for each example. All C scores are
    asked for."""
    return np.argmax(two_layer_scores(X, W1, b1, W2, b2), axis=1)


def bends_with_a_sigmoid(X, W1, b1, W2, b2):
    """The hidden layer goes through a sigmoid. Here it is ReLU, as the formula says: max(0, …)."""
    return sigmoid(X @ W1.T + b1) @ W2.T + b2


def bends_with_a_tanh(X, W1, b1, W2, b2):
    """The hidden layer goes through a tanh. Here it is ReLU, max(0, …)."""
    return np.tanh(X @ W1.T + b1) @ W2.T + b2


def keeps_what_relu_takes_away(X, W1, b1, W2, b2):
    """Only hidden numbers below 0 are kept. ReLU keeps the others: it takes the larger of two."""
    return np.minimum(0, X @ W1.T + b1) @ W2.T + b2


def bends_the_scores_before_their_bias(X, W1, b1, W2, b2):
    """A ReLU is applied to the products of the second layer, before b2 is added. There is none
    after the hidden layer's."""
    return np.maximum(0, np.maximum(0, X @ W1.T + b1) @ W2.T) + b2


def ends_with_a_sigmoid(X, W1, b1, W2, b2):
    """All your scores lie between 0 and 1: a sigmoid follows the last layer. The scores come out as
    they are."""
    return sigmoid(two_layer_scores(X, W1, b1, W2, b2))


def returns_hidden_and_scores(X, W1, b1, W2, b2):
    """The hidden layer comes back too. Return the scores alone."""
    return np.maximum(0, X @ W1.T + b1), two_layer_scores(X, W1, b1, W2, b2)


def returns_the_highest_score(X, W1, b1, W2, b2):
    """One number comes back for each example, its highest score. All C scores are asked for."""
    return two_layer_scores(X, W1, b1, W2, b2).max(axis=1)


def gives_zeros_for_scores(X, W1, b1, W2, b2):
    """All scores are 0. Does anything write into the array that you made of zeros? No loop is
    needed for that: two products make all the scores."""
    return np.zeros((len(X), len(W2)))


def keeps_only_which_units_are_on(X, W1, b1, W2, b2):
    """The hidden units are 0 or 1, which says whether they are on. A unit that is on passes its
    number to the next layer."""
    return (X @ W1.T + b1 > 0) @ W2.T + b2


def takes_the_sign_off_the_hidden_layer(X, W1, b1, W2, b2):
    """Hidden numbers below 0 count as if they were positive. The ReLU makes them 0."""
    return np.abs(X @ W1.T + b1) @ W2.T + b2


def leaks_in_the_hidden_layer(X, W1, b1, W2, b2):
    """A hundredth of the negative hidden numbers comes through, as in a leaky ReLU. With a plain
    one they are 0."""
    return leaky_relu(X @ W1.T + b1, 0.01) @ W2.T + b2


def leaks_a_tenth_in_the_hidden_layer(X, W1, b1, W2, b2):
    """A tenth of the negative hidden numbers comes through. A leaky ReLU does that; the formula has
    a plain one, max(0, …)."""
    return leaky_relu(X @ W1.T + b1, 0.1) @ W2.T + b2


def ends_with_a_softmax(X, W1, b1, W2, b2):
    """These are probabilities: a softmax follows the last layer. Scores are asked for; turning
    them into probabilities is the business of the loss."""
    scores = two_layer_scores(X, W1, b1, W2, b2)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def takes_the_largest_of_the_batch(X, W1, b1, W2, b2):
    """np.max(…, 0) takes the largest number along axis 0, and the examples are gone. A ReLU
    compares each number with 0, and there is another function for that."""
    return np.max(X @ W1.T + b1, 0) @ W2.T + b2


def hands_the_hidden_layer_over_as_an_axis(X, W1, b1, W2, b2):
    """np.max(0, …) takes the 0 for the array and the hidden layer for the number of an axis. The
    larger of two things, place by place, is what another function gives."""
    return np.max(0, X @ W1.T + b1) @ W2.T + b2


def asks_once_about_the_hidden_layer(X, W1, b1, W2, b2):
    """Python's max, and an if, need one answer, and every hidden number has its own. Let NumPy
    compare place by place."""
    return max(0, X @ W1.T + b1) @ W2.T + b2


def leaves_w1_untransposed(X, W1, b1, W2, b2):
    """W1 is the wrong way round in the product, which goes unnoticed only where D equals H. A row
    of W1 belongs to a hidden unit and has to meet a row of X."""
    return np.maximum(0, X @ W1 + b1) @ W2.T + b2


def leaves_w2_untransposed(X, W1, b1, W2, b2):
    """W2 is the wrong way round in the product, which goes unnoticed only where H equals C. A row
    of W2 belongs to a score and has to meet the H hidden numbers of an example."""
    return np.maximum(0, X @ W1.T + b1) @ W2 + b2


def exchanges_b1_and_b2(X, W1, b1, W2, b2):
    """The biases have changed places: b1 goes with W1, inside the maximum, and b2 with W2."""
    return two_layer_scores(X, W1, b2, W2, b1)


def net(rng: np.random.Generator, n: int, d: int, h: int, c: int, *, bias: bool) -> list:
    """A batch and a two-layer network with no score below 0."""
    W2, b2 = np.abs(weights(rng, c, h)), np.abs(weights(rng, c)) * bias
    return [weights(rng, n, d), weights(rng, h, d), weights(rng, h) * bias, W2, b2]


def one_example(rng: np.random.Generator) -> Call:
    return call(*net(rng, 1, *three_sizes(rng), bias=False))


def several_examples(rng: np.random.Generator) -> Call:
    d, h, c = three_sizes(rng)
    return call(*net(rng, int(rng.integers(6, 8)), d, h, c, bias=False))


def net_with_biases(rng: np.random.Generator) -> Call:
    d, h, c = three_sizes(rng)
    return call(*net(rng, int(rng.integers(6, 8)), d, h, c, bias=True))


def net_of_any_sign(rng: np.random.Generator) -> Call:
    d, h, c = three_sizes(rng)
    X, W1, b1, W2, b2 = net(rng, int(rng.integers(6, 8)), d, h, c, bias=True)
    return call(X, W1, b1, weights(rng, *W2.shape), weights(rng, *b2.shape))


def net_of_one_size(rng: np.random.Generator) -> Call:
    size = int(rng.integers(2, 5))
    return call(*net(rng, int(rng.integers(2, 5)), size, size, size, bias=True))


EXERCISE = Exercise(
    solution=two_layer_scores,
    parts=[
        Part(
            "one example",
            [
                call(
                    np.array([[1.0, 2.0]]),
                    np.array([[1.0, 1.0], [1.0, -1.0], [-3.0, 1.0]]),
                    np.zeros(3),
                    np.array([[2.0, 3.0, 1.0]]),
                    np.zeros(1),
                ),
                call(grid(1, 3), grid(2, 3, 4), np.zeros(2), np.abs(grid(4, 2, 3)), np.zeros(4)),
                drawn(one_example, 3),
            ],
        ),
        Part(
            "several examples",
            [
                call(
                    np.array([[1.0, 2.0], [-1.0, 2.0]]),
                    np.array([[1.0, 1.0], [1.0, -1.0], [-3.0, 1.0]]),
                    np.zeros(3),
                    np.array([[2.0, 3.0, 1.0], [1.0, 0.0, 2.0]]),
                    np.zeros(2),
                ),
                call(grid(5, 2), grid(4, 2, 9), np.zeros(4), np.abs(grid(3, 4, 3)), np.zeros(3)),
                drawn(several_examples, 3),
            ],
        ),
        Part(
            "with biases",
            [
                call(
                    np.array([[1.0, 2.0], [-1.0, 2.0]]),
                    np.array([[1.0, 1.0], [1.0, -1.0], [-3.0, 1.0]]),
                    np.array([-4.0, 2.0, 1.0]),
                    np.array([[2.0, 3.0, 1.0], [1.0, 0.0, 2.0]]),
                    np.array([10.0, 20.0]),
                ),
                call(
                    grid(5, 3),
                    grid(4, 3, 1),
                    grid(1, 4, 2)[0],
                    np.abs(grid(2, 4, 3)),
                    np.array([10.0, 20.0]),
                ),
                drawn(net_with_biases, 3),
            ],
        ),
        Part(
            "sizes alike",
            [
                call(
                    np.array([[1.0, 2.0], [-1.0, 2.0]]),
                    np.array([[1.0, -1.0], [2.0, 1.0]]),
                    np.array([2.0, -1.0]),
                    np.array([[2.0, 3.0], [1.0, 4.0]]),
                    np.array([1.0, 2.0]),
                ),
                call(
                    grid(3, 2),
                    grid(2, 2, 1),
                    grid(1, 2, 2)[0],
                    np.abs(grid(2, 2, 3)),
                    np.array([10.0, 20.0]),
                ),
                call(
                    grid(3, 3),
                    grid(3, 3, 1),
                    grid(1, 3, 2)[0],
                    np.abs(grid(3, 3, 4)),
                    np.array([10.0, 20.0, 30.0]),
                ),
                drawn(net_of_one_size, 3),
            ],
        ),
        Part(
            "scores of any sign",
            [
                call(
                    np.array([[1.0, 2.0], [-1.0, 2.0]]),
                    np.array([[1.0, 1.0], [1.0, -1.0], [-3.0, 1.0]]),
                    np.array([-4.0, 2.0, 1.0]),
                    np.array([[2.0, -3.0, 1.0], [-1.0, 0.0, 2.0]]),
                    np.array([-1.0, 1.0]),
                ),
                call(grid(5, 3), grid(4, 3, 1), grid(1, 4, 2)[0], grid(2, 4, 5), grid(1, 2)[0]),
                drawn(net_of_any_sign, 3),
            ],
        ),
    ],
    hints=[
        "Two steps: first the hidden layer, (N, H), then the scores, (N, C). Give the hidden "
        "layer a name and look at its shape.",
        "A layer for a whole batch of rows is X @ W.T + b.",
        "The ReLU goes between the two layers and nowhere else.",
    ],
)
