"""The same class as Excel, Numbers, LibreOffice, Google Sheets, Canvas and Moodle write it.

The files in rosters/ are theirs to the byte: line ends, encodings, titles above the header.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.people.imported import import_students
from autograder.classroom.roster import Roster

ROSTERS = Path(__file__).parent / "rosters"
NUMBERS = ["007123", "012345", "123456"]
CANVAS = ["100", "101", "102"]
LOGINS = ["zoe", "jg", "ada"]
EMAILS = ["zoe@uni.org", "jg@uni.org", "ada@uni.org"]
WHOLE = [(None, "Zoë Núñez"), (None, "Jürgen Groß"), (None, "Ada Lovelace")]
NAMES = [("Zoë", "Núñez"), ("Jürgen", "Groß"), ("Ada", "Lovelace")]

# File: ids, names, and whether it has emails.
FILES = {
    "canvas_gradebook.csv": (CANVAS, NAMES, False),
    "canvas_gradebook_german.csv": (CANVAS, NAMES, False),
    "canvas_groups.csv": (LOGINS, WHOLE, False),
    "canvas_people.csv": (CANVAS, WHOLE, True),
    "excel_mac.csv": (NUMBERS, NAMES, True),
    "excel_sep_line.csv": (NUMBERS, NAMES, True),
    "excel_unicode_text.txt": (NUMBERS, NAMES, True),
    "excel_utf8.csv": (NUMBERS, NAMES, True),
    "excel_windows_german.csv": (NUMBERS, NAMES, True),
    "excel_zeros_dropped.csv": (["7123", "12345", "123456"], NAMES, True),
    "excel_zeros_kept_as_formulas.csv": (NUMBERS, NAMES, True),
    "google_sheets.csv": (NUMBERS, NAMES, True),
    "libreoffice_quoted.csv": (NUMBERS, NAMES, True),
    "moodle_french.csv": (NUMBERS, NAMES, True),
    "moodle_german.csv": (NUMBERS, NAMES, True),
    "moodle_grades.csv": (NUMBERS, NAMES, True),
    "moodle_no_id_numbers.csv": (EMAILS, NAMES, True),
    "moodle_participants.csv": (NUMBERS, NAMES, True),
    "moodle_spanish.csv": (NUMBERS, NAMES, True),
    "numbers_german.csv": (NUMBERS, NAMES, True),
    "numbers_with_title.csv": (NUMBERS, NAMES, True),
}


def test_every_file_has_its_line_here():
    assert {*FILES, "some_lines_cannot_be_read.csv"} == {path.name for path in ROSTERS.iterdir()}


@pytest.mark.parametrize("name", FILES)
def test_the_same_class_whoever_wrote_it(name):
    ids, names, has_emails = FILES[name]
    found = Roster(ROSTERS / name).students
    assert [*found] == ids
    assert [(d["first_name"], d["last_name"]) for d in found.values()] == names
    assert [d["email"] for d in found.values()] == (EMAILS if has_emails else [None] * 3)


@pytest.mark.parametrize("name", ["canvas_groups.csv", "moodle_participants.csv"])
def test_groups_of_a_platform(name):
    assert [*Roster(ROSTERS / name).groups.values()] == ["Team 1", "Team 1", "Team 2"]


@pytest.mark.parametrize("name", FILES)
def test_a_class_that_is_there_is_known_again_whatever_the_list_goes_by(name, tmp_path):
    """By numbers, logins, emails, or ids of the platform; nobody comes in twice."""
    folder = ClassFolder.create(tmp_path / "class")
    by_login = name.startswith("canvas_g")  # which write no emails
    ids = LOGINS if by_login else NUMBERS
    lines = [f"{one},{mail},room {one}" for one, mail in zip(ids, EMAILS, strict=True)]
    (folder.root / "roster.csv").write_text("\n".join(["id,email,room", *lines, ""]))
    done = import_students(folder, ROSTERS / name)
    assert (done.added, done.alike, done.unread, done.missing) == ([], [], [], [])
    found = folder.roster()
    assert [*found] == ids
    named = [(d["first_name"], d["last_name"]) for d in found.values()]
    assert named == FILES[name][1]
    assert "room ada" in (text := (folder.root / "roster.csv").read_text()) or "room 123456" in text


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Müller", "cp1252"),
        ("Müller", "mac_roman"),
        ("García Núñez", "cp1252"),
        ("García Núñez", "mac_roman"),
        ("DÉSIRÉ", "cp1252"),
        ("DÉSIRÉ", "mac_roman"),
        ("Škoda", "cp1252"),
        ("O’Brien, Zoé", "cp1252"),
        ("François Lefèvre", "mac_roman"),
        ("García", "mac_roman"),
        ("Åse Bjørnsdóttir", "mac_roman"),
    ],
)
def test_letters_of_windows_and_of_old_macs_are_told_apart(tmp_path, name, encoding):
    (tmp_path / "roster.csv").write_bytes(f'id,name\nx,"{name}"\n'.encode(encoding))
    (details,) = Roster(tmp_path / "roster.csv").students.values()
    assert ", ".join(filter(None, (details["last_name"], details["first_name"]))) == name
