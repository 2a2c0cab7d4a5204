"""Commands on a class: who is in it, what counts, and when it is due."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from autograder.arguments import HERE, Folder, LessonName
from autograder.classroom.class_folder import ClassFolder
from autograder.console import console, score_table
from autograder.errors import UsageError
from helpers.course.cli import say


def students(
    file: Annotated[
        Path | None,
        typer.Argument(help="A list, as a spreadsheet or a learning platform saves it."),
    ] = None,
    folder: Folder = HERE,
    yes: Annotated[
        bool, typer.Option("--yes", help="Also add who looks like somebody of the class.")
    ] = False,
) -> None:
    """List the class, or bring roster.csv up to a list: nobody and no other column is lost."""
    from autograder.classroom.people.imported import import_students
    from autograder.classroom.people.listing import class_table

    opened = ClassFolder.open(folder)
    if file:
        say(import_students(opened, file, yes).in_words())
    else:
        say(class_table(opened))


def due(
    lesson: Annotated[str | None, typer.Argument(help="As in 06_convolution or 6.")] = None,
    date: Annotated[
        str | None, typer.Argument(help='As in 2026-03-01, "2026-03-01 18:00", or none.')
    ] = None,
    folder: Folder = HERE,
) -> None:
    """Say or set when a lesson is due; a date without a time is the end of its day."""
    from autograder.classroom.dates.due import all_due_lines, due_lines, set_due

    opened = ClassFolder.open(folder)
    if lesson is None:
        say("\n".join(all_due_lines(opened)))
        return
    name = opened.assignment(lesson)
    say("\n".join(set_due(opened, name, date) if date else due_lines(opened, name)))


def extend(
    lesson: LessonName,
    students: Annotated[list[str], typer.Argument(help="Their ids.")],
    time: Annotated[str, typer.Argument(help="In all: days, as in 2 or 1.5, or 36h; 0 for none.")],
    folder: Folder = HERE,
) -> None:
    """Give students more time for a lesson, also before they hand anything in."""
    from autograder.classroom.dates.due import extend as extended

    opened = ClassFolder.open(folder)
    say("\n".join(extended(opened, opened.assignment(lesson), students, time)))


def late_days(
    student: Annotated[list[str] | None, typer.Argument(help="Only these.")] = None,
    folder: Folder = HERE,
) -> None:
    """Show the late days that class.toml grants each student: used, left, and where they went."""
    from autograder.classroom.people.listing import late_days_table

    say(late_days_table(ClassFolder.open(folder), student or []))


def points(
    lesson: LessonName,
    exercise: Annotated[str | None, typer.Argument(help="Whose points to set.")] = None,
    worth: Annotated[float | None, typer.Argument(help="How many, 0 or more.")] = None,
    folder: Folder = HERE,
) -> None:
    """Show what exercises are worth, or set it in class.toml: course points 06 zero_pad 3."""
    from autograder.classroom.choice import points_in, set_points

    opened = ClassFolder.open(folder)
    name = opened.assignment(lesson)
    if exercise and worth is None:
        raise UsageError(
            f"Name the points too, as in `course points {shlex.quote(name)} {exercise} 3`."
        )
    if exercise:
        set_points(opened, name, exercise, worth)
    table = score_table(name, ["exercise", "points"])
    for one, value in points_in(opened, name).items():
        table.add_row(one, "left out" if value is None else f"{value:g}")
    console.print(table)
    if exercise:
        say(_then_release(opened, name))


def leave_out(
    lesson: LessonName,
    exercises: Annotated[list[str], typer.Argument(help="They stay as practice, without points.")],
    folder: Folder = HERE,
    back: Annotated[bool, typer.Option("--back", help="Take them in again.")] = False,
) -> None:
    """Leave exercises of a lesson out for this class, in class.toml."""
    from autograder.classroom.choice import leave_out as left_out

    opened = ClassFolder.open(folder)
    name = opened.assignment(lesson)
    left_out(opened, name, exercises, back)
    say(_then_release(opened, name))


def _then_release(opened: ClassFolder, name: str) -> str:
    """What brings a change of class.toml to students."""
    is_released = any((opened.root / "release" / name).glob("*.ipynb"))
    again = " --again" if is_released else ""
    return f"Written into class.toml. It holds from `course release {shlex.quote(name)}{again}` on."
