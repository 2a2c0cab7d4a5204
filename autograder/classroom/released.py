"""What a class was given: a lesson's notebook and exercises as they were when it was released.

A class is graded against these, whatever version of the course is installed by then.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from autograder.authoring.lessons import DISTRIBUTION, Lesson
from autograder.authoring.mistakes import differ_in_mistakes_alone
from autograder.classroom.merge import differences, merge
from autograder.errors import CourseError
from helpers.course.files import write_atomically

SHOWN = 10
# What exercises import, and how they name their kind, in version 0.1 and since.
CHANGED = (
    (re.compile(r"\bautograder\.exercise\b"), "autograder.authoring.exercise"),
    (re.compile(r"\bhelpers\.ingredients\b"), "helpers.checking.ingredients"),
    (re.compile(r'\bprobe=("[^"\n]*")'), r"kind=kinds.KINDS[\1]"),
)
IMPORTS_EXERCISE = re.compile(r"^from autograder\.authoring\.exercise import", re.MULTILINE)


@dataclass(frozen=True)
class Given:
    """A lesson as a class has it. notebook: the lesson's own, before a teacher changed it."""

    lesson: Lesson
    notebook: dict


def keep(path: Path, given: Given) -> None:
    """Write into one file what a class was given."""
    content = {
        "version": given.lesson.version or version(DISTRIBUTION),
        "exercises": [list(pair) for pair in given.lesson.exercise_sources],
        "notebook": given.notebook,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def given(path: Path, newest: Lesson | None = None) -> Given:
    """What `keep` wrote. Its lesson is the installed one where that has the same exercises.

    newest: the lesson as it would be released now. Where it differs in nothing but known mistakes,
    which no score depends on, the class learns their names from it.
    Raises CourseError where the file is damaged.
    """
    try:
        content = json.loads(path.read_bytes())
        sources = tuple((str(name), _updated(str(text))) for name, text in content["exercises"])
        kept = Given(Lesson(path.stem, sources, str(content["version"])), content["notebook"])
        _ = kept.notebook["cells"], kept.notebook["metadata"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(
            f"{path} is damaged: put a backup of it back, or make it anew with "
            f"`course release {path.stem} --again`."
        ) from error
    installed = Lesson(path.stem)
    if installed.is_here and installed.exercise_sources == sources:
        return Given(installed, kept.notebook)
    if newest and differ_in_mistakes_alone(sources, newest.exercise_sources):
        named = Lesson(newest.name, newest.exercise_sources, home=newest.home)
        return Given(named, kept.notebook)
    return kept


def _updated(source: str) -> str:
    """A module of exercises of an older version, as this version can import it."""
    for old, new in CHANGED:
        source = old.sub(new, source)
    if "kind=kinds.KINDS[" in source:
        kinds = "from helpers.checking import kinds\n"
        source = IMPORTS_EXERCISE.sub(lambda found: kinds + found[0], source, count=1)
    return source


@dataclass(frozen=True)
class Plan:
    """A way to release a lesson. source: the notebook to be released, as it will stand in source/.

    notes: a sentence for each thing that a teacher should know.
    """

    given: Given
    source: dict
    notes: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        return self.given.lesson.version or version(DISTRIBUTION)


def plans(newest: Lesson | None, former: Given | None, mine: dict | None) -> list[Plan]:
    """What may be released, the best first: the newest lesson, else the one given before.

    newest: None where it is gone. former: what the class was given before. mine: what stands in
    source/, and stays as far as a teacher wrote it. Without `former` nobody can tell what that is,
    so then all of it stays.
    """
    found = []
    if newest and newest.is_here:
        given = Given(newest, json.loads(newest.notebook.read_bytes()))
        found.append(_plan(given, former, mine))
    if former is not None:
        found.append(Plan(former, mine or former.notebook))
    return found


def _plan(given: Given, former: Given | None, mine: dict | None) -> Plan:
    if mine is None:
        return Plan(given, given.notebook)
    if former is None:
        own = differences(mine, given.notebook)
        note = (
            f"What stands in source/{given.lesson.name} stays as it is, though it differs from the "
            f"installed lesson in {_some(own)}. To take that, move yours away and release again."
        )
        return Plan(given, mine, (note,) if own else ())
    merged = merge(mine, given.notebook, former.notebook)
    note = f"You and the newer lesson both changed {_some(merged.both)}: what you wrote stays."
    return Plan(given, merged.notebook, (note,) if merged.both else ())


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
