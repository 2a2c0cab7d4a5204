"""train_classifier: build a ConvNet for these images and train it."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from autograder.authoring.exercise import Call, Exercise, Part, drawn, training_a_model
from autograder.exercises.pytorch_cnn.shared import some_seed
from helpers.checking.ingredients import Tensor
from helpers.checking.kinds import CLASSIFIER


def train_classifier(images, labels, seed):
    """Build a ConvNet for these images and train it.

    images: (N, C, H, W), float32, of any number of channels and 10×10 pixels or more;
    labels: (N,), from 0 to K - 1, each of which occurs; seed: an int that decides over
    everything drawn by chance, so that the same call gives the same model again.
    Returns the model, which gives scores (M, K) to M images. It is judged by its
    accuracy on images that it has not seen.
    """
    torch.manual_seed(seed)
    classes = int(labels.max()) + 1
    model = nn.Sequential(
        nn.Conv2d(images.shape[1], 16, 5, padding=2),
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(16, classes),
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(10):
        for batch in torch.randperm(len(images)).split(32):
            loss = functional.cross_entropy(model(images[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model


def learned(model, images, labels, epochs=3, shuffled_apart=False):
    """A short training, for the mistakes."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(epochs):
        for batch in torch.randperm(len(images)).split(32):
            others = batch[torch.randperm(len(batch))] if shuffled_apart else batch
            optimizer.zero_grad()
            functional.cross_entropy(model(images[batch]), labels[others]).backward()
            optimizer.step()
    return model


def small_convnet(images, classes, *ending):
    return nn.Sequential(
        nn.Conv2d(images.shape[1], 8, 5, padding=2),
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(8, classes),
        *ending,
    )


def never_sets_the_seed(images, labels, seed):
    """The same call gives another model the second time. The first weights, the order of the images
    and dropout are drawn by chance: let the seed decide over them before the model is built."""
    return train_classifier(images, labels, int(np.random.default_rng().integers(2**31)))


def always_gives_ten_scores(images, labels, seed):
    """The model gives ten scores for any labels. How many classes there are can be seen from the
    labels."""
    torch.manual_seed(seed)
    return learned(small_convnet(images, 10), images, labels, 1)


def counts_one_class_too_few(images, labels, seed):
    """A class is missing: labels count from 0, so the highest of them is one less than there are
    classes."""
    torch.manual_seed(seed)
    return learned(small_convnet(images, int(labels.max())), images, labels, 1)


def returns_nothing(images, labels, seed):
    """Nothing comes back. The caller needs the model that was trained."""
    return


def returns_model_and_loss(images, labels, seed):
    """More than the model comes back. It alone is asked for."""
    return small_convnet(images, int(labels.max()) + 1), 0.0


def returns_the_class_of_each_image(images, labels, seed):
    """These are scores or classes of the training images. Return the model itself: it will be asked
    about images that it has not seen."""
    model = small_convnet(images, int(labels.max()) + 1)
    return model(images).argmax(1)


class NamesTheClass(nn.Module):
    """What comes back is the class, not its scores."""

    def forward(self, scores):
        return scores.argmax(1)


def names_the_class(images, labels, seed):
    """The model gives the number of a class for each image. Return one that gives a score to each
    class: who uses it takes the highest."""
    torch.manual_seed(seed)
    return small_convnet(images, int(labels.max()) + 1, NamesTheClass())


def expects_three_colours(images, labels, seed):
    """The first layer expects three channels. Images may have any number of them: images.shape
    says how many."""
    torch.manual_seed(seed)
    return learned(small_convnet(images[:, :1].expand(-1, 3, -1, -1), 4), images, labels, 1)


def supposes_one_size(images, labels, seed):
    """The fully connected layer is made for one size of image. Work out how many numbers reach it,
    or pool in a way that always leaves as many."""
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(images.shape[1], 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 30 * 30, 4)
    )
    return learned(model, images, labels, 1)


def runs_into_nan(images, labels, seed):
    """The model gives nan: its weights grew beyond all bounds. Take a smaller learning rate."""
    torch.manual_seed(seed)
    model = small_convnet(images, int(labels.max()) + 1)
    with torch.no_grad():
        model[-1].bias.fill_(torch.nan)
    return model


def learns_nothing(images, labels, seed):
    """The model does no better than guessing. Is zero_grad, backward, step called for every batch?
    Are they the parameters of this model that the optimizer got? Does each image keep its own label
    when you shuffle?"""
    torch.manual_seed(seed)
    model = small_convnet(images, int(labels.max()) + 1)
    return learned(model, images, labels, 2, shuffled_apart=True)


def learns_places_by_heart(images, labels, seed):
    """The model learned something, and not nearly enough. What is to be told apart may stand
    anywhere in the image, so a fully connected layer alone has to learn each place by itself. If
    yours is a ConvNet, let it learn for more epochs or at another rate."""
    torch.manual_seed(seed)
    classes = int(labels.max()) + 1
    model = nn.Sequential(nn.Flatten(), nn.Linear(images[0].numel(), classes))
    return learned(model, images, labels, 15)


SIGNS = {
    "plus": ["..#..", "..#..", "#####", "..#..", "..#.."],
    "cross": ["#...#", ".#.#.", "..#..", ".#.#.", "#...#"],
    "frame": ["#####", "#...#", "#...#", "#...#", "#####"],
    "rows": ["#####", ".....", "#####", ".....", "#####"],
    "columns": ["#.#.#", "#.#.#", "#.#.#", "#.#.#", "#.#.#"],
    "triangle": ["#####", "####.", "###..", "##...", "#...."],
    "hook": ["#....", "#....", "#....", "#....", "#####"],
    "tee": ["#####", "..#..", "..#..", "..#..", "..#.."],
}


def signs_in_noise(
    rng: np.random.Generator,
    count: int,
    unseen: int,
    shape: tuple[int, int, int],
    classes: int,
    at_least: float = 0.0,
    runs: int = 1,
) -> Call:
    """Images of one sign each, somewhere in noise, in a colour of its own. Which signs there are
    and what they are called is drawn anew, so that no model can be brought along."""
    patterns = [
        np.array([[mark == "#" for mark in row] for row in rows], dtype=float)
        for rows in SIGNS.values()
    ]
    chosen = rng.permutation(len(patterns))[:classes]
    labels = rng.permutation(np.arange(count + unseen) % classes)
    labels[:count], labels[count:] = (
        rng.permutation(np.arange(n) % classes) for n in (count, unseen)
    )
    images = rng.normal(0, 0.15, (count + unseen, *shape))
    for image, label in zip(images, labels, strict=True):
        row, column = rng.integers(0, np.array(shape[1:]) - 4)
        color = rng.uniform(0.5, 1, (shape[0], 1, 1))
        image[:, row : row + 5, column : column + 5] += color * patterns[chosen[label]]
    images = images.astype(np.float32)
    return training_a_model(
        Tensor(images[:count]),
        Tensor(labels[:count]),
        some_seed(rng),
        unseen=images[count:],
        labels=labels[count:],
        classes=classes,
        at_least=at_least,
        runs=runs,
    )


def a_few_signs(rng: np.random.Generator) -> Call:
    classes, channels = int(rng.integers(3, 6)), int(rng.choice([1, 2, 4]))
    return signs_in_noise(rng, 30, 12, (channels, *rng.integers(10, 13, 2)), classes)


def a_few_signs_twice(rng: np.random.Generator) -> Call:
    classes, channels = int(rng.integers(3, 6)), int(rng.choice([1, 2, 4]))
    return signs_in_noise(rng, 30, 12, (channels, *rng.integers(10, 13, 2)), classes, runs=2)


def many_signs(rng: np.random.Generator) -> Call:
    shape = (int(rng.choice([1, 2])), *(int(side) for side in rng.integers(10, 13, 2)))
    return signs_in_noise(rng, 320, 240, shape, 4, at_least=0.8)


EXERCISE = Exercise(
    solution=train_classifier,
    kind=CLASSIFIER,
    torch=True,
    parts=[
        Part(
            "a model with a score for each class",
            [
                signs_in_noise(np.random.default_rng(1), 24, 8, (1, 10, 12), 3),
                signs_in_noise(np.random.default_rng(2), 30, 10, (2, 12, 11), 5),
                drawn(a_few_signs, 1),
            ],
            item=0,
        ),
        Part(
            "the seed decides",
            [
                signs_in_noise(np.random.default_rng(3), 30, 10, (1, 11, 11), 3, runs=2),
                drawn(a_few_signs_twice, 1),
            ],
            item=1,
        ),
        Part(
            "images that it has not seen",
            [many_signs(np.random.default_rng(4)), drawn(many_signs, 1)],
            item=2,
        ),
    ],
    hints=[
        "First give the seed to torch.manual_seed. Then a small nn.Sequential: one or two "
        "convolutions with ReLU, pooling, nn.Flatten, nn.Linear. images.shape[1] is the "
        "number of channels, int(labels.max()) + 1 that of classes.",
        "nn.AdaptiveMaxPool2d(1) after the convolutions leaves one number a map, for images "
        "of any size. Train with Adam at a rate of 0.01 for some epochs, in shuffled "
        "batches of 32: torch.randperm(len(images)).split(32) gives the indices.",
    ],
)
