"""Archives of Canvas and Moodle become hand-ins: of the right students, once, nothing lost."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime

import pytest
from test_commands import course, mounted  # noqa: F401
from test_export import CANVAS
from test_where_the_work_is import OTHER_WORK, RELEASED, WORK, own_notebook, zipped

from autograder.authoring.lessons import find_lesson
from autograder.classroom.arrival import arrival
from autograder.classroom.checkup.folder import findings
from autograder.classroom.collect.collect import collect
from autograder.classroom.collect.names import sent
from autograder.errors import UsageError

START = find_lesson("start_here")
NAME = START.notebook.name
ROSTER = """\
id,first_name,last_name,email
ada,Ada,Lovelace,ada@example.org
bob,Bob,Bobby,bob@example.org
zoe,Zoë,O'Neil-Müller,
kim1,Kim,Lee,
kim2,Kim,Lee,
van_gogh,Vincent,van Gogh,
"""
NOON = (2026, 3, 1, 12, 0, 0)


@pytest.fixture
def folder(class_folder):
    (class_folder.root / "roster.csv").write_text(ROSTER)
    return class_folder


def archive(folder, files, name="submissions.zip", times=None):
    """A zip outside the class folder. times: of files that were not written at noon."""
    path = folder.root.parent / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for file, data in files.items():
            made.writestr(zipfile.ZipInfo(file, (times or {}).get(file, NOON)), data)
    return path


def collected(folder, files, **settings):
    return collect(folder, START, archive(folder, files, **settings))


def work(folder, student):
    """The files that lie in submitted/ for a student, by name."""
    place = folder.submission_path(student, START).parent
    paths = [path for path in place.rglob("*") if path.is_file()]
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in paths}


def everything(folder):
    return {
        path: path.read_bytes()
        for path in folder.root.rglob("*")
        if path.is_file() and not path.name.startswith("gradebook.db")
    }


@pytest.mark.parametrize(
    "file",
    [
        "lovelaceada_12345_67890_start_here.ipynb",
        "lovelaceada_LATE_12345_67890_start_here-2.ipynb",
        "submissions/lovelaceada_12345_67890_start_here.ipynb",
        "someone_11_67890_mine.ipynb",  # whose number is in canvas.csv
        "ada_9_8_start_here.ipynb",
        "Ada Lovelace_123_assignsubmission_file/start_here.ipynb",
        "Ada Lovelace_123_assignsubmission_file_/start_here.ipynb",
        "Ada Lovelace_123_assignsubmission_file_start_here.ipynb",
        "Lovelace Ada_123_assignsubmission_file/folder/start_here.ipynb",
        "ada Ada Lovelace_123_assignsubmission_file/start_here.ipynb",
        "Week 1/Ada Lovelace_123_assignsubmission_file/start_here (1).ipynb",
    ],
)
def test_a_student_is_known_by_what_the_platform_calls_files(folder, file):
    (folder.root / "canvas.csv").write_text(CANVAS)
    done = collected(folder, {file: WORK})
    assert (done.new, done.unmatched) == (["ada"], [])
    assert work(folder, "ada") == {NAME: WORK}


@pytest.mark.parametrize(
    ("student", "name"),
    [
        ("zoe", "oneilmüllerzoë_1_2_start_here.ipynb"),
        ("zoe", "oneilmullerzoe_1_2_start_here.ipynb"),
        ("zoe", "Zoe\u0308 O'Neil-Mu\u0308ller_1_assignsubmission_file/start_here.ipynb"),
        ("zoe", "Zoe ONeil-Muller_1_assignsubmission_file/start_here.ipynb"),
        ("van_gogh", "vangoghvincent_LATE_1_2_start_here.ipynb"),
        ("van_gogh", "van gogh Vincent van Gogh_1_assignsubmission_file/start_here.ipynb"),
    ],
)
def test_accents_signs_and_order_of_names_do_not_matter(folder, student, name):
    assert collected(folder, {name: WORK}).new == [student]


def test_the_number_that_nbgrader_keeps_of_a_student_is_theirs(folder):
    with folder.gradebook() as gradebook:
        folder.enrol(gradebook)
        gradebook.update_or_create_student("bob", lms_user_id="777")
    assert collected(folder, {"lovelaceada_777_1_start_here.ipynb": WORK}).new == ["bob"]


def test_names_in_utf_8_are_read_whether_or_not_the_zip_says_so(folder):
    path = archive(folder, {"oneilm\u00fcllerzo\u00eb_1_2_start_here.ipynb": WORK})
    data = bytearray(path.read_bytes())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + at + 1] &= ~0x08
    path.write_bytes(data)
    assert collect(folder, START, path).new == ["zoe"]


def test_who_is_nobody_or_could_be_two_is_listed_and_their_files_are_kept(folder):
    files = {
        "leekim_1_2_start_here.ipynb": WORK,
        "stranger_3_4_start_here.ipynb": OTHER_WORK,
        "anon_x7Gh2_9_start_here.ipynb": WORK,
        "Participant_12_assignsubmission_file/start_here.ipynb": WORK,
    }
    done = collected(folder, files)
    assert done.new == []
    said = "\n".join(done.unmatched)
    assert "leekim_1_2_start_here.ipynb: could be kim1 or kim2" in said
    assert "stranger_3_4_start_here.ipynb: is nobody of the roster" in said
    assert said.count("handed in anonymously") == 2
    kept = folder.root / ".course" / "unmatched" / "submissions.zip"
    assert {p.relative_to(kept).as_posix() for p in kept.rglob("*") if p.is_file()} == set(files)
    assert any("submissions.zip held files of nobody" in f.problem for f in findings(folder))


def test_once_the_roster_knows_them_they_are_collected_and_no_longer_kept_as_nobodys(folder):
    files = {"newmanpaul_3_4_start_here.ipynb": WORK}
    collected(folder, files)
    roster = folder.root / "roster.csv"
    roster.write_text(f"{ROSTER}paul,Paul,Newman,\n")
    assert collected(folder, files).new == ["paul"]
    assert not list((folder.root / ".course" / "unmatched").glob("*"))


def test_running_it_twice_changes_nothing_also_not_what_was_mended_since(folder):
    files = {"lovelaceada_1_2_mine.ipynb": WORK, "stranger_3_4_start_here.ipynb": WORK}
    collected(folder, files)
    before = everything(folder)
    again = collected(folder, files)
    assert (again.new, again.unchanged) == ([], ["ada"])
    assert everything(folder) == before
    folder.submission_path("ada", START).write_bytes(OTHER_WORK)
    collected(folder, files)
    assert work(folder, "ada") == {NAME: OTHER_WORK}


def test_newer_work_takes_the_place_of_older_which_goes_aside(folder):
    collected(folder, {"lovelaceada_1_2_start_here.ipynb": WORK})
    file, later = "lovelaceada_1_3_start_here-1.ipynb", (2026, 3, 2, 12, 0, 0)
    done = collected(folder, {file: OTHER_WORK}, times={file: later}, name="newer.zip")
    assert work(folder, "ada") == {NAME: OTHER_WORK}
    kept = list((folder.root / ".course" / "aside").rglob(NAME))
    assert [path.read_bytes() for path in kept] == [WORK]
    assert "what lay there is now .course/aside" in " ".join(done.notes)
    older = collected(folder, {"lovelaceada_1_2_start_here.ipynb": WORK}, name="older.zip")
    assert older.new == []
    assert work(folder, "ada") == {NAME: OTHER_WORK}


def test_of_a_file_handed_in_again_the_last_one_counts(folder):
    files = {
        "lovelaceada_1_20_start_here.ipynb": OTHER_WORK,
        "lovelaceada_1_31_start_here-1.ipynb": WORK,
    }
    assert "handed in last counts" in " ".join(collected(folder, files).notes)
    assert work(folder, "ada") == {NAME: WORK}


def test_other_files_and_several_notebooks_keep_their_names(folder):
    files = {"lovelaceada_1_2_a.ipynb": WORK, "lovelaceada_1_3_b.ipynb": OTHER_WORK,
             "lovelaceada_1_4_cat.png": b"png"}  # fmt: skip
    collected(folder, files)
    assert work(folder, "ada") == {"a.ipynb": WORK, "b.ipynb": OTHER_WORK, "cat.png": b"png"}


def test_a_zip_that_a_student_handed_in_is_unpacked_once(folder):
    inner = zipped(**{"work/mine.ipynb": WORK, "work/cat.png": b"png", "../../evil.py": b"!",
                      "inner.zip": zipped(**{NAME: OTHER_WORK})})  # fmt: skip
    collected(folder, {"lovelaceada_1_2_work.zip": inner})
    assert work(folder, "ada").keys() == {NAME, "work/cat.png", "inner.zip"}
    assert work(folder, "ada")[NAME] == WORK


def test_a_bomb_is_not_unpacked(folder):
    bomb = zipped(**{f"{i}.bin": bytes(15 << 20) for i in range(6)}, **{NAME: WORK})
    done = collected(folder, {"lovelaceada_1_2_work.zip": bomb, "bobbybob_2_3_x.ipynb": WORK})
    assert done.new == ["ada", "bob"]
    assert sum(map(len, work(folder, "ada").values())) < 64 << 20


def test_no_file_of_an_archive_lands_outside_the_students_folder(folder):
    files = {
        "Ada Lovelace_1_assignsubmission_file/../../../../evil.ipynb": WORK,
        "/etc/Ada Lovelace_1_assignsubmission_file/evil.ipynb": WORK,
        "Ada Lovelace_1_assignsubmission_file/start_here.ipynb": WORK,
    }
    collected(folder, files)
    assert not list(folder.root.parent.rglob("evil*"))
    assert work(folder, "ada") == {NAME: WORK}


@pytest.mark.parametrize(
    "names",
    [
        ["a" * 250 + ".txt"],
        ["a/" * 2000 + "b"],
        ["/".join(["a" * 199] * 20)],
        ["a", "a/b"],
        ["a/b", "a"],
    ],
    ids=["long", "deep", "long and deep", "a file, then its folder", "a folder, then its file"],
)
def test_names_that_no_file_can_have_cost_neither_the_notebook_nor_another_student(folder, names):
    inside = zipped(**{**dict.fromkeys(names, b"x"), NAME: WORK})
    adas, bobs = (f"{name}_assignsubmission_file/" for name in ("Ada Lovelace_1", "Bob Bobby_2"))
    done = collected(folder, {f"{adas}work.zip": inside, f"{bobs}{NAME}": WORK})
    assert done.new == ["ada", "bob"]
    assert work(folder, "ada")[NAME] == WORK
    assert any("ada: left out" in note for note in done.notes)


def test_what_is_too_large_in_a_zip_does_not_take_the_notebook_along(folder):
    inside = zipped(**{"data.bin": bytes(21 << 20), NAME: WORK})
    done = collected(folder, {"Ada Lovelace_1_assignsubmission_file/work.zip": inside})
    assert work(folder, "ada") == {NAME: WORK}
    assert any("data.bin" in note for note in done.notes)


@pytest.mark.parametrize("name", ["timestamp.txt", "timestamp.txt/x"])
def test_a_student_does_not_write_the_time_of_arrival(folder, name):
    ada, bob = (f"{n}_assignsubmission_file/" for n in ("Ada Lovelace_1", "Bob Bobby_2"))
    inside = zipped(**{NAME: WORK, name: b"2001-01-01 00:00:00"})
    times = {bob + NAME: (2026, 3, 1, 9, 0, 0)}
    collected(folder, {f"{ada}work.zip": inside, bob + NAME: WORK}, times=times)
    assert b"2001" not in work(folder, "ada")["timestamp.txt"]


def test_nobody_hands_in_as_another_by_the_name_of_a_file(folder):
    with folder.gradebook() as gradebook:
        folder.enrol(gradebook)
        gradebook.update_or_create_student("ada", lms_user_id="7")
    eves = f"Bob Bobby_5_assignsubmission_file_Ada Lovelace_7_assignsubmission_file_{NAME}"
    participant = f"Bob Bobby_7_assignsubmission_file/{NAME}"  # a number of Moodle's, not of Ada's
    for file in (eves, participant, f"bobbybob_5_6_lovelaceada_7_8_{NAME}"):
        assert collected(folder, {file: WORK + file.encode()}).new == ["bob"]


def test_a_late_mark_is_told_and_counts_for_nothing(folder):
    done = collected(folder, {"lovelaceada_LATE_1_2_start_here.ipynb": WORK})
    said = " ".join(done.notes)
    assert "does not say when work arrived" in said
    assert "Late by the platform's own mark: ada." in said
    assert arrival(folder, START.name, "ada") is None


def test_times_of_files_are_times_of_arrival_where_they_are_not_that_of_the_archive(folder):
    early, late = "lovelaceada_1_2_start_here.ipynb", "bobbybob_3_4_start_here.ipynb"
    done = collected(folder, {early: WORK, late: WORK}, times={late: (2026, 3, 5, 8, 30, 0)})
    assert "Arrival times are those of the files" in " ".join(done.notes)
    here = datetime(2026, 3, 5, 8, 30).astimezone(UTC).replace(tzinfo=None)
    assert arrival(folder, START.name, "bob") == here
    assert (folder.submission_path("bob", START).parent / "timestamp.txt").exists()


def test_an_archive_that_a_browser_unpacked_is_read_too(folder):
    path = archive(folder, {"Ada Lovelace_1_assignsubmission_file/start_here.ipynb": WORK})
    with zipfile.ZipFile(path) as made:
        made.extractall(folder.root.parent / "unpacked")
    assert collect(folder, START, folder.root.parent / "unpacked").new == ["ada"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"no zip", "is no zip, or it is damaged"),
        (zipped(), "is empty: nobody handed in"),
        (zipped(**{"grades.csv": b"id"}), "holds no file that is called as Canvas or Moodle"),
        (None, "There is no file"),
    ],
)
def test_what_is_no_archive_of_hand_ins_is_refused(folder, data, sentence):
    path = folder.root.parent / "wrong.zip"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UsageError, match=sentence):
        collect(folder, START, path)


def test_from_the_command_to_the_grade(folder, one_worker):
    files = {
        "lovelaceada_1_2_start_here-1.ipynb": WORK,
        "bobbybob_3_4_Untitled.ipynb": own_notebook("print('nothing')"),
        "stranger_5_6_start_here.ipynb": RELEASED,
    }
    path = archive(folder, files)
    text = course("collect", "0", path, "-f", folder.root, code=1)
    assert "2 collected, 0 as they were." in text
    assert "stranger_5_6_start_here.ipynb: is nobody of the roster" in text
    text = course("grade", "0", "-f", folder.root)
    assert "1 graded, 1 unreadable" in text
    assert "bob: " in text
    assert folder.reports(START)["ada"]["score"] == 3.0


@pytest.mark.parametrize(
    "name", ["grades.csv", "start_here.ipynb", "ada/start_here.ipynb", "week_1.ipynb"]
)
def test_other_files_are_no_hand_ins(name):
    assert sent(name) is None
