"""A teacher's whole term in one class folder, from the list of the class to the last export.

Nothing is done by hand that a teacher would not do: files are edited, commands are run, students
fetch and submit through nbgrader's exchange, marks are typed in where formgrader writes them.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import START, needs_sandbox
from test_commands import course, mounted  # noqa: F401
from test_nbgraders_circle import Circle, now
from test_own_assignments import HOMEWORK, mark, written
from test_released import change_everywhere, installed  # noqa: F401

from autograder.classroom.checkup.folder import findings
from autograder.classroom.class_folder import ClassFolder

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.usefixtures("one_worker"),
    pytest.mark.xdist_group("term"),
]

CLASS_LIST = (
    "First name,Last name,ID number,Email address\n"
    "Ada,Lovelace,ada,ada@example.org\nBob,Dylan,bob,bob@example.org\nEve,Adams,eve,eve@example.org\n"
)
RIGHT = {"add_one": "def add_one(x): return x + 1", "essay": "They share a shape."}
WRONG = {"add_one": "def add_one(x): return x + 2"}
DOUBLE = {"double": "def double(x): return 2 * x"}


class Term(Circle):
    """The class, with a place of its own for the exchange, and for each student."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.exchange = place / "exchange"
        self.exchange.mkdir(parents=True)
        self.exchange.chmod(0o777)
        course("init", place / "class")
        with (place / "class" / "nbgrader_config.py").open("a") as file:
            file.write(f"c.Exchange.root = {str(self.exchange)!r}\n")
            file.write("c.ExchangeCollect.check_owner = False\n")
            file.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')

    @property
    def folder(self) -> ClassFolder:
        return ClassFolder.open(self.place / "class")

    def course(self, *arguments: object, code: int = 0) -> str:
        return course(*arguments, "-f", self.folder.root, code=code)

    def hands_in(self, student: str, name: str, **answers: str) -> None:
        """Fetch an assignment, write answers into its notebooks, submit."""
        home = self.place / student / name
        if not home.exists():
            self.at_home(student, "FetchAssignment", name)
        for path in home.glob("*.ipynb"):
            content = json.loads(path.read_bytes())
            for cell in content["cells"]:
                answer = answers.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))
                cell["source"] = cell["source"] if answer is None else answer
            path.write_text(json.dumps(content))
        self.at_home(student, "Submit", name)

    def collects(self, name: str) -> None:
        self.nbgrader("collect", name, "--update")

    def reads(self, student: str, name: str, page: str) -> str:
        """The words of the newest feedback page that a student fetches."""
        self.at_home(student, "FetchFeedback", name)
        pages = sorted((self.place / student / name / "feedback").glob(f"*/{page}.html"))
        words = re.sub(r"(?s)<(style|script).*?</\1>|<[^>]+>", " ", pages[-1].read_text())
        return " ".join(words.split())

    def score(self, student: str, name: str) -> float:
        with self.folder.gradebook() as gradebook:
            entry = gradebook.find_submission(name, student)
            penalties = (n.late_submission_penalty or 0 for n in entry.notebooks)
            return entry.score - sum(penalties)


def write(path: Path, notebook: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook))


def test_a_term(tmp_path, installed):  # noqa: F811
    needs_sandbox()
    term = Term(tmp_path / "term")
    root = term.folder.root

    # Before it begins: the class list, points, a choice, a written answer, an own assignment.
    (tmp_path / "participants.csv").write_text(CLASS_LIST)
    term.course("students", tmp_path / "participants.csv")
    assert {"ada", "bob", "eve"} == {*term.folder.roster()}
    term.course("release", "0")
    source = root / "source" / START / "start_here.ipynb"
    lesson = json.loads(source.read_bytes())
    lesson["cells"].append(written("essay", "What do sevens share?", 4))
    source.write_text(json.dumps(lesson))
    term.course("points", "0", "add_one", 3)
    term.course("leave-out", "0", "mean_image")
    term.course("release", "0", "--again")
    for file, content in HOMEWORK.items():
        write(root / "source" / "hw" / f"{file}.ipynb", content)
    data = root / "source" / "hw" / "data" / "two.txt"
    data.parent.mkdir()
    data.write_text("2")
    term.course("release", "hw")
    yesterday = now() - timedelta(days=1)
    term.course("due", "0", f"{yesterday:%Y-%m-%d %H:%M}+00:00")
    term.course("due", "hw", f"{now() + timedelta(days=7):%Y-%m-%d}")
    term.nbgrader("release_assignment", START)
    term.nbgrader("release_assignment", "hw")

    # Everybody hands in, a day late; bob asked before. dan joins the class only now.
    term.course("extend", "0", "bob", "2")
    term.hands_in("ada", START, **RIGHT)
    term.hands_in("bob", START, **WRONG, essay="A number.")
    (tmp_path / "newer.csv").write_text(f"{CLASS_LIST}Dan,Brown,dan,dan@example.org\n")
    term.course("students", tmp_path / "newer.csv")
    term.hands_in("dan", START, **RIGHT)
    for student in ("ada", "bob"):
        term.hands_in(student, "hw", **DOUBLE, why="It is even.")
    for name in (START, "hw"):
        term.collects(name)
        term.course("grade", name)
    assert term.score("ada", START) == 0  # too late, as the class's own settings have it
    assert term.score("bob", START) == 0  # in time, and wrong; the essay waits
    term.course("extend", "0", "ada", "dan", "2")
    assert "penalty" in term.course("grade", "0", code=1)  # shown, and not yet agreed to
    term.course("grade", "0", "--yes")
    assert term.score("ada", START) == term.score("dan", START) == 3

    # Marks by hand.
    for student, points in (("ada", 4), ("bob", 1), ("dan", 3)):
        mark(term.folder, START, student, "essay", points)
    mark(term.folder, "hw", "ada", "why", 3)
    assert term.score("ada", START) == 7

    # A newer course, in which an exercise has another name: the class stays on its own.
    change_everywhere(installed, "add_one", "plus_one")
    assert "unchanged" in term.course("grade", "0")
    term.hands_in("bob", START, **RIGHT)
    term.collects(START)
    term.course("grade", "0")
    assert term.score("bob", START) == 3 + 1
    waits = [one.problem for one in findings(term.folder) if "graded by hand" in one.problem]
    assert any("bob" in problem for problem in waits)  # another essay than the one that was marked
    mark(term.folder, START, "bob", "essay", 2)

    # A test of the teacher's own is mended: who gains is shown first, and marks by hand stay.
    before = term.score("ada", "hw")
    numbers = root / "source" / "hw" / "numbers.ipynb"
    content = json.loads(numbers.read_bytes())
    for cell in content["cells"]:
        if cell["id"] == "of_theirs":
            cell["source"] = "assert double(1) == 2"
    numbers.write_text(json.dumps(content))
    term.course("release", "hw", "--again")
    shown = term.course("grade", "hw", code=1)
    assert "of_theirs 0 → 1" in shown
    term.course("grade", "hw", "--yes")
    assert term.score("ada", "hw") == before + 1

    # Everything is returned, exported, and looked at.
    for name in (START, "hw"):
        term.course("feedback", name)
        term.nbgrader("release_feedback", name)
    assert "7" in term.reads("ada", START, "start_here")
    assert "essay" in term.reads("bob", START, "start_here")
    assert "of_theirs" in term.reads("ada", "hw", "numbers")
    table = tmp_path / "all.csv"
    term.course("export", table, "--by", "exercise")
    rows = {row["id"]: row for row in csv.DictReader(table.open(encoding="utf-8-sig"))}
    assert set(rows) == {"ada", "bob", "dan", "eve"}
    columns = {name.rpartition(" ")[2] for name in rows["ada"]}
    assert {"add_one", "essay", "why", "visible"} <= columns
    assert "mean_image" not in columns
    term.course("report", "0")
    term.course("report")
    page = (root / "reports" / "index.html").read_text()
    assert all(name in page for name in ("ada", "bob", "dan", "eve", START, "hw"))
    left = [f"{one.about}: {one.problem}" for one in findings(term.folder)]
    assert [one for one in left if "by hand" not in one] == []
