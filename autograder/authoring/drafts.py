"""Drafts of known mistakes, made of what students wrote, for a teacher to finish.

A student's code is a stranger's, and modules of exercises are imported with a teacher's rights. So
a draft is a comment, of printable ASCII, and does nothing until somebody has read it and taken the
comment signs away. No answer is drafted that uses more than an honest one needs, or runs anything
when it is imported.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import itertools
import keyword
import re
import symtable
import textwrap
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from autograder.authoring.exercise import Exercise
from autograder.authoring.source import Definition

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)  # as Python, or too deep for it
MOST_LINES, DOCSTRING_WIDTH = 80, 90
BUILTINS = {name for name in dir(builtins) if not name.startswith("_")} - {
    *("breakpoint", "compile", "delattr", "eval", "exec", "exit", "getattr", "globals", "help"),
    *("input", "locals", "memoryview", "open", "quit", "setattr", "vars"),
}
LIBRARIES = {"collections", "functools", "itertools", "math", "numpy", "torch"}
USUAL = {"np": "import numpy as np", "math": "import math"}
FILES = {"DataSource", "dump", "fromfile", "genfromtxt", "hub", "load", "loadtxt", "memmap"} | {
    *("save", "savetxt", "savez", "savez_compressed", "tofile"),
}
DECORATORS = {"classmethod", "property", "staticmethod"}
HELPERS = (ast.FunctionDef, ast.Assign, ast.Import, ast.ImportFrom)
UNFIT = (ast.Global, ast.Nonlocal, ast.Match, ast.JoinedStr, ast.Await, ast.AsyncFunctionDef)
PUBLIC = {name for one in (np, np.ndarray, list, dict) for name in dir(one) if name[0] != "_"}
WORD = re.compile(r"[A-Za-z0-9_,.>-]{0,24}")  # a mode, a dtype, a key, or subscripts of einsum
WORDS = re.compile(r"\w+")
PIECES = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
LONG = 5  # characters, from which on somebody's name is looked for within longer ones


class Unfit(Exception):
    """An answer that no draft is made of."""


class Bare(ast.NodeTransformer):
    """Leaves out what does nothing: docstrings, lone values, annotations."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        return None if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return None
        return self.generic_visit(ast.Assign([node.target], node.value, lineno=node.lineno))

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(node.arg)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, ast.stmt | ast.excepthandler) and getattr(node, "body", None) == []:
            node.body = [ast.Pass()]
        return node


class Mute(Bare):
    """Leaves out besides what only says something: the words of errors, and printed texts."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        called = getattr(node.value, "func", None)
        is_print = isinstance(called, ast.Name) and called.id == "print"
        return None if is_print and _has_words(node) else super().visit_Expr(node)

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        if isinstance(node.exc, ast.Call) and _has_words(node.exc):
            node.exc = node.exc.func
        return self.generic_visit(node)

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        node.msg = None
        return self.generic_visit(node)


def _has_words(node: ast.AST) -> bool:
    return any(
        isinstance(inner, ast.JoinedStr) or isinstance(getattr(inner, "value", None), str)
        for inner in ast.walk(node)
    )


def bare(source: str) -> str:
    """Code without comments, docstrings and annotations; "" where it cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.unparse(Bare().visit(ast.parse(source)))
    except UNREADABLE:
        return ""


@dataclass(frozen=True)
class Drafter:
    """Makes drafts for one exercise.

    source: the text of its module. private: words, in lower case, of students' names and ids.
    """

    exercise: Exercise
    source: str
    private: frozenset[str] = frozenset()

    def draft(self, answer: str, name: str, docstring: str) -> str:
        """The definition in a student's cell as one of another name, with all that it uses of the
        cell, the solution's parameters and a docstring.

        What names a student is renamed. Texts stay where they are a word such as a mode or a key,
        which code may need; people write to people in longer ones. Raises Unfit.
        """
        try:
            tree = Mute().visit(ast.parse(answer))
            node = self._with_what_it_uses(self._definition(tree), tree)
            self._require_harmless(node)
            _rename(node, {**self._new_names(node), self.exercise.name: name})
            self._require_parameters(node)
            self._require_nobodys(ast.unparse(ast.fix_missing_locations(node)), name)
            wrapped = textwrap.wrap(docstring, DOCSTRING_WIDTH)
            node.body.insert(0, ast.Expr(ast.Constant("\n    ".join(wrapped))))
            code = ast.unparse(ast.fix_missing_locations(node))
            ast.parse(code)
        except UNREADABLE as error:
            raise Unfit("cannot be read") from error
        lines = code.split("\n")
        if len(lines) > MOST_LINES or not all(line.isascii() for line in lines):
            raise Unfit("is long, or has other letters than most keyboards")
        if not all(line.isprintable() for line in lines):
            raise Unfit("does more than can be seen")
        return code

    def names_somebody(self, text: str) -> bool:
        pieces = {piece.lower() for piece in (*text.split("_"), *PIECES.findall(text))}
        within = text.lower()
        return not self.private.isdisjoint(pieces) or any(
            word in within for word in self.private if len(word) >= LONG
        )

    @cached_property
    def _home(self) -> ast.Module:
        return ast.parse(self.source)

    @cached_property
    def _imported(self) -> set[str]:
        """What the exercise's module imports and a notebook may have too: libraries, exercises."""
        return {
            alias.asname or alias.name.partition(".")[0]
            for node in self._home.body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
            if isinstance(node, ast.Import)
            or str(node.module).partition(".")[0] in {*LIBRARIES, "helpers"}
            or str(node.module).rpartition(".")[2] == alias.name
        }

    @cached_property
    def _texts(self) -> set[str]:
        constants = (node for node in ast.walk(self._home) if isinstance(node, ast.Constant))
        return {node.value for node in constants if isinstance(node.value, str)}

    @cached_property
    def _attributes(self) -> set[str]:
        nodes = list(ast.walk(self._home))
        methods = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
        return methods | {node.attr for node in nodes if isinstance(node, ast.Attribute)}

    def _definition(self, tree: ast.Module) -> Definition:
        """The answer; where it is a value, as a function that works it out."""
        name = self.exercise.name
        found = [node for node in tree.body if name in bound_names(node)]
        kind = ast.ClassDef if inspect.isclass(self.exercise.solution) else ast.FunctionDef
        if len(found) != 1:
            raise Unfit("is not defined once")
        if not self.exercise.kind.is_called and isinstance(found[0], ast.Assign):
            text = f"def {name}():\n    return {ast.unparse(found[0].value)}"
            tree.body[tree.body.index(found[0])] = definition = ast.parse(text).body[0]
            return definition
        if not isinstance(found[0], kind):
            raise Unfit("is something else than the solution")
        return found[0]

    def _with_what_it_uses(self, node: Definition, tree: ast.Module) -> Definition:
        """The definition with helpers, constants and imports of its cell inside of it, where they
        get in nobody's way. Raises Unfit where it uses what is not there."""
        others, body, used = [one for one in tree.body if one is not node], node.body, []
        while more := [o for o in others if o not in used and bound_names(o) & _free(node)]:
            used += more
            node.body = [*(other for other in others if other in used), *body]
        missing = _free(node) - BUILTINS - self._imported
        imports = [USUAL[name] for name in sorted(missing & USUAL.keys())]
        node.body = [*ast.parse("\n".join(imports)).body, *node.body]
        if missing - USUAL.keys() or not all(isinstance(helper, HELPERS) for helper in used):
            raise Unfit("uses what is not in its cell")
        if isinstance(node, ast.ClassDef) and len(node.body) > len(body):
            raise Unfit("uses what is not in the class")
        return node

    def _require_harmless(self, definition: Definition) -> None:
        if definition.decorator_list or getattr(definition, "keywords", None):
            raise Unfit("is more than a definition")
        if isinstance(definition, ast.ClassDef):
            run = [n for n in definition.body if not isinstance(n, ast.FunctionDef | ast.Pass)]
            if any(isinstance(n, ast.Call) for node in run for n in ast.walk(node)):
                raise Unfit("calls something when it is defined")
        for node in ast.walk(definition):
            if isinstance(node, UNFIT) or not self._is_harmless(node):
                raise Unfit("has more in it than an honest answer needs")

    def _is_harmless(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value in self._texts or bool(WORD.fullmatch(node.value))
        if isinstance(node, ast.Constant):
            return not isinstance(node.value, bytes)
        if isinstance(node, ast.Attribute):
            is_plain = node.attr[:2] != "__" or node.attr in self._attributes
            return is_plain and node.attr not in FILES
        if isinstance(node, ast.Import):
            return all(alias.name.partition(".")[0] in LIBRARIES for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            is_plain = node.level == 0 and all(alias.name != "*" for alias in node.names)
            return is_plain and str(node.module).partition(".")[0] in LIBRARIES
        if isinstance(node, ast.arguments):
            defaults = (*node.defaults, *filter(None, node.kw_defaults))
            return not any(isinstance(n, ast.Call) for d in defaults for n in ast.walk(d))
        if isinstance(node, ast.FunctionDef):
            return {ast.unparse(one) for one in node.decorator_list} <= DECORATORS
        return True

    def _require_nobodys(self, code: str, name: str) -> None:
        """Raises Unfit where a name, a text or a number that is not ours says who somebody is."""
        ours = {name, *BUILTINS, *PUBLIC, *keyword.kwlist, *self._attributes, *self._texts}
        ours |= {*self._imported, *(parameter for parameter, _ in self._wanted)}
        if any(map(self.names_somebody, {*WORDS.findall(code)} - ours)):
            raise Unfit("says who wrote it")

    @cached_property
    def _wanted(self) -> list[tuple[str, object]]:
        found = inspect.signature(self.exercise.solution).parameters.values()
        return [(parameter.name, parameter.kind) for parameter in found]

    def _require_parameters(self, node: Definition) -> None:
        if isinstance(node, ast.FunctionDef) and [*_parameters(node.args)] != self._wanted:
            raise Unfit("has other parameters than the solution")

    def _new_names(self, node: Definition) -> dict[str, str]:
        """The solution's names for parameters, others for what names a student or is in the way."""
        own, taken = _local_names(node), {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        new = {}
        if isinstance(node, ast.FunctionDef):
            pairs = zip(_parameters(node.args), self._wanted, strict=False)
            new = {mine: name for (mine, _), (name, _) in pairs}
        if set(new.values()) & _free(node):
            raise Unfit("uses something that is called like a parameter")
        names = {*own, *taken, *new.values()}
        for name in sorted(own - new.keys()):
            if name in new.values() or self.names_somebody(name):
                free = (f"value_{i}" for i in itertools.count(1))
                new[name] = next(one for one in free if one not in names)
                names.add(new[name])
        return {old: name for old, name in new.items() if old != name}


def bound_names(statement: ast.stmt) -> set[str]:
    """The names that a statement of a cell gives something to."""
    if isinstance(statement, Definition):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    if isinstance(statement, ast.Assign):
        nodes = (node for target in statement.targets for node in ast.walk(target))
        return {node.id for node in nodes if isinstance(node, ast.Name)}
    return _local_names(statement)


def _local_names(node: ast.AST) -> set[str]:
    """Names of parameters, variables and inner functions; methods are not called by theirs."""
    inner = {*ast.walk(node)} - {node}
    methods = {m for n in (node, *inner) if isinstance(n, ast.ClassDef) for m in n.body}
    found = {n.id for n in inner if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    found |= {n.arg for n in inner if isinstance(n, ast.arg)}
    found |= {n.name for n in inner - methods if isinstance(n, Definition | ast.ExceptHandler)}
    return found - {None}


def _free(node: Definition) -> set[str]:
    """The names that a definition takes from around it, but for its own."""
    table = symtable.symtable(ast.unparse(ast.fix_missing_locations(node)), "", "exec")
    names, tables = {s.get_name() for s in table.get_symbols() if s.is_referenced()}, [table]
    for one in tables:
        tables += one.get_children()
    inner = (symbol for one in tables[1:] for symbol in one.get_symbols())
    return (names | {symbol.get_name() for symbol in inner if symbol.is_global()}) - {node.name}


def _parameters(arguments: ast.arguments) -> Iterator[tuple[str, object]]:
    """Names and kinds, in the order in which `inspect` has them."""
    kinds = inspect.Parameter
    for arg in arguments.posonlyargs:
        yield arg.arg, kinds.POSITIONAL_ONLY
    for arg in arguments.args:
        yield arg.arg, kinds.POSITIONAL_OR_KEYWORD
    if arguments.vararg:
        yield arguments.vararg.arg, kinds.VAR_POSITIONAL
    for arg in arguments.kwonlyargs:
        yield arg.arg, kinds.KEYWORD_ONLY
    if arguments.kwarg:
        yield arguments.kwarg.arg, kinds.VAR_KEYWORD


def _rename(definition: Definition, new: Mapping[str, str]) -> None:
    """Give a definition and what is inside of it new names. Raises Unfit where a keyword might be
    one of them."""
    definition.name = new[definition.name]
    inner = [node for node in ast.walk(definition) if node is not definition]
    arguments = {node.arg for node in inner if isinstance(node, ast.arg)} & new.keys()
    if arguments & {node.arg for node in inner if isinstance(node, ast.keyword)}:
        raise Unfit("gives a parameter by a name that changes")
    methods = {m for n in (definition, *inner) if isinstance(n, ast.ClassDef) for m in n.body}
    for node in inner:
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = new.get(node.arg, node.arg)
        elif isinstance(node, Definition | ast.ExceptHandler) and node not in methods:
            node.name = new.get(node.name, node.name)
