"""The `course` command: what students use. An instructor's installation adds its own."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import socket
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

PROJECT = Path(__file__).parent.parent
NOTEBOOKS, WORK, ANSWERS = PROJECT / "notebooks", PROJECT / "work", PROJECT / "data" / "answers"
LIBRARIES = ("numpy", "torch", "matplotlib", "jupyterlab", "scikit-image", "scikit-learn")
DEFAULT_PORT = 8888

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Lessons on convolutional networks, and an autograder that says what is wrong.",
)


def fail(sentence: str, code: int = 1) -> typer.Exit:
    """Print an error for a person. Returns what to raise; code 1 is failed work, 2 wrong use."""
    typer.secho(sentence, err=True, fg="red")
    return typer.Exit(code)


@app.command()
def lab(
    port: Annotated[int, typer.Option(help="Port of JupyterLab.")] = DEFAULT_PORT,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
) -> None:
    """Copy the lessons to work/, never over a file of yours, and open JupyterLab there."""
    if not _is_free(port):
        raise fail(f"Port {port} is in use: try `course lab --port {port + 1}`.", 2)
    if not any(ANSWERS.glob("*.npz")):
        raise fail("No answers to check against lie in data/answers: start with `make lab`.")
    copied = copy_lessons(NOTEBOOKS, WORK)
    typer.echo(f"{len(copied)} new lessons in {WORK}." if copied else f"Your work is in {WORK}.")
    command = [sys.executable, "-m", "jupyterlab", f"--port={port}", "--ServerApp.port_retries=0"]
    command += [] if browser else ["--no-browser"]
    command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    raise typer.Exit(subprocess.run([*command, f"--notebook-dir={WORK}"]).returncode)


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
    _more_checks.append(check)


def copy_lessons(source: Path, target: Path) -> list[Path]:
    """Copy the notebooks that are not there yet. Returns the new files."""
    copied = []
    for notebook in sorted(source.glob("*/*.ipynb")):
        mine = target / notebook.relative_to(source)
        if not mine.exists():
            mine.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(notebook, mine)
            copied.append(mine)
    return copied


def _line(works: bool, name: str, detail: str) -> bool:
    typer.echo(f"{'✓' if works else '✗'} {name:<14} {detail}")
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
    app()
