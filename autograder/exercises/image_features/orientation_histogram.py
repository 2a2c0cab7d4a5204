"""orientation_histogram: how much edge there is in each direction."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def orientation_histogram(magnitude, angle, bins=9):
    """How much edge there is in each direction.

    magnitude, angle: arrays of one shape; angle in radians, any number. A direction and its
    opposite count as one: bins of equal width divide 0 to π. Each pixel adds its magnitude to the
    one bin that its angle falls into, of two that share a border the upper one. An angle a hair
    below 0, such as -1e-17, belongs to the last bin.
    Returns (bins,).
    """
    # Counted in bins, half a turn is `bins`: the remainder makes opposite directions one.
    index = np.floor(angle / np.pi * bins).astype(int) % bins
    return np.bincount(index.ravel(), weights=magnitude.ravel(), minlength=bins)


def counts_pixels_instead_of_magnitudes(magnitude, angle, bins=9):
    """A single pixel comes out as 1, whatever its magnitude. A strong edge should count more than a
    faint one: add up the magnitudes as they are."""
    return orientation_histogram(np.ones(np.shape(angle)), angle, bins)


def divides_a_full_turn(magnitude, angle, bins=9):
    """Your bins divide a full turn, so that a direction and its opposite fall into different ones.
    They should divide half a turn, from 0 to π."""
    whole = (0, 2 * np.pi)
    return np.histogram(angle % (2 * np.pi), bins, range=whole, weights=magnitude)[0]


def divides_minus_pi_to_pi(magnitude, angle, bins=9):
    """Your bins go from -π to π, as the angles of arctan2 do. A direction and its opposite count
    as one here, so the bins divide 0 to π."""
    return np.histogram(angle, bins, range=(-np.pi, np.pi), weights=magnitude)[0]


def drops_angles_below_zero_and_above_pi(magnitude, angle, bins=9):
    """Angles below 0 and above π are not counted, though they are edges too. Turn each of them by
    half turns until it lies between 0 and π."""
    inside = (angle >= 0) & (angle <= np.pi)
    index = np.minimum(np.floor(angle / np.pi * bins), bins - 1)
    return np.array([np.sum(magnitude[inside & (index == k)]) for k in range(bins)])


def pushes_angles_into_the_end_bins(magnitude, angle, bins=9):
    """Angles below 0 all go into the first bin, and those above π into the last. Clipping keeps the
    index in range, but the direction is lost: turn by half turns instead."""
    return orientation_histogram(magnitude, np.clip(angle, 0, np.pi * (1 - 1e-9)), bins)


def mirrors_negative_angles(magnitude, angle, bins=9):
    """Without its sign, an angle of -1 becomes 1, which is the mirror image of the direction. The
    opposite direction of -1 is half a turn away, at π - 1."""
    return orientation_histogram(magnitude, np.abs(angle), bins)


def counts_angles_without_their_sign(magnitude, angle, bins=9):
    """Each angle is counted by its size alone. So -1 is taken for 1, its mirror image, and π is not
    taken for the opposite of 0. Half turns, and not the sign, lead to the opposite direction."""
    return np.histogram(np.abs(angle), bins, range=(0, np.pi), weights=magnitude)[0]


def adds_pi_to_negative_angles_only(magnitude, angle, bins=9):
    """Negative angles get half a turn added, but the angle π still lands in the last bin. It is
    the opposite of 0 and belongs to the first one, as angles beyond π belong to theirs."""
    folded = np.where(angle < 0, angle + np.pi, angle)
    index = np.minimum(np.floor(folded / np.pi * bins), bins - 1).astype(int)
    return orientation_histogram(magnitude, (index + 0.5) * np.pi / bins, bins)


def adds_pi_below_zero_and_drops_the_rest(magnitude, angle, bins=9):
    """Angles below 0 get half a turn added, and nothing is done about those from π on. π itself
    is the opposite of 0 and lands in the last bin; larger angles are not counted at all."""
    folded = np.where(angle < 0, angle + np.pi, angle)
    return np.histogram(folded, bins, range=(0, np.pi), weights=magnitude)[0]


def turns_once_only(magnitude, angle, bins=9):
    """You turn each angle by at most one half turn, and it may be any number. Turn until it lies
    between 0 and π, or take the remainder."""
    folded = np.where(angle < 0, angle + np.pi, np.where(angle >= np.pi, angle - np.pi, angle))
    index = np.clip(np.floor(folded / np.pi * bins), 0, bins - 1)
    return orientation_histogram(magnitude, (index + 0.5) * np.pi / bins, bins)


def lets_the_index_run_over(magnitude, angle, bins=9):
    """An angle of π or more makes an index beyond the last bin. Its direction is that of an angle
    between 0 and π: bring it there before you count."""
    counts = np.zeros(bins)
    for strength, direction in zip(np.ravel(magnitude), np.ravel(angle), strict=True):
        counts[int(direction // (np.pi / bins))] += strength
    return counts


def adds_pi_once_and_runs_over(magnitude, angle, bins=9):
    """Angles below 0 get half a turn added, and π itself, or more, still makes an index beyond the
    last bin. The remainder of π brings every angle to where it belongs."""
    counts = np.zeros(bins)
    for strength, direction in zip(np.ravel(magnitude), np.ravel(angle), strict=True):
        folded = direction + np.pi if direction < 0 else direction
        counts[int(folded / np.pi * bins)] += strength
    return counts


def hands_floats_for_indices(magnitude, angle, bins=9):
    """A float is no index, not even 2.0, which is what // makes of floats. Turn the number of the
    bin into an int."""
    counts = np.zeros(bins)
    for strength, direction in zip(np.ravel(magnitude), np.ravel(angle), strict=True):
        counts[direction % np.pi // (np.pi / bins)] += strength
    return counts


def votes_for_the_nearest_border(magnitude, angle, bins=9):
    """The angle is rounded to the nearest border between two bins. The number of the bin that it
    falls into is rounded down."""
    index = np.round(angle / np.pi * bins)
    return orientation_histogram(magnitude, (index + 0.5) * np.pi / bins, bins)


def splits_between_two_bins(magnitude, angle, bins=9):
    """Each magnitude is shared out between the two nearest bins. Many programs do so; here the
    whole of it goes into the one bin that the angle falls into."""
    place = np.ravel(angle) / np.pi * bins - 0.5
    below = np.floor(place)
    counts = np.zeros(bins)
    np.add.at(counts, below.astype(int) % bins, np.ravel(magnitude) * (1 - (place - below)))
    np.add.at(counts, (below.astype(int) + 1) % bins, np.ravel(magnitude) * (place - below))
    return counts


def divides_by_the_total(magnitude, angle, bins=9):
    """Your histogram adds up to 1. Here it adds up to all the magnitudes together, so that an
    image with strong edges gets large numbers."""
    return orientation_histogram(magnitude, angle, bins) / np.sum(magnitude)


def averages_each_bin(magnitude, angle, bins=9):
    """Each bin holds the mean of its magnitudes. It should be their sum: two equal edges are twice
    as much edge as one."""
    pixels = orientation_histogram(np.ones(np.shape(angle)), angle, bins)
    return orientation_histogram(magnitude, angle, bins) / np.maximum(pixels, 1)


def keeps_one_pixel_of_each_bin(magnitude, angle, bins=9):
    """Of all the pixels in a bin only the last one counts. A plain = overwrites, and so does +=
    with an array as index: it reads all, then writes all."""
    index = np.floor(angle / np.pi * bins).astype(int) % bins
    counts = np.zeros(bins)
    counts[index.ravel()] = magnitude.ravel()
    return counts


def always_nine_bins(magnitude, angle, bins=9):
    """There are nine bins whatever is asked for. Use the argument, for the length of the result
    and for the width of a bin."""
    return orientation_histogram(magnitude, angle)


def bins_of_twenty_degrees(magnitude, angle, bins=9):
    """The result has as many bins as it should, but each is a ninth of half a turn wide whatever
    is asked for. The width follows from the number of bins."""
    index = np.minimum(np.floor(angle % np.pi / np.pi * 9), bins - 1)
    return orientation_histogram(magnitude, (index + 0.5) * np.pi / bins, bins)


def reads_degrees(magnitude, angle, bins=9):
    """Your bins divide 180, and so nearly all angles land in the first one. The angles are in
    radians: half a turn is π."""
    return orientation_histogram(magnitude, np.radians(angle), bins)


def spreads_bins_over_the_angles_present(magnitude, angle, bins=9):
    """Your bins run from the smallest to the largest angle that occurs. They should divide 0 to π
    whatever the image shows."""
    return np.histogram(angle % np.pi, bins, weights=magnitude)[0]


def takes_borders_for_bins(magnitude, angle, bins=9):
    """The result is one number short: between so many borders there is one bin less. How many
    borders do two bins have?"""
    borders = np.linspace(0, np.pi, bins)
    return np.histogram(angle % np.pi, borders, weights=magnitude)[0]


def swaps_magnitude_and_angle(magnitude, angle, bins=9):
    """The two arrays have changed roles: the magnitudes choose the bins, and the angles are added
    up. The order of the arguments is magnitude, then angle."""
    return orientation_histogram(angle, magnitude, bins)


def folds_angles_in_place(magnitude, angle, bins=9):
    """The histogram is right, and the angles of the caller have been changed on the way. An
    assignment such as angle %= … writes into their array."""
    angle %= np.pi
    return orientation_histogram(magnitude, angle, bins)


def counts_from_the_last_bin(magnitude, angle, bins=9):
    """The bins are in the opposite order: small angles are counted at the end. The first bin begins
    at 0, and angles grow with the index."""
    return orientation_histogram(magnitude, angle, bins)[::-1]


def lets_the_remainder_reach_pi(magnitude, angle, bins=9):
    """An angle a hair below 0, such as -1e-17, has π itself for a remainder, by rounding, and its
    index is one too large. That direction belongs to the last bin."""
    counts = np.zeros(bins)
    index = np.floor(angle % np.pi / (np.pi / bins)).astype(int)
    np.add.at(counts, index.ravel(), magnitude.ravel())
    return counts


def makes_a_bin_for_pi(magnitude, angle, bins=9):
    """An angle a hair below 0, such as -1e-17, has π itself for a remainder, by rounding, and makes
    the result one longer. That direction belongs to the last bin, and there are no more."""
    index = np.floor(angle % np.pi / (np.pi / bins)).astype(int)
    return np.bincount(index.ravel(), weights=magnitude.ravel(), minlength=bins)


def puts_a_hair_below_zero_into_the_first_bin(magnitude, angle, bins=9):
    """An angle a hair below 0, such as -1e-17, lands in the first bin. Just below 0 is just below
    π: it belongs to the last one. Its remainder is rounded to π, which must not be taken for 0."""
    index = np.floor(angle % np.pi / (np.pi / bins)).astype(int) % bins
    return np.bincount(index.ravel(), weights=magnitude.ravel(), minlength=bins)


def loses_a_hair_below_zero(magnitude, angle, bins=9):
    """An angle a hair below 0, such as -1e-17, is counted in no bin. With π added it is rounded to
    π itself, and that belongs to the last bin."""
    index = np.floor(angle % np.pi / (np.pi / bins))
    return np.array([np.sum(magnitude[index == k]) for k in range(bins)])


def gives_an_angle_to_the_bin_below(magnitude, angle, bins=9):
    """An angle on the border of two bins is counted in the lower one. It belongs to the upper one,
    as 0 belongs to the first: round down, not up."""
    index = np.ceil(angle / np.pi * bins) - 1
    return orientation_histogram(magnitude, (index + 0.5) * np.pi / bins, bins)


def takes_the_remainder_of_a_full_turn(magnitude, angle, bins=9):
    """The remainder is that of a full turn, 2π, and what is above π gets no bin. A direction and
    its opposite are half a turn apart: take the remainder of π."""
    return np.histogram(angle % (2 * np.pi), bins, range=(0, np.pi), weights=magnitude)[0]


def subtracts_pi_and_drops_angles_below_zero(magnitude, angle, bins=9):
    """Angles below 0 are counted nowhere, though each of them has an opposite direction between 0
    and π. Add half turns to them, or take the remainder of π."""
    folded = np.where(angle >= np.pi, angle - np.pi, angle)
    return np.histogram(folded, bins, range=(0, np.pi), weights=magnitude)[0]


def hands_negative_bins_to_bincount(magnitude, angle, bins=9):
    """An angle below 0 makes a negative index, which np.bincount refuses. Bring each angle to 0 to
    π first."""
    index = np.floor(angle / np.pi * bins).astype(int)
    return np.bincount(index.ravel(), weights=magnitude.ravel(), minlength=bins)


def loops_over_rows_and_columns(magnitude, angle, bins=9):
    """Your loops expect two axes. The docstring speaks of arrays of one shape, whatever it is, so
    they may be plain vectors: ravel() lays the numbers of any array in one line."""
    counts = np.zeros(bins)
    for i in range(magnitude.shape[0]):
        for j in range(magnitude.shape[1]):
            counts[int(np.floor(angle[i, j] / np.pi * bins)) % bins] += magnitude[i, j]
    return counts


def cuts_bins_towards_zero(magnitude, angle, bins=9):
    """Angles below 0 are counted one bin too high: int() cuts -2.9 to -2. Round down, with
    np.floor or //, or bring the angle to 0 to π first."""
    index = np.trunc(angle / np.pi * bins)
    return orientation_histogram(magnitude, (index + 0.5) * np.pi / bins, bins)


def divides_by_the_number_of_pixels(magnitude, angle, bins=9):
    """Your histogram is divided by the number of pixels. Here a bin holds the sum of its
    magnitudes."""
    return orientation_histogram(magnitude, angle, bins) / np.size(magnitude)


def divides_by_the_strongest_bin(magnitude, angle, bins=9):
    """The largest of your bins is 1. Here a bin holds the sum of its magnitudes, however large."""
    counts = orientation_histogram(magnitude, angle, bins)
    return counts / np.max(counts)


def returns_the_borders_too(magnitude, angle, bins=9):
    """Two arrays come back, the sums and the borders of the bins, as np.histogram gives them. Only
    the first is asked for."""
    return np.histogram(angle % np.pi, bins, range=(0, np.pi), weights=magnitude)


def loses_the_axis_of_a_single_bin(magnitude, angle, bins=9):
    """With a single bin a plain number comes back. The shape is (bins,), whatever bins is."""
    return orientation_histogram(magnitude, angle, bins).squeeze()


def adds_the_first_pixel_only(magnitude, angle, bins=9):
    """Only the first pixel is counted. Does a return stand inside the loop over the pixels?"""
    return orientation_histogram(np.ravel(magnitude)[:1], np.ravel(angle)[:1], bins)


def magnitudes(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """All different, and none is 1: a sum tells what was added, and a count is no sum."""
    count = int(np.prod(shape))
    return (rng.permutation(8 * count)[:count].reshape(shape) + 5) / 4


def angles_inside_bins(rng: np.random.Generator, index: np.ndarray, bins: int) -> np.ndarray:
    """An angle in each of these bins, well away from its borders and its middle."""
    place = rng.choice([0.2, 0.3, 0.7, 0.8], index.shape)
    return np.round((index + place) * np.pi / bins, 3)


def one_edge(rng: np.random.Generator) -> Call:
    index = rng.integers(0, 9, 1)
    return call(magnitudes(rng, 1), angles_inside_bins(rng, index, 9))


def edges_in_the_same_bins(rng: np.random.Generator) -> Call:
    index = rng.permutation(np.append(rng.permutation(9)[:2].repeat(2), rng.integers(0, 9)))
    return call(magnitudes(rng, 5), angles_inside_bins(rng, index, 9))


def edges_in_any_direction(rng: np.random.Generator) -> Call:
    index = rng.permutation(9)[:6] + 9 * rng.permutation([-3, -2, -1, 0, 1, 2])
    return call(magnitudes(rng, 6), angles_inside_bins(rng, index, 9))


def edges_in_other_bins(rng: np.random.Generator) -> Call:
    bins = int(rng.choice([4, 5, 6, 12]))
    index = rng.permutation(bins)[:4]
    return call(magnitudes(rng, 4), angles_inside_bins(rng, index, bins), bins=bins)


def edges_on_borders(rng: np.random.Generator) -> Call:
    """Halves of π: however they are divided by a power of two, nothing is rounded."""
    bins = int(rng.choice([2, 4, 8]))
    inside = angles_inside_bins(rng, rng.integers(0, bins, 3), bins)
    return call(magnitudes(rng, 4), np.append(np.pi / rng.choice([2, bins]), inside), bins=bins)


def edges_around_zero(rng: np.random.Generator) -> Call:
    """Some so little below 0 that with π added they are π."""
    angle = np.append(-1e-17, rng.choice([-1e-17, -1e-18, 1e-17, 1.0, 2.0], 3))
    return call(magnitudes(rng, 4), rng.permutation(angle), bins=int(rng.choice([4, 5, 9])))


def edges_of_an_image(rng: np.random.Generator) -> Call:
    height, width, bins = (int(n) for n in rng.integers((2, 4, 4), (4, 7, 8)))
    index = rng.integers(-4 * bins, 4 * bins, (height, width))
    return call(magnitudes(rng, height, width), angles_inside_bins(rng, index, bins), bins=bins)


EXERCISE = Exercise(
    solution=orientation_histogram,
    parts=[
        Part(
            "one edge",
            [
                call(np.array([2.0]), np.array([0.1])),
                call(np.array([2.0]), np.array([1.0])),
                call(np.array([3.0]), np.array([2.5])),
                call(np.array([0.5]), np.array([3.0])),
                drawn(one_edge, 4),
            ],
        ),
        Part(
            "several in one bin",
            [
                call(np.array([2.0, 3.0]), np.array([1.0, 0.8])),
                call(np.array([2.0, 3.0, 5.0, 7.0]), np.array([2.5, 0.1, 0.2, 2.5])),
                drawn(edges_in_the_same_bins, 3),
            ],
        ),
        Part(
            "opposite directions",
            [
                call(np.array([2.0]), np.array([-1.0])),
                call(np.array([2.0, 3.0]), np.array([0.0, np.pi])),
                call(np.array([2.0, 3.0]), np.array([-2.0, -np.pi])),
                call(np.array([2.0, 3.0]), np.array([4.0, 6.0])),
                call(np.array([2.0, 3.0, 5.0]), np.array([-4.0, -7.0, -0.1])),
                call(np.array([2.0, 3.0]), np.array([20.0, -30.0])),
                drawn(edges_in_any_direction, 3),
            ],
        ),
        Part(
            "other numbers of bins",
            [
                call(np.array([2.0, 3.0]), np.array([1.0, 2.0]), bins=2),
                call(np.array([2.0, 3.0, 5.0]), np.array([0.1, 1.0, 3.0]), bins=4),
                call(np.array([2.0, 3.0, 5.0]), np.array([1.0, 2.0, 3.0]), bins=12),
                call(np.array([2.0, 3.0]), np.array([1.0, 2.0]), bins=1),
                drawn(edges_in_other_bins, 3),
            ],
        ),
        Part(
            "on the border of two bins",
            [
                call(np.array([2.0]), np.array([np.pi / 2]), bins=2),
                call(np.array([2.0, 3.0]), np.array([0.0, -np.pi / 2]), bins=4),
                call(
                    np.array([2.0, 5.0, 3.0, 4.0]),
                    np.array([np.pi / 4, np.pi / 8, 0.2, np.pi / 4]),
                    bins=8,
                ),
                drawn(edges_on_borders, 4),
            ],
        ),
        Part(
            "a hair below 0",
            [
                call(np.array([2.0]), np.array([-1e-17])),
                call(
                    np.array([2.0, 3.0, 0.5, 4.0]),
                    np.array([-1e-17, 1e-17, -1e-18, 2.0]),
                    bins=4,
                ),
                drawn(edges_around_zero, 4),
            ],
        ),
        Part(
            "an image, all together",
            [
                call(
                    np.array([[2.0, 3.0, 0.0], [7.0, 0.5, 4.0]]),
                    np.array([[1.0, 2.0, 0.5], [-2.0, np.pi, 1.2]]),
                    bins=5,
                ),
                call(
                    np.array([[2.0, 3.0], [5.0, 7.0], [11.0, 13.0], [0.5, 4.0]]),
                    np.array([[0.1, 0.2], [-1.0, -2.0], [20.0, 0.0], [np.pi, -0.1]]),
                    bins=7,
                ),
                drawn(edges_of_an_image, 3),
            ],
        ),
    ],
    hints=[
        "Bring every angle to 0 to π first. The operator % does that, for negative angles too.",
        "How wide is one bin? How many such widths fit into the angle, rounded down, is the "
        "number of its bin.",
        "np.bincount adds up weights by index, and minlength keeps empty bins at the end. A "
        "loop over all pixels does it as well.",
    ],
)
