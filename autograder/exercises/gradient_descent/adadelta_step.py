"""adadelta_step: one step of Adadelta (Zeiler, 2012), which needs no learning rate."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.gradient_descent.shared import either_sign, some_shape


def adadelta_step(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """One step of Adadelta (Zeiler, 2012), which needs no learning rate.

    square ← decay · square + (1 - decay) · dw²
    step = -√(delta + epsilon) / √(square + epsilon) · dw
    delta ← decay · delta + (1 - decay) · step², then w ← w + step.
    w, dw, square, delta: arrays of one shape.
    Returns the new w, square and delta.
    """
    square = decay * square + (1 - decay) * dw**2
    step = -np.sqrt(delta + epsilon) / np.sqrt(square + epsilon) * dw
    delta = decay * delta + (1 - decay) * step**2
    return w + step, square, delta


def adadelta_uses_delta_too_late(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """Your step uses a delta that knows of this step already. The one above the fraction bar is
    that of the steps before: delta lags by one."""
    square = decay * square + (1 - decay) * dw**2
    step = -np.sqrt(delta + epsilon) / np.sqrt(square + epsilon) * dw
    delta = decay * delta + (1 - decay) * step**2
    return w - np.sqrt(delta + epsilon) / np.sqrt(square + epsilon) * dw, square, delta


def adadelta_cannot_begin(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The epsilon above the fraction bar is missing. delta is 0 at first, so the first step is 0,
    and delta stays 0 for ever."""
    square = decay * square + (1 - decay) * dw**2
    step = -np.sqrt(delta) / np.sqrt(square + epsilon) * dw
    return w + step, square, decay * delta + (1 - decay) * step**2


def adadelta_divides_without_epsilon(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The epsilon below the fraction bar is missing. Where all gradients so far were 0, the
    division gives nan."""
    square = decay * square + (1 - decay) * dw**2
    step = -np.sqrt(delta + epsilon) / np.sqrt(square) * dw
    return w + step, square, decay * delta + (1 - decay) * step**2


def adadelta_adds_epsilon_to_the_fraction(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """Your second epsilon is added to the fraction under the root and not to square, which can be
    0. Below the fraction bar belongs the whole sum, in brackets: (square + epsilon)."""
    square = decay * square + (1 - decay) * dw**2
    step = -np.sqrt((delta + epsilon) / square + epsilon) * dw
    return w + step, square, decay * delta + (1 - decay) * step**2


def adadelta_adds_epsilon_after_the_roots(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """Your epsilon is added after the roots, as in RMSProp. Adadelta has it under both of them: the
    first step depends on it."""
    square = decay * square + (1 - decay) * dw**2
    step = -(np.sqrt(delta) + epsilon) / (np.sqrt(square) + epsilon) * dw
    return w + step, square, decay * delta + (1 - decay) * step**2


def adadelta_takes_no_roots(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """This is the ratio of two mean squares. The sizes of steps and of gradients are the roots of
    them, above the fraction bar and below."""
    square = decay * square + (1 - decay) * dw**2
    step = -(delta + epsilon) / (square + epsilon) * dw
    return w + step, square, decay * delta + (1 - decay) * step**2


def adadelta_remembers_steps_unsquared(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """Your delta is a mean of the steps themselves. Steps to the left and to the right cancel in
    it; take the mean of their squares."""
    new_w, square, _ = adadelta_step(w, dw, square, delta, decay, epsilon)
    return new_w, square, decay * delta + (1 - decay) * (new_w - w)


def adadelta_remembers_gradients_unsquared(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """Your square is a mean of the gradients themselves. It is named after what it should be a mean
    of."""
    square = decay * square + (1 - decay) * dw
    step = -np.sqrt(delta + epsilon) / np.sqrt(square + epsilon) * dw
    return w + step, square, decay * delta + (1 - decay) * step**2


def adadelta_adds_whole_squares(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """In both running means the new term comes in at full strength. The weights of old and new have
    to add up to 1."""
    square = decay * square + dw**2
    step = -np.sqrt(delta + epsilon) / np.sqrt(square + epsilon) * dw
    return w + step, square, decay * delta + step**2


def adadelta_never_forgets(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """Both sums keep all their squares for ever, as in AdaGrad. Zeiler's aim was that old ones
    fade: where does decay come in?"""
    square = square + dw**2
    step = -np.sqrt(delta + epsilon) / np.sqrt(square + epsilon) * dw
    return w + step, square, delta + step**2


def adadelta_swaps_old_and_new(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """Decay stands at the new term and 1 - decay at the old one, in both means. They should
    remember much and change a little."""
    return adadelta_step(w, dw, square, delta, 1 - decay, epsilon)


def adadelta_keeps_gradients_in_delta(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """Your delta gets dw², as the square does. It is to remember how large the steps were."""
    new_w, new_square, _ = adadelta_step(w, dw, square, delta, decay, epsilon)
    return new_w, new_square, decay * delta + (1 - decay) * dw**2


def adadelta_divides_by_the_old_square(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The step is divided by the square from before this gradient. Unlike delta, the square comes
    first and is used new."""
    new_square = decay * square + (1 - decay) * dw**2
    step = -np.sqrt(delta + epsilon) / np.sqrt(square + epsilon) * dw
    return w + step, new_square, decay * delta + (1 - decay) * step**2


def adadelta_turns_the_ratio_over(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The ratio is upside down: with it, large gradients make the steps still larger. The size of
    the gradients belongs below."""
    square = decay * square + (1 - decay) * dw**2
    step = -np.sqrt(square + epsilon) / np.sqrt(delta + epsilon) * dw
    return w + step, square, decay * delta + (1 - decay) * step**2


def adadelta_goes_uphill(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The weights go the way of the gradient. The minus in the step is lost, or it is used twice.
    Squared, the sign does not show in delta."""
    new_w, new_square, new_delta = adadelta_step(w, dw, square, delta, decay, epsilon)
    return 2 * w - new_w, new_square, new_delta


def adadelta_ignores_past_steps(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The gradient is divided by its size and by nothing more, as in RMSProp with the rate 1. The
    size of the past steps takes the place of the rate."""
    square = decay * square + (1 - decay) * dw**2
    step = -dw / np.sqrt(square + epsilon)
    return w + step, square, decay * delta + (1 - decay) * step**2


def adadelta_always_uses_the_usual_settings(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """With another decay and another epsilon the same numbers come out. Numbers stand in your code
    where the arguments should."""
    return adadelta_step(w, dw, square, delta)


def adadelta_always_uses_the_usual_decay(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """Another decay changes nothing: a number stands in its place. Both running means use the
    argument."""
    return adadelta_step(w, dw, square, delta, epsilon=epsilon)


def adadelta_always_uses_the_usual_epsilon(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """Another epsilon changes nothing: a number stands in its place. Both roots use the
    argument."""
    return adadelta_step(w, dw, square, delta, decay)


def adadelta_has_no_epsilon(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """Epsilon is not used. With delta at 0 the first step would be 0, and every one after it; under
    which roots does it belong?"""
    return adadelta_step(w, dw, square, delta, decay, 0)


def adadelta_takes_one_root_above(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """Above the fraction bar stands a root, and below it the mean square itself. Both are to be
    sizes: take the root of both."""
    square = decay * square + (1 - decay) * dw**2
    step = -np.sqrt(delta + epsilon) / (square + epsilon) * dw
    return w + step, square, decay * delta + (1 - decay) * step**2


def adadelta_takes_one_root_below(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """Below the fraction bar stands a root, and above it the mean square itself. Both are to be
    sizes: the root of delta + epsilon belongs above."""
    square = decay * square + (1 - decay) * dw**2
    step = -(delta + epsilon) / np.sqrt(square + epsilon) * dw
    return w + step, square, decay * delta + (1 - decay) * step**2


def adadelta_leaves_the_gradient_out(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The step is the ratio of the two roots, and dw does not come in: nothing says which way to
    go. Multiply the ratio by the gradient."""
    square = decay * square + (1 - decay) * dw**2
    step = -np.sqrt(delta + epsilon) / np.sqrt(square + epsilon)
    return w + step, square, decay * delta + (1 - decay) * step**2


def adadelta_never_stores_the_square(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The old square is returned, so that every step forgets the gradients before it. Return the
    one that you divided by."""
    new_w, _, new_delta = adadelta_step(w, dw, square, delta, decay, epsilon)
    return new_w, square.copy(), new_delta


def adadelta_drops_axes(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """A single weight comes back without its axis, as a bare number. All three results have the
    shape of w."""
    return tuple(np.squeeze(x) for x in adadelta_step(w, dw, square, delta, decay, epsilon))


def adadelta_adds_the_whole_squared_gradient(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """In the square the new term comes in at full strength. Its weight is 1 - decay."""
    square = decay * square + dw**2
    step = -np.sqrt(delta + epsilon) / np.sqrt(square + epsilon) * dw
    return w + step, square, decay * delta + (1 - decay) * step**2


def adadelta_adds_the_whole_squared_step(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """In delta the new term comes in at full strength. Its weight is 1 - decay."""
    square = decay * square + (1 - decay) * dw**2
    step = -np.sqrt(delta + epsilon) / np.sqrt(square + epsilon) * dw
    return w + step, square, decay * delta + step**2


def adadelta_swaps_old_and_new_in_delta(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """In delta decay stands at the new step and 1 - decay at the old mean. It is the other way
    round, as in the square."""
    square = decay * square + (1 - decay) * dw**2
    step = -np.sqrt(delta + epsilon) / np.sqrt(square + epsilon) * dw
    return w + step, square, (1 - decay) * delta + decay * step**2


def adadelta_never_divides(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The step is not divided by the size of the gradients. The root of square + epsilon belongs
    below the fraction bar."""
    square = decay * square + (1 - decay) * dw**2
    step = -np.sqrt(delta + epsilon) * dw
    return w + step, square, decay * delta + (1 - decay) * step**2


def adadelta_returns_the_step_first(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The step comes back where the weights should be. Add it to w."""
    new_w, new_square, new_delta = adadelta_step(w, dw, square, delta, decay, epsilon)
    return new_w - w, new_square, new_delta


def adadelta_never_moves(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """Both means are right, and w comes back as it was. Add the step to it."""
    return w.copy(), *adadelta_step(w, dw, square, delta, decay, epsilon)[1:]


def adadelta_returns_the_weights_last(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The weights come last in what you return, behind both means. The docstring has them first."""
    new_w, new_square, new_delta = adadelta_step(w, dw, square, delta, decay, epsilon)
    return new_square, new_delta, new_w


def adadelta_changes_everything(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The weights and both means of the caller were changed, by operators such as +=. A step must
    leave all three alone and return new arrays."""
    w[...], square[...], delta[...] = adadelta_step(w, dw, square, delta, decay, epsilon)
    return w, square, delta


def adadelta_changes_the_means(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The running means were changed where they lay, by *= and +=, and they belong to the caller.
    Let new arrays hold the new values."""
    new_w, square[...], delta[...] = adadelta_step(w, dw, square, delta, decay, epsilon)
    return new_w, square, delta


def adadelta_changes_w(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The step was written into the caller's own weights by +=. Add it into a new array."""
    new_w, new_square, new_delta = adadelta_step(w, dw, square, delta, decay, epsilon)
    w[...] = new_w
    return w, new_square, new_delta


def adadelta_changes_the_square(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The square of the caller was changed where it lay, by *= and +=. Let a new array hold the new
    one."""
    new_w, square[...], new_delta = adadelta_step(w, dw, square, delta, decay, epsilon)
    return new_w, square, new_delta


def adadelta_never_stores_delta(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The old delta is returned, so that the steps never learn their own size. Return the one that
    holds this step too."""
    return *adadelta_step(w, dw, square, delta, decay, epsilon)[:2], delta.copy()


def adadelta_returns_the_step(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The last value is the step itself. The docstring asks for delta there, the running mean of
    the squared steps."""
    new_w, new_square, _ = adadelta_step(w, dw, square, delta, decay, epsilon)
    return new_w, new_square, new_w - w


def adadelta_returns_delta_before_square(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The two running means have changed places in what you return: square comes before delta."""
    new_w, new_square, new_delta = adadelta_step(w, dw, square, delta, decay, epsilon)
    return new_w, new_delta, new_square


def adadelta_returns_the_weights_only(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The weights come back and the two running means do not, so that they are lost. Return three
    values."""
    return adadelta_step(w, dw, square, delta, decay, epsilon)[0]


def first_step_of_adadelta(rng: np.random.Generator) -> Call:
    shape = some_shape(rng)
    dw = either_sign(rng, *shape, low=0.5, high=4)
    return call(np.zeros(shape), dw, np.zeros(shape), np.zeros(shape))


def later_step_of_adadelta(rng: np.random.Generator) -> Call:
    shape = some_shape(rng)
    w, dw = (either_sign(rng, *shape, low=0.5, high=4) for _ in range(2))
    square, delta = (rng.uniform(1, 4, shape).round(3) for _ in range(2))
    return call(w, dw, square, delta)


def adadelta_with_other_settings(rng: np.random.Generator) -> Call:
    shape = some_shape(rng)
    w, dw = (either_sign(rng, *shape, low=0.5, high=4) for _ in range(2))
    dw.flat[0] = 0
    square, delta = (rng.uniform(0.2, 4, shape).round(3) for _ in range(2))
    square.flat[0] = 0
    return call(w, dw, square, delta, decay=float(rng.choice([0.5, 0.8, 0.9])), epsilon=0.01)


FIRST_OF_ADADELTA = call(np.zeros(2), np.array([10.0, -0.5]), np.zeros(2), np.zeros(2))


LATER_OF_ADADELTA = call(
    np.array([1.0, 2.0, -1.0]),
    np.array([3.0, -1.0, 2.0]),
    np.array([4.0, 9.0, 0.25]),
    np.array([0.25, 1.0, 4.0]),
)


ONE_OF_ADADELTA = call(np.array([2.0]), np.array([-4.0]), np.array([9.0]), np.array([0.5]))


EXERCISE = Exercise(
    solution=adadelta_step,
    parts=[
        Part(
            "square",
            [
                FIRST_OF_ADADELTA,
                LATER_OF_ADADELTA,
                ONE_OF_ADADELTA,
                drawn(first_step_of_adadelta, 1),
                drawn(later_step_of_adadelta, 3),
            ],
            item=1,
        ),
        Part(
            "the weights, first step",
            [
                FIRST_OF_ADADELTA,
                call(np.ones(1), np.array([4.0]), np.zeros(1), np.zeros(1)),
                drawn(first_step_of_adadelta, 3),
            ],
            item=0,
        ),
        Part(
            "the weights, later steps",
            [LATER_OF_ADADELTA, ONE_OF_ADADELTA, drawn(later_step_of_adadelta, 3)],
            item=0,
        ),
        Part(
            "delta",
            [
                LATER_OF_ADADELTA,
                FIRST_OF_ADADELTA,
                ONE_OF_ADADELTA,
                drawn(first_step_of_adadelta, 1),
                drawn(later_step_of_adadelta, 3),
            ],
            item=2,
        ),
        Part(
            "all of it, with any decay and epsilon",
            [
                call(np.ones(1), np.array([-4.0]), np.array([9.0]), np.array([0.5]), decay=0.5),
                call(np.ones(1), np.array([-4.0]), np.zeros(1), np.zeros(1), epsilon=0.01),
                call(
                    np.array([1.0, 2.0]),
                    np.array([3.0, 0.0]),
                    np.array([7.0, 0.0]),
                    np.array([1.0, 2.0]),
                    decay=0.5,
                    epsilon=0.01,
                ),
                call(
                    np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
                    np.array([[1.0, 0.0, -1.0], [2.0, -2.0, 4.0]]),
                    np.array([[0.5, 1.0, 2.0], [0.0, 2.0, 1.0]]),
                    np.array([[0.1, 0.2, 0.0], [0.3, 0.5, 1.0]]),
                    decay=0.9,
                    epsilon=0.1,
                ),
                drawn(adadelta_with_other_settings, 4),
            ],
        ),
    ],
    hints=[
        "Follow the four lines of the docstring in their order. Each uses what the lines above "
        "it made, so the step has the new square and the old delta.",
        "Keep the step in a variable, with its minus. You need it twice: its square goes into "
        "delta, and the step itself is added to w.",
    ],
)
