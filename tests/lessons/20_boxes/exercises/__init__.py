"""Lesson 20, boxes: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "pair_iou",
    "shifted_iou",
)
