"""merge_linear_layers: the one linear layer that does what two of them do with nothing in
between.
"""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.neural_networks.shared import grid, three_sizes, weights


def merge_linear_layers(W1, b1, W2, b2):
    """The one linear layer that does what two of them do with nothing in between.

    W1: (H, D); b1: (H,); W2: (C, H); b2: (C,).
    Returns W (C, D) and b (C,).
    """
    return W2 @ W1, W2 @ b1 + b2


def multiplies_in_the_order_of_the_layers(W1, b1, W2, b2):
    """W1 W2 is the order in which the layers come, and not that of the product. Write both layers
    out for one x: which of the two matrices stands next to it?"""
    return W1 @ W2, W2 @ b1 + b2


def returns_weights_transposed(W1, b1, W2, b2):
    """Your W is (D, C). A weight matrix of this course is (out, in), here (C, D)."""
    return (W2 @ W1).T, W2 @ b1 + b2


def adds_the_weights(W1, b1, W2, b2):
    """Applying two layers one after the other multiplies their matrices. Yours are added,
    which is what two layers side by side would do."""
    return W1 + W2, W2 @ b1 + b2


def multiplies_place_by_place(W1, b1, W2, b2):
    """The star multiplies place by place, and shapes that differ stop it. One matrix after the
    other is a matrix product."""
    return W2 * W1, W2 @ b1 + b2


def adds_the_two_biases(W1, b1, W2, b2):
    """b1 goes through the second layer before b2 is added. You add the two as they are, which fits
    only where H equals C."""
    return W2 @ W1, b1 + b2


def leaves_b2_out(W1, b1, W2, b2):
    """b2 is missing: the second layer adds it to whatever the first one gave."""
    return W2 @ W1, W2 @ b1


def leaves_b1_out(W1, b1, W2, b2):
    """Your bias is b2 alone. What does b1 become on its way through the second layer? Set x to 0
    and follow it."""
    return W2 @ W1, b2 + 0


def merges_without_any_bias(W1, b1, W2, b2):
    """W is right, and b is zero. For x = 0 the two layers give something, and the merged one has
    to give the same."""
    return W2 @ W1, 0 * b2


def sends_both_biases_through(W1, b1, W2, b2):
    """Both biases go through W2. Only b1 does: b2 is added behind it."""
    return W2 @ W1, W2 @ (b1 + b2)


def multiplies_b1_from_the_left(W1, b1, W2, b2):
    """b1 times W2 is W2 transposed times b1, and only a square W2 allows it. W2 stands on the
    left."""
    return W2 @ W1, b1 @ W2 + b2


def sends_b1_through_the_merged_weights(W1, b1, W2, b2):
    """b1 is added after W1, so W1 does not touch it any more. Send it through W2 alone."""
    return W2 @ W1, W2 @ W1 @ b1 + b2


def sends_b1_through_w1(W1, b1, W2, b2):
    """b1 is multiplied by W1, but it is added after W1. Which weights does it meet on its way
    out?"""
    return W2 @ W1, W1 @ b1 + b2


def subtracts_b2(W1, b1, W2, b2):
    """b2 is taken away. It is added, after all else."""
    return W2 @ W1, W2 @ b1 - b2


def exchanges_the_biases_of_the_layers(W1, b1, W2, b2):
    """The biases have changed places: b1 is added first and goes through W2, and b2 comes last."""
    return W2 @ W1, W2 @ b2 + b1


def turns_w1_round(W1, b1, W2, b2):
    """W1 is transposed in your product, which only square weights allow. x meets W1 as it is, and
    then W2: write the shapes (C, H) and (H, D) next to each other."""
    return W2 @ W1.T, W2 @ b1 + b2


def turns_w2_round(W1, b1, W2, b2):
    """W2 is transposed in your product, which only square weights allow. Write the shapes (C, H)
    and (H, D) next to each other: nothing has to be turned."""
    return W2.T @ W1, W2 @ b1 + b2


def gives_b_a_row_of_its_own(W1, b1, W2, b2):
    """b is a matrix of one row. A bias has one axis, (C,)."""
    return W2 @ W1, (W2 @ b1 + b2)[None]


def stands_b_upright(W1, b1, W2, b2):
    """b is a matrix of one column. A bias has one axis, (C,), and W2 times b1 has just that."""
    return W2 @ W1, (W2 @ b1 + b2)[:, None]


def bends_the_product(W1, b1, W2, b2):
    """W has no number below 0: a ReLU was applied to it. Nothing bends in a linear layer."""
    return np.maximum(0, W2 @ W1), W2 @ b1 + b2


def bends_the_bias(W1, b1, W2, b2):
    """b1 passes a ReLU on its way. There is nothing in between the two layers here."""
    return W2 @ W1, W2 @ np.maximum(0, b1) + b2


def bends_the_weights_and_the_bias(W1, b1, W2, b2):
    """There is a ReLU in this answer. Nothing stands between the two layers, and with a ReLU no
    single linear layer could do it."""
    return W2 @ np.maximum(0, W1), W2 @ np.maximum(0, b1) + b2


def returns_b_before_w(W1, b1, W2, b2):
    """Both are right, in the wrong order: W comes first, then b."""
    return W2 @ b1 + b2, W2 @ W1


def returns_w_alone(W1, b1, W2, b2):
    """W comes back alone. A layer has a bias as well: return the two, with a comma between
    them."""
    return W2 @ W1


def returns_b_alone(W1, b1, W2, b2):
    """b comes back alone. The merged layer has weights as well: return the two, W first."""
    return W2 @ b1 + b2


def drops_axes_of_one_output(W1, b1, W2, b2):
    """With one input or one output an axis is lost. W is (C, D) and b is (C,), whatever C and D
    are."""
    return np.squeeze(W2 @ W1), np.squeeze(W2 @ b1 + b2)


def adds_up_all_of_w2_times_b1(W1, b1, W2, b2):
    """The products of W2 and b1 are all added up, and each output gets the same number. An output
    adds up its own row of W2 alone, as W2 @ b1 does."""
    return W2 @ W1, np.sum(W2 * b1) + b2


def two_linear_layers(rng: np.random.Generator) -> Call:
    d, h, c = three_sizes(rng)
    return call(weights(rng, h, d), weights(rng, h), weights(rng, c, h), weights(rng, c))


def two_square_layers(rng: np.random.Generator) -> Call:
    d = int(rng.integers(2, 5))
    return call(weights(rng, d, d), weights(rng, d), weights(rng, d, d), weights(rng, d))


EXERCISE = Exercise(
    solution=merge_linear_layers,
    parts=[
        Part(
            "W",
            [
                call(
                    np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]]),
                    np.zeros(3),
                    np.array([[1.0, 10.0, 100.0]]),
                    np.zeros(1),
                ),
                call(grid(2, 3), grid(1, 2)[0], grid(4, 2, 1), grid(1, 4, 3)[0]),
                drawn(two_linear_layers, 3),
            ],
            item=0,
        ),
        Part(
            "W, sizes alike",
            [
                call(
                    np.array([[1.0, 2.0], [3.0, 4.0]]),
                    np.zeros(2),
                    np.array([[1.0, 10.0], [0.0, 1.0]]),
                    np.zeros(2),
                ),
                call(grid(3, 3), grid(1, 3)[0], grid(3, 3, 1), grid(1, 3, 3)[0]),
                drawn(two_square_layers, 3),
            ],
            item=0,
        ),
        Part(
            "b",
            [
                call(
                    np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]]),
                    np.array([1.0, 2.0, -3.0]),
                    np.array([[1.0, 10.0, 100.0]]),
                    np.array([5.0]),
                ),
                call(grid(2, 3), grid(1, 2)[0], grid(4, 2, 1), grid(1, 4, 3)[0]),
                drawn(two_linear_layers, 3),
            ],
            item=1,
        ),
        Part(
            "b, sizes alike",
            [
                call(
                    np.array([[1.0, 2.0], [3.0, 4.0]]),
                    np.array([1.0, -2.0]),
                    np.array([[1.0, 10.0], [0.0, 1.0]]),
                    np.array([5.0, 6.0]),
                ),
                call(grid(3, 3), grid(1, 3)[0], grid(3, 3, 1), grid(1, 3, 3)[0]),
                drawn(two_square_layers, 3),
            ],
            item=1,
        ),
        Part(
            "both together",
            [
                call(grid(2, 1), grid(1, 2, 2)[0], grid(3, 2, 1), grid(1, 3, 3)[0]),
                call(grid(2, 3), grid(1, 2, 2)[0], grid(2, 2, 1), grid(1, 2, 3)[0]),
                call(grid(4, 3), grid(1, 4, 2)[0], grid(2, 4, 1), grid(1, 2, 3)[0]),
                drawn(two_linear_layers, 2),
                drawn(two_square_layers, 1),
            ],
        ),
    ],
    hints=[
        "Write the second layer of the first one: W2 (W1 x + b1) + b2. Which matrix multiplies x?",
        "Multiply the bracket out. What has an x is W times x; what has none is b.",
    ],
)
