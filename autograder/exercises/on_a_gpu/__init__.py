"""Lesson 11, on a GPU: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "pick_device",
    "images_per_second",
    "to_channels_last",
    "train_step_mixed_precision",
    "average_gradients",
    "speedup",
    "train_fast",
)
