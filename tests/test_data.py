"""Data that lessons use: what it promises about shapes, ranges, seeds and sources."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from helpers import data, shapes
from helpers.data import downloads

POINTS = {"rings": data.rings, "spiral": data.spiral, "xor": data.xor, "blobs": data.blobs}


@pytest.mark.parametrize("size", [(170, 220), (1, 3), (224, 224), 97])
@pytest.mark.parametrize("name", data.PHOTOS)
def test_a_photograph_comes_in_the_size_that_was_asked_for(name, size):
    picture = data.photo(name, size)
    assert picture.shape == (*(size if isinstance(size, tuple) else (size, size)), 3)
    assert 0 <= picture.min() <= picture.max() <= 1


@pytest.mark.parametrize("make", POINTS.values(), ids=POINTS)
def test_points_depend_on_the_seed_alone(make):
    np.random.seed(1)
    points, labels = make(90, seed=4)
    again, _ = make(90, seed=4)
    other, _ = make(90, seed=5)
    assert points.shape == (90, 2) and labels.shape == (90,)
    assert labels.dtype == np.int64
    assert np.array_equal(points, again)
    assert not np.array_equal(points, other)
    assert np.abs(points).max() < 2.5


@pytest.mark.parametrize("make", [data.rings, data.xor], ids=["rings", "xor"])
def test_no_line_separates_rings_or_xor(make):
    points, labels = make(400)
    assert LogisticRegression().fit(points, labels).score(points, labels) < 0.8


def test_lines_nearly_separate_blobs():
    points, labels = data.blobs(300)
    assert LogisticRegression().fit(points, labels).score(points, labels) > 0.95


def test_a_disc_lies_inside_its_ring():
    points, labels = data.rings(400)
    radius = np.hypot(*points.T)
    assert radius[labels == 0].max() < radius[labels == 1].min()


def test_colour_images_are_scenes_where_nothing_was_downloaded(tmp_path, monkeypatch):
    monkeypatch.setenv(downloads.DATA_FOLDER, str(tmp_path))
    monkeypatch.setattr(downloads, "DOWNLOADS", tmp_path)
    images = data.color_images(train=30, test=20, seed=3)
    assert images.source == "shapes"
    assert images.names == shapes.CLASSES
    assert images.train_images.shape == (30, 32, 32, 3)
    assert images.test_images.shape == (20, 32, 32, 3)
    assert len(images.test_labels) == 20
    assert images.train_images.min() >= 0 and images.train_images.max() <= 1


def test_letters_are_ink_and_paper_and_take_turns():
    images, labels = data.letters("ABE", count=7)
    assert images.shape == (7, 20, 20)
    assert set(np.unique(images)) == {0.0, 1.0}
    assert labels.tolist() == [0, 1, 2, 0, 1, 2, 0]
    assert labels.dtype == np.int64


def test_letters_depend_on_the_seed_alone():
    np.random.seed(1)
    images, _ = data.letters(count=20, seed=4)
    assert np.array_equal(images, data.letters(count=20, seed=4)[0])
    assert not np.array_equal(images, data.letters(count=20, seed=5)[0])


def test_a_linear_classifier_tells_a_from_b():
    images, labels = data.letters("AB", count=400)
    pixels = images.reshape(400, 400)
    model = LogisticRegression(max_iter=500).fit(pixels[:300], labels[:300])
    assert model.score(pixels[300:], labels[300:]) > 0.9
