"""layers_until_gone: how many convolutions without padding, at stride 1, an image survives, as
an int.
"""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def layers_until_gone(size, kernel):
    """How many convolutions without padding, at stride 1, an image survives, as an int.

    Counts the layers that can still be applied before the image is smaller
    than the filter. size, kernel: ints, in pixels, kernel at least 2.
    """
    layers = 0
    while size >= kernel:
        size -= kernel - 1
        layers += 1
    return layers


def stops_one_layer_early(size, kernel):
    """A filter exactly as large as the image still fits, on one place. Only a larger one does
    not."""
    layers = 0
    while size > kernel:
        size -= kernel - 1
        layers += 1
    return layers


def shrinks_by_the_whole_filter(size, kernel):
    """A layer takes away less than a whole filter: a 5-pixel filter leaves 28 of 32 pixels.
    Look at the output size again."""
    return size // kernel


def shrinks_on_one_side(size, kernel):
    """The image shrinks at both borders, by half a filter each. You take away one of the two."""
    layers = 0
    while size >= kernel:
        size -= kernel // 2
        layers += 1
    return layers


def counts_the_layer_that_does_not_fit(size, kernel):
    """This is one too many. Count a layer only if its filter fits the image that it is given, so
    look before you subtract."""
    return layers_until_gone(size, kernel) + 1


def returns_the_size_that_is_left(size, kernel):
    """This is how many pixels are left in the end. How many layers it took was the question."""
    while size >= kernel:
        size -= kernel - 1
    return size


def divides_into_a_fraction(size, kernel):
    """There are no parts of a layer. Either round down to an int, or count the layers in a
    loop."""
    return (size - 1) / (kernel - 1)


def forgets_the_pixel_that_stays(size, kernel):
    """The last pixel cannot be used up: a filter of 2 pixels makes 2 pixels into 1, and there it
    ends. Try that case by hand."""
    return size // (kernel - 1)


def shrinks_by_two_pixels(size, kernel):
    """Two pixels a layer is what a 3-pixel filter takes. A larger filter takes more."""
    layers = 0
    while size >= kernel:
        size -= 2
        layers += 1
    return layers


def counts_the_steps_between_layers(size, kernel):
    """You count one layer too few. Try an image as large as the filter: it survives one layer,
    though nothing is left to take away before it."""
    return layers_until_gone(size, kernel) - 1


def looks_one_layer_ahead(size, kernel):
    """The last layer is missing: yours is counted only if another one fits behind it. A layer
    counts if its filter fits the image that it is given."""
    return max(0, layers_until_gone(size, kernel) - 1)


def goes_on_to_the_last_pixel(size, kernel):
    """You apply layers until one pixel is left, and before that the filter may be larger than the
    image. Compare the two."""
    layers = 0
    while size > 1:
        size -= kernel - 1
        layers += 1
    return layers


def returns_the_sizes(size, kernel):
    """You return the sizes that the image has. How many layers it survives was the question."""
    sizes = [size]
    while sizes[-1] >= kernel:
        sizes.append(sizes[-1] - kernel + 1)
    return sizes


def counts_at_most_one_layer(size, kernel):
    """You count one layer at most. What is left may be large enough for another layer, and another:
    look again, and count until the filter no longer fits."""
    return int(size >= kernel)


def ends_the_loop_with_a_return(size, kernel):
    """Your count ends after one layer, as it does where a return stands inside the loop, and where
    no layer fits, None comes back. Return the count behind the loop."""
    return 1 if size >= kernel else None


def ends_between_two_layers(rng: np.random.Generator) -> Call:
    """The image never gets exactly as large as the filter."""
    kernel, layers = (int(n) for n in rng.integers((4, 2), (9, 20)))
    return call(kernel + layers * (kernel - 1) + int(rng.integers(1, kernel - 1)), kernel)


def ends_on_one_pixel(rng: np.random.Generator) -> Call:
    kernel, layers = (int(n) for n in rng.integers((2, 3), (9, 20)))
    return call(kernel + layers * (kernel - 1), kernel)


def fits_one_layer(rng: np.random.Generator) -> Call:
    kernel = int(rng.integers(6, 30))
    return call(kernel + 1, kernel)


def fits_no_layer(rng: np.random.Generator) -> Call:
    kernel = int(rng.integers(6, 30))
    return call(int(rng.integers(1, kernel - 1)), kernel)


EXERCISE = Exercise(
    solution=layers_until_gone,
    parts=[
        Part(
            "until it is too small",
            [call(7, 4), call(12, 4), call(32, 5), drawn(ends_between_two_layers, 4)],
        ),
        Part(
            "down to one pixel",
            [call(2, 2), call(5, 3), call(10, 4), drawn(ends_on_one_pixel, 4)],
        ),
        Part(
            "too small to begin",
            [
                call(6, 5),
                call(3, 5),
                drawn(fits_one_layer, 5),
                drawn(fits_no_layer, 5),
            ],
        ),
    ],
    hints=[
        "Do it by hand for 32 and 5: 32, 28, 24 … When can the filter no longer be applied?",
        "What does one layer take away from the size? Less than the whole filter, and the "
        "same at every layer.",
        "A while loop says it best. Its condition asks whether the filter fits the image as it "
        "is now; inside, the image shrinks and a counter grows.",
    ],
)
