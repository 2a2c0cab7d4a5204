"""Lesson 5, gradient descent: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "gradient_descent",
    "largest_stable_rate",
    "minibatches",
    "sgd_step",
    "momentum_step",
    "rmsprop_step",
    "adadelta_step",
    "adam_step",
    "train_two_layer",
)
