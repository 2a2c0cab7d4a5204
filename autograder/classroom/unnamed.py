"""Wrong answers of a class that are wrong alike, and whose mistake has no name yet."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.authoring.drafts import bare
from autograder.authoring.lessons import Lesson
from autograder.classroom.class_folder import ClassFolder
from helpers.course.notebook import grade_id, text

FEWEST = 2  # students, from which on a mistake is one of the class


@dataclass(frozen=True)
class Unnamed:
    """Students whose answers to an exercise are wrong alike. Who they are it does not say.

    answers: code without comments and docstrings, the shortest first. call, problem, hint: of the
    report on the first of these.
    """

    exercise: str
    symptoms: str
    count: int
    call: str
    problem: str
    hint: str
    answers: tuple[str, ...]


def unnamed_groups(
    graded: Mapping[str, dict], cells: Mapping[str, Mapping[str, str]]
) -> list[Unnamed]:
    """The groups of two students and more, the largest first.

    graded: reports by student. cells: what each wrote, by the name of the cell.
    """
    found = defaultdict(list)
    for student, report in graded.items():
        for entry in report["exercises"]:
            if entry.get("symptoms") and not entry["note"]:
                found[entry["name"], entry["symptoms"]].append((student, entry))
    groups = []
    for (exercise, symptoms), members in sorted(found.items()):
        if len(members) < FEWEST:
            continue
        written = [(bare(cells[student].get(exercise, "")), entry) for student, entry in members]
        written.sort(key=lambda one: (not one[0], len(one[0]), one[0]))
        _, entry = written[0]
        part = next((part for part in entry["parts"] if part["call"]), entry["parts"][0])
        said = (part[name] for name in ("call", "problem", "hint"))
        answers = dict.fromkeys(answer for answer, _ in written if answer)
        groups.append(Unnamed(exercise, symptoms, len(members), *said, tuple(answers)))
    return sorted(groups, key=lambda group: -group.count)


def written_cells(
    folder: ClassFolder, lesson: Lesson, student: str, release: dict
) -> dict[str, str]:
    """The code that a student wrote, as it was graded, by the exercise or the place of its cell."""
    given = {text(cell) for cell in release["cells"]}
    try:
        cells = json.loads(folder.autograded_path(student, lesson).read_bytes())["cells"]
        return {
            grade_id(cell) or f"own cell {number}": text(cell)
            for number, cell in enumerate(cells, start=1)
            if cell["cell_type"] == "code" and text(cell) not in given
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
