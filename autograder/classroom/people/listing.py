"""Tables of a class in plain text: who is in it, and whose late days went where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.cells import cell_len

from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.dates.late_days import TABLE
from autograder.classroom.identity import same, shown
from autograder.classroom.lateness import Lateness
from autograder.classroom.people.students import find_student, full_name, known_students
from autograder.errors import UsageError

GAP = "  "


def class_table(folder: ClassFolder) -> str:
    """A line a student: id, name, email, group, lessons handed in, late days left."""
    roster, groups = folder.roster(), folder.roster_file.groups
    with _lateness(folder) as (lateness, known):
        rows = []
        handed_in = Counter(
            key
            for lesson in folder.lesson_names()
            for key in set(map(same, folder.handed_in(lesson)))
        )
        for student in sorted(known):
            details = roster.get(student, {})
            left = _left(lateness, lateness.days_used(student))
            name = full_name(details) or ("" if student in roster else "(not in roster.csv)")
            email = details.get("email") or ""
            rows.append(
                [
                    shown(student),
                    name,
                    email,
                    groups.get(student, ""),
                    str(handed_in[same(student)]),
                    left,
                ]
            )
    header = ["id", "name", "email", "group", "handed in", "late days left"]
    kept = [i for i in range(len(header)) if i in (0, 1, 4) or any(row[i] for row in rows)]
    count = f"{len(rows)} student{'s' * (len(rows) != 1)}."
    return "\n".join([*aligned([[row[i] for i in kept] for row in [header, *rows]]), count])


def late_days_table(folder: ClassFolder, chosen: Sequence[str]) -> str:
    """A line a student: late days used, left, and by lesson. Raises UsageError for none."""
    with _lateness(folder) as (lateness, known):
        if lateness.late_days is None:
            raise UsageError(
                f"This class has no late days: write `[{TABLE}]` and below it, for example, "
                f"`each = 5` into {folder.settings.path}."
            )
        students = [find_student(folder, one, known) for one in chosen] or sorted(known)
        rows = [["id", "used", "left", "where"]]
        for student in students:
            used = lateness.days_used(student)
            where = ", ".join(f"{lesson}: {days}" for lesson, days in used.items() if days)
            total = str(sum(used.values()))
            rows.append([shown(student), total, _left(lateness, used), where])
    return "\n".join(aligned(rows))


@contextmanager
def _lateness(folder: ClassFolder) -> Iterator[tuple[Lateness, set[str]]]:
    """Lateness of a class, and the ids of its students.

    Where nothing was ever released this makes the gradebook, as nbgrader does.
    """
    folder.require_gradebook()
    with folder.gradebook() as gradebook:
        yield Lateness(folder, gradebook), known_students(folder, gradebook)


def _left(lateness: Lateness, used: Mapping[str, int]) -> str:
    return str(lateness.late_days.each - sum(used.values())) if lateness.late_days else ""


def aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines in which each column starts at one place."""
    rows = list(rows)
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        GAP.join(f"{text}{' ' * (width - cell_len(text))}" for text, width in pairs).rstrip()
        for pairs in (zip(row, widths, strict=True) for row in rows)
    ]
