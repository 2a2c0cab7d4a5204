"""gram_matrix: which channels go together, wherever in an image."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.words_and_pictures.shared import some, tensor, tensor_of
from helpers.checking.kinds import DIFFERENTIABLE


def gram_matrix(features):
    """Which channels go together, wherever in an image: its style.

    features: (N, C, H, W), a float tensor.
    At each place two channels are multiplied, and their entry is the mean of these
    products over the H times W places of an image. A channel is also multiplied by
    itself. No mean is taken off.
    Returns (N, C, C), which leads gradients back to features.
    Gatys, Ecker, Bethge 2015, where sums stand in place of means.
    """
    rows = features.flatten(2)
    return rows @ rows.transpose(1, 2) / rows.shape[2]


def products(rows):
    """The sums of products of rows (N, C, L), before anything is divided."""
    return rows @ rows.transpose(1, 2)


def multiplies_pixels_with_pixels(features):
    """Your matrix has a row for each place, and tells which places look alike. Channels are
    multiplied with channels: it is (C, C)."""
    rows = features.flatten(2)
    return rows.transpose(1, 2) @ rows / rows.shape[2]


def puts_all_images_into_one_axis(features):
    """Images and channels are in one axis, so that images are multiplied with each other. Each has
    a style of its own: (N, C, C)."""
    N, C, H, W = features.shape
    rows = features.reshape(N * C, H * W)
    return rows @ rows.T / (H * W)


def puts_all_numbers_into_one_matrix(features):
    """Images and channels are in one axis, and you divide by the count of all numbers. Each image
    has a style of its own, (N, C, C), and a sum of products runs over its places alone."""
    N, C, H, W = features.shape
    rows = features.reshape(N * C, H * W)
    return rows @ rows.T / (N * C * H * W)


def takes_a_single_image(features):
    """You make one axis of the places and lose that of the images, which fails where there are
    several. The axis N stays, also where it is 1."""
    _, C, H, W = features.shape
    rows = features.reshape(C, H * W)
    return rows @ rows.T / (H * W)


def makes_one_style_of_all_images(features):
    """There is one matrix for the whole batch. Each image has a style of its own: the axis N
    stays."""
    return gram_matrix(features).mean(0)


def adds_up_the_styles(features):
    """There is one matrix, in which the images are added up. Each has a style of its own: the axis
    N stays."""
    return gram_matrix(features).sum(0)


def looks_at_one_image(features):
    """Only the first image of the batch has a matrix. The axis N stays, also where it is 1."""
    return gram_matrix(features)[0]


def never_divides(features):
    """The products are added up and not divided. Then a larger picture has a stronger style: take
    the mean over the places."""
    return products(features.flatten(2))


def divides_by_the_channels_too(features):
    """You divide by the number of channels as well. What the sum runs over are the places alone."""
    return gram_matrix(features) / features.shape[1]


def divides_by_the_channels_alone(features):
    """You divide by the number of channels. What the sum runs over are the places."""
    return products(features.flatten(2)) / features.shape[1]


def divides_by_all_numbers(features):
    """You divide by the count of all numbers, those of all images and channels. What the sum runs
    over are the places of one image alone."""
    return products(features.flatten(2)) / features.numel()


def divides_by_one_side(features):
    """You divide by the height alone. There are H times W places."""
    return products(features.flatten(2)) / features.shape[2]


def divides_by_the_other_side(features):
    """You divide by the width alone. There are H times W places."""
    return products(features.flatten(2)) / features.shape[3]


def divides_by_the_square(features):
    """You divide twice by the number of places, once for each of the two channels perhaps. There is
    one sum, and so one mean."""
    return gram_matrix(features) / features[0, 0].numel()


def takes_the_mean_off(features):
    """The mean of each channel is taken off first, which makes covariances. How bright a channel is
    belongs to the style: leave it in."""
    rows = features.flatten(2)
    return gram_matrix((rows - rows.mean(2, keepdim=True))[..., None])


def makes_correlations(features):
    """Each channel is divided by its length, so the diagonal is 1 everywhere. How strong a channel
    is belongs to the style."""
    rows = features.flatten(2)
    return products(rows / rows.norm(dim=2, keepdim=True))


def reshapes_a_transposed_tensor(features):
    """The channels are moved to the end, and then reshape deals the numbers out as if they were
    not. Keep the channels second, and make one axis of the two behind them."""
    N, C, H, W = features.shape
    return products(features.permute(0, 2, 3, 1).reshape(N, C, H * W)) / (H * W)


def reshapes_to_move_the_channels(features):
    """reshape to (N, H·W, C) keeps the numbers in their order, so that a column is no channel. To
    move an axis is another operation."""
    N, C, H, W = features.shape
    rows = features.reshape(N, H * W, C)
    return rows.transpose(1, 2) @ rows / (H * W)


def multiplies_rows_of_pixels(features):
    """matmul of the tensor with four axes multiplies rows of pixels, channel by channel. First make
    one axis of the places."""
    return features @ features.transpose(2, 3) / (features.shape[2] * features.shape[3])


def multiplies_place_by_place(features):
    """Each channel is multiplied with itself alone. Every pair of channels has an entry, so there
    are C times C."""
    return features.square().flatten(2).mean(2)


def keeps_the_diagonal_alone(features):
    """Off the diagonal your matrix is 0. There stands what two different channels have in
    common."""
    return gram_matrix(features).diagonal(dim1=1, dim2=2).diag_embed()


def multiplies_the_means(features):
    """You multiply the means of two channels. Multiply at each place first, and take the mean of
    the products: where things are together is what counts."""
    means = features.mean((2, 3))
    return means[:, :, None] * means[:, None, :]


def takes_the_absolute_values(features):
    """The products have lost their signs. Where one channel is up and the other down, their entry
    gets less."""
    return gram_matrix(features.abs())


def loses_the_graph_of_the_matrix(features):
    """PyTorch does not know where your matrix came from, so no picture can follow it. Leave out
    what cuts it off: detach, numpy, data, no_grad, ints."""
    return gram_matrix(features.detach())


def loses_half_of_the_graph(features):
    """The gradient is half of what it should be, and the numbers are not. Features stand in the
    product twice: one of them is cut off from where it came from, as detach() does."""
    rows = features.flatten(2)
    return rows @ rows.detach().transpose(1, 2) / rows.shape[2]


def scales_the_features_in_place(features):
    """The features that you were given are changed, by /= or by a method that ends in an
    underscore. Divide the products, or make a new tensor."""
    features /= (features.shape[2] * features.shape[3]) ** 0.5
    return products(features.flatten(2))


def maps(rng: np.random.Generator, *shape: int, learned: bool = False) -> Call:
    return call(tensor(rng, *shape, learned=learned))


def fixed(seed: int, *shape: int, learned: bool = False) -> Call:
    return maps(np.random.default_rng(seed), *shape, learned=learned)


def two_sides(rng: np.random.Generator) -> tuple[int, int]:
    H, W = (int(n) for n in rng.choice([1, 2, 3, 4, 5], 2, replace=False))
    return H, W


def one_image(rng: np.random.Generator) -> Call:
    side = some(rng, 2, 4)
    return maps(rng, 1, some(rng, 2, 5), side, side)


def several_images(rng: np.random.Generator) -> Call:
    return maps(rng, some(rng, 2, 4), some(rng, 2, 4), 3, 3)


def of_any_sides(rng: np.random.Generator) -> Call:
    return maps(rng, some(rng, 1, 3), some(rng, 2, 5), *two_sides(rng))


def as_many_places(rng: np.random.Generator) -> Call:
    H, W = int(rng.choice([1, 2, 3])), int(rng.choice([2, 3]))
    return maps(rng, some(rng, 1, 2), H * W, H, W)


def learned_from(rng: np.random.Generator) -> Call:
    return maps(rng, some(rng, 1, 2), some(rng, 2, 3), some(rng, 2, 3), 2, learned=True)


EXERCISE = Exercise(
    solution=gram_matrix,
    kind=DIFFERENTIABLE,
    torch=True,
    parts=[
        Part(
            "one image",
            [
                call(tensor_of([[[[1, 2], [3, 4]]]])),
                call(tensor_of([[[[1, 0], [2, 0]], [[0, 1], [1, 0]]]])),
                fixed(1, 1, 3, 2, 2),
                fixed(2, 1, 4, 3, 3),
                drawn(one_image, 3),
            ],
        ),
        Part(
            "several images",
            [
                call(tensor_of([[[[1, 2]], [[1, -1]]], [[[0, 3]], [[1, 1]]]])),
                fixed(3, 3, 2, 2, 2),
                fixed(4, 2, 4, 3, 3),
                drawn(several_images, 3),
            ],
        ),
        Part(
            "height and width differ",
            [
                fixed(5, 1, 2, 1, 3),
                fixed(6, 2, 3, 4, 2),
                fixed(7, 3, 4, 2, 5),
                drawn(of_any_sides, 3),
            ],
        ),
        Part(
            "as many channels as places",
            [
                fixed(8, 1, 4, 2, 2),
                fixed(9, 2, 6, 3, 2),
                fixed(10, 2, 3, 1, 3),
                drawn(as_many_places, 3),
            ],
        ),
        Part(
            "gradients go back",
            [
                call(tensor_of([[[[1, 2]], [[3, 0]]]], learned=True)),
                fixed(11, 1, 2, 2, 3, learned=True),
                fixed(12, 2, 3, 2, 2, learned=True),
                fixed(13, 2, 1, 2, 3, learned=True),
                fixed(14, 1, 2, 3, 1, learned=True),
                drawn(learned_from, 2),
            ],
        ),
    ],
    hints=[
        "First make one axis of the places: flatten(2) gives (N, C, H·W), a row for each channel.",
        "Rows times rows: @ works on the last two axes of both, for each image by itself. Which "
        "two axes of the second tensor have to change places?",
        "rows @ rows.transpose(1, 2) holds the sums of products. How many places are in each sum?",
    ],
)
