"""guided_noise: a guess of the noise that follows the words more than the network does."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def guided_noise(with_words, without_words, scale):
    """A guess of the noise that listens to the words more than the network does.

    with_words, without_words: float arrays of one shape, what the network takes for the
    noise when it is told the words, and when it is not; scale: a number.
    Of the straight line through both guesses: without_words at scale 0, with_words at
    scale 1, and at scale 2 as far again beyond with_words.
    Returns a new array of the same shape.
    Ho, Salimans 2021.
    """
    return without_words + scale * (with_words - without_words)


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution=guided_noise,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
