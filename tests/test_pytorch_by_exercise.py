"""Whether an answer may use PyTorch is a matter of its exercise, at home and at grading alike."""

from __future__ import annotations

import pytest
from conftest import printed, scores

from autograder.authoring.lessons import find_lesson

DESCENT, FROM_SCRATCH = "05_gradient_descent", "09_cnn_from_scratch"
BY_LIBRARY = {
    "sgd_step": """
import torch
def sgd_step(w, dw, rate):
    p = torch.nn.Parameter(torch.tensor(w))
    p.grad = torch.tensor(dw)
    torch.optim.SGD([p], lr=rate).step()
    return p.detach().numpy()
""",
    "minibatches": """
import numpy as np, torch.utils.data as loading
import torch
def minibatches(n, size, rng):
    order = rng.permutation(n)
    return [order[start : start + size] for start in range(0, n, size)]
print(torch.arange(3), loading.DataLoader)
""",
}


of_lesson_5 = pytest.mark.xdist_group("lesson 5")  # whose notebook is graded once


@pytest.fixture(scope="module")
def by_library(graded):
    """Lesson 5, in which one answer is found by PyTorch, and one beside it is not."""
    return graded(BY_LIBRARY, cells=["import torch; print(torch.ones(1))"], lesson=DESCENT)


def test_the_lessons_say_which_of_their_exercises_may():
    may = {
        lesson: {exercise.name for exercise in find_lesson(lesson).exercises if exercise.torch}
        for lesson in ("06_convolution", DESCENT, FROM_SCRATCH)
    }
    assert may == {
        "06_convolution": set(),
        DESCENT: {"train_two_layer"},
        FROM_SCRATCH: {"convnet_loss_and_gradients", "train_convnet"},
    }


@of_lesson_5
def test_an_answer_that_may_not_is_told_so_and_the_others_keep_their_points(by_library):
    points = find_lesson(DESCENT).points
    assert scores(by_library) == {**points, "sgd_step": 0}
    report = next(report for report in by_library.reports if report.name == "sgd_step")
    assert "torch cannot be imported here" in report.parts[0].problem


@of_lesson_5
def test_what_stands_beside_an_import_of_pytorch_is_kept(by_library):
    assert scores(by_library)["minibatches"] == find_lesson(DESCENT).points["minibatches"]


@of_lesson_5
def test_a_cell_that_two_processes_ran_is_reported_once(by_library):
    shown = printed(by_library)
    assert shown.count("torch cannot be imported here") == 1  # where the answer may not use it
    assert shown.count("tensor([1.])") == 1  # in a cell of one's own


@pytest.mark.thorough
def test_a_network_made_of_pytorch_is_for_those_answers_that_may_use_it(graded):
    by_networks = """
from helpers import networks
def he_initialize(shape, rng):
    networks.conv_forward(*[np.ones((1, 1, 1, 1))] * 2, np.ones(1))
    return rng.standard_normal(shape) * np.sqrt(2 / np.prod(shape[1:]))
"""
    submission = graded({"he_initialize": by_networks}, lesson=FROM_SCRATCH)
    assert scores(submission) == {**find_lesson(FROM_SCRATCH).points, "he_initialize": 0}


@pytest.mark.thorough
def test_a_process_that_is_lost_in_one_pass_costs_nothing_in_the_other(graded):
    ends = "import os, sys\nif 'torch' not in sys.modules: os._exit(0)\nprint('here')"
    submission = graded(cells=[ends], lesson=DESCENT)
    assert submission.score == sum(find_lesson(DESCENT).points.values())
