"""`check` says whether an answer is right and, if not, what is wrong; `hint` helps on.

The right outcomes are compiled into data/answers: numbers without the code that made them.
"""

from __future__ import annotations

import copy
import difflib
import os
import textwrap
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from helpers.checking.globals_used import from_demos_alone, uses_pytorch
from helpers.checking.ingredients import SCENE, made_call
from helpers.checking.judge import first_failure, judge, try_all
from helpers.checking.kinds.pytorch import warm_up
from helpers.checking.outcome import Outcome
from helpers.checking.report import Report
from helpers.checking.run import outcome_of
from helpers.checking.screen import Progress, show
from helpers.checking.sheet import Case, Sheet
from helpers.checking.values import decode
from helpers.paths import ANSWERS

GRADING = "COURSE_GRADING"
MOST_BYTES = 64 << 20  # of a sheet, unpacked
HINT_WIDTH = 88  # characters: a notebook breaks longer lines inside words

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

    Shows a report. Raises CheckFailed where a part fails, so that validation tools see it, where
    the answer uses PyTorch in an exercise about doing without, and where it uses what only a demo
    cell defines.
    At grading it does nothing: there the same checks run outside the notebook.
    """
    if os.environ.get(GRADING):
        return
    name = answer if isinstance(answer, str) else getattr(answer, "__name__", str(answer))
    if isinstance(answer, str) and len(value) != 1:
        raise CheckFailed(f'check("{name}") needs your value: check("{name}", {name}).')
    sheet = load_sheet(name)
    checked = value[0] if isinstance(answer, str) else answer
    if isinstance(answer, str) and sheet.kind.is_called:
        raise CheckFailed(f"{name} is a function: check({name}), without quotes.")
    if not sheet.torch and uses_pytorch(checked):
        raise CheckFailed(
            f"{name} uses PyTorch. The exercise is about writing it yourself, with NumPy: at "
            "grading PyTorch cannot be imported, nor used by way of helpers.networks."
        )
    if missing := from_demos_alone(checked, sheet.demos):
        names, are = " and ".join(missing), "is" if len(missing) == 1 else "are"
        raise CheckFailed(
            f"{name} uses {names}, which {are} made in a demo cell of the lesson. Grading skips "
            "these cells: write what you need of them into the cell of your answer."
        )
    progress = Progress(sheet)
    report = check_sheet(sheet, checked, progress.step)
    show(report)
    if not report.passed:
        raise CheckFailed(_verdict(report))


def check_sheet(sheet: Sheet, answer: Any, after_call: Callable = lambda: None) -> Report:
    """The report on an answer, made in this process.

    after_call: is called, without arguments, after each call of the answer.
    """

    def run(case: Case) -> Outcome:
        outcome = _run(sheet, answer, case)
        after_call()
        return outcome

    return judge(sheet, run, run_again=lambda case: _run(sheet, answer, case))


def _run(sheet: Sheet, answer: Any, case: Case) -> Outcome:
    """The outcome of a call. What only a first call would load is loaded before its time counts."""
    if sheet.torch:
        warm_up()
    return outcome_of(sheet.kind, answer, case.args, case.kwargs)


def failing_call(answer: Callable) -> tuple[tuple, dict]:
    """The inputs of the first call that goes wrong: `args, kwargs = failing_call(conv_forward)`.

    Then conv_forward(*args, **kwargs) makes that call. Raises ValueError where none goes wrong.
    At grading it knows of none, and gives no inputs.
    """
    if os.environ.get(GRADING):
        return (), {}
    sheet = load_sheet(answer.__name__)
    for part, pairs in try_all(sheet, lambda case: _run(sheet, answer, case)):
        failed = first_failure(pairs, part.item)
        if failed:
            args, kwargs = copy.deepcopy((failed.case.args, failed.case.kwargs))
            named = {key: value for key, value in kwargs.items() if key not in SCENE}
            args, named = made_call(args, named)
            return tuple(args), named
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
        print(textwrap.fill(f"Hint {shown} of {len(hints)}: {hints[shown - 1]}", HINT_WIDTH))


def load_sheet(name: str) -> Sheet:
    """The compiled answer sheet of an exercise.

    Raises NoAnswers where there is none, or none that can be read.
    """
    files = sorted(ANSWERS.glob("*.npz"))
    if not files:
        raise NoAnswers(
            f"No answers lie in {ANSWERS}. Run `make lab`, or ask your instructor for the zip."
        )
    known: list[str] = []
    damaged: list[str] = []
    found: dict[str, Sheet] = {}
    for file in files:
        try:
            version = file.stat().st_mtime_ns
            names = _names(file, version)
            if name in names:
                found[file.stem] = _load(file, version, name)
            known += names
        except Exception:  # whatever a damaged or a foreign file makes of those who read it
            damaged.append(file.name)
    if found:
        return _of_this_lesson(name, found)
    if damaged:
        raise NoAnswers(
            f"{' and '.join(damaged)} in {ANSWERS} cannot be read. Run `make lab`, or put the file "
            "from your instructor's zip in its place."
        )
    close = difflib.get_close_matches(name, known, 1)
    meant = f" Did you mean {close[0]}?" if close else ""
    raise NoAnswers(f"No exercise is called {name!r}.{meant} The function must keep its name.")


def _of_this_lesson(name: str, found: dict[str, Sheet]) -> Sheet:
    """The sheet of the lesson whose notebook this is, where several have an exercise of the name.

    Raises NoAnswers where that cannot be known.
    """
    if len(found) == 1:
        return next(iter(found.values()))
    # Jupyter starts a kernel in the notebook's folder, and newer versions say which notebook it is.
    notebook = Path(os.environ.get("JPY_SESSION_NAME", "")).stem
    folder = Path.cwd().name.lstrip("0123456789").removeprefix("_")
    for lesson in (notebook, folder):
        if lesson in found:
            return found[lesson]
    raise NoAnswers(
        f"{name} is an exercise of {' and of '.join(found)}, and this notebook does not say of "
        f"which: give it its own name again, as in {next(iter(found))}.ipynb."
    )


@lru_cache(64)
def _names(file: Path, version: int) -> tuple[str, ...]:
    with zipfile.ZipFile(file) as archive:
        names = (entry.removesuffix(".npy") for entry in archive.namelist())
        return tuple(name for name in names if name.isidentifier())


@lru_cache(64)
def _load(file: Path, version: int, name: str) -> Sheet:
    with zipfile.ZipFile(file) as archive:
        if archive.getinfo(f"{name}.npy").file_size > MOST_BYTES:
            raise ValueError("more than any sheet has")
    with np.load(file, allow_pickle=False) as answers:
        sheet = Sheet.from_data(decode(answers[name].tobytes()))
    if sheet.name != name:
        raise ValueError("not the sheet of this exercise")
    return sheet


def _verdict(report: Report) -> str:
    if report.unwritten:
        return f"{report.name} is not written yet."
    failed = sum(not part.passed for part in report.parts)
    are = "is" if failed == 1 else "are"
    of = f"{failed} of {len(report.parts)} parts {are} not right yet"
    return f"{report.name}: {of}, see the report."
