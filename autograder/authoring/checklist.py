"""A lesson held to every promise, as a checklist for its author."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field

from autograder.authoring.in_memory import as_written
from autograder.authoring.lessons import Lesson
from autograder.authoring.promises import PROMISES, Promise
from autograder.authoring.promises.solution import the_solution_works
from autograder.authoring.trial import Broken, Trial
from autograder.errors import CourseError
from helpers.paths import PROJECT

PLACES_SHOWN = 5  # of a broken promise
TRAINS = "it trains a network: see --thorough"
CANNOT_BE_ASKED = "its solution cannot be asked yet"


@dataclass(frozen=True)
class Kept:
    """Whether a lesson keeps a promise.

    exercises: for how many it was tried; left_out: for which not, and why.
    """

    name: str
    title: str
    broken: tuple[Broken, ...] = ()
    exercises: int = 0
    left_out: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """A line, and below it the places where the promise is broken."""
        mark = "✗" if self.broken else "✓" if self.exercises else "–"
        lines = [f"{mark} {self.title}"]
        shown = [str(place) for place in self.broken[:PLACES_SHOWN]]
        if len(self.broken) > PLACES_SHOWN:
            shown.append(f"... and {len(self.broken) - PLACES_SHOWN} places more.")
        lines += [f"    {line}" for text in shown for line in text.splitlines()]
        return "\n".join(lines)


def verify(lesson: Lesson, thorough: bool = False) -> Iterator[Kept]:
    """Hold a lesson to every promise, one after the other. Never raises for what its author wrote.

    thorough: also run what trains a network.
    """
    title = "Exercises and notebook can be read"
    try:
        notebook = _notebook_of(lesson)
        trials = [Trial(exercise, notebook) for exercise in lesson.exercises]
    except Exception as error:
        if isinstance(error, CourseError) and not error.__cause__:
            raise
        broken = Broken(lesson.name, _in_words(error.__cause__ or error))
        yield Kept("readable", title, (broken,), 1)
        return
    yield Kept("readable", title, exercises=len(trials))
    unready: set[str] = set()
    for one in PROMISES:
        broken: list[Broken] = []
        left_out: dict[str, str] = {}
        for trial in trials if one.runs else []:
            if trial.is_trained and not thorough:
                left_out[trial.name] = TRAINS
            elif trial.name in unready:
                left_out[trial.name] = CANNOT_BE_ASKED
        ready = [trial for trial in trials if trial.name not in left_out]
        tried = [trial for trial in ready if one.holds_for(trial)]
        for group in [tried] if one.together else [[trial] for trial in tried]:
            places = _places(one, group)
            broken += places
            if one.function is the_solution_works and places:
                unready.add(group[0].name)
        yield Kept(one.name, one.title, tuple(broken), len(tried), left_out)


def _places(one: Promise, trials: list[Trial]) -> list[Broken]:
    """Where a promise is broken; where it cannot even be asked, that is such a place."""
    found: list[Broken] = []
    try:
        found += one.function(trials) if one.together else one.function(trials[0])
    except Exception as error:
        found.append(Broken(trials[0].name, _in_words(error)))
    return found


def _notebook_of(lesson: Lesson) -> dict:
    """Raises ValueError where there is no notebook that can be read."""
    try:
        notebook = json.loads(lesson.notebook.read_bytes())
    except OSError:
        raise ValueError(f"{lesson.notebook} cannot be opened: write the notebook") from None
    except ValueError as error:
        raise ValueError(f"{lesson.notebook} is no notebook: {error}") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise ValueError(f"{lesson.notebook} is no notebook: it has no cells")
    return notebook


def _in_words(error: Exception) -> str:
    """What an author's code raised, and the line of it."""
    engine = tuple(str(PROJECT / name) for name in ("autograder/authoring", "helpers"))
    foreign = (*engine, sys.prefix, sys.base_prefix, "<")
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not frame.filename.startswith(foreign)]
    file, line = (own[-1].filename, own[-1].lineno) if own else ("", 0)
    if isinstance(error, SyntaxError) and error.filename:
        file, line = error.filename, error.lineno or 0
    if isinstance(error, NotImplementedError):
        what = "it is still to be written"
    else:
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return as_written(f"{what} ({file}, line {line})") if file else what
