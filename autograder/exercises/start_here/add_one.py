"""add_one: x plus one."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def add_one(x):
    """x plus one.

    x: a number, or an array of any shape, which must not change.
    """
    return x + 1


def counts_in_place(x):
    """Adding in place, as `+= 1` does, changes the caller's array, also by another name for it:
    after y = x it is the same array, and x[:] only looks into it. Make a new one: x + 1."""
    x += 1
    return x


def takes_one_away(x):
    """That is one less than x. One more was asked for."""
    return x - 1


def returns_x(x):
    """What comes back is x itself."""
    return x


def doubles_x(x):
    """That is x plus x, twice x. Add 1 instead."""
    return x + x


def appends_a_one(x):
    """You made an array longer by a 1. Nothing is to be appended: every number becomes larger
    by 1."""
    return np.append(x, 1)


def expects_an_array(x):
    """Your loop goes through x, and a single number cannot be gone through. Write one line that
    serves for a number and for an array: NumPy goes through arrays by itself."""
    return np.array([number + 1 for number in x])


def cuts_off_the_fraction(x):
    """Your numbers have lost their fractions, as int() cuts them off. Leave the numbers as they
    are, and add 1."""
    return np.trunc(x) + 1


def rounds_to_a_whole_number(x):
    """Your numbers are rounded to whole ones. Leave them as they are, and add 1."""
    return np.round(x) + 1


def raises_the_first_number_only(x):
    """Only the first number of the array, or its first row, is larger by 1. Every number should
    be: NumPy does that by itself where you add 1 to the whole array."""
    if np.ndim(x) == 0:
        return x + 1
    result = x.copy()
    result[0] += 1
    return result


def lays_the_numbers_in_a_line(x):
    """The numbers are right, but lie in one long line. The array that comes back should have the
    shape of the one that went in."""
    return np.ravel(x) + 1 if np.ndim(x) else x + 1


def adds_up_all_numbers(x):
    """One number comes back: you added up the array. Each of its numbers should come back by
    itself, larger by 1."""
    return np.sum(x) + 1


def calls_append(x):
    """You call a method that x does not have, such as append, which belongs to lists. Every number
    becomes larger by 1: x + 1."""
    x.append(1)
    return x


def adds_a_one_for_each_row(x):
    """Your ones are as many as len(x) says, which need not be as long as a row, and a plain number
    has no len. NumPy adds a single 1 everywhere by itself: x + 1."""
    return x + np.ones(len(x))


def random_number(rng: np.random.Generator) -> Call:
    return call(round(float(rng.normal(0, 10)), 3))


def random_array(rng: np.random.Generator) -> Call:
    return call(rng.normal(size=rng.integers(2, 5, size=rng.integers(1, 4))).round(3))


EXERCISE = Exercise(
    solution=add_one,
    parts=[
        Part("a number", [call(1.0), call(-2.5), call(0.75), drawn(random_number, 5)]),
        Part(
            "an array",
            [
                call(np.array([1.0, 2.0, 3.0])),
                call(np.array([[1.0, -2.5], [0.25, 0.0], [4.0, 3.5]])),
                call(np.array([[1.5]])),
                drawn(random_array, 5),
            ],
        ),
    ],
    hints=[
        "The answer is a single line that begins with return.",
        "NumPy adds a number to every element of an array by itself, into a new array: write "
        "for the array what you would write for a number.",
    ],
)
