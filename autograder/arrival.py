"""When submissions arrived, as a collector saw it: never from a file that a student can write.

nbgrader's collectors take the time from `timestamp.txt`, which `nbgrader submit` writes as the
student. These two note what a student cannot set: the system's own clock for files in the
exchange, and the time in the names that a learning platform gives to the files of its archive.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.plugins import FileNameCollectorPlugin
from nbgrader.utils import parse_utc

from autograder.class_folder import ClassFolder
from helpers.files import write_atomically


def note_arrival(folder: ClassFolder, lesson_name: str, student: str, time: datetime) -> None:
    """Keep the time, which is in UTC and without a zone, as nbgrader's are."""
    path = folder.arrival_path(student, lesson_name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, time.isoformat(" "))


def arrival(folder: ClassFolder, lesson_name: str, student: str) -> datetime | None:
    """When a student's submission arrived, in UTC and without a zone; None where nobody noted it.

    Raises: ValueError where the note was changed into something that is no time.
    """
    path = folder.arrival_path(student, lesson_name)
    return datetime.fromisoformat(path.read_text()) if path.exists() else None


class Collect(ExchangeCollect):
    """`nbgrader collect` that notes when each submission was last written to.

    Whoever owns a file may set its time of modification, but not that of its last change.
    """

    def do_copy(self, src, dest, log=None):
        super().do_copy(src, dest, log)
        files = [Path(place, name) for place, _, names in os.walk(src) for name in names]
        changed = max(path.lstat().st_ctime for path in (Path(src), *files))
        time = datetime.fromtimestamp(changed, UTC).replace(tzinfo=None)
        student = self._path_to_record(src)["username"]
        folder = ClassFolder.open(Path(self.coursedir.root))
        note_arrival(folder, self.coursedir.assignment_id, student, time)


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
