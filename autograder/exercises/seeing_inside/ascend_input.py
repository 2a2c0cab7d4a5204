"""ascend_input: change an image step by step so that one score rises."""

import numpy as np
import torch

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.seeing_inside.shared import looked_into, picture, slope
from helpers.checking.ingredients import Tensor
from helpers.checking.kinds import INSPECTION


def ascend_input(model, start, unit, steps, rate):
    """Change an image step by step so that one score rises.

    model: in evaluation mode, gives scores (N, K) to images (N, C, H, W); start:
    (C, H, W), from 0 to 1; unit: an int, which of the K scores is to rise.
    Each of the steps replaces x by clip(x + rate · g / ‖g‖, 0, 1), where g is the
    gradient of that score with respect to x, and ‖g‖ the root of the sum of squares of
    all its numbers. Where all of g is 0, x stays.
    Returns the last x, a new tensor (C, H, W) without graph; after no step, a copy of
    start.
    start and the model are as before afterwards: they come without gradients, and none
    is left in either.
    Simonyan, Vedaldi, Zisserman 2014, section 2.
    """
    x = start.clone()
    for _ in range(steps):
        x.requires_grad_()
        (gradient,) = torch.autograd.grad(model(x[None])[0, unit], x)
        x, length = x.detach(), gradient.norm()
        if length > 0:
            x = (x + rate * gradient / length).clamp(0, 1)
    return x


def upwards(model, x, unit):
    """The gradient of the score, for the mistakes."""
    return slope(model, x, lambda scores: scores[unit])


def direction(gradient, length=torch.norm):
    """The gradient over its length. 0 stays 0."""
    length = length(gradient)
    return torch.where(length > 0, gradient / length, 0)


def climb(model, start, unit, steps, rate, change=None, of=None, clip=True):
    """The steps, with a part of them wrong, for the mistakes."""
    x = start.clone()
    for _ in range(steps):
        x = x + rate * (change or direction)((of or upwards)(model, x, unit))
        x = x.clamp(0, 1) if clip else x
    return x


def goes_down(model, start, unit, steps, rate):
    """The score falls: you subtract the gradient, as one does with a loss. Here it is to rise."""
    return climb(model, start, unit, steps, -rate)


def steps_by_the_bare_gradient(model, start, unit, steps, rate):
    """You step by rate times the gradient, so a step is as long as the gradient happens to be. The
    docstring gives the direction a length of 1 first."""
    return climb(model, start, unit, steps, rate, lambda gradient: gradient)


def takes_a_length_for_each_channel(model, start, unit, steps, rate):
    """Each channel is divided by a length of its own. There is one length for all numbers of the
    picture."""
    return climb(
        model,
        start,
        unit,
        steps,
        rate,
        lambda g: direction(g, lambda g: g.norm(dim=(1, 2), keepdim=True)),
    )


def divides_by_the_squared_length(model, start, unit, steps, rate):
    """You divide by the sum of squares. The length is its root."""
    return climb(model, start, unit, steps, rate, lambda g: direction(g, lambda g: (g**2).sum()))


def divides_by_the_sum(model, start, unit, steps, rate):
    """You divide by the sum of the absolute values. The length that is asked for adds squares, and
    takes the root."""
    return climb(model, start, unit, steps, rate, lambda g: direction(g, lambda g: g.abs().sum()))


def divides_by_the_largest(model, start, unit, steps, rate):
    """You divide by the largest slope, so that one pixel moves by the whole rate. The length that
    is asked for takes in all numbers."""
    return climb(model, start, unit, steps, rate, lambda g: direction(g, lambda g: g.abs().max()))


def divides_by_the_mean_square(model, start, unit, steps, rate):
    """You divide by the root of the mean of the squares. The docstring has their sum under the
    root."""
    return climb(
        model, start, unit, steps, rate, lambda g: direction(g, lambda g: (g**2).mean().sqrt())
    )


def divides_by_the_spread(model, start, unit, steps, rate):
    """You divide by the standard deviation. It measures how far the slopes are from their mean; the
    length measures how far they are from 0."""
    return climb(model, start, unit, steps, rate, lambda g: direction(g, torch.std))


def steps_by_the_sign(model, start, unit, steps, rate):
    """Each pixel moves by the whole rate, up or down. Here the step goes along the gradient, and
    the whole of it is as long as the rate."""
    return climb(model, start, unit, steps, rate, torch.sign)


def clips_once_at_the_end(model, start, unit, steps, rate):
    """You cut off at 0 and 1 only at the end, so the steps before went on from what is no picture.
    Cut off after each of them."""
    return climb(model, start, unit, steps, rate, clip=False).clamp(0, 1)


def never_clips(model, start, unit, steps, rate):
    """Some pixels are below 0 or above 1. After each step x is a picture again."""
    return climb(model, start, unit, steps, rate, clip=False)


def clips_before_the_step(model, start, unit, steps, rate):
    """You cut off before you step, so the last step may lead out of the range. The docstring cuts
    off the sum."""
    x = start.clone()
    for _ in range(steps):
        x = x.clamp(0, 1)
        x = x + rate * direction(upwards(model, x, unit))
    return x


def stretches_after_each_step(model, start, unit, steps, rate):
    """You stretch the picture so that it reaches from 0 to 1, which changes all of its pixels. Cut
    off what stands out, and leave the rest."""
    x = start.clone()
    for _ in range(steps):
        x = x + rate * direction(upwards(model, x, unit))
        x = (x - x.min()) / (x.max() - x.min())
    return x


def takes_one_step(model, start, unit, steps, rate):
    """You take one step, however many are asked for: does the return stand inside the loop, or does
    each step begin at start again?"""
    return climb(model, start, unit, min(steps, 1), rate)


def takes_a_step_more(model, start, unit, steps, rate):
    """You take one step more than are asked for. After none, the picture is the one that you were
    given."""
    return climb(model, start, unit, steps + 1, rate)


def takes_a_step_less(model, start, unit, steps, rate):
    """You take one step less than are asked for. range(1, steps) holds one number less than
    range(steps)."""
    return climb(model, start, unit, steps - 1, rate)


def keeps_the_first_gradient(model, start, unit, steps, rate):
    """All steps go along the gradient at start. After a step the slope is another one: ask for it
    anew, where x is now."""
    gradient = upwards(model, start, unit)
    return climb(model, start, unit, steps, rate, of=lambda *_: gradient)


def adds_up_gradients(model, start, unit, steps, rate):
    """The gradients of earlier steps are added to the new one, as backward() does as long as nobody
    sets .grad back. Each step takes the slope of its own place."""
    total = torch.zeros_like(start)

    def all_so_far(model, x, unit):
        total.add_(upwards(model, x, unit))
        return total

    return climb(model, start, unit, steps, rate, of=all_so_far)


def divides_zero_by_zero(model, start, unit, steps, rate):
    """Where the gradient is 0, you divide 0 by 0, and the picture is lost. The docstring says what
    happens to x there."""
    return climb(model, start, unit, steps, rate, lambda g: g / g.norm())


def climbs_the_probability(model, start, unit, steps, rate):
    """You climb the probability, or a loss turned round, which also rises where the other scores
    fall. Only the score of the unit is to rise."""

    def of(model, x, unit):
        return slope(model, x, lambda scores: scores.log_softmax(0)[unit])

    return climb(model, start, unit, steps, rate, of=of)


def climbs_all_scores(model, start, unit, steps, rate):
    """The sum of all scores rises. Pick out the one of the unit before you ask for the gradient."""
    return climb(model, start, unit, steps, rate, of=lambda m, x, u: slope(m, x, torch.sum))


def climbs_the_winner(model, start, unit, steps, rate):
    """The highest score rises, whatever unit was asked for."""
    return climb(model, start, unit, steps, rate, of=lambda m, x, u: slope(m, x, torch.amax))


def returns_the_score(model, start, unit, steps, rate):
    """This is what the model says of the last picture. Asked for is the picture."""
    with torch.no_grad():
        return model(climb(model, start, unit, steps, rate)[None])[0, unit]


def returns_every_picture(model, start, unit, steps, rate):
    """You return the pictures of all steps. Asked for is the last one."""
    pictures = [start.clone()]
    for _ in range(steps):
        pictures.append(climb(model, pictures[-1], unit, 1, rate))
    return torch.stack(pictures)


def returns_a_batch_of_one(model, start, unit, steps, rate):
    """There is one axis too many in front, which the model needs and the caller does not. Take the
    one picture out of the batch."""
    return climb(model, start, unit, steps, rate)[None]


def changes_the_start(model, start, unit, steps, rate):
    """The picture that you were given has changed: you step in place, in it itself. Begin with a
    copy."""
    return start.copy_(climb(model, start, unit, steps, rate))


def leaves_gradients_behind(model, start, unit, steps, rate):
    """backward() has also left gradients in all parameters of the model, and each step added to
    them. torch.autograd.grad returns the gradient of x alone."""
    x = start.clone()
    for _ in range(steps):
        x = x.detach().requires_grad_()
        model(x[None])[0, unit].backward()
        x = (x + rate * direction(x.grad)).clamp(0, 1)
    return x.detach()


def marks_the_start(model, start, unit, steps, rate):
    """The picture that you were given asks for gradients from now on. Begin with a copy, and let
    that ask."""
    x = climb(model, start, unit, steps, rate)
    start.requires_grad_()
    return x


def returns_x_with_a_graph(model, start, unit, steps, rate):
    """What you return still asks for gradients, or carries a graph. detach() leaves that behind."""
    return climb(model, start, unit, steps, rate).requires_grad_()


def stops_the_model_from_learning(model, start, unit, steps, rate):
    """The parameters do not ask for gradients any more, and nobody can train the model. Put that
    back, or leave it alone: the gradient of x can be asked for by itself."""
    model.requires_grad_(False)
    return climb(model, start, unit, steps, rate)


def goes_on_in_training_mode(model, start, unit, steps, rate):
    """You switch the model to training mode, and leave it there. Only the picture changes here:
    nothing is trained."""
    x = climb(model, start, unit, steps, rate)
    model.train()
    return x


def asked(
    rng: np.random.Generator, name: str, *shape: int, steps: int, rate: float, near: bool = False
) -> Call:
    """near: whether the start is close to the ends of the range, so that steps lead out of it."""
    image = picture(rng, *shape).array
    image = np.where(image < 0.5, 0.02, 0.98) if near else (0.3 + 0.4 * image).round(2)
    return call(looked_into(name, rng), Tensor(image), int(rng.integers(3)), steps, rate)


def fixed(seed: int, name: str, *shape: int, **options) -> Call:
    return asked(np.random.default_rng(seed), name, *shape, **options)


def sloping(draw, rng: np.random.Generator) -> Call:
    """A drawn call in which no step meets a gradient of 0."""
    while True:
        case = draw(rng)
        model, start, *others = case.args
        if upwards(
            model.make(), ascend_input(model.make(), start.make(), *others), others[0]
        ).any():
            return case


def flat(rng: np.random.Generator, steps: int) -> Call:
    """No ReLU lets anything through, so the gradient is 0."""
    while True:
        case = asked(rng, "any size", 3, 3, 3, steps=steps, rate=0.5)
        model, start, unit, *_ = case.args
        if not upwards(model.make(), start.make(), unit).any():
            return case


def one_step(rng: np.random.Generator) -> Call:
    return asked(rng, "linear", 2, 4, 4, steps=1, rate=int(rng.integers(1, 9)) / 10)


def several_steps(rng: np.random.Generator) -> Call:
    steps, rate = int(rng.integers(2, 5)), int(rng.integers(1, 4)) / 10
    return sloping(lambda rng: asked(rng, "any size", 3, 5, 4, steps=steps, rate=rate), rng)


def clipped_steps(rng: np.random.Generator) -> Call:
    steps, rate = int(rng.integers(2, 5)), int(rng.integers(5, 9)) / 10
    return sloping(
        lambda rng: asked(rng, "hidden layer", 2, 4, 4, steps=steps, rate=rate, near=True), rng
    )


EXERCISE = Exercise(
    solution=ascend_input,
    kind=INSPECTION,
    torch=True,
    parts=[
        Part(
            "one step",
            [
                fixed(1, "linear", 2, 4, 4, steps=1, rate=0.5),
                fixed(2, "linear", 2, 4, 4, steps=1, rate=0.8),
                fixed(3, "any size", 3, 3, 4, steps=1, rate=0.2),
                drawn(one_step, 3),
            ],
            item=0,
        ),
        Part(
            "several steps",
            [
                fixed(4, "any size", 3, 3, 3, steps=2, rate=0.3),
                fixed(5, "any size", 3, 5, 4, steps=4, rate=0.3),
                fixed(6, "hidden layer", 2, 4, 4, steps=3, rate=0.3),
                fixed(7, "linear", 2, 4, 4, steps=0, rate=0.5),
                drawn(several_steps, 2),
            ],
            item=0,
        ),
        Part(
            "cut off at 0 and 1",
            [
                fixed(8, "linear", 2, 4, 4, steps=1, rate=0.5, near=True),
                fixed(3, "hidden layer", 2, 4, 4, steps=3, rate=0.8, near=True),
                drawn(clipped_steps, 2),
            ],
            item=0,
        ),
        Part(
            "a gradient of 0",
            [
                flat(np.random.default_rng(10), 1),
                fixed(11, "any size", 3, 3, 3, steps=1, rate=0.3),
                drawn(lambda rng: flat(rng, int(rng.integers(1, 4))), 1),
                drawn(one_step, 1),
            ],
            item=0,
        ),
        Part(
            "the model is as it was",
            [
                fixed(12, "any size", 3, 3, 3, steps=2, rate=0.3),
                fixed(13, "partly frozen", 2, 4, 4, steps=1, rate=0.3),
                drawn(several_steps, 2),
            ],
            item=1,
        ),
    ],
    hints=[
        "In each step a tensor x asks for gradients, torch.autograd.grad(score, x)[0] gives g, and "
        "the next x is made of x.detach() and g.",
        "g.norm() is the length over all numbers of g. Divide only where it is above 0.",
        "x = (x + rate * g / length).clamp(0, 1) is one step: clamp belongs inside of the loop.",
    ],
)
