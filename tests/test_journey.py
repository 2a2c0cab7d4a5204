"""The picture of the whole course is drawn by what its reader wrote, whatever that does."""

from __future__ import annotations

import json

import matplotlib.pyplot as plt
import pytest

from autograder.authoring.lessons import all_lessons
from autograder.authoring.source import solve
from helpers import plots
from helpers.course import answers
from helpers.course.answers import NoAnswer, answer_in, find_notebooks, forgiving
from helpers.course.notebook import grade_id
from helpers.paths import NOTEBOOKS
from helpers.plots import journey
from helpers.plots.journey_panels import PANELS

LESSONS = [lesson for lesson in all_lessons() if lesson.home is None]
HERE = {lesson.name for lesson in LESSONS} & {lesson for lesson, *_ in PANELS}
START, NAME = "00_start_here", "mean_image"
RIGHT = "def mean_image(images):\n    return images.mean(axis=0)"


def notebook(*cells: str, answer: str | None = RIGHT) -> str:
    """A notebook of code cells, the last of which is the answer cell of mean_image."""
    made = [{"cell_type": "code", "metadata": {}, "source": source} for source in cells]
    if answer is not None:
        metadata = {"nbgrader": {"grade_id": NAME, "solution": True}}
        made.append({"cell_type": "code", "metadata": metadata, "source": answer})
    return json.dumps({"cells": made})


@pytest.fixture
def lessons(tmp_path):
    """Writes a notebook of lesson 0 into a folder of lessons. Returns the folder."""

    def write(content: str, name: str = "start_here.ipynb"):
        path = tmp_path / "work" / START / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return tmp_path / "work"

    return write


@pytest.fixture
def panels(monkeypatch):
    """What `show_journey` shows, by lesson: "" for a picture, else the words in the frame."""

    def shown(folder=None) -> dict[str, str]:
        found = {}

        def look() -> None:
            for ax, (lesson, name, _) in zip(plt.gcf().axes, journey.PANELS, strict=False):
                assert ax.get_title(loc="left") == f"{lesson[:2]}  {name}"
                found[lesson] = "" if ax.images else ax.texts[-1].get_text()

        monkeypatch.setattr(plt, "show", look)
        plots.show_journey(folder)
        return found

    return shown


def only_the_first_panel(monkeypatch, paint=PANELS[0][2]) -> None:
    monkeypatch.setattr(journey, "PANELS", [(START, NAME, paint)])


def test_every_panel_is_an_exercise_of_its_lesson():
    """Of the lessons that are here. A new lesson may have a panel, and need not."""
    for lesson, name, _ in PANELS:
        for path in NOTEBOOKS.glob(f"{lesson}/*.ipynb"):
            assert name in {grade_id(cell) for cell in json.loads(path.read_bytes())["cells"]}


def test_solved_lessons_side_by_side_draw_every_panel(panels, tmp_path):
    for lesson in LESSONS:
        (tmp_path / f"{lesson.name}.ipynb").write_text(json.dumps(solve(lesson)))
    found = panels(tmp_path)
    assert {lesson for lesson, words in found.items() if not words} == HERE


def test_unwritten_lessons_are_frames_that_say_so(panels):
    found = panels(NOTEBOOKS)
    assert {lesson for lesson, words in found.items() if words == "not written yet"} == HERE
    assert {words for lesson, words in found.items() if lesson not in HERE} <= {"lesson not here"}


def test_the_panel_is_drawn_by_what_was_written(lessons, monkeypatch):
    got = []
    only_the_first_panel(monkeypatch, lambda ax, answer: got.append(answer(6)))
    monkeypatch.setattr(plt, "show", lambda: None)
    plots.show_journey(lessons(notebook(answer="def mean_image(images):\n    return 7 * images")))
    assert got == [42]


@pytest.mark.parametrize(
    "answer, words",
    [
        (RIGHT, ""),
        ("def mean_image(images):\n    raise NotImplementedError('Write me.')", "not written yet"),
        ("", "not written yet"),
        ("def mean_image(images)\n    return 1", "cannot be read"),
        ("other = 1", "not written yet"),
        ("def mean_image(images):\n    return images.mean()", "gives another shape"),
        ("def mean_image(images):\n    return images[0] / 0", "gives no finite numbers"),
        ("def mean_image(images):\n    return 'grey'", "ends in ValueError"),
        ("def mean_image(images):\n    return missing", "ends in NameError"),
        ("def mean_image(images):\n    import sys\n    sys.exit(1)", "ends in SystemExit"),
        ("def mean_image(images):\n    return mean_image(images)", "ends in RecursionError"),
        ("def mean_image(images):\n    while True:\n        pass", "takes too long"),
        ("@property_of_nothing\ndef mean_image(images): ...", "ends in NameError"),
    ],
)
def test_whatever_an_answer_does_the_picture_is_drawn(answer, words, lessons, panels, monkeypatch):
    only_the_first_panel(monkeypatch)
    assert panels(lessons(notebook(answer=answer)))[START] == words


@pytest.mark.parametrize(
    "content, words",
    [
        ("{", "no such cell"),
        ("[]", "no such cell"),
        ('{"cells": [3, {"cell_type": "code", "source": 7}]}', "no such cell"),
        (notebook("x = 1", answer=None), "no such cell"),
    ],
)
def test_a_damaged_notebook_is_a_frame_too(content, words, lessons, panels, monkeypatch):
    only_the_first_panel(monkeypatch)
    assert panels(lessons(content))[START] == words


def test_an_answer_brings_what_it_uses_and_nothing_else(lessons):
    folder = lessons(
        notebook(
            "%matplotlib inline\nimport math",
            "COUNT = 2\nprint(COUNT)",
            "COUNT = math.inf",  # computed, as a training is: not run
            "def half(x):\n    return math.floor(x / COUNT)",
            "COUNT = len(open('never.txt', 'w').name)",
            "this cell is no Python",
            answer="OFFSET = math.pi\n\ndef mean_image(x):\n    return half(x) + OFFSET",
        )
    )
    assert answer_in(START, NAME, folder)(9) == 4 + 3.141592653589793


def test_an_answer_uses_the_version_of_a_name_that_stood_before_it(lessons):
    cells = ["def by():\n    return 2", "import math as by"]
    content = json.loads(notebook(cells[0], answer="SIZE = by()\n\ndef mean_image(x): return SIZE"))
    content["cells"].append({"cell_type": "code", "metadata": {}, "source": cells[1]})
    assert answer_in(START, NAME, lessons(json.dumps(content)))(0) == 2


def test_an_answer_in_a_cell_of_ones_own_is_found(lessons):
    folder = lessons(notebook(RIGHT, answer="SPARE = 1"))
    assert callable(answer_in(START, NAME, folder))


def test_nothing_is_written_and_nothing_is_printed(lessons, monkeypatch, panels, capfd):
    only_the_first_panel(monkeypatch)
    loud = RIGHT.replace("    return", "    print('here')\n    return")
    folder = lessons(notebook(answer=f"open('made.txt', 'w')\n\n{loud}"))
    monkeypatch.chdir(folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert panels(folder) == {START: ""}
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert "".join(capfd.readouterr()) == ""


def test_the_notebooks_are_those_beside_the_running_one(lessons, monkeypatch):
    folder = lessons(notebook())
    mine = folder / START / "start_here.ipynb"
    (folder / START / "start_here_before_update_1.ipynb").write_text(notebook())
    (folder / START / "copy.ipynb").write_text(notebook())
    (folder / "16_learning_to_play").mkdir()
    monkeypatch.chdir(folder / "16_learning_to_play")
    assert find_notebooks(START) == [mine, mine.with_name("copy.ipynb")]
    monkeypatch.chdir(folder)
    assert find_notebooks(START)[0] == mine


def test_where_there_are_no_lessons_they_are_looked_for_in_work(lessons, monkeypatch, tmp_path):
    folder = lessons(notebook())
    elsewhere = tmp_path / "else" / "where"
    elsewhere.mkdir(parents=True)
    monkeypatch.chdir(elsewhere)
    monkeypatch.setattr(answers, "WORK", folder)
    assert find_notebooks(START) == [folder / START / "start_here.ipynb"]
    monkeypatch.setattr(answers, "WORK", folder / "none")
    assert find_notebooks(START) == []


def test_a_person_can_stop_it():
    with pytest.raises(KeyboardInterrupt), forgiving(1):
        raise KeyboardInterrupt


def test_a_lesson_that_is_not_there_is_named(lessons):
    with pytest.raises(NoAnswer, match="lesson not here"):
        answer_in("06_convolution", "conv_forward", lessons(notebook()))
