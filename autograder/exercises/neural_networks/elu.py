"""elu: x where it is above 0, otherwise alpha·(exp(x) - 1)."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.neural_networks.shared import activation_parts, both_signs, some_numbers


def elu(x, alpha=1.0):
    """x where it is above 0, otherwise alpha·(exp(x) - 1).

    x: an array of any shape, of floats or of whole numbers; 1000 must work too. alpha: a number
    above 0.
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
    """Above 0 the exponential is larger than x at alpha 1, so a maximum of the two chooses the
    wrong branch. The sign of x decides."""
    return np.maximum(x, alpha * (np.exp(x) - 1))


def asks_for_the_sign_of_an_array(x, alpha=1.0):
    """An array has a sign for each of its numbers, and an if, or the max of Python, needs a single
    answer. Choose between the two branches element by element."""
    if x > 0:
        return x
    return alpha * (np.exp(x) - 1)


def hands_an_array_where_one_number_goes(x, alpha=1.0):
    """math.exp takes one number, and in np.max what comes second is the number of an axis: an array
    fits neither. np.exp works on every element, and np.where chooses by the sign of x."""
    import math

    return np.where(x > 0, x, alpha * (math.exp(x) - 1))


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


def is_still_a_straight_line(x, alpha=1.0):
    """The numbers come back as they went in, those below 0 too. There the exponential branch should
    bend them."""
    return x.copy()


def gives_nothing_but_zeros(x, alpha=1.0):
    """Nothing but zeros comes back. If you fill an array side by side, look at what each of the two
    conditions writes into it."""
    return np.zeros(x.shape)


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


EXERCISE = Exercise(
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
    hints=[
        "Two branches again, and the sign of x decides. At -1 it should give -0.632, far to "
        "the left -alpha.",
        "np.where works out both branches for every x, also the one that is not taken. What "
        "does np.exp make of 1000?",
        "Where x is above 0 the exponential is not needed, so let it see 0 there: np.minimum "
        "of x and 0.",
    ],
)
