"""pool_output_size: side of the output of a pooling layer, in pixels, as an int."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def pool_output_size(size, window, stride):
    """Side of the output of a pooling layer, in pixels, as an int.

    size, window, stride: ints, along one direction of the image. Pixels that are left
    over at the end, too few for another window, are not looked at.
    Raises ValueError where the window is larger than the image.
    """
    if window > size:
        raise ValueError(f"A window of {window} pixels does not fit {size} pixels.")
    return (size - window) // stride + 1


def divides_by_the_window(size, window, stride):
    """You count how often the window fits side by side. Windows start one stride apart, so they
    may overlap or leave gaps: count the places where one can start."""
    pool_output_size(size, window, stride)
    return size // window


def divides_by_the_stride(size, window, stride):
    """You divide the whole size by the stride, as if every window were as large as the stride. How
    far can the first pixel of a window go?"""
    pool_output_size(size, window, stride)
    return size // stride


def divides_and_rounds_up(size, window, stride):
    """This is the size divided by the stride and rounded up: some libraries do that, and pad the
    image for it. Here nothing is padded, and a window starts only where all of it fits."""
    pool_output_size(size, window, stride)
    return -(-size // stride)


def forgets_the_first_window(size, window, stride):
    """You count the steps from one window to the next. There is one window more than there are
    steps: a window as large as the image takes none."""
    return pool_output_size(size, window, stride) - 1


def adds_one_too_early(size, window, stride):
    """The one for the first window is divided as well. Count the steps first, and add the window
    at the start after that."""
    pool_output_size(size, window, stride)
    return (size - window + 1) // stride


def ignores_the_stride(size, window, stride):
    """The stride makes no difference to your answer. Windows that start two pixels apart are about
    half as many."""
    return pool_output_size(size, window, 1)


def exchanges_window_and_stride(size, window, stride):
    """Window and stride have changed places, which goes unseen while they are equal. Which of them
    says how far the windows lie apart?"""
    pool_output_size(size, window, stride)
    return (size - stride) // window + 1


def counts_a_window_that_hangs_over(size, window, stride):
    """Rounding up counts a last window that is not all inside. Pixels that are too few for a
    window are left out."""
    pool_output_size(size, window, stride)
    return -(-(size - window) // stride) + 1


def rounds_to_the_nearest(size, window, stride):
    """round() goes up where more than half a step is left, and then counts a window that does not
    fit. A step is taken or it is not."""
    pool_output_size(size, window, stride)
    return round((size - window) / stride) + 1


def returns_a_float_size(size, window, stride):
    """Your size is a float, and no array can have 2.0 rows. Two of the division signs exist for
    numbers in Python; one of them stays with ints."""
    return float(pool_output_size(size, window, stride))


def keeps_the_fraction(size, window, stride):
    """Your size is not whole where pixels are left over, and it is a float elsewhere. Windows are
    counted in whole numbers: leave the rest out."""
    pool_output_size(size, window, stride)
    return (size - window) / stride + 1


def refuses_left_over_pixels(size, window, stride):
    """You raise an error where pixels are left over. Pooling leaves them out in silence; only a
    window larger than the image is refused."""
    if (size - window) % stride:
        raise ValueError("The windows do not end at the border.")
    return pool_output_size(size, window, stride)


def refuses_nothing(size, window, stride):
    """A window larger than the image gets a size too, and it is zero or less. Nothing can be
    pooled there: raise the error that the docstring names."""
    return (size - window) // stride + 1


def size_zero_for_a_large_window(size, window, stride):
    """For a window that is too large you give the size 0. The docstring asks for an error, which
    nobody can overlook."""
    return max(0, (size - window) // stride + 1)


def none_for_a_large_window(size, window, stride):
    """For a window that is too large, None comes back. Printing a message or returning None lets
    the caller go on: raise an error."""
    return None if window > size else (size - window) // stride + 1


def asserts_that_the_window_fits(size, window, stride):
    """The docstring promises another kind of error: a failing assert, for one, raises an
    AssertionError. Test with if, and raise what is promised."""
    assert window <= size
    return (size - window) // stride + 1


def refuses_a_window_of_the_same_size(size, window, stride):
    """A window exactly as large as the image is refused here. It fits in one place, so the size
    is 1."""
    if window >= size:
        raise ValueError("The window is too large.")
    return (size - window) // stride + 1


def takes_the_window_off_after_dividing(size, window, stride):
    """Only the size of the image is divided by the stride, and the window is taken off after that.
    The stride divides the way that a window can go."""
    pool_output_size(size, window, stride)
    return size // stride - window + 1


def returns_the_error(size, window, stride):
    """For a window that is too large the error is made and handed back like a size. Only raise
    stops a function."""
    if window > size:
        return ValueError("The window is too large.")
    return (size - window) // stride + 1


def cuts_the_fraction_off(size, window, stride):
    """int() cuts towards zero, so a window that is a little too large gets a size too. Compare
    window and size before you divide."""
    return int((size - window) / stride) + 1


def windows_side_by_side(rng: np.random.Generator) -> Call:
    window = int(rng.integers(2, 8))
    return call(window * int(rng.integers(2, 30)), window, window)


def windows_that_overlap(rng: np.random.Generator) -> Call:
    window = int(rng.integers(3, 9))
    stride = int(rng.integers(1, window))
    return call(window + stride * int(rng.integers(1, 30)), window, stride)


def windows_with_gaps(rng: np.random.Generator) -> Call:
    window = int(rng.integers(1, 6))
    stride = window + int(rng.integers(1, 5))
    return call(window + stride * int(rng.integers(1, 20)), window, stride)


def pixels_left_over(rng: np.random.Generator) -> Call:
    window, stride, steps = (int(n) for n in rng.integers((2, 2, 1), (9, 6, 20)))
    return call(window + stride * steps + int(rng.integers(1, stride)), window, stride)


def window_too_large(rng: np.random.Generator) -> Call:
    size = int(rng.integers(1, 20))
    return call(size, size + int(rng.integers(1, 20)), 1)


def window_of_the_same_size(rng: np.random.Generator) -> Call:
    size = int(rng.integers(4, 20))
    return call(size, size, int(rng.integers(1, 4)))


EXERCISE = Exercise(
    solution=pool_output_size,
    parts=[
        Part(
            "side by side",
            [call(4, 2, 2), call(9, 3, 3), call(224, 2, 2), drawn(windows_side_by_side, 3)],
        ),
        Part(
            "windows that overlap",
            [call(3, 2, 1), call(5, 3, 2), call(55, 3, 2), drawn(windows_that_overlap, 3)],
        ),
        Part(
            "gaps between windows",
            [call(4, 1, 3), call(7, 2, 5), call(10, 2, 4), drawn(windows_with_gaps, 3)],
        ),
        Part(
            "pixels left over",
            [
                call(5, 2, 2),
                call(6, 2, 3),
                call(7, 2, 3),
                call(6, 3, 2),
                call(112, 3, 2),
                drawn(pixels_left_over, 3),
            ],
        ),
        Part(
            "too large a window",
            [
                call(3, 3, 1),
                call(3, 3, 2),
                call(2, 3, 1),
                call(2, 3, 2),
                call(1, 3, 1),
                call(2, 5, 1),
                drawn(window_too_large, 5),
                drawn(window_of_the_same_size, 5),
            ],
        ),
    ],
    hints=[
        "Draw a line of 7 pixels, put a window of 3 at its start and move it by 2. In how many "
        "places can it stand?",
        "The start of a window can move from 0 to size - window. Which of these numbers are "
        "multiples of the stride?",
        "Divide size - window by the stride, leave the remainder out, and count the first "
        "window too. Before that, raise ValueError where the window is larger than the image.",
    ],
)
