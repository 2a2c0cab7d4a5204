"""he_initialize: first weights of a layer, drawn so that ReLU keeps the size of what goes
through.
"""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.cnn_from_scratch.shared import some_generator
from helpers.checking.ingredients import Generator


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


def counts_all_sides_but_the_last(shape, rng):
    """You leave the last side out of your product. It is the first that counts the outputs."""
    return rng.normal(0, np.sqrt(2 / np.prod(shape[:-1])), shape)


def counts_every_weight(shape, rng):
    """Your n is the number of all the weights. Each output has weights of its own: how many numbers
    meet in one of them?"""
    return rng.normal(0, np.sqrt(2 / np.prod(shape)), shape)


def counts_a_filter_without_its_depth(shape, rng):
    """You count the pixels of a filter in one channel. It adds up over all channels."""
    n = np.prod(shape[2:]) if len(shape) > 2 else shape[1]
    return rng.normal(0, np.sqrt(2 / n), shape)


def adds_the_sides_up(shape, rng):
    """Your n is the sum of the sides. A filter of 2 channels, 3 rows and 3 columns has 18 weights:
    multiply."""
    return rng.normal(0, np.sqrt(2 / sum(shape[1:])), shape)


def divides_by_inputs_and_outputs(shape, rng):
    """Your n is the sum of inputs and outputs. That is the rule of Glorot and Bengio, made for
    tanh; n is to count the inputs of one output, and no outputs."""
    area = np.prod(shape[2:])
    return rng.normal(0, np.sqrt(2 / ((shape[0] + shape[1]) * area)), shape)


def counts_axes_of_filters_only(shape, rng):
    """A fully connected layer ends in an error: its shape has two numbers, and you ask for the
    third. All sides but the first count, however many there are."""
    return rng.normal(0, np.sqrt(2 / (shape[1] * shape[2] * shape[3])), shape)


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


def takes_the_root_of_two_only(shape, rng):
    """n stands outside your root, so the weights are too small. The root belongs to all of 2 /
    n."""
    return rng.normal(0, np.sqrt(2) / np.prod(shape[1:]), shape)


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


def draws_around_the_spread(shape, rng):
    """The spread has come in as the mean: your weights lie around it, and their spread is 1.
    rng.normal takes mean, spread and shape in this order."""
    return rng.normal(np.sqrt(2 / np.prod(shape[1:])), 1, shape)


def keeps_the_weights_above_zero(shape, rng):
    """No weight of yours is below 0. A normal distribution with mean 0 has as many negative
    numbers as positive ones."""
    return np.abs(rng.normal(0, np.sqrt(2 / np.prod(shape[1:])), shape))


def draws_between_zero_and_one(shape, rng):
    """Your numbers are spread evenly and all of them are above 0. They have to be normal, with mean
    0."""
    return np.sqrt(2 / np.prod(shape[1:])) * rng.random(shape)


def draws_evenly_about_zero(shape, rng):
    """The spread is right, but each value between two borders is equally likely. A normal
    distribution has most of its numbers near the middle."""
    edge = np.sqrt(6 / np.prod(shape[1:]))
    return rng.uniform(-edge, edge, shape)


def takes_the_spread_for_a_border(shape, rng):
    """Your numbers are spread evenly, between minus and plus the spread that is asked for. They
    have to be normal, and then about a third of them lies beyond it."""
    edge = np.sqrt(2 / np.prod(shape[1:]))
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


def draws_inputs_first(shape, rng):
    """You draw a matrix (in, out) and turn it over. The spread is right, but the numbers of rng are
    to fill the shape in its order: draw in the shape that is asked for."""
    return rng.normal(0, np.sqrt(2 / np.prod(shape[1:])), shape[::-1]).T


def returns_flat_weights(shape, rng):
    """All weights come back in one row. They have the shape that was given."""
    return rng.normal(0, np.sqrt(2 / np.prod(shape[1:])), np.prod(shape))


def loses_sides_of_one(shape, rng):
    """A side of length 1 is gone. One output, one channel or one row is an axis too: no squeeze."""
    return np.squeeze(rng.normal(0, np.sqrt(2 / np.prod(shape[1:])), shape))


def some_matrix(rng: np.random.Generator) -> Call:
    out, inputs = int(rng.integers(2, 5)), int(rng.integers(5, 12))
    return call((out, inputs), some_generator(rng))


def some_filters(rng: np.random.Generator) -> Call:
    f, c, kh, kw = (int(n) for n in rng.integers((5, 2, 2, 3), (8, 4, 4, 5)))
    return call((f, c, kh, kw), some_generator(rng))


def some_wide_matrix(rng: np.random.Generator) -> Call:
    return call((2, int(rng.integers(60, 120))), some_generator(rng))


EXERCISE = Exercise(
    solution=he_initialize,
    parts=[
        Part(
            "a fully connected layer",
            [
                call((2, 8), Generator(0)),
                call((3, 7), Generator(5)),
                call((1, 5), Generator(6)),
                call((4, 1), Generator(7)),
                drawn(some_matrix, 3),
            ],
        ),
        Part(
            "filters",
            [
                call((4, 2, 3, 2), Generator(1)),
                call((5, 3, 2, 4), Generator(2)),
                call((3, 2, 3, 3), Generator(8)),
                call((1, 2, 1, 3), Generator(9)),
                call((3, 1, 2, 1), Generator(10)),
                drawn(some_filters, 3),
            ],
        ),
        Part("many inputs", [call((2, 98), Generator(3)), drawn(some_wide_matrix, 2)]),
    ],
    hints=[
        "How many numbers does one output of the layer add up, if the weights are (out, in)? "
        "And if they are filters (F, C, KH, KW)?",
        "In both cases it is the product of all the sides but the first: np.prod(shape[1:]).",
        "rng.normal(mean, spread, shape) takes the standard deviation, which is the root of "
        "the variance.",
    ],
)
