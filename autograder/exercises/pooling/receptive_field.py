"""receptive_field: how many pixels of the input, along one direction, one number at the end
depends on.
"""

from collections.abc import Sequence

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def receptive_field(layers):
    """How many pixels of the input, along one direction, one number at the end depends
    on.

    layers: a list of pairs (kernel, stride), the first layer first; pooling windows
    count as kernels.
    Returns an int.
    """
    field, jump = 1, 1  # jump: input pixels from one number to its neighbour
    for kernel, stride in layers:
        field += (kernel - 1) * jump
        jump *= stride
    return field


def with_jumps(layers, grown):
    """The field where a layer of some stride makes the jump `grown(jump, stride)`."""
    field, jump = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * jump
        jump = grown(jump, stride)
    return field


def adds_the_kernels(layers):
    """You add the kernels up. Neighbouring windows share pixels: the second layer of 3 on 3 sees
    5, because its windows overlap in the first."""
    return sum(kernel for kernel, _ in layers)


def forgets_the_strides(layers):
    """The strides make no difference to your answer. After a layer with stride 2, neighbours lie
    two input pixels apart, so each further step reaches twice as far."""
    return 1 + sum(kernel - 1 for kernel, _ in layers)


def counts_its_own_stride(layers):
    """A layer's own stride already enlarges what that layer sees. It moves the windows apart only
    for the layers behind it."""
    return receptive_field([((kernel - 1) * stride + 1, stride) for kernel, stride in layers])


def remembers_one_stride_only(layers):
    """Each layer takes only the stride of the layer before it into account. All the strides
    before it work together: what do two layers of stride 2 make?"""
    return with_jumps(layers, lambda jump, stride: stride)


def adds_the_strides(layers):
    """You add up the strides of the earlier layers. Two steps of 2 pixels, each made of steps of 2
    pixels, reach further than that: strides multiply."""
    field, jump = 1, 0
    for kernel, stride in layers:
        field += (kernel - 1) * max(1, jump)
        jump += stride
    return field


def adds_strides_to_the_jump(layers):
    """The distance between neighbours grows by each stride in your answer. After a stride of 1 it
    has to be what it was, and after a stride of 2 twice as much: what do you do with it?"""
    return with_jumps(layers, lambda jump, stride: jump + stride)


def adds_strides_less_one(layers):
    """The distance between neighbours grows by one less than each stride in your answer. That suits
    the first longer stride alone: two strides of 2 make a distance of 4, so multiply."""
    return with_jumps(layers, lambda jump, stride: jump + stride - 1)


def multiplies_by_its_own_stride_only(layers):
    """Each layer's kernel is multiplied by its own stride. How far apart its pixels lie was
    settled by the layers before it, by all of them together."""
    return 1 + sum((kernel - 1) * stride for kernel, stride in layers)


def own_stride_after_the_first_layer(layers):
    """From the second layer on you multiply by the layer's own stride. That stride moves the
    windows of this layer apart; its pixels were moved apart by the strides before it."""
    return layers[0][0] + sum((kernel - 1) * stride for kernel, stride in layers[1:])


def multiplies_by_the_last_stride_of_all(layers):
    """You multiply by all the strides for every layer. The first layer steps over single pixels:
    only the strides before a layer count for it."""
    jump = int(np.prod([stride for _, stride in layers]))
    return 1 + sum((kernel - 1) * jump for kernel, _ in layers)


def rounds_even_kernels(layers):
    """Your answer is wrong where a kernel is even, as if it reached equally far to both sides. A
    kernel of 2 reaches over one step."""
    return receptive_field([(kernel // 2 * 2 + 1, stride) for kernel, stride in layers])


def multiplies_by_all_strides_at_the_end(layers):
    """You multiply the result by all the strides. Each layer's steps were put in input pixels
    already, and after the last layer nothing is left to do."""
    return receptive_field(layers) * int(np.prod([stride for _, stride in layers]))


def multiplies_the_kernels(layers):
    """You multiply the kernels. Each layer adds to what the one before it sees, and it adds less
    where windows overlap."""
    return int(np.prod([kernel for kernel, _ in layers]))


def goes_through_the_layers_backwards(layers):
    """Your answer is that of the same layers in reverse order. Following the pixels from the input
    to the end and counting back from the end need different formulas: see which one you use."""
    return receptive_field(layers[::-1])


def goes_back_over_a_stride_too_many(layers):
    """Your answer counts a stride too many at every layer. From the first of r numbers to the last
    it is r - 1 strides: going back through a layer, r becomes (r - 1) * stride + kernel."""
    return adds_kernels_times_strides(layers) + returns_the_jump(layers)


def lets_the_first_pixel_grow(layers):
    """The one pixel that is counted besides the steps grows with the strides in your answer. Going
    forwards it stays 1; going back through a layer, r becomes (r - 1) * stride + kernel."""
    return forgets_the_pixel_itself(layers) + returns_the_jump(layers)


def counts_the_whole_kernel_each_time(layers):
    """Each layer adds its whole kernel, times the distance of its pixels. One of these pixels was
    counted before: a kernel of 3 reaches over 2 steps."""
    return receptive_field([(kernel + 1, stride) for kernel, stride in layers])


def adds_kernels_times_strides(layers):
    """Your answer is the sum of all kernels, each times the strides before it. A kernel of 3
    reaches over 2 steps, and only one pixel in all is counted besides."""
    return counts_the_whole_kernel_each_time(layers) - 1


def forgets_the_pixel_itself(layers):
    """Your answer is one too small everywhere: it counts steps. Before any layer a number already
    depends on one pixel, its own."""
    return receptive_field(layers) - 1


def counts_pixels_of_an_area(layers):
    """You count the pixels of a square. Along one direction there are as many as its side."""
    return receptive_field(layers) ** 2


def last_layer_only(layers):
    """You return the kernel of the last layer. Its inputs are numbers that depend on several
    pixels themselves."""
    return layers[-1][0]


def first_layer_only(layers):
    """You return the kernel of the first layer. Every further layer looks at several numbers of
    the one before, and so sees more."""
    return layers[0][0]


def leaves_out_the_pooling(layers):
    """Layers whose stride equals their kernel add nothing in your answer. A pooling window looks
    at several pixels, so it counts as a kernel."""
    return receptive_field(
        [(1 if kernel == stride else kernel, stride) for kernel, stride in layers]
    )


def leaves_out_the_last_layer(layers):
    """The last layer is missing in your answer. One number at the end lies behind it, and depends
    on all that its kernel covers."""
    return receptive_field(layers[:-1])


def returns_the_jump(layers):
    """Your answer is the product of all strides, which says how far apart neighbours lie at the
    end. How far one of them sees is another number."""
    return int(np.prod([stride for _, stride in layers]))


def returns_all_the_fields(layers):
    """You return a number for each layer. Only the last one is asked for."""
    return [receptive_field(layers[: i + 1]) for i in range(len(layers))]


def returns_a_float_field(layers):
    """The number is right, but it is a float. A count is an int; np.prod of an empty list, for
    one, gives 1.0."""
    return float(receptive_field(layers))


def reads_the_pairs_turned(layers):
    """You take the stride for the kernel. In each pair the kernel comes first."""
    return receptive_field([(stride, kernel) for kernel, stride in layers])


def largest_kernel_only(layers):
    """You return the largest kernel. Every layer adds to what the one before it sees, the small
    ones too."""
    return max(kernel for kernel, _ in layers)


def draw_layers(rng: np.random.Generator, strides: Sequence[int]) -> list[tuple[int, int]]:
    """No kernel is smaller than its stride: else some pixels in between would not be seen."""
    return [(int(rng.integers(max(2, stride), 6)), int(stride)) for stride in strides]


def one_layer(rng: np.random.Generator) -> Call:
    kernel = int(rng.integers(3, 15))
    return call([(kernel, int(rng.integers(1, kernel)))])


def layers_of_stride_one(rng: np.random.Generator) -> Call:
    return call(draw_layers(rng, [1] * int(rng.integers(2, 6))))


def layers_with_one_stride(rng: np.random.Generator) -> Call:
    stride = int(rng.integers(2, 4))
    return call(draw_layers(rng, ([stride, 1], [1, stride, 1], [stride, 1, 1])[rng.integers(3)]))


def layers_with_strides(rng: np.random.Generator) -> Call:
    return call(draw_layers(rng, rng.integers(2, 4, int(rng.integers(3, 5)))))


def network(rng: np.random.Generator) -> Call:
    return call(draw_layers(rng, [1, 2, 1, 2, *rng.integers(1, 4, 3), 1]))


LE_NET = [(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)]


ALEX_NET = [(11, 4), (3, 2), (5, 1), (3, 2), (3, 1), (3, 1), (3, 1), (3, 2)]


EXERCISE = Exercise(
    solution=receptive_field,
    parts=[
        Part(
            "one layer",
            [call([(5, 1)]), call([(3, 2)]), call([(4, 3)]), drawn(one_layer, 3)],
        ),
        Part(
            "stride 1",
            [
                call([(3, 1), (3, 1)]),
                call([(3, 1), (3, 1), (3, 1)]),
                call([(2, 1), (5, 1)]),
                call([(5, 1), (2, 1), (2, 1)]),
                drawn(layers_of_stride_one, 3),
            ],
        ),
        Part(
            "one longer stride",
            [
                call([(3, 2), (3, 1)]),
                call([(2, 2), (3, 1)]),
                call([(3, 1), (2, 2), (3, 1)]),
                call([(3, 3), (2, 1), (4, 1)]),
                drawn(layers_with_one_stride, 3),
            ],
        ),
        Part(
            "several strides",
            [
                call([(2, 2), (2, 2), (2, 2)]),
                call([(3, 2), (3, 2), (3, 2)]),
                call([(4, 3), (2, 2), (3, 3)]),
                call([(5, 2), (3, 3), (4, 2), (3, 3)]),
                drawn(layers_with_strides, 3),
            ],
        ),
        Part("whole networks", [call(LE_NET), call(ALEX_NET), drawn(network, 3)]),
    ],
    hints=[
        "Begin with two layers of 3 with stride 1, and draw which pixels the last number sees. "
        "Why are they not 6?",
        "A layer with kernel 3 adds two steps to what is seen. How many input pixels long is a "
        "step, after a layer with stride 2?",
        "Keep two numbers: how many pixels are seen, and how many input pixels it is from one "
        "number to its neighbour. Each layer adds kernel - 1 such distances to the first, and "
        "then multiplies the second by its stride.",
    ],
)
