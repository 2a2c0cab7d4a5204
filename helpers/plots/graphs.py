"""Computation graphs: recorded from an expression, laid out, and drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from helpers.plots.style import INK, OUTPUT, PAPER, QUIET, WIDTH, WRONG, blank_axes, figure_of

PITCH = 1.25  # from one row of boxes to the next, where a box is 0.8 high
RADIUS = 0.27  # of a gate
WIDE_RADIUS = 0.36  # of a gate in a graph where the name of one has three letters or more
GAP = 0.5  # between a box and the next gate
LARGEST_UNIT = 0.62  # inches


@dataclass(eq=False)
class Node:
    """A box of the picture. gate: what makes it from the inputs, empty for what goes in."""

    name: str
    number: Any
    gate: str = ""
    inputs: tuple[Node, ...] = ()
    color: str = QUIET
    above: str = ""
    below: str = ""
    turn: int = 0  # the place in the order of the backward pass, 0 for none
    x: float = 0.0
    y: float = 0.0


@dataclass(eq=False)
class _Traced:
    """A number in the hands of an expression: every gate that it passes is noted on the tape."""

    node: Node
    tape: list[Node] = field(repr=False)

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
            gate += number_text(others[0])
        plain = [other.node.number if isinstance(other, _Traced) else other for other in others]
        number = function(self.node.number, *plain)
        if hasattr(number, "retain_grad"):
            number.retain_grad()
        if not hasattr(number, "data") or not hasattr(number, "grad"):
            kind = type(number).__name__
            raise TypeError(f"The gate {gate} gave a {kind}, and should give a Value.")
        inputs = (self.node, *(other.node for other in traced))
        self.tape.append(Node("", number, gate, inputs))
        return _Traced(self.tape[-1], self.tape)


def record(
    expression: Callable[..., Any],
    numbers: Mapping[str, float],
    value: Callable[[float], Any],
    gradients: bool,
) -> tuple[list[Node], list[Node]]:
    """The nodes that go in, and those that the gates made, in the order of the computation."""
    tape: list[Node] = []
    leaves = [Node(name, value(number)) for name, number in numbers.items()]
    expression(*(_Traced(leaf, tape) for leaf in leaves))
    if gradients:
        tape[-1].number.backward()
    return leaves, tape


def number_text(number: Any) -> str:
    """A number in few characters, with a true minus sign."""
    number = 0.0 if number is None else float(number)
    text = f"{number:.0f}" if 1000 <= abs(number) < 100000 else f"{number:.3g}"
    return ("0" if float(text) == 0 else text).replace("e+0", "e").replace("-", "−")


def draw_graph(
    nodes: list[Node], title: str, key: Sequence[str], wide: float = 1.15, gate: float = RADIUS
) -> None:
    """A figure with one graph in it, and what its colours mean."""
    columns, rows = _place(nodes, wide + 2 * gate + GAP)
    right = columns + wide + 2 * gate + GAP
    unit = min(LARGEST_UNIT, (WIDTH - 0.2) / right)
    with figure_of(title, unit * (rows + 1.7) + 0.9) as figure:
        draw_nodes(figure.subplots(), nodes, wide, gate)
        draw_key(figure, key)


def _place(nodes: list[Node], step: float) -> tuple[float, float]:
    """Give every node a place: gates to the right of their inputs, inputs close to their use.

    Returns the x of the last column and the y of the last row.
    """
    column: dict[Node, int] = {}
    for node in nodes:
        column[node] = 1 + max((column[source] for source in node.inputs), default=-1)
    for node in nodes:
        users = [column[user] for user in nodes if node in user.inputs]
        if not node.inputs and users:
            column[node] = min(users) - 1
    rows: list[Node] = []

    def visit(node: Node) -> float:
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


def draw_nodes(ax: Axes, nodes: list[Node], wide: float = 1.15, gate: float = RADIUS) -> None:
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


def draw_key(figure: Any, key: Sequence[str]) -> None:
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
