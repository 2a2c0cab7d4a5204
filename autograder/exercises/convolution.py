"""Lesson 6, convolution: solutions, test cases and known mistakes."""

import numpy as np

from autograder.exercise import Call, Exercise, Part, call, drawn


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


def asserts_that_it_fits(size, kernel, stride=1, padding=0):
    """A failing assert raises an AssertionError. Callers wait for the error that the docstring
    names, so raise that one."""
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


def ignores_the_padding_of_strides(size, kernel, stride=1, padding=0):
    """The padding is counted at stride 1 only. One formula serves all strides: pad first, then
    step."""
    return conv_output_size(size, kernel, stride, 0 if stride > 1 else padding)


def rounds_up_in_silence(size, kernel, stride=1, padding=0):
    """Rounding up lets the last window hang over the border. Steps that do not end at the border
    are an error here, and so is a filter larger than the padded image."""
    return -(-(size + 2 * padding - kernel) // stride) + 1


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


def size_without_padding(rng: np.random.Generator) -> Call:
    kernel = int(rng.integers(2, 12))
    return call(kernel + int(rng.integers(1, 90)), kernel)


def size_with_stride(rng: np.random.Generator) -> Call:
    kernel, stride, steps = (int(n) for n in rng.integers((2, 2, 2), (12, 6, 30)))
    return call(kernel + steps * stride, kernel, stride=stride)


def size_with_padding(rng: np.random.Generator) -> Call:
    kernel, padding = (int(n) for n in rng.integers((2, 1), (12, 5)))
    return call(kernel + int(rng.integers(5, 90)), kernel, padding=padding)


def size_that_needs_its_padding(rng: np.random.Generator) -> Call:
    """The filter is larger than the image, and fits into the padded one."""
    size, padding = (int(n) for n in rng.integers((1, 2), (12, 5)))
    return call(size, size + int(rng.integers(1, 2 * padding)), padding=padding)


def size_with_stride_and_padding(rng: np.random.Generator) -> Call:
    kernel, stride, padding = (int(n) for n in rng.integers((4, 2, 1), (12, 6, 3)))
    steps = int(rng.integers(4, 30))
    return call(kernel + steps * stride - 2 * padding, kernel, stride=stride, padding=padding)


def size_that_misses_the_border(rng: np.random.Generator) -> Call:
    kernel, stride, steps = (int(n) for n in rng.integers((2, 2, 1), (12, 6, 30)))
    left_over = int(rng.integers(1, stride))
    return call(kernel + steps * stride + left_over, kernel, stride=stride)


def size_below_the_kernel(rng: np.random.Generator) -> Call:
    size = int(rng.integers(1, 40))
    return call(size, size + int(rng.integers(1, 20)))


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


def floors_to_a_float(size, kernel, stride=1, padding=0, dilation=1):
    """np.floor and math.floor differ: the one from NumPy gives a float. There is a division that
    rounds down and stays with ints."""
    conv_output_size_floor(size, kernel, stride, padding, dilation)
    return float((size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1)


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


def leaves_a_fraction(size, kernel, stride=1, padding=0, dilation=1):
    """A size counts places, so it is an int. Leave the rest of the division out, with the
    operator that rounds down."""
    conv_output_size_floor(size, kernel, stride, padding, dilation)
    return (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1


def forgets_the_first_weight(size, kernel, stride=1, padding=0, dilation=1):
    """The reach of your filter is one pixel short: from the first weight to the last there are
    that many steps, and both ends count. Try a filter of a single weight."""
    reach = dilation * (kernel - 1)
    if reach > size + 2 * padding:
        raise ValueError("The filter is larger than the image.")
    return (size + 2 * padding - reach) // stride + 1


def compares_numbers_of_weights_and_pixels(size, kernel, stride=1, padding=0, dilation=1):
    """Your test compares kernel with size, as if there were neither padding nor dilation. Compare
    what the filter reaches over with what is there after padding."""
    if kernel > size:
        raise ValueError("The filter is larger than the image.")
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


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


def odd_kernel(rng: np.random.Generator) -> Call:
    return call(2 * int(rng.integers(4, 5000)) + 1)


def even_kernel(rng: np.random.Generator) -> Call:
    return call(2 * int(rng.integers(3, 5000)))


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


def conv_parameter_count(filters, kernel, depth, bias=True):
    """How many numbers a convolutional layer learns, as an int.

    filters: how many filters; kernel: their side, in pixels;
    depth: channels of the input; bias: whether each filter has one.
    """
    weights = kernel * kernel * depth
    return filters * (weights + 1 if bias else weights)


def forgets_the_depth(filters, kernel, depth, bias=True):
    """A filter reaches through the full depth of its input: it has a square of weights for each
    channel."""
    return conv_parameter_count(filters, kernel, 1, bias)


def one_bias_for_the_layer(filters, kernel, depth, bias=True):
    """You count one bias for the whole layer. Every filter has its own."""
    return conv_parameter_count(filters, kernel, depth, False) + bool(bias)


def a_bias_for_each_slice(filters, kernel, depth, bias=True):
    """You count a bias for each channel of each filter. A filter adds up all its channels first,
    and adds one bias to that sum."""
    return filters * depth * (kernel * kernel + bool(bias))


def a_filter_of_one_row(filters, kernel, depth, bias=True):
    """A filter is a square, and `kernel` is its side: it has that many rows of that many
    weights."""
    return filters * (kernel * depth + bool(bias))


def counts_one_filter_only(filters, kernel, depth, bias=True):
    """This is a single filter. The layer has several, and each learns its own numbers."""
    return conv_parameter_count(1, kernel, depth, bias)


def always_counts_a_bias(filters, kernel, depth, bias=True):
    """With bias=False there is none to count. The argument decides about it."""
    return conv_parameter_count(filters, kernel, depth, True)


def never_counts_a_bias(filters, kernel, depth, bias=True):
    """The biases are learned as well. Count them where the argument says that there are some."""
    return conv_parameter_count(filters, kernel, depth, False)


def turns_the_bias_condition_round(filters, kernel, depth, bias=True):
    """The condition is the wrong way round: biases are counted exactly where there are none."""
    return conv_parameter_count(filters, kernel, depth, not bias)


def a_bias_for_each_channel(filters, kernel, depth, bias=True):
    """Filters and depth have changed places in the biases: an output map has a bias, an input
    channel has none."""
    return conv_parameter_count(filters, kernel, depth, False) + depth * bool(bias)


def gray_filter(rng: np.random.Generator) -> Call:
    return call(1, int(rng.integers(4, 30)), 1)


def deep_filter(rng: np.random.Generator) -> Call:
    kernel, depth = (int(n) for n in rng.integers((2, 2), (12, 200)))
    return call(1, kernel, depth)


def layer_of_filters(rng: np.random.Generator) -> Call:
    filters, kernel, depth = (int(n) for n in rng.integers((2, 2, 2), (200, 12, 200)))
    return call(filters, kernel, depth)


def layer_without_bias(rng: np.random.Generator) -> Call:
    filters, kernel, depth = (int(n) for n in rng.integers((2, 2, 2), (200, 12, 200)))
    return call(filters, kernel, depth, bias=False)


def zero_pad(x, padding):
    """Images with a frame of zeros around each channel.

    x: (N, C, H, W); padding: pixels added on every side, 0 or more.
    Returns (N, C, H + 2 padding, W + 2 padding).
    """
    side = (padding, padding)
    return np.pad(x, ((0, 0), (0, 0), side, side))


def frames_the_batch_too(x, padding):
    """Zeros are added along all four axes, so that there are more images and more channels too.
    np.pad also takes a pair of its own for each axis."""
    return np.pad(x, padding)


def fills_a_slice_that_ends_at_minus_zero(x, padding):
    """The slice padding:-padding is empty where padding is 0, because -0 is just 0. Say where it
    ends by counting from its start: how far does the image reach?"""
    n, c, h, w = x.shape
    out = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    out[:, :, padding:-padding, padding:-padding] = x
    return out


def makes_an_array_only_if_padding(x, padding):
    """The error names a variable that was used before any line gave it a value. If that line
    stands under an if, remember padding 0: a frame of no pixels needs no case of its own."""
    if padding:
        padded = zero_pad(x, padding)
    return padded


def frames_one_pixel(x, padding):
    """The frame is one pixel wide whatever is asked for. Use the argument wherever you count
    pixels."""
    return zero_pad(x, 1)


def pads_bottom_and_right_only(x, padding):
    """All zeros are at the bottom and on the right. A frame goes all the way round: half of them
    belong above and on the left."""
    return np.pad(x, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))


def pads_top_by_one_pixel(x, padding):
    """Above the image there is always one row of zeros, and below it there are `padding`. The
    two numbers for the rows should be the same."""
    return np.pad(x, ((0, 0), (0, 0), (1, padding), (padding, padding)))


def pads_columns_only(x, padding):
    """The frame is missing above and below. Rows need it just as columns do."""
    return np.pad(x, ((0, 0), (0, 0), (0, 0), (padding, padding)))


def repeats_the_border(x, padding):
    """The frame repeats the pixels of the border. It should be zeros, which np.pad takes if it is
    told nothing else."""
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), mode="edge")


def adds_padding_once(x, padding):
    """The image grows at both ends of each axis, so by twice the padding. The last rows and
    columns of your frame are missing."""
    return zero_pad(x, padding)[:, :, : x.shape[2] + padding, : x.shape[3] + padding]


def frames_a_square(x, padding):
    """You take the width from the height, which only square images forgive. Read the two from
    their own axes of x.shape."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, h + 2 * padding, h + 2 * padding))
    out[:, :, padding : padding + h, padding : padding + w] = x
    return out


def pads_behind_along_all_axes(x, padding):
    """np.pad takes this pair as (before, after), for all four axes. Give it four pairs, one for
    each axis, of which two are (0, 0)."""
    return np.pad(x, (0, padding))


def frames_with_ones(x, padding):
    """The frame is made of ones, and the docstring asks for zeros."""
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    return np.pad(x, sides, constant_values=1)


def pads_rows_only(x, padding):
    """There are new rows above and below, and no new columns. The frame has a left and a right
    side as well."""
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (0, 0)))


def swaps_the_sides_of_the_frame(x, padding):
    """Height and width have changed places in the new array. x.shape ends with the height, then
    the width."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, w + 2 * padding, h + 2 * padding))
    out[:, :, padding : padding + h, padding : padding + w] = x
    return out


def leaves_the_frame_empty(x, padding):
    """The size is right and everything is zero: the images have not been put into the frame."""
    return np.zeros_like(zero_pad(x, padding))


def pads_images_and_channels_instead(x, padding):
    """The new zeros lie along the wrong axes: you have more images and more channels, of the old
    size. Height and width are the last two axes."""
    return np.pad(x, ((padding, padding), (padding, padding), (0, 0), (0, 0)))


def fills_all_but_one_pixel(x, padding):
    """The slice 1:-1 leaves a frame of one pixel, which is right for padding 1 only. Where the
    image begins and ends depends on the argument."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    out[:, :, 1:-1, 1:-1] = x
    return out


def frames_a_square_of_the_width(x, padding):
    """The new height is made from the width. Each of the two grows from its own side of the
    image."""
    n, c, h, w = x.shape
    out = np.zeros((n, c, w + 2 * padding, w + 2 * padding))
    out[:, :, padding : padding + h, padding : padding + w] = x
    return out


def pairs_for_two_axes(x, padding):
    """np.pad wants as many pairs as x has axes, and x has four. For the axes that keep their
    length the pair is (0, 0)."""
    return np.pad(x, ((padding, padding), (padding, padding)))


def numbers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Few digits, so that a failing call can be read. None is zero: zeros hide mistakes."""
    signs = rng.choice([-1.0, 1.0], shape)
    return signs * rng.integers(1, 40, shape) / 10


def counting(*shape: int) -> np.ndarray:
    """1, 2, 3 … in order: every number tells where it came from."""
    return np.arange(1.0, np.prod(shape) + 1).reshape(shape)


def square_image_and_padding(rng: np.random.Generator, paddings: tuple[int, ...]) -> Call:
    side = int(rng.integers(2, 5))
    return call(numbers(rng, 1, 1, side, side), int(rng.choice(paddings)))


def wide_or_tall_image_to_pad(rng: np.random.Generator) -> Call:
    height, more = (int(n) for n in rng.integers((1, 1), (4, 3)))
    sides = (height, height + more) if rng.integers(2) else (height + more, height)
    return call(numbers(rng, 1, 1, *sides), int(rng.integers(1, 4)))


def batch_to_pad(rng: np.random.Generator) -> Call:
    n, c, side, padding = (int(n) for n in rng.integers((1, 2, 2, 1), (4, 4, 4, 4)))
    return call(numbers(rng, n, c, side, side), padding)


def correlate1d(signal, kernel, stride=1, padding=0):
    """Slide a kernel along a signal and take dot products. The kernel is not flipped.

    signal: (L,); kernel: (K,); padding: zeros added at each end.
    Returns ((L + 2 padding - K) // stride + 1,).
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


def makes_zeros_of_a_float_length(signal, kernel, stride=1, padding=0):
    """np.zeros is given a number that is not whole. What / gives is a float, also where nothing
    is left over."""
    out = np.zeros((len(signal) + 2 * padding - len(kernel)) / stride + 1)
    return slide_along(np.pad(signal, padding), kernel, len(out), stride)


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


def correlate2d(image, kernel):
    """Slide a kernel over an image and take dot products. The kernel is not flipped.

    image: (H, W); kernel: (KH, KW).
    Returns (H - KH + 1, W - KW + 1).
    """
    kh, kw = kernel.shape
    rows, columns = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = np.sum(image[i : i + kh, j : j + kw] * kernel)
    return out


def slide(image, kernel, rows, columns, kh, kw):
    """Windows of kh by kw at rows by columns places: for mistakes that take these from the wrong
    side, and so read past the border or not far enough."""
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = np.sum(image[i : i + kh, j : j + kw] * kernel)
    return out


def takes_the_width_from_the_height(image, kernel):
    """Your output is square though the image is not. Columns are counted from the width of the
    image and of the kernel."""
    kh, kw = kernel.shape
    rows = image.shape[0] - kh + 1
    return slide(image, kernel, rows, rows, kh, kw)


def counts_columns_with_the_kernel_height(image, kernel):
    """The number of columns of your output is taken from the height of the kernel. A kernel need
    not be square: columns go with its width."""
    kh, kw = kernel.shape
    return slide(image, kernel, image.shape[0] - kh + 1, image.shape[1] - kh + 1, kh, kw)


def cuts_square_windows(image, kernel):
    """Your windows are as wide as the kernel is high. Cut each side of the window to its own side
    of the kernel."""
    kh, kw = kernel.shape
    return slide(image, kernel, image.shape[0] - kh + 1, image.shape[1] - kw + 1, kh, kh)


def counts_rows_with_the_height(image, kernel):
    """In a flat image a row is as long as the image is wide, so a pixel one row further down is
    one width further on, not one height."""
    height, width = image.shape
    kh, kw = kernel.shape
    i, j = np.arange(height - kh + 1)[:, None, None, None], np.arange(width - kw + 1)[:, None, None]
    flat = (i + np.arange(kh)[:, None]) * height + j + np.arange(kw)
    return np.sum(np.asarray(image).reshape(-1)[flat] * kernel, axis=(2, 3))


def flips_the_kernel(image, kernel):
    """Your kernel is turned by half a circle, as scipy.signal.convolve2d does it. Networks leave
    out the flip: the kernel's top left weight meets the window's top left pixel."""
    return correlate2d(image, kernel[::-1, ::-1])


def stops_one_window_early(image, kernel):
    """The last row and the last column are missing: the difference of two sides is the number of
    steps, and there is one more place than steps."""
    return correlate2d(image, kernel)[:-1, :-1]


def leaves_the_last_windows_empty(image, kernel):
    """The last row and column of your output were never filled in. The loops end one window
    early: range already stops before its end."""
    out = correlate2d(image, kernel)
    out[-1], out[:, -1] = 0, 0
    return out


def multiplies_as_matrices(image, kernel):
    """@ is the matrix product, which mixes rows with columns. Here each weight meets one pixel:
    multiply element by element, then add up."""
    kh, kw = kernel.shape
    out = correlate2d(image, kernel)
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.sum(image[i : i + kh, j : j + kw] @ kernel)
    return out


def takes_the_mean(image, kernel):
    """This divides by the number of weights. Add the products up and leave it at that."""
    return correlate2d(image, kernel) / kernel.size


def multiplies_the_whole_image(image, kernel):
    """What you multiply with the kernel has another shape than the kernel. Print the shape of the
    window at each place: it needs the kernel's rows and columns, at the border too."""
    out = np.zeros((image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1))
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.sum(image * kernel)
    return out


def ends_windows_at_the_kernel_size(image, kernel):
    """Your windows start at (i, j) and always end at the same pixel, so they get smaller and
    smaller. The end of a slice moves on with its start."""
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.sum(image[i:kh, j:kw] * kernel)
    return out


def cuts_windows_one_too_large(image, kernel):
    """Inside the image your windows are one row and one column larger than the kernel. A slice
    stops before its end, so nothing needs to be added there."""
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.sum(image[i : i + kh + 1, j : j + kw + 1] * kernel)
    return out


def centres_its_windows(image, kernel):
    """Some window has another shape than the kernel: print (i, j) and both shapes where it goes
    wrong. A slice that begins at a negative index, or ends outside the image, is cut short."""
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for i, j in np.ndindex(out.shape):
        top, left = i - kh // 2, j - kw // 2
        out[i, j] = np.sum(image[top : top + kh, left : left + kw] * kernel)
    return out


def unpacks_the_width_first(image, kernel):
    """The shape of an image is (height, width), and yours is read the other way round. So there
    are too many windows along one side and too few along the other."""
    width, height = image.shape
    kh, kw = kernel.shape
    return slide(image, kernel, height - kh + 1, width - kw + 1, kh, kw)


def unpacks_the_kernel_width_first(image, kernel):
    """The shape of a kernel is (height, width), and yours is read the other way round. A square
    kernel hides it."""
    kw, kh = kernel.shape
    return slide(image, kernel, image.shape[0] - kh + 1, image.shape[1] - kw + 1, kh, kw)


def fills_a_corner_of_the_output(image, kernel):
    """The numbers are right, but your output is as large as the image, with zeros where no window
    fits. The docstring gives the shape to start with."""
    out = np.zeros(image.shape)
    small = correlate2d(image, kernel)
    out[: small.shape[0], : small.shape[1]] = small
    return out


def frames_for_the_same_size(image, kernel):
    """Your output is as large as the image, as if there were zeros around it: mode="same" in
    SciPy. Here only windows count that lie inside the image, which SciPy calls "valid"."""
    (height, width), (kh, kw) = image.shape, kernel.shape
    full = frames_for_the_full_size(image, kernel)
    return full[kh // 2 : kh // 2 + height, kw // 2 : kw // 2 + width]


def frames_for_the_full_size(image, kernel):
    """Your output is larger than the image, because windows that hang over the border count too:
    that is mode="full", which SciPy takes if it is told nothing else."""
    kh, kw = kernel.shape
    return correlate2d(np.pad(image, ((kh - 1, kh - 1), (kw - 1, kw - 1))), kernel)


def turns_the_kernel_over(image, kernel):
    """Rows and columns of the kernel have changed places. Its first axis lies along the first
    axis of the image."""
    kh, kw = kernel.shape
    return slide(image, kernel.T, image.shape[0] - kh + 1, image.shape[1] - kw + 1, kh, kw)


def returns_inside_the_loops(image, kernel):
    """Only the first place of the output is filled in, then the function returns. Look how far
    the return is indented: it belongs behind both loops."""
    out = np.zeros_like(correlate2d(image, kernel))
    out[0, 0] = correlate2d(image, kernel)[0, 0]
    return out


def returns_after_the_first_row(image, kernel):
    """The first row of the output is filled in, and no other. Look how far the return is
    indented: it belongs behind the outer loop."""
    out = correlate2d(image, kernel)
    out[1:] = 0
    return out


def stores_products_without_adding(image, kernel):
    """One place of the output holds one number, and an array is put there. Add the products up
    before you store them."""
    out = np.zeros((image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1))
    for i, j in np.ndindex(out.shape):
        out[i, j] = image[i : i + kernel.shape[0], j : j + kernel.shape[1]] * kernel
    return out


def forgets_to_move_on(image, kernel):
    """Every place of your output shows the window in the top left corner. The window has to start
    at the row and column of the place."""
    out = correlate2d(image, kernel)
    return np.full_like(out, out[0, 0])


def keeps_the_type_of_the_image(image, kernel):
    """Fractions are cut off where the pixels are whole numbers: zeros_like(image) has the type of
    the image. Make the output an array of floats."""
    return correlate2d(image, kernel).astype(image.dtype)


def turns_the_output_over(image, kernel):
    """Rows and columns of your output have changed places. The first index of the output goes
    with the first index of the image."""
    return correlate2d(image, kernel).T


def square_image(rng: np.random.Generator) -> Call:
    side, kernel = (int(n) for n in rng.integers((3, 2), (6, 4)))
    return call(numbers(rng, side, side), numbers(rng, kernel, kernel))


def wide_or_tall_image(rng: np.random.Generator) -> Call:
    sides = (int(rng.integers(2, 4)), int(rng.integers(4, 7)))
    return call(numbers(rng, *sides[:: rng.choice([-1, 1])]), numbers(rng, 2, 2))


def wide_or_tall_kernel(rng: np.random.Generator) -> Call:
    sides = (int(rng.integers(1, 3)), int(rng.integers(3, 5)))
    return call(numbers(rng, 5, 5), numbers(rng, *sides[:: rng.choice([-1, 1])]))


def kernel_as_large_as_the_image(rng: np.random.Generator) -> Call:
    side = int(rng.integers(2, 5))
    return call(numbers(rng, side, side), numbers(rng, side, side))


def image_of_whole_numbers(rng: np.random.Generator) -> Call:
    return call(rng.integers(0, 256, (4, 4)), np.diag(numbers(rng, 2)))


def conv_forward(x, w, b, stride=1, padding=0):
    """A convolutional layer: every filter over every image.

    x: (N, C, H, W); w: (F, C, KH, KW); b: (F,).
    Returns (N, F, OH, OW) with OH = (H + 2 padding - KH) // stride + 1,
    and OW likewise from W and KW.
    """
    side = (padding, padding)
    padded = np.pad(x, ((0, 0), (0, 0), side, side))
    kh, kw = w.shape[2:]
    rows = (padded.shape[2] - kh) // stride + 1
    columns = (padded.shape[3] - kw) // stride + 1
    out = np.zeros((len(x), len(w), rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            window = padded[:, :, top : top + kh, left : left + kw]
            out[:, :, i, j] = np.einsum("nchw,fchw->nf", window, w) + b
    return out


def frame(x, padding):
    """x with the zeros that it needs, for mistakes that are right up to there."""
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def loop_over_outputs(padded, w, b, rows, columns, stride):
    """The plain loops on a padded image, with sizes that a mistake got wrong."""
    kh, kw = w.shape[2:]
    out = np.zeros((len(padded), len(w), rows, columns))
    for n, f, i, j in np.ndindex(out.shape):
        top, left = i * stride, j * stride
        out[n, f, i, j] = np.sum(padded[n, :, top : top + kh, left : left + kw] * w[f]) + b[f]
    return out


def places(x, w, stride, padding):
    """Rows and columns of the output."""
    return [(x.shape[k] + 2 * padding - w.shape[k]) // stride + 1 for k in (2, 3)]


def needs_padding_to_start(x, w, b, stride=1, padding=0):
    """The error names a variable that has no value yet where it is used. If it gets one under an
    if, padding 0 goes past it: padding with 0 pixels is allowed, so there is no need to ask."""
    if padding:
        padded = frame(x, padding)
    return conv_forward(padded, w, b, stride)


def output_as_wide_as_high(x, w, b, stride=1, padding=0):
    """The width of your output is a copy of its height. Work it out from the width of the image
    and of the filters."""
    rows, _ = places(x, w, stride, padding)
    return loop_over_outputs(frame(x, padding), w, b, rows, rows, stride)


def width_from_the_filter_height(x, w, b, stride=1, padding=0):
    """The width of your output is worked out with the height of the filters. It goes with their
    width, the last axis of w."""
    rows, _ = places(x, w, stride, padding)
    columns = (x.shape[3] + 2 * padding - w.shape[2]) // stride + 1
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def swaps_height_and_width(x, w, b, stride=1, padding=0):
    """Height and width have changed places in your output. Rows are counted from H and KH,
    columns from W and KW."""
    columns, rows = places(x, w, stride, padding)
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def index_with_the_wrong_row_length(x, w, b, stride=1, padding=0):
    """In a flat image the pixel below is one width further on. Your index multiplies the row by
    the height, which square images hide."""
    padded = frame(x, padding)
    height = padded.shape[2]
    kh, kw = w.shape[2:]
    rows, columns = places(x, w, stride, padding)
    i = (np.arange(rows)[:, None] * stride + np.arange(kh)) * height
    j = np.arange(columns)[:, None] * stride + np.arange(kw)
    flat = i[:, None, :, None] + j[None, :, None, :]
    seen = padded.reshape(*padded.shape[:2], -1)[:, :, flat]
    return np.einsum("ncijhw,fchw->nfij", seen, w) + b[:, None, None]


def rounds_the_output_size(x, w, b, stride=1, padding=0):
    """round() adds a window that hangs over the border where the steps do not end at it. Leave
    the rest out: the size is rounded down."""
    rows, columns = (round((x.shape[k] + 2 * padding - w.shape[k]) / stride) + 1 for k in (2, 3))
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def pads_rows_by_one_above(x, w, b, stride=1, padding=0):
    """Above the image you always pad one row, whatever the padding, which is right for padding 1
    only. Look at the pair of numbers for the rows."""
    padded = np.pad(x, ((0, 0), (0, 0), (1, padding), (padding, padding)))
    return loop_over_outputs(padded, w, b, *places(x, w, stride, padding), stride)


def filters_are_three_by_three(x, w, b, stride=1, padding=0):
    """A reshape asks for more or fewer numbers than there are; the error tells both counts. Take
    every side from x.shape and w.shape: filters need not be 3 by 3."""
    rows = w.reshape(len(w), x.shape[1] * 9)
    return conv_forward(x, rows.reshape(len(w), x.shape[1], 3, 3), b, stride, padding)


def divides_to_find_the_place(x, w, b, stride=1, padding=0):
    """An index has to be a whole number, and dividing with / makes a float. Loop over the places
    of the output, and multiply by the stride to find where their windows start."""
    padded = frame(x, padding)
    kh, kw = w.shape[2:]
    out = np.zeros((len(x), len(w), *places(x, w, stride, padding)))
    for top in range(0, padded.shape[2] - kh + 1, stride):
        for left in range(0, padded.shape[3] - kw + 1, stride):
            window = padded[:, :, top : top + kh, left : left + kw]
            value = np.einsum("nchw,fchw->nf", window, w) + b
            out[:, :, top / stride, left / stride] = value
    return out


def fills_the_shape(x, w, b, stride=1, padding=0):
    """What you fill in is a tuple, and a tuple never changes. If it is the shape of the output,
    make an array of zeros from it first."""
    out = (len(x), len(w), *places(x, w, stride, padding))
    out[0] = conv_forward(x, w, b, stride, padding)[0]
    return out


def returns_the_shape(x, w, b, stride=1, padding=0):
    """What comes back is the shape of the output. Return the array that has this shape."""
    return (len(x), len(w), *places(x, w, stride, padding))


def flips_every_filter(x, w, b, stride=1, padding=0):
    """Your filters are turned by half a circle. What networks call a convolution does not flip:
    multiply window and filter as they are."""
    return conv_forward(x, w[:, :, ::-1, ::-1], b, stride, padding)


def windows_without_stride(x, w, b, stride=1, padding=0):
    """The output has the right size, but its windows lie one pixel apart. The window of row i
    starts i strides from the top."""
    rows, columns = places(x, w, stride, padding)
    return conv_forward(x, w, b, 1, padding)[:, :, :rows, :columns]


def stride_without_effect(x, w, b, stride=1, padding=0):
    """The stride has no effect on your output. It sets how far the filter moves, and so how many
    windows there are."""
    return conv_forward(x, w, b, 1, padding)


def strides_down_only(x, w, b, stride=1, padding=0):
    """Your filter strides down the rows but visits every column. The stride holds in both
    directions."""
    return conv_forward(x, w, b, 1, padding)[:, :, ::stride]


def padding_without_effect(x, w, b, stride=1, padding=0):
    """The padding has no effect on your output. Frame the images with zeros before the filter
    starts."""
    return conv_forward(x, w, b, stride)


def leaves_out_the_bias(x, w, b, stride=1, padding=0):
    """The biases are missing: each filter adds its own to every pixel of its map."""
    return conv_forward(x, w, np.zeros(len(w)), stride, padding)


def adds_the_bias_for_each_channel(x, w, b, stride=1, padding=0):
    """The bias is added once for every channel. Add up the channels first, and the bias once
    after that."""
    return conv_forward(x, w, b * x.shape[1], stride, padding)


def adds_biases_along_the_width(x, w, b, stride=1, padding=0):
    """NumPy lines b up with the last axis, so its numbers go to the columns of the output. They
    belong to axis 1, the filters: give b two more axes behind its own."""
    return conv_forward(x, w, np.zeros(len(w)), stride, padding) + b


def reads_one_channel(x, w, b, stride=1, padding=0):
    """Only the first channel counts here. A filter has a slice for each channel, and the sum runs
    over all of them."""
    return conv_forward(x[:, :1], w[:, :1], b, stride, padding)


def pads_images_and_channels(x, w, b, stride=1, padding=0):
    """np.pad with one number pads all four axes, so your batch begins with an image of zeros.
    Images and channels need a pair of zeros each."""
    padded = np.pad(x, padding)[: len(x)]
    return loop_over_outputs(padded, w, b, *places(x, w, stride, padding), stride)


def pads_the_far_corner(x, w, b, stride=1, padding=0):
    """All of the padding lies below and on the right, which shifts the image. Give each of the
    four sides its share."""
    padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))
    return conv_forward(padded, w, b, stride)


def pads_with_the_border(x, w, b, stride=1, padding=0):
    """The padding repeats the pixels at the border instead of zeros. See which mode np.pad is
    given."""
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    return conv_forward(np.pad(x, sides, mode="edge"), w, b, stride)


def cuts_off_fractions(x, w, b, stride=1, padding=0):
    """Fractions are cut off where the image holds whole numbers, because the output got the type
    of the image. Make it an array of floats."""
    return conv_forward(x, w, b, stride, padding).astype(x.dtype)


def skips_the_last_windows(x, w, b, stride=1, padding=0):
    """The last row and column of each map stay zero. See where your loops end: the last window
    touches the border."""
    out = conv_forward(x, w, b, stride, padding)
    out[:, :, -1], out[:, :, :, -1] = 0, 0
    return out


def averages_each_window(x, w, b, stride=1, padding=0):
    """You take the mean of the products. A filter adds them up."""
    return conv_forward(x, w / w[0].size, b, stride, padding)


def first_bias_for_all(x, w, b, stride=1, padding=0):
    """Every filter gets the bias of the first one. Filter f has its own, at place f of b."""
    return conv_forward(x, w, np.full(len(w), b[0]), stride, padding)


def first_filter_for_all(x, w, b, stride=1, padding=0):
    """Every map comes from the first filter, and only the biases differ. Map f belongs to filter
    f."""
    return conv_forward(x, np.repeat(w[:1], len(w), axis=0), b, stride, padding)


def keeps_the_last_channel(x, w, b, stride=1, padding=0):
    """Only the last channel is left in your output, as if each channel wiped out the one before.
    A filter adds all of its channels up."""
    return conv_forward(x[:, -1:], w[:, -1:], b, stride, padding)


def turns_the_maps_over(x, w, b, stride=1, padding=0):
    """Rows and columns of your maps have changed places. The window of place (i, j) starts in row
    i · stride and in column j · stride."""
    return conv_forward(x, w, b, stride, padding).swapaxes(2, 3)


def puts_filters_behind(x, w, b, stride=1, padding=0):
    """The numbers are right, with the filters along the last axis. The docstring has them behind
    the images."""
    return conv_forward(x, w, b, stride, padding).transpose(0, 2, 3, 1)


def cuts_windows_as_wide_as_high(x, w, b, stride=1, padding=0):
    """The height of the filters serves for their width as well. Cut each window to KH rows and KW
    columns."""
    padded = frame(x, padding)
    kh = w.shape[2]
    rows, _ = places(x, w, stride, padding)
    columns = (padded.shape[3] - kh) // stride + 1
    out = np.zeros((len(x), len(w), rows, columns))
    for n, f, i, j in np.ndindex(out.shape):
        top, left = i * stride, j * stride
        out[n, f, i, j] = np.sum(padded[n, :, top : top + kh, left : left + kh] * w[f]) + b[f]
    return out


def returns_after_the_first_image(x, w, b, stride=1, padding=0):
    """The maps of the first image are filled in, those of the others are zero. Does the loop over
    the images end, or does a return end it?"""
    out = conv_forward(x, w, b, stride, padding)
    out[1:] = 0
    return out


def first_image_for_all(x, w, b, stride=1, padding=0):
    """All images of the batch get the maps of the first one. Take image n where you fill in the
    maps of image n."""
    return conv_forward(np.repeat(x[:1], len(x), axis=0), w, b, stride, padding)


def counts_the_padding_twice(x, w, b, stride=1, padding=0):
    """Your output has more places than the array has windows, so the two disagree about the
    padding. It belongs once into the array, and once, for both sides, into the formula."""
    padded = frame(x, padding)
    return loop_over_outputs(padded, w, b, *places(padded, w, stride, padding), stride)


def adds_the_padding_to_the_output(x, w, b, stride=1, padding=0):
    """OH and OW are off once stride and padding meet. The padding belongs to the image before the
    stride divides: look at the docstring for its place in the formula."""
    rows, columns = ((x.shape[k] - w.shape[k]) // stride + 1 + 2 * padding for k in (2, 3))
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def pads_at_stride_one_only(x, w, b, stride=1, padding=0):
    """With a stride your padding gets lost. The two have nothing to do with each other: pad
    first, whatever the stride."""
    return conv_forward(x, w, b, stride, 0 if stride > 1 else padding)


def one_channel_with_a_stride(x, w, b, stride=1, padding=0):
    """With a stride only the first channel counts. Windows reach through all channels, wherever
    they start."""
    if stride > 1:
        x, w = x[:, :1], w[:, :1]
    return conv_forward(x, w, b, stride, padding)


def insists_on_a_fit(x, w, b, stride=1, padding=0):
    """An error comes up where the windows do not end at the border. Pixels that no whole window
    reaches are left out: OH and OW are rounded down, as libraries do it."""
    for k in (2, 3):
        conv_output_size(x.shape[k], w.shape[k], stride, padding)
    return conv_forward(x, w, b, stride, padding)


def divides_into_a_float_shape(x, w, b, stride=1, padding=0):
    """Shapes and ranges take whole numbers only, and were given something else. OH and OW made
    with / are floats even where nothing is left over."""
    rows, columns = ((x.shape[k] + 2 * padding - w.shape[k]) / stride + 1 for k in (2, 3))
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def stores_a_window_of_products(x, w, b, stride=1, padding=0):
    """An array is put where one number belongs. The products of a window are added up, over rows,
    columns and channels, before they are stored."""
    out = np.zeros((len(x), len(w), *places(x, w, stride, padding)))
    for n, f, i, j in np.ndindex(out.shape):
        window = frame(x, padding)[n, :, i * stride :, j * stride :]
        out[n, f, i, j] = window[:, : w.shape[2], : w.shape[3]] * w[f] + b[f]
    return out


def counts_steps_for_places(x, w, b, stride=1, padding=0):
    """Your maps lack their last row and column: OH and OW count the steps of the filter, without
    the place where it starts. Compare with the formula in the docstring."""
    rows, columns = (n - 1 for n in places(x, w, stride, padding))
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def counts_one_side_of_the_padding(x, w, b, stride=1, padding=0):
    """With padding your output is too small: OH and OW have to count the zeros on both sides of
    the image."""
    rows, columns = ((x.shape[k] + padding - w.shape[k]) // stride + 1 for k in (2, 3))
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def rounds_the_shape_up(x, w, b, stride=1, padding=0):
    """Your maps have room for windows that hang over the border. Only whole windows count, so OH
    and OW are rounded down."""
    rows, columns = (-((w.shape[k] - x.shape[k] - 2 * padding) // stride) + 1 for k in (2, 3))
    return loop_over_outputs(frame(x, padding), w, b, rows, columns, stride)


def multiplies_windows_of_another_shape(x, w, b, stride=1, padding=0):
    """Two arrays meet here whose shapes do not fit; the error names both. A window has to be as
    large as its filter: it starts at i · stride and ends KH rows later, inside the padded image."""
    padded = frame(x, padding)
    out = np.zeros((len(x), len(w), *places(x, w, stride, padding)))
    for n, f in np.ndindex(out.shape[:2]):
        out[n, f] = np.sum(padded[n] * w[f]) + b[f]
    return out


def plain_filter(rng: np.random.Generator) -> Call:
    side, kernel = (int(n) for n in rng.integers((3, 2), (5, 4)))
    return call(numbers(rng, 1, 1, side, side), numbers(rng, 1, 1, kernel, kernel), np.zeros(1))


def many_filters(rng: np.random.Generator) -> Call:
    n, c, f, side = (int(n) for n in rng.integers((1, 2, 2, 2), (3, 4, 4, 4)))
    return call(numbers(rng, n, c, side, side), numbers(rng, f, c, 2, 2), numbers(rng, f))


def sides_that_differ(rng: np.random.Generator) -> Call:
    height, width = (3, 5) if rng.integers(2) else (5, 3)
    kernel = ((2, 2), (2, 3), (3, 1))[rng.integers(3)]
    return call(numbers(rng, 1, 1, height, width), numbers(rng, 1, 1, *kernel), np.zeros(1))


def filter_with_stride(rng: np.random.Generator) -> Call:
    stride = int(rng.integers(2, 4))
    side = 2 + stride + int(rng.integers(0, stride))
    return call(
        numbers(rng, 1, 1, side, side), numbers(rng, 1, 1, 2, 2), np.zeros(1), stride=stride
    )


def filter_with_padding(rng: np.random.Generator) -> Call:
    side, padding = (int(n) for n in rng.integers((2, 1), (5, 3)))
    return call(
        numbers(rng, 1, 1, side, side), numbers(rng, 1, 1, 3, 3), np.zeros(1), padding=padding
    )


def filter_on_whole_numbers(rng: np.random.Generator) -> Call:
    return call(rng.integers(1, 100, (1, 1, 3, 3)), numbers(rng, 1, 1, 2, 2), np.zeros(1))


def layer_of_any_kind(rng: np.random.Generator) -> Call:
    """Two images, three channels, two filters, no square, a stride and a padding."""
    height, width = (4, 6) if rng.integers(2) else (5, 3)
    kernel = (2, 3) if rng.integers(2) else (3, 2)
    return call(
        numbers(rng, 2, 3, height, width),
        numbers(rng, 2, 3, *kernel),
        numbers(rng, 2),
        stride=2,
        padding=int(rng.integers(1, 3)),
    )


def conv_backward(dout, x, w, stride=1, padding=0):
    """Gradients of a loss with respect to the inputs of a convolutional layer.

    dout: (N, F, OH, OW), the gradient of the loss with respect to the output;
    x: (N, C, H, W); w: (F, C, KH, KW).
    Returns dx, dw, db, shaped like x, w and the bias (F,).
    """
    side = (padding, padding)
    padded = np.pad(x, ((0, 0), (0, 0), side, side))
    height, width = x.shape[2:]
    kh, kw = w.shape[2:]
    dpadded = np.zeros(padded.shape)
    dw = np.zeros(w.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        rows = slice(i * stride, i * stride + kh)
        columns = slice(j * stride, j * stride + kw)
        here = dout[:, :, i, j]
        dpadded[:, :, rows, columns] += np.einsum("nf,fchw->nchw", here, w)
        dw += np.einsum("nf,nchw->fchw", here, padded[:, :, rows, columns])
    dx = dpadded[:, :, padding : padding + height, padding : padding + width]
    return dx, dw, dout.sum(axis=(0, 2, 3))


def windows(dout, w, stride):
    """For each place of the output its gradients (N, F), and the rows and columns it looked at."""
    kh, kw = w.shape[2:]
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        yield dout[:, :, i, j], slice(top, top + kh), slice(left, left + kw)


def crops_from_padding_to_minus_padding(dout, x, w, stride=1, padding=0):
    """dx is empty without padding, because the slice 0:-0 ends where it begins. Say how far the
    image reaches instead of how much to leave off at the end."""
    dx, dw, db = conv_backward(dout, frame(x, padding), w, stride)
    return dx[:, :, padding:-padding, padding:-padding], dw, db


def crops_one_pixel(dout, x, w, stride=1, padding=0):
    """You always cut one pixel off each side of dx. How much there is to cut is in the
    arguments, and it may be nothing."""
    dx, dw, db = conv_backward(dout, frame(x, padding), w, stride)
    return dx[:, :, 1:-1, 1:-1], dw, db


def needs_padding_to_go_back(dout, x, w, stride=1, padding=0):
    """A variable is used here that no line has given a value, and the error names it. If it is
    made under an if, let padding 0 go the same way as any other."""
    if padding:
        padded = frame(x, padding)
    dx, dw, db = conv_backward(dout, padded, w, stride)
    return dx[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]], dw, db


def gradient_as_large_as_the_windows(dout, x, w, stride=1, padding=0):
    """You work out the size of dx from dout, but windows need not reach the far border. Pixels
    that no window saw have gradient 0, and dx has the shape of x."""
    height, width = ((dout.shape[k] - 1) * stride + w.shape[k] for k in (2, 3))
    seen = frame(x, padding)[:, :, :height, :width]
    dx, dw, db = conv_backward(dout, seen, w, stride)
    return dx[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]], dw, db


def keeps_the_frame(dout, x, w, stride=1, padding=0):
    """Your dx still has the frame of padding round it. The caller never saw that frame: give back
    the part that is the image."""
    return conv_backward(dout, frame(x, padding), w, stride)


def right_for_stride_one_only(dout, x, w, stride=1, padding=0):
    """Going back, your windows lie one pixel apart whatever the stride. Each gradient must return
    to the window that the forward pass looked at."""
    return conv_backward(dout, x, w, 1, padding)


def zeros_but_for_the_bias(dout, x, w, stride=1, padding=0):
    """db is right; dx and dw are still zeros. In each window, dx collects the filter and dw
    collects the pixels, both times dout."""
    return np.zeros(x.shape), np.zeros(w.shape), dout.sum(axis=(0, 2, 3))


def overwrites_where_windows_overlap(dout, x, w, stride=1, padding=0):
    """Where windows overlap, the later one wipes out what the earlier one left in dx. A pixel
    seen by several windows gets the sum of what they send back."""
    _, dw, db = conv_backward(dout, x, w, stride, padding)
    dpadded = np.zeros(frame(x, padding).shape)
    for here, rows, columns in windows(dout, w, stride):
        dpadded[:, :, rows, columns] = np.einsum("nf,fchw->nchw", here, w)
    dx = dpadded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return dx, dw, db


def keeps_the_last_filter_only(dout, x, w, stride=1, padding=0):
    """Only the last filter reaches dx. Every filter looked at the pixel, so every filter sends a
    share back, and they add up."""
    _, dw, db = conv_backward(dout, x, w, stride, padding)
    return conv_backward(dout[:, -1:], x, w[-1:], stride, padding)[0], dw, db


def overwrites_the_weights_gradient(dout, x, w, stride=1, padding=0):
    """dw holds what the last window made of it. The same weights worked at every place, so add
    up what all the places say."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    for here, rows, columns in windows(dout, w, stride):
        dw = np.einsum("nf,nchw->fchw", here, frame(x, padding)[:, :, rows, columns])
    return dx, dw, db


def weights_gradient_of_the_last_image(dout, x, w, stride=1, padding=0):
    """dw comes from the last image of the batch alone. All images used the same weights: add up
    over the batch as well."""
    dx, _, db = conv_backward(dout, x, w, stride, padding)
    return dx, conv_backward(dout[-1:], x[-1:], w, stride, padding)[1], db


def windows_of_the_image_without_padding(dout, x, w, stride=1, padding=0):
    """For dw you cut the windows from x without its padding, so they are not the ones that the
    forward pass saw. Pad first, as it did."""
    dx, _, db = conv_backward(dout, x, w, stride, padding)
    dw = np.zeros(w.shape)
    for here, rows, columns in windows(dout, w, stride):
        for n, f in np.ndindex(here.shape):
            dw[f] += here[n, f] * x[n, :, rows, columns]
    return dx, dw, db


def rotates_the_filters(dout, x, w, stride=1, padding=0):
    """On the way into dx your filters are the wrong way round. The formula with a full
    convolution takes them turned by 180 degrees; adding to windows one by one takes them as
    they are."""
    _, dw, db = conv_backward(dout, x, w, stride, padding)
    return conv_backward(dout, x, w[:, :, ::-1, ::-1], stride, padding)[0], dw, db


def swaps_dx_and_dw(dout, x, w, stride=1, padding=0):
    """dx and dw have changed places. The docstring gives the order: that of the inputs."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dw, dx, db


def bias_gradient_for_each_pixel(dout, x, w, stride=1, padding=0):
    """db is summed over the images only. A bias was added to every pixel of its map, so rows and
    columns are summed as well."""
    dx, dw, _ = conv_backward(dout, x, w, stride, padding)
    return dx, dw, dout.sum(axis=0)


def bias_gradient_for_each_image(dout, x, w, stride=1, padding=0):
    """db has a number for each image and filter. The images of a batch share their biases, so
    they are summed over too."""
    dx, dw, _ = conv_backward(dout, x, w, stride, padding)
    return dx, dw, dout.sum(axis=(2, 3))


def bias_gradient_as_a_mean(dout, x, w, stride=1, padding=0):
    """db is a mean here. A loss that averages has already put its 1/N into dout, so a layer only
    adds up."""
    dx, dw, _ = conv_backward(dout, x, w, stride, padding)
    return dx, dw, dout.mean(axis=(0, 2, 3))


def one_bias_gradient_for_all(dout, x, w, stride=1, padding=0):
    """db is one number for the whole layer. Each filter has a bias, so leave the axis of the
    filters out of the sum."""
    dx, dw, _ = conv_backward(dout, x, w, stride, padding)
    return dx, dw, dout.sum()


def averages_over_the_batch(dout, x, w, stride=1, padding=0):
    """You divide by the number of images. That division belongs to the loss, and dout is its
    gradient already: a layer only adds up."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx, dw / len(x), db / len(x)


def adds_floats_to_an_integer_gradient(dout, x, w, stride=1, padding=0):
    """zeros_like(x) has the type of x, and where the image holds whole numbers no float can be
    added to it. Gradients are floats whatever the image is made of."""
    true_dx, dw, db = conv_backward(dout, x, w, stride, padding)
    dx = np.zeros_like(x)
    dx += true_dx
    return dx, dw, db


def cuts_the_gradient_to_integers(dout, x, w, stride=1, padding=0):
    """dx loses its fractions where the image holds whole numbers, since it was made with the type
    of x. Make room for floats."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx.astype(x.dtype), dw, db


def own_loops(dout, x, w, stride, padding, at_dx, at_dw):
    """dx and dw by the plain loops. at_dx and at_dw say what to do at each step, given the sum so
    far, a number of dout, the window of the image and the filter."""
    dpadded, dw = np.zeros(frame(x, padding).shape), np.zeros(w.shape)
    padded = frame(x, padding)
    for here, rows, columns in windows(dout, w, stride):
        for n, f in np.ndindex(here.shape):
            part, seen = dpadded[n, :, rows, columns], padded[n, :, rows, columns]
            dpadded[n, :, rows, columns] = at_dx(part, here[n, f], seen, w[f])
            dw[f] = at_dw(dw[f], here[n, f], seen, w[f])
    dx = dpadded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return dx, dw, dout.sum(axis=(0, 2, 3))


def adds_filters(total, g, window, weights):
    return total + g * weights


def adds_windows(total, g, window, weights):
    return total + g * window


def adds_floats_to_integer_weights(dout, x, w, stride=1, padding=0):
    """zeros_like(w) has the type of w, and where the weights are whole numbers no float can be
    added to it. Make dw an array of floats."""
    dx, true_dw, db = conv_backward(dout, x, w, stride, padding)
    dw = np.zeros_like(w)
    dw += true_dw
    return dx, dw, db


def cuts_the_weights_gradient_to_integers(dout, x, w, stride=1, padding=0):
    """dw loses its fractions where the weights are whole numbers, since it was made with the type
    of w. A gradient is no whole number even then."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx, dw.astype(w.dtype), db


def cuts_both_gradients_to_integers(dout, x, w, stride=1, padding=0):
    """zeros_like copies the type as well as the shape, so whole numbers in x or w leave no room
    for the fractions of dx or dw. Ask for floats in both."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx.astype(x.dtype), dw.astype(w.dtype), db


def keeps_only_the_last_step_of_dx(dout, x, w, stride=1, padding=0):
    """Each step of your loops overwrites dx where its window lies: what other windows and other
    filters left there is gone. All of them add to it."""
    return own_loops(dout, x, w, stride, padding, lambda t, g, s, f: g * f, adds_windows)


def keeps_only_the_last_step_of_dw(dout, x, w, stride=1, padding=0):
    """Each step of your loops overwrites dw, so only the last place of the last image is left in
    it. A filter worked at all places of all images."""
    return own_loops(dout, x, w, stride, padding, adds_filters, lambda t, g, s, f: g * s)


def exchanges_window_and_filter(dout, x, w, stride=1, padding=0):
    """Window and filter have changed places: dx collects what you meant for dw, and dw what you
    meant for dx. In a product, each factor's gradient is the other factor."""
    return own_loops(dout, x, w, stride, padding, adds_windows, adds_filters)


def forgets_dout_in_both(dout, x, w, stride=1, padding=0):
    """dx and dw do not depend on dout here. The chain rule multiplies by it: a place that the
    loss hardly feels sends hardly anything back."""
    ones = np.ones_like(dout)
    return (*conv_backward(ones, x, w, stride, padding)[:2], dout.sum(axis=(0, 2, 3)))


def forgets_dout_in_dx(dout, x, w, stride=1, padding=0):
    """dx adds up filters without asking how much the loss feels each place. Multiply by that
    number of dout."""
    _, dw, db = conv_backward(dout, x, w, stride, padding)
    return conv_backward(np.ones_like(dout), x, w, stride, padding)[0], dw, db


def forgets_dout_in_dw(dout, x, w, stride=1, padding=0):
    """dw adds up windows without asking how much the loss feels each place. Multiply by that
    number of dout."""
    dx, _, db = conv_backward(dout, x, w, stride, padding)
    return dx, conv_backward(np.ones_like(dout), x, w, stride, padding)[1], db


def keeps_the_top_left_of_the_frame(dout, x, w, stride=1, padding=0):
    """You cut dx to the right size, but from the corner of the padded gradient. The image lies
    `padding` rows and columns further in."""
    dx, dw, db = conv_backward(dout, frame(x, padding), w, stride)
    return dx[:, :, : x.shape[2], : x.shape[3]], dw, db


def cuts_both_frames_off_above(dout, x, w, stride=1, padding=0):
    """You cut all of the padding away above and on the left. Half of it lies below and on the
    right."""
    dx, dw, db = conv_backward(dout, frame(x, padding), w, stride)
    return dx[:, :, 2 * padding :, 2 * padding :], dw, db


def keeps_the_first_filter_only(dout, x, w, stride=1, padding=0):
    """Only the first filter reaches dx. The other maps were made from the same pixels, and the
    loss felt them too."""
    _, dw, db = conv_backward(dout, x, w, stride, padding)
    return conv_backward(dout[:, :1], x, w[:1], stride, padding)[0], dw, db


def returns_the_bias_first(dout, x, w, stride=1, padding=0):
    """The three gradients come back in reverse order. The caller takes them in the order of the
    docstring."""
    return conv_backward(dout, x, w, stride, padding)[::-1]


def sends_nothing_back_with_both(dout, x, w, stride=1, padding=0):
    """With a stride and a padding your dx stays zero. Nothing new happens there: the windows
    start i · stride rows down in the padded image."""
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return (np.zeros(x.shape) if padding and stride > 1 else dx), dw, db


def gradient_call(rng, n, f, c, sides, kernel, stride=1, padding=0) -> Call:
    """A drawn dout for a layer of these sizes; arguments left at their defaults are not named."""
    outputs = (
        (side + 2 * padding - k) // stride + 1 for side, k in zip(sides, kernel, strict=True)
    )
    named = {k: v for k, v in (("stride", stride), ("padding", padding)) if v != (k == "stride")}
    return call(
        numbers(rng, n, f, *outputs),
        numbers(rng, n, c, *sides),
        numbers(rng, f, c, *kernel),
        **named,
    )


def plain_gradient(rng: np.random.Generator) -> Call:
    n, f, c, height, width = (int(n) for n in rng.integers((1, 1, 1, 3, 3), (3, 4, 4, 5, 5)))
    kernel = ((2, 2), (2, 3), (3, 2))[rng.integers(3)]
    return gradient_call(rng, n, f, c, (height, width), kernel)


def gradient_with_stride(rng: np.random.Generator) -> Call:
    stride, kernel = (int(n) for n in rng.integers((2, 2), (4, 4)))
    sides = [kernel + stride + int(rest) for rest in rng.integers(0, stride, 2)]
    return gradient_call(rng, 1, 1, 1, sides, (kernel, kernel), stride=stride)


def gradient_with_padding(rng: np.random.Generator) -> Call:
    padding = int(rng.integers(1, 3))
    sides = rng.integers(2, 5, 2).tolist()
    return gradient_call(rng, 1, 1, 1, sides, (3, 3), padding=padding)


def gradient_of_any_layer(rng: np.random.Generator) -> Call:
    """Two of everything, three channels, no square, a stride and a padding."""
    sides, kernel = ((3, 5), (2, 3)) if rng.integers(2) else ((5, 4), (3, 2))
    return gradient_call(rng, 2, 2, 3, sides, kernel, stride=2, padding=1)


def gradient_of_whole_numbers(rng: np.random.Generator) -> Call:
    """A single place: what windows and filters do to each other is tested elsewhere."""
    dout = np.array([[[[round(0.5 + 0.1 * int(rng.integers(1, 5)), 1)]]]])
    return call(dout, rng.integers(1, 20, (1, 1, 2, 2)), numbers(rng, 1, 1, 2, 2))


def pointwise_conv(x, w, b):
    """A 1x1 convolution, without loops: the same linear layer at every pixel.

    x: (N, C, H, W); w: (F, C, 1, 1); b: (F,).
    Returns (N, F, H, W).
    """
    return np.einsum("nchw,fc->nfhw", x, w[:, :, 0, 0]) + b[:, None, None]


def takes_the_weights_transposed(x, w, b):
    """Filters and channels of w have changed places. The first axis of w counts the filters, and
    it is the second one that is summed away."""
    return pointwise_conv(x, w.transpose(1, 0, 2, 3), b)


def scrambles_the_pixels(x, w, b):
    """reshape never moves numbers, so your rows of C numbers are not pixels. Bring the channels
    to the last axis first, and back afterwards."""
    n, c, h, width = x.shape
    scores = x.reshape(-1, c) @ w[:, :, 0, 0].T
    return scores.reshape(n, len(w), h, width) + b[:, None, None]


def leaves_filters_last(x, w, b):
    """The numbers are right and the axes are not: your maps lie along the last axis. They belong
    where the channels of x were."""
    return pointwise_conv(x, w, b).transpose(0, 2, 3, 1)


def puts_filters_first(x, w, b):
    """Your output has the filters before the images, which is how tensordot and @ leave it. Move
    the axes into the order that the docstring gives."""
    return pointwise_conv(x, w, b).transpose(1, 0, 2, 3)


def leaves_the_bias_out(x, w, b):
    """A linear layer adds a bias too. Each filter has one number in b, the same for all of its
    pixels."""
    return pointwise_conv(x, w, np.zeros(len(w)))


def adds_biases_to_columns(x, w, b):
    """b is added along the last axis, so each column gets a bias, not each map. Shape b so that
    its axis lines up with the filters."""
    return pointwise_conv(x, w, np.zeros(len(w))) + b


def drops_the_batch_of_one(x, w, b):
    """A batch of one image is still a batch. Something takes away its axis: squeeze removes every
    axis of length 1, so do without it."""
    return np.squeeze(pointwise_conv(x, w, b))


def weighs_without_adding_up(x, w, b):
    """The channels are weighted but never added up, so they are all still there. Each output
    pixel is the sum over the channels."""
    return x[:, None] * w[None] + b[:, None, None, None]


def averages_the_channels(x, w, b):
    """You take the mean over the channels. A linear layer takes the sum."""
    return pointwise_conv(x, w / w.shape[1], b)


def adds_biases_to_rows(x, w, b):
    """Each row gets a bias, not each map: with one new axis, b lines up with the rows. It takes
    as many new axes as there are behind the filters."""
    return pointwise_conv(x, w, np.zeros(len(w))) + b[:, None]


def adds_biases_to_images(x, w, b):
    """Each image gets a bias, not each map: b has one new axis too many and lines up with the
    first axis. The filters are the second one."""
    return pointwise_conv(x, w, np.zeros(len(w))) + b[:, None, None, None]


def first_bias_for_every_map(x, w, b):
    """Every map gets the bias of the first filter. Map f has its own, at place f of b."""
    return pointwise_conv(x, w, np.full(len(w), b[0]))


def multiplies_rows_for_channels(x, w, b):
    """@ sums over the last axis on its left and the last but one on its right. Print both shapes:
    those two have to be the channels, so reshape or move axes first."""
    return w[:, :, 0, 0] @ x + b[:, None, None]


def reshapes_the_way_back(x, w, b):
    """Each pixel is right on its own, but reshape puts them into wrong places: it never moves an
    axis. Move the filters from the end back to axis 1."""
    n, _, h, width = x.shape
    scores = np.moveaxis(x, 1, -1) @ w[:, :, 0, 0].T + b
    return scores.reshape(n, len(w), h, width)


def reshapes_both_ways(x, w, b):
    """reshape cuts the numbers as they lie in memory, so your rows of C are not pixels, and the
    maps you make of them are not maps. Axes have to be moved, before the product and after it."""
    n, c, h, width = x.shape
    return (x.reshape(-1, c) @ w[:, :, 0, 0].T + b).reshape(n, len(w), h, width)


def squeezes_the_weights(x, w, b):
    """An array has fewer axes here than its letters say. squeeze removes every axis of length 1,
    also that of a single filter or channel: name the two axes that should go."""
    return np.einsum("nchw,fc->nfhw", x, np.squeeze(w)) + b[:, None, None]


def squeezes_weights_for_tensordot(x, w, b):
    """With a single filter or channel an axis is missing that you count on. squeeze takes away
    every axis of length 1: index the last two axes of w instead."""
    scores = np.tensordot(x, np.squeeze(w), ([1], [1])).transpose(0, 3, 1, 2)
    return scores + b[:, None, None]


def one_pixel(rng: np.random.Generator) -> Call:
    c, f = (int(n) for n in rng.integers((2, 2), (5, 5)))
    return call(numbers(rng, 1, c, 1, 1), numbers(rng, f, c, 1, 1), np.zeros(f))


def one_image(rng: np.random.Generator) -> Call:
    c, f, height = (int(n) for n in rng.integers((2, 2, 2), (4, 4, 4)))
    return call(numbers(rng, 1, c, height, height + 1), numbers(rng, f, c, 1, 1), np.zeros(f))


def several_images(rng: np.random.Generator) -> Call:
    n, c, f = (int(n) for n in rng.integers((2, 2, 2), (4, 4, 4)))
    return call(numbers(rng, n, c, 3, 2), numbers(rng, f, c, 1, 1), np.zeros(f))


def image_and_biases(rng: np.random.Generator) -> Call:
    n, c, f = (int(n) for n in rng.integers((2, 2, 2), (4, 4, 4)))
    return call(numbers(rng, n, c, 2, 3), numbers(rng, f, c, 1, 1), numbers(rng, f))


def one_filter_or_channel(rng: np.random.Generator) -> Call:
    """Three, but for one of them."""
    n, c, f = ((3, 3, 1), (3, 1, 3), (1, 3, 3))[rng.integers(3)]
    return call(numbers(rng, n, c, 2, 4), numbers(rng, f, c, 1, 1), numbers(rng, f))


IMAGE = np.arange(9.0).reshape(1, 1, 3, 3)
FILTER = np.array([[[[0.0, 1.0], [2.0, 3.0]]]])
LINE = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0])
NO_BIAS = np.zeros(1)

STRIDED_AND_PADDED = [
    call(counting(1, 1, 2, 2), counting(1, 1, 4, 4), FILTER, stride=2),
    call(np.array([[[[2.0]]]]), counting(1, 1, 3, 3), FILTER, stride=2),
    call(counting(1, 1, 2, 2), counting(1, 1, 2, 2), counting(1, 1, 3, 3), padding=1),
    call(counting(1, 1, 3, 3), counting(1, 1, 1, 1), counting(1, 1, 3, 3), padding=2),
    call(
        counting(1, 1, 2, 2),
        counting(1, 1, 3, 3),
        counting(1, 1, 3, 3),
        stride=2,
        padding=1,
    ),
    call(
        counting(2, 2, 2, 3),
        counting(2, 3, 3, 5),
        counting(2, 3, 2, 3),
        stride=2,
        padding=1,
    ),
    drawn(gradient_with_stride, 1),
    drawn(gradient_with_padding, 1),
    drawn(gradient_of_any_layer, 1),
]

EXERCISES = [
    Exercise(
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
                    call(3, 5),
                    call(5, 2, stride=3, padding=1),
                    drawn(size_without_padding, 2),
                    drawn(size_that_misses_the_border, 2),
                    drawn(size_below_the_kernel, 2),
                ],
            ),
        ],
        mistakes=[
            pads_one_side,
            forgets_the_plus_one,
            adds_one_before_dividing,
            rounds_down_in_silence,
            rounds_in_silence,
            returns_a_float_size,
            fits_a_filter_larger_than_the_image,
            returns_the_error,
            pads_after_the_division,
            ignores_the_stride,
            ignores_the_padding,
            refuses_nothing,
            returns_none_for_a_misfit,
            rounds_up_in_silence,
            minus_one_for_a_misfit,
            looks_at_the_unpadded_size_only,
            asserts_that_it_fits,
            compares_with_the_unpadded_image,
            looks_for_a_remainder_without_padding,
            ignores_the_padding_of_strides,
        ],
        hints=[
            "Draw seven pixels and a filter of three. On which pixel can the filter start, first "
            "and last?",
            "How many pixels can the filter travel, from its first place to its last? The stride "
            "divides that way into steps, and there is one more place than steps.",
            "The filter fits if the way is not negative and the stride divides it with remainder "
            "0. The operators // and % give the two.",
        ],
    ),
    Exercise(
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
        mistakes=[
            rounds_up,
            rounds_to_the_nearest,
            insists_on_the_border,
            ignores_the_dilation,
            stretches_every_weight,
            widens_one_gap,
            skips_dilation_pixels,
            pads_the_far_side_only,
            leaves_a_fraction,
            floors_to_a_float,
            forgets_the_first_weight,
            size_zero_for_a_large_filter,
            measures_the_filter_undilated,
            refuses_no_filter,
            compares_numbers_of_weights_and_pixels,
            refuses_an_exact_fit,
            measures_against_the_unpadded_image,
            forgets_the_last_place,
            pads_after_dividing,
        ],
        hints=[
            "Begin with your conv_output_size and leave out the part that complains about a "
            "remainder.",
            "Dilation 2 with three weights: weight, gap, weight, gap, weight. How many pixels is "
            "that? Put this reach where the kernel was.",
            "A kernel of K weights has K - 1 steps of `dilation` pixels between them, and one "
            "pixel more for the weight it starts with.",
        ],
    ),
    Exercise(
        solution=same_padding,
        parts=[
            Part("odd filters", [call(1), call(3), call(5), drawn(odd_kernel, 4)]),
            Part(
                "even filters",
                [call(5), call(2), call(4), drawn(odd_kernel, 2), drawn(even_kernel, 3)],
            ),
        ],
        mistakes=[
            halves_any_filter,
            returns_a_float_padding,
            pads_for_both_sides_at_once,
            counts_the_middle_pixel,
            refuses_odd_filters,
            always_pads_by_one,
            rounds_even_filters_down,
            leaves_even_filters_unanswered,
            pads_even_filters_by_nothing,
        ],
        hints=[
            "Without padding a filter of 5 pixels makes 32 pixels into 28. How many have to be "
            "added in all, and how many on each side?",
            "An output as large as its input: N = N + 2P - F + 1. Solve for P; for which F is it "
            "whole?",
        ],
    ),
    Exercise(
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
        mistakes=[
            stops_one_layer_early,
            shrinks_by_the_whole_filter,
            shrinks_on_one_side,
            counts_the_layer_that_does_not_fit,
            returns_the_size_that_is_left,
            divides_into_a_fraction,
            forgets_the_pixel_that_stays,
            shrinks_by_two_pixels,
            counts_the_steps_between_layers,
            looks_one_layer_ahead,
        ],
        hints=[
            "Do it by hand for 32 and 5: 32, 28, 24 … When can the filter no longer be applied?",
            "What does one layer take away from the size? Less than the whole filter, and the "
            "same at every layer.",
            "A while loop says it best. Its condition asks whether the filter fits the image as it "
            "is now; inside, the image shrinks and a counter grows.",
        ],
    ),
    Exercise(
        solution=conv_parameter_count,
        parts=[
            Part("one grey filter", [call(1, 3, 1), call(1, 2, 1), drawn(gray_filter, 3)]),
            Part("one deep filter", [call(1, 2, 3), call(1, 5, 3), drawn(deep_filter, 3)]),
            Part(
                "many filters",
                [call(2, 3, 1), call(6, 5, 3), call(32, 1, 64), drawn(layer_of_filters, 3)],
            ),
            Part(
                "no bias",
                [
                    call(1, 3, 1, bias=False),
                    call(4, 3, 2, bias=False),
                    drawn(layer_without_bias, 3),
                ],
            ),
        ],
        mistakes=[
            forgets_the_depth,
            one_bias_for_the_layer,
            a_bias_for_each_slice,
            a_filter_of_one_row,
            counts_one_filter_only,
            always_counts_a_bias,
            never_counts_a_bias,
            turns_the_bias_condition_round,
            a_bias_for_each_channel,
        ],
        hints=[
            "Count the numbers in a single filter first: it is a box as deep as its input.",
            "A filter of 5 by 5 pixels on a colour image has 5 · 5 · 3 weights and one bias: 76 "
            "numbers. Six of them have 456.",
        ],
    ),
    Exercise(
        solution=zero_pad,
        parts=[
            Part(
                "padding 1",
                [
                    call(np.array([[[[5.0]]]]), 1),
                    call(counting(1, 1, 2, 2), 1),
                    drawn(lambda rng: square_image_and_padding(rng, (1,)), 3),
                ],
            ),
            Part(
                "padding 2 and more",
                [
                    call(np.array([[[[5.0]]]]), 2),
                    call(counting(1, 1, 2, 2), 3),
                    drawn(lambda rng: square_image_and_padding(rng, (2, 3)), 3),
                ],
            ),
            Part(
                "padding 0",
                [
                    call(counting(1, 1, 2, 2), 0),
                    call(counting(1, 1, 3, 3), 1),
                    drawn(lambda rng: square_image_and_padding(rng, (0,)), 2),
                    drawn(lambda rng: square_image_and_padding(rng, (1,)), 2),
                ],
            ),
            Part(
                "not square",
                [
                    call(counting(1, 1, 1, 3), 1),
                    call(counting(1, 1, 3, 2), 1),
                    call(counting(1, 1, 2, 3), 2),
                    drawn(wide_or_tall_image_to_pad, 3),
                ],
            ),
            Part(
                "images and channels",
                [
                    call(counting(1, 2, 2, 2), 1),
                    call(counting(2, 3, 2, 2), 2),
                    drawn(batch_to_pad, 3),
                ],
            ),
        ],
        mistakes=[
            frames_the_batch_too,
            fills_a_slice_that_ends_at_minus_zero,
            makes_an_array_only_if_padding,
            frames_one_pixel,
            pads_top_by_one_pixel,
            pads_bottom_and_right_only,
            pads_columns_only,
            repeats_the_border,
            adds_padding_once,
            frames_a_square,
            pads_behind_along_all_axes,
            frames_with_ones,
            pads_rows_only,
            swaps_the_sides_of_the_frame,
            leaves_the_frame_empty,
            pads_images_and_channels_instead,
            fills_all_but_one_pixel,
            frames_a_square_of_the_width,
            pairs_for_two_axes,
        ],
        hints=[
            "Only two of the four axes grow. By how much, if the frame is on both sides?",
            "Either make an array of zeros of the new shape and put x into its middle, or let "
            "np.pad do it.",
            "np.pad takes a pair (before, after) for each axis: (0, 0) for images and channels.",
        ],
    ),
    Exercise(
        solution=correlate1d,
        parts=[
            Part(
                "stride 1",
                [
                    call(LINE[:3], np.array([1.0, 0.0, 3.0])),
                    call(LINE[:4], np.array([1.0, -2.0])),
                    drawn(signal_and_kernel, 4),
                ],
            ),
            Part(
                "stride",
                [
                    call(LINE[:4], np.array([1.0, -3.0]), stride=2),
                    call(LINE, np.array([1.0, 0.0, 3.0]), stride=2),
                    call(LINE, np.array([1.0, 2.0, -3.0]), stride=3),
                    drawn(strided_signal, 3),
                ],
            ),
            Part(
                "padding",
                [
                    call(LINE[:2], np.array([1.0, 0.0, 3.0]), padding=1),
                    call(LINE[:3], np.array([1.0, 2.0, -3.0]), padding=2),
                    drawn(padded_signal, 3),
                ],
            ),
            Part(
                "stride and padding",
                [
                    call(LINE[:3], np.array([1.0, 2.0, -3.0]), stride=2, padding=1),
                    call(LINE[:4], np.array([1.0, -3.0]), stride=3, padding=1),
                    call(LINE[:5], np.array([1.0, 2.0, -3.0]), stride=2, padding=2),
                    call(LINE[:5], np.array([2.0, -3.0]), stride=2, padding=1),
                    drawn(strided_and_padded_signal, 3),
                ],
            ),
            Part(
                "whole numbers",
                [
                    call(np.array([1, 2, 4]), np.array([0.5, 1.0])),
                    call(np.array([3, 1, 2, 6]), np.array([1.0, 0.0, 0.25])),
                    drawn(whole_signal, 3),
                ],
            ),
        ],
        mistakes=[
            turns_the_kernel_round,
            moves_by_one,
            never_strides,
            never_pads,
            zeros_at_the_end_only,
            holds_the_last_value,
            misses_the_last_window,
            averages_the_window,
            keeps_the_type_of_the_signal,
            keeps_the_products,
            zeros_once_at_the_end,
            zeros_once_in_front,
            stays_as_long_as_the_signal,
            neither_strides_nor_pads,
            rounds_the_length_up,
            adds_the_padding_to_the_length,
            adds_the_padding_and_cuts,
            pads_only_at_stride_one,
            insists_on_the_end,
            divides_into_a_float_length,
            makes_zeros_of_a_float_length,
            pads_the_length_only,
            cuts_windows_one_too_long,
            stores_a_row_of_products,
            repeats_the_first_window,
        ],
        hints=[
            "Write down by hand what comes out of [1, 2, 4, 8] with the kernel [1, -2].",
            "Pad the signal first. After that the padding can be forgotten.",
            "Output i is the dot product of the kernel with the slice that starts at i times the "
            "stride and is as long as the kernel.",
        ],
    ),
    Exercise(
        solution=correlate2d,
        parts=[
            Part(
                "a square image",
                [
                    call(IMAGE[0, 0], FILTER[0, 0]),
                    call(counting(4, 4), np.array([[1.0, 0.0], [0.0, -2.0]])),
                    drawn(square_image, 3),
                ],
            ),
            Part(
                "a wide or tall image",
                [
                    call(counting(2, 4), FILTER[0, 0]),
                    call(counting(4, 2), FILTER[0, 0]),
                    call(counting(3, 5), np.array([[1.0, 0.0], [0.0, -2.0]])),
                    drawn(wide_or_tall_image, 3),
                ],
            ),
            Part(
                "a wide or tall kernel",
                [
                    call(counting(3, 3), np.array([[1.0, 0.0, -2.0]])),
                    call(counting(3, 3), np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 3.0]])),
                    call(counting(4, 4), np.array([[1.0, 0.0, 2.0], [0.0, 4.0, 0.0]])),
                    drawn(wide_or_tall_kernel, 3),
                ],
            ),
            Part(
                "a kernel just fits in",
                [
                    call(counting(2, 2), FILTER[0, 0]),
                    call(counting(3, 3), counting(3, 3)),
                    drawn(kernel_as_large_as_the_image, 3),
                ],
            ),
            Part(
                "whole numbers",
                [
                    call(np.array([[1, 2], [3, 4]]), np.array([[0.5, 0.0], [0.0, 0.25]])),
                    call(np.arange(9).reshape(3, 3), np.array([[0.5, 0.0], [0.0, 0.25]])),
                    drawn(image_of_whole_numbers, 3),
                ],
            ),
        ],
        mistakes=[
            takes_the_width_from_the_height,
            counts_columns_with_the_kernel_height,
            cuts_square_windows,
            counts_rows_with_the_height,
            flips_the_kernel,
            stops_one_window_early,
            leaves_the_last_windows_empty,
            multiplies_as_matrices,
            takes_the_mean,
            multiplies_the_whole_image,
            keeps_the_type_of_the_image,
            turns_the_output_over,
            ends_windows_at_the_kernel_size,
            cuts_windows_one_too_large,
            centres_its_windows,
            unpacks_the_width_first,
            unpacks_the_kernel_width_first,
            fills_a_corner_of_the_output,
            frames_for_the_same_size,
            frames_for_the_full_size,
            turns_the_kernel_over,
            returns_inside_the_loops,
            returns_after_the_first_row,
            stores_products_without_adding,
            forgets_to_move_on,
        ],
        hints=[
            "How many rows does the output have, and how many columns? Make an array of zeros of "
            "that shape first.",
            "Two loops, over the rows and the columns of the output. Each place looks at one "
            "window of the image, image[i:…, j:…].",
            "The window begins at row i and column j and is as large as the kernel. Multiply the "
            "two element by element and add up.",
        ],
    ),
    Exercise(
        solution=conv_forward,
        parts=[
            Part(
                "one filter, any shape",
                [
                    call(counting(1, 1, 2, 2), FILTER, NO_BIAS),
                    call(IMAGE, FILTER, NO_BIAS),
                    call(counting(1, 1, 2, 4), FILTER, NO_BIAS),
                    call(counting(1, 1, 4, 2), FILTER, NO_BIAS),
                    call(counting(1, 1, 3, 3), np.array([[[[1.0, 0.0, -2.0]]]]), NO_BIAS),
                    call(counting(1, 1, 5, 3), counting(1, 1, 3, 2), NO_BIAS),
                    drawn(plain_filter, 2),
                    drawn(sides_that_differ, 2),
                ],
            ),
            Part(
                "channels and filters",
                [
                    call(counting(1, 2, 2, 2), counting(1, 2, 2, 2), np.array([100.0])),
                    call(
                        counting(1, 1, 2, 2),
                        np.array([[[[1.0, 0.0], [0.0, 2.0]]], [[[0.0, 3.0], [1.0, 0.0]]]]),
                        np.array([100.0, 200.0]),
                    ),
                    call(counting(2, 2, 3, 3), counting(2, 2, 2, 2), np.array([100.0, 200.0])),
                    call(
                        counting(2, 3, 3, 3),
                        counting(4, 3, 2, 2),
                        np.array([10.0, 20.0, 30.0, 40.0]),
                    ),
                    drawn(many_filters, 3),
                ],
            ),
            Part(
                "stride",
                [
                    call(counting(1, 1, 4, 4), FILTER, NO_BIAS, stride=2),
                    call(counting(1, 1, 4, 4), FILTER, NO_BIAS, stride=3),
                    call(counting(1, 1, 5, 5), FILTER, NO_BIAS, stride=2),
                    drawn(filter_with_stride, 3),
                ],
            ),
            Part(
                "padding",
                [
                    call(counting(1, 1, 2, 2), counting(1, 1, 3, 3), NO_BIAS, padding=1),
                    call(counting(1, 1, 2, 2), counting(1, 1, 3, 3), NO_BIAS, padding=2),
                    drawn(filter_with_padding, 3),
                ],
            ),
            Part(
                "whole numbers",
                [
                    call(
                        np.array([[[[1, 2], [3, 4]]]]),
                        np.array([[[[0.5, 0.0], [0.0, 0.25]]]]),
                        NO_BIAS,
                    ),
                    call(
                        np.arange(9).reshape(1, 1, 3, 3),
                        np.array([[[[0.5, 0.0], [0.0, 0.25]]]]),
                        NO_BIAS,
                    ),
                    drawn(filter_on_whole_numbers, 2),
                ],
            ),
            Part(
                "all together",
                [
                    call(counting(1, 1, 3, 3), counting(1, 1, 3, 3), NO_BIAS, stride=2, padding=1),
                    call(counting(1, 1, 2, 5), FILTER, NO_BIAS, stride=3, padding=1),
                    call(
                        counting(2, 3, 4, 6),
                        counting(2, 3, 2, 3),
                        np.array([100.0, 200.0]),
                        stride=2,
                        padding=1,
                    ),
                    call(
                        counting(2, 3, 5, 3),
                        counting(2, 3, 3, 2),
                        np.array([100.0, 200.0]),
                        stride=2,
                        padding=2,
                    ),
                    drawn(layer_of_any_kind, 2),
                ],
            ),
        ],
        mistakes=[
            needs_padding_to_start,
            output_as_wide_as_high,
            width_from_the_filter_height,
            swaps_height_and_width,
            index_with_the_wrong_row_length,
            rounds_the_output_size,
            pads_rows_by_one_above,
            filters_are_three_by_three,
            divides_to_find_the_place,
            fills_the_shape,
            returns_the_shape,
            flips_every_filter,
            windows_without_stride,
            stride_without_effect,
            strides_down_only,
            padding_without_effect,
            leaves_out_the_bias,
            adds_the_bias_for_each_channel,
            adds_biases_along_the_width,
            reads_one_channel,
            pads_images_and_channels,
            pads_the_far_corner,
            pads_with_the_border,
            cuts_off_fractions,
            skips_the_last_windows,
            averages_each_window,
            first_bias_for_all,
            first_filter_for_all,
            keeps_the_last_channel,
            turns_the_maps_over,
            puts_filters_behind,
            cuts_windows_as_wide_as_high,
            returns_after_the_first_image,
            first_image_for_all,
            counts_the_padding_twice,
            adds_the_padding_to_the_output,
            pads_at_stride_one_only,
            one_channel_with_a_stride,
            insists_on_a_fit,
            divides_into_a_float_shape,
            stores_a_window_of_products,
            counts_steps_for_places,
            counts_one_side_of_the_padding,
            rounds_the_shape_up,
            multiplies_windows_of_another_shape,
        ],
        hints=[
            "Begin with loops, however many: over images, filters, rows and columns of the output. "
            "They are allowed to be slow.",
            "Pad first, work out OH and OW, make an array of zeros of shape (N, F, OH, OW), then "
            "fill it in.",
            "Place (i, j) of the output looks at the window that starts at row i · stride and "
            "column j · stride of the padded image, through all channels.",
            "For image n and filter f: multiply the window, shape (C, KH, KW), with w[f], add "
            "everything up, and add b[f] once.",
        ],
    ),
    Exercise(
        solution=conv_backward,
        parts=[
            Part(
                "dx",
                [
                    call(np.array([[[[2.0]]]]), counting(1, 1, 2, 2), FILTER),
                    call(counting(1, 1, 2, 2), counting(1, 1, 3, 3), FILTER),
                    call(
                        np.array([[[[1.0]], [[10.0]]]]),
                        counting(1, 1, 2, 2),
                        counting(2, 1, 2, 2),
                    ),
                    call(counting(2, 3, 2, 3), counting(2, 2, 3, 5), counting(3, 2, 2, 3)),
                    drawn(plain_gradient, 2),
                ],
                item=0,
            ),
            Part("dx, stride, padding", STRIDED_AND_PADDED, item=0),
            Part(
                "dw",
                [
                    call(np.array([[[[2.0]]]]), counting(1, 1, 2, 2), FILTER),
                    call(counting(1, 1, 2, 2), counting(1, 1, 3, 3), FILTER),
                    call(np.array([[[[1.0]]], [[[10.0]]]]), counting(2, 1, 2, 2), FILTER),
                    call(counting(2, 3, 2, 3), counting(2, 2, 3, 5), counting(3, 2, 2, 3)),
                    drawn(plain_gradient, 2),
                ],
                item=1,
            ),
            Part("dw, stride, padding", STRIDED_AND_PADDED, item=1),
            Part(
                "db",
                [
                    call(counting(1, 1, 2, 2), counting(1, 1, 3, 3), FILTER),
                    call(
                        np.array([[[[1.0]], [[10.0]]], [[[2.0]], [[20.0]]]]),
                        counting(2, 1, 2, 2),
                        counting(2, 1, 2, 2),
                    ),
                    call(counting(2, 3, 2, 3), counting(2, 2, 3, 5), counting(3, 2, 2, 3)),
                    drawn(plain_gradient, 2),
                ],
                item=2,
            ),
            Part(
                "whole numbers",
                [
                    call(
                        np.array([[[[0.5]]]]), np.array([[[[2, 1], [1, 1]]]]), counting(1, 1, 2, 2)
                    ),
                    call(
                        np.array([[[[0.5]]]]),
                        np.array([[[[2, 1], [1, 1]]]]),
                        np.array([[[[1, 2], [3, 4]]]]),
                    ),
                    drawn(gradient_of_whole_numbers, 2),
                ],
            ),
        ],
        mistakes=[
            crops_from_padding_to_minus_padding,
            crops_one_pixel,
            needs_padding_to_go_back,
            gradient_as_large_as_the_windows,
            right_for_stride_one_only,
            zeros_but_for_the_bias,
            keeps_the_frame,
            overwrites_where_windows_overlap,
            keeps_the_last_filter_only,
            overwrites_the_weights_gradient,
            weights_gradient_of_the_last_image,
            windows_of_the_image_without_padding,
            rotates_the_filters,
            swaps_dx_and_dw,
            bias_gradient_for_each_pixel,
            bias_gradient_for_each_image,
            bias_gradient_as_a_mean,
            one_bias_gradient_for_all,
            averages_over_the_batch,
            adds_floats_to_an_integer_gradient,
            cuts_the_gradient_to_integers,
            adds_floats_to_integer_weights,
            cuts_the_weights_gradient_to_integers,
            cuts_both_gradients_to_integers,
            keeps_only_the_last_step_of_dx,
            keeps_only_the_last_step_of_dw,
            exchanges_window_and_filter,
            forgets_dout_in_both,
            forgets_dout_in_dx,
            forgets_dout_in_dw,
            keeps_the_top_left_of_the_frame,
            cuts_both_frames_off_above,
            keeps_the_first_filter_only,
            returns_the_bias_first,
            sends_nothing_back_with_both,
        ],
        hints=[
            "Start with db: a bias was added to every pixel of its map in every image. Which axes "
            "of dout does that sum over?",
            "Take the loops of the forward pass, window by window. Forward, a number of the output "
            "was the sum of window times filter: what does it owe to each pixel, and what to each "
            "weight?",
            "For every place of the output: the window of dx gets dout · filter added, and dw gets "
            "dout · window added.",
            "Add into a padded array of zeros, as large as the padded x, and cut the frame off "
            "when all is added.",
        ],
    ),
    Exercise(
        solution=pointwise_conv,
        parts=[
            Part(
                "one pixel",
                [
                    call(
                        np.array([[[[1.0]], [[2.0]]]]),
                        np.array([[[[3.0]], [[4.0]]], [[[5.0]], [[7.0]]]]),
                        np.zeros(2),
                    ),
                    call(counting(1, 2, 1, 1), counting(3, 2, 1, 1), np.zeros(3)),
                    drawn(one_pixel, 3),
                ],
            ),
            Part(
                "one image",
                [
                    call(counting(1, 2, 1, 2), counting(2, 2, 1, 1), np.zeros(2)),
                    call(counting(1, 3, 2, 3), counting(2, 3, 1, 1), np.zeros(2)),
                    drawn(one_image, 3),
                ],
            ),
            Part(
                "several images",
                [
                    call(counting(2, 2, 2, 1), counting(2, 2, 1, 1), np.zeros(2)),
                    call(counting(3, 2, 3, 2), counting(4, 2, 1, 1), np.zeros(4)),
                    drawn(several_images, 3),
                ],
            ),
            Part(
                "biases",
                [
                    call(counting(2, 2, 1, 2), counting(2, 2, 1, 1), np.array([100.0, 200.0])),
                    call(
                        counting(2, 2, 1, 2), counting(3, 2, 1, 1), np.array([100.0, 200.0, 300.0])
                    ),
                    drawn(image_and_biases, 3),
                ],
            ),
            Part(
                "one filter or channel",
                [
                    call(counting(1, 2, 1, 2), counting(1, 2, 1, 1), np.array([100.0])),
                    call(counting(2, 1, 2, 3), counting(2, 1, 1, 1), np.array([100.0, 200.0])),
                    call(counting(2, 1, 1, 2), counting(1, 1, 1, 1), np.array([100.0])),
                    call(counting(1, 3, 2, 2), counting(3, 3, 1, 1), np.zeros(3) + LINE[:3]),
                    drawn(one_filter_or_channel, 4),
                ],
            ),
        ],
        mistakes=[
            takes_the_weights_transposed,
            scrambles_the_pixels,
            leaves_filters_last,
            puts_filters_first,
            leaves_the_bias_out,
            adds_biases_to_columns,
            drops_the_batch_of_one,
            weighs_without_adding_up,
            averages_the_channels,
            adds_biases_to_rows,
            adds_biases_to_images,
            first_bias_for_every_map,
            multiplies_rows_for_channels,
            reshapes_the_way_back,
            reshapes_both_ways,
            squeezes_the_weights,
            squeezes_weights_for_tensordot,
        ],
        hints=[
            "At one pixel this is the linear layer of lesson 1: F scores from C numbers.",
            "The weights are a matrix in disguise: w[:, :, 0, 0] is (F, C).",
            "np.einsum says in letters which axis meets which: channels are in both and disappear, "
            "images, rows and columns stay.",
        ],
    ),
]
