"""Whatever lies in a class folder, a run goes through: everyone gets what their answers deserve.

One class, graded once: honest students, and beside them one for each way to hand in something
strange. A notebook that can be read is graded; anything else has a sentence that says why not.
"""

from __future__ import annotations

import copy
import hashlib
import json
import math
import os
import resource
import shutil
import socket
from dataclasses import dataclass

import pytest
from conftest import START, handed_in

from autograder.class_folder import ClassFolder, release
from autograder.grade_class import grade_class
from autograder.lessons import find_lesson
from autograder.sandbox import NoSandbox, require

LESSON = find_lesson(START)
SOLVED = handed_in({})
STUBS = json.loads(LESSON.notebook.read_bytes())
SCRIPT = "<script>alert(1)</script>\r<img src=x>\n\n[x](javascript:alert(1)) ```\n~~~\n<img src=x>"
EXTRA = {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "execution_count": None}


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
    "makes answer cells text": (retyped("solution", "markdown"), 0),
    "makes answer cells raw": (retyped("solution", "raw"), 0),
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
    hand_in(path("two").with_name("b.ipynb"), solved)
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
    return {
        "nothing": (0, "holds no notebook"),
        "two": (0, "holds no notebook"),
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
    }


@dataclass
class Class:
    """A graded class: what each student must get, what they got, and what their files were."""

    folder: ClassFolder
    deserved: dict[str, tuple[float, str]]
    scores: dict[str, float]
    reports: dict[str, dict]
    untouched: bool


def digest_of(folder: ClassFolder) -> str:
    """Of all that the students handed in, and of what was released."""
    digest = hashlib.sha256()
    for name in ("submitted", "release", "source"):
        for path in sorted((folder.root / name).rglob("*")):
            about = path.lstat()
            seen = (path.relative_to(folder.root), about.st_mode, about.st_size, about.st_mtime_ns)
            digest.update(f"{seen}".encode(errors="replace"))
    return digest.hexdigest()


@pytest.fixture(scope="module")
def graded_class(tmp_path_factory) -> Class:
    try:
        require()
    except NoSandbox as error:
        pytest.skip(str(error))
    folder = ClassFolder.create(tmp_path_factory.mktemp("classes") / "class")
    release(folder, LESSON)
    deserved: dict[str, tuple[float, str]] = {}
    for i in range(3):
        hand_in(folder.submission_path(f"honest-{i}", LESSON), json.dumps(SOLVED).encode())
        deserved[f"honest-{i}"] = 3, ""
    for name, (notebook, score) in NOTEBOOKS.items():
        hand_in(folder.submission_path(name, LESSON), json.dumps(notebook).encode())
        deserved[name] = score, ""
    for name, (data, reason) in NO_NOTEBOOKS.items():
        hand_in(folder.submission_path(name, LESSON), data)
        deserved[name] = 0, reason
    for name in ODD_NAMES + IMPOSSIBLE_NAMES:
        hand_in(folder.submission_path(name, LESSON), json.dumps(SOLVED).encode())
    deserved |= dict.fromkeys(ODD_NAMES, (3, ""))
    deserved |= make_strange_places(folder)
    before = digest_of(folder)
    with pytest.warns(UserWarning, match="no student can have this id"):
        grade_class(folder, LESSON, workers=1)
    with folder.gradebook() as gradebook:
        rows = gradebook.submission_dicts(LESSON.name)
        scores = {row["student"]: row["score"] for row in rows}
    untouched = digest_of(folder) == before
    return Class(folder, deserved, scores, folder.reports(LESSON), untouched)


def test_everybody_but_folders_that_are_no_students_is_graded(graded_class):
    assert set(graded_class.scores) == set(graded_class.deserved)
    assert set(graded_class.reports) == set(graded_class.deserved)


def test_everybody_gets_the_score_that_their_answers_deserve(graded_class):
    deserved = {student: score for student, (score, _) in graded_class.deserved.items()}
    assert graded_class.scores == deserved


def test_gradebook_and_reports_agree(graded_class):
    reported = {student: report["score"] for student, report in graded_class.reports.items()}
    assert graded_class.scores == reported


def test_every_submission_has_a_state_and_bad_ones_a_sentence(graded_class):
    for student, (_, word) in graded_class.deserved.items():
        report = graded_class.reports[student]
        assert report["state"] == ("unreadable" if word else "graded"), student
        assert word in report["reason"], student
        assert bool(report["reason"]) == bool(word), student
        assert report["reason"] == "" or report["reason"][-1] == ".", student


def test_every_score_is_a_number_between_nothing_and_the_points(graded_class):
    for report in graded_class.reports.values():
        for exercise in report["exercises"]:
            assert math.isfinite(exercise["score"])
            assert 0 <= exercise["score"] <= exercise["points"]
        assert report["points"] == 3


def test_everybody_has_an_autograded_notebook_of_reasonable_size(graded_class):
    from nbformat import read, validate

    for student in graded_class.deserved:
        path = graded_class.folder.autograded_path(student, LESSON)
        assert path.stat().st_size < 1 << 20, student
        validate(read(path, as_version=4))


def test_the_memory_of_the_grader_stays_small(graded_class):
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2 << 20  # kilobytes


def test_what_was_handed_in_stays_as_it_was(graded_class):
    assert graded_class.untouched


def test_text_of_a_student_runs_nothing_in_the_browser_of_who_grades(graded_class):
    from nbconvert.exporters import HTMLExporter

    path = graded_class.folder.autograded_path("text that is a script", LESSON)
    page, _ = HTMLExporter().from_filename(str(path))
    assert "alert(1)" in page
    assert "<script>alert(1)" not in page
    assert 'href="javascript' not in page
    assert "<img src=x" not in page


def test_grading_again_changes_nothing(graded_class):
    with pytest.warns(UserWarning):
        summary = grade_class(graded_class.folder, LESSON, workers=1)
    assert summary.skipped == len(graded_class.deserved)
    assert summary.states == {}


@pytest.mark.parametrize("text", ["nonsense", "9" * 400], ids=["nonsense", "a number too large"])
def test_a_timestamp_that_is_none_stops_nobody(graded_class, tmp_path, text):
    root = tmp_path / "class"
    for name in ("release", "source", "submitted/honest-1", "gradebook.db", "nbgrader_config.py"):
        source, target = graded_class.folder.root / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    (root / ".course").mkdir()
    folder = ClassFolder.open(root)
    folder.submission_path("honest-1", LESSON).with_name("timestamp.txt").write_text(text)
    assert grade_class(folder, LESSON, workers=1).states == {"graded": 1}
