"""DeepNet: a net of any depth for digits, with or without shortcuts."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.architectures.shared import maps_of, some_seed
from helpers.checking.kinds import BLOCK


class DeepNet(nn.Module):
    """A net of `depth` layers with weights, for digits of 8×8 pixels.

    The stem: a 3×3 convolution from 1 to 16 maps, batch norm, ReLU. Then
    (depth - 2) / 2 blocks: a 3×3 convolution from 16 to 16 maps, batch norm, ReLU,
    another one, batch norm; where residual is true, plus what came into the block;
    ReLU. At the end the mean of each map, and a fully connected layer to 10 scores.
    The convolutions have padding 1 and no biases; the last layer has biases.
    Shape: images (N, 1, 8, 8) to scores (N, 10). Raises ValueError for a depth that is
    odd or below 4.
    """

    def __init__(self, depth, residual):
        super().__init__()
        if depth < 4 or depth % 2 == 1:
            raise ValueError(f"depth must be even and at least 4, not {depth}")
        self.residual = residual
        self.stem = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU()
        )
        self.blocks = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(16, 16, 3, padding=1, bias=False),
                nn.BatchNorm2d(16),
                nn.ReLU(),
                nn.Conv2d(16, 16, 3, padding=1, bias=False),
                nn.BatchNorm2d(16),
            )
            for _ in range((depth - 2) // 2)
        )
        self.scores = nn.Linear(16, 10)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = functional.relu(block(x) + x if self.residual else block(x))
        return self.scores(x.mean((2, 3)))


class _Other(DeepNet):
    """One in which another thing happens after a block, for the mistakes."""

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = self.after(block(x), x)
        return self.scores(x.mean((2, 3)))


def blocks_of_two(count, bias=False, norm=nn.BatchNorm2d):
    """The blocks, for the mistakes."""
    return nn.ModuleList(
        nn.Sequential(
            nn.Conv2d(16, 16, 3, padding=1, bias=bias),
            norm(16),
            nn.ReLU(),
            nn.Conv2d(16, 16, 3, padding=1, bias=bias),
            norm(16),
        )
        for _ in range(count)
    )


class never_adds(DeepNet):
    """The net is plain, whether residual is true or not. Where does x come back in?"""

    def __init__(self, depth, residual):
        super().__init__(depth, False)


class always_adds(DeepNet):
    """The net has shortcuts even where residual is False. Then nothing is to be added."""

    def __init__(self, depth, residual):
        super().__init__(depth, True)


class doubles_each_branch(_Other):
    """Each branch is added to itself: x is overwritten before it is added. Keep what came into the
    block under a name of its own."""

    def after(self, y, x):
        return functional.relu(y + y if self.residual else y)


class adds_the_stem_each_time(DeepNet):
    """Each block adds what the stem gave. Add what came into this block."""

    def forward(self, x):
        x = first = self.stem(x)
        for block in self.blocks:
            x = functional.relu(block(x) + first if self.residual else block(x))
        return self.scores(x.mean((2, 3)))


class bends_each_branch_before_it_adds(_Other):
    """A ReLU ends the branch, before the addition. A branch that is never negative can only add:
    where does the docstring have the last ReLU of a block?"""

    def after(self, y, x):
        return functional.relu(y) + x if self.residual else functional.relu(y)


class bends_no_sum_of_a_block(_Other):
    """Nothing bends what comes out of a block where residual is true. What follows the sum?"""

    def after(self, y, x):
        return y + x if self.residual else functional.relu(y)


class bends_no_plain_block(_Other):
    """Where residual is False nothing bends what comes out of a block. Does a plain block end as
    one with a sum does?"""

    def after(self, y, x):
        return functional.relu(y + x) if self.residual else y


class bends_no_block_at_its_end(_Other):
    """Blocks end without ReLU, plain or not, so that two convolutions of two blocks have nothing
    but a norm between them. What ends each block?"""

    def after(self, y, x):
        return y + x if self.residual else y


class bends_no_stem_of_digits(DeepNet):
    """The stem has no ReLU. It ends as a block does."""

    def forward(self, x):
        x = self.stem[:2](x)
        for block in self.blocks:
            x = functional.relu(block(x) + x if self.residual else block(x))
        return self.scores(x.mean((2, 3)))


class counts_blocks_as_layers(DeepNet):
    """There are depth - 2 blocks. Each has two layers with weights, and depth counts layers."""

    def __init__(self, depth, residual):
        super().__init__(depth, residual)
        self.blocks = blocks_of_two(depth - 2)


class forgets_that_ends_count(DeepNet):
    """There are depth / 2 blocks, one too many. Stem and scores are layers with weights too."""

    def __init__(self, depth, residual):
        super().__init__(depth, residual)
        self.blocks = blocks_of_two(depth // 2)


class repeats_one_block(DeepNet):
    """One and the same block is used at all places, so that there are too few parameters. Each
    place has a block with numbers of its own."""

    def __init__(self, depth, residual):
        super().__init__(depth, residual)
        block = self.blocks[0]
        self.blocks = nn.ModuleList([block] * len(self.blocks))


class shares_a_norm_in_a_block(DeepNet):
    """Both convolutions of a block share one norm. Their averages differ: each has its own."""

    def __init__(self, depth, residual):
        super().__init__(depth, residual)
        for block in self.blocks:
            block[4] = block[1]


class has_biases_in_every_convolution(DeepNet):
    """All convolutions have biases, and a norm follows each, which takes constants away. Only the
    last layer needs them."""

    def __init__(self, depth, residual):
        super().__init__(depth, residual)
        self.stem[0] = nn.Conv2d(1, 16, 3, padding=1)
        self.blocks = blocks_of_two(len(self.blocks), bias=True)


class normalises_no_block(DeepNet):
    """The blocks have no batch norm. Without it a net this deep does not learn, shortcut or not."""

    def __init__(self, depth, residual):
        super().__init__(depth, residual)
        self.blocks = blocks_of_two(len(self.blocks), norm=nn.Identity)


class flattens_maps_of_digits(DeepNet):
    """All 8×8 numbers of each map go into the last layer. It gets 16: the mean of each map."""

    def __init__(self, depth, residual):
        super().__init__(depth, residual)
        self.scores = nn.Linear(16 * 64, 10)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = functional.relu(block(x) + x if self.residual else block(x))
        return self.scores(x.flatten(1))


class turns_scores_into_probabilities(DeepNet):
    """Ten numbers that add up to 1 come out. Scores are asked for: the loss takes the softmax."""

    def forward(self, x):
        return torch.softmax(super().forward(x), 1)


class takes_any_depth(DeepNet):
    """No depth is refused. Which ones cannot be built, and what does the docstring raise for
    them?"""

    def __init__(self, depth, residual):
        super().__init__(4, residual)
        self.blocks = blocks_of_two((depth - 2) // 2)


class takes_odd_depths(DeepNet):
    """A depth that is odd passes, and one layer of it is lost. Blocks have two layers: raise for
    odd ones."""

    def __init__(self, depth, residual):
        super().__init__(depth - depth % 2 if depth > 4 else depth, residual)


class takes_a_depth_of_two(DeepNet):
    """A net of 2 layers can be built, which are stem and scores. With which depth does the first
    block come?"""

    def __init__(self, depth, residual):
        if depth < 2 or depth % 2 == 1:
            raise ValueError("too small, or odd")
        super().__init__(max(depth, 4), residual)
        self.blocks = blocks_of_two((depth - 2) // 2)


class takes_depths_below_four(DeepNet):
    """A depth of 2 passes, with no block at all. The docstring refuses what is below 4."""

    def __init__(self, depth, residual):
        if depth % 2 == 1:
            raise ValueError("odd")
        super().__init__(max(depth, 4), residual)
        self.blocks = blocks_of_two(max(0, (depth - 2) // 2))


class refuses_four(DeepNet):
    """A depth of 4 is refused. It can be built: one block between stem and scores."""

    def __init__(self, depth, residual):
        if depth <= 4:
            raise ValueError("too small")
        super().__init__(depth, residual)


class asserts_the_depth(DeepNet):
    """A bad depth is met by an assertion, and assertions are for what cannot happen. Raise a
    ValueError."""

    def __init__(self, depth, residual):
        assert depth >= 4 and depth % 2 == 0
        super().__init__(depth, residual)


class hides_its_blocks(DeepNet):
    """The parameters of the blocks are missing: nn.Module does not look into a plain Python list.
    Make it an nn.ModuleList or an nn.Sequential."""

    def __init__(self, depth, residual):
        super().__init__(depth, residual)
        blocks = [*self.blocks]
        del self.blocks
        self.blocks = blocks


def net_of(rng: np.random.Generator, images: int, depth: int, residual: bool) -> Call:
    return call(some_seed(rng), maps_of(rng, images, 1, 8, 8), depth, residual)


def some_depth(rng: np.random.Generator) -> int:
    return 2 * int(rng.integers(2, 7))


def some_net(rng: np.random.Generator) -> Call:
    return net_of(rng, 1, some_depth(rng) + 4, bool(rng.integers(2)))


def plain_net(rng: np.random.Generator) -> Call:
    return net_of(rng, 2, some_depth(rng), False)


def residual_net(rng: np.random.Generator) -> Call:
    return net_of(rng, 2, some_depth(rng), True)


def net_of_a_bad_depth(rng: np.random.Generator) -> Call:
    return net_of(rng, 1, 2 * int(rng.integers(2, 30)) + 1, bool(rng.integers(2)))


RNG = np.random.default_rng(1)
COUNTED = [net_of(RNG, 1, 20, False), net_of(RNG, 1, 20, True)]
PLAIN = [net_of(RNG, 1, 4, False), net_of(RNG, 3, 8, False)]
RESIDUAL = [net_of(RNG, 1, 4, True), net_of(RNG, 3, 8, True)]
EDGES = [net_of(RNG, 1, depth, residual) for depth, residual in [(4, True), (2, True), (3, False)]]
EDGES += [net_of(RNG, 1, 7, True), net_of(RNG, 1, 0, False)]

EXERCISE = Exercise(
    solution=DeepNet,
    kind=BLOCK,
    torch=True,
    parts=[
        Part("42,394 parameters for 20 layers", [*COUNTED, drawn(some_net, 1)], item=0),
        Part("the scores of a plain net", [*PLAIN, drawn(plain_net, 1)], item=1),
        Part("the scores of a residual net", [*RESIDUAL, drawn(residual_net, 1)], item=1),
        Part("which depths there are", [*EDGES, drawn(net_of_a_bad_depth, 1)], item=0),
    ],
    hints=[
        "Depth counts layers with weights: one in the stem, one for the scores, two in each block. "
        "Keep the blocks in an nn.ModuleList, so that forward can add between them.",
        "forward: x = stem(x); for each block out = block(x), then out + x if residual, and x is "
        "torch.relu of that; at the end the last layer gets x.mean((2, 3)).",
    ],
)
