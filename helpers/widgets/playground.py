"""A small network that learns before one's eyes, beside one that runs on one's own functions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from helpers.plots.style import CLASSES, INK, OUTPUT_MAP, QUIET
from helpers.widgets import playground_network as network
from helpers.widgets.frame import Widget, complete, from_text, pack, to_text
from helpers.widgets.playground_network import BENDS, REFERENCE, SETTINGS, STEPS, Run

NOTHING, YOURS, KEPT = "nothing", "your functions", "kept run"
FIRST, SECOND = "this run", "the other"
SPEEDS = (1, 5, 30, 60, 120, 300)  # passes a second
MOST_PASSES = 60  # at once
LONGEST_STEP = 0.25  # seconds of a frame, after which no further pass is begun
UNDONE = 50  # changes that can be taken back
JUDGED = 8  # calls of each own function a frame
STILL_PASSES = 40  # that the static picture is trained for, where the network is still untrained
CLOSE = 1e-6  # relative to the largest number: two results that differ by less are the same
RETURNS = {
    "affine_backward": ("dx", "dW", "db"),
    "momentum_step": ("w", "velocity"),
    "rmsprop_step": ("w", "square"),
    "adadelta_step": ("w", "square", "delta"),
    "adam_step": ("w", "m", "v"),
}
CONTROLS = (  # that can be hidden, with their words
    ("play", "play and pause"),
    ("step", "step"),
    ("reset", "reset"),
    ("undo", "undo"),
    ("rate", "learning rate"),
    ("activation", "activation"),
    ("penalty", "penalty"),
    ("penalty_rate", "penalty rate"),
    ("problem", "problem"),
    ("data", "data"),
    ("share", "share to learn from"),
    ("noise", "noise"),
    ("batch", "batch size"),
    ("classes", "classes"),
    ("loss", "loss"),
    ("optimizer", "optimiser"),
    ("features", "features"),
    ("layers", "hidden layers"),
    ("compare", "comparison"),
    ("test", "show test points"),
    ("discrete", "classes only"),
    ("edit", "weight by hand"),
    ("tasks", "tasks"),
)


class Playground(Widget, page=("playground_drawing.js", "playground.js")):
    """A network on points in the plane: its settings, its weights, and what each unit says.

    layer: one's own affine_forward, affine_backward, or both. activation: one's own relu, tanh,
    sigmoid, relu_backward, tanh_backward, sigmoid_backward, any of them. step: one's own sgd_step,
    momentum_step, rmsprop_step, adadelta_step, adam_step, any of them. They are known by their
    names, and train a second network beside the reference, from the same weights, on the same
    batches. state: settings, as a dict or as the text of an earlier state.

    Raises: ValueError for what cannot be shown.
    """

    TITLE = "Playground"
    TASKS = (
        (
            "The disc in the ring without any hidden layer: which two features does it need?",
            "x₁² and x₂². Their weighted sum is a distance from the middle, and a straight line "
            "tells distances apart.",
        ),
        (
            "Tick “weights start at 0” and step. What moves, and what loss does it end with?",
            "Only the bias of the output. All hidden units say 0, so nothing is sent back to "
            "them; the network gives every point the same answer, and the loss stays near 0.5.",
        ),
        (
            "The spiral with ReLU, Adam and a rate of 0.01, for 300 passes: how far does one "
            "hidden layer of 8 get, how far do two?",
            "59 % of the test points with one layer, more than 99 % with two. The second layer "
            "folds what the first has folded.",
        ),
    )
    DEFAULTS: ClassVar[dict[str, Any]] = {
        **SETTINGS,
        "test": False,  # show the points that are not learned from
        "discrete": False,
        "lines": "weights",
        "speed": 60,  # passes a second
        "beside": NOTHING,
        "kept": "",  # the settings of a kept run, as text
        "diagram": FIRST,
        "hide": "",  # controls that are not shown, separated by commas
    }

    def __init__(
        self,
        *,
        layer: Callable | Iterable[Callable] = (),
        activation: Callable | Iterable[Callable] = (),
        step: Callable | Iterable[Callable] = (),
        state: dict | str | None = None,
    ) -> None:
        bends = {name for bend in BENDS.values() if bend for name in (bend, f"{bend}_backward")}
        steps = {name for name, _ in STEPS.values()}
        self.own = {
            **_named("layer", layer, {"affine_forward", "affine_backward"}),
            **_named("activation", activation, bends),
            **_named("step", step, steps),
        }
        self.runs: list[Run] = []
        self.past: list[tuple[dict, list[Run]]] = []
        self._restored: list[Run] | None = None
        self._shown: dict[str, Any] = {}
        self.besides = (NOTHING, YOURS, KEPT) if self.own else (NOTHING, KEPT)
        choices = {
            **network.CHOICES,
            "features": network.FEATURES,
            "beside": self.besides,
            "speed": SPEEDS,
        }
        super().__init__(
            state,
            defaults=_defaults(self.own),
            choices={name: list(values) for name, values in choices.items()},
            ranges=network.RANGES,
            controls=[list(control) for control in CONTROLS],
            many_classes=list(network.MANY_CLASSES),
            limits=[network.MOST_LAYERS, network.MOST_UNITS],
            reach=network.REACH,
            most_passes=MOST_PASSES,
            thumbnails={
                name: pack(_thumbnail(name)) for name in (*network.DATA, *network.SURFACES)
            },
        )

    @property
    def weights(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """W (out, in) and b (out,) of every layer, as `mlp_scores` takes them."""
        return [(layer.W.copy(), layer.b.copy()) for layer in self.runs[0].layers]

    def checked(self, state: dict[str, Any]) -> dict[str, Any]:
        network.checked(state)
        network.checked(_kept(state))
        for name, values in (
            ("beside", self.besides),
            ("speed", SPEEDS),
            ("lines", ("weights", "gradients")),
            ("diagram", (FIRST, SECOND)),
        ):
            if state[name] not in values:
                listed = ", ".join(map(str, values))
                raise ValueError(f"{name} is one of {listed}, not {state[name]!r}.")
        return state

    def same_picture(self, old: dict[str, Any], new: dict[str, Any]) -> bool:
        return {**old, "hide": "", "speed": 0} == {**new, "hide": "", "speed": 0}

    def compute(self, state: dict[str, Any]) -> dict[str, Any]:
        old, self._shown = self._shown, state
        if self._restored is not None:
            self.runs, self._restored = self._restored, None
        else:
            if self.runs:
                self._remember(old)
            if not self.runs or _rebuilds(old) != _rebuilds(state):
                self.runs = self._new_runs(state)
            for run in self.runs[: 1 if state["beside"] == KEPT else None]:
                run.settings["rate"] = state["rate"]
        view = self._view()
        for place, run in enumerate(self.runs):
            test = np.arange(len(run.points)) >= run.split
            view[f"points{place}"] = np.column_stack([run.points, run.labels, test])
        return {
            name: pack(value) if isinstance(value, np.ndarray) else value
            for name, value in view.items()
        }

    def _new_runs(self, state: dict[str, Any]) -> list[Run]:
        self.failed: set[str] = set()
        self.verdicts: dict[str, str] = {}
        self.worst: dict[str, float] = {}  # share of numbers that differ
        self._judge_again()
        runs = [Run(state)]
        if state["beside"] == YOURS:
            runs.append(Run(state, {name: self._guarded(name) for name in self.own}))
        elif state["beside"] == KEPT:
            runs.append(Run(_kept(state)))
        return runs

    def _guarded(self, name: str) -> Callable:
        """One's own function, with the reference in its place once it has failed.

        Some calls of each frame are compared with the reference.
        """
        own, reference = self.own[name], REFERENCE[name]

        def call(*args: Any, **settings: Any) -> Any:
            if name in self.failed:
                return reference(*args, **settings)
            shapes = _shapes(name, args)
            if len(shapes) == 1:
                value = self.attempt(own, *args, shape=shapes[0], **settings)
            else:
                parts = dict(zip(RETURNS[name], shapes, strict=True))
                value = self.attempt_parts(own, *args, parts=parts, **settings)
            if value is None:
                self.failed.add(name)
                self.verdicts[name] = f"✗ {name} fails: the reference stands in for it"
                return reference(*args, **settings)
            if self.unjudged[name]:
                self.unjudged[name] -= 1
                self._judge(name, value, reference(*args, **settings))
            return value

        return call

    def _judge_again(self) -> None:
        self.unjudged = dict.fromkeys(self.own, JUDGED)

    def _judge(self, name: str, value: Any, right: Any) -> None:
        """Say whether one's own function gives what the reference does; the worst call stays."""
        values, rights = ([v] if isinstance(v, np.ndarray) else v for v in (value, right))
        wrong = [_differs(v, r) for v, r in zip(values, rights, strict=True)]
        count, total = sum(int(w.sum()) for w in wrong), sum(w.size for w in wrong)
        if count / total > self.worst.get(name, -1.0):
            self.worst[name] = count / total
            self.verdicts[name] = (
                f"✗ {name}: {count:,} of {total:,} numbers differ from the reference"
                if count
                else f"✓ {name} gives what the reference gives"
            )

    def _remember(self, state: dict[str, Any]) -> None:
        self.past.append((state, [run.copy() for run in self.runs]))
        del self.past[:-UNDONE]

    def _drawn(self) -> Run:
        """The run whose diagram is shown."""
        return self.runs[-1] if self.state.get("diagram") == SECOND else self.runs[0]

    def _view(self, watch: int = -1) -> dict[str, Any]:
        """What changes with every pass. watch: the unit whose map is to be seen in full."""
        self._judge_again()
        side, small = network.SIDE, network.NODE_SIDE
        run = self.runs[-1] if self._shown["diagram"] == SECOND else self.runs[0]
        maps = []
        with np.errstate(all="ignore"):
            for one in self.runs:
                flows = one.outputs(network.plane_features(one.settings["features"]))
                maps.append(one.answer_map(flows[-1]).reshape(side, side))
                if one is run:
                    units = np.concatenate(flows, axis=1).T.reshape(-1, side, side)
            gradients = run.gradients()
            right = gradients
            if run.functions != REFERENCE:
                reference = run.copy()
                reference.functions = REFERENCE
                right = reference.gradients()
        block = side // small
        view: dict[str, Any] = {
            "passes": run.passes,
            "past": len(self.past),
            "sizes": [run.X.shape[1], *(len(layer.b) for layer in run.layers)],
            "seen": run.settings["features"].split(","),
            "classes": [one.classes for one in self.runs],
            "many": run.many,
            "verdicts": list(self.verdicts.values()),
            "maps": np.array(maps),
            "nodes": units.reshape(-1, small, block, small, block).mean(axis=(2, 4)),
            "losses": np.array([one.losses_shown() for one in self.runs]),
            "measures": np.array([one.losses[-1] for one in self.runs]),
            "weights": _flat(layer.W for layer in run.layers),
            "biases": _flat(layer.b for layer in run.layers),
            "dead": _flat(layer.dead for layer in run.layers),
            "gradients": _flat(dW for dW, _ in gradients),
            "bias_gradients": _flat(db for _, db in gradients),
            "wrong": _flat(_differs(m[0], r[0]) for m, r in zip(gradients, right, strict=True)),
            "bias_wrong": _flat(
                _differs(m[1], r[1]) for m, r in zip(gradients, right, strict=True)
            ),
        }
        if 0 <= watch < len(units):
            view["watched"] = units[watch]
        return view

    def do_step(self, passes: int = 1, watch: int = -1) -> dict[str, Any]:
        """Train all runs for some passes, fewer where they are slow; 0 only looks."""
        end = time.monotonic() + LONGEST_STEP
        for _ in range(min(int(passes), MOST_PASSES)):
            for run in self.runs:
                run.step()
            if time.monotonic() > end:
                break
        return self._view(int(watch))

    def do_edit(self, layer: int, unit: int, source: int, value: float, watch: int = -1) -> dict:
        """Set one weight by hand, or a bias where source is -1."""
        self._remember(self.state)
        alike = self.runs if self.state["beside"] == YOURS else [self._drawn()]
        for run in alike:
            edited = run.layers[layer]
            if source < 0:
                edited.b = edited.b.copy()
                edited.b[unit] = value
            else:
                edited.W, edited.dead = edited.W.copy(), edited.dead.copy()
                edited.W[unit, source], edited.dead[unit, source] = value, False
            run.losses[-1] = run.measure()
        return self._view(int(watch))

    def do_keep(self) -> None:
        """Keep the settings as a run to compare with; both begin again."""
        kept = to_text({name: self.state[name] for name in SETTINGS}, SETTINGS)
        self.state = {**self.state, "beside": KEPT, "kept": kept}

    def do_undo(self, watch: int = -1) -> dict[str, Any] | None:
        """Take back the last change, of a setting or of a weight."""
        if not self.past:
            return None
        state, self._restored = self.past.pop()
        state = {**state, "hide": self.state["hide"], "speed": self.state["speed"]}
        if state == self.state:
            self.runs, self._restored = self._restored, None
            return self._view(int(watch))
        self.state = state
        return None

    def draw_still(self, figure: Figure) -> None:
        run = self.runs[0].copy()
        while run.passes < STILL_PASSES and not self.runs[0].passes:
            run.step()
        plane = network.plane_features(run.settings["features"])
        answers = run.answer_map(run.outputs(plane)[-1]).reshape(network.SIDE, -1)
        left, right = figure.subplots(1, 2)
        reach = network.REACH
        colors = [color for color, _ in CLASSES]
        if not run.classes:
            mapped, low, high = OUTPUT_MAP, -1.0, 1.0
        else:
            classes = answers // 1 if run.classes > 2 else (answers >= 0).astype(float)
            answers, mapped = classes, ListedColormap(colors[: run.classes])
            low, high = -0.5, run.classes - 0.5
        left.imshow(
            answers,
            cmap=mapped,
            vmin=low,
            vmax=high,
            alpha=0.4,
            extent=(-reach, reach, -reach, reach),
        )
        x, y = run.points[: run.split].T
        labels = run.labels[: run.split]
        shades = (
            np.array(colors)[labels.astype(int)] if run.classes else OUTPUT_MAP((labels + 1) / 2)
        )
        left.scatter(x, y, c=shades, s=12, edgecolors="white", linewidths=0.4)
        hidden = ", ".join(map(str, run.settings["layers"])) or "none"
        left.set_title(f"hidden units: {hidden}; {run.passes} passes")
        left.set(xlabel="x₁", ylabel="x₂", xlim=(-reach, reach), ylim=(-reach, reach))
        lines = zip(run.losses_shown(), (QUIET, INK), ("training", "test"), strict=True)
        for row, color, name in lines:
            right.plot(np.linspace(0, run.passes, len(row)), row, color=color, label=name)
        right.set(xlabel="passes", ylabel=f"loss ({run.settings['loss']})")
        right.legend(frameon=False)


def _named(kind: str, given: Callable | Iterable[Callable], known: set[str]) -> dict[str, Callable]:
    """Functions by their names. Raises ValueError for one that cannot be used."""
    functions = [given] if callable(given) else list(given)
    for function in functions:
        if getattr(function, "__name__", None) not in known:
            raise ValueError(
                f"{function!r} cannot be a {kind} here. Give some of these, under their own "
                f"names: {', '.join(sorted(known))}."
            )
    return {function.__name__: function for function in functions}


def _defaults(own: dict[str, Callable]) -> dict[str, Any]:
    """Settings that put one's own functions to use."""
    if not own:
        return {}
    found: dict[str, Any] = {"beside": YOURS, "diagram": SECOND}
    bends = [name for name, bend in BENDS.items() if bend and {bend, f"{bend}_backward"} & set(own)]
    if bends and SETTINGS["activation"] not in bends:
        found["activation"] = bends[0]
    steps = [name for name, (function, _) in STEPS.items() if function in own]
    if steps:
        found["optimizer"] = steps[0]
    return found


def _kept(state: dict[str, Any]) -> dict[str, Any]:
    return complete(from_text(state["kept"], SETTINGS), SETTINGS)


def _rebuilds(state: dict[str, Any]) -> dict[str, Any]:
    """What makes the networks begin again where it changes."""
    names = [name for name in (*SETTINGS, "beside", "kept") if name not in network.LIVE]
    return {name: state[name] for name in names}


def _shapes(name: str, args: tuple) -> list[tuple[int, ...]]:
    """The shapes of what a function of this name has to return."""
    if name == "affine_forward":
        return [(len(args[0]), len(args[1]))]
    if name == "affine_backward":
        return [args[1].shape, args[2].shape, args[0].shape[1:]]
    remembers = dict(STEPS.values()).get(name, 0)
    return [args[0].shape] * (1 + remembers)


def _differs(value: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Where two results are not the same; two that overflow alike are."""
    finite = np.abs(right[np.isfinite(right)])
    allowed = CLOSE * max(float(finite.max()) if finite.size else 0.0, 1e-12)
    with np.errstate(invalid="ignore"):
        alike = (np.abs(value - right) <= allowed) | ((value != value) & (right != right))
    return ~(alike | (value == right))


def _flat(arrays: Iterable[np.ndarray]) -> np.ndarray:
    return np.concatenate([array.ravel() for array in arrays])


def _thumbnail(name: str) -> np.ndarray:
    """200 points of a data set without noise: x, y and label, (200, 3)."""
    surface = name in network.SURFACES
    chosen = {"surface": name, "problem": network.REGRESSION} if surface else {"data": name}
    points, labels = network.points_of({**SETTINGS, **chosen}, 200)
    return np.column_stack([points, labels])
