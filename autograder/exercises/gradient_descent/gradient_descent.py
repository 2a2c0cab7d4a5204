"""gradient_descent: the path of gradient descent on ½ xᵀA x - bᵀx."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.gradient_descent.shared import bowl, either_sign


def gradient_descent(A, b, start, rate, steps):
    """The path of gradient descent on ½ xᵀA x - bᵀx.

    A: (d, d), symmetric; b, start: (d,); all three may hold whole numbers. rate: the learning
    rate; steps: how many, perhaps none.
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


def takes_one_step_too_many(A, b, start, rate, steps):
    """The path begins well and goes one step further than it should. The start and a point for each
    step make steps + 1 points."""
    return gradient_descent(A, b, start, rate, steps + 1)


def forgets_the_rate_on_the_way(A, b, start, rate, steps):
    """The rate is not used: each step takes the whole gradient away."""
    return gradient_descent(A, b, start, 1, steps)


def begins_at_the_origin(A, b, start, rate, steps):
    """The path begins at 0. The argument start says where."""
    return gradient_descent(A, b, 0 * start, rate, steps)


def takes_steps_of_one_length(A, b, start, rate, steps):
    """All your steps are equally long, and the gradient only says which way. Plain descent takes
    it as it is: near the bottom the steps grow short."""
    path = [start]
    for _ in range(steps):
        slope = A @ path[-1] - b
        path.append(path[-1] - rate * slope / np.linalg.norm(slope))
    return np.array(path, dtype=float)


def halves_every_step(A, b, start, rate, steps):
    """Your steps are half as long as they should be. The ½ of the function has gone: the slope of
    ½ a x² is a x, and b is not halved at all."""
    return gradient_descent(A, b, start, rate / 2, steps)


def steps_from_the_start_each_time(A, b, start, rate, steps):
    """Every step begins at the start again, with the slope of the last point. Begin each where the
    last one ended."""
    path = [start]
    for _ in range(steps):
        path.append(start - rate * (A @ path[-1] - b))
    return np.array(path, dtype=float)


def subtracts_b_outside(A, b, start, rate, steps):
    """A bracket is missing: the rate multiplies A x alone, and the whole of b is taken away. The
    gradient is the whole of A x - b."""
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * A @ path[-1] - b)
    return np.array(path, dtype=float)


def adds_b_outside(A, b, start, rate, steps):
    """The rate multiplies A x alone, and the whole of b is added. A step multiplies both by the
    rate."""
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * A @ path[-1] + b)
    return np.array(path, dtype=float)


def slows_down_on_the_way(A, b, start, rate, steps):
    """Your rate shrinks from step to step. Here it is the same in all of them."""
    path = [start]
    for i in range(steps):
        path.append(path[-1] - rate / (i + 1) * (A @ path[-1] - b))
    return np.array(path, dtype=float)


def moves_all_coordinates_alike(A, b, start, rate, steps):
    """All coordinates move by the same amount, the sum of the slopes. Each has a slope of its
    own."""
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * (A @ path[-1] - b).sum())
    return np.array(path, dtype=float)


def forgets_the_start_in_row_0(A, b, start, rate, steps):
    """Each point stands one row too high, and the last row is empty: what comes after the first
    step belongs into row 1, and the start into row 0."""
    path = gradient_descent(A, b, start, rate, steps)
    return np.vstack([path[1:], 0 * path[:1]])


def leaves_the_last_row_empty(A, b, start, rate, steps):
    """The last row is still zero. There is one row more than there are steps: fill it too."""
    path = gradient_descent(A, b, start, rate, steps)
    return np.vstack([path[:-1], 0 * path[:1]])


def returns_after_one_step(A, b, start, rate, steps):
    """The point after the first step comes back. A return inside a loop ends it in its first
    round."""
    return start - rate * (A @ start - b) if steps else None


def gives_a_path_of_zeros(A, b, start, rate, steps):
    """Nothing but zeros comes back. Put the start into row 0, and in each round the next point into
    the next row."""
    return np.zeros((steps + 1, len(b)))


def puts_all_points_into_one_row(A, b, start, rate, steps):
    """All the points stand in one long row. Each is a row of its own, (steps + 1, d)."""
    return gradient_descent(A, b, start, rate, steps).ravel()


def collects_the_slopes(A, b, start, rate, steps):
    """Behind the start you collect the gradients. The points are asked for."""
    path = gradient_descent(A, b, start, rate, steps)
    return np.vstack([path[:1], path[1:] @ A - b])


def moves_one_coordinate_after_the_other(A, b, start, rate, steps):
    """The second coordinate moves by a slope at which the first one has moved already. Work out the
    whole gradient at one point, and then move all coordinates together."""
    path = [start.astype(float)]
    for _ in range(steps):
        x = path[-1].copy()
        for k in range(len(x)):
            x[k] -= rate * (A[k] @ x - b[k])
        path.append(x)
    return np.array(path)


def returns_the_heights(A, b, start, rate, steps):
    """These are the values of the function along the path. The points themselves are asked for."""
    path = gradient_descent(A, b, start, rate, steps)
    return np.array([x @ A @ x / 2 - b @ x for x in path])


def lays_the_path_on_its_side(A, b, start, rate, steps):
    """The path is (d, steps + 1), with a column for each point. Each point has its row."""
    return gradient_descent(A, b, start, rate, steps).T


def flattens_a_path_along_one_line(A, b, start, rate, steps):
    """Axes of length one are lost, as squeeze loses them. Along one line the path is
    (steps + 1, 1), and after no step at all it is (1, d)."""
    return np.squeeze(gradient_descent(A, b, start, rate, steps))


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
    path = [start]
    for _ in range(steps):
        start -= rate * (A @ start - b)
        path.append(start)
    return np.array(path, dtype=float)


def steps_in_place_from_whole_numbers(A, b, start, rate, steps):
    """Floats come out right. Where the start holds whole numbers, so does its copy, and -= cannot
    put a fraction into that. Make it an array of floats first."""
    x, path = start.copy(), [start]
    for _ in range(steps):
        x -= rate * (A @ x - b)
        path.append(x.copy())
    return np.array(path, dtype=float)


def cuts_the_points_to_whole_numbers(A, b, start, rate, steps):
    """The array for the path took its type from the start. When that holds whole numbers, every
    point loses its digits after the dot. Ask for floats when you make it."""
    path = np.zeros((steps + 1, len(start)), dtype=start.dtype)
    path[0] = start
    for i in range(steps):
        path[i + 1] = path[i] - rate * (A @ path[i] - b)
    return path


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


EXERCISE = Exercise(
    solution=gradient_descent,
    parts=[
        Part(
            "along one line",
            [
                call(np.array([[2.0]]), np.zeros(1), np.array([10.0]), 0.2, 1),
                call(np.array([[2.0]]), np.zeros(1), np.array([10.0]), 0.2, 3),
                call(np.array([[1.0]]), np.zeros(1), np.array([-4.0]), 2.5, 2),
                call(np.array([[2.0]]), np.array([3.0]), np.array([5.0]), 0.25, 2),
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
    hints=[
        "In one dimension the function is ½ a x² - b x. What is its slope at x?",
        "The gradient at x is A @ x - b. Begin a list with the start, and append to it the "
        "last point less rate times the gradient there, as often as steps says.",
    ],
)
