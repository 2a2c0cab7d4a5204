"""The solutions of lesson 9 against PyTorch, finite differences and hand arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from torch.nn import functional as F

from autograder.exercises import cnn_from_scratch as lesson
from autograder.exercises.cnn_from_scratch.batchnorm_backward import batchnorm_backward
from autograder.exercises.cnn_from_scratch.batchnorm_forward import batchnorm_forward
from autograder.exercises.cnn_from_scratch.convnet_loss_and_gradients import (
    convnet_loss_and_gradients,
)
from autograder.exercises.cnn_from_scratch.dropout_forward import dropout_forward
from autograder.exercises.cnn_from_scratch.he_initialize import he_initialize
from autograder.exercises.cnn_from_scratch.initial_loss import initial_loss
from autograder.exercises.cnn_from_scratch.train_convnet import train_convnet
from helpers import data, networks

EXACT = dict(rtol=1e-9, atol=1e-9)
few = settings(max_examples=40, derandomize=True, deadline=None)
seeds = st.integers(0, 2**32 - 1)
batches = st.one_of(
    st.tuples(st.integers(3, 9), st.integers(1, 5)),
    st.tuples(st.integers(2, 4), st.integers(1, 4), st.integers(1, 5), st.integers(2, 5)),
)


def batch_and_weights(seed, shape):
    rng = np.random.default_rng(seed)
    x = rng.normal(1, 3, shape)
    gamma, beta, mean = rng.normal(size=(3, shape[1]))
    return x, gamma, beta, mean, rng.uniform(0.5, 4, shape[1])


def some_network(seed, N, C, H, W, filters, k, classes):
    rng = np.random.default_rng(seed)
    params = {
        "W1": rng.normal(size=(filters, C, k, k)),
        "b1": rng.normal(size=filters),
        "W2": rng.normal(size=(classes, filters * H * W // 4)),
        "b2": rng.normal(size=classes),
    }
    return params, rng.normal(size=(N, C, H, W)), rng.integers(0, classes, N)


def torch_convnet(params, X, y):
    W1, b1, W2, b2 = (torch.tensor(params[k], requires_grad=True) for k in networks.CONVNET)
    maps = F.relu(F.conv2d(torch.tensor(X), W1, b1, padding="same"))
    loss = F.cross_entropy(F.linear(F.max_pool2d(maps, 2).flatten(1), W2, b2), torch.tensor(y))
    loss.backward()
    grads = [weight.grad.numpy() for weight in (W1, b1, W2, b2)]
    return loss.item(), dict(zip(networks.CONVNET, grads, strict=True))


# First weights and first loss


@pytest.mark.parametrize("shape", [(300, 200), (64, 32, 3, 3), (100, 3, 5, 7)])
def test_first_weights_have_the_spread_of_pytorchs_kaiming_normal(shape):
    ours = he_initialize(shape, np.random.default_rng(0))
    theirs = torch.nn.init.kaiming_normal_(torch.empty(shape), nonlinearity="relu")
    assert ours.shape == shape
    assert ours.std() == pytest.approx(float(theirs.std()), rel=0.03)
    assert abs(ours.mean()) < 4 * ours.std() / math.sqrt(ours.size)


def test_relu_layers_with_these_weights_keep_the_size_of_the_numbers():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(500, 400))
    for _ in range(10):
        x = np.maximum(0, x @ he_initialize((400, 400), rng).T)
    assert 0.7 < np.sqrt(np.mean(x**2)) < 1.4


def test_the_first_loss_of_ten_classes_is_2_3026():
    assert initial_loss(10) == pytest.approx(2.302585, abs=1e-6)


@pytest.mark.parametrize("classes", [2, 3, 10, 1000])
def test_the_first_loss_is_pytorchs_for_equal_scores(classes):
    loss = F.cross_entropy(torch.full((4, classes), 1.5, dtype=torch.float64), torch.arange(4) % 2)
    assert initial_loss(classes) == pytest.approx(loss.item(), rel=1e-12)


def test_a_fresh_network_starts_near_the_first_loss():
    images, labels = data.digits()
    rng = np.random.default_rng(0)
    params = {
        "W1": he_initialize((16, 1, 3, 3), rng),
        "b1": np.zeros(16),
        "W2": 0.01 * he_initialize((10, 256), rng),
        "b2": np.zeros(10),
    }
    loss, _ = convnet_loss_and_gradients(params, images[:200, None], labels[:200])
    assert loss == pytest.approx(initial_loss(10), abs=0.02)


# Dropout


@few
@given(seeds, st.sampled_from([0.1, 0.5, 0.8, 1.0]))
def test_dropout_multiplies_by_its_mask(seed, keep):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(4, 3, 5, 2))
    out, mask = dropout_forward(x, keep, rng, True)
    np.testing.assert_array_equal(out, x * mask)
    assert set(np.unique(mask)) <= {0.0, 1 / keep}


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9])
def test_dropout_keeps_the_mean_as_pytorchs_does(keep):
    x = np.ones((400, 250))
    out, mask = dropout_forward(x, keep, np.random.default_rng(0), True)
    theirs = F.dropout(torch.ones(400, 250), 1 - keep)
    assert out.mean() == pytest.approx(1, abs=0.02)
    assert out.max() == pytest.approx(float(theirs.max()), rel=1e-6)
    assert np.mean(mask > 0) == pytest.approx(float((theirs > 0).float().mean()), abs=0.01)


def test_dropout_leaves_a_prediction_alone():
    x = np.random.default_rng(0).normal(size=(3, 4))
    rng = np.random.default_rng(1)
    out, mask = dropout_forward(x, 0.3, rng, False)
    np.testing.assert_array_equal(out, x)
    np.testing.assert_array_equal(mask, np.ones((3, 4)))
    assert rng.random() == np.random.default_rng(1).random()


def test_the_mask_is_the_gradient_of_dropout():
    x = torch.ones(5, 4, dtype=torch.float64, requires_grad=True)
    _, mask = dropout_forward(x.detach().numpy(), 0.6, np.random.default_rng(3), True)
    (x * torch.tensor(mask)).sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), mask)


# Batch normalisation


@few
@given(seeds, batches, st.sampled_from([1e-5, 0.5]), st.booleans())
def test_batch_normalisation_is_pytorchs_running_values_included(seed, shape, epsilon, train):
    x, gamma, beta, mean, var = batch_and_weights(seed, shape)
    ours = batchnorm_forward(x, gamma, beta, mean, var, 0.1, epsilon, train)
    kind = torch.nn.BatchNorm1d if len(shape) == 2 else torch.nn.BatchNorm2d
    layer = kind(shape[1], eps=epsilon, momentum=0.1, dtype=torch.float64).train(train)
    with torch.no_grad():
        for name, value in [("weight", gamma), ("bias", beta)]:
            getattr(layer, name).copy_(torch.tensor(value))
        layer.running_mean.copy_(torch.tensor(mean))
        layer.running_var.copy_(torch.tensor(var))
        theirs = layer(torch.tensor(x)), layer.running_mean, layer.running_var
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b.numpy(), **EXACT)


@few
@given(seeds, batches, st.sampled_from([1e-5, 0.5]))
def test_its_backward_pass_is_pytorchs(seed, shape, epsilon):
    x, gamma, beta, *_ = batch_and_weights(seed, shape)
    dout = np.random.default_rng(seed + 1).normal(size=shape)
    tensors = [torch.tensor(a, requires_grad=True) for a in (x, gamma, beta)]
    F.batch_norm(tensors[0], None, None, *tensors[1:], True, 0.1, epsilon).backward(
        torch.tensor(dout)
    )
    for ours, tensor in zip(batchnorm_backward(dout, x, gamma, epsilon), tensors, strict=True):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), **EXACT)


def test_its_backward_pass_is_the_slope_of_its_forward_pass():
    x, gamma, beta, mean, var = batch_and_weights(0, (3, 2, 2, 3))
    dout = np.random.default_rng(1).normal(size=x.shape)

    def objective(z):
        return np.sum(dout * batchnorm_forward(z, gamma, beta, mean, var, 0.1, 0.3, True)[0])

    dx, *_ = batchnorm_backward(dout, x, gamma, 0.3)
    for place in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[place] = 1e-5
        slope = (objective(x + step) - objective(x - step)) / 2e-5
        assert slope == pytest.approx(dx[place], abs=1e-8)


def test_a_batch_of_three_by_hand():
    x = np.array([[1.0], [3.0], [5.0]])
    one, zero = np.ones(1), np.zeros(1)
    out, mean, var = batchnorm_forward(x, 2 * one, one, zero, one, 0.1, 0.0, True)
    # The mean is 3, the variance (4 + 0 + 4) / 3, and with n - 1 it is 8 / 2.
    side = 2 * 2 / math.sqrt(8 / 3)
    np.testing.assert_allclose(out.ravel(), [1 - side, 1, 1 + side])
    np.testing.assert_allclose([mean[0], var[0]], [0.3, 0.9 + 0.4])


def test_a_feature_that_never_changes_gives_beta():
    x = np.full((4, 1), 7.0)
    one = np.ones(1)
    out, *_ = batchnorm_forward(x, one, 3 * one, one, one, 0.1, 1e-5, True)
    np.testing.assert_array_equal(out, np.full((4, 1), 3.0))


def test_a_prediction_does_not_depend_on_its_neighbours():
    x, *rest = batch_and_weights(0, (5, 3))
    together, *_ = batchnorm_forward(x, *rest, 0.1, 1e-5, False)
    alone, *_ = batchnorm_forward(x[2:3], *rest, 0.1, 1e-5, False)
    np.testing.assert_allclose(alone, together[2:3], rtol=1e-12)


# The network


@few
@given(
    seeds,
    st.integers(1, 4),
    st.integers(1, 3),
    st.sampled_from([(2, 2), (4, 6), (6, 2), (8, 8)]),
    st.integers(1, 4),
    st.sampled_from([1, 3, 5]),
    st.integers(2, 5),
)
def test_loss_and_gradients_are_pytorchs(seed, N, C, size, filters, k, classes):
    network = some_network(seed, N, C, *size, filters, k, classes)
    loss, grads = convnet_loss_and_gradients(*network)
    loss_there, grads_there = torch_convnet(*network)
    assert loss == pytest.approx(loss_there, rel=1e-9)
    assert grads.keys() == grads_there.keys()
    for name, gradient in grads.items():
        np.testing.assert_allclose(gradient, grads_there[name], err_msg=name, **EXACT)


def test_gradients_are_slopes_of_the_loss():
    params, X, y = some_network(0, 3, 2, 4, 4, 2, 3, 3)
    _, grads = convnet_loss_and_gradients(params, X, y)
    rng = np.random.default_rng(0)
    for name, gradient in grads.items():
        for flat in rng.choice(gradient.size, min(6, gradient.size), replace=False):
            place = np.unravel_index(flat, gradient.shape)
            losses = []
            for step in (1e-6, -1e-6):
                moved = {key: value.copy() for key, value in params.items()}
                moved[name][place] += step
                losses.append(convnet_loss_and_gradients(moved, X, y)[0])
            assert (losses[0] - losses[1]) / 2e-6 == pytest.approx(gradient[place], abs=1e-7)


def test_scores_far_apart_end_in_no_infinity():
    params, X, y = some_network(0, 3, 1, 4, 4, 2, 3, 3)
    loss, grads = convnet_loss_and_gradients({**params, "W2": 1e4 * params["W2"]}, X, y)
    assert math.isfinite(loss)
    assert loss > 745
    assert all(np.isfinite(gradient).all() for gradient in grads.values())


def test_the_stand_in_is_near_and_is_no_answer():
    network = some_network(0, 5, 1, 8, 8, 4, 3, 10)
    loss, grads = networks.convnet_loss_and_gradients(*network)
    right_loss, right = convnet_loss_and_gradients(*network)
    assert loss == pytest.approx(right_loss, rel=0.004)
    for name, gradient in grads.items():
        np.testing.assert_allclose(gradient, right[name], rtol=0.004, atol=1e-12)
        assert not np.allclose(gradient, right[name], rtol=1e-4, atol=0)


# Training


@pytest.fixture(scope="module")
def trained():
    images, labels = data.digits()
    order = np.random.default_rng(0).permutation(len(images))
    learn, rest = order[:1200], order[1200:]
    params = train_convnet(images[learn, None], labels[learn], np.random.default_rng(0))
    return params, images[rest, None], labels[rest]


def test_training_passes_95_percent_on_unseen_digits(trained):
    params, X, y = trained
    assert np.mean(networks.convnet_scores(params, X).argmax(axis=1) == y) > 0.96


def test_training_draws_from_its_generator_only():
    X, y, _ = lesson.train_convnet.small_scenes(np.random.default_rng(0)).args
    once, again, other = (train_convnet(X, y, np.random.default_rng(seed)) for seed in (1, 1, 2))
    for name in networks.CONVNET:
        np.testing.assert_array_equal(once[name], again[name])
    assert not np.array_equal(once["W1"], other["W1"])


@pytest.mark.parametrize("seed", range(3))
def test_no_linear_classifier_tells_the_stripes_apart(seed):
    case = lesson.train_convnet.stripes(np.random.default_rng(seed))
    X, y, generator = case.args
    flat, unseen = (images.reshape(len(images), -1) for images in (X, case.exam["unseen"]))
    linear = LogisticRegression(max_iter=200).fit(flat, y).score(unseen, case.exam["labels"])
    params = train_convnet(X, y, generator.make())
    scores = networks.convnet_scores(params, case.exam["unseen"])
    assert linear < 0.6
    assert np.mean(scores.argmax(axis=1) == case.exam["labels"]) > case.at_least + 0.05


def test_cases_do_not_show_the_labels_that_they_are_scored_by():
    for scene in (
        lesson.train_convnet.small_scenes,
        lesson.train_convnet.stripes,
        lesson.train_convnet.turned_digits,
    ):
        case = scene(np.random.default_rng(0))
        assert len(case.args) == 3
        assert case.kwargs.keys() <= {"runs"}


def test_every_class_occurs_wherever_a_network_is_trained():
    for scene in (
        lesson.train_convnet.small_scenes,
        lesson.train_convnet.stripes,
        lesson.train_convnet.turned_digits,
    ):
        for seed in range(20):
            y, labels = (c := scene(np.random.default_rng(seed))).args[1], c.exam["labels"]
            assert np.array_equal(np.unique(y), np.arange(y.max() + 1))
            assert labels.max() <= y.max()


def test_digits_are_turned_so_that_none_can_be_looked_up():
    images, _ = data.digits()
    known = {image.tobytes() for image in images}
    turned = [
        lesson.train_convnet.turned_digits(np.random.default_rng(seed)).args[0]
        for seed in range(12)
    ]
    found = [np.mean([image.tobytes() in known for image in X[:50]]) for X in turned]
    assert np.mean(np.array(found) < 0.1) > 0.5
