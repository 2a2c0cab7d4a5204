"""A call as one would type it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from helpers.checking.ingredients import SCENE, Loader, Tensor

LITERAL_ELEMENTS = 30


def typed_call(name: str, args: tuple, kwargs: dict) -> str:
    """The call, arrays in full where they are small enough to be read."""
    full = is_typed_in_full(args, kwargs)
    texts = [literal(v, full) for v in args]
    texts += [f"{k}={literal(v, full)}" for k, v in kwargs.items() if k not in SCENE]
    scene = [f"{k}={v}" for k, v in kwargs.items() if k in SCENE and isinstance(v, bool)]
    return f"{name}({', '.join(texts)})" + (f" where {', '.join(scene)}" if scene else "")


def typed_gradient(name: str, args: tuple, kwargs: dict) -> str:
    """The call; where tensors ask for gradients, what asks for those of its result's sum."""
    typed, full = typed_call(name, args, kwargs), is_typed_in_full(args, kwargs)
    learned = _learned([*args, *kwargs.values()])
    names = ["x"] if len(learned) == 1 else [f"x{n}" for n in range(1, len(learned) + 1)]
    lines = []
    for short, tensor in zip(names, learned, strict=True):
        long = literal(tensor, full)
        lines.append(f"{short} = {long}")
        typed = typed.replace(long, short, 1)
    if not learned:
        return typed
    of = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
    return "; ".join([*lines, f"torch.autograd.grad({typed}.sum(), {of})"])


def _learned(value: Any) -> list[Tensor]:
    """The tensors that ask for gradients."""
    if isinstance(value, (list, tuple)):
        return [tensor for item in value for tensor in _learned(item)]
    return [value] if isinstance(value, Tensor) and value.learned else []


def is_typed_in_full(args: tuple, kwargs: dict) -> bool:
    """Whether a reader sees every number that the function is called with."""
    shown = [*args, *(value for key, value in kwargs.items() if key not in SCENE)]
    return _elements(shown) <= LITERAL_ELEMENTS


def _elements(value: Any) -> int:
    """How many numbers stand in arrays."""
    if isinstance(value, (Tensor, Loader)):
        return _elements(list(vars(value).values()))
    if isinstance(value, dict):
        return _elements(list(value.values()))
    if isinstance(value, (list, tuple)):
        return sum(map(_elements, value))
    return value.size if isinstance(value, np.ndarray) else 0


def literal(value: Any, full: bool = False) -> str:
    """A value as one would type it, arrays by their shape or in full."""
    if isinstance(value, (list, tuple)) and _elements(value):
        items = ", ".join(literal(item, full) for item in value)
        return f"[{items}]" if isinstance(value, list) else f"({items}{',' * (len(value) == 1)})"
    if isinstance(value, dict):
        items = ", ".join(f"{key!r}: {literal(item, full)}" for key, item in value.items())
        return f"{{{items}}}"
    if isinstance(value, Tensor):
        text = literal(value.array, full)
        text = text.replace("np.array", "torch.tensor", 1).replace(" array>", " tensor>")
        text = text.replace(", dtype='float32')", ")")  # which is what torch.tensor makes
        text = re.sub(r"dtype='(\w+)'", r"dtype=torch.\1", text)
        return f"{text[:-1]}, requires_grad=True{text[-1]}" if value.learned else text
    if isinstance(value, Loader):
        pair = ", ".join(literal(Tensor(array), full) for array in (value.images, value.labels))
        return f"DataLoader(TensorDataset({pair}), {value.batch_size})"
    if not isinstance(value, np.ndarray):
        return repr(value)
    if not full:
        return f"<{' x '.join(map(str, value.shape))} array>"
    if not value.size:
        dtype = "" if value.dtype == float else f", dtype={value.dtype.name!r}"
        return f"np.zeros({value.shape}{dtype})"
    text = np.array2string(
        value, separator=", ", threshold=LITERAL_ELEMENTS + 1, floatmode="unique"
    )
    dtype = "" if value.dtype.kind in "fib" and value.dtype.itemsize in (1, 8) else value.dtype.name
    return f"np.array({one_line(text)}{f', dtype={dtype!r}' if dtype else ''})"


def one_line(text: str) -> str:
    """The text of an array without the blanks that line up its columns."""
    text = " ".join(text.split())
    return text.replace("[ ", "[").replace(" ]", "]").replace(" ,", ",")
