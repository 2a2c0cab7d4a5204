"""keypoints_from_heatmaps: where the brightest pixel of each map is."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def keypoints_from_heatmaps(maps):
    """The brightest pixel of each map: the key points that a network has found.

    maps: (K, H, W). Of pixels that are equally bright the first one counts, row by row
    from the top, in a row from the left.
    Returns points (K, 2), floats (x, y): the middle of the pixel, (j + 1/2, i + 1/2) in
    row i and column j. Where no number of a map is above 0, nothing was found, and the
    point is NaN.
    """
    flat = maps.reshape(len(maps), -1)
    i, j = np.divmod(flat.argmax(axis=1), maps.shape[2])
    points = np.stack([j, i], axis=1) + 0.5
    points[flat.max(axis=1) <= 0] = np.nan
    return points


def points_at(maps, index=None, empty=None):
    """The middles of pixels by their index in the flat map, of the brightest if none is given; NaN
    where a map is empty, which it is by default if nothing is above 0."""
    flat = maps.reshape(len(maps), -1)
    i, j = np.divmod(flat.argmax(axis=1) if index is None else index, maps.shape[2])
    points = np.stack([j, i], axis=1) + 0.5
    points[flat.max(axis=1) <= 0 if empty is None else empty] = np.nan
    return points


def y_comes_first(maps):
    """Your points are (y, x), row before column. x comes first: it is the column, what is left over
    when the index is divided by the width."""
    return keypoints_from_heatmaps(maps)[:, ::-1]


def corner_of_the_pixel(maps):
    """Your points lie where the pixel begins. Its middle is half a pixel further, in both
    directions, and only an array of floats can hold that."""
    return keypoints_from_heatmaps(maps) - 0.5


def divides_by_the_height(maps):
    """The index in the flat map is divided by the height. A row is as long as the map is wide: so
    many indices pass before the next row begins."""
    index = maps.reshape(len(maps), -1).argmax(axis=1)
    i, j = np.divmod(index, maps.shape[1])
    points = np.stack([j, i], axis=1) + 0.5
    points[maps.max(axis=(1, 2)) <= 0] = np.nan
    return points


def one_maximum_for_all_maps(maps):
    """Only the brightest pixel of all maps is found, and all points lie there. Each map has a
    brightest pixel of its own."""
    index = maps.max(axis=0).argmax()
    return points_at(maps, np.full(len(maps), index))


def corner_of_an_empty_map(maps):
    """An empty map gets the middle of its first pixel, where argmax ends up. Nothing was found
    there, so the point should be NaN."""
    return points_at(maps, empty=np.zeros(len(maps), bool))


def zero_for_an_empty_map(maps):
    """An empty map gets (0, 0), a place in the picture. A point that was not found is NaN."""
    return np.nan_to_num(keypoints_from_heatmaps(maps))


def leaves_empty_maps_out(maps):
    """Empty maps are left out, so there are fewer points than maps. Then nobody knows which point
    is which: theirs is NaN."""
    points = keypoints_from_heatmaps(maps)
    return points[~np.isnan(points[:, 0])]


def one_empty_map_empties_all(maps):
    """One empty map makes all points NaN. Ask for each map by itself."""
    points = keypoints_from_heatmaps(maps)
    return points + points.sum() * 0


def refuses_empty_maps(maps):
    """A map without a point is refused. Joints behind something are usual: the point is NaN."""
    if (maps.max(axis=(1, 2)) <= 0).any():
        raise ValueError
    return keypoints_from_heatmaps(maps)


def none_above_zero_only_if_all_are_zero(maps):
    """A map of negative numbers gets a point. Something was found only where the largest number is
    above 0."""
    return points_at(maps, empty=(maps == 0).all(axis=(1, 2)))


def only_a_largest_zero_is_empty(maps):
    """A map whose numbers are all below 0 gets a point. Ask whether the largest is above 0, not
    whether it is 0."""
    return points_at(maps, empty=maps.max(axis=(1, 2)) == 0)


def zero_is_enough(maps):
    """A map whose largest number is 0 gets a point. It has to be above 0."""
    return points_at(maps, empty=maps.max(axis=(1, 2)) < 0)


def the_sum_decides(maps):
    """A map whose numbers add up to 0 or less gets no point. One number above 0 is enough, whatever
    the others are."""
    return points_at(maps, empty=maps.sum(axis=(1, 2)) <= 0)


def any_negative_number_empties(maps):
    """A map with a negative number in it gets no point. It is the largest number that counts."""
    points = keypoints_from_heatmaps(maps)
    points[maps.min(axis=(1, 2)) < 0] = np.nan
    return points


def last_of_equal_pixels(maps):
    """Of equally bright pixels you take the last one. The first one counts: argmax finds it."""
    flat = maps.reshape(len(maps), -1)
    return points_at(maps, flat.shape[1] - 1 - flat[:, ::-1].argmax(axis=1))


def first_column_of_equal_pixels(maps):
    """Of equally bright pixels you take the one that is farthest left. Rows come first: it is the
    topmost one, and in its row the first."""
    index = maps.transpose(0, 2, 1).reshape(len(maps), -1).argmax(axis=1)
    j, i = np.divmod(index, maps.shape[1])
    return points_at(maps, i * maps.shape[2] + j)


def row_and_column_apart(maps):
    """Row and column are found apart from each other, as the first with the largest number. Where
    pixels are equally bright, the two may belong to different ones."""
    i, j = maps.max(axis=2).argmax(axis=1), maps.max(axis=1).argmax(axis=1)
    return points_at(maps, i * maps.shape[2] + j)


def mean_of_equal_pixels(maps):
    """Of equally bright pixels you take the mean, where nothing may be. The first one counts."""
    points = keypoints_from_heatmaps(maps)
    for k in np.flatnonzero(~np.isnan(points[:, 0])):
        i, j = np.nonzero(maps[k] == maps[k].max())
        points[k] = j.mean() + 0.5, i.mean() + 0.5
    return points


def mean_weighted_by_brightness(maps):
    """You take the mean of all places, weighted by brightness. Only the brightest pixel counts."""
    weights = np.maximum(maps, 0)
    total = weights.sum(axis=(1, 2))
    total = np.where(total == 0, np.nan, total)
    x = (weights.sum(axis=1) * (np.arange(maps.shape[2]) + 0.5)).sum(axis=1) / total
    y = (weights.sum(axis=2) * (np.arange(maps.shape[1]) + 0.5)).sum(axis=1) / total
    return np.stack([x, y], axis=1)


def a_quarter_towards_the_brighter_side(maps):
    """You move the point by a quarter of a pixel towards its brighter neighbour, as some code for
    poses does. The middle of the brightest pixel is asked for."""
    points = keypoints_from_heatmaps(maps)
    for k in np.flatnonzero(~np.isnan(points[:, 0])):
        j, i = points[k].astype(int)
        for axis, place, line in ((0, j, maps[k, i]), (1, i, maps[k, :, j])):
            if 0 < place < len(line) - 1:
                points[k, axis] += np.sign(line[place + 1] - line[place - 1]) / 4
    return points


def index_in_the_flat_map(maps):
    """You return the index in the flat map. Row and column follow from it, with the width."""
    return maps.reshape(len(maps), -1).argmax(axis=1)


def points_in_columns(maps):
    """Your array is (2, K), one row for x and one for y. Each point has a row of its own."""
    return keypoints_from_heatmaps(maps).T


def drops_the_axis_of_one_map(maps):
    """With a single map its axis has gone. One point is still a list of points."""
    return keypoints_from_heatmaps(maps).squeeze()


def distinct(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Numbers in hundredths, above 0 and all different."""
    return (rng.permutation(int(np.prod(shape))) + 1.0).reshape(shape) / 100


def square_maps(rng: np.random.Generator) -> Call:
    side = int(rng.integers(3, 5))
    return call(distinct(rng, int(rng.integers(1, 4)), side, side))


def other_maps(rng: np.random.Generator) -> Call:
    height, width = (int(side) for side in rng.permutation([2, 3, 4, 5])[:2])
    return call(distinct(rng, int(rng.integers(1, 4)), height, width))


def maps_with_equal_peaks(rng: np.random.Generator) -> Call:
    """Few different numbers, and the largest of them somewhere in each map."""
    maps = rng.integers(1, 4, (3, 3, 4)).astype(float)
    maps[:, rng.integers(3), rng.integers(4)] = 3
    return call(maps)


def some_empty_maps(rng: np.random.Generator) -> Call:
    """Four maps, of which one has nothing but 0, one nothing above 0, and the others little."""
    maps = distinct(rng, 4, 3, 3) - 0.3
    maps[:2] = -np.abs(maps[:2]) - 0.1
    maps[0] = 0
    maps[1, rng.integers(3), rng.integers(3)] = rng.choice([0, -0.05])
    maps[2:, rng.integers(3), rng.integers(3)] = rng.choice([0.45, 0.55])
    return call(maps[rng.permutation(4)])


def one_map(*rows: list[float]) -> np.ndarray:
    return np.array(rows, dtype=float)


EXERCISE = Exercise(
    solution=keypoints_from_heatmaps,
    parts=[
        Part(
            "place",
            [
                call(one_map([0, 1], [0, 0])[None]),
                call(one_map([0.1, 0.2, 0.3], [0.2, 0.4, 0.6], [0.3, 0.9, 0.5])[None]),
                call(
                    np.stack(
                        [
                            one_map([0.1, 0.3, 0.2], [0.2, 0.1, 0.4], [0.3, 0.3, 0.3]),
                            one_map([0.7, 0.1, 0.2], [0.8, 0.1, 0.6], [0.3, 0.3, 0.3]),
                        ]
                    )
                ),
                drawn(square_maps, 4),
            ],
        ),
        Part(
            "height and width that differ",
            [
                call(one_map([0, 0, 0, 0.5], [0, 0, 0.25, 0])[None]),
                call(one_map([0, 0.25], [0, 0], [0, 0.5], [0, 0])[None]),
                call(one_map([0.1, 0.2, 0.3, 0.4, 0.6, 0.5])[None]),
                call(one_map([0.5, 0.7], [0.8, 0.3], [0.1, 0.4], [0.6, 0.2])[None]),
                call(
                    np.stack(
                        [
                            one_map([0.1, 0.2, 0.3], [0.3, 0.8, 0.4]),
                            one_map([0.5, 0.9, 0.1], [0.2, 0.3, 0.6]),
                        ]
                    )
                ),
                drawn(other_maps, 4),
            ],
        ),
        Part(
            "equally bright pixels",
            [
                call(one_map([0, 1, 1], [1, 1, 0])[None]),
                call(one_map([0, 0, 2], [2, 0, 0], [0, 1, 0], [1, 0, 0])[None]),
                call(np.stack([one_map([1, 3, 2], [3, 3, 1]), one_map([1, 1, 2], [2, 1, 2])])),
                drawn(maps_with_equal_peaks, 4),
            ],
        ),
        Part(
            "a map without a point",
            [
                call(np.stack([np.zeros((2, 2)), one_map([0, 0], [0.25, 0])])),
                call(one_map([-2, -1], [-3, -4])[None]),
                call(
                    np.stack([one_map([-1, 0, -2], [-3, -4, -1]), one_map([-3, 1, -3], [0, 0, 2])])
                ),
                call(
                    np.stack(
                        [
                            one_map([-3, 0.25, -1], [0, -2, 0]),
                            one_map([0, 0.5, -0.25], [0, 0.75, 0]),
                        ]
                    )
                ),
                drawn(some_empty_maps, 4),
            ],
        ),
    ],
    hints=[
        "argmax of a flat map gives one index. How many pixels of it come before row i begins?",
        "Row and column are the index // W and index % W; which of them is x?",
        "maps.reshape(K, -1) has a row for each map, so argmax and max along axis 1 "
        "give one number for each.",
    ],
)
