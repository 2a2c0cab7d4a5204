"""total_variation: how much neighbouring pixels differ."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def total_variation(image):
    """How much neighbouring pixels differ, in all.

    image: (N, C, H, W), a float tensor.
    Of each pixel, the absolute differences to its neighbour on the right and to the one
    below, each where there is one: all added up, over channels and images too.
    Returns a tensor without axes, which leads gradients back to image.
    Rudin, Osher, Fatemi 1992.
    """
    right = image[..., :, 1:] - image[..., :, :-1]
    below = image[..., 1:, :] - image[..., :-1, :]
    return right.abs().sum() + below.abs().sum()


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    torch=True,
    solution=total_variation,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
