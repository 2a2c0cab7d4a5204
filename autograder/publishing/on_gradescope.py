"""What runs on Gradescope for each submission: `python -m autograder.publishing.on_gradescope`.

It needs only what grading needs, and reads what `gradescope.make_zip` wrote beside it.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from autograder.authoring.lessons import Lesson
from autograder.classroom.handed_in import Signs, choose, notebooks_in, nothing_in
from autograder.errors import CourseError
from autograder.grading.confinement import NoSandbox
from autograder.grading.grade import Submission, fresh_seed, grade, not_graded
from autograder.grading.own_cells import OwnCell
from autograder.grading.sandbox import NEEDED, require
from helpers.course.files import write_atomically
from helpers.course.notebook import Unreadable

BESIDE = "beside"  # the folder of what lies beside the notebook at grading


def run(place: Path) -> int:
    """Grade the submission in a folder laid out like /autograder. Returns an exit code.

    There are always results, though where nothing could be graded they are no grade.
    """
    started = time.monotonic()
    settings = json.loads((place / "source" / "lesson.json").read_bytes())
    release = json.loads((place / "source" / "release.ipynb").read_bytes())
    lesson, seed = Lesson(settings["lesson"]), fresh_seed()
    sandbox = _can_confine()
    print(_how(sandbox, settings["sandbox"]))
    if not sandbox and settings["sandbox"]:
        reason = "Not graded: this machine cannot confine a submission. Tell your instructor."
        submission = not_graded(lesson, release, reason, seed)
    else:
        try:
            handed_in, note = _handed_in(place / "submission", lesson, release)
            print(note)
            files = _files_beside(place / "source" / BESIDE)
            submission = grade(lesson, release, handed_in, seed, sandbox, files)
        except CourseError as error:
            print(error)
            reason = "Not graded: the grader did not start. Tell your instructor."
            submission = not_graded(lesson, release, reason, seed)
    print(f"{submission.state}. {submission.reason}".strip())
    content = json.dumps(results(submission, time.monotonic() - started), indent=1)
    (place / "results").mkdir(exist_ok=True)
    write_atomically(place / "results" / "results.json", content)
    return 1 if submission.state == "failed" else 0


def results(submission: Submission, seconds: float) -> dict:
    """A graded submission as Gradescope reads it: a test for each exercise."""
    return {
        "score": submission.score,
        "execution_time": round(seconds, 2),
        "output": submission.reason or "One test for each exercise; parts earn equal shares.",
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "state": submission.state,
            "seed": str(submission.seed),  # JavaScript rounds numbers as long as this
            "versions": submission.versions,
        },
        "tests": [
            {
                "name": report.name,
                "name_format": "text",
                "score": report.score,
                "max_score": report.points,
                "status": "passed" if report.passed else "failed",
                "output": report.text(),
                "output_format": "text",
                "visibility": "visible",
            }
            for report in submission.reports
        ]
        + [_own_test(cell) for cell in submission.own],
    }


def _own_test(cell: OwnCell) -> dict:
    """A cell of the teacher's own; without a score where a person marks it."""
    about = {"name": cell.name, "name_format": "text", "max_score": cell.points}
    about |= {"output_format": "text", "visibility": "visible"}
    if cell.score is None:
        return {**about, "output": cell.problem or "Your instructor marks this by hand."}
    status = "passed" if cell.score == cell.points else "failed"
    return {**about, "score": cell.score, "status": status, "output": cell.problem or "Right."}


def _files_beside(place: Path) -> dict[str, bytes]:
    paths = [path for path in sorted(place.rglob("*")) if path.is_file()]
    return {str(path.relative_to(place)): path.read_bytes() for path in paths}


def _can_confine() -> bool:
    try:
        require()
    except NoSandbox:
        return False
    return True


def _how(confined: bool, needed: bool) -> str:
    if confined:
        return "Student code is confined: it can read no solutions and write no results."
    if needed:
        return f"Student code cannot be confined here, so nothing is graded: that takes {NEEDED}."
    return "NOT CONFINED: student code can read the solutions and write any score (--no-sandbox)."


def _handed_in(folder: Path, lesson: Lesson, release: dict) -> tuple[bytes | str, str]:
    """The notebook that was handed in, or a sentence that says why there is none; and a note on
    which was taken."""
    name, where = lesson.notebook.name, "Your submission"
    files = notebooks_in(folder, folder)
    try:
        if not files:
            raise nothing_in(folder, name, where)
        taken = choose(files, name, Signs(tuple(release["cells"])), where)
    except Unreadable as error:
        return str(error), ""
    return taken.data, taken.note


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
