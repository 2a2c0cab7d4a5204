"""rnn_step: one step of a plain recurrent network."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def rnn_step(x, h, Wx, Wh, b):
    """One step of a plain recurrent network, for a batch.

    x: (N, D), what comes in; h: (N, H), the state after the step before; Wx: (H, D),
    Wh: (H, H), b: (H,). In both matrices a row belongs to a number of the new state.
    The new state is the tanh of what Wx makes of x, what Wh makes of h, and b, all
    added up.
    Returns the new state (N, H).
    Elman 1990.
    """
    return np.tanh(x @ Wx.T + h @ Wh.T + b)


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution=rnn_step,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
