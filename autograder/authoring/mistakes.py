"""Which definitions of a module are mistakes of its exercise: a rule, so that none is forgotten."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterable
from functools import lru_cache

QUESTION = "what do they need to hear?"  # which a draft asks its teacher
Sources = tuple[tuple[str, str], ...]  # names of modules, and their texts


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


def differ_in_mistakes_alone(old: Sources, new: Sources) -> bool:
    """Whether exercises know other mistakes, and are the same in all that a score depends on."""
    return are_the_same_but_for_mistakes(old, new) and _dumped(_trees(old)) != _dumped(_trees(new))


@lru_cache(64)
def are_the_same_but_for_mistakes(old: Sources, new: Sources) -> bool:
    """Whether exercises are the same in all that a score depends on. Comments are nothing."""
    if [name for name, _ in old] != [name for name, _ in new]:
        return False
    try:
        return old == new or _that_count(_trees(old)) == _that_count(_trees(new))
    except (SyntaxError, ValueError):
        return False


@lru_cache(4)
def _trees(sources: Sources) -> list[ast.Module]:
    return [ast.parse(text) for _, text in sources]


def _that_count(trees: list[ast.Module]) -> list[list[str]]:
    """The statements of each module, but for definitions that nothing else in the modules uses: a
    mistake is found by its parameters, and no statement names it."""
    definitions = [node for tree in trees for node in tree.body if _is_definition(node)]
    used = _names(node for tree in trees for node in tree.body if not _is_definition(node))
    count = -1
    while count != len(used):
        count = len(used)
        used |= _names(node for node in definitions if node.name in used)
    return _dumped(trees, lambda node: not _is_definition(node) or node.name in used)


def _is_definition(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list


def _names(nodes: Iterable[ast.AST]) -> set[str]:
    found = set()
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found.add(node.name)
    return found


def _dumped(
    trees: list[ast.Module], counts: Callable[[ast.stmt], bool] = lambda node: True
) -> list[list[str]]:
    return [[ast.dump(node) for node in tree.body if counts(node)] for tree in trees]
