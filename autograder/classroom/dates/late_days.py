"""Days that each student may be late in all over a term: [late_days] in class.toml."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.classroom.dates.times import DAY
from autograder.classroom.settings import Settings
from autograder.errors import UsageError

TABLE = "late_days"


@dataclass(frozen=True)
class LateDays:
    """How many days each student has, and how many of them count at one assignment."""

    each: int
    per_assignment: int | None = None

    @classmethod
    def of(cls, settings: Settings) -> LateDays | None:
        """What class.toml says; None where nothing. Raises UsageError for what are no days."""
        table = settings.table(TABLE)
        if not table:
            return None
        days = {name: table.get(name) for name in ("each", "per_assignment")}
        wrong = [name for name, count in table.items() if not _is_count(count) or name not in days]
        if wrong or days["each"] is None:
            raise UsageError(
                f"{settings.path}: [{TABLE}] holds whole days, `each = 5` and, if you like, "
                f"`per_assignment = 2`, not {', '.join(wrong) or 'per_assignment alone'}."
            )
        return cls(**days)

    def used(self, late: Mapping[str, float]) -> dict[str, int]:
        """The days that go on each lesson. late: seconds by lesson, in the order of due dates.

        A day goes on every day that has begun, as long as there are any.
        """
        left, used = self.each, {}
        for lesson, seconds in late.items():
            most = left if self.per_assignment is None else min(left, self.per_assignment)
            used[lesson] = min(most, math.ceil(seconds / DAY))
            left -= used[lesson]
        return used


def _is_count(days: object) -> bool:
    return isinstance(days, int) and not isinstance(days, bool) and days >= 0
