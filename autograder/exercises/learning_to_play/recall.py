"""recall: how many of those that are there were found."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.learning_to_play.shared import (
    hits,
    said_and_right,
    three_labels,
    two_labels,
)


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


def those_that_were_named(predicted, target, label):
    """You divide by the examples that were predicted to be label. That is precision: divide by
    those that are there."""
    found, named, there = hits(predicted, target, label)
    if there == 0:
        raise ValueError
    return float(found / named) if named else 0.0


def precision_in_all(predicted, target, label):
    """This is precision, the share of what was named. Recall divides by the examples that are
    label."""
    found, named, _ = hits(predicted, target, label)
    if named == 0:
        raise ValueError
    return float(found / named)


def share_of_right_labels(predicted, target, label):
    """This is the share of all labels that are right. Look at the examples of one label alone."""
    if not (target == label).any():
        raise ValueError
    return float(np.mean(predicted == target))


def right_in_the_question(predicted, target, label):
    """Examples count as right that are another label and were predicted to be another. Look at
    those alone that are label."""
    if not (target == label).any():
        raise ValueError
    return float(np.mean((predicted == label) == (target == label)))


def right_ones_of_every_label(predicted, target, label):
    """You count what is right of every label, and divide by the examples of one. Count only those
    of label."""
    _, _, there = hits(predicted, target, label)
    if there == 0:
        raise ValueError
    return float((predicted == target).sum() / there)


def labels_as_numbers(predicted, target, label):
    """You calculate with labels as if they were 0 for no and 1 for yes. They are names: ask where
    they equal label, and count."""
    if not (target == label).any():
        raise ValueError
    return float((predicted * target).sum() / target.sum())


def rounds_the_share_down(predicted, target, label):
    """All digits behind the point are cut off: // divides without a rest. Take /."""
    found, _, there = hits(predicted, target, label)
    if there == 0:
        raise ValueError
    return float(found // there)


def found_of_all_examples(predicted, target, label):
    """You divide by all examples. Those of another label cannot be missed: divide by those that are
    there."""
    found, _, there = hits(predicted, target, label)
    if there == 0:
        raise ValueError
    return float(found / len(target))


def always_label_one(predicted, target, label):
    """You always look at label 1. Which one is asked about?"""
    return recall(predicted, target, 1)


def share_that_was_missed(predicted, target, label):
    """This is the share of those that were missed. Which were found?"""
    return 1.0 - recall(predicted, target, label)


def share_of_the_others(predicted, target, label):
    """This is how many of the others were left out correctly. It is asked how many examples of
    label were found."""
    if not (target == label).any():
        raise ValueError
    found, named, there = hits(predicted, target, label)
    others = len(target) - there
    return float(1 - (named - found) / others) if others else 1.0


def how_many_were_found(predicted, target, label):
    """You return how many were found. A share is asked for, from 0 to 1."""
    found, _, there = hits(predicted, target, label)
    if there == 0:
        raise ValueError
    return int(found)


def found_in_percent(predicted, target, label):
    """Your result is in percent. A share is asked for, from 0 to 1, as a float."""
    return 100 * recall(predicted, target, label)


def found_of_either(predicted, target, label):
    """You divide by all examples that are label or were predicted to be. Those that were named
    wrongly do not count here."""
    found, named, there = hits(predicted, target, label)
    if there == 0:
        raise ValueError
    return float(found / (named + there - found))


def found_of_it_and_all_mistakes(predicted, target, label):
    """You divide by what was found and all mistakes together, those of other labels too. Only those
    count that were missed."""
    found, _, there = hits(predicted, target, label)
    if there == 0:
        raise ValueError
    return float(found / (found + (predicted != target).sum()))


def between_recall_and_precision(predicted, target, label):
    """This is the F1 score, in which precision counts too. Recall alone is asked for."""
    found, named, there = hits(predicted, target, label)
    if there == 0:
        raise ValueError
    return float(2 * found / (named + there))


def named_of_those_there(predicted, target, label):
    """You count all that were predicted to be label, right or wrong, and divide by those that are
    there. Only those count that are both."""
    _, named, there = hits(predicted, target, label)
    if there == 0:
        raise ValueError
    return float(named / there)


def mean_recall_of_all_labels(predicted, target, label):
    """This is a mean over all labels. Only one of them is asked about."""
    if not (target == label).any():
        raise ValueError
    return float(np.mean([recall(predicted, target, k) for k in np.unique(target)]))


def zero_where_none_is_there(predicted, target, label):
    """Where no target is label you give 0, as if all were missed. A share of nothing is no number:
    raise the error that the docstring names."""
    return recall(predicted, target, label) if (target == label).any() else 0.0


def one_where_none_is_there(predicted, target, label):
    """Where no target is label you give 1, as if all were found. A share of nothing is no number:
    raise the error that the docstring names."""
    return recall(predicted, target, label) if (target == label).any() else 1.0


def nan_where_none_is_there(predicted, target, label):
    """Where no target is label your result is no number, the mean of nothing. Raise the error that
    the docstring names."""
    return recall(predicted, target, label) if (target == label).any() else np.nan


def none_where_none_is_there(predicted, target, label):
    """Where no target is label None comes back. Raise the error that the docstring names."""
    return recall(predicted, target, label) if (target == label).any() else None


def divides_ints_by_zero(predicted, target, label):
    """Where no target is label you divide by 0, and another error comes out than the docstring
    names: ask first, and raise that one."""
    found, _, there = hits(predicted, target, label)
    return int(found) / int(there)


def error_where_none_was_found(predicted, target, label):
    """An error is raised where no example of label was found, or none was named. Its recall is 0
    then: only where none is there, nothing can be said."""
    if not ((predicted == label) & (target == label)).any():
        raise ValueError
    return recall(predicted, target, label)


def error_where_none_was_named(predicted, target, label):
    """An error is raised where nothing was predicted to be label. If there are some, all of them
    were missed then, which is a recall of 0."""
    if not (predicted == label).any():
        raise ValueError
    return recall(predicted, target, label)


def asks_about_the_predictions(predicted, target, label):
    """You ask whether anything was predicted to be label. Recall divides by the targets that are
    label: ask whether there are any of these."""
    found, named, there = hits(predicted, target, label)
    if named == 0:
        raise ValueError
    return float(found / there) if there else np.nan


def nothing_to_find(rng: np.random.Generator) -> Call:
    """No target is label."""
    predicted, target, label = said_and_right(rng, 4).args
    target[target == label] = (label + 1) % 4
    return call(predicted, target, label)


def nothing_found(rng: np.random.Generator) -> Call:
    """No example of label is found."""
    predicted, target, label = said_and_right(rng, 4).args
    predicted[target == label] = (label + 1) % 4
    return call(predicted, target, label)


EXERCISE = Exercise(
    solution=recall,
    parts=[
        Part(
            "two labels",
            [
                call(np.array([1, 0, 1, 1]), np.array([1, 1, 0, 1]), 1),
                call(np.array([0, 1, 1, 0, 0]), np.array([0, 0, 1, 1, 0]), 0),
                call(np.array([1, 1, 0, 1, 0, 0, 1]), np.array([1, 0, 1, 1, 0, 1, 1]), 1),
                call(np.array([0, 1, 0, 0, 1, 0, 1]), np.array([0, 0, 1, 0, 1, 1, 0]), 0),
                drawn(two_labels, 4),
            ],
        ),
        Part(
            "three labels",
            [
                call(np.array([0, 2, 2, 1, 2]), np.array([0, 2, 1, 1, 0]), 2),
                call(np.array([2, 0, 1, 1, 2, 0]), np.array([2, 2, 1, 2, 2, 0]), 2),
                call(np.array([1, 0, 0, 2, 1, 0, 0]), np.array([0, 0, 1, 2, 0, 2, 0]), 0),
                call(np.array([1, 1, 2, 0, 1, 2, 1, 0]), np.array([1, 1, 2, 1, 0, 1, 2, 0]), 1),
                call(np.array([2, 0, 1, 2, 0]), np.array([2, 1, 0, 0, 2]), 2),
                drawn(three_labels, 4),
            ],
        ),
        Part(
            "none found, and none to find",
            [
                call(np.array([0, 0, 1]), np.array([1, 0, 1]), 2),
                call(np.array([2, 0, 2, 1]), np.array([0, 0, 1, 1]), 2),
                call(np.array([0, 0, 0, 1]), np.array([1, 0, 0, 2]), 2),
                call(np.array([0, 2, 0, 1, 1]), np.array([0, 1, 1, 0, 2]), 2),
                call(np.array([3, 0, 2]), np.array([3, 2, 0]), 1),
                drawn(nothing_to_find, 4),
                drawn(nothing_found, 4),
            ],
        ),
    ],
    hints=[
        "predicted[target == label] are the answers given for the examples of this label.",
        "The mean of a mask is the share of True. First ask whether the mask has any at all.",
    ],
)
