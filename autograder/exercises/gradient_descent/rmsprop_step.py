"""rmsprop_step: one step of RMSProp: the rate is divided by the recent size of the gradient."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.gradient_descent.shared import either_sign, some_shape


def rmsprop_step(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """One step of RMSProp: the rate is divided by the recent size of the gradient.

    square ← decay · square + (1 - decay) · dw², then w ← w - rate · dw / (√square + epsilon).
    w, dw, square: arrays of one shape.
    Returns the new w and the new square.
    """
    square = decay * square + (1 - decay) * dw**2
    return w - rate * dw / (np.sqrt(square) + epsilon), square


def rmsprop_puts_epsilon_under_the_root(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """Your epsilon stands under the root, where 1e-8 acts like 1e-4 once the gradients are tiny.
    Take the root first."""
    square = decay * square + (1 - decay) * dw**2
    return w - rate * dw / np.sqrt(square + epsilon), square


def rmsprop_takes_no_root(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The gradient is divided by its mean square, so a step is the shorter the larger the gradient
    is. Only a root gives a size that can be compared with dw."""
    square = decay * square + (1 - decay) * dw**2
    return w - rate * dw / (square + epsilon), square


def rmsprop_takes_the_mean_of_the_gradient(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The running mean is one of dw, not of its square: signs cancel, and the root of a negative
    number is nan."""
    square = decay * square + (1 - decay) * dw
    return w - rate * dw / (np.sqrt(square) + epsilon), square


def rmsprop_swaps_old_and_new(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The new square gets the large weight and the memory the small one. Most of a running mean is
    what it was before."""
    return rmsprop_step(w, dw, square, rate, 1 - decay, epsilon)


def rmsprop_steps_with_the_old_square(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The step uses the square from before this gradient came in, which is 0 in the first step.
    Bring it up to date, then use it."""
    new = decay * square + (1 - decay) * dw**2
    return w - rate * dw / (np.sqrt(square) + epsilon), new


def rmsprop_adds_the_whole_square(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The new square is added at full strength, so the sum grows far above the mean. What weight
    is left for it?"""
    square = decay * square + dw**2
    return w - rate * dw / (np.sqrt(square) + epsilon), square


def rmsprop_loses_the_brackets(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """Without brackets, 1 - decay · dw² takes a product away from 1, and the mean of squares can
    even be negative. The weight of dw² is the whole difference (1 - decay)."""
    square = decay * square + 1 - decay * dw**2
    return w - rate * dw / (np.sqrt(square) + epsilon), square


def rmsprop_never_forgets(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The squares are added up for ever, which is AdaGrad: its steps only get shorter. RMSProp lets
    old squares fade."""
    square = square + dw**2
    return w - rate * dw / (np.sqrt(square) + epsilon), square


def rmsprop_stores_epsilon(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """Epsilon ends up in the square that you return, and more of it would come with each step. It
    belongs to the division only."""
    square = decay * square + (1 - decay) * dw**2 + epsilon
    return w - rate * dw / np.sqrt(square), square


def rmsprop_always_uses_the_usual_epsilon(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The argument epsilon makes no difference to this answer: a number stands in its place. Use
    what is handed over."""
    return rmsprop_step(w, dw, square, rate, decay)


def rmsprop_has_no_epsilon(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """Nothing keeps the division from 0 / 0, where the gradient has been 0 so far: nan comes out.
    The last argument is there for that."""
    square = decay * square + (1 - decay) * dw**2
    return w - rate * dw / np.sqrt(square), square


def rmsprop_adds_epsilon_to_the_weights(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """A division is worked out before a sum, so your epsilon is added to the weights. Brackets keep
    it together with the root, below the fraction bar."""
    square = decay * square + (1 - decay) * dw**2
    return w - rate * dw / np.sqrt(square) + epsilon, square


def rmsprop_always_uses_the_usual_settings(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """Neither rate nor decay nor epsilon makes a difference to this answer. Their defaults are for
    callers who say nothing else."""
    return rmsprop_step(w, dw, square)


def rmsprop_always_uses_the_usual_rate(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The rate that is handed over changes nothing. Use the argument where your number stands."""
    return rmsprop_step(w, dw, square, decay=decay, epsilon=epsilon)


def rmsprop_always_uses_the_usual_decay(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The decay that is handed over changes nothing. Both weights of the mean come from that
    argument: decay and 1 - decay."""
    return rmsprop_step(w, dw, square, rate, epsilon=epsilon)


def rmsprop_forgets_the_rate(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The rate is missing in the step. The quotient only says which way, and how much compared with
    other steps."""
    return rmsprop_step(w, dw, square, 1, decay, epsilon)


def rmsprop_adds_epsilon_twice(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """Epsilon is added under the root and after it. Once is enough: after the root."""
    square = decay * square + (1 - decay) * dw**2
    return w - rate * dw / (np.sqrt(square + epsilon) + epsilon), square


def rmsprop_squares_the_whole_mean(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The square is taken of the whole sum. Only dw is squared, before it comes into the mean."""
    square = (decay * square + (1 - decay) * dw) ** 2
    return w - rate * dw / (np.sqrt(square) + epsilon), square


def rmsprop_multiplies_by_the_root(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """You multiply by the root, so that large gradients make still larger steps. Divide by it."""
    square = decay * square + (1 - decay) * dw**2
    return w - rate * dw * (np.sqrt(square) + epsilon), square


def rmsprop_leaves_the_gradient_out(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The rate is divided by the root, and the gradient does not come in: nothing says which way to
    go. The step is rate times dw over the root."""
    square = decay * square + (1 - decay) * dw**2
    return w - rate / (np.sqrt(square) + epsilon), square


def rmsprop_never_divides(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The square is worked out and not used: the step is that of plain descent. Divide the gradient
    by the root of it."""
    return w - rate * dw, rmsprop_step(w, dw, square, rate, decay, epsilon)[1]


def rmsprop_never_moves(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The square is right, and w comes back as it was. Take the step away from it."""
    return w.copy(), rmsprop_step(w, dw, square, rate, decay, epsilon)[1]


def rmsprop_takes_sizes_unsquared(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The running mean is one of |dw|. The square of dw belongs into it, and the root is taken
    after that."""
    square = decay * square + (1 - decay) * np.abs(dw)
    return w - rate * dw / (np.sqrt(square) + epsilon), square


def rmsprop_looks_at_this_gradient_only(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The old square has no part in the new one, so that every step is as long as the rate. Keep
    decay times the old, and add the rest."""
    square = dw**2
    return w - rate * dw / (np.sqrt(square) + epsilon), square


def rmsprop_subtracts_epsilon_too(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The minus stands before a bracket that holds epsilon as well, so that epsilon moves the
    weights. It belongs below the fraction bar, added to the root."""
    square = decay * square + (1 - decay) * dw**2
    return w - (rate * dw / np.sqrt(square) + epsilon), square


def rmsprop_asks_for_the_larger_of_arrays(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The max of Python needs one answer for whole arrays, and here no maximum is asked for:
    epsilon is added to the root."""
    square = decay * square + (1 - decay) * dw**2
    return w - rate * dw / max(np.sqrt(square), epsilon), square


def rmsprop_returns_the_square_alone(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The square comes back alone. Return the new w too, in front of it."""
    return rmsprop_step(w, dw, square, rate, decay, epsilon)[1]


def rmsprop_goes_uphill(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The weights go up the slope. Scaling the gradient does not change its sign, and the step
    still goes against it."""
    new_w, new_square = rmsprop_step(w, dw, square, rate, decay, epsilon)
    return 2 * w - new_w, new_square


def rmsprop_shares_one_size(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """All weights are divided by the same size, from the mean over all of dw². The point of RMSProp
    is that each weight has a size of its own."""
    square = decay * square + (1 - decay) * np.mean(dw**2)
    return w - rate * dw / (np.sqrt(square) + epsilon), square


def rmsprop_never_stores_the_square(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The step is right, but the square comes back as it went in, so that nothing is remembered.
    Return the one that you divided by."""
    return rmsprop_step(w, dw, square, rate, decay, epsilon)[0], square.copy()


def rmsprop_returns_the_root(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The second value is the root, and the next step would take it for the mean square. Keep the
    square, and take its root on the side."""
    new_w, new_square = rmsprop_step(w, dw, square, rate, decay, epsilon)
    return new_w, np.sqrt(new_square)


def rmsprop_returns_the_square_first(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The square comes first and w second. The caller expects them the other way round."""
    return rmsprop_step(w, dw, square, rate, decay, epsilon)[::-1]


def rmsprop_drops_axes(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """An axis of length one is lost: a single weight comes back as a bare number. Both results have
    the shape of w."""
    return tuple(np.squeeze(x) for x in rmsprop_step(w, dw, square, rate, decay, epsilon))


def rmsprop_returns_no_square(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """One value comes back, the weights. The square has to come back with them, or nobody can take
    a second step."""
    return rmsprop_step(w, dw, square, rate, decay, epsilon)[0]


def rmsprop_changes_both(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """After the call both w and square have changed for the caller. Operators such as += and -=
    write into the array on their left: use = with a name on the left and a new array on the
    right."""
    w[...], square[...] = rmsprop_step(w, dw, square, rate, decay, epsilon)
    return w, square


def rmsprop_changes_w(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """After the call the weights of the caller have changed, because -= writes into the array that
    came in. Return a new one and leave w alone."""
    new_w, new_square = rmsprop_step(w, dw, square, rate, decay, epsilon)
    w[...] = new_w
    return w, new_square


def rmsprop_changes_the_square(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """After the call the square of the caller has changed, because *= and += write into the array
    that came in. Make a new one."""
    new_w, new_square = rmsprop_step(w, dw, square, rate, decay, epsilon)
    square[...] = new_square
    return new_w, square


def step_after_some_squares(rng: np.random.Generator) -> Call:
    shape = some_shape(rng)
    w, dw = (either_sign(rng, *shape, low=0.5, high=4) for _ in range(2))
    return call(w, dw, rng.uniform(0.3, 9, shape).round(3))


def first_step_of_rmsprop(rng: np.random.Generator) -> Call:
    w, dw = (either_sign(rng, 4, low=0.5, high=4) for _ in range(2))
    return call(w, dw, np.zeros(4))


def rmsprop_on_a_plain(rng: np.random.Generator) -> Call:
    """Gradients as small as epsilon, and one that is 0."""
    shape = some_shape(rng)
    w, dw = (either_sign(rng, *shape, low=1e-3, high=9e-3) for _ in range(2))
    dw.flat[0] = 0
    return call(w, dw, np.zeros(shape), rate=0.1, epsilon=0.001)


def rmsprop_with_other_settings(rng: np.random.Generator) -> Call:
    shape = some_shape(rng)
    w, dw = (either_sign(rng, *shape, low=0.5, high=4) for _ in range(2))
    rate, decay = rng.choice([0.05, 0.1, 0.2]), rng.choice([0.5, 0.8, 0.9])
    square = rng.uniform(0.3, 9, shape).round(3)
    return call(w, dw, square, rate=float(rate), decay=float(decay), epsilon=0.1)


FIRST_OF_RMSPROP = call(np.array([1.0, 2.0]), np.array([10.0, -20.0]), np.zeros(2))


LATER_OF_RMSPROP = call(
    np.array([1.0, 2.0, -1.0]), np.array([3.0, -1.0, 2.0]), np.array([4.0, 9.0, 0.25])
)


EXERCISE = Exercise(
    solution=rmsprop_step,
    parts=[
        Part(
            "the running mean of squares",
            [
                FIRST_OF_RMSPROP,
                LATER_OF_RMSPROP,
                call(np.array([2.0]), np.array([-4.0]), np.array([0.5])),
                drawn(first_step_of_rmsprop, 1),
                drawn(step_after_some_squares, 3),
            ],
            item=1,
        ),
        Part(
            "the weights",
            [
                FIRST_OF_RMSPROP,
                LATER_OF_RMSPROP,
                call(np.array([2.0]), np.array([-4.0]), np.array([0.5])),
                drawn(first_step_of_rmsprop, 2),
                drawn(step_after_some_squares, 3),
            ],
            item=0,
        ),
        Part(
            "tiny gradients",
            [
                call(np.zeros(2), np.array([1e-6, -2e-6]), np.zeros(2)),
                call(np.ones(1), np.array([2e-6]), np.zeros(1)),
                call(np.ones(2), np.array([2e-6, 3e-6]), np.array([4e-12, 1e-12])),
                call(
                    np.array([0.01, -0.02, 0.5]),
                    np.array([0.002, -0.005, 0.0]),
                    np.zeros(3),
                    rate=0.1,
                    epsilon=0.001,
                ),
                drawn(rmsprop_on_a_plain, 3),
            ],
            item=0,
        ),
        Part(
            "both, with any rate, decay and epsilon",
            [
                call(np.array([2.0]), np.array([-4.0]), np.array([9.0]), rate=0.1),
                call(np.array([2.0]), np.array([-4.0]), np.array([9.0]), decay=0.5),
                call(
                    np.array([1.0, 2.0]),
                    np.array([3.0, -1.0]),
                    np.array([7.0, 1.0]),
                    rate=0.1,
                    decay=0.5,
                    epsilon=0.1,
                ),
                call(
                    np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
                    np.array([[1.0, 0.0, -1.0], [2.0, -2.0, 4.0]]),
                    np.array([[0.5, 1.0, 2.0], [0.0, 2.0, 1.0]]),
                    rate=0.2,
                    decay=0.9,
                    epsilon=0.5,
                ),
                drawn(rmsprop_with_other_settings, 4),
            ],
        ),
    ],
    hints=[
        "square is a running mean: most of the old value, a little of the new dw². Work it out "
        "first; the step uses the new one.",
        "Everything happens element by element. np.sqrt(square) is the recent size of each "
        "gradient; epsilon is added to that root and not to what stands under it.",
    ],
)
