"""flip_with_labels: mirrors images and says what they show afterwards."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn

def flip_with_labels(images, labels, partner, flip):
    """Mirror some of the images, left and right, and say what they show afterwards.

    images: (N, C, H, W); labels: (N,), ints; partner: (K,), ints: an image of label k
    shows partner[k] in the mirror, which may be k itself; flip: (N,), bool, which images
    are to be mirrored.
    Returns images (N, C, H, W) and labels (N,): new arrays, with image and label changed
    where flip is true and as they were elsewhere.
    """
    images, labels = images.copy(), labels.copy()
    images[flip] = images[flip][..., ::-1]
    labels[flip] = partner[labels[flip]]
    return images, labels


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution=flip_with_labels,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
