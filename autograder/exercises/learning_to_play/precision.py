"""precision: how many of those that were found are right."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn

def precision(predicted, target, label):
    """How many of the examples that were given one label deserve it, a share from 0 to 1.

    predicted, target: (N,), ints, what was said and what is right; label: the one that is
    asked about.
    Returns a float: of all examples that were predicted to be label, the share whose
    target is label. Raises ValueError where none was predicted to be.
    """
    named = predicted == label
    if not named.any():
        raise ValueError(f"Nothing was predicted to be {label}.")
    return float(np.mean(target[named] == label))


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution=precision,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
