"""l2_penalty: what large weights cost: half of strength times the sum of their squares."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.linear_classifier.shared import counting, different_sizes, matrix, vector


def l2_penalty(W, strength):
    """What large weights cost: half of strength times the sum of their squares.

    W: an array of any shape; strength: a number, 0 or more.
    Returns the penalty, a float, and its gradient, shaped like W.
    """
    return float(0.5 * strength * np.sum(W**2)), strength * W


def forgets_the_half(W, strength):
    """The penalty is twice as large as it should be. The half in front of it is there to make the
    gradient plain."""
    penalty, gradient = l2_penalty(W, strength)
    return 2 * penalty, gradient


def doubles_the_gradient(W, strength):
    """The gradient is twice as large as it should be. The 2 that comes from the square meets the
    half in front."""
    penalty, gradient = l2_penalty(W, strength)
    return penalty, 2 * gradient


def leaves_the_half_out_of_both(W, strength):
    """Penalty and gradient agree with each other, and both lack the half. That is a convention
    too; here the penalty is half of strength times the sum of squares."""
    penalty, gradient = l2_penalty(W, strength)
    return 2 * penalty, 2 * gradient


def halves_the_gradient_too(W, strength):
    """The gradient is half of what it should be. The square has brought a 2 down, and with the half
    in front nothing is left to divide by."""
    penalty, gradient = l2_penalty(W, strength)
    return penalty, 0.5 * gradient


def forgets_the_strength(W, strength):
    """The strength makes no difference to this answer. With strength 0 there is no penalty, and
    no gradient."""
    return l2_penalty(W, 1)


def forgets_the_strength_in_the_penalty(W, strength):
    """The penalty does not grow with the strength. With strength 0 weights must cost nothing."""
    return l2_penalty(W, 1)[0], l2_penalty(W, strength)[1]


def forgets_the_strength_in_the_gradient(W, strength):
    """The gradient does not grow with the strength. Differentiate the line of the penalty: the
    strength stays in front as a factor."""
    return l2_penalty(W, strength)[0], l2_penalty(W, 1)[1]


def sums_a_matrix_product(W, strength):
    """W.T @ W is a product of matrices: it multiplies different weights with one another. Here
    every weight is multiplied with itself alone, element by element."""
    return float(0.5 * strength * np.sum(W.T @ W)), strength * W


def sums_a_product_of_rows(W, strength):
    """W @ W.T is a product of matrices: it multiplies each row with every other one. Only its
    diagonal belongs to the sum of squares, which needs no product of matrices."""
    return float(0.5 * strength * np.sum(W @ W.T)), strength * W


def squares_the_sum(W, strength):
    """The weights are added up and then squared, so positive and negative ones cancel. Square
    first, then add up."""
    return float(0.5 * strength * np.sum(W) ** 2), strength * W


def takes_the_root(W, strength):
    """The penalty holds the length of W, which is the root of the sum of squares. The sum itself is
    asked for, without a root."""
    return float(0.5 * strength * np.linalg.norm(W)), strength * W


def averages_the_squares(W, strength):
    """The squares are averaged. They are to be added up: a larger classifier has more to pay."""
    return float(0.5 * strength * np.mean(W**2)), strength * W


def adds_up_absolute_values(W, strength):
    """This is the L1 penalty, which adds up absolute values and whose slope knows only signs. L2
    takes squares, and its slope grows with the weight."""
    return float(strength * np.sum(np.abs(W))), strength * np.sign(W)


def adds_up_along_one_axis(W, strength):
    """The penalty is an array, since the squares were added up along one axis only. Python's own
    sum() does that, and so does axis=0; the penalty is one number for the whole of W."""
    return 0.5 * strength * sum(W**2), strength * W


def points_downhill(W, strength):
    """The gradient has the sign of the step. It says where the penalty grows, and a positive
    weight makes it grow; the minus comes with the descent."""
    penalty, gradient = l2_penalty(W, strength)
    return penalty, -gradient


def adds_up_the_gradient(W, strength):
    """The gradient is one number. Every weight has its own slope: the gradient has the shape of
    W, nothing is added up in it."""
    penalty, gradient = l2_penalty(W, strength)
    return penalty, gradient.sum()


def returns_the_gradient_first(W, strength):
    """The two come back in the other order: first the penalty, then its gradient."""
    penalty, gradient = l2_penalty(W, strength)
    return gradient, penalty


def returns_the_penalty_alone(W, strength):
    """Only the penalty comes back. Its gradient is asked for as well, after a comma."""
    return l2_penalty(W, strength)[0]


def scales_the_weights_of_the_caller(W, strength):
    """W itself was changed, as `*=` does, which writes into the caller's array: the classifier
    would have lost its weights."""
    penalty = l2_penalty(W, strength)[0]
    W *= strength
    return penalty, W


def halves_by_whole_numbers(W, strength):
    """The penalty is always 0, as it is where the half is written 1 // 2. The operator for a half
    is /, or write 0.5."""
    return 0.0, strength * W


def squares_the_strength(W, strength):
    """The strength is squared along with the weights. It stands in front of the sum, as a plain
    factor."""
    return float(0.5 * np.sum((strength * W) ** 2)), strength * W


def squares_the_gradient(W, strength):
    """The gradient holds the squares of the weights. The derivative of a square is twice the weight
    itself, and loses its 2 to the half."""
    return l2_penalty(W, strength)[0], strength * W**2


def squares_the_weights_of_the_caller(W, strength):
    """W was squared in place, so the caller has lost the weights and your gradient was made of
    squares. W**2 makes a new array, and `**=` does not."""
    W **= 2
    return float(0.5 * strength * np.sum(W)), strength * W


def adds_up_each_row(W, strength):
    """The penalty is an array, since the squares were added up along the rows. np.sum without an
    axis adds up all of them."""
    return 0.5 * strength * np.sum(W**2, axis=1), strength * W


def divides_the_penalty_by_the_rows(W, strength):
    """The penalty is divided by how many rows W has. It is a sum and no mean: every weight costs
    what it costs."""
    return l2_penalty(W, strength)[0] / len(W), strength * W


def averages_penalty_and_gradient(W, strength):
    """Penalty and gradient are divided by how many weights there are. The squares are added up and
    not averaged, so there is nothing to divide by."""
    penalty, gradient = l2_penalty(W, strength)
    return penalty / W.size, gradient / W.size


def divides_both_by_the_rows(W, strength):
    """Penalty and gradient are divided by how many rows W has. The examples are averaged, and the
    weights are not: their price stands beside that mean."""
    penalty, gradient = l2_penalty(W, strength)
    return penalty / len(W), gradient / len(W)


def multiplies_w_by_itself_as_a_matrix(W, strength):
    """W @ W is a product of matrices, which fits only where W is square, and multiplies different
    weights with one another. Every weight is multiplied with itself: W * W."""
    return float(0.5 * strength * np.sum(W @ W)), strength * W


def gives_the_gradient_of_the_length(W, strength):
    """The penalty holds the length of W, the root of the sum of squares, and the gradient belongs
    to that. The sum itself is asked for, without a root."""
    length = np.linalg.norm(W)
    return float(0.5 * strength * length), 0.5 * strength * W / length


def returns_the_gradient_alone(W, strength):
    """Only the gradient comes back. The penalty is asked for as well, and stands first."""
    return l2_penalty(W, strength)[1]


def gives_signs_for_a_gradient(W, strength):
    """The gradient holds only the signs of the weights, which belongs to a penalty of absolute
    values. The slope of a square grows with the weight."""
    return l2_penalty(W, strength)[0], strength * np.sign(W)


def loses_an_axis_of_the_weights(W, strength):
    """The gradient has lost an axis of length 1. It has the shape of W, whatever its lengths."""
    penalty, gradient = l2_penalty(W, strength)
    return penalty, gradient.squeeze()


def lays_the_gradient_in_a_line(W, strength):
    """The gradient is one long vector. Its numbers are right, and they should stand where the
    weights stand: in the shape of W."""
    penalty, gradient = l2_penalty(W, strength)
    return penalty, gradient.ravel()


def expects_a_matrix(W, strength):
    """Your penalty can be worked out for a matrix alone, as with a trace or two loops. W may have
    any shape: W**2 and np.sum take all of them."""
    return 0.5 * strength * np.trace(W @ W.T), strength * W


def adds_up_nothing(W, strength):
    """The penalty is an array, with a number for each weight. They are added up: the penalty is one
    number."""
    return 0.5 * strength * W**2, strength * W


def adds_up_sizes_for_squares(W, strength):
    """The penalty adds up the sizes of the weights, without squaring them. The square of each
    weight counts, which makes large ones dear."""
    return float(0.5 * strength * np.sum(np.abs(W))), strength * W


def loops_over_two_axes(W, strength):
    """Your loops expect two axes, and W may have any shape. W**2 and np.sum without an axis take
    every shape."""
    total = 0
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            total = total + W[i, j] ** 2
    return 0.5 * strength * total, strength * W


def squares_the_strength_in_the_gradient(W, strength):
    """The gradient holds the strength twice. It is a plain factor of the penalty, and so it is of
    the gradient."""
    return l2_penalty(W, strength)[0], strength**2 * W


def takes_the_largest_singular_value(W, strength):
    """np.linalg.norm(W, 2) of a matrix is its largest singular value, not the root of the sum of
    squares, and with more than two axes it is an error. Add up the squares: np.sum(W**2)."""
    return float(0.5 * strength * np.linalg.norm(W, 2) ** 2), strength * W


def weights_and_strength(rng: np.random.Generator) -> Call:
    return call(rng.uniform(-3, 3, size=different_sizes(rng, 2)).round(1), strength(rng))


def weights_at_strength_one(rng: np.random.Generator) -> Call:
    return call(rng.uniform(-3, 3, size=different_sizes(rng, 2)).round(1), 1.0)


def weights_of_any_shape(rng: np.random.Generator) -> Call:
    shape = rng.integers(2, 4, size=rng.integers(1, 5))
    return call(rng.uniform(-3, 3, size=shape).round(1), strength(rng))


def strength(rng: np.random.Generator) -> float:
    return float(rng.choice([0.01, 0.1, 0.5, 3.0]))


EXERCISE = Exercise(
    solution=l2_penalty,
    parts=[
        Part(
            "penalty at strength 1",
            [
                call(matrix([1, 2]), 1.0),
                call(matrix([3, -1], [0, 2], [1, 1]), 1.0),
                drawn(weights_at_strength_one, 3),
            ],
            item=0,
        ),
        Part(
            "gradient at strength 1",
            [
                call(matrix([1, 2]), 1.0),
                call(matrix([3, -1], [0, 2], [1, 1]), 1.0),
                drawn(weights_at_strength_one, 3),
            ],
            item=1,
        ),
        Part(
            "penalty at any strength",
            [
                call(matrix([1, 2]), 3.0),
                call(matrix([3, -1], [0, 2], [1, 1]), 0.1),
                call(matrix([3, -1], [0, 2]), 0.0),
                drawn(weights_and_strength, 3),
            ],
            item=0,
        ),
        Part(
            "gradient at any strength",
            [
                call(matrix([1, 2]), 3.0),
                call(matrix([3, -1], [0, 2], [1, 1]), 0.1),
                call(matrix([3, -1], [0, 2]), 0.0),
                drawn(weights_and_strength, 3),
            ],
            item=1,
        ),
        Part(
            "any shape",
            [
                call(vector(1, -2, 3), 2.0),
                call(counting(2, 1, 2), 0.5),
                call(counting(2, 3, 2) - 5, 0.1),
                drawn(weights_of_any_shape, 3),
            ],
        ),
    ],
    hints=[
        "Two weights, 1 and 2, at strength 1: the squares are 1 and 4, and the penalty is 2.5.",
        "Only one term of the sum holds a given weight. What is the derivative of half of its "
        "square?",
        "W**2 squares every element, whatever the shape of W, and np.sum without an axis adds "
        "up all of them.",
    ],
)
