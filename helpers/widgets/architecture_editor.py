"""An architecture that one takes apart and puts together, block by block, and what each costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter

from helpers.plots.style import FILTER, QUIET, WRONG
from helpers.widgets import blocks
from helpers.widgets.blocks import KINDS, PRESETS, Block
from helpers.widgets.frame import Widget, describe_call

FIRST = "AlexNet"
SIDES, CHANNELS = (1, 512), (1, 3)
REMEMBERED = 500  # figures of one's own function
ROW_POINTS = 210  # of the static picture, shared by all rows


class ArchitectureEditor(Widget, page="architecture_editor.js"):
    """Blocks one after the other, with the shape between them, and the parameters and multiply-adds
    of each. The first that does not fit says why.

    multiply_adds: one's own of lesson 12, whose figures then stand beside the reference. It is
    called with models on meta, and the shape of an image. state: settings, as a dict or as the text
    of an earlier state.

    Raises: ValueError for what cannot be shown.
    """

    TITLE = "An architecture, block by block"
    TASKS = (
        (
            "AlexNet: which block holds most of the parameters, and which costs most "
            "multiply-adds? Then change flatten into mean. What becomes of either?",
            "The first full layer holds 37.8 of 61.1 million, the second convolution costs 224 of "
            "714 million. With mean that full layer reads 256 numbers in place of 9,216: 24.4 "
            "million are left, and 677 million multiply-adds. Full layers weigh, convolutions "
            "work.",
        ),
        (
            "How small may the image be? Make it smaller until a block no longer fits, for "
            "AlexNet, and then for ResNet-18.",
            "AlexNet needs a side of 63, and below it the last pool says so; but any other side "
            "than about 224 makes another first full layer. ResNet-18 pads everywhere and ends in "
            "a mean: a single pixel fits, and the parameters stay.",
        ),
        (
            "GoogLeNet: change the first inception into a conv of 256 filters of 3×3, which gives "
            "the same shape. What does it cost?",
            "442,624 parameters in place of 163,696, and 347 million multiply-adds in place of 128 "
            "million: thin stacks in front of the large filters save nearly two thirds.",
        ),
    )
    DEFAULTS: ClassVar[dict[str, Any]] = {
        "network": PRESETS[FIRST].network,
        "side": PRESETS[FIRST].side,
        "channels": PRESETS[FIRST].channels,
        "place": 0,
    }

    def __init__(
        self, multiply_adds: Callable | None = None, *, state: dict | str | None = None
    ) -> None:
        self.own = multiply_adds
        self._figures: dict[tuple, Any] = {}
        super().__init__(
            state,
            kinds={kind: [list(number) for number in known] for kind, known in KINDS.items()},
            presets={name: preset._asdict() for name, preset in PRESETS.items()},
            sides=list(SIDES),
            most=blocks.MOST_BLOCKS,
        )

    def checked(self, state: dict[str, Any]) -> dict[str, Any]:
        read = blocks.parse(state["network"])
        for name, (least, most) in (("side", SIDES), ("channels", CHANNELS)):
            value = state[name]
            if type(value) is not int or not least <= value <= most:
                raise ValueError(f"{name} is a whole number from {least} to {most}, not {value!r}.")
        if type(state["place"]) is not int or state["place"] < 0:
            raise ValueError(f"place is a whole number from 0, not {state['place']!r}.")
        place = min(state["place"], max(0, len(read) - 1))
        return {**state, "network": blocks.written(read), "place": place}

    def same_picture(self, old: dict[str, Any], new: dict[str, Any]) -> bool:
        return {**old, "place": 0} == {**new, "place": 0}

    def compute(self, state: dict[str, Any]) -> dict[str, Any]:
        read = blocks.parse(state["network"])
        image = (state["channels"], state["side"], state["side"])
        laid, why = blocks.lay_out(read, image)
        rows = [
            {
                "kind": block.kind,
                "words": block.words,
                "shape": list(block.after),
                "parameters": block.parameters,
                "products": block.products,
                "own": self._of_ones_own([block]),
            }
            for block in laid
        ]
        waiting = [{"kind": kind, "numbers": list(numbers)} for kind, numbers in read[len(laid) :]]
        return {
            "image": list(image),
            "rows": rows,
            "waiting": waiting,
            "why": why or "",
            "parameters": sum(block.parameters for block in laid),
            "products": sum(block.products for block in laid),
            "own": self._of_ones_own(laid),
            "name": getattr(self.own, "__name__", "") if self.own else "",
        }

    def _of_ones_own(self, laid: list[Block]) -> int | float | None:
        """What one's own function counts in blocks that follow each other; None where it is not
        asked, or does not say a number, which the frame then tells."""
        if self.own is None or self.error or not any(block.layers for block in laid):
            return None
        before = laid[0].before
        shape = before if len(before) == 3 else (*before, 1, 1)  # which flatten puts in a row
        key = (shape, *((block.kind, block.numbers, block.parameters) for block in laid))
        if key not in self._figures:
            model = blocks.module_of(laid)
            value = self.attempt(self.own, model, shape)
            if value is None:
                return None
            number = _as_number(value)
            if number is None:
                called = describe_call(self.own, (model, shape), {})
                self.tell(f"{called} returned a {type(value).__name__}, expected a number.")
                return None
            if len(self._figures) >= REMEMBERED:
                self._figures.clear()
            self._figures[key] = number
        return self._figures[key]

    def draw_still(self, figure: Figure) -> None:
        picture, state = self.picture, self.state
        rows = [row for row in picture["rows"] if row["kind"] != "relu"]  # which cost nothing
        places = np.arange(len(rows))
        left, right = figure.subplots(1, 2, sharey=True)
        for ax, what, color in ((left, "parameters", FILTER), (right, "products", QUIET)):
            ax.barh(places, [row[what] for row in rows], color=color)
            ax.spines[["top", "right"]].set_visible(False)
            ax.xaxis.set_major_formatter(EngFormatter())
            title = "multiply-adds" if what == "products" else what
            ax.set_title(f"{picture[what]:,} {title}")
        names = [f"{row['kind']} → {'×'.join(map(str, row['shape']))}" for row in rows]
        left.set_yticks(places, names, fontsize=min(9.0, ROW_POINTS / max(1, len(rows))))
        left.invert_yaxis()
        image = "×".join(map(str, picture["image"]))
        figure.suptitle(f"{name_of(state['network'])}, image {image}")
        if picture["why"]:
            kind = picture["waiting"][0]["kind"]
            figure.suptitle(f"{kind} does not fit. {picture['why']}", color=WRONG, fontsize=9)


def _as_number(value: Any) -> int | float | None:
    """A plain number, also one in an array or a tensor; None for anything else."""
    try:
        number = value.item() if hasattr(value, "item") else value
    except (TypeError, ValueError, RuntimeError):  # many numbers, or none on meta
        return None
    return number if type(number) in (int, float) else None


def name_of(network: str) -> str:
    """The name of a preset, or that it is none."""
    names = [name for name, preset in PRESETS.items() if preset.network == network]
    return names[0] if names else "An architecture"
