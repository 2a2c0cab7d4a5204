"""tanh: the hyperbolic tangent, element by element, by way of the sigmoid: it is a sigmoid that
was stretched to go from -1 to 1.
"""

import numpy as np

from autograder.authoring.exercise import Exercise, Part, call, drawn
from autograder.exercises.neural_networks.shared import activation_parts, some_numbers
from autograder.exercises.neural_networks.sigmoid import sigmoid


def tanh(x):
    """The hyperbolic tangent, element by element, by way of the sigmoid: it is a sigmoid that was
    stretched to go from -1 to 1.

    x: an array of any shape, of floats or of whole numbers; -1000 and 1000 must work too.
    """
    small = np.exp(-2 * np.abs(x))
    sigmoid_of_2x = np.where(x >= 0, 1, small) / (1 + small)
    return 2 * sigmoid_of_2x - 1


def forgets_the_minus_one(x):
    """Your curve goes from 0 to 2. It has the right height, and has to come down by one."""
    return 2 * sigmoid(2 * x)


def moves_up_instead_of_down(x):
    """Your curve goes from 1 to 3: the 1 is added. Stretched to twice its height, the sigmoid has
    to come down by one."""
    return 2 * sigmoid(2 * x) + 1


def gives_the_numbers_back(x):
    """The numbers come back as they went in. Work out tanh of each of them, and return that."""
    return x.copy()


def gives_zeros_for_all(x):
    """Zeros come back, whatever went in. If you fill an array by a loop or by conditions, look at
    what they write into it."""
    return np.zeros(x.shape)


def loses_the_brackets(x):
    """A division is worked out before sums and differences. The whole difference belongs above the
    line and the whole sum below it: put brackets around each."""
    return np.exp(x) - np.exp(-x) / np.exp(x) + np.exp(-x)


def takes_one_away_too_early(x):
    """Your curve goes from -2 to 0: the 1 is taken away before the height is doubled. Double
    first."""
    return 2 * (sigmoid(2 * x) - 1)


def stretches_the_height_only(x):
    """Your curve goes from -1 to 1, but rises too slowly: at 1 it is 0.462, and tanh is 0.762.
    It is stretched upwards, and x needs a factor too."""
    return 2 * sigmoid(x) - 1


def stretches_the_input_only(x):
    """Your curve still goes from 0 to 1. The factor at x makes it steeper; its height has to be
    stretched as well, and moved down."""
    return sigmoid(2 * x)


def moves_down_without_stretching(x):
    """Your curve goes from -0.5 to 0.5: it was moved down and not stretched. How high is a curve
    that goes from -1 to 1?"""
    return sigmoid(x) - 0.5


def steeper_without_stretching(x):
    """Your curve is steep enough and has its middle at 0, but goes from -0.5 to 0.5 only. Twice
    that height is asked for."""
    return sigmoid(2 * x) - 0.5


def moves_down_by_one_only(x):
    """Your curve goes from -1 to 0. Stretch it to twice its height before you move it down."""
    return sigmoid(2 * x) - 1


def leaves_the_sigmoid_as_it_is(x):
    """This is the sigmoid itself. It goes from 0 to 1, tanh from -1 to 1, and tanh is twice as
    fast besides."""
    return sigmoid(x)


def turns_tanh_over(x):
    """Your curve falls from 1 to -1. The two terms of the difference, or the sign of x, are the
    wrong way round."""
    return 1 - 2 * sigmoid(2 * x)


def halves_the_input(x):
    """x is divided where it should be multiplied: your curve takes four times as long as tanh to
    rise."""
    return 2 * sigmoid(x / 2) - 1


def divides_two_infinities(x):
    """The formula with exp(x) and exp(-x) is right near 0 and nan far from it, where infinity is
    divided by infinity. By way of a sigmoid that takes -1000 and 1000 this does not happen."""
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


def overflows_on_the_right(x):
    """Far to the right this is infinity over infinity, which is nan, and far to the left it is
    right. A sigmoid that takes -1000 and 1000 spares you the exponential of a large number."""
    return (np.exp(2 * x) - 1) / (np.exp(2 * x) + 1)


def overflows_on_the_left(x):
    """Far to the left this is infinity over infinity, which is nan, and far to the right it is
    right. A sigmoid that takes -1000 and 1000 keeps exp away from large numbers on both sides."""
    return (1 - np.exp(-2 * x)) / (1 + np.exp(-2 * x))


def takes_math_tanh_of_an_array(x):
    """The tanh of math works on a single number, and x is an array of them."""
    import math

    return math.tanh(x)


def takes_the_arctangent(x):
    """This is the arctangent, which goes up to 1.571. It has the same form, and is no sigmoid that
    was stretched."""
    return np.arctan(x)


def takes_the_plain_tangent(x):
    """This is the tangent of an angle, which has no bounds. The hyperbolic tangent is another
    function: it stays between -1 and 1."""
    return np.tan(x)


def divides_by_two_only(x):
    """This is the hyperbolic sine, which grows without bounds. tanh stays between -1 and 1; a
    sigmoid stretched to twice its height does too."""
    return (np.exp(x) - np.exp(-x)) / 2


def returns_the_slope_of_tanh(x):
    """This is 1 - tanh², the slope of the curve. Its height is asked for."""
    return 1 - np.tanh(x) ** 2


def doubles_its_input_in_place(x):
    """The values are right, but `x *= 2` doubles the caller's numbers too. Double into a new
    array."""
    x *= 2
    return 2 * sigmoid(x) - 1


def cuts_tanh_to_integers(x):
    """For whole numbers only -1, 0 and 1 come out: the result lost its fraction in an array of
    ints. Make the array that you fill an array of floats."""
    out = np.zeros_like(x)
    out[...] = np.tanh(x)
    return out


EXERCISE = Exercise(
    solution=tanh,
    parts=activation_parts(
        Part(
            "a few numbers",
            [
                call(np.array([1.0, -1.0])),
                call(np.array([0.0, 0.5, -2.0])),
                call(np.array([0.25])),
                drawn(some_numbers, 3),
            ],
        ),
        far=True,
    ),
    hints=[
        "Draw both curves, or print them at 0, 1 and 2. The sigmoid goes from 0 to 1. What has "
        "to be done to its height, and where has its middle to go?",
        "A sigmoid of twice the height, moved down by 1, goes from -1 to 1 and has the right "
        "form, but rises too slowly. By what factor? Compare the two slopes at 0.",
    ],
)
