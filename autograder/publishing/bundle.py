"""The students' zip: the project without the autograder, with the compiled answers."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from autograder.authoring.lessons import PICTURES, all_lessons
from autograder.authoring.sheets import answers_as_given, compile_lessons
from autograder.classroom.class_folder import ClassFolder
from autograder.errors import UsageError
from helpers.course.files import write_atomically
from helpers.paths import ANSWERS, DOWNLOADS, NOTEBOOKS, PROJECT

TOP = "convnet-course"
FILES = ("LICENSE", "requirements.txt", "pyproject.toml")
FOLDERS = (PROJECT / "helpers", NOTEBOOKS, PROJECT / "data")
NOT_SHIPPED = ("__pycache__", ".ipynb_checkpoints", ANSWERS.name, DOWNLOADS.name)
ANSWERS_AT, NOTEBOOKS_AT = (path.relative_to(PROJECT) for path in (ANSWERS, NOTEBOOKS))
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


def make_bundle(target: Path, folder: ClassFolder | None = None) -> int:
    """Write the zip. Returns the number of files in it.

    folder: of the class that it is for, by default none. Lessons that were released there go in as
    they were, with its choice of exercises and its points, and so do its own: the notebook, the
    pictures and the answers, but never the exercises.
    Raises UsageError where the target is a file, and no such zip.
    """
    if target.exists() and not _is_bundle(target):
        raise UsageError(f"{target} exists and is no bundle: name another file.")
    lessons = folder.newest_lessons() if folder else all_lessons()
    files = [PROJECT / name for name in FILES]
    for place in FOLDERS:
        files += sorted(path for path in place.rglob("*") if path.is_file())
    places = {path: path.relative_to(PROJECT) for path in files}
    places = {path: at for path, at in places.items() if not {*at.parts} & {*NOT_SHIPPED}}
    places |= {path: ANSWERS_AT / path.name for path in compile_lessons(lessons, ANSWERS)}
    texts = {Path("README.md"): README}
    for lesson in lessons:
        if lesson.home:
            place = NOTEBOOKS_AT / lesson.name
            texts[place / lesson.notebook.name] = _without_outputs(lesson.notebook)
            places |= {lesson.pictures: place / PICTURES} if lesson.pictures else {}
    given = _as_given(folder) if folder else {}
    places = {path: at for path, at in places.items() if at not in given}
    texts = {at: text for at, text in texts.items() if at not in given} | given
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, text in texts.items():
            archive.writestr(f"{TOP}/{place.as_posix()}", text)
        for path, place in places.items():
            archive.write(path, f"{TOP}/{place.as_posix()}")
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, buffer.getvalue())
    return len(texts) + len(places)


def _as_given(folder: ClassFolder) -> dict[Path, str | bytes]:
    """Notebooks and answers of what a class was given, by their place in the zip."""
    files: dict[Path, str | bytes] = {}
    for name in folder.assignment_names():
        for lesson in folder.notebooks(name):
            release = folder.release_path(lesson)
            if not release.is_file():
                continue
            files[NOTEBOOKS_AT / name / release.name] = _without_outputs(release)
            if lesson.exercises:
                path = ANSWERS_AT / f"{lesson.module_name}.npz"
                files[path] = answers_as_given(lesson, folder.release_notebook(lesson))
    return files


def _without_outputs(notebook: Path) -> str:
    """A notebook as the course stores its own: its author may have run it."""
    content = json.loads(notebook.read_bytes())
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"execution_count": None, "outputs": []}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _is_bundle(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return f"{TOP}/README.md" in archive.namelist()
