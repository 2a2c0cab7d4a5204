"""Write what grading found into nbgrader's gradebook and the class folder."""

from __future__ import annotations

import contextlib
import fnmatch
import itertools
import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from autograder.authoring.lessons import Lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.handed_in import read_plain_file
from autograder.classroom.kept_report import rows_of
from autograder.classroom.scores import Scores, checked_score
from autograder.grading.grade import Submission, limits
from autograder.grading.rebuild import MAX_BYTES, Unreadable
from helpers.checking.report import Report
from helpers.course.files import write_atomically

TOGETHER, TOGETHER_SECONDS = 50, 0.5  # how many wait to be written in one go, and how long
T = TypeVar("T")
FILES_AT_A_TIME = 8  # a disk makes sure of several in the time of one
MAX_FILES, MAX_FILES_BYTES, MAX_DEPTH = 1000, 64 << 20, 20  # that go along with a notebook
MAX_NAME = 1000  # bytes from the folder on, for which there is room wherever it is copied to


@dataclass
class Recorder:
    """The one writer of a grading run.

    It writes several submissions at a time. Their scores and penalties for lateness go first, in
    one transaction, then for each the notebook and the files beside it, then the report with the
    digest of what was graded. Only the last says "done", so a run that was killed in between, or
    before, does that submission again.

    To be used in a `with` by who records more than one: what waits at its end is written.
    """

    folder: ClassFolder
    lesson: Lesson
    gradebook: Any
    _waiting: dict[str, tuple] = field(default_factory=dict, init=False)
    _since: float = field(default=0.0, init=False)

    @cached_property
    def scores(self) -> Scores:
        return Scores(self.folder, self.lesson, self.gradebook)

    @cached_property
    def _step(self) -> Any:
        """nbgrader's own step, for its settings of what is copied and with which permissions."""
        from nbgrader.converters import Autograde

        return Autograde(coursedir=self.folder.nbgrader.coursedir, parent=self.folder.nbgrader)

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        self.write_all()

    def record(self, student: str, submission: Submission, fingerprint: Fingerprint) -> None:
        """Write a submission, together with those to come soon."""
        self._add(student, (submission, fingerprint))

    def record_penalty(self, student: str) -> None:
        """Write what lateness costs now, of a submission whose scores stay."""
        self._add(student, (None, None))

    def _add(self, student: str, graded: tuple) -> None:
        if not self._waiting:
            self._since = monotonic()
        self._waiting[student] = graded
        if len(self._waiting) == TOGETHER or monotonic() - self._since > TOGETHER_SECONDS:
            self.write_all()

    def write_all(self) -> None:
        """Write what waits."""
        waiting, self._waiting = self._waiting, {}
        if waiting:
            self.scores.write({student: submission for student, (submission, _) in waiting.items()})
        with ThreadPoolExecutor(FILES_AT_A_TIME) as threads:
            list(threads.map(self._write_graded, waiting, waiting.values()))

    def _write_graded(self, student: str, graded: tuple) -> None:
        submission, fingerprint = graded
        if submission:
            self.write_notebook(student, submission)
            write_report(self.folder, self.lesson, student, submission, fingerprint)

    def write_notebook(self, student: str, submission: Submission) -> None:
        path = self.folder.autograded_path(student, self.lesson)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(submission.notebook, ensure_ascii=False))
        self._copy_files(student)
        self._step.set_permissions(self.lesson.name, student)

    def write_files(self, student: str) -> None:
        """Put beside the graded notebook what nbgrader's next steps look for there.

        These are the other files of the submission, among them the time and the secret by which
        the exchange gives feedback back, and over them those of the lesson's source.
        """
        if self._copy_files(student):
            self._step.set_permissions(self.lesson.name, student)

    def _copy_files(self, student: str) -> bool:
        """Whether something was another before."""
        ignore = self._step.coursedir.ignore
        submitted, source = self.folder.root / "submitted", self.folder.root / "source"
        place = self.folder.submission_path(student, self.lesson).parent
        files = plain_files(place, submitted, ignore)
        ours = plain_files(source / self.lesson.name, source, ignore)
        for name in self._step.exclude_overwriting.get(self.lesson.name, []):
            ours.pop(name, None)
        target = self.folder.autograded_path(student, self.lesson).parent
        return copy_files(together(files, ours), target)


def together(theirs: Mapping[str, T], ours: Mapping[str, T]) -> dict[str, T]:
    """Files of a student with those of the source, by name: ours go before any in their way.

    In their way is one of the same name, a file where a folder of ours is, or the other way round.
    """
    folders = {str(parent) for name in ours for parent in Path(name).parents}
    free = {
        name: file
        for name, file in theirs.items()
        if name not in folders and not any(str(parent) in ours for parent in Path(name).parents)
    }
    return {**free, **ours}


def plain_files(place: Path, below: Path, ignore: Sequence[str]) -> dict[str, Path]:
    """The files in a folder beside its notebooks, by their names below it.

    Links are left out and not followed, up to `below`, and so is what goes beyond the limits of
    this module.
    """
    parents = itertools.takewhile(lambda parent: parent != below, (place, *place.parents))
    if any(parent.is_symlink() for parent in parents):
        return {}
    files, room = {}, MAX_FILES_BYTES
    for path in itertools.islice(_walk(place, [*ignore, "*.ipynb"]), MAX_FILES):
        name, size = str(path.relative_to(place)), path.lstat().st_size
        if size <= min(room, MAX_BYTES) and len(os.fsencode(name)) <= MAX_NAME:
            files[name] = path
            room -= size
    return files


def _walk(place: Path, ignore: Sequence[str]) -> Iterator[Path]:
    def is_ignored(name: str) -> bool:
        return any(fnmatch.fnmatch(name, pattern) for pattern in ignore)

    for folder, folders, names in os.walk(place):
        depth = len(Path(folder).relative_to(place).parts)
        folders[:] = sorted(n for n in folders if depth < MAX_DEPTH and not is_ignored(n))
        for name in sorted(names):
            path = Path(folder, name)
            if not is_ignored(name) and stat.S_ISREG(path.lstat().st_mode):
                yield path


def copy_files(files: Mapping[str, Path], target: Path, ignore: Sequence[str] = ()) -> bool:
    """Make these, by their names, the files of a folder beside its notebooks.

    ignore: patterns of other files that stay. Returns whether something was another before.
    """
    there, changed = plain_files(target, target, ignore), False
    for name in there.keys() - files.keys():
        there[name].unlink()
        changed = True
    for folder, *_ in os.walk(target, topdown=False):
        if folder != str(target) and not os.listdir(folder):
            os.rmdir(folder)
    for name, path in files.items():
        with contextlib.suppress(Unreadable):
            content = read_plain_file(path, path.parent)
            if name in there and there[name].read_bytes() == content:
                continue
            copy = target / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.unlink(missing_ok=True)  # it may be read-only
            copy.write_bytes(content)
            changed = True
    return changed


@dataclass(frozen=True)
class Fingerprint:
    """What a grade belongs to: digests of the submission, and of all else that it depends on."""

    submission: str
    engine: str


def write_report(
    folder: ClassFolder,
    lesson: Lesson,
    student: str,
    submission: Submission,
    fingerprint: Fingerprint,
) -> None:
    path = folder.report_path(student, lesson)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = as_data(submission, fingerprint)
    write_atomically(path, json.dumps(data, ensure_ascii=False))


def as_data(submission: Submission, fingerprint: Fingerprint) -> dict:
    """A submission's report without the notebook, as it is kept with the grade."""
    return {
        "state": submission.state,
        "reason": submission.reason,
        "score": submission.score,
        "points": submission.points,
        "graded_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": submission.seed,
        "versions": submission.versions,
        "limits": limits(),
        "fingerprint": asdict(fingerprint),
        "cpu_seconds": round(submission.cpu_seconds, 4),
        "memory_bytes": submission.memory_bytes,
        "exercises": [_exercise(report) for report in submission.reports],
        "own": [asdict(cell) for cell in submission.own],
    }


def _exercise(report: Report) -> dict:
    return {
        "name": report.name,
        "points": report.points,
        "score": checked_score(report),
        "mistake": report.mistake,
        "symptoms": report.symptoms,
        "unwritten": report.unwritten,
        "note": report.note,
        "parts": [
            {
                "title": part.title,
                "passed": part.passed,
                "call": part.call,
                "problem": part.problem,
                "mistake": part.mistake,
                "hint": part.hint,
                "place": part.place,
                "grid": rows_of(part.grid),
                "printed": part.printed,
            }
            for part in report.parts
        ],
    }
