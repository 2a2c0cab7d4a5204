"""Wrong answers by somebody who did not know the mistakes fail, and are told no false name."""

from __future__ import annotations

import pytest

from autograder.authoring.lessons import all_lessons
from autograder.bench import hints
from autograder.bench.hints import Answer, Said, answers_to, judged, table
from autograder.errors import CourseError
from helpers.checking.report import PartReport, Report
from helpers.paths import ANSWERS

LESSONS = all_lessons()
TRAINING = [lesson for lesson in LESSONS if any(e.kind.trains for e in lesson.exercises)]
NAMED, TOLD = 0.9, 0.95  # shares of wrong answers: by their own name, and by a true sentence

pytestmark = pytest.mark.xdist_group("hints")


@pytest.fixture(scope="module")
def said() -> list[Said]:
    if not all((ANSWERS / f"{lesson.module_name}.npz").is_file() for lesson in LESSONS):
        pytest.skip("the answers are not compiled: run `course compile`")
    return [one for lesson in LESSONS for one in judged(lesson, trained=False)]


def those(said: list[Said], kind: str) -> str:
    """The answers of which this was said, to be read where there should be none."""
    return "\n".join(
        f"{one.answer.exercise} {one.report.mistake}: {one.answer.diagnosis}"
        for one in said
        if one.kind == kind
    )


def test_no_right_answer_is_refused(said):
    assert those(said, "right_refused") == ""


def test_no_wrong_answer_passes(said):
    assert those(said, "wrong_passed") == ""


def test_no_wrong_answer_is_told_a_false_name(said):
    assert those(said, "false_name") == ""


def test_nearly_all_are_told_their_mistake(said):
    wrong = [one.kind for one in said if not one.answer.is_right]
    named = wrong.count("true_name")
    assert named >= NAMED * len(wrong)
    assert named + wrong.count("sentence") >= TOLD * len(wrong)


@pytest.mark.thorough
@pytest.mark.parametrize("lesson", TRAINING, ids=[lesson.name for lesson in TRAINING])
def test_so_it_is_with_what_is_trained(lesson):
    trained = [one for one in judged(lesson) if one.is_trained]
    assert any(not one.answer.is_right for one in trained)
    for kind in ("right_refused", "wrong_passed", "false_name"):
        assert those(trained, kind) == ""


@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.name for lesson in LESSONS])
def test_every_written_exercise_has_wrong_answers_with_names_that_exist(lesson):
    known = {e.name: {m.__name__ for m in e.mistakes} for e in lesson.exercises}
    answers = answers_to(lesson)
    wrong = {answer.exercise for answer in answers if not answer.is_right}
    assert wrong == {e.name for e in lesson.exercises if e.kind.is_called}
    assert {name for a in answers for name in a.names - known[a.exercise]} == set()


# The benchmark itself.


def answer(is_right=False, names=()):
    return Answer("double", is_right, frozenset(names), "adds two", "")


def judged_as(answer: Answer, passed=False, mistake="", hint="") -> Said:
    part = PartReport("twice", passed, "double(3)", "returned 5", mistake=mistake, hint=hint)
    return Said(answer, Report("double", "", 1.0, (part,)), False, 0.01)


@pytest.mark.parametrize(
    "kind, one",
    {
        "right_passed": judged_as(answer(is_right=True), passed=True),
        "right_refused": judged_as(answer(is_right=True)),
        "wrong_passed": judged_as(answer(), passed=True),
        "true_name": judged_as(answer(names=["adds"]), mistake="adds", hint="You add."),
        "false_name": judged_as(answer(names=["adds"]), mistake="squares", hint="You square."),
        "sentence": judged_as(answer(), hint="It is 1 less than the expected."),
        "nothing": judged_as(answer()),
    }.items(),
)
def test_what_was_said_is_counted_for_what_it_is(kind, one):
    assert one.kind == kind
    cells = [[*column.cells] for column in table([one, one]).columns]
    assert [cells[1 + place][0] for place, name in enumerate(hints.COLUMNS) if name == kind] == [
        "2"
    ]
    assert [column[-1] for column in cells].count("2") == 1


def test_a_cell_that_does_not_say_what_it_is_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(hints, "ANSWERS", tmp_path)
    (tmp_path / f"{LESSONS[0].module_name}.py").write_text("# %% add_one · perhaps\nx = 1\n")
    with pytest.raises(CourseError, match="begins with '# %% add_one · perhaps'"):
        answers_to(LESSONS[0])
