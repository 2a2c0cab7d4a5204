"""Lesson 16, learning to play: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "discounted_returns",
    "epsilon_greedy",
    "td_targets",
    "train_catcher",
    "recall",
    "precision",
    "class_weights",
    "rotation_average",
    "flip_with_labels",
)
