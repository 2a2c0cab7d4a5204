"""global_average_pool: the mean of every map."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.pooling.shared import distinct, scattered


def global_average_pool(x):
    """The mean of every map.

    x: (N, C, H, W).
    Returns floats of the shape (N, C), also where x holds whole numbers.
    """
    return x.mean(axis=(2, 3))


def keeps_axes_of_length_one(x):
    """The means are right, with two axes of length 1 behind them. Let the mean take these axes
    away."""
    return x.mean(axis=(2, 3), keepdims=True)


def one_mean_for_all(x):
    """All pixels of all images are averaged to one number. Name the axes that shall disappear: the
    rows and the columns."""
    return x.mean()


def one_mean_for_each_image(x):
    """You have one mean for each image. Its maps were made by different filters: each keeps a mean
    of its own."""
    return x.mean(axis=(1, 2, 3))


def one_mean_for_each_channel(x):
    """You have one mean for each channel, taken over all images. The axis of the images must not
    disappear."""
    return x.mean(axis=(0, 2, 3))


def averages_the_rows_only(x):
    """Only the last axis is averaged, so there is still a number for each row. Two axes have to
    disappear."""
    return x.mean(axis=3)


def averages_the_columns_only(x):
    """Only the rows are averaged away, so there is still a number for each column. The last axis
    has to disappear as well."""
    return x.mean(axis=2)


def averages_the_first_two_axes(x):
    """You average over images and channels, and a picture is left. It is the pixels of a map that
    are averaged."""
    return x.mean(axis=(0, 1))


def takes_the_channels_for_the_last_axis(x):
    """You average as if the channels were the last axis. In these batches they come right behind
    the images, so rows and columns are the last two."""
    return x.mean(axis=(1, 2))


def adds_up_each_map(x):
    """You add up each map. Divide by how many pixels it has, so that a large map counts no more
    than a small one."""
    return x.sum(axis=(2, 3))


def largest_of_each_map(x):
    """You take the largest number of each map. Its mean is asked for."""
    return x.max(axis=(2, 3))


def divides_by_the_map_height_squared(x):
    """You divide by the square of the height, as if every map were a square. Count the pixels of a
    map of 2 rows and 3 columns."""
    return x.sum(axis=(2, 3)) / x.shape[2] ** 2


def divides_by_the_map_width_squared(x):
    """You divide by the square of the width, as if every map were a square. The height has its
    part in the number of pixels."""
    return x.sum(axis=(2, 3)) / x.shape[3] ** 2


def channels_before_images(x):
    """Your result is (C, N): it has a row for each channel. A row for each image is asked for."""
    return x.mean(axis=(2, 3)).T


def all_means_in_one_row(x):
    """The means stand in a single row, those of all images one after the other. Each image has a
    row of its own."""
    return x.mean(axis=(2, 3)).ravel()


def divides_by_the_whole_image(x):
    """You divide the sum of a map by the number of pixels of all maps of its image. Only its own
    pixels count."""
    return x.sum(axis=(2, 3)) / x[0].size


def averages_over_the_channels_only(x):
    """You average over the channels, so a number for each pixel is left. It is the pixels that
    shall disappear."""
    return x.mean(axis=1).reshape(len(x), -1)


def squeezes_the_batch(x):
    """An axis of length 1 is lost. A batch of one image and an image of one map still have their
    axes: do without squeeze."""
    return np.squeeze(x.mean(axis=(2, 3)))


def rounds_the_means_down(x):
    """Your means are whole numbers: a division that rounds down or an array of ints takes their
    fractions. Keep them as floats."""
    return np.floor(x.mean(axis=(2, 3)))


def divides_by_the_map_height_only(x):
    """You divide by the height of a map only. It has as many pixels as height times width."""
    return x.sum(axis=(2, 3)) / x.shape[2]


def divides_by_the_map_width_only(x):
    """You divide by the width of a map only. It has as many pixels as height times width."""
    return x.sum(axis=(2, 3)) / x.shape[3]


def middle_number_of_each_map(x):
    """You take the number in the middle when a map is sorted. The mean adds all pixels up and
    divides by how many there are."""
    return np.median(x, axis=(2, 3))


def cuts_means_of_whole_numbers(x):
    """Where x holds whole numbers your means are whole as well, since they are stored with its
    type. A mean has a fraction even then."""
    return x.mean(axis=(2, 3)).astype(x.dtype)


def returns_means_of_the_first_image(x):
    """All images have the means of the first. Take image n for row n."""
    return np.repeat(x[:1].mean(axis=(2, 3)), len(x), axis=0)


def maps_of_one_image(rng: np.random.Generator) -> Call:
    return call(distinct(rng, 1, int(rng.integers(2, 4)), 2, 3))


def maps_of_several_images(rng: np.random.Generator) -> Call:
    n, c = (int(n) for n in rng.choice([2, 3, 4], 2, replace=False))
    return call(distinct(rng, n, c, 2, 3))


def maps_of_whole_numbers(rng: np.random.Generator) -> Call:
    """No map has a whole mean: of its four numbers one is odd."""
    x = 2 * rng.integers(1, 20, (2, 3, 2, 2))
    x[..., 0, 0] += 1
    return call(x)


EXERCISE = Exercise(
    solution=global_average_pool,
    parts=[
        Part(
            "one image",
            [
                call(np.array([[[[1.5, 2.0, 6.0]]]])),
                call(scattered(1, 2, 2, 3)),
                call(scattered(1, 3, 3, 2)),
                drawn(maps_of_one_image, 2),
            ],
        ),
        Part(
            "several images",
            [
                call(scattered(2, 1, 2, 3)),
                call(scattered(3, 2, 2, 3)),
                call(scattered(2, 3, 2, 3)),
                drawn(maps_of_several_images, 2),
            ],
        ),
        Part(
            "whole numbers in x",
            [
                call(np.array([[[[1, 2], [2, 2]], [[4, 4], [7, 2]]]])),
                call(np.array([[[[1, 2], [2, 2]]], [[[4, 4], [7, 2]]]])),
                call(
                    np.array(
                        [
                            [[[1, 2], [2, 2]], [[4, 4], [7, 2]], [[9, 2], [2, 2]]],
                            [[[3, 8], [2, 2]], [[4, 0], [7, 6]], [[2, 2], [2, 5]]],
                        ]
                    )
                ),
                drawn(maps_of_whole_numbers, 2),
            ],
        ),
    ],
    hints=[
        "Which axes of (N, C, H, W) shall disappear, and which stay?",
        "mean takes a pair of axes: axis=(…, …).",
    ],
)
