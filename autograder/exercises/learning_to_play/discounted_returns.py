"""discounted_returns: what each step of a game is worth, seen from its end."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn

def discounted_returns(rewards, gamma):
    """What each step of a game is worth: its reward and all that follow, later ones less.

    rewards: (T,), floats or ints, in the order of the steps; gamma: from 0 to 1, what a
    reward is worth that comes one step later.
    Returns (T,), float64, the return of each step: G_t = r_t + gamma · G_{t+1}, where
    nothing follows the last step. A game without a step gives (0,).
    Sutton and Barto 2018, section 3.3.
    """
    returns = np.zeros(len(rewards))
    following = 0.0
    for t in reversed(range(len(rewards))):
        following = rewards[t] + gamma * following
        returns[t] = following
    return returns


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution=discounted_returns,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
