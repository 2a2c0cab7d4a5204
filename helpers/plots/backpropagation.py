"""Computation graphs with their values and gradients, and slopes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np

from helpers.plots.graphs import (
    RADIUS,
    WIDE_RADIUS,
    Node,
    draw_graph,
    draw_key,
    draw_nodes,
    number_text,
    record,
)
from helpers.plots.style import CLASSES, FILTER, INK, INPUT, LABELS, OUTPUT, QUIET, WRONG, figure_of

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
    leaves, tape = record(expression, numbers, value or _tensor, gradients)
    for node, name in zip(tape, names, strict=False):
        node.name = name
    for name, leaf in zip(numbers, leaves, strict=True):
        leaf.color = FILTER if name in learned else INPUT
    tape[-1].color = OUTPUT
    for node in [*leaves, *tape]:
        node.above = number_text(node.number.data)
        node.below = number_text(node.number.grad) if gradients else ""
    if order:
        for turn, node in enumerate(reversed(tape), start=1):
            node.turn = turn
    key = ["value"] + ["gradient"] * gradients
    long = any(len(node.gate) > 2 for node in tape)
    draw_graph([*leaves, *tape], title, key, gate=WIDE_RADIUS if long else RADIUS)


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
                Node(
                    name,
                    number,
                    color=INPUT,
                    above=number_text(number.data),
                    below=number_text(number.grad),
                )
                for name, number in zip("ab", inputs, strict=True)
            ]
            after = Node("", result, gate, tuple(nodes), color=OUTPUT)
            after.above, after.below = number_text(result.data), number_text(gradient)
            draw_nodes(ax, [*nodes, after])
            ax.set_title(title)
        source = Node("a", a, color=INPUT, above=number_text(a), below=number_text(gradient + 1))
        uses = [
            Node(
                "first use",
                a,
                "",
                (source,),
                color=QUIET,
                above=number_text(a),
                below=number_text(part),
            )
            for part in (gradient, 1.0)
        ]
        uses[1].name = "second use"
        draw_nodes(axes[1, 1], [source, *uses])
        axes[1, 1].set_title("two uses add up")
        draw_key(figure, ["value", "gradient"])


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
    nodes: dict[str, Node] = {}
    for name, (shape, gate, sources, color) in boxes.items():
        node = Node(name, None, gate, tuple(nodes[source] for source in sources), color=color)
        text = "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"
        node.above = text if shape else "a number"
        node.below = "no gradient" if name == "y" else "1" if name == "loss" else f"d{name} {text}"
        nodes[name] = node
    draw_graph(
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


def _tensor(number: float) -> Any:
    import torch

    return torch.tensor(float(number), dtype=torch.float64, requires_grad=True)


def _turned(knobs: np.ndarray, place: int, turn: float) -> np.ndarray:
    moved = np.array(knobs, dtype=float)
    moved[place] += turn
    return moved
