"""What is handed in in place of an ordinary notebook: cells, bytes, links, pipes, names.

None of it may earn more than its answers deserve, reach what it points at, or stop the run for
anybody else. `tests/test_hostile_files.py` grades a class that hands in all of it.
"""

from __future__ import annotations

import copy
import json
import math
import os
import socket

from conftest import handed_in

from autograder.authoring.lessons import find_lesson
from autograder.classroom.class_folder import ClassFolder
from hostile import START

LESSON = find_lesson(START)
SOLVED = handed_in({})
STUBS = json.loads(LESSON.notebook.read_bytes())
SCRIPT = "<script>alert(1)</script>\r<img src=x>\n\n[x](javascript:alert(1)) ```\n~~~\n<img src=x>"
EXTRA = {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "execution_count": None}
TEXT = {"cell_type": "markdown", "id": "text", "metadata": {}}


def grading(cell: dict) -> dict:
    return cell["metadata"].get("nbgrader", {})


def without(kind: str) -> dict:
    return {**SOLVED, "cells": [c for c in SOLVED["cells"] if not grading(c).get(kind)]}


def changed(change, notebook: dict = SOLVED) -> dict:
    """A copy with every cell that belongs to an exercise changed in place."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook["cells"]:
        if grading(cell):
            change(cell)
    return notebook


def retyped(part: str, kind: str) -> dict:
    return changed(lambda c: c.update(cell_type=kind) if grading(c).get(part) else None)


def pointing_elsewhere(part: str) -> dict:
    other = {"add_one": "mean_image", "mean_image": "add_one"}
    other |= {f"check_{a}": f"check_{b}" for a, b in other.items()}
    return changed(
        lambda c: (
            grading(c).update(grade_id=other[grading(c)["grade_id"]])
            if grading(c).get(part)
            else None
        )
    )


def version_3() -> dict:
    cells = [
        {**{k: v for k, v in cell.items() if k != "source"}, "input": cell["source"]}
        if cell["cell_type"] == "code"
        else cell
        for cell in SOLVED["cells"]
    ]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}


# A notebook in the right place, and the score that it deserves of 3.
NOTEBOOKS: dict[str, tuple[dict, float]] = {
    "deletes check cells": (without("grade"), 3),
    "deletes answer cells": (without("solution"), 0),
    "deletes everything": ({**SOLVED, "cells": []}, 0),
    "duplicates everything": ({**SOLVED, "cells": [*SOLVED["cells"], *SOLVED["cells"]]}, 3),
    "duplicates each cell": ({**SOLVED, "cells": [c for c in SOLVED["cells"] for _ in "ab"]}, 3),
    "turns the order round": ({**SOLVED, "cells": SOLVED["cells"][::-1]}, 3),
    "makes check cells text": (retyped("grade", "markdown"), 3),
    "makes check cells raw": (retyped("grade", "raw"), 3),
    "makes answer cells text": (retyped("solution", "markdown"), 3),
    "makes answer cells raw": (retyped("solution", "raw"), 3),
    "makes cells of an unknown kind": (retyped("solution", "<b>"), 0),
    "unlocks and raises points": (
        changed(lambda c: grading(c).update(locked=False, points=100)),
        3,
    ),
    "raises points of stubs": (
        changed(lambda c: grading(c).update(locked=False, points=100, grade=True), STUBS),
        0,
    ),
    "claims a score": (
        changed(lambda c: c.update(source="100.0") if grading(c).get("grade") else None, STUBS),
        0,
    ),
    "brings the outputs of a pass": (
        changed(
            lambda c: c.update(
                outputs=[
                    {
                        "output_type": "execute_result",
                        "execution_count": 1,
                        "metadata": {},
                        "data": {"text/plain": "2.0"},
                    }
                ]
            ),
            STUBS,
        ),
        0,
    ),
    "points of infinity": (changed(lambda c: grading(c).update(points=math.inf), STUBS), 0),
    "points that are no number": (changed(lambda c: grading(c).update(points="nan")), 3),
    # add_one then stands behind its check, as the student put it
    "swaps the names of answers": (pointing_elsewhere("solution"), 2),
    "swaps the names of checks": (pointing_elsewhere("grade"), 3),
    "calls every cell one name": (changed(lambda c: grading(c).update(grade_id="add_one")), 3),
    "invents a name": (
        {
            **SOLVED,
            "cells": [
                *SOLVED["cells"],
                {**EXTRA, "source": "1", "metadata": {"nbgrader": {"grade_id": "x", "grade": 1}}},
            ],
        },
        3,
    ),
    "an older schema": (changed(lambda c: grading(c).update(schema_version=1)), 3),
    "a newer schema": (changed(lambda c: grading(c).update(schema_version=99)), 3),
    "a schema that is text": (changed(lambda c: grading(c).update(schema_version="<b>")), 3),
    "no metadata": (changed(lambda c: c.update(metadata={})), 3),
    "metadata of a wrong type": (changed(lambda c: c.update(metadata=[1])), 3),
    "ids of a wrong type": (changed(lambda c: c.update(id={"a": 1})), 3),
    "nbformat 3": (version_3(), 3),
    "nbformat 3, of wrong types": ({"worksheets": [{"cells": 5}, 7, {"cells": [None]}]}, 0),
    "nbformat 99": ({**SOLVED, "nbformat": 99, "nbformat_minor": "x"}, 3),
    "cells of wrong types": ({**SOLVED, "cells": [*SOLVED["cells"], None, 1, "x", [], {}]}, 3),
    "sources of wrong types": ({**SOLVED, "cells": [{**EXTRA, "source": {"a": [1, None]}}]}, 0),
    "half a character": (
        {**SOLVED, "cells": [*SOLVED["cells"], {**EXTRA, "source": "print('\ud800')  # \udcff"}]},
        3,
    ),
    "a picture named by half a character": (
        {
            **SOLVED,
            "cells": [
                *SOLVED["cells"],
                {
                    **TEXT,
                    "source": "![not there](attachment:gone.png) ![a](attachment:\ud800.png)",
                    "attachments": {name: {"image/png": "aaaa"} for name in ("\ud800.png", "ü")},
                },
            ],
        },
        3,
    ),
    "a cell of 10 MB": (
        {**SOLVED, "cells": [*SOLVED["cells"], {**EXTRA, "source": "#" * 10_000_000}]},
        3,
    ),
    "code nested too deep": (
        {**SOLVED, "cells": [*SOLVED["cells"], {**EXTRA, "source": "(" * 100_000}]},
        3,
    ),
    "a picture's cell of 15 MB": (
        {
            **SOLVED,
            "cells": [
                {**cell, "source": "x=1\n" * 4_000_000} if cell["id"] == "run-photo" else cell
                for cell in SOLVED["cells"]
            ],
        },
        3,
    ),
    "text that is a script": (
        {
            **SOLVED,
            "cells": [
                {
                    "cell_type": kind,
                    "id": kind,
                    "metadata": {},
                    "source": SCRIPT,
                }
                for kind in ("markdown", "raw")
            ]
            + SOLVED["cells"],
        },
        3,
    ),
}

# Bytes in the right place that are no notebook, and a word of the reason.
NO_NOTEBOOKS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "not a notebook"),
    "a document": (b"PK\x03\x04 this is a Word document", "not a notebook"),
    "half a notebook": (json.dumps(SOLVED).encode()[:-100], "not a notebook"),
    "not in UTF-8": (b'{"cells": ["\xff\xfe\xfa"]}', "not a notebook"),
    "nested too deep": (b"[" * 1_000_000, "not a notebook"),
    "a number too long": (b'{"cells": ' + b"9" * 10_000 + b"}", "not a notebook"),
    "a list": (b"[1, 2]", "no cells"),
    "a text": (b'"cells"', "no cells"),
    "null": (b"null", "no cells"),
    "cells that are a text": (b'{"cells": "cells"}', "no cells"),
    "no cells": (b'{"nbformat": 4}', "no cells"),
    "millions of lists": (b'{"cells": [' + b"[]," * 2_000_000 + b"[]]}", "over 1,000,000 lists"),
    "too many cells": (json.dumps({"cells": [EXTRA] * 2001}).encode(), "more than 2000 cells"),
}

ODD_NAMES = [
    "with space", "ann o'neil", '"quoted"', "Zoë", "名前", "-rf", "a\nb", "%s {0}", "*", "[a]",
    "<script>alert(1)</script>".replace("/", ":"), "a;drop table student", "a\\b", "~", "$HOME",
    "x" * 128,
]  # fmt: skip
IMPOSSIBLE_NAMES = ["x" * 255, "\udcff", ".hidden"]


def hand_in(path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def make_strange_places(folder: ClassFolder) -> dict[str, tuple[float, str]]:
    """Hand in what is no plain file in its place. Returns the score and a word of the reason."""
    path = lambda student: folder.submission_path(student, LESSON)  # noqa: E731
    solved = json.dumps(SOLVED).encode()
    solution = find_lesson(START).module.__file__
    honest = path("honest-1")
    for student in ("nothing", "two", "renamed", "link", "linked-gradebook", "linked-solution",
                    "loop", "fifo", "folder", "socket", "renamed-fifo", "large",
                    "beside"):  # fmt: skip
        path(student).parent.mkdir(parents=True)
    hand_in(path("two").with_name("a.ipynb"), solved)
    hand_in(path("two").with_name("b.ipynb"), solved.replace(b"import numpy", b"import  numpy"))
    hand_in(path("two-and-the-right-one"), solved)
    hand_in(path("two-and-the-right-one").with_name("b.ipynb"), b"")
    hand_in(path("renamed").with_name("Copy of start_here (1).ipynb"), solved)
    path("link").symlink_to(honest)
    path("linked-gradebook").symlink_to(folder.root / "gradebook.db")
    path("linked-solution").symlink_to(solution)
    path("loop").symlink_to(path("loop"))
    os.mkfifo(path("fifo"))
    os.mkfifo(path("renamed-fifo").with_name("other.ipynb"))
    path("folder").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.getcwd()
        os.chdir(path("socket").parent)  # a socket's path must be short
        listener.bind(path("socket").name)
        os.chdir(here)
    with path("large").open("wb") as file:
        file.truncate(200 << 20)
    linked = folder.root / "submitted" / "linked-lesson" / LESSON.name
    linked.parent.mkdir()
    linked.symlink_to(honest.parent)
    (folder.root / "submitted" / "linked-student").symlink_to(honest.parent.parent)
    (folder.root / "submitted" / "file").mkdir()
    (folder.root / "submitted" / "file" / LESSON.name).write_text("a file, not a folder")
    hand_in(path("beside"), solved)
    for name in ("numpy", "helpers", "autograder", "sitecustomize", "json", "IPython"):
        path("beside").with_name(f"{name}.py").write_text("raise SystemExit")
    hand_in(folder.root / "source" / LESSON.name / "data" / "two.txt", b"2")
    for student, name in (("a-file-in-the-way", "data"), ("a-folder-in-the-way", "data/two.txt/x")):
        hand_in(path(student), solved)
        hand_in(path(student).parent / name, b"mine")
    return {
        "nothing": (0, "holds no notebook"),
        "two": (0, "holds a.ipynb, b.ipynb. Expected"),
        "two-and-the-right-one": (3, ""),
        "renamed": (3, ""),
        "link": (0, "is a link"),
        "linked-gradebook": (0, "is a link"),
        "linked-solution": (0, "is a link"),
        "loop": (0, "is a link"),
        "linked-lesson": (0, "is a link"),
        "linked-student": (0, "is a link"),
        "fifo": (0, "is not a file"),
        "renamed-fifo": (0, "is not a file"),
        "folder": (0, "is not a file"),
        "socket": (0, "is not a file"),
        "file": (0, "holds no notebook"),
        "large": (0, "larger than 20 MB"),
        "beside": (3, ""),
        "a-file-in-the-way": (3, ""),
        "a-folder-in-the-way": (3, ""),
    }
