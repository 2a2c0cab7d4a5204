"""Which lessons a class was given, and which assignments its teacher made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.lessons import Lesson, all_lessons, find_lesson, lessons_in
from autograder.classroom.released import Given, given
from autograder.errors import UsageError
from helpers.course.notebook import is_exercise


@dataclass(frozen=True)
class Assignments:
    """What can be released and graded in a class folder."""

    root: Path

    def lesson(self, text: str) -> Lesson:
        """The lesson called 06_convolution, convolution, 06 or 6, as this class was given it.

        Raises UsageError for none, and CourseError where what was kept of it is damaged.
        """
        if text in self._own_assignments():
            raise UsageError(
                f"{text} is an assignment of your own: it has none of the course's exercises."
            )
        names = self._given_names()
        others = [lesson for lesson in self.newest_lessons() if lesson.name not in names]
        found = find_lesson(text, [*map(Lesson, names), *others], self._own_assignments())
        return self.given_lesson(found.name)

    def lesson_names(self) -> list[str]:
        """Of all lessons that the class was given, or that it could be given."""
        return sorted({*self._given_names(), *(one.name for one in self.newest_lessons())})

    def assignment_names(self) -> list[str]:
        """Of all lessons, and of the teacher's own assignments, which nbgrader alone knows."""
        return sorted({*self.lesson_names(), *self._own_assignments()})

    def notebooks(self, text: str) -> list[Lesson]:
        """The notebooks of an assignment: the lesson that the text means, if it means one, and
        those of a teacher's own. Raises UsageError for no such assignment."""
        is_own = text in self._own_assignments()
        if (
            not is_own
            and text not in self.lesson_names()
            and (self.root / "source" / text).is_dir()
        ):
            raise UsageError(f"source/{text} holds no notebook: put one there, with a plain name.")
        first = [] if is_own else [self.lesson(text)]
        name = first[0].name if first else text
        taken = {lesson.module_name for lesson in first}
        files = sorted(self._files_of(name) - taken)
        return [*first, *(Lesson(name, file=file) for file in files)]

    def assignment(self, text: str) -> str:
        """nbgrader's name of the assignment that a text means. Raises UsageError for none."""
        return self.notebooks(text)[0].name

    def _own_assignments(self) -> set[str]:
        """Folders of notebooks in source/ or release/ that are no lessons."""
        paths = [p for name in ("source", "release") for p in (self.root / name).glob("*/*.ipynb")]
        return {path.parent.name for path in paths} - {*self.lesson_names()}

    def _files_of(self, name: str) -> set[str]:
        """Names of an assignment's notebooks, as it was released; before that, of its source."""
        folders = (self.root / "release" / name, self.root / "source" / name)
        found = [{path.stem for path in folder.glob("*.ipynb")} for folder in folders]
        return found[0] or found[1]

    def newest_lessons(self) -> list[Lesson]:
        """Those that the class could be given: installed ones, and its own, in lessons/."""
        return [*all_lessons(), *lessons_in(self.own_lessons)]

    @property
    def own_lessons(self) -> Path:
        return self.root / "lessons"

    def given_lesson(self, name: str) -> Lesson:
        """The lesson of that name as this class was given it; else the newest one."""
        kept = self.given(name)
        return kept.lesson if kept else self.newest_lesson(name) or Lesson(name)

    def newest_lesson(self, name: str) -> Lesson | None:
        return next((one for one in self.newest_lessons() if one.name == name), None)

    def given(self, name: str) -> Given | None:
        """What was kept of a lesson when it was released; None where nothing was."""
        path = self.given_path(name)
        return given(path, self.newest_lesson(name)) if path.exists() else None

    def given_path(self, name: str) -> Path:
        return self.root / ".course" / "released" / f"{name}.json"

    def _given_names(self) -> list[str]:
        """Lessons that were kept, or released by a version of the course that kept none."""
        kept = {path.stem for path in self.given_path("").parent.glob("[!.]*.json")}
        released = {path.name for path in (self.root / "release").glob("*")} - kept
        return sorted({*kept, *filter(self._is_lesson, released)})

    def _is_lesson(self, name: str) -> bool:
        """Whether what was released under a name is a lesson, and no assignment of a teacher's."""
        try:
            cells = json.loads(self.release_path(Lesson(name)).read_bytes())["cells"]
        except (OSError, ValueError, KeyError, TypeError):
            return False
        return any(map(is_exercise, cells))

    def release_path(self, lesson: Lesson) -> Path:
        return self.root / "release" / lesson.name / lesson.notebook.name
