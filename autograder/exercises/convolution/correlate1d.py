"""correlate1d: slide a kernel along a signal and take dot products."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.convolution.shared import LINE, numbers


def correlate1d(signal, kernel, stride=1, padding=0):
    """Slide a kernel along a signal and take dot products. The kernel is not flipped.

    signal: (L,); kernel: (K,); padding: zeros added at each end.
    Returns floats of the shape ((L + 2 padding - K) // stride + 1,), also where the
    signal or the kernel holds whole numbers.
    """
    padded = np.pad(signal, padding)
    starts = range(0, len(padded) - len(kernel) + 1, stride)
    return np.array([padded[start : start + len(kernel)] @ kernel for start in starts])


def turns_the_kernel_round(signal, kernel, stride=1, padding=0):
    """Your kernel runs backwards, as np.convolve and the convolution of mathematicians do it.
    Networks leave out the flip: the first weight meets the first number of the window."""
    return correlate1d(signal, kernel[::-1], stride, padding)


def moves_by_one(signal, kernel, stride=1, padding=0):
    """The length is right, but your windows are neighbours: output i looks at the window that
    starts i strides from the beginning."""
    return correlate1d(signal, kernel, 1, padding)[
        : len(correlate1d(signal, kernel, stride, padding))
    ]


def never_strides(signal, kernel, stride=1, padding=0):
    """The stride makes no difference to your output. It says how far the window moves from one
    dot product to the next."""
    return correlate1d(signal, kernel, 1, padding)


def never_pads(signal, kernel, stride=1, padding=0):
    """The padding makes no difference to your output. Put the zeros round the signal first, then
    slide along the longer signal."""
    return correlate1d(signal, kernel, stride)


def zeros_at_the_end_only(signal, kernel, stride=1, padding=0):
    """All the zeros are behind the signal. As many belong in front of it as the argument says."""
    return correlate1d(np.pad(signal, (0, 2 * padding)), kernel, stride)


def holds_the_last_value(signal, kernel, stride=1, padding=0):
    """You go on with the first and last value of the signal. The padding here is zeros."""
    return correlate1d(np.pad(signal, padding, mode="edge"), kernel, stride)


def misses_the_last_window(signal, kernel, stride=1, padding=0):
    """The last window is missing. It starts where exactly a kernel's length is left, and range
    stops before its end."""
    padded = np.pad(signal, padding)
    starts = range(0, len(padded) - len(kernel), stride)
    return np.array([padded[start : start + len(kernel)] @ kernel for start in starts])


def averages_the_window(signal, kernel, stride=1, padding=0):
    """This divides by the length of the kernel. A dot product is a sum, not a mean."""
    return correlate1d(signal, kernel, stride, padding) / len(kernel)


def keeps_the_type_of_the_signal(signal, kernel, stride=1, padding=0):
    """Fractions are cut off, at least where the signal holds whole numbers: an array of integers
    has no room for them. Store the output in floats."""
    return correlate1d(signal, kernel, stride, padding).astype(np.asarray(signal).dtype)


def keeps_the_products(signal, kernel, stride=1, padding=0):
    """Each window gives a row of products here. Add them up: a dot product is one number."""
    padded = np.pad(signal, padding)
    starts = range(0, len(padded) - len(kernel) + 1, stride)
    return np.array([padded[start : start + len(kernel)] * kernel for start in starts])


def slide_along(padded, kernel, length, stride):
    """`length` products with windows of `padded`: for mistakes that get the length wrong."""
    out = np.zeros(length)
    for i in range(length):
        out[i] = np.sum(padded[i * stride : i * stride + len(kernel)] * kernel)
    return out


def zeros_once_at_the_end(signal, kernel, stride=1, padding=0):
    """You pad behind the signal and not in front of it. Both ends get as many zeros as the
    argument says."""
    return correlate1d(np.pad(signal, (0, padding)), kernel, stride)


def zeros_once_in_front(signal, kernel, stride=1, padding=0):
    """The windows that reach into the zeros behind the signal are missing. The padding counts at
    both ends, in the padded signal and in the length of the output."""
    return correlate1d(np.pad(signal, (padding, 0)), kernel, stride)


def stays_as_long_as_the_signal(signal, kernel, stride=1, padding=0):
    """Your output is as long as the signal, as with mode="same". Only windows that lie inside the
    padded signal count, and how much is padded is an argument."""
    return np.correlate(signal, kernel, "same")[::stride]


def neither_strides_nor_pads(signal, kernel, stride=1, padding=0):
    """Neither stride nor padding makes a difference to your output. Begin with the padding: after
    that, the stride says where the windows start."""
    return correlate1d(signal, kernel)


def rounds_the_length_up(signal, kernel, stride=1, padding=0):
    """What you multiply with the kernel has another length than the kernel. See where your last
    window ends: it counts only if all of it lies inside, so the length is rounded down."""
    padded = np.pad(signal, padding)
    length = -(-(len(padded) - len(kernel)) // stride) + 1
    return slide_along(padded, kernel, length, stride)


def adds_the_padding_to_the_length(signal, kernel, stride=1, padding=0):
    """The length of your output is off once stride and padding meet. The signal is padded first;
    only then does the stride divide the way that the kernel can go."""
    length = (len(signal) - len(kernel)) // stride + 1 + 2 * padding
    return slide_along(np.pad(signal, padding), kernel, length, stride)


def adds_the_padding_and_cuts(signal, kernel, stride=1, padding=0):
    """Stride and padding together give you too many numbers. Work the length out from the padded
    signal, and let the stride divide all of the way."""
    length = (len(signal) - len(kernel)) // stride + 1 + 2 * padding
    padded = np.pad(signal, padding)
    padded = np.append(padded, np.zeros(stride * length + len(kernel)))
    return slide_along(padded, kernel, length, stride)


def pads_only_at_stride_one(signal, kernel, stride=1, padding=0):
    """The padding is lost as soon as there is a stride. Pad whatever the stride is."""
    return correlate1d(signal, kernel, stride, 0 if stride > 1 else padding)


def insists_on_the_end(signal, kernel, stride=1, padding=0):
    """An error comes up where the windows do not end at the end of the signal. Numbers that no
    whole window reaches are left out: the length is rounded down, as libraries do it."""
    if (len(signal) + 2 * padding - len(kernel)) % stride:
        raise ValueError("The kernel does not fit.")
    return correlate1d(signal, kernel, stride, padding)


def divides_into_a_float_length(signal, kernel, stride=1, padding=0):
    """range and np.zeros take whole numbers only, and were given something else. A length made
    with / is a float even where nothing is left over."""
    length = (len(signal) + 2 * padding - len(kernel)) / stride + 1
    return slide_along(np.pad(signal, padding), kernel, range(length), stride)


def pads_the_length_only(signal, kernel, stride=1, padding=0):
    """With padding, some window has another length than the kernel. Is it cut from the padded
    signal, with zeros at both ends, and as long as the kernel?"""
    length = (len(signal) + 2 * padding - len(kernel)) // stride + 1
    return slide_along(signal, kernel, length, stride)


def cuts_windows_one_too_long(signal, kernel, stride=1, padding=0):
    """Print the lengths of your windows: unless the signal ends there, they are longer than the
    kernel. A slice stops before its end, so nothing needs to be added there."""
    padded = np.pad(signal, padding)
    out = correlate1d(signal, kernel, stride, padding)
    for i in range(len(out)):
        out[i] = np.sum(padded[i * stride : i * stride + len(kernel) + 1] * kernel)
    return out


def stores_a_row_of_products(signal, kernel, stride=1, padding=0):
    """One place of the output is given a whole array. The products of a window have to be added
    up first."""
    padded = np.pad(signal, padding)
    out = correlate1d(signal, kernel, stride, padding)
    for i in range(len(out)):
        out[i] = padded[i * stride : i * stride + len(kernel)] * kernel
    return out


def repeats_the_first_window(signal, kernel, stride=1, padding=0):
    """Every number of your output comes from the same window, the first one. The window has to
    move with the place in the output."""
    return (
        0 * correlate1d(signal, kernel, stride, padding)
        + np.pad(signal, padding)[: len(kernel)] @ kernel
    )


def zeros_in_front_only(signal, kernel, stride=1, padding=0):
    """All the zeros are in front of the signal. As many belong behind it as the argument says."""
    return correlate1d(np.pad(signal, (2 * padding, 0)), kernel, stride)


def pads_by_one_zero(signal, kernel, stride=1, padding=0):
    """There is one zero at each end whatever is asked for. How many there are, none or several,
    stands in the argument padding."""
    return correlate1d(signal, kernel, stride, 1)


def fills_up_to_minus_padding(signal, kernel, stride=1, padding=0):
    """Without padding there is no room for the signal: -0 is 0, so the slice padding:-padding ends
    where it begins. Say where the signal ends by counting from its start."""
    padded = np.zeros(len(signal) + 2 * padding)
    padded[padding:-padding] = signal
    return correlate1d(padded, kernel, stride)


def makes_a_longer_signal_only_if_padding(signal, kernel, stride=1, padding=0):
    """A variable is used that no line has given a value, and the error names it. If it gets one
    under an if, let padding 0 go the same way: padding with no zeros is allowed."""
    if padding:
        padded = np.pad(signal, padding)
    return correlate1d(padded, kernel, stride)


def counts_windows_without_stride(signal, kernel, stride=1, padding=0):
    """With a stride your windows run out of the signal: there are as many as at stride 1. Divide
    the way that the kernel can go by the stride."""
    padded = np.pad(signal, padding)
    return slide_along(padded, kernel, len(padded) - len(kernel) + 1, stride)


def counts_windows_by_the_stride_alone(signal, kernel, stride=1, padding=0):
    """You divide the length of the signal by the stride, so the last windows reach beyond its end.
    Take the kernel off first."""
    padded = np.pad(signal, padding)
    return slide_along(padded, kernel, len(padded) // stride, stride)


def adds_one_before_the_division(signal, kernel, stride=1, padding=0):
    """With a stride your output is too short, since the stride divides the + 1 as well. It counts
    the first window, after the division."""
    length = (len(signal) + 2 * padding - len(kernel) + 1) // stride
    return correlate1d(signal, kernel, stride, padding)[:length]


def drops_the_last_number(signal, kernel, stride=1, padding=0):
    """The last number is missing: you count the steps of the kernel. It stands on one place before
    its first step."""
    return correlate1d(signal, kernel, stride, padding)[:-1]


def leaves_the_last_number_at_zero(signal, kernel, stride=1, padding=0):
    """The last number of your output is zero, for nothing was stored there. See where your loop
    ends: range leaves out its end by itself."""
    out = correlate1d(signal, kernel, stride, padding)
    out[-1] = 0
    return out


def stores_at_the_start_of_the_window(signal, kernel, stride=1, padding=0):
    """With a stride your index runs past the end: you store at the place where the window starts.
    Number the windows one by one, and let number i start at i times the stride."""
    right = correlate1d(signal, kernel, stride, padding)
    out = np.zeros(len(right))
    for i in range(len(right)):
        out[i * stride] = right[i]
    return out


def leaves_places_out_by_the_stride(signal, kernel, stride=1, padding=0):
    """With a stride most of your output stays zero: the loop over its places takes steps of the
    stride. Visit every place; only in the signal a step is as long as the stride."""
    out = correlate1d(signal, kernel, stride, padding)
    out[np.arange(len(out)) % stride > 0] = 0
    return out


def lets_the_kernel_hang_over(signal, kernel, stride=1, padding=0):
    """Your output is longer than the signal: windows that hang over an end count too, as with
    mode="full". Only those count that lie inside the padded signal, mode="valid"."""
    return np.correlate(np.pad(signal, padding), kernel, "full")[::stride]


def adds_windows_to_the_sum_so_far(signal, kernel, stride=1, padding=0):
    """Each number of your output is the sum of all windows up to it. Its
    own products are all that counts."""
    return np.cumsum(correlate1d(signal, kernel, stride, padding))


def returns_the_number_of_the_last_window(signal, kernel, stride=1, padding=0):
    """One number comes back, that of the last window. Store each at its place and return them
    all."""
    return float(correlate1d(signal, kernel, stride, padding)[-1])


def returns_after_the_first_window(signal, kernel, stride=1, padding=0):
    """Only the first number of your output is filled in. Look how far the return is indented: it
    belongs behind the loop."""
    out = correlate1d(signal, kernel, stride, padding)
    out[1:] = 0
    return out


def keeps_whole_numbers_only(signal, kernel, stride=1, padding=0):
    """All your numbers are whole, even where the signal has fractions. Store them as floats."""
    return correlate1d(signal, kernel, stride, padding).astype(int)


def cuts_the_fractions_of_the_signal(signal, kernel, stride=1, padding=0):
    """The signal loses its fractions before the products, as it does in a padded array of whole
    numbers. Give that array floats."""
    return correlate1d(np.asarray(signal).astype(int), kernel, stride, padding)


def takes_the_type_of_the_kernel(signal, kernel, stride=1, padding=0):
    """Fractions are cut off where the kernel holds whole numbers, because the output has its type.
    The signal has fractions too: make it floats."""
    return correlate1d(signal, kernel, stride, padding).astype(np.asarray(kernel).dtype)


def stores_the_last_product_of_a_window(signal, kernel, stride=1, padding=0):
    """Each number is the last product of its window, as if each product wiped out the one before.
    Add them up."""
    last = np.zeros(len(kernel))
    last[-1] = kernel[-1]
    return correlate1d(signal, last, stride, padding)


def adds_numbers_without_weights(signal, kernel, stride=1, padding=0):
    """You add up the numbers of each window, and the kernel plays no part. Multiply by its weights
    first."""
    return correlate1d(signal, np.ones(len(kernel)), stride, padding)


def leaves_the_output_empty(signal, kernel, stride=1, padding=0):
    """All of your output is still zero. Store each dot product at its place."""
    return 0 * correlate1d(signal, kernel, stride, padding)


def keeps_the_largest_product(signal, kernel, stride=1, padding=0):
    """You keep the largest product of each window. Add the products up."""
    padded = np.pad(signal, padding)
    starts = range(0, len(padded) - len(kernel) + 1, stride)
    return np.array([np.max(padded[start : start + len(kernel)] * kernel) for start in starts])


def signal_and_kernel(rng: np.random.Generator) -> Call:
    taps = int(rng.integers(2, 5))
    return call(numbers(rng, taps + int(rng.integers(0, 5))), numbers(rng, taps))


def strided_signal(rng: np.random.Generator) -> Call:
    taps, stride = (int(n) for n in rng.integers((2, 2), (5, 4)))
    signal = numbers(rng, taps + 2 * stride + int(rng.integers(0, stride)))
    return call(signal, numbers(rng, taps), stride=stride)


def padded_signal(rng: np.random.Generator) -> Call:
    taps, padding = (int(n) for n in rng.integers((2, 1), (5, 4)))
    return call(numbers(rng, int(rng.integers(3, 8))), numbers(rng, taps), padding=padding)


def strided_and_padded_signal(rng: np.random.Generator) -> Call:
    taps, stride, padding = (int(n) for n in rng.integers((2, 2, 1), (5, 4, 3)))
    signal = numbers(rng, taps + stride + int(rng.integers(0, stride)))
    return call(signal, numbers(rng, taps), stride=stride, padding=padding)


def whole_signal(rng: np.random.Generator) -> Call:
    return call(rng.integers(1, 100, int(rng.integers(4, 8))), numbers(rng, 3))


EXERCISE = Exercise(
    solution=correlate1d,
    parts=[
        Part(
            "stride 1",
            [
                call(LINE[:3], np.array([1.0, 0.0, 3.0])),
                call(LINE[:4] / 4, np.array([1.0, -2.0])),
                drawn(signal_and_kernel, 4),
            ],
        ),
        Part(
            "stride",
            [
                call(LINE[:4], np.array([1.0, -3.0]), stride=2),
                call(LINE / 4, np.array([1.0, 0.0, 3.0]), stride=2),
                call(LINE, np.array([1.0, 2.0, -3.0]), stride=3),
                drawn(strided_signal, 3),
            ],
        ),
        Part(
            "padding",
            [
                call(LINE[:2], np.array([1.0, 0.0, 3.0]), padding=1),
                call(LINE[:3] / 4, np.array([1.0, 2.0, -3.0]), padding=2),
                drawn(padded_signal, 3),
            ],
        ),
        Part(
            "stride and padding",
            [
                call(LINE[:3], np.array([1.0, 2.0, -3.0]), stride=2, padding=1),
                call(LINE[:4] / 4, np.array([1.0, -3.0]), stride=3, padding=1),
                call(LINE[:4], np.array([1.0, 2.0, -3.0]), stride=2, padding=2),
                call(LINE[:5], np.array([2.0, -3.0]), stride=2, padding=1),
                drawn(strided_and_padded_signal, 3),
            ],
        ),
        Part(
            "whole numbers",
            [
                call(np.array([1, 2, 4]), np.array([0.5, 1.0])),
                call(np.array([3, 1, 2, 6]), np.array([1.0, 0.0, 0.25])),
                call(np.array([0.5, 1.5, 2.5]), np.array([1, 2])),
                drawn(whole_signal, 3),
            ],
        ),
    ],
    hints=[
        "Write down by hand what comes out of [1, 2, 4, 8] with the kernel [1, -2].",
        "Pad the signal first. After that the padding can be forgotten.",
        "Output i is the dot product of the kernel with the slice that starts at i times the "
        "stride and is as long as the kernel.",
    ],
)
