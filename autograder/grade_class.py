"""Grade a class: hand submissions to workers, record reports as they come in."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from autograder.answers import answer_sheets, engine_digest
from autograder.class_folder import ClassFolder
from autograder.errors import CourseError, UsageError
from autograder.grade import Submission, fresh_seed, grade, not_graded, stop_workers
from autograder.lessons import Lesson, require_exercises
from autograder.rebuild import Unreadable
from autograder.record import Fingerprint, Recorder
from autograder.sandbox import require
from helpers.files import write_atomically

WAITING_PER_WORKER = 3
SAME_SCORE = 1e-9  # points


@dataclass(frozen=True)
class Change:
    """What a regrade would do to a score: of the whole submission, and of each exercise."""

    student: str
    before: float
    after: float
    exercises: dict[str, tuple[float, float]]


@dataclass
class Summary:
    """What a run did. states: how many submissions ended in which state; skipped: graded before
    and unchanged; held_back: graded again, with another score, and not written."""

    lesson: str
    states: dict[str, int] = field(default_factory=dict)
    skipped: int = 0
    held_back: int = 0

    def count(self, state: str) -> None:
        self.states[state] = self.states.get(state, 0) + 1


def grade_class(
    folder: ClassFolder,
    lesson: Lesson,
    workers: int | None = None,
    students: list[str] | None = None,
    again: bool = False,
    sandbox: bool = True,
    seed: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    executor: Executor | None = None,
    agree: Callable[[list[Change]], bool] = lambda changes: True,
) -> Summary:
    """Grade what was handed in for a lesson and has changed since it was last graded.

    A submission that is graded again, since the lesson, the autograder or nothing at all changed,
    gets the seed that it had, so that nothing but these can change its score. Where one does
    change, `agree` is shown all changes before any of them is written.

    workers: how many at a time; the machine's cores by default. again: grade also what has not
    changed. seed: for all, in place of a fresh one and of those kept. progress: called with how
    many are done, and of how many. executor: runs the submissions, `workers` at a time; threads of
    this process by default. Memory does not grow with the number of submissions: only a few wait
    at a time.
    """
    release = folder.release_notebook(lesson)
    require_exercises(lesson, release)
    workers = workers or _cores()
    submitters = folder.submitters(lesson)
    unknown = sorted(set(students or []) - set(submitters))
    if unknown:
        raise UsageError(f"{', '.join(unknown)} handed in nothing for {lesson.name}.")
    chosen = students or submitters
    summary = Summary(lesson.name)
    engine = engine_digest(lesson, release)
    plans = [_plan(folder, lesson, student, engine, again) for student in chosen]
    to_do = sorted(filter(None, plans), key=lambda plan: plan.seed or 0)
    summary.skipped = done = len(chosen) - len(to_do)
    with _run_seed(folder, lesson, seed) as run_seed, folder.gradebook() as gradebook:
        folder.enrol(gradebook)
        recorder = Recorder(folder, lesson, gradebook)
        make = partial(_make_job, folder, lesson, release, seed, run_seed, sandbox)
        with (
            _executor(executor, workers, lesson, run_seed, sandbox) as running,
            _Held(recorder) as held,
        ):
            progress(done, len(chosen))
            for plan, submission in _results(running, to_do, make, WAITING_PER_WORKER * workers):
                if plan.seed is None or submission.state == "failed":
                    recorder.record(plan.student, submission, plan.fingerprint)
                else:
                    held.add(plan, submission)
                summary.count(submission.state)
                done += 1
                progress(done, len(chosen))
            if held.changes and not agree(sorted(held.changes, key=lambda c: c.student)):
                summary.held_back = len(held.changes)
            held.write(all_of_them=not summary.held_back)
    return summary


@dataclass(frozen=True)
class _Plan:
    """A submission to be graded. seed: the one of its former grade, where it is a regrade."""

    student: str
    fingerprint: Fingerprint
    seed: int | None = None
    former: dict | None = None


def _cores() -> int:
    """How many of the machine's cores this process may use; macOS cannot say."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _plan(
    folder: ClassFolder, lesson: Lesson, student: str, engine: str, again: bool
) -> _Plan | None:
    """What is to be done for a student; None for a grade that is as it should be."""
    fingerprint = Fingerprint(submission_digest(submitted(folder, lesson, student)), engine)
    former = former_report(folder, lesson, student)
    if former is None or former["state"] == "failed":
        return _Plan(student, fingerprint)
    if former["fingerprint"]["submission"] != fingerprint.submission:
        return _Plan(student, fingerprint)
    if former["fingerprint"]["engine"] == engine and not again:
        return None
    return _Plan(student, fingerprint, former["seed"], former)


def former_report(folder: ClassFolder, lesson: Lesson, student: str) -> dict | None:
    """The report kept with a student's grade; None where there is none that can be read."""
    try:
        report = json.loads(folder.report_path(student, lesson).read_bytes())
        return report if report.keys() >= {"state", "seed", "fingerprint", "exercises"} else None
    except (OSError, ValueError, AttributeError):
        return None


def submission_digest(submitted: bytes | str) -> str:
    data = submitted.encode() if isinstance(submitted, str) else submitted
    return hashlib.sha256(data).hexdigest()


def submitted(folder: ClassFolder, lesson: Lesson, student: str) -> bytes | str:
    """The bytes of a notebook, or the reason why it cannot be read."""
    try:
        return folder.read_submission(student, lesson)
    except Unreadable as error:
        return str(error)


def _make_job(
    folder: ClassFolder,
    lesson: Lesson,
    release: dict,
    seed: int | None,
    run_seed: int,
    sandbox: bool,
    plan: _Plan,
) -> tuple:
    """The arguments of `grade`. The notebook is read only now, so that few are in memory."""
    its_seed = seed if seed is not None else plan.seed if plan.seed is not None else run_seed
    return lesson, release, submitted(folder, lesson, plan.student), its_seed, sandbox


@contextlib.contextmanager
def _executor(
    given: Executor | None, workers: int, lesson: Lesson, seed: int, sandbox: bool
) -> Iterator[Executor]:
    """The executor that was given, or threads of this process, which stop at once on an error."""
    if given is not None:
        yield given
        return
    if sandbox:
        require()
    answer_sheets(lesson, seed)  # once, before threads ask for them
    own = ThreadPoolExecutor(workers)
    try:
        yield own
    except BaseException:
        own.shutdown(wait=False, cancel_futures=True)
        stop_workers()
        raise
    finally:
        own.shutdown()


def _results(
    executor: Executor, plans: Iterable[_Plan], make: Callable[[_Plan], tuple], waiting: int
) -> Iterator[tuple[_Plan, Submission]]:
    """Submissions in the order in which they are done, so that a slow one holds up no other.

    waiting: how many are handed out at a time.
    """
    jobs: dict[Future[Submission], tuple[_Plan, tuple]] = {}

    def collect(least: int) -> Iterator[tuple[_Plan, Submission]]:
        while len(jobs) > least:
            for future in wait(jobs, return_when=FIRST_COMPLETED).done:
                plan, job = jobs.pop(future)
                yield plan, _result(future, job)

    try:
        for plan in plans:
            job = make(plan)
            jobs[executor.submit(grade, *job)] = plan, job
            yield from collect(waiting)
        yield from collect(0)
    finally:
        for future in jobs:
            future.cancel()


def _result(future: Future[Submission], job: tuple) -> Submission:
    """What came back. Raises CourseError where nothing will ever come back."""
    try:
        return future.result()
    except CourseError:
        raise
    except (BrokenExecutor, CancelledError, ConnectionError) as error:
        raise CourseError(
            f"What ran the submissions is gone ({type(error).__name__}): start it, then run the "
            "same command again; it goes on from here."
        ) from error
    except Exception as error:
        lesson, release, _, seed, _ = job
        reason = f"No worker came back from it: {type(error).__name__}. Grade this one again."
        return not_graded(lesson, release, reason, seed)


class _Held:
    """Regrades that wait on the disk until all are there and somebody agrees."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._place = contextlib.ExitStack()
        self._waiting: list[tuple[_Plan, Path, bool]] = []
        self.changes: list[Change] = []

    def __enter__(self) -> _Held:
        folder = tempfile.TemporaryDirectory(prefix="course-regrade-")
        self._folder = Path(self._place.enter_context(folder))
        return self

    def __exit__(self, *_: object) -> None:
        self._place.close()

    def add(self, plan: _Plan, submission: Submission) -> None:
        path = self._folder / str(len(self._waiting))
        path.write_bytes(pickle.dumps(submission))
        change = _change(plan, submission)
        self._waiting.append((plan, path, change is not None))
        self.changes += [change] if change else []

    def write(self, all_of_them: bool) -> None:
        """Record them, or those alone that keep their score."""
        for plan, path, changed in self._waiting:
            if all_of_them or not changed:
                submission = pickle.loads(path.read_bytes())
                self._recorder.record(plan.student, submission, plan.fingerprint)


def _change(plan: _Plan, submission: Submission) -> Change | None:
    before = {exercise["name"]: exercise["score"] for exercise in plan.former["exercises"]}
    after = {report.name: report.score for report in submission.reports}
    differing = {
        name: (before.get(name, 0.0), after.get(name, 0.0))
        for name in {**before, **after}
        if abs(before.get(name, 0.0) - after.get(name, 0.0)) > SAME_SCORE
    }
    totals = sum(before.values()), sum(after.values())
    return Change(plan.student, *totals, differing) if differing else None


@contextlib.contextmanager
def _run_seed(folder: ClassFolder, lesson: Lesson, seed: int | None) -> Iterator[int]:
    """The seed of a run, kept while it lasts: a run that was killed goes on with the same."""
    path = folder.root / ".course" / f"{lesson.name}.seed"
    path.parent.mkdir(exist_ok=True)
    if seed is None and path.exists():
        seed = int(path.read_text())
    if seed is None:
        seed = fresh_seed()
    write_atomically(path, str(seed))
    yield seed
    path.unlink(missing_ok=True)
