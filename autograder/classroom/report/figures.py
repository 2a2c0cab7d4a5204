"""The figures of a class report, from plain reports and the code that students wrote."""

from __future__ import annotations

import re
import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from autograder.authoring.lessons import Lesson
from autograder.authoring.source import answer_source
from autograder.classroom.report.similarity import Comparison, compare_class
from helpers.course.notebook import text

BINS = 10
LITTLE = 0.25  # of the points; below this a student needs help
SMALL = 20  # students; in a smaller class two are several
SHOWN_LINES, SHOWN_CHARACTERS = 24, 400  # of an answer, and of each line
SECONDS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60]
SHOWN_SECONDS = 4  # bars of the histogram at least, besides the first
SLOWEST = 5
SLOW_SECONDS = 2.0
NEAREST_BINS = 24
BLANK_LINES = re.compile(r"\n\s*\n")
LAYOUT = re.compile(r"#[^\n]*|\s+")


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram. marked: drawn in the colour of what to look at."""

    label: str
    count: int
    marked: bool = False


@dataclass(frozen=True)
class Histogram:
    """line: where a line stands, counted in bars from the left, with its label."""

    bars: tuple[Bar, ...]
    line: float | None = None
    line_label: str = ""

    @property
    def in_words(self) -> str:
        return ", ".join(f"{bar.label}: {bar.count}" for bar in self.bars if bar.count)


@dataclass(frozen=True)
class PartSuccess:
    title: str
    passed: int
    of: int

    @property
    def percent(self) -> int:
        return percent(self.passed, self.of)


@dataclass(frozen=True)
class ExerciseSuccess:
    """How many students passed an exercise whole, in part, not at all, or did not write it."""

    name: str
    whole: int
    partly: int
    wrong: int
    unwritten: int
    parts: tuple[PartSuccess, ...]

    @property
    def of(self) -> int:
        return self.whole + self.partly + self.wrong + self.unwritten

    @property
    def percent(self) -> int:
        return percent(self.whole, self.of)

    @property
    def hardest(self) -> PartSuccess:
        return min(self.parts, key=lambda part: part.passed / part.of)


@dataclass(frozen=True)
class Idea:
    """A mistake that students made, or, without a name, wrong answers like no known mistake.

    says: the hint that its authors got, or what happened most often where there was none.
    answer: a typical one, its layout and comments as a student wrote them.
    """

    exercise: str
    name: str
    says: str
    students: tuple[str, ...]
    answer: str


@dataclass(frozen=True)
class Group:
    """Students who are stuck for one reason. notes: what more there is to say, by student.

    counts: whether somebody should look after them, for this reason alone.
    """

    title: str
    advice: str
    notes: dict[str, str]
    counts: bool = True


def percent(count: int, of: int) -> int:
    """Rounded, but neither 0 nor 100 unless it is exactly that."""
    exact = 100 * count / of if of else 0.0
    return int(exact) if exact in (0, 100) else min(max(round(exact), 1), 99)


def score_histogram(shares: list[float]) -> Histogram:
    """How many students lie in each tenth of the points; full marks count to the last."""
    counts = Counter(min(int(share * BINS + 1e-9), BINS - 1) for share in shares)
    width = 100 // BINS
    bars = tuple(Bar(f"{width * i}–{width * (i + 1)}", counts[i]) for i in range(BINS))
    if not shares:
        return Histogram(bars)
    middle = statistics.median(shares)
    return Histogram(bars, BINS * middle, f"median {100 * middle:.0f} %")


def exercise_success(reports: Iterable[dict]) -> list[ExerciseSuccess]:
    """Each exercise and its parts, in the order of the lesson.

    Reports made before and after a change of the lesson may name other parts: each is counted
    among those that have it.
    """
    entries: dict[str, list[dict]] = {}
    for report in reports:
        for entry in report["exercises"]:
            entries.setdefault(entry["name"], []).append(entry)
    rows = []
    for name, own in entries.items():
        kinds = Counter(_kind(entry) for entry in own)
        flags: dict[str, list[bool]] = {}
        for part in (part for entry in own for part in entry["parts"]):
            flags.setdefault(part["title"], []).append(part["passed"])
        parts = tuple(PartSuccess(title, sum(f), len(f)) for title, f in flags.items())
        counts = (kinds[kind] for kind in ("whole", "partly", "wrong", "unwritten"))
        rows.append(ExerciseSuccess(name, *counts, parts))
    return rows


def several(graded: int) -> int:
    """From how many students on a mistake is taught again.

    One or two in a class of usual size are helped by their own pages and a word; three are a
    pattern. Where few are in the class, two are one.
    """
    return 3 if graded >= SMALL else 2


def ideas(
    graded: dict[str, dict], cells: dict[str, dict[str, str]]
) -> tuple[list[Idea], list[Idea]]:
    """Known mistakes, and wrong answers like none of them; each those of most students first."""
    made: dict[tuple[str, str], list[str]] = {}
    hints: dict[tuple[str, str], str] = {}
    problems: dict[tuple[str, str], list[str]] = {}
    for student, report in graded.items():
        for entry in report["exercises"]:
            if _kind(entry) in ("whole", "unwritten"):
                continue
            found = {part["mistake"]: part["hint"] for part in entry["parts"] if part["mistake"]}
            for mistake, hint in found.items():
                made.setdefault((entry["name"], mistake), []).append(student)
                hints[entry["name"], mistake] = hint
            if not found:
                made.setdefault((entry["name"], ""), []).append(student)
                told = sorted(entry["parts"], key=lambda part: not part["call"])
                first = next((part["problem"] for part in told if part["problem"]), "")
                problems.setdefault((entry["name"], ""), []).append(first or entry["note"])
    found = [
        Idea(
            exercise,
            mistake.replace("_", " "),
            hints.get((exercise, mistake)) or _commonest(problems.get((exercise, mistake), [])),
            tuple(students),
            _typical(exercise, [cells[student].get(exercise, "") for student in students]),
        )
        for (exercise, mistake), students in sorted(
            made.items(), key=lambda item: (-len(item[1]), item[0])
        )
    ]
    return [idea for idea in found if idea.name], [idea for idea in found if not idea.name]


def stuck(
    reports: dict[str, dict],
    roster: Iterable[str],
    submitters: Iterable[str],
    late: dict[str, float],
    is_due: bool = True,
) -> list[Group]:
    """Who needs somebody, by reason, the most urgent first. Only being late adds to another.

    is_due: whether work that is not there is missed already.
    """
    failed, unreadable, empty, little = {}, {}, {}, {}
    for student, report in reports.items():
        written = [entry for entry in report["exercises"] if not entry["unwritten"]]
        if report["state"] == "failed":
            failed[student] = report["reason"]
        elif report["state"] != "graded":
            unreadable[student] = report["reason"]
        elif report["exercises"] and not written:
            empty[student] = ""
        elif share_of(report) < LITTLE and not _waits(report):
            of = len(report["exercises"])
            tried = f", {len(written)} of {of} exercises written" if of else ""
            little[student] = f"{report['score']:.3g} points{tried}"
    little = dict(sorted(little.items(), key=lambda item: share_of(reports[item[0]])))
    missing = dict.fromkeys(sorted({*roster} - {*submitters} - {*reports}), "")
    waiting = dict.fromkeys(sorted({*submitters} - {*reports}), "")
    after = dict(sorted(late.items(), key=lambda item: -item[1]))
    groups = [
        Group("The grader failed", "Grade again; no fault of theirs.", failed, False),
        Group("Not readable", "Ask for the notebook again: so far it counts nothing.", unreadable),
        Group("Not handed in", "Ask whether they still take part.", missing)
        if is_due
        else Group("Not handed in yet", "There is time until the due date.", missing, False),
        Group("Handed in without an answer", "Talk to them: nothing was written.", empty),
        Group(
            f"Under {100 * LITTLE:.0f} % of the points",
            "Offer help before the class goes on.",
            little,
        ),
        Group("Not graded yet", "Run `course grade`.", waiting, False),
        Group("Late", "", {who: duration(seconds) for who, seconds in after.items()}, False),
    ]
    return [group for group in groups if group.notes]


def _waits(report: dict) -> bool:
    """Whether a person may still give points."""
    return any(cell["score"] is None for cell in report.get("own", []))


def seconds_histogram(graded: dict[str, dict]) -> Histogram:
    """Processor seconds of each submission, on a scale that grows."""
    counts = Counter(bisect_right(SECONDS, r["cpu_seconds"]) for r in graded.values())
    labels = [
        f"< {SECONDS[0]:g}",
        *(f"{low:g}–{high:g}" for low, high in pairwise(SECONDS)),
        f"> {SECONDS[-1]:g}",
    ]
    shown = max(SHOWN_SECONDS, *counts) + 1 if counts else 0
    return Histogram(tuple(Bar(label, counts[i]) for i, label in enumerate(labels[:shown])))


def slowest(graded: dict[str, dict]) -> dict[str, float]:
    """Those who used most seconds, where it is worth a look."""
    used = {student: report["cpu_seconds"] for student, report in graded.items()}
    order = sorted(used, key=lambda student: (-used[student], student))
    return {student: used[student] for student in order[:SLOWEST] if used[student] >= SLOW_SECONDS}


def similar(lesson: Lesson, release: dict, cells: dict[str, dict[str, str]]) -> dict:
    """The class compared with itself, and a picture of each student's nearest."""
    known = [text(cell) for cell in release["cells"] if cell["cell_type"] == "code"]
    for exercise in lesson.exercises:
        known.append(answer_source(exercise, exercise.solution))
        known += [answer_source(exercise, m, exercise.name) for m in exercise.mistakes]
    compared = compare_class(cells, known)
    return {
        "pairs": compared.pairs,
        "more": compared.left_out,
        "least": compared.least,
        "plot": nearest_plot(compared),
    }


def nearest_plot(compared: Comparison) -> Histogram:
    """How much rare code each student shares with their nearest, and where unusual begins."""
    width = max([compared.least * 1.5, *compared.nearest.values()]) / (NEAREST_BINS - 1)
    counts = Counter(int(bits / width) for bits in compared.nearest.values())
    above = Counter(int(b / width) for b in compared.nearest.values() if b >= compared.least)
    bars = (Bar(f"{i * width:.0f}", counts[i], marked=bool(above[i])) for i in range(NEAREST_BINS))
    return Histogram(tuple(bars), compared.least / width, "unusual from here")


def _typical(exercise: str, answers: list[str]) -> str:
    """Of the wording that most share, the shortest answer; without one, that of middle length."""
    answers = sorted(filter(None, answers), key=len)
    if not answers:
        return ""
    wordings = Counter(LAYOUT.sub(" ", answer) for answer in answers)
    wording, count = wordings.most_common(1)[0]
    alike = [answer for answer in answers if LAYOUT.sub(" ", answer) == wording]
    return excerpt(exercise, alike[0] if count > 1 else answers[len(answers) // 2])


def excerpt(exercise: str, answer: str) -> str:
    """As many lines as are shown; of a long answer from its main function on."""
    lines = BLANK_LINES.sub("\n\n", answer.strip()).splitlines()
    if len(lines) > SHOWN_LINES:
        starts = (f"def {exercise}(", f"class {exercise}")
        main = next((i for i, line in enumerate(lines) if line.startswith(starts)), 0)
        lines = ["…"] * (main > 0) + lines[main:]
    cut = lines[:SHOWN_LINES] + ["…"] * (len(lines) > SHOWN_LINES)
    return "\n".join(line[:SHOWN_CHARACTERS] for line in cut)


def _commonest(sentences: list[str]) -> str:
    return Counter(sentences).most_common(1)[0][0] if sentences else ""


def _kind(entry: dict) -> str:
    passed = [part["passed"] for part in entry["parts"]]
    if all(passed):
        return "whole"
    if entry["unwritten"]:
        return "unwritten"
    return "partly" if any(passed) else "wrong"


def share_of(report: dict) -> float:
    return report["score"] / report["points"] if report["points"] else 0.0


def duration(seconds: float) -> str:
    for size, unit in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} seconds"
