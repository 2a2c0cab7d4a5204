"""NetworkExplorer shows what the network does, and says where one's own functions differ."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from helpers import shapes, shapesnet
from helpers.widgets.network_explorer import (
    BENT,
    STOCK,
    STOCK_SEED,
    NetworkExplorer,
    favourites,
    field,
    linked,
)

SIDES = [64, 64, 64, 32, 16, 16]


def unpacked(packed) -> np.ndarray:
    return np.frombuffer(packed["data"], "<f4").reshape(packed["shape"])


@pytest.fixture(scope="module")
def network() -> shapesnet.ShapesNet:
    return shapesnet.load().double()


@pytest.mark.parametrize("level, row, column", [(1, 5, 9), (3, 12, 31), (5, 7, 8), (5, 0, 15)])
def test_a_cell_sees_the_pixels_that_have_a_gradient(network, level, row, column):
    picture = torch.rand(1, 3, 64, 64, dtype=torch.double, requires_grad=True)
    smooth = [
        m for m in network.features[: BENT[level - 1] + 1] if not isinstance(m, torch.nn.ReLU)
    ]
    even = [torch.nn.AvgPool2d(2) if isinstance(m, torch.nn.MaxPool2d) else m for m in smooth]
    torch.nn.Sequential(*even)(picture)[0, :, row, column].sum().backward()
    rows, columns = np.nonzero(picture.grad[0].abs().sum(0).numpy())
    top, bottom, left, right = linked(level, row, column, SIDES)[0]
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (top, bottom, left, right)


def test_what_a_pixel_touches_changes_with_it(network):
    picture = torch.rand(1, 3, 64, 64, dtype=torch.double)
    other = picture.clone()
    other[0, :, 33, 18] += 100  # so much that no largest of four stays what it was
    boxes = linked(0, 33, 18, SIDES)
    with torch.no_grad():
        for level, end in enumerate(BENT, 1):
            part = network.features[: end + 1]
            moved = (part(picture) != part(other))[0].any(0).numpy()
            rows, columns = np.nonzero(moved)
            assert [rows.min(), rows.max(), columns.min(), columns.max()] == boxes[level]


def test_receptive_fields_are_those_of_the_arithmetic_of_lesson_7():
    assert [field(level) for level in range(6)] == [
        (1, 1), (3, 1), (5, 1), (10, 2), (20, 4), (28, 4),
    ]  # fmt: skip


def test_the_tasks_are_answered_truly():
    reached = {
        bottom - top + 1 for row in range(64) for top, bottom, *_ in [linked(0, row, 0, SIDES)[5]]
    }
    assert (min(reached), max(reached)) == (4, 7)


def test_grad_cam_is_that_of_the_gradients(network):
    widget = NetworkExplorer(network=shapesnet.load(), state="show=classes&label=7")
    picture = shapesnet.as_pictures(shapes.scene(4, size=64, things=2).image[None])
    maps = widget.network.features(picture).detach().requires_grad_()
    widget.network.head(maps.mean(dim=(2, 3)))[0, 7].backward()
    weights = maps.grad.mean(dim=(2, 3), keepdim=True)
    expected = (weights * maps).sum(1).clamp(min=0)[0].detach().numpy()
    np.testing.assert_allclose(unpacked(widget.picture["map"]), expected, atol=1e-6)


def test_it_answers_where_each_of_two_things_is():
    scene = shapes.scene(4, size=64, things=2)
    for thing in scene.things:
        label = shapes.CLASSES.index(thing.name)
        found = unpacked(NetworkExplorer(state={"show": "classes", "label": label}).picture["map"])
        row, column = np.unravel_index(found.argmax(), found.shape)
        assert thing.mask[4 * row : 4 * row + 4, 4 * column : 4 * column + 4].any()


def test_favourites_are_cut_around_the_strongest_place_of_each_picture():
    responses = np.zeros((10, 2, 2))
    responses[:, 1, 0] = np.arange(10)
    pictures = np.arange(10 * 16, dtype=float).reshape(10, 1, 4, 4)
    patches, strengths = favourites(responses, pictures, size=4)
    assert strengths.tolist() == [9, 8, 7, 6, 5, 4, 3, 2, 1]
    # The middle of row 1, column 0 is y = 3, x = 1: the patch begins at row 1, column -1.
    expected = np.zeros((4, 4))
    expected[:3, 1:] = pictures[9, 0, 1:, :3]
    np.testing.assert_array_equal(patches[0, 0], expected)


def test_right_functions_of_ones_own_agree():
    def top_patches(activations, images, size, k):
        return favourites(activations, images, size)[0]

    def grad_cam(activations, gradients):
        weights = gradients.mean(axis=(1, 2))
        return np.maximum(0, np.tensordot(weights, activations, 1))

    def occlusion_map(model, image, label, size, stride=1, fill=0.5):
        starts = range(0, image.shape[1] - size + 1, stride)
        lost = torch.zeros(len(starts), len(starts))
        for i, top in enumerate(starts):
            for j, left in enumerate(starts):
                hidden = image.clone()
                hidden[:, top : top + size, left : left + size] = fill
                lost[i, j] = (model(image[None]) - model(hidden[None]))[0, label]
        return lost

    own = (top_patches, grad_cam, occlusion_map)
    units = NetworkExplorer(*own, state="show=units&layer=3&unit=9")
    assert (units.error, units.picture["wrong"]) == ("", [])
    for method in ("Grad-CAM", "occlusion"):
        classes = NetworkExplorer(*own, state={"show": "classes", "method": method})
        assert (classes.error, classes.picture["agrees"]) == ("", True)


@pytest.mark.parametrize(
    ("own", "state", "said"),
    [
        ({"top_patches": lambda *call: 1 / 0}, "show=units", "raised ZeroDivisionError"),
        ({"top_patches": lambda a, i, s, k: i[:2]}, "show=units", "expected an array of shape (9,"),
        ({"grad_cam": lambda a, g: a}, "show=classes", "expected an array of shape (16, 16)"),
        ({"occlusion_map": lambda *call: None}, "show=classes&method=occlusion", "expected an arr"),
    ],
)
def test_where_ones_own_fails_the_call_is_said(own, state, said):
    widget = NetworkExplorer(**own, state=state)
    assert said in widget.error
    assert widget.picture["own"] is None


def test_wrong_functions_of_ones_own_are_shown_beside_the_reference():
    def grad_cam(activations, gradients):
        return (gradients * activations).sum(axis=0)  # without ReLU

    assert not NetworkExplorer(grad_cam=grad_cam, state="show=classes").picture["agrees"]
    stolen = lambda activations, images, size, k: images[:k, :, :size, :size]  # noqa: E731
    assert len(NetworkExplorer(stolen, state="show=units").picture["wrong"]) > 5


def test_a_function_that_spoils_the_network_spoils_nothing_here():
    def occlusion_map(model, image, label, size, stride=1, fill=0.5):
        model.train()
        model(torch.rand(8, 3, 64, 64))
        with torch.no_grad():
            model.head.weight.zero_()
            image.zero_()

    state = "show=classes&method=occlusion&label=7"
    spoiled = NetworkExplorer(occlusion_map=occlusion_map, state=state)
    spoiled.state = {**spoiled.state, "scene": 5}
    expected = NetworkExplorer(state=f"{state}&scene=5").picture
    np.testing.assert_array_equal(unpacked(spoiled.picture["map"]), unpacked(expected["map"]))


def test_what_a_square_hides_is_drawn_where_the_square_was():
    widget = NetworkExplorer(state="show=classes&method=occlusion&label=7")
    found = unpacked(widget.picture["map"])
    picture = shapesnet.as_pictures(shapes.scene(4, size=64, things=2).image[None])
    hidden = picture.clone()
    hidden[..., 24:40, 8:24] = 0.5
    with torch.no_grad():
        lost = (widget.network(picture) - widget.network(hidden))[0, 7]
    assert found[32, 16] == pytest.approx(float(lost), abs=1e-5)


def test_a_unit_is_found_that_answers_more_than_usual():
    widget = NetworkExplorer(state="show=units")
    widget.do_find(layer=5)
    picture = shapesnet.as_pictures(shapes.scene(4, size=64, things=2).image[None])
    stock = shapesnet.pictures(STOCK, STOCK_SEED)[0][:100]
    with torch.no_grad():
        unit = widget.state["unit"]
        here = widget.network.features(picture)[0, unit].max()
        assert here > widget.network.features(stock)[:, unit].amax(dim=(1, 2)).mean()


@pytest.mark.parametrize(
    "state",
    ["show=all", "scene=100", "level=6", "layer=0", "unit=64", "label=10", "method=luck", "row=-1"],
)
def test_a_setting_that_cannot_be_is_refused(state):
    with pytest.raises(ValueError):
        NetworkExplorer(state=state)


def test_places_and_units_stay_inside_where_layers_are_smaller():
    widget = NetworkExplorer(state="level=1&row=60&column=60&layer=5&unit=63")
    widget.state = {**widget.state, "level": 5, "two": False, "layer": 1}
    assert [widget.state[name] for name in ("row", "column", "unit")] == [7, 7, 15]


@pytest.mark.parametrize("show", ["pixels", "units", "classes"])
@pytest.mark.parametrize("two", [True, False])
def test_a_state_survives_as_text_and_as_a_picture(show, two):
    widget = NetworkExplorer(state={"show": show, "two": two, "level": 3, "unit": 5, "scene": 2})
    assert NetworkExplorer(state=widget.share).state == widget.state
    assert widget.png().startswith(b"\x89PNG")
