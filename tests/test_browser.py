"""In a real browser: a student is told what is wrong, an instructor sees the grades."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from conftest import handed_in

from autograder.authoring.lessons import find_lesson
from autograder.classroom.grade_class import grade_class
from autograder.grading.grade import fresh_seed, grade
from autograder.rehearsal.simulate import simulate
from helpers.course.notebook import grade_id, text
from helpers.paths import ANSWERS, NOTEBOOKS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
START_SECONDS = 60
PATIENCE, KEYS_PATIENCE = 60_000, 10_000  # milliseconds

LESSON = find_lesson("start_here")
KERNEL_IS_IDLE = ".jp-Notebook-ExecutionIndicator[data-status=idle]"

WRONG = "def add_one(x):\n    return x\n"
RIGHT = "def add_one(x):\n    return x + 1\n"


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=options)
        yield opened
        opened.close()


@contextlib.contextmanager
def jupyterlab(folder: Path, config: Path):
    """JupyterLab in a folder, with settings of its own. Gives its address."""
    settings = config / "lab" / "user-settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    # All cells are drawn at once, so that a test can find them wherever they are.
    (settings / "tracker.jupyterlab-settings").write_text(json.dumps({"windowingMode": "none"}))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--port={port}", "--IdentityProvider.token=", "--ServerApp.port_retries=0"]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    server = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "JUPYTER_CONFIG_DIR": str(config), "PATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(f"{address}/api"):
            assert server.poll() is None, "JupyterLab ended"
            assert time.monotonic() < deadline, "JupyterLab did not start"
            time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def _answers(address: str) -> bool:
    try:
        return urllib.request.urlopen(address, timeout=2).status == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def instructor(tmp_path_factory, browser, released, executor):
    """A graded class, and JupyterLab in its folder, in which a student's work lies as well."""
    folder = released(tmp_path_factory.mktemp("class") / "biology")
    simulate(folder, LESSON, 6)
    grade_class(folder, LESSON, executor=executor)
    shutil.copytree(NOTEBOOKS / LESSON.name, folder.root / "work" / LESSON.name)
    with jupyterlab(folder.root, tmp_path_factory.mktemp("config")) as address:
        yield folder, address


@pytest.fixture(scope="module")
def lesson_page(browser, instructor):
    """The notebook of a student, which these tests go on with one after the other."""
    if not (ANSWERS / f"{LESSON.module_name}.npz").exists():
        pytest.skip("the answers are not compiled: run `course compile`")
    _, address = instructor
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    open_notebook(page, f"{address}/lab/tree/work/{LESSON.name}/{LESSON.notebook.name}")
    run(page, "from helpers import")
    yield page
    page.close()


def open_notebook(page, address: str) -> None:
    """Open a notebook in JupyterLab, and wait for its kernel."""
    # On a busy machine JupyterLab opens a notebook before it knows of any kernel, and asks for one.
    asks = page.locator(".jp-Dialog", has_text="Select Kernel")
    page.add_locator_handler(asks, lambda: asks.locator("button.jp-mod-accept").click())
    page.goto(f"{address}?reset")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=PATIENCE)
    page.wait_for_selector(KERNEL_IS_IDLE, timeout=PATIENCE)


def playwright_timeout() -> type[Exception]:
    from playwright.sync_api import TimeoutError as OutOfPatience

    return OutOfPatience


def cell(page, shown: str):
    return page.locator(".jp-CodeCell", has_text=shown).first


def run(page, text: str) -> None:
    """Run the cell with this text, as a student does: click into it, Shift-Enter.

    While JupyterLab is still loading, on a busy machine, keys get lost: they are pressed again.
    """
    found = cell(page, text)
    prompt = found.locator(".jp-InputPrompt").element_handle()
    before = [prompt, prompt.text_content()]
    for _ in range(PATIENCE // KEYS_PATIENCE):
        found.locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
        with contextlib.suppress(playwright_timeout()):
            page.wait_for_function(
                "([prompt, before]) => prompt.textContent !== before",
                arg=before,
                timeout=KEYS_PATIENCE,
            )
            break
    page.wait_for_function(
        "([{textContent: now}, before]) => now !== before && /\\[\\d+\\]/.test(now)",
        arg=before,
        timeout=PATIENCE,
    )


def write(page, text: str, source: str) -> None:
    """Replace what is in the cell with this text by other source, and run it."""
    found = cell(page, text)
    found.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(source)
    run(page, text)


def test_a_wrong_answer_is_told_which_mistake_it_is(lesson_page):
    write(lesson_page, "def add_one(", WRONG)
    run(lesson_page, "check(add_one)")
    card = cell(lesson_page, "check(add_one)").locator(".course-card")
    assert "What comes back is x itself." in card.inner_text()
    assert "failed" in card.get_attribute("class")


def test_the_right_answer_passes_after_the_wrong_one(lesson_page):
    write(lesson_page, "def add_one(", RIGHT)
    run(lesson_page, "check(add_one)")
    card = cell(lesson_page, "check(add_one)").locator(".course-card")
    assert "passed" in card.get_attribute("class")


def test_a_hint_appears_under_the_cell_that_asks_for_it(lesson_page):
    write(lesson_page, "def add_one(", f"{WRONG}\nhint(add_one)")
    output = cell(lesson_page, "def add_one(").locator(".jp-OutputArea-output")
    assert output.inner_text().startswith("Hint 1 of ")


def test_formgrader_lists_the_graded_submissions(browser, instructor):
    folder, address = instructor
    page = browser.new_page()
    page.goto(f"{address}/formgrader/manage_submissions/{LESSON.name}/")
    page.wait_for_selector("td.student-id", timeout=PATIENCE)
    listed = {cell.strip() for cell in page.locator("td.student-id").all_inner_texts()}
    assert listed >= set(folder.submitters(LESSON))
    assert "graded" in page.locator("tbody").inner_text()
    page.close()


def test_formgrader_shows_a_submission_with_its_report(browser, instructor):
    folder, address = instructor
    with folder.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook(LESSON.module_name, LESSON.name, "s001")
        identity, score = notebook.id, notebook.score
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(f"{address}/formgrader/submissions/{identity}/")
    page.wait_for_selector(".course-card", timeout=PATIENCE)
    boxes = "[...document.querySelectorAll('input.score')].map(box => box.value || box.placeholder)"
    page.wait_for_function(f"{boxes}.length && {boxes}.every(text => text)", timeout=PATIENCE)
    assert sum(map(float, page.evaluate(boxes))) == pytest.approx(score)
    page.close()


@pytest.mark.thorough
def test_the_keys_of_jupyterlab_do_what_the_tests_of_keys_take_them_to_do(browser, instructor):
    """Split an answer, then make another Markdown, in a copy of the lesson; the answers count."""
    folder, address = instructor
    path = folder.root / "work" / "keys" / LESSON.notebook.name
    path.parent.mkdir()
    notebook = handed_in({"add_one": "import math\n\ndef add_one(x):\n    return x + 1"})
    path.write_text(json.dumps(notebook))
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    open_notebook(page, f"{address}/lab/tree/work/keys/{LESSON.notebook.name}")
    cell(page, "def add_one(").locator(".cm-line", has_text="def add_one(").click()
    page.keyboard.press("Home")
    page.keyboard.press("Control+Shift+-")
    cell(page, "def mean_image(").locator(".jp-InputPrompt").click()
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.keyboard.press("Control+s")
    page.wait_for_timeout(3000)
    page.close()
    saved = json.loads(path.read_bytes())
    answers = [c for c in saved["cells"] if grade_id(c) in ("add_one", "mean_image")]
    assert [(grade_id(c), c["cell_type"], text(c).split()[0]) for c in answers] == [
        ("add_one", "code", "import"),
        ("add_one", "code", "def"),
        ("mean_image", "markdown", "def"),
    ]
    before = {grade_id(c): c["id"] for c in notebook["cells"]}
    assert answers[0]["id"] != before["add_one"] == answers[1]["id"]
    assert answers[2]["id"] == before["mean_image"]
    release = json.loads(LESSON.notebook.read_bytes())
    assert grade(LESSON, release, path.read_bytes(), fresh_seed()).score == 3.0
