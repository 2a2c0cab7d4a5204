"""total_variation: how much neighbouring pixels differ."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.words_and_pictures.shared import some, tensor, tensor_of
from helpers.checking.kinds import DIFFERENTIABLE


def total_variation(image):
    """How much neighbouring pixels differ, in all.

    image: (N, C, H, W), a float tensor.
    Of each pixel, the absolute differences to its neighbour on the right and to the one
    below, each where there is one: all added up, over channels and images too.
    Returns a tensor without axes, which leads gradients back to image.
    Rudin, Osher, Fatemi 1992.
    """
    right = image[..., :, 1:] - image[..., :, :-1]
    below = image[..., 1:, :] - image[..., :-1, :]
    return right.abs().sum() + below.abs().sum()


def _to_the_right(image):
    return image[..., :, 1:] - image[..., :, :-1]


def _to_below(image):
    return image[..., 1:, :] - image[..., :-1, :]


def looks_to_the_right_only(image):
    """Neighbours in a row count, and neighbours in a column do not. There are two directions."""
    return _to_the_right(image).abs().sum()


def looks_below_only(image):
    """Neighbours in a column count, and neighbours in a row do not. There are two directions."""
    return _to_below(image).abs().sum()


def squares_the_differences(image):
    """The differences are squared, so that an edge costs more than a slope of the same height. Make
    them positive without that."""
    return _to_the_right(image).square().sum() + _to_below(image).square().sum()


def keeps_the_signs(image):
    """The differences keep their signs and cancel: whatever lies between the two ends of a row has
    no say."""
    return _to_the_right(image).sum() + _to_below(image).sum()


def makes_the_sums_positive(image):
    """You add up first and drop the sign then, so that differences cancel. Drop the sign of each of
    them."""
    return _to_the_right(image).sum().abs() + _to_below(image).sum().abs()


def takes_the_length_of_the_slope(image):
    """You take a root of the sum of both squares at each pixel. Here both absolute differences are
    added."""
    right = _to_the_right(image)[..., :-1, :]
    below = _to_below(image)[..., :, :-1]
    return (right.square() + below.square() + 1e-12).sqrt().sum()


def takes_a_root_at_the_end(image):
    """You square, add up and take a root of all. Of each difference the absolute value is added."""
    squares = _to_the_right(image).square().sum() + _to_below(image).square().sum()
    return (squares + 1e-12).sqrt()


def cuts_both_ends(image):
    """The last row and the last column are left out of both directions. In the last row pixels have
    neighbours on the right, and in the last column below: each direction has a size of its own."""
    right, below = _to_the_right(image)[..., :-1, :], _to_below(image)[..., :, :-1]
    return right.abs().sum() + below.abs().sum()


def goes_round_the_edge(image):
    """The last pixel of a row is held against the first one, as roll does. At the edge there is no
    neighbour."""
    right, below = image.roll(-1, 3) - image, image.roll(-1, 2) - image
    return right.abs().sum() + below.abs().sum()


def counts_black_beyond_the_edge(image):
    """Pixels at the edge are held against a border of 0. Beyond the edge there is no neighbour."""
    padded = image.new_zeros(*image.shape[:2], image.shape[2] + 1, image.shape[3] + 1)
    padded[..., :-1, :-1] = image
    right = _to_the_right(padded)[..., :-1, :]
    return right.abs().sum() + _to_below(padded)[..., :, :-1].abs().sum()


def crosses_from_row_to_row(image):
    """The last pixel of a row is held against the first of the next, as when an image is one long
    row. Only within a row are they neighbours."""
    rows = image.flatten(2)
    right = rows[..., 1:] - rows[..., :-1]
    return right.abs().sum() + _to_below(image).abs().sum()


def holds_channels_against_each_other(image):
    """Channels are held against each other, too. Neighbours lie side by side in the picture: these
    are the last two axes."""
    between = image[:, 1:] - image[:, :-1]
    return total_variation(image) + between.abs().sum()


def takes_channels_for_rows(image):
    """Your two directions are channels and rows. Of the four axes the last two are the picture."""
    between = image[:, 1:] - image[:, :-1]
    return between.abs().sum() + _to_below(image).abs().sum()


def looks_along_the_first_axes(image):
    """Your two directions are images and channels. Of the four axes the last two are the
    picture."""
    images, channels = image[1:] - image[:-1], image[:, 1:] - image[:, :-1]
    return images.abs().sum() + channels.abs().sum()


def looks_below_in_the_differences(image):
    """You take the step down in the differences to the right, and not in the image, so that two
    rows with the same edge give 0. Both directions begin at the image."""
    return _to_below(_to_the_right(image)).abs().sum()


def takes_second_differences(image):
    """These are differences of differences, as diff gives with n=2: a slope counts for nothing.
    Take them once."""
    return image.diff(n=2, dim=3).abs().sum() + image.diff(n=2, dim=2).abs().sum()


def counts_diagonals_too(image):
    """Neighbours across the corner count as well. Right and below are all."""
    corner = image[..., 1:, 1:] - image[..., :-1, :-1]
    return total_variation(image) + corner.abs().sum()


def counts_every_pair_twice(image):
    """Every pair of neighbours counts twice, from left to right and from right to left. It counts
    once."""
    return 2 * total_variation(image)


def averages_each_direction(image):
    """You take means in place of sums. All differences are added up."""
    return _to_the_right(image).abs().mean() + _to_below(image).abs().mean()


def divides_by_the_pixels(image):
    """The sum is divided by how many numbers the image has. Nothing is divided here."""
    return total_variation(image) / image.numel()


def divides_by_the_images(image):
    """The sum is divided by the number of images. It is a sum over the images too."""
    return total_variation(image) / len(image)


def divides_by_the_channels(image):
    """The sum is divided by the number of channels, or goes over their mean. It is a sum over the
    channels too."""
    return total_variation(image) / image.shape[1]


def makes_the_image_gray_first(image):
    """The channels are averaged before you compare. Two colours of the same brightness differ, too:
    compare in each channel."""
    return total_variation(image.mean(1, keepdim=True))


def looks_at_the_first_channel(image):
    """Only the first channel counts. All C do."""
    return total_variation(image[:, :1])


def looks_at_the_first_of_the_images(image):
    """Only the first image counts. All N do."""
    return total_variation(image[:1])


def keeps_the_images_apart(image):
    """You return a number for each image. One number for all is wanted, their sum."""
    right, below = _to_the_right(image).abs(), _to_below(image).abs()
    return right.sum((1, 2, 3)) + below.sum((1, 2, 3))


def takes_the_largest_difference(image):
    """You compare the brightest and the darkest pixel. How much lies between neighbours, all along
    the way, is the question."""
    return image.amax((2, 3)).sum() - image.amin((2, 3)).sum()


def loses_the_graph_of_the_sum(image):
    """PyTorch does not know where your result came from, so no picture can follow it. Leave out
    what cuts it off: item, numpy, np.abs, detach, no_grad."""
    return total_variation(image.detach())


def subtracts_in_the_image(image):
    """The image itself is changed, by -= or by a method that ends in an underscore. Make a new
    tensor: the pixels are needed in both directions."""
    total = total_variation(image)
    image[..., :, 1:] -= image[..., :, :-1].clone()
    return total


def pictures(rng: np.random.Generator, *shape: int, learned: bool = False) -> Call:
    return call(tensor(rng, *shape, learned=learned))


def fixed(seed: int, *shape: int, learned: bool = False) -> Call:
    return pictures(np.random.default_rng(seed), *shape, learned=learned)


def one_row(rng: np.random.Generator) -> Call:
    return pictures(rng, 1, 1, *((1, some(rng, 3, 8)) if rng.random() < 0.6 else (3, 1)))


def one_channel(rng: np.random.Generator) -> Call:
    return pictures(rng, 1, 1, some(rng, 3, 5), some(rng, 2, 4))


def colours_and_images(rng: np.random.Generator) -> Call:
    return pictures(rng, some(rng, 2, 3), some(rng, 2, 3), some(rng, 2, 4), some(rng, 2, 3))


def learned_from(rng: np.random.Generator) -> Call:
    """No two neighbours are equal: there the slope would be a matter of taste."""
    H, W = some(rng, 2, 3), some(rng, 3, 4)
    steps = (1 + rng.permutation(2 * H * W)) * rng.choice([0.25, 0.5])
    return call(tensor_of(steps.reshape(1, 2, H, W), learned=True))


EXERCISE = Exercise(
    solution=total_variation,
    kind=DIFFERENTIABLE,
    torch=True,
    parts=[
        Part(
            "a single row or column",
            [
                call(tensor_of([[[[1, 4, 2]]]])),
                call(tensor_of([[[[1], [4], [2]]]])),
                fixed(1, 1, 1, 1, 6),
                drawn(one_row, 3),
            ],
        ),
        Part(
            "both directions",
            [
                call(tensor_of([[[[0, 1], [3, 7]]]])),
                call(tensor_of([[[[0, 1, 1], [3, 7, 2]]]])),
                fixed(2, 1, 1, 3, 4),
                fixed(3, 1, 1, 5, 2),
                drawn(one_channel, 3),
            ],
        ),
        Part(
            "colours and several images",
            [
                fixed(4, 1, 3, 2, 3),
                fixed(5, 3, 1, 3, 2),
                fixed(6, 2, 3, 4, 3),
                drawn(colours_and_images, 3),
            ],
        ),
        Part(
            "gradients go back",
            [
                call(tensor_of([[[[1, 4, 2]]]], learned=True)),
                call(tensor_of([[[[0, 1], [3, 7]]]], learned=True)),
                call(tensor_of([[[[5, 1], [3, 7]], [[2, 9], [4, 0]]]], learned=True)),
                call(tensor_of([[[[5], [1]], [[2], [9]]]] * 2, learned=True)),
                drawn(learned_from, 2),
            ],
        ),
    ],
    hints=[
        "image[..., 1:] is the image without its first column. What is it less the image without "
        "its last column?",
        "Rows go the same way, one axis before. The two tensors of differences have different "
        "sizes: make one sum of absolute values of each, and add the two numbers.",
    ],
)
