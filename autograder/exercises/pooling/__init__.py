"""Lesson 7, pooling: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "pool_output_size",
    "max_pool_forward",
    "max_pool_backward",
    "average_pool_forward",
    "average_pool_backward",
    "global_average_pool",
    "receptive_field",
    "fc_as_conv",
)
