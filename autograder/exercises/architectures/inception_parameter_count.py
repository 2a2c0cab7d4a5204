"""inception_parameter_count: how many numbers an Inception block learns, as an int, without
building it.
"""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def inception_parameter_count(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """How many numbers an Inception block learns, as an int, without building it.

    Four branches read the same maps, depth of them:

    1. a 1×1 convolution to ones maps;
    2. a 1×1 to before_threes maps, then a 3×3 to threes;
    3. a 1×1 to before_fives maps, then a convolution with filters of fives_size by
       fives_size pixels to fives maps;
    4. a pooling layer, then a 1×1 to after_pool maps.

    norm: without it, each convolution has a bias for each of its outputs; with it, none
    has biases, and batch normalisation after each learns a scale and a shift for each.
    Source: Szegedy et al., Going Deeper with Convolutions, 2015.
    """
    convolutions = [
        (1, depth, ones),
        (1, depth, before_threes),
        (3, before_threes, threes),
        (1, depth, before_fives),
        (fives_size, before_fives, fives),
        (1, depth, after_pool),
    ]
    per_output = 2 if norm else 1
    return sum(
        size * size * inputs * outputs + per_output * outputs
        for size, inputs, outputs in convolutions
    )


def _convolutions(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size, norm
):
    """Side, inputs and outputs of the six convolutions, for the mistakes."""
    return [
        (1, depth, ones),
        (1, depth, before_threes),
        (3, before_threes, threes),
        (1, depth, before_fives),
        (fives_size, before_fives, fives),
        (1, depth, after_pool),
    ]


def _counted(convolutions, per_output):
    """Weights, and so many numbers more for each output."""
    return sum(side * side * a * b + per_output * b for side, a, b in convolutions)


def forgets_the_biases(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """Biases are missing: each filter of each convolution has one, unless norm says that batch
    normalisation takes their place."""
    return _counted(_convolutions(**locals()), 2 if norm else 0)


def counts_the_weights_alone(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """These are the weights. What does a convolution learn besides them, and what does batch
    normalisation learn?"""
    return _counted(_convolutions(**locals()), 0)


def keeps_biases_beside_the_norm(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """With norm you count three numbers an output, the biases among them. A bias before batch
    normalisation is taken away again with the mean, so there is none."""
    return _counted(_convolutions(**locals()), 3 if norm else 1)


def counts_averages_too(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """With norm you count four numbers an output. Two of them are running averages, which are kept
    but not learned."""
    return _counted(_convolutions(**locals()), 4 if norm else 1)


def learns_one_number_of_the_norm(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """With norm you count as many numbers as without. Batch normalisation stretches each map and
    then shifts it: how many numbers does that take?"""
    return _counted(_convolutions(**locals()), 1)


def drops_biases_and_adds_no_norm(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """With norm you count the weights only. The biases are gone, and what batch normalisation
    learns has come in their place."""
    return _counted(_convolutions(**locals()), 0 if norm else 1)


def turns_norm_round(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """The condition is the wrong way round: biases belong to the block without norm, a scale and a
    shift to the one with it."""
    return _counted(_convolutions(**locals()), 1 if norm else 2)


def norm_of_the_joined_maps_only(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """With norm you count a scale and a shift for the outputs of the block only. The two 1×1 in
    front of the 3×3 and of the large filters are normalised as well."""
    six = _convolutions(**locals())
    joined = ones + threes + fives + after_pool
    return _counted(six, 0) + 2 * joined if norm else _counted(six, 1)


def biases_of_the_joined_maps_only(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """Without norm you count biases for the outputs of the block only. The two 1×1 in front of the
    3×3 and of the large filters have biases as well."""
    six = _convolutions(**locals())
    joined = ones + threes + fives + after_pool
    return _counted(six, 2) if norm else _counted(six, 0) + joined


def leaves_out_the_convolution_after_the_pool(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """Five convolutions are counted, and the block has six. Pooling learns nothing, but a 1×1
    follows it."""
    six = _convolutions(**locals())
    return _counted(six[:-1], 2 if norm else 1)


def leaves_out_the_thin_layers(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """The 3×3 and the large filters read thin stacks of maps, and so they do in your count. What
    makes the stacks thin is missing: two 1×1, with numbers of their own."""
    six = _convolutions(**locals())
    return _counted([six[0], six[2], six[4], six[5]], 2 if norm else 1)


def reads_all_channels_with_large_filters(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """The 3×3 and the large filters read all channels of the input in your count. They stand behind
    a 1×1, and read what it gives."""
    wide = [(side, depth, outputs) for side, _, outputs in _convolutions(**locals())]
    return _counted(wide, 2 if norm else 1)


def does_without_thin_layers(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """There are no 1×1 in front of the 3×3 and of the large filters in your count: those read all
    channels of the input. The block has six convolutions, and two of them only make stacks thin."""
    four = [(1, depth, ones), (3, depth, threes), (fives_size, depth, fives)]
    four.append((1, depth, after_pool))
    return _counted(four, 2 if norm else 1)


def three_pixels_in_both_branches(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """The third branch is counted with filters of 3×3, whatever fives_size says. A well-known
    library has this slip too; by default they are 5×5."""
    return inception_parameter_count(**locals() | {"fives_size": 3})


def five_pixels_whatever_is_said(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """The third branch always has filters of 5×5 in your count. Its size is an argument, which may
    say another."""
    return inception_parameter_count(**locals() | {"fives_size": 5})


def filters_of_one_row(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """A filter is counted with as many weights a channel as it is wide. It is as high as it is
    wide: 3×3 has nine."""
    six = _convolutions(**locals())
    flat = sum(side * inputs * outputs for side, inputs, outputs in six)
    return flat + _counted(six, 2 if norm else 1) - _counted(six, 0)


def one_row_in_the_third_branch(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """The large filters of the third branch are counted with as many weights a channel as they are
    wide. Those of 3×3 have nine in your count: how many have those of 5×5?"""
    six = _convolutions(**locals())
    missing = fives_size * (fives_size - 1) * before_fives * fives
    return _counted(six, 2 if norm else 1) - missing


def a_large_filter_after_the_pool(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """The convolution of the fourth branch is counted with nine weights a channel. The pooling
    window is 3×3 and learns nothing; the convolution after it is 1×1."""
    six = _convolutions(**locals())
    six[-1] = (3, depth, after_pool)
    return _counted(six, 2 if norm else 1)


def returns_a_float_of_numbers(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """The count is a float. Numbers to learn are counted in ints: which line makes a fraction?"""
    return float(inception_parameter_count(**locals()))


def returns_a_number_for_each_branch(
    depth, ones, before_threes, threes, before_fives, fives, after_pool, fives_size=5, norm=False
):
    """Four numbers come back, one for each branch. The block learns all of them: add them up."""
    six = _convolutions(**locals())
    branches = six[:1], six[1:3], six[3:5], six[5:]
    return [_counted(branch, 2 if norm else 1) for branch in branches]


def widths(rng: np.random.Generator) -> list[int]:
    return [int(width) for width in rng.integers(2, 400, 7)]


def block_with_biases(rng: np.random.Generator) -> Call:
    return call(*widths(rng))


def block_of_another_size(rng: np.random.Generator) -> Call:
    return call(*widths(rng), fives_size=int(rng.choice([1, 3, 7, 9])))


def block_with_norm(rng: np.random.Generator) -> Call:
    return call(*widths(rng), norm=True)


def block_of_another_size_with_norm(rng: np.random.Generator) -> Call:
    return call(*widths(rng), fives_size=int(rng.choice([3, 7])), norm=True)


SMALL = (2, 3, 1, 2, 1, 4, 5)
FIRST_OF_THE_PAPER = (192, 64, 96, 128, 16, 32, 32)

EXERCISE = Exercise(
    solution=inception_parameter_count,
    parts=[
        Part(
            "four branches with biases",
            [
                call(1, 1, 1, 1, 1, 1, 1),
                call(*SMALL),
                call(*FIRST_OF_THE_PAPER),
                drawn(block_with_biases, 3),
            ],
        ),
        Part(
            "another size in the third branch",
            [
                call(1, 1, 1, 1, 1, 1, 1, fives_size=3),
                call(*SMALL, fives_size=3),
                call(*SMALL, fives_size=7),
                drawn(block_of_another_size, 3),
            ],
        ),
        Part(
            "batch normalisation",
            [
                call(1, 1, 1, 1, 1, 1, 1, norm=True),
                call(*SMALL, norm=True),
                call(*FIRST_OF_THE_PAPER, fives_size=3, norm=True),
                drawn(block_with_norm, 2),
                drawn(block_of_another_size_with_norm, 2),
            ],
        ),
    ],
    hints=[
        "Write the block as a list of convolutions. There are six: one, two, two and one in the "
        "four branches. What does each read, and what does it give?",
        "A convolution with filters of n by n pixels has n · n · inputs · outputs weights. "
        "Without norm add one number for each output, with norm two.",
    ],
)
