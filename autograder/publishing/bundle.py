"""The students' zip: the project without the autograder, with the compiled answers."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from autograder.authoring.lessons import all_lessons
from autograder.authoring.sheets import compile_answers
from autograder.errors import UsageError
from helpers.course.files import write_atomically
from helpers.paths import ANSWERS, PROJECT

TOP = "convnet-course"
FILES = ("LICENSE", "requirements.txt", "pyproject.toml")
FOLDERS = ("helpers", "notebooks", "data")
NOT_SHIPPED = ("__pycache__", ".ipynb_checkpoints", "downloads")
README = """\
# Convolutional networks, by hand

You need Python 3.11 or later. In this folder, once:

    python -m venv .venv
    .venv/bin/pip install -r requirements.txt

On Windows it is `.venv\\Scripts\\pip`, and `.venv\\Scripts\\course` below. Then, every time:

    .venv/bin/course lab

The lessons open in JupyterLab, in `work/`; begin with `00_start_here`. Nothing that you write there
is ever overwritten. Run `check(your_function)` to see whether an answer is right, and
`hint(your_function)` where you are stuck. You hand in the notebook itself.

When you are given newer lessons, unpack them over this folder, install again as above, and run

    .venv/bin/course update

Your notebooks become the newer ones, with every cell that you wrote in them; the old ones are kept
beside them.

If something does not start, `.venv/bin/course doctor` says what is missing.
"""


def make_bundle(target: Path) -> int:
    """Write the zip. Returns the number of files in it.

    Raises UsageError where the target is a file, and no such zip.
    """
    if target.exists() and not _is_bundle(target):
        raise UsageError(f"{target} exists and is no bundle: name another file.")
    for lesson in all_lessons():
        compile_answers(lesson, ANSWERS)
    files = [PROJECT / name for name in FILES]
    for folder in FOLDERS:
        files += sorted(path for path in (PROJECT / folder).rglob("*") if path.is_file())
    files = [path for path in files if not set(path.parts) & set(NOT_SHIPPED)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{TOP}/README.md", README)
        for path in files:
            archive.write(path, f"{TOP}/{path.relative_to(PROJECT)}")
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, buffer.getvalue())
    return len(files) + 1


def _is_bundle(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return f"{TOP}/README.md" in archive.namelist()
