"""initial_loss: the mean cross-entropy, in nats, where all classes are found equally likely."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def initial_loss(classes):
    """The mean cross-entropy, in nats, where all classes are found equally likely.

    classes: how many there are, an int. Returns a float.
    """
    return float(np.log(classes))


def takes_the_logarithm_of_two(classes):
    """You count in bits: this is the logarithm to base 2. The losses of this course are in nats,
    with the natural logarithm."""
    return float(np.log2(classes))


def takes_the_logarithm_of_ten(classes):
    """This is the logarithm to base 10. For ten classes it gives a tidy 1, but the cross-entropy
    has the natural one in it."""
    return float(np.log10(classes))


def takes_the_logarithm_of_the_probability(classes):
    """The sign is the other one. A probability is below 1, its logarithm below 0, and a loss is the
    negative of that."""
    return float(-np.log(classes))


def returns_the_probability(classes):
    """That is the probability that each class is given. The loss is made of its logarithm."""
    return 1 / classes


def returns_the_share_of_wrong_answers(classes):
    """That is how often guessing is wrong. The loss asks something else: how likely the network
    found the true class."""
    return 1 - 1 / classes


def adds_the_losses_of_all_classes(classes):
    """You add over all classes. For one image only the true class counts, and the loss is the mean
    over the images."""
    return float(classes * np.log(classes))


def divides_by_the_classes(classes):
    """The logarithm is divided by the number of classes. The mean goes over images, and each of
    them has the whole loss."""
    return float(np.log(classes) / classes)


def forgets_the_logarithm(classes):
    """That is one over the probability of the true class. What does cross-entropy make of it?"""
    return float(classes)


def thinks_of_the_hinge_loss(classes):
    """For equal scores that is the hinge loss of lesson 1, one for each wrong class. Cross-entropy
    is asked for."""
    return float(classes - 1)


def counts_a_class_too_few(classes):
    """This is the logarithm of one class fewer. All of them are equally likely, the true one
    too."""
    return float(np.log(classes - 1))


def counts_a_class_too_many(classes):
    """This is the logarithm of one class more than there are."""
    return float(np.log(classes + 1))


def takes_the_logarithm_of_being_wrong(classes):
    """You take the probability of all the other classes. The loss is made of that of the true
    one."""
    return float(-np.log(1 - 1 / classes))


def cuts_the_loss_to_an_int(classes):
    """The loss is cut to a whole number. A float is asked for."""
    return int(np.log(classes))


def rounds_the_loss(classes):
    """Your loss is rounded. Leave its digits as they are, and round where you print it."""
    return round(float(np.log(classes)), 2)


def rounds_the_loss_to_four_digits(classes):
    """The loss is right to four digits behind the point, and then it is cut. Nothing is rounded
    here."""
    return round(float(np.log(classes)), 4)


def turns_the_probability_into_bits(classes):
    """Two slips: the sign is that of a logarithm of something below 1, and the logarithm is to base
    2. A loss is positive, and in nats."""
    return float(-np.log2(classes))


def adds_one_loss_for_each_wrong_class(classes):
    """The logarithm is there once for each wrong class. Only the true class counts, once."""
    return float((classes - 1) * np.log(classes))


def takes_the_root_for_a_logarithm(classes):
    """This is the root of the number of classes. A loss in nats is a logarithm."""
    return float(np.sqrt(classes))


def always_answers_for_ten(classes):
    """The answer is that for ten classes, whatever the argument says."""
    return float(np.log(10))


def some_classes(rng: np.random.Generator) -> Call:
    return call(int(rng.integers(3, 9)))


def many_classes(rng: np.random.Generator) -> Call:
    return call(int(rng.integers(11, 30000)))


EXERCISE = Exercise(
    solution=initial_loss,
    parts=[
        Part("a few classes", [call(2), call(3), call(10), drawn(some_classes, 3)]),
        Part("many classes", [call(100), call(1000), drawn(many_classes, 3)]),
    ],
    hints=[
        "If all classes are equally likely, which probability does the true one get?",
        "The loss of one image is the negative natural logarithm of that, and the mean of "
        "equal numbers is that number.",
    ],
)
