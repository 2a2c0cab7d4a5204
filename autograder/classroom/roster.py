"""The list of a class, as spreadsheets and learning platforms write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.classroom.identity import can_be_an_id, clean, same
from autograder.classroom.people.spreadsheet import Spreadsheet
from autograder.errors import UsageError
from helpers.checking.texts import printable

COLUMNS = ["id", "first_name", "last_name", "email"]
# What programs call these columns, as `plain` writes them: the first that is there counts.
# Canvas's `ID` and `SIS ...` and Moodle's `ID number` are among them, also as they are called in
# German, French, Spanish, Italian, Portuguese and Dutch.
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
    "student sis id",
    "id number",
    "idnumber",
    "student number",
    "netid",
    "user id",
    "matrikelnummer",
    "matrikelnr",
    "matrikel nr",
    "anmeldename",
    "benutzername",
    "id nummer",
    "identifiant",
    "nom d utilisateur",
    "numero d identification",
    "numero etudiant",
    "nombre de usuario",
    "numero de id",
    "matricula",
    "matricola",
    "codice identificativo",
    "numero de identificacao",
    "studentnummer",
)
EMAILS = (
    "email",
    "e mail",
    "email address",
    "e mail address",
    "mail",
    "e mail adresse",
    "mailadresse",
    "adresse e mail",
    "adresse de courriel",
    "courriel",
    "direccion de correo",
    "direccion email",
    "correo electronico",
    "correo",
    "indirizzo email",
    "indirizzo e mail",
    "endereco de email",
    "endereco de e mail",
    "e mailadres",
    "emailadres",
)
FIRST_NAMES = (
    "first name",
    "firstname",
    "given name",
    "given names",
    "givenname",
    "forename",
    "vorname",
    "vornamen",
    "prenom",
    "nombre",
    "nome",
    "voornaam",
)
LAST_NAMES = (
    "last name",
    "lastname",
    "surname",
    "family name",
    "familyname",
    "nachname",
    "familienname",
    "nom de famille",
    "apellido s",
    "apellidos",
    "apellido",
    "cognome",
    "sobrenome",
    "apelido s",
    "apelido",
    "achternaam",
)
WHOLE_NAMES = (
    "name",
    "full name",
    "fullname",
    "student",
    "student name",
    "vollstandiger name",
    "nom complet",
    "nombre completo",
    "nome completo",
    "volledige naam",
    "nom",  # beside a first name these two are the last one
)
GROUPS = (
    "group",
    "group name",
    "team",
    "groups",
    "gruppe",
    "gruppen",
    "groupe",
    "groupes",
    "grupo",
)
NO_STUDENTS = ("points possible", "student, test")  # rows of Canvas that are nobody's
SHORTENED = re.compile(r"\d([.,]\d+)?[eE]\+\d+")


@dataclass(frozen=True)
class Line:
    """What a row says of a student. line: its number.

    ids: by column, all that could be an id. has_whole_name: in one piece, which is kept as the last
    name. problem: why the row cannot be read, if so.
    """

    line: int
    ids: dict[int, str]
    details: dict[str, str | None]
    has_whole_name: bool = False
    group: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Roster:
    """A file that lists students. Only what a person asks for is changed in it."""

    path: Path

    @cached_property
    def table(self) -> Spreadsheet:
        return Spreadsheet(self.path, {*IDS, *EMAILS}, ",".join(COLUMNS) + "\n")

    @cached_property
    def students(self) -> dict[str, dict[str, str | None]]:
        """Names and emails by id. Raises UsageError, which names the line, for a bad roster."""
        return {student: line.details for student, line in self._by_id.items()}

    @cached_property
    def groups(self) -> dict[str, str]:
        """The group of each student who has one."""
        return {student: line.group for student, line in self._by_id.items() if line.group}

    @cached_property
    def _by_id(self) -> dict[str, Line]:
        column, found, known = self.id_column(), {}, {}
        for line in self.lines():
            student = line.ids.get(column, "")
            problem = line.problem or problem_of(student)
            if not problem and same(student) in known:
                problem = f"the student {known[same(student)]} is there twice"
            if problem:
                raise UsageError(f"{self.path}, line {line.line}: {problem}.")
            known[same(student)] = student
            found[student] = line
        return found

    def lines(self) -> Iterator[Line]:
        """Every row that may be of a student."""
        header = self.table.header
        for row in self.table.rows:
            problem = ""
            if any(row.entries[len(header) :]):
                problem = (
                    f"it has {len(row.entries)} entries for {len(header)} columns; an entry with "
                    f"{self.table.delimiter!r} in it stands in quotes"
                )
            entries = row.entries + [""] * (len(header) - len(row.entries))
            ids = {i: clean(entries[i]) for i in self.id_columns if clean(entries[i])}
            if self._is_nobody(entries):
                continue
            group = entries[self.group_column] if self.group_column is not None else ""
            details = self._details(entries)
            is_whole = "name" in self.name_columns and not details["first_name"]
            yield Line(row.first, ids, details, is_whole, group, problem)

    def line_of(self, student: str) -> int:
        """The number of the line that lists a student."""
        return self._by_id[student].line

    def with_students(self, ids: Iterable[str]) -> bytes:
        """The file with a line more for each id, in its own format; it stays as it is before."""
        column = self.id_column()
        return self.table.changed(new_rows=[{column: student} for student in ids])

    @cached_property
    def id_columns(self) -> list[int]:
        """Columns that a student can be known by, the likeliest first."""
        return [
            self.table.header.index(name) for name in (*IDS, *EMAILS) if name in self.table.header
        ]

    def id_column(self) -> int:
        """The first that holds anything. Raises UsageError where none does."""
        if not self.id_columns:
            raise UsageError(
                f"{self.path} has no column `id`: its first line should be {','.join(COLUMNS)}, or "
                "what a learning platform exports."
            )
        rows = [row.entries for row in self.table.rows]
        filled = [i for i in self.id_columns if any(len(row) > i and clean(row[i]) for row in rows)]
        return (filled or self.id_columns)[0]

    @cached_property
    def group_column(self) -> int | None:
        return self._column(GROUPS)

    @cached_property
    def name_columns(self) -> dict[str, int]:
        """Where first_name, last_name, email or a whole name (`name`) stand, as far as they do."""
        at = {
            "first_name": self._column(FIRST_NAMES),
            "last_name": self._column(LAST_NAMES),
            "email": self._column(EMAILS),
        }
        whole = self._column(WHOLE_NAMES)
        if at["last_name"] is None and at["first_name"] is not None:
            at["last_name"], whole = whole, None
        elif at["last_name"] is not None and at["first_name"] is not None:
            whole = None
        return {name: i for name, i in {**at, "name": whole}.items() if i is not None}

    def _column(self, names: tuple[str, ...]) -> int | None:
        header = self.table.header
        return next((header.index(name) for name in names if name in header), None)

    def _details(self, entries: list[str]) -> dict[str, str | None]:
        at = self.name_columns
        details = {c: entries[at[c]] or None if c in at else None for c in COLUMNS[1:]}
        if "name" in at and not details["first_name"] and not details["last_name"]:
            last, _, first = entries[at["name"]].partition(",")
            details |= {"first_name": first.strip() or None, "last_name": last.strip() or None}
        return details

    def _is_nobody(self, entries: list[str]) -> bool:
        """Whether a row is one that Canvas adds: the points, a notice, its made-up student."""
        if entries and entries[0].casefold() in NO_STUDENTS:
            return True
        is_from_canvas = {"student", "section"} <= set(self.table.header)
        return is_from_canvas and not entries[self.id_column()]


def problem_of(student: str) -> str:
    """Why a text cannot be a student's id; an empty text where it can."""
    if SHORTENED.fullmatch(student):
        return (
            f"a spreadsheet shortened the id to {student}; give that column the format Text and "
            "write the ids again"
        )
    if not can_be_an_id(student) or printable(student) != student:
        return f"{student!r} cannot be a student's id"
    return ""
