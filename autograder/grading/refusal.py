"""What answers may not use is refused with a sentence, where it is used and not before.

A cell that imports a hidden library beside other things keeps the other things: in its place the
cell gets a name that raises the sentence once it is used. Inside functions, and by importlib, the
import itself raises. Nothing stands in sys.modules, where libraries look for one another.
"""

from __future__ import annotations

import ast
from typing import Any

PLAIN_LIBRARIES = ("torch", "torchgen", "functorch", "jax", "jaxlib", "tensorflow")


def _sentence(name: str) -> str:
    return f"{name} cannot be imported here: the exercise is about writing it yourself, with NumPy."


class Refused:
    """Stands for a hidden library, or for a part of it, which a definition may name: as the type of
    an argument, for instance."""

    def __init__(self, library: str) -> None:
        self._library = library

    def __getattr__(self, name: str) -> Refused:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __or__(self, other: Any) -> Refused:  # of two types
        return self

    __ror__ = __or__

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise ImportError(_sentence(self._library))

    __call__ = __mro_entries__ = __instancecheck__ = __array__ = __enter__ = __iter__ = _refuse
    __bool__ = __len__ = __float__ = __int__ = __index__ = __getitem__ = __neg__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = _refuse
    __rmatmul__ = __truediv__ = __rtruediv__ = __pow__ = __rpow__ = __lt__ = __gt__ = _refuse


def __getattr__(name: str) -> Refused:
    if name not in PLAIN_LIBRARIES:
        raise AttributeError(f"autograder.grading.refusal has no {name!r}")
    return Refused(name)


class Refusal:
    """Finds no hidden library (in sys.meta_path), and rewrites a cell's imports of one (in a
    shell's ast_transformers)."""

    def __init__(self, hidden: tuple[str, ...]) -> None:
        self._hidden = hidden

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        if _library(name) in self._hidden:
            raise ImportError(_sentence(name))
        if name.startswith("helpers.widgets."):
            raise ImportError(f"{name} cannot be imported here: nobody looks at it at grading.")

    def visit(self, cell: ast.Module) -> ast.Module:
        """The cell with other statements in place of its imports of hidden libraries. Those in a
        `try` stay: whoever wrote one knows what to do without the library."""
        self._rewrite(cell)
        return ast.fix_missing_locations(cell)

    def _rewrite(self, block: ast.AST) -> None:
        for field in ("body", "orelse"):
            statements = getattr(block, field, [])
            statements[:] = [new for statement in statements for new in self._replaced(statement)]

    def _replaced(self, statement: ast.stmt) -> list[ast.stmt]:
        if isinstance(statement, (ast.If, ast.With, ast.For, ast.While)):
            self._rewrite(statement)
        elif isinstance(statement, ast.Import):
            libraries = [_library(alias.name) for alias in statement.names]
            if {*libraries} & {*self._hidden}:
                pairs = zip(libraries, statement.names, strict=True)
                new = [
                    _stand_in(library, alias.asname or library)
                    if library in self._hidden
                    else ast.Import([alias])
                    for library, alias in pairs
                ]
                return [ast.copy_location(part, statement) for part in new]
        elif isinstance(statement, ast.ImportFrom) and not statement.level:
            library = _library(statement.module)
            if library in self._hidden and statement.names[0].name != "*":
                names = [alias.asname or alias.name for alias in statement.names]
                new = [_stand_in(library, name) for name in names]
                return [ast.copy_location(part, statement) for part in new]
        return [statement]


def _library(module: str) -> str:
    return module.partition(".")[0]


def _stand_in(library: str, name: str) -> ast.ImportFrom:
    return ast.ImportFrom(__name__, [ast.alias(library, name)], 0)
