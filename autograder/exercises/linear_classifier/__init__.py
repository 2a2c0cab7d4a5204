"""Lesson 1, linear classifier: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "flatten_images",
    "linear_scores",
    "append_bias",
    "softmax",
    "cross_entropy",
    "cross_entropy_gradient",
    "linear_gradients",
    "l2_penalty",
    "hinge_loss",
    "hinge_gradient",
    "accuracy",
    "perceptron_predict",
    "perceptron_update",
    "linear_parameter_count",
)
