"""A line that one drags between points, or that the perceptron moves, step by step."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from helpers.plots.points import draw_points
from helpers.plots.style import CLASSES, FILTER, INK, WRONG
from helpers.widgets.frame import Widget, pack

CORNERS = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
GATES = {"AND": (0, 0, 0, 1), "OR": (0, 1, 1, 1), "XOR": (0, 1, 1, 0)}
DATA = (*GATES, "two clouds", "clouds that touch", "ring", "no points")
YOURS = "yours"
PERCEPTRON, DESCENT = "perceptron", "cross-entropy"
TOOLS = ("line", "class 0", "class 1")
LARGEST = 1e6  # of w and b
MOST_POINTS, MOST_ADDED = 500, 60
ROUNDS_SHOWN = 24
STEP_SECONDS = 0.02  # after which the page hears of the steps so far


def points_of(name: str) -> tuple[np.ndarray, np.ndarray]:
    """One of DATA: points (N, 2) and labels (N,), 0 or 1."""
    from helpers import data

    if name in GATES:
        return CORNERS, np.array(GATES[name])
    if name == "ring":
        return data.rings(60)
    if name == "no points":
        return np.zeros((0, 2)), np.zeros(0, dtype=int)
    labels = np.arange(40) % 2
    scatter = np.random.default_rng(4).normal(0, 0.8 if name == "two clouds" else 1.4, (40, 2))
    return np.where(labels[:, None] == 1, (1.6, 1.2), (-1.6, -1.2)) + scatter, labels


def box_of(points: np.ndarray) -> tuple[float, float, float]:
    """A square around the points: its left, its bottom, its side."""
    if not len(points):
        return -4.0, -4.0, 8.0
    low, high = points.min(axis=0), points.max(axis=0)
    side = 1.6 * max(float((high - low).max()), 1e-3)
    left, bottom = (low + high) / 2 - side / 2
    return float(left), float(bottom), side


def losses(scores: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Mean cross-entropy in nats and mean hinge loss, of two classes with the scores 0 and s.

    scores: (N,), of class 1; labels: (N,), 0 or 1. Zeros where there is no point.
    """
    if not len(scores):
        return {"cross_entropy": 0.0, "hinge": 0.0}
    right = np.where(labels == 1, scores, -scores)  # how far the right class is ahead
    return {
        "cross_entropy": float(np.logaddexp(0, -right).mean()),
        "hinge": float(np.maximum(0, 1 - right).mean()),
    }


def descend(
    points: np.ndarray, labels: np.ndarray, w: np.ndarray, b: float, rate: float
) -> tuple[np.ndarray, float]:
    """One step of gradient descent on the mean cross-entropy of all points: the new w and b."""
    scores = points @ w + b
    off = np.exp(-np.logaddexp(0, -scores)) - labels  # probability of class 1, minus the target
    return w - rate * points.T @ off / len(points), float(b - rate * off.mean())


@dataclass
class Run:
    """What the learner has done since one last took the line in hand.

    at: w1, w2, b and the next example, as it left them; mistakes: in each round, the one that goes
    on last; begins: w and b at the beginning of each round; looked: examples or steps so far; last:
    the example it looked at, -1 for none; right: whether it was; stopped: whether it has learned
    all; words: for the reader.
    """

    at: tuple
    mistakes: list[int] = field(default_factory=lambda: [0])
    begins: list[tuple] = field(default_factory=list)
    looked: int = 0
    last: int = -1
    right: bool = True
    stopped: bool = False
    words: str = ""

    def end_round(self, w: np.ndarray, b: float) -> str:
        """Close a round of the perceptron. Returns what there is to say about it."""
        self.begins.append((*w.tolist(), b))
        total, number = sum(self.mistakes), len(self.mistakes)
        if self.mistakes[-1] == 0:
            self.stopped = True
            return f"Round {number} went by without a mistake, after {total} of them: it stops."
        self.mistakes.append(0)
        if self.begins[-1] in self.begins[:-1]:
            first = self.begins.index(self.begins[-1]) + 1
            return (
                f"After round {number} w and b are what they were after round {first}: it goes "
                "round in a circle and never stops."
            )
        return ""


class HalfSpaces(Widget, page="half_spaces.js"):
    """Two half-spaces, w·x + b above 0 and below, and the perceptron.

    perceptron_predict, perceptron_update: one's own, as in lesson 1, to step with.
    points: (N, 2), labels: (N,), 0 or 1, to use instead of those at hand. state: settings, as a
    dict or as the text of an earlier state.

    Raises: ValueError for what cannot be shown.
    """

    TITLE = "A line and its two sides"
    TASKS = (
        (
            "AND: find w and b by hand so that nothing is on the wrong side. Then press + with the "
            "picture in focus, so that all three grow alike. What stays, and what gets smaller?",
            "For example w = (1, 1), b = −1.5. The line stays and so do the sides; the loss gets "
            "smaller, towards 0, since the classifier is right and gets surer.",
        ),
        (
            "Start at 0 and let the perceptron run, on AND and then on XOR. How many mistakes does "
            "it make on AND? What happens on XOR?",
            "Ten on AND, and round 6 has none. On XOR w and b return to what they were: four "
            "mistakes a round, for ever.",
        ),
        (
            "XOR with cross-entropy, which steps down its gradient, from any line: where does it "
            "come to rest, and at which loss?",
            "At w = 0 and b = 0, with log 2 = 0.693: no line does better than “half and half”. "
            "Unlike the perceptron it settles.",
        ),
    )
    OWN_TASKS = (  # where points were given
        (
            "Drag the line, and the tip of the arrow, until no point is ringed. Is there one such "
            "line, or are there many?",
            "Many, where there is room between the classes. They are all right, and their losses "
            "differ.",
        ),
        (
            "Press + with the picture in focus: all three numbers grow by a quarter. What stays, "
            "and what changes?",
            "The line stays, and so do the sides. The scores grow by a quarter, and the losses "
            "change: they get smaller where nothing is ringed.",
        ),
        (
            "Add a point of class 0 in the midst of class 1. Can a line still be right about all?",
            "No: whatever side that point is on, some of the points around it are there too.",
        ),
    )
    DEFAULTS: ClassVar[dict[str, Any]] = {
        "data": "AND",
        "w1": 1.0,
        "w2": 2.0,
        "b": -0.5,
        "rule": PERCEPTRON,
        "rate": 1.0,
        "example": 0,
        "added": [],
        "tool": "line",
    }

    def __init__(
        self,
        *,
        perceptron_predict: Callable | None = None,
        perceptron_update: Callable | None = None,
        points: Any = None,
        labels: Any = None,
        state: dict | str | None = None,
    ) -> None:
        self.predict, self.update = perceptron_predict, perceptron_update
        self.own = None if points is None else _given(points, labels)
        self.run = Run(())
        self.choices = {
            "data": [*([] if self.own is None else [YOURS]), *DATA],
            "rule": [PERCEPTRON, DESCENT],
            "tool": [*TOOLS],
        }
        if self.own is None:
            super().__init__(state, choices=self.choices)
        else:
            tasks = [list(task) for task in self.OWN_TASKS]
            defaults = {"data": YOURS}
            super().__init__(state, defaults=defaults, choices=self.choices, tasks=tasks)

    def checked(self, state: dict[str, Any]) -> dict[str, Any]:
        for name, names in self.choices.items():
            if state[name] not in names:
                raise ValueError(f"{name} is one of {', '.join(names)}, not {state[name]!r}.")
        for name, least in (("w1", -LARGEST), ("w2", -LARGEST), ("b", -LARGEST), ("rate", 0.001)):
            greatest = 10 if name == "rate" else LARGEST
            if not _number(state[name]) or not least <= state[name] <= greatest:
                raise ValueError(
                    f"{name} is a number from {least:,} to {greatest:,}, not {state[name]!r}."
                )
        added = state["added"]
        if len(added) > MOST_ADDED:
            raise ValueError(f"At most {MOST_ADDED} points can be added, not {len(added)}.")
        for point in added:
            if not isinstance(point, (list, tuple)) or len(point) != 3 or point[2] not in (0, 1):
                raise ValueError(f"An added point is x₁, x₂ and the class 0 or 1, not {point!r}.")
            if not all(_number(x) and abs(x) < LARGEST for x in point):
                raise ValueError(f"An added point is made of numbers, not {point!r}.")
        if not isinstance(state["example"], int) or state["example"] < 0:
            raise ValueError(f"example is a whole number from 0, not {state['example']!r}.")
        return state

    def same_picture(self, old: dict[str, Any], new: dict[str, Any]) -> bool:
        return {**old, "tool": ""} == {**new, "tool": ""}

    def points(self, state: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
        """All points of a state (N, 2), and their labels (N,)."""
        given = state["data"] == YOURS and self.own is not None
        points, labels = self.own if given else points_of(state["data"])
        if not state["added"]:
            return points, labels
        added = np.array(state["added"], dtype=float)
        return np.concatenate([points, added[:, :2]]), np.append(labels, added[:, 2]).astype(int)

    def compute(self, state: dict[str, Any]) -> dict[str, Any]:
        points, labels = self.points(state)
        if self.run.at != _at(state):
            self.run = Run(_at(state), begins=[_at(state)[:3]])
        scores = points @ (state["w1"], state["w2"]) + state["b"]
        wrong = (scores > 0) != (labels == 1)
        run = self.run
        return {
            "points": pack(points),
            "labels": labels.tolist(),
            "scores": pack(scores),
            "wrong": int(wrong.sum()),
            "box": box_of(self.points({**state, "added": []})[0]),
            "losses": losses(scores, labels),
            "next": min(state["example"], max(0, len(points) - 1)),
            "last": run.last,
            "right": run.right,
            "looked": run.looked,
            "words": run.words,
            "stopped": run.stopped,
            "mistakes": run.mistakes[-ROUNDS_SHOWN:],
            "rounds": len(run.mistakes),
        }

    def do_restart(self) -> dict[str, Any]:
        """Begin again with w = 0 and b = 0."""
        self.run = Run(())
        self.state = {**self.state, "w1": 0.0, "w2": 0.0, "b": 0.0, "example": 0}
        self.picture = self.compute(self.state)
        return {}

    def do_step(self, looks: int = 1) -> dict[str, Any]:
        """Some steps, at most until the next mistake, so that each of those can be seen."""
        deadline = time.monotonic() + STEP_SECONDS
        with self.hold_sync():
            for _ in range(looks):
                answer = self._step()
                if answer["stopped"] or not answer["right"] or time.monotonic() > deadline:
                    break
        return answer

    def _step(self) -> dict[str, Any]:
        """One example of the perceptron, or one step of descent over all points."""
        state = self.state
        points, labels = self.points(state)
        if not len(points):
            self.tell("There is no point to learn from: add some.")
            return {"stopped": True, "right": True}
        w, b = np.array([state["w1"], state["w2"]], dtype=float), float(state["b"])
        self.error = ""
        number, run = state["example"] % len(points), self.run
        if state["rule"] == DESCENT:
            new_w, new_b = descend(points, labels, w, b, state["rate"])
            run.looked, run.last = run.looked + 1, -1
            run.words = f"Step {run.looked} down the gradient of the cross-entropy."
        else:
            new_w, new_b = self._look(points[number], int(labels[number]), w, b, number)
            if number == len(points) - 1:
                run.words = f"{run.words} {run.end_round(new_w, new_b)}".strip()
            number = (number + 1) % len(points)
        if not np.abs([*new_w, new_b]).max() <= LARGEST:  # nan is no number either
            self.tell(f"w = {_pair(new_w)} and b = {new_b:.4g} are too large to go on.")
            return {"stopped": True, "right": True}
        told = self.error
        new = {"w1": float(new_w[0]), "w2": float(new_w[1]), "b": new_b, "example": number}
        run.at = _at({**state, **new})
        if self.state == {**state, **new}:
            self.picture = self.compute(self.state)
        self.state = {**state, **new}
        if told:  # a change of state clears what was told
            self.error = told
        return {"stopped": run.stopped, "right": run.right}

    def _look(
        self, x: np.ndarray, target: int, w: np.ndarray, b: float, number: int
    ) -> tuple[np.ndarray, float]:
        """The perceptron looks at one example, with one's own functions where they are given."""
        run, score = self.run, float(w @ x + b)
        answer = self._answer(x, w, b, int(score > 0))
        run.looked, run.last, run.right = run.looked + 1, number, answer == target
        run.words = (
            f"Round {len(run.mistakes)}, point {_pair(x)}: w·x + b = {_short(score)}, "
            f"answer {answer}, target {target}"
        )
        if run.right:
            run.words += ": right, nothing changes."
            return w, b
        run.mistakes[-1] += 1
        new_w, new_b = self._updated(x, target, w, b, answer)
        run.words += f": wrong. w becomes {_pair(new_w)}, b {_short(new_b)}."
        return new_w, new_b

    def _answer(self, x: np.ndarray, w: np.ndarray, b: float, right: int) -> int:
        if self.predict is None:
            return right
        value = self.attempt(self.predict, x, w, b, shape=())
        if value is None:
            return right
        if value != right:
            called = f"{_name(self.predict)}({_pair(x)}, {_pair(w)}, {_short(b)})"
            self.tell(f"{called} returned {value:g}, expected {right}.")
        return int(value) if value in (0, 1) else right

    def _updated(
        self, x: np.ndarray, target: int, w: np.ndarray, b: float, answer: int
    ) -> tuple[np.ndarray, float]:
        rate = float(self.state["rate"])
        right_w, right_b = w + rate * (target - answer) * x, b + rate * (target - answer)
        if self.update is None:
            return right_w, right_b
        parts = {"w": (2,), "b": ()}
        value = self.attempt_parts(self.update, x, target, w, b, rate, parts=parts)
        if value is None:
            return right_w, right_b
        new_w, new_b = value[0], float(value[1])
        if not np.allclose([*new_w, new_b], [*right_w, right_b]):
            self.tell(
                f"{_name(self.update)}({_pair(x)}, {target}, {_pair(w)}, {_short(b)}, "
                f"{_short(rate)}) returned {_pair(new_w)}, {_short(new_b)}, expected "
                f"{_pair(right_w)}, {_short(right_b)}."
            )
        return new_w, new_b

    def draw_still(self, figure: Figure) -> None:
        points, labels = self.points(self.state)
        w, b = np.array([self.state["w1"], self.state["w2"]]), self.state["b"]
        left, bottom, side = box_of(points)
        x, y = np.linspace(left, left + side, 241), np.linspace(bottom, bottom + side, 241)
        scores = w[0] * x[None, :] + w[1] * y[:, None] + b
        ax = figure.subplots()
        box, tints = (left, left + side, bottom, bottom + side), [color for color, _ in CLASSES[:2]]
        ax.imshow(
            scores > 0,
            extent=box,
            origin="lower",
            cmap=ListedColormap(tints),
            alpha=0.22,
            vmin=0,
            vmax=1,
        )
        if scores.min() < 0 < scores.max():
            ax.contour(x, y, scores, [0.0], colors=INK)
            middle = np.array([left, bottom]) + side / 2
            foot = middle - (w @ middle + b) / (w @ w) * w
            arrow = {"arrowstyle": "-|>", "color": FILTER, "lw": 2.5, "shrinkA": 0}
            ax.annotate(
                "", xy=foot + w * min(1, side / 3 / np.hypot(*w)), xytext=foot, arrowprops=arrow
            )
        if len(points):
            draw_points(ax, points, labels)
            wrong = (points @ w + b > 0) != (labels == 1)
            ax.plot(*points[wrong].T, "o", ms=14, mfc="none", mec=WRONG, mew=2)
        ax.set(xlim=box[:2], ylim=box[2:], aspect="equal", xlabel="x₁", ylabel="x₂")
        ax.set_title(f"w = {_pair(w)}, b = {_short(b)}")


def _at(state: dict[str, Any]) -> tuple:
    return (*(float(state[name]) for name in ("w1", "w2", "b")), state["example"])


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _name(function: Callable) -> str:
    return getattr(function, "__name__", type(function).__name__)


def _short(value: float) -> str:
    return f"{value + 0.0:.4g}".replace("-", "−")


def _pair(numbers: Any) -> str:
    return f"({', '.join(_short(x) for x in numbers)})"


def _given(points: Any, labels: Any) -> tuple[np.ndarray, np.ndarray]:
    """Points and labels that were given, as float64 and int."""
    points, labels = np.asarray(points, dtype=float), np.asarray(labels)
    if points.ndim != 2 or points.shape[1] != 2 or not 0 < len(points) <= MOST_POINTS:
        raise ValueError(
            f"points have shape {points.shape}, expected (N, 2) with N up to {MOST_POINTS}."
        )
    if labels.shape != (len(points),) or not np.isin(labels, (0, 1)).all():
        raise ValueError("labels are zeros and ones, one for each point.")
    return points, labels.astype(int)
