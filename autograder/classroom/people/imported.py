"""Bring roster.csv up to a list of the class that a spreadsheet or a learning platform wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.identity import alike, same, shown
from autograder.classroom.people.students import class_ids, full_name, some
from autograder.classroom.roster import COLUMNS, Line, Roster, problem_of
from autograder.classroom.targets import back_up
from autograder.errors import UsageError
from helpers.course.files import write_atomically

LONG_NUMBER, MOSTLY = 5, 0.5  # digits, and a share of a list: what ids without zeros are told by


@dataclass
class Imported:
    """What came of a list. added: ids. changed: what was there and is now, by id. alike: sentences
    on those who may be in the class already. unread: why lines were left out. missing: ids in the
    class that the list lacks. notes: what else to know. backup: of roster.csv as it was."""

    added: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    alike: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    backup: Path | None = None

    def in_words(self) -> str:
        changed = [f"{shown(who)} ({'; '.join(what)})" for who, what in self.changed.items()]
        listed = {
            "Added": list(map(shown, self.added)),
            "Changed": changed,
            "In the class and not in the list, where they stay": list(map(shown, self.missing)),
        }
        lines = [f"{what}, {len(who)}: {some(who)}." for what, who in listed.items() if who]
        lines += [f"Not added, {one}." for one in self.alike]
        lines += [f"Left out, {one}." for one in self.unread]
        lines += self.notes
        if self.backup:
            lines.append(f"roster.csv as it was is kept in {self.backup}.")
        return "\n".join(lines) or "roster.csv says the same already."


def import_students(folder: ClassFolder, path: Path, all_new: bool = False) -> Imported:
    """Add to roster.csv whom a list names, and bring names, emails and groups up to it.

    Everybody who is there stays, and so do all other columns. Who looks like somebody of the class
    is named and not added, but with all_new. Raises UsageError where the list has no students.
    """
    if not path.is_file():
        raise UsageError(f"{path} is no file: name a list of students, saved as CSV.")
    listed = Roster(path)
    if not listed.table.rows:
        raise UsageError(f"{path} lists nobody: name a list of students, saved as CSV.")
    class_ = _Class(folder.roster_file, class_ids(folder))
    column, done, seen = _id_column(listed, class_), Imported(), {}
    for line in listed.lines():
        _take(line, line.ids.get(column, ""), class_, done, seen, all_new)
    there = set(map(same, seen))
    done.missing = [one for one in class_.roster.students if same(one) not in there]
    done.notes += _without_zeros(line.ids.get(column, "") for line in listed.lines())
    content = class_.content()
    if content != class_.roster.table.data:
        if class_.roster.path.exists():
            done.backup = back_up(folder, class_.roster.path, class_.roster.path.read_bytes())
        write_atomically(class_.roster.path, content)
    return done


def _take(
    line: Line, listed_id: str, class_: _Class, done: Imported, seen: dict[str, int], all_new: bool
) -> None:
    """Do what a line says. seen: the lines of those before, by what ids are compared by."""
    known = class_.find(line, listed_id)
    student = known or listed_id
    problem = line.problem or ("" if known else problem_of(student))
    if not problem and same(student) in seen:
        problem = f"{shown(student)} is in line {seen[same(student)]} too"
    if problem:
        done.unread.append(f"line {line.line}: {problem}")
        return
    seen[same(student)] = line.line
    if not known and not all_new and (twin := class_.twin_of(student, line)):
        done.alike.append(f"line {line.line}: {shown(student)} {twin}")
        return
    if listed_id != student and listed_id == student.lstrip("0"):
        done.notes.append(
            f"{shown(student)} is {shown(listed_id)} in the list, and known by the email all the "
            "same: a spreadsheet drops zeros in front."
        )
    class_.take(student, line, done)


class _Class:
    """The roster with what is to be written into it."""

    def __init__(self, roster: Roster, known: Iterable[str]) -> None:
        self.roster = roster
        self._known = {same(one): one for one in known}
        self._alike = {alike(one): one for one in sorted(known)}
        emails = Counter(_key(details["email"]) for details in roster.students.values())
        self._by_email = {
            key: one
            for one, details in roster.students.items()
            if (key := _key(details["email"])) and emails[key] == 1
        }
        self._by_name = {_key(full_name(d)): one for one, d in roster.students.items()}
        self._changes: dict[str, dict[str, str]] = {}
        self._new: dict[str, dict[str, str]] = {}

    def find(self, line: Line, listed_id: str) -> str | None:
        """Who of the class it is: by the id, or else by any other that the line has."""
        for text in (listed_id, *line.ids.values()):
            if student := self._known.get(same(text)):
                return student
        return self._by_email.get(_key(line.details["email"]))

    def knows(self, text: str) -> tuple[bool, bool]:
        return same(text) in self._known, alike(text) in self._alike

    def twin_of(self, student: str, line: Line) -> str | None:
        """What to say of somebody new who may be one of the class."""
        join_ = "if they are one student, mend the id in the list; if not, pass --yes"
        if twin := self._alike.get(alike(student)):
            zeros = "a spreadsheet drops zeros in front; " * (twin.lstrip("0") == student)
            return f"looks like {shown(twin)}, who is in the class: {zeros}{join_}"
        name, email = _key(full_name(line.details)), _key(line.details["email"])
        twin = self._by_name.get(name) if name else None
        if twin and twin in self.roster.students:
            other = _key(self.roster.students[twin]["email"])
            if not (email and other and email != other):
                return f"is called {full_name(line.details)}, as {shown(twin)} is: {join_}"
        return None

    def take(self, student: str, line: Line, done: Imported) -> None:
        """Note what is to be written of a student."""
        details = {name: text for name, text in line.details.items() if text}
        if line.group:
            details["group"] = line.group
        if student not in self.roster.students:
            self._new[student] = details
            self._known[same(student)] = self._alike[alike(student)] = student
            done.added.append(student)
            return
        old = {**self.roster.students[student], "group": self.roster.groups.get(student)}
        if line.has_whole_name and old["first_name"] and old["last_name"]:
            if details.get("last_name") == full_name(old):
                del details["last_name"]
            else:
                details |= _in_two(details.get("last_name", ""))
        changed = {name: text for name, text in details.items() if text != (old[name] or "")}
        if changed:
            self._changes[student] = changed
            done.changed[student] = [
                f"{old[name] or 'nothing'} → {text}" for name, text in changed.items()
            ]

    def content(self) -> bytes:
        """roster.csv as it is to be."""
        if not (self._changes or self._new):
            return self.roster.table.data
        roster = self.roster
        at = dict(roster.name_columns)
        if roster.group_column is not None:
            at["group"] = roster.group_column
        told = {n for one in (*self._changes.values(), *self._new.values()) for n in one}
        if "name" in at:
            told -= {"first_name", "last_name"}
        titles = [name for name in (*COLUMNS[1:], "group") if name in told and name not in at]
        at |= {name: len(roster.table.header) + i for i, name in enumerate(titles)}
        changes = {
            roster.line_of(student): _entries(at, entries, roster.students[student])
            for student, entries in self._changes.items()
        }
        id_at = roster.id_column()
        new = [{**_entries(at, entries, {}), id_at: one} for one, entries in self._new.items()]
        return roster.table.changed(titles, changes, new)


def _in_two(name: str) -> dict[str, str]:
    """A name in one piece as the two that a roster has for others."""
    first, _, last = name.rpartition(" ")
    return {part: text for part, text in (("first_name", first), ("last_name", last)) if text}


def _entries(
    at: dict[str, int], entries: dict[str, str], old: dict[str, str | None]
) -> dict[int, str]:
    """What stands where, in a roster that may have whole names in one column."""
    found = {at[name]: text for name, text in entries.items() if name in at}
    if "name" in at and {"first_name", "last_name"} & entries.keys():
        both = {**old, **entries}
        found[at["name"]] = ", ".join(filter(None, (both.get("last_name"), both.get("first_name"))))
    return found


def _id_column(listed: Roster, class_: _Class) -> int:
    """The column that knows most of the class; of a new class the first that holds anything."""
    first = listed.id_column()
    lines = list(listed.lines())

    def hits(column: int) -> tuple[int, int, bool]:
        known = [class_.knows(line.ids[column]) for line in lines if column in line.ids]
        return sum(one for one, _ in known), sum(one for _, one in known), column == first

    return max(listed.id_columns, key=hits)


def _without_zeros(ids: Iterable[str]) -> Iterator[str]:
    """Numbers that are shorter than most: a spreadsheet drops zeros in front."""
    numbers = [text for text in ids if text.isdecimal()]
    lengths = Counter(map(len, numbers))
    if not lengths:
        return
    length, count = lengths.most_common(1)[0]
    short = [text for text in numbers if len(text) < length]
    if short and length >= LONG_NUMBER and count > MOSTLY * len(numbers):
        yield (
            f"Shorter than the other ids, perhaps without zeros in front: {', '.join(short)}. A "
            "spreadsheet keeps these where the column has the format Text."
        )


def _key(text: str | None) -> str:
    return " ".join((text or "").casefold().split())
