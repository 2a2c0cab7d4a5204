"""Scores that would change: kept back until somebody who saw all of them agrees."""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from autograder.classroom.record import Fingerprint, Recorder
from autograder.classroom.scores import SAME_SCORE, checked_score
from autograder.grading.grade import Submission
from autograder.grading.scratch import Scratch
from helpers.course.notebook import exercise_name


class Regrade(Protocol):
    """A submission that was graded before. former: the report kept with that grade."""

    student: str
    fingerprint: Fingerprint
    former: dict


@dataclass(frozen=True)
class Change:
    """What a run would do to a score: of the whole submission, and of each exercise.

    before, after: what counts, with points given by hand, less the penalty for lateness.
    penalty: before and after. by_hand: points given by hand, by exercise, which stay.
    """

    student: str
    before: float
    after: float
    exercises: dict[str, tuple[float, float]]
    penalty: tuple[float, float] = (0.0, 0.0)
    by_hand: dict[str, float] = field(default_factory=dict)


class Held:
    """Regrades that wait on the disk until all are there and somebody agrees."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._place = contextlib.ExitStack()
        self._waiting: list[tuple[Callable[[], None], bool]] = []
        self.changes: list[Change] = []

    def __enter__(self) -> Held:
        self._folder = self._place.enter_context(Scratch())
        return self

    def __exit__(self, *_: object) -> None:
        self._place.close()

    def add(self, plan: Regrade, submission: Submission) -> None:
        path = self._folder / str(len(self._waiting))
        path.write_bytes(pickle.dumps(submission))
        before = {exercise["name"]: exercise["score"] for exercise in plan.former["exercises"]}
        after = {report.name: checked_score(report) for report in submission.reports}
        own = {exercise_name(cell.name): cell.score for cell in submission.own}
        after |= {name: score for name, score in own.items() if score is not None}
        change = _change(self._recorder, plan.student, before, after)

        def write() -> None:
            submission = pickle.loads(path.read_bytes())
            self._recorder.record(plan.student, submission, plan.fingerprint)

        self._keep(change, write)

    def add_penalty(self, student: str) -> None:
        """One whose scores stay, with another penalty for lateness."""
        change = _change(self._recorder, student, {}, {})
        self._keep(change, partial(self._recorder.record_penalty, student))

    def _keep(self, change: Change | None, write: Callable[[], None]) -> None:
        self._waiting.append((write, change is not None))
        self.changes += [change] if change else []

    def write(self, all_of_them: bool) -> None:
        """Record them, or those alone that keep their score."""
        for write, changed in self._waiting:
            if all_of_them or not changed:
                write()


def _change(
    recorder: Recorder, student: str, before: dict[str, float], after: dict[str, float]
) -> Change | None:
    """What comes of other scores of exercises, and of lateness as it counts now.

    before: as far as the gradebook, which a score may have been changed in, does not say.
    """
    notebook = recorder.scores.read([student]).get(student)
    grades = notebook.grades if notebook else []
    name_of = recorder.scores.exercise_of if notebook else {}
    there = {name_of[g.cell_id]: g.auto_score for g in grades if g.auto_score is not None}
    by_hand = {name_of[g.cell_id]: g.manual_score for g in grades if g.manual_score is not None}
    extra = sum(grade.extra_credit or 0.0 for grade in grades)
    before, after = {**before, **there}, {**there, **after}
    differing = {
        name: (before.get(name, 0.0), after.get(name, 0.0))
        for name in {**before, **after}
        if abs(before.get(name, 0.0) - after.get(name, 0.0)) > SAME_SCORE
    }
    totals = [sum({**scores, **by_hand}.values()) + extra for scores in (before, after)]
    penalties = (0.0, 0.0)
    if notebook:
        now = recorder.scores.lateness.penalty(notebook, totals[1])
        penalties = notebook.late_submission_penalty or 0.0, now or 0.0
    if not differing and abs(penalties[0] - penalties[1]) <= SAME_SCORE:
        return None
    counts = (total - penalty for total, penalty in zip(totals, penalties, strict=True))
    return Change(student, *counts, differing, penalties, by_hand)
