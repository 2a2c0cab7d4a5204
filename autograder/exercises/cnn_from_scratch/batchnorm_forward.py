"""batchnorm_forward: batch normalisation: gamma * (x - mean) / sqrt(variance + epsilon) + beta."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.cnn_from_scratch.shared import channels, numbers, of_batch


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Batch normalisation: gamma * (x - mean) / sqrt(variance + epsilon) + beta.

    x: (N, D), with a mean and a variance for each feature; or images (N, C, H, W), with
    a mean and a variance for each channel. gamma, beta, running_mean, running_var: (D,)
    or (C,).
    In training mean and variance are those of this batch, over the n numbers that each
    feature or channel has; the variance is the mean squared distance from the mean. The
    running values become (1 - momentum) * running + momentum * batch, where the variance
    of the batch is the sum of these squares divided by n - 1. PyTorch does both so.
    Otherwise mean and variance are the running values, which stay as they are.
    Returns out (shaped like x), running_mean, running_var.
    """
    axes = (0, *range(2, x.ndim))
    n = x.size // x.shape[1]
    to_x = (-1, *[1] * (x.ndim - 2))  # (C, 1, 1) for images
    mean, variance = running_mean, running_var
    if train:
        mean, variance = x.mean(axis=axes), x.var(axis=axes)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * variance * n / (n - 1)
    normal = (x - mean.reshape(to_x)) / np.sqrt(variance.reshape(to_x) + epsilon)
    out = gamma.reshape(to_x) * normal + beta.reshape(to_x)
    return out, running_mean, running_var


def layer(*arguments):
    """Batch normalisation as it should be, under a name that leaves room for its arguments."""
    return batchnorm_forward(*arguments)


def moved(old, new, momentum):
    return (1 - momentum) * old + momentum * new


def normal_form(x, gamma, beta, mean, spread):
    """What comes out for a mean and a spread of each channel."""
    mean, spread, gamma, beta = (channels(v, x) for v in (mean, spread, gamma, beta))
    return gamma * (x - mean) / spread + beta


def with_spread(spread, x, gamma, beta, mean_0, var_0, momentum, epsilon, train):
    """Batch normalisation with spread(variance, epsilon, train) in place of the root."""
    _, *running = layer(x, gamma, beta, mean_0, var_0, momentum, epsilon, train)
    mean, variance = of_batch(x) if train else (mean_0, var_0)
    return normal_form(x, gamma, beta, mean, spread(variance, epsilon, train)), *running


def with_statistics(
    mean, variance, to_run, x, gamma, beta, mean_0, var_0, momentum, epsilon, train
):
    """Batch normalisation in training with any mean and variance; to_run: what the running values
    are moved by."""
    if not train:
        return layer(x, gamma, beta, mean_0, var_0, momentum, epsilon, train)
    gamma, beta = channels(gamma, x), channels(beta, x)
    out = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return out, moved(mean_0, to_run[0], momentum), moved(var_0, to_run[1], momentum)


def with_output_over(axes, x, gamma, beta, mean_0, var_0, momentum, epsilon, train):
    """Batch normalisation of which, for images in training, the output is normalised over other
    axes. The running values are right."""
    right = layer(x, gamma, beta, mean_0, var_0, momentum, epsilon, train)
    if not train or x.ndim == 2:
        return right
    mean, var = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
    out = channels(gamma, x) * (x - mean) / np.sqrt(var + epsilon) + channels(beta, x)
    return out, *right[1:]


def with_moved(mean, var, x, gamma, beta, mean_0, var_0, momentum, epsilon, train):
    """Batch normalisation of which, in training, the running values are moved towards others."""
    out, *_ = layer(x, gamma, beta, mean_0, var_0, momentum, epsilon, train)
    if not train:
        return out, mean_0, var_0
    return out, moved(mean_0, mean, momentum), moved(var_0, var, momentum)


def always_uses_the_batch(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """At prediction too you take mean and variance of the batch. Then an answer for an image
    depends on which others came along: use the running values there."""
    out, *_ = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, True)
    _, *running = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return out, *running


def trains_with_the_running_values(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """In training you normalise with the running values. The batch has a mean and a variance of its
    own: those."""
    out, *_ = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, False)
    _, *running = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return out, *running


def trains_with_the_moved_values(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """In training you move the running values and then normalise with them. They are for
    prediction; the batch is normalised by its own mean and variance."""
    _, mean, var = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return normal_form(x, gamma, beta, mean, np.sqrt(var + epsilon)), mean, var


def exchanges_training_and_prediction(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """The two modes have changed places: the batch is used at prediction, the running values in
    training."""
    return layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, not train)


def normalises_each_example(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Each example is normalised by its own numbers: that is layer normalisation. Here the mean of
    a feature goes over the examples of the batch."""
    if not train:
        return layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    axes = tuple(range(1, x.ndim))
    mean, var = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
    out = channels(gamma, x) * (x - mean) / np.sqrt(var + epsilon) + channels(beta, x)
    return out, moved(running_mean, mean.mean(), momentum), moved(running_var, var.mean(), momentum)


def averages_along_features(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Your mean goes along the features and leaves a number for each example, which fits neither x
    nor the running values. Axis 0 of vectors is the batch."""
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    if not train:
        return layer(*arguments)
    mean, var = x.mean(axis=1), x.var(axis=1)
    return with_statistics(mean, var, (mean, var), *arguments)


def takes_one_mean_for_everything(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """One mean and one variance are taken over all the numbers. Every feature and every channel has
    its own: name the axes."""
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_statistics(x.mean(), x.var(), (x.mean(), x.var(ddof=1)), *arguments)


def takes_one_variance_for_everything(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """The means are right, but one variance is taken over all features together. Each has its
    own."""
    mean, _ = of_batch(x)
    centred = x - channels(mean, x)
    var = np.mean(centred**2)
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_statistics(channels(mean, x), var, (mean, np.full(mean.shape, var)), *arguments)


def adds_the_variances_up(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Your variance is the sum of squares over all features, divided by the batch. Sum along the
    batch only."""
    mean, var = of_batch(x)
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_statistics(
        channels(mean, x), var.sum(), (mean, np.full(mean.shape, var.sum())), *arguments
    )


def looks_at_half_of_the_batch(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Mean and variance come from a part of the batch. All of its examples count."""
    half = x[: (len(x) + 1) // 2]
    mean, var = of_batch(half)
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_statistics(channels(mean, x), channels(var, x), (mean, var), *arguments)


def divides_by_the_variance(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """You divide by the variance. What comes out should have the spread 1, so divide by the
    standard deviation: what is missing?"""
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_spread(lambda v, e, _: v + e, *arguments)


def adds_epsilon_to_the_root(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Epsilon is added after the root. The docstring has it beside the variance, under the root;
    with a large epsilon one sees the difference."""
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_spread(lambda v, e, _: np.sqrt(v) + e, *arguments)


def adds_epsilon_to_the_root_at_prediction(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """Training is right. At prediction epsilon stands outside the root: the formula is the same in
    both modes."""
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_spread(lambda v, e, t: np.sqrt(v + e) if t else np.sqrt(v) + e, *arguments)


def adds_epsilon_twice(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Epsilon stands under the root and once more behind it. It belongs under the root alone."""
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_spread(lambda v, e, _: np.sqrt(v + e) + e, *arguments)


def has_no_epsilon(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Epsilon is not used. A feature with equal numbers in the whole batch has the variance 0, and
    then you divide by 0."""
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_spread(lambda v, *_: np.sqrt(v), *arguments)


def has_no_epsilon_at_prediction(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """In training epsilon is there, at prediction it is forgotten. The running variance can be 0
    too."""
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_spread(lambda v, e, t: np.sqrt(v + e * t), *arguments)


def omits_epsilon_for_vectors(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Images and training are right. At prediction of vectors epsilon is missing: the formula is
    one for all."""
    if not train and x.ndim == 2:
        epsilon = 0.0
    return layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)


def adds_epsilon_late_for_rows(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Images and training are right. At prediction of vectors epsilon stands behind the root, and
    it belongs under it."""
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    if train or x.ndim == 4:
        return layer(*arguments)
    return with_spread(lambda v, e, _: np.sqrt(v) + e, *arguments)


def always_uses_a_small_epsilon(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """Your epsilon is a number of your own. The argument says how large it is."""
    return layer(x, gamma, beta, running_mean, running_var, momentum, 1e-5, train)


def always_uses_a_tiny_epsilon(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """A number much smaller than epsilon stands in its place. How large it is, the caller says."""
    return layer(x, gamma, beta, running_mean, running_var, momentum, 1e-8, train)


def normalises_with_n_minus_one(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """What goes into the output is divided by n - 1. There are two variances here: the batch is
    normalised with the sum of squares divided by n."""
    n = x.size // x.shape[1]
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_spread(
        lambda v, e, t: np.sqrt(v * n / (n - 1) + e) if t else np.sqrt(v + e), *arguments
    )


def runs_with_n(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The output is right. For the running variance the sum of squares is divided by something else
    than for the output: read that sentence of the docstring again."""
    var = moved(running_var, of_batch(x)[1], momentum) if train else running_var
    out, mean, _ = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return out, mean, var


def exchanges_the_two_variances(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """The two variances have changed places: n - 1 is in your output, n in the running value."""
    out, *_ = normalises_with_n_minus_one(
        x, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
    _, *running = runs_with_n(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return out, *running


def takes_the_examples_for_n(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """For images you correct the running variance by the number of images. How many numbers did the
    variance of a channel go over?"""
    var = running_var
    if train:
        var = moved(running_var, of_batch(x)[1] * len(x) / (len(x) - 1), momentum)
    out, mean, _ = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return out, mean, var


def turns_momentum_round(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Momentum stands with the old value. Some books do that; here, as in PyTorch, it is the share
    of the new one."""
    out, *_ = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    _, *running = layer(x, gamma, beta, running_mean, running_var, 1 - momentum, epsilon, train)
    return out, *running


def always_moves_by_a_tenth(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The running values always move by a tenth. The argument momentum says how far."""
    return layer(x, gamma, beta, running_mean, running_var, 0.1, epsilon, train)


def never_moves_the_running_values(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """The running values come back as they went in. Prediction would see the values from before the
    training."""
    out, *_ = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return out, running_mean, running_var


def replaces_the_running_values(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """The running values are those of the last batch alone. One batch is a matter of luck: mix old
    and new."""
    out, *_ = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return out, *(of_batch(x, ddof=1) if train else (running_mean, running_var))


def adds_to_the_running_values(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The old value does not fade before the new one is added, so that the sum grows with each
    batch."""
    out, *_ = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    mean, var = of_batch(x, ddof=1)
    if not train:
        return out, running_mean, running_var
    return out, running_mean + momentum * mean, running_var + momentum * var


def moves_at_prediction_too(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The running values move at prediction as well. There they are only read: a test must not
    teach the network anything."""
    out, *_ = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    _, *running = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, True)
    return out, *running


def moves_the_mean_only(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The running mean moves, the running variance stays. Both are needed at prediction."""
    out, mean, _ = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return out, mean, running_var


def moves_all_means_alike(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """All running means move towards the same number, the mean of everything. Each feature or
    channel has a mean, and a running mean, of its own."""
    mean, var = of_batch(x, ddof=1)
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_moved(mean.mean(), var, *arguments)


def moves_all_variances_alike(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """All running variances move towards one number. Each feature or channel has its own."""
    mean, var = of_batch(x, ddof=1)
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_moved(mean, var.mean(), *arguments)


def moves_all_values_alike(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Running mean and variance move towards one number each, for all features alike. The batch has
    one of each for every feature or channel: do not average these once more."""
    mean, var = of_batch(x, ddof=1)
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_moved(mean.mean(), var.mean(), *arguments)


def moves_the_variance_only(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The running variance moves, the running mean stays. Prediction reads both."""
    out, _, var = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return out, running_mean, var


def turns_round_and_runs_by_n(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Two things about the running values: momentum is the share of the new value, not of the old
    one, and the variance that goes in is divided by n - 1."""
    mean, var = of_batch(x)
    return with_moved(
        mean, var, x, gamma, beta, running_mean, running_var, 1 - momentum, epsilon, train
    )


def stores_epsilon_in_the_variance(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """Epsilon gets into the running variance, and prediction adds it a second time. Store the
    variance without it."""
    out, mean, var = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return out, mean, var + momentum * epsilon if train else var


def stores_the_standard_deviation(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """The running value holds a standard deviation, of which prediction takes the root again. Store
    the variance."""
    out, mean, var = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    spread = np.sqrt(of_batch(x, ddof=1)[1])
    return out, mean, moved(running_var, spread, momentum) if train else var


def reads_the_variance_as_a_deviation(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """At prediction you divide by the running variance itself. It is a variance: take its root,
    with epsilon under it."""
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_spread(lambda v, e, t: np.sqrt(v + e) if t else v + e, *arguments)


def forgets_gamma_and_beta(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The output is normalised and that is all. gamma and beta are still to come: they let the
    network choose another spread and mean."""
    return layer(x, gamma * 0 + 1, beta * 0, running_mean, running_var, momentum, epsilon, train)


def forgets_beta(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The output is scaled and not shifted: beta is missing."""
    return layer(x, gamma, 0 * beta, running_mean, running_var, momentum, epsilon, train)


def forgets_gamma(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The output is shifted and not scaled: gamma is missing."""
    return batchnorm_forward(
        x, 0 * gamma + 1, beta, running_mean, running_var, momentum, epsilon, train
    )


def forgets_gamma_and_beta_at_prediction(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """At prediction gamma and beta are left out. Both modes scale and shift: the layers after this
    one have learned to count on it."""
    if not train:
        gamma, beta = gamma * 0 + 1, beta * 0
    return layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)


def exchanges_gamma_and_beta(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """gamma and beta have changed places. One of them scales, the other shifts."""
    return layer(x, beta, gamma, running_mean, running_var, momentum, epsilon, train)


def shifts_before_it_scales(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """beta is added too early, so that it is scaled as well. Scale first, then shift."""
    return layer(x, gamma, gamma * beta, running_mean, running_var, momentum, epsilon, train)


def forgets_the_mean(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The spread is right and the mean is not 0: nothing is subtracted before you divide."""
    _, *running = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    var = of_batch(x)[1] if train else running_var
    return normal_form(x, gamma, beta, 0 * var, np.sqrt(var + epsilon)), *running


def predicts_without_a_mean(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """At prediction nothing is subtracted: the running mean is missing in the formula, which is
    that of training."""
    right = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    if train:
        return right
    return normal_form(x, gamma, beta, 0 * beta, np.sqrt(running_var + epsilon)), *right[1:]


def predicts_by_batch_variance(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """At prediction the mean is the running one, but the variance is that of the batch. Take both
    from the running values."""
    right = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    if train:
        return right
    spread = np.sqrt(of_batch(x)[1] + epsilon)
    return normal_form(x, gamma, beta, running_mean, spread), *right[1:]


def predicts_by_batch_mean(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """At prediction the variance is the running one, but the mean is that of the batch. An image
    alone has no batch: take both from the running values."""
    right = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    if train:
        return right
    return normal_form(x, gamma, beta, of_batch(x)[0], np.sqrt(running_var + epsilon)), *right[1:]


def keeps_the_running_values_as_rows(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """The running values have axes of length 1 besides their own. They come back in the shape in
    which they came."""
    out, mean, var = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    if not train:
        return out, mean, var
    shape = (1, -1, *[1] * (x.ndim - 2))
    return out, mean.reshape(shape), var.reshape(shape)


def normalises_each_pixel(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """For images you take a mean for every pixel. A filter is the same at all places, so a channel
    has one mean and one variance, over the batch, the rows and the columns."""
    if not train or x.ndim == 2:
        return layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    mean, var = x.mean(axis=0), x.var(axis=0)
    out = channels(gamma, x) * (x - mean) / np.sqrt(var + epsilon) + channels(beta, x)
    mean_0, var_0 = channels(running_mean, x), channels(running_var, x)
    return out, moved(mean_0, mean, momentum), moved(var_0, x.var(axis=0, ddof=1), momentum)


def normalises_each_image(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Each map is normalised by itself. The mean of a channel goes over all the images of the
    batch."""
    if not train or x.ndim == 2:
        return layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    axes = (2, 3)
    mean, var = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
    out = channels(gamma, x) * (x - mean) / np.sqrt(var + epsilon) + channels(beta, x)
    running = (
        moved(running_mean, mean.mean(axis=(0, 2, 3)), momentum),
        moved(running_var, var.mean(axis=(0, 2, 3)), momentum),
    )
    return out, *running


def normalises_by_pixels(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """For images the output is normalised pixel by pixel: its mean goes over the batch alone. A
    channel has one mean for all its places, over images, rows and columns."""
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_output_over(0, *arguments)


def normalises_by_maps(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """For images the output is normalised map by map. The mean of a channel goes over all images of
    the batch too."""
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_output_over((2, 3), *arguments)


def normalises_by_images(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """For images the output is normalised by the numbers of each image, all channels together. Axis
    1 is the one that no mean goes over."""
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_output_over((1, 2, 3), *arguments)


def goes_across_the_channels(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """For images the mean goes across the channels, at each place apart. It is the other way round:
    over everything but the channels."""
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_output_over(1, *arguments)


def normalises_each_column(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """For images the mean goes over the batch and the rows, and each column of pixels keeps one of
    its own. Columns are summed over too."""
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_output_over((0, 2), *arguments)


def takes_channels_together(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """For images one mean and one variance serve all channels. Each has its own: leave axis 1 out
    of those that you average over."""
    arguments = (x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return with_output_over(None, *arguments)


def averages_the_batch_alone(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Vectors are right. For images axis=0 averages over the batch alone and leaves a mean for
    every pixel, which fits no running value: name the axes of rows and columns too."""
    if not train or x.ndim == 2:
        return layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    mean, var = x.mean(axis=0), x.var(axis=0)
    out = channels(gamma, x) * (x - mean) / np.sqrt(var + epsilon) + channels(beta, x)
    mean, var = moved(running_mean, mean, momentum), moved(running_var, var, momentum)
    return out, mean, var


def reshapes_channels_first(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """reshape(C, -1) does not bring the numbers of a channel together where there are several
    images: they lie apart in memory. Move axis 1 to the front first."""
    if x.ndim == 2:
        return layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    columns = x.reshape(x.shape[1], -1).T
    out, *running = batchnorm_forward(
        columns, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
    return out.T.reshape(x.shape), *running


def runs_image_by_image(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Images are taken one at a time, each with a mean of its own, and the running values move once
    for each. The whole batch makes one step."""
    if not train or x.ndim == 2:
        return layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    outs = []
    for image in x:
        out, running_mean, running_var = batchnorm_forward(
            image[None], gamma, beta, running_mean, running_var, momentum, epsilon, train
        )
        outs.append(out)
    return np.concatenate(outs), running_mean, running_var


def reshapes_back_unturned(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The channels are normalised right and come back mixed: where you have them last, a reshape to
    the shape of x does not bring them to axis 1. Reshape to (N, H, W, C), then move the axis."""
    out, *running = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    if x.ndim == 4:
        out = np.moveaxis(out, 1, 3).reshape(x.shape)
    return out, *running


def leaves_the_channels_last(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The channels are the last axis of your output. Move them back to axis 1: it is shaped like
    x."""
    out, *running = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return np.moveaxis(out, 1, x.ndim - 1), *running


def keeps_values_as_maps(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """For images the running values come back as (1, C, 1, 1). That shape is for meeting x; what
    you return has the shape (C,)."""
    out, *running = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    if x.ndim == 4 and train:
        running = [value[None, :, None, None] for value in running]
    return out, *running


def reshapes_without_turning(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """reshape(-1, C) cuts the numbers in their order in memory, and there the channel is not the
    last axis: channels get mixed. Move the axis before you reshape."""
    rows = x.reshape(-1, x.shape[1])
    out, *running = batchnorm_forward(
        rows, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
    return out.reshape(x.shape), *running


def knows_vectors_only(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Vectors alone are right. The channel of images is axis 1 of four: say over which axes you
    average, and give gamma and the others axes of length 1 for rows and columns."""
    mean, var = (x.mean(axis=0), x.var(axis=0)) if train else (running_mean, running_var)
    out = gamma * (x - mean) / np.sqrt(var + epsilon) + beta
    if not train:
        return out, running_mean, running_var
    var = x.var(axis=0, ddof=1)
    return out, moved(running_mean, mean, momentum), moved(running_var, var, momentum)


def returns_the_output_only(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The running values do not come back, and whoever called you goes on with the old ones. Three
    things are returned."""
    return layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)[0]


def loses_axes_of_one(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Axes of length 1 are gone from what comes back: one feature, one channel or one example is an
    axis too."""
    right = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return tuple(map(np.squeeze, right))


def predicts_output_alone(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """At prediction the output comes back alone. Three things are returned in both modes: there the
    running values go out as they came in."""
    right = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return right if train else right[0]


def returns_the_variance_before_the_mean(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """The running values come back in the wrong order: first the mean, then the variance."""
    out, mean, var = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return out, var, mean


def moves_the_callers_running_values(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """*= and += write into the arrays of the caller. Make new arrays for the running values and
    return those."""
    out, mean, var = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    running_mean[...], running_var[...] = mean, var
    return out, running_mean, running_var


def centres_the_callers_batch(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """x -= mean changes the batch itself. The backward pass still needs it as it was."""
    result = layer(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    x -= channels(of_batch(x)[0] if train else running_mean, x)
    return result


def batch_of(rng: np.random.Generator, shape: tuple[int, ...], epsilon, train, momentum) -> Call:
    """A batch in which no two features are alike, with running values that differ from its own."""
    c = shape[1]
    places = (c, *[1] * (len(shape) - 2))
    x = rng.normal(0, 1, shape) * rng.uniform(0.5, 3, places) + rng.uniform(-4, 4, places)
    return call(
        x.round(2),
        rng.uniform(0.5, 2.5, c).round(2),
        numbers(rng, c),
        numbers(rng, c),
        rng.uniform(0.5, 6, c).round(2),
        momentum,
        epsilon,
        train,
    )


def some_momentum(rng: np.random.Generator) -> float:
    return float(rng.choice([0.1, 0.2, 0.25, 0.4]))


def batch_of_vectors(rng: np.random.Generator) -> Call:
    n, d = (int(side) for side in rng.integers((4, 2), (9, 6)))
    return batch_of(rng, (n, d), 1e-5, True, some_momentum(rng))


def batch_with_a_large_epsilon(rng: np.random.Generator) -> Call:
    n, d = (int(side) for side in rng.integers((4, 2), (9, 6)))
    return batch_of(rng, (n, d), float(rng.choice([0.5, 0.25, 2])), True, some_momentum(rng))


def batch_to_predict(rng: np.random.Generator) -> Call:
    n, d = (int(side) for side in rng.integers((1, 2), (9, 6)))
    return batch_of(rng, (n, d), float(rng.choice([1e-5, 0.5])), False, some_momentum(rng))


def training_images(rng: np.random.Generator) -> Call:
    shape = tuple(int(side) for side in rng.integers((2, 2, 2, 4), (4, 4, 4, 6)))
    return batch_of(rng, shape, 0.5, True, some_momentum(rng))


def predicted_images(rng: np.random.Generator) -> Call:
    shape = tuple(int(side) for side in rng.integers((2, 2, 2, 4), (4, 4, 4, 6)))
    return batch_of(rng, shape, 0.5, False, some_momentum(rng))


SMALL_BATCH = call(
    np.array([[1.0, 10.0], [3.0, 30.0], [5.0, 50.0]]),
    np.array([2.0, 1.0]),
    np.array([0.5, -1.0]),
    np.array([1.0, 2.0]),
    np.array([4.0, 9.0]),
    0.1,
    1e-5,
    True,
)


SAME_NUMBERS = call(
    np.array([[3.0, 1.0], [3.0, 2.0], [3.0, 6.0], [3.0, -1.0]]),
    np.array([2.0, 1.5]),
    np.array([0.5, -1.0]),
    np.array([1.0, 2.0]),
    np.array([4.0, 9.0]),
    0.25,
    0.5,
    True,
)


ONE_TO_PREDICT = call(
    np.array([[3.0, 8.0]]),
    np.array([2.0, 3.0]),
    np.array([0.5, -1.0]),
    np.array([1.0, 2.0]),
    np.array([3.5, 8.5]),
    0.1,
    0.5,
    False,
)


def fixed(shape: tuple[int, ...], epsilon: float, train: bool, momentum: float) -> Call:
    return batch_of(np.random.default_rng([*shape, train]), shape, epsilon, train, momentum)


IMAGES_TO_TRAIN_ON = [
    fixed((2, 2, 2, 3), 1e-5, True, 0.1),
    fixed((3, 2, 3, 4), 0.5, True, 0.25),
    fixed((2, 1, 1, 3), 0.5, True, 0.2),
    fixed((2, 1, 2, 1), 0.5, True, 0.4),
]


EXERCISE = Exercise(
    solution=batchnorm_forward,
    parts=[
        Part(
            "training: the output",
            [
                SMALL_BATCH,
                fixed((4, 3), 1e-5, True, 0.1),
                fixed((3, 1), 1e-5, True, 0.2),
                drawn(batch_of_vectors, 1),
            ],
            item=0,
        ),
        Part(
            "a large epsilon",
            [SAME_NUMBERS, fixed((5, 2), 0.5, True, 0.2), drawn(batch_with_a_large_epsilon, 1)],
            item=0,
        ),
        Part(
            "training: the running mean",
            [
                SMALL_BATCH,
                fixed((5, 3), 1e-5, True, 0.25),
                fixed((4, 1), 1e-5, True, 0.4),
                drawn(batch_of_vectors, 1),
            ],
            item=1,
        ),
        Part(
            "training: the running variance",
            [
                SMALL_BATCH,
                fixed((5, 3), 1e-5, True, 0.25),
                SAME_NUMBERS,
                fixed((4, 1), 1e-5, True, 0.4),
                drawn(batch_with_a_large_epsilon, 1),
            ],
            item=2,
        ),
        Part(
            "prediction",
            [
                ONE_TO_PREDICT,
                fixed((4, 3), 1e-5, False, 0.1),
                fixed((3, 2), 0.5, False, 0.25),
                drawn(batch_to_predict, 1),
            ],
        ),
        Part(
            "images, in training: the output",
            [*IMAGES_TO_TRAIN_ON, drawn(training_images, 1)],
            item=0,
        ),
        Part(
            "images, in training: the running mean",
            [*IMAGES_TO_TRAIN_ON, drawn(training_images, 1)],
            item=1,
        ),
        Part(
            "images, in training: the running variance",
            [*IMAGES_TO_TRAIN_ON, drawn(training_images, 1)],
            item=2,
        ),
        Part(
            "images, at prediction",
            [
                fixed((2, 3, 2, 4), 1e-5, False, 0.1),
                fixed((2, 2, 3, 4), 0.5, False, 0.25),
                fixed((1, 1, 1, 1), 0.5, False, 0.2),
                drawn(predicted_images, 1),
            ],
        ),
    ],
    hints=[
        "Begin with vectors. In training, x.mean(axis=0) and x.var(axis=0) are what the batch "
        "is normalised by; at prediction the running values take their place in the same "
        "line.",
        "x.var(axis=0, ddof=1) divides by n - 1. That is for the running variance alone.",
        "For images the axes are (0, 2, 3). A row of C numbers meets the channels if it has "
        "the shape (C, 1, 1): gamma.reshape(-1, 1, 1), and the same for the others.",
    ],
)
