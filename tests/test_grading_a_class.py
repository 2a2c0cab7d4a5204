"""Every student gets the score that their answers deserve, whatever happens to the run."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import psutil
import pytest
from conftest import needs_sandbox, repeatable

from autograder.authoring.lessons import find_lesson
from autograder.classroom import grade_class as grade_class_module
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.grade_class import grade_class
from autograder.rehearsal.simulate import (
    KINDS,
    Answer,
    Pool,
    Student,
    handed_in,
    simulate,
    simulated,
)

START = find_lesson("start_here")
CONVOLUTION = find_lesson("convolution")
LARGE = 100  # students of a class whose proportions show


@pytest.fixture(scope="module", autouse=True)
def sandbox():
    needs_sandbox()


@pytest.fixture(scope="session")
def class_of(released):
    """`class_of(path, lesson, students, seed)`: a class folder in which a lesson was handed in."""

    def class_of(path, lesson, students, seed=0) -> ClassFolder:
        folder = released(path, lesson)
        simulate(folder, lesson, students, seed)
        return folder

    return class_of


def scores(folder, lesson) -> dict[str, float | None]:
    """Scores by student, as they lie in nbgrader's gradebook."""
    with folder.gradebook() as gradebook:
        return {row["student"]: row["score"] for row in gradebook.submission_dicts(lesson.name)}


def deserved(folder, lesson) -> dict[str, float]:
    return simulated(folder, lesson)["scores"]


large = pytest.mark.xdist_group("large class")  # which is graded once


def of_the_large_class(test):
    return pytest.mark.thorough(large(test))


@pytest.fixture(scope="session")  # between its tests a process may run those of other modules
def large_class(class_of, tmp_path_factory):
    """Students of lesson 06, graded once."""
    folder = class_of(tmp_path_factory.mktemp("large") / "class", CONVOLUTION, LARGE)
    grade_class(folder, CONVOLUTION, seed=1)
    return folder


@of_the_large_class
def test_every_student_of_a_large_class_gets_the_score_they_deserve(large_class):
    assert scores(large_class, CONVOLUTION) == pytest.approx(deserved(large_class, CONVOLUTION))


@of_the_large_class
def test_all_kinds_of_students_were_among_them(large_class):
    assert set(simulated(large_class, CONVOLUTION)["kinds"].values()) == set(KINDS)


@of_the_large_class
def test_every_mistaken_student_is_told_a_mistake_by_name(large_class):
    kinds = simulated(large_class, CONVOLUTION)["kinds"]
    reports = large_class.reports(CONVOLUTION)
    for student, kind in kinds.items():
        lost = [e for e in reports[student]["exercises"] if e["score"] < e["points"]]
        if kind == "mistaken":
            assert lost
            assert all(exercise["mistake"] for exercise in lost)


@of_the_large_class
def test_a_second_run_skips_what_is_graded(large_class):
    summary = grade_class(large_class, CONVOLUTION)
    assert (summary.skipped, summary.states) == (LARGE, {})


def test_the_same_seed_gives_the_same_reports_to_the_last_digit_and_leaves_the_terminal_alone(
    class_of, tmp_path, executor
):
    folder = class_of(tmp_path / "class", START, 12)
    streams = sys.stdout, sys.stderr
    runs = []
    for how in ({"executor": executor}, {"workers": 2}):
        grade_class(folder, START, again=True, seed=7, **how)
        reports = [repeatable(report) for report in folder.reports(START).values()]
        runs.append((reports, scores(folder, START)))
    assert runs[0] == runs[1]
    assert (sys.stdout, sys.stderr) == streams


def course(*arguments: str) -> list[str]:
    """The `course` command, whatever lies on the path."""
    return [sys.executable, "-c", "from helpers.course.cli import main; main()", *arguments]


@pytest.mark.thorough
def test_a_run_killed_at_any_moment_and_started_again_ends_alike(class_of, tmp_path):
    folder = class_of(tmp_path / "class", START, 25, seed=3)
    command = course("grade", START.name, "-f", str(folder.root))
    reports = folder.root / ".course" / "reports" / START.name
    for least in (1, 8):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        while process.poll() is None and len(list(reports.glob("s*.json"))) < least:
            time.sleep(0.005)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert subprocess.run(command, stdout=subprocess.DEVNULL).returncode == 0
    assert scores(folder, START) == pytest.approx(deserved(folder, START))
    assert len({report["seed"] for report in folder.reports(START).values()}) == 1
    assert not list(folder.root.rglob(".*.ipynb.*"))


@pytest.mark.thorough
def test_killed_at_20_random_moments_a_run_of_200_ends_as_an_undisturbed_one(class_of, tmp_path):
    folder = class_of(tmp_path / "class", CONVOLUTION, 200, seed=5)
    undisturbed = ClassFolder.open(shutil.copytree(folder.root, tmp_path / "undisturbed"))
    settings = ["--seed", "11", "--workers", "2"]
    command = course("grade", CONVOLUTION.name, "-f", str(folder.root), *settings)
    moments, killed = random.Random(0), 0
    while killed < 20:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(moments.uniform(1.0, 8.0))  # grading begins after about three
            break
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        killed += 1
    assert killed > 10
    assert subprocess.run(command, stdout=subprocess.DEVNULL).returncode == 0
    grade_class(undisturbed, CONVOLUTION, seed=11)
    assert scores(folder, CONVOLUTION) == scores(undisturbed, CONVOLUTION)
    kept = [[repeatable(r) for r in f.reports(CONVOLUTION).values()] for f in (folder, undisturbed)]
    assert kept[0] == kept[1]


def test_workers_of_a_killed_run_do_not_outlive_it(class_of, tmp_path):
    folder = class_of(tmp_path / "class", START, 10)
    command = course("grade", START.name, "-f", str(folder.root))
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while not (workers := _children(process.pid)):
        time.sleep(0.01)
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert alive == []


def _children(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def hand_in(folder, student: str, answers: dict[str, Answer]) -> None:
    path = folder.submission_path(student, START)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(handed_in(folder.release_notebook(START), Student("right", answers)))


@pytest.fixture
def small_class(class_folder, one_worker):
    """Three students of lesson 00 with everything right."""
    for student in ("s0", "s1", "s2"):
        hand_in(class_folder, student, Pool(START).right)
    return class_folder


def test_a_regrade_that_fails_leaves_no_old_score(small_class, monkeypatch):
    grade_class(small_class, START)
    assert scores(small_class, START) == {"s0": 3.0, "s1": 3.0, "s2": 3.0}

    def breaks(lesson, release, submitted, seed, sandbox):
        from autograder.grading.grade import _sheets, _without_points
        from autograder.grading.rebuild import rebuild

        sheets = _sheets(lesson, release, seed)
        return _without_points("failed", "no worker", sheets, rebuild(release, None), seed)

    monkeypatch.setattr(grade_class_module, "grade", breaks)
    summary = grade_class(small_class, START, again=True)
    assert summary.states == {"failed": 3}
    assert scores(small_class, START) == {"s0": 0.0, "s1": 0.0, "s2": 0.0}
    with small_class.gradebook() as gradebook:
        rows = gradebook.submission_dicts(START.name)
    assert all(row["needs_manual_grade"] for row in rows)


def test_what_failed_is_graded_by_the_next_run(small_class, monkeypatch):
    test_a_regrade_that_fails_leaves_no_old_score(small_class, monkeypatch)
    monkeypatch.undo()
    grade_class(small_class, START)
    assert scores(small_class, START) == {"s0": 3.0, "s1": 3.0, "s2": 3.0}
    with small_class.gradebook() as gradebook:
        assert not any(r["needs_manual_grade"] for r in gradebook.submission_dicts(START.name))


def test_a_new_hand_in_replaces_the_grade(small_class):
    grade_class(small_class, START)
    release_path = small_class.release_path(START)
    small_class.submission_path("s1", START).write_bytes(release_path.read_bytes())
    summary = grade_class(small_class, START)
    assert (summary.skipped, summary.states) == (2, {"graded": 1})
    assert scores(small_class, START) == {"s0": 3.0, "s1": 0.0, "s2": 3.0}


def test_an_untouched_notebook_gets_no_points_and_is_no_response(small_class):
    path = small_class.submission_path("s1", START)
    path.write_bytes(small_class.release_path(START).read_bytes())
    grade_class(small_class, START)
    with small_class.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook(START.module_name, START.name, "s1")
        assert {comment.auto_comment for comment in notebook.comments} == {"No response."}


def test_a_score_given_by_hand_stays(small_class):
    grade_class(small_class, START)
    with small_class.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook(START.module_name, START.name, "s0")
        notebook.grades[0].manual_score = 0.5
        gradebook.db.commit()
        kept = notebook.grades[0].cell.name
    grade_class(small_class, START, again=True)
    with small_class.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook(START.module_name, START.name, "s0")
        grade = next(grade for grade in notebook.grades if grade.cell.name == kept)
        assert grade.score == 0.5


NOISY = """\
import sys, warnings

def {name}({argument}):
    warnings.warn("careful")
    print("this", file=sys.stderr)
    print("and that")
    return {result}

warnings.warn("careful")
print("this", file=sys.stderr)
"""


def test_warnings_and_everything_on_stderr_cost_nothing(small_class):
    add_one = NOISY.format(name="add_one", argument="x", result="x + 1")
    mean_image = NOISY.format(name="mean_image", argument="x", result="np.mean(x, axis=0)")
    hand_in(small_class, "s0", {"add_one": Answer(add_one, 1), "mean_image": Answer(mean_image, 1)})
    grade_class(small_class, START)
    assert scores(small_class, START)["s0"] == 3.0


@of_the_large_class
def test_scores_are_finite_and_within_the_points(large_class):
    for report in large_class.reports(CONVOLUTION).values():
        for exercise in report["exercises"]:
            assert 0.0 <= exercise["score"] <= exercise["points"]


def test_nbgrader_autograde_uses_the_same_engine(class_of, tmp_path):
    folder = class_of(tmp_path / "class", START, 8)
    command = [sys.executable, "-m", "nbgrader", "autograde", START.name]
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    result = subprocess.run(command, cwd=folder.root, capture_output=True, text=True,
                            env={**os.environ, "PATH": path})  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert scores(folder, START) == pytest.approx(deserved(folder, START))


def test_nbgrader_makes_feedback_of_what_we_graded(small_class):
    grade_class(small_class, START)
    command = [sys.executable, "-m", "nbgrader", "generate_feedback", START.name]
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    subprocess.run(command, cwd=small_class.root, check=True, env={**os.environ, "PATH": path})
    page = small_class.root / "feedback" / "s0" / START.name / f"{START.module_name}.html"
    assert "course-card passed" in page.read_text()


@of_the_large_class
def test_the_gradebook_is_an_ordinary_database_of_nbgraders(large_class):
    with sqlite3.connect(large_class.root / "gradebook.db") as database:
        (count,) = database.execute("select count(*) from submitted_assignment").fetchone()
    assert count == LARGE


def test_any_executor_will_do(small_class):
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        grade_class(small_class, START, executor=executor)
    assert scores(small_class, START) == {"s0": 3.0, "s1": 3.0, "s2": 3.0}
