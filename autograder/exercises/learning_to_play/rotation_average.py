"""rotation_average: what a model says of a picture in any of its four turns."""

import numpy as np
import torch

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn

def rotation_average(model, images):
    """What a model says of images, as a mean over the four quarter turns of each.

    model: gives scores (N, K) to images, in whatever mode it was left; images:
    (N, C, H, H), a tensor.
    Returns (N, K), a tensor without graph: the mean of the probabilities, by softmax, that
    the model gives to the images as they are and turned by 90, 180 and 270 degrees.
    The model runs in evaluation mode, no gradients are recorded, and afterwards it is in
    the mode in which it came. Raises ValueError where images are not square.
    Dieleman, Willett, Dambre 2015.
    """
    if images.shape[2] != images.shape[3]:
        raise ValueError("Images must be square to be turned by 90 degrees.")
    was_training = model.training
    model.eval()
    with torch.no_grad():
        views = [torch.rot90(images, turns, (2, 3)) for turns in range(4)]
        mean = torch.stack([model(view).softmax(dim=1) for view in views]).mean(dim=0)
    model.train(was_training)
    return mean


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution=rotation_average,
    torch=True,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
