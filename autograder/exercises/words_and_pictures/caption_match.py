"""caption_match: whether a caption is right, nearly right or wrong."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def caption_match(predicted, target):
    """Whether a caption is right, nearly right or wrong.

    predicted, target: texts of words with blanks between them. A capital counts as the
    small letter, and the words "a" and "an" are left out of both texts.
    An edit replaces a word, adds one anywhere, or leaves one out. What counts is how
    few edits make predicted the same as target.
    Returns "right" where it takes none, "nearly" where one is enough, else "wrong".
    """
    had, wanted = (
        [word for word in text.lower().split() if word not in ("a", "an")]
        for text in (predicted, target)
    )
    edits = list(range(len(wanted) + 1))  # from no word to the first words of target
    for i, word in enumerate(had, 1):
        before, edits = edits, [i]
        for j, other in enumerate(wanted, 1):
            edits.append(min(before[j] + 1, edits[-1] + 1, before[j - 1] + (word != other)))
    return {0: "right", 1: "nearly"}.get(edits[-1], "wrong")


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution=caption_match,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
