"""ResNet18: eight residual blocks, 11,689,512 parameters."""

import torch
from torch import nn
from torch.nn import functional

from autograder.authoring.exercise import Exercise, Part, call, drawn
from autograder.exercises.architectures.shared import empty_pictures
from helpers.checking.kinds import BLUEPRINT


class ResNet18(nn.Module):
    """ResNet-18, with 11,689,512 parameters.

    The stem: a convolution to 64 maps, 7×7 with stride 2 and padding 3, batch norm,
    ReLU, max pooling of windows of 3×3 with stride 2 and padding 1. Then eight blocks
    as in `BasicBlock`, which you may use: two each of 64, 128, 256 and 512 maps; the
    first one of 128, of 256 and of 512 has stride 2. At the end the mean of each map,
    and one fully connected layer to 1000 scores, the only layer with biases.
    Shape: images (N, 3, 224, 224) to scores (N, 1000).
    """

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2, padding=1),
        )
        self.branches, self.shortcuts, inputs = nn.ModuleList(), nn.ModuleList(), 64
        for outputs in (64, 64, 128, 128, 256, 256, 512, 512):
            stride = 1 if inputs == outputs else 2
            self.branches.append(
                nn.Sequential(
                    nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False),
                    nn.BatchNorm2d(outputs),
                    nn.ReLU(),
                    nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
                    nn.BatchNorm2d(outputs),
                )
            )
            bridge = [nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)]
            self.shortcuts.append(nn.Sequential(*bridge if stride == 2 else []))
            inputs = outputs
        self.scores = nn.Linear(512, 1000)

    def forward(self, x):
        x = self.stem(x)
        for branch, shortcut in zip(self.branches, self.shortcuts, strict=True):
            x = functional.relu(branch(x) + shortcut(x))
        return self.scores(x.mean((2, 3)))


class _Built(nn.Module):
    """A ResNet-18 by what it is made of, for the mistakes.

    steps: the stride of each stage, in the block `stepping` of it and there in the convolution
    `inside`; ends: what a branch ends with; bridges: where shortcuts are whatever the shape.
    """

    stem_size, stem_bias, stem_bend, window = (7, 2, 3), False, nn.ReLU, (3, 2, 1)
    counts, steps, stepping, inside, bias = (2, 2, 2, 2), (1, 2, 2, 2), 0, 0, False
    bend, ends, bridges, bridge_norm, keep = nn.ReLU, nn.Identity, (), nn.BatchNorm2d, nn.ModuleList
    pool, numbers, classes, last = nn.MaxPool2d, 512, 1000, nn.Identity

    def __init__(self):
        super().__init__()
        first = nn.Conv2d(3, 64, *self.stem_size, bias=self.stem_bias)
        others = nn.BatchNorm2d(64), self.stem_bend(), self.pool(*self.window)
        self.stem = nn.Sequential(first, *others)
        self.branches, self.shortcuts, inputs = self.keep(), self.keep(), 64
        for stage, place in [(i, j) for i, count in enumerate(self.counts) for j in range(count)]:
            outputs, stride = 64 * 2**stage, self.steps[stage] if place == self.stepping else 1
            first, second = (1, stride) if self.inside else (stride, 1)
            branch = [nn.Conv2d(inputs, outputs, 3, first, padding=1, bias=self.bias)]
            branch += [nn.BatchNorm2d(outputs), self.bend()]
            branch.append(nn.Conv2d(outputs, outputs, 3, second, padding=1, bias=self.bias))
            self.branches.append(nn.Sequential(*branch, nn.BatchNorm2d(outputs), self.ends()))
            bridge = [nn.Conv2d(inputs, outputs, 1, stride, bias=self.bias)]
            bridge.append(self.bridge_norm(outputs))
            is_new = stride != 1 or inputs != outputs or (stage, place) in self.bridges
            self.shortcuts.append(nn.Sequential(*bridge if is_new else []))
            inputs = outputs
        self.scores = nn.Sequential(nn.Linear(self.numbers, self.classes), self.last())

    def forward(self, x):
        x = self.stem(x)
        for branch, shortcut in zip(self.branches, self.shortcuts, strict=True):
            x = self.meet(branch, shortcut, x)
        return self.scores(self.shrink(x))

    def meet(self, branch, shortcut, x):
        return functional.relu(branch(x) + shortcut(x))

    def shrink(self, x):
        return x.mean((2, 3))


class builds_resnet_34(_Built):
    """There are 16 blocks, as in the net of 34 layers. Here each width comes twice."""

    counts = (3, 4, 6, 3)


class bridges_the_first_stage_too(_Built):
    """There is a 1×1 shortcut in the first block, where 64 maps come in and 64 go out."""

    bridges = ((0, 0),)


class pools_nothing_in_the_stem(_Built):
    """The stem ends without pooling, so that all blocks work on four times as many pixels. The
    first block sees 56×56."""

    pool = nn.Identity


class pools_two_by_two_in_the_stem(_Built):
    """The stem pools windows of 2×2. They overlap: 3×3, by steps of 2, with padding 1."""

    window = (2,)


class pads_no_pooling_in_the_stem(_Built):
    """Pooling in the stem gives maps of 55×55, and should give 56×56. What surrounds its maps
    before windows are laid on them?"""

    window = (3, 2)


class begins_as_for_small_pictures(_Built):
    """The stem has filters of 3×3 without stride, as for pictures of 32×32. These have 224×224:
    filters of 7×7 step by 2."""

    stem_size = (3, 1, 1)


class bends_no_stem(_Built):
    """There is no ReLU in the stem. What follows its norm?"""

    stem_bend = nn.Identity


class adds_nothing_up(_Built):
    """The shortcuts are built, but nothing is added to the branches. Where does x come back in?"""

    def meet(self, branch, shortcut, x):
        return functional.relu(branch(x))


class doubles_its_branches(_Built):
    """Each branch is added to itself: x is overwritten before it is added. Keep it under a name of
    its own."""

    def meet(self, branch, shortcut, x):
        x = branch(x)
        return functional.relu(x + x)


class bends_the_branch_not_the_sum(_Built):
    """In the blocks ReLU comes before the addition. A branch that is never negative can only add:
    the sum is bent."""

    def meet(self, branch, shortcut, x):
        return functional.relu(branch(x)) + shortcut(x)


class bends_branches_and_sums(_Built):
    """In the blocks a ReLU stands at the end of the branch and another after the sum. What is never
    negative can only add: with what does a branch end?"""

    ends = nn.ReLU


class bends_no_sum(_Built):
    """In the blocks nothing follows the addition, so that two convolutions of two blocks meet with
    no ReLU between. Bend the sum."""

    def meet(self, branch, shortcut, x):
        return branch(x) + shortcut(x)


class bends_sums_alone(_Built):
    """In the branches no ReLU stands between the two convolutions. What follows the first norm?"""

    bend = nn.Identity


class steps_in_the_second_convolutions(_Built):
    """The second convolution of a block has the stride. The first one steps, so that the second has
    a quarter of the work."""

    inside = 1


class steps_in_the_second_blocks(_Built):
    """The second block of a stage has the stride, so that the first works on four times as many
    pixels. In which of the two does the docstring place it?"""

    stepping = 1


class steps_in_the_first_stage_too(_Built):
    """The first block has stride 2, and all later maps have half the sides. Pooling in the stem has
    done that already."""

    steps = (2, 2, 2, 2)


class leaves_shortcuts_unnormalised(_Built):
    """The 1×1 convolutions have no batch norm. Both ways are normalised before they meet."""

    bridge_norm = nn.Identity


class has_biases_in_the_stem_alone(_Built):
    """64 parameters are too many. Which convolution gives 64 maps, and has biases that the norm
    after it takes away?"""

    stem_bias = True


class has_biases_in_all_convolutions(_Built):
    """All convolutions have biases. Batch norm follows every one, and takes constants away."""

    stem_bias = bias = True


class calls_its_first_block_twice(ResNet18):
    """The parameters of one block of 64 maps are missing. [block] * 2 is one block at two places;
    each place has a block of its own."""

    def __init__(self):
        super().__init__()
        self.branches[1] = self.branches[0]


class hides_its_blocks_in_a_list(_Built):
    """The parameters of the blocks are missing: a plain Python list hides them from nn.Module."""

    keep = list


class flattens_its_last_maps(_Built):
    """All 7×7 numbers of a map go into the last layer, which then has 25 million weights. The mean
    of each map comes first."""

    numbers = 512 * 7 * 7

    def shrink(self, x):
        return x.flatten(1)


class takes_the_largest_of_each_map(_Built):
    """The largest number of each map goes into the last layer. What of a map is asked for?"""

    def shrink(self, x):
        return x.amax((2, 3))


class gives_ten_scores_as_well(_Built):
    """There are 10 scores, as for digits. How many does the docstring want?"""

    classes = 10


class bends_scores_at_the_end(_Built):
    """A ReLU follows the scores. They may be negative: the last layer is left as it is."""

    last = nn.ReLU


class returns_probabilities(ResNet18):
    """The scores have gone through softmax. The loss does that, and here scores are asked for."""

    def forward(self, x):
        return torch.softmax(super().forward(x), 1)


ONE, TWO = call((1, 3, 224, 224)), call((2, 3, 224, 224))

EXERCISE = Exercise(
    solution=ResNet18,
    kind=BLUEPRINT,
    torch=True,
    parts=[
        Part("11,689,512 parameters", [TWO, drawn(empty_pictures, 1)], item=0),
        Part("the shapes of the convolutions", [TWO, drawn(empty_pictures, 1)], item=1),
        Part("all operations, with 8 additions", [TWO, drawn(empty_pictures, 1)], item=2),
    ],
    hints=[
        "The sides go 224, 112, 56, 56, 28, 14, 7, 1. Only the first block of 128, of 256 and of "
        "512 maps changes the shape, so there are three 1×1 convolutions.",
        "Let a loop make the blocks: for outputs in (64, 64, 128, 128, 256, 256, 512, 512), with "
        "stride 2 where outputs is not what the block before gave. nn.Sequential(*blocks) takes "
        "them all, and x.mean((2, 3)) is the mean of each map.",
    ],
)
