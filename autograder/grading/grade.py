"""Grade one submission: from the bytes of a notebook to a plain report.

`grade` is a function of its arguments alone, so that any concurrent.futures executor can run it.
Expected values stay on this side; the process of the student's code is asked for outcomes.
"""

from __future__ import annotations

import contextlib
import json
import platform
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version

from autograder.authoring.lessons import Lesson, points_of, require_exercises
from autograder.authoring.sheets import answer_sheets
from autograder.errors import CourseError
from autograder.grading.confinement import MEMORY_BYTES
from autograder.grading.failures import ONLY_THE_NOTEBOOK, Failures, in_words
from autograder.grading.graded_notebook import graded_notebook, stopped
from autograder.grading.own_cells import (
    OwnCell,
    Tested,
    is_read_by_a_person,
    judged,
    may_use_torch,
    own_cells,
    unanswered,
)
from autograder.grading.protocol import Stopped
from autograder.grading.rebuild import Cell, Rebuilt, Role, Unreadable, rebuild
from autograder.grading.workers import (
    CELL_CPU_SECONDS,
    CELL_WALL_SECONDS,
    Session,
    Worker,
    discard,
    worker_for,
)
from helpers.checking.judge import Patience, judge
from helpers.checking.kinds.kind import CALL_SECONDS
from helpers.checking.outcome import Outcome
from helpers.checking.report import PartReport, Report
from helpers.checking.sheet import Case, Sheet
from helpers.checking.values import encode
from helpers.course.notebook import grade_id, grading_of

SUBMISSION_CPU_SECONDS, SUBMISSION_WALL_SECONDS = 60, 180
JUDGE_CPU_SECONDS = 10  # of this process, over what a submission returned
SUBMISSION_OUTPUT_CHARACTERS = 1_000_000
TOGETHER = 32  # outcomes in one answer

_drawing = threading.Lock()  # sheets run solutions with stdout redirected, which all threads share
NO_FILES: Mapping[str, bytes] = {}
OUT_OF_TIME = Outcome("stopped", message="was not called, since the notebook used up its time")


@dataclass(frozen=True)
class Submission:
    """What became of one student's notebook.

    state: "graded", "unreadable" (no notebook, or not one that can be read) or "failed" (the
    grader itself could not do its work: a person must look).
    notebook: the rebuilt notebook with its outputs and the reports in it.
    own: cells with points that are the teacher's. unanswered: names of their answer cells that are
    as they were released.
    versions: of what the grade was worked out with, on the machine that did it.
    """

    state: str
    reason: str
    reports: tuple[Report, ...]
    notebook: dict
    seed: int
    cpu_seconds: float = 0.0
    memory_bytes: int = 0
    own: tuple[OwnCell, ...] = ()
    unanswered: tuple[str, ...] = ()
    versions: dict[str, str] = field(default_factory=lambda: versions())

    @property
    def score(self) -> float:
        """What is earned so far: a person may have to mark some."""
        return sum(report.score for report in self.reports) + sum(
            cell.score or 0.0 for cell in self.own
        )

    @property
    def points(self) -> float:
        return sum(report.points for report in self.reports) + sum(cell.points for cell in self.own)


@cache
def versions() -> dict[str, str]:
    """Of Python and the libraries that numbers depend on, as far as they are here."""
    found = {"python": platform.python_version()}
    for name in ("numpy", "scipy", "torch", "convnet-course"):
        with contextlib.suppress(PackageNotFoundError):  # as PyTorch, where no answer may use it
            found[name] = version(name)
    return found


def limits() -> dict[str, float]:
    """What a submission may use, in seconds and bytes."""
    return {
        "cell_cpu_seconds": CELL_CPU_SECONDS,
        "cell_wall_seconds": CELL_WALL_SECONDS,
        "call_cpu_seconds": CALL_SECONDS,
        "submission_cpu_seconds": SUBMISSION_CPU_SECONDS,
        "submission_wall_seconds": SUBMISSION_WALL_SECONDS,
        "judge_cpu_seconds": JUDGE_CPU_SECONDS,
        "memory_bytes": MEMORY_BYTES,
    }


def fresh_seed() -> int:
    """A seed that nobody can guess."""
    return secrets.randbits(63)


def grade(
    lesson: Lesson,
    release: dict,
    submission: bytes | str,
    seed: int,
    sandbox: bool = True,
    files: Mapping[str, bytes] = NO_FILES,
) -> Submission:
    """Grade a submission of a lesson as it was released. Never raises for what a student did.

    submission: the notebook's bytes, or a sentence that says why there are none.
    files: what lies beside the notebook when its cells are run, by name.
    """
    sheets = _sheets(lesson, release, seed)
    rebuilt, workers = None, {}
    try:
        if isinstance(submission, str):
            raise Unreadable(submission)
        rebuilt = rebuild(release, submission)
        kinds = {sheet.torch for sheet in sheets.values()} or {False}
        kinds |= {True} if may_use_torch(release) else set()
        workers = {torch: worker_for(torch, sandbox) for torch in sorted(kinds)}
        return _Run(workers, rebuilt, sheets, lesson, seed, files).finish()
    except Unreadable as error:
        return _without_points("unreadable", str(error), sheets, rebuild(release, None), seed)
    except CourseError:  # nothing can be graded on this machine
        raise
    except Exception as error:
        for worker in workers.values():
            discard(worker)
        reason = f"The grader failed: {type(error).__name__}: {error}. Grade this one again."
        return _without_points("failed", reason, sheets, rebuilt or rebuild(release, None), seed)


def not_graded(lesson: Lesson, release: dict, reason: str, seed: int) -> Submission:
    """A submission that no grader came back from: a person must look. reason: a sentence."""
    sheets = _sheets(lesson, release, seed)
    return _without_points("failed", reason, sheets, rebuild(release, None), seed)


def _sheets(lesson: Lesson, release: dict, seed: int) -> dict[str, Sheet]:
    """Answer sheets for the exercises of a release, with the points that it gives them.

    Raises CourseError where the lesson has no such exercises.
    """
    require_exercises(lesson, release)
    with _drawing:
        sheets = answer_sheets(lesson, seed)
    points = points_of(release)
    return {name: replace(sheets[name], points=points[name]) for name in points}


@lru_cache(32)
def questions(lesson: Lesson, seed: int, together: int = TOGETHER) -> dict[str, bytes]:
    """What the process of a submission is asked, by exercise: the same for a whole class.

    together: how many outcomes may come in one answer.
    """
    with _drawing:
        sheets = answer_sheets(lesson, seed)
    return {name: _question(sheet, together) for name, sheet in sheets.items()}


def _question(sheet: Sheet, together: int) -> bytes:
    calls = [[list(case.args), case.kwargs] for case in sheet.cases]
    what = {"do": "call", "name": sheet.name, "kind": sheet.kind.name}
    return encode({**what, "calls": calls, "together": together})


def _without_points(
    state: str, reason: str, sheets: dict[str, Sheet], rebuilt: Rebuilt, seed: int
) -> Submission:
    reports = {name: _lost(sheet, reason) for name, sheet in sheets.items()}
    notebook = graded_notebook(rebuilt, {}, reports)
    own = own_cells(rebuilt, {}, Tested(None if state == "failed" else 0.0, reason))
    return Submission(state, reason, tuple(reports.values()), notebook, seed, own=own)


def _lost(sheet: Sheet, note: str) -> Report:
    parts = tuple(PartReport(part.title, passed=False) for part in sheet.parts)
    return Report(sheet.name, sheet.lesson, sheet.points, parts, note=note)


class _Run:
    """One submission's way through the sandbox.

    Where a cell or a call does not end, or takes its process along, the process is replaced: the
    cells before are run again, the culprit is cut down to its definitions, and the rest still
    counts. A process that ends takes outcomes along that it had not sent yet, so from then on it
    sends them one by one.

    workers: by whether they have PyTorch. Each runs the cells and is asked for the answers that may
    use it, or for those that may not.
    """

    def __init__(
        self,
        workers: dict[bool, Worker],
        rebuilt: Rebuilt,
        sheets: dict[str, Sheet],
        lesson: Lesson,
        seed: int,
        files: Mapping[str, bytes],
    ) -> None:
        self._files = files
        self._workers, self._rebuilt, self._sheets = workers, rebuilt, sheets
        self._lesson, self._seed = lesson, seed
        self._together = TOGETHER
        self._patience = Patience(JUDGE_CPU_SECONDS)
        self._outputs: dict[int, list[dict]] = {}
        self._reports: dict[str, Report] = {}
        self._tested: dict[str, Tested] = {}
        self._mode = "pictures" if is_read_by_a_person(rebuilt) else ""
        self._cut_down: set[int] = set()
        self._left_out: set[int] = set()
        self._failures = Failures(rebuilt.cells)
        self._room = SUBMISSION_OUTPUT_CHARACTERS
        self._started = time.monotonic()
        self._cpu_seconds = 0.0
        self._memory_bytes = 0

    def finish(self) -> Submission:
        for torch in self._workers:
            while not self._go_through(torch) and not self._is_late():
                pass
        late = f"Not run: the notebook used up its {SUBMISSION_CPU_SECONDS} seconds."
        note = late if self._is_late() else "The exercise is not in the notebook."
        for name, sheet in self._sheets.items():
            self._reports.setdefault(name, _lost(sheet, note))
        reports = {name: self._reports[name] for name in self._sheets}
        notebook = graded_notebook(self._rebuilt, self._outputs, reports)
        return Submission(
            "graded",
            "",
            tuple(reports.values()),
            notebook,
            self._seed,
            self._cpu_seconds,
            self._memory_bytes,
            own_cells(self._rebuilt, self._tested),
            unanswered(self._rebuilt),
        )

    def _go_through(self, torch: bool) -> bool:
        """Whether the last cell was reached; if not, of one more cell only its definitions are
        run, or where these are what stops it, nothing."""
        session = self._workers[torch].start()
        try:
            if self._files:
                session.write(self._files)
            for i, cell in enumerate(self._rebuilt.cells):
                try:
                    self._step(session, i, cell, torch)
                except Stopped as stop:
                    is_second = i in self._cut_down
                    (self._left_out if is_second else self._cut_down).add(i)
                    kept = "It was left out" if is_second else "Only its definitions were kept"
                    self._failures.note(i, str(stop))
                    if cell.role is Role.TEST:
                        self._left_out.add(i)
                        self._tested[grade_id(cell.data)] = Tested(0.0, f"The test {stop}.")
                    self._outputs[i] = [stopped(f"This cell {stop}. {kept}.")]
                    return False
                if session.is_lost or self._is_late(session):
                    return False
            return True
        finally:
            usage = self._workers[torch].end(session)
            self._cpu_seconds += usage["cpu"]
            self._memory_bytes = max(self._memory_bytes, usage["memory"])

    def _step(self, session: Session, i: int, cell: Cell, torch: bool) -> None:
        if i in self._left_out or (not cell.source.strip() and cell.role is not Role.TEST):
            return
        if cell.role is Role.RUN:
            mode = "definitions" if i in self._cut_down else self._mode
            ran = session.run(cell.source, mode, goes_on=not self._lesson.file)
            if i in self._cut_down:
                return
            if ran.raised:
                self._failures.note(i, in_words(ran.raised))
            if self._is_shown(cell, torch):
                self._outputs[i] = self._that_fit(ran.outputs)
        elif cell.role is Role.TEST:
            ran = session.run(cell.source, "test", goes_on=False)
            if self._is_shown(cell, torch):
                points = float(grading_of(cell.data)["points"])
                result = judged(points, *ran)
                self._tested[grade_id(cell.data)] = result
                self._outputs[i] = self._that_fit(ran.outputs)
        elif cell.role is Role.CHECK and cell.exercise not in self._reports:
            sheet = self._sheets[cell.exercise]
            if sheet.torch is not torch:
                return
            asked = questions(self._lesson, self._seed, self._together)
            call = session.caller(sheet.kind, asked[cell.exercise])

            def run_case(case: Case) -> Outcome:
                return OUT_OF_TIME if self._is_late() else self._failures.explain(call(case), sheet)

            self._failures.of_files = False
            report = judge(sheet, run_case, self._patience)
            if self._failures.of_files and not report.passed:
                report = replace(report, note=ONLY_THE_NOTEBOOK)
            if session.is_lost and self._together > 1:
                self._together = 1
                return
            self._reports[cell.exercise] = report
            if not self._is_late():
                session.settle()

    def _is_shown(self, cell: Cell, torch: bool) -> bool:
        """Whether a cell's outputs are to come from this worker: it is asked for the answer in that
        cell, or no worker is and this one has the most libraries."""
        sheet = self._sheets.get(grade_id(cell.data))
        return torch is (sheet.torch if sheet else max(self._workers))

    def _is_late(self, session: Session | None = None) -> bool:
        """Whether the submission as a whole has used up its time."""
        used = self._cpu_seconds + (session.processor_seconds() if session else 0.0)
        waited = time.monotonic() - self._started
        return used > SUBMISSION_CPU_SECONDS or waited > SUBMISSION_WALL_SECONDS

    def _that_fit(self, outputs: list[dict]) -> list[dict]:
        """The outputs that there is room for in the notebook."""
        fitting = []
        for output in outputs:
            self._room -= len(json.dumps(output))
            fitting += [output] if self._room > 0 else []
        return fitting
