"""multiply_adds: how many multiplications, each with its addition, one image costs in a model, as
an int.
"""

import numpy as np
import torch
from torch import nn

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from helpers.checking.ingredients import Layers
from helpers.checking.kinds import INSPECTION


def multiply_adds(model, shape):
    """How many multiplications, each with its addition, one image costs, as an int.

    model: an nn.Module, which may be a single layer itself; shape: of what goes into
    it without the batch, (C, H, W), not always square, or (D,) for a full layer alone.
    Convolutions (nn.Conv2d) and full layers (nn.Linear) count, however deep they lie;
    biases and all other layers cost nothing. A multiplication and its addition are one.
    A layer that is called twice counts twice.
    The model may lie on the device "meta", where tensors have shapes and no numbers:
    the image goes where the model is. It is afterwards as it was: in the mode in which
    it came, with the same running averages, and without hooks.
    """
    counts = []

    def count(layer, given, made):
        places = made[0].numel() // len(layer.weight)
        counts.append(places * layer.weight.numel())

    counted = [layer for layer in model.modules() if isinstance(layer, (nn.Conv2d, nn.Linear))]
    hooks = [layer.register_forward_hook(count) for layer in counted]
    training = model.training
    image = torch.zeros(1, *shape, device=next(model.parameters()).device)
    with torch.no_grad():
        model.eval()(image)
    model.train(training)
    for hook in hooks:
        hook.remove()
    return sum(counts)


def _of_a_call(layer, given, made):
    """What one call of a layer costs, for one image."""
    return made[0].numel() // len(layer.weight) * layer.weight.numel()


def _calls(
    model,
    shape,
    cost=None,
    kinds=(nn.Conv2d, nn.Linear),
    layers=None,
    device=None,
    keep=False,
    evaluate=True,
):
    """By layer what each of its calls costs, for the mistakes.

    layers: on which there are hooks; device: of the image, where it is not the model's; keep:
    whether hooks stay; evaluate: in evaluation mode.
    """
    costs = {}

    def note(layer, given, made):
        costs.setdefault(layer, []).append((cost or _of_a_call)(layer, given[0], made))

    layers = model.modules() if layers is None else layers
    hooks = [layer.register_forward_hook(note) for layer in layers if isinstance(layer, kinds)]
    training = model.training
    model.train(training and not evaluate)
    with torch.no_grad():
        model(torch.zeros(1, *shape, device=device or next(model.parameters()).device))
    model.train(training)
    for hook in [] if keep else hooks:
        hook.remove()
    return costs


def _sum(costs):
    return sum(cost for calls in costs.values() for cost in calls)


def leaves_the_model_itself_out(model, shape):
    """Your count is 0 where the model is a single layer. children() and what it leads to are the
    layers inside a model; another method goes through the model itself as well."""
    return _sum(_calls(model, shape, layers=[one for one in model.modules() if one is not model]))


def takes_shapes_of_images_alone(model, shape):
    """A shape need not have three numbers: a full layer alone takes a vector, and its shape has
    one. Hand on the whole shape, whatever its length."""
    C, H, W = shape
    return _sum(_calls(model, (C, H, W)))


def leaves_the_hooks(model, shape):
    """Your hooks are still on the layers, and will count whatever anybody does with the model. What
    register_forward_hook returns can take a hook away again."""
    return _sum(_calls(model, shape, keep=True))


def leaves_it_in_evaluation_mode(model, shape):
    """The model is in evaluation mode afterwards, and came in another. Whoever trains it on would
    never know: keep model.training, and put it back."""
    count = _sum(_calls(model, shape))
    model.eval()
    return count


def leaves_it_in_training_mode(model, shape):
    """The model is in training mode afterwards, in whatever mode it came. Keep model.training, and
    put that back."""
    count = _sum(_calls(model, shape))
    model.train()
    return count


def counts_in_training_mode(model, shape):
    """The model runs in training mode, where batch normalisation learns its averages, here from an
    image that means nothing. Another mode leaves them alone."""
    return _sum(_calls(model, shape, evaluate=False))


def moves_the_model_to_meta(model, shape):
    """On meta a model runs without work, but one that was sent there has lost its weights. Send a
    copy, or run the model where it is."""
    model.to("meta")
    return _sum(_calls(model, shape))


def counts_each_half(model, shape):
    """Your count is twice as large. A multiplication and the addition that follows it count as one,
    for one image that goes through once."""
    return 2 * _sum(_calls(model, shape))


def counts_the_biases(model, shape):
    """Biases are in your count. They are added without a multiplication, and cost nothing here."""

    def cost(layer, given, made):
        bias = made[0].numel() if layer.bias is not None else 0
        return _of_a_call(layer, given, made) + bias

    return _sum(_calls(model, shape, cost))


def counts_the_weights_once(model, shape):
    """Each weight is counted once. A filter is laid on many places of its image, and each of its
    weights works once a place."""
    return _sum(_calls(model, shape, lambda layer, given, made: layer.weight.numel()))


def counts_all_parameters(model, shape):
    """This is how many parameters the model has. A filter uses each of its weights again at every
    place, and biases are free."""
    return sum(parameter.numel() for parameter in model.parameters())


def counts_places_of_the_input(model, shape):
    """The places are those of what goes into a convolution. Count where its filters stop: that is
    what comes out."""

    def cost(layer, given, made):
        places = given[0, 0].numel() if isinstance(layer, nn.Conv2d) else 1
        return places * layer.weight.numel()

    return _sum(_calls(model, shape, cost))


def counts_places_of_the_image(model, shape):
    """Every convolution is counted with as many places as the image has pixels. Strides, pooling
    and filters without padding leave fewer: look at what comes out of each layer."""

    def cost(layer, given, made):
        places = shape[1] * shape[2] if isinstance(layer, nn.Conv2d) else 1
        return places * layer.weight.numel()

    return _sum(_calls(model, shape, cost))


def supposes_square_maps(model, shape):
    """The number of places is a side multiplied by itself. Maps have rows and columns, and need not
    have as many of both."""

    def cost(layer, given, made):
        places = made.shape[-1] ** 2 if isinstance(layer, nn.Conv2d) else 1
        return places * layer.weight.numel()

    return _sum(_calls(model, shape, cost))


def supposes_square_filters(model, shape):
    """The size of a filter is a side multiplied by itself. kernel_size has rows and columns, and
    weight has all numbers of it."""

    def cost(layer, given, made):
        if isinstance(layer, nn.Linear):
            return layer.weight.numel()
        return made[0].numel() * layer.weight.shape[1] * layer.kernel_size[0] ** 2

    return _sum(_calls(model, shape, cost))


def supposes_no_stride(model, shape):
    """The number of places is worked out without the stride. What comes out of a layer knows how
    many places there are."""

    def cost(layer, given, made):
        if isinstance(layer, nn.Linear):
            return layer.weight.numel()
        places = 1
        sizes = given.shape[2:], layer.kernel_size, layer.padding
        for side, window, pad in zip(*sizes, strict=True):
            places *= side + 2 * pad - window + 1
        return places * layer.weight.numel()

    return _sum(_calls(model, shape, cost))


def supposes_no_padding(model, shape):
    """The number of places is worked out without the padding. What comes out of a layer knows how
    many places there are."""

    def cost(layer, given, made):
        if isinstance(layer, nn.Linear):
            return layer.weight.numel()
        places = 1
        sizes = given.shape[2:], layer.kernel_size, layer.stride
        for side, window, stride in zip(*sizes, strict=True):
            places *= (side - window) // stride + 1
        return places * layer.weight.numel()

    return _sum(_calls(model, shape, cost))


def ignores_groups(model, shape):
    """Each filter is counted with all channels of the input. With groups it reads only those of its
    own group: the shape of weight says how many."""

    def cost(layer, given, made):
        groups = getattr(layer, "groups", 1)
        return _of_a_call(layer, given, made) * groups

    return _sum(_calls(model, shape, cost))


def divides_by_groups_twice(model, shape):
    """You divide by the number of groups, and weight has been made for groups already: its axis 1
    is as long as a group has channels."""

    def cost(layer, given, made):
        groups = getattr(layer, "groups", 1)
        return _of_a_call(layer, given, made) // groups

    return _sum(_calls(model, shape, cost))


def forgets_the_depth_of_filters(model, shape):
    """A filter is counted with a single channel. It reaches through all channels that it reads."""

    def cost(layer, given, made):
        if isinstance(layer, nn.Linear):
            return layer.weight.numel()
        return _of_a_call(layer, given, made) // layer.weight.shape[1]

    return _sum(_calls(model, shape, cost))


def counts_a_single_filter(model, shape):
    """A convolution is counted with one filter. It has as many as maps come out, and each works at
    every place."""

    def cost(layer, given, made):
        if isinstance(layer, nn.Linear):
            return layer.weight.numel()
        return _of_a_call(layer, given, made) // len(layer.weight)

    return _sum(_calls(model, shape, cost))


def counts_numbers_that_come_out(model, shape):
    """You count the numbers that come out of the layers. Each of them is a weighted sum: how many
    multiplications does it take?"""
    return _sum(_calls(model, shape, lambda layer, given, made: made[0].numel()))


def multiplies_the_filters_in_again(model, shape):
    """The number of maps that come out is in your count twice: it is the first side of weight
    already. Places are the pixels of one of these maps."""

    def cost(layer, given, made):
        return made[0].numel() * layer.weight.numel()

    return _sum(_calls(model, shape, cost))


def counts_every_layer(model, shape):
    """More than convolutions and full layers are in your count. Pooling, normalisation and ReLU do
    not count here, though they take time too."""
    leaves = [layer for layer in model.modules() if not list(layer.children())]
    other = [layer for layer in leaves if not isinstance(layer, (nn.Conv2d, nn.Linear, nn.Flatten))]
    extra = _calls(
        model, shape, lambda layer, given, made: made[0].numel(), kinds=nn.Module, layers=other
    )
    return _sum(_calls(model, shape)) + _sum(extra)


def counts_convolutions_only(model, shape):
    """Full layers are missing. Each number that comes out of one is a weighted sum too."""
    return _sum(_calls(model, shape, kinds=nn.Conv2d))


def counts_full_layers_alone(model, shape):
    """Convolutions are missing. They do most of the work of many models."""
    return _sum(_calls(model, shape, kinds=nn.Linear))


def counts_each_layer_once(model, shape):
    """A layer that is called twice counts once in your sum, as it does for whoever goes through the
    layers instead of their calls. A hook is called at every call: let it add."""
    return sum(calls[-1] for calls in _calls(model, shape).values())


def hangs_a_hook_for_every_call(model, shape):
    """A layer that stands at two places got two hooks, and both count at each of its calls.
    model.modules() gives each layer once."""
    costs = _calls(model, shape)
    return sum(len(calls) * cost for calls in costs.values() for cost in calls)


def looks_at_the_outer_layers_only(model, shape):
    """Layers inside other layers are missing. A model may hold models, and these again: which
    method goes through all of them?"""
    return _sum(_calls(model, shape, layers=list(model.children())))


def looks_two_levels_deep(model, shape):
    """Layers two levels inside are missing. However deep they lie, one method of a model goes
    through all of them."""
    outer = list(model.children())
    return _sum(_calls(model, shape, layers=outer + [c for m in outer for c in m.children()]))


def counts_the_last_call(model, shape):
    """Only one layer is in your count, the last that was called. Each call adds to a sum that
    begins outside of the hook."""
    return list(_calls(model, shape).values())[-1][-1]


def counts_the_first_call(model, shape):
    """Only one layer is in your count, the first that was called. Each call adds to a sum that
    begins outside of the hook."""
    return next(iter(_calls(model, shape).values()))[0]


def feeds_an_image_of_the_cpu(model, shape):
    """Your image lies on the CPU, wherever the model is. A model on meta takes images on meta: its
    parameters say where it is."""
    return _sum(_calls(model, shape, device="cpu"))


def returns_a_fraction_of_operations(model, shape):
    """The count is a float. What is counted is an int: // divides without a fraction."""
    return float(_sum(_calls(model, shape)))


def returns_a_count_for_each_call(model, shape):
    """A list comes back, with one number for each call. The whole model is asked for: add them
    up."""
    return [cost for calls in _calls(model, shape).values() for cost in calls]


def never_runs_the_model(model, shape):
    """Your count is 0. Hooks count while the model runs: has an image gone through it?"""
    return 0


def _some(rng: np.random.Generator, count: int, least: int = 2, most: int = 9) -> list[int]:
    return [int(number) for number in rng.integers(least, most, count)]


def _sides(rng: np.random.Generator, least: int = 6) -> tuple[int, int]:
    """Rows and columns, not as many of both."""
    rows = int(rng.integers(least, 2 * least))
    return rows, rows + int(rng.choice([-2, -1, 1, 2]))


def full_layers(rng: np.random.Generator) -> Call:
    a, b, h, w = _some(rng, 4, 3, 30)
    return call(
        Layers([("Flatten",), ("Linear", h * w, a), ("ReLU",), ("Linear", a, b)]), (1, h, w)
    )


def a_convolution(rng: np.random.Generator) -> Call:
    depth, filters = _some(rng, 2)
    size = {"stride": 2, "padding": 1, "bias": bool(rng.random() < 0.5)}
    kernel = (int(rng.choice([1, 5])), 3)
    return call(Layers([("Conv2d", depth, filters, kernel, size)]), (depth, *_sides(rng)))


def convolutions(rng: np.random.Generator) -> Call:
    depth, some, more = _some(rng, 3)
    layers = [
        ("Conv2d", depth, some, 3, {"padding": 1}),
        ("ReLU",),
        ("MaxPool2d", 2),
        ("Conv2d", some, more, 3, {"stride": 2}),
    ]
    return call(Layers(layers), (depth, *_sides(rng, 8)))


def in_groups(rng: np.random.Generator) -> Call:
    groups, each, out = _some(rng, 3, 2, 6)
    size = {"groups": groups, "padding": 1}
    layer = ("Conv2d", groups * each, groups * out, 3, size)
    return call(Layers([layer]), (groups * each, *_sides(rng)))


def nested(rng: np.random.Generator) -> Call:
    depth, some, more, classes = _some(rng, 4)
    inner = [("Conv2d", depth, some, 3), [("ReLU",), ("Conv2d", some, more, 1)]]
    pool = [("AdaptiveAvgPool2d", 1), ("Flatten",)]
    return call(Layers([inner, *pool, [("Linear", more, classes)]]), (depth, *_sides(rng)))


def called_twice(rng: np.random.Generator) -> Call:
    (depth,) = _some(rng, 1)
    layers = [
        ("Conv2d", depth, depth, 3, {"padding": 1}),
        ("MaxPool2d", 2),
        ("again", 0),
        ("ReLU",),
        ("again", 0),
    ]
    return call(Layers(layers), (depth, *_sides(rng)))


def alone(rng: np.random.Generator) -> Call:
    depth, filters, some, more = _some(rng, 4)
    if rng.random() < 0.5:
        return call(Layers(("Linear", 10 * some, 10 * more + depth)), (10 * some,))
    return call(Layers(("Conv2d", depth, filters, 3)), (depth, *_sides(rng)))


def on_meta(rng: np.random.Generator) -> Call:
    depth, some, classes = _some(rng, 3, 10, 200)
    layers = [
        ("Conv2d", depth, some, 3, {"stride": 2, "padding": 1}),
        [("BatchNorm2d", some), ("ReLU",)],
        ("AdaptiveAvgPool2d", 1),
        ("Flatten",),
        ("Linear", some, classes),
    ]
    return call(Layers(layers, on_meta=True), (depth, *_sides(rng, 20)))


def normalised(rng: np.random.Generator) -> Call:
    depth, some, classes = _some(rng, 3)
    layers = [
        ("Conv2d", depth, some, 3, {"bias": False}),
        ("BatchNorm2d", some),
        ("AvgPool2d", 2),
        ("Flatten",),
    ]
    rows, columns = _sides(rng)
    full = ("Linear", some * ((rows - 2) // 2) * ((columns - 2) // 2), classes)
    return call(Layers([*layers, full], bool(rng.random() < 0.5)), (depth, rows, columns))


MIXED = [
    ("Conv2d", 2, 3, 3, {"stride": 2, "padding": 1}),
    ("BatchNorm2d", 3),
    ("ReLU",),
    [("Conv2d", 3, 6, (1, 3), {"groups": 3}), [("AvgPool2d", 2), ("Flatten",)]],
]

EXERCISE = Exercise(
    solution=multiply_adds,
    kind=INSPECTION,
    torch=True,
    parts=[
        Part(
            "full layers",
            [
                call(Layers([("Flatten",), ("Linear", 4, 3)]), (1, 2, 2)),
                call(
                    Layers([("Flatten",), ("Linear", 6, 5), ("ReLU",), ("Linear", 5, 2)]), (1, 2, 3)
                ),
                drawn(full_layers, 2),
            ],
            item=0,
        ),
        Part(
            "convolutions with stride and padding",
            [
                call(Layers([("Conv2d", 1, 2, 3)]), (1, 4, 4)),
                call(Layers([("Conv2d", 3, 4, 3, {"padding": 1})]), (3, 5, 7)),
                call(Layers([("Conv2d", 3, 4, 3, {"stride": 2, "bias": False})]), (3, 8, 5)),
                call(Layers([("Conv2d", 2, 3, (1, 3)), ("ReLU",), ("MaxPool2d", 2)]), (2, 4, 6)),
                call(
                    Layers([("Conv2d", 2, 5, 3), ("AvgPool2d", 2), ("Conv2d", 5, 3, 1)]), (2, 6, 8)
                ),
                drawn(a_convolution, 1),
                drawn(convolutions, 1),
            ],
            item=0,
        ),
        Part(
            "a layer by itself",
            [
                call(Layers(("Linear", 4, 3)), (4,)),
                call(Layers(("Conv2d", 2, 3, 3)), (2, 4, 5)),
                drawn(alone, 3),
            ],
            item=0,
        ),
        Part(
            "groups",
            [
                call(Layers([("Conv2d", 4, 6, 3, {"groups": 2})]), (4, 3, 3)),
                call(Layers([("Conv2d", 6, 6, 3, {"groups": 6, "padding": 1})]), (6, 4, 3)),
                drawn(in_groups, 2),
            ],
            item=0,
        ),
        Part(
            "layers inside layers",
            [
                call(Layers([[("Conv2d", 1, 2, 3)], ("Flatten",), ("Linear", 8, 3)]), (1, 4, 4)),
                call(Layers([("Conv2d", 2, 3, 1), [("ReLU",), [("Conv2d", 3, 2, 3)]]]), (2, 4, 5)),
                drawn(nested, 2),
            ],
            item=0,
        ),
        Part(
            "a layer that is called twice",
            [
                call(Layers([("Flatten",), ("Linear", 4, 4), ("ReLU",), ("again", 1)]), (1, 2, 2)),
                call(
                    Layers([("Conv2d", 2, 2, 3, {"padding": 1}), ("MaxPool2d", 2), ("again", 0)]),
                    (2, 6, 8),
                ),
                drawn(called_twice, 2),
            ],
            item=0,
        ),
        Part(
            "a model on meta",
            [
                call(Layers([("Flatten",), ("Linear", 4, 3)], on_meta=True), (1, 2, 2)),
                call(Layers(MIXED, on_meta=True), (2, 9, 12)),
                drawn(on_meta, 2),
            ],
            item=0,
        ),
        Part(
            "the model is as it was",
            [
                call(Layers([("Flatten",), ("Linear", 4, 3)]), (1, 2, 2)),
                call(Layers([("Conv2d", 1, 2, 3), ("BatchNorm2d", 2)]), (1, 4, 4)),
                call(Layers([("Conv2d", 1, 2, 3), ("BatchNorm2d", 2)], training=False), (1, 4, 4)),
                call(Layers(MIXED), (2, 9, 12)),
                drawn(normalised, 2),
            ],
            item=1,
        ),
    ],
    hints=[
        "A function that is given to layer.register_forward_hook is called at every call of the "
        "layer, with the layer, what goes in and what comes out. Hang one on each convolution and "
        "each full layer, and send zeros through the model: torch.zeros(1, *shape).",
        "A weight works once at each place. How many places there are is said by what comes out: "
        "the pixels of one of its maps, and for a full layer a single one.",
        "layer.weight.numel() knows of channels, groups and the size of filters. Afterwards call "
        "remove() on what register_forward_hook returned, and put the mode back.",
    ],
)
