"""Grade a class: hand submissions to workers, record reports as they come in."""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from autograder.answers import answer_sheets
from autograder.class_folder import ClassFolder
from autograder.errors import UsageError
from autograder.files import write_atomically
from autograder.grade import Submission, fresh_seed, grade
from autograder.lessons import Lesson
from autograder.rebuild import Unreadable
from autograder.record import Recorder
from autograder.sandbox import require

WAITING_PER_WORKER = 3
PACKAGE = Path(__file__).parent


@dataclass
class Summary:
    """What a run did. states: how many submissions ended in which state."""

    lesson: str
    states: dict[str, int] = field(default_factory=dict)
    skipped: int = 0

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
) -> Summary:
    """Grade what was handed in for a lesson and has changed since it was last graded.

    workers: how many at a time; the machine's cores by default. again: grade also what has not
    changed. seed: repeat a run's numbers. progress: called with how many are done, and of how
    many. Memory does not grow with the number of submissions: only a few wait at a time.
    """
    release = folder.release_notebook(lesson)
    if sandbox:
        require()
    workers = workers or len(os.sched_getaffinity(0))
    submitters = folder.submitters(lesson)
    unknown = sorted(set(students or []) - set(submitters))
    if unknown:
        raise UsageError(f"{', '.join(unknown)} handed in nothing for {lesson.name}.")
    chosen = students or submitters
    summary = Summary(lesson.name)
    version = _version(lesson, release)
    with _run_seed(folder, lesson, seed) as run_seed, folder.gradebook() as gradebook:
        answer_sheets(lesson, run_seed)  # once, before threads ask for them
        recorder = Recorder(folder, lesson, gradebook)
        own = executor or ThreadPoolExecutor(workers)
        waiting: dict[Future[Submission], tuple[str, str]] = {}
        done = 0

        def collect(least: int) -> None:
            nonlocal done
            while len(waiting) > least:
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    student, digest = waiting.pop(future)
                    submission = future.result()
                    recorder.record(student, submission, digest)
                    summary.count(submission.state)
                    done += 1
                    progress(done, len(chosen))

        try:
            for student, submitted, digest in _to_grade(folder, lesson, chosen, version):
                if not again and _is_graded(folder, lesson, student, digest):
                    summary.skipped += 1
                    done += 1
                    progress(done, len(chosen))
                    continue
                job = (lesson.name, release, submitted, run_seed, sandbox)
                waiting[own.submit(grade, *job)] = student, digest
                collect(WAITING_PER_WORKER * workers)
            collect(0)
        finally:
            if executor is None:
                own.shutdown(cancel_futures=True)
    return summary


def _to_grade(
    folder: ClassFolder, lesson: Lesson, students: list[str], version: str
) -> Iterator[tuple[str, bytes | str, str]]:
    """Each student with their notebook, or the reason why it cannot be read, and its digest."""
    for student in students:
        try:
            submitted: bytes | str = folder.read_submission(student, lesson)
        except Unreadable as error:
            submitted = str(error)
        data = submitted.encode() if isinstance(submitted, str) else submitted
        yield student, submitted, hashlib.sha256(version.encode() + data).hexdigest()


def _is_graded(folder: ClassFolder, lesson: Lesson, student: str, digest: str) -> bool:
    try:
        report = json.loads(folder.report_path(student, lesson).read_bytes())
    except (OSError, ValueError):
        return False
    return report["digest"] == digest and report["state"] != "failed"


def _version(lesson: Lesson, release: dict) -> str:
    """A digest of all that a grade depends on but the submission: release, exercises, engine."""
    digest = hashlib.sha256(json.dumps(release, sort_keys=True).encode())
    digest.update(inspect.getsource(lesson.module).encode())
    for folder in (PACKAGE, PACKAGE.parent / "helpers"):
        for path in sorted(folder.glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


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
