"""Lesson 10's solutions, held against hand counts, NumPy, PyTorch's own means and finite steps."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, TensorDataset

from autograder.exercises.pytorch_cnn.ConvNetJS import ConvNetJS
from autograder.exercises.pytorch_cnn.count_parameters import count_parameters
from autograder.exercises.pytorch_cnn.evaluate import evaluate
from autograder.exercises.pytorch_cnn.LeNet5 import LeNet5
from autograder.exercises.pytorch_cnn.shift_and_flip import shift_and_flip
from autograder.exercises.pytorch_cnn.train_classifier import train_classifier
from autograder.exercises.pytorch_cnn.train_epoch import train_epoch
from helpers import data, models
from helpers.training import activations

torch.set_num_threads(1)

DRAW = np.random.default_rng(0)
IMAGES = torch.from_numpy(DRAW.standard_normal((7, 2, 4, 4)).astype(np.float32))
LABELS = torch.from_numpy(DRAW.integers(0, 3, 7))
LOADER = DataLoader(TensorDataset(IMAGES, LABELS), 3)


def test_lenet_has_61706_parameters_layer_by_layer():
    layers = {"conv": (6, 1, 5, 5), "again": (16, 6, 5, 5)}
    by_hand = [np.prod(shape) + shape[0] for shape in layers.values()]
    by_hand += [120 * 401, 84 * 121, 10 * 85]
    assert by_hand == [156, 2416, 48_120, 10_164, 850]
    assert sum(by_hand) == 61_706 == count_parameters(LeNet5())


def test_the_paper_of_1998_had_60000():
    third = 6 * (5 * 5 * 3 + 1) + 9 * (5 * 5 * 4 + 1) + (5 * 5 * 6 + 1)
    assert [156, 2 * 6, third, 2 * 16, 48_120, 10_164] == [156, 12, 1516, 32, 48_120, 10_164]
    assert 156 + 12 + 1516 + 32 + 48_120 + 10_164 == 60_000


def test_the_network_of_the_demo_has_22466_parameters_layer_by_layer():
    model = ConvNetJS()
    per_layer = [count_parameters(layer) for layer in model.modules() if hasattr(layer, "weight")]
    assert per_layer == [16 * 76, 20 * 401, 20 * 501, 10 * 321] == [1216, 8020, 10_020, 3210]
    assert sum(per_layer) == 22_466 == count_parameters(model)


def test_the_sides_of_lenet_go_32_28_14_10_5():
    shapes = [
        tuple(out.shape[1:]) for out in activations(LeNet5(), torch.zeros(1, 1, 32, 32)).values()
    ]
    assert [shape for shape in shapes if len(shape) == 3][::3] == [(6, 28, 28), (16, 10, 10)]
    assert [shape for shape in shapes if len(shape) == 3][2::3] == [(6, 14, 14), (16, 5, 5)]
    assert shapes[-1] == (10,)


def test_the_sides_of_the_demo_go_32_16_8_4():
    shapes = [
        tuple(out.shape[1:]) for out in activations(ConvNetJS(), torch.zeros(1, 3, 32, 32)).values()
    ]
    assert shapes[0:9:3] == [(16, 32, 32), (20, 16, 16), (20, 8, 8)]
    assert shapes[2:9:3] == [(16, 16, 16), (20, 8, 8), (20, 4, 4)]


@pytest.mark.parametrize("network, channels", [(LeNet5, 1), (ConvNetJS, 3)])
def test_an_image_gets_the_same_scores_alone_and_in_a_batch(network, channels):
    model, images = network(), torch.randn(4, channels, 32, 32)
    alone = torch.cat([model(image[None]) for image in images])
    assert torch.allclose(model(images), alone, atol=1e-5)
    assert not torch.allclose(alone.sum(1), torch.ones(4))


def test_the_parameters_of_known_layers_are_counted():
    assert count_parameters(nn.Conv2d(3, 1, 5)) == 76
    assert count_parameters(nn.Conv2d(3, 6, 5)) == 456
    assert count_parameters(nn.Conv2d(3, 10, 5)) == 760
    assert count_parameters(nn.Linear(3072, 10)) == 30_730
    assert count_parameters(nn.BatchNorm2d(8)) == 16
    tied = nn.Linear(4, 4)
    assert count_parameters(nn.Sequential(tied, tied)) == 20


def by_numpy(image, dx, dy, flip):
    """Padded with more than enough zeros, rolled, and cut out again."""
    height, width = image.shape[1:]
    room = max(height, width) + 5
    padded = np.pad(image, ((0, 0), (room, room), (room, room)))
    moved = np.roll(padded, (dy, dx), (1, 2))[:, room : room + height, room : room + width]
    return moved[:, :, ::-1] if flip else moved


@pytest.mark.parametrize("shape", [(9, 3, 8, 8), (5, 1, 4, 7), (1, 2, 1, 3), (0, 3, 4, 4)])
def test_shifts_and_flips_are_those_of_a_padded_image(shape):
    rng = np.random.default_rng(sum(shape))
    images = rng.standard_normal(shape).astype(np.float32)
    dx, dy = rng.integers(-4, 5, (2, shape[0]))
    flip = rng.random(shape[0]) < 0.5
    out = shift_and_flip(*map(torch.from_numpy, (images, dx, dy, flip))).numpy()
    for n in range(shape[0]):
        assert np.array_equal(out[n], by_numpy(images[n], dx[n], dy[n], flip[n]))


def test_a_row_by_hand():
    row = torch.tensor([[[[1.0, 2.0, 3.0, 4.0]]]])
    one, no, yes = torch.tensor([1]), torch.tensor([False]), torch.tensor([True])
    assert shift_and_flip(row, one, 0 * one, no).tolist() == [[[[0, 1, 2, 3]]]]
    assert shift_and_flip(row, one, 0 * one, yes).tolist() == [[[[3, 2, 1, 0]]]]


def test_an_epoch_of_plain_steps_by_finite_differences():
    """Each step goes down the slope of the mean loss, which is measured, not derived."""
    model = models.make("linear", 1).double()
    images, labels = IMAGES.double(), LABELS
    expected = [p.detach().clone() for p in model.parameters()]

    def loss(weights, chosen):
        scores = images[chosen].flatten(1) @ weights[0].T + weights[1]
        return functional.cross_entropy(scores, labels[chosen]).item()

    losses = []
    for chosen in torch.arange(7).split(3):
        losses.append(loss(expected, chosen) * len(chosen))
        slopes = []
        for weight in expected:
            slope = torch.zeros_like(weight)
            for place in np.ndindex(*weight.shape):
                kept = weight[place].item()
                weight[place] = kept + 1e-5
                up = loss(expected, chosen)
                weight[place] = kept - 1e-5
                slope[place] = (up - loss(expected, chosen)) / 2e-5
                weight[place] = kept
            slopes.append(slope)
        expected = [w - 0.3 * slope for w, slope in zip(expected, slopes, strict=True)]
    loader = DataLoader(TensorDataset(images, labels), 3)
    mean = train_epoch(model, loader, torch.optim.SGD(model.parameters(), 0.3), "cpu")
    assert mean == pytest.approx(sum(losses) / 7, rel=1e-6)
    for got, wanted in zip(model.parameters(), expected, strict=True):
        assert torch.allclose(got, wanted, atol=1e-7)


def test_an_epoch_leaves_the_model_in_training_mode_and_lowers_the_loss():
    model = models.make("batch norm", 2).eval()
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    first, *_, last = (train_epoch(model, LOADER, optimizer, "cpu") for _ in range(20))
    assert isinstance(first, float) and last < first
    assert model.training


def test_an_evaluation_is_the_mean_over_all_images_at_once():
    model = models.make("dropout", 3)
    loss, accuracy = evaluate(model, LOADER, "cpu")
    scores = model(IMAGES)  # in evaluation mode now
    assert loss == pytest.approx(functional.cross_entropy(scores, LABELS).item(), rel=1e-6)
    assert accuracy == pytest.approx((scores.argmax(1) == LABELS).double().mean().item())
    assert not model.training


@pytest.mark.parametrize("seed", range(2))
def test_a_trained_convnet_reads_digits_that_it_has_not_seen(seed):
    images, labels = data.digits()
    order = np.random.default_rng(seed).permutation(len(images))[:900]
    framed = np.pad(images[order], ((0, 0), (2, 2), (2, 2)))[:, None].astype(np.float32)
    X, y = torch.from_numpy(framed), torch.from_numpy(labels[order])
    model = train_classifier(X[:600], y[:600], seed)
    assert evaluate(model, DataLoader(TensorDataset(X[600:], y[600:]), 64), "cpu")[1] > 0.8
