"""epsilon_greedy: the best action that is known, and now and then any."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn

def epsilon_greedy(values, epsilon, rng):
    """Choose an action: nearly always the best that is known, and now and then any.

    values: (A,), what each action is thought to be worth; epsilon: from 0 to 1; rng: a
    numpy.random.Generator, from which all chance is drawn, and from nothing else.
    With probability epsilon it is any of the A actions, each as likely as the others,
    the best one too. Else it is one with the largest value; where several have it, each
    of them is as likely.
    Returns the index of the action, an int.
    Sutton and Barto 2018, section 2.2.
    """
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(values == np.max(values))))


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution=epsilon_greedy,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
