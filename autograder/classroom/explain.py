"""Why a student has the score that they have, for a dispute."""

from __future__ import annotations

import shlex

from autograder.authoring.lessons import Lesson
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.grade_class import State, former_report, standing_of
from autograder.classroom.identity import shown
from autograder.classroom.kept_report import as_report
from autograder.classroom.lateness import SAME_PENALTY, Lateness, arrived
from autograder.classroom.people.groups import handed_in_by
from autograder.errors import UsageError


def explanation(folder: ClassFolder, lesson: Lesson, student: str) -> str:
    """The grade in words: each part, the smallest failing call, the mistake, how to repeat it.

    Raises: UsageError where the student has no grade in this lesson.
    """
    report = former_report(folder, lesson, student)
    if report is None:
        broken = folder.report_path(student, lesson).exists()
        what = "a report that cannot be read" if broken else "no grade"
        raise UsageError(
            f"{student} has {what} in {lesson.name}: run `course grade {lesson.typed}`."
        )
    lines = [f"{student}, {lesson.title}: {report['score']:.4g} of {report['points']:g} points"]
    lines += _state(folder, lesson, student, report)
    lines += _gradebook(folder, lesson, student)
    lines += ["", *(as_report(exercise, lesson).text() for exercise in report["exercises"])]
    lines += [_own(cell) for cell in report.get("own", [])]
    versions = ", ".join(f"{name} {number}" for name, number in report["versions"].items())
    lines += [
        "",
        f"Graded at {report['graded_at']} with the seed {report['seed']}, in "
        f"{report['cpu_seconds']:.2f} s of processor time, by {versions}.",
        f"The same again: course grade {lesson.typed} --student {shlex.quote(student)} --again",
    ]
    return "\n".join(lines)


def _own(cell: dict) -> str:
    """A line about a cell of the teacher's own."""
    of = f"{cell['points']:g} point" + ("" if cell["points"] == 1 else "s")
    if cell["score"] is None:
        return f"{cell['name']}   up to {of}, marked by hand. {cell['problem']}".rstrip()
    return f"{cell['name']}   {cell['score']:g} / {of}. {cell['problem']}".rstrip()


def _state(folder: ClassFolder, lesson: Lesson, student: str, report: dict) -> list[str]:
    """What a reader must know before the details."""
    lines = [f"  {report['state']}: {report['reason']}"] if report["reason"] else []
    if source := handed_in_by(folder, lesson.name, student):
        lines.append(f"  Handed in by {shown(source)}, for all of the group.")
    if not folder.release_path(lesson).is_file():
        return lines
    folder.require_gradebook()
    with folder.gradebook() as gradebook:
        standing = standing_of(folder, lesson, gradebook, [student])
    if State.NEWER.value in standing:
        lines.append("  The submission has changed since: this grade is of an earlier one.")
    if State.OLDER.value in standing:
        lines.append("  Release, exercises or autograder have changed since: this grade is older.")
    if standing:
        lines.append(f"  To mend it, run `course grade {lesson.typed}`.")
    return lines


def _gradebook(folder: ClassFolder, lesson: Lesson, student: str) -> list[str]:
    """What the gradebook says beyond the report: arrival, penalties, points given by hand."""
    from nbgrader.api import MissingEntry

    lines = []
    with folder.gradebook() as gradebook:
        try:
            entry = gradebook.find_submission(lesson.name, student)
        except MissingEntry:
            return ["  The gradebook has no entry: grade this one again."]
        lateness = Lateness(folder, gradebook)
        time = arrived(folder, entry)
        if time is not None:
            lines.append(f"  Arrived {time} UTC{lateness.in_words(entry)}.")
        for notebook in entry.notebooks:
            penalty, now = notebook.late_submission_penalty or 0, lateness.penalty(notebook) or 0
            if abs(penalty - now) > SAME_PENALTY:
                lines.append(
                    f"  Penalty for lateness: {penalty:g} points until the next `course grade "
                    f"{lesson.name}`, and {now:g} from then on: something has changed since."
                )
            elif penalty:
                lines.append(f"  Penalty for lateness: {penalty:g} points.")
            if notebook.name != lesson.module_name:
                continue
            lines += [
                f"  {grade.cell.name.removeprefix('check_')}: {grade.manual_score:g} points were "
                f"given by hand, in place of {grade.auto_score or 0:g}."
                for grade in notebook.grades
                if grade.manual_score is not None
            ]
    return lines
