"""Lesson 4, backpropagation: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "Value",
    "numerical_gradient",
    "relative_error",
    "affine_forward",
    "affine_backward",
    "relu_backward",
    "sigmoid_backward",
    "two_layer_gradients",
)
