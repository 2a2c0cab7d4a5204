"""rotation_average: what a model says of a picture in any of its four turns."""

import numpy as np
import torch

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from helpers.checking.ingredients import Model, Tensor
from helpers.checking.kinds import INSPECTION


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


def _require_square(images):
    if images.shape[2] != images.shape[3]:
        raise ValueError


def _turned(images, turns=range(4), axes=(2, 3)):
    """The images in each of the turns, for mistakes."""
    _require_square(images)
    return [torch.rot90(images, k, axes) for k in turns]


def _scores(model, views, train=False):
    """Scores of each view, (V, N, K), in this mode, with the mode of before afterwards."""
    was_training = model.training
    model.train(train)
    with torch.no_grad():
        scores = torch.stack([model(view) for view in views])
    model.train(was_training)
    return scores


def _mean(scores):
    return scores.softmax(-1).mean(0)


def averages_scores(model, images):
    """You average scores and make probabilities of their mean. One view with large scores would
    decide alone: probabilities first, then the mean."""
    return _scores(model, _turned(images)).mean(0).softmax(-1)


def scores_without_softmax(model, images):
    """You average scores, and no probabilities come out. Softmax first, then the mean."""
    return _scores(model, _turned(images)).mean(0)


def averages_pictures(model, images):
    """You average the four views and ask the model about their mean, a picture that it has never
    seen the like of. Turn, ask, then average the answers."""
    return _mean(_scores(model, [torch.stack(_turned(images)).mean(0)]))


def asks_once(model, images):
    """The model is asked about the images as they are. Three more views are missing."""
    _require_square(images)
    return _mean(_scores(model, [images]))


def leaves_out_the_view_itself(model, images):
    """The images as they are do not count. Four views belong to the mean: these, and three that are
    turned."""
    return _mean(_scores(model, _turned(images, (1, 2, 3))))


def leaves_out_the_last_turn(model, images):
    """Only three views count: as it is, and turned by 90 and by 180 degrees. One quarter turn is
    missing."""
    return _mean(_scores(model, _turned(images, (0, 1, 2))))


def divides_by_three(model, images):
    """Four views are added up and divided by 3. The view itself counts too."""
    return _mean(_scores(model, _turned(images))) * 4 / 3


def half_turns_alone(model, images):
    """Only two views count, as it is and upside down. A quarter turn is 90 degrees."""
    return _mean(_scores(model, _turned(images, (0, 2))))


def one_quarter_turn_alone(model, images):
    """All three turned views are the same, by 90 degrees. Turn by one, two and three quarters."""
    return _mean(_scores(model, _turned(images, (0, 1, 1, 1))))


def turns_the_channels(model, images):
    """Channels and rows are turned into each other. A picture is turned within its last two
    axes."""
    return _mean(_scores(model, _turned(images, axes=(1, 2))))


def turns_the_batch(model, images):
    """You turn images and channels into each other, the first two axes, which torch.rot90 takes
    unless it is told otherwise. A picture is turned within its last two axes."""
    return _mean(_scores(model, _turned(images, axes=(0, 1))))


def mirrors_too(model, images):
    """Mirrored views count as well. In a mirror something else may be seen: turn only."""
    views = _turned(images)
    return _mean(_scores(model, views + [view.flip(3) for view in views]))


def mirrors_instead(model, images):
    """You mirror images and do not turn them: left and right, up and down. In a mirror something
    else may be seen."""
    _require_square(images)
    return _mean(_scores(model, [images, images.flip(3), images.flip(2), images.flip((2, 3))]))


def transposes_the_views(model, images):
    """You exchange rows and columns, which mirrors the image along its diagonal. A quarter turn
    does that and reverses one of the two."""
    _require_square(images)
    back = images.transpose(2, 3)
    return _mean(_scores(model, [images, back, images.flip((2, 3)), back.flip((2, 3))]))


def counts_votes(model, images):
    """Each view votes for one class, and you return the shares of votes. How sure the model is
    counts too: average probabilities."""
    scores = _scores(model, _turned(images))
    votes = torch.nn.functional.one_hot(scores.argmax(-1), scores.shape[-1])
    return votes.to(scores.dtype).mean(0)


def most_certain_view(model, images):
    """You take the largest probability of all views. Their mean is asked for."""
    return _scores(model, _turned(images)).softmax(-1).amax(0)


def adds_up_probabilities(model, images):
    """You add up the probabilities of four views. The mean is asked for, so that they still add up
    to 1."""
    return 4 * _mean(_scores(model, _turned(images)))


def mean_of_logarithms(model, images):
    """You average logarithms of probabilities. The mean of the probabilities themselves is asked
    for."""
    return _scores(model, _turned(images)).log_softmax(-1).mean(0)


def softmax_over_the_images(model, images):
    """Your probabilities add up to 1 over the images. They should over the classes, of each image
    by itself."""
    return _scores(model, _turned(images)).softmax(1).mean(0)


def names_the_classes(model, images):
    """You return the number of a class for each image. The probabilities themselves are asked
    for."""
    return _mean(_scores(model, _turned(images))).argmax(1)


def four_views_one_after_the_other(model, images):
    """You return the probabilities of every view. Their mean is asked for, one row an image."""
    return _scores(model, _turned(images)).softmax(-1).flatten(0, 1)


def any_shape_passes(model, images):
    """Images that are not square are turned all the same, and the model sees two shapes. The
    docstring asks for an error."""
    views = [torch.rot90(images, k, (2, 3)) for k in range(4)]
    return _mean(_scores(model, views))


def asserts_that_images_are_square(model, images):
    """Images that are not square end in another error than the docstring names: a failing assert,
    for one, raises an AssertionError."""
    assert images.shape[2] == images.shape[3]
    return rotation_average(model, images)


def stays_in_training_mode(model, images):
    """The model runs in the mode in which it was left. In training mode dropout and batch
    normalisation do something else: switch, and switch back."""
    return _mean(_scores(model, _turned(images), train=model.training))


def is_left_in_evaluation_mode(model, images):
    """The model is in evaluation mode afterwards, however it came. Whoever trains goes on with it:
    remember the mode, and put it back."""
    mean = rotation_average(model, images)
    model.eval()
    return mean


def is_left_in_training_mode(model, images):
    """The model is in training mode afterwards, however it came. Remember the mode, and put it
    back."""
    mean = rotation_average(model, images)
    model.train()
    return mean


def records_gradients(model, images):
    """What you return carries the graph of four passes through the model. No gradient is asked for:
    say so before the passes."""
    was_training = model.training
    model.eval()
    mean = _mean(torch.stack([model(view) for view in _turned(images)]))
    model.train(was_training)
    return mean


def switches_gradients_off(model, images):
    """After your function gradients are recorded nowhere in the notebook any more. Switch recording
    off for the four passes only: with a with statement it comes back by itself."""
    torch.set_grad_enabled(False)
    return rotation_average(model, images)


def freezes_the_model(model, images):
    """The parameters ask for no gradient afterwards, so nobody can train the model any more. Do
    without a graph while it runs, and leave the parameters alone."""
    model.requires_grad_(False)
    return rotation_average(model, images)


def some_model(rng: np.random.Generator, name: str, training: bool = False) -> Model:
    return Model(name, int(rng.integers(1, 10**6)), training=training, double=True)


def views_of(
    rng: np.random.Generator, *shape: int, name: str = "any size", training: bool = False
) -> Call:
    """Images of large numbers: so the views of a small model differ."""
    images = rng.integers(-60, 61, shape) / 10
    return call(some_model(rng, name, training), Tensor(images))


def fixed(seed: int, *shape: int, **options) -> Call:
    return views_of(np.random.default_rng(seed), *shape, **options)


def alike_in_all_turns(rng: np.random.Generator, count: int, name: str = "any size") -> Call:
    """Images that do not change when they are turned."""
    channels, side = (3, 5) if name == "any size" else (2, 4)
    images = rng.integers(-30, 31, (count, channels, side, side)) / 10
    images = sum(np.rot90(images, k, (2, 3)) for k in range(4))
    return call(some_model(rng, name), Tensor(images))


def alike(rng: np.random.Generator) -> Call:
    name = str(rng.choice(["any size", "linear", "convolution"]))
    return alike_in_all_turns(rng, int(rng.integers(1, 4)), name)


def different_views(rng: np.random.Generator) -> Call:
    name = str(rng.choice(["linear", "hidden layer", "convolution", "nested"]))
    return views_of(rng, int(rng.integers(1, 4)), 2, 4, 4, name=name)


def as_many_channels_as_rows(rng: np.random.Generator) -> Call:
    return views_of(rng, 3, 3, 3, 3)


def not_square(rng: np.random.Generator) -> Call:
    height, width = map(int, rng.permutation([3, 4, 5, 6])[:2])
    return views_of(rng, int(rng.integers(1, 3)), 3, height, width)


def square_of_any_size(rng: np.random.Generator) -> Call:
    side = int(rng.integers(4, 7))
    return views_of(rng, int(rng.integers(1, 3)), 3, side, side)


def in_training(rng: np.random.Generator) -> Call:
    name = str(rng.choice(["dropout", "batch norm", "nested"]))
    return views_of(rng, int(rng.integers(2, 4)), 2, 4, 4, name=name, training=True)


def in_evaluation(rng: np.random.Generator) -> Call:
    name = str(rng.choice(["dropout", "batch norm", "partly frozen"]))
    return views_of(rng, int(rng.integers(2, 4)), 2, 4, 4, name=name)


EXERCISE = Exercise(
    solution=rotation_average,
    kind=INSPECTION,
    torch=True,
    parts=[
        Part(
            "four views that are alike",
            [
                alike_in_all_turns(np.random.default_rng(1), 1),
                alike_in_all_turns(np.random.default_rng(2), 3, "linear"),
                drawn(alike, 2),
            ],
            item=0,
        ),
        Part(
            "four different views",
            [
                fixed(3, 1, 2, 4, 4, name="linear"),
                fixed(4, 2, 2, 4, 4, name="convolution"),
                fixed(5, 3, 2, 4, 4, name="hidden layer"),
                drawn(different_views, 2),
            ],
            item=0,
        ),
        Part(
            "as many channels as rows",
            [
                fixed(6, 3, 3, 3, 3),
                fixed(7, 2, 3, 3, 3),
                drawn(as_many_channels_as_rows, 2),
            ],
            item=0,
        ),
        Part(
            "images that are not square",
            [
                fixed(8, 1, 3, 3, 4),
                fixed(9, 2, 3, 5, 4),
                fixed(10, 1, 3, 5, 5),
                drawn(not_square, 2),
                drawn(square_of_any_size, 2),
            ],
            item=0,
        ),
        Part(
            "evaluation mode",
            [
                fixed(11, 2, 2, 4, 4, name="dropout", training=True),
                fixed(12, 3, 2, 4, 4, name="batch norm", training=True),
                drawn(in_training, 2),
            ],
            item=0,
        ),
        Part(
            "the model is as it was",
            [
                fixed(13, 2, 2, 4, 4, name="dropout", training=True),
                fixed(14, 2, 2, 4, 4, name="batch norm"),
                fixed(16, 2, 2, 4, 4, name="batch norm", training=True),
                fixed(15, 1, 2, 4, 4, name="partly frozen"),
                drawn(in_training, 1),
                drawn(in_evaluation, 1),
            ],
            item=1,
        ),
    ],
    hints=[
        "torch.rot90(images, k, (2, 3)) turns by k quarters. k from 0 to 3 gives four views, and "
        "model(view).softmax(dim=1) what the model says of each.",
        "model.training says in which mode it is: keep that before model.eval(), and give it to "
        "model.train afterwards. with torch.no_grad(): goes around the passes.",
    ],
)
