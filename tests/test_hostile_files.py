"""Whatever lies in a class folder, a run goes through: everyone gets what their answers deserve.

One class, graded once: honest students, and beside them one for each way to hand in something
strange. A notebook that can be read is graded; anything else has a sentence that says why not.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from dataclasses import dataclass

import pytest
from conftest import memory_stays_below
from hostile.hand_ins import (
    IMPOSSIBLE_NAMES,
    LESSON,
    NO_NOTEBOOKS,
    NOTEBOOKS,
    ODD_NAMES,
    SOLVED,
    hand_in,
    make_strange_places,
)

from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.grade_class import grade_class

pytestmark = pytest.mark.thorough


@dataclass
class Class:
    """A graded class: what each student must get, what they got, and what their files were."""

    folder: ClassFolder
    deserved: dict[str, tuple[float, str]]
    scores: dict[str, float]
    reports: dict[str, dict]
    untouched: bool


def digest_of(folder: ClassFolder) -> str:
    """Of all that the students handed in, and of what was released."""
    digest = hashlib.sha256()
    for name in ("submitted", "release", "source"):
        for path in sorted((folder.root / name).rglob("*")):
            about = path.lstat()
            seen = (path.relative_to(folder.root), about.st_mode, about.st_size, about.st_mtime_ns)
            digest.update(f"{seen}".encode(errors="replace"))
    return digest.hexdigest()


of_the_graded_class = pytest.mark.xdist_group("graded class")  # which is graded once


@pytest.fixture(scope="module")
def graded_class(released, tmp_path_factory, executor) -> Class:
    folder = released(tmp_path_factory.mktemp("classes") / "class", LESSON)
    deserved: dict[str, tuple[float, str]] = {}
    for i in range(3):
        hand_in(folder.submission_path(f"honest-{i}", LESSON), json.dumps(SOLVED).encode())
        deserved[f"honest-{i}"] = 3, ""
    for name, (notebook, score) in NOTEBOOKS.items():
        hand_in(folder.submission_path(name, LESSON), json.dumps(notebook).encode())
        deserved[name] = score, ""
    for name, (data, reason) in NO_NOTEBOOKS.items():
        hand_in(folder.submission_path(name, LESSON), data)
        deserved[name] = 0, reason
    for name in ODD_NAMES + IMPOSSIBLE_NAMES:
        hand_in(folder.submission_path(name, LESSON), json.dumps(SOLVED).encode())
    deserved |= dict.fromkeys(ODD_NAMES, (3, ""))
    deserved |= make_strange_places(folder)
    before = digest_of(folder)
    strange = pytest.warns(UserWarning, match="no student can have this id")
    with strange, memory_stays_below(1 << 30):
        grade_class(folder, LESSON, executor=executor)
    with folder.gradebook() as gradebook:
        rows = gradebook.submission_dicts(LESSON.name)
        scores = {row["student"]: row["score"] for row in rows}
    untouched = digest_of(folder) == before
    return Class(folder, deserved, scores, folder.reports(LESSON), untouched)


@of_the_graded_class
def test_everybody_but_folders_that_are_no_students_is_graded(graded_class):
    assert set(graded_class.scores) == set(graded_class.deserved)
    assert set(graded_class.reports) == set(graded_class.deserved)


@of_the_graded_class
def test_everybody_gets_the_score_that_their_answers_deserve(graded_class):
    deserved = {student: score for student, (score, _) in graded_class.deserved.items()}
    assert graded_class.scores == deserved


@of_the_graded_class
def test_gradebook_and_reports_agree(graded_class):
    reported = {student: report["score"] for student, report in graded_class.reports.items()}
    assert graded_class.scores == reported


@of_the_graded_class
def test_every_submission_has_a_state_and_bad_ones_a_sentence(graded_class):
    for student, (_, word) in graded_class.deserved.items():
        report = graded_class.reports[student]
        assert report["state"] == ("unreadable" if word else "graded"), student
        assert word in report["reason"], student
        assert bool(report["reason"]) == bool(word), student
        assert report["reason"] == "" or report["reason"][-1] == ".", student


@of_the_graded_class
def test_every_score_is_a_number_between_nothing_and_the_points(graded_class):
    for report in graded_class.reports.values():
        for exercise in report["exercises"]:
            assert math.isfinite(exercise["score"])
            assert 0 <= exercise["score"] <= exercise["points"]
        assert report["points"] == 3


@of_the_graded_class
def test_everybody_has_an_autograded_notebook_of_reasonable_size(graded_class):
    from nbformat import read, validate

    for student in graded_class.deserved:
        path = graded_class.folder.autograded_path(student, LESSON)
        assert path.stat().st_size < 1 << 20, student
        validate(read(path, as_version=4))


@of_the_graded_class
def test_what_was_handed_in_stays_as_it_was(graded_class):
    assert graded_class.untouched


@of_the_graded_class
def test_text_of_a_student_runs_nothing_in_the_browser_of_who_grades(graded_class):
    from nbconvert.exporters import HTMLExporter

    path = graded_class.folder.autograded_path("text that is a script", LESSON)
    page, _ = HTMLExporter().from_filename(str(path))
    assert "alert(1)" in page
    assert "<script>alert(1)" not in page
    assert 'href="javascript' not in page
    assert "<img src=x" not in page


@of_the_graded_class
def test_files_of_the_lesson_are_beside_every_notebook(graded_class):
    for student in ("honest-1", "a-file-in-the-way", "a-folder-in-the-way"):
        place = graded_class.folder.autograded_path(student, LESSON).parent
        assert (place / "data" / "two.txt").read_text() == "2"


@of_the_graded_class
def test_grading_again_changes_nothing(graded_class, executor):
    with pytest.warns(UserWarning):
        summary = grade_class(graded_class.folder, LESSON, executor=executor)
    assert summary.skipped == len(graded_class.deserved)
    assert summary.states == {}


@of_the_graded_class
@pytest.mark.parametrize("text", ["nonsense", "9" * 400], ids=["nonsense", "a number too large"])
def test_a_timestamp_that_is_none_stops_nobody(graded_class, tmp_path, text, executor):
    root = tmp_path / "class"
    for name in ("release", "source", "submitted/honest-1", "gradebook.db", "nbgrader_config.py"):
        source, target = graded_class.folder.root / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    (root / ".course").mkdir()
    folder = ClassFolder.open(root)
    folder.submission_path("honest-1", LESSON).with_name("timestamp.txt").write_text(text)
    assert grade_class(folder, LESSON, executor=executor).states == {"graded": 1}
