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
            bridge = [
                nn.Conv2d(inputs, outputs, 1, stride, bias=False),
                nn.BatchNorm2d(outputs),
            ]
            self.shortcuts.append(nn.Sequential(*bridge if stride == 2 else []))
            inputs = outputs
        self.scores = nn.Linear(512, 1000)

    def forward(self, x):
        x = self.stem(x)
        for branch, shortcut in zip(self.branches, self.shortcuts, strict=True):
            x = functional.relu(branch(x) + shortcut(x))
        return self.scores(x.mean((2, 3)))


def stem_of(size=7, stride=2, padding=3, bias=False, pool=None):
    """The stem, for the mistakes."""
    return nn.Sequential(
        nn.Conv2d(3, 64, size, stride, padding=padding, bias=bias),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        pool or nn.MaxPool2d(3, 2, 1),
    )


def blocks_of(
    counts=(2, 2, 2, 2),
    bias=False,
    steps=(1, 2, 2, 2),
    second_steps=False,
    bridges_first=False,
    bridge_norm=True,
):
    """Branches and shortcuts, for the mistakes. steps: the stride of each stage; second_steps:
    whether the second convolution has it; bridges_first: whether the first block has a 1×1 too."""
    branches, shortcuts, inputs = nn.ModuleList(), nn.ModuleList(), 64
    for stage, (count, outputs) in enumerate(zip(counts, (64, 128, 256, 512), strict=True)):
        for place in range(count):
            stride = steps[stage] if place == 0 else 1
            strides = (1, stride) if second_steps else (stride, 1)
            branches.append(
                nn.Sequential(
                    nn.Conv2d(inputs, outputs, 3, strides[0], padding=1, bias=bias),
                    nn.BatchNorm2d(outputs),
                    nn.ReLU(),
                    nn.Conv2d(outputs, outputs, 3, strides[1], padding=1, bias=bias),
                    nn.BatchNorm2d(outputs),
                )
            )
            shortcut = nn.Sequential()
            if stride != 1 or inputs != outputs or (bridges_first and place == 0):
                shortcut.append(nn.Conv2d(inputs, outputs, 1, stride, bias=bias))
                shortcut.extend([nn.BatchNorm2d(outputs)] if bridge_norm else [])
            shortcuts.append(shortcut)
            inputs = outputs
    return branches, shortcuts


class builds_resnet_34(ResNet18):
    """There are 16 blocks, 3, 4, 6 and 3 of a width: that net has 34 layers. Here each width comes
    twice."""

    def __init__(self):
        super().__init__()
        self.branches, self.shortcuts = blocks_of((3, 4, 6, 3))


class bridges_the_first_stage_too(ResNet18):
    """There is a 1×1 shortcut in the first block. Nothing changes shape there: 64 maps come in and
    64 go out."""

    def __init__(self):
        super().__init__()
        self.branches, self.shortcuts = blocks_of(bridges_first=True)


class pools_nothing_in_the_stem(ResNet18):
    """The stem ends without pooling, so that all blocks work on four times as many pixels. The
    first block sees 56×56."""

    def __init__(self):
        super().__init__()
        self.stem = stem_of(pool=nn.Identity())


class pools_two_by_two_in_the_stem(ResNet18):
    """The stem pools windows of 2×2. They overlap: 3×3, by steps of 2, with padding 1."""

    def __init__(self):
        super().__init__()
        self.stem = stem_of(pool=nn.MaxPool2d(2))


class begins_as_for_small_pictures(ResNet18):
    """The stem has filters of 3×3 without stride, as for pictures of 32×32. These have 224×224:
    filters of 7×7 step by 2."""

    def __init__(self):
        super().__init__()
        self.stem = stem_of(3, 1, 1)


class bends_no_stem(ResNet18):
    """There is no ReLU in the stem. What follows its norm?"""

    def __init__(self):
        super().__init__()
        self.stem[2] = nn.Identity()


class adds_nothing_up(ResNet18):
    """The shortcuts are built, but nothing is added to the branches. Where does x come back in?"""

    def forward(self, x):
        x = self.stem(x)
        for branch in self.branches:
            x = functional.relu(branch(x))
        return self.scores(x.mean((2, 3)))


class doubles_its_branches(ResNet18):
    """Each branch is added to itself: x is overwritten before it is added. Keep it under a name of
    its own."""

    def forward(self, x):
        x = self.stem(x)
        for branch in self.branches:
            x = branch(x)
            x = functional.relu(x + x)
        return self.scores(x.mean((2, 3)))


class bends_the_branch_not_the_sum(ResNet18):
    """In the blocks ReLU comes before the addition. A branch that is never negative can only add:
    the sum is bent."""

    def forward(self, x):
        x = self.stem(x)
        for branch, shortcut in zip(self.branches, self.shortcuts, strict=True):
            x = functional.relu(branch(x)) + shortcut(x)
        return self.scores(x.mean((2, 3)))


class bends_no_sum(ResNet18):
    """In the blocks nothing follows the addition, so that two convolutions of two blocks meet with
    no ReLU between. Bend the sum."""

    def forward(self, x):
        x = self.stem(x)
        for branch, shortcut in zip(self.branches, self.shortcuts, strict=True):
            x = branch(x) + shortcut(x)
        return self.scores(x.mean((2, 3)))


class bends_sums_alone(ResNet18):
    """In the branches no ReLU stands between the two convolutions. What follows the first norm?"""

    def __init__(self):
        super().__init__()
        self.branches, self.shortcuts = blocks_of(bend=nn.Identity)


class steps_in_the_second_convolutions(ResNet18):
    """The second convolution of a block has the stride. The first one steps, so that the second has
    a quarter of the work."""

    def __init__(self):
        super().__init__()
        self.branches, self.shortcuts = blocks_of(second_steps=True)


class steps_in_the_first_stage_too(ResNet18):
    """The first block has stride 2, and all later maps have half the sides. Pooling in the stem has
    done that already."""

    def __init__(self):
        super().__init__()
        self.branches, self.shortcuts = blocks_of(steps=(2, 2, 2, 2))


class leaves_shortcuts_unnormalised(ResNet18):
    """The 1×1 convolutions of the shortcuts have no batch norm. Both ways are normalised before
    they meet."""

    def __init__(self):
        super().__init__()
        self.branches, self.shortcuts = blocks_of(bridge_norm=False)


class has_biases_in_all_convolutions(ResNet18):
    """All convolutions have biases. Batch norm follows every one of them, and takes constants
    away."""

    def __init__(self):
        super().__init__()
        self.stem = stem_of(bias=True)
        self.branches, self.shortcuts = blocks_of(bias=True)


class flattens_its_last_maps(ResNet18):
    """All 7×7 numbers of a map go into the last layer, which then has 25 million weights. The mean
    of each map comes first."""

    def __init__(self):
        super().__init__()
        self.scores = nn.Sequential(nn.Flatten(), nn.Linear(512 * 7 * 7, 1000))

    def forward(self, x):
        x = self.stem(x)
        for branch, shortcut in zip(self.branches, self.shortcuts, strict=True):
            x = functional.relu(branch(x) + shortcut(x))
        return self.scores(x)


class gives_ten_scores_as_well(ResNet18):
    """There are 10 scores, as for digits. How many does the docstring want?"""

    def __init__(self):
        super().__init__()
        self.scores = nn.Linear(512, 10)


class bends_scores_at_the_end(ResNet18):
    """A ReLU follows the scores. They may be negative: the last layer is left as it is."""

    def forward(self, x):
        return functional.relu(super().forward(x))


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
