"""The instructor's part of the `course` command."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from autograder.class_folder import ClassFolder
from autograder.class_folder import release as release_lesson
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.lessons import ANSWERS, all_lessons, find_lesson
from helpers import cli as student_cli

LessonName = Annotated[str, typer.Argument(help="As in 06_convolution, convolution or 6.")]
Folder = Annotated[Path, typer.Option("--folder", "-f", help="The class folder.")]
Again = Annotated[bool, typer.Option("--again", help="Also what is done already.")]
NoSandbox = Annotated[
    bool, typer.Option("--no-sandbox", help="Trust every submission with this machine.")
]
HERE = Path(".")
REASONS_SHOWN = 10

commands: list[Callable] = []
console = Console()


def add_commands(app: typer.Typer) -> None:
    """Mount the instructor's commands beside the student's."""
    for command in commands:
        app.command(command.__name__.rstrip("_"), rich_help_panel="For instructors")(command)
    student_cli.add_checks(_health)


def command(function: Callable) -> Callable:
    """A command whose errors are one sentence and an exit code."""

    @functools.wraps(function)
    def wrapped(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except CourseError as error:
            raise student_cli.fail(str(error), error.exit_code) from None
        except KeyboardInterrupt:
            raise student_cli.fail("Stopped. The same command goes on from here.") from None

    commands.append(wrapped)
    return wrapped


@command
def init(folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")]) -> None:
    """Make a class folder: nbgrader's folders, its settings and an empty roster."""
    made = ClassFolder.create(folder)
    typer.echo(f"{made.root} is ready. List your students in roster.csv, then release a lesson.")


@command
def compile() -> None:
    """Compile the answers that `check` compares with, for every lesson."""
    from autograder.answers import compile_answers

    for lesson in all_lessons():
        compile_answers(lesson, ANSWERS)


@command
def release(lesson: LessonName, folder: Folder = HERE, again: Again = False) -> None:
    """Release a lesson to the class, with nbgrader's own machinery."""
    path = release_lesson(ClassFolder.open(folder), find_lesson(lesson), again)
    typer.echo(f"Released: {path}")


@command
def bundle(
    target: Annotated[Path, typer.Argument(help="The zip to write.")] = Path("dist/course.zip"),
) -> None:
    """Make the students' zip: lessons, helpers and compiled answers, no solutions."""
    from autograder.bundle import make_bundle

    count = make_bundle(target)
    typer.echo(f"{target}: {count} files. Students unpack it and follow its README.")


@command
def simulate(
    lesson: LessonName,
    students: Annotated[int, typer.Option(help="How many.")] = 60,
    folder: Folder = HERE,
    seed: Annotated[int, typer.Option(help="Other students with another number.")] = 0,
) -> None:
    """Hand in notebooks of made-up students whose scores are known."""
    from autograder.simulate import simulate as hand_in

    opened = ClassFolder.open(folder)
    hand_in(opened, find_lesson(lesson), students, seed)
    typer.echo(f"{students} notebooks in {opened.root / 'submitted'}.")


@command
def grade(
    lesson: LessonName,
    folder: Folder = HERE,
    student: Annotated[list[str] | None, typer.Option(help="Only this one.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="How many at a time.")] = None,
    again: Again = False,
    no_sandbox: NoSandbox = False,
    seed: Annotated[int | None, typer.Option(help="Repeat a run's numbers.")] = None,
) -> None:
    """Grade what was handed in. What is graded already and has not changed is skipped."""
    grade_with_progress(
        ClassFolder.open(folder), lesson, student, workers, again, not no_sandbox, seed
    )


def grade_with_progress(
    folder: ClassFolder,
    lesson_name: str,
    students: list[str] | None = None,
    workers: int | None = None,
    again: bool = False,
    sandbox: bool = True,
    seed: int | None = None,
) -> None:
    """Grade with a progress bar, then say what was done and where to look."""
    from autograder.grade_class import grade_class

    lesson = find_lesson(lesson_name)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(f"Grading {lesson.name}", total=None)
        summary = grade_class(
            folder,
            lesson,
            workers,
            students,
            again,
            sandbox,
            seed,
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    done = [f"{count} {state}" for state, count in sorted(summary.states.items())]
    if summary.skipped:
        done.append(f"{summary.skipped} skipped, graded before and unchanged")
    typer.echo(f"{lesson.name}: {', '.join(done) or 'nothing was handed in'}.")
    reports = folder.reports(lesson).items()
    reasons = [f"  {name}: {r['reason']}" for name, r in reports if r["state"] != "graded"]
    for reason in reasons[:REASONS_SHOWN]:
        typer.echo(reason)
    if len(reasons) > REASONS_SHOWN:
        typer.echo(f"  ... and {len(reasons) - REASONS_SHOWN} more, see `course report`.")
    if summary.states.get("failed"):
        raise CourseError("Some could not be graded: see above, then run the command again.")


@command
def feedback(lesson: LessonName, folder: Folder = HERE, again: Again = False) -> None:
    """Write each student's feedback page, with nbgrader's own machinery."""
    from autograder.feedback import write_feedback

    opened = ClassFolder.open(folder)
    count = write_feedback(opened, find_lesson(lesson), again)
    typer.echo(f"{count} pages in {opened.root / 'feedback'}.")


@command
def report(lesson: LessonName, folder: Folder = HERE) -> None:
    """Make one page that shows what the class understood and what to teach again."""
    from autograder.class_report import write_class_report

    typer.echo(f"Written: {write_class_report(ClassFolder.open(folder), find_lesson(lesson))}")


@command
def export(
    target: Annotated[Path, typer.Argument(help="The file to write.")] = Path("grades.csv"),
    folder: Folder = HERE,
) -> None:
    """Write all scores as CSV, a row a student, a column a lesson."""
    from autograder.export import write_scores

    count = write_scores(ClassFolder.open(folder), target)
    typer.echo(f"{target}: {count} students.")


@command
def solve(
    lesson: LessonName,
    target: Annotated[Path | None, typer.Argument(help="The notebook to write.")] = None,
) -> None:
    """Write a lesson's notebook with its solutions filled in."""
    from autograder.simulate import solve as solved

    found = find_lesson(lesson)
    target = target or Path(f"{found.module_name}_solved.ipynb")
    if target.exists():
        raise CourseError(f"{target} exists already: name another file.")
    write_atomically(target, json.dumps(solved(found), indent=1, ensure_ascii=False) + "\n")
    typer.echo(f"Written: {target}")


@command
def bench(
    lesson: LessonName = "convolution",
    students: Annotated[int, typer.Option(min=1, help="How many submissions.")] = 10,
) -> None:
    """Time this autograder against nbgrader's own, on the same submissions, in one run."""
    from autograder.bench import run_bench

    console.print(run_bench(find_lesson(lesson), students))


@command
def demo(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    students: Annotated[int, typer.Option(min=1, help="How many.")] = 60,
) -> None:
    """Play a whole class: release, hand in, grade, give feedback, and compare every score."""
    from autograder.demo import run_demo

    run_demo(folder, students, console)


def score_table(title: str, columns: list[str]) -> Table:
    """A table as all commands print them."""
    table = Table(title=title, title_justify="left")
    for i, column in enumerate(columns):
        table.add_column(column, justify="left" if i == 0 else "right")
    return table


def _health(folder: Path | None) -> list[tuple[bool, str, str]]:
    try:
        from autograder.sandbox import layers

        lines = [(layer.works, layer.name, layer.detail) for layer in layers()]
    except ImportError:
        lines = [(False, "sandbox", "this system has none: grade on Linux 6.2 or later")]
    if folder is not None:
        try:
            opened = ClassFolder.open(folder)
            lines.append((True, "class folder", f"{len(opened.roster())} students in the roster"))
        except CourseError as error:
            lines.append((False, "class folder", str(error)))
    return lines
