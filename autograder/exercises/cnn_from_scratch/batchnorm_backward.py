"""batchnorm_backward: the backward pass of batchnorm_forward in training."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.cnn_from_scratch.shared import channels, numbers, of_batch


def batchnorm_backward(dout, x, gamma, epsilon):
    """The backward pass of batchnorm_forward in training.

    dout, x: (N, D) or (N, C, H, W); gamma: (D,) or (C,); epsilon: that of the forward
    pass.
    Returns dx (shaped like x), dgamma and dbeta (shaped like gamma).
    """
    axes = (0, *range(2, x.ndim))
    n = x.size // x.shape[1]
    to_x = (-1, *[1] * (x.ndim - 2))
    spread = np.sqrt(x.var(axis=axes) + epsilon).reshape(to_x)
    normal = (x - x.mean(axis=axes).reshape(to_x)) / spread

    dbeta = dout.sum(axis=axes)
    dgamma = (dout * normal).sum(axis=axes)
    by_mean = dbeta.reshape(to_x) / n
    by_spread = normal * dgamma.reshape(to_x) / n
    dx = gamma.reshape(to_x) / spread * (dout - by_mean - by_spread)
    return dx, dgamma, dbeta


def roads(dout, x, gamma, epsilon, mean=1.0, spread=1.0, axes=None, divide=None):
    """dx with more or less of its second and third part, or over other axes. mean, spread: factors
    of the two parts."""
    axes = (0, *range(2, x.ndim)) if axes is None else axes
    keep = {"axis": axes, "keepdims": True}
    root = np.sqrt(x.var(**keep) + epsilon)
    normal = (x - x.mean(**keep)) / root
    n = x.size // root.size if divide is None else divide
    by_mean = mean * dout.sum(**keep) / n
    by_spread = spread * normal * (dout * normal).sum(**keep) / n
    return channels(gamma, x) / root * (dout - by_mean - by_spread)


def _with_epsilons(dout, x, gamma, of_normal, of_spread):
    """All three gradients, with one epsilon in the normalised x and another where dx is divided."""
    axes = (0, *range(2, x.ndim))
    keep = {"axis": axes, "keepdims": True}
    normal = (x - x.mean(**keep)) / np.sqrt(x.var(**keep) + of_normal)
    dgamma = (dout * normal).sum(axis=axes)
    dx = dout - dout.mean(**keep) - normal * (dout * normal).mean(**keep)
    return channels(gamma, x) / np.sqrt(x.var(**keep) + of_spread) * dx, dgamma, dout.sum(axis=axes)


def with_dx(dx, dout, x, gamma, epsilon):
    """The other two are right."""
    return dx, *batchnorm_backward(dout, x, gamma, epsilon)[1:]


def takes_mean_and_spread_for_constants(dout, x, gamma, epsilon):
    """dx follows the direct road only. Each number of the batch also moves the mean and the spread,
    and through these all the other outputs: there are three roads, and their gradients add up."""
    return with_dx(roads(dout, x, gamma, epsilon, 0, 0), dout, x, gamma, epsilon)


def leaves_out_the_spread(dout, x, gamma, epsilon):
    """The road through the spread is missing in dx. A number far from the mean makes the spread
    larger, and so all outputs smaller."""
    return with_dx(roads(dout, x, gamma, epsilon, 1, 0), dout, x, gamma, epsilon)


def leaves_out_the_mean(dout, x, gamma, epsilon):
    """The road through the mean is missing in dx. If a number grows, the mean that is subtracted
    from all of them grows too."""
    return with_dx(roads(dout, x, gamma, epsilon, 0, 1), dout, x, gamma, epsilon)


def adds_the_spread(dout, x, gamma, epsilon):
    """The part by the spread has the wrong sign: a larger spread makes outputs smaller."""
    return with_dx(roads(dout, x, gamma, epsilon, 1, -1), dout, x, gamma, epsilon)


def adds_the_mean(dout, x, gamma, epsilon):
    """The part by the mean has the wrong sign. The mean is subtracted."""
    return with_dx(roads(dout, x, gamma, epsilon, -1, 1), dout, x, gamma, epsilon)


def counts_the_spread_twice(dout, x, gamma, epsilon):
    """The part by the spread is twice as large as it should be. The 2 from the square and the ½
    from the root meet."""
    return with_dx(roads(dout, x, gamma, epsilon, 1, 2), dout, x, gamma, epsilon)


def halves_the_spread(dout, x, gamma, epsilon):
    """The part by the spread is half of what it should be. Did the 2 of the square get lost, or the
    root counted twice?"""
    return with_dx(roads(dout, x, gamma, epsilon, 1, 0.5), dout, x, gamma, epsilon)


def forgets_to_divide_by_n(dout, x, gamma, epsilon):
    """The sums in dx are not divided. One number of n moves the mean by an n-th of its own
    change."""
    return with_dx(roads(dout, x, gamma, epsilon, divide=1), dout, x, gamma, epsilon)


def leaves_dx_n_times_too_large(dout, x, gamma, epsilon):
    """dx is n times too large. With n times dout in the bracket, the whole of it is divided by
    n."""
    n = x.size // x.shape[1]
    return with_dx(n * roads(dout, x, gamma, epsilon), dout, x, gamma, epsilon)


def divides_the_direct_part_only(dout, x, gamma, epsilon):
    """Only the direct part of dx is divided by the spread. All three parts go back through the same
    division."""
    root = channels(np.sqrt(of_batch(x)[1] + epsilon), x)
    direct = roads(dout, x, gamma, epsilon, 0, 0)
    others = roads(dout, x, gamma, epsilon) - direct
    return with_dx(direct + root * others, dout, x, gamma, epsilon)


def forgets_n_in_the_mean(dout, x, gamma, epsilon):
    """In dx the part by the mean is a sum, where the part by the spread is divided by n. A mean of
    n numbers moves by an n-th of what one of them does."""
    n = x.size // x.shape[1]
    return with_dx(roads(dout, x, gamma, epsilon, n, 1), dout, x, gamma, epsilon)


def forgets_n_in_the_spread(dout, x, gamma, epsilon):
    """In dx the part by the spread is a sum, where the part by the mean is divided by n. The
    variance is a mean too, of n squares."""
    n = x.size // x.shape[1]
    return with_dx(roads(dout, x, gamma, epsilon, 1, n), dout, x, gamma, epsilon)


def takes_another_power_of_the_variance(dout, x, gamma, epsilon):
    """The part by the spread is off by a factor of the variance. The slope of (variance +
    epsilon) ** -0.5 has the power -1.5."""
    root = np.sqrt(of_batch(x)[1] + epsilon)
    factor = channels(root**2, x)
    return with_dx(roads(dout, x, gamma, epsilon, 1, factor), dout, x, gamma, epsilon)


def forgets_a_power_of_the_spread(dout, x, gamma, epsilon):
    """In the part by the spread you divide by the spread once too rarely. x minus its mean has to
    be normalised there, and so has the product in the sum."""
    factor = channels(np.sqrt(of_batch(x)[1] + epsilon), x)
    return with_dx(roads(dout, x, gamma, epsilon, 1, factor), dout, x, gamma, epsilon)


def turns_dx_round(dout, x, gamma, epsilon):
    """dx has the opposite sign. The direct road is positive: out grows with x."""
    return with_dx(-roads(dout, x, gamma, epsilon), dout, x, gamma, epsilon)


def divides_by_the_features(dout, x, gamma, epsilon):
    """You divide by the number of features. What counts is how many numbers went into one mean."""
    return with_dx(roads(dout, x, gamma, epsilon, divide=x.shape[1]), dout, x, gamma, epsilon)


def divides_by_the_images(dout, x, gamma, epsilon):
    """For images you divide by how many there are. A channel's mean also goes over rows and
    columns."""
    return with_dx(roads(dout, x, gamma, epsilon, divide=len(x)), dout, x, gamma, epsilon)


def divides_by_n_minus_one(dout, x, gamma, epsilon):
    """The variance in your backward pass is divided by n - 1. The output was made with n."""
    n = x.size // x.shape[1]
    axes = (0, *range(2, x.ndim))
    keep = {"axis": axes, "keepdims": True}
    root = np.sqrt(x.var(ddof=1, **keep) + epsilon)
    normal = (x - x.mean(**keep)) / root
    dgamma = (dout * normal).sum(**keep)
    dx = dout - dout.mean(**keep) - normal * dgamma / (n - 1)
    return channels(gamma, x) / root * dx, dgamma.ravel(), dout.sum(axis=axes)


def forgets_gamma_in_dx(dout, x, gamma, epsilon):
    """dx does not know gamma. Going back, the gradient passes the scaling first."""
    return with_dx(roads(dout, x, gamma * 0 + 1, epsilon), dout, x, gamma, epsilon)


def forgets_gamma_in_mean_and_spread(dout, x, gamma, epsilon):
    """gamma is in the direct part of dx only. All three parts begin with dout times gamma."""
    direct = roads(dout, x, gamma, epsilon, 0, 0)
    others = roads(dout, x, gamma * 0 + 1, epsilon) - roads(dout, x, gamma * 0 + 1, epsilon, 0, 0)
    return with_dx(direct + others, dout, x, gamma, epsilon)


def multiplies_dx_by_gamma_twice(dout, x, gamma, epsilon):
    """gamma is in dx twice. If dout was multiplied by it at the start, the end has it already."""
    return with_dx(roads(dout, x, gamma**2, epsilon), dout, x, gamma, epsilon)


def divides_by_the_variance_going_back(dout, x, gamma, epsilon):
    """dx is divided by the spread twice, by the variance that is. The forward pass divides by the
    root, once."""
    root = channels(np.sqrt(of_batch(x)[1] + epsilon), x)
    return with_dx(roads(dout, x, gamma, epsilon) / root, dout, x, gamma, epsilon)


def forgets_the_spread_in_dx(dout, x, gamma, epsilon):
    """dx is not divided by the spread. If the batch lies ten times wider, a step of the same length
    changes the output by a tenth."""
    axes = (0, *range(2, x.ndim))
    root = np.sqrt(x.var(axis=axes, keepdims=True) + epsilon)
    return with_dx(roads(dout, x, gamma, epsilon) * root, dout, x, gamma, epsilon)


def multiplies_by_the_spread(dout, x, gamma, epsilon):
    """dx is multiplied by the spread. The forward pass divides by it, and so does the backward
    pass."""
    axes = (0, *range(2, x.ndim))
    variance = x.var(axis=axes, keepdims=True) + epsilon
    return with_dx(roads(dout, x, gamma, epsilon) * variance, dout, x, gamma, epsilon)


def goes_back_without_epsilon(dout, x, gamma, epsilon):
    """Epsilon is missing in the backward pass. Where it is large, or a feature hardly varies, that
    shows: take the root of the same sum as forward."""
    return batchnorm_backward(dout, x, gamma, 0.0)


def normalises_without_epsilon(dout, x, gamma, epsilon):
    """Epsilon is missing where x is normalised once more, and dgamma and dx are made with that. It
    is the same root everywhere."""
    return _with_epsilons(dout, x, gamma, 0.0, epsilon)


def scales_dx_without_epsilon(dout, x, gamma, epsilon):
    """Epsilon is missing where dx is divided by the spread. The forward pass divided by the root of
    variance and epsilon."""
    return _with_epsilons(dout, x, gamma, epsilon, 0.0)


def adds_epsilon_twice_going_back(dout, x, gamma, epsilon):
    """Epsilon is in the spread twice. It was added once, to the variance, before the root."""
    return batchnorm_backward(dout, x, gamma, 2 * epsilon)


def adds_epsilon_to_a_root_that_has_it(dout, x, gamma, epsilon):
    """dx is divided by the spread plus epsilon, and epsilon is in the spread already."""
    root = channels(np.sqrt(of_batch(x)[1] + epsilon), x)
    dx = roads(dout, x, gamma, epsilon) * root / (root + epsilon)
    return with_dx(dx, dout, x, gamma, epsilon)


def goes_back_with_epsilon_after_the_root(dout, x, gamma, epsilon):
    """In the backward pass epsilon stands after the root. Forward it was under it."""
    axes = (0, *range(2, x.ndim))
    keep = {"axis": axes, "keepdims": True}
    root = x.std(**keep) + epsilon
    normal = (x - x.mean(**keep)) / root
    dgamma = (dout * normal).sum(**keep)
    dx = dout - dout.mean(**keep) - normal * dgamma / (x.size // root.size)
    return channels(gamma, x) / root * dx, dgamma.ravel(), dout.sum(axis=axes)


def goes_back_with_a_small_epsilon(dout, x, gamma, epsilon):
    """The backward pass has an epsilon of its own. It is an argument here too."""
    return batchnorm_backward(dout, x, gamma, 1e-5)


def goes_back_along_the_examples(dout, x, gamma, epsilon):
    """dx sums over each example, as for layer normalisation. Mean and spread were taken along the
    batch, and the sums go the same way."""
    axes = tuple(range(1, x.ndim))
    return with_dx(roads(dout, x, gamma, epsilon, axes=axes), dout, x, gamma, epsilon)


def goes_back_for_each_pixel(dout, x, gamma, epsilon):
    """For images your sums in dx go over the batch only. A channel has one mean for all its
    pixels."""
    return with_dx(roads(dout, x, gamma, epsilon, axes=(0,)), dout, x, gamma, epsilon)


def goes_back_for_each_image(dout, x, gamma, epsilon):
    """For images your sums in dx stay within one map. A channel's mean went over all images."""
    axes = (2, 3) if x.ndim == 4 else (0,)
    return with_dx(roads(dout, x, gamma, epsilon, axes=axes), dout, x, gamma, epsilon)


def goes_back_without_turning(dout, x, gamma, epsilon):
    """Backward too, reshape(-1, C) mixes the channels of images. Move the axis of the channels to
    the end first, and back afterwards."""
    c = x.shape[1]
    dx, *others = batchnorm_backward(dout.reshape(-1, c), x.reshape(-1, c), gamma, epsilon)
    return dx.reshape(x.shape), *others


def goes_back_for_vectors_only(dout, x, gamma, epsilon):
    """For images dgamma and dbeta have one number a pixel, or there is an error. Say which axes you
    sum over: all but that of the channels."""
    root = np.sqrt(x.var(axis=0) + epsilon)
    normal = (x - x.mean(axis=0)) / root
    dx = dout - dout.mean(axis=0) - normal * (dout * normal).mean(axis=0)
    dx = dx / root * channels(gamma, x)
    return dx, (dout * normal).sum(axis=0), dout.sum(axis=0)


def meets_gamma_with_columns(dout, x, gamma, epsilon):
    """Images end in an error: gamma has a number for each channel, and NumPy lays it along the
    columns. Give it the shape (C, 1, 1), and sum over all axes but that of the channels."""
    root = np.sqrt(x.var(axis=0) + epsilon)
    normal = (x - x.mean(axis=0)) / root
    scaled = dout * gamma
    dx = (scaled - scaled.mean(axis=0) - normal * (scaled * normal).mean(axis=0)) / root
    return dx, (dout * normal).sum(axis=0), dout.sum(axis=0)


def reshapes_dx_unturned(dout, x, gamma, epsilon):
    """dx of images comes back mixed: where the channels are last, a reshape to the shape of x does
    not bring them to axis 1. Reshape to (N, H, W, C), and move the axis then."""
    dx, *others = batchnorm_backward(dout, x, gamma, epsilon)
    if x.ndim == 4:
        dx = np.moveaxis(dx, 1, 3).reshape(x.shape)
    return dx, *others


def leaves_the_channels_of_dx_last(dout, x, gamma, epsilon):
    """The channels are the last axis of dx. Move them back to axis 1, where x has them."""
    dx, *others = batchnorm_backward(dout, x, gamma, epsilon)
    return np.moveaxis(dx, 1, x.ndim - 1), *others


def sums_over_the_batch_alone(dout, x, gamma, epsilon):
    """For images dgamma and dbeta still have rows and columns: they are summed over the batch
    alone. One gamma and one beta serve all places of a channel."""
    axes = (0, *range(2, x.ndim))
    root = np.sqrt(x.var(axis=axes, keepdims=True) + epsilon)
    normal = (x - x.mean(axis=axes, keepdims=True)) / root
    return roads(dout, x, gamma, epsilon), (dout * normal).sum(axis=0), dout.sum(axis=0)


def sums_dbeta_over_the_batch_alone(dout, x, gamma, epsilon):
    """For images dbeta still has rows and columns. It is summed over these as well, as dgamma
    is."""
    dx, dgamma, _ = batchnorm_backward(dout, x, gamma, epsilon)
    return dx, dgamma, dout.sum(axis=0)


def averages_dbeta_alone(dout, x, gamma, epsilon):
    """dbeta is a mean over the batch, and dgamma a sum. Both are sums."""
    dx, dgamma, dbeta = batchnorm_backward(dout, x, gamma, epsilon)
    return dx, dgamma, dbeta * x.shape[1] / x.size


def averages_dgamma_alone(dout, x, gamma, epsilon):
    """dgamma is a mean over the batch, and dbeta a sum. Nothing is divided in either."""
    dx, dgamma, dbeta = batchnorm_backward(dout, x, gamma, epsilon)
    return dx, dgamma * x.shape[1] / x.size, dbeta


def sums_dout_for_dgamma(dout, x, gamma, epsilon):
    """dgamma is the same as dbeta. gamma is multiplied by something in the forward pass, and its
    gradient is multiplied by that."""
    dx, _, dbeta = batchnorm_backward(dout, x, gamma, epsilon)
    return dx, dbeta, dbeta


def multiplies_dgamma_by_x(dout, x, gamma, epsilon):
    """dgamma is made with x as it came in. gamma meets the numbers after they are normalised."""
    dx, _, dbeta = batchnorm_backward(dout, x, gamma, epsilon)
    return dx, (dout * x).sum(axis=(0, *range(2, x.ndim))), dbeta


def centres_without_dividing_for_dgamma(dout, x, gamma, epsilon):
    """dgamma is made with x minus its mean. The forward pass also divided by the spread before
    gamma came."""
    dx, dgamma, dbeta = batchnorm_backward(dout, x, gamma, epsilon)
    return dx, dgamma * np.sqrt(of_batch(x)[1] + epsilon), dbeta


def multiplies_dgamma_by_gamma(dout, x, gamma, epsilon):
    """gamma itself is in your dgamma. The slope of a product with gamma is the other factor."""
    dx, dgamma, dbeta = batchnorm_backward(dout, x, gamma, epsilon)
    return dx, dgamma * gamma, dbeta


def multiplies_both_by_gamma(dout, x, gamma, epsilon):
    """dgamma and dbeta have gamma in them. If you multiply dout by gamma for dx, do it under
    another name: these two are made of dout as it came."""
    dx, dgamma, dbeta = batchnorm_backward(dout, x, gamma, epsilon)
    return dx, dgamma * gamma, dbeta * gamma


def multiplies_dbeta_by_gamma(dout, x, gamma, epsilon):
    """gamma is in your dbeta. beta is added after the scaling, so dout reaches it unscaled."""
    dx, dgamma, dbeta = batchnorm_backward(dout, x, gamma, epsilon)
    return dx, dgamma, dbeta * gamma


def normalises_dout_for_dgamma(dout, x, gamma, epsilon):
    """dgamma is divided by the spread once too often. x has to be normalised for it, dout not."""
    dx, dgamma, dbeta = batchnorm_backward(dout, x, gamma, epsilon)
    return dx, dgamma / np.sqrt(of_batch(x)[1] + epsilon), dbeta


def averages_dgamma_and_dbeta(dout, x, gamma, epsilon):
    """dgamma and dbeta are means over the batch. Each number uses the same gamma and beta, so their
    gradients add up."""
    dx, dgamma, dbeta = batchnorm_backward(dout, x, gamma, epsilon)
    n = x.size // x.shape[1]
    return dx, dgamma / n, dbeta / n


def adds_all_features_up(dout, x, gamma, epsilon):
    """dgamma and dbeta are single numbers. Each feature has its own gamma and beta."""
    dx, dgamma, dbeta = batchnorm_backward(dout, x, gamma, epsilon)
    return dx, dgamma.sum(), dbeta.sum()


def squeezes_the_gradients(dout, x, gamma, epsilon):
    """Axes of length 1 are gone. One feature, one channel or one example keeps its axis: each
    gradient has the shape of what it belongs to."""
    return tuple(map(np.squeeze, batchnorm_backward(dout, x, gamma, epsilon)))


def keeps_the_gradients_as_rows(dout, x, gamma, epsilon):
    """dgamma and dbeta have axes of length 1 too many. A gradient has the shape of what it is the
    gradient of."""
    dx, dgamma, dbeta = batchnorm_backward(dout, x, gamma, epsilon)
    shape = (1, -1, *[1] * (x.ndim - 2))
    return dx, dgamma.reshape(shape), dbeta.reshape(shape)


def does_not_sum_for_gamma_and_beta(dout, x, gamma, epsilon):
    """dgamma and dbeta still hold a number for each example. Sum over all that used the same
    gamma."""
    axes = (0, *range(2, x.ndim))
    root = np.sqrt(x.var(axis=axes, keepdims=True) + epsilon)
    normal = (x - x.mean(axis=axes, keepdims=True)) / root
    return roads(dout, x, gamma, epsilon), dout * normal, dout


def returns_dbeta_before_dgamma(dout, x, gamma, epsilon):
    """dgamma and dbeta have changed places."""
    dx, dgamma, dbeta = batchnorm_backward(dout, x, gamma, epsilon)
    return dx, dbeta, dgamma


def returns_dx_last(dout, x, gamma, epsilon):
    """The order is another one: gradients come back in the order of the inputs, x first."""
    dx, dgamma, dbeta = batchnorm_backward(dout, x, gamma, epsilon)
    return dgamma, dbeta, dx


def returns_dx_only(dout, x, gamma, epsilon):
    """Only dx comes back. gamma and beta are learned too."""
    return batchnorm_backward(dout, x, gamma, epsilon)[0]


def scales_the_callers_dout(dout, x, gamma, epsilon):
    """dout *= gamma changes the array of the caller. Give the product a name of its own."""
    result = batchnorm_backward(dout, x, gamma, epsilon)
    dout *= channels(gamma, x)
    return result


def leaves_dx_at_zero(dout, x, gamma, epsilon):
    """dgamma and dbeta are done, and dx is still zeros. Three roads lead from out back to x: the
    direct one, by the mean, by the spread."""
    return with_dx(np.zeros(x.shape), dout, x, gamma, epsilon)


def centres_x_going_back(dout, x, gamma, epsilon):
    """x comes back changed: x -= x.mean() writes into it. Backward passes only read."""
    result = batchnorm_backward(dout, x, gamma, epsilon)
    x -= channels(of_batch(x)[0], x)
    return result


def gradient_of(rng: np.random.Generator, shape: tuple[int, ...], epsilon: float) -> Call:
    c = shape[1]
    places = (c, *[1] * (len(shape) - 2))
    x = rng.normal(0, 1, shape) * rng.uniform(0.5, 3, places) + rng.uniform(-4, 4, places)
    return call(numbers(rng, *shape), x.round(2), rng.uniform(0.4, 2.6, c).round(2), epsilon)


def gradient_of_vectors(rng: np.random.Generator) -> Call:
    n, d = (int(side) for side in rng.integers((4, 2), (9, 6)))
    n += n == d
    return gradient_of(rng, (n, d), 1e-5)


def gradient_with_a_large_epsilon(rng: np.random.Generator) -> Call:
    n, d = (int(side) for side in rng.integers((4, 2), (9, 6)))
    return gradient_of(rng, (n + (n == d), d), float(rng.choice([0.5, 0.25, 2])))


def gradient_of_images(rng: np.random.Generator) -> Call:
    shape = tuple(int(side) for side in rng.integers((2, 2, 2, 4), (4, 4, 4, 6)))
    return gradient_of(rng, shape, float(rng.choice([1e-5, 0.5])))


SMALL_GRADIENT = call(
    np.array([[1.0, -2.0], [2.0, 3.0], [-1.5, 4.0]]),
    np.array([[1.0, 10.0], [2.0, 50.0], [6.0, 30.0]]),
    np.array([2.0, 0.5]),
    1e-5,
)


def fixed_gradient(shape: tuple[int, ...], epsilon: float) -> Call:
    return gradient_of(np.random.default_rng(shape), shape, epsilon)


VECTORS = [
    SMALL_GRADIENT,
    fixed_gradient((5, 3), 1e-5),
    fixed_gradient((4, 1), 1e-5),
]


EXERCISE = Exercise(
    solution=batchnorm_backward,
    parts=[
        Part(
            "dbeta",
            [*VECTORS, drawn(gradient_of_vectors, 1)],
            item=2,
        ),
        Part(
            "dgamma",
            [*VECTORS, drawn(gradient_of_vectors, 1)],
            item=1,
        ),
        Part(
            "dx",
            [*VECTORS, drawn(gradient_of_vectors, 1)],
            item=0,
        ),
        Part(
            "a large epsilon",
            [
                fixed_gradient((3, 2), 0.5),
                fixed_gradient((6, 4), 2.0),
                fixed_gradient((1, 2), 0.5),
                drawn(gradient_with_a_large_epsilon, 1),
            ],
        ),
        Part(
            "images",
            [
                fixed_gradient((2, 2, 2, 3), 1e-5),
                fixed_gradient((3, 2, 3, 4), 0.5),
                fixed_gradient((1, 1, 1, 3), 0.5),
                fixed_gradient((2, 3, 2, 1), 0.25),
                drawn(gradient_of_images, 1),
            ],
        ),
    ],
    hints=[
        "dbeta and dgamma come first: out = gamma * normal + beta. Which numbers of the batch "
        "met the same beta, and by what was gamma multiplied?",
        "dx has three parts: the direct one, minus the mean of dout, minus normal times the "
        "mean of dout * normal. All of it times gamma, and divided by the spread.",
        "The two means are dbeta / n and dgamma / n, where n is how many numbers went into one "
        "mean: N for vectors, N · H · W for images.",
    ],
)
