"""A class folder: an ordinary nbgrader course folder whose settings import ours."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import re
import stat
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.errors import CourseError, UsageError
from autograder.gradebook import open_gradebook, patient
from autograder.kept_report import read_report
from autograder.lessons import Lesson
from helpers.files import write_atomically
from helpers.notebook import MAX_BYTES, Unreadable

SETTINGS = """\
\"\"\"Settings of this class for nbgrader; anything that nbgrader knows can be set below.\"\"\"

from autograder.nbgrader_plugin import configure

c = get_config()  # noqa: F821
configure(c, __file__)
"""
DATABASE_SETTING = "c.CourseDirectory.db_url = {!r}\n"
MAX_ID_BYTES = 128  # as long as nbgrader's tables allow
ROSTER_COLUMNS = ["id", "first_name", "last_name", "email"]


@dataclass(frozen=True)
class ClassFolder:
    """The folder of one class. Use `create` or `open`."""

    root: Path

    @classmethod
    def create(cls, path: Path, db_url: str | None = None) -> ClassFolder:
        """Make an empty class folder. Raises UsageError where something lies already.

        db_url: of the gradebook, as SQLAlchemy writes it; None is a file of SQLite in the folder.
        """
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise UsageError(f"{path} is not empty: name a folder that does not exist yet.")
        folder = cls(path.resolve())
        for name in ("source", "release", "submitted", "autograded", "feedback", ".course"):
            (folder.root / name).mkdir(parents=True, exist_ok=True)
        settings = SETTINGS + (DATABASE_SETTING.format(db_url) if db_url else "")
        write_atomically(folder.root / "nbgrader_config.py", settings)
        write_atomically(folder.root / "roster.csv", ",".join(ROSTER_COLUMNS) + "\n")
        return folder

    @classmethod
    def open(cls, path: Path) -> ClassFolder:
        """Raises UsageError where the path is no class folder."""
        if not (path / "nbgrader_config.py").is_file():
            raise UsageError(f"{path} is no class folder: make one with `course init {path}`.")
        return cls(path.resolve())

    @cached_property
    def config(self):
        """The settings in nbgrader_config.py, as nbgrader reads them."""
        from traitlets.config.loader import PyFileConfigLoader

        return PyFileConfigLoader("nbgrader_config.py", path=str(self.root)).load_config()

    @cached_property
    def nbgrader(self):
        """nbgrader's own interface to this folder."""
        from nbgrader.apps import NbGraderAPI
        from nbgrader.coursedir import CourseDirectory

        _put_own_programs_on_path()
        directory = CourseDirectory(config=self.config)
        directory.db_url = patient(directory.db_url)
        return NbGraderAPI(directory, config=self.config)

    def roster(self) -> dict[str, dict[str, str]]:
        """Students by id, as roster.csv lists them. Raises UsageError for a bad roster."""
        path = self.root / "roster.csv"
        if not path.exists():
            return {}
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        if rows and "id" not in rows[0]:
            raise UsageError(f"{path} has no column `id`: its first line is {ROSTER_COLUMNS}.")
        students: dict[str, dict[str, str]] = {}
        for number, row in enumerate(rows, start=2):
            student = (row["id"] or "").strip()
            if not student or "/" in student or not _can_be_an_id(student):
                raise UsageError(f"{path}, line {number}: {student!r} cannot be a student's id.")
            if student in students:
                raise UsageError(f"{path}, line {number}: the student {student} is there twice.")
            students[student] = {k: row.get(k) or None for k in ROSTER_COLUMNS[1:]}
        return students

    def release_notebook(self, lesson: Lesson) -> dict:
        """The notebook as students got it. Raises UsageError where it was never released."""
        path = self.release_path(lesson)
        if not path.exists():
            raise UsageError(
                f"{lesson.name} was never released here: run `course release {lesson.name}` first."
            )
        return json.loads(path.read_bytes())

    def release_path(self, lesson: Lesson) -> Path:
        return self.root / "release" / lesson.name / lesson.notebook.name

    def submitters(self, lesson: Lesson) -> list[str]:
        """Ids of the students who handed in something for a lesson.

        Warns of folders whose names nothing else could be named after, and leaves them out.
        """
        names = [path.parent.name for path in (self.root / "submitted").glob(f"*/{lesson.name}")]
        for name in names:
            if not _can_be_an_id(name):
                warnings.warn(
                    f"submitted/{name!a} is left out: no student can have this id.",
                    stacklevel=2,
                )
        return sorted(filter(_can_be_an_id, names))

    def submission_path(self, student: str, lesson: Lesson) -> Path:
        return self.root / "submitted" / student / lesson.name / lesson.notebook.name

    def read_submission(self, student: str, lesson: Lesson) -> bytes:
        """The bytes of a handed-in notebook. Raises Unreadable, with a sentence, without one."""
        path = self.submission_path(student, lesson)
        if not path.exists() and not path.is_symlink():
            others = sorted(path.parent.glob("*.ipynb"))
            if len(others) != 1:
                where = path.parent.relative_to(self.root)
                raise Unreadable(f"{where} holds no notebook. Expected {path.name}.")
            path = others[0]
        return read_plain_file(path, self.root / "submitted")

    def autograded_path(self, student: str, lesson: Lesson) -> Path:
        return self.root / "autograded" / student / lesson.name / lesson.notebook.name

    def report_path(self, student: str, lesson: Lesson) -> Path:
        return self.root / ".course" / "reports" / lesson.name / f"{student}.json"

    def arrival_path(self, student: str, lesson_name: str) -> Path:
        return self.root / ".course" / "arrivals" / lesson_name / f"{student}.txt"

    def reports(self, lesson: Lesson) -> dict[str, dict]:
        """The stored reports of a lesson by student, without those that cannot be read."""
        paths = sorted((self.root / ".course" / "reports" / lesson.name).glob("*.json"))
        reports = {path.stem: read_report(path) for path in paths}
        return {student: report for student, report in reports.items() if report is not None}

    def gradebook(self):
        """nbgrader's gradebook, to be used in a `with`. Raises CourseError where it is unusable."""
        directory = self.nbgrader.coursedir
        return open_gradebook(directory.db_url, directory.course_id)


def _can_be_an_id(name: str) -> bool:
    """Whether a gradebook can hold the name, and a folder have names of files made from it."""
    try:
        return len(name.encode()) <= MAX_ID_BYTES and not name.startswith(".")
    except UnicodeEncodeError:
        return False


def _put_own_programs_on_path() -> None:
    """nbgrader makes its database with a program that lies beside this Python."""
    programs = str(Path(sys.executable).parent)
    if programs not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", "")])


def read_plain_file(path: Path, below: Path) -> bytes:
    """The bytes of a file that is no link, and reached through none. Raises Unreadable."""
    for place in (path, *path.parents):
        if place == below:
            break
        if place.is_symlink():
            raise Unreadable(f"{place.relative_to(below)} is a link. Hand in the file itself.")
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise Unreadable(f"{path.relative_to(below)} is not a file.")
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"{path.relative_to(below)} cannot be read: {error.strerror}.") from error


def release(folder: ClassFolder, lesson: Lesson, again: bool = False) -> Path:
    """Put a lesson into the folder and make nbgrader's release of it. Returns the release.

    again: replace a release that students may already have. What is graded on it keeps its scores
    until the next run of grading, which does it again on the new one.
    """
    target = folder.release_path(lesson)
    if target.exists() and not again:
        graded = len(list(folder.report_path("", lesson).parent.glob("*.json")))
        then = f", and `course grade` grades again the {graded} that are graded on it"
        raise UsageError(
            f"{lesson.name} is released already. Pass --again to replace it: students who have it "
            f"bring theirs up with `course update`{then if graded else ''}."
        )
    folder.roster()
    source = folder.root / "source" / lesson.name / lesson.notebook.name
    source.parent.mkdir(parents=True, exist_ok=True)
    with _put_back_on_failure(source, target):
        write_atomically(source, lesson.notebook.read_bytes())
        result = folder.nbgrader.generate_assignment(lesson.name, force=True, create=True)
        if not result["success"]:
            raise CourseError(
                f"nbgrader could not release {lesson.name}: {_first_error(result)}. Nothing was "
                "changed."
            )
    with folder.gradebook() as gradebook:
        for student, details in folder.roster().items():
            gradebook.update_or_create_student(student, **details)
    return target


@contextlib.contextmanager
def _put_back_on_failure(*paths: Path) -> Iterator[None]:
    """Where releasing fails, nbgrader deletes the release that was there."""
    before = {path: path.read_bytes() for path in paths if path.exists()}
    try:
        yield
    except BaseException:
        for path, content in before.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content)
        raise


def _first_error(result: dict) -> str:
    """What went wrong, from the lines that nbgrader logged."""
    log = f"{result.get('log') or ''}\n{result.get('error') or ''}"
    errors = re.findall(r"^\s*[\w.]*(?:Error|Exception): (.+)$", log, re.MULTILINE)
    return (errors or [log.strip().rpartition("\n")[2]])[0].rstrip(". ")
