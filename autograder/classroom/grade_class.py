"""Grade a class: hand submissions to workers, record reports as they come in."""

from __future__ import annotations

import contextlib
import hashlib
import json
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
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
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

from autograder.authoring.lessons import Lesson, require_exercises
from autograder.authoring.sheets import answer_sheets, engine_digest
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.files_beside import (
    digest_of_all,
    source_files,
    student_files,
    with_files,
)
from autograder.classroom.kept_report import is_repeatable, read_report
from autograder.classroom.people.groups import share_hand_ins
from autograder.classroom.record import TOGETHER_SECONDS, Fingerprint, Recorder, together
from autograder.classroom.regrades import Change, Held
from autograder.classroom.scores import Scores
from autograder.errors import CourseError, UsageError
from autograder.grading.grade import Submission, fresh_seed, grade, not_graded
from autograder.grading.rebuild import Unreadable
from autograder.grading.sandbox import require
from autograder.grading.workers import stop_workers
from autograder.machine import cores
from helpers.course.files import write_atomically

WAITING_PER_WORKER = 3


@dataclass
class Summary:
    """What a run did. states: how many submissions ended in which state; skipped: graded before
    and unchanged; penalties: how many of these now have another penalty for lateness; held_back:
    scores that would change, and were not written."""

    lesson: str
    states: dict[str, int] = field(default_factory=dict)
    skipped: int = 0
    penalties: int = 0
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
    gets the seed that it had, so that nothing but these can change its score. What has not changed
    is not run, but its penalty for lateness is worked out anew: due dates, extensions, arrivals,
    settings and points given by hand may have changed. Where a score does change, `agree` is shown
    all changes before any of them is written.

    workers: how many at a time; the machine's cores by default. again: grade also what has not
    changed. seed: for all, in place of a fresh one and of those kept. progress: called with how
    many are done, and of how many. executor: runs the submissions, `workers` at a time; threads of
    this process by default. Memory does not grow with the number of submissions: only a few wait
    at a time.
    """
    release = folder.release_notebook(lesson)
    require_exercises(lesson, release)
    folder.require_gradebook()
    if sandbox and executor is None:
        require(*folder.private)
    workers = workers or cores()
    for sentence in share_hand_ins(folder, lesson):
        warnings.warn(sentence, stacklevel=2)
    submitters = folder.submitters(lesson)
    unknown = sorted(set(students or []) - set(submitters))
    if unknown:
        raise UsageError(f"{', '.join(unknown)} handed in nothing for {lesson.name}.")
    chosen = students or submitters
    summary = Summary(lesson.name)
    files = source_files(folder, lesson)
    engine = with_files(engine_digest(lesson, release), files)
    with _run_seed(folder, lesson, seed) as run_seed, folder.gradebook() as gradebook:
        folder.enrol(gradebook)
        recorder = Recorder(folder, lesson, gradebook)
        scores = recorder.scores
        entries = scores.read()
        plans = [plan_for(folder, lesson, student, engine, again, entries) for student in chosen]
        to_do = sorted(filter(None, plans), key=lambda plan: plan.seed or 0)
        summary.skipped = done = len(chosen) - len(to_do)
        unchanged = [who for who, plan in zip(chosen, plans, strict=True) if plan is None]
        stale = [who for who in unchanged if scores.lateness.is_stale(entries[who])]
        summary.penalties = len(stale)
        for student in unchanged:
            recorder.write_files(student)
        make = partial(job_for, folder, lesson, release, seed, run_seed, sandbox, files)
        with (
            _executor(executor, workers, lesson, run_seed) as running,
            Held(recorder) as held,
            recorder,
        ):
            progress(done, len(chosen))
            waiting = WAITING_PER_WORKER * workers
            for plan, submission in _results(running, to_do, make, waiting, recorder.write_all):
                if plan.former is None or submission.state == "failed":
                    recorder.record(plan.student, submission, plan.fingerprint)
                else:
                    held.add(plan, submission)
                summary.count(submission.state)
                done += 1
                progress(done, len(chosen))
            for student in stale:
                held.add_penalty(student)
            recorder.write_all()  # somebody may think for long
            if held.changes and not agree(sorted(held.changes, key=lambda c: c.student)):
                summary.held_back = len(held.changes)
            held.write(all_of_them=not summary.held_back)
    return summary


LATENESS = "Penalties for lateness of another due date, extension, arrival, score or setting"


class State(Enum):
    """What there is to do about a submission."""

    UNGRADED = "Handed in and not graded"
    BROKEN = "Reports that cannot be read"
    FAILED = "The grader failed on"
    NEWER = "Handed in again since they were graded"
    OLDER = "Graded before release, exercises or autograder changed"
    LOST = "Graded, but not in the gradebook or not in autograded/"
    CURRENT = "Graded"


def state_of(
    folder: ClassFolder, lesson: Lesson, student: str, engine: str, entries: Mapping[str, Any]
) -> State:
    """entries: of the lesson in the gradebook, by student."""
    report = former_report(folder, lesson, student)
    if report is None:
        exists = folder.report_path(student, lesson).exists()
        return State.BROKEN if exists else State.UNGRADED
    if report["state"] == "failed":
        return State.FAILED
    digest = digest_of_submission(folder, lesson, student)
    if report["fingerprint"]["submission"] != digest:
        return State.NEWER
    if report["fingerprint"]["engine"] != engine:
        return State.OLDER
    if student not in entries or not _is_notebook(folder.autograded_path(student, lesson)):
        return State.LOST
    return State.CURRENT


def standing_of(
    folder: ClassFolder, lesson: Lesson, gradebook: Any, students: Iterable[str]
) -> dict[str, list[str]]:
    """Whose grades are not of what there is now: students by problem, in words."""
    engine = digest_of_all(folder, lesson, folder.release_notebook(lesson))
    scores = Scores(folder, lesson, gradebook)
    entries = scores.read()
    found: dict[str, list[str]] = {state.value: [] for state in State}
    found[LATENESS] = []
    for student in students:
        state = state_of(folder, lesson, student, engine, entries)
        if state is not State.CURRENT:
            found[state.value].append(student)
        elif scores.lateness.is_stale(entries[student]):
            found[LATENESS].append(student)
    return {problem: who for problem, who in found.items() if who}


def _is_notebook(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_bytes())["cells"], list)
    except (OSError, ValueError, TypeError, KeyError):
        return False


@dataclass(frozen=True)
class Plan:
    """A submission to be graded. seed: the one of its former grade, where it is a regrade."""

    student: str
    fingerprint: Fingerprint
    seed: int | None = None
    former: dict | None = None


def plan_for(
    folder: ClassFolder,
    lesson: Lesson,
    student: str,
    engine: str,
    again: bool,
    entries: Mapping[str, Any],
) -> Plan | None:
    """What is to be done for a student; None for a grade that is as it should be."""
    state = state_of(folder, lesson, student, engine, entries)
    if state is State.CURRENT and not again:
        return None
    fingerprint = Fingerprint(digest_of_submission(folder, lesson, student), engine)
    former = former_report(folder, lesson, student)
    if state in (State.CURRENT, State.OLDER, State.LOST):
        return Plan(student, fingerprint, former["seed"], former)
    return Plan(student, fingerprint)


def former_report(folder: ClassFolder, lesson: Lesson, student: str) -> dict | None:
    """The report kept with a student's grade; None where there is none that can be read."""
    report = read_report(folder.report_path(student, lesson))
    return report if report and is_repeatable(report) else None


def submission_digest(submitted: bytes | str) -> str:
    data = submitted.encode() if isinstance(submitted, str) else submitted
    return hashlib.sha256(data).hexdigest()


def digest_of_submission(folder: ClassFolder, lesson: Lesson, student: str) -> str:
    """Of the notebook, and of the files beside it where they are there at grading."""
    digest = submission_digest(submitted(folder, lesson, student))
    return with_files(digest, student_files(folder, lesson, student))


def submitted(folder: ClassFolder, lesson: Lesson, student: str) -> bytes | str:
    """The bytes of a notebook, or the reason why it cannot be read."""
    try:
        return folder.read_submission(student, lesson)
    except Unreadable as error:
        return str(error)


def job_for(
    folder: ClassFolder,
    lesson: Lesson,
    release: dict,
    seed: int | None,
    run_seed: int,
    sandbox: bool,
    files: Mapping[str, bytes],
    plan: Plan,
) -> tuple:
    """The arguments of `grade`. The notebook is read only now, so that few are in memory."""
    its_seed = seed if seed is not None else plan.seed if plan.seed is not None else run_seed
    theirs = student_files(folder, lesson, plan.student)
    notebook = submitted(folder, lesson, plan.student)
    return lesson, release, notebook, its_seed, sandbox, together(theirs, files)


@contextlib.contextmanager
def _executor(
    given: Executor | None, workers: int, lesson: Lesson, seed: int
) -> Iterator[Executor]:
    """The executor that was given, or threads of this process, which stop at once on an error."""
    if given is not None:
        yield given
        return
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
    executor: Executor,
    plans: Iterable[Plan],
    make: Callable[[Plan], tuple],
    waiting: int,
    meanwhile: Callable[[], None],
) -> Iterator[tuple[Plan, Submission]]:
    """Submissions in the order in which they are done, so that a slow one holds up no other.

    waiting: how many are handed out at a time. meanwhile: called where none is done for a while.
    """
    jobs: dict[Future[Submission], tuple[Plan, tuple]] = {}

    def collect(least: int) -> Iterator[tuple[Plan, Submission]]:
        while len(jobs) > least:
            done = wait(jobs, TOGETHER_SECONDS, FIRST_COMPLETED).done
            if not done:
                meanwhile()
            for future in done:
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
        lesson, release, _, seed, *_ = job
        reason = f"No worker came back from it: {type(error).__name__}. Grade this one again."
        return not_graded(lesson, release, reason, seed)


@contextlib.contextmanager
def _run_seed(folder: ClassFolder, lesson: Lesson, seed: int | None) -> Iterator[int]:
    """The seed of a run, kept while it lasts: a run that was killed goes on with the same."""
    path = folder.root / ".course" / f"{lesson.key}.seed"
    path.parent.mkdir(exist_ok=True)
    if seed is None and path.exists():
        with contextlib.suppress(ValueError):  # one that was damaged is drawn anew
            seed = int(path.read_bytes())
    if seed is None:
        seed = fresh_seed()
    write_atomically(path, str(seed))
    yield seed
    path.unlink(missing_ok=True)
