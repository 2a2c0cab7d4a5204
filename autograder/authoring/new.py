"""Begin a lesson or an exercise: write the files, and the cells with all that nbgrader reads.

A file that lies there is never overwritten. Of a notebook's cells only the signatures and the
docstrings of answers are written again: they are the solution's.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
import json
import keyword
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.authoring.exercise import Exercise
from autograder.authoring.lessons import LESSON_NAME, Lesson, lesson_at
from autograder.authoring.source import Definition
from autograder.errors import CourseError, UsageError
from helpers.course.files import write_atomically
from helpers.course.notebook import Unreadable, grade_id, read_notebook, text
from helpers.paths import NOTEBOOKS

UNWRITTEN = 'raise NotImplementedError("Write me.")'
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
TITLE = """\
# {number} · {title}

**Which question does this lesson answer?**

Why it matters, in a few lines.

Afterwards you can

- …"""
IMPORTS = """\
import numpy as np

from helpers import check"""
TASK = """\
### Exercise: {title}

What it is for, and what to write."""
PACKAGE = '''\
"""Lesson {number}, {title}: solutions, test cases and known mistakes."""

from autograder.authoring.exercise import in_order

EXERCISES = in_order(
    __name__,
)
'''
FUNCTION = '''\
"""{name}: what it is, in a few words."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def {name}(x):
    """What it returns, in one line.

    x: what it is, its shape and its unit.
    """
    raise NotImplementedError("Write the solution.")


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution={name},
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
'''
VALUE = '''\
"""{name}: what it is, in a few words."""

from autograder.authoring.exercise import Exercise
from helpers.checking.kinds import VALUE


def {name}():
    """What the value is, in one line."""
    raise NotImplementedError("Return the value.")


EXERCISE = Exercise(
    solution={name},
    hints=["A first nudge.", "Nearly the answer."],
    kind=VALUE,
)
'''


def begin_lesson(name: str, lessons: Sequence[Lesson], place: Path | None) -> list[Path]:
    """Write a lesson's notebook and an empty list of exercises. Returns the files.

    lessons: those that there are. place: a class's folder of lessons; None for the course's own.
    Raises UsageError for a name that cannot be had.
    """
    if not LESSON_NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name for a lesson: it is written as in 20_boxes.")
    lesson = Lesson(name, home=place and place / name)
    number, title = name.partition("_")[0], lesson.module_name.replace("_", " ")
    _require_possible(lesson.module_name)
    for other in lessons:
        if lesson.module_name == other.module_name or number == other.name.partition("_")[0]:
            raise UsageError(f"{other.name} has this name or number already: choose another.")
    if place is None and not NOTEBOOKS.is_dir():
        raise UsageError("The course's own notebooks are not here: name a class folder with -f.")
    package = lesson.exercise_folder / "__init__.py"
    for path in (lesson.notebook.parent, lesson.exercise_folder):
        if path.exists():
            raise UsageError(f"{path} exists already: choose another name, or move it away.")
    cells = [
        _cell("title", "markdown", TITLE.format(number=int(number), title=title.capitalize())),
        _cell("imports", "code", IMPORTS),
    ]
    notebook = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    package.parent.mkdir(parents=True)
    lesson.notebook.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(package, PACKAGE.format(number=int(number), title=title))
    write_atomically(lesson.notebook, _as_text(notebook))
    return [lesson.notebook, package]


def write_exercise(
    lesson: Lesson,
    name: str,
    lessons: Sequence[Lesson],
    points: float | None = None,
    is_value: bool = False,
) -> list[Path]:
    """Write what is missing of an exercise: its file, its place in `EXERCISES`, its cells. In cells
    that are there, bring signatures and docstrings up to the solution's. Returns what was written.

    lessons: those that there are. points: None leaves those that there are, and gives 1 else.
    is_value: whether students work out a value, where the file is not there yet.
    Raises UsageError for a name that cannot be had, and CourseError where a file that is there
    cannot be read.
    """
    _require_possible(name)
    for other in lessons:
        if other.name != lesson.name and (other.exercise_folder / f"{name}.py").exists():
            raise UsageError(f"{other.name} has an exercise {name} already: choose another name.")
    path, package = (lesson.exercise_folder / f"{stem}.py" for stem in (name, "__init__"))
    listed = _with_exercise(package, name)
    written = []
    if not path.exists():
        write_atomically(path, (VALUE if is_value else FUNCTION).format(name=name))
        written.append(path)
    if listed != package.read_text(encoding="utf-8"):
        write_atomically(package, listed)
        written.append(package)
    exercise = _exercise(lesson, name)
    before = lesson.notebook.read_bytes()
    try:
        notebook = read_notebook(before)
    except Unreadable as error:
        raise CourseError(f"{lesson.notebook} cannot be changed. {error}") from error
    _bring_up(notebook["cells"], exercise, points, lesson.notebook)
    if notebook != json.loads(before):
        write_atomically(lesson.notebook, _as_text(notebook))
        written.append(lesson.notebook)
    return written


def _require_possible(name: str) -> None:
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        raise UsageError(f"{name!r} cannot be the name of a function: choose another.")
    if name in ("shared", "pictures"):
        raise UsageError(f"{name!r} is what a lesson's exercises or demos share: choose another.")


def _with_exercise(package: Path, name: str) -> str:
    """The text of a lesson's package with the exercise in its list, where it may stand already."""
    source = package.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "in_order":
            if any(isinstance(arg, ast.Constant) and arg.value == name for arg in node.args):
                return source
            last, lines = node.args[-1], source.splitlines(keepends=True)
            line = lines[last.end_lineno - 1].encode()
            head, tail = line[: last.end_col_offset].decode(), line[last.end_col_offset :].decode()
            if tail.lstrip().startswith(",") and node.end_lineno > last.end_lineno:
                lines.insert(last.end_lineno, f'    "{name}",\n')
            else:
                lines[last.end_lineno - 1] = f'{head},\n    "{name}"{tail}'
            return "".join(lines)
    raise CourseError(f"{package} has no `EXERCISES = in_order(__name__, ...)`: write one.")


def _exercise(lesson: Lesson, name: str) -> Exercise:
    """The exercise as its file is now."""
    importlib.invalidate_caches()
    newest = lesson_at(lesson.home) if lesson.home else lesson
    try:
        return next(exercise for exercise in newest.exercises if exercise.name == name)
    except CourseError:
        raise
    except StopIteration:
        raise CourseError(
            f"The solution in {lesson.exercise_folder / name}.py is not called {name}: a file has "
            "the name of its exercise."
        ) from None
    except Exception as error:
        raise lesson.unusable(error) from error


def _bring_up(cells: list[dict], exercise: Exercise, points: float | None, notebook: Path) -> None:
    """Put the cells of an exercise into a notebook's, or bring those up that are there."""
    name = exercise.name
    if not exercise.kind.is_called:
        stub, check = f"{name} = None", f'check("{name}", {name})'
    else:
        solution = textwrap.dedent(inspect.getsource(exercise.solution))
        stub, check = "\n".join(_stub(solution)), f"check({name})"
    at = {grade_id(cell): i for i, cell in enumerate(cells) if grade_id(cell)}
    answer_at, check_at = at.get(name), at.get(f"check_{name}")
    if answer_at is not None and exercise.kind.is_called:
        old = text(cells[answer_at])
        new = with_signatures(old, solution, f"The answer cell of {name} in {notebook}")
        if new != old:
            cells[answer_at]["source"] = new.splitlines(keepends=True)
    if check_at is not None and points is not None:
        cells[check_at]["metadata"]["nbgrader"]["points"] = _plain(points)
    identity = name.lower().replace("_", "-")
    taken = {cell.get("id") for cell in cells}
    answer = _cell(_free(f"{identity}-answer", taken), "code", stub, _grading(name))
    points = _plain(1 if points is None else points)
    checked = _cell(
        _free(f"{identity}-check", taken), "code", check, _grading(f"check_{name}", points)
    )
    if answer_at is None and check_at is None:
        task = TASK.format(title=name.replace("_", " "))
        cells += [_cell(_free(f"{identity}-task", taken), "markdown", task), answer, checked]
    elif answer_at is None:
        cells.insert(check_at, answer)
    elif check_at is None:
        cells.insert(answer_at + 1, checked)


def with_signatures(cell: str, solution: str, where: str) -> str:
    """An answer cell with the solution's signatures and docstrings, and else as it stands there.

    Raises CourseError where the cell, called `where`, does not define what the solution does.
    """
    try:
        found = dict(_definitions(ast.parse(cell)))
    except SyntaxError as error:
        raise CourseError(f"{where} cannot be read as Python: {error.msg}. Mend it.") from error
    wanted = dict(_definitions(ast.parse(solution)))
    if next(iter(wanted)) not in found:
        raise CourseError(
            f"{where} does not define it: put the definition back, or delete the cell, and run the "
            "same command again."
        )
    lines, new = cell.split("\n"), solution.split("\n")
    for qualified in sorted(found, key=lambda one: -found[one].lineno):
        if qualified in wanted and _meaning(found[qualified]) != _meaning(wanted[qualified]):
            here = _head(lines, found[qualified], wanted[qualified])
            lines[here] = new[_head(new, wanted[qualified])]
    return "\n".join(lines)


def _stub(solution: str) -> Iterator[str]:
    """The lines of a solution's signatures and docstrings, with "Write me." in place of bodies."""
    lines, (top, *others) = solution.split("\n"), _definitions(ast.parse(solution))
    yield from lines[_head(lines, top[1])]
    if isinstance(top[1], ast.FunctionDef):
        yield f"    {UNWRITTEN}"
    for _, node in others:
        yield ""
        yield from lines[_head(lines, node)]
        yield f"        {UNWRITTEN}"


def _definitions(tree: ast.Module) -> Iterator[tuple[str, Definition]]:
    """Functions, classes and the classes' methods, by their qualified names."""
    for node in tree.body:
        if isinstance(node, Definition):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            methods = (one for one in node.body if isinstance(one, ast.FunctionDef))
            yield from ((f"{node.name}.{method.name}", method) for method in methods)


def _meaning(node: Definition) -> str:
    """A signature and a docstring, however their lines are broken."""
    docstring = ast.Expr(ast.Constant(ast.get_docstring(node)))
    return ast.unparse(ast.copy_location(type(node)(**{**vars(node), "body": [docstring]}), node))


def _head(lines: list[str], node: Definition, like: Definition | None = None) -> slice:
    """The lines of a signature, and of the docstring where there is one, also in `like`."""
    first = node.body[0]
    is_described = ast.get_docstring(node) is not None
    if is_described and (like is None or ast.get_docstring(like) is not None):
        return slice(_top(node), first.end_lineno)
    end = max(node.lineno, _top(first))
    while end > node.lineno and lines[end - 1].strip()[:1] in ("", "#"):
        end -= 1
    return slice(_top(node), end)


def _top(node: ast.stmt) -> int:
    """The index of a statement's first line, which may be that of a decorator."""
    return min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))]) - 1


def _grading(grade_id: str, points: float | None = None) -> dict:
    """Of an answer cell, or of a check cell, which has points."""
    is_check = points is not None
    return {
        **({"deletable": False, "editable": False} if is_check else {}),
        "nbgrader": {
            "grade": is_check,
            "grade_id": grade_id,
            "locked": is_check,
            **({"points": points} if is_check else {}),
            "schema_version": 3,
            "solution": not is_check,
            "task": False,
        },
        **({"tags": ["raises-exception"]} if is_check else {}),
    }


def _cell(identity: str, kind: str, source: str, metadata: dict | None = None) -> dict:
    lines = source.splitlines(keepends=True)
    cell = {"cell_type": kind, "id": identity, "metadata": metadata or {}, "source": lines}
    if kind == "markdown":
        return cell
    return dict(sorted({**cell, "execution_count": None, "outputs": []}.items()))


def _free(identity: str, taken: set[str]) -> str:
    names = itertools.chain([identity], (f"{identity}-{i}" for i in itertools.count(2)))
    return next(name for name in names if name not in taken)


def _plain(points: float) -> float:
    return int(points) if points == int(points) else points


def _as_text(notebook: dict) -> str:
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
