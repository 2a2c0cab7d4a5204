"""ConvNetJS: the network of the ConvNetJS CIFAR-10 demo, 22,466 parameters."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from autograder.authoring.exercise import Call, Exercise, Part, drawn
from autograder.exercises.pytorch_cnn.shared import scores_of
from helpers.checking.kinds import MODULE


class ConvNetJS(nn.Module):
    """The network of the ConvNetJS CIFAR-10 demo, 22,466 parameters.

    Three times: a convolution with filters of 5×5, stride 1 and padding 2, then ReLU,
    then max pooling 2×2. They make 16, then 20, then 20 maps. At the end a fully
    connected layer gives 10 scores.
    Shape: images (N, 3, 32, 32) to scores (N, 10).
    """

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 16, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(16, 20, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(20, 20, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(20 * 4 * 4, 10),
        )

    def forward(self, x):
        return self.layers(x)


class _DemoByHalves(nn.Module):
    """The network of the demo with something changed, for the mistakes."""

    def make(self, depths=(16, 20, 20), size=5, padding=2, bias=True, relus=(1, 1, 1), pools=3):
        before, layers, side = 3, [], 32
        for place, depth in enumerate(depths):
            layers += [nn.Conv2d(before, depth, size, padding=padding, bias=bias)]
            layers += [nn.ReLU()] * relus[place]
            side += 2 * padding - size + 1
            if place < pools:
                layers += [self.pool()]
                side //= 2
            before = depth
        self.maps = nn.Sequential(*layers)
        self.scores = nn.Linear(before * max(1, side) ** 2, 10)
        return self

    def pool(self):
        return nn.MaxPool2d(2)

    def forward(self, x):
        return self.scores(self.maps(x).flatten(1))


class pads_nothing(_DemoByHalves):
    """Without padding each convolution takes four rows and four columns away. What padding leaves a
    map as large as it was?"""

    def __init__(self):
        super().__init__()
        self.make(padding=0)


class takes_means(_DemoByHalves):
    """These are the scores of a network with average pooling. The demo keeps the largest number of
    every window."""

    def __init__(self):
        super().__init__()
        self.make()

    def pool(self):
        return nn.AvgPool2d(2)


class forgets_the_last_relu(_DemoByHalves):
    """After the third convolution no ReLU follows. Each of the three has one."""

    def __init__(self):
        super().__init__()
        self.make(relus=(1, 1, 0))


class forgets_the_first_relu(_DemoByHalves):
    """After the first convolution no ReLU follows. Look at each of the three."""

    def __init__(self):
        super().__init__()
        self.make(relus=(0, 1, 1))


class forgets_the_second_relu(_DemoByHalves):
    """The second convolution has no ReLU behind it. All three have one."""

    def __init__(self):
        super().__init__()
        self.make(relus=(1, 0, 1))


class has_no_relu(_DemoByHalves):
    """Nothing is cut off at 0 between your convolutions. Where are the ReLUs?"""

    def __init__(self):
        super().__init__()
        self.make(relus=(0, 0, 0))


class cuts_the_scores_off(_DemoByHalves):
    """No score of yours is below 0: a ReLU follows the last layer. A score may be negative, and
    many have to be."""

    def __init__(self):
        super().__init__()
        self.make()

    def forward(self, x):
        return torch.relu(super().forward(x))


class ends_with_softmax(_DemoByHalves):
    """The demo calls its last layer softmax, and it holds the fully connected layer and the loss.
    Here the loss stays outside: return scores, not probabilities."""

    def __init__(self):
        super().__init__()
        self.make()

    def forward(self, x):
        return torch.softmax(super().forward(x), 1)


class ends_with_log_softmax(_DemoByHalves):
    """The network returns log-probabilities. Softmax and logarithm belong to the loss, the scores
    to the network."""

    def __init__(self):
        super().__init__()
        self.make()

    def forward(self, x):
        return torch.log_softmax(super().forward(x), 1)


class makes_sixteen_maps_everywhere(_DemoByHalves):
    """Every convolution makes 16 maps here. How many do the second and the third make?"""

    def __init__(self):
        super().__init__()
        self.make((16, 16, 16))


class makes_twenty_maps_everywhere(_DemoByHalves):
    """Your first convolution makes 20 maps. It is the one that is smaller."""

    def __init__(self):
        super().__init__()
        self.make((20, 20, 20))


class stops_after_two_convolutions(_DemoByHalves):
    """There are two convolutions, and the demo has three."""

    def __init__(self):
        super().__init__()
        self.make((16, 20))


class gives_the_last_layer_another_count(_DemoByHalves):
    """The numbers that reach the last layer are not as many as it expects. Count the convolutions
    and the pooling layers, three of each, and print x.shape before the last layer."""

    def __init__(self):
        super().__init__()
        self.make((16, 20)).scores = nn.Linear(320, 10)


class pools_three_by_three(_DemoByHalves):
    """The windows of your pooling layers overlap: they are 3×3 at a stride of 2, as in other
    networks. Here they are 2×2."""

    def __init__(self):
        super().__init__()
        self.make()

    def pool(self):
        return nn.MaxPool2d(3, stride=2, padding=1)


class forgets_the_last_pooling(_DemoByHalves):
    """The last maps are as large as those before: 8×8. One pooling layer is missing."""

    def __init__(self):
        super().__init__()
        self.make(pools=2)


class filters_three_pixels_wide(_DemoByHalves):
    """These filters are 3×3. With the padding that fits they leave the maps as large as before too,
    but they are not those of the demo."""

    def __init__(self):
        super().__init__()
        self.make(size=3, padding=1)


class leaves_out_the_biases(_DemoByHalves):
    """56 parameters are missing, one for each filter. What does a filter add to its sum?"""

    def __init__(self):
        super().__init__()
        self.make(bias=False)


class adds_a_hidden_layer(_DemoByHalves):
    """A fully connected layer too many: the numbers of the last maps lead straight to the
    scores."""

    def __init__(self):
        super().__init__()
        self.make().scores = nn.Sequential(nn.Linear(320, 64), nn.ReLU(), nn.Linear(64, 10))


class pads_nothing_and_rounds_up(_DemoByHalves):
    """Nothing is padded, and pooling rounds up, so that the maps shrink to 1×1. With padding 2 they
    keep their sides, and every side can be halved."""

    def __init__(self):
        super().__init__()
        self.make(padding=0)

    def pool(self):
        return nn.MaxPool2d(2, ceil_mode=True)


class takes_one_number_a_map(_DemoByHalves):
    """Only one number of each map reaches the last layer, by global pooling or since the maps have
    shrunk to it. Here it gets all sixteen, wherever they stand."""

    def __init__(self):
        super().__init__()
        self.make().scores = nn.Linear(20, 10)

    def forward(self, x):
        return self.scores(self.maps(x).mean((2, 3)))


class strides_over_the_image(ConvNetJS):
    """Your convolutions take strides of 2. That makes the maps smaller as pooling would, but looks
    at a quarter of the places. The count of parameters cannot tell; let pooling do it."""

    def forward(self, x):
        for layer in self.layers:
            if isinstance(layer, nn.Conv2d):
                x = functional.conv2d(x, layer.weight, layer.bias, stride=2, padding=2)
            elif not isinstance(layer, nn.MaxPool2d):
                x = layer(x)
        return x


class hides_layers_in_a_list(_DemoByHalves):
    """nn.Module finds no layers inside a plain Python list, so parameters are missing from the
    count, and no optimizer would get them. nn.Sequential or nn.ModuleList keep them known."""

    def __init__(self):
        super().__init__()
        self.layers = [*self.make().maps]
        del self.maps

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.scores(x.flatten(1))


class hides_every_layer_in_a_list(ConvNetJS):
    """Your network shows no parameters: all layers are in a plain list or dict, which nn.Module
    does not look into. nn.Sequential takes the same layers."""

    def __init__(self):
        super().__init__()
        self.kept = [*self.layers]
        del self.layers

    def forward(self, x):
        for layer in self.kept:
            x = layer(x)
        return x


class makes_one_row_of_the_batch(_DemoByHalves):
    """The maps of all images together became one row of numbers. Each image has a row of its own:
    keep axis 0."""

    def __init__(self):
        super().__init__()
        self.make()

    def forward(self, x):
        return self.scores(self.maps(x).flatten())


def one_colour_image(rng: np.random.Generator) -> Call:
    return scores_of(rng, 1, 3)


def colour_images(rng: np.random.Generator) -> Call:
    return scores_of(rng, 3, 3)


COLOUR = [one_colour_image(np.random.default_rng(3)), colour_images(np.random.default_rng(4))]


EXERCISE = Exercise(
    solution=ConvNetJS,
    kind=MODULE,
    torch=True,
    parts=[
        Part("22,466 parameters", [COLOUR[0], drawn(one_colour_image, 1)], item=0),
        Part("the scores of one image", [COLOUR[0], drawn(one_colour_image, 1)], item=1),
        Part("the scores of a batch", [COLOUR[1], drawn(colour_images, 1)], item=1),
    ],
    hints=[
        "With padding 2 a convolution leaves the side as it is; each pooling layer halves "
        "it: 32, 16, 8, 4. The last layer gets 20 maps of 4×4.",
        "A convolution from 3 to 16 maps is nn.Conv2d with 3, 16, 5 and padding=2. Put all "
        "of them with their nn.ReLU and nn.MaxPool2d into one nn.Sequential, then "
        "nn.Flatten and nn.Linear from 320 to 10, and let forward call it.",
    ],
)
