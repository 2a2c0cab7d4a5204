"""A table that people keep: a CSV file as spreadsheets and learning platforms write it."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.classroom.identity import clean
from autograder.errors import UsageError

DELIMITERS = ",;\t|"
SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)  # what Excel writes before the header
ABOVE = 10  # lines at most that may stand above the header: the title of a table, a date
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
CAPITALS = "À-ÖØ-ÞŠŽŒŸ"
# What no name has where it stands, so that its byte means a letter of another encoding.
ODD = re.compile(
    rf"(?<=[a-zà-öø-ÿ])[{CAPITALS}]|(?<=[A-Z])[{CAPITALS}](?=[a-z])|(?<=[a-z])’(?=[a-z])"
    r"|(?!\w)[^\x00-\x7f’\u00a0]|[ƒªº]"
)


@dataclass(frozen=True)
class Row:
    """first, last: numbers of its lines in the file. raw: the entries as they stand there."""

    first: int
    last: int
    raw: list[str]

    @cached_property
    def entries(self) -> list[str]:
        """Without line breaks, and what hides a number from a spreadsheet, as in ="007"."""
        entries = [" ".join(entry.split()) for entry in self.raw]
        return [one[2:-1] if one.startswith('="') and one[-1] == '"' else one for one in entries]


@dataclass(frozen=True)
class Spreadsheet:
    """A file and its rows.

    titles: plain names of columns, of which the header has one at least. empty: what a file holds
    that is not there, or holds nothing.
    """

    path: Path
    titles: Collection[str]
    empty: str

    @cached_property
    def data(self) -> bytes:
        try:
            data = self.path.read_bytes() if self.path.exists() else b""
        except OSError as error:
            raise UsageError(
                f"{self.path} cannot be read ({error.strerror}): put the list of the class there, "
                "as a file of yours."
            ) from error
        if data.startswith(b"PK"):
            raise UsageError(f"{self.path} is a workbook: save it as CSV from the spreadsheet.")
        return data if data.strip() else self.empty.encode()

    @cached_property
    def encoding(self) -> str:
        return _encoding_of(self.data)

    @cached_property
    def _text(self) -> str:
        return self.data.decode(self.encoding)

    @cached_property
    def _lines(self) -> list[str]:
        """Of the text, without their ends; that which only tells the delimiter is blank."""
        text = self._text.removeprefix("\ufeff").replace("\0", "")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        first = next((i for i, line in enumerate(lines) if line.strip()), 0)
        if SEPARATOR_LINE.fullmatch(lines[first].strip()):
            lines[first] = ""
        return lines

    @cached_property
    def delimiter(self) -> str:
        """That of the line `sep=`, or the one that makes most of the header."""
        first = next(
            (line for line in self._text.lstrip("\ufeff").splitlines() if line.strip()), ""
        )
        if told := SEPARATOR_LINE.fullmatch(first.strip()):
            return told[1]
        tops = [line for line in self._lines if line.strip()][:ABOVE] or [""]
        return max(DELIMITERS, key=lambda sign: max(self._fits(sign, top) for top in tops))

    def _fits(self, delimiter: str, line: str) -> tuple[bool, int]:
        """How well a sign separates the titles of columns in a line."""
        line = re.sub(r'"[^"]*"', lambda quoted: quoted[0].replace(delimiter, ""), line)
        found = line.split(delimiter)
        return self._is_header([title.strip(' "') for title in found]), len(found)

    def _is_header(self, entries: Sequence[str]) -> bool:
        return any(plain(entry) in self.titles for entry in entries)

    @cached_property
    def _all_rows(self) -> list[Row]:
        """The rows that hold anything. Raises UsageError, which names the line."""
        reader = csv.reader(
            io.StringIO("\n".join(self._lines)),
            delimiter=self.delimiter,
            skipinitialspace=True,
            strict=True,
        )
        rows, number = [], 1
        try:
            for raw in reader:
                if any(map(clean, raw)):
                    rows.append(Row(number, reader.line_num, raw))
                number = reader.line_num + 1
        except csv.Error as error:
            raise UsageError(f"{self.path}, line {number}: it cannot be read ({error}).") from error
        return rows

    @cached_property
    def _header_at(self) -> int:
        tops = self._all_rows[:ABOVE]
        return next((i for i, row in enumerate(tops) if self._is_header(row.entries)), 0)

    @cached_property
    def header(self) -> list[str]:
        """The titles in their plain form."""
        return [plain(title) for title in self._all_rows[self._header_at].entries]

    @property
    def rows(self) -> list[Row]:
        """All below the header."""
        return self._all_rows[self._header_at + 1 :]

    def changed(
        self,
        new_titles: Sequence[str] = (),
        changes: Mapping[int, Mapping[int, str]] | None = None,
        new_rows: Sequence[Mapping[int, str]] = (),
    ) -> bytes:
        """The file with columns and rows added at its end, in its own format.

        changes: new entries by the first line of a row and by column. All other lines stay as they
        are, to the byte, unless the file's encoding lacks a letter.
        """
        lines = LINE.findall(self._text)
        end = next((end for end in ("\r\n", "\n", "\r") if end in self._text), "\n")
        width = len(self.header) + len(new_titles)
        header = self._all_rows[self._header_at]
        edits = dict(changes or {})
        if new_titles:
            edits[header.first] = dict(enumerate(new_titles, start=len(header.raw)))
        for row in reversed([header, *self.rows]):
            if not (entries := edits.get(row.first)):
                continue
            raw = row.raw + [""] * (width - len(row.raw))
            raw = [entries.get(i, entry) for i, entry in enumerate(raw)]
            lines[row.first - 1 : row.last] = [self._as_line(raw, end)]
        if new_rows and lines and not lines[-1].endswith(("\n", "\r")):
            lines.append(end)
        lines += [self._as_line([row.get(i, "") for i in range(width)], end) for row in new_rows]
        text = "".join(lines)
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError:
            return text.encode("utf-8-sig")

    def _as_line(self, entries: Sequence[str], end: str) -> str:
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=self.delimiter, lineterminator=end).writerow(entries)
        return buffer.getvalue()


def plain(title: str) -> str:
    """The title of a column without what programs and languages write differently.

    In small letters, without accents, with single blanks for all other signs.
    """
    letters = unicodedata.normalize("NFD", clean(title).casefold())
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    return clean(re.sub(r"[\W_]+", " ", letters))


def _encoding_of(data: bytes) -> str:
    """UTF-8 or UTF-16, by its mark or its zeros; else that of Windows or of old Macs."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16-le" if data.startswith(b"\xff") else "utf-16-be"
    if b"\0" in data[:2]:
        return "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    found = {}
    for encoding in ("utf-8", "cp1252", "mac_roman"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8":
            return encoding
        found[encoding] = len(ODD.findall(text))
    return min(found, key=lambda encoding: found[encoding])
