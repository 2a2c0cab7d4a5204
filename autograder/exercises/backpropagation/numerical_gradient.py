"""numerical_gradient: the gradient of f at x by centred differences: a step of h to either side."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from helpers.checking.ingredients import Function


def numerical_gradient(f, x, h=1e-5):
    """The gradient of f at x by centred differences: a step of h to either side.

    f: a function from an array shaped like x to a float; x: a float array of any shape.
    Returns an array shaped like x. x is the same after the call.
    """
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += h
        down[place] -= h
        gradient[place] = (f(up) - f(down)) / (2 * h)
    return gradient


def steps_to_one_side(f, x, h=1e-5):
    """You compare the value at x with the value one step on. Where the curve bends, the slope over
    such a step is not the one at x: take a step to either side of it."""
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        up = x.copy()
        up[place] += h
        gradient[place] = (f(up) - f(x)) / h
    return gradient


def steps_backwards_only(f, x, h=1e-5):
    """You compare the value at x with the one a step before it. Go as far to the other side too,
    and compare the two ends."""
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        down = x.copy()
        down[place] -= h
        gradient[place] = (f(x) - f(down)) / h
    return gradient


def divides_one_side_by_two_steps(f, x, h=1e-5):
    """You take a step of h to one side and divide by 2h. Either step to both sides or, which is
    less exact, divide by h: the docstring wants both sides."""
    return steps_to_one_side(f, x, h) / 2


def divides_by_one_step(f, x, h=1e-5):
    """Every slope is twice what it should be. How far apart are the two points that you compare?"""
    return 2 * numerical_gradient(f, x, h)


def divides_by_nothing(f, x, h=1e-5):
    """That is how much f changes, not yet how fast. Divide by the way between the two points."""
    return 2 * h * numerical_gradient(f, x, h)


def divides_by_two_and_multiplies(f, x, h=1e-5):
    """Without brackets, / 2 * h divides by 2 and then multiplies by h. The whole way, 2 times h,
    belongs below the line."""
    return h * h * numerical_gradient(f, x, h)


def turns_the_difference_round(f, x, h=1e-5):
    """Every slope has the wrong sign. Subtract the value at the smaller x from the one at the
    larger x."""
    return -numerical_gradient(f, x, h)


def always_takes_the_usual_step(f, x, h=1e-5):
    """The step makes no difference to this answer. Use the argument h, whatever it is."""
    return numerical_gradient(f, x)


def takes_half_the_step(f, x, h=1e-5):
    """Your two points lie h apart, half of it to either side. The docstring wants a step of h to
    either side."""
    return numerical_gradient(f, x, h / 2)


def moves_all_elements_at_once(f, x, h=1e-5):
    """All elements are moved at the same time, so that nobody can tell what each of them did. Move
    one, leave the others, and go on to the next."""
    return np.full_like(x, (f(x + h) - f(x - h)) / (2 * h))


def gives_one_number_for_all(f, x, h=1e-5):
    """One number comes back, and all elements were moved together for it. Each element has a slope
    of its own: move one, leave the others, and go on to the next."""
    return (f(x + h) - f(x - h)) / (2 * h)


def moves_whole_rows(f, x, h=1e-5):
    """This moves a whole row of x at a time, which shows only for arrays with more than one axis.
    Move every single element on its own, whatever the shape."""
    gradient = np.zeros_like(x)
    for row in range(len(x)):
        up, down = x.copy(), x.copy()
        up[row] += h
        down[row] -= h
        gradient[row] = (f(up) - f(down)) / (2 * h)
    return gradient


def gives_a_slope_for_each_row(f, x, h=1e-5):
    """One slope for each row of x comes back. The loop goes over the first axis only: every element
    needs a slope, whatever the number of axes."""
    slopes = []
    for row in range(len(x)):
        up, down = x.copy(), x.copy()
        up[row] += h
        down[row] -= h
        slopes.append((f(up) - f(down)) / (2 * h))
    return np.array(slopes)


def loops_over_rows_and_columns(f, x, h=1e-5):
    """Two loops, one over rows and one over columns, are for arrays of two axes. A vector has one,
    and an image of three colours three: np.ndindex goes through any of them."""
    gradient = np.zeros_like(x)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            up, down = x.copy(), x.copy()
            up[i, j] += h
            down[i, j] -= h
            gradient[i, j] = (f(up) - f(down)) / (2 * h)
    return gradient


def drops_axes_of_one(f, x, h=1e-5):
    """An axis of length one is missing in what comes back. A gradient has the shape of x, such axes
    included."""
    return np.squeeze(numerical_gradient(f, x, h))


def asks_about_one_element_alone(f, x, h=1e-5):
    """f gets one element and not the whole array, which is right only where the others do not
    matter. Give it the whole of x, with one element moved."""
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        gradient[place] = (f(x[place] + h) - f(x[place] - h)) / (2 * h)
    return gradient


def moves_nothing(f, x, h=1e-5):
    """All slopes are 0. Does anything write into what you return? And are the two arrays that f
    sees really two, with another element moved in each?"""
    return np.zeros_like(x)


def moves_one_array_to_and_fro(f, x, h=1e-5):
    """All slopes are 0. After up = x and down = x there is one array with three names, and what is
    added to the one is taken from the other: make copies."""
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        up = down = x
        up[place] += h
        down[place] -= h
        gradient[place] = (f(up) - f(down)) / (2 * h)
    return gradient


def keeps_the_last_slope_only(f, x, h=1e-5):
    """The slope of the last element comes back, and no other: each round writes over the one
    before. Make an array first, and write each slope into its place."""
    return float(numerical_gradient(f, x, h).flat[-1])


def divides_the_second_value_only(f, x, h=1e-5):
    """A division is worked out before a difference, so only the second value is divided. Put
    brackets around the difference."""
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += h
        down[place] -= h
        gradient[place] = f(up) - f(down) / (2 * h)
    return gradient


def counts_elements_and_takes_rows(f, x, h=1e-5):
    """You count all the elements, and x[i] is a whole row where there is more than one axis: there
    are fewer of those. np.ndindex counts places as x is indexed."""
    gradient = np.zeros_like(x)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (f(up) - f(down)) / (2 * h)
    return gradient


def takes_a_tiny_step(f, x, h=1e-5):
    """Your step is far smaller than h. A float keeps about 16 digits, so f on one side and f on the
    other agree in nearly all of them, and the slope is mostly rounding."""
    return numerical_gradient(f, x, 1e-12)


def comes_back_flat(f, x, h=1e-5):
    """The numbers are right, in one long row. A gradient has the shape of what it belongs to."""
    return numerical_gradient(f, x, h).ravel()


def lets_the_moves_pile_up(f, x, h=1e-5):
    """An element that was moved stays moved while the next ones are tried, so that their slopes
    belong to another point. Put each back before you go on."""
    gradient, moved = np.zeros_like(x), x.copy()
    for place in np.ndindex(x.shape):
        moved[place] += h
        above = f(moved)
        moved[place] -= 2 * h
        gradient[place] = (above - f(moved)) / (2 * h)
    return gradient


def adds_the_slopes_of_earlier_elements(f, x, h=1e-5):
    """Each slope holds those of the elements before it too, since these are still moved, up in one
    array and down in the other. Start from x anew for every element."""
    gradient, up, down = np.zeros_like(x), x.copy(), x.copy()
    for place in np.ndindex(x.shape):
        up[place] += h
        down[place] -= h
        gradient[place] = (f(up) - f(down)) / (2 * h)
    return gradient


def leaves_x_moved(f, x, h=1e-5):
    """The slopes are taken by moving x itself, and it is not put back. Work on a copy, or keep the
    old number and write it back."""
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        x[place] += h
        above = f(x)
        x[place] -= 2 * h
        gradient[place] = (above - f(x)) / (2 * h)
    return gradient


def puts_x_back_by_adding(f, x, h=1e-5):
    """The slopes are right, and x is nearly what it was: sums of floats are rounded, so adding h
    and subtracting it again may change the last digit. Write the old number back, or work on a
    copy."""
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        x[place] += h
        above = f(x)
        x[place] -= 2 * h
        gradient[place] = (above - f(x)) / (2 * h)
        x[place] += h
    return gradient


def stops_after_the_first_element(f, x, h=1e-5):
    """Only the first element has a slope. The loop ends, or returns, before it comes to the
    others."""
    gradient = np.zeros_like(x)
    gradient.flat[0] = numerical_gradient(f, x, h).flat[0]
    return gradient


NAMES = ["sum_of_cubes", "wave", "soft_maximum", "uneven_bowl", "product"]


def function_of_a_vector(rng: np.random.Generator) -> Call:
    return call(Function(NAMES[rng.integers(5)]), rng.uniform(0.5, 2, rng.integers(2, 5)).round(2))


def function_with_a_step(rng: np.random.Generator) -> Call:
    x = rng.uniform(0.5, 2, rng.integers(2, 5)).round(2)
    return call(Function(NAMES[rng.integers(3)]), x, h=float(rng.choice([0.1, 0.2, 0.05])))


def function_of_a_matrix(rng: np.random.Generator) -> Call:
    shape = (int(rng.integers(2, 4)), int(rng.integers(2, 4)))
    return call(Function(NAMES[rng.integers(2, 5)]), rng.uniform(0.5, 2, shape).round(2))


EXERCISE = Exercise(
    solution=numerical_gradient,
    parts=[
        Part(
            "a vector",
            [
                call(Function("sum_of_squares"), np.array([3.0])),
                call(Function("sum_of_squares"), np.array([1.0, -2.0, 0.5])),
                call(Function("product"), np.array([2.0, 3.0, 5.0])),
                drawn(function_of_a_vector, 5),
            ],
        ),
        Part(
            "the step that was asked for",
            [
                call(Function("sum_of_cubes"), np.array([1.0]), h=0.01),
                call(Function("sum_of_cubes"), np.array([1.0, 2.0]), h=0.1),
                call(Function("soft_maximum"), np.array([0.5, 1.0, 2.0]), h=0.25),
                drawn(function_with_a_step, 5),
            ],
        ),
        Part(
            "any shape",
            [
                call(Function("uneven_bowl"), np.array([[1.0, 2.0], [3.0, -1.0]])),
                call(Function("product"), np.array([[1.0, 2.0, 0.5], [3.0, 1.0, 2.0]])),
                call(Function("wave"), np.array([[0.5, 2.0]])),
                call(Function("sum_of_cubes"), np.array([[1.0], [-2.0]])),
                call(Function("product"), np.array([[[1.0, 2.0]], [[0.5, 3.0]]])),
                drawn(function_of_a_matrix, 4),
            ],
        ),
    ],
    hints=[
        "Move one element up by h and ask f, move it down by h and ask f again: the difference "
        "is what happened over a way of 2h.",
        "np.ndindex(x.shape) goes through the places of an array of any shape. Work on copies "
        "of x, so that x is never changed.",
    ],
)
