"""leaky_relu: x where it is above 0, otherwise slope times x."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.neural_networks.shared import activation_parts, both_signs, some_numbers


def leaky_relu(x, slope=0.1):
    """x where it is above 0, otherwise slope times x.

    x: an array of any shape, of floats or of whole numbers; slope: a number, which may be above
    1 or below 0.
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


def hands_the_scaled_numbers_over_as_an_axis(x, slope=0.1):
    """np.max looks through one array, and takes what comes next for the number of an axis. Two
    arrays are compared by another function, and here the sign of x should decide."""
    return np.max(x, slope * x)


def compares_with_the_slope(x, slope=0.1):
    """The sides change at the slope, so that numbers between 0 and the slope are scaled as well.
    They change at 0."""
    return np.where(x > slope, x, slope * x)


def adds_the_slope(x, slope=0.1):
    """Below 0 the slope is added to x. It says how much of x is left there: multiply."""
    return np.where(x > 0, x, x + slope)


def leaks_row_by_row(x, slope=0.1):
    """The loop takes whole rows out of an array of two axes, and an if cannot decide for a row.
    np.where needs no loop and takes any shape."""
    return np.array([value if value > 0 else slope * value for value in x])


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


def lets_nothing_through(x, slope=0.1):
    """This is a plain ReLU: below 0 nothing is left. There the slope decides how much comes
    through."""
    return np.maximum(0, x)


def bends_upwards(x, slope=0.1):
    """Below 0 your numbers have the wrong sign. With a slope above 0 a negative number stays
    negative; look for a minus too many, or for a missing one."""
    return np.where(x > 0, x, -slope * x)


def is_no_longer_bent(x, slope=0.1):
    """The numbers come back as they went in, those below 0 too. There only slope times x is
    left."""
    return x.copy()


def lets_zeros_through_only(x, slope=0.1):
    """Nothing but zeros comes back. Above 0 the number itself is asked for, below 0 slope times
    it."""
    return np.zeros(x.shape)


def returns_how_steep_the_curve_is(x, slope=0.1):
    """This is how steep the curve is, 1 or the slope. The number on the curve is asked for:
    multiply by x."""
    return np.where(x > 0, 1, slope)


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


EXERCISE = Exercise(
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
                call(np.array([0.25, -1.0]), slope=0.75),
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
    hints=[
        "There are two cases, and the sign of x decides between them.",
        "np.where(condition, a, b) takes a where the condition holds and b elsewhere. What are "
        "the three here?",
    ],
)
