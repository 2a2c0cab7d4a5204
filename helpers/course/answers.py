"""What somebody wrote in the lessons, taken out of their notebooks to be used outside of them."""

from __future__ import annotations

import ast
import contextlib
import io
import symtable
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from helpers.checking.run import OutOfTime, time_limit
from helpers.course.notebook import Unreadable, grade_id, read_notebook, text
from helpers.paths import WORK

BACKUPS = "_before_update_"


class NoAnswer(Exception):
    """An answer that cannot be used. The text says why, in a few words."""


def find_notebooks(lesson: str, folder: Path | None = None) -> list[Path]:
    """The notebooks of a lesson, as in 06_convolution, the lesson's own before others.

    folder: where lessons lie, each in a folder of its own or, as `course solve` writes them, side
    by side; by default around the folder that is worked in, else work/.
    """
    here = Path.cwd()
    for root in [here.parent, here, WORK] if folder is None else [folder]:
        if any(root.glob("[0-9][0-9]_*/*.ipynb")) or any(root.glob("[0-9][0-9]_*.ipynb")):
            found = [*root.glob(f"{lesson}/*.ipynb"), *root.glob(f"{lesson}.ipynb")]
            own = lesson.partition("_")[2]
            found = [path for path in found if BACKUPS not in path.name]
            return sorted(found, key=lambda path: (path.stem not in (own, lesson), path))
    return []


def answer_in(lesson: str, name: str, folder: Path | None = None) -> Any:
    """The function or class that somebody wrote for an exercise.

    Only what it is made of is run: its definition, those that it uses, and imports. Raises NoAnswer
    where there is none, or none that can be used.
    """
    paths = find_notebooks(lesson, folder)
    if not paths:
        raise NoAnswer("lesson not here")
    for path in paths:
        with contextlib.suppress(Unreadable, OSError):
            cells = read_notebook(path.read_bytes())["cells"]
            if any(grade_id(cell) == name for cell in cells):
                return _defined(name, _steps(cells, name))
    raise NoAnswer("no such cell")


@contextlib.contextmanager
def forgiving(seconds: float) -> Iterator[None]:
    """Run what uses somebody's answer, quietly and for so long. Raises NoAnswer for whatever goes
    wrong; seconds: of computing."""
    ignored = io.StringIO()
    try:
        with (
            contextlib.redirect_stdout(ignored),
            contextlib.redirect_stderr(ignored),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
            time_limit(seconds),
        ):
            warnings.simplefilter("ignore")
            yield
    except (KeyboardInterrupt, NoAnswer):
        raise
    except NotImplementedError:
        raise NoAnswer("not written yet") from None
    except OutOfTime:
        raise NoAnswer("takes too long") from None
    except BaseException as error:  # sys.exit too
        raise NoAnswer(f"ends in {type(error).__name__}") from None


def _steps(cells: list[Any], name: str) -> list[tuple[ast.stmt, bool]]:
    """The statements of all cells that define something, and whether they are the answer's own.

    Elsewhere a value counts only where it is written down, as in `SIZE = 3`, and never computed.
    """
    found = []
    for cell in cells:
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        is_own = grade_id(cell) == name
        try:
            body = ast.parse(_without_magics(text(cell))).body
        except (SyntaxError, ValueError, RecursionError):
            if is_own:
                raise NoAnswer("cannot be read") from None
            continue
        for node in body:
            if is_own or not isinstance(node, ast.Assign) or _is_plain(node.value):
                found.append((node, is_own))
    return found


def _defined(name: str, steps: list[tuple[ast.stmt, bool]]) -> Any:
    """The thing of a name, after the steps were run that it needs, in their order."""
    given: dict[str, list[int]] = {}
    for i, (node, _) in enumerate(steps):
        for one in _names_given(node):
            given.setdefault(one, []).append(i)
    own = [i for i in given.get(name, []) if steps[i][1]]
    waiting = (own or given.get(name, []))[-1:]
    if not waiting:
        raise NoAnswer("not written yet")
    needed = set(given.get("*", []))
    while waiting:
        step = waiting.pop()
        if step in needed:
            continue
        needed.add(step)
        for used in _names_used(steps[step][0]) & given.keys():
            before = [i for i in given[used] if i < step]
            waiting += before[-1:] or given[used][-1:]
    body = [steps[i][0] for i in sorted(needed)]
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(ast.Module(body, []), f"<{name}>", "exec"), space)
    return space[name]


def _names_used(node: ast.stmt) -> set[str]:
    """The names that a statement looks up outside of itself."""
    whole = symtable.symtable(ast.unparse(node), "", "exec")
    found, tables = set(), [whole]
    for table in tables:
        tables += table.get_children()
        for symbol in table.get_symbols():
            if symbol.is_global() or (table is whole and symbol.is_referenced()):
                found.add(symbol.get_name())
    return found


def _names_given(node: ast.stmt) -> list[str]:
    """The names that a statement defines; "*" for all that a module has."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [alias.asname or alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.Assign):
        inner = [n for target in node.targets for n in ast.walk(target)]
        return [n.id for n in inner if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return []


def _is_plain(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _without_magics(source: str) -> str:
    return "".join(
        line
        for line in source.splitlines(keepends=True)
        if not line.lstrip().startswith(("%", "!"))
    )
