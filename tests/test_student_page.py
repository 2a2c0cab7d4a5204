"""A student's page says first what the score is and what to do next, and nothing on it acts."""

from __future__ import annotations

import re

import pytest
from test_class_report import Page as Parsed

from autograder.authoring.lessons import Lesson
from autograder.classroom.student_page.marks import Mark, Marks
from autograder.classroom.student_page.page import student_page

LESSON = Lesson("06_convolution")
ATTACK = (
    "</pre></details><script>alert(1)</script><img src=https://evil.example/x onerror=alert(2)>"
)
PNG = {"plot.png": {"image/png": "iVBORw0KGgo="}}


def cell(source: str, name: str = "", kind: str = "code", outputs=(), **grading) -> dict:
    metadata = {"nbgrader": {"grade_id": name, **grading}} if name else {}
    made = {"cell_type": kind, "source": source, "metadata": metadata, "id": f"c{hash(source)}"}
    return {**made, "outputs": list(outputs)} if kind == "code" else made


def exercise(name: str, source: str = "pass") -> list[dict]:
    return [
        cell(source, name, solution=True, grade=False),
        cell(f"check({name})", f"check_{name}", solution=False, grade=True),
    ]


def part(title: str, passed: bool, **said) -> dict:
    nothing = dict.fromkeys(("call", "problem", "mistake", "hint"), "")
    return {"title": title, "passed": passed, **nothing, **said}


def entry(name: str, *parts: dict, unwritten: bool = False, note: str = "") -> dict:
    """The report on an exercise of two points."""
    score = 2 * sum(part["passed"] for part in parts) / len(parts)
    about = {"points": 2.0, "mistake": "", "unwritten": unwritten, "note": note}
    return {"name": name, "score": score, "parts": list(parts), **about}


def report(*entries: dict, reason: str = "", own: tuple[dict, ...] = ()) -> dict:
    return {"reason": reason, "exercises": list(entries), "own": list(own)}


RIGHT = entry("zero_pad", part("a square", True), part("a row", True))
HALF = entry(
    "conv_size",
    part("no padding", True),
    part("padding", False, call="conv_size(5)", problem="returned 3, expected 5", hint="Twice."),
)


def page(cells: list[dict], marks: dict[str, Mark], kept: dict | None = None, **more) -> Page:
    given = Marks(marks, more.get("comments", {}), more.get("penalty", 0.0))
    return Page(student_page({"cells": cells}, given, kept, LESSON, "ada"))


class Page(Parsed):
    def section(self, name: str) -> Page:
        return Page(re.search(rf'<section[^>]* id="of-{name}">.*?</section>', self.source, re.S)[0])


@pytest.fixture
def mixed() -> Page:
    cells = [*exercise("zero_pad"), *exercise("conv_size", "def conv_size(n):\n    return 3")]
    marks = {"check_zero_pad": Mark(2, 2), "check_conv_size": Mark(2, 1)}
    return page(cells, marks, report(RIGHT, HALF))


def test_the_score_and_what_to_do_next_come_first(mixed):
    assert mixed.text.index("3 of 4 points") < mixed.text.index("What to do next")
    assert "begin with conv_size , where the first thing that is wrong is padding" in mixed.text
    assert mixed.text.index("What to do next") < mixed.text.index("The notebook as it was graded")


def test_what_is_wrong_is_open_with_its_report_and_what_is_right_is_a_line(mixed):
    wrong = mixed.section("conv_size")
    assert "conv_size(5) returned 3, expected 5 Twice." in wrong.text
    assert "return 3" in wrong.text
    assert mixed.section("zero_pad").text == "✓ zero_pad 2 / 2"


def test_its_title_has_the_score_in_nbgraders_words(mixed):
    assert mixed.text.startswith("convolution (Score: 3.0 / 4.0)")


def test_only_code_and_notebook_are_folded(mixed):
    folded = [attributes for tag, attributes in mixed.elements if tag == "details"]
    assert len(folded) == 2
    assert not any("open" in attributes for attributes in folded)


def test_where_arrays_differ_and_what_was_printed_is_shown():
    seen = part("padding", False, call="f()", problem="differs", place="[0]", printed="hello")
    half = entry("conv_size", part("no padding", True), {**seen, "grid": [".x", "xx"]})
    found = page(exercise("conv_size"), {"check_conv_size": Mark(2, 1)}, report(half))
    assert "It printed: hello Where it differs, in [0] · × × ×" in found.text


def test_what_was_not_written_is_named_and_takes_a_line():
    empty = entry("zero_pad", part("a square", False), unwritten=True)
    found = page(exercise("zero_pad"), {"check_zero_pad": Mark(2, 0)}, report(empty))
    assert "write zero_pad ." in found.text
    assert found.section("zero_pad").text == "· zero_pad not written 0 / 2"


def test_why_nothing_could_be_graded_is_said_once():
    bad = entry("zero_pad", part("a square", False), note="It is no notebook.")
    kept = report(bad, reason="It is no notebook.")
    found = page(exercise("zero_pad"), {"check_zero_pad": Mark(2, 0)}, kept)
    assert "could not be graded as it is. It is no notebook." in found.text
    assert found.text.count("It is no notebook.") == 1


def test_penalty_marks_by_hand_and_extra_credit_are_in_the_score_and_named():
    marks = {"check_zero_pad": Mark(2, 2, extra=1.0), "check_conv_size": Mark(2, 1, by_hand=1.5)}
    cells = [*exercise("zero_pad"), *exercise("conv_size")]
    found = page(cells, marks, report(RIGHT, HALF), penalty=0.5)
    assert "4 of 4 points" in found.text
    assert "−0.5 for lateness" in found.text
    assert "+1 extra credit" in found.text
    assert "1.5 of 2 given by a person; the tests gave 1." in found.section("conv_size").text


def test_comments_stand_with_what_they_are_about():
    cells = [*exercise("zero_pad"), cell("x", "draft", solution=True)]
    comments = {"zero_pad": "Elegant.", "draft": "Never used."}
    marks = {"check_zero_pad": Mark(2, 2)}
    found = page(cells, marks, report(RIGHT), comments=comments)
    assert "Comment: Elegant." in found.section("zero_pad").text
    assert "Comment: Never used." in found.text.partition("✓")[0]


@pytest.fixture
def own() -> Page:
    """An assignment of a teacher's own: a written answer, code with two tests, and a task."""
    answer = cell("Padding **keeps** it.", "why", "markdown", solution=True, grade=True)
    failed = {"output_type": "error", "ename": "AssertionError", "evalue": "4 != 5"}
    cells = [
        {**answer, "attachments": PNG, "source": answer["source"] + " ![a](attachment:plot.png)"},
        cell("def square(x): return x", "square", solution=True),
        cell("assert square(1) == 1", "small", grade=True),
        cell("assert square(2) == 4", "large", grade=True, outputs=[failed]),
        cell("Draw it.", "drawing", "markdown", task=True, grade=True),
    ]
    marks = {"why": Mark(5, waits=True), "small": Mark(1, 1), "large": Mark(2, 0)}
    marks |= {"drawing": Mark(3, by_hand=2)}
    comments = {"square": "Test it with 2.", "drawing": "Axes?"}
    return page(cells, marks, report(), comments=comments)


def test_a_written_answer_waits_for_its_mark_and_is_shown(own):
    assert "A person still has to read why" in own.text
    assert "3 of 11 points so far" in own.text
    assert own.section("why").text.startswith("… why waits for a mark – / 5")
    assert "<strong>keeps</strong>" in own.section("why").source
    assert 'src="data:image/png;base64,' in own.section("why").source


def test_an_answer_of_a_teachers_own_that_nobody_wrote_is_called_so():
    empty = {"name": "why", "problem": "No response."}
    cells = [cell("?", "why", "markdown", solution=True, grade=True)]
    comments = {"why": "No response."}
    found = page(cells, {"why": Mark(5, 0)}, report(own=(empty,)), comments=comments)
    assert found.section("why").text == "· why not written 0 / 5"


def test_practice_has_its_report_and_no_points():
    cells = [*exercise("zero_pad"), *exercise("conv_size")]
    marks = {"check_zero_pad": Mark(0, 0), "check_conv_size": Mark(0, 0)}
    found = page(cells, marks, report(RIGHT, HALF))
    assert found.section("zero_pad").text.startswith("✓")
    assert "returned 3, expected 5" in found.section("conv_size").text


def test_tests_of_a_teachers_own_say_what_they_found(own):
    assert "Comment: Test it with 2." in own.section("small").text
    large = own.section("large").text
    assert "AssertionError: 4 != 5" in large
    assert "def square(x): return x" in large
    assert "Comment" not in large


def test_a_task_has_its_mark_and_comment(own):
    assert "2 of 3 given by a person. Comment: Axes?" in own.section("drawing").text


def test_a_page_is_made_where_no_report_was_kept():
    found = page(exercise("zero_pad"), {"check_zero_pad": Mark(2, 1)})
    assert "check_zero_pad 1 / 2" in found.text


def test_whatever_a_student_wrote_only_can_be_read():
    attacked = part("padding", False, call=ATTACK, problem=ATTACK, hint=ATTACK, printed=ATTACK)
    html = {"output_type": "display_data", "data": {"text/html": ATTACK, "text/plain": ATTACK}}
    printed = {"output_type": "stream", "text": f"\x1b[31m{ATTACK}"}
    cells = [
        *exercise("zero_pad", ATTACK),
        cell(ATTACK, outputs=[html, printed]),
        cell(ATTACK, kind="markdown"),
        cell(ATTACK, kind="raw"),
        cell(ATTACK, "why", "markdown", solution=True, grade=True),
    ]
    marks = {"check_zero_pad": Mark(2, 0), "why": Mark(2, waits=True)}
    kept = report(entry("zero_pad", attacked, note=ATTACK))
    found = page(cells, marks, kept, comments={"zero_pad": ATTACK})
    for tag, attributes in found.elements:
        assert tag not in ("script", "img", "iframe", "link", "object")
        assert not any(name.startswith("on") for name in attributes)
    assert found.text.count("alert(1)") > 8
    assert "\x1b" not in found.source


def test_a_page_needs_no_network_and_lets_nothing_run(mixed):
    policy = next(a["content"] for _, a in mixed.elements if a.get("http-equiv"))
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    for text in ("http:", "https:", "@import", "url("):
        assert text not in mixed.source
