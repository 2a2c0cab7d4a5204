"""train_step_mixed_precision: one training step whose forward pass computes in bfloat16 where
that is safe.
"""

import numpy as np
import torch
from torch.nn import functional

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.on_a_gpu.shared import floats
from helpers.checking.ingredients import Model, Optimizer, Tensor
from helpers.checking.kinds import MIXED_PRECISION
from helpers.models import CHANNELS, CLASSES, SIDE


def train_step_mixed_precision(model, images, labels, optimizer):
    """One training step whose forward pass computes in bfloat16 where that is safe.

    The parameters stay in float32, as does the loss, which is the mean cross-entropy.
    images: (N, C, H, W), labels: (N,), on the device of the model.
    Returns the loss, a float.
    """
    with torch.autocast(images.device.type, dtype=torch.bfloat16):
        loss = functional.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def autocast_loss(model, images, labels, **options):
    with torch.autocast(images.device.type, dtype=torch.bfloat16):
        return functional.cross_entropy(model(images), labels, **options)


def step_down(loss, optimizer):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def computes_in_float32(model, images, labels, optimizer):
    """Your layers compute in float32. The forward pass has to stand inside the autocast block, and
    the block has to be meant for the device on which the images are."""
    return step_down(functional.cross_entropy(model(images), labels), optimizer)


def computes_in_float16(model, images, labels, optimizer):
    """Your layers compute in float16, whose range is small. autocast takes the kind of number as
    dtype: which of the two was it to be?"""
    with torch.autocast(images.device.type, dtype=torch.float16):
        loss = functional.cross_entropy(model(images), labels)
    return step_down(loss, optimizer)


def turns_the_parameters_into_bfloat16(model, images, labels, optimizer):
    """The parameters are bfloat16 now, so small updates get lost. Leave model and images in
    float32: within the block autocast converts what it can."""
    model.to(torch.bfloat16)
    loss = functional.cross_entropy(model(images.to(torch.bfloat16)), labels)
    return step_down(loss, optimizer)


def leaves_only_the_loss_in_float32(model, images, labels, optimizer):
    """The parameters are bfloat16 now, so small updates get lost; only the loss is float32. Leave
    the model in float32: within the block autocast converts what it can."""
    return step_down(autocast_loss(model.to(torch.bfloat16), images, labels), optimizer)


def takes_the_loss_outside(model, images, labels, optimizer):
    """The loss is computed in bfloat16: outside of the block nobody turns the scores back into
    float32. Let the block end after the loss."""
    with torch.autocast(images.device.type, dtype=torch.bfloat16):
        scores = model(images)
    return step_down(functional.cross_entropy(scores, labels), optimizer)


def keeps_old_gradients(model, images, labels, optimizer):
    """What an earlier step left in the gradients was added to yours. They have to be emptied before
    the backward pass."""
    loss = autocast_loss(model, images, labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def changes_no_weight(model, images, labels, optimizer):
    """The weights come out as they went in. Three things happen after the loss: gradients are
    emptied, computed, and used. Is one missing, or is the order another one?"""
    return autocast_loss(model, images, labels).item()


def steps_before_the_backward_pass(model, images, labels, optimizer):
    """The step is made with the gradients of an earlier step. Those of this batch are only there
    after the backward pass."""
    loss = autocast_loss(model, images, labels)
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


def adds_up_the_losses(model, images, labels, optimizer):
    """Your loss is a sum over the batch. With the mean, a step does not depend on the number of
    images."""
    return step_down(autocast_loss(model, images, labels, reduction="sum"), optimizer)


def takes_softmax_twice(model, images, labels, optimizer):
    """The scores go through softmax, and then through a loss that does this again. The
    cross-entropy of PyTorch takes scores as they are."""
    with torch.autocast(images.device.type, dtype=torch.bfloat16):
        scores = functional.softmax(model(images), dim=1)
        loss = functional.cross_entropy(scores, labels)
    return step_down(loss, optimizer)


def measures_after_the_step(model, images, labels, optimizer):
    """The loss that you return is computed anew, after the step. Return the one that the step was
    made from: it costs nothing more."""
    step_down(autocast_loss(model, images, labels), optimizer)
    return autocast_loss(model, images, labels).item()


def steps_twice(model, images, labels, optimizer):
    """The weights move twice as far as they should. How often does a step call the optimizer?"""
    loss = step_down(autocast_loss(model, images, labels), optimizer)
    optimizer.step()
    return loss


def goes_uphill_in_bfloat16(model, images, labels, optimizer):
    """Your weights go uphill. The optimizer steps against the gradient by itself: give it the loss
    as it is."""
    return -step_down(-autocast_loss(model, images, labels), optimizer)


def keeps_the_graph(model, images, labels, optimizer):
    """What you return carries along everything that it was computed from, and keeps it in memory.
    .item() makes a number of it."""
    loss = autocast_loss(model, images, labels)
    step_down(loss, optimizer)
    return loss


def returns_no_loss(model, images, labels, optimizer):
    """The step is made, but the loss does not come back."""
    step_down(autocast_loss(model, images, labels), optimizer)


def training_step(name: str, seed: int, count: int, rate: float) -> Call:
    rng = np.random.default_rng(seed)
    images = floats(rng, count, CHANNELS, SIDE, SIDE)
    labels = Tensor(rng.integers(0, CLASSES, count))
    return call(Model(name, seed), images, labels, Optimizer("SGD", rate))


def some_training_step(rng: np.random.Generator) -> Call:
    """Of models whose gradients do not jump where bfloat16 rounds a number across 0."""
    name = str(rng.choice(["linear", "partly frozen"]))
    rate = round(float(rng.uniform(0.1, 0.2)), 2)
    return training_step(name, int(rng.integers(1000)), int(rng.integers(4, 12)), rate)


ONE_STEP = [
    training_step("linear", 1, 4, 0.5),
    training_step("convolution", 2, 6, 0.3),
    drawn(some_training_step, 1),
]


EXERCISE = Exercise(
    solution=train_step_mixed_precision,
    kind=MIXED_PRECISION,
    torch=True,
    parts=[
        Part("what is computed in which precision", ONE_STEP, item=2),
        Part("the loss", ONE_STEP, item=0),
        Part("the weights after the step", ONE_STEP, item=1),
    ],
    hints=[
        "Forward pass and loss stand inside the autocast block, all the rest after it.",
        "torch.autocast is used in a with statement. It takes the type of a device, which a "
        "tensor of images knows, and the dtype to compute in.",
        "After the block come the three lines of every training step, and a loss that is a "
        "plain number to return.",
    ],
)
