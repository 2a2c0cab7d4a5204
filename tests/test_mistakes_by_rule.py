"""The mistakes of an exercise are collected from the module of its solution."""

import pytest

from autograder.authoring.exercise import Exercise
from autograder.authoring.in_memory import import_exercises

START = """
from math import hypot
from autograder.authoring.exercise import Exercise, Part, call, drawn

def some_numbers(rng):
    return call(3, 4)

PARTS = [Part("some", [call(1, 2), drawn(some_numbers, 1)])]

def add(x, y=0):
    return x + y
"""
END = """
EXERCISE = Exercise(solution=add, parts=PARTS)
"""
WRONG = """
def {}:
    '''A hint.'''
    return {}
"""


def wrong(signature: str, value: str = "0") -> str:
    return WRONG.format(signature, value)


def exercise(*definitions: str, start: str = START, end: str = END) -> Exercise:
    return import_exercises("toy", (("toy", "".join([start, *definitions, end])),)).EXERCISE


def names(*definitions: str, **texts: str) -> list[str]:
    return [mistake.__name__ for mistake in exercise(*definitions, **texts).mistakes]


def test_functions_with_the_parameters_of_the_solution_are_mistakes():
    assert names(wrong("subtracts(x, y=0)"), wrong("adds_one(x, y=0)")) == ["subtracts", "adds_one"]


def test_they_come_in_the_order_of_definition_and_before_the_solution_too():
    definitions = [wrong(f"{name}(x, y=0)") for name in ("zebra", "ant", "moth")]
    assert names(*definitions) == ["zebra", "ant", "moth"]
    assert names(start=wrong("early(x, y=0)") + START) == ["early"]


def test_parameters_count_by_their_names():
    assert names(wrong("adds_one(x: int, y: int = 1) -> int")) == ["adds_one"]


@pytest.mark.parametrize("parameters", ["x", "y, x=0", "x, z=0", "x, y=0, z=0", ""])
def test_functions_with_other_parameters_are_none(parameters):
    helper = wrong(f"helper({parameters})")
    assert names(helper, wrong("subtracts(x, y=0)", "helper")) == ["subtracts"]


def test_underscored_functions_are_none():
    assert names(wrong("_sum(x, y=0)"), wrong("subtracts(x, y=0)", "_sum(x, -y)")) == ["subtracts"]


def test_imported_functions_are_none():
    other = wrong("squares(x, y=0)", "x * x")
    end = "\nfrom autograder.exercises.other import squares\n" + END
    sources = (("toy", START + end), ("other", other))
    assert import_exercises("toy", sources).EXERCISE.mistakes == ()


def test_a_mistake_may_be_used_by_others():
    assert names(wrong("one(x, y=0)"), wrong("two(x, y=0)", "one(x) + y")) == ["one", "two"]


def test_where_the_solution_is_a_class_every_other_public_class_is_a_mistake():
    classes = """
class Adder:
    pass

class _Base:
    pass

class Forgets(_Base):
    '''A hint.'''

class Subtracts(Forgets):
    '''A hint.'''

def nothing():
    '''It has the parameters of Adder.'''

PARTS.append(Part("more", [call(add(1, 2), nothing()), drawn(some_numbers, 1)]))
"""
    assert names(classes, end=END.replace("=add", "=Adder")) == ["Forgets", "Subtracts"]


def test_where_the_answer_is_a_value_functions_without_parameters_are():
    value = """
def answer():
    return 42
"""
    end = "EXERCISE = Exercise(solution=answer, kind=VALUE)"
    text = "from autograder.authoring.exercise import Exercise\n"
    text += "from helpers.checking.kinds import VALUE\n"
    assert names(value, wrong("one_off()", "41"), start=text, end=end) == ["one_off"]


def test_a_list_is_taken_as_it_is():
    two = (wrong("first(x, y=0)"), wrong("second(x, y=0)"), wrong("idle(z)"))
    assert names(*two, end=END.replace("PARTS", "PARTS, mistakes=[second]")) == ["second"]
    assert names(*two, end=END.replace("PARTS", "PARTS, mistakes=()")) == []


def test_a_mistake_without_a_docstring_is_refused():
    with pytest.raises(ValueError, match="helper in add has no docstring to show"):
        exercise("def helper(x, y=0): return x\n")


@pytest.mark.parametrize("forgotten", [wrong("adds_z(x, z=0)"), "class adds_z: pass\n"])
def test_what_is_neither_used_nor_a_mistake_is_refused(forgotten):
    with pytest.raises(ValueError, match=r"uses adds_z, .* of add are functions of \(x, y\)"):
        exercise(forgotten)


def test_what_stands_below_the_exercise_is_refused():
    with pytest.raises(ValueError, match="late stands below the exercise add"):
        exercise(end=END + wrong("late(x, y=0)"))
