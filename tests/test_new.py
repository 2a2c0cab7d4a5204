"""`course new` writes what an author would copy by hand, and nothing over what somebody wrote."""

from __future__ import annotations

import inspect
import json
import textwrap

import nbformat
import pytest
from test_commands import course, mounted  # noqa: F401

from autograder.authoring import lessons, new
from autograder.authoring.lessons import all_lessons, lesson_at
from autograder.authoring.new import with_signatures
from helpers.course.notebook import exercise_name, grade_id, is_check, text

SOLUTION = '''\
def box_area(box, scale=1):
    """The area of a box, a float.

    box: (4,), the corners x1, y1, x2, y2.
    """
    return scale**2 * (box[2] - box[0]) * (box[3] - box[1])
'''
STUB = SOLUTION.partition("    return")[0] + '    raise NotImplementedError("Write me.")'
TEMPLATE_STUB = '''\
def box_area(x):
    """What it returns, in one line.

    x: what it is, its shape and its unit.
    """
    raise NotImplementedError("Write me.")'''


@pytest.fixture
def folder(tmp_path):
    """A class folder with the beginning of a lesson in it."""
    course("init", tmp_path / "class")
    course("new", "lesson", "20_boxes", "-f", tmp_path / "class")
    return tmp_path / "class"


@pytest.fixture
def home(folder):
    return folder / "lessons" / "20_boxes"


def exercise(folder, *arguments, code=0):
    return course("new", "exercise", "boxes", *arguments, "-f", folder, code=code)


def cells(home) -> list[dict]:
    return json.loads((home / "boxes.ipynb").read_bytes())["cells"]


def cell(home, name) -> dict:
    (found,) = [cell for cell in cells(home) if grade_id(cell) == name]
    return found


def change(home, name, source):
    """Another text in a cell, as its author would write it."""
    notebook = json.loads((home / "boxes.ipynb").read_bytes())
    for one in notebook["cells"]:
        if grade_id(one) == name:
            one["source"] = source.splitlines(keepends=True)
    (home / "boxes.ipynb").write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")


def write_solution(home, solution=SOLUTION):
    path = home / "exercises" / "box_area.py"
    written = path.read_text()
    a, b = written.index("def box_area"), written.index("def random_call")
    path.write_text(written[:a] + solution + "\n\n" + written[b:])


def everything(home) -> dict[str, bytes]:
    return {str(p.relative_to(home)): p.read_bytes() for p in home.rglob("*") if p.is_file()}


def test_a_new_lesson_is_a_notebook_and_an_empty_list_of_exercises(home):
    assert [*everything(home)] == ["boxes.ipynb", "exercises/__init__.py"]
    nbformat.validate(nbformat.reads((home / "boxes.ipynb").read_text(), as_version=4))
    title, imports = cells(home)
    assert text(title).startswith("# 20 · Boxes\n")
    assert "from helpers import check" in text(imports)
    assert lesson_at(home).exercises == []


def test_a_new_exercise_is_a_file_a_name_in_the_list_and_three_cells(folder, home):
    exercise(folder, "box_area")
    assert [one.name for one in lesson_at(home).exercises] == ["box_area"]
    *_, task, answer, check = cells(home)
    assert text(task).startswith("### Exercise: box area\n")
    assert (text(answer), text(check)) == (TEMPLATE_STUB, "check(box_area)")


def without_items_of_the_lecture(metadata: dict) -> dict:
    tags = [tag for tag in metadata.get("tags", []) if not tag.startswith("lecture-")]
    rest = {key: value for key, value in metadata.items() if key != "tags"}
    return {**rest, "tags": tags} if tags else rest


def test_its_cells_are_made_as_those_of_the_lessons_are():
    for lesson in all_lessons():
        for cell in json.loads(lesson.notebook.read_bytes())["cells"]:
            name = grade_id(cell)
            if name:
                points = lesson.points[exercise_name(name)] if is_check(cell) else None
                assert new._grading(name, points) == without_items_of_the_lecture(cell["metadata"])
                made = new._cell(cell["id"], "code", text(cell), cell["metadata"])
                assert json.dumps(made) == json.dumps(cell)


def test_the_signatures_in_the_lessons_are_those_of_their_solutions():
    for lesson in all_lessons():
        answers = {grade_id(c): text(c) for c in json.loads(lesson.notebook.read_bytes())["cells"]}
        for one in lesson.exercises:
            if one.kind.is_called:
                solution = textwrap.dedent(inspect.getsource(one.solution))
                assert with_signatures(answers[one.name], solution, one.name) == answers[one.name]


def test_after_the_solution_is_written_the_stub_is_brought_up_to_it(folder, home):
    exercise(folder, "box_area", "--points", 2)
    write_solution(home)
    before = everything(home)
    assert exercise(folder, "box_area") == f"Written: {home / 'boxes.ipynb'}"
    assert text(cell(home, "box_area")) == STUB
    changed = {name for name, data in everything(home).items() if before[name] != data}
    assert changed == {"boxes.ipynb"}
    assert exercise(folder, "box_area") == "Nothing to bring up to date."


def test_nothing_that_an_author_wrote_is_lost(folder, home):
    exercise(folder, "box_area", "--points", 2)
    write_solution(home)
    begun = TEMPLATE_STUB.replace("    raise", "    left = x[0]  # to begin with\n    raise")
    change(home, "box_area", f"WIDTH = 3\n\n\n{begun}\n\n\nprint(WIDTH)")
    change(home, "check_box_area", "check(box_area)  # twice")
    exercise(folder, "box_area")
    begun = STUB.replace("    raise", "    left = x[0]  # to begin with\n    raise")
    assert text(cell(home, "box_area")) == f"WIDTH = 3\n\n\n{begun}\n\n\nprint(WIDTH)"
    assert text(cell(home, "check_box_area")) == "check(box_area)  # twice"
    assert cell(home, "check_box_area")["metadata"]["nbgrader"]["points"] == 2
    exercise(folder, "box_area", "--points", 2.5)
    assert cell(home, "check_box_area")["metadata"]["nbgrader"]["points"] == 2.5


@pytest.mark.parametrize("gone", ["box_area", "check_box_area"])
def test_a_cell_that_was_deleted_comes_back_to_its_place(folder, home, gone):
    exercise(folder, "box_area")
    exercise(folder, "box_sides")
    before = cells(home)
    notebook = json.loads((home / "boxes.ipynb").read_bytes())
    notebook["cells"] = [one for one in notebook["cells"] if grade_id(one) != gone]
    (home / "boxes.ipynb").write_text(json.dumps(notebook))
    exercise(folder, "box_area")
    assert cells(home) == before


BOX = """\
class Box:
    '''A box.'''

    def area(self):
        '''Its area.'''
        return 0

    @property
    def sides(self):
        return 0
"""


def test_a_class_has_a_stub_for_each_method():
    unwritten = 'raise NotImplementedError("Write me.")'
    assert "\n".join(new._stub(BOX)) == BOX.replace("return 0", unwritten).rstrip()


def test_of_a_class_only_what_the_solution_has_is_brought_up_to_it():
    cell = BOX.replace("A box", "Some box").replace("self)", "self, scale)").replace("0", "self.x")
    cell = cell.replace("'''Its area.'''", "# yours") + "\n    def more(self): ...\n"
    expected = BOX.replace("0", "self.x").replace("area.'''\n", "area.'''\n        # yours\n")
    assert with_signatures(cell, BOX, "") == expected + "\n    def more(self): ...\n"


def test_a_value_has_no_signature(folder, home):
    exercise(folder, "how_many", "--value")
    answer, check = cell(home, "how_many"), cell(home, "check_how_many")
    assert (text(answer), text(check)) == ("how_many = None", 'check("how_many", how_many)')
    change(home, "how_many", "how_many = None  # boxes")
    assert exercise(folder, "how_many") == "Nothing to bring up to date."


def test_a_file_that_lies_there_is_taken_as_it_is(folder, home):
    path = home / "exercises" / "box_area.py"
    path.write_text(new.FUNCTION.format(name="box_area"))
    write_solution(home)
    before = path.read_text()
    exercise(folder, "box_area")
    assert path.read_text() == before
    assert text(cell(home, "box_area")) == STUB
    assert [one.name for one in lesson_at(home).exercises] == ["box_area"]


def test_the_list_keeps_its_order_and_its_comments(folder, home):
    package = home / "exercises" / "__init__.py"
    exercise(folder, "box_area")
    package.write_text(package.read_text().replace('"box_area",', '"box_area",  # ä first'))
    exercise(folder, "box_sides")
    assert package.read_text().endswith(
        'in_order(\n    __name__,\n    "box_area",  # ä first\n    "box_sides",\n)\n'
    )


@pytest.mark.parametrize(
    "call", ["in_order(__name__)", "in_order(__name__,)", "in_order( __name__ )"]
)
def test_a_list_on_one_line_takes_it_too(folder, home, call):
    package = home / "exercises" / "__init__.py"
    package.write_text(f"from autograder.authoring.exercise import in_order\nEXERCISES = {call}\n")
    exercise(folder, "box_area")
    assert [one.name for one in lesson_at(home).exercises] == ["box_area"]


def test_an_unwritten_solution_is_not_compiled(folder, home, tmp_path):
    from autograder.authoring.sheets import compile_lessons
    from autograder.errors import CourseError

    exercise(folder, "box_area")
    with pytest.raises(CourseError, match="the solution of box_area is not written yet"):
        compile_lessons([lesson_at(home)], tmp_path)


# ---- what cannot be meant


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("box-area", "'box-area' cannot be the name of a function: choose another."),
        ("class", "'class' cannot be the name of a function: choose another."),
        ("_area", "'_area' cannot be the name of a function: choose another."),
        ("../area", "'../area' cannot be the name of a function: choose another."),
        ("shared", "'shared' is what a lesson's exercises or demos share: choose another."),
        ("add_one", "00_start_here has an exercise add_one already: choose another name."),
    ],
)
def test_a_name_that_no_exercise_can_have(folder, home, name, why):
    before = everything(home)
    assert exercise(folder, name, code=2) == why
    assert everything(home) == before


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("boxes", "'boxes' is no name for a lesson: it is written as in 20_boxes."),
        ("20_Boxes", "'20_Boxes' is no name for a lesson: it is written as in 20_boxes."),
        ("21_class", "'class' cannot be the name of a function: choose another."),
        ("21_boxes", "20_boxes has this name or number already: choose another."),
        ("20_zones", "20_boxes has this name or number already: choose another."),
        ("06_zones", "06_convolution has this name or number already: choose another."),
    ],
)
def test_a_name_that_no_lesson_can_have(folder, home, name, why):
    assert course("new", "lesson", name, "-f", folder, code=2) == why
    assert [path.name for path in home.parent.iterdir()] == ["20_boxes"]


def test_a_folder_that_lies_there_is_no_new_lesson(folder):
    (folder / "lessons" / "21_zones").mkdir()
    with pytest.warns(UserWarning, match="21_zones is left out"):
        text = course("new", "lesson", "21_zones", "-f", folder, code=2)
    assert text.endswith("21_zones exists already: choose another name, or move it away.")


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("def other(x):\n    pass", "does not define it: put the definition back, or delete the"),
        ("def box_area(x:", "cannot be read as Python"),
    ],
)
def test_an_answer_cell_without_the_answer_is_left_alone(folder, home, source, why):
    exercise(folder, "box_area")
    change(home, "box_area", source)
    before = everything(home)
    assert why in exercise(folder, "box_area", code=1)
    assert everything(home) == before


def test_a_file_that_cannot_be_used_is_one_sentence(folder, home):
    exercise(folder, "box_area")
    write_solution(home, SOLUTION.replace("box_area", "area"))
    assert "is not defined): mend them in" in exercise(folder, "box_area", code=1)
    path = home / "exercises" / "box_area.py"
    path.write_text(path.read_text().replace("=box_area", "=area"))
    assert "box_area.py is not called box_area" in exercise(folder, "box_area", code=1)


# ---- for the course itself


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """The folders of the course's own lessons, without any."""
    notebooks, exercises = tmp_path / "notebooks", tmp_path / "exercises"
    for folder in (notebooks, exercises):
        folder.mkdir()
    monkeypatch.setattr("autograder.exercises.__path__", [str(exercises)])
    for module, name, folder in (
        (lessons, "NOTEBOOKS", notebooks),
        (new, "NOTEBOOKS", notebooks),
        (lessons, "EXERCISES", exercises),
    ):
        monkeypatch.setattr(module, name, folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_class_it_is_one_of_the_courses_own(checkout):
    course("new", "lesson", "20_boxes")
    course("new", "exercise", "boxes", "box_area")
    files = {str(path.relative_to(checkout)) for path in checkout.rglob("*.[pi][yp]*")}
    assert {one for one in files if "__pycache__" not in one} == {
        "notebooks/20_boxes/boxes.ipynb",
        "exercises/boxes/__init__.py",
        "exercises/boxes/box_area.py",
    }


def test_in_a_class_folder_it_is_one_of_the_class(folder, monkeypatch):
    monkeypatch.chdir(folder)
    course("new", "lesson", "21_zones")
    assert (folder / "lessons" / "21_zones" / "zones.ipynb").is_file()


def test_where_no_notebooks_are_it_asks_for_a_class(checkout):
    (checkout / "notebooks").rmdir()
    assert "name a class folder with -f." in course("new", "lesson", "20_boxes", code=2)
