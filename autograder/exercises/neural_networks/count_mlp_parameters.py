"""count_mlp_parameters: how many numbers a network learns, weights and biases, as an int."""

from autograder.authoring.exercise import Exercise, Part, call, drawn
from autograder.exercises.neural_networks.shared import (
    sizes_of_many_layers,
    sizes_of_one_layer,
    sizes_of_two_layers,
)


def count_mlp_parameters(sizes):
    """How many numbers a network learns, weights and biases, as an int.

    sizes: a list of how many numbers there are at each stage: the inputs, then the outputs of
    every layer.
    """
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes) - 1))


def counts_no_biases(sizes):
    """These are the weights alone. Every layer adds a bias to each of its outputs, and those are
    learned too."""
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1))


def begins_the_count_at_one(sizes):
    """There is 1 too much. The variable that adds things up has to begin at 0."""
    return 1 + count_mlp_parameters(sizes)


def counts_everything_twice(sizes):
    """Everything is counted twice. Each weight and each bias is one number."""
    return 2 * count_mlp_parameters(sizes)


def counts_no_parameters(sizes):
    """The count stays 0. Does your loop make a round, and is something added in it?"""
    return 0


def adds_up_all_the_sizes(sizes):
    """The sizes are added up. Between two stages every input has a weight to every output: multiply
    the two, and add the biases."""
    return sum(sizes)


def squares_every_size(sizes):
    """Each size is multiplied by itself. A layer multiplies its inputs by its outputs, two
    neighbours in the list."""
    return sum(size * size for size in sizes)


def parameters_of_the_last_layer(sizes):
    """This is what the last layer learns. Does each round of a loop write over what was counted
    before? Add it up."""
    return (sizes[-2] + 1) * sizes[-1]


def parameters_without_the_first_layer(sizes):
    """The first layer is not counted. It goes from place 0 of the list to place 1."""
    return count_mlp_parameters(sizes[1:])


def multiplies_all_the_sizes(sizes):
    """All sizes are multiplied together. A layer joins two neighbouring stages; what the layers
    learn adds up, and there are biases besides."""
    product = 1
    for size in sizes:
        product *= size
    return product


def counts_the_first_weights_alone(sizes):
    """These are the weights of the first layer. It has biases too, and so have the layers behind
    it."""
    return sizes[0] * sizes[1]


def counts_biases_alone(sizes):
    """These are the biases alone. Each layer has its weights besides."""
    return sum(sizes[1:])


def gives_biases_to_the_inputs(sizes):
    """You count a bias for each input of a layer, and its outputs have none. It is the other way
    round: a bias is added to each output."""
    return sum(sizes[i] * (sizes[i + 1] + 1) for i in range(len(sizes) - 1))


def counts_a_bias_for_every_unit(sizes):
    """The inputs of the network got biases too. They are given and not computed; biases begin at
    the first layer's outputs."""
    return count_mlp_parameters(sizes) + sizes[0]


def one_bias_for_a_layer(sizes):
    """You count one bias for each layer. Each of its outputs has its own."""
    return sum(sizes[i] * sizes[i + 1] + 1 for i in range(len(sizes) - 1))


def one_bias_for_the_network(sizes):
    """A single bias is counted for the whole network. Every output of every layer has its own."""
    return counts_no_biases(sizes) + 1


def biases_in_hidden_layers_only(sizes):
    """The last layer has biases too, one for each score. Yours has none."""
    return count_mlp_parameters(sizes) - sizes[-1]


def biases_in_the_last_layer_only(sizes):
    """Only the last layer's biases are counted. The hidden layers have biases as well."""
    return counts_no_biases(sizes) + sizes[-1]


def adds_one_on_both_sides(sizes):
    """The 1 for the bias is added to the inputs and to the outputs of each layer. It belongs to
    one of the two: draw a layer of one input and one output, which learns two numbers."""
    return sum((sizes[i] + 1) * (sizes[i + 1] + 1) for i in range(len(sizes) - 1))


def doubles_the_biases(sizes):
    """Each bias is counted twice: perhaps both as a 1 added to the inputs and in a sum of its
    own."""
    return count_mlp_parameters(sizes) + sum(sizes[1:])


def biases_of_all_layers_for_each(sizes):
    """The sum of all biases is added in every round of the loop. Count each layer's own biases in
    its own round, or all of them once after the loop."""
    return counts_no_biases(sizes) + (len(sizes) - 1) * sum(sizes[1:])


def parameters_of_the_first_layer(sizes):
    """This is what the first layer learns. Go on with the layers behind it."""
    return (sizes[0] + 1) * sizes[1]


def parameters_without_the_last_layer(sizes):
    """The last layer is not counted. A list of three sizes has two layers: look at where your loop
    ends."""
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes) - 2))


def counts_the_inputs_as_a_layer(sizes):
    """The inputs are counted as a layer of their own, with weights from the last stage: place -1 of
    a list is its end. The first layer starts at the inputs, so begin at place 1."""
    return sum((sizes[i - 1] + 1) * sizes[i] for i in range(len(sizes)))


def reads_behind_the_list(sizes):
    """Your loop takes as many rounds as there are sizes, and in the last one there is no next size.
    How many layers lie between n stages?"""
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes)))


def returns_a_float_number_of_parameters(sizes):
    """The value is right, but it is a float, and numbers that one counts are ints."""
    return float(count_mlp_parameters(sizes))


def lists_the_parameters(sizes):
    """What each layer learns comes back in a list. The sum of it is asked for."""
    return [(sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes) - 1)]


EXERCISE = Exercise(
    solution=count_mlp_parameters,
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
        "Begin with the weights. Which stages have biases, and which stage is only given?",
        "A layer from n numbers to m learns an m by n matrix and m biases. Add that up over "
        "the layers.",
    ],
)
