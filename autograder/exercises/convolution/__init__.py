"""Lesson 6, convolution: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "conv_output_size",
    "conv_output_size_floor",
    "same_padding",
    "layers_until_gone",
    "conv_parameter_count",
    "zero_pad",
    "correlate1d",
    "correlate2d",
    "conv_forward",
    "conv_backward",
    "pointwise_conv",
)
