"""polar_features: points in polar coordinates: distance from the origin, and direction."""

import math

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def polar_features(points):
    """Points in polar coordinates: distance from the origin, and direction.

    points: (N, 2) of x, y, any number type.
    Returns (N, 2) of r, θ. θ is in radians, above -π and up to π, 0 along the positive x axis
    and positive above it.
    """
    x, y = points[:, 0], points[:, 1]
    return np.stack([np.hypot(x, y), np.arctan2(y, x)], axis=1)


def keeps_the_distance_squared(points):
    """The distances come out squared: (0, 2) is 2 away from the origin, and you have 4. One more
    step leads from the sum of the squares to the distance."""
    x, y = points.T
    return np.stack([x**2 + y**2, np.arctan2(y, x)], axis=1)


def divides_y_by_x(points):
    """The arctangent of y / x cannot tell (1, 1) from (-1, -1): the quotient is the same, and the
    half of the plane is lost. There is a function that is given x and y one by one."""
    x, y = points.T
    return np.stack([np.hypot(x, y), np.arctan(y / x)], axis=1)


def squares_the_distance_and_divides(points):
    """Two things. The distance is the root of the sum of squares, and the root is missing. The
    quotient y / x is the same for opposite points, so that the angle needs both numbers."""
    x, y = points.T
    return np.stack([x**2 + y**2, np.arctan(y / x)], axis=1)


def takes_the_slope_for_the_angle(points):
    """The second number is y / x, a slope, which grows without end as the direction gets steep.
    Asked for is the angle in radians."""
    x, y = points.T
    return np.stack([np.hypot(x, y), y / x], axis=1)


def squares_the_distance_and_takes_the_slope(points):
    """Your two numbers are the squared distance and the slope. Take the root of the first, and for
    the second ask which angle, all the way round, leads to x and y."""
    x, y = points.T
    return np.stack([x**2 + y**2, y / x], axis=1)


def swaps_x_and_y(points):
    """Your angles start at the y axis and grow clockwise: x and y have changed places. np.arctan2
    takes y first."""
    x, y = points.T
    return np.stack([np.hypot(x, y), np.arctan2(x, y)], axis=1)


def measures_along_the_grid(points):
    """This is the way along the grid, first right and then up. The distance is the straight line:
    for (3, 4) it is 5."""
    x, y = points.T
    return np.stack([np.abs(x) + np.abs(y), np.arctan2(y, x)], axis=1)


def loses_the_sign_of_the_angle(points):
    """Points below the x axis get the angle of their mirror image above it. A cosine is the same
    for both, so the sign of y has to come in as well."""
    x, y = points.T
    distance = np.hypot(x, y)
    return np.stack([distance, np.arccos(x / distance)], axis=1)


def takes_the_angle_from_the_sine(points):
    """Points on the left get the angle of their mirror image on the right. A sine is the same for
    both, so x has to come in as well."""
    x, y = points.T
    distance = np.hypot(x, y)
    return np.stack([distance, np.arcsin(y / distance)], axis=1)


def gives_the_negative_axis_no_angle(points):
    """Points on the negative x axis get the angle 0, which is the other way. There y is 0, so
    neither its sign nor y / x knows which side it is."""
    x, y = points.T
    distance = np.hypot(x, y)
    return np.stack([distance, np.sign(y) * np.arccos(x / distance)], axis=1)


def turns_from_zero_to_two_pi(points):
    """Your angles go from 0 to 2π. Below the x axis they should be negative, from -π to 0."""
    x, y = points.T
    return np.stack([np.hypot(x, y), np.arctan2(y, x) % (2 * np.pi)], axis=1)


def adds_pi_on_the_left(points):
    """Left of the y axis half a turn is added, whatever y is, so that below the x axis the angle
    passes π. There it should be taken away instead."""
    x, y = points.T
    return np.stack([np.hypot(x, y), np.arctan(y / x) + np.pi * (x < 0)], axis=1)


def gives_degrees(points):
    """The angles are in degrees. NumPy and this course count in radians: half a turn is π."""
    x, y = points.T
    return np.stack([np.hypot(x, y), np.degrees(np.arctan2(y, x))], axis=1)


def puts_the_angle_first(points):
    """The two columns have changed places: the distance comes first, then the angle."""
    return polar_features(points)[:, ::-1]


def lays_points_in_columns(points):
    """You have one row of distances and one of angles. It should be a row a point, as in the
    input: say along which axis the two are put together."""
    x, y = points.T
    return np.array([np.hypot(x, y), np.arctan2(y, x)])


def works_with_the_new_x(points):
    """The distances are right, and the angles are made from them: by the time of the second line
    x has been overwritten. Read x and y before you write anything."""
    polar = points.astype(float)
    polar[:, 0] = np.hypot(polar[:, 0], polar[:, 1])
    polar[:, 1] = np.arctan2(polar[:, 1], polar[:, 0])
    return polar


def overwrites_x_before_the_angle(points):
    """You write into the array that you were given. The caller loses the points, and your angles
    come from distances in place of x: put the result into a new array."""
    points[:, 0] = np.hypot(points[:, 0], points[:, 1])
    points[:, 1] = np.arctan2(points[:, 1], points[:, 0])
    return points


def writes_into_the_points(points):
    """The result is written into the array that you were given, and the caller's points are gone.
    Whole numbers also lose their fractions there. Make a new array of floats."""
    x, y = points.T
    points[:, 0], points[:, 1] = np.hypot(x, y), np.arctan2(y, x)
    return points


def cuts_angles_to_whole_numbers(points):
    """For whole-number points your angles are whole numbers too: the array that you fill has the
    type of the points. Let it hold floats."""
    polar = np.zeros_like(points)
    polar[:, 0] = np.hypot(points[:, 0], points[:, 1])
    polar[:, 1] = np.arctan2(points[:, 1], points[:, 0])
    return polar


def one_distance_for_all_points(points):
    """Every point gets the same distance, made from all the numbers together. Add up the squares
    of one row at a time: which axis is that?"""
    distance = np.full(len(points), np.linalg.norm(points))
    return np.stack([distance, np.arctan2(points[:, 1], points[:, 0])], axis=1)


def folds_into_the_first_quadrant(points):
    """All your angles lie between 0 and π / 2, as if every point were in the first quadrant. The
    signs of x and y say which quadrant it is, and you drop both."""
    x, y = points.T
    return np.stack([np.hypot(x, y), np.arctan(np.abs(y) / np.abs(x))], axis=1)


def returns_the_first_point_only(points):
    """One point comes back, the first. A return inside the loop ends the function there: collect
    the points, and return them all when the loop is done."""
    return polar_features(points)[0]


def squares_the_distance_and_swaps(points):
    """Two things. The distance is the root of the sum of squares, and the root is missing. And
    np.arctan2 takes y first: your angles start at the y axis."""
    x, y = points.T
    return np.stack([x**2 + y**2, np.arctan2(x, y)], axis=1)


def divides_x_by_y(points):
    """The quotient is turned round, so your angles start at the y axis; and no quotient can tell
    (1, 1) from (-1, -1). There is a function that is given y and x one by one."""
    x, y = points.T
    return np.stack([np.hypot(x, y), np.arctan(x / y)], axis=1)


def hands_arrays_to_math(points):
    """The functions of math take one number each, and fail for several points. NumPy has the same
    for whole arrays, or go through the points in a loop."""
    x, y = points.T
    return np.stack([np.hypot(x, y), np.full(len(x), math.atan2(y, x))], axis=1)


def unpacks_points_for_columns(points):
    """Unpacking points takes rows apart, and there are as many rows as points. x is the first
    column: points[:, 0], or turn the array round with .T."""
    x, y = points
    return np.stack([np.hypot(x, y), np.arctan2(y, x)], axis=1)


def takes_rows_for_columns(points):
    """points[0] is the first point, and not all the x. x is the first column: points[:, 0]."""
    x, y = points[0], points[1]
    return np.stack([np.hypot(x, y), np.arctan2(y, x)], axis=1)


def turns_clockwise(points):
    """Your angles grow clockwise: above the x axis they are negative. In a plot y grows upwards,
    and so do the angles."""
    x, y = points.T
    return np.stack([np.hypot(x, y), -np.arctan2(y, x)], axis=1)


def gives_the_negative_axis_minus_pi(points):
    """On the negative x axis your angle is -π. It is the same direction, and the docstring lets the
    angles go up to π."""
    x, y = points.T
    angle = np.arctan2(y, x)
    return np.stack([np.hypot(x, y), np.where(angle == np.pi, -np.pi, angle)], axis=1)


def counts_from_the_negative_axis(points):
    """Half a turn was added to every angle, so 0 lies along the negative x axis. Leave them as they
    come: np.arctan2 goes up to π and down to -π."""
    x, y = points.T
    return np.stack([np.hypot(x, y), np.arctan2(y, x) + np.pi], axis=1)


def returns_the_distances_alone(points):
    """Only the distances come back. The angles are asked for too, as a second column."""
    return polar_features(points)[:, 0]


def returns_the_angles_alone(points):
    """Only the angles come back. The distances are asked for too, as the first column."""
    return polar_features(points)[:, 1]


def appends_to_the_points(points):
    """There are four columns, x and y still among them. The two new numbers take the place of the
    old ones."""
    return np.hstack([points, polar_features(points)])


def lays_all_in_a_line(points):
    """All numbers are in one long line. Each point has a row of its own: the two columns stand side
    by side."""
    return polar_features(points).T.ravel()


def forgets_the_square_of_y(points):
    """The distance is made without squaring x and y: the root of x + y. Square both first."""
    x, y = points.T
    return np.stack([np.sqrt(x + y), np.arctan2(y, x)], axis=1)


def adds_x_and_y(points):
    """x and y are added. The distance is the long side of a right triangle with the sides x and
    y."""
    x, y = points.T
    return np.stack([x + y, np.arctan2(y, x)], axis=1)


def halves_the_turn(points):
    """The angles are counted in half turns: π has become 1. In radians half a turn is π."""
    x, y = points.T
    return np.stack([np.hypot(x, y), np.arctan2(y, x) / np.pi], axis=1)


def returns_the_last_point_only(points):
    """One point comes back, the last. The loop puts each result in place of the one before: collect
    them in a list."""
    return polar_features(points)[-1]


def point_in_the_first_quadrant(rng: np.random.Generator) -> Call:
    return call(rng.integers(2, 60, (int(rng.integers(1, 4)), 2)) / 10)


def points_all_round(rng: np.random.Generator) -> Call:
    """One in each quadrant, in any order."""
    signs = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    return call(rng.permutation(signs * rng.integers(2, 60, (4, 2)) / 10))


def points_on_the_axes(rng: np.random.Generator) -> Call:
    a, b, c, d = (float(n) for n in rng.integers(2, 60, 4) / 10)
    return call(rng.permutation(np.array([[a, 0.0], [0.0, b], [-c, 0.0], [0.0, -d]])))


def whole_number_points(rng: np.random.Generator) -> Call:
    signs = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    points = signs * rng.integers(2, 10, (4, 2))
    return call(np.concatenate([rng.permutation(points), [[-int(rng.integers(2, 10)), 0]]]))


EXERCISE = Exercise(
    solution=polar_features,
    parts=[
        Part(
            "the first quadrant",
            [
                call(np.array([[3.0, 4.0]])),
                call(np.array([[12.0, 5.0], [0.5, 2.0]])),
                call(np.array([[1.5, 2.0], [8.0, 6.0], [0.3, 0.1]])),
                drawn(point_in_the_first_quadrant, 4),
            ],
        ),
        Part(
            "all four quadrants",
            [
                call(np.array([[3.0, -4.0]])),
                call(np.array([[-3.0, 4.0]])),
                call(np.array([[-3.0, -4.0]])),
                call(np.array([[1.0, 1.0], [-1.0, 1.0], [-2.0, -2.0], [1.0, -1.0]])),
                drawn(points_all_round, 4),
            ],
        ),
        Part(
            "on the axes",
            [
                call(np.array([[0.0, 2.0]])),
                call(np.array([[0.0, -3.0]])),
                call(np.array([[-4.0, 0.0]])),
                call(np.array([[5.0, 0.0], [0.0, 0.5]])),
                drawn(points_on_the_axes, 3),
            ],
        ),
        Part(
            "whole numbers",
            [
                call(np.array([[-4, 3]])),
                call(np.array([[1, 2], [-6, -8], [5, -12], [-2, 1], [-3, 0]])),
                drawn(whole_number_points, 3),
            ],
        ),
    ],
    hints=[
        "Take x and y out of the array first: each is a column.",
        "The distance is Pythagoras. For the angle, look for a function of NumPy that is given "
        "y and x and knows all four quadrants.",
        "np.hypot and np.arctan2 make the two columns; np.stack puts them side by side.",
    ],
)
