"""Put the hand-ins of an archive into submitted/: whose they are, when they came, what is new."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from autograder.authoring.lessons import Lesson
from autograder.classroom.arrival import TIMESTAMP, note_arrival
from autograder.classroom.aside import aside_path, moved
from autograder.classroom.class_folder import ClassFolder, free_path
from autograder.classroom.collect.archive import Entry, entries_of
from autograder.classroom.collect.names import Sender, Sent, first_name, sent
from autograder.classroom.collect.people import People, Unknown
from autograder.classroom.handed_in import Signs, choose, may_be_a_notebook, members_of, signs_of
from autograder.classroom.identity import shown
from autograder.classroom.record import MAX_FILES, MAX_FILES_BYTES
from autograder.classroom.targets import read_record
from autograder.errors import UsageError
from helpers.course.files import write_atomically
from helpers.course.notebook import MAX_BYTES, Unreadable

RECORDS = "collected"  # below .course/: what came from which archive, by lesson and student
NOBODYS = "unmatched"  # below .course/: files of nobody, a folder an archive
ZIPPING = timedelta(hours=1)  # no platform takes longer for an archive


@dataclass
class Collected:
    """What a run did. new, unchanged: students; unmatched: files with what is wrong with them;
    notes: what a person should know, in sentences."""

    new: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """A file of somebody's hand-in."""

    sent: Sent
    entry: Entry


def collect(folder: ClassFolder, lesson: Lesson, path: Path) -> Collected:
    """Collect the hand-ins for a lesson from an archive, or from a folder that was one.

    Work that lay there and is another goes aside. What is nobody's is kept in .course/unmatched.

    Raises UsageError for what is no such archive, and CourseError where the class cannot be used.
    """
    folder.release_notebook(lesson)
    folder.require_gradebook()
    entries = entries_of(path)
    parts: dict[Sender, list[Part]] = defaultdict(list)
    for entry in entries:
        if found := sent(entry.name):
            parts[found.sender].append(Part(found, entry))
    if not parts:
        raise UsageError(
            f"{path} holds no file that is called as Canvas or Moodle calls hand-ins: download "
            "all submissions of the assignment there, and name that zip."
        )
    done, run = Collected(), _Run(folder, lesson, path, entries)
    with folder.gradebook() as gradebook:
        folder.enrol(gradebook)
        people = People(folder, gradebook)
    owners: dict[str, list[Sender]] = defaultdict(list)
    for sender, its in parts.items():
        try:
            owners[people.student(sender)].append(sender)
            run.forget(its)
        except Unknown as why:
            run.keep(its)
            done.unmatched += [f"{shown(part.entry.name)}: {why}" for part in its]
    for student, senders in sorted(owners.items()):
        its = [part for sender in senders for part in parts[sender]]
        if run.put(student, its, done.notes):
            done.new.append(student)
        else:
            done.unchanged.append(student)
    run.finish()
    late = [student for student, senders in owners.items() if any(s.is_late for s in senders)]
    done.notes += _on_times(run, sorted(late), lesson)
    strange = [shown(entry.name) for entry in entries if sent(entry.name) is None]
    if strange:
        done.notes.append(f"Not looked at, since no platform calls a file so: {_some(strange)}.")
    return done


class _Run:
    """One archive's way into a class folder."""

    def __init__(
        self, folder: ClassFolder, lesson: Lesson, path: Path, entries: list[Entry]
    ) -> None:
        self._folder, self._lesson = folder, lesson
        times = [entry.time for entry in entries]
        self.made = max(times)
        # Entries without a time bear the first that a zip can hold.
        self.knows_times = self.made - min(times) > ZIPPING and min(times).year > 1980
        self._nobodys = folder.root / ".course" / NOBODYS / path.name
        self._record_path = folder.root / ".course" / RECORDS / f"{lesson.name}.json"
        self._records = read_record(self._record_path)

    def put(self, student: str, parts: list[Part], notes: list[str]) -> bool:
        """Whether a student's work is new, and now lies in submitted/."""
        place = self._folder.submission_path(student, self._lesson).parent
        said: list[str] = []
        work = self._work(student, parts, said)
        record = self._records.get(student, {})
        if record.get("digest") == _digest(work) and os.path.lexists(place):
            return False
        if str(record.get("made", "")) > self.made.isoformat():
            notes.append(f"{shown(student)}: what lies there came from a newer archive, and stays.")
            return False
        notes += said
        if os.path.lexists(place) and not _is(place, work):
            kept = moved(place, self._aside(place))
            notes.append(f"{shown(student)}: what lay there is now {self._relative(kept)}.")
            self._put_arrival_aside(student)
        for name, data in work.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            write_atomically(place / name, data)
        if self.knows_times:
            time = max(part.entry.time for part in parts).replace(tzinfo=None)
            write_atomically(place / TIMESTAMP, time.isoformat(" "))
            note_arrival(self._folder, self._lesson.name, student, time)
        made = self.made.isoformat()
        self._records[student] = {"digest": _digest(work), "made": made}
        return True

    def _aside(self, place: Path) -> Path:
        return aside_path(self._folder) / place.relative_to(self._folder.root)

    def _relative(self, path: Path) -> str:
        return shown(str(path.relative_to(self._folder.root)))

    def _put_arrival_aside(self, student: str) -> None:
        """The time when other work arrived says nothing about this one."""
        note = self._folder.arrival_path(student, self._lesson.name)
        if note.exists():
            moved(note, self._aside(note))

    def _work(self, student: str, parts: list[Part], notes: list[str]) -> dict[str, bytes]:
        """The files of a hand-in, with the notebook under its own name where it is plain which."""
        expected = self._expected()
        files: dict[str, bytes] = {}
        who = f"{shown(student)}: "
        for part in _newest_first(parts, expected):
            name = part.sent.file
            if first_name(name) in expected and name not in expected:
                name = first_name(name)
            if name in files:
                notes.append(f"{who}of several {shown(name)} the one handed in last counts.")
                continue
            try:
                _add(files, name, part.entry.read())
            except Unreadable as error:
                notes.append(f"{who}{error}")
        with contextlib.suppress(Unreadable):  # grading says what is in doubt
            if len(expected) == 1 and expected[0] not in files:
                taken = choose(_notebooks(files), expected[0], self._signs(), "It")
                files[expected[0]] = files.pop(taken.name)
                notes.append(f"{who}{shown(taken.name)} was taken as {expected[0]}.")
        return files

    def _expected(self) -> list[str]:
        released = self._folder.release_path(self._lesson).parent
        return sorted(path.name for path in released.glob("*.ipynb"))

    def _signs(self) -> Signs:
        path = self._folder.release_path(self._lesson)
        return signs_of(path, path.stat().st_mtime_ns)

    def keep(self, parts: list[Part]) -> None:
        """Put files of nobody where a person can see them."""
        for part in parts:
            path = self._nobodys / part.entry.name
            with contextlib.suppress(Unreadable):
                data = part.entry.read()
                if path.exists() and path.read_bytes() != data:
                    path = free_path(path)
                path.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(path, data)

    def forget(self, parts: list[Part]) -> None:
        """Take away what an earlier run kept as nobody's, and is somebody's now."""
        for part in parts:
            path = self._nobodys / part.entry.name
            if path.is_file() and path.read_bytes() == part.entry.read():
                path.unlink()
                for folder in path.parents[: len(path.relative_to(self._nobodys).parts)]:
                    if not os.listdir(folder):
                        folder.rmdir()

    def finish(self) -> None:
        self._record_path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self._record_path, json.dumps(self._records, indent=1))


def _newest_first(parts: list[Part], expected: list[str]) -> list[Part]:
    return sorted(parts, key=lambda part: (part.entry.time, part.sent.order), reverse=True)


def _add(files: dict[str, bytes], name: str, data: bytes) -> None:
    """Add a file, or what is in it where it is a zip; as much as any hand-in may have."""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"{shown(name)} is larger than {MAX_BYTES >> 20} MB, and left out.")
    inside = list(_unpacked(data)) if name.casefold().endswith(".zip") else []
    for inner, content in inside or [(name, data)]:
        room = MAX_FILES_BYTES - sum(map(len, files.values()))
        if len(files) >= MAX_FILES or len(content) > min(room, MAX_BYTES):
            raise Unreadable(f"{shown(inner)} is more than a hand-in may hold, and left out.")
        if inner in files and inside:
            inner = f"{Path(name).stem}/{inner}"
        files.setdefault(inner, content)


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files in a zip of a student's; none of one that cannot be read."""
    with contextlib.suppress(Unreadable):
        total = 0
        for name, member in members_of(io.BytesIO(data), MAX_FILES).items():
            content = member.read()
            total += len(content)
            if total > MAX_FILES_BYTES:
                return
            yield name, content


def _notebooks(files: Mapping[str, bytes]) -> dict[str, Callable[[], bytes]]:
    def reader(name: str) -> Callable[[], bytes]:
        return lambda: files[name]

    return {name: reader(name) for name in files if may_be_a_notebook(name)}


def _digest(work: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, data in sorted(work.items()):
        digest.update(repr((name, hashlib.sha256(data).hexdigest())).encode())
    return digest.hexdigest()


def _is(place: Path, work: Mapping[str, bytes]) -> bool:
    """Whether a folder holds just these files, but for the time of arrival."""
    if place.is_symlink():
        return False
    there = {p.relative_to(place).as_posix(): p for p in place.rglob("*") if not p.is_dir()}
    there.pop(TIMESTAMP, None)
    return there.keys() == work.keys() and all(
        not path.is_symlink() and path.read_bytes() == work[name] for name, path in there.items()
    )


def _on_times(run: _Run, late: list[str], lesson: Lesson) -> Iterator[str]:
    if run.knows_times:
        yield "Arrival times are those of the files in the archive."
        return
    yield (
        "The archive does not say when work arrived, so nothing of it counts as late. Where that "
        f"matters, write the time (UTC) into .course/arrivals/{lesson.name}/ID.txt, as in "
        f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}."
    )
    if late:
        yield f"Late by the platform's own mark: {_some(late)}."


def _some(names: list[str], most: int = 10) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(map(shown, names[:most])) + more
