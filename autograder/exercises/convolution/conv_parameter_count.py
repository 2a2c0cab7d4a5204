"""conv_parameter_count: how many numbers a convolutional layer learns, as an int."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def conv_parameter_count(filters, kernel, depth, bias=True):
    """How many numbers a convolutional layer learns, as an int.

    filters: how many filters; kernel: their side, in pixels;
    depth: channels of the input; bias: whether each filter has one.
    """
    weights = kernel * kernel * depth
    return filters * (weights + 1 if bias else weights)


def forgets_the_depth(filters, kernel, depth, bias=True):
    """A filter reaches through the full depth of its input: it has a square of weights for each
    channel."""
    return conv_parameter_count(filters, kernel, 1, bias)


def one_bias_for_the_layer(filters, kernel, depth, bias=True):
    """You count one bias for the whole layer. Every filter has its own."""
    return conv_parameter_count(filters, kernel, depth, False) + bool(bias)


def a_bias_for_each_slice(filters, kernel, depth, bias=True):
    """You count a bias for each channel of each filter. A filter adds up all its channels first,
    and adds one bias to that sum."""
    return filters * depth * (kernel * kernel + bool(bias))


def a_filter_of_one_row(filters, kernel, depth, bias=True):
    """A filter is a square, and `kernel` is its side: it has that many rows of that many
    weights."""
    return filters * (kernel * depth + bool(bias))


def counts_one_filter_only(filters, kernel, depth, bias=True):
    """This is a single filter. The layer has several, and each learns its own numbers."""
    return conv_parameter_count(1, kernel, depth, bias)


def always_counts_a_bias(filters, kernel, depth, bias=True):
    """With bias=False there is none to count. The argument decides about it."""
    return conv_parameter_count(filters, kernel, depth, True)


def never_counts_a_bias(filters, kernel, depth, bias=True):
    """The biases are learned as well. Count them where the argument says that there are some."""
    return conv_parameter_count(filters, kernel, depth, False)


def turns_the_bias_condition_round(filters, kernel, depth, bias=True):
    """The condition is the wrong way round: biases are counted exactly where there are none."""
    return conv_parameter_count(filters, kernel, depth, not bias)


def a_bias_for_each_channel(filters, kernel, depth, bias=True):
    """Filters and depth have changed places in the biases: an output map has a bias, an input
    channel has none."""
    return conv_parameter_count(filters, kernel, depth, False) + depth * bool(bias)


def doubles_the_side(filters, kernel, depth, bias=True):
    """You take the side of a filter twice, and its area is the side times the side. Draw one of 3
    by 3 and count."""
    return filters * (2 * kernel * depth + bool(bias))


def adds_filters_and_weights(filters, kernel, depth, bias=True):
    """The number of filters is added where it should multiply. Every filter has all of these
    weights for itself."""
    return filters + kernel * kernel * depth + filters * bool(bias)


def biases_only(filters, kernel, depth, bias=True):
    """You count the biases and leave the weights out. A layer learns both."""
    return filters * bool(bias)


def counts_weights_and_biases_apart(filters, kernel, depth, bias=True):
    """You return two numbers. The layer learns all of them: add weights and biases up."""
    return filters * kernel * kernel * depth, filters * bool(bias)


def counts_a_float(filters, kernel, depth, bias=True):
    """The number is right, but it is a float. What is counted is an int."""
    return float(conv_parameter_count(filters, kernel, depth, bias))


def gray_filter(rng: np.random.Generator) -> Call:
    return call(1, int(rng.integers(4, 30)), 1)


def deep_filter(rng: np.random.Generator) -> Call:
    kernel, depth = (int(n) for n in rng.integers((2, 2), (12, 200)))
    return call(1, kernel, depth)


def layer_of_filters(rng: np.random.Generator) -> Call:
    filters, kernel, depth = (int(n) for n in rng.integers((2, 2, 2), (200, 12, 200)))
    return call(filters, kernel, depth)


def layer_without_bias(rng: np.random.Generator) -> Call:
    filters, kernel, depth = (int(n) for n in rng.integers((2, 2, 2), (200, 12, 200)))
    return call(filters, kernel, depth, bias=False)


EXERCISE = Exercise(
    solution=conv_parameter_count,
    parts=[
        Part("one grey filter", [call(1, 3, 1), call(1, 2, 1), drawn(gray_filter, 3)]),
        Part("one deep filter", [call(1, 2, 3), call(1, 5, 3), drawn(deep_filter, 3)]),
        Part(
            "many filters",
            [call(2, 3, 1), call(6, 5, 3), call(32, 1, 64), drawn(layer_of_filters, 3)],
        ),
        Part(
            "no bias",
            [
                call(1, 3, 1, bias=False),
                call(4, 3, 2, bias=False),
                drawn(layer_without_bias, 3),
            ],
        ),
    ],
    hints=[
        "Count the numbers in a single filter first: it is a box as deep as its input.",
        "A filter of 5 by 5 pixels on a colour image has 5 · 5 · 3 weights and one bias: 76 "
        "numbers. Six of them have 456.",
    ],
)
