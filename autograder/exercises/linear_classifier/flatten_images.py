"""flatten_images: every image as one long vector."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.linear_classifier.shared import counting


def flatten_images(images):
    """Every image as one long vector.

    images: (N, ...), any shape after the first axis and any number type.
    Returns (N, D), one row per image: D is how many numbers an image has.
    The numbers keep their order, with the last axis running fastest.
    """
    return images.reshape(len(images), -1)


def flattens_the_whole_batch(images):
    """All images together became one long vector. The first axis counts the images and has to
    stay, whether there are many of them or one."""
    return images.flatten()


def deals_the_numbers_out(images):
    """The shape is right, but the numbers are dealt out like cards: every image gets some of
    each. That comes from making D rows first and transposing. Plot a row as an image to see it."""
    return images.reshape(-1, len(images)).T


def a_row_a_pixel_place(images):
    """The shape is (D, N), and each row holds numbers of one image only by chance. Images go into
    rows: the first side of the new shape is how many images there are."""
    return images.reshape(-1, len(images))


def flattens_the_first_image(images):
    """Only the first image came out. The answer has a row for each image of the batch."""
    return images[:1].reshape(1, -1)


def images_in_columns(images):
    """Each image is a column here. Nothing is lost, but the docstring wants a row for each image,
    and every later function of this lesson counts on it."""
    return images.reshape(len(images), -1).T


def first_axis_runs_fastest(images):
    """The numbers of an image come out in another order: down the columns before along the rows.
    NumPy has the wanted order, last axis fastest, where no order is given."""
    return images.reshape(len(images), -1, order="F")


def drops_a_batch_of_one(images):
    """A batch of one image comes back without its first axis. squeeze() removes every axis of
    length 1, also the one that counts the images."""
    return images.reshape(len(images), -1).squeeze()


def flattens_a_batch_of_one(images):
    """A single image comes back without its first axis. A batch of one image is a batch: its answer
    has one row."""
    return images.reshape(-1) if len(images) == 1 else images.reshape(len(images), -1)


def multiplies_all_sides(images):
    """D is worked out from all sides, the number of images too. It counts the numbers of one image:
    leave the first side out."""
    return images.reshape(len(images), images.size)


def returns_the_batch_as_it_is(images):
    """The images still have their rows and columns. All that belongs to one image should lie in one
    row."""
    return np.array(images)


def a_row_a_pixel(images):
    """Only the last axis is left as it was, so each row holds one pixel, or one line of pixels,
    and not one image. All axes but the first have to be merged."""
    return images.reshape(-1, images.shape[-1])


def merges_the_last_two_axes(images):
    """Two axes were merged and the others left. Whatever comes after the first axis belongs to
    the image, so the answer always has two axes."""
    return images.reshape(*images.shape[:-2], -1)


def puts_the_colours_first(images):
    """The colour planes come one after the other here. Keep the order in which the numbers lie:
    the last axis, the colours, runs fastest, so the three numbers of a pixel stay together."""
    if images.ndim == 4:
        images = images.transpose(0, 3, 1, 2)
    return images.reshape(len(images), -1)


def multiplies_two_sides(images):
    """D is worked out from two sides, height and width. A colour image has a third one, and the
    docstring allows any number of them. reshape can work out one side by itself."""
    return images.reshape(images.shape[0], images.shape[1] * images.shape[2])


def unpacks_three_sides(images):
    """Your first line expects exactly three axes. Colour images have four: use only the length of
    the first axis, and let NumPy work out the rest."""
    count, height, width = images.shape
    return images.reshape(count, height * width)


def unpacks_four_sides(images):
    """Your first line expects exactly four axes. Grey images have three: use only the length of
    the first axis, and let NumPy work out the rest."""
    count, height, width, channels = images.shape
    return images.reshape(count, height * width * channels)


def gives_its_input_a_new_shape(images):
    """The caller's array has changed its shape. Give back a reshaped array and leave the one that
    came in alone."""
    images.shape = (len(images), -1)
    return images


def asks_for_a_size_that_does_not_fit(images):
    """The sides that you give to reshape do not hold as many numbers as the batch has. Are they
    written as numbers, or from another side? Take N from the batch, and let NumPy work out D."""
    return images.reshape(len(images), 64)


def multiplies_three_sides(images):
    """D is worked out from three sides. A grey image has two, and the docstring allows any number
    of them. reshape can work out one side by itself."""
    return images.reshape(len(images), images.shape[1] * images.shape[2] * images.shape[3])


def joins_the_images(images):
    """The images are joined below each other, so each row holds one row of an image. All that
    belongs to one image has to become one row."""
    return np.concatenate(images)


def stacks_the_rows_of_all_images(images):
    """All rows of all images lie below each other, and no row of yours is a whole image. Flatten
    each image before you stack them."""
    return np.vstack(images)


def returns_inside_the_loop(images):
    """One vector comes back, the first image. Does a return stand inside the loop over the images?
    The answer has a row for each of them."""
    return images[0].flatten()


def keeps_an_axis_too_many(images):
    """The numbers are right, and there is an axis of length 1 between the images and their numbers.
    The answer has two axes, (N, D)."""
    return images.reshape(len(images), 1, -1)


def makes_columns_of_the_images(images):
    """The numbers are right, and each image is a column in a box of its own. The answer has two
    axes, (N, D)."""
    return images.reshape(len(images), -1, 1)


def transposes_before_it_cuts(images):
    """The array was transposed before it was cut into rows, and the images are mixed: its first
    axis no longer counts them. reshape alone does it."""
    return images.T.reshape(len(images), -1)


def walks_down_the_columns(images):
    """The numbers of an image come column by column. Rows come first, as NumPy has it where you
    change no axes and name no order."""
    turned = images.swapaxes(1, 2) if images.ndim > 2 else images
    return turned.reshape(len(images), -1)


def averages_the_last_axis(images):
    """The last axis was averaged, as if colours should become grey. Every number has to be in the
    vector."""
    return images.mean(axis=-1).reshape(len(images), -1)


def divides_by_the_largest_byte(images):
    """The numbers are divided by 255. Nothing was said of another scale: flattening changes no
    number."""
    return images.reshape(len(images), -1) / 255


def expects_many_numbers(images):
    """squeeze() took away every axis of length 1, also that of images with a single number. The
    answer has two axes whatever their lengths."""
    flat = images.reshape(len(images), -1)
    return flat.squeeze(axis=1) if flat.shape[1] == 1 else flat


def images_of(rng: np.random.Generator, count: int, sides: int) -> Call:
    """So many images of random sides; not for all sides to be 1."""
    return call(rng.random((count, *rng.integers(2, 4, size=sides))).round(2))


def some_gray_images(rng: np.random.Generator) -> Call:
    return images_of(rng, int(rng.integers(2, 5)), 2)


def some_colour_images(rng: np.random.Generator) -> Call:
    shape = (*rng.integers(2, 4, size=3), 3)
    return call(rng.integers(0, 256, size=shape, dtype=np.uint8))


def a_single_image(rng: np.random.Generator) -> Call:
    return images_of(rng, 1, int(rng.integers(2, 4)))


def images_of_one_side(rng: np.random.Generator) -> Call:
    return images_of(rng, int(rng.integers(2, 5)), 1)


def images_of_four_sides(rng: np.random.Generator) -> Call:
    return images_of(rng, 2, 4)


EXERCISE = Exercise(
    solution=flatten_images,
    parts=[
        Part(
            "grey images",
            [
                call(counting(2, 2, 2)),
                call(counting(3, 2, 4).astype(np.uint8)),
                drawn(some_gray_images, 3),
            ],
        ),
        Part(
            "colour images",
            [
                call(counting(2, 1, 2, 3)),
                call(counting(2, 3, 2, 3) / 4),
                drawn(some_colour_images, 3),
            ],
        ),
        Part(
            "one image",
            [call(counting(1, 2, 3)), call(counting(1, 3, 2, 2)), drawn(a_single_image, 3)],
        ),
        Part(
            "any shape",
            [
                call(counting(2, 3)),
                call(counting(2, 2, 2, 1, 3)),
                call(counting(3, 1, 1)),
                drawn(images_of_one_side, 1),
                drawn(images_of_four_sides, 2),
            ],
        ),
    ],
    hints=[
        "How many rows has the answer, and how many numbers are in each? The number of images "
        "is len(images).",
        "reshape moves no number, it only says where a row ends. One side may be -1: NumPy "
        "works that side out from the others.",
    ],
)
