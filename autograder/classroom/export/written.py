"""Exports that were written: how to write one, and which are of older scores."""

from __future__ import annotations

import logging
import shlex
from collections.abc import Sequence
from pathlib import Path

from nbgrader.api import Gradebook
from traitlets import TraitError

from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.export.canvas import CanvasExporter
from autograder.classroom.export.moodle import MoodleExporter
from autograder.classroom.export.scores import (
    BY,
    ScoresExporter,
    as_csv,
    digest,
    records_of,
)
from autograder.errors import CourseError, UsageError

FORMATS = {one.kind: one for one in (ScoresExporter, CanvasExporter, MoodleExporter)}

_silent = logging.getLogger(f"{__name__}.silent")
_silent.addHandler(logging.NullHandler())
_silent.propagate = False


def stale_exports(folder: ClassFolder, gradebook: Gradebook) -> dict[str, str]:
    """Exports that would now be other files: the command that writes each anew, by its path."""
    stale = {}
    for target, record in records_of(folder).items():
        if not Path(target).is_file():
            continue
        try:
            exporter = FORMATS[record["kind"]](
                config=folder.config,
                by=record.get("by", "lesson"),
                assignment=list(record["lessons"]),
                student=list(record["students"]),
                log=_silent,
            )
            same = digest(as_csv(exporter.rows(gradebook))) == record["digest"]
            lessons = "".join(f" --lesson {shlex.quote(name)}" for name in record["lessons"])
        except (CourseError, TraitError, KeyError, TypeError):
            continue
        if not same:
            format_ = f" --format {record['kind']}" * (record["kind"] != "csv")
            format_ += " --by exercise" * (exporter.by == "exercise")
            where = f" -f {shlex.quote(str(folder.root))}"
            stale[target] = f"course export {shlex.quote(target)}{format_}{lessons}{where}"
    return stale


def export_scores(
    folder: ClassFolder,
    target: Path | None = None,
    kind: str = "csv",
    lessons: Sequence[str] = (),
    by: str = "lesson",
) -> ScoresExporter:
    """Write scores as one of FORMATS. Returns the exporter, which knows where they are.

    by: what has a column of its own, one of BY.

    Raises UsageError for another kind, and CourseError where the file cannot be right.
    """
    if kind not in FORMATS:
        raise UsageError(f"There is no format {kind!r}: it is one of {', '.join(FORMATS)}.")
    if by not in BY:
        raise UsageError(f"There are no columns by {by!r}: it is one of {', '.join(BY)}.")
    exporter = FORMATS[kind](
        config=folder.config, to=str(target or ""), assignment=list(lessons), by=by
    )
    folder.require_gradebook()
    with folder.gradebook() as gradebook:
        exporter.export(gradebook)
    return exporter
