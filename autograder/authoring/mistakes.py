"""Which definitions of a module are mistakes of its exercise: a rule, so that none is forgotten."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable


def mistakes_beside(solution: Callable) -> tuple[Callable, ...]:
    """Every other public function with the solution's parameters, in the order of definition.

    Where the solution is a class, every other public class. All stand in the solution's module;
    what is imported there is none.
    Raises ValueError for what was probably meant as a mistake: a public function or class that
    nothing in the module uses, or one that is not yet defined.
    """
    module = sys.modules[solution.__module__]
    tree = ast.parse(inspect.getsource(module))
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    names = [name for name in names if name != solution.__name__ and not name.startswith("_")]
    if late := [name for name in names if not hasattr(module, name)]:
        raise ValueError(
            f"{', '.join(late)} stands below the exercise {solution.__name__} and would be no "
            f"mistake of it: move the exercise to the end of {module.__name__}."
        )
    mistakes = [name for name in names if _is_like(getattr(module, name), solution)]
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if idle := [name for name in names if name not in mistakes and name not in used]:
        raise ValueError(
            f"Nothing in {module.__name__} uses {', '.join(idle)}, and the mistakes of "
            f"{solution.__name__} are {_kind(solution)}: make it one, or take it away."
        )
    return tuple(getattr(module, name) for name in mistakes)


def _is_like(other: Callable, solution: Callable) -> bool:
    if inspect.isclass(solution) or inspect.isclass(other):
        return inspect.isclass(solution) and inspect.isclass(other)
    return _parameters(other) == _parameters(solution)


def _parameters(function: Callable) -> list[str]:
    return list(inspect.signature(function).parameters)


def _kind(solution: Callable) -> str:
    if inspect.isclass(solution):
        return "classes"
    return f"functions of ({', '.join(_parameters(solution))})"
