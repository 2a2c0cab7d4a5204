"""style_loss: how far an image is from a style."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def style_loss(features, targets):
    """How far an image is from a style.

    features: a list of float tensors (1, C, H, W), the maps of an image in some layers,
    each with sizes of its own; targets: a list of as many (1, C, C), the Gram matrices
    of the style in these layers, as gram_matrix gives them.
    Of each layer, the mean of the squared differences between the Gram matrix of the
    image and the target. The loss is their sum over the layers.
    Returns a tensor without axes, which leads gradients back to all features.
    """
    loss = 0.0
    for maps, target in zip(features, targets, strict=True):
        rows = maps.flatten(2)
        gram = rows @ rows.transpose(1, 2) / rows.shape[2]
        loss = loss + (gram - target).square().mean()
    return loss


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    torch=True,
    solution=style_loss,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
