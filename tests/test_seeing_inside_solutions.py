"""Lesson 13's solutions, held against slices of models, finite steps, and hand arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from autograder.exercises.seeing_inside.adversarial_image import adversarial_image
from autograder.exercises.seeing_inside.ascend_input import ascend_input
from autograder.exercises.seeing_inside.layer_activations import layer_activations
from autograder.exercises.seeing_inside.occlusion_map import occlusion_map
from autograder.exercises.seeing_inside.saliency_map import saliency_map
from helpers import models

torch.set_num_threads(1)


def made(name, seed=1):
    return models.make(name, seed).eval().double()


@pytest.mark.parametrize("place", range(4))
def test_a_layer_of_a_sequential_gives_what_the_slice_up_to_it_gives(place):
    model, images = made("nested"), torch.rand(3, 2, 4, 4, dtype=torch.float64)
    with torch.no_grad():
        expected = model[: place + 1](images)
    assert torch.equal(layer_activations(model, str(place), images), expected)


def test_what_leaves_a_layer_is_not_what_the_next_one_writes_over_it():
    model, images = made("nested"), torch.rand(3, 2, 4, 4, dtype=torch.float64)
    seen = layer_activations(model, "0.0", images)
    assert (seen < 0).any()
    assert torch.equal(seen.clamp(min=0), layer_activations(model, "0.1", images))


def test_looking_teaches_a_model_nothing():
    model = made("batch norm").train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    images = torch.rand(3, 2, 4, 4, dtype=torch.float64)
    seen = layer_activations(model, "1", images)
    assert model.training and all(torch.equal(before[k], v) for k, v in model.state_dict().items())
    assert torch.allclose(seen, layer_activations(model, "0", images) / np.sqrt(1 + 1e-5))
    with pytest.raises(KeyError):
        layer_activations(model, "7", images)


def weights_of(model):
    """Of the linear model, as images: (K, C, H, W)."""
    return model[1].weight.detach().numpy().reshape(3, 2, 4, 4)


def some_image(*shape, seed=0):
    return torch.from_numpy(np.random.default_rng(seed).random(shape))


def finite_slopes(of, image, step=1e-6):
    """The gradient of a number by differences, pixel by pixel."""
    slopes = np.zeros(image.shape)
    for place in np.ndindex(*image.shape):
        ends = [image.clone(), image.clone()]
        ends[0][place] += step
        ends[1][place] -= step
        slopes[place] = (of(ends[0]) - of(ends[1])) / (2 * step)
    return slopes


def score(model, image, label):
    with torch.no_grad():
        return model(image[None])[0, label].item()


def loss(model, image, label):
    with torch.no_grad():
        scores = model(image[None])[0].numpy()
    return np.log(np.exp(scores).sum()) - scores[label]


@pytest.mark.parametrize("size, stride, fill", [(4, 1, 0.5), (2, 1, 0.5), (2, 2, 0.0), (1, 3, 0.9)])
def test_a_linear_model_loses_what_its_weights_make_of_the_covered_pixels(size, stride, fill):
    model, image = made("linear"), some_image(2, 4, 4)
    products = (weights_of(model)[2] * (image.numpy() - fill)).sum(0)
    places = range(0, 4 - size + 1, stride)
    expected = [[products[i : i + size, j : j + size].sum() for j in places] for i in places]
    assert np.allclose(occlusion_map(model, image, 2, size, stride, fill), expected)


def test_the_map_of_a_wide_picture_is_wide_and_a_square_that_covers_nothing_loses_nothing():
    model, image = made("any size"), torch.full((3, 4, 7), 0.5, dtype=torch.float64)
    lost = occlusion_map(model, image, 0, 3, 2)
    assert lost.shape == (1, 3) and not lost.any()
    assert occlusion_map(model, image, 0, 3, fill=0.6).all()


@pytest.mark.parametrize("label", range(3))
def test_the_saliency_of_a_linear_model_is_the_size_of_its_weights(label):
    model = made("linear")
    expected = np.abs(weights_of(model)[label]).max(0)
    assert np.allclose(saliency_map(model, some_image(2, 4, 4), label), expected)


@pytest.mark.parametrize("name, shape", [("any size", (3, 4, 5)), ("nested", (2, 4, 4))])
def test_saliency_is_the_slope_that_is_measured(name, shape):
    model, image = made(name), some_image(*shape)
    slopes = finite_slopes(lambda x: score(model, x, 1), image)
    assert np.allclose(saliency_map(model, image, 1), np.abs(slopes).max(0), atol=1e-7)


def test_a_step_up_a_linear_model_goes_along_its_weights():
    model, start = made("linear"), torch.full((2, 4, 4), 0.5, dtype=torch.float64)
    along = weights_of(model)[1] / np.sqrt((weights_of(model)[1] ** 2).sum())
    assert np.allclose(ascend_input(model, start, 1, 1, 0.25), 0.5 + 0.25 * along)
    assert np.allclose(ascend_input(model, start, 1, 3, 0.1), 0.5 + 0.3 * along)
    far = ascend_input(model, start, 1, 1, 1e4).numpy()
    assert np.array_equal(far, np.where(along > 0, 1.0, 0.0))


def test_a_step_up_a_net_goes_along_the_slope_that_is_measured():
    model, start = made("any size"), 0.3 + 0.4 * some_image(3, 4, 4)
    slopes = finite_slopes(lambda x: score(model, x, 2), start)
    moved = ascend_input(model, start, 2, 1, 0.2) - start
    assert np.allclose(moved, 0.2 * slopes / np.linalg.norm(slopes), atol=1e-7)
    assert score(model, ascend_input(model, start, 2, 20, 0.2), 2) > score(model, start, 2)


def test_where_nothing_changes_the_score_the_start_stays():
    model, start = made("linear"), some_image(2, 4, 4)
    torch.nn.init.zeros_(model[1].weight)
    end = ascend_input(model, start, 0, 5, 0.5)
    assert torch.equal(end, start) and end is not start


def test_an_attack_on_a_linear_model_by_hand():
    model, image = made("linear"), some_image(2, 4, 4)
    with torch.no_grad():
        scores = model(image[None])[0].numpy()
    shares = np.exp(scores) / np.exp(scores).sum()
    slope = np.tensordot(shares - np.eye(3)[1], weights_of(model), 1)
    expected = np.clip(image.numpy() + 0.1 * np.sign(slope), 0, 1)
    assert np.allclose(adversarial_image(model, image, 1, 0.1), expected)
    assert (expected == 0).any() or (expected == 1).any()


@pytest.mark.parametrize("label", range(3))
def test_an_attack_goes_up_the_slope_of_the_loss_that_is_measured(label):
    model, image = made("nested"), 0.2 + 0.6 * some_image(2, 4, 4)
    slopes = finite_slopes(lambda x: loss(model, x, label), image)
    moved = adversarial_image(model, image, label, 0.01)
    assert np.allclose(moved - image, 0.01 * np.sign(np.round(slopes, 8)))
    assert loss(model, moved, label) > loss(model, image, label)
