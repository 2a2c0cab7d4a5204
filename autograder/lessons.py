"""Which lessons there are: a folder in notebooks/ and a module in autograder/exercises/ each."""

from __future__ import annotations

import difflib
import importlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType

from autograder.errors import UsageError
from autograder.exercise import Exercise

PROJECT = Path(__file__).parent.parent
NOTEBOOKS = PROJECT / "notebooks"
EXERCISES = PROJECT / "autograder" / "exercises"
ANSWERS = PROJECT / "data" / "answers"


@dataclass(frozen=True)
class Lesson:
    """A lesson by the name of its folder, as in 06_convolution, which is nbgrader's assignment."""

    name: str

    @property
    def module_name(self) -> str:
        """The name without its number, which is that of the notebook and of the module."""
        return re.sub(r"^\d+_", "", self.name)

    @property
    def notebook(self) -> Path:
        return NOTEBOOKS / self.name / f"{self.module_name}.ipynb"

    @property
    def module(self) -> ModuleType:
        return importlib.import_module(f"autograder.exercises.{self.module_name}")

    @property
    def exercises(self) -> list[Exercise]:
        return self.module.EXERCISES

    @property
    def exercise_files(self) -> tuple[Path, ...]:
        """The module of exercises, and those of other lessons that it uses."""
        return _exercise_files(self.module_name)

    @property
    def uses_torch(self) -> bool:
        """Whether any of its answers may use PyTorch."""
        return any(exercise.torch for exercise in self.exercises)

    @cached_property
    def points(self) -> dict[str, float]:
        """Points by exercise, as they stand in the notebook's check cells."""
        return points_of(json.loads(self.notebook.read_bytes()))


def _exercise_files(name: str, found: tuple[Path, ...] = ()) -> tuple[Path, ...]:
    path = EXERCISES / f"{name}.py"
    if path in found:
        return found
    found += (path,)
    for other in re.findall(r"autograder\.exercises\.(\w+)", path.read_text()):
        found = _exercise_files(other, found)
    return found


def points_of(notebook: dict) -> dict[str, float]:
    cells = (cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"])
    return {
        cell["grade_id"].removeprefix("check_"): float(cell["points"])
        for cell in cells
        if cell.get("grade")
    }


def all_lessons() -> list[Lesson]:
    """Every lesson whose notebook and exercises are there, in order."""
    names = sorted(path.parent.name for path in NOTEBOOKS.glob("*/*.ipynb"))
    return [Lesson(name) for name in dict.fromkeys(names)]


def find_lesson(text: str) -> Lesson:
    """The lesson called 06_convolution, convolution, 06 or 6. Raises UsageError for none."""
    lessons = all_lessons()
    for lesson in lessons:
        number = lesson.name.partition("_")[0]
        if text in (lesson.name, lesson.module_name) or text.zfill(2) == number:
            return lesson
    names = [lesson.name for lesson in lessons]
    close = difflib.get_close_matches(text, names + [lesson.module_name for lesson in lessons], 1)
    meant = f" Did you mean {close[0]}?" if close else f" There are {', '.join(names)}."
    raise UsageError(f"No lesson is called {text!r}.{meant}")
