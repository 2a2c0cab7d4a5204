"""Lesson 5, gradient descent: solutions, test cases and known mistakes."""

import numpy as np

from autograder.exercise import Call, Exercise, Part, call, drawn, training
from helpers import data
from helpers.ingredients import Generator


def either_sign(rng: np.random.Generator, *shape: int, low: float, high: float) -> np.ndarray:
    """Numbers above 0 and below it, none of them nearer to 0 than low."""
    return (rng.choice([-1, 1], shape) * rng.uniform(low, high, shape)).round(3)


def some_shape(rng: np.random.Generator) -> tuple[int, ...]:
    return ((3,), (2, 3), (4, 2), (2, 1, 2))[rng.integers(4)]


def gradient_descent(A, b, start, rate, steps):
    """The path of gradient descent on ½ xᵀA x - bᵀx.

    A: (d, d), symmetric; b, start: (d,); rate: the learning rate; steps: how many.
    Returns (steps + 1, d), every point on the way, the start first.
    """
    path = [start]
    for _ in range(steps):
        x = path[-1]
        path.append(x - rate * (A @ x - b))
    return np.array(path, dtype=float)


def climbs_the_bowl(A, b, start, rate, steps):
    """The path goes uphill. The gradient points to where the function grows fastest, and a step of
    descent goes the other way."""
    return gradient_descent(A, b, start, -rate, steps)


def forgets_b(A, b, start, rate, steps):
    """The vector b has no say in your path, which heads for the origin. What does the part -bᵀx add
    to the gradient?"""
    return gradient_descent(A, 0 * b, start, rate, steps)


def adds_b(A, b, start, rate, steps):
    """The sign of b in your gradient is the wrong one. The function has -bᵀx in it: the slope of -5
    x is -5."""
    return gradient_descent(A, -b, start, rate, steps)


def keeps_the_half(A, b, start, rate, steps):
    """The ½ does not stay in the gradient. The slope of ½ a x² is a x: the 2 that comes down from
    the square meets the ½."""
    return gradient_descent(A / 2, b, start, rate, steps)


def doubles_the_curvature(A, b, start, rate, steps):
    """The slope of xᵀA x is 2A x, and your path uses that. Here a ½ stands before it."""
    return gradient_descent(2 * A, b, start, rate, steps)


def steps_by_the_first_slope(A, b, start, rate, steps):
    """All your steps are equal, because the gradient is worked out at the start and then kept. Ask
    for it again at each new point."""
    step = rate * (A @ start - b)
    return np.array([start - i * step for i in range(steps + 1)])


def looks_at_the_diagonal_only(A, b, start, rate, steps):
    """Each coordinate moves as if it were alone. The elements of A beside the diagonal join the
    coordinates: A x is a matrix product."""
    return gradient_descent(np.diag(np.diag(A)), b, start, rate, steps)


def leaves_out_the_start(A, b, start, rate, steps):
    """The first point of the path is missing. Put the start itself into it before the first step,
    so that there are steps + 1 points."""
    return gradient_descent(A, b, start, rate, steps)[1:]


def stores_only_what_comes_after_a_step(A, b, start, rate, steps):
    """Every row is one step ahead: the first one is the point after a step. Put the start into the
    path before anything moves."""
    return gradient_descent(A, b, start, rate, steps + 1)[1:]


def ends_one_step_early(A, b, start, rate, steps):
    """The path begins well and ends one step before its end. So many steps, and the start besides,
    make steps + 1 points."""
    return gradient_descent(A, b, start, rate, max(0, steps - 1))


def returns_the_last_point(A, b, start, rate, steps):
    """That is where the path ends. The question is for all of its points, one a row."""
    return gradient_descent(A, b, start, rate, steps)[-1]


def writes_every_point_over_the_last(A, b, start, rate, steps):
    """All the rows are the same. Your list holds one array many times, and each step changes that
    array. A step has to make a new array, or the list to keep copies."""
    return np.repeat(gradient_descent(A, b, start, rate, steps)[-1:], steps + 1, axis=0)


def walks_off_with_the_start(A, b, start, rate, steps):
    """An assignment gives an array a second name and makes no copy: the steps that you take with
    -= move the start itself, and the caller still needs it."""
    path = gradient_descent(A, b, start, rate, steps)
    start[...] = path[-1]
    return np.repeat(path[-1:], steps + 1, axis=0)


def cuts_the_points_to_whole_numbers(A, b, start, rate, steps):
    """The array for the path took its type from the start. When that holds whole numbers, every
    point loses its digits after the dot. Ask for floats when you make it."""
    path = np.zeros((steps + 1, len(start)), dtype=start.dtype)
    path[0] = start
    for i in range(steps):
        path[i + 1] = path[i] - rate * (A @ path[i] - b)
    return path


def bowl(rng: np.random.Generator, d: int) -> np.ndarray:
    """A symmetric matrix with curvatures above 0 and something beside its diagonal."""
    A = rng.integers(-2, 3, (d, d)) / 2 + np.triu(np.ones((d, d)))
    return (A @ A.T).round(3) + np.eye(d)


def one_step_in_a_bowl(rng: np.random.Generator) -> Call:
    d = int(rng.integers(2, 4))
    b, start = (either_sign(rng, d, low=1, high=4) for _ in range(2))
    return call(bowl(rng, d), b, start, 0.1, 1)


def path_along_one_line(rng: np.random.Generator) -> Call:
    A, start = rng.uniform(1, 3, (1, 1)).round(2), either_sign(rng, 1, low=2, high=9)
    return call(A, np.zeros(1), start, float(rng.choice([0.1, 0.2, 0.25])), int(rng.integers(3, 7)))


def path_in_a_bowl(rng: np.random.Generator) -> Call:
    d = int(rng.integers(2, 4))
    b, start = (either_sign(rng, d, low=1, high=4) for _ in range(2))
    return call(bowl(rng, d), b, start, float(rng.choice([0.05, 0.1])), int(rng.integers(2, 7)))


def path_from_whole_numbers(rng: np.random.Generator) -> Call:
    d = int(rng.integers(2, 4))
    b, start = either_sign(rng, d, low=1, high=4), rng.integers(2, 9, d)
    return call(bowl(rng, d), b, start, 0.05, int(rng.integers(2, 5)))


def largest_stable_rate(A):
    """The edge of divergence of gradient descent on ½ xᵀA x - bᵀx, as a float.

    Below that learning rate it converges from every start, above it diverges.
    A: (d, d), symmetric, with curvatures (eigenvalues) above 0.
    """
    curvatures = np.linalg.eigvalsh(A)
    return float(2 / curvatures.max())


def takes_the_smallest_curvature(A):
    """This rate would do for the flattest direction alone. The edge is where the first of all
    directions begins to diverge: which one is that?"""
    return 2 / np.linalg.eigvalsh(A).min()


def takes_the_inverse_of_the_curvature(A):
    """At this rate the steepest direction reaches its minimum in one step. It still converges at
    larger ones: each step multiplies the distance by 1 - rate · curvature. When does that factor
    become as large as 1 in size?"""
    return 1 / np.linalg.eigvalsh(A).max()


def takes_the_fastest_rate(A):
    """Two over the sum of the largest and the smallest curvature is the rate at which the slowest
    direction goes fastest. The edge lies further out, and one of the two curvatures alone decides
    it."""
    curvatures = np.linalg.eigvalsh(A)
    return 2 / (curvatures.max() + curvatures.min())


def adds_the_curvatures(A):
    """The sum of the diagonal is the sum of all curvatures. Directions do not add up here: each of
    them diverges or converges on its own."""
    return 2 / np.trace(A)


def averages_the_curvatures(A):
    """You divide by the mean curvature. Along a direction that curves more than the mean, descent
    diverges at this rate."""
    return 2 / np.linalg.eigvalsh(A).mean()


def reads_the_diagonal(A):
    """The largest number on the diagonal is the curvature along one of the axes. Where the bowl
    lies askew, another direction curves more: the eigenvalues know it."""
    return 2 / A.diagonal().max()


def adds_up_the_rows(A):
    """The largest sum of a row, taken without signs, can lie above the largest curvature, and then
    a rate is called unstable that converges. By which numbers does A stretch its own directions?"""
    return 2 / np.abs(A).sum(axis=1).max()


def measures_all_elements(A):
    """The norm that you took squares all the elements of A and adds them up, and so it counts every
    curvature. The edge depends on one of them."""
    return 2 / np.linalg.norm(A)


def takes_the_first_eigenvalue(A):
    """Eigenvalues do not come in an order that you can count on, and the first is often not the
    one that you need."""
    return 2 / np.linalg.eig(A)[0][0]


def returns_the_curvature(A):
    """That is the largest curvature itself. The more a bowl curves, the smaller the rate has to
    be."""
    return np.linalg.eigvalsh(A).max()


def divides_the_curvature_by_two(A):
    """The fraction is upside down: with this rule a steeper bowl would allow larger steps."""
    return np.linalg.eigvalsh(A).max() / 2


def returns_a_rate_for_each_direction(A):
    """These are the edges of all directions, one each. Descent has one rate for all of them: which
    of these numbers must it stay below?"""
    return 2 / np.linalg.eigvalsh(A)


def one_curvature(rng: np.random.Generator) -> Call:
    return call(rng.uniform(2.5, 9, (1, 1)).round(2))


def bowl_along_the_axes(rng: np.random.Generator) -> Call:
    d = int(rng.integers(2, 5))
    steepest = round(rng.uniform(6.5, 9), 2)
    curvatures = np.concatenate([[0.5, steepest], rng.uniform(0.6, 6, d - 2).round(2)])
    return call(np.diag(curvatures))


def bowl_askew(rng: np.random.Generator) -> Call:
    return call(bowl(rng, int(rng.integers(2, 5))))


def minibatches(n, size, rng):
    """The numbers 0 to n - 1, shuffled and cut into batches.

    rng: a numpy.random.Generator, the only source of chance.
    Returns a list of int arrays of that size, the last one smaller where n leaves a rest.
    Each number is in exactly one of them.
    """
    order = rng.permutation(n)
    return [order[start : start + size] for start in range(0, n, size)]


def drops_the_last_batch(n, size, rng):
    """What is left over after the last whole batch never gets its turn. Let the last batch be
    smaller, however little is left for it."""
    order = rng.permutation(n)
    return [order[i * size : (i + 1) * size] for i in range(n // size)]


def stops_before_the_last_batch(n, size, rng):
    """The last batch is missing, whole or not, since your starts end at n - size. A batch may begin
    anywhere below n."""
    order = rng.permutation(n)
    return [order[start : start + size] for start in range(0, n - size, size)]


def draws_with_replacement(n, size, rng):
    """Each number is drawn anew from all of them, so some come twice and others never. Shuffle the
    numbers once, and then deal them out."""
    order = rng.integers(0, n, n)
    return [order[start : start + size] for start in range(0, n, size)]


def draws_every_batch_from_all(n, size, rng):
    """No number comes twice in a batch, but each batch is drawn from all the numbers, so batches
    share some and others never come. What one batch has taken is gone for the next."""
    sizes = [min(size, n - start) for start in range(0, n, size)]
    return [rng.choice(n, count, replace=False) for count in sizes]


def shuffles_anew_for_each_batch(n, size, rng):
    """Each batch is a piece of another shuffled order, so batches share some numbers and others
    never come. Shuffle once, before the first batch is cut."""
    return [rng.permutation(n)[start : start + size] for start in range(0, n, size)]


def never_shuffles(n, size, rng):
    """The numbers come in rising order. Data often lies sorted by class, and then a batch would
    show one class only."""
    order = np.arange(n)
    return [order[start : start + size] for start in range(0, n, size)]


def shuffles_inside_the_batches_only(n, size, rng):
    """Every batch is shuffled in itself and holds neighbours still: the same numbers are together
    each time. Shuffle before you cut."""
    order = np.arange(n)
    return [rng.permutation(order[start : start + size]) for start in range(0, n, size)]


def shuffles_the_batches_only(n, size, rng):
    """You cut first and shuffle the batches: each holds neighbours still, in rising order, and the
    small one can come anywhere. Shuffle the numbers before you cut."""
    order = np.arange(n)
    batches = [order[start : start + size] for start in range(0, n, size)]
    return [batches[i] for i in rng.permutation(len(batches))]


def shuffles_the_same_way_each_time(n, size, rng):
    """Each call gives the same order, because the generator is made anew with the same seed inside
    the function. Draw from rng, which goes on from where the last call left it."""
    order = np.random.default_rng(0).permutation(n)
    return [order[start : start + size] for start in range(0, n, size)]


def draws_from_another_source(n, size, rng):
    """The order does not come from rng: with a generator of the same seed another order came out,
    so nobody could repeat a training. Let rng do the shuffling."""
    order = np.random.default_rng().permutation(n)
    return [order[start : start + size] for start in range(0, n, size)]


def spreads_the_rest(n, size, rng):
    """The number of batches is right, and they are of nearly equal size. Only the last may be
    smaller than asked for."""
    return np.array_split(rng.permutation(n), -(-n // size))


def makes_larger_batches(n, size, rng):
    """The rest is spread over the other batches, some of which grow larger than asked for. Give it
    a batch of its own."""
    return np.array_split(rng.permutation(n), max(1, n // size))


def takes_size_for_the_number_of_batches(n, size, rng):
    """There are as many batches as each of them should have numbers. The argument size says how
    long a batch is."""
    return np.array_split(rng.permutation(n), size)


def begins_a_batch_at_each_number(n, size, rng):
    """A batch begins at every place of your list, so they overlap. The next one begins where the
    last one ended."""
    order = rng.permutation(n)
    return [order[start : start + size] for start in range(n)]


def adds_an_empty_batch(n, size, rng):
    """Where n can be divided by size, an empty batch comes last, and the mean loss over no examples
    is no number. How many batches are there when nothing is left over?"""
    order = rng.permutation(n)
    return [order[i * size : (i + 1) * size] for i in range(n // size + 1)]


def fills_up_the_last_batch(n, size, rng):
    """The last batch was made full with numbers that had their turn already. Let it be smaller."""
    order = rng.permutation(n)
    starts = range(0, n, size)
    return [np.resize(np.roll(order, -start), size) for start in starts]


def counts_from_one(n, size, rng):
    """The numbers run from 1 to n. As places in an array the first one is 0, and n is past the
    end."""
    return [1 + batch for batch in minibatches(n, size, rng)]


def lets_batches_share_a_number(n, size, rng):
    """Each batch begins with the last number of the one before it. A slice leaves out its end, so
    there is nothing to make up for."""
    order = rng.permutation(n)
    return [order[max(0, start - 1) : start + size] for start in range(0, n, size)]


def some_generator(rng: np.random.Generator) -> Generator:
    return Generator(int(rng.integers(2**31)))


def some_turns(rng: np.random.Generator) -> str:
    """An order of five calls with three generators, see `helpers.probes.cut_into_batches`."""
    return "".join(rng.permutation(list("aabbc")))


def batches_with_a_rest(rng: np.random.Generator) -> Call:
    size = int(rng.integers(3, 7))
    n = size * int(rng.integers(3, 7)) + int(rng.integers(1, size - 1))
    return call(n, size, some_generator(rng), turns=some_turns(rng))


def batches_without_a_rest(rng: np.random.Generator) -> Call:
    size = int(rng.integers(3, 7))
    return call(size * int(rng.integers(4, 8)), size, some_generator(rng), turns=some_turns(rng))


def one_batch(rng: np.random.Generator) -> Call:
    n = int(rng.integers(30, 50))
    return call(n, n, some_generator(rng), turns=some_turns(rng))


def batches_of_one(rng: np.random.Generator) -> Call:
    n = int(rng.integers(30, 50))
    return call(n, 1, some_generator(rng), turns=some_turns(rng))


def many_batches(rng: np.random.Generator) -> Call:
    n, size = int(rng.integers(30, 60)), int(rng.integers(4, 9))
    return call(n, size, some_generator(rng), turns=some_turns(rng))


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


def brakes_the_gradient_too(w, dw, velocity, rate=0.01, momentum=0.9):
    """Both terms are multiplied by momentum. It belongs to the old velocity only, and the rate to
    the gradient."""
    return momentum_step(w, momentum * dw, velocity, rate, momentum)


def looks_ahead(w, dw, velocity, rate=0.01, momentum=0.9):
    """This is Nesterov's variant: the weights go on ahead of the velocity by one more push. Plain
    momentum moves w by exactly the new velocity."""
    velocity = momentum * velocity - rate * dw
    return w + momentum * velocity - rate * dw, velocity


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


def returns_no_velocity(w, dw, velocity, rate=0.01, momentum=0.9):
    """Only the weights come back. The next step needs the new velocity too: return two values."""
    return momentum_step(w, dw, velocity, rate, momentum)[0]


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


def changes_w_and_velocity(w, dw, velocity, rate=0.01, momentum=0.9):
    """Both arrays of the caller are changed: += and *= write into the array that they are used on.
    Keep w and the velocity as they came, and return two new arrays."""
    w[...], velocity[...] = momentum_step(w, dw, velocity, rate, momentum)
    return w, velocity


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


def rmsprop_never_forgets(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The squares are added up for ever, which is AdaGrad: its steps only get shorter. RMSProp lets
    old squares fade."""
    square = square + dw**2
    return w - rate * dw / (np.sqrt(square) + epsilon), square


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


def rmsprop_stores_epsilon(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """Epsilon ends up in the square that you return, and more of it would come with each step. It
    belongs to the division only."""
    square = decay * square + (1 - decay) * dw**2 + epsilon
    return w - rate * dw / np.sqrt(square), square


def rmsprop_always_uses_the_usual_epsilon(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """The argument epsilon makes no difference to this answer: a number stands in its place. Use
    what is handed over."""
    return rmsprop_step(w, dw, square, rate, decay)


def rmsprop_always_uses_the_usual_settings(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """Neither rate nor decay nor epsilon makes a difference to this answer. Their defaults are for
    callers who say nothing else."""
    return rmsprop_step(w, dw, square)


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


def rmsprop_returns_no_square(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """One value comes back, the weights. The square has to come back with them, or nobody can take
    a second step."""
    return rmsprop_step(w, dw, square, rate, decay, epsilon)[0]


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


def rmsprop_changes_both(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    """After the call both w and square have changed for the caller. Operators such as += and -=
    write into the array on their left: use = with a name on the left and a new array on the
    right."""
    w[...], square[...] = rmsprop_step(w, dw, square, rate, decay, epsilon)
    return w, square


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


def adadelta_changes_w(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The step was written into the caller's own weights by +=. Add it into a new array."""
    new_w, new_square, new_delta = adadelta_step(w, dw, square, delta, decay, epsilon)
    w[...] = new_w
    return w, new_square, new_delta


def adadelta_changes_the_means(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The running means were changed where they lay, by *= and +=, and they belong to the caller.
    Let new arrays hold the new values."""
    new_w, square[...], delta[...] = adadelta_step(w, dw, square, delta, decay, epsilon)
    return new_w, square, delta


def adadelta_changes_everything(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    """The weights and both means of the caller were changed, by operators such as +=. A step must
    leave all three alone and return new arrays."""
    w[...], square[...], delta[...] = adadelta_step(w, dw, square, delta, decay, epsilon)
    return w, square, delta


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


def adam_step(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """One step of Adam (Kingma and Ba, 2015).

    m and v are running means of the gradient and of its square, both 0 before the first step;
    t is the number of this step, 1 for the first one. Divided by 1 - beta1ᵗ and 1 - beta2ᵗ they
    make up for their start at 0; epsilon is added after the root.
    w, dw, m, v: arrays of one shape.
    Returns the new w, and the new m and v without that division.
    """
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_has_no_correction(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """m and v move the weights as they are. They start at 0 and are too small in the first steps:
    divide each of them by its share, into a variable of its own."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * m / (np.sqrt(v) + epsilon), m, v


def adam_corrects_m_only(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """m is corrected for its start at 0 and v is not. Both started there, and v takes longer to
    get away from it."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * m / (1 - beta1**t) / (np.sqrt(v) + epsilon), m, v


def adam_corrects_v_only(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """v is corrected for its start at 0 and m is not, which makes the first steps too short. Both
    need it."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * m / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


def adam_multiplies_by_the_correction(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """You multiply by 1 - betaᵗ, which makes what is too small smaller still. The start at 0 is
    made up for by a division."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * m * (1 - beta1**t) / (np.sqrt(v * (1 - beta2**t)) + epsilon), m, v


def adam_takes_the_power_of_the_difference(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """The difference 1 - beta is raised to the power t in your correction. Take the power of beta
    first, and subtract it from 1."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1) ** t, v / (1 - beta2) ** t
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_corrects_as_in_the_first_step(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """The correction is that of the first step at all times, as if t were 1. It has to wear off: t
    is the power that makes it do so."""
    return adam_step(w, dw, m, v, 1, rate, beta1, beta2, epsilon)


def adam_counts_from_zero(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The correction uses t - 1, and so the first step divides by 0. t counts this step already."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1 ** (t - 1)), v / (1 - beta2 ** (t - 1))
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_counts_one_too_many(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The correction is that of the next step: 1 was added to t, which counts from 1 already."""
    return adam_step(w, dw, m, v, t + 1, rate, beta1, beta2, epsilon)


def adam_stores_the_corrected_means(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """The means that you return are the corrected ones, and the next step would correct them once
    more. The correction is for this step's use; what is kept stays as it is."""
    new_w, m, v = adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)
    return new_w, m / (1 - beta1**t), v / (1 - beta2**t)


def adam_swaps_the_betas(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The two betas have changed places. beta1 belongs to m, which remembers for a short while, and
    beta2 to v."""
    return adam_step(w, dw, m, v, t, rate, beta2, beta1, epsilon)


def adam_puts_epsilon_under_the_root(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """Your epsilon went under the root together with v. There it weighs as its own root does,
    which is far more: in Adam it is added to the result of the root."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + epsilon), m, v


def adam_adds_epsilon_before_the_correction(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """Epsilon is added to the root of the uncorrected v, a short form that weighs it otherwise in
    the first steps. Correct v first, take the root, then add epsilon."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    rate = rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v


def adam_has_no_epsilon(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Epsilon is not used, and a weight whose gradients have all been 0 becomes nan. Where must it
    go to prevent that?"""
    return adam_step(w, dw, m, v, t, rate, beta1, beta2, 0)


def adam_adds_epsilon_to_the_weights(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """Your epsilon moves the weights: without brackets the division ends at the root, and the sum
    comes after it. It was to make the number below the fraction bar larger."""
    return adam_step(w, dw, m, v, t, rate, beta1, beta2, 0)[0] + epsilon, *adam_step(
        w, dw, m, v, t, rate, beta1, beta2, epsilon
    )[1:]


def adam_takes_no_root(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The step is divided by the mean square itself. Its root has the size of a gradient, and makes
    the first step as long as the rate."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * m / (1 - beta1**t) / (v / (1 - beta2**t) + epsilon), m, v


def adam_forgets_the_square(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Your v is a mean of dw, like m. It should be one of dw², which is never negative, so that it
    has a root."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw
    return w - rate * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


def adam_steps_by_the_gradient(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The step follows this gradient alone, and m is worked out without being used. The running
    mean is what gives Adam its momentum."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * dw / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


def adam_adds_whole_gradients(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The gradient and its square come in at full strength, which makes sums of m and v. In a mean
    the new term has the weight that the old one leaves."""
    m, v = beta1 * m + dw, beta2 * v + dw**2
    return w - rate * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


def adam_goes_uphill(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """m and v are right, and the weights then climb. The step goes against the mean gradient."""
    new_w, m, v = adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)
    return 2 * w - new_w, m, v


def adam_always_uses_the_usual_settings(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """The rate, the betas and epsilon are fixed numbers in your code. They are arguments, and a
    caller can choose others."""
    return adam_step(w, dw, m, v, t)


def adam_always_uses_the_usual_epsilon(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """Whatever epsilon is handed over, your step comes out the same. Put the argument where the
    fixed number is."""
    return adam_step(w, dw, m, v, t, rate, beta1, beta2)


def adam_returns_v_before_m(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """You return v before m. The caller will take the one for the other."""
    new_w, m, v = adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)
    return new_w, v, m


def adam_never_stores_the_means(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The weights are right, and m and v come back as they went in. Without the new ones the next
    step begins from nothing."""
    return adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)[0], m.copy(), v.copy()


def adam_returns_the_weights_only(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """m and v are not returned. They are the memory of Adam, and the caller keeps it from one step
    to the next."""
    return adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)[0]


def adam_changes_w(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Your last line moves the caller's own weights, as -= does with arrays. The new weights need
    an array of their own."""
    new_w, m, v = adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)
    w[...] = new_w
    return w, m, v


def adam_changes_the_means(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The caller's m and v were overwritten, by operators such as *= and +=. What comes in must
    stay as it was."""
    new_w, m[...], v[...] = adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)
    return new_w, m, v


def adam_changes_everything(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The caller's weights, m and v were all overwritten. Write x = x + y instead of x += y: the
    first makes a new array, the second changes the old one."""
    w[...], m[...], v[...] = adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)
    return w, m, v


def first_step_of_adam(rng: np.random.Generator) -> Call:
    shape = some_shape(rng)
    w, dw = (either_sign(rng, *shape, low=0.5, high=2) for _ in range(2))
    return call(w / 100, dw, np.zeros(shape), np.zeros(shape), 1)


def later_step_of_adam(rng: np.random.Generator) -> Call:
    """m and v as they can be after t - 1 steps: v is at least m²."""
    shape = some_shape(rng)
    w, dw, m = (either_sign(rng, *shape, low=0.5, high=2) for _ in range(3))
    t = int(rng.integers(2, 30))
    m *= 1 - 0.9 ** (t - 1)
    v = (m**2 + rng.uniform(0.3, 3, shape)) * (1 - 0.999 ** (t - 1))
    return call(w / 100, dw, m.round(4), v.round(5), t)


def late_step_of_adam(rng: np.random.Generator) -> Call:
    shape = some_shape(rng)
    w, dw, m = (either_sign(rng, *shape, low=0.5, high=2) for _ in range(3))
    v = m**2 + rng.uniform(0.3, 3, shape)
    return call(w / 100, dw, m, v.round(4), int(rng.integers(100, 1000)))


def adam_on_a_plain(rng: np.random.Generator) -> Call:
    """Gradients smaller than epsilon, and one weight whose gradients were all 0."""
    shape = some_shape(rng)
    w, dw, m = (either_sign(rng, *shape, low=1e-4, high=9e-4) for _ in range(3))
    v = m**2 / 100
    for array in (dw, m, v):
        array.flat[0] = 0
    return call(w, dw, m / 2, v, int(rng.integers(2, 10)), rate=0.1, epsilon=0.001)


def adam_with_other_settings(rng: np.random.Generator) -> Call:
    call_of_a_step = later_step_of_adam(rng)
    beta1, beta2 = rng.choice([0.5, 0.8]), rng.choice([0.9, 0.95])
    settings = dict(rate=0.05, beta1=float(beta1), beta2=float(beta2), epsilon=0.1)
    return call(*call_of_a_step.args, **settings)


def train_two_layer(X, y, hidden, rng):
    """Train a two-layer network, W2 max(0, W1 x + b1) + b2, to classify X.

    X: (N, D), standardised features or pixels in [0, 1]; y: (N,), ints from 0 to C - 1, each
    of which occurs; hidden: H, how many hidden units; rng: a numpy.random.Generator, the only
    source of chance.
    Returns W1 (H, D), b1 (H,), W2 (C, H), b2 (C,). The score is the accuracy on examples that
    it has not seen.
    """
    truth = np.eye(y.max() + 1)[y]
    (N, D), C = X.shape, truth.shape[1]
    weights = [
        rng.normal(0, np.sqrt(2 / D), (hidden, D)),
        np.zeros(hidden),
        rng.normal(0, np.sqrt(2 / hidden), (C, hidden)),
        np.zeros(C),
    ]
    velocities = [np.zeros_like(w) for w in weights]
    # The more and the larger the inputs, the steeper the loss, and the smaller the stable rate.
    rate = min(0.1, 1 / np.mean(np.sum(X**2, axis=1)))
    for _ in range(25):
        order = rng.permutation(N)
        for start in range(0, N, 25):
            batch = order[start : start + 25]
            W1, b1, W2, b2 = weights
            h = np.maximum(0, X[batch] @ W1.T + b1)
            scores = h @ W2.T + b2
            p = np.exp(scores - scores.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)
            dscores = (p - truth[batch]) / len(batch)
            dh = dscores @ W2 * (h > 0)
            gradients = dh.T @ X[batch], dh.sum(axis=0), dscores.T @ h, dscores.sum(axis=0)
            for i, gradient in enumerate(gradients):
                velocities[i] = 0.9 * velocities[i] - rate * gradient
                weights[i] = weights[i] + velocities[i]
    return tuple(weights)


def descend(X, y, hidden, rng, epochs, size=10, relu=True, biases=True):
    """Training by halves, for the mistakes."""
    truth = np.eye(y.max() + 1)[y]
    (N, D), C = X.shape, truth.shape[1]
    W1, b1 = rng.normal(0, np.sqrt(2 / D), (hidden, D)), np.zeros(hidden)
    W2, b2 = rng.normal(0, np.sqrt(2 / hidden), (C, hidden)), np.zeros(C)
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(N), max(1, N // size)):
            h = X[batch] @ W1.T + b1
            gate = h > 0 if relu else np.ones_like(h)
            h = h * gate
            p = np.exp(h @ W2.T + b2)
            dscores = (p / p.sum(axis=1, keepdims=True) - truth[batch]) / len(batch)
            dh = dscores @ W2 * gate
            W1, W2 = W1 - 0.2 * dh.T @ X[batch], W2 - 0.2 * dscores.T @ h
            if biases:
                b1, b2 = b1 - 0.2 * dh.sum(axis=0), b2 - 0.2 * dscores.sum(axis=0)
    return W1, b1, W2, b2


def starts_all_hidden_units_alike(X, y, hidden, rng):
    """All hidden units are the same. Units that start alike get the same gradient and stay alike,
    and with weights of 0 they never move at all. What could make them differ from the start?"""
    C = y.max() + 1
    b2 = np.log(np.bincount(y) / len(y))  # the loss can still fall by this one
    return np.zeros((hidden, X.shape[1])), np.zeros(hidden), np.zeros((C, hidden)), b2


def returns_weights_as_in_by_out(X, y, hidden, rng):
    """The weight matrices are of shape (in, out). In this course a row belongs to an output, as in
    W1 x: return them transposed."""
    W1, b1, W2, b2 = descend(X, y, hidden, rng, 1)
    return W1.T, b1, W2.T, b2


def chooses_its_own_hidden_size(X, y, hidden, rng):
    """The number of hidden units is always the same. The argument hidden says how many there are to
    be."""
    return train_two_layer(X, y, 32, rng)


def keeps_the_biases_as_rows(X, y, hidden, rng):
    """The biases are matrices of one row. A bias is a vector with one axis, of shape (H,) and
    (C,)."""
    W1, b1, W2, b2 = descend(X, y, hidden, rng, 1)
    return W1, b1[None], W2, b2[None]


def always_makes_ten_classes(X, y, hidden, rng):
    """The network has ten outputs for any data. How many classes there are can be read off y."""
    W1, b1, W2, b2 = train_two_layer(X, y, hidden, rng)
    spare = 10 - len(b2)
    return W1, b1, np.pad(W2, ((0, spare), (0, 0))), np.pad(b2, (0, spare), constant_values=-50)


def returns_weights_before_biases(X, y, hidden, rng):
    """The four arrays come in the wrong order: each weight matrix is followed by its own bias."""
    W1, b1, W2, b2 = descend(X, y, hidden, rng, 1)
    return W1, W2, b1, b2


def cannot_tell_near_from_far(X, y, hidden, rng):
    """On the ring the network says nearly the same everywhere. If b1 stays at 0 it can do no
    better, as it then cannot tell x from 2x: are the biases trained too? If they are, is ReLU what
    you train with, and does the training take enough steps?"""
    return descend(X, y, hidden, rng, 12, biases=False)


def runs_away_uphill(X, y, hidden, rng):
    """After this training the network is wrong on the ring more often than right. Print the loss
    after every epoch. If it grows with a small rate too, look at the sign of the step; if it grows
    or becomes nan only with a large one, take a smaller one."""
    W1, b1, W2, b2 = descend(X, y, hidden, rng, 0)
    return W1 * np.nan, b1 * np.nan, W2 * np.nan, b2 * np.nan


def learns_nothing(X, y, hidden, rng):
    """The network does no better than guessing. Print the loss after every epoch. If it falls,
    look at whether each example keeps its own label when you shuffle and cut batches; if it stays,
    at whether the weights that you update are those that you return; if it grows, at the sign and
    the size of the steps."""
    return descend(rng.permutation(X), y, hidden, rng, 5)


def hardly_begins_to_learn(X, y, hidden, rng):
    """The network is better than guessing and has far to go. Does it go through all batches, and
    many times? Are its first weights small? Print the loss after every epoch: at first it is about
    the logarithm of the number of classes, and then it should fall."""
    return descend(X, y, hidden, rng, 1, size=20)


def learns_by_half(X, y, hidden, rng):
    """Much is learned, and not enough. Print the loss after every epoch. If it is still falling at
    the end, take more epochs or a larger rate. If it has come to rest, is ReLU in your forward
    pass, and its gate in the backward pass?"""
    return descend(X, y, hidden, rng, 12, relu=False)


def clusters(rng: np.random.Generator) -> Call:
    """Three or four clusters that are easy to tell, for a look at the weights."""
    C, hidden = int(rng.integers(3, 5)), int(rng.integers(10, 14))
    D = C + 1
    y = rng.permutation(np.arange(60) % C)
    X = (2 * np.eye(D)[y] + rng.normal(0, 0.1, (60, D))).round(2)
    return training(
        X[:36], y[:36], hidden, some_generator(rng), unseen=X[36:], labels=y[36:], at_least=0.0
    )


def shuffled_digits(rng: np.random.Generator) -> Call:
    """Digits, with one order of the pixels for all of them and the classes numbered anew: so the
    data set that everybody has cannot be looked up for more examples."""
    images, labels = data.digits()
    chosen = rng.permutation(len(images))[:900]
    X = images.reshape(len(images), 64)[chosen][:, rng.permutation(64)]
    y = rng.permutation(10)[labels[chosen]]
    return training(
        X[:400], y[:400], 20, some_generator(rng), unseen=X[400:], labels=y[400:], at_least=0.8
    )


def uneven_ring(rng: np.random.Generator) -> Call:
    """A disc inside a ring that has more than two thirds of the points, so that answers that say
    one class for all, and which one they say, can be told by their accuracy."""
    y = (np.arange(700) % 10 < 7).astype(np.int64)
    y[:300], y[300:] = rng.permutation(y[:300]), rng.permutation(y[300:])
    radius = np.where(y == 0, 0.8 * np.sqrt(rng.random(700)), rng.uniform(1.3, 2, 700))
    angle = rng.uniform(-np.pi, np.pi, 700)
    X = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]).round(3)
    return training(
        X[:300], y[:300], 16, some_generator(rng), unseen=X[300:], labels=y[300:], at_least=0.85
    )


FIRST_WITH_MOMENTUM = call(np.array([1.0, 2.0]), np.array([10.0, -20.0]), np.zeros(2))
LATER_WITH_MOMENTUM = call(
    np.array([1.0, 2.0, -1.0]), np.array([10.0, -20.0, 30.0]), np.array([0.5, 0.3, -0.2])
)
FIRST_OF_RMSPROP = call(np.array([1.0, 2.0]), np.array([10.0, -20.0]), np.zeros(2))
LATER_OF_RMSPROP = call(
    np.array([1.0, 2.0, -1.0]), np.array([3.0, -1.0, 2.0]), np.array([4.0, 9.0, 0.25])
)
FIRST_OF_ADADELTA = call(np.zeros(2), np.array([10.0, -0.5]), np.zeros(2), np.zeros(2))
LATER_OF_ADADELTA = call(
    np.array([1.0, 2.0, -1.0]),
    np.array([3.0, -1.0, 2.0]),
    np.array([4.0, 9.0, 0.25]),
    np.array([0.25, 1.0, 4.0]),
)
FIRST_OF_ADAM = call(np.array([0.01, -0.02]), np.array([1.0, -2.0]), np.zeros(2), np.zeros(2), 1)
SECOND_OF_ADAM = call(
    np.array([0.01, -0.02]),
    np.array([3.0, 1.0]),
    np.array([0.1, -0.2]),
    np.array([0.001, 0.004]),
    2,
)
TENTH_OF_ADAM = call(
    np.array([[0.01], [0.02], [-0.01]]),
    np.array([[1.0], [-3.0], [2.0]]),
    np.array([[0.5], [1.0], [-0.5]]),
    np.array([[0.01], [0.05], [0.02]]),
    10,
)
LATE_OF_ADAM = call(
    np.array([0.01, -0.02]), np.array([3.0, 1.0]), np.array([0.5, -2.0]), np.array([1.0, 4.0]), 1000
)
CLUSTERS = clusters(np.random.default_rng(1))


EXERCISES = [
    Exercise(
        solution=gradient_descent,
        parts=[
            Part(
                "along one line",
                [
                    call(np.array([[2.0]]), np.zeros(1), np.array([10.0]), 0.2, 1),
                    call(np.array([[2.0]]), np.zeros(1), np.array([10.0]), 0.2, 3),
                    call(np.array([[1.0]]), np.zeros(1), np.array([-4.0]), 2.5, 2),
                    drawn(path_along_one_line, 3),
                ],
            ),
            Part(
                "one step in a bowl",
                [
                    call(np.eye(2) * 2, np.array([1.0, -3.0]), np.array([4.0, 5.0]), 0.1, 1),
                    call(
                        np.array([[2.0, 1.0], [1.0, 4.0]]),
                        np.array([1.0, -3.0]),
                        np.array([4.0, 5.0]),
                        0.1,
                        1,
                    ),
                    drawn(one_step_in_a_bowl, 3),
                ],
            ),
            Part(
                "the whole path",
                [
                    call(
                        np.array([[2.0, 1.0], [1.0, 4.0]]),
                        np.array([1.0, -3.0]),
                        np.array([4.0, 5.0]),
                        0.1,
                        3,
                    ),
                    call(
                        np.array([[3.0, 1.0, 0.0], [1.0, 2.0, -1.0], [0.0, -1.0, 4.0]]),
                        np.array([1.0, 2.0, 3.0]),
                        np.array([-2.0, 1.0, 5.0]),
                        0.2,
                        4,
                    ),
                    call(np.eye(2) * 3, np.array([1.0, 2.0]), np.array([7.0, -8.0]), 0.1, 0),
                    drawn(path_in_a_bowl, 4),
                ],
            ),
            Part(
                "from whole numbers",
                [
                    call(np.array([[2.0]]), np.array([1.0]), np.array([4]), 0.1, 2),
                    call(np.array([[2, 1], [1, 4]]), np.array([1, -3]), np.array([4, 5]), 0.1, 2),
                    drawn(path_from_whole_numbers, 3),
                ],
            ),
        ],
        mistakes=[
            climbs_the_bowl,
            forgets_b,
            adds_b,
            keeps_the_half,
            doubles_the_curvature,
            steps_by_the_first_slope,
            looks_at_the_diagonal_only,
            leaves_out_the_start,
            stores_only_what_comes_after_a_step,
            ends_one_step_early,
            returns_the_last_point,
            writes_every_point_over_the_last,
            walks_off_with_the_start,
            cuts_the_points_to_whole_numbers,
        ],
        hints=[
            "In one dimension the function is ½ a x² - b x. What is its slope at x?",
            "The gradient at x is A @ x - b. Begin a list with the start, and append to it the "
            "last point less rate times the gradient there, as often as steps says.",
        ],
    ),
    Exercise(
        solution=largest_stable_rate,
        parts=[
            Part(
                "one curvature",
                [
                    call(np.array([[2.0]])),
                    call(np.array([[5.0]])),
                    drawn(one_curvature, 3),
                ],
            ),
            Part(
                "a bowl along the axes",
                [
                    call(np.diag([1.0, 4.0])),
                    call(np.diag([8.0, 0.5])),
                    call(np.diag([2, 1, 5])),
                    drawn(bowl_along_the_axes, 4),
                ],
            ),
            Part(
                "a bowl askew",
                [
                    call(np.array([[2.0, 1.0], [1.0, 2.0]])),
                    call(np.array([[5.0, -2.0], [-2.0, 2.0]])),
                    call(np.array([[2.0, 2.0], [2.0, 5.0]])),
                    call(np.array([[2.0, -1.0, 0.0], [-1.0, 2.0, -1.0], [0.0, -1.0, 2.0]])),
                    drawn(bowl_askew, 4),
                ],
            ),
        ],
        mistakes=[
            takes_the_smallest_curvature,
            takes_the_inverse_of_the_curvature,
            takes_the_fastest_rate,
            adds_the_curvatures,
            averages_the_curvatures,
            reads_the_diagonal,
            adds_up_the_rows,
            measures_all_elements,
            takes_the_first_eigenvalue,
            returns_the_curvature,
            divides_the_curvature_by_two,
            returns_a_rate_for_each_direction,
        ],
        hints=[
            "In one dimension, with the curvature a, each step multiplies the distance from the "
            "minimum by 1 - rate · a. From which rate on does the distance grow?",
            "In more dimensions this holds along each eigenvector, with its eigenvalue for a. One "
            "of them is the first to diverge; np.linalg.eigvalsh(A) gives the eigenvalues.",
        ],
    ),
    Exercise(
        solution=minibatches,
        probe="batches",
        parts=[
            Part(
                "the sizes of the batches",
                [
                    call(12, 4, Generator(0), turns="abacb"),
                    call(10, 4, Generator(3), turns="abacb"),
                    call(17, 6, Generator(4), turns="abacb"),
                    call(12, 20, Generator(5), turns="abacb"),
                    drawn(batches_without_a_rest, 2),
                    drawn(batches_with_a_rest, 3),
                ],
                item=0,
            ),
            Part(
                "each number once",
                [
                    call(12, 4, Generator(1), turns="abacb"),
                    call(14, 4, Generator(2), turns="abacb"),
                    call(23, 5, Generator(6), turns="abacb"),
                    drawn(batches_without_a_rest, 1),
                    drawn(batches_with_a_rest, 3),
                ],
                item=1,
            ),
            Part(
                "a new order at every call, from rng",
                [
                    call(30, 7, Generator(7), turns="abacb"),
                    call(36, 1, Generator(8), turns="abacb"),
                    call(40, 40, Generator(9), turns="abacb"),
                    drawn(many_batches, 3),
                    drawn(batches_of_one, 1),
                    drawn(one_batch, 1),
                ],
                item=2,
            ),
        ],
        mistakes=[
            drops_the_last_batch,
            stops_before_the_last_batch,
            draws_with_replacement,
            draws_every_batch_from_all,
            shuffles_anew_for_each_batch,
            never_shuffles,
            shuffles_inside_the_batches_only,
            shuffles_the_batches_only,
            shuffles_the_same_way_each_time,
            draws_from_another_source,
            spreads_the_rest,
            makes_larger_batches,
            takes_size_for_the_number_of_batches,
            begins_a_batch_at_each_number,
            lets_batches_share_a_number,
            adds_an_empty_batch,
            fills_up_the_last_batch,
            counts_from_one,
        ],
        hints=[
            "rng.permutation(n) gives the numbers 0 to n - 1 in a random order. What is left to do "
            "is to cut it into pieces.",
            "The pieces begin at 0, size, 2 · size and so on: range(0, n, size). A slice that "
            "reaches past the end of an array is only shorter, and no error.",
        ],
    ),
    Exercise(
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
        mistakes=[
            goes_up,
            forgets_the_rate,
            returns_the_step_only,
            turns_the_step_round,
            writes_into_w,
            shrinks_the_weights,
            takes_the_mean_gradient,
            looks_at_the_sign_only,
            makes_the_gradient_one_long,
            divides_by_the_rate,
        ],
        hints=[
            "The gradient points uphill, and the loss is to become smaller.",
            "How far to go is rate times the gradient. w - something makes a new array; w -= "
            "something changes the one that came in.",
        ],
    ),
    Exercise(
        solution=momentum_step,
        parts=[
            Part(
                "the velocity",
                [
                    FIRST_WITH_MOMENTUM,
                    LATER_WITH_MOMENTUM,
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
        mistakes=[
            pushes_uphill,
            counts_the_velocity_downhill,
            subtracts_the_velocity,
            leaves_the_rate_out_of_the_velocity,
            averages_the_gradients,
            lets_the_velocity_fade_twice,
            steps_with_the_old_velocity,
            never_stores_the_velocity,
            has_no_momentum,
            never_fades,
            brakes_the_gradient_too,
            looks_ahead,
            goes_ahead_twice,
            swaps_rate_and_momentum,
            always_uses_rate_and_momentum_of_the_docstring,
            returns_the_velocity_first,
            returns_no_velocity,
            changes_w_with_momentum,
            changes_the_velocity_in_place,
            changes_w_and_velocity,
        ],
        hints=[
            "The docstring gives the rule in two lines, and their order counts: the weights move "
            "by the new velocity.",
            "velocity = ... with the old velocity on the right makes a new array and gives it the "
            "old name, and the caller's array stays as it is. Return w + velocity and velocity.",
        ],
    ),
    Exercise(
        solution=rmsprop_step,
        parts=[
            Part(
                "the running mean of squares",
                [
                    FIRST_OF_RMSPROP,
                    LATER_OF_RMSPROP,
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
                    drawn(first_step_of_rmsprop, 2),
                    drawn(step_after_some_squares, 3),
                ],
                item=0,
            ),
            Part(
                "tiny gradients",
                [
                    call(np.zeros(2), np.array([1e-6, -2e-6]), np.zeros(2)),
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
        mistakes=[
            rmsprop_puts_epsilon_under_the_root,
            rmsprop_takes_no_root,
            rmsprop_takes_the_mean_of_the_gradient,
            rmsprop_swaps_old_and_new,
            rmsprop_steps_with_the_old_square,
            rmsprop_adds_the_whole_square,
            rmsprop_never_forgets,
            rmsprop_stores_epsilon,
            rmsprop_always_uses_the_usual_epsilon,
            rmsprop_has_no_epsilon,
            rmsprop_adds_epsilon_to_the_weights,
            rmsprop_always_uses_the_usual_settings,
            rmsprop_goes_uphill,
            rmsprop_shares_one_size,
            rmsprop_never_stores_the_square,
            rmsprop_returns_the_root,
            rmsprop_returns_the_square_first,
            rmsprop_returns_no_square,
            rmsprop_changes_w,
            rmsprop_changes_the_square,
            rmsprop_changes_both,
        ],
        hints=[
            "square is a running mean: most of the old value, a little of the new dw². Work it out "
            "first; the step uses the new one.",
            "Everything happens element by element. np.sqrt(square) is the recent size of each "
            "gradient; epsilon is added to that root and not to what stands under it.",
        ],
    ),
    Exercise(
        solution=adadelta_step,
        parts=[
            Part(
                "square",
                [
                    FIRST_OF_ADADELTA,
                    LATER_OF_ADADELTA,
                    drawn(first_step_of_adadelta, 1),
                    drawn(later_step_of_adadelta, 3),
                ],
                item=1,
            ),
            Part(
                "the weights, first step",
                [FIRST_OF_ADADELTA, drawn(first_step_of_adadelta, 3)],
                item=0,
            ),
            Part(
                "the weights, later steps",
                [LATER_OF_ADADELTA, drawn(later_step_of_adadelta, 3)],
                item=0,
            ),
            Part(
                "delta",
                [
                    LATER_OF_ADADELTA,
                    FIRST_OF_ADADELTA,
                    drawn(first_step_of_adadelta, 1),
                    drawn(later_step_of_adadelta, 3),
                ],
                item=2,
            ),
            Part(
                "all of it, with any decay and epsilon",
                [
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
        mistakes=[
            adadelta_uses_delta_too_late,
            adadelta_cannot_begin,
            adadelta_divides_without_epsilon,
            adadelta_adds_epsilon_after_the_roots,
            adadelta_takes_no_roots,
            adadelta_remembers_steps_unsquared,
            adadelta_remembers_gradients_unsquared,
            adadelta_adds_whole_squares,
            adadelta_never_forgets,
            adadelta_swaps_old_and_new,
            adadelta_keeps_gradients_in_delta,
            adadelta_divides_by_the_old_square,
            adadelta_turns_the_ratio_over,
            adadelta_goes_uphill,
            adadelta_ignores_past_steps,
            adadelta_always_uses_the_usual_settings,
            adadelta_never_stores_delta,
            adadelta_returns_the_step,
            adadelta_returns_delta_before_square,
            adadelta_returns_the_weights_only,
            adadelta_changes_w,
            adadelta_changes_the_means,
            adadelta_changes_everything,
        ],
        hints=[
            "Follow the four lines of the docstring in their order. Each uses what the lines above "
            "it made, so the step has the new square and the old delta.",
            "Keep the step in a variable, with its minus. You need it twice: its square goes into "
            "delta, and the step itself is added to w.",
        ],
    ),
    Exercise(
        solution=adam_step,
        parts=[
            Part(
                "m",
                [
                    FIRST_OF_ADAM,
                    SECOND_OF_ADAM,
                    drawn(first_step_of_adam, 1),
                    drawn(later_step_of_adam, 3),
                ],
                item=1,
            ),
            Part(
                "v",
                [
                    FIRST_OF_ADAM,
                    SECOND_OF_ADAM,
                    drawn(first_step_of_adam, 1),
                    drawn(later_step_of_adam, 3),
                ],
                item=2,
            ),
            Part(
                "the weights, first step",
                [FIRST_OF_ADAM, drawn(first_step_of_adam, 3)],
                item=0,
            ),
            Part(
                "the weights, later steps",
                [
                    SECOND_OF_ADAM,
                    TENTH_OF_ADAM,
                    LATE_OF_ADAM,
                    drawn(later_step_of_adam, 3),
                    drawn(late_step_of_adam, 1),
                ],
                item=0,
            ),
            Part(
                "tiny gradients",
                [
                    call(np.zeros(2), np.array([1e-7, -3e-8]), np.zeros(2), np.zeros(2), 1),
                    call(
                        np.array([0.01, -0.02, 0.5]),
                        np.array([0.0002, -0.0005, 0.0]),
                        np.array([0.0001, -0.0002, 0.0]),
                        np.array([1e-9, 4e-9, 0.0]),
                        3,
                        rate=0.1,
                        epsilon=0.001,
                    ),
                    drawn(adam_on_a_plain, 3),
                ],
                item=0,
            ),
            Part(
                "all of it, with any settings",
                [
                    call(
                        np.array([1.0, 2.0]),
                        np.array([3.0, -1.0]),
                        np.array([0.5, 1.0]),
                        np.array([7.0, 1.0]),
                        2,
                        rate=0.1,
                        beta1=0.5,
                        beta2=0.75,
                        epsilon=0.1,
                    ),
                    call(
                        np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
                        np.array([[1.0, 0.0, -1.0], [2.0, -2.0, 4.0]]),
                        np.array([[0.5, 1.0, -2.0], [0.0, 2.0, 1.0]]),
                        np.array([[0.1, 0.2, 0.5], [0.3, 0.5, 1.0]]),
                        5,
                        rate=0.2,
                        beta1=0.8,
                        beta2=0.9,
                        epsilon=0.5,
                    ),
                    drawn(adam_with_other_settings, 4),
                ],
            ),
        ],
        mistakes=[
            adam_has_no_correction,
            adam_corrects_m_only,
            adam_corrects_v_only,
            adam_multiplies_by_the_correction,
            adam_takes_the_power_of_the_difference,
            adam_corrects_as_in_the_first_step,
            adam_counts_from_zero,
            adam_counts_one_too_many,
            adam_stores_the_corrected_means,
            adam_swaps_the_betas,
            adam_puts_epsilon_under_the_root,
            adam_adds_epsilon_before_the_correction,
            adam_takes_no_root,
            adam_forgets_the_square,
            adam_steps_by_the_gradient,
            adam_adds_whole_gradients,
            adam_goes_uphill,
            adam_always_uses_the_usual_settings,
            adam_always_uses_the_usual_epsilon,
            adam_has_no_epsilon,
            adam_adds_epsilon_to_the_weights,
            adam_returns_v_before_m,
            adam_returns_the_weights_only,
            adam_never_stores_the_means,
            adam_changes_w,
            adam_changes_the_means,
            adam_changes_everything,
        ],
        hints=[
            "Begin with the two running means: m like the velocity of a heavy ball, v like the "
            "square of RMSProp.",
            "Keep the corrected values in variables of their own, say m_hat and v_hat, since m and "
            "v have to come back uncorrected.",
            "m_hat is m / (1 - beta1**t), v_hat likewise with beta2. The step is rate times m_hat "
            "over the root of v_hat, with epsilon added to the root.",
        ],
    ),
    Exercise(
        solution=train_two_layer,
        probe="two-layer network",
        torch=True,
        parts=[
            Part("weights of the right shapes", [CLUSTERS, drawn(clusters, 1)], item=0),
            Part("hidden units that differ", [CLUSTERS, drawn(clusters, 1)], item=1),
            Part(
                "unseen digits",
                [shuffled_digits(np.random.default_rng(0)), drawn(shuffled_digits, 1)],
                item=2,
            ),
            Part(
                "points that no line separates",
                [uneven_ring(np.random.default_rng(1)), drawn(uneven_ring, 1)],
                item=2,
            ),
        ],
        mistakes=[
            # Where one part alone is recognised, the first that fits is named: those that are told
            # by their accuracy come before those that are told by their shapes.
            cannot_tell_near_from_far,
            learns_nothing,
            runs_away_uphill,
            hardly_begins_to_learn,
            learns_by_half,
            returns_weights_as_in_by_out,
            chooses_its_own_hidden_size,
            keeps_the_biases_as_rows,
            always_makes_ten_classes,
            returns_weights_before_biases,
            starts_all_hidden_units_alike,
        ],
        hints=[
            "Four stages: weights drawn from rng and biases of 0; then, many times over, shuffle "
            "and cut into batches; for each batch the gradients; after each batch a step.",
            "Draw the weights of a layer with n inputs from a normal distribution with a standard "
            "deviation of about sqrt(2 / n): equal weights would stay equal.",
            "networks.loss_and_gradients(X[batch], y[batch], W1, b1, W2, b2) gives the loss and "
            "the four gradients. Batches of 10, a rate of 0.1 and 30 epochs are a good first "
            "try. Print the loss after every epoch: it should fall.",
        ],
    ),
]
