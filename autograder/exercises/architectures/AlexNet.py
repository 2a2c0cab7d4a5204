"""AlexNet: the net of 2012 as it is built today, 61,100,840 parameters."""

import torch
from torch import nn

from autograder.authoring.exercise import Exercise, Part, call, drawn
from autograder.exercises.architectures.shared import empty_pictures, full_layers
from helpers.checking.kinds import BLUEPRINT


class AlexNet(nn.Module):
    """AlexNet as it is built today, 61,100,840 parameters.

    Layers in their order: a convolution to 64 maps, 11×11 with stride 4 and padding 2;
    pooling; a convolution to 192 maps, 5×5 with padding 2; pooling; convolutions to
    384, 256 and 256 maps, each 3×3 with padding 1; pooling; fully connected layers to
    4096, 4096 and 1000 numbers. Every convolution and every fully connected layer has
    biases and is followed by ReLU, except the last, which gives the scores. Pooling
    takes windows of 3×3 with stride 2 and keeps the largest number of each. Dropout is
    up to you: the net is checked in evaluation mode, in which nothing is dropped.
    Shape: images (N, 3, 224, 224) to scores (N, 1000).
    """

    def __init__(self):
        super().__init__()
        self.maps = nn.Sequential(
            nn.Conv2d(3, 64, 11, stride=4, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
            nn.Conv2d(64, 192, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
            nn.Conv2d(192, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(256, 256, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
        )
        self.scores = nn.Sequential(
            nn.Dropout(),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, 1000),
        )

    def forward(self, x):
        return self.scores(self.maps(x).flatten(1))


class _Built(AlexNet):
    """An AlexNet by what it is made of, for the mistakes: each of them changes something.

    bends, pools: after which convolutions; full_bends, drops: after and before which full layers.
    """

    widths, paddings, bends = (64, 192, 384, 256, 256), (2, 2, 1, 1, 1), (0, 1, 2, 3, 4)
    pools, pool, window = (0, 1, 4), nn.MaxPool2d, 3
    numbers, hidden, classes, full_bends, drops = 256 * 6 * 6, (4096, 4096), 1000, (0, 1), ()

    def __init__(self):
        super().__init__()
        maps, channels = [], (3, *self.widths)
        for place, (size, stride) in enumerate([(11, 4), (5, 1), (3, 1), (3, 1), (3, 1)]):
            ends = channels[place : place + 2]
            maps.append(nn.Conv2d(*ends, size, stride, padding=self.paddings[place]))
            maps += [nn.ReLU()] if place in self.bends else []
            maps += [self.pool(self.window, 2)] if place in self.pools else []
        widths = self.numbers, *self.hidden, self.classes
        self.maps = nn.Sequential(*maps)
        self.scores = full_layers(widths, self.full_bends, self.drops)


class takes_the_widths_of_the_paper(_Built):
    """96, 256, 384, 384 and 256 maps are those of the paper, whose net lay on two cards. Which
    widths does the docstring name?"""

    widths = (96, 256, 384, 384, 256)


class gives_the_full_layers_another_count(_Built):
    """The numbers that reach a fully connected layer are not as many as it expects. In front of the
    first the sides should go 224, 55, 27, 13, 6. Print x.shape before you flatten."""

    numbers = 256 * 7 * 7


class pads_nothing_at_first(_Built):
    """The first maps have sides of 54, and should have 55, so that too few numbers come to the full
    layers. What does the docstring say about the border of the first convolution?"""

    paddings = (0, 2, 1, 1, 1)


class pads_nothing_at_first_and_fits(_Built):
    """The first maps have sides of 54, and should have 55; the full layers expect what comes of
    them. Read again what surrounds the images in the first convolution."""

    paddings, numbers = (0, 2, 1, 1, 1), 256 * 5 * 5


class pads_nothing_in_the_second(_Built):
    """The second convolution shrinks its maps from 27 to 23, so that too few numbers come to the
    full layers. How many pixels around a map does a filter of 5×5 need to keep its size?"""

    paddings = (2, 0, 1, 1, 1)


class pads_nothing_in_the_second_and_fits(_Built):
    """The second convolution shrinks its maps from 27 to 23. A filter of 5×5 keeps the size where
    2 pixels are padded on each side."""

    paddings, numbers = (2, 0, 1, 1, 1), 256 * 5 * 5


class pools_without_overlap(_Built):
    """Pooling takes windows of 2×2, which only touch. Here they overlap: 3×3, by steps of 2, which
    happens to give maps of the same size."""

    window = 2


class pools_by_the_mean(_Built):
    """Pooling takes the mean of a window. Which of its numbers does the docstring keep?"""

    pool = nn.AvgPool2d


class forgets_the_last_pool(_Built):
    """Maps of 13×13 reach the fully connected layers, which wait for smaller ones. What stands
    between the fifth convolution and them?"""

    pools = (0, 1)


class forgets_the_last_pool_and_fits(_Built):
    """Maps of 13×13 reach the fully connected layers, so that the first has four times as many
    weights as it should. What stands between the fifth convolution and it?"""

    pools, numbers = (0, 1), 256 * 13 * 13


class averages_each_map(AlexNet):
    """Each of the last maps becomes one number before the fully connected layers, as later nets do
    it. AlexNet flattens all 256 maps of 6×6."""

    def __init__(self):
        super().__init__()
        self.maps.append(nn.AdaptiveAvgPool2d(1))
        self.scores[1] = nn.Linear(256, 4096)


class leaves_a_full_layer_out(_Built):
    """There is one fully connected layer of 4096 numbers before the scores. How many does the
    docstring name?"""

    hidden = (4096,)


class bends_nothing_anywhere(_Built):
    """There is no ReLU in this net, and without one all convolutions and full layers between two
    poolings are one. Which layers does it follow?"""

    bends = full_bends = ()


class bends_full_layers_alone(_Built):
    """No convolution is followed by ReLU, so that the third to the fifth are one. The docstring
    names a ReLU after each."""

    bends = ()


class bends_only_what_is_pooled(_Built):
    """Between the three convolutions of 3×3 no ReLU stands, and convolutions with nothing between
    are one. Which layers does the docstring have one follow?"""

    bends = (0, 1, 4)


class bends_convolutions_alone(_Built):
    """There is no ReLU among the fully connected layers: three with nothing between are one. What
    follows each of the first two?"""

    full_bends = ()


class forgets_the_first_full_bend(_Built):
    """The first fully connected layer is followed by the second at once. Two full layers with
    nothing between are one."""

    full_bends = (1,)


class forgets_the_second_full_bend(_Built):
    """Between the second layer of 4096 numbers and the scores no ReLU stands. Two full layers with
    nothing between are a single one."""

    full_bends = (0,)


class bends_the_scores(_Built):
    """A ReLU follows the last layer, so that no score is negative. Scores may be any numbers."""

    full_bends = (0, 1, 2)


class gives_probabilities(AlexNet):
    """The last layer is followed by softmax. The net gives scores; the loss makes probabilities of
    them."""

    def forward(self, x):
        return torch.softmax(super().forward(x), 1)


class gives_ten_scores(_Built):
    """There are 10 scores. The pictures of ImageNet belong to more classes: read the shape in the
    docstring."""

    classes = 10


class drops_in_evaluation_too(_Built):
    """Numbers are dropped in front of two full layers, in evaluation mode too. functional.dropout
    does so unless it is told training=self.training; nn.Dropout knows the mode by itself."""

    drops = (0, 1)


class drops_behind_full_layers_in_evaluation(_Built):
    """What the full layers of 4096 numbers give is dropped in part, in evaluation mode as well.
    Who calls functional.dropout has to say in which mode the net is."""

    drops = (1, 2)


class drops_once_in_evaluation(_Built):
    """Some of the numbers that go into the full layers are dropped, and evaluation mode does not
    stop it. nn.Dropout knows the mode; functional.dropout is told it by training=self.training."""

    drops = (0,)


class flattens_the_batch_too(AlexNet):
    """All pictures of the batch end up in one long row. Flatten what belongs to one picture, and
    leave the first axis alone."""

    def forward(self, x):
        return self.scores(self.maps(x).flatten())


class shows_no_parameters(_Built):
    """nn.Module finds no parameter in your net: inside a plain Python list or a dict it does not
    look. Put the layers into nn.Sequential or nn.ModuleList, or make each an attribute."""

    def __init__(self):
        super().__init__()
        self.layers = [*self.maps, nn.Flatten(), *self.scores]
        del self.maps, self.scores

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class shows_neither_parameters_nor_dropout(shows_no_parameters):
    """nn.Module does not look into a plain Python list: it finds no parameters there, and eval()
    does not reach the dropout. nn.Sequential and nn.ModuleList are lists into which it looks."""

    drops = (0, 1)


ONE, TWO = call((1, 3, 224, 224)), call((2, 3, 224, 224))

EXERCISE = Exercise(
    solution=AlexNet,
    kind=BLUEPRINT,
    torch=True,
    parts=[
        Part("61,100,840 parameters", [TWO, drawn(empty_pictures, 1)], item=0),
        Part("the shapes of the convolutions", [TWO, drawn(empty_pictures, 1)], item=1),
        Part("all operations in their order", [ONE, TWO, drawn(empty_pictures, 1)], item=2),
    ],
    hints=[
        "The sides go 224, 55, 27, 27, 13, 13, 13, 13, 6. So 256 maps of 6×6, 9216 numbers, "
        "reach the first fully connected layer.",
        "Write one nn.Sequential for the maps, with five nn.Conv2d, an nn.ReLU after each and "
        "three nn.MaxPool2d of 3 by steps of 2, and a second one for the scores, with three "
        "nn.Linear and two nn.ReLU. forward puts x.flatten(1) between them.",
    ],
)
