"""The network that learned from moved pictures holds where the plain one falls."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from helpers import shapesnet, training

EPSILON = 0.04  # a step in every pixel


@pytest.fixture(scope="module")
def unseen() -> tuple[torch.Tensor, torch.Tensor]:
    return shapesnet.pictures(200, seed=10**6)


def right_after_a_step(network: shapesnet.ShapesNet, images, labels, epsilon: float) -> float:
    images = images.clone().requires_grad_()
    loss = functional.cross_entropy(network(images), labels, reduction="sum")
    (gradient,) = torch.autograd.grad(loss, images)
    moved = (images + epsilon * gradient.sign()).detach().clamp(0, 1)
    return (training.predict(network, moved).argmax(1) == labels).float().mean().item()


def test_the_stored_network_names_unseen_pictures(unseen):
    assert right_after_a_step(shapesnet.load_robust(), *unseen, epsilon=0) >= 0.97


def test_a_step_that_fools_the_plain_network_leaves_it_right(unseen):
    assert right_after_a_step(shapesnet.load(), *unseen, EPSILON) <= 0.5
    assert right_after_a_step(shapesnet.load_robust(), *unseen, EPSILON) >= 0.9


def test_it_is_stored_in_half_precision():
    assert shapesnet.STORED_ROBUST.stat().st_size < 140_000
    network = shapesnet.load_robust()
    assert not network.training
    assert all(parameter.dtype == torch.float32 for parameter in network.parameters())


def test_the_seed_decides_a_training_and_the_global_state_does_not():
    stock = shapesnet.pictures(70, seed=1)
    torch.manual_seed(1)
    first = shapesnet.train_robust(seed=5, epochs=1, stock=stock)
    torch.manual_seed(2)
    again = shapesnet.train_robust(seed=5, epochs=1, stock=stock)
    other = shapesnet.train_robust(seed=6, epochs=1, stock=stock)
    assert torch.equal(first.head.weight, again.head.weight)
    assert not torch.equal(first.head.weight, other.head.weight)


@pytest.mark.thorough
def test_a_training_from_its_seed_comes_to_the_same(unseen):
    assert right_after_a_step(shapesnet.train_robust(), *unseen, EPSILON) >= 0.9
