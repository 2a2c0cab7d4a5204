"""What an exercise's signature and docstring say of its arguments and results, as data."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

from helpers.checking.sheet import Signature

# As in "x: (N, C, H, W)", "W1, W2: (M, D)", "columns: (N, C·height·width, L)".
SHAPE = re.compile(r"(?<![\w.])((?:\w+, )*\w+(?: and \w+)?): \(([^()]*)\)(?:\s+or\s+\(([^()]*)\))?")
AXIS = re.compile(r"[A-Za-z]\w*|\d+")
# "Returns dx (shaped like x), dW (M, D) and db (M,)." names three values.
RETURNS = re.compile(r"Returns (.*?)(?:, shaped|, floats| without|[.:](?:\s|$))", re.DOTALL)
BETWEEN_VALUES = re.compile(r", and |, then |, | and ")
ARTICLE = re.compile(r"^(the |a )?(new )?")
NOT_A_VALUE = re.compile(r"^(an? (float|int|bool)|each|shaped|both|keys|of |all )|^$")


def signature_of(solution: Callable, values: int) -> Signature:
    """The signature of a solution. values: how many it returns."""
    parameters = inspect.signature(solution).parameters
    text = inspect.getdoc(solution) or ""
    return Signature(
        tuple(parameters),
        {name: p.default for name, p in parameters.items() if _is_plain(p.default)},
        {name: axes for name, axes in _axes(text).items() if name in parameters},
        _returned(text, values),
    )


def _is_plain(default: Any) -> bool:
    return isinstance(default, (bool, int, float, str, type(None)))


def _axes(text: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """For each argument the names of its axes, in each shape that the docstring gives for it."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for names, *shapes in SHAPE.findall(text):
        all_forms = (tuple(re.findall(r"[^\s,]+", shape)) for shape in shapes)
        forms = tuple(form for form in all_forms if form and all(map(AXIS.fullmatch, form)))
        found |= {name: forms for name in re.split(r", | and ", names) if forms}
    return found


def _returned(text: str, values: int) -> tuple[str, ...]:
    """What the docstring calls the returned values, or their numbers."""
    sentence = RETURNS.search(text)
    if values < 2:
        return ()
    words = re.sub(r"\([^()]*\)", "", " ".join(sentence[1].split()) if sentence else "")
    pieces = (piece.strip() for piece in BETWEEN_VALUES.split(words))
    names = [ARTICLE.sub("", piece) for piece in pieces if not NOT_A_VALUE.match(piece)]
    if len(names) == values and all(len(name.split()) <= 3 for name in names):
        return tuple(names)
    return tuple(f"value {place + 1}" for place in range(values))
