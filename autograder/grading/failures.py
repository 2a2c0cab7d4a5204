"""Cells that failed at grading, and what is missing since they did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from autograder.grading.rebuild import MAX_PARSED, Cell, Role
from helpers.checking.outcome import Outcome
from helpers.checking.sheet import Sheet
from helpers.course.notebook import grade_id

MISSING_NAME = re.compile(r"name '(\w+)' is not defined")
OF_FILES = ("ModuleNotFoundError", "FileNotFoundError")
WORD = re.compile(r"\w+")
LINE_CHARACTERS = 500  # of a line, in which a name is looked for
ONLY_THE_NOTEBOOK = (
    "At grading there is nothing but the notebook, the course and its libraries: put what you use "
    "of other files into a cell."
)


def in_words(raised: Outcome) -> str:
    """What a cell did that ended in an error."""
    message = f": {raised.message.rstrip(' .')}" if raised.message else ""
    line = f" ({raised.line})" if raised.line else ""
    return f"raised {raised.error}{message}{line}"


class Failures:
    """Which cells of a submission failed, and how.

    cells: all of the rebuilt notebook. of_files: whether an outcome that was explained came from
    a file or a library that is not there.
    """

    def __init__(self, cells: Sequence[Cell]) -> None:
        self._cells = cells
        self._words: dict[int, str] = {}
        self.of_files = False

    def note(self, i: int, words: str) -> None:
        """words: what the cell did, as in "did not end within 10 seconds"."""
        self._words[i] = words

    def explain(self, outcome: Outcome, sheet: Sheet) -> Outcome:
        """The outcome with the reason why an answer, or a name that it uses, is not there."""
        why = ""
        if outcome.kind == "missing":
            why = self._why_missing(sheet.name)
            outcome = replace(outcome, message=why)
        elif outcome.error == "NameError" and (words := self._words_on(outcome.message)):
            why = f", since the cell that defines it {words}"
            outcome = replace(outcome, message=outcome.message + why)
        self.of_files |= outcome.error in OF_FILES or any(error in why for error in OF_FILES)
        return outcome

    def _why_missing(self, name: str) -> str:
        words = self._words_of(name)
        if words:
            return f"its cell {words}"
        for cell in self._cells:
            if grade_id(cell.data) == name and cell.role is Role.SKIPPED and cell.source.strip():
                return "its cell holds text: make it a code cell again"
            if cell.role is Role.TEXT and _defines(cell.source, name):
                return "a text cell defines it: put that into a code cell"
        return "no code cell of the notebook defines it"

    def _words_on(self, message: str) -> str:
        """Of the cell that defines the name which an error says is not defined."""
        name = MISSING_NAME.search(message)
        return self._words_of(name[1]) if name else ""

    def _words_of(self, name: str) -> str:
        """What the last failed cell did that would have defined the name."""
        for i in sorted(self._words, reverse=True):
            cell = self._cells[i]
            if grade_id(cell.data) == name or _defines(cell.source, name):
                return self._words[i]
        return ""


def _defines(source: str, name: str) -> bool:
    """Whether code, which may be no Python, looks as if it gave a value to the name."""
    for line in source[:MAX_PARSED].splitlines():
        first, *words = [*WORD.findall(line[:LINE_CHARACTERS]), ""]
        if first in ("def", "class", "import", "from") and name in words:
            return True
        if first == name and "=" in line:
            return True
    return False
