"""What a teacher wrote into source/ stays there, whatever is released and however often."""

from __future__ import annotations

import copy
import json

import pytest
from test_released import HERE, START, installed  # noqa: F401

from autograder.authoring.lessons import points_of
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.merge import merge
from autograder.classroom.release import kept_cells, release
from autograder.errors import CourseError
from helpers.course.notebook import grade_id, text

LESSON = json.loads(START.notebook.read_bytes())


def edited(change):
    """The lesson after a change, which gets its cells by nbgrader's names for them."""
    notebook = copy.deepcopy(LESSON)
    change(notebook["cells"], {grade_id(cell): cell for cell in notebook["cells"]})
    return notebook


def own_cell(source="My own words.", identity="mine"):
    return {"cell_type": "markdown", "id": identity, "metadata": {}, "source": source}


def give_points(points):
    def change(cells, named):
        named["check_add_one"]["metadata"]["nbgrader"]["points"] = points

    return change


def reword(words):
    def change(cells, named):
        cells[0]["source"] = words

    return change


def leave_out(*names):
    def change(cells, named):
        cells[:] = [cell for cell in cells if grade_id(cell) not in names]

    return change


def add_behind_the_first(cells, named):
    cells.insert(1, own_cell())


def add_at_the_end(cells, named):
    cells.append(own_cell("New in the lesson.", "new"))


def swap_the_first(cells, named):
    cells[0], cells[1] = cells[1], cells[0]


def merged(mine, new):
    return merge(edited(mine), edited(new), LESSON)


def words(notebook):
    return [text(cell) for cell in notebook["cells"]]


def test_a_notebook_that_nobody_changed_becomes_the_newer_lesson():
    for change in (reword("new"), give_points(7.0), leave_out("add_one"), swap_the_first):
        assert merge(LESSON, edited(change), LESSON).notebook == edited(change)


def test_a_lesson_that_did_not_change_leaves_the_teachers_notebook_alone():
    for change in (
        reword("mine"),
        give_points(7.0),
        leave_out("add_one", "check_add_one"),
        add_behind_the_first,
        swap_the_first,
    ):
        done = merge(edited(change), LESSON, LESSON)
        assert (done.notebook, done.both) == (edited(change), ())


def test_points_stay_where_the_lesson_changes_the_same_cell():
    def change(cells, named):
        named["check_add_one"]["source"] = "new"

    done = merged(give_points(7.0), change)
    (cell,) = [cell for cell in done.notebook["cells"] if grade_id(cell) == "check_add_one"]
    assert text(cell) == "new"
    assert cell["metadata"]["nbgrader"]["points"] == 7.0
    assert done.both == ()


def test_where_both_changed_a_text_the_teachers_stays_and_the_cell_is_named():
    done = merged(reword("mine"), reword("new"))
    assert words(done.notebook)[0] == "mine"
    assert done.both == ("“mine”",)


def test_an_exercise_that_was_left_out_stays_out_even_where_the_lesson_changes_it():
    names = "add_one", "check_add_one"
    done = merged(leave_out(*names), give_points(9.0))
    assert not {*names} & kept_cells(done.notebook)
    assert done.both == ("check_add_one",)


def test_own_cells_and_new_cells_are_both_there_each_behind_what_it_followed():
    done = merged(add_behind_the_first, add_at_the_end)
    assert words(done.notebook)[1] == "My own words."
    assert words(done.notebook)[-1] == "New in the lesson."
    assert len(done.notebook["cells"]) == len(LESSON["cells"]) + 2


def test_cells_that_were_moved_stay_where_they_are():
    done = merged(swap_the_first, add_at_the_end)
    assert words(done.notebook)[:2] == words(LESSON)[:2][::-1]
    assert words(done.notebook)[-1] == "New in the lesson."


def test_a_cell_that_the_lesson_drops_stays_where_the_teacher_wrote_in_it():
    def drop(cells, named):
        del cells[0]

    assert words(merged(reword("mine"), drop).notebook)[0] == "mine"
    assert words(merged(give_points(7.0), drop).notebook) == words(LESSON)[1:]


def test_what_nbgraders_editor_adds_to_every_cell_is_no_change():
    def save(cells, named):
        for cell in cells:
            if grade_id(cell):
                cell["metadata"]["nbgrader"] |= {"schema_version": 3, "task": False}
                cell["metadata"]["nbgrader"]["cell_type"] = cell["cell_type"]

    assert merge(edited(save), edited(reword("new")), LESSON).notebook == edited(reword("new"))


def source(folder):
    return folder.root / "source" / HERE / START.notebook.name


def write(path, notebook):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")


def new_lesson(installed, change):  # noqa: F811
    write(installed[0] / HERE / START.notebook.name, edited(change))


def hand_in(folder):
    """As far as nbgrader can see."""
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_student("ada")
        gradebook.add_submission(HERE, "ada")


def test_releasing_again_merges_and_keeps_a_backup(class_folder, installed):  # noqa: F811
    write(source(class_folder), edited(give_points(7.0)))
    new_lesson(installed, reword("new"))
    done = release(class_folder, START, again=True)
    released = class_folder.release_notebook(START)
    assert points_of(released)["add_one"] == 7.0
    assert words(released)[0] == "new"
    backups = class_folder.root / ".course" / "backups"
    mine, given = (backups / name / HERE / "start_here_1.ipynb" for name in ("source", "release"))
    assert json.loads(mine.read_bytes()) == edited(give_points(7.0))
    assert words(json.loads(given.read_bytes())) == words(LESSON)
    assert done.notes == (
        f"source/{HERE}/start_here.ipynb as it was is kept in {mine}.",
        f"What students got before is kept in {given}.",
    )
    assert class_folder.given(HERE).notebook == edited(reword("new"))


def test_a_release_again_without_anything_new_is_the_teachers_notebook(class_folder):
    write(source(class_folder), edited(add_behind_the_first))
    before = source(class_folder).read_bytes()
    (note,) = release(class_folder, START, again=True).notes
    assert note.startswith("What students got before is kept in")
    assert source(class_folder).read_bytes() == before
    assert "My own words." in words(class_folder.release_notebook(START))


def test_a_notebook_that_was_prepared_before_the_first_release_stays(tmp_path):
    folder = ClassFolder.create(tmp_path / "class")
    write(source(folder), edited(give_points(7.0)))
    (note,) = release(folder, START).notes
    assert "differs from the installed lesson in check_add_one" in note
    assert points_of(folder.release_notebook(START))["add_one"] == 7.0


def test_a_folder_of_which_nothing_was_kept_stays_as_it_is(class_folder, installed):  # noqa: F811
    class_folder.given_path(HERE).unlink()
    write(source(class_folder), edited(give_points(7.0)))
    new_lesson(installed, reword("new"))
    note, _ = release(class_folder, START, again=True).notes
    assert "stays as it is" in note
    assert json.loads(source(class_folder).read_bytes()) == edited(give_points(7.0))


def test_a_notebook_that_cannot_be_read_is_neither_released_nor_replaced(class_folder):
    source(class_folder).write_text("{")
    with pytest.raises(CourseError, match="cannot be released: The file is not a notebook"):
        release(class_folder, START, again=True)
    assert source(class_folder).read_text() == "{"


def test_once_there_is_work_the_class_stays_on_its_lesson(class_folder, installed):  # noqa: F811
    hand_in(class_folder)
    before = class_folder.given(HERE)
    write(source(class_folder), edited(give_points(7.0)))
    new_lesson(installed, leave_out("mean_image", "check_mean_image"))
    note, _ = release(class_folder, START, again=True).notes
    assert note.startswith("The class stays on the lesson that it was given")
    assert "check_mean_image, mean_image would go" in note
    assert points_of(class_folder.release_notebook(START)) == {"add_one": 7.0, "mean_image": 2.0}
    assert class_folder.given(HERE) == before


def test_once_there_is_work_no_exercise_is_left_out_and_0_points_are_the_way(class_folder):
    hand_in(class_folder)
    places = [class_folder.root / name / HERE / START.notebook.name
              for name in ("source", "release")]  # fmt: skip
    write(places[0], edited(leave_out("add_one", "check_add_one")))
    before = [place.read_bytes() for place in places]
    with pytest.raises(CourseError, match=r"add_one, check_add_one would go.* can get 0 points"):
        release(class_folder, START, again=True)
    assert [place.read_bytes() for place in places] == before
    write(places[0], edited(give_points(0.0)))
    release(class_folder, START, again=True)
    assert points_of(class_folder.release_notebook(START))["add_one"] == 0.0


def test_once_there_is_work_no_notebook_is_added(class_folder):
    hand_in(class_folder)
    write(source(class_folder).with_name("more.ipynb"), LESSON)
    with pytest.raises(CourseError, match="more would come"):
        release(class_folder, START, again=True)


def test_where_nbgrader_refuses_everything_is_as_it_was(class_folder):
    for name in ("source", "release"):
        (class_folder.root / name / HERE / "data.csv").write_text("1,2")

    def copy_a_cell(cells, named):
        cells.append({**named["check_add_one"], "id": "a-copy"})

    write(source(class_folder), edited(copy_a_cell))
    files = [path for path in class_folder.root.rglob("*") if path.is_file()]
    before = {path: path.read_bytes() for path in files if path.name != "gradebook.db"}
    with pytest.raises(CourseError, match=r"Duplicate grade id.*Nothing was changed"):
        release(class_folder, START, again=True)
    assert {path: path.read_bytes() for path in before} == before
