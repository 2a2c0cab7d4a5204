"""mean_image: the average of a batch of images, pixel by pixel."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def mean_image(images):
    """The average of a batch of images, pixel by pixel.

    images: (N, H, W) or (N, H, W, C), any number type.
    Returns floats of shape (H, W) or (H, W, C).
    """
    return np.asarray(images, dtype=float).mean(axis=0)


def one_number(images):
    """This averages over everything and leaves one number. The mean image has a number for each
    pixel: average over the images only, which are axis 0."""
    return np.mean(images)


def mean_of_each_image(images):
    """This gives one number an image. Turn it round: one number a pixel, over all images."""
    return images.reshape(len(images), -1).mean(axis=1)


def mean_over_the_last_axis(images):
    """This averages over the last axis, the columns or the colours. The images lie along axis 0."""
    return np.mean(images, axis=-1)


def sum_of_images(images):
    """This is the sum of the images. Divide by how many there are."""
    return np.sum(images, axis=0, dtype=float)


def sums_in_bytes(images):
    """Adding images of type uint8 wraps round at 256: 200 + 100 is 44. Turn the pixels into
    floats before you add them."""
    total = images[0].copy()
    for image in images[1:]:
        total = total + image
    return total / len(images)


def rounds_down(images):
    """A mean of whole numbers is seldom whole: divide with /, which keeps the fraction, and not
    with //, and do not store the mean in an array of ints."""
    return np.mean(images, axis=0) // 1


def mean_over_axis_one(images):
    """This averages over axis 1, the rows of each image, so that no image is left whole. Axes are
    counted from 0, and the first one counts the images."""
    return np.mean(images, axis=1)


def keeps_the_axis_of_images(images):
    """The numbers are right, in a batch of one image. The docstring wants the image itself, so
    the axis that was averaged has to go."""
    return np.mean(images, axis=0, keepdims=True)


def turns_colours_grey(images):
    """The colours are averaged as well. A pixel keeps its three numbers: average over the images
    alone."""
    mean = np.mean(images, axis=0)
    return mean.mean(axis=2) if mean.ndim == 3 else mean


def random_gray(rng: np.random.Generator) -> Call:
    return call(rng.random(rng.integers(2, 6, size=3)).round(3))


def random_colour(rng: np.random.Generator) -> Call:
    return call(rng.random((*rng.integers(2, 6, size=3), 3)).round(3))


def random_bytes(rng: np.random.Generator) -> Call:
    """Three bright images or more: their sum is far above 255, and no multiple of their number."""
    images = rng.integers(150, 256, size=(3, *rng.integers(2, 5, size=2)), dtype=np.uint8)
    images[:, 0, 0] = 200, 201, 203
    return call(images)


EXERCISE = Exercise(
    solution=mean_image,
    parts=[
        Part(
            "grey images",
            [
                call(np.array([[[0.0, 1.0], [2.0, 3.0]], [[4.0, 3.0], [6.0, 8.0]]])),
                call(np.arange(24.0).reshape(2, 3, 4)),
                drawn(random_gray, 5),
            ],
        ),
        Part(
            "colour images",
            [call(np.arange(24.0).reshape(2, 2, 2, 3) / 4), drawn(random_colour, 5)],
        ),
        Part(
            "images of bytes",
            [
                call(np.array([[[250, 201]], [[250, 203]]], dtype=np.uint8)),
                call(np.array([[[200, 3]], [[201, 3]], [[203, 4]]], dtype=np.uint8)),
                drawn(random_bytes, 5),
            ],
        ),
    ],
    hints=[
        "Which axis of (N, H, W) counts the images? Only that one should disappear.",
        "np.mean has an argument axis, and it adds up in floats.",
    ],
)
