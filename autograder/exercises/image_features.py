"""Lesson 2, image features: solutions, test cases and known mistakes."""

import numpy as np

from autograder.exercise import Call, Exercise, Part, call, drawn


def polar_features(points):
    """Points in polar coordinates: distance from the origin, and direction.

    points: (N, 2) of x, y.
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
    """Points on the negative x axis get the angle 0, which is the other way. The sign of y is 0
    there: multiplied by it, the angle π is lost."""
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


def standardize(train, other):
    """Features with mean 0 and standard deviation 1 over the training set.

    train: (N, D); other: (M, D), say test data: it is shifted and scaled by the mean and standard
    deviation of train, feature by feature. A feature that never varies in train is only shifted.
    Returns both, of the same shapes.
    """
    mean = train.mean(axis=0)
    varies = train.min(axis=0) < train.max(axis=0)
    scale = np.where(varies, train.std(axis=0), 1.0)
    return (train - mean) / scale, (other - mean) / scale


def scale_by(values, mean, deviation):
    """Shifted and scaled; where the deviation is 0, only shifted. For mistakes that get the
    statistics wrong."""
    return (values - mean) / np.where(deviation == 0, 1.0, deviation)


def each_set_by_its_own_statistics(train, other):
    """The second set has mean 0 and deviation 1 too, so it was scaled by its own numbers. Mean and
    deviation are learned from train once; afterwards they stay as they are."""
    return (
        scale_by(train, train.mean(axis=0), train.std(axis=0)),
        scale_by(other, other.mean(axis=0), other.std(axis=0)),
    )


def divides_each_set_by_its_own_deviation(train, other):
    """The second set is scaled by its own mean and deviation: of a single row they leave nothing
    but nan. Both come from train, once, and serve for either set."""
    return (
        (train - train.mean(axis=0)) / train.std(axis=0),
        (other - other.mean(axis=0)) / other.std(axis=0),
    )


def statistics_of_both_sets(train, other):
    """Mean and deviation come from both sets taken together. So test data has a say in what is
    learned, and a test no longer tells how the classifier does on unseen images."""
    both = np.concatenate([train, other])
    mean, deviation = both.mean(axis=0), both.std(axis=0)
    return scale_by(train, mean, deviation), scale_by(other, mean, deviation)


def one_mean_and_deviation_for_all(train, other):
    """One mean and one deviation are used for all features. Print the shape of your mean: it
    should be (D,), a number for each feature."""
    mean, deviation = train.mean(), train.std()
    return scale_by(train, mean, deviation), scale_by(other, mean, deviation)


def one_mean_for_all_features(train, other):
    """The deviations belong to their features, but the mean is a single number for all of them.
    Take both along the same axis."""
    mean, deviation = train.mean(), train.std(axis=0)
    return scale_by(train, mean, deviation), scale_by(other, mean, deviation)


def one_deviation_for_all_features(train, other):
    """The means belong to their features, but the deviation is a single number for all of them.
    Take both along the same axis."""
    mean, deviation = train.mean(axis=0), train.std()
    return scale_by(train, mean, deviation), scale_by(other, mean, deviation)


def standardizes_every_row(train, other):
    """Each row is scaled by its own mean and deviation. It should be each column: a feature is
    compared with the same feature of the other examples."""

    def rows(values):
        return scale_by(
            values, values.mean(axis=1, keepdims=True), values.std(axis=1, keepdims=True)
        )

    return rows(train), rows(other)


def divides_by_the_variance(train, other):
    """You divide by the variance, which is the square of the deviation. Afterwards the deviation
    is 1 only where it was 1 before."""
    mean, variance = train.mean(axis=0), train.var(axis=0)
    return scale_by(train, mean, variance), scale_by(other, mean, variance)


def divides_by_one_less(train, other):
    """The deviation is that of a sample, which divides by N - 1. Here it is the plain deviation
    of the rows that there are, divided by N: that is how np.std does it by default."""
    mean = train.mean(axis=0)
    deviation = train.std(axis=0) * np.sqrt(len(train) / (len(train) - 1))
    return scale_by(train, mean, deviation), scale_by(other, mean, deviation)


def only_shifts(train, other):
    """The means are taken away and nothing is scaled. Each feature that varies is divided by its
    own deviation in train."""
    return train - train.mean(axis=0), other - train.mean(axis=0)


def only_scales(train, other):
    """The deviations are 1, and the means are not 0. Take the means of train away first."""
    deviation = train.std(axis=0)
    return scale_by(train, 0.0, deviation), scale_by(other, 0.0, deviation)


def scales_before_it_shifts(train, other):
    """The mean is taken away after the division, when it no longer belongs to the numbers. Shift
    first, then scale; brackets may be missing."""
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return scale_by(train, 0.0, deviation) - mean, scale_by(other, 0.0, deviation) - mean


def divides_by_a_deviation_of_zero(train, other):
    """A feature that never varies has deviation 0, and dividing by it makes nan and inf. Find
    those features first: they are shifted and not scaled."""
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / deviation, (other - mean) / deviation


def puts_a_tiny_number_for_zero(train, other):
    """A tiny number keeps the division from failing, but dividing by it blows up a feature that
    never varies in train: in other it gets millions. Such a feature should only be shifted."""
    mean, deviation = train.mean(axis=0), train.std(axis=0) + 1e-8
    return (train - mean) / deviation, (other - mean) / deviation


def sets_constant_features_to_zero(train, other):
    """A feature that never varies in train is 0 in both sets. In train that is right; in other it
    may have another value, and how far off it is should remain."""
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    varies = deviation > 0
    return scale_by(train, mean, deviation) * varies, scale_by(other, mean, deviation) * varies


def replaces_nan_afterwards(train, other):
    """The division by 0 still happens, and its results are replaced afterwards: nan becomes 0 and
    inf the largest number there is. Change what you divide by instead."""
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return np.nan_to_num((train - mean) / deviation), np.nan_to_num((other - mean) / deviation)


def leaves_constant_features_alone(train, other):
    """A feature that never varies in train comes back as it was. It is not scaled, but its mean
    is still taken away."""
    deviation = train.std(axis=0)
    mean = np.where(deviation > 0, train.mean(axis=0), 0.0)
    return scale_by(train, mean, deviation), scale_by(other, mean, deviation)


def drops_constant_features(train, other):
    """Features that never vary in train are missing from your result. Both sets keep their shape:
    such a feature is shifted and stays."""
    deviation = train.std(axis=0)
    varies = deviation > 0
    mean, deviation = train.mean(axis=0)[varies], deviation[varies]
    return (train[:, varies] - mean) / deviation, (other[:, varies] - mean) / deviation


def scales_to_between_zero_and_one(train, other):
    """This stretches each feature from its smallest to its largest value. Standardizing takes the
    mean away and divides by the standard deviation."""
    low, span = train.min(axis=0), train.max(axis=0) - train.min(axis=0)
    return scale_by(train, low, span), scale_by(other, low, span)


def leaves_the_other_set_as_it_is(train, other):
    """The second set comes back unchanged. It is shifted and scaled as well, by the mean and
    deviation that train had before its own change."""
    return standardize(train, other)[0], other


def only_shifts_the_other_set(train, other):
    """Train is right; the other set is shifted and not scaled. Do to it all that you did to
    train."""
    return standardize(train, other)[0], other - train.mean(axis=0)


def other_by_its_own_deviation(train, other):
    """The other set is shifted by the mean of train, and scaled by a deviation of its own. Both
    numbers come from train."""
    shifted = scale_by(other, train.mean(axis=0), other.std(axis=0))
    return standardize(train, other)[0], shifted


def other_by_its_own_mean(train, other):
    """The other set is scaled by the deviation of train, and shifted by a mean of its own. Both
    numbers come from train."""
    shifted = scale_by(other, other.mean(axis=0), train.std(axis=0))
    return standardize(train, other)[0], shifted


def returns_the_other_set_first(train, other):
    """The two results have changed places: train comes first."""
    return standardize(train, other)[::-1]


def returns_the_training_set_only(train, other):
    """One array comes back, the training set. The other set is wanted too, scaled in the same
    way: return two arrays."""
    return standardize(train, other)[0]


def changes_both_sets_in_place(train, other):
    """`-=` and `/=` change the arrays of the caller, who may need them as they were. The same
    operators without the equals sign make new arrays."""
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    deviation[deviation == 0] = 1
    train -= mean
    train /= deviation
    other -= mean
    other /= deviation
    return train, other


def two_sets(rng: np.random.Generator) -> Call:
    """Features of different size, each of which varies in both sets."""
    n, m, d = (int(k) for k in rng.integers((3, 2, 2), (5, 4, 4)))
    size = np.arange(1.0, d + 1) ** 2
    train = rng.permuted(np.cumsum(rng.integers(1, 20, (n, d)), axis=0), axis=0) * size
    other = np.cumsum(rng.integers(1, 20, (m, d)), axis=0) * size + 3
    return call(train / 4, other / 4)


def sets_with_a_constant_feature(rng: np.random.Generator) -> Call:
    train, other = two_sets(rng).args
    constant = int(rng.integers(train.shape[1]))
    train[:, constant] = int(rng.integers(2, 9))
    return call(train, other)


def whole_number_sets(rng: np.random.Generator) -> Call:
    train, other = (np.round(4 * values).astype(int) for values in two_sets(rng).args)
    train[:, -1] = int(rng.integers(2, 9))
    return call(train, other[: int(rng.integers(1, 3))])


def color_histogram(image, bins):
    """How often each shade of red, of green and of blue occurs in an image.

    image: (H, W, 3), in [0, 1]. Each channel has bins of equal width from 0 to 1; the shade 1
    belongs to the last one.
    Returns (3·bins,): red first, then green, then blue, each adding up to 1.
    """
    pixels = image.reshape(-1, 3)
    counts = [np.histogram(channel, bins, range=(0, 1))[0] for channel in pixels.T]
    return np.concatenate(counts) / len(pixels)


def shares(index, bins):
    """The share of each bin in each channel, from the bin of every pixel: for mistakes that get
    the bins wrong. index: (H, W, 3), from 0 to bins - 1."""
    channels = index.reshape(-1, 3).T.astype(int)
    return np.concatenate([np.bincount(c, minlength=bins) / len(c) for c in channels])


def counts_pixels(image, bins):
    """These are counts of pixels, so a large image gets larger numbers than a small one. Divide by
    how many pixels there are, and each colour adds up to 1."""
    return color_histogram(image, bins) * image.shape[0] * image.shape[1]


def divides_by_all_three_channels(image, bins):
    """All your numbers together add up to 1. Each of the three colours should do so alone: divide
    by the number of pixels, which is a third of the numbers in the image."""
    return color_histogram(image, bins) / 3


def divides_by_the_number_of_rows(image, bins):
    """The counts are divided by the height of the image alone. How many pixels does a channel
    have?"""
    return color_histogram(image, bins) * image.shape[1]


def spreads_bins_over_the_shades_present(image, bins):
    """Your bins run from the darkest to the brightest shade of each channel. Then images cannot be
    compared: the bins have to run from 0 to 1 whatever is in the image."""
    channels = image.reshape(-1, 3).T
    return np.concatenate([np.histogram(c, bins)[0] / len(c) for c in channels])


def spreads_bins_over_the_image(image, bins):
    """Your bins run from the darkest to the brightest number of the whole image. They have to run
    from 0 to 1 whatever is in the image, or two images cannot be compared."""
    limits = (image.min(), image.max())
    channels = image.reshape(-1, 3).T
    return np.concatenate([np.histogram(c, bins, range=limits)[0] / len(c) for c in channels])


def gives_densities_of_the_shades_present(image, bins):
    """Two things. These are densities, shares divided by the width of a bin; and the bins run from
    the darkest to the brightest shade of each channel, when they should run from 0 to 1."""
    channels = image.reshape(-1, 3).T
    return np.concatenate([np.histogram(c, bins, density=True)[0] for c in channels])


def expects_shades_up_to_255(image, bins):
    """Everything lands in the first bin, as if the shades went up to 255. In this course 1 is the
    brightest."""
    return shares(np.zeros(image.shape), bins)


def loses_the_brightest_shade(image, bins):
    """The shade 1 is counted in no bin, so that your shares do not add up to 1. The last bin has
    an upper border that belongs to it."""
    index = np.floor(image * bins)
    pixels = image.shape[0] * image.shape[1]
    return np.array([np.sum(index[..., c] == k) / pixels for c in range(3) for k in range(bins)])


def loses_the_darkest_shade(image, bins):
    """The shade 0 is counted in no bin, so that your shares do not add up to 1. It belongs to the
    first bin, and only the last bin owns its upper border."""
    index = np.ceil(image * bins) - 1
    pixels = image.shape[0] * image.shape[1]
    return np.array([np.sum(index[..., c] == k) / pixels for c in range(3) for k in range(bins)])


def lets_white_run_into_the_next_colour(image, bins):
    """The shade 1 gets an index one too large. For red that is the first bin of green, for blue it
    is beyond the end. It belongs to the last bin of its own colour."""
    counts = np.zeros(3 * bins)
    for pixel in image.reshape(-1, 3):
        for c in range(3):
            counts[c * bins + int(pixel[c] * bins)] += 1
    return counts / (image.shape[0] * image.shape[1])


def gives_white_a_bin_of_its_own(image, bins):
    """An image with the shade 1 gets a longer histogram: 1 times bins is bins, one more than the
    last index. That shade belongs to the last bin."""
    return shares(np.floor(image * bins), bins)


def counts_white_as_black(image, bins):
    """The shade 1 is counted in the first bin, among the darkest. Colours do not go round in a
    circle: it belongs to the last bin."""
    return shares(np.floor(image * bins) % bins, bins)


def stretches_the_bins_for_white(image, bins):
    """Multiplied by bins - 1, the bins become wider, and the last one holds nothing but the shade
    1. All have the same width: multiply by bins, and see to the shade 1 on its own."""
    return shares(np.floor(image * (bins - 1)), bins)


def rounds_to_the_nearest_bin(image, bins):
    """Rounding to the nearest number makes the first and the last bin half as wide as the others.
    With bins of equal width an index is rounded down."""
    return shares(np.round(image * (bins - 1)), bins)


def cuts_256_shades_into_bins(image, bins):
    """The shades become whole numbers up to 255 first, and 256 cannot be cut into every number of
    equal bins. Work with the shades as they are: how many widths of a bin fit into one?"""
    index = np.floor(image * 255) // (256 // bins)
    return shares(np.minimum(index, bins - 1), bins)


def alternates_the_colours(image, bins):
    """Red, green and blue take turns in your vector. All of red comes first, then all of green,
    then all of blue."""
    return color_histogram(image, bins).reshape(3, bins).T.ravel()


def puts_blue_first(image, bins):
    """The three colours are in the opposite order: blue stands first. The last axis of the image
    is red, green, blue."""
    return color_histogram(image[..., ::-1], bins)


def leaves_three_rows(image, bins):
    """The numbers are right, as three rows. A feature vector is flat: put the rows one behind the
    other."""
    return color_histogram(image, bins).reshape(3, bins)


def counts_colours_jointly(image, bins):
    """This has a bin for each combination of red, green and blue. Asked for are three histograms,
    one a channel, one behind the other."""
    index = np.minimum(np.floor(image.reshape(-1, 3) * bins).astype(int), bins - 1)
    joint = index @ np.array([bins**2, bins, 1])
    return np.bincount(joint, minlength=bins**3) / len(index)


def mixes_the_three_colours(image, bins):
    """One histogram comes back, over the numbers of all channels, so that a red image looks like
    a blue one. Make one for each channel."""
    return np.histogram(image, bins, range=(0, 1))[0] / image.size


def counts_shades_of_gray(image, bins):
    """The channels are averaged before the counting, and the colours are gone. Make a histogram
    for each channel."""
    gray = image.mean(axis=2)
    return np.histogram(gray, bins, range=(0, 1))[0] / gray.size


def red_for_all_three(image, bins):
    """The same histogram comes three times, that of red. Look at what changes in your loop from
    one channel to the next."""
    return np.tile(color_histogram(image, bins)[:bins], 3)


def gives_densities(image, bins):
    """These are densities, shares divided by the width of a bin: it is the area under them that
    is 1. Here the shares themselves should add up to 1."""
    return color_histogram(image, bins) * bins


def cuts_pixels_into_three_heaps(image, bins):
    """reshape(3, -1) does not part the colours: it takes the numbers as they lie, so the first
    third of the rows counts as red. The colours are the last axis, and it has to stay the last."""
    heaps = image.reshape(3, -1)
    return np.concatenate([np.histogram(h, bins, range=(0, 1))[0] / h.size for h in heaps])


def reads_rows_for_colours(image, bins):
    """image[0] is the top row of the image, and not its red channel. The channels are the last of
    the three axes."""
    rows = [image[c] for c in range(3)]
    return np.concatenate([np.histogram(r, bins, range=(0, 1))[0] / r.size for r in rows])


def counts_each_bin_once(image, bins):
    """No bin gets more than one pixel. With an array as index, += reads first and writes then, so
    that of several pixels in one bin a single one is counted."""
    index = np.minimum(np.floor(image * bins).astype(int), bins - 1) + bins * np.arange(3)
    counts = np.zeros(3 * bins)
    counts[index.ravel()] += 1
    return counts / (image.shape[0] * image.shape[1])


def has_no_room_for_fractions(image, bins):
    """Your shares are whole numbers, and nearly all of them are 0. An array of integers, or a
    division with //, cuts the fractions off."""
    return color_histogram(image, bins).astype(int)


def multiplies_the_image_itself(image, bins):
    """`*=` multiplies the image of the caller, who will find shades of up to bins in it. Multiply
    into a new array."""
    result = color_histogram(image, bins)
    image *= bins
    return result


def image_of_shades(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Odd thousandths: none lies on the border of two bins, for 2 to 7 bins."""
    return (2 * rng.integers(0, 500, (height, width, 3)) + 1) / 1000


def one_pixel_to_count(rng: np.random.Generator) -> Call:
    return call(image_of_shades(rng, 1, 1), int(rng.integers(3, 8)))


def image_to_count(rng: np.random.Generator) -> Call:
    return call(image_of_shades(rng, 2, int(rng.integers(3, 5))), int(rng.integers(3, 8)))


def black_and_white_to_count(rng: np.random.Generator) -> Call:
    image = rng.permuted([1.0, 1.0, 0.0] * 5 + [0.0] * 3).reshape(2, 3, 3)
    return call(image, int(rng.integers(3, 8)))


def any_image_to_count(rng: np.random.Generator) -> Call:
    image = image_of_shades(rng, 4, 5)
    image[rng.random(image.shape) < 0.2] = 0
    image[rng.random(image.shape) < 0.2] = 1
    image[0, 0] = image[-1, -1] = 1, 0, 1
    return call(image, int(rng.integers(3, 8)))


def image_gradients(gray):
    """How fast the brightness changes to the right and downwards, at every pixel.

    gray: (H, W) floats.
    Returns gx and gy, (H, W) each: half the difference between the two neighbours, right minus
    left for gx, lower minus upper for gy; 0 where one of the two is missing.
    """
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[1:-1, :] = (gray[2:, :] - gray[:-2, :]) / 2
    return gx, gy


def does_not_halve(gray):
    """Every number is twice too large. The two neighbours are two pixels apart: divide their
    difference by that."""
    gx, gy = image_gradients(gray)
    return 2 * gx, 2 * gy


def swaps_right_and_down(gray):
    """The two gradients have changed places. gx looks along a row, which is axis 1 of the array;
    gy looks down a column, which is axis 0."""
    return image_gradients(gray)[::-1]


def subtracts_the_wrong_way_round(gray):
    """All signs are turned round. Where the image gets brighter to the right, gx is above 0: right
    minus left, and lower minus upper."""
    gx, gy = image_gradients(gray)
    return -gx, -gy


def points_gy_upwards(gray):
    """gy has the sign of a plot, where y grows upwards. In an image the rows are counted downwards:
    lower minus upper."""
    gx, gy = image_gradients(gray)
    return gx, -gy


def subtracts_right_from_left(gray):
    """gy is right, and gx has the wrong sign: it is the right neighbour minus the left one."""
    gx, gy = image_gradients(gray)
    return -gx, gy


def drops_the_sign(gray):
    """You return how large the changes are, without their signs. From dark to bright and from
    bright to dark are different directions."""
    gx, gy = image_gradients(gray)
    return np.abs(gx), np.abs(gy)


def one_sided_at_the_border(gray):
    """Inside all is right. At the border you take the pixel itself in place of the neighbour that
    is missing, which is how np.gradient does it. Here the gradient is 0 there."""
    return np.gradient(gray, axis=1), np.gradient(gray, axis=0)


def takes_the_order_of_numpy(gray):
    """np.gradient returns the gradient along axis 0 first, which points downwards, and at the
    border it takes one neighbour only. Both differ from what is asked for here."""
    gy, gx = np.gradient(gray)
    return gy, gx


def wraps_round_the_border(gray):
    """At the border you take the neighbour from the opposite side of the image: np.roll, and an
    index of -1, go round in a circle. Where a neighbour is missing the gradient is 0."""
    gx = (np.roll(gray, -1, axis=1) - np.roll(gray, 1, axis=1)) / 2
    gy = (np.roll(gray, -1, axis=0) - np.roll(gray, 1, axis=0)) / 2
    return gx, gy


def sees_black_beyond_the_border(gray):
    """A frame of zeros makes a strong edge all round the image, which is not in it. Where a
    neighbour is missing the gradient is 0."""
    p = np.pad(gray, 1)
    return (p[1:-1, 2:] - p[1:-1, :-2]) / 2, (p[2:, 1:-1] - p[:-2, 1:-1]) / 2


def repeats_the_border_pixels(gray):
    """At the border your gradient is half the step to the one neighbour that there is, as if the
    pixel itself stood for the other. It should be 0 there."""
    p = np.pad(gray, 1, mode="edge")
    return (p[1:-1, 2:] - p[1:-1, :-2]) / 2, (p[2:, 1:-1] - p[:-2, 1:-1]) / 2


def blanks_the_whole_frame(gray):
    """Both gradients are 0 all round the border. A pixel of the top row has neighbours to its left
    and right, so its gx is there; only its gy is 0."""
    gx, gy = image_gradients(gray)
    inside = np.zeros(gray.shape)
    inside[1:-1, 1:-1] = 1
    return gx * inside, gy * inside


def leaves_the_border_out(gray):
    """Your gradients are smaller than the image. They keep its shape: put them into arrays of
    zeros, where the pixels without one of their neighbours stay 0."""
    return (gray[:, 2:] - gray[:, :-2]) / 2, (gray[2:] - gray[:-2]) / 2


def looks_at_the_next_pixel_only(gray):
    """This is the next pixel minus this one. Take the two neighbours, one on each side: then the
    edge is not moved by half a pixel."""
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, :-1] = gray[:, 1:] - gray[:, :-1]
    gy[:-1] = gray[1:] - gray[:-1]
    return gx, gy


def looks_at_the_pixel_before_only(gray):
    """This is the pixel minus the one before it. Take the two neighbours, one on each side: then
    the edge is not moved by half a pixel."""
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, 1:] = gray[:, 1:] - gray[:, :-1]
    gy[1:] = gray[1:] - gray[:-1]
    return gx, gy


def takes_steps_between_neighbours(gray):
    """These are the steps from each pixel to the next, one less than there are pixels. Skip the
    pixel itself: its right neighbour minus its left one, halved, and 0 where one is missing."""
    return np.diff(gray, axis=1), np.diff(gray, axis=0)


def keeps_the_brightness_at_the_border(gray):
    """At the border your gradients hold the brightness of the image, which was copied and not
    overwritten there. Start from zeros instead of a copy."""
    gx, gy = gray.copy(), gray.copy()
    gx[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[1:-1, :] = (gray[2:, :] - gray[:-2, :]) / 2
    return gx, gy


def begins_the_loops_at_zero(gray):
    """The first row and column are compared with the last ones, for an index of -1 counts from the
    end; the last row and column get nothing at all. Let gx and gy each skip their own border."""
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    for i in range(gray.shape[0] - 1):
        for j in range(gray.shape[1] - 1):
            gx[i, j] = (gray[i, j + 1] - gray[i, j - 1]) / 2
            gy[i, j] = (gray[i + 1, j] - gray[i - 1, j]) / 2
    return gx, gy


def halves_twice(gray):
    """Every number is half of what it should be. The difference of the two neighbours is divided
    by 2 once; np.gradient has already done so."""
    gx, gy = image_gradients(gray)
    return gx / 2, gy / 2


def shifts_the_gradient(gray):
    """The numbers are right and stand one place too early: in the place of the left or upper
    neighbour, and not of the pixel between the two."""
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, :-2] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[:-2] = (gray[2:] - gray[:-2]) / 2
    return gx, gy


def adds_the_neighbours(gray):
    """The two neighbours are added, so this is their mean. How fast the brightness changes is in
    their difference."""
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, 1:-1] = (gray[:, 2:] + gray[:, :-2]) / 2
    gy[1:-1, :] = (gray[2:, :] + gray[:-2, :]) / 2
    return gx, gy


def halves_one_neighbour(gray):
    """A bracket is missing: only the second of the two neighbours is divided by 2. It is the
    difference that is halved."""
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, 1:-1] = gray[:, 2:] - gray[:, :-2] / 2
    gy[1:-1, :] = gray[2:, :] - gray[:-2, :] / 2
    return gx, gy


def flat_sides(line: np.ndarray) -> np.ndarray:
    """A line of numbers that begins and ends with two zeros: nothing changes at its ends."""
    return np.concatenate([np.zeros(2), line, np.zeros(2)])


def stripes_side_by_side(rng: np.random.Generator) -> Call:
    line = flat_sides(rng.integers(1, 20, int(rng.integers(1, 4))) / 4)
    return call(np.tile(line, (int(rng.integers(2, 5)), 1)))


def stripes_on_top_of_each_other(rng: np.random.Generator) -> Call:
    return call(stripes_side_by_side(rng).args[0].T)


def picture_with_a_black_frame(rng: np.random.Generator) -> Call:
    height, width = (int(n) for n in rng.integers((1, 2), (3, 5)))
    return call(np.pad(rng.integers(1, 20, (height, width)) / 4, 2))


def two_rows_or_columns(rng: np.random.Generator) -> Call:
    rows = rng.permutation(20)[: 2 * int(rng.integers(4, 7))].reshape(2, -1) / 4
    return call(rows if rng.integers(2) else rows.T)


def picture_up_to_its_border(rng: np.random.Generator) -> Call:
    height, more = (int(n) for n in rng.integers((3, 1), (5, 3)))
    sides = (height, height + more) if rng.integers(2) else (height + more, height)
    return call(rng.permutation(40)[: sides[0] * sides[1]].reshape(sides) / 4)


def orientation_histogram(magnitude, angle, bins=9):
    """How much edge there is in each direction.

    magnitude, angle: arrays of one shape; angle in radians, any number. A direction and its
    opposite count as one: bins of equal width divide 0 to π. Each pixel adds its magnitude to the
    one bin that its angle falls into.
    Returns (bins,).
    """
    # Counted in bins, half a turn is `bins`: the remainder makes opposite directions one.
    index = np.floor(angle / np.pi * bins).astype(int) % bins
    return np.bincount(index.ravel(), weights=magnitude.ravel(), minlength=bins)


def counts_pixels_instead_of_magnitudes(magnitude, angle, bins=9):
    """Each pixel counts as 1 here. A strong edge should count more than a faint one: add up the
    magnitudes."""
    return orientation_histogram(np.ones(np.shape(angle)), angle, bins)


def divides_a_full_turn(magnitude, angle, bins=9):
    """Your bins divide a full turn, so that a direction and its opposite fall into different ones.
    They should divide half a turn, from 0 to π."""
    return orientation_histogram(magnitude, angle % (2 * np.pi) / 2, bins)


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


def edges_of_an_image(rng: np.random.Generator) -> Call:
    height, width, bins = (int(n) for n in rng.integers((2, 4, 4), (4, 7, 8)))
    index = rng.integers(-4 * bins, 4 * bins, (height, width))
    return call(magnitudes(rng, height, width), angles_inside_bins(rng, index, bins), bins=bins)


def hog_cells(gray, cell=8, bins=9):
    """A histogram of edge directions for every cell of an image.

    gray: (H, W) floats; cell: side of a cell, in pixels. The gradients are those of the whole
    image; rows and columns left over beyond the last whole cell are not counted.
    Returns (H // cell, W // cell, bins).
    """
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[1:-1, :] = (gray[2:, :] - gray[:-2, :]) / 2
    magnitude = np.hypot(gx, gy)
    index = np.floor(np.arctan2(gy, gx) / np.pi * bins).astype(int) % bins

    rows, columns = gray.shape[0] // cell, gray.shape[1] // cell
    cells = np.zeros((rows, columns, bins))
    for i in range(rows):
        for j in range(columns):
            here = np.s_[i * cell : (i + 1) * cell, j * cell : (j + 1) * cell]
            cells[i, j] = np.bincount(index[here].ravel(), magnitude[here].ravel(), bins)
    return cells


def count_in_cells(gx, gy, cell, bins):
    """The histograms of cells from any two gradients: for mistakes that get the gradients wrong."""
    magnitude, angle = np.hypot(gx, gy), np.arctan2(gy, gx)
    cells = [
        orientation_histogram(
            magnitude[i : i + cell, j : j + cell], angle[i : i + cell, j : j + cell], bins
        )
        for i in range(0, gx.shape[0] - cell + 1, cell)
        for j in range(0, gx.shape[1] - cell + 1, cell)
    ]
    return np.reshape(cells, (gx.shape[0] // cell, gx.shape[1] // cell, bins))


def count_in_directions(gray, angle, cell, bins):
    """The histograms of cells from any angles: for mistakes that get the directions wrong."""
    magnitude = np.hypot(*image_gradients(gray))
    return count_in_cells(magnitude * np.cos(angle), magnitude * np.sin(angle), cell, bins)


def gradients_of_each_cell_alone(gray, cell=8, bins=9):
    """The gradients are worked out cell by cell, so an edge between two cells is in neither. Work
    them out for the whole image first, then cut it into cells."""
    rows, columns = gray.shape[0] // cell, gray.shape[1] // cell
    cells = np.zeros((rows, columns, bins))
    for i, j in np.ndindex(rows, columns):
        piece = gray[i * cell : (i + 1) * cell, j * cell : (j + 1) * cell]
        cells[i, j] = hog_cells(piece, cell, bins)[0, 0]
    return cells


def crops_before_the_gradients(gray, cell=8, bins=9):
    """The rows and columns left over are cut off before the gradients, which turns the last pixels
    of the last cells into border. They still are the neighbours of those pixels: crop later."""
    height, width = (side - side % cell for side in gray.shape)
    return hog_cells(gray[:height, :width], cell, bins)


def one_sided_gradients_at_the_border(gray, cell=8, bins=9):
    """The cells inside are right. Those at the border count a gradient from one neighbour, as
    np.gradient makes it; as in the exercise on gradients it is 0 where a neighbour is missing."""
    return count_in_cells(np.gradient(gray, axis=1), np.gradient(gray, axis=0), cell, bins)


def differences_across_opposite_borders(gray, cell=8, bins=9):
    """Pixels at the border are compared with the opposite side of the image, which np.roll brings
    round. Where a neighbour is missing the gradient is 0."""
    gx = (np.roll(gray, -1, axis=1) - np.roll(gray, 1, axis=1)) / 2
    gy = (np.roll(gray, -1, axis=0) - np.roll(gray, 1, axis=0)) / 2
    return count_in_cells(gx, gy, cell, bins)


def leaves_out_the_outermost_pixels(gray, cell=8, bins=9):
    """The outermost pixels count for nothing here. Those of the top row have neighbours to the left
    and right, so their gx counts; it is only gy that is 0."""
    gx, gy = (np.pad(g[1:-1, 1:-1], 1) for g in image_gradients(gray))
    return count_in_cells(gx, gy, cell, bins)


def measures_angles_from_the_y_axis(gray, cell=8, bins=9):
    """gx and gy have changed places, in the angle or from the start: upright edges are counted
    where flat ones belong. np.arctan2 takes gy first."""
    gx, gy = image_gradients(gray)
    return count_in_cells(gy, gx, cell, bins)


def adds_the_sizes_of_both_gradients(gray, cell=8, bins=9):
    """The magnitude is the size of gx plus the size of gy. It is the length of the arrow (gx, gy),
    which is shorter than the way along its two sides."""
    gx, gy = image_gradients(gray)
    length = np.maximum(np.hypot(gx, gy), 1e-300)
    stretch = (np.abs(gx) + np.abs(gy)) / length
    return count_in_cells(gx * stretch, gy * stretch, cell, bins)


def squares_the_magnitude(gray, cell=8, bins=9):
    """The magnitude lacks its root: gx² + gy² is the square of the length of an arrow, and makes
    strong edges too strong."""
    gx, gy = image_gradients(gray)
    length = np.hypot(gx, gy)
    return count_in_cells(gx * length, gy * length, cell, bins)


def counts_every_pixel_alike(gray, cell=8, bins=9):
    """Every pixel counts as 1, even in flat parts, where the direction means nothing. Add up the
    magnitudes."""
    gx, gy = image_gradients(gray)
    angle = np.arctan2(gy, gx)
    return count_in_cells(np.cos(angle), np.sin(angle), cell, bins)


def doubles_the_gradients(gray, cell=8, bins=9):
    """Every number is twice too large: the differences of the neighbours were not halved. The
    gradients are those of the exercise above."""
    return 2 * hog_cells(gray, cell, bins)


def tells_a_direction_from_its_opposite(gray, cell=8, bins=9):
    """Your bins divide a full turn. From dark to bright and from bright to dark is the same edge
    here: the bins divide half a turn, 0 to π."""
    gx, gy = image_gradients(gray)
    angle = np.arctan2(gy, gx) % (2 * np.pi)
    return count_in_directions(gray, angle / 2, cell, bins)


def spreads_bins_from_minus_pi_to_pi(gray, cell=8, bins=9):
    """Your bins go from -π to π, all that arctan2 returns. Opposite directions count as one, so
    bring the angles to 0 to π first."""
    gx, gy = image_gradients(gray)
    index = np.minimum(np.floor((np.arctan2(gy, gx) + np.pi) / (2 * np.pi) * bins), bins - 1)
    return count_in_directions(gray, (index + 0.5) * np.pi / bins, cell, bins)


def leaves_negative_angles_out(gray, cell=8, bins=9):
    """Angles below 0 are counted nowhere. A range of 0 to π drops the half of what arctan2
    returns: each of them has an opposite direction that lies in the range."""
    gx, gy = image_gradients(gray)
    angle = np.arctan2(gy, gx)
    strength = np.where(angle < 0, 0.0, np.hypot(gx, gy))
    turned = np.minimum(angle, np.pi * (1 - 1e-9))
    return count_in_cells(strength * np.cos(turned), strength * np.sin(turned), cell, bins)


def takes_the_size_of_the_angle(gray, cell=8, bins=9):
    """The angles have lost their signs, and that mirrors the edges: a slope down is counted as a
    slope up. Half a turn leads from an angle to its opposite."""
    gx, gy = image_gradients(gray)
    return count_in_cells(gx, np.abs(gy), cell, bins)


def takes_angles_without_their_sign(gray, cell=8, bins=9):
    """Each angle is counted by its size alone: a slope down is taken for a slope up, and π for the
    end of the last bin. Add half a turn to what is below 0, and count π as 0."""
    gx, gy = image_gradients(gray)
    angle = np.minimum(np.abs(np.arctan2(gy, gx)), np.pi * (1 - 1e-9))
    return count_in_directions(gray, angle, cell, bins)


def counts_pi_in_the_last_bin(gray, cell=8, bins=9):
    """Where the image gets darker to the right, the angle is π, and you count it in the last bin.
    It is the opposite of the angle 0 and belongs to the first."""
    gx, gy = image_gradients(gray)
    angle = np.where((gx < 0) & (gy == 0), np.pi * (1 - 1e-9), np.arctan2(gy, gx))
    return count_in_directions(gray, angle, cell, bins)


def spreads_bins_over_the_angles_of_each_cell(gray, cell=8, bins=9):
    """The bins of a cell run from its smallest to its largest angle, so that each cell has bins of
    its own. In all of them they divide 0 to π."""
    gx, gy = image_gradients(gray)
    magnitude, angle = np.hypot(gx, gy), np.arctan2(gy, gx) % np.pi
    cells = np.zeros((gray.shape[0] // cell, gray.shape[1] // cell, bins))
    for i, j in np.ndindex(cells.shape[:2]):
        here = np.s_[i * cell : (i + 1) * cell, j * cell : (j + 1) * cell]
        cells[i, j] = np.histogram(angle[here], bins, weights=magnitude[here])[0]
    return cells


def columns_before_rows(gray, cell=8, bins=9):
    """Rows and columns of cells have changed places. As in the image itself, the first axis counts
    the rows."""
    return hog_cells(gray, cell, bins).transpose(1, 0, 2)


def puts_bins_first(gray, cell=8, bins=9):
    """The bins are the first axis of your result. They should be the last one: [i, j] is then the
    histogram of the cell in row i and column j."""
    return hog_cells(gray, cell, bins).transpose(2, 0, 1)


def returns_one_long_vector(gray, cell=8, bins=9):
    """The numbers are right, in one flat vector. Keep the rows and columns of cells for now: the
    shape is in the docstring."""
    return hog_cells(gray, cell, bins).ravel()


def lists_the_cells_in_a_row(gray, cell=8, bins=9):
    """The cells are in one long list, and where each of them was is lost. Give them their rows and
    columns: the result has three axes."""
    return hog_cells(gray, cell, bins).reshape(-1, bins)


def divides_each_cell_by_its_total(gray, cell=8, bins=9):
    """The bins of each of your cells add up to 1. Leave them as they are: here a cell with strong
    edges has large numbers."""
    cells = hog_cells(gray, cell, bins)
    return cells / np.maximum(cells.sum(axis=2, keepdims=True), 1e-12)


def scales_each_cell_to_length_one(gray, cell=8, bins=9):
    """Each of your cells is a vector of length 1. The method of 2005 does that to groups of cells;
    here the sums stay as they are."""
    cells = hog_cells(gray, cell, bins)
    return cells / np.maximum(np.linalg.norm(cells, axis=2, keepdims=True), 1e-12)


def averages_over_the_cell(gray, cell=8, bins=9):
    """The sums are divided by the number of pixels in a cell. Some libraries do that; here a bin
    holds the sum."""
    return hog_cells(gray, cell, bins) / cell**2


def makes_cells_of_what_is_left_over(gray, cell=8, bins=9):
    """You have more cells than fit: the pixels left over got cells of their own. Round the number
    of cells down."""
    gx, gy = (np.pad(g, [(0, -side % cell) for side in g.shape]) for g in image_gradients(gray))
    return count_in_cells(gx, gy, cell, bins)


def adds_what_is_left_over_to_the_last_cells(gray, cell=8, bins=9):
    """The pixels left over are counted in the last row and column of cells. They belong to no cell
    and are not counted at all."""
    magnitude = np.hypot(*image_gradients(gray))
    gx, gy = image_gradients(gray)
    index = np.floor(np.arctan2(gy, gx) / np.pi * bins).astype(int) % bins
    cells = np.zeros((gray.shape[0] // cell, gray.shape[1] // cell, bins))
    for i, j in np.ndindex(gray.shape):
        row = min(i // cell, cells.shape[0] - 1)
        column = min(j // cell, cells.shape[1] - 1)
        cells[row, column, index[i, j]] += magnitude[i, j]
    return cells


def always_cells_of_eight(gray, cell=8, bins=9):
    """Your cells have a side of 8 pixels whatever is asked for. Use the argument."""
    return hog_cells(gray, 8, bins)


def always_nine_directions(gray, cell=8, bins=9):
    """Nine bins come back whatever is asked for. The last argument says how many there are."""
    return hog_cells(gray, cell)


def keeps_the_last_pixel_of_each_bin(gray, cell=8, bins=9):
    """Of all the pixels of a cell that share a bin, only the last one counts. A plain = overwrites
    what was there, and so does += with an array as index."""
    gx, gy = image_gradients(gray)
    index = np.floor(np.arctan2(gy, gx) / np.pi * bins).astype(int) % bins
    magnitude = np.hypot(gx, gy)
    rows, columns = gray.shape[0] // cell, gray.shape[1] // cell
    cells = np.zeros((rows, columns, bins))
    for i, j in np.ndindex(rows * cell, columns * cell):
        cells[i // cell, j // cell, index[i, j]] = magnitude[i, j]
    return cells


def slides_the_cell_by_one_pixel(gray, cell=8, bins=9):
    """Your cells begin at neighbouring pixels and overlap. Cell i begins at pixel i · cell, where
    the one before it ends."""
    gx, gy = image_gradients(gray)
    rows, columns = gray.shape[0] // cell, gray.shape[1] // cell
    cells = np.zeros((rows, columns, bins))
    for i, j in np.ndindex(rows, columns):
        here = np.s_[i : i + cell, j : j + cell]
        cells[i, j] = count_in_cells(gx[here], gy[here], cell, bins)[0, 0]
    return cells


def quarters(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Exact in binary, so that a gradient of 0 is 0 in whatever order one computes."""
    return rng.integers(0, 40, shape) / 4


def cell_in_a_black_frame(rng: np.random.Generator) -> Call:
    """Nothing changes at the border."""
    return call(np.pad(rng.permutation(40)[:4].reshape(2, 2) / 4, 2), cell=6)


def rising_brightness(rng: np.random.Generator) -> Call:
    """Brighter to the right and downwards: all directions lie between 0 and a quarter turn."""
    rows, columns, cell = (int(n) for n in rng.integers((1, 2, 2), (3, 4, 4)))
    steps = rng.integers(1, 20, (rows * cell, columns * cell)) / 4
    return call(np.cumsum(np.cumsum(steps, axis=0), axis=1), cell=cell)


def cells_with_pixels_left_over(rng: np.random.Generator) -> Call:
    cell = int(rng.integers(3, 5))
    below, beside = (int(n) for n in rng.integers(1, cell, 2))
    steps = rng.integers(1, 20, (2 * cell + below, cell + beside)) / 4
    return call(np.cumsum(np.cumsum(steps, axis=0), axis=1), cell=cell)


def edges_all_round(rng: np.random.Generator) -> Call:
    """An odd number of bins: of an even one, straight down is the border of two."""
    return call(quarters(rng, 6, 9), cell=3, bins=int(rng.choice([3, 5, 7])))


def cells_as_usual(rng: np.random.Generator) -> Call:
    return call(quarters(rng, 9, 18))


def hog_length(height, width, cell=8, bins=9):
    """How many numbers hog_cells gives for an image of that size, as an int."""
    return (height // cell) * (width // cell) * bins


def counts_pixels_for_cells(height, width, cell=8, bins=9):
    """This gives every pixel a histogram of its own. A histogram belongs to a cell: how many cells
    fit side by side, and how many below each other?"""
    return height * width * bins


def divides_one_side_only(height, width, cell=8, bins=9):
    """The number of pixels is divided by the side of a cell, and a cell is as high as it is wide.
    Divide the height and the width, each on its own."""
    return height * width // cell * bins


def forgets_the_bins(height, width, cell=8, bins=9):
    """This is the number of cells. Each of them has a histogram, which is more than one number."""
    return (height // cell) * (width // cell)


def forgets_the_columns(height, width, cell=8, bins=9):
    """This counts a single column of cells. The width of the image makes no difference to your
    answer."""
    return (height // cell) * bins


def adds_rows_and_columns(height, width, cell=8, bins=9):
    """Rows and columns of cells are added. Draw a grid of 2 by 3 cells and count them."""
    return (height // cell + width // cell) * bins


def rounds_cells_up(height, width, cell=8, bins=9):
    """Pixels left over are counted as a cell. Only whole cells count: round down."""
    return -(-height // cell) * -(-width // cell) * bins


def divides_the_area(height, width, cell=8, bins=9):
    """This divides the area of the image by the area of a cell. What is left over at the right and
    at the bottom cannot be put together to make cells: round each side down on its own."""
    return height * width // cell**2 * bins


def rounds_down_at_the_end(height, width, cell=8, bins=9):
    """Everything is divided first and rounded down last. A fraction of a cell has no histogram:
    rows and columns are rounded down before they are multiplied."""
    return int(height / cell * (width / cell) * bins + 1e-9)


def lets_columns_join_the_rows(height, width, cell=8, bins=9):
    """Without brackets a // b * c // d is worked out from left to right, so the last division takes
    rows and columns together. Put brackets round the number of columns."""
    return height // cell * width // cell * bins


def counts_one_more_each_way(height, width, cell=8, bins=9):
    """There is one row and one column of cells too many. Cells stand side by side: in 8 pixels
    there is one cell of 8."""
    return (height // cell + 1) * (width // cell + 1) * bins


def counts_places_of_a_sliding_cell(height, width, cell=8, bins=9):
    """This counts all the places where a cell could begin, one pixel apart. The cells of HOG do
    not overlap: the next one begins where one ends."""
    return (height - cell + 1) * (width - cell + 1) * bins


def returns_a_fraction(height, width, cell=8, bins=9):
    """What / gives is a float, with a fraction where pixels are left over. The count is an int:
    there is a division that rounds down and stays with ints."""
    return height / cell * (width / cell) * bins


def returns_a_float_length(height, width, cell=8, bins=9):
    """The number is right and is a float. A length is an int: np.zeros(18.0) is an error. Divide
    whole numbers with the operator that keeps them whole."""
    return float((height // cell) * (width // cell) * bins)


def rounds_to_whole_cells(height, width, cell=8, bins=9):
    """round() goes up as often as down, and where it goes up a cell is counted that hangs over
    the border. Round down."""
    return round(height / cell) * round(width / cell) * bins


def returns_the_shape(height, width, cell=8, bins=9):
    """This is the shape that hog_cells returns. Asked for is how many numbers an array of that
    shape holds."""
    return height // cell, width // cell, bins


def counts_blocks(height, width, cell=8, bins=9):
    """These are overlapping blocks of two by two cells, as in the paper of 2005. hog_cells has no
    blocks: it gives one histogram a cell."""
    return (height // cell - 1) * (width // cell - 1) * 4 * bins


def counts_three_colours(height, width, cell=8, bins=9):
    """This is three times too many. HOG looks at a grey image, so there are no colour channels."""
    return (height // cell) * (width // cell) * bins * 3


def eight_by_nine_always(height, width, cell=8, bins=9):
    """The answer is the same for every cell and every number of bins. 8 and 9 are only what they
    are if nothing else is said: use the arguments."""
    return (height // 8) * (width // 8) * 9


def takes_cell_for_a_number_of_cells(height, width, cell=8, bins=9):
    """Here `cell` is used as the number of cells along a side. It is the side of one cell, in
    pixels: how often does it fit into the height?"""
    return cell * cell * bins


def length_of_whole_cells(rng: np.random.Generator) -> Call:
    rows, columns = (int(n) for n in rng.integers(3, 50, 2))
    return call(8 * rows, 8 * columns)


def length_with_pixels_left_over(rng: np.random.Generator) -> Call:
    rows, columns = (int(n) for n in rng.integers(4, 50, 2))
    return call(8 * rows + int(rng.integers(5, 8)), 8 * columns + int(rng.integers(5, 8)))


def length_of_other_cells(rng: np.random.Generator) -> Call:
    rows, columns, cell, bins = (int(n) for n in rng.integers((3, 3, 3, 3), (40, 40, 8, 9)))
    return call(rows * cell, columns * cell, cell=cell, bins=bins)


ONE_SET = np.array([[1.0, 10.0], [3.0, 30.0]])
FOUR_ROWS = np.array([[0.0, 2.0, 50.0], [0.5, 5.0, 10.0], [0.25, 4.0, 30.0], [1.0, 9.0, 70.0]])
CONSTANT = np.array([[1.0, 5.0], [5.0, 5.0]])

EXERCISES = [
    Exercise(
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
        mistakes=[
            keeps_the_distance_squared,
            divides_y_by_x,
            squares_the_distance_and_divides,
            takes_the_slope_for_the_angle,
            squares_the_distance_and_takes_the_slope,
            swaps_x_and_y,
            measures_along_the_grid,
            loses_the_sign_of_the_angle,
            takes_the_angle_from_the_sine,
            gives_the_negative_axis_no_angle,
            turns_from_zero_to_two_pi,
            adds_pi_on_the_left,
            gives_degrees,
            puts_the_angle_first,
            lays_points_in_columns,
            works_with_the_new_x,
            overwrites_x_before_the_angle,
            writes_into_the_points,
            cuts_angles_to_whole_numbers,
            one_distance_for_all_points,
            folds_into_the_first_quadrant,
            returns_the_first_point_only,
        ],
        hints=[
            "Take x and y out of the array first: each is a column.",
            "The distance is Pythagoras. For the angle, look for a function of NumPy that is given "
            "y and x and knows all four quadrants.",
            "np.hypot and np.arctan2 make the two columns; np.stack puts them side by side.",
        ],
    ),
    Exercise(
        solution=standardize,
        parts=[
            Part(
                "train",
                [
                    call(ONE_SET, np.array([[4.0, 50.0]])),
                    call(np.array([[1.0], [2.0], [6.0]]), np.array([[2.0], [5.0]])),
                    call(FOUR_ROWS, np.array([[1.0, 1.0, 1.0], [2.0, 8.0, 90.0]])),
                    drawn(two_sets, 3),
                ],
                item=0,
            ),
            Part(
                "other, by the numbers of train",
                [
                    call(ONE_SET, np.array([[4.0, 50.0]])),
                    call(np.array([[1.0], [2.0], [6.0]]), np.array([[2.0], [5.0]])),
                    call(FOUR_ROWS, np.array([[1.0, 1.0, 1.0], [2.0, 8.0, 90.0]])),
                    drawn(two_sets, 3),
                ],
                item=1,
            ),
            Part(
                "a feature that never varies",
                [
                    call(CONSTANT, np.array([[2.0, 5.0], [7.0, 5.0]])),
                    call(CONSTANT, np.array([[2.0, 7.0], [7.0, 4.0]])),
                    call(np.array([[2.0, 7.0]]), np.array([[3.0, 5.0], [2.0, 8.0]])),
                    drawn(sets_with_a_constant_feature, 3),
                ],
            ),
            Part(
                "whole numbers, all together",
                [
                    call(np.array([[1, 10], [2, 40], [9, 10]]), np.array([[3, 70], [5, 20]])),
                    call(
                        np.array([[1, 10, 5], [3, 30, 5], [8, 20, 5]]),
                        np.array([[6, 30, 7], [2, 0, 4]]),
                    ),
                    drawn(whole_number_sets, 3),
                ],
            ),
        ],
        mistakes=[
            each_set_by_its_own_statistics,
            divides_each_set_by_its_own_deviation,
            statistics_of_both_sets,
            one_mean_and_deviation_for_all,
            one_mean_for_all_features,
            one_deviation_for_all_features,
            standardizes_every_row,
            divides_by_the_variance,
            divides_by_one_less,
            only_shifts,
            only_scales,
            scales_before_it_shifts,
            divides_by_a_deviation_of_zero,
            puts_a_tiny_number_for_zero,
            sets_constant_features_to_zero,
            replaces_nan_afterwards,
            leaves_constant_features_alone,
            drops_constant_features,
            scales_to_between_zero_and_one,
            leaves_the_other_set_as_it_is,
            only_shifts_the_other_set,
            other_by_its_own_deviation,
            other_by_its_own_mean,
            returns_the_other_set_first,
            returns_the_training_set_only,
            changes_both_sets_in_place,
        ],
        hints=[
            "Work out two vectors of length D from train, its means and its deviations, and use "
            "both for either set.",
            "axis=0 runs over the examples, so that one number is left for each feature.",
            "Where a feature never varies, let the number that you divide by be 1: np.where puts "
            "it there.",
        ],
    ),
    Exercise(
        solution=color_histogram,
        parts=[
            Part(
                "one pixel",
                [
                    call(np.array([[[0.1, 0.5, 0.9]]]), 3),
                    call(np.array([[[0.7, 0.2, 0.6]]]), 4),
                    call(np.array([[[0.1, 0.71, 0.4]]]), 7),
                    drawn(one_pixel_to_count, 4),
                ],
            ),
            Part(
                "many pixels",
                [
                    call(np.array([[[0.1, 0.2, 0.9], [0.7, 0.4, 0.8]]]), 2),
                    call(
                        np.array(
                            [
                                [[0.1, 0.2, 0.9], [0.7, 0.4, 0.8], [0.3, 0.9, 0.8]],
                                [[0.2, 0.1, 0.7], [0.3, 0.4, 0.1], [0.9, 0.4, 0.2]],
                            ]
                        ),
                        4,
                    ),
                    call(np.array([[[0.71, 0.2, 0.9]], [[0.3, 0.4, 0.8]], [[0.3, 0.8, 0.1]]]), 7),
                    drawn(image_to_count, 3),
                ],
            ),
            Part(
                "black and white",
                [
                    call(np.array([[[1.0, 0.0, 1.0]]]), 2),
                    call(np.array([[[1.0, 1.0, 1.0]]]), 4),
                    call(np.array([[[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0]]]), 3),
                    drawn(black_and_white_to_count, 3),
                ],
            ),
            Part(
                "any image",
                [
                    call(np.arange(20.0, 44.0).reshape(2, 4, 3) / 59, 4),
                    call(np.arange(60.0).reshape(4, 5, 3) / 59, 6),
                    call(np.arange(60.0).reshape(5, 4, 3)[::-1] ** 2 / 59**2, 7),
                    drawn(any_image_to_count, 3),
                ],
            ),
        ],
        mistakes=[
            counts_pixels,
            divides_by_all_three_channels,
            divides_by_the_number_of_rows,
            spreads_bins_over_the_shades_present,
            spreads_bins_over_the_image,
            gives_densities_of_the_shades_present,
            expects_shades_up_to_255,
            loses_the_brightest_shade,
            loses_the_darkest_shade,
            lets_white_run_into_the_next_colour,
            gives_white_a_bin_of_its_own,
            counts_white_as_black,
            stretches_the_bins_for_white,
            rounds_to_the_nearest_bin,
            cuts_256_shades_into_bins,
            alternates_the_colours,
            puts_blue_first,
            leaves_three_rows,
            counts_colours_jointly,
            mixes_the_three_colours,
            counts_shades_of_gray,
            red_for_all_three,
            gives_densities,
            cuts_pixels_into_three_heaps,
            reads_rows_for_colours,
            counts_each_bin_once,
            has_no_room_for_fractions,
            multiplies_the_image_itself,
        ],
        hints=[
            "Begin with one channel, image[:, :, 0], and count how many of its pixels lie in each "
            "bin.",
            "np.histogram counts. Tell it how many bins there are, and the range that they cover: "
            "without one it looks at the image.",
            "Divide each of the three by the number of pixels, and join them with np.concatenate.",
        ],
    ),
    Exercise(
        solution=image_gradients,
        parts=[
            Part(
                "left to right",
                [
                    call(np.tile([0.0, 0.0, 4.0, 0.0, 0.0], (2, 1))),
                    call(np.tile([0.0, 0.0, 1.0, 5.0, 2.0, 0.0, 0.0], (3, 1))),
                    drawn(stripes_side_by_side, 3),
                ],
            ),
            Part(
                "top to bottom",
                [
                    call(np.tile([0.0, 0.0, 4.0, 0.0, 0.0], (2, 1)).T),
                    call(np.tile([0.0, 0.0, 1.0, 5.0, 2.0, 0.0, 0.0], (3, 1)).T),
                    drawn(stripes_on_top_of_each_other, 3),
                ],
            ),
            Part(
                "inside a black frame",
                [
                    call(np.pad([[8.0]], 2)),
                    call(np.pad([[2.0, 4.0, 7.0], [12.0, 6.0, 1.0]], 2)),
                    drawn(picture_with_a_black_frame, 3),
                ],
            ),
            Part(
                "two rows or two columns",
                [
                    call(np.array([[1.0, 2.0, 4.0, 8.0], [9.0, 3.0, 0.0, 5.0]])),
                    call(np.array([[8.0, 0.0], [2.0, 9.0], [4.0, 5.0], [1.0, 7.0], [3.0, 6.0]])),
                    drawn(two_rows_or_columns, 4),
                ],
            ),
            Part(
                "up to the border",
                [
                    call(np.array([[1.0, 2.0, 4.0], [3.0, 9.0, 6.0], [7.0, 5.0, 8.0]])),
                    call(
                        np.array(
                            [[3.0, 9.0, 1.0, 7.0], [2.0, 5.0, 8.0, 4.0], [6.0, 11.0, 0.0, 12.0]]
                        )
                    ),
                    call(np.array([[1.0, 5.0], [7.0, 2.0], [4.0, 9.0], [-8.0, 1000.0]])),
                    drawn(picture_up_to_its_border, 3),
                ],
            ),
        ],
        mistakes=[
            does_not_halve,
            halves_twice,
            swaps_right_and_down,
            subtracts_the_wrong_way_round,
            points_gy_upwards,
            subtracts_right_from_left,
            drops_the_sign,
            one_sided_at_the_border,
            takes_the_order_of_numpy,
            wraps_round_the_border,
            sees_black_beyond_the_border,
            repeats_the_border_pixels,
            blanks_the_whole_frame,
            keeps_the_brightness_at_the_border,
            begins_the_loops_at_zero,
            leaves_the_border_out,
            looks_at_the_next_pixel_only,
            looks_at_the_pixel_before_only,
            takes_steps_between_neighbours,
            shifts_the_gradient,
            adds_the_neighbours,
            halves_one_neighbour,
        ],
        hints=[
            "Start with two arrays of zeros, shaped like the image. Then the border is done.",
            "All right neighbours together are the image without its first two columns. What are "
            "all left neighbours together?",
            "gx[:, 1:-1] gets half of gray[:, 2:] minus the left neighbours. gy is the same with "
            "rows.",
        ],
    ),
    Exercise(
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
                    drawn(edges_in_other_bins, 3),
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
        mistakes=[
            counts_pixels_instead_of_magnitudes,
            divides_a_full_turn,
            divides_minus_pi_to_pi,
            drops_angles_below_zero_and_above_pi,
            pushes_angles_into_the_end_bins,
            mirrors_negative_angles,
            counts_angles_without_their_sign,
            adds_pi_to_negative_angles_only,
            adds_pi_below_zero_and_drops_the_rest,
            turns_once_only,
            lets_the_index_run_over,
            votes_for_the_nearest_border,
            splits_between_two_bins,
            divides_by_the_total,
            averages_each_bin,
            keeps_one_pixel_of_each_bin,
            always_nine_bins,
            bins_of_twenty_degrees,
            reads_degrees,
            spreads_bins_over_the_angles_present,
            takes_borders_for_bins,
            swaps_magnitude_and_angle,
            folds_angles_in_place,
            counts_from_the_last_bin,
        ],
        hints=[
            "Bring every angle to 0 to π first. The operator % does that, for negative angles too.",
            "How wide is one bin? How many such widths fit into the angle, rounded down, is the "
            "number of its bin.",
            "np.bincount adds up weights by index, and minlength keeps empty bins at the end. A "
            "loop over all pixels does it as well.",
        ],
    ),
    Exercise(
        solution=hog_cells,
        parts=[
            Part(
                "one cell",
                [
                    call(np.pad([[8.0]], 2), cell=5),
                    call(np.pad([[4.0, 0.0], [4.0, 0.0]], 2), cell=6),
                    call(np.pad([[1.0, 2.0], [4.0, 8.0]], 2), cell=6),
                    drawn(cell_in_a_black_frame, 3),
                ],
            ),
            Part(
                "many cells",
                [
                    call(np.array([[0.0, 1.0, 3.0, 7.0], [2.0, 4.0, 7.0, 12.0]]), cell=2),
                    call(np.add.outer(np.arange(4.0) ** 2, np.arange(6.0)), cell=2),
                    call(np.add.outer(np.arange(3.0), np.arange(9.0) ** 2), cell=3),
                    call(np.add.outer(3 * np.arange(6.0), np.arange(4.0) ** 2), cell=2),
                    drawn(rising_brightness, 3),
                ],
            ),
            Part(
                "rows and columns left over",
                [
                    call(np.add.outer(np.arange(3.0) ** 2, np.arange(5.0)), cell=2),
                    call(np.add.outer(np.arange(8.0) ** 2, np.arange(4.0) ** 2), cell=3),
                    drawn(cells_with_pixels_left_over, 3),
                ],
            ),
            Part(
                "edges all round",
                [
                    call(
                        np.array(
                            [[9.0, 4.0, 1.0, 2.0], [3.0, 9.0, 0.0, 6.0], [7.0, 5.0, 2.0, 8.0]]
                        ).repeat(2, axis=0),
                        cell=2,
                        bins=3,
                    ),
                    call(
                        np.array(
                            [
                                [1.0, 8.0, 3.0, 3.0, 0.0, 2.0],
                                [9.0, 2.0, 5.0, 7.0, 1.0, 6.0],
                                [4.0, 6.0, 0.0, 8.0, 8.0, 3.0],
                            ]
                        ),
                        cell=3,
                        bins=5,
                    ),
                    drawn(edges_all_round, 3),
                ],
            ),
            Part(
                "cells of 8, nine bins",
                [
                    call(np.add.outer(np.arange(8.0) ** 2, np.arange(16.0))),
                    call(np.arange(9 * 18.0).reshape(9, 18) * 37 % 101),
                    drawn(cells_as_usual, 2),
                ],
            ),
        ],
        mistakes=[
            gradients_of_each_cell_alone,
            crops_before_the_gradients,
            one_sided_gradients_at_the_border,
            differences_across_opposite_borders,
            leaves_out_the_outermost_pixels,
            measures_angles_from_the_y_axis,
            adds_the_sizes_of_both_gradients,
            squares_the_magnitude,
            counts_every_pixel_alike,
            doubles_the_gradients,
            tells_a_direction_from_its_opposite,
            spreads_bins_from_minus_pi_to_pi,
            leaves_negative_angles_out,
            takes_the_size_of_the_angle,
            takes_angles_without_their_sign,
            counts_pi_in_the_last_bin,
            spreads_bins_over_the_angles_of_each_cell,
            columns_before_rows,
            puts_bins_first,
            returns_one_long_vector,
            lists_the_cells_in_a_row,
            divides_each_cell_by_its_total,
            scales_each_cell_to_length_one,
            averages_over_the_cell,
            makes_cells_of_what_is_left_over,
            adds_what_is_left_over_to_the_last_cells,
            always_cells_of_eight,
            always_nine_directions,
            keeps_the_last_pixel_of_each_bin,
            slides_the_cell_by_one_pixel,
        ],
        hints=[
            "Three steps that you know: the gradients of the whole image, then a magnitude and an "
            "angle for each pixel, then a histogram for each cell.",
            "np.hypot(gx, gy) is the magnitude, np.arctan2(gy, gx) the angle.",
            "Two loops over the cells. The one in row i begins at pixel i · cell and ends before "
            "pixel (i + 1) · cell.",
        ],
    ),
    Exercise(
        solution=hog_length,
        parts=[
            Part(
                "cells of 8, nine bins",
                [call(8, 8), call(16, 24), call(240, 320), drawn(length_of_whole_cells, 4)],
            ),
            Part(
                "rows and columns left over",
                [
                    call(15, 15),
                    call(31, 29),
                    call(100, 45),
                    drawn(length_with_pixels_left_over, 4),
                ],
            ),
            Part(
                "other cells and bins",
                [
                    call(4, 8, cell=4),
                    call(16, 24, bins=6),
                    call(12, 30, cell=3, bins=4),
                    call(6, 7, cell=1, bins=2),
                    drawn(length_of_other_cells, 4),
                ],
            ),
        ],
        mistakes=[
            counts_pixels_for_cells,
            divides_one_side_only,
            forgets_the_bins,
            forgets_the_columns,
            adds_rows_and_columns,
            rounds_cells_up,
            divides_the_area,
            rounds_down_at_the_end,
            lets_columns_join_the_rows,
            counts_one_more_each_way,
            counts_places_of_a_sliding_cell,
            returns_a_float_length,
            returns_a_fraction,
            rounds_to_whole_cells,
            returns_the_shape,
            counts_blocks,
            counts_three_colours,
            eight_by_nine_always,
            takes_cell_for_a_number_of_cells,
        ],
        hints=[
            "How many whole cells lie below each other, how many side by side?",
            "Each cell gives as many numbers as there are bins.",
        ],
    ),
]
