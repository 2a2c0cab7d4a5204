"""greedy_caption: a caption of which each word is the one with the highest score."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def greedy_caption(step, start, end, length):
    """A caption in which each word is the one with the highest score.

    step: a function. step(word, state) takes the word before, an int, and the state
    that it returned the time before. It returns scores (V,), one for each word that may
    come next, and a new state, which may be anything. The first call gets start, and
    None for the state.
    start, end: ints, the signs for beginning and end; length: an int, 1 or more: the
    caption has no more words than that.
    The next word is the one with the highest score, of equal scores the first. Where
    that is end, the caption is complete.
    Returns a list of ints, the words without start and end.
    """
    words, word, state = [], start, None
    while len(words) < length:
        scores, state = step(word, state)
        word = int(np.argmax(scores))
        if word == end:
            break
        words.append(word)
    return words


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution=greedy_caption,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
