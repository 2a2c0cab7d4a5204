"""What several exercises of this lesson share."""

import numpy as np

from autograder.authoring.exercise import Call, call


def said_and_right(rng: np.random.Generator, classes: int, count: int = 12) -> Call:
    """Labels that were predicted, those that are right, and one of them that is asked about.

    Of the label that is asked about some are found, some missed, and some others are taken for it,
    as many of each as of no other.
    """
    label = int(rng.integers(classes))
    found, missed, wrong = rng.permutation([1, 2, 3, 4])[:3]
    others = np.delete(np.arange(classes), label)
    both = [(label, label)] * found
    both += [(int(rng.choice(others)), label) for _ in range(missed)]
    both += [(label, int(rng.choice(others))) for _ in range(wrong)]
    rest = max(count - len(both), 1)
    both += [(k, k) if n % 3 else (k, others[0]) for n, k in enumerate(rng.choice(others, rest))]
    predicted, target = np.array(both)[rng.permutation(len(both))].T
    return call(predicted.copy(), target.copy(), label)


def two_labels(rng: np.random.Generator) -> Call:
    return said_and_right(rng, 2, int(rng.integers(9, 13)))


def three_labels(rng: np.random.Generator) -> Call:
    return said_and_right(rng, 3, int(rng.integers(11, 15)))


def hits(predicted, target, label):
    """How many were named and there, how many were named, and how many were there."""
    named, there = predicted == label, target == label
    return (named & there).sum(), named.sum(), there.sum()
