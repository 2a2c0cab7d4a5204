"""What lateness costs, by the class's own plugin for nbgrader, worked out whenever it is asked."""

from __future__ import annotations

import math
from datetime import datetime
from functools import cached_property
from typing import Any

from autograder.classroom.arrival import arrival
from autograder.classroom.class_folder import ClassFolder
from autograder.errors import CourseError

SAME_PENALTY = 1e-9  # points


def seconds_late(entry: Any, time: datetime | None) -> float:
    """Seconds from the due date, with the student's extension, to an arrival; 0 where in time.

    entry: a submission of nbgrader's, whose own count stops at an extension without a due date.
    """
    due = entry.assignment.duedate
    if due is None or time is None:
        return 0.0
    if entry.extension is not None:
        due += entry.extension
    return max(0.0, (time - due).total_seconds())


def arrived(folder: ClassFolder, entry: Any) -> datetime | None:
    """When a submission of nbgrader's arrived: as a collector noted it, or else as a person set it.

    nbgrader's own time of a submission comes from a student's file, so it never gets this far.
    """
    return arrival(folder, entry.assignment.name, entry.student_id) or entry.timestamp


class Lateness:
    """Penalties as due dates, extensions, arrivals and the plugin's settings are now."""

    def __init__(self, folder: ClassFolder, gradebook: Any) -> None:
        self._folder, self._gradebook = folder, gradebook

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
        late = seconds_late(entry, arrived(self._folder, entry))
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
        """Whether the gradebook has another penalty or another arrival than there is now."""
        entry = notebook.assignment
        former = notebook.late_submission_penalty or 0.0
        differs = abs((self.penalty(notebook) or 0.0) - former) > SAME_PENALTY
        return differs or entry.timestamp != arrived(self._folder, entry)
