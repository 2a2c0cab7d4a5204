"""mean_iou: how well a label for each pixel is guessed, with every class counting alike."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def mean_iou(predicted, target, classes):
    """How well pixels are labelled, with every class counting alike, as a float.

    predicted, target: arrays of one shape, of ints from 0 to classes - 1; target may
    also hold -1, where nobody knows the label: these pixels count for nothing, whatever
    was predicted there.
    classes: how many there are.
    The IoU of a class is the number of pixels that both arrays give to it, divided by
    the number of those that at least one of them does, over all pixels of all images
    together. The result is its mean over the classes that occur in at least one of the
    two.
    Raises ValueError where no pixel has a label.
    """
    known = target != -1
    if not known.any():
        raise ValueError("No pixel has a label: all of the target is -1.")
    predicted, target = predicted[known], target[known]
    found = []
    for k in range(classes):
        both = ((predicted == k) & (target == k)).sum()
        either = ((predicted == k) | (target == k)).sum()
        if either > 0:
            found.append(both / either)
    return float(np.mean(found))


def counts(predicted, target, classes):
    """Pixels of each class in both, in predicted and in target, (classes,) each, where the target
    is known."""
    known = target != -1
    if not known.any():
        raise ValueError
    k = np.arange(classes)[:, None]
    guess, truth = predicted[known] == k, target[known] == k
    return (guess & truth).sum(axis=1), guess.sum(axis=1), truth.sum(axis=1)


def mean_of_shares(over, under, counted):
    """The mean of quotients over the classes that are counted."""
    return float(np.mean((over / np.where(under == 0, 1, under))[counted]))


def absent_classes_count_zero(predicted, target, classes):
    """A class that occurs in neither array counts as 0. Nobody drew it and nobody missed it: leave
    it out of the mean."""
    both, guess, truth = counts(predicted, target, classes)
    return mean_of_shares(both, guess + truth - both, slice(None))


def absent_classes_count_one(predicted, target, classes):
    """A class that occurs in neither array counts as 1. Nobody drew it and nobody missed it: leave
    it out of the mean."""
    both, guess, truth = counts(predicted, target, classes)
    either = guess + truth - both
    return mean_of_shares(np.where(either == 0, 1, both), either, slice(None))


def absent_classes_make_nan(predicted, target, classes):
    """A class that occurs in neither array is 0 / 0, and makes the mean no number. Leave it out of
    the mean."""
    both, guess, truth = counts(predicted, target, classes)
    either = guess + truth - both
    return absent_classes_count_zero(predicted, target, classes) if either.all() else np.nan


def classes_of_the_target_only(predicted, target, classes):
    """A class that is predicted and occurs nowhere in the target is none of those that you count.
    It is a mistake of the network: its IoU is 0, and it makes the mean smaller."""
    both, guess, truth = counts(predicted, target, classes)
    return mean_of_shares(both, guess + truth - both, truth > 0)


def classes_up_to_the_largest_of_the_target(predicted, target, classes):
    """A class that is predicted and lies above the largest of the target is never looked at. How
    many classes there are is an argument."""
    if (target == -1).all():
        raise ValueError
    return mean_iou(predicted, target, target.max() + 1)


def classes_that_both_have(predicted, target, classes):
    """Only classes that occur in both arrays are counted. One that occurs in a single one of them
    has no pixel right, and counts as 0."""
    both, guess, truth = counts(predicted, target, classes)
    counted = (guess > 0) & (truth > 0)
    return mean_of_shares(both, guess + truth - both, counted) if counted.any() else 0.0


def classes_that_were_hit(predicted, target, classes):
    """Classes without a right pixel are left out, as if they did not occur. They occur in one of
    the arrays, and count as 0."""
    both, guess, truth = counts(predicted, target, classes)
    return mean_of_shares(both, guess + truth - both, both > 0) if both.any() else 0.0


def share_of_right_pixels(predicted, target, classes):
    """This is the share of pixels that are right. A large background would count for nearly all of
    it: work out a number for each class, then the mean."""
    both, _, truth = counts(predicted, target, classes)
    return float(both.sum() / truth.sum())


def all_classes_in_one_quotient(predicted, target, classes):
    """You add up the pixels of all classes and divide once. Then large classes count for more:
    divide for each class, then take the mean."""
    both, guess, truth = counts(predicted, target, classes)
    return float(both.sum() / (guess + truth - both).sum())


def doubled_overlap_over_both(predicted, target, classes):
    """Twice the overlap over the sum of both is another measure, the Dice coefficient. Divide by
    the union."""
    both, guess, truth = counts(predicted, target, classes)
    return mean_of_shares(2 * both, guess + truth, guess + truth > 0)


def sum_for_the_union(predicted, target, classes):
    """You divide by the sum of both counts. Pixels that both have are counted twice there."""
    both, guess, truth = counts(predicted, target, classes)
    return mean_of_shares(both, guess + truth, guess + truth > 0)


def divides_by_predicted(predicted, target, classes):
    """You divide by the pixels that were predicted. Those that were missed have to cost as well:
    divide by the union."""
    both, guess, truth = counts(predicted, target, classes)
    return mean_of_shares(both, guess, guess + truth > 0)


def divides_by_target(predicted, target, classes):
    """You divide by the pixels that the class has in the target. Those that were given to it
    wrongly have to cost as well: divide by the union."""
    both, guess, truth = counts(predicted, target, classes)
    return mean_of_shares(both, truth, guess + truth > 0)


def weighs_by_size(predicted, target, classes):
    """Large classes count for more in your mean. Every class counts alike, however few pixels it
    has."""
    both, guess, truth = counts(predicted, target, classes)
    either = guess + truth - both
    return float(np.average(both / np.where(either == 0, 1, either), weights=truth))


def image_by_image(predicted, target, classes):
    """You work out a number for each image and take the mean of those. All pixels of the batch
    belong together: a class that is rare in one image would count too much."""
    if predicted.ndim < 3:
        return mean_iou(predicted, target, classes)
    known = [k for k in range(len(target)) if (target[k] != -1).any()]
    if not known:
        raise ValueError
    return float(np.mean([mean_iou(predicted[k], target[k], classes) for k in known]))


def class_by_class_in_each_image(predicted, target, classes):
    """The IoU of a class is worked out in each image, and the mean of those is the class's. All
    pixels of the batch belong together: count first, divide once for each class."""
    if predicted.ndim < 3:
        return mean_iou(predicted, target, classes)
    found = []
    for k in range(classes):
        of_class = []
        for guess, truth in zip(predicted, target, strict=True):
            if (truth == -1).all():
                continue
            both, one, other = (count[k] for count in counts(guess, truth, classes))
            if one + other > 0:
                of_class.append(both / (one + other - both))
        if of_class:
            found.append(np.mean(of_class))
    if not found:
        raise ValueError
    return float(np.mean(found))


def unknown_pixels_count_in_the_union(predicted, target, classes):
    """What is predicted where the target is -1 counts as wrong. Nobody knows what is there: take
    these pixels out of both arrays first."""
    if (target == -1).all():
        raise ValueError
    k = np.arange(classes)[:, None]
    guess, truth = predicted.ravel() == k, target.ravel() == k
    return mean_of_shares(
        (guess & truth).sum(axis=1), (guess | truth).sum(axis=1), (guess | truth).any(axis=1)
    )


def unknown_is_a_class(predicted, target, classes):
    """-1 is counted as a class of its own, which is never guessed. Nobody knows what is there: take
    these pixels out of both arrays first."""
    shifted = mean_iou(predicted + 1, target + 1, classes + 1)
    if (target == -1).all():
        raise ValueError
    return shifted


def unknown_is_the_last_class(predicted, target, classes):
    """Pixels without a label are counted for the last class, as when -1 is used as an index. Take
    them out of both arrays first."""
    if (target == -1).all():
        raise ValueError
    return mean_iou(predicted, target % classes, classes)


def zero_is_no_label(predicted, target, classes):
    """Pixels of class 0 are taken out with those that have no label. Only -1 says that nobody knows
    it."""
    return mean_iou(predicted, np.where(target == 0, -1, target), classes)


def refuses_any_unknown_pixel(predicted, target, classes):
    """A target with some pixels of -1 ends in an error. They count for nothing, and the others do:
    only where all are -1 an error is due."""
    if (target == -1).any():
        raise ValueError
    return mean_iou(predicted, target, classes)


def background_is_left_out(predicted, target, classes):
    """Class 0 is left out, as if it were no class. It counts like any other."""
    both, guess, truth = (count[1:] for count in counts(predicted, target, classes))
    counted = guess + truth > 0
    return mean_of_shares(both, guess + truth - both, counted) if counted.any() else 0.0


def last_class_is_left_out(predicted, target, classes):
    """The last class is left out. range(classes) goes up to classes - 1 by itself."""
    both, guess, truth = (count[:-1] for count in counts(predicted, target, classes))
    counted = guess + truth > 0
    return mean_of_shares(both, guess + truth - both, counted) if counted.any() else 0.0


def iou_of_each_class(predicted, target, classes):
    """You return a number for each class. The mean over those that occur is wanted."""
    both, guess, truth = counts(predicted, target, classes)
    either = guess + truth - both
    return both / np.where(either == 0, 1, either)


def in_percent(predicted, target, classes):
    """Your result is in percent. It should go from 0 to 1."""
    return 100 * mean_iou(predicted, target, classes)


def zero_without_labels(predicted, target, classes):
    """Where no pixel has a label you give 0, as if all were wrong. Nothing can be said there: raise
    the error that the docstring names."""
    return mean_iou(predicted, target, classes) if (target != -1).any() else 0.0


def nan_without_labels(predicted, target, classes):
    """Where no pixel has a label your result is no number, the mean of nothing. Raise the error
    that the docstring names."""
    return mean_iou(predicted, target, classes) if (target != -1).any() else np.nan


def none_without_labels(predicted, target, classes):
    """Where no pixel has a label None comes back. Raise the error that the docstring names."""
    return mean_iou(predicted, target, classes) if (target != -1).any() else None


def asserts_that_there_are_labels(predicted, target, classes):
    """Where no pixel has a label another error is raised than the docstring names: a failing
    assert, for one, raises an AssertionError."""
    assert (target != -1).any()
    return mean_iou(predicted, target, classes)


def labelled(rng: np.random.Generator, shape: tuple, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """A target in which all classes occur, and a prediction that has a third of it wrong."""
    target = rng.permutation(np.arange(np.prod(shape)) % classes).reshape(shape)
    wrong = rng.random(shape) < 0.35
    return np.where(wrong, rng.integers(0, classes, shape), target), target


def two_classes(rng: np.random.Generator) -> Call:
    return call(*labelled(rng, (3, 4), 2), 2)


def with_an_absent_class(rng: np.random.Generator) -> Call:
    """One of four or five classes occurs in neither array."""
    classes = int(rng.integers(4, 6))
    absent = int(rng.integers(classes))
    pair = labelled(rng, (3, 5), classes - 1)
    return call(*(some + (some >= absent) for some in pair), classes)


def with_a_class_predicted_only(rng: np.random.Generator) -> Call:
    """One class is predicted and never there, another one is there and never predicted."""
    predicted, target = labelled(rng, (3, 5), 3)
    predicted[predicted == 2] = 3
    return call(predicted, target, 4)


def with_unknown_pixels(rng: np.random.Generator) -> Call:
    predicted, target = labelled(rng, (4, 4), 3)
    target.ravel()[rng.choice(16, int(rng.integers(3, 7)), replace=False)] = -1
    return call(predicted, target, 3)


def a_batch(rng: np.random.Generator) -> Call:
    predicted, target = labelled(rng, (3, 3, 4), 3)
    target[0] = np.where(target[0] == 1, 2, target[0])
    return call(predicted, target, 3)


def image(*rows: list[int]) -> np.ndarray:
    return np.array(rows)


EXERCISE = Exercise(
    solution=mean_iou,
    parts=[
        Part(
            "two classes",
            [
                call(image([0, 1, 1, 1]), image([0, 0, 1, 1]), 2),
                call(image([0, 0], [1, 1]), image([0, 0], [0, 1]), 2),
                call(image([0, 0, 0, 0], [0, 0, 1, 0]), image([0, 0, 0, 0], [0, 1, 1, 1]), 2),
                call(image([1, 0, 1], [0, 1, 1]), image([0, 1, 1], [0, 1, 0]), 2),
                drawn(two_classes, 4),
            ],
        ),
        Part(
            "a class that occurs nowhere",
            [
                call(image([0, 1, 1, 1]), image([0, 0, 1, 1]), 3),
                call(image([0, 2, 2, 2]), image([0, 0, 2, 2]), 3),
                call(image([1, 2, 2, 3, 1]), image([1, 1, 2, 3, 3]), 5),
                call(image([0, 1, 2, 0]), image([0, 2, 1, 0]), 4),
                drawn(with_an_absent_class, 4),
            ],
        ),
        Part(
            "a class that occurs in one array only",
            [
                call(image([0, 0, 1, 2]), image([0, 0, 1, 1]), 3),
                call(image([0, 0, 1, 1]), image([0, 0, 1, 2]), 3),
                call(image([0, 1, 2, 2]), image([0, 0, 2, 2]), 3),
                call(image([0, 3, 1, 0], [1, 0, 3, 0]), image([0, 1, 1, 2], [1, 0, 0, 2]), 4),
                drawn(with_a_class_predicted_only, 4),
            ],
        ),
        Part(
            "pixels without a label",
            [
                call(image([0, 1, 1, 1]), image([0, 0, 1, -1]), 2),
                call(image([0, 0, 1, 2]), image([0, 0, 1, -1]), 3),
                call(image([0, 1, 1], [0, 2, 0]), image([0, 0, 1], [1, -1, -1]), 3),
                call(image([0, 0, 0, 0, 1, 2, 2, 1, 0]), image([0, 0, 0, 1, 1, 2, 1, -1, -1]), 3),
                call(image([0, 1]), image([-1, -1]), 2),
                call(np.zeros((2, 2, 3), int), np.full((2, 2, 3), -1), 3),
                drawn(with_unknown_pixels, 4),
            ],
        ),
        Part(
            "a batch counts as one",
            [
                call(
                    np.array([[[0, 0, 1]], [[1, 1, 0]]]),
                    np.array([[[0, 0, 0]], [[1, 1, 1]]]),
                    2,
                ),
                call(
                    np.array([[[0, 0], [0, 2]], [[1, 1], [1, 2]], [[0, 2], [2, 2]]]),
                    np.array([[[0, 0], [0, 0]], [[1, 1], [2, 2]], [[2, 2], [2, 1]]]),
                    3,
                ),
                drawn(a_batch, 4),
            ],
        ),
    ],
    hints=[
        "Choose the pixels whose target is known, with a mask; this makes one flat array of each.",
        "For one class, predicted == k and target == k are two masks. Which of &, | and sum give "
        "the two numbers that you need?",
        "Collect the quotients of the classes whose union is not empty in a list, and take its "
        "mean.",
    ],
)
