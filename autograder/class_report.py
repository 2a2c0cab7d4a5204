"""One page on a lesson for the instructor: what the class understood, what to teach again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from autograder.answers import hint_of
from autograder.class_folder import ClassFolder
from autograder.errors import UsageError
from autograder.files import write_atomically
from autograder.lessons import Lesson

BINS = 10
COMMONEST = 12


def write_class_report(folder: ClassFolder, lesson: Lesson) -> Path:
    """Write reports/<lesson>.html. Raises UsageError where nothing is graded yet."""
    reports = folder.reports(lesson)
    if not reports:
        raise UsageError(f"{lesson.name} is not graded yet: run `course grade {lesson.name}`.")
    templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    page = templates.get_template("class_report.html").render(
        lesson=lesson.name,
        students=len(reports),
        points=max(report["points"] for report in reports.values()),
        mean=sum(report["score"] for report in reports.values()) / len(reports),
        bars=_distribution(list(reports.values())),
        exercises=_exercises(list(reports.values())),
        mistakes=_mistakes(reports, lesson),
        to_look_at={s: r["reason"] for s, r in reports.items() if r["state"] != "graded"},
    )
    path = folder.root / "reports" / f"{lesson.name}.html"
    path.parent.mkdir(exist_ok=True)
    write_atomically(path, page)
    return path


def _distribution(reports: list[dict]) -> list[dict]:
    """How many students lie in each tenth of the points; full marks count to the last."""
    shares = [r["score"] / r["points"] if r["points"] else 0.0 for r in reports]
    counts = Counter(min(int(share * BINS + 1e-9), BINS - 1) for share in shares)
    highest = max(counts.values())
    return [
        {"from": 10 * i, "count": counts[i], "height": round(100 * counts[i] / highest)}
        for i in range(BINS)
    ]


def _exercises(reports: list[dict]) -> list[dict]:
    """Each exercise with the share of students who passed it and each of its parts."""
    rows = []
    for entries in zip(*(report["exercises"] for report in reports), strict=True):
        parts = [
            {
                "title": same_part[0]["title"],
                "percent": _percent(part["passed"] for part in same_part),
            }
            for same_part in zip(*(entry["parts"] for entry in entries), strict=True)
        ]
        whole = _percent(all(part["passed"] for part in entry["parts"]) for entry in entries)
        unwritten = sum(entry["unwritten"] for entry in entries)
        rows.append(
            {"name": entries[0]["name"], "percent": whole, "parts": parts, "unwritten": unwritten}
        )
    return rows


def _mistakes(reports: dict[str, dict], lesson: Lesson) -> list[dict]:
    """The commonest known mistakes with the students who made them, commonest first."""
    made: dict[tuple[str, str], list[str]] = {}
    for student, report in reports.items():
        for exercise in report["exercises"]:
            for name in dict.fromkeys(p["mistake"] for p in exercise["parts"] if p["mistake"]):
                made.setdefault((exercise["name"], name), []).append(student)
    hints = {
        (e.name, mistake.__name__): hint_of(mistake)
        for e in lesson.exercises
        for mistake in e.mistakes
    }
    commonest = sorted(made.items(), key=lambda item: (-len(item[1]), item[0]))[:COMMONEST]
    return [
        {
            "exercise": exercise,
            "name": name.replace("_", " "),
            "hint": hints.get((exercise, name), ""),
            "students": students,
        }
        for (exercise, name), students in commonest
    ]


def _percent(flags) -> int:
    flags = list(flags)
    return round(100 * sum(flags) / len(flags))
