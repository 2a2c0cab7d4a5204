"""Lesson 10, ConvNets in PyTorch: solutions, test cases and known mistakes."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from autograder.exercise import Call, Exercise, Part, call, drawn, training_a_model
from helpers.ingredients import Layers, Loader, Model, Optimizer, Tensor


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


def lenet(size=5, padding=0, bias=True, bend=nn.Tanh, pool=nn.AvgPool2d, hidden=(120, 84)):
    """The two halves of LeNet-5, for the mistakes."""
    side = (32 + 2 * padding - size + 1) // 2
    side = (side - size + 1) // 2
    maps = nn.Sequential(
        nn.Conv2d(1, 6, size, padding=padding, bias=bias),
        bend(),
        pool(2),
        nn.Conv2d(6, 16, size, bias=bias),
        bend(),
        pool(2),
    )
    layers, numbers = [], 16 * side * side
    for width in hidden:
        layers += [nn.Linear(numbers, width), bend()]
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


class DemoByHalves(nn.Module):
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


class pads_nothing(DemoByHalves):
    """Without padding each convolution takes four rows and four columns away. What padding leaves a
    map as large as it was?"""

    def __init__(self):
        super().__init__()
        self.make(padding=0)


class takes_means(DemoByHalves):
    """These are the scores of a network with average pooling. The demo keeps the largest number of
    every window."""

    def __init__(self):
        super().__init__()
        self.make()

    def pool(self):
        return nn.AvgPool2d(2)


class forgets_the_last_relu(DemoByHalves):
    """After the third convolution no ReLU follows. Each of the three has one."""

    def __init__(self):
        super().__init__()
        self.make(relus=(1, 1, 0))


class has_no_relu(DemoByHalves):
    """Nothing is cut off at 0 between your convolutions. Where are the ReLUs?"""

    def __init__(self):
        super().__init__()
        self.make(relus=(0, 0, 0))


class cuts_the_scores_off(DemoByHalves):
    """No score of yours is below 0: a ReLU follows the last layer. A score may be negative, and
    many have to be."""

    def __init__(self):
        super().__init__()
        self.make()

    def forward(self, x):
        return torch.relu(super().forward(x))


class ends_with_softmax(DemoByHalves):
    """The demo calls its last layer softmax, and it holds the fully connected layer and the loss.
    Here the loss stays outside: return scores, not probabilities."""

    def __init__(self):
        super().__init__()
        self.make()

    def forward(self, x):
        return torch.softmax(super().forward(x), 1)


class ends_with_log_softmax(DemoByHalves):
    """The network returns log-probabilities. Softmax and logarithm belong to the loss, the scores
    to the network."""

    def __init__(self):
        super().__init__()
        self.make()

    def forward(self, x):
        return torch.log_softmax(super().forward(x), 1)


class makes_sixteen_maps_everywhere(DemoByHalves):
    """Every convolution makes 16 maps here. How many do the second and the third make?"""

    def __init__(self):
        super().__init__()
        self.make((16, 16, 16))


class makes_twenty_maps_everywhere(DemoByHalves):
    """Your first convolution makes 20 maps. It is the one that is smaller."""

    def __init__(self):
        super().__init__()
        self.make((20, 20, 20))


class stops_after_two_convolutions(DemoByHalves):
    """There are two convolutions, and the demo has three."""

    def __init__(self):
        super().__init__()
        self.make((16, 20))


class forgets_the_last_pooling(DemoByHalves):
    """The last maps are as large as those before: 8×8. One pooling layer is missing."""

    def __init__(self):
        super().__init__()
        self.make(pools=2)


class filters_three_pixels_wide(DemoByHalves):
    """These filters are 3×3. With the padding that fits they leave the maps as large as before too,
    but they are not those of the demo."""

    def __init__(self):
        super().__init__()
        self.make(size=3, padding=1)


class leaves_out_the_biases(DemoByHalves):
    """56 parameters are missing, one for each filter. What does a filter add to its sum?"""

    def __init__(self):
        super().__init__()
        self.make(bias=False)


class adds_a_hidden_layer(DemoByHalves):
    """A fully connected layer too many: the numbers of the last maps lead straight to the
    scores."""

    def __init__(self):
        super().__init__()
        self.make().scores = nn.Sequential(nn.Linear(320, 64), nn.ReLU(), nn.Linear(64, 10))


class takes_one_number_a_map(DemoByHalves):
    """Only one number of each map reaches the last layer, which is global pooling. Here it gets all
    of them, wherever they stand."""

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


class hides_layers_in_a_list(DemoByHalves):
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


class makes_one_row_of_the_batch(DemoByHalves):
    """The maps of all images together became one row of numbers. Each image has a row of its own:
    keep axis 0."""

    def __init__(self):
        super().__init__()
        self.make()

    def forward(self, x):
        return self.scores(self.maps(x).flatten())


def count_parameters(model):
    """How many numbers a model can learn, as an int.

    All of its parameters count, those of layers inside layers too, and also those that
    are frozen for the moment (requires_grad is False). What a model remembers without
    learning it, as batch normalisation does its running averages, does not count.
    """
    return sum(parameter.numel() for parameter in model.parameters())


def counts_tensors(model):
    """You count how many tensors of parameters there are. Each of them holds many numbers."""
    return len(list(model.parameters()))


def counts_layers(model):
    """This is the number of layers. How many numbers does each of them hold?"""
    return len(list(model.modules())) - 1


def adds_up_the_sides(model):
    """You add the lengths of the sides of each tensor. A table with 3 rows and 4 columns holds
    3 · 4 numbers."""
    return sum(sum(parameter.shape) for parameter in model.parameters())


def counts_the_rows(model):
    """len of a tensor is the length of its first axis only. How many numbers are there along all of
    its axes?"""
    return sum(len(parameter) for parameter in model.parameters())


def leaves_the_biases_out(model):
    """Only tensors with two axes or more are counted. The biases are learned as well."""
    return sum(parameter.numel() for parameter in model.parameters() if parameter.dim() > 1)


def leaves_frozen_ones_out(model):
    """Frozen parameters are missing from your count. They are parameters, though nothing trains
    them at present."""
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


def counts_what_is_remembered(model):
    """The running averages of batch normalisation are in your count. They are part of the state of
    a model, and no optimizer ever gets them."""
    return sum(value.numel() for value in model.state_dict().values())


def looks_one_level_deep(model):
    """Layers inside other layers are missing. A model may hold models, and these again."""
    return sum(
        parameter.numel()
        for layer in model.children()
        for parameter in layer.parameters(recurse=False)
    )


def counts_full_layers_only(model):
    """Only fully connected layers are counted. Which other layers hold numbers to learn?"""
    layers = [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
    return sum(parameter.numel() for layer in layers for parameter in layer.parameters())


def counts_weights_and_biases_of_convolutions_and_full_layers(model):
    """The scale and the shift of batch normalisation are missing: they are learned too. A model
    lists all of its parameters itself, so there is no need to ask for kinds of layers."""
    layers = [layer for layer in model.modules() if isinstance(layer, (nn.Linear, nn.Conv2d))]
    return sum(parameter.numel() for layer in layers for parameter in layer.parameters())


def counts_bytes(model):
    """These are bytes. Each number takes four of them, and counts once."""
    return sum(p.numel() * p.element_size() for p in model.parameters())


def returns_a_fraction(model):
    """Your count is a float. Numbers are counted in ints: what turned them into a float?"""
    return float(count_parameters(model))


def shift_and_flip(images, dx, dy, flip):
    """Every image moved by whole pixels of its own, then mirrored where asked.

    images: (N, C, H, W), a float tensor; dx, dy: (N,), int tensors: the content of
    image n moves by dx[n] columns to the right and dy[n] rows down, by a negative
    number to the left or up. What comes in from outside is 0, and what goes out is
    lost. flip: (N,), bool: whether an image is mirrored, left to right, after it moved.
    Returns a new tensor (N, C, H, W).
    """
    out = torch.zeros_like(images)
    height, width = images.shape[2:]
    for n in range(len(images)):
        x, y = int(dx[n]), int(dy[n])
        kept = images[n, :, max(0, -y) : max(0, height - y), max(0, -x) : max(0, width - x)]
        top, left = max(0, y), max(0, x)
        out[n, :, top : top + kept.shape[1], left : left + kept.shape[2]] = kept
        if flip[n]:
            out[n] = out[n].flip(2)
    return out


def rolls_round(images, dx, dy, flip):
    """What leaves on one side comes in on the other: roll moves in a circle. From outside only
    zeros come in."""
    moved = [
        image.roll((int(y), int(x)), (1, 2)) for image, x, y in zip(images, dx, dy, strict=True)
    ]
    return shift_and_flip(torch.stack(moved), 0 * dx, 0 * dy, flip)


def repeats_the_edge(images, dx, dy, flip):
    """The pixels at the edge are repeated where something comes in. There, zeros belong."""
    _, _, height, width = images.shape
    moved = []
    for image, x, y in zip(images, dx, dy, strict=True):
        rows = (torch.arange(height) - y).clamp(0, height - 1)
        columns = (torch.arange(width) - x).clamp(0, width - 1)
        moved.append(image[:, rows][:, :, columns])
    return shift_and_flip(torch.stack(moved), 0 * dx, 0 * dy, flip)


def fills_with_the_darkest(images, dx, dy, flip):
    """The border has the value of the darkest pixel. It is to be 0, whatever the image holds."""
    low = images.amin((1, 2, 3), keepdim=True)
    return shift_and_flip(images - low, dx, dy, flip) + low


def exchanges_dx_and_dy(images, dx, dy, flip):
    """dx and dy have changed places. dx moves along the columns, which are the last axis."""
    return shift_and_flip(images, dy, dx, flip)


def moves_the_other_way(images, dx, dy, flip):
    """Everything moves the wrong way, in both directions. A positive dx moves the content to the
    right, so the first columns become empty."""
    return shift_and_flip(images, -dx, -dy, flip)


def moves_up_for_down(images, dx, dy, flip):
    """Left and right are as they should be; up and down are not. Row 0 is at the top, so down means
    towards higher rows."""
    return shift_and_flip(images, dx, -dy, flip)


def moves_left_for_right(images, dx, dy, flip):
    """Up and down are right, but what should move to the right moves to the left."""
    return shift_and_flip(images, -dx, dy, flip)


def moves_by_the_size_of_the_number(images, dx, dy, flip):
    """A negative shift moves as a positive one would. Its sign says in which direction."""
    return shift_and_flip(images, dx.abs(), dy.abs(), flip)


def mirrors_upside_down(images, dx, dy, flip):
    """Your mirror exchanges top and bottom. Left and right are the two ends of the last axis."""
    moved = shift_and_flip(images, dx, dy, torch.zeros_like(flip))
    return torch.where(flip[:, None, None, None], moved.flip(2), moved)


def turns_by_half(images, dx, dy, flip):
    """An image that is mirrored along rows and columns is turned by 180 degrees. Only the columns
    change their order."""
    moved = shift_and_flip(images, dx, dy, torch.zeros_like(flip))
    return torch.where(flip[:, None, None, None], moved.flip((2, 3)), moved)


def mirrors_the_colours(images, dx, dy, flip):
    """The channels come back in reverse order: red is blue, and left is still left. Which axis are
    the columns?"""
    moved = shift_and_flip(images, dx, dy, torch.zeros_like(flip))
    return torch.where(flip[:, None, None, None], moved.flip(1), moved)


def mirrors_first(images, dx, dy, flip):
    """You mirror first and move then. In the mirror right is left, so the order decides where the
    content ends up: move first."""
    mirrored = shift_and_flip(images, 0 * dx, 0 * dy, flip)
    return shift_and_flip(mirrored, dx, dy, torch.zeros_like(flip))


def never_mirrors(images, dx, dy, flip):
    """No image is ever mirrored. Where flip is True one is."""
    return shift_and_flip(images, dx, dy, torch.zeros_like(flip))


def always_mirrors(images, dx, dy, flip):
    """All images are mirrored. flip has an entry for each of them."""
    return shift_and_flip(images, dx, dy, torch.ones_like(flip))


def mirrors_the_others(images, dx, dy, flip):
    """The images that should stay as they are get mirrored, and the others do not."""
    return shift_and_flip(images, dx, dy, ~flip)


def mirrors_all_or_none(images, dx, dy, flip):
    """One image that is to be mirrored, and all are. Ask for each image by itself."""
    return shift_and_flip(images, dx, dy, torch.full_like(flip, bool(flip.any())))


def moves_all_like_the_first(images, dx, dy, flip):
    """Every image moves as the first one does. Each has a shift of its own, and its own answer to
    whether it is mirrored."""
    first = torch.zeros(len(dx), dtype=torch.int64)
    return shift_and_flip(images, dx[first], dy[first], flip[first])


def loses_what_stays(images, dx, dy, flip):
    """Where a shift is 0, the content is lost or an error comes. The slice [:-0] holds nothing: let
    both ends of your slices be numbers from 0 on."""
    out = torch.zeros_like(images)
    for n in range(len(images)):
        x, y = int(dx[n]), int(dy[n])
        if x and y:
            out[n] = shift_and_flip(images, dx, dy, torch.zeros_like(flip))[n]
        if flip[n]:
            out[n] = out[n].flip(2)
    return out


def moves_the_given_images(images, dx, dy, flip):
    """The images that were given are overwritten, and the next epoch would begin with moved ones.
    Make a new tensor."""
    images[:] = shift_and_flip(images, dx, dy, flip)
    return images


def train_epoch(model, loader, optimizer, device):
    """Train a classifier on every batch once.

    model: gives scores (N, K), in whatever mode it was left; loader: gives batches of
    images and labels; optimizer: of the model's parameters; device: where the model is.
    Returns the mean loss, a plain number: the mean cross-entropy over all images, each
    as it was when its batch was learned from.
    """
    model.train()
    total, count = 0.0, 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        loss = functional.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(images)
        count += len(images)
    return total / count


def losses_of_an_epoch(
    model, loader, optimizer, device, train=True, clear="before", step="batch", reduction="mean"
):
    """A training by halves, for the mistakes: mean losses and sizes of all batches."""
    model.train(train)
    optimizer.zero_grad()
    pairs = []
    for images, labels in loader:
        scores = model(images.to(device))
        loss = functional.cross_entropy(scores, labels.to(device), reduction=reduction)
        if clear == "before":
            optimizer.zero_grad()
        loss.backward()
        if clear == "after":
            optimizer.zero_grad()
        if step == "batch":
            optimizer.step()
        mean = loss.item() / (len(images) if reduction == "sum" else 1)
        pairs.append((mean, len(images)))
    if step == "epoch":
        optimizer.step()
    return pairs


def weighted(pairs):
    return sum(loss * count for loss, count in pairs) / sum(count for _, count in pairs)


def leaves_old_gradients(model, loader, optimizer, device):
    """The first step is right and later ones are not. backward adds to the gradients that are there
    already: who clears them between two batches?"""
    return weighted(losses_of_an_epoch(model, loader, optimizer, device, clear="never"))


def clears_before_the_step(model, loader, optimizer, device):
    """The model does not change. The gradients are cleared after backward has worked them out and
    before the optimizer has used them, or one of the two is not called at all."""
    return weighted(losses_of_an_epoch(model, loader, optimizer, device, clear="after"))


def steps_once_an_epoch(model, loader, optimizer, device):
    """There is one step for the whole epoch, with the gradients of all batches added up. Every
    batch is followed by a step of its own."""
    settings = {"clear": "never", "step": "epoch"}
    return weighted(losses_of_an_epoch(model, loader, optimizer, device, **settings))


def steps_with_the_last_batch_only(model, loader, optimizer, device):
    """The step comes after the loop, so only the gradient of the last batch is ever used."""
    return weighted(losses_of_an_epoch(model, loader, optimizer, device, step="epoch"))


def ends_after_the_first_batch(model, loader, optimizer, device):
    """The function returns from inside the loop: one batch is learned from, and the epoch is
    over."""
    first = [next(iter(loader))]
    return weighted(losses_of_an_epoch(model, first, optimizer, device))


def averages_the_batches(model, loader, optimizer, device):
    """This is the mean over the batches, in which an image of a small last batch counts for more
    than the others. Weigh every batch by the images in it."""
    pairs = losses_of_an_epoch(model, loader, optimizer, device)
    return sum(loss for loss, _ in pairs) / len(pairs)


def divides_means_by_images(model, loader, optimizer, device):
    """The loss of a batch is a mean already, and you divide it by the number of images once more.
    What must it be multiplied by first?"""
    pairs = losses_of_an_epoch(model, loader, optimizer, device)
    return sum(loss for loss, _ in pairs) / sum(count for _, count in pairs)


def divides_sums_by_batches(model, loader, optimizer, device):
    """The losses are weighed by the images and then divided by the number of batches. Divide by
    what you weighed with."""
    pairs = losses_of_an_epoch(model, loader, optimizer, device)
    return sum(loss * count for loss, count in pairs) / len(pairs)


def adds_up_the_losses(model, loader, optimizer, device):
    """The losses of the batches are added up. A mean does not grow with the number of batches."""
    return sum(loss for loss, _ in losses_of_an_epoch(model, loader, optimizer, device))


def returns_the_last_loss(model, loader, optimizer, device):
    """Only the loss of the last batch comes back. All batches count."""
    return losses_of_an_epoch(model, loader, optimizer, device)[-1][0]


def keeps_the_graph(model, loader, optimizer, device):
    """Your loss is a tensor with everything that it was computed from, and a sum of those keeps all
    batches in memory. Take the plain number out of it before you add."""
    total = sum(
        functional.cross_entropy(model(images), labels) * len(images) for images, labels in loader
    ) / sum(len(images) for images, _ in loader)
    losses_of_an_epoch(model, loader, optimizer, device)
    return total


def stays_in_evaluation_mode(model, loader, optimizer, device):
    """Nobody switched the model to training mode: an evaluation may have left it in its own, and
    then batch normalisation learns no averages and dropout drops nothing."""
    return weighted(losses_of_an_epoch(model, loader, optimizer, device, train=model.training))


def measures_after_the_step(model, loader, optimizer, device):
    """The loss of a batch is measured after the step that learned from it. The number of the
    forward pass that you took the gradient of is at hand, and costs nothing."""
    pairs = []
    for batch in loader:
        losses_of_an_epoch(model, [batch], optimizer, device)
        with torch.no_grad():
            pairs.append(
                (functional.cross_entropy(model(batch[0]), batch[1]).item(), len(batch[0]))
            )
    return weighted(pairs)


def measures_when_all_is_over(model, loader, optimizer, device):
    """The loss is measured with the final weights. Asked for is the loss on the way: of each batch
    when it was learned from."""
    losses_of_an_epoch(model, loader, optimizer, device)
    with torch.no_grad():
        return weighted([(functional.cross_entropy(model(x), y).item(), len(x)) for x, y in loader])


def applies_softmax_first(model, loader, optimizer, device):
    """cross_entropy takes scores and applies softmax itself. Yours come as probabilities, so it
    happens twice, and the gradients get small."""
    model.train()
    pairs = []
    for images, labels in loader:
        loss = functional.cross_entropy(model(images).softmax(1), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        pairs.append((loss.item(), len(images)))
    return weighted(pairs)


def steps_by_the_sum(model, loader, optimizer, device):
    """The gradient is that of the sum over the batch, so a larger batch makes a larger step. Take
    it of the mean, which cross_entropy gives unless it is told otherwise."""
    return weighted(losses_of_an_epoch(model, loader, optimizer, device, reduction="sum"))


def brings_its_own_optimizer(model, loader, optimizer, device):
    """The optimizer that was given is not used: another one is made inside. Its kind and its rate
    are the caller's choice, and what it remembers must live on from epoch to epoch."""
    own = torch.optim.Adam(model.parameters(), 0.001)
    return weighted(losses_of_an_epoch(model, loader, own, device))


def returns_an_accuracy_too(model, loader, optimizer, device):
    """Two values come back. One number is asked for, the mean loss."""
    return weighted(losses_of_an_epoch(model, loader, optimizer, device)), 1.0


def evaluate(model, loader, device):
    """Measure a classifier on every batch, without learning from any.

    model: gives scores (N, K), in whatever mode it was left; loader: gives batches of
    images and labels; device: where the model is. The model runs in evaluation mode,
    and no gradients are recorded.
    Returns the mean cross-entropy over all images, and the share of them whose highest
    score is that of the right class: two plain numbers.
    """
    model.eval()
    total, right, count = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            scores = model(images)
            total += functional.cross_entropy(scores, labels).item() * len(images)
            right += (scores.argmax(1) == labels).sum().item()
            count += len(images)
    return total / count, right / count


def measured(model, loader, train=False, record=False):
    """Loss, right answers and size of every batch, for the mistakes."""
    model.train(train)
    rows = []
    with torch.set_grad_enabled(record):
        for images, labels in loader:
            scores = model(images)
            right = (scores.argmax(1) == labels).sum().item()
            rows.append((functional.cross_entropy(scores, labels).item(), right, len(images)))
    return rows


def summed_up(rows):
    count = sum(size for *_, size in rows)
    loss = sum(loss * size for loss, _, size in rows) / count
    return loss, sum(right for _, right, _ in rows) / count


def trusts_no_grad_alone(model, loader, device):
    """The model runs in training mode. no_grad switches off the recording of gradients, and that is
    all: batch normalisation and dropout do not hear of it."""
    return summed_up(measured(model, loader, train=True))


def trusts_eval_alone(model, loader, device):
    """Gradients are recorded, which takes time and memory for nothing. eval() changes how layers
    behave; another switch says that no gradient will be asked for."""
    return summed_up(measured(model, loader, record=True))


def evaluates_as_in_training(model, loader, device):
    """The model runs as in training: dropout drops, batch normalisation learns from these images,
    and gradients are recorded. Two switches are missing."""
    return summed_up(measured(model, loader, train=True, record=True))


def averages_batches(model, loader, device):
    """Loss and accuracy are means over the batches, so an image of a small last batch counts for
    more. Add up over images, and divide by their number."""
    rows = measured(model, loader)
    return (
        sum(loss for loss, *_ in rows) / len(rows),
        sum(right / size for _, right, size in rows) / len(rows),
    )


def averages_accuracies(model, loader, device):
    """The loss is right; the accuracy is a mean of accuracies of batches, of which the last may be
    small. Count the right answers."""
    rows = measured(model, loader)
    return summed_up(rows)[0], sum(right / size for _, right, size in rows) / len(rows)


def averages_losses(model, loader, device):
    """The accuracy is right; the loss is a mean over batches, in which the last weighs as much as
    the others however small it is."""
    rows = measured(model, loader)
    return sum(loss for loss, *_ in rows) / len(rows), summed_up(rows)[1]


def supposes_full_batches(model, loader, device):
    """You divide by the number of batches times their size. The last batch may be smaller: count
    the images that came."""
    rows = measured(model, loader)
    loss, accuracy = summed_up(rows)
    share = sum(size for *_, size in rows) / (len(rows) * rows[0][2])
    return loss * share, accuracy * share


def says_percent(model, loader, device):
    """The accuracy is in percent. A share goes from 0 to 1."""
    loss, accuracy = summed_up(measured(model, loader))
    return loss, 100 * accuracy


def counts_right_answers(model, loader, device):
    """This is how many answers are right. Of how many?"""
    rows = measured(model, loader)
    return summed_up(rows)[0], float(sum(right for _, right, _ in rows))


def says_the_share_of_errors(model, loader, device):
    """You return the share that is wrong. The accuracy is the other one."""
    loss, accuracy = summed_up(measured(model, loader))
    return loss, 1 - accuracy


def says_accuracy_first(model, loader, device):
    """The accuracy comes first here, and the loss is expected there."""
    return summed_up(measured(model, loader))[::-1]


def looks_at_the_last_batch(model, loader, device):
    """Only the last batch counts. The totals begin before the loop and grow inside it."""
    return summed_up(measured(model, loader)[-1:])


def looks_at_the_first_batch(model, loader, device):
    """After the first batch the function returns. How far is the return indented?"""
    return summed_up(measured(model, loader)[:1])


def adds_up_batch_losses(model, loader, device):
    """Your loss is the sum over the batches. With twice as many batches it would be twice as
    large."""
    rows = measured(model, loader)
    return sum(loss for loss, *_ in rows), summed_up(rows)[1]


def divides_losses_by_images(model, loader, device):
    """The loss of a batch is a mean over its images. You add such means and divide by the number of
    images, so most of the loss is gone."""
    rows = measured(model, loader)
    loss = sum(loss for loss, *_ in rows) / sum(size for *_, size in rows)
    return loss, summed_up(rows)[1]


def takes_probabilities_for_scores(model, loader, device):
    """The accuracy is right and the loss is not: cross_entropy is given probabilities, and applies
    softmax to them again."""
    rows = []
    model.eval()
    with torch.no_grad():
        for images, labels in loader:
            chances = model(images).softmax(1)
            right = (chances.argmax(1) == labels).sum().item()
            rows.append((functional.cross_entropy(chances, labels).item(), right, len(images)))
    return summed_up(rows)


def returns_a_loss_with_its_graph(model, loader, device):
    """The loss comes back as a tensor that remembers how it was computed. A plain number is asked
    for."""
    loss, accuracy = summed_up(measured(model, loader, record=True))
    return next(model.parameters()).sum() * 0 + loss, accuracy


def train_classifier(images, labels, seed):
    """Build a ConvNet for these images and train it.

    images: (N, C, H, W), float32, of any number of channels and 10×10 pixels or more;
    labels: (N,), from 0 to K - 1, each of which occurs; seed: an int that decides over
    everything drawn by chance, so that the same call gives the same model again.
    Returns the model, which gives scores (M, K) to M images. It is judged by its
    accuracy on images that it has not seen.
    """
    torch.manual_seed(seed)
    classes = int(labels.max()) + 1
    model = nn.Sequential(
        nn.Conv2d(images.shape[1], 16, 5, padding=2),
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(16, classes),
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(10):
        for batch in torch.randperm(len(images)).split(32):
            loss = functional.cross_entropy(model(images[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model


def learned(model, images, labels, epochs=3, shuffled_apart=False):
    """A short training, for the mistakes."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(epochs):
        for batch in torch.randperm(len(images)).split(32):
            others = batch[torch.randperm(len(batch))] if shuffled_apart else batch
            optimizer.zero_grad()
            functional.cross_entropy(model(images[batch]), labels[others]).backward()
            optimizer.step()
    return model


def small_convnet(images, classes, *ending):
    return nn.Sequential(
        nn.Conv2d(images.shape[1], 8, 5, padding=2),
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(8, classes),
        *ending,
    )


def never_sets_the_seed(images, labels, seed):
    """The same call gives another model the second time. The first weights, the order of the images
    and dropout are drawn by chance: let the seed decide over them before the model is built."""
    return train_classifier(images, labels, int(np.random.default_rng().integers(2**31)))


def always_gives_ten_scores(images, labels, seed):
    """The model gives ten scores for any labels. How many classes there are can be seen from the
    labels."""
    torch.manual_seed(seed)
    return learned(small_convnet(images, 10), images, labels, 1)


def counts_one_class_too_few(images, labels, seed):
    """A class is missing: labels count from 0, so the highest of them is one less than there are
    classes."""
    torch.manual_seed(seed)
    return learned(small_convnet(images, int(labels.max())), images, labels, 1)


def returns_nothing(images, labels, seed):
    """Nothing comes back. The caller needs the model that was trained."""
    return


def returns_model_and_loss(images, labels, seed):
    """More than the model comes back. It alone is asked for."""
    return small_convnet(images, int(labels.max()) + 1), 0.0


def returns_the_class_of_each_image(images, labels, seed):
    """These are scores or classes of the training images. Return the model itself: it will be asked
    about images that it has not seen."""
    model = small_convnet(images, int(labels.max()) + 1)
    return model(images).argmax(1)


class NamesTheClass(nn.Module):
    """What comes back is the class, not its scores."""

    def forward(self, scores):
        return scores.argmax(1)


def names_the_class(images, labels, seed):
    """The model gives the number of a class for each image. Return one that gives a score to each
    class: who uses it takes the highest."""
    torch.manual_seed(seed)
    return small_convnet(images, int(labels.max()) + 1, NamesTheClass())


def expects_three_colours(images, labels, seed):
    """The first layer expects three channels. Images may have one or two: images.shape says how
    many."""
    torch.manual_seed(seed)
    return learned(small_convnet(images[:0].expand(-1, 3, -1, -1), 4), images, labels, 1)


def supposes_one_size(images, labels, seed):
    """The fully connected layer is made for one size of image. Work out how many numbers reach it,
    or pool in a way that always leaves as many."""
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(images.shape[1], 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 30 * 30, 4)
    )
    return learned(model, images, labels, 1)


def runs_into_nan(images, labels, seed):
    """The model gives nan: its weights grew beyond all bounds. Take a smaller learning rate."""
    torch.manual_seed(seed)
    model = small_convnet(images, int(labels.max()) + 1)
    with torch.no_grad():
        model[-1].bias.fill_(torch.nan)
    return model


def learns_nothing(images, labels, seed):
    """The model does no better than guessing. Is zero_grad, backward, step called for every batch?
    Are they the parameters of this model that the optimizer got? Does each image keep its own label
    when you shuffle?"""
    torch.manual_seed(seed)
    model = small_convnet(images, int(labels.max()) + 1)
    return learned(model, images, labels, 2, shuffled_apart=True)


def learns_places_by_heart(images, labels, seed):
    """The model learned something, and not nearly enough. What is to be told apart may stand
    anywhere in the image, so a fully connected layer alone has to learn each place by itself. If
    yours is a ConvNet, let it learn for more epochs or at another rate."""
    torch.manual_seed(seed)
    classes = int(labels.max()) + 1
    model = nn.Sequential(nn.Flatten(), nn.Linear(images[0].numel(), classes))
    return learned(model, images, labels, 15)


SIGNS = {
    "plus": ["..#..", "..#..", "#####", "..#..", "..#.."],
    "cross": ["#...#", ".#.#.", "..#..", ".#.#.", "#...#"],
    "frame": ["#####", "#...#", "#...#", "#...#", "#####"],
    "rows": ["#####", ".....", "#####", ".....", "#####"],
    "columns": ["#.#.#", "#.#.#", "#.#.#", "#.#.#", "#.#.#"],
    "triangle": ["#####", "####.", "###..", "##...", "#...."],
    "hook": ["#....", "#....", "#....", "#....", "#####"],
    "tee": ["#####", "..#..", "..#..", "..#..", "..#.."],
}


def some_seed(rng: np.random.Generator) -> int:
    return int(rng.integers(1, 10**6))


def scores_of(rng: np.random.Generator, count: int, channels: int) -> Call:
    images = rng.standard_normal((count, channels, 32, 32)).astype(np.float32)
    return call(some_seed(rng), Tensor(images))


def one_grey_image(rng: np.random.Generator) -> Call:
    return scores_of(rng, 1, 1)


def grey_images(rng: np.random.Generator) -> Call:
    return scores_of(rng, 3, 1)


def one_colour_image(rng: np.random.Generator) -> Call:
    return scores_of(rng, 1, 3)


def colour_images(rng: np.random.Generator) -> Call:
    return scores_of(rng, 3, 3)


def sizes(rng: np.random.Generator, count: int) -> list[int]:
    return [int(size) for size in rng.integers(2, 60, count)]


def one_full_layer(rng: np.random.Generator) -> Call:
    return call(Layers([("Linear", *sizes(rng, 2))]))


def small_network(rng: np.random.Generator) -> Call:
    channels, filters, numbers, classes = sizes(rng, 4)
    kernel = int(rng.integers(1, 8))
    layers = [("Conv2d", channels, filters, kernel), ("ReLU",), ("Flatten",)]
    return call(Layers([*layers, ("Linear", numbers, classes)]))


def nested_network(rng: np.random.Generator) -> Call:
    a, b, c, d = sizes(rng, 4)
    inner = [("Conv2d", a, b, 3), ("ReLU",), [("Conv2d", b, c, 3)]]
    return call(Layers([inner, ("Flatten",), ("Linear", c, d)]))


def half_frozen_network(rng: np.random.Generator) -> Call:
    a, b, c = sizes(rng, 3)
    return call(Layers([("Conv2d", a, b, 3, "frozen"), ("ReLU",), ("Conv2d", b, c, 3)]))


def normalised_network(rng: np.random.Generator) -> Call:
    a, b, c = sizes(rng, 3)
    return call(Layers([("Conv2d", a, b, 3), ("BatchNorm2d", b), ("ReLU",), ("Linear", b, c)]))


def pictures(rng: np.random.Generator, count: int, height: int, width: int) -> np.ndarray:
    """Images of two channels, in small whole numbers, none of which is 0."""
    numbers = rng.integers(1, 20, (count, 2, height, width)) * rng.choice([-1, 1])
    return numbers.astype(np.float32)


def moved(images, dx, dy, flip) -> Call:
    arrays = [np.asarray(array) for array in (images, dx, dy, flip)]
    arrays[0] = arrays[0].astype(np.float32)
    return call(*map(Tensor, arrays))


def moved_sideways(rng: np.random.Generator) -> Call:
    dx = [int(rng.choice([-2, -1, 1, 2]))]
    return moved(pictures(rng, 1, *rng.integers(3, 6, 2)), dx, [0], [False])


def moved_up_or_down(rng: np.random.Generator) -> Call:
    dy = [int(rng.choice([-2, -1, 1, 2]))]
    return moved(pictures(rng, 1, *rng.integers(3, 6, 2)), [0], dy, [False])


def mirrored(rng: np.random.Generator) -> Call:
    flip = rng.permutation([True, False, bool(rng.integers(2))])
    return moved(pictures(rng, 3, *rng.integers(2, 5, 2)), [0] * 3, [0] * 3, flip)


def moved_and_mirrored(rng: np.random.Generator) -> Call:
    dx, dy = rng.choice([-2, -1, 1, 2], (2, 1))
    return moved(pictures(rng, 1, *rng.integers(4, 6, 2)), dx, dy, [True])


def each_in_its_own_way(rng: np.random.Generator) -> Call:
    dx, dy = rng.integers(-2, 3, (2, 4))
    dx[:2], dy[1:3] = rng.permutation([1, -2]), rng.permutation([-1, 2])
    flip = rng.permutation([True, True, False, False])
    return moved(pictures(rng, 4, *rng.integers(3, 6, 2)), dx, dy, flip)


def far_moved(rng: np.random.Generator) -> Call:
    height, width = rng.integers(3, 5, 2)
    far = rng.choice([-1, 1]) * (width + rng.integers(0, 3))
    order = rng.permutation(3)
    dx, dy = np.array([far, 1, -1])[order], np.array([0, 1, 1])[order]
    return moved(pictures(rng, 3, height, width), dx, dy, np.array([True, True, False])[order])


def batches(rng: np.random.Generator, count: int, size: int) -> Loader:
    """Images as the models of helpers.models take them. Labels of one class are never all."""
    images = rng.standard_normal((count, 2, 4, 4)).astype(np.float32)
    labels = rng.integers(0, 3, count)
    labels[:2] = rng.permutation(3)[:2]
    return Loader(images, labels, size)


MODELS_WITHOUT_MEMORY = ("linear", "hidden layer", "convolution", "partly frozen")


def trained(rng, count, size, name="linear", optimizer="SGD", rate=0.2, training=True) -> Call:
    model = Model(name, some_seed(rng), training)
    return call(model, batches(rng, count, size), Optimizer(optimizer, rate), "cpu")


def some_rate(rng: np.random.Generator) -> float:
    return float(rng.choice([0.1, 0.2, 0.3]))


def trained_on_full_batches(rng: np.random.Generator) -> Call:
    size = int(rng.integers(2, 5))
    name = str(rng.choice(MODELS_WITHOUT_MEMORY))
    return trained(rng, size * int(rng.integers(2, 4)), size, name, "SGD", some_rate(rng))


def trained_on_a_rest(rng: np.random.Generator) -> Call:
    size = int(rng.integers(3, 6))
    name = str(rng.choice(MODELS_WITHOUT_MEMORY))
    return trained(rng, size * int(rng.integers(1, 4)) + 1, size, name, "SGD", some_rate(rng))


def trained_somehow(rng: np.random.Generator) -> Call:
    size = int(rng.integers(2, 5))
    name = str(rng.choice(MODELS_WITHOUT_MEMORY))
    optimizer, rate = [("SGD", 0.3), ("Adam", 0.01), ("Adadelta", 1.0)][rng.integers(3)]
    return trained(rng, size * 2 + 1, size, name, optimizer, rate)


def trained_after_an_evaluation(rng: np.random.Generator) -> Call:
    size = int(rng.integers(3, 6))
    return trained(rng, size * 2, size, "batch norm", "SGD", some_rate(rng), training=False)


def evaluated(rng, count, size, name="linear", training=True) -> Call:
    return call(Model(name, some_seed(rng), training), batches(rng, count, size), "cpu")


def telling(rng, count, size, name="linear") -> Call:
    """An evaluation after which neither all nor none nor half of the answers are right, and of the
    first and the last batch other shares than of all, so that every accuracy says something."""
    model, loader, device = evaluated(rng, count, size, name).args
    with torch.no_grad():
        best = model.make().eval()(torch.from_numpy(loader.images)).argmax(1).numpy()
    rest = count % size or size
    while True:
        right = rng.random(count) < rng.uniform(0.2, 0.8)
        share, others = right.mean(), {right[:size].mean(), right[-rest:].mean()}
        if share not in (0, 0.5, 1) and (count == size or share not in others):
            break
    labels = np.where(right, best, (best + rng.integers(1, 3, count)) % 3)
    return call(model, Loader(loader.images, labels, size), device)


def evaluated_in_one_batch(rng: np.random.Generator) -> Call:
    size = int(rng.integers(5, 9))
    return telling(rng, size, size, str(rng.choice(MODELS_WITHOUT_MEMORY)))


def evaluated_in_full_batches(rng: np.random.Generator) -> Call:
    size = int(rng.integers(3, 6))
    return telling(rng, 3 * size, size, str(rng.choice(MODELS_WITHOUT_MEMORY)))


def evaluated_with_a_rest(rng: np.random.Generator) -> Call:
    size = int(rng.integers(4, 7))
    return telling(rng, 2 * size + 1, size, str(rng.choice(MODELS_WITHOUT_MEMORY)))


def evaluated_after_training(rng: np.random.Generator) -> Call:
    return evaluated(rng, 8, 4, "batch norm")


def signs_in_noise(
    rng: np.random.Generator,
    count: int,
    unseen: int,
    shape: tuple[int, int, int],
    classes: int,
    at_least: float = 0.0,
    runs: int = 1,
) -> Call:
    """Images of one sign each, somewhere in noise, in a colour of its own. Which signs there are
    and what they are called is drawn anew, so that no model can be brought along."""
    patterns = [
        np.array([[mark == "#" for mark in row] for row in rows], dtype=float)
        for rows in SIGNS.values()
    ]
    chosen = rng.permutation(len(patterns))[:classes]
    labels = rng.permutation(np.arange(count + unseen) % classes)
    labels[:count], labels[count:] = (
        rng.permutation(np.arange(n) % classes) for n in (count, unseen)
    )
    images = rng.normal(0, 0.15, (count + unseen, *shape))
    for image, label in zip(images, labels, strict=True):
        row, column = rng.integers(0, np.array(shape[1:]) - 4)
        color = rng.uniform(0.5, 1, (shape[0], 1, 1))
        image[:, row : row + 5, column : column + 5] += color * patterns[chosen[label]]
    images = images.astype(np.float32)
    return training_a_model(
        Tensor(images[:count]),
        Tensor(labels[:count]),
        some_seed(rng),
        unseen=images[count:],
        labels=labels[count:],
        classes=classes,
        at_least=at_least,
        runs=runs,
    )


def a_few_signs(rng: np.random.Generator) -> Call:
    classes, channels = int(rng.integers(3, 6)), int(rng.choice([1, 2, 4]))
    return signs_in_noise(rng, 30, 12, (channels, *rng.integers(10, 13, 2)), classes)


def a_few_signs_twice(rng: np.random.Generator) -> Call:
    classes, channels = int(rng.integers(3, 6)), int(rng.choice([1, 2, 4]))
    return signs_in_noise(rng, 30, 12, (channels, *rng.integers(10, 13, 2)), classes, runs=2)


def many_signs(rng: np.random.Generator) -> Call:
    shape = (int(rng.choice([1, 2])), *(int(side) for side in rng.integers(10, 13, 2)))
    return signs_in_noise(rng, 320, 240, shape, 4, at_least=0.8)


GREY = [one_grey_image(np.random.default_rng(1)), grey_images(np.random.default_rng(2))]
COLOUR = [one_colour_image(np.random.default_rng(3)), colour_images(np.random.default_rng(4))]
ROW = [[[[1, 2, 3, 4]]]]
SQUARE = [[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]
TALL = [[[[1, 2], [3, 4], [5, 6]], [[-1, -2], [-3, -4], [-5, -6]]]]


EXERCISES = [
    Exercise(
        solution=count_parameters,
        torch=True,
        parts=[
            Part(
                "a fully connected layer",
                [
                    call(Layers([("Linear", 3, 2)])),
                    call(Layers([("Linear", 2, 2), ("ReLU",), ("Linear", 2, 5)])),
                    drawn(one_full_layer, 3),
                ],
            ),
            Part(
                "a small network",
                [
                    call(Layers([("Conv2d", 1, 2, 3), ("Flatten",), ("Linear", 8, 3)])),
                    call(Layers([("Conv2d", 3, 10, 5)])),
                    drawn(small_network, 3),
                ],
            ),
            Part(
                "layers inside layers",
                [
                    call(Layers([[("Linear", 3, 4)], ("ReLU",), ("Linear", 4, 2)])),
                    call(Layers([[("Conv2d", 1, 2, 3), [("Conv2d", 2, 3, 3)]], ("Flatten",)])),
                    drawn(nested_network, 3),
                ],
            ),
            Part(
                "frozen parameters",
                [
                    call(Layers([("Linear", 3, 4, "frozen"), ("ReLU",), ("Linear", 4, 2)])),
                    call(Layers([("Conv2d", 2, 3, 3, "frozen"), ("Flatten",)])),
                    drawn(half_frozen_network, 3),
                ],
            ),
            Part(
                "batch normalisation",
                [
                    call(Layers([("Conv2d", 1, 2, 3), ("BatchNorm2d", 2)])),
                    call(Layers([("BatchNorm2d", 5), ("ReLU",), ("Linear", 5, 3)])),
                    drawn(normalised_network, 3),
                ],
            ),
        ],
        mistakes=[
            counts_tensors,
            counts_layers,
            adds_up_the_sides,
            counts_the_rows,
            leaves_the_biases_out,
            leaves_frozen_ones_out,
            counts_what_is_remembered,
            looks_one_level_deep,
            counts_full_layers_only,
            counts_weights_and_biases_of_convolutions_and_full_layers,
            counts_bytes,
            returns_a_fraction,
        ],
        hints=[
            "model.parameters() goes through all tensors of numbers to learn, however deep they "
            "lie. How many numbers does one of them hold?",
            "tensor.numel() says how many numbers a tensor holds. Add them up.",
        ],
    ),
    Exercise(
        solution=LeNet5,
        probe="module",
        torch=True,
        parts=[
            Part("61,706 parameters", [GREY[0], drawn(one_grey_image, 1)], item=0),
            Part("the scores of one image", [GREY[0], drawn(one_grey_image, 1)], item=1),
            Part("the scores of a batch", [GREY[1], drawn(grey_images, 1)], item=1),
        ],
        mistakes=[
            bends_with_relu,
            keeps_the_largest,
            bends_nothing,
            bends_maps_only,
            bends_full_layers_only,
            pools_before_it_bends,
            bends_the_scores,
            gives_probabilities,
            gives_log_probabilities,
            pads_as_for_28_pixels,
            takes_filters_of_three,
            has_no_biases,
            goes_from_120_to_the_scores,
            sees_colours,
            flattens_the_batch_too,
            keeps_layers_in_a_list,
        ],
        hints=[
            "The sides go 32, 28, 14, 10, 5. So 16 maps of 5×5, 400 numbers, reach the first "
            "fully connected layer.",
            "Make the layers in __init__, below the line that is there: two nn.Conv2d with 5 "
            "for the size of the filters, nn.Tanh, nn.AvgPool2d, three nn.Linear. forward sends "
            "x through all of them; between the last pooling layer and the first full one "
            "stands x.flatten(1).",
        ],
    ),
    Exercise(
        solution=train_epoch,
        probe="training",
        torch=True,
        parts=[
            Part(
                "the mean loss of equal batches",
                [
                    trained(np.random.default_rng(1), 4, 2),
                    trained(np.random.default_rng(2), 9, 3, "hidden layer"),
                    drawn(trained_on_full_batches, 2),
                ],
                item=0,
            ),
            Part(
                "a last batch that is smaller",
                [
                    trained(np.random.default_rng(3), 5, 4),
                    trained(np.random.default_rng(4), 8, 3, "convolution"),
                    drawn(trained_on_a_rest, 2),
                ],
                item=0,
            ),
            Part(
                "the weights after an epoch",
                [
                    trained(np.random.default_rng(5), 6, 2),
                    trained(np.random.default_rng(6), 7, 3, "hidden layer", "SGD", 0.5),
                    trained(np.random.default_rng(7), 6, 3, "convolution", "Adam", 0.01),
                    drawn(trained_somehow, 2),
                ],
                item=1,
            ),
            Part(
                "after an evaluation",
                [
                    trained_after_an_evaluation(np.random.default_rng(8)),
                    drawn(trained_after_an_evaluation, 1),
                ],
                item=2,
            ),
        ],
        mistakes=[
            leaves_old_gradients,
            clears_before_the_step,
            steps_once_an_epoch,
            steps_with_the_last_batch_only,
            ends_after_the_first_batch,
            averages_the_batches,
            divides_means_by_images,
            divides_sums_by_batches,
            adds_up_the_losses,
            returns_the_last_loss,
            keeps_the_graph,
            stays_in_evaluation_mode,
            measures_after_the_step,
            measures_when_all_is_over,
            applies_softmax_first,
            steps_by_the_sum,
            brings_its_own_optimizer,
            returns_an_accuracy_too,
        ],
        hints=[
            "Begin with the mode. Then for each batch: both tensors to the device, scores, "
            "loss, and three calls, of zero_grad, backward and step.",
            "Beside the loop run two sums: of the plain number of the loss times len(images), "
            "and of len(images). The mean loss is the first divided by the second.",
        ],
    ),
    Exercise(
        solution=evaluate,
        probe="evaluation",
        torch=True,
        parts=[
            Part(
                "the loss",
                [
                    telling(np.random.default_rng(1), 5, 5),
                    telling(np.random.default_rng(2), 9, 3, "hidden layer"),
                    drawn(evaluated_in_one_batch, 1),
                    drawn(evaluated_in_full_batches, 1),
                ],
                item=0,
            ),
            Part(
                "the accuracy",
                [
                    telling(np.random.default_rng(3), 6, 6),
                    telling(np.random.default_rng(4), 12, 4, "convolution"),
                    drawn(evaluated_in_one_batch, 1),
                    drawn(evaluated_in_full_batches, 1),
                ],
                item=1,
            ),
            Part(
                "the loss with a smaller last batch",
                [
                    telling(np.random.default_rng(5), 7, 5),
                    telling(np.random.default_rng(6), 10, 4, "hidden layer"),
                    drawn(evaluated_with_a_rest, 2),
                ],
                item=0,
            ),
            Part(
                "the accuracy with a smaller last batch",
                [
                    telling(np.random.default_rng(7), 7, 5),
                    telling(np.random.default_rng(8), 10, 4, "convolution"),
                    drawn(evaluated_with_a_rest, 2),
                ],
                item=1,
            ),
            Part(
                "how the model is run",
                [
                    evaluated_after_training(np.random.default_rng(9)),
                    drawn(evaluated_after_training, 1),
                ],
                item=2,
            ),
        ],
        mistakes=[
            trusts_no_grad_alone,
            trusts_eval_alone,
            evaluates_as_in_training,
            averages_batches,
            averages_accuracies,
            averages_losses,
            supposes_full_batches,
            says_percent,
            counts_right_answers,
            says_the_share_of_errors,
            says_accuracy_first,
            looks_at_the_last_batch,
            looks_at_the_first_batch,
            adds_up_batch_losses,
            divides_losses_by_images,
            takes_probabilities_for_scores,
            returns_a_loss_with_its_graph,
        ],
        hints=[
            "Two switches: the mode of the model before the loop, and torch.no_grad() in a with "
            "statement around it. Then three sums grow in the loop.",
            "The class with the highest score is scores.argmax(1). Where it equals labels, the "
            "answer is right: .sum() counts such places, and .item() makes a plain number.",
        ],
    ),
    Exercise(
        solution=ConvNetJS,
        probe="module",
        torch=True,
        parts=[
            Part("22,466 parameters", [COLOUR[0], drawn(one_colour_image, 1)], item=0),
            Part("the scores of one image", [COLOUR[0], drawn(one_colour_image, 1)], item=1),
            Part("the scores of a batch", [COLOUR[1], drawn(colour_images, 1)], item=1),
        ],
        mistakes=[
            pads_nothing,
            takes_means,
            forgets_the_last_relu,
            has_no_relu,
            cuts_the_scores_off,
            ends_with_softmax,
            ends_with_log_softmax,
            makes_sixteen_maps_everywhere,
            makes_twenty_maps_everywhere,
            stops_after_two_convolutions,
            forgets_the_last_pooling,
            filters_three_pixels_wide,
            leaves_out_the_biases,
            adds_a_hidden_layer,
            takes_one_number_a_map,
            strides_over_the_image,
            hides_layers_in_a_list,
            makes_one_row_of_the_batch,
        ],
        hints=[
            "With padding 2 a convolution leaves the side as it is; each pooling layer halves "
            "it: 32, 16, 8, 4. The last layer gets 20 maps of 4×4.",
            "A convolution from 3 to 16 maps is nn.Conv2d with 3, 16, 5 and padding=2. Put all "
            "of them with their nn.ReLU and nn.MaxPool2d into one nn.Sequential, then "
            "nn.Flatten and nn.Linear from 320 to 10, and let forward call it.",
        ],
    ),
    Exercise(
        solution=shift_and_flip,
        torch=True,
        parts=[
            Part(
                "to the right or to the left",
                [
                    moved(ROW, [1], [0], [False]),
                    moved(ROW, [-1], [0], [False]),
                    moved(TALL, [1], [0], [False]),
                    moved(-np.array(SQUARE), [2], [0], [False]),
                    drawn(moved_sideways, 3),
                ],
            ),
            Part(
                "down or up",
                [
                    moved(SQUARE, [0], [1], [False]),
                    moved(SQUARE, [0], [-1], [False]),
                    moved(TALL, [0], [-2], [False]),
                    drawn(moved_up_or_down, 3),
                ],
            ),
            Part(
                "mirrored",
                [
                    moved(ROW, [0], [0], [True]),
                    moved(TALL, [0], [0], [True]),
                    moved([*SQUARE, *SQUARE], [0, 0], [0, 0], [False, True]),
                    drawn(mirrored, 3),
                ],
            ),
            Part(
                "moved, then mirrored",
                [
                    moved(ROW, [1], [0], [True]),
                    moved(SQUARE, [-1], [1], [True]),
                    drawn(moved_and_mirrored, 3),
                ],
            ),
            Part(
                "each image in its own way",
                [
                    moved([*SQUARE, *SQUARE], [1, -1], [1, 2], [False, False]),
                    moved([*SQUARE, *SQUARE, *SQUARE], [1, 0, -2], [0, 1, 1], [True, False, True]),
                    drawn(each_in_its_own_way, 3),
                ],
            ),
            Part(
                "out of the picture",
                [
                    moved([*ROW, *ROW], [4, 1], [0, 0], [False, False]),
                    moved(
                        [*SQUARE, *SQUARE, *SQUARE], [0, 1, -1], [-5, 1, 1], [False, True, False]
                    ),
                    drawn(far_moved, 3),
                ],
            ),
        ],
        mistakes=[
            rolls_round,
            repeats_the_edge,
            fills_with_the_darkest,
            exchanges_dx_and_dy,
            moves_the_other_way,
            moves_up_for_down,
            moves_left_for_right,
            moves_by_the_size_of_the_number,
            mirrors_upside_down,
            turns_by_half,
            mirrors_the_colours,
            mirrors_first,
            never_mirrors,
            always_mirrors,
            mirrors_the_others,
            mirrors_all_or_none,
            moves_all_like_the_first,
            loses_what_stays,
            moves_the_given_images,
        ],
        hints=[
            "Begin with zeros, torch.zeros_like(images), and copy into them what stays in the "
            "picture. If an image of W columns moves by 2 to the right, its first W - 2 columns "
            "end up in the last W - 2.",
            "Another way: pad the image with zeros on all sides (functional.pad), then cut out "
            "a window that begins the further left the larger dx is. Mirror with .flip on the "
            "last axis.",
        ],
    ),
    Exercise(
        solution=train_classifier,
        probe="classifier",
        torch=True,
        parts=[
            Part(
                "a model with a score for each class",
                [
                    signs_in_noise(np.random.default_rng(1), 24, 8, (1, 10, 12), 3),
                    signs_in_noise(np.random.default_rng(2), 30, 10, (2, 12, 11), 5),
                    drawn(a_few_signs, 1),
                ],
                item=0,
            ),
            Part(
                "the seed decides",
                [
                    signs_in_noise(np.random.default_rng(3), 30, 10, (1, 11, 11), 3, runs=2),
                    drawn(a_few_signs_twice, 1),
                ],
                item=1,
            ),
            Part(
                "images that it has not seen",
                [many_signs(np.random.default_rng(4)), drawn(many_signs, 1)],
                item=2,
            ),
        ],
        mistakes=[
            never_sets_the_seed,
            always_gives_ten_scores,
            counts_one_class_too_few,
            returns_nothing,
            returns_model_and_loss,
            returns_the_class_of_each_image,
            names_the_class,
            expects_three_colours,
            supposes_one_size,
            runs_into_nan,
            learns_nothing,
            learns_places_by_heart,
        ],
        hints=[
            "First give the seed to torch.manual_seed. Then a small nn.Sequential: one or two "
            "convolutions with ReLU, pooling, nn.Flatten, nn.Linear. images.shape[1] is the "
            "number of channels, int(labels.max()) + 1 that of classes.",
            "nn.AdaptiveMaxPool2d(1) after the convolutions leaves one number a map, for images "
            "of any size. Train with Adam at a rate of 0.01 for some epochs, in shuffled "
            "batches of 32: torch.randperm(len(images)).split(32) gives the indices.",
        ],
    ),
]
