"""Try an answer: run a student's code on given inputs, and say what came of it.

It runs beside that code, at home in the notebook's kernel and at grading in the sandbox, so
nothing here, nor in what kinds of exercise run, knows what is right.
"""

from __future__ import annotations

import contextlib
import io
import signal
import warnings
from collections.abc import Iterator
from threading import current_thread, main_thread
from typing import Any

import numpy as np

from helpers.checking.kinds import Kind
from helpers.checking.outcome import Outcome, raised
from helpers.checking.values import NotData

PRINTED_CHARACTERS = 300
MISSING = object()


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


def outcome_of(kind: Kind, answer: Any, args: tuple, kwargs: dict) -> Outcome:
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
            time_limit(kind.seconds),
        ):
            warnings.simplefilter("ignore")
            outcome = kind.run(answer, args, kwargs)
    except NotData as error:
        outcome = Outcome("not data", message=str(error))
    except OutOfTime:
        message = f"did not end within {kind.seconds} seconds of computing"
        outcome = Outcome("endless", message=message)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # even sys.exit in an answer must not end the check
        outcome = raised(error, getattr(answer, "__name__", ""))
    text = printed.getvalue()
    return outcome if not text else Outcome(**{**vars(outcome), "printed": text})


class _Beginning(io.StringIO):
    """Keeps the beginning of what is printed and forgets the rest."""

    def write(self, text: str) -> int:
        super().write(text[: max(0, PRINTED_CHARACTERS - self.tell())])
        return len(text)
