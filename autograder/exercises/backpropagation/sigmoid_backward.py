"""sigmoid_backward: the backward pass of the sigmoid, 1 / (1 + exp(-x))."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def sigmoid_backward(dout, x):
    """The backward pass of the sigmoid, 1 / (1 + exp(-x)).

    dout, x: arrays of one shape: the gradient of the output, and what went in, which may be
    whole numbers (-1000 and 1000 must work too).
    Returns dx, of that shape.
    """
    s = np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))) ** 2
    return dout * s


def slope_in_terms_of_the_input(dout, x):
    """x(1 - x) takes x for the output of the sigmoid. It is the input: work the sigmoid out first,
    then its slope."""
    return dout * x * (1 - x)


def returns_the_slope(dout, x):
    """That is the slope of the sigmoid. Multiply the gradient that arrives by it."""
    return sigmoid_backward(np.ones_like(dout), x)


def multiplies_by_the_sigmoid(dout, x):
    """The gradient is multiplied by the sigmoid s itself. Its slope is s times something else: it
    is flat on both sides, and s is not small on the right."""
    return dout / (1 + np.exp(-x))


def multiplies_by_the_sigmoid_twice(dout, x):
    """The gradient is multiplied by s². The slope of the sigmoid s has s and 1 - s in it, so that
    it is flat on both sides."""
    return dout * (0.5 * (1 + np.tanh(x / 2))) ** 2


def squares_the_sigmoid(dout, x):
    """The gradient is multiplied by s²(1 - s). One factor s is enough."""
    s = 0.5 * (1 + np.tanh(x / 2))
    return dout * s**2 * (1 - s)


def mixes_output_and_input(dout, x):
    """The gradient is multiplied by s(1 - x). The slope is written with the output s alone: both
    factors need it."""
    s = 0.5 * (1 + np.tanh(x / 2))
    return dout * s * (1 - x)


def multiplies_the_first_term_only(dout, x):
    """dout multiplies s, and s² is taken away without it. Put brackets around the whole slope."""
    s = 0.5 * (1 + np.tanh(x / 2))
    return dout * s - s**2


def squares_the_exponential_only(dout, x):
    """Below the line only the exponential is squared. The square is that of the whole sum, with its
    1."""
    e = np.exp(-np.abs(x))
    return dout * e / (1 + e**2)


def divides_by_the_slope(dout, x):
    """The gradient is divided by the slope of the sigmoid. Where the curve is flat x changes hardly
    anything, and little goes back: multiply."""
    return dout / sigmoid_backward(np.ones_like(dout), x)


def takes_the_slope_at_zero(dout, x):
    """The slope is 1/4 at every place. That is how steep the sigmoid is at 0; elsewhere it depends
    on x."""
    return 0.25 * dout


def hands_the_gradient_on(dout, x):
    """dout comes back as it was. It has to be multiplied by the slope of the sigmoid at x."""
    return dout.copy()


def gives_back_zeros(dout, x):
    """Nothing but zeros comes back. Where x is near 0 the sigmoid is steep and the gradient
    passes."""
    return np.zeros(x.shape)


def adds_the_gradients_up(dout, x):
    """One number comes back, the sum over all places. Each number of x has a gradient of its own:
    multiply place by place."""
    return (dout * sigmoid_backward(np.ones_like(dout), x)).sum()


def forgets_one_factor(dout, x):
    """The gradient is multiplied by 1 - s. The slope of the sigmoid s is flat on the left too,
    which needs the other factor."""
    return dout * (1 - 1 / (1 + np.exp(-x)))


def overflows_far_to_the_left(dout, x):
    """For an x like -1000, exp(-x) is inf, and inf divided by inf is nan. Write the slope with the
    sigmoid alone, s(1 - s), or with exp of numbers below 0 only."""
    e = np.exp(-x)
    return dout * e / (1 + e) ** 2


def overflows_far_to_the_right(dout, x):
    """For an x like 1000, exp(x) is inf, and inf divided by inf is nan. Choose a form of the
    sigmoid in which exp sees no large number, to the left and to the right of 0."""
    s = np.exp(x) / (1 + np.exp(x))
    return dout * s * (1 - s)


def cuts_the_slope_to_whole_numbers(dout, x):
    """With whole numbers in x all is 0: an array made like x can hold whole numbers only, and the
    sigmoid lies between 0 and 1. Make an array of floats."""
    s = np.zeros_like(x)
    s[x >= 0] = 1 / (1 + np.exp(-x[x >= 0]))
    s[x < 0] = np.exp(x[x < 0]) / (1 + np.exp(x[x < 0]))
    return dout * s * (1 - s)


def has_the_slope_of_tanh(dout, x):
    """1 - s² is the rule for tanh. For the sigmoid s, the slope at 0 is 1/4."""
    s = 0.5 * (1 + np.tanh(x / 2))
    return dout * (1 - s**2)


def squares_the_wrong_factor(dout, x):
    """The gradient is multiplied by s(1 - s)². Only one factor 1 - s belongs there: the slope of
    the sigmoid is as steep at x as at -x."""
    s = 0.5 * (1 + np.tanh(x / 2))
    return dout * s * (1 - s) ** 2


def adds_where_it_should_subtract(dout, x):
    """The gradient is multiplied by s(1 + s). The slope of the sigmoid s is s(1 - s), which is
    small on both sides."""
    s = 0.5 * (1 + np.tanh(x / 2))
    return dout * s * (1 + s)


def has_the_slope_of_tanh_itself(dout, x):
    """This is the backward pass of tanh, whose slope at 0 is 1. The sigmoid has 1/4 there."""
    return dout * (1 - np.tanh(x) ** 2)


def takes_the_sigmoid_of_the_gradient(dout, x):
    """The slope is taken at dout. The curve has the slope that counts at x, where the forward pass
    was; dout is only multiplied by it."""
    s = 0.5 * (1 + np.tanh(dout / 2))
    return dout * s * (1 - s)


def takes_the_slope_of_one_number(dout, x):
    """math.exp takes a single number, and x is an array. NumPy's own exp works place by place."""
    import math

    s = 1 / (1 + math.exp(-x))
    return dout * s * (1 - s)


def asks_once_about_the_sign(dout, x):
    """An if decides once, and each number of x has a sign of its own. np.where decides place by
    place; or take a form that needs no decision."""
    s = 1 / (1 + np.exp(-x)) if x >= 0 else np.exp(x) / (1 + np.exp(x))
    return dout * s * (1 - s)


def multiplies_into_dout(dout, x):
    """dout itself is multiplied, as *= does, and the caller still needs it. Return a new array."""
    dout *= sigmoid_backward(np.ones_like(dout), x)
    return dout


def has_the_wrong_sign(dout, x):
    """The sign is the wrong way round. The sigmoid rises everywhere, so its slope is never below
    0."""
    return -sigmoid_backward(dout, x)


def loses_the_brackets_of_the_slope(dout, x):
    """s is taken away at the end, from dout · s: without brackets, a product comes before a
    difference. Put brackets around 1 - s."""
    s = 0.5 * (1 + np.tanh(x / 2))
    return dout * s * 1 - s


def sigmoid_gate(rng: np.random.Generator) -> Call:
    shape = tuple(int(side) for side in rng.integers(2, 4, rng.integers(1, 3)))
    return call(rng.normal(size=shape).round(2), rng.normal(0, 2, shape).round(2))


def sigmoid_gate_far_out(rng: np.random.Generator) -> Call:
    x = np.append(rng.choice([-1, 1], 3) * rng.uniform(800, 1500, 3).round(), [0.5, -1000.0, 1000])
    return call(rng.uniform(0.5, 2, 6).round(2), x)


EXERCISE = Exercise(
    solution=sigmoid_backward,
    parts=[
        Part(
            "near zero",
            [
                call(np.array([1.0]), np.array([0.0])),
                call(np.array([2.0, -1.0, 4.0]), np.array([1.0, -2.0, 0.5])),
                call(np.array([[1.0, 2.0]]), np.array([[1, -2]])),
                call(np.array([[-2.0], [0.5], [1.0]]), np.array([[0.0], [-0.5], [3.0]])),
                drawn(sigmoid_gate, 5),
            ],
        ),
        Part(
            "far from zero",
            [
                call(np.array([3.0, 2.0, 2.0]), np.array([-1000.0, 1000.0, 1.0])),
                drawn(sigmoid_gate_far_out, 3),
            ],
        ),
    ],
    hints=[
        "Work out s, the sigmoid of x, first. Its slope can be written with s alone.",
        "The slope is s(1 - s). For an x far below 0, take care that nothing in the sigmoid "
        "overflows: exp of a large number is inf.",
    ],
)
