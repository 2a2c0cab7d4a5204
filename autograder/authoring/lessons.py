"""Which lessons there are: a folder in notebooks/ and a package in autograder/exercises/ each."""

from __future__ import annotations

import ast
import difflib
import importlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from autograder.authoring.exercise import Exercise
from autograder.authoring.in_memory import import_exercises
from autograder.errors import CourseError, UsageError
from helpers.paths import NOTEBOOKS, PROJECT

EXERCISES = PROJECT / "autograder" / "exercises"
DISTRIBUTION = "convnet-course"
PACKAGE = "autograder.exercises"
IMPORTS_LESSONS = re.compile(r"autograder\.exercises|^\s*from\s+\.", re.MULTILINE)


@dataclass(frozen=True)
class Lesson:
    """A lesson by the name of its folder, as in 06_convolution, which is nbgrader's assignment.

    sources: its exercises where they are not the installed ones: names of modules, its own first,
    and their texts. They travel with the lesson to wherever it is graded.
    version: of the course that the sources are from.
    """

    name: str
    sources: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    version: str = ""

    @property
    def module_name(self) -> str:
        """The name without its number, which is that of the notebook and of the exercises."""
        return re.sub(r"^\d+_", "", self.name)

    @property
    def notebook(self) -> Path:
        return NOTEBOOKS / self.name / f"{self.module_name}.ipynb"

    @property
    def is_installed(self) -> bool:
        """Whether the installed course has a lesson of this name."""
        return self.notebook.is_file() and _package(self.module_name).is_dir()

    @property
    def module(self) -> ModuleType:
        """Raises CourseError where the exercises of another version cannot be used any more."""
        if not self.sources and not _package(self.module_name).is_dir():
            raise CourseError(
                f"Version {version(DISTRIBUTION)} of the course, which is installed, has no "
                f"exercises of {self.name}, and none were kept when it was released: install the "
                "version that it was released with."
            )
        if not self.sources:
            return importlib.import_module(f"{PACKAGE}.{self.module_name}")
        try:
            return import_exercises(self.module_name, self.sources)
        except Exception as error:
            raise self.outdated(error) from error

    @property
    def exercises(self) -> list[Exercise]:
        return self.module.EXERCISES

    @property
    def exercise_files(self) -> tuple[Path, ...]:
        """The installed modules of its exercises, then those of other lessons that it uses."""
        own, *others = _used_packages(self.module_name)
        return tuple(file for name in (own, *sorted(others)) for file in _files(name))

    @property
    def exercise_sources(self) -> tuple[tuple[str, str], ...]:
        """The exercises that are used, as `sources` has them."""
        return self.sources or tuple(
            (_module_name(path), path.read_bytes().decode()) for path in self.exercise_files
        )

    def outdated(self, error: Exception) -> CourseError:
        """What to say where the sources were written for another version of the course."""
        return CourseError(
            f"{self.name} was released with version {self.version} of the course, and version "
            f"{version(DISTRIBUTION)} cannot use its exercises ({type(error).__name__}: {error}): "
            f"install version {self.version} for this class, or release the newer lesson with "
            f"`course release {self.name} --again`."
        )

    @property
    def uses_torch(self) -> bool:
        """Whether any of its answers may use PyTorch."""
        return any(exercise.torch for exercise in self.exercises)

    @cached_property
    def points(self) -> dict[str, float]:
        """Points by exercise, as they stand in the notebook's check cells."""
        return points_of(json.loads(self.notebook.read_bytes()))


def _package(name: str) -> Path:
    """The folder of a lesson's exercises."""
    return EXERCISES / name


def _files(name: str) -> list[Path]:
    """The modules of a lesson's exercises, the package itself first."""
    return sorted(_package(name).glob("*.py"), key=lambda path: (path.stem != "__init__", path))


def _module_name(path: Path) -> str:
    """As a module below `autograder.exercises` is called: convolution, convolution.zero_pad."""
    parts = path.relative_to(EXERCISES).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _used_packages(name: str, found: tuple[str, ...] = ()) -> tuple[str, ...]:
    """A lesson, and the others whose exercises its own import."""
    if name in found or (found and not _package(name).is_dir()):
        return found
    found += (name,)
    for path in _files(name):
        for other in _used_lessons(path.read_text(encoding="utf-8"), name):
            found = _used_packages(other, found)
    return found


def _used_lessons(source: str, lesson: str) -> Iterator[str]:
    """Names of lessons whose exercises a module of a lesson's exercises may import."""
    if not IMPORTS_LESSONS.search(source):
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = {0: "", 1: f"{PACKAGE}.{lesson}", 2: PACKAGE}.get(node.level, "")
            base = ".".join(filter(None, [above, node.module]))
            names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            if name.startswith(f"{PACKAGE}."):
                yield name.removeprefix(f"{PACKAGE}.").partition(".")[0]


def points_of(notebook: dict) -> dict[str, float]:
    cells = (cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"])
    return {
        cell["grade_id"].removeprefix("check_"): float(cell["points"])
        for cell in cells
        if cell.get("grade")
    }


def unknown_exercises(lesson: Lesson, release: dict) -> list[str]:
    """What has points in a release and is no exercise of the lesson."""
    return sorted(points_of(release).keys() - {exercise.name for exercise in lesson.exercises})


def require_exercises(lesson: Lesson, release: dict) -> None:
    """Raises CourseError where a release has exercises that the lesson does not have."""
    if unknown := unknown_exercises(lesson, release):
        raise CourseError(
            f"{lesson.name} was released with {', '.join(unknown)}, which version "
            f"{lesson.version or version(DISTRIBUTION)} of the course does not know: install the "
            "version that it was released with."
        )


def all_lessons() -> list[Lesson]:
    """Every lesson whose notebook and exercises are there, in order."""
    names = sorted(path.parent.name for path in NOTEBOOKS.glob("*/*.ipynb"))
    return [Lesson(name) for name in dict.fromkeys(names)]


def find_lesson(text: str, lessons: Sequence[Lesson] | None = None) -> Lesson:
    """The lesson called 06_convolution, convolution, 06 or 6. Raises UsageError for none.

    lessons: among which to look, those first that are meant rather; by default the installed.
    """
    lessons = all_lessons() if lessons is None else lessons
    exact = [lesson for lesson in lessons if lesson.name == text]
    for lesson in (*exact, *lessons):
        number = lesson.name.partition("_")[0]
        if text in (lesson.name, lesson.module_name) or text.zfill(2) == number:
            return lesson
    names = [lesson.name for lesson in lessons]
    close = difflib.get_close_matches(text, names + [lesson.module_name for lesson in lessons], 1)
    meant = f" Did you mean {close[0]}?" if close else f" There are {', '.join(names)}."
    raise UsageError(f"No lesson is called {text!r}.{meant}")
