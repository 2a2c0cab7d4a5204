"""shift_and_flip: every image moved by whole pixels of its own, then mirrored where asked."""

import numpy as np
import torch

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from helpers.checking.ingredients import Tensor


def shift_and_flip(images, dx, dy, flip):
    """Every image moved by whole pixels of its own, then mirrored where asked.

    images: (N, C, H, W), a float tensor; dx, dy: (N,), int tensors: the content of
    image n moves by dx[n] columns to the right and dy[n] rows down, by a negative
    number to the left or up. What comes in from outside is 0, and what goes out is
    lost. flip: (N,), bool: whether an image is mirrored, left to right, after it moved.
    Returns a new tensor (N, C, H, W).
    """
    out = torch.zeros_like(images)
    height, width = images.shape[2:]
    for n in range(len(images)):
        x, y = int(dx[n]), int(dy[n])
        kept = images[n, :, max(0, -y) : max(0, height - y), max(0, -x) : max(0, width - x)]
        top, left = max(0, y), max(0, x)
        out[n, :, top : top + kept.shape[1], left : left + kept.shape[2]] = kept
        if flip[n]:
            out[n] = out[n].flip(2)
    return out


def rolls_round(images, dx, dy, flip):
    """What leaves on one side comes in on the other: roll moves in a circle. From outside only
    zeros come in."""
    moved = [
        image.roll((int(y), int(x)), (1, 2)) for image, x, y in zip(images, dx, dy, strict=True)
    ]
    return shift_and_flip(torch.stack(moved), 0 * dx, 0 * dy, flip)


def repeats_the_edge(images, dx, dy, flip):
    """The pixels at the edge are repeated where something comes in. There, zeros belong."""
    _, _, height, width = images.shape
    moved = []
    for image, x, y in zip(images, dx, dy, strict=True):
        rows = (torch.arange(height) - y).clamp(0, height - 1)
        columns = (torch.arange(width) - x).clamp(0, width - 1)
        moved.append(image[:, rows][:, :, columns])
    return shift_and_flip(torch.stack(moved), 0 * dx, 0 * dy, flip)


def fills_with_the_darkest(images, dx, dy, flip):
    """The border has the value of the darkest pixel. It is to be 0, whatever the image holds."""
    low = images.amin((1, 2, 3), keepdim=True)
    return shift_and_flip(images - low, dx, dy, flip) + low


def exchanges_dx_and_dy(images, dx, dy, flip):
    """dx and dy have changed places. dx moves along the columns, which are the last axis."""
    return shift_and_flip(images, dy, dx, flip)


def moves_the_other_way(images, dx, dy, flip):
    """Everything moves the wrong way, in both directions. A positive dx moves the content to the
    right, so the first columns become empty."""
    return shift_and_flip(images, -dx, -dy, flip)


def moves_up_for_down(images, dx, dy, flip):
    """Left and right are as they should be; up and down are not. Row 0 is at the top, so down means
    towards higher rows."""
    return shift_and_flip(images, dx, -dy, flip)


def moves_left_for_right(images, dx, dy, flip):
    """Up and down are right, but what should move to the right moves to the left."""
    return shift_and_flip(images, -dx, dy, flip)


def moves_by_the_size_of_the_number(images, dx, dy, flip):
    """A negative shift moves as a positive one would. Its sign says in which direction."""
    return shift_and_flip(images, dx.abs(), dy.abs(), flip)


def mirrors_upside_down(images, dx, dy, flip):
    """Your mirror exchanges top and bottom. Left and right are the two ends of the last axis."""
    moved = shift_and_flip(images, dx, dy, torch.zeros_like(flip))
    return torch.where(flip[:, None, None, None], moved.flip(2), moved)


def turns_by_half(images, dx, dy, flip):
    """An image that is mirrored along rows and columns is turned by 180 degrees. Only the columns
    change their order."""
    moved = shift_and_flip(images, dx, dy, torch.zeros_like(flip))
    return torch.where(flip[:, None, None, None], moved.flip((2, 3)), moved)


def mirrors_the_colours(images, dx, dy, flip):
    """The channels come back in reverse order: red is blue, and left is still left. Which axis are
    the columns?"""
    moved = shift_and_flip(images, dx, dy, torch.zeros_like(flip))
    return torch.where(flip[:, None, None, None], moved.flip(1), moved)


def mirrors_first(images, dx, dy, flip):
    """You mirror first and move then. In the mirror right is left, so the order decides where the
    content ends up: move first."""
    mirrored = shift_and_flip(images, 0 * dx, 0 * dy, flip)
    return shift_and_flip(mirrored, dx, dy, torch.zeros_like(flip))


def never_mirrors(images, dx, dy, flip):
    """No image is ever mirrored. Where flip is True one is."""
    return shift_and_flip(images, dx, dy, torch.zeros_like(flip))


def always_mirrors(images, dx, dy, flip):
    """All images are mirrored. flip has an entry for each of them."""
    return shift_and_flip(images, dx, dy, torch.ones_like(flip))


def mirrors_the_others(images, dx, dy, flip):
    """The images that should stay as they are get mirrored, and the others do not."""
    return shift_and_flip(images, dx, dy, ~flip)


def mirrors_all_or_none(images, dx, dy, flip):
    """One image that is to be mirrored, and all are. Ask for each image by itself."""
    return shift_and_flip(images, dx, dy, torch.full_like(flip, bool(flip.any())))


def moves_all_like_the_first(images, dx, dy, flip):
    """Every image moves as the first one does. Each has a shift of its own, and its own answer to
    whether it is mirrored."""
    first = torch.zeros(len(dx), dtype=torch.int64)
    return shift_and_flip(images, dx[first], dy[first], flip[first])


def moves_by_the_first_shift(images, dx, dy, flip):
    """Each image is mirrored as its own entry says, but all move as the first does. dx and dy have
    an entry for every image too."""
    first = torch.zeros(len(dx), dtype=torch.int64)
    return shift_and_flip(images, dx[first], dy[first], flip)


def moves_by_two_at_most(images, dx, dy, flip):
    """An image moves by two pixels at most. Shifts may be larger, even larger than the image, of
    which nothing is left then."""
    return shift_and_flip(images, dx.clamp(-2, 2), dy.clamp(-2, 2), flip)


def cuts_from_a_frame_of_two(images, dx, dy, flip):
    """A frame of two pixels is enough for shifts of two. With larger ones the window begins before
    the frame or ends behind it: make the frame as wide as the largest shift."""
    height, width = images.shape[2:]
    padded = torch.nn.functional.pad(images, (2, 2, 2, 2))
    out = torch.zeros_like(images)
    for n in range(len(images)):
        top, left = 2 - int(dy[n]), 2 - int(dx[n])
        out[n] = padded[n, :, top : top + height, left : left + width]
        if flip[n]:
            out[n] = out[n].flip(2)
    return out


def slices_up_to_minus_zero(images, dx, dy, flip):
    """Where a shift is 0 an error comes: the slice [:-0] is empty, and does not fill what it is put
    into. Let the ends of your slices be counted from the front, or treat 0 apart."""
    moved = images
    for axis, shifts in ((3, dx), (2, dy)):
        old, moved = moved.transpose(axis, 3), torch.zeros_like(images)
        new = moved.transpose(axis, 3)
        for n, shift in enumerate(shifts.tolist()):
            if shift >= 0:
                new[n, :, :, shift:] = old[n, :, :, :-shift]
            else:
                new[n, :, :, :shift] = old[n, :, :, -shift:]
    return torch.where(flip[:, None, None, None], moved.flip(3), moved)


def loses_what_stays(images, dx, dy, flip):
    """Where a shift is 0, the content is lost. The slice [:-0] holds nothing: let both ends of your
    slices be numbers from 0 on."""
    out = torch.zeros_like(images)
    for n in range(len(images)):
        x, y = int(dx[n]), int(dy[n])
        if x and y:
            out[n] = shift_and_flip(images, dx, dy, torch.zeros_like(flip))[n]
        if flip[n]:
            out[n] = out[n].flip(2)
    return out


def moves_the_given_images(images, dx, dy, flip):
    """The images that were given are overwritten, and the next epoch would begin with moved ones.
    Make a new tensor."""
    images[:] = shift_and_flip(images, dx, dy, flip)
    return images


def pictures(rng: np.random.Generator, count: int, height: int, width: int) -> np.ndarray:
    """Images of two channels, in small whole numbers, none of which is 0."""
    numbers = rng.integers(1, 20, (count, 2, height, width)) * rng.choice([-1, 1])
    return numbers.astype(np.float32)


def _moved(images, dx, dy, flip) -> Call:
    arrays = [np.asarray(array) for array in (images, dx, dy, flip)]
    arrays[0] = arrays[0].astype(np.float32)
    return call(*map(Tensor, arrays))


def moved_sideways(rng: np.random.Generator) -> Call:
    dx = [int(rng.choice([-2, -1, 1, 2]))]
    return _moved(pictures(rng, 1, *rng.integers(3, 6, 2)), dx, [0], [False])


def moved_up_or_down(rng: np.random.Generator) -> Call:
    dy = [int(rng.choice([-2, -1, 1, 2]))]
    return _moved(pictures(rng, 1, *rng.integers(3, 6, 2)), [0], dy, [False])


def mirrored(rng: np.random.Generator) -> Call:
    flip = rng.permutation([True, False, bool(rng.integers(2))])
    return _moved(pictures(rng, 3, *rng.integers(2, 5, 2)), [0] * 3, [0] * 3, flip)


def moved_and_mirrored(rng: np.random.Generator) -> Call:
    dx, dy = rng.choice([-2, -1, 1, 2], (2, 1))
    return _moved(pictures(rng, 1, *rng.integers(4, 6, 2)), dx, dy, [True])


def each_in_its_own_way(rng: np.random.Generator) -> Call:
    dx, dy = rng.integers(-2, 3, (2, 4))
    dx[:2], dy[1:3] = rng.permutation([1, -2]), rng.permutation([-1, 2])
    flip = rng.permutation([True, True, False, False])
    return _moved(pictures(rng, 4, *rng.integers(3, 6, 2)), dx, dy, flip)


def far_moved(rng: np.random.Generator) -> Call:
    height, width = rng.integers(3, 5, 2)
    far = rng.choice([-1, 1]) * (width + rng.integers(0, 3))
    order = rng.permutation(3)
    dx, dy = np.array([far, 1, -1])[order], np.array([0, 1, 1])[order]
    return _moved(pictures(rng, 3, height, width), dx, dy, np.array([True, True, False])[order])


ROW = [[[[1, 2, 3, 4]]]]


SQUARE = [[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]


TALL = [[[[1, 2], [3, 4], [5, 6]], [[-1, -2], [-3, -4], [-5, -6]]]]


EXERCISE = Exercise(
    solution=shift_and_flip,
    torch=True,
    parts=[
        Part(
            "to the right or to the left",
            [
                _moved(ROW, [1], [0], [False]),
                _moved(ROW, [-1], [0], [False]),
                _moved(TALL, [1], [0], [False]),
                _moved(-np.array(SQUARE), [2], [0], [False]),
                drawn(moved_sideways, 3),
            ],
        ),
        Part(
            "down or up",
            [
                _moved(SQUARE, [0], [1], [False]),
                _moved(SQUARE, [0], [-1], [False]),
                _moved(TALL, [0], [-2], [False]),
                _moved([[[[5], [6], [7]]]], [0], [1], [False]),
                drawn(moved_up_or_down, 3),
            ],
        ),
        Part(
            "mirrored",
            [
                _moved(ROW, [0], [0], [True]),
                _moved(TALL, [0], [0], [True]),
                _moved([*SQUARE, *SQUARE], [0, 0], [0, 0], [False, True]),
                drawn(mirrored, 3),
            ],
        ),
        Part(
            "moved, then mirrored",
            [
                _moved(ROW, [1], [0], [True]),
                _moved(SQUARE, [-1], [1], [True]),
                drawn(moved_and_mirrored, 3),
            ],
        ),
        Part(
            "each image in its own way",
            [
                _moved([*SQUARE, *SQUARE], [1, -1], [1, 2], [False, False]),
                _moved([*SQUARE, *SQUARE, *SQUARE], [1, 0, -2], [0, 1, 1], [True, False, True]),
                drawn(each_in_its_own_way, 3),
            ],
        ),
        Part(
            "out of the picture",
            [
                _moved([*ROW, *ROW], [4, 1], [0, 0], [False, False]),
                _moved([*SQUARE, *SQUARE, *SQUARE], [0, 1, -1], [-5, 1, 1], [False, True, False]),
                drawn(far_moved, 3),
            ],
        ),
    ],
    hints=[
        "Begin with zeros, torch.zeros_like(images), and copy into them what stays in the "
        "picture. If an image of W columns moves by 2 to the right, its first W - 2 columns "
        "end up in the last W - 2.",
        "Another way: pad the image with zeros on all sides (functional.pad), then cut out "
        "a window that begins the further left the larger dx is. Mirror with .flip on the "
        "last axis.",
    ],
)
