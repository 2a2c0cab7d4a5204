"""StyleMixer paints as lesson 15 does, and says where one's own functions do not."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from helpers import data
from helpers.widgets import style_mixer
from helpers.widgets.style_mixer import StyleMixer
from helpers.widgets.style_painting import (
    Goal,
    Painting,
    as_image,
    as_tensor,
    variation_of,
    variation_slope,
)
from helpers.words_and_pictures import style as filters

SIDE = 24
MIXED = [1.0, 0.0, 2.0, 0.5, 0.0, 0.25, 3.0, 1.0, 0.0]


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Pictures with few pixels, so that a step takes milliseconds."""
    monkeypatch.setattr(style_mixer, "SIDE", SIDE)


def gram_matrix(features):
    rows = features.flatten(2)
    return rows @ rows.transpose(1, 2) / rows.shape[2]


def style_loss(features, targets):
    pairs = zip(features, targets, strict=True)
    return sum((gram_matrix(maps) - target).square().mean() for maps, target in pairs)


def total_variation(image):
    right = image[..., :, 1:] - image[..., :, :-1]
    below = image[..., 1:, :] - image[..., :-1, :]
    return right.abs().sum() + below.abs().sum()


OWN = {"style_loss": style_loss, "gram_matrix": gram_matrix, "total_variation": total_variation}


def pictures(widget) -> tuple[np.ndarray, np.ndarray]:
    """What is painted and what stands apart, after one more step."""
    answer = widget.do_step()
    return answer["image"].copy(), answer["own"].copy()


def random_image(seed: int, side: int = SIDE) -> np.ndarray:
    return np.random.default_rng(seed).uniform(size=(side, side, 3))


def test_the_slope_in_closed_form_is_the_one_that_pytorch_finds():
    photo, style, now = (random_image(seed) for seed in range(3))
    state = {"weights": MIXED, "content": 0.3, "variation": 0.1}
    pixels = as_tensor(now).requires_grad_()
    maps, seen = filters.features(pixels), filters.features(as_tensor(photo))
    targets = [gram_matrix(of_layer) for of_layer in filters.features(as_tensor(style))]
    losses = [style_loss([m], [t]) for m, t in zip(maps, targets, strict=True)]
    loss = sum(weight * one for weight, one in zip(MIXED, losses, strict=True))
    loss = loss + 0.3 * functional.mse_loss(maps[-1], seen[-1])
    loss = loss + 0.1 * total_variation(pixels) / pixels.numel()
    (expected,) = torch.autograd.grad(loss, pixels)
    slope, found = Goal(photo, style).slope(pixels, state)
    torch.testing.assert_close(slope, expected, rtol=1e-3, atol=1e-5 * float(expected.abs().max()))
    assert found == pytest.approx([float(one.detach()) for one in losses], rel=1e-3)


def test_the_slope_of_the_variation_counts_neighbours_above_and_below():
    image = torch.tensor([[[[0.0, 1.0, 0.5], [0.0, 2.0, 0.5]]]], requires_grad=True)
    assert variation_of(image).item() == total_variation(image).item() == 6.0
    (expected,) = torch.autograd.grad(total_variation(image), image)
    assert variation_slope(image.detach()).tolist() == expected.tolist()


def test_it_paints_what_the_lesson_paints():
    widget = StyleMixer(state={"weights": MIXED})
    painted = [pictures(widget)[0] for _ in range(5)][-1]
    photo, style = (widget._image(name, widget.state[name], SIDE) for name in ("photo", "style"))
    expected = filters.restyle(photo, style, **OWN, weights=MIXED, steps=5)
    assert np.abs(painted - photo).mean() > 0.03
    assert np.abs(painted - expected).mean() < 1e-3


def test_a_picture_of_which_nothing_is_wanted_stays_as_it_is():
    widget = StyleMixer(state={"weights": [0.0] * 9, "content": 0.0, "variation": 0.0})
    before = as_image(widget.painting.pixels).copy()
    np.testing.assert_array_equal(pictures(widget)[0], before)


def test_it_paints_for_about_as_long_as_it_is_asked_to():
    widget = StyleMixer()
    assert widget.do_step(0)["steps"] == 1
    assert widget.do_step(0.3)["steps"] > 2


def test_weights_are_heard_in_the_next_step_and_another_style_begins_anew():
    widget = StyleMixer()
    widget.do_step()
    picture = widget.picture
    widget.state = {**widget.state, "weights": MIXED, "content": 0.2}
    assert widget.picture is picture
    assert widget.do_step()["steps"] == 2
    widget.state = {**widget.state, "style": "brick"}
    assert (widget.picture["steps"], widget.do_step()["steps"]) == (0, 1)


def test_it_begins_anew_with_a_picture_that_the_page_hears_of():
    widget, heard = StyleMixer(state="style=brick"), []
    widget.do_step()
    widget.observe(lambda change: heard.append(change["new"]["steps"]), "picture")
    widget.do_restart()
    assert (heard, widget.state["style"], widget.do_step()["steps"]) == ([0], "brick", 1)


def test_the_share_that_is_left_starts_at_1_and_falls_where_a_layer_is_heard():
    widget = StyleMixer()
    first = np.frombuffer(widget.picture["shares"]["data"], "<f4")
    np.testing.assert_allclose(first, np.ones(9), rtol=1e-4)
    assert (widget.do_step(0.3)["shares"] < 1).all()


def test_right_functions_of_ones_own_paint_and_nothing_stands_apart():
    widget, reference = StyleMixer(**OWN), StyleMixer()
    for _ in range(3):
        painted, apart = pictures(widget)
        expected, _ = pictures(reference)
    assert widget.error == "" and apart.size == 0
    assert np.abs(painted - expected).mean() < 1e-3
    assert [agrees for agrees, _ in widget.verdicts] == [True] * 3


@pytest.mark.parametrize("name", OWN)
def test_one_right_function_alone_paints_too(name):
    widget = StyleMixer(**{name: OWN[name]})
    assert pictures(widget)[1].size == 0
    assert [agrees for agrees, _ in widget.verdicts] == [True]


WRONG = {
    "gram_matrix": lambda features: gram_matrix(features) / features.shape[1],
    "style_loss": lambda features, targets: 2 * style_loss(features, targets),
    "total_variation": lambda image: (image[..., 1:] - image[..., :-1]).abs().sum(),
}


@pytest.mark.parametrize("name", OWN)
def test_a_wrong_function_is_named_and_what_it_paints_stands_apart(name):
    widget, reference = StyleMixer(**{**OWN, name: WRONG[name]}), StyleMixer()
    for _ in range(2):
        painted, apart = pictures(widget)
        expected, _ = pictures(reference)
    assert [agrees for agrees, _ in widget.verdicts] == [
        one != name for one in ("gram_matrix", "style_loss", "total_variation")
    ]
    np.testing.assert_array_equal(painted, expected)
    photo, style = (widget._image(role, widget.state[role], SIDE) for role in ("photo", "style"))
    of_its_own = filters.restyle(photo, style, **{**OWN, name: WRONG[name]}, steps=2)
    assert np.abs(apart - of_its_own).mean() < 1e-3


def test_a_verdict_has_the_numbers():
    widget = StyleMixer(style_loss=WRONG["style_loss"])
    widget.do_step()
    (agrees, words), *_ = widget.verdicts
    assert not agrees and f"for {filters.LAYERS[0]}, expected" in words


def test_a_gradient_that_does_not_arrive_is_seen_where_the_numbers_are_right():
    def style_loss(features, targets):
        half = gram_matrix(features[0]), gram_matrix(features[0].detach())
        gram = half[0] if features[0].shape[2] < SIDE else half[1] + 0 * half[0]
        return (gram - targets[0]).square().mean()

    widget = StyleMixer(style_loss)
    widget.do_step()
    assert [agrees for agrees, _ in widget.verdicts] == [True, False]
    assert widget.apart is not None


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (
            {"style_loss": lambda features, targets: features[9]},
            "([tensor (1, 48, 24, 24)], [tensor (1, 48, 48)]) raised IndexError",
        ),
        ({"style_loss": lambda features, targets: 1.5}, "returned a float, expected a tensor"),
        (
            {"style_loss": lambda features, targets: features[0]},
            "returned a tensor of shape (1, 48",
        ),
        ({"style_loss": lambda *call: style_loss(*call).detach()}, "leads no gradient back"),
        ({"style_loss": lambda *call: style_loss(*call) * torch.inf}, "not finite"),
        ({"gram_matrix": lambda features: features}, "expected a tensor of shape (1, 48, 48)"),
        ({"gram_matrix": lambda features: None}, "returned a NoneType, expected a tensor"),
        ({"gram_matrix": lambda features: gram_matrix(features).detach()}, "leads no gradient"),
        ({"total_variation": lambda image: image[99]}, "raised IndexError"),
        ({"total_variation": lambda image: total_variation(image).item()}, "returned a float"),
    ],
)
def test_where_ones_own_fails_that_is_said_and_the_reference_paints_on(own, said):
    widget, reference = StyleMixer(**own), StyleMixer()
    for _ in range(2):
        painted, _ = pictures(widget)
        expected, _ = pictures(reference)
    assert said in widget.error and "\n" not in widget.error
    np.testing.assert_array_equal(painted, expected)
    assert not widget.own_paints


def test_an_unwritten_function_is_called_once_and_said_to_be_unwritten():
    calls = []

    def style_loss(features, targets):
        calls.append(len(features))
        raise NotImplementedError("Write me.")

    widget = StyleMixer(style_loss)
    widget.do_step()
    said = len(calls)
    widget.do_step()
    assert widget.error == "style_loss is not written yet."
    assert said == len(calls) <= 2


def test_a_function_that_changes_what_it_is_given_changes_nothing_here():
    def spoiling(features):
        gram = gram_matrix(features)
        with torch.no_grad():
            features.zero_()
        return gram.clone()

    targets = StyleMixer(gram_matrix=spoiling).goal.maps[0]
    assert targets.abs().sum() > 0


def test_pictures_of_ones_own_come_first():
    wide = random_image(0, side=40)[:30]
    widget = StyleMixer(photo=wide, style=random_image(1, side=20))
    assert widget.state["photo"] == widget.state["style"] == "yours"
    assert widget.picture["photo"]["shape"] == [SIDE, SIDE, 3]
    widget.state = {**widget.state, "style": "swirl"}
    assert widget.share == "style=swirl"


@pytest.mark.parametrize(
    "photo", [np.zeros((32, 32)), np.full((32, 32, 3), 255), np.full((32, 32, 3), np.nan)]
)
def test_what_is_no_picture_is_refused(photo):
    with pytest.raises(ValueError, match="photo"):
        StyleMixer(photo=photo)


@pytest.mark.parametrize(
    "state",
    ["photo=dog", "style=yours", "weights=[1,1]", "weights=[4,1,1,1,1,1,1,1,1]", "content=-0.1",
     "variation=3", "weights=[true,1,1,1,1,1,1,1,1]"],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_refused(state):
    with pytest.raises(ValueError):
        StyleMixer(state=state)


@pytest.mark.parametrize("steps", [0, 2])
def test_a_state_survives_as_text_and_as_a_picture(steps):
    widget = StyleMixer(state={"style": "gravel", "weights": MIXED})
    for _ in range(steps):
        widget.do_step()
    assert StyleMixer(state=widget.share).state == widget.state
    assert widget.png().startswith(b"\x89PNG")
    assert widget.painting.steps == steps


class Painted:
    """The cat at full size after 60 steps, and the share of the distance that is left in each of
    the three layers of a scale, from fine to coarse, in percent."""

    def __init__(self, style, weights, variation=0.02):
        self.photo = data.photo("cat", 128)
        goal = Goal(self.photo, filters.swirl(128) if style == "swirl" else data.photo(style, 128))
        state = {"weights": weights, "content": 0.05, "variation": variation}
        painting = Painting(as_tensor(self.photo))
        first = goal.slope(painting.pixels, state)[1]
        for _ in range(60):
            painting.go(goal.slope(painting.pixels, state)[0])
        left = 100 * np.divide(goal.slope(painting.pixels, state)[1], first)
        self.fine, self.middle, self.coarse = left.reshape(3, 3)
        self.image = as_image(painting.pixels)


def across_to_down(image) -> float:
    gray = np.asarray(image).mean(axis=2)
    return np.abs(np.diff(gray, axis=1)).mean() / np.abs(np.diff(gray, axis=0)).mean()


@pytest.mark.thorough
def test_the_tasks_are_answered_truly():
    on, off = [1.0] * 3, [0.0] * 3
    fine, coarse = Painted("swirl", on + off + off), Painted("swirl", off + off + on)
    assert fine.fine.max() < 5 and 25 < fine.coarse.min() < fine.coarse.max() < 70
    assert coarse.coarse.max() < 5 and 22 < coarse.fine.min() < coarse.fine.max() < 38
    none = Painted("swirl", off * 3)
    flat, before = (float(variation_of(as_tensor(i))) for i in (none.image, none.photo))
    assert flat < before / 2
    still = Painted("swirl", off * 3, variation=0.0)
    np.testing.assert_array_equal(still.image, as_image(as_tensor(still.photo)))
    wall, brick = data.photo("brick", 128), Painted("brick", on * 3)
    found = [across_to_down(image) for image in (wall, brick.photo, brick.image)]
    assert found == pytest.approx([2.5, 1.0, 2.3], abs=0.15)
