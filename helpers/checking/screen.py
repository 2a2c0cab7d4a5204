"""What a check shows while it runs and when it is done, in a notebook or a terminal."""

from __future__ import annotations

from collections.abc import Callable

from helpers.checking.report import Report
from helpers.checking.sheet import Sheet


def show(report: Report) -> None:
    """A report, as a card where there is a notebook."""
    if (display := _notebook_display()) is not None:
        display(report)
    else:
        print(report.text())


class Progress:
    """For a check that trains: a line that says how long it may take, and how far it is."""

    def __init__(self, sheet: Sheet) -> None:
        self._name, self._seconds = sheet.name, sheet.kind.seconds
        self._count = len(sheet.cases)
        self._done = 0
        self._write = _rewritten_line() if sheet.kind.trains else None
        self._say()

    def step(self) -> None:
        """One more training is done."""
        self._done += 1
        self._say()

    def _say(self) -> None:
        if self._write:
            self._write(
                f"Checking {self._name}: {self._count} trainings, each of which may take up to "
                f"{self._seconds} seconds of computing. {self._done} of {self._count} are done."
            )


def _rewritten_line() -> Callable[[str], None]:
    """A function that shows a text, in a notebook in place of the one before."""
    display = _notebook_display()
    if display is None:
        return lambda text: print(text, flush=True)
    handle = display({"text/plain": ""}, raw=True, display_id=True)
    return lambda text: handle.update({"text/plain": text}, raw=True)


def _notebook_display() -> Callable | None:
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        return None
    return display if get_ipython() is not None else None
