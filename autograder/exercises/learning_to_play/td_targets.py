"""td_targets: what the values of moves should have been."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn

def td_targets(rewards, next_values, done, gamma):
    """What the chosen moves should have been worth, by the step that came next.

    rewards: (N,), of N single steps; next_values: (N, A), the values of all moves after
    the step; done: (N,), bool, whether the game was over then; gamma: from 0 to 1.
    Returns (N,), float64: the reward and gamma times the largest of the next values; the
    reward alone where the game was over, whatever stands in next_values there, NaN too.
    Mnih and others 2015, algorithm 1.
    """
    best = np.where(done, 0.0, np.max(next_values, axis=1))
    return rewards + gamma * best


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution=td_targets,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
