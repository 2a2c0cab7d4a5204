"""A class folder: an ordinary nbgrader course folder whose settings import ours."""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import make_url

from autograder.authoring.lessons import Lesson
from autograder.classroom.assignments import Assignments
from autograder.classroom.gradebook import open_gradebook, patient
from autograder.classroom.handed_in import (
    HandIn,
    astray,
    choose,
    notebooks_in,
    nothing_in,
    read_plain_file,
    signs_of,
)
from autograder.classroom.identity import by_key, can_be_an_id, clean, same, shown
from autograder.classroom.kept_report import read_report
from autograder.classroom.roster import COLUMNS, Roster
from autograder.classroom.settings import Settings
from autograder.errors import CourseError, UsageError
from helpers.course.files import write_atomically
from helpers.course.notebook import (
    Unreadable,
    grade_id,
    grading_of,
    is_exercise,
    read_notebook,
)

SETTINGS = """\
\"\"\"Settings of this class for nbgrader; anything that nbgrader knows can be set below.\"\"\"

from autograder.nbgrader_plugin import configure

c = get_config()  # noqa: F821
configure(c, __file__)
"""
DATABASE_SETTING = "c.CourseDirectory.db_url = {!r}\n"
OWNERS_ALONE = 0o700  # a class folder: it holds everybody's work, grades and names


@dataclass(frozen=True)
class ClassFolder(Assignments):
    """The folder of one class. Use `create` or `open`."""

    @classmethod
    def create(cls, path: Path, db_url: str | None = None) -> ClassFolder:
        """Make an empty class folder. Raises UsageError where something lies already.

        db_url: of the gradebook, as SQLAlchemy writes it; None is a file of SQLite in the folder.
        """
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise UsageError(f"{path} is not empty: name a folder that does not exist yet.")
        folder = cls(path.resolve())
        folder.root.mkdir(parents=True, exist_ok=True)
        folder.root.chmod(OWNERS_ALONE)
        for name in ("source", "release", "submitted", "autograded", "feedback", ".course"):
            (folder.root / name).mkdir(parents=True, exist_ok=True)
        settings = SETTINGS + (DATABASE_SETTING.format(db_url) if db_url else "")
        write_atomically(folder.root / "nbgrader_config.py", settings)
        write_atomically(folder.root / "roster.csv", ",".join(COLUMNS) + "\n")
        return folder

    @classmethod
    def open(cls, path: Path) -> ClassFolder:
        """Raises UsageError where the path is no class folder."""
        if not is_class_folder(path):
            raise UsageError(f"{path} is no class folder: make one with `course init {path}`.")
        return cls(path.resolve())

    @cached_property
    def config(self):
        """The settings in nbgrader_config.py, as nbgrader reads them. Raises CourseError."""
        from traitlets.config.loader import PyFileConfigLoader

        try:
            return PyFileConfigLoader("nbgrader_config.py", path=str(self.root)).load_config()
        except Exception as error:
            raise CourseError(
                f"{self.root / 'nbgrader_config.py'} cannot be run "
                f"({type(error).__name__}: {error}): mend what was changed in it."
            ) from error

    @cached_property
    def nbgrader(self):
        """nbgrader's own interface to this folder."""
        from nbgrader.apps import NbGraderAPI
        from nbgrader.coursedir import CourseDirectory

        _put_own_programs_on_path()
        directory = CourseDirectory(config=self.config)
        directory.db_url = patient(directory.db_url)
        return NbGraderAPI(directory, config=self.config)

    @property
    def settings(self) -> Settings:
        return Settings(self.root / "class.toml")

    @property
    def roster_file(self) -> Roster:
        return Roster(self.root / "roster.csv")

    def roster(self) -> dict[str, dict[str, str | None]]:
        """Students by id, as roster.csv lists them. Raises UsageError for a bad roster."""
        return self.roster_file.students

    @property
    def grouped_lessons(self) -> list[str]:
        """Those that groups hand in as one. Raises UsageError for a bad class.toml.

        A roster often has a column of groups that mean something else, so they are named.
        """
        lessons = self.settings.table("groups").get("together", [])
        if not isinstance(lessons, list) or not all(isinstance(one, str) for one in lessons):
            raise UsageError(
                f"{self.settings.path}: [groups] holds names of lessons, as in `together = "
                '["06_convolution"]`.'
            )
        return lessons

    def groups(self, lesson_name: str) -> dict[str, list[str]]:
        """The members of each group that hands in a lesson as one, by the group's name."""
        found: dict[str, list[str]] = {}
        if lesson_name in self.grouped_lessons:
            for student, group in self.roster_file.groups.items():
                found.setdefault(group, []).append(student)
        return found

    def enrol(self, gradebook) -> None:
        """Bring the gradebook's students up to the roster. Nobody is removed, no name blanked."""
        from nbgrader.api import Student

        known = {student.id: student for student in gradebook.students}
        for student, details in self.roster().items():
            if student not in known:
                known[student] = Student(id=student)
                gradebook.db.add(known[student])
            for column, text in details.items():
                if text is not None and getattr(known[student], column) != text:
                    setattr(known[student], column, text)
        gradebook.db.commit()

    @property
    def private(self) -> list[Path]:
        """What no submission may read: the folder, and exercises that it may only link to."""
        return [self.root, *self.own_lessons.glob("*/exercises/*.py")]

    def release_notebook(self, lesson: Lesson) -> dict:
        """The notebook as students got it.

        Raises UsageError where it was never released, and CourseError for one that is damaged.
        """
        path = self.release_path(lesson)
        if not path.exists():
            raise UsageError(
                f"{lesson.name} was never released here: run `course release {lesson.typed}` first."
            )
        try:
            notebook = read_notebook(path.read_bytes())
        except Unreadable as error:
            raise CourseError(
                f"{path} is damaged: put a backup of it back, or run `course "
                f"release {lesson.typed} --again`."
            ) from error
        return self._with_what_is_hidden(lesson, notebook)

    def _with_what_is_hidden(self, lesson: Lesson, notebook: dict) -> dict:
        """The notebook with the hidden tests and mark schemes of a teacher's own cells, which
        nbgrader keeps in its gradebook."""
        own = {grade_id(cell): cell for cell in notebook["cells"] if is_written_over(cell)}
        if not own or not self.has_gradebook:
            return notebook
        from nbgrader.api import MissingEntry

        with self.gradebook() as gradebook:
            try:
                kept = gradebook.find_notebook(lesson.module_name, lesson.name).source_cells
            except MissingEntry:
                return notebook
            for cell in kept:
                if cell.name in own:
                    own[cell.name]["source"] = cell.source
        return notebook

    def submitters(self, lesson: Lesson) -> list[str]:
        """Ids of the students who handed in something for a lesson, as the roster writes them.

        Warns of folders whose names nothing else could be named after, and of second folders of
        one student, and leaves them out. A folder of a group's name is no student's.
        """
        names = self.handed_in(lesson.name)
        possible = sorted(filter(can_be_an_id, names))
        for name in sorted({*names} - {*possible}):
            _warn(f"submitted/{name!a} is left out: no student can have this id.")
        if elsewhere := astray(self.root / "submitted", lesson.name, lesson.module_name):
            (place, belongs), more = elsewhere[0], len(elsewhere) - 1
            they = f" and {more} more are" if more else " is"
            _warn(
                f"{shown(str(place.relative_to(self.root)))}{they} not looked at: it belongs into "
                f"{shown(str(belongs.relative_to(self.root)))}."
            )
        ids = self._listed()
        found: dict[str, str] = {}
        for name in sorted(possible, key=lambda name: (name != self._id_of(name, ids), name)):
            first = found.setdefault(self._id_of(name, ids), name)
            if first != name:
                _warn(
                    f"submitted/{shown(name)} is left out: it is the same student as "
                    f"submitted/{shown(first)}. See `course doctor`."
                )
        return sorted(found)

    def handed_in(self, lesson_name: str) -> list[str]:
        """The names of folders that hold something for a lesson, but for those of groups."""
        names = [path.parent.name for path in (self.root / "submitted").glob(f"*/{lesson_name}")]
        with contextlib.suppress(UsageError):
            if groups := set(map(same, self.groups(lesson_name))):
                groups -= self._listed().keys()
                return [name for name in names if same(name) not in groups]
        return names

    def all_who_handed_in(self) -> set[str]:
        """The same for all lessons, of names that can be ids."""
        lessons = {path.name for path in (self.root / "submitted").glob("*/[!.]*")}
        names = {name for lesson in lessons for name in self.handed_in(lesson)}
        return set(filter(can_be_an_id, names))

    def student_id(self, text: str) -> str:
        """The id that a person means, as the roster writes it if it lists it."""
        return self._id_of(text, self._listed())

    def student_ids(self, names: Iterable[str]) -> set[str]:
        """The same of many."""
        listed = self._listed()
        return {self._id_of(name, listed) for name in names}

    def _listed(self) -> dict[str, str]:
        """The ids of the roster by what they are compared by; none of a roster that is bad."""
        try:
            return by_key(self.roster())
        except UsageError:
            return {}

    def is_stranger(self, name: str) -> bool:
        """Whether the roster lists students, and not the one of that id."""
        listed = self._listed()
        return bool(listed) and same(name) not in listed

    @staticmethod
    def _id_of(name: str, listed: dict[str, str]) -> str:
        """The student whose a folder of that name is."""
        return listed.get(same(name)) or clean(name)

    def submission_path(self, student: str, lesson: Lesson) -> Path:
        return self.submission_folder(student, lesson.name) / lesson.notebook.name

    def submission_folder(self, student: str, lesson_name: str) -> Path:
        """Where a student's work lies: in a folder of their id, or of one that reads the same."""
        submitted = self.root / "submitted"
        exact = submitted / student / lesson_name
        if not os.path.lexists(exact):
            for path in sorted(submitted.glob(f"*/{lesson_name}")):
                if same(path.parent.name) == same(student):
                    return path
        return exact

    def read_submission(self, student: str, lesson: Lesson) -> bytes:
        """The bytes of a handed-in notebook. Raises Unreadable, with a sentence, without one."""
        return self.hand_in(student, lesson).data

    def hand_in(self, student: str, lesson: Lesson) -> HandIn:
        """The notebook of a student's folder that is graded.

        Raises Unreadable, with a sentence, where there is none, or it is in doubt which it is.
        """
        path, below = self.submission_path(student, lesson), self.root / "submitted"
        place, release = path.parent, self.release_path(lesson)
        if place.is_symlink() or place.parent.is_symlink():
            return HandIn(path.name, read_plain_file(path, below))  # which says so
        others = frozenset(one.name for one in release.parent.glob("*.ipynb")) - {path.name}
        files = notebooks_in(place, below, others)
        if os.path.lexists(path) and path.name not in files:
            return HandIn(path.name, read_plain_file(path, below))
        where = str(place.relative_to(self.root))
        if not files:
            raise nothing_in(place, path.name, where)
        changed = release.stat().st_mtime_ns if release.is_file() else 0
        return choose(files, path.name, signs_of(release, changed), where)

    def notes_on_hand_ins(self, lesson: Lesson) -> list[str]:
        """Which notebook was taken, where a student's folder holds another than the expected."""
        notes = []
        for student in self.submitters(lesson):
            with contextlib.suppress(Unreadable):
                notes.append(self.hand_in(student, lesson).note)
        return list(filter(None, notes))

    def autograded_path(self, student: str, lesson: Lesson) -> Path:
        return self.root / "autograded" / student / lesson.name / lesson.notebook.name

    def report_path(self, student: str, lesson: Lesson) -> Path:
        return self.root / ".course" / "reports" / lesson.key / f"{student}.json"

    def arrival_path(self, student: str, lesson_name: str) -> Path:
        """The note of when a student's work arrived, whichever way the id was written then."""
        path = self.root / ".course" / "arrivals" / lesson_name / f"{student}.txt"
        if not path.exists():
            others = [p for p in path.parent.glob("*.txt") if same(p.stem) == same(student)]
            path = others[0] if others else path
        return path

    def reports(self, lesson: Lesson) -> dict[str, dict]:
        """The stored reports of a lesson by student, without those that cannot be read."""
        paths = sorted(self.report_path("", lesson).parent.glob("*.json"))
        reports = {path.stem: read_report(path) for path in paths}
        return {student: report for student, report in reports.items() if report is not None}

    @property
    def has_gradebook(self) -> bool:
        """Whether there is one: opening a missing file would make it."""
        url = make_url(self.nbgrader.coursedir.db_url)
        return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()

    def require_gradebook(self) -> None:
        """Raises CourseError where it is gone: a new one would say that nobody has a grade."""
        if not self.has_gradebook and self._given_names():
            raise CourseError(
                "The gradebook is gone: put a backup of it back, or see what `course doctor` names."
            )

    def gradebook(self):
        """nbgrader's gradebook, to be used in a `with`. Raises CourseError where it is unusable."""
        directory = self.nbgrader.coursedir
        return open_gradebook(directory.db_url, directory.course_id)


def is_written_over(cell: dict) -> bool:
    """Whether nbgrader puts a cell of a teacher's own back as it was, whatever a student did."""
    grading = grading_of(cell)
    is_theirs = grading.get("locked") or grading.get("task") or grading.get("grade")
    return bool(is_theirs) and not grading.get("solution") and not is_exercise(cell)


def is_class_folder(path: Path) -> bool:
    return (path / "nbgrader_config.py").is_file()


def _warn(sentence: str) -> None:
    warnings.warn(sentence, stacklevel=3)


def _put_own_programs_on_path() -> None:
    """nbgrader makes its database with a program that lies beside this Python."""
    programs = str(Path(sys.executable).parent)
    if programs not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", "")])


def free_path(path: Path) -> Path:
    """The path, with a number that makes it one where nothing lies yet."""
    names = (f"{path.stem}_{number}{path.suffix}" for number in itertools.count(1))
    return next(other for name in names if not os.path.lexists(other := path.with_name(name)))
