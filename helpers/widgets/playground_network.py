"""The small networks of the playground: points in the plane, passes over them, what comes out.

A run is trained by a dict of functions that have the names and the signatures of lessons 3 to 5, so
that a student's own can take the place of any of them. Settings are a plain dict, see `SETTINGS`.
"""

from __future__ import annotations

import copy
import functools
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

SIDE = 100  # places along each side of the map
NODE_SIDE = 20  # and of the small map of one unit
REACH = 6.0  # the plane goes from -6 to 6
LOSSES_SHOWN = 240  # points of the chart
MOST_LAYERS, MOST_UNITS = 6, 8
FIRST_BIAS = 0.1

RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
PENALTY_RATES = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
CLASSIFICATION, REGRESSION = "classification", "regression"
SQUARED, CROSS_ENTROPY = "squared error", "cross-entropy"
BENDS = {"ReLU": "relu", "tanh": "tanh", "sigmoid": "sigmoid", "linear": None}
STEPS = {  # the function of an optimiser, and how many arrays it remembers
    "plain": ("sgd_step", 0),
    "momentum": ("momentum_step", 1),
    "RMSProp": ("rmsprop_step", 1),
    "Adadelta": ("adadelta_step", 2),
    "Adam": ("adam_step", 2),
}
SETTINGS: dict[str, Any] = {
    "problem": CLASSIFICATION,
    "data": "circle",
    "surface": "plane",  # the data of a regression
    "classes": 2,
    "noise": 0,  # percent
    "share": 50,  # percent of the points to learn from
    "batch": 10,
    "seed": 0,  # of the points
    "start": 0,  # of the first weights
    "zero": False,  # weights and biases start at 0
    "features": "x1,x2",
    "layers": [4, 2],  # hidden units
    "activation": "tanh",
    "loss": SQUARED,
    "optimizer": "plain",
    "rate": 0.03,
    "penalty": "none",
    "penalty_rate": 0.0,
    "passes": 0,  # over the points before it is shown
}
LIVE = ("rate",)  # settings that a run takes on while it trains

FEATURES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "x1": lambda x, y: x,
    "x2": lambda x, y: y,
    "x1x1": lambda x, y: x**2,
    "x2x2": lambda x, y: y**2,
    "x1x2": lambda x, y: x * y,
    "sinx1": lambda x, y: np.sin(x),
    "sinx2": lambda x, y: np.sin(y),
}


# ---- points: coordinates (N, 2), and the class of each or its value. The first group is class 1,
# whose target is +1.


def circle(count: int, noise: float, rng: np.random.Generator, classes: int = 2):
    """A disc in a ring. Noise moves the labels, not the points."""
    inside = np.arange(count) < count // 2
    radius = np.where(inside, rng.uniform(0, 2.5, count), rng.uniform(3.5, 5, count))
    angle = rng.uniform(0, 2 * np.pi, count)
    points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    judged = points + noise * rng.uniform(-5, 5, points.shape)
    return points, (np.hypot(*judged.T) < 2.5).astype(float)


def exclusive_or(count: int, noise: float, rng: np.random.Generator, classes: int = 2):
    """Four squares. Noise moves the labels."""
    points = rng.uniform(-5, 5, (count, 2))
    points += np.where(points > 0, 0.3, -0.3)
    judged = points + noise * rng.uniform(-5, 5, points.shape)
    return points, (judged.prod(axis=1) >= 0).astype(float)


def gaussian(count: int, noise: float, rng: np.random.Generator, classes: int = 2):
    """One cloud a class, with a variance of 0.5, and of 4 at a noise of 0.5."""
    group = np.arange(count) * classes // count
    angle = np.pi / 4 + 2 * np.pi * group / classes
    centres = np.sqrt(8) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return centres + np.sqrt(0.5 + 7 * noise) * rng.standard_normal((count, 2)), _label(group)


def spiral(count: int, noise: float, rng: np.random.Generator, classes: int = 2):
    """One arm a class, that goes around 1.75 times. Noise moves the points."""
    group, size = np.arange(count) * classes // count, count // classes
    way = (np.arange(count) - np.ceil(group * count / classes)) / size
    angle = 2 * np.pi * (1.75 * way + group / classes)
    points = 5 * way[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return points + noise * rng.uniform(-1, 1, points.shape), _label(group)


def _label(group: np.ndarray) -> np.ndarray:
    return np.where(group < 2, 1 - group, group).astype(float)


def plane(count: int, noise: float, rng: np.random.Generator, classes: int = 0):
    """The value rises evenly, from -1.2 in one corner to 1.2 in the other."""
    points = rng.uniform(-REACH, REACH, (count, 2))
    return points, (points + noise * rng.uniform(-REACH, REACH, points.shape)).sum(axis=1) / 10


def multi_gaussian(count: int, noise: float, rng: np.random.Generator, classes: int = 0):
    """Six cones of radius 2, up and down in turn."""
    points = rng.uniform(-REACH, REACH, (count, 2))
    judged = points + noise * rng.uniform(-REACH, REACH, points.shape)
    centres = np.array([(x, y) for y in (2.5, -2.5) for x in (-4, 0, 4)])
    signs = np.array([1, -1, 1, -1, 1, -1])
    far = np.linalg.norm(judged[:, None] - centres, axis=2)
    heights = signs * np.clip(1 - far / 2, 0, 1)
    return points, heights[np.arange(count), np.abs(heights).argmax(axis=1)]


DATA = {
    "circle": circle,
    "exclusive or": exclusive_or,
    "gaussian": gaussian,
    "spiral": spiral,
}
SURFACES = {"plane": plane, "multi gaussian": multi_gaussian}
MANY_CLASSES = ("gaussian", "spiral")  # data sets that can have more than two
CHOICES = {
    "problem": (CLASSIFICATION, REGRESSION),
    "data": tuple(DATA),
    "surface": tuple(SURFACES),
    "activation": tuple(BENDS),
    "loss": (SQUARED, CROSS_ENTROPY),
    "optimizer": tuple(STEPS),
    "rate": RATES,
    "penalty": ("none", "L1", "L2"),
    "penalty_rate": PENALTY_RATES,
}
RANGES = {
    "classes": (2, 5),
    "noise": (0, 80),
    "share": (10, 90),
    "batch": (1, 30),
    "seed": (0, 99_999),
    "start": (0, 99_999),
    "passes": (0, 2000),
}


def checked(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings, as far as they are those of a network.

    Raises: ValueError for one that is out of its range.
    """
    settings = {name: settings[name] for name in SETTINGS}
    for name, values in CHOICES.items():
        if settings[name] not in values:
            listed = ", ".join(map(str, values))
            raise ValueError(f"{name} is one of {listed}, not {settings[name]!r}.")
    for name, (least, most) in RANGES.items():
        if not isinstance(settings[name], int) or not least <= settings[name] <= most:
            raise ValueError(
                f"{name} is a whole number from {least} to {most}, not {settings[name]!r}."
            )
    sizes = settings["layers"]
    if len(sizes) > MOST_LAYERS or not all(
        isinstance(size, int) and 1 <= size <= MOST_UNITS for size in sizes
    ):
        raise ValueError(
            f"layers are up to {MOST_LAYERS} numbers from 1 to {MOST_UNITS}, not {sizes}."
        )
    names = settings["features"].split(",")
    if not set(names) <= set(FEATURES):
        raise ValueError(f"features are some of {','.join(FEATURES)}, not {settings['features']}.")
    return settings


def points_of(settings: Mapping[str, Any], count: int | None = None):
    """Coordinates (N, 2) and labels (N,), in the order in which they are learned from."""
    rng = np.random.default_rng([settings["seed"], 0])
    regression = settings["problem"] == REGRESSION
    make = SURFACES[settings["surface"]] if regression else DATA[settings["data"]]
    count = count or (1200 if regression else 500)
    points, labels = make(count, settings["noise"] / 100, rng, classes_of(settings))
    order = rng.permutation(count)
    return points[order], labels[order]


def classes_of(settings: Mapping[str, Any]) -> int:
    """How many classes there are, 0 for a regression."""
    if settings["problem"] == REGRESSION:
        return 0
    return settings["classes"] if settings["data"] in MANY_CLASSES else 2


def features_of(settings: Mapping[str, Any], points: np.ndarray) -> np.ndarray:
    """What the network gets to see of points: (N, 2) to (N, D)."""
    names = settings["features"].split(",")
    return np.stack([FEATURES[name](*points.T) for name in names], axis=1)


@functools.cache
def plane_features(names: str) -> np.ndarray:
    """What a network with these features sees at every place of the map, (SIDE·SIDE, D).

    Places are the middles of the cells of a grid over the plane, the top row first.
    """
    line = (np.arange(SIDE) + 0.5) / SIDE * 2 * REACH - REACH
    x, y = np.meshgrid(line, line[::-1])
    seen = features_of({"features": names}, np.stack([x.ravel(), y.ravel()], axis=1))
    seen.flags.writeable = False
    return seen


# ---- what a run is made of, by the names of the lessons


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 0.5 + 0.5 * np.tanh(0.5 * x)


def _toward(mean: np.ndarray, value: np.ndarray, share: float) -> np.ndarray:
    return mean + share * (value - mean)


def _optimizer(name: str) -> Callable:
    """A step with the settings that lesson 5 has by default."""

    def step(w: np.ndarray, dw: np.ndarray, *memory: Any, rate: float = 0.0) -> tuple:
        if name == "momentum":
            speed = 0.9 * memory[0] - rate * dw
            return w + speed, speed
        if name == "RMSProp":
            power = _toward(memory[0], dw * dw, 0.01)
            return w - rate / (power**0.5 + 1e-8) * dw, power
        if name == "Adadelta":
            power = _toward(memory[0], dw * dw, 0.05)
            way = ((memory[1] + 1e-6) / (power + 1e-6)) ** 0.5 * dw
            return w - way, power, _toward(memory[1], way * way, 0.05)
        mean, power = _toward(memory[0], dw, 0.1), _toward(memory[1], dw * dw, 0.001)
        length = (power / (1 - 0.999 ** memory[2])) ** 0.5 + 1e-8
        return w - rate / (1 - 0.9 ** memory[2]) * mean / length, mean, power

    return step


REFERENCE: dict[str, Callable] = {
    "affine_forward": lambda x, W, b: x @ W.T + b,
    "affine_backward": lambda dout, x, W: (dout @ W, dout.T @ x, dout.sum(axis=0)),
    "relu": lambda x: np.maximum(x, 0),
    "relu_backward": lambda dout, x: dout * (x > 0),
    "tanh": np.tanh,
    "tanh_backward": lambda dout, x: dout * (1 - np.tanh(x) ** 2),
    "sigmoid": _sigmoid,
    "sigmoid_backward": lambda dout, x: dout * _sigmoid(x) * _sigmoid(-x),
    "sgd_step": lambda w, dw, rate: w - rate * dw,
    **{function: _optimizer(name) for name, (function, memory) in STEPS.items() if memory},
}


@dataclass
class Layer:
    """W: (out, in); b: (out,); dead: weights that L1 has set to 0 for ever, shaped like W."""

    W: np.ndarray
    b: np.ndarray
    dead: np.ndarray
    memory: dict[str, list[np.ndarray]] = field(default_factory=dict)


class Run:
    """A network on its points, trained pass by pass.

    functions: those of `REFERENCE` that are to be replaced. losses: one row of the mean loss on
    training and on test points, before the first pass and after each.
    """

    def __init__(
        self, settings: Mapping[str, Any], functions: Mapping[str, Callable] | None = None
    ) -> None:
        self.settings = checked(settings)
        self.functions = {**REFERENCE, **(functions or {})}
        self.classes = classes_of(settings)
        self.points, self.labels = points_of(settings)
        self.split = len(self.points) * settings["share"] // 100  # test points from here on
        self.X = features_of(settings, self.points)
        self.many = self.classes > 2 or (
            self.classes == 2 and settings["loss"] == CROSS_ENTROPY
        )  # a score for each class
        if self.many:
            low = 0.0 if settings["loss"] == CROSS_ENTROPY else -1.0
            self.targets = np.where(self.labels[:, None] == np.arange(self.classes), 1.0, low)
        else:
            self.targets = (2 * self.labels - 1 if self.classes else self.labels)[:, None]
        self.layers = self._first_layers()
        self.passes = self.updates = 0
        self.losses = [self.measure()]
        for _ in range(settings["passes"]):
            self.step()

    def _first_layers(self) -> list[Layer]:
        settings = self.settings
        rng = np.random.default_rng([settings["seed"], 1, settings["start"]])
        sizes = [self.X.shape[1], *settings["layers"], self.targets.shape[1]]
        layers = []
        for inputs, outputs in itertools.pairwise(sizes):
            W = rng.uniform(-0.5, 0.5, (outputs, inputs))
            b = np.full(outputs, FIRST_BIAS)
            if settings["zero"]:
                W, b = 0 * W, 0 * b
            layers.append(Layer(W, b, np.zeros(W.shape, bool)))
        return layers

    @property
    def bend(self) -> str | None:
        return BENDS[self.settings["activation"]]

    @property
    def softmax(self) -> bool:
        return bool(self.classes) and self.settings["loss"] == CROSS_ENTROPY

    def copy(self) -> Run:
        """The same run, to go on by itself."""
        other = copy.copy(self)
        other.layers, other.losses = copy.deepcopy(self.layers), list(self.losses)
        return other

    def outputs(self, X: np.ndarray) -> list[np.ndarray]:
        """What goes into each layer, (N, in) each, and at the end what the network answers.

        That is tanh of the scores or their softmax for classes, the score itself for a regression.
        """
        return self._forward(X)[0]

    def _forward(self, X: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
        flows, scores = [X], []
        last = len(self.layers) - 1
        for place, layer in enumerate(self.layers):
            z = self.functions["affine_forward"](flows[-1], layer.W, layer.b)
            scores.append(z)
            if place < last:
                flows.append(self.functions[self.bend](z) if self.bend else z)
        flows.append(self._answer(scores[-1]))
        return flows, scores

    def _answer(self, z: np.ndarray) -> np.ndarray:
        if self.softmax:
            above = np.exp(z - z.max(axis=1)[:, None])
            return above / above.sum(axis=1)[:, None]
        return np.tanh(z) if self.classes else z

    def gradients(self, rows: Any = None) -> list[tuple[np.ndarray, np.ndarray]]:
        """dW and db of every layer: of the mean loss over these rows, or all training points."""
        rows = slice(self.split) if rows is None else rows
        flows, scores = self._forward(self.X[rows])
        out, targets = flows[-1], self.targets[rows]
        dout = (out - targets) / len(out)
        if self.classes and not self.softmax:
            dout *= 1 - out**2
        found = []
        for place in reversed(range(len(self.layers))):
            if place < len(self.layers) - 1 and self.bend:
                dout = self.functions[f"{self.bend}_backward"](dout, scores[place])
            W = self.layers[place].W
            dout, dW, db = self.functions["affine_backward"](dout, flows[place], W)
            found.append((dW, db))
        return found[::-1]

    def batches(self) -> list[np.ndarray]:
        """The rows of each update in the next pass.

        The same cuts in every pass; points short of a batch join the first one of the next pass.
        """
        size, count = self.settings["batch"], self.split
        cuts = [np.arange(start, start + size) for start in range(0, count - size + 1, size)]
        if self.passes and count % size:
            cuts[0] = np.concatenate([np.arange(count - count % size, count), cuts[0]])
        return cuts

    def step(self) -> None:
        """One pass over the training points."""
        with np.errstate(all="ignore"):  # rates that are too large overflow: they lose
            for rows in self.batches():
                self.updates += 1
                moves = self.gradients(rows)
                for layer, (dW, db) in zip(self.layers, moves, strict=True):
                    self._update(layer, dW, db)
            self.passes += 1
            self.losses.append(self.measure())

    def _update(self, layer: Layer, dW: np.ndarray, db: np.ndarray) -> None:
        settings, before = self.settings, layer.W
        for name, gradient in (("W", dW), ("b", db)):
            setattr(layer, name, self._moved(layer, name, gradient))
        if settings["penalty"] == "none" and not layer.dead.any():
            return
        strength = settings["rate"] * settings["penalty_rate"]
        if settings["penalty"] == "L2":
            layer.W = layer.W - strength * before
        elif settings["penalty"] == "L1":
            moved = layer.W - strength * np.sign(before)
            layer.dead = layer.dead | (layer.W * moved < 0)
            layer.W = moved
        layer.W = np.where(layer.dead, 0.0, layer.W)

    def _moved(self, layer: Layer, name: str, gradient: np.ndarray) -> np.ndarray:
        optimizer, rate = self.settings["optimizer"], self.settings["rate"]
        function, remembers = STEPS[optimizer]
        w, move = getattr(layer, name), self.functions[function]
        if not remembers:
            return move(w, gradient, rate)
        memory = layer.memory.get(name) or [np.zeros_like(w)] * remembers
        if optimizer == "Adadelta":  # it has no rate
            w, *memory = move(w, gradient, *memory)
        elif optimizer == "Adam":
            w, *memory = move(w, gradient, *memory, self.updates, rate=rate)
        else:
            w, *memory = move(w, gradient, *memory, rate=rate)
        layer.memory[name] = memory
        return w

    def measure(self) -> tuple[float, float, float, float]:
        """Mean loss of training and test points without the penalty, and the shares right.

        The shares are nan for a regression.
        """
        with np.errstate(all="ignore"):
            out = self.outputs(self.X)[-1]
            if self.softmax:
                chosen = np.take_along_axis(out, self.labels[:, None].astype(int), 1)[:, 0]
                loss = -np.log(np.maximum(chosen, 1e-300)) + 0 * chosen  # nan stays nan
            else:
                loss = 0.5 * ((out - self.targets) ** 2).sum(axis=1)
        right = np.full(len(loss), np.nan)
        if self.classes:
            said = out.argmax(axis=1) if self.many else out[:, 0] >= 0
            right = np.where(np.isfinite(loss), said == self.labels, False).astype(float)
        parts = slice(self.split), slice(self.split, None)
        return (*(float(loss[p].mean()) for p in parts), *(float(right[p].mean()) for p in parts))

    def answer_map(self, out: np.ndarray) -> np.ndarray:
        """One number a place, from what the network answers there.

        With one output that output; with two classes how much likelier class 1 is; with more the
        number of the class, plus a share below 1 that says how sure.
        """
        if not self.many:
            return out[:, 0]
        if self.classes == 2:
            return out[:, 1] - out[:, 0]
        sure = out.max(axis=1) if self.softmax else (out.max(axis=1) + 1) / 2
        return out.argmax(axis=1) + np.clip(np.nan_to_num(sure), 0, 0.999)

    def losses_shown(self) -> np.ndarray:
        """Training and test losses, (2, M), thinned to what a chart can show; the last included."""
        rows = np.array(self.losses)[:, :2]
        if len(rows) > LOSSES_SHOWN:
            rows = rows[np.linspace(0, len(rows) - 1, LOSSES_SHOWN).round().astype(int)]
        return rows.T
