"""Every module lies where its name says, is short, and imports in one direction, without circles.

Imports are read from the source, those inside functions too; those for type checkers do not count.
"""

from __future__ import annotations

import ast
import json
import re
import statistics
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from helpers.paths import NOTEBOOKS, PROJECT

LONGEST, LONGEST_EXERCISE, MEDIAN_EXERCISE = 450, 900, 300  # lines
MOST_MODULES = 12  # of `helpers` itself

# What the modules of a part may not import.
FORBIDDEN = {
    "helpers": ["autograder"],
    "autograder.grading": [
        "autograder.classroom",
        "autograder.publishing",
        "autograder.rehearsal",
        "autograder.bench",
        "autograder.cli",
        "autograder.console",
    ],
    "autograder.classroom": [
        "autograder.publishing",
        "autograder.rehearsal",
        "autograder.bench",
        "autograder.cli",
        "autograder.console",
    ],
}
# All of ours that the modules of a part may import.
ONLY = {
    "autograder.authoring": [
        "autograder.authoring",
        "autograder.errors",
        "autograder.machine",
        "autograder.packs",
        "helpers",
    ],
    "autograder.exercises": ["autograder.exercises", "autograder.authoring", "helpers"],
}


def module_name(path: Path) -> str:
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


ANSWERS = PROJECT / "autograder" / "bench" / "answers"  # texts of cells, which nobody imports
FILES = {
    module_name(path): path
    for package in ("helpers", "autograder")
    for path in sorted((PROJECT / package).rglob("*.py"))
    if path.parent != ANSWERS
}
EXERCISES = {name for name in FILES if name.startswith("autograder.exercises.")}


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """All below a node, without what is written for type checkers."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from statements(child)


def imports_in(source: str, package: str = "") -> set[str]:
    """The modules of ours that a source imports. package: that it lies in."""
    found = set()
    for node in statements(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            found.add(name if name in FILES else name.rpartition(".")[0])
    return found & FILES.keys()


@cache
def imports_of(name: str) -> frozenset[str]:
    is_package = FILES[name].stem == "__init__"
    package = name if is_package else name.rpartition(".")[0]
    return frozenset(imports_in(FILES[name].read_text(), package)) - {name}


def is_in(name: str, part: str) -> bool:
    return f"{name}.".startswith(f"{part}.")


def imports_within(part: str) -> list[tuple[str, str]]:
    """Each module of a part with each of ours that it imports."""
    return [(name, other) for name in FILES if is_in(name, part) for other in imports_of(name)]


def circle() -> list[str]:
    """Modules of which each imports the next, and the last the first; empty where none do."""
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return []
        for other in sorted(imports_of(name)):
            if found := visit(other, (*way, name)):
                return found
        done.add(name)
        return []

    return next(filter(None, (visit(name, ()) for name in FILES)), [])


def longer_than(limit: int, names: Iterable[str]) -> str:
    found = {name: lines(name) for name in names}
    return "; ".join(f"{name} has {count} lines" for name, count in found.items() if count > limit)


def lines(name: str) -> int:
    return len(FILES[name].read_text().splitlines())


def test_no_modules_import_each_other_in_a_circle():
    found = circle()
    assert not found, " imports ".join(found)


@pytest.mark.parametrize("part", FORBIDDEN)
def test_nothing_is_imported_from_above(part):
    found = [
        f"{name} imports {other}"
        for name, other in imports_within(part)
        if any(is_in(other, forbidden) for forbidden in FORBIDDEN[part])
    ]
    assert not found, "; ".join(found)


@pytest.mark.parametrize("part", ONLY)
def test_what_exercises_are_made_of_imports_little(part):
    found = [
        f"{name} imports {other}"
        for name, other in imports_within(part)
        if not any(is_in(other, allowed) for allowed in ONLY[part])
    ]
    assert not found, "; ".join(found)


def test_no_module_is_long():
    """But for widgets, which are as long as the pages that they belong to."""
    names = [name for name in FILES.keys() - EXERCISES if not is_in(name, "helpers.widgets")]
    assert longer_than(LONGEST, names) == ""


def test_no_exercise_is_long_and_half_of_them_are_short():
    assert longer_than(LONGEST_EXERCISE, EXERCISES) == ""
    one_exercise = [name for name in EXERCISES if FILES[name].stem not in ("__init__", "shared")]
    assert statistics.median(map(lines, one_exercise)) < MEDIAN_EXERCISE


def test_helpers_has_few_modules_of_its_own_and_lessons_use_each():
    """Through what `helpers` offers too; what checks answers and what updates do not count."""
    own = {name for name, path in FILES.items() if path.parent == PROJECT / "helpers"}
    own -= {"helpers", "helpers.paths"}
    assert len(own) + 1 <= MOST_MODULES
    used: set[str] = set()
    waiting = {other for path in NOTEBOOKS.glob("*/*.ipynb") for other in in_notebook(path)}
    waiting |= {other for name in EXERCISES for other in imports_of(name)}
    while waiting := {name for name in waiting - used if lessons_use_what_it_uses(name)}:
        used |= waiting
        waiting = {other for name in waiting for other in imports_of(name)}
    assert not own - used, f"No lesson uses {own - used}."


def lessons_use_what_it_uses(name: str) -> bool:
    return is_in(name, "helpers") and not is_in(name, "helpers.checking")


def in_notebook(path: Path) -> set[str]:
    """The modules that a notebook's text imports; magics and unfinished cells may stand in it."""
    cells = json.loads(path.read_text())["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    found = re.findall(r"^\s*(?:from helpers[\w.]* import .*|import helpers[\w.]*)", text, re.M)
    return {name for line in found for name in imports_in(line.strip())}
