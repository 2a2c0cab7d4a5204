"""relative_error: how far two arrays are apart, compared with their size, as a float."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def relative_error(a, b):
    """How far two arrays are apart, compared with their size, as a float.

    a, b: arrays of one shape.
    Returns the largest |a - b| / max(1e-8, |a| + |b|) over all places.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    return float(np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))))


def takes_the_mean_error(a, b):
    """This is the mean over all places, in which one bad place gets lost among many good ones. The
    largest is asked for."""
    return float(np.mean(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))))


def adds_the_errors_up(a, b):
    """This is the sum over all places, and it grows with the size of the arrays. The largest is
    asked for."""
    return float(np.sum(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))))


def returns_all_the_errors(a, b):
    """An error for every place comes back. One float is asked for, that of the worst place."""
    return np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))


def compares_whole_arrays(a, b):
    """Python's max, and if, ask which of two numbers is larger, and cannot answer for arrays of
    several. There is a NumPy function that takes the larger place by place."""
    return float(np.max(np.abs(a - b) / max(1e-8, np.abs(a) + np.abs(b))))


def takes_the_absolute_error(a, b):
    """That is how far they are apart, not compared with anything. An error of 0.001 is nothing for
    numbers around 1000, and everything for numbers around 0.001."""
    return float(np.max(np.abs(a - b)))


def divides_by_the_first_only(a, b):
    """The difference is divided by the size of a alone. Take the size of both, so that it does not
    matter which is given first."""
    return float(np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a))))


def divides_by_the_second_only(a, b):
    """Below the line stands the size of b alone. The error of a and b should be that of b and a:
    add the two sizes."""
    return float(np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(b))))


def divides_by_the_mean_size(a, b):
    """Errors are twice as large as they should be, since you divide by the mean of |a| and |b|. The
    sum of the two sizes stands below the line."""
    return float(np.max(np.abs(a - b) / np.maximum(1e-8, (np.abs(a) + np.abs(b)) / 2)))


def compares_two_norms(a, b):
    """You divide one length by others, each made of all places, and one bad place gets lost among
    many good ones. Divide place by place, then take the largest."""
    norm = np.linalg.norm
    return float(norm(a - b) / max(1e-8, norm(a) + norm(b)))


def divides_by_the_larger(a, b):
    """You divide by the larger of |a| and |b|. The docstring adds the two."""
    return float(np.max(np.abs(a - b) / np.maximum(1e-8, np.maximum(np.abs(a), np.abs(b)))))


def lets_signs_cancel(a, b):
    """The signs are still there when you add a and b below the line: 1 and -1 make 0. Take the
    sizes first, then add."""
    return float(np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a + b))))


def forgets_the_size_of_the_difference(a, b):
    """Where a is smaller than b your error is negative and never the largest. Take the size of the
    difference."""
    return float(np.max((a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))))


def divides_zero_by_zero(a, b):
    """Where both are 0 this divides 0 by 0. That is what the 1e-8 in the docstring is for."""
    return float(np.max(np.abs(a - b) / (np.abs(a) + np.abs(b))))


def lowers_the_floor(a, b):
    """Your floor is lower than 1e-8, and numbers that are nearly nothing count as very different.
    The docstring says how low it is."""
    return float(np.max(np.abs(a - b) / np.maximum(1e-12, np.abs(a) + np.abs(b))))


def takes_the_smaller_below_the_line(a, b):
    """Below the line stands the smaller of 1e-8 and the sum, which is nearly always 1e-8. A floor
    is the larger of two."""
    return float(np.max(np.abs(a - b) / np.minimum(1e-8, np.abs(a) + np.abs(b))))


def hands_the_sizes_over_as_an_axis(a, b):
    """np.max looks through one array, and takes what comes next for the number of an axis. The
    larger of two things, place by place, comes from another function."""
    return float(np.max(np.abs(a - b) / np.max(1e-8, np.abs(a) + np.abs(b))))


def takes_the_largest_of_each_column(a, b):
    """With an axis, the largest of each column comes back. One float is asked for, the largest of
    all places."""
    return np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b)), axis=0)


def takes_the_smallest_error(a, b):
    """That is the error of the best place. The worst one is asked for."""
    return float(np.min(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))))


def compares_row_by_row(a, b):
    """Python's max, and a loop, go over the first axis only. With two axes they meet whole rows, of
    which none is the larger: NumPy's functions work on arrays of any shape."""
    rows = range(len(a))
    return float(max(abs(a[i] - b[i]) / max(1e-8, abs(a[i]) + abs(b[i])) for i in rows))


def adds_the_floor(a, b):
    """You add the 1e-8, and so change the error of all small numbers a little. It is a floor: the
    larger of the two counts."""
    return float(np.max(np.abs(a - b) / (1e-8 + np.abs(a) + np.abs(b))))


def divides_once_for_all_places(a, b):
    """You divide one number, made of all the differences, by one made of all the sizes. Every place
    has an error of its own: divide place by place, then take the largest."""
    return float(np.max(np.abs(a - b)) / max(1e-8, np.max(np.abs(a) + np.abs(b))))


def pair_of_arrays(rng: np.random.Generator) -> Call:
    shape = tuple(int(side) for side in rng.integers(2, 4, rng.integers(1, 3)))
    a = rng.uniform(0.3, 2, shape) * rng.choice([-1, 1], shape)
    return call(a.round(2), (a * rng.uniform(0.5, 1.5, shape)).round(2))


def pair_with_signs(rng: np.random.Generator) -> Call:
    small, large = np.sort(rng.uniform(0.2, 2, 2)).round(2)
    return call(np.array([-small]), np.array([large + 0.1]))


def pair_of_one_sign(rng: np.random.Generator) -> Call:
    small, large = np.sort(rng.uniform(0.2, 2, 2)).round(2)
    return call(np.array([small]), np.array([large + 0.1]))


def pair_with_zeros(rng: np.random.Generator) -> Call:
    a = rng.uniform(0.5, 2, 3).round(2)
    tiny = rng.uniform(1.5, 4) * 1e-9
    return call(np.append(a, [0.0, tiny]), np.append(a * 1.01, [0.0, 1e-9]))


EXERCISE = Exercise(
    solution=relative_error,
    parts=[
        Part(
            "one place",
            [
                call(np.array([3.0]), np.array([1.0])),
                call(np.array([1.0]), np.array([3.0])),
                call(np.array([-1.0]), np.array([2.0])),
                drawn(pair_with_signs, 2),
                drawn(pair_of_one_sign, 2),
            ],
        ),
        Part(
            "the worst of many",
            [
                call(np.array([1.0, 100.0]), np.array([1.5, 101.0])),
                call(np.array([[1.0, 2.0], [8.0, -4.0]]), np.array([[1.1, 2.0], [6.0, -4.0]])),
                drawn(pair_of_arrays, 5),
            ],
        ),
        Part(
            "nearly nothing",
            [
                call(np.array([0.0, 2.0]), np.array([0.0, 3.0])),
                call(np.array([0.0, 3.0]), np.array([0.0, 2.0])),
                call(np.array([1.0, 2e-9]), np.array([1.01, 1e-9])),
                drawn(pair_with_zeros, 4),
            ],
        ),
    ],
    hints=[
        "Work out a whole array of errors, place by place, and take its largest at the end.",
        "np.maximum takes the larger of two numbers place by place; np.max looks for the "
        "largest of one array.",
    ],
)
