"""Each promise about an exercise can be broken, and is then found; verifying never raises."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from autograder import cli
from autograder.authoring.checklist import verify
from autograder.authoring.in_memory import import_exercises
from autograder.authoring.promises import PROMISES, calls
from autograder.authoring.trial import Trial
from autograder.errors import CourseError

STUB = '''def double(x):
    """Twice x."""
    raise NotImplementedError("Write me.")
'''
EXERCISE = '''
import numpy as np

from autograder.authoring.exercise import Exercise, Part, call, drawn

TWO = 2


def double(x):
    """Twice x."""
    return 2 * x


def adds_two(x):
    """Your function adds two. How often does x go into its double?"""
    return x + 2


def squares(x):
    """Your function squares x. What is asked for is x and x, not x times x."""
    return x * x


def forgets_the_sign(x):
    """A number below zero comes out above it. Does the double keep the sign?"""
    return 2 * abs(x)


def draw(rng):
    return call(rng.integers(-99, 99, size=(2, 3)).astype(float))


EXERCISES = [
    Exercise(
        double,
        [Part("twice", [call(np.array([3.0, -1.0])), drawn(draw, 2)])],
        hints=["How often does x go into it?", "Add x and x."],
    )
]
'''
RIGHT, LAST_MISTAKE, DRAWN = "return 2 * x\n", "return 2 * abs(x)", "rng.integers(-99, 99, size="
ALWAYS_THE_SAME = {"rng.integers(-99, 99, size=(2, 3)).astype(float)": "np.array([1.0, -2.0, 4.0])"}
BREAKING = {
    "the_solution_works": {RIGHT: "return x.no_such_thing\n"},
    "the_solution_passes": {RIGHT: "return x * np.random.default_rng().normal()\n"},
    "the_solution_changes_no_argument": {RIGHT: "x *= 2\n    return x\n"},
    "the_solution_stands_alone": {RIGHT: "return TWO * x\n"},
    "there_is_enough_to_tell": {'"How often does x go into it?", ': ""},
    "mistakes_have_their_own_names": {"hints=[": "mistakes=[adds_two, adds_two], hints=["},
    "texts_are_for_one_place": {"How often does x go into it?": "Add x and x."},
    "texts_keep_calm": {"Add x and x.": "Add x and x!"},
    "a_mistake_is_recognised": {LAST_MISTAKE: "return x + x"},
    "a_mistake_is_recognised_at_grading": {LAST_MISTAKE: "return x + x"},
    "a_mistake_is_recognised_in_a_cell": {LAST_MISTAKE: "return TWO * abs(x)"},
    "a_mistake_fails_by_what_it_does": {LAST_MISTAKE: "return squares(x, 2)"},
    "a_report_shows_what_to_do": {LAST_MISTAKE: "return x + x"},
    "half_precision_hides_nothing": {LAST_MISTAKE: "return 2 * x * 1.0001"},
    "fixed_calls_decide": {LAST_MISTAKE: "return 2 * x if x.size < 6 else x"},
    "an_axis_of_one_counts": {"[call(": "[call(np.array([2.0, 0.0, 5.0])), call("},
    "both_sides_of_a_default_are_tried": {
        "def double(x):": "def double(x, times=2):",
        "hints=[": "mistakes=[], hints=[",
    },
    "a_grading_draws_what_nobody_has_seen": ALWAYS_THE_SAME,
    "outcomes_by_heart_earn_nothing": ALWAYS_THE_SAME,
    "all_calls_are_small": {"size=(2, 3)": "size=(100, 100)"},
    "a_stub_is_unwritten": {RIGHT: "raise NotImplementedError\n"},
    "empty_answers_earn_nothing": {RIGHT: "return x\n"},
    "who_changes_an_argument_is_told_so": {RIGHT: 'raise ValueError("never")\n'},
}


def exercise_with(edits):
    text = EXERCISE
    for old, new in edits.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    return import_exercises("toy", (("toy", text),)).EXERCISES[0]


def notebook(stub=STUB, points=1):
    cells = [
        {"grade_id": "double", "source": [stub]},
        {"grade_id": "check_double", "source": [], "grade": True, "points": points},
    ]
    return {"cells": [{"metadata": {"nbgrader": c}, "source": c.pop("source")} for c in cells]}


def broken(name, trial):
    """The places where a trial breaks the promise of this name."""
    promise = next(promise for promise in PROMISES if promise.name == name)
    assert promise.holds_for(trial)
    return [*promise.function([trial] if promise.together else trial)]


@pytest.mark.parametrize("name", [promise.name for promise in PROMISES])
def test_an_exercise_that_is_whole_keeps_it(name):
    assert broken(name, Trial(exercise_with({}), notebook())) == []


@pytest.mark.parametrize("name", BREAKING)
def test_an_exercise_that_breaks_it_is_found(name):
    place = broken(name, Trial(exercise_with(BREAKING[name]), notebook()))[0]
    assert str(place).startswith("double")


@pytest.mark.parametrize(
    "name, changed",
    [
        ("the_stub_is_as_the_solution", notebook(stub=STUB.replace("(x)", "(y)"))),
        ("the_stub_is_as_the_solution", notebook(stub=STUB.replace("Twice", "Two"))),
        ("the_stub_is_as_the_solution", notebook(stub="")),
        ("the_notebook_gives_points", notebook(points=0)),
    ],
)
def test_a_notebook_that_breaks_it_is_found(name, changed):
    assert broken(name, Trial(exercise_with({}), changed))


def test_a_judge_that_goes_by_words_is_found(monkeypatch):
    trial = Trial(exercise_with({}), notebook())
    other = trial.made(trial.exercise.mistakes[0], 0).report
    monkeypatch.setattr(trial, "report_again", lambda *args: other)
    places = broken("a_mistake_is_recognised_in_other_words", trial)
    assert [place.mistake for place in places] == ["squares", "forgets_the_sign"]


def test_a_sheet_that_reads_otherwise_than_it_was_written_is_found(monkeypatch):
    right = calls.decode
    monkeypatch.setattr(calls, "decode", lambda data: {**right(data), "points": 7.0})
    assert broken("the_compiled_sheet_is_the_sheet", Trial(exercise_with({}), notebook()))


def test_every_promise_is_broken_here():
    elsewhere = {
        "the_stub_is_as_the_solution",
        "the_notebook_gives_points",
        "a_mistake_is_recognised_in_other_words",
        "the_compiled_sheet_is_the_sheet",
    }
    assert {promise.name for promise in PROMISES} == BREAKING.keys() | elsewhere


def test_a_place_names_mistake_part_call_and_seed():
    trial = Trial(exercise_with(BREAKING["fixed_calls_decide"]), notebook())
    place = broken("fixed_calls_decide", trial)[0]
    text = "double, mistake forgets_the_sign, part 'twice', seed 0: it fails only a drawn call\n"
    assert str(place).startswith(f"{text}  double(np.array([[")


class Lesson:
    """One exercise and its notebook, as much as an author has written of them."""

    name = "99_toy"

    def __init__(self, folder, edits=(), stub=STUB):
        self.edits = dict(edits)
        self.notebook = folder / "toy.ipynb"
        self.notebook.write_text(json.dumps(notebook(stub=stub)))

    @property
    def exercises(self):
        return [exercise_with(self.edits)]


def checklist(lesson):
    return "\n".join(kept.text() for kept in verify(lesson))


def test_a_lesson_that_is_whole_is_all_ticks(tmp_path):
    lines = checklist(Lesson(tmp_path)).splitlines()
    assert len(lines) == len(PROMISES) + 1
    assert all(line.startswith("✓ ") for line in lines)


HALF_WRITTEN = {
    "no solution": ({RIGHT: "raise NotImplementedError\n"}, "double: it is still to be written"),
    "no drawn call": (
        {"return call(rng": "raise NotImplementedError\n    return call(rng"},
        "double: it is still to be written (",
    ),
    "no mistakes": ({"hints=[": "mistakes=(), hints=["}, "it knows 0 mistakes"),
    "a mistake": ({LAST_MISTAKE: "raise NotImplementedError"}, "it is still to be written"),
    "no hints": (
        {'["How often does x go into it?", "Add x and x."]': "()"},
        "it has 0 hints, expected 2 or more",
    ),
    "no fixed call": ({"call(np.array([3.0, -1.0])), ": ""}, "needs both fixed and drawn calls"),
    "a module that does not import": ({"TWO = 2": "TWO = two"}, "NameError: name 'two' is not"),
    "a module that is no Python": ({"TWO = 2": "TWO = "}, "SyntaxError: invalid syntax"),
    "no list of exercises": ({"EXERCISES =": "exercises ="}, "has no attribute 'EXERCISES'"),
}


@pytest.mark.parametrize("what", HALF_WRITTEN)
def test_what_is_half_written_is_told_in_a_line(tmp_path, what):
    edits, sentence = HALF_WRITTEN[what]
    assert sentence in checklist(Lesson(tmp_path, edits))


def test_a_notebook_without_a_stub_is_told(tmp_path):
    assert "the notebook has 0 stubs, expected one" in checklist(Lesson(tmp_path, stub=""))


@pytest.mark.parametrize("text", [None, "{", "{}"])
def test_a_notebook_that_is_none_is_told(tmp_path, text):
    lesson = Lesson(tmp_path)
    lesson.notebook.unlink() if text is None else lesson.notebook.write_text(text)
    assert "✗ Exercises and notebook can be read" in checklist(lesson)


def test_of_a_solution_that_fails_nothing_else_is_asked(tmp_path):
    lesson = Lesson(tmp_path, BREAKING["the_solution_works"])
    kept = {one.name: one for one in verify(lesson)}
    assert kept["the_solution_works"].broken
    assert kept["a_mistake_is_recognised"].left_out.keys() == {"double"}
    assert kept["the_notebook_gives_points"].exercises == 1


def test_an_error_that_the_lesson_words_itself_is_told_with_its_line(tmp_path):
    class Outside(Lesson):
        @property
        def exercises(self):
            try:
                return super().exercises
            except NameError as error:
                raise CourseError("cannot be used") from error

    text = checklist(Outside(tmp_path, {"TWO = 2": "TWO = two"}))
    assert "NameError: name 'two' is not defined" in text
    assert "line 6" in text


@pytest.mark.parametrize("edit, code", [({}, 0), ({LAST_MISTAKE: "return x + x"}, 1)])
def test_the_command_says_by_its_exit_code_whether_all_are_kept(tmp_path, monkeypatch, edit, code):
    monkeypatch.setattr(cli, "find_lesson", lambda *_: Lesson(tmp_path, edit))
    app = typer.Typer()
    app.command()(cli.verify)
    result = CliRunner().invoke(app, ["99"])
    assert result.exit_code == code
    assert ("promises are broken" in result.output) == bool(code)
