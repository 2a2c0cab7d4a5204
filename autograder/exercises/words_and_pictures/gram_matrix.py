"""gram_matrix: which channels go together, wherever in an image."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def gram_matrix(features):
    """Which channels go together, wherever in an image: its style.

    features: (N, C, H, W), a float tensor.
    At each place two channels are multiplied, and their entry is the mean of these
    products over the H times W places of an image. A channel is also multiplied by
    itself. No mean is taken off.
    Returns (N, C, C), which leads gradients back to features.
    Gatys, Ecker, Bethge 2015, where sums stand in place of means.
    """
    rows = features.flatten(2)
    return rows @ rows.transpose(1, 2) / rows.shape[2]


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    torch=True,
    solution=gram_matrix,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
