"""train_epoch: train a classifier on every batch once."""

import numpy as np
import torch
from torch.nn import functional

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.pytorch_cnn.shared import MODELS_WITHOUT_MEMORY, batches, some_seed
from helpers.checking.ingredients import Model, Optimizer
from helpers.checking.kinds import TRAINING


def train_epoch(model, loader, optimizer, device):
    """Train a classifier on every batch once.

    model: gives scores (N, K), in whatever mode it was left; loader: gives batches of
    images and labels; optimizer: of the model's parameters; device: where the model is.
    Returns the mean loss, a plain number: the mean cross-entropy over all images, each
    as it was when its batch was learned from.
    """
    model.train()
    total, count = 0.0, 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        loss = functional.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(images)
        count += len(images)
    return total / count


def losses_of_an_epoch(
    model, loader, optimizer, device, train=True, clear="before", step="batch", reduction="mean"
):
    """A training by halves, for the mistakes: mean losses and sizes of all batches."""
    model.train(train)
    optimizer.zero_grad()
    pairs = []
    for images, labels in loader:
        scores = model(images.to(device))
        loss = functional.cross_entropy(scores, labels.to(device), reduction=reduction)
        if clear == "before":
            optimizer.zero_grad()
        loss.backward()
        if clear == "after":
            optimizer.zero_grad()
        if step == "batch":
            optimizer.step()
        mean = loss.item() / (len(images) if reduction == "sum" else 1)
        pairs.append((mean, len(images)))
    if step == "epoch":
        optimizer.step()
    return pairs


def weighted(pairs):
    return sum(loss * count for loss, count in pairs) / sum(count for _, count in pairs)


def leaves_old_gradients(model, loader, optimizer, device):
    """The first step is right and later ones are not. backward adds to the gradients that are there
    already: who clears them between two batches?"""
    return weighted(losses_of_an_epoch(model, loader, optimizer, device, clear="never"))


def clears_before_the_step(model, loader, optimizer, device):
    """The model does not change. The gradients are cleared after backward has worked them out and
    before the optimizer has used them, or one of the two is not called at all."""
    return weighted(losses_of_an_epoch(model, loader, optimizer, device, clear="after"))


def steps_once_an_epoch(model, loader, optimizer, device):
    """There is one step for the whole epoch, with the gradients of all batches added up. Every
    batch is followed by a step of its own."""
    settings = {"clear": "never", "step": "epoch"}
    return weighted(losses_of_an_epoch(model, loader, optimizer, device, **settings))


def steps_with_the_last_batch_only(model, loader, optimizer, device):
    """The step comes after the loop, so only the gradient of the last batch is ever used."""
    return weighted(losses_of_an_epoch(model, loader, optimizer, device, step="epoch"))


def ends_after_the_first_batch(model, loader, optimizer, device):
    """The function returns from inside the loop: one batch is learned from, and the epoch is
    over."""
    first = [next(iter(loader))]
    return weighted(losses_of_an_epoch(model, first, optimizer, device))


def averages_the_batches(model, loader, optimizer, device):
    """This is the mean over the batches, in which an image of a small last batch counts for more
    than the others. Weigh every batch by the images in it."""
    pairs = losses_of_an_epoch(model, loader, optimizer, device)
    return sum(loss for loss, _ in pairs) / len(pairs)


def divides_means_by_images(model, loader, optimizer, device):
    """The loss of a batch is a mean already, and you divide it by the number of images once more.
    What must it be multiplied by first?"""
    pairs = losses_of_an_epoch(model, loader, optimizer, device)
    return sum(loss for loss, _ in pairs) / sum(count for _, count in pairs)


def divides_sums_by_batches(model, loader, optimizer, device):
    """The losses are weighed by the images and then divided by the number of batches. Divide by
    what you weighed with."""
    pairs = losses_of_an_epoch(model, loader, optimizer, device)
    return sum(loss * count for loss, count in pairs) / len(pairs)


def adds_up_the_losses(model, loader, optimizer, device):
    """The losses of the batches are added up. A mean does not grow with the number of batches."""
    return sum(loss for loss, _ in losses_of_an_epoch(model, loader, optimizer, device))


def returns_the_last_loss(model, loader, optimizer, device):
    """Only the loss of the last batch comes back. All batches count."""
    return losses_of_an_epoch(model, loader, optimizer, device)[-1][0]


def keeps_the_graph(model, loader, optimizer, device):
    """Your loss is a tensor with everything that it was computed from, and a sum of those keeps all
    batches in memory. Take the plain number out of it before you add."""
    total = sum(
        functional.cross_entropy(model(images), labels) * len(images) for images, labels in loader
    ) / sum(len(images) for images, _ in loader)
    losses_of_an_epoch(model, loader, optimizer, device)
    return total


def stays_in_evaluation_mode(model, loader, optimizer, device):
    """Nobody switched the model to training mode: an evaluation may have left it in its own, and
    then batch normalisation learns no averages and dropout drops nothing."""
    return weighted(losses_of_an_epoch(model, loader, optimizer, device, train=model.training))


def measures_after_the_step(model, loader, optimizer, device):
    """The loss of a batch is measured after the step that learned from it. The number of the
    forward pass that you took the gradient of is at hand, and costs nothing."""
    pairs = []
    for batch in loader:
        losses_of_an_epoch(model, [batch], optimizer, device)
        with torch.no_grad():
            pairs.append(
                (functional.cross_entropy(model(batch[0]), batch[1]).item(), len(batch[0]))
            )
    return weighted(pairs)


def measures_when_all_is_over(model, loader, optimizer, device):
    """The loss is measured with the final weights. Asked for is the loss on the way: of each batch
    when it was learned from."""
    losses_of_an_epoch(model, loader, optimizer, device)
    with torch.no_grad():
        return weighted([(functional.cross_entropy(model(x), y).item(), len(x)) for x, y in loader])


def applies_softmax_first(model, loader, optimizer, device):
    """cross_entropy takes scores and applies softmax itself. Yours come as probabilities, so it
    happens twice, and the gradients get small."""
    model.train()
    pairs = []
    for images, labels in loader:
        loss = functional.cross_entropy(model(images).softmax(1), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        pairs.append((loss.item(), len(images)))
    return weighted(pairs)


def steps_by_the_sum(model, loader, optimizer, device):
    """The gradient is that of the sum over the batch, so a larger batch makes a larger step. Take
    it of the mean, which cross_entropy gives unless it is told otherwise."""
    return weighted(losses_of_an_epoch(model, loader, optimizer, device, reduction="sum"))


def brings_its_own_optimizer(model, loader, optimizer, device):
    """The optimizer that was given is not used: another one is made inside. Its kind and its rate
    are the caller's choice, and what it remembers must live on from epoch to epoch."""
    own = torch.optim.Adam(model.parameters(), 0.001)
    return weighted(losses_of_an_epoch(model, loader, own, device))


def returns_an_accuracy_too(model, loader, optimizer, device):
    """Two values come back. One number is asked for, the mean loss."""
    return weighted(losses_of_an_epoch(model, loader, optimizer, device)), 1.0


def trained(rng, count, size, name="linear", optimizer="SGD", rate=0.2, training=True) -> Call:
    model = Model(name, some_seed(rng), training)
    return call(model, batches(rng, count, size), Optimizer(optimizer, rate), "cpu")


def some_rate(rng: np.random.Generator) -> float:
    return float(rng.choice([0.1, 0.2, 0.3]))


def trained_on_full_batches(rng: np.random.Generator) -> Call:
    size = int(rng.integers(2, 5))
    name = str(rng.choice(MODELS_WITHOUT_MEMORY))
    return trained(rng, size * int(rng.integers(2, 4)), size, name, "SGD", some_rate(rng))


def trained_on_a_rest(rng: np.random.Generator) -> Call:
    size = int(rng.integers(3, 6))
    name = str(rng.choice(MODELS_WITHOUT_MEMORY))
    return trained(rng, size * int(rng.integers(1, 4)) + 1, size, name, "SGD", some_rate(rng))


def trained_somehow(rng: np.random.Generator) -> Call:
    size = int(rng.integers(2, 5))
    name = str(rng.choice(MODELS_WITHOUT_MEMORY))
    optimizer, rate = [("SGD", 0.3), ("Adam", 0.01), ("Adadelta", 1.0)][rng.integers(3)]
    return trained(rng, size * 2 + 1, size, name, optimizer, rate)


def trained_after_an_evaluation(rng: np.random.Generator) -> Call:
    size = int(rng.integers(3, 6))
    return trained(rng, size * 2, size, "batch norm", "SGD", some_rate(rng), training=False)


EXERCISE = Exercise(
    solution=train_epoch,
    kind=TRAINING,
    torch=True,
    parts=[
        Part(
            "the mean loss of equal batches",
            [
                trained(np.random.default_rng(1), 4, 2),
                trained(np.random.default_rng(2), 9, 3, "hidden layer"),
                drawn(trained_on_full_batches, 2),
            ],
            item=0,
        ),
        Part(
            "a last batch that is smaller",
            [
                trained(np.random.default_rng(3), 5, 4),
                trained(np.random.default_rng(4), 8, 3, "convolution"),
                drawn(trained_on_a_rest, 2),
            ],
            item=0,
        ),
        Part(
            "the weights after an epoch",
            [
                trained(np.random.default_rng(5), 6, 2),
                trained(np.random.default_rng(6), 7, 3, "hidden layer", "SGD", 0.5),
                trained(np.random.default_rng(7), 6, 3, "convolution", "Adam", 0.01),
                drawn(trained_somehow, 2),
            ],
            item=1,
        ),
        Part(
            "after an evaluation",
            [
                trained_after_an_evaluation(np.random.default_rng(8)),
                drawn(trained_after_an_evaluation, 1),
            ],
            item=2,
        ),
    ],
    hints=[
        "Begin with the mode. Then for each batch: both tensors to the device, scores, "
        "loss, and three calls, of zero_grad, backward and step.",
        "Beside the loop run two sums: of the plain number of the loss times len(images), "
        "and of len(images). The mean loss is the first divided by the second.",
    ],
)
