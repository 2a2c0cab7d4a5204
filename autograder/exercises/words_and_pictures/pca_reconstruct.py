"""pca_reconstruct: what a few principal directions keep of an image."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def pca_reconstruct(train, other, components):
    """What is left of images that have to pass through a few principal directions.

    train: (M, D), floats, by which directions and mean are found; other: (N, D), the
    images that pass, in rows as well; components: an int, 1 or more, how many numbers
    are kept of each.
    The principal directions are those in which train varies most around its mean. They
    are at right angles, and in descending order. Each image of other is replaced by the
    nearest point of the plane that goes through the mean of train along the first
    `components` of them.
    Returns (N, D).
    Raises ValueError where components is above M or above D.
    """
    if components > min(train.shape):
        raise ValueError("There are no more directions than rows or columns of train.")
    mean = train.mean(axis=0)
    directions = np.linalg.svd(train - mean, full_matrices=False)[2][:components]
    return mean + (other - mean) @ directions.T @ directions


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution=pca_reconstruct,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
