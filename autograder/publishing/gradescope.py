"""A lesson as an autograder for Gradescope: the zip that is uploaded, and what runs in it there.

Gradescope unpacks the zip to source/, copies run_autograder beside it, puts what a student hands
in into submission/, and reads results/results.json.
Source: gradescope-autograders.readthedocs.io, Autograder Specifications.
"""

from __future__ import annotations

import io
import json
import sys
import time
import zipfile
from pathlib import Path

from autograder.authoring.lessons import Lesson, points_of, require_exercises
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.handed_in import Signs, choose, notebooks_in, nothing_in
from autograder.classroom.targets import write_target
from autograder.errors import CourseError
from autograder.grading.confinement import NoSandbox
from autograder.grading.grade import Submission, fresh_seed, grade, not_graded
from autograder.grading.sandbox import NEEDED, require
from helpers.course.files import write_atomically
from helpers.course.notebook import Unreadable
from helpers.paths import PROJECT

FILES = ("LICENSE", "requirements.txt", "pyproject.toml", "data/README.md")
PROGRAMS = ("setup.sh", "run_autograder")
PROGRAM = 0o100755 << 16  # of a file in a zip: a program that everybody may run
SETUP = """\
#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the image.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

apt-get update
python=""
for version in 3.13 3.12 3.11; do
    if apt-get install -y "python$version" "python$version-venv"; then
        python="python$version"
        break
    fi
done
[ -n "$python" ] || { echo "Python 3.11 or later is needed: choose a newer base image."; exit 1; }

"$python" -m venv .venv
.venv/bin/pip install -r requirements.txt
"""
RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for each submission, beside source/, submission/ and results/.
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
export PYTHONPATH="$here/source"
exec "${PYTHON:-$here/source/.venv/bin/python}" -P -m autograder.publishing.gradescope "$here"
"""
README = """\
# {lesson} for Gradescope

1. Make a programming assignment worth {points:g} points, upload this zip as its autograder, and
   choose a base image with Python 3.11 or later and at least 2 GB of memory.
2. Hand in a solved notebook (`course solve {lesson}`), then an empty one: {points:g} points and 0.
   Only then let students in.

Students hand in `{notebook}`. Each exercise is one test, with the report that `check` gives.

## What keeps the solutions safe here

On Gradescope the solutions lie in the same container as the code of a student, and that code would
run as root. So it runs in the sandbox that `course grade` uses: in a process of its own, which
cannot read anything in `/autograder`, write `results.json`, open a connection or start a process.
Expected values never enter it. Nothing of this is Gradescope's: it rests on the kernel of the
machine that the container runs on, which must be {needed}, with Landlock switched on.

{trust}

The first line of the autograder's output, which only instructors see, says how it was.
"""
REFUSES = """\
**Where that kernel lacks it, nothing is graded:** each submission gets no points, and a sentence
that says why. Step 2 shows it before any student meets it. Then download the submissions from
Gradescope and grade them with `course grade` on a machine of your own. Or make this zip again with
`--no-sandbox`, and let its scores count for practice only."""
DEGRADES = """\
**This zip was made with `--no-sandbox`.** Where that kernel lacks it, submissions are graded all
the same, and then nothing is safe: whoever looks finds the solutions in `/autograder/source`, can
write any score, and can read what Gradescope's own programs in the container know. Let such scores
count for practice only, and grade for marks with `course grade` on a machine of your own."""


def make_zip(folder: ClassFolder, lesson: Lesson, target: Path, sandbox: bool = True) -> float:
    """Write the zip for a lesson as it was released. Returns the points that it gives.

    sandbox: whether to refuse to grade where students' code cannot be confined.
    """
    release = folder.release_notebook(lesson)
    require_exercises(lesson, release)
    points = sum(points_of(release).values())
    texts = {
        "setup.sh": SETUP,
        "run_autograder": RUN,
        "README.md": README.format(
            lesson=lesson.name,
            points=points,
            notebook=lesson.notebook.name,
            needed=NEEDED,
            trust=REFUSES if sandbox else DEGRADES,
        ),
        "lesson.json": json.dumps({"lesson": lesson.name, "sandbox": sandbox}),
        "release.ipynb": json.dumps(release, indent=1, ensure_ascii=False),
    }
    paths = [PROJECT / name for name in FILES]
    code = PROJECT / "autograder"
    exercises = code / "exercises"
    paths += [*(PROJECT / "helpers").rglob("*.py"), exercises / "__init__.py"]
    paths += [path for path in code.rglob("*.py") if exercises not in path.parents]
    texts |= _as_files(lesson.exercise_sources)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            info = zipfile.ZipInfo(name, time.localtime()[:6])
            info.external_attr = PROGRAM if name in PROGRAMS else 0
            archive.writestr(info, text, zipfile.ZIP_DEFLATED)
        for path in sorted(paths):
            archive.write(path, path.relative_to(PROJECT))
    write_target(folder, target, buffer.getvalue())
    return points


def _as_files(sources: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Exercises as files in the zip: a module that others lie in is a package."""
    files = {}
    for name, text in sources:
        is_package = any(other.startswith(f"{name}.") for other, _ in sources)
        path = name.replace(".", "/") + ("/__init__" if is_package else "")
        files[f"autograder/exercises/{path}.py"] = text
    return files


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
            submission = grade(lesson, release, handed_in, seed, sandbox)
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
        ],
    }


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
