"""No command writes over what a person wrote: it keeps it, or refuses."""

from __future__ import annotations

import json

import pytest
from test_commands import course, mounted  # noqa: F401

from autograder.authoring.lessons import find_lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.targets import write_target
from autograder.errors import UsageError
from autograder.publishing import bundle
from autograder.rehearsal.simulate import simulate, simulated

START = find_lesson("start_here")
HERE = START.name


def test_made_up_students_do_not_mix_with_those_of_a_roster(class_folder):
    path = class_folder.root / "roster.csv"
    path.write_text('id,first_name,section\nada,"Ada, Countess",A\n')
    before = path.read_bytes()
    with pytest.raises(UsageError, match="has real students, as ada, and made-up ones would mix"):
        simulate(class_folder, START, 3)
    assert path.read_bytes() == before
    assert not list((class_folder.root / "submitted").iterdir())


def test_made_up_students_do_not_replace_work_that_was_handed_in(class_folder):
    place = class_folder.submission_path("s001", START)
    place.parent.mkdir(parents=True)
    place.write_text("real work")
    with pytest.raises(UsageError, match="has real students, as s001"):
        simulate(class_folder, START, 3)
    assert place.read_text() == "real work"


def test_made_up_students_may_be_made_anew_but_not_where_somebody_changed_one(class_folder):
    simulate(class_folder, START, 3)
    simulate(class_folder, START, 4, seed=1)
    assert [*simulated(class_folder, START)["scores"]] == ["s001", "s002", "s003", "s004"]
    assert [*class_folder.roster()] == ["s001", "s002", "s003", "s004"]
    place = class_folder.submission_path("s002", START)
    place.write_text("tried by hand")
    with pytest.raises(UsageError, match="was changed by somebody"):
        simulate(class_folder, START, 4)
    assert place.read_text() == "tried by hand"


def test_made_up_students_keep_the_columns_of_a_roster(class_folder):
    (class_folder.root / "roster.csv").write_text("section;id;first_name\n")
    simulate(class_folder, START, 2)
    text = (class_folder.root / "roster.csv").read_text()
    assert text == "section;id;first_name\n;s001;\n;s002;\n"


def test_made_up_students_answer_what_was_released(class_folder):
    path = class_folder.release_path(START)
    notebook = json.loads(path.read_bytes())
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "check_add_one":
            cell["metadata"]["nbgrader"]["points"] = 0
    path.write_text(json.dumps(notebook))
    assert max(simulate(class_folder, START, 10).values()) == 2.0


def test_an_export_keeps_what_somebody_wrote_into_the_last(class_folder, tmp_path):
    target = tmp_path / "grades.csv"
    (class_folder.root / "roster.csv").write_text("id\nada\n")
    course("export", target, "-f", class_folder.root)
    (class_folder.root / "roster.csv").write_text("id\nada\nbob\n")
    assert "is kept" not in course("export", target, "-f", class_folder.root)
    target.write_text("my remarks")
    assert "is kept" in course("export", target, "-f", class_folder.root)
    assert (tmp_path / "grades_1.csv").read_text() == "my remarks"
    assert len(list(tmp_path.glob("grades*"))) == 2


@pytest.mark.parametrize(
    "name", ["roster.csv", "gradebook.db", "nbgrader_config.py", f"source/{HERE}/start_here.ipynb"]
)
def test_nothing_is_written_in_the_place_of_what_a_class_works_with(class_folder, name):
    path = class_folder.root / name
    before = path.read_bytes()
    for command in (["export"], ["gradescope", HERE]):
        text = course(*command, path, "-f", class_folder.root, code=2)
        assert "is a part of the class folder" in text
    assert path.read_bytes() == before


def test_a_bundle_takes_the_place_of_a_bundle_alone(tmp_path):
    (tmp_path / "course.zip").write_text("mine")
    with pytest.raises(UsageError, match="exists and is no bundle"):
        bundle.make_bundle(tmp_path / "course.zip")
    assert (tmp_path / "course.zip").read_text() == "mine"


def test_a_file_that_is_written_again_unchanged_leaves_no_copies(tmp_path):
    folder = ClassFolder.create(tmp_path / "class")
    for content in ("a", "a", "b"):
        assert write_target(folder, tmp_path / "page", content) is None


def test_scores_and_solutions_are_written_for_their_owner_alone(tmp_path):
    folder = ClassFolder.create(tmp_path / "class")
    write_target(folder, tmp_path / "grades.csv", "scores")
    assert (tmp_path / "grades.csv").stat().st_mode & 0o777 == 0o600


def test_what_lies_there_is_kept_where_the_record_of_files_is_damaged(tmp_path):
    folder = ClassFolder.create(tmp_path / "class")
    (folder.root / ".course" / "written.json").write_text("[")
    (tmp_path / "grades.csv").write_text("mine")
    kept = write_target(folder, tmp_path / "grades.csv", "scores")
    assert kept.read_text() == "mine"
