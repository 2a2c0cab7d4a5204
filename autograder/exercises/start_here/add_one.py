"""add_one: x plus one."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def add_one(x):
    """x plus one.

    x: a number, or an array of any shape, which must not change.
    """
    return x + 1


def counts_in_place(x):
    """`x += 1` changes the caller's array. Make a new one: nobody expects that their numbers
    are different after a call."""
    x += 1
    return x


def takes_one_away(x):
    """That is one less than x. One more was asked for."""
    return x - 1


def returns_x(x):
    """What comes back is x itself."""
    return x


def random_number(rng: np.random.Generator) -> Call:
    return call(round(float(rng.normal(0, 10)), 3))


def random_array(rng: np.random.Generator) -> Call:
    return call(rng.normal(size=rng.integers(2, 5, size=rng.integers(1, 4))).round(3))


EXERCISE = Exercise(
    solution=add_one,
    parts=[
        Part("a number", [call(1.0), call(-2.5), drawn(random_number, 5)]),
        Part("an array", [call(np.array([1.0, 2.0, 3.0])), drawn(random_array, 5)]),
    ],
    hints=[
        "The answer is a single line that begins with return.",
        "NumPy adds a number to every element of an array by itself, into a new array: write "
        "for the array what you would write for a number.",
    ],
)
