"""Releasing a lesson to a class: the teacher's notebook, and nbgrader's release of it."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.authoring.lessons import PICTURES, Lesson, unknown_exercises
from autograder.classroom.choice import choice, chosen, counted_exercises
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.released import Given, Plan, keep, plans
from autograder.classroom.targets import back_up
from autograder.errors import CourseError, UsageError
from helpers.course.files import write_atomically
from helpers.course.notebook import Unreadable, grade_id, grading_of, read_notebook


@dataclass(frozen=True)
class Released:
    """A release that was made. notes: a sentence for each thing that a person should know."""

    path: Path
    notes: tuple[str, ...] = ()


def release(folder: ClassFolder, lesson: Lesson, again: bool = False) -> Released:
    """Put a lesson into the folder and make nbgrader's release of it.

    What a teacher changed in source/ stays in it, merged with the installed lesson. Where that
    cannot be released any more, the class stays on the lesson that it was given.

    again: replace a release that students may already have. What is graded on it keeps its scores
    until the next run of grading, which does it again on the new one.
    """
    if lesson.file:
        return _release_own(folder, lesson.name, again)
    target = folder.release_path(lesson)
    if target.exists() and not again:
        graded = len(list(folder.report_path("", lesson).parent.glob("*.json")))
        then = f", and `course grade` grades again the {graded} that are graded on it"
        raise UsageError(
            f"{lesson.name} is released already. Pass --again to replace it: students who have it "
            f"bring theirs up with `course update`{then if graded else ''}."
        )
    folder.roster()
    source = folder.root / "source" / lesson.name / lesson.notebook.name
    kept = folder.given_path(lesson.name)
    former = target.read_bytes() if target.exists() else None
    mine = _source(source)
    newest = folder.newest_lesson(lesson.name) if lesson.version else lesson
    plan = _possible(folder, lesson, plans(newest, _given_or_none(folder, lesson), mine))
    pictures = source.with_name(PICTURES)
    with _put_back_on_failure(source, pictures, kept, *target.parent.rglob("*")):
        notes = [*plan.notes, *_write_source(folder, source, mine, plan)]
        notes += _write_pictures(folder, pictures, plan.given.lesson.pictures)
        _generate(folder, lesson.name)
        keep(kept, plan.given)
    if former is not None and former != target.read_bytes():
        backup = back_up(folder, target, former)
        notes.append(f"What students got before is kept in {backup}.")
    with folder.gradebook() as gradebook:
        folder.enrol(gradebook)
    return Released(target, tuple(notes))


def _release_own(folder: ClassFolder, name: str, again: bool) -> Released:
    """Release an assignment of the teacher's own: solutions and hidden tests stay in source/."""
    target = folder.root / "release" / name
    there = {path: path.read_bytes() for path in sorted(target.glob("*.ipynb"))}
    if there and not again:
        raise UsageError(
            f"{name} is released already. Pass --again to replace it: what is graded on it is "
            "graded again by the next `course grade`."
        )
    for path in sorted((folder.root / "source" / name).glob("*.ipynb")):
        _require_python(path, _source(path))
    with _put_back_on_failure(*target.rglob("*")):
        _generate(folder, name)
    changed = {p: content for p, content in there.items() if not _holds(p, content)}
    backups = [back_up(folder, path, content) for path, content in changed.items()]
    with folder.gradebook() as gradebook:
        folder.enrol(gradebook)
    return Released(target, tuple(f"What students got before is kept in {b}." for b in backups))


def _require_python(path: Path, notebook: dict) -> None:
    kernel = notebook.get("metadata", {}).get("kernelspec", {})
    language = kernel.get("language", "python") if isinstance(kernel, dict) else "python"
    if language != "python":
        raise CourseError(
            f"{path} is written in {language}: what is graded here is run as Python, so set the "
            "kernel of the notebook to Python 3."
        )


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _generate(folder: ClassFolder, name: str) -> None:
    result = folder.nbgrader.generate_assignment(name, force=True, create=True)
    if not result["success"]:
        raise CourseError(
            f"nbgrader could not release {name}: {_first_error(result)}. Nothing was changed."
        )


def _source(path: Path) -> dict | None:
    """The notebook that a teacher may have changed. Raises CourseError for one that is damaged."""
    if not path.exists():
        return None
    try:
        return read_notebook(path.read_bytes())
    except Unreadable as error:
        raise CourseError(
            f"{path} cannot be released: {error} Or move it away, and the lesson takes its place."
        ) from error


def _given_or_none(folder: ClassFolder, lesson: Lesson) -> Given | None:
    """What was kept of a lesson. Releasing makes anew what is damaged."""
    try:
        return folder.given(lesson.name)
    except CourseError:
        return None


def _possible(folder: ClassFolder, lesson: Lesson, found: list[Plan]) -> Plan:
    """The first way to release that nbgrader allows. Raises CourseError where none is."""
    first, remedy = "", ""
    for plan in found:
        obstacle, remedy = _obstacle(folder, plan)
        if not obstacle and first:
            note = (
                f"The class stays on the lesson that it was given, of version {plan.version}. The "
                f"installed one cannot take its place: {first}."
            )
            return replace(plan, notes=(note,))
        if not obstacle:
            return plan
        first = first or obstacle
    if not found:
        _ = lesson.module  # which says why
    raise CourseError(f"{obstacle[:1].upper()}{obstacle[1:]}. {remedy} Nothing was changed.")


def _obstacle(folder: ClassFolder, plan: Plan) -> tuple[str, str]:
    """Why a notebook cannot be released, and what to do; empty texts where it can.

    Once there are submissions in the gradebook, nbgrader lets nobody add or remove notebooks of
    the assignment, or cells that it keeps: those with points, answers, tasks, and locked ones.
    """
    from nbgrader.api import MissingEntry

    lesson = plan.given.lesson
    if unknown := unknown_exercises(lesson, plan.source):
        names = ", ".join(unknown)
        if lesson.home:
            return f"{lesson.exercise_folder} has no {names}", "Add them to `EXERCISES` there."
        what = f"version {plan.version} of the course does not know {names}"
        return what, "Install the version that these are from."
    if not folder.has_gradebook:
        return "", ""
    with folder.gradebook() as gradebook:
        try:
            assignment = gradebook.find_assignment(lesson.name)
            notebook = gradebook.find_notebook(lesson.module_name, lesson.name)
        except MissingEntry:
            return "", ""
        if not assignment.submissions:
            return "", ""
        there = {path.stem for path in (folder.root / "source" / lesson.name).glob("*.ipynb")}
        notebooks = _change({one.name for one in assignment.notebooks}, there | {notebook.name})
        made = choice(folder.settings, lesson.name)
        source = chosen(plan.source, made, counted_exercises(gradebook, lesson.name))
        cells = _change({cell.name for cell in notebook.source_cells}, kept_cells(source))
    if not notebooks and not cells:
        return "", ""
    return (
        f"{lesson.name} is handed in and graded already, and then nbgrader neither adds nor "
        f"removes what it keeps: {notebooks or cells}",
        f"Put source/{lesson.name} back as it was there; an exercise that should not count any "
        f"more can get 0 points, by `course leave-out {lesson.typed}`.",
    )


def kept_cells(notebook: dict) -> set[str]:
    """nbgrader's names for the cells of a notebook that it keeps in its gradebook."""
    kinds = ("grade", "solution", "task", "locked")
    named = [cell for cell in notebook["cells"] if grade_id(cell)]
    return {grade_id(cell) for cell in named if any(grading_of(cell).get(k) for k in kinds)}


def _change(before: set[str], after: set[str]) -> str:
    """In words what came and what went."""
    came, went = sorted(after - before), sorted(before - after)
    parts = [f"{', '.join(came)} would come"] if came else []
    return ", ".join([*parts, f"{', '.join(went)} would go"] if went else parts)


def _write_source(folder: ClassFolder, path: Path, mine: dict | None, plan: Plan) -> Iterator[str]:
    """Write the notebook into source/ where it changes; yields where the teacher's old one is."""
    if mine == plan.source:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if mine is not None:
        backup = back_up(folder, path, path.read_bytes())
        yield f"{path.relative_to(folder.root)} as it was is kept in {backup}."
    write_atomically(path, json.dumps(plan.source, indent=1, ensure_ascii=False) + "\n")


def _write_pictures(folder: ClassFolder, path: Path, newest: Path | None) -> Iterator[str]:
    """Put a lesson's pictures beside its notebook; yields where those are that lay there."""
    content = newest.read_bytes() if newest else None
    if content is None or (path.is_file() and path.read_bytes() == content):
        return
    if path.is_file():
        backup = back_up(folder, path, path.read_bytes())
        yield f"{path.relative_to(folder.root)} as it was is kept in {backup}."
    write_atomically(path, content)


@contextlib.contextmanager
def _put_back_on_failure(*paths: Path) -> Iterator[None]:
    """Where releasing fails, nbgrader deletes the release that was there."""
    before = {path: path.read_bytes() for path in paths if path.is_file()}
    try:
        yield
    except BaseException:
        for path, content in before.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content)
        raise


def _first_error(result: dict) -> str:
    """What went wrong, from the lines that nbgrader logged."""
    log = f"{result.get('log') or ''}\n{result.get('error') or ''}"
    errors = re.findall(r"^\s*[\w.]*(?:Error|Exception): (.+)$", log, re.MULTILINE)
    return (errors or [log.strip().rpartition("\n")[2]])[0].rstrip(". ")
