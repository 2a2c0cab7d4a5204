"""A class of numbers that know their gradient."""

from __future__ import annotations

import ast
import operator
from typing import Any

from helpers.checking.kinds.kind import Kind
from helpers.checking.outcome import Outcome
from helpers.checking.values import plain

OPERATORS = {ast.Add: operator.add, ast.Mult: operator.mul}
METHODS = frozenset({"relu", "exp", "log"})
FORWARDS = "forwards"  # an argument of a call in which the result alone counts
FORMULA_CHARACTERS = 300  # shown of one that cannot be tried


def differentiate(answer: type, args: tuple, kwargs: dict) -> Outcome:
    """The answer is a class of numbers that know their gradient. Returns the result, [gradients].

    args: one formula, such as "a = x + y; a * a", and FORWARDS where only the result is to be
    returned; kwargs: a number for each name that it starts from.
    """
    inputs = {name: answer(number) for name, number in kwargs.items()}
    names = dict(inputs)
    *steps, last = args[0].split("; ")
    for step in steps:
        name, _, formula = step.partition(" = ")
        names[name] = _evaluate(formula, names)
    result = _evaluate(last, names)
    if FORWARDS in args[1:]:
        return Outcome("returned", plain(result.data))
    try:
        result.backward()
    except NotImplementedError as error:  # whoever gets so far has written something
        why = "backward() is not written yet"
        return Outcome("raised", error=type(error).__name__, message=why, stub="backward")
    return Outcome("returned", plain((result.data, [value.grad for value in inputs.values()])))


def _evaluate(formula: str, names: dict[str, Any]) -> Any:
    """A formula of names, numbers, sums, products and the METHODS of a number, evaluated.

    It comes from a file that may be anybody's, and so is no code. Raises ValueError for any other.
    """

    def value(node: ast.AST) -> Any:
        match node:
            case ast.Constant(value=int() | float() as number):
                return number
            case ast.Name(id=name) if name in names:
                return names[name]
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
                return OPERATORS[type(op)](value(left), value(right))
            case ast.Call(func=ast.Attribute(value=number, attr=method), args=[], keywords=[]) if (
                method in METHODS
            ):
                return getattr(value(number), method)()
        raise ValueError(f"{formula[:FORMULA_CHARACTERS]!r} is no formula that can be tried.")

    try:
        tree = ast.parse(formula, mode="eval")
    except (SyntaxError, RecursionError, MemoryError):
        tree = ast.Expression(None)
    return value(tree.body)


def _typed(name: str, args: tuple, kwargs: dict) -> str:
    """The graph as one would build it, then its result and the gradient of each input."""
    inputs = [f"{key} = {name}({number!r})" for key, number in kwargs.items()]
    *steps, last = args[0].split("; ")
    forwards = [*inputs, *steps, f"result = {last}"]
    if FORWARDS in args[1:]:
        return "; ".join([*forwards, "result.data"])
    values = ", ".join(["result.data", *(f"{key}.grad" for key in kwargs)])
    return "; ".join([*forwards, "result.backward()", values])


FORMULA = Kind("formula", differentiate, typed=_typed)
