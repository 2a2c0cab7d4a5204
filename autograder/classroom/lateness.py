"""What lateness costs, by the class's own plugin for nbgrader, worked out whenever it is asked.

The due date is nbgrader's. A student's extension moves it, the student's late days are taken off
what is left, and the plugin is asked about the rest.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any

from autograder.classroom.arrival import arrival
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.dates.extensions import Extensions
from autograder.classroom.dates.late_days import LateDays
from autograder.classroom.dates.times import DAY, span_in_words
from autograder.classroom.identity import same
from autograder.errors import CourseError

SAME_PENALTY = 1e-9  # points


def arrived(folder: ClassFolder, entry: Any) -> datetime | None:
    """When a submission of nbgrader's arrived: as a collector noted it, or else as a person set it.

    nbgrader's own time of a submission comes from a student's file, so it never gets this far.
    """
    return arrival(folder, entry.assignment.name, entry.student_id) or entry.timestamp


class Lateness:
    """Penalties as due dates, extensions, late days, arrivals and settings are now."""

    def __init__(self, folder: ClassFolder, gradebook: Any) -> None:
        self._folder, self._gradebook = folder, gradebook
        self.extensions = Extensions(folder)
        self._handed_in = cache(lambda lesson: set(map(same, folder.handed_in(lesson))))
        self.late_days = LateDays.of(folder.settings)

    def seconds(self, entry: Any) -> float:
        """From the due date, with the student's extension, to the arrival; 0 where in time.

        entry: a submission of nbgrader's.
        """
        return self.seconds_of(entry.assignment, entry.student_id, entry)

    def seconds_of(self, assignment: Any, student: str, entry: Any | None) -> float:
        """The same of a student's work that may not be in the gradebook yet."""
        time, due = self.arrival_of(assignment, student, entry), assignment.duedate
        if due is None or time is None:
            return 0.0
        due += self.extensions.of(assignment.name, student, entry) or timedelta()
        return max(0.0, (time - due).total_seconds())

    def arrival_of(self, assignment: Any, student: str, entry: Any | None) -> datetime | None:
        return arrival(self._folder, assignment.name, student) or (entry and entry.timestamp)

    def days_used(self, student: str) -> dict[str, int]:
        """A student's late days by lesson, of those that were handed in, in the order of due dates.

        Nothing where the class has no late days.
        """
        from nbgrader.api import SubmittedAssignment as Entry

        if self.late_days is None:
            return {}
        query = self._gradebook.db.query(
            Entry.assignment_id, Entry.student_id, Entry.timestamp, Entry.extension
        )
        rows = query.filter(Entry.student_id == student)
        entries = {entry.assignment_id: entry for entry in rows}
        late = {
            assignment.name: self.seconds_of(assignment, student, entries.get(assignment.id))
            for assignment in self._assignments
            if assignment.id in entries or same(student) in self._handed_in(assignment.name)
        }
        return self.late_days.used(late)

    @cached_property
    def _assignments(self) -> list[Any]:
        """Id, name and date of those that have one, in the order of dates."""
        from nbgrader.api import Assignment

        query = self._gradebook.db.query(Assignment.id, Assignment.name, Assignment.duedate)
        dated = query.filter(Assignment.duedate.is_not(None))
        return dated.order_by(Assignment.duedate, Assignment.name).all()

    def in_words(self, entry: Any) -> str:
        """How late, and what of it is forgiven, to stand behind an arrival; empty where in time."""
        seconds = self.seconds(entry)
        if not seconds:
            return ""
        words = [f"{span_in_words(seconds)} late"]
        if extension := self.extensions.of(entry.assignment.name, entry.student_id, entry):
            words.append(f"after an extension of {span_in_words(extension.total_seconds())}")
        if days := self.days_used(entry.student_id).get(entry.assignment.name):
            words.append("of which " + ("1 late day is" if days == 1 else f"{days} late days are"))
            words[-1] += " taken off"
        return f", {', '.join(words)}"

    def charged(self, entry: Any) -> float:
        """Seconds of lateness that no late day covers."""
        seconds = self.seconds(entry)
        if not seconds or self.late_days is None:
            return seconds
        days = self.days_used(entry.student_id).get(entry.assignment.name, 0)
        return max(0.0, seconds - DAY * days)

    @cached_property
    def _step(self) -> Any:
        """nbgrader's own step, for the plugin, which may look at its parent."""
        from nbgrader.preprocessors import AssignLatePenalties

        try:
            step = AssignLatePenalties(config=self._folder.config)
            step.gradebook, step.db_url = self._gradebook, self._folder.nbgrader.coursedir.db_url
            step.init_plugin()
        except CourseError:
            raise
        except Exception as error:
            raise CourseError(
                "The plugin for late submissions of this class cannot be loaded "
                f"({type(error).__name__}): mend it, or its setting in nbgrader_config.py."
            ) from error
        return step

    def penalty(self, notebook: Any, score: float | None = None) -> float | None:
        """What a submitted notebook of nbgrader's loses, in points; None where it is in time.

        score: to lose it from, the notebook's own by default.

        Raises: CourseError where the class's plugin fails or gives no number.
        """
        entry = notebook.assignment
        score = notebook.score if score is None else score
        student, lesson = entry.student_id, entry.assignment.name
        late = self.charged(entry)
        if not late:
            return None
        self._step.student_id, self._step.assignment_id = student, lesson
        self._step.notebook_id = notebook.name
        try:
            penalty = self._step.plugin_inst.late_submission_penalty(student, score, late)
            penalty = None if penalty is None else float(penalty)
        except Exception as error:
            raise CourseError(
                f"The plugin for late submissions of this class failed on {student}: "
                f"{type(error).__name__}: {error}. Mend it, or its setting in nbgrader_config.py."
            ) from error
        if penalty is None:
            return None
        if math.isnan(penalty):
            raise CourseError(
                f"The plugin for late submissions of this class took nan points off {student}: it "
                "should give a number or None."
            )
        return min(max(penalty, 0.0), max(score, 0.0))

    def is_stale(self, notebook: Any) -> bool:
        """Whether the gradebook has another penalty, arrival or extension than there is now."""
        entry = notebook.assignment
        former = notebook.late_submission_penalty or 0.0
        now = self.extensions.of(entry.assignment.name, entry.student_id, entry)
        return (
            abs((self.penalty(notebook) or 0.0) - former) > SAME_PENALTY
            or entry.timestamp != arrived(self._folder, entry)
            or (entry.extension or timedelta()) != (now or timedelta())
        )
