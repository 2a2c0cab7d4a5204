"""class_weights: how much each class should count, the rare ones more."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def class_weights(y, classes):
    """Weights with which every class counts the same, however rare it is.

    y: (N,), ints from 0 to classes - 1, N at least 1; classes: how many there are.
    Returns (classes,), float64: N / (classes · how often the class occurs), which is 1
    for all where all occur equally often; 0 for a class that does not occur.
    King and Zeng 2001.
    """
    count = np.bincount(y, minlength=classes)
    return np.where(count > 0, len(y) / (classes * np.maximum(count, 1)), 0.0)


def weighed(y, classes, of):
    """of(count, N) for each class that occurs and 0 for the others, for mistakes."""
    count = np.bincount(y, minlength=classes).astype(float)
    return np.where(count > 0, of(np.maximum(count, 1), len(y)), 0.0)


def frequent_weigh_more(y, classes):
    """Frequent classes weigh more. It is the rare ones that have to catch up."""
    return weighed(y, classes, lambda count, n: classes * count / n)


def shares_of_the_classes(y, classes):
    """These are the shares of the classes: the frequent ones weigh more. It is the rare ones that
    have to catch up."""
    return weighed(y, classes, lambda count, n: count / n)


def what_is_left_of_the_share(y, classes):
    """You subtract each class's share from 1. A class that is ten times as rare has to weigh ten
    times as much: divide."""
    return weighed(y, classes, lambda count, n: 1 - count / n)


def others_over_the_class(y, classes):
    """You divide the number of all others by that of the class, as pos_weight of PyTorch wants it
    for yes and no. Here all N examples are divided, and by the number of classes too."""
    return weighed(y, classes, lambda count, n: (n - count) / count)


def counts_the_examples(y, classes):
    """You return how often each class occurs. Its weight is the smaller, the more often it does."""
    return np.bincount(y, minlength=classes).astype(float)


def one_over_the_count(y, classes):
    """You divide 1 by the count. The ratios are right, but where all classes occur equally often
    each weight should be 1."""
    return weighed(y, classes, lambda count, n: 1 / count)


def one_over_the_share(y, classes):
    """You divide N by the count alone. Where all classes occur equally often each weight should be
    1: the number of classes has to come in."""
    return weighed(y, classes, lambda count, n: n / count)


def adds_up_to_one(y, classes):
    """Your weights add up to 1. The ratios are right, but where all classes occur equally often
    each weight should be 1."""
    weights = class_weights(y, classes)
    return weights / weights.sum()


def adds_up_to_the_classes(y, classes):
    """Your weights add up to the number of classes. Not their mean over the classes is 1 but that
    over the examples: see how N comes in."""
    weights = class_weights(y, classes)
    return classes * weights / weights.sum()


def largest_is_one(y, classes):
    """The largest of your weights is 1. The ratios are right, and the rest is settled by the
    formula."""
    weights = class_weights(y, classes)
    return weights / weights.max()


def smallest_is_one(y, classes):
    """The smallest of your weights is 1. The ratios are right, and the rest is settled by the
    formula."""
    weights = class_weights(y, classes)
    return weights / weights[weights > 0].min()


def root_of_the_weights(y, classes):
    """You take a square root. Then rare classes still count for less than others."""
    return np.sqrt(class_weights(y, classes))


def classes_that_occur(y, classes):
    """There is a weight for each class that occurs only. One that does not needs its place too:
    classes says how many there are."""
    weights = class_weights(y, classes)
    return weights[weights > 0]


def occurring_classes_in_the_formula(y, classes):
    """You divide by the number of classes that occur. The formula has the number of all, which is
    an argument."""
    return class_weights(y, classes) * classes / len(np.unique(y))


def occurring_classes_throughout(y, classes):
    """Only classes that occur have a weight, and they alone are counted in the formula. How many
    classes there are is an argument."""
    weights = occurring_classes_in_the_formula(y, classes)
    return weights[weights > 0]


def up_to_the_largest_label(y, classes):
    """Classes above the largest label of y have no weight. How many classes there are is an
    argument: bincount has one for that."""
    return class_weights(y, classes)[: y.max() + 1]


def classes_by_the_largest_label(y, classes):
    """You work out the number of classes from the largest label of y. It may lack the last ones:
    how many there are is an argument."""
    return class_weights(y, int(y.max()) + 1)


def infinite_for_an_absent_class(y, classes):
    """A class that does not occur has an infinite weight, by a division by 0. The docstring says
    which it is to have."""
    weights = class_weights(y, classes)
    return np.where(weights > 0, weights, np.inf)


def one_for_an_absent_class(y, classes):
    """A class that does not occur has the weight 1. The docstring says which it is to have."""
    weights = class_weights(y, classes)
    return np.where(weights > 0, weights, 1.0)


def absent_class_as_if_once(y, classes):
    """A class that does not occur is weighed as if it occurred once. The docstring says which
    weight it is to have."""
    return len(y) / (classes * np.maximum(np.bincount(y, minlength=classes), 1))


def nan_for_an_absent_class(y, classes):
    """A class that does not occur has a weight that is no number. The docstring says which it is to
    have."""
    weights = class_weights(y, classes)
    return np.where(weights > 0, weights, np.nan)


def refuses_an_absent_class(y, classes):
    """A class that does not occur ends in an error. It has a weight, which the docstring names."""
    count = [int((y == k).sum()) for k in range(classes)]
    return np.array([len(y) / (classes * n) for n in count])


def weight_of_each_example(y, classes):
    """There is a weight for each example. One for each class is asked for."""
    return class_weights(y, classes)[y]


def whole_weights(y, classes):
    """All digits behind the point are cut off. A weight is rarely whole: // divides ints without a
    rest, / goes on."""
    return np.floor(class_weights(y, classes))


def some_labels(rng: np.random.Generator, counts: np.ndarray) -> np.ndarray:
    """Labels in an order by chance, of each class as many as counts says."""
    return rng.permutation(np.repeat(np.arange(len(counts)), counts))


def equally_often(rng: np.random.Generator) -> Call:
    classes, each = int(rng.integers(2, 6)), int(rng.integers(2, 5))
    return call(some_labels(rng, np.full(classes, each)), classes)


def unequally_often(rng: np.random.Generator) -> Call:
    classes = int(rng.integers(3, 5))
    counts = rng.permutation([1, 2, 3, 4, 5, 7])[:classes]
    return call(some_labels(rng, counts), classes)


def with_absent_classes(rng: np.random.Generator) -> Call:
    counts = rng.permutation([1, 2, 3, 4, 5, 6])[:4]
    counts[rng.integers(3)] = 0
    return call(some_labels(rng, counts), int(rng.integers(5, 7)))


EXERCISE = Exercise(
    solution=class_weights,
    parts=[
        Part(
            "all equally often",
            [
                call(np.array([0, 1]), 2),
                call(np.array([2, 0, 1, 1, 0, 2]), 3),
                call(np.array([0, 0, 0]), 1),
                call(np.array([3, 1, 0, 2, 2, 0, 1, 3]), 4),
                drawn(equally_often, 3),
            ],
        ),
        Part(
            "some more often than others",
            [
                call(np.array([0, 0, 0, 1]), 2),
                call(np.array([0, 1, 0, 0, 2, 2]), 3),
                call(np.array([1, 1, 1, 0, 1, 1, 1, 1]), 2),
                call(np.array([2, 1, 2, 2, 0, 2, 1, 2, 2, 2]), 3),
                drawn(unequally_often, 5),
            ],
        ),
        Part(
            "a class that does not occur",
            [
                call(np.array([0, 0, 1, 0]), 3),
                call(np.array([0, 2, 2]), 3),
                call(np.array([1, 2, 1, 1]), 3),
                call(np.array([1, 3, 3, 1, 3, 0]), 6),
                drawn(with_absent_classes, 5),
            ],
        ),
    ],
    hints=[
        "np.bincount(y, minlength=classes) counts how often each class occurs, those that are "
        "absent too.",
        "Divide only where the count is not 0: put the weights of these classes into "
        "np.zeros(classes), by a mask.",
    ],
)
