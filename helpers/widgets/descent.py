"""Ways down a landscape, raced from where one clicks, with one's own step functions among them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import contourpy
import numpy as np
from matplotlib.figure import Figure

from helpers.plots.landscapes import WALKERS, draw_map, draw_paths
from helpers.widgets.frame import Widget, pack

STEPS = 200
FAR = 1e6  # a walk that is further from the origin has diverged, and ends
CLOSE = 1e-5  # relative: two steps that differ by less are the same
OWN_SECONDS = 0.05  # for one's own functions in one go; the page asks for the rest
GRID = (97, 145)  # rows and columns of the map; all maps are half as wide again as high
LEVELS = np.linspace(0, 1, 17)[1:-1] ** 3  # lines of equal height, close together near the lowest
TRIES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)  # rates, as in lesson 5

Numbers = dict[str, tuple[float, float, float]]
SETTINGS: dict[str, Numbers] = {  # of each walker: as it starts, least, greatest
    "plain": {"rate": (0.06, 1e-4, 3)},
    "momentum": {"rate": (0.02, 1e-4, 3), "momentum": (0.8, 0, 0.99)},
    "RMSProp": {"rate": (0.1, 1e-4, 3), "decay": (0.99, 0.5, 0.999)},
    "Adadelta": {"decay": (0.95, 0.5, 0.999), "epsilon": (1e-6, 1e-8, 1)},
    "Adam": {"rate": (0.5, 1e-4, 3), "beta1": (0.9, 0, 0.99), "beta2": (0.999, 0.5, 0.999)},
}
FUNCTIONS = {  # one's own, by the walker that they make
    "plain": "sgd_step",
    "momentum": "momentum_step",
    "RMSProp": "rmsprop_step",
    "Adadelta": "adadelta_step",
    "Adam": "adam_step",
}
MEMORY = {  # arrays that each remembers
    "plain": (),
    "momentum": ("velocity",),
    "RMSProp": ("square",),
    "Adadelta": ("square", "delta"),
    "Adam": ("m", "v"),
}
RANGES = {"kappa": (1, 100), "turn": (0, 90), "noise": (0, 5), "step": (0, STEPS)}
LANDSCAPES = ("bowl", "valley", "saddle", "Rosenbrock", "Himmelblau")


@dataclass(frozen=True)
class Landscape:
    """A height over the plane.

    height: of x₁ and x₂, numbers or arrays; slopes: along x₁ and x₂, of the same; low, high:
    corners of the map; lowest: all lowest points; start: where the race begins by itself; bowl: the
    matrix of a landscape ½ (x - lowest)ᵀ A (x - lowest), None for others.
    """

    height: Callable[[Any, Any], Any]
    slopes: Callable[[Any, Any], tuple[Any, Any]]
    low: tuple[float, float]
    high: tuple[float, float]
    lowest: tuple[tuple[float, float], ...]
    start: tuple[float, float]
    bowl: np.ndarray | None = None

    def curvatures(self) -> np.ndarray:
        """At the (first) lowest point, the smaller one first: of the bowl, or measured there."""
        if self.bowl is not None:
            return np.linalg.eigvalsh(self.bowl)
        at, nudge = np.array(self.lowest[0]), 1e-4
        sides = [
            np.subtract(self.slopes(*(at + way)), self.slopes(*(at - way))) / (2 * nudge)
            for way in nudge * np.eye(2)
        ]
        return np.linalg.eigvalsh((np.array(sides) + np.transpose(sides)) / 2)


def bowl_of(A: np.ndarray, lowest: tuple[float, float], **where: tuple[float, float]) -> Landscape:
    """The landscape ½ (x - lowest)ᵀ A (x - lowest)."""
    (a, c), (_, d) = A.tolist()

    def slopes(x1: Any, x2: Any) -> tuple[Any, Any]:
        x1, x2 = x1 - lowest[0], x2 - lowest[1]
        return a * x1 + c * x2, c * x1 + d * x2

    def height(x1: Any, x2: Any) -> Any:
        one, two = slopes(x1, x2)
        return ((x1 - lowest[0]) * one + (x2 - lowest[1]) * two) / 2

    return Landscape(height, slopes, lowest=(lowest,), bowl=A, **where)


def landscape_of(name: str, kappa: float = 30, turn: float = 0) -> Landscape:
    """One of LANDSCAPES. kappa: curvature across the valley, 1 along it; turn: in degrees."""
    if name == "bowl":
        A = np.array([[2.0, 1.0], [1.0, 2.0]])
        return bowl_of(A, (1, 1), low=(-3.5, -2), high=(5.5, 4), start=(4, -1))
    if name == "valley":
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        turned = np.array([[cos, -sin], [sin, cos]])
        A = turned @ np.diag([1.0, kappa]) @ turned.T
        start = tuple((turned @ (-6, 1)).tolist())
        return bowl_of(A, (0, 0), low=(-9, -6.5), high=(9, 5.5), start=start)
    if name == "saddle":
        return Landscape(
            lambda x1, x2: x1 * x1 / 2 - x2 * x2 / 2 + x2 * x2 * x2 * x2 / 4,
            lambda x1, x2: (x1, x2 * x2 * x2 - x2),
            low=(-2.1, -1.5),
            high=(2.4, 1.5),
            lowest=((0, 1), (0, -1)),
            start=(2, 0.01),
        )
    if name == "Rosenbrock":
        return Landscape(
            lambda x1, x2: (1 - x1) * (1 - x1) + 10 * (x2 - x1 * x1) * (x2 - x1 * x1),
            lambda x1, x2: (2 * (x1 - 1) - 40 * x1 * (x2 - x1 * x1), 20 * (x2 - x1 * x1)),
            low=(-2.1, -0.9),
            high=(2.4, 2.1),
            lowest=((1, 1),),
            start=(-1.2, 1),
        )

    def parts(x1: Any, x2: Any) -> tuple[Any, Any]:
        return x1 * x1 + x2 - 11, x1 + x2 * x2 - 7

    def height(x1: Any, x2: Any) -> Any:
        one, two = parts(x1, x2)
        return one * one + two * two

    def slopes(x1: Any, x2: Any) -> tuple[Any, Any]:
        one, two = parts(x1, x2)
        return 4 * x1 * one + 2 * two, 2 * one + 4 * x2 * two

    lowest = ((3, 2), (-2.805118, 3.131313), (-3.77931, -3.283186), (3.584428, -1.848127))
    return Landscape(height, slopes, (-7.5, -5), (7.5, 5), lowest, start=(0, -3))


def edges(curvature: float, momentum: float) -> dict[str, float]:
    """The rates beyond which plain steps and momentum diverge in a bowl of that curvature."""
    return {"plain": 2 / curvature, "momentum": 2 * (1 + momentum) / curvature}


def reference_step(
    name: str, w: Sequence, dw: Sequence, memory: Sequence, t: int, settings: dict[str, float]
) -> tuple[list, list]:
    """One step of a walker, weight by weight, in plain floats: faster than arrays of two.

    w, dw and each of memory: two numbers. Returns the new w and the new memory.
    """
    pairs = [
        _RULES[name](float(slope), [float(m[i]) for m in memory], t, **settings)
        for i, slope in enumerate(dw)
    ]
    moved = [float(w[i]) + change for i, (change, _) in enumerate(pairs)]
    return moved, [list(both) for both in zip(*(kept for _, kept in pairs), strict=True)]


def _plain(slope: float, memory: list, t: int, rate: float) -> tuple[float, tuple]:
    return -rate * slope, ()


def _momentum(slope: float, memory: list, t: int, rate: float, momentum: float) -> tuple:
    pushed = momentum * memory[0] - rate * slope
    return pushed, (pushed,)


def _rmsprop(slope: float, memory: list, t: int, rate: float, decay: float) -> tuple:
    square = _mean(memory[0], slope * slope, decay)
    return -rate * slope / (math.sqrt(square) + 1e-8), (square,)


def _adadelta(slope: float, memory: list, t: int, decay: float, epsilon: float) -> tuple:
    square = _mean(memory[0], slope * slope, decay)
    change = -slope * math.sqrt((memory[1] + epsilon) / (square + epsilon))
    return change, (square, _mean(memory[1], change * change, decay))


def _adam(slope: float, memory: list, t: int, rate: float, beta1: float, beta2: float) -> tuple:
    m, v = _mean(memory[0], slope, beta1), _mean(memory[1], slope * slope, beta2)
    size = math.sqrt(v / (1 - beta2**t)) + 1e-8
    return -rate * m / (1 - beta1**t) / size, (m, v)


def _mean(old: float, new: float, decay: float) -> float:
    return decay * old + (1 - decay) * new


_RULES = dict(zip(WALKERS, (_plain, _momentum, _rmsprop, _adadelta, _adam), strict=True))


@dataclass
class Walk:
    """A walker on its way.

    settings: rate and what else it has; function: one's own step, None for the reference; path:
    places so far; ended: why it goes no further, if so; wrong: the first step of one's own that is
    not right, in words.
    """

    name: str
    settings: dict[str, float]
    path: list[Sequence[float]]
    function: Callable | None = None
    memory: list = field(default_factory=list)
    ended: str = ""
    wrong: str = ""

    def __post_init__(self) -> None:
        self.memory = [np.zeros(2) if self.function else [0.0, 0.0] for _ in MEMORY[self.name]]

    @property
    def done(self) -> bool:
        return bool(self.ended) or len(self.path) > STEPS

    def go(self, dw: Sequence[float], frame: Widget) -> None:
        """One step against the gradient. frame: calls one's own function and tells what fails."""
        w, t = self.path[-1], len(self.path)
        expected = reference_step(self.name, w, dw, self.memory, t, self.settings)
        if self.function is None:
            w, self.memory = expected
        else:
            args = [np.array(w, dtype=float), np.array(dw, dtype=float), *self.memory]
            found = self._own(args, t, frame)
            if found is None:
                self.ended = f"stopped at step {t}"
                return
            w, self.memory = found
            self.wrong = self.wrong or _difference(self.name, t, found, expected)
        if all(abs(x) <= FAR for x in w):
            self.path.append(w)
        else:
            self.ended = f"diverged by step {t}"

    def _own(self, args: list, t: int, frame: Widget) -> tuple[np.ndarray, list] | None:
        """What one's own function returns, or None where it fails, which is then told."""
        settings = self.settings
        if self.name == "plain":
            value = frame.attempt(self.function, *args, settings["rate"], shape=(2,))
            return None if value is None else (value, [])
        if self.name == "Adam":
            args = [*args, t]
        parts = dict.fromkeys(("w", *MEMORY[self.name]), (2,))
        value = frame.attempt_parts(self.function, *args, parts=parts, **settings)
        return None if value is None else (value[0], value[1:])


def _difference(name: str, t: int, found: tuple, expected: tuple) -> str:
    """The first of the results that is not right, in words; empty where all are."""
    names = ("w", *MEMORY[name])
    both = zip(names, (found[0], *found[1]), (expected[0], *expected[1]), strict=True)
    for part, own, right in both:
        if not all(abs(a - b) <= CLOSE * abs(b) + 1e-12 for a, b in zip(own, right, strict=True)):
            return f"step {t}: {part} = {_pair(own)}, expected {_pair(right)}"
    return ""


def _pair(numbers: Sequence[float]) -> str:
    return f"({', '.join(f'{x:.4g}' for x in numbers)})".replace("-", "−")


class Descent(Widget, page="descent.js"):
    """Five optimisers raced down a landscape from where one clicks.

    sgd_step, momentum_step, rmsprop_step, adadelta_step, adam_step: one's own, as in lesson 5; each
    walks beside the reference, over the same gradients.
    state: settings, as a dict or as the text of an earlier state.

    Raises: ValueError for a setting that cannot be.
    """

    TITLE = "Ways down"
    TASKS = (
        (
            "Valley, plain steps alone: raise the rate until the path no longer gets to the star. "
            "Where is that? And where for momentum 0.8?",
            "Beyond 2/λ = 2/30 = 0.067. Momentum moves the edge out to 2 · (1 + 0.8)/30 = 0.12: "
            "pushes that change their sign at every step cancel.",
        ),
        (
            "Turn the valley to 45 degrees; the start turns with it. Whose curve beside the map "
            "does not change at all?",
            "That of plain steps and momentum: for them it is the same valley. RMSProp, Adadelta "
            "and Adam scale each weight by itself, so they care where the axes lie.",
        ),
        (
            "Saddle: put the start on x₂ = 0 with the arrow keys. Who leaves the ridge? And what "
            "does a little noise change?",
            "Nobody: the slope along x₂ is exactly 0 there. Noise in the gradient, as batches "
            "have it, is enough to push every one of them off.",
        ),
    )
    DEFAULTS: ClassVar[dict[str, Any]] = {
        "landscape": "valley",
        "kappa": 30,
        "turn": 0,
        "noise": 0.0,
        "start": [],
        "step": STEPS,
        **dict.fromkeys(SETTINGS, True),
        **{
            f"{walker}_{name}": float(numbers[0])
            for walker, settings in SETTINGS.items()
            for name, numbers in settings.items()
        },
    }

    def __init__(
        self,
        *,
        sgd_step: Callable | None = None,
        momentum_step: Callable | None = None,
        rmsprop_step: Callable | None = None,
        adadelta_step: Callable | None = None,
        adam_step: Callable | None = None,
        state: dict | str | None = None,
    ) -> None:
        own = (sgd_step, momentum_step, rmsprop_step, adadelta_step, adam_step)
        self.functions = dict(zip(SETTINGS, own, strict=True))
        self.walks: list[Walk] = []
        self.race = 0
        self._ranges = {
            **RANGES,
            **{
                f"{walker}_{name}": numbers[1:]
                for walker, settings in SETTINGS.items()
                for name, numbers in settings.items()
            },
        }
        super().__init__(
            state,
            landscapes=list(LANDSCAPES),
            ranges=self._ranges,
            walkers={walker: list(settings) for walker, settings in SETTINGS.items()},
            steps=STEPS,
        )

    def checked(self, state: dict[str, Any]) -> dict[str, Any]:
        if state["landscape"] not in LANDSCAPES:
            names = ", ".join(LANDSCAPES)
            raise ValueError(f"landscape is one of {names}, not {state['landscape']!r}.")
        for name, (least, greatest) in self._ranges.items():
            value = state[name]
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise ValueError(f"{name} is a number, not {value!r}.")
            if not least <= value <= greatest:
                raise ValueError(f"{name} lies between {least} and {greatest}, it is {value}.")
        start = list(state["start"])
        numbers = all(isinstance(x, (int, float)) and abs(x) < FAR for x in start)
        if len(start) not in (0, 2) or not numbers:
            raise ValueError(f"start is two numbers, or [] for the landscape's own, not {start}.")
        return state

    def same_picture(self, old: dict[str, Any], new: dict[str, Any]) -> bool:
        return {**old, "step": 0} == {**new, "step": 0}

    def compute(self, state: dict[str, Any]) -> dict[str, Any]:
        land = self.landscape(state)
        self.walks, self.race = self.start(state), self.race + 1
        small, large = land.curvatures().tolist()
        content = self.go_on()
        arrays = {name: pack(content.pop(name)) for name in ("paths", "rises")}
        return {
            **content,
            **arrays,
            "start": list(state["start"] or land.start),
            "low": list(land.low),
            "high": list(land.high),
            "lowest": [list(point) for point in land.lowest],
            "curvatures": [small, large],
            "bowl": land.bowl is not None,
            "edges": edges(large, state["momentum_momentum"]),
        }

    @staticmethod
    def landscape(state: dict[str, Any]) -> Landscape:
        return landscape_of(state["landscape"], state["kappa"], state["turn"])

    def start(self, state: dict[str, Any]) -> list[Walk]:
        """The walks of a state before their first step: references, then one's own."""
        place = [float(x) for x in state["start"] or self.landscape(state).start]
        walkers = [name for name in SETTINGS if state[name]]
        settings = {w: {name: state[f"{w}_{name}"] for name in SETTINGS[w]} for w in walkers}
        own = [name for name in walkers if self.functions[name]]
        return [
            *(Walk(name, settings[name], [place]) for name in walkers),
            *(Walk(name, settings[name], [place], self.functions[name]) for name in own),
        ]

    def go_on(self, seconds: float = OWN_SECONDS) -> dict[str, Any]:
        """Walk on, references to their end, one's own for so long, at least one step each.

        Returns what the page draws: paths (walks, STEPS + 1, 2) and rises (walks, STEPS + 1), the
        heights above the lowest point, with nan where a walk has not come or has ended.
        """
        land, deadline = self.landscape(self.state), time.monotonic() + seconds
        noise = np.random.default_rng(0).standard_normal((STEPS, 2)) * self.state["noise"]
        noise = noise.tolist()

        def step(walk: Walk) -> None:
            one, two = land.slopes(*map(float, walk.path[-1]))
            extra = noise[len(walk.path) - 1]
            walk.go((one + extra[0], two + extra[1]), self)

        for walk in self.walks:
            while walk.function is None and not walk.done:
                step(walk)
        going = [walk for walk in self.walks if not walk.done]
        while going:
            for walk in going:
                step(walk)
            going = [walk for walk in going if not walk.done]
            if time.monotonic() > deadline:
                break
        paths = np.full((len(self.walks), STEPS + 1, 2), np.nan)
        for path, walk in zip(paths, self.walks, strict=True):
            path[: len(walk.path)] = walk.path
        floor = land.height(*land.lowest[0])
        rises = np.clip(land.height(paths[..., 0], paths[..., 1]) - floor, 1e-12, None)
        return {
            "race": self.race,
            "paths": paths,
            "rises": rises,
            "walks": [self._words(walk) for walk in self.walks],
            "done": not going,
        }

    @staticmethod
    def _words(walk: Walk) -> dict[str, Any]:
        own = walk.function is not None
        return {
            "name": walk.name,
            "own": FUNCTIONS[walk.name] if own else "",
            "steps": len(walk.path) - 1,
            "ended": walk.ended,
            "wrong": walk.wrong,
        }

    def do_more(self) -> dict[str, Any]:
        """The page asks for more of the steps of one's own functions."""
        return self.go_on()

    def do_map(self) -> dict[str, Any]:
        """The map: shade (rows, columns) from 0 to 1, the first row at the bottom; points (P, 2) of
        the lines of equal height, and ends (L,), how many points there are up to each line's end.
        """
        land = self.landscape(self.state)
        x = np.linspace(land.low[0], land.high[0], GRID[1])
        y = np.linspace(land.low[1], land.high[1], GRID[0])
        z = land.height(*np.meshgrid(x, y))
        share = (z - z.min()) / np.ptp(z)
        drawn = contourpy.contour_generator(x, y, share)
        lines = [line for level in LEVELS for line in drawn.lines(level)]
        ends = np.cumsum([len(line) for line in lines])
        return {"shade": np.cbrt(share), "points": np.concatenate(lines), "ends": ends}

    def do_tune(self) -> dict[str, Any]:
        """Give each walker that one of seven rates with which it ends lowest."""
        changed, land = {}, self.landscape(self.state)
        for name in SETTINGS:
            if not self.state[name] or "rate" not in SETTINGS[name]:
                continue
            ends = {}
            for rate in TRIES:
                state = {**self.state, **dict.fromkeys(SETTINGS, False), name: True}
                walk = self.start({**state, f"{name}_rate": rate})[0]
                walk.function = None
                while not walk.done:
                    walk.go(land.slopes(*walk.path[-1]), self)
                ends[rate] = math.inf if walk.ended else land.height(*walk.path[-1])
            changed[f"{name}_rate"] = min(TRIES, key=ends.get)
        self.state = {**self.state, **changed}
        return {"rates": changed}

    def draw_still(self, figure: Figure) -> None:
        land, last = self.landscape(self.state), self.state["step"] + 1
        left, right = figure.subplots(1, 2, width_ratios=[1.7, 1])
        draw_map(left, land.height, land.low, land.high, land.lowest[0], ("x₁", "x₂"))
        walks = [walk for walk in self.walks if walk.function is None]
        paths = {walk.name: np.array(walk.path[:last]) for walk in walks}
        if paths:
            draw_paths(left, paths, markers=4)
            left.legend(fontsize=7)
        floor = land.height(*land.lowest[0])
        for (name, path), line in zip(paths.items(), left.get_lines()[2::4], strict=False):
            rise = np.clip(land.height(*path.T) - floor, 1e-12, None)
            right.plot(rise, color=line.get_color(), ls=line.get_linestyle(), label=name)
        right.set(yscale="log", xlabel="step", title="height above the lowest point")
