"""The notebook itself as a page shows it: as it was graded, and nothing in it acts."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from nbconvert.filters import strip_ansi

from autograder.classroom.safe_markdown import to_html
from autograder.classroom.student_page.results import SHOWN_CHARACTERS
from helpers.course.notebook import grade_id, text


@dataclass(frozen=True)
class ShownCell:
    """kind: code, markdown or raw. outputs: what it printed, and errors. name: nbgrader's."""

    kind: str
    source: str
    html: Markup
    outputs: tuple[str, ...]
    name: str


def shown_cells(cells: list[dict]) -> list[ShownCell]:
    return [_shown(cell) for cell in cells]


def _shown(cell: dict) -> ShownCell:
    kind, source = cell["cell_type"], text(cell)
    html = Markup(to_html(source, cell.get("attachments"))) if kind == "markdown" else Markup("")
    outputs = tuple(filter(None, map(_as_text, cell.get("outputs") or [])))
    return ShownCell(kind, source, html, outputs, grade_id(cell) or "")


def _as_text(output: dict) -> str:
    """The plain text of an output: whatever else it holds was made by a student's code."""
    if output.get("output_type") == "error":
        found = output.get("traceback") or [f"{output.get('ename')}: {output.get('evalue')}"]
        found = "\n".join(map(str, found))
    else:
        found = output.get("text") or (output.get("data") or {}).get("text/plain", "")
        found = "".join(map(str, found))
    return strip_ansi(found)[:SHOWN_CHARACTERS].rstrip()
