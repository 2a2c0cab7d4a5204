"""Rosters are read as spreadsheets and learning platforms write them, and never rewritten."""

from __future__ import annotations

import pytest

from autograder.classroom.roster import Roster
from autograder.errors import UsageError

ADA = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@uni.org"}
PLAIN = "id,first_name,last_name,email\nada,Ada,Lovelace,ada@uni.org\n"


@pytest.fixture
def read(tmp_path):
    """Reads a roster with this content."""

    def read(content):
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / "roster.csv").write_bytes(data)
        return Roster(tmp_path / "roster.csv").students

    return read


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace(",", ", "),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        "sep=;\r\n" + PLAIN.replace(",", ";"),
        "\n,,,\n" + PLAIN.replace("\n", "\n\n,,,\n"),
        PLAIN.replace("ada,", " ada ,"),
        PLAIN.replace("id,first_name,last_name,email", ' ID ,"First Name",LAST_NAME,E-mail'),
        '"id","first_name","last_name","email"\n"ada","Ada","Lovelace","ada@uni.org"\n',
        "email,last_name,section,id,first_name\nada@uni.org,Lovelace,A,ada,Ada\n",
        "First name,Surname,ID number,Email address\nAda,Lovelace,ada,ada@uni.org\n",
        '"First name","Last name",Username,"Email address",Groups\nAda,Lovelace,ada,ada@uni.org,\n',
        'id,name,email\nada,"Lovelace, Ada",ada@uni.org\n',
    ],
)
def test_the_same_class_in_many_formats(read, text):
    assert read(text) == {"ada": ADA}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_the_same_class_in_many_encodings(read, encoding):
    text = "id;first_name;last_name\nzoë;Zoë;Núñez\n"
    (zoe,) = read(text.encode(encoding)).items()
    assert zoe == ("zoë", {"first_name": "Zoë", "last_name": "Núñez", "email": None})


def test_a_gradebook_of_canvas(read):
    text = (
        "Student,ID,SIS User ID,SIS Login ID,Section,Lesson 6 (77)\n"
        ",,,,,Manual Posting\n"
        "    Points Possible,,,,,28\n"
        '"Lovelace, Ada",101,U1,ada,"A, morning",27\n'
        '"Student, Test",102,,0f3a,A,\n'
    )
    assert read(text) == {"101": {"first_name": "Ada", "last_name": "Lovelace", "email": None}}


def test_who_has_nothing_but_an_email_is_known_by_it(read):
    assert [*read("First name,Surname,Email address\nAda,Lovelace,ada@uni.org\n")] == [
        "ada@uni.org"
    ]


def test_an_entry_may_have_line_breaks_in_it(read):
    text = 'id,first_name,address\nada,Ada,"1 Square\nLondon"\n,Bob,\n'
    with pytest.raises(UsageError, match=r"line 4: '' cannot be"):
        read(text)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (",Bob,,", "line 3: '' cannot be a student's id"),
        ("../bob,,,", "cannot be a student's id"),
        (".bob,,,", "cannot be a student's id"),
        ("bo\x1b[2Jb,,,", "cannot be a student's id"),
        ("ada,,,", "line 3: the student ada is there twice"),
        ("a\u200bda,,,", "line 3: the student ada is there twice"),
        ("bob,Bob,Marley, Jr,bob@uni.org", "line 3: it has 5 entries for 4 columns"),
        ('bob,"Bob,,', "line 3: it cannot be read"),
        ("1.23457E+11,Bob,,", "line 3: a spreadsheet shortened the id"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(read, line, sentence):
    with pytest.raises(UsageError, match=r"roster\.csv, ") as error:
        read(PLAIN + line + "\n")
    assert sentence in str(error.value)


def test_one_student_written_in_two_ways_is_there_twice(read):
    with pytest.raises(UsageError, match="line 3: the student café is there twice"):
        read("id\ncafé\ncafe\u0301\n")
    with pytest.raises(UsageError, match="is there twice"):
        read("id\nada@uni.org\nAda@Uni.org\n")


def test_an_empty_roster_lists_nobody(read, tmp_path):
    assert read("") == {}
    assert read("id,first_name,last_name,email\n") == {}
    assert Roster(tmp_path / "none.csv").students == {}


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.rstrip().encode(),
        "section;ID;First Name\r\nA;ada;Ada\r\n".encode("utf-16"),
        'x,id\n"a, b",ada\n'.encode("utf-8-sig"),
        b"",
    ],
)
def test_a_line_that_is_added_leaves_all_others_as_they_were(read, tmp_path, data):
    before = read(data)
    path = tmp_path / "roster.csv"
    after = Roster(path).with_students(["s001"])
    assert after.startswith(data)
    assert [*read(after)] == [*before, "s001"]


def test_a_workbook_is_told_from_a_list(read):
    with pytest.raises(UsageError, match="is a workbook: save it as CSV"):
        read(b"PK\x03\x04 and so on")


def test_a_roster_that_is_no_file_is_one_sentence(tmp_path):
    (tmp_path / "roster.csv").mkdir()
    with pytest.raises(UsageError, match="Is a directory"):
        _ = Roster(tmp_path / "roster.csv").students
