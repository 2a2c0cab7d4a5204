"""momentum_step: one step with momentum: the velocity fades by the factor momentum, the gradient
pushes it.
"""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.gradient_descent.shared import either_sign, some_shape


def momentum_step(w, dw, velocity, rate=0.01, momentum=0.9):
    """One step with momentum: the velocity fades by the factor momentum, the gradient pushes it.

    velocity ← momentum · velocity - rate · dw, then w ← w + velocity.
    w, dw, velocity: arrays of one shape.
    Returns the new w and the new velocity.
    """
    velocity = momentum * velocity - rate * dw
    return w + velocity, velocity


def pushes_uphill(w, dw, velocity, rate=0.01, momentum=0.9):
    """The gradient pushes the velocity uphill: two ways of writing the rule are mixed. With the
    velocity added to w, the gradient has to come in with a minus."""
    return momentum_step(w, -dw, velocity, rate, momentum)


def counts_the_velocity_downhill(w, dw, velocity, rate=0.01, momentum=0.9):
    """Your velocity has the opposite sign: you add the gradient to it and subtract it from w, which
    is a rule of its own. Here the velocity points to where w goes."""
    velocity = momentum * velocity + rate * dw
    return w - velocity, velocity


def subtracts_the_velocity(w, dw, velocity, rate=0.01, momentum=0.9):
    """The velocity is right, and the weights then move against it. It points downhill already, as
    the gradient came in with a minus."""
    velocity = momentum * velocity - rate * dw
    return w - velocity, velocity


def leaves_the_rate_out_of_the_velocity(w, dw, velocity, rate=0.01, momentum=0.9):
    """This is the rule that PyTorch uses: its velocity is a sum of gradients, and the rate comes in
    when w moves. Here the rate belongs into the velocity, which is then added to w as it is."""
    velocity = momentum * velocity + dw
    return w - rate * velocity, velocity


def averages_the_gradients(w, dw, velocity, rate=0.01, momentum=0.9):
    """The push is multiplied by 1 - momentum, as in a running mean. Here the gradient comes in at
    full strength, ten times as much at momentum 0.9."""
    return momentum_step(w, (1 - momentum) * dw, velocity, rate, momentum)


def lets_the_velocity_fade_twice(w, dw, velocity, rate=0.01, momentum=0.9):
    """The new velocity is multiplied by momentum once more before it moves w. It has faded already
    when it was worked out."""
    velocity = momentum * velocity - rate * dw
    return w + momentum * velocity, velocity


def steps_with_the_old_velocity(w, dw, velocity, rate=0.01, momentum=0.9):
    """The weights move by the velocity from before this step, so this gradient has no say yet.
    Work out the new velocity first."""
    return w + velocity, momentum * velocity - rate * dw


def never_stores_the_velocity(w, dw, velocity, rate=0.01, momentum=0.9):
    """The velocity comes back as it went in, and the next step will know nothing of this one.
    Return the new one."""
    return w + momentum * velocity - rate * dw, velocity.copy()


def has_no_momentum(w, dw, velocity, rate=0.01, momentum=0.9):
    """The old velocity is not used, which leaves plain gradient descent. Part of it goes on into
    the new velocity."""
    return w - rate * dw, -rate * dw


def never_fades(w, dw, velocity, rate=0.01, momentum=0.9):
    """The old velocity goes on at full strength, and a ball would roll for ever. By which factor
    does it fade?"""
    return momentum_step(w, dw, velocity, rate, 1)


def brakes_the_gradient_alone(w, dw, velocity, rate=0.01, momentum=0.9):
    """Momentum multiplies the gradient, and the old velocity goes on at full strength. It is the
    velocity that fades; the gradient gets the rate and nothing else."""
    velocity = velocity - momentum * rate * dw
    return w + velocity, velocity


def averages_gradients_and_scales_them_later(w, dw, velocity, rate=0.01, momentum=0.9):
    """Your velocity is a running mean of the gradients, and the rate comes in when w moves. Here
    the rate belongs into the velocity, the gradient counts in full, and w moves by exactly the
    velocity."""
    velocity = momentum * velocity + (1 - momentum) * dw
    return w - rate * velocity, velocity


def pushes_with_the_whole_gradient(w, dw, velocity, rate=0.01, momentum=0.9):
    """The rate is not used. The gradient pushes the velocity by rate times its size."""
    return momentum_step(w, dw, velocity, 1, momentum)


def never_moves_the_weights(w, dw, velocity, rate=0.01, momentum=0.9):
    """The velocity is new and right, and w comes back as it was. It moves by the velocity."""
    return w.copy(), momentum_step(w, dw, velocity, rate, momentum)[1]


def always_uses_the_usual_momentum(w, dw, velocity, rate=0.01, momentum=0.9):
    """Whatever momentum is asked for, 0.9 is used. Put the argument where that number stands."""
    return momentum_step(w, dw, velocity, rate)


def always_uses_the_usual_rate(w, dw, velocity, rate=0.01, momentum=0.9):
    """Whatever rate is asked for, 0.01 is used. Put the argument where that number stands."""
    return momentum_step(w, dw, velocity, momentum=momentum)


def brakes_the_gradient_too(w, dw, velocity, rate=0.01, momentum=0.9):
    """Both terms are multiplied by momentum. It belongs to the old velocity only, and the rate to
    the gradient."""
    return momentum_step(w, momentum * dw, velocity, rate, momentum)


def looks_ahead(w, dw, velocity, rate=0.01, momentum=0.9):
    """This is Nesterov's variant: the weights go on ahead of the velocity by one more push. Plain
    momentum moves w by exactly the new velocity."""
    velocity = momentum * velocity - rate * dw
    return w + momentum * velocity - rate * dw, velocity


def pushes_the_weights_once_more(w, dw, velocity, rate=0.01, momentum=0.9):
    """The gradient moves the weights twice, in the velocity and once more by itself. w moves by the
    new velocity alone."""
    velocity = momentum * velocity - rate * dw
    return w + velocity - rate * dw, velocity


def steps_without_the_velocity(w, dw, velocity, rate=0.01, momentum=0.9):
    """The velocity is right and has no part in the step: w moves by the gradient, as in plain
    descent. It moves by the velocity."""
    return w - rate * dw, momentum_step(w, dw, velocity, rate, momentum)[1]


def scales_the_velocity_by_the_rate(w, dw, velocity, rate=0.01, momentum=0.9):
    """The rate is in the velocity already, and w moves by rate times that once more. Add the
    velocity as it is."""
    velocity = momentum * velocity - rate * dw
    return w + rate * velocity, velocity


def keeps_the_small_part(w, dw, velocity, rate=0.01, momentum=0.9):
    """The old velocity is multiplied by 1 - momentum, so that hardly anything of it is left. It is
    momentum that says how much goes on."""
    return momentum_step(w, dw, velocity, rate, 1 - momentum)


def exchanges_momentum_and_its_rest(w, dw, velocity, rate=0.01, momentum=0.9):
    """The old velocity is multiplied by 1 - momentum and the gradient by momentum. The old velocity
    gets momentum, and the gradient nothing but the rate."""
    velocity = (1 - momentum) * velocity - momentum * rate * dw
    return w + velocity, velocity


def forgets_the_rate_going_downhill(w, dw, velocity, rate=0.01, momentum=0.9):
    """The velocity is a sum of whole gradients, and w moves by all of it: the rate is nowhere.
    Here the gradient comes into the velocity with a minus and with the rate."""
    velocity = momentum * velocity + dw
    return w - velocity, velocity


def returns_the_velocity_alone(w, dw, velocity, rate=0.01, momentum=0.9):
    """The velocity comes back alone. Move w by it, and return both, w first."""
    return momentum_step(w, dw, velocity, rate, momentum)[1]


def goes_ahead_twice(w, dw, velocity, rate=0.01, momentum=0.9):
    """The weights move by the new velocity and then by momentum times it again. Once is enough."""
    velocity = momentum * velocity - rate * dw
    return w + (1 + momentum) * velocity, velocity


def swaps_rate_and_momentum(w, dw, velocity, rate=0.01, momentum=0.9):
    """The rate and the momentum have changed places. Momentum is what the old velocity is
    multiplied by."""
    return momentum_step(w, dw, velocity, momentum, rate)


def always_uses_rate_and_momentum_of_the_docstring(w, dw, velocity, rate=0.01, momentum=0.9):
    """The arguments rate and momentum make no difference to this answer. Other values than the
    defaults can be handed over."""
    return momentum_step(w, dw, velocity)


def returns_the_velocity_first(w, dw, velocity, rate=0.01, momentum=0.9):
    """Both values are right, and they come in the wrong order. The docstring names w first."""
    return momentum_step(w, dw, velocity, rate, momentum)[::-1]


def drops_axes_of_one_weight(w, dw, velocity, rate=0.01, momentum=0.9):
    """A single weight comes back as a bare number. What goes in as an array comes out as one of the
    same shape, and squeeze, item or float take that shape away."""
    return tuple(np.squeeze(x) for x in momentum_step(w, dw, velocity, rate, momentum))


def returns_no_velocity(w, dw, velocity, rate=0.01, momentum=0.9):
    """Only the weights come back. The next step needs the new velocity too: return two values."""
    return momentum_step(w, dw, velocity, rate, momentum)[0]


def changes_w_and_velocity(w, dw, velocity, rate=0.01, momentum=0.9):
    """Both arrays of the caller are changed: += and *= write into the array that they are used on.
    Keep w and the velocity as they came, and return two new arrays."""
    w[...], velocity[...] = momentum_step(w, dw, velocity, rate, momentum)
    return w, velocity


def changes_w_with_momentum(w, dw, velocity, rate=0.01, momentum=0.9):
    """The weights of the caller are changed, which += does to an array. Return a new array, as the
    sum of two arrays is."""
    new_w, new_velocity = momentum_step(w, dw, velocity, rate, momentum)
    w[...] = new_w
    return w, new_velocity


def changes_the_velocity_in_place(w, dw, velocity, rate=0.01, momentum=0.9):
    """The velocity of the caller is changed, as *= and -= do. Work it out into a new array."""
    new_w, new_velocity = momentum_step(w, dw, velocity, rate, momentum)
    velocity[...] = new_velocity
    return new_w, velocity


def first_step_with_momentum(rng: np.random.Generator) -> Call:
    w, dw = (either_sign(rng, 3, low=0.5, high=4) for _ in range(2))
    return call(w, dw, np.zeros(3))


def later_step_with_momentum(rng: np.random.Generator) -> Call:
    shape = some_shape(rng)
    w, dw, velocity = (either_sign(rng, *shape, low=0.5, high=4) for _ in range(3))
    return call(w, dw, velocity)


def step_with_another_momentum(rng: np.random.Generator) -> Call:
    shape = some_shape(rng)
    w, dw, velocity = (either_sign(rng, *shape, low=0.5, high=4) for _ in range(3))
    rate, momentum = rng.choice([0.05, 0.1, 0.2]), rng.choice([0.5, 0.8, 0.99])
    return call(w, dw, velocity, rate=float(rate), momentum=float(momentum))


FIRST_WITH_MOMENTUM = call(np.array([1.0, 2.0]), np.array([10.0, -20.0]), np.zeros(2))


LATER_WITH_MOMENTUM = call(
    np.array([1.0, 2.0, -1.0]), np.array([10.0, -20.0, 30.0]), np.array([0.5, 0.3, -0.2])
)


EXERCISE = Exercise(
    solution=momentum_step,
    parts=[
        Part(
            "the velocity",
            [
                FIRST_WITH_MOMENTUM,
                LATER_WITH_MOMENTUM,
                call(np.array([2.0]), np.array([-10.0]), np.array([0.5])),
                drawn(first_step_with_momentum, 1),
                drawn(later_step_with_momentum, 3),
            ],
            item=1,
        ),
        Part(
            "the weights, from rest",
            [
                call(np.array([1.0]), np.array([10.0]), np.zeros(1)),
                FIRST_WITH_MOMENTUM,
                drawn(first_step_with_momentum, 3),
            ],
            item=0,
        ),
        Part(
            "the weights, in motion",
            [
                call(np.array([1.0]), np.array([10.0]), np.array([0.5])),
                LATER_WITH_MOMENTUM,
                drawn(later_step_with_momentum, 3),
            ],
            item=0,
        ),
        Part(
            "both, with any rate and momentum",
            [
                call(np.array([1.0]), np.array([3.0]), np.array([-1.0]), rate=0.1),
                call(np.array([1.0]), np.array([3.0]), np.array([-1.0]), momentum=0.5),
                call(
                    np.array([1.0, 2.0]),
                    np.array([3.0, -1.0]),
                    np.array([-1.0, 0.5]),
                    rate=0.1,
                    momentum=0.5,
                ),
                call(
                    np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
                    np.array([[1.0, 0.0, -1.0], [2.0, -2.0, 4.0]]),
                    np.array([[0.5, 1.0, -0.5], [0.0, 2.0, -1.0]]),
                    rate=0.2,
                    momentum=0.99,
                ),
                drawn(step_with_another_momentum, 4),
            ],
        ),
    ],
    hints=[
        "The docstring gives the rule in two lines, and their order counts: the weights move "
        "by the new velocity.",
        "velocity = ... with the old velocity on the right makes a new array and gives it the "
        "old name, and the caller's array stays as it is. Return w + velocity and velocity.",
    ],
)
