"""Lesson 12, architectures: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "AlexNet",
    "VGG16",
    "InceptionBlock",
    "inception_parameter_count",
    "BasicBlock",
    "ResNet18",
    "DeepNet",
    "multiply_adds",
    "top_k_accuracy",
    "merge_batchnorm",
    "stacked_threes",
)
