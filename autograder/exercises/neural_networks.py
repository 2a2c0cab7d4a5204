"""Lesson 3, neural networks: solutions, test cases and known mistakes."""

import numpy as np

from autograder.exercise import Call, Exercise, Part, call, drawn


def both_signs(rng: np.random.Generator, *shape: int, smallest: float = 0.2) -> np.ndarray:
    """Numbers between -4 and 4, some above 0 and some below: there are two or more of them."""
    x = rng.uniform(smallest, 4, shape).round(2)
    signs = rng.permutation(np.where(np.arange(x.size) % 2, -1.0, 1.0))
    return x * signs.reshape(shape)


def any_shape(rng: np.random.Generator) -> tuple[int, ...]:
    return tuple(int(side) for side in rng.integers(2, 4, size=rng.integers(2, 4)))


def some_numbers(rng: np.random.Generator) -> Call:
    return call(both_signs(rng, int(rng.integers(3, 7))))


def numbers_of_any_shape(rng: np.random.Generator) -> Call:
    return call(both_signs(rng, *any_shape(rng)))


def whole_numbers(rng: np.random.Generator) -> Call:
    return call(rng.permutation(np.array([-1, 1, *rng.integers(-6, 7, size=3)])))


def far_from_zero(rng: np.random.Generator) -> Call:
    far = rng.uniform(800, 1000, size=2).round()
    return call(rng.permutation(np.array([far[0], -far[1], *both_signs(rng, 2)])))


def sigmoid(x):
    """1 / (1 + exp(-x)), element by element.

    x: an array of any shape; -1000 and 1000 must work too.
    """
    small = np.exp(-np.abs(x))  # never above 1, on either side of 0
    return np.where(x >= 0, 1, small) / (1 + small)


def asks_if_about_an_array(x):
    """An if decides once, and an array holds many numbers, each of which needs a decision of its
    own. np.where decides for every element, or find a form that serves both signs."""
    if x >= 0:
        return 1 / (1 + np.exp(-x))
    return np.exp(x) / (1 + np.exp(x))


def takes_one_number_only(x):
    """math.exp works on a single number, and x is an array. NumPy has an exp of its own that takes
    every element in turn."""
    import math

    return 1 / (1 + math.exp(-x))


def overflows_with_math(x):
    """Far from 0 this stops with an OverflowError: the exponential of a large number is beyond
    every float. Arrange it so that exp is never asked about a number above 0."""
    import math

    return np.array([1 / (1 + math.exp(-value)) for value in x.ravel()]).reshape(x.shape)


def loops_over_rows_with_math(x):
    """The loop runs over the first axis only, so in an array of two axes each round gets a whole
    row, and math.exp takes one number. NumPy's exp takes the array as it is."""
    import math

    return np.array([1 / (1 + math.exp(-value)) for value in x])


def falls_instead_of_rising(x):
    """Your curve falls from 1 to 0, and the sigmoid rises: at 1 it is 0.731. Look at the sign in
    the exponent."""
    return 1 / (1 + np.exp(x))


def divides_infinity_by_infinity(x):
    """The formula is right, and at 1000 it is infinity over infinity, which is nan. Where x is
    large, divide both by exp(x) first; then nothing grows."""
    return np.exp(x) / (1 + np.exp(x))


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


def tanh(x):
    """The hyperbolic tangent, element by element, by way of the sigmoid: it is a sigmoid that was
    stretched to go from -1 to 1.

    x: an array of any shape.
    """
    small = np.exp(-2 * np.abs(x))
    sigmoid_of_2x = np.where(x >= 0, 1, small) / (1 + small)
    return 2 * sigmoid_of_2x - 1


def forgets_the_minus_one(x):
    """Your curve goes from 0 to 2. It has the right height, and has to come down by one."""
    return 2 * sigmoid(2 * x)


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


def relu(x):
    """x where it is above 0, otherwise 0.

    x: an array of any shape.
    """
    return np.maximum(0, x)


def sets_zeros_in_its_input(x):
    """The values are right, but they stand in the caller's array, which has lost its negative
    numbers. Make a new array: the backward pass needs the old one."""
    x[x < 0] = 0
    return x


def asks_once_for_the_whole_array(x):
    """Whether x is above 0 has an answer for each of its numbers, and neither an if nor the max of
    Python can use many answers. NumPy has functions that decide element by element."""
    return max(0, x)


def takes_the_largest_along_an_axis(x):
    """np.max looks for the largest numbers of one array along an axis, here axis 0. Another
    function of NumPy compares two things element by element."""
    return np.max(x, 0)


def takes_zero_for_the_array(x):
    """np.max looks through one array, and takes what comes next for the number of an axis. Another
    function of NumPy compares two things element by element."""
    return np.max(0, x)


def takes_away_the_sign(x):
    """A negative number comes back positive. It should become 0."""
    return np.abs(x)


def never_falls_below_one(x):
    """Your lower bound is 1. Compare with 0."""
    return np.maximum(x, 1)


def keeps_the_negative_ones(x):
    """It is the other way round: the numbers above 0 stay, those below become 0."""
    return np.minimum(0, x)


def leaves_the_negative_ones_out(x):
    """The numbers below 0 are gone, and the array has another shape. Each of them leaves a 0 in
    its place."""
    return x[x > 0]


def returns_which_are_above_zero(x):
    """This says where x is above 0, with True and False or 1 and 0. In those places x itself is
    asked for."""
    return (x > 0).astype(float)


def returns_the_places(x):
    """np.where with nothing but a condition returns the places where it holds. Say what is to
    stand there, and what elsewhere, or use a function that compares with 0."""
    return np.where(x > 0)


def asks_whether_all_are_above_zero(x):
    """all() makes one decision for the whole array: a single number below 0 turns all of it to 0.
    Each number needs its own."""
    return x.copy() if (x > 0).all() else np.zeros_like(x)


def asks_whether_any_is_above_zero(x):
    """any() makes one decision for the whole array: where one number is above 0, all the others
    come back unchanged. Each number needs a decision of its own."""
    return x.copy() if (x > 0).any() else np.zeros_like(x)


def loops_over_one_axis(x):
    """The loop runs over the first axis only. In an array of more axes x[i] is a whole row, and an
    if cannot decide for a row. Compare whole arrays, without a loop."""
    out = np.zeros(x.shape)
    for i in range(len(x)):
        if x[i] > 0:
            out[i] = x[i]
    return out


def never_exceeds_one(x):
    """Your numbers stop at 1. ReLU has a lower bound and no upper one."""
    return np.clip(x, 0, 1)


def never_exceeds_six(x):
    """Your numbers stop at 6: that is ReLU6, which phones use. Here there is no upper bound."""
    return np.clip(x, 0, 6)


def bends_softly(x):
    """This is softplus, a ReLU with a round corner: at 0 it is 0.693 and not 0. Nothing needs an
    exponential here."""
    return np.logaddexp(0, x)


def leaks_below_zero(x):
    """A little of the negative numbers is left. That comes later, under another name; here they
    become exactly 0."""
    return np.where(x > 0, x, 0.01 * x)


def leaky_relu(x, slope=0.1):
    """x where it is above 0, otherwise slope times x.

    x: an array of any shape; slope: a number.
    """
    return np.where(x > 0, x, slope * x)


def takes_the_larger_of_both(x, slope=0.1):
    """The larger of x and slope · x is right for a slope up to 1. With a steeper one it picks the
    wrong side: decide by the sign of x."""
    return np.maximum(x, slope * x)


def asks_one_question_of_many_numbers(x, slope=0.1):
    """An if, or the max of Python, needs one answer for the whole array, and there is one for each
    number. np.where decides for every element by itself."""
    return max(x, slope * x)


def takes_the_smaller_of_both(x, slope=0.1):
    """With a slope below 1, slope · x is the smaller of the two above 0, and x below it. Yours
    keeps what should be scaled and scales what should be kept."""
    return np.minimum(x, slope * x)


def scales_the_positive_side(x, slope=0.1):
    """The two sides are exchanged: above 0 you multiply by the slope, below 0 you keep x."""
    return np.where(x > 0, slope * x, x)


def always_leaks_a_tenth(x, slope=0.1):
    """Whatever slope is asked for, yours is 0.1. That is only the default; read the argument."""
    return leaky_relu(x, 0.1)


def always_leaks_a_hundredth(x, slope=0.1):
    """Your slope is 0.01 whatever is asked for. Many libraries take that, this course takes
    0.1, and the argument tells which."""
    return leaky_relu(x, 0.01)


def leaks_row_by_row(x, slope=0.1):
    """The loop takes whole rows out of an array of two axes, and an if cannot decide for a row.
    np.where needs no loop and takes any shape."""
    return np.array([value if value > 0 else slope * value for value in x])


def lets_nothing_through(x, slope=0.1):
    """This is a plain ReLU: below 0 nothing is left. There the slope decides how much comes
    through."""
    return np.maximum(0, x)


def bends_upwards(x, slope=0.1):
    """Below 0 your numbers have the wrong sign. With a slope above 0 a negative number stays
    negative; look for a minus too many, or for a missing one."""
    return np.where(x > 0, x, -slope * x)


def scales_both_sides(x, slope=0.1):
    """Every number is multiplied by the slope, those above 0 too. They should stay as they are."""
    return slope * x


def leaks_on_both_sides(x, slope=0.1):
    """Below 0 it is right, and above 0 there is slope · x too much: it is added everywhere, also
    where x comes through whole."""
    return np.maximum(0, x) + slope * x


def returns_the_slope_itself(x, slope=0.1):
    """Where x is not above 0 the slope itself comes back. Multiply it by x there."""
    return np.where(x > 0, x, slope)


def takes_the_larger_of_x_and_slope(x, slope=0.1):
    """This compares x with the slope, and nothing comes out below that. The slope is a factor and
    no bound."""
    return np.maximum(x, slope)


def divides_by_the_slope(x, slope=0.1):
    """Below 0 x is divided by the slope, so a small slope lets more through than a large one. It
    is a factor."""
    return np.where(x > 0, x, x / slope)


def scales_its_input_in_place(x, slope=0.1):
    """Your lines change the caller's x, and in an array of whole numbers they have no room for a
    fraction. Make a new array instead."""
    x[x < 0] *= slope
    return x


def multiplies_integers_in_place(x, slope=0.1):
    """Floats come out right. A copy of whole numbers is an array of ints, and *= cannot store
    a fraction in it: let a new array come out of the multiplication."""
    out = x.copy()
    out[out < 0] *= slope
    return out


def cuts_the_leak_to_integers(x, slope=0.1):
    """In an array of whole numbers -1 becomes 0 here, where -0.1 is right: a copy of ints has no
    room for fractions. Work with floats, or let np.where make the array."""
    out = x.copy()
    out[x < 0] = slope * x[x < 0]
    return out


def some_numbers_and_a_slope(rng: np.random.Generator) -> Call:
    slope = round(rng.uniform(0.15, 0.85), 2)
    return call(both_signs(rng, int(rng.integers(3, 7))), slope=slope)


def steep_or_falling(rng: np.random.Generator) -> Call:
    slope = round(rng.uniform(1.2, 4) * float(rng.choice([-1, 1])), 1)
    return call(both_signs(rng, int(rng.integers(3, 7))), slope=slope)


def elu(x, alpha=1.0):
    """x where it is above 0, otherwise alpha·(exp(x) - 1).

    x: an array of any shape; 1000 must work too. alpha: a number above 0.
    """
    below = np.minimum(x, 0)  # exp never sees a number above 0
    return np.where(x > 0, x, alpha * (np.exp(below) - 1))


def scales_before_subtracting(x, alpha=1.0):
    """A bracket is missing: alpha multiplies the exponential alone, and the 1 is taken away after
    that. So the curve no longer meets 0 at 0 unless alpha is 1."""
    return np.where(x > 0, x, alpha * np.exp(x) - 1)


def scales_both_branches(x, alpha=1.0):
    """alpha multiplies the numbers above 0 too. It belongs to the other branch only."""
    return alpha * elu(x)


def ignores_alpha(x, alpha=1.0):
    """alpha makes no difference to this answer. Far below 0 the curve should come close to
    -alpha."""
    return elu(x)


def multiplies_infinity_by_zero(x, alpha=1.0):
    """At 1000 this is nan: the branch that is not wanted is infinite there, and infinity times 0
    is not 0. Choose between the branches, or keep large numbers away from exp."""
    return x * (x > 0) + alpha * (np.exp(x) - 1) * (x <= 0)


def adds_a_branch_too_many(x, alpha=1.0):
    """Above 0 both branches are added up. Only one of them may count there."""
    return np.maximum(0, x) + alpha * (np.exp(x) - 1)


def takes_the_larger_branch(x, alpha=1.0):
    """Above 0 the exponential is larger than x, so a maximum of the two chooses the wrong branch.
    The sign of x decides."""
    return np.maximum(x, alpha * (np.exp(x) - 1))


def asks_for_the_sign_of_an_array(x, alpha=1.0):
    """An array has a sign for each of its numbers, and an if, or the max of Python, needs a single
    answer. Choose between the two branches element by element."""
    if x > 0:
        return x
    return alpha * (np.exp(x) - 1)


def bends_row_by_row(x, alpha=1.0):
    """The loop runs over the first axis, so in an array of two axes it meets whole rows, for which
    an if has no answer. Work on the array as a whole."""
    return np.array([value if value > 0 else alpha * (np.exp(value) - 1) for value in x])


def compares_with_alpha(x, alpha=1.0):
    """The branches change at alpha, so that numbers between 0 and alpha get the exponential. They
    change at 0."""
    return np.where(x > alpha, x, alpha * (np.exp(x) - 1))


def subtracts_in_the_exponent(x, alpha=1.0):
    """The 1 is taken away inside exp, so your numbers stay above 0. Take it away from the
    exponential."""
    return np.where(x > 0, x, alpha * np.exp(x - 1))


def leaves_out_the_minus_one(x, alpha=1.0):
    """Below 0 your numbers are positive: exp alone goes to 0. With 1 taken away it goes to -1,
    and the two branches meet at 0."""
    return np.where(x > 0, x, alpha * np.exp(x))


def subtracts_the_wrong_way_round(x, alpha=1.0):
    """Below 0 the sign is wrong: you subtract the exponential from 1. An ELU is negative there."""
    return np.where(x > 0, x, alpha * (1 - np.exp(x)))


def grows_below_zero(x, alpha=1.0):
    """Below 0 your curve shoots up: there is a minus in the exponent that the formula does not
    have."""
    return np.where(x > 0, x, alpha * (np.exp(-x) - 1))


def scales_inside_the_exponent(x, alpha=1.0):
    """alpha stands in the exponent, where it changes how fast the curve falls. It should say how
    deep: multiply the bracket by it."""
    return np.where(x > 0, x, np.exp(alpha * x) - 1)


def divides_by_alpha_in_the_exponent(x, alpha=1.0):
    """This is CELU, a relative: it divides x by alpha in the exponent. In an ELU the exponent is x
    itself."""
    return np.where(x > 0, x, alpha * (np.exp(x / alpha) - 1))


def exchanges_the_branches(x, alpha=1.0):
    """The two branches are exchanged. Above 0 the number itself comes through."""
    return np.where(x > 0, alpha * (np.exp(x) - 1), x)


def falls_to_minus_alpha_at_once(x, alpha=1.0):
    """Below 0 you return -alpha everywhere. That is where the curve goes in the end, far to the
    left; on the way it follows the exponential."""
    return np.where(x > 0, x, np.where(x < 0, -alpha, 0))


def leaks_like_a_straight_line(x, alpha=1.0):
    """Below 0 yours is the straight line alpha · x, without end. The exponential bends it and
    stops it at -alpha."""
    return np.where(x > 0, x, alpha * x)


def is_still_a_relu(x, alpha=1.0):
    """Below 0 nothing is left: that is a ReLU. The exponential branch is missing."""
    return np.maximum(0, x)


def overwrites_its_input(x, alpha=1.0):
    """The results are written into the caller's x. Write them into an array of your own, one of
    floats."""
    below = x < 0
    x[below] = alpha * (np.exp(x[below]) - 1)
    return x


def cuts_fractions_off(x, alpha=1.0):
    """Below 0 whole numbers come out whole, and -1 should give -0.632. An array made by copy or
    zeros_like from ints holds ints; make one of floats."""
    out = x.copy()
    out[x < 0] = alpha * (np.exp(x[x < 0]) - 1)
    return out


def some_numbers_and_alpha(rng: np.random.Generator) -> Call:
    alpha = round(float(rng.choice([rng.uniform(0.2, 0.7), rng.uniform(1.5, 4)])), 1)
    return call(both_signs(rng, int(rng.integers(3, 7))), alpha=alpha)


def grid(rows: int, columns: int, start: int = 0) -> np.ndarray:
    """Small whole numbers without a pattern that a wrong order of axes could hide behind."""
    numbers = (np.arange(rows * columns) + start) * 5 % 11 - 5.0
    return np.where(numbers == 0, 4.0, numbers).reshape(rows, columns)


def weights(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Numbers from -3 to 3, none of them 0."""
    return rng.uniform(0.3, 3, shape).round(1) * rng.choice([-1.0, 1.0], shape)


def three_sizes(rng: np.random.Generator, smallest: int = 2) -> list[int]:
    """Three sizes, no two of them equal."""
    return [int(n) for n in rng.permutation(np.arange(smallest, smallest + 4))[:3]]


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


def leaves_out_the_last_layer(X, layers):
    """The last layer is missing: its inputs come back, after their ReLU. It has no ReLU, and still
    it has to be applied."""
    for W, b in layers[:-1]:
        X = np.maximum(0, X @ W.T + b)
    return X


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
    """The scores are right, but pop takes the layers out of the caller's list, and the network is
    gone after one call. Go through the list without changing it."""
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


def two_linear_layers(rng: np.random.Generator) -> Call:
    d, h, c = three_sizes(rng)
    return call(weights(rng, h, d), weights(rng, h), weights(rng, c, h), weights(rng, c))


def two_square_layers(rng: np.random.Generator) -> Call:
    d = int(rng.integers(2, 5))
    return call(weights(rng, d, d), weights(rng, d), weights(rng, d, d), weights(rng, d))


def count_weights(sizes):
    """How many weights a network has, without its biases, as an int.

    sizes: a list of how many numbers there are at each stage: the inputs, then the outputs of
    every layer.
    """
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1))


def counts_the_biases_too(sizes):
    """Biases are counted as well. Here only weights are asked for, one for each pair of an input
    and an output of a layer."""
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes) - 1))


def multiplies_all_sizes(sizes):
    """All sizes are multiplied together. A layer connects two neighbouring stages only, and the
    layers' weights add up."""
    product = 1
    for size in sizes:
        product *= size
    return product


def adds_the_sizes(sizes):
    """The sizes are added up, which counts units. Between two stages every unit of the one has a
    weight to every unit of the other."""
    return sum(sizes)


def multiplies_the_ends(sizes):
    """The first size is multiplied by the last, as if the inputs were connected to the scores.
    Every stage is connected to the next one."""
    return sizes[0] * sizes[-1]


def counts_the_first_layer_only(sizes):
    """These are the weights of the first layer. The other layers have theirs too."""
    return sizes[0] * sizes[1]


def counts_the_last_layer_only(sizes):
    """These are the weights of the last layer. The layers before it have theirs too."""
    return sizes[-2] * sizes[-1]


def stops_before_the_last_layer(sizes):
    """The last layer is missing. With n stages there are n - 1 layers; how far does your loop
    go?"""
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 2))


def skips_the_first_layer(sizes):
    """The first layer is missing. It goes from the inputs, at place 0 of the list, to place 1."""
    return sum(sizes[i] * sizes[i + 1] for i in range(1, len(sizes) - 1))


def steps_over_every_second_layer(sizes):
    """The loop takes the sizes two at a time, and no size twice. A hidden stage belongs to two
    layers: it ends one and begins the next."""
    return sum(sizes[i] * sizes[i + 1] for i in range(0, len(sizes) - 1, 2))


def joins_the_last_stage_to_the_first(sizes):
    """There is one product too many: the last size times the first. In Python place -1 is the
    last one, so a loop that looks one place back begins at 1."""
    return sum(sizes[i - 1] * sizes[i] for i in range(len(sizes)))


def looks_behind_the_end(sizes):
    """The loop looks one place behind the end of the list. There is one layer less than there are
    sizes."""
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes)))


def connects_every_layer_to_the_inputs(sizes):
    """Every size is multiplied by the number of inputs. Only the first layer sees the inputs; a
    later one sees the outputs of the layer before it."""
    return sum(sizes[0] * size for size in sizes[1:])


def connects_every_pair_of_stages(sizes):
    """Every stage is connected to every later one. In this network it is connected to the next
    one only."""
    return sum(sizes[i] * sizes[j] for j in range(len(sizes)) for i in range(j))


def squares_the_sizes(sizes):
    """Each size is multiplied by itself. A layer has as many weights as inputs times outputs."""
    return sum(size * size for size in sizes)


def returns_a_float_count(sizes):
    """The number is right, and it is a float. Weights are counted, so the answer is an int."""
    return float(count_weights(sizes))


def lists_the_layers(sizes):
    """There is a number for each layer. Add them up: one number is asked for."""
    return [sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1)]


def multiplies_the_layers(sizes):
    """The weights of the layers are multiplied with each other. Each layer is right; add them
    up."""
    product = 1
    for i in range(len(sizes) - 1):
        product *= sizes[i] * sizes[i + 1]
    return product


def knows_two_layers_only(sizes):
    """This is written for two layers. The list may be of any length: let a loop go over its
    neighbours."""
    return sizes[0] * sizes[1] + sizes[1] * sizes[2]


def takes_the_sizes_out_of_the_list(sizes):
    """The count is right, but the caller's list is emptied by it. Read the list without pop."""
    count = 0
    while len(sizes) > 1:
        count += sizes.pop(0) * sizes[0]
    return count


def count_mlp_parameters(sizes):
    """How many numbers a network learns, weights and biases, as an int.

    sizes: a list of how many numbers there are at each stage: the inputs, then the outputs of
    every layer.
    """
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes) - 1))


def counts_no_biases(sizes):
    """These are the weights alone. Every layer adds a bias to each of its outputs, and those are
    learned too."""
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1))


def counts_biases_alone(sizes):
    """These are the biases alone. Each layer has its weights besides."""
    return sum(sizes[1:])


def gives_biases_to_the_inputs(sizes):
    """You count a bias for each input of a layer, and its outputs have none. It is the other way
    round: a bias is added to each output."""
    return sum(sizes[i] * (sizes[i + 1] + 1) for i in range(len(sizes) - 1))


def counts_a_bias_for_every_unit(sizes):
    """The inputs of the network got biases too. They are given and not computed; biases begin at
    the first layer's outputs."""
    return count_mlp_parameters(sizes) + sizes[0]


def one_bias_for_a_layer(sizes):
    """You count one bias for each layer. Each of its outputs has its own."""
    return sum(sizes[i] * sizes[i + 1] + 1 for i in range(len(sizes) - 1))


def one_bias_for_the_network(sizes):
    """A single bias is counted for the whole network. Every output of every layer has its own."""
    return counts_no_biases(sizes) + 1


def biases_in_hidden_layers_only(sizes):
    """The last layer has biases too, one for each score. Yours has none."""
    return count_mlp_parameters(sizes) - sizes[-1]


def biases_in_the_last_layer_only(sizes):
    """Only the last layer's biases are counted. The hidden layers have biases as well."""
    return counts_no_biases(sizes) + sizes[-1]


def adds_one_on_both_sides(sizes):
    """The 1 for the bias is added to the inputs and to the outputs of each layer. It belongs to
    one of the two: draw a layer of one input and one output, which learns two numbers."""
    return sum((sizes[i] + 1) * (sizes[i + 1] + 1) for i in range(len(sizes) - 1))


def doubles_the_biases(sizes):
    """Each bias is counted twice: perhaps both as a 1 added to the inputs and in a sum of its
    own."""
    return count_mlp_parameters(sizes) + sum(sizes[1:])


def biases_of_all_layers_for_each(sizes):
    """The sum of all biases is added in every round of the loop. Count each layer's own biases in
    its own round, or all of them once after the loop."""
    return counts_no_biases(sizes) + (len(sizes) - 1) * sum(sizes[1:])


def parameters_of_the_first_layer(sizes):
    """This is what the first layer learns. Go on with the layers behind it."""
    return (sizes[0] + 1) * sizes[1]


def parameters_without_the_last_layer(sizes):
    """The last layer is not counted. A list of three sizes has two layers: look at where your loop
    ends."""
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes) - 2))


def counts_the_inputs_as_a_layer(sizes):
    """The inputs are counted as a layer of their own, with weights from the last stage: place -1 of
    a list is its end. The first layer starts at the inputs, so begin at place 1."""
    return sum((sizes[i - 1] + 1) * sizes[i] for i in range(len(sizes)))


def reads_behind_the_list(sizes):
    """Your loop takes as many rounds as there are sizes, and in the last one there is no next size.
    How many layers lie between n stages?"""
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes)))


def returns_a_float_number_of_parameters(sizes):
    """The value is right, but it is a float, and numbers that one counts are ints."""
    return float(count_mlp_parameters(sizes))


def lists_the_parameters(sizes):
    """What each layer learns comes back in a list. The sum of it is asked for."""
    return [(sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes) - 1)]


def different_sizes(rng: np.random.Generator, count: int) -> list[int]:
    """Sizes of which no two are equal."""
    return [int(size) for size in rng.permutation(np.arange(11, 200))[:count]]


def sizes_of_one_layer(rng: np.random.Generator) -> Call:
    return call(different_sizes(rng, 2))


def sizes_of_two_layers(rng: np.random.Generator) -> Call:
    return call(different_sizes(rng, 3))


def sizes_of_many_layers(rng: np.random.Generator) -> Call:
    return call(different_sizes(rng, int(rng.integers(4, 7))))


def activation_parts(inside: Part, far: bool) -> list[Part]:
    """What all functions of one array share: shapes, whole numbers and, if wanted, large ones."""
    parts = [
        inside,
        Part(
            "any shape",
            [
                call(np.array([[1.0, -0.5, 2.0], [-1.5, 3.0, -2.0]])),
                call(np.array([[[1.5], [-1.0]], [[-0.5], [0.25]]])),
                call(np.array([[-2.0, 1.0]])),
                drawn(numbers_of_any_shape, 3),
            ],
        ),
        Part(
            "whole numbers",
            [
                call(np.array([-1, 1])),
                call(np.array([0, 2, -3])),
                call(np.array([[1, -2], [-1, 3]])),
                drawn(whole_numbers, 3),
            ],
        ),
    ]
    if far:
        parts.append(
            Part(
                "1000 and -1000",
                [
                    call(np.array([1000.0, -1000.0])),
                    call(np.array([-1000.0, -1.0, 1.0, 1000.0])),
                    drawn(far_from_zero, 3),
                ],
            )
        )
    return parts


EXERCISES = [
    Exercise(
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
        mistakes=[
            falls_instead_of_rising,
            divides_infinity_by_infinity,
            overflows_with_math,
            takes_one_number_only,
            loops_over_rows_with_math,
            asks_if_about_an_array,
            divides_only_the_one,
            leaves_out_the_one,
            divides_by_the_sum_of_all,
            subtracts_the_largest,
            goes_down_to_minus_one,
            returns_its_slope,
            jumps_instead_of_rising,
            cuts_off_where_it_still_rises,
            clips_its_input_in_place,
            cuts_the_values_to_integers,
        ],
        hints=[
            "Write the formula down as it is, with np.exp, and try it on 0, 1 and -1. It should "
            "give 0.5, 0.731 and 0.269.",
            "Then try 1000 and -1000. Which number is given to np.exp, and how large may that be "
            "before the result is inf?",
            "1 / (1 + exp(-x)) and exp(x) / (1 + exp(x)) are equal. Each of the two is safe on one "
            "side of 0: take exp(-|x|) for both, and let np.where choose what stands above it.",
        ],
    ),
    Exercise(
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
        mistakes=[
            forgets_the_minus_one,
            takes_one_away_too_early,
            stretches_the_height_only,
            stretches_the_input_only,
            moves_down_without_stretching,
            steeper_without_stretching,
            moves_down_by_one_only,
            leaves_the_sigmoid_as_it_is,
            turns_tanh_over,
            halves_the_input,
            divides_two_infinities,
            overflows_on_the_right,
            takes_the_plain_tangent,
            divides_by_two_only,
            returns_the_slope_of_tanh,
            doubles_its_input_in_place,
            cuts_tanh_to_integers,
        ],
        hints=[
            "Draw both curves, or print them at 0, 1 and 2. The sigmoid goes from 0 to 1. What has "
            "to be done to its height, and where has its middle to go?",
            "A sigmoid of twice the height, moved down by 1, goes from -1 to 1 and has the right "
            "form, but rises too slowly. By what factor? Compare the two slopes at 0.",
        ],
    ),
    Exercise(
        solution=relu,
        parts=activation_parts(
            Part(
                "above and below 0",
                [
                    call(np.array([1.0, -2.0])),
                    call(np.array([-0.5, 0.0, 0.5, 12.0])),
                    call(np.array([0.25])),
                    drawn(some_numbers, 3),
                ],
            ),
            far=False,
        ),
        mistakes=[
            sets_zeros_in_its_input,
            asks_once_for_the_whole_array,
            takes_the_largest_along_an_axis,
            takes_zero_for_the_array,
            takes_away_the_sign,
            never_falls_below_one,
            keeps_the_negative_ones,
            leaves_the_negative_ones_out,
            returns_which_are_above_zero,
            returns_the_places,
            asks_whether_all_are_above_zero,
            asks_whether_any_is_above_zero,
            loops_over_one_axis,
            never_exceeds_one,
            never_exceeds_six,
            bends_softly,
            leaks_below_zero,
        ],
        hints=[
            "Of two numbers, x and 0, which one is it in each of the two cases?",
            "NumPy has a function that returns the larger of two things, element by element. It "
            "is not np.max, which looks for the largest in one array.",
        ],
    ),
    Exercise(
        solution=leaky_relu,
        parts=[
            *activation_parts(
                Part(
                    "the slope 0.1",
                    [
                        call(np.array([1.0, -2.0])),
                        call(np.array([-10.0, 0.0, 0.05, 4.0])),
                        drawn(some_numbers, 3),
                    ],
                ),
                far=False,
            ),
            Part(
                "another slope",
                [
                    call(np.array([3.0, -2.0]), slope=0.5),
                    call(np.array([-4.0, 0.1, 2.0]), slope=0.01),
                    call(np.array([-4.0, 1.0]), 0.25),
                    drawn(some_numbers_and_a_slope, 3),
                ],
            ),
            Part(
                "steep or falling",
                [
                    call(np.array([3.0, -2.0]), slope=2.0),
                    call(np.array([-1.0, 1.0, 4.0]), slope=1.5),
                    call(np.array([3.0, -2.0]), slope=-1.0),
                    call(np.array([3.0, -2.0, 0.5]), slope=-2.0),
                    drawn(steep_or_falling, 3),
                ],
            ),
        ],
        mistakes=[
            takes_the_larger_of_both,
            asks_one_question_of_many_numbers,
            leaks_row_by_row,
            takes_the_smaller_of_both,
            scales_the_positive_side,
            always_leaks_a_tenth,
            always_leaks_a_hundredth,
            lets_nothing_through,
            bends_upwards,
            scales_both_sides,
            leaks_on_both_sides,
            returns_the_slope_itself,
            takes_the_larger_of_x_and_slope,
            divides_by_the_slope,
            scales_its_input_in_place,
            multiplies_integers_in_place,
            cuts_the_leak_to_integers,
        ],
        hints=[
            "There are two cases, and the sign of x decides between them.",
            "np.where(condition, a, b) takes a where the condition holds and b elsewhere. What are "
            "the three here?",
        ],
    ),
    Exercise(
        solution=elu,
        parts=[
            *activation_parts(
                Part(
                    "alpha 1",
                    [
                        call(np.array([2.0, -1.0])),
                        call(np.array([-3.0, 0.0, 0.5, 1.5])),
                        drawn(some_numbers, 3),
                    ],
                ),
                far=True,
            ),
            Part(
                "another alpha",
                [
                    call(np.array([2.0, -1.0]), alpha=2.0),
                    call(np.array([-3.0, 0.0, 0.5]), alpha=0.5),
                    call(np.array([-1.0, 1.0]), 3.0),
                    drawn(some_numbers_and_alpha, 3),
                ],
            ),
        ],
        mistakes=[
            scales_before_subtracting,
            scales_both_branches,
            ignores_alpha,
            multiplies_infinity_by_zero,
            adds_a_branch_too_many,
            takes_the_larger_branch,
            asks_for_the_sign_of_an_array,
            bends_row_by_row,
            compares_with_alpha,
            subtracts_in_the_exponent,
            leaves_out_the_minus_one,
            subtracts_the_wrong_way_round,
            grows_below_zero,
            scales_inside_the_exponent,
            divides_by_alpha_in_the_exponent,
            exchanges_the_branches,
            falls_to_minus_alpha_at_once,
            leaks_like_a_straight_line,
            is_still_a_relu,
            overwrites_its_input,
            cuts_fractions_off,
        ],
        hints=[
            "Two branches again, and the sign of x decides. At -1 it should give -0.632, far to "
            "the left -alpha.",
            "np.where works out both branches for every x, also the one that is not taken. What "
            "does np.exp make of 1000?",
            "Where x is above 0 the exponential is not needed, so let it see 0 there: np.minimum "
            "of x and 0.",
        ],
    ),
    Exercise(
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
        mistakes=[
            multiplies_untransposed,
            reshapes_both_maps,
            adds_the_first_bias_to_both,
            adds_the_second_bias_to_both,
            adds_both_biases_to_both,
            exchanges_the_biases,
            forgets_both_biases,
            largest_of_one_map,
            one_number_for_each_row,
            one_number_for_all,
            multiplies_without_adding_up,
            puts_the_weights_in_front,
            sends_one_map_through_the_other,
            takes_the_larger_weights,
            adds_the_two_maps,
            takes_the_smaller,
            compares_the_first_map_with_zero,
            compares_with_zero_besides,
            second_map_after_a_relu,
            compares_without_signs,
            chooses_one_map_for_all,
            chooses_one_map_for_a_row,
            puts_the_maps_side_by_side,
            says_which_map_wins,
            numbers_the_winning_map,
            returns_columns_for_rows,
            asks_which_array_is_larger,
        ],
        hints=[
            "Work out the two maps first, each with its own weights and biases. Both are (N, M).",
            "The rows of x are examples, so W x becomes x times W transposed. Then compare the "
            "two results as ReLU compares x with 0.",
        ],
    ),
    Exercise(
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
                    call(
                        grid(1, 3), grid(2, 3, 4), np.zeros(2), np.abs(grid(4, 2, 3)), np.zeros(4)
                    ),
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
                    call(
                        grid(5, 2), grid(4, 2, 9), np.zeros(4), np.abs(grid(3, 4, 3)), np.zeros(3)
                    ),
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
        mistakes=[
            leaves_the_weights_untransposed,
            reshapes_instead_of_transposing,
            multiplies_as_in_the_formula,
            has_no_relu,
            ends_with_a_relu,
            relu_at_the_end_only,
            relu_on_the_input,
            relu_on_the_weights,
            bias_after_the_relu,
            leaves_the_first_bias_out,
            leaves_the_second_bias_out,
            leaves_both_biases_out,
            returns_the_hidden_layer,
            returns_scores_in_columns,
            drops_the_batch_of_one,
            first_example_for_all,
            first_example_alone,
            returns_the_best_class,
            bends_with_a_sigmoid,
            keeps_only_which_units_are_on,
            takes_the_sign_off_the_hidden_layer,
            leaks_in_the_hidden_layer,
            ends_with_a_softmax,
            takes_the_largest_of_the_batch,
        ],
        hints=[
            "Two steps: first the hidden layer, (N, H), then the scores, (N, C). Give the hidden "
            "layer a name and look at its shape.",
            "A layer for a whole batch of rows is X @ W.T + b.",
            "The ReLU goes between the two layers and nowhere else.",
        ],
    ),
    Exercise(
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
        mistakes=[
            ends_every_layer_with_a_relu,
            bends_nowhere,
            bends_after_the_last_layer_only,
            leaves_out_the_last_relu,
            leaves_out_the_first_relu,
            bends_all_but_the_first,
            bends_before_every_layer,
            returns_after_the_first_layer,
            leaves_out_the_first_layer,
            leaves_out_the_last_layer,
            first_and_last_layer_only,
            starts_every_layer_from_x,
            gives_x_to_every_hidden_layer,
            compares_pairs_of_arrays,
            unpacks_three_layers,
            goes_through_the_layers_backwards,
            multiplies_by_weights_untransposed,
            reshapes_the_weights,
            has_no_biases,
            last_layer_without_bias,
            hidden_layers_without_bias,
            biases_after_the_relu,
            knows_two_layers_at_most,
            applies_the_last_layer_again,
            takes_the_layers_out_of_the_list,
            returns_what_every_layer_gives,
            bends_every_layer_with_a_sigmoid,
            ends_in_probabilities,
        ],
        hints=[
            "One variable holds what goes into the next layer. At first that is X.",
            "A loop over the pairs: for W, b in layers. How does it know that it is at the last "
            "one, which has no ReLU behind it?",
            "layers[:-1] are all layers but the last, layers[-1] is the last. Loop over the first, "
            "with a ReLU each, and apply the other one after the loop.",
        ],
    ),
    Exercise(
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
        mistakes=[
            multiplies_in_the_order_of_the_layers,
            returns_weights_transposed,
            adds_the_weights,
            multiplies_place_by_place,
            adds_the_two_biases,
            leaves_b2_out,
            leaves_b1_out,
            merges_without_any_bias,
            sends_both_biases_through,
            multiplies_b1_from_the_left,
            sends_b1_through_the_merged_weights,
            sends_b1_through_w1,
            bends_the_bias,
            bends_the_weights_and_the_bias,
            returns_b_before_w,
            returns_w_alone,
        ],
        hints=[
            "Write the second layer of the first one: W2 (W1 x + b1) + b2. Which matrix multiplies "
            "x?",
            "Multiply the bracket out. What has an x is W times x; what has none is b.",
        ],
    ),
    Exercise(
        solution=count_weights,
        parts=[
            Part(
                "one layer",
                [call([2, 3]), call([3, 1]), call([3072, 10]), drawn(sizes_of_one_layer, 3)],
            ),
            Part(
                "two layers",
                [call([2, 3, 4]), call([3072, 100, 10]), drawn(sizes_of_two_layers, 3)],
            ),
            Part(
                "many layers",
                [call([3, 4, 4, 1]), call([2, 3, 4, 5, 6]), drawn(sizes_of_many_layers, 3)],
            ),
        ],
        mistakes=[
            counts_the_biases_too,
            multiplies_all_sizes,
            adds_the_sizes,
            multiplies_the_ends,
            counts_the_first_layer_only,
            counts_the_last_layer_only,
            stops_before_the_last_layer,
            skips_the_first_layer,
            steps_over_every_second_layer,
            joins_the_last_stage_to_the_first,
            looks_behind_the_end,
            connects_every_layer_to_the_inputs,
            connects_every_pair_of_stages,
            squares_the_sizes,
            returns_a_float_count,
            lists_the_layers,
            multiplies_the_layers,
            knows_two_layers_only,
            takes_the_sizes_out_of_the_list,
        ],
        hints=[
            "Draw 2 inputs, 3 hidden units and 4 scores, with a line for every weight. How many "
            "lines lead from stage to stage?",
            "3072 · 100 + 100 · 10 are 308,200 weights: a product for every two neighbours in the "
            "list, all added up.",
        ],
    ),
    Exercise(
        solution=count_mlp_parameters,
        parts=[
            Part(
                "one layer",
                [call([2, 3]), call([3, 1]), call([3072, 10]), drawn(sizes_of_one_layer, 3)],
            ),
            Part(
                "two layers",
                [call([2, 3, 4]), call([3072, 100, 10]), drawn(sizes_of_two_layers, 3)],
            ),
            Part(
                "many layers",
                [call([3, 4, 4, 1]), call([2, 3, 4, 5, 6]), drawn(sizes_of_many_layers, 3)],
            ),
        ],
        mistakes=[
            counts_no_biases,
            counts_biases_alone,
            gives_biases_to_the_inputs,
            counts_a_bias_for_every_unit,
            one_bias_for_a_layer,
            one_bias_for_the_network,
            biases_in_hidden_layers_only,
            biases_in_the_last_layer_only,
            adds_one_on_both_sides,
            doubles_the_biases,
            biases_of_all_layers_for_each,
            parameters_of_the_first_layer,
            parameters_without_the_last_layer,
            counts_the_inputs_as_a_layer,
            reads_behind_the_list,
            returns_a_float_number_of_parameters,
            lists_the_parameters,
        ],
        hints=[
            "Begin with the weights. Which stages have biases, and which stage is only given?",
            "A layer from n numbers to m learns an m by n matrix and m biases. Add that up over "
            "the layers.",
        ],
    ),
]
