"""The solutions of lesson 2 against scikit-image, scikit-learn, PyTorch and known numbers."""

from __future__ import annotations

import cmath

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.feature import hog
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from autograder.authoring.sheets import PUBLIC_SEED, answer_sheet
from autograder.exercises.image_features import EXERCISES
from autograder.exercises.image_features.color_histogram import color_histogram
from autograder.exercises.image_features.hog_cells import hog_cells
from autograder.exercises.image_features.hog_length import hog_length
from autograder.exercises.image_features.image_gradients import image_gradients
from autograder.exercises.image_features.orientation_histogram import orientation_histogram
from autograder.exercises.image_features.polar_features import polar_features
from autograder.exercises.image_features.standardize import standardize
from helpers import data

EXACT = dict(rtol=1e-9, atol=1e-9)

few = settings(max_examples=40, derandomize=True, deadline=None)
seeds = st.integers(0, 2**32 - 1)


def cat(height: int, width: int) -> np.ndarray:
    return data.to_gray(data.photo("cat", (height, width)))


def test_three_right_and_four_up_are_five_away():
    np.testing.assert_allclose(polar_features(np.array([[3.0, 4.0]])), [[5, 0.9272952]], rtol=1e-6)


def test_half_turns_and_quarter_turns():
    axes = np.array([[2.0, 0.0], [0.0, 2.0], [-2.0, 0.0], [0.0, -2.0]])
    wanted = np.array([0.0, np.pi / 2, np.pi, -np.pi / 2])
    np.testing.assert_array_equal(polar_features(axes)[:, 0], [2, 2, 2, 2])
    np.testing.assert_array_equal(polar_features(axes)[:, 1], wanted)


def test_polar_features_are_those_of_complex_numbers():
    points = np.random.default_rng(0).normal(size=(50, 2))
    wanted = [cmath.polar(complex(x, y)) for x, y in points]
    np.testing.assert_allclose(polar_features(points), wanted, **EXACT)


def test_a_line_separates_the_rings_only_in_polar_coordinates():
    points, labels = data.rings(600)
    seen, unseen = slice(0, 300), slice(300, None)

    def accuracy(features):
        classifier = LogisticRegression().fit(features[seen], labels[seen])
        return classifier.score(features[unseen], labels[unseen])

    assert accuracy(points) < 0.65
    assert accuracy(polar_features(points)) == 1


def test_standardize_by_hand():
    train, other = np.array([[1.0, 10.0], [3.0, 30.0]]), np.array([[4.0, 50.0]])
    found = standardize(train, other)
    np.testing.assert_array_equal(found[0], [[-1, -1], [1, 1]])
    np.testing.assert_array_equal(found[1], [[2, 3]])


def test_standardize_is_that_of_scikit_learn():
    rng = np.random.default_rng(1)
    train, other = rng.normal(3, 2, (9, 4)), rng.normal(5, 1, (5, 4))
    train[:, 2] = 0.1
    scaler = StandardScaler().fit(train)
    for mine, values in zip(standardize(train, other), (train, other), strict=True):
        np.testing.assert_allclose(mine, scaler.transform(values), **EXACT)


@few
@given(st.floats(-1e6, 1e6), st.integers(1, 9))
def test_a_feature_that_never_varies_is_only_shifted(value, rows):
    """Whatever its value is: the deviation that NumPy works out for 0.1, 0.1, 0.1 is not 0."""
    train, other = standardize(np.full((rows, 1), value), np.array([[value + 2.0]]))
    np.testing.assert_allclose(train, 0, atol=1e-9)
    np.testing.assert_allclose(other, 2, atol=1e-9)


def test_color_histogram_by_hand():
    image = np.array([[[0.0, 0.3, 1.0], [0.9, 0.3, 1.0]]])
    np.testing.assert_array_equal(color_histogram(image, 2), [0.5, 0.5, 1, 0, 0, 1])


@pytest.mark.parametrize("bins", [1, 3, 8, 16])
def test_color_histogram_is_that_of_torch(bins):
    image = data.photo("cat", (20, 30))
    wanted = [
        torch.histc(torch.from_numpy(image[..., c]), bins, 0, 1).numpy() / 600 for c in range(3)
    ]
    np.testing.assert_allclose(color_histogram(image, bins), np.concatenate(wanted), **EXACT)


@few
@given(st.integers(1, 20), seeds)
def test_each_colour_adds_up_to_one(bins, seed):
    image = np.random.default_rng(seed).integers(0, 5, (3, 4, 3)) / 4
    sums = color_histogram(image, bins).reshape(3, bins).sum(axis=1)
    np.testing.assert_allclose(sums, 1, **EXACT)


def test_shuffled_pixels_have_the_same_colours():
    image = data.photo("coffee", (24, 36))
    pixels = np.random.default_rng(2).permutation(image.reshape(-1, 3)).reshape(image.shape)
    np.testing.assert_array_equal(color_histogram(pixels, 8), color_histogram(image, 8))


def test_gradients_of_a_slope():
    """Three steps a pixel to the right, five downwards."""
    gray = 3.0 * np.arange(6) + 5.0 * np.arange(4)[:, None]
    gx, gy = image_gradients(gray)
    np.testing.assert_array_equal(gx[:, 1:-1], 3)
    np.testing.assert_array_equal(gy[1:-1], 5)
    assert not gx[:, [0, -1]].any() and not gy[[0, -1]].any()


def test_gradients_inside_are_those_of_numpy_and_torch():
    gray = cat(9, 14)
    gx, gy = image_gradients(gray)
    down, right = np.gradient(gray)
    np.testing.assert_allclose(gx[:, 1:-1], right[:, 1:-1], **EXACT)
    np.testing.assert_allclose(gy[1:-1], down[1:-1], **EXACT)
    down, right = torch.gradient(torch.from_numpy(gray))
    np.testing.assert_allclose(gx[:, 1:-1], right.numpy()[:, 1:-1], **EXACT)
    np.testing.assert_allclose(gy[1:-1], down.numpy()[1:-1], **EXACT)


def test_a_turned_image_has_turned_gradients():
    gray = cat(7, 11)
    gx, gy = image_gradients(gray)
    turned = image_gradients(gray.T)
    np.testing.assert_array_equal(turned[0], gy.T)
    np.testing.assert_array_equal(turned[1], gx.T)


def test_opposite_directions_share_a_bin():
    one = np.ones(1)
    for angle in (0.1, 1.0, 2.0, 3.0):
        wanted = orientation_histogram(one, np.array([angle]))
        for turns in (-7, -2, -1, 1, 2, 300):
            found = orientation_histogram(one, np.array([angle + turns * np.pi]))
            np.testing.assert_array_equal(found, wanted)


def test_pi_and_minus_pi_count_as_zero():
    angles = np.array([0.0, np.pi, -np.pi, -0.0, 2 * np.pi])
    np.testing.assert_array_equal(orientation_histogram(np.ones(5), angles, 4), [5, 0, 0, 0])


def test_nine_bins_of_twenty_degrees():
    degrees = np.array([10, 30, 50, 70, 90, 110, 130, 150, 170])
    found = orientation_histogram(np.arange(1.0, 10), np.radians(degrees))
    np.testing.assert_array_equal(found, np.arange(1.0, 10))


@few
@given(st.integers(1, 12), seeds)
def test_orientation_histogram_is_that_of_numpy(bins, seed):
    rng = np.random.default_rng(seed)
    magnitude, angle = rng.random((4, 6)), rng.normal(0, 5, (4, 6))
    wanted, _ = np.histogram(angle % np.pi, bins, range=(0, np.pi), weights=magnitude)
    np.testing.assert_allclose(orientation_histogram(magnitude, angle, bins), wanted, **EXACT)


@pytest.mark.parametrize(
    "height, width, cell, bins", [(64, 96, 8, 9), (67, 99, 8, 9), (40, 30, 6, 7), (33, 35, 5, 12)]
)
def test_hog_cells_are_those_of_scikit_image(height, width, cell, bins):
    """It divides each cell by its sum plus 1e-5, after means of gradients that are not halved."""
    gray = cat(height, width)
    options = dict(cells_per_block=(1, 1), block_norm="L1", feature_vector=False)
    wanted = hog(gray, bins, (cell, cell), **options)[:, :, 0, 0]
    means = 2 * hog_cells(gray, cell, bins) / cell**2
    found = means / (means.sum(axis=2, keepdims=True) + 1e-5)
    np.testing.assert_allclose(found, wanted, atol=1e-6)


def test_the_cells_share_out_all_the_edges():
    gray = cat(16, 24)
    total = np.hypot(*image_gradients(gray)).sum()
    assert hog_cells(gray).sum() == pytest.approx(total)
    assert hog_cells(gray, 4, 5).sum() == pytest.approx(total)


def test_one_cell_is_the_histogram_of_the_image():
    gray = cat(12, 12)
    gx, gy = image_gradients(gray)
    wanted = orientation_histogram(np.hypot(gx, gy), np.arctan2(gy, gx), 7)
    np.testing.assert_allclose(hog_cells(gray, 12, 7)[0, 0], wanted, **EXACT)


def test_a_bright_pixel_has_edges_on_four_sides():
    gray = np.zeros((5, 5))
    gray[2, 2] = 8
    np.testing.assert_array_equal(hog_cells(gray, 5)[0, 0], [8, 0, 0, 0, 8, 0, 0, 0, 0])


def test_an_image_and_its_negative_look_alike_to_hog():
    """Eighths are exact, so that no angle on the border of two bins is rounded."""
    gray = np.random.default_rng(3).integers(0, 9, (24, 32)) / 8
    np.testing.assert_array_equal(hog_cells(1 - gray), hog_cells(gray))


def test_brightness_does_not_matter_and_contrast_scales():
    gray = np.random.default_rng(4).integers(0, 9, (24, 32)) / 8
    np.testing.assert_array_equal(hog_cells(gray + 2), hog_cells(gray))
    np.testing.assert_array_equal(hog_cells(4 * gray), 4 * hog_cells(gray))


def test_10800_numbers_of_the_lecture():
    assert hog_length(240, 320) == 30 * 40 * 9 == 10_800
    assert hog_cells(np.zeros((240, 320))).shape == (30, 40, 9)


@few
@given(st.integers(1, 70), st.integers(1, 70), st.integers(1, 12), st.integers(1, 12))
def test_the_length_is_that_of_the_cells(height, width, cell, bins):
    length = hog_length(height, width, cell, bins)
    assert type(length) is int
    assert length == hog_cells(np.ones((height, width)), cell, bins).size


def test_pixels_and_edges_together_tell_digits_best():
    images, labels = data.digits()
    seen, unseen = slice(0, 1000), slice(1000, None)

    def accuracy(features):
        train, other = standardize(features[seen], features[unseen])
        classifier = LogisticRegression(max_iter=500).fit(train, labels[seen])
        return classifier.score(other, labels[unseen])

    pixels = images.reshape(len(images), -1)
    edges = np.array([hog_cells(image, cell=4).ravel() for image in images])
    assert accuracy(pixels) == pytest.approx(0.93, abs=0.02)
    assert accuracy(edges) == pytest.approx(0.87, abs=0.02)
    assert accuracy(np.hstack([pixels, edges])) == pytest.approx(0.95, abs=0.02)


def calls(name):
    exercise = next(exercise for exercise in EXERCISES if exercise.name == name)
    return [case for part in answer_sheet(exercise, PUBLIC_SEED).parts for case in part.cases]


def test_hard_inputs_are_among_the_calls():
    points = [case.args[0] for case in calls("polar_features")]
    assert any(len(p) == 1 for p in points) and any(len(p) == 2 for p in points)
    assert any(p.dtype.kind == "i" for p in points)
    quarters = {(x > 0, y > 0) for p in points for x, y in p}
    assert len(quarters) == 4

    sets = [case.args for case in calls("standardize")]
    assert any(len(train) == 1 for train, _ in sets)
    assert any(len(train) == train.shape[1] for train, _ in sets)
    assert any(len(train) != len(other) for train, other in sets)
    assert any(np.ptp(train, axis=0).min() == 0 for train, _ in sets)

    images = [case.args[0] for case in calls("color_histogram")]
    assert any(1 in image for image in images) and any(0 in image for image in images)
    assert any(1 < image.shape[0] < image.shape[1] for image in images)

    angles = np.concatenate([case.args[1].ravel() for case in calls("orientation_histogram")])
    assert {0.0, np.pi, -np.pi} <= set(angles)
    assert angles.min() < -2 * np.pi and angles.max() > 2 * np.pi

    grays = [(case.args[0], case.kwargs.get("cell", 8)) for case in calls("hog_cells")]
    assert any(gray.shape[0] < gray.shape[1] for gray, _ in grays)
    assert any(gray.shape[0] > gray.shape[1] for gray, _ in grays)
    assert any(gray.shape[0] % cell and gray.shape[1] % cell for gray, cell in grays)


@pytest.mark.parametrize("name", ["color_histogram", "orientation_histogram", "hog_cells"])
def test_a_number_on_the_border_of_two_bins_is_exact(name):
    """Where it is not, right answers may differ by how they round. The ends, 0 and 1 or π, are no
    border."""
    for case in calls(name):
        if name == "color_histogram":
            image, bins = case.args
            is_exact = (image * 16 % 1 == 0) & (bins in (2, 4, 8))
            places = image[(image > 0) & (image < 1) & ~is_exact] * bins
        elif name == "orientation_histogram":
            angle, bins = case.args[1], case.kwargs.get("bins", 9)
            is_exact = np.isin(np.abs(angle), np.pi / np.array([2, 4, 8])) & (bins in (2, 4, 8))
            places = angle[(np.abs(np.sin(angle)) > 1e-9) & ~is_exact] / np.pi * bins
        else:
            gx, gy = image_gradients(case.args[0])
            upright = gy == 0
            places = np.arctan2(gy, gx)[~upright] / np.pi * case.kwargs.get("bins", 9)
        assert np.abs(places - np.round(places)).min(initial=1) > 1e-5


def test_there_are_many_mistakes():
    assert sum(len(exercise.mistakes) for exercise in EXERCISES) >= 140
