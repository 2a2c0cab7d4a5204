"""InceptionBlock: four branches side by side, which look differently far."""

import numpy as np
import torch
from torch import nn

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.architectures.shared import maps_of, some_seed
from helpers.checking.kinds import BLOCK


class InceptionBlock(nn.Module):
    """The block of GoogLeNet: four branches that get the same maps, side by side.

    Branches, in the order of their maps in the result:
    1. a 1×1 convolution to `ones` maps;
    2. a 1×1 convolution to `before_threes` maps, then 3×3 to `threes`;
    3. a 1×1 convolution to `before_fives` maps, then 5×5 to `fives`;
    4. max pooling of windows of 3×3 with stride 1, then 1×1 to `after_pool` maps.
    Each of the six convolutions has biases and is followed by ReLU. Whatever its sides,
    odd or even, an image keeps them in every branch.
    Shape: (N, depth, H, W) to (N, ones + threes + fives + after_pool, H, W).
    """

    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__()
        self.ones = nn.Sequential(nn.Conv2d(depth, ones, 1), nn.ReLU())
        self.threes = nn.Sequential(
            nn.Conv2d(depth, before_threes, 1),
            nn.ReLU(),
            nn.Conv2d(before_threes, threes, 3, padding=1),
            nn.ReLU(),
        )
        self.fives = nn.Sequential(
            nn.Conv2d(depth, before_fives, 1),
            nn.ReLU(),
            nn.Conv2d(before_fives, fives, 5, padding=2),
            nn.ReLU(),
        )
        self.pool = nn.Sequential(
            nn.MaxPool2d(3, stride=1, padding=1), nn.Conv2d(depth, after_pool, 1), nn.ReLU()
        )

    def forward(self, x):
        branches = self.ones(x), self.threes(x), self.fives(x), self.pool(x)
        return torch.cat(branches, dim=1)


class ends_the_third_branch_in_threes(InceptionBlock):
    """The third branch ends in filters of 3×3, and has 5×5 in the docstring. A well-known library
    has this slip too."""

    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__(depth, ones, before_threes, threes, before_fives, fives, after_pool)
        self.fives[2] = nn.Conv2d(before_fives, fives, 3, padding=1)


class pads_too_little(InceptionBlock):
    """A convolution makes its maps smaller than those of the other branches. All branches must keep
    the size: how many pixels does a window of 3 reach beyond its middle, and one of 5?"""

    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__(depth, ones, before_threes, threes, before_fives, fives, after_pool)
        self.fives[2] = nn.Conv2d(before_fives, fives, 5, padding=1)


class shrinks_maps_as_it_pools(InceptionBlock):
    """Pooling makes the maps of the fourth branch smaller than the others. All branches must keep
    the size, but nn.MaxPool2d steps by its own window unless it is told a stride."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.pool[0] = nn.MaxPool2d(3, stride=2, padding=1)


class pads_no_pooling(InceptionBlock):
    """Pooling takes a border off the maps of the fourth branch. A window of 3×3 keeps the size
    where something is padded around it."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.pool[0] = nn.MaxPool2d(3, stride=1)


class takes_means_in_the_fourth(InceptionBlock):
    """The fourth branch takes the mean of each window. It should keep the largest number."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.pool[0] = nn.AvgPool2d(3, stride=1, padding=1)


class pads_with_zeros_before_it_pools(InceptionBlock):
    """Where all numbers of a window are negative, the fourth branch finds a 0 at the border. Pad
    inside nn.MaxPool2d, whose border never wins."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.pool[0] = nn.Sequential(nn.ZeroPad2d(1), nn.MaxPool2d(3, stride=1))


class adds_the_branches(InceptionBlock):
    """The branches are added up, which only works where all give as many maps. They stand side by
    side: channels are axis 1."""

    def forward(self, x):
        return self.ones(x) + self.threes(x) + self.fives(x) + self.pool(x)


class joins_along_the_batch(InceptionBlock):
    """torch.cat joins images, axis 0, unless it is told another axis. Channels are axis 1."""

    def forward(self, x):
        return torch.cat([self.ones(x), self.threes(x), self.fives(x), self.pool(x)])


class returns_four_branches(InceptionBlock):
    """Four stacks of maps come back one by one. The next layer wants them as one tensor, side by
    side along the channels."""

    def forward(self, x):
        return self.ones(x), self.threes(x), self.fives(x), self.pool(x)


class pools_first_of_all(InceptionBlock):
    """The pooled maps come first in the result. The docstring numbers the branches."""

    def forward(self, x):
        return torch.cat([self.pool(x), self.ones(x), self.threes(x), self.fives(x)], 1)


class joins_pooled_maps_too_early(InceptionBlock):
    """The pooled maps come second in the result. Which number has their branch in the docstring?"""

    def forward(self, x):
        return torch.cat([self.ones(x), self.pool(x), self.threes(x), self.fives(x)], 1)


class puts_fives_before_threes(InceptionBlock):
    """The maps of 5×5 come before those of 3×3. In which order does the docstring name them?"""

    def forward(self, x):
        return torch.cat([self.ones(x), self.fives(x), self.threes(x), self.pool(x)], 1)


class thins_nothing_out(InceptionBlock):
    """All channels pass into 3×3 and 5×5. A thin stack makes them cheap: a 1×1 convolution to
    before_threes and before_fives maps comes first."""

    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__(depth, ones, before_threes, threes, before_fives, fives, after_pool)
        self.threes = nn.Sequential(nn.Conv2d(depth, threes, 3, padding=1), nn.ReLU())
        self.fives = nn.Sequential(nn.Conv2d(depth, fives, 5, padding=2), nn.ReLU())


class thins_no_threes_out(InceptionBlock):
    """All channels pass into the 3×3. What stands before it in the second branch?"""

    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__(depth, ones, before_threes, threes, before_fives, fives, after_pool)
        self.threes = nn.Sequential(nn.Conv2d(depth, threes, 3, padding=1), nn.ReLU())


class thins_no_fives_out(InceptionBlock):
    """All channels pass into the 5×5. What stands before it in the third branch?"""

    def __init__(self, depth, ones, before_threes, threes, before_fives, fives, after_pool):
        super().__init__(depth, ones, before_threes, threes, before_fives, fives, after_pool)
        self.fives = nn.Sequential(nn.Conv2d(depth, fives, 5, padding=2), nn.ReLU())


class only_pools(InceptionBlock):
    """The fourth branch ends with pooling, so that all channels pass. A 1×1 convolution makes
    after_pool maps of them."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.pool = self.pool[:1]


class pools_after_the_convolution(InceptionBlock):
    """In the fourth branch the convolution comes before pooling. The docstring has them the other
    way round."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        pool, *others = self.pool
        self.pool = nn.Sequential(*others, pool)


class bends_at_the_end_alone(InceptionBlock):
    """ReLU comes only at the end of the branches, so that the 1×1 and the larger convolution after
    it are one. Each convolution has its ReLU."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        del self.threes[1], self.fives[1]


class bends_inside_alone(InceptionBlock):
    """ReLU follows the first convolutions of the two long branches only: numbers below 0 come out.
    What follows the last convolution of each branch?"""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.ones, self.pool = self.ones[:1], self.pool[:2]
        self.threes, self.fives = self.threes[:3], self.fives[:3]


class bends_no_branch(InceptionBlock):
    """There is no ReLU in any branch. Each of the six convolutions is followed by one."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.ones, self.pool = self.ones[:1], self.pool[:2]
        self.threes, self.fives = self.threes[0::2], self.fives[0::2]


class bends_no_pooled_maps(InceptionBlock):
    """Numbers below 0 come out of the fourth branch. What follows its convolution?"""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        del self.pool[2]


class has_no_biases_in_branches(InceptionBlock):
    """No convolution has biases. There is no batch norm after them that would take their place."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        for layer in [*self.ones, *self.threes, *self.fives, *self.pool]:
            layer.bias = None


class normalises_each_branch(InceptionBlock):
    """Batch norm follows the convolutions, as in later versions of this block. The docstring names
    convolutions with biases, and ReLU."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        for branch in (self.ones, self.threes, self.fives, self.pool):
            for place in range(len(branch) - 1, 0, -2):
                branch.insert(place, nn.BatchNorm2d(branch[place - 1].out_channels))


class hides_branches_in_a_list(InceptionBlock):
    """No parameter of the block is found: nn.Module looks for its layers among attributes, in
    nn.Sequential and in nn.ModuleList, but not in a plain Python list."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.branches = [self._modules.pop(name) for name in ("ones", "threes", "fives", "pool")]

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


def block_of(rng: np.random.Generator, shape: tuple, widths: tuple) -> Call:
    """shape: N, H, W of the maps; widths: depth and the six after it."""
    depth, ones, _, threes, _, fives, after_pool = widths
    maps = maps_of(rng, shape[0], depth, *shape[1:])
    return call(some_seed(rng), maps, *widths, channels=[ones, threes, fives, after_pool])


def some_block(rng: np.random.Generator) -> Call:
    """All widths differ: weights are drawn by sizes, and those of no two branches are alike."""
    widths = tuple(int(width) for width in rng.permutation(np.arange(1, 12))[:7])
    shape = tuple(int(n) for n in rng.integers((1, 3, 3), (4, 8, 8)))
    return block_of(rng, shape, widths)


RNG = np.random.default_rng(1)
PIXEL = block_of(RNG, (1, 1, 1), (2, 1, 4, 3, 6, 5, 7))
EQUAL = block_of(RNG, (2, 3, 3), (2, 3, 4, 3, 5, 3, 3))
SQUARE = block_of(RNG, (1, 4, 4), (3, 2, 4, 8, 6, 5, 7))
ODD = block_of(RNG, (2, 5, 7), (4, 3, 2, 6, 1, 8, 5))
PAPER = block_of(RNG, (1, 1, 1), (192, 64, 96, 128, 16, 32, 32))

EXERCISE = Exercise(
    solution=InceptionBlock,
    kind=BLOCK,
    torch=True,
    parts=[
        Part("the shape", [PIXEL, EQUAL, ODD, drawn(some_block, 1)], item=1),
        Part("parameters, 163,696 in the paper", [SQUARE, PAPER, drawn(some_block, 1)], item=0),
        Part("the maps of 1×1", [PIXEL, ODD, drawn(some_block, 1)], item=2),
        Part("the maps of 3×3", [SQUARE, ODD, drawn(some_block, 1)], item=3),
        Part("the maps of 5×5", [SQUARE, ODD, drawn(some_block, 1)], item=4),
        Part("the maps after pooling", [SQUARE, ODD, drawn(some_block, 1)], item=5),
    ],
    hints=[
        "Write one nn.Sequential for each branch. forward gives x to all four, and torch.cat puts "
        "what they return side by side.",
        "A window of 3 needs padding 1 to keep the size, one of 5 needs 2, and so does pooling: "
        "nn.MaxPool2d(3, stride=1, padding=1). torch.cat([...], dim=1) joins channels.",
    ],
)
