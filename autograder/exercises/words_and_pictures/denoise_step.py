"""denoise_step: from a noisy image to one with less noise."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def denoise_step(noisy, predicted_noise, rates):
    """From a noisy image to one with less noise, by what a network takes for its noise.

    noisy, predicted_noise: float arrays of one shape, where the noise is guessed as it
    was before it was multiplied by its rate; rates: (now, next), the signal rate of
    noisy and the one that is wanted, from 0 to 1.
    If the guess is right, noisy is what add_noise makes of a clean image, this noise
    and the rate now. Work out that clean image, and return what add_noise would make of
    it, the same noise and the rate next. Nothing is clipped, and no noise is drawn.
    Returns a new array of the same shape.
    Raises ValueError where now is 0: nothing is left of the image then.
    Song, Meng, Ermon 2021, equation 12 with σ = 0.
    """
    now, then = rates
    if now == 0:
        raise ValueError("Nothing of the image is left where the signal rate is 0.")
    clean = (noisy - np.sqrt(1 - now**2) * predicted_noise) / now
    return then * clean + np.sqrt(1 - then**2) * predicted_noise


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution=denoise_step,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
