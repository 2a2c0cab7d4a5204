"""style_loss: how far an image is from a style."""

import numpy as np
import torch

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.words_and_pictures.shared import some, tensor, tensor_of
from helpers.checking.ingredients import Tensor
from helpers.checking.kinds import DIFFERENTIABLE


def style_loss(features, targets):
    """How far an image is from a style.

    features: a list of float tensors (1, C, H, W), the maps of an image in some layers,
    each with sizes of its own; targets: a list of as many (1, C, C), the Gram matrices
    of the style in these layers, as gram_matrix gives them.
    Of each layer, the mean of the squared differences between the Gram matrix of the
    image and the target. The loss is their sum over the layers.
    Returns a tensor without axes, which leads gradients back to all features.
    """
    loss = 0.0
    for maps, target in zip(features, targets, strict=True):
        rows = maps.flatten(2)
        gram = rows @ rows.transpose(1, 2) / rows.shape[2]
        loss = loss + (gram - target).square().mean()
    return loss


def gram(maps):
    """The right Gram matrix, for mistakes that lie elsewhere."""
    rows = maps.flatten(2)
    return rows @ rows.transpose(1, 2) / rows.shape[2]


def of_layers(features, targets, of_differences, matrix=None):
    """A number for each layer, made of the differences of its matrices, which are Gram matrices
    where no others are asked for."""
    matrices = [*map(matrix or gram, features)]
    pairs = zip(matrices, targets, strict=True)
    return torch.stack([of_differences(mine - target) for mine, target in pairs])


def mean_square(differences):
    return differences.square().mean()


def compares_the_maps_themselves(features, targets):
    """You hold the maps against the targets, which are no maps. Make a Gram matrix of them first:
    what is where does not count for the style."""
    return of_layers(features, targets, mean_square, lambda maps: maps).sum()


def never_divides_by_the_places(features, targets):
    """Your Gram matrices hold sums of products, those of the targets means. Divide by the number of
    places, as gram_matrix does."""
    return of_layers(
        features, targets, mean_square, lambda maps: gram(maps) * maps[0, 0].numel()
    ).sum()


def divides_the_matrices_by_the_channels(features, targets):
    """Your Gram matrices are divided by the number of channels as well. The targets are not, so the
    two never become equal."""
    return of_layers(features, targets, mean_square, lambda maps: gram(maps) / maps.shape[1]).sum()


def takes_the_mean_off_the_maps(features, targets):
    """You take the mean off each channel, which the targets do not. Make your Gram matrices as
    gram_matrix does."""
    return of_layers(
        features, targets, mean_square, lambda maps: gram(maps - maps.mean((2, 3), keepdim=True))
    ).sum()


def takes_the_factor_of_the_paper(features, targets):
    """You divide by the square of the places too, or by 4, as the paper does with sums in place of
    means. Here the Gram matrices have been divided: their mean squared difference is enough."""
    pairs = zip(features, targets, strict=True)
    return sum(
        (gram(maps) - target).square().mean() / (4 * maps[0, 0].numel() ** 2)
        for maps, target in pairs
    )


def divides_the_mean_by_the_channels(features, targets):
    """Of each layer you take the mean and divide once more by the number of channels. The mean is
    enough."""
    return of_layers(features, targets, lambda d: d.square().mean() / d.shape[1]).sum()


def divides_the_mean_by_the_channels_squared(features, targets):
    """Of each layer you take the mean and divide once more by the number of channels squared. The
    mean has done that already."""
    return of_layers(features, targets, lambda d: d.square().mean() / d.shape[1] ** 2).sum()


def begins_with_a_leaf(features, targets):
    """Your loss begins as a tensor that asks for gradients itself, and += changes it in place,
    which fails. Begin with a plain 0, and write loss = loss + ..."""
    loss = torch.tensor(0.0, requires_grad=True)
    for number in of_layers(features, targets, mean_square):
        loss += number
    return loss


def adds_up_the_squares(features, targets):
    """In a layer you add up the squared differences. A layer of many channels would drown the
    others: take their mean."""
    return of_layers(features, targets, lambda d: d.square().sum()).sum()


def averages_the_rows_only(features, targets):
    """In a layer you divide by the number of channels, and there are as many squared differences as
    that number squared. The mean is over all of them."""
    return of_layers(features, targets, lambda d: d.square().sum() / d.shape[1]).sum()


def makes_gram_matrices_of_the_targets(features, targets):
    """You make Gram matrices of the targets, which are some already. Compare with them as they
    are."""
    return of_layers(features, [*map(gram, targets)], mean_square).sum()


def averages_the_layers(features, targets):
    """You take the mean over the layers. They are added up."""
    return of_layers(features, targets, mean_square).mean()


def averages_all_layers_together(features, targets):
    """All squared differences of all layers share one mean, so that a layer of many channels drowns
    the others. Each layer has a mean of its own; these are added up."""
    pairs = [*zip(features, targets, strict=True)]
    return torch.cat([(gram(maps) - target).flatten() for maps, target in pairs]).square().mean()


def looks_at_the_last_layer(features, targets):
    """Only the last layer counts. What the earlier ones gave is lost on the way: a sum begins
    before the loop and grows in it."""
    return of_layers(features, targets, mean_square)[-1]


def looks_at_the_first_layer(features, targets):
    """Only the first layer counts. Does the loop end too early, by a return inside of it?"""
    return of_layers(features, targets, mean_square)[0]


def returns_a_number_for_each_layer(features, targets):
    """You return a number for each layer. The loss is their sum."""
    return of_layers(features, targets, mean_square)


def compares_by_absolute_differences(features, targets):
    """The differences are made positive without being squared."""
    return of_layers(features, targets, lambda d: d.abs().mean()).sum()


def lets_differences_cancel(features, targets):
    """The differences keep their signs and cancel. Square each of them first."""
    return of_layers(features, targets, torch.mean).sum()


def squares_the_mean_difference(features, targets):
    """You take the mean first and square it then, so that differences cancel. Square each of them
    first."""
    return of_layers(features, targets, lambda d: d.mean().square()).sum()


def takes_a_root_in_each_layer(features, targets):
    """Of each layer you take a root. The mean of the squares stays as it is."""
    return of_layers(features, targets, lambda d: (d.square().mean() + 1e-20).sqrt()).sum()


def takes_the_length_of_the_difference(features, targets):
    """Of each layer you take the length of the difference, the root of the sum of squares. The mean
    of the squares is asked for, without a root."""
    return of_layers(features, targets, lambda d: (d.square().sum() + 1e-20).sqrt()).sum()


def takes_a_root_of_the_sum(features, targets):
    """You take a root at the end. The sum over the layers stays as it is."""
    return style_loss(features, targets).sqrt()


def takes_half_of_the_style(features, targets):
    """Your loss is half of what it should be. Nobody asked for a ½."""
    return style_loss(features, targets) / 2


def loses_the_graph_of_the_style(features, targets):
    """PyTorch does not know where your loss came from, so no picture can follow it. Leave out what
    cuts it off: item, float, detach, numpy, no_grad."""
    return style_loss([maps.detach() for maps in features], targets)


def learns_from_the_last_layer_alone(features, targets):
    """Gradients lead back to the last layer only. What the others gave is added as a plain number:
    does the sum in your loop still remember where it came from?"""
    *_, last = of_layers(features, targets, mean_square)
    return last + style_loss(features[:-1], targets[:-1]).item() if len(features) > 1 else last


def subtracts_from_the_targets(features, targets):
    """The targets that you were given are changed, by -= or by a method that ends in an underscore.
    Make a new tensor: the next step compares with the same style."""
    for maps, target in zip(features, targets, strict=True):
        target -= gram(maps)
    return sum(mean_square(target) for target in targets)


def styled(rng: np.random.Generator, maps: list, learned: bool = False, fits: tuple = ()) -> Call:
    """maps: the sizes (C, H, W) of each layer; fits: the places of layers without a difference."""
    features = [tensor(rng, 1, *sizes, learned=learned) for sizes in maps]
    targets = []
    for place, (image, (C, H, W)) in enumerate(zip(features, maps, strict=True)):
        rows = image.array if place in fits else tensor(rng, 1, C, H, W).array
        rows = rows.reshape(C, H * W)
        targets.append(Tensor((rows @ rows.T / (H * W))[None]))
    return call(features, targets)


def fixed(seed: int, *maps: tuple, learned: bool = False, fits: tuple = ()) -> Call:
    return styled(np.random.default_rng(seed), [*maps], learned, fits)


def sizes(rng: np.random.Generator, count: int) -> list:
    """Sizes of layers, no two of which have as many channels or places."""
    channels = rng.choice([1, 2, 3, 4], count, replace=False)
    sides = rng.choice([(1, 2), (2, 2), (2, 3), (3, 1), (1, 5)], count, replace=False)
    return [(int(C), int(H), int(W)) for C, (H, W) in zip(channels, sides, strict=True)]


def one_layer(rng: np.random.Generator) -> Call:
    return styled(rng, [(some(rng, 2, 4), *(int(n) for n in rng.choice([1, 2, 3], 2)))])


def several_layers(rng: np.random.Generator) -> Call:
    return styled(rng, sizes(rng, some(rng, 2, 3)))


def one_that_fits(rng: np.random.Generator) -> Call:
    count = some(rng, 2, 3)
    return styled(rng, sizes(rng, count), fits=(some(rng, 0, count - 1),))


def learned_from(rng: np.random.Generator) -> Call:
    return styled(rng, sizes(rng, 2), learned=True)


EXERCISE = Exercise(
    solution=style_loss,
    kind=DIFFERENTIABLE,
    torch=True,
    parts=[
        Part(
            "one layer",
            [
                call([tensor_of([[[[1, 3]]]])], [tensor_of([[[3]]])]),
                call([tensor_of([[[[1, 0]], [[2, 1]]]])], [tensor_of([[[0.5, 0], [0, 2]]])]),
                fixed(1, (3, 2, 2)),
                fixed(2, (2, 3, 1)),
                fixed(3, (2, 2, 2)),
                drawn(one_layer, 3),
            ],
        ),
        Part(
            "layers of unlike size",
            [
                call(
                    [tensor_of([[[[1, 3]]]]), tensor_of([[[[2]], [[1]]]])],
                    [tensor_of([[[3]]]), tensor_of([[[2, 2], [2, 0]]])],
                ),
                fixed(4, (2, 2, 3), (3, 1, 2)),
                fixed(5, (3, 2, 2), (1, 1, 3), (2, 2, 1)),
                drawn(several_layers, 3),
            ],
        ),
        Part(
            "a layer that fits",
            [
                fixed(6, (2, 2, 2), (3, 1, 2), fits=(0,)),
                fixed(7, (2, 3, 2), (3, 1, 2), fits=(1,)),
                fixed(8, (1, 2, 2), (2, 2, 3), (3, 2, 1), fits=(1,)),
                drawn(one_that_fits, 3),
            ],
        ),
        Part(
            "gradients go back to all layers",
            [
                call([tensor_of([[[[1, 3]]]], learned=True)], [tensor_of([[[3]]])]),
                fixed(9, (2, 2, 2), (3, 1, 2), learned=True),
                fixed(10, (2, 1, 3), (1, 2, 2), learned=True),
                drawn(learned_from, 2),
            ],
        ),
    ],
    hints=[
        "zip(features, targets) gives the layers one by one. You have written gram_matrix already.",
        "In a loop: the Gram matrix of the maps, less the target, squared, and the mean of that. "
        "A sum that was 0 before the loop takes it up, as a tensor.",
    ],
)
