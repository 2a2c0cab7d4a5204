"""`course doctor FOLDER` names whatever is wrong in a class folder, and what it says mends it."""

from __future__ import annotations

import itertools
import json
import re
import shlex
import shutil
import subprocess
from collections import Counter
from datetime import datetime

import pytest
from conftest import handed_in
from typer.testing import CliRunner

from autograder import cli as instructor_cli
from autograder.authoring.lessons import find_lesson
from autograder.authoring.source import solve
from autograder.classroom.arrival import note_arrival
from autograder.classroom.checkup.folder import findings
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.export import export_scores
from autograder.classroom.feedback import marks_of, page_digest, page_path
from autograder.classroom.grade_class import grade_class
from autograder.classroom.made_from import MADE_FROM
from autograder.classroom.release import release
from autograder.errors import CourseError, UsageError
from helpers.course import cli as student_cli

START = find_lesson("start_here")
HERE = START.name
WELL = ("ada", "bob")


@pytest.fixture(scope="module")
def graded(released, tmp_path_factory, executor):
    """A class with a student for each way in which things go wrong; all is well yet."""
    folder = released(tmp_path_factory.mktemp("graded") / "class")
    students = [*WELL, *WRONG]
    listed = [student for student in students if student != "a-stranger"]
    (folder.root / "roster.csv").write_text("\n".join(["id", *listed, ""]))
    for student in students:
        hand_in(folder, student, json.loads(START.notebook.read_bytes()))
    grade_class(folder, START, executor=executor)
    give_feedback(folder)
    return folder


def copy_of(folder, tmp_path):
    shutil.copytree(folder.root, tmp_path / "class")
    return ClassFolder.open(tmp_path / "class")


@pytest.fixture
def folder(graded, tmp_path):
    """The same with everybody in the roster, so that nothing is wrong."""
    made = copy_of(graded, tmp_path)
    list_in_roster(made, "a-stranger")
    return made


def hand_in(folder, student, notebook):
    path = folder.submission_path(student, START)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook))


def give_feedback(folder):
    """Pages as new as `course feedback` leaves them."""
    with folder.gradebook() as gradebook:
        marks = marks_of(gradebook, HERE)
    for path in (folder.root / "autograded").glob(f"*/{HERE}/*.ipynb"):
        student = path.parent.parent.name
        page = page_path(folder, student, START)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(MADE_FROM.format(page_digest(path, marks.get(student))))


def list_in_roster(folder, student):
    path = folder.root / "roster.csv"
    path.write_text(path.read_text() + student + "\n")


def report_path(folder, student):
    return folder.root / ".course" / "reports" / HERE / f"{student}.json"


def change_report(**values):
    def change(folder, student):
        path = report_path(folder, student)
        path.write_text(json.dumps({**json.loads(path.read_bytes()), **values}))

    return change


def change_engine(folder, student):
    fingerprint = json.loads(report_path(folder, student).read_bytes())["fingerprint"]
    change_report(fingerprint={**fingerprint, "engine": "another"})(folder, student)


def change_grade(**values):
    """Change a student's first score in the gradebook."""

    def change(folder, student):
        with folder.gradebook() as gradebook:
            notebook = gradebook.find_submission_notebook(START.module_name, HERE, student)
            for name, value in values.items():
                setattr(notebook.grades[0], name, value)
            gradebook.db.commit()

    return change


def give_score(folder, student):
    """What formgrader does when a score is typed in."""
    change_grade(manual_score=0.5, needs_manual_grade=False)(folder, student)


def remove_entry(folder, student):
    with folder.gradebook() as gradebook:
        gradebook.remove_submission(HERE, student)


def take(pattern):
    """Delete a file or a folder of a student's."""

    def taken(folder, student):
        path = folder.root / pattern.format(student)
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return taken


def write(pattern, text=""):
    def written(folder, student):
        path = folder.root / pattern.format(student)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return written


def both(first, second):
    def done(folder, student):
        first(folder, student)
        second(folder, student)

    return done


def hand_in_again(folder, student):
    hand_in(folder, student, solve(START))


# student: what happens to them, what is said, and what a person does besides running commands
WRONG = {
    "no-notebook": (
        take(f"submitted/{{}}/{HERE}/{START.notebook.name}"),
        f"submitted/no-notebook/{HERE} holds no notebook. Expected {START.notebook.name}.",
        hand_in_again,
    ),
    "not-graded": (
        take(f".course/reports/{HERE}/{{}}.json"),
        "Handed in and not graded: not-graded.",
        None,
    ),
    "bad-report": (
        write(f".course/reports/{HERE}/{{}}.json", "{"),
        "Reports that cannot be read: bad-report.",
        None,
    ),
    "failed": (
        both(change_report(state="failed"), change_grade(needs_manual_grade=True)),
        "The grader failed on: failed.",
        None,
    ),
    "newer": (
        hand_in_again,
        "Handed in again since they were graded: newer.",
        None,
    ),
    "older": (
        change_engine,
        "Graded before release, exercises or autograder changed: older.",
        None,
    ),
    "gone": (
        take("submitted/{}"),
        f"gone has a grade, but submitted/gone/{HERE} is gone.",
        hand_in_again,
    ),
    "only-report": (
        both(take("submitted/{}"), both(remove_entry, take("feedback/{}"))),
        f"only-report has a report, but submitted/only-report/{HERE} is gone.",
        None,
    ),
    "no-entry": (
        remove_entry,
        "Graded, but not in the gradebook or not in autograded/: no-entry, no-graded.",
        None,
    ),
    "no-graded": (
        take(f"autograded/{{}}/{HERE}"),
        "Graded, but not in the gradebook or not in autograded/: no-entry, no-graded.",
        None,
    ),
    "above": (
        change_grade(auto_score=99.0),
        "Scores out of range: above, infinite.",
        None,
    ),
    "infinite": (
        change_grade(auto_score=float("inf")),
        "Scores out of range: above, infinite.",
        None,
    ),
    "other-score": (
        change_grade(auto_score=0.25),
        "Scores in the gradebook that are not those of the report: other-score.",
        None,
    ),
    "by-hand": (
        change_grade(manual_score=-1.0),
        "Scores given by hand that are out of range: by-hand.",
        give_score,
    ),
    "left-over": (
        change_grade(needs_manual_grade=True),
        "To be graded by hand: left-over.",
        give_score,
    ),
    "no-page": (
        take(f"feedback/{{}}/{HERE}/{START.module_name}.html"),
        "Feedback is missing or older than grades or comments:",
        None,
    ),
    "a-stranger": (
        lambda folder, student: None,
        "a-stranger is not listed.",
        list_in_roster,
    ),
}
# the same for what is no student's
WRONG_BESIDES = {
    "interrupted": (write(f".course/{HERE}.seed", "7"), "A run was interrupted"),
    "half written": (
        write(f"autograded/ada/{HERE}/.start_here.ipynb.abc_1234"),
        f"Half-written: autograded/ada/{HERE}/.start_here.ipynb.abc_1234.",
    ),
    "of nobody": (
        write(f"autograded/nobody/{HERE}/start_here.ipynb"),
        f"autograded/nobody/{HERE} is of nobody.",
    ),
    "no lesson": (
        write(".course/reports/99_unknown/ada.json"),
        "There are reports, but no such lesson.",
    ),
    "open to all": (
        lambda folder, _: folder.root.chmod(0o755),
        "Other users of this machine can read everybody's work and grades.",
    ),
    "never entered": (
        lambda folder, _: list_in_roster(folder, "new-here"),
        "Listed, and not yet in the gradebook: new-here.",
    ),
}


@pytest.fixture(scope="module")
def broken(graded, tmp_path_factory):
    """A class in which everything is wrong at once, and what is found in it."""
    folder = copy_of(graded, tmp_path_factory.mktemp("broken"))
    for student, (spoil, _, _) in WRONG.items():
        spoil(folder, student)
    for spoil, _ in WRONG_BESIDES.values():
        spoil(folder, "")
    return folder, findings(folder)


def mend(folder, found, executor):
    """Run the commands that are named, each once."""
    commands = "; ".join(re.findall(r"`([^`]+)`", " ".join(one.remedy for one in found)))
    for command in dict.fromkeys(filter(None, commands.split("; "))):
        words = shlex.split(command)
        if words[0] == "chmod":
            subprocess.run(words, check=True)
        elif words[:2] in (["course", "aside"], ["course", "join"]):
            course(*words[1:2], "-f", folder.root, *words[2:])
        elif words[:2] == ["course", "grade"]:
            students = [word for flag, word in itertools.pairwise(words)
                        if flag == "--student"]  # fmt: skip
            again = "--again" in words
            grade_class(folder, find_lesson(words[2]), None, students, again, executor=executor)
        elif words[:2] == ["course", "release"]:
            release(folder, find_lesson(words[2]), "--again" in words)
        elif words[:2] == ["course", "feedback"]:
            give_feedback(folder)
        else:
            raise AssertionError(f"Nobody can run {command!r}.")


def course(*arguments):
    instructor_cli.add_commands(student_cli.app)
    result = CliRunner().invoke(student_cli.app, list(map(str, arguments)))
    assert result.exit_code == 0, result.output


def said(found):
    return [finding.problem for finding in found]


def test_nothing_is_wrong_where_nothing_is_wrong(folder):
    assert findings(folder) == []


@pytest.mark.parametrize("name", [*WRONG, *WRONG_BESIDES])
def test_what_is_wrong_is_named(broken, name):
    sentence = {**WRONG, **WRONG_BESIDES}[name][1]
    assert any(problem.startswith(sentence) for problem in said(broken[1]))


def test_everything_is_named_once_and_on_one_line(broken):
    lines = said(broken[1])
    assert len(set(lines)) == len(lines)
    assert not any("\n" in f"{finding.problem}{finding.remedy}" for finding in broken[1])


def test_what_it_says_mends_everything(broken, tmp_path, executor):
    folder = copy_of(broken[0], tmp_path)
    for student, (_, _, put_right) in WRONG.items():
        if put_right:
            put_right(folder, student)
    for _ in range(3):  # what mends one thing may show another
        mend(folder, findings(folder), executor)
    assert findings(ClassFolder.open(folder.root)) == []


def contents(folder):
    """What lies in a class folder, wherever in it, but for what commands make by themselves."""
    paths = [path for path in folder.root.rglob("*") if path.is_file()]
    return sorted(path.read_bytes() for path in paths if path.name != "gradebook.db")


def test_nothing_that_it_says_deletes_anything(broken, tmp_path):
    folder = copy_of(broken[0], tmp_path)
    before = contents(folder)
    for command in re.findall(r"`([^`]+)`", " ".join(one.remedy for one in findings(folder))):
        assert shlex.split(command)[0] in ("course", "chmod")
        if command.startswith("course aside"):
            words = shlex.split(command)
            course("aside", "-f", folder.root, *words[2:])
    assert not Counter(before) - Counter(contents(folder))


def test_a_release_that_is_gone_is_made_again(folder, executor):
    shutil.rmtree(folder.root / "release" / HERE)
    found = findings(folder)
    assert said(found) == ["There are reports, but it was never released here."]
    mend(folder, found, executor)
    assert findings(folder) == []


def test_a_gradebook_that_is_gone_is_named_and_not_made_by_looking(folder, executor):
    (folder.root / "gradebook.db").unlink()
    found = findings(folder)
    assert said(found) == ["It is released, and the gradebook is gone."]
    assert not (folder.root / "gradebook.db").exists()
    mend(folder, found, executor)
    give_feedback(folder)
    assert findings(ClassFolder.open(folder.root)) == []


def test_a_gradebook_that_cannot_be_read_is_named(folder):
    (folder.root / "gradebook.db").write_bytes(b"no database" * 1000)
    assert [finding.about for finding in findings(folder)] == ["gradebook"]


def test_a_gradebook_that_is_gone_gives_nobody_a_score(folder, tmp_path):
    (folder.root / "gradebook.db").unlink()
    with pytest.raises(CourseError, match="gradebook is gone: put a backup"):
        export_scores(folder, tmp_path / "grades.csv")
    assert not (folder.root / "gradebook.db").exists()


def test_an_export_names_what_an_emptied_gradebook_has_no_column_for(folder, tmp_path):
    (folder.root / "gradebook.db").write_bytes(b"")
    assert export_scores(folder, tmp_path / "grades.csv").notes == [
        f"Released, but not in the gradebook: see `course doctor`: {START.name}."
    ]


@pytest.mark.parametrize("place", ["autograded", ".course/reports"])
def test_a_file_where_a_folder_belongs_is_named_and_moved(folder, place):
    shutil.rmtree(folder.root / place)
    (folder.root / place).write_text("mine")
    first = findings(folder)[0]
    assert first.problem == f"{place} is no folder, and one belongs there."
    (command,) = re.findall("`([^`]+)`", first.remedy)
    subprocess.run(["bash", "-c", command], cwd=folder.root, check=True)
    assert (folder.root / place).is_dir()
    assert (folder.root / f"{place}_1").read_text() == "mine"


@pytest.mark.parametrize("place", ["a.ipynb", "ada/a.ipynb", "ada/00_Start_Here/a.ipynb"])
def test_work_that_no_command_looks_at_is_named(folder, place):
    path = folder.root / "submitted" / place
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}")
    (found,) = findings(folder)
    assert found.about == "hand-ins"
    assert found.problem.endswith("is not looked at.")


def test_looking_for_work_follows_no_link(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.ipynb").write_text("{}")
    (folder.root / "submitted" / "ada-too").symlink_to(tmp_path / "elsewhere")
    assert "hand-ins" not in {finding.about for finding in findings(folder)}


def test_several_notebooks_of_which_none_has_the_name_are_named(folder):
    expected = folder.submission_path("ada", START)
    expected.unlink()
    for name, answer in {"a.ipynb": "return 1", "b.ipynb": "return 2"}.items():
        notebook = handed_in({"add_one": f"def add_one(x): {answer}"})
        expected.with_name(name).write_text(json.dumps(notebook))
    (found,) = findings(folder)
    assert "holds a.ipynb, b.ipynb. Expected start_here.ipynb." in found.problem


def test_a_release_that_is_cut_in_half_is_named_and_made_again(folder):
    path = folder.release_path(START)
    path.write_bytes(path.read_bytes()[:500])
    (found, *_) = findings(folder)
    assert "is damaged: put a backup of it back" in found.problem
    assert "--again" in found.problem
    release(folder, START, again=True)
    assert folder.release_notebook(START)["cells"]


def test_the_seed_of_a_run_that_is_damaged_is_drawn_anew(folder, executor):
    (folder.root / ".course" / f"{HERE}.seed").write_text("no number")
    assert not grade_class(folder, START, executor=executor).held_back
    assert findings(folder) == []


def test_settings_that_cannot_be_run_are_named(folder):
    with (folder.root / "nbgrader_config.py").open("a") as file:
        file.write("c.X = (")
    (found,) = findings(ClassFolder.open(folder.root))
    assert found.about == "settings"
    assert "SyntaxError" in found.problem


def test_a_plugin_for_lateness_that_is_not_there_is_named(folder, executor):
    with folder.gradebook() as gradebook:
        gradebook.find_assignment(HERE).duedate = datetime(2020, 1, 1)
        gradebook.db.commit()
    note_arrival(folder, HERE, "ada", datetime(2020, 1, 2))
    with (folder.root / "nbgrader_config.py").open("a") as file:
        file.write("c.AssignLatePenalties.plugin_class = 'no.Such'")
    found = findings(ClassFolder.open(folder.root))
    assert "The plugin for late submissions of this class cannot be loaded (TraitError)." in [
        finding.problem for finding in found
    ]


def test_a_roster_that_cannot_be_read_hides_nothing_else(folder):
    (folder.root / "roster.csv").write_text("name\nada\n")
    report_path(folder, "ada").unlink()
    roster, grade = findings(folder)
    assert "has no column `id`" in roster.problem
    assert grade.problem == "Handed in and not graded: ada."


def test_the_command_has_a_line_for_each_and_exit_code_1(folder):
    instructor_cli.add_commands(student_cli.app)
    report_path(folder, "ada").unlink()
    result = CliRunner().invoke(student_cli.app, ["doctor", str(folder.root)])
    assert result.exit_code == 1
    (line,) = [line for line in result.output.splitlines() if line.startswith("✗")]
    assert line == f"✗ {HERE}  Handed in and not graded: ada. Run `course grade {HERE}`."


def test_a_release_that_is_graded_on_is_replaced_only_on_request(folder):
    count = len([*WELL, *WRONG])
    with pytest.raises(UsageError, match=f"Pass --again.* grades again the {count} that"):
        release(folder, START)


def test_looking_changes_nothing(folder):
    before = {path: path.stat().st_mtime_ns for path in folder.root.rglob("*")}
    findings(folder)
    assert {path: path.stat().st_mtime_ns for path in folder.root.rglob("*")} == before
