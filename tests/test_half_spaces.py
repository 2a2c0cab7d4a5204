"""HalfSpaces scores and learns as lesson 1 does, and says what one's own functions get wrong."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.exercises import linear_classifier as lesson
from helpers.widgets.half_spaces import DATA, HalfSpaces, descend, losses, points_of

OWN = {
    "perceptron_predict": lesson.perceptron_predict.perceptron_predict,
    "perceptron_update": lesson.perceptron_update.perceptron_update,
}


def at_zero(widget: HalfSpaces) -> HalfSpaces:
    widget.do_restart()
    return widget


def steps(widget: HalfSpaces, most: int) -> int:
    """Step until it stops; how many steps that took."""
    for number in range(1, most + 1):
        if widget.do_step()["stopped"]:
            return number
    return most


def line_of(widget: HalfSpaces) -> list[float]:
    return [widget.state[name] for name in ("w1", "w2", "b")]


@pytest.mark.parametrize("seed", range(5))
def test_losses_are_those_of_lesson_1_for_the_scores_0_and_s(seed):
    rng = np.random.default_rng(seed)
    scores, labels = 3 * rng.standard_normal(9), rng.integers(0, 2, 9)
    both = np.column_stack([np.zeros(9), scores])
    found = losses(scores, labels)
    assert found["cross_entropy"] == pytest.approx(lesson.cross_entropy.cross_entropy(both, labels))
    assert found["hinge"] == pytest.approx(lesson.hinge_loss.hinge_loss(both, labels))


def test_losses_stay_finite_for_large_scores():
    assert losses(np.array([1e5, -1e5]), np.array([0, 0]))["cross_entropy"] == 5e4


def test_descent_goes_down_the_slope_of_the_cross_entropy():
    points, labels = points_of("clouds that touch")
    w, b, nudge = np.array([0.3, -0.7]), 0.2, 1e-6
    moved, off = descend(points, labels, w, b, rate=1.0)
    slopes = []
    for way in np.eye(3):
        ends = [
            losses(points @ (w + sign * nudge * way[:2]) + b + sign * nudge * way[2], labels)
            for sign in (1, -1)
        ]
        slopes.append((ends[0]["cross_entropy"] - ends[1]["cross_entropy"]) / (2 * nudge))
    np.testing.assert_allclose([*(w - moved), b - off], slopes, rtol=1e-5)


@pytest.mark.parametrize("own", [{}, OWN])
def test_and_stops_after_ten_mistakes_and_xor_never(own):
    widget = at_zero(HalfSpaces(**own))
    assert steps(widget, 100) == 24
    assert widget.picture["mistakes"] == [1, 3, 3, 2, 1, 0]
    assert (widget.picture["wrong"], widget.picture["stopped"]) == (0, True)
    assert "Round 6 went by without a mistake, after 10 of them" in widget.picture["words"]
    widget = at_zero(HalfSpaces(**own, state="data=XOR"))
    assert steps(widget, 400) == 400
    assert widget.run.mistakes[:6] == [2, 3, 4, 4, 4, 4]
    assert "never stops" in widget.picture["words"]
    assert widget.error == ""


def test_many_looks_at_one_go_end_at_a_mistake():
    one, many = (at_zero(HalfSpaces(state="data=two+clouds")) for _ in range(2))
    steps(one, 10_000)
    made = 0
    while not many.do_step(looks=20)["stopped"]:
        made, before = sum(many.run.mistakes), made
        assert made - before <= 1
    assert (many.run.mistakes, line_of(many)) == (one.run.mistakes, line_of(one))


@pytest.mark.parametrize("name", ["AND", "OR", "two clouds"])
def test_what_a_line_can_separate_is_learned(name):
    widget = at_zero(HalfSpaces(state={"data": name}))
    steps(widget, 5000)
    assert (widget.picture["stopped"], widget.picture["wrong"]) == (True, 0)


def test_on_xor_cross_entropy_comes_to_rest_at_log_2():
    widget = HalfSpaces(state={"data": "XOR", "rule": "cross-entropy", "w1": 3, "w2": -1})
    steps(widget, 300)
    np.testing.assert_allclose(line_of(widget), 0, atol=1e-3)
    assert widget.picture["losses"]["cross_entropy"] == pytest.approx(np.log(2))


def test_a_longer_w_keeps_the_line_and_changes_the_loss():
    short, long = (
        HalfSpaces(state={"w1": size, "w2": size, "b": -1.5 * size}) for size in (1.0, 2.0)
    )
    assert short.picture["wrong"] == long.picture["wrong"] == 0
    for name in ("cross_entropy", "hinge"):
        assert long.picture["losses"][name] < short.picture["losses"][name]


def test_to_take_the_line_in_hand_begins_a_new_run():
    widget = at_zero(HalfSpaces())
    steps(widget, 5)
    assert widget.picture["looked"] == 5
    widget.state = {**widget.state, "tool": "class 0"}
    assert widget.picture["looked"] == 5
    widget.state = {**widget.state, "b": 0.5}
    assert (widget.picture["looked"], widget.picture["words"]) == (0, "")


def test_added_points_are_learned_from_too():
    widget = HalfSpaces(state={"data": "no points"})
    assert widget.do_step()["stopped"] and "There is no point" in widget.error
    widget.state = {**widget.state, "added": [[1, 1, 1], [-1, -1, 0], [2, 0.5, 1]]}
    at_zero(widget)
    steps(widget, 50)
    assert (widget.picture["stopped"], widget.picture["labels"]) == (True, [1, 0, 1])


def test_ones_own_points_stand_first():
    widget = HalfSpaces(points=[[0, 0], [3, 1]], labels=[0, 1])
    assert (widget.state["data"], widget.choices["data"][0]) == ("yours", "yours")
    left, bottom, side = widget.picture["box"]
    assert (left, bottom, side) == pytest.approx((-0.9, -1.9, 4.8))
    assert "Drag the line" in widget.about["tasks"][0][0]
    with pytest.raises(ValueError, match="expected"):
        HalfSpaces(points=[1, 2], labels=[0, 1])
    with pytest.raises(ValueError, match="zeros and ones"):
        HalfSpaces(points=[[1, 2]], labels=[5])


def test_wrong_answers_of_ones_own_are_told_with_the_call():
    widget = at_zero(HalfSpaces(perceptron_predict=lesson.perceptron_predict.fires_at_zero))
    widget.do_step()
    assert widget.error == "fires_at_zero((0, 0), (0, 0), 0) returned 1, expected 0."

    def perceptron_update(x, target, w, b, rate):
        return w + rate * (target - 1) * x, b

    widget = at_zero(HalfSpaces(perceptron_update=perceptron_update))
    for _ in range(4):
        widget.do_step()
    call = "perceptron_update((1, 1), 1, (0, 0), 0, 1)"
    assert widget.error == f"{call} returned (0, 0), 0, expected (1, 1), 1."
    assert line_of(widget) == [0, 0, 0]  # it goes on with what one's own returned


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"perceptron_predict": lambda x, w, b: x[9]}, "raised IndexError"),
        ({"perceptron_predict": lambda x, w, b: x}, "array of shape (2,), expected"),
        ({"perceptron_predict": lambda x, w, b: None}, "expected"),
        ({"perceptron_update": lambda x, target, w, b, rate: w}, "expected w of shape (2,), b"),
        ({"perceptron_update": lambda x, target, w, b, rate: (w, None)}, "expected w of shape"),
        ({"perceptron_update": lambda x, target, w, b, rate: None}, "expected w of shape"),
    ],
)
def test_where_ones_own_fails_the_reference_goes_on(own, said):
    widget = at_zero(HalfSpaces(**own))
    for _ in range(4):
        widget.do_step()
    assert said in widget.error
    assert line_of(widget) == [1, 1, 1]


@pytest.mark.parametrize(
    "state",
    ["data=moon", "w1=1e9", "rate=0", "added=[[1,2]]", "added=[[1,2,3]]", "example=-1", "tool=axe"],
)
def test_a_setting_that_cannot_be_is_refused(state):
    with pytest.raises(ValueError):
        HalfSpaces(state=state)


@pytest.mark.parametrize("name", DATA)
def test_a_state_survives_as_text_and_as_a_picture(name):
    widget = HalfSpaces(state={"data": name, "added": [[1, 2, 1]], "w1": 0.0, "w2": 0.0})
    assert HalfSpaces(state=widget.share).state == widget.state
    assert widget.png().startswith(b"\x89PNG")
