"""A network written as a short text, `conv 5x5x16 relu, pool 2`, checked before it is built."""

from __future__ import annotations

import difflib
import math
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

PRESET = "conv 5x5x16 relu, pool 2, conv 5x5x20 relu, pool 2, conv 5x5x20 relu, pool 2"
IMAGE = (3, 32, 32)  # channels, rows, columns of what every network reads
ACTIVATIONS = {"relu": "ReLU", "tanh": "Tanh", "sigmoid": "Sigmoid"}
EXAMPLES = {
    "conv": "conv 5x5x16 relu",
    "pool": "pool 2",
    "average": "average 2",
    "full": "full 64 relu",
    "dropout": "dropout 0.5",
    "norm": "norm",
}
OPTIONS = {"conv": ("stride", "pad"), "pool": ("stride",), "average": ("stride",)}
MOST_LAYERS, MOST_FILTERS, LARGEST_FILTER, MOST_UNITS = 24, 64, 11, 512
MOST_PARAMETERS = 500_000
MOST_PRODUCTS = 40_000_000  # of one image on its way through: tens of milliseconds on one core
LONGEST_TEXT = 1000  # characters


@dataclass(frozen=True)
class Layer:
    """A layer of a network.

    name: conv1, relu1, and so on; words: what it is; shape: of what comes out, (C, H, W) or (D,);
    formula: how its parameters are counted, "" for a layer without any; products: multiplications
    for one image; make: builds the module.
    """

    name: str
    words: str
    shape: tuple[int, ...]
    parameters: int
    formula: str
    products: int
    make: Callable[[], nn.Module]


def parse(text: str, classes: int = 10) -> list[Layer]:
    """The layers of a text, and the full layer to the scores that always comes last.

    Raises: ValueError, with a sentence on what is wrong and where.
    """
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"A network has at most {LONGEST_TEXT:,} characters.")
    layers: list[Layer] = []
    shape: tuple[int, ...] = IMAGE
    written = [" ".join(item.split()) for item in re.split("[,;\n]", text.lower())]
    for item in [item.replace("×", "x") for item in written if item] + [f"full {classes}"]:
        for kind, numbers, options in _read(item):
            try:
                layer = _layer(kind, numbers, options, shape, layers)
            except ValueError as problem:
                raise ValueError(f"“{item}”: {problem}") from None
            layers.append(layer)
            shape = layer.shape
    if len(layers) > MOST_LAYERS:
        raise ValueError(f"At most {MOST_LAYERS} layers are shown here, these are {len(layers)}.")
    parameters = sum(layer.parameters for layer in layers)
    if parameters > MOST_PARAMETERS:
        raise ValueError(
            f"These are {parameters:,} parameters, at most {MOST_PARAMETERS:,} are trained here. "
            "Pool before a full layer, or take fewer filters."
        )
    products = sum(layer.products for layer in layers)
    if products > MOST_PRODUCTS:
        raise ValueError(
            f"One image costs {products:,} multiplications, at most {MOST_PRODUCTS:,} keep this "
            "picture moving. Pool earlier, or take fewer filters."
        )
    return layers


def build(layers: list[Layer], seed: int) -> nn.Sequential:
    """The network, with first weights as the ConvNetJS demo draws them.

    Weights are normal with variance 1 / (numbers that a unit reads); a bias is 0.1 in front of a
    ReLU and 0 elsewhere.
    """
    import torch
    from torch import nn

    made: OrderedDict[str, nn.Module] = OrderedDict()
    for layer in layers:
        if len(layer.shape) == 1 and "flatten" not in made:
            made["flatten"] = nn.Flatten()
        made[layer.name] = layer.make()
    rng = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for place, layer in enumerate(layers):
            module = made[layer.name]
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                module.weight.normal_(0, module.weight[0].numel() ** -0.5, generator=rng)
                after = layers[place + 1].name if place + 1 < len(layers) else ""
                module.bias.fill_(0.1 if after.startswith("relu") else 0.0)
    return nn.Sequential(made)


def _read(item: str) -> list[tuple[str, list[float], dict[str, int]]]:
    """What stands between two commas: a layer and the activations after it."""
    first, *rest = item.split()
    known = [*EXAMPLES, *ACTIVATIONS]
    if first not in known:
        close = difflib.get_close_matches(first, known, 1)
        meant = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(known)}."
        raise ValueError(f"“{item}”: there is no layer called {first}. {meant}")
    numbers: list[float] = []
    options: dict[str, int] = {}
    after = [first] if first in ACTIVATIONS else []
    while rest:
        word = rest.pop(0)
        if word in ACTIVATIONS:
            after.append(word)
        elif word in OPTIONS.get(first, ()) and rest and re.fullmatch(r"\d{1,3}", rest[0]):
            options[word] = int(rest.pop(0))
        elif not after and not numbers and re.fullmatch(r"\d+(\.\d+)?(x\d+)*", word):
            numbers = [float(number) for number in word.split("x")]
        else:
            raise ValueError(f"“{item}”: {word} cannot be read. An example is {_example(first)}.")
    layers = [] if first in ACTIVATIONS else [(first, numbers, options)]
    return [*layers, *((name, [], {}) for name in after)]


def _example(kind: str) -> str:
    options = [f"{option} 1" for option in OPTIONS.get(kind, ())]
    return ", or ".join([EXAMPLES.get(kind, kind), *(f"… {option}" for option in options)])


def _layer(
    kind: str,
    numbers: list[float],
    options: dict[str, int],
    shape: tuple[int, ...],
    before: list[Layer],
) -> Layer:
    """One layer on what the layers before it give. Raises ValueError where it does not fit."""
    from torch import nn

    count = 1 + sum(layer.name.rstrip("0123456789") == kind for layer in before)

    def layer(
        words: str,
        after: tuple[int, ...],
        make: Callable[[], Any],
        parameters: int = 0,
        formula: str = "",
        products: int = 0,
    ) -> Layer:
        return Layer(f"{kind}{count}", words, after, parameters, formula, products, make)

    if kind in ACTIVATIONS:
        return layer(kind, shape, getattr(nn, ACTIVATIONS[kind]))
    if kind == "dropout":
        share = _numbers(kind, numbers, 1)[0]
        if not 0 < share < 1:
            raise ValueError("the share of dropped numbers lies between 0 and 1.")
        return layer(f"dropout {share:g}", shape, lambda: nn.Dropout(share))
    if kind == "full":
        units = _whole(kind, numbers, 1)[0]
        _within("units", units, MOST_UNITS)
        seen = math.prod(shape)
        formula = f"{units}·{seen} + {units} = {units * seen + units:,}"
        make = lambda: nn.Linear(seen, units)  # noqa: E731
        words = f"full, {seen} to {units}"
        return layer(words, (units,), make, units * seen + units, formula, units * seen)
    if len(shape) == 1:
        raise ValueError("it needs maps, and after a full layer there are only numbers.")
    channels, rows, columns = shape
    if kind == "norm":
        if numbers:
            raise ValueError("norm stands alone.")
        formula = f"2·{channels} = {2 * channels}"
        make = lambda: nn.BatchNorm2d(channels)  # noqa: E731
        return layer("batch normalisation", shape, make, 2 * channels, formula)
    if kind == "conv":
        tall, wide, filters = _whole(kind, numbers, 3)
        _within("rows and columns of a filter", max(tall, wide), LARGEST_FILTER)
        _within("filters", filters, MOST_FILTERS)
        stride = options.get("stride", 1)
        padding = (options["pad"],) * 2 if "pad" in options else ((tall - 1) // 2, (wide - 1) // 2)
        _within("pixels of padding", max(padding), LARGEST_FILTER, least=0)
    else:
        tall = wide = _whole(kind, numbers, 1)[0]
        filters, stride, padding = channels, options.get("stride", tall), (0, 0)
    _within("pixels of stride", stride, 32)
    after = []
    for side, window, pad in zip((rows, columns), (tall, wide), padding, strict=True):
        if window > side + 2 * pad:
            raise ValueError(
                f"a window of {tall}×{wide} is larger than its maps, {rows}×{columns} by then."
            )
        after.append((side + 2 * pad - window) // stride + 1)
    out = (filters, *after)
    if kind != "conv":
        pool = nn.MaxPool2d if kind == "pool" else nn.AvgPool2d
        kept = "largest" if kind == "pool" else "mean"
        words = f"{kept} of {tall}×{tall}, stride {stride}"
        return layer(words, out, lambda: pool(tall, stride))
    each = channels * tall * wide
    formula = f"{filters}·{tall}·{wide}·{channels} + {filters} = {filters * (each + 1):,}"
    words = f"conv {tall}×{wide}, stride {stride}, padding {padding[0]}"
    make = lambda: nn.Conv2d(channels, filters, (tall, wide), stride, padding)  # noqa: E731
    return layer(words, out, make, filters * (each + 1), formula, math.prod(after) * filters * each)


def _numbers(kind: str, numbers: list[float], count: int) -> list[float]:
    if len(numbers) != count:
        raise ValueError(f"it needs its size. An example is {_example(kind)}.")
    return numbers


def _whole(kind: str, numbers: list[float], count: int) -> list[int]:
    if any(not number.is_integer() or number < 1 for number in _numbers(kind, numbers, count)):
        raise ValueError(f"sizes are whole numbers from 1. An example is {_example(kind)}.")
    return [int(number) for number in numbers]


def _within(what: str, value: int, most: int, least: int = 1) -> None:
    if not least <= value <= most:
        raise ValueError(f"{least} to {most} {what} are possible here, not {value:,}.")
