"""`check` says whether an answer is right and, if not, what is wrong; `hint` helps on.

The right outcomes are compiled into data/answers: numbers without the code that made them.
"""

from __future__ import annotations

import copy
import difflib
import os
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from helpers import probes
from helpers.judge import Sheet, first_failure, judge
from helpers.report import Report
from helpers.values import decode

ANSWERS = Path(__file__).parent.parent / "data" / "answers"
GRADING = "COURSE_GRADING"

_hints_shown: dict[str, int] = {}


class CheckFailed(AssertionError):
    """The answer is not right yet; the report above the traceback says why."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class NoAnswers(RuntimeError):
    """There is nothing to check against."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def check(answer: Callable | str, *value: Any) -> None:
    """Check a function that you wrote, or a value by its name: check("weights", 30730).

    Shows a report. Raises CheckFailed where a part fails, so that validation tools see it.
    At grading it does nothing: there the same checks run outside the notebook.
    """
    if os.environ.get(GRADING):
        return
    name = answer if isinstance(answer, str) else getattr(answer, "__name__", str(answer))
    if isinstance(answer, str) and len(value) != 1:
        raise CheckFailed(f'check("{name}") needs your value: check("{name}", {name}).')
    sheet = load_sheet(name)
    checked = value[0] if isinstance(answer, str) else answer
    if isinstance(answer, str) and sheet.probe == "function":
        raise CheckFailed(f"{name} is a function: check({name}), without quotes.")
    report = check_sheet(sheet, checked)
    _show(report)
    if not report.passed:
        raise CheckFailed(_verdict(report))


def check_sheet(sheet: Sheet, answer: Any) -> Report:
    """The report on an answer, made in this process."""
    return judge(sheet, lambda case: probes.run(sheet.probe, answer, case.args, case.kwargs))


def failing_call(answer: Callable) -> tuple[tuple, dict]:
    """The inputs of the first call that goes wrong: `args, kwargs = failing_call(conv_forward)`.

    Then conv_forward(*args, **kwargs) makes that call. Raises ValueError where none goes wrong.
    """
    sheet = load_sheet(answer.__name__)
    for part in sheet.parts:
        pairs = [(c, probes.run(sheet.probe, answer, c.args, c.kwargs)) for c in part.cases]
        failed = first_failure(pairs, part.item)
        if failed:
            return copy.deepcopy((failed[0].args, failed[0].kwargs))
    raise ValueError(f"Every call of {sheet.name} goes right.")


def hint(answer: Callable | str) -> None:
    """Show the next hint for an exercise; the last one stays."""
    if os.environ.get(GRADING):
        return
    name = answer if isinstance(answer, str) else getattr(answer, "__name__", str(answer))
    hints = load_sheet(name).hints
    shown = min(_hints_shown.get(name, 0) + 1, len(hints))
    _hints_shown[name] = shown
    if not hints:
        print(f"There are no hints for {name}.")
    else:
        print(f"Hint {shown} of {len(hints)}: {hints[shown - 1]}")


def load_sheet(name: str) -> Sheet:
    """The compiled answer sheet of an exercise. Raises NoAnswers where there is none."""
    files = sorted(ANSWERS.glob("*.npz"))
    if not files:
        raise NoAnswers(
            f"No answers lie in {ANSWERS}. Run `make lab`, or ask your instructor for the zip."
        )
    known: list[str] = []
    for file in files:
        names = _names(file, file.stat().st_mtime_ns)
        if name in names:
            return _load(file, file.stat().st_mtime_ns, name)
        known += names
    close = difflib.get_close_matches(name, known, 1)
    meant = f" Did you mean {close[0]}?" if close else ""
    raise NoAnswers(f"No exercise is called {name!r}.{meant} The function must keep its name.")


@lru_cache(64)
def _names(file: Path, version: int) -> tuple[str, ...]:
    with zipfile.ZipFile(file) as archive:
        return tuple(entry.removesuffix(".npy") for entry in archive.namelist())


@lru_cache(64)
def _load(file: Path, version: int, name: str) -> Sheet:
    with np.load(file, allow_pickle=False) as answers:
        return Sheet.from_data(decode(answers[name].tobytes()))


def _verdict(report: Report) -> str:
    if report.unwritten:
        return f"{report.name} is not written yet."
    failed = sum(not part.passed for part in report.parts)
    are = "is" if failed == 1 else "are"
    of = f"{failed} of {len(report.parts)} parts {are} not right yet"
    return f"{report.name}: {of}, see the report."


def _show(report: Report) -> None:
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        get_ipython = lambda: None  # noqa: E731
    if get_ipython() is None:
        print(report.text())
    else:
        display(report)
