"""A list brings roster.csv up to date: nobody is lost, nobody is doubled, all else stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_commands import course, mounted  # noqa: F401

from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.people.imported import import_students

ROSTERS = Path(__file__).parent / "rosters"


@pytest.fixture
def folder(tmp_path):
    return ClassFolder.create(tmp_path / "class")


@pytest.fixture
def listed(folder):
    """Writes the list of the class, reads another one into it, and returns what was done."""

    def listed(there, new, **options):
        (folder.root / "roster.csv").write_text(there, newline="")
        path = folder.root.parent / "new.csv"
        path.write_bytes(new if isinstance(new, bytes) else new.encode())
        return import_students(folder, path, **options)

    return listed


def text(folder) -> str:
    return (folder.root / "roster.csv").read_bytes().decode()


@pytest.mark.thorough
def test_a_list_makes_an_empty_class(folder):
    said = course("students", ROSTERS / "moodle_german.csv", "-f", folder.root)
    assert said.startswith("Added, 3: 007123, 012345, 123456.")
    assert text(folder).splitlines()[:2] == [
        "id,first_name,last_name,email",
        "007123,Zoë,Núñez,zoe@uni.org",
    ]
    assert "Zoë Núñez" in course("students", "-f", folder.root)
    said = course("students", ROSTERS / "moodle_german.csv", "-f", folder.root)
    assert said == "roster.csv says the same already."


def test_names_and_emails_change_and_all_else_stays_to_the_byte(folder, listed):
    there = 'id;room;first_name;notes\r\nada;7;Ada;"two\r\nlines"\r\nbob;8;Rob;\r\n'
    done = listed(there, "id,first_name,last_name\nbob,Bob,Marley\ncyd,Cyd,Roe\n")
    assert text(folder) == (
        'id;room;first_name;notes;last_name\r\nada;7;Ada;"two\r\nlines"\r\n'
        "bob;8;Bob;;Marley\r\ncyd;;Cyd;;Roe\r\n"
    )
    assert done.changed == {"bob": ["Rob → Bob", "nothing → Marley"]}
    assert done.missing == ["ada"]
    assert done.backup.read_bytes().decode() == there


@pytest.mark.parametrize(
    ("name", "line"), [("Ada Roe", "ada,Ada,Roe"), ("Ada M. Byron", "ada,Ada M.,Byron")]
)
def test_a_name_in_one_piece_becomes_the_two_of_the_roster(folder, listed, name, line):
    listed("id,first_name,last_name\nada,Ada,Roe\n", f"id,name\nada,{name}\n")
    assert text(folder).splitlines()[1:] == [line]


def test_a_blank_in_the_list_takes_nothing_away(folder, listed):
    listed("id,email\nada,ada@uni.org\n", "id,email\nada,\n")
    assert text(folder) == "id,email\nada,ada@uni.org\n"


def test_a_letter_that_the_file_cannot_write_is_written_all_the_same(folder, listed):
    (folder.root / "roster.csv").write_bytes("id,first_name\nzoë,Zoë\n".encode("cp1252"))
    path = folder.root.parent / "new.csv"
    path.write_text("id,first_name\nwei,伟\n")
    import_students(folder, path)
    assert [d["first_name"] for d in folder.roster().values()] == ["Zoë", "伟"]


@pytest.mark.parametrize(
    ("there", "new", "sentence"),
    [
        ("id\n007123\n", "id\n7123\n", "7123 looks like 007123, who is in the class: a spreads"),
        ("id\nAda\n", "id\nada\n", "ada looks like Ada"),
        ("id\njosé\n", "id\njose\n", "jose looks like josé"),
        ("id\nada\n", "email\nada@uni.org\n", "ada@uni.org looks like ada"),
        ("id,name\nu1,Ada Roe\n", "id,name\n7,Ada Roe\n", "7 is called Ada Roe, as u1 is"),
        ("id\n", "id\nada\nADA\n", "ADA looks like ada"),
    ],
)
def test_who_may_be_in_the_class_already_is_named_and_not_added(
    folder, listed, there, new, sentence
):
    done = listed(there, new)
    (said,) = done.alike
    assert sentence in said and "pass --yes" in said
    before = len(folder.roster())
    done = import_students(folder, folder.root.parent / "new.csv", all_new=True)
    assert len(done.added) == 1 and len(folder.roster()) == before + 1


def test_two_of_one_name_with_emails_of_their_own_are_two(folder, listed):
    row = "{},Ada,Roe,{}@uni.org\n"
    header = "id,first_name,last_name,email\n"
    done = listed(header + row.format("u1", "ada"), header + row.format("u2", "ada.roe"))
    assert (done.added, done.alike) == (["u2"], [])


def test_who_handed_in_before_being_listed_is_one_student(folder, listed):
    (folder.root / "submitted" / "ada" / "00_start_here").mkdir(parents=True)
    done = listed("id\n", "id\nada\n")
    assert (done.added, done.alike) == (["ada"], [])


def test_lines_that_cannot_be_read_are_named_and_the_others_count(folder):
    done = import_students(folder, ROSTERS / "some_lines_cannot_be_read.csv")
    assert done.added == ["007123", "012345", "123456"]
    assert [one.partition(":")[0] for one in done.unread] == [f"line {n}" for n in (5, 6, 7, 8)]
    said = "; ".join(done.unread)
    for part in ("'' cannot be", "shortened the id", "5 entries for 4", "123456 is in line 4 too"):
        assert part in said


def test_ids_that_a_spreadsheet_took_zeros_from_are_named(folder, listed):
    done = listed("id\n", "id\n71234\n912345\n812345\n")
    (note,) = done.notes
    assert note.startswith("Shorter than the other ids, perhaps without zeros in front: 71234.")


def test_whom_an_email_tells_is_known_without_the_zeros_and_it_is_said(folder):
    import_students(folder, ROSTERS / "excel_utf8.csv")
    done = import_students(folder, ROSTERS / "excel_zeros_dropped.csv")
    assert (done.added, done.changed, done.missing) == ([], {}, [])
    assert done.notes[0].startswith("007123 is 7123 in the list, and known by the email")


def test_groups_are_kept_in_a_column_of_their_own(folder):
    import_students(folder, ROSTERS / "moodle_participants.csv")
    assert text(folder).splitlines()[0] == "id,first_name,last_name,email,group"
    assert folder.roster_file.groups == {
        "007123": "Team 1",
        "012345": "Team 1",
        "123456": "Team 2",
    }


@pytest.mark.parametrize("content", [b"", b"id\n", b"\n\n"])
def test_a_list_of_nobody_is_one_sentence(folder, listed, content):
    (folder.root.parent / "new.csv").write_bytes(content)
    said = course("students", folder.root.parent / "new.csv", "-f", folder.root, code=2)
    assert said.endswith("lists nobody: name a list of students, saved as CSV.")


def test_a_list_without_any_id_is_one_sentence(folder, listed):
    (folder.root.parent / "new.csv").write_text("colour,size\nred,7\n")
    said = course("students", folder.root.parent / "new.csv", "-f", folder.root, code=2)
    assert "has no column `id`" in said
