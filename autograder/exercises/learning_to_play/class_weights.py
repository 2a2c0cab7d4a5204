"""class_weights: how much each class should count, the rare ones more."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn

def class_weights(y, classes):
    """Weights with which every class counts the same, however rare it is.

    y: (N,), ints from 0 to classes - 1, N at least 1; classes: how many there are.
    Returns (classes,), float64: N / (classes · how often the class occurs), which is 1
    for all where all occur equally often; 0 for a class that does not occur.
    King and Zeng 2001.
    """
    count = np.bincount(y, minlength=classes)
    return np.where(count > 0, len(y) / (classes * np.maximum(count, 1)), 0.0)


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution=class_weights,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
