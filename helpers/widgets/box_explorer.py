"""Boxes over a scene: how far they overlap, which of them stay, which anchors they light up."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers import shapes
from helpers.plots.style import FILTER, INPUT, OUTPUT, QUIET, WRONG
from helpers.widgets.frame import Widget, describe_call, pack

SIDE = 64  # pixels of a scene
STRIDE, SIZES = 8, (16, 24, 34)  # of the anchors, in pixels
CELLS = SIDE // STRIDE
OVERLAP, SUPPRESSION, ANCHORS = "overlap", "suppression", "anchors"
LAST_SCENE = 99
BETWEEN, NOTHING = -2, -1  # what an anchor stands for that stands for no box
EXACT = 1e-9


@lru_cache(maxsize=4)
def _scene(seed: int) -> shapes.Scene:
    return shapes.scene(seed, size=SIDE, things=3)


def shared_areas(boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The area that each two of some boxes share, and the area that they cover together.

    All edges together cut the plane into cells, and a box is a set of them.
    Shape: boxes (N, 4) of x0, y0, x1, y1; returns (N, N) twice.
    """
    shared = np.ones((len(boxes), len(boxes)))
    for low, high in ((0, 2), (1, 3)):
        cuts = np.unique(boxes[:, [low, high]])
        inside = (boxes[:, [low]] <= cuts[:-1]) & (cuts[1:] <= boxes[:, [high]])
        shared *= (inside * np.diff(cuts)) @ inside.T
    own = shared.diagonal()
    return shared, own[:, None] + own - shared


def shares(boxes: np.ndarray) -> np.ndarray:
    """IoU of each two of some boxes, (N, N); 0 where both are empty."""
    shared, together = shared_areas(boxes)
    return np.divide(shared, together, out=np.zeros_like(shared), where=together > 0)


def pushed_out(boxes: np.ndarray, scores: np.ndarray, threshold: float) -> list[int]:
    """Greedy suppression: for each box the one that pushes it out, or itself where it stays."""
    overlap, by = shares(boxes), [-1] * len(boxes)
    for one in np.argsort(-scores, kind="stable").tolist():
        if by[one] >= 0:
            continue
        by[one] = one
        for other in np.flatnonzero(overlap[one] > threshold).tolist():
            by[other] = one if by[other] < 0 else by[other]
    return by


def anchor_boxes() -> np.ndarray:
    """The anchors of a scene, (192, 4): row by row, and in each cell from small to large."""
    middles = np.arange(CELLS) * STRIDE + STRIDE / 2
    y, x, size = (grid.ravel() for grid in np.meshgrid(middles, middles, SIZES, indexing="ij"))
    return np.stack([x - size / 2, y - size / 2, x + size / 2, y + size / 2], axis=1)


def matched(anchors: np.ndarray, boxes: np.ndarray, low: float, high: float) -> np.ndarray:
    """What each anchor stands for, (A,): a box, NOTHING or BETWEEN, and where the match is a rescue
    the box's number plus as many as there are boxes."""
    count = len(boxes)
    overlap = shares(np.concatenate([boxes, anchors]))[:count, count:]
    best = overlap.max(axis=0)
    codes = np.select([best >= high, best >= low], [overlap.argmax(axis=0), BETWEEN], NOTHING)
    for number, row in enumerate(overlap):
        if codes[row.argmax()] != number:
            codes[row.argmax()] = number + count
    return codes


def detections_of(scene: shapes.Scene, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """What a detector might say of a scene: boxes (N, 4) and scores (N,), made from the true ones.

    Around each thing some boxes that are a little off, the surer the closer; and a few of nothing.
    """
    rng = np.random.default_rng(seed)
    boxes, scores = [], []
    for thing in scene.things:
        box = np.array(thing.box, dtype=float)
        sides = np.tile(box[2:] - box[:2], 2)
        near = box + rng.normal(0, 0.1, (int(rng.integers(4, 7)), 4)) * sides
        close = shares(np.concatenate([box[None], near]))[0, 1:]
        boxes.append(near)
        scores.append(np.clip(1.1 * close + rng.normal(0, 0.06, len(near)), 0.05, 0.99))
    corners, sides = rng.uniform(2, 40, (3, 2)), rng.uniform(10, 20, (3, 2))
    boxes.append(np.concatenate([corners, corners + sides], axis=1))
    scores.append(rng.uniform(0.08, 0.42, 3))
    inside = np.clip(np.concatenate(boxes), 0, SIDE)
    return np.round(inside), np.round(np.concatenate(scores), 2)


class BoxExplorer(Widget, page="box_explorer.js"):
    """Two boxes to drag, a detector's boxes before and after suppression, and anchors.

    box_iou, non_maximum_suppression, match_anchors: one's own, as in lesson 14; they run beside the
    reference. image: (64, 64, 3) in [0, 1], boxes: (N, 4), scores: (N,), of a detector of one's
    own, to be shown under "suppression" instead of made ones. state: settings, as a dict or as the
    text of an earlier state.

    Raises: ValueError for what cannot be shown.
    """

    TITLE = "What is where: boxes over a scene"
    TASKS = (
        (
            "Overlap: make both boxes the same size, one on the other, and move one to the side "
            "until IoU falls to one half. How much of its width is that?",
            "A third. Then they share two thirds of each, and cover four thirds together. An IoU "
            "of 0.5 looks closer than it sounds.",
        ),
        (
            "Suppression: raise its threshold to 1 and lower it to 0. When does a thing keep "
            "several boxes, and when does a thing lose its only one?",
            "Near 1 hardly any box pushes out another, so doubles stay. Near 0 a touch is enough, "
            "so of two things side by side the surer one may push out the other.",
        ),
        (
            "Anchors: make box a smaller and smaller. From which size on does no anchor reach the "
            "upper threshold of 0.5, and what happens to the box then?",
            "From 11 pixels a side: 11² / 16² = 0.47, and no anchor is smaller than 16. Its best "
            "anchor takes it all the same (dashed), so that every box is learned from.",
        ),
    )
    DEFAULTS: ClassVar[dict[str, Any]] = {
        "show": OVERLAP,
        "scene": 15,
        "box": "a",
        "a": [14, 6, 38, 30],
        "b": [26, 20, 46, 44],
        "least": 0.3,
        "threshold": 0.5,
        "chosen": 0,
        "low": 0.4,
        "high": 0.5,
        "cell": 27,
    }

    def __init__(
        self,
        box_iou: Callable | None = None,
        non_maximum_suppression: Callable | None = None,
        match_anchors: Callable | None = None,
        *,
        image: Any = None,
        boxes: Any = None,
        scores: Any = None,
        state: dict | str | None = None,
    ) -> None:
        self.iou, self.suppress, self.match = box_iou, non_maximum_suppression, match_anchors
        self.given = None if image is None else _given(image, boxes, scores)
        self.anchors = anchor_boxes()
        super().__init__(
            state,
            side=SIDE,
            stride=STRIDE,
            sizes=list(SIZES),
            lastScene=LAST_SCENE,
            names={show: getattr(f, "__name__", "") for show, f in self._own().items()},
            given=self.given is not None,
            anchors=pack(self.anchors),
        )

    def _own(self) -> dict[str, Callable | None]:
        return {OVERLAP: self.iou, SUPPRESSION: self.suppress, ANCHORS: self.match}

    def checked(self, state: dict[str, Any]) -> dict[str, Any]:
        if state["show"] not in (OVERLAP, SUPPRESSION, ANCHORS):
            raise ValueError(
                f"show is {OVERLAP}, {SUPPRESSION} or {ANCHORS}, not {state['show']!r}."
            )
        if state["box"] not in ("a", "b"):
            raise ValueError(f"box is a or b, not {state['box']!r}.")
        for name, most in (("scene", LAST_SCENE), ("cell", CELLS * CELLS - 1), ("chosen", 999)):
            if type(state[name]) is not int or not 0 <= state[name] <= most:
                raise ValueError(f"{name} is a whole number from 0 to {most}, not {state[name]!r}.")
        for name in ("least", "threshold", "low", "high"):
            if not _is_number(state[name]) or not 0 <= state[name] <= 1:
                raise ValueError(f"{name} is a number from 0 to 1, not {state[name]!r}.")
        if state["low"] > state["high"]:
            raise ValueError(f"low is at most high, not {state['low']} and {state['high']}.")
        for name in ("a", "b"):
            box = state[name]
            fits = isinstance(box, (list, tuple)) and len(box) == 4
            fits = fits and all(type(edge) is int and 0 <= edge <= SIDE for edge in box)
            if not fits or box[0] >= box[2] or box[1] >= box[3]:
                raise ValueError(
                    f"{name} is x0, y0, x1, y1 in whole pixels from 0 to {SIDE}, x0 below x1 and "
                    f"y0 below y1, not {box!r}."
                )
        return state

    def compute(self, state: dict[str, Any]) -> dict[str, Any]:
        scene = _scene(state["scene"])
        use_given = self.given is not None and state["show"] == SUPPRESSION
        image = self.given[0] if use_given else scene.image
        things = [] if use_given else [[thing.name, list(thing.box)] for thing in scene.things]
        find = {
            OVERLAP: self._overlap,
            SUPPRESSION: self._suppression,
            ANCHORS: self._anchors,
        }[state["show"]]
        return {"show": state["show"], "image": pack(image), "things": things, **find(state, scene)}

    def _overlap(self, state: dict[str, Any], scene: shapes.Scene) -> dict[str, Any]:
        pair = np.array([state["a"], state["b"]], dtype=float)
        shared, together = shared_areas(pair)
        right = shared[0, 1] / together[0, 1]
        own = None
        if self.iou is not None:
            own = self.attempt(self.iou, pair[:1], pair[1:], shape=(1, 1))
        return {
            "shared": shared[0, 1],
            "together": together[0, 1],
            "iou": right,
            "own": None if own is None else float(own[0, 0]),
            "agrees": own is not None and bool(abs(own[0, 0] - right) < EXACT),
        }

    def _suppression(self, state: dict[str, Any], scene: shapes.Scene) -> dict[str, Any]:
        boxes, scores = self.given[1:] if self.given else detections_of(scene, state["scene"])
        sure = scores >= state["least"]
        boxes, scores = boxes[sure], scores[sure]
        order = np.argsort(-scores, kind="stable")  # so that the numbers are those of the list
        boxes, scores = boxes[order], scores[order]
        by = pushed_out(boxes, scores, state["threshold"])
        return {
            "boxes": pack(boxes),
            "scores": scores.tolist(),
            "by": by,
            "overlaps": [float(row[one]) for row, one in zip(shares(boxes), by, strict=True)],
            "own": self._own_kept(boxes, scores, state["threshold"]),
        }

    def _own_kept(
        self, boxes: np.ndarray, scores: np.ndarray, threshold: float
    ) -> list[int] | None:
        """The boxes that one's own function keeps, or None where there is none or it fails."""
        if self.suppress is None:
            return None
        kept = self.attempt(self.suppress, boxes, scores, threshold)
        if kept is None and self.error:
            return None
        try:
            array = np.asarray(kept)
            fits = array.ndim == 1 and (array.dtype.kind in "iu" or not array.size)
            fits = fits and bool(((array >= 0) & (array < len(boxes))).all())
        except (TypeError, ValueError):
            fits = False
        if not fits:
            called = describe_call(self.suppress, (boxes, scores, threshold), {})
            self.tell(f"{called} did not return indices of the boxes that stay.")
            return None
        return [int(one) for one in array]

    def _anchors(self, state: dict[str, Any], scene: shapes.Scene) -> dict[str, Any]:
        boxes = np.array([state["a"], state["b"]], dtype=float)
        codes = matched(self.anchors, boxes, state["low"], state["high"])
        overlap = shares(np.concatenate([boxes, self.anchors]))[:2, 2:]
        own = None
        if self.match is not None:
            own = self.attempt(
                self.match,
                self.anchors,
                boxes,
                state["low"],
                state["high"],
                shape=(len(self.anchors),),
            )
        plain = np.where(codes >= 2, codes - 2, codes)
        return {
            "codes": codes.tolist(),
            "best": pack(overlap),
            "wrong": [] if own is None else np.flatnonzero(own != plain).tolist(),
            "own": None if own is None else np.nan_to_num(own, nan=-9).tolist(),
        }

    def draw_still(self, figure: Figure) -> None:
        picture, state = self.compute(self.state), self.state
        image = np.frombuffer(picture["image"]["data"], "<f4").reshape(picture["image"]["shape"])
        panels = 2 if state["show"] == SUPPRESSION else 1
        axes = figure.subplots(1, panels, squeeze=False)[0]
        for ax in axes:
            ax.imshow(image, extent=(0, SIDE, SIDE, 0))
            ax.axis("off")
        if state["show"] == SUPPRESSION:
            self._draw_suppression(axes, picture)
            return
        pair = {"a": INPUT, "b": FILTER}
        if state["show"] == ANCHORS:
            for anchor, code in zip(self.anchors, picture["codes"], strict=True):
                if code >= 0:
                    _outline(axes[0], anchor, OUTPUT, "--" if code >= 2 else "-", 1)
            axes[0].set_title(
                f"{sum(code >= 0 for code in picture['codes'])} of {len(self.anchors)} anchors "
                "stand for a box"
            )
        else:
            axes[0].set_title(
                f"IoU = {picture['shared']:.0f} / {picture['together']:.0f} = {picture['iou']:.3f}"
            )
        for name, color in pair.items():
            _outline(axes[0], state[name], color, "-", 2.5)

    def _draw_suppression(self, axes: Any, picture: dict[str, Any]) -> None:
        by = picture["by"]
        boxes = np.frombuffer(picture["boxes"]["data"], "<f4").reshape(-1, 4)
        kept = set(range(len(by))) if picture["own"] is None else set(picture["own"])
        for number, box in enumerate(boxes):
            stays = by[number] == number
            _outline(axes[0], box, OUTPUT if stays else QUIET, "-" if stays else "--", 1.5)
            if picture["own"] is None and stays:
                _outline(axes[1], box, OUTPUT, "-", 2)
            elif picture["own"] is not None and (stays or number in kept):
                agree = stays and number in kept
                _outline(axes[1], box, OUTPUT if agree else WRONG, "-" if stays else "--", 2)
        axes[0].set_title(f"before: {len(boxes)} boxes")
        axes[1].set_title(f"after: {sum(one == place for place, one in enumerate(by))} boxes")


def _outline(ax: Any, box: Any, color: Any, style: str, width: float) -> None:
    x0, y0, x1, y1 = box
    for edge, wide in (("white", width + 2), (color, width)):
        line = "-" if edge == "white" else style
        ax.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, ec=edge, lw=wide, ls=line))


def _given(image: Any, boxes: Any, scores: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    image, boxes, scores = (np.asarray(array, dtype=float) for array in (image, boxes, scores))
    if image.shape != (SIDE, SIDE, 3):
        raise ValueError(f"image is ({SIDE}, {SIDE}, 3) in [0, 1], this is {image.shape}.")
    if boxes.ndim != 2 or boxes.shape[1] != 4 or scores.shape != boxes.shape[:1]:
        raise ValueError(
            f"boxes are (N, 4) and scores (N,), these are {boxes.shape} and {scores.shape}."
        )
    if not (np.isfinite(boxes).all() and np.isfinite(scores).all()):
        raise ValueError("boxes and scores hold a number that is not finite.")
    if (boxes[:, :2] > boxes[:, 2:]).any():
        raise ValueError("boxes are x0, y0, x1, y1 with x0 up to x1 and y0 up to y1.")
    return np.clip(image, 0, 1), boxes, scores


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
