"""to_channels_last: model and images with the channels last in memory."""

import numpy as np
import torch

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.on_a_gpu.shared import floats
from helpers.checking.ingredients import Model
from helpers.checking.kinds import LAYOUT
from helpers.models import CHANNELS, SIDE


def to_channels_last(model, images):
    """Model and images with the channels last in memory. Shapes and values stay.

    images: a tensor (N, C, H, W). Returns model, images.
    """
    last = torch.channels_last
    return model.to(memory_format=last), images.to(memory_format=last)


def changes_the_images_only(model, images):
    """The filters of your model still have their channels first. The model has a method of the same
    name."""
    return model, images.to(memory_format=torch.channels_last)


def changes_the_model_only(model, images):
    """The images come back as they were. For a tensor .to changes nothing in place: it returns a
    new one, which has to be kept."""
    return model.to(memory_format=torch.channels_last), images


def changes_neither(model, images):
    """Model and images lie in memory as before. The format that keeps or restores the usual order
    is not the one that is asked for."""
    return model, images.contiguous()


def moves_the_axis(model, images):
    """You moved the channels to the last axis, so the shape is another one and no layer fits any
    more. Only the order in memory is to change: ask for a memory format."""
    model, _ = to_channels_last(model, images)
    return model, images.permute(0, 2, 3, 1)


def moves_the_axis_and_the_numbers(model, images):
    """The order in memory is right, seen as (N, H, W, C). But the shape has to remain (N, C, H, W):
    ask for a memory format, and leave the axes alone."""
    model, _ = to_channels_last(model, images)
    return model, images.permute(0, 2, 3, 1).contiguous()


def swaps_channels_and_columns(model, images):
    """Channels and columns have changed places, so every index means something else now. The axes
    stay where they are: ask for a memory format."""
    model, _ = to_channels_last(model, images)
    return model, images.transpose(1, 3)


def reads_the_numbers_in_another_shape(model, images):
    """reshape lets the numbers lie and only cuts them in another way, so pixels and channels get
    mixed up. Here the numbers move and the shape stays."""
    n, c, h, w = images.shape
    model, _ = to_channels_last(model, images)
    return model, images.reshape(n, h, w, c)


def mixes_up_the_values(model, images):
    """The shape is right, but the values have changed places. After numbers were cut in another
    shape, moving the axes back does not repair it: ask for a memory format."""
    n, c, h, w = images.shape
    model, _ = to_channels_last(model, images)
    return model, images.reshape(n, h, w, c).permute(0, 3, 1, 2)


def moves_the_filters_too(model, images):
    """The filters of your model have another shape now, so it cannot compute any more. A model
    takes the memory format in the same way as a tensor."""
    for parameter in model.parameters():
        if parameter.dim() == 4:
            parameter.data = parameter.data.permute(0, 2, 3, 1)
    return model, images.to(memory_format=torch.channels_last)


def returns_the_images_first(model, images):
    """Two values come back in the wrong order: the model is the first."""
    model, images = to_channels_last(model, images)
    return images, model


def returns_the_images_only(model, images):
    """One value comes back. The caller needs both, the model and the images."""
    return to_channels_last(model, images)[1]


def returns_what_the_model_says(model, images):
    """You return scores. Nothing is to be computed here: give back the model itself, and the
    images."""
    model, images = to_channels_last(model, images)
    return model, model(images)


def some_layout(rng: np.random.Generator) -> Call:
    name = str(rng.choice(["convolution", "batch norm"]))
    images = floats(rng, int(rng.integers(1, 9)), CHANNELS, SIDE, SIDE)
    return call(Model(name, int(rng.integers(1000))), images)


EXERCISE = Exercise(
    solution=to_channels_last,
    kind=LAYOUT,
    torch=True,
    parts=[
        Part(
            "the images",
            [
                call(Model("convolution", 1), floats(np.random.default_rng(1), 1, 2, 4, 4)),
                call(Model("batch norm", 2), floats(np.random.default_rng(2), 5, 2, 4, 4)),
                drawn(some_layout, 2),
            ],
            item=0,
        ),
        Part(
            "the model",
            [
                call(Model("convolution", 1), floats(np.random.default_rng(1), 1, 2, 4, 4)),
                call(Model("batch norm", 2), floats(np.random.default_rng(2), 5, 2, 4, 4)),
                drawn(some_layout, 2),
            ],
            item=1,
        ),
    ],
    hints=[
        "Model and tensor have a method .to that takes memory_format. The shape does not "
        "change, so nothing has to be permuted.",
        "The format is torch.channels_last. For images the result has to be kept: "
        "images = images.to(...).",
    ],
)
