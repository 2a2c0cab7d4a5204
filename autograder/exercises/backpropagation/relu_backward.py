"""relu_backward: the backward pass of max(0, x)."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.backpropagation.shared import gate


def relu_backward(dout, x):
    """The backward pass of max(0, x). The gradient at 0 is 0.

    dout, x: arrays of one shape: the gradient of the output, and what went in, which may be
    whole numbers.
    Returns dx, of that shape.
    """
    return np.where(x > 0, dout, 0.0)


def looks_at_the_gradient(dout, x):
    """The gate looks at dout. It is the input of the forward pass, x, that says whether the gate
    was open."""
    return np.where(dout > 0, dout, 0.0)


def returns_the_gate(dout, x):
    """That is the slope of ReLU, 1 or 0. The gradient that arrives has to be multiplied by it."""
    return np.where(x > 0, 1.0, 0.0)


def lets_zero_through(dout, x):
    """At exactly 0 the gradient passes. The docstring says what counts there, and after a layer
    whose output is cut off at 0, exact zeros are common."""
    return np.where(x >= 0, dout, 0.0)


def stops_negative_gradients(dout, x):
    """Gradients below 0 are stopped too. Where the gate was open everything passes, whatever its
    sign."""
    return np.where(x > 0, np.maximum(dout, 0), 0.0)


def applies_relu_to_x(dout, x):
    """That is the forward pass once more, times the gradient. The slope of ReLU above 0 is 1, not
    x."""
    return dout * np.maximum(0, x)


def closes_the_open_gate(dout, x):
    """The gradient passes where x is below 0 and stops where it is above: the gate is the wrong
    way round."""
    return np.where(x > 0, 0.0, dout)


def writes_into_dout(dout, x):
    """The zeros are written into dout itself, which belongs to the caller. Make a new array."""
    dout[x <= 0] = 0
    return dout


def writes_into_dout_and_returns_nothing(dout, x):
    """The zeros stand in dout, which belongs to the caller, and nothing is returned. Make a new
    array and return it."""
    dout[x <= 0] = 0


def gives_zeros_for_dx(dout, x):
    """dx is still zero. Where x is above 0, the gradient in dout goes back as it is."""
    return np.zeros(x.shape)


def takes_the_sign_off_the_gradient(dout, x):
    """Every gradient that passes comes out positive. It keeps its sign."""
    return np.where(x > 0, np.abs(dout), 0.0)


def turns_the_gradient_round(dout, x):
    """The sign of what passes is turned. Above 0 ReLU rises, with slope 1."""
    return np.where(x > 0, -dout, 0.0)


def stops_at_zero_only(dout, x):
    """The gradient is stopped where x is 0 and nowhere else. Below 0 it is stopped as well."""
    return np.where(x != 0, dout, 0.0)


def cuts_the_gradients_to_whole_numbers(dout, x):
    """The gradients have lost their fractions: they were made ints. Leave them floats."""
    return np.where(x > 0, dout, 0).astype(int)


def exchanges_dout_and_x(dout, x):
    """dout and x have changed places: dout opens the gate, and x goes through. The docstring has
    dout first."""
    return np.where(dout > 0, x, 0.0)


def keeps_x_behind_the_closed_gates(dout, x):
    """Where the gate is closed x itself comes back. Nothing passes there: 0."""
    return np.where(x > 0, dout, x)


def overwrites_x(dout, x):
    """x is overwritten, and it belongs to the caller. Note that dx = x makes no copy, it only gives
    the array a second name. Build a new array."""
    dx = x
    open_gate = x > 0
    dx[...] = 0
    dx[open_gate] = dout[open_gate]
    return dx


def rounds_where_x_is_whole(dout, x):
    """With whole numbers in x, dx comes back in whole numbers too, and the rest is cut off: an
    array made like x can hold nothing else. Make it like dout."""
    dx = np.zeros_like(x)
    dx[x > 0] = dout[x > 0]
    return dx


def multiplies_whole_numbers_in_place(dout, x):
    """Floats come out right. Where x holds whole numbers, so does its copy, and *= cannot put a
    gradient with a fraction into that. Let a new array come out of the product."""
    dx = x.copy()
    dx[x <= 0] = 0
    dx[x > 0] = 1
    dx *= dout
    return dx


def writes_into_both(dout, x):
    """dx is right, and for it both arrays of the caller were overwritten: assignments with [] and
    operators such as *= write into what they are used on. Build new arrays."""
    x[x <= 0] = 0
    x[x > 0] = 1
    dout *= x
    return dout


def returns_what_relu_returns(dout, x):
    """That is the forward pass, in which dout has no part. The backward pass says which of the
    gradients in dout go on to x."""
    return np.maximum(0, x)


def multiplies_by_what_went_in(dout, x):
    """The gradient is multiplied by x. How much does max(0, x) change when x does, above 0 and
    below? Multiply by that."""
    return dout * x


def turns_what_should_stop(dout, x):
    """Where x is below 0 the gradient passes with its sign turned, as through an absolute value.
    Behind a closed gate nothing is left of it."""
    return dout * np.sign(x)


def leaks_a_hundredth_back(dout, x):
    """A hundredth of the gradient passes where x is below 0: that is a leaky ReLU's gate. A plain
    one lets nothing through."""
    return np.where(x > 0, dout, 0.01 * dout)


def leaves_the_closed_gates_out(dout, x):
    """Only the gradients that pass come back, in one row. Behind a closed gate there is a 0, so
    that dx keeps the shape of x."""
    return dout[x > 0]


def asks_once_about_all_gates(dout, x):
    """An if decides once, and each number has a gate of its own. Compare the whole array, and let
    NumPy decide place by place."""
    return dout if x > 0 else 0 * dout


def looks_at_whole_rows(dout, x):
    """The loop goes over the first axis only, so with two axes it meets a row, about which an if
    cannot decide. Work on the whole arrays, without a loop."""
    return np.array([dout[i] if x[i] > 0 else 0.0 for i in range(len(x))])


def passes_everything(dout, x):
    """dout comes back as it was. Nothing may pass where x was not above 0."""
    return dout.copy()


def gate_with_zeros(rng: np.random.Generator) -> Call:
    dout, x = rng.normal(size=(2, 2, 4)).round(2)
    x[:, 1] = 0
    dout[:, :2] = [[0.4, 1.0], [-0.6, -2.0]]
    return call(dout, x)


EXERCISE = Exercise(
    solution=relu_backward,
    parts=[
        Part(
            "open and closed",
            [
                call(np.array([5.0, 7.0]), np.array([2.0, -3.0])),
                call(np.array([-5.0, -7.0, 1.0]), np.array([2.0, -3.0, 0.5])),
                call(np.array([[1.0, -2.0], [3.0, -4.0]]), np.array([[3.0, 4.0], [-1.0, -2.0]])),
                call(np.array([0.5, -1.5, 2.5]), np.array([1, 2, -3])),
                call(np.array([-6.0]), np.array([0.25])),
                drawn(gate, 5),
            ],
        ),
        Part(
            "at zero",
            [
                call(np.array([4.0, -3.0, -2.0]), np.array([0.0, 0.0, 3.0])),
                call(np.array([[4.0, -3.0], [0.5, 2.0]]), np.array([[0.0, -1.0], [2.0, 0.0]])),
                drawn(gate_with_zeros, 3),
            ],
        ),
    ],
    hints=[
        "Above 0 ReLU hands its input on unchanged, so the gradient goes back unchanged too. "
        "Below 0, how much does the output change?",
        "np.where(condition, this, that) builds a new array and leaves both arguments alone.",
    ],
)
