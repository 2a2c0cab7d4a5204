"""A teacher's own lesson, in their class folder, goes the whole way of one of the course's."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import needs_sandbox
from test_commands import course, mounted  # noqa: F401

from autograder import cli
from autograder.authoring import lessons
from autograder.authoring.lessons import find_lesson, lesson_at, lessons_in
from autograder.authoring.sheets import compile_answers, compile_lessons
from autograder.authoring.source import answer_source, solve
from autograder.classroom.checkup.folder import findings
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.grade_class import former_report
from autograder.errors import CourseError
from autograder.grading import confinement
from autograder.grading.sandbox import NoSandbox, require
from autograder.packs import GROUP
from autograder.publishing import bundle
from autograder.rehearsal.simulate import simulated
from helpers.course import cli as student_cli
from helpers.course.notebook import grade_id
from helpers.paths import NOTEBOOKS, PROJECT

pytestmark = pytest.mark.xdist_group("outside")

LESSONS = Path(__file__).parent / "lessons"
BOXES = lesson_at(LESSONS / "20_boxes")
START = find_lesson("start_here")
STUDENTS = 4  # of whom none loops, which would take its seconds
HINTS = {m.__name__: " ".join(m.__doc__.split()) for m in BOXES.exercises[0].mistakes}
SEARCH = """\
import glob

def texts(places):
    for place in places:
        for path in [place, *glob.glob(place + "/**", recursive=True)]:
            try:
                yield open(path, errors="ignore").read()
            except OSError:
                pass

found = [text for text in texts({places}) if "def pair_iou" in text and "either" in text]
print(len(found), "solutions found")
if found:
    exec("def pair_iou" + found[0].split("def pair_iou")[1].split("def ")[0])
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A class with a lesson of its own, simulated, attacked and graded by the commands that a
    teacher types; and a course of lesson 00 alone, with answers elsewhere, to have it quickly."""
    needs_sandbox()
    place = tmp_path_factory.mktemp("outside")
    notebooks, answers, root = place / "notebooks", place / "answers", place / "class"
    shutil.copytree(START.notebook.parent, notebooks / START.name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lessons, "NOTEBOOKS", notebooks)
        patch.setattr(bundle, "FOLDERS", [path for path in bundle.FOLDERS if path != NOTEBOOKS])
        for module in (cli, bundle):
            patch.setattr(module, "ANSWERS", answers)
        course("init", root)
        shutil.copytree(LESSONS, root / "lessons")
        run_by_its_author(root / "lessons" / "20_boxes" / "boxes.ipynb")
        course("compile", "-f", root)
        course("bundle", place / "course.zip", "-f", root)
        course("release", "boxes", "-f", root)
        folder = ClassFolder.open(root)
        lesson = folder.lesson("20")
        course("simulate", "boxes", "--students", STUDENTS, "-f", root)
        thief = solve(BOXES)
        home = root / "lessons" / "20_boxes"
        places = [str(path) for path in (home / "exercises" / "pair_iou.py", home, root, LESSONS)]
        answer(thief, "pair_iou", SEARCH.format(places=places))
        path = folder.submission_path("thief", lesson)
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(thief))
        (root / "roster.csv").write_bytes(folder.roster_file.with_students(["thief"]))
        course("grade", "20", "-f", root, "--workers", 1)
        yield SimpleNamespace(place=place, folder=folder, lesson=lesson, answers=answers)


def run_by_its_author(path: Path) -> None:
    notebook = json.loads(path.read_bytes())
    for cell in notebook["cells"]:
        if is_code(cell):
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["printed"]}]
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")


def answer(notebook: dict, name: str, source: str) -> None:
    for cell in notebook["cells"]:
        if grade_id(cell) == name:
            cell["source"] = source


def test_it_is_found_by_its_name_and_its_number(world):
    for text in ("20_boxes", "boxes", "20"):
        assert find_lesson(text, world.folder.newest_lessons()).name == "20_boxes"
    assert [lesson.name for lesson in lessons.all_lessons()] == [START.name]


def test_what_is_released_is_the_notebook_and_its_pictures(world):
    released = sorted(p.name for p in (world.folder.root / "release" / "20_boxes").iterdir())
    assert released == ["boxes.ipynb", "pictures.py"]


def test_every_score_is_the_one_that_the_answers_deserve(world):
    truth = simulated(world.folder, world.lesson)["scores"]
    assert len(truth) == STUDENTS
    assert len(set(truth.values())) > 2
    for student, score in truth.items():
        report = former_report(world.folder, world.lesson, student)
        assert report["score"] == pytest.approx(score), student


def test_no_submission_reads_its_exercises(world):
    outside: dict = {}
    exec(SEARCH.format(places=[str(world.folder.root)]), outside)
    assert outside["pair_iou"](*[[0, 0, 2, 2]] * 2) == 1  # where nothing confines it, it can
    report = former_report(world.folder, world.lesson, "thief")
    assert {one["name"]: one["score"] for one in report["exercises"]} == {
        "pair_iou": 0.0,
        "shifted_iou": 1.0,
    }
    page = world.folder.autograded_path("thief", world.lesson).read_text()
    assert "0 solutions found" in page


def test_a_feedback_page_has_its_report(world):
    done = world.folder.nbgrader.generate_feedback("20_boxes", "thief")
    assert done["success"]
    page = (world.folder.root / "feedback" / "thief" / "20_boxes" / "boxes.html").read_text()
    assert "pair_iou" in page
    assert "0 of 2 parts" in re.sub(r"<[^>]*>|\s+", " ", page)


def test_the_class_report_and_an_export_know_it(world, tmp_path):
    root = world.folder.root
    course("report", "20", "-f", root)
    page = (root / "reports" / "20_boxes.html").read_text()
    assert "pair_iou" in page
    assert any(hint in page for hint in HINTS.values())
    course("export", tmp_path / "grades.csv", "-f", root)
    rows = list(csv.DictReader((tmp_path / "grades.csv").read_text().splitlines()))
    assert {row["id"]: row["20_boxes"] for row in rows}["thief"] == "1"


def test_it_is_graded_as_it_was_given_whatever_becomes_of_it(world, tmp_path):
    folder = ClassFolder.open(shutil.copytree(world.folder.root, tmp_path / "class"))
    solution = folder.root / "lessons" / "20_boxes" / "exercises" / "pair_iou.py"
    solution.write_text(solution.read_text().replace("both / either", "either / both"))
    assert f"{STUDENTS + 1} skipped" in course("grade", "20", "-f", folder.root)
    shutil.rmtree(folder.root / "lessons")
    assert f"{STUDENTS + 1} skipped" in course("grade", "20", "-f", folder.root)
    assert not [one for one in findings(folder) if "Feedback" not in one.problem]


def test_newer_exercises_and_pictures_are_released_again(world, tmp_path):
    folder = ClassFolder.open(shutil.copytree(world.folder.root, tmp_path / "class"))
    home, given = folder.root / "lessons" / "20_boxes", folder.root / "source" / "20_boxes"
    solution = home / "exercises" / "pair_iou.py"
    solution.write_text(solution.read_text() + "# newer\n")
    (home / "pictures.py").write_text("# newer\n")
    (given / "pictures.py").write_text("# the teacher's\n")
    text = course("release", "20", "--again", "-f", folder.root)
    assert "source/20_boxes/pictures.py as it was is kept in" in text
    assert (folder.root / "release" / "20_boxes" / "pictures.py").read_text() == "# newer\n"
    assert "# newer" in dict(folder.lesson("20").exercise_sources)["boxes.pair_iou"]


def test_gradescopes_zip_grades_it(world, tmp_path):
    course("gradescope", "20", tmp_path / "zip.zip", "-f", world.folder.root)
    with zipfile.ZipFile(tmp_path / "zip.zip") as archive:
        archive.extractall(tmp_path / "source")
    code = (
        "from autograder.authoring.lessons import Lesson\n"
        "from autograder.authoring.sheets import answer_sheets\n"
        "print(*answer_sheets(Lesson('20_boxes'), 1))"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "source")}
    run = [sys.executable, "-P", "-c", code]
    done = subprocess.run(run, env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout == "pair_iou shifted_iou\n", done.stderr


@pytest.fixture(scope="module")
def students_copy(world):
    """The zip, unpacked, and its lessons copied to where a student works on them."""
    with zipfile.ZipFile(world.place / "course.zip") as archive:
        archive.extractall(world.place)
    home = world.place / bundle.TOP
    student_cli.copy_lessons(home / "notebooks", home / "work")
    return home


def test_the_bundle_has_all_of_it_but_the_exercises(students_copy):
    names = {str(path.relative_to(students_copy)) for path in students_copy.rglob("*.*")}
    assert {"notebooks/20_boxes/boxes.ipynb", "notebooks/20_boxes/pictures.py"} <= names
    assert "data/answers/boxes.npz" in names
    assert not [name for name in names if "exercises" in name or "pair_iou" in name]
    notebook = "notebooks/20_boxes/boxes.ipynb"
    assert (students_copy / notebook).read_bytes() == BOXES.notebook.read_bytes()


def test_the_bundle_has_no_answers_of_lessons_that_are_not_in_it(world, tmp_path, monkeypatch):
    (world.answers / "old.npz").write_bytes(b"")
    monkeypatch.setattr(bundle, "all_lessons", lambda: [START])
    bundle.make_bundle(tmp_path / "course.zip")
    with zipfile.ZipFile(tmp_path / "course.zip") as archive:
        answers = [name for name in archive.namelist() if "data/answers" in name]
    assert answers == [f"{bundle.TOP}/data/answers/start_here.npz"]


def test_it_is_checked_at_home(students_copy):
    """Every cell of the solved notebook is run where a student would, pictures included."""
    work = students_copy / "work" / "20_boxes"
    sources = ["".join(cell["source"]) for cell in solve(BOXES)["cells"] if is_code(cell)]
    wrong = answer_source(BOXES.exercises[0], BOXES.exercises[0].mistakes[0], "pair_iou")
    code = "\n".join([*sources, wrong, "check(pair_iou)"])
    environment = {**os.environ, "PYTHONPATH": str(students_copy), "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=work, env=environment, capture_output=True, text=True
    )
    assert "pair_iou 2 of 2 parts 2 / 2 points" in re.sub(r"\s+", " ", done.stdout), done.stderr
    assert "shifted_iou 1 of 1 part 1 / 1 point" in re.sub(r"\s+", " ", done.stdout)
    assert HINTS["counts_the_overlap_twice"] in re.sub(r"\s+", " ", done.stdout)
    assert done.stderr.strip().endswith("pair_iou: 1 of 2 parts is not right yet, see the report.")


def is_code(cell: dict) -> bool:
    return cell["cell_type"] == "code"


def test_update_brings_newer_pictures_and_keeps_what_a_student_changed(tmp_path):
    source, work = tmp_path / "notebooks", tmp_path / "work"
    shutil.copytree(BOXES.home, source / "20_boxes", ignore=shutil.ignore_patterns("exercises"))
    student_cli.copy_lessons(source, work)
    mine, newest = (place / "20_boxes" / "pictures.py" for place in (work, source))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(student_cli, "NOTEBOOKS", source)
        newest.write_text("# newer\n")
        assert course("update", work) == "Nothing to bring up to date."
        assert mine.read_text() == "# newer\n"
        mine.write_text("# mine\n")
        newest.write_text("# newest\n")
        assert "Your old pictures.py is pictures_before_update_1.py" in course("update", work)
    assert mine.read_text() == "# newest\n"
    assert mine.with_name("pictures_before_update_1.py").read_text() == "# mine\n"


def test_its_author_tries_it_among_the_lessons_of_the_course(world, tmp_path):
    (tmp_path / "work").mkdir()
    text = course("update", tmp_path / "work", "-f", world.folder.root)
    assert text.endswith("20_boxes: new.")
    files = {path.name for path in (tmp_path / "work" / "20_boxes").iterdir()}
    assert files == {"boxes.ipynb", "pictures.py"}
    text = course("update", tmp_path / "work", "-f", tmp_path, code=2)
    assert (
        text == f"There is no folder {tmp_path}/lessons: name a class folder with lessons of "
        "its own."
    )


# ---- what cannot be meant


@pytest.fixture
def own(tmp_path):
    """A teacher's folder of lessons, to be changed."""
    return shutil.copytree(LESSONS, tmp_path / "class" / "lessons")


def test_two_exercises_of_one_name_are_refused_before_anything_is_written(own, tmp_path):
    package = own / "20_boxes" / "exercises"
    for path in package.glob("*.py"):
        path.write_text(path.read_text().replace("shifted_iou", "add_one"))
    (package / "shifted_iou.py").rename(package / "add_one.py")
    answers = tmp_path / "answers"
    with pytest.raises(CourseError) as error:
        compile_lessons([START, *lessons_in(own)], answers)
    assert str(error.value) == (
        "Two exercises are called add_one, one in 00_start_here and one in 20_boxes: rename one of "
        "them, since `check` finds an exercise by its name."
    )
    assert not answers.exists()


def test_so_are_two_of_which_one_is_compiled_already(own, tmp_path):
    compile_answers(BOXES, tmp_path)
    twin = shutil.copytree(own / "20_boxes", own / "21_frames")
    (twin / "boxes.ipynb").rename(twin / "frames.ipynb")
    with pytest.raises(CourseError, match="are called pair_iou, one in 20_boxes and one in 21_fra"):
        compile_lessons([BOXES, lesson_at(twin)], tmp_path)


def test_answers_of_a_lesson_that_is_gone_are_not_taken_for_those_of_another(own, tmp_path):
    compile_answers(BOXES, tmp_path)
    renamed = (own / "20_boxes").rename(own / "20_zones")
    (renamed / "boxes.ipynb").rename(renamed / "zones.ipynb")
    with pytest.raises(CourseError, match=r"boxes\.npz holds answers of .*, too, .*: delete it"):
        compile_lessons([lesson_at(renamed)], tmp_path)


def test_two_lessons_of_one_name_are_refused(own, tmp_path):
    twin = shutil.copytree(own / "20_boxes", own / "21_boxes")
    with pytest.raises(CourseError, match=r"^Two lessons are called boxes, in .*20_boxes and in"):
        compile_lessons([BOXES, lesson_at(twin)], tmp_path)


@pytest.mark.parametrize("missing", ["boxes.ipynb", "exercises"])
def test_a_folder_that_is_no_lesson_is_left_out_with_a_warning(own, missing):
    (own / "20_boxes" / missing).rename(own / "20_boxes" / "elsewhere")
    with pytest.warns(UserWarning, match="20_boxes is left out: a lesson from outside is a folder"):
        assert lessons_in(own) == []


def test_hidden_folders_are_none_of_them(own):
    (own / ".ipynb_checkpoints").mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [lesson.name for lesson in lessons_in(own)] == ["20_boxes"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("def pair_iou(:", "SyntaxError: .*"),
        ("import nowhere", "ModuleNotFoundError: No module named 'nowhere'"),
        ("from .gone import it", r"ModuleNotFoundError: No module named 'boxes\.gone'"),
    ],
)
def test_exercises_that_cannot_be_used_are_one_sentence(own, text, problem):
    home = own / "20_boxes"
    (home / "exercises" / "pair_iou.py").write_text(text)
    with pytest.raises(
        CourseError,
        match=rf"^The exercises of 20_boxes cannot be used \({problem}\): mend them in {home}/ex",
    ):
        _ = lesson_at(home).exercises


def test_a_solution_that_is_not_written_is_no_answer(own, tmp_path):
    path = own / "20_boxes" / "exercises" / "pair_iou.py"
    path.write_text(path.read_text().replace("return both / either", "raise NotImplementedError"))
    with pytest.raises(CourseError, match="the solution of pair_iou is not written yet"):
        compile_lessons(lessons_in(own), tmp_path)


def test_its_exercises_may_use_those_of_the_course(own):
    path = own / "20_boxes" / "exercises" / "shared.py"
    path.write_text(path.read_text() + "\nfrom autograder.exercises.start_here import EXERCISES\n")
    names = [name for name, _ in lesson_at(own / "20_boxes").exercise_sources]
    assert names[:4] == ["boxes", "boxes.pair_iou", "boxes.shared", "boxes.shifted_iou"]
    assert "start_here.add_one" in names
    assert lesson_at(own / "20_boxes").exercises


# ---- where they lie


@pytest.fixture
def libraries(tmp_path, monkeypatch):
    """A folder that submissions may read, as far as the grader knows."""
    needs_sandbox()
    libraries = tmp_path / "libraries"
    libraries.mkdir()
    monkeypatch.setattr(confinement, "readable", lambda: frozenset([libraries.resolve()]))
    return libraries


@pytest.mark.parametrize("linked", ["lessons", "lessons/20_boxes", "lessons/20_boxes/exercises"])
def test_a_class_whose_exercises_lie_among_libraries_is_refused(own, libraries, linked):
    (own.parent / "nbgrader_config.py").touch()
    folder = ClassFolder.open(own.parent)
    require(*folder.private)
    place = own.parent / linked
    place.rename(libraries / "elsewhere")
    place.symlink_to(libraries / "elsewhere")
    with pytest.raises(NoSandbox, match=r"could read .*pair_iou\.py|could read .*exercises"):
        require(*folder.private)


@pytest.fixture
def pack(tmp_path):
    """A folder of libraries, in which a pack of lessons is installed beside another package."""
    libraries = tmp_path / "libraries"
    shutil.copytree(LESSONS, libraries / "boxes_pack" / "lessons")
    (libraries / "boxes_pack" / "__init__.py").write_text("raise ImportError('never imported')")
    (libraries / "neighbour").mkdir()
    (libraries / "neighbour" / "__init__.py").touch()
    about = libraries / "boxes_pack-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: boxes-pack\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[{GROUP}]\nboxes = boxes_pack.lessons\n")
    return libraries


def test_the_lessons_of_an_installed_pack_are_found(pack, monkeypatch):
    monkeypatch.syspath_prepend(pack)
    lesson = find_lesson("boxes")
    assert lesson.home == pack / "boxes_pack" / "lessons" / "20_boxes"
    assert [exercise.name for exercise in lesson.exercises] == ["pair_iou", "shifted_iou"]


def test_a_pack_that_is_not_there_is_one_sentence(pack, monkeypatch):
    monkeypatch.syspath_prepend(pack)
    shutil.rmtree(pack / "boxes_pack" / "lessons")
    with pytest.raises(CourseError, match="pack of lessons 'boxes' should lie in boxes_pack"):
        find_lesson("boxes")


TRY = """
import sys, sysconfig
from pathlib import Path
paths = {{**sysconfig.get_paths(), "purelib": {libraries!r}}}
sysconfig.get_paths = lambda: paths
sys.path.insert(0, {libraries!r})
from autograder.grading import escape_test
escape_test.ATTEMPTS = {{
    name: Path({libraries!r}, name).read_bytes
    for name in ("boxes_pack/__init__.py", "boxes_pack/lessons/20_boxes/exercises/pair_iou.py",
                 "boxes_pack/lessons/20_boxes/boxes.ipynb", "neighbour/__init__.py")
}}
escape_test.main()
"""


def test_a_pack_among_libraries_cannot_be_read_in_the_sandbox(pack):
    needs_sandbox()
    run = [sys.executable, "-c", TRY.format(libraries=str(pack))]
    done = subprocess.run(run, capture_output=True, text=True, cwd=PROJECT)
    assert (done.stdout, done.stderr) == ('["neighbour/__init__.py"]\n', "")
