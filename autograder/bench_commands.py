"""The commands below `course bench`: each measures, and prints figures that can be kept."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.arguments import LessonName
from autograder.authoring.lessons import all_lessons, find_lesson
from autograder.console import console, in_one_sentence
from autograder.errors import UsageError
from helpers.course.cli import say
from helpers.paths import ANSWERS

bench = typer.Typer(no_args_is_help=True, help="Measure, and print figures that can be kept.")


@bench.command("grade")
@in_one_sentence
def bench_grade(
    lesson: LessonName = "convolution",
    students: Annotated[int, typer.Option(min=1, help="How many submissions to time.")] = 10,
    largest: Annotated[int, typer.Option(min=10, help="Memory up to so many submissions.")] = 100,
) -> None:
    """This autograder against nbgrader's own, on the same submissions, in one run."""
    from autograder.bench.grading import run_bench

    console.print(run_bench(find_lesson(lesson), students, largest))


@bench.command("feedback")
@in_one_sentence
def bench_feedback(
    lesson: LessonName = "convolution",
    students: Annotated[int, typer.Option(min=1, help="How many pages.")] = 10,
) -> None:
    """A student's page against nbgrader's own, of the same notebooks, in one run."""
    from autograder.bench.feedback import run_bench

    console.print(run_bench(find_lesson(lesson), students))


@bench.command("hints")
@in_one_sentence
def bench_hints(
    lesson: Annotated[str | None, typer.Argument(help="One lesson instead of all.")] = None,
    details: Annotated[
        bool, typer.Option("--details", help="Also what was said instead of a true name.")
    ] = False,
) -> None:
    """Count how many wrong answers of strangers are told their mistake by its own name."""
    from autograder.authoring.sheets import compile_lessons
    from autograder.bench.hints import details as in_words
    from autograder.bench.hints import judged, table, times

    lessons = [find_lesson(lesson)] if lesson else all_lessons()
    compile_lessons(lessons, ANSWERS)
    said = [one for lesson in lessons for one in judged(lesson)]
    if details:
        say(in_words(said))
    console.print(table(said))
    say(times(said))


@bench.command("convolution")
@in_one_sentence
def bench_convolution() -> None:
    """Lesson 8's convolution against four plain loops, and against PyTorch's."""
    from autograder.bench.convolution import measure, table

    console.print(table(measure()))


@bench.command("cifar10")
@in_one_sentence
def bench_cifar10(
    seconds: Annotated[float, typer.Option(help="Of training, until the last epoch.")] = 225,
    threads: Annotated[int, typer.Option(min=1, help="For PyTorch.")] = 2,
) -> None:
    """Lesson 10's network on CIFAR-10, with augmentation and without: accuracy against seconds."""
    from autograder.bench.cifar10 import run

    console.print(run(seconds, threads))


@bench.command("gpu")
@in_one_sentence
def bench_gpu(
    target: Annotated[float, typer.Option(help="Share of unseen images to get right.")] = 0.94,
    seeds: Annotated[int, typer.Option(min=1, help="How many trainings.")] = 5,
    keep: Annotated[bool, typer.Option("--keep", help="In data/gpu_figures.json.")] = False,
) -> None:
    """A whole training on CIFAR-10: seconds, accuracy, images a second, share of the peak."""
    from autograder.bench.gpu import run
    from helpers import speedrun
    from helpers.paths import GPU_FIGURES

    if keep and speedrun.default_device().type == "cpu":
        raise UsageError("There is no GPU here, so there are no figures of one to keep.")
    run(target, seeds, GPU_FIGURES if keep else None)
