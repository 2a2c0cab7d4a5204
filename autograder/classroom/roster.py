"""The list of a class, as spreadsheets and learning platforms write it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.classroom.identity import can_be_an_id, clean, same
from autograder.errors import UsageError
from helpers.checking.texts import printable

COLUMNS = ["id", "first_name", "last_name", "email"]
DELIMITERS = ",;\t|"
# What programs call these columns, in small letters and with single blanks: the first that is
# there counts. Canvas's `ID` and `SIS ...` and Moodle's `ID number` are among them.
IDS = (
    "id",
    "student id",
    "studentid",
    "username",
    "user name",
    "login",
    "login id",
    "sis login id",
    "sis user id",
    "id number",
    "idnumber",
    "student number",
    "netid",
    "user id",
)
EMAILS = ("email", "e mail", "email address", "e mail address", "mail")
FIRST_NAMES = ("first name", "firstname", "given name", "given names", "givenname", "forename")
LAST_NAMES = ("last name", "lastname", "surname", "family name", "familyname")
WHOLE_NAMES = ("name", "full name", "fullname", "student", "student name")
NO_STUDENTS = ("points possible", "student, test")  # rows of Canvas that are nobody's
SHORTENED = re.compile(r"\d([.,]\d+)?[eE]\+\d+")
SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)  # what Excel writes before the header


@dataclass(frozen=True)
class Roster:
    """A file that lists students. Nothing of it is ever rewritten, but lines are added to it."""

    path: Path

    @cached_property
    def _data(self) -> bytes:
        try:
            return self.path.read_bytes() if self.path.exists() else b""
        except OSError as error:
            raise UsageError(
                f"{self.path} cannot be read ({error.strerror}): put the list of the class there, "
                "as a file of yours."
            ) from error

    @cached_property
    def _encoding(self) -> str:
        return _encoding_of(self._data)

    @cached_property
    def _rows(self) -> tuple[str, list[tuple[int, list[str]]]]:
        """The delimiter, and the rows that hold anything, each with the number of its line."""
        if self._data.startswith(b"PK"):
            raise UsageError(f"{self.path} is a workbook: save it as CSV from the spreadsheet.")
        text = self._data.decode(self._encoding).removeprefix("\ufeff").replace("\0", "")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        header = next((line for line in lines if line.strip()), "")
        if told := SEPARATOR_LINE.fullmatch(header.strip()):
            lines[lines.index(header)], delimiter = "", told[1]
        else:
            delimiter = max(DELIMITERS, key=lambda sign: _fits(sign, header))
        reader = csv.reader(
            io.StringIO("\n".join(lines)), delimiter=delimiter, skipinitialspace=True, strict=True
        )
        rows, number = [], 1
        try:
            for row in reader:
                if any(map(clean, row)):
                    rows.append((number, [" ".join(entry.split()) for entry in row]))
                number = reader.line_num + 1
        except csv.Error as error:
            raise self._wrong(number, f"it cannot be read ({error})") from error
        return delimiter, rows

    @cached_property
    def _header(self) -> list[str]:
        rows = self._rows[1]
        return [_plain(title) for title in rows[0][1]] if rows else []

    @cached_property
    def students(self) -> dict[str, dict[str, str | None]]:
        """Names and emails by id. Raises UsageError, which names the line, for a bad roster."""
        rows = self._rows[1]
        if not rows:
            return {}
        id_at = self._id_column()
        found: dict[str, dict[str, str | None]] = {}
        known: dict[str, str] = {}
        for number, row in rows[1:]:
            if len(row) > len(self._header) and any(row[len(self._header) :]):
                raise self._wrong(
                    number,
                    f"it has {len(row)} entries for {len(self._header)} columns; an entry with "
                    f"{self._rows[0]!r} in it stands in quotes",
                )
            row = row + [""] * (len(self._header) - len(row))
            student = clean(row[id_at])
            if _is_nobody(row) or (self._is_from_canvas and not student and not row[0]):
                continue
            if SHORTENED.fullmatch(student):
                raise self._wrong(
                    number,
                    f"a spreadsheet shortened the id to {student}; give that column the format "
                    "Text and write the ids again",
                )
            if not can_be_an_id(student) or printable(student) != student:
                raise self._wrong(number, f"{student!r} cannot be a student's id")
            if (key := same(student)) in known:
                raise self._wrong(number, f"the student {known[key]} is there twice")
            known[key] = student
            found[student] = self._details(row)
        return found

    def line_of(self, student: str) -> int:
        """The number of the line that lists a student."""
        id_at = self._id_column()
        rows = self._rows[1][1:]
        return next(n for n, row in rows if len(row) > id_at and clean(row[id_at]) == student)

    def with_students(self, ids: Iterable[str]) -> bytes:
        """The file with a line more for each id, in its own format; it stays as it is before."""
        if not self._rows[1]:
            text = ",".join(COLUMNS) + "\n"
            return (text + "".join(f"{student},,,\n" for student in ids)).encode()
        buffer = io.StringIO()
        old = self._data.decode(self._encoding)
        end = "\r\n" if "\r\n" in old else "\n"
        writer = csv.writer(buffer, delimiter=self._rows[0], lineterminator=end)
        for student in ids:
            row = [""] * len(self._header)
            row[self._id_column()] = student
            writer.writerow(row)
        gap = "" if old.endswith(("\n", "\r")) else end
        return (old + gap + buffer.getvalue()).encode(self._encoding)

    @property
    def _is_from_canvas(self) -> bool:
        return {"student", "section"} <= set(self._header)

    def _id_column(self) -> int:
        for names in (IDS, EMAILS):
            if (column := self._column(names)) is not None:
                return column
        raise UsageError(
            f"{self.path} has no column `id`: its first line should be {','.join(COLUMNS)}, or "
            "what a learning platform exports."
        )

    def _column(self, names: tuple[str, ...]) -> int | None:
        return next((self._header.index(name) for name in names if name in self._header), None)

    def _details(self, row: list[str]) -> dict[str, str | None]:
        columns = zip(COLUMNS[1:], (FIRST_NAMES, LAST_NAMES, EMAILS), strict=True)
        at = {column: self._column(names) for column, names in columns}
        details = {c: None if i is None else row[i] or None for c, i in at.items()}
        whole = self._column(WHOLE_NAMES)
        if whole is not None and not details["first_name"] and not details["last_name"]:
            last, _, first = row[whole].partition(",")
            details |= {"first_name": first.strip() or None, "last_name": last.strip() or None}
        return details

    def _wrong(self, number: int, what: str) -> UsageError:
        return UsageError(f"{self.path}, line {number}: {what}.")


def _encoding_of(data: bytes) -> str:
    """UTF-8 or UTF-16, by its mark or its zeros; else what Windows uses in the west."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16-le" if data.startswith(b"\xff") else "utf-16-be"
    if b"\0" in data[:2]:
        return "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    for encoding in ("utf-8", "cp1252"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def _fits(delimiter: str, header: str) -> tuple[bool, int]:
    """How well a sign separates the titles of columns."""
    titles = re.sub(r'"[^"]*"', lambda quoted: quoted[0].replace(delimiter, ""), header)
    titles = [_plain(title.strip(' "')) for title in titles.split(delimiter)]
    return any(title in IDS + EMAILS for title in titles), len(titles)


def _plain(title: str) -> str:
    """The title of a column without what programs write differently."""
    return clean(re.sub(r"[\s_\-]+", " ", clean(title)).casefold())


def _is_nobody(row: list[str]) -> bool:
    return bool(row) and row[0].casefold() in NO_STUDENTS
