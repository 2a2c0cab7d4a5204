"""What simulated students hand in to crash, to hang, or to get points that they do not deserve."""

from __future__ import annotations

import json

from helpers.course.notebook import grading_of, text

LOOPS = """\
def {name}(*args, **kwargs):
    while True:
        pass
"""
CRASHES = [
    "def {name}(*args, **kwargs):\n    return undefined_name\n",
    "def {name}(*args, **kwargs)\n    return 1\n",
    "raise RuntimeError('this cell never worked')\n",
    "import os\nos._exit(1)\n",
]
CHEATS = [
    # patches what a test might compare with
    """\
import builtins
np.allclose = np.array_equal = np.isclose = lambda *args, **kwargs: True
np.testing.assert_allclose = lambda *args, **kwargs: None
def {name}(*args, **kwargs):
    return None
""",
    # equals everything
    """\
class Anything:
    def __eq__(self, other): return True
    def __array__(self, *args, **kwargs): return np.zeros(())
    def __float__(self): return 1.0
def {name}(*args, **kwargs):
    return Anything()
""",
    # replaces the check
    """\
import helpers.checking.check, helpers.checking.judge
check = helpers.checking.check.check = lambda *args: print("all parts passed")
helpers.checking.judge.judge = lambda *args: None
def {name}(*args, **kwargs):
    return 0
""",
    # looks for the answer in the project and beside it
    """\
def {name}(*args, **kwargs):
    import importlib, pkgutil, autograder.exercises as lessons
    for module in pkgutil.walk_packages(lessons.__path__, lessons.__name__ + "."):
        if module.name.endswith(".{name}"):
            return getattr(importlib.import_module(module.name), "{name}")(*args, **kwargs)
    raise LookupError
""",
    # answers in place of the grader's channel
    """\
import os
for fd in range(3, 64):
    try:
        os.write(fd, b"all parts passed")
    except OSError:
        pass
def {name}(*args, **kwargs):
    return 0
""",
    # ends the process from within a call
    """\
def {name}(*args, **kwargs):
    import os
    os._exit(0)
""",
]


def claims_points(notebook: dict) -> bytes:
    """Unlocks the check cells, raises their points and claims to have passed."""
    for cell in notebook["cells"]:
        grading = grading_of(cell)
        if grading.get("grade"):
            grading.update(points=100, locked=False)
            cell["source"] = "100.0"
    return as_bytes(notebook)


def duplicates_checks(notebook: dict) -> bytes:
    """Copies every check cell, identity included."""
    cells = []
    for cell in notebook["cells"]:
        cells += [cell, cell] if grading_of(cell).get("grade") else [cell]
    return as_bytes({**notebook, "cells": cells})


def is_no_notebook(notebook: dict) -> bytes:
    return b"PK\x03\x04 this is a Word document"


def as_bytes(notebook: dict) -> bytes:
    for cell in notebook["cells"]:
        cell["source"] = text(cell)
    return json.dumps(notebook, indent=1).encode()
