"""Lesson 3, neural networks: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "elu",
    "maxout",
    "two_layer_scores",
    "mlp_scores",
    "merge_linear_layers",
    "count_weights",
    "count_mlp_parameters",
)
