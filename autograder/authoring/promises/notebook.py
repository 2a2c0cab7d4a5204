"""The notebook has the stub of an exercise, and its points."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator

from autograder.authoring.lessons import points_of
from autograder.authoring.promises.promise import promise, what_is_written
from autograder.authoring.trial import Broken, Trial


@promise(what_is_written, runs=False)
def the_stub_is_as_the_solution(trial: Trial) -> Iterator[Broken]:
    """The notebook has one stub for it, with the solution's signature and docstring."""
    stubs = [
        definition
        for cell in trial.notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == trial.name
        for definition in ast.parse("".join(cell["source"])).body
        if isinstance(definition, (ast.FunctionDef, ast.ClassDef)) and definition.name == trial.name
    ]
    if len(stubs) != 1:
        yield trial.broken(
            f"the notebook has {len(stubs)} stubs, expected one: a cell with the grade_id "
            f"{trial.name} that defines it"
        )
        return
    solution = ast.parse(inspect.getsource(trial.exercise.solution)).body[0]
    if ast.get_docstring(solution) != ast.get_docstring(stubs[0]):
        yield trial.broken("the notebook's docstring is not the solution's")
    if isinstance(solution, ast.FunctionDef):
        has, wanted = (ast.unparse(definition.args) for definition in (stubs[0], solution))
        if has != wanted:
            yield trial.broken(f"the notebook's stub takes ({has}), the solution ({wanted})")


@promise(runs=False)
def the_notebook_gives_points(trial: Trial) -> Iterator[Broken]:
    """The notebook gives points for it."""
    if points_of(trial.notebook).get(trial.name, 0) <= 0:
        yield trial.broken(f"no points stand in a cell with the grade_id check_{trial.name}")
