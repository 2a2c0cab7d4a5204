"""Each item of the lecture is taught somewhere, and notebooks/LECTURE.md says where."""

from __future__ import annotations

import json
import re

import pytest

from autograder.authoring import lecture
from autograder.authoring.lecture_items import ITEMS
from autograder.authoring.lessons import Lesson, all_lessons
from autograder.errors import CourseError
from helpers.course.update import merge
from helpers.paths import NOTEBOOKS

LESSONS = [lesson for lesson in all_lessons() if lesson.home is None]
KNOWN_TAGS = {"demo", "raises-exception", *(f"lecture-{number}" for number in ITEMS)}
LINK = re.compile(r"\[([^\]]+)\]\(([^)#]+)#cell-id=([^)]+)\)")

SECTION = {"cell_type": "markdown", "id": "section", "metadata": {}, "source": "## 2 · Sizes"}
TASK = {**SECTION, "id": "task", "source": "### Exercise: the size\n\nWrite it."}
ANSWER = {
    "cell_type": "code",
    "id": "answer",
    "metadata": {"nbgrader": {"grade_id": "size", "solution": True}},
    "source": "def size(): ...",
}


@pytest.fixture
def placed(tmp_path):
    """The rows of the page that one notebook fills, by item. Cells by their tags."""

    def rows(*cells: tuple[dict, list[str]]) -> dict[str, list[str]]:
        tagged = [{**c, "metadata": {**c["metadata"], "tags": tags}} for c, tags in cells]
        lesson = Lesson("06_sizes", home=tmp_path)
        lesson.notebook.write_text(json.dumps({"cells": tagged}))
        found, number = {}, ""
        for line in lecture.lecture_page([lesson]).splitlines():
            if "06_sizes" in line or re.match(r"\| \d", line):
                first, _, *others = (part.strip() for part in line.strip("|").split("|"))
                number = first or number
                found.setdefault(number, []).append(" ".join(filter(None, others)))
        return {number: places for number, places in found.items() if places != [""]}

    return rows


def test_every_item_of_the_lecture_is_taught():
    if not {"15_words_and_pictures", "16_learning_to_play"} <= {one.name for one in LESSONS}:
        pytest.skip("lessons 15 and 16 are not here")
    assert lecture.missing(LESSONS) == []


def test_the_page_is_what_the_command_makes():
    made = lecture.lecture_page(LESSONS)
    assert lecture.PAGE.read_text(encoding="utf-8") == made, "Run `course lecture`."


def test_the_lecture_has_85_items_in_its_order():
    assert list(ITEMS) == list(range(1, 86))
    assert [ITEMS[n].title for n in (3, 44, 57, 85)] == [
        "The cross-entropy loss",
        "Inceptionism: what a network draws",
        "A filter reaches through the full depth",
        "How the error fell from year to year",
    ]


def test_every_link_of_the_page_leads_to_a_cell():
    links = LINK.findall(lecture.PAGE.read_text(encoding="utf-8"))
    assert len(links) >= len(ITEMS)
    for _, file, cell in links:
        cells = json.loads((NOTEBOOKS / file).read_bytes())["cells"]
        assert cell in {one["id"] for one in cells}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_cells_have_no_tags_but_those_that_mean_something(lesson):
    for cell in json.loads(lesson.notebook.read_bytes())["cells"]:
        assert set(cell["metadata"].get("tags", [])) <= KNOWN_TAGS


def test_a_text_is_named_by_its_heading(placed):
    text = {**SECTION, "id": "later", "source": "Count them."}
    assert placed((SECTION, []), (text, ["lecture-63"])) == {
        "63": ["06 · [Sizes](06_sizes/sizes.ipynb#cell-id=later)"]
    }


def test_an_exercise_is_named_and_begins_with_its_task(placed):
    found = placed((SECTION, []), (TASK, []), (ANSWER, ["lecture-64"]))
    assert found == {"64": ["06 · [The size](06_sizes/sizes.ipynb#cell-id=task) `size`"]}


def test_a_text_that_ends_in_a_task_is_named_by_what_it_is_about(placed):
    both = {**SECTION, "source": SECTION["source"] + "\n\n" + TASK["source"]}
    assert "[Sizes]" in placed((both, ["lecture-64"]))["64"][0]


def test_a_text_after_an_exercise_is_named_by_the_section(placed):
    text = {**SECTION, "id": "later", "source": "Five."}
    found = placed((SECTION, []), (TASK, []), (ANSWER, []), (text, ["lecture-63"]))
    assert found == {"63": ["06 · [Sizes](06_sizes/sizes.ipynb#cell-id=later)"]}


def test_two_texts_under_one_heading_are_one_place(placed):
    text = {**SECTION, "id": "later", "source": "Count them."}
    assert len(placed((SECTION, ["lecture-63"]), (text, ["lecture-63"]))["63"]) == 1


def test_an_exercise_right_under_its_section_is_listed_once(placed):
    found = placed((SECTION, ["lecture-64"]), (ANSWER, ["lecture-64"]))
    assert len(found["64"]) == 1


def test_a_cell_can_teach_several_items(placed):
    assert list(placed((SECTION, ["lecture-3", "demo", "lecture-85"]))) == ["3", "85"]


@pytest.mark.parametrize("tag", ["lecture-0", "lecture-86", "lecture-", "lecture-3b"])
def test_a_tag_of_an_item_that_there_is_not_is_an_error(placed, tag):
    with pytest.raises(CourseError, match=f"Cell section of 06_sizes has the tag {tag}, but"):
        placed((SECTION, [tag]))


def test_corrections_stand_at_the_end_and_are_marked():
    page = lecture.PAGE.read_text(encoding="utf-8")
    marked = re.findall(r"^\| (\d+) \|[^|]*\\\*", page, re.MULTILINE)
    listed = re.findall(r"^- \*\*(\d+)\.\*\*", page, re.MULTILINE)
    assert marked == listed == [str(n) for n, item in ITEMS.items() if item.correction]


def test_an_update_brings_tags_into_a_notebook_with_answers():
    old = {"cells": [ANSWER], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    tagged = {**ANSWER, "metadata": {**ANSWER["metadata"], "tags": ["lecture-64"]}}
    mine = {**old, "cells": [{**ANSWER, "source": "def size(): return 5"}]}
    (cell,) = merge(mine, {**old, "cells": [tagged]}, old)["cells"]
    assert cell["metadata"]["tags"] == ["lecture-64"]
    assert cell["source"] == "def size(): return 5"
