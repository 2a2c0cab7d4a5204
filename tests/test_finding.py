"""What lesson 14 finds things with: stick figures, pages of digits, and what surrounds training."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from helpers import data, finding, shapes, shapesnet


@pytest.fixture(scope="module")
def figures():
    return data.stick_figures(60, seed=3)


def test_a_figure_has_seven_joints_inside_the_picture(figures):
    images, joints = figures
    assert images.shape == (60, 32, 32, 3) and images.dtype == np.float64
    assert images.min() >= 0 and images.max() <= 1
    assert joints.shape == (60, len(data.JOINTS), 2) == (60, 7, 2)
    assert joints.min() >= 1.5 and joints.max() <= 30.5


def test_joints_lie_on_the_figure(figures):
    images, joints = figures
    lightness = images.mean(axis=3)
    ground = np.median(lightness, axis=(1, 2))  # a figure covers less than half of its picture
    for picture, dark, of_one in zip(lightness, ground, joints, strict=True):
        for x, y in of_one.astype(int):
            assert picture[y - 1 : y + 2, x - 1 : x + 2].max() > dark + 0.2


def test_figures_stand_upright(figures):
    y = figures[1][..., 1]
    head, neck, hip = y[:, 0], y[:, 1], y[:, 4]
    assert (head < neck).all() and (neck < hip).all()
    assert (hip[:, None] < y[:, 5:]).all()


def test_figures_depend_on_the_seed_alone(figures):
    np.random.seed(1)
    images, joints = data.stick_figures(10, seed=3)
    np.testing.assert_array_equal(images, figures[0][:10])
    np.testing.assert_array_equal(joints, figures[1][:10])
    assert not np.array_equal(data.stick_figures(10, seed=4)[1], joints)


def test_digits_of_a_page_do_not_touch():
    digits, _ = data.digits()
    page, places = finding.digit_page(digits[:7], np.random.default_rng(0))
    assert page.shape == (64, 64) and places.shape == (7, 2)
    for digit, (row, column) in zip(digits, places, strict=False):
        np.testing.assert_array_equal(page[row : row + 8, column : column + 8], digit)
    apart = np.abs(places[:, None] - places).max(axis=2)[~np.eye(7, dtype=bool)]
    assert apart.min() >= 9


def test_fit_learns_by_any_loss_and_its_order_depends_on_the_seed():
    x = torch.linspace(-1, 1, 64)[:, None]
    found = []
    for seed in (0, 0, 1):
        line = nn.Linear(1, 1)
        nn.init.zeros_(line.weight)
        nn.init.zeros_(line.bias)

        def loss_of(chosen, line=line):
            return (line(x[chosen]) - 2 * x[chosen] - 1).square().mean()

        finding.fit(line, 64, loss_of, epochs=40, peak_rate=0.1, batch_size=16, seed=seed)
        assert not line.training
        found.append((line.weight.item(), line.bias.item()))
    assert found[0] == pytest.approx((2, 1), abs=0.05)
    assert found[0] == found[1] != found[2]


def test_the_three_maps_end_where_the_features_do():
    network, pictures = shapesnet.load(), torch.rand(3, 3, 48, 48)
    first, second, third = finding.three_maps(network, pictures)
    assert [tuple(maps.shape[1:]) for maps in (first, second, third)] == [
        (16, 48, 48),
        (32, 24, 24),
        (64, 12, 12),
    ]
    torch.testing.assert_close(third, network.features(pictures))
    assert not third.requires_grad


def test_both_nets_for_joints_have_their_shapes():
    pictures = torch.zeros(2, 3, 32, 32)
    assert finding.JointMaps()(pictures).shape == (2, 7, 16, 16)
    assert finding.joint_numbers()(pictures).shape == (2, 14)


def test_a_class_map_names_the_mask_of_each_thing():
    scene = shapes.scene(4, size=48, things=2)
    labels = finding.class_map(scene)
    for thing in scene.things:
        assert set(labels[thing.mask]) == {shapes.CLASSES.index(thing.name) + 1}
    assert (labels > 0).sum() == sum(thing.mask.sum() for thing in scene.things)


def test_edges_lie_on_both_sides_of_a_change():
    labels = np.zeros((1, 4, 5), dtype=int)
    labels[0, 1, 2] = 3
    expected = np.zeros((4, 5), dtype=bool)
    expected[[0, 1, 1, 1, 2], [2, 1, 2, 3, 2]] = True
    np.testing.assert_array_equal(finding.at_edges(labels)[0], expected)


def test_every_thing_has_an_anchor_near_its_middle():
    middles = np.stack(np.meshgrid(np.arange(4, 64, 8.0), np.arange(4, 64, 8.0)), -1).reshape(-1, 2)
    halves = np.array([8, 12, 17])[:, None]
    anchors = np.concatenate([np.hstack([m - halves, m + halves]) for m in middles])
    boxes = np.array([(3, 4, 20, 22), (30, 20, 62, 55)], dtype=float)
    matches = finding.near_the_middle(anchors, boxes)
    assert set(matches) == {-1, 0, 1}
    for number, side in ((0, 16), (1, 34)):
        mine = anchors[matches == number]
        assert (mine[:, 2] - mine[:, 0] == side).all()
    assert (finding.near_the_middle(anchors, np.zeros((0, 4))) == -1).all()
