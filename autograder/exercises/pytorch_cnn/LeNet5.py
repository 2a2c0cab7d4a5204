"""LeNet5: leNet-5 as it is built today, 61,706 parameters."""

import numpy as np
import torch
from torch import nn

from autograder.authoring.exercise import Call, Exercise, Part, drawn
from autograder.exercises.pytorch_cnn.shared import scores_of
from helpers.checking.kinds import MODULE


class LeNet5(nn.Module):
    """LeNet-5 as it is built today, 61,706 parameters.

    Layers in their order: a convolution to 6 maps with filters of 5×5, tanh, average
    pooling 2×2; a convolution to 16 maps with filters of 5×5, tanh, average pooling
    2×2; fully connected layers to 120 and to 84 numbers, each followed by tanh; a fully
    connected layer to 10 scores. Nothing is padded.
    Shape: images (N, 1, 32, 32) to scores (N, 10).
    """

    def __init__(self):
        super().__init__()
        self.maps = nn.Sequential(
            nn.Conv2d(1, 6, 5),
            nn.Tanh(),
            nn.AvgPool2d(2),
            nn.Conv2d(6, 16, 5),
            nn.Tanh(),
            nn.AvgPool2d(2),
        )
        self.scores = nn.Sequential(
            nn.Linear(16 * 5 * 5, 120),
            nn.Tanh(),
            nn.Linear(120, 84),
            nn.Tanh(),
            nn.Linear(84, 10),
        )

    def forward(self, x):
        return self.scores(self.maps(x).flatten(1))


def lenet(
    size=5, padding=0, bias=True, bend=nn.Tanh, pool=nn.AvgPool2d, hidden=(120, 84), without=None
):
    """The two halves of LeNet-5, for the mistakes. without: the place of a tanh that is left out,
    counted from 0."""
    side = (32 + 2 * padding - size + 1) // 2
    side = (side - size + 1) // 2
    bends = [nn.Identity() if place == without else bend() for place in range(2 + len(hidden))]
    maps = nn.Sequential(
        nn.Conv2d(1, 6, size, padding=padding, bias=bias),
        bends[0],
        pool(2),
        nn.Conv2d(6, 16, size, bias=bias),
        bends[1],
        pool(2),
    )
    layers, numbers = [], 16 * side * side
    for width, bent in zip(hidden, bends[2:], strict=True):
        layers += [nn.Linear(numbers, width), bent]
        numbers = width
    return maps, nn.Sequential(*layers, nn.Linear(numbers, 10))


class bends_with_relu(LeNet5):
    """The scores are those of a network with ReLU. LeNet-5 bends its numbers with tanh, in every
    place."""

    def __init__(self):
        super().__init__()
        self.maps, self.scores = lenet(bend=nn.ReLU)


class keeps_the_largest(LeNet5):
    """The pooling layers keep the largest of four numbers. Here they take the mean."""

    def __init__(self):
        super().__init__()
        self.maps, self.scores = lenet(pool=nn.MaxPool2d)


class bends_nothing(LeNet5):
    """There is no tanh anywhere, and layers without a bend between them are one linear layer. Which
    lines of the docstring say tanh?"""

    def __init__(self):
        super().__init__()
        self.maps, self.scores = lenet(bend=nn.Identity)


class bends_maps_only(LeNet5):
    """Among the fully connected layers nothing is bent, so the three are no more than one. What
    comes after each of the first two?"""

    def __init__(self):
        super().__init__()
        _, self.scores = lenet(bend=nn.Identity)


class bends_full_layers_only(LeNet5):
    """The convolutions are followed by pooling at once. What bends their maps?"""

    def __init__(self):
        super().__init__()
        self.maps, _ = lenet(bend=nn.Identity)


class forgets_the_last_tanh(LeNet5):
    """After the layer of 84 numbers no tanh follows, so that it and the last layer are one linear
    layer. Only the scores stay as they are."""

    def __init__(self):
        super().__init__()
        self.maps, self.scores = lenet(without=3)


class forgets_the_tanh_after_120(LeNet5):
    """The layer of 120 numbers goes into the next one unbent. Each of the first two fully connected
    layers is followed by tanh."""

    def __init__(self):
        super().__init__()
        self.maps, self.scores = lenet(without=2)


class forgets_the_second_tanh(LeNet5):
    """The second convolution is pooled without a tanh before. Both are followed by one."""

    def __init__(self):
        super().__init__()
        self.maps, self.scores = lenet(without=1)


class forgets_the_first_tanh(LeNet5):
    """The first convolution is pooled without a tanh before. What does the docstring name between
    the two?"""

    def __init__(self):
        super().__init__()
        self.maps, self.scores = lenet(without=0)


class bends_with_sigmoid(LeNet5):
    """The scores are those of a network with sigmoids, whose numbers lie between 0 and 1. Here they
    are bent by tanh."""

    def __init__(self):
        super().__init__()
        self.maps, self.scores = lenet(bend=nn.Sigmoid)


class exchanges_120_and_84(LeNet5):
    """The fully connected layers have changed places: first come 120 numbers, then 84."""

    def __init__(self):
        super().__init__()
        self.maps, self.scores = lenet(hidden=(84, 120))


class pools_before_it_bends(LeNet5):
    """Pooling comes before tanh here. With the largest number the order would make no difference;
    with the mean it does."""

    def __init__(self):
        super().__init__()
        first, bend, pool, second, *_ = self.maps
        self.maps = nn.Sequential(first, pool, bend, second, pool, bend)


class bends_the_scores(LeNet5):
    """Your scores all lie between -1 and 1: a tanh follows the last layer. Scores may be any
    numbers."""

    def forward(self, x):
        return torch.tanh(super().forward(x))


class gives_probabilities(LeNet5):
    """Your ten numbers add up to 1: they are probabilities. The network gives scores, and the loss
    makes probabilities of them."""

    def forward(self, x):
        return torch.softmax(super().forward(x), 1)


class gives_log_probabilities(LeNet5):
    """These are logarithms of probabilities. Scores are what is asked for; cross_entropy takes the
    logarithm of the softmax itself."""

    def forward(self, x):
        return torch.log_softmax(super().forward(x), 1)


class pads_as_for_28_pixels(LeNet5):
    """The first convolution pads. Many versions do, for images of 28×28 pixels; these have 32×32,
    and the first maps 28×28."""

    def __init__(self):
        super().__init__()
        self.maps, self.scores = lenet(padding=2)


class gives_the_full_layers_another_count(LeNet5):
    """The numbers that reach the first fully connected layer are not as many as it expects. The
    sides should go 32, 28, 14, 10, 5. Print x.shape before you flatten: is a convolution padded?"""

    def __init__(self):
        super().__init__()
        self.maps, _ = lenet(padding=2)


class takes_filters_of_three(LeNet5):
    """Filters of 3×3 are what later networks have. How large are those of 1998?"""

    def __init__(self):
        super().__init__()
        self.maps, self.scores = lenet(size=3)


class has_no_biases(LeNet5):
    """22 parameters are missing: the biases of the convolutions. A filter has one, and nn.Conv2d
    makes it unless it is told not to."""

    def __init__(self):
        super().__init__()
        self.maps, self.scores = lenet(bias=False)


class goes_from_120_to_the_scores(LeNet5):
    """The layer of 84 numbers is missing. How many fully connected layers does the docstring
    name?"""

    def __init__(self):
        super().__init__()
        self.maps, self.scores = lenet(hidden=(120,))


class sees_colours(LeNet5):
    """The first convolution expects three channels. How many has a grey image?"""

    def __init__(self):
        super().__init__()
        self.maps[0] = nn.Conv2d(3, 6, 5)


class flattens_the_batch_too(LeNet5):
    """All images of the batch end up in one long row. Flatten what belongs to one image, and leave
    the first axis alone."""

    def forward(self, x):
        return self.scores(self.maps(x).flatten())


class keeps_layers_in_a_list(LeNet5):
    """Parameters are missing: nn.Module does not look for layers inside a plain Python list, so
    nobody would train them. Which containers does nn have for layers?"""

    def __init__(self):
        super().__init__()
        self.layers = [*self.maps]
        del self.maps

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.scores(x.flatten(1))


class keeps_full_layers_in_a_list(LeNet5):
    """The parameters of the fully connected layers are missing: a plain Python list hides its
    layers from nn.Module. nn.Sequential and nn.ModuleList show them."""

    def __init__(self):
        super().__init__()
        self.layers = [*self.scores]
        del self.scores

    def forward(self, x):
        x = self.maps(x).flatten(1)
        for layer in self.layers:
            x = layer(x)
        return x


class shows_no_parameters(LeNet5):
    """nn.Module finds no parameter in your network: inside a plain Python list or a dict it does
    not look, and an optimizer would have nothing to train. Put the layers into nn.Sequential or
    nn.ModuleList, or make each an attribute."""

    def __init__(self):
        super().__init__()
        self.layers = [*self.maps, nn.Flatten(), *self.scores]
        del self.maps, self.scores

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def one_grey_image(rng: np.random.Generator) -> Call:
    return scores_of(rng, 1, 1)


def grey_images(rng: np.random.Generator) -> Call:
    return scores_of(rng, 3, 1)


GREY = [one_grey_image(np.random.default_rng(1)), grey_images(np.random.default_rng(2))]


EXERCISE = Exercise(
    solution=LeNet5,
    kind=MODULE,
    torch=True,
    parts=[
        Part("61,706 parameters", [GREY[0], drawn(one_grey_image, 1)], item=0),
        Part("the scores of one image", [GREY[0], drawn(one_grey_image, 1)], item=1),
        Part("the scores of a batch", [GREY[1], drawn(grey_images, 1)], item=1),
    ],
    hints=[
        "The sides go 32, 28, 14, 10, 5. So 16 maps of 5×5, 400 numbers, reach the first "
        "fully connected layer.",
        "Make the layers in __init__, below the line that is there: two nn.Conv2d with 5 "
        "for the size of the filters, nn.Tanh, nn.AvgPool2d, three nn.Linear. forward sends "
        "x through all of them; between the last pooling layer and the first full one "
        "stands x.flatten(1).",
    ],
)
