"""saliency_map: how much the score of a class depends on each pixel."""

import numpy as np
import torch

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.seeing_inside.shared import looked_into, picture, slope, winner_of
from helpers.checking.kinds import INSPECTION


def saliency_map(model, image, label):
    """How much the score of a class depends on each pixel of an image.

    model: in evaluation mode, gives scores (N, K) to images (N, C, H, W); image:
    (C, H, W); label: an int, any class, not only the one with the highest score.
    The score itself is asked about: no softmax, no loss.
    Returns (H, W), a tensor without graph: of the gradient of the score with respect to
    the image the absolute values, and of these the largest over the channels.
    Image and model are as before afterwards: they come without gradients, and none is
    left in either.
    Simonyan, Vedaldi, Zisserman 2014, section 3.
    """
    x = image.clone().requires_grad_()
    score = model(x[None])[0, label]
    (gradient,) = torch.autograd.grad(score, x)
    return gradient.abs().amax(0)


def asks_for_the_probability(model, image, label):
    """This is the gradient of the probability. It also depends on all other scores, and where the
    net is sure it is nearly 0. Ask for the score alone."""
    return slope(model, image, lambda scores: scores.softmax(0)[label]).abs().amax(0)


def asks_for_the_loss(model, image, label):
    """This is the gradient of the loss, or of the logarithm of the probability, in which all
    classes have a say. Only the score of one class is asked for."""
    return slope(model, image, lambda s: s.log_softmax(0)[label]).abs().amax(0)


def asks_for_all_scores(model, image, label):
    """The scores of all classes are added up, so the label makes no difference. Pick out one score
    before you ask for the gradient."""
    return slope(model, image, torch.sum).abs().amax(0)


def asks_for_the_winner(model, image, label):
    """You ask about the class with the highest score. One may ask about any class: the label says
    which."""
    return slope(model, image, torch.amax).abs().amax(0)


def asks_for_the_next_class(model, image, label):
    """The label is one off. Classes are counted from 0, as scores are."""
    return slope(model, image, lambda scores: scores[label - 1]).abs().amax(0)


def adds_up_the_channels(model, image, label):
    """The absolute values are added up over the channels. The docstring asks for another way to
    make one number of them."""
    return slope(model, image, lambda scores: scores[label]).abs().sum(0)


def averages_the_channels(model, image, label):
    """The absolute values are averaged over the channels. A pixel counts as much as the channel
    that counts most."""
    return slope(model, image, lambda scores: scores[label]).abs().mean(0)


def takes_the_length_over_channels(model, image, label):
    """This is the root of the sum of squares over the channels. The docstring asks for another way
    to make one number of them."""
    return slope(model, image, lambda scores: scores[label]).norm(dim=0)


def forgets_the_absolute_value(model, image, label):
    """There is no absolute value before the maximum, so a pixel that lowers the score comes out as
    unimportant. Down matters as much as up."""
    return slope(model, image, lambda scores: scores[label]).amax(0)


def drops_the_sign_too_late(model, image, label):
    """The absolute value comes after the maximum. A large negative slope has lost against a small
    positive one by then: which of the two steps goes first?"""
    return slope(model, image, lambda scores: scores[label]).amax(0).abs()


def lets_channels_cancel(model, image, label):
    """The channels are added up, or averaged, with their signs, so that they cancel. First drop the
    sign, and then make one number of the channels."""
    return slope(model, image, lambda scores: scores[label]).sum(0).abs()


def keeps_what_raises_the_score(model, image, label):
    """What lowers the score is 0 in your map. A pixel may matter either way: drop the sign, not the
    number."""
    return slope(model, image, lambda scores: scores[label]).clamp(min=0).amax(0)


def multiplies_by_the_image(model, image, label):
    """The gradient is multiplied by the image, so dark pixels never matter. Asked for is the slope
    alone, wherever the pixel stands."""
    return (slope(model, image, lambda scores: scores[label]) * image).abs().amax(0)


def squares_the_slopes(model, image, label):
    """The slopes are squared. That drops the sign, and changes the size as well."""
    return slope(model, image, lambda scores: scores[label]).square().amax(0)


def stretches_the_map(model, image, label):
    """The map is stretched so that its largest number is 1. Then two maps cannot be compared any
    more: leave that to the picture."""
    seen = slope(model, image, lambda scores: scores[label]).abs().amax(0)
    return seen / (seen.max() + 1e-8)


def stretches_an_empty_map(model, image, label):
    """The map is divided by its largest number, which is 0 where no pixel counts. Leave it as it
    is: then two maps can be compared as well."""
    seen = slope(model, image, lambda scores: scores[label]).abs().amax(0)
    return seen / seen.max()


def keeps_the_channels(model, image, label):
    """There is one map for each channel, or an axis for the channels that is left. A pixel gets one
    number, so no axis but H and W is there."""
    return slope(model, image, lambda scores: scores[label]).abs()


def takes_the_largest_of_a_column(model, image, label):
    """The maximum goes along another axis than the channels. In (C, H, W) they come first."""
    return slope(model, image, lambda scores: scores[label]).abs().amax(1)


def asks_for_the_gradient_of_gray(model, image, label):
    """You average the channels of the picture before, or give all channels the same number. The
    model gets the picture in colour, as it is."""
    gray = image.mean(0, keepdim=True).expand_as(image)
    return slope(model, gray, lambda scores: scores[label]).abs().amax(0)


def fills_the_parameters_with_gradients(model, image, label):
    """backward() has also left gradients in all parameters of the model, where the next step of an
    optimizer finds them. There is a function that returns the gradient of one tensor alone."""
    x = image.clone().requires_grad_()
    model(x[None])[0, label].backward()
    return x.grad.abs().amax(0)


def fills_the_image_with_gradients(model, image, label):
    """The gradient is left in the image, and a second call adds to it. Ask for gradients of a copy
    of your own."""
    image.requires_grad_()
    model(image[None])[0, label].backward(inputs=[image])
    return image.grad.abs().amax(0)


def makes_the_image_ask_for_gradients(model, image, label):
    """The image that you were given asks for gradients from now on, and whatever is computed with
    it carries a graph. Let a copy ask for them."""
    (gradient,) = torch.autograd.grad(model(image.requires_grad_()[None])[0, label], image)
    return gradient.abs().amax(0)


def freezes_the_weights(model, image, label):
    """The parameters no longer ask for gradients, so nobody can go on training the model. Either
    put that back, or ask for the gradient of the image alone."""
    model.requires_grad_(False)
    return slope(model, image, lambda scores: scores[label]).abs().amax(0)


def leaves_training_mode_on(model, image, label):
    """The model is in training mode afterwards. It came in evaluation mode, in which the next image
    has to find it."""
    seen = slope(model, image, lambda scores: scores[label]).abs().amax(0)
    model.train()
    return seen


def returns_a_map_with_its_graph(model, image, label):
    """What you return carries a graph, and keeps alive all that it was computed from. A second
    derivative is not asked for: no create_graph, or detach() at the end."""
    x = image.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(model(x[None])[0, label], x, create_graph=True)
    return gradient.abs().amax(0) + 0 * x.sum()


def asked(rng: np.random.Generator, name: str, *shape: int, winner: bool | None = None) -> Call:
    """winner: whether the label is the class with the highest score, None for any."""
    model, image = looked_into(name, rng), picture(rng, *shape)
    best = winner_of(model, image)
    label = {None: rng.integers(3), True: best, False: best + rng.integers(1, 3)}[winner]
    return call(model, image, int(label) % 3)


def fixed(seed: int, name: str, *shape: int, winner: bool | None = None) -> Call:
    return asked(np.random.default_rng(seed), name, *shape, winner=winner)


def of_a_linear_model(rng: np.random.Generator) -> Call:
    return asked(rng, "linear", 2, 4, 4, winner=True)


def of_a_small_net(rng: np.random.Generator) -> Call:
    name = str(rng.choice(["any size", "hidden layer", "nested", "batch norm"]))
    sides = rng.integers(3, 7, 2) if name == "any size" else (4, 4)
    return asked(rng, name, 3 if name == "any size" else 2, *map(int, sides))


def of_another_class(rng: np.random.Generator) -> Call:
    name = str(rng.choice(["linear", "any size"]))
    shape = (2, 4, 4) if name == "linear" else (3, 5, 4)
    return asked(rng, name, *shape, winner=False)


EXERCISE = Exercise(
    solution=saliency_map,
    kind=INSPECTION,
    torch=True,
    parts=[
        Part(
            "a linear model, whose slopes are its weights",
            [
                fixed(1, "linear", 2, 4, 4, winner=True),
                fixed(2, "linear", 2, 4, 4, winner=True),
                drawn(of_a_linear_model, 3),
            ],
            item=0,
        ),
        Part(
            "a small net",
            [
                fixed(3, "any size", 3, 3, 3, winner=True),
                fixed(4, "any size", 3, 5, 4, winner=True),
                fixed(5, "hidden layer", 2, 4, 4),
                fixed(6, "nested", 2, 4, 4),
                drawn(of_a_small_net, 3),
            ],
            item=0,
        ),
        Part(
            "another class than the winner",
            [
                fixed(7, "any size", 3, 3, 3, winner=False),
                fixed(8, "any size", 3, 4, 6, winner=False),
                fixed(9, "linear", 2, 4, 4, winner=False),
                drawn(of_another_class, 3),
            ],
            item=0,
        ),
        Part(
            "the model is as it was",
            [
                fixed(10, "any size", 3, 3, 3),
                fixed(11, "partly frozen", 2, 4, 4),
                fixed(12, "nested", 2, 4, 4),
                drawn(of_a_small_net, 2),
            ],
            item=1,
        ),
    ],
    hints=[
        "The image is what the gradient is asked for, not the weights: make a copy of the image "
        "that asks for gradients, and give the model a batch of one, copy[None].",
        "torch.autograd.grad(score, copy) returns the gradient in a tuple of one, and leaves "
        "nothing behind in model or image.",
        "The gradient is (C, H, W): first drop the sign, and then take the largest along axis 0.",
    ],
)
