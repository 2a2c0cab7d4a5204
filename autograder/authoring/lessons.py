"""Which lessons there are.

Each of the course's own is a folder in notebooks/ and a package in autograder/exercises/. A lesson
from outside is one folder, with the notebook and `exercises/` in it: below `lessons/` of a class
folder, or in an installed pack.
"""

from __future__ import annotations

import ast
import difflib
import importlib
import json
import re
import shlex
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from autograder.authoring.exercise import Exercise
from autograder.authoring.in_memory import as_written, import_exercises
from autograder.errors import CourseError, UsageError
from autograder.packs import pack_folders
from helpers.checking.globals_used import digest_of
from helpers.course.notebook import exercise_name, grade_id, grading_of, is_exercise, text
from helpers.paths import NOTEBOOKS, PROJECT

EXERCISES = PROJECT / "autograder" / "exercises"
DISTRIBUTION = "convnet-course"
PACKAGE = "autograder.exercises"
PICTURES = "pictures.py"
LESSON_NAME = re.compile(r"\d{2,}_[a-z][a-z0-9_]*")
IMPORTS_LESSONS = re.compile(r"autograder\.exercises|^\s*from\s+\.", re.MULTILINE)


@dataclass(frozen=True)
class Lesson:
    """A lesson by the name of its folder, as in 06_convolution, which is nbgrader's assignment.

    sources: its exercises where they are not the installed ones: names of modules, its own first,
    and their texts. They travel with the lesson to wherever it is graded.
    version: of the course that a class was given the sources with.
    home: the folder of a lesson from outside. Its sources are those that lay there when it was
    found, and nothing in it is ever imported.
    file: the name, without its ending, of a notebook of a teacher's own, which has none of our
    exercises. `name` is then the assignment that it belongs to, with other notebooks or a lesson.
    """

    name: str
    sources: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    version: str = ""
    home: Path | None = None
    file: str = ""

    @property
    def key(self) -> str:
        """A name that no other notebook has, in which nbgrader's assignments have no plus."""
        return f"{self.name}+{self.file}" if self.file else self.name

    @property
    def title(self) -> str:
        """The same for people."""
        return f"{self.name}, {self.file}" if self.file else self.name

    @property
    def typed(self) -> str:
        """The assignment's name as a command takes it."""
        return shlex.quote(self.name)

    @property
    def module_name(self) -> str:
        """The name without its number, which is that of the notebook and of the exercises."""
        return self.file or re.sub(r"^\d+_", "", self.name)

    @property
    def notebook(self) -> Path:
        return (self.home or NOTEBOOKS / self.name) / f"{self.module_name}.ipynb"

    @property
    def pictures(self) -> Path | None:
        """The module beside the notebook of a lesson from outside that demos may import."""
        path = self.home / PICTURES if self.home else None
        return path if path and path.is_file() else None

    @property
    def exercise_folder(self) -> Path:
        return self.home / "exercises" if self.home else EXERCISES / self.module_name

    @property
    def is_here(self) -> bool:
        """Whether it lies on this machine, in the installed course or outside of it."""
        return self.notebook.is_file() and self.exercise_folder.is_dir()

    @property
    def module(self) -> ModuleType:
        """Raises CourseError where the exercises cannot be used, as those of another version."""
        if not self.sources and not self.exercise_folder.is_dir():
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
            raise self.unusable(error) from error

    @property
    def exercises(self) -> list[Exercise]:
        return [] if self.file else self.module.EXERCISES

    @property
    def exercise_sources(self) -> tuple[tuple[str, str], ...]:
        """The exercises that are used, as `sources` has them."""
        if self.file:
            return ()
        return self.sources or _sources(self.module_name, self.exercise_folder)

    def unusable(self, error: Exception) -> CourseError:
        """What to say of exercises that fail: where a class was given them, those were written for
        another version of the course."""
        problem = f"{type(error).__name__}: {as_written(str(error))}"
        if not self.version:
            return CourseError(
                f"The exercises of {self.name} cannot be used ({problem}): mend them in "
                f"{self.exercise_folder}."
            )
        return CourseError(
            f"{self.name} was released with version {self.version} of the course, and version "
            f"{version(DISTRIBUTION)} cannot use its exercises ({problem}): install version "
            f"{self.version} for this class, or release the newer lesson with "
            f"`course release {self.typed} --again`."
        )

    @property
    def uses_torch(self) -> bool:
        """Whether any of its answers may use PyTorch."""
        return any(exercise.torch for exercise in self.exercises)

    @cached_property
    def points(self) -> dict[str, float]:
        """Points by exercise, as they stand in the notebook's check cells."""
        return points_of(json.loads(self.notebook.read_bytes()))

    @property
    def demos(self) -> tuple[str, ...]:
        """Digests of the notebook's demo cells, which grading skips."""
        return demos_of(json.loads(self.notebook.read_bytes()))


def _sources(name: str, folder: Path) -> tuple[tuple[str, str], ...]:
    """A lesson's exercises and those of the course's own lessons that they use."""
    found = _modules(name, folder)
    for other in sorted(_used_packages(name, found) - {name}):
        found |= _modules(other, EXERCISES / other)
    return tuple(found.items())


def _modules(name: str, folder: Path) -> dict[str, str]:
    """Texts of a lesson's exercises by module, as in convolution.zero_pad, the package first."""
    paths = sorted(folder.glob("*.py"), key=lambda path: (path.stem != "__init__", path))
    return {
        name if path.stem == "__init__" else f"{name}.{path.stem}": path.read_bytes().decode(
            errors="replace"
        )
        for path in paths
    }


def _used_packages(
    name: str, modules: dict[str, str], found: frozenset[str] = frozenset()
) -> frozenset[str]:
    """A lesson, and the others whose exercises its own import."""
    found |= {name}
    for source in modules.values():
        for other in _used_lessons(source, name):
            if other not in found and (EXERCISES / other).is_dir():
                found |= _used_packages(other, _modules(other, EXERCISES / other), found)
    return found


def _used_lessons(source: str, lesson: str) -> Iterator[str]:
    """Names of lessons whose exercises a module of a lesson's exercises may import."""
    if not IMPORTS_LESSONS.search(source):
        return
    try:
        tree = ast.parse(source)
    except SyntaxError:  # which importing it will tell
        return
    for node in ast.walk(tree):
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


def demos_of(notebook: dict) -> tuple[str, ...]:
    """Digests of a notebook's demo cells."""
    cells = [c for c in notebook["cells"] if "demo" in c["metadata"].get("tags", [])]
    return tuple(digest_of(text(cell)) for cell in cells)


def points_of(notebook: dict) -> dict[str, float]:
    """The points of each exercise, without those of cells of a teacher's own."""
    return {
        exercise_name(grade_id(cell)): float(grading_of(cell)["points"])
        for cell in notebook["cells"]
        if is_exercise(cell)
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
    """Every lesson of the course whose notebook is there, in order, and those of packs."""
    names = sorted(path.parent.name for path in NOTEBOOKS.glob("*/*.ipynb"))
    own = [Lesson(name) for name in dict.fromkeys(names)]
    return [*own, *(lesson for folder in pack_folders() for lesson in lessons_in(folder))]


def lessons_in(folder: Path) -> list[Lesson]:
    """The lessons from outside whose folders lie in a folder, in order.

    Warns of folders that are no lesson, and leaves them out.
    """
    found = []
    for home in sorted(path for path in folder.glob("[!._]*") if path.is_dir()):
        lesson = lesson_at(home)
        if LESSON_NAME.fullmatch(home.name) and lesson.is_here:
            found.append(lesson)
        else:
            warnings.warn(
                f"{home} is left out: a lesson from outside is a folder called as in 20_boxes, "
                "with boxes.ipynb and exercises/ in it.",
                stacklevel=1,  # said once, whoever asks
            )
    return found


def lesson_at(home: Path) -> Lesson:
    """The lesson from outside in a folder, with its exercises as they lie there now."""
    lesson = Lesson(home.name, home=home)
    return replace(lesson, sources=lesson.exercise_sources)


def find_lesson(
    text: str, lessons: Sequence[Lesson] | None = None, beside: Iterable[str] = ()
) -> Lesson:
    """The lesson called 06_convolution, convolution, 06 or 6. Raises UsageError for none.

    lessons: among which to look, those first that are meant rather; by default the installed.
    beside: names of what is no lesson, and may have been meant.
    """
    lessons = all_lessons() if lessons is None else lessons
    exact = [lesson for lesson in lessons if lesson.name == text]
    for lesson in (*exact, *lessons):
        number = lesson.name.partition("_")[0]
        if text in (lesson.name, lesson.module_name) or text.zfill(2) == number:
            return lesson
    names = sorted([*beside, *(lesson.name for lesson in lessons)])
    close = difflib.get_close_matches(text, names + [lesson.module_name for lesson in lessons], 1)
    meant = f" Did you mean {close[0]}?" if close else f" There are {', '.join(names)}."
    raise UsageError(f"No lesson is called {text!r}.{meant}")
