"""The report that a student reads, as text and as a card in the notebook."""

from __future__ import annotations

import html
import textwrap
from dataclasses import dataclass

import numpy as np

TITLE_WIDTH = 22
TEXT_WIDTH = 76


@dataclass(frozen=True)
class PartReport:
    """One part of an exercise: passed, or the smallest call that shows what is wrong.

    A problem without a call says what a part still waits for, which is not wrong by itself.
    abridged: whether the call leaves out numbers, which `failing_call` then gives.
    """

    title: str
    passed: bool
    call: str = ""
    problem: str = ""
    grid: np.ndarray | None = None
    place: str = ""
    printed: str = ""
    mistake: str = ""
    hint: str = ""
    abridged: bool = False

    @property
    def waits(self) -> bool:
        """Whether it counts with another part only."""
        return bool(self.problem) and not self.call


@dataclass(frozen=True)
class Report:
    """What became of one exercise. Parts earn equal shares of its points.

    note: what happened instead, where the answer could not be run at all.
    symptoms: of a wrong answer without a known mistake, the same text for all that are wrong alike.
    """

    name: str
    lesson: str
    points: float
    parts: tuple[PartReport, ...]
    unwritten: bool = False
    hints: int = 0
    note: str = ""
    symptoms: str = ""

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return sum(part.passed for part in self.parts) / len(self.parts)

    @property
    def score(self) -> float:
        return self.points * self.share

    @property
    def passed(self) -> bool:
        return all(part.passed for part in self.parts)

    @property
    def mistake(self) -> str:
        """Name of the first known mistake that was recognised, or an empty string."""
        return next((part.mistake for part in self.parts if part.mistake), "")

    @property
    def parts_passed(self) -> str:
        """How many of the parts, in words."""
        passed = sum(part.passed for part in self.parts)
        return f"{passed} of {len(self.parts)} {'part' if len(self.parts) == 1 else 'parts'}"

    @property
    def headline(self) -> str:
        earned = f"{self.score:.2g}" if self.score == int(self.score) else f"{self.score:.2f}"
        if not self.points:
            return f"{self.parts_passed}   practice, no points"
        of = f"{self.points:g} point" + ("" if self.points == 1 else "s")
        return f"{self.parts_passed}   {earned} / {of}"

    @property
    def advice(self) -> str:
        """The last line: what to do now."""
        if self.note:
            return self.note
        if self.passed:
            return ""
        if self.unwritten:
            return "Not written yet: replace what the cell holds with your answer."
        inputs = (
            f"failing_call({self.name}) returns the inputs of the first failing call. "
            if any(part.abridged for part in self.parts)
            else ""
        )
        return inputs + (f"hint({self.name}) shows a hint." if self.hints else "")

    def text(self) -> str:
        """The report for a terminal."""
        lines = [f"{self.name}   {self.headline}"]
        indent = " " * (TITLE_WIDTH + 6)
        for part in self.parts:
            mark = "✓" if part.passed else "·" if part.waits else "✗"
            first, *more = [*textwrap.wrap(f"{part.call} {part.problem}".strip(), TEXT_WIDTH), ""]
            lines.append(f"  {mark} {part.title:<{TITLE_WIDTH}}  {first}".rstrip())
            lines += [indent + line for line in [*more[:-1], *_details(part)]]
        if self.advice:
            lines.append(f"  {self.advice}")
        return "\n".join(lines)

    def html(self) -> str:
        """The report as a card, for light and dark pages."""
        colour = RIGHT if self.passed else WRONG
        state = "passed" if self.passed else "failed"
        return (
            f'<div class="course-card {state}" style="{CARD}; border-left: 4px solid {colour}">'
            f"<div>{_code(self.name)} "
            f"{_tag('span', self.headline, 'margin-left: .8em; white-space: pre-wrap')}</div>"
            f"{self.body()}</div>"
        )

    def body(self) -> str:
        """The card without its frame and headline."""
        rows = "".join(map(_row, self.parts))
        advice = _tag("div", self.advice, "margin-top: .4em; opacity: .8") if self.advice else ""
        return rows + advice

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/plain": self.text(), "text/html": self.html()}


def _details(part: PartReport) -> list[str]:
    lines = textwrap.wrap(part.hint, TEXT_WIDTH)
    if part.printed:
        lines += ["It printed:", *("  " + line for line in part.printed.splitlines()[:5])]
    if part.grid is not None:
        lines.append(f"Where it differs, in {part.place}:")
        lines += [" ".join("x" if wrong else "." for wrong in row) for row in part.grid]
    return lines


def _row(part: PartReport) -> str:
    mark, word, colour = ("✓", "passed", RIGHT) if part.passed else ("✗", "failed", WRONG)
    details = ""
    if part.waits:
        mark, word, colour = "·", "waits", "inherit"
        details = f"<div>{html.escape(part.problem)}</div>"
    elif part.problem:
        details += f"<div>{_code(part.call)} {html.escape(part.problem)}</div>"
    if part.hint:
        details += _tag("div", part.hint, "font-weight: 600; margin: .2em 0")
    if part.printed:
        details += f"<div>It printed:{_tag('pre', part.printed, PRINTED)}</div>"
    if part.grid is not None:
        details += f"<div>Where it differs, in {_code(part.place)}</div>{_picture(part.grid)}"
    return (
        f'<div style="display: flex; gap: .6em; margin: .15em 0"><span aria-label="{word}" '
        f'style="font-weight: bold; color: {colour}">{mark}</span>'
        f"<div>{html.escape(part.title)}{details}</div></div>"
    )


def _tag(name: str, text: str, style: str) -> str:
    return f'<{name} style="{style}">{html.escape(text)}</{name}>'


def _code(text: str) -> str:
    return _tag("code", text, "color: inherit; background: rgba(128, 128, 128, .16)")


def _picture(grid: np.ndarray) -> str:
    """Wrong cells as crosses, right ones as dots, so that the picture reads without colour too."""
    rows = []
    for row in grid:
        cells = "".join(_tag("td", *(("×", CROSS) if wrong else ("·", DOT))) for wrong in row)
        rows.append(f"<tr>{cells}</tr>")
    label = f"{int(grid.sum())} of {grid.size} cells differ"
    return f'<table aria-label="{label}" style="{GRID}">{"".join(rows)}</table>'


# Styles stand in the elements themselves: notebooks that are not trusted lose their style sheets.
RIGHT, WRONG = "#009E73", "#D55E00"
CARD = (
    "padding: .4em 1em; margin: .3em 0; background: rgba(128, 128, 128, .08); color: inherit; "
    "font-size: 14px; line-height: 1.5"
)
PRINTED = "margin: .2em 0; white-space: pre-wrap; color: inherit; background: none"
GRID = "border-collapse: separate; border-spacing: 2px; margin: .2em 0; width: auto; float: none"
CELL = "width: 14px; height: 14px; padding: 0; line-height: 14px; text-align: center; color: white"
CROSS, DOT = f"{CELL}; background: {WRONG}", f"{CELL}; background: rgba(0, 158, 115, .55)"
