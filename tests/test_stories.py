"""Galaxies, road signs, tissue and spoken tones: what lesson 16 may say about them."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import data

DRAWERS = {
    "galaxies": (data.galaxies, (32, 32), 4),
    "road signs": (data.road_signs, (24, 24, 3), 5),
    "tissue": (data.tissue, (24, 24), 2),
    "spoken tones": (data.spoken_tones, (2400,), 4),
}


@pytest.mark.parametrize(("draw", "shape", "classes"), DRAWERS.values(), ids=DRAWERS)
def test_examples_have_a_shape_and_every_class(draw, shape, classes):
    examples, labels = draw(150, seed=1)
    assert examples.shape == (150, *shape) and examples.dtype == np.float64
    assert labels.dtype == np.int64
    assert set(labels) == set(range(classes))


@pytest.mark.parametrize("draw", [draw for draw, *_ in DRAWERS.values()], ids=DRAWERS)
def test_examples_depend_on_the_seed_alone(draw):
    np.random.seed(1)
    examples, labels = draw(30, seed=4)
    some, some_labels = draw(20, seed=4)
    assert np.array_equal(examples[:20], some) and np.array_equal(labels[:20], some_labels)
    assert not np.array_equal(examples, draw(30, seed=5)[0])


def test_no_example_is_drawn_where_none_is_asked_for():
    for draw, shape, _ in DRAWERS.values():
        examples, labels = draw(0)
        assert examples.shape == (0, *shape) and labels.shape == (0,)


@pytest.mark.parametrize("draw", [data.road_signs, data.tissue])
def test_pixels_go_from_0_to_1(draw):
    images, _ = draw(100)
    assert 0 <= images.min() < images.max() <= 1


def test_one_picture_of_tissue_in_25_holds_a_spot():
    _, labels = data.tissue(4000, seed=2)
    assert 0.033 < labels.mean() < 0.047


def test_brightness_alone_does_not_tell_who_is_ill():
    images, labels = data.tissue(1500)
    brightest = images.max(axis=(1, 2))
    assert np.median(brightest[labels == 1]) > np.median(brightest[labels == 0])
    assert (brightest[labels == 0] > np.median(brightest[labels == 1])).mean() > 0.1


def turns_right(image: np.ndarray) -> bool:
    """Whether the arms of a spiral run clockwise on their way outwards."""
    places = (np.arange(32) + 0.5) / 16 - 1
    right, down = np.meshgrid(places, places)
    radius, direction = np.hypot(right, down), np.arctan2(down, right)
    fits = [
        abs((image * np.exp(2j * direction - 2j * twist * radius)).sum()) for twist in (3.85, -3.85)
    ]
    return fits[0] > fits[1]


def test_quarter_turns_keep_a_spiral_and_mirrors_make_it_the_other():
    images, labels = data.galaxies(200, noise=0.1)
    for image, label in zip(images, labels, strict=True):
        if label < 2:
            continue
        right = data.GALAXIES[label] == "turning right"
        assert all(turns_right(np.rot90(image, turns)) == right for turns in range(4))
        assert turns_right(image[:, ::-1]) != right and turns_right(image[::-1]) != right


def test_galaxies_are_as_noisy_as_was_asked_for():
    images, _ = data.galaxies(20, noise=0.2)
    clear, _ = data.galaxies(1, noise=0)
    assert 0.15 < images[:, 0].std() < 0.25  # the sky
    assert clear.min() >= 0


@pytest.mark.parametrize(
    ("one", "other", "axis"),
    [("arrow left", "arrow right", 2), ("triangle up", "triangle down", 1)],
)
def test_a_flipped_sign_says_something_else(one, other, axis):
    images, labels = data.road_signs(500)
    images = images - images.mean(axis=(1, 2), keepdims=True)
    means = {name: images[labels == data.ROAD_SIGNS.index(name)].mean(0) for name in (one, other)}
    flipped = np.flip(means[one], axis - 1)
    assert np.abs(flipped - means[other]).mean() < 0.7 * np.abs(flipped - means[one]).mean()


def test_the_melody_of_a_tone_is_its_class():
    sounds, labels = data.spoken_tones(40, seed=2)
    agrees = []
    for samples, label in zip(sounds, labels, strict=True):
        loud = np.flatnonzero(np.convolve(np.abs(samples), np.ones(100) / 100, "same") > 0.2)
        pieces = np.array_split(samples[loud[0] : loud[-1]], 7)
        low, middle, high = (pitch(pieces[k]) for k in (0, 3, 6))
        heard = {
            "rising": low < middle < high,
            "falling": low > middle > high,
            "rising, then falling": low < middle > high,
            "falling, then rising": low > middle < high,
        }
        agrees.append(heard[data.TONES[label]])
    assert np.mean(agrees) > 0.95


def pitch(samples: np.ndarray) -> float:
    """Of a short piece of sound, in hertz: the strongest wave, since overtones are weaker."""
    waves = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), data.SAMPLE_RATE))
    return 170 + np.argmax(waves[170:700])
