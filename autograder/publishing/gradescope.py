"""A lesson as an autograder for Gradescope: the zip that is uploaded.

Gradescope unpacks the zip to source/, copies run_autograder beside it, puts what a student hands
in into submission/, and reads results/results.json.
Source: gradescope-autograders.readthedocs.io, Autograder Specifications.
"""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from pathlib import Path

from autograder.authoring.lessons import Lesson, require_exercises
from autograder.classroom.choice import worth
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.files_beside import source_files
from autograder.classroom.targets import write_target
from autograder.grading.own_cells import may_use_torch
from autograder.grading.sandbox import NEEDED
from autograder.publishing.on_gradescope import BESIDE
from helpers.paths import PROJECT

FILES = ("LICENSE", "pyproject.toml", "data/README.md")
# What grading imports, and students' cells by way of `helpers`: all else stays uninstalled.
LIBRARIES = ("anywidget", "filelock", "ipython", "landlockpy", "matplotlib", "numpy", "pooch",
             "requests", "scikit-image", "scikit-learn", "scipy", "tqdm")  # fmt: skip
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
exec "${PYTHON:-$here/source/.venv/bin/python}" -P -m autograder.publishing.on_gradescope "$here"
"""
README = """\
# {lesson} for Gradescope

1. Make a programming assignment worth {points:g} points, upload this zip as its autograder, and
   choose a base image with Python 3.11 or later and at least 2 GB of memory.
2. Hand in a solved notebook (`course solve {lesson}`), then an empty one: {points:g} points and 0.
   Only then let students in.

Students hand in `{notebook}`. Each exercise is one test, with the report that `check` gives, and so
is each test of your own. What you mark by hand is named without a score: mark it in Gradescope.

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
    points = sum(worth(release).values())
    beside = source_files(folder, lesson)
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
        "requirements.txt": _requirements(lesson, release),
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
        for name, content in beside.items():
            archive.writestr(f"{BESIDE}/{name}", content)
        for path in sorted(paths):
            archive.write(path, path.relative_to(PROJECT))
    write_target(folder, target, buffer.getvalue())
    return points


def _requirements(lesson: Lesson, release: dict) -> str:
    """The course's requirements.txt without what grading this lesson does not need."""
    uses_torch = lesson.uses_torch or may_use_torch(release)
    needed = {*LIBRARIES, *(["torch"] if uses_torch else [])}
    lines = (PROJECT / "requirements.txt").read_text().splitlines()
    kept = [line for line in lines if re.match(r"[\w-]*", line)[0] in needed]
    return "\n".join([*kept, "-e .", ""])


def _as_files(sources: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Exercises as files in the zip: a module that others lie in is a package."""
    files = {}
    for name, text in sources:
        is_package = any(other.startswith(f"{name}.") for other, _ in sources)
        path = name.replace(".", "/") + ("/__init__" if is_package else "")
        files[f"autograder/exercises/{path}.py"] = text
    return files
