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
from autograder.classroom.record import MAX_DEPTH, MAX_FILES, MAX_FILES_BYTES, MAX_NAME
from autograder.classroom.targets import read_record
from autograder.errors import UsageError
from helpers.course.files import write_atomically
from helpers.course.notebook import MAX_BYTES, Unreadable

RECORDS = "collected"  # below .course/: what came from which archive, by lesson and student
NOBODYS = "unmatched"  # below .course/: files of nobody, a folder an archive
LONGEST = 200  # bytes of a name: systems take 255, and a file half written has a longer one
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
            if left_out := _add(files, name, part.entry.read):
                notes.append(
                    f"{who}left out, too large, damaged, or of a name that no file can have here: "
                    f"{_some(left_out)}."
                )
        # nbgrader's, which no student writes.
        files = {name: data for name, data in files.items() if name.split("/")[0] != TIMESTAMP}
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
            with contextlib.suppress(Unreadable, OSError):  # of a name that cannot be here
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


def _add(files: dict[str, bytes], name: str, read: Callable[[], bytes]) -> list[str]:
    """Add a file, or what is in it where it is a zip; as much as any hand-in may have.

    Returns names of what is left out. Notebooks go first, so that no other file takes their room.
    """
    members, left_out, total = {}, [], 0
    if name.casefold().endswith(".zip"):
        with contextlib.suppress(Unreadable):
            members = members_of(io.BytesIO(read()), MAX_FILES)
    unpacked = {inner: member.read for inner, member in members.items()} or {name: read}
    for inner in sorted(unpacked, key=lambda one: not may_be_a_notebook(one)):
        place = f"{Path(name).stem}/{inner}" if members and inner in files else inner
        content = _content(unpacked[inner]) if total <= MAX_FILES_BYTES else None
        total += len(content or b"")
        room = min(MAX_BYTES, MAX_FILES_BYTES - sum(map(len, files.values())))
        is_too_much = content is None or len(content) > room or len(files) >= MAX_FILES
        if is_too_much or not _can_be_written(place, files):
            left_out.append(place)
        else:
            files.setdefault(place, content)
    return left_out


def _content(read: Callable[[], bytes]) -> bytes | None:
    with contextlib.suppress(Unreadable):
        return read()
    return None


def _can_be_written(name: str, files: Mapping[str, bytes]) -> bool:
    """Whether a file can have this name, beside these: no folder can have that of a file."""
    parts, parents = name.split("/"), {str(parent) for parent in Path(name).parents}
    longest = max(len(os.fsencode(part)) for part in parts)
    is_short = longest <= LONGEST and len(os.fsencode(name)) <= MAX_NAME and len(parts) <= MAX_DEPTH
    is_folder = any(other.startswith(f"{name}/") for other in files)
    return is_short and not is_folder and parents.isdisjoint(files)


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
    return ", ".join(shown(name[:LONGEST]) for name in names[:most]) + more
