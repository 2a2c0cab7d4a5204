"""BasicBlock: two convolutions, and a way around them."""

import numpy as np
from torch import nn
from torch.nn import functional

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.architectures.shared import maps_of, some_seed
from helpers.checking.kinds import BLOCK


class BasicBlock(nn.Module):
    """The block of ResNet-18: two convolutions, and a shortcut around them.

    The branch: a 3×3 convolution with this stride, batch norm, ReLU, a 3×3 convolution
    with stride 1, batch norm. The shortcut: x itself where the shape stays, which is
    where inputs == outputs and stride == 1; else a 1×1 convolution with this stride,
    and batch norm. Their sum goes through ReLU. No convolution has biases; those of 3×3
    have padding 1. Odd sides are halved upwards by stride 2: 7 becomes 4.
    Shape: (N, inputs, H, W) to (N, outputs, ceil(H / stride), ceil(W / stride)).
    """

    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.branch = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.shortcut = nn.Identity()
        if inputs != outputs or stride != 1:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        return functional.relu(self.branch(x) + self.shortcut(x))


def two_convolutions(inputs, outputs, strides=(1, 1), bias=False):
    """The branch, for the mistakes."""
    first = nn.Conv2d(inputs, outputs, 3, strides[0], padding=1, bias=bias)
    second = nn.Conv2d(outputs, outputs, 3, strides[1], padding=1, bias=bias)
    norms = nn.BatchNorm2d(outputs), nn.BatchNorm2d(outputs)
    return nn.Sequential(first, norms[0], nn.ReLU(), second, norms[1])


def bridge(inputs, outputs, stride, bias=False):
    """The shortcut where the shape changes, for the mistakes."""
    convolution = nn.Conv2d(inputs, outputs, 1, stride, bias=bias)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs))


class adds_nothing(BasicBlock):
    """This block is plain: only its two convolutions come out. Where does x come back in?"""

    def forward(self, x):
        return functional.relu(self.branch(x))


class adds_the_branch_to_itself(BasicBlock):
    """The branch is added to itself: the variable that held x is overwritten on the way. Keep x
    under a name of its own."""

    def forward(self, x):
        x = self.branch(x)
        return functional.relu(x + x)


class adds_what_the_first_layer_made(BasicBlock):
    """What the second convolution is added to is the result of the first one. The shortcut leads
    around both: it starts at x."""

    def forward(self, x):
        halfway = self.branch[:3](x)
        return functional.relu(self.branch[3:](halfway) + halfway)


class bends_before_the_addition(BasicBlock):
    """ReLU comes before the addition. A branch that is never negative can only add; bend after the
    sum."""

    def forward(self, x):
        return functional.relu(self.branch(x)) + self.shortcut(x)


class bends_branch_and_sum(BasicBlock):
    """A ReLU stands at the end of the branch, and another after the sum. The branch can then only
    add: with which layer does the docstring let it end?"""

    def forward(self, x):
        return functional.relu(functional.relu(self.branch(x)) + self.shortcut(x))


class bends_nothing_after_the_sum(BasicBlock):
    """Numbers below 0 come out of this block. What follows the sum?"""

    def forward(self, x):
        return self.branch(x) + self.shortcut(x)


class bends_the_shortcut(BasicBlock):
    """The shortcut goes through a ReLU of its own. x goes across as it is, or through the 1×1
    convolution and its norm; the sum is bent."""

    def forward(self, x):
        return functional.relu(self.branch(x) + functional.relu(self.shortcut(x)))


class bends_nothing_in_between(BasicBlock):
    """Between the two convolutions of the branch no ReLU stands, so that they are one. What follows
    the first norm?"""

    def forward(self, x):
        first, norm, _, *others = self.branch
        return functional.relu(nn.Sequential(first, norm, *others)(x) + self.shortcut(x))


class steps_in_the_second(BasicBlock):
    """The second convolution has the stride. The first one steps, so that the second has less to
    do."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__(inputs, outputs, stride)
        self.branch = two_convolutions(inputs, outputs, (1, stride))


class steps_in_both(BasicBlock):
    """Both convolutions of the branch have the stride. Twice halved is a quarter, and that does not
    fit the shortcut."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__(inputs, outputs, stride)
        self.branch = two_convolutions(inputs, outputs, (stride, stride))


class steps_on_one_way_alone(BasicBlock):
    """With stride 2, branch and shortcut come out in different sizes. Each of the two ways steps,
    and steps once."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__(inputs, outputs, stride)
        self.branch = two_convolutions(inputs, outputs)


class leaves_the_shortcut_unnormalised(BasicBlock):
    """The 1×1 convolution of the shortcut has no batch norm. Both ways are normalised before they
    meet."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__(inputs, outputs, stride)
        if inputs != outputs or stride != 1:
            self.shortcut = self.shortcut[0]


class always_bridges(BasicBlock):
    """There is a 1×1 convolution in every shortcut. Where the shape stays, x itself goes across:
    that is what makes a deep net easy to train."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__(inputs, outputs, stride)
        self.shortcut = bridge(inputs, outputs, stride)


class asks_for_the_depth_alone(BasicBlock):
    """With stride 2 and as many maps as before, x does not fit the branch any more. Stride alone
    changes the shape too."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__(inputs, outputs, stride)
        if inputs == outputs:
            self.shortcut = nn.Identity()


class asks_for_the_stride_alone(BasicBlock):
    """With stride 1 and another number of maps, x does not fit the branch any more. Depth alone
    changes the shape too."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__(inputs, outputs, stride)
        if stride == 1:
            self.shortcut = nn.Identity()


class uses_one_norm_twice(BasicBlock):
    """One batch norm stands behind both convolutions of the branch. Their averages differ, so each
    convolution needs a norm of its own."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__(inputs, outputs, stride)
        self.branch[4] = self.branch[1]


class uses_one_convolution_twice(BasicBlock):
    """The numbers are those of a branch whose two convolutions have the same filters. Is the second
    one called anywhere?"""

    def forward(self, x):
        first, norm, bend, second, last = self.branch
        twice = first if first.weight.shape == second.weight.shape and first.stride == (1, 1) else 0
        branch = nn.Sequential(first, norm, bend, twice or second, last)
        return functional.relu(branch(x) + self.shortcut(x))


class has_biases_everywhere(BasicBlock):
    """The convolutions have biases, in the shortcut too. Batch norm follows each, and takes
    constants away."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__(inputs, outputs, stride)
        self.branch = two_convolutions(inputs, outputs, (stride, 1), bias=True)
        if inputs != outputs or stride != 1:
            self.shortcut = bridge(inputs, outputs, stride, bias=True)


class has_biases_in_the_shortcut(BasicBlock):
    """The 1×1 convolution has biases. A norm follows it as well, which takes constants away."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__(inputs, outputs, stride)
        if inputs != outputs or stride != 1:
            self.shortcut = bridge(inputs, outputs, stride, bias=True)


class normalises_nothing(BasicBlock):
    """There is no batch norm in this block. It follows each of the convolutions."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__(inputs, outputs, stride)
        self.branch[1] = self.branch[4] = nn.Identity()
        if inputs != outputs or stride != 1:
            self.shortcut = self.shortcut[0]


class normalises_the_first_alone(BasicBlock):
    """The second convolution of the branch is added without batch norm. Each of the two has one."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__(inputs, outputs, stride)
        self.branch[4] = nn.Identity()


def block_of(rng: np.random.Generator, images: int, side: int, *sizes: int) -> Call:
    return call(some_seed(rng), maps_of(rng, images, sizes[0], side, side + 1), *sizes)


def depth_of(rng: np.random.Generator) -> int:
    return int(rng.integers(2, 9))


def some_block(rng: np.random.Generator) -> Call:
    return block_of(rng, 2, 4, depth_of(rng), depth_of(rng), int(rng.integers(1, 3)))


def one_of_the_same_shape(rng: np.random.Generator) -> Call:
    depth = depth_of(rng)
    return block_of(rng, 2, int(rng.integers(3, 7)), depth, depth)


def one_of_a_new_depth(rng: np.random.Generator) -> Call:
    inputs = depth_of(rng)
    return block_of(rng, 2, int(rng.integers(3, 7)), inputs, inputs + int(rng.integers(1, 5)), 1)


def one_that_steps(rng: np.random.Generator) -> Call:
    inputs = depth_of(rng)
    side = int(rng.choice([5, 7, 9]))
    return block_of(rng, 2, side, inputs, inputs * int(rng.integers(1, 3)), 2)


RNG = np.random.default_rng(1)
SAME = [block_of(RNG, 1, 3, 2, 2), block_of(RNG, 3, 5, 4, 4, 1)]
DEEPER = [block_of(RNG, 1, 3, 2, 3), block_of(RNG, 2, 5, 3, 6, 1)]
SMALLER = [block_of(RNG, 1, 7, 3, 3, 2), block_of(RNG, 2, 7, 3, 5, 2)]
COUNTED = [block_of(RNG, 1, 2, 64, 64, 1), block_of(RNG, 1, 2, 64, 128, 2)]
COUNTED.append(block_of(RNG, 1, 5, 16, 16, 2))

EXERCISE = Exercise(
    solution=BasicBlock,
    kind=BLOCK,
    torch=True,
    parts=[
        Part("73,984 or 230,144 parameters", [*COUNTED, drawn(some_block, 1)], item=0),
        Part("the same shape", [*SAME, drawn(one_of_the_same_shape, 1)], item=1),
        Part("a new depth", [*DEEPER, drawn(one_of_a_new_depth, 1)], item=1),
        Part("stride 2, with odd sides", [*SMALLER, drawn(one_that_steps, 1)], item=1),
    ],
    hints=[
        "Make branch and shortcut in __init__, each as an nn.Sequential; nn.Identity() is a "
        "shortcut that gives x itself. forward is then one line.",
        "The shape stays where inputs equals outputs and stride is 1. Else the shortcut is "
        "nn.Conv2d(inputs, outputs, 1, stride, bias=False) with nn.BatchNorm2d(outputs). "
        "forward returns torch.relu(branch + shortcut).",
    ],
)
