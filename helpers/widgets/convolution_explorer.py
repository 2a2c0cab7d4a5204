"""A window that slides over an image or along a sound, with its numbers, beside one's own code."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.plots.style import (
    FILTER,
    FILTER_LABEL,
    FILTER_MAP,
    INPUT,
    INPUT_MAP,
    OUTPUT,
    OUTPUT_MAP,
    QUIET,
    short,
)
from helpers.widgets.frame import Widget, describe_call, pack

LARGEST = 24  # rows and columns of an image that can still be drawn with its cells
LONGEST = 48  # samples of a signal
CLOSE = 1e-6  # relative to the largest number: two outputs that differ by less are the same

CONVOLUTION, MAX, AVERAGE, SOUND = "convolution", "max pooling", "average pooling", "sound"
YOURS = "yours"  # an image, a filter or a signal that was given
CHOICES = {
    "layer": (CONVOLUTION, MAX, AVERAGE, SOUND),
    "image": ("curve", "corner", "cat", "random"),
    "filter": ("upright edges", "level edges", "blur", "spot", "shift"),
    "signal": ("hidden call", "click", "step", "random"),
    "signal_filter": ("the call", "difference", "average"),
}
RANGES = {  # least and greatest of the numbers
    "size": (1, LARGEST),
    "kernel": (1, 7),
    "stride": (1, 6),
    "padding": (0, 4),
    "dilation": (1, 4),
    "length": (4, LONGEST),
    "taps": (1, 9),
    "place": (0, LARGEST**2 * 4),
}
CALL = np.array([1.0, 2, -3, -2, 3, 1, -2])  # what hides in the signal "hidden call"

# One's own functions that make an output, and those that say how large it is.
MAKES = {
    CONVOLUTION: ("correlate2d", "conv_forward"),
    MAX: ("max_pool_forward",),
    AVERAGE: ("average_pool_forward",),
    SOUND: ("correlate1d",),
}
COUNTS = {
    CONVOLUTION: ("conv_output_size", "conv_output_size_floor"),
    MAX: ("pool_output_size",),
    AVERAGE: ("pool_output_size",),
    SOUND: (),
}
KNOWN = sorted({name for table in (MAKES, COUNTS) for names in table.values() for name in names})


@dataclass(frozen=True)
class Fit:
    """How a window fits along one direction.

    padded: pixels with the padding; reach: pixels that the window spans; count: places where it
    can stand, 0 where it is larger than what is there; left_over: pixels at the far end that no
    window reaches, which is what libraries leave out.
    """

    padded: int
    reach: int
    count: int
    left_over: int


def fit(size: int, kernel: int, stride: int, padding: int, dilation: int) -> Fit:
    """All in pixels, along one direction."""
    padded, reach = size + 2 * padding, dilation * (kernel - 1) + 1
    if reach > padded:
        return Fit(padded, reach, 0, 0)
    steps, left_over = divmod(padded - reach, stride)
    return Fit(padded, reach, steps + 1, left_over)


def formula(size: int, kernel: int, stride: int, padding: int, dilation: int) -> str:
    """The size of the output with its numbers filled in, and what does not fit."""
    found = fit(size, kernel, stride, padding, dilation)
    spread = ""
    if dilation > 1:
        spread = f"F spread out: D (F − 1) + 1 = {dilation} · ({kernel} − 1) + 1 = {found.reach}. "
    if not found.count:
        return (
            f"{spread}Does not fit anywhere: the window spans {found.reach} pixels, and the image "
            f"has {found.padded}{' with its padding' if padding else ''}."
        )
    zeros = f" + 2 · {padding}" if padding else ""
    text = f"{spread}(N + 2P − F) / S + 1 = ({size}{zeros} − {found.reach}) / {stride} + 1 = "
    if not found.left_over:
        return f"{text}{found.count}"
    exact = (found.padded - found.reach) / stride + 1
    pixels = "pixel is" if found.left_over == 1 else f"{found.left_over} pixels are"
    return (
        f"{text}{exact:.4g}. Does not fit: libraries round down to {found.count}, and the last "
        f"{pixels} read by no window."
    )


def windows(
    padded: np.ndarray, shape: tuple[int, int], stride: tuple[int, int], dilation: int
) -> np.ndarray:
    """All windows of an image, without copies.

    padded: (H, W); shape: of the window, in weights. Returns (OH, OW, KH, KW).
    """
    reach = tuple(dilation * (side - 1) + 1 for side in shape)
    if any(r > side for r, side in zip(reach, padded.shape, strict=True)):
        return np.zeros((0, 0, *shape))
    every = np.lib.stride_tricks.sliding_window_view(padded, reach)
    return every[:: stride[0], :: stride[1], ::dilation, ::dilation]


def image_of(name: str, size: int) -> np.ndarray:
    """An image of whole numbers from 0 to 9, (size, size)."""
    rows, columns = np.mgrid[:size, :size] / max(size - 1, 1)
    if name == "curve":
        edge = 0.55 - 0.45 * rows**3
        return np.clip(np.round(1 + 8 * (columns - edge + 0.1) * 4), 1, 9)
    if name == "corner":
        return np.where((rows > 0.4) & (columns > 0.4), 8.0, 1.0)
    if name == "cat":
        from helpers import data

        return np.round(9 * data.to_gray(data.photo("cat", size=size)))
    return np.random.default_rng(0).integers(0, 10, (size, size)).astype(float)


def signal_of(name: str, size: int) -> np.ndarray:
    """A signal of whole numbers, (size,)."""
    noise = np.random.default_rng(2).integers(-2, 3, LONGEST)[:size].astype(float)
    if name == "hidden call":
        start = max(0, 2 * (size - len(CALL)) // 3)
        part = CALL[: size - start]
        noise[start : start + len(part)] += part
        return noise
    if name == "random":
        return 2 * noise
    signal = np.zeros(size)
    signal[size // 2 : size if name == "step" else size // 2 + 1] = 5
    return signal


def filter_of(name: str, side: int) -> np.ndarray:
    """A filter of (side, side), or of (1, side) where it is one for signals."""
    signs = np.sign(np.arange(side) - (side - 1) / 2) if side > 1 else np.ones(1)
    if name == "upright edges":
        return np.tile(signs, (side, 1))
    if name == "level edges":
        return np.tile(signs[:, None], (1, side))
    if name == "blur":
        return np.full((side, side), 1 / side**2)
    if name == "spot":
        spot = np.full((side, side), -1.0)
        spot[side // 2, side // 2] = side**2 - 1 or 1
        return spot
    if name == "shift":
        return np.eye(side)[:, :1] * np.eye(side)[:1]  # 1 in the corner, 0 elsewhere
    if name == "the call":
        return np.resize(CALL, side)[None] if side > len(CALL) else CALL[None, :side]
    if name == "average":
        return np.full((1, side), 1 / side)
    ends = np.zeros((1, side))
    ends[0, 0], ends[0, -1] = -1, 1
    return ends


@dataclass(frozen=True)
class Layer:
    """What slides over what. A sound is an image of one row.

    image: (H, W); window: (KH, KW); kernel: its weights, None for pooling; stride and padding: down
    and to the right.
    """

    kind: str
    image: np.ndarray
    window: tuple[int, int]
    kernel: np.ndarray | None
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: int

    def padded(self) -> np.ndarray:
        down, right = self.padding
        return np.pad(self.image, ((down, down), (right, right)))

    def _sides(self) -> list[tuple[int, int, int, int, int]]:
        sides = zip(self.image.shape, self.window, self.stride, self.padding, strict=True)
        return [(*side, self.dilation) for side in sides]

    def fits(self) -> list[Fit]:
        """Down and to the right."""
        return [fit(*side) for side in self._sides()]

    def formulas(self) -> list[str]:
        """The size of the output; twice where rows and columns differ."""
        down, right = (formula(*side) for side in self._sides())
        if self.kind == SOUND or down == right:
            return [right]
        return [f"Rows: {down}", f"Columns: {right}"]

    def output(self) -> np.ndarray:
        """(OH, OW), or (0, 0) where the window is larger than what is there."""
        found = windows(self.padded(), self.window, self.stride, self.dilation)
        if self.kind == MAX:
            return found.max(axis=(2, 3), initial=-np.inf) if found.size else np.zeros((0, 0))
        weights = self.kernel if self.kernel is not None else 1 / np.prod(self.window)
        return (found * weights).sum(axis=(2, 3))


class ConvolutionExplorer(Widget, page="convolution_explorer.js"):
    """Convolution and pooling window by window.

    functions: one's own correlate2d, conv_forward, correlate1d, max_pool_forward,
    average_pool_forward, conv_output_size, conv_output_size_floor, pool_output_size, any of them,
    known by their names. What they return stands beside what is right.
    image: (H, W), up to 24×24; kernel: (KH, KW); signal: (L,), up to 48, to use instead of those
    at hand. state: settings, as a dict or as the text of an earlier state.

    Raises: ValueError for what cannot be shown.
    """

    TITLE = "Convolution, window by window"
    TASKS = (
        (
            "7 pixels and a filter of 3: which strides fit? Which padding makes stride 3 fit?",
            "Strides 1, 2 and 4. At stride 3 one pixel is left over; with a padding of 1 it is "
            "(7 + 2 · 1 − 3) / 3 + 1 = 3.",
        ),
        (
            "Max pooling, window 3, stride 1, on the corner: 4 of 7 rows of the image hold an 8. "
            "How many rows of the output do?",
            "4 of 5. Every window that touches the corner reports it, so its share of the map "
            "grows.",
        ),
        (
            "Sound: slide the call along the signal it hides in. At which place is the output "
            "largest, and what would it be there without the noise?",
            "At place 11, where the call begins. The call times itself is the sum of its squares, "
            "32; the noise makes 35 of it.",
        ),
    )
    DEFAULTS: ClassVar[dict[str, Any]] = {
        "layer": CONVOLUTION,
        "size": 7,
        "kernel": 3,
        "stride": 1,
        "padding": 0,
        "dilation": 1,
        "image": "curve",
        "filter": "upright edges",
        "length": 24,
        "taps": 7,
        "signal": "hidden call",
        "signal_filter": "the call",
        "place": 0,
    }

    def __init__(
        self,
        *functions: Callable,
        image: Any = None,
        kernel: Any = None,
        signal: Any = None,
        state: dict | str | None = None,
    ) -> None:
        for function in functions:
            if getattr(function, "__name__", None) not in KNOWN:
                raise ValueError(
                    f"{function!r} cannot be shown here. Give one of these, under its own name: "
                    f"{', '.join(KNOWN)}."
                )
        self.functions = {function.__name__: function for function in functions}
        self.own: dict[str, np.ndarray] = {}
        for name, value, axes, most in (
            ("image", image, 2, LARGEST),
            ("filter", kernel, 2, LARGEST),
            ("signal", signal, 1, LONGEST),
        ):
            if value is not None:
                self.own[name] = _given(name, value, axes, most)
        self.choices = {
            name: [*([YOURS] if name in self.own else []), *names]
            for name, names in CHOICES.items()
        }
        defaults = dict.fromkeys(self.own, YOURS)
        super().__init__(state, defaults=defaults, choices=self.choices, ranges=RANGES)

    def checked(self, state: dict[str, Any]) -> dict[str, Any]:
        for name, names in self.choices.items():
            if state[name] not in names:
                raise ValueError(f"{name} is one of {', '.join(names)}, not {state[name]!r}.")
        for name, (least, greatest) in RANGES.items():
            if not isinstance(state[name], int) or not least <= state[name] <= greatest:
                raise ValueError(
                    f"{name} is a whole number from {least} to {greatest}, not {state[name]!r}."
                )
        return state

    def same_picture(self, old: dict[str, Any], new: dict[str, Any]) -> bool:
        return {**old, "place": 0} == {**new, "place": 0}

    def compute(self, state: dict[str, Any]) -> dict[str, Any]:
        layer = self.layer(state)
        fits, kernel = layer.fits(), layer.kernel
        right = layer.output()
        picture = {
            "layer": layer.kind,
            "padded": pack(layer.padded()),
            "padding": list(layer.padding),
            "kernel": None if kernel is None else pack(kernel),
            "window": list(layer.window),
            "stride": list(layer.stride),
            "dilation": layer.dilation,
            "output": pack(right),
            "left_over": [found.left_over for found in fits],
            "formulas": layer.formulas(),
            "sizes": self._sizes(state["layer"], layer),
            "note": "",
            "yours": None,
        }
        if right.size:
            picture.update(self._compare(state["layer"], layer, right))
        return picture

    def _own(self, name: str, state: dict[str, Any]) -> np.ndarray | None:
        return self.own.get(name) if state[name] == YOURS else None

    def layer(self, state: dict[str, Any]) -> Layer:
        """What slides over what in a state."""
        kind, stride, padding = state["layer"], state["stride"], state["padding"]
        if kind == SOUND:
            signal = self._own("signal", state)
            if signal is None:
                signal = signal_of(state["signal"], state["length"])
            kernel = filter_of(state["signal_filter"], state["taps"])
            return Layer(
                kind,
                signal[None],
                (1, kernel.size),
                kernel,
                (1, stride),
                (0, padding),
                state["dilation"],
            )
        image = self._own("image", state)
        if image is None:
            image = image_of(state["image"], state["size"])
        if kind != CONVOLUTION:  # pooling neither pads nor spreads its windows
            return Layer(kind, image, (state["kernel"],) * 2, None, (stride,) * 2, (0, 0), 1)
        kernel = self._own("filter", state)
        if kernel is None:
            kernel = filter_of(state["filter"], state["kernel"])
        return Layer(
            kind, image, kernel.shape, kernel, (stride,) * 2, (padding,) * 2, state["dilation"]
        )

    def _sizes(self, kind: str, layer: Layer) -> list[dict[str, Any]]:
        """What one's own functions say about the number of columns."""
        found, said = layer.fits()[1], []
        for name in COUNTS[kind]:
            function = self.functions.get(name)
            args = [layer.image.shape[1], layer.window[1], layer.stride[1]]
            if name != "pool_output_size":
                args.append(layer.padding[1])
            if name == "conv_output_size_floor":
                args.append(layer.dilation)
            if function is None or (name == "conv_output_size" and layer.dilation > 1):
                continue
            misfit = not found.count or (name == "conv_output_size" and found.left_over)
            expected = "a ValueError" if misfit else str(found.count)
            answer = self.attempt(_or_value_error(function), *args)
            if answer is not None:
                said.append(
                    {
                        "call": describe_call(function, tuple(args), {}),
                        "said": str(answer),
                        "expected": expected,
                        "right": str(answer) == expected,
                    }
                )
        return said

    def _compare(self, kind: str, layer: Layer, right: np.ndarray) -> dict[str, Any]:
        """One's own output beside the right one, by the first function that knows this setting."""
        own = [name for name in MAKES[kind] if name in self.functions]
        calls = {name: _call(name, layer) for name in own}
        able = next((name for name in own if calls[name] is not None), None)
        if able is None:
            needs = " and ".join(own)
            return {"note": f"{needs} cannot do this setting: the reference alone." if own else ""}
        args, settings, shape = calls[able]
        value = self.attempt(self.functions[able], *args, shape=shape, **settings)
        if value is None:
            return {}
        value = value.reshape(right.shape)
        allowed = CLOSE * max(1.0, float(np.abs(right).max()))
        with np.errstate(invalid="ignore"):
            wrong = ~(np.abs(value - right) <= allowed)  # a nan is wrong too
        return {"yours": pack(value), "name": able, "wrong": int(wrong.sum()), "marks": pack(wrong)}

    def draw_still(self, figure: Figure) -> None:
        layer = self.layer(self.state)
        padded, right = layer.padded(), layer.output()
        long = layer.kind == SOUND
        shape = (3, 1) if long else (1, 3)
        ratios = (
            {}
            if long
            else {"width_ratios": [padded.shape[1], layer.window[1] + 1, 1 + right.shape[1]]}
        )
        axes = figure.subplots(*shape, **ratios)
        grid(axes[0], padded, INPUT_MAP)
        axes[0].set_title("input, in its padding" if any(layer.padding) else "input", color=INPUT)
        down, across = layer.fits()
        weights = np.zeros(layer.window) if layer.kernel is None else layer.kernel
        grid(axes[1], weights, FILTER_MAP, numbers=layer.kernel is not None)
        axes[1].set_title("window" if layer.kernel is None else "filter", color=FILTER_LABEL)
        axes[2].set_title("output", color=OUTPUT)
        if right.size:
            grid(axes[2], right, OUTPUT_MAP)
            row, column = np.unravel_index(min(self.state["place"], right.size - 1), right.shape)
            corner = column * layer.stride[1] - 0.5, row * layer.stride[0] - 0.5
            window = Rectangle(corner, across.reach, down.reach, fill=False, edgecolor=FILTER, lw=3)
            axes[0].add_patch(window)
            here = Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor=FILTER, lw=3)
            axes[2].add_patch(here)
        else:
            axes[2].axis("off")
        figure.suptitle("\n".join(layer.formulas()), fontsize=10)


def grid(ax: Axes, values: np.ndarray, colors: Colormap, numbers: bool = True) -> None:
    """A grid of numbers, coloured by their size, with the numbers where there is room."""
    top = float(np.abs(values).max()) or 1.0
    ax.imshow(values, cmap=colors, vmin=-1.6 * top, vmax=1.6 * top)
    ax.set(xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set_edgecolor(QUIET)
    if numbers and values.shape[1] <= LONGEST // 2 and values.shape[0] <= 12:
        for (row, column), value in np.ndenumerate(values):
            ax.text(column, row, short(value), ha="center", va="center", fontsize=8)


def _given(name: str, value: Any, axes: int, most: int) -> np.ndarray:
    """An image, a filter or a signal that was given, as float64."""
    array = np.asarray(value, dtype=float)
    if array.ndim != axes or not array.size or max(array.shape) > most:
        raise ValueError(
            f"{name} has shape {array.shape}, expected {axes} axes of 1 to {most} entries."
        )
    return array


def _or_value_error(function: Callable) -> Callable:
    """The function, with a ValueError as an answer: that is what a misfit asks for."""

    @functools.wraps(function)
    def answer(*args: Any) -> Any:
        try:
            return function(*args)
        except ValueError:
            return "a ValueError"

    return answer


def _call(name: str, layer: Layer) -> tuple[tuple, dict, tuple[int, ...]] | None:
    """Arguments of an own function for a layer, and the shape to come back; None if it cannot."""
    size = tuple(found.count for found in layer.fits())
    batch, stride, padding = layer.image[None, None], layer.stride[1], layer.padding[1]
    if layer.kernel is None:
        return (batch, layer.window, stride), {}, (1, 1, *size)
    if layer.dilation > 1 or (name == "correlate2d" and (stride > 1 or padding)):
        return None
    if name == "correlate2d":
        return (layer.image, layer.kernel), {}, size
    settings = {"stride": stride, "padding": padding}
    if name == "correlate1d":
        return (layer.image[0], layer.kernel[0]), settings, size[1:]
    return (batch, layer.kernel[None, None], np.zeros(1)), settings, (1, 1, *size)
