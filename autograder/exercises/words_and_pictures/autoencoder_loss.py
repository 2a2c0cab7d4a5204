"""autoencoder_loss: how far an autoencoder's images are from those it was given."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def autoencoder_loss(x, reconstruction):
    """How far images lie from what an autoencoder makes of them.

    x, reconstruction: (N, ...), float tensors of one shape. Of each image, the squared
    differences of all its numbers are added up. The loss is the mean of these sums over
    the N images.
    Returns a tensor without axes, which leads gradients back to reconstruction.
    Hinton, Salakhutdinov 2006.
    """
    return (reconstruction - x).square().sum() / len(x)


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    torch=True,
    solution=autoencoder_loss,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
