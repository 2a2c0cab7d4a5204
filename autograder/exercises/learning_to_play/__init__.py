"""Lesson 16, learning to play: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
)
