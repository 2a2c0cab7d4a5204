"""caption_loss: the cross-entropy of captions of unequal lengths."""

import numpy as np
from torch.nn import functional

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def caption_loss(scores, words, end):
    """The mean cross-entropy of captions that do not end at the same place.

    scores: (N, T, V), a float tensor: scores[n, t] belongs to word t of caption n, as
    it comes from the network, before softmax; words: (N, T), an int tensor, the right
    words, from 0 to V - 1; end: an int, the sign for the end, which is itself a word.
    In each caption the words up to and with the first end count, or all where there is
    no end. What follows is filling and counts for nothing, whatever its number.
    Returns the mean over all words that count, in whatever caption: a tensor without
    axes, which leads gradients back to scores.
    """
    ends = words == end
    counts = ends.cumsum(1) - ends.long() == 0
    losses = functional.cross_entropy(scores.transpose(1, 2), words, reduction="none")
    return losses[counts].mean()


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    torch=True,
    solution=caption_loss,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
