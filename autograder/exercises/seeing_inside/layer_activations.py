"""layer_activations: what one layer of a model makes of images."""

import numpy as np
import torch

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.seeing_inside.shared import looked_into, picture
from helpers.checking.ingredients import Model
from helpers.checking.kinds import INSPECTION


def layer_activations(model, name, images):
    """What one layer of a model makes of images.

    model: an nn.Module; name: of one of its layers, as in model.named_modules(): "3" is
    the fourth layer of a Sequential, "1.0" the first layer inside its second one, and
    "" the model itself; images: (N, C, H, W).
    The model, all layers of it in one mode, runs in evaluation mode. Afterwards it is
    as it was: in the mode in which it came, with the same weights and settings, and
    without a hook more.
    Returns the output of the layer for all images, a tensor without graph, as it leaves
    the layer: what follows may write into it (nn.ReLU(inplace=True) does).
    Raises KeyError for a name that is not there.
    """
    layers = dict(model.named_modules())
    if name not in layers:
        raise KeyError(f"the model has no layer called {name!r}")
    kept, training = [], model.training
    handle = layers[name].register_forward_hook(
        lambda layer, given, made: kept.append(made.clone())
    )
    with torch.no_grad():
        model.eval()(images)
    handle.remove()
    model.train(training)
    return kept[0]


def run(model, name, images, keep=lambda given, made: made.clone(), evaluate=True, record=False):
    """What a hook keeps of a pass, and the handle of the hook, for the mistakes."""
    kept, training = [], model.training
    handle = dict(model.named_modules())[name].register_forward_hook(
        lambda layer, given, made: kept.append(keep(given[0], made))
    )
    with torch.set_grad_enabled(record):
        if evaluate:
            model.eval()
        model(images)
    model.train(training)
    return kept[0], handle


def once(*arguments, **options):
    """The same with the hook taken away again."""
    kept, handle = run(*arguments, **options)
    handle.remove()
    return kept


def leaves_the_hook(model, name, images):
    """The hook is still there afterwards, and each call leaves one more. What register_forward_hook
    returns can take it away again."""
    return run(model, name, images)[0]


def keeps_what_the_next_layer_overwrites(model, name, images):
    """What you keep changes after you got it: an in-place layer writes its own result into the same
    memory, and detach() shares that memory too. Make a copy inside the hook."""
    return once(model, name, images, keep=lambda given, made: made)


def copies_too_late(model, name, images):
    """You let every layer that works in place work on a copy, by its setting inplace, and leave it
    so. The caller's model is set otherwise now: copy the one tensor that you keep instead."""
    for layer in model.modules():
        if getattr(layer, "inplace", False):
            layer.inplace = False
    return once(model, name, images)


def keeps_the_graph(model, name, images):
    """The tensor still carries its graph, and with it everything that it was computed from. Nobody
    asks for a gradient here: say so to PyTorch."""
    return once(model, name, images, record=True)


def freezes_the_model(model, name, images):
    """The parameters no longer ask for gradients, so the model cannot be trained any more. To run a
    model without a graph there is torch.no_grad()."""
    model.requires_grad_(False)
    return once(model, name, images)


def switches_recording_off_for_good(model, name, images):
    """Gradients stay switched off after your function, for everything else in the notebook. In a
    with statement, the switch goes back by itself."""
    kept = once(model, name, images)
    torch.set_grad_enabled(False)
    return kept


def keeps_it_in_the_layer(model, name, images):
    """The layer holds a new attribute afterwards. A list in your function, or a variable of it, is
    a better place to keep a tensor in."""
    layer = dict(model.named_modules())[name]
    layer.activations = once(model, name, images)
    return layer.activations


def keeps_the_input(model, name, images):
    """This is what goes into the layer. A forward hook gets the layer, what went in and what came
    out, in this order."""
    return once(model, name, images, keep=lambda given, made: given.clone())


def keeps_the_first_image(model, name, images):
    """Only the first image is there. A layer gives its maps for all images of the batch at once."""
    return once(model, name, images)[0]


def keeps_a_list(model, name, images):
    """There is one axis too many in front: a list of one output, or a stack of one. A layer that
    ran once has one output."""
    return [once(model, name, images)]


def returns_the_scores(model, name, images):
    """This is what the whole model gives, whatever layer was asked for. What happens on the way is
    seen by a hook."""
    return once(model, "", images)


def runs_up_to_the_block(model, name, images):
    """You follow the name only as far as its first number, so of a layer inside another one you get
    the output of the outer one. A dot in a name leads further inside."""
    return once(model, name.partition(".")[0], images)


def knows_outer_layers_only(model, name, images):
    """A layer inside another layer is not found: children() and named_children() go one level deep.
    Which list has all names?"""
    dict([("", model), *model.named_children()])[name]
    return once(model, name, images)


def counts_the_layers_in_order(model, name, images):
    """The name is taken for a place in the list of all modules. That list begins with the model
    itself, and layers inside of layers stand in it too."""
    return once(model, [*dict(model.named_modules())][int(name.partition(".")[0] or 0)], images)


def stays_in_evaluation_mode(model, name, images):
    """The model is in evaluation mode afterwards, however it came. Somebody may be in the midst of
    training it: note its mode first, and put it back."""
    kept = once(model, name, images)
    model.eval()
    return kept


def ends_in_training_mode(model, name, images):
    """The model is in training mode afterwards, however it came. A model that nobody trains any
    more comes in evaluation mode: note which it is, and put that back."""
    kept = once(model, name, images)
    model.train()
    return kept


def forgets_evaluation_mode(model, name, images):
    """The model runs in whatever mode it comes. In training mode, dropout drops numbers, and batch
    normalisation uses these images and learns from them, so looking changes what is looked at."""
    return once(model, name, images, evaluate=False)


def always_runs_in_training_mode(model, name, images):
    """The model runs in training mode, even where it came in the other: dropout drops, and batch
    normalisation learns from the images. Looking is no training."""
    training = model.training
    kept = once(model.train(), name, images, evaluate=False)
    model.train(training)
    return kept


def raises_another_error(model, name, images):
    """A name that is not there ends in another error than a KeyError, as get_submodule raises it.
    Look the name up in a dict of all layers, which raises the right one."""
    model.get_submodule(name)
    return once(model, name, images)


def goes_on_without_a_layer(model, name, images):
    """Where no layer has the name, your loop ends without having found one, and a later line fails
    for want of it. A name that is not there has an error of its own."""
    for other, layer in model.named_modules():
        if other == name:
            found = layer
    return once(model, name, images) if found else None


def keeps_quiet_about_a_missing_name(model, name, images):
    """For a name that no layer has you return something. Who mistypes a name should hear of it: the
    docstring says how."""
    return once(model, name, images) if name in dict(model.named_modules()) else None


def asked(rng: np.random.Generator, model: str, name: str, count: int, training=False) -> Call:
    shape = (3, 3, 4) if model == "any size" else (2, 4, 4)
    seed = int(rng.integers(1, 10**6))
    return call(Model(model, seed, training, True), name, picture(rng, count, *shape))


def small(seed: int, name: str) -> Call:
    rng = np.random.default_rng(seed)
    return call(looked_into("any size", rng), name, picture(rng, 1, 3, 3, 3))


def fixed(seed: int, model: str, name: str, count: int = 2, training: bool = False) -> Call:
    return asked(np.random.default_rng(seed), model, name, count, training)


def one_of(*models_and_names: tuple[str, str], training: bool = False):
    def draw(rng: np.random.Generator) -> Call:
        model, name = models_and_names[rng.integers(len(models_and_names))]
        return asked(rng, model, name, int(rng.integers(1, 4)), training)

    return draw


EXERCISE = Exercise(
    solution=layer_activations,
    kind=INSPECTION,
    torch=True,
    parts=[
        Part(
            "a layer of a Sequential",
            [
                small(1, "0"),
                fixed(2, "convolution", "0"),
                fixed(3, "convolution", "1"),
                fixed(5, "hidden layer", ""),
                drawn(one_of(("convolution", "0"), ("any size", "2"), ("hidden layer", "2")), 2),
            ],
            item=0,
        ),
        Part(
            "a layer inside another",
            [
                fixed(6, "nested", "0.1", 1),
                fixed(7, "nested", "1.3"),
                fixed(8, "nested", "1"),
                fixed(9, "nested", "0.2"),
                fixed(10, "nested", "1.conv"),
                drawn(one_of(("nested", "0.1"), ("nested", "1.2"), ("nested", "1.3")), 2),
            ],
            item=0,
        ),
        Part(
            "followed by a ReLU in place",
            [
                fixed(11, "nested", "0.0", 1),
                fixed(12, "nested", "1.1"),
                drawn(one_of(("nested", "0.0"), ("nested", "1.1")), 2),
            ],
            item=0,
        ),
        Part(
            "in evaluation mode",
            [
                fixed(13, "batch norm", "1", training=True),
                fixed(14, "dropout", "3", training=True),
                drawn(one_of(("batch norm", "1"), ("dropout", "3"), training=True), 2),
            ],
            item=0,
        ),
        Part(
            "the model is as it was",
            [
                small(16, "0"),
                fixed(17, "nested", "0.0"),
                fixed(18, "nested", "1.1", training=True),
                fixed(19, "partly frozen", "1"),
                fixed(20, "batch norm", "1", training=True),
                fixed(21, "dropout", "3", training=True),
                drawn(one_of(("nested", "0.0"), ("partly frozen", "1")), 1),
                drawn(one_of(("nested", "1.1"), ("batch norm", "1"), training=True), 1),
            ],
            item=1,
        ),
    ],
    hints=[
        "dict(model.named_modules()) has every layer by its name. A function that is given to "
        "layer.register_forward_hook is called with the layer, what went in and what came out "
        "whenever the layer runs.",
        "Keep a copy of what came out in a list outside of the hook, run the model on the images "
        "under torch.no_grad(), and call remove() on what register_forward_hook returned.",
        "model.training says in which mode the model came: model.eval() before the pass, and "
        "model.train(mode) after it.",
    ],
)
