"""What is derived is known to be old once something that it was made from has changed."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta

import pytest

from autograder.authoring.lessons import find_lesson
from autograder.authoring.sheets import engine_digest
from autograder.authoring.source import solve
from autograder.classroom import grade_class as grade_class_module
from autograder.classroom.arrival import note_arrival
from autograder.classroom.checkup.folder import findings
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.explain import explanation
from autograder.classroom.export import export_scores
from autograder.classroom.feedback import due_pages, marks_of, page_digest, page_path
from autograder.classroom.grade_class import grade_class
from autograder.classroom.made_from import MADE_FROM
from autograder.classroom.report.page import write_class_report
from autograder.errors import CourseError

pytestmark = pytest.mark.usefixtures("one_worker")

START = find_lesson("start_here")
NOON = datetime(2026, 3, 1, 12)
HOUR = timedelta(hours=1)
STUDENTS = ["ada", "bob"]
ZERO = '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
PLACE = START.module_name, START.name


@pytest.fixture(scope="module")
def graded(released, tmp_path_factory, executor):
    """Two students with full marks, who arrived at noon of a day on which nothing was due yet."""
    folder = released(tmp_path_factory.mktemp("stale") / "class")
    (folder.root / "nbgrader_config.py").open("a").write(ZERO)
    for student in STUDENTS:
        path = folder.submission_path(student, START)
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(solve(START)))
        note_arrival(folder, START.name, student, NOON)
    grade_class(folder, START, executor=executor)
    for student, digest in page_digests(folder).items():
        page_path(folder, student, START).parent.mkdir(parents=True)
        page_path(folder, student, START).write_text(MADE_FROM.format(digest))
    return folder


@pytest.fixture
def folder(graded, tmp_path, monkeypatch):
    """A copy of it, in which nobody's code is run again."""

    def must_not_run(*job):
        raise AssertionError("A submission was run again.")

    monkeypatch.setattr(grade_class_module, "grade", must_not_run)
    shutil.copytree(graded.root, tmp_path / "class")
    return ClassFolder.open(tmp_path / "class")


def page_digests(folder) -> dict[str, str]:
    with folder.gradebook() as gradebook:
        marks = marks_of(gradebook, START.name)
    return {s: page_digest(folder.autograded_path(s, START), marks[s]) for s in STUDENTS}


def due(folder, time=NOON - HOUR):
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_assignment(START.name, duedate=time)


def extend(folder, student, time):
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_submission(START.name, student, extension=time)


def by_hand(folder, student, score):
    with folder.gradebook() as gradebook:
        grade = gradebook.find_grade("check_add_one", *PLACE, student)
        grade.manual_score, grade.needs_manual_grade = score, False
        gradebook.db.commit()


def comment(folder, student, words):
    with folder.gradebook() as gradebook:
        gradebook.find_comment("add_one", *PLACE, student).manual_comment = words
        gradebook.db.commit()


def counts(folder) -> dict[str, float]:
    """What counts of each score."""
    with folder.gradebook() as gradebook:
        notebooks = [gradebook.find_submission_notebook(*PLACE, student) for student in STUDENTS]
        return {
            notebook.student.id: notebook.score - (notebook.late_submission_penalty or 0.0)
            for notebook in notebooks
        }


def refuse(changes):
    return False


def test_a_due_date_that_moves_changes_penalties_once_somebody_agrees_and_runs_no_code(folder):
    due(folder)
    seen = []
    assert grade_class(folder, START, agree=refuse).held_back == 2
    assert counts(folder) == {"ada": 3.0, "bob": 3.0}
    summary = grade_class(folder, START, agree=lambda changes: seen.extend(changes) or True)
    assert [(c.student, c.before, c.after, c.penalty) for c in seen] == [
        ("ada", 3.0, 0.0, (0.0, 3.0)),
        ("bob", 3.0, 0.0, (0.0, 3.0)),
    ]
    assert (summary.skipped, summary.penalties, summary.states) == (2, 2, {})
    assert counts(folder) == {"ada": 0.0, "bob": 0.0}
    assert grade_class(folder, START).penalties == 0


def test_an_extension_gives_its_student_the_points_back(folder):
    due(folder)
    grade_class(folder, START)
    extend(folder, "ada", 2 * HOUR)
    grade_class(folder, START)
    assert counts(folder) == {"ada": 3.0, "bob": 0.0}


def test_an_extension_without_a_due_date_is_no_error(folder):
    extend(folder, "ada", HOUR)
    assert grade_class(folder, START).penalties == 0


@pytest.mark.parametrize("change", ["arrival", "plugin", "due date taken away"])
def test_whatever_a_penalty_depends_on_makes_it_due(folder, change):
    due(folder)
    grade_class(folder, START)
    if change == "arrival":
        for student in STUDENTS:
            note_arrival(folder, START.name, student, NOON - 2 * HOUR)
    elif change == "plugin":
        settings = folder.root / "nbgrader_config.py"
        settings.write_text(settings.read_text().replace('"zero"', '"none"'))
    else:
        due(folder, None)
    folder = ClassFolder.open(folder.root)
    grade_class(folder, START)
    assert counts(folder) == {"ada": 3.0, "bob": 3.0}


def test_points_given_by_hand_change_what_lateness_takes(folder):
    due(folder)
    grade_class(folder, START)
    by_hand(folder, "ada", 0.5)
    grade_class(folder, START)
    assert counts(folder)["ada"] == 0.0


def test_a_plugin_that_fails_is_named(folder, monkeypatch):
    due(folder)
    monkeypatch.setattr(
        "nbgrader.plugins.LateSubmissionPlugin.late_submission_penalty", lambda *_: 1 / 0
    )
    with pytest.raises(CourseError, match=r"failed on ada: ZeroDivisionError.*nbgrader_config.py"):
        grade_class(folder, START)


def test_an_arrival_that_is_no_time_is_named_with_its_file(folder):
    folder.arrival_path("ada", START.name).write_text("yesterday")
    with pytest.raises(CourseError, match=r"ada\.txt should hold when ada handed in"):
        grade_class(folder, START)


def test_an_explanation_never_says_in_time_above_a_penalty(folder):
    due(folder)
    grade_class(folder, START)
    due(folder, NOON + HOUR)
    said = explanation(folder, START, "ada")
    assert " h late" not in said
    assert (
        "Penalty for lateness: 3 points until the next `course grade 00_start_here`, and 0" in said
    )


def test_an_export_says_whose_scores_are_of_an_older_state_and_what_mends_it(folder):
    due(folder)
    folder.report_path("bob", START).unlink()
    (note, other) = export_scores(folder, folder.root / "grades.csv").notes
    assert note.startswith("00_start_here, to be mended by `course grade 00_start_here`: Handed in")
    assert note.endswith("not graded: bob.")
    assert "Penalties for lateness" in other and other.endswith(": ada.")


def test_doctor_names_a_stale_penalty_report_and_export_with_the_commands(folder):
    write_class_report(folder, START)
    export_scores(folder, folder.root / "grades.csv")
    assert findings(folder) == []
    due(folder)
    by_hand(folder, "ada", 0.5)
    told = " ".join(f"{finding.problem} {finding.remedy}" for finding in findings(folder))
    assert "Penalties for lateness of another due date" in told
    assert "`course grade 00_start_here`" in told
    assert "reports/00_start_here.html is of older grades or students." in told
    assert "`course report 00_start_here`" in told
    assert f"`course export {folder.root / 'grades.csv'} -f {folder.root}`" in told


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: comment(folder, "ada", "Well done."),
        lambda folder: by_hand(folder, "ada", 0.5),
        lambda folder: page_path(folder, "ada", START).write_text("a page of another version"),
        lambda folder: (
            folder.autograded_path("ada", START)
            .with_name("submission_secret.txt")
            .write_text("of a later submission")
        ),
    ],
)
def test_a_page_is_due_when_what_it_shows_or_who_may_fetch_it_changed(folder, change):
    assert due_pages(folder, START, STUDENTS) == []
    change(folder)
    assert due_pages(folder, START, STUDENTS) == ["ada"]


def test_a_grade_that_is_made_again_and_stays_makes_no_page_due(folder, monkeypatch, executor):
    monkeypatch.undo()
    grade_class(folder, START, executor=executor, again=True)
    assert due_pages(folder, START, STUDENTS) == []


def test_files_of_a_later_hand_in_of_the_same_notebook_go_along(folder):
    place = folder.submission_path("ada", START).parent
    (place / "submission_secret.txt").write_text("another")
    (place / "deep").mkdir()
    (place / "deep" / "data.csv").write_text("1")
    (place / "link.txt").symlink_to("/etc/hostname")
    grade_class(folder, START)
    copy = folder.autograded_path("ada", START).parent
    assert (copy / "submission_secret.txt").read_text() == "another"
    assert (copy / "deep" / "data.csv").read_text() == "1"
    assert not (copy / "link.txt").exists()
    assert due_pages(folder, START, STUDENTS) == ["ada"]
    shutil.rmtree(place / "deep")
    grade_class(folder, START)
    assert not (copy / "deep").exists()


@pytest.mark.parametrize("rest", ["", "{}", None])
def test_a_graded_notebook_that_is_gone_or_broken_is_made_again(
    folder, monkeypatch, executor, rest
):
    monkeypatch.undo()
    path = folder.autograded_path("ada", START)
    path.unlink()
    if rest is not None:
        path.write_text(rest)
    assert grade_class(folder, START, executor=executor).states == {"graded": 1}
    assert due_pages(folder, START, STUDENTS) == []


def test_an_entry_of_the_gradebook_without_its_notebook_is_made_whole(
    folder, monkeypatch, executor
):
    extend(folder, "ada", HOUR)
    with folder.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook(*PLACE, "ada")
        for row in (*notebook.grades, *notebook.comments, notebook):
            gradebook.db.delete(row)
        gradebook.db.commit()
    assert "ada" in explanation(folder, START, "ada")
    monkeypatch.undo()
    grade_class(folder, START, executor=executor)
    assert counts(folder)["ada"] == 3.0
    with folder.gradebook() as gradebook:
        assert gradebook.find_submission(START.name, "ada").extension == HOUR
        assert gradebook.find_comment("add_one", *PLACE, "ada").comment is None


def test_points_given_by_hand_stay_when_grading_thinks_otherwise_and_ask_for_a_look(
    folder, monkeypatch, executor
):
    with folder.gradebook() as gradebook:
        grade = gradebook.find_grade("check_add_one", *PLACE, "ada")
        grade.auto_score, grade.manual_score, grade.needs_manual_grade = 0.25, 0.5, False
        gradebook.db.commit()
    monkeypatch.undo()
    seen = []

    def agree(changes):
        seen.extend(changes)
        return True

    grade_class(folder, START, again=True, executor=executor, agree=agree)
    (change,) = seen
    assert (change.student, change.before, change.after) == ("ada", 2.5, 2.5)
    assert change.exercises == {"add_one": (0.25, 1.0)}
    assert change.by_hand == {"add_one": 0.5}
    with folder.gradebook() as gradebook:
        grade = gradebook.find_grade("check_add_one", *PLACE, "ada")
        assert (grade.score, grade.needs_manual_grade) == (0.5, True)


def test_a_release_that_was_run_is_the_same_release(folder):
    path = folder.release_path(START)
    release = json.loads(path.read_text())
    before = engine_digest(START, release)
    release["metadata"] = {"kernelspec": {"name": "another"}}
    for cell in release["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = 7
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "hello"}]
            cell["metadata"]["execution"] = {"iopub.status.busy": "2026-03-01"}
        cell["source"] = "".join(cell["source"])
    path.write_text(json.dumps(release))
    assert engine_digest(START, release) == before
    assert grade_class(folder, START).states == {}
    release["cells"][0]["source"] += "more"
    assert engine_digest(START, release) != before
