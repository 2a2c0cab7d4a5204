"""The source of a solution or a mistake as it would stand in a student's cell."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from collections.abc import Callable
from functools import lru_cache
from types import FunctionType, ModuleType

from autograder.authoring.exercise import Exercise
from autograder.authoring.lessons import PACKAGE, Lesson
from helpers.course.notebook import grading_of

Definition = ast.FunctionDef | ast.ClassDef


def answer_source(exercise: Exercise, function: Callable, name: str | None = None) -> str:
    """What a student hands in for an exercise: the function, or the value that it works out."""
    if exercise.kind.is_called:
        return cell_source(function, name)
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    *steps, last = definition.body[1:] if ast.get_docstring(definition) else definition.body
    return "\n".join([*map(ast.unparse, steps), f"{exercise.name} = {ast.unparse(last.value)}"])


def cell_source(function: Callable, name: str | None = None) -> str:
    """A function or a class as a cell of its own, with all that it uses of its lesson.

    name: call it this, and leave out its docstring: a mistake's is a hint.
    """
    needed = _needed(function)
    if name is None and len(needed) == 1:
        return textwrap.dedent(inspect.getsource(function)).rstrip()
    new_names = {other.__name__: f"_{other.__name__.lstrip('_')}" for other in needed}
    new_names[function.__name__] = name or function.__name__
    return "\n\n\n".join(
        ast.unparse(_renamed(_definition(other), new_names, keep_docstring=name is None))
        for other in reversed(needed)
    )


def package_of(module: str) -> str:
    """The package that all exercises lie in which a module of exercises may use."""
    return PACKAGE if module.startswith(f"{PACKAGE}.") else module.partition(".")[0]


def _needed(function: Callable) -> list[Callable]:
    """The function and those of the exercises that it calls, itself first."""
    lessons = package_of(function.__module__)
    needed = [function]
    for other in needed:
        names = vars(inspect.getmodule(other))
        used = _names_of_others(_definition(other))
        for name, value in names.items():
            is_ours = name in used and str(getattr(value, "__module__", "")).startswith(lessons)
            if is_ours and isinstance(value, (FunctionType, type)) and value not in needed:
                needed.append(value)
    return needed


def _definition(function: Callable) -> Definition:
    return _definitions(inspect.getmodule(function))[function.__name__]


@lru_cache(256)
def _definitions(module: ModuleType) -> dict[str, Definition]:
    nodes = ast.parse(inspect.getsource(module)).body
    return {node.name: node for node in nodes if isinstance(node, Definition)}


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


def solve(lesson: Lesson) -> dict:
    """The lesson's notebook with the solutions in its answer cells. No cell may raise any more."""
    notebook = json.loads(lesson.notebook.read_bytes())
    exercises = {exercise.name: exercise for exercise in lesson.exercises}
    for cell in notebook["cells"]:
        grading = grading_of(cell)
        if grading.get("solution"):
            exercise = exercises[grading["grade_id"]]
            cell["source"] = answer_source(exercise, exercise.solution)
        tags = cell["metadata"].get("tags", [])
        cell["metadata"]["tags"] = [tag for tag in tags if tag != "raises-exception"]
    return notebook
