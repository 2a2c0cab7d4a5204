"""merge_batchnorm: the one convolution that does what a convolution and the batch normalisation
after it do.
"""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def merge_batchnorm(w, b, gamma, beta, mean, var, epsilon):
    """The one convolution that does what a convolution and the norm after it do.

    As a network does that is in use: mean and var are running averages, which stay.
    w: (F, C, KH, KW); b: (F,), zeros where the convolution has no biases;
    gamma, beta, mean, var: (F,), one number for each map; epsilon: a number.
    Batch normalisation makes gamma · (z - mean) / √(var + epsilon) + beta of a map z.
    Returns w and b, shaped like w and b: new arrays.
    """
    scale = gamma / np.sqrt(var + epsilon)
    return w * scale[:, None, None, None], (b - mean) * scale + beta


def _scaled(w, scale):
    """Each filter times its factor."""
    return w * scale[:, None, None, None]


def _factor(gamma, var, epsilon):
    return gamma / np.sqrt(var + epsilon)


def divides_by_the_variance(w, b, gamma, beta, mean, var, epsilon):
    """The filters are divided by the variance. Batch normalisation divides by its root."""
    scale = gamma / (var + epsilon)
    return _scaled(w, scale), (b - mean) * scale + beta


def epsilon_outside_the_root(w, b, gamma, beta, mean, var, epsilon):
    """epsilon is added to the root here. It is added to the variance first: the root is that of
    both together."""
    scale = gamma / (np.sqrt(var) + epsilon)
    return _scaled(w, scale), (b - mean) * scale + beta


def leaves_epsilon_out(w, b, gamma, beta, mean, var, epsilon):
    """epsilon is missing. It is small as a rule, and need not be: it stands under the root, beside
    the variance."""
    scale = gamma / np.sqrt(var)
    return _scaled(w, scale), (b - mean) * scale + beta


def takes_the_usual_epsilon(w, b, gamma, beta, mean, var, epsilon):
    """The epsilon that PyTorch takes by default is used, 0.00001. It is an argument here, and may
    be another."""
    scale = _factor(gamma, var, 1e-5)
    return _scaled(w, scale), (b - mean) * scale + beta


def leaves_gamma_out(w, b, gamma, beta, mean, var, epsilon):
    """gamma is missing: after it is divided by the deviation, each map is multiplied by its
    gamma."""
    scale = _factor(1, var, epsilon)
    return _scaled(w, scale), (b - mean) * scale + beta


def gamma_on_the_weights_only(w, b, gamma, beta, mean, var, epsilon):
    """The weights are right, and the bias lacks gamma. What is left of the old bias is stretched as
    the weights are, before beta is added."""
    scale = _factor(gamma, var, epsilon)
    return _scaled(w, scale), (b - mean) / np.sqrt(var + epsilon) + beta


def multiplies_by_the_deviation(w, b, gamma, beta, mean, var, epsilon):
    """The filters are multiplied by the deviation. Batch normalisation divides by it."""
    scale = gamma * np.sqrt(var + epsilon)
    return _scaled(w, scale), (b - mean) * scale + beta


def leaves_the_old_bias_as_it_is(w, b, gamma, beta, mean, var, epsilon):
    """The old bias is added without being scaled. Put x = 0 in: what comes out of the convolution,
    and what does batch normalisation make of it?"""
    scale = _factor(gamma, var, epsilon)
    return _scaled(w, scale), b - mean * scale + beta


def leaves_the_old_bias_out(w, b, gamma, beta, mean, var, epsilon):
    """The old bias is missing. Put x = 0 in: b comes out of the convolution, and goes through batch
    normalisation as all else does."""
    scale = _factor(gamma, var, epsilon)
    return _scaled(w, scale), beta - mean * scale


def leaves_the_mean_out(w, b, gamma, beta, mean, var, epsilon):
    """The mean is missing in your bias. Put x = 0 in: what is taken away from b before it is
    scaled?"""
    scale = _factor(gamma, var, epsilon)
    return _scaled(w, scale), b * scale + beta


def adds_the_mean(w, b, gamma, beta, mean, var, epsilon):
    """The mean is added in your bias. Batch normalisation takes it away."""
    scale = _factor(gamma, var, epsilon)
    return _scaled(w, scale), (b + mean) * scale + beta


def takes_the_mean_away_unscaled(w, b, gamma, beta, mean, var, epsilon):
    """The mean is taken away after the scaling. It is taken away first, so it is scaled as the old
    bias is."""
    scale = _factor(gamma, var, epsilon)
    return _scaled(w, scale), b * scale - mean + beta


def leaves_beta_out(w, b, gamma, beta, mean, var, epsilon):
    """beta is missing. Put x = 0 in: what is added last of all?"""
    scale = _factor(gamma, var, epsilon)
    return _scaled(w, scale), (b - mean) * scale


def adds_beta_twice(w, b, gamma, beta, mean, var, epsilon):
    """beta is in your bias twice. Put x = 0 in, and write down each number as it comes."""
    scale = _factor(gamma, var, epsilon)
    return _scaled(w, scale), (b - mean) * scale + 2 * beta


def scales_beta(w, b, gamma, beta, mean, var, epsilon):
    """beta is scaled too. It is added last, when everything else has been scaled."""
    scale = _factor(gamma, var, epsilon)
    return _scaled(w, scale), (b - mean + beta) * scale


def exchanges_gamma_and_beta(w, b, gamma, beta, mean, var, epsilon):
    """gamma and beta have changed places: gamma multiplies, beta is added."""
    return merge_batchnorm(w, b, beta, gamma, mean, var, epsilon)


def scales_the_last_axis(w, b, gamma, beta, mean, var, epsilon):
    """The factors lie along the last axis of w, as NumPy puts them of itself, which only works if
    there are as many columns as filters. There is one factor a filter: which axis are the
    filters?"""
    scale = _factor(gamma, var, epsilon)
    return w * scale, (b - mean) * scale + beta


def scales_the_channels(w, b, gamma, beta, mean, var, epsilon):
    """The factors lie along axis 1 of w, the channels that a filter reads, which only works if
    there are as many as filters. Each filter makes one map, and has one factor."""
    scale = _factor(gamma, var, epsilon)
    return w * scale[:, None, None], (b - mean) * scale + beta


def scales_the_rows(w, b, gamma, beta, mean, var, epsilon):
    """The factors lie along axis 2 of w, the rows of a filter, which only works if there are as
    many as filters. Each filter makes one map, and has one factor."""
    scale = _factor(gamma, var, epsilon)
    return w * scale[:, None], (b - mean) * scale + beta


def leaves_the_bias_alone(w, b, gamma, beta, mean, var, epsilon):
    """The bias comes back as it was. Put x = 0 in: what comes out of both layers?"""
    return merge_batchnorm(w, b, gamma, beta, mean, var, epsilon)[0], b + 0


def returns_the_bias_first(w, b, gamma, beta, mean, var, epsilon):
    """Both are right, and stand in the wrong order: w comes first."""
    return merge_batchnorm(w, b, gamma, beta, mean, var, epsilon)[::-1]


def returns_the_weights_alone(w, b, gamma, beta, mean, var, epsilon):
    """One array comes back. The merged convolution has a bias as well: return both."""
    return merge_batchnorm(w, b, gamma, beta, mean, var, epsilon)[0]


def loses_an_axis_of_the_filters(w, b, gamma, beta, mean, var, epsilon):
    """An axis of length 1 has gone from w. A 1×1 filter, or a single one, still has four axes."""
    w, b = merge_batchnorm(w, b, gamma, beta, mean, var, epsilon)
    return w.squeeze(), b


def changes_filters_and_bias_in_place(w, b, gamma, beta, mean, var, epsilon):
    """Filters and bias of the caller are changed. The operators without the equals sign make new
    arrays."""
    scale = _factor(gamma, var, epsilon)
    w *= scale[:, None, None, None]
    b -= mean
    b *= scale
    b += beta
    return w, b


def scales_the_filters_in_place(w, b, gamma, beta, mean, var, epsilon):
    """`*=` changes the filters of the caller, who may want to compare the two networks. The
    operator without the equals sign makes a new array."""
    scale = _factor(gamma, var, epsilon)
    new_b = (b - mean) * scale + beta
    w *= scale[:, None, None, None]
    return w, new_b


def changes_the_bias_in_place(w, b, gamma, beta, mean, var, epsilon):
    """The bias of the caller is changed on the way, by `-=` or its like. The operator without the
    equals sign makes a new array."""
    scale = _factor(gamma, var, epsilon)
    b -= mean
    b *= scale
    b += beta
    return _scaled(w, scale), b


TINY = 1e-8  # an epsilon that makes no difference: one part is about it


def _layers(rng: np.random.Generator, f: int, c: int, kh: int, kw: int, epsilon: float) -> Call:
    w = rng.integers(-8, 9, (f, c, kh, kw)) / 4 + 0.1
    b, beta, mean = (rng.integers(1, 9, f) / 4 * rng.choice([-1, 1], f) for _ in range(3))
    gamma, var = rng.integers(2, 9, f) / 4 + 0.05, rng.integers(16, 99, f) / 2
    return call(w, b, gamma, beta, mean, var, epsilon)


def some_layers(rng: np.random.Generator) -> Call:
    f, c, kh, kw = (int(n) for n in rng.integers((2, 1, 1, 2), (5, 4, 4, 5)))
    return _layers(rng, f, c, kh, kw + (kw == f), TINY)


def without_biases(rng: np.random.Generator) -> Call:
    made = some_layers(rng).args
    return call(made[0], np.zeros(len(made[0])), *made[2:])


def large_epsilon(rng: np.random.Generator) -> Call:
    f, c, kh, kw = (int(n) for n in rng.integers((2, 1, 1, 2), (4, 3, 3, 4)))
    w, b, gamma, beta, mean, var, _ = _layers(rng, f, c, kh, kw + (kw == f), TINY).args
    return call(w, b, gamma, beta, mean, var / 40, float(rng.choice([0.1, 0.3, 0.5])))


def every_axis_alike(rng: np.random.Generator) -> Call:
    """As many filters as channels, rows and columns."""
    side = int(rng.integers(2, 5))
    return _layers(rng, side, side, side, side, TINY)


ONE_FILTER = np.array([[[[1.0, -2.0]]]])
TWO_FILTERS = np.array([[[[1.0, 2.0, 3.0]]], [[[4.0, -5.0, 6.0]]]])
DEEP = np.arange(1.0, 19).reshape(2, 3, 3, 1)
SQUARES = np.arange(1.0, 17).reshape(2, 2, 2, 2)
A, B, C, D = map(np.array, ([2.0, 4.0], [0.5, -1.0], [6.0, 1.0], [9.0, 16.0]))

EXERCISE = Exercise(
    solution=merge_batchnorm,
    parts=[
        Part(
            "the weights",
            [
                call(
                    ONE_FILTER, np.array([5.0]), *map(np.array, ([3.0], [7.0], [2.0], [9.0])), 0.0
                ),
                call(TWO_FILTERS, B, A, B, C, D, TINY),
                call(np.array([[[[2.0]], [[3.0]]], [[[5.0]], [[-4.0]]]]), B, A, B, C, D, TINY),
                drawn(some_layers, 3),
            ],
            item=0,
        ),
        Part(
            "the bias",
            [
                call(
                    ONE_FILTER, np.array([5.0]), *map(np.array, ([3.0], [7.0], [2.0], [9.0])), 0.0
                ),
                call(TWO_FILTERS, B, A, np.array([0.25, 3.0]), C, D, TINY),
                call(TWO_FILTERS, np.zeros(2), A, B, C, D, TINY),
                call(DEEP, B, A, np.array([0.25, 3.0]), C, D, TINY),
                drawn(some_layers, 2),
                drawn(without_biases, 2),
            ],
            item=1,
        ),
        Part(
            "an epsilon of 0.1",
            [
                call(
                    ONE_FILTER, np.array([5.0]), *map(np.array, ([3.0], [7.0], [2.0], [9.0])), 0.1
                ),
                call(TWO_FILTERS, B, A, B, C, np.array([0.2, 8.0]), 0.1),
                drawn(large_epsilon, 3),
            ],
        ),
        Part(
            "as many filters as channels, rows and columns",
            [call(SQUARES, B, A, B, C, D, TINY), drawn(every_axis_alike, 3)],
        ),
    ],
    hints=[
        "Write both layers out for one map: gamma · (w ∗ x + b - mean) / √(var + epsilon) + beta. "
        "What stands in front of x now, and what is left?",
        "One factor for each filter, gamma / √(var + epsilon), does it all: the filter is "
        "multiplied by it, and so is b - mean.",
        "w has four axes, and the factors belong to the first: scale[:, None, None, None].",
    ],
)
