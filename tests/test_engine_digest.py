"""A grade is stale where what it depends on has changed, and nowhere else."""

from __future__ import annotations

import json
import subprocess
import sys

from autograder.authoring.sheets import APART, engine_files
from helpers.paths import PROJECT

LOADED = """
import importlib, json, sys
for name in {names}:
    importlib.import_module(name)
print(json.dumps([m.__file__ for n, m in sys.modules.items() if n.split(".")[0] in {packages}
                  and m.__file__]))
"""
NAMES = {str(path.relative_to(PROJECT)) for path in engine_files()}


def loaded(*names: str, packages: tuple[str, ...]) -> set[str]:
    """Files of these packages that a process has loaded that imports the modules."""
    code = LOADED.format(names=names, packages=packages)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    files = {file.removeprefix(f"{PROJECT}/") for file in json.loads(done.stdout)}
    return files - {"autograder/__init__.py"}


def test_what_asks_and_judges_counts():
    grading = ("autograder.grading.grade", "autograder.grading.worker")
    assert loaded(*grading, packages=("autograder", "helpers")) <= NAMES


def test_whatever_cells_can_import_counts():
    helpers = {str(path.relative_to(PROJECT)) for path in (PROJECT / "helpers").rglob("*.py")}
    apart = {path for path in helpers if path.startswith(APART)}
    assert apart
    assert helpers - apart <= NAMES
    assert "helpers/plots/convolution.py" in NAMES


def test_what_only_shows_reports_or_plays_does_not():
    for folder in ("classroom", "publishing", "rehearsal", "bench"):
        assert [*(PROJECT / "autograder" / folder).rglob("*.py")]
        assert not [name for name in NAMES if name.startswith(f"autograder/{folder}/")]
    for name in ("cli.py", "authoring/new.py", "authoring/promises/calls.py", "authoring/trial.py"):
        assert (PROJECT / "autograder" / name).is_file()
        assert f"autograder/{name}" not in NAMES
