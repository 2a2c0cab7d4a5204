"""The report that is kept with a grade, as it lies in a class folder."""

from __future__ import annotations

import json
from pathlib import Path

NUMBER = (int, float)
WHOLE = {"state": str, "reason": str, "score": NUMBER, "points": NUMBER, "cpu_seconds": NUMBER,
         "exercises": list}  # fmt: skip
REPEATABLE = {"graded_at": str, "seed": int, "versions": dict, "fingerprint": dict}
EXERCISE = {"name": str, "points": NUMBER, "score": NUMBER, "unwritten": bool, "note": str,
            "parts": list}  # fmt: skip
OWN = {"name": str, "kind": str, "points": NUMBER, "problem": str, "digest": str}
PART = {"title": str, "passed": bool, "call": str, "problem": str, "hint": str}
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
