"""add_noise: an image that is partly noise."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def add_noise(image, noise, signal_rate):
    """An image that is partly noise.

    image, noise: float arrays of one shape, noise with numbers of mean 0 and deviation
    1; signal_rate: a number from 0 to 1.
    The image is multiplied by the signal rate, the noise by the noise rate, and both
    are added. The squares of the two rates add up to 1. Nothing is clipped.
    Returns a new array of the same shape.
    Raises ValueError where signal_rate is below 0 or above 1.
    Ho, Jain, Abbeel 2020, equation 4.
    """
    if not 0 <= signal_rate <= 1:
        raise ValueError("A signal rate goes from 0 to 1.")
    return signal_rate * image + np.sqrt(1 - signal_rate**2) * noise


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution=add_noise,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
