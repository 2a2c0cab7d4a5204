"""The instructor's part of the `course` command."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from autograder.arguments import HERE, Again, Folder, LessonName, NoSandbox, OwnLessons
from autograder.authoring.lessons import Lesson, all_lessons, find_lesson
from autograder.bench_commands import bench
from autograder.class_commands import due, extend, late_days, leave_out, points, students
from autograder.classroom.class_folder import ClassFolder, is_class_folder
from autograder.classroom.release import release as release_lesson
from autograder.console import (
    ask_about,
    console,
    grade_with_progress,
    in_one_sentence,
)
from autograder.errors import CourseError
from helpers.course import cli as student_cli
from helpers.course.cli import say
from helpers.course.files import write_atomically
from helpers.paths import ANSWERS

INSTRUCTORS, AUTHORS = "For instructors", "For authors"
OF_AUTHORS = ("compile", "verify", "simulate", "mistakes", "solve", "lecture", "demo")
commands: list[Callable] = []
new = typer.Typer(no_args_is_help=True, help="Write the files of a lesson or an exercise.")


@functools.cache
def add_commands(app: typer.Typer) -> None:
    """Mount the instructor's commands beside the student's, once."""
    for command in commands:
        name = command.__name__.rstrip("_").replace("_", "-")
        panel = AUTHORS if name in OF_AUTHORS else INSTRUCTORS
        app.command(name, rich_help_panel=panel)(command)
    app.add_typer(new, name="new", rich_help_panel=AUTHORS)
    app.add_typer(bench, name="bench", rich_help_panel=AUTHORS)
    student_cli.add_checks(_health)


def command(function: Callable) -> Callable:
    """A command of `course` itself, in the order in which they stand here."""
    commands.append(in_one_sentence(function))
    return commands[-1]


def class_here(folder: Path | None) -> ClassFolder | None:
    """The class whose folder is named, or which this folder is."""
    if folder is None and not is_class_folder(HERE):
        return None
    return ClassFolder.open(folder or HERE)


def lessons_here(folder: Path | None) -> list[Lesson]:
    """All lessons, with a class's own where its folder is named, or is this one."""
    opened = class_here(folder)
    return opened.newest_lessons() if opened else all_lessons()


@command
def init(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    db: Annotated[
        str | None,
        typer.Option(help="Gradebook elsewhere, as in postgresql+psycopg://host/name."),
    ] = None,
) -> None:
    """Make a class folder: nbgrader's folders, its settings and an empty roster."""
    made = ClassFolder.create(folder, db)
    say(f"{made.root} is ready. List your students in roster.csv, then release a lesson.")


@command
def compile(folder: OwnLessons = None) -> None:
    """Compile the answers that `check` compares with, for every lesson."""
    from autograder.authoring.sheets import compile_lessons

    compile_lessons(lessons_here(folder), ANSWERS)


@command
def verify(
    lesson: LessonName,
    folder: OwnLessons = None,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Also what trains a network.")
    ] = False,
) -> None:
    """Hold a lesson's exercises to what every exercise promises, and print a checklist."""
    from autograder.authoring.checklist import verify as held_to

    left_out, count, broken = {}, 0, 0
    for kept in held_to(find_lesson(lesson, lessons_here(folder)), thorough):
        say(kept.text())
        left_out |= kept.left_out
        count, broken = count + 1, broken + bool(kept.broken)
    for name, why in left_out.items():
        say(f"Left out: what runs {name}, since {why}.")
    if broken:
        raise CourseError(f"{broken} of {count} promises are broken: mend the first, verify again.")


@command
def release(lesson: LessonName, folder: Folder = HERE, again: Again = False) -> None:
    """Release a lesson to the class, with nbgrader's own machinery."""
    opened = ClassFolder.open(folder)
    done = release_lesson(opened, opened.notebooks(lesson)[0], again)
    say("\n".join([f"Released: {done.path}", *done.notes]))


@command
def bundle(
    target: Annotated[Path, typer.Argument(help="The zip to write.")] = Path("dist/course.zip"),
    folder: OwnLessons = None,
) -> None:
    """Make the students' zip: lessons, helpers and compiled answers, no solutions."""
    from autograder.publishing.bundle import make_bundle

    count = make_bundle(target, class_here(folder))
    say(f"{target}: {count} files. Students unpack it and follow its README.")


@command
def simulate(
    lesson: LessonName,
    students: Annotated[int, typer.Option(help="How many.")] = 60,
    folder: Folder = HERE,
    seed: Annotated[int, typer.Option(help="Other students with another number.")] = 0,
) -> None:
    """Hand in notebooks of made-up students whose scores are known."""
    from autograder.rehearsal.simulate import simulate as hand_in

    opened = ClassFolder.open(folder)
    hand_in(opened, opened.lesson(lesson), students, seed)
    say(f"{students} notebooks in {opened.root / 'submitted'}.")


@command
def join(
    student: Annotated[str, typer.Argument(help="The id that is right.")],
    others: Annotated[list[str], typer.Argument(help="The same student's other ids.")],
    folder: Folder = HERE,
) -> None:
    """Give a student the work and the grades that lie under another id. Nothing is deleted."""
    from autograder.classroom.join import join as joined

    opened = ClassFolder.open(folder)
    for other in others:
        say("\n".join([f"{other}: now with {student}.", *joined(opened, student, other)]))


for function in (students, points, leave_out, due, extend, late_days):
    command(function)


@command
def aside(
    paths: Annotated[list[str], typer.Argument(help="In the class folder, as doctor names them.")],
    folder: Folder = HERE,
) -> None:
    """Move what is in the way to .course/aside of the class folder, from where it can come back."""
    from autograder.classroom.aside import move_aside

    opened = ClassFolder.open(folder)
    for path in paths:
        say(f"Moved to {move_aside(opened, path)}.")


@command
def collect(
    lesson: LessonName,
    archive: Annotated[Path, typer.Argument(help="All submissions, as downloaded there.")],
    folder: Folder = HERE,
) -> None:
    """Put what students handed in to Canvas or Moodle into submitted/, as often as you like."""
    from autograder.classroom.collect.collect import collect as collected

    opened = ClassFolder.open(folder)
    done = collected(opened, opened.notebooks(lesson)[0], archive)
    say(f"{len(done.new)} collected, {len(done.unchanged)} as they were.")
    say("\n".join(done.notes))
    if done.unmatched:
        raise CourseError(
            "\n  ".join(["Of nobody, and kept in .course/unmatched:", *done.unmatched])
        )


@command
def grade(
    lesson: LessonName,
    folder: Folder = HERE,
    student: Annotated[list[str] | None, typer.Option(help="Only this one.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="How many at a time on this machine.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler, for a cluster.")
    ] = None,
    again: Again = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Write changed scores without asking.")
    ] = False,
    no_sandbox: NoSandbox = False,
    seed: Annotated[int | None, typer.Option(help="Other numbers for the calls.")] = None,
) -> None:
    """Grade what was handed in. What is graded already and has not changed is skipped."""
    opened = ClassFolder.open(folder)
    student = [opened.student_id(one) for one in student or []]
    settings = {"students": student, "again": again, "sandbox": not no_sandbox, "seed": seed}
    settings["agree"] = (lambda changes: True) if yes else ask_about
    if scheduler:
        from autograder.classroom.cluster import cluster

        with cluster(scheduler) as (executor, at_a_time):
            grade_with_progress(opened, lesson, at_a_time, executor=executor, **settings)
    else:
        grade_with_progress(opened, lesson, workers, **settings)


@command
def explain(
    lesson: LessonName,
    student: Annotated[str, typer.Argument(help="The student's id.")],
    folder: Folder = HERE,
) -> None:
    """Explain a grade: each part, the smallest failing call, the mistake, and how to repeat it."""
    from autograder.classroom.explain import explanation

    opened = ClassFolder.open(folder)
    student = opened.student_id(student)
    say("\n\n".join(explanation(opened, one, student) for one in opened.notebooks(lesson)))


@command
def feedback(lesson: LessonName, folder: Folder = HERE, again: Again = False) -> None:
    """Write each student's feedback page: score, what to do next, what is wrong, the notebook."""
    from autograder.classroom.feedback import write_feedback

    opened = ClassFolder.open(folder)
    count = sum(write_feedback(opened, one, again) for one in opened.notebooks(lesson))
    say(f"{count} pages in {opened.root / 'feedback'}.")


@command
def report(
    lesson: Annotated[str | None, typer.Argument(help="Without it: all lessons.")] = None,
    folder: Folder = HERE,
) -> None:
    """Make one page that shows what the class understood and what to teach again."""
    from autograder.classroom.report.page import write_class_report
    from autograder.classroom.report.term import write_term_report

    opened = ClassFolder.open(folder)
    if lesson is None:
        pages = [write_term_report(opened)]
    else:
        pages = [write_class_report(opened, one) for one in opened.notebooks(lesson)]
    say("\n".join(f"Written: {page}" for page in pages))


@command
def mistakes(lesson: LessonName, folder: Folder = HERE) -> None:
    """Write what several got wrong alike, and has no name, into the exercises as drafts."""
    from autograder.classroom.learning import write_drafts

    opened = ClassFolder.open(folder)
    say("\n".join(write_drafts(opened, opened.lesson(lesson)).in_words))


@command
def export(
    target: Annotated[Path | None, typer.Argument(help="The file to write.")] = None,
    folder: Folder = HERE,
    format: Annotated[str, typer.Option(help="csv, canvas or moodle.")] = "csv",
    lesson: Annotated[list[str] | None, typer.Option(help="Only this one.")] = None,
    by: Annotated[str, typer.Option(help="lesson, or exercise: a column for each.")] = "lesson",
) -> None:
    """Write scores, a row a student, a column a lesson, for a spreadsheet, Canvas or Moodle."""
    from autograder.classroom.export import export_scores

    opened = ClassFolder.open(folder)
    lessons = [opened.assignment(text) for text in lesson or []]
    done = export_scores(opened, target, format, lessons, by)
    lines = [f"{done.target}: {done.count} students.", *done.notes, done.advice]
    say("\n".join(filter(None, lines)))


@command
def gradescope(
    lesson: LessonName,
    target: Annotated[Path | None, typer.Argument(help="The zip to write.")] = None,
    folder: Folder = HERE,
    no_sandbox: Annotated[
        bool, typer.Option("--no-sandbox", help="Grade there even what cannot be confined.")
    ] = False,
) -> None:
    """Make an autograder for Gradescope of a released lesson."""
    from autograder.publishing.gradescope import make_zip

    opened = ClassFolder.open(folder)
    found = opened.lesson(lesson)
    target = target or Path(f"{found.module_name}_gradescope.zip")
    points = make_zip(opened, found, target, not no_sandbox)
    say(f"Written: {target}, worth {points:g} points. It holds solutions, and a README.")
    if no_sandbox:
        say("Where Gradescope's kernel cannot confine students, they can take any score.")
    else:
        say("Where Gradescope's kernel cannot confine students, nothing will be graded.")


@command
def solve(
    lesson: LessonName,
    target: Annotated[Path | None, typer.Argument(help="The notebook to write.")] = None,
    folder: OwnLessons = None,
) -> None:
    """Write a lesson's notebook with its solutions filled in."""
    from autograder.authoring.source import solve as solved

    found = find_lesson(lesson, lessons_here(folder))
    target = target or Path(f"{found.module_name}_solved.ipynb")
    if target.exists():
        raise CourseError(f"{target} exists already: name another file.")
    write_atomically(target, json.dumps(solved(found), indent=1, ensure_ascii=False) + "\n")
    say(f"Written: {target}")


@command
def lecture() -> None:
    """Write notebooks/LECTURE.md, which says where each item of the lecture is taught."""
    from autograder.authoring.lecture import write_page

    say(f"Written: {write_page([lesson for lesson in all_lessons() if lesson.home is None])}")


@new.command("lesson")
@in_one_sentence
def new_lesson(
    name: Annotated[str, typer.Argument(help="With its number, as in 20_boxes.")],
    folder: OwnLessons = None,
) -> None:
    """Begin a lesson: in a class folder, or here in the course's own."""
    from autograder.authoring.new import begin_lesson

    opened = class_here(folder)
    files = begin_lesson(name, lessons_here(folder), opened.own_lessons if opened else None)
    say("\n".join(f"Written: {path}" for path in files))
    say(f"Then, for each exercise: course new exercise {name} ITS_NAME")


@new.command("exercise")
@in_one_sentence
def new_exercise(
    lesson: LessonName,
    name: Annotated[str, typer.Argument(help="Of the function that students write.")],
    folder: OwnLessons = None,
    points: Annotated[float | None, typer.Option(min=0, help="In its check cell.")] = None,
    value: Annotated[bool, typer.Option("--value", help="Students work out a value.")] = False,
) -> None:
    """Write an exercise's file and cells. Again, after the solution: bring the cells up to it."""
    from autograder.authoring.new import write_exercise

    lessons = lessons_here(folder)
    written = write_exercise(find_lesson(lesson, lessons), name, lessons, points, value)
    say("\n".join(f"Written: {path}" for path in written) or "Nothing to bring up to date.")


@command
def demo(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    students: Annotated[int, typer.Option(min=1, help="How many.")] = 60,
    lesson: Annotated[list[str], typer.Option(help="As often as you like.")] = ["00", "06"],  # noqa: B006
) -> None:
    """Play a whole class: release, hand in, grade, give feedback, and compare every score."""
    from autograder.rehearsal.demo import run_demo

    run_demo(folder, students, [find_lesson(text) for text in lesson], console)


def _health(folder: Path | None) -> list[tuple[bool, str, str]]:
    from autograder.grading.sandbox import layers

    lines = [(layer.works, layer.name, layer.detail) for layer in layers()]
    if folder is not None:
        from autograder.classroom.checkup.folder import findings

        try:
            found = findings(ClassFolder.open(folder))
        except CourseError as error:
            return [*lines, (False, "class folder", str(error))]
        lines += [(False, one.about, f"{one.problem} {one.remedy}") for one in found]
        lines += [] if found else [(True, "class folder", "nothing to mend")]
    return lines
