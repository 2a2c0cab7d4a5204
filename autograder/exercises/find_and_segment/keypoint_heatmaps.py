"""keypoint_heatmaps: a map for each key point, bright where the point is."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def keypoint_heatmaps(points, height, width, sigma):
    """A map for each key point, bright where it is: what a network learns to draw.

    points: (K, 2), as (x, y) in pixels, also outside of the picture; a point that
    nobody can see is NaN. sigma: in pixels, how wide the spot is.
    Returns maps (K, height, width), floats: exp(-d² / (2 sigma²)), where d is the
    distance from the point to the middle of the pixel. The pixel in row i and column j
    has its middle at (j + 1/2, i + 1/2). The map of a point that is NaN is 0
    everywhere.
    """
    x, y = np.arange(width) + 0.5, np.arange(height) + 0.5
    across = (x - points[:, :1]) ** 2
    down = (y - points[:, 1:]) ** 2
    squared = down[:, :, None] + across[:, None, :]
    return np.nan_to_num(np.exp(-squared / (2 * sigma**2)))


def squared_distances(points, height, width, middle=0.5):
    """From each point to each pixel, (K, height, width); NaN for points that are NaN."""
    across = (np.arange(width) + middle - points[:, :1]) ** 2
    down = (np.arange(height) + middle - points[:, 1:]) ** 2
    return down[:, :, None] + across[:, None, :]


def spots(squared, sigma):
    return np.nan_to_num(np.exp(-squared / (2 * sigma**2)))


def row_before_column(points, height, width, sigma):
    """The points are taken for (row, column). They are (x, y): x goes along the columns."""
    return spots(squared_distances(points[:, ::-1], height, width), sigma)


def corners_of_pixels(points, height, width, sigma):
    """You measure from the corner of each pixel, since j is where it begins. Its middle is half a
    pixel further, in both directions."""
    return spots(squared_distances(points, height, width, middle=0), sigma)


def pixels_that_begin_half_a_pixel_early(points, height, width, sigma):
    """Your half has the wrong sign. The pixel in column j begins at j, so its middle lies beyond
    it."""
    return spots(squared_distances(points, height, width, middle=-0.5), sigma)


def rounds_the_points(points, height, width, sigma):
    """Each spot lies around the middle of the pixel that holds the point. The point itself may lie
    between middles, and the map is to show it."""
    return spots(squared_distances(np.floor(points) + 0.5, height, width), sigma)


def sigma_squared_alone(points, height, width, sigma):
    """You divide by sigma² where it should be 2 sigma², which makes the spots too small."""
    return spots(squared_distances(points, height, width), sigma / np.sqrt(2))


def sigma_without_square(points, height, width, sigma):
    """You divide by 2 sigma, without the square. With a sigma of 1 it makes no difference."""
    return spots(squared_distances(points, height, width), np.sqrt(sigma))


def all_of_it_squared(points, height, width, sigma):
    """You divide by the square of 2 sigma, in which the 2 is squared as well."""
    return spots(squared_distances(points, height, width), sigma * np.sqrt(2))


def multiplies_by_sigma(points, height, width, sigma):
    """You divide by 2 and multiply by sigma²: without brackets, / 2 * sigma**2 does that."""
    return spots(squared_distances(points, height, width), 1 / sigma)


def distance_without_square(points, height, width, sigma):
    """The distance stands in the exponent without its square, which makes a peak with a sharp
    tip."""
    return spots(np.sqrt(squared_distances(points, height, width)), sigma)


def sums_to_one(points, height, width, sigma):
    """Your maps add up to 1. The peak should be 1: only the exponential is asked for, nothing in
    front of it."""
    maps = keypoint_heatmaps(points, height, width, sigma)
    total = maps.sum(axis=(1, 2), keepdims=True)
    return maps / np.where(total == 0, 1, total)


def density_of_a_gaussian(points, height, width, sigma):
    """Your maps are divided by 2π sigma², as a density is. The peak should be 1: only the
    exponential is asked for."""
    return keypoint_heatmaps(points, height, width, sigma) / (2 * np.pi * sigma**2)


def stretches_the_peak_to_one(points, height, width, sigma):
    """The brightest pixel of each map is made 1. It is 1 only where the point lies on the middle of
    a pixel."""
    maps = keypoint_heatmaps(points, height, width, sigma)
    peak = maps.max(axis=(1, 2), keepdims=True)
    return maps / np.where(peak == 0, 1, peak)


def grows_away_from_the_point(points, height, width, sigma):
    """Your maps grow with the distance. A minus is missing in the exponent."""
    return np.nan_to_num(np.exp(squared_distances(points, height, width) / (2 * sigma**2)))


def one_pixel_a_point(points, height, width, sigma):
    """Only the pixel of the point is 1, and all others are 0. Its neighbours should be nearly as
    bright."""
    squared = squared_distances(np.floor(points) + 0.5, height, width)
    return (squared < 0.25).astype(float)


def discs_for_spots(points, height, width, sigma):
    """Your maps are 1 within sigma and 0 beyond it. They should fall off smoothly."""
    return (squared_distances(points, height, width) <= sigma**2).astype(float)


def cut_off_at_three_sigma(points, height, width, sigma):
    """Your maps are 0 beyond three sigma, as in code that saves time so. The formula holds
    everywhere."""
    squared = squared_distances(points, height, width)
    return np.where(squared <= 9 * sigma**2, spots(squared, sigma), 0)


def falls_off_along_each_axis_alone(points, height, width, sigma):
    """You add a spot along the rows to one along the columns, which makes a cross. Their product is
    round: distances are added in the exponent."""
    across = np.exp(-((np.arange(width) + 0.5 - points[:, :1]) ** 2) / (2 * sigma**2))
    down = np.exp(-((np.arange(height) + 0.5 - points[:, 1:]) ** 2) / (2 * sigma**2))
    return np.nan_to_num(across[:, None, :] + down[:, :, None])


def nan_in_the_map(points, height, width, sigma):
    """A point that is NaN fills its map with NaN, and then every loss is NaN. Its map should be 0
    everywhere."""
    return np.exp(-squared_distances(points, height, width) / (2 * sigma**2))


def hidden_point_in_the_corner(points, height, width, sigma):
    """A point that is NaN gets a spot in the upper left corner, as if it were (0, 0). Put the 0
    into its map, not into its coordinates."""
    return spots(squared_distances(np.nan_to_num(points), height, width), sigma)


def one_hidden_point_empties_all(points, height, width, sigma):
    """One point that is NaN makes the maps of all points 0. Ask for each point by itself."""
    maps = keypoint_heatmaps(points, height, width, sigma)
    return maps * float(not np.isnan(points).any())


def hidden_points_have_no_map(points, height, width, sigma):
    """There are fewer maps than points, since those that are NaN are left out. Then nobody knows
    which map belongs to which point: theirs is 0 everywhere."""
    return keypoint_heatmaps(points[~np.isnan(points).any(axis=1)], height, width, sigma)


def points_outside_have_no_map(points, height, width, sigma):
    """A point outside of the picture gets an empty map. Its spot may reach in: the formula holds
    for it as well."""
    inside = ((points >= 0) & (points <= (width, height))).all(axis=1)
    return keypoint_heatmaps(points, height, width, sigma) * inside[:, None, None]


def maps_with_the_points_before(points, height, width, sigma):
    """A map holds the spots of the points before it as well, as where one array is filled for all
    of them. Begin each with zeros."""
    return np.cumsum(keypoint_heatmaps(points, height, width, sigma), axis=0)


def refuses_hidden_points(points, height, width, sigma):
    """A point that is NaN is refused. Joints behind something are usual: their map is 0
    everywhere."""
    if np.isnan(points).any():
        raise ValueError
    return keypoint_heatmaps(points, height, width, sigma)


def width_before_height(points, height, width, sigma):
    """Your maps are (K, width, height). Rows come first: (K, height, width)."""
    return keypoint_heatmaps(points, height, width, sigma).transpose(0, 2, 1)


def height_taken_for_width(points, height, width, sigma):
    """Height and width of the map have changed places, and the points stay where they are. height
    counts rows."""
    return keypoint_heatmaps(points, width, height, sigma)


def maps_last(points, height, width, sigma):
    """Your maps lie along the last axis, (height, width, K). The points come first."""
    return keypoint_heatmaps(points, height, width, sigma).transpose(1, 2, 0)


def one_map_for_all(points, height, width, sigma):
    """All points are in one map. A network has to know which is which: one map for each."""
    return keypoint_heatmaps(points, height, width, sigma).max(axis=0)


def drops_the_axis_of_one_point(points, height, width, sigma):
    """An axis of length 1 has gone. One point is still a list of points, and its map has three
    axes."""
    return keypoint_heatmaps(points, height, width, sigma).squeeze()


def bits_for_brightness(points, height, width, sigma):
    """Your maps have 0 and 1 only, as in an array of ints. Make it of floats."""
    return keypoint_heatmaps(points, height, width, sigma).astype(int)


def on_middles(rng: np.random.Generator) -> Call:
    """Points on the middles of pixels, on square maps."""
    side, count = int(rng.integers(3, 6)), int(rng.integers(1, 3))
    return call(rng.integers(0, side, (count, 2)) + 0.5, side, side, int(rng.choice(SIXTHS)) / 6)


def between_middles(rng: np.random.Generator) -> Call:
    side, count = int(rng.integers(3, 6)), int(rng.integers(1, 3))
    points = rng.integers(0, side, (count, 2)) + rng.choice([0.1, 0.2, 0.3, 0.7, 0.9], (count, 2))
    return call(points, side, side, int(rng.choice(SIXTHS)) / 6)


def on_other_maps(rng: np.random.Generator) -> Call:
    height, width = (int(side) for side in rng.permutation([2, 3, 5, 6])[:2])
    points = rng.random((int(rng.integers(2, 4)), 2)) * (width, height)
    return call(points.round(1), height, width, int(rng.choice(SIXTHS)) / 6)


def some_hidden(rng: np.random.Generator) -> Call:
    points = (rng.random((4, 2)) * 3 + 0.5).round(1)
    points[rng.choice(4, int(rng.integers(1, 3)), replace=False)] = np.nan
    return call(points, 4, 4, int(rng.choice(SIXTHS)) / 6)


SIXTHS = np.array([4, 5, 7, 8, 9, 10])


HIDDEN = (np.nan, np.nan)


EXERCISE = Exercise(
    solution=keypoint_heatmaps,
    parts=[
        Part(
            "a point on the middle of a pixel",
            [
                call(np.array([[1.5, 1.5]]), 3, 3, 1),
                call(np.array([[0.5, 2.5]]), 3, 3, 2),
                call(np.array([[4.5, 0.5], [2.5, 1.5]]), 5, 5, 0.75),
                drawn(on_middles, 4),
            ],
        ),
        Part(
            "a point between middles",
            [
                call(np.array([[1.0, 2.0]]), 3, 3, 1),
                call(np.array([[0.75, 1.5]]), 2, 2, 0.5),
                call(np.array([[3.2, 0.1], [1.9, 3.7]]), 4, 4, 1.5),
                call(np.array([[0.3, 4.7]]), 5, 5, 0.75),
                call(np.array([[1.2, -0.5]]), 2, 2, 1),
                drawn(between_middles, 4),
            ],
        ),
        Part(
            "height and width that differ",
            [
                call(np.array([[2.5, 0.5]]), 2, 4, 1),
                call(np.array([[0.5, 0.5]]), 1, 3, 1),
                call(np.array([[0.5, 1.5]]), 3, 1, 1),
                call(np.array([[1.2, 4.8], [0.4, 0.9]]), 5, 2, 0.75),
                drawn(on_other_maps, 4),
            ],
        ),
        Part(
            "a point that nobody can see",
            [
                call(np.array([HIDDEN, (1.5, 0.5)]), 2, 2, 1),
                call(np.array([HIDDEN]), 2, 3, 1.5),
                call(np.array([(0.8, 3.3), HIDDEN, (3.6, 0.1), HIDDEN]), 4, 4, 0.75),
                drawn(some_hidden, 4),
            ],
        ),
    ],
    hints=[
        "np.arange(width) + 0.5 is x of the middles of a row of pixels. Which axis of a map does "
        "it belong to?",
        "d² is a row of numbers for x plus a column of numbers for y: broadcasting makes a map of "
        "both, or two loops do.",
        "Comparisons and np.isnan tell which maps are NaN; np.nan_to_num makes 0 of it.",
    ],
)
