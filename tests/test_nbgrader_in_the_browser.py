"""A teacher marks in formgrader; a student fetches, validates and hands in where nbgrader has it.

In real JupyterLabs: one in a class folder with written answers, one in a student's own folder.
"""

from __future__ import annotations

import json
import re

import pytest
from conftest import START, needs_sandbox
from test_browser import PATIENCE, jupyterlab, open_notebook
from test_browser import browser as browser
from test_harmless_markdown import ATTACKS, PNG
from test_own_assignments import HOMEWORK, hand_in

from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.grade_class import grade_class
from autograder.classroom.release import release

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.browser,
    pytest.mark.xdist_group("nbgrader in the browser"),
]
EXCHANGE = 'c.Exchange.root = {exchange!r}\nc.CourseDirectory.course_id = "class"\n'
DIALOG = ".jp-Dialog-content"


@pytest.fixture(scope="module")
def school(tmp_path_factory, executor):
    """A class folder with an assignment of two notebooks, one handed in; and an exchange."""
    needs_sandbox()
    place = tmp_path_factory.mktemp("school")
    exchange = place / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    folder = ClassFolder.create(place / "class")
    with (folder.root / "nbgrader_config.py").open("a") as file:
        file.write(f"c.Exchange.root = {str(exchange)!r}\n")
    for file, content in HOMEWORK.items():
        path = folder.root / "source" / "hw" / f"{file}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    release(folder, folder.lesson(START))
    release(folder, folder.notebooks("hw")[0])
    hand_in(folder, "ada", "hw", why="It is **even**, as `2 * x` is.")
    hand_in(folder, "eve", "hw", why={"source": "\n\n".join(ATTACKS), "attachments": {
        "a.png": PNG}})  # fmt: skip
    grade_class(folder, folder.notebooks("hw")[1], executor=executor)
    assert folder.nbgrader.release_assignment("hw")["success"]
    return place


@pytest.fixture(scope="module")
def teachers(school, tmp_path_factory):
    with jupyterlab(school / "class", tmp_path_factory.mktemp("config")) as address:
        yield address


@pytest.fixture(scope="module")
def students(school, tmp_path_factory):
    """The address of a student's JupyterLab, with what nbgrader's manual has them set."""
    home = school / "home"
    home.mkdir()
    exchange = str(school / "exchange")
    (home / "nbgrader_config.py").write_text(
        f"c = get_config()\n{EXCHANGE.format(exchange=exchange)}"
    )
    with jupyterlab(home, tmp_path_factory.mktemp("config")) as address:
        yield address


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    yield page
    page.close()


def submitted(school, file: str = "words", student: str = "ada"):
    folder = ClassFolder.open(school / "class")
    with folder.gradebook() as gradebook:
        entry = gradebook.find_submission_notebook(file, "hw", student)
        grades = {
            grade.name: (grade.manual_score, grade.needs_manual_grade) for grade in entry.grades
        }
        comments = {comment.name: comment.manual_comment for comment in entry.comments}
        return entry.id, grades, comments


def soon(page, condition) -> None:
    """Wait until something holds that a page has set going."""
    for _ in range(PATIENCE // 200):
        if condition():
            return
        page.wait_for_timeout(200)
    raise AssertionError("It has not happened.")


def test_a_mark_and_a_comment_typed_into_formgrader_are_kept(school, teachers, page):
    identity, grades, _ = submitted(school)
    assert grades["why"] == (None, True)
    page.goto(f"{teachers}/formgrader/submissions/{identity}/")
    page.wait_for_selector("text=It is", timeout=PATIENCE)
    assert page.locator("strong", has_text="even").count() == 1
    box = page.locator("input.score").first
    box.fill("2.5")
    box.press("Tab")
    comment = page.locator("textarea.comment").first
    comment.fill("Say why.")
    comment.press("Tab")
    soon(page, lambda: submitted(school)[2]["why"] == "Say why.")
    _, grades, _ = submitted(school)
    assert grades["why"] == (2.5, False)


def test_what_a_student_wrote_does_nothing_in_formgrader(school, teachers, page):
    identity, _, _ = submitted(school, student="eve")
    asked, acted = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (acted.append(dialog.message), dialog.dismiss()))
    page.goto(f"{teachers}/formgrader/submissions/{identity}/")
    page.wait_for_selector("text=tells who looks", timeout=PATIENCE)
    for link in page.locator(".nbgrader_cell .text_cell_render a:not(.anchor-link)").all():
        assert link.get_attribute("href").startswith("https://")
    assert page.locator(".nbgrader_cell .text_cell_render script").count() == 0
    assert not acted
    assert not [url for url in asked if "evil" in url or "logout" in url or url.endswith("/x")]


def test_formgrader_lists_the_assignment_and_what_waits(teachers, page):
    page.goto(f"{teachers}/formgrader/gradebook/hw/words/")
    page.wait_for_selector("tbody tr", timeout=PATIENCE)
    page.wait_for_function("document.querySelector('tbody').innerText.includes('Submission')")
    page.goto(f"{teachers}/formgrader/")
    page.wait_for_selector("text=hw", timeout=PATIENCE)
    assert "00_start_here" in page.locator("tbody").inner_text()


def test_a_student_fetches_validates_and_hands_in(school, students, page):
    page.goto(f"{students}/lab?reset")
    page.wait_for_selector(".jp-LauncherCard", timeout=PATIENCE)
    page.locator(".lm-MenuBar-item", has_text="Nbgrader").click()
    page.locator(".lm-Menu-item", has_text="Assignment List").click()
    panel = page.locator(".lm-Widget", has_text="Released assignments").last
    panel.locator("button, a", has_text=re.compile("^Fetch$")).first.click(timeout=PATIENCE)
    home = school / "home" / "hw"
    soon(page, lambda: {p.name for p in home.glob("*.ipynb")} == {"numbers.ipynb", "words.ipynb"})
    assert "return 2 * x" not in (home / "numbers.ipynb").read_text()
    panel.locator("button, a", has_text=re.compile("^Submit$")).first.click(timeout=PATIENCE)
    inbound = school / "exchange" / "class" / "inbound"
    soon(page, lambda: list(inbound.glob("*+hw+*/*.ipynb")))


def test_validate_says_which_test_fails(school, students, page):
    open_notebook(page, f"{students}/lab/tree/hw/numbers.ipynb")
    page.locator(".jp-Toolbar").get_by_text("Validate", exact=True).click(timeout=PATIENCE)
    page.wait_for_selector(DIALOG, timeout=PATIENCE)
    words = page.locator(DIALOG).inner_text()
    assert "failed" in words
    assert "NotImplementedError" in words
