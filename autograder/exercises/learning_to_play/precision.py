"""precision: how many of those that were found are right."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.learning_to_play.shared import (
    hits,
    said_and_right,
    three_labels,
    two_labels,
)


def precision(predicted, target, label):
    """How many of the examples that were given one label deserve it, a share from 0 to 1.

    predicted, target: (N,), ints, what was said and what is right; label: the one that is
    asked about.
    Returns a float: of all examples that were predicted to be label, the share whose
    target is label. Raises ValueError where none was predicted to be.
    """
    named = predicted == label
    if not named.any():
        raise ValueError(f"Nothing was predicted to be {label}.")
    return float(np.mean(target[named] == label))


def those_that_are_there(predicted, target, label):
    """You divide by the examples that are label. That is recall: divide by those that were
    predicted to be."""
    found, named, there = hits(predicted, target, label)
    if named == 0:
        raise ValueError
    return float(found / there) if there else 0.0


def recall_in_all(predicted, target, label):
    """This is recall, the share of what is there. Precision divides by the examples that were
    predicted to be label."""
    found, _, there = hits(predicted, target, label)
    if there == 0:
        raise ValueError
    return float(found / there)


def share_of_right_answers(predicted, target, label):
    """This is the share of all predictions that are right. Look at those alone that say label."""
    if not (predicted == label).any():
        raise ValueError
    return float(np.mean(predicted == target))


def right_about_the_label(predicted, target, label):
    """Predictions count as right that say another label where it is another. Look at those alone
    that say label."""
    if not (predicted == label).any():
        raise ValueError
    return float(np.mean((predicted == label) == (target == label)))


def all_that_is_right(predicted, target, label):
    """You count what is right of every label, and divide by how often one was named. Count only
    where label was named."""
    _, named, _ = hits(predicted, target, label)
    if named == 0:
        raise ValueError
    return float((predicted == target).sum() / named)


def calculates_with_labels(predicted, target, label):
    """You multiply or add labels as if they were 0 for no and 1 for yes. They are names: ask where
    they equal label, and count."""
    if not (predicted == label).any():
        raise ValueError
    return float((predicted * target).sum() / predicted.sum())


def right_of_all_examples(predicted, target, label):
    """You divide by all examples. Only those that were predicted to be label can deserve it or
    not."""
    found, named, _ = hits(predicted, target, label)
    if named == 0:
        raise ValueError
    return float(found / len(target))


def always_the_label_one(predicted, target, label):
    """You always look at label 1. About which one do they ask?"""
    return precision(predicted, target, 1)


def share_that_is_wrong(predicted, target, label):
    """This is the share of those that do not deserve the label. How many do?"""
    return 1.0 - precision(predicted, target, label)


def share_of_right_others(predicted, target, label):
    """This is how many deserve it of those that were predicted to be another label. Look at those
    that were predicted to be label."""
    found, named, there = hits(predicted, target, label)
    if named == 0:
        raise ValueError
    others = len(target) - named
    return float(1 - (there - found) / others) if others else 1.0


def how_many_deserve_it(predicted, target, label):
    """You return how many deserve it. A share is asked for, from 0 to 1."""
    found, named, _ = hits(predicted, target, label)
    if named == 0:
        raise ValueError
    return int(found)


def right_in_percent(predicted, target, label):
    """Your result is in percent. A share goes from 0 to 1."""
    return 100 * precision(predicted, target, label)


def right_of_either(predicted, target, label):
    """You divide by all examples that are label or were predicted to be. Those that were missed do
    not count here."""
    found, named, there = hits(predicted, target, label)
    if named == 0:
        raise ValueError
    return float(found / (named + there - found))


def right_of_it_and_all_mistakes(predicted, target, label):
    """You divide by the right ones and all mistakes together. Only those mistakes count where label
    was predicted and something else is right."""
    found, named, _ = hits(predicted, target, label)
    if named == 0:
        raise ValueError
    return float(found / (found + (predicted != target).sum()))


def between_precision_and_recall(predicted, target, label):
    """This is the F1 score, in which recall counts too. Precision alone is asked for."""
    found, named, there = hits(predicted, target, label)
    if named == 0:
        raise ValueError
    return float(2 * found / (named + there))


def there_of_those_named(predicted, target, label):
    """You count all that are label, found or missed, and divide by those that were predicted to be.
    Only those count that are both."""
    _, named, there = hits(predicted, target, label)
    if named == 0:
        raise ValueError
    return float(there / named)


def mean_precision_of_all_labels(predicted, target, label):
    """This is a mean over all labels. Only one of them counts."""
    if not (predicted == label).any():
        raise ValueError
    return float(np.mean([precision(predicted, target, k) for k in np.unique(predicted)]))


def zero_where_none_is_named(predicted, target, label):
    """Where nothing was predicted to be label you give 0, as if all of it were wrong. A share of
    nothing is no number: raise the error that the docstring names."""
    return precision(predicted, target, label) if (predicted == label).any() else 0.0


def one_where_none_is_named(predicted, target, label):
    """Where nothing was predicted to be label you give 1, as if all of it were right. A share of
    nothing is no number: raise the error that the docstring names."""
    return precision(predicted, target, label) if (predicted == label).any() else 1.0


def nan_where_none_is_named(predicted, target, label):
    """Where nothing was predicted to be label your result is no number, the mean of nothing. Raise
    the error that the docstring names."""
    return precision(predicted, target, label) if (predicted == label).any() else np.nan


def none_where_none_is_named(predicted, target, label):
    """Where nothing was predicted to be label None comes back. Raise the error that the docstring
    names."""
    return precision(predicted, target, label) if (predicted == label).any() else None


def divides_whole_numbers_by_zero(predicted, target, label):
    """Where nothing was predicted to be label you divide by 0, and another error comes out than the
    docstring names: ask first, and raise that one."""
    found, named, _ = hits(predicted, target, label)
    return int(found) / int(named)


def error_where_none_is_right(predicted, target, label):
    """An error is raised where no prediction of label is right, or none is there. Its precision is
    0 then: only where none was predicted, nothing can be said."""
    if not ((predicted == label) & (target == label)).any():
        raise ValueError
    return precision(predicted, target, label)


def error_where_none_is_there(predicted, target, label):
    """An error is raised where no target is label. If it was predicted, all of that is wrong then,
    which is a precision of 0."""
    if not (target == label).any():
        raise ValueError
    return precision(predicted, target, label)


def asks_about_the_targets(predicted, target, label):
    """You ask whether any target is label. Precision divides by the predictions that say label: ask
    whether there are any of these."""
    found, named, there = hits(predicted, target, label)
    if there == 0:
        raise ValueError
    return float(found / named) if named else np.nan


def nothing_named(rng: np.random.Generator) -> Call:
    """Nothing was predicted to be label."""
    predicted, target, label = said_and_right(rng, 4).args
    predicted[predicted == label] = (label + 1) % 4
    return call(predicted, target, label)


def nothing_right(rng: np.random.Generator) -> Call:
    """No prediction of label is right."""
    predicted, target, label = said_and_right(rng, 4).args
    target[predicted == label] = (label + 1) % 4
    return call(predicted, target, label)


EXERCISE = Exercise(
    solution=precision,
    parts=[
        Part(
            "two labels",
            [
                call(np.array([1, 1, 0, 1]), np.array([1, 0, 1, 1]), 1),
                call(np.array([0, 0, 1, 1, 0]), np.array([0, 1, 1, 0, 0]), 0),
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
            "none right, and none named",
            [
                call(np.array([1, 0, 1]), np.array([0, 0, 1]), 2),
                call(np.array([0, 0, 1, 1]), np.array([2, 0, 2, 1]), 2),
                call(np.array([1, 0, 0, 2]), np.array([0, 0, 0, 1]), 2),
                call(np.array([0, 1, 1, 0, 2]), np.array([0, 2, 0, 1, 1]), 2),
                call(np.array([3, 2, 0]), np.array([3, 0, 2]), 1),
                drawn(nothing_named, 4),
                drawn(nothing_right, 4),
            ],
        ),
    ],
    hints=[
        "Which examples were predicted to be label? target[predicted == label] is what they are.",
        "The mean of a mask is the share of True. Before you take it, ask whether anything was "
        "predicted to be label.",
    ],
)
