"""flip_with_labels: mirrors images and says what they show afterwards."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def flip_with_labels(images, labels, partner, flip):
    """Mirror some of the images, left and right, and say what they show afterwards.

    images: (N, C, H, W), an array; N may be 0. labels: (N,), ints; partner: (K,), ints:
    an image of label k shows partner[k] in the mirror, which may be k itself; flip: (N,),
    bool, which images are to be mirrored.
    Returns images (N, C, H, W) and labels (N,): new arrays, with image and label changed
    where flip is true and as they were elsewhere.
    """
    images, labels = images.copy(), labels.copy()
    images[flip] = images[flip][..., ::-1]
    labels[flip] = partner[labels[flip]]
    return images, labels


def mirrored(images, flip, axis=-1):
    """New images, with those mirrored along the axis where flip is true, for mistakes."""
    images = images.copy()
    images[flip] = np.flip(images[flip], axis)
    return images


def changed(labels, partner, flip):
    """New labels, with those exchanged where flip is true."""
    return np.where(flip, partner[labels], labels)


def label_stays(images, labels, partner, flip):
    """Images are mirrored and keep their labels. An arrow to the left points to the right in the
    mirror."""
    return mirrored(images, flip), labels.copy()


def all_labels_exchanged(images, labels, partner, flip):
    """All labels become their partners, also where the image stays as it is."""
    return mirrored(images, flip), partner[labels]


def images_stay(images, labels, partner, flip):
    """Labels become their partners, but no image is mirrored."""
    return images.copy(), changed(labels, partner, flip)


def all_images_mirrored(images, labels, partner, flip):
    """All images are mirrored, also where flip is false."""
    return images[..., ::-1].copy(), changed(labels, partner, flip)


def everything_mirrored(images, labels, partner, flip):
    """All images are mirrored, with their labels. flip says which are to be."""
    return images[..., ::-1].copy(), partner[labels]


def mirrors_the_others(images, labels, partner, flip):
    """Images are mirrored where flip is false. It is the other way round."""
    return mirrored(images, ~flip), changed(labels, partner, ~flip)


def upside_down(images, labels, partner, flip):
    """Images are turned upside down. Left and right change places along the last axis."""
    return mirrored(images, flip, axis=-2), changed(labels, partner, flip)


def turned_by_half(images, labels, partner, flip):
    """Images are turned by 180 degrees: mirrored along two axes. Only left and right change
    places."""
    return mirrored(images, flip, axis=(-2, -1)), changed(labels, partner, flip)


def channels_reversed(images, labels, partner, flip):
    """The order of the channels is reversed. Left and right change places along the last axis."""
    return mirrored(images, flip, axis=1), changed(labels, partner, flip)


def channels_reversed_too(images, labels, partner, flip):
    """The order of the channels is reversed as well. Only left and right change places, along the
    last axis."""
    return mirrored(images, flip, axis=(1, 3)), changed(labels, partner, flip)


def all_axes_reversed(images, labels, partner, flip):
    """All axes of an image are reversed. Only left and right change places, along the last axis."""
    return mirrored(images, flip, axis=(1, 2, 3)), changed(labels, partner, flip)


def images_in_reverse(images, labels, partner, flip):
    """Where flip is true, images change places with each other: the order of the batch is reversed
    there. Every image stays at its place, and is mirrored along the last axis."""
    return mirrored(images, flip, axis=0), changed(labels, partner, flip)


def transposes(images, labels, partner, flip):
    """Rows and columns change places. In a mirror columns only come in reverse order."""
    images = images.copy()
    turned = images[flip].swapaxes(2, 3)
    images[flip] = (
        turned if turned.shape == images[flip].shape else turned.reshape(images[flip].shape)
    )
    return images, changed(labels, partner, flip)


def partner_of_the_place(images, labels, partner, flip):
    """The new label is looked up by the image's place in the batch. It is the partner of its old
    label."""
    labels = labels.copy()
    labels[flip] = np.resize(partner, len(labels))[flip]
    return mirrored(images, flip), labels


def label_becomes_the_next(images, labels, partner, flip):
    """The label becomes the next one, or that of two that it is not. partner says which it is in
    the mirror."""
    return mirrored(images, flip), np.where(flip, (labels + 1) % len(partner), labels)


def labels_counted_from_the_end(images, labels, partner, flip):
    """The labels are counted from the end. partner says which it is in the mirror."""
    return mirrored(images, flip), np.where(flip, len(partner) - 1 - labels, labels)


def zero_and_one_change_places(images, labels, partner, flip):
    """The labels 0 and 1 change places, and no others. partner says for every label which it is in
    the mirror."""
    arrows = flip & (labels < 2)
    return mirrored(images, flip), np.where(arrows, 1 - labels, labels)


def one_class_after_the_other(images, labels, partner, flip):
    """A label is exchanged and then exchanged back: one class after the other is looked for among
    labels that have changed already. Look up all partners at once, or search the old labels."""
    labels = labels.copy()
    for k in range(len(partner)):
        labels[flip & (labels == k)] = partner[k]
    return mirrored(images, flip), labels


def columns_overwritten(images, labels, partner, flip):
    """One half of the image shows the other twice: columns are overwritten before they are read.
    Take all columns in reverse order at once, or read from the old image."""
    images = images.copy()
    for n in np.flatnonzero(flip):
        for column in range(images.shape[3]):
            images[n, :, :, column] = images[n, :, :, images.shape[3] - 1 - column]
    return images, changed(labels, partner, flip)


def needs_an_image(images, labels, partner, flip):
    """A batch without an image ends in an error: np.stack needs something to stack. Work on a copy
    of the batch, which has its shape even where it is empty."""
    return np.stack([*mirrored(images, flip)]), changed(labels, partner, flip)


def mirrored_ones_added(images, labels, partner, flip):
    """Mirrored images are added to the batch. As many should come back as came in, each mirrored or
    not."""
    more = mirrored(images, flip)[flip], changed(labels, partner, flip)[flip]
    return np.concatenate([images, more[0]]), np.concatenate([labels, more[1]])


def mirrored_ones_alone(images, labels, partner, flip):
    """Only the mirrored images come back. The others belong to the batch too, as they are."""
    return mirrored(images, flip)[flip], changed(labels, partner, flip)[flip]


def images_alone(images, labels, partner, flip):
    """Only images come back. The labels have changed with them, so return both."""
    return mirrored(images, flip)


def labels_before_images(images, labels, partner, flip):
    """Labels come first and images second. Return them in the order of the docstring."""
    return changed(labels, partner, flip), mirrored(images, flip)


def writes_into_both(images, labels, partner, flip):
    """Images and labels that you were given have changed. Work on copies of both: the next epoch
    still needs them as they are."""
    images[flip] = images[flip][..., ::-1].copy()
    labels[flip] = partner[labels[flip]]
    return images, labels


def writes_into_the_images(images, labels, partner, flip):
    """The images that you were given are mirrored too. Work on a copy: the next epoch still needs
    them as they are."""
    images[flip] = images[flip][..., ::-1].copy()
    return images, changed(labels, partner, flip)


def writes_into_the_labels(images, labels, partner, flip):
    """The labels that you were given have changed. Work on a copy: the next epoch still needs them
    as they are."""
    labels[flip] = partner[labels[flip]]
    return mirrored(images, flip), labels


def pictures(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return rng.integers(0, 100, shape) / 100


def pairs(rng: np.random.Generator, classes: int) -> np.ndarray:
    """A partner for each label: of some itself, of two or more another one."""
    partner, order = np.arange(classes), rng.permutation(classes)
    for a, b in [order[:2], order[2:4]][: 1 + (classes > 4)]:
        partner[a], partner[b] = b, a
    return partner


def batch(
    rng: np.random.Generator, count: int, classes: int, partner: np.ndarray, flip: np.ndarray
) -> Call:
    height, width = rng.permutation([2, 3, 4])[:2]
    channels = int(rng.integers(1, 4))
    labels = rng.integers(0, classes, count)
    return call(pictures(rng, count, channels, height, width), labels, partner, flip)


def keeps_its_label(rng: np.random.Generator) -> Call:
    count = int(rng.integers(1, 4))
    return batch(rng, count, 3, np.arange(3), np.ones(count, dtype=bool))


def gets_another_label(rng: np.random.Generator) -> Call:
    count, classes = int(rng.integers(1, 4)), int(rng.integers(4, 7))
    return batch(rng, count, classes, pairs(rng, classes), np.ones(count, dtype=bool))


def some_of_them(rng: np.random.Generator) -> Call:
    classes = int(rng.integers(4, 7))
    flip = rng.permutation(np.arange(5) < rng.integers(2, 4))
    return batch(rng, 5, classes, pairs(rng, classes), flip)


def none_of_them(rng: np.random.Generator) -> Call:
    count = int(rng.integers(1, 4))
    return batch(rng, count, 4, pairs(rng, 4), np.zeros(count, dtype=bool))


ROW = np.arange(1.0, 4.0).reshape(1, 1, 1, 3)
SMALL = np.arange(12.0).reshape(1, 2, 2, 3)
THREE = np.arange(24.0).reshape(3, 2, 2, 2)
FOUR = np.arange(24.0).reshape(4, 1, 2, 3)
SWAPPED = np.array([1, 0, 2])
EXERCISE = Exercise(
    solution=flip_with_labels,
    parts=[
        Part(
            "the label stays",
            [
                call(ROW, np.array([0]), np.array([0]), np.array([True])),
                call(SMALL, np.array([2]), SWAPPED, np.array([True])),
                call(THREE, np.array([1, 0, 1]), np.array([0, 1]), np.array([True, True, True])),
                drawn(keeps_its_label, 4),
            ],
        ),
        Part(
            "the label changes",
            [
                call(ROW, np.array([0]), np.array([1, 0]), np.array([True])),
                call(SMALL, np.array([1]), SWAPPED, np.array([True])),
                call(ROW.reshape(1, 1, 3, 1), np.array([0]), SWAPPED, np.array([True])),
                call(
                    THREE,
                    np.array([0, 3, 2]),
                    np.array([3, 1, 2, 0]),
                    np.array([True, True, True]),
                ),
                drawn(gets_another_label, 4),
            ],
        ),
        Part(
            "some of a batch",
            [
                call(FOUR[:2], np.array([0, 1]), SWAPPED, np.array([True, False])),
                call(FOUR, np.array([1, 0, 2, 1]), SWAPPED, np.array([False, True, True, False])),
                call(THREE, np.array([0, 1, 0]), SWAPPED, np.array([True, False, True])),
                call(
                    FOUR,
                    np.array([4, 1, 4, 0]),
                    np.array([0, 4, 2, 3, 1]),
                    np.array([True, True, False, True]),
                ),
                drawn(some_of_them, 4),
            ],
        ),
        Part(
            "none of a batch, and no image at all",
            [
                call(ROW, np.array([0]), np.array([1, 0]), np.array([False])),
                call(THREE, np.array([0, 2, 1]), SWAPPED, np.array([False, False, False])),
                call(
                    np.zeros((0, 3, 2, 2)),
                    np.zeros(0, dtype=int),
                    SWAPPED,
                    np.zeros(0, dtype=bool),
                ),
                drawn(none_of_them, 4),
            ],
        ),
    ],
    hints=[
        "images.copy() makes new images. images[flip] are those that are to be mirrored, and "
        "[..., ::-1] reverses the last axis.",
        "partner[k] is the partner of one label, and partner[labels] are those of many at once: "
        "assign them where flip is true, into a copy.",
    ],
)
