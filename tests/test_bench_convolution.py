"""The benchmark of convolutions compares layers that agree, and prints both ratios."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from rich.console import Console
from torch.nn import functional

from autograder.bench import convolution as bench_convolution
from autograder.bench.convolution import Figures
from autograder.errors import CourseError
from autograder.exercises import fast_convolution


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(bench_convolution, "BATCH", (2, 3, 8, 8))
    monkeypatch.setattr(bench_convolution, "FILTERS", (4, 3, 5, 5))


def test_four_loops_are_the_layer_of_torch():
    rng = np.random.default_rng(0)
    x, w, b = rng.random((2, 3, 7, 8)), rng.random((4, 3, 3, 2)), rng.random(4)
    wanted = functional.conv2d(*map(torch.from_numpy, (x, w, b)), stride=2, padding=1)
    found = bench_convolution.conv_forward_loops(x, w, b, stride=2, padding=1)
    np.testing.assert_allclose(found, wanted, atol=1e-12)


def test_all_three_are_timed_and_torch_has_its_threads_again(small):
    threads = torch.get_num_threads()
    figures = bench_convolution.measure(looped=1, repeats=3)
    assert figures.loops > figures.fast > 0 < figures.torch
    assert torch.get_num_threads() == threads


def test_layers_that_do_not_agree_are_not_timed(small, monkeypatch):
    monkeypatch.setattr(
        fast_convolution.conv_forward_fast, "conv_forward_fast", lambda x, w, b, padding: x[0, 0, 0]
    )
    with pytest.raises(CourseError, match="do not agree"):
        bench_convolution.measure(looped=1, repeats=1)


def test_both_ratios_are_printed():
    console = Console(width=100, record=True)
    console.print(bench_convolution.table(Figures(loops=3.0, fast=0.01, torch=0.008)))
    text = console.export_text()
    assert "300 times faster than the loops, and 1.25 times as long as PyTorch" in text
