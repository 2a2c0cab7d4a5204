"""Files beside a notebook that its cells may read at grading, as nbgrader would put them there.

Those of the assignment's source are there for everybody; a student's own only beside notebooks of
a teacher's own, since at home `check` says of our lessons that the notebook alone counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.authoring.lessons import Lesson
from autograder.authoring.sheets import engine_digest
from autograder.classroom.class_folder import ClassFolder, read_plain_file
from autograder.classroom.record import plain_files
from autograder.errors import CourseError

MOST_BYTES, MOST_FILES = 16 << 20, 450  # at most half of what a submission may write


def source_files(folder: ClassFolder, lesson: Lesson) -> dict[str, bytes]:
    """What lies beside the notebooks in source/. Raises CourseError where that is too much."""
    place = folder.root / "source" / lesson.name
    files = _read(folder, place, folder.root / "source")
    if sum(map(len, files.values())) > MOST_BYTES:
        raise CourseError(
            f"{place} holds more than {MOST_BYTES >> 20} MB beside its notebooks, too much to be "
            "there at grading: move away what no cell reads."
        )
    if len(_places(files)) > MOST_FILES:
        raise CourseError(
            f"{place} holds more than {MOST_FILES} files and folders beside its notebooks, too "
            "many to be there at grading: move away what no cell reads, or put it into one file."
        )
    return files


def student_files(folder: ClassFolder, lesson: Lesson, student: str) -> dict[str, bytes]:
    """What a student handed in beside a notebook of a teacher's own, as far as there is room."""
    if not lesson.file:
        return {}
    place = folder.submission_path(student, lesson).parent
    kept, places, room = {}, set(), MOST_BYTES
    for name, content in _read(folder, place, folder.root / "submitted").items():
        if len(content) <= room and len(places | _places([name])) <= MOST_FILES:
            kept[name] = content
            places |= _places([name])
            room -= len(content)
    return kept


def _places(names: Iterable[str]) -> set[str]:
    """The files and the folders that they lie in."""
    return {str(place) for name in names for place in (name, *Path(name).parents)}


def digest_of_all(folder: ClassFolder, lesson: Lesson, release: dict) -> str:
    """Of all that a grade depends on but the submission."""
    return with_files(engine_digest(lesson, release), source_files(folder, lesson))


def with_files(digest: str, files: Mapping[str, bytes]) -> str:
    """A digest of what is graded and of the files beside it; the same where there are none."""
    if not files:
        return digest
    both = hashlib.sha256(digest.encode())
    for name, content in sorted(files.items()):
        both.update(f"{name}\0{len(content)}\0".encode(errors="replace") + content)
    return both.hexdigest()


def _read(folder: ClassFolder, place: Path, below: Path) -> dict[str, bytes]:
    if not place.is_dir():
        return {}
    ignore = folder.nbgrader.coursedir.ignore
    files = plain_files(place, below, [*ignore, "timestamp.txt", "submission_secret.txt"])
    return {name: read_plain_file(path, below) for name, path in files.items()}
