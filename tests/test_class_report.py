"""The page on a class says what to teach again and who is stuck, whatever students handed in."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from autograder.authoring.lessons import find_lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.report.figures import percent
from autograder.classroom.report.page import is_report_stale, write_class_report
from autograder.errors import UsageError

START = find_lesson("start_here")
PARTS = {
    "add_one": ["a number", "an array"],
    "mean_image": ["grey images", "colour images", "images of bytes"],
}
SCRIPT = "</code></pre><script>alert(1)</script><img src=x onerror=alert(2)>"
HOSTILE_ID = "<img src=x onerror=alert(3)>"


class Class:
    """A class folder with reports in it, as grading leaves them."""

    def __init__(self, folder: ClassFolder) -> None:
        self.folder = folder

    def roster(self, *rows: str) -> None:
        (self.folder.root / "roster.csv").write_text("\n".join(["id,first_name,last_name", *rows]))

    def hand_in(self, student: str) -> None:
        self.folder.submission_path(student, START).parent.mkdir(parents=True)

    def grade(
        self,
        student: str,
        passed: dict[str, int] | None = None,
        mistakes: dict[str, str] | None = None,
        unwritten: tuple[str, ...] = (),
        answers: dict[str, str] | None = None,
        hint: str = "",
        **report,
    ) -> None:
        """passed: how many parts of an exercise, all where it is not named."""
        entries = []
        for name, titles in PARTS.items():
            right = 0 if name in unwritten else (passed or {}).get(name, len(titles))
            mistake = (mistakes or {}).get(name, "")
            parts = [
                {
                    "title": title,
                    "passed": i < right,
                    "call": "",
                    "problem": "returned 3, expected 4" if i == right else "",
                    "mistake": mistake if i == right else "",
                    "hint": hint if i == right else "",
                }
                for i, title in enumerate(titles)
            ]
            score = START.points[name] * right / len(titles)
            entries.append(
                {
                    "name": name,
                    "points": START.points[name],
                    "score": score,
                    "mistake": mistake,
                    "unwritten": name in unwritten,
                    "note": "",
                    "parts": parts,
                }
            )
        data = {
            "state": "graded",
            "reason": "",
            "score": sum(entry["score"] for entry in entries),
            "points": sum(START.points.values()),
            "cpu_seconds": 0.05,
            "exercises": entries,
        }
        self.hand_in(student)
        self._write(self.folder.report_path(student, START), data | report)
        notebook = self.folder.release_notebook(START)
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = (answers or {}).get(name, cell["source"])
        self._write(self.folder.autograded_path(student, START), notebook)

    def fail(self, student: str, state: str, reason: str) -> None:
        self.grade(student, passed=dict.fromkeys(PARTS, 0), state=state, reason=reason)

    def _write(self, path, data) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(data))

    def page(self) -> Page:
        return Page(write_class_report(self.folder, START).read_text())


class Page(HTMLParser):
    """The page as a browser takes it: its elements, and its text without layout."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source, self.elements, self._texts, self._quiet = source, [], [], False
        self.feed(source)
        self.text = " ".join(" ".join(self._texts).split())

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self._quiet = tag == "style"

    def handle_endtag(self, tag):
        self._quiet = False

    def handle_data(self, data):
        if not self._quiet:
            self._texts.append(data)

    def tags(self, name: str) -> list[dict]:
        return [attributes for tag, attributes in self.elements if tag == name]

    def between(self, start: str, end: str) -> str:
        return self.text.partition(start)[2].partition(end)[0]


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> ClassFolder:
    """A class folder with a release and a gradebook, which nbgrader takes seconds to make."""
    folder = ClassFolder.create(tmp_path_factory.mktemp("classes") / "empty")
    path = folder.release_path(START)
    path.parent.mkdir()
    path.write_bytes(START.notebook.read_bytes())
    with folder.gradebook():
        return folder


@pytest.fixture
def group(empty, tmp_path) -> Class:
    shutil.copytree(empty.root, tmp_path / "class")
    return Class(ClassFolder.open(tmp_path / "class"))


@pytest.fixture
def busy(group) -> Class:
    """A class in which everything happens."""
    group.roster("ada,Ada,Lovelace", "bob,,", "cyd,,", "dan,,", "eve,,", "fay,,", "gus,,", "ida,,")
    group.grade("ada")
    wrong = {"mean_image": "sum_of_images"}
    code = "def mean_image(images):\n    return images.sum(axis=0)"
    for student in ("bob", "cyd"):
        group.grade(student, {"mean_image": 1}, wrong, answers={"mean_image": code}, hint="Divide.")
    group.grade("dan", {"add_one": 1}, {"add_one": "returns_x"}, cpu_seconds=12.5)
    group.grade("eve", unwritten=("add_one", "mean_image"))
    group.grade("fay", {"add_one": 0, "mean_image": 0})
    group.fail("gus", "unreadable", "The file is not a notebook.")
    return group


def test_the_mistake_of_most_students_comes_first_with_hint_students_and_an_answer(busy):
    text = busy.page().text
    ideas = text.partition("What to teach again")[2]
    assert ideas.index("sum of images") < ideas.index("returns x")
    entry = text.partition("2 of 6 sum of images in mean_image")[2].partition("1 of 6")[0]
    assert "Divide." in entry
    assert "return images.sum(axis=0)" in entry
    assert "2 students bob , cyd" in entry


def test_wrong_answers_like_no_known_mistake_stand_apart(busy):
    unnamed = busy.page().between("Wrong in ways without a name", "Who is stuck")
    assert "returned 3, expected 4" in unnamed
    assert "fay" in unnamed
    assert "bob" not in unnamed


def test_exercises_and_parts_say_how_many_passed(busy):
    page = busy.page()
    assert "add_one 3 1 1 1 3 50 % 1" in page.text
    assert "mean_image 2 2 1 1 2 33 % 1" in page.text
    assert "grey images 4 67 % colour images 2 33 %" in page.text


def test_students_who_are_stuck_are_named_with_the_reason_the_most_urgent_first(busy):
    busy.hand_in("ida")
    busy.fail("zoe", "failed", "The grader failed: OSError.")
    busy.roster("ada,Ada,Lovelace", "joe,,")
    stuck = busy.page().between("Who is stuck", "Exercises and their parts")
    reasons = ["grader failed", "Not readable", "Not handed in", "without an answer", "Under 25 %"]
    places = [stuck.index(reason) for reason in (*reasons, "Not graded yet")]
    assert places == sorted(places)
    for student, reason in zip(["zoe", "gus", "joe", "eve", "fay"], reasons, strict=True):
        assert student in stuck.partition(reason)[2][:120]
    assert "gus : The file is not a notebook." in stuck
    assert "ada " not in stuck


def test_late_students_are_named_with_how_late_they_were(busy):
    with busy.folder.gradebook() as gradebook:
        gradebook.add_assignment(START.name, duedate=datetime(2030, 1, 1, 12))
        for student, hour in (("ada", 11), ("bob", 17)):
            gradebook.add_student(student)
            with gradebook.db.no_autoflush:
                gradebook.add_submission(START.name, student, timestamp=datetime(2030, 1, 1, hour))
    late = busy.page().between("Late ", "Exercises and their parts")
    assert "bob : 5 hours" in late
    assert "ada" not in late


def test_only_what_several_did_is_taught_again_and_the_rest_is_folded(group):
    for i in range(20):
        wrong = (
            {"mean_image": "sum_of_images"} if i < 3 else {"mean_image": "maximum"} if i < 5 else {}
        )
        group.grade(f"s{i:02d}", dict.fromkeys(wrong, 0), wrong)
    page = group.page()
    assert "Teach again: sum of images in mean_image (3). " in page.text
    assert "maximum" in page.between("1 mistake made by 2 or fewer", "Who is stuck")
    assert "maximum" not in page.between("In one minute", "1 mistake made by")
    opened = [a.get("class") for a in page.tags("details") if "open" in a]
    assert opened == ["row", "fold long"]  # the first mistake, and the table by student


def test_whom_nobody_expects_yet_is_not_to_be_looked_after(group):
    group.roster("ada,,", "bob,,", "cyd,,")
    group.grade("ada")
    assert "2 to look after" in group.page().text
    with group.folder.gradebook() as gradebook:
        gradebook.update_or_create_assignment(START.name, duedate=datetime(2999, 1, 1))
    page = group.page()
    assert "0 to look after" in page.text
    assert "bob , cyd" in page.between("Not handed in yet", "Exercises")
    group.roster()
    assert "1 handed in" in group.page().text


@pytest.fixture
def marked(group) -> Class:
    """bob was late, ada has a mark by hand, and there is a written answer that waits for bob's."""
    group.roster("ada,Ada,Lovelace", "bob,,", "cyd,,")
    group.grade("ada", {"mean_image": 1})
    group.grade("bob")
    name = START.module_name
    with group.folder.gradebook() as gradebook:
        gradebook.add_assignment(START.name, duedate=datetime(2030, 1, 1, 12))
        gradebook.add_notebook(name, START.name)
        for cell, points in (("check_add_one", 1), ("check_mean_image", 2), ("why", 4)):
            gradebook.add_grade_cell(cell, name, START.name, max_score=points, cell_type="code")
        for student, hour in (("ada", 11), ("bob", 17)):
            gradebook.add_student(student)
            with gradebook.db.no_autoflush:
                gradebook.add_submission(START.name, student, timestamp=datetime(2030, 1, 1, hour))
            found = {grade.name: grade for grade in gradebook.find_submission_notebook(
                name, START.name, student).grades}  # fmt: skip
            for grade in found.values():
                grade.auto_score, grade.needs_manual_grade = grade.max_score, False
            if student == "ada":
                found["check_mean_image"].manual_score = 1.5
                found["why"].manual_score = 2
            else:
                found["why"].auto_score, found["why"].needs_manual_grade = None, True
                found["why"].notebook.late_submission_penalty = 0.5
        gradebook.db.commit()
    return group


def test_each_student_has_a_row_with_score_exercises_marks_by_hand_and_lateness(marked):
    table = marked.page().between("What each student has", "Unusually similar")
    assert "points of 7" in table
    assert "ada (Ada Lovelace) 4.5 ✓ ◐ ◐ " in table
    assert "bob 2.5 ✓ ✓ … 5 hours, −0.5" in table
    assert "cyd not handed in" in table
    by_hand = [a["title"] for a in marked.page().tags("td") if "hand" in a.get("class", "").split()]
    assert by_hand == ["mean_image: 1.5 of 2", "why: 2 of 4"]


def test_a_teachers_own_cells_have_a_row_each(marked):
    page = marked.page()
    assert "why 0 1 0 1 2 of 4" in page.between("Your own answers, tests and tasks", "Students")
    assert "1 with answers to mark by hand" in page.text


def test_a_mark_by_hand_makes_the_page_old(marked):
    marked.page()
    assert not is_report_stale(marked.folder, START)
    with marked.folder.gradebook() as gradebook:
        gradebook.find_grade("why", START.module_name, START.name, "bob").manual_score = 3
        gradebook.db.commit()
    assert is_report_stale(marked.folder, START)


def test_the_slowest_are_named(busy):
    assert "Slowest: dan 12.5 seconds" in busy.page().text


def test_copied_answers_are_listed_with_a_warning(group):
    steps = "\n".join(
        f"    out = np.roll(out, {i}, axis=-1) * {i}.5 - x[..., {i}]" for i in range(9)
    )
    for i in range(16):
        other = "\n".join(f"    x = x + {i}{j} if x.ndim > {j} else -x" for j in range(9))
        code = f"def add_one(x):\n    out = x\n{steps if i < 2 else other}\n    return out"
        group.grade(f"s{i:02d}", {"add_one": 0}, answers={"add_one": code})
    alike = group.page().between("Unusually similar answers", "Seconds used")
    assert "s00 s01" in alike
    assert "s02" not in alike
    assert "It is no proof." in alike
    assert "np.roll(out, 3, axis=-1)" in alike


def test_names_of_the_roster_and_pages_of_feedback_help_to_find_a_student(busy):
    target = busy.folder.root / "feedback" / "bob" / START.name / "start_here.html"
    target.parent.mkdir(parents=True)
    target.write_text("feedback")
    busy.roster("bob,Bob,Marley")
    page = busy.page()
    assert "bob (Bob Marley)" in page.text
    links = {link["href"] for link in page.tags("a") if not link["href"].startswith("#")}
    assert links == {f"../feedback/bob/{START.name}/start_here.html"}


def test_nothing_is_loaded_and_nothing_runs(busy):
    page = busy.page()
    assert {tag for tag, _ in page.elements} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
    } == set()
    for text in ("http", "src=", "@import", "javascript:"):
        assert text not in page.source


def test_whatever_students_write_stays_text(group):
    group.roster(f"{HOSTILE_ID},{HOSTILE_ID},{HOSTILE_ID}", f"{HOSTILE_ID}2,,")
    group.grade(
        HOSTILE_ID,
        {"add_one": 0},
        {"add_one": SCRIPT},
        answers={"add_one": SCRIPT},
        hint=SCRIPT,
    )
    group.fail("bob", "unreadable", SCRIPT)
    data = json.loads(group.folder.report_path(HOSTILE_ID, START).read_text())
    data["exercises"][1]["parts"][0] |= {"passed": False, "problem": SCRIPT}
    group._write(group.folder.report_path(HOSTILE_ID, START), data)
    page = group.page()
    allowed = {"html", "head", "meta", "title", "style", "body", "main", "svg", "defs", "pattern"}
    allowed |= {"path", "rect", "line", "text", "h1", "h2", "h3", "p", "ul", "ol", "li", "b", "i"}
    allowed |= {"a", "code", "pre", "span", "div", "table", "caption", "thead", "tbody", "tr", "th"}
    allowed |= {"td", "details", "summary", "figure", "figcaption", "br"}
    assert {tag for tag, _ in page.elements} <= allowed
    assert not any(name.startswith("on") for _, found in page.elements for name in found)
    assert page.text.count("alert(1)") >= 4
    assert page.text.count("alert(3)") >= 3


def test_a_reader_who_does_not_see_the_plots_is_told_what_they_show(busy):
    page = busy.page()
    pictures = page.tags("svg")
    assert all(svg.get("aria-hidden") or svg.get("aria-label") for svg in pictures)
    labels = " ".join(svg.get("aria-label", "") for svg in pictures)
    assert "Students by share of the points in percent. 0–10: 2, " in labels
    assert len(page.tags("caption")) == len(page.tags("table"))
    assert all("scope" in th for th in page.tags("th"))


def test_headings_go_down_one_step_at_a_time_and_links_lead_somewhere(busy):
    page = busy.page()
    levels = [int(tag[1]) for tag, _ in page.elements if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    ids = [found["id"] for _, found in page.elements if "id" in found]
    assert len(ids) == len(set(ids))
    assert {link["href"][1:] for link in page.tags("a")} <= set(ids)


def test_the_same_reports_give_the_same_page(busy):
    assert busy.page().source == busy.page().source


def test_a_class_without_submissions_gets_a_page_that_names_all(group):
    group.roster("ada,Ada,Lovelace", "bob,,")
    page = group.page()
    assert "Nobody has handed in this lesson yet" in page.text
    assert "ada (Ada Lovelace) , bob" in page.text.partition("Not handed in")[2]
    assert "nan" not in page.text


def test_a_class_without_anybody_gets_a_page(group):
    assert "roster.csv lists no students" in group.page().text


def test_one_student_is_a_class(group):
    group.grade("ada")
    text = group.page().text
    assert "from 1 graded notebook." in text
    assert "every exercise, by everybody" in text
    assert "Nobody made a mistake" in text
    assert "Who is stuck" not in text
    assert "Too few handed in to say what is unusual." in text


def test_a_class_of_which_nothing_can_be_read(group):
    for student in ("ada", "bob"):
        group.fail(student, "unreadable", "The file is not a notebook.")
    text = group.page().text
    assert "No notebook could be graded" in text
    assert "ada : The file is not a notebook." in text
    assert "What to teach again" not in text


def test_a_class_where_all_failed(group):
    for student in ("ada", "bob", "cyd"):
        group.grade(student, {"add_one": 0, "mean_image": 0})
    text = group.page().text
    assert "0 % of" in text
    assert "add_one 3 0 0 %" in text
    assert "3 under 25 % of the points" in text


def test_reports_from_before_and_after_a_change_of_the_lesson_stand_together(busy):
    path = busy.folder.report_path("ada", START)
    data = json.loads(path.read_text())
    data["exercises"][0]["parts"].append({**data["exercises"][0]["parts"][0], "title": "new"})
    del data["exercises"][1]
    path.write_text(json.dumps(data))
    text = busy.page().text
    assert "new 1 100 %" in text
    assert "grey images 3 60 %" in text


def test_submissions_that_nobody_graded_are_graded_first(group):
    group.hand_in("ada")
    with pytest.raises(UsageError, match="is not graded yet"):
        group.page()


def test_all_and_none_are_said_only_of_all_and_none():
    assert [percent(n, 1000) for n in (0, 1, 500, 999, 1000)] == [0, 1, 50, 99, 100]
