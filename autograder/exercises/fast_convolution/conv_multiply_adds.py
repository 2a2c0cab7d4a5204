"""conv_multiply_adds: how many multiplications, each with its addition, a convolution layer
needs, as an int.
"""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.fast_convolution.shared import frame, places
from autograder.exercises.fast_convolution.strided_windows import strided_windows


def conv_multiply_adds(shape, filters, kernel, stride=1, padding=0):
    """How many multiplications, each with its addition, a convolution layer needs, as an int.

    shape: (N, C, H, W), of the input; filters: how many; kernel: (height, width); stride, padding:
    ints, for both directions. Products with zeros of the padding count; biases do not.
    """
    images, channels, height, width = shape
    oh = (height + 2 * padding - kernel[0]) // stride + 1
    ow = (width + 2 * padding - kernel[1]) // stride + 1
    outputs = images * filters * oh * ow
    return outputs * channels * kernel[0] * kernel[1]


def _outputs_and_weights(shape, filters, kernel, stride, padding):
    """Numbers in the output, and weights of a filter."""
    rows, columns = places(shape[2:], kernel, stride, padding)
    return shape[0] * filters * rows * columns, shape[1] * kernel[0] * kernel[1]


def forgets_the_batch(shape, filters, kernel, stride=1, padding=0):
    """This is the count for one image. The layer works on all images of the batch."""
    return conv_multiply_adds((1, *shape[1:]), filters, kernel, stride, padding)


def forgets_the_filters(shape, filters, kernel, stride=1, padding=0):
    """This is the count for one filter. Each filter goes over the image once."""
    return conv_multiply_adds(shape, 1, kernel, stride, padding)


def forgets_the_depth(shape, filters, kernel, stride=1, padding=0):
    """Your filters have one channel. A filter is as deep as the input, so each number of the output
    needs products from all channels."""
    return conv_multiply_adds((shape[0], 1, *shape[2:]), filters, kernel, stride, padding)


def forgets_batch_and_depth(shape, filters, kernel, stride=1, padding=0):
    """You count one channel of one image. Both the images and the channels of each belong among
    the factors."""
    return conv_multiply_adds((1, 1, *shape[2:]), filters, kernel, stride, padding)


def forgets_filters_and_depth(shape, filters, kernel, stride=1, padding=0):
    """You count one filter with one channel. There are several filters, and each reaches through
    all channels."""
    return conv_multiply_adds((shape[0], 1, *shape[2:]), 1, kernel, stride, padding)


def adds_the_filters_to_the_depth(shape, filters, kernel, stride=1, padding=0):
    """Filters and channels are added. Each filter needs products in each channel, which is a
    product of the two."""
    outputs, weights = _outputs_and_weights(shape, filters, kernel, stride, padding)
    return outputs // filters * (weights // shape[1]) * (filters + shape[1])


def forgets_batch_and_filters(shape, filters, kernel, stride=1, padding=0):
    """You count one filter on one image. How many numbers are there in the output of the whole
    layer?"""
    return conv_multiply_adds((1, *shape[1:]), 1, kernel, stride, padding)


def works_at_every_pixel(shape, filters, kernel, stride=1, padding=0):
    """You count a window for each pixel of the input. There is one for each number of the output,
    whose sides depend on kernel, stride and padding."""
    _, weights = _outputs_and_weights(shape, filters, kernel, stride, padding)
    return shape[0] * filters * shape[2] * shape[3] * weights


def works_at_every_padded_pixel(shape, filters, kernel, stride=1, padding=0):
    """You count a window for each pixel of the padded image. A kernel of 3 on 5 pixels has 3
    places, not 5."""
    _, weights = _outputs_and_weights(shape, filters, kernel, stride, padding)
    height, width = shape[2] + 2 * padding, shape[3] + 2 * padding
    return shape[0] * filters * height * width * weights


def counts_without_stride(shape, filters, kernel, stride=1, padding=0):
    """The stride does not change your count. With stride 2 there are about half as many places in
    each direction."""
    return conv_multiply_adds(shape, filters, kernel, 1, padding)


def counts_without_padding(shape, filters, kernel, stride=1, padding=0):
    """The padding does not change your count. It makes room for more places of the filter."""
    return conv_multiply_adds(shape, filters, kernel, stride)


def takes_the_stride_for_the_padding(shape, filters, kernel, stride=1, padding=0):
    """Stride and padding have changed places, and where the padding is 0 you divide by it. Look at
    the order in which you pass them on."""
    return conv_multiply_adds(shape, filters, kernel, stride=padding, padding=stride)


def strides_down_in_the_count(shape, filters, kernel, stride=1, padding=0):
    """The stride makes fewer rows of places, but not fewer columns. It holds for both
    directions."""
    rows, _ = places(shape[2:], kernel, stride, padding)
    _, columns = places(shape[2:], kernel, 1, padding)
    return shape[0] * filters * rows * columns * shape[1] * kernel[0] * kernel[1]


def forgets_the_kernel_at_the_border(shape, filters, kernel, stride=1, padding=0):
    """You count a place for every stride-th pixel, up to the border and beyond. A window has to fit
    as a whole, so the kernel is subtracted before you divide."""
    rows, columns = ((side + 2 * padding) // stride for side in shape[2:])
    return shape[0] * filters * rows * columns * shape[1] * kernel[0] * kernel[1]


def pads_one_side_of_the_count(shape, filters, kernel, stride=1, padding=0):
    """Your image has grown by the padding once in each direction. Zeros are put on both sides."""
    larger = (*shape[:2], shape[2] + padding, shape[3] + padding)
    return conv_multiply_adds(larger, filters, kernel, stride)


def counts_two_for_each_pair(shape, filters, kernel, stride=1, padding=0):
    """Twice as many as asked for: you count the additions on their own. A multiplication with its
    addition is one here."""
    return 2 * conv_multiply_adds(shape, filters, kernel, stride, padding)


def counts_additions_between_the_products(shape, filters, kernel, stride=1, padding=0):
    """Multiplications and additions are counted apart, k and k - 1 of them. Here the two go in
    pairs, and the answer is the number of pairs."""
    outputs, weights = _outputs_and_weights(shape, filters, kernel, stride, padding)
    return outputs * (2 * weights - 1)


def counts_the_biases(shape, filters, kernel, stride=1, padding=0):
    """One too many for each number of the output: adding the bias is no multiplication, and is
    left out here."""
    outputs, weights = _outputs_and_weights(shape, filters, kernel, stride, padding)
    return outputs * (weights + 1)


def counts_one_bias_for_each_filter(shape, filters, kernel, stride=1, padding=0):
    """Your count is too large by the number of filters. The biases are left out, however they are
    counted."""
    return conv_multiply_adds(shape, filters, kernel, stride, padding) + filters


def counts_the_weights(shape, filters, kernel, stride=1, padding=0):
    """This is the number of weights. Each of them is used again at every place and in every image,
    and every use is a multiplication."""
    return _outputs_and_weights(shape, filters, kernel, stride, padding)[1] * filters


def counts_the_outputs(shape, filters, kernel, stride=1, padding=0):
    """This is how many numbers come out. How many products does one of them take?"""
    return _outputs_and_weights(shape, filters, kernel, stride, padding)[0]


def one_addition_less(shape, filters, kernel, stride=1, padding=0):
    """You count one less for each number of the output, as if the first product were free. To add
    k products up from 0 takes k additions, one with each multiplication."""
    outputs, weights = _outputs_and_weights(shape, filters, kernel, stride, padding)
    return outputs * (weights - 1)


def kernels_are_square(shape, filters, kernel, stride=1, padding=0):
    """Your kernel has its height on both sides. Take its width from the second number."""
    return conv_multiply_adds(shape, filters, (kernel[0], kernel[0]), stride, padding)


def kernel_with_width_first(shape, filters, kernel, stride=1, padding=0):
    """Height and width of the kernel have changed places, so the number of places is off. Both
    shape and kernel name the height before the width."""
    return conv_multiply_adds(shape, filters, kernel[::-1], stride, padding)


def output_is_square(shape, filters, kernel, stride=1, padding=0):
    """You multiply the height of the output by itself. Its width is worked out from the width of
    the image and of the kernel."""
    rows, _ = places(shape[2:], kernel, stride, padding)
    weights = shape[1] * kernel[0] * kernel[1]
    return shape[0] * filters * rows * rows * weights


def one_side_of_the_kernel(shape, filters, kernel, stride=1, padding=0):
    """Only one side of the kernel is among your factors. A window has height times width pixels in
    each channel."""
    return conv_multiply_adds(shape, filters, kernel, stride, padding) // kernel[1]


def leaves_out_zeros_of_the_frame(shape, filters, kernel, stride=1, padding=0):
    """You leave products with the zeros of the padding out. A matrix product does them like any
    other, and so they count."""
    inside = frame(np.ones((1, 1, *shape[2:]), int), padding)
    used = int(strided_windows(inside, kernel, stride).sum())
    return shape[0] * shape[1] * filters * used


def counts_steps_of_the_kernel(shape, filters, kernel, stride=1, padding=0):
    """The number of places is too small by one in each direction: the kernel stands somewhere
    before its first step."""
    rows, columns = places(shape[2:], kernel, stride, padding)
    weights = shape[1] * kernel[0] * kernel[1]
    return shape[0] * filters * (rows - 1) * (columns - 1) * weights


def rounds_places_up(shape, filters, kernel, stride=1, padding=0):
    """You count a last window that hangs over the border. What is left over at the end is not
    looked at, so round down."""
    rows, columns = (
        -(-(side + 2 * padding - k) // stride) + 1
        for side, k in zip(shape[2:], kernel, strict=True)
    )
    return shape[0] * filters * rows * columns * shape[1] * kernel[0] * kernel[1]


def rounds_places_to_the_nearest(shape, filters, kernel, stride=1, padding=0):
    """round() goes up where half a step is left over, and counts a window that does not fit. Use
    the division that always rounds down."""
    rows, columns = (
        round((side + 2 * padding - k) / stride) + 1
        for side, k in zip(shape[2:], kernel, strict=True)
    )
    return shape[0] * filters * rows * columns * shape[1] * kernel[0] * kernel[1]


def adds_one_before_the_stride(shape, filters, kernel, stride=1, padding=0):
    """The first place is counted before the stride divides, so with a stride it gets lost. Divide
    the way that the kernel can go, and add the first place after that."""
    rows, columns = (
        (side + 2 * padding - k + 1) // stride for side, k in zip(shape[2:], kernel, strict=True)
    )
    return shape[0] * filters * rows * columns * shape[1] * kernel[0] * kernel[1]


def adds_the_channels_to_the_pixels(shape, filters, kernel, stride=1, padding=0):
    """You add the number of channels to the pixels of the kernel. Each channel has all of these
    pixels: multiply."""
    outputs, _ = _outputs_and_weights(shape, filters, kernel, stride, padding)
    return outputs * (shape[1] + kernel[0] * kernel[1])


def adds_the_sides_of_the_kernel(shape, filters, kernel, stride=1, padding=0):
    """You add the sides of the kernel. A window of 3 by 4 pixels holds 12 of them."""
    outputs, _ = _outputs_and_weights(shape, filters, kernel, stride, padding)
    return outputs * shape[1] * (kernel[0] + kernel[1])


def a_count_with_a_point(shape, filters, kernel, stride=1, padding=0):
    """The number is right, and it is a float. A count is an int: divide with the operator that
    rounds down to whole numbers."""
    return float(conv_multiply_adds(shape, filters, kernel, stride, padding))


def a_float_with_parts_of_windows(shape, filters, kernel, stride=1, padding=0):
    """Your sizes keep their fractions, so parts of windows are counted, and the result is a float.
    A division that rounds down solves both."""
    rows, columns = (
        (side + 2 * padding - k) / stride + 1 for side, k in zip(shape[2:], kernel, strict=True)
    )
    return shape[0] * filters * rows * columns * shape[1] * kernel[0] * kernel[1]


def cuts_parts_of_windows_at_the_end(shape, filters, kernel, stride=1, padding=0):
    """You make the result an int at the end, but parts of windows have been counted on the way.
    Round each side of the output down before you multiply."""
    return int(a_float_with_parts_of_windows(shape, filters, kernel, stride, padding))


def count_of_one_filter(rng: np.random.Generator) -> Call:
    height, width, kh, channels = rng.integers((5, 40, 2, 2), (40, 90, 5, 6)).tolist()
    return call((1, channels, height, width), 1, (kh, kh + 1))


def count_of_a_batch(rng: np.random.Generator) -> Call:
    n, f = rng.permutation([2, 3, 5, 7])[:2].tolist()
    height, width, kernel = rng.integers((5, 40, 2), (40, 90, 5)).tolist()
    return call((n, 1, height, width), f, (kernel, kernel))


def count_with_stride(rng: np.random.Generator) -> Call:
    """A row is left over, so that rounding matters, as in a fixed call."""
    rows, columns = rng.integers(3, 90, 2).tolist()
    return call((1, 1, 2 * rows + 2, 2 * columns + 1), 1, (3, 3), stride=2)


def count_with_padding(rng: np.random.Generator) -> Call:
    height, width, padding = rng.integers((5, 40, 1), (40, 90, 3)).tolist()
    return call((1, 1, height, width), 1, (3, 3), padding=padding)


def count_of_any_layer(rng: np.random.Generator) -> Call:
    n, c, f = rng.permutation([2, 3, 5, 7])[:3].tolist()
    rows, columns = rng.integers((4, 9), (9, 14)).tolist()
    return call((n, c, 2 * rows, 2 * columns), f, (3, 4), stride=2, padding=1)


EXERCISE = Exercise(
    solution=conv_multiply_adds,
    parts=[
        Part(
            "one filter, one image",
            [
                call((1, 1, 3, 3), 1, (2, 2)),
                call((1, 1, 5, 9), 1, (2, 3)),
                call((1, 3, 3, 4), 1, (2, 2)),
                drawn(count_of_one_filter, 2),
            ],
        ),
        Part(
            "images and filters",
            [
                call((1, 1, 3, 4), 5, (2, 2)),
                call((7, 1, 3, 4), 1, (2, 2)),
                call((2, 1, 5, 9), 5, (3, 3)),
                drawn(count_of_a_batch, 2),
            ],
        ),
        Part(
            "stride",
            [
                call((1, 1, 5, 7), 1, (3, 3), stride=2),
                call((1, 1, 6, 9), 1, (3, 3), stride=2),
                call((1, 1, 8, 9), 1, (3, 3), stride=2),
                drawn(count_with_stride, 2),
            ],
        ),
        Part(
            "padding",
            [
                call((1, 1, 5, 7), 1, (3, 3), padding=1),
                call((1, 1, 5, 7), 1, (3, 3), padding=2),
                drawn(count_with_padding, 2),
            ],
        ),
        Part(
            "all together",
            [
                call((2, 3, 8, 10), 5, (3, 4), stride=2, padding=1),
                call((1, 3, 227, 227), 96, (11, 11), stride=4),
                call((32, 3, 32, 32), 32, (5, 5), padding=2),
                drawn(count_of_any_layer, 2),
            ],
        ),
    ],
    hints=[
        "How many numbers come out of the layer, and how many products does each of them take?",
        "Out come N · filters · OH · OW numbers, with OH and OW as in lesson 6, rounded down. "
        "Each is a sum over a window through all channels.",
    ],
)
