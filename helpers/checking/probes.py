"""Probes turn an answer into an outcome: they run a student's code on given inputs.

They run beside that code, at home in the notebook's kernel and at grading in the sandbox, so
nothing here knows what is right.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import inspect
import io
import operator
import signal
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import current_thread, main_thread
from typing import Any

import numpy as np

from helpers.checking.ingredients import KINDS, Generator, made_call
from helpers.checking.texts import printable
from helpers.checking.torch_probes import TORCH_PROBES
from helpers.checking.values import NotData, plain

CALL_SECONDS = 2  # of processor time
TRAINING_SECONDS = 15
PRINTED_CHARACTERS = 300
MESSAGE_CHARACTERS = 500
NAMES = 50  # of the bases of an error, or of changed inputs
OPERATORS = {ast.Add: operator.add, ast.Mult: operator.mul}  # in formulas
METHODS = frozenset({"relu", "exp", "log"})
MISSING = object()
UNWRITTEN = "is not written yet"


@dataclass(frozen=True)
class Outcome:
    """What came of one call.

    kind: "returned", "raised", "missing" (no such name), "not data" (returned, but nothing that
    can be compared) or "stopped" (out of time or memory, or its process ended).
    """

    kind: str
    value: Any = None
    error: str = ""
    bases: tuple[str, ...] = ()
    message: str = ""
    line: str = ""
    changed: tuple[str, ...] = ()
    printed: str = ""

    def to_data(self) -> dict:
        texts = {k: v for k, v in vars(self).items() if k != "value" and v}
        return texts if self.value is None else {**texts, "value": self.value}

    @classmethod
    def from_data(cls, data: Any) -> Outcome:
        """Raises ValueError where the data is no outcome: it may come from a student's process."""
        if not isinstance(data, dict) or "kind" not in data:
            raise ValueError("not an outcome")
        return cls(**{name: _part_of_outcome(name, part) for name, part in data.items()})

    @property
    def unwritten(self) -> bool:
        is_stub = self.error == "NotImplementedError" and not self.message.endswith(UNWRITTEN)
        return self.kind == "raised" and is_stub


def _part_of_outcome(name: str, part: Any) -> Any:
    if name == "value":
        return part
    if name in ("bases", "changed"):
        if not isinstance(part, tuple) or not all(isinstance(item, str) for item in part):
            raise ValueError("an outcome with a list that is not of text")
        return tuple(printable(item[:MESSAGE_CHARACTERS]) for item in part[:NAMES])
    if name not in Outcome.__dataclass_fields__ or not isinstance(part, str):
        raise ValueError("an outcome with a part that is not text")
    return printable(part[:MESSAGE_CHARACTERS])


def call_function(answer: Callable, args: tuple, kwargs: dict) -> Outcome:
    """Call the answer on copies of the inputs; notice which of them it changed."""
    own_args, own_kwargs = copy.deepcopy((args, kwargs))
    args_made, kwargs_made = made_call(own_args, own_kwargs)
    value = plain(answer(*args_made, **kwargs_made))
    if same((args, kwargs), (own_args, own_kwargs)):
        return Outcome("returned", value)
    changed = _changed(answer, (args, kwargs), (own_args, own_kwargs))
    return Outcome("returned", value, changed=changed)


def look_for_a_view(answer: Callable, args: tuple, kwargs: dict) -> Outcome:
    """The answer gives another view of its first argument. Returns the view, and what it shows
    after every number of that argument has grown by 1."""
    x, *others = copy.deepcopy(args)
    view = answer(x, *others, **kwargs)
    before = plain(view)
    if not same(x, args[0]):
        return Outcome(
            "returned", (before, None), changed=_changed(answer, (args, {}), ((x, *others), {}))
        )
    x += 1
    return Outcome("returned", (before, plain(view)))


def read_value(answer: Any, args: tuple, kwargs: dict) -> Outcome:
    """The answer is a plain value: a number or a text."""
    if answer is None:
        raise NotImplementedError("The value is still None.")
    return Outcome("returned", plain(answer))


def differentiate(answer: type, args: tuple, kwargs: dict) -> Outcome:
    """The answer is a class of numbers that know their gradient. Returns the result, [gradients].

    args: one formula, such as "a = x + y; a * a"; kwargs: a number for each name that it starts
    from.
    """
    inputs = {name: answer(number) for name, number in kwargs.items()}
    names = dict(inputs)
    *steps, last = args[0].split("; ")
    for step in steps:
        name, _, formula = step.partition(" = ")
        names[name] = _evaluate(formula, names)
    result = _evaluate(last, names)
    try:
        result.backward()
    except NotImplementedError:  # whoever gets so far has a result to show
        return Outcome("returned", plain((result.data, None)))
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
        raise ValueError(f"{formula[:PRINTED_CHARACTERS]!r} is no formula that can be tried.")

    try:
        tree = ast.parse(formula, mode="eval")
    except (SyntaxError, RecursionError, MemoryError):
        tree = ast.Expression(None)
    return value(tree.body)


def cut_into_batches(answer: Callable, args: tuple, kwargs: dict) -> Outcome:
    """The answer cuts range(n) into shuffled batches. Returns what it gives for the generators a,
    b and c, a list of calls for each: a and b have the same seed, c has another.

    args: n, the size of a batch, and a Generator; kwargs: turns, which of the three the calls get,
    one after the other, as in "abacb". So who counts calls learns nothing.
    """
    *numbers, seed = args
    sources = {"a": seed.make(), "b": seed.make(), "c": Generator(seed.seed + 1).make()}
    calls: dict[str, list] = {name: [] for name in sources}
    for name in kwargs["turns"]:
        calls[name].append(answer(*numbers, sources[name]))
    return Outcome("returned", plain(tuple(calls.values())))


def _returned(probe: Callable[..., Any]) -> Callable[..., Outcome]:
    """The probe on copies of the inputs, with its value as an outcome."""
    return lambda answer, *call: Outcome("returned", plain(probe(answer, *copy.deepcopy(call))))


PROBES: dict[str, Callable[..., Outcome]] = {
    "function": call_function,
    "view": look_for_a_view,
    "value": read_value,
    "formula": differentiate,
    "batches": cut_into_batches,
    "two-layer network": call_function,
    "convnet": call_function,
    **{name: _returned(probe) for name, probe in TORCH_PROBES.items()},
}
TRAINED = frozenset({"two-layer network", "convnet", "classifier", "timed classifier"})


def seconds_for(probe: str) -> float:
    """How much processor time one call may take."""
    return TRAINING_SECONDS if probe in TRAINED else CALL_SECONDS


class OutOfTime(BaseException):
    """Raised inside an answer that computes for too long."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block after so many seconds of processor time.

    Where the system has no such timer (Windows, or another thread than the first) nothing is
    raised. Code in C is not interrupted before it returns.
    """
    if not hasattr(signal, "setitimer") or current_thread() is not main_thread():
        yield
        return

    def expire(*_: object) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGPROF, expire)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def run(probe: str, answer: Any, args: tuple, kwargs: dict) -> Outcome:
    """One outcome, whatever the answer does: prints, warns, raises, goes on for ever."""
    if answer is MISSING:
        return Outcome("missing")
    printed = _Beginning()
    try:
        with (
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
            time_limit(seconds_for(probe)),
        ):
            warnings.simplefilter("ignore")
            outcome = PROBES[probe](answer, args, kwargs)
    except NotData as error:
        outcome = Outcome("not data", message=str(error))
    except OutOfTime:
        message = f"did not end within {seconds_for(probe)} seconds of computing"
        outcome = Outcome("stopped", message=message)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # even sys.exit in an answer must not end the check
        outcome = raised(error, getattr(answer, "__name__", ""))
    text = printed.getvalue()
    return outcome if not text else Outcome(**{**vars(outcome), "printed": text})


def raised(error: BaseException, name: str = "") -> Outcome:
    """name: of the answer, to tell its own stub from one that it calls."""
    bases = [base.__name__ for base in type(error).__mro__[1:-1]]
    try:
        text = error.msg if isinstance(error, SyntaxError) else error
        message = str(text)[:MESSAGE_CHARACTERS]
    except Exception:  # an exception class of the student's may break here
        message = ""
    if isinstance(error, NotImplementedError):
        message = _other_stub(error, name) or message
    return Outcome(
        "raised",
        error=type(error).__name__,
        bases=tuple(bases),
        message=message,
        line=_line_in_notebook(error),
    )


def _other_stub(error: NotImplementedError, name: str) -> str:
    """A sentence, where it was not the answer of this name that raised, nor a method of it."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    if not frames or frames[-1].f_code.co_filename == __file__:
        return ""
    code = frames[-1].f_code
    is_own = code.co_name == name or f"{name}." in code.co_qualname
    return "" if is_own else f"{code.co_name} {UNWRITTEN}"


class _Beginning(io.StringIO):
    """Keeps the beginning of what is printed and forgets the rest."""

    def write(self, text: str) -> int:
        super().write(text[: max(0, PRINTED_CHARACTERS - self.tell())])
        return len(text)


def _line_in_notebook(error: BaseException) -> str:
    """The innermost line of a notebook's cell that the error passed through, or that is none."""
    if isinstance(error, SyntaxError) and error.lineno:
        return f"line {error.lineno}: {(error.text or '').strip()}"[:MESSAGE_CHARACTERS]
    frames = traceback.extract_tb(error.__traceback__)
    cells = [f for f in frames if "ipykernel" in f.filename or f.filename.startswith("<ipython")]
    if not cells:
        return ""
    return f"line {cells[-1].lineno}" + (f": {cells[-1].line}" if cells[-1].line else "")


def _changed(answer: Callable, before: tuple, after: tuple) -> tuple[str, ...]:
    (args, kwargs), (args_after, kwargs_after) = before, after
    try:
        names = list(inspect.signature(answer).parameters)
    except (TypeError, ValueError):
        names = []
    names += [f"argument {i + 1}" for i in range(len(names), len(args))]
    pairs = [*zip(names, args, args_after, strict=False)]
    pairs += [(name, kwargs[name], kwargs_after[name]) for name in kwargs]
    return tuple(name for name, old, new in pairs if not same(old, new))


def same(a: Any, b: Any) -> bool:
    """Whether two plain values are equal to the last bit, shapes and types included.

    So may be ingredients of calls.
    """
    if isinstance(a, KINDS):
        return type(a) is type(b) and same(list(vars(a).values()), list(vars(b).values()))
    if isinstance(a, np.ndarray):
        return (
            isinstance(b, np.ndarray)
            and a.dtype == b.dtype
            and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
        )
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return (
            isinstance(b, dict)
            and a.keys() == b.keys()
            and all(same(v, b[k]) for k, v in a.items())
        )
    return type(a) is type(b) and (a == b or (a != a and b != b))
