"""Computation graphs with their values and gradients, and slopes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from helpers.plots.style import (
    CLASSES,
    FILTER,
    INK,
    INPUT,
    LABELS,
    OUTPUT,
    PAPER,
    QUIET,
    WIDTH,
    WRONG,
    blank_axes,
    figure_of,
)

PITCH = 1.25  # from one row of boxes to the next, where a box is 0.8 high
RADIUS = 0.27  # of a gate
WIDE_RADIUS = 0.36  # of a gate in a graph where the name of one has three letters or more
GAP = 0.5  # between a box and the next gate
LARGEST_UNIT = 0.62  # inches
Curve = Callable[[np.ndarray], float]


def show_graph(
    expression: Callable[..., Any],
    numbers: Mapping[str, float],
    value: Callable[[float], Any] | None = None,
    names: Sequence[str] = (),
    learned: Collection[str] = (),
    title: str = "A computation graph",
    gradients: bool = True,
    order: bool = False,
) -> None:
    """The graph of an expression: a box for each value, a circle for each gate.

    expression: a function of as many arguments as there are numbers, which uses +, *, relu(),
    exp(), log() and maximum(); numbers: the name and the value of each argument; value: the class
    that does the arithmetic, with data, grad and backward(), by default PyTorch's tensors; names:
    of the results of the gates, in the order in which they are worked out; learned: the
    arguments that are weights; order: number the boxes in an order in which gradients can be
    handed back. Plain numbers in the expression are written in the gate that uses them.
    """
    leaves, tape = _record(expression, numbers, value or _tensor, gradients)
    for node, name in zip(tape, names, strict=False):
        node.name = name
    for name, leaf in zip(numbers, leaves, strict=True):
        leaf.color = FILTER if name in learned else INPUT
    tape[-1].color = OUTPUT
    for node in [*leaves, *tape]:
        node.above = _number(node.number.data)
        node.below = _number(node.number.grad) if gradients else ""
    if order:
        for turn, node in enumerate(reversed(tape), start=1):
            node.turn = turn
    key = ["value"] + ["gradient"] * gradients
    long = any(len(node.gate) > 2 for node in tape)
    _draw_graph([*leaves, *tape], title, key, gate=WIDE_RADIUS if long else RADIUS)


def show_gates(a: float = 3.0, b: float = -2.0, gradient: float = 2.0) -> None:
    """What a sum, a product and a maximum do to a gradient that arrives, and what a second use
    of a value does.

    a, b: the inputs of the gates; gradient: how much the result changes with what leaves a gate.
    """
    import torch

    gates = {
        "a sum hands it on": ("+", lambda a, b: a + b),
        "a product swaps and multiplies": ("×", lambda a, b: a * b),
        "a maximum switches": ("max", torch.maximum),
    }
    with figure_of("Four ways to treat a gradient that arrives", 4.9) as figure:
        axes = figure.subplots(2, 2)
        for ax, (title, (gate, function)) in zip(axes.flat, gates.items(), strict=False):
            inputs = [_tensor(a), _tensor(b)]
            result = function(*inputs)
            (gradient * result).backward()
            nodes = [
                _Node(
                    name,
                    number,
                    color=INPUT,
                    above=_number(number.data),
                    below=_number(number.grad),
                )
                for name, number in zip("ab", inputs, strict=True)
            ]
            after = _Node("", result, gate, tuple(nodes), color=OUTPUT)
            after.above, after.below = _number(result.data), _number(gradient)
            _draw_nodes(ax, [*nodes, after])
            ax.set_title(title)
        source = _Node("a", a, color=INPUT, above=_number(a), below=_number(gradient + 1))
        uses = [
            _Node("first use", a, "", (source,), color=QUIET, above=_number(a), below=_number(part))
            for part in (gradient, 1.0)
        ]
        uses[1].name = "second use"
        _draw_nodes(axes[1, 1], [source, *uses])
        axes[1, 1].set_title("two uses add up")
        _draw_key(figure, ["value", "gradient"])


def show_layer_graph(examples: int, inputs: int, hidden: int, classes: int) -> None:
    """The computation graph of a two-layer network and its loss, with the shape of every array."""
    n, d, h, c = examples, inputs, hidden, classes
    boxes = {
        "X": ((n, d), "", (), INPUT),
        "W1": ((h, d), "", (), FILTER),
        "b1": ((h,), "", (), FILTER),
        "H": ((n, h), "affine", ("X", "W1", "b1"), QUIET),
        "A": ((n, h), "ReLU", ("H",), QUIET),
        "W2": ((c, h), "", (), FILTER),
        "b2": ((c,), "", (), FILTER),
        "scores": ((n, c), "affine", ("A", "W2", "b2"), QUIET),
        "y": ((n,), "", (), INPUT),
        "loss": ((), "loss", ("scores", "y"), OUTPUT),
    }
    nodes: dict[str, _Node] = {}
    for name, (shape, gate, sources, color) in boxes.items():
        node = _Node(name, None, gate, tuple(nodes[source] for source in sources), color=color)
        text = "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"
        node.above = text if shape else "a number"
        node.below = "no gradient" if name == "y" else "1" if name == "loss" else f"d{name} {text}"
        nodes[name] = node
    _draw_graph(
        list(nodes.values()), "A two-layer network", ["shape", "its gradient"], wide=2.3, gate=0.5
    )


def show_knobs(loss: Curve, knobs: np.ndarray, chosen: Sequence[int], reach: float = 2.0) -> None:
    """What becomes of the loss when one knob is turned and all others stay.

    loss: a function of all knobs; knobs: (D,), where they stand; chosen: which to turn, one
    picture each; reach: how far to turn them, to either side.
    """
    turns, here = np.linspace(-reach, reach, 201), loss(knobs)
    with figure_of("One loss, and three of its thousand knobs", 2.9) as figure:
        axes = figure.subplots(1, len(chosen), sharey=True)
        for ax, place in zip(axes, chosen, strict=True):
            losses = [loss(_turned(knobs, place, turn)) for turn in turns]
            slope = np.gradient(losses, turns)[100]
            near = np.array([-0.4, 0.4]) * reach
            ax.plot(turns, losses, color=INPUT, lw=1.8)
            ax.plot(near, here + slope * near, color=WRONG, lw=2.2)
            ax.plot(0, here, "o", color=INK, markersize=6, zorder=3)
            ax.set(title=f"knob {place}: slope {slope:+.3f}".replace("-", "−"), xlabel="turned by")
            ax.spines[["top", "right"]].set_visible(False)
        axes[0].set_ylabel("loss")


def show_slopes(f: Curve, x: float, h: float, name: str = "f(x)") -> None:
    """A curve, and two ways of measuring its slope at x with a step of h.

    The dashed line has the slope of the curve at x.

    f: a function of an array, summed up in one number, here used on single numbers.
    """
    grid = np.linspace(x - 1.6 * h, x + 1.6 * h, 101)
    ends = np.array([grid[0], grid[-1]])
    curve = [f(np.array(place)) for place in grid]
    tangent = f(np.array(x)) + np.gradient(curve, grid)[50] * (ends - x)
    ways = {"one-sided": ([x, x + h], FILTER), "centred": ([x - h, x + h], OUTPUT)}
    with figure_of(f"The slope of {name} at x = {x:g}, with a step of h = {h:g}", 3.4) as figure:
        axes = figure.subplots(1, 2, sharey=True)
        for ax, (way, (places, color)) in zip(axes, ways.items(), strict=True):
            heights = [f(np.array(place)) for place in places]
            slope = float(np.diff(heights)[0] / np.diff(places)[0])
            ax.plot(grid, curve, color=INPUT, lw=1.8)
            ax.plot(ends, tangent, color=INK, lw=1.2, ls=(0, (4, 3)))
            ax.plot(ends, heights[0] + slope * (ends - places[0]), color=color, lw=2)
            ax.plot(places, heights, "s", color=color, zorder=3)
            ax.plot(x, f(np.array(x)), "o", color=INK, zorder=4)
            ax.set_title(f"{way}: slope {slope:.4g}", color=LABELS[color])
            ax.set_xlabel("x")
            ax.spines[["top", "right"]].set_visible(False)
        axes[0].set_ylabel(name)


def show_step_errors(steps: np.ndarray, errors: Mapping[str, Sequence[float]]) -> None:
    """How wrong a measured slope is, for small and large steps.

    steps: (S,), each h; errors: for each way of measuring, its S errors. An error of exactly 0
    has no place on such an axis and is left out.
    """
    with figure_of("Too large a step, and too small a step", 3.6) as figure:
        ax = figure.subplots()
        for (name, values), (color, marker) in zip(errors.items(), CLASSES[1:], strict=False):
            values = np.asarray(values, dtype=float)
            ax.loglog(
                steps, np.where(values > 0, values, np.nan), color=color, marker=marker, label=name
            )
        ax.set(xlabel="step h", ylabel="error of the slope")
        ax.set_title("← rounding dominates          the step is too long →", fontsize=10)
        ax.legend(loc="upper center")
        ax.spines[["top", "right"]].set_visible(False)


def show_sigmoid_slope() -> None:
    """The sigmoid, and how steep it is."""
    x = np.linspace(-8, 8, 321)
    curve = 0.5 * (1 + np.tanh(x / 2))
    slope = np.gradient(curve, x)
    with figure_of("The sigmoid is nowhere steeper than 1/4", 3.0) as figure:
        axes = figure.subplots(1, 2, sharex=True)
        axes[0].plot(x, curve, color=INPUT, lw=2)
        axes[0].set(title="sigmoid", xlabel="x", ylabel="output", ylim=(-0.05, 1.05))
        axes[1].plot(x, slope, color=WRONG, lw=2)
        axes[1].axhline(0.25, color=QUIET, lw=1, ls=(0, (4, 3)))
        axes[1].set(title="its slope", xlabel="x", ylabel="slope", ylim=(-0.02, 0.5))
        axes[1].text(-7.8, 0.27, "1/4", color=INK)
        for ax in axes:
            ax.spines[["top", "right"]].set_visible(False)


def show_gradient_sizes(sizes: Mapping[str, Sequence[float]]) -> None:
    """How large the gradient is at every layer of some deep networks.

    sizes: for each network, one number a layer, the first layer first.
    """
    with figure_of("How much of the gradient arrives", 3.3) as figure:
        ax = figure.subplots()
        for (name, values), (color, marker) in zip(sizes.items(), CLASSES, strict=False):
            ax.semilogy(
                range(1, len(values) + 1), values, color=color, marker=marker, lw=1.8, label=name
            )
        ax.set(xlabel="layer, counted from the input", ylabel="typical size of the gradient")
        ax.locator_params(axis="x", integer=True)
        ax.legend(loc="best")
        ax.spines[["top", "right"]].set_visible(False)


def show_loss_and_moments(
    losses: Sequence[float], moments: Sequence[int] = (), title: str = "The loss goes down"
) -> None:
    """The loss after every step, with a mark at the moments that other pictures show."""
    with figure_of(title, 3.0) as figure:
        ax = figure.subplots()
        ax.plot(losses, color=OUTPUT, lw=1.6)
        for moment in moments:
            place = min(moment, len(losses) - 1)
            ax.plot(place, losses[place], "o", color=WRONG, zorder=3)
        ax.set(xlabel="step", ylabel="loss", yscale="log")
        ax.spines[["top", "right"]].set_visible(False)


@dataclass(eq=False)
class _Node:
    """A box of the picture. gate: what makes it from the inputs, empty for what goes in."""

    name: str
    number: Any
    gate: str = ""
    inputs: tuple[_Node, ...] = ()
    color: str = QUIET
    above: str = ""
    below: str = ""
    turn: int = 0  # the place in the order of the backward pass, 0 for none
    x: float = 0.0
    y: float = 0.0


@dataclass(eq=False)
class _Traced:
    """A number in the hands of an expression: every gate that it passes is noted on the tape."""

    node: _Node
    tape: list[_Node] = field(repr=False)

    def __add__(self, other: Any) -> _Traced:
        return self._pass("+", lambda a, b: a + b, other)

    def __radd__(self, other: Any) -> _Traced:
        return self._pass("+", lambda a, b: b + a, other)

    def __mul__(self, other: Any) -> _Traced:
        return self._pass("×", lambda a, b: a * b, other)

    def __rmul__(self, other: Any) -> _Traced:
        return self._pass("×", lambda a, b: b * a, other)

    def maximum(self, other: _Traced) -> _Traced:
        return self._pass("max", lambda a, b: a.maximum(b), other)

    def relu(self) -> _Traced:
        return self._pass("relu", lambda a: a.relu())

    def exp(self) -> _Traced:
        return self._pass("exp", lambda a: a.exp())

    def log(self) -> _Traced:
        return self._pass("log", lambda a: a.log())

    def _pass(self, gate: str, function: Callable[..., Any], *others: Any) -> _Traced:
        traced = [other for other in others if isinstance(other, _Traced)]
        if others and not traced:
            gate += _number(others[0])
        plain = [other.node.number if isinstance(other, _Traced) else other for other in others]
        number = function(self.node.number, *plain)
        if hasattr(number, "retain_grad"):
            number.retain_grad()
        if not hasattr(number, "data") or not hasattr(number, "grad"):
            kind = type(number).__name__
            raise TypeError(f"The gate {gate} gave a {kind}, and should give a Value.")
        inputs = (self.node, *(other.node for other in traced))
        self.tape.append(_Node("", number, gate, inputs))
        return _Traced(self.tape[-1], self.tape)


def _record(
    expression: Callable[..., Any],
    numbers: Mapping[str, float],
    value: Callable[[float], Any],
    gradients: bool,
) -> tuple[list[_Node], list[_Node]]:
    """The nodes that go in, and those that the gates made, in the order of the computation."""
    tape: list[_Node] = []
    leaves = [_Node(name, value(number)) for name, number in numbers.items()]
    expression(*(_Traced(leaf, tape) for leaf in leaves))
    if gradients:
        tape[-1].number.backward()
    return leaves, tape


def _tensor(number: float) -> Any:
    import torch

    return torch.tensor(float(number), dtype=torch.float64, requires_grad=True)


def _turned(knobs: np.ndarray, place: int, turn: float) -> np.ndarray:
    moved = np.array(knobs, dtype=float)
    moved[place] += turn
    return moved


def _number(number: Any) -> str:
    """A number in few characters, with a true minus sign."""
    number = 0.0 if number is None else float(number)
    text = f"{number:.0f}" if 1000 <= abs(number) < 100000 else f"{number:.3g}"
    return ("0" if float(text) == 0 else text).replace("e+0", "e").replace("-", "−")


def _draw_graph(
    nodes: list[_Node], title: str, key: Sequence[str], wide: float = 1.15, gate: float = RADIUS
) -> None:
    """A figure with one graph in it, and what its colours mean."""
    columns, rows = _place(nodes, wide + 2 * gate + GAP)
    right = columns + wide + 2 * gate + GAP
    unit = min(LARGEST_UNIT, (WIDTH - 0.2) / right)
    with figure_of(title, unit * (rows + 1.7) + 0.9) as figure:
        _draw_nodes(figure.subplots(), nodes, wide, gate)
        _draw_key(figure, key)


def _place(nodes: list[_Node], step: float) -> tuple[float, float]:
    """Give every node a place: gates to the right of their inputs, inputs close to their use.

    Returns the x of the last column and the y of the last row.
    """
    column: dict[_Node, int] = {}
    for node in nodes:
        column[node] = 1 + max((column[source] for source in node.inputs), default=-1)
    for node in nodes:
        users = [column[user] for user in nodes if node in user.inputs]
        if not node.inputs and users:
            column[node] = min(users) - 1
    rows: list[_Node] = []

    def visit(node: _Node) -> float:
        if node in rows:
            return node.y
        places = [visit(source) for source in node.inputs]
        if not places:
            node.y = PITCH * sum(not other.inputs for other in rows)
        else:
            node.y = float(np.mean(places))
        rows.append(node)
        return node.y

    for node in reversed(nodes):
        visit(node)
    for place in set(column.values()):
        here = sorted((node for node in nodes if column[node] == place), key=lambda node: node.y)
        middle = float(np.mean([node.y for node in here]))
        for first, second in pairwise(here):
            second.y = max(second.y, first.y + PITCH)
        shift = middle - float(np.mean([node.y for node in here]))
        for node in here:
            node.y += shift
    lowest = min(node.y for node in nodes)
    for node in nodes:
        node.x, node.y = step * column[node], node.y - lowest
    return step * max(column.values()), max(node.y for node in nodes)


def _draw_nodes(ax: Axes, nodes: list[_Node], wide: float = 1.15, gate: float = RADIUS) -> None:
    """Boxes, gates and wires in given axes."""
    if not any(node.x or node.y for node in nodes):
        _place(nodes, wide + 2 * gate + GAP)
    right = max(node.x for node in nodes) + wide / 2 + 0.25
    left = min(node.x for node in nodes) - wide / 2 - 0.2
    blank_axes(ax.figure, (left, right), (max(node.y for node in nodes) + 0.6, -0.85), ax)
    inches = ax.get_position().width * ax.figure.get_figwidth() / (right - left)
    size = float(np.clip(17.5 * min(inches, LARGEST_UNIT), 7, 10))
    for node in nodes:
        entry = node.x - wide / 2 - gate - 0.12
        for place, source in enumerate(node.inputs):
            spread = 0.35 * gate * (2 * place - len(node.inputs) + 1)
            skips = node.x - source.x > 1.5 * (wide + 2 * gate + GAP)
            twice = node.inputs.count(source) > 1
            bend = 0.25 * (2 * place - 1) if twice else -0.42 if skips else 0.0
            start = (source.x + wide / 2 + 0.03, source.y)
            end = (entry - gate, node.y + spread) if node.gate else (node.x - wide / 2, node.y)
            if skips:
                end = (entry, node.y - gate)
            ax.add_patch(
                FancyArrowPatch(
                    start,
                    end,
                    connectionstyle=f"arc3,rad={bend}",
                    arrowstyle="-|>",
                    mutation_scale=9,
                    shrinkA=0,
                    shrinkB=1,
                    color=QUIET,
                    lw=1.1,
                    zorder=1,
                )
            )
        if node.gate:
            ax.plot([entry, node.x - wide / 2], [node.y] * 2, color=QUIET, lw=1.1, zorder=1)
            ax.add_patch(
                Circle((entry, node.y), gate, facecolor="#EDEDED", edgecolor=INK, lw=1, zorder=2)
            )
            small = size if len(node.gate) < 3 or gate > RADIUS else size - 1.5
            ax.text(entry, node.y, node.gate, ha="center", va="center", fontsize=small, zorder=3)
        ax.add_patch(
            FancyBboxPatch(
                (node.x - wide / 2, node.y - 0.4),
                wide,
                0.8,
                boxstyle="round,pad=0,rounding_size=0.12",
                facecolor=PAPER,
                edgecolor=node.color,
                lw=2 if node.color != QUIET else 1.2,
                zorder=2,
            )
        )
        ax.text(node.x, node.y - 0.57, node.name, ha="center", va="center", fontsize=size)
        style = {"ha": "center", "va": "center", "fontsize": size, "weight": "bold", "zorder": 3}
        ax.text(node.x, node.y - (0.19 if node.below else 0), node.above, color=OUTPUT, **style)
        ax.text(node.x, node.y + 0.2, node.below, color=WRONG, **style)
        if node.turn:
            corner = (node.x + wide / 2, node.y - 0.42)
            ax.add_patch(Circle(corner, 0.19, facecolor=INK, lw=0, zorder=4))
            ax.text(
                *corner,
                str(node.turn),
                ha="center",
                va="center",
                color="white",
                fontsize=size - 1.5,
                zorder=5,
            )


def _draw_key(figure: Any, key: Sequence[str]) -> None:
    """What the two lines of a box say, under the graph."""
    words = {
        "value": "green: its value",
        "gradient": "vermillion: its gradient, how much the result changes with it",
        "shape": "green: its shape",
        "its gradient": "vermillion: the name and the shape of its gradient",
    }
    handles = [
        figure.axes[0].plot([], [], "s", color=color, label=words[word])[0]
        for word, color in zip(key, (OUTPUT, WRONG), strict=False)
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=2, frameon=False, fontsize=9)
