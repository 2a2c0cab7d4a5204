"""standardize: features with mean 0 and standard deviation 1 over the training set."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def standardize(train, other):
    """Features with mean 0 and standard deviation 1 over the training set.

    train: (N, D); other: (M, D), say test data: it is shifted and scaled by the mean and standard
    deviation of train, feature by feature. A feature that never varies in train is only shifted.
    Both of any number type. Returns both as floats, of the same shapes.
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
    """The other set is shifted and not scaled. Do to it all that you should do to train, with the
    same numbers."""
    return standardize(train, other)[0], other - train.mean(axis=0)


def only_scales_the_other_set(train, other):
    """The other set is scaled and not shifted. Has its mean been taken from train after train was
    shifted? It is 0 by then: keep the mean from before."""
    scaled = scale_by(other, 0.0, train.std(axis=0))
    return standardize(train, other)[0], scaled


def divides_only_the_mean(train, other):
    """Only the mean is divided by the deviation, since / comes before -. Put the difference in
    brackets."""
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    ratio = mean / np.where(deviation == 0, 1.0, deviation)
    return train - ratio, other - ratio


def takes_the_median_away(train, other):
    """The median is taken away, the value in the middle. Standardizing takes the mean away."""
    middle, deviation = np.median(train, axis=0), train.std(axis=0)
    return scale_by(train, middle, deviation), scale_by(other, middle, deviation)


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


def _with_a_tiny_deviation(train, other, tiny):
    """Both sets scaled by deviations that are larger by a tiny number."""
    mean, deviation = train.mean(axis=0), train.std(axis=0) + tiny
    return (train - mean) / deviation, (other - mean) / deviation


def adds_a_hundred_thousandth(train, other):
    """1e-5 is added to each deviation: a feature that never varies in train gets huge numbers in
    other, and all others are a little too small. Such a feature should only be shifted."""
    return _with_a_tiny_deviation(train, other, 1e-5)


def adds_a_ten_millionth(train, other):
    """1e-7 stands for a deviation of 0, and dividing by it makes a feature that never varies in
    train ten million times larger. It should keep its scale: divide it by 1."""
    return _with_a_tiny_deviation(train, other, 1e-7)


def adds_a_billionth(train, other):
    """1e-9 stands for a deviation of 0, and dividing by it makes a feature that never varies in
    train a billion times larger. It should keep its scale: divide it by 1."""
    return _with_a_tiny_deviation(train, other, 1e-9)


def adds_one_ten_billionth(train, other):
    """1e-10 stands for a deviation of 0. In train that makes no difference, for 0 divided by it is
    0; in other a feature that never varied gets billions. Divide it by 1."""
    return _with_a_tiny_deviation(train, other, 1e-10)


def adds_one_trillionth(train, other):
    """1e-12 stands for a deviation of 0. In train that makes no difference, for 0 divided by it is
    0; in other a feature that never varied gets trillions. Divide it by 1."""
    return _with_a_tiny_deviation(train, other, 1e-12)


def puts_a_millionth_for_zero(train, other):
    """1e-6 stands for a deviation of 0, and dividing by it makes a feature that never varies in
    train a million times larger. It should keep its scale: divide it by 1."""
    mean, deviation = train.mean(axis=0), np.maximum(train.std(axis=0), 1e-6)
    return (train - mean) / deviation, (other - mean) / deviation


def adds_a_tiny_number_to_the_variance(train, other):
    """A tiny number is added to the variance, as in batch normalisation. In other it blows up a
    feature that never varies in train: that one should only be shifted."""
    mean, deviation = train.mean(axis=0), np.sqrt(train.var(axis=0) + 1e-8)
    return (train - mean) / deviation, (other - mean) / deviation


def adds_a_hundred_thousandth_to_the_variance(train, other):
    """1e-5 is added to the variance, as in batch normalisation. Nothing is added here: a feature
    that varies has its own deviation, and one that never does is only shifted."""
    mean, deviation = train.mean(axis=0), np.sqrt(train.var(axis=0) + 1e-5)
    return (train - mean) / deviation, (other - mean) / deviation


def adds_one_to_every_deviation(train, other):
    """1 is added to every deviation, not only to that of features that never vary. The others are
    divided by their deviation as it is."""
    mean, deviation = train.mean(axis=0), train.std(axis=0) + 1
    return (train - mean) / deviation, (other - mean) / deviation


def leaves_small_deviations_alone(train, other):
    """Features with a deviation below 1 are not scaled. Only those that never vary, with a
    deviation of 0, keep their scale."""
    mean, deviation = train.mean(axis=0), np.maximum(train.std(axis=0), 1)
    return (train - mean) / deviation, (other - mean) / deviation


def divides_by_the_root_of_one_less(train, other):
    """A set of a single row has no sample deviation: it would be divided by N - 1, which is 0. Here
    the plain deviation is asked for, that divides by N."""
    mean = train.mean(axis=0)
    deviation = train.std(axis=0, ddof=1)
    return scale_by(train, mean, deviation), scale_by(other, mean, deviation)


def divides_by_the_largest_value(train, other):
    """Each feature is divided by its largest value, without a mean taken away. Standardizing takes
    the mean away and divides by the standard deviation."""
    largest = train.max(axis=0)
    return scale_by(train, 0.0, largest), scale_by(other, 0.0, largest)


def divides_by_the_span(train, other):
    """The mean is taken away, and the scale is the way from the smallest to the largest value. It
    should be the standard deviation."""
    mean, span = train.mean(axis=0), train.max(axis=0) - train.min(axis=0)
    return scale_by(train, mean, span), scale_by(other, mean, span)


def divides_by_the_length_of_the_feature(train, other):
    """The mean is taken away, and the scale is the root of the sum of squares. The deviation is the
    root of their mean: a division by N is missing under the root."""
    mean = train.mean(axis=0)
    length = np.sqrt(((train - mean) ** 2).sum(axis=0))
    return scale_by(train, mean, length), scale_by(other, mean, length)


def divides_by_the_mean_distance(train, other):
    """The scale is the mean distance from the mean, without squares. The standard deviation is the
    root of the mean of squares."""
    mean = train.mean(axis=0)
    distance = np.abs(train - mean).mean(axis=0)
    return scale_by(train, mean, distance), scale_by(other, mean, distance)


def joins_both_sets(train, other):
    """One array comes back, both sets in it. Two are asked for, with a comma between them."""
    return np.concatenate(standardize(train, other))


def returns_the_other_set_only(train, other):
    """One array comes back, the other set. The training set is wanted too, and stands first."""
    return standardize(train, other)[1]


def changes_train_in_place(train, other):
    """`-=` and `/=` change the training set of the caller. The same operators without the equals
    sign make a new array."""
    result = standardize(train, other)
    train -= train.mean(axis=0)
    return result


def changes_the_other_set_in_place(train, other):
    """`-=` and `/=` change the other set of the caller. The same operators without the equals sign
    make a new array."""
    result = standardize(train, other)
    other -= train.mean(axis=0)
    return result


def cuts_results_to_whole_numbers(train, other):
    """Your results have the number type of what came in, and whole numbers have no fractions. Put
    them into arrays of floats."""
    new_train, new_other = standardize(train, other)
    return new_train.astype(train.dtype), new_other.astype(other.dtype)


def loses_an_axis_of_one(train, other):
    """An axis of length 1 has gone. A set may have a single row or a single feature, and still has
    two axes."""
    new_train, new_other = standardize(train, other)
    return new_train.squeeze(), new_other.squeeze()


def swaps_the_roles_of_the_sets(train, other):
    """Mean and deviation come from the other set, and train is measured by them. It is the other
    way round: they come from train."""
    return standardize(other, train)[::-1]


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


ONE_SET = np.array([[1.0, 10.0], [3.0, 30.0]])


FOUR_ROWS = np.array([[0.0, 2.0, 50.0], [0.5, 5.0, 10.0], [0.25, 4.0, 30.0], [1.0, 9.0, 70.0]])


CONSTANT = np.array([[1.0, 5.0], [5.0, 5.0]])


EXERCISE = Exercise(
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
                call(
                    np.array([[1.0, 5.0, 0.25], [2.0, 5.0, 0.5], [6.0, 5.0, 0.25]]),
                    np.array([[2.0, 7.0, 0.5], [7.0, 4.0, 1.0]]),
                ),
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
                call(np.array([[3, 8], [4, 8], [4, 8]]), np.array([[6, 9]])),
                drawn(whole_number_sets, 3),
            ],
        ),
    ],
    hints=[
        "Work out two vectors of length D from train, its means and its deviations, and use "
        "both for either set.",
        "axis=0 runs over the examples, so that one number is left for each feature.",
        "Where a feature never varies, let the number that you divide by be 1: np.where puts "
        "it there.",
    ],
)
