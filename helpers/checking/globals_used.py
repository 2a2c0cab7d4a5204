"""What an answer looks up outside itself: PyTorch, or names that only demo cells define."""

from __future__ import annotations

import ast
import dis
import hashlib
import sys
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

LOOK_UPS = ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS", "IMPORT_NAME")
MADE_OF_PYTORCH = frozenset(
    f"helpers.{name}"
    for name in (
        *("models", "networks", "shapesnet", "speedrun", "training"),
        *(f"words_and_pictures.{part}" for part in ("captions", "drawing", "style")),
    )
)
NOTEBOOK = "__main__"


def uses_pytorch(answer: Any) -> bool:
    """Whether a function or a class reaches for PyTorch, itself or in functions beside it."""
    for function in _functions(answer):
        if str(function.__globals__.get("__name__")).startswith("torch."):  # made by a decorator
            return True
        for name in _names_used(function.__code__):
            value = function.__globals__.get(name)
            home = value.__name__ if isinstance(value, ModuleType) else type(value).__module__
            home = getattr(value, "__module__", None) or home
            if "torch" in (name.partition(".")[0], str(home).partition(".")[0]):
                return True
            if home in MADE_OF_PYTORCH:
                return True
    return False


def from_demos_alone(answer: Any, demos: Collection[str]) -> list[str]:
    """The names that an answer uses, and that no cell has given a value but demos of the lesson,
    which grading skips.

    demos: digests of their texts. Outside of a notebook there are no cells, and so no such names.
    """
    cells = _cells_that_ran()
    used = {
        name
        for function in _functions(answer)
        if function.__module__ == NOTEBOOK
        for name in _names_used(function.__code__)
        if name in function.__globals__
    }
    found = []
    for name in sorted(used):
        bound = {cell for cell in cells if name in cell and name in _names_bound(cell)}
        if bound and all(digest_of(cell) in demos for cell in bound):
            found.append(name)
    return found


def digest_of(cell: str) -> str:
    """A short digest of a cell's text."""
    return hashlib.blake2b(cell.strip().encode(), digest_size=8).hexdigest()


def _functions(answer: Any) -> Iterator[FunctionType]:
    """The functions of an answer, which may be a class, and those beside it that they use."""
    found, seen = [answer], set()
    while found:
        function = found.pop()
        if isinstance(function, type):
            found += [f for f in vars(function).values() if isinstance(f, FunctionType)]
        if not isinstance(function, FunctionType) or function in seen:
            continue
        seen.add(function)
        yield function
        values = (function.__globals__.get(name) for name in _names_used(function.__code__))
        found += [v for v in values if getattr(v, "__module__", "") == function.__module__]


def _names_used(code: CodeType) -> set[str]:
    """The globals that a function looks up and what it imports, but no attribute: `np.full` uses
    no variable called full."""
    inner = [_names_used(const) for const in code.co_consts if isinstance(const, CodeType)]
    steps = dis.get_instructions(code)
    return {step.argval for step in steps if step.opname in LOOK_UPS}.union(*inner)


def _cells_that_ran() -> Sequence[str]:
    """The texts of all cells that this kernel has run."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return [] if shell is None else shell.user_ns.get("In", [])


@cache  # np stands in nearly every cell, and check is called again and again
def _names_bound(cell: str) -> frozenset[str]:
    """The names to which a cell gives values, outside of its functions and classes."""
    try:
        waiting: list[ast.AST] = [ast.parse(cell)]
    except SyntaxError:  # as with a magic, which no demo begins with
        return frozenset()
    names: set[str] = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    return frozenset(names)
