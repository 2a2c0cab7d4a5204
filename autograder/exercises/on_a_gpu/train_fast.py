"""train_fast: train a ConvNet for as long as the clock allows, and no longer."""

import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from autograder.authoring.exercise import Call, Exercise, Part, drawn, training_a_model
from helpers.checking.ingredients import Tensor
from helpers.checking.kinds import TIMED_CLASSIFIER


def train_fast(images, labels, budget_seconds, seed):
    """Train a ConvNet for as long as the clock allows, and no longer.

    A step that would end after the budget is not begun.
    images: a float tensor (N, C, H, W), sides of 12 pixels or more; labels: (N,), from
    0 to labels.max(); budget_seconds: by time.perf_counter(), all in all; seed: of the
    weights and the order of the images.
    Returns the model: it takes (M, C, H, W) and gives scores (M, labels.max() + 1).
    """
    start = time.perf_counter()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    images, labels = images.to(device), labels.to(device)
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(images.shape[1], 16, 5, padding=2),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(32, int(labels.max()) + 1),
    ).to(device)
    optimizer = torch.optim.Adam(model.parameters())
    longest = 0.0
    while True:
        for part in torch.randperm(len(images)).to(device).split(32):
            before = time.perf_counter()
            used = before - start
            if used + longest > budget_seconds:
                return model
            for group in optimizer.param_groups:
                group["lr"] = 0.01 * (1 - used / budget_seconds)
            loss = functional.cross_entropy(model(images[part]), labels[part])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            longest = max(longest, time.perf_counter() - before)


def small_convnet(channels, classes):
    return nn.Sequential(
        nn.Conv2d(channels, 16, 5, padding=2),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(16, classes),
    )


def train_steps(model, images, labels, steps, rate=0.01, size=8):
    optimizer = torch.optim.Adam(model.parameters(), rate)
    while steps > 0:
        for part in torch.randperm(len(images)).split(size):
            loss = functional.cross_entropy(model(images[part]), labels[part])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            steps -= 1
            if steps == 0:
                break
    return model


def most_steps(budget_seconds):
    """More than half of those that the check's clock allows: enough, and no more than is needed."""
    return round(60 * budget_seconds)


def learns_nothing_in_time(images, labels, budget_seconds, seed):
    """The time is used, and nothing is learned. Does each step change the weights, and does each
    image go with its own label?"""
    torch.manual_seed(seed)
    model = small_convnet(images.shape[1], int(labels.max()) + 1)
    return train_steps(model, images, labels, most_steps(budget_seconds), rate=0.0)


def moves_away_from_the_labels(images, labels, budget_seconds, seed):
    """Your network is right less often than by guessing: it learns to avoid the right class. Look
    at the sign of the loss."""
    torch.manual_seed(seed)
    classes = int(labels.max()) + 1
    model = small_convnet(images.shape[1], classes)
    return train_steps(model, images, (labels + 1) % classes, most_steps(budget_seconds))


def never_looks_at_the_clock(images, labels, budget_seconds, seed):
    """Your training goes on for more than twice the budget. Is the clock read at all, and before
    every step? A fixed number of epochs, or a look after each of them, does not see the time."""
    torch.manual_seed(seed)
    model = small_convnet(images.shape[1], int(labels.max()) + 1)
    return train_steps(model, images, labels, 32, size=32)


def goes_on_when_the_time_is_over(images, labels, budget_seconds, seed):
    """Your training goes on when the budget is used up, for a step or for longer. A pass, or a
    fixed number of steps, can take longer than the time that is left: before every step, ask the
    clock whether one more still fits."""
    start = time.perf_counter()
    torch.manual_seed(seed)
    model = small_convnet(images.shape[1], int(labels.max()) + 1)
    while time.perf_counter() - start < budget_seconds:
        train_steps(model, images, labels, 1, size=32)
    return model


def returns_after_the_first_step(images, labels, budget_seconds, seed):
    """Your training ends long before the budget does. Does the return stand inside the loop, or is
    the question about the clock the wrong way round?"""
    torch.manual_seed(seed)
    model = small_convnet(images.shape[1], int(labels.max()) + 1)
    return train_steps(model, images, labels, 1)


def always_has_ten_outputs(images, labels, budget_seconds, seed):
    """Ten scores come back for each image. The labels say how many classes there are."""
    torch.manual_seed(seed)
    model = small_convnet(images.shape[1], 10)
    return train_steps(model, images, labels, most_steps(budget_seconds))


def has_an_output_too_few(images, labels, budget_seconds, seed):
    """There is no output for the last class. Labels count from 0, so there is one class more than
    the largest label."""
    torch.manual_seed(seed)
    model = small_convnet(images.shape[1], int(labels.max()))
    return train_steps(model, images, labels, most_steps(budget_seconds))


def expects_colour(images, labels, budget_seconds, seed):
    """The first layer of your network wants three channels. Grey images have one: the number stands
    in the shape of the images."""
    torch.manual_seed(seed)
    model = small_convnet(3, int(labels.max()) + 1)
    return train_steps(model, images, labels, most_steps(budget_seconds))


def expects_colour_and_ten_classes(images, labels, budget_seconds, seed):
    """Your network is made for three channels and ten classes, and here there are others. Read both
    numbers from the inputs: the channels from the shape of the images, the classes from the
    labels."""
    torch.manual_seed(seed)
    return train_steps(small_convnet(3, 10), images, labels, most_steps(budget_seconds))


def expects_one_size(images, labels, budget_seconds, seed):
    """Your linear layer fits images of one size only. Pool down to a fixed size before it, with an
    adaptive layer."""
    torch.manual_seed(seed)
    layers = [nn.Conv2d(images.shape[1], 16, 5, padding=2), nn.MaxPool2d(2), nn.Flatten()]
    model = nn.Sequential(*layers, nn.Linear(16 * 16 * 16, int(labels.max()) + 1))
    return train_steps(model, images, labels, most_steps(budget_seconds))


def returns_the_loss_too(images, labels, budget_seconds, seed):
    """Several values come back. Return the model alone."""
    model = small_convnet(images.shape[1], int(labels.max()) + 1)
    return train_steps(model, images, labels, most_steps(budget_seconds)), 0.0


def stripes(
    rng: np.random.Generator, channels: int, classes: int, side: int, budget_seconds: float
) -> Call:
    """Waves in noise. Their direction is the class, and where they begin is left to chance: so one
    pixel alone says nothing, and a filter that looks for edges does."""
    count, learned = 300, 240
    labels = rng.permutation(np.arange(count) % classes)
    angles = np.pi * (np.arange(classes) + rng.random()) / classes
    row, column = np.mgrid[:side, :side]
    along = np.multiply.outer(np.cos(angles), row) + np.multiply.outer(np.sin(angles), column)
    starts = rng.uniform(0, 2 * np.pi, (count, 1, 1))
    waves = np.sin(np.pi / 2 * along[labels] + starts)[:, None]
    tints = rng.uniform(0.5, 1, (count, channels, 1, 1))
    images = tints * waves + rng.normal(0, 0.4, (count, channels, side, side))
    images = images.astype(np.float32)
    return training_a_model(
        Tensor(images[:learned]),
        Tensor(labels[:learned]),
        budget_seconds,
        int(rng.integers(1000)),
        unseen=images[learned:],
        labels=labels[learned:],
        classes=classes,
        at_least=0.75,
    )


def grey_stripes(rng: np.random.Generator) -> Call:
    """With a budget of about ten steps, and a little more: another one does not fit."""
    classes, side = int(rng.integers(3, 5)), int(rng.integers(12, 15))
    budget = int(rng.integers(8, 13)) / 100 + float(rng.uniform(0.001, 0.003))
    return stripes(rng, 1, classes, side, round(budget, 4))


def colour_stripes(rng: np.random.Generator) -> Call:
    """With a budget of some forty steps, after which networks of all kinds are right for almost all
    of the unseen images."""
    classes, side = int(rng.integers(3, 6)), int(rng.integers(12, 15))
    return stripes(rng, 3, classes, side, round(float(rng.uniform(0.4, 0.5)), 2))


GREY, COLOUR = grey_stripes(np.random.default_rng(0)), colour_stripes(np.random.default_rng(1))


EXERCISE = Exercise(
    solution=train_fast,
    kind=TIMED_CLASSIFIER,
    torch=True,
    parts=[
        Part("scores for every class", [GREY, drawn(grey_stripes, 1)], item=0),
        Part("as long as the clock allows", [GREY, drawn(grey_stripes, 1)], item=1),
        Part("unseen images", [COLOUR, drawn(colour_stripes, 1)], item=2),
    ],
    hints=[
        "Note the time first, then build the network and the optimizer. Around all steps goes "
        "a loop that ends when the budget is used up, not after a number of epochs.",
        "A convolution, nn.BatchNorm2d, nn.ReLU, nn.MaxPool2d(2), the same once more, then "
        "adaptive pooling to one number a map and a linear layer: with 16 and 32 maps it "
        "learns quickly. Channels are images.shape[1], classes int(labels.max()) + 1.",
        "Before every step: if time.perf_counter() - start + longest > budget_seconds, return "
        "the model. longest is the time of the longest step so far.",
    ],
)
