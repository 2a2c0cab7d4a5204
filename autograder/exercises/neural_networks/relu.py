"""relu: x where it is above 0, otherwise 0."""

import numpy as np

from autograder.authoring.exercise import Exercise, Part, call, drawn
from autograder.exercises.neural_networks.shared import activation_parts, some_numbers


def relu(x):
    """x where it is above 0, otherwise 0.

    x: an array of any shape, of floats or of whole numbers.
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


def sets_zeros_and_returns_nothing(x):
    """The zeros stand in the caller's array, and the function returns nothing. Make a new array
    and return it."""
    x[x < 0] = 0


def takes_the_largest_of_all(x):
    """One number comes back, the largest of all. Each number is to be compared with 0 by itself,
    and the array keeps its shape."""
    return np.max(np.maximum(x, 0))


def puts_zero_beside_the_array(x):
    """A list of a number and an array is no table, so np.max has nothing to look through. The
    larger of two things, place by place, is what another function of NumPy gives."""
    return np.max([0, x])


def takes_zero_for_the_array(x):
    """np.max looks through one array, and takes what comes next for the number of an axis. Another
    function of NumPy compares two things element by element."""
    return np.max(0, x)


def gives_where_one_choice_only(x):
    """np.where wants either the condition alone, or with it what stands where it holds and what
    elsewhere. The second of the two is missing."""
    return np.where(x > 0, x)


def multiplies_before_comparing(x):
    """A product is worked out before a comparison, so this asks where x times x is above 0. Put
    brackets around the comparison."""
    return x * x > 0


def forgets_to_halve(x):
    """Above 0 your numbers are twice as large: x plus its size is 2x there. Half of that sum would
    be right, and the larger of x and 0 is simpler."""
    return x + np.abs(x)


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


def gives_everything_back(x):
    """Everything comes back as it was, also what is below 0. A loop variable that gets a new value
    changes nothing in the array that the loop goes through."""
    return x.copy()


def gives_only_zeros_back(x):
    """Nothing but zeros comes back. The numbers above 0 should still be there."""
    return np.zeros(x.shape)


def returns_in_the_first_round(x):
    """A return ends the function at once, here in the first round of a loop. Collect the results,
    or better work on the whole array without a loop."""
    for value in x:
        return value if value > 0 else 0


def makes_whole_numbers(x):
    """The fractions are lost: the result was made an array of ints. Leave the numbers as they
    are."""
    return np.maximum(0, x).astype(int)


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


def leaks_a_tenth_below_zero(x):
    """A tenth of each negative number is left. That is a leaky ReLU, which comes later: here they
    become exactly 0."""
    return np.where(x > 0, x, 0.1 * x)


def leaks_below_zero(x):
    """A little of the negative numbers is left. That comes later, under another name; here they
    become exactly 0."""
    return np.where(x > 0, x, 0.01 * x)


EXERCISE = Exercise(
    solution=relu,
    parts=activation_parts(
        Part(
            "above and below 0",
            [
                call(np.array([1.0, -2.0])),
                call(np.array([-0.5, 0.0, 0.5, 12.0])),
                call(np.array([0.25])),
                call(np.array([-1.0, -0.25])),
                drawn(some_numbers, 3),
            ],
        ),
        far=False,
    ),
    hints=[
        "Of two numbers, x and 0, which one is it in each of the two cases?",
        "NumPy has a function that returns the larger of two things, element by element. It "
        "is not np.max, which looks for the largest in one array.",
    ],
)
