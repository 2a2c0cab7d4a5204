"""count_weights: how many weights a network has, without its biases, as an int."""

from autograder.authoring.exercise import Exercise, Part, call, drawn
from autograder.exercises.neural_networks.shared import (
    sizes_of_many_layers,
    sizes_of_one_layer,
    sizes_of_two_layers,
)


def count_weights(sizes):
    """How many weights a network has, without its biases, as an int.

    sizes: a list of how many numbers there are at each stage: the inputs, then the outputs of
    every layer.
    """
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1))


def counts_the_biases_too(sizes):
    """Biases are counted as well. Here only weights are asked for, one for each pair of an input
    and an output of a layer."""
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes) - 1))


def counts_a_bias_for_each_input(sizes):
    """Each input of a layer is counted once more, as if it had a bias. Biases belong to outputs,
    and here none are counted."""
    return sum(sizes[i] * (sizes[i + 1] + 1) for i in range(len(sizes) - 1))


def adds_one_for_each_layer(sizes):
    """Each layer has one weight too many, perhaps for a bias. Count only the lines between its
    inputs and its outputs."""
    return sum(sizes[i] * sizes[i + 1] + 1 for i in range(len(sizes) - 1))


def begins_to_count_at_one(sizes):
    """The number is too large by 1. A sum begins at 0; only a product begins at 1."""
    return 1 + count_weights(sizes)


def counts_units_and_weights(sizes):
    """All the units are counted besides the weights. Count the lines, not what they join."""
    return count_weights(sizes) + sum(sizes)


def counts_every_weight_twice(sizes):
    """Each weight is counted twice, once from either end. A line between two stages is one
    weight."""
    return 2 * count_weights(sizes)


def counts_nothing(sizes):
    """The count stays 0. Does your loop make a round, and does it add something in it?"""
    return 0


def multiplies_all_sizes(sizes):
    """All sizes are multiplied together. A layer connects two neighbouring stages only, and the
    layers' weights add up."""
    product = 1
    for size in sizes:
        product *= size
    return product


def adds_the_sizes(sizes):
    """The sizes are added up, which counts units. Between two stages every unit of the one has a
    weight to every unit of the other."""
    return sum(sizes)


def multiplies_the_ends(sizes):
    """The first size is multiplied by the last, as if the inputs were connected to the scores.
    Every stage is connected to the next one."""
    return sizes[0] * sizes[-1]


def counts_the_first_layer_only(sizes):
    """These are the weights of the first layer. The other layers have theirs too."""
    return sizes[0] * sizes[1]


def counts_the_last_layer_only(sizes):
    """These are the weights of the last layer. The layers before it have theirs too."""
    return sizes[-2] * sizes[-1]


def stops_before_the_last_layer(sizes):
    """The last layer is missing. With n stages there are n - 1 layers; how far does your loop
    go?"""
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 2))


def skips_the_first_layer(sizes):
    """The first layer is missing. It goes from the inputs, at place 0 of the list, to place 1."""
    return sum(sizes[i] * sizes[i + 1] for i in range(1, len(sizes) - 1))


def steps_over_every_second_layer(sizes):
    """The loop takes the sizes two at a time, and no size twice. A hidden stage belongs to two
    layers: it ends one and begins the next."""
    return sum(sizes[i] * sizes[i + 1] for i in range(0, len(sizes) - 1, 2))


def joins_the_last_stage_to_the_first(sizes):
    """There is one product too many: the last size times the first. In Python place -1 is the
    last one, so a loop that looks one place back begins at 1."""
    return sum(sizes[i - 1] * sizes[i] for i in range(len(sizes)))


def looks_behind_the_end(sizes):
    """The loop looks one place behind the end of the list. There is one layer less than there are
    sizes."""
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes)))


def connects_every_layer_to_the_inputs(sizes):
    """Every size is multiplied by the number of inputs. Only the first layer sees the inputs; a
    later one sees the outputs of the layer before it."""
    return sum(sizes[0] * size for size in sizes[1:])


def connects_every_pair_of_stages(sizes):
    """Every stage is connected to every later one. In this network it is connected to the next
    one only."""
    return sum(sizes[i] * sizes[j] for j in range(len(sizes)) for i in range(j))


def squares_the_sizes(sizes):
    """Each size is multiplied by itself. A layer has as many weights as inputs times outputs."""
    return sum(size * size for size in sizes)


def returns_a_float_count(sizes):
    """The number is right, and it is a float. Weights are counted, so the answer is an int."""
    return float(count_weights(sizes))


def lists_the_layers(sizes):
    """There is a number for each layer. Add them up: one number is asked for."""
    return [sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1)]


def multiplies_the_layers(sizes):
    """The weights of the layers are multiplied with each other. Each layer is right; add them
    up."""
    product = 1
    for i in range(len(sizes) - 1):
        product *= sizes[i] * sizes[i + 1]
    return product


def knows_two_layers_only(sizes):
    """This is written for two layers. The list may be of any length: let a loop go over its
    neighbours."""
    return sizes[0] * sizes[1] + sizes[1] * sizes[2]


def takes_the_sizes_out_of_the_list(sizes):
    """The count is right, but the caller's list is emptied by it. Read the list without pop."""
    count = 0
    while len(sizes) > 1:
        count += sizes.pop(0) * sizes[0]
    return count


EXERCISE = Exercise(
    solution=count_weights,
    parts=[
        Part(
            "one layer",
            [call([2, 3]), call([3, 1]), call([3072, 10]), drawn(sizes_of_one_layer, 3)],
        ),
        Part(
            "two layers",
            [call([2, 3, 4]), call([3072, 100, 10]), drawn(sizes_of_two_layers, 3)],
        ),
        Part(
            "many layers",
            [call([3, 4, 4, 1]), call([2, 3, 4, 5, 6]), drawn(sizes_of_many_layers, 3)],
        ),
    ],
    hints=[
        "Draw 2 inputs, 3 hidden units and 4 scores, with a line for every weight. How many "
        "lines lead from stage to stage?",
        "3072 · 100 + 100 · 10 are 308,200 weights: a product for every two neighbours in the "
        "list, all added up.",
    ],
)
