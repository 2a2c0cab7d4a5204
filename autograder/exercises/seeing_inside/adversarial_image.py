"""adversarial_image: one step of equal length in every pixel, so that the loss rises."""

import numpy as np
import torch
from torch.nn import functional

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.seeing_inside.shared import looked_into, picture, slope, winner_of
from helpers.checking.ingredients import Tensor
from helpers.checking.kinds import INSPECTION


def adversarial_image(model, image, label, epsilon):
    """The image after one step of epsilon in each number, so that the loss rises.

    model: in evaluation mode, gives scores (N, K) to images (N, C, H, W); image:
    (C, H, W), from 0 to 1; label: an int, the class for which the cross-entropy is to
    rise, whatever the model itself says; epsilon: on the scale of the image. Where it
    is negative, the same formula makes the loss fall.
    Returns image + epsilon · sign(gradient of the cross-entropy with respect to the
    image), cut off below 0 and above 1: (C, H, W), a new tensor without graph.
    Image and model are as before afterwards: they come without gradients, and none is
    left in either.
    Goodfellow, Shlens, Szegedy 2015, section 4.
    """
    x = image.clone().requires_grad_()
    loss = functional.cross_entropy(model(x[None]), torch.tensor([label]))
    (gradient,) = torch.autograd.grad(loss, x)
    return (image + epsilon * gradient.sign()).clamp(0, 1)


def rise(model, image, label):
    """The gradient of the loss, for the mistakes."""
    return slope(model, image, lambda scores: -scores.log_softmax(0)[label])


def steps_by_the_gradient(model, image, label, epsilon):
    """You go along the gradient as it is, so that pixels with small slopes hardly change. Each
    pixel takes the same step: only the direction counts."""
    return (image + epsilon * rise(model, image, label)).clamp(0, 1)


def steps_by_the_direction(model, image, label, epsilon):
    """You scale the gradient to a whole length of 1, or to a largest number of 1. Here each pixel
    by itself moves by epsilon, up or down."""
    gradient = rise(model, image, label)
    return (image + epsilon * gradient / gradient.norm()).clamp(0, 1)


def steps_by_the_largest(model, image, label, epsilon):
    """Only the pixel with the steepest slope moves by epsilon, and the others by less. Each of them
    takes a whole step."""
    gradient = rise(model, image, label)
    return (image + epsilon * gradient / gradient.abs().max()).clamp(0, 1)


def lowers_the_loss(model, image, label, epsilon):
    """You go down, so the model becomes more sure of the label. The loss is to rise: which way does
    a gradient point?"""
    return (image - epsilon * rise(model, image, label).sign()).clamp(0, 1)


def leaves_the_range(model, image, label, epsilon):
    """Some pixels are below 0 or above 1. What comes out is to be a picture again."""
    return image + epsilon * rise(model, image, label).sign()


def cuts_off_below_only(model, image, label, epsilon):
    """Pixels above 1 stay. A picture has an upper end, too."""
    return (image + epsilon * rise(model, image, label).sign()).clamp(min=0)


def cuts_off_above_only(model, image, label, epsilon):
    """Pixels below 0 stay. A picture has a lower end, too."""
    return (image + epsilon * rise(model, image, label).sign()).clamp(max=1)


def stretches_into_the_range(model, image, label, epsilon):
    """You stretch the picture back between 0 and 1, which changes all of its pixels. Cut off what
    stands out, and leave the rest."""
    x = image + epsilon * rise(model, image, label).sign()
    return (x - x.min()) / (x.max() - x.min())


def trusts_the_models_answer(model, image, label, epsilon):
    """The loss is that of the model's own answer. Where the model was wrong before, that is another
    class than the label you were given."""
    with torch.no_grad():
        answer = model(image[None])[0].argmax()
    return adversarial_image(model, image, int(answer), epsilon)


def applies_softmax_twice(model, image, label, epsilon):
    """You give probabilities to the loss, which applies softmax to them once more. cross_entropy
    takes scores."""
    gradient = slope(model, image, lambda s: -s.softmax(0).log_softmax(0)[label])
    return (image + epsilon * gradient.sign()).clamp(0, 1)


def lowers_the_score(model, image, label, epsilon):
    """You lower the score of the label. The others may fall as much by that: the loss looks at all
    of them together."""
    gradient = slope(model, image, lambda scores: scores[label])
    return (image - epsilon * gradient.sign()).clamp(0, 1)


def raises_the_score(model, image, label, epsilon):
    """You raise the score of the label, which helps the model. What is to rise is the loss."""
    gradient = slope(model, image, lambda scores: scores[label])
    return (image + epsilon * gradient.sign()).clamp(0, 1)


def thinks_of_255(model, image, label, epsilon):
    """Your step is 255 times too small. Pixels go from 0 to 1 here, and epsilon with them."""
    return (image + epsilon / 255 * rise(model, image, label).sign()).clamp(0, 1)


def moves_upwards_only(model, image, label, epsilon):
    """Only pixels whose slope is positive move, or only those whose slope is negative. A step down
    raises the loss as well where the slope is negative."""
    return (image + epsilon * (rise(model, image, label) > 0)).clamp(0, 1)


def takes_one_sign_for_all_channels(model, image, label, epsilon):
    """All channels of a pixel take the same step. Each number has a slope of its own."""
    sign = rise(model, image, label).mean(0, keepdim=True).sign()
    return (image + epsilon * sign).clamp(0, 1)


def returns_the_step(model, image, label, epsilon):
    """This is the step alone. Asked for is the image after it."""
    return epsilon * rise(model, image, label).sign()


def returns_a_batch(model, image, label, epsilon):
    """There is one axis too many in front, that of the batch. One image goes in, and one comes
    out."""
    return adversarial_image(model, image, label, epsilon)[None]


def steps_ten_times(model, image, label, epsilon):
    """You take more than one step. With small steps that is a stronger attack, but it goes further
    than epsilon, or along other gradients."""
    for _ in range(10):
        image = adversarial_image(model, image, label, epsilon / 10)
    return image


def changes_the_given_image(model, image, label, epsilon):
    """The image that you were given has changed: a step in place writes into it. The caller still
    wants to compare the two."""
    return image.add_(epsilon * rise(model, image, label).sign()).clamp_(0, 1)


def leaves_gradients_in_the_weights(model, image, label, epsilon):
    """backward() has also left gradients in all weights, and somebody who trains the model adds to
    them. torch.autograd.grad gives the gradient of the image alone."""
    x = image.clone().requires_grad_()
    functional.cross_entropy(model(x[None]), torch.tensor([label])).backward()
    return (image + epsilon * x.grad.sign()).clamp(0, 1)


def leaves_a_gradient_in_the_image(model, image, label, epsilon):
    """The image that you were given keeps a gradient, to which the next call adds its own. Let a
    copy ask for it."""
    image.requires_grad_()
    functional.cross_entropy(model(image[None]), torch.tensor([label])).backward(inputs=[image])
    return (image + epsilon * image.grad.sign()).detach().clamp(0, 1)


def marks_the_given_image(model, image, label, epsilon):
    """The image that you were given asks for gradients from now on. Give that wish to a copy of
    it."""
    moved = adversarial_image(model, image, label, epsilon)
    image.requires_grad_()
    return moved


def returns_an_image_with_its_graph(model, image, label, epsilon):
    """What you return still asks for gradients, or carries a graph: it was made of the copy that
    does. detach() leaves that behind."""
    return adversarial_image(model, image, label, epsilon).requires_grad_()


def unhooks_the_weights(model, image, label, epsilon):
    """The weights do not ask for gradients any more, so the model has become one that cannot be
    trained. Ask for the gradient of the image alone, and leave them."""
    return adversarial_image(model.requires_grad_(False), image, label, epsilon)


def starts_training_the_model(model, image, label, epsilon):
    """The model is in training mode afterwards. An attack is not training: it came in evaluation
    mode, and is to be found in it."""
    moved = adversarial_image(model, image, label, epsilon)
    model.train()
    return moved


def at_the_ends(image: Tensor, rng: np.random.Generator) -> Tensor:
    """Most numbers become nearly 0 or nearly 1."""
    ends = np.where(image.array < 0.5, 0.02, 0.98)
    return Tensor(np.where(rng.random(ends.shape) < 0.4, image.array, ends))


def asked(
    rng: np.random.Generator,
    name: str,
    *shape: int,
    epsilon: float = 0.0,
    right: bool | None = True,
    within: bool = True,
) -> Call:
    """right: whether the label is the class with the highest score, None for any; within: whether
    no step leaves the range from 0 to 1."""
    model = looked_into(name, rng)
    epsilon = epsilon or int(rng.integers(1, 10)) / 100
    image = picture(rng, *shape)
    if within:
        image = Tensor(image.array.clip(0.1, 0.9))
    else:
        image, epsilon = at_the_ends(image, rng), int(rng.integers(5, 10)) / 100
    best = winner_of(model, image)
    label = {None: rng.integers(3), True: best, False: best + rng.integers(1, 3)}[right]
    return call(model, image, int(label) % 3, epsilon)


def fixed(seed: int, name: str, *shape: int, **options) -> Call:
    return asked(np.random.default_rng(seed), name, *shape, **options)


def of_some_size(rng: np.random.Generator) -> Call:
    height, width = map(int, rng.integers(3, 7, 2))
    return asked(rng, "any size", 3, height, width)


def of_a_wrong_answer(rng: np.random.Generator) -> Call:
    return asked(rng, "hidden layer", 2, 4, 4, right=False)


EXERCISE = Exercise(
    solution=adversarial_image,
    kind=INSPECTION,
    torch=True,
    parts=[
        Part(
            "one linear layer",
            [
                fixed(11, "linear", 2, 4, 4, epsilon=0.1),
                fixed(20, "linear", 2, 4, 4),
                drawn(lambda rng: asked(rng, "linear", 2, 4, 4), 3),
            ],
            item=0,
        ),
        Part(
            "the size of the change",
            [
                fixed(23, "any size", 3, 3, 3, epsilon=0.01),
                fixed(12, "any size", 3, 5, 4, epsilon=0.08),
                fixed(6, "nested", 2, 4, 4),
                drawn(of_some_size, 3),
            ],
            item=0,
        ),
        Part(
            "at the ends of the range",
            [
                fixed(9, "linear", 2, 4, 4, within=False),
                fixed(13, "any size", 3, 3, 3, within=False),
                drawn(lambda rng: asked(rng, "linear", 2, 4, 4, within=False), 3),
            ],
            item=0,
        ),
        Part(
            "where the model is wrong",
            [
                fixed(8, "linear", 2, 4, 4, right=False),
                fixed(9, "hidden layer", 2, 4, 4, right=False),
                drawn(of_a_wrong_answer, 3),
            ],
            item=0,
        ),
        Part(
            "the model is as it was",
            [
                fixed(10, "any size", 3, 3, 3),
                fixed(11, "partly frozen", 2, 4, 4),
                drawn(of_some_size, 2),
            ],
            item=1,
        ),
    ],
    hints=[
        "torch.autograd.grad(loss, copy)[0] is the slope of the loss for each number of a copy of "
        "the image that asks for gradients.",
        "Of the slope only the sign counts. Add epsilon times the sign to the image, and cut the "
        "sum off at 0 and 1.",
    ],
)
