"""Time the network of lesson 10 on CIFAR-10: accuracy on the test images against seconds.

It is trained twice, with augmentation and without. The test images are looked at after every epoch
to draw a line; nothing is chosen by them, and the last epoch is the result.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from autograder.errors import CourseError

if TYPE_CHECKING:
    import torch
    from torch import nn

BATCH_SIZE = 32


@dataclass(frozen=True)
class Point:
    """Where a training stands after an epoch.

    seconds: of training, without measuring; processor_seconds: of all cores, which is more to go
    by on a machine that does other work as well.
    """

    epoch: int
    seconds: float
    processor_seconds: float
    train_accuracy: float
    test_accuracy: float


@dataclass(frozen=True)
class Images:
    """Images (N, 3, H, W) in [-0.5, 0.5] and labels, to train with and to test on."""

    train: tuple[torch.Tensor, torch.Tensor]
    test: tuple[torch.Tensor, torch.Tensor]


def run(seconds: float, threads: int, seed: int = 0) -> Any:
    """A table to print.

    seconds: of training; the epoch that ends after these is the last.
    Raises CourseError where CIFAR-10 is not on this machine.
    """
    import torch

    from autograder.console import console, score_table

    images = load()
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        with console.status("") as status:
            lines = {
                name: train(images, seconds, augmented, seed, _telling(status, name))
                for name, augmented in (("with augmentation", True), ("without", False))
            }
    finally:
        torch.set_num_threads(before)
    title = f"CIFAR-10, {len(images.train[0]):,} images to train with, {threads} threads"
    columns = ["epoch", "seconds", "processor seconds", "train accuracy", "test accuracy"]
    table = score_table(title, ["", *columns])
    for name, points in lines.items():
        for point in points:
            seconds = (f"{point.seconds:.0f}", f"{point.processor_seconds:.0f}")
            shares = (f"{share:.1%}" for share in (point.train_accuracy, point.test_accuracy))
            table.add_row(name, str(point.epoch), *seconds, *shares)
    table.caption = (
        f"{date.today()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, torch {torch.__version__}"
    )
    return table


def load() -> Images:
    from helpers import data, training

    try:
        parts = [training.as_tensors(*data.cifar10(part)) for part in ("train", "test")]
    except (FileNotFoundError, ValueError) as error:
        raise CourseError(str(error)) from None
    return Images(*parts)


def train(
    images: Images,
    seconds: float,
    augmented: bool,
    seed: int = 0,
    tell: Callable[[Point], None] = lambda point: None,
) -> list[Point]:
    """A point for every epoch, until the seconds are over."""
    import torch

    from helpers import augmentation, training

    model = new_model(seed).to(memory_format=torch.channels_last)
    points: list[Point] = []
    measuring, began = 0.0, time.process_time()
    progress = training.steps(
        model,
        *images.train,
        epochs=10_000,
        batch_size=BATCH_SIZE,
        optimizer=torch.optim.Adadelta,
        augment=augmentation.shifted_and_flipped if augmented else None,
        every=10**9,
        seed=seed,
    )
    for state in progress:
        processor = time.process_time() - began - measuring
        accuracy = _accuracy(model, *images.test)
        learned = state.history.train_accuracy[-1]
        points.append(Point(state.epoch, state.seconds, processor, learned, accuracy))
        tell(points[-1])
        measuring = time.process_time() - began - processor
        if state.seconds >= seconds:
            break
    progress.close()
    return points


def new_model(seed: int) -> nn.Module:
    """The network of the ConvNetJS demo, with weights drawn as there: N(0, 1 / inputs), and biases
    of 0.1 before a ReLU."""
    import torch
    from torch import nn

    from autograder.exercises.pytorch_cnn.ConvNetJS import ConvNetJS

    model, draw = ConvNetJS(), torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for layer in model.modules():
            if isinstance(layer, (nn.Conv2d, nn.Linear)):
                layer.weight.normal_(0, layer.weight[0].numel() ** -0.5, generator=draw)
                layer.bias.fill_(0.1 if isinstance(layer, nn.Conv2d) else 0.0)
    return model


def _accuracy(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    from helpers import training

    return (training.predict(model, images).argmax(1) == labels).float().mean().item()


def _telling(status: Any, name: str) -> Callable[[Point], None]:
    began = time.perf_counter()

    def tell(point: Point) -> None:
        status.update(
            f"{name}: epoch {point.epoch}, {point.test_accuracy:.1%} of the test images right, "
            f"{time.perf_counter() - began:.0f} s"
        )

    return tell
