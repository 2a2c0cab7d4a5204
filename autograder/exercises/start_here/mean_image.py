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


def stores_the_mean_in_the_type_of_the_images(images):
    """The mean of bytes has lost its fractions, as it does in an array of the type of the images.
    Make an array of floats for it, and divide with /."""
    return np.mean(images, axis=0).astype(images.dtype)


def rounds_to_whole_pixels(images):
    """The pixels of your mean are rounded to whole numbers. Leave them as the division gives
    them."""
    return np.round(np.mean(images, axis=0))


def takes_the_middle_image(images):
    """This is the median, the number in the middle, pixel by pixel. The average is the sum divided
    by how many there are."""
    return np.median(images, axis=0)


def halves_again_and_again(images):
    """You average the images two by two, so that the last one counts for half and the first ones
    for little. Add them all up, and divide once."""
    mean = images[0].astype(float)
    for image in images[1:]:
        mean = (mean + image) / 2
    return mean


def leaves_the_first_image_out(images):
    """The first image is missing from your sum. Does your loop begin at 1? Images count from 0."""
    return np.sum(images[1:], axis=0, dtype=float) / len(images)


def leaves_the_last_image_out(images):
    """The last image is missing from your sum. range(n) ends at n - 1 by itself, and so does a
    slice before its end."""
    return np.sum(images[:-1], axis=0, dtype=float) / len(images)


def divides_by_one_less_than_images(images):
    """The sum is divided by one less than there are images. Divide it by their number."""
    return np.sum(images, axis=0, dtype=float) / (len(images) - 1)


def divides_by_all_numbers_of_the_batch(images):
    """The sum is divided by how many numbers the whole batch has. For one pixel, as many numbers
    were added up as there are images."""
    return np.sum(images, axis=0, dtype=float) / images.size


def returns_one_image(images):
    """This is the first image as it is. The others should have an equal part in the mean."""
    return images[0].astype(float)


def brings_pixels_between_zero_and_one(images):
    """The mean is divided by 255 as well. Nothing was said of another scale: the mean of images
    from 0 to 255 lies between 0 and 255."""
    return np.mean(images, axis=0) / 255


def averages_the_pixels_too(images):
    """You average over rows and columns as well, and the image is gone. Average over axis 0
    alone."""
    return np.mean(images, axis=(0, 1, 2))


def averages_the_rows_too(images):
    """You average over two axes, the images and their rows, so a single row is left. Average over
    axis 0 alone."""
    return np.mean(images, axis=(0, 1))


def expects_three_axes(images):
    """Your code unpacks three sides, and colour images have four. You need none of them: name the
    axis that you average over, and the others take care of themselves."""
    count, height, width = images.shape
    return np.mean(images.reshape(count, height, width), axis=0)


def expects_four_axes(images):
    """Your code unpacks four sides, and grey images have three. You need none of them: name the
    axis that you average over, and the others take care of themselves."""
    count, height, width, channels = images.shape
    return np.mean(images.reshape(count, height, width, channels), axis=0)


def adds_floats_to_bytes(images):
    """Your total is an array of the type of the images, and += cannot put fractions into bytes. Let
    the total hold floats from the start."""
    total = np.zeros_like(images[0])
    for image in images:
        total += image / len(images)
    return total


def takes_the_brightest_pixels(images):
    """This is the brightest pixel of all images at each place. The average is asked for."""
    return np.max(images, axis=0).astype(float)


def divides_by_the_rows(images):
    """The sum is divided by how many rows an image has. Divide it by how many images there are."""
    return np.sum(images, axis=0, dtype=float) / images.shape[1]


def keeps_the_last_image(images):
    """Only the last image is left, divided by N. In the loop, = forgets the images before: add them
    up with +=."""
    return images[-1] / len(images)


def returns_in_the_first_turn(images):
    """Only the first image is left, divided by N. Does a return stand inside the loop over the
    images?"""
    return images[0] / len(images)


def squeezes_the_image(images):
    """An image of a single row or column has lost an axis. Every axis but the first one stays,
    whatever its length."""
    return np.squeeze(np.mean(images, axis=0))


def squeezes_the_batch(images):
    """squeeze() takes the first axis away where there is a single image, and then you average over
    its rows. A batch of one image is a batch too."""
    return np.mean(np.squeeze(images), axis=0)


def cuts_fractions_before_averaging(images):
    """The pixels lose their fractions before they are averaged, as they do where they are turned
    into whole numbers. Turn them into floats."""
    return np.mean(images.astype(int), axis=0)


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
                call(np.array([[[1.0, 2.0]], [[2.0, 8.0]], [[6.0, 5.0]]])),
                call(np.array([[[0.5], [2.0], [1.0]]])),
                drawn(random_gray, 5),
            ],
        ),
        Part(
            "colour images",
            [
                call(np.arange(24.0).reshape(2, 2, 2, 3) / 4),
                call(np.arange(6.0).reshape(1, 1, 2, 3) ** 2),
                call(np.arange(18.0).reshape(3, 1, 2, 3) ** 2),
                drawn(random_colour, 5),
            ],
        ),
        Part(
            "images of bytes",
            [
                call(np.array([[[250, 201]], [[250, 203]]], dtype=np.uint8)),
                call(np.array([[[200, 3]], [[201, 3]], [[203, 5]]], dtype=np.uint8)),
                call(np.array([[[7, 250], [0, 9]]], dtype=np.uint8)),
                drawn(random_bytes, 5),
            ],
        ),
    ],
    hints=[
        "Which axis of (N, H, W) counts the images? Only that one should disappear.",
        "np.mean has an argument axis, and it adds up in floats.",
    ],
)
