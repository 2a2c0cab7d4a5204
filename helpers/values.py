"""Answers as data: what a student's function may return, and its form as bytes.

Bytes cross between the process of a student's code and the one that judges it, and lie in
the files of compiled answers. Only data is ever read back, never objects (no pickle).
"""

from __future__ import annotations

import json
import math
from functools import cache
from typing import Any

import numpy as np

from helpers.ingredients import INGREDIENTS, KINDS

DTYPES = frozenset(
    ["bool", "float16", "float32", "float64", "complex64", "complex128"]
    + [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
)
MAX_DEPTH = 20
MAX_SIDES, MAX_SIDE = 64, 1 << 31  # of an array: NumPy knows no more, and how long one may be
HEADER_BYTES = 8
TAG = "~"


class NotData(ValueError):
    """A value that is no number, text, array, or list, tuple or dict of these."""


def plain(value: Any, depth: int = 0) -> Any:
    """The same value built of None, bool, int, float, complex, str, arrays, lists, tuples, dicts.

    PyTorch tensors become arrays, subclasses their base. Raises NotData for anything else.
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
        return np.asarray(value)
    if isinstance(value, (list, tuple)):
        items = [plain(item, depth + 1) for item in value]
        return items if isinstance(value, list) else tuple(items)
    if isinstance(value, dict):
        return {str(key): plain(item, depth + 1) for key, item in value.items()}
    raise NotData(f"an object of type {type(value).__name__}")


def well_formed(text: str) -> str:
    """The text with a question mark for every half of a character, which no file can hold."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def encode(value: Any) -> bytes:
    """Plain data as bytes: the length of a JSON header, the header, then the arrays' memory."""
    arrays: list[np.ndarray] = []

    def tree(node: Any) -> Any:
        if isinstance(node, (np.ndarray, np.generic)):
            arrays.append(node)
            kind = "array" if isinstance(node, np.ndarray) else "scalar"
            return {TAG: kind, "dtype": _name(node.dtype), "shape": list(node.shape)}
        if isinstance(node, tuple):
            return {TAG: "tuple", "items": [tree(item) for item in node]}
        if isinstance(node, list):
            return [tree(item) for item in node]
        if isinstance(node, dict):
            return {
                TAG: "dict",
                "keys": list(node),
                "items": [tree(item) for item in node.values()],
            }
        if isinstance(node, complex):
            return {TAG: "complex", "items": [node.real, node.imag]}
        if isinstance(node, KINDS):
            items = [tree(item) for item in vars(node).values()]
            return {TAG: type(node).__name__.lower(), "items": items}
        return node

    header = json.dumps(tree(value)).encode()
    return b"".join(
        [len(header).to_bytes(HEADER_BYTES, "big"), header, *(array.tobytes() for array in arrays)]
    )


@cache
def _name(dtype: np.dtype) -> str:
    return dtype.name  # which NumPy works out anew at each look


def decode(data: bytes) -> Any:
    """The value that `encode` wrote. Raises ValueError where the bytes are not such a value."""
    header_end = HEADER_BYTES + int.from_bytes(data[:HEADER_BYTES], "big")
    if len(data) < HEADER_BYTES or header_end > len(data):
        raise ValueError("the bytes end before their header does")
    position = header_end

    def value(node: Any, depth: int) -> Any:
        nonlocal position
        if depth > 4 * MAX_DEPTH:
            raise ValueError("the value is nested too deep")
        if isinstance(node, list):
            return [value(item, depth + 1) for item in node]
        if isinstance(node, str):
            return well_formed(node)
        if not isinstance(node, dict):
            return node
        kind = node.get(TAG)
        if kind in ("array", "scalar"):
            array, position = _read_array(data, position, node)
            return array if kind == "array" else array[()]
        items = node.get("items")
        if not isinstance(items, list):
            raise ValueError("a node without items")
        items = [value(item, depth + 1) for item in items]
        if kind == "tuple":
            return tuple(items)
        if kind == "complex" and len(items) == 2:
            return complex(*(float(part) for part in items))
        if kind in INGREDIENTS:
            return INGREDIENTS[kind](*items)
        keys = node.get("keys")
        if kind == "dict" and isinstance(keys, list) and len(keys) == len(items):
            return dict(zip((well_formed(str(key)) for key in keys), items, strict=True))
        raise ValueError("an unknown node")

    try:
        result = value(json.loads(data[HEADER_BYTES:header_end]), 0)
    except (RecursionError, TypeError, OverflowError, UnicodeDecodeError) as error:
        raise ValueError("the bytes are not data") from error
    if position != len(data):
        raise ValueError("the bytes go on after their end")
    return result


def _read_array(data: bytes, position: int, node: dict) -> tuple[np.ndarray, int]:
    dtype, shape = node.get("dtype"), node.get("shape")
    if dtype not in DTYPES or not isinstance(shape, list) or len(shape) > MAX_SIDES:
        raise ValueError("not an array of numbers")
    if not all(type(side) is int and 0 <= side <= MAX_SIDE for side in shape):
        raise ValueError("not the shape of an array")
    if node[TAG] == "scalar" and shape:
        raise ValueError("a scalar with a shape")
    count = math.prod(shape)
    end = position + count * np.dtype(dtype).itemsize
    if end > len(data):
        raise ValueError("the bytes end before their arrays do")
    array = np.frombuffer(data, dtype, count, position).reshape(shape).copy()
    return array, end
