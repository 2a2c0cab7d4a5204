"""What a function leaves behind in a model that it looks into is seen, and said."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from helpers import models
from helpers.checking.compare import difference
from helpers.checking.ingredients import Layers, Model, Tensor
from helpers.checking.kinds import INSPECTION
from helpers.checking.outcome import Outcome
from helpers.checking.run import outcome_of

torch.set_num_threads(1)

IMAGES = np.random.default_rng(0).random((2, 2, 4, 4))


def said(answer, model=None) -> str:
    """How the model is afterwards, by the sentence of the process."""
    model = model or Model("nested", 3, training=False, double=True)
    outcome = outcome_of(INSPECTION, answer, (model, Tensor(IMAGES.copy())), {})
    assert outcome.kind == "returned", outcome
    return outcome.value[1]


def scores(model, images):
    with torch.no_grad():
        return model(images)


def test_what_was_returned_comes_with_the_word_that_nothing_changed():
    args = (Model("nested", 3, training=False, double=True), Tensor(IMAGES.copy()))
    value, sentence = outcome_of(INSPECTION, scores, args, {}).value
    expected = models.make("nested", 3).eval().double()(torch.from_numpy(IMAGES))
    assert np.allclose(value, expected.detach()) and value.dtype == np.float64
    assert sentence == "the model is as it was"


def changes_weights(model, images):
    with torch.no_grad():
        model[0][0].weight[0, 0] += 1


def leaves_single_precision(model, images):
    model.float()


def learns_averages(model, images):
    model.train()
    model(images)
    model.eval()


def changes_images(model, images):
    images.clamp_(0.4, 0.6)


def leaves_a_hook(model, images):
    model[1][0].register_forward_hook(print)


def leaves_a_hook_before(model, images):
    model[1][0].register_forward_pre_hook(print)


def leaves_a_hook_on_gradients(model, images):
    model[1][0].register_full_backward_hook(print)


def leaves_a_hook_on_a_weight(model, images):
    model[1][0].weight.register_hook(print)


def leaves_one_layer_in_training(model, images):
    model[1][1].train()


def replaces_a_layer(model, images):
    model[0][1] = nn.ReLU()


def sets_a_layer_otherwise(model, images):
    model[0][1].inplace = False


def keeps_what_it_saw(model, images):
    model[0].seen = images


def replaces_the_way_forward(model, images):
    model[0].forward = lambda x: x


def leaves_gradients(model, images):
    model(images).sum().backward()


def leaves_a_gradient_in_the_images(model, images):
    images.requires_grad_()
    images.grad = torch.autograd.grad(model(images).sum(), images)[0]
    images.requires_grad_(False)


def freezes(model, images):
    model.requires_grad_(False)


def asks_for_a_gradient(model, images):
    images.requires_grad_()


def switches_recording_off(model, images):
    torch.set_grad_enabled(False)


def returns_the_graph(model, images):
    return model(images)


@pytest.mark.parametrize(
    "answer, sentence",
    [
        (changes_weights, "the weights have changed"),
        (leaves_single_precision, "the weights have changed"),
        (learns_averages, "the running averages have changed"),
        (changes_images, "the numbers of an input have changed"),
        (leaves_a_hook, "a hook is still there"),
        (leaves_a_hook_before, "a hook is still there"),
        (leaves_a_hook_on_gradients, "a hook is still there"),
        (leaves_a_hook_on_a_weight, "a hook is still there"),
        (leaves_one_layer_in_training, "the model is in another mode"),
        (replaces_a_layer, "a layer is another one"),
        (sets_a_layer_otherwise, "a layer is not set as it was"),
        (keeps_what_it_saw, "a layer is not set as it was"),
        (replaces_the_way_forward, "a layer is not set as it was"),
        (leaves_gradients, "gradients are left in the parameters"),
        (leaves_a_gradient_in_the_images, "a gradient is left in an input"),
        (freezes, "not the same parameters ask for gradients"),
        (asks_for_a_gradient, "an input asks for gradients"),
        (switches_recording_off, "recording of gradients is switched off"),
        (returns_the_graph, "what was returned still carries its graph"),
    ],
)
def test_each_thing_that_is_left_changed_is_named(answer, sentence):
    assert said(answer) == sentence


def test_a_hook_on_all_layers_is_seen():
    handles = []

    def leaves_it_everywhere(model, images):
        handles.append(nn.modules.module.register_module_forward_hook(lambda *seen: None))

    try:
        assert said(leaves_it_everywhere) == "a hook is still there"
    finally:
        handles[0].remove()


def test_what_is_put_back_is_as_it_was():
    def tidy(model, images):
        model.train()
        handle = model[0].register_forward_hook(lambda *seen: None)
        model.requires_grad_(False)
        x = images.clone().requires_grad_()
        model.eval()
        torch.autograd.grad(model(x).sum(), x)
        model.requires_grad_(True)
        handle.remove()
        model(images).sum().backward()
        model.zero_grad()
        return x.detach()

    assert said(tidy) == "the model is as it was"


def test_a_model_in_training_mode_that_is_left_in_evaluation_mode_is_seen():
    assert said(scores, Model("dropout", 1, double=True)) == "the model is as it was"
    assert said(
        lambda model, images: scores(model.eval(), images), Model("dropout", 1, double=True)
    ) == ("the model is in another mode")


def test_recording_is_on_again_for_the_next_call():
    assert "switched off" in said(switches_recording_off)
    assert torch.is_grad_enabled()


def test_layers_have_the_same_weights_in_each_call_and_leave_other_chances_alone():
    layers = Layers([("Flatten",), ("Linear", 32, 3)])
    args = (layers, Tensor(IMAGES.astype(np.float32)))
    state = torch.get_rng_state()
    first, second = (outcome_of(INSPECTION, scores, args, {}).value[0] for _ in range(2))
    assert np.array_equal(first, second)
    assert torch.equal(torch.get_rng_state(), state)


def test_a_model_without_numbers_can_be_looked_at():
    layers = Layers([("Flatten",), ("Linear", 32, 3)])

    def moves(model, images):
        return model(images).shape[1]

    with torch.device("meta"):
        outcome = outcome_of(INSPECTION, moves, (layers, Tensor(IMAGES.astype(np.float32))), {})
    assert outcome.kind == "raised"  # images have numbers: an answer has to make its own

    def counts(model, shape):
        return model(torch.zeros(1, *shape, device="meta")).shape[1]

    with torch.device("meta"):
        outcome = outcome_of(INSPECTION, counts, (layers, (2, 4, 4)), {})
    assert outcome.value == (3, "the model is as it was")


HOSTILE = [None, "the model is as it was", 3.0, (), [], (3.0,), ("the model is as it was",), {}]
HOSTILE += [(3.0, None), (3.0, 1), (3.0, ["the model is as it was"]), np.zeros(2), np.eye(2)]


@pytest.mark.parametrize("value", HOSTILE, ids=repr)
def test_whatever_else_a_process_sends_is_not_the_word_that_is_asked_for(value):
    expected = Outcome("returned", (3.0, "the model is as it was"))
    outcome = INSPECTION.measured(Outcome("returned", value), None)
    assert difference(outcome, expected, 1)
