"""The `course` command: what students use. An instructor's installation adds its own."""

from __future__ import annotations

import importlib.util
import os
import platform
import socket
import subprocess
import sys
import warnings
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from helpers.checking.texts import printable
from helpers.course.files import write_atomically
from helpers.paths import ANSWERS, NOTEBOOKS, PROJECT, WORK

ORIGINALS = ".lessons"  # among a student's notebooks: the lessons as they were when copied
LIBRARIES = ("numpy", "torch", "matplotlib", "jupyterlab", "scikit-image", "scikit-learn")
DEFAULT_PORT = 8888

LESSON_FILES = ("*/*.ipynb", "*/pictures.py", "LECTURE.md")
OwnLessons = Annotated[
    Path | None,
    typer.Option("--folder", "-f", help="A class folder, for instructors: its lessons too."),
]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Lessons on convolutional networks, and an autograder that says what is wrong.",
)


def say(text: str) -> None:
    """Print something for a person; what a stranger wrote in it does nothing to their terminal."""
    typer.echo(printable(text))


def fail(sentence: str, code: int = 1) -> typer.Exit:
    """Print an error for a person. Returns what to raise; code 1 is failed work, 2 wrong use."""
    typer.secho(printable(sentence), err=True, fg="red")
    return typer.Exit(code)


@app.command()
def lab(
    port: Annotated[int, typer.Option(help="Port of JupyterLab.")] = DEFAULT_PORT,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
    class_folder: OwnLessons = None,
) -> None:
    """Copy the lessons to work/, never over a file of yours, and open JupyterLab there."""
    if not _is_free(port):
        raise fail(f"Port {port} is in use: try `course lab --port {port + 1}`.", 2)
    if not any(ANSWERS.glob("*.npz")):
        raise fail("No answers to check against lie in data/answers: start with `make lab`.")
    copied = [path for place in _sources(class_folder) for path in copy_lessons(place, WORK)]
    say(f"{len(copied)} new lessons in {WORK}." if copied else f"Your work is in {WORK}.")
    for path in hiding_files(WORK):
        say(f"{path} hides the library of its name from the notebooks there: rename it.")
    command = [sys.executable, "-m", "jupyterlab", f"--port={port}", "--ServerApp.port_retries=0"]
    command += [] if browser else ["--no-browser"]
    command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    done = subprocess.run([*command, f"--notebook-dir={WORK}"], env=_environment())
    raise typer.Exit(done.returncode)


def _environment() -> dict[str, str]:
    """That of JupyterLab, which its kernels inherit."""
    # Else a folder `helpers` beside a notebook would hide the course from it.
    path = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")]))
    # The lessons' matrices are small: threads would wait for each other more than they compute.
    return {"OPENBLAS_NUM_THREADS": "1", **os.environ, "PYTHONPATH": path}


def hiding_files(folder: Path) -> list[Path]:
    """Files beside notebooks that a kernel would import in place of a library of their name."""
    libraries = {*packages_distributions(), *sys.stdlib_module_names}
    beside = sorted({path.parent for path in folder.glob("**/*.ipynb")})
    found = [path for place in beside for path in place.iterdir()]
    return [
        path
        for path in found
        if path.stem in libraries and (path.suffix == ".py" or (path / "__init__.py").is_file())
    ]


@app.command()
def update(
    folder: Annotated[Path, typer.Argument(help="Where your notebooks lie.")] = WORK,
    class_folder: OwnLessons = None,
) -> None:
    """Bring your notebooks up to newer lessons, without losing anything that you wrote."""
    from helpers.course.notebook import Unreadable
    from helpers.course.update import update as bring_up

    if not folder.is_dir():
        raise fail(f"There is no folder {folder}: name the one that your notebooks lie in.", 2)
    sources = _sources(class_folder)
    new = [path for source in sources for path in copy_lessons(source, folder)]
    lines, damaged = [f"{path.parent.name}: new." for path in new], False
    for lesson, place in (pair for source in sources for pair in lesson_files(source)):
        try:
            done = bring_up(folder / place, lesson, folder / ORIGINALS / place)
        except (Unreadable, OSError) as error:
            fail(f"{folder / place} is left as it is. {error} Or move it away for a new copy.")
            damaged = True
            continue
        if done.backup:
            name, what = place.parent.name or place.name, f"newer. Your old {place.name}"
            if place.suffix == ".ipynb":
                what = "newer, with your work in it. If it is open, reload it. Your old notebook"
            lines.append(f"{name}: {what} is {done.backup.name}.")
        if done.homeless:
            lines.append(f"  Cells that found no place in it stand at its end: {done.homeless}.")
    if lines or not damaged:
        say("\n".join(lines) or "Nothing to bring up to date.")
    raise typer.Exit(1 if damaged else 0)


@app.command()
def doctor(
    folder: Annotated[Path | None, typer.Argument(help="A class folder, for instructors.")] = None,
) -> None:
    """Say what is installed, what works on this machine, and how to mend the rest."""
    healthy = _line(sys.version_info >= (3, 11), "Python", platform.python_version())
    for library in LIBRARIES:
        try:
            healthy &= _line(True, library, version(library))
        except PackageNotFoundError:
            healthy &= _line(False, library, "missing: pip install -r requirements.txt")
    compiled = sorted(path.stem for path in ANSWERS.glob("*.npz"))
    healthy &= _line(bool(compiled), "answers", ", ".join(compiled) or "missing: run `make lab`")
    for check in _more_checks:
        results = [_line(*result) for result in check(folder)]
        healthy &= all(results)
    raise typer.Exit(0 if healthy else 1)


_more_checks: list = []


def add_checks(check) -> None:
    """Let the instructor's commands add lines to `course doctor`."""
    if check not in _more_checks:
        _more_checks.append(check)


@app.command()
def data(
    name: Annotated[
        str | None,
        typer.Argument(help="cifar10, mnist or fashion-mnist. Without a name: what is here."),
    ] = None,
) -> None:
    """Download a data set, or say which there are and where they lie."""
    from helpers.data import downloads, sets

    if name is None:
        for one in sets.SETS.values():
            say(_described(one))
        return
    try:
        wanted = sets.find_set(name)
    except ValueError as error:
        raise fail(str(error), 2) from None
    try:
        folder = downloads.download(wanted.name, say)
    except (ConnectionError, PermissionError, ValueError) as error:
        raise fail(str(error)) from None
    except OSError as error:
        raise fail(f"{wanted.title} could not be stored: {error}.") from None
    except KeyboardInterrupt:
        raise fail("Stopped. The same command goes on from here.") from None
    size = downloads.megabytes(sum(file.size for file in wanted.files))
    say(f"{wanted.title} lies in {folder} ({size}).")


def _described(data_set) -> str:
    """What `course data` says about a data set."""
    from helpers.data import downloads

    try:
        place = f"here, in {downloads.find_files(data_set) / data_set.folder}"
    except FileNotFoundError:
        place = f"not on this machine: course data {data_set.name}"
    except ValueError as error:
        place = str(error)
    size = downloads.megabytes(sum(archive.size for archive in data_set.archives))
    host = urlsplit(data_set.addresses[0]).hostname
    lines = (data_set.about, data_set.source, f"{size} from {host}; {data_set.terms}", place)
    return "".join([f"{data_set.name}\n", *(f"    {line}\n" for line in lines)])


def copy_lessons(source: Path, target: Path) -> list[Path]:
    """Copy the notebooks that are not there yet, and the pictures beside them. Returns the new
    notebooks.

    A second copy stays untouched, for `course update` to see by it what was changed.
    """
    copied = []
    for file, place in lesson_files(source):
        mine = target / place
        if not mine.exists():
            for path in (target / ORIGINALS / place, mine):
                path.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(path, file.read_bytes())
            copied += [mine] if file.suffix == ".ipynb" else []
    return copied


def lesson_files(source: Path) -> list[tuple[Path, Path]]:
    """The files of lessons that their readers get, and their places in a folder of lessons."""
    files = sorted(path for pattern in LESSON_FILES for path in source.glob(pattern))
    return [(path, path.relative_to(source)) for path in files]


def _sources(class_folder: Path | None) -> list[Path]:
    """Where lessons are copied from: the course, and a class's own."""
    if class_folder is None:
        return [NOTEBOOKS]
    own = class_folder / "lessons"
    if not own.is_dir():
        raise fail(f"There is no folder {own}: name a class folder with lessons of its own.", 2)
    return [NOTEBOOKS, own]


def _line(works: bool, name: str, detail: str) -> bool:
    say(f"{'✓' if works else '✗'} {name:<14} {detail}")
    return works


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def main() -> None:
    """Entry point. Students do not have the autograder; where it lies, its commands are added."""
    if importlib.util.find_spec("autograder"):
        importlib.import_module("autograder.cli").add_commands(app)
    warnings.formatwarning = _one_sentence
    app()


def _one_sentence(message: Warning | str, *_: object, **__: object) -> str:
    """A warning as a person reads it: without the line of code that gave it."""
    return f"{printable(str(message))}\n"
