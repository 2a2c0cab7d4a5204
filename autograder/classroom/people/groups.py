"""Students who hand in together: groups in roster.csv, and [groups] in class.toml."""

from __future__ import annotations

from collections import defaultdict

from autograder.classroom.class_folder import ClassFolder
from autograder.errors import UsageError

TABLE = "groups"


def is_together(folder: ClassFolder, lesson: str) -> bool:
    """Whether groups hand in a lesson as one. Raises UsageError for a bad class.toml.

    A roster often has a column of groups that mean something else, so class.toml must say so.
    """
    lessons = folder.settings.table(TABLE).get("together", [])
    if not isinstance(lessons, list) or not all(isinstance(name, str) for name in lessons):
        raise UsageError(
            f"{folder.settings.path}: [{TABLE}] holds names of lessons, as in `together = "
            '["06_convolution"]`.'
        )
    return lesson in lessons


def groups(folder: ClassFolder, lesson: str) -> dict[str, list[str]]:
    """The members of each group that hands in a lesson as one, by the group's name."""
    if not is_together(folder, lesson):
        return {}
    found = defaultdict(list)
    for student, group in folder.roster_file.groups.items():
        found[group].append(student)
    return dict(found)


def mates(folder: ClassFolder, lesson: str) -> dict[str, list[str]]:
    """The others of a student's group, by student."""
    return {
        student: [other for other in members if other != student]
        for members in groups(folder, lesson).values()
        for student in members
    }
