"""Lesson 8, fast convolution: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "strided_windows",
    "im2col",
    "col2im",
    "conv_forward_fast",
    "conv_backward_fast",
    "conv_multiply_adds",
)
