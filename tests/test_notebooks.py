"""Every lesson's notebook has the form that readers and tools rely on."""

from __future__ import annotations

import ast
import itertools
import json
import re

import pytest

from autograder.authoring.lessons import Lesson, all_lessons

LESSONS = {lesson.name: json.loads(lesson.notebook.read_bytes()) for lesson in all_lessons()}
LIST_ITEM = re.compile(r"\s*([+*-]|\d+[.)])\s")
NO_PARAGRAPH = re.compile(r"\s*([+*-]|\d+[.)])\s|\s{2,}|\||<")  # items, code, tables, HTML

every_lesson = pytest.mark.parametrize("name", LESSONS)


def cells(name: str, kind: str) -> list[dict]:
    return [cell for cell in LESSONS[name]["cells"] if cell["cell_type"] == kind]


def source(cell: dict) -> str:
    return "".join(cell["source"])


@every_lesson
def test_it_is_stored_without_outputs(name):
    for cell in cells(name, "code"):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


@every_lesson
def test_it_is_stored_so_that_a_change_is_a_small_diff(name):
    stored = Lesson(name).notebook.read_text(encoding="utf-8")
    assert stored == json.dumps(LESSONS[name], indent=1, ensure_ascii=False) + "\n"


@every_lesson
def test_every_cell_has_an_id_of_its_own(name):
    ids = [cell["id"] for cell in LESSONS[name]["cells"]]
    assert len(set(ids)) == len(ids)


@every_lesson
def test_it_begins_with_its_number_its_title_and_a_question(name):
    first, second = LESSONS[name]["cells"][:2]
    assert re.match(rf"# {int(name[:2])} · \w", source(first))
    assert "?" in source(first)
    imports = list(ast.parse(source(second)).body)
    assert all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in imports)
    assert len(imports) <= 5


@every_lesson
def test_an_exercise_is_followed_by_its_check(name):
    grading = [cell["metadata"].get("nbgrader", {}) for cell in cells(name, "code")]
    answers = [g["grade_id"] for g in grading if g.get("solution")]
    checks = [g["grade_id"] for g in grading if g.get("grade")]
    assert checks == [f"check_{answer}" for answer in answers]


@every_lesson
def test_every_check_lets_the_run_go_on(name):
    for cell in cells(name, "code"):
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            assert "raises-exception" in cell["metadata"]["tags"]


@every_lesson
def test_no_wrapped_line_of_a_paragraph_reads_as_a_list(name):
    """`2 (D` and on the next line `+ 1)` would be shown as a bullet."""
    for cell in cells(name, "markdown"):
        lines = source(cell).splitlines()
        for before, line in itertools.pairwise(lines):
            in_paragraph = before.strip() and not NO_PARAGRAPH.match(before)
            assert not (in_paragraph and LIST_ITEM.match(line)), line
