"""Two processes that share a batch find the gradient of the whole batch."""

from __future__ import annotations

import subprocess

import pytest
import torch

from autograder.exercises.on_a_gpu.average_gradients import average_gradients
from helpers import distributed_demo

CLOSE = 1e-6  # float32: the sums are added up in another order


@pytest.fixture(scope="module")
def workers(tmp_path_factory):
    """What each of two workers has found."""
    return distributed_demo.launch(tmp_path_factory.mktemp("workers"), workers=2)


def of_two_processes(test):
    return pytest.mark.thorough(pytest.mark.xdist_group("torchrun")(test))


def largest_gap(some: list[torch.Tensor], others: list[torch.Tensor]) -> float:
    pairs = zip(some, others, strict=True)
    return max((one - other).abs().max().item() for one, other in pairs)


@of_two_processes
def test_with_distributed_data_parallel_every_worker_has_the_gradient_of_the_whole_batch(workers):
    for worker in workers:
        assert largest_gap(worker["together"], workers[0]["whole batch"]) < CLOSE


@of_two_processes
def test_the_mean_of_what_they_find_alone_is_the_gradient_of_the_whole_batch(workers):
    mean = average_gradients([worker["alone"] for worker in workers])
    assert largest_gap(mean, workers[0]["whole batch"]) < CLOSE


@of_two_processes
def test_alone_each_is_far_from_it(workers):
    for worker in workers:
        assert largest_gap(worker["alone"], worker["whole batch"]) > 0.01


def test_workers_that_fail_say_why(tmp_path, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "no room left for gradients")
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: failed)
    with pytest.raises(RuntimeError, match="no room left"):
        distributed_demo.launch(tmp_path)
