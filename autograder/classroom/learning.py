"""What a lesson can learn from a class: drafts of mistakes that several made and nobody named."""

from __future__ import annotations

import ast
import contextlib
import itertools
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.drafts import UNREADABLE, Drafter, Unfit, bare, bound_names
from autograder.authoring.exercise import Exercise
from autograder.authoring.lessons import Lesson
from autograder.authoring.mistakes import QUESTION, are_the_same_but_for_mistakes
from autograder.authoring.source import Definition
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.unnamed import Unnamed, unnamed_groups, written_cells
from autograder.errors import CourseError, UsageError
from helpers.course.files import write_atomically

MOST = 5  # groups of an exercise
NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
MARKER = '# Students\' code ({}): read it, write its sentence, then take the "# " away below.'
MARKED = re.compile(r"^# Students' code \(.*\):.*\n((?:#.*\n)+)", re.MULTILINE)
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
RAISED = re.compile(r"^(raised \w+).*", re.DOTALL)
TYPED = str.maketrans({"×": "x", "–": "-", "…": "...", '"': "'", "\\": "/"})
WORDS = re.compile(r"[^\W_]+")
FEWEST_LETTERS, FEWEST_DIGITS = 2, 4  # of a word that says who somebody is


@dataclass(frozen=True)
class Learned:
    """What came of a class: drafts by the module that they were written into.

    known: how many groups have a draft there already. left_out: how many have no answer that can be
    drafted. notes: a sentence for each thing that a teacher should know.
    """

    lesson: str
    drafts: dict[Path, list[str]]
    known: int
    left_out: int
    notes: tuple[str, ...]

    @property
    def in_words(self) -> Iterator[str]:
        """What was written and where, and what to do now, a sentence or two a line."""
        for path, names in self.drafts.items():
            yield f"Written: {path}: {', '.join(names)}"
        if self.known:
            yield f"Written before: {self.known}."
        if self.left_out:
            yield (
                f"Left out: {self.left_out}, where no answer stands alone or all have more in them "
                f"than an honest one needs. `course report {self.lesson}` shows them."
            )
        if self.drafts or self.known:
            yield (
                "Drafts are comments and do nothing. Read each, write in place of its question "
                'what its authors need to hear, and take the "# " away. Then '
                f"`course verify {self.lesson}` says whether it is a mistake that can be told, "
                f"`course grade {self.lesson}` names it, and `course compile` or `course bundle` "
                "brings it to students."
            )
        elif not self.left_out:
            yield "No two students have the same wrong answer without a name."
        yield from self.notes


def write_drafts(folder: ClassFolder, lesson: Lesson) -> Learned:
    """Write what several students got wrong alike, and has no name, into the lesson's exercises.

    Of each exercise the largest groups, MOST of them, as comments above its `EXERCISE`. What lies
    there is not written again. Raises UsageError where nothing is graded, and CourseError where an
    exercise cannot be written to.
    """
    release, reports = folder.release_notebook(lesson), folder.reports(lesson)
    if not reports:
        raise UsageError(f"{lesson.name} is not graded yet: run `course grade {lesson.typed}`.")
    newest = folder.newest_lesson(lesson.name)
    if newest is None:
        raise CourseError(
            f"{lesson.name} is not here any more, so that there is nothing to write drafts into: "
            "install the version of the course that has it."
        )
    graded = {student: one for student, one in reports.items() if one["state"] == "graded"}
    cells = {student: written_cells(folder, lesson, student, release) for student in graded}
    groups, private = unnamed_groups(graded, cells), _private_words(folder, reports)
    modules = [
        _Module(exercise, path, private, [one for one in groups if one.exercise == exercise.name])
        for exercise in newest.exercises
        if (path := newest.exercise_folder / f"{exercise.name}.py").is_file()
    ]
    for module in modules:
        module.write()
    return Learned(
        lesson.name,
        {module.path: list(module.drafts) for module in modules if module.drafts},
        sum(module.known for module in modules),
        sum(module.left_out for module in modules),
        tuple(_notes(lesson, newest, graded)),
    )


def _notes(lesson: Lesson, newest: Lesson, graded: dict[str, dict]) -> Iterator[str]:
    if not are_the_same_but_for_mistakes(lesson.exercise_sources, newest.exercise_sources):
        yield (
            "The class was given other exercises than lie here now, and is graded on those: run "
            f"`course release {lesson.typed} --again` before `course grade`."
        )
    if any("symptoms" not in entry for one in graded.values() for entry in one["exercises"]):
        yield (
            "Some were graded by a version that did not compare wrong answers: run "
            f"`course grade {lesson.typed}`, then this again."
        )


def _private_words(folder: ClassFolder, students: Iterable[str]) -> frozenset[str]:
    """Words, in lower case, that say who somebody is."""
    details = folder.roster()
    texts = [*students, *details]
    for one in details.values():
        texts += [text.partition("@")[0] for text in one.values() if text]
    words = {word for text in texts for word in (text.lower(), *WORDS.findall(text.lower()))}
    least = {True: FEWEST_DIGITS, False: FEWEST_LETTERS}
    return frozenset(word for word in words if len(word) >= least[word.isdigit()])


class _Module:
    """The module of an exercise, and what it learns from groups of students.

    drafts: what will be written, by names. known, left_out: as in Learned.
    """

    def __init__(
        self,
        exercise: Exercise,
        path: Path,
        private: frozenset[str],
        groups: Sequence[Unnamed],
    ) -> None:
        self.path, self._source = path, path.read_bytes()
        self._text = self._source.decode("utf-8-sig", "replace").replace("\r\n", "\n")
        self._drafter = Drafter(exercise, self._text, private)
        self._there = {*_there(self._text)} if groups else set()
        self.drafts: dict[str, str] = {}
        self.known = self.left_out = 0
        for group in groups:
            if len(self.drafts) + self.known < MOST:
                self._learn(group)

    def _learn(self, group: Unnamed) -> None:
        name = self._free_name(group.count)
        code = "" if group.symptoms in self._text else self._code(group, name)
        if group.symptoms in self._text or _in_short(code) in self._there:
            self.known += 1
        elif code:
            comment = [f"# {line}".rstrip() for line in code.split("\n")]
            self.drafts[name] = "\n".join([MARKER.format(group.symptoms), *comment])
            self._there.add(_in_short(code))
        else:
            self.left_out += 1

    def _free_name(self, count: int) -> str:
        number = NUMBERS[count] if count < len(NUMBERS) else count
        name = f"draft_of_{number}_answers"
        names = itertools.chain([name], (f"{name}_{i}" for i in itertools.count(2)))
        return next(one for one in names if one not in self.drafts and one not in self._text)

    def _code(self, group: Unnamed, name: str) -> str:
        """Of the shortest answer that can be drafted."""
        for answer in group.answers:
            with contextlib.suppress(Unfit):
                return self._drafter.draft(answer, name, self._question(group))
        return ""

    def _question(self, group: Unnamed) -> str:
        """What stands in place of a draft's sentence, with what is known: of what students wrote
        neither texts nor errors, and nothing that could end a docstring."""
        problem = RAISED.sub(r"\1", QUOTED.sub("'...'", group.problem)).rstrip(".")
        known = [f"{group.call} {problem}.", group.hint]
        known = [one for one in known if not self._drafter.names_somebody(one)]
        text = " ".join([f"{group.count} students: {QUESTION}", *known])
        plain = text.translate(TYPED).encode("ascii", "replace").decode()
        return " ".join("".join(c if c.isprintable() else " " for c in plain).split())

    def write(self) -> None:
        """Put the drafts into the module, of which no byte changes."""
        if not self.drafts:
            return
        tree = ast.parse(self._source)
        lines = [node.lineno for node in tree.body if bound_names(node) == {"EXERCISE"}]
        if not lines:
            raise CourseError(f"{self.path} has no `EXERCISE = Exercise(...)`: write one.")
        before = self._source.splitlines(keepends=True)
        newline = b"\r\n" if before[0].endswith(b"\r\n") else b"\n"
        block = "".join(f"{draft}\n\n\n" for draft in self.drafts.values()).encode("ascii")
        before.insert(lines[-1] - 1, block.replace(b"\n", newline))
        source = b"".join(before)
        if ast.dump(ast.parse(source)) != ast.dump(tree):
            raise CourseError(f"{self.path} has no line of its own for `EXERCISE`: give it one.")
        mode = stat.S_IMODE(self.path.stat().st_mode)
        write_atomically(self.path.resolve(), source, mode)


def _there(text: str) -> Iterator[str]:
    """In short all that a module defines, and that waits in it as a draft."""
    drafts = ("\n".join(line[2:] for line in one.split("\n")) for one in MARKED.findall(text))
    for source in (text, *drafts):
        with contextlib.suppress(*UNREADABLE):
            for node in ast.parse(source).body:
                if isinstance(node, Definition):
                    yield _in_short(ast.unparse(node))


def _in_short(code: str) -> str:
    """A definition without its docstring and its name."""
    name = re.match(r"\w+ (\w+)", code)
    return re.sub(rf"\b{name[1]}\b", "_", bare(code)) if name else ""
