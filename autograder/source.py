"""The source of a solution or a mistake as it would stand in a student's cell."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable


def cell_source(function: Callable, name: str | None = None) -> str:
    """A function as a cell of its own, with all that it calls in its module.

    name: call it this, and leave out its docstring: a mistake's is a hint.
    """
    module = ast.parse(inspect.getsource(inspect.getmodule(function)))
    definitions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    needed = _needed(function.__name__, definitions)
    if name is None and needed == [function.__name__]:
        return textwrap.dedent(inspect.getsource(function)).rstrip()
    new_names = {other: f"_{other}" for other in needed}
    new_names[function.__name__] = name or function.__name__
    return "\n\n\n".join(
        ast.unparse(_renamed(definitions[other], new_names, keep_docstring=name is None))
        for other in reversed(needed)
    )


def _needed(name: str, definitions: dict[str, ast.FunctionDef]) -> list[str]:
    """The function and those that it calls, itself first."""
    needed = [name]
    for other in needed:
        used = {node.id for node in ast.walk(definitions[other]) if isinstance(node, ast.Name)}
        needed += [used_name for used_name in definitions if used_name in used - {*needed}]
    return needed


def _renamed(
    node: ast.FunctionDef, new_names: dict[str, str], keep_docstring: bool
) -> ast.FunctionDef:
    node = ast.parse(ast.unparse(node)).body[0]
    node.name = new_names[node.name]
    parameters = {inner.arg for inner in ast.walk(node) if isinstance(inner, ast.arg)}
    if not keep_docstring and ast.get_docstring(node) is not None:
        node.body = node.body[1:]
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and inner.id in new_names.keys() - parameters:
            inner.id = new_names[inner.id]
    return node
