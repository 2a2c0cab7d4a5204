"""The network that several lessons look into and build on knows its ten things."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from helpers import shapes, shapesnet, training

LEAST = 0.99  # of unseen pictures; chance is 0.1


def accuracy(network: torch.nn.Module, seed: int, count: int = 300) -> float:
    pictures, labels = shapesnet.pictures(count, seed)
    return (training.predict(network, pictures).argmax(1) == labels).float().mean().item()


@pytest.fixture(scope="module")
def network() -> shapesnet.ShapesNet:
    return shapesnet.load()


def test_the_stored_network_names_unseen_pictures(network):
    assert accuracy(network, seed=10**6) >= LEAST


def test_it_is_small_and_stored_in_half_precision(network):
    assert sum(parameter.numel() for parameter in network.parameters()) == 63_674
    assert shapesnet.STORED.stat().st_size < 140_000


def test_it_is_ready_to_be_looked_at(network):
    assert not network.training
    assert all(parameter.dtype == torch.float32 for parameter in network.parameters())


def test_its_maps_are_a_quarter_of_the_picture_and_their_means_decide(network):
    pictures = shapesnet.as_pictures(np.stack([shapes.scene(3, size=64, things=2).image]))
    maps = network.features(pictures)
    assert maps.shape == (1, 64, 16, 16)
    torch.testing.assert_close(network(pictures), network.head(maps.mean(dim=(2, 3))))


def test_the_smaller_network_has_no_normalisation():
    network = shapesnet.PlainNet()
    assert sum(parameter.numel() for parameter in network.parameters()) == 90_602
    assert network(torch.zeros(2, 3, 32, 32)).shape == (2, 10)


@pytest.mark.thorough
def test_a_training_from_its_seed_comes_to_the_same(network):
    assert accuracy(shapesnet.train(), seed=10**6, count=1000) >= LEAST
