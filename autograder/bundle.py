"""The students' zip: the project without the autograder, with the compiled answers."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from autograder.answers import compile_answers
from autograder.files import write_atomically
from autograder.lessons import ANSWERS, PROJECT, all_lessons

TOP = "convnet-course"
FILES = ("README.md", "LICENSE", "requirements.txt", "pyproject.toml")
FOLDERS = ("helpers", "notebooks", "data")
NOT_SHIPPED = ("__pycache__", ".ipynb_checkpoints", "downloads")


def make_bundle(target: Path) -> int:
    """Write the zip. Returns the number of files in it."""
    for lesson in all_lessons():
        compile_answers(lesson, ANSWERS)
    files = [PROJECT / name for name in FILES]
    for folder in FOLDERS:
        files += sorted(path for path in (PROJECT / folder).rglob("*") if path.is_file())
    files = [path for path in files if not set(path.parts) & set(NOT_SHIPPED)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, f"{TOP}/{path.relative_to(PROJECT)}")
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, buffer.getvalue())
    return len(files)
