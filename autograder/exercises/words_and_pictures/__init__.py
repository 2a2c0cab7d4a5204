"""Lesson 15, words and pictures: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
    "autoencoder_loss",
    "pca_reconstruct",
    "rnn_step",
    "greedy_caption",
    "caption_loss",
    "caption_match",
    "add_noise",
    "denoise_step",
    "guided_noise",
    "gram_matrix",
    "style_loss",
    "total_variation",
)
