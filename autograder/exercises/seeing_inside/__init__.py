"""Lesson 13, seeing inside: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "normalize_filters",
    "layer_activations",
    "top_patches",
    "occlusion_map",
    "saliency_map",
    "grad_cam",
    "nearest_neighbors",
    "linear_probe",
    "adversarial_image",
    "ascend_input",
)
