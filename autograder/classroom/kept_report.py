"""The report that is kept with a grade, as it lies in a class folder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from autograder.authoring.lessons import Lesson
from helpers.checking.report import PartReport, Report

NUMBER = (int, float)
WHOLE = {"state": str, "reason": str, "score": NUMBER, "points": NUMBER, "cpu_seconds": NUMBER,
         "exercises": list}  # fmt: skip
REPEATABLE = {"graded_at": str, "seed": int, "versions": dict, "fingerprint": dict}
EXERCISE = {"name": str, "points": NUMBER, "score": NUMBER, "unwritten": bool, "note": str,
            "parts": list}  # fmt: skip
OWN = {"name": str, "kind": str, "points": NUMBER, "problem": str, "digest": str}
PART = {"title": str, "passed": bool, "call": str, "problem": str, "hint": str}
SHOWN = ("title", "call", "problem", "mistake", "hint", "place", "printed")
FINGERPRINT = {"submission": str, "engine": str}


def read_report(path: Path) -> dict | None:
    """A report; None where there is none, or one that is damaged or of another version."""
    try:
        report = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return report if _is_whole(report) else None


def is_repeatable(report: dict) -> bool:
    """Whether a report says what it is of and how to make it again."""
    return _has(report, REPEATABLE) and _has(report["fingerprint"], FINGERPRINT)


def as_report(exercise: dict, lesson: Lesson) -> Report:
    """The report on an exercise from what is kept of it with the grade."""
    parts = tuple(_part(part) for part in exercise["parts"])
    return Report(
        exercise["name"],
        lesson.name,
        exercise["points"],
        parts,
        exercise["unwritten"],
        note=exercise["note"],
    )


def _part(kept: dict) -> PartReport:
    """A part; its picture and what was printed are what older versions did not keep."""
    shown = {name: str(kept.get(name, "")) for name in SHOWN}
    return PartReport(passed=kept["passed"], grid=_grid(kept.get("grid")), **shown)


def _grid(rows: object) -> np.ndarray | None:
    """Where arrays differ, from rows like ".x."."""
    if not isinstance(rows, list) or len({len(row) for row in map(str, rows)}) != 1:
        return None
    return np.array([[sign == "x" for sign in str(row)] for row in rows])


def rows_of(grid: np.ndarray | None) -> list[str]:
    """Where arrays differ, as it is kept."""
    return [] if grid is None else ["".join("x" if w else "." for w in row) for row in grid]


def _is_whole(report: object) -> bool:
    return (
        _has(report, WHOLE)
        and all(
            _has(exercise, EXERCISE)
            and "mistake" in exercise
            and isinstance(exercise.get("symptoms", ""), str)  # which older versions did not keep
            and all(_has(part, PART) and "mistake" in part for part in exercise["parts"])
            for exercise in report["exercises"]
        )
        and all(
            _has(cell, OWN) and isinstance(cell.get("score"), (*NUMBER, type(None)))
            for cell in _own(report)
        )
    )


def _own(report: dict) -> list:
    """Cells of a teacher's own, which older versions did not keep."""
    own = report.get("own", [])
    return own if isinstance(own, list) else [None]


def _has(value: object, fields: dict) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value.get(name), kind) for name, kind in fields.items()
    )
