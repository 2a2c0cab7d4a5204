"""Where the course teaches what the lecture says: a page made of the tags of the notebooks.

A cell with the tag `lecture-57` teaches item 57 of `lecture_items.py`, or has it done by hand.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.authoring.lecture_items import ITEMS, PARTS
from autograder.authoring.lessons import Lesson
from autograder.errors import CourseError
from helpers.course.files import write_atomically
from helpers.course.notebook import grade_id, grading_of, text
from helpers.paths import NOTEBOOKS

PAGE = NOTEBOOKS / "LECTURE.md"
TAG = "lecture-"
EXERCISE = re.compile(r"Exercise[^:]*: ")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
FENCED = re.compile(r"^ *(```|~~~).*?^ *\1", re.MULTILINE | re.DOTALL)
TOP = """\
# The lecture, item by item

The lessons hold all of the lecture on convolutional neural networks of Cornell's course CS5670
(2022), cut into {count} items. Here is where each of them is taught, and what you write for it. An
asterisk marks items that the slides get wrong or leave open: see the end of this page.
"""


@dataclass(frozen=True)
class Place:
    """Where an item is taught.

    heading: that of the exercise, else of the section. exercise: the name of what students write,
    where it is an answer cell. cell: the id of the text to begin reading at.
    """

    lesson: Lesson
    heading: str
    exercise: str
    cell: str = field(compare=False)

    @property
    def link(self) -> str:
        """In Markdown, from the folder of all lessons. JupyterLab goes to the cell: it does not
        find headings with characters beyond ASCII."""
        title = EXERCISE.sub("", re.sub(r"^\d+ · ", "", self.heading))
        file = f"{self.lesson.name}/{self.lesson.notebook.name}"
        number = self.lesson.name.partition("_")[0]
        return f"{number} · [{title[:1].upper()}{title[1:]}]({file}#cell-id={self.cell})"

    @property
    def code(self) -> str:
        return f"`{self.exercise}`" if self.exercise else ""


def write_page(lessons: Sequence[Lesson]) -> Path:
    """Write LECTURE.md. Returns where. Raises CourseError, once it is written, for items that no
    cell teaches, and before for a tag of an item that there is not."""
    write_atomically(PAGE, lecture_page(lessons))
    if left := missing(lessons):
        raise CourseError(
            f"{PAGE} is written, but no cell teaches {', '.join(map(str, left))}: give one that "
            f"does the tag {TAG}{left[0]}, and the same for the others."
        )
    return PAGE


def lecture_page(lessons: Sequence[Lesson]) -> str:
    """The text of LECTURE.md. Raises CourseError for a tag of an item that there is not."""
    found = places(lessons)
    numbered = iter(ITEMS.items())
    lines = [TOP.format(count=len(ITEMS))]
    for part, items in PARTS.items():
        lines += [f"## {part}", "", "| | the lecture | lesson and section | you write |"]
        lines += ["| --- | --- | --- | --- |"]
        for number, item in itertools.islice(numbered, len(items)):
            title = item.title + (" \\*" if item.correction else "")
            cells = [[place.link, place.code] for place in found[number]] or [["", ""]]
            lines += [_row(str(number), title, *cells[0])]
            lines += [_row("", "", *others) for others in cells[1:]]
        lines.append("")
    lines += ["## Corrections", ""]
    lines += [f"- **{n}.** {item.correction}" for n, item in ITEMS.items() if item.correction]
    return "\n".join(lines) + "\n"


def places(lessons: Sequence[Lesson]) -> dict[int, list[Place]]:
    """For each item the places that teach it, in the order of the course.

    Several cells under one heading are one place, but for those with exercises. Raises CourseError
    for a tag of an item that there is not.
    """
    found: dict[int, list[Place]] = {number: [] for number in ITEMS}
    for lesson in lessons:
        for number, place in _tagged(lesson):
            found[number].append(place)
    return {number: _without_doubles(where) for number, where in found.items()}


def missing(lessons: Sequence[Lesson]) -> list[int]:
    """The items that no cell teaches."""
    return [number for number, where in places(lessons).items() if not where]


def _row(*cells: str) -> str:
    """A line of a table, without a space too many where a cell is empty."""
    return re.sub(" +", " ", f"| {' | '.join(cells)} |")


def _tagged(lesson: Lesson) -> Iterator[tuple[int, Place]]:
    """Each item that a cell of a lesson is tagged with, and the place of the cell."""
    cells = json.loads(lesson.notebook.read_bytes())["cells"]
    section = heading = task = start = ""
    for cell in cells:
        own = _headings(cell)
        sections = [one for one in own if not EXERCISE.match(one)]
        heading, task = (own[-1], cell["id"]) if own else (heading, task)
        # Of several headings in a text the first says what it is about.
        of_text = sections[0] if sections else section
        section = sections[-1] if sections else section
        start = cell["id"] if cell["cell_type"] == "markdown" else start
        exercise = grade_id(cell) if grading_of(cell).get("solution") else None
        place = Place(lesson, of_text, "", start)
        if exercise:
            place = Place(lesson, heading, exercise, task)
        for tag in cell["metadata"].get("tags", []):
            if tag.startswith(TAG):
                yield _number(tag, cell, lesson), place


def _number(tag: str, cell: dict, lesson: Lesson) -> int:
    number = tag.removeprefix(TAG)
    if not number.isdecimal() or int(number) not in ITEMS:
        raise CourseError(
            f"Cell {cell['id']} of {lesson.name} has the tag {tag}, but the lecture has items "
            f"1 to {len(ITEMS)}: correct the tag."
        )
    return int(number)


def _headings(cell: dict) -> list[str]:
    """The headings of a cell, as they are read, without marks of Markdown."""
    if cell["cell_type"] != "markdown":
        return []
    found = HEADING.findall(FENCED.sub("", text(cell)))
    return [re.sub(r"[*`]", "", heading) for heading in found]


def _without_doubles(where: list[Place]) -> list[Place]:
    """Each place once; one without an exercise is left out where another has its heading."""
    found = list(dict.fromkeys(where))
    with_exercise = {(place.lesson.name, place.heading) for place in found if place.exercise}
    return [p for p in found if p.exercise or (p.lesson.name, p.heading) not in with_exercise]
