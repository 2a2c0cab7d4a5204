"""occlusion_map: how much a score falls where a square covers the image."""

import numpy as np
import torch

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.seeing_inside.shared import looked_into, picture, winner_of
from helpers.checking.kinds import INSPECTION


def occlusion_map(model, image, label, size, stride=1, fill=0.5):
    """How much the score of a class falls where a square covers the image.

    model: in evaluation mode, gives scores (N, K) to images (N, C, H, W); image:
    (C, H, W); label: an int, any class; size: side of the square; stride: by how many
    pixels it moves on, to the right and down; fill: what stands in it, in all channels.
    The square begins in the upper left corner and is put wherever it fits completely,
    always over the image as it was.
    Returns (rows, columns), a tensor without graph: for each place the score of label
    without the square minus the score with it. Scores, not probabilities.
    Image and model are as before afterwards. Zeiler, Fergus 2014, section 4.2.
    """
    _, height, width = image.shape
    tops = range(0, height - size + 1, stride)
    lefts = range(0, width - size + 1, stride)
    lost = torch.zeros(len(tops), len(lefts), dtype=image.dtype)
    with torch.no_grad():
        whole = model(image[None])[0, label]
        for i, top in enumerate(tops):
            for j, left in enumerate(lefts):
                covered = image.clone()
                covered[:, top : top + size, left : left + size] = fill
                lost[i, j] = whole - model(covered[None])[0, label]
    return lost


def scores_of(model, images, label):
    """A tensor of the scores, for the mistakes."""
    with torch.no_grad():
        return model(images)[:, label]


def covered(image, size, stride, fill, ends=None, at=None):
    """The image below each square, in a grid of so many rows and columns, and its shape, for the
    mistakes.

    ends: the numbers of rows and columns from which none begins; at: the upper left corner of a
    place.
    """
    ends = ends or [side - size + 1 for side in image.shape[1:]]
    grid = [len(range(0, end, stride)) for end in ends]
    images = image.repeat(grid[0] * grid[1], 1, 1, 1)
    for n, (i, j) in enumerate(np.ndindex(*grid)):
        top, left = at(i, j) if at else (i * stride, j * stride)
        images[n, ..., top : top + size, left : left + size] = fill
    return images, grid


def differences(model, image, label, size, stride, fill, ends=None, at=None):
    images, grid = covered(image, size, stride, fill, ends, at)
    lost = scores_of(model, image[None], label) - scores_of(model, images, label)
    return lost.reshape(grid)


def maps_the_score(model, image, label, size, stride=1, fill=0.5):
    """This is the score of the covered image. How much of the score is lost by the square?"""
    images, grid = covered(image, size, stride, fill)
    return scores_of(model, images, label).reshape(grid)


def turns_the_sign(model, image, label, size, stride=1, fill=0.5):
    """The sign is turned. Where the square hides what the class is known by, the map is to be high:
    without the square minus with it."""
    return -differences(model, image, label, size, stride, fill)


def drops_the_sign(model, image, label, size, stride=1, fill=0.5):
    """The sign is lost. Where the score rises below the square, something spoke against the class,
    and the map is negative."""
    return differences(model, image, label, size, stride, fill).abs()


def drops_what_rises(model, image, label, size, stride=1, fill=0.5):
    """Where the score rises, your map is 0. Something spoke against the class there, and a negative
    number says so."""
    return differences(model, image, label, size, stride, fill).clamp(min=0)


def maps_the_probability(model, image, label, size, stride=1, fill=0.5):
    """You compare probabilities. One class falls when another rises, and where the net is sure,
    nothing moves: compare scores."""
    return differences(lambda x: model(x).softmax(1), image, label, size, stride, fill)


def maps_the_loss(model, image, label, size, stride=1, fill=0.5):
    """You compare losses, or logarithms of probabilities, in which all classes have a say. Compare
    the score of one class."""
    return differences(lambda x: model(x).log_softmax(1), image, label, size, stride, fill)


def maps_a_share(model, image, label, size, stride=1, fill=0.5):
    """You divide by the score of the whole image. A score may be near 0, or below it, so a share of
    it says little: the difference is asked for."""
    lost = differences(model, image, label, size, stride, fill)
    return lost / scores_of(model, image[None], label)


def maps_the_winner(model, image, label, size, stride=1, fill=0.5):
    """You follow the class with the highest score of the whole image. The label says which class is
    asked for."""
    with torch.no_grad():
        label = int(model(image[None])[0].argmax())
    return differences(model, image, label, size, stride, fill)


def maps_each_winner(model, image, label, size, stride=1, fill=0.5):
    """You compare the highest scores, of whichever class they are. Follow the score of the
    label."""
    with torch.no_grad():
        whole = model(image[None]).amax()
        images, grid = covered(image, size, stride, fill)
        return (whole - model(images).amax(1)).reshape(grid)


def covers_with_black(model, image, label, size, stride=1, fill=0.5):
    """The square is always black. Black is a signal to the model as any other colour: the argument
    fill says what stands in the square."""
    return differences(model, image, label, size, stride, 0.0)


def covers_with_the_default(model, image, label, size, stride=1, fill=0.5):
    """The square always holds 0.5, whatever fill says. An argument counts also where it has a
    default."""
    return differences(model, image, label, size, stride, 0.5)


def covers_with_the_mean(model, image, label, size, stride=1, fill=0.5):
    """The square holds the mean of the image. What stands in it is the argument fill."""
    return differences(model, image, label, size, stride, float(image.mean()))


def covers_one_channel(model, image, label, size, stride=1, fill=0.5):
    """The square covers the first channel only, so most of what lies below it can still be seen. An
    image is (C, H, W)."""
    images, grid = covered(image[:1], size, stride, fill)
    others = image[1:].repeat(len(images), 1, 1, 1)
    scores = scores_of(model, torch.cat([images, others], 1), label)
    return (scores_of(model, image[None], label) - scores).reshape(grid)


def darkens_the_square(model, image, label, size, stride=1, fill=0.5):
    """The square is multiplied by fill, or fill is added to it, so what lies below still shines
    through. Put the number itself there."""
    images, grid = covered(image, size, stride, 0.0)
    images = torch.where(images == image, image, image * fill)
    scores = scores_of(model, images, label)
    return (scores_of(model, image[None], label) - scores).reshape(grid)


def piles_up_squares(model, image, label, size, stride=1, fill=0.5):
    """The squares of earlier places are still there. Each place begins with a fresh copy of the
    image."""
    images, grid = covered(image, size, stride, fill)
    for n in range(1, len(images)):
        images[n] = torch.where(images[n - 1] != image, images[n - 1], images[n])
    scores = scores_of(model, images, label)
    return (scores_of(model, image[None], label) - scores).reshape(grid)


def covers_the_given_image(model, image, label, size, stride=1, fill=0.5):
    """The squares are written into the image that you were given, and so it is full of them now.
    Each place begins with a fresh copy: x = image is no copy."""
    lost = piles_up_squares(model, image, label, size, stride, fill)
    image.copy_(covered(image, size, stride, fill)[0].select(0, -1))
    return lost


def leaves_out_the_last_place(model, image, label, size, stride=1, fill=0.5):
    """The last place of a row or a column is missing. H − size is a start at which the square still
    fits, and range ends before its end."""
    ends = [side - size for side in image.shape[1:]]
    return differences(model, image, label, size, stride, fill, ends)


def leaves_the_last_place_empty(model, image, label, size, stride=1, fill=0.5):
    """The last row and the last column of the map stay 0, as if nothing were lost there. H − size
    is a start at which the square still fits, and range ends before its end."""
    _, grid = covered(image, size, stride, fill)
    lost = torch.zeros(grid, dtype=image.dtype)
    found = leaves_out_the_last_place(model, image, label, size, stride, fill)
    lost[: found.shape[0], : found.shape[1]] = found
    return lost


def goes_over_the_border(model, image, label, size, stride=1, fill=0.5):
    """There are more places than those where the square fits: at the end it hangs over the border.
    From which start on does it?"""
    return differences(model, image, label, size, stride, fill, list(image.shape[1:]))


def moves_by_its_size(model, image, label, size, stride=1, fill=0.5):
    """The square moves on by its own size, whatever the stride. So no two squares overlap, which
    they may."""
    return differences(model, image, label, size, size, fill)


def moves_by_one(model, image, label, size, stride=1, fill=0.5):
    """The square moves on by one pixel, whatever the stride. There are as many rows as steps of
    that size fit in."""
    return differences(model, image, label, size, 1, fill)


def places_without_stride(model, image, label, size, stride=1, fill=0.5):
    """The map has the right shape, but the squares stand side by side: place i begins at pixel i.
    How far did the square move by then?"""
    return differences(model, image, label, size, stride, fill, at=lambda i, j: (i, j))


def strides_down_only(model, image, label, size, stride=1, fill=0.5):
    """The square moves on by the stride in one direction, and by one pixel in the other. It is one
    stride for both."""
    return differences(model, image, label, size, 1, fill)[::stride]


def strides_right_only(model, image, label, size, stride=1, fill=0.5):
    """The square moves by the stride to the right, and by one pixel down. It is one stride for
    both."""
    return differences(model, image, label, size, 1, fill)[:, ::stride]


def exchanges_rows_and_columns(model, image, label, size, stride=1, fill=0.5):
    """Rows and columns are exchanged. The first axis of the map goes down, as that of a picture
    does."""
    return differences(model, image, label, size, stride, fill).T


def takes_the_height_twice(model, image, label, size, stride=1, fill=0.5):
    """You take the height for the width too. A picture may be wider than it is high, or the other
    way round."""
    ends = 2 * [image.shape[1] - size + 1]
    return differences(model, image, label, size, stride, fill, ends)


def takes_a_larger_square(model, image, label, size, stride=1, fill=0.5):
    """The square is one pixel too wide and too high. A slice ends before its end: how many pixels
    does top : top + size hold?"""
    wider, _ = covered(image, size + 1, stride, fill, [side - size + 1 for side in image.shape[1:]])
    _, grid = covered(image, size, stride, fill)
    scores = scores_of(model, wider, label)
    return (scores_of(model, image[None], label) - scores).reshape(grid)


def makes_one_long_row(model, image, label, size, stride=1, fill=0.5):
    """The places stand in one long row. The map has rows and columns."""
    return differences(model, image, label, size, stride, fill).flatten()


def keeps_graphs(model, image, label, size, stride=1, fill=0.5):
    """What you return carries the graph of every pass through the model. No gradient is asked for:
    say so before the passes."""
    images, grid = covered(image, size, stride, fill)
    return (model(image[None])[:, label] - model(images)[:, label]).reshape(grid)


def turns_gradients_off_everywhere(model, image, label, size, stride=1, fill=0.5):
    """Recording of gradients stays off after your function, in the whole notebook. Let it be off
    within a with statement."""
    torch.set_grad_enabled(False)
    return differences(model, image, label, size, stride, fill)


def takes_gradients_from_the_weights(model, image, label, size, stride=1, fill=0.5):
    """The parameters ask for no gradient any more, so the model can no longer be trained. To do
    without a graph, they need not change."""
    return differences(model.requires_grad_(False), image, label, size, stride, fill)


def is_left_in_training_mode(model, image, label, size, stride=1, fill=0.5):
    """The model is in training mode afterwards. It came in evaluation mode, and is to be found in
    it."""
    lost = differences(model, image, label, size, stride, fill)
    model.train()
    return lost


def asked(
    rng: np.random.Generator,
    *shape: int,
    size: int,
    winner: bool | None = None,
    name: str = "any size",
    **options,
) -> Call:
    """winner: whether the label is the class with the highest score, None for any."""
    model, image = looked_into(name, rng), picture(rng, *shape)
    best = winner_of(model, image)
    label = {None: rng.integers(3), True: best, False: best + rng.integers(1, 3)}[winner]
    return call(model, image, int(label) % 3, size, **options)


def fixed(seed: int, *shape: int, **options) -> Call:
    return asked(np.random.default_rng(seed), *shape, **options)


def one_square(rng: np.random.Generator) -> Call:
    return asked(rng, 2, 4, 4, size=3, name="linear", winner=True)


def many_squares(rng: np.random.Generator) -> Call:
    height, width = map(int, rng.permutation([4, 5, 6])[:2])
    return asked(rng, 3, height, width, size=int(rng.integers(1, 3)) + 1)


def with_a_stride(rng: np.random.Generator) -> Call:
    height, width = map(int, rng.permutation([5, 6, 7])[:2])
    return asked(rng, 3, height, width, size=int(rng.integers(2, 4)), stride=2)


def with_a_fill(rng: np.random.Generator) -> Call:
    fill = int(rng.choice([5, 15, 25, 75, 85, 95])) / 100
    return asked(rng, 3, 4, 5, size=2, fill=fill)


EXERCISE = Exercise(
    solution=occlusion_map,
    kind=INSPECTION,
    torch=True,
    parts=[
        Part(
            "what is lost",
            [
                fixed(1, 3, 3, 3, size=3, winner=True),
                fixed(3, 2, 4, 4, size=3, winner=True, name="linear"),
                fixed(2, 3, 4, 4, size=2, winner=True),
                drawn(one_square, 2),
            ],
            item=0,
        ),
        Part(
            "the places, and any class",
            [
                fixed(27, 3, 3, 4, size=3, winner=False),
                fixed(54, 3, 4, 3, size=2, winner=False),
                fixed(6, 3, 6, 4, size=2),
                drawn(many_squares, 2),
            ],
            item=0,
        ),
        Part(
            "the stride",
            [
                fixed(7, 3, 5, 5, size=1, stride=4),
                fixed(8, 3, 6, 7, size=3, stride=2),
                fixed(9, 3, 7, 5, size=2, stride=2),
                fixed(10, 3, 5, 8, size=2, stride=3),
                drawn(with_a_stride, 2),
            ],
            item=0,
        ),
        Part(
            "what stands in the square",
            [
                fixed(11, 3, 3, 3, size=2, fill=0.9),
                fixed(12, 3, 4, 4, size=2, fill=0.0),
                fixed(13, 3, 4, 5, size=3, fill=1.0),
                drawn(with_a_fill, 2),
            ],
            item=0,
        ),
        Part(
            "image and model are as they were",
            [
                fixed(14, 3, 3, 3, size=2),
                fixed(15, 2, 4, 4, size=2, stride=2, name="partly frozen"),
                drawn(many_squares, 1),
                drawn(with_a_fill, 1),
            ],
            item=1,
        ),
    ],
    hints=[
        "The square starts at rows 0, stride, 2 · stride and so on, up to H − size, which is "
        "still a start. Columns likewise.",
        "For each start: a fresh copy of the image, fill in copy[:, top : top + size, left : "
        "left + size], and one pass of the model under torch.no_grad().",
    ],
)
