"""transposed_output_size: side of the output of a transposed convolution, in pixels."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def transposed_output_size(size, kernel, stride, padding, output_padding):
    """Side of the output of a transposed convolution, in pixels, as an int.

    size, kernel, stride, padding, output_padding: ints, along one direction of the
    image. Every pixel of the input lays down a whole filter, and the next one does so
    `stride` pixels further. Then `padding` pixels are cut off at both ends, and
    `output_padding` are added at one end. Raises ValueError where output_padding is not
    below the stride, and where the result is below 1.
    """
    if output_padding >= stride:
        raise ValueError(f"An output padding of {output_padding} is not below the stride {stride}.")
    result = (size - 1) * stride + kernel - 2 * padding + output_padding
    if result < 1:
        raise ValueError(f"The padding of {padding} cuts off all that there is.")
    return result


def result_of(size, kernel, stride, padding, added):
    """The size without any check."""
    return (size - 1) * stride + kernel - 2 * padding + added


def checked(result, stride, added):
    """A size from another formula, where the right errors are raised."""
    if added >= stride or result < 1:
        raise ValueError
    return result


def formula_of_the_way_forward(size, kernel, stride, padding, output_padding):
    """This is the size after a usual convolution, which makes images smaller. The transposed one
    runs the other way: solve that formula for the size of its input."""
    transposed_output_size(size, kernel, stride, padding, output_padding)
    return (size + 2 * padding - kernel) // stride + 1 + output_padding


def stride_times_size(size, kernel, stride, padding, output_padding):
    """You take one stride for each pixel. From the first pixel to the last there is one step fewer
    than there are pixels."""
    result = size * stride + kernel - 2 * padding + output_padding
    return checked(result, stride, output_padding)


def size_times_stride_alone(size, kernel, stride, padding, output_padding):
    """The size times the stride is right for the usual settings only. Filter and padding have a say
    as well: how far does the last filter reach?"""
    transposed_output_size(size, kernel, stride, padding, output_padding)
    return size * stride


def a_filter_of_one_less(size, kernel, stride, padding, output_padding):
    """Your answer is one too small. The steps lead to the first pixel of the last filter, and the
    whole of it is laid down there."""
    result = result_of(size, kernel - 1, stride, padding, output_padding)
    return checked(result, stride, output_padding)


def stride_is_left_out(size, kernel, stride, padding, output_padding):
    """The stride makes no difference to your answer. The filters of two neighbours lie one stride
    apart."""
    transposed_output_size(size, kernel, stride, padding, output_padding)
    return result_of(size, kernel, 1, padding, output_padding)


def adds_the_padding(size, kernel, stride, padding, output_padding):
    """You add the padding. What a convolution adds before it starts is cut off at the end on the
    way back."""
    transposed_output_size(size, kernel, stride, padding, output_padding)
    return result_of(size, kernel, stride, -padding, output_padding)


def cuts_off_at_one_end(size, kernel, stride, padding, output_padding):
    """You cut the padding off once. It is cut off at both ends."""
    transposed_output_size(size, kernel, stride, padding, output_padding)
    return result_of(size, kernel, stride, padding, output_padding) + padding


def padding_is_left_out(size, kernel, stride, padding, output_padding):
    """The padding makes no difference to your answer. So many pixels are cut off at either end."""
    transposed_output_size(size, kernel, stride, padding, output_padding)
    return result_of(size, kernel, stride, 0, output_padding)


def pads_the_spread_out_image(size, kernel, stride, padding, output_padding):
    """You spread the pixels out and then convolve with the padding as it is. A transposed
    convolution pads by kernel - 1 - padding there, so that every pixel meets the whole filter."""
    transposed_output_size(size, kernel, stride, padding, output_padding)
    return (size - 1) * stride + 1 + 2 * padding - kernel + 1 + output_padding


def output_padding_is_left_out(size, kernel, stride, padding, output_padding):
    """The output padding makes no difference to your answer. It adds pixels at one end."""
    transposed_output_size(size, kernel, stride, padding, output_padding)
    return result_of(size, kernel, stride, padding, 0)


def output_padding_at_both_ends(size, kernel, stride, padding, output_padding):
    """You add the output padding twice. It is added at one end, so that sizes can be reached that
    lie between others."""
    transposed_output_size(size, kernel, stride, padding, output_padding)
    return result_of(size, kernel, stride, padding, 2 * output_padding)


def returns_a_size_with_a_point(size, kernel, stride, padding, output_padding):
    """Your size is a float, and no array can have 2.0 rows. Nothing has to be divided here."""
    return float(transposed_output_size(size, kernel, stride, padding, output_padding))


def any_setting_has_a_size(size, kernel, stride, padding, output_padding):
    """Impossible settings get a size like any other. Raise the error that the docstring names, in
    both cases."""
    return result_of(size, kernel, stride, padding, output_padding)


def any_output_padding_will_do(size, kernel, stride, padding, output_padding):
    """An output padding of a whole stride or more is let pass. The size could be had with one pixel
    more of input, so the docstring refuses it."""
    result = result_of(size, kernel, stride, padding, output_padding)
    if result < 1:
        raise ValueError
    return result


def output_padding_of_one_stride_will_do(size, kernel, stride, padding, output_padding):
    """An output padding of exactly the stride is let pass. It has to be below the stride."""
    result = result_of(size, kernel, stride, padding, output_padding)
    if output_padding > stride or result < 1:
        raise ValueError
    return result


def refuses_all_output_padding(size, kernel, stride, padding, output_padding):
    """Any output padding is refused. Up to the stride, which it must not reach, it is allowed."""
    if output_padding:
        raise ValueError
    return transposed_output_size(size, kernel, stride, padding, output_padding)


def refuses_a_padding_of_a_whole_filter(size, kernel, stride, padding, output_padding):
    """A padding as large as the filter is refused. What counts is whether any pixel is left."""
    if padding >= kernel:
        raise ValueError
    return transposed_output_size(size, kernel, stride, padding, output_padding)


def a_size_below_one_will_do(size, kernel, stride, padding, output_padding):
    """Where the padding cuts everything off you return a size of 0 or less. Raise the error that
    the docstring names."""
    if output_padding >= stride:
        raise ValueError
    return result_of(size, kernel, stride, padding, output_padding)


def a_size_of_zero_will_do(size, kernel, stride, padding, output_padding):
    """A size of exactly 0 is let pass. An image without pixels is none: below 1 is refused."""
    result = result_of(size, kernel, stride, padding, output_padding)
    if output_padding >= stride or result < 0:
        raise ValueError
    return result


def a_size_of_one_is_refused(size, kernel, stride, padding, output_padding):
    """A size of 1 is refused. One pixel is an image: only a size below 1 is not."""
    result = result_of(size, kernel, stride, padding, output_padding)
    if output_padding >= stride or result <= 1:
        raise ValueError
    return result


def never_below_zero(size, kernel, stride, padding, output_padding):
    """Where the padding cuts everything off you give the size 0. The docstring asks for an error,
    which nobody can overlook."""
    if output_padding >= stride:
        raise ValueError
    return max(0, result_of(size, kernel, stride, padding, output_padding))


def none_for_impossible_settings(size, kernel, stride, padding, output_padding):
    """For impossible settings None comes back. Printing a message or returning None lets the caller
    go on: raise an error."""
    result = result_of(size, kernel, stride, padding, output_padding)
    return None if output_padding >= stride or result < 1 else result


def asserts_possible_settings(size, kernel, stride, padding, output_padding):
    """Impossible settings are refused with another error than the docstring names: a failing
    assert, for one, raises an AssertionError. Test with if, and raise the right one."""
    result = result_of(size, kernel, stride, padding, output_padding)
    assert output_padding < stride and result >= 1
    return result


def returns_the_error_itself(size, kernel, stride, padding, output_padding):
    """For impossible settings the error is made and handed back like a size. Only raise stops a
    function."""
    try:
        return transposed_output_size(size, kernel, stride, padding, output_padding)
    except ValueError as error:
        return error


def without_any_padding(rng: np.random.Generator) -> Call:
    return call(int(rng.integers(2, 60)), int(rng.integers(2, 9)), int(rng.integers(2, 6)), 0, 0)


def with_padding(rng: np.random.Generator) -> Call:
    kernel = int(rng.integers(3, 12))
    padding = int(rng.integers(1, (kernel + 1) // 2))
    return call(int(rng.integers(5, 60)), kernel, int(rng.integers(2, 6)), padding, 0)


def with_output_padding(rng: np.random.Generator) -> Call:
    stride, kernel = int(rng.integers(3, 8)), int(rng.integers(8, 12))
    padding = int(rng.integers(1, 4))
    return call(int(rng.integers(5, 60)), kernel, stride, padding, int(rng.integers(1, stride - 1)))


def too_much_output_padding(rng: np.random.Generator) -> Call:
    stride = int(rng.integers(1, 6))
    more = stride + int(rng.integers(0, 4))
    return call(int(rng.integers(2, 60)), int(rng.integers(10, 14)), stride, 1, more)


def nothing_left(rng: np.random.Generator) -> Call:
    kernel, steps = int(rng.integers(1, 9)), int(rng.integers(1, 20))
    size, stride = steps + 1, int(rng.integers(1, 4))
    padding = (steps * stride + kernel + 1) // 2 + int(rng.integers(0, 4))
    return call(size, kernel, stride, padding, 0)


EXERCISE = Exercise(
    solution=transposed_output_size,
    parts=[
        Part(
            "stride",
            [
                call(3, 2, 2, 0, 0),
                call(1, 3, 2, 0, 0),
                call(4, 3, 1, 0, 0),
                call(5, 4, 3, 0, 0),
                call(4, 2, 5, 0, 0),
                drawn(without_any_padding, 5),
            ],
        ),
        Part(
            "padding",
            [
                call(4, 4, 2, 1, 0),
                call(3, 3, 1, 1, 0),
                call(7, 5, 3, 2, 0),
                call(6, 3, 2, 2, 0),
                call(5, 2, 2, 3, 0),
                drawn(with_padding, 5),
            ],
        ),
        Part(
            "output padding",
            [
                call(4, 3, 2, 1, 1),
                call(5, 3, 3, 0, 2),
                call(5, 8, 4, 2, 2),
                call(2, 2, 5, 0, 3),
                call(1, 2, 3, 1, 2),
                drawn(with_output_padding, 5),
            ],
        ),
        Part(
            "impossible",
            [
                call(4, 3, 2, 0, 2),
                call(9, 8, 5, 2, 0),
                call(4, 5, 1, 1, 1),
                call(4, 3, 2, 0, 4),
                call(3, 1, 4, 0, 4),
                call(1, 2, 2, 1, 0),
                call(2, 3, 1, 4, 0),
                call(1, 3, 2, 1, 0),
                drawn(too_much_output_padding, 2),
                drawn(nothing_left, 2),
                drawn(with_padding, 2),
            ],
        ),
    ],
    hints=[
        "Draw three pixels, and the filter of 4 pixels that each of them lays down, at a stride of "
        "2. From where to where does the drawing go?",
        "From the first filter to the last there are size - 1 steps, then the filter itself; two "
        "paddings less, one output padding more.",
    ],
)
