"""Lesson 9, a ConvNet from scratch: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "he_initialize",
    "initial_loss",
    "convnet_loss_and_gradients",
    "train_convnet",
    "dropout_forward",
    "batchnorm_forward",
    "batchnorm_backward",
)
