"""evaluate: measure a classifier on every batch, without learning from any."""

import numpy as np
import torch
from torch.nn import functional

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.pytorch_cnn.shared import MODELS_WITHOUT_MEMORY, batches, some_seed
from helpers.checking.ingredients import Loader, Model
from helpers.checking.kinds import EVALUATION


def evaluate(model, loader, device):
    """Measure a classifier on every batch, without learning from any.

    model: gives scores (N, K), in whatever mode it was left; loader: gives batches of
    images and labels; device: where the model is. The model runs in evaluation mode,
    and no gradients are recorded.
    Returns the mean cross-entropy over all images, and the share of them whose highest
    score is that of the right class: two plain numbers.
    """
    model.eval()
    total, right, count = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            scores = model(images)
            total += functional.cross_entropy(scores, labels).item() * len(images)
            right += (scores.argmax(1) == labels).sum().item()
            count += len(images)
    return total / count, right / count


def measured(model, loader, train=False, record=False, axis=1):
    """Loss, right answers and size of every batch, for the mistakes."""
    model.train(train)
    rows = []
    with torch.set_grad_enabled(record):
        for images, labels in loader:
            scores = model(images)
            right = (scores.argmax(axis) == labels).sum().item()
            rows.append((functional.cross_entropy(scores, labels).item(), right, len(images)))
    return rows


def summed_up(rows):
    count = sum(size for *_, size in rows)
    loss = sum(loss * size for loss, _, size in rows) / count
    return loss, sum(right for _, right, _ in rows) / count


def trusts_no_grad_alone(model, loader, device):
    """The model runs in training mode. no_grad switches off the recording of gradients, and that is
    all: batch normalisation and dropout do not hear of it."""
    return summed_up(measured(model, loader, train=True))


def trusts_eval_alone(model, loader, device):
    """Gradients are recorded, which takes time and memory for nothing. eval() changes how layers
    behave; another switch says that no gradient will be asked for."""
    return summed_up(measured(model, loader, record=True))


def evaluates_as_in_training(model, loader, device):
    """The model runs as in training: dropout drops, batch normalisation learns from these images,
    and gradients are recorded. Two switches are missing."""
    return summed_up(measured(model, loader, train=True, record=True))


def averages_batches(model, loader, device):
    """Loss and accuracy are means over the batches, so an image of a small last batch counts for
    more. Add up over images, and divide by their number."""
    rows = measured(model, loader)
    return (
        sum(loss for loss, *_ in rows) / len(rows),
        sum(right / size for _, right, size in rows) / len(rows),
    )


def averages_accuracies(model, loader, device):
    """The loss is right; the accuracy is a mean of accuracies of batches, of which the last may be
    small. Count the right answers."""
    rows = measured(model, loader)
    return summed_up(rows)[0], sum(right / size for _, right, size in rows) / len(rows)


def averages_losses(model, loader, device):
    """The accuracy is right; the loss is a mean over batches, in which the last weighs as much as
    the others however small it is."""
    rows = measured(model, loader)
    return sum(loss for loss, *_ in rows) / len(rows), summed_up(rows)[1]


def supposes_full_batches(model, loader, device):
    """You divide by the number of batches times their size. The last batch may be smaller: count
    the images that came."""
    rows = measured(model, loader)
    loss, accuracy = summed_up(rows)
    share = sum(size for *_, size in rows) / (len(rows) * rows[0][2])
    return loss * share, accuracy * share


def finds_the_best_image(model, loader, device):
    """argmax along axis 0 says which image has the highest score of a class. Asked for is the class
    with the highest score of each image: which axis are the classes?"""
    return summed_up(measured(model, loader, axis=0))


def says_percent(model, loader, device):
    """The accuracy is in percent. A share goes from 0 to 1."""
    loss, accuracy = summed_up(measured(model, loader))
    return loss, 100 * accuracy


def counts_right_answers(model, loader, device):
    """This is how many answers are right. Of how many?"""
    rows = measured(model, loader)
    return summed_up(rows)[0], float(sum(right for _, right, _ in rows))


def says_the_share_of_errors(model, loader, device):
    """You return the share that is wrong. The accuracy is the other one."""
    loss, accuracy = summed_up(measured(model, loader))
    return loss, 1 - accuracy


def says_accuracy_first(model, loader, device):
    """The accuracy comes first here, and the loss is expected there."""
    return summed_up(measured(model, loader))[::-1]


def looks_at_the_last_batch(model, loader, device):
    """Only the last batch counts. The totals begin before the loop and grow inside it."""
    return summed_up(measured(model, loader)[-1:])


def looks_at_the_first_batch(model, loader, device):
    """After the first batch the function returns. How far is the return indented?"""
    return summed_up(measured(model, loader)[:1])


def adds_up_batch_losses(model, loader, device):
    """Your loss is the sum over the batches. With twice as many batches it would be twice as
    large."""
    rows = measured(model, loader)
    return sum(loss for loss, *_ in rows), summed_up(rows)[1]


def divides_losses_by_images(model, loader, device):
    """The loss of a batch is a mean over its images. You add such means and divide by the number of
    images, so most of the loss is gone."""
    rows = measured(model, loader)
    loss = sum(loss for loss, *_ in rows) / sum(size for *_, size in rows)
    return loss, summed_up(rows)[1]


def takes_probabilities_for_scores(model, loader, device):
    """The accuracy is right and the loss is not: cross_entropy is given probabilities, and applies
    softmax to them again."""
    rows = []
    model.eval()
    with torch.no_grad():
        for images, labels in loader:
            chances = model(images).softmax(1)
            right = (chances.argmax(1) == labels).sum().item()
            rows.append((functional.cross_entropy(chances, labels).item(), right, len(images)))
    return summed_up(rows)


def returns_a_loss_with_its_graph(model, loader, device):
    """The loss comes back as a tensor that remembers how it was computed. A plain number is asked
    for."""
    loss, accuracy = summed_up(measured(model, loader, record=True))
    return next(model.parameters()).sum() * 0 + loss, accuracy


def evaluated(rng, count, size, name="linear", training=True) -> Call:
    return call(Model(name, some_seed(rng), training), batches(rng, count, size), "cpu")


def telling(rng, count, size, name="linear") -> Call:
    """An evaluation after which neither all nor none nor half of the answers are right, and of the
    first and the last batch other shares than of all, so that every accuracy says something."""
    model, loader, device = evaluated(rng, count, size, name).args
    with torch.no_grad():
        best = model.make().eval()(torch.from_numpy(loader.images)).argmax(1).numpy()
    rest = count % size or size
    while True:
        right = rng.random(count) < rng.uniform(0.2, 0.8)
        share, others = right.mean(), {right[:size].mean(), right[-rest:].mean()}
        if share not in (0, 0.5, 1) and (count == size or share not in others):
            break
    labels = np.where(right, best, (best + rng.integers(1, 3, count)) % 3)
    return call(model, Loader(loader.images, labels, size), device)


def evaluated_in_one_batch(rng: np.random.Generator) -> Call:
    size = int(rng.integers(5, 9))
    return telling(rng, size, size, str(rng.choice(MODELS_WITHOUT_MEMORY)))


def evaluated_in_full_batches(rng: np.random.Generator) -> Call:
    size = int(rng.integers(3, 6))
    return telling(rng, 3 * size, size, str(rng.choice(MODELS_WITHOUT_MEMORY)))


def evaluated_with_a_rest(rng: np.random.Generator) -> Call:
    size = int(rng.integers(4, 7))
    return telling(rng, 2 * size + 1, size, str(rng.choice(MODELS_WITHOUT_MEMORY)))


def evaluated_after_training(rng: np.random.Generator) -> Call:
    return evaluated(rng, 8, 4, "batch norm")


EXERCISE = Exercise(
    solution=evaluate,
    kind=EVALUATION,
    torch=True,
    parts=[
        Part(
            "the loss",
            [
                telling(np.random.default_rng(1), 5, 5),
                telling(np.random.default_rng(2), 9, 3, "hidden layer"),
                drawn(evaluated_in_one_batch, 1),
                drawn(evaluated_in_full_batches, 1),
            ],
            item=0,
        ),
        Part(
            "the accuracy",
            [
                telling(np.random.default_rng(3), 6, 6),
                telling(np.random.default_rng(4), 12, 4, "convolution"),
                drawn(evaluated_in_one_batch, 1),
                drawn(evaluated_in_full_batches, 1),
            ],
            item=1,
        ),
        Part(
            "the loss with a smaller last batch",
            [
                telling(np.random.default_rng(5), 7, 5),
                telling(np.random.default_rng(6), 10, 4, "hidden layer"),
                drawn(evaluated_with_a_rest, 2),
            ],
            item=0,
        ),
        Part(
            "the accuracy with a smaller last batch",
            [
                telling(np.random.default_rng(7), 7, 5),
                telling(np.random.default_rng(8), 10, 4, "convolution"),
                drawn(evaluated_with_a_rest, 2),
            ],
            item=1,
        ),
        Part(
            "how the model is run",
            [
                evaluated_after_training(np.random.default_rng(9)),
                drawn(evaluated_after_training, 1),
            ],
            item=2,
        ),
    ],
    hints=[
        "Two switches: the mode of the model before the loop, and torch.no_grad() in a with "
        "statement around it. Then three sums grow in the loop.",
        "The class with the highest score is scores.argmax(1). Where it equals labels, the "
        "answer is right: .sum() counts such places, and .item() makes a plain number.",
    ],
)
