"""sgd_step: one step of plain gradient descent."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.gradient_descent.shared import either_sign, some_shape


def sgd_step(w, dw, rate):
    """One step of plain gradient descent. Returns the new w.

    w, dw: arrays of one shape, the weights and their gradient; rate: the learning rate.
    """
    return w - rate * dw


def goes_up(w, dw, rate):
    """The weights follow the gradient, and so the loss grows. To make it smaller, go the other
    way."""
    return w + rate * dw


def forgets_the_rate(w, dw, rate):
    """The whole gradient is subtracted. The rate says how much of it is used."""
    return w - dw


def returns_the_step_only(w, dw, rate):
    """That is the step. Where do the weights stand after it?"""
    return -rate * dw


def turns_the_step_round(w, dw, rate):
    """The two sides of your difference have changed places. Begin at the weights, and take the step
    away from them."""
    return rate * dw - w


def writes_into_w(w, dw, rate):
    """With -= the step changes the array that the caller handed over. Make a new array for the new
    weights."""
    w -= rate * dw
    return w


def shrinks_the_weights(w, dw, rate):
    """The gradient is multiplied by the weights themselves. The step depends on the gradient and on
    the rate, and not on where the weights stand."""
    return w * (1 - rate * dw)


def takes_the_mean_gradient(w, dw, rate):
    """All weights move by the same amount, the mean of the gradient. Each weight has a gradient of
    its own."""
    return w - rate * dw.mean()


def looks_at_the_sign_only(w, dw, rate):
    """All your steps are equally long, whatever the size of the gradient. Here a steep direction
    takes a larger step than a flat one."""
    return w - rate * np.sign(dw)


def makes_the_gradient_one_long(w, dw, rate):
    """The gradient is scaled to the length 1 first. Plain descent takes it as it is, so that the
    steps grow short near a minimum."""
    return w - rate * dw / np.linalg.norm(dw)


def steps_by_the_rate_alone(w, dw, rate):
    """Every weight goes down by the rate, whatever its gradient is. The gradient says which way and
    how steep, and is multiplied by the rate."""
    return w - rate


def stays_where_it_is(w, dw, rate):
    """The weights come back as they were. Take rate times the gradient away from them."""
    return w.copy()


def averages_over_the_weights(w, dw, rate):
    """The step is divided by the number of weights. Nothing is to be averaged here: each weight
    moves by rate times its own slope."""
    return w - rate * dw / len(w)


def returns_rate_times_gradient(w, dw, rate):
    """That is the gradient times the rate, the way up. The weights lie where they were, less
    that."""
    return rate * dw


def multiplies_the_whole_difference(w, dw, rate):
    """The rate multiplies the weights too. Only the gradient is multiplied by it."""
    return rate * (w - dw)


def exchanges_w_and_dw(w, dw, rate):
    """w and dw have changed places: the docstring has the weights first."""
    return dw - rate * w


def follows_the_weights(w, dw, rate):
    """The weights shrink towards 0, and the gradient has no part in it. Take rate times the
    gradient away."""
    return w - rate * w


def goes_down_in_every_weight(w, dw, rate):
    """Every weight becomes smaller, also where the gradient is below 0. There the loss falls if the
    weight grows: keep the sign."""
    return w - rate * np.abs(dw)


def adds_up_the_gradient(w, dw, rate):
    """All weights move by the same amount, made of the whole gradient. Each weight has a slope of
    its own."""
    return w - rate * dw.sum()


def squares_the_gradient(w, dw, rate):
    """The gradient is squared, and its sign is lost. Plain descent takes it as it is."""
    return w - rate * dw**2


def writes_into_w_and_returns_nothing(w, dw, rate):
    """-= changes the caller's own weights, and nothing is returned. Return a new array."""
    w -= rate * dw


def scales_dw_in_place(w, dw, rate):
    """dw *= rate changes the caller's gradient. Multiply into a new array."""
    dw *= rate
    return w - dw


def flattens_the_weights(w, dw, rate):
    """The weights come back in one long row. They keep their shape."""
    return (w - rate * dw).ravel()


def divides_by_the_rate(w, dw, rate):
    """The gradient is divided by the rate. A smaller rate has to make a smaller step."""
    return w - dw / rate


def plain_step(rng: np.random.Generator) -> Call:
    w, dw = (either_sign(rng, 3, low=0.5, high=4) for _ in range(2))
    return call(w, dw, float(rng.choice([0.01, 0.1, 0.3])))


def plain_step_of_any_shape(rng: np.random.Generator) -> Call:
    shape = some_shape(rng)
    w, dw = (either_sign(rng, *shape, low=0.5, high=4) for _ in range(2))
    return call(w, dw, float(rng.choice([0.01, 0.1, 0.3])))


EXERCISE = Exercise(
    solution=sgd_step,
    parts=[
        Part(
            "a vector",
            [
                call(np.array([1.0]), np.array([10.0]), 0.05),
                call(np.array([1.0, 2.0, -3.0]), np.array([10.0, -20.0, 5.0]), 0.1),
                drawn(plain_step, 4),
            ],
        ),
        Part(
            "any shape, any rate",
            [
                call(
                    np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
                    np.array([[10.0, 0.0, -1.0], [2.0, 4.0, 1000.0]]),
                    0.01,
                ),
                call(np.array([[1.0], [-2.0]]), np.array([[3.0], [0.5]]), 2.0),
                drawn(plain_step_of_any_shape, 4),
            ],
        ),
    ],
    hints=[
        "The gradient points uphill, and the loss is to become smaller.",
        "How far to go is rate times the gradient. w - something makes a new array; w -= "
        "something changes the one that came in.",
    ],
)
