"""count_parameters: how many numbers a model can learn, as an int."""

import numpy as np
from torch import nn

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from helpers.checking.ingredients import Layers


def count_parameters(model):
    """How many numbers a model can learn, as an int.

    All of its parameters count, those of layers inside layers too, and also those that
    are frozen for the moment (requires_grad is False). What a model remembers without
    learning it, as batch normalisation does its running averages, does not count.
    """
    return sum(parameter.numel() for parameter in model.parameters())


def counts_tensors(model):
    """You count how many tensors of parameters there are. Each of them holds many numbers."""
    return len(list(model.parameters()))


def counts_layers(model):
    """This is the number of layers. How many numbers does each of them hold?"""
    return len(list(model.modules())) - 1


def adds_up_the_sides(model):
    """You add the lengths of the sides of each tensor. A table with 3 rows and 4 columns holds
    3 · 4 numbers."""
    return sum(sum(parameter.shape) for parameter in model.parameters())


def counts_the_rows(model):
    """len of a tensor is the length of its first axis only. How many numbers are there along all of
    its axes?"""
    return sum(len(parameter) for parameter in model.parameters())


def leaves_the_biases_out(model):
    """Only tensors with two axes or more are counted. The biases are learned as well."""
    return sum(parameter.numel() for parameter in model.parameters() if parameter.dim() > 1)


def leaves_frozen_ones_out(model):
    """Frozen parameters are missing from your count. They are parameters, though nothing trains
    them at present."""
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


def counts_what_is_remembered(model):
    """The running averages of batch normalisation are in your count. They are part of the state of
    a model, and no optimizer ever gets them."""
    return sum(value.numel() for value in model.state_dict().values())


def looks_one_level_deep(model):
    """Layers inside other layers are missing. A model may hold models, and these again."""
    return sum(
        parameter.numel()
        for layer in model.children()
        for parameter in layer.parameters(recurse=False)
    )


def counts_full_layers_only(model):
    """Only fully connected layers are counted. Which other layers hold numbers to learn?"""
    layers = [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
    return sum(parameter.numel() for layer in layers for parameter in layer.parameters())


def counts_weights_and_biases_of_convolutions_and_full_layers(model):
    """The scale and the shift of batch normalisation are missing: they are learned too. A model
    lists all of its parameters itself, so there is no need to ask for kinds of layers."""
    layers = [layer for layer in model.modules() if isinstance(layer, (nn.Linear, nn.Conv2d))]
    return sum(parameter.numel() for layer in layers for parameter in layer.parameters())


def counts_bytes(model):
    """These are bytes. Each number takes four of them, and counts once."""
    return sum(p.numel() * p.element_size() for p in model.parameters())


def returns_a_fraction(model):
    """Your count is a float. Numbers are counted in ints: what turned them into a float?"""
    return float(count_parameters(model))


def sizes(rng: np.random.Generator, count: int) -> list[int]:
    return [int(size) for size in rng.integers(2, 60, count)]


def one_full_layer(rng: np.random.Generator) -> Call:
    return call(Layers([("Linear", *sizes(rng, 2))]))


def small_network(rng: np.random.Generator) -> Call:
    channels, filters, numbers, classes = sizes(rng, 4)
    kernel = int(rng.integers(1, 8))
    layers = [("Conv2d", channels, filters, kernel), ("ReLU",), ("Flatten",)]
    return call(Layers([*layers, ("Linear", numbers, classes)]))


def nested_network(rng: np.random.Generator) -> Call:
    a, b, c, d = sizes(rng, 4)
    inner = [("Conv2d", a, b, 3), ("ReLU",), [("Conv2d", b, c, 3)]]
    return call(Layers([inner, ("Flatten",), ("Linear", c, d)]))


def half_frozen_network(rng: np.random.Generator) -> Call:
    a, b, c = sizes(rng, 3)
    return call(Layers([("Conv2d", a, b, 3, "frozen"), ("ReLU",), ("Conv2d", b, c, 3)]))


def normalised_network(rng: np.random.Generator) -> Call:
    a, b, c = sizes(rng, 3)
    return call(Layers([("Conv2d", a, b, 3), ("BatchNorm2d", b), ("ReLU",), ("Linear", b, c)]))


EXERCISE = Exercise(
    solution=count_parameters,
    torch=True,
    parts=[
        Part(
            "a fully connected layer",
            [
                call(Layers([("Linear", 3, 2)])),
                call(Layers([("Linear", 2, 2), ("ReLU",), ("Linear", 2, 5)])),
                drawn(one_full_layer, 3),
            ],
        ),
        Part(
            "a small network",
            [
                call(Layers([("Conv2d", 1, 2, 3), ("Flatten",), ("Linear", 8, 3)])),
                call(Layers([("Conv2d", 3, 10, 5)])),
                drawn(small_network, 3),
            ],
        ),
        Part(
            "layers inside layers",
            [
                call(Layers([[("Linear", 3, 4)], ("ReLU",), ("Linear", 4, 2)])),
                call(Layers([[("Conv2d", 1, 2, 3), [("Conv2d", 2, 3, 3)]], ("Flatten",)])),
                drawn(nested_network, 3),
            ],
        ),
        Part(
            "frozen parameters",
            [
                call(Layers([("Linear", 3, 4, "frozen"), ("ReLU",), ("Linear", 4, 2)])),
                call(Layers([("Conv2d", 2, 3, 3, "frozen"), ("Flatten",)])),
                drawn(half_frozen_network, 3),
            ],
        ),
        Part(
            "batch normalisation",
            [
                call(Layers([("Conv2d", 1, 2, 3), ("BatchNorm2d", 2)])),
                call(Layers([("BatchNorm2d", 5), ("ReLU",), ("Linear", 5, 3)])),
                drawn(normalised_network, 3),
            ],
        ),
    ],
    hints=[
        "model.parameters() goes through all tensors of numbers to learn, however deep they "
        "lie. How many numbers does one of them hold?",
        "tensor.numel() says how many numbers a tensor holds. Add them up.",
    ],
)
