"""When submissions arrived, as a collector saw it: never from a file that a student can write.

nbgrader's collectors take the time from `timestamp.txt`, which `nbgrader submit` writes as the
student. These two note what a student cannot set: the system's own clock for files in the
exchange, and the time in the names that a learning platform gives to the files of its archive.
"""

from __future__ import annotations

import glob
import os
import shutil
import stat
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.plugins import FileNameCollectorPlugin
from nbgrader.utils import ignore_patterns, parse_utc

from autograder.classroom.class_folder import ClassFolder
from autograder.errors import CourseError
from helpers.course.files import write_atomically

TIMESTAMP = "timestamp.txt"
FOR_FEEDBACK = (TIMESTAMP, "submission_secret.txt")  # what the exchange gives feedback back by


def note_arrival(folder: ClassFolder, lesson_name: str, student: str, time: datetime) -> None:
    """Keep the time, which is in UTC and without a zone, as nbgrader's are."""
    path = folder.arrival_path(student, lesson_name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, time.isoformat(" "))


def arrival(folder: ClassFolder, lesson_name: str, student: str) -> datetime | None:
    """When a student's submission arrived, in UTC and without a zone; None where nobody noted it.

    Raises: CourseError where the note was changed into something that is no time.
    """
    path = folder.arrival_path(student, lesson_name)
    if not path.exists():
        return None
    try:
        time = datetime.fromisoformat(path.read_text().strip())
    except (OSError, ValueError):
        raise CourseError(
            f"{path} should hold when {student} handed in, as in 2026-03-01 12:30:00 (UTC): mend "
            "it, or delete the file, and nothing counts as late."
        ) from None
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time


class Collect(ExchangeCollect):
    """`nbgrader collect` that notes when each submission was last written to.

    Whoever owns a file may set its time of modification, but not that of its last change. This
    time replaces the student's in timestamp.txt, by which formgrader sees what is graded.
    """

    def do_copy(self, src, dest, log=None):
        """Copy a student's folder, following no link: it could lead to anything on this machine.

        A notebook that is a link stays one, so that it is named when it is graded.
        """
        files = [Path(place, name) for place, _, names in os.walk(src) for name in names]
        changed = max(path.lstat().st_ctime for path in (Path(src), *files))
        time = datetime.fromtimestamp(changed, UTC).replace(tzinfo=None)
        student = self._path_to_record(src)["username"]
        directory = self.coursedir
        include = directory.include
        if sum(path.lstat().st_size for path in files) > 1000 * directory.max_dir_size:
            self.log.error("%s: too large, so only notebooks are collected", student)
            include = ["*.ipynb", *FOR_FEEDBACK]
        listed = ignore_patterns(directory.ignore, include, directory.max_file_size, self.log)

        def left_out(folder: str, names: list[str]) -> set[str]:
            odd = {name for name in names if not may_be_copied(Path(folder, name))}
            if odd:
                self.log.warning("%s: left out, no plain files: %a", student, sorted(odd))
            return odd | set(listed(folder, [name for name in names if name not in odd]))

        shutil.copytree(src, dest, symlinks=True, ignore=left_out)
        written = Path(dest, TIMESTAMP)
        written.unlink(missing_ok=True)
        written.write_text(time.isoformat(" "))
        folder = ClassFolder.open(Path(directory.root))
        note_arrival(folder, directory.assignment_id, student, time)


def may_be_copied(path: Path) -> bool:
    """Whether something that was handed in is a file or a folder, or a notebook that is a link."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return path.suffix == ".ipynb"
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


class ReleaseFeedback(ExchangeReleaseFeedback):
    """`nbgrader release_feedback` that one student's folder cannot keep the others' pages from."""

    def copy_files(self):
        pages = self.src_path
        for place in sorted(glob.glob(pages)):
            self.src_path = glob.escape(place)
            try:
                super().copy_files()
            except (OSError, ValueError, AssertionError) as error:
                self.log.warning(
                    "%a was not released, since its %s do not say who may fetch it (%s). A "
                    "submission that did not come through the exchange has none: give its page "
                    "to the student.",
                    place,
                    " and ".join(FOR_FEEDBACK),
                    type(error).__name__,
                )
        self.src_path = pages


class CollectFromZip(FileNameCollectorPlugin):
    """`nbgrader zip_collect` that notes the group `timestamp` of the file names."""

    def collect(self, submitted_file):
        found = super().collect(submitted_file)
        if found and found.get("timestamp") and "/" not in found["student_id"]:
            student, coursedir = found["student_id"], self.parent.coursedir
            folder, lesson = ClassFolder.open(Path(coursedir.root)), coursedir.assignment_id
            time, noted = parse_utc(found["timestamp"]), arrival(folder, lesson, student)
            if noted is None or noted < time:
                note_arrival(folder, lesson, student, time)
        return found
