"""What README.md says in figures and names is so."""

from __future__ import annotations

import re

from autograder.authoring.lessons import all_lessons
from helpers.paths import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")
EXERCISES = [exercise for lesson in all_lessons() for exercise in lesson.exercises]


def test_it_counts_the_mistakes_that_the_lessons_know():
    (count,) = re.findall(r"The lessons know ([\d,]+) mistakes by name", README)
    assert count == f"{sum(len(exercise.mistakes) for exercise in EXERCISES):,}"


def test_its_table_has_every_lesson_in_order():
    listed = re.findall(r"^\| `(\d\d_\w+)` \|", README, re.MULTILINE)
    assert listed == [lesson.name for lesson in all_lessons()]
