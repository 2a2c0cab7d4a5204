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
    """One part of an exercise: passed, or the smallest call that shows what is wrong."""

    title: str
    passed: bool
    call: str = ""
    problem: str = ""
    grid: np.ndarray | None = None
    place: str = ""
    printed: str = ""
    mistake: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Report:
    """What became of one exercise. Parts earn equal shares of its points.

    note: what happened instead, where the answer could not be run at all.
    """

    name: str
    lesson: str
    points: float
    parts: tuple[PartReport, ...]
    unwritten: bool = False
    hints: int = 0
    note: str = ""

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
    def headline(self) -> str:
        passed = sum(part.passed for part in self.parts)
        earned = f"{self.score:.2g}" if self.score == int(self.score) else f"{self.score:.2f}"
        parts = "part" if len(self.parts) == 1 else "parts"
        of = f"{self.points:g} point" + ("" if self.points == 1 else "s")
        return f"{passed} of {len(self.parts)} {parts}   {earned} / {of}"

    @property
    def advice(self) -> str:
        """The last line: what to do now."""
        if self.note:
            return self.note
        if self.passed:
            return ""
        if self.unwritten:
            return "Not written yet: replace the line that raises NotImplementedError."
        large = any(" array>" in part.call for part in self.parts)
        inputs = f"failing_call({self.name}) returns the inputs of that call. " if large else ""
        return inputs + (f"hint({self.name}) shows a hint." if self.hints else "")

    def text(self) -> str:
        """The report for a terminal."""
        lines = [f"{self.name}   {self.headline}"]
        indent = " " * (TITLE_WIDTH + 6)
        for part in self.parts:
            mark = "✓" if part.passed else "✗"
            first, *more = [*textwrap.wrap(f"{part.call} {part.problem}", TEXT_WIDTH), ""]
            lines.append(f"  {mark} {part.title:<{TITLE_WIDTH}}  {first}".rstrip())
            lines += [indent + line for line in [*more[:-1], *_details(part)]]
        if self.advice:
            lines.append(f"  {self.advice}")
        return "\n".join(lines)

    def html(self) -> str:
        """The report as a card, for light and dark pages."""
        rows = "".join(_row(part) for part in self.parts)
        advice = f'<p class="advice">{html.escape(self.advice)}</p>' if self.advice else ""
        state = "passed" if self.passed else "failed"
        return (
            f'{STYLE}<div class="course-card {state}"><p><code>{html.escape(self.name)}</code> '
            f'<span class="score">{html.escape(self.headline)}</span></p>'
            f"<ul>{rows}</ul>{advice}</div>"
        )

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
    mark, word = ("✓", "passed") if part.passed else ("✗", "failed")
    details = ""
    if part.problem:
        details += f"<div><code>{html.escape(part.call)}</code> {html.escape(part.problem)}</div>"
    if part.hint:
        details += f'<div class="hint">{html.escape(part.hint)}</div>'
    if part.printed:
        details += f"<div>It printed:<pre>{html.escape(part.printed)}</pre></div>"
    if part.grid is not None:
        details += f"<div>Where it differs, in <code>{html.escape(part.place)}</code></div>"
        details += _picture(part.grid)
    return (
        f'<li class="{word}"><span class="mark" aria-label="{word}">{mark}</span>'
        f"<div>{html.escape(part.title)}{details}</div></li>"
    )


def _picture(grid: np.ndarray) -> str:
    """Wrong cells as crossed squares, so that the picture reads without colour too."""
    side = 12
    rows, columns = grid.shape
    cells = []
    for (i, j), wrong in np.ndenumerate(grid):
        x, y = j * side, i * side
        cells.append(
            f'<rect x="{x + 1}" y="{y + 1}" width="{side - 2}" height="{side - 2}" '
            f'class="{"wrong" if wrong else "right"}"/>'
        )
        if wrong:
            cells.append(
                f'<path d="M{x + 4} {y + 4}l4 4m0 -4l-4 4" stroke="white" stroke-width="1.5"/>'
            )
    label = f"{int(grid.sum())} of {grid.size} cells differ"
    return (
        f'<svg role="img" aria-label="{label}" width="{columns * side}" height="{rows * side}">'
        f"{''.join(cells)}</svg>"
    )


STYLE = """<style>
.course-card {border-left: 4px solid #009E73; padding: .4em 1em; margin: .3em 0;
  background: rgba(128, 128, 128, .08); color: inherit; font-size: 14px; line-height: 1.5}
.course-card.failed {border-left-color: #D55E00}
.course-card p {margin: 0 0 .3em 0}
.course-card .score {opacity: .8; margin-left: 1em; white-space: pre-wrap}
.course-card ul {list-style: none; margin: 0; padding: 0}
.course-card li {display: flex; gap: .6em; margin: .15em 0}
.course-card li .mark {font-weight: bold; color: #009E73}
.course-card li.failed .mark {color: #D55E00}
.course-card .hint {font-weight: 600; margin: .2em 0}
.course-card .advice {margin-top: .5em; opacity: .8}
.course-card code {color: inherit; background: rgba(128, 128, 128, .16); padding: 0 .25em}
.course-card pre {margin: .2em 0; white-space: pre-wrap; color: inherit; background: none}
.course-card svg {margin: .3em 0} .course-card svg .wrong {fill: #D55E00}
.course-card svg .right {fill: #009E73; opacity: .45}
</style>"""
