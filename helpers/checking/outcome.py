"""What came of one call of an answer, as plain data."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from helpers.checking.texts import printable

MESSAGE_CHARACTERS = 500
NAMES = 50  # of the bases of an error, or of changed inputs
OURS = "helpers.checking."


@dataclass(frozen=True)
class Outcome:
    """What came of one call.

    kind: "returned", "raised", "missing" (no such name), "not data" (returned, but nothing that
    can be compared), "endless" (out of time) or "stopped" (out of memory, or its process ended).
    changed: inputs that were changed, by place, counted from 0, or by keyword.
    stub: the function that raised, where it is not written yet and is another than the one called.
    """

    kind: str
    value: Any = None
    error: str = ""
    bases: tuple[str, ...] = ()
    message: str = ""
    line: str = ""
    changed: tuple[str, ...] = ()
    printed: str = ""
    stub: str = ""

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
        """Whether the answer is a stub."""
        return self.kind == "raised" and self.error == "NotImplementedError" and not self.stub

    def with_names(self, parameters: Sequence[str]) -> Outcome:
        """The same with changed inputs called as the exercise calls them, whatever the answer
        does."""
        if not self.changed:
            return self
        names = {str(place): name for place, name in enumerate(parameters)}
        return replace(self, changed=tuple(names.get(key, key) for key in self.changed))

    @property
    def is_last(self) -> bool:
        """Whether nothing can be called any more after it."""
        return self.kind in ("endless", "stopped")


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


def raised(error: BaseException, name: str = "") -> Outcome:
    """The outcome of a call that raised. name: of the answer, to tell its own stub from another."""
    bases = [base.__name__ for base in type(error).__mro__[1:-1]]
    try:
        text = error.msg if isinstance(error, SyntaxError) else error
        message = str(text)[:MESSAGE_CHARACTERS]
    except Exception:  # an exception class of the student's may break here
        message = ""
    stub = _other_stub(error, name) if isinstance(error, NotImplementedError) else ""
    message = f"{stub} is not written yet" if stub else message
    return Outcome(
        "raised",
        error=type(error).__name__,
        bases=tuple(bases),
        message=message,
        line=_line_in_notebook(error),
        stub=stub,
    )


def _other_stub(error: NotImplementedError, name: str) -> str:
    """The function that raised, where it is neither the answer of this name nor a method of it."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    if not frames or str(frames[-1].f_globals.get("__name__")).startswith(OURS):
        return ""
    code = frames[-1].f_code
    is_own = code.co_name == name or f"{name}." in code.co_qualname
    return "" if is_own else code.co_name


def _line_in_notebook(error: BaseException) -> str:
    """The innermost line of a notebook's cell that the error passed through, or that is none."""
    if isinstance(error, SyntaxError) and error.lineno:
        return f"line {error.lineno}: {(error.text or '').strip()}"[:MESSAGE_CHARACTERS]
    frames = traceback.extract_tb(error.__traceback__)
    cells = [f for f in frames if "ipykernel" in f.filename or f.filename.startswith("<ipython")]
    if not cells:
        return ""
    return f"line {cells[-1].lineno}" + (f": {cells[-1].line}" if cells[-1].line else "")
