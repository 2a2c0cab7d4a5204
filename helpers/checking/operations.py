"""The operations of a model's forward pass: what is computed, and from what, however it is written.

Only shapes are looked at, so a model on the meta device, whose tensors hold no numbers, is enough.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor
from torch.nn import Parameter
from torch.utils._python_dispatch import TorchDispatchMode

from helpers.checking.values import NotData

MOST_OPERATIONS = 2000
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
        values = [*args, *kwargs.values()]
        tensors = [one for one in _flat(values) if isinstance(one, Tensor)]
        sources = tuple(self._made[id(one)] for one in tensors if id(one) in self._made)
        others = [one for one in tensors if id(one) not in self._made]
        weights = tuple(w for one in others for w in self._weights.get(id(one), (one,)))
        if not sources:
            self._weights |= {id(one): weights for one in results}
            return result
        self._met |= {id(one): one for one in weights}
        self._count += 1
        if self._count > MOST_OPERATIONS:
            raise NotData(f"a network of more than {MOST_OPERATIONS} operations")
        for place, one in enumerate(results):
            made = _operation(name.strip("_"), values, kwargs, one, sources, weights)
            self._made[id(one)] = made if not place else replace(made, detail=f"output {place}")
        return result

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
    args: list,
    kwargs: dict,
    result: Tensor,
    sources: tuple[Operation, ...],
    weights: tuple[Tensor, ...],
) -> Operation:
    """The operation as everybody writes it who means the same. args: those in kwargs too."""
    source, shape = sources[0], tuple(result.shape)
    came_in = tuple(args[0].shape) if isinstance(args[0], Tensor) else ()
    number = next((one for one in args[:2] if isinstance(one, (int, float))), None)
    if name in PASSING_ON or (name == "add" and len(sources) == 1 and number == 0):
        return source
    if name in ("select", "slice") and math.prod(shape) == math.prod(came_in):
        return source
    if name == "convolution":
        return _convolution(source, args, shape, weights)
    if name in PRODUCTS:
        return _after("linear", shape, sources, weights=weights)
    if name == "add" and weights and source.name in WEIGHTED:  # biases
        return replace(source, weights=source.weights + weights)
    if "batch_norm" in name:
        detail = "with the averages of its batch" if args[5:] and args[5] is True else ""
        return _after("batch_norm", shape, (source,), detail, weights)
    if _is_relu(name, args, sources, weights):
        return _relu(next(one for one in sources if one.name not in COMPARED))
    if "pool2d" in name:
        return _pooled(name, source, dict(enumerate(args)), came_in, shape)
    if name == "constant_pad_nd" and _is_even(args[1]):
        fill = "" if not args[2:] or args[2] == 0 else f"with {args[2]}"
        padding = (args[1][2] if args[1][2:] else 0, args[1][0])
        return replace(_after("pad", shape, (source,), fill), padding=padding)
    if name == "sum" and source.name == "stack" and args[1:2] == [[0]]:
        name, sources = "add", source.sources
    if name == "mean" or (name == "sum" and len(sources) == 1 and len(args) > 1):
        before = source if source.name == name else _after(name, shape, (source,))
        return replace(before, shape=shape)
    if name in ("div", "mul") and source.name == "sum" and number is not None:
        count = math.prod(source.sources[0].shape) / math.prod(source.shape)
        if math.isclose(number, count if name == "div" else 1 / count):
            return replace(source, name="mean")
    if name == "add":
        sources = tuple(sorted(sources, key=lambda one: (-one.depth, str(one))))
    return _after(name, shape, sources, _detail(name, args, kwargs), weights)


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
    name: str, args: list, sources: tuple[Operation, ...], weights: tuple[Tensor, ...]
) -> bool:
    if name == "relu":
        return True
    if name in ("clamp", "clamp_min", "threshold", "leaky_relu"):
        largest = [limit for limit in args[2:] if limit is not None]
        return args[1] == 0 and all(limit == 0 and name == "threshold" for limit in largest)
    if name in ("maximum", "max") and len(args) == 2:
        return len(sources) == 1 and not any(isinstance(one, Parameter) for one in weights)
    masks = [one for one in sources if one.name in COMPARED and one.detail == "than 0"]
    return name in ("mul", "where") and len(sources) == 2 and len(masks) == 1


def _detail(name: str, args: list, kwargs: dict) -> str:
    """What else is to be said of an operation that has no rule of its own."""
    if name in COMPARED and isinstance(args[1], (int, float)):
        return f"than {args[1]:g}"
    if name == "cat":
        axis = args[1] if args[1:] else 0
        return f"along axis {axis % args[0][0].dim()}"
    return f"times {kwargs['alpha']}" if "alpha" in kwargs else ""


def _relu(source: Operation) -> Operation:
    """The largest of numbers is bent, or the largest of bent numbers: that is the same."""
    if source.name == "relu":
        return source
    if source.name == "max_pool2d":
        bent = _relu(source.sources[0])
        return replace(source, sources=(bent,), depth=bent.depth + 1)
    return _after("relu", source.shape, (source,))


def _convolution(
    source: Operation, args: list, shape: tuple[int, ...], weights: tuple[Tensor, ...]
) -> Operation:
    pictures, filters, _, stride, padding, dilation, _, _, groups = args[:9]
    source, padding = _with_padding(source, padding, ("",))
    sides = tuple(filters.shape[2:])
    if sides == tuple(pictures.shape[2:]) and not any(padding) and groups == 1:
        return _after("linear", shape, (source,), weights=weights)
    detail = _window(sides, stride, padding, dilation)
    detail += f", groups {groups}" if groups != 1 else ""
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
    name: str, source: Operation, args: dict, came_in: tuple[int, ...], shape: tuple[int, ...]
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
        sides = _pair(args[1])
        stride = _pair(args.get(2) or sides)
        padding = _pair(args.get(3, 0))
        dilation = _pair(args.get(4, 1)) if kind == "max_pool2d" else (1, 1)
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
