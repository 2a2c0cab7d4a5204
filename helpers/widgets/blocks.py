"""An architecture written as blocks, `conv 64 11 4 2, relu, pool 3 2`, and what each of them costs.

Everything is worked out from sizes alone: no weight is made, and nothing is run.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from torch import nn

Shape = tuple[int, ...]  # (C, H, W), or (D,) where numbers stand in a row
MOST_BLOCKS = 60
LARGEST = 4096  # of filters, groups and widths


class Number(NamedTuple):
    """A number of a block: its name, what it is where nothing else is said, and its bounds."""

    name: str
    usual: int
    least: int
    most: int


_STRIDE = Number("stride", 1, 1, 9)
_WIDTHS = ("ones", "before_threes", "threes", "before_fives", "fives", "after_pool")
_USUAL_WIDTHS = (64, 96, 128, 16, 32, 32)
KINDS: dict[str, tuple[Number, ...]] = {
    "conv": (
        Number("filters", 64, 1, LARGEST),
        Number("size", 3, 1, 15),
        _STRIDE,
        Number("padding", 1, 0, 9),
        Number("groups", 1, 1, LARGEST),
    ),
    "norm": (),
    "relu": (),
    "pool": (Number("size", 2, 1, 15), Number("stride", 2, 1, 9), Number("padding", 0, 0, 7)),
    "inception": tuple(
        Number(*named, 1, LARGEST) for named in zip(_WIDTHS, _USUAL_WIDTHS, strict=True)
    ),
    "residual": (Number("filters", 64, 1, LARGEST), _STRIDE),
    "mean": (),
    "flatten": (),
    "full": (Number("numbers", 1000, 1, 30_000),),
}


@dataclass(frozen=True)
class Layer:
    """A convolution or a full layer inside a block. before, after: the shapes around it."""

    before: Shape
    after: Shape
    size: int = 1
    stride: int = 1
    padding: int = 0
    groups: int = 1
    bias: bool = True

    @property
    def weights(self) -> int:
        return self.after[0] * (self.before[0] // self.groups) * self.size**2

    @property
    def parameters(self) -> int:
        return self.weights + self.bias * self.after[0]

    @property
    def products(self) -> int:
        """Multiplications, each with its addition, for one image."""
        return self.weights * math.prod(self.after[1:])

    def make(self) -> nn.Module:
        from torch import nn

        if len(self.after) == 1:
            return nn.Linear(self.before[0], self.after[0], bias=self.bias)
        sizes = self.size, self.stride, self.padding
        return nn.Conv2d(self.before[0], self.after[0], *sizes, groups=self.groups, bias=self.bias)


@dataclass(frozen=True)
class Block:
    """A block in its place. words: what it does; before, after: the shapes around it; layers: the
    convolutions and full layers in it; others: numbers that it learns besides, for norms."""

    kind: str
    numbers: tuple[int, ...]
    words: str
    before: Shape
    after: Shape
    layers: tuple[Layer, ...] = ()
    others: int = 0

    @property
    def parameters(self) -> int:
        return sum(layer.parameters for layer in self.layers) + self.others

    @property
    def products(self) -> int:
        return sum(layer.products for layer in self.layers)


class Misfit(ValueError):
    """Why a block does not fit where it stands, in one sentence."""


def parse(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """Kind and numbers of each block of a text, all numbers said.

    Raises: ValueError, with a sentence on what cannot be read.
    """
    items = [item.split() for item in text.lower().split(",") if item.strip()]
    if len(items) > MOST_BLOCKS:
        raise ValueError(f"At most {MOST_BLOCKS} blocks are shown here, these are {len(items)}.")
    return [_read(*item) for item in items]


def written(blocks: Iterable[tuple[str, tuple[int, ...]]]) -> str:
    """The text that `parse` reads, without usual numbers at the end; the first is always said."""
    texts = []
    for kind, numbers in blocks:
        said = list(numbers)
        while len(said) > 1 and said[-1] == KINDS[kind][len(said) - 1].usual:
            said.pop()
        texts.append(" ".join([kind, *map(str, said)]))
    return ", ".join(texts)


def _read(kind: str, *words: str) -> tuple[str, tuple[int, ...]]:
    if kind not in KINDS:
        close = difflib.get_close_matches(kind, KINDS, 1)
        meant = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(KINDS)}."
        raise ValueError(f"There is no block called {kind}. {meant}")
    known = KINDS[kind]
    if len(words) > len(known):
        order = ", ".join(number.name for number in known) or "none"
        raise ValueError(f"{kind} has {len(words)} numbers here. In this order there are: {order}.")
    numbers = [number.usual for number in known]
    for place, (word, (name, _, least, most)) in enumerate(zip(words, known, strict=False)):
        if not word.isascii() or not word.isdigit() or not least <= int(word[:9]) <= most:
            raise ValueError(f"{name} of {kind} goes from {least} to {most:,}, not {word[:20]}.")
        numbers[place] = int(word)
    return kind, tuple(numbers)


def lay_out(
    blocks: list[tuple[str, tuple[int, ...]]], image: Shape
) -> tuple[list[Block], str | None]:
    """The blocks one after the other, up to the first that does not fit, and why that does not.

    image: (C, H, W) of what the first one reads. A convolution that a norm follows has no biases:
    the norm would take them away again.
    """
    laid: list[Block] = []
    shape = image
    for place, (kind, numbers) in enumerate(blocks):
        followed = place + 1 < len(blocks) and blocks[place + 1][0] == "norm"
        try:
            block = _FITTED[kind](shape, not followed, *numbers)
        except Misfit as problem:
            return laid, str(problem)
        laid.append(Block(kind, numbers, before=shape, **block))
        shape = laid[-1].after
    return laid, None


def module_of(blocks: list[Block]) -> nn.Module:
    """A model on meta whose layers are called as those of the blocks are: to be counted, not used.

    It reads images: where the first block wants numbers in a row, it makes a row of them. Where
    layers stand side by side in a block, each gets an input of its shape, and nothing joins what
    they give.
    """
    import torch
    from torch import nn

    class Calls(nn.Module):
        def __init__(self, block: Block) -> None:
            super().__init__()
            self.block, self.inside = block, nn.ModuleList(one.make() for one in block.layers)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            for layer, sizes in zip(self.inside, self.block.layers, strict=True):
                layer(x.new_empty(len(x), *sizes.before))
            return x.new_empty(len(x), *self.block.after)

    class Model(nn.Sequential):
        def __repr__(self) -> str:
            return f"<{written((block.kind, block.numbers) for block in blocks)}>"

    made: list[nn.Module] = [nn.Flatten()] if blocks and len(blocks[0].before) == 1 else []
    with torch.device("meta"):
        for block in blocks:
            if len(block.layers) == 1:
                made.append(block.layers[0].make())
            elif block.layers:
                made.append(Calls(block))
            else:
                made += _plain_modules(block)
        return Model(*made)


def _plain_modules(block: Block) -> list[nn.Module]:
    """The modules of a block that multiplies nothing."""
    from torch import nn

    norm = nn.BatchNorm2d if len(block.after) == 3 else nn.BatchNorm1d
    return {
        "norm": lambda: [norm(block.after[0])],
        "relu": lambda: [nn.ReLU()],
        "pool": lambda: [nn.MaxPool2d(*block.numbers)],
        "mean": lambda: [nn.AdaptiveAvgPool2d(1), nn.Flatten()],
        "flatten": lambda: [nn.Flatten()],
    }[block.kind]()


def _maps(kind: str, shape: Shape) -> Shape:
    if len(shape) == 3:
        return shape
    raise Misfit(
        f"{kind} reads maps, and here {shape[0]:,} numbers stand in a row: put it in front of what "
        "makes the row."
    )


def _slide(shape: Shape, size: int, stride: int, padding: int) -> Shape:
    """Rows and columns of what a window gives."""
    after = tuple((side + 2 * padding - size) // stride + 1 for side in shape[1:])
    if min(after) < 1:
        padded = f", with padding {padding}" if padding else ""
        raise Misfit(
            f"A window of {size}×{size} is larger than its maps of {shape[1]}×{shape[2]}{padded}: "
            "pool less in front of it, or take a larger image."
        )
    return after


def _convolution(
    shape: Shape, filters: int, size: int, stride: int = 1, padding: int = 0, **rest: Any
) -> Layer:
    after = (filters, *_slide(shape, size, stride, padding))
    return Layer(shape, after, size, stride, padding, **rest)


def _steps(stride: int, padding: int = 0) -> str:
    steps = f", stride {stride}" if stride > 1 else ""
    return steps + (f", padding {padding}" if padding else "")


def _conv(shape: Shape, bias: bool, filters: int, *sizes: int) -> dict[str, Any]:
    size, stride, padding, groups = sizes
    depth = _maps("conv", shape)[0]
    for count, what in ((depth, "channels"), (filters, "filters")):
        if count % groups:
            raise Misfit(f"{count:,} {what} cannot be dealt into {groups} groups of one size.")
    layer = _convolution(shape, filters, size, stride, padding, groups=groups, bias=bias)
    words = f"{filters:,} of {size}×{size}{_steps(stride, padding)}"
    words += (f", {groups} groups" if groups > 1 else "") + ("" if bias else ", no biases")
    return {"words": words, "after": layer.after, "layers": (layer,)}


def _norm(shape: Shape, bias: bool) -> dict[str, Any]:
    return {"words": "a scale and a shift for each map", "after": shape, "others": 2 * shape[0]}


def _relu(shape: Shape, bias: bool) -> dict[str, Any]:
    return {"words": "", "after": shape}


def _pool(shape: Shape, bias: bool, size: int, stride: int, padding: int) -> dict[str, Any]:
    shape = _maps("pool", shape)
    if 2 * padding > size:
        raise Misfit(
            f"A padding of {padding} is more than half of a window of {size}×{size}, so that some "
            "windows would see nothing else: take less."
        )
    words = f"largest of {size}×{size}{_steps(stride, padding)}"
    return {"words": words, "after": (shape[0], *_slide(shape, size, stride, padding))}


def _inception(shape: Shape, bias: bool, *widths: int) -> dict[str, Any]:
    shape = _maps("inception", shape)
    ones, before_threes, threes, before_fives, fives, after_pool = widths
    sides = shape[1:]
    layers = (
        _convolution(shape, ones, 1),
        _convolution(shape, before_threes, 1),
        _convolution((before_threes, *sides), threes, 3, padding=1),
        _convolution(shape, before_fives, 1),
        _convolution((before_fives, *sides), fives, 5, padding=2),
        _convolution(shape, after_pool, 1),
    )
    words = f"{ones} | {before_threes}→{threes} | {before_fives}→{fives} | {after_pool}"
    after = (ones + threes + fives + after_pool, *sides)
    return {"words": words, "after": after, "layers": layers}


def _residual(shape: Shape, bias: bool, filters: int, stride: int) -> dict[str, Any]:
    shape = _maps("residual", shape)
    first = _convolution(shape, filters, 3, stride, 1, bias=False)
    layers = [first, _convolution(first.after, filters, 3, padding=1, bias=False)]
    words = f"twice {filters:,} of 3×3{_steps(stride)}"
    if first.after != shape or stride > 1:
        layers.append(_convolution(shape, filters, 1, stride, bias=False))
        words += ", 1×1 shortcut"
    others = 2 * filters * len(layers)
    return {"words": words, "after": first.after, "layers": tuple(layers), "others": others}


def _mean(shape: Shape, bias: bool) -> dict[str, Any]:
    return {"words": "of each map", "after": _maps("mean", shape)[:1]}


def _flatten(shape: Shape, bias: bool) -> dict[str, Any]:
    return {"words": "all numbers in a row", "after": (math.prod(shape),)}


def _full(shape: Shape, bias: bool, numbers: int) -> dict[str, Any]:
    if len(shape) == 3:
        channels, rows, columns = shape
        raise Misfit(
            f"full reads numbers in a row, and here are {channels:,} maps of {rows}×{columns}: put "
            "flatten or mean in front of it."
        )
    layer = Layer(shape, (numbers,), bias=bias)
    words = f"{shape[0]:,} to {numbers:,}" + ("" if bias else ", no biases")
    return {"words": words, "after": (numbers,), "layers": (layer,)}


_FITTED: dict[str, Callable[..., dict[str, Any]]] = {
    "conv": _conv,
    "norm": _norm,
    "relu": _relu,
    "pool": _pool,
    "inception": _inception,
    "residual": _residual,
    "mean": _mean,
    "flatten": _flatten,
    "full": _full,
}


class Preset(NamedTuple):
    """A network by its blocks, and the image that it reads."""

    network: str
    side: int = 224
    channels: int = 3


def _vgg(*widths: int) -> str:
    texts = [f"conv {width}, relu" if width else "pool 2" for width in widths]
    return ", ".join([*texts, "flatten, full 4096, relu, full 4096, relu, full 1000"])


PRESETS = {
    "AlexNet": Preset(
        "conv 64 11 4 2, relu, pool 3, conv 192 5 1 2, relu, pool 3, conv 384, relu, "
        "conv 256, relu, conv 256, relu, pool 3, flatten, "
        "full 4096, relu, full 4096, relu, full 1000"
    ),
    "VGG-16": Preset(
        _vgg(
            *(64, 64, 0, 128, 128, 0, 256, 256, 256, 0),
            *(512, 512, 512, 0, 512, 512, 512, 0),
        )
    ),
    "GoogLeNet": Preset(
        "conv 64 7 2 3, relu, pool 3 2 1, conv 64 1 1 0, relu, conv 192, relu, pool 3 2 1, "
        "inception 64, inception 128 128 192 32 96 64, pool 3 2 1, "
        "inception 192 96 208 16 48 64, inception 160 112 224 24 64 64, "
        "inception 128 128 256 24 64 64, inception 112 144 288 32 64 64, "
        "inception 256 160 320 32 128 128, pool 3 2 1, "
        "inception 256 160 320 32 128 128, inception 384 192 384 48 128 128, mean, full 1000"
    ),
    "ResNet-18": Preset(
        "conv 64 7 2 3, norm, relu, pool 3 2 1, residual 64, residual 64, "
        "residual 128 2, residual 128, residual 256 2, residual 256, "
        "residual 512 2, residual 512, mean, full 1000"
    ),
    "small": Preset(
        "conv 16, norm, relu, conv 16, norm, relu, pool 2, conv 32, norm, relu, pool 2, "
        "conv 64, norm, relu, conv 64, norm, relu, mean, full 10",
        side=32,
    ),
}
