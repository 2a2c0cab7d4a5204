"""What commands print: tables, progress, a question, and errors as one sentence each."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.identity import shown
from autograder.errors import CourseError
from helpers.course.cli import fail, say

if TYPE_CHECKING:
    from autograder.authoring.lessons import Lesson
    from autograder.classroom.regrades import Change

REASONS_SHOWN = 10

console = Console(markup=False, emoji=False)  # names in tables are what they are


def in_one_sentence(function: Callable) -> Callable:
    """A command whose errors are one sentence and an exit code, and so are the system's."""

    @functools.wraps(function)
    def wrapped(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except CourseError as error:
            raise fail(str(error), error.exit_code) from None
        except OSError as error:
            what = f"{error.filename}: " if error.filename else ""
            raise fail(
                f"{what}{error.strerror or error}. See to room on the disk and to rights, then run "
                "the same command again: it goes on from here."
            ) from None
        except (AttributeError, ImportError, NotImplementedError) as error:
            if sys.platform == "linux":
                raise
            raise fail(
                f"This does not work on this system ({error}): run the command on Linux, as in "
                "WSL, a container or on a server."
            ) from None
        except KeyboardInterrupt:
            raise fail("Stopped. The same command goes on from here.") from None

    return wrapped


def score_table(title: str, columns: list[str]) -> Table:
    """A table as all commands print them."""
    table = Table(title=title, title_justify="left")
    for i, column in enumerate(columns):
        table.add_column(column, justify="left" if i == 0 else "right")
    return table


def grade_with_progress(
    folder: ClassFolder, lesson_name: str, workers: int | None = None, **settings: Any
) -> None:
    """Grade with a progress bar, then say what was done and where to look.

    settings: those of `grade_class`.
    """
    problems = []
    for lesson in folder.notebooks(lesson_name):
        try:
            _grade_notebook(folder, lesson, workers, **settings)
        except CourseError as error:
            problems.append(error)
    if problems:
        raise problems[0]


def _grade_notebook(
    folder: ClassFolder, lesson: Lesson, workers: int | None, **settings: Any
) -> None:
    from autograder.classroom.grade_class import grade_class

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    ask = settings.pop("agree", lambda changes: True)
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(f"Grading {lesson.title}", total=None)

        def agree(changes: list[Change]) -> bool:
            bar.stop()
            return ask(changes)

        summary = grade_class(
            folder,
            lesson,
            workers,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
            agree=agree,
            **settings,
        )
    done = [f"{count} {state}" for state, count in sorted(summary.states.items())]
    if summary.skipped:
        done.append(f"{summary.skipped} skipped, graded before and unchanged")
    if summary.penalties:
        done.append(f"{summary.penalties} of these with another penalty for lateness")
    say(f"{lesson.title}: {', '.join(done) or 'nothing was handed in'}.")
    reports = folder.reports(lesson).items()
    _say_some([f"  {name}: {r['reason']}" for name, r in reports if r["state"] != "graded"])
    _say_some([f"  {note}" for note in folder.notes_on_hand_ins(lesson)])
    if summary.held_back:
        raise CourseError(
            f"{summary.held_back} changed scores were not written: run the command again and "
            "agree, or pass --yes."
        )
    if summary.states.get("failed"):
        raise CourseError("Some could not be graded: see above, then run the command again.")


def _say_some(lines: list[str]) -> None:
    for line in lines[:REASONS_SHOWN]:
        say(line)
    if len(lines) > REASONS_SHOWN:
        say(f"  ... and {len(lines) - REASONS_SHOWN} more, see `course report`.")


def ask_about(changes: list[Change]) -> bool:
    """Show who gains and who loses by a regrade, and ask. Nobody to ask is a no."""
    table = score_table("Graded again", ["student", "before", "after", "", "exercises"])
    for change in sorted(changes, key=lambda change: change.after - change.before):
        difference = f"{change.after - change.before:+.3g}"
        table.add_row(
            shown(change.student),
            f"{change.before:.3g}",
            f"{change.after:.3g}",
            difference,
            ", ".join(_in_words(change)),
        )
    console.print(table)
    gain = sum(change.after > change.before for change in changes)
    lose = sum(change.after < change.before for change in changes)
    say(f"{gain} gain, {lose} lose.")
    return sys.stdin.isatty() and typer.confirm("Write these scores?")


def _in_words(change: Change) -> Iterator[str]:
    """What makes the difference, exercise by exercise."""
    for name, (before, after) in change.exercises.items():
        stays = f" ({change.by_hand[name]:g} by hand stay)" if name in change.by_hand else ""
        yield f"{name} {before:g} → {after:g}{stays}"
    before, after = change.penalty
    if f"{before:g}" != f"{after:g}":
        yield f"penalty for lateness {before:g} → {after:g}"
