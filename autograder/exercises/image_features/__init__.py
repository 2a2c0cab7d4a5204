"""Lesson 2, image features: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "polar_features",
    "standardize",
    "color_histogram",
    "image_gradients",
    "orientation_histogram",
    "hog_cells",
    "hog_length",
)
