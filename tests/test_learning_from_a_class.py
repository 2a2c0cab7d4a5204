"""What several students got wrong alike comes back as a group, and as a draft that harms nobody."""

from __future__ import annotations

import ast
import inspect
import json
import re
import shutil
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import handed_in
from test_class_report import Class, Page
from test_commands import course, mounted  # noqa: F401
from test_judging_within_limits import VALUES
from test_released import installed  # noqa: F401

from autograder.authoring.drafts import Drafter, Unfit, bare
from autograder.authoring.exercise import Exercise
from autograder.authoring.lessons import Lesson, find_lesson, lesson_at
from autograder.authoring.mistakes import QUESTION, differ_in_mistakes_alone
from autograder.authoring.sheets import PUBLIC_SEED, answer_sheets, compile_lessons
from autograder.authoring.source import answer_source
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.grade_class import grade_class
from autograder.classroom.kept_report import read_report
from autograder.classroom.learning import write_drafts
from autograder.classroom.released import Given, given, keep
from autograder.classroom.report.page import write_class_report
from autograder.errors import CourseError
from helpers.checking import check
from helpers.checking.check import check_sheet
from helpers.checking.judge import judge
from helpers.checking.kinds import FUNCTION
from helpers.checking.outcome import Outcome
from helpers.checking.sheet import Case, Sheet, SheetPart
from helpers.checking.values import decode, encode

START = find_lesson("start_here")
OWN = Path(__file__).parent / "lessons" / "20_boxes"
MEAN_IMAGE = START.exercises[1]
SHEETS = answer_sheets(START, PUBLIC_SEED)
MISTAKE = "sum_of_images"
SENTENCE = "This is the sum of the images. What makes a mean of it?"


def symptoms_of(answer, name: str = "mean_image") -> str:
    return check_sheet(SHEETS[name], answer).symptoms


def sheet(*expected) -> Sheet:
    cases = tuple(Case((), {}, Outcome("returned", value)) for value in expected)
    return Sheet("answer", "", 1.0, FUNCTION, (SheetPart("part", cases),), {}, ())


def symptoms(sheet: Sheet, *values) -> str:
    outcomes = iter([Outcome("returned", value) for value in values])
    return judge(sheet, lambda case: next(outcomes)).symptoms


# Symptoms.


def twice(images):
    return 2 * np.mean(images, axis=0)


def twice_in_single_precision(images):
    return (np.sum(images, axis=0, dtype=np.float32) / np.float32(len(images) / 2)).tolist()


def thrice(images):
    return 3 * np.mean(images, axis=0)


def test_answers_that_are_wrong_alike_have_the_same_symptoms():
    assert symptoms_of(twice) == symptoms_of(twice_in_single_precision) != ""
    assert symptoms_of(twice) != symptoms_of(thrice)
    assert re.fullmatch("[0-9a-f]{16}", symptoms_of(twice))


@pytest.mark.parametrize("noise", [1e-14, 1e-7])
def test_what_is_left_of_rounding_seldom_divides_them(noise):
    rng = np.random.default_rng(0)
    divided = 0
    for _ in range(100):
        values = [rng.normal(size=(3, 4, 5)) * 10.0 ** rng.integers(-3, 4) for _ in range(5)]
        others = [value * (1 + noise * rng.normal(size=value.shape)) for value in values]
        one = sheet(*(value + 1 for value in values))
        divided += symptoms(one, *values) != symptoms(one, *others)
    assert divided <= 3


@pytest.mark.parametrize("value", [0.5, 0.125, 1.0, 3, 1e-3, 2**-10, 255, 0.0, 1e300, -0.7])
def test_numbers_that_people_choose_are_on_no_border(value):
    one, array = sheet(5.0), sheet(np.full(3, 5.0))
    for factor in (1 - 1e-9, 1 + 1e-9):
        assert symptoms(one, value) == symptoms(one, value * factor)
        assert symptoms(array, np.full(3, value)) == symptoms(array, np.full(3, value * factor))


DIFFERENT = {
    "a value": (1.0, 1.01),
    "a place": (np.array([1.0, 0.0]), np.array([0.0, 1.0])),
    "a sign": (np.array([1.0, -1.0]), np.array([-1.0, 1.0])),
    "a shape": (np.zeros(3), np.zeros((3, 1))),
    "nan": (np.array([np.nan, 1.0]), np.array([1.0, np.nan])),
    "the sign of infinity": (np.inf, -np.inf),
    "a text": ("a", "b"),
    "a key": ({"a": 1}, {"b": 1}),
    "nothing": (None, 0.0),
    "truth": (True, 1),
    "an imaginary part": (1j, 1.0),
    "a value in a tuple with texts": (("a", 1.0), ("a", 2.0)),
}


@pytest.mark.parametrize("one, other", DIFFERENT.values(), ids=DIFFERENT)
def test_what_differs_has_other_symptoms(one, other):
    assert symptoms(sheet(5.0), one) != symptoms(sheet(5.0), other)


def test_which_cases_failed_is_a_symptom():
    assert symptoms(sheet(1.0, 2.0), 1.0, 1.0) != symptoms(sheet(1.0, 2.0), 2.0, 2.0)


def test_errors_are_known_by_their_class_and_not_by_their_words():
    def raising(error):
        def answer(images):
            raise error

        return answer

    assert symptoms_of(raising(ValueError("a"))) == symptoms_of(raising(ValueError("b")))
    assert symptoms_of(raising(ValueError("a"))) != symptoms_of(raising(TypeError("a")))


def never_ends(images):
    while True:
        pass


def unwritten(images):
    raise NotImplementedError


def test_what_is_right_named_unwritten_missing_or_was_stopped_has_none():
    for answer in (MEAN_IMAGE.solution, *MEAN_IMAGE.mistakes):
        assert symptoms_of(answer) == ""
    assert symptoms_of(unwritten) == ""
    for outcome in (Outcome("missing"), Outcome("endless", message="did not end")):
        assert judge(SHEETS["mean_image"], lambda case, outcome=outcome: outcome).symptoms == ""


LARGE = ("texts", "arrays in a list", "tuples in tuples", "as many numbers as there may be")


@pytest.mark.parametrize("value", [VALUES[name] for name in LARGE], ids=LARGE)
def test_they_take_little_time_whatever_is_returned(value):
    from helpers.checking.symptoms import symptoms

    one = SHEETS["mean_image"]
    outcome = Outcome.from_data(decode(encode(Outcome("returned", value).to_data())))
    tried = [
        [(case, one.kind.measured(outcome, None)) for case in part.cases[:1]] for part in one.parts
    ]
    start = time.thread_time()
    assert symptoms(one.parts, tried, lambda: False)
    assert time.thread_time() - start < 1.5
    assert symptoms(one.parts, tried, lambda: True) == ""


# A class.

SUMS = {
    "lisa": "def mean_image(images):  # by Lisa\n    return np.sum(images, axis=0, dtype=float)",
    "omar": 'def mean_image(lisa):\n    """Omar."""\n    total = 0.0\n    for one in lisa:\n'
    "        total = total + one.astype(float)\n    return total",
    "s007": "ROWS = 0\n\ndef mean_image(images):\n    max_rows = images.astype(float)\n"
    '    print("s007 was here")\n    return max_rows.sum(axis=ROWS)',
}
CLASS = ["lisa,Lisa,Max", "omar,,", "s007,,", "ada,,", "bob,,", "cyd,,"]
ALONE = "def mean_image(images):\n    return np.asarray(images, dtype=float).mean(axis=0) + 7"
HTML = "def mean_image(images):\n    '</code><script>alert(1)</script>'\n    return '<b>' * 3"
OTHERS = {"ada": ALONE, "bob": HTML, "cyd": HTML}


def source_of(exercise: Exercise) -> str:
    return inspect.getsource(sys.modules[exercise.solution.__module__])


def module_of(places, name: str = "mean_image"):
    return places[1] / "start_here" / f"{name}.py"


@pytest.fixture
def anew():
    """`anew()` forgets what was imported of the exercises, as a command of its own would not know
    it."""

    def anew() -> None:
        for name in [n for n in sys.modules if n.startswith("autograder.exercises.start_here")]:
            del sys.modules[name]
        answer_sheets.cache_clear()

    yield anew
    answer_sheets.cache_clear()


def forgotten(source: str) -> str:
    """The module of the exercise without one of its known mistakes."""
    kept, _, rest = source.partition(f"def {MISTAKE}(")
    return kept + "def " + rest.partition("\ndef ")[2]


@pytest.fixture(scope="module")
def _graded(released, tmp_path_factory, executor):
    folder = released(tmp_path_factory.mktemp("learning") / "class")
    sources = dict(START.exercise_sources)
    sources["start_here.mean_image"] = forgotten(sources["start_here.mean_image"])
    lesson = Lesson(START.name, tuple(sources.items()))
    keep(folder.given_path(START.name), Given(lesson, json.loads(START.notebook.read_bytes())))
    (folder.root / "roster.csv").write_text("\n".join(["id,first_name,last_name", *CLASS]))
    for student, source in (SUMS | OTHERS).items():
        path = folder.submission_path(student, START)
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(handed_in({"mean_image": source})))
    grade_class(folder, lesson, executor=executor)
    return folder


@pytest.fixture
def forgetful(installed):  # noqa: F811
    """The course that the class was given."""
    path = module_of(installed)
    path.write_text(forgotten(path.read_text()))
    return installed


@pytest.fixture
def group(_graded, forgetful, tmp_path, one_worker):
    """A class that was given a course which does not know that one can forget to divide: three of
    six did."""
    return ClassFolder.open(shutil.copytree(_graded.root, tmp_path / "class"))


def entry(folder: ClassFolder, student: str) -> dict:
    report = json.loads(folder.report_path(student, START).read_bytes())
    return next(one for one in report["exercises"] if one["name"] == "mean_image")


def finish(path, sentence: str = SENTENCE) -> None:
    """Do what a draft asks for."""
    head, _, rest = path.read_text().partition("# Students' code")
    line, *comment = rest.split("\n\n\n")[0].split("\n")
    code = "\n".join(one[2:] for one in comment)
    code = re.sub('""".*?"""', f'"""{sentence}"""', code, flags=re.DOTALL)
    path.write_text(head + code + rest.removeprefix("\n".join([line, *comment])))


def test_a_mistake_of_the_class_becomes_one_that_is_known_by_name(
    group, forgetful, anew, tmp_path, monkeypatch
):
    path, before = module_of(forgetful), module_of(forgetful).read_bytes()
    assert entry(group, "lisa")["mistake"] == ""
    assert len({entry(group, student)["symptoms"] for student in SUMS}) == 1

    page = Page(write_class_report(group, START).read_text())
    assert "3 students, no name yet in mean_image" in page.text
    shown = page.between("Wrong alike, and no name for it yet", "Wrong in ways without a name")
    assert "mean_image(np.array([[[0., 1.], [2., 3.]]" in shown
    assert "return np.sum(images, axis=0, dtype=float)" in shown
    assert not re.search("lisa|omar|s007|ada|bob", shown, re.IGNORECASE)
    assert "'<b>' * 3" in shown
    assert "script" not in {tag for tag, _ in page.elements}

    text = course("mistakes", "0", "-f", group.root)
    assert "mean_image.py: draft_of_three_answers" in text
    written = path.read_bytes()
    draft = written.decode().partition("# Students' code")[2].partition("\n\n\n")[0]
    assert f"3 students: {QUESTION} mean_image(np.array(" in draft
    assert not re.search("lisa|omar|s007|max", draft, re.IGNORECASE)
    at = written.index(b"# Students' code")
    assert before == written[:at] + written[written.index(b"EXERCISE = ") :]
    assert "Written before: 1." in course("mistakes", "0", "-f", group.root)
    assert path.read_bytes() == written
    assert grade_class(group, group.lesson("0")).skipped == 6

    finish(path)
    anew()
    assert "draft_of_three_answers" in path.read_text()
    course("grade", "0", "-f", group.root)
    for student in SUMS:
        found = entry(group, student)
        assert (found["mistake"], found["symptoms"]) == ("draft_of_three_answers", "")
        assert [part["hint"] for part in found["parts"] if part["hint"]] == [SENTENCE]
    assert entry(group, "ada")["mistake"] == ""
    anew()
    compile_lessons(group.newest_lessons()[:1], tmp_path / "answers")
    monkeypatch.setattr(check, "ANSWERS", tmp_path / "answers")
    sums = lambda images: np.sum(images, axis=0, dtype=float)  # noqa: E731
    report = check_sheet(check.load_sheet("mean_image"), sums)
    assert report.mistake == "draft_of_three_answers"


def test_a_class_that_was_given_other_exercises_is_told(group, forgetful):
    path = module_of(forgetful)
    path.write_text(path.read_text().replace("dtype=float).mean", "dtype=np.float64).mean"))
    assert f"`course release {START.name} --again`" in course("mistakes", "0", "-f", group.root)


def test_a_group_is_shown_with_what_its_wrong_calls_have_in_common(group):
    path = group.report_path("lisa", START)
    report = json.loads(path.read_bytes())
    part = next(p for one in report["exercises"] for p in one["parts"] if p["problem"])
    part["problem"] = "is of the shortest answer"
    part["hint"] = "Everything is twice as large where there are two images <i>."
    path.write_text(json.dumps(report))
    text = Page(write_class_report(group, START).read_text()).text
    assert f"{part['problem']} {part['hint']}" in text


def test_grades_of_older_versions_are_read(group):
    path = group.report_path("lisa", START)
    report = json.loads(path.read_bytes())
    for one in report["exercises"]:
        del one["symptoms"]
    path.write_text(json.dumps(report))
    assert read_report(path) == report
    page = Page(write_class_report(group, START).read_text())
    assert "2 students, no name yet in mean_image" in page.text
    assert "did not compare wrong answers: run `course grade" in course(
        "mistakes", "0", "-f", group.root
    )
    report["exercises"][0]["symptoms"] = []
    path.write_text(json.dumps(report))
    assert read_report(path) is None


SOURCE = source_of(MEAN_IMAGE)
ONE_MORE = 'def one_more(images):\n    """A."""\n    return one_more(images[1:])\n'
TWO_MORE = ONE_MORE + 'def two_more(images):\n    """B."""\n    return one_more(images)\n'


@pytest.mark.parametrize(
    "old, new, alone",
    [
        ("EXERCISE = ", f"{ONE_MORE}EXERCISE = ", True),
        ("EXERCISE = ", f"{TWO_MORE}EXERCISE = ", True),
        ("EXERCISE = ", f"{ONE_MORE}one_more(())\nEXERCISE = ", False),
        ("Divide by how many there are.", "By what is it divided?", True),
        ("def one_number(", "# A comment.\ndef one_number(", False),
        ("dtype=float).mean(", "dtype=np.float64).mean(", False),
        ("rng.integers(2, 5, size=2)", "rng.integers(2, 6, size=2)", False),
        ("adds up in floats", "adds in floats", False),
        ("pixel by pixel.\n", "pixel by pixel!\n", False),
        ("EXERCISE = ", "EXERCISE = =", False),
    ],
)
def test_only_mistakes_are_taken_from_newer_exercises(old, new, alone):
    assert old in SOURCE
    sources = [(("a", text),) for text in (SOURCE, SOURCE.replace(old, new))]
    assert differ_in_mistakes_alone(*sources) is alone


def test_so_it_is_in_a_lesson_of_the_class_alone(tmp_path):
    shutil.copytree(OWN, tmp_path / OWN.name)
    lesson = lesson_at(tmp_path / OWN.name)
    keep(tmp_path / f"{OWN.name}.json", Given(lesson, {"cells": [], "metadata": {}}))
    path = lesson.exercise_folder / "pair_iou.py"
    text = path.read_text()
    mistake = 'def one_more(a, b):\n    """A."""\n\n\n'
    for change, names in ((f"# {mistake.splitlines()[0]}\n", False), (mistake, True)):
        path.write_text(text.replace("EXERCISE = ", f"{change}EXERCISE = "))
        newest = lesson_at(tmp_path / OWN.name)
        sources = given(tmp_path / f"{OWN.name}.json", newest).lesson.exercise_sources
        assert sources == (newest if names else lesson).exercise_sources


# Drafts.


@pytest.fixture
def learn(tmp_path, installed):  # noqa: F811
    """`learn(answer, ...)` lets two students each hand in an answer, all wrong in their own ways.
    Returns what is then in the module of the exercise, but for all that was there before."""
    folder = ClassFolder.create(tmp_path / "class")
    path = folder.release_path(START)
    path.parent.mkdir(parents=True)
    path.write_bytes(START.notebook.read_bytes())
    written = Class(folder)

    def learn(*answers: str, name: str = "mean_image", problem: str = "", roster=()) -> str:
        written.roster(*roster)
        for i, answer in enumerate(answers):
            for student in (f"one{i}", f"other{i}"):
                written.grade(student, {name: 0}, answers={name: answer})
                report = folder.report_path(student, START)
                data = json.loads(report.read_bytes())
                for one in data["exercises"]:
                    one["symptoms"] = f"{i:016x}" if one["name"] == name else ""
                    one["parts"][0]["problem"] = problem
                report.write_text(json.dumps(data))
        module = module_of(installed, name)
        before = module.read_bytes()
        write_drafts(folder, START)
        after = module.read_bytes()
        at, more = before.index(b"EXERCISE = "), len(after) - len(before)
        assert (after[:at], after[at + more :]) == (before[:at], before[at:])
        assert ast.dump(ast.parse(after)) == ast.dump(ast.parse(before))
        added = after[at : at + more]
        assert all(line[:1] in (b"#", b"") for line in added.split(b"\n"))
        assert all(byte == 0x0A or 0x20 <= byte < 0x7F for byte in added)
        return added.decode()

    return learn


def code_of(draft: str) -> str:
    _, *lines = draft.strip().split("\n")
    return "\n".join(line[2:] for line in lines)


HEAD = "def mean_image(images):\n    "
OUT = {
    "a text with the end of a line": HEAD + r"return '\r\nimport os'",
    "a text with the end of a docstring": HEAD + 'return \'"""; import os\'',
    "a text with the end of a page": HEAD + "return 'a\x0cb'",
    "a text that turns what follows": HEAD + "return 'a\u202eb'",
    "a text with a line separator": HEAD + "return 'a\u2028b'",
    "bytes": HEAD + "return b'a'",
    "a text that is filled in": HEAD + "return f'{images}'",
    "other letters": HEAD + "\u0430 = images\n    return \u0430",
    "letters that become others": HEAD + "return \uff45\uff56\uff41\uff4c('1')",
    "eval": HEAD + "return eval('1')",
    "open": HEAD + "return open('a')",
    "a file": HEAD + "return np.load('a', None, True)",
    "getattr": HEAD + "return getattr(images, 'sum')()",
    "__import__": HEAD + "return __import__('os')",
    "__builtins__": HEAD + "return __builtins__",
    "what lies below": HEAD + "return images.__class__.__base__.__subclasses__()",
    "an import": HEAD + "import os\n    return os.getcwd()",
    "an import from above": HEAD + "from . import add_one\n    return add_one",
    "an import of everything": "from math import *\n" + HEAD + "return sin(images)",
    "an import in the cell": "import os\n" + HEAD + "return os.getcwd()",
    "the exercise itself": HEAD + "global EXERCISE\n    EXERCISE = None",
    "a name of the module's": HEAD + "return random_gray(images)",
    "what was in another cell": HEAD + "return helper(images)",
    "a decorator": "@print\n" + HEAD + "return images",
    "a default that runs": "def mean_image(images=print(1)):\n    return images",
    "a default within": HEAD + "return (lambda x=print(1): x)(images)",
    "other parameters": "def mean_image(images, *more):\n    return images",
    "a class": "class mean_image:\n    print(1)",
    "two definitions": HEAD + "return 1\n" + HEAD + "return 2",
    "another value": HEAD + "return images\nmean_image = print",
    "no Python": HEAD + "return (",
    "a program": "%%bash\nrm -rf ~",
    "too deep": HEAD + "return " + "not " * 4000 + "1",
    "too long": HEAD + "a = 1\n    " * 90 + "return a",
    "a number too long": HEAD + "return 0x" + "f" * 15_000,
    "nothing": "",
}


@pytest.mark.parametrize("answer", OUT.values(), ids=OUT)
def test_no_draft_is_made_of_more_than_an_honest_answer_needs(answer):
    with pytest.raises(Unfit):
        Drafter(MEAN_IMAGE, SOURCE).draft(bare(answer), "draft", "Why?")


def test_nor_is_anything_written(learn):
    assert learn(*OUT.values()) == ""


HARMLESS = {
    "a helper called like the exercise": "def EXERCISE(x):\n    return x\n\n"
    + HEAD
    + "return EXERCISE(1)",
    "a variable called like it": HEAD + "EXERCISE = images\n    return EXERCISE",
    "a constant called like a library": "np = 3\n" + HEAD + "return np",
    "lines that end in another way": "def mean_image(images):\r    # import os\r    return 7\r\n",
    "pages that end": "\x0cdef mean_image(images):\n\x0c    return 7",
    "comments": "# \u202e\u2028\n" + HEAD + '# """\n    return 7  # \x0b import os',
    "a docstring": HEAD + "'''a\n\x0cimport os\n'''\n    return 7",
    "texts in errors": HEAD + r"raise ValueError('\"\"\"\r\nimport os')",
}


@pytest.mark.parametrize("answer", HARMLESS.values(), ids=HARMLESS)
def test_what_a_draft_is_made_of_stays_in_it(learn, answer):
    added = learn(answer)
    assert added.startswith("# Students' code (0000000000000000): read it, ")
    (definition,) = ast.parse(code_of(added)).body
    assert definition.name == "draft_of_two_answers"
    assert "import os" not in added


PROBLEMS = [
    'returned """; import os, expected 3',
    r"returned '\\', expected 3",
    "raised Lisa: \u2028 import os (line 3: # by Lisa), expected 3",
    "returned \r\nimport os, expected 3",
    "returned 'Lisa \"says\"', expected 3",
]


@pytest.mark.parametrize("problem", PROBLEMS)
def test_what_a_report_quotes_stays_in_the_docstring(learn, problem):
    added = learn(HEAD + "return 7", problem=problem, roster=["s1,Lisa,"])
    (definition,) = ast.parse(code_of(added)).body
    assert len(definition.body) == 2
    assert QUESTION in " ".join(ast.get_docstring(definition).split())
    assert "lisa" not in added.lower()


def test_a_draft_stands_alone_with_the_solutions_parameters(learn):
    code = code_of(
        learn(
            "import math\nSCALE = 2.0\n\ndef halve(x, images=1):\n    return x / SCALE / images\n\n"
            "def unused():\n    pass\n\n"
            "def mean_image(batch: np.ndarray) -> float:\n    images: int = math.floor(3.5)\n"
            "    return halve(batch) + images if len(batch) else mean_image(batch)"
        )
    )
    assert code.startswith("def draft_of_two_answers(images):\n")
    assert "unused" not in code
    space = {"np": np}
    exec(code, space)
    assert list(space["draft_of_two_answers"](np.array([4.0]))) == [5.0]


ROSTER = ["u1234567,Max,Mustermann", "u2,Bo,Li"]


def test_no_draft_says_who_wrote_it(learn):
    code = code_of(
        learn(
            "def mustermanns_sum(x):\n    return np.max(x)\n\ndef mean_image(images):\n"
            "    max_value = bo_1 = mustermanns_sum(images)\n    return max_value + bo_1",
            roster=ROSTER,
        )
    )
    assert "np.max(x)" in code
    assert not re.search(r"mustermann|max_|bo_", code)
    space = {"np": np}
    exec(code, space)
    assert space["draft_of_two_answers"](np.array([4.0, 5.0])) == 10


def test_answers_that_cannot_do_without_a_name_are_left_out(learn):
    texts = (HEAD + "return 'mustermann'", HEAD + "return 1234567", HEAD + "return images.li")
    texts += (HEAD + "return dict(bo=1)", HEAD + "import numpy as bo\n    return bo.pi")
    assert learn(*texts, roster=[*ROSTER, "1234567,,"]) == ""


def test_largest_groups_come_first_and_no_more_than_five(learn):
    added = learn(*(HEAD + f"return {i}" for i in range(9)))
    assert re.findall(r"return (\d)", added) == ["0", "1", "2", "3", "4"]
    names = re.findall(r"def (\w+)", added)
    assert names[:2] == ["draft_of_two_answers", "draft_of_two_answers_2"]
    assert len(set(names)) == 5


def test_a_draft_that_nobody_finished_is_refused_when_it_is_read(learn, anew, installed):  # noqa: F811
    learn(HEAD + "return 7")
    finish(module_of(installed), f"2 students: {QUESTION}")
    anew()
    with pytest.raises(CourseError, match="still asks 'what do they need to hear"):
        _ = answer_sheets(find_lesson("start_here"), 1)


def exercise_called(name: str, lesson: str) -> Exercise:
    return next(one for one in find_lesson(lesson).exercises if one.name == name)


def test_a_value_becomes_a_function_that_works_it_out():
    exercise = exercise_called("linear_parameter_count", "linear_classifier")
    answer = f"sides = 32 * 32\nrest = 5\n{exercise.name} = np.prod([sides, 10])"
    code = Drafter(exercise, "").draft(answer, "draft", "Why?")
    assert "rest" not in code
    space = {}
    exec(code, space)
    assert space["draft"]() == 10240


def test_a_class_keeps_its_methods_and_knows_itself_by_the_new_name():
    exercise = exercise_called("Value", "backpropagation")
    source = source_of(exercise)
    answer = answer_source(exercise, exercise.solution)
    space = {"np": np}
    exec(Drafter(exercise, source).draft(bare(answer), "draft", "Why?"), space)
    assert type(space["draft"](1.0) + 2.0) is space["draft"]
    lisas = answer.replace("def made(", "def lisas(").replace("self.made(", "self.lisas(")
    assert "lisas(" in Drafter(exercise, source).draft(lisas, "draft", "Why?")
    with pytest.raises(Unfit):
        Drafter(exercise, source, frozenset({"lisas"})).draft(lisas, "draft", "Why?")
    for line in ("x = print(1)", "import os", "__slots__ = open('a')"):
        with pytest.raises(Unfit):
            Drafter(exercise, source).draft(f"{answer}\n    {line}\n", "draft", "Why?")
