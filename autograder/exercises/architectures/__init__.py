"""Lesson 12, architectures: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "top_k_accuracy",
    "AlexNet",
    "stacked_threes",
    "VGG16",
    "multiply_adds",
    "InceptionBlock",
    "inception_parameter_count",
    "BasicBlock",
    "ResNet18",
    "DeepNet",
    "merge_batchnorm",
)
