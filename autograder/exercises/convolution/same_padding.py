"""same_padding: zero padding with which a filter at stride 1 keeps the size of the image, as an
int.
"""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def same_padding(kernel):
    """Zero padding with which a filter at stride 1 keeps the size of the image, as an int.

    kernel: side of the filter, in pixels.
    Raises ValueError for an even kernel: no padding is the same on both sides.
    """
    if kernel % 2 == 0:
        raise ValueError(f"A filter of {kernel} pixels has no pixel in its middle.")
    return (kernel - 1) // 2


def halves_any_filter(kernel):
    """For an even filter this leaves the image one pixel too large. No padding that is the same
    on both sides fits it, so raise the error that the docstring names."""
    return kernel // 2


def returns_a_float_padding(kernel):
    """Padding counts pixels, so it is an int, and / makes a float. Use the division that stays
    with ints."""
    same_padding(kernel)
    return (kernel - 1) / 2


def pads_for_both_sides_at_once(kernel):
    """These are all the pixels that the image loses. Half of them go on each side."""
    same_padding(kernel)
    return kernel - 1


def counts_the_middle_pixel(kernel):
    """This is one too many: the filter's middle lies on the image, and only what sticks out
    beyond the middle needs padding. Try a filter of a single pixel."""
    return same_padding(kernel) + 1


def refuses_odd_filters(kernel):
    """It is the other way round: odd filters have a middle and can be padded evenly, even ones
    cannot."""
    if kernel % 2:
        raise ValueError("The kernel is odd.")
    return kernel // 2


def always_pads_by_one(kernel):
    """Padding 1 is right for filters of 3 pixels only. Read the size of the filter from the
    argument."""
    same_padding(kernel)
    return 1


def rounds_even_filters_down(kernel):
    """For an even filter this leaves the image one pixel too small. No padding that is the same
    on both sides keeps its size, so the docstring wants an error."""
    return (kernel - 1) // 2


def leaves_even_filters_unanswered(kernel):
    """An even filter gets None for an answer. Raise the error of the docstring: None would be
    found out only when something is padded with it."""
    return (kernel - 1) // 2 if kernel % 2 else None


def pads_even_filters_by_nothing(kernel):
    """For an even filter 0 comes back, as if it needed no padding. The docstring names an error to
    raise instead."""
    return (kernel - 1) // 2 if kernel % 2 else 0


def asserts_an_odd_filter(kernel):
    """Even filters are refused, but with another error than the docstring names: a failing assert,
    for one, raises an AssertionError. Ask with if, and raise the right one."""
    assert kernel % 2
    return kernel // 2


def returns_the_error_for_even_filters(kernel):
    """For an even filter the error is made and then handed back like a result. It stops the
    function only where it is raised."""
    try:
        return same_padding(kernel)
    except ValueError as error:
        return error


def minus_one_for_even_filters(kernel):
    """For an even filter -1 comes back, and someone may pad with it. Raise an error, which nobody
    can overlook."""
    return kernel // 2 if kernel % 2 else -1


def rounds_half_the_filter(kernel):
    """round() goes to the even one of two neighbours, so it is right for every second odd filter.
    Take off the pixel in the middle, and what is left can be halved."""
    same_padding(kernel)
    return round(kernel / 2)


def pads_by_the_whole_filter(kernel):
    """This is the size of the filter. While its middle lies on the image, less than half of it
    sticks out."""
    same_padding(kernel)
    return kernel


def odd_kernel(rng: np.random.Generator) -> Call:
    return call(2 * int(rng.integers(4, 5000)) + 1)


def even_kernel(rng: np.random.Generator) -> Call:
    return call(2 * int(rng.integers(3, 5000)))


EXERCISE = Exercise(
    solution=same_padding,
    parts=[
        Part("odd filters", [call(1), call(3), call(5), drawn(odd_kernel, 4)]),
        Part(
            "even filters",
            [call(7), call(2), call(4), drawn(odd_kernel, 2), drawn(even_kernel, 3)],
        ),
    ],
    hints=[
        "Without padding a filter of 5 pixels makes 32 pixels into 28. How many have to be "
        "added in all, and how many on each side?",
        "An output as large as its input: N = N + 2P - F + 1. Solve for P; for which F is it "
        "whole?",
    ],
)
