"""What the lessons import. Modules and their libraries are loaded when first used."""

from __future__ import annotations

import importlib
from typing import Any

_FUNCTIONS = dict.fromkeys(("check", "failing_call", "hint"), "helpers.checking.check")
_MODULES = (
    "data",
    "finding",
    "functions",
    "models",
    "networks",
    "plots",
    "shapes",
    "speedrun",
    "training",
    "widgets",
)
__all__ = [*_FUNCTIONS, *_MODULES]


def __getattr__(name: str) -> Any:
    if name in _FUNCTIONS:
        value = getattr(importlib.import_module(_FUNCTIONS[name]), name)
    elif name in _MODULES:
        value = importlib.import_module(f"helpers.{name}")
    else:
        raise AttributeError(f"helpers has no {name!r}; it has {', '.join(__all__)}")
    globals()[name] = value
    return value
