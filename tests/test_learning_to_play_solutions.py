"""The solutions of lesson 16 against SciPy, scikit-learn, PyTorch and arithmetic by hand."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import torch
from scipy.signal import lfilter
from sklearn.metrics import precision_score, recall_score
from sklearn.utils.class_weight import compute_class_weight
from torch import nn
from torch.nn import functional

from autograder.exercises.learning_to_play.class_weights import class_weights
from autograder.exercises.learning_to_play.discounted_returns import discounted_returns
from autograder.exercises.learning_to_play.epsilon_greedy import epsilon_greedy
from autograder.exercises.learning_to_play.flip_with_labels import flip_with_labels
from autograder.exercises.learning_to_play.precision import precision
from autograder.exercises.learning_to_play.recall import recall
from autograder.exercises.learning_to_play.rotation_average import rotation_average
from autograder.exercises.learning_to_play.td_targets import td_targets
from autograder.exercises.learning_to_play.train_catcher import train_catcher
from helpers import catch

EXACT = dict(rtol=1e-12, atol=1e-12)

several_seeds = pytest.mark.parametrize("seed", range(8))


@several_seeds
def test_returns_are_a_recursive_filter_run_backwards(seed):
    rng = np.random.default_rng(seed)
    rewards, gamma = rng.normal(size=rng.integers(1, 20)), rng.uniform()
    expected = lfilter([1], [1, -gamma], rewards[::-1])[::-1]
    np.testing.assert_allclose(discounted_returns(rewards, gamma), expected, **EXACT)


def test_returns_by_hand():
    assert discounted_returns(np.array([1, 0, 4]), 0.5).tolist() == [2, 2, 4]
    none = discounted_returns(np.array([], dtype=int), 0.5)
    assert none.shape == (0,) and none.dtype == np.float64


@several_seeds
def test_actions_come_as_often_as_the_formula_says(seed):
    rng = np.random.default_rng(seed)
    values, epsilon = rng.integers(0, 3, 4).astype(float), rng.uniform()
    drawn = np.bincount([epsilon_greedy(values, epsilon, rng) for _ in range(5000)], minlength=4)
    best = values == values.max()
    expected = epsilon / 4 + (1 - epsilon) * best / best.sum()
    np.testing.assert_allclose(drawn / 5000, expected, atol=0.04)


def test_chance_of_an_action_comes_from_the_generator_alone():
    values = np.array([1.0, 1.0, 0.0])
    a, b = np.random.default_rng(3), np.random.default_rng(3)
    first = [epsilon_greedy(values, 0.5, a) for _ in range(50)]
    np.random.seed(0)
    assert first == [epsilon_greedy(values, 0.5, b) for _ in range(50)]
    assert all(type(action) is int for action in first)


@several_seeds
def test_targets_against_pytorch(seed):
    rng = np.random.default_rng(seed)
    rewards, done = rng.normal(size=6), rng.random(6) < 0.5
    values, gamma = rng.normal(size=(6, 3)), rng.uniform()
    future = torch.from_numpy(values).amax(1).masked_fill(torch.from_numpy(done), 0)
    expected = torch.from_numpy(rewards) + gamma * future
    np.testing.assert_allclose(td_targets(rewards, values, done, gamma), expected, **EXACT)
    values[done] = np.nan
    np.testing.assert_allclose(td_targets(rewards, values, done, gamma), expected, **EXACT)


@several_seeds
def test_recall_and_precision_against_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    predicted, target = rng.integers(0, 3, (2, 40))
    for label in range(3):
        only = dict(labels=[label], average=None)
        (found,) = recall_score(target, predicted, **only)
        (right,) = precision_score(target, predicted, **only)
        assert recall(predicted, target, label) == pytest.approx(found, rel=1e-12)
        assert precision(predicted, target, label) == pytest.approx(right, rel=1e-12)


def test_a_share_of_nothing_is_an_error():
    zeros, ones = np.zeros(3, dtype=int), np.ones(3, dtype=int)
    assert recall(zeros, ones, 1) == precision(ones, zeros, 1) == 0
    with pytest.raises(ValueError, match="No target is 1"):
        recall(ones, zeros, 1)
    with pytest.raises(ValueError, match="predicted to be 1"):
        precision(zeros, ones, 1)


@several_seeds
def test_weights_are_those_that_scikit_learn_calls_balanced(seed):
    rng = np.random.default_rng(seed)
    y = np.concatenate([np.arange(4), rng.integers(0, 4, 20)])
    expected = compute_class_weight("balanced", classes=np.arange(4), y=y)
    np.testing.assert_allclose(class_weights(y, 4), expected, **EXACT)


def test_weights_give_each_class_the_same_say():
    y = np.array([0, 0, 0, 1, 3, 3])
    weights = class_weights(y, 4)
    np.testing.assert_allclose(weights, [0.5, 1.5, 0, 0.75], **EXACT)
    np.testing.assert_allclose(np.bincount(y, weights[y]), [1.5, 1.5, 0, 1.5], **EXACT)


def tiny_network() -> nn.Sequential:
    torch.manual_seed(0)
    layers = nn.Conv2d(2, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Dropout(), nn.Linear(36, 3)
    return nn.Sequential(*layers).double()


@pytest.mark.parametrize("training", [True, False])
def test_rotations_against_turns_by_index(training):
    model, images = tiny_network().train(training), torch.randn(3, 2, 5, 5).double()
    averages = [buffer.clone() for buffer in model.buffers()]
    mean = rotation_average(model, images)
    assert model.training is training and not mean.requires_grad
    assert all(map(torch.equal, averages, model.buffers()))
    rows, columns = np.indices((5, 5))
    total = torch.zeros(3, 3)
    model.eval()
    for _ in range(4):
        total = total + functional.softmax(model(images[:, :, rows, columns]), 1).detach()
        rows, columns = columns, 4 - rows
    torch.testing.assert_close(mean, total / 4)
    torch.testing.assert_close(rotation_average(model, images.rot90(1, (2, 3))), mean)


def test_images_that_are_not_square_are_refused_before_the_model_is_touched():
    with pytest.raises(ValueError, match="square"):
        rotation_average(None, torch.zeros(1, 2, 4, 5))


@several_seeds
def test_flips_pixel_by_pixel(seed):
    rng = np.random.default_rng(seed)
    images, labels = rng.random((5, 2, 3, 4)), rng.integers(0, 4, 5)
    partner, flip = np.array([1, 0, 2, 3]), rng.random(5) < 0.5
    kept = images.copy(), labels.copy()
    flipped, renamed = flip_with_labels(images, labels, partner, flip)
    for n, c, h, w in np.ndindex(images.shape):
        assert flipped[n, c, h, w] == images[n, c, h, 3 - w if flip[n] else w]
    assert renamed.tolist() == [partner[k] if f else k for k, f in zip(labels, flip, strict=True)]
    np.testing.assert_array_equal(images, kept[0])
    np.testing.assert_array_equal(labels, kept[1])
    again = flip_with_labels(flipped, renamed, partner, flip)
    np.testing.assert_array_equal(again[0], images)
    np.testing.assert_array_equal(again[1], labels)


def test_what_comes_back_shares_no_memory_with_what_came():
    images, labels = np.ones((2, 1, 2, 2)), np.array([0, 1])
    for flip in (np.zeros(2, dtype=bool), np.ones(2, dtype=bool)):
        results = flip_with_labels(images, labels, np.array([1, 0]), flip)
        assert not any(map(np.shares_memory, results, (images, labels)))


@pytest.mark.thorough
def test_a_catcher_learns_in_time_and_its_seed_decides():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = train_catcher(3)

    def choose(pictures):
        with torch.no_grad():
            return model(torch.from_numpy(pictures)).argmax(1)

    assert catch.play(catch.every_game(), choose) >= 0.97
    weights = list(train_catcher(3).parameters())
    assert all(map(torch.equal, model.parameters(), weights))
