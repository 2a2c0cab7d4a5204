"""sigmoid: 1 / (1 + exp(-x)), element by element."""

import numpy as np

from autograder.authoring.exercise import Exercise, Part, call, drawn
from autograder.exercises.neural_networks.shared import activation_parts, some_numbers


def sigmoid(x):
    """1 / (1 + exp(-x)), element by element.

    x: an array of any shape, of floats or of whole numbers; -1000 and 1000 must work too.
    """
    small = np.exp(-np.abs(x))  # never above 1, on either side of 0
    return np.where(x >= 0, 1, small) / (1 + small)


def falls_instead_of_rising(x):
    """Your curve falls from 1 to 0, and the sigmoid rises: at 1 it is 0.731. Look at the sign in
    the exponent."""
    return 1 / (1 + np.exp(x))


def divides_infinity_by_infinity(x):
    """The formula is right, and at 1000 it is infinity over infinity, which is nan. Where x is
    large, divide both by exp(x) first; then nothing grows."""
    return np.exp(x) / (1 + np.exp(x))


def overflows_with_math(x):
    """Far from 0 this stops with an OverflowError: the exponential of a large number is beyond
    every float. Arrange it so that exp is never asked about a number above 0."""
    import math

    return np.array([1 / (1 + math.exp(-value)) for value in x.ravel()]).reshape(x.shape)


def is_alike_on_both_sides(x):
    """Nothing comes out below 0.5, and -3 gives the same as 3. To the left of 0 the curve goes on
    down to 0. |x| may stand in the exponent, if the sign of x decides what is above the line."""
    return 1 / (1 + np.exp(-np.abs(x)))


def fills_one_side_only(x):
    """Above 0 it is right, and below 0 nothing but 0 comes out. The curve goes on there: at -1 it
    is 0.269."""
    return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), 0.0)


def subtracts_below_the_line(x):
    """Below the line stands a difference, which is 0 at 0. The sigmoid has 1 plus the exponential
    there."""
    return 1 / (1 - np.exp(-x))


def is_twice_as_steep(x):
    """Your curve rises twice as fast as the sigmoid: at 1 it is 0.881, and the sigmoid is 0.731.
    Made of a hyperbolic tangent, it needs that of half of x."""
    return 0.5 * (1 + np.tanh(x))


def takes_one_number_only(x):
    """math.exp works on a single number, and x is an array. NumPy has an exp of its own that takes
    every element in turn."""
    import math

    return 1 / (1 + math.exp(-x))


def loops_over_rows_with_math(x):
    """The loop runs over the first axis only, so in an array of two axes each round gets a whole
    row, and math.exp takes one number. NumPy's exp takes the array as it is."""
    import math

    return np.array([1 / (1 + math.exp(-value)) for value in x])


def asks_if_about_an_array(x):
    """An if decides once, and an array holds many numbers, each of which needs a decision of its
    own. np.where decides for every element, or find a form that serves both signs."""
    if x >= 0:
        return 1 / (1 + np.exp(-x))
    return np.exp(x) / (1 + np.exp(x))


def decides_for_whole_rows(x):
    """The loop runs over the first axis only, so in an array of two axes each round has a whole
    row, about which an if cannot decide. np.where works on the array as it is."""
    out = np.zeros(x.shape)
    for i in range(len(x)):
        if x[i] >= 0:
            out[i] = 1 / (1 + np.exp(-x[i]))
        else:
            out[i] = np.exp(x[i]) / (1 + np.exp(x[i]))
    return out


def leaves_zero_out(x):
    """Neither of your two sides includes 0, so what stands there comes out as it was made. The
    sigmoid of 0 is 0.5: one of the sides takes it in."""
    return np.where(x == 0, 0.0, sigmoid(x))


def gives_x_back(x):
    """x comes back as it was. Work out 1 / (1 + exp(-x)) of each number, and return that."""
    return x.copy()


def gives_zeros_back(x):
    """Nothing but zeros comes back. If you fill an array in a loop or by conditions, print what
    they do: it never gets the values."""
    return np.zeros(x.shape)


def writes_the_curve_into_x(x):
    """The results were written into the caller's array, and if it holds whole numbers they even
    lost their fractions there. Write into an array of your own, made of floats."""
    x[...] = sigmoid(x)
    return x


def divides_only_the_one(x):
    """A bracket is missing: the division comes before the addition, so you compute 1/1 and add
    the exponential. The whole sum belongs below the line."""
    return 1 / 1 + np.exp(-x)


def leaves_out_the_one(x):
    """Your curve is exp(x), which grows without end. Below the line stands a sum, and its 1 is
    missing: that is what keeps the sigmoid below 1."""
    return np.exp(x)


def divides_by_the_sum_of_all(x):
    """This is a softmax: the numbers share a sum of 1, so each depends on all the others. A
    sigmoid looks at one number at a time, and at 0 it is 0.5 whatever stands beside it."""
    powers = np.exp(x - x.max())
    return powers / powers.sum()


def subtracts_the_largest(x):
    """Subtracting the largest number is a step of the softmax, where it cancels. Here it moves
    every number to another place on the curve."""
    powers = np.exp(x - x.max())
    return powers / (1 + powers)


def goes_down_to_minus_one(x):
    """This is the hyperbolic tangent, which goes from -1 to 1. The sigmoid goes from 0 to 1 and is
    0.5 at 0."""
    return np.tanh(x)


def returns_its_slope(x):
    """This is s · (1 - s), the slope of the sigmoid, highest in the middle and 0 at both ends. The
    value s itself is asked for."""
    s = sigmoid(x)
    return s * (1 - s)


def jumps_instead_of_rising(x):
    """This jumps from 0 to 1, as the perceptron does. A sigmoid takes every value between them:
    at 1 it is 0.731."""
    return np.where(x > 0, 1.0, 0.0)


def cuts_off_where_it_still_rises(x):
    """Against overflow x is cut off at 10, which is too early: the sigmoid is not yet flat there.
    A larger bound does no harm, and better still is a form that needs none."""
    return sigmoid(np.clip(x, -10, 10))


def clips_its_input_in_place(x):
    """The values are right, and the caller's x has other numbers in it now. Cut off into a new
    array."""
    x[x > 500] = 500
    x[x < -500] = -500
    return sigmoid(x)


def cuts_the_values_to_integers(x):
    """For whole numbers every value is 0 or 1: the result was put into an array of ints, perhaps
    one made by zeros_like(x) or x.copy(), and lost its fraction. Give it the dtype float."""
    out = np.zeros_like(x)
    out[...] = sigmoid(x)
    return out


EXERCISE = Exercise(
    solution=sigmoid,
    parts=activation_parts(
        Part(
            "a few numbers",
            [
                call(np.array([0.0])),
                call(np.array([1.0, -1.0])),
                call(np.array([0.5, 2.0, -3.0])),
                drawn(some_numbers, 3),
            ],
        ),
        far=True,
    ),
    hints=[
        "Write the formula down as it is, with np.exp, and try it on 0, 1 and -1. It should "
        "give 0.5, 0.731 and 0.269.",
        "Then try 1000 and -1000. Which number is given to np.exp, and how large may that be "
        "before the result is inf?",
        "1 / (1 + exp(-x)) and exp(x) / (1 + exp(x)) are equal. Each of the two is safe on one "
        "side of 0: take exp(-|x|) for both, and let np.where choose what stands above it.",
    ],
)
