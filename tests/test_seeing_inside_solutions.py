"""Lesson 13's solutions, held against slices of models, finite steps, and hand arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from autograder.exercises.seeing_inside.layer_activations import layer_activations
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
