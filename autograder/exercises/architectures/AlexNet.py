"""AlexNet: the net of 2012 as it is built today, 61,100,840 parameters."""

import torch
from torch import nn
from torch.nn import functional

from autograder.authoring.exercise import Exercise, Part, call, drawn
from autograder.exercises.architectures.shared import empty_pictures
from helpers.checking.kinds import BLUEPRINT


class AlexNet(nn.Module):
    """AlexNet as it is built today, 61,100,840 parameters.

    Layers in their order: a convolution to 64 maps, 11×11 with stride 4 and padding 2;
    pooling; a convolution to 192 maps, 5×5 with padding 2; pooling; convolutions to
    384, 256 and 256 maps, each 3×3 with padding 1; pooling; fully connected layers to
    4096, 4096 and 1000 numbers. Every convolution and every fully connected layer has
    biases and is followed by ReLU, except the last, which gives the scores. Pooling
    keeps the largest number of windows of 3×3, with stride 2. Dropout is free: nothing
    is dropped in evaluation mode, in which the net is checked.
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


def maps_of_alexnet(
    widths=(64, 192, 384, 256, 256),
    padding=(2, 2, 1, 1, 1),
    bend=nn.ReLU,
    pool=nn.MaxPool2d,
    window=3,
    pooled=(0, 1, 4),
):
    """The convolutions of AlexNet, for the mistakes. pooled: after which of them it pools."""
    layers, channels = [], 3
    for place, width in enumerate(widths):
        size, stride = [(11, 4), (5, 1), (3, 1), (3, 1), (3, 1)][place]
        layers += [nn.Conv2d(channels, width, size, stride, padding[place]), bend()]
        layers += [pool(window, 2)] if place in pooled else []
        channels = width
    return nn.Sequential(*layers)


def scores_of_alexnet(numbers=256 * 6 * 6, hidden=(4096, 4096), classes=1000, bends=(0, 1)):
    """The fully connected layers, for the mistakes. bends: after which of them a ReLU follows."""
    layers = []
    for place, width in enumerate(hidden):
        layers.append(nn.Linear(numbers, width))
        layers += [nn.ReLU()] if place in bends else []
        numbers = width
    return nn.Sequential(*layers, nn.Linear(numbers, classes))


class takes_the_widths_of_the_paper(AlexNet):
    """96, 256, 384, 384 and 256 maps are those of the paper, whose net lay on two cards. Which
    widths does the docstring name?"""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_alexnet((96, 256, 384, 384, 256))


class pads_nothing_at_first(AlexNet):
    """The first maps have sides of 54, and should have 55. What does the docstring say about the
    border of the first convolution?"""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_alexnet(padding=(0, 2, 1, 1, 1))
        self.scores = scores_of_alexnet(256 * 5 * 5)


class pads_nothing_in_the_second(AlexNet):
    """The second convolution shrinks its maps from 27 to 23. A filter of 5×5 keeps the size where
    2 pixels are padded on each side."""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_alexnet(padding=(2, 0, 1, 1, 1))
        self.scores = scores_of_alexnet(256 * 5 * 5)


class pools_without_overlap(AlexNet):
    """Pooling takes windows of 2×2, which only touch. Here they overlap: 3×3, by steps of 2, which
    happens to give maps of the same size."""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_alexnet(window=2)


class pools_by_the_mean(AlexNet):
    """Pooling takes the mean of a window. Which of its numbers does the docstring keep?"""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_alexnet(pool=nn.AvgPool2d)


class forgets_the_last_pool(AlexNet):
    """Maps of 13×13 reach the fully connected layers, so that the first has four times as many
    weights as it should. What stands between the fifth convolution and it?"""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_alexnet(pooled=(0, 1))
        self.scores = scores_of_alexnet(256 * 13 * 13)


class averages_each_map(AlexNet):
    """Each of the last maps becomes one number before the fully connected layers, as later nets do
    it. AlexNet flattens all 256 maps of 6×6."""

    def __init__(self):
        super().__init__()
        self.maps.append(nn.AdaptiveAvgPool2d(1))
        self.scores = scores_of_alexnet(256)


class leaves_a_full_layer_out(AlexNet):
    """There is one fully connected layer of 4096 numbers before the scores. How many does the
    docstring name?"""

    def __init__(self):
        super().__init__()
        self.scores = scores_of_alexnet(hidden=(4096,))


class bends_nothing_anywhere(AlexNet):
    """There is no ReLU in this net, and without one all convolutions and full layers between two
    poolings are one. Which layers does it follow?"""

    def __init__(self):
        super().__init__()
        self.maps, self.scores = maps_of_alexnet(bend=nn.Identity), scores_of_alexnet(bends=())


class bends_full_layers_alone(AlexNet):
    """No convolution is followed by ReLU, so that the third to the fifth are one. The docstring
    names a ReLU after each."""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_alexnet(bend=nn.Identity)


class bends_convolutions_alone(AlexNet):
    """There is no ReLU among the fully connected layers: three with nothing between are one. What
    follows each of the first two?"""

    def __init__(self):
        super().__init__()
        self.scores = scores_of_alexnet(bends=())


class forgets_the_first_full_bend(AlexNet):
    """The first fully connected layer is followed by the second at once. Two full layers with
    nothing between are one."""

    def __init__(self):
        super().__init__()
        self.scores = scores_of_alexnet(bends=(1,))


class forgets_the_second_full_bend(AlexNet):
    """Between the second layer of 4096 numbers and the scores no ReLU stands. Two full layers with
    nothing between are a single one."""

    def __init__(self):
        super().__init__()
        self.scores = scores_of_alexnet(bends=(0,))


class bends_the_scores(AlexNet):
    """A ReLU follows the last layer, so that no score is negative. Scores may be any numbers."""

    def forward(self, x):
        return functional.relu(super().forward(x))


class gives_probabilities(AlexNet):
    """The last layer is followed by softmax. The net gives scores; the loss makes probabilities of
    them."""

    def forward(self, x):
        return torch.softmax(super().forward(x), 1)


class gives_ten_scores(AlexNet):
    """There are 10 scores. The pictures of ImageNet belong to more classes: read the shape in the
    docstring."""

    def __init__(self):
        super().__init__()
        self.scores = scores_of_alexnet(classes=10)


class drops_in_evaluation_too(AlexNet):
    """Numbers are dropped in evaluation mode too. functional.dropout does so unless it is told
    training=self.training; nn.Dropout knows the mode by itself."""

    def forward(self, x):
        return self.scores(functional.dropout(self.maps(x).flatten(1)))


class gives_the_full_layers_another_count(AlexNet):
    """The numbers that reach the first fully connected layer are not as many as it expects. The
    sides should go 224, 55, 27, 13, 6. Print x.shape before you flatten."""

    def __init__(self):
        super().__init__()
        self.maps = maps_of_alexnet(padding=(0, 2, 1, 1, 1))


class flattens_the_batch_too(AlexNet):
    """All pictures of the batch end up in one long row. Flatten what belongs to one picture, and
    leave the first axis alone."""

    def forward(self, x):
        return self.scores(self.maps(x).flatten())


class shows_no_parameters(AlexNet):
    """nn.Module finds no parameter in your net: inside a plain Python list or a dict it does not
    look. Put the layers into nn.Sequential or nn.ModuleList, or make each an attribute."""

    def __init__(self):
        super().__init__()
        self.layers = [*self.maps, nn.Flatten(), *self.scores]
        del self.maps, self.scores

    def forward(self, x):
        for layer in self.layers[:-7]:
            x = layer(x)
        return nn.Sequential(*self.layers[-7:])(x)


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
        "three nn.MaxPool2d(3, stride=2), and a second one for the scores, with three nn.Linear "
        "and two nn.ReLU. forward puts x.flatten(1) between them.",
    ],
)
