"""The whole way of a class, on simulated students whose scores are known."""

from __future__ import annotations

import time
from pathlib import Path

from rich.console import Console

from autograder.authoring.lessons import Lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.export import export_scores
from autograder.classroom.feedback import write_feedback
from autograder.classroom.release import release
from autograder.classroom.report.page import write_class_report
from autograder.classroom.report.term import write_term_report
from autograder.console import grade_with_progress, score_table
from autograder.errors import CourseError
from autograder.rehearsal.simulate import simulate, simulated

ROUNDING = 1e-9


def run_demo(path: Path, students: int, lessons: list[Lesson], console: Console) -> None:
    """Raises CourseError where one score is not the one that the answers deserve."""
    folder = ClassFolder.create(path)
    wrong = []
    for lesson in lessons:
        release(folder, lesson)
        truth = simulate(folder, lesson, students)
        start = time.perf_counter()
        grade_with_progress(folder, lesson.name)
        seconds = time.perf_counter() - start
        wrong += compare(folder, lesson, truth, console)
        console.print(f"{len(truth)} submissions in {seconds:.1f} seconds.\n")
        with console.status("Writing feedback"):
            write_feedback(folder, lesson)
        write_class_report(folder, lesson)
    write_term_report(folder)
    export_scores(folder, folder.root / "grades.csv")
    console.print(f"Everything lies in {folder.root}:")
    for name, what in {
        "gradebook.db": "scores, as nbgrader keeps them",
        "autograded": "notebooks with the reports in them",
        "feedback": "a page for each student",
        "reports": "a page on the class for each lesson, and index.html over all",
        "grades.csv": "all scores in one table",
    }.items():
        console.print(f"  {name:<14} {what}")
    if wrong:
        raise CourseError(f"{len(wrong)} scores are wrong: {', '.join(wrong)}.")
    console.print("Every score is the one that the answers deserve.")


def compare(
    folder: ClassFolder, lesson: Lesson, truth: dict[str, float], console: Console
) -> list[str]:
    """Print scores beside those deserved. Returns the students where they differ."""
    kinds = simulated(folder, lesson)["kinds"]
    with folder.gradebook() as gradebook:
        scores = {row["student"]: row["score"] for row in gradebook.submission_dicts(lesson.name)}
    table = score_table(lesson.name, ["student", "answers", "score", "deserved", "agrees"])
    wrong = []
    for student, deserved in truth.items():
        score = scores.get(student, float("nan"))
        agrees = abs(score - deserved) < ROUNDING
        wrong += [] if agrees else [student]
        row = (student, kinds[student], f"{score:.2f}", f"{deserved:.2f}")
        table.add_row(*row, "yes" if agrees else "no")
    console.print(table)
    return wrong
