"""conv_output_size_floor: side of the output as deep learning libraries compute it, as an int."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.convolution.conv_output_size import conv_output_size
from autograder.exercises.convolution.shared import (
    size_below_the_kernel,
    size_that_misses_the_border,
    size_that_needs_its_padding,
    size_without_padding,
)


def conv_output_size_floor(size, kernel, stride=1, padding=0, dilation=1):
    """Side of the output as deep learning libraries compute it, as an int.

    They leave out the pixels at the far border that no window reaches.
    dilation: distance between neighbouring weights of the filter, in pixels.
    Raises ValueError where the spread-out filter is larger than the padded image.
    """
    reach = dilation * (kernel - 1) + 1
    span = size + 2 * padding - reach
    if span < 0:
        raise ValueError(f"A filter that reaches over {reach} pixels does not fit {size} pixels.")
    return span // stride + 1


def rounds_up(size, kernel, stride=1, padding=0, dilation=1):
    """Rounding up counts a last window that hangs over the border. A window counts only where
    the whole of it fits."""
    conv_output_size_floor(size, kernel, stride, padding, dilation)
    return -(-(size + 2 * padding - dilation * (kernel - 1) - 1) // stride) + 1


def rounds_to_the_nearest(size, kernel, stride=1, padding=0, dilation=1):
    """round() goes up as often as down, and where it goes up the last window hangs over the
    border. However little is missing, a step that does not fit is not taken."""
    conv_output_size_floor(size, kernel, stride, padding, dilation)
    return round((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1


def insists_on_the_border(size, kernel, stride=1, padding=0, dilation=1):
    """Here pixels that no window reaches are no error: libraries leave them out. Only a filter
    larger than the padded image is refused."""
    reach = dilation * (kernel - 1) + 1
    return conv_output_size(size, reach, stride, padding)


def ignores_the_dilation(size, kernel, stride=1, padding=0, dilation=1):
    """Dilation spreads the weights out, so the filter reaches further than its number of weights.
    Draw three weights two pixels apart and count the pixels from the first to the last."""
    return conv_output_size_floor(size, kernel, stride, padding)


def stretches_every_weight(size, kernel, stride=1, padding=0, dilation=1):
    """Dilation widens the gaps, and a filter of 3 weights has only 2 of them: multiply the
    number of gaps, then count the pixel that the first weight stands on."""
    return conv_output_size_floor(size, dilation * kernel, stride, padding)


def widens_one_gap(size, kernel, stride=1, padding=0, dilation=1):
    """This makes the filter wider once, as if it had a single gap. Every pair of neighbouring
    weights has a gap between it."""
    return conv_output_size_floor(size, kernel + dilation - 1, stride, padding)


def skips_dilation_pixels(size, kernel, stride=1, padding=0, dilation=1):
    """Dilation is the distance from one weight to the next, not the number of pixels skipped
    between them: with dilation 1 the weights are neighbours and nothing is skipped."""
    return conv_output_size_floor(size, kernel, stride, padding, dilation + 1)


def pads_the_far_side_only(size, kernel, stride=1, padding=0, dilation=1):
    """The image grows at both ends, and only one of them is counted here."""
    return conv_output_size_floor(size + padding, kernel, stride, 0, dilation)


def leaves_a_fraction(size, kernel, stride=1, padding=0, dilation=1):
    """A size counts places, so it is an int. Leave the rest of the division out, with the
    operator that rounds down."""
    conv_output_size_floor(size, kernel, stride, padding, dilation)
    return (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1


def floors_to_a_float(size, kernel, stride=1, padding=0, dilation=1):
    """np.floor and math.floor differ: the one from NumPy gives a float. There is a division that
    rounds down and stays with ints."""
    conv_output_size_floor(size, kernel, stride, padding, dilation)
    return float((size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1)


def forgets_the_first_weight(size, kernel, stride=1, padding=0, dilation=1):
    """The reach of your filter is one pixel short: from the first weight to the last there are
    that many steps, and both ends count. Try a filter of a single weight."""
    reach = dilation * (kernel - 1)
    if reach > size + 2 * padding:
        raise ValueError("The filter is larger than the image.")
    return (size + 2 * padding - reach) // stride + 1


def size_zero_for_a_large_filter(size, kernel, stride=1, padding=0, dilation=1):
    """A filter larger than the padded image is an error here. An output of size 0 or below would
    only break something later, far from its cause."""
    return max(0, (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1)


def measures_the_filter_undilated(size, kernel, stride=1, padding=0, dilation=1):
    """Your test for filters that are too large compares the number of weights. Compare what the
    filter covers once its weights are spread out."""
    if kernel > size + 2 * padding:
        raise ValueError("The filter is larger than the image.")
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def refuses_no_filter(size, kernel, stride=1, padding=0, dilation=1):
    """The sizes are right, but a filter larger than the padded image gets one too. Raise the
    error of the docstring before the division."""
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def compares_numbers_of_weights_and_pixels(size, kernel, stride=1, padding=0, dilation=1):
    """Your test compares kernel with size, as if there were neither padding nor dilation. Compare
    what the filter reaches over with what is there after padding."""
    if kernel > size:
        raise ValueError("The filter is larger than the image.")
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def refuses_an_exact_fit(size, kernel, stride=1, padding=0, dilation=1):
    """A filter that reaches exactly as far as the padded image fits, on one place. Refuse only
    what is larger."""
    if dilation * (kernel - 1) + 1 >= size + 2 * padding:
        raise ValueError("The filter is larger than the image.")
    return conv_output_size_floor(size, kernel, stride, padding, dilation)


def measures_against_the_unpadded_image(size, kernel, stride=1, padding=0, dilation=1):
    """A filter that needs the padding to fit is refused here. Compare its reach with the image
    after it has been padded."""
    if dilation * (kernel - 1) + 1 > size:
        raise ValueError("The filter is larger than the image.")
    return conv_output_size_floor(size, kernel, stride, padding, dilation)


def forgets_the_last_place(size, kernel, stride=1, padding=0, dilation=1):
    """This is the number of steps. There is a place before the first step, so there is one place
    more than steps."""
    return conv_output_size_floor(size, kernel, stride, padding, dilation) - 1


def pads_after_dividing(size, kernel, stride=1, padding=0, dilation=1):
    """The padding is added to the number of places. It makes the image larger, and the filter
    steps through it with its stride."""
    conv_output_size_floor(size, kernel, stride, padding, dilation)
    return (size - dilation * (kernel - 1) - 1) // stride + 1 + 2 * padding


def strides_before_the_reach(size, kernel, stride=1, padding=0, dilation=1):
    """The reach of the filter is taken off after the division. Take it off first: the stride
    divides what is left for the filter to go."""
    conv_output_size_floor(size, kernel, stride, padding, dilation)
    return (size + 2 * padding) // stride - dilation * (kernel - 1)


def floor_size_at_stride_one(rng: np.random.Generator) -> Call:
    kernel, padding = (int(n) for n in rng.integers((2, 0), (12, 4)))
    size = kernel + int(rng.integers(5, 90))
    return call(size, kernel, padding=padding) if padding else call(size, kernel)


def dilated_size(rng: np.random.Generator) -> Call:
    kernel, dilation = (int(n) for n in rng.integers((3, 2), (8, 5)))
    return call(kernel * (dilation + 1) + int(rng.integers(1, 40)), kernel, dilation=dilation)


def size_of_any_layer(rng: np.random.Generator) -> Call:
    kernel, stride, padding, dilation = (int(n) for n in rng.integers((3, 2, 1, 2), (8, 5, 5, 5)))
    size = kernel * dilation + int(rng.integers(10, 90))
    return call(size, kernel, stride=stride, padding=padding, dilation=dilation)


def size_below_the_dilated_kernel(rng: np.random.Generator) -> Call:
    kernel, dilation = (int(n) for n in rng.integers((3, 2), (8, 5)))
    size = int(rng.integers(kernel, dilation * (kernel - 1) + 1))
    return call(size, kernel, dilation=dilation)


EXERCISE = Exercise(
    solution=conv_output_size_floor,
    parts=[
        Part(
            "stride 1",
            [
                call(7, 3),
                call(5, 5),
                call(4, 3, padding=2),
                call(3, 5, padding=1),
                drawn(floor_size_at_stride_one, 3),
                drawn(size_that_needs_its_padding, 1),
            ],
        ),
        Part(
            "rounding down",
            [
                call(7, 3, stride=3),
                call(8, 3, stride=2),
                call(8, 3, stride=3),
                drawn(size_that_misses_the_border, 3),
            ],
        ),
        Part(
            "dilation",
            [
                call(7, 3, dilation=2),
                call(5, 3, dilation=2),
                call(12, 3, dilation=4),
                drawn(dilated_size, 3),
            ],
        ),
        Part(
            "all together",
            [
                call(3, 3, padding=1, dilation=2),
                call(9, 3, stride=2, padding=1, dilation=3),
                call(12, 3, stride=3, padding=2, dilation=2),
                drawn(size_of_any_layer, 3),
            ],
        ),
        Part(
            "too large is an error",
            [
                call(4, 3),
                call(3, 5),
                call(4, 3, dilation=2),
                drawn(size_without_padding, 2),
                drawn(size_below_the_kernel, 2),
                drawn(size_below_the_dilated_kernel, 2),
            ],
        ),
    ],
    hints=[
        "Begin with your conv_output_size and leave out the part that complains about a remainder.",
        "Dilation 2 with three weights: weight, gap, weight, gap, weight. How many pixels is "
        "that? Put this reach where the kernel was.",
        "A kernel of K weights has K - 1 steps of `dilation` pixels between them, and one "
        "pixel more for the weight it starts with.",
    ],
)
