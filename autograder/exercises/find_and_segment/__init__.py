"""Lesson 14, find and segment: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "box_iou",
    "non_maximum_suppression",
    "make_anchors",
    "match_anchors",
    "encode_boxes",
    "decode_boxes",
    "average_precision",
    "transposed_output_size",
    "mean_iou",
    "keypoint_heatmaps",
    "keypoints_from_heatmaps",
    "percentage_correct_keypoints",
)
