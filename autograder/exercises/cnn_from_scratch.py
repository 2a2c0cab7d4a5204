"""Lesson 9, a ConvNet from scratch: solutions, test cases and known mistakes."""

from collections.abc import Callable

import numpy as np

from autograder.exercise import Call, Exercise, Part, call, drawn, training
from helpers import data, networks
from helpers.ingredients import Generator


def some_generator(rng: np.random.Generator) -> Generator:
    return Generator(int(rng.integers(2**31)))


def numbers(rng: np.random.Generator, *shape: int, scale: float = 1.0) -> np.ndarray:
    """Numbers of both signs, none of them 0, with three digits after the dot."""
    return (rng.choice([-1, 1], shape) * rng.uniform(0.1, 2, shape) * scale).round(3)


def he_initialize(shape, rng):
    """First weights of a layer, drawn so that ReLU keeps the size of what goes through.

    shape: that of the weights, (out, in) or (F, C, KH, KW).
    rng: a numpy.random.Generator, the only source of chance.
    Returns an array of that shape: numbers of rng's normal distribution with mean 0 and
    standard deviation sqrt(2 / n), where n numbers meet in each output of the layer.
    """
    n = np.prod(shape[1:])
    return rng.normal(0, np.sqrt(2 / n), shape)


def counts_the_outputs(shape, rng):
    """You divide by the number of outputs. The sum that has to keep its size runs over the inputs
    of one output: which axes hold those?"""
    return rng.normal(0, np.sqrt(2 / shape[0]), shape)


def counts_the_channels_only(shape, rng):
    """A filter meets more than one number of each channel. With your count, filters of 3×3 begin
    three times too large."""
    return rng.normal(0, np.sqrt(2 / shape[1]), shape)


def counts_the_last_axis_only(shape, rng):
    """You count the last axis alone. For filters that is the width; their height and their channels
    join in the same sum."""
    return rng.normal(0, np.sqrt(2 / shape[-1]), shape)


def counts_every_weight(shape, rng):
    """Your n is the number of all the weights. Each output has weights of its own: how many numbers
    meet in one of them?"""
    return rng.normal(0, np.sqrt(2 / np.prod(shape)), shape)


def counts_a_filter_without_its_depth(shape, rng):
    """You count the pixels of a filter in one channel. It adds up over all channels."""
    n = np.prod(shape[2:]) if len(shape) > 2 else shape[1]
    return rng.normal(0, np.sqrt(2 / n), shape)


def averages_inputs_and_outputs(shape, rng):
    """Your n is the mean of inputs and outputs. That is another rule, by Glorot and Bengio; the one
    asked for looks at the inputs alone."""
    area = np.prod(shape[2:])
    return rng.normal(0, np.sqrt(4 / ((shape[0] + shape[1]) * area)), shape)


def forgets_what_relu_takes(shape, rng):
    """Your weights keep the size of the numbers where nothing comes between the layers. ReLU sets
    about half of the numbers to 0: what makes up for that?"""
    return rng.normal(0, np.sqrt(1 / np.prod(shape[1:])), shape)


def divides_by_n_without_a_root(shape, rng):
    """The weights are too small. 2 / n is their variance; the spread that a generator is given is
    its root."""
    return rng.normal(0, 2 / np.prod(shape[1:]), shape)


def takes_the_root_of_n_only(shape, rng):
    """The 2 stands outside your root. Only the 2 / n together are a variance."""
    return rng.normal(0, 2 / np.sqrt(np.prod(shape[1:])), shape)


def turns_the_fraction_over(shape, rng):
    """The more inputs there are, the larger your weights become. Many numbers already add up to a
    larger sum."""
    return rng.normal(0, np.sqrt(np.prod(shape[1:]) / 2), shape)


def draws_without_a_scale(shape, rng):
    """The numbers have the spread 1 whatever the shape. Sums of many such numbers are large, and
    larger in each layer."""
    return rng.standard_normal(shape)


def always_draws_small_numbers(shape, rng):
    """The spread is 0.01 whatever the shape. In a deep network the numbers then shrink layer by
    layer, until nothing is left of the image."""
    return 0.01 * rng.standard_normal(shape)


def draws_between_zero_and_one(shape, rng):
    """Your numbers are spread evenly and all of them are above 0. They have to be normal, with mean
    0."""
    return np.sqrt(2 / np.prod(shape[1:])) * rng.random(shape)


def draws_evenly_about_zero(shape, rng):
    """The spread is right, but each value between two borders is equally likely. A normal
    distribution has most of its numbers near the middle."""
    edge = np.sqrt(6 / np.prod(shape[1:]))
    return rng.uniform(-edge, edge, shape)


def makes_a_generator_of_its_own(shape, rng):
    """The numbers do not come from rng: a generator made inside the function gives the same weights
    at each call, to each layer."""
    return np.random.default_rng(0).normal(0, np.sqrt(2 / np.prod(shape[1:])), shape)


def gives_each_output_the_same_weights(shape, rng):
    """All rows are equal. Units that start alike get equal gradients and stay alike, so each weight
    needs a number of its own."""
    row = rng.normal(0, np.sqrt(2 / np.prod(shape[1:])), shape[1:])
    return np.repeat(row[None], shape[0], axis=0)


def some_matrix(rng: np.random.Generator) -> Call:
    out, inputs = int(rng.integers(2, 5)), int(rng.integers(5, 12))
    return call((out, inputs), some_generator(rng))


def some_filters(rng: np.random.Generator) -> Call:
    f, c, kh, kw = (int(n) for n in rng.integers((5, 2, 2, 3), (8, 4, 4, 5)))
    return call((f, c, kh, kw), some_generator(rng))


def some_wide_matrix(rng: np.random.Generator) -> Call:
    return call((2, int(rng.integers(60, 120))), some_generator(rng))


def initial_loss(classes):
    """The mean cross-entropy, in nats, where all classes are found equally likely.

    classes: how many there are, an int. Returns a float.
    """
    return float(np.log(classes))


def takes_the_logarithm_of_two(classes):
    """You count in bits: this is the logarithm to base 2. The losses of this course are in nats,
    with the natural logarithm."""
    return float(np.log2(classes))


def takes_the_logarithm_of_ten(classes):
    """This is the logarithm to base 10. For ten classes it gives a tidy 1, but the cross-entropy
    has the natural one in it."""
    return float(np.log10(classes))


def takes_the_logarithm_of_the_probability(classes):
    """The sign is the other one. A probability is below 1, its logarithm below 0, and a loss is the
    negative of that."""
    return float(-np.log(classes))


def returns_the_probability(classes):
    """That is the probability that each class is given. The loss is made of its logarithm."""
    return 1 / classes


def returns_the_share_of_wrong_answers(classes):
    """That is how often guessing is wrong. The loss asks something else: how likely the network
    found the true class."""
    return 1 - 1 / classes


def adds_the_losses_of_all_classes(classes):
    """You add over all classes. For one image only the true class counts, and the loss is the mean
    over the images."""
    return float(classes * np.log(classes))


def divides_by_the_classes(classes):
    """The logarithm is divided by the number of classes. The mean goes over images, and each of
    them has the whole loss."""
    return float(np.log(classes) / classes)


def forgets_the_logarithm(classes):
    """That is one over the probability of the true class. What does cross-entropy make of it?"""
    return float(classes)


def thinks_of_the_hinge_loss(classes):
    """For equal scores that is the hinge loss of lesson 1, one for each wrong class. Cross-entropy
    is asked for."""
    return float(classes - 1)


def always_answers_for_ten(classes):
    """The answer is that for ten classes, whatever the argument says."""
    return float(np.log(10))


def some_classes(rng: np.random.Generator) -> Call:
    return call(int(rng.integers(3, 9)))


def many_classes(rng: np.random.Generator) -> Call:
    return call(int(rng.integers(11, 30000)))


def dropout_forward(x, keep, rng, train):
    """Dropout: some numbers of x become 0 by chance, the others grow to make up for it.

    x: an array of any shape; keep: the probability of staying, above 0 and at most 1;
    rng: a numpy.random.Generator; train: True or False.
    In training a number stays where a draw of rng.random(x.shape) is below keep, and is
    divided by keep. Otherwise x comes back as it is.
    Returns out and mask, both shaped like x. The mask is what each number of x was
    multiplied by: 0 or 1 / keep in training, else 1 everywhere.
    """
    if not train:
        return x, np.ones(x.shape)
    mask = (rng.random(x.shape) < keep) / keep
    return x * mask, mask


def dropped(x, mask):
    """What comes out in training, and the mask."""
    return x * mask, mask


def through(x):
    """What comes out when nothing is dropped."""
    return x, np.ones(x.shape)


def takes_keep_for_the_share_to_drop(x, keep, rng, train):
    """You drop the share that should stay. PyTorch's argument p is the probability of dropping;
    here keep is that of keeping."""
    return dropped(x, (rng.random(x.shape) < 1 - keep) / (1 - keep)) if train else through(x)


def drops_the_share_to_keep(x, keep, rng, train):
    """Numbers below keep are dropped and the others stay, so what should be the share to keep is
    dropped. Turn the comparison round and look at what you divide by."""
    return dropped(x, (rng.random(x.shape) >= keep) / (1 - keep)) if train else through(x)


def turns_the_comparison_round(x, keep, rng, train):
    """The wrong ones stay: your mask is 0 exactly where a draw lies below keep."""
    return dropped(x, (rng.random(x.shape) >= keep) / keep) if train else through(x)


def keeps_one_share_and_divides_by_the_other(x, keep, rng, train):
    """Too few stay, and they are divided by the other probability. Divide by the share that really
    stays, and let it be keep."""
    return dropped(x, (rng.random(x.shape) < 1 - keep) / keep) if train else through(x)


def does_not_make_up_for_the_loss(x, keep, rng, train):
    """What stays is not made larger. If half of the numbers are 0, the sums of the next layer are
    about half as large, and at prediction they would suddenly be whole."""
    return dropped(x, (rng.random(x.shape) < keep) * 1.0) if train else through(x)


def multiplies_by_keep(x, keep, rng, train):
    """What stays becomes smaller still. Fewer numbers have to carry the same sum: must each be
    larger or smaller?"""
    return dropped(x, (rng.random(x.shape) < keep) * keep) if train else through(x)


def scales_at_prediction_instead(x, keep, rng, train):
    """Nothing is made up for in training, and prediction multiplies by keep. That was the first
    form of dropout. Here training does all of it, and prediction leaves x alone."""
    if train:
        return dropped(x, (rng.random(x.shape) < keep) * 1.0)
    return x * keep, np.full(x.shape, keep)


def scales_at_prediction_too(x, keep, rng, train):
    """Training is right. At prediction you scale a second time, though nothing was dropped
    there."""
    if train:
        return dropped(x, (rng.random(x.shape) < keep) / keep)
    return x * keep, np.full(x.shape, keep)


def divides_at_prediction_too(x, keep, rng, train):
    """At prediction nothing was dropped, so there is nothing to make up for. Your numbers grow
    there all the same."""
    if train:
        return dropped(x, (rng.random(x.shape) < keep) / keep)
    return x / keep, np.full(x.shape, 1 / keep)


def drops_at_prediction_too(x, keep, rng, train):
    """Two predictions for the same image differ, since you drop numbers there too. What is the
    argument train for?"""
    return dropped(x, (rng.random(x.shape) < keep) / keep)


def never_drops(x, keep, rng, train):
    """Nothing is dropped in training: all of the mask is 1. Is there a comparison with keep / keep
    in it? Python divides before it compares, and then every draw lies below 1."""
    return through(x)


def drops_when_it_should_not(x, keep, rng, train):
    """Numbers are dropped at prediction and left alone in training. The two have changed
    places."""
    return through(x) if train else dropped(x, (rng.random(x.shape) < keep) / keep)


def draws_from_a_bell(x, keep, rng, train):
    """The draws come from the normal distribution: half of them lie below 0, and so too many lie
    below keep. Draw evenly between 0 and 1."""
    return dropped(x, (rng.standard_normal(x.shape) < keep) / keep) if train else through(x)


def draws_one_mask_for_the_batch(x, keep, rng, train):
    """All examples lose the same numbers. Each number of each example needs a draw of its own."""
    if not train:
        return through(x)
    return dropped(x, np.broadcast_to((rng.random(x.shape[1:]) < keep) / keep, x.shape))


def drops_whole_examples(x, keep, rng, train):
    """There is one draw an example, and it stays or goes as a whole. Draw for each number."""
    if not train:
        return through(x)
    rows = (rng.random(len(x)) < keep) / keep
    return dropped(x, np.broadcast_to(rows.reshape(-1, *[1] * (x.ndim - 1)), x.shape))


def draws_once_for_all(x, keep, rng, train):
    """One single draw decides about everything. Give rng.random the shape of what should be
    drawn."""
    return dropped(x, np.full(x.shape, (rng.random() < keep) / keep)) if train else through(x)


def drops_whole_channels(x, keep, rng, train):
    """For images you draw once a channel. Its pixels are to stay or go one by one."""
    if not train:
        return through(x)
    draws = rng.random(x.shape[:2]).reshape(*x.shape[:2], *[1] * (x.ndim - 2))
    return dropped(x, np.broadcast_to((draws < keep) / keep, x.shape))


def draws_for_two_axes_only(x, keep, rng, train):
    """The mask has two axes, so it does not fit images. x.shape holds all of them, however many
    there are."""
    if not train:
        return through(x)
    draws = rng.random((x.shape[0], x.shape[1]))
    return dropped(x, (draws < keep) / keep)


def returns_a_mask_without_the_scale(x, keep, rng, train):
    """The output is right, but your mask is 1 where a number stayed. The backward pass multiplies
    by the mask alone, so the scale has to be in it."""
    out, mask = dropout_forward(x, keep, rng, train)
    return out, (mask > 0) * 1.0


def returns_the_draws_for_a_mask(x, keep, rng, train):
    """The second result holds the draws. The mask is what x was multiplied by."""
    if not train:
        return through(x)
    draws = rng.random(x.shape)
    return x * (draws < keep) / keep, draws


def returns_the_mask_first(x, keep, rng, train):
    """The two results have changed places. The output comes first, then the mask."""
    return dropout_forward(x, keep, rng, train)[::-1]


def returns_no_mask(x, keep, rng, train):
    """The mask is missing. The backward pass has to drop the same numbers, and only the mask knows
    them."""
    return dropout_forward(x, keep, rng, train)[0]


def returns_none_for_a_mask_at_prediction(x, keep, rng, train):
    """In training all is right. At prediction there is a mask too: what was each number multiplied
    by?"""
    out, mask = dropout_forward(x, keep, rng, train)
    return out, mask if train else None


def gives_a_mask_of_zeros_at_prediction(x, keep, rng, train):
    """At prediction your mask is 0, which would mean that nothing came through. All of it did."""
    out, mask = dropout_forward(x, keep, rng, train)
    return out, mask if train else 0 * mask


def gives_a_mask_of_keep_at_prediction(x, keep, rng, train):
    """At prediction x comes back as it is, so no number was multiplied by anything but 1. Your mask
    says otherwise."""
    out, mask = dropout_forward(x, keep, rng, train)
    return out, mask if train else np.full(x.shape, keep)


def drops_an_exact_share(x, keep, rng, train):
    """You drop a fixed number of places. Each number should have its own chance, whatever happens
    to the others, so how many stay differs from call to call."""
    if not train:
        return through(x)
    order = rng.permutation(x.size).reshape(x.shape)
    return dropped(x, (order < round(keep * x.size)) / keep)


def divides_by_the_share_that_stayed(x, keep, rng, train):
    """You divide by the share that happened to stay. Divide by the probability: it is right on
    average, and the same for each batch."""
    if not train:
        return through(x)
    stays = rng.random(x.shape) < keep
    return dropped(x, stays / max(stays.mean(), 1 / x.size))


def drops_the_same_numbers_each_time(x, keep, rng, train):
    """The draws do not come from rng: the generator that you make inside drops the same places at
    each step of a training."""
    draws = np.random.default_rng(0).random(x.shape)
    return dropped(x, (draws < keep) / keep) if train else through(x)


def always_keeps_half(x, keep, rng, train):
    """Half of the numbers stay whatever keep says."""
    return dropped(x, (rng.random(x.shape) < 0.5) / 0.5) if train else through(x)


def drops_in_place(x, keep, rng, train):
    """Multiplying with *= writes into the array of the caller. Make a new one for the output."""
    if not train:
        return through(x)
    mask = (rng.random(x.shape) < keep) / keep
    x *= mask
    return x, mask


def batch_to_drop(rng: np.random.Generator) -> Call:
    n, d = (int(side) for side in rng.integers((3, 4), (6, 8)))
    return call(numbers(rng, n, d), 0.5, some_generator(rng), True)


def batch_with_another_share(rng: np.random.Generator) -> Call:
    n, d = (int(side) for side in rng.integers((4, 6), (7, 9)))
    keep = float(rng.choice([0.2, 0.3, 0.7, 0.8]))
    return call(numbers(rng, n, d), keep, some_generator(rng), True)


def images_to_drop(rng: np.random.Generator) -> Call:
    n, c, h, w = (int(side) for side in rng.integers((2, 2, 3, 4), (4, 4, 5, 6)))
    keep = float(rng.choice([0.3, 0.6, 0.7]))
    return call(numbers(rng, n, c, h, w), keep, some_generator(rng), True)


def nothing_to_drop(rng: np.random.Generator) -> Call:
    n, d = (int(side) for side in rng.integers((3, 4), (6, 8)))
    keep = float(rng.choice([0.2, 0.3, 0.7, 0.8]))
    return call(numbers(rng, n, d), keep, some_generator(rng), False)


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


def channels(values, x):
    """Numbers (C,), so that they meet the channels of x."""
    return values.reshape(-1, *[1] * (x.ndim - 2))


def of_batch(x, ddof=0):
    """Mean and variance of each channel."""
    axes = (0, *range(2, x.ndim))
    return x.mean(axis=axes), x.var(axis=axes, ddof=ddof)


def moved(old, new, momentum):
    return (1 - momentum) * old + momentum * new


def normal_form(x, gamma, beta, mean, spread):
    """What comes out for a mean and a spread of each channel."""
    mean, spread, gamma, beta = (channels(v, x) for v in (mean, spread, gamma, beta))
    return gamma * (x - mean) / spread + beta


def with_spread(spread, x, gamma, beta, mean_0, var_0, momentum, epsilon, train):
    """Batch normalisation with spread(variance, epsilon, train) in place of the root."""
    _, *running = batchnorm_forward(x, gamma, beta, mean_0, var_0, momentum, epsilon, train)
    mean, variance = of_batch(x) if train else (mean_0, var_0)
    return normal_form(x, gamma, beta, mean, spread(variance, epsilon, train)), *running


def with_statistics(
    mean, variance, x, gamma, beta, mean_0, var_0, momentum, epsilon, train, to_run
):
    """Batch normalisation in training with any mean and variance; to_run: what the running values
    are moved by."""
    gamma, beta = channels(gamma, x), channels(beta, x)
    out = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return out, *(
        moved(old, new, momentum) for old, new in zip((mean_0, var_0), to_run, strict=True)
    )


def always_uses_the_batch(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """At prediction too you take mean and variance of the batch. Then an answer for an image
    depends on which others came along: use the running values there."""
    out, *_ = batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, True)
    _, *running = batchnorm_forward(
        x, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
    return out, *running


def trains_with_the_running_values(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """In training you normalise with the running values. The batch has a mean and a variance of its
    own: those."""
    out, *_ = batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, False)
    _, *running = batchnorm_forward(
        x, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
    return out, *running


def trains_with_the_moved_values(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """In training you move the running values and then normalise with them. They are for
    prediction; the batch is normalised by its own mean and variance."""
    _, mean, var = batchnorm_forward(
        x, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
    return normal_form(x, gamma, beta, mean, np.sqrt(var + epsilon)), mean, var


def exchanges_training_and_prediction(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """The two modes have changed places: the batch is used at prediction, the running values in
    training."""
    return batchnorm_forward(
        x, gamma, beta, running_mean, running_var, momentum, epsilon, not train
    )


def normalises_each_example(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Each example is normalised by its own numbers: that is layer normalisation. Here the mean of
    a feature goes over the examples of the batch."""
    if not train:
        return batchnorm_forward(
            x, gamma, beta, running_mean, running_var, momentum, epsilon, train
        )
    axes = tuple(range(1, x.ndim))
    mean, var = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
    out = channels(gamma, x) * (x - mean) / np.sqrt(var + epsilon) + channels(beta, x)
    running = (
        moved(running_mean, mean.mean(), momentum),
        moved(running_var, var.mean(), momentum),
    )
    return out, *running


def takes_one_mean_for_everything(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """One mean and one variance are taken over all the numbers. Every feature and every channel has
    its own: name the axes."""
    if not train:
        return batchnorm_forward(
            x, gamma, beta, running_mean, running_var, momentum, epsilon, train
        )
    return with_statistics(
        x.mean(),
        x.var(),
        x,
        gamma,
        beta,
        running_mean,
        running_var,
        momentum,
        epsilon,
        train,
        (x.mean(), x.var(ddof=1)),
    )


def takes_one_variance_for_everything(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """The means are right, but one variance is taken over all features together. Each has its
    own."""
    if not train:
        return batchnorm_forward(
            x, gamma, beta, running_mean, running_var, momentum, epsilon, train
        )
    mean, _ = of_batch(x)
    centred = x - channels(mean, x)
    var = np.mean(centred**2)
    return with_statistics(
        channels(mean, x),
        var,
        x,
        gamma,
        beta,
        running_mean,
        running_var,
        momentum,
        epsilon,
        train,
        (mean, np.full(mean.shape, var)),
    )


def adds_the_variances_up(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Your variance is the sum of squares over all features, divided by the batch. Sum along the
    batch only."""
    if not train:
        return batchnorm_forward(
            x, gamma, beta, running_mean, running_var, momentum, epsilon, train
        )
    mean, var = of_batch(x)
    return with_statistics(
        channels(mean, x),
        var.sum(),
        x,
        gamma,
        beta,
        running_mean,
        running_var,
        momentum,
        epsilon,
        train,
        (mean, np.full(mean.shape, var.sum())),
    )


def looks_at_half_of_the_batch(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Mean and variance come from a part of the batch. All of its examples count."""
    if not train:
        return batchnorm_forward(
            x, gamma, beta, running_mean, running_var, momentum, epsilon, train
        )
    half = x[: (len(x) + 1) // 2]
    mean, var = of_batch(half)
    return with_statistics(
        channels(mean, x),
        channels(var, x),
        x,
        gamma,
        beta,
        running_mean,
        running_var,
        momentum,
        epsilon,
        train,
        (mean, var),
    )


def divides_by_the_variance(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """You divide by the variance. What comes out should have the spread 1, so divide by the
    standard deviation: what is missing?"""
    return with_spread(
        lambda v, e, _: v + e,
        x,
        gamma,
        beta,
        running_mean,
        running_var,
        momentum,
        epsilon,
        train,
    )


def adds_epsilon_to_the_root(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Epsilon is added after the root. The docstring has it beside the variance, under the root;
    with a large epsilon one sees the difference."""
    return with_spread(
        lambda v, e, _: np.sqrt(v) + e,
        x,
        gamma,
        beta,
        running_mean,
        running_var,
        momentum,
        epsilon,
        train,
    )


def adds_epsilon_to_the_root_at_prediction(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """Training is right. At prediction epsilon stands outside the root: the formula is the same in
    both modes."""
    return with_spread(
        lambda v, e, t: np.sqrt(v + e) if t else np.sqrt(v) + e,
        x,
        gamma,
        beta,
        running_mean,
        running_var,
        momentum,
        epsilon,
        train,
    )


def has_no_epsilon(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Epsilon is not used. A feature with equal numbers in the whole batch has the variance 0, and
    then you divide by 0."""
    return with_spread(
        lambda v, *_: np.sqrt(v),
        x,
        gamma,
        beta,
        running_mean,
        running_var,
        momentum,
        epsilon,
        train,
    )


def has_no_epsilon_at_prediction(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """In training epsilon is there, at prediction it is forgotten. The running variance can be 0
    too."""
    return with_spread(
        lambda v, e, t: np.sqrt(v + e * t),
        x,
        gamma,
        beta,
        running_mean,
        running_var,
        momentum,
        epsilon,
        train,
    )


def always_uses_a_small_epsilon(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """Your epsilon is a number of your own. The argument says how large it is."""
    return batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, 1e-5, train)


def normalises_with_n_minus_one(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """What goes into the output is divided by n - 1. There are two variances here: the batch is
    normalised with the sum of squares divided by n."""
    n = x.size // x.shape[1]
    return with_spread(
        lambda v, e, t: np.sqrt(v * n / (n - 1) + e) if t else np.sqrt(v + e),
        x,
        gamma,
        beta,
        running_mean,
        running_var,
        momentum,
        epsilon,
        train,
    )


def runs_with_n(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The output is right. For the running variance the sum of squares is divided by something else
    than for the output: read that sentence of the docstring again."""
    var = moved(running_var, of_batch(x)[1], momentum) if train else running_var
    out, mean, _ = batchnorm_forward(
        x, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
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
    out, mean, _ = batchnorm_forward(
        x, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
    return out, mean, var


def turns_momentum_round(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Momentum stands with the old value. Some books do that; here, as in PyTorch, it is the share
    of the new one."""
    out, *_ = batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    _, *running = batchnorm_forward(
        x, gamma, beta, running_mean, running_var, 1 - momentum, epsilon, train
    )
    return out, *running


def always_moves_by_a_tenth(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The running values always move by a tenth. The argument momentum says how far."""
    return batchnorm_forward(x, gamma, beta, running_mean, running_var, 0.1, epsilon, train)


def never_moves_the_running_values(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """The running values come back as they went in. Prediction would see the values from before the
    training."""
    out, *_ = batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return out, running_mean, running_var


def replaces_the_running_values(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """The running values are those of the last batch alone. One batch is a matter of luck: mix old
    and new."""
    out, *_ = batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    return out, *(of_batch(x, ddof=1) if train else (running_mean, running_var))


def adds_to_the_running_values(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The old value does not fade before the new one is added, so that the sum grows with each
    batch."""
    out, *_ = batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    mean, var = of_batch(x, ddof=1)
    if not train:
        return out, running_mean, running_var
    return out, running_mean + momentum * mean, running_var + momentum * var


def moves_at_prediction_too(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The running values move at prediction as well. There they are only read: a test must not
    teach the network anything."""
    out, *_ = batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
    _, *running = batchnorm_forward(
        x, gamma, beta, running_mean, running_var, momentum, epsilon, True
    )
    return out, *running


def moves_the_mean_only(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The running mean moves, the running variance stays. Both are needed at prediction."""
    out, mean, _ = batchnorm_forward(
        x, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
    return out, mean, running_var


def stores_epsilon_in_the_variance(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """Epsilon gets into the running variance, and prediction adds it a second time. Store the
    variance without it."""
    out, mean, var = batchnorm_forward(
        x, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
    return out, mean, var + momentum * epsilon if train else var


def stores_the_standard_deviation(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """The running value holds a standard deviation, of which prediction takes the root again. Store
    the variance."""
    out, mean, var = batchnorm_forward(
        x, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
    spread = np.sqrt(of_batch(x, ddof=1)[1])
    return out, mean, moved(running_var, spread, momentum) if train else var


def reads_the_variance_as_a_deviation(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """At prediction you divide by the running variance itself. It is a variance: take its root,
    with epsilon under it."""
    return with_spread(
        lambda v, e, t: np.sqrt(v + e) if t else v + e,
        x,
        gamma,
        beta,
        running_mean,
        running_var,
        momentum,
        epsilon,
        train,
    )


def forgets_gamma_and_beta(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The output is normalised and that is all. gamma and beta are still to come: they let the
    network choose another spread and mean."""
    return batchnorm_forward(
        x, gamma * 0 + 1, beta * 0, running_mean, running_var, momentum, epsilon, train
    )


def forgets_gamma_and_beta_at_prediction(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """At prediction gamma and beta are left out. Both modes scale and shift: the layers after this
    one have learned to count on it."""
    if not train:
        gamma, beta = gamma * 0 + 1, beta * 0
    return batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)


def exchanges_gamma_and_beta(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """gamma and beta have changed places. One of them scales, the other shifts."""
    return batchnorm_forward(x, beta, gamma, running_mean, running_var, momentum, epsilon, train)


def shifts_before_it_scales(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """beta is added too early, so that it is scaled as well. Scale first, then shift."""
    return batchnorm_forward(
        x, gamma, gamma * beta, running_mean, running_var, momentum, epsilon, train
    )


def forgets_the_mean(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The spread is right and the mean is not 0: nothing is subtracted before you divide."""
    _, *running = batchnorm_forward(
        x, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
    var = of_batch(x)[1] if train else running_var
    return normal_form(x, gamma, beta, 0 * var, np.sqrt(var + epsilon)), *running


def keeps_the_running_values_as_rows(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """The running values have axes of length 1 besides their own. They come back in the shape in
    which they came."""
    out, mean, var = batchnorm_forward(
        x, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
    if not train:
        return out, mean, var
    shape = (1, -1, *[1] * (x.ndim - 2))
    return out, mean.reshape(shape), var.reshape(shape)


def normalises_each_pixel(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """For images you take a mean for every pixel. A filter is the same at all places, so a channel
    has one mean and one variance, over the batch, the rows and the columns."""
    if not train or x.ndim == 2:
        return batchnorm_forward(
            x, gamma, beta, running_mean, running_var, momentum, epsilon, train
        )
    mean, var = x.mean(axis=0), x.var(axis=0)
    out = channels(gamma, x) * (x - mean) / np.sqrt(var + epsilon) + channels(beta, x)
    mean_0, var_0 = channels(running_mean, x), channels(running_var, x)
    return out, moved(mean_0, mean, momentum), moved(var_0, x.var(axis=0, ddof=1), momentum)


def normalises_each_image(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """Each map is normalised by itself. The mean of a channel goes over all the images of the
    batch."""
    if not train or x.ndim == 2:
        return batchnorm_forward(
            x, gamma, beta, running_mean, running_var, momentum, epsilon, train
        )
    axes = (2, 3)
    mean, var = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
    out = channels(gamma, x) * (x - mean) / np.sqrt(var + epsilon) + channels(beta, x)
    running = (
        moved(running_mean, mean.mean(axis=(0, 2, 3)), momentum),
        moved(running_var, var.mean(axis=(0, 2, 3)), momentum),
    )
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
    """Images end in an error. Their channel is axis 1 of four: say over which axes you average, and
    give gamma and the others axes of length 1 for rows and columns."""
    mean, var = (x.mean(axis=0), x.var(axis=0)) if train else (running_mean, running_var)
    out = gamma * (x - mean) / np.sqrt(var + epsilon) + beta
    if not train:
        return out, running_mean, running_var
    var = x.var(axis=0, ddof=1)
    return out, moved(running_mean, mean, momentum), moved(running_var, var, momentum)


def returns_the_output_only(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """The running values do not come back, and whoever called you goes on with the old ones. Three
    things are returned."""
    return batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)[0]


def returns_the_variance_before_the_mean(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """The running values come back in the wrong order: first the mean, then the variance."""
    out, mean, var = batchnorm_forward(
        x, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
    return out, var, mean


def moves_the_callers_running_values(
    x, gamma, beta, running_mean, running_var, momentum, epsilon, train
):
    """*= and += write into the arrays of the caller. Make new arrays for the running values and
    return those."""
    out, mean, var = batchnorm_forward(
        x, gamma, beta, running_mean, running_var, momentum, epsilon, train
    )
    running_mean[...], running_var[...] = mean, var
    return out, running_mean, running_var


def centres_the_callers_batch(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    """x -= mean changes the batch itself. The backward pass still needs it as it was."""
    result = batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train)
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


def batchnorm_backward(dout, x, gamma, epsilon):
    """The backward pass of batchnorm_forward in training.

    dout, x: (N, D) or (N, C, H, W); gamma: (D,) or (C,).
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
    """dx with more or less of its second and third part, or over other axes."""
    axes = (0, *range(2, x.ndim)) if axes is None else axes
    keep = {"axis": axes, "keepdims": True}
    root = np.sqrt(x.var(**keep) + epsilon)
    normal = (x - x.mean(**keep)) / root
    n = x.size // root.size if divide is None else divide
    by_mean = mean * dout.sum(**keep) / n
    by_spread = spread * normal * (dout * normal).sum(**keep) / n
    return channels(gamma, x) / root * (dout - by_mean - by_spread)


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


def convnet_loss_and_gradients(params, X, y):
    """The mean cross-entropy of a small ConvNet, in nats, and its gradients.

    The layers: convolution with stride 1, padded so that the maps are as large as the
    images; ReLU; max pooling with windows of 2×2 and stride 2; a fully connected layer.
    params: a dict of W1 (F, C, k, k), k odd, b1 (F,), W2 (K, F * H/2 * W/2), b2 (K,).
    X: (N, C, H, W), H and W even; y: (N,), ints from 0 to K - 1.
    Returns the loss, a float, and a dict of gradients, keys and shapes as in params.
    """
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    N, padding = len(X), W1.shape[-1] // 2

    maps = networks.conv_forward(X, W1, b1, padding)
    active = np.maximum(0, maps)
    pooled = networks.max_pool_forward(active)
    flat = pooled.reshape(N, -1)
    scores = flat @ W2.T + b2

    shifted = scores - scores.max(axis=1, keepdims=True)
    sums = np.exp(shifted).sum(axis=1)
    loss = float(np.mean(np.log(sums) - shifted[np.arange(N), y]))

    dscores = np.exp(shifted) / sums[:, None]
    dscores[np.arange(N), y] -= 1
    dscores /= N
    dflat = dscores @ W2
    dactive = networks.max_pool_backward(dflat.reshape(pooled.shape), active)
    dmaps = dactive * (maps > 0)
    _, dW1, db1 = networks.conv_backward(dmaps, X, W1, padding)
    return loss, {"W1": dW1, "b1": db1, "W2": dscores.T @ flat, "b2": dscores.sum(axis=0)}


def chain(params, X, y, *faults):
    """Loss and gradients of the network with faults, for the mistakes."""
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    N, _, H, W = X.shape
    F, _, k, _ = W1.shape
    r = 0 if "no padding" in faults else 1 if "padding of 1" in faults else k // 2
    padded = np.pad(X, ((0, 0), (0, 0), (r, r), (r, r)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))
    filters = W1[..., ::-1, ::-1] if "turned filters" in faults else W1
    maps = np.einsum("nchwij,fcij->nfhw", windows, filters)
    if "no b1" not in faults:
        maps = maps + b1[:, None, None]
    active = maps if "no ReLU" in faults else np.maximum(0, maps)
    H, W = maps.shape[2:]
    blocks = active.reshape(N, F, H // 2, 2, W // 2, 2).transpose(0, 1, 2, 4, 3, 5)
    blocks = blocks.reshape(N, F, H // 2, W // 2, 4)
    pooled = blocks.mean(axis=-1) if "mean pooling" in faults else blocks.max(axis=-1)
    flat = pooled.transpose(0, 2, 3, 1) if "channels last" in faults else pooled
    flat = flat.reshape(N, -1)
    scores = flat @ W2.T
    if "no b2" not in faults:
        scores = scores + b2
    if "ReLU of scores" in faults:
        scores = np.maximum(0, scores)

    axis = 0 if "softmax along the batch" in faults else 1
    shifted = scores - (0 if "bare exp" in faults else scores.max(axis=axis, keepdims=True))
    p = np.exp(shifted) / np.exp(shifted).sum(axis=axis, keepdims=True)
    true = (
        shifted[np.arange(N), y] - np.log(np.exp(shifted).sum(axis=axis))[y if axis == 0 else ...]
    )
    if "logarithm of p" in faults or "bare exp" in faults:
        true = np.log(p[np.arange(N), y])
    if "clipped p" in faults:
        true = np.log(np.maximum(p[np.arange(N), y], 1e-12))
    loss = -true.sum() if "sum" in faults else -true.mean()
    if "base 2" in faults:
        loss = loss / np.log(2)

    dscores = p.copy()
    if "no truth" not in faults:
        dscores[np.arange(N), y] -= 1
    if "sum" not in faults and "gradients of the sum" not in faults:
        dscores = dscores / N
    if "divided twice" in faults:
        dscores = dscores / N
    if "ReLU of scores" in faults:
        dscores = dscores * (scores > 0)
    dflat = dscores @ W2
    if "channels last" in faults or "back channels last" in faults:
        dpooled = dflat.reshape(N, H // 2, W // 2, F).transpose(0, 3, 1, 2)
    else:
        dpooled = dflat.reshape(pooled.shape)
    if "mean pooling" in faults or "shared by all four" in faults:
        dblocks = np.repeat(dpooled[..., None] / 4, 4, axis=-1)
    elif "all of it to all four" in faults:
        dblocks = np.repeat(dpooled[..., None], 4, axis=-1)
    else:
        dblocks = np.zeros(blocks.shape)
        np.put_along_axis(dblocks, blocks.argmax(axis=-1)[..., None], dpooled[..., None], -1)
    dactive = dblocks.reshape(N, F, H // 2, W // 2, 2, 2).transpose(0, 1, 2, 4, 3, 5)
    dactive = dactive.reshape(maps.shape)
    dmaps = dactive * (maps > 0)
    if "no gate" in faults or "no ReLU" in faults:
        dmaps = dactive
    if "gate of the gradient" in faults:
        dmaps = np.maximum(0, dactive)
    dW1 = np.einsum("nfhw,nchwij->fcij", dmaps, windows)
    if "turned filters" in faults or "turned dW1" in faults:
        dW1 = dW1[..., ::-1, ::-1]
    db1, db2 = dmaps.sum(axis=(0, 2, 3)), dscores.sum(axis=0)
    if "one db1" in faults:
        db1 = dmaps.mean(axis=(0, 2, 3))
    return float(loss), {"W1": dW1, "b1": db1, "W2": dscores.T @ flat, "b2": db2}


def adds_the_losses_up(params, X, y):
    """Loss and gradients are those of the sum over the images. With the mean, a rate that suits one
    size of batch suits another."""
    return chain(params, X, y, "sum")


def forgets_n_in_the_gradients(params, X, y):
    """The loss is a mean, the gradients are those of a sum. The 1 / N of the mean is a factor like
    any other, and goes back with the rest."""
    return chain(params, X, y, "gradients of the sum")


def divides_by_n_twice(params, X, y):
    """The gradients are divided by the number of images twice. Do it in one place, where the scores
    meet the loss."""
    return chain(params, X, y, "divided twice")


def forgets_the_true_class(params, X, y):
    """All gradients come from the probabilities alone, so that every score is pushed down. Which
    one has to go up?"""
    return chain(params, X, y, "no truth")


def exponentiates_bare_scores(params, X, y):
    """Large scores end in nan: exp of 1,000 is no number any more. Subtract the largest score of
    each image first, which changes no probability."""
    return chain(params, X, y, "bare exp")


def takes_the_logarithm_of_zero(params, X, y):
    """Where the true class is far behind, its probability is rounded to 0 and the loss becomes
    infinite. Take the logarithm of the sum and the score apart: log(p) is a difference."""
    return chain(params, X, y, "logarithm of p")


def clips_probabilities(params, X, y):
    """Where the true class is far behind, the loss stops growing at 27.6, since a tiny number was
    put in place of the probability. Compute log(p) without p."""
    return chain(params, X, y, "clipped p")


def measures_the_loss_in_bits(params, X, y):
    """The logarithm is to base 2. Losses are in nats here, and the gradients that you return belong
    to nats."""
    return chain(params, X, y, "base 2")


def normalises_along_the_batch(params, X, y):
    """Softmax goes along the batch, so images share their probabilities. Those of one image add up
    to 1, over its classes."""
    return chain(params, X, y, "softmax along the batch")


def leaves_the_maps_below_zero(params, X, y):
    """Maps go into pooling as the filters made them. Where is ReLU?"""
    return chain(params, X, y, "no ReLU")


def bends_the_scores_too(params, X, y):
    """Scores below 0 are cut off. After the last layer comes no ReLU: softmax takes any number."""
    return chain(params, X, y, "ReLU of scores")


def lets_everything_through_the_gate(params, X, y):
    """Going back, the gradient passes ReLU where it was shut. What is 0 whatever its input has the
    slope 0."""
    return chain(params, X, y, "no gate")


def bends_the_gradient(params, X, y):
    """You applied ReLU to the gradient. Its sign does not matter; whether a gate is open was
    decided by the map, going forward."""
    return chain(params, X, y, "gate of the gradient")


def pools_the_mean(params, X, y):
    """The loss fits average pooling. Here the largest number of each window goes on."""
    return chain(params, X, y, "mean pooling")


def shares_among_the_window(params, X, y):
    """Going back through pooling, all four numbers of a window get a quarter. Only the largest one
    had a say."""
    return chain(params, X, y, "shared by all four")


def gives_the_whole_window_everything(params, X, y):
    """Going back through pooling, all four numbers of a window get the whole gradient. It belongs
    to the winner alone."""
    return chain(params, X, y, "all of it to all four")


def convolves_with_turned_filters(params, X, y):
    """The filters are turned by half a circle. That is the convolution of mathematicians; the
    layers of this course lay the filter on the image as it is."""
    return chain(params, X, y, "turned filters")


def turns_the_gradient_of_the_filters(params, X, y):
    """The gradient of the filters is turned by half a circle. Filters are turned for the gradient
    of the image, which is not needed here."""
    return chain(params, X, y, "turned dW1")


def convolves_without_padding(params, X, y):
    """Filters wider than one pixel end in an error: without padding the maps become smaller, and W2
    does not fit any more. How much padding keeps the size?"""
    return chain(params, X, y, "no padding")


def always_pads_by_one(params, X, y):
    """Padding by 1 suits filters of 3×3. For other sizes the maps are not as large as the image:
    work the padding out from W1."""
    return chain(params, X, y, "padding of 1")


def forgets_the_first_biases(params, X, y):
    """The loss is that of a network without b1. Each filter adds its bias to the whole map."""
    return chain(params, X, y, "no b1")


def forgets_the_last_biases(params, X, y):
    """The loss is that of a network without b2. Each class adds its bias to its score."""
    return chain(params, X, y, "no b2")


def flattens_channels_last(params, X, y):
    """The numbers go into the last layer pixel by pixel. W2 expects them map by map, as reshape
    gives them when no axis is moved."""
    return chain(params, X, y, "channels last")


def unflattens_channels_last(params, X, y):
    """Loss and last layer are right. Going back, you give the flat gradient a shape in which the
    maps come last: it has to get the shape that was flattened."""
    return chain(params, X, y, "back channels last")


def averages_the_first_biases(params, X, y):
    """The gradient of b1 is a mean over the places. A bias is added at each place, so that what
    comes back from them adds up."""
    return chain(params, X, y, "one db1")


def leaves_the_filters_out(params, X, y):
    """The gradients of the filters and their biases are 0: the chain ends at the last layer. Go on
    through pooling, ReLU and convolution."""
    loss, grads = chain(params, X, y)
    return loss, {**grads, "W1": 0 * grads["W1"], "b1": 0 * grads["b1"]}


def turns_the_last_weights(params, X, y):
    """The gradient of W2 is transposed. It has the shape of W2, a row for each class."""
    loss, grads = chain(params, X, y)
    return loss, {**grads, "W2": grads["W2"].T}


def adds_a_penalty(params, X, y):
    """A penalty on the weights is in your loss, and in the gradients. This function returns the
    cross-entropy alone."""
    loss, grads = chain(params, X, y)
    penalty = sum(0.005 * np.sum(params[name] ** 2) for name in ("W1", "W2"))
    pulled = {name: grads[name] + 0.01 * params[name] for name in ("W1", "W2")}
    return loss + penalty, {**grads, **pulled}


def looks_at_the_first_image_only(params, X, y):
    """Only the first image counts. Is there a return inside of a loop?"""
    return chain(params, X[:1], y[:1])


def looks_at_the_first_channel_only(params, X, y):
    """Images of several channels are treated as if they had one. A filter reaches through all of
    them."""
    loss, grads = chain({**params, "W1": params["W1"][:, :1]}, X[:, :1], y)
    dW1 = np.zeros(params["W1"].shape)
    dW1[:, :1] = grads["W1"]
    return loss, {**grads, "W1": dW1}


def names_the_gradients_otherwise(params, X, y):
    """The keys of your gradients begin with a d. They are to be those of params, so that one loop
    can step along both."""
    loss, grads = chain(params, X, y)
    return loss, {f"d{name}": grads[name] for name in grads}


def returns_gradients_without_names(params, X, y):
    """The gradients come as a tuple. A dict is asked for, with the keys of params."""
    loss, grads = chain(params, X, y)
    return loss, tuple(grads.values())


def returns_five_things(params, X, y):
    """The loss is followed by four arrays. Two things are asked for: the loss, and a dict."""
    loss, grads = chain(params, X, y)
    return loss, *grads.values()


def returns_the_gradients_first(params, X, y):
    """Gradients and loss have changed places."""
    return chain(params, X, y)[::-1]


def returns_the_loss_only(params, X, y):
    """The loss comes back alone, and with a loss alone nothing can be learned. The gradients are
    the second result."""
    return chain(params, X, y)[0]


def makes_a_step_at_once(params, X, y):
    """The parameters come back changed. Stepping is for the one who trains; here nothing moves."""
    loss, grads = chain(params, X, y)
    for name in grads:
        params[name] -= 0.1 * grads[name]
    return loss, grads


def hands_in_the_stand_in(params, X, y):
    """These are the numbers of networks.convnet_loss_and_gradients. They are rounded, good for a
    training and for nothing else: write the chain of layers yourself."""
    return networks.convnet_loss_and_gradients(params, X, y)


def network(
    rng: np.random.Generator,
    N: int,
    channels: int,
    size: tuple[int, int],
    F: int,
    k: int,
    K: int,
    last: float = 1.0,
) -> Call:
    """A small network and a batch. last: the size of the weights of its last layer; where that is
    large, the true class of each image is the one with the lowest score."""
    flat = F * size[0] * size[1] // 4
    params = {
        "W1": numbers(rng, F, channels, k, k),
        "b1": numbers(rng, F, scale=0.5),
        "W2": numbers(rng, K, flat, scale=last),
        "b2": numbers(rng, K),
    }
    X = numbers(rng, N, channels, *size)
    y = rng.permutation(np.arange(N) % K)
    if last > 1:
        y = networks.convnet_scores(params, X).argmin(axis=1)
    return call(params, X, y)


def drawn_network(*sizes, last: float = 1.0) -> Callable[[np.random.Generator], Call]:
    return lambda rng: network(rng, *sizes[rng.integers(len(sizes))], last=last)


def fixed_networks(*sizes, last: float = 1.0, seed: int = 0) -> list[Call]:
    rng = np.random.default_rng(seed)
    return [network(rng, *size, last=last) for size in sizes]


ONE_IMAGE = [(1, 1, (2, 2), 1, 1, 2), (1, 1, (4, 4), 1, 3, 3)]
SEVERAL = [(3, 2, (4, 4), 2, 3, 3), (4, 2, (4, 4), 3, 3, 3)]
FAR_BEHIND = [(1, 1, (2, 2), 1, 1, 2), (2, 1, (4, 4), 2, 3, 3)]
NOT_SQUARE = [(2, 1, (4, 6), 2, 1, 3), (3, 2, (4, 2), 2, 5, 3), (2, 2, (2, 6), 3, 3, 4)]


def train_convnet(X, y, rng):
    """Train a small ConvNet, that of convnet_loss_and_gradients, to classify images.

    X: (N, C, H, W), pixels of about -1 to 1, H and W even; y: (N,), ints from 0 to
    K - 1, each of which occurs; rng: a numpy.random.Generator, source of all chance.
    Returns params: a dict of W1 (F, C, k, k), b1 (F,), W2 (K, F * H/2 * W/2), b2 (K,).
    F and k, which is odd, are for you to choose. The score is the accuracy on images
    that it has not seen.
    """
    (N, C, H, W), K = X.shape, y.max() + 1
    F, k, size, epochs = 16, 3, 25, 8
    n, flat = C * k * k, F * H * W // 4
    params = [
        rng.normal(0, np.sqrt(2 / n), (F, n)),
        np.zeros(F),
        rng.normal(0, np.sqrt(2 / flat), (K, flat)),
        np.zeros(K),
    ]
    velocities = [np.zeros_like(p) for p in params]
    truth = np.eye(K)[y]

    # Columns as in lesson 8, made once. The four places of a pooling window come first, so that
    # pooling is a maximum over the first axis: (4, N, H/2 * W/2, n).
    side = (k // 2, k // 2)
    padded = np.pad(X, ((0, 0), (0, 0), side, side))
    columns = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))
    columns = columns.transpose(0, 2, 3, 1, 4, 5).reshape(N, H // 2, 2, W // 2, 2, n)
    columns = columns.transpose(2, 4, 0, 1, 3, 5).reshape(4, N, -1, n)

    step, steps = 0, epochs * -(-N // size)
    for _ in range(epochs):
        order = rng.permutation(N)
        for start in range(0, N, size):
            batch = order[start : start + size]
            seen = columns[:, batch]
            W1, b1, W2, b2 = params

            maps = seen @ W1.T + b1
            winner = maps.argmax(axis=0)[None]
            pooled = np.take_along_axis(maps, winner, axis=0)[0]
            active = np.maximum(0, pooled).swapaxes(1, 2).reshape(len(batch), flat)
            scores = active @ W2.T + b2
            p = np.exp(scores - scores.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)

            dscores = (p - truth[batch]) / len(batch)
            dpooled = (dscores @ W2).reshape(len(batch), F, -1).swapaxes(1, 2) * (pooled > 0)
            dmaps = np.zeros(maps.shape)
            np.put_along_axis(dmaps, winner, dpooled[None], axis=0)
            dmaps = dmaps.reshape(-1, F)
            grads = dmaps.T @ seen.reshape(-1, n), dmaps.sum(0), dscores.T @ active, dscores.sum(0)

            rate = 0.1 * (1 - step / steps)  # smaller and smaller steps
            step += 1
            for i, gradient in enumerate(grads):
                velocities[i] = 0.9 * velocities[i] - rate * gradient
                params[i] = params[i] + velocities[i]
    W1, b1, W2, b2 = params
    return {"W1": W1.reshape(F, C, k, k), "b1": b1, "W2": W2, "b2": b2}


def barely(X, y, rng, count, epochs=2, rate=0.1):
    """A network that learned a few images for a few epochs, for the mistakes."""
    K, F = y.max() + 1, 8
    flat = F * X.shape[2] * X.shape[3] // 4
    params = {
        "W1": rng.normal(0, np.sqrt(2 / (9 * X.shape[1])), (F, X.shape[1], 3, 3)),
        "b1": np.zeros(F),
        "W2": rng.normal(0, np.sqrt(1 / flat), (K, flat)),
        "b2": np.zeros(K),
    }
    X, y = X[:count], y[:count]
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(len(X)), max(1, len(X) // 25)):
            _, grads = networks.convnet_loss_and_gradients(params, X[batch], y[batch])
            params = {name: params[name] - rate * grads[name] for name in params}
    return params


def starts_all_filters_alike(X, y, rng):
    """All filters are the same. Filters that start alike get the same gradient and stay alike, and
    from zeros they never move. What makes them differ from the start?"""
    params = barely(X, y, rng, 0, epochs=0)
    W2 = 0 * params["W2"]
    b2 = np.log(np.bincount(y) / len(y))
    return {"W1": 0 * params["W1"], "b1": params["b1"], "W2": W2, "b2": b2}


def returns_flat_filters(X, y, rng):
    """W1 is a matrix. Filters have four axes, (F, C, k, k): give them their shape back before you
    return them."""
    params = barely(X, y, rng, 0)
    return {**params, "W1": params["W1"].reshape(len(params["W1"]), -1)}


def returns_the_last_weights_as_in_by_out(X, y, rng):
    """W2 is of shape (in, out). In this course a row belongs to a class: return it transposed."""
    params = barely(X, y, rng, 0)
    return {**params, "W2": params["W2"].T}


def returns_biases_as_rows(X, y, rng):
    """The biases are matrices of one row. A bias is a vector, (F,) and (K,)."""
    params = barely(X, y, rng, 0)
    return {**params, "b1": params["b1"][None], "b2": params["b2"][None]}


def trains_without_padding(X, y, rng):
    """W2 is made for smaller maps. The convolution is padded, so that the maps are as large as the
    images, and after pooling they are half as high and half as wide."""
    params = barely(X, y, rng, 0)
    F, (H, W) = len(params["b1"]), X.shape[2:]
    return {**params, "W2": params["W2"][:, : F * ((H - 2) // 2) * ((W - 2) // 2)]}


def forgets_to_pool(X, y, rng):
    """W2 is as wide as for maps that were not pooled. Windows of 2×2 leave a quarter of the
    numbers."""
    params = barely(X, y, rng, 0)
    return {**params, "W2": np.repeat(params["W2"], 4, axis=1)}


def always_makes_ten_outputs(X, y, rng):
    """The network has ten outputs for any data. y says how many classes there are."""
    params = barely(X, y, rng, 0)
    spare = 10 - len(params["b2"])
    W2 = np.pad(params["W2"], ((0, spare), (0, 0)))
    return {**params, "W2": W2, "b2": np.pad(params["b2"], (0, spare), constant_values=-50)}


def returns_a_list_of_arrays(X, y, rng):
    """The four arrays have no names. A dict is asked for, with the keys W1, b1, W2 and b2."""
    return list(barely(X, y, rng, 0).values())


def runs_away(X, y, rng):
    """The parameters are nan or far off, so that one class is given to all. Print the loss after
    every epoch: if it grows, take smaller steps, and look at the sign of the step."""
    return {name: array * np.nan for name, array in barely(X, y, rng, 0).items()}


def learns_from_shuffled_labels(X, y, rng):
    """The network knows hardly more than which classes are frequent. Print the loss after every
    epoch. If it falls, do images and labels go through the same shuffling? If it stays, are the
    parameters that you update those that you return?"""
    params = barely(X, y, rng, 0)
    return {**params, "W2": 0 * params["W2"], "b2": np.log(np.bincount(y) / len(y))}


def only_begins_to_learn(X, y, rng):
    """The network is better than guessing, and has far to go. Does each epoch go through all of the
    batches, and are there enough epochs? The loss should fall well below its first value."""
    return barely(X, y, rng, 40 * (y.max() + 1), epochs=2, rate=0.05)


def stops_too_early(X, y, rng):
    """Much is learned, and not enough. If the loss still falls at the end, take more epochs or
    larger steps; if it has come to rest, more filters."""
    return barely(X, y, rng, 400, epochs=5)


def small_scenes(rng: np.random.Generator) -> Call:
    """Images of two channels and of three or four classes, for a look at the parameters."""
    K = int(rng.integers(3, 5))
    y = rng.permutation(np.arange(90) % K)
    X = rng.normal(0, 0.3, (90, 2, 4, 6))
    X[np.arange(90), y % 2, y // 2] += 1
    X = X.round(2)
    return training(X[:60], y[:60], some_generator(rng), unseen=X[60:], labels=y[60:], at_least=0.0)


def stripes(rng: np.random.Generator) -> Call:
    """Stripes that lie, stand or lean, each moved by chance, so that every pixel is bright as often
    as it is dark in each class. A fifth, three tenths and a half of them, so that answers of one
    class for all can be told by their accuracy."""
    seen, count = 200, 600
    y = np.searchsorted([2, 5, 10], np.arange(count) % 10, side="right")
    y[:seen], y[seen:] = rng.permutation(y[:seen]), rng.permutation(y[seen:])
    down, right = np.array([[1.0, 0.0], [0.0, 1.0], [0.7, 0.7]])[y].T[:, :, None, None]
    rows, columns = np.mgrid[:6, :8]
    phase = rng.uniform(0, 2 * np.pi, (count, 1, 1))
    waves = np.sin(np.pi / 2 * (down * rows + right * columns) + phase)
    X = (waves + rng.normal(0, 0.3, waves.shape))[:, None].round(2)
    return training(
        X[:seen], y[:seen], some_generator(rng), unseen=X[seen:], labels=y[seen:], at_least=0.9
    )


def turned_digits(rng: np.random.Generator) -> Call:
    """Digits, all of them turned or mirrored alike and the classes numbered anew: so the data set
    that everybody has cannot be looked up for more examples."""
    images, labels = data.digits()
    chosen = rng.permutation(len(images))[:1500]
    X, y = images[chosen], rng.permutation(10)[labels[chosen]]
    X = np.rot90(X if rng.integers(2) else X.swapaxes(1, 2), rng.integers(4), axes=(1, 2))
    X = np.ascontiguousarray(X)[:, None]
    return training(
        X[:900], y[:900], some_generator(rng), unseen=X[900:], labels=y[900:], at_least=0.92
    )


SMALL_SCENES = small_scenes(np.random.default_rng(1))


EXERCISES = [
    Exercise(
        solution=he_initialize,
        parts=[
            Part(
                "a fully connected layer",
                [call((2, 8), Generator(0)), call((3, 7), Generator(5)), drawn(some_matrix, 3)],
            ),
            Part(
                "filters",
                [
                    call((4, 2, 3, 2), Generator(1)),
                    call((5, 3, 2, 4), Generator(2)),
                    drawn(some_filters, 3),
                ],
            ),
            Part("many inputs", [call((2, 98), Generator(3)), drawn(some_wide_matrix, 2)]),
        ],
        mistakes=[
            counts_the_outputs,
            counts_the_channels_only,
            counts_the_last_axis_only,
            counts_every_weight,
            counts_a_filter_without_its_depth,
            averages_inputs_and_outputs,
            forgets_what_relu_takes,
            divides_by_n_without_a_root,
            takes_the_root_of_n_only,
            turns_the_fraction_over,
            draws_without_a_scale,
            always_draws_small_numbers,
            draws_between_zero_and_one,
            draws_evenly_about_zero,
            makes_a_generator_of_its_own,
            gives_each_output_the_same_weights,
        ],
        hints=[
            "How many numbers does one output of the layer add up, if the weights are (out, in)? "
            "And if they are filters (F, C, KH, KW)?",
            "In both cases it is the product of all the sides but the first: np.prod(shape[1:]).",
            "rng.normal(mean, spread, shape) takes the standard deviation, which is the root of "
            "the variance.",
        ],
    ),
    Exercise(
        solution=initial_loss,
        parts=[
            Part("a few classes", [call(2), call(3), call(10), drawn(some_classes, 3)]),
            Part("many classes", [call(100), call(1000), drawn(many_classes, 3)]),
        ],
        mistakes=[
            takes_the_logarithm_of_two,
            takes_the_logarithm_of_ten,
            takes_the_logarithm_of_the_probability,
            returns_the_probability,
            returns_the_share_of_wrong_answers,
            adds_the_losses_of_all_classes,
            divides_by_the_classes,
            forgets_the_logarithm,
            thinks_of_the_hinge_loss,
            always_answers_for_ten,
        ],
        hints=[
            "If all classes are equally likely, which probability does the true one get?",
            "The loss of one image is the negative natural logarithm of that, and the mean of "
            "equal numbers is that number.",
        ],
    ),
    Exercise(
        solution=convnet_loss_and_gradients,
        torch=True,
        parts=[
            Part(
                "the loss",
                [
                    *fixed_networks(*ONE_IMAGE, *SEVERAL),
                    drawn(drawn_network(*SEVERAL), 1),
                ],
                item=0,
            ),
            Part(
                "the loss where the true class is far behind",
                [
                    *fixed_networks(*FAR_BEHIND, last=900.0, seed=6),
                    drawn(drawn_network(*FAR_BEHIND, last=900.0), 1),
                ],
                item=0,
            ),
            Part(
                "gradients of the last layer",
                [
                    *fixed_networks(*SEVERAL, last=0.0, seed=2),
                    drawn(drawn_network(*SEVERAL, last=0.0), 1),
                ],
                item=1,
            ),
            Part(
                "all gradients of one image",
                [
                    *fixed_networks(*ONE_IMAGE, *ONE_IMAGE[1:], seed=3),
                    drawn(drawn_network(*ONE_IMAGE[1:]), 1),
                ],
                item=1,
            ),
            Part(
                "several images, channels and filters",
                [*fixed_networks(*SEVERAL, seed=4), drawn(drawn_network(*SEVERAL), 1)],
            ),
            Part(
                "images not square, other filters",
                [*fixed_networks(*NOT_SQUARE, seed=5), drawn(drawn_network(*NOT_SQUARE), 1)],
            ),
        ],
        mistakes=[
            adds_the_losses_up,
            forgets_n_in_the_gradients,
            divides_by_n_twice,
            forgets_the_true_class,
            exponentiates_bare_scores,
            takes_the_logarithm_of_zero,
            clips_probabilities,
            measures_the_loss_in_bits,
            normalises_along_the_batch,
            leaves_the_maps_below_zero,
            bends_the_scores_too,
            lets_everything_through_the_gate,
            bends_the_gradient,
            pools_the_mean,
            shares_among_the_window,
            gives_the_whole_window_everything,
            convolves_with_turned_filters,
            turns_the_gradient_of_the_filters,
            convolves_without_padding,
            always_pads_by_one,
            forgets_the_first_biases,
            forgets_the_last_biases,
            flattens_channels_last,
            unflattens_channels_last,
            averages_the_first_biases,
            leaves_the_filters_out,
            turns_the_last_weights,
            adds_a_penalty,
            looks_at_the_first_image_only,
            looks_at_the_first_channel_only,
            names_the_gradients_otherwise,
            returns_gradients_without_names,
            returns_five_things,
            returns_the_gradients_first,
            returns_the_loss_only,
            makes_a_step_at_once,
            hands_in_the_stand_in,
        ],
        hints=[
            "Go forward in five lines and give every result a name: maps, active, pooled, flat, "
            "scores. Then the loss, then back through the same names in reverse.",
            "Of one image the gradient of the scores is its probabilities, with 1 subtracted at "
            "the true class. Divide by the number of images there, and nowhere else.",
            "Backward: dscores @ W2 has the shape of flat; reshape it to that of pooled; "
            "max_pool_backward gives the shape of active; multiply by (maps > 0); conv_backward "
            "does the rest. W2 and b2 get theirs from dscores and flat.",
        ],
    ),
    Exercise(
        solution=train_convnet,
        probe="convnet",
        torch=True,
        parts=[
            Part("parameters of the right shapes", [SMALL_SCENES, drawn(small_scenes, 1)], item=0),
            Part("filters that differ", [SMALL_SCENES, drawn(small_scenes, 1)], item=1),
            Part(
                "stripes that no linear classifier tells apart",
                [stripes(np.random.default_rng(1)), drawn(stripes, 1)],
                item=2,
            ),
            Part(
                "unseen digits",
                [turned_digits(np.random.default_rng(0)), drawn(turned_digits, 1)],
                item=2,
            ),
        ],
        mistakes=[
            # Where one part alone is recognised, the first that fits is named: those that are told
            # by their accuracy come before those that are told by their shapes.
            runs_away,
            learns_from_shuffled_labels,
            only_begins_to_learn,
            stops_too_early,
            returns_flat_filters,
            returns_the_last_weights_as_in_by_out,
            returns_biases_as_rows,
            trains_without_padding,
            forgets_to_pool,
            always_makes_ten_outputs,
            returns_a_list_of_arrays,
            starts_all_filters_alike,
        ],
        hints=[
            "Four stages again: first parameters, drawn as by he_initialize, with biases of 0; "
            "epochs of shuffled batches; loss and gradients of each batch; a step for each of the "
            "four arrays.",
            "params is a dict, so one line makes the step: "
            "{name: params[name] - rate * grads[name] for name in params}.",
            "16 filters of 3×3, batches of 20 and a rate of 0.1, with momentum or for more epochs "
            "without, are a good first try. Smaller steps toward the end make the result steadier.",
        ],
    ),
    Exercise(
        solution=dropout_forward,
        parts=[
            Part(
                "half of a batch",
                [
                    call(
                        np.array([[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]),
                        0.5,
                        Generator(0),
                        True,
                    ),
                    call(np.arange(1.0, 16.0).reshape(3, 5), 0.5, Generator(1), True),
                    drawn(batch_to_drop, 1),
                ],
            ),
            Part(
                "another share",
                [
                    call(np.arange(1.0, 31.0).reshape(5, 6), 0.2, Generator(2), True),
                    call(np.arange(1.0, 31.0).reshape(5, 6), 0.8, Generator(3), True),
                    drawn(batch_with_another_share, 1),
                ],
            ),
            Part(
                "images",
                [
                    call(np.arange(1.0, 25.0).reshape(1, 2, 3, 4), 0.3, Generator(4), True),
                    call(np.arange(-15.0, 33.0).reshape(2, 2, 3, 4) + 0.5, 0.6, Generator(5), True),
                    drawn(images_to_drop, 1),
                ],
            ),
            Part(
                "prediction",
                [
                    call(np.array([[1.0, -2.0, 3.0], [0.5, 6.0, 7.0]]), 0.5, Generator(6), False),
                    call(np.arange(1.0, 25.0).reshape(1, 2, 3, 4), 0.2, Generator(7), False),
                    drawn(nothing_to_drop, 1),
                ],
            ),
        ],
        mistakes=[
            takes_keep_for_the_share_to_drop,
            drops_the_share_to_keep,
            turns_the_comparison_round,
            keeps_one_share_and_divides_by_the_other,
            does_not_make_up_for_the_loss,
            multiplies_by_keep,
            scales_at_prediction_instead,
            scales_at_prediction_too,
            divides_at_prediction_too,
            drops_at_prediction_too,
            never_drops,
            drops_when_it_should_not,
            draws_from_a_bell,
            draws_one_mask_for_the_batch,
            drops_whole_examples,
            draws_once_for_all,
            drops_whole_channels,
            draws_for_two_axes_only,
            returns_a_mask_without_the_scale,
            returns_the_draws_for_a_mask,
            returns_the_mask_first,
            returns_no_mask,
            returns_none_for_a_mask_at_prediction,
            gives_a_mask_of_zeros_at_prediction,
            gives_a_mask_of_keep_at_prediction,
            drops_an_exact_share,
            divides_by_the_share_that_stayed,
            drops_the_same_numbers_each_time,
            always_keeps_half,
            drops_in_place,
        ],
        hints=[
            "rng.random(x.shape) gives a number between 0 and 1 for each number of x. In which "
            "share of places does it lie below keep?",
            "A comparison gives True and False, which count as 1 and 0. Divide them by keep, and "
            "you have the mask.",
            "At prediction the mask holds ones, and nothing is drawn.",
        ],
    ),
    Exercise(
        solution=batchnorm_forward,
        parts=[
            Part(
                "training: the output",
                [
                    SMALL_BATCH,
                    fixed((4, 3), 1e-5, True, 0.1),
                    drawn(batch_of_vectors, 1),
                ],
                item=0,
            ),
            Part(
                "a large epsilon",
                [
                    SAME_NUMBERS,
                    fixed((5, 2), 0.5, True, 0.2),
                    drawn(batch_with_a_large_epsilon, 1),
                ],
                item=0,
            ),
            Part(
                "training: the running mean",
                [SMALL_BATCH, fixed((5, 3), 1e-5, True, 0.25), drawn(batch_of_vectors, 1)],
                item=1,
            ),
            Part(
                "training: the running variance",
                [
                    SMALL_BATCH,
                    fixed((5, 3), 1e-5, True, 0.25),
                    SAME_NUMBERS,
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
                "images, in training",
                [
                    fixed((2, 2, 2, 3), 1e-5, True, 0.1),
                    fixed((3, 2, 3, 4), 0.5, True, 0.25),
                    drawn(training_images, 1),
                ],
            ),
            Part(
                "images, at prediction",
                [
                    fixed((2, 3, 2, 4), 1e-5, False, 0.1),
                    fixed((2, 2, 3, 4), 0.5, False, 0.25),
                    drawn(predicted_images, 1),
                ],
            ),
        ],
        mistakes=[
            always_uses_the_batch,
            trains_with_the_running_values,
            trains_with_the_moved_values,
            exchanges_training_and_prediction,
            normalises_each_example,
            takes_one_mean_for_everything,
            takes_one_variance_for_everything,
            adds_the_variances_up,
            looks_at_half_of_the_batch,
            divides_by_the_variance,
            adds_epsilon_to_the_root,
            adds_epsilon_to_the_root_at_prediction,
            has_no_epsilon,
            has_no_epsilon_at_prediction,
            always_uses_a_small_epsilon,
            normalises_with_n_minus_one,
            runs_with_n,
            exchanges_the_two_variances,
            takes_the_examples_for_n,
            turns_momentum_round,
            always_moves_by_a_tenth,
            never_moves_the_running_values,
            replaces_the_running_values,
            adds_to_the_running_values,
            moves_at_prediction_too,
            moves_the_mean_only,
            stores_epsilon_in_the_variance,
            stores_the_standard_deviation,
            reads_the_variance_as_a_deviation,
            forgets_gamma_and_beta,
            forgets_gamma_and_beta_at_prediction,
            exchanges_gamma_and_beta,
            shifts_before_it_scales,
            forgets_the_mean,
            keeps_the_running_values_as_rows,
            normalises_each_pixel,
            normalises_each_image,
            reshapes_without_turning,
            knows_vectors_only,
            returns_the_output_only,
            returns_the_variance_before_the_mean,
            moves_the_callers_running_values,
            centres_the_callers_batch,
        ],
        hints=[
            "Begin with vectors. In training, x.mean(axis=0) and x.var(axis=0) are what the batch "
            "is normalised by; at prediction the running values take their place in the same "
            "line.",
            "x.var(axis=0, ddof=1) divides by n - 1. That is for the running variance alone.",
            "For images the axes are (0, 2, 3). A row of C numbers meets the channels if it has "
            "the shape (C, 1, 1): gamma.reshape(-1, 1, 1), and the same for the others.",
        ],
    ),
    Exercise(
        solution=batchnorm_backward,
        parts=[
            Part(
                "dbeta",
                [SMALL_GRADIENT, fixed_gradient((5, 3), 1e-5), drawn(gradient_of_vectors, 1)],
                item=2,
            ),
            Part(
                "dgamma",
                [SMALL_GRADIENT, fixed_gradient((5, 3), 1e-5), drawn(gradient_of_vectors, 1)],
                item=1,
            ),
            Part(
                "dx",
                [SMALL_GRADIENT, fixed_gradient((5, 3), 1e-5), drawn(gradient_of_vectors, 1)],
                item=0,
            ),
            Part(
                "a large epsilon",
                [
                    fixed_gradient((3, 2), 0.5),
                    fixed_gradient((6, 4), 2.0),
                    drawn(gradient_with_a_large_epsilon, 1),
                ],
            ),
            Part(
                "images",
                [
                    fixed_gradient((2, 2, 2, 3), 1e-5),
                    fixed_gradient((3, 2, 3, 4), 0.5),
                    drawn(gradient_of_images, 1),
                ],
            ),
        ],
        mistakes=[
            takes_mean_and_spread_for_constants,
            leaves_out_the_spread,
            leaves_out_the_mean,
            adds_the_spread,
            adds_the_mean,
            counts_the_spread_twice,
            halves_the_spread,
            forgets_to_divide_by_n,
            divides_by_the_features,
            divides_by_the_images,
            divides_by_n_minus_one,
            forgets_gamma_in_dx,
            forgets_the_spread_in_dx,
            multiplies_by_the_spread,
            goes_back_without_epsilon,
            goes_back_with_epsilon_after_the_root,
            goes_back_with_a_small_epsilon,
            goes_back_along_the_examples,
            goes_back_for_each_pixel,
            goes_back_for_each_image,
            goes_back_without_turning,
            goes_back_for_vectors_only,
            sums_dout_for_dgamma,
            multiplies_dgamma_by_x,
            centres_without_dividing_for_dgamma,
            multiplies_dgamma_by_gamma,
            averages_dgamma_and_dbeta,
            adds_all_features_up,
            keeps_the_gradients_as_rows,
            does_not_sum_for_gamma_and_beta,
            returns_dbeta_before_dgamma,
            returns_dx_last,
            returns_dx_only,
            scales_the_callers_dout,
            centres_x_going_back,
        ],
        hints=[
            "dbeta and dgamma come first: out = gamma * normal + beta. Which numbers of the batch "
            "met the same beta, and by what was gamma multiplied?",
            "dx has three parts: the direct one, minus the mean of dout, minus normal times the "
            "mean of dout * normal. All of it times gamma, and divided by the spread.",
            "The two means are dbeta / n and dgamma / n, where n is how many numbers went into one "
            "mean: N for vectors, N · H · W for images.",
        ],
    ),
]
