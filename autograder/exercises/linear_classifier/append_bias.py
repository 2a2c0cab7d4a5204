"""append_bias: the bias trick: a last column of ones, so that one matrix holds weights and bias."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.linear_classifier.shared import counting, different_sizes, matrix


def append_bias(X):
    """The bias trick: a last column of ones, so that one matrix holds weights and bias.

    X: (N, D) floats; D may be 0, then the ones are all there is.
    Returns (N, D + 1).
    """
    return np.hstack([X, np.ones((len(X), 1))])


def ones_in_front(X):
    """The ones stand in the first column. With them in the last one, the bias is the last column
    of the matrix of weights, and the weights keep their places."""
    return np.hstack([np.ones((len(X), 1)), X])


def adds_a_row_of_ones(X):
    """This is a row more, that is, another image. Every image needs one number more, at the end
    of its row."""
    return np.vstack([X, np.ones((1, X.shape[1]))])


def appends_to_a_flat_array(X):
    """np.append without an axis first makes everything one long vector. The answer has two axes,
    and one column more than X."""
    return np.append(X, 1)


def joins_a_flat_array_of_ones(X):
    """What you join to X does not have two axes, as X has, so NumPy does not join them. Which shape
    has a single column of N numbers?"""
    return np.hstack([X, np.ones(len(X))])


def a_column_of_zeros(X):
    """The new column holds zeros. Whatever weight it meets, the product is 0, and no bias comes
    out. By which number must the bias be multiplied to come out as it is?"""
    return np.hstack([X, np.zeros((len(X), 1))])


def writes_over_the_last_column(X):
    """The last column of X was replaced, and a number of every image is lost. Make the array one
    column wider."""
    copy = X.copy()
    copy[:, -1] = 1
    return copy


def adds_one_to_every_number(X):
    """X + 1 adds 1 to every number. A further column is asked for, and X itself stays as it is."""
    return X + 1


def as_many_ones_as_numbers(X):
    """This puts a whole array of ones beside X, as wide as X itself. There is one bias a class,
    so one column is enough."""
    return np.hstack([X, np.ones_like(X)])


def calls_append_on_the_array(X):
    """You call a method that an array does not have, such as append, which belongs to lists. NumPy
    has functions that join two arrays into a new one."""
    return X.append(1)


def ones_in_a_row(X):
    """The ones lie in a row, which does not fit beside X where there are several images. Turn the
    shape round: N rows of a single 1."""
    return np.hstack([X, np.ones((1, len(X)))])


def ones_for_each_number(X):
    """You made as many ones as an image has numbers. There is one for each image: as many as X has
    rows."""
    return np.hstack([X, np.ones((X.shape[1], 1))])


def a_row_of_ones_on_top(X):
    """A row of ones on top is another image. Every image needs one number more, at the end of its
    row."""
    return np.vstack([np.ones((1, X.shape[1])), X])


def overwrites_the_last_column_of_the_caller(X):
    """You wrote the ones into the array of the caller, where they replace the last number of every
    image. Make a new array that is one column wider."""
    X[:, -1] = 1
    return X


def a_column_of_row_numbers(X):
    """The new column counts the rows. Each of its numbers should be 1, so that the bias comes out
    as it is."""
    return np.hstack([X, np.arange(len(X))[:, None]])


def returns_the_column_alone(X):
    """Only the column of ones comes back. It belongs beside X, in one array."""
    return np.ones((len(X), 1))


def a_column_of_ones_for_the_first_image_only(X):
    """Only the first row gets its 1, and the others a 0. Does an assignment name row 0, or a return
    stand inside the loop?"""
    return np.hstack([X, np.eye(len(X), 1)])


def columns_of_ones_on_both_sides(X):
    """There is a column of ones on either side. One is enough, the last: np.pad takes how much is
    added before and after, for each axis."""
    return np.pad(X, ((0, 0), (1, 1)), constant_values=1)


def a_frame_of_ones(X):
    """There are ones all round. Only a last column is asked for: np.pad takes how much is added
    before and after, for each axis."""
    return np.pad(X, 1, constant_values=1)


def drops_the_axis_of_one_image(X):
    """A batch of one image has lost its first axis, or a batch without numbers its second. The
    answer always has two."""
    return append_bias(X).squeeze()


def rows_and_columns(rng: np.random.Generator) -> Call:
    return call(rng.uniform(-3, 3, size=different_sizes(rng, 2)).round(1))


def as_many_rows_as_columns(rng: np.random.Generator) -> Call:
    return call(rng.uniform(-3, 3, size=different_sizes(rng, 1) * 2).round(1))


def one_row_of_numbers(rng: np.random.Generator) -> Call:
    return call(rng.uniform(-3, 3, size=(1, *different_sizes(rng, 1))).round(1))


EXERCISE = Exercise(
    solution=append_bias,
    parts=[
        Part("one row", [call(matrix([5])), call(matrix([2, 3])), drawn(one_row_of_numbers, 3)]),
        Part(
            "several rows",
            [
                call(matrix([2, 3], [4, 5], [6, 7])),
                call(counting(2, 4) / 2),
                call(np.zeros((3, 0))),
                drawn(rows_and_columns, 3),
            ],
        ),
        Part(
            "as many rows as columns",
            [call(matrix([2, 3], [4, 5])), drawn(as_many_rows_as_columns, 3)],
        ),
    ],
    hints=[
        "One column of ones for N rows has the shape (N, 1).",
        "np.hstack puts arrays side by side that have equally many rows; it takes them as one "
        "list.",
    ],
)
