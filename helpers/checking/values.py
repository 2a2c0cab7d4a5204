"""Answers as data: what a student's function may return, and its form as bytes.

Bytes cross between the process of a student's code and the one that judges it, and lie in
the files of compiled answers. Only data is ever read back, never objects (no pickle).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from helpers.checking.ingredients import INGREDIENTS, KINDS
from helpers.checking.texts import well_formed

NUMBERS = frozenset({type(None), bool, int, float})
ATOMS = NUMBERS | {str}
DTYPES = {
    name: np.dtype(name)
    for name in ["bool", "float16", "float32", "float64", "complex64", "complex128"]
    + [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
}
MAX_DEPTH = 20
MAX_SIDES, MAX_SIDE = 64, 1 << 31  # of an array: NumPy knows no more, and how long one may be
HEADER_BYTES = 8
TAG = "~"


class NotData(ValueError):
    """A value that is no number, text, array, or list, tuple or dict of these."""


class RaggedRows(NotData):
    """Lists of numbers that are no array, since they differ in length."""


def plain(value: Any, depth: int = 0) -> Any:
    """The same value built of None, bool, int, float, complex, str, arrays, lists, tuples, dicts.

    PyTorch tensors become arrays, subclasses their base; what changes later in the one does not
    change in the other. Raises NotData for anything else.
    """
    if depth > MAX_DEPTH:
        raise NotData(f"a value nested more than {MAX_DEPTH} deep")
    if value is None or isinstance(value, bool):
        return value
    for kind in (int, float, complex, str):
        if isinstance(value, kind) and not isinstance(value, np.generic):
            return kind(value)
    if type(value).__module__.partition(".")[0] == "torch" and hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    if isinstance(value, np.generic) and value.dtype.name in DTYPES:
        return value
    if isinstance(value, np.ndarray):
        if value.dtype.name not in DTYPES:
            raise NotData(f"an array of dtype {value.dtype}")
        return np.array(value)
    if isinstance(value, (list, tuple)):
        items = [plain(item, depth + 1) for item in value]
        return items if isinstance(value, list) else tuple(items)
    if isinstance(value, dict):
        return {str(key): plain(item, depth + 1) for key, item in value.items()}
    raise NotData(f"an object of type {type(value).__name__}")


def same(a: Any, b: Any) -> bool:
    """Whether two plain values are equal to the last bit, shapes and types included.

    So may be ingredients of calls.
    """
    if isinstance(a, KINDS):
        return type(a) is type(b) and same(list(vars(a).values()), list(vars(b).values()))
    if isinstance(a, np.ndarray):
        return (
            isinstance(b, np.ndarray)
            and a.dtype == b.dtype
            and a.shape == b.shape
            and (a.tobytes() == b.tobytes() or np.array_equal(a, b, equal_nan=a.dtype.kind in "fc"))
        )
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return (
            isinstance(b, dict)
            and a.keys() == b.keys()
            and all(same(v, b[k]) for k, v in a.items())
        )
    return type(a) is type(b) and (a == b or (a != a and b != b))


def as_numbers(value: Any) -> np.ndarray:
    """What may come from a stranger, as an array. Raises NotData where it is no array of numbers.

    Only numbers get as far as NumPy: in an array of texts there is room for the longest everywhere.
    """
    if not _holds_numbers(value):
        raise NotData("something else than numbers")
    try:
        array = np.asarray(value)
    except (ValueError, OverflowError) as error:
        raise RaggedRows("rows of different lengths") from error
    return array


def _holds_numbers(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_holds_numbers, value))
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype.name in DTYPES
    return isinstance(value, (bool, int, float, complex))


def count_items(value: Any) -> int:
    """How many numbers and texts a value holds; of an array without any, how many places.

    Its rows can be gone through, however many there are of nothing.
    """
    if type(value) in ATOMS:  # which most are
        return 1
    if isinstance(value, KINDS):
        value = vars(value)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return len(value) + sum(map(count_items, value))
    return math.prod(max(1, side) for side in np.shape(value))


def encode(value: Any) -> bytes:
    """Plain data as bytes: the length of a JSON header, the header, then the arrays' memory."""
    arrays: list[np.ndarray] = []
    header = json.dumps(_node(value, arrays)).encode()
    return b"".join(
        [len(header).to_bytes(HEADER_BYTES, "big"), header, *(array.tobytes() for array in arrays)]
    )


def _node(value: Any, arrays: list[np.ndarray]) -> Any:
    """What stands for a value in the header. Its arrays are appended to the list.

    A function of its own: one that calls itself from within another leaves a cycle behind at every
    call, which Python then has to look for.
    """
    if type(value) in ATOMS:
        return value
    if isinstance(value, (np.ndarray, np.generic)):
        arrays.append(value)
        kind = "array" if isinstance(value, np.ndarray) else "scalar"
        return {TAG: kind, "dtype": _name(value.dtype), "shape": list(value.shape)}
    if isinstance(value, tuple):
        return {TAG: "tuple", "items": [_node(item, arrays) for item in value]}
    if isinstance(value, list):
        return [_node(item, arrays) for item in value]
    if isinstance(value, dict):
        items = [_node(item, arrays) for item in value.values()]
        return {TAG: "dict", "keys": list(value), "items": items}
    if isinstance(value, complex):
        return {TAG: "complex", "items": [value.real, value.imag]}
    if isinstance(value, KINDS):
        items = [_node(item, arrays) for item in vars(value).values()]
        return {TAG: type(value).__name__.lower(), "items": items}
    return value


@cache
def _name(dtype: np.dtype) -> str:
    return dtype.name  # which NumPy works out anew at each look


def decode(data: bytes) -> Any:
    """The value that `encode` wrote. Raises ValueError where the bytes are not such a value."""
    header_end = HEADER_BYTES + int.from_bytes(data[:HEADER_BYTES], "big")
    if len(data) < HEADER_BYTES or header_end > len(data):
        raise ValueError("the bytes end before their header does")
    reader = _Reader(data, header_end)
    try:
        result = reader.value(json.loads(data[HEADER_BYTES:header_end]), 0)
    except (RecursionError, TypeError, OverflowError, UnicodeDecodeError) as error:
        raise ValueError("the bytes are not data") from error
    if reader.position != len(data):
        raise ValueError("the bytes go on after their end")
    return result


@dataclass
class _Reader:
    """Makes values of nodes. position: where in the bytes the next array begins."""

    data: bytes
    position: int

    def value(self, node: Any, depth: int) -> Any:
        if depth > 4 * MAX_DEPTH:
            raise ValueError("the value is nested too deep")
        if isinstance(node, str):
            return well_formed(node)
        if isinstance(node, list):
            return self._values(node, depth)
        if not isinstance(node, dict):
            return node
        kind = node.get(TAG)
        if kind in ("array", "scalar"):
            array = self.array(node)
            return array if kind == "array" else array[()]
        items = node.get("items")
        if not isinstance(items, list):
            raise ValueError("a node without items")
        items = self._values(items, depth)
        if kind == "tuple":
            return tuple(items)
        keys = node.get("keys")
        if kind == "dict" and isinstance(keys, list) and len(keys) == len(items):
            return dict(zip((well_formed(str(key)) for key in keys), items, strict=True))
        if kind == "complex" and len(items) == 2:
            return complex(*(float(part) for part in items))
        if kind in INGREDIENTS:
            return INGREDIENTS[kind](*items)
        raise ValueError("an unknown node")

    def _values(self, nodes: list, depth: int) -> list:
        return [n if type(n) in NUMBERS else self.value(n, depth + 1) for n in nodes]

    def array(self, node: dict) -> np.ndarray:
        name, shape = node.get("dtype"), node.get("shape")
        if name not in DTYPES or not isinstance(shape, list) or len(shape) > MAX_SIDES:
            raise ValueError("not an array of numbers")
        for side in shape:
            if type(side) is not int or not 0 <= side <= MAX_SIDE:
                raise ValueError("not the shape of an array")
        if node[TAG] == "scalar" and shape:
            raise ValueError("a scalar with a shape")
        count, dtype, start = math.prod(shape), DTYPES[name], self.position
        self.position += count * dtype.itemsize
        if self.position > len(self.data):
            raise ValueError("the bytes end before their arrays do")
        return np.ndarray(shape, dtype, self.data, start).copy()
