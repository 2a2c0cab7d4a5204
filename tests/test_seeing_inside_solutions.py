"""Lesson 13's solutions, held against PyTorch, scikit-learn, finite steps and hand arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestNeighbors

from autograder.exercises.seeing_inside import linear_probe as probe_exercise
from autograder.exercises.seeing_inside.adversarial_image import adversarial_image
from autograder.exercises.seeing_inside.ascend_input import ascend_input
from autograder.exercises.seeing_inside.grad_cam import grad_cam
from autograder.exercises.seeing_inside.layer_activations import layer_activations
from autograder.exercises.seeing_inside.linear_probe import linear_probe
from autograder.exercises.seeing_inside.nearest_neighbors import nearest_neighbors
from autograder.exercises.seeing_inside.normalize_filters import normalize_filters
from autograder.exercises.seeing_inside.occlusion_map import occlusion_map
from autograder.exercises.seeing_inside.saliency_map import saliency_map
from autograder.exercises.seeing_inside.top_patches import top_patches
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


def test_a_filter_by_hand():
    w = np.array([[[[-1.0, 0.0]], [[3.0, 1.0]]], [[[2.0, 2.0]], [[2.0, 2.0]]]])
    pictures = normalize_filters(w)
    assert pictures.shape == (2, 1, 2, 2)
    assert pictures[0].tolist() == [[[0, 1], [0.25, 0.5]]]
    assert (pictures[1] == 0.5).all()


def test_neither_brightness_nor_contrast_of_a_filter_shows():
    w = np.random.default_rng(0).normal(size=(5, 3, 4, 2))
    other = w * np.arange(1, 6).reshape(5, 1, 1, 1) - np.arange(5).reshape(5, 1, 1, 1)
    assert np.allclose(normalize_filters(other), normalize_filters(w))


def test_patches_by_hand():
    images = np.arange(1.0, 37).reshape(1, 1, 6, 6)
    maps = np.zeros((1, 3, 3))
    maps[0, 1, 2] = 1  # of 2 by 2 pixels each, with the middle 3 from the top and 5 from the left
    assert top_patches(maps, images, 2, 1).tolist() == [[[[17, 18], [23, 24]]]]
    expected = [[[[10, 11, 12], [16, 17, 18], [22, 23, 24]]]]  # begins at 1.5 and 3.5
    assert top_patches(maps, images, 3, 1).tolist() == expected
    assert top_patches(maps, images, 4, 1)[0, 0, 0].tolist() == [10, 11, 12, 0]


def test_a_patch_as_large_as_a_unit_sees_has_the_value_in_its_middle():
    """Maps that are the images themselves: the middle of each patch is the largest pixel."""
    images = np.random.default_rng(0).random((20, 1, 5, 8))
    patches = top_patches(images[:, 0], images, 3, 20)
    strongest = np.sort(images.max(axis=(1, 2, 3)))[::-1]
    assert np.array_equal(patches[:, 0, 1, 1], strongest)
    assert np.array_equal(patches.max(axis=(1, 2, 3)), strongest)


def test_grad_cam_of_a_mean_and_a_linear_head_is_the_class_activation_map():
    """So it is with ShapesNet: the mean of each map, then a full layer."""
    random = np.random.default_rng(0)
    maps = torch.from_numpy(random.random((6, 4, 3))).requires_grad_()
    head = torch.from_numpy(random.normal(size=(5, 6)))
    for label in range(5):
        score = head[label] @ maps.mean(dim=(1, 2))
        (gradients,) = torch.autograd.grad(score, maps)
        spoken = torch.einsum("c,chw->hw", head[label], maps).relu() / 12
        found = grad_cam(maps.detach().numpy(), gradients.numpy())
        assert np.allclose(found, spoken.detach().numpy())


def test_grad_cam_of_a_net_is_that_of_pytorch():
    torch.manual_seed(0)
    behind = torch.nn.Sequential(
        torch.nn.Conv2d(3, 4, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(24, 2)
    ).double()
    maps = torch.rand(1, 3, 4, 5, dtype=torch.float64, requires_grad=True)
    behind(maps)[0, 1].backward()
    weights = torch.nn.functional.adaptive_avg_pool2d(maps.grad, 1)
    expected = torch.nn.functional.conv2d(maps.detach(), weights).relu()[0, 0]
    found = grad_cam(maps.detach()[0].numpy(), maps.grad[0].numpy())
    assert np.allclose(found, expected) and found.any()


@pytest.mark.parametrize("N, D, k", [(30, 4, 5), (8, 8, 8), (1, 3, 1), (200, 64, 10)])
def test_neighbours_are_those_of_scikit_learn(N, D, k):
    random = np.random.default_rng(N)
    features, query = random.normal(size=(N, D)), random.normal(size=D)
    theirs = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(features)
    found = nearest_neighbors(features, query, k)
    assert found.dtype == np.int64
    assert np.array_equal(found, theirs.kneighbors(query[None], return_distance=False)[0])


def test_there_are_no_more_neighbours_than_rows():
    with pytest.raises(ValueError):
        nearest_neighbors(np.zeros((3, 2)), np.zeros(2), 4)
    with pytest.raises(ValueError):
        top_patches(np.zeros((3, 2, 2)), np.zeros((3, 1, 4, 4)), 2, 4)


SCENES = [
    probe_exercise.three_clouds,
    probe_exercise.columns_of_any_size,
    probe_exercise.one_column_stays,
]


def share_right(W, b, exam):
    return np.mean((exam["unseen"] @ W.T + b).argmax(axis=1) == exam["labels"])


@pytest.mark.parametrize("draw", SCENES, ids=lambda draw: draw.__name__)
@pytest.mark.parametrize("seed", range(5))
def test_a_probe_is_nearly_as_right_as_logistic_regression(draw, seed):
    case = draw(np.random.default_rng(seed))
    features, y = case.args
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-12
    theirs = LogisticRegression().fit((features - mean) / spread, y)
    W = theirs.coef_ / spread
    expected = share_right(W, theirs.intercept_ - W @ mean, case.exam)
    assert expected > case.at_least
    assert share_right(*linear_probe(features, y), case.exam) > max(case.at_least, expected - 0.03)


def test_without_a_shift_no_weights_tell_two_clouds_in_one_direction_apart():
    case = probe_exercise.three_clouds(np.random.default_rng(0))
    theirs = LogisticRegression(fit_intercept=False).fit(*case.args)
    assert share_right(theirs.coef_, 0, case.exam) < case.at_least
