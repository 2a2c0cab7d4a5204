"""Random filters are enough to paint one picture in the style of another."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from helpers import data
from helpers.words_and_pictures import style

SIDE = 48


def gram_matrix(features: torch.Tensor) -> torch.Tensor:
    return torch.einsum("nchw,ndhw->ncd", features, features) / features[0, 0].numel()


def style_loss(features: list, targets: list) -> torch.Tensor:
    pairs = zip(features, targets, strict=True)
    return sum(functional.mse_loss(gram_matrix(maps), target) for maps, target in pairs)


def total_variation(image: torch.Tensor) -> torch.Tensor:
    return sum(image.diff(dim=axis).abs().sum() for axis in (2, 3))


def restyle(image: np.ndarray, other: np.ndarray, **settings) -> np.ndarray:
    return style.restyle(
        image,
        other,
        style_loss=style_loss,
        gram_matrix=gram_matrix,
        total_variation=total_variation,
        **settings,
    )


def distance(image: np.ndarray, other: np.ndarray) -> float:
    """Of their styles."""
    of_image, of_other = (
        style.features(torch.from_numpy(picture.transpose(2, 0, 1)[None]).float())
        for picture in (image, other)
    )
    return style_loss(of_image, [gram_matrix(maps) for maps in of_other]).item()


@pytest.fixture(scope="module")
def cat() -> np.ndarray:
    return data.photo("cat", SIDE)


def test_nine_layers_see_three_scales():
    maps = style.features(torch.rand(1, 3, 40, 56))
    assert len(maps) == len(style.LAYERS) == 9
    sides = [tuple(of_layer.shape) for of_layer in maps]
    assert sides == [(1, 48, 40 // k, 56 // k) for k in (1, 2, 4) for _ in range(3)]
    assert min(of_layer.min() for of_layer in maps) == 0


def test_the_filters_are_the_same_each_time_and_leave_the_global_state():
    image, state = torch.rand(1, 3, 16, 16), torch.get_rng_state()
    style._filters.cache_clear()
    first = style.features(image)
    style._filters.cache_clear()
    for one, other in zip(first, style.features(image), strict=True):
        assert torch.equal(one, other)
    assert torch.equal(state, torch.get_rng_state())


def test_a_larger_picture_of_the_same_texture_has_nearly_the_same_style(cat):
    texture = data.photo("gravel", (128, 128))
    assert distance(texture[:64, :64], texture) < 0.1 * distance(cat, texture)


def test_the_swirl_is_a_picture_of_any_size():
    small, large = style.swirl(24), style.swirl(96)
    assert small.shape == (24, 24, 3) and large.shape == (96, 96, 3)
    assert small.min() >= 0 and large.max() <= 1
    np.testing.assert_array_equal(small, style.swirl(24))
    blue, red = large[..., 2], large[..., 0]
    assert 0.1 < (blue > red + 0.1).mean() < 0.9 and 0.1 < (red > blue + 0.1).mean() < 0.9


@pytest.mark.parametrize("name", ["swirl", "brick", "gravel", "coffee"])
def test_the_style_comes_nearer_and_the_picture_stays_a_picture(cat, name):
    other = style.swirl(SIDE) if name == "swirl" else data.photo(name, SIDE)
    before = cat.copy()
    painted = restyle(cat, other, steps=15)
    assert painted.shape == cat.shape and painted.min() >= 0 and painted.max() <= 1
    assert distance(painted, other) < 0.5 * distance(cat, other)
    np.testing.assert_array_equal(cat, before)


def test_a_layer_without_weight_is_not_followed(cat):
    other = style.swirl(SIDE)
    painted = restyle(cat, other, steps=3, weights=[0] * 9, variation=0)
    np.testing.assert_allclose(painted, cat, atol=1e-6)
    coarse = restyle(cat, other, steps=3, weights=[0] * 6 + [1] * 3)
    fine = restyle(cat, other, steps=3, weights=[1] * 3 + [0] * 6)
    assert np.abs(coarse - fine).max() > 0.02


def test_content_holds_the_picture_and_variation_smooths_it(cat):
    other = style.swirl(SIDE)
    free = restyle(cat, other, steps=8, content=0, variation=0)
    held = restyle(cat, other, steps=8, content=100, variation=0)
    smooth = restyle(cat, other, steps=8, content=0, variation=100)
    assert np.abs(held - cat).mean() < 0.7 * np.abs(free - cat).mean()
    assert np.abs(np.diff(smooth, axis=1)).mean() < 0.7 * np.abs(np.diff(free, axis=1)).mean()


def test_every_step_is_shown(cat):
    seen = []
    last = restyle(
        cat, style.swirl(SIDE), steps=3, on_step=lambda step, image: seen.append((step, image))
    )
    assert [step for step, _ in seen] == [1, 2, 3]
    np.testing.assert_array_equal(seen[-1][1], last)
    assert not np.array_equal(seen[0][1], seen[1][1])


def test_there_is_a_weight_for_each_layer(cat):
    with pytest.raises(ValueError, match=r"one weight for each of 9 layers\. Got 3"):
        restyle(cat, cat, weights=[1, 1, 1])


def test_another_network_may_look_at_the_pictures(cat):
    other = style.swirl(SIDE)
    colors_alone = restyle(cat, other, steps=5, features=lambda picture: [picture])
    assert distance(colors_alone, other) < distance(cat, other)
    with pytest.raises(ValueError, match=r"one weight for each of 1 layers\. Got 2"):
        restyle(cat, other, weights=[1, 1], features=lambda picture: [picture])
