"""The operations of a model's forward pass: what is computed, and from what, however it is written.

Only shapes are looked at, so a model on the meta device, whose tensors hold no numbers, is enough.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import torch
from torch import Tensor
from torch.nn import Parameter
from torch.utils._python_dispatch import TorchDispatchMode

from helpers.checking.values import NotData

MOST_OPERATIONS = 1000
VIEWS = ("view", "reshape", "unsafe_view", "reshape_alias", "flatten", "squeeze", "unsqueeze")
TURNS = ("t", "transpose", "permute")  # which other axes of the filters make good
COPIES = ("clone", "alias", "detach", "to_copy", "contiguous", "expand", "lift_fresh")
PASSING_ON = frozenset(VIEWS + TURNS + COPIES)
PRODUCTS = frozenset({"addmm", "mm", "bmm", "mv", "addmv", "baddbmm"})
WEIGHTED = frozenset({"convolution", "linear"})
COMPARED = frozenset({"gt", "ge"})


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation. detail: sizes that its shape leaves open, such as "3×3, stride 2".

    sources: the operations whose results it works on; weights: all else that it works on.
    """

    name: str
    shape: tuple[int, ...]
    sources: tuple[Operation, ...] = ()
    detail: str = ""
    weights: tuple[Tensor, ...] = ()
    depth: int = 0  # operations between it and the input, at most
    padding: tuple[int, int] = (0, 0)  # by which it grows a map on each side, if it is a pad

    def __str__(self) -> str:
        words = f"{self.name} {self.detail}".strip()
        return f"{words} {_without_ones(self.shape)}"


class Record(TorchDispatchMode):
    """Inside it every operation on what came of the input is noted."""

    def __init__(self, pictures: Tensor) -> None:
        super().__init__()
        start = Operation("input", tuple(pictures.shape))
        self._made: dict[int, Operation] = {id(pictures): start}  # by the id of a tensor
        self._weights: dict[int, tuple[Tensor, ...]] = {}  # what a tensor was worked out from
        self._met: dict[int, Tensor] = {}  # all weights, in the order in which they were used
        self._kept: list = [pictures]  # so that no id is used again
        self._count = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs, name = kwargs or {}, func.overloadpacket.__name__
        result = _of_known_shape(name, args)
        if result is None:
            result = func(*args, **kwargs)
        results = [one for one in _flat([result]) if isinstance(one, Tensor)]
        self._kept += results
        if name.endswith("_like") or name.startswith("new_"):
            return result
        given = _by_name(func, args, kwargs)
        tensors = [one for one in _flat([*given.values()]) if isinstance(one, Tensor)]
        sources = tuple(self._made[id(one)] for one in tensors if id(one) in self._made)
        others = [one for one in tensors if id(one) not in self._made]
        used = [w for one in others for w in self._weights.get(id(one), (one,))]
        weights = tuple(sorted(used, key=lambda one: -one.dim()))  # biases last, wherever they come
        if not sources:
            self._weights |= {id(one): weights for one in results}
            return result
        self._met |= {id(one): one for one in weights}
        self._count += 1
        if self._count > MOST_OPERATIONS:
            raise NotData(f"a network of more than {MOST_OPERATIONS} operations")
        for place, one in enumerate(results):
            made = _operation(name.strip("_"), given, one, sources, weights)
            self._made[id(one)] = made if not place else replace(made, detail=f"output {place}")
        return result

    @property
    def maps(self) -> list[tuple[int, ...]]:
        """The shapes that convolutions gave, in the order in which they were called."""
        made = {id(one): one for one in self._made.values()}.values()  # views are not new
        return [one.shape for one in made if one.name == "convolution"]

    def last(self, result: Any) -> Operation:
        """The operation that a tensor came out of. Raises NotData where it came of no input."""
        need_tensor(result)
        if id(result) not in self._made:
            raise NotData("a tensor from forward that does not depend on its input")
        return self._made[id(result)]

    def weights_in_use(self, result: Any) -> list[Tensor]:
        """Every tensor that is neither input nor result: in the order of `operations` what the
        result was worked out from, then all others in the order of their use."""
        need_tensor(result)
        last = self._made.get(id(result))
        behind = [one for step in operations(last) for one in step.weights] if last else []
        return [*({id(one): one for one in behind} | self._met).values()]


def need_tensor(result: Any) -> None:
    """Raises NotData for anything but a tensor."""
    if not isinstance(result, Tensor):
        raise NotData(f"an object of type {type(result).__name__} from forward, not a tensor")


def _operation(
    name: str,
    given: dict[str, Any],
    result: Tensor,
    sources: tuple[Operation, ...],
    weights: tuple[Tensor, ...],
) -> Operation:
    """The operation as everybody writes it who means the same. given: its arguments by name."""
    source, shape, other = sources[0], tuple(result.shape), given.get("other")
    came_in = tuple(given["self"].shape) if isinstance(given.get("self"), Tensor) else ()
    is_number = isinstance(other, (int, float))
    if name in PASSING_ON or (name == "add" and is_number and other == 0):
        return source
    if name in ("select", "slice") and math.prod(shape) == math.prod(came_in):
        return source
    if name == "convolution":
        return _convolution(source, given, shape, weights)
    if name in PRODUCTS:
        return _after("linear", shape, sources, weights=weights)
    if name == "add" and len(sources) == 1 and not is_number and source.name in WEIGHTED:  # biases
        return replace(source, weights=source.weights + weights)
    if "batch_norm" in name:
        detail = "with the averages of its batch" if given.get("training") else ""
        return _after("batch_norm", shape, (source,), detail, weights)
    if _is_relu(name, given, sources, weights):
        return _relu(next(one for one in sources if one.name not in COMPARED))
    if "pool2d" in name:
        return _pooled(name, source, given, came_in, shape)
    if name == "constant_pad_nd" and _is_even(given["pad"]):
        fill = f"with {given['value']}" if given["value"] else ""
        padding = (given["pad"][2] if given["pad"][2:] else 0, given["pad"][0])
        return replace(_after("pad", shape, (source,), fill), padding=padding)
    if name == "sum" and source.name == "stack" and given.get("dim") == [0]:
        name, sources = "add", source.sources
    if name in ("mean", "sum") and len(sources) == 1 and "dim" in given:
        before = source if source.name == name else _after(name, shape, (source,))
        return replace(before, shape=shape)
    if name in ("div", "mul") and source.name == "sum" and is_number:
        count = math.prod(source.sources[0].shape) / math.prod(source.shape)
        if math.isclose(other, count if name == "div" else 1 / count):
            return replace(source, name="mean")
    if name == "add":
        sources = tuple(sorted(sources, key=lambda one: (-one.depth, str(one))))
    return _after(name, shape, sources, _detail(name, given), weights)


@cache
def _parameters(func: Any) -> list[tuple[str, Any]]:
    return [(one.name, one.default_value) for one in func._schema.arguments]


def _by_name(func: Any, args: tuple, kwargs: dict) -> dict[str, Any]:
    parameters = _parameters(func)
    names = [name for name, _ in parameters]
    return dict(parameters) | dict(zip(names, args, strict=False)) | kwargs


def _of_known_shape(name: str, args: tuple) -> Any:
    """The result of what keeps the shape of tensors without numbers. PyTorch takes milliseconds to
    work it out."""
    if name not in ("relu", "relu_", "native_batch_norm") or not args[0].is_meta:
        return None
    if name == "native_batch_norm":
        none = args[0].new_empty(0)
        return None if args[5] else (torch.empty_like(args[0]), none, none)
    return args[0] if name == "relu_" else torch.empty_like(args[0])


def operations(last: Operation) -> list[Operation]:
    """All that leads to the last operation, in an order that does not depend on how it was written:
    where two ways meet, the longer one comes first."""
    listed: dict[int, Operation] = {}
    waiting = [(last, iter(_longest_first(last)))]
    while waiting:
        operation, sources = waiting[-1]
        following = next((one for one in sources if id(one) not in listed), None)
        if following is not None:
            waiting.append((following, iter(_longest_first(following))))
            continue
        waiting.pop()
        listed[id(operation)] = operation
    return [*listed.values()]


def _longest_first(operation: Operation) -> list[Operation]:
    return sorted(operation.sources, key=lambda one: -one.depth)


def lines(last: Operation) -> list[str]:
    """A line for each operation: what it is, what shape comes out, and what it works on wherever
    that is something else than the line before."""
    listed = operations(last)[1:]
    places = {id(operation): place for place, operation in enumerate(listed, 1)}
    return [
        f"{operation}{_works_on(operation, place, places)}"
        for place, operation in enumerate(listed, 1)
    ]


def _works_on(operation: Operation, place: int, places: dict[int, int]) -> str:
    numbers = [places.get(id(source), 0) for source in operation.sources]
    if numbers == [place - 1]:
        return ""
    names = [f"line {number}" if number else "the input" for number in numbers]
    return f" from {' and '.join(names)}"


def _after(
    name: str,
    shape: tuple[int, ...],
    sources: tuple[Operation, ...],
    detail: str = "",
    weights: tuple[Tensor, ...] = (),
) -> Operation:
    depth = 1 + max(source.depth for source in sources)
    return Operation(name, shape, sources, detail, weights, depth)


def _is_relu(
    name: str, given: dict[str, Any], sources: tuple[Operation, ...], weights: tuple[Tensor, ...]
) -> bool:
    if name in ("clamp", "clamp_min"):
        return given["min"] == 0 and given.get("max") is None
    if name == "threshold":
        return given["threshold"] == given["value"] == 0
    if name in ("maximum", "max") and len(sources) == 1 and "other" in given:
        return not any(isinstance(one, Parameter) for one in weights)
    masks = [one for one in sources if one.name in COMPARED and one.detail == "than 0"]
    if name in ("mul", "where") and len(sources) == 2 and len(masks) == 1:
        return masks[0].sources[0] in sources
    return name == "relu" or (name == "leaky_relu" and given["negative_slope"] == 0)


def _detail(name: str, given: dict[str, Any]) -> str:
    """What else is to be said of an operation that has no rule of its own."""
    if name in COMPARED and isinstance(given["other"], (int, float)):
        return f"than {given['other']:g}"
    if name == "cat":
        return f"along axis {given['dim'] % given['tensors'][0].dim()}"
    return f"times {given['alpha']}" if given.get("alpha", 1) != 1 else ""


def _relu(source: Operation) -> Operation:
    """The largest of numbers is bent, or the largest of bent numbers: that is the same."""
    if source.name == "relu":
        return source
    if source.name == "max_pool2d":
        bent = _relu(source.sources[0])
        return replace(source, sources=(bent,), depth=bent.depth + 1)
    return _after("relu", source.shape, (source,))


def _convolution(
    source: Operation, given: dict[str, Any], shape: tuple[int, ...], weights: tuple[Tensor, ...]
) -> Operation:
    source, padding = _with_padding(source, given["padding"], ("",))
    sides = tuple(given["weight"].shape[2:])
    is_whole = sides == tuple(given["input"].shape[2:]) and not any(padding)
    if is_whole and given["groups"] == 1:
        return _after("linear", shape, (source,), weights=weights)
    detail = _window(sides, given["stride"], padding, given["dilation"])
    detail += f", groups {given['groups']}" if given["groups"] != 1 else ""
    detail += ", transposed" if given["transposed"] else ""
    return _after("convolution", shape, (source,), detail, weights)


def _with_padding(
    source: Operation, padding: Any, fills: tuple[str, ...]
) -> tuple[Operation, tuple[int, ...]]:
    """What a layer works on, and its padding with what an operation before has padded."""
    if source.name != "pad" or source.detail not in fills:
        return source, tuple(padding)
    return source.sources[0], tuple(
        a + b for a, b in zip(_pair(padding), source.padding, strict=True)
    )


def _pooled(
    name: str,
    source: Operation,
    given: dict[str, Any],
    came_in: tuple[int, ...],
    shape: tuple[int, ...],
) -> Operation:
    kind = "avg_pool2d" if "avg" in name else "max_pool2d"
    if name.startswith("adaptive"):
        if came_in == shape:
            return source
        windows = [_even_windows(a, b) for a, b in zip(came_in[-2:], shape[-2:], strict=True)]
        if None in windows:
            return _after(name, shape, (source,))
        sides, stride = zip(*windows, strict=True)
        padding, dilation = (0, 0), (1, 1)
    else:
        sides = _pair(given["kernel_size"])
        stride = _pair(given["stride"] or sides)
        padding, dilation = _pair(given["padding"]), _pair(given.get("dilation", 1))
    if kind == "avg_pool2d" and sides == came_in[-2:] and not any(padding):
        return _after("mean", shape, (source,))
    if kind == "max_pool2d":
        never_below_zero = source.name == "pad" and source.sources[0].name == "relu"
        fills = ("with -inf", "") if never_below_zero else ("with -inf",)
        source, padding = _with_padding(source, padding, fills)
    return _after(kind, shape, (source,), _window(sides, stride, padding, dilation))


def _even_windows(before: int, after: int) -> tuple[int, int] | None:
    """The side and the stride of the windows of an adaptive pooling, where all are alike."""
    starts = [place * before // after for place in range(after)]
    sides = {-(-(place + 1) * before // after) - start for place, start in enumerate(starts)}
    strides = {b - a for a, b in itertools.pairwise(starts)} or {before}
    return (sides.pop(), strides.pop()) if len(sides) == len(strides) == 1 else None


def _window(sides: Any, stride: Any, padding: Any, dilation: Any) -> str:
    words = "×".join(map(str, sides))
    for name, numbers, usual in (
        ("stride", stride, 1),
        ("padding", padding, 0),
        ("dilation", dilation, 1),
    ):
        alike = sorted(set(numbers))
        if alike != [usual]:
            words += f", {name} {'×'.join(map(str, numbers if len(alike) > 1 else alike))}"
    return words


def _is_even(sides: list[int]) -> bool:
    """Whether two maps' axes at most are padded, on both sides by as many."""
    return len(sides) in (2, 4) and sides[::2] == sides[1::2]


def _pair(numbers: Any) -> tuple[int, int]:
    both = tuple(numbers) if isinstance(numbers, (list, tuple)) else (numbers,)
    return both * 2 if len(both) == 1 else both


def _without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    """A vector (N, C, 1, 1) is (N, C)."""
    while len(shape) > 2 and shape[-1] == 1:
        shape = shape[:-1]
    return shape


def _flat(values: list) -> Iterator[Any]:
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from _flat(list(value))
        else:
            yield value
