"""VGG16: sixteen layers with weights, all convolutions 3×3, 138,357,544 parameters."""

import torch
from torch import nn

from autograder.authoring.exercise import Exercise, Part, call, drawn
from autograder.exercises.architectures.shared import empty_pictures, full_layers
from helpers.checking.kinds import BLUEPRINT


class VGG16(nn.Module):
    """VGG-16, with 138,357,544 parameters.

    Thirteen convolutions, 3×3 with padding 1, whose maps are, in their order,
    64, 64, M, 128, 128, M, 256, 256, 256, M, 512, 512, 512, M, 512, 512, 512, M,
    where M is max pooling of windows of 2×2 with stride 2. Then fully connected layers
    to 4096, 4096 and 1000 numbers. Every convolution and every fully connected layer
    has biases and is followed by ReLU, except the last, which gives the scores. Dropout
    is up to you: the net is checked in evaluation mode, in which nothing is dropped.
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
        full = [nn.Linear(512 * 7 * 7, 4096), nn.ReLU(), nn.Dropout()]
        full += [nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, 1000)]
        self.maps, self.scores = nn.Sequential(*layers), nn.Sequential(*full)

    def forward(self, x):
        return self.scores(self.maps(x).flatten(1))


class _Built(VGG16):
    """A VGG-16 by what it is made of, for the mistakes: each of them changes something.

    sizes: of the filters of a stage; bends_maps: after which of them a ReLU stands, the last is -1;
    shares: layers, each with the one that is called in its place.
    """

    counts, widths, pools = (2, 2, 3, 3, 3), (64, 128, 256, 512, 512), (0, 1, 2, 3, 4)
    sizes, padding, bias, norm, bends_maps = (3, 3, 3, 3), 1, True, None, (-4, -3, -2, -1)
    pool, window, shares = nn.MaxPool2d, (2,), ()
    numbers, hidden, bends, drops = 512 * 7 * 7, (4096, 4096), (0, 1), ()

    def __init__(self):
        super().__init__()
        maps, channels = [], 3
        for stage, (count, width) in enumerate(zip(self.counts, self.widths, strict=True)):
            for place in range(count):
                size, padding = self.sizes[place], self.padding * (self.sizes[place] > 1)
                maps.append(nn.Conv2d(channels, width, size, padding=padding, bias=self.bias))
                maps += [self.norm(width)] if self.norm else []
                maps += [nn.ReLU()] if place - count in self.bends_maps else []
                channels = width
            maps += [self.pool(*self.window)] if stage in self.pools else []
        for place, first in self.shares:
            maps[place] = maps[first]
        self.maps = nn.Sequential(*maps)
        self.scores = full_layers((self.numbers, *self.hidden, 1000), self.bends, self.drops)


class builds_vgg_11(_Built):
    """This net has 8 convolutions: the list is that of VGG-11. Count the 64s and the 512s."""

    counts = (1, 1, 2, 2, 2)


class builds_vgg_13(_Built):
    """This net has 10 convolutions: the list is that of VGG-13. Count the 256s and the 512s."""

    counts = (2, 2, 2, 2, 2)


class builds_vgg_19(_Built):
    """This net has 16 convolutions: the list is that of VGG-19. Sixteen layers have weights if the
    full ones are counted too; how many 512s does that leave?"""

    counts = (2, 2, 4, 4, 4)


class builds_configuration_c(_Built):
    """The third convolution of a stage is 1×1, as in a VGG of sixteen layers that came before this
    one: configuration C of the paper. Which size have all filters in the docstring?"""

    sizes = (3, 3, 1)


class has_one_stage_less(_Built):
    """The three last convolutions and the fifth pooling are missing, so that maps of 14×14 come to
    the full layers. The 512s come twice in the list."""

    counts, widths, numbers = (2, 2, 3, 3), (64, 128, 256, 512), 512 * 14 * 14


class takes_filters_of_five(_Built):
    """The filters are 5×5. The idea of this net is that two layers of smaller ones see as far, with
    fewer weights."""

    sizes, padding = (5, 5, 5), 2


class gives_full_layers_another_count(_Built):
    """A fully connected layer expects another number of inputs than it gets. In front of the first
    five poolings halve 224 to 7: print x.shape before you flatten."""

    numbers = 512 * 14 * 14


class pads_no_convolution(_Built):
    """Each convolution takes a border of one pixel off its maps, and only pooling should make them
    smaller. What does the docstring say about padding?"""

    padding = 0


class pads_no_convolution_and_fits(_Built):
    """The maps shrink in each convolution, and the full layers expect what is left of them. Between
    two poolings all maps have one size: what keeps it?"""

    padding, numbers = 0, 512 * 1 * 1


class forgets_the_last_pooling(_Built):
    """Nothing is pooled behind the last convolution, so that more numbers come to the full layers
    than they expect. How many M are in the list, and which one is left?"""

    pools = (0, 1, 2, 3)


class forgets_the_last_pooling_and_fits(_Built):
    """Maps of 14×14 come to the full layers, and should be 7×7: behind the last convolution nothing
    is pooled. With what does the list end?"""

    pools, numbers = (0, 1, 2, 3), 512 * 14 * 14


class pools_windows_of_three(_Built):
    """Windows of 3×3 that overlap are AlexNet's. Here pooling takes 2×2."""

    window = (3, 2, 1)


class pools_means(_Built):
    """Pooling takes the mean of a window. M stands for the largest number of it."""

    pool = nn.AvgPool2d


class averages_its_last_maps(VGG16):
    """Each of the last maps becomes a single number before the full layers, as later nets do it.
    VGG-16 flattens all 512 maps of 7×7, which is where most of its parameters lie."""

    def __init__(self):
        super().__init__()
        self.maps.append(nn.AdaptiveAvgPool2d(1))
        self.scores[0] = nn.Linear(512, 4096)


class normalises_each_convolution(_Built):
    """Batch norm follows the convolutions. It came a year after this net, which has none; a later
    version with it is another net."""

    norm = nn.BatchNorm2d


class has_one_full_layer_less(_Built):
    """There is one fully connected layer of 4096 numbers before the scores, and there should be
    two."""

    hidden = (4096,)


class never_bends(_Built):
    """There is no ReLU in this net. Two convolutions of 3×3 with nothing between are one of 5×5, so
    none of the depth would count."""

    bends_maps = bends = ()


class bends_no_maps(_Built):
    """No convolution is followed by ReLU. Every one of the thirteen should be."""

    bends_maps = ()


class bends_once_a_stage(_Built):
    """A ReLU stands only before each pooling. What comes between two convolutions of one stage?"""

    bends_maps = (-1,)


class bends_no_full_layer(_Built):
    """No ReLU stands among the three fully connected layers, which makes them one. Where does the
    docstring want it?"""

    bends = ()


class forgets_the_bend_after_the_first(_Built):
    """A ReLU is missing between the first and the second fully connected layer."""

    bends = (1,)


class forgets_the_bend_before_the_scores(_Built):
    """The second layer of 4096 numbers goes into the scores unbent. A ReLU is missing there."""

    bends = (0,)


class bends_its_scores(_Built):
    """A ReLU follows the scores, and those below 0 are lost. Leave the last layer as it is."""

    bends = (0, 1, 2)


class ends_in_softmax(VGG16):
    """Softmax follows the scores. Leave them as they are: the loss takes scores, and prediction
    only asks for the largest."""

    def forward(self, x):
        return torch.softmax(super().forward(x), 1)


class leaves_out_biases(_Built):
    """The 4,224 biases of the convolutions are missing. There is no batch norm here that would take
    their place."""

    bias = False


class drops_while_evaluating(_Built):
    """Dropout goes on in evaluation mode, in front of the full layers. functional.dropout needs
    training=self.training; nn.Dropout knows the mode."""

    drops = (0, 1)


class drops_behind_full_layers(_Built):
    """What the two layers of 4096 numbers give is dropped in part, also in evaluation mode. Which
    argument of functional.dropout says in which mode a net is?"""

    drops = (1, 2)


class calls_one_convolution_five_times(_Built):
    """The numbers of four convolutions from 512 to 512 maps are missing, and there are five such in
    the list. Is one layer called at several places? Each place learns filters of its own."""

    shares = ((21, 19), (24, 19), (26, 19), (28, 19))


class repeats_a_layer_of_each_stage(_Built):
    """The parameters of four convolutions are missing, of one to 256 maps and of three to 512. Is a
    layer made once in a stage, and called again? Make one for each place."""

    shares = ((14, 12), (21, 19), (26, 24), (28, 24))


class hides_convolutions_in_a_list(_Built):
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
