"""BoxExplorer measures, suppresses and matches as lesson 14 does, and says where one is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.widgets.box_explorer import (
    NOTHING,
    BoxExplorer,
    anchor_boxes,
    matched,
    pushed_out,
    shares,
)


def some_boxes(seed: int, count: int = 12) -> np.ndarray:
    rng = np.random.default_rng(seed)
    corners = rng.integers(0, 40, (count, 2))
    return np.concatenate([corners, corners + rng.integers(1, 24, (count, 2))], axis=1).astype(
        float
    )


def pixels(box: np.ndarray) -> set[tuple[int, int]]:
    x0, y0, x1, y1 = map(int, box)
    return {(x, y) for x in range(x0, x1) for y in range(y0, y1)}


@pytest.mark.parametrize("seed", range(3))
def test_overlaps_are_those_of_sets_of_pixels(seed):
    boxes = some_boxes(seed)
    sets = [pixels(box) for box in boxes]
    expected = [[len(a & b) / len(a | b) for b in sets] for a in sets]
    np.testing.assert_allclose(shares(boxes), expected)


def test_the_pair_of_the_lesson_is_81_of_119():
    picture = BoxExplorer(state="a=[0,0,10,10]&b=[1,1,11,11]").picture
    assert (picture["shared"], picture["together"]) == (81, 119)
    assert picture["iou"] == 81 / 119


def test_a_box_that_went_pushes_no_other_out():
    chain = np.array([[0, 0, 10, 10], [4, 0, 14, 10], [8, 0, 18, 10.0]])
    assert pushed_out(chain, np.array([0.9, 0.8, 0.7]), threshold=0.3) == [0, 0, 2]


@pytest.mark.parametrize("seed", range(3))
def test_of_those_that_stay_no_two_overlap_too_far_and_each_that_went_had_a_reason(seed):
    boxes, scores = some_boxes(seed), np.random.default_rng(seed).permutation(12) / 12
    by, overlap = pushed_out(boxes, scores, 0.2), shares(boxes)
    staying = [i for i, one in enumerate(by) if one == i]
    assert all(overlap[i, j] <= 0.2 for i in staying for j in staying if i != j)
    for i in set(range(12)) - set(staying):
        assert by[i] in staying and overlap[i, by[i]] > 0.2 and scores[by[i]] > scores[i]


def test_every_box_gets_an_anchor_however_small():
    boxes = np.array([[30.0, 30, 35, 35], [2, 2, 26, 26]])
    codes = matched(anchor_boxes(), boxes, low=0.4, high=0.5)
    assert (codes == 2).sum() == 1  # the first box, as a rescue
    assert (codes == 1).any() and (codes == NOTHING).any()


def test_the_tasks_are_answered_truly():
    by_eight = BoxExplorer(state="a=[0,0,24,24]&b=[8,0,32,24]").picture
    assert by_eight["iou"] == 0.5
    kept = {
        threshold: sum(
            one == i
            for i, one in enumerate(
                BoxExplorer(state=f"show=suppression&threshold={threshold}").picture["by"]
            )
        )
        for threshold in (0.0, 0.5, 1.0)
    }
    assert kept[0.0] < 3 == kept[0.5] < kept[1.0]
    for side, reaches in ((12, True), (11, False)):
        box = np.array([[30.0, 30, 30 + side, 30 + side]])
        best = max(
            matched(anchor_boxes(), box + np.array([dx, dy, dx, dy]), 0.4, 0.5).tolist().count(0)
            for dx in range(8)
            for dy in range(8)
        )
        assert (best > 0) == reaches


def test_right_functions_of_ones_own_agree():
    def box_iou(a, b):
        return shares(np.concatenate([a, b]))[: len(a), len(a) :]

    def non_maximum_suppression(boxes, scores, threshold):
        return np.array([i for i, by in enumerate(pushed_out(boxes, scores, threshold)) if by == i])

    def match_anchors(anchors, boxes, low=0.4, high=0.5):
        codes = matched(anchors, boxes, low, high)
        return np.where(codes >= len(boxes), codes - len(boxes), codes)

    for show in ("overlap", "suppression", "anchors"):
        widget = BoxExplorer(box_iou, non_maximum_suppression, match_anchors, state={"show": show})
        assert widget.error == ""
        picture = widget.picture
        if show == "overlap":
            assert picture["agrees"]
        elif show == "suppression":
            assert picture["own"] == [i for i, by in enumerate(picture["by"]) if by == i]
        else:
            assert (picture["wrong"], len(picture["own"])) == ([], 192)


def test_wrong_functions_of_ones_own_are_shown_beside_the_reference():
    widget = BoxExplorer(lambda a, b: np.ones((1, 1)))
    assert (widget.picture["own"], widget.picture["agrees"]) == (1.0, False)
    widget = BoxExplorer(
        match_anchors=lambda a, b, low, high: np.full(192, -1), state="show=anchors"
    )
    codes = widget.picture["codes"]
    assert widget.picture["wrong"] == [i for i, code in enumerate(codes) if code != -1]


@pytest.mark.parametrize(
    ("own", "show", "said"),
    [
        ({"box_iou": lambda a, b: a[9]}, "overlap", "raised IndexError"),
        ({"box_iou": lambda a, b: a}, "overlap", "returned an array of shape (1, 4), expected"),
        ({"non_maximum_suppression": lambda *call: None}, "suppression", "did not return indices"),
        ({"non_maximum_suppression": lambda *call: [99]}, "suppression", "did not return indices"),
        ({"non_maximum_suppression": lambda b, s, t: b}, "suppression", "did not return indices"),
        ({"match_anchors": lambda *call: 1 / 0}, "anchors", "raised ZeroDivisionError"),
    ],
)
def test_where_ones_own_fails_the_call_is_said(own, show, said):
    widget = BoxExplorer(**own, state={"show": show})
    assert said in widget.error
    assert widget.picture["own"] is None


def test_an_answer_that_keeps_nothing_is_shown_as_such():
    widget = BoxExplorer(
        non_maximum_suppression=lambda *call: np.zeros(0), state="show=suppression"
    )
    assert (widget.error, widget.picture["own"]) == ("", [])


def test_boxes_of_a_detector_of_ones_own_take_the_place_of_made_ones():
    image = np.full((64, 64, 3), 0.5)
    widget = BoxExplorer(
        image=image,
        boxes=[[0, 0, 9.5, 9], [1, 0, 10, 9]],
        scores=[0.6, 0.9],
        state="show=suppression",
    )
    assert (widget.picture["scores"], widget.picture["by"]) == ([0.9, 0.6], [0, 0])
    assert widget.png().startswith(b"\x89PNG")
    for wrong in (
        {"boxes": [[0, 0, 1]], "scores": [1]},
        {"boxes": [[5, 0, 1, 9]], "scores": [1]},
        {"boxes": [[0, 0, 1, 1]], "scores": [np.nan]},
        {"boxes": [[0, 0, 1, 1]], "scores": []},
    ):
        with pytest.raises(ValueError):
            BoxExplorer(image=image, **wrong)


@pytest.mark.parametrize(
    "state",
    ["show=all", "scene=100", "a=[0,0,0,9]", "b=[0,0,9,65]", "low=0.6", "threshold=2", "cell=64"],
)
def test_a_setting_that_cannot_be_is_refused(state):
    with pytest.raises(ValueError):
        BoxExplorer(state=state)


@pytest.mark.parametrize("show", ["overlap", "suppression", "anchors"])
def test_a_state_survives_as_text_and_as_a_picture(show):
    widget = BoxExplorer(state={"show": show, "scene": 3, "a": [1, 2, 30, 40], "least": 0.99})
    assert BoxExplorer(state=widget.share).state == widget.state
    assert widget.png().startswith(b"\x89PNG")
