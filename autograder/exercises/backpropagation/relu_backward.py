"""relu_backward: the backward pass of max(0, x)."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.backpropagation.shared import gate


def relu_backward(dout, x):
    """The backward pass of max(0, x). The gradient at 0 is 0.

    dout, x: arrays of one shape: the gradient of the output, and what went in.
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
                drawn(gate, 5),
            ],
        ),
        Part(
            "at zero",
            [
                call(np.array([4.0, -3.0, -2.0]), np.array([0.0, 0.0, 3.0])),
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
