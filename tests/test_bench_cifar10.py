"""The benchmark on CIFAR-10 trains twice, draws a line of both, and says where it was measured."""

from __future__ import annotations

import pytest
import torch
from rich.console import Console

from autograder.bench import cifar10 as bench_cifar10
from autograder.errors import CourseError
from helpers import data, training
from helpers.data import downloads


def some_images(count: int):
    images = data.color_images(train=count, test=count)
    return training.as_tensors(images.train_images, images.train_labels)


def test_both_trainings_stand_in_the_table(monkeypatch):
    monkeypatch.setattr(
        bench_cifar10, "load", lambda: bench_cifar10.Images(some_images(60), some_images(20))
    )
    console = Console(width=120, record=True)
    console.print(bench_cifar10.run(seconds=0, threads=1))
    text = console.export_text()
    assert text.count("with augmentation") == text.count("without") == 1
    assert f"torch {torch.__version__}" in text
    assert "60 images to train with, 1 threads" in text


def test_a_training_goes_on_until_its_seconds_are_over():
    images = bench_cifar10.Images(some_images(64), some_images(20))
    points = bench_cifar10.train(images, seconds=0.3, augmented=True)
    assert [point.epoch for point in points] == list(range(1, len(points) + 1))
    assert points[-1].seconds >= 0.3
    assert all(point.seconds < 0.3 for point in points[:-1])


def test_the_first_weights_are_those_of_the_demo():
    layers = [layer for layer in bench_cifar10.new_model(0).modules() if hasattr(layer, "weight")]
    for layer in layers:
        inputs = layer.weight[0].numel()
        assert layer.weight.std().item() * inputs**0.5 == pytest.approx(1, abs=0.06)
    assert [layer.bias.unique().tolist() for layer in layers] == [
        pytest.approx([value]) for value in (0.1, 0.1, 0.1, 0)
    ]


def test_without_the_images_it_says_how_to_get_them(tmp_path, monkeypatch):
    monkeypatch.setenv(downloads.DATA_FOLDER, str(tmp_path))
    monkeypatch.setattr(downloads, "DOWNLOADS", tmp_path)
    with pytest.raises(CourseError, match="course data cifar10"):
        bench_cifar10.run(seconds=1, threads=1)
