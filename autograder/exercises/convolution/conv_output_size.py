"""conv_output_size: side of the output of a convolution, in pixels, as an int."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.convolution.shared import (
    size_below_the_kernel,
    size_that_misses_the_border,
    size_that_needs_its_padding,
    size_without_padding,
)


def conv_output_size(size, kernel, stride=1, padding=0):
    """Side of the output of a convolution, in pixels, as an int.

    size, kernel, stride, padding: ints, along one direction of the image.
    Raises ValueError where the steps of the filter do not end at the border,
    or where the filter is larger than the padded image.
    """
    span = size + 2 * padding - kernel
    if span < 0 or span % stride:
        raise ValueError(
            f"A filter of {kernel} pixels with stride {stride} and padding {padding} "
            f"does not fit {size} pixels."
        )
    return span // stride + 1


def pads_one_side(size, kernel, stride=1, padding=0):
    """Padding goes on both sides of the image, so it counts twice."""
    return conv_output_size(size + padding, kernel, stride)


def forgets_the_plus_one(size, kernel, stride=1, padding=0):
    """That is how often the filter can step on, which is one less than the places it stands on:
    a filter as large as the image takes no step, and still stands on one place."""
    return conv_output_size(size, kernel, stride, padding) - 1


def adds_one_before_dividing(size, kernel, stride=1, padding=0):
    """The one is added too early. The stride divides the way that the filter can go; the place
    where it starts is counted after that, on its own."""
    conv_output_size(size, kernel, stride, padding)
    return (size + 2 * padding - kernel + 1) // stride


def rounds_down_in_silence(size, kernel, stride=1, padding=0):
    """Libraries round down where the steps of the filter miss the border; here that is an error.
    Look at what is left over when the stride divides the way that the filter can go."""
    span = size + 2 * padding - kernel
    if span < 0:
        raise ValueError("The filter is larger than the image.")
    return span // stride + 1


def rounds_in_silence(size, kernel, stride=1, padding=0):
    """Rounding hides that the filter does not fit, and rounding up even lets the last window hang
    over the border. Find out whether the division leaves a remainder, and raise if it does."""
    span = size + 2 * padding - kernel
    if span < 0:
        raise ValueError("The filter is larger than the image.")
    return round(span / stride) + 1


def returns_a_float_size(size, kernel, stride=1, padding=0):
    """A size is a whole number: / makes a float even where nothing is left over, and
    np.zeros((5.0, 5.0)) is an error. Divide whole numbers with the operator that keeps them
    whole."""
    conv_output_size(size, kernel, stride, padding)
    return (size + 2 * padding - kernel) / stride + 1


def fits_a_filter_larger_than_the_image(size, kernel, stride=1, padding=0):
    """A filter larger than the padded image fits nowhere, so that is an error and no size.
    The remainder alone does not tell: it can be 0 for a negative number too."""
    span = size + 2 * padding - kernel
    if span % stride:
        raise ValueError("The steps do not end at the border.")
    return span // stride + 1


def returns_the_error(size, kernel, stride=1, padding=0):
    """The error is made and then handed back like a result. An error stops the function only
    where it is raised."""
    try:
        return conv_output_size(size, kernel, stride, padding)
    except ValueError as error:
        return error


def pads_after_the_division(size, kernel, stride=1, padding=0):
    """The filter steps through the padding with its stride too. Add the padding to the size
    before you divide."""
    conv_output_size(size, kernel, stride, padding)
    return (size - kernel) // stride + 2 * padding + 1


def ignores_the_stride(size, kernel, stride=1, padding=0):
    """The stride makes no difference to this answer. A filter that moves by two pixels at a time
    stands on about half as many places."""
    return conv_output_size(size, kernel, 1, padding)


def ignores_the_padding(size, kernel, stride=1, padding=0):
    """The padding makes no difference to this answer. Work with the size of the image after it
    has been padded."""
    return conv_output_size(size, kernel, stride)


def refuses_nothing(size, kernel, stride=1, padding=0):
    """Where the filter fits, the size is right. Where it does not, an answer comes back too: look
    at what the docstring says about steps that miss the border, and about large filters."""
    return (size + 2 * padding - kernel) // stride + 1


def returns_none_for_a_misfit(size, kernel, stride=1, padding=0):
    """For a filter that does not fit, None comes back. Whoever called would go on with it: an
    error has to be raised, and neither printed nor returned."""
    try:
        return conv_output_size(size, kernel, stride, padding)
    except ValueError:
        return None


def rounds_up_in_silence(size, kernel, stride=1, padding=0):
    """Rounding up lets the last window hang over the border. Steps that do not end at the border
    are an error here, and so is a filter larger than the padded image."""
    return -(-(size + 2 * padding - kernel) // stride) + 1


def rounds_up_what_is_left_over(size, kernel, stride=1, padding=0):
    """You refuse large filters only, and round up where something is left over: the last window
    hangs over the border. A remainder is an error here."""
    span = size + 2 * padding - kernel
    if span < 0:
        raise ValueError("The filter is larger than the image.")
    return -(-span // stride) + 1


def divides_before_the_filter_is_taken_off(size, kernel, stride=1, padding=0):
    """Only the image is divided by the stride, and the filter is taken off after that. The stride
    divides the way that the filter can go: take it off first."""
    conv_output_size(size, kernel, stride, padding)
    return (size + 2 * padding) // stride - kernel + 1


def divides_first_in_silence(size, kernel, stride=1, padding=0):
    """You take the filter off after the division, and refuse nothing. The stride divides the way
    that the filter can go, and where it leaves a remainder, an error is raised."""
    return (size + 2 * padding) // stride - kernel + 1


def refuses_a_filter_of_the_same_size(size, kernel, stride=1, padding=0):
    """A filter exactly as large as the padded image fits, on one place. Refuse only what is
    larger."""
    if kernel >= size + 2 * padding:
        raise ValueError("The filter is too large.")
    return conv_output_size(size, kernel, stride, padding)


def zero_for_a_misfit(size, kernel, stride=1, padding=0):
    """For a filter that does not fit, a size of 0 comes back. Whoever calls would go on with it: an
    error has to be raised."""
    span = size + 2 * padding - kernel
    return 0 if span < 0 or span % stride else span // stride + 1


def cuts_the_size_off(size, kernel, stride=1, padding=0):
    """int() only cuts off what is left over, and for a filter that is too large it makes a size
    too. Look at the remainder and at the sign before you divide."""
    return int((size + 2 * padding - kernel) / stride) + 1


def minus_one_for_a_misfit(size, kernel, stride=1, padding=0):
    """For a filter that does not fit, a size of -1 comes back. Whoever calls would have to know
    that; an error that is raised cannot be overlooked."""
    span = size + 2 * padding - kernel
    return -1 if span < 0 or span % stride else span // stride + 1


def looks_at_the_unpadded_size_only(size, kernel, stride=1, padding=0):
    """You compare the filter with the image as it is before the padding, and refuse nothing else.
    Compare with the padded image, and look whether the steps end at its border."""
    if kernel > size:
        raise ValueError("The filter is larger than the image.")
    return (size + 2 * padding - kernel) // stride + 1


def asserts_that_it_fits(size, kernel, stride=1, padding=0):
    """The error is of another kind than the docstring says: a failing assert, for one, raises an
    AssertionError. Callers wait for the one that is named there."""
    span = size + 2 * padding - kernel
    assert span >= 0 and span % stride == 0
    return span // stride + 1


def compares_with_the_unpadded_image(size, kernel, stride=1, padding=0):
    """The padding is missing in the test for filters that are too large. A filter may be larger
    than the image, as long as it fits into the padded one."""
    if kernel > size:
        raise ValueError("The filter is larger than the image.")
    return conv_output_size(size, kernel, stride, padding)


def looks_for_a_remainder_without_padding(size, kernel, stride=1, padding=0):
    """The padding is missing in the test for a remainder. The steps have to end at the border of
    the padded image."""
    span = size + 2 * padding - kernel
    if span < 0 or (size - kernel) % stride:
        raise ValueError("The filter does not fit.")
    return span // stride + 1


def looks_for_a_remainder_of_the_whole_size(size, kernel, stride=1, padding=0):
    """You look whether the stride divides the padded size. What it has to divide is the way that
    the filter can go: take the filter off first."""
    padded = size + 2 * padding
    if kernel > padded or padded % stride:
        raise ValueError("The filter does not fit.")
    return (padded - kernel) // stride + 1


def ignores_the_padding_of_strides(size, kernel, stride=1, padding=0):
    """The padding is counted at stride 1 only. One formula serves all strides: pad first, then
    step."""
    return conv_output_size(size, kernel, stride, 0 if stride > 1 else padding)


def size_with_stride(rng: np.random.Generator) -> Call:
    kernel, stride, steps = (int(n) for n in rng.integers((2, 2, 2), (12, 6, 30)))
    return call(kernel + steps * stride, kernel, stride=stride)


def size_with_padding(rng: np.random.Generator) -> Call:
    kernel, padding = (int(n) for n in rng.integers((2, 1), (12, 5)))
    return call(kernel + int(rng.integers(5, 90)), kernel, padding=padding)


def size_with_stride_and_padding(rng: np.random.Generator) -> Call:
    kernel, stride, padding = (int(n) for n in rng.integers((4, 2, 1), (12, 6, 3)))
    steps = int(rng.integers(4, 30))
    return call(kernel + steps * stride - 2 * padding, kernel, stride=stride, padding=padding)


EXERCISE = Exercise(
    solution=conv_output_size,
    parts=[
        Part("no padding", [call(7, 3), call(5, 5), drawn(size_without_padding, 3)]),
        Part(
            "stride",
            [call(7, 3, stride=2), call(11, 5, stride=3), drawn(size_with_stride, 3)],
        ),
        Part(
            "padding",
            [
                call(4, 3, padding=1),
                call(4, 3, padding=2),
                call(3, 5, padding=1),
                call(32, 5, padding=2),
                drawn(size_with_padding, 2),
                drawn(size_that_needs_its_padding, 1),
            ],
        ),
        Part(
            "stride and padding",
            [
                call(5, 3, stride=2, padding=1),
                call(6, 5, stride=3, padding=1),
                call(8, 4, stride=2, padding=2),
                drawn(size_with_stride_and_padding, 3),
            ],
        ),
        Part(
            "a misfit is an error",
            [
                call(4, 3),
                call(7, 3, stride=3),
                call(8, 3, stride=3),
                call(6, 3, stride=2),
                call(3, 5),
                call(4, 5, stride=3),
                call(5, 2, stride=3, padding=1),
                drawn(size_without_padding, 2),
                drawn(size_that_misses_the_border, 2),
                drawn(size_below_the_kernel, 2),
            ],
        ),
    ],
    hints=[
        "Draw seven pixels and a filter of three. On which pixel can the filter start, first "
        "and last?",
        "How many pixels can the filter travel, from its first place to its last? The stride "
        "divides that way into steps, and there is one more place than steps.",
        "The filter fits if the way is not negative and the stride divides it with remainder "
        "0. The operators // and % give the two.",
    ],
)
