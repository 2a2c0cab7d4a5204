"""maxout: the larger of two linear maps, element by element."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.neural_networks.shared import grid, three_sizes, weights


def maxout(x, W1, b1, W2, b2):
    """The larger of two linear maps, element by element.

    x: (N, D); W1, W2: (M, D); b1, b2: (M,).
    Returns (N, M).
    """
    return np.maximum(x @ W1.T + b1, x @ W2.T + b2)


def multiplies_untransposed(x, W1, b1, W2, b2):
    """Write the shapes below each other: x is (N, D), W1 and W2 are (M, D), and the D's have to
    meet. Where M equals D the wrong order goes unnoticed."""
    return np.maximum(x @ W1 + b1, x @ W2 + b2)


def reshapes_both_maps(x, W1, b1, W2, b2):
    """Your weights have the shape (D, M) after a reshape, and their order has not changed. A
    transpose is something else: it exchanges rows and columns."""
    D, M = x.shape[1], len(W1)
    return np.maximum(x @ W1.reshape(D, M) + b1, x @ W2.reshape(D, M) + b2)


def adds_the_first_bias_to_both(x, W1, b1, W2, b2):
    """Both maps get b1, or b1 is added after the comparison, which is the same. b2 belongs to the
    second map, before the two are compared."""
    return maxout(x, W1, b1, W2, b1)


def adds_the_second_bias_to_both(x, W1, b1, W2, b2):
    """Both maps get b2, or b2 is added after the comparison, which is the same. b1 belongs to the
    first map, before the two are compared."""
    return maxout(x, W1, b2, W2, b2)


def adds_both_biases_to_both(x, W1, b1, W2, b2):
    """Both biases are added whichever map wins. Each belongs to its own map, and counts where the
    two are compared."""
    return maxout(x, W1, b1 + b2, W2, b1 + b2)


def exchanges_the_biases(x, W1, b1, W2, b2):
    """The biases have changed places: b1 goes with W1, b2 with W2."""
    return maxout(x, W1, b2, W2, b1)


def forgets_both_biases(x, W1, b1, W2, b2):
    """The biases are missing. A linear map of this course adds its b to every row."""
    return np.maximum(x @ W1.T, x @ W2.T)


def largest_of_one_map(x, W1, b1, W2, b2):
    """This is the largest output of the first map in each row. Maxout compares two maps, place by
    place, and keeps all M places."""
    return (x @ W1.T + b1).max(axis=1)


def one_number_for_each_row(x, W1, b1, W2, b2):
    """You keep one number for each row, the largest of all. Only the two maps are compared, at
    each of the M places on its own."""
    return maxout(x, W1, b1, W2, b2).max(axis=1)


def one_number_for_all(x, W1, b1, W2, b2):
    """np.max without an axis leaves a single number, the largest of both maps. Compare the two
    place by place, so that (N, M) numbers remain."""
    return np.max([x @ W1.T + b1, x @ W2.T + b2])


def multiplies_without_adding_up(x, W1, b1, W2, b2):
    """The star multiplies element by element and adds nothing up. Each output of a linear map is
    a sum over all D inputs: a matrix product."""
    return np.maximum(x * W1 + b1, x * W2 + b2)


def puts_the_weights_in_front(x, W1, b1, W2, b2):
    """W1 x is meant for an x that stands as a column. Here examples are rows, so x comes first in
    the product, and the D's have to meet."""
    return np.maximum(W1 @ x + b1, W2 @ x + b2)


def sends_one_map_through_the_other(x, W1, b1, W2, b2):
    """The second map is applied to what the first gives. In maxout both look at x, and neither
    sees the other."""
    return np.maximum(0, x @ W1.T + b1) @ W2.T + b2


def takes_the_larger_weights(x, W1, b1, W2, b2):
    """This compares the weights and then applies one map. Apply both maps first: which of the two
    results is larger depends on x."""
    return x @ np.maximum(W1, W2).T + np.maximum(b1, b2)


def adds_the_two_maps(x, W1, b1, W2, b2):
    """The two maps are added, and a sum of linear maps is linear again. The larger of the two is
    asked for."""
    return x @ W1.T + b1 + x @ W2.T + b2


def takes_the_smaller(x, W1, b1, W2, b2):
    """The smaller of the two comes back at each place. Maxout takes the larger."""
    return np.minimum(x @ W1.T + b1, x @ W2.T + b2)


def gives_the_first_map(x, W1, b1, W2, b2):
    """This is the first map alone. Work out the second as well, and compare the two."""
    return x @ W1.T + b1


def gives_the_second_map(x, W1, b1, W2, b2):
    """This is the second map alone. It counts only where it is larger than the first."""
    return x @ W2.T + b2


def gives_both_maps(x, W1, b1, W2, b2):
    """Both maps come back. At each place only the larger of the two numbers is asked for."""
    return x @ W1.T + b1, x @ W2.T + b2


def puts_zero_where_the_second_wins(x, W1, b1, W2, b2):
    """Where the first map is larger it is right, and elsewhere there is a 0. The second map belongs
    there."""
    first = x @ W1.T + b1
    return np.where(first > x @ W2.T + b2, first, 0)


def adds_b1_alone(x, W1, b1, W2, b2):
    """The second map has no bias. b2 is added to it before the two are compared."""
    return maxout(x, W1, b1, W2, 0 * b2)


def adds_b2_alone(x, W1, b1, W2, b2):
    """The first map has no bias. b1 is added to it before the two are compared."""
    return maxout(x, W1, 0 * b1, W2, b2)


def adds_the_larger_bias(x, W1, b1, W2, b2):
    """The maps are compared without their biases, and the larger bias is added after that. Each
    bias belongs to its own map, before the comparison."""
    return np.maximum(x @ W1.T, x @ W2.T) + np.maximum(b1, b2)


def gives_zeros_for_both(x, W1, b1, W2, b2):
    """Nothing but zeros comes back. If you fill an array in a loop, look at what is written into
    it."""
    return np.zeros((len(x), len(W1)))


def compares_the_first_map_with_zero(x, W1, b1, W2, b2):
    """This is a ReLU after the first map: the other side of the comparison is 0. In maxout it is
    the second map."""
    return np.maximum(0, x @ W1.T + b1)


def compares_with_zero_besides(x, W1, b1, W2, b2):
    """Nothing comes out below 0: besides the two maps, 0 takes part in the comparison. Maxout may
    be negative where both maps are."""
    return np.maximum(0, maxout(x, W1, b1, W2, b2))


def second_map_after_a_relu(x, W1, b1, W2, b2):
    """You apply a ReLU to both maps and add them up. Maxout has no ReLU and no sum; the one map
    takes the place of the other's 0."""
    return np.maximum(0, x @ W1.T + b1) + np.maximum(0, x @ W2.T + b2)


def compares_without_signs(x, W1, b1, W2, b2):
    """The number that is further from 0 comes back. Compare with the signs: 2 is larger than
    -4."""
    first, second = x @ W1.T + b1, x @ W2.T + b2
    return np.where(np.abs(first) > np.abs(second), first, second)


def chooses_one_map_for_all(x, W1, b1, W2, b2):
    """One map is chosen for the whole batch, by the sum of its outputs. Compare at every place of
    every row."""
    first, second = x @ W1.T + b1, x @ W2.T + b2
    return first if first.sum() > second.sum() else second


def chooses_one_map_for_a_row(x, W1, b1, W2, b2):
    """One map is chosen for each row, by the sum of its outputs. Compare place by place: in one
    row the first map may win here and the second there."""
    first, second = x @ W1.T + b1, x @ W2.T + b2
    return np.where(first.sum(1, keepdims=True) > second.sum(1, keepdims=True), first, second)


def puts_the_maps_side_by_side(x, W1, b1, W2, b2):
    """Both maps come back, side by side, 2M numbers for each row. At each place only the larger
    one should be left."""
    return np.hstack([x @ W1.T + b1, x @ W2.T + b2])


def says_which_map_wins(x, W1, b1, W2, b2):
    """This says where the first map is larger. The larger number itself is asked for."""
    return (x @ W1.T + b1 > x @ W2.T + b2).astype(float)


def numbers_the_winning_map(x, W1, b1, W2, b2):
    """This is the number of the map that wins, 0 or 1. What it gives is asked for: the larger
    number itself."""
    return np.argmax([x @ W1.T + b1, x @ W2.T + b2], axis=0)


def returns_columns_for_rows(x, W1, b1, W2, b2):
    """Your result is (M, N), with a column for each example. Examples are rows in this course, of
    the input and of the output."""
    return maxout(x, W1, b1, W2, b2).T


def asks_which_array_is_larger(x, W1, b1, W2, b2):
    """Which of two arrays is larger has an answer at every place, and an if, or the max of Python,
    needs a single one. NumPy has a function that compares place by place."""
    return max(x @ W1.T + b1, x @ W2.T + b2)


def hands_the_second_map_over_as_an_axis(x, W1, b1, W2, b2):
    """np.max looks for the largest number of one array, and takes what comes next for the number of
    an axis. Two arrays are compared place by place by another function."""
    return np.max(x @ W1.T + b1, x @ W2.T + b2)


def compares_along_the_rows(x, W1, b1, W2, b2):
    """The largest is taken along another axis than the one on which the two maps were put together:
    it is that of a whole map. What is compared is the two maps, at the same place."""
    return np.max([x @ W1.T + b1, x @ W2.T + b2], axis=1)


def drops_axes_of_one_unit(x, W1, b1, W2, b2):
    """With one example or one unit an axis is lost. The result is (N, M), whatever N and M are."""
    return np.squeeze(maxout(x, W1, b1, W2, b2))


def two_lines(rng: np.random.Generator) -> Call:
    x, none = weights(rng, int(rng.integers(2, 5)), 1), np.zeros(1)
    return call(x, weights(rng, 1, 1), none, weights(rng, 1, 1), none)


def two_maps(rng: np.random.Generator) -> Call:
    n, d, m = three_sizes(rng)
    return call(
        weights(rng, n, d), weights(rng, m, d), np.zeros(m), weights(rng, m, d), np.zeros(m)
    )


def two_maps_and_biases(rng: np.random.Generator) -> Call:
    n, d, m = three_sizes(rng)
    maps = [weights(rng, m, d), weights(rng, m), weights(rng, m, d), weights(rng, m)]
    return call(weights(rng, n, d), *maps)


def two_square_maps(rng: np.random.Generator) -> Call:
    n, d, _ = three_sizes(rng)
    maps = [weights(rng, d, d), weights(rng, d), weights(rng, d, d), weights(rng, d)]
    return call(weights(rng, n, d), *maps)


EXERCISE = Exercise(
    solution=maxout,
    parts=[
        Part(
            "two lines",
            [
                call(
                    np.array([[3.0], [-2.0]]),
                    np.array([[2.0]]),
                    np.zeros(1),
                    np.array([[-1.0]]),
                    np.zeros(1),
                ),
                call(
                    np.array([[1.0], [-1.0], [2.0]]),
                    np.array([[-3.0]]),
                    np.zeros(1),
                    np.array([[-1.0]]),
                    np.zeros(1),
                ),
                drawn(two_lines, 3),
            ],
        ),
        Part(
            "two maps",
            [
                call(grid(1, 2), grid(3, 2, 2), np.zeros(3), grid(3, 2, 9), np.zeros(3)),
                call(grid(3, 2), grid(1, 2, 1), np.zeros(1), grid(1, 2, 4), np.zeros(1)),
                call(grid(2, 3), grid(4, 3, 1), np.zeros(4), grid(4, 3, 2), np.zeros(4)),
                drawn(two_maps, 3),
            ],
        ),
        Part(
            "with biases",
            [
                call(
                    np.array([[1.0], [-1.0]]),
                    np.array([[2.0]]),
                    np.array([1.0]),
                    np.array([[-2.0]]),
                    np.array([2.0]),
                ),
                call(grid(2, 3), grid(4, 3, 1), grid(1, 4, 3)[0], grid(4, 3, 2), grid(1, 4)[0]),
                call(grid(2, 3), grid(2, 3, 1), grid(1, 2, 3)[0], grid(2, 3, 2), grid(1, 2)[0]),
                drawn(two_maps_and_biases, 3),
            ],
        ),
        Part(
            "sizes alike",
            [
                call(
                    np.array([[1.0, 2.0], [-2.0, 1.0]]),
                    np.array([[1.0, 3.0], [0.0, 1.0]]),
                    np.array([1.0, 0.0]),
                    np.array([[2.0, -1.0], [1.0, 2.0]]),
                    np.array([0.0, -2.0]),
                ),
                call(grid(3, 2), grid(2, 2, 1), grid(1, 2, 3)[0], grid(2, 2, 2), grid(1, 2)[0]),
                call(grid(3, 3), grid(3, 3, 1), grid(1, 3, 3)[0], grid(3, 3, 2), grid(1, 3)[0]),
                drawn(two_square_maps, 3),
            ],
        ),
    ],
    hints=[
        "Work out the two maps first, each with its own weights and biases. Both are (N, M).",
        "The rows of x are examples, so W x becomes x times W transposed. Then compare the "
        "two results as ReLU compares x with 0.",
    ],
)
