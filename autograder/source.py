"""The source of a solution or a mistake as it would stand in a student's cell."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from functools import lru_cache
from types import ModuleType

from autograder.exercise import Exercise

Definition = ast.FunctionDef | ast.ClassDef


def answer_source(exercise: Exercise, function: Callable, name: str | None = None) -> str:
    """What a student hands in for an exercise: the function, or the value that it works out."""
    if exercise.probe != "value":
        return cell_source(function, name)
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    *steps, last = definition.body[1:] if ast.get_docstring(definition) else definition.body
    return "\n".join([*map(ast.unparse, steps), f"{exercise.name} = {ast.unparse(last.value)}"])


def cell_source(function: Callable, name: str | None = None) -> str:
    """A function or a class as a cell of its own, with all that it uses of its module.

    name: call it this, and leave out its docstring: a mistake's is a hint.
    """
    definitions = _definitions(inspect.getmodule(function))
    needed = _needed(function.__name__, definitions)
    if name is None and needed == [function.__name__]:
        return textwrap.dedent(inspect.getsource(function)).rstrip()
    new_names = {other: f"_{other}" for other in needed}
    new_names[function.__name__] = name or function.__name__
    return "\n\n\n".join(
        ast.unparse(_renamed(definitions[other], new_names, keep_docstring=name is None))
        for other in reversed(needed)
    )


@lru_cache(32)
def _definitions(module: ModuleType) -> dict[str, Definition]:
    nodes = ast.parse(inspect.getsource(module)).body
    return {node.name: node for node in nodes if isinstance(node, Definition)}


def _needed(name: str, definitions: dict[str, Definition]) -> list[str]:
    """The function and those that it calls, itself first."""
    needed = [name]
    for other in needed:
        used = _names_of_others(definitions[other])
        needed += [used_name for used_name in definitions if used_name in used - {*needed}]
    return needed


def _names_of_others(node: Definition) -> set[str]:
    """The names that a definition uses and does not give to variables or parameters of its own."""
    names = [inner for inner in ast.walk(node) if isinstance(inner, ast.Name)]
    own = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    own |= {inner.arg for inner in ast.walk(node) if isinstance(inner, ast.arg)}
    return {name.id for name in names} - own


def _renamed(node: Definition, new_names: dict[str, str], keep_docstring: bool) -> Definition:
    node = ast.parse(ast.unparse(node)).body[0]
    node.name = new_names[node.name]
    others = _names_of_others(node)
    if not keep_docstring and ast.get_docstring(node) is not None:
        node.body = node.body[1:]
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and inner.id in new_names.keys() & others:
            inner.id = new_names[inner.id]
    return node
