"""autoencoder_loss: how far an autoencoder's images are from those it was given."""

import numpy as np
import torch

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.words_and_pictures.shared import some, tensor, tensor_of
from helpers.checking.kinds import DIFFERENTIABLE


def autoencoder_loss(x, reconstruction):
    """How far images lie from what an autoencoder makes of them.

    x, reconstruction: (N, ...), float tensors of one shape. Of each image, the squared
    differences of all its numbers are added up. The loss is the mean of these sums over
    the N images.
    Returns a tensor without axes, which leads gradients back to reconstruction.
    Hinton, Salakhutdinov 2006.
    """
    return (reconstruction - x).square().sum() / len(x)


def of_each_image(x, reconstruction):
    """There is a number for each image. The loss is their mean."""
    return (reconstruction - x).square().flatten(1).sum(1)


def averages_the_numbers_of_an_image(x, reconstruction):
    """The squares of an image are averaged, as mse_loss does by itself. Inside an image they are
    added up; only images are averaged."""
    return (reconstruction - x).square().mean()


def adds_up_the_images(x, reconstruction):
    """The images are added up, so the loss grows with their number. They are averaged; only inside
    an image is there a sum."""
    return (reconstruction - x).square().sum()


def averages_inside_and_adds_up_outside(x, reconstruction):
    """Sum and mean have changed places: inside an image there is a sum, over the images a mean."""
    return (reconstruction - x).square().flatten(1).mean(1).sum()


def divides_by_another_axis(x, reconstruction):
    """The sum of all squares is divided by the length of another axis than the first. How many
    images are there?"""
    return (reconstruction - x).square().sum() / x.shape[1]


def adds_up_one_axis_only(x, reconstruction):
    """Only one axis of an image is added up, and the others are averaged with the images. An image
    may have channels, rows and columns: all of its axes belong into the sum."""
    return (reconstruction - x).square().sum(1).mean()


def adds_up_the_last_axis_only(x, reconstruction):
    """Only the last axis is added up, and the others are averaged with the images. An image may
    have channels, rows and columns: all of its axes belong into the sum."""
    return (reconstruction - x).square().sum(-1).mean()


def counts_on_four_axes(x, reconstruction):
    """You add up over axes 1 to 3, and fail where an image is a row of numbers. N comes first, and
    how many axes follow is open."""
    return (reconstruction - x).square().sum((1, 2, 3)).mean()


def takes_the_distance(x, reconstruction):
    """You take a root of each image's sum, which makes a distance of it. The squares stay as they
    are."""
    return (reconstruction - x).flatten(1).norm(dim=1).mean()


def takes_the_root_at_the_end(x, reconstruction):
    """You take a root of the mean at the end. The squares stay as they are."""
    return autoencoder_loss(x, reconstruction).sqrt()


def takes_absolute_differences(x, reconstruction):
    """The differences are made positive without being squared. Squared, a large one counts for more
    than two of half its size."""
    return (reconstruction - x).abs().sum() / len(x)


def forgets_the_square(x, reconstruction):
    """The differences keep their signs, so that too bright and too dark cancel. Square each of them
    first."""
    return (reconstruction - x).sum() / len(x)


def squares_the_sum(x, reconstruction):
    """You add up first and square then, so that too bright and too dark cancel. Square each
    difference, and add up the squares."""
    return (reconstruction - x).flatten(1).sum(1).square().mean()


def subtracts_squares(x, reconstruction):
    """The numbers are squared before you subtract. Subtract first: then -1 for 1 is a large error,
    and not none."""
    return (reconstruction.square() - x.square()).sum() / len(x)


def takes_half_of_it(x, reconstruction):
    """Your loss is half of what it should be. Nobody asked for the ½ that makes the gradient
    shorter."""
    return autoencoder_loss(x, reconstruction) / 2


def looks_at_the_first_image(x, reconstruction):
    """Only the first image counts. All N do, each with the same weight."""
    return (reconstruction[0] - x[0]).square().sum()


def loses_the_graph(x, reconstruction):
    """PyTorch does not know where your result came from, so nothing can learn from it. Leave out
    what cuts it off: item, numpy, detach, torch.tensor, no_grad, ints."""
    return torch.tensor(autoencoder_loss(x, reconstruction).item())


def learns_from_one_side_less(x, reconstruction):
    """The gradient is half of what it should be, and the number is not. Some tensor on the way is
    cut off from where it came from, as detach() does."""
    loss = autoencoder_loss(x, reconstruction)
    return loss.detach() + 0.5 * (loss - loss.detach())


def overwrites_the_images(x, reconstruction):
    """The images themselves are changed, by -= or by a method that ends in an underscore. Make a
    new tensor: the next epoch needs them as they are."""
    x -= reconstruction
    return x.square().sum() / len(x)


def overwrites_the_reconstruction(x, reconstruction):
    """The reconstruction itself is changed, by -= or by a method that ends in an underscore. Make a
    new tensor: PyTorch needs the old one for its gradient."""
    reconstruction -= x
    return reconstruction.square().sum() / len(x)


def images(rng: np.random.Generator, *shape: int, learned: bool = False) -> Call:
    return call(tensor(rng, *shape), tensor(rng, *shape, learned=learned))


def one_image(rng: np.random.Generator) -> Call:
    return images(rng, 1, some(rng, 2, 6))


def several_images(rng: np.random.Generator) -> Call:
    count, length = (int(n) for n in rng.choice([2, 3, 4, 5, 6], 2, replace=False))
    return images(rng, count, length)


def with_more_axes(rng: np.random.Generator) -> Call:
    N, C, H, W = (int(n) for n in rng.permutation([2, 3, 4, 5]))
    return images(rng, N, C, H, W)


def learned_from(rng: np.random.Generator) -> Call:
    return images(rng, some(rng, 2, 3), some(rng, 4, 5), learned=True)


def fixed(seed: int, *shape: int, learned: bool = False) -> Call:
    return images(np.random.default_rng(seed), *shape, learned=learned)


EXERCISE = Exercise(
    solution=autoencoder_loss,
    kind=DIFFERENTIABLE,
    torch=True,
    parts=[
        Part(
            "one image",
            [
                call(tensor_of([[1, 2]]), tensor_of([[3, 5]])),
                call(tensor_of([[1, 0, 2]]), tensor_of([[0.5, 0, 4]])),
                fixed(1, 1, 5),
                drawn(one_image, 3),
            ],
        ),
        Part(
            "several images",
            [
                call(tensor_of([[1, 2], [0, 0], [1, 1]]), tensor_of([[3, 5], [1, 0], [1, -3]])),
                call(tensor_of([[2, 0, 1], [1, 1, 1]]), tensor_of([[1, 0, 1], [4, 1, -1]])),
                fixed(2, 5, 2),
                fixed(3, 2, 6),
                drawn(several_images, 3),
            ],
        ),
        Part(
            "channels, rows and columns",
            [
                fixed(4, 2, 1, 3, 2),
                fixed(5, 3, 2, 5, 4),
                fixed(6, 2, 3, 4),
                drawn(with_more_axes, 3),
            ],
        ),
        Part(
            "gradients go back",
            [
                call(tensor_of([[1, 2]]), tensor_of([[3, 5]], learned=True)),
                fixed(7, 3, 4, learned=True),
                fixed(8, 2, 3, 2, learned=True),
                drawn(learned_from, 2),
            ],
        ),
    ],
    hints=[
        "Three steps: the differences, their squares, and one number of them. How many images "
        "share it?",
        "Added up over everything, and divided by the number of images, which is len(x).",
    ],
)
