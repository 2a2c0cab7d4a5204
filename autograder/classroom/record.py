"""Write what grading found into nbgrader's gradebook and the class folder."""

from __future__ import annotations

import contextlib
import fnmatch
import itertools
import json
import math
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.authoring.lessons import Lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.handed_in import read_plain_file
from autograder.classroom.kept_report import read_report, rows_of
from autograder.classroom.lateness import Lateness, arrived
from autograder.errors import CourseError
from autograder.grading.grade import Submission, limits
from autograder.grading.own_cells import EMPTY, TEST, OwnCell
from autograder.grading.rebuild import MAX_BYTES, Unreadable
from helpers.checking.report import Report
from helpers.course.files import write_atomically
from helpers.course.notebook import exercise_name

SAME_SCORE = 1e-9  # points
MAX_FILES, MAX_FILES_BYTES, MAX_DEPTH = 1000, 64 << 20, 20  # that go along with a notebook


@dataclass
class Recorder:
    """The one writer of a grading run.

    Scores and the penalty for lateness go first, in one transaction, then the notebook and the
    files beside it, then the report with the digest of what was graded. Only the last says
    "done", so a run that was killed in between does that submission again.
    """

    folder: ClassFolder
    lesson: Lesson
    gradebook: Any

    @cached_property
    def exercise_of(self) -> dict[str, str]:
        """The exercise of each cell of the release, by nbgrader's id of the cell."""
        return {cell_id: exercise_name(name) for cell_id, name in self._names.items()}

    @cached_property
    def _names(self) -> dict[str, str]:
        """nbgrader's name of each cell of the release that has points or an answer, by its id."""
        notebook = self._released
        cells = [*notebook.grade_cells, *notebook.solution_cells, *notebook.task_cells]
        return {cell.id: cell.name for cell in cells}

    @cached_property
    def _released(self) -> Any:
        from nbgrader.api import MissingEntry

        try:
            return self.gradebook.find_notebook(self.lesson.module_name, self.lesson.name)
        except MissingEntry:
            raise CourseError(
                f"The gradebook does not know {self.lesson.name}: put a backup of it back, or run "
                f"`course release {self.lesson.name} --again`."
            ) from None

    @cached_property
    def lateness(self) -> Lateness:
        return Lateness(self.folder, self.gradebook)

    @cached_property
    def _step(self) -> Any:
        """nbgrader's own step, for its settings of what is copied and with which permissions."""
        from nbgrader.converters import Autograde

        return Autograde(coursedir=self.folder.nbgrader.coursedir, parent=self.folder.nbgrader)

    def entries(self) -> dict[str, Any]:
        """The submitted notebooks of this lesson in the gradebook, by student."""
        from nbgrader.api import SubmittedNotebook
        from sqlalchemy.orm import joinedload

        found = (
            self.gradebook.db.query(SubmittedNotebook)
            .filter(SubmittedNotebook.notebook_id == self._released.id)
            .options(joinedload(SubmittedNotebook.assignment))
        )
        return {notebook.assignment.student_id: notebook for notebook in found}

    def entry(self, student: str) -> Any | None:
        """A student's submitted notebook in the gradebook."""
        from nbgrader.api import MissingEntry

        try:
            return self.gradebook.find_submission_notebook(
                self.lesson.module_name, self.lesson.name, student
            )
        except MissingEntry:
            return None

    def record(self, student: str, submission: Submission, fingerprint: Fingerprint) -> None:
        self.write_scores(student, submission)
        self.write_notebook(student, submission)
        write_report(self.folder, self.lesson, student, submission, fingerprint)

    def write_scores(self, student: str, submission: Submission) -> None:
        """Every score of the lesson and the penalty, or none. Scores given by hand stay.

        Where a person gave one and the autograder now thinks otherwise, a person should look.
        """
        released = self._released  # asked before anything is written
        self.gradebook.update_or_create_student(student)
        with self.gradebook.db.no_autoflush:
            entry = self.gradebook.update_or_create_submission(self.lesson.name, student)
            notebook = _whole_notebook(self.gradebook.db, entry, released)
        reports = {report.name: report for report in submission.reports}
        own = {cell.name: cell for cell in submission.own}
        read = self._digests_read(student)
        for grade in notebook.grades:
            name = self._names.get(grade.cell_id)
            if name in own:
                _set_own(grade, own[name], read.get(name))
                continue
            report = reports.get(self.exercise_of.get(grade.cell_id))
            if report is None:
                continue
            former, grade.auto_score = grade.auto_score, checked_score(report)
            if submission.state == "failed":
                grade.needs_manual_grade = True
            elif grade.manual_score is None:
                grade.needs_manual_grade = False
            elif former is None or abs(former - grade.auto_score) > SAME_SCORE:
                grade.needs_manual_grade = True
        for comment in notebook.comments:
            report = reports.get(self.exercise_of.get(comment.cell_id))
            unwritten = report is not None and report.unwritten
            empty = own.get(self._names.get(comment.cell_id))
            unwritten = unwritten or (empty is not None and empty.problem == EMPTY)
            comment.auto_comment = EMPTY if unwritten else None
        self._set_penalties(entry)
        self.gradebook.db.commit()

    def _digests_read(self, student: str) -> dict[str, str]:
        """What the marks were given for that a student has, by cell of the teacher's own."""
        report = read_report(self.folder.report_path(student, self.lesson)) or {}
        return {cell["name"]: cell["digest"] for cell in report.get("own", [])}

    def write_penalty(self, student: str) -> None:
        """What lateness costs now, of a submission whose scores stay."""
        self._set_penalties(self.gradebook.find_submission(self.lesson.name, student))
        self.gradebook.db.commit()

    def _set_penalties(self, entry: Any) -> None:
        entry.timestamp = arrived(self.folder, entry)
        self.lateness.extensions.enter(entry)
        for notebook in entry.notebooks:
            score = sum(map(counted, notebook.grades))
            notebook.late_submission_penalty = self.lateness.penalty(notebook, score)

    def write_notebook(self, student: str, submission: Submission) -> None:
        path = self.folder.autograded_path(student, self.lesson)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(submission.notebook, indent=1, ensure_ascii=False) + "\n")
        self.write_files(student)
        self._step.set_permissions(self.lesson.name, student)

    def write_files(self, student: str) -> None:
        """Put beside the graded notebook what nbgrader's next steps look for there.

        These are the other files of the submission, among them the time and the secret by which
        the exchange gives feedback back, and over them those of the lesson's source.
        """
        ignore = self._step.coursedir.ignore
        submitted, source = self.folder.root / "submitted", self.folder.root / "source"
        place = self.folder.submission_path(student, self.lesson).parent
        files = plain_files(place, submitted, ignore)
        ours = plain_files(source / self.lesson.name, source, ignore)
        for name in self._step.exclude_overwriting.get(self.lesson.name, []):
            ours.pop(name, None)
        target = self.folder.autograded_path(student, self.lesson).parent
        if copy_files({**files, **ours}, target):
            self._step.set_permissions(self.lesson.name, student)


def _whole_notebook(db: Any, entry: Any, released: Any) -> Any:
    """The notebook of a submission in the gradebook, with every row that nbgrader makes for it."""
    from nbgrader.api import Comment, Grade, SubmittedNotebook

    found = [notebook for notebook in entry.notebooks if notebook.notebook_id == released.id]
    notebook = found[0] if found else SubmittedNotebook(notebook=released, assignment=entry)
    db.add(notebook)
    graded = {grade.cell_id for grade in notebook.grades}
    commented = {comment.cell_id for comment in notebook.comments}
    for cell in (*released.grade_cells, *released.task_cells):
        if cell.id not in graded:
            db.add(Grade(cell_id=cell.id, notebook=notebook))
    for cell in (*released.solution_cells, *released.task_cells):
        if cell.id not in commented:
            db.add(Comment(cell_id=cell.id, notebook=notebook))
    return notebook


def _set_own(grade: Any, cell: OwnCell, read: str | None) -> None:
    """What a teacher's own cell earned. A mark given by hand stays; of another answer than the one
    that was read (by its digest), a person should look again.
    """
    former, grade.auto_score = grade.auto_score, cell.score
    if grade.manual_score is None:
        grade.needs_manual_grade = cell.score is None
    elif cell.kind != TEST:
        grade.needs_manual_grade |= cell.digest != read
    elif cell.score is None or former is None or abs(former - cell.score) > SAME_SCORE:
        grade.needs_manual_grade = True


def counted(grade: Any) -> float:
    """What a grade of nbgrader's counts: a score given by hand goes before that of grading."""
    score = grade.auto_score if grade.manual_score is None else grade.manual_score
    return (score or 0.0) + (grade.extra_credit or 0.0)


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
        size = path.lstat().st_size
        if size <= min(room, MAX_BYTES):
            files[str(path.relative_to(place))] = path
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


def checked_score(report: Report) -> float:
    """The score as a finite number between 0 and the points, whatever went wrong before."""
    score = float(report.score)
    return min(max(score, 0.0), report.points) if math.isfinite(score) else 0.0


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
    write_atomically(path, json.dumps(data, indent=1, ensure_ascii=False))


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
