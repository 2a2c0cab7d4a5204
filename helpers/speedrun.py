"""Small colour images learned in seconds: one program for a GPU and for a CPU.

Every speed-up is an option that can be switched off alone, so that its gain can be measured. On a
GPU and with CIFAR-10 the program aims at 94 % of the test images; on a CPU a narrow network trains
on a part of the images, and shows the same ideas at work.

Source: network, settings and ideas follow K. Jordan, 94% on CIFAR-10 in 3.29 Seconds on a Single
GPU, 2024, and the works named there. The program is our own.
"""

from __future__ import annotations

import copy
import json
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from helpers.augmentation import shift_one_by_one, shift_together, views_of
from helpers.paths import GPU_FIGURES
from helpers.training import default_device

FOR_HARDWARE = ("mixed_precision", "channels_last", "augment_on_device", "large_batch", "compile")
WIDTHS = (64, 256, 256)  # maps of the three blocks, where the option width is 1
MOMENTUM = 0.85
RATE_AT_1024 = 1.5  # the highest learning rate, for batches of 1,024 images
WEIGHT_DECAY = 0.00133
BIAS_RATE = 64  # times the rate of the weights
WHITENING_EPOCHS = 3  # after these the bias of the first layer stays as it is
WARM_UP_STEPS = 3
AVERAGE_EVERY = 5  # steps


@dataclass(frozen=True)
class Options:
    """How to train. What is True here is a speed-up; each can be switched off.

    epochs: passes over the images; batch_size: images a step; width: times the maps of `WIDTHS`;
    seed: of weights, order and augmentation.

    For the hardware (more images a second):
    mixed_precision: layers compute in bfloat16 where that is safe; parameters stay in float32.
    channels_last: the channels of a pixel lie side by side in memory.
    augment_on_device: a whole batch is shifted and mirrored at once where it is used, instead of
    image by image on the CPU.
    large_batch: batch_size images a step instead of an eighth.
    compile: torch.compile merges small operations. It takes its time once, in the warm-up.

    For the learning (fewer images needed):
    whitened_start: the first layer is fixed, and undoes that neighbouring pixels are alike.
    fast_biases: the biases learn with 64 times the rate.
    alternating_flip: an image is mirrored in every second epoch, instead of by chance.
    label_smoothing: the target is 0.8 for the right class and 0.2 shared by all.
    averaged_weights: every few steps the weights move towards an average of the former ones.
    views_at_test: scores are averaged over mirrored and slightly shifted views.
    """

    epochs: float = 10.0
    batch_size: int = 1024
    width: float = 1.0
    seed: int = 0
    mixed_precision: bool = True
    channels_last: bool = True
    augment_on_device: bool = True
    large_batch: bool = True
    compile: bool = True
    whitened_start: bool = True
    fast_biases: bool = True
    alternating_flip: bool = True
    label_smoothing: bool = True
    averaged_weights: bool = True
    views_at_test: bool = True

    @classmethod
    def small(cls) -> Options:
        """For a CPU: an eighth of the maps, small batches, two epochs, nothing compiled."""
        return cls(epochs=2, batch_size=128, width=0.125, compile=False)

    @property
    def step_size(self) -> int:
        """Images a step."""
        return self.batch_size if self.large_batch else max(1, self.batch_size // 8)


@dataclass(frozen=True)
class Images:
    """What to learn from and what to test on. Shape: (N, 3, H, W) uint8; labels (N,) int64.

    source: "CIFAR-10" or "shapes".
    """

    train: Tensor
    train_labels: Tensor
    test: Tensor
    test_labels: Tensor
    source: str


@dataclass(frozen=True)
class Run:
    """One training. warm_up_seconds: before the clock, compiling included; seconds: from the images
    on the device to the trained weights; images: seen in all; accuracy: on the test images."""

    options: Options
    device: str
    warm_up_seconds: float
    seconds: float
    images: int
    accuracy: float

    @property
    def images_per_second(self) -> float:
        return self.images / self.seconds


def load(train: int | None = None, test: int | None = None) -> Images:
    """CIFAR-10 where it is at hand, else scenes of `helpers.shapes`.

    train, test: how many images; None is all 50,000 and 10,000 of CIFAR-10, or 5,000 and 1,000
    scenes.
    """
    from helpers import data

    try:
        parts, source = [data.cifar10("train"), data.cifar10("test")], "CIFAR-10"
    except FileNotFoundError:
        many, few = train or 5000, test or 1000
        drawn = data.color_images(many, few)
        parts = [(drawn.train_images, drawn.train_labels), (drawn.test_images, drawn.test_labels)]
        parts = [((255 * images).round().astype(np.uint8), labels) for images, labels in parts]
        source = "shapes"
    tensors = []
    for (images, labels), count in zip(parts, (train, test), strict=True):
        pixels = np.ascontiguousarray(images[:count].transpose(0, 3, 1, 2))
        tensors += [torch.from_numpy(pixels), torch.from_numpy(labels[:count].copy())]
    return Images(*tensors, source)


def make_network(images: Tensor, classes: int, options: Options) -> nn.Sequential:
    """A layer of 2x2 filters and three blocks of two convolutions, then one linear layer.

    images: (N, 3, H, W), normalised: the patches that a whitened first layer is made from.
    """
    widths = [max(8, round(options.width * width)) for width in WIDTHS]
    first = nn.Conv2d(3, 24, 2)
    if options.whitened_start:
        filters = whitening_filters(images)
        first.weight.data = torch.cat([filters, -filters])
        first.weight.requires_grad_(False)
    last = nn.Linear(widths[-1], classes, bias=False)
    last.weight.data /= last.weight.data.std()
    blocks = [_block(*pair) for pair in zip((24, *widths), widths, strict=False)]
    return nn.Sequential(
        first, nn.GELU(), *blocks, nn.AdaptiveMaxPool2d(1), nn.Flatten(), last, Scale(1 / 9)
    )


def whitening_filters(images: Tensor, count: int = 5000) -> Tensor:
    """2x2 filters whose answers have variance 1 and do not vary together.

    images: (N, 3, H, W), of which the first `count` are used. Returns (12, 3, 2, 2).
    """
    patches = images[:count].float().unfold(2, 2, 1).unfold(3, 2, 1)  # (N, 3, OH, OW, 2, 2)
    rows = patches.permute(0, 2, 3, 1, 4, 5).reshape(-1, 12)
    variances, directions = torch.linalg.eigh(torch.cov(rows.T).cpu())
    filters = directions.T / (variances + 5e-4).sqrt()[:, None]  # weak ones are noise: not blown up
    return filters.flip(0).reshape(12, 3, 2, 2)


class Scale(nn.Module):
    """The input times a fixed number."""

    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        return x * self.factor


def train(
    images: Images, options: Options, device: torch.device | str | None = None
) -> tuple[nn.Sequential, Run]:
    """Train a network. Returns it, and the Run.

    device: None is the GPU where there is one, else the CPU.
    """
    device = torch.device(device) if device else default_device()
    if device.type == "cuda":
        torch.backends.cudnn.benchmark = True  # try the ways to convolve once, keep the fastest
    training = _Training(images, options, device)
    building = _seconds(training.build, device)
    warm_up_seconds = _seconds(training.warm_up, device)
    seconds = building + _seconds(training.learn, device)
    accuracy = training.accuracy(images.test, images.test_labels)
    seen = training.steps * training.size
    run = Run(options, device_name(device), warm_up_seconds, seconds, seen, accuracy)
    return training.network, run


class _Training:
    """One training, in the order of its methods.

    size: images a step; steps: in all.
    """

    def __init__(self, images: Images, options: Options, device: torch.device) -> None:
        home = device if options.augment_on_device else torch.device("cpu")
        self.images, self.labels = images.train.to(home), images.train_labels.to(home)
        self.mean, self.std = (value.to(device) for value in _statistics(images.train))
        self.draw = torch.Generator(home).manual_seed(options.seed)
        self.augment = shift_together if options.augment_on_device else shift_one_by_one
        self.size = min(options.step_size, len(self.labels))
        self.steps_an_epoch = len(self.labels) // self.size  # the rest waits for another epoch
        self.steps = math.ceil(options.epochs * self.steps_an_epoch)
        self.classes = int(images.train_labels.max()) + 1
        self.options, self.device, self.home = options, device, home

    def build(self) -> None:
        with torch.random.fork_rng(devices=[]):  # the weights are drawn on the CPU
            torch.default_generator.manual_seed(self.options.seed)
            sample = self._normalised(self.images[:5000])
            self.network = make_network(sample, self.classes, self.options).to(self.device)
            if self.options.channels_last:
                self.network = self.network.to(memory_format=torch.channels_last)

    def warm_up(self) -> None:
        """Compile, if it is to be, and take some steps that leave no trace."""
        compiled = self.options.compile
        self.forward = torch.compile(self.network, dynamic=False) if compiled else self.network
        before = copy.deepcopy(self.network.state_dict())
        for _ in range(WARM_UP_STEPS):
            targets = self.labels[: self.size]
            batch = self.augment(self.images[: self.size], targets > 0, torch.Generator(self.home))
            self._step(batch, targets, make_optimizer(self.network, self.options))
        self.network.load_state_dict(before)

    def learn(self) -> None:
        options, count = self.options, len(self.labels)
        optimizer = make_optimizer(self.network, options)
        average = Average(self.network)
        mirrored = self._coins(count)
        self.network.train()
        for number in range(self.steps):
            epoch, place = divmod(number, self.steps_an_epoch)
            if place == 0:
                order = torch.randperm(count, generator=self.draw, device=self.home)
                if not options.alternating_flip:
                    mirrored = self._coins(count)
                elif epoch:
                    mirrored = ~mirrored
            chosen = order[place * self.size : (place + 1) * self.size]
            for group in optimizer.param_groups:
                frozen = group["whitening"] and epoch >= WHITENING_EPOCHS
                group["lr"] = 0.0 if frozen else group["peak"] * triangle(number / self.steps)
            batch = self.augment(self.images[chosen], mirrored[chosen], self.draw)
            self._step(batch, self.labels[chosen], optimizer)
            if options.averaged_weights and (number + 1) % AVERAGE_EVERY == 0:
                average.update(decay=0.95**AVERAGE_EVERY * ((number + 1) / self.steps) ** 3)
        if options.averaged_weights and self.steps >= AVERAGE_EVERY:
            average.update(decay=1.0)

    @torch.no_grad()
    def accuracy(self, images: Tensor, labels: Tensor, size: int = 500) -> float:
        """The share of the images, (N, 3, H, W) uint8, that is classified correctly."""
        right = 0
        self.forward.eval()
        for batch, targets in zip(images.split(size), labels.split(size), strict=True):
            views = views_of(self._normalised(batch), self.options.views_at_test)
            scores = sum(weight * self._scores(view) for weight, view in views)
            right += (scores.argmax(1).cpu() == targets).sum().item()
        self.forward.train()
        return right / len(labels)

    def _step(self, batch: Tensor, targets: Tensor, optimizer: torch.optim.Optimizer) -> None:
        scores, targets = self._scores(self._normalised(batch)), targets.to(self.device)
        smoothing = 0.2 if self.options.label_smoothing else 0.0
        loss = functional.cross_entropy(scores, targets, label_smoothing=smoothing)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def _scores(self, batch: Tensor) -> Tensor:
        side_by_side = self.options.channels_last
        layout = torch.channels_last if side_by_side else torch.contiguous_format
        batch = batch.contiguous(memory_format=layout)
        mixed = self.options.mixed_precision
        with torch.autocast(self.device.type, torch.bfloat16, enabled=mixed):
            return self.forward(batch).float()

    def _normalised(self, batch: Tensor) -> Tensor:
        return (batch.to(self.device) - self.mean) / self.std

    def _coins(self, count: int) -> Tensor:
        return torch.rand(count, generator=self.draw, device=self.home) < 0.5


def measure(
    images: Images,
    options: Options,
    switches: Iterable[str] = FOR_HARDWARE,
    repeats: int = 1,
    device: torch.device | str | None = None,
) -> dict[str, Run]:
    """Train with all options, then with each of the switches off in turn.

    repeats: rounds over all variants; the fastest run of each counts, since other programs can only
    make it slower. Switches that are off already are left out.
    Returns the runs by name, "everything on" first.
    """
    variants = {"everything on": options}
    for switch in switches:
        if getattr(options, switch):
            variants[f"without {switch}"] = replace(options, **{switch: False})
    runs: dict[str, Run] = {}
    for _ in range(repeats):
        for name, variant in variants.items():
            _, run = train(images, variant, device)
            if name not in runs or run.seconds < runs[name].seconds:
                runs[name] = run
    return runs


def table(runs: dict[str, Run]) -> str:
    """The runs as lines of text, to be printed."""
    lines = [f"{'':28} {'images/s':>9} {'seconds':>8} {'unseen right':>13}"]
    for name, run in runs.items():
        speed = f"{run.images_per_second:9,.0f} {run.seconds:8.2f}"
        lines.append(f"{name:28} {speed} {run.accuracy:13.1%}")
    return "\n".join(lines)


def stored_figures(path: Path = GPU_FIGURES) -> list[dict]:
    """Figures that were measured on GPUs, as `autograder.bench.gpu` writes them; [] where there are
    none yet."""
    return json.loads(path.read_text()) if path.exists() else []


def device_name(device: torch.device) -> str:
    """What the maker calls it, or the kind of device."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else device.type


def make_optimizer(network: nn.Sequential, options: Options) -> torch.optim.SGD:
    """Nesterov's momentum, with a rate of their own for the biases and for the first layer's."""
    peak = RATE_AT_1024 * options.step_size / 1024
    faster, decay = BIAS_RATE if options.fast_biases else 1, WEIGHT_DECAY
    weights, biases, whitening = [], [], []
    for name, parameter in network.named_parameters():
        if name == "0.bias" and options.whitened_start:
            whitening.append(parameter)
        elif parameter.requires_grad:
            (biases if name.endswith("bias") else weights).append(parameter)
    groups = [
        dict(params=weights, peak=peak, weight_decay=decay, whitening=False),
        dict(params=biases, peak=faster * peak, weight_decay=decay / faster, whitening=False),
        dict(params=whitening, peak=peak, weight_decay=decay, whitening=True),
    ]
    return torch.optim.SGD([g for g in groups if g["params"]], 0.0, MOMENTUM, nesterov=True)


def triangle(share: float) -> float:
    """The rate as a share of its peak: up from 0.2 within 23 % of the steps, then down to 0.07."""
    return 0.2 + 0.8 * share / 0.23 if share < 0.23 else 1 - 0.93 * (share - 0.23) / 0.77


class Average:
    """A running average of a network's weights, towards which they are moved.

    Source: the slow weights of M. Zhang et al., Lookahead Optimizer, 2019.
    """

    def __init__(self, network: nn.Module) -> None:
        self.fast = [t for t in network.state_dict().values() if t.is_floating_point()]
        self.slow = [tensor.clone() for tensor in self.fast]

    @torch.no_grad()
    def update(self, decay: float) -> None:
        """decay: the share of the old average. The weights become the new one."""
        for slow, fast in zip(self.slow, self.fast, strict=True):
            slow.lerp_(fast, 1 - decay)
            fast.copy_(slow)


def _block(inputs: int, outputs: int) -> nn.Sequential:
    """Convolution, pooling, and a second convolution, each with normalisation and GELU."""
    return nn.Sequential(
        _convolution(inputs, outputs),
        nn.MaxPool2d(2),
        _normalisation(outputs),
        nn.GELU(),
        _convolution(outputs, outputs),
        _normalisation(outputs),
        nn.GELU(),
    )


def _convolution(inputs: int, outputs: int) -> nn.Conv2d:
    """3x3, keeps the size. The first filters start as copies of their inputs."""
    layer = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
    nn.init.dirac_(layer.weight.data[:inputs])
    return layer


def _normalisation(maps: int) -> nn.BatchNorm2d:
    """Learns a shift and no scale; the running averages follow quickly, since training is short."""
    layer = nn.BatchNorm2d(maps, eps=1e-12, momentum=0.4)
    layer.weight.requires_grad_(False)
    return layer


def _statistics(images: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of each channel, (1, 3, 1, 1) floats."""
    pixels = images[:10000].float()
    return pixels.mean((0, 2, 3), keepdim=True), pixels.std((0, 2, 3), keepdim=True)


def _seconds(work: Callable[[], None], device: torch.device) -> float:
    """By the clock, until the device has done all of the work."""
    _wait(device)
    start = time.perf_counter()
    work()
    _wait(device)
    return time.perf_counter() - start


def _wait(device: torch.device) -> None:
    """Until the device has done what it was asked for."""
    if device.type != "cpu":
        torch.accelerator.synchronize(device)
