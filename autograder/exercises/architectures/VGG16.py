"""VGG16: sixteen layers with weights, all convolutions 3×3, 138,357,544 parameters."""

import torch
from torch import nn
from torch.nn import functional

from autograder.authoring.exercise import Exercise, Part, call, drawn
from autograder.exercises.architectures.shared import empty_pictures
from helpers.checking.kinds import BLUEPRINT


class VGG16(nn.Module):
    """VGG-16, with 138,357,544 parameters.

    Thirteen convolutions, 3×3 with padding 1, whose maps are, in their order,
    64, 64, M, 128, 128, M, 256, 256, 256, M, 512, 512, 512, M, 512, 512, 512, M,
    where M is max pooling of windows of 2×2 with stride 2. Then fully connected layers
    to 4096, 4096 and 1000 numbers. Every convolution and every fully connected layer
    has biases and is followed by ReLU, except the last, which gives the scores. Dropout
    is free: nothing is dropped in evaluation mode, in which the net is checked.
    Shape: images (N, 3, 224, 224) to scores (N, 1000).
    """

    def __init__(self):
        super().__init__()
        layers, channels = [], 3
        for count, width in [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]:
            for _ in range(count):
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
                channels = width
            layers.append(nn.MaxPool2d(2))
        self.maps = nn.Sequential(*layers)
        self.scores = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 1000),
        )

    def forward(self, x):
        return self.scores(self.maps(x).flatten(1))


def maps_of_vgg(
    counts=(2, 2, 3, 3, 3),
    widths=(64, 128, 256, 512, 512),
    size=3,
    padding=1,
    bias=True,
    bend=nn.ReLU,
    pool=nn.MaxPool2d,
    bends_each=True,
):
    """The convolutions of a VGG, for the mistakes. bends_each: else only the last of a stage."""
    layers, channels = [], 3
    for count, width in zip(counts, widths, strict=True):
        for place in range(count):
            layers.append(nn.Conv2d(channels, width, size, padding=padding, bias=bias))
            layers += [bend()] if bends_each or place == count - 1 else []
            channels = width
        layers.append(pool(2) if pool is not nn.Identity else pool())
    return nn.Sequential(*layers)


def scores_of_vgg(numbers=512 * 7 * 7, hidden=(4096, 4096), bends=(0, 1)):
    """The fully connected layers, for the mistakes. bends: after which of them a ReLU follows."""
    layers = []
    for place, width in enumerate(hidden):
        layers.append(nn.Linear(numbers, width))
        layers += [nn.ReLU()] if place in bends else []
        numbers = width
    return nn.Sequential(*layers, nn.Linear(numbers, 1000))


class builds_vgg_11(VGG16):
    """This net has 8 convolutions: the list is that of VGG-11. Count the 64s and the 512s."""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_vgg((1, 1, 2, 2, 2))


class builds_vgg_13(VGG16):
    """This net has 10 convolutions: the list is that of VGG-13. Count the 256s and the 512s."""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_vgg((2, 2, 2, 2, 2))


class builds_vgg_19(VGG16):
    """This net has 16 convolutions: the list is that of VGG-19. Sixteen layers have weights if the
    full ones are counted too; how many 512s does that leave?"""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_vgg((2, 2, 4, 4, 4))


class has_one_stage_less(VGG16):
    """The three last convolutions and the fifth pooling are missing, so that maps of 14×14 come to
    the full layers. The 512s come twice in the list."""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_vgg((2, 2, 3, 3), (64, 128, 256, 512))
        self.scores = scores_of_vgg(512 * 14 * 14)


class takes_filters_of_five(VGG16):
    """The filters are 5×5. The idea of this net is that two layers of smaller ones see as far, with
    fewer weights."""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_vgg(size=5, padding=2)


class pads_no_convolution(VGG16):
    """Each convolution takes a border of one pixel off its maps, and only pooling should make them
    smaller. What does the docstring say about padding?"""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_vgg(padding=0)
        side = 224
        for count in (2, 2, 3, 3, 3):
            side = (side - 2 * count) // 2
        self.scores = scores_of_vgg(512 * side * side)


class pools_windows_of_three(VGG16):
    """Windows of 3×3 that overlap are AlexNet's. Here pooling takes 2×2."""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_vgg(pool=lambda _: nn.MaxPool2d(3, 2, 1))


class pools_means(VGG16):
    """Pooling takes the mean of a window. M stands for the largest number of it."""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_vgg(pool=nn.AvgPool2d)


class averages_its_last_maps(VGG16):
    """Each of the last maps becomes a single number before the full layers, as later nets do it.
    VGG-16 flattens all 512 maps of 7×7, which is where most of its parameters lie."""

    def __init__(self):
        super().__init__()
        self.maps.append(nn.AdaptiveAvgPool2d(1))
        self.scores = scores_of_vgg(512)


class has_one_full_layer_less(VGG16):
    """There is one fully connected layer of 4096 numbers before the scores, and there should be
    two."""

    def __init__(self):
        super().__init__()
        self.scores = scores_of_vgg(hidden=(4096,))


class never_bends(VGG16):
    """There is no ReLU in this net. Two convolutions of 3×3 with nothing between are one of 5×5, so
    none of the depth would count."""

    def __init__(self):
        super().__init__()
        self.maps, self.scores = maps_of_vgg(bend=nn.Identity), scores_of_vgg(bends=())


class bends_no_maps(VGG16):
    """No convolution is followed by ReLU. Every one of the thirteen should be."""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_vgg(bend=nn.Identity)


class bends_once_a_stage(VGG16):
    """A ReLU stands only before each pooling. What comes between two convolutions of one stage?"""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_vgg(bends_each=False)


class bends_no_full_layer(VGG16):
    """No ReLU stands among the three fully connected layers, which makes them one. Where does the
    docstring want it?"""

    def __init__(self):
        super().__init__()
        self.scores = scores_of_vgg(bends=())


class forgets_the_bend_after_the_first(VGG16):
    """A ReLU is missing between the first and the second fully connected layer."""

    def __init__(self):
        super().__init__()
        self.scores = scores_of_vgg(bends=(1,))


class forgets_the_bend_before_the_scores(VGG16):
    """The second layer of 4096 numbers goes into the scores unbent. A ReLU is missing there."""

    def __init__(self):
        super().__init__()
        self.scores = scores_of_vgg(bends=(0,))


class bends_its_scores(VGG16):
    """A ReLU follows the scores, and those below 0 are lost. Leave the last layer as it is."""

    def forward(self, x):
        return functional.relu(super().forward(x))


class ends_in_softmax(VGG16):
    """Softmax follows the scores. Leave them as they are: the loss takes scores, and prediction
    only asks for the largest."""

    def forward(self, x):
        return torch.softmax(super().forward(x), 1)


class leaves_out_biases(VGG16):
    """The 4,224 biases of the convolutions are missing. There is no batch norm here that would take
    their place."""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_vgg(bias=False)


class drops_while_evaluating(VGG16):
    """Dropout goes on in evaluation mode. functional.dropout needs training=self.training;
    nn.Dropout knows the mode."""

    def forward(self, x):
        return self.scores(functional.dropout(self.maps(x).flatten(1)))


class gives_full_layers_another_count(VGG16):
    """The first fully connected layer expects another number of inputs than it gets. Five poolings
    halve 224 to 7: print x.shape before you flatten."""

    def __init__(self):
        super().__init__()
        self.scores = scores_of_vgg(512 * 14 * 14)


class hides_convolutions_in_a_list(VGG16):
    """The parameters of the convolutions are missing: layers in a plain Python list are not found.
    Put them into nn.Sequential(*layers)."""

    def __init__(self):
        super().__init__()
        self.layers = [*self.maps]
        del self.maps

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.scores(x.flatten(1))


ONE, TWO = call((1, 3, 224, 224)), call((2, 3, 224, 224))

EXERCISE = Exercise(
    solution=VGG16,
    kind=BLUEPRINT,
    torch=True,
    parts=[
        Part("138,357,544 parameters", [TWO, drawn(empty_pictures, 1)], item=0),
        Part("the shapes of the convolutions", [TWO, drawn(empty_pictures, 1)], item=1),
        Part("all operations in their order", [ONE, TWO, drawn(empty_pictures, 1)], item=2),
    ],
    hints=[
        'Write the list down as it is, with "M" for pooling, and let a loop make the layers: it '
        "only has to remember how many maps the layer before gave.",
        'In the loop, "M" appends nn.MaxPool2d(2), and a number appends nn.Conv2d(channels, '
        "number, 3, padding=1) and nn.ReLU(). nn.Sequential(*layers) takes them all. Five poolings "
        "halve 224 to 7, so 512 * 7 * 7 numbers reach the first nn.Linear.",
    ],
)
