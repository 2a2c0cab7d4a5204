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

from autograder.authoring.lessons import find_lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.grade_class import grade_class
from autograder.classroom.release import release
from autograder.rehearsal.simulate import simulate
from helpers.paths import ANSWERS, NOTEBOOKS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
START_SECONDS = 60
PATIENCE, KEYS_PATIENCE = 60_000, 10_000  # milliseconds

KERNEL_IS_IDLE = ".jp-Notebook-ExecutionIndicator[data-status=idle]"

WRONG = """\
def conv_output_size(size, kernel, stride=1, padding=0):
    if (size + padding - kernel) % stride or kernel > size + padding:
        raise ValueError
    return (size + padding - kernel) // stride + 1
"""
RIGHT = """\
def conv_output_size(size, kernel, stride=1, padding=0):
    way = size + 2 * padding - kernel
    if way < 0 or way % stride:
        raise ValueError("does not fit")
    return way // stride + 1
"""


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
def lesson():
    if not (ANSWERS / "convolution.npz").exists():
        pytest.skip("the answers are not compiled: run `course compile`")
    return find_lesson("convolution")


@pytest.fixture(scope="module")
def student_lab(tmp_path_factory, browser, lesson):
    work = tmp_path_factory.mktemp("work")
    shutil.copytree(NOTEBOOKS, work, dirs_exist_ok=True)
    with jupyterlab(work, tmp_path_factory.mktemp("config")) as address:
        yield address


@pytest.fixture
def lesson_page(browser, student_lab, lesson):
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(f"{student_lab}/lab/tree/{lesson.name}/{lesson.notebook.name}?reset")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=PATIENCE)
    page.wait_for_selector(KERNEL_IS_IDLE, timeout=PATIENCE)
    run(page, "from helpers import")
    yield page
    page.close()


def playwright_timeout() -> type[Exception]:
    from playwright.sync_api import TimeoutError as OutOfPatience

    return OutOfPatience


def cell(page, text: str):
    return page.locator(".jp-CodeCell", has_text=text).first


def run(page, text: str) -> None:
    """Run the cell with this text, as a student does: click into it, Shift-Enter.

    While JupyterLab is still loading, on a busy machine, keys get lost: they are pressed again.
    """
    found = cell(page, text)
    prompt = found.locator(".jp-InputPrompt").element_handle()
    for _ in range(PATIENCE // KEYS_PATIENCE):
        found.locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
        with contextlib.suppress(playwright_timeout()):
            page.wait_for_function(
                "prompt => /\\[[*\\d]/.test(prompt.textContent)", arg=prompt, timeout=KEYS_PATIENCE
            )
            break
    page.wait_for_function(
        "prompt => /\\[\\d+\\]/.test(prompt.textContent)", arg=prompt, timeout=PATIENCE
    )


def write(page, text: str, source: str) -> None:
    """Replace what is in the cell with this text by other source, and run it."""
    found = cell(page, text)
    found.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(source)
    run(page, text)


def test_a_wrong_answer_is_told_which_mistake_it_is(lesson_page):
    write(lesson_page, "def conv_output_size(", WRONG)
    run(lesson_page, "check(conv_output_size)")
    card = cell(lesson_page, "check(conv_output_size)").locator(".course-card")
    assert "Padding goes on both sides of the image, so it counts twice." in card.inner_text()
    assert "failed" in card.get_attribute("class")


def test_the_right_answer_passes_after_the_wrong_one(lesson_page):
    write(lesson_page, "def conv_output_size(", RIGHT)
    run(lesson_page, "check(conv_output_size)")
    card = cell(lesson_page, "check(conv_output_size)").locator(".course-card")
    assert "passed" in card.get_attribute("class")


def test_a_hint_appears_under_the_cell_that_asks_for_it(lesson_page):
    write(lesson_page, "def conv_output_size(", f"{WRONG}\nhint(conv_output_size)")
    output = cell(lesson_page, "def conv_output_size(").locator(".jp-OutputArea-output")
    assert output.inner_text().startswith("Hint 1 of ")


@pytest.fixture(scope="module")
def instructor(tmp_path_factory, browser, lesson):
    folder = ClassFolder.create(tmp_path_factory.mktemp("class") / "biology")
    release(folder, lesson)
    simulate(folder, lesson, 6)
    grade_class(folder, lesson)
    with jupyterlab(folder.root, tmp_path_factory.mktemp("config")) as address:
        yield folder, address


def test_formgrader_lists_the_graded_submissions(browser, instructor, lesson):
    folder, address = instructor
    page = browser.new_page()
    page.goto(f"{address}/formgrader/manage_submissions/{lesson.name}/")
    page.wait_for_selector("td.student-id", timeout=PATIENCE)
    listed = {cell.strip() for cell in page.locator("td.student-id").all_inner_texts()}
    assert listed >= set(folder.submitters(lesson))
    assert "graded" in page.locator("tbody").inner_text()
    page.close()


def test_formgrader_shows_a_submission_with_its_report(browser, instructor, lesson):
    folder, address = instructor
    with folder.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook(lesson.module_name, lesson.name, "s001")
        identity, score = notebook.id, notebook.score
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(f"{address}/formgrader/submissions/{identity}/")
    page.wait_for_selector(".course-card", timeout=PATIENCE)
    boxes = "[...document.querySelectorAll('input.score')].map(box => box.value || box.placeholder)"
    page.wait_for_function(f"{boxes}.length && {boxes}.every(text => text)", timeout=PATIENCE)
    assert sum(map(float, page.evaluate(boxes))) == pytest.approx(score)
    page.close()
