"""recall: how many of those that are there were found."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn

def recall(predicted, target, label):
    """How many of the examples of one label were found, as a share from 0 to 1.

    predicted, target: (N,), ints, what was said and what is right; label: the one that is
    asked about.
    Returns a float: of all examples whose target is label, the share that was predicted
    to be label. Raises ValueError where no target is label.
    """
    there = target == label
    if not there.any():
        raise ValueError(f"No target is {label}: nothing could be found.")
    return float(np.mean(predicted[there] == label))


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution=recall,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
