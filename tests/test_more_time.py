"""Due dates, extensions and late days: set by a command or a person, counted everywhere."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta

import pytest
from test_commands import course, mounted  # noqa: F401

from autograder.authoring.lessons import find_lesson
from autograder.authoring.source import solve
from autograder.classroom.arrival import note_arrival
from autograder.classroom.checkup.folder import findings
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.grade_class import grade_class
from autograder.classroom.lateness import Lateness

pytestmark = pytest.mark.usefixtures("one_worker")

START = find_lesson("start_here")
NOON = datetime(2026, 3, 1, 12)
DAY = timedelta(days=1)
A_POINT_A_DAY = """
from nbgrader.plugins import LateSubmissionPlugin


class PointADay(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return -(-total_seconds_late // 86_400)


c.AssignLatePenalties.plugin_class = PointADay
c.NbGraderAPI.timezone = "UTC"
"""


@pytest.fixture(scope="module")
def made(released, tmp_path_factory, executor):
    """Ada and Bob have full marks and arrived at noon; Cyd is listed and handed in nothing."""
    folder = released(tmp_path_factory.mktemp("time") / "class")
    (folder.root / "nbgrader_config.py").open("a").write(A_POINT_A_DAY)
    (folder.root / "roster.csv").write_text("id,first_name,last_name\nada,,\nbob,,\ncyd,Cyd,Roe\n")
    for student in ("ada", "bob"):
        hand_in(folder, student, NOON)
    grade_class(folder, START, executor=executor)
    return folder


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made.root, tmp_path / "class")
    return ClassFolder.open(tmp_path / "class")


def hand_in(folder, student, time, lesson=START.name):
    path = folder.root / "submitted" / student / lesson / START.notebook.name
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(solve(START)))
    note_arrival(folder, lesson, student, time)


def run(folder, *arguments, code=0):
    return course(*arguments, "-f", folder.root, code=code)


def penalties(folder) -> dict[str, float]:
    """After another run of grading, in which no score may change but by lateness."""
    grade_class(ClassFolder.open(folder.root), START)
    with folder.gradebook() as gradebook:
        entries = gradebook.assignment_submissions(START.name)
        return {e.student_id: e.late_submission_penalty for e in entries}


def decide(folder, text):
    with (folder.root / "class.toml").open("a") as file:
        file.write(text)


@pytest.mark.thorough
def test_a_due_date_says_who_is_late_and_what_to_run(folder):
    assert run(folder, "due", "0") == "00_start_here has no due date."
    said = run(folder, "due", "0", "2026-02-28 18:00")
    assert said == (
        "00_start_here is due 2026-02-28 18:00:00 UTC. Late by it: ada (18 h), bob (18 h). "
        "2 grades are of other dates: run `course grade 00_start_here`."
    )
    assert penalties(folder) == {"ada": 1.0, "bob": 1.0}
    assert run(folder, "due") == "00_start_here is due 2026-02-28 18:00:00 UTC."
    run(folder, "due", "0", "none")
    assert penalties(folder) == {"ada": 0.0, "bob": 0.0}


@pytest.mark.thorough
def test_a_lesson_may_have_a_date_before_it_is_released_and_no_export_a_column_for_it(folder):
    assert "01_linear_classifier is due" in run(folder, "due", "1", "2026-05-01")
    run(folder, "export", folder.root / "grades.csv")
    header = (folder.root / "grades.csv").read_text().partition("\n")[0]
    assert header.endswith(",00_start_here")
    with folder.gradebook() as gradebook:
        assert gradebook.find_assignment("01_linear_classifier").duedate.month == 5


def test_an_extension_is_set_not_added_and_kept_where_nbgrader_and_people_read_it(folder):
    run(folder, "due", "0", "2026-02-28 18:00")
    for _ in range(2):
        said = run(folder, "extend", "0", "ada", "36h")
    assert said.startswith("ada has 1 day 12 h more, until 2026-03-02 06:00:00 UTC.")
    written = (folder.root / "class.toml").read_text()
    assert written.endswith('[extensions.00_start_here]\nada = "36h"\n')
    with folder.gradebook() as gradebook:
        assert gradebook.find_submission(START.name, "ada").extension == timedelta(hours=36)
    assert penalties(folder) == {"ada": 0.0, "bob": 1.0}
    assert "ada has 1 day 12 h more" in run(folder, "due", "0")
    assert run(folder, "extend", "0", "ada", "0").startswith("ada has no extension")
    assert penalties(folder) == {"ada": 1.0, "bob": 1.0}


def test_an_extension_before_any_work_counts_when_it_comes_and_is_no_hand_in(folder):
    run(folder, "due", "0", "2026-02-28 18:00")
    run(folder, "extend", "0", "cyd", "3")
    assert penalties(folder) == {"ada": 1.0, "bob": 1.0}
    hand_in(folder, "cyd", NOON + DAY)
    assert penalties(folder)["cyd"] == 0.0
    with folder.gradebook() as gradebook:
        assert gradebook.find_submission(START.name, "cyd").extension == 3 * DAY


def test_what_a_person_writes_or_deletes_in_the_file_counts(folder):
    run(folder, "due", "0", "2026-02-28 18:00")
    decide(folder, '[extensions."00_start_here"]\nada = 1.5\n')
    assert penalties(folder) == {"ada": 0.0, "bob": 1.0}
    (folder.root / "class.toml").unlink()
    assert penalties(folder) == {"ada": 1.0, "bob": 1.0}
    decide(folder, '[extensions."00_start_here"]\nada = "soon"\n')
    said = run(folder, "grade", "0", code=2)
    assert said.endswith(findings(folder)[0].problem)
    assert "[extensions.\"00_start_here\"], ada: 'soon' is no time to give" in said


@pytest.mark.thorough
def test_an_extension_that_nbgrader_alone_knows_counts_until_it_is_taken_away(folder):
    run(folder, "due", "0", "2026-02-28 18:00")
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_submission(START.name, "ada", extension=2 * DAY)
    assert penalties(folder) == {"ada": 0.0, "bob": 1.0}
    assert "ada has 2 days more" in run(folder, "due", "0")
    run(folder, "extend", "0", "ada", "0")
    assert penalties(folder) == {"ada": 1.0, "bob": 1.0}


@pytest.mark.thorough
def test_a_student_whom_nobody_knows_is_refused_with_near_names(folder):
    assert run(folder, "extend", "0", "adda", "1", code=2) == (
        "No student of this class has the id adda. Did you mean ada?"
    )
    assert "Did you mean cyd?" in run(folder, "extend", "0", "Cyd Roe", "1", code=2)
    assert not (folder.root / "class.toml").exists()


def test_late_days_are_spent_in_the_order_of_due_dates_a_day_for_each_that_began(folder):
    decide(folder, "[late_days]\neach = 3\nper_assignment = 2\n")
    run(folder, "due", "0", "2026-02-28 18:00")
    run(folder, "due", "1", "2026-02-20 18:00")
    hand_in(folder, "bob", datetime(2026, 2, 24), "01_linear_classifier")
    with folder.gradebook() as gradebook:
        assert Lateness(folder, gradebook).days_used("bob") == {
            "01_linear_classifier": 2,
            "00_start_here": 1,
        }
    assert penalties(folder) == {"ada": 0.0, "bob": 0.0}
    said = run(folder, "late-days")
    assert "ada 1 2 00_start_here: 1 bob 3 0 01_linear_classifier: 2, 00_start_here: 1 cyd" in said


@pytest.mark.thorough
def test_what_changes_at_an_earlier_lesson_makes_the_grade_of_a_later_one_due(folder):
    decide(folder, "[late_days]\neach = 2\n")
    run(folder, "due", "0", "2026-02-28 18:00")
    run(folder, "due", "1", "2026-02-20 18:00")
    assert penalties(folder) == {"ada": 0.0, "bob": 0.0}
    hand_in(folder, "bob", datetime(2026, 2, 22, 12), "01_linear_classifier")
    said = " ".join(finding.problem for finding in findings(folder))
    assert "Penalties for lateness of another due date" in said and ": bob." in said
    assert penalties(folder) == {"ada": 0.0, "bob": 1.0}
    run(folder, "extend", "1", "bob", "1")
    assert penalties(folder) == {"ada": 0.0, "bob": 0.0}


@pytest.mark.thorough
def test_beyond_the_late_days_the_plugin_of_the_class_counts(folder):
    decide(folder, "[late_days]\neach = 1\n")
    run(folder, "due", "0", "2026-02-26 18:00")
    assert penalties(folder) == {"ada": 2.0, "bob": 2.0}
    said = run(folder, "explain", "0", "ada")
    assert "2 days 18 h late, of which 1 late day is taken off." in said


@pytest.mark.thorough
@pytest.mark.parametrize("text", ["each = 1.5", "each = -1", "per_assignment = 2", "days = 5"])
def test_late_days_that_are_none_are_named(folder, text):
    decide(folder, f"[late_days]\n{text}\n")
    assert "[late_days] holds whole days" in run(folder, "grade", "0", code=2)


@pytest.mark.thorough
def test_a_class_without_late_days_is_told_how_to_have_some(folder):
    assert "write `[late_days]`" in run(folder, "late-days", code=2)


@pytest.mark.thorough
def test_joining_two_ids_joins_their_extensions(folder):
    run(folder, "due", "0", "2026-02-28 18:00")
    hand_in(folder, "c.roe", NOON)
    run(folder, "extend", "0", "c.roe", "1")
    run(folder, "join", "cyd", "c.roe")
    assert "cyd = 1" in (folder.root / "class.toml").read_text()
    assert penalties(folder)["cyd"] == 0.0


@pytest.mark.thorough
def test_doctor_names_what_the_file_says_of_no_lesson_and_of_nobody(folder):
    decide(folder, '[extensions."00_start"]\nada = 1\n[extensions."00_start_here"]\neve = 1\n')
    said = [finding.problem for finding in findings(folder)]
    assert said == [
        "It names lessons that there are not: 00_start.",
        '[extensions."00_start_here"] names nobody of the class: eve.',
    ]


@pytest.mark.thorough
def test_a_date_says_of_whom_no_arrival_is_known(folder):
    folder.arrival_path("bob", START.name).unlink()
    with folder.gradebook() as gradebook:
        gradebook.find_submission(START.name, "bob").timestamp = None
        gradebook.db.commit()
    said = run(folder, "due", "0", "2026-02-28 18:00")
    assert (
        "Late by it: ada (18 h). Nobody noted when these arrived, so they are in time: bob." in said
    )
