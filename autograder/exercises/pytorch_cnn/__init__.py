"""Lesson 10, ConvNets in PyTorch: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "count_parameters",
    "LeNet5",
    "train_epoch",
    "evaluate",
    "ConvNetJS",
    "shift_and_flip",
    "train_classifier",
)
