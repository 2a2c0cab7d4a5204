"""Lesson 0, start here: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "add_one",
    "mean_image",
)
